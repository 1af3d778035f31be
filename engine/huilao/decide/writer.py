"""Writes functions of a person and a day that work out conditions and quantities.

A condition becomes two expressions, *surely yes* and *surely no*, in negation normal form; neither holds where it is
unknown. What is known of a fact becomes two variables, the ends of what it may be, and a comparison with a constant looks
at one of them. Any other quantity becomes a variable that holds an interval. All that has a name is worked out once, and so is
a benefit that is asked for, by the readings that were taken. What each person of a list adds to a sum is a function of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from enum import Enum
from functools import partial
from typing import Any as Anything
from typing import assert_never

from ..code import Code
from ..language.condition import About, All, Any, Compare, Condition, Count, EntitledTo, Has, Inside, Node, Not, OneOf, Share, Term, Test
from ..language.doubt import meanings_of
from ..language.facts import FactType
from ..language.interval import Interval, compare, hull, point
from ..language.meaning import RowsFound, amount_in, cut, one_of, rank, rows_among
from ..language.policy import Benefit, Hits
from ..language.quantity import (
    BIRTH,
    Age,
    Constant,
    Day,
    Elapsed,
    First,
    Largest,
    Minus,
    Named,
    Number,
    Plus,
    Quantity,
    Rank,
    Round,
    Smallest,
    Standard,
    Sum,
    Times,
)
from ..language.scope import Scope
from ..language.truth import Truth
from .arithmetic import largest, minus, plain, plus, quick, rounded, smallest, times, whole
from .constants import against_constant, constant_of
from .ends import day_interval, exact, number_interval, time_interval
from .names import Names, benefits_in_order
from .people import added_up, share_in
from .tables import InForce, Standards
from .variables import Pair, Variables, ordered

PARENTHESES = 90
"""In an expression that becomes a variable: Python nests no more than 200."""


class Readings(Enum):
    """Which readings of a term an answer holds under."""

    DEFAULT = "default"
    EVERY = "every"
    SOME = "some"


class Writer:
    """Writes one function."""

    both, either, always, never = " and ", " or ", "True", "False"

    def __init__(self, scope: Scope, readings: Readings = Readings.DEFAULT, promised: Promised | None = None) -> None:
        """Where benefits that are asked for are worked out already, in the same function as these."""
        self.scope = scope
        self.readings = readings
        self.names = Names(scope, all_readings=readings is not Readings.DEFAULT)
        self.code = promised.code.apart() if promised else Code(
            YES=Truth.YES, NO=Truth.NO, UNKNOWN=Truth.UNKNOWN, added_up=added_up, compare=compare,
            day_interval=day_interval, hull=hull, one_of=one_of, paid_in=_paid_in, rank=rank, rows_among=rows_among,
        )  # fmt: skip
        self.facts = Variables(scope, self.code)
        self.promised = promised or Promised(scope, self.code)
        self._terms: dict[tuple[str, str], Pair] = {}
        self._shares: dict[Quantity, str] = {}
        """The functions of what people add to sums."""

    def function(self, result: str) -> Anything:
        """The function with these lines that returns this."""
        return self.code.function("person, day", result)

    def prepare(self, nodes: Iterable[tuple[str, Node]]) -> None:
        """Work out all that nodes about persons name, so that no chain of names nests."""
        for who, name in self.names.behind(nodes):
            if who and self.scope.facts[who].type is FactType.PEOPLE:
                continue  # the function of what each of them adds has it
            if isinstance(name, Term):
                self.term(name.name, who)
            else:
                self.named(name.name, who)

    # -- conditions ------------------------------------------------------------------------------------------------------

    def of_readings(self, word: str | None, readings: Sequence[Condition], who: str) -> Pair:  # noqa: ARG002  # for subclasses
        """A word, or (`None`) a whole sentence, under the readings that are asked for."""
        if self.readings is Readings.DEFAULT:
            return self.pair(readings[0], who)
        pairs = [self.pair(one, who) for one in dict.fromkeys(readings)]
        join = self.all if self.readings is Readings.EVERY else self.any
        return join(yes for yes, _ in pairs), join(no for _, no in pairs)

    def pair(self, condition: Condition, who: str) -> Pair:
        """Surely yes and surely no of a condition about a person (`""`, or the fact that names the person)."""
        match condition:
            case All(parts):
                pairs = [self.pair(part, who) for part in parts]
                return self.all(yes for yes, _ in pairs), self.any(no for _, no in pairs)
            case Any(parts):
                pairs = [self.pair(part, who) for part in parts]
                return self.any(yes for yes, _ in pairs), self.all(no for _, no in pairs)
            case Not(part):
                yes, no = self.pair(part, who)
                return no, yes
            case Count():
                return self.count(condition, who)
            case Compare() | OneOf() | Has() | Inside():
                return self.test(condition, who)
            case Term(name):
                return self.term(name, who)
            case About(fact, part):
                return self.pair(part, fact)
            case EntitledTo(benefits):
                pairs = [self.entitled(name) for name in benefits]
                return self.any(yes for yes, _ in pairs), self.all(no for _, no in pairs)
            case _:
                assert_never(condition)

    def all(self, parts: Iterable[str]) -> str:
        """Every part."""
        return self._joined(self.both, list(parts), self.always)

    def any(self, parts: Iterable[str]) -> str:
        """At least one part."""
        return self._joined(self.either, list(parts), self.never)

    def _joined(self, word: str, parts: list[str], empty: str) -> str:
        if len(parts) <= 1:
            return parts[0] if parts else empty
        text = f"({word.join(parts)})"
        return self.code.variable(text) if text.count("(") > PARENTHESES else text

    def count(self, condition: Count, who: str) -> Pair:
        """Whether enough parts surely hold and few enough may, and whether too few may or too many surely hold."""
        pairs = [self.pair(part, who) for part in condition.parts]
        sure = self.code.variable(" + ".join(("0", *(f"(1 if {yes} else 0)" for yes, _ in pairs))))
        possible = self.code.variable(" + ".join(("0", *(f"(0 if {no} else 1)" for _, no in pairs))))
        yes: list[str] = []
        no: list[str] = []
        if condition.at_least is not None:
            yes.append(f"{sure} >= {condition.at_least}")
            no.append(f"{possible} < {condition.at_least}")
        if condition.at_most is not None:
            yes.append(f"{possible} <= {condition.at_most}")
            no.append(f"{sure} > {condition.at_most}")
        return self.all(yes), self.any(no)

    def entitled(self, benefit: str) -> Pair:
        """Whether the person has another benefit."""
        return self.promised.pair(benefit)

    def term(self, name: str, who: str) -> Pair:
        """A term's two truths as variables, worked out once for a person."""
        if (who, name) not in self._terms:
            yes, no = self.of_readings(name, meanings_of(self.scope.terms[name]), who)
            self._terms[who, name] = self._kept(yes), self._kept(no)
        return self._terms[who, name]

    def _kept(self, expression: str) -> str:
        """A variable for an expression that takes time."""
        return expression if expression.removesuffix(" is False").isidentifier() else self.code.variable(expression)

    # -- tests -----------------------------------------------------------------------------------------------------------

    def test(self, test: Test, who: str) -> Pair:
        """A test of the person."""
        match test:
            case Compare():
                return self.compare(test, who)
            case OneOf():
                return self.one_of(test, who)
            case Has(fact, share, codes):
                sure, possible = self.facts.set(fact, who)
                if len(codes) == 1:
                    code = self.code.constant(codes[0])
                    return f"{code} in {sure}", f"{code} not in {possible}"
                wanted = self.code.constant(frozenset(codes))
                match share:
                    case Share.ANY:
                        return f"not {wanted}.isdisjoint({sure})", f"{wanted}.isdisjoint({possible})"
                    case Share.ALL:
                        return f"{wanted} <= {sure}", f"not {wanted} <= {possible}"
                    case _:
                        assert_never(share)
            case Inside():
                return self.facts.looked_up(test, who)
            case _:
                assert_never(test)

    def one_of(self, test: OneOf, who: str) -> Pair:
        """Whether a fact has one of the values."""
        kind = self.scope.facts[test.fact].type
        match kind:
            case FactType.YES_NO if len(set(test.values)) == 1:
                raw = self.facts.raw(test.fact, who)
                return (raw, f"{raw} is False") if test.values[0] is True else (f"{raw} is False", raw)
            case FactType.YES_NO | FactType.CHOICE | FactType.SCALE | FactType.PLACE:
                return self.facts.looked_up(test, who)
            case FactType.NUMBER | FactType.DATE:
                answer = f"one_of({self.code.constant(test)}, {self.facts.raw(test.fact, who)})"
                return self.settled(self.code.once(("one of", who, test), f"SETTLED[{answer}]"))
            case FactType.SET | FactType.PERSON | FactType.PEOPLE:
                raise TypeError(test)
            case _:
                assert_never(kind)

    def settled(self, answer: str) -> Pair:
        """The pair of a variable that is True, False or (where that is unknown) None."""
        return answer, f"{answer} is False"

    def compare(self, test: Compare, who: str) -> Pair:
        """A comparison: of a fact with a constant by its ends, of others by their intervals."""
        against = against_constant(test, self.scope)
        if against is None:
            return self.compare_intervals(test, who)
        left, order, bound = against
        match left:
            case Number(fact):
                return ordered(self.facts.number(fact, who), order, self.code.constant(exact(bound)))
            case Day(fact):
                return ordered(self.facts.day(fact, who), order, self.code.constant(whole(bound)))
            case Rank(fact, None):
                return ordered(self.facts.rank(fact, who), order, self.code.constant(whole(bound)))
            case Age(unit, reached):
                return self.facts.passed(self.facts.day(BIRTH, who), order, bound, unit, reached or self.scope.age_reached)
            case Elapsed(fact, unit):
                return self.facts.passed(self.facts.day(fact, who), order, bound, unit, None)
            case (
                Constant() | Rank() | Standard() | Named() | Plus() | Minus() | Times() | Smallest() | Largest() | Round() | First() | Sum()
            ):  # fmt: skip
                return self.compare_intervals(test, who)
            case _:
                assert_never(left)

    def compare_intervals(self, test: Compare, who: str) -> Pair:
        """A comparison of any quantities; where these can be read in several ways, each answer is possible."""
        if self.readings is Readings.SOME and self.names.vary(test):
            return self.always, self.always
        left, right = self.measured(test.left, who), self.measured(test.right, who)
        return self.settled(self.code.variable(f"SETTLED[compare({left}, {self.code.constant(test.order)}, {right})]"))

    # -- quantities ------------------------------------------------------------------------------------------------------

    def named(self, name: str, who: str) -> str:
        """A quantity that has a name, worked out once for a person."""
        key = "named", who, name
        return self.code.known(key) or self.code.keep(key, self.measured(self.scope.quantities[name].value, who))

    def measured(self, quantity: Quantity, who: str) -> str:
        """A variable that holds the interval of a quantity about a person."""
        match quantity:
            case Constant() | Rank(_, str()):
                return self.constant(quantity)
            case Number() | Day() | Rank() | Age() | Elapsed() | Standard():
                return self.code.known(("measured", who, quantity)) or self.read(quantity, who)
            case Named(name):
                return self.named(name, who)
            case Plus(parts):
                return self.calculated(plus, parts, who)
            case Minus(minuend, less):
                return self.calculated(minus, (minuend, less), who)
            case Times(parts):
                return self.calculated(times, parts, who)
            case Smallest(parts):
                return self.calculated(smallest, parts, who)
            case Largest(parts):
                return self.calculated(largest, parts, who)
            case Round(part, to, mode):
                return self.calculated(partial(rounded, to=to, mode=mode), (part,), who)
            case First(rows):
                pairs = [(self.always, self.never) if row.when is None else self.pair(row.when, who) for row in rows]
                return self.first(pairs, [self.measured(row.value, who) for row in rows])
            case Sum():
                key = "measured", who, quantity
                return self.code.known(key) or self.code.keep(key, self.sum(quantity, who))
            case _:
                assert_never(quantity)

    def constant(self, quantity: Constant | Rank) -> str:
        """A number that is always the same."""
        number = constant_of(quantity, self.scope)
        assert number is not None
        return self.code.constant(quick(point(number)))

    def read(self, quantity: Number | Day | Rank | Age | Elapsed | Standard, who: str) -> str:
        """What is measured of one fact, or is set for the person's place."""
        match quantity:
            case Number(fact):
                written = f"{self.code.constant(number_interval(self.scope.facts[fact]))}({self.facts.raw(fact, who)})"
            case Day(fact):
                written = f"day_interval({self.facts.raw(fact, who)})"
            case Rank(fact):
                written = f"rank({self.code.constant(self.scope.facts[fact])}, {self.facts.raw(fact, who)})"
            case Age():
                written = f"{self.code.constant(time_interval(quantity, self.scope.age_reached))}({self.facts.raw(BIRTH, who)}, day)"
            case Elapsed(fact):
                written = f"{self.code.constant(time_interval(quantity, self.scope.age_reached))}({self.facts.raw(fact, who)}, day)"
            case Standard(name):
                standards = Standards(self.scope.standards[name], self.scope)
                known = [self.facts.raw(fact, who) if fact else "None" for fact in (standards.place_fact, standards.standard.split)]
                written = f"{self.code.constant(standards)}[{', '.join(known)}, day]"
            case _:
                assert_never(quantity)
        return self.code.once(("measured", who, quantity), written)

    def calculated(self, operation: Callable[[Sequence[Interval]], Interval], parts: Sequence[Quantity], who: str) -> str:
        """What an operation makes of quantities."""
        return self.applied(operation, [self.measured(part, who) for part in parts])

    def applied(self, operation: Callable[[Sequence[Interval]], Interval], parts: Sequence[str]) -> str:
        """What an operation makes of intervals in variables."""
        return self.code.variable(f"{self.code.constant(operation)}(({', '.join(parts)},))")

    def first(self, rows: Sequence[Pair], values: Sequence[str]) -> str:
        """The value of the first row that holds; around all that may be it where that is open."""
        found = values[-1]
        for (yes, no), value in reversed(list(zip(rows[:-1], values[:-1], strict=True))):
            found = self.code.variable(f"{value} if {yes} else {found} if {no} else hull(({value}, {found}))")
        return found

    def sum(self, quantity: Sum, who: str) -> str:
        """What people add up to."""
        return self.code.variable(f"added_up({self.over_people(quantity, who, Writer(self.scope, self.readings))})")

    def over_people(self, quantity: Sum, who: str, writer: Writer) -> str:
        """The function, which `writer` writes, of what each adds; and of whom it is asked, on which day."""
        share = share_in(quantity)
        if share not in self._shares:
            self._shares[share] = self.code.constant(writer.function_of(share))
        own = self.facts.person(who) if quantity.with_self else "None"
        return f"{self._shares[share]}, {own}, {self.facts.raw(quantity.among, who)}, day"

    def function_of(self, quantity: Quantity) -> Anything:
        """The function that works out one quantity."""
        self.prepare([("", quantity)])
        return self.function(self.measured(quantity, ""))

    # -- amounts ---------------------------------------------------------------------------------------------------------

    def amount(self, benefit: Benefit) -> str:
        """What a benefit pays to somebody who has it."""
        if benefit.pays is None:
            return "None"
        if benefit.levels is None:
            return self.applied(_paid, [self.measured(benefit.pays.amount, "")])
        rows = [self.pair(row.condition, "") for row in benefit.levels.rows]
        values = [None if row.amount is None else self.measured(row.amount, "") for row in benefit.levels.rows]
        return self.of_rows(rows, values, benefit.levels.hits)

    def of_rows(self, rows: Sequence[Pair], values: Sequence[str | None], hits: Hits) -> str:
        """What the rows of a table pay that apply; a row without a variable pays nothing."""
        by = self.code.constant(hits)
        truths, paid = ", ".join(map(truth, rows)), ", ".join(value or "None" for value in values)
        return self.code.variable(f"paid_in(rows_among([{truths}], {by}), [{paid}], {by})")


class Promised:
    """The benefits that one function asks for, each in its own ruleset's scope, by the readings that were taken."""

    def __init__(self, scope: Scope, code: Code) -> None:
        self.code = code
        self._scope = scope
        self._writers: dict[str, Writer] = {}
        self._pairs: dict[str, Pair] = {}

    def pair(self, name: str) -> Pair:
        """Surely had and surely not, worked out after what the benefit asks for in its turn."""
        if name not in self._pairs:
            for one in benefits_in_order(name, self._scope, self._pairs):
                self._pairs[one] = self._worked_out(one)
        return self._pairs[name]

    def _worked_out(self, name: str) -> Pair:
        if name in self._scope.unsure:
            return Writer.never, Writer.never
        benefit, ruleset, there = self._scope.promise(name)
        if ruleset.name not in self._writers:
            self._writers[ruleset.name] = Writer(there, promised=self)
        writer = self._writers[ruleset.name]
        writer.prepare([("", benefit.condition)])
        yes, no = writer.pair(benefit.condition, "")
        in_force = self.code.variable(f"{self.code.constant(InForce(benefit, ruleset))}[day]")
        return self.code.variable(f"{in_force} and {yes}"), self.code.variable(f"not {in_force} or {no}")


def truth(pair: Pair) -> str:
    """The truth of a pair."""
    return "YES if {} else NO if {} else UNKNOWN".format(*pair)


def behind(benefit: Benefit) -> list[tuple[str, Node]]:
    """The conditions and quantities from which an amount comes."""
    if benefit.pays is None:
        return []
    if benefit.levels is None:
        return [("", benefit.pays.amount)]
    rows = benefit.levels.rows
    return [*(("", row.condition) for row in rows), *(("", row.amount) for row in rows if row.amount is not None)]


def _paid(parts: Sequence[Interval]) -> Interval:
    return plain(cut(parts[0]))


def _paid_in(rows: RowsFound, amounts: Sequence[Interval | None], hits: Hits) -> Interval | None:
    amount = amount_in(rows, amounts, hits)
    return None if amount is None else plain(amount)
