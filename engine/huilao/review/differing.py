"""For whom the other readings of benefits and terms come to something else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ..language.known import Person
from ..language.meaning import truth_of
from ..language.policy import Benefit, DefinedTerm, Ruleset
from ..language.scope import Situation, scope_of
from ..language.truth import Truth
from ..rulebook import Rulebook
from ..verify.encoding import Somebody
from ..verify.people import PLACES, listed
from ..verify.places import relevant_places
from ..verify.search import Search, Verdict
from ..verify.soundness import Checker


@dataclass(frozen=True, slots=True)
class Differing:
    """What another reading does to somebody."""

    decided: bool
    """Whether the solver found somebody, or proved that there is nobody, in the time that it has."""
    person: Person | None = None
    """The plainest person for whom it comes to something else; None where that is nobody, or not decided."""
    taken: Truth = Truth.UNKNOWN
    """What the benefit's condition, or the term, comes to for that person as it was taken..."""
    otherwise: Truth = Truth.UNKNOWN
    """... and by this reading."""


def differing(book: Rulebook, as_of: date) -> dict[str, tuple[Differing, ...]]:
    """Of every benefit (by its full name) and term (`<ruleset>#<term>`) with other readings, as it is worded on a day, what each does, in
    the order in which they are written.

    Raises MissingExtraError where Z3 is not installed, SolverMismatchError where what it finds is not borne out.
    """
    rules = book.on(as_of).rules
    search = Search(Somebody(rules.facts, as_of, relevant_places(rules), listed(rules) or PLACES))
    found: dict[str, tuple[Differing, ...]] = {}
    for ruleset in rules.rulesets.values():
        situation = scope_of(ruleset, rules).on(as_of)
        checker = Checker(search, situation)
        found |= {name: tuple(_effects(checker, situation, name, one)) for name, one in _read_otherwise(ruleset)}
    return found


def _read_otherwise(ruleset: Ruleset) -> Iterator[tuple[str, Benefit | DefinedTerm]]:
    yield from ((f"{ruleset.name}#{one.name}", one) for one in ruleset.terms.values() if one.readings)
    yield from ((one.full_name, one) for one in ruleset.benefits if one.readings)


def _effects(checker: Checker, situation: Situation, name: str, one: Benefit | DefinedTerm) -> Iterator[Differing]:
    for reading, checked in zip(one.readings, checker.readings(name, one.condition, one.readings), strict=True):
        person = checked.person
        if person is None:
            yield Differing(checked.verdict is not Verdict.UNKNOWN)
        else:
            yield Differing(True, person, truth_of(one.condition, person, situation), truth_of(reading.condition, person, situation))
