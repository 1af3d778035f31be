"""What has changed for a person since an answer: the answers of two rule books on two days, and which of the two it comes from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from ..language.outcome import Action, Outcome
from .receipt import Ends, Receipt
from .timeline import Change


class Why(StrEnum):
    """Why something else is said now."""

    RULES = "rules"
    """The rule book is another version."""
    TIME = "time"
    """Days have passed."""
    PROGRAM = "program"
    """Huilao itself is another version."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a receipt says of one benefit."""

    outcome: Outcome
    action: Action
    amount: Ends | None


@dataclass(frozen=True, slots=True)
class Turn:
    """A benefit of which something else is said now."""

    benefit: str
    then: Told | None
    """None where nothing was said of it, or (`now`) is."""
    now: Told | None
    why: tuple[Why, ...]
    changes: tuple[Change, ...] = ()
    """What time has brought to it meanwhile, by the rule book of now."""


@dataclass(frozen=True, slots=True)
class Since:
    """What is said otherwise now than on a receipt."""

    then: Receipt
    now: Receipt
    turns: tuple[Turn, ...]
    """What can be done, or could be then, first."""
    same: int
    """Of how many benefits the same is said."""

    def told(self, changes: Iterable[Change]) -> Since:
        """With what time has brought."""
        by_benefit: dict[str, list[Change]] = {}
        for one in changes:
            by_benefit.setdefault(one.benefit, []).append(one)
        return replace(self, turns=tuple(replace(one, changes=tuple(by_benefit.get(one.benefit, ()))) for one in self.turns))


def since(then: Receipt, before: tuple[Receipt, Receipt] | None, rules_then: Receipt, now: Receipt) -> Since:
    """A receipt and what is said `now`; between them what today's rules say of that day (`rules_then`) and what the rules of that
    time say of that day and of today (`before`, None where they are not at hand).
    """

    def reasons(name: str) -> tuple[Why, ...]:
        first, anew, last = (_told(one, name) for one in (then, rules_then, now))
        held, eve = (first, None) if before is None else (_told(one, name) for one in before)
        ruled = then.version != now.version and (held != anew or (before is not None and eve != last))
        aged = anew != last or (before is not None and held != eve)
        other = first != held or (then.version == now.version and held != anew)
        return tuple(why for why, holds in ((Why.RULES, ruled), (Why.TIME, aged), (Why.PROGRAM, other)) if holds)

    names = sorted(then.outcomes.keys() | now.outcomes.keys())
    turns = [
        Turn(name, was, becomes, reasons(name)) for name in names
        if (was := _told(then, name)) != (becomes := _told(now, name))
    ]  # fmt: skip
    return Since(then, now, tuple(sorted(turns, key=_weight)), len(names) - len(turns))


def _weight(turn: Turn) -> int:
    """What can be done, or could be then, comes first."""
    actions = list(Action)
    return min(actions.index(one.action) for one in (turn.then, turn.now) if one is not None)


def _told(receipt: Receipt, name: str) -> Told | None:
    if name not in receipt.outcomes:
        return None
    return Told(receipt.outcomes[name], receipt.actions[name], receipt.amounts.get(name))
