"""Whether an outcome stands under every defensible reading of the words, and on which reading it depends if not.

Most outcomes are settled by two compiled functions that look at all readings at once; what they leave open is decided
exactly, one changed reading at a time first, then several together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from math import prod

from ..condition import About, Condition, Term, walk
from ..facts import FactType, Text, Vocabulary
from ..meaning import Person, Situation, truth_of
from ..policy import Benefit, DefinedTerm, Ruleset
from ..truth import Truth
from .compiled import Decide, Readings, compile_conditions, compile_possible

MAX_COMBINATIONS = 2_000
"""Combinations of readings that are tried; past them an outcome counts as not robust."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A reading: of a term, or (`term` None) of the benefit's own sentence; numbered from 1 as in the file."""

    term: str | None
    number: int
    note: Text


@dataclass(frozen=True, slots=True)
class Dependence:
    """With these readings instead of the default ones the truth is another."""

    choices: tuple[Choice, ...]
    truth: Truth


@dataclass(frozen=True, slots=True)
class Robustness:
    """Whether an outcome is the same under every reading, and the changes of reading by which it is not."""

    robust: bool
    depends_on: tuple[Dependence, ...] = ()


class ReadingsOfRuleset:
    """Answers for the benefits of one ruleset."""

    def __init__(self, ruleset: Ruleset, facts: Vocabulary) -> None:
        self.facts = facts
        self.terms = ruleset.terms
        self.place = ruleset.document.place
        self.age_reached = ruleset.document.age_reached
        self.benefits = ruleset.benefits
        entries = [(one.condition, *(reading.condition for reading in one.readings)) for one in self.benefits]
        self.every = self._compile(entries, Readings.EVERY)
        self.possible = compile_possible(entries, self.terms, facts, self.place, self.age_reached)
        self.own = self._compile([(condition,) for entry in entries for condition in entry])
        self.used = [self._terms_of(entry) for entry in entries]
        self.alternatives = [
            Choice(term.name, number, reading.note)
            for term in self.terms.values() for number, reading in enumerate(term.readings, 1)
        ]  # fmt: skip
        self.term_truths = self._compile([(one,) for choice in self.alternatives for one in self._probes(choice)])
        self.variants: dict[Choice, Decide] = {}

    def _compile(
        self, entries: Sequence[Sequence[Condition]], readings: Readings = Readings.DEFAULT, chosen: Mapping[str, Condition] | None = None
    ) -> Decide:
        return compile_conditions(entries, self.terms, self.facts, self.place, self.age_reached, readings, chosen)

    def _terms_of(self, conditions: Sequence[Condition]) -> frozenset[str]:
        """The terms that conditions use, and those that these use in any reading."""
        found: set[str] = set()
        open_ = list(conditions)
        while open_:
            names = {part.name for part in walk(open_.pop()) if isinstance(part, Term)} - found
            found |= names
            open_ += [one for name in names for one in _meanings(self.terms[name])]
        return frozenset(found)

    def _probes(self, choice: Choice) -> list[Condition]:
        """A term and its reading, about the person and about each person that a fact can name."""
        assert choice.term is not None
        pair: list[Condition] = [Term(choice.term), self._meaning(choice)]
        persons = [fact.name for fact in self.facts.values() if fact.type is FactType.PERSON]
        return [*pair, *(About(fact, one) for fact in persons for one in pair)]

    def _meaning(self, choice: Choice) -> Condition:
        assert choice.term is not None
        return self.terms[choice.term].readings[choice.number - 1].condition

    def robustness(self, person: Person, day: date, truths: Sequence[Truth]) -> list[Robustness]:
        """For each benefit of the ruleset, whose truths are given in order."""
        every, possible = self.every(person, day), self.possible(person, day)
        open_ = {
            index for index, truth in enumerate(truths)
            if not (every[index] is truth if truth is not Truth.UNKNOWN else possible[index] == (False, False))
        }  # fmt: skip
        result = [Robustness(True)] * len(truths)
        if not open_:
            return result
        found: dict[int, list[Dependence]] = {index: [] for index in open_}
        self._own_readings(person, day, truths, found)
        self._term_readings(person, day, truths, found)
        for index, dependences in found.items():
            result[index] = Robustness(False, tuple(dependences)) if dependences else self._together(person, day, index, truths[index])
        return result

    def _own_readings(self, person: Person, day: date, truths: Sequence[Truth], found: dict[int, list[Dependence]]) -> None:
        own = iter(self.own(person, day))
        for index, benefit in enumerate(self.benefits):
            next(own)
            for number, reading in enumerate(benefit.readings, 1):
                truth = next(own)
                if index in found and truth is not truths[index]:
                    found[index].append(Dependence((Choice(None, number, reading.note),), truth))

    def _term_readings(self, person: Person, day: date, truths: Sequence[Truth], found: dict[int, list[Dependence]]) -> None:
        probed = self.term_truths(person, day)
        size = len(probed) // len(self.alternatives) if self.alternatives else 0
        for position, choice in enumerate(self.alternatives):
            truths_of_term = probed[position * size : (position + 1) * size]
            if truths_of_term[::2] == truths_of_term[1::2]:
                continue  # for this person the reading says what the default says
            variant = self.variants.get(choice)
            if variant is None:
                assert choice.term is not None
                variant = self.variants[choice] = self._compile(
                    [(one.condition,) for one in self.benefits], chosen={choice.term: self._meaning(choice)}
                )
            other = variant(person, day)
            for index, dependences in found.items():
                if other[index] is not truths[index]:
                    dependences.append(Dependence((choice,), other[index]))

    def _together(self, person: Person, day: date, index: int, truth: Truth) -> Robustness:
        """Whether several readings changed together change the truth, where none does alone."""
        benefit = self.benefits[index]
        own: list[Choice | None] = [None, *(Choice(None, number, one.note) for number, one in enumerate(benefit.readings, 1))]
        options: list[list[Choice | None]] = [own]
        options += [[None, *(one for one in self.alternatives if one.term == name)] for name in sorted(self.used[index])]
        if prod(len(one) for one in options) > MAX_COMBINATIONS:
            return Robustness(False)
        for combination in sorted(product(*options), key=lambda one: sum(choice is not None for choice in one)):
            choices = tuple(choice for choice in combination if choice is not None)
            other = self._truth_under(benefit, choices, person, day)
            if other is not truth:
                return Robustness(False, (Dependence(choices, other),))
        return Robustness(True)

    def _truth_under(self, benefit: Benefit, choices: Sequence[Choice], person: Person, day: date) -> Truth:
        meanings = {name: term.condition for name, term in self.terms.items()}
        meanings |= {choice.term: self._meaning(choice) for choice in choices if choice.term is not None}
        own = next((choice.number for choice in choices if choice.term is None), 0)
        condition = benefit.readings[own - 1].condition if own else benefit.condition
        return truth_of(condition, person, Situation(day, self.place, meanings, self.facts, self.age_reached))


def _meanings(term: DefinedTerm) -> list[Condition]:
    return [term.condition, *(reading.condition for reading in term.readings)]
