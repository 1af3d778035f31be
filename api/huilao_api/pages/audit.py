"""For auditors: who did what when, whether the log and the decisions are what was written, and whether a receipt is ours."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from io import StringIO
from typing import Annotated, Any, cast
from urllib.parse import urlencode

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Depends, Form, Query, Request
from pydantic import BaseModel, Field
from pydantic_core import from_json
from starlette.responses import RedirectResponse, Response, StreamingResponse

from huilao import ProfileError, Rulebook, Text, as_day

from ..routes.decision_bodies import ReceiptRequest
from ..routes.decisions import receipt_checked
from ..routes.forms import FormRoute
from ..routes.log_words import ACTIONS
from ..routes.told import Reads, needs
from ..service import CHINA, Service, Serving
from ..store import decisions, log
from ..store.database import Database
from ..store.log import Wanted
from ..store.tables import LogEntry
from ..verifying import Proved, noted_entry, proved
from ..web.problems import PATTERNS, UNHIDDEN, ProblemError
from ..who import Asker, Permission, Role
from .erasure import CAUSES
from .frame import leads_to, page
from .said import clock, doer, place_said, who
from .webhooks import EVENTS, FAILURES

NO_ACTION = Text("日志里没有这个词，请从列表里选", "no word of the log: choose one of the list")
LISTED = 100
"""Entries on a page of the log."""
AT_ONCE = 1_000
"""Entries that are read at once for a file."""
_PROVING = CapacityLimiter(1)
"""The whole log is read to prove it: one at a time, and no other request waits for it."""

DETAILS: Mapping[str, Text] = {
    "name": Text("名称", "name"), "role": Text("角色", "role"), "places": Text("地方", "places"), "changed": Text("改了", "changed"),
    "receipt": Text("回执号", "receipt"), "version": Text("规则库版本", "rule book"), "place": Text("地区", "place"), "as_of": Text("核定日", "as of"),
    "answer": Text("答复的摘要", "digest of the answer"), "facts": Text("个人信息的摘要", "digest of the facts"), "found": Text("找到", "found"),
    "days": Text("天数", "days"), "decisions": Text("存档", "decisions"), "by": Text("换成", "by"), "sign_ins": Text("登录", "sign-ins"),
    "publication": Text("发布", "publication"), "takes_effect": Text("起用", "in service from"), "draft": Text("草稿", "draft"), "note": Text("说明", "note"),
    "revision": Text("第几稿", "revision"), "title": Text("标题", "title"), "base": Text("所据版本", "based on"), "digest": Text("摘要", "digest"),
    "files": Text("文件", "files"), "reason": Text("理由", "reason"), "check": Text("检查", "check"), "job": Text("后台工作", "job"), "file": Text("文件", "file"),
    "bytes": Text("大小（字节）", "size in bytes"), "rows": Text("行", "rows"), "columns": Text("栏", "columns"), "people": Text("人", "people"), "why": Text("原因", "why"),
    "host": Text("地址", "host"), "events": Text("通知什么", "events"), "failure": Text("原因", "failure"), "submitted_by": Text("提交人", "submitted by"),
    "against": Text("比较的版本", "held against"), "mended": Text("交回的更正表", "workbooks that came back"), "to": Text("换回第几号", "back to"),
    "from": Text("从", "from"), "acknowledged": Text("认可的减少", "losses that are meant"), "wished": Text("希望起用", "wished for"),
    "rights": Text("权限的摘要", "digest of the rights"), "whole": Text("发布的摘要", "digest of the publication"), "seal": Text("此事的摘要", "digest of the event"), "screening": Text("筛查", "screening"), "state": Text("状态", "state"), "residence": Text("常住地", "residence"),
}  # fmt: skip
"""What entries say besides, in the same words; what is not here stands as it was written."""
CODES: Mapping[str, Mapping[str, Text]] = {
    "role": {one.value: one.label for one in Role},
    "events": EVENTS, "failure": FAILURES, "changed": DETAILS, "why": CAUSES,
}  # fmt: skip
"""What codes mean in details."""
PLACES = ("place", "places", "residence")
"""Details that are codes of divisions."""
PEOPLE = ("submitted_by",)
TEXTS, DAYS = ("who", "action", "about"), ("since", "until")
"""Filters, by what they are."""
LEADS: Mapping[re.Pattern[str], tuple[str, Permission]] = {
    re.compile("decided|read|rechecked|erased"): ("/decisions/{about}", Permission.READ_DECISIONS),
    re.compile("draft_.*"): ("/workbench/drafts/{about}", Permission.SEE_VERSIONS),
    re.compile("published|rolled_back|started|served|publication_.*"): ("/workbench/publications/{publication}", Permission.SEE_VERSIONS),
    re.compile("account_.*"): ("/accounts/{about}", Permission.MANAGE_KEYS),
}
"""Where what an entry is about can be seen, by what was done, for who may."""
DIGEST = re.compile(r"[0-9a-f]{24,}")
LONGEST = 12
"""Characters of a digest that are shown; the file has them whole."""

Audits = Annotated[Asker, Depends(needs(Permission.READ_LOG))]

router = APIRouter(include_in_schema=False, route_class=FormRoute)


class Filters(BaseModel):
    """Which entries are wanted, as a form says it: what is empty is not asked for."""

    who: str = Field(default="", max_length=200)
    action: str = Field(default="", max_length=50)
    about: str = Field(default="", max_length=300)
    since: str = Field(default="", max_length=20)
    until: str = Field(default="", max_length=20)
    before: int | None = Field(default=None, ge=1, le=2**31 - 1)


@dataclass(frozen=True, slots=True)
class Row:
    """An entry as a line of the page."""

    number: int
    at: str
    who: str
    action: str
    about: str
    detail: tuple[tuple[str, str], ...]
    leads: str
    """Where that can be seen; empty where it cannot be, or not by who reads."""


@router.get("/audit")
def read_log(request: Request, serving: Serving, asker: Audits, asked: Annotated[Filters, Query()]) -> Response:
    """The latest first."""
    return _log(request, serving, asker, asked)


@router.post("/audit/verify")
async def verify(request: Request, serving: Serving, asker: Audits, noted: Annotated[str, Form(max_length=100)] = "") -> Response:
    """The log and the decisions, proved from the first entry on; `noted` is the last entry as somebody has written it down."""
    database, office = serving.store()
    if asker.places:
        raise ProblemError(
            403, "place", Text("您负责的只是一部分地区，不能核对整个日志", "you are bound to places, and the log is checked as a whole"),
            Text("请不限地区的审计人员或管理员核对，或在服务器上运行 huilao audit verify",
                 "ask an auditor or an administrator who is bound to none, or run huilao audit verify at the server"),
        )  # fmt: skip
    try:
        entry = noted_entry(noted or None)
    except ValueError:
        return await to_thread.run_sync(lambda: _log(request, serving, asker, Filters(), noted=noted, no_entry=True))
    found = await to_thread.run_sync(proved, database, office, entry, limiter=_PROVING)
    return await to_thread.run_sync(lambda: _log(request, serving, asker, Filters(), noted=noted, found=found))


@router.post("/audit/export")
def export(serving: Serving, asker: Audits, asked: Annotated[Filters, Form()]) -> Response:
    """The entries that are wanted, as a table with their seals. That it was taken is in the log. What is wrong is told on the page."""
    database, office = serving.store()
    if _wrong(asked, "zh"):
        return RedirectResponse(f"/audit?{urlencode(asked.model_dump(exclude_defaults=True))}", 303)
    wanted = _wanted(database, asker, asked)
    with database.writing() as session:
        office.log().append(session, asker.name, "log_exported")
    name = f"huilao-log-{serving.now().astimezone(CHINA):%Y%m%d-%H%M}.csv"
    return StreamingResponse(
        _table(database, asker, wanted),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@router.get("/receipts")
def receipts(request: Request, serving: Serving, asker: Reads) -> Response:
    """By the number on a sheet, or by the whole receipt."""
    return page(request, serving, "receipts.html", asker, **_NOTHING)


@router.post("/receipts")
def check(
    request: Request, serving: Serving, asker: Reads, number: Annotated[str, Form(max_length=100)] = "",
    receipt: Annotated[str, Form(max_length=500_000)] = "",
) -> Response:  # fmt: skip
    """Which decisions have the number; or whether a receipt is whole, and comes out the same once more."""
    said: dict[str, Any] = {**_NOTHING, "number": number.strip(), "receipt": receipt}
    language = serving.language(request)
    if receipt.strip():
        try:
            said["checked"] = receipt_checked(serving, asker, ReceiptRequest(receipt=_object(receipt), profile=None), language)
        except ProblemError as error:
            said["wrong"] = error.detail.of(language)
        return page(request, serving, "receipts.html", asker, status=422 if said["wrong"] else 200, **said)
    if said["number"]:
        with serving.store()[0].reading() as session:
            said["kept"] = [
                {"id": one.id, "as_of": one.as_of.isoformat(), "made": clock(one.made), "by": who(one.made_by, language)}
                for one in decisions.by_number(session, said["number"], asker)
            ]
    return page(request, serving, "receipts.html", asker, **said)


_NOTHING: Mapping[str, Any] = {"number": "", "receipt": "", "checked": None, "wrong": "", "kept": None}


def _object(text: str) -> dict[str, Any]:
    """A receipt as it was pasted. Raises ProblemError 422 where it is no object of JSON."""
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise ProblemError(
            422, "receipt", Text("不是回执", "no receipt"),
            Text("应是一整份回执，从“{”到“}”", "it must be a whole receipt, from `{` to `}`"),
        )  # fmt: skip
    return cast("dict[str, Any]", found)


def _log(
    request: Request, serving: Service, asker: Asker, asked: Filters, *, noted: str = "", no_entry: bool = False, found: Proved | None = None
) -> Response:  # fmt: skip
    database, _ = serving.store()
    language = serving.language(request)
    wrong, asked = _wrong(asked, language), asked.model_copy(update={name: _shown_again(getattr(asked, name)) for name in (*TEXTS, *DAYS)})
    wanted, seen = _wanted(database, asker, asked.model_copy(update=dict.fromkeys(wrong, ""))), decisions.entries_seen_by(asker)
    with database.reading() as session:
        rows = [_row(serving.book, one, asker, language) for one in log.latest(session, LISTED + 1, asked.before, wanted, seen)]
        doers = [doer(one, language) for one in log.doers(session, seen)]
    more = f"{request.url.include_query_params(before=rows[LISTED - 1].number).query}" if len(rows) > LISTED else ""
    again: dict[str, Any] = {} if request.method == "GET" else {"switch": leads_to("/audit")}
    return page(
        request, serving, "audit.html", asker, **again, asked=asked, who=doer(asked.who, language) if ":" in asked.who else asked.who, wrong=wrong, rows=rows[:LISTED], more=more, doers=doers, noted=noted, no_entry=no_entry,
        actions=sorted(((one, text.of(language)) for one, text in ACTIONS.items()), key=lambda one: one[1]),
        filtered=wanted != Wanted() or asked.before is not None, found=found,
        lines=found.in_words(language)[:-1] if found else [], whole=not asker.places, reads=asker.may(Permission.READ_DECISIONS),
    )  # fmt: skip


def _wrong(asked: Filters, language: str) -> dict[str, str]:
    """What of the filters will not do, by its field."""
    hidden = {name: PATTERNS[UNHIDDEN].of(language) for name in TEXTS if not re.fullmatch(UNHIDDEN, getattr(asked, name).strip())}
    if asked.action not in ("", *ACTIONS):  # it would find nothing, as if nothing had been done
        hidden = {"action": NO_ACTION.of(language)} | hidden
    return hidden | {name: words for name in DAYS if (words := _no_day(getattr(asked, name), language))}


def _shown_again(text: str) -> str:
    """A text as a field can show it: without what is not seen."""
    return "".join(one for one in text if re.fullmatch(UNHIDDEN, one))


def _no_day(text: str, language: str) -> str:
    """Why a text is no day; empty where it is one, or nothing."""
    try:
        as_day(text) if text else None
    except ProfileError as error:
        return (error.problems[0].allowed or error.problems[0].message).of(language)
    return ""


def _wanted(database: Database, asker: Asker, asked: Filters) -> Wanted:
    """Raises ProfileError for days that are none."""
    since, until = (datetime.combine(as_day(text), time(), CHINA) if text else None for text in (asked.since, asked.until))
    wanted = Wanted(
        asked.who.strip() or None, asked.action or None, asked.about.strip() or None, since, until and until + timedelta(days=1)
    )
    if wanted.who is None or ":" in wanted.who:
        return wanted
    with database.reading() as session:  # people say their name, and not that it is an account's
        seen = log.doers(session, decisions.entries_seen_by(asker))
        known = [one for one in seen if wanted.who in (doer(one, "zh"), doer(one, "en"), one.partition(":")[2])]
    exact = [one for one in known if one.partition(":")[2] != wanted.who]  # 密钥 portal is the key of that name, not somebody called so
    return replace(wanted, who=(exact or known)[0]) if known else wanted


def _row(book: Rulebook, entry: LogEntry, asker: Asker, language: str) -> Row:
    detail: dict[str, Any] = from_json(entry.detail)
    shown = tuple(
        (DETAILS[name].of(language) if name in DETAILS else name, _shown(book, name, value, language))
        for name, value in detail.items()
        if value not in ([], {}, "", None)
    )
    text = ACTIONS.get(entry.action)
    return Row(
        entry.number, entry.at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S"), doer(entry.who, language),
        entry.action if text is None else text.of(language), entry.about, shown, _leads(entry, detail, asker),
    )  # fmt: skip


def _leads(entry: LogEntry, detail: Mapping[str, Any], asker: Asker) -> str:
    """The page of what an entry is about."""
    said = {"about": entry.about, "publication": "", **detail}
    for action, (page_of, permission) in LEADS.items():
        if action.fullmatch(entry.action) and asker.may(permission):
            return page_of.format_map(said)
    return ""


def _shown(book: Rulebook, name: str, value: Any, language: str) -> str:
    """A detail of an entry, short enough for a line."""
    if isinstance(value, list):
        return {"zh": "、", "en": ", "}[language].join(_shown(book, name, one, language) for one in cast("list[Any]", value))
    if not isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if name in PLACES:
        return place_said(value, book, language)
    if name in PEOPLE:
        return doer(value, language)
    if value in CODES.get(name, {}):
        return CODES[name][value].of(language)
    return f"{value[:LONGEST]}…" if DIGEST.fullmatch(value) else value


def _table(database: Database, asker: Asker, wanted: Wanted) -> Iterator[str]:
    """The entries as lines of a table, read part by part; the mark in front tells spreadsheets that it is UTF-8."""
    after, seen, columns = 0, decisions.entries_seen_by(asker), ("number", "at", "who", "action", "about", "detail", "before", "seal")
    text = StringIO()
    lines = csv.writer(text)
    lines.writerow(columns)
    yield "\ufeff" + text.getvalue()
    while True:
        with database.reading() as session:
            read = log.entries(session, AT_ONCE, after, wanted, seen)
            found = [tuple(str(getattr(one, name)) for name in columns) for one in read]
        if not found:
            return
        text.seek(0)
        text.truncate()
        lines.writerows(found)
        yield text.getvalue()
        after = int(found[-1][0])
