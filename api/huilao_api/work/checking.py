"""The job that checks a draft: what is found is kept with exactly the revision that was looked at."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from huilao import HuilaoError, RulesError, Text

from ..store import drafts, webhooks
from ..store.decisions import Office
from ..store.editions import Editions, contents
from ..store.jobs import LostJobError
from ..store.tables import Job, JobState, Screening
from .work_folder import WorkFolder
from .working import CancelledError, JobError, StoppedError, Work

if TYPE_CHECKING:
    from .draft_checks import RegisterAtHand

FEW = 5
"""Of fewer people no number is shown, whatever whoever screened them asked for: who sees drafts need not be who sees registers."""
GONE = Text(
    "那次筛查留下的信息已经不在：登记表删除了，或者是旧版程序筛的；请重新筛查，或不带 screening 再检查",
    "what that screening kept is gone: its register was erased, or an older program screened it; screen it again, or check without `screening`",
)


def check(work: Work) -> Mapping[str, Any]:
    """The job: everything found of a revision of a draft is kept with it. Raises JobError."""
    asked = work.job.asked
    with work.database.reading() as session:
        draft = drafts.find(session, work.job.about)
        if draft is None:
            raise JobError(Text("没有这份草稿", "there is no such draft"))
        revision = drafts.revision_of(session, draft, asked["revision"])
        files = contents(session, revision.files)
    against, as_of = asked["against"], date.fromisoformat(asked["as_of"])
    at_hand = _register(work, asked.get("screening"))
    try:
        in_service = Editions(work.database).book(against)
    except KeyError:
        raise JobError(
            Text("库里没有在用版本的文件，不能比较", "the files of the version in service are not kept: nothing to compare with")
        ) from None
    except RulesError:
        raise JobError(Text("在用的版本是用另一版惠老读入的，现在读不了", "this Huilao cannot read the version in service")) from None
    try:
        from .draft_checks import everything  # the solver and what writes reports: other work of a worker does without

        version, found = everything(files, in_service, as_of, lambda done: work.progress(done, 100), at_hand)
    except FileNotFoundError:
        raise JobError(GONE) from None
    except HuilaoError as error:
        if isinstance(error, CancelledError | StoppedError | LostJobError):
            raise
        raise JobError(Text(error.said("zh"), error.said("en"))) from None
    summary = {name: found[name] for name in ("reads", "refused", "losses")}
    with work.database.writing() as session:
        made = drafts.keep_check(
            session, work.office, work.job.id, revision, work.job.made_by, against, as_of, version, summary, found
        )  # fmt: skip
        return {"check": made.id, "may_be_submitted": not found["refused"]}


def _register(work: Work, id_: str | None) -> RegisterAtHand | None:
    """The register whose people are counted; who may name it was looked at when that was asked. Raises JobError where it is gone."""
    if id_ is None:
        return None
    from .draft_checks import RegisterAtHand

    with work.database.reading() as session:
        screening = session.get(Screening, id_)
        done = None if screening is None or screening.results is None else session.get(Job, screening.results)
    if screening is None or screening.erased is not None or done is None or done.result is None:
        raise JobError(GONE)
    facts = WorkFolder.of(work.settings).facts(screening.id, done.id)
    if not facts.is_file():
        raise JobError(GONE)
    told = {"screening": id_, "uploaded": screening.made.isoformat(), "as_of": done.asked["as_of"]}
    return RegisterAtHand(facts, done.result["rows"]["given"], max(done.asked["suppress"], FEW), told)


def ended(session: Session, _office: Office, job: Job) -> None:
    """Tell webhooks what came of a check, in the transaction that ends it."""
    if job.state in (JobState.DONE, JobState.FAILED):
        result = job.result or {}
        told = {"draft": job.about, "job": job.id, "state": job.state, "may_be_submitted": result.get("may_be_submitted")}
        webhooks.tell(session, "check_done", {**told, "address": f"/v1/drafts/{job.about}"})
