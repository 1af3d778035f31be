"""Modified condition/decision coverage of conditions by people (RTCA DO-178C, in its masking form).

A leaf of a condition (a test, a term as a word, or that another benefit is had) is shown to matter where the outcome would be the opposite if it
alone were. It is covered when one person shows it so while it holds, and another while it does not. A row of a table is
covered when somebody who has the benefit is in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never

from ..language.condition import About, All, Any, Compare, Condition, Count, EntitledTo, Has, Inside, Not, OneOf, Term, Test
from ..language.known import Person, about
from ..language.meaning import count_truth, every, rows_found, some, truth_of
from ..language.policy import Benefit
from ..language.scope import Situation
from ..language.truth import Truth


@dataclass(frozen=True, slots=True)
class Leaf:
    """What of a condition has no parts, where it stands there: `who` is the fact that names the person whom it is about. The
    tests that choose whom a sum is over are inside a leaf.
    """

    condition: Test | Term | EntitledTo
    who: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """Whether some person shows that a leaf decides while it holds, and while it does not."""

    leaf: Leaf
    holding: bool = False
    failing: bool = False

    @property
    def covered(self) -> bool:
        """Whether both are shown."""
        return self.holding and self.failing


def leaves(condition: Condition, who: str = "") -> Iterator[Leaf]:
    """The leaves in the order in which they are written."""
    match condition:
        case All(parts) | Any(parts) | Count(_, _, parts):
            for part in parts:
                yield from leaves(part, who)
        case Not(part):
            yield from leaves(part, who)
        case Compare() | OneOf() | Has() | Inside() | Term() | EntitledTo():
            yield Leaf(condition, who)
        case About(fact, part):
            yield from leaves(part, fact)
        case _:
            assert_never(condition)


def truths_of(all_leaves: Sequence[Leaf], person: Person, situation: Situation) -> list[Truth]:
    """The truth of each leaf for a person."""
    return [truth_of(leaf.condition, about(person, leaf.who), situation) for leaf in all_leaves]


def decided(condition: Condition, truths: Sequence[Truth]) -> Truth:
    """The truth of a condition from those of its leaves."""
    return _decided(condition, iter(truths))


def _decided(condition: Condition, truths: Iterator[Truth]) -> Truth:
    match condition:
        case All(parts):
            return every([_decided(part, truths) for part in parts])
        case Any(parts):
            return some([_decided(part, truths) for part in parts])
        case Not(part):
            return ~_decided(part, truths)
        case Count(at_least, at_most, parts):
            found = [_decided(part, truths) for part in parts]
            return count_truth(found.count(Truth.YES), found.count(Truth.UNKNOWN), at_least, at_most)
        case Compare() | OneOf() | Has() | Inside() | Term() | EntitledTo():
            return next(truths)
        case About(_, part):
            return _decided(part, truths)
        case _:
            assert_never(condition)


def decides(condition: Condition, truths: Sequence[Truth], index: int) -> bool:
    """Whether the outcome would be the opposite if the leaf at this place alone were."""
    if truths[index] is Truth.UNKNOWN:
        return False
    flipped = [*truths[:index], ~truths[index], *truths[index + 1 :]]
    before, after = decided(condition, truths), decided(condition, flipped)
    return Truth.UNKNOWN not in (before, after) and before is not after


def shown(condition: Condition, people: Sequence[tuple[Person, Situation]]) -> list[Shown]:
    """What people show of each leaf of a condition."""
    all_leaves = list(leaves(condition))
    holding = [False] * len(all_leaves)
    failing = [False] * len(all_leaves)
    for person, situation in people:
        truths = truths_of(all_leaves, person, situation)
        for index, truth in enumerate(truths):
            seen: Mapping[Truth, list[bool]] = {Truth.YES: holding, Truth.NO: failing}
            if truth in seen and not seen[truth][index] and decides(condition, truths, index):
                seen[truth][index] = True
    return [Shown(leaf, yes, no) for leaf, yes, no in zip(all_leaves, holding, failing, strict=True)]


def rows_shown(benefit: Benefit, people: Sequence[tuple[Person, Situation]]) -> list[bool]:
    """For each row of the levels of a benefit whether some person who has the benefit is surely in it."""
    levels = benefit.levels
    if levels is None:
        return []
    seen: set[int] = set()
    for person, situation in people:
        if truth_of(benefit.condition, person, situation) is Truth.YES:
            seen |= set(rows_found(levels, person, situation).sure)
    return [index in seen for index in range(len(levels.rows))]
