"""Of which benefits one is paid, as formulas: which of them stands and what is paid of all together (`language/combine.py`), and
what counts of that in a total (`answers/totals.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import assert_never

from ..answers.evaluation import COUNTED
from ..language.outcome import Action
from ..language.policy import Benefit, ChooseBy, ChooseOne
from ..language.truth import Truth
from ..language.units import Per
from .formula import NO, Table
from .numbers import Arithmetic, Ends

STANDS = tuple(Truth)
"""What the numbers in a column of what stands mean."""

SURE = (Action.CLAIM, Action.EVERYONE)
OPEN = (Action.READING, Action.ASK)
"""What is to be done about a benefit that takes part because the person has it, or may have it."""


@dataclass(frozen=True, slots=True)
class Member:
    """A benefit that may take part; all its formulas but those of ends are never null."""

    benefit: Benefit
    actions: Mapping[Action, int]
    """When each is what is to be done about it, of those whom it can concern."""
    pays: int
    """Whether it pays something to whoever has it."""
    rate: Ends
    """And what, the lower end never being open."""

    @property
    def per(self) -> Per | None:
        """What it pays for."""
        return self.benefit.pays and self.benefit.pays.per


class Standings:
    """Makes formulas of some benefits of which one is paid: of `members`, those that are in force, in the order of the line."""

    def __init__(self, table: Table, line: ChooseOne, members: Sequence[Member]) -> None:
        self.table = table
        self.numbers = Arithmetic(table)
        self.by = line.by
        self.members = members
        self._sure, self._open = ([self._any_of(one, actions) for one in members] for actions in (SURE, OPEN))
        takes = [table.some([sure, open_]) for sure, open_ in zip(self._sure, self._open, strict=True)]
        self._several = table.at_least(2, takes)
        self.takes_part = [table.every([self._several, one]) for one in takes]
        """Of each member whether it takes part: alone, one does not."""
        self._paid, self._scale = self.numbers.alike(map(self._paid_to, range(len(members))))

    def _any_of(self, member: Member, actions: Sequence[Action]) -> int:
        return self.table.some([member.actions[one] for one in actions if one in member.actions])

    def _paid_to(self, at: int) -> Ends:
        """What a member pays to somebody of whom it is sure, or open, that they have it; nought where it pays nothing."""
        member, nought = self.members[at], self.numbers.whole(0)
        low = self.numbers.chosen(self.table.every([self._sure[at], member.pays]), member.rate.low)
        none = self.numbers.chosen(self.table.contrary(member.pays), nought)
        return Ends(self.numbers.first_known(low, nought), self.numbers.first_known(none, member.rate.high), member.rate.scale)

    # -- which stands --------------------------------------------------------------------------------------------------

    @cached_property
    def stands(self) -> Sequence[Mapping[Truth, int]]:
        """Of each member, for each truth, whether that is the one by which it stands, never null; none where it takes no part."""
        return [self._standing(at) for at in range(len(self.members))]

    def _standing(self, at: int) -> Mapping[Truth, int]:
        out, rivalled = self._against(at)
        takes, in_ = self.takes_part[at], self.table.contrary(out)
        open_ = self.table.every([takes, in_, rivalled])
        return {
            Truth.NO: self.table.every([takes, out]),
            Truth.UNKNOWN: open_,
            Truth.YES: self.table.every([takes, in_, self.table.contrary(rivalled)]),
        }

    def _against(self, at: int) -> tuple[int, int]:
        """Whether another puts a member out, and whether another may."""
        table, others = self.table, [other for other in range(len(self.members)) if other != at]
        match self.by:
            case ChooseBy.HIGHEST:
                out = [table.every([self._sure[other], self._beats(other, at)]) for other in others]
                rivals = [table.every([self.takes_part[other], table.contrary(self._beats(at, other))]) for other in others]
                return table.some(out), table.some(rivals)
            case ChooseBy.FIRST:
                return table.some(self._sure[:at]), table.some(self._open[:at])
            case ChooseBy.PERSON:
                return NO, NO
            case _:
                assert_never(self.by)

    def _beats(self, one: int, other: int) -> int:
        """Whether one member surely pays more than another, or as much and is written first."""
        least, most = self._paid[one].low, self._paid[other].high
        return self.table.filled(self.numbers.ordered(least, ">=" if one < other else ">", most), False)

    # -- what is paid --------------------------------------------------------------------------------------------------

    @property
    def paid(self) -> Ends:
        """What is paid of all that take part together; null where none does, or none of them pays."""
        pays = [self.table.every([takes, one.pays]) for takes, one in zip(self.takes_part, self.members, strict=True)]
        return self._together(pays, self._paid)

    def _together(self, pays: Sequence[int], paid: Sequence[Ends]) -> Ends:
        """What is paid together of all that take part, each paying this, where one of them pays."""
        there, ends = self.table.some(list(pays)), self._of_all(paid)
        return Ends(self.numbers.chosen(there, ends.low), self.numbers.chosen(there, ends.high), self._scale)

    def _of_all(self, paid: Sequence[Ends]) -> Ends:
        numbers, takes = self.numbers, self.takes_part
        around = numbers.hull(zip(takes, paid, strict=True))
        match self.by:
            case ChooseBy.HIGHEST:
                lows = (numbers.chosen(one, ends.low) for one, ends in zip(takes, paid, strict=True))
                return Ends(numbers.most(lows), around.high, self._scale)
            case ChooseBy.FIRST:
                not_yet = [self.table.contrary(self.table.some(self._sure[:at])) for at in range(len(paid))]
                first = [self.table.every(list(one)) for one in zip(takes, not_yet, strict=True)]
                return numbers.hull(zip(first, paid, strict=True))
            case ChooseBy.PERSON:
                return around
            case _:
                assert_never(self.by)

    def counted(self, found: Mapping[str, Ends]) -> Iterator[tuple[Per, Ends]]:
        """What counts of it in the totals, once: of the benefits, by their full names, that are asked for and pay, each with what
        its finding says that it pays; the others beside them give nothing. Where these are not paid for the same, each counts as
        far as it stands.
        """
        table, names = self.table, [one.benefit.full_name for one in self.members]
        counts = [self._counts(at, found[name]) if name in found else NO for at, name in enumerate(names)]
        pers = {one.per for one, name in zip(self.members, names, strict=True) if name in found}
        of_per = {
            per: [one if member.per is per else NO for one, member in zip(counts, self.members, strict=True)] for per in Per if per in pers
        }
        mixed = table.at_least(2, [table.some(of) for of in of_per.values()])
        for per, of in of_per.items():
            alike = [table.every([one, table.contrary(mixed)]) for one in of]
            yield per, self._together(alike, [self._where(one, ends) for one, ends in zip(alike, self._paid, strict=True)])
            for at, one in enumerate(of):
                if table.every([one, mixed]) != NO:
                    yield per, self._as_far_as_it_stands(at, found[names[at]], table.every([one, mixed]))

    def _counts(self, at: int, found: Ends) -> int:
        """Whether a member is counted: it takes part, is not put out and pays."""
        counted = self._any_of(self.members[at], [one for one in Action if one in COUNTED])
        pays = self.table.contrary(self.numbers.open(found.low))
        return self.table.every([self.takes_part[at], counted, pays, self.table.contrary(self.stands[at][Truth.NO])])

    def _where(self, counts: int, paid: Ends) -> Ends:
        """What a member pays where it counts, else nought."""
        nought = self.numbers.whole(0)
        low = self.numbers.first_known(self.numbers.chosen(counts, paid.low), nought)
        none = self.numbers.chosen(self.table.contrary(counts), nought)
        return Ends(low, self.numbers.first_known(none, paid.high), paid.scale)

    def _as_far_as_it_stands(self, at: int, found: Ends, where: int) -> Ends:
        stands, claimed = self.stands[at][Truth.YES], self._any_of(self.members[at], (Action.CLAIM,))
        sure = NO if self.by is ChooseBy.PERSON else self.table.every([stands, claimed])
        low = self.numbers.first_known(self.numbers.chosen(sure, found.low), self.numbers.whole(0))
        return Ends(self.numbers.chosen(where, low), self.numbers.chosen(where, found.high), found.scale)
