"""How else a benefit or a term may be read, for whom that matters, and what an office has settled."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from huilao import Adopted, Differing, Outcome, Reading, Rulebook, Ruleset, Text, Truth, name_of, today

from ...work.differing import Found, Readings, State

READINGS = Readings()
OUTCOMES: Mapping[Truth, Outcome] = {Truth.YES: Outcome.ELIGIBLE, Truth.NO: Outcome.NOT_ELIGIBLE, Truth.UNKNOWN: Outcome.UNDETERMINED}


@dataclass(frozen=True, slots=True)
class Otherwise:
    """Another reading, with what it does to somebody."""

    reading: Reading
    sentence: str
    state: State
    """Whether it is known what it does."""
    found: Differing | None
    person: str
    """Somebody for whom it comes to something else, in words; empty where there is nobody, or it is not known."""
    taken: str
    """What comes out for them as it was taken..."""
    otherwise: str
    """... and by this reading."""


@dataclass(frozen=True, slots=True)
class Settled:
    """A reading that an office settled."""

    name: Text
    """The term, or the benefit."""
    reading: Text | None
    """None for what it was taken to mean."""
    adopted: Adopted


def read_otherwise(book: Rulebook, name: str, readings: Sequence[Reading], ruleset: str, language: str) -> Iterator[Otherwise]:
    """The other readings, as they are today, of a benefit by its full name, or of a term (`<ruleset>#<term>`)."""
    if not readings:
        return
    found = READINGS.of(book, today())
    effects = found.readings.get(name, (None,) * len(readings))
    for reading, effect in zip(readings, effects, strict=True):
        person, taken, otherwise = ("", "", "") if effect is None else _shown(book, effect, found, language)
        yield Otherwise(reading, book.words(ruleset, reading.condition, language), found.state, effect, person, taken, otherwise)


def _shown(book: Rulebook, effect: Differing, found: Found, language: str) -> tuple[str, str, str]:
    """Somebody whom the solver found in words, and what comes out for them."""
    if effect.person is None:
        return "", "", ""
    said = book.evaluate(effect.person, found.as_of, (), assurance="off").page_in_words(language).person
    taken, otherwise = (name_of(OUTCOMES[one]).of(language) for one in (effect.taken, effect.otherwise))
    return said, taken, otherwise


def settled(book: Rulebook, ruleset: Ruleset, about: Collection[str]) -> list[Settled]:
    """What an office has settled of terms, by their names, and of a benefit, by its id: by today, as a ruleset is worded."""
    return [_settled(book.rules.rulesets[ruleset.name], one) for one in ruleset.adopted if one.about in about]


def _settled(written: Ruleset, one: Adopted) -> Settled:
    """What was settled, by the ruleset as it was first written: once it is settled, there are no readings any more."""
    term = written.terms.get(one.about)
    benefit = next((benefit for benefit in written.benefits if benefit.id == one.about), None)
    readings = term.readings if term else benefit.readings if benefit else ()
    name = term.label if term else benefit.name if benefit else Text(one.about)
    return Settled(name, next((reading.note for reading in readings if one.reading is not None and reading.name == one.reading), None), one)
