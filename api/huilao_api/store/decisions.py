"""Decisions that are kept: who asked what for whom, with which version, and what came out; the facts themselves sealed, to be erased
without a trace in anything else.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic_core import from_json, to_json
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from huilao import Evaluation, profile_data

from .log import Log
from .tables import Decision, LogEntry


@dataclass(frozen=True, slots=True)
class Office:
    """The office's secret, in its uses: how persons are named, how facts are sealed, how the log is."""

    secret: bytes

    def person(self, name: str) -> str:
        """The digest by which a person is found again; nobody without the key can make it, nor tell a name from it."""
        return hmac.new(self._key(b"person"), name.strip().encode(), hashlib.sha256).hexdigest()

    def seal(self, facts: Mapping[str, Any]) -> bytes:
        """Facts so that only the office can read them."""
        return self._box().encrypt(to_json(facts))

    def open(self, sealed: bytes) -> dict[str, Any]:
        """What was sealed. Raises cryptography.fernet.InvalidToken for what this office did not seal."""
        return from_json(self._box().decrypt(sealed))

    def log(self) -> Log:
        """The log that it seals."""
        return Log(self._key(b"log"))

    def _box(self) -> Fernet:
        return Fernet(urlsafe_b64encode(self._key(b"facts")))

    def _key(self, use: bytes) -> bytes:
        return HKDF(SHA256(), 32, salt=None, info=b"huilao " + use).derive(self.secret)


def keep(
    session: Session, office: Office, evaluation: Evaluation, who: str, person: str | None = None
) -> Decision:  # fmt: skip
    """Keep an evaluation as a decision, and write it in the log; `person` is what the office names the person by."""
    receipt = evaluation.receipt
    decision = Decision(
        id=str(uuid4()), person=None if person is None else office.person(person), place=str(evaluation.person.get("residence") or ""),
        as_of=receipt.as_of, version=receipt.version, made=datetime.now(UTC), made_by=who, receipt=receipt.data(),
        facts=office.seal(profile_data(evaluation.person)), erased=None,
    )  # fmt: skip
    session.add(decision)
    office.log().append(
        session, who, "decided", decision.id, {"receipt": receipt.number, "version": receipt.version, "place": decision.place}
    )
    return decision


def of_person(session: Session, office: Office, person: str) -> Sequence[Decision]:
    """The decisions about a person, the latest first."""
    return session.scalars(select(Decision).where(Decision.person == office.person(person)).order_by(Decision.made.desc())).all()


def erase(session: Session, office: Office, decision: Decision, who: str) -> LogEntry:
    """Erase the facts of a decision; what came out stays, and so does the log."""
    decision.facts, decision.person, decision.erased = None, None, datetime.now(UTC)
    return office.log().append(session, who, "erased", decision.id)


def erase_older(session: Session, office: Office, days: int, who: str) -> int:
    """Erase the facts of all decisions that are older than so many days; how many these were."""
    before = datetime.now(UTC) - timedelta(days=days)
    old = session.scalars(select(Decision.id).where(Decision.made < before, Decision.erased.is_(None))).all()
    if old:
        session.execute(update(Decision).where(Decision.id.in_(old)).values(facts=None, person=None, erased=datetime.now(UTC)))
        office.log().append(session, who, "erased_by_rule", "", {"days": days, "decisions": len(old)})
    return len(old)
