"""What the columns of a register are, as a form: the service's suggestion, checked and changed by a person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from huilao import FactType, MappingChoices, Rules, Text

from ..routes import screening_steps as steps
from ..routes.forms import FormRoute
from ..routes.told import Screens
from ..service import Service, Serving
from ..store import screenings as store
from ..web.problems import Mistake, ProblemError
from ..who import Asker
from .frame import page

COLUMN, SUGGESTED, WORD, BLANK = "c.", "s.", "w.", "b."
"""What the names of the form begin with: what a column is, that it is what was suggested, what a word stands for, that empty means no."""
UNSAID, UNKNOWN = "-", "?"
"""Of a word: nothing is said of it; it stands for what is not known."""
SHOWN = 12
"""Words of a column that are shown at once."""
AND = " + "
"""Between the facts that stand in one cell."""
IGNORED, RESIDENCE = "忽略", "residence"
CODED = (FactType.CHOICE, FactType.SCALE, FactType.SET)
FIELDS = 20_000


router = APIRouter(prefix="/screenings", include_in_schema=False, route_class=FormRoute)


async def _form(request: Request) -> FormData:
    return await request.form(max_files=0, max_fields=FIELDS)


Sent = Annotated[FormData, Depends(_form)]


@dataclass(frozen=True, slots=True)
class Word:
    """A word that is not read by itself, and what it is said to stand for."""

    word: str
    cells: int
    perhaps: str
    said: str
    """`UNSAID`, `UNKNOWN`, or a value in Chinese."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the register in the form."""

    number: int
    name: str
    meant: str
    """What it is, as it is shown; empty where it is not used."""
    suggested: str
    """What the service takes it for, but is not sure of."""
    why: str
    filled: int
    different: int
    samples: str
    known: tuple[Mapping[str, Any], ...] = ()
    strange: tuple[Word, ...] = ()
    hidden: tuple[int, int] = (0, 0)
    values: tuple[tuple[str, str], ...] = ()
    """What may be said of a word: what is sent, and what is shown."""
    may_be_blank: bool = False
    blank_is_no: bool = False
    problem: str = ""

    @property
    def open_words(self) -> int:
        """Words of which nothing is said yet."""
        return sum(one.said == UNSAID for one in self.strange)


class Names:
    """What columns may be, as a language shows it."""

    def __init__(self, rules: Rules, language: str) -> None:
        texts = [Text("身份证号", "ID number"), Text("主键", "Key"), Text("年龄", "Age")]
        plain = [one for one in rules.facts.values() if one.type not in (FactType.PERSON, FactType.PEOPLE)]
        texts += [one.label for one in plain]
        self.ticks = [
            Text(f"{one.label.zh}={code.label.zh}", f"{one.label.of('en')}={code.label.of('en')}")
            for one in plain if one.type in CODED for code in one.codes if code.listed
        ]  # fmt: skip
        others = [
            Text(f"{person.label.zh}.{one.zh}", f"{person.label.of('en')}.{one.of('en')}")
            for person in rules.facts.values() if person.type is FactType.PERSON for one in texts[2:]
        ]  # fmt: skip
        self.facts = [one.of(language) for one in texts]
        self.shown = {one.zh: one.of(language) for one in (*others, *self.ticks, *texts)}
        self.words = {shown: zh for zh, shown in self.shown.items()}
        self.ticked = [one.of(language) for one in self.ticks]
        self.own = {spelling for one in plain for spelling in (one.name, one.label.zh, *one.also)} | {
            "身份证号",
            "id_number",
            "年龄",
            "age",
        }

    def show(self, meant: str | Sequence[str]) -> str:
        """What stands in a mapping, as it is shown."""
        if not isinstance(meant, str):
            return AND.join(map(self.show, meant))
        if meant.startswith("["):
            return AND.join(self.show(one.strip()) for one in meant.strip("[]").split(","))
        return "" if meant == IGNORED or meant == "ignore" else self.shown.get(meant, meant)

    def written(self, shown: str) -> str | tuple[str, ...]:
        """What was typed, as a mapping has it."""
        parts = [self.words.get(one.strip(), one.strip()) for one in shown.replace("＋", "+").split("+")]
        return parts[0] if len(parts) == 1 else tuple(parts)


@router.get("/{id_}/columns")
def columns(request: Request, serving: Serving, asker: Screens, id_: str) -> Response:
    """What was suggested, or what was put last."""
    with steps.held(serving, asker, id_) as (_session, _screening, told):
        pass
    return _columns(request, serving, asker, id_, told, MappingChoices.read(told["mapping"] or told["suggested"]))


@router.post("/{id_}/columns")
async def put_columns(request: Request, serving: Serving, asker: Screens, id_: str, sent: Sent) -> Response:
    """Kept, and on to the start; with mistakes they are told where they stand."""
    with steps.held(serving, asker, id_) as (_session, _screening, told):
        pass
    typed = sent.get("mapping")
    text = typed if isinstance(typed, str) else chosen(serving.book.rules, told, sent, serving.language(request)).written()
    problem: ProblemError | None = None
    try:
        await to_thread.run_sync(steps.mapped, serving, asker, id_, text, limiter=steps.AT_ONCE)
    except ProblemError as error:
        if error.status != 422:
            raise
        problem = error
    if problem is None and "again" not in sent:
        return RedirectResponse(f"/screenings/{id_}/start", 303)
    if problem is None:
        return RedirectResponse(f"/screenings/{id_}/columns", 303)
    choices, whole = MappingChoices.read(text), isinstance(typed, str)
    return await to_thread.run_sync(lambda: _columns(request, serving, asker, id_, told, choices, problem, text, typed=whole))


@router.post("/{id_}/layout")
async def put_layout(request: Request, serving: Serving, asker: Screens, id_: str, sent: Sent) -> Response:
    """Read anew, with the header where somebody says that it is."""
    layout = MappingChoices(sheet=str(sent.get("sheet", "")).strip(), header=_header(str(sent.get("header", "")).strip()))
    try:
        await to_thread.run_sync(steps.looked_again, serving, asker, id_, layout.written(), limiter=steps.AT_ONCE)
    except ProblemError as error:
        if error.status != 422:
            raise
        with steps.held(serving, asker, id_) as (_session, _screening, told):
            pass
        choices = replace(MappingChoices.read(told["mapping"] or told["suggested"]), sheet=layout.sheet, header=layout.header)
        return await to_thread.run_sync(_columns, request, serving, asker, id_, told, choices, error)
    return RedirectResponse(f"/screenings/{id_}/columns", 303)


@router.get("/{id_}/profile")
async def profile(request: Request, serving: Serving, asker: Screens, id_: str) -> Response:
    """What stands in the register: how much is empty, doubtful, or there twice; nobody is shown."""
    said = await to_thread.run_sync(steps.portrait_of, serving, asker, id_, serving.language(request), limiter=steps.AT_ONCE)
    with steps.held(serving, asker, id_) as (_session, _screening, told):
        register = told["name"]
    most = max((count for _, count in said.ages), default=0)
    return page(request, serving, "screening_profile.html", asker, id=id_, register=register, said=said, most=most)


def _columns(
    request: Request, serving: Service, asker: Asker, id_: str, told: Mapping[str, Any], choices: MappingChoices,
    problem: ProblemError | None = None, text: str = "", *, typed: bool = False,
) -> Response:  # fmt: skip
    language = serving.language(request)
    names = Names(serving.book.rules, language)
    with serving.store()[0].reading() as session:
        screening = store.find(session, asker, id_)
        busy = screening is not None and store.is_open(session, screening)
    found = list(_each(told, choices, names, language))
    left = []
    if problem is not None:
        at = {column: line for line, column in _lines(choices, text)}
        by_line = {str(one.where).partition(":")[0]: one.message.of(language) for one in problem.found}
        found = [replace(one, problem=by_line.get(str(at.get(one.name, 0)), "")) for one in found]
        shown = {one.problem for one in found}
        left = [one for one in problem.found if one.message.of(language) not in shown] or (
            [Mistake("", problem.detail)] if not problem.found else []
        )
    unsure = [one for one in found if one.problem or (one.suggested and not one.meant and not told["mapping"]) or one.open_words]
    used = [one for one in found if one.meant and one not in unsure]
    constant = choices.constants.get("常住地") or choices.constants.get(RESIDENCE) or ""
    place = serving.book.rules.places.get(constant) if isinstance(constant, str) else None
    placed = {names.show(label) for label in ("常住地", "户籍地")}
    header = choices.header if isinstance(choices.header, str) else "-".join(choices.header)
    return page(
        request, serving, "screening_columns.html", asker, status=200 if problem is None else 422, id=id_, register=told["name"], rows=told["look"]["rows"],
        notes=[one[language] for one in told["look"]["notes"]], put=told["mapping"] is not None, groups=(unsure, used, [one for one in found if one not in unsure and not one.meant]),
        problem=problem, left=[one.message.of(language) for one in left], facts=names.facts, ticks=names.ticked, mapping=text or told["mapping"] or told["suggested"],
        sheet=choices.sheet, header=header, residence=constant if place is None else place.name.of(language), busy=busy,
        typed=typed, placeless=not any(placed & {*one.meant.split(AND)} for one in found), places=[one.name.of(language) for one in serving.book.rules.places.values()], unsaid=UNSAID, unknown=UNKNOWN, first=SHOWN,
    )  # fmt: skip


def _each(told: Mapping[str, Any], choices: MappingChoices, names: Names, language: str) -> Iterator[Column]:
    words = {one["column"]: one for one in told.get("words", [])}
    for number, one in enumerate(told["look"]["columns"]):
        name, written = one["column"], choices.columns.get(one["column"], "")
        if name not in choices.columns and name in names.own:
            written = name  # as the mapping reads it where nothing is said
        meant, suggested = names.show(written), names.show(one["meant"] or "")
        of = words.get(name)
        yield Column(
            number, name, meant, "" if one["sure"] or suggested == meant else suggested, one["why"][language], one["filled"], one["different"],
            one["samples"].partition("例：")[2],
            **({} if of is None else _words(of, choices, language)),
            may_be_blank="=" in meant or (of is not None and any(value["zh"] == "是" for value in of["values"])),
            blank_is_no=name in choices.blank_is_no,
        )  # fmt: skip


def _words(of: Mapping[str, Any], choices: MappingChoices, language: str) -> dict[str, Any]:
    said = choices.values.get(of["target"], {})
    values = [(one["zh"], one.get(language) or one["zh"]) for one in of["values"]]
    strange = [Word(one["word"], one["cells"], one["meant"], _said(said, one["word"])) for one in of["strange"]]
    values += [(one.said, one.said) for one in strange if one.said not in (UNSAID, UNKNOWN) and one.said not in dict(values)]
    return {"known": tuple(of["known"]), "strange": tuple(strange), "hidden": tuple(of["hidden"]), "values": tuple(dict(values).items())}


def _said(said: Mapping[str, str | tuple[str, ...]], word: str) -> str:
    if word not in said:
        return UNSAID
    value = said[word]
    return value or UNKNOWN if isinstance(value, str) else "、".join(value)


def chosen(rules: Rules, told: Mapping[str, Any], sent: FormData, language: str) -> MappingChoices:
    """The mapping that a form stands for; what it does not ask for stays as it was."""
    was, names = MappingChoices.read(told["mapping"] or told["suggested"]), Names(rules, language)
    columns: dict[str, str | tuple[str, ...]] = {}
    for number, name in enumerate(told["columns"]):
        typed = str(sent.get(f"{COLUMN}{number}", "")).strip() or str(sent.get(f"{SUGGESTED}{number}", "")).strip()
        if typed:
            columns[name] = names.written(typed)
        elif name in names.own:
            columns[name] = IGNORED  # else the mapping would take it for what it is called
    values = {target: dict(words) for target, words in was.values.items()}
    for of in told.get("words", []):
        said = values.setdefault(of["target"], {})
        for one in of["strange"]:
            value = str(sent.get(f"{WORD}{of['column']}.{one['word']}", UNSAID))
            if value == UNSAID:
                said.pop(one["word"], None)
            elif value != _said(said, one["word"]):
                said[one["word"]] = "" if value == UNKNOWN else value
    given = {meant for meant in columns.values() if isinstance(meant, str)} | {
        one for some in columns.values() if isinstance(some, tuple) for one in some
    }
    place = str(sent.get("residence", "")).strip()
    constants = {name: value for name, value in was.constants.items() if name not in ("常住地", RESIDENCE)} | (
        {"常住地": _place(rules, place)} if place else {}
    )
    return replace(
        was, columns=columns, values={target: words for target, words in values.items() if words and (target in given or target in was.values)},
        constants=constants, blank_is_no=tuple(name for number, name in enumerate(told["columns"]) if f"{BLANK}{number}" in sent),
        sheet=str(sent.get("sheet", "")).strip(), header=_header(str(sent.get("header", "")).strip()),
    )  # fmt: skip


def _place(rules: Rules, name: str) -> str:
    """A place by its code, where it is one of the rule book's; else as it was typed."""
    return next((code for code, one in rules.places.items() if name in (one.name.zh, one.name.of("en"))), name)


def _header(text: str) -> str | tuple[str, ...]:
    parts = tuple(one.strip() for one in text.replace("–", "-").replace("至", "-").split("-"))
    return parts if len(parts) == 2 else text


def _lines(choices: MappingChoices, text: str) -> Iterator[tuple[int, str]]:
    """The line of each column in a mapping that was written for them."""
    begin = next((number for number, line in enumerate(text.splitlines(), 1) if line == "列:"), None)
    yield from enumerate(choices.columns, begin + 1) if begin is not None else ()
