"""The public check: somebody whom nobody knows answers a few questions, in a frame on a page of anybody whom the office lets, and sees what
there may be for them. Nothing is kept, neither here nor in the browser: what was answered goes along in the body of each request.
"""

from __future__ import annotations

import json
import re
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from huilao import Action, Evaluation, Fact, FactType, ProfileError, ProfileProblem, QuestionScreen, Rulebook, Text

from ..routes.forms import FormRoute
from ..routes.told import refuse_other_origins
from ..service import Service, Serving
from ..web.limits import address_of
from ..web.problems import ProblemError
from ..web.requests import as_number
from .assets import FOLDER, KINDS
from .facts import BIRTH, FACT, FACTS, REGISTRATION, RESIDENCE, Field, as_typed, profile_of, told
from .frame import CHECK, page

BEGINNING = (BIRTH, RESIDENCE, REGISTRATION)
"""Facts that everybody is asked for first, as far as the rule book has them."""
MOST = 7
"""Screens after which there is an answer; whoever likes answers more."""
STRANGERS = "strangers"
"""As whom all of them count together: those who work here never wait for more of them than for one another."""
ASKED, BACK, SHOW = "asked", "back", "show"
"""In the form: the facts of a screen that was put, the number of one that is wanted again, that the answer is wanted now."""
CARRIED = frozenset({FactType.PERSON, FactType.PEOPLE})
"""What is not asked here: it is about other people."""
AN_HOUR = "public, max-age=3600"


class _CheckRoute(FormRoute):
    several = re.compile(f"{ASKED}|{FACTS}")


router = APIRouter(include_in_schema=False, route_class=_CheckRoute)


async def _offered(serving: Serving) -> None:
    """Raises ProblemError 404 where the office has no public check."""
    if not serving.settings.embed_origins:
        raise ProblemError(
            404, "no-check", Text("没有开放公众自查", "there is no public check here"),
            Text("请管理员设置 HUILAO_EMBED_ORIGINS", "an administrator has to set HUILAO_EMBED_ORIGINS"),
        )  # fmt: skip


def _let(request: Request, serving: Serving, _: Annotated[None, Depends(_offered)]) -> Generator[None]:
    """Raises ProblemError: 429 for too much, 403 for what a page of another origin sends."""
    serving.rates.strangers.count(address_of(request.scope))
    if request.method == "POST":
        refuse_other_origins(request, serving)
    with serving.rates.at_work(STRANGERS):
        yield


async def _form(request: Request) -> FormData:
    return await request.form(max_files=0, max_fields=500)


Place = Annotated[str, Query(max_length=100)]


@dataclass(frozen=True, slots=True)
class Put:
    """A question with its control."""

    text: str
    field: Field


@dataclass(frozen=True, slots=True)
class Said:
    """What a stranger has said so far."""

    values: Mapping[str, tuple[str, ...]]
    """Of each fact, as it was typed or ticked."""
    screens: tuple[tuple[str, ...], ...]
    """The facts of each screen that was put, in their order."""

    @property
    def in_vain(self) -> tuple[str, ...]:
        """What was asked for and not said."""
        return tuple(name for screen in self.screens for name in screen if not any(self.values.get(name, ())))


@router.get("/embed.js", dependencies=[Depends(_offered)])
async def element(request: Request, serving: Serving) -> Response:
    """The element, which browsers load for pages of the origins that may have it alone."""
    headers = {"Cache-Control": AN_HOUR, "Vary": "Origin"}
    origin = request.headers.get("origin")
    if origin in serving.settings.embed_origins:
        headers |= {"Access-Control-Allow-Origin": origin, "Cross-Origin-Resource-Policy": "cross-origin"}
    return Response((FOLDER / "embed.js").read_bytes(), media_type=KINDS[".js"], headers=headers)


@router.get(CHECK, dependencies=[Depends(_let)])
def begin(request: Request, serving: Serving, place: Place = "") -> Response:
    """The first questions; who lives in the place that the page around names need not say so. Raises ProblemError 422 where it is none."""
    return _put(request, serving, Said({RESIDENCE: (_name(serving.book, place, serving.language(request)),)} if place else {}, ()), {})


@router.post(CHECK, dependencies=[Depends(_let)])
def go_on(request: Request, serving: Serving, sent: Annotated[FormData, Depends(_form)]) -> Response:
    """The next questions; after the last, or where it is wanted now, the answer."""
    said = _said(sent, serving.book)
    wanted = as_number(str(sent.get(BACK, "")))
    if isinstance(wanted, int) and wanted < len(said.screens):
        return _put(request, serving, Said(said.values, said.screens[: wanted + 1]), {})
    profile = profile_of(said.values, serving.book.rules.facts)
    try:
        evaluation = serving.book.evaluate(profile, assurance=serving.settings.assurance)
    except ProfileError as error:
        return _put(request, serving, said, {one.fact.partition(".")[0]: as_typed(one, serving.book.rules.facts) for one in error.problems})
    screen = _next(serving.book, profile, said)
    full = len(said.screens) >= MOST and sent.get("more") is None
    if screen is None or full or sent.get(SHOW) is not None:
        return _answer(request, serving, said, evaluation, more=screen is not None)
    facts = tuple(one.path for one in screen.questions)
    return _put(request, serving, Said(said.values, (*said.screens, facts)), {})


def _put(request: Request, serving: Service, said: Said, problems: Mapping[str, ProfileProblem]) -> Response:
    """The last screen of what was put, or the one that has what could not be read; the beginning where none was."""
    book, language = serving.book, serving.language(request)
    screens = said.screens or (tuple(name for name in BEGINNING if name in book.rules.facts),)
    wrong = [number for number, names in enumerate(screens) if any(name in problems for name in names)]
    number = wrong[-1] if wrong else len(screens) - 1
    facts = [book.rules.facts[name] for name in screens[number]]
    return page(
        request, serving, "embed.html", None, questions=[_question(one, said, problems, language) for one in facts],
        heading=_heading(book, facts, number, language), number=number, most=max(MOST, number + 1), asked=screens[: number + 1],
        carried=_carried(said, screens[number]), beginning=number == 0, places=[one.name.of(language) for one in book.rules.places.values()],
        wrong=[one.message.of(language) for one in problems.values() if one.fact.partition(".")[0] not in screens[number]],
    )  # fmt: skip


def _answer(request: Request, serving: Service, said: Said, evaluation: Evaluation, *, more: bool) -> Response:
    language = serving.language(request)
    words = evaluation.page_in_words(language)
    return page(
        request, serving, "embed_answer.html", None, words=words, asked=said.screens, carried=_carried(said, ()), more=more,
        read_over=[one.message.of(language) for one in serving.book.read_over(profile_of(said.values, serving.book.rules.facts))],
        told=json.dumps(_told(evaluation)), open=words.others.get(Action.ASK),
        rest=[group for action, group in words.others.items() if action is not Action.ASK],
    )  # fmt: skip


def _told(evaluation: Evaluation) -> dict[str, Any]:
    """What the page around is told: counts and names of benefits, and nothing that was said."""
    counts = {action.value: len(evaluation.first_page.of(action)) for action in Action}
    claimed = [one.benefit for one in evaluation.findings if one.action is Action.CLAIM]
    return {"counts": counts, "claim": claimed, "version": evaluation.receipt.version}


def _said(sent: FormData, book: Rulebook) -> Said:
    facts = {name: fact for name, fact in book.rules.facts.items() if fact.type not in CARRIED}
    values = {name: some for name, some in told(sent).items() if name in facts}
    if sent.get("same") is not None and RESIDENCE in values:
        values[REGISTRATION] = values[RESIDENCE]
    screens = (tuple(name for name in str(one).split(",") if name in facts) for one in sent.getlist(ASKED))
    return Said(values, tuple(one for one in screens if one))


def _next(book: Rulebook, profile: Mapping[str, Any], said: Said) -> QuestionScreen | None:
    """Of the screens that are worth most, as many as there is room for, the first in the order of the rule book."""
    interview = book.interview(profile, unknown=said.in_vain)
    screens = [one for one in interview.screens if one.about is None and all(put.path in book.rules.facts for put in one.questions)]
    room = max(1, MOST - len(said.screens))
    best = sorted(screens, key=_worth, reverse=True)[:room]
    return next((one for one in screens if one in best), None)


def _worth(screen: QuestionScreen) -> float:
    return sum(one.worth for one in screen.questions)


def _question(fact: Fact, said: Said, problems: Mapping[str, ProfileProblem], language: str) -> Put:
    return Put((fact.question or fact.label).of(language), Field(fact, said.values.get(fact.name, ()), problem=problems.get(fact.name)))


def _heading(book: Rulebook, facts: Sequence[Fact], number: int, language: str) -> str:
    screen = book.rules.screens.get(facts[0].screen or "")
    label = screen.label if screen is not None else facts[0].label
    return Text("先说说老人", "First, about the elder").of(language) if number == 0 else label.of(language)


def _carried(said: Said, here: Sequence[str]) -> list[tuple[str, str]]:
    """What was said, but for what stands on the screen itself."""
    return [(FACT + name, value) for name, values in said.values.items() if name not in here for value in values]


def _name(book: Rulebook, place: str, language: str) -> str:
    """A place as people write it. Raises ProblemError 422 for what is none."""
    try:
        code = str(book.person({RESIDENCE: place})[RESIDENCE])
    except ProfileError as error:
        raise ProblemError(422, "place", Text("没有这个地方", "there is no such place"), error.problems[0].message) from None
    known = book.rules.places.get(code)
    return place if known is None else known.name.of(language)
