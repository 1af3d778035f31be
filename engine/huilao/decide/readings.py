"""Whether an outcome stands under every defensible reading of the words, and on which reading it depends if not.

Most outcomes are settled by two compiled functions that look at all readings at once; what they leave open is decided
under every combination of readings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ..language.condition import Condition, Term, walk
from ..language.facts import Text, Vocabulary
from ..language.meaning import Person
from ..language.policy import Benefit, DefinedTerm, Ruleset
from ..language.truth import Truth
from .combinations import Combinations, Word, compile_combinations
from .compiled import Readings, compile_conditions, compile_possible


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
    """Whether an outcome is the same under every reading, and the changes of reading by which it is not: each single
    one, or, where only several together change it, the fewest.
    """

    robust: bool
    depends_on: tuple[Dependence, ...] = ()


ROBUST = Robustness(True)


class ReadingsOfRuleset:
    """Answers for the benefits of one ruleset."""

    def __init__(self, ruleset: Ruleset, facts: Vocabulary) -> None:
        self.benefits = ruleset.benefits
        self.terms = ruleset.terms
        self.scope = (ruleset.terms, facts, ruleset.document.place, ruleset.document.age_reached)
        self.sentences = [(one.condition, *(reading.condition for reading in one.readings)) for one in self.benefits]
        self.every = compile_conditions(self.sentences, *self.scope, Readings.EVERY)
        self.possible = compile_possible(self.sentences, *self.scope)
        self._combinations: dict[tuple[tuple[Word, int], ...], Combinations] = {}
        self._sentences: dict[int, _Sentence] = {}

    def robustness(self, person: Person, day: date, truths: Sequence[Truth]) -> list[Robustness]:
        """For each benefit of the ruleset, whose truths are given in order."""
        every, possible = self.every(person, day), self.possible(person, day)
        return [
            ROBUST
            if (every[index] is truth if truth is not Truth.UNKNOWN else possible[index] == (False, False))
            else self._sentence(index).robustness(person, day, truth)
            for index, truth in enumerate(truths)
        ]

    def _sentence(self, index: int) -> _Sentence:
        """A benefit's sentence, compiled when it is first left open."""
        found = self._sentences.get(index)
        if found is None:
            sentence = self.sentences[index]
            words = self._words_of(sentence)
            combinations = self._combinations.get(words)
            if combinations is None:
                combinations = self._combinations[words] = Combinations(words)
            under = compile_combinations(sentence, combinations, *self.scope)
            found = self._sentences[index] = _Sentence(self.benefits[index], self.terms, combinations, under)
        return found

    def _words_of(self, sentence: Sequence[Condition]) -> tuple[tuple[Word, int], ...]:
        """The number of meanings of the sentence, and of the terms in it and in the readings of these."""
        used: set[str] = set()
        open_ = list(sentence)
        while open_:
            names = {part.name for part in walk(open_.pop()) if isinstance(part, Term)} - used
            used |= names
            open_ += [one for name in names for one in _meanings(self.terms[name])]
        numbers: list[tuple[Word, int]] = [(None, len(sentence))]
        numbers += [(name, len(_meanings(term))) for name, term in self.terms.items() if name in used]
        return tuple((word, number) for word, number in numbers if number > 1)


class _Sentence:
    """A benefit's sentence under every combination of readings."""

    def __init__(
        self, benefit: Benefit, terms: Mapping[str, DefinedTerm], combinations: Combinations,
        under: Callable[[Person, date], tuple[int, int]],
    ) -> None:  # fmt: skip
        self.benefit = benefit
        self.terms = terms
        self.combinations = combinations
        self.under = under

    def robustness(self, person: Person, day: date, truth: Truth) -> Robustness:
        """Whether all combinations give this truth, and which do not."""
        yes, no = self.under(person, day)
        unknown = self.combinations.all & ~(yes | no)
        differing = {Truth.NO: yes | unknown, Truth.UNKNOWN: yes | no, Truth.YES: no | unknown}[truth]
        if not differing:
            return Robustness(self.combinations.complete)
        singly = differing & self.combinations.single
        found = _bits(singly) if singly else [next(_bits(differing))]
        return Robustness(False, tuple(self._dependence(bit, yes, no) for bit in found))

    def _dependence(self, bit: int, yes: int, no: int) -> Dependence:
        choices = tuple(Choice(word, number, self._note(word, number)) for word, number in self.combinations.changes(bit))
        return Dependence(choices, Truth.YES if yes >> bit & 1 else Truth.NO if no >> bit & 1 else Truth.UNKNOWN)

    def _note(self, word: Word, number: int) -> Text:
        readings = self.benefit.readings if word is None else self.terms[word].readings
        return readings[number - 1].note


def _bits(number: int) -> Iterator[int]:
    """The places of the bits of a number, the lowest first."""
    while number:
        lowest = number & -number
        yield lowest.bit_length() - 1
        number ^= lowest


def _meanings(term: DefinedTerm) -> list[Condition]:
    return [term.condition, *(reading.condition for reading in term.readings)]
