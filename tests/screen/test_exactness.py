"""Numbers are exact or refused: columns of any type, constants between their steps, quantities of up to 38 digits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any as Anything

import polars as pl
import pytest

from huilao.language.ages import AgeReached
from huilao.language.condition import Compare, Condition, OneOf, Order
from huilao.language.facts import Text
from huilao.language.known import Person, Range
from huilao.language.meaning import measure, truth_of
from huilao.language.policy import Pays, Rules
from huilao.language.quantity import (
    Age,
    Constant,
    Day,
    Elapsed,
    Minus,
    Number,
    Plus,
    Quantity,
    Round,
    Rounding,
    Smallest,
    Standard,
    Times,
    TimeUnit,
)
from huilao.language.scope import Situation, scope_of
from huilao.language.standards import DefinedStandard, PlaceOf, SetValue
from huilao.language.truth import Truth
from huilao.language.units import Per, Unit
from huilao.screen.numbers import TooManyDigitsError
from huilao.screen.screening import Screening
from on_engines import Screen, in_decimals, shown
from plain_rules import plain_benefit, plain_rules

DAY = date(2025, 2, 28)


def constant(text: str) -> Constant:
    return Constant(Fraction(text))


def rules_of(conditions: Sequence[Condition], **others: Anything) -> Rules:
    return plain_rules(*(plain_benefit(one, f"b{number}") for number, one in enumerate(conditions)), **others)


def paying(*quantities: Quantity, **others: Anything) -> Rules:
    """Benefits for everybody that pay these, with 10^13 more, so that nothing is cut at nought."""
    more = Constant(Fraction(10**13))
    return plain_rules(
        *(plain_benefit(EVERYBODY, f"b{number}", pays=Pays(Plus((one, more)), Per.MONTH)) for number, one in enumerate(quantities)),
        **others,
    )


def situation(rules: Rules) -> Situation:
    return scope_of(rules.rulesets["r"], rules).on(DAY)


NUMBER_TYPES = [pl.Int8(), pl.Int16(), pl.Int32(), pl.Int64(), pl.UInt8(), pl.Decimal(10, 2), pl.Decimal(38, 0), pl.Decimal(38, 16)]
BOUNDS = ("0", "0.1", "-0.5", "1", "2.005", "1/3", "99.99", "127", "300", "-300", "100000000", "9223372036854775808", "1e20", "-1e37")


def holds(kind: pl.DataType, number: Decimal) -> bool:
    """Whether a column of this type has room for a number."""
    return pl.Series([number], dtype=pl.Decimal(38, 16)).cast(kind, strict=False).cast(pl.Decimal(38, 16)).to_list() == [number]


def test_numbers_compare_exactly_whatever_their_column(screen: Screen) -> None:
    """Whole numbers and decimals of any width and scale, with bounds between their steps and beyond all of them (on Spark some of each)."""
    bounds = BOUNDS[:: 4 if screen.engine == "spark" else 1]
    conditions: list[Condition] = [Compare(Number("balance"), order, constant(bound)) for order in Order for bound in bounds]
    conditions += [OneOf("balance", (Decimal(bound),)) for bound in bounds if "/" not in bound]
    conditions += [Compare(Times((Number("balance"), constant("1/3"))), order, constant("33.33")) for order in Order]
    rules = rules_of(conditions)
    screening = Screening(rules, DAY)
    for kind in NUMBER_TYPES[1::3] if screen.engine == "spark" else NUMBER_TYPES:
        values = [Decimal(one) for one in ("0", "1", "2", "99", "100", "127")]
        values += [Decimal(one) for one in ("-1", "-127", "0.01", "2.01", "99.99", "99999999.99") if holds(kind, Decimal(one))]
        pl.DataFrame(
            {"number": range(len(values) + 1), "balance": pl.Series([*values, None], dtype=pl.Decimal(38, 16)).cast(kind)}
        ).write_parquet(screen.path)
        rows = screen.rows(screening.answers(screen.runner.scan(screen.path), ["number"]))
        for value, row in zip([*values, None], rows, strict=True):
            for benefit in screening.benefits:
                truth = truth_of(benefit.condition, {"balance": value}, situation(rules))
                assert Truth.of(row[benefit.full_name]) is truth, f"{kind} {value}: {benefit.condition}"


EVERYBODY = Compare(Constant(Fraction(0)), Order.AT_MOST, Constant(Fraction(0)))
LARGE = ("999999999999.999999", "-999999999999.999999", "0.000001", "1234567.891011", "0", "-0.5")
QUANTITIES: Sequence[Quantity] = (
    Number("balance"),
    Times((Number("balance"), constant("0.123456"))),
    Times((constant("1/3"), Number("balance"))),
    Times((constant("-7/9"), Number("balance"))),
    Minus(Number("balance"), Times((constant("0.999999"), Number("balance")))),
    *(Round(Number("balance"), Fraction(to), mode) for mode in Rounding for to in ("1", "0.01", "1/3", "7", "1/8")),
    *(Round(Times((Number("balance"), constant("1/3"))), Fraction(3, 2), mode) for mode in Rounding),
    Plus((Number("balance"), Number("balance"), constant("0.0000005"))),
    *(Round(Number("household_size"), Fraction(10**13), mode) for mode in Rounding),
)


def test_amounts_are_exact_to_the_last_digit(engine: str, screen: Screen) -> None:
    """Of twelve digits before the point and six after it, times fractions, rounded any way, in whole and in part; on Spark, where each
    costs a second to plan, some of them.
    """
    quantities = QUANTITIES[:: 4 if engine == "spark" else 1]
    rules = paying(*quantities)
    people: list[Person] = [{"balance": Decimal(one)} for one in LARGE]
    people += [{"balance": Range(Decimal("-1.000001"), Decimal("2.5"))}, {"balance": Range(None, Decimal(3))}, {}]
    for person, row in zip(people, screen.amounts(Screening(rules, DAY), people), strict=True):
        for number, benefit in enumerate(rules.rulesets["r"].benefits):
            assert benefit.pays is not None
            expected = in_decimals(measure(benefit.pays.amount, person, situation(rules)))
            low, high = expected[0] if expected[0] is not None else Decimal(0), expected[1]  # what is open is cut at nought
            assert shown(row, f"r/b{number}") == (low, high), f"{quantities[number]} of {person}"


def test_halves_are_rounded_as_the_rule_says(screen: Screen) -> None:
    """Halves upwards, also below nought; steps that are odd or even."""
    texts = ("2.5", "-2.5", "3.5", "-3.5", "1.4999995", "7", "-0.5")
    rounds = [Round(Number("balance"), Fraction(to), mode) for mode in Rounding for to in ("1", "2", "5", "0.3")]
    rules = paying(*rounds)
    people: list[Person] = [{"balance": Decimal(one)} for one in texts[:4] + texts[5:]]
    for person, row in zip(people, screen.amounts(Screening(rules, DAY), people), strict=True):
        for number, one in enumerate(rounds):
            assert shown(row, f"r/b{number}")[0] == Decimal(10**13) + (in_decimals(measure(one, person, situation(rules)))[0] or 0)


def test_a_number_with_more_digits_than_quantities_read_is_unknown_to_them(screen: Screen) -> None:
    """It is neither rounded nor wrong; compared with a constant it counts as it is."""
    conditions = [
        Compare(Number("balance"), Order.ABOVE, constant("0")),
        Compare(Plus((Number("balance"), constant("0"))), Order.ABOVE, constant("0")),
    ]
    people: list[Person] = [{"balance": Decimal(one)} for one in ("0.0000001", "1E+13", "1E+12", "0.000001")]
    rows = screen.answers(Screening(rules_of(conditions), DAY), people)

    assert [(row["r/b0"], row["r/b1"]) for row in rows] == [(True, None), (True, None), (True, True), (True, True)]


def test_a_quantity_that_could_need_more_than_38_digits_is_refused() -> None:
    """Before anybody is screened, by the name of the benefit, in both languages."""
    long = Times((constant("0.123456789123"), constant("1.000000000001"), Number("balance")))
    rules = paying(Number("income"), long)

    with pytest.raises(TooManyDigitsError, match=r"r/b1.*38.*\n?.*r/b1.*38"):
        Screening(rules, DAY)


def test_wide_numbers_are_compared_and_chosen_exactly(screen: Screen) -> None:
    """Those that 64 bits do not hold, beside those that they do."""
    fine = Times((constant("0.000001"), Number("balance")))
    wide = Times((constant("1000000.000001"), Number("balance")))
    conditions = [
        Compare(wide, order, Plus((Times((constant("1000000"), Number("balance"))), fine, constant(shift))))
        for order in Order
        for shift in ("0", "1e-12", "-1e-12")
    ]
    conditions += [Compare(Smallest((wide, constant("1"))), Order.AT_LEAST, constant("1"))]
    rules = rules_of(conditions)
    people: list[Person] = [{"balance": Decimal(one)} for one in LARGE]
    for person, row in zip(people, screen.answers(Screening(rules, DAY), people), strict=True):
        for benefit in rules.rulesets["r"].benefits:
            assert Truth.of(row[benefit.full_name]) is truth_of(benefit.condition, person, situation(rules)), (
                f"{benefit.condition} of {person}"
            )


DATES = [date(1, 1, 1), date(1600, 2, 29), date(1900, 3, 1), date(1999, 12, 31), date(2000, 2, 29), date(2024, 2, 29), date(9999, 12, 31)]


@pytest.mark.parametrize("reached", AgeReached)
@pytest.mark.parametrize("day", [date(2025, 2, 28), date(2024, 2, 29), date(2025, 4, 30), date(2025, 3, 15), date(2025, 3, 1)])
def test_ages_and_times_are_numbers_like_others(screen: Screen, reached: AgeReached, day: date) -> None:
    """In years, months and days, to the day, before and after; days by their number in the calendar."""
    if screen.engine == "spark" and (day.day != 28 or reached is not AgeReached.BIRTHDAY):
        pytest.skip("a job of Spark costs seconds")
    quantities = [
        *(Age(unit) for unit in (TimeUnit.YEARS, TimeUnit.MONTHS)),
        *(Elapsed("birth_date", unit) for unit in TimeUnit),
        Day("birth_date"),
    ]
    rules = paying(*quantities)
    ruleset = rules.rulesets["r"]
    rules = replace(rules, rulesets={"r": replace(ruleset, document=replace(ruleset.document, age_reached=reached))})
    around = [day + timedelta(days=days) for days in (0, 1, -1, 31, -30, -365, -366, -367, -36524, -36525, 400)]
    people: list[Person] = [{"birth_date": one} for one in (*around, *(DATES if screen.engine != "spark" else DATES[2:]))]
    place = scope_of(rules.rulesets["r"], rules).on(day)
    for person, row in zip(people, screen.amounts(Screening(rules, day), people), strict=True):
        for number, quantity in enumerate(quantities):
            known = measure(quantity, person, place)
            assert known.low is not None
            assert shown(row, f"r/b{number}") == (Decimal(int(known.low) + 10**13),) * 2, f"{quantity} of {person}"


def test_a_standard_of_many_places_is_looked_up_for_each(screen: Screen) -> None:
    """Of every county of a long list the value of its own, of a coarser place all that are inside."""
    counties = [f"51{prefecture:02}{county:02}" for prefecture in range(1, 30) for county in range(1, 10)]
    values = tuple(SetValue(code, date(2024, 1, 1), Fraction(int(code[2:]))) for code in counties)
    country = SetValue("", date(2024, 1, 1), Fraction(5))
    standard = DefinedStandard("relief", Text("标准"), Unit.CNY_PER_MONTH, PlaceOf.RESIDENCE, None, (country, *values))
    rules = plain_rules(plain_benefit(EVERYBODY, "b0", pays=Pays(Standard("relief"), Per.MONTH)), standards={"relief": standard})
    people: list[Person] = [{"residence": code} for code in (*counties[::7], "51", "5102", "22", "510203100", "513000", "")]
    people.append({})
    for person, row in zip(people, screen.amounts(Screening(rules, DAY), people), strict=True):
        assert shown(row, "r/b0") == in_decimals(measure(Standard("relief"), person, situation(rules))), person
