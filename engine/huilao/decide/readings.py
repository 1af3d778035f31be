"""Whether an outcome and an amount stand under every defensible reading of the words, and on which readings they depend.

Most outcomes are settled by two compiled functions that look at all readings at once; what they leave open is decided
under every combination of readings. Amounts are tried under each reading alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any as Anything

from ..answers.readings import ROBUST, Choice, Dependence, Robustness
from ..language.condition import Compare, Condition, Node, Term, walk
from ..language.doubt import meanings_of, sentences_of
from ..language.interval import Interval
from ..language.known import Person
from ..language.policy import Benefit, Reading, Ruleset
from ..language.scope import Scope
from ..language.truth import Truth
from .combinations import MOST, MOST_OF_QUANTITIES, Combinations, Word, compile_amount, compile_combinations
from .compiled import compile_conditions, compile_possible
from .masks import AmountSpread, Mask, bits
from .names import Names
from .writer import Readings, behind

AmountUnder = tuple[Choice, Interval | None]
"""A reading, and what is paid by it."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """A sentence that has one truth for a person under all readings."""

    truths: frozenset[Truth]
    """The one."""

    def robustness(self) -> Robustness:
        """It is robust."""
        return ROBUST


AGREED = {truth: Agreed(frozenset({truth})) for truth in Truth}


class ReadingsOfRuleset:
    """Answers for the benefits of one ruleset."""

    def __init__(self, ruleset: Ruleset, scope: Scope, most: int | None = None) -> None:
        """Tries at most so many combinations of a sentence; by default `MOST`, or `MOST_OF_QUANTITIES` where these vary."""
        self.most = most
        self.benefits = ruleset.benefits
        self.scope = scope
        self.names = Names(scope, all_readings=True)
        self.sentences = [sentences_of(one) for one in self.benefits]
        self.every = compile_conditions(self.sentences, scope, Readings.EVERY)
        self.possible = compile_possible(self.sentences, scope)
        self._combinations: dict[tuple[Anything, ...], Combinations] = {}
        self._sentences: dict[int, UnderReadings] = {}
        self._amounts: dict[int, _AmountByReading | None] = {}

    def spreads(self, person: Person, day: date, truths: Sequence[Truth]) -> Spreads:
        """What the benefits of the ruleset, whose truths are given in order, are for a person under all combinations of readings."""
        return Spreads(self, person, day, truths)

    def sentence(self, benefit: str, choices: Iterable[Choice]) -> Condition:
        """The sentence of a benefit (by its id) as these readings take it."""
        one = next(one for one in self.benefits if one.id == benefit)
        return next((_taken(one.readings, choice) for choice in choices if choice.term is None), one.condition)

    def taking(self, choices: Iterable[Choice]) -> Scope:
        """What sentences are read in where these readings of terms are taken."""
        terms = dict(self.scope.terms)
        for choice in choices:
            if choice.term is not None:
                terms[choice.term] = replace(terms[choice.term], condition=_taken(terms[choice.term].readings, choice))
        return replace(self.scope, terms=terms)

    def amounts_depend(self, index: int, person: Person, day: date) -> tuple[AmountUnder, ...]:
        """Each reading of a word in what a benefit pays by which alone another amount is paid to somebody who has it."""
        if index not in self._amounts:
            self._amounts[index] = self._amount_of(self.benefits[index])
        amount = self._amounts[index]
        return () if amount is None else tuple(amount.others(person, day))

    def under_readings(self, index: int) -> UnderReadings:
        """A benefit's sentence, compiled when it is first left open."""
        if index not in self._sentences:
            sentence, benefit = self.sentences[index], self.benefits[index]
            own = [(None, len(sentence))] if len(sentence) > 1 else []
            most = self.most or (MOST_OF_QUANTITIES if self._vary_in_quantities(sentence) else MOST)
            combinations = self._combined((*own, *self._words_behind([("", one) for one in sentence])), most)
            under = compile_combinations(sentence, combinations, self.scope)
            self._sentences[index] = UnderReadings(benefit, self.scope, combinations, under)
        return self._sentences[index]

    def _amount_of(self, benefit: Benefit) -> _AmountByReading | None:
        """What a benefit pays by each reading, compiled when it is first asked for; None where no reading touches it."""
        words = self._words_behind(behind(benefit))
        if not words:
            return None
        singly = self._combined(words, 1)
        return _AmountByReading(benefit, self.scope, singly, compile_amount(benefit, singly, self.scope))

    def _combined(self, words: tuple[tuple[Word, int], ...], most: int) -> Combinations:
        key = words, most
        if key not in self._combinations:
            self._combinations[key] = Combinations(words, most)
        return self._combinations[key]

    def _words_behind(self, nodes: Iterable[tuple[str, Node]]) -> tuple[tuple[Word, int], ...]:
        """The numbers of meanings of the terms behind nodes that have several, and of those in the readings of these."""
        used = {name.name for _, name in self.names.behind(nodes) if isinstance(name, Term)}
        numbers = [(name, len(meanings_of(term))) for name, term in self.scope.terms.items() if name in used]
        return tuple((name, number) for name, number in numbers if number > 1)

    def _vary_in_quantities(self, sentence: Iterable[Condition]) -> bool:
        """Whether a comparison somewhere in a sentence compares what can be read in several ways."""
        used = [meaning for _, name in self.names.behind(("", one) for one in sentence) for meaning in self.names.meanings(name)]
        tests = (part for one in (*sentence, *used) for part in walk(one) if isinstance(part, Compare))
        return any(self.names.vary(test) for test in tests)


class Spreads:
    """What the benefits of a ruleset are for one person; each is worked out when it is asked for, since most of those that hang on a
    reading are like those of somebody before.
    """

    def __init__(self, readings: ReadingsOfRuleset, person: Person, day: date, truths: Sequence[Truth]) -> None:
        self.readings = readings
        self.person = person
        self.day = day
        self.truths = truths
        self._agree = [
            always is truth if truth is not Truth.UNKNOWN else may == (False, False)
            for truth, always, may in zip(truths, readings.every(person, day), readings.possible(person, day), strict=True)
        ]

    def __getitem__(self, index: int) -> Agreed | Spread:
        """What one benefit is under all combinations of readings."""
        truth = self.truths[index]
        return AGREED[truth] if self._agree[index] else self.readings.under_readings(index).spread(self.person, self.day, truth)


@dataclass(frozen=True, slots=True)
class UnderReadings:
    """A benefit's sentence under every combination of readings."""

    benefit: Benefit
    scope: Scope
    combinations: Combinations
    under: Callable[[Person, date], tuple[Mask, Mask]]

    def spread(self, person: Person, day: date, truth: Truth) -> Spread:
        """What it is for a person for whom it has this truth by the readings taken."""
        return Spread(self, truth, *self.under(person, day))


@dataclass(frozen=True, slots=True)
class Spread:
    """What a sentence is for a person: its truth by the readings taken, the combinations under which it surely holds, and those
    under which it surely does not.
    """

    sentence: UnderReadings
    truth: Truth
    yes: Mask
    no: Mask

    def robustness(self) -> Robustness:
        """Whether all combinations give the truth, and which do not."""
        combinations = self.sentence.combinations
        unknown = combinations.all & ~(self.yes | self.no)
        differing = {Truth.NO: self.yes | unknown, Truth.UNKNOWN: self.yes | self.no, Truth.YES: self.no | unknown}[self.truth]
        if not differing:
            return Robustness(combinations.complete)
        singly = differing & combinations.single
        found = bits(singly) if singly else [next(bits(differing))]
        return Robustness(False, tuple(map(self._dependence, found)))

    @property
    def truths(self) -> frozenset[Truth]:
        """The truths under all combinations (`doubt.truths_of`; where they are too many, under those that change one reading)."""
        found = {Truth.YES: self.yes, Truth.NO: self.no, Truth.UNKNOWN: self.sentence.combinations.all & ~(self.yes | self.no)}
        return frozenset(truth for truth, mask in found.items() if mask)

    def _dependence(self, bit: int) -> Dependence:
        sentence = self.sentence
        choices = tuple(_choice(word, number, sentence.benefit, sentence.scope) for word, number in sentence.combinations.changes(bit))
        return Dependence(choices, Truth.YES if self.yes >> bit & 1 else Truth.NO if self.no >> bit & 1 else Truth.UNKNOWN)


@dataclass(frozen=True, slots=True)
class _AmountByReading:
    """What a benefit pays by the readings that were taken and by each other one alone."""

    benefit: Benefit
    scope: Scope
    singly: Combinations
    under: Callable[[Person, date], AmountSpread]

    def others(self, person: Person, day: date) -> list[AmountUnder]:
        """The readings by which another amount is paid, with that amount."""
        paid = {bit: amount for amount, mask in self.under(person, day).items() for bit in bits(mask)}
        return [(self._choice(bit), paid[bit]) for bit in bits(self.singly.single) if paid[bit] != paid[0]]

    def _choice(self, bit: int) -> Choice:
        [(word, number)] = self.singly.changes(bit)
        return _choice(word, number, self.benefit, self.scope)


def _taken(readings: Sequence[Reading], choice: Choice) -> Condition:
    return next(one.condition for number, one in enumerate(readings, 1) if (one.number or number) == choice.number)


def _choice(word: Word, number: int, benefit: Benefit, scope: Scope) -> Choice:
    reading = (benefit.readings if word is None else scope.terms[word].readings)[number - 1]
    return Choice(word, reading.number or number, reading.note, reading.name, reading.weight)
