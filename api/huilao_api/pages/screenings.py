"""Screenings on pages: a register is uploaded and started, followed, mended and erased."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from anyio import to_thread
from fastapi import APIRouter, Request
from pydantic import ValidationError
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from huilao import Action, FactType, MappingChoices, Rulebook, Text, name_of

from ..routes import screening_steps as steps
from ..routes.forms import FormRoute
from ..routes.job_bodies import JobBody
from ..routes.screening_bodies import ScreeningBody, ScreeningState, StartRequest
from ..routes.told import Screens
from ..service import CHINA, Service, Serving
from ..store import screenings as store
from ..web.problems import ProblemError, request_mistake
from ..web.requests import as_number
from ..who import Asker
from .frame import page
from .said import clock, named
from .screening_columns import Sent
from .screening_results import results

LISTED = 30
"""Screenings on a page of the list."""
CARRIED = re.compile("姓名|^名字$|电话|手机|村|社区|乡镇|街道|小区|地址|住址|^name$|phone|village", re.IGNORECASE)
"""Columns that lists for visits want: these are ticked at first."""
LISTS = ("carry", "benefits", "action")
"""In the form of an order: of these several may be chosen."""
MONTHS, SUPPRESS = 3, 5
REFUSED = (413, 415, 422)
"""A file that was sent is none that can be taken: it is said where it is to be sent again."""


class _OrderRoute(FormRoute):
    several = re.compile("|".join(LISTS))


router = APIRouter(prefix="/screenings", include_in_schema=False, route_class=_OrderRoute)


@dataclass(frozen=True, slots=True)
class Row:
    """A screening in the list."""

    id: str
    name: str
    made: str
    made_by: str
    state: ScreeningState
    percent: int
    people: int | None
    """Who can claim something that they do not draw."""


@router.get("")
def screenings(request: Request, serving: Serving, asker: Screens, after: str | None = None) -> Response:
    """Those of one's own office, and a new one."""
    return _listed(request, serving, asker, after)


@router.post("")
async def upload(request: Request, serving: Serving, asker: Screens) -> Response:
    """A register; on to its columns."""
    try:
        async with _sent(request, serving, "register") as file:
            found = await to_thread.run_sync(steps.uploaded, serving, asker, file, limiter=steps.AT_ONCE)
    except ProblemError as error:
        if error.status not in REFUSED:
            raise
        return await to_thread.run_sync(_listed, request, serving, asker, None, error)
    return RedirectResponse(f"/screenings/{found.id}/columns", 303)


@asynccontextmanager
async def _sent(request: Request, serving: Service, name: str) -> AsyncGenerator[UploadFile]:
    """The file of a form. Raises ProblemError where it is too large, too."""
    try:
        async with steps.sent(request, name) as file:
            if not file.filename:
                raise ProblemError(422, "upload", Text("没有选文件", "no file was chosen"), Text("请先选一个文件", "choose a file first"))
            yield file
    except HTTPException as error:
        if error.status_code != 413:
            raise
        most = serving.settings.max_register // 1_000_000
        raise ProblemError(
            413, "size", Text("文件太大", "the file is too large"),
            Text(f"最大 {most} MB；请只留登记表那一张工作表，或分成几份上传", f"{most} MB at most: keep the sheet of the register alone, or upload it in parts"),
        ) from None  # fmt: skip


def _listed(request: Request, serving: Service, asker: Asker, after: str | None, problem: ProblemError | None = None) -> Response:
    found, following = steps.listed(serving, asker, LISTED, after)
    return page(
        request, serving, "screenings.html", asker, status=200 if problem is None else 422, rows=[_row(one) for one in found], more=following or "",
        problem=problem, most=serving.settings.max_register, days=serving.settings.keep_screenings,
    )  # fmt: skip


@router.get("/{id_}")
def screening(request: Request, serving: Serving, asker: Screens, id_: str) -> Response:
    """What there is to do about it, or what came out."""
    found = steps.read(serving, asker, id_)
    match found.state:
        case ScreeningState.UPLOADED:
            return RedirectResponse(f"/screenings/{id_}/columns", 303)
        case ScreeningState.READY:
            return RedirectResponse(f"/screenings/{id_}/start", 303)
        case ScreeningState.WAITING | ScreeningState.RUNNING:
            return _progress(request, serving, asker, found)
        case ScreeningState.ERASED:
            return page(
                request,
                serving,
                "screening_erased.html",
                asker,
                one=found,
                erased="" if found.erased is None else clock(found.erased),
                made=clock(found.made),
            )
        case _:
            shown = results(request, serving, asker, found, frame(serving, found))
            return shown or _progress(request, serving, asker, found)


def frame(serving: Service, found: ScreeningBody) -> dict[str, Any]:
    """What every page of one screening says."""
    gone = found.made + timedelta(days=serving.settings.keep_screenings)
    return {
        "one": found,
        "id": found.id,
        "made": clock(found.made),
        "by": named(found.made_by),
        "gone": gone.astimezone(CHINA).date().isoformat(),
    }


def _progress(request: Request, serving: Service, asker: Asker, found: ScreeningBody) -> Response:
    job = found.job
    assert job is not None
    with steps.held(serving, asker, found.id) as (_session, screening, _told):
        before = screening.results is not None
    return page(
        request, serving, "screening_progress.html", asker, **frame(serving, found), job=job, percent=percent(job), left=left(job), before=before,
        error="" if job.error is None else job.error.zh if serving.language(request) == "zh" else job.error.en,
    )  # fmt: skip


def percent(job: JobBody | None) -> int:
    """How far it is."""
    return 0 if job is None or not job.total else min(100, 100 * job.done // job.total)


def left(job: JobBody) -> int | None:
    """Minutes that it will still take, as far as that can be told."""
    if job.started is None or not job.done or job.done >= job.total:
        return None
    spent = (datetime.now(CHINA) - job.started).total_seconds()
    return max(1, round(spent / job.done * (job.total - job.done) / 60))


@router.get("/{id_}/start")
def order(request: Request, serving: Serving, asker: Screens, id_: str) -> Response:
    """How it is to be screened: as the last time, else as most want it."""
    return _order(request, serving, asker, id_, None)


@router.post("/{id_}/start")
def start(request: Request, serving: Serving, asker: Screens, id_: str, sent: Sent) -> Response:
    """Begun; on to how far it is."""
    asked = _asked(sent)
    try:
        steps.started(serving, asker, id_, StartRequest.model_validate(asked), serving.language(request))
    except ValidationError as error:
        wrong = {str(one["loc"][0]): request_mistake(one, serving.language(request)) for one in error.errors()}
        return _order(request, serving, asker, id_, asked, wrong)
    except ProblemError as error:
        if error.status != 422:
            raise
        return _order(request, serving, asker, id_, asked, {one.where: one.message.of(serving.language(request)) for one in error.found})
    return RedirectResponse(f"/screenings/{id_}", 303)


def _asked(sent: FormData) -> dict[str, Any]:
    """What a form asks for, as a request over HTTP has it."""
    texts = {name: value.strip() for name in ("as_of", "key", "newly_since", "to") if isinstance(value := sent.get(name), str)}
    numbers = {name: as_number(value) for name in ("months", "suppress") if isinstance(value := sent.get(name), str)}
    lists = {name: [one for one in sent.getlist(name) if isinstance(one, str) and one] for name in LISTS}
    asked: dict[str, Any] = {**texts, **numbers, **lists, **{name: name in sent for name in ("universal", "long", "wide")}}
    return {name: value for name, value in asked.items() if value not in ("", []) or name == "carry"}


def _order(
    request: Request, serving: Service, asker: Asker, id_: str, asked: Mapping[str, Any] | None, wrong: Mapping[str, str] | None = None
) -> Response:  # fmt: skip
    language = serving.language(request)
    with steps.held(serving, asker, id_) as (session, screening, told):
        job = store.job_of(session, screening)
        found = steps.body_of(serving, screening, told, job)
    if told["mapping"] is None:
        return RedirectResponse(f"/screenings/{id_}/columns", 303)
    columns = [one for one in told["columns"] if one != told.get("identity")]
    if asked is None and job is not None:
        asked = {**job.asked, "to": job.asked["form"], "action": job.asked["actions"]}
    if asked is None:
        asked = {"carry": carried(serving.book, told["mapping"], columns), "months": MONTHS, "to": "xlsx", "suppress": SUPPRESS}
    asked = {
        **dict.fromkeys(("as_of", "months", "newly_since", "key", "suppress", "universal", "long", "wide")),
        "to": "xlsx",
        "carry": [],
        "action": [],
        "benefits": [],
        **asked,
    }
    return page(
        request, serving, "screening_start.html", asker, status=422 if wrong else 200, **frame(serving, found), asked=asked, wrong=wrong or {}, columns=columns,
        notes=[one[language] for one in told.get("lacks", [])], benefits=_benefits(serving.book, language), actions=[(one.value, name_of(one).of(language)) for one in Action],
        chosen=set(asked["benefits"] or ()), rows=told["look"]["rows"],
    )  # fmt: skip


def carried(book: Rulebook, mapping: str, columns: Sequence[str]) -> list[str]:
    """The columns that are ticked at first: those that visits want, and none that says something else of people (`住在移民安置社区`)."""
    meant = MappingChoices.read(mapping).columns
    facts = {spelling for fact in book.rules.facts.values() if fact.type is not FactType.PLACE for spelling in (fact.name, fact.label.zh)}
    return [one for one in columns if CARRIED.search(one) and meant.get(one, one) not in facts]


def _benefits(book: Rulebook, language: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """The benefits of each document."""
    return [
        (ruleset.document.title.of(language), [(one.full_name, one.name.of(language)) for one in ruleset.benefits])
        for ruleset in book.rules.rulesets.values()
    ]


@router.post("/{id_}/cancel")
def cancel(serving: Serving, asker: Screens, id_: str) -> Response:
    """It leaves off; who comes when it has ended by itself sees that."""
    try:
        steps.cancelled(serving, asker, id_)
    except ProblemError as error:
        if error.kind != "not-running":
            raise
    return RedirectResponse(f"/screenings/{id_}", 303)


@router.post("/{id_}/mended")
async def mend(request: Request, serving: Serving, asker: Screens, id_: str) -> Response:
    """The workbook that was mended; it is screened again."""
    try:
        async with _sent(request, serving, "workbook") as file:
            await to_thread.run_sync(steps.mended, serving, asker, id_, file, limiter=steps.AT_ONCE)
    except ProblemError as error:
        if error.status not in REFUSED:
            raise
        found = steps.read(serving, asker, id_)
        shown = await to_thread.run_sync(results, request, serving, asker, found, frame(serving, found), error)
        if shown is None:
            raise
        return shown
    return RedirectResponse(f"/screenings/{id_}", 303)


@router.get("/{id_}/erase")
def erasing(request: Request, serving: Serving, asker: Screens, id_: str) -> Response:
    """What goes and what stays, before anything goes."""
    found = steps.read(serving, asker, id_)
    if found.erased is not None:
        return RedirectResponse(f"/screenings/{id_}", 303)
    return page(request, serving, "screening_erase.html", asker, **frame(serving, found))


@router.post("/{id_}/erase")
def erase(serving: Serving, asker: Screens, id_: str) -> Response:
    """It is gone."""
    steps.erased(serving, asker, id_)
    return RedirectResponse(f"/screenings/{id_}", 303)


def _row(one: ScreeningBody) -> Row:
    result = one.job.result if one.job is not None else None
    people = (result or {}).get("claim_people") if one.state is ScreeningState.DONE else None
    return Row(one.id, one.name or "", clock(one.made), named(one.made_by), one.state, percent(one.job), people)
