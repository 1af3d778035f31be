"""Drafts of the rule book: their files, revision by revision, what was found of each, and how a draft goes from hand to hand.

A revision is never changed, and a check belongs to the bytes of one: what was checked is byte for byte what is published.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any
from uuid import uuid4

from pydantic_core import from_json, to_json
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from huilao import HuilaoError

from .decisions import Office
from .editions import keep_files
from .paging import latest
from .tables import Draft, DraftCheck, DraftRevision, RuleFile

MOST_OPEN = 20
"""Drafts that somebody may have at once which are neither published nor laid aside."""
MOST_REVISIONS = 5_000
"""Of one draft."""


class TooManyRevisionsError(HuilaoError):
    """A draft has as many revisions as it may."""


class DraftState(StrEnum):
    """Where a draft is."""

    OPEN = "open"
    """It may be edited."""
    SUBMITTED = "submitted"
    """It waits for somebody else to approve it, and nobody edits it."""
    WITHDRAWN = "withdrawn"
    """It was laid aside."""
    PUBLISHED = "published"


IN_HAND = (DraftState.OPEN, DraftState.SUBMITTED)


def make(session: Session, office: Office, who: str, title: str, base: str, files: Mapping[str, str], note: str = "") -> Draft:
    """A draft, its first revision being the files (by their digests) of the version that it is begun from, `base`."""
    draft = Draft(
        id=str(uuid4()), title=title, state=DraftState.OPEN, base=base, base_files=dict(files), revision=0, made=datetime.now(UTC),
        made_by=who, submitted=None, submitted_by=None, wished=None, acknowledged=[], reason="", publication=None,
    )  # fmt: skip
    session.add(draft)
    revision = _revise(session, draft, who, files, note)
    _log(session, office, draft, who, "draft_made", {"title": title, "base": base, "digest": revision.digest, "note": note})
    return draft


def rename(session: Session, office: Office, draft: Draft, who: str, title: str) -> None:
    """Give it another title; the former one is in the log."""
    if title == draft.title:
        return
    _log(session, office, draft, who, "draft_renamed", {"title": title, "before": draft.title})
    draft.title = title


def edit(
    session: Session, office: Office, draft: Draft, who: str, changes: Mapping[str, bytes | None], note: str = ""
) -> DraftRevision:  # fmt: skip
    """A revision in which some files are others, or (None) are not there; the last one again where nothing changes. Raises
    TooManyRevisionsError.
    """
    last = revision_of(session, draft)
    gone = {name for name, content in changes.items() if content is None}
    new = keep_files(session, {name: content for name, content in changes.items() if content is not None})
    files = {name: digest for name, digest in {**last.files, **new}.items() if name not in gone}
    if files == last.files:
        return last
    if draft.revision >= MOST_REVISIONS:
        raise TooManyRevisionsError
    revision = _revise(session, draft, who, files, note)
    changed = sorted(name for name in {**last.files, **files} if last.files.get(name) != files.get(name))
    _log(session, office, draft, who, "draft_edited", {"digest": revision.digest, "files": changed, "note": note})
    return revision


def catch_up(
    session: Session, office: Office, draft: Draft, who: str, base: str, base_files: Mapping[str, str], changes: Mapping[str, bytes | None]
) -> None:  # fmt: skip
    """Go on from another version than it was begun from, with the changes that bring its files (by their digests) into the draft. Raises
    TooManyRevisionsError.
    """
    edit(session, office, draft, who, changes, base[:12])
    draft.base, draft.base_files = base, dict(base_files)
    _log(session, office, draft, who, "draft_caught_up", {"base": base})


def submit(
    session: Session, office: Office, draft: Draft, who: str, check: DraftCheck, acknowledged: Sequence[str], wished: date | None = None
) -> None:  # fmt: skip
    """Give it to whoever approves; `acknowledged` are the benefits whose losses are meant, `wished` is the day from which on it is to be in
    service.
    """
    draft.state, draft.submitted, draft.submitted_by = DraftState.SUBMITTED, datetime.now(UTC), who
    draft.acknowledged, draft.wished, draft.reason = sorted(acknowledged), wished, ""
    day = None if wished is None else wished.isoformat()
    detail = {"check": check.id, "digest": check.digest, "acknowledged": draft.acknowledged, "wished": day}
    _log(session, office, draft, who, "draft_submitted", detail)


def withdraw(session: Session, office: Office, draft: Draft, who: str) -> None:
    """Lay it aside; its files stay."""
    _turn(session, office, draft, who, DraftState.WITHDRAWN, "draft_withdrawn")


def reopen(session: Session, office: Office, draft: Draft, who: str) -> None:
    """Take back what was submitted or laid aside, to go on with it."""
    _turn(session, office, draft, who, DraftState.OPEN, "draft_reopened")


def reject(session: Session, office: Office, draft: Draft, who: str, reason: str) -> None:
    """Give it back to be mended."""
    _turn(session, office, draft, who, DraftState.OPEN, "draft_rejected", {"reason": reason})
    draft.reason = reason


def approve(session: Session, office: Office, draft: Draft, who: str, check: DraftCheck, publication: int) -> None:
    """It is a publication now."""
    detail = {"check": check.id, "digest": check.digest, "version": check.version, "publication": publication}
    _turn(session, office, draft, who, DraftState.PUBLISHED, "draft_approved", detail)
    draft.publication = publication


def _turn(
    session: Session, office: Office, draft: Draft, who: str, state: DraftState, action: str, detail: Mapping[str, Any] | None = None
) -> None:  # fmt: skip
    draft.state = state
    _log(session, office, draft, who, action, detail or {})


def _log(session: Session, office: Office, draft: Draft, who: str, action: str, detail: Mapping[str, Any]) -> None:
    office.log().append(session, who, action, draft.id, {"revision": draft.revision, **detail})


def _revise(session: Session, draft: Draft, who: str, files: Mapping[str, Any], note: str) -> DraftRevision:
    draft.revision += 1
    revision = DraftRevision(
        draft=draft.id, number=draft.revision, made=datetime.now(UTC), made_by=who, digest=_digest(files), files=dict(files), note=note
    )
    session.add(revision)
    session.flush()
    return revision


def is_behind(draft: Draft, files: Mapping[str, str]) -> bool:
    """Whether the files in service, by their digests, are others than those that it was begun from."""
    return draft.base_files != files


def _digest(digests: Mapping[str, str]) -> str:
    return hashlib.sha256("".join(f"{name}\0{digest}\n" for name, digest in sorted(digests.items())).encode()).hexdigest()


# -- reading ---------------------------------------------------------------------------------------------------------


def find(session: Session, id_: str) -> Draft | None:
    """A draft."""
    return session.get(Draft, id_)


def listed(session: Session, limit: int, state: DraftState | None = None, last: Draft | None = None) -> Sequence[Draft]:
    """Drafts, the latest first, from the one after `last` on."""
    found = select(Draft)
    if state is not None:
        found = found.where(Draft.state == state)
    return session.scalars(latest(found, Draft, last).limit(limit)).all()


def in_hand(session: Session, who: str) -> int:
    """How many drafts of somebody are neither published nor laid aside."""
    return session.scalar(select(func.count()).select_from(Draft).where(Draft.made_by == who, Draft.state.in_(IN_HAND))) or 0


def revision_of(session: Session, draft: Draft, number: int | None = None) -> DraftRevision:
    """A revision of a draft, the last one by default. Raises sqlalchemy.exc.NoResultFound where there is none of the number."""
    return session.get_one(DraftRevision, (draft.id, draft.revision if number is None else number))


def revisions(session: Session, draft: Draft) -> Sequence[DraftRevision]:
    """All revisions, the first one first."""
    return session.scalars(select(DraftRevision).where(DraftRevision.draft == draft.id).order_by(DraftRevision.number)).all()


def content(session: Session, revision: DraftRevision, name: str) -> bytes | None:
    """What a file holds in a revision; None where it is not there."""
    digest = revision.files.get(name)
    return None if digest is None else session.get_one(RuleFile, digest).content


def sizes(session: Session, revision: DraftRevision) -> dict[str, int]:
    """How many bytes each file of a revision has."""
    wanted = select(RuleFile.digest, func.length(RuleFile.content)).where(RuleFile.digest.in_(set(revision.files.values())))
    held = {row[0]: row[1] for row in session.execute(wanted)}
    return {name: held[digest] for name, digest in sorted(revision.files.items())}


def hands(session: Session, draft: Draft) -> set[str]:
    """Whoever had a hand in a draft: none of them approves it."""
    made = session.scalars(select(DraftRevision.made_by).where(DraftRevision.draft == draft.id).distinct())
    return {draft.made_by, *made, *([draft.submitted_by] if draft.submitted_by else [])}


# -- checks ----------------------------------------------------------------------------------------------------------


def keep_check(
    session: Session,
    office: Office,
    id_: str,
    revision: DraftRevision,
    who: str,
    against: str,
    as_of: date,
    version: str | None,
    summary: Mapping[str, Any],
    found: Mapping[str, Any],
) -> DraftCheck:
    """What was found of a revision; once for each id, however often the work was begun."""
    kept = session.get(DraftCheck, id_)
    if kept is not None:
        return kept
    check = DraftCheck(
        id=id_, draft=revision.draft, revision=revision.number, digest=revision.digest, against=against, as_of=as_of, made=datetime.now(UTC),
        made_by=who, version=version, summary=dict(summary), found=zlib.compress(to_json(found)),
    )  # fmt: skip
    session.add(check)
    told = {
        "revision": revision.number,
        "digest": revision.digest,
        "check": id_,
        "against": against,
        "as_of": as_of.isoformat(),
        "version": version,
    }
    office.log().append(session, who, "draft_checked", revision.draft, told)
    return check


def last_check(session: Session, revision: DraftRevision) -> DraftCheck | None:
    """The last check of exactly this revision."""
    wanted = select(DraftCheck).where(
        DraftCheck.draft == revision.draft, DraftCheck.revision == revision.number, DraftCheck.digest == revision.digest
    )
    return session.scalars(wanted.order_by(DraftCheck.made.desc(), DraftCheck.id.desc()).limit(1)).first()


def all_found(check: DraftCheck) -> dict[str, Any]:
    """All that a check found."""
    return from_json(zlib.decompress(check.found))
