"""People by the solver: whether there is somebody of whom a formula is true, and the plainest such person.

What the solver finds is replayed through the reference; one that does not bear it out is a fault of ours, never an answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any as Anything

from ..errors import HuilaoError
from ..language.ages import anniversary
from ..language.facts import FactType
from ..language.implied import Implications
from ..language.known import Listed, Path, Person, about, replaced
from ..language.meaning import truth_of
from ..language.quantity import BIRTH
from ..language.scope import Scope
from ..language.truth import Truth
from .encoding import Somebody
from .formulas import Expression, Formula, real, z3

OPTIMIZING = 3_000
"""Milliseconds that it is given for finding the greatest at once; after that it is looked for step by step."""
STEPS = 60
CENT = Fraction(1, 100)
COUNTY = 6
"""Digits of a county's code."""
PATIENCE = 10_000
"""Milliseconds that the solver is given for one question."""

Replay = Callable[[Person], bool]
"""Whether a person bears out what was asked, by the reference."""


class Verdict(StrEnum):
    """The answer to a claim about everybody."""

    PROVED = "proved"
    REFUTED = "refuted"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether a claim about everybody is true; a person for whom it is not."""

    verdict: Verdict
    person: Person | None = None


@dataclass(frozen=True, slots=True)
class Most:
    """The greatest that an expression can be: no more than `value` is *proved*, or that there is no such number *refuted*."""

    verdict: Verdict
    value: Fraction | None = None


class SolverMismatchError(HuilaoError):
    """A person whom the solver found does not bear it out by the reference."""

    def __init__(self, person: Person) -> None:
        super().__init__(f"求解器给出的人经参照语义复核不符，不作答复 / the solver's person is not borne out by the reference: {person}")
        self.person = person


class Search:
    """Looks for people among all who can be; `patience` is in milliseconds for one question, `ordinary` are places that read
    better than a division that there is not.
    """

    def __init__(self, somebody: Somebody, patience: int = PATIENCE, ordinary: Sequence[str] = ()) -> None:
        self.somebody = somebody
        self._ordinary_places = ordinary
        self._implications = Implications(somebody.facts)
        self._solver: Anything = z3.Solver()
        self._solver.set("timeout", patience)
        self._patience = patience
        self._bound = 0

    def nobody(self, formula: Formula, replay: Replay) -> Answer:
        """The claim that a formula is true of nobody. Raises SolverMismatchError."""
        self._bind()
        self._solver.push()
        try:
            self._solver.add(formula)
            return self._answer(replay)
        finally:
            self._solver.pop()

    def plainest(self, formula: Formula, replay: Replay) -> Answer:
        """The claim that a formula is true of nobody; where it is not, with the plainest person. Raises SolverMismatchError."""
        answer = self.nobody(formula, replay)
        return answer if answer.person is None else replace(answer, person=self._plainest(formula, answer.person, replay))

    def _plainest(self, formula: Formula, person: Person, replay: Replay) -> Person:
        """Of those of whom a formula is true one with the fewest known facts, and with ordinary values.

        `person` is one of them. Where the solver loses patience the last found is taken.
        """
        knowns = self.somebody.knowns
        self._solver.push()
        try:
            self._solver.add(formula, *self.somebody.tidy)
            person = self._without_needless(self._answer(replay).person or person, replay)
            while fewer := _known(person):
                self._solver.add(z3.AtMost(*knowns, fewer - 1))
                found = self._answer(replay).person
                if found is None:
                    break
                person = self._without_needless(found, replay)
        finally:
            self._solver.pop()
        return self._ordinary(person, replay)

    def greatest(self, formula: Formula, expression: Expression) -> Most:
        """How great an expression can be, of those of whom a formula is true, of whom there is somebody."""
        optimize: Anything = z3.Optimize()
        optimize.set("timeout", min(self._patience, OPTIMIZING))
        optimize.add(*self.somebody.bounds, formula)
        goal = optimize.maximize(expression)
        if optimize.check() == z3.sat:
            endless, value, _ = optimize.upper_values(goal)
            return Most(Verdict.REFUTED) if Fraction(str(endless)) else Most(Verdict.PROVED, Fraction(str(value)))
        self._bind()
        self._solver.push()
        try:
            self._solver.add(formula)
            return self._climbed(expression)
        finally:
            self._solver.pop()

    def _climbed(self, expression: Expression) -> Most:
        """How great an expression can be, by asking for somebody of whom it is greater: twice as great, or half the way to what
        it cannot be.
        """
        low, high = Fraction(0), None
        for _ in range(STEPS):
            found = self._above(expression, low)
            if found is None:
                return Most(Verdict.PROVED, low)
            if isinstance(found, Verdict):
                break
            low = found
            aim = 2 * low + 1 if high is None else (low + high) / 2
            further = self._above(expression, aim)
            if isinstance(further, Verdict):
                break
            low, high = (low, aim) if further is None else (further, high)
            if high is not None and high - low < CENT:
                return Most(Verdict.PROVED, high)
        return Most(Verdict.UNKNOWN)

    def _above(self, expression: Expression, value: Fraction) -> Fraction | Verdict | None:
        """What an expression is for somebody of whom it is greater than this; None where that is nobody."""
        self._solver.push()
        try:
            self._solver.add(expression > real(value))
            found = self._solver.check()
            if found == z3.unsat:
                return None
            if found != z3.sat:
                return Verdict.UNKNOWN
            return Fraction(self._solver.model().eval(expression, model_completion=True).as_fraction())
        finally:
            self._solver.pop()

    def _bind(self) -> None:
        """Bind the variables that were made since the last question."""
        bounds = self.somebody.bounds
        self._solver.add(*bounds[self._bound :])
        self._bound = len(bounds)

    def _answer(self, replay: Replay) -> Answer:
        """The claim that nobody is as the solver has been told."""
        found = self._solver.check()
        if found == z3.unsat:
            return Answer(Verdict.PROVED)
        if found != z3.sat:
            return Answer(Verdict.UNKNOWN)
        person = self.somebody.person(self._solver.model())
        if person is None:  # by numbers alone that nobody can write down: of those that can, it is asked again
            return self._exact(replay)
        if not replay(person):
            raise SolverMismatchError(person)
        return Answer(Verdict.REFUTED, person)

    def _exact(self, replay: Replay) -> Answer:
        self._solver.push()
        try:
            self._solver.add(*self.somebody.exact)
            return self._answer(replay)
        finally:
            self._solver.pop()

    def _without_needless(self, person: Person, replay: Replay) -> Person:
        for paths in (_places, _paths):
            for path in reversed(list(paths(person))):  # the last first: a place that is left makes others be called otherwise
                without = _without(person, path)
                if self._possible(without) and replay(self._read(without)):
                    person = without
        return person

    def _ordinary(self, person: Person, replay: Replay) -> Person:
        """The person with each value the most ordinary that does."""
        for path, value in list(_paths(person).items()):
            for better in self._plainer(path.fact, value):
                other = _with(person, path, better)
                if self._possible(other) and replay(self._read(other)):
                    person = other
                    break
        return person

    def _plainer(self, name: str, value: Anything) -> Iterator[Anything]:
        """Values that one would sooner expect than this, the most ordinary first."""
        fact, today = self.somebody.facts[name], self.somebody.as_of
        match fact.type:
            case FactType.DATE:
                ages = (70, 75, 80, 85, 90, 65, 60, *range(61, 110), *range(30, 60), *range(30)) if name == BIRTH else range(60)
                yield from (anniversary(date(today.year, 5, 10), -12 * years) for years in ages if years < today.year)
                yield from (value.replace(day=1), value.replace(day=10) if value.day > 10 else value)
            case FactType.NUMBER:
                for step in map(Decimal, ("1000", "100", "10", "1", "0.5", "0.1", "0.01")):
                    yield from ((value // step) * step, (value // step + 1) * step)
            case FactType.CHOICE | FactType.SCALE:
                yield from (code.code for code in fact.codes)
            case FactType.SET:
                yield from (frozenset[str](), *(frozenset({code.code}) for code in fact.codes))
            case FactType.PLACE:
                yield from (place for place in self.somebody.named if len(place) >= COUNTY)
                yield from self._ordinary_places
            case FactType.PEOPLE:
                yield replace(value, complete=True)
            case FactType.YES_NO | FactType.PERSON:
                return

    def _read(self, person: Person) -> Person:
        """The person as a profile is read: with what follows from what is said."""
        return self._implications.close(person)[0]

    def _possible(self, person: Person) -> bool:
        """Whether a profile may say this, and it makes sense: within bounds, not born after the day, every precondition holding,
        and nothing that contradicts what it implies.
        """
        facts, today = self.somebody.facts, self.somebody.as_of
        situation = Scope(facts).on(today)
        for one in (about(person, who) for who in _everyone(person)):
            if self._implications.close(one)[1]:
                return False
            for name, value in one.items():
                fact = facts[name]
                if fact.only_if is not None and truth_of(fact.only_if, one, situation) is not Truth.YES:
                    return False
                if name == BIRTH and value > today:
                    return False
                if (fact.minimum is not None and value < fact.minimum) or (fact.maximum is not None and value > fact.maximum):
                    return False
        return True


def _everyone(person: Person) -> Iterator[str]:
    """The person, those whom they name, and those whom they list, as paths call them."""
    yield ""
    for name, value in person.items():
        if isinstance(value, Listed):
            yield from (f"{name}.{number}" for number in range(1, len(value.people) + 1))
        elif isinstance(value, Mapping):
            yield name


def _paths(person: Person) -> dict[Path, Anything]:
    """What is known of a person, of those whom they name and of those whom they list, the lists themselves too."""
    return {
        Path(who, name): value for who in _everyone(person) for name, value in about(person, who).items() if not isinstance(value, Mapping)
    }


def _places(person: Person) -> list[Path]:
    """Those whom a person lists, each as the path of no fact of theirs."""
    return [path for who in _everyone(person) if (path := Path(who, "")).number is not None]


def _with(person: Person, path: Path, value: Anything) -> Person:
    """The person with another value."""
    return replaced(person, path.who, {**about(person, path.who), path.fact: value})


def _without(person: Person, path: Path) -> Person:
    """The person without a value, or without one whom they list; one whom they name, and of whom nothing is known, is left out."""
    if not path.fact:
        found: Listed = person[path.whose]
        at = (path.number or 0) - 1
        return {**person, path.whose: replace(found, people=(*found.people[:at], *found.people[at + 1 :]))}
    left = {name: value for name, value in about(person, path.who).items() if name != path.fact}
    if left or not path.who or path.number is not None:
        return replaced(person, path.who, left)
    return {name: value for name, value in person.items() if name != path.who}


def _known(person: Person) -> int:
    return len(_paths(person)) + len(_places(person))
