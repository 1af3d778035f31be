"""Conditions compiled to one Python function, for outcomes alone.

A condition becomes two expressions, *surely yes* and *surely no*, in negation normal form; neither holds where it is
unknown. The source of the function has only names that are made here; every constant stands in its namespace, so no
text of a rule file is ever run.
"""

from __future__ import annotations

import math
from calendar import isleap
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any as Anything
from typing import assert_never

from ..language.condition import About, All, Any, Condition, Count, Not, Operator, Term, Test
from ..language.facts import FactType, Vocabulary
from ..language.meaning import Person, has_passed, within
from ..language.policy import AgeReached, DefinedTerm
from ..language.truth import Truth

KEPT = 4_096
"""Places that one table keeps; a full one is emptied."""

Decide = Callable[[Person, date], list[Truth]]


class Readings(Enum):
    """Which readings of a term an answer holds under."""

    DEFAULT = "default"
    EVERY = "every"
    SOME = "some"


def compile_conditions(
    conditions: Sequence[Sequence[Condition]],
    terms: Mapping[str, DefinedTerm],
    facts: Vocabulary,
    place: str,
    age_reached: AgeReached,
    readings: Readings = Readings.DEFAULT,
) -> Decide:
    """One function from a person and a day to the truth of each entry of `conditions`.

    An entry is a condition and its other readings; `DEFAULT` looks at the first alone. `EVERY` answers YES or NO where
    all combinations of readings surely do, `SOME` where some may: a term that occurs twice is counted as free to differ,
    so `EVERY` errs towards UNKNOWN and `SOME` gives YES and NO apart (see `compile_possible`).
    """
    writer = Writer(terms, facts, place, age_reached, readings)
    answers = [writer.of_readings(None, entry, "") for entry in conditions]
    rows = [f"YES if {yes} else NO if {no} else UNKNOWN" for yes, no in answers]
    return writer.function("[" + ", ".join(rows) + "]")


def compile_possible(
    conditions: Sequence[Sequence[Condition]], terms: Mapping[str, DefinedTerm], facts: Vocabulary, place: str, age_reached: AgeReached
) -> Callable[[Person, date], list[tuple[bool, bool]]]:
    """For each entry whether some combination of readings may answer YES, and whether some may answer NO."""
    writer = Writer(terms, facts, place, age_reached, Readings.SOME)
    answers = [writer.of_readings(None, entry, "") for entry in conditions]
    return writer.function("[" + ", ".join(f"(bool({yes}), bool({no}))" for yes, no in answers) + "]")


Pair = tuple[str, str]
"""Expressions for surely yes and surely no."""


class Writer:
    """Writes a function of a person and a day that works out conditions."""

    both, either, always, never = " and ", " or ", "True", "False"

    def __init__(
        self, terms: Mapping[str, DefinedTerm], facts: Vocabulary, place: str, age_reached: AgeReached,
        readings: Readings = Readings.DEFAULT,
    ) -> None:  # fmt: skip
        self.terms = terms
        self.facts = facts
        self.place = place
        self.age_reached = age_reached
        self.readings = readings
        self.lines: list[str] = []
        self.names: dict[tuple[Anything, ...], str] = {}
        self.space: dict[str, Anything] = {
            "YES": Truth.YES, "NO": Truth.NO, "UNKNOWN": Truth.UNKNOWN, "NAN": math.nan, "EMPTY": frozenset[str](),
            "has_passed": has_passed,
        }  # fmt: skip

    def function(self, result: str) -> Anything:
        """The function with these lines that returns this."""
        body = "".join(f"    {line}\n" for line in (*self.lines, f"return {result}"))
        exec(compile(f"def decide(person, day):\n{body}", "<rules>", "exec"), self.space)  # noqa: S102  # our own names only
        return self.space["decide"]

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
            case Test():
                return self.test(condition, who)
            case Term(name):
                return self.term(name, who)
            case About(fact, part):
                return self.pair(part, fact)
            case _:
                assert_never(condition)

    def all(self, parts: Iterable[str]) -> str:
        """Every part."""
        return _joined(self.both, list(parts), self.always)

    def any(self, parts: Iterable[str]) -> str:
        """At least one part."""
        return _joined(self.either, list(parts), self.never)

    def count(self, condition: Count, who: str) -> Pair:
        """Whether enough parts surely hold and few enough may, and whether too few may or too many surely hold."""
        pairs = [self.pair(part, who) for part in condition.parts]
        sure = " + ".join(f"(1 if {yes} else 0)" for yes, _ in pairs) or "0"
        ruled_out = " + ".join(f"(1 if {no} else 0)" for _, no in pairs) or "0"
        yes: list[str] = []
        no: list[str] = []
        if condition.at_least is not None:
            yes.append(f"({sure} >= {condition.at_least})")
            no.append(f"({len(pairs)} - ({ruled_out}) < {condition.at_least})")
        if condition.at_most is not None:
            yes.append(f"({len(pairs)} - ({ruled_out}) <= {condition.at_most})")
            no.append(f"({sure} > {condition.at_most})")
        return self.all(yes), self.any(no)

    def term(self, name: str, who: str) -> Pair:
        """A term's two truths as variables, worked out once for a person."""
        key = ("term", who, name)
        if key not in self.names:
            term = self.terms[name]
            yes, no = self.of_readings(name, [term.condition, *(reading.condition for reading in term.readings)], who)
            variable = self.names[key] = f"t{len(self.names)}"
            self.lines += [f"{variable}y = {yes}", f"{variable}n = {no}"]
        return f"{self.names[key]}y", f"{self.names[key]}n"

    def variable(self, key: tuple[Anything, ...], expression: str) -> str:
        """A variable that holds this, worked out once."""
        if key not in self.names:
            variable = f"v{len(self.names)}"
            self.names[key] = variable
            self.lines.append(f"{variable} = {expression}")
        return self.names[key]

    def constant(self, value: Anything) -> str:
        """A name for a constant in the namespace."""
        name = f"k{len(self.space)}"
        self.space[name] = value
        return name

    def raw(self, fact: str, who: str) -> str:
        """A variable that holds a fact as it is known, or None."""
        person = "person" if not who else self.variable(("person", who), f"person.get({self.constant(who)}) or {{}}")
        return self.variable(("raw", who, fact), f"{person}.get({self.constant(fact)})")

    def test(self, test: Test, who: str) -> Pair:
        fact = self.facts[test.fact]
        if test.fact == "age":
            birth = self.raw(str(fact.derived_from), who)
            age_on = self.constant(age_counter(self.age_reached))
            age = self.variable(("age", who), f"NAN if {birth} is None else {age_on}(day, {birth})")
            whole = [int(value) for value in test.values if isinstance(value, Decimal) and value == int(value)]
            return self.ordered(test, age, whole) if len(whole) == len(test.values) else _known(birth, self.ordered(test, age, test.values))
        if fact.derived_from is not None:
            here = self.inside(fact.derived_from, who, (self.place,))
            return (here, f"{here} is False") if test.values == (True,) else (f"{here} is False", here)
        raw = self.raw(test.fact, who)
        match fact.type:
            case FactType.YES_NO:
                return (raw, f"{raw} is False") if test.values == (True,) else (f"{raw} is False", raw)
            case FactType.NUMBER:
                return _known(raw, self.ordered(test, raw, test.values))
            case FactType.DATE:
                if test.operator is Operator.FOR_AT_LEAST:
                    passed = f"has_passed({raw}, {self.constant(test.values[0])}, day)"
                    return f"({raw} is not None and {passed})", f"({raw} is not None and not {passed})"
                ordinal = self.variable(("number", who, test.fact), f"NAN if {raw} is None else {raw}.toordinal()")
                return self.ordered(test, ordinal, [value.toordinal() for value in test.values if isinstance(value, date)])
            case FactType.CHOICE | FactType.SCALE:
                codes = frozenset(code.code for code in fact.codes)
                holding = _codes_that_hold(test, [code.code for code in fact.codes])
                return self.member(raw, holding), self.member(raw, codes - holding)
            case FactType.SET:
                return self.of_set(test, raw)
            case FactType.PLACE:
                if test.operator is Operator.WITHIN:
                    here = self.inside(test.fact, who, tuple(str(value) for value in test.values))
                    return here, f"{here} is False"
                among = f"{raw} in {self.constant(frozenset(test.values))}"
                pair = f"({among})", f"({raw} is not None and not {among})"
                return pair if test.operator is Operator.ONE_OF else (pair[1], pair[0])
            case FactType.PERSON:
                raise AssertionError(test)
            case _:
                assert_never(fact.type)

    def inside(self, fact: str, who: str, places: tuple[str, ...]) -> str:
        """A variable: whether a place fact lies inside one of these divisions, None where that is unknown."""
        raw = self.raw(fact, who)
        return self.variable(("inside", who, fact, *places), f"{self.constant(_Inside(places))}[{raw}]")

    def ordered(self, test: Test, variable: str, values: Iterable[Anything]) -> Pair:
        """Comparisons of a number, of which an unknown one is not-a-number: every comparison with it is false."""
        low, *rest = (self.constant(value) for value in values)
        match test.operator:
            case Operator.AT_LEAST:
                return f"{variable} >= {low}", f"{variable} < {low}"
            case Operator.AT_MOST:
                return f"{variable} <= {low}", f"{variable} > {low}"
            case Operator.ABOVE:
                return f"{variable} > {low}", f"{variable} <= {low}"
            case Operator.BELOW:
                return f"{variable} < {low}", f"{variable} >= {low}"
            case Operator.BETWEEN:
                return f"{low} <= {variable} <= {rest[0]}", f"({variable} < {low} or {variable} > {rest[0]})"
            case _:
                among = f"({variable} in ({low}, {', '.join(rest)}))"
                not_among = f"({variable} == {variable} and {variable} not in ({low}, {', '.join(rest)}))"
                return (among, not_among) if test.operator is Operator.ONE_OF else (not_among, among)

    def member(self, variable: str, codes: frozenset[str]) -> str:
        """Whether a code is one of these."""
        if not codes:
            return "False"
        if len(codes) == 1:
            return f"{variable} == {self.constant(next(iter(codes)))}"
        return f"{variable} in {self.constant(codes)}"

    def of_set(self, test: Test, raw: str) -> Pair:
        codes = self.constant(frozenset(test.values))
        known = f"{raw} is not None"
        shared = f"({known} and not {codes}.isdisjoint({raw}))"
        apart = f"({known} and {codes}.isdisjoint({raw}))"
        match test.operator:
            case Operator.HAS_ANY:
                return shared, apart
            case Operator.HAS_NONE:
                return apart, shared
            case _:
                return f"({known} and {codes} <= {raw})", f"({known} and not {codes} <= {raw})"


def _known(raw: str, pair: Pair) -> Pair:
    """Comparisons that are false where a fact is unknown; a Decimal cannot be compared with not-a-number."""
    return f"({raw} is not None and {pair[0]})", f"({raw} is not None and {pair[1]})"


def _joined(word: str, parts: list[str], empty: str) -> str:
    return f"({word.join(parts)})" if len(parts) > 1 else parts[0] if parts else empty


def _codes_that_hold(test: Test, codes: list[str]) -> frozenset[str]:
    """The codes of a choice or scale for which a test holds."""
    low = codes.index(str(test.values[0]))
    match test.operator:
        case Operator.AT_LEAST:
            return frozenset(codes[low:])
        case Operator.AT_MOST:
            return frozenset(codes[: low + 1])
        case Operator.ABOVE:
            return frozenset(codes[low + 1 :])
        case Operator.BELOW:
            return frozenset(codes[:low])
        case Operator.BETWEEN:
            return frozenset(codes[low : codes.index(str(test.values[1])) + 1])
        case Operator.NONE_OF:
            return frozenset(codes) - frozenset(str(value) for value in test.values)
        case _:
            return frozenset(str(value) for value in test.values)


class _Inside(dict[str | None, bool | None]):
    """Whether a place lies inside one of some divisions, by its code; None where that is unknown."""

    def __init__(self, places: tuple[str, ...]) -> None:
        self.places = places

    def __missing__(self, code: str | None) -> bool | None:
        if len(self) >= KEPT:
            self.clear()
        truths = [Truth.UNKNOWN if code is None else within(code, place) for place in self.places]
        inside = self[code] = True if Truth.YES in truths else None if Truth.UNKNOWN in truths else False
        return inside


def age_counter(reached: AgeReached) -> Callable[[date, date], int]:
    """The age on a day of someone born on another, as `meaning.age_on` has it but without its search."""

    def age(day: date, birth: date) -> int:
        match reached:  # an age reached late is the one that birthdays gave on an earlier day
            case AgeReached.BIRTHDAY:
                pass
            case AgeReached.DAY_AFTER:
                day -= timedelta(days=1)
            case AgeReached.NEXT_MONTH_START:
                day = day.replace(day=1) - timedelta(days=1)
            case _:
                assert_never(reached)
        month, last = day.month, day.day
        if month == 2 and last == 28 and not isleap(day.year):
            last = 29  # who was born on 29 February completes the year on the last day of the month
        return day.year - birth.year - ((birth.month, birth.day) > (month, last))

    return age
