"""The desk: what is known of an elder on one side, what to do about it on the other. Facts come in the body of a request, never in
an address, and nothing is kept of them but what somebody has kept as a decision.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from huilao import (
    AskedOf,
    AskedWords,
    Evaluation,
    FactType,
    Outcome,
    PageInWords,
    ProfileError,
    ProfileProblem,
    ProofWords,
    Rulebook,
    Text,
    as_day,
    masked,
)

from ..routes.asking import Asking, ByVersion
from ..routes.forms import FormRoute
from ..routes.told import needs
from ..service import Service, Serving
from ..store import decisions as store
from ..web.problems import ProblemError
from ..web.requests import VERSION
from ..who import Asker, Permission
from .ahead import YEARS, Ahead, ahead
from .facts import (
    ADD,
    ALL,
    FACT,
    FACTS,
    NOBODY,
    PEOPLE,
    REMOVE,
    RESIDENCE,
    Asked,
    Field,
    Group,
    as_typed,
    groups_of,
    profile_of,
    relatives_first,
    told,
    unnumbered,
    without,
)
from .frame import led_back, page

SET, UNKNOWN, WHY = "set", "unknown", "why"
"""In the form: an answer given at a question, what was asked in vain, and what is to be explained to the end."""
WHOSE, RELATIVE = "whose", "relative"
"""In the form: that it is a relative who asks for themselves, not an elder."""
NEXT = "next"
"""In the form: that the next person is one of the same place, of whom nothing else is known."""
UNSURE = "?"
TODAY = ("今天", "今日", "today")
A_DAY = Text("可以写成：2025-03-01；空着就是今天", "It can be written as 2025-03-01; empty: today")
FIRST = 6
"""Questions that stand on the page at once; the others are folded."""
CHOICES = 4
"""Codes that are offered at the question itself."""
TRIES = 3
"""Times that facts are left out which cannot be read, until what is left can be."""

LINES = 20
"""Lines of one kind that stand on the page at once; the others are folded."""

Deciding = Annotated[Asker, Depends(needs(Permission.DECIDE))]
Version = Annotated[str | None, Query(pattern=f"^({VERSION})$")]


class _DeskRoute(FormRoute):
    several = re.compile(rf"{WHY}|{UNKNOWN}|{SET}|{ADD}|{REMOVE}|years|{FACTS}")
    """Buttons send `years` beside what was chosen before."""


router = APIRouter(include_in_schema=False, route_class=_DeskRoute)
_asked = Asked()


async def _form(request: Request) -> FormData:
    return await request.form(max_files=0, max_fields=2_000)


Sent = Annotated[FormData, Depends(_form)]


@dataclass(frozen=True, slots=True)
class Answer:
    """What comes out for what a form says."""

    profile: Mapping[str, Any]
    """What was reckoned with."""
    evaluation: Evaluation | None
    problems: Mapping[str, ProfileProblem] = field(default_factory=dict[str, ProfileProblem])
    """What could not be read, by its fact: it is left out of the answer."""


@dataclass(frozen=True, slots=True)
class Put:
    """A question on the page, with the answers that can be given to it there."""

    words: AskedWords
    answers: tuple[tuple[str, str], ...]
    """What is sent, and what stands on the button."""
    where: str
    """The part of the form in which it is answered otherwise."""
    in_vain: bool


@router.get("/desk")
def empty_desk(request: Request, serving: ByVersion, asker: Asking, version: Version = None) -> Response:
    """Nothing is known of anybody."""
    return _desk(request, serving, asker, FormData(), version)


@router.post("/desk")
def desk(request: Request, serving: ByVersion, asker: Asking, sent: Sent, version: Version = None) -> Response:
    """What comes out for what is known, by the version in service or the one named, which may be a draft."""
    if NEXT in sent:
        places = {FACT + name for name, fact in serving.book.rules.facts.items() if fact.type is FactType.PLACE}
        sent = FormData([(name, value) for name, value in sent.multi_items() if name in places])
    return _desk(request, serving, asker, sent, version)


@router.post("/desk/notice")
def notice(request: Request, serving: Serving, asker: Annotated[Asker, Depends(needs(Permission.ASK))], sent: Sent) -> Response:
    """The sheet that the elder takes home, by the version in service alone; name and office are printed and go nowhere else."""
    answer, language = _answer(serving, asker, sent), serving.language(request)
    if answer.evaluation is None or answer.problems or not answer.profile:
        return _desk(request, serving, asker, sent)
    name, office = (" ".join(_text(sent, one).split()) for one in ("name", "office"))
    try:
        sheet = answer.evaluation.notice_in_words(language, name=name or None, office=office or None)
    except ValueError:
        sheet = answer.evaluation.notice_in_words(language)
    return page(request, serving, "notice.html", asker, sheet=sheet, form_id="desk", sent=_hidden(sent))


@router.post("/desk/keep")
def keep(request: Request, serving: Serving, asker: Deciding, sent: Sent) -> Response:
    """Kept as a decision, which opens then; a second press keeps no second one."""
    answer = _answer(serving, asker, sent)
    if answer.evaluation is None or answer.problems or not answer.profile:
        return _desk(request, serving, asker, sent)
    database, office = serving.store()
    decision = store.decision_of(office, answer.evaluation, _text(sent, "person") or None)
    with database.writing() as session:
        number = store.just_kept(session, office, decision, asker.name)
        if number is None:
            store.keep(session, office, decision, asker.name)
            number = decision.id
    return RedirectResponse(f"/decisions/{number}", 303)


@router.get("/desk/notice")
@router.get("/desk/keep")
def begin_again(request: Request) -> Response:
    """What a form leads to has nothing to show by itself."""
    return led_back(request, "/desk")


def _desk(request: Request, serving: Service, asker: Asker, sent: FormData, version: str | None = None) -> Response:
    book, language = serving.book, serving.language(request)
    said, unknown = _said(sent)
    answer = _answer(serving, asker, sent)
    evaluation = answer.evaluation
    begun = bool(profile_of(said, book.rules.facts)) or bool(answer.problems)
    words = evaluation.page_in_words(language) if evaluation is not None and begun else None
    places, day = ({}, "") if evaluation is None else _places(book, evaluation)
    relatives = {name for name, fact in book.rules.facts.items() if fact.asked_of is AskedOf.RELATIVE}
    spoken = any(any(values) for path, values in said.items() if path.partition(".")[0] in relatives)
    relative = bool(relatives) and (_text(sent, WHOSE) == RELATIVE or spoken)
    questions = {unnumbered(path) for one in (words.questions if words else ()) for path in one.paths}
    asked = _asked.of(book, places, day, relative=relative) | questions
    groups = groups_of(book, asked, said, evaluation.person if evaluation else {}, words.facts if words else {}, answer.problems, language)
    if relative:
        groups = relatives_first(groups)
    why = {one for one in sent.getlist(WHY) if isinstance(one, str)}
    refused = {one.benefit for one in evaluation.findings if one.outcome is Outcome.NOT_ELIGIBLE} if evaluation else set[str]()
    years = next((one for one in YEARS if str(one) in sent.getlist("years")[-1:]), YEARS[1])
    return page(
        request, serving, "desk.html", asker, form_id="desk", groups=groups, words=words, begun=begun,
        as_of=_text(sent, "as_of"), as_of_problem=answer.problems.get("as_of"), problems=_named(answer.problems, groups, language),
        questions=list(put(words, groups, unknown, language)) if words else [], unknown=sorted(unknown), why=why,
        proofs=proofs(evaluation, words, why, language) if evaluation and words else {},
        ways=_ways(book, answer, refused & why, language), refused=refused,
        ahead=_ahead(book, answer, years, language) if begun else None, years=years, reaches=YEARS, read_over=_read_over(book, answer, language),
        places=[one.name.of(language) for one in book.rules.places.values()],
        documents=[one.document.title.of(language) for one in book.rules.rulesets.values()], ask_more=RESIDENCE in places, sent=sent, still=False, first=FIRST, most=LINES,
        may_keep=asker.may(Permission.DECIDE) and serving.database is not None, version=version, relative=relative, relatives=bool(relatives),
        query=f"?{urlencode({'version': version})}" if version else "",
    )  # fmt: skip


def _said(sent: FormData) -> tuple[dict[str, tuple[str, ...]], frozenset[str]]:
    """What the form says of each fact, with what was answered at a question; and what was asked for in vain."""
    said, unknown = told(sent), {one for one in sent.getlist(UNKNOWN) if isinstance(one, str)}
    for pressed in sent.getlist(SET):
        for part in str(pressed).split(";"):
            name, _, value = masked(part).partition("=")
            said[name] = () if value == UNSURE else (value,)
            unknown = unknown | {name} if value == UNSURE else unknown - {name}
    return said, frozenset(name for name in unknown if not any(said.get(name, ())))


def _answer(serving: Service, asker: Asker, sent: FormData) -> Answer:
    """The answer for a form; what cannot be read is left out of it, and named."""
    said, facts = _said(sent)[0], serving.book.rules.facts
    problems: dict[str, ProfileProblem] = {}
    as_of: date | None = None
    try:
        as_of = as_day(text) if (text := _text(sent, "as_of")) and text.lower() not in TODAY else None
    except ProfileError as error:
        return Answer(profile_of(said, facts), None, {"as_of": replace(error.problems[0], allowed=A_DAY)})
    for _ in range(TRIES):
        profile = profile_of(said, facts)
        try:
            return Answer(profile, serving.evaluation(asker, profile, as_of, None), problems)
        except ProfileError as error:
            problems |= {one.fact: as_typed(one, facts) for one in error.problems}
            said = without(said, problems)
        except ProblemError as error:
            if error.kind != "place":
                raise
            joined = Text(f"{error.title.zh}。{error.detail.zh}", f"{error.title.of('en')}. {error.detail.of('en')}")
            return Answer(profile, None, problems | {RESIDENCE: ProfileProblem(RESIDENCE, None, joined)})
    return Answer(profile_of(said, facts), None, problems)


def _places(book: Rulebook, evaluation: Evaluation) -> tuple[dict[str, str], str]:
    """Where the person is tied to, as far as it is known, and the day."""
    person = evaluation.person
    ties = [name for name, fact in book.rules.facts.items() if fact.type is FactType.PLACE]
    return {name: place for name in ties if isinstance(place := person.get(name), str)}, evaluation.receipt.as_of.isoformat()


def _named(problems: Mapping[str, ProfileProblem], groups: list[Group], language: str) -> list[tuple[str, str, ProfileProblem]]:
    """What could not be read, by the control that it stands at."""
    labels = {one.path: one.fact.label.of(language) for group in groups for one in group.every}
    labels["as_of"] = {"zh": "核定日", "en": "Day of evaluation"}[language]
    return [(name, labels.get(name, name), one) for name, one in problems.items()]


def _read_over(book: Rulebook, answer: Answer, language: str) -> list[str]:
    return [one.message.of(language) for one in book.read_over(answer.profile)] if answer.evaluation else []


def _ahead(book: Rulebook, answer: Answer, years: int, language: str) -> Ahead | None:
    return None if answer.evaluation is None else ahead(book, answer.evaluation, answer.profile, years, language)


def _ways(book: Rulebook, answer: Answer, refused: set[str], language: str) -> dict[str, list[str]]:
    """What would turn these refusals, line by line: to be worked out only where it is asked for, since that takes long for many."""
    if answer.evaluation is None or not refused:
        return {}
    found = book.near_misses(answer.profile, answer.evaluation.receipt.as_of, refused)
    return {name: said.split("\n") for name, one in found.items() if (said := one.explain(language))}


def proofs(evaluation: Evaluation, words: PageInWords, why: set[str], language: str) -> dict[str, ProofWords]:
    """Whole proofs, by their benefits: of what is decided on the page itself, and of what was asked for."""
    lines = [line for group in words.claims.values() for line in group.lines] + [line for one in words.doubts for line in one.lines]
    names = {one.benefit for line in lines for one in line.findings} | {one for one in why if one in evaluation}
    return {name: evaluation[name].proof_in_words(language) for name in names}


def put(words: PageInWords, groups: list[Group], unknown: frozenset[str], language: str) -> Iterator[Put]:
    """The questions, those that were asked in vain last."""
    fields = {one.path: one for group in groups for one in group.every}
    where = {one.path: group.name for group in groups for one in group.every}
    asked: list[Put] = []
    for one in words.questions:
        answers = tuple(_answers(one, fields, language))
        asked.append(Put(one, answers, _anchor(one, where, answers), all(path in unknown for path in one.paths)))
    yield from sorted(asked, key=lambda one: one.in_vain)


def _anchor(asked: AskedWords, where: Mapping[str, str], answers: Sequence[tuple[str, str]]) -> str:
    """Where else it is answered: nowhere, where the buttons at the question say all that there is to say."""
    if len(asked.paths) == 1 and len(answers) > 2:
        return ""
    here = [path for path in asked.paths if path in where]
    if not here:
        return next((f"f-{name}" for path in asked.paths if (name := path.partition(".")[0]) in where), "")
    return f"f-{here[0]}" if len(here) == 1 else f"g-{where[here[0]]}"


def _answers(asked: AskedWords, fields: Mapping[str, Field], language: str) -> Iterator[tuple[str, str]]:
    """What can be answered with one press."""
    if not all(path in fields for path in asked.paths):
        return
    yes, no, unsure, none, nobody = (
        Text("是", "Yes"), Text("否", "No"), Text("不清楚", "Not known"), Text("都没有", "None of these"), Text("没有", "Nobody")
    )  # fmt: skip
    path, fact = asked.paths[0], fields[asked.paths[0]].fact
    ticked = len(asked.paths) > 1 and all(fields[path].fact.type is FactType.YES_NO for path in asked.paths)
    codes = [one for one in fact.codes if one.listed]
    if ticked:
        yield ";".join(f"{path}=false" for path in asked.paths), none.of(language)
    elif len(asked.paths) == 1 and fact.type is FactType.YES_NO:
        yield f"{path}=true", yes.of(language)
        yield f"{path}=false", no.of(language)
    elif len(asked.paths) == 1 and fact.type in (FactType.CHOICE, FactType.SCALE) and len(codes) <= CHOICES:
        yield from ((f"{path}={one.code}", one.label.of(language)) for one in codes)
    elif len(asked.paths) == 1 and fact.type is FactType.SET and len(codes) <= CHOICES:
        yield f"{path}={'none' if 'none' in fact.every_code else NOBODY}", none.of(language)
    elif len(asked.paths) == 1 and fact.type is FactType.PEOPLE and not fields[path].people:
        yield f"{path}={ALL}", nobody.of(language)
    if fact.type not in PEOPLE:
        yield ";".join(f"{path}={UNSURE}" for path in asked.paths), unsure.of(language)


def _text(sent: FormData, name: str) -> str:
    found = sent.get(name)
    return found.strip() if isinstance(found, str) else ""


def _hidden(sent: FormData) -> list[tuple[str, str]]:
    """What a form said, to be carried to the next page."""
    return [(name, value) for name, value in sent.multi_items() if isinstance(value, str) and name not in (SET, ADD, REMOVE)]
