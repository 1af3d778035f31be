"""The tables of the store. What was said of a person, and what to them, stands sealed in two columns; all others may be read by who
runs the database.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, Index, LargeBinary, String, Text, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Moment(TypeDecorator[datetime]):
    """A moment in UTC, on databases that keep no zone too."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """As the database keeps it. Raises ValueError for a moment without a zone."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment needs a zone")
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """As the service has it."""
        return None if value is None else value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Table(DeclarativeBase):
    """What all tables share."""

    type_annotation_map = {datetime: Moment, dict[str, Any]: JSON, list[str]: JSON}  # noqa: RUF012  # SQLAlchemy reads it


class ApiKey(Table):
    """A key of a program, of which the store knows the digest alone."""

    __tablename__ = "api_key"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    role: Mapped[str] = mapped_column(String(20))
    places: Mapped[list[str]]
    made: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(String(200))
    expires: Mapped[datetime | None]
    revoked: Mapped[datetime | None]


class Account(Table):
    """A person who signs in."""

    __tablename__ = "account"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    password: Mapped[str] = mapped_column(String(200))
    """Argon2id."""
    role: Mapped[str] = mapped_column(String(20))
    places: Mapped[list[str]]
    made: Mapped[datetime]
    disabled: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]


class SignIn(Table):
    """Somebody who is signed in, of whose token the store knows the digest alone."""

    __tablename__ = "sign_in"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    account: Mapped[str] = mapped_column(String(36), index=True)
    expires: Mapped[datetime]


class Decision(Table):
    """An answer that is kept."""

    __tablename__ = "decision"
    __table_args__ = (Index("decision_of_person", "person"), Index("decision_by_place", "place", "made"),
                      Index("decision_by_number", "number"))  # fmt: skip

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    person: Mapped[str | None] = mapped_column(String(64))
    """A keyed digest of what the office names the person by."""
    place: Mapped[str] = mapped_column(String(12))
    """The division of the person's residence; empty where it is not known."""
    as_of: Mapped[date]
    version: Mapped[str] = mapped_column(String(64))
    number: Mapped[str] = mapped_column(String(16))
    """Of the receipt."""
    made: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(String(200))
    answer: Mapped[bytes] = mapped_column(LargeBinary)
    """The receipt and every finding, sealed."""
    facts: Mapped[bytes | None] = mapped_column(LargeBinary)
    """What was said of the person and to them in words, sealed; nothing once that was erased."""
    erased: Mapped[datetime | None]


class Edition(Table):
    """A version of the rule book that decisions were made with, to make them again."""

    __tablename__ = "edition"

    version: Mapped[str] = mapped_column(String(64), primary_key=True)
    archive: Mapped[bytes] = mapped_column(LargeBinary)
    """Its files, as a zip."""
    first_served: Mapped[datetime]


class LogEntry(Table):
    """Something that was done: each entry seals the one before it."""

    __tablename__ = "log_entry"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """From 1, without a gap."""
    at: Mapped[datetime]
    who: Mapped[str] = mapped_column(String(200))
    action: Mapped[str] = mapped_column(String(50), index=True)
    about: Mapped[str] = mapped_column(String(300))
    detail: Mapped[str] = mapped_column(Text)
    """JSON as it was sealed, character for character."""
    before: Mapped[str] = mapped_column(String(64))
    seal: Mapped[str] = mapped_column(String(64))


class LogHead(Table):
    """How far the log goes: so that an end that was cut off is missed."""

    __tablename__ = "log_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int]
    seal: Mapped[str] = mapped_column(String(64))
