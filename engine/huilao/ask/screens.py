"""The screens of an interview: questions that are put together, in the order in which the rule book has its screens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any as Anything

from ..language.condition import facts_in
from ..language.facts import BOTH, Fact, FactType, Languages, Text
from ..language.known import Path, Person, about
from ..language.policy import Rules, Screen
from .question import Question

NONE_OF_THESE = Text("都没有", "None of these")
"""The answer to a list of which nothing is ticked."""


@dataclass(frozen=True, slots=True)
class QuestionScreen:
    """Questions that are put together."""

    screen: Screen | None
    """None where it is one question alone, of a fact that is on no screen."""
    questions: tuple[Question, ...]
    """To be answered now, in the order of the vocabulary."""
    later: tuple[Question, ...] = ()
    """Those that an answer on this screen may open: to be put on it too, as soon as it does."""

    @property
    def ticked(self) -> tuple[Question, ...]:
        """The questions that are one list to tick: what can be answered with yes or no, where that is asked of several."""
        yes_no = tuple(one for one in self.questions if one.fact.type is FactType.YES_NO)
        return yes_no if len(yes_no) > 1 and self.screen is not None and self.screen.question is not None else ()

    @property
    def fields(self) -> tuple[Question, ...]:
        """The questions that stand for themselves, beside that list."""
        ticked = {one.path for one in self.ticked}
        return tuple(one for one in self.questions if one.path not in ticked)

    @property
    def about(self) -> Fact | None:
        """The fact that names or lists the person whom it is about, where that is another one."""
        return self.questions[0].about

    @property
    def text(self) -> Text:
        """The question of the list to tick; where there is none, that of the first field."""
        if not self.ticked or self.screen is None or self.screen.question is None:
            return self.questions[0].text
        asked = self.screen.question
        whom = self.questions[0].whom
        return asked if whom is None else Text(f"{whom.zh}：{asked.zh}", f"{whom.of('en')}: {asked.of('en')}")

    @property
    def settles(self) -> tuple[str, ...]:
        """Full names of the benefits that it can help to settle."""
        return tuple(dict.fromkeys(name for one in (*self.questions, *self.later) for name in one.benefits))

    def data(self, languages: Languages = BOTH) -> dict[str, Anything]:
        """The screen as JSON data."""
        return {
            "screen": None if self.screen is None else self.screen.name,
            "label": None if self.screen is None else self.screen.label.data(languages),
            "text": self.text.data(languages),
            "ticked": [one.path for one in self.ticked],
            "none": NONE_OF_THESE.data(languages) if self.ticked else None,
            "questions": [one.data(languages) for one in self.questions],
            "later": [one.data(languages) for one in self.later],
            "settles": list(self.settles),
        }  # fmt: skip


def screens_of(questions: Sequence[Question], closed: Iterable[Question], person: Person, rules: Rules) -> tuple[QuestionScreen, ...]:
    """The screens for some questions, what is worth most first: those of the rule book in its order, then single ones by worth.

    `closed` are questions whose preconditions are still open: they come with the screen that opens them, if one does.
    """
    order = {name: number for number, name in enumerate(rules.facts)}
    together: dict[tuple[str, str], list[Question]] = {}
    for one in questions:
        together.setdefault(_key(one), []).append(one)
    later: dict[tuple[str, str], list[Question]] = {}
    for one in closed:
        key = _key(one)
        asked = {Path.of(other.path) for other in together.get(key, ())}
        if asked and set(_opening(one, person)) <= asked:
            later.setdefault(key, []).append(one)

    def by_fact(some: Iterable[Question]) -> tuple[Question, ...]:
        return tuple(sorted(some, key=lambda one: order[one.fact.name]))

    ranks = {name: rank for rank, name in enumerate(rules.screens)}
    keys = sorted(together, key=lambda key: ranks.get(key[1], len(ranks)))
    return tuple(QuestionScreen(rules.screens.get(key[1]), by_fact(together[key]), by_fact(later.get(key, ()))) for key in keys)


def _key(question: Question) -> tuple[str, str]:
    """Whom a question is about, and its screen: its own where its fact has none."""
    return Path.of(question.path).who, question.fact.screen or question.path


def _opening(question: Question, person: Person) -> Iterator[Path]:
    """The open facts on which it hangs whether a question can be put."""
    who = Path.of(question.path).who
    known: Mapping[str, Anything] = about(person, who)
    whose = Path.of(question.path).whose
    if whose and person.get(whose) is None:
        yield Path("", whose)
    if question.fact.only_if is not None:
        yield from (Path(who, name) for name in facts_in(question.fact.only_if) if known.get(name) is None)
