"""From when on is paid: who is paid from a later day on after an edit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import assert_never

from ..language.ages import paid_from
from ..language.known import Person
from ..language.policy import Starts
from ..language.quantity import PayFrom
from .change import Both, Changed, Effect, Version
from .formulas import FALSE, TRUE, Expression, Formula, every, some, z3
from .search import Search

ORDER = (PayFrom.SAME_MONTH, PayFrom.SAME_DAY, PayFrom.NEXT_MONTH)
"""From the earliest on, counted from the same day."""
LAST = date(9999, 11, 30)
"""The last day after which there is a month."""


def start_changes(search: Search, old: Version, new: Version) -> Iterator[Changed]:
    """Whether anybody who has a benefit in both versions is paid from a later day on, or from an earlier one.

    Of days that open it on which nothing in common is said (that on which the person has it, and one that a fact names) it
    cannot be said.
    """
    before, after = old.starts, new.starts
    if before == after:
        return
    both = Both(search, old, new)
    claims: dict[Effect, tuple[Formula, Callable[[Person], bool]]] = {Effect.OTHER_START: (TRUE, lambda _: True)}
    if before is not None and after is not None and (before.after is None) is (after.after is None):
        claims = {
            Effect.LATER: (_later(search, before, after), lambda one: starts_later(before, after, one)),
            Effect.EARLIER: (_later(search, after, before), lambda one: starts_later(after, before, one)),
        }
    for effect, (formula, fits) in claims.items():

        def replay(person: Person, fits: Callable[[Person], bool] = fits) -> bool:
            return both.have(person) and fits(person)

        answer = search.plainest(every((both.has, formula)), replay)
        yield Changed(effect, answer.verdict, answer.person)


def start_change(old: Version, new: Version, person: Person) -> Effect | None:
    """What becomes of the day from which somebody is paid who surely has the benefit in both versions."""
    before, after = old.starts, new.starts
    if before == after:
        return None
    if before is None or after is None or (before.after is None) is not (after.after is None):
        return Effect.OTHER_START
    later, earlier = starts_later(before, after, person), starts_later(after, before, person)
    return Effect.LATER if later else Effect.EARLIER if earlier else None


def starts_later(before: Starts, after: Starts, person: Person) -> bool:
    """Whether somebody is surely paid from a later day on; where the same day opens it, whatever that is."""
    if before.after is None or after.after is None:
        return ORDER.index(after.pay) > ORDER.index(before.pay)
    was, now = person.get(before.after), person.get(after.after)
    if not isinstance(was, date) or not isinstance(now, date) or max(was, now) > LAST:
        return False
    return paid_from(now, after.pay) > paid_from(was, before.pay)


def _later(search: Search, before: Starts, after: Starts) -> Formula:
    if before.after is None or after.after is None:
        return TRUE if ORDER.index(after.pay) > ORDER.index(before.pay) else FALSE
    (was, known), (now, known_too) = (_first(search, one.after or "", one.pay) for one in (before, after))
    later = some((now[0] > was[0], every((now[0] == was[0], now[1] > was[1]))))
    return every((known, known_too, later))


def _first(search: Search, fact: str, pay: PayFrom) -> tuple[tuple[Expression, Expression], Formula]:
    """The month and the day of the month from which is paid, and when they are known."""
    opened = search.somebody.day("", fact)
    known = every((opened.known, opened.line <= LAST.toordinal()))
    months, day, first = opened.calendar.months, opened.calendar.day, z3.IntVal(1)
    match pay:
        case PayFrom.SAME_DAY:
            return (months, day), known
        case PayFrom.SAME_MONTH:
            return (months, first), known
        case PayFrom.NEXT_MONTH:
            return (months + 1, first), known
        case _:
            assert_never(pay)
