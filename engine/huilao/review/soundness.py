"""The whole rule book put to the questions of `verify`, and the flaws that its files answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from ..content import digest
from ..language.condition import Node, Term, facts_in, walk
from ..language.facts import BUILT_IN
from ..language.places import division
from ..language.policy import Accepted, Benefit, DefinedTerm, Flaw, Ruleset
from ..language.quantity import Age, Named, Standard
from ..reading.cache import program
from ..rulebook import Rulebook
from ..verify.checked import Checked
from ..verify.encoding import Somebody
from ..verify.places import relevant_places
from ..verify.search import Search, Verdict
from ..verify.soundness import Checker
from .kept import remembered
from .side import Side

Progress = Callable[[int, int], None]
"""Told how many questions of how many have been answered."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A flaw, and the answer to it in the rule file."""

    checked: Checked
    answer: Accepted


@dataclass(frozen=True, slots=True)
class Report:
    """What was found of a rule book on a day."""

    version: str
    as_of: date
    checked: tuple[Checked, ...]
    flaws: tuple[Checked, ...]
    """What is wrong and has no answer."""
    answered: tuple[Answered, ...]
    remarks: tuple[Checked, ...]
    """Benefits inside others, which are often meant."""
    open: tuple[Checked, ...]
    """What the solver could not decide in the time that it has."""
    idle_answers: tuple[tuple[str, Accepted], ...]
    """Answers to flaws that are not there, each with the benefit or term where it is written."""

    @property
    def sound(self) -> bool:
        """Whether nothing is left to be mended or answered."""
        return not (self.flaws or self.open or self.idle_answers)


def verify(book: Rulebook, as_of: date, progress: Progress | None = None) -> Report:
    """The report on a rule book: every term and benefit, and every two benefits of a service that may hold for the same people.

    Raises MissingExtraError where Z3 is not installed, SolverMismatchError where what it finds is not borne out.
    """
    questions = _Questions(book, as_of)
    checked: list[Checked] = []
    for done, ask in enumerate(questions.all, 1):
        checked += ask()
        if progress is not None:
            progress(done, len(questions.all))
    accepted = [(subject, one) for subject, answers in questions.accepted.items() for one in answers]
    refuted = [one for one in checked if one.verdict is Verdict.REFUTED]
    answers = [(one, answer) for one in refuted for subject, answer in accepted if subject == one.subject and _is_about(answer, one, book)]
    met = {id(one) for one, _ in answers}
    used = {id(answer) for _, answer in answers}
    return Report(
        book.version, as_of, tuple(checked),
        tuple(one for one in refuted if id(one) not in met and one.flaw is not Flaw.INSIDE),
        tuple({id(one): Answered(one, answer) for one, answer in reversed(answers)}.values())[::-1],
        tuple(one for one in refuted if one.flaw is Flaw.INSIDE),
        tuple(one for one in checked if one.verdict is Verdict.UNKNOWN),
        tuple((subject, one) for subject, one in accepted if id(one) not in used),
    )  # fmt: skip


class _Questions:
    """What is asked of a rule book, and the answers in its files by the benefit or term where they are written."""

    def __init__(self, book: Rulebook, as_of: date) -> None:
        self.book = book
        self.as_of = as_of
        self.accepted: dict[str, tuple[Accepted, ...]] = {}
        self.all: list[Callable[[], Sequence[Checked]]] = []
        self._background = f"{program('verify').hex()} {as_of} {digest(dict(book.rules.facts))} {sorted(relevant_places(book.rules))}"
        seen: set[str] = set()
        for ruleset in book.rules.rulesets.values():
            for term in ruleset.terms.values():
                if str(term.span) not in seen:  # a shared term is asked about once
                    seen.add(str(term.span))
                    self._add(ruleset, f"{ruleset.name}#{term.name}", term)
            for benefit in ruleset.benefits:
                self._add(ruleset, benefit.full_name, benefit)
        for one, other in _pairs(book):
            self.all.append(lambda one=one, other=other: self._pair(one, other))

    @cached_property
    def _search(self) -> Search:
        return Search(Somebody(self.book.rules.facts, self.as_of, relevant_places(self.book.rules)))

    def _checker(self, ruleset: str) -> Checker:
        return Checker(self._search, self.book.situation(ruleset, self.as_of))

    def _add(self, ruleset: Ruleset, name: str, subject: DefinedTerm | Benefit) -> None:
        self.accepted[name] = subject.accepted

        def ask() -> list[Checked]:
            checker = self._checker(ruleset.name)
            return list(checker.benefit(subject) if isinstance(subject, Benefit) else checker.term(name, subject))

        self.all.append(lambda: remembered(self._key(ruleset, name, subject), ask))

    def _pair(self, one: Benefit, other: Benefit) -> list[Checked]:
        """Whether one benefit is inside another; or, where it replaces it, takes anything away."""
        words, others = (self.book.rules.rulesets[benefit.ruleset] for benefit in (one, other))

        def ask() -> list[Checked]:
            checker, other_words = self._checker(words.name), self._checker(others.name)
            if other.full_name not in one.replaces:
                return [checker.inside(one, other, other_words)]
            limit = other.limits[other.replaced_by.index(one.full_name)]
            return [other_words.nothing_lost(other, one, limit, checker)]

        return remembered(self._key(words, one.full_name, one) + self._key(others, other.full_name, other), ask)

    def _key(self, ruleset: Ruleset, name: str, subject: DefinedTerm | Benefit) -> str:
        """The content of a question: what is written, the words and numbers in it, and where it is written."""
        side = Side(subject, ruleset, self.book.rules)
        readings = [Side(replace(subject, condition=one.condition), ruleset, self.book.rules).bearing for one in subject.readings]
        return digest((self._background, name, digest(subject, places=True), side.bearing, tuple(readings)))


def _pairs(book: Rulebook) -> Iterator[tuple[Benefit, Benefit]]:
    """The benefits of one service, of which the first may be inside the second or replace it: its place lies within the other's."""
    places = {name: division(one.document.place) for name, one in book.rules.rulesets.items()}
    for one in book.benefits.values():
        for other in book.benefits.values():
            replaces = other.full_name in one.replaces
            near = one.service == other.service and places[one.ruleset].startswith(places[other.ruleset])
            if one is not other and (replaces or near):
                yield one, other


def _is_about(answer: Accepted, checked: Checked, book: Rulebook) -> bool:
    """Whether an answer in a rule file is one to this flaw."""
    if answer.flaw is not checked.flaw:
        return False
    ruleset = book.rules.rulesets[checked.subject.replace("#", "/").split("/")[0]]
    return answer.about is None or answer.about in {checked.name, *_names(checked.part, book, ruleset)}


def _names(part: Node | None, book: Rulebook, ruleset: Ruleset) -> Iterator[str]:
    """The words, in both spellings, for what a part of a condition or of an amount is about."""
    for node in () if part is None else walk(part):
        for name in facts_in(node):
            fact = book.rules.facts[name]
            yield from (name, fact.label.zh, *fact.also)
            yield from (word for one in BUILT_IN.values() if one.source == name for word in (one.name, one.label.zh))
        if isinstance(node, Age):
            yield from (BUILT_IN["age"].name, BUILT_IN["age"].label.zh)
        elif isinstance(node, Term):
            yield from (node.name, ruleset.terms[node.name].label.zh)
        elif isinstance(node, Named):
            yield from (node.name, ruleset.quantities[node.name].label.zh)
        elif isinstance(node, Standard):
            yield from (node.name, book.rules.standards[node.name].label.zh)
