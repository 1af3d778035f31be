"""What webhooks are to be told, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from huilao_api.store import webhooks
from huilao_api.store.database import Database
from huilao_api.store.decisions import Office
from huilao_api.store.tables import Delivery, LogEntry, Webhook
from huilao_api.store.webhooks import JITTER, KEPT, LEASE, WAITS, Answered, Event, Failure, Letter

URL = "https://portal.example.org/huilao?token=of-the-receiver"
REFUSED = Answered(500, Failure.STATUS)


def make(database: Database, office: Office, *events: Event) -> str:
    with database.writing() as session:
        return webhooks.make_webhook(session, office, URL, events or list(Event), "account:admin")[0].id


def tell(database: Database, event: str = "published") -> None:
    with database.writing() as session:
        webhooks.tell(session, event, {"number": 7})


def claim(database: Database, office: Office, after: timedelta = timedelta(0)) -> list[Letter]:
    with database.writing() as session:
        return webhooks.claim(session, office, datetime.now(UTC) + after, 100)


def note(database: Database, office: Office, letter: Letter, answered: Answered) -> Delivery | None:
    with database.writing() as session:
        return webhooks.note(session, office, letter.id, answered)


def test_what_is_told_is_kept_with_what_it_tells_of_or_not_at_all(database: Database, office: Office) -> None:
    """For each webhook that wants it; what there is not cannot be told."""
    first, second = make(database, office), make(database, office, Event.SCREENING_DONE)
    with suppress(ZeroDivisionError), database.writing() as session:
        webhooks.tell(session, "published", {"number": 7})
        raise ZeroDivisionError
    assert claim(database, office) == []
    tell(database)
    [letter] = claim(database, office)

    assert (letter.webhook, letter.address) == (first, URL)
    assert letter.body.startswith('{"type":"published","timestamp":"')
    assert letter.body.endswith('"data":{"number":7}}')
    tell(database, "screening_done")
    assert {one.webhook for one in claim(database, office)} == {first, second}
    with pytest.raises(ValueError, match="made_up"):
        tell(database, "made_up")


def test_neither_address_nor_secret_can_be_read_in_the_store(database: Database, office: Office) -> None:
    """Nor is either in the log, which tells who made and removed it."""
    with database.writing() as session:
        webhook, secret = webhooks.make_webhook(session, office, URL, [Event.PUBLISHED], "account:admin")
        webhooks.remove(session, office, webhook, "account:other")
    make(database, office)
    with database.reading() as session:
        kept = str([vars(one) for one in (*session.scalars(select(Webhook)), *session.scalars(select(LogEntry)))])
        told = [(one.who, one.action) for one in session.scalars(select(LogEntry).order_by(LogEntry.number))]

    assert secret.startswith("whsec_")
    assert secret not in kept
    assert "of-the-receiver" not in kept
    assert told == [("account:admin", "webhook_made"), ("account:other", "webhook_removed"), ("account:admin", "webhook_made")]


def test_what_fails_is_tried_with_growing_waits_until_it_is_given_up(database: Database, office: Office) -> None:
    """After some three days; then the webhook is stopped, which the log tells, and what is told meanwhile waits until a test succeeds."""
    webhook = make(database, office)
    tell(database)
    waited = timedelta(0)
    for wait in WAITS:
        [letter] = claim(database, office, waited)
        noted = note(database, office, letter, REFUSED)
        assert noted is not None
        assert noted.due is not None
        until = noted.due - datetime.now(UTC)
        assert wait - timedelta(seconds=5) < until <= wait * (1 + JITTER)
        waited = until
        assert claim(database, office) == []
    assert timedelta(days=2.5) < sum(WAITS, timedelta(0)) < timedelta(days=3)
    [letter] = claim(database, office, waited + timedelta(seconds=1))
    noted = note(database, office, letter, REFUSED)

    assert noted is not None
    assert (noted.due, noted.attempts) == (None, len(WAITS) + 1)
    assert noted.given_up is not None
    tell(database)
    assert claim(database, office) == []
    with database.writing() as session:
        stopped = session.get_one(Webhook, webhook)
        assert stopped.stopped is not None
        assert [one.about for one in session.scalars(select(LogEntry).where(LogEntry.action == "webhook_stopped"))] == [webhook]
        failed, tested = (webhooks.told_as_a_test(session, stopped) for _ in range(2))
        assert webhooks.note(session, office, failed.id, REFUSED) is not None
        assert stopped.stopped is not None
        webhooks.note(session, office, tested.id, Answered(204))
        assert (stopped.stopped, stopped.failing_since) == (None, None)
    assert len(claim(database, office)) == 1
    assert list(flaws(database, office)) == []


def flaws(database: Database, office: Office) -> list[object]:
    with database.reading() as session:
        return list(office.log().flaws(session))


def test_a_receiver_that_wants_nothing_more_is_told_nothing_more(database: Database, office: Office) -> None:
    """410 Gone, at once."""
    make(database, office)
    tell(database)
    [letter] = claim(database, office)
    note(database, office, letter, Answered(410, Failure.GONE))
    tell(database)

    assert claim(database, office, timedelta(days=1)) == []


def test_one_worker_alone_tries_and_another_where_nothing_is_heard_of_it(database: Database, office: Office) -> None:
    """The same thing by the same id; of each webhook the oldest first."""
    make(database, office)
    for _ in range(3):
        tell(database)
    oldest = claim(database, office)
    with ThreadPoolExecutor(4) as workers:
        taken = [workers.submit(claim, database, office) for _ in range(8)]
    claimed = [letter for letters in [oldest, *(one.result() for one in taken)] for letter in letters]
    assert len({one.id for one in claimed}) == len(claimed) == 3
    assert claim(database, office, LEASE + timedelta(seconds=1)) == oldest


def test_what_was_removed_or_kept_long_enough_is_gone(database: Database, office: Office) -> None:
    """An answer that comes after that is no error."""
    kept, removed = make(database, office), make(database, office)
    tell(database)
    letters = {one.webhook: one for one in claim(database, office)}
    with database.writing() as session:
        webhooks.remove(session, office, session.get_one(Webhook, removed), "account:admin")
    assert note(database, office, letters[removed], Answered(200)) is None
    note(database, office, letters[kept], Answered(200))
    with database.writing() as session:
        assert [one.webhook for one in session.scalars(select(Delivery))] == [kept]
        session.execute(update(Delivery).values(made=datetime.now(UTC) - KEPT))
    tell(database)
    claim(database, office)
    with database.reading() as session:
        assert len(webhooks.deliveries(session, kept, 10)) == 1
