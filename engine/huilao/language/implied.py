"""What the facts of a vocabulary say of each other: `implies`, closed over once when a person is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any as Anything

from .facts import Fact, FactType, Implied, Vocabulary
from .known import Among, Holding, Person


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What is known of one fact implies of another, or of its own other codes, what cannot be, by what is known of that."""

    fact: str
    code: str | None
    """The code that implies it; None for a yes."""
    implied: Implied


Link = tuple[Fact, str | None, Implied]
"""A fact, what of it implies something (a yes, None, or a code), and what that is."""


class Implications:
    """All that the facts of one vocabulary imply."""

    def __init__(self, facts: Vocabulary) -> None:
        self._facts = facts
        self.links = [(fact, *link) for fact in facts.values() for link in _links(fact)]
        """What implies something (a yes, None, or a code of a fact), and what it implies."""
        self.about = tuple(dict.fromkeys(name for fact, _, implied in self.links for name in (fact.name, implied.fact)))
        """The facts of which something is said, or that say something of others."""
        self.groups = tuple(_groups(self.links))
        """The same facts, those together of which one may say something of another, however far off."""

    def close(self, person: Person) -> tuple[Person, tuple[Contradiction, ...]]:
        """A person with all that follows from what is known, either way round, and what contradicts itself.

        What a value implies is known once the value is; a value that implies what cannot be is not the one.
        """
        found = dict(person)
        wrong: dict[tuple[str, str], Contradiction] = {}
        while sum(self._follow(link, found, wrong) for link in self.links):
            pass
        return found, tuple(wrong.values())

    def follow_from_others(self, person: Person) -> frozenset[str]:
        """The facts of which all that is known is what others say of them; of those that say the same of each other, one is left out."""
        says: dict[str, list[str]] = {}
        for speaks, of in self._sayings(person):
            says.setdefault(speaks, []).append(of)
        said = {name for names in says.values() for name in names}
        found: set[str] = set()
        for first in sorted(says, key=said.__contains__):  # those of which nothing is said come first
            rest = [] if first in found else [first]
            while rest:
                more = [name for name in says.get(rest.pop(), ()) if name != first and name not in found]
                found.update(more)
                rest += more
        return frozenset(found)

    def _sayings(self, person: Person) -> Iterator[tuple[str, str]]:
        """Which fact says of which other all that is known of it."""
        for link in self.links:
            fact, code, implied = link
            known, other = person.get(fact.name), person.get(implied.fact)
            if fact.name == implied.fact:
                continue
            if other == implied.value and self.says(link, known):
                yield fact.name, implied.fact
            elif code is None and known is False and self.then(link, other) is NONE:
                yield implied.fact, fact.name

    def says(self, link: Link, known: Anything) -> bool:
        """Whether what is known of the fact of a link says what it implies."""
        fact, code, _ = link
        return _has(fact, known, code)

    def then(self, link: Link, other: Anything) -> Anything:
        """What is known of the other fact of a link, where the first says what it implies; `NONE` where that cannot be."""
        return meet(self._facts[link[2].fact], other, link[2].value)

    def else_(self, link: Link, known: Anything) -> Anything:
        """What is known of the fact of a link, where the other is not what it would imply; `NONE` where that cannot be."""
        fact, code, _ = link
        return _without(fact, known, code)

    def _follow(self, link: Link, person: dict[str, Anything], wrong: dict[tuple[str, str], Contradiction]) -> bool:
        """Whether something more is known by one implication."""
        fact, code, implied = link
        known, other = person.get(fact.name), person.get(implied.fact)
        if self.says(link, known):
            changed, more = implied.fact, self.then(link, other)
        elif other is not None and self.then(link, other) is NONE:
            changed, more = fact.name, self.else_(link, known)
        else:
            return False
        if more is NONE:
            wrong[fact.name, implied.fact] = Contradiction(fact.name, code, implied)
            return False
        if more == person.get(changed):
            return False
        person[changed] = more
        return True


NONE = object()
"""No value at all."""


def _links(fact: Fact) -> Iterator[tuple[str | None, Implied]]:
    """What implies something: a yes (None), or a code."""
    yield from ((None, one) for one in fact.implies)
    yield from ((code.code, one) for code in fact.codes for one in code.implies)


def _groups(links: Iterable[tuple[Fact, str | None, Implied]]) -> list[tuple[str, ...]]:
    groups: list[tuple[str, ...]] = []
    for fact, _, implied in links:
        linked = [one for one in groups if fact.name in one or implied.fact in one]
        others = [one for one in groups if one not in linked]
        groups = [*others, tuple(dict.fromkeys([*(name for one in linked for name in one), fact.name, implied.fact]))]
    return groups


def _has(fact: Fact, known: Anything, code: str | None) -> bool:
    """Whether a fact is surely a yes, or surely has a code."""
    if code is None:
        return known is True
    if fact.type is FactType.SET:
        return code in (known.has if isinstance(known, Holding) else known or ())
    return known == code


def _without(fact: Fact, known: Anything, code: str | None) -> Anything:
    """What is known of a fact that is surely no yes, or has surely not a code."""
    if code is None:
        return False if known is None else known
    if fact.type is FactType.SET:
        return meet(fact, known, Holding(frozenset(), frozenset({code})))
    return meet(fact, known, _among(fact.every_code - {code}))


def meet(fact: Fact, known: Anything, value: Anything) -> Anything:
    """What two of a fact that has codes, or is yes or no, say together; `NONE` where they contradict each other."""
    if known is None or known == value:
        return value
    if fact.type is FactType.SET:
        if not isinstance(known, Holding):  # all is known
            fits = isinstance(value, Holding) and value.has <= known and value.has_not.isdisjoint(known)
            return known if fits else NONE
        more, more_not = ends_of(value, fact)
        if not (more.isdisjoint(known.has_not) and more_not.isdisjoint(known.has)):
            return NONE
        has, has_not = known.has | more, known.has_not | more_not
        return has if len(has) + len(has_not) == len(fact.codes) else Holding(has, has_not)
    if fact.codes:
        both = _codes(known) & _codes(value)
        return _among(both) if both else NONE
    return NONE


def ends_of(known: Anything, fact: Fact) -> tuple[frozenset[str], frozenset[str]]:
    """The codes that somebody surely has, and surely has not, by what is known of a set."""
    if isinstance(known, Holding):
        return known.has, known.has_not
    return known, fact.every_code - known


def _codes(known: Anything) -> frozenset[str]:
    return known.codes if isinstance(known, Among) else frozenset({known})


def _among(codes: frozenset[str]) -> Anything:
    return next(iter(codes)) if len(codes) == 1 else Among(codes)
