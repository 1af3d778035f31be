"""A file of a draft: written in a text box, or in an editor where scripts run; with its mistakes, and what it says, beside it."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData
from starlette.responses import JSONResponse, RedirectResponse, Response

from huilao import Rulebook, RulesError, rule_file_kind, rule_file_schema

from ..routes import catalogue, drafting
from ..routes.draft_files import MOST_BYTES, name_of
from ..routes.forms import FormRoute
from ..routes.told import Checks, Drafts, Sees
from ..routes.versions import in_service
from ..service import Service, Serving
from ..store import drafts as store
from ..store.editions import contents
from ..web.conflicts import Conflict, PartKind, Take, conflict, taken
from ..web.problems import ProblemDetails, ProblemError, details_of
from ..who import Asker, Permission
from ..work.draft_checks import SCENARIOS
from .assets import asset
from .file_read import LastRead, Mended, Said, cured, problems_of, said_in, scenarios_for, try_scenarios
from .frame import PART, POLICY, in_language, page
from .said import moment, who
from .workbench import revision_in

TRY = "try"
"""What is pressed to have the scenarios run."""
SHOWN_ELSEWHERE = 10
"""Mistakes in other files that are named."""
BUNDLE = "editor.js"
"""The editor, which is built when Huilao is installed: where it could not be, the text box is all there is."""


router = APIRouter(prefix="/workbench/drafts/{id}", include_in_schema=False, route_class=FormRoute)
_last = LastRead()


async def _form(request: Request) -> FormData:
    return await request.form(max_files=0, max_fields=10_000, max_part_size=2 * MOST_BYTES)


Sent = Annotated[FormData, Depends(_form)]


@dataclass(frozen=True, slots=True)
class Written:
    """A file as it stands on the page."""

    text: str
    seen: int
    """The revision that it was begun from."""
    note: str = ""
    """What has just been done to it."""
    problem: ProblemDetails | None = None
    """Why it could not be saved."""
    conflict: Conflict | None = None
    """Lines that somebody else has changed too, and of which it is to be said what they are to be."""


@dataclass
class Beside:
    """What stands beside the text."""

    reads: bool | None = None
    """None where it was not looked at."""
    here: list[Mended] = field(default_factory=list[Mended])
    elsewhere: list[Mended] = field(default_factory=list[Mended])
    said: list[Said] = field(default_factory=list[Said])
    said_of: str = ""
    """Of which text that is, where it is not the one on the page."""
    scenarios: bool = False
    """Whether there are some for its benefits."""
    wrong_scenarios: list[str] = field(default_factory=list[str])


@router.get("/files/{path:path}")
def file(request: Request, serving: Serving, asker: Sees, id: str, path: str, saved: int | None = None) -> Response:
    """As it is kept; a new one where the draft has none of the name."""
    note = in_language(serving.language(request))("已保存。", "It is saved.") if saved is not None else ""
    return _page(request, serving, asker, id, path, lambda kept, revision: Written(kept, revision, note), read=saved is not None)


@router.post("/files/{path:path}")
def save(request: Request, serving: Serving, asker: Drafts, id: str, path: str, sent: Sent) -> Response:
    """Saved; where that cannot be, the page says why, with the text as it was sent."""
    text, seen = _text(sent), revision_in(sent)
    language = serving.language(request)
    try:
        with serving.store()[0].reading() as session:
            before = store.content(session, drafting.revision_called(session, drafting.draft_of(session, id), seen), name_of(path))
        body = drafting.saved(serving, asker, id, path, _as_kept(before, text), seen)
    except ProblemError as error:
        if error.kind != "conflict":
            problem = details_of(error, language)
            return _page(request, serving, asker, id, path, lambda _, __: Written(text, seen, problem=problem), status=error.status)
        return _in_conflict(request, serving, asker, id, path, text, seen)
    return RedirectResponse(f"{request.url.path}?saved={body.revision}", 303)


@router.post("/read/{path:path}")
def read(request: Request, serving: Serving, asker: Checks, id: str, path: str, sent: Sent) -> Response:
    """Looked at for mistakes as it stands; one of them mended, where that was pressed. Nothing is kept."""
    text, seen = _text(sent), revision_in(sent)
    put, tries = sent.get("put"), sent.get("look") == TRY
    if isinstance(put, str):
        with serving.store()[0].reading() as session:
            files = drafting.typed_over(session, drafting.draft_of(session, id), {path: text})
        found = problems_of(_last.read(files).problems, serving.language(request))
        text = next((cured(text, one) for one in found if one.file == name_of(path) and one.place == put), text)
    return _page(request, serving, asker, id, path, lambda _, __: Written(text, seen), tries=tries)


@router.post("/join/{path:path}")
def join(request: Request, serving: Serving, asker: Drafts, id: str, path: str, sent: Sent) -> Response:
    """Two edits of the file joined as was chosen, to be looked at and saved."""
    text, seen = _text(sent), revision_in(sent)
    found, revision = _conflict(serving, id, path, text, seen)
    chosen = [_whose(sent.get(f"take-{number}")) for number in range(len(found.parts))]
    lines = [line for part, whose in zip(found.parts, chosen, strict=True) for line in taken(part, whose)]
    joined = "".join(lines).replace("\r\n", "\n")
    t = in_language(serving.language(request))
    note = (
        t("现在和已保存的一样，不用再保存。", "This is what is saved already: there is nothing to save.")
        if found.theirs is not None and joined == found.theirs.replace("\r\n", "\n")
        else t("两边的修改合好了，还没有保存：请看一遍再保存。", "Both edits are joined and not saved yet: look at them, then save.")
    )
    return _page(request, serving, asker, id, path, lambda _, __: Written(joined, revision, note))


@router.get("/read/{path:path}")
@router.get("/join/{path:path}")
def again(id: str, path: str) -> Response:
    """Whoever comes back to what was sent finds the file as it is kept."""
    return RedirectResponse(f"/workbench/drafts/{quote(id)}/files/{quote(path)}", 303)


@router.get("/vocabulary/{path:path}")
def vocabulary(request: Request, serving: Serving, _asker: Sees, id: str, path: str) -> Response:
    """The words that a file can be written with, for completion: what may stand where (a JSON Schema in each spelling), and what terms mean."""
    language = serving.language(request)
    with serving.store()[0].reading() as session:
        files = store.revision_of(session, drafting.draft_of(session, id)).files
    try:
        book = serving.editions.made_of(files)
    except RulesError:
        book = serving.book
    kind = rule_file_kind(name_of(path))
    schemas = {spelling: rule_file_schema(kind, book.rules, spelling, language) for spelling in ("zh", "en")}
    says: dict[str, str] = {}
    for name, label, sentence in (
        *((one.term, one.label, one.sentence) for one in catalogue.terms(book)),
        *((one.quantity, one.label, one.sentence) for one in catalogue.quantities(book)),
    ):
        says |= dict.fromkeys((name, label.zh), sentence.zh if language == "zh" else sentence.en or sentence.zh)
    return JSONResponse({**schemas, "says": says})


# -- the page -----------------------------------------------------------------------------------------------------------


def _page(
    request: Request, serving: Service, asker: Asker, id_: str, path: str, written: Callable[[str, int], Written], *, read: bool = True,
    tries: bool = False, status: int = 200,
) -> Response:  # fmt: skip
    """The page of a file; `written` says what stands in it, given what is kept and in which revision. Where it is not to be `read`, it is
    only as far as that takes no time; with `tries` the scenarios of its benefits are run, which takes seconds.
    """
    name, language = name_of(path), serving.language(request)
    with serving.store()[0].reading() as session:
        draft = drafting.draft_of(session, id_)
        revision = store.revision_of(session, draft)
        content = store.content(session, revision, name)
        if content is None and not asker.may(Permission.DRAFT):
            raise drafting.no_file(name)
        kept = _decoded(b"" if content is None else content)
        if kept is None:
            return page(request, serving, "file.html", asker, id=id_, title=draft.title, file_name=name, written=None)
        shown = written(kept, draft.revision)
        files = contents(session, revision.files)
        said: dict[str, Any] = {
            "title": draft.title, "revision": draft.revision, "saved_by": who(revision.made_by, language), "saved_at": moment(revision.made),
            "why_not": _why_not(session, asker, id_, language), "unsaved": shown.text != kept,
        }  # fmt: skip
        in_use = revision.files == in_service(session, serving.now()).files
    beside, may_read = Beside(), asker.may(Permission.DRAFT) or asker.may(Permission.PUBLISH)
    if may_read and not name.endswith(SCENARIOS):
        typed = files | {name: shown.text.encode()}
        if typed == files and in_use:
            beside = _said_of(serving.book, serving, files, name, language, tries=tries)
        elif read or _last.at_hand(typed):
            beside = _beside(serving, typed, name, language, tries=tries)
            if not beside.said and PART not in request.headers:
                _as_it_was(beside, serving, files, name, language)
    nonce = secrets.token_urlsafe(12)
    policy = POLICY.replace("style-src 'self'", f"style-src 'self' 'nonce-{nonce}'")
    return page(
        request, serving, "file.html", asker, status=200 if PART in request.headers else status, headers={"Content-Security-Policy": policy}, nonce=nonce, id=id_, file_name=name,
        written=shown, new=content is None, beside=beside, may_read=may_read, may_try=asker.may(Permission.ASK), rules=not name.endswith(SCENARIOS), editor=_editor(), kinds=PartKind,
        shown_elsewhere=SHOWN_ELSEWHERE, now=moment(serving.now()).rpartition(" ")[2], **said, **_switching(id_, name, may_read=may_read),
    )  # fmt: skip


def _switching(id_: str, name: str, *, may_read: bool) -> dict[str, Any]:
    """How the page is had in another language or theme with the text as it stands, by who may have it read."""
    if not may_read:
        return {}

    def switched(**to: str) -> str:
        return f"/workbench/drafts/{id_}/read/{quote(name)}?{urlencode(to)}"

    return {"form_id": "file", "switch": switched}


def _beside(serving: Service, files: Mapping[str, bytes], name: str, language: str, *, tries: bool) -> Beside:
    """What stands beside a text: its mistakes, and what it says where there is none in any file."""
    found = _last.read(files)
    beside = Beside() if found.book is None else _said_of(found.book, serving, files, name, language, tries=tries)
    problems = problems_of(found.problems, language)
    beside.reads = found.book is not None
    beside.here = [one for one in problems if one.file == name]
    beside.elsewhere = [one for one in problems if one.file != name and one.wrong]
    return beside


def _said_of(book: Rulebook, serving: Service, files: Mapping[str, bytes], name: str, language: str, *, tries: bool) -> Beside:
    features = scenarios_for(files, book, name)
    tried, wrong = try_scenarios(features, book, name) if tries else ({}, list[str]())
    return Beside(True, said=said_in(book, serving.book, name, language, tried), scenarios=bool(features), wrong_scenarios=wrong)


def _as_it_was(beside: Beside, serving: Service, kept: Mapping[str, bytes], name: str, language: str) -> None:
    """Where a text cannot be read, it is said what it said before: as it is kept in the draft, else in the version in service."""
    t = in_language(language)
    found = _last.read(kept)
    book = found.book or serving.book
    beside.said = said_in(book, serving.book, name, language, {})
    beside.said_of = t("按已保存的文字", "as it is saved") if found.book else t("按现行版本", "as the version in service has it")


def _in_conflict(request: Request, serving: Service, asker: Asker, id_: str, path: str, text: str, seen: int) -> Response:
    """Somebody else has saved the file since: both edits in one where they are of other lines, else it is asked what is to be taken."""
    found, revision = _conflict(serving, id_, path, text, seen)
    t = in_language(serving.language(request))
    if found.merged is not None:
        merged = found.merged.replace("\r\n", "\n")
        note = t("别人同时改了这个文件，改的是别的地方：两边的修改已经合在一起，还没有保存，请看一遍再保存。",
                 "Somebody else has changed other lines of this file: both edits are joined here and not saved yet. Look at them, then save.")  # fmt: skip
        return _page(request, serving, asker, id_, path, lambda _, __: Written(merged, revision, note), status=412)
    if found.theirs is None:
        note = t("别人删去了这个文件；再保存一次，它就还在。", "Somebody else has deleted this file; save again to have it back.")
        return _page(request, serving, asker, id_, path, lambda _, __: Written(text, revision, note), status=412)
    return _page(request, serving, asker, id_, path, lambda _, __: Written(text, seen, conflict=found), status=412)


def _conflict(serving: Service, id_: str, path: str, text: str, seen: int) -> tuple[Conflict, int]:
    """A text held against what is kept by now, and in which revision that is."""
    name = name_of(path)
    with serving.store()[0].reading() as session:
        draft = drafting.draft_of(session, id_)
        base = store.content(session, drafting.revision_called(session, draft, seen), name)
        theirs = store.content(session, store.revision_of(session, draft), name)
        return conflict(name, base, theirs, _as_kept(base, text)), draft.revision


def _whose(chosen: object) -> Take:
    """Whose lines somebody wants; their own where they do not say."""
    return Take(chosen) if isinstance(chosen, str) and chosen in set(Take) else Take.YOURS


def _why_not(session: store.Session, asker: Asker, id_: str, language: str) -> str:
    """Why somebody may not write in a draft; empty where they may."""
    t = in_language(language)
    if not asker.may(Permission.DRAFT):
        return t("您可以看，不能改。", "You may look at it, and not change it.")
    try:
        drafting.open_draft(session, id_)
    except ProblemError as error:
        return f"{error.title.of(language)}{t('：', ': ')}{error.detail.of(language)}{t('。', '.')}"
    return ""


def _text(sent: FormData) -> str:
    """What was sent: browsers end the lines of a text box as no file of ours does."""
    found = sent.get("text")
    return found.replace("\r\n", "\n") if isinstance(found, str) else ""


def _as_kept(content: bytes | None, text: str) -> bytes:
    """A text with lines that end as they did."""
    windows = content is not None and b"\r\n" in content
    return (text.replace("\n", "\r\n") if windows else text).encode()


def _decoded(content: bytes) -> str | None:
    """The text of a file, its lines ended in one way; None for what is no text."""
    try:
        return content.decode().replace("\r\n", "\n")
    except UnicodeDecodeError:
        return None


def _editor() -> str:
    """Where the editor is; empty where it was not built."""
    try:
        return asset(BUNDLE)
    except KeyError:
        return ""
