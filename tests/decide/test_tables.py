"""What compiled rules keep of people: tables that answer as the reference does, and never grow without end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any as Anything

import pytest

from huilao.decide import properties as properties_module
from huilao.decide import tables as tables_module
from huilao.decide.ends import exact
from huilao.decide.properties import FactAnswers
from huilao.decide.tables import Answers, Deadlines, Standards, answers
from huilao.language.ages import AgeReached
from huilao.language.condition import Inside
from huilao.language.facts import Text
from huilao.language.quantity import TimeUnit
from huilao.language.scope import Scope
from huilao.language.standards import DefinedStandard, PlaceOf, SetValue
from huilao.language.units import Unit
from strategies import FACTS

DAY = date(2025, 3, 1)


@pytest.mark.parametrize("number", ["1/8", "-1/125", "2000", "7/5", "0", "123456789012345678901/1000"])
def test_a_number_with_an_end_in_decimals_becomes_one(number: str) -> None:
    """With all its digits."""
    assert isinstance(exact(Fraction(number)), Decimal)
    assert Fraction(exact(Fraction(number))) == Fraction(number)


@pytest.mark.parametrize("number", ["1/3", "-7/6", "1/1000000007"])
def test_a_number_without_end_in_decimals_stays_what_it_is(number: str) -> None:
    """A third is a third."""
    assert exact(Fraction(number)) == Fraction(number)


def a_standard() -> Standards:
    values = (SetValue("51", DAY, Fraction(700)),)
    return Standards(DefinedStandard("dibao", Text("d"), Unit.CNY, PlaceOf.RESIDENCE, None, values), Scope(FACTS))


def deadlines() -> Deadlines:
    found = Deadlines()
    found.wanted.append((80, TimeUnit.YEARS, AgeReached.BIRTHDAY))
    return found


def inside() -> Answers:
    return answers(Inside("residence"), "51")


def of_a_fact() -> FactAnswers:
    found = FactAnswers("", "residence")
    found.reads["a0"] = inside().truth
    found.wanted |= {("a0", True), ("a0", False)}
    return found


def code(number: int) -> str:
    return f"51{number:04}"


def place_and_day(number: int) -> tuple[str, None, date]:
    return code(number), None, DAY


def day(number: int) -> date:
    return DAY + timedelta(days=number)


@pytest.mark.parametrize(
    ("table", "key"),
    [(inside, code), (of_a_fact, code), (a_standard, place_and_day), (deadlines, day)],
    ids=["answers", "answers of the network", "standards", "deadlines"],
)
def test_a_table_keeps_no_more_than_it_should(
    monkeypatch: pytest.MonkeyPatch, table: Callable[[], Mapping[Anything, Anything]], key: Callable[[int], Anything]
) -> None:
    """And answers the same when it has been emptied."""
    monkeypatch.setattr(tables_module, "KEPT", 5)
    monkeypatch.setattr(properties_module, "KEPT", 5)
    found = table()
    first = [found[key(number)] for number in range(12)]

    assert len(found) <= 5
    assert [found[key(number)] for number in range(12)] == first
