"""Which version of the rule book is in service when: nothing of it is ever changed but that it was called off, or could not be served."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from pydantic_core import from_json, to_json
from sqlalchemy import ColumnElement, and_, not_, or_, select
from sqlalchemy.orm import Session

from huilao import Text

from . import webhooks
from .decisions import Office
from .editions import altered_files, files_digest, keep_edition, keep_files, missing_files
from .log import Flaw, FlawKind
from .tables import Edition, LogEntry, Publication, PublicationKind

SERVICE = "service"
"""Who starts with files of the disk and finds that a version cannot be served, in the log."""


def in_service(session: Session, at: datetime) -> Publication | None:
    """The one that is in service now, or at a moment to come as far as is decided today; None before the service was ever started."""
    found = select(Publication).where(*_good(at)).order_by(*_LAST)
    return session.scalars(found.limit(1)).first()


def number_in_service(session: Session, at: datetime) -> int | None:
    """Its number alone, which takes the store little."""
    return session.scalars(select(Publication.number).where(*_good(at)).order_by(*_LAST).limit(1)).first()


_AT_ONCE = Publication.takes_effect <= Publication.made
"""It is in service as soon as it is in the store, though the clock of who asks be behind that of who made it."""
_LAST = Publication.takes_effect.desc(), Publication.number.desc()


def _good(at: datetime) -> tuple[ColumnElement[bool], ...]:
    """What may be in service at a moment."""
    return Publication.withdrawn.is_(None), Publication.failed.is_(None), or_(Publication.takes_effect <= at, _AT_ONCE)


def find(session: Session, number: int) -> Publication | None:
    """The one of a number."""
    return session.get(Publication, number)


def of_version(session: Session, version: str) -> Publication | None:
    """The last one that had a version in service, which is told by its first digits; None where there is none, or several versions have
    them.
    """
    found = select(Publication).where(Publication.version.startswith(version), Publication.served.is_not(None))
    if len({one.version for one in session.scalars(found)}) != 1:
        return None
    return session.scalars(found.order_by(Publication.number.desc()).limit(1)).first()


def listed(session: Session, limit: int, before: int | None = None) -> Sequence[Publication]:
    """Those before a number, the latest first."""
    found = select(Publication)
    if before is not None:
        found = found.where(Publication.number < before)
    return session.scalars(found.order_by(Publication.number.desc()).limit(limit)).all()


def before(session: Session, publication: Publication) -> Publication | None:
    """The one whose place another takes, or took, in service."""
    earlier = or_(
        Publication.takes_effect < publication.takes_effect,
        and_(Publication.takes_effect == publication.takes_effect, Publication.number < publication.number),
    )
    good = select(Publication).where(Publication.withdrawn.is_(None), Publication.failed.is_(None), earlier)
    return session.scalars(good.order_by(*_LAST).limit(1)).first()


def failed_after(session: Session, number: int) -> int | None:
    """The last one after a number that could not be put in service."""
    failed = select(Publication.number).where(Publication.number > number, Publication.failed.is_not(None))
    return session.scalars(failed.order_by(Publication.number.desc()).limit(1)).first()


def scheduled(session: Session, at: datetime) -> Sequence[Publication]:
    """Those that are to take effect after a moment, the next first."""
    waiting = select(Publication).where(
        Publication.withdrawn.is_(None), Publication.failed.is_(None), Publication.takes_effect > at, not_(_AT_ONCE)
    )
    return session.scalars(waiting.order_by(Publication.takes_effect, Publication.number)).all()


MADE = tuple(PublicationKind)
"""What the log says of one that was made."""
LATER: Mapping[str, str] = {"served": "served", "publication_withdrawn": "withdrawn", "publication_failed": "failed"}
"""What the log says of one afterwards, and the column by which it counts."""


def flaws(session: Session) -> Iterator[Flaw]:
    """Every publication that is not what the log tells of it, every version that is not made of the files that it was made of, and every
    file of which there is another content.
    """
    last, made, came = dict[str, tuple[int, str]](), dict[int, tuple[LogEntry, dict[str, Any]]](), dict[int, dict[str, str | None]]()
    told_of = set[str]()
    for entry in session.scalars(select(LogEntry).where(LogEntry.action.in_((*MADE, *LATER))).order_by(LogEntry.number)):
        try:
            told: dict[str, Any] = from_json(entry.detail)
            number, files = int(told["publication"]), told.get("files")  # entries of before there were seals of files have none
        except (ValueError, KeyError, TypeError):  # the entry itself was changed
            continue
        if entry.action in LATER:
            came.setdefault(number, {})[LATER[entry.action]] = told.get("seal")
            continue
        made[number] = entry, told
        told_of.add(entry.about)
        came[number] = {"served": told.get("seal")} if entry.action == PublicationKind.STARTED else {}
        if files is not None:
            last[entry.about] = entry.number, files
    for number, (entry, told) in made.items():
        found = find(session, number)
        if found is None:
            yield Flaw(entry.number, FlawKind.PUBLICATION_MISSING, str(number))
        elif not _is_as_told(found, entry, told) or not _came_as_told(found, came[number]):
            yield Flaw(entry.number, FlawKind.PUBLICATION_CHANGED, str(number))
    for untold in session.scalars(select(Publication.number).where(Publication.number.not_in(made)).order_by(Publication.number)):
        yield Flaw(0, FlawKind.PUBLICATION_UNTOLD, str(untold))
    for version, (at, files) in last.items():
        edition = session.get(Edition, version)
        if edition is None or files_digest(edition.files or {}) != files:
            yield Flaw(at, FlawKind.VERSION_CHANGED, version[:12])
    versions = session.scalars(select(Edition.version).order_by(Edition.version))
    yield from (Flaw(0, FlawKind.VERSION_UNTOLD, one[:12]) for one in versions if one not in told_of)
    yield from (Flaw(0, FlawKind.FILE_CHANGED, digest[:12]) for digest in altered_files(session))
    yield from (Flaw(0, FlawKind.FILE_MISSING, path) for path in missing_files(session))


def _is_as_told(found: Publication, entry: LogEntry, told: Mapping[str, Any]) -> bool:
    """Whether one is what was written when it was made; entries from before there was a digest of all of it say a part."""
    try:
        now = _said(found) | {"whole": _digest(found)}
        effect = datetime.fromisoformat(told["takes_effect"]) if "takes_effect" in told else None
    except (AttributeError, TypeError, ValueError):  # what can be no column of ours
        return False
    return (
        (found.version, found.kind, found.made_by) == (entry.about, entry.action, entry.who)
        and effect in (None, found.takes_effect.replace(microsecond=0))
        and all(now[name] == value for name, value in told.items() if name in now)
    )


def _came_as_told(found: Publication, came: Mapping[str, str | None]) -> bool:
    """Whether what happened to one afterwards is what was written then; entries from before there was a seal of it say that it did."""
    happened = {one for one in LATER.values() if getattr(found, one) is not None}
    return happened == set(came) and all(seal in (None, _seal(getattr(found, one))) for one, seal in came.items())


def _said(made: Publication) -> dict[str, Any]:
    """What the log says of one that was made, by its names there."""
    return {
        "files": files_digest(made.files), "draft": made.draft, "submitted_by": made.submitted_by, "to": made.returns_to, "reason": made.reason,
    }  # fmt: skip


def _digest(made: Publication) -> str:
    """Of all that decides when one is in service, and that tells whence it came: moments to the last digit, and the check behind it."""
    moments = [_moment(made.takes_effect), _moment(made.made)]
    check = None if made.comparison is None else hashlib.sha256(made.comparison).hexdigest()
    told = [made.number, made.version, made.kind, made.made_by, *moments, *_said(made).values(), check]
    return hashlib.sha256(to_json(told)).hexdigest()


def _seal(happened: datetime | dict[str, str]) -> str:
    """Of when one was put in service or called off, or of why it could not be."""
    return hashlib.sha256(to_json(_moment(happened) if isinstance(happened, datetime) else happened)).hexdigest()


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


# -- in sessions that write ------------------------------------------------------------------------------------------


def start(session: Session, office: Office, version: str, files: Mapping[str, bytes], now: datetime) -> bool:
    """The service starts with files of the disk: they are in service, unless what is was published from a draft or gone back to.
    Whether they are.
    """
    found, digests = in_service(session, now), keep_files(session, files)
    if found is not None and (found.version, found.files) == (version, digests):
        return True
    if found is not None and found.kind != PublicationKind.STARTED:
        return False
    made = _make(session, PublicationKind.STARTED, version, digests, SERVICE, now)
    made.served = made.made
    told = {"publication": made.number, "files": files_digest(digests), "whole": _digest(made), "seal": _seal(made.made)}
    office.log().append(session, SERVICE, "started", version, told)
    return True


def publish(
    session: Session,
    office: Office,
    who: str,
    *,
    version: str,
    files: Mapping[str, bytes],
    now: datetime | None = None,
    takes_effect: datetime | None = None,
    draft: str | None = None,
    submitted_by: str | None = None,
    comparison: bytes | None = None,
) -> Publication:
    """A version is to be in service, at once or from a moment to come on."""
    made = _make(session, PublicationKind.PUBLISHED, version, keep_files(session, files), who, now or datetime.now(UTC), takes_effect)
    made.draft, made.submitted_by, made.comparison = draft, submitted_by, comparison
    _tell(session, office, made, who, "published", {"draft": draft, "submitted_by": submitted_by})
    return made


def roll_back(session: Session, office: Office, who: str, to: Publication, reason: str, now: datetime) -> Publication:
    """What an earlier publication had in service is again, byte for byte, at once."""
    made = _make(session, PublicationKind.ROLLED_BACK, to.version, to.files, who, now)
    made.returns_to, made.reason = to.number, reason
    _tell(session, office, made, who, "rolled_back", {"to": to.number, "reason": reason})
    return made


def withdraw(session: Session, office: Office, who: str, publication: Publication, now: datetime) -> None:
    """Call off one that has not taken effect."""
    publication.withdrawn = now
    told = {"publication": publication.number, "seal": _seal(now)}
    office.log().append(session, who, "publication_withdrawn", publication.version, told)


def fail(session: Session, office: Office, publication: Publication, why: Text) -> None:
    """It cannot be put in service: what was before goes on."""
    publication.failed = failed = {"zh": why.zh, "en": why.of("en")}
    told = {"publication": publication.number, "why": why.of("en"), "seal": _seal(failed)}
    office.log().append(session, SERVICE, "publication_failed", publication.version, told)
    webhooks.tell(session, "publication_failed", {"publication": publication.number, "version": publication.version})


def serve(session: Session, office: Office, publication: Publication, now: datetime) -> None:
    """It is in service; written down the first time."""
    if publication.served is None:
        publication.served = now
        office.log().append(session, SERVICE, "served", publication.version, {"publication": publication.number, "seal": _seal(now)})


def _make(
    session: Session, kind: PublicationKind, version: str, files: Mapping[str, Any], who: str, now: datetime, takes_effect: datetime | None = None
) -> Publication:  # fmt: skip
    """The next one. It is made no earlier than the one before it, though the clock of who made that be ahead: of two that take effect at
    once the later one counts.
    """
    last = session.scalars(select(Publication).order_by(Publication.number.desc()).limit(1)).first()
    made = now if last is None else max(now, last.made)
    publication = Publication(
        number=1 if last is None else last.number + 1, version=version, files=dict(files), kind=kind.value,
        takes_effect=made if takes_effect is None else max(takes_effect, made), made=made, made_by=who, draft=None, submitted_by=None,
        returns_to=None, reason="", comparison=None, served=None, withdrawn=None, failed=None,
    )  # fmt: skip
    session.add(publication)
    keep_edition(session, version, files)
    return publication


def _tell(session: Session, office: Office, made: Publication, who: str, event: str, detail: Mapping[str, Any]) -> None:
    """Write it in the log, and tell webhooks."""
    effect = made.takes_effect.isoformat(timespec="seconds")
    about = {"publication": made.number, "takes_effect": effect, "files": files_digest(made.files), "whole": _digest(made), **detail}
    office.log().append(session, who, event, made.version, about)
    told = {"publication": made.number, "version": made.version, "takes_effect": effect, "address": f"/v1/publications/{made.number}"}
    webhooks.tell(session, event, told)
