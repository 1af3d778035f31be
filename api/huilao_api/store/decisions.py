"""Decisions that are kept: who asked what for whom, with which version, and what came out; the facts themselves sealed, to be erased
without a trace in anything else.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
import zlib
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import uuid4

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic_core import from_json, to_json
from sqlalchemy import ColumnElement, and_, func, or_, select, true, update
from sqlalchemy.orm import Session

from huilao import Evaluation, Finding, profile_data

from ..who import Asker
from .log import Flaw, FlawKind, Log
from .paging import latest
from .tables import UNREADABLE, Decision, LogEntry

AT_ONCE = timedelta(seconds=10)
"""Within this the same decision is kept once."""


class ErasedFor(StrEnum):
    """Why facts are erased. Nobody writes it in words of their own: what is in the log stays there."""

    ASKED = "asked"
    """The person asked for it."""
    MISTAKEN = "mistaken"
    """They were kept by mistake, or of somebody else."""
    DONE_WITH = "done_with"
    """They are needed no more."""
    ORDERED = "ordered"
    """A superior office asks for it."""


@dataclass(frozen=True, slots=True)
class Office:
    """The office's secret, in its uses: how persons are named, how facts are sealed, how the log is."""

    secret: bytes

    def person(self, name: str) -> str:
        """The digest by which a person is found again, however the name is spaced or typed (`１１` for `11`, `x` for `X`); nobody
        without the key can make it, nor tell a name from it.
        """
        plain = "".join(unicodedata.normalize("NFKC", name).split()).upper()
        return hmac.new(self._key(b"person"), plain.encode(), hashlib.sha256).hexdigest()

    def digest(self, use: str, secret: str) -> str:
        """What is kept of a key or a token in its place: nobody without the office's secret can make it, so that what was put into the
        database by hand lets nobody in.
        """
        return hmac.new(self._key(use.encode()), secret.encode(), hashlib.sha256).hexdigest()

    def seal(self, said: Mapping[str, Any]) -> bytes:
        """JSON data so that only the office can read it."""
        return self._box().encrypt(zlib.compress(to_json(said)))

    def open(self, sealed: bytes) -> dict[str, Any]:
        """What was sealed. Raises cryptography.fernet.InvalidToken for what this office did not seal."""
        return from_json(zlib.decompress(self._box().decrypt(sealed)))

    def log(self) -> Log:
        """The log that it seals."""
        return Log(self._key(b"log"))

    def _box(self) -> Fernet:
        return Fernet(urlsafe_b64encode(self._key(b"facts")))

    def _key(self, use: bytes) -> bytes:
        return HKDF(SHA256(), 32, salt=None, info=b"huilao " + use).derive(self.secret)


def decision_of(office: Office, evaluation: Evaluation, person: str | None = None) -> Decision:
    """An evaluation as a decision that is not kept yet; `person` is what the office names the person by."""
    receipt, residence = evaluation.receipt, evaluation.person.get("residence")
    named = None if person is None else office.person(person)
    return Decision(
        id=str(uuid4()), person=named, place=residence if isinstance(residence, str) else "",
        as_of=receipt.as_of, version=receipt.version, number=receipt.number,
        answer=office.seal({"receipt": receipt.data(), "findings": [_finding(one) for one in evaluation.findings]}),
        facts=office.seal({"profile": profile_data(evaluation.person), "page": evaluation.page_data(), "person": named}), erased=None,
    )  # fmt: skip


def _finding(found: Finding) -> dict[str, Any]:
    name, amount = found.name, found.amount
    paid = None if amount is None else {
        "at_least": None if amount.at_least is None else f"{amount.at_least:f}",
        "at_most": None if amount.at_most is None else f"{amount.at_most:f}", "per": amount.per, "unit": amount.unit,
    }  # fmt: skip
    return {"benefit": found.benefit, "name": {"zh": name.zh, "en": name.en}, "outcome": found.outcome, "action": found.action,
            "settled": found.settled, "amount": paid}  # fmt: skip


def keep(session: Session, office: Office, decision: Decision, who: str) -> None:
    """Keep a decision, and write it in the log, which tells of everything in it but the person."""
    entry = office.log().append(session, who, "decided", decision.id, {**_told(decision), "facts": _digest(decision.facts or b"")})
    decision.made, decision.made_by = entry.at, who
    session.add(decision)


def just_kept(session: Session, office: Office, decision: Decision, who: str) -> str | None:
    """The decision that somebody kept a moment ago of the same person, facts and day, if there is one: a button is pressed twice. Of two
    elders without a name the same may come out.
    """
    found = select(Decision).where(
        Decision.number == decision.number, Decision.person == decision.person, Decision.made_by == who, Decision.erased.is_(None),
        Decision.made > datetime.now(UTC) - AT_ONCE,
    )  # fmt: skip
    facts = _profile(office, decision)
    return next((one.id for one in session.scalars(found) if _profile(office, one) == facts), None)


def _profile(office: Office, decision: Decision) -> Any:
    """The facts of a decision, None where they were erased."""
    return None if decision.facts is None else office.open(decision.facts)["profile"]


def _told(decision: Decision) -> dict[str, Any]:
    """What the log tells of a decision, and tells of it once its facts are erased."""
    return {"receipt": decision.number, "version": decision.version, "place": decision.place, "as_of": decision.as_of.isoformat(),
            "answer": _digest(decision.answer)}  # fmt: skip


def _digest(sealed: bytes) -> str:
    """What tells sealed data from others, and nothing of what it says."""
    return hashlib.sha256(sealed).hexdigest()


def seen_by(asker: Asker) -> ColumnElement[bool]:
    """Which decisions somebody may see: those of their places, and their own where the place is known only more coarsely, or not."""
    if not asker.places:
        return true()
    coarser = {one[:length] for one in asker.places for length in range(len(one))}
    own = and_(Decision.place.in_(coarser), Decision.made_by == asker.name)
    return or_(own, *(Decision.place.startswith(one) for one in asker.places))


def entries_seen_by(asker: Asker) -> ColumnElement[bool]:
    """Which entries of the log somebody may see who is bound to places: those about decisions that they see, and what they did themselves."""
    if not asker.places:
        return true()
    return or_(LogEntry.who == asker.name, LogEntry.about.in_(select(Decision.id).where(seen_by(asker))))


def find(session: Session, asker: Asker, id_: str) -> Decision | None:
    """A decision, where there is one that somebody may see."""
    return session.scalar(select(Decision).where(Decision.id == id_, seen_by(asker)))


def by_number(session: Session, number: str, asker: Asker | None = None) -> Sequence[Decision]:
    """The decisions that have a receipt of this number; those that somebody may see, where it is said who asks."""
    seen = true() if asker is None else seen_by(asker)
    return session.scalars(select(Decision).where(Decision.number == number, seen)).all()


def of_person(session: Session, office: Office, asker: Asker, person: str) -> Sequence[Decision]:
    """The decisions about a person that somebody may see, the latest first."""
    found = select(Decision).where(Decision.person == office.person(person), seen_by(asker))
    return session.scalars(found.order_by(Decision.made.desc(), Decision.id.desc())).all()


def listed(
    session: Session, asker: Asker, limit: int, place: str = "", since: datetime | None = None, last: Decision | None = None
) -> Sequence[Decision]:  # fmt: skip
    """Decisions that somebody may see, the latest first: of a place and what lies in it, made since a moment, and from the one after
    `last` on.
    """
    found = select(Decision).where(seen_by(asker), Decision.place.startswith(place) if place else true())
    if since is not None:
        found = found.where(Decision.made >= since)
    return session.scalars(latest(found, Decision, last).limit(limit)).all()


def erase(session: Session, office: Office, decision: Decision, who: str, why: ErasedFor | None = None) -> None:
    """Erase the facts of a decision; what came out stays, and so does the log."""
    entry = office.log().append(session, who, "erased", decision.id, {} if why is None else {"why": why.value})
    decision.facts, decision.person, decision.erased = None, None, entry.at


def erase_older(session: Session, office: Office, days: int, who: str) -> int:
    """Erase the facts of all decisions that are older than so many days; how many these were."""
    old = and_(Decision.made < datetime.now(UTC) - timedelta(days=days), Decision.erased.is_(None))
    many = session.scalar(select(func.count()).select_from(Decision).where(old)) or 0
    if many:
        entry = office.log().append(session, who, "erased_by_rule", "", {"days": days, "decisions": many})
        session.execute(update(Decision).where(old).values(facts=None, person=None, erased=entry.at))
    return many


def flaws(session: Session, office: Office) -> Iterator[Flaw]:
    """Every decision that is not what the log tells of it, and every one of which it does not tell."""
    one_by_one = {(about, at) for about, at in session.execute(select(LogEntry.about, LogEntry.at).where(LogEntry.action == "erased"))}
    rules = session.scalars(select(LogEntry).where(LogEntry.action == "erased_by_rule"))
    by_rule: dict[datetime | None, datetime] = {one.at: _before(one) for one in rules}
    named, latest = {about for about, _ in one_by_one}, max(by_rule.values(), default=UNREADABLE)
    both = select(LogEntry, Decision).outerjoin(Decision, Decision.id == LogEntry.about).where(LogEntry.action == "decided")
    for entry, decision in session.execute(both.order_by(LogEntry.number).execution_options(yield_per=100)):
        if decision is None:  # pyright: ignore[reportUnnecessaryComparison]  # an outer join
            yield Flaw(entry.number, FlawKind.DECISION_MISSING, entry.about)
        elif not _is_as_told(decision, entry, office):
            yield Flaw(entry.number, FlawKind.DECISION_CHANGED, entry.about)
        elif (
            decision.facts is None
            and (decision.id, decision.erased) not in one_by_one
            and entry.at >= by_rule.get(decision.erased, UNREADABLE)  # that rule was for older ones, or there was none
        ):
            yield Flaw(entry.number, FlawKind.ERASURE_UNTOLD, entry.about)
        elif decision.facts is not None and (decision.id in named or entry.at < latest):
            yield Flaw(entry.number, FlawKind.ERASURE_UNDONE, entry.about)
    told = select(LogEntry.about).where(LogEntry.action == "decided")
    for untold in session.scalars(select(Decision.id).where(Decision.id.not_in(told)).order_by(Decision.id)):
        yield Flaw(0, FlawKind.DECISION_UNTOLD, untold)


def _before(erasure: LogEntry) -> datetime:
    """Before when decisions were made whose facts an entry tells of as erased by rule."""
    try:
        return erasure.at - timedelta(days=from_json(erasure.detail)["days"])
    except (ValueError, KeyError, TypeError, OverflowError):  # the entry itself was changed
        return UNREADABLE


def _is_as_told(decision: Decision, entry: LogEntry, office: Office) -> bool:
    try:
        told: dict[str, Any] = from_json(entry.detail)
        facts = told.pop("facts", "")
        if (_told(decision), decision.made, decision.made_by) != (told, entry.at, entry.who):
            return False
        if decision.facts is None:
            return decision.person is None
        return decision.erased is None and _digest(decision.facts) == facts and office.open(decision.facts)["person"] == decision.person
    except (InvalidToken, ValueError, TypeError, AttributeError):  # of another office, or what can be no column of ours
        return False
