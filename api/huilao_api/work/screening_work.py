"""The work of screenings: a register is screened by a worker, off the path of requests; what is old is erased."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from huilao import (
    Action,
    BusyFolderError,
    DiskError,
    ElsewhereError,
    GivenRegister,
    MappingError,
    RegisterError,
    Rulebook,
    RulesError,
    ScreeningOrder,
    Text,
)

from ..settings import Settings
from ..store import screenings, webhooks
from ..store.database import Database
from ..store.decisions import Office
from ..store.editions import Editions
from ..store.jobs import OPEN
from ..store.tables import Job, JobState, Screening
from .retention import RULE
from .work_folder import PRIVATE, WorkFolder, erase
from .working import CancelledError, JobError, LaterError, Work

ORPHAN = 60 * 60
"""Seconds after which a folder of which the store does not know is removed: until then it may be one that is just being uploaded."""
ABOUT = ("rows", "claim_people", "ask_people", "reading_people")
"""What of the summary is kept with the job: counts."""
TOLD = (JobState.DONE, JobState.FAILED)
"""Ends that webhooks are told of."""


def screen(work: Work) -> Mapping[str, Any]:
    """Screen a register, or go on with it; the counts. Raises JobError, LaterError, CancelledError."""
    asked, folder = work.job.asked, WorkFolder.of(work.settings)
    with work.database.reading() as session:
        screening = session.get(Screening, work.job.about)
    if screening is None or screening.told is None:
        raise CancelledError
    told = work.office.open(screening.told)
    run = folder.job(screening.id, work.job.id)
    run.mkdir(PRIVATE, exist_ok=True)
    mapping = run / "mapping.yaml"
    mapping.write_text(told["mapping"], encoding="utf-8")
    mended = [folder.mended(screening.id, number + 1) for number in range(asked["mended"])]
    try:
        book = _book(work, asked["version"])
    except (KeyError, RulesError):
        raise JobError(Text("开始筛查时用的规则库版本没有保存，或者这个程序读不了；请重新开始",
                            "the version of the rule book that it was begun with is not kept, or this program cannot read it: start it again")) from None  # fmt: skip
    try:
        given = GivenRegister(folder.register(screening.id), told["name"], book)
        found = given.screen(
            mapping, mended, order_of(asked, work.job.places), run / "files", work.progress, folder.facts(screening.id, work.job.id)
        )
    except BusyFolderError:
        raise LaterError from None
    except FileNotFoundError:
        raise JobError(Text("登记表的文件不在工作文件夹里；请管理员查看 HUILAO_WORK，然后重新上传",
                            "the register is not in the work folder: an administrator has to look at HUILAO_WORK; then upload it again")) from None  # fmt: skip
    except DiskError as error:
        raise JobError(error.message) from None
    except MappingError:
        raise JobError(Text("映射与登记表不符；请重新保存映射", "the mapping does not suit the register: put it again")) from None
    except (RegisterError, ElsewhereError) as error:
        zh, en = error.message.zh, error.message.of("en")  # the file's own name may be somebody's
        raise JobError(Text(zh.replace(told["name"], "登记表"), en.replace(told["name"], "the register"))) from None
    notes = [_words(one) for one in (found.whole(), *found.warnings())]
    (run / "notes.json").write_text(json.dumps(notes, ensure_ascii=False), encoding="utf-8")
    return {
        "version": asked["version"],
        "as_of": asked["as_of"],
        "elsewhere": found.elsewhere,
        **{name: found.data[name] for name in ABOUT},
    }


def order_of(asked: Mapping[str, Any], places: list[str]) -> ScreeningOrder:
    """What was asked for, as it is kept with a job, for whoever is bound to places."""
    since = asked["newly_since"]
    return ScreeningOrder(
        as_of=date.fromisoformat(asked["as_of"]), language=asked["language"], carry=tuple(asked["carry"]), key=asked["key"], months=asked["months"],
        newly_since=None if since is None else date.fromisoformat(since), benefits=None if asked["benefits"] is None else tuple(asked["benefits"]),
        actions=tuple(Action(one) for one in asked["actions"]), universal=asked["universal"], suppress=asked["suppress"], long=asked["long"],
        wide=asked["wide"], form=asked["form"], places=tuple(places),
    )  # fmt: skip


def asked_of(order: ScreeningOrder, version: str, mended: int) -> dict[str, Any]:
    """The same as JSON, with the version of the rule book to screen by and how many workbooks came back."""
    data = asdict(order)
    del data["places"]
    day = {name: None if data[name] is None else data[name].isoformat() for name in ("as_of", "newly_since")}
    return {**data, **day, "version": version, "mended": mended}


def ended(session: Session, office: Office, job: Job) -> None:
    """Write down, with the end of the job, what became of a screening."""
    screening = session.get(Screening, job.about)
    if screening is None or screening.erased is not None:
        return
    if job.state == JobState.DONE:
        screening.results = job.id
    told = {"job": job.id, "rows": (job.result or {}).get("rows", {}).get("given")}
    office.log().append(session, "worker", f"screening_{job.state}", screening.id, told)
    if job.state in TOLD:
        webhooks.tell(session, f"screening_{job.state}", {"screening": screening.id, **told, "address": f"/v1/screenings/{screening.id}"})


def erase_old(database: Database, office: Office, settings: Settings) -> int:
    """Erase screenings by rule, and what is left of those that are erased, of former results and of uploads that came to nothing."""
    with database.reading() as session:
        due = screenings.any_older(session, settings.keep_screenings)
    if due:
        with database.writing() as session:
            screenings.erase_older(session, office, settings.keep_screenings, RULE)
    folder = WorkFolder.of(settings)
    seen = {
        home: list(folder.jobs(home)) for home in folder.screenings()
    }  # before the store is asked: what is begun later is none of these
    with database.reading() as session:
        known = {one.id: one for one in session.scalars(select(Screening).options(defer(Screening.told)))} if seen else {}
        busy = set(session.scalars(select(Job.id).where(Job.kind == screenings.KIND, Job.state.in_(OPEN))))
    gone = [one for home, jobs in seen.items() for one in _left(home, jobs, known.get(home.name), busy)]
    for one in gone:
        erase(one)
    return len(gone)


def _left(home: Path, jobs: list[Path], screening: Screening | None, busy: set[str]) -> list[Path]:
    """What of the folder of a screening is not to be kept, while these jobs are open."""
    if screening is None:
        return [home] if time.time() - home.stat().st_mtime > ORPHAN else []
    if screening.erased is not None:
        return [] if screening.job in busy else [home]
    return [one for one in jobs if one.name != screening.results and one.name not in busy]


def _book(work: Work, version: str) -> Rulebook:
    return Editions(work.database).book(version)


def _words(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.of("en")}
