"""A part of a condition, and the whole with something else in its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import assert_never

from ..language.condition import About, All, Any, Compare, Condition, Count, EntitledTo, Has, Inside, Not, OneOf, Term, Test, facts_in
from ..language.facts import Vocabulary
from ..language.policy import TIES, Benefit


def _itself(condition: Condition) -> Condition:
    return condition


@dataclass(frozen=True, slots=True)
class Part:
    """A part where it stands: `who` is the fact that names the person whom it is about."""

    condition: Condition
    who: str = ""
    put: Callable[[Condition], Condition] = _itself
    """The whole with another condition in the place of this part."""

    def inside(self) -> Iterator[Part]:
        """The parts directly inside this one."""
        condition, put = self.condition, self.put
        match condition:
            case All(parts) | Any(parts) | Count(_, _, parts):
                for index, part in enumerate(parts):
                    before, after = parts[:index], parts[index + 1 :]
                    yield Part(part, self.who, lambda one, a=before, z=after: put(replace(condition, parts=(*a, one, *z))))
            case Not(part):
                yield Part(part, self.who, lambda one: put(Not(one, condition.span)))
            case About(fact, part):
                yield Part(part, fact, lambda one: put(About(fact, one, condition.span)))
            case Compare() | OneOf() | Has() | Inside() | Term() | EntitledTo():
                return
            case _:
                assert_never(condition)

    def leaves(self) -> Iterator[Part]:
        """The tests and terms inside, and what is asked of other benefits, in the order in which they are written."""
        if isinstance(self.condition, Test | Term | EntitledTo):
            yield self
        for part in self.inside():
            yield from part.leaves()


def without_stops(benefit: Benefit) -> Condition:
    """The whole condition of a benefit without the parts that say that what is paid has not ended and is not used up."""
    whole = benefit.condition
    assert isinstance(whole, All)
    at = len(TIES[benefit.applies_to]) + len(benefit.limits)
    return All((*whole.parts[:at], *whole.parts[at + len(benefit.stops) :]), whole.span)


def is_precondition(condition: Condition, facts: Vocabulary) -> bool:
    """Whether this is a test with the `only_if` of its fact, which the reader put before it."""
    match condition:
        case All((first, rest)):
            return any(facts[fact].only_if == first for fact in facts_in(rest))
        case All() | Any() | Not() | Count() | Compare() | OneOf() | Has() | Inside() | Term() | About() | EntitledTo():
            return False
        case _:
            assert_never(condition)
