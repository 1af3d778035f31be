"""Written quantities and comparisons to the tree."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

import yaml
from huilao.errors import RulesError, Severity
from huilao.language.condition import All, Any, Compare, Condition, Has, Inside, Not, OneOf, Order, Share
from huilao.language.policy import Rules
from huilao.language.quantity import (
    Age,
    Branch,
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
    Rounding,
    Smallest,
    Standard,
    Times,
    TimeUnit,
)
from huilao.language.units import Per, Unit
from huilao.reading.rules import read_rules
from small_books import FACTS, NUMBERS, QUANTITIES, STANDARDS, benefit, chapter, document, one_ruleset, write_book


def read(folder: Path, files: Mapping[str, str]) -> Rules:
    given = {
        "facts.yaml": FACTS + NUMBERS,
        "standards.yaml": STANDARDS,
        "terms.yaml": QUANTITIES,
        "r/document.yaml": document("r"),
        **files,
    }
    rules, problems = read_rules(write_book(folder, given))
    assert rules is not None, "\n".join(one.render("en") for one in problems)
    return rules


def paid(folder: Path, amount: str, more: str = "") -> Quantity:
    """The tree of an amount."""
    rules = read(folder, {"r/chapter.yaml": chapter(b=benefit("{age: {at_least: 60}}", f"pays: {{amount: {amount}, per: month}}{more}"))})
    pays = rules.rulesets["r"].benefits[0].pays
    assert pays is not None
    return pays.amount


def asked(folder: Path, when: str) -> Condition:
    """The tree of a condition."""
    return read(folder, {"r/chapter.yaml": chapter(b=benefit(when))}).rulesets["r"].benefits[0].when


def number(value: str) -> Constant:
    return Constant(Fraction(value))


INCOME, LINE = Number("income"), Standard("line")

WRITTEN: Mapping[str, Quantity] = {
    "800": number("800"),
    "1.3": number("1.3"),
    "1/3": number("1/3"),
    "income": INCOME,
    "月收入": INCOME,
    "line": LINE,
    "低保标准": LINE,
    "base": Named("base"),
    "基数": Named("base"),
    "{plus: [income, 1/3, line]}": Plus((INCOME, number("1/3"), LINE)),
    "{和: [income, 3]}": Plus((INCOME, number("3"))),
    "{minus: [line, income]}": Minus(LINE, INCOME),
    "{差: [line, 0.5]}": Minus(LINE, number("0.5")),
    "{times: [line, heads]}": Times((LINE, Number("heads"))),
    "{积: [line, 1.3]}": Times((LINE, number("1.3"))),
    "{times: [share, line]}": Times((Number("share"), number("1/100"), LINE)),
    "{times: [part, income]}": Times((Standard("part"), number("1/100"), INCOME)),
    "{times: [heads, 25]}": Times((Number("heads"), number("25"))),
    "{smallest: [income, 800]}": Smallest((INCOME, number("800"))),
    "{取小: [income, 800]}": Smallest((INCOME, number("800"))),
    "{largest: [income, line]}": Largest((INCOME, LINE)),
    "{取大: [income, line]}": Largest((INCOME, LINE)),
    "{round: income, to: 1, mode: up}": Round(INCOME, Fraction(1), Rounding.UP),
    "{取整: income, 到: 0.1, 方式: 舍去}": Round(INCOME, Fraction("0.1"), Rounding.DOWN),
    "{取整: income, 到: 1/2, 方式: 四舍五入}": Round(INCOME, Fraction("1/2"), Rounding.HALF_UP),
    "{first: [{when: {widowed: true}, is: 3}, {is: income}]}": First(
        (Branch(OneOf("widowed", (True,)), number("3")), Branch(None, INCOME))
    ),
    "{首中: [{条件: {丧偶: 是}, 算法: 3}, {否则: 月收入}]}": First((Branch(OneOf("widowed", (True,)), number("3")), Branch(None, INCOME))),
    "top_up": First((Branch(OneOf("widowed", (True,)), Number("top_up")), Branch(None, number("0")))),
    "{smallest: [{times: [1/2, {minus: [line, income]}]}, 800]}": Smallest((Times((number("1/2"), Minus(LINE, INCOME))), number("800"))),
}


@pytest.mark.parametrize("text", WRITTEN)
def test_what_is_written_is_what_is_meant(text: str, tmp_path: Path) -> None:
    """In either spelling; a percent in a product counts as hundredths, a fact without meaning as nought."""
    assert paid(tmp_path, text) == WRITTEN[text]


def at_least(left: Quantity, right: Quantity) -> Compare:
    return Compare(left, Order.AT_LEAST, right)


AGE, MONTHS = Age(TimeUnit.YEARS), Age(TimeUnit.MONTHS)

CONDITIONS: Mapping[str, Condition] = {
    "{age: {at_least: 60}}": at_least(AGE, number("60")),
    "{年龄: {不低于: 60岁}}": at_least(AGE, number("60")),
    "{age: {at_least: 60 years 6 months}}": at_least(MONTHS, number("726")),
    "{年龄: {不低于: 60岁6个月}}": at_least(MONTHS, number("726")),
    "{年龄: {不高于: 69周岁}}": Compare(AGE, Order.AT_MOST, number("69")),
    "{age: {below: 720 months}}": Compare(MONTHS, Order.BELOW, number("720")),
    "{age: {between: [60 years 6 months, 65]}}": All((at_least(MONTHS, number("726")), Compare(AGE, Order.AT_MOST, number("65")))),
    "{age: {between: [60, 69 years 6 months]}}": All((at_least(AGE, number("60")), Compare(MONTHS, Order.AT_MOST, number("834")))),
    "{age: 60}": All((at_least(AGE, number("60")), Compare(AGE, Order.AT_MOST, number("60")))),
    "{age: {is_not: 60}}": Not(All((at_least(AGE, number("60")), Compare(AGE, Order.AT_MOST, number("60"))))),
    "{age: [60, 70]}": Any(tuple(All((at_least(AGE, number(one)), Compare(AGE, Order.AT_MOST, number(one)))) for one in ("60", "70"))),
    "{age: {at_least: {first: [{when: {sex: female}, is: 55}, {is: 60}]}}}": at_least(
        AGE, First((Branch(OneOf("sex", ("female",)), number("55")), Branch(None, number("60"))))
    ),
    "{assessed_on: {for_at_least: 2 years}}": at_least(Elapsed("assessed_on", TimeUnit.YEARS), number("2")),
    "{assessed_on: {for_at_least: 2 years 6 months}}": at_least(Elapsed("assessed_on", TimeUnit.MONTHS), number("30")),
    "{assessed_on: {for_at_least: 2年6个月}}": at_least(Elapsed("assessed_on", TimeUnit.MONTHS), number("30")),
    "{assessed_on: {for_at_least: 400天}}": at_least(Elapsed("assessed_on", TimeUnit.DAYS), number("400")),
    "{income: {below: line}}": Compare(INCOME, Order.BELOW, LINE),
    "{income: {below: base}}": Compare(INCOME, Order.BELOW, Named("base")),
    "{income: {at_most: {times: [line, heads]}}}": Compare(INCOME, Order.AT_MOST, Times((LINE, Number("heads")))),
    "{income: {between: [100, {times: [line, 1/2]}]}}": All(
        (at_least(INCOME, number("100")), Compare(INCOME, Order.AT_MOST, Times((LINE, number("1/2")))))
    ),
    "{base: {above: 500}}": Compare(Named("base"), Order.ABOVE, number("500")),
    "{低保标准: {不低于: 500}}": at_least(LINE, number("500")),
    "{top_up: {at_least: 5}}": All((OneOf("widowed", (True,)), at_least(Number("top_up"), number("5")))),
    "{certificate: {is_not: none}}": Not(OneOf("certificate", ("none",))),
    "{certificate: {none_of: [none]}}": Not(OneOf("certificate", ("none",))),
    "{certificate: {one_of: [none]}}": OneOf("certificate", ("none",)),
    "{income: [100, 200]}": OneOf("income", (Decimal(100), Decimal(200))),
    "{aids: {has_any: [dibao, edge]}}": Has("aids", Share.ANY, ("dibao", "edge")),
    "{aids: {has_all: [dibao]}}": Has("aids", Share.ALL, ("dibao",)),
    "{aids: {has_none: [dibao]}}": Not(Has("aids", Share.ANY, ("dibao",))),
    '{residence: {within: ["51", 冕宁县]}}': Inside("residence", ("51", "513433")),
    '{residence: {is_not: "51"}}': Not(Inside("residence", ("51",))),
    "{lives_here: true}": Inside("residence"),
    "{户籍在本地: 否}": Not(Inside("household_registration")),
    "{ability: {between: [mild, severe]}}": All(
        (at_least(Rank("ability"), Rank("ability", "mild")), Compare(Rank("ability"), Order.AT_MOST, Rank("ability", "severe")))
    ),
    "{ability: {at_least: mild}}": at_least(Rank("ability"), Rank("ability", "mild")),
}


@pytest.mark.parametrize("text", CONDITIONS)
def test_conditions_compare_quantities(text: str, tmp_path: Path) -> None:
    """Ages and times count in the smallest unit that is written; a quantity may stand wherever a number may."""
    assert asked(tmp_path, text) == CONDITIONS[text]


def test_years_and_months_of_an_age_are_held_against_each_other(tmp_path: Path) -> None:
    """65 years are above 60 years and 6 months, although 65 is below 726."""
    with pytest.raises(RulesError, match="颠倒"):
        one_ruleset(tmp_path, b=benefit("{age: {between: [65, 60 years 6 months]}}"))


def test_a_date_is_compared_with_a_day(tmp_path: Path) -> None:
    """Before is below, on or after is at least."""
    day = yaml.safe_load("2020-05-01")
    meant = All((Compare(Day("assessed_on"), Order.BELOW, Constant(day)), at_least(Day("assessed_on"), Constant(day))))

    assert asked(tmp_path, "{assessed_on: {before: 2020-05-01, on_or_after: 2020-05-01}}") == meant


def test_money_by_the_month_becomes_money_by_the_year_by_a_product(tmp_path: Path) -> None:
    """A quantity says in what it is counted; a product may be counted in another unit of money than its factor."""
    facts = (
        FACTS
        + "  yearly: {type: number, label: {zh: 年收入}, unit: CNY per year}\n  monthly: {type: number, label: {zh: 月入}, unit: CNY per month}\n"
    )
    terms = "terms: {}\nquantities:\n  limit: {unit: CNY per year, is: {times: [monthly, 12]}}\n"
    rules = read(tmp_path, {"facts.yaml": facts, "terms.yaml": terms, "standards.yaml": STANDARDS,
                            "r/chapter.yaml": chapter(b=benefit("{yearly: {below: limit}}"))})  # fmt: skip

    assert rules.quantities["limit"].unit is Unit.CNY_PER_YEAR


def test_a_document_replaces_a_shared_quantity_everywhere_in_its_ruleset(tmp_path: Path) -> None:
    """Like a term: other quantities that use it use the document's own; the other ruleset keeps the shared one."""
    terms = QUANTITIES + "  twice: {unit: CNY, is: {times: [base, 2]}}\n"
    own = "quantities: {基数: {unit: CNY, is: 900}, mine: {unit: CNY, is: {plus: [base, 1]}}}"
    files = {
        "terms.yaml": terms, "r/document.yaml": document("r", more=own), "r/chapter.yaml": chapter(b=benefit("{income: {below: mine}}")),
        "s/document.yaml": document("s"), "s/chapter.yaml": chapter(b=benefit("{income: {below: twice}}")),
    }  # fmt: skip
    rules = read(tmp_path, files)
    here, there = rules.rulesets["r"].quantities, rules.rulesets["s"].quantities

    assert here["base"].value == number("900")
    assert here["base"].own
    assert here["base"].label == there["base"].label
    assert here["mine"].value == Plus((Named("base"), number("1")))
    assert there["base"].value == Times((LINE, number("1.5")))
    assert "mine" not in there


TABLE = """levels: {{columns: {{rate: {{label: {{zh: 比例}}, type: percent}}, cap: {{label: {{zh: 上限}}, type: money}}, where: {{label: {{zh: 地点}}, type: text}}}},
hits: {hits}, rows: [{{when: {{widowed: true}}, rate: 84, cap: {{times: [line, 2]}}, where: 县}}, {{rate: {{smallest: [share, 50]}}, cap: , where: }}]}},
pays: {{amount: {amount}, per: month}}"""


def rows(folder: Path, hits: str, amount: str) -> list[tuple[Condition, Quantity | None, bool]]:
    rules = read(folder, {"r/chapter.yaml": chapter(b=benefit("{age: {at_least: 60}}", TABLE.format(hits=hits, amount=amount)))})
    levels = rules.rulesets["r"].benefits[0].levels
    assert levels is not None
    assert [row.cells[1:] for row in levels.rows] == [(Times((LINE, number("2"))), "县"), (None, None)]
    return [(row.condition, row.amount, row.rest) for row in levels.rows]


WIDOWED = OneOf("widowed", (True,))


@pytest.mark.parametrize(("hits", "rest"), [("unique", Not(Any((WIDOWED,)))), ("highest", Not(Any((WIDOWED,)))), ("first", All(()))])
def test_a_last_row_without_a_condition_is_for_the_rest(hits: str, rest: Condition, tmp_path: Path) -> None:
    """Of `first` whoever comes so far; else those in no other row."""
    assert [(one, last) for one, _, last in rows(tmp_path, hits, "800")] == [(WIDOWED, False), (rest, True)]


def test_the_cells_of_a_row_are_put_into_what_is_paid(tmp_path: Path) -> None:
    """A percent of a product counts as hundredths there; a cell that is not used may be empty."""
    amounts = [amount for _, amount, _ in rows(tmp_path, "unique", "{smallest: [{times: [比例, line]}, 800]}")]

    assert amounts == [
        Smallest((Times((rate, number("1/100"), LINE)), number("800")))
        for rate in (number("84"), Smallest((Number("share"), number("50"))))
    ]


def test_what_is_paid_has_a_time(tmp_path: Path) -> None:
    """Each in either spelling."""
    for word, per in (("month", Per.MONTH), ("季度", Per.QUARTER), ("餐", Per.MEAL), ("time", Per.TIME)):
        more = f"pays: {{amount: 30, per: {word}}}"
        pays = read(tmp_path, {"r/chapter.yaml": chapter(b=benefit("{widowed: true}", more))}).rulesets["r"].benefits[0].pays
        assert pays is not None
        assert pays.per is per


@pytest.mark.parametrize(
    ("amount", "warned"),
    [
        ("income", False),
        ("{times: [income, 0.5]}", True),
        ("{times: [income, 1/3]}", True),
        ("{round: {times: [income, 1/3]}, to: 0.01, mode: down}", False),
        ("{round: {times: [income, 1/3]}, to: 0.001, mode: down}", True),
        ("{times: [line, 0.01]}", False),
        ("{times: [line, 0.00001]}", True),
        ("{times: [heads, 12.5]}", False),
        ("0.125", True),
    ],
)
def test_broken_fen_are_a_warning(amount: str, warned: bool, tmp_path: Path) -> None:
    """What is paid has two decimals at most, or says how it is rounded; a warning stops nothing."""
    files = {"facts.yaml": FACTS + NUMBERS, "standards.yaml": STANDARDS, "terms.yaml": QUANTITIES, "r/document.yaml": document("r"),
             "r/chapter.yaml": chapter(b=benefit("{widowed: true}", f"pays: {{amount: {amount}, per: month}}"))}  # fmt: skip
    rules, problems = read_rules(write_book(tmp_path, files))

    assert rules is not None
    assert [(one.code, one.severity) for one in problems] == [("broken_cents", Severity.WARNING)] * warned
