"""What an edit changes for anybody: who gains and who loses, and for whom more or less must be known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import product
from typing import Any as Anything
from typing import cast

from ..language.condition import All, Any, Condition
from ..language.facts import Fact, FactType, Vocabulary
from ..language.meaning import Person, Situation, truth_of
from ..language.policy import Row
from ..language.truth import Truth
from .encoding import Encoder, Formula, Pair, z3
from .search import Search, Verdict


class Effect(StrEnum):
    """What an edit does to somebody."""

    GAINS = "gains"
    LOSES = "loses"
    BECOMES_UNDETERMINED = "becomes_undetermined"
    BECOMES_DETERMINED = "becomes_determined"


EFFECTS: Mapping[tuple[Truth, Truth], Effect] = {
    (Truth.YES, Truth.NO): Effect.LOSES,
    (Truth.NO, Truth.YES): Effect.GAINS,
    (Truth.YES, Truth.UNKNOWN): Effect.BECOMES_UNDETERMINED,
    (Truth.NO, Truth.UNKNOWN): Effect.BECOMES_UNDETERMINED,
    (Truth.UNKNOWN, Truth.YES): Effect.BECOMES_DETERMINED,
    (Truth.UNKNOWN, Truth.NO): Effect.BECOMES_DETERMINED,
}
"""The effect of going from one truth to another; losses first."""


@dataclass(frozen=True, slots=True)
class Version:
    """A condition as one version of a rule book has it; `Any(())` where that version promises nothing."""

    condition: Condition
    situation: Situation

    def truth(self, person: Person) -> Truth:
        """What this version says of somebody, who may be known by facts and codes that it does not have."""
        return truth_of(self.condition, known_to(person, self.situation.facts), self.situation)


@dataclass(frozen=True, slots=True)
class Changed:
    """Whether an edit takes anybody from one truth to another, and the plainest person whom it does."""

    before: Truth
    after: Truth
    verdict: Verdict
    """Of the claim that it takes nobody."""
    person: Person | None = None

    @property
    def effect(self) -> Effect:
        """What it does to that person."""
        return EFFECTS[self.before, self.after]


def changes(search: Search, old: Version, new: Version) -> Iterator[Changed]:
    """Every way in which an answer may change, the losses first."""
    before, after = (Encoder(search.somebody, one.situation).pair(one.condition) for one in (old, new))
    for start, end in EFFECTS:

        def replay(person: Person, start: Truth = start, end: Truth = end) -> bool:
            return old.truth(person) is start and new.truth(person) is end

        formula = z3.And(_is(before, start), _is(after, end))
        answer = search.nobody(formula, replay)
        person = None if answer.person is None else search.plainest(formula, answer.person, replay)
        yield Changed(start, end, answer.verdict, person)


@dataclass(frozen=True, slots=True)
class LevelChanged:
    """Somebody who has the benefit in both versions and is in another row, or in one with other cells."""

    before: Row
    after: Row
    verdict: Verdict
    """Of the claim that there is nobody."""
    person: Person | None = None


def level_changes(search: Search, old: Version, new: Version, rows: tuple[Sequence[Row], Sequence[Row]]) -> Iterator[LevelChanged]:
    """Every two rows with other cells, one of each version, that somebody is in who has the benefit in both."""
    encoders = [Encoder(search.somebody, one.situation) for one in (old, new)]
    has = [encoder.pair(one.condition).yes for encoder, one in zip(encoders, (old, new), strict=True)]
    for before, after in product(*rows):
        if before.cells == after.cells:
            continue
        pairs = [encoder.pair(row.condition).yes for encoder, row in zip(encoders, (before, after), strict=True)]
        versions = (old, Version(before.condition, old.situation), new, Version(after.condition, new.situation))

        def replay(person: Person, versions: tuple[Version, ...] = versions) -> bool:
            return all(one.truth(person) is Truth.YES for one in versions)

        formula = z3.And(*has, *pairs)
        answer = search.nobody(formula, replay)
        person = None if answer.person is None else search.plainest(formula, answer.person, replay)
        yield LevelChanged(before, after, answer.verdict, person)


def _is(pair: Pair, truth: Truth) -> Formula:
    match truth:
        case Truth.YES:
            return pair.yes
        case Truth.NO:
            return pair.no
        case Truth.UNKNOWN:
            return z3.And(z3.Not(pair.yes), z3.Not(pair.no))


def known_to(person: Person, facts: Vocabulary) -> Person:
    """What of a person can be said with these facts and their codes; the rest is unknown there."""
    found: dict[str, Anything] = {}
    for name, value in person.items():
        fact = facts.get(name)
        if fact is None:
            continue
        codes = {code.code for code in fact.codes}
        match fact.type:
            case FactType.PERSON:
                found[name] = known_to(cast("Person", value), facts)
            case FactType.CHOICE | FactType.SCALE if value not in codes:
                continue
            case FactType.SET if not value <= codes:
                continue
            case _:
                found[name] = value
    return found


def joined(old: Vocabulary, new: Vocabulary) -> tuple[Vocabulary, frozenset[str]]:
    """A vocabulary for people whom both versions may meet: all facts with all codes, and the narrower bounds; and the
    facts that have another type in each version, of which nothing can be compared.
    """
    both = {name: _joined(fact, new[name]) for name, fact in old.items() if name in new and new[name].type is fact.type}
    apart = frozenset(name for name in old.keys() & new.keys() if name not in both)
    return {**{name: fact for name, fact in (*old.items(), *new.items()) if name not in apart}, **both}, apart


def _joined(old: Fact, new: Fact) -> Fact:
    minimum = max((bound for bound in (old.minimum, new.minimum) if bound is not None), default=None)
    maximum = min((bound for bound in (old.maximum, new.maximum) if bound is not None), default=None)
    known = {code.code for code in new.codes}
    codes = (*new.codes, *(code for code in old.codes if code.code not in known))
    only_if = [one for one in (old.only_if, new.only_if) if one is not None]
    return replace(new, minimum=minimum, maximum=maximum, codes=codes, only_if=All(tuple(dict.fromkeys(only_if))) if only_if else None)


NOTHING = Any(())
"""The condition of a benefit that a version does not have."""
