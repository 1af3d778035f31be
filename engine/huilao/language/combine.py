"""What benefits do to each other: of several one is paid. It comes after all outcomes and changes none, so learning more never
turns a yes into a no.

A completion takes for each member one number of what it may pay, and of a member whose outcome is open whether the person has
it at all. A member stands where it does in every completion in which the person has it, is out where it does in none, and else
it is not known. What is paid together is, by `highest` and `first`, the hull of what is paid in the completions; by `person` from
the least to the most of what may be chosen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import assert_never

from .interval import NOUGHT, Interval, hull, largest, point
from .outcome import Outcome
from .policy import ChooseBy, ChooseOne, Rules
from .truth import Truth


@dataclass(frozen=True, slots=True)
class Member:
    """A benefit that takes part in a choice: its outcome is eligible or undetermined."""

    benefit: str
    """Its full name."""
    outcome: Outcome
    paid: Interval | None
    """What it pays to the person: from nought where its outcome is open; None where it pays nothing that is counted."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a benefit stands among those of which one is paid."""

    truth: Truth
    line: ChooseOne
    members: tuple[Member, ...]
    """All that take part, in the order of the line, itself among them."""
    settled_by: tuple[str, ...]
    """The full names of the others on account of which it is out, or is not known to stand."""
    paid: Interval | None
    """What is paid of all of them together; None where none of them pays."""


def lines_in_force(rules: Rules, day: date) -> tuple[ChooseOne, ...]:
    """The choices that count on a day: a line of a document while that is in force."""
    documents = {name: ruleset.document for name, ruleset in rules.rulesets.items()}
    return tuple(one for one in rules.combine if one.ruleset is None or documents[one.ruleset].in_force(day))


def standings(line: ChooseOne, found: Mapping[str, Member]) -> dict[str, Standing]:
    """Of those who take part in a choice (by the full names of their benefits) whether each stands. Alone, one takes no part."""
    members = tuple(found[name] for name in line.benefits if name in found)
    if len(members) < 2:
        return {}
    paid = together(line.by, members)
    standing: dict[str, Standing] = {}
    for number, one in enumerate(members):
        truth, others = _standing(line.by, members, number)
        standing[one.benefit] = Standing(truth, line, members, tuple(members[other].benefit for other in others), paid)
    return standing


def _standing(by: ChooseBy, members: Sequence[Member], number: int) -> tuple[Truth, list[int]]:
    """Whether a member stands, and on account of which others it does not surely."""
    match by:
        case ChooseBy.HIGHEST:
            beaters = _beaters(members, number)
            if beaters:
                return Truth.NO, [next(one for one in beaters if not _beaters(members, one))]
            rivals = [other for other in range(len(members)) if other != number and not _beats(members, number, other)]
            return (Truth.UNKNOWN, rivals) if rivals else (Truth.YES, [])
        case ChooseBy.FIRST:
            sure = [other for other in range(number) if members[other].outcome is Outcome.ELIGIBLE]
            open_ = [other for other in range(number) if members[other].outcome is Outcome.UNDETERMINED]
            return (Truth.NO, sure[:1]) if sure else (Truth.UNKNOWN, open_) if open_ else (Truth.YES, [])
        case ChooseBy.PERSON:
            return Truth.YES, []
        case _:
            assert_never(by)


def _beaters(members: Sequence[Member], one: int) -> list[int]:
    """The others that the person surely has, and that beat a member."""
    sure = (other for other, member in enumerate(members) if member.outcome is Outcome.ELIGIBLE)
    return [other for other in sure if other != one and _beats(members, other, one)]


def _beats(members: Sequence[Member], one: int, other: int) -> bool:
    """Whether one member, if the person has it, surely pays more than another, or as much and is written first."""
    low, high = _paid(members[one]).low, _paid(members[other]).high
    return low is not None and high is not None and (low > high or (low == high and one < other))


def together(by: ChooseBy, members: Sequence[Member]) -> Interval | None:
    """What is paid of all members together."""
    paid = [_paid(one) for one in members]
    if all(one.paid is None for one in members):
        return None
    match by:
        case ChooseBy.HIGHEST:
            return largest(paid)
        case ChooseBy.FIRST:
            return hull(paid[: _first_sure(members) + 1])
        case ChooseBy.PERSON:
            return hull(paid)
        case _:
            assert_never(by)


def _first_sure(members: Sequence[Member]) -> int:
    """The place of the first member that the person surely has; of the last where there is none."""
    return next((number for number, one in enumerate(members) if one.outcome is Outcome.ELIGIBLE), len(members) - 1)


def _paid(member: Member) -> Interval:
    return point(NOUGHT) if member.paid is None else member.paid
