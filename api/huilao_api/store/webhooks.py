"""Webhooks: other programs that are told of what happens. What is told is written down together with what it tells of, in one
transaction, and delivered afterwards, at least once (C. Richardson, Pattern: Transactional outbox); signed as Standard Webhooks 1.0.0 has it.
"""

from __future__ import annotations

import json
import random
import secrets
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from .decisions import Office
from .tables import Delivery, Webhook

SECRET_BYTES = 32
WAITS = (
    timedelta(seconds=5), timedelta(seconds=30), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=4),
    *[timedelta(hours=8)] * 8,
)  # fmt: skip
"""How long after each failed try the next one follows: some three days in all, then it is given up."""
JITTER = 0.1
"""By up to this share each wait is longer, so that what failed together is not tried together again."""
LEASE = timedelta(minutes=2)
"""After which a try of which nothing was heard any more is made again."""
KEPT = timedelta(days=30)
"""For which deliveries are kept, whatever became of them."""


class Event(StrEnum):
    """What a webhook can be told of."""

    PUBLISHED = "published"
    ROLLED_BACK = "rolled_back"
    PUBLICATION_FAILED = "publication_failed"
    SCREENING_DONE = "screening_done"
    SCREENING_FAILED = "screening_failed"
    CHECK_DONE = "check_done"


TEST = "test"
"""What a webhook is told when it is tried out; none has to want it."""


class Failure(StrEnum):
    """Why something could not be delivered."""

    ADDRESS = "address"
    """It is where this service may not send anything."""
    NOT_FOUND = "not_found"
    """The name of the host has no address."""
    UNREACHABLE = "unreachable"
    CERTIFICATE = "certificate"
    TIMEOUT = "timeout"
    NO_ANSWER = "no_answer"
    """What came is no answer of HTTP."""
    REDIRECT = "redirect"
    """It answered that it is elsewhere now: nobody goes there."""
    STATUS = "status"
    """It answered, but not that it has it."""
    GONE = "gone"
    """It answered that it wants nothing more."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A delivery that is to be tried now."""

    id: str
    webhook: str
    address: str
    secret: str
    body: str


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of a try; delivered where there is no failure."""

    status: int | None
    failure: Failure | None = None


def make_webhook(session: Session, office: Office, address: str, events: Sequence[Event], who: str) -> tuple[Webhook, str]:
    """A new webhook, and the secret that it is signed with, which is told this once."""
    secret = f"whsec_{b64encode(secrets.token_bytes(SECRET_BYTES)).decode()}"
    webhook = Webhook(
        id=str(uuid4()), address=office.seal({"address": address}), host=urlsplit(address).hostname or "", events=[one.value for one in events],
        secret=office.seal({"secret": secret}), made=datetime.now(UTC), made_by=who, failing_since=None, stopped=None,
    )  # fmt: skip
    session.add(webhook)
    office.log().append(session, who, "webhook_made", webhook.id, {"host": webhook.host, "events": webhook.events})
    return webhook, secret


def webhooks(session: Session) -> Sequence[Webhook]:
    """All of them, in the order in which they were made."""
    return session.scalars(select(Webhook).order_by(Webhook.made, Webhook.id)).all()


def address_of(webhook: Webhook, office: Office) -> str:
    """Where it is."""
    return office.open(webhook.address)["address"]


def remove(session: Session, office: Office, webhook: Webhook, who: str) -> None:
    """Tell it nothing more, not even what waits."""
    session.execute(delete(Delivery).where(Delivery.webhook == webhook.id))
    session.delete(webhook)
    office.log().append(session, who, "webhook_removed", webhook.id, {"host": webhook.host})


def tell(session: Session, event: str, data: Mapping[str, Any]) -> None:
    """Write down, in the session that does what it tells of, that something happened, for each webhook that wants to know. `data` is JSON
    and says nothing of any person: ids, counts, versions. Raises ValueError for an event that there is not.
    """
    event, now = Event(event), datetime.now(UTC)
    for one in webhooks(session):
        if event.value in one.events:
            session.add(_delivery(one, event.value, data, now))


def told_as_a_test(session: Session, webhook: Webhook) -> Delivery:
    """Write down a test, which is tried once, by who asks for it."""
    delivery = _delivery(webhook, TEST, {}, datetime.now(UTC))
    delivery.due, delivery.attempts = None, 1
    session.add(delivery)
    return delivery


def _delivery(webhook: Webhook, event: str, data: Mapping[str, Any], now: datetime) -> Delivery:
    body = {"type": event, "timestamp": now.isoformat(timespec="seconds"), "data": data}
    return Delivery(
        id=f"msg_{uuid4().hex}", webhook=webhook.id, event=event, body=json.dumps(body, ensure_ascii=False, separators=(",", ":")),
        made=now, due=now, attempts=0, delivered=None, given_up=None, status=None, failure=None,
    )  # fmt: skip


def deliveries(session: Session, webhook: str, limit: int) -> Sequence[Delivery]:
    """What a webhook was told, and is to be, the latest first."""
    return session.scalars(
        select(Delivery).where(Delivery.webhook == webhook).order_by(Delivery.made.desc(), Delivery.id).limit(limit)
    ).all()


def some_due(session: Session, now: datetime) -> bool:
    """Whether there is something to try."""
    found = select(Delivery.id).join(Webhook, Webhook.id == Delivery.webhook).where(Delivery.due <= now, Webhook.stopped.is_(None)).limit(1)
    return session.scalar(found) is not None


def claim(session: Session, office: Office, now: datetime, most: int) -> list[Letter]:
    """What is to be tried now, of each webhook the oldest, as this worker's for a while; what was kept long enough goes."""
    session.execute(delete(Delivery).where(Delivery.made < now - KEPT))
    place = func.row_number().over(partition_by=Delivery.webhook, order_by=(Delivery.made, Delivery.id))
    first = (
        select(Delivery.id, place.label("place")).join(Webhook, Webhook.id == Delivery.webhook)
        .where(Delivery.due <= now, Webhook.stopped.is_(None)).subquery()
    )  # fmt: skip
    due = select(Delivery).join(first, first.c.id == Delivery.id).where(first.c.place == 1).order_by(Delivery.due).limit(most)
    found: list[Letter] = []
    for one in session.scalars(due).all():
        one.due, one.attempts = now + LEASE, one.attempts + 1
        found.append(letter_of(one, session.get_one(Webhook, one.webhook), office))
    return found


def letter_of(delivery: Delivery, webhook: Webhook, office: Office) -> Letter:
    """A delivery with where it goes and what it is signed with."""
    return Letter(delivery.id, webhook.id, address_of(webhook, office), office.open(webhook.secret)["secret"], delivery.body)


def note(session: Session, office: Office, id_: str, answered: Answered) -> Delivery | None:
    """Write down what came of a try; None where the webhook was removed meanwhile. What was tried for the last time is given up, and so
    is the webhook then, until a test of it succeeds.
    """
    delivery = session.get(Delivery, id_)
    webhook = None if delivery is None else session.get(Webhook, delivery.webhook)
    if delivery is None or webhook is None:
        return None
    now = datetime.now(UTC)
    delivery.status, delivery.failure = answered.status, answered.failure
    if answered.failure is None:
        delivery.delivered, delivery.due = now, None
        webhook.failing_since = None
        if delivery.event == TEST:
            webhook.stopped = None
        return delivery
    webhook.failing_since = webhook.failing_since or now
    test = delivery.event == TEST
    if not test and delivery.attempts <= len(WAITS) and answered.failure is not Failure.GONE:
        delivery.due = now + WAITS[delivery.attempts - 1] * random.uniform(1, 1 + JITTER)  # noqa: S311  # no secret
        return delivery
    delivery.given_up, delivery.due = now, None
    if not test and webhook.stopped is None:
        webhook.stopped = now
        office.log().append(session, "service", "webhook_stopped", webhook.id, {"host": webhook.host, "failure": answered.failure.value})
    return delivery
