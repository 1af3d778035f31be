"""The tables of the store. What was said of a person, and what to them, stands sealed in two columns; all others may be read by who
runs the database.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, Date, DateTime, Dialect, Index, LargeBinary, String, Text, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeEngine

UNREADABLE = datetime.min.replace(tzinfo=UTC)
"""What a moment is read as that somebody made unreadable: it is never what was sealed."""
UNREADABLE_NAME = "\ufffd"
"""Likewise of names."""


class Moment(TypeDecorator[datetime]):
    """A moment in UTC, on SQLite too, which keeps it as text."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """How the database keeps it."""
        return dialect.type_descriptor(String(26) if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | str | None:
        """As the database keeps it. Raises ValueError for a moment without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a zone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None).isoformat(" ", "microseconds") if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | str | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """As the service has it."""
        if value is None:
            return None
        try:
            found = value if isinstance(value, datetime) else datetime.fromisoformat(value)
        except (ValueError, TypeError):
            return UNREADABLE
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


class Day(TypeDecorator[date]):
    """A day, on SQLite too, which keeps it as text."""

    impl = Date
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """How the database keeps it."""
        return dialect.type_descriptor(String(10) if dialect.name == "sqlite" else Date())

    def process_bind_param(self, value: date | None, dialect: Dialect) -> date | str | None:
        """As the database keeps it."""
        return value.isoformat() if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: date | str | None, dialect: Dialect) -> date | None:  # noqa: ARG002
        """As the service has it."""
        try:
            return value if value is None or isinstance(value, date) else date.fromisoformat(value)
        except (ValueError, TypeError):
            return UNREADABLE.date()


class Names(TypeDecorator[list[str]]):
    """A list of names as JSON."""

    impl = JSON
    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: Any) -> Any:
        """As the service has it: what somebody made unreadable is one name that nobody has, never no name at all."""
        return _readable(self.impl_instance.result_processor(dialect, coltype), list, [UNREADABLE_NAME])


class Entries(TypeDecorator[dict[str, Any]]):
    """Entries by name as JSON; None is no value of the column."""

    impl = JSON(none_as_null=True)
    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: Any) -> Any:
        """As the service has it; what somebody made unreadable is one entry that nothing has."""
        return _readable(self.impl_instance.result_processor(dialect, coltype), dict, {UNREADABLE_NAME: UNREADABLE_NAME}, none=True)


def _readable(read: Callable[[Any], Any] | None, kind: type, otherwise: Any, *, none: bool = False) -> Callable[[Any], Any]:
    def readable(value: Any) -> Any:
        try:
            found = value if read is None else read(value)
        except (ValueError, TypeError):
            return otherwise
        return found if isinstance(found, kind) or (none and found is None) else otherwise

    return readable


class Table(DeclarativeBase):
    """What all tables share."""

    type_annotation_map = {datetime: Moment, date: Day, dict[str, Any]: Entries, list[str]: Names}  # noqa: RUF012  # SQLAlchemy reads it


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
    replaced: Mapped[datetime | None]
    """When another took its place: from then on it is good for a while only."""


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
    """A version of the rule book that was in service or is to be: what was decided with it can be worked out again."""

    __tablename__ = "edition"

    version: Mapped[str] = mapped_column(String(64), primary_key=True)
    files: Mapped[dict[str, Any]]
    """The digest of each file by its path, as they last made this version: other comments and scenarios make no other."""
    first_served: Mapped[datetime]
    """When it was first in service, or was first to be."""


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


# -- drafts of the rule book -----------------------------------------------------------------------------------------


class RuleFile(Table):
    """The content of a file of drafts, once for all that have it."""

    __tablename__ = "rule_file"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    """SHA-256."""
    content: Mapped[bytes] = mapped_column(LargeBinary)


class Draft(Table):
    """A rule book that is being written."""

    __tablename__ = "draft"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(20))
    base: Mapped[str] = mapped_column(String(64))
    """The version that it was begun from, or that it has caught up with..."""
    base_files: Mapped[dict[str, Any]]
    """... and the digest of each of its files by path: other comments or scenarios make no other version."""
    revision: Mapped[int]
    """The last one."""
    made: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(String(200))
    submitted: Mapped[datetime | None]
    submitted_by: Mapped[str | None] = mapped_column(String(200))
    wished: Mapped[date | None]
    """From when on whoever submitted it wishes it to be in service; None for at once."""
    acknowledged: Mapped[list[str]]
    """The benefits of which it was said that their losses are meant."""
    reason: Mapped[str] = mapped_column(String(2_000))
    """Why it was rejected; empty where it was not."""
    publication: Mapped[int | None]
    """The number of the publication, once it is one."""


class DraftRevision(Table):
    """All files of a draft as they once were."""

    __tablename__ = "draft_revision"

    draft: Mapped[str] = mapped_column(String(36), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """From 1, without a gap."""
    made: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(String(200))
    digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of all names and contents."""
    files: Mapped[dict[str, Any]]
    """The digest of each file by its path."""
    note: Mapped[str] = mapped_column(String(500))


class DraftCheck(Table):
    """What was found of a revision of a draft, held against the version that was in service then."""

    __tablename__ = "draft_check"
    __table_args__ = (Index("check_of_draft", "draft", "revision", "made"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    draft: Mapped[str] = mapped_column(String(36))
    revision: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    """That of the revision: it belongs to exactly these bytes."""
    against: Mapped[str] = mapped_column(String(64))
    """The version that it was compared with."""
    as_of: Mapped[date]
    made: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(String(200))
    version: Mapped[str | None] = mapped_column(String(64))
    """The version that the files make; None where they cannot be read."""
    summary: Mapped[dict[str, Any]]
    """What decides whether it may be submitted."""
    found: Mapped[bytes] = mapped_column(LargeBinary)
    """All of it, as compressed JSON."""


class JobState(StrEnum):
    """How far work has come."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Job(Table):
    """Work that a worker process does, off the path of requests. Nothing in it is of any person."""

    __tablename__ = "job"
    __table_args__ = (Index("job_by_state", "state", "made"), Index("job_about", "kind", "about"))

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    about: Mapped[str] = mapped_column(String(300))
    """The id of what is worked on."""
    asked: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(String(10))
    made: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(String(200))
    places: Mapped[list[str]]
    """To which whoever asked is bound."""
    not_before: Mapped[datetime]
    """When it may be begun, or begun again."""
    started: Mapped[datetime | None]
    ended: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    """How often a worker began it since it last got further."""
    worker: Mapped[str | None] = mapped_column(String(100))
    lease_until: Mapped[datetime | None]
    """Until when its worker has it; the worker says again and again that it goes on."""
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    cancel: Mapped[bool] = mapped_column(default=False)
    result: Mapped[dict[str, Any] | None]
    error: Mapped[dict[str, Any] | None]
    """What went wrong and what to do, as `zh` and `en`."""


class Screening(Table):
    """A register that was uploaded to be screened; it lies in the work folder, and so do its results."""

    __tablename__ = "screening"
    __table_args__ = (Index("screening_by_time", "made", "id"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    made: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(String(200))
    places: Mapped[list[str]]
    """To which whoever uploaded it is bound."""
    size: Mapped[int] = mapped_column(BigInteger)
    """Bytes of the register."""
    told: Mapped[bytes | None] = mapped_column(LargeBinary)
    """The name of the file and the mapping, sealed: both may name people; nothing once it was erased."""
    mended: Mapped[int] = mapped_column(default=0)
    """How many workbooks came back."""
    job: Mapped[str | None] = mapped_column(String(36))
    """The last one that screens it."""
    results: Mapped[str | None] = mapped_column(String(36))
    """The job whose results are kept."""
    erased: Mapped[datetime | None]


# -- webhooks --------------------------------------------------------------------------------------------------------


class Webhook(Table):
    """An address that is told of what happens."""

    __tablename__ = "webhook"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    address: Mapped[bytes] = mapped_column(LargeBinary)
    """Sealed: some have a token in them."""
    host: Mapped[str] = mapped_column(String(253))
    events: Mapped[list[str]]
    secret: Mapped[bytes] = mapped_column(LargeBinary)
    """What it is signed with, sealed."""
    made: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(String(200))
    failing_since: Mapped[datetime | None]
    """When the first failed that was followed by no success."""
    stopped: Mapped[datetime | None]
    """When it was given up; None while it is delivered to."""


class Delivery(Table):
    """Something that a webhook is told, or was."""

    __tablename__ = "delivery"
    __table_args__ = (Index("delivery_by_webhook", "webhook", "made"), Index("delivery_due", "due"))

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    """The same at every try: by it the receiver knows what it has already."""
    webhook: Mapped[str] = mapped_column(String(36))
    event: Mapped[str] = mapped_column(String(50))
    body: Mapped[str] = mapped_column(Text)
    """JSON as it is signed, character for character; nothing of any person."""
    made: Mapped[datetime]
    due: Mapped[datetime | None]
    """When to try next; None once it is delivered or given up."""
    attempts: Mapped[int]
    delivered: Mapped[datetime | None]
    given_up: Mapped[datetime | None]
    status: Mapped[int | None]
    """Of the last answer; None where there was none."""
    failure: Mapped[str | None] = mapped_column(String(50))
    """What was wrong at the last try."""


# -- publications ----------------------------------------------------------------------------------------------------


class PublicationKind(StrEnum):
    """How a version came to be in service."""

    STARTED = "started"
    """The service was started with its files."""
    PUBLISHED = "published"
    """Somebody approved a draft."""
    ROLLED_BACK = "rolled_back"
    """Somebody went back to it."""


class Publication(Table):
    """That a version of the rule book is in service from a moment on."""

    __tablename__ = "publication"
    __table_args__ = (Index("publication_by_effect", "takes_effect", "number"),)

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """From 1, without a gap."""
    version: Mapped[str] = mapped_column(String(64))
    files: Mapped[dict[str, Any]]
    """The digest of each file by its path: byte for byte what is served."""
    kind: Mapped[str] = mapped_column(String(20))
    takes_effect: Mapped[datetime]
    made: Mapped[datetime]
    """No earlier than that of the one before, whatever the clocks of the processes."""
    made_by: Mapped[str] = mapped_column(String(200))
    draft: Mapped[str | None] = mapped_column(String(36))
    submitted_by: Mapped[str | None] = mapped_column(String(200))
    returns_to: Mapped[int | None]
    """The number of the publication that was gone back to."""
    reason: Mapped[str] = mapped_column(String(2_000))
    """Why it was gone back; empty otherwise."""
    comparison: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    """What the check found that it was approved by, as compressed JSON."""
    served: Mapped[datetime | None]
    """When a process first had it in service; None where none has yet."""
    withdrawn: Mapped[datetime | None]
    """When it was called off, before it took effect."""
    failed: Mapped[dict[str, Any] | None]
    """Why it could not be put in service, as `zh` and `en`."""
