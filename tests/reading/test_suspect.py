"""What is written without a mistake and is most likely a slip: a warning at its place, or an error where it can never be right."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from huilao.errors import Problem, Severity
from huilao.reading.rules import read_rules
from small_books import FACTS, NUMBERS, STANDARDS, benefit, chapter, document, write_book

MORE = """
  wage: {type: number, label: {zh: 月工资, en: Wage}, unit: CNY per month, minimum: 0}
  household_income: {type: number, label: {zh: 家庭月收入, en: Income of the household}, unit: CNY, minimum: 0}
  times_had: {type: number, label: {zh: 已领次数, en: Times had}, minimum: 0, maximum: 9}
  spent: {type: number, label: {zh: 已报销金额, en: Paid back so far}, unit: CNY, minimum: 0}
  people: {type: people, label: {zh: 家庭成员, en: Household members}}
"""
TERMS = """
terms: {}
quantities:
  whole: {label: {zh: 低保线, en: Line of all}, unit: CNY, is: {times: [line, heads]}}
  raised: {label: {zh: 放宽线, en: Raised line}, unit: CNY, is: {times: [line, 1.5]}}
"""
AGED = "{age: {at_least: 60}}"
LAW = "in_effect: {from: 2024-01-01, until: 2026-12-31}"


def found(folder: Path, files: Mapping[str, str]) -> tuple[Problem, ...]:
    given = {
        "facts.yaml": FACTS + NUMBERS + MORE,
        "standards.yaml": STANDARDS,
        "terms.yaml": TERMS,
        "r/document.yaml": document("r", more=LAW),
        **files,
    }
    return read_rules(write_book(folder, given))[1]


def codes(problems: tuple[Problem, ...], severity: Severity) -> list[str]:
    assert {one.severity for one in problems} <= {severity}
    return [one.code for one in problems]


CONDITIONS: Mapping[str, tuple[str, str | None]] = {
    "{age: 80}": ("exactly", "{at_least: 80}"),
    "{age: [80, 90]}": ("exactly", "{between: [80, 90]}"),
    "{年龄: 80}": ("exactly", "{不低于: 80}"),
    "{age: {one_of: [80]}}": ("", None),
    "{income: 800}": ("exactly", "{at_most: 800}"),
    "{line: 800}": ("exactly", "{at_most: 800}"),
    "{birth_date: 1950-01-01}": ("exactly", "{on_or_after: 1950-01-01}"),
    "{heads: 3}": ("", None),
    "{share: {above: 0.4}}": ("percent_below_one", "40"),
    "{share: {above: 40}}": ("", None),
    "{income: {below: whole}}": ("person_against_household", "{sum: income, among: people, with_self: true}"),
    "{月收入: {低于: {积: [低保标准, 人口]}}}": ("person_against_household", "{sum: income, among: people, with_self: true}"),
    "{whole: {above: income}}": ("person_against_household", "{sum: income, among: people, with_self: true}"),
    "{income: {below: line}}": ("", None),
    "{household_income: {below: whole}}": ("", None),
    "{household_income: {below: line}}": ("household_against_head", "{times: [line, heads]}"),
    "{household_income: {below: raised}}": ("household_against_head", "{times: [line, heads]}"),
    "{line: {above: {sum: income, among: people}}}": ("household_against_head", "{times: [line, heads]}"),
}


@pytest.mark.parametrize("when", CONDITIONS)
def test_a_condition_that_is_most_likely_a_slip_is_warned_of(tmp_path: Path, when: str) -> None:
    """An age or money to be met exactly, a percentage as a share of one, one person against a household: with what was meant."""
    problems = found(tmp_path, {"r/chapter.yaml": chapter(a=benefit(when))})
    code, cure = CONDITIONS[when]

    assert codes(problems, Severity.WARNING) == ([code] if code else [])
    assert all(one.hint is not None and cure is not None and cure in one.hint.zh for one in problems)


WRONG: Mapping[str, str] = {
    "pays: {amount: 9, per: time, limit: {at_most: 3, recorded_in: heads}}": "not_a_record",
    "pays: {amount: 9, per: time, limit: {at_most: 3, recorded_in: wage}}": "not_a_record",
    "pays: {amount: 9, per: time, limit: {at_most: 3, recorded_in: times_had}}": "",
    "pays: {amount: 9, per: time, limit: {at_most: 3000, recorded_in: spent}}": "",
    "pays: {amount: -9, per: month}": "out_of_range",
    "pays: {amount: {times: [9, -1/3]}, per: month}": "out_of_range",
    "in_effect: {from: 2027-01-01}": "outside_document",
    "in_effect: {until: 2023-12-31}": "outside_document",
    "in_effect: {from: 2026-12-31, until: 2027-12-31}": "",
    "changes: [{since: 2027-01-01, when: {widowed: true}}]": "change_too_late",
    "changes: [{since: 2026-12-31, when: {widowed: true}}]": "",
}


@pytest.mark.parametrize("more", WRONG)
def test_what_can_never_be_right_is_a_mistake(tmp_path: Path, more: str) -> None:
    """A limit that nothing records, a payment below nought, days that the document does not have."""
    assert codes(found(tmp_path, {"r/chapter.yaml": chapter(a=benefit(AGED, more))}), Severity.ERROR) == (
        [WRONG[more]] if WRONG[more] else []
    )


HEAD = "{label: {zh: 标准甲}, unit: %s, place_of: residence, values: {%s}}"
VALUES: Mapping[tuple[str, str], tuple[str, Severity]] = {
    ("CNY", '"51": {2020-01-01: }'): ("wrong_kind", Severity.ERROR),
    ("CNY", '"51": {2020-01-01: 7, 2030-01-01: null}'): ("", Severity.ERROR),
    ("percent", '"51": {2020-01-01: 40, 2021-01-01: 0.4}'): ("percent_below_one", Severity.WARNING),
    ("CNY", '"513433": {2020-01-01: 7}'): ("", Severity.WARNING),
}


@pytest.mark.parametrize("values", VALUES)
def test_a_value_of_a_standard_says_what_it_is(tmp_path: Path, values: tuple[str, str]) -> None:
    """Nothing at all is a mistake, null is meant; a share of one is no percentage."""
    code, severity = VALUES[values]

    assert codes(
        found(tmp_path, {"standards.yaml": STANDARDS + f"  one: {HEAD % values}\n", "r/chapter.yaml": chapter(a=benefit(AGED))}), severity
    ) == ([code] if code else [])


def test_a_place_without_a_value_is_warned_of_where_the_standard_is_used(tmp_path: Path) -> None:
    """The document is of the province, and only one of its declared places has a value."""
    files = {"r/document.yaml": document("r", "51", LAW), "r/chapter.yaml": chapter(a=benefit("{income: {below: line}}"))}
    places = 'places: {"51": {zh: 四川省}, "513433": {zh: 冕宁县}, "5101": {zh: 成都市}, "510104": {zh: 锦江区}, "22": {zh: 吉林省}}'
    problems = found(tmp_path, {**files, "places.yaml": places})

    assert codes(problems, Severity.WARNING) == ["standard_not_everywhere"]
    assert "成都市、锦江区没有数额" in problems[0].message.zh


def test_one_name_for_two_benefits_of_a_document_is_warned_of(tmp_path: Path) -> None:
    """At the second, unless it is the same promise."""
    twice = chapter(a=benefit(AGED), b=benefit("{widowed: true}"))
    same = chapter(a=benefit(AGED), b=benefit("{widowed: true}", "same_as: a"))

    (warned,) = found(tmp_path / "twice", {"r/chapter.yaml": twice})
    assert (warned.code, warned.severity, warned.span.line) == ("same_name", Severity.WARNING, 3)
    assert found(tmp_path / "same", {"r/chapter.yaml": same}) == ()


CHANGES: Mapping[str, bool] = {
    "pays: {amount: 9}": True,
    "pays: {amount: 9, per: month}": True,
    "when: {age: {at_least: 60}}": True,
    "pays: {amount: 10}": False,
    "when: {age: {at_least: 61}}": False,
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_that_changes_nothing_is_warned_of(tmp_path: Path, change: str) -> None:
    """Where it says what stood there before, of whatever entry; not where only a citation is new besides."""
    more = f"pays: {{amount: 9, per: month}}, changes: [{{since: 2025-01-01, cite: 第九号, {change}}}]"
    problems = found(tmp_path, {"r/chapter.yaml": chapter(a=benefit(AGED, more))})

    assert codes(problems, Severity.WARNING) == (["change_of_nothing"] if CHANGES[change] else [])


COLUMN = "levels: {%s columns: {rate: {label: {zh: 标准}, type: money}}, rows: [%s]}"
ROWS: Mapping[tuple[str, str, str], str | None] = {
    ("{ability: {at_least: mild}}", "hits: first,", "{when: {ability: severe}, rate: 2}, {rate: 1}"): None,
    ("{ability: {at_least: mild}}", "", "{when: {ability: severe}, rate: 2}, {when: {ability: mild}, rate: 1}"): None,
    ("{ability: {at_least: mild}}", "", "{when: {ability: severe}, rate: 2}"): "能力等级轻度",
    ("{ability: {at_least: mild}}", "", "{when: {ability: intact}, rate: 2}, {when: {ability: mild}, rate: 1}"): "能力等级重度",
    (AGED, "", "{when: {age: {at_least: 80}}, rate: 2}, {when: {age: {between: [60, 78]}}, rate: 1}"): "年龄79",
    (AGED, "", "{when: {age: {at_least: 80}}, rate: 2}, {when: {age: {between: [60, 79]}}, rate: 1}"): None,
    ("{income: {below: 900}}", "", "{when: {income: {below: 800}}, rate: 2}"): "月收入800",
    ("{income: {below: 900}}", "", "{when: {income: {below: line}}, rate: 2}"): None,  # a calculation: left to the solver
}


@pytest.mark.parametrize("case", ROWS)
def test_a_table_that_leaves_somebody_out_is_warned_of(tmp_path: Path, case: tuple[str, str, str]) -> None:
    """Who may have the benefit and stands in no row is named; who cannot have it needs none."""
    when, hits, rows = case
    problems = found(tmp_path, {"r/chapter.yaml": chapter(a=benefit(when, COLUMN % (hits, rows)))})
    left_out = ROWS[case]

    assert codes(problems, Severity.WARNING) == ([] if left_out is None else ["in_no_row"])
    assert all(one.message.zh.endswith(f"例如{left_out}") for one in problems)


NUMBERS_OF: Mapping[str, tuple[str, str]] = {
    "county inside its province": ("s/county/standards.yaml", '{line: {values: {"5101": {2020-01-01: 7}}}}'),
    "outside the document around it": ("s/county/standards.yaml", '{line: {values: {"2203": {2020-01-01: 7}}}}'),
    "another place in one standard": (
        "county/standards.yaml",
        '{line: {values: {"5101": {2020-01-01: 7}}}, part: {values: {"5102": {2020-01-01: 7}}}}',
    ),
    "many places in every standard": ("county/standards.yaml", '{line: {values: {"5101": {2020-01-01: 7}, "5103": {2020-01-01: 8}}}}'),
}
SAID = {"outside the document around it": ["standard_elsewhere"], "another place in one standard": ["standards_of_two_places"]}


@pytest.mark.parametrize("case", NUMBERS_OF)
def test_a_folder_of_numbers_has_those_of_its_own_place(tmp_path: Path, case: str) -> None:
    """Inside the place of the document around it; one standard of another place than the others is warned of."""
    name, standards = NUMBERS_OF[case]
    files = {
        "s/document.yaml": document("s", "51"),
        "s/chapter.yaml": chapter(a=benefit(AGED)),
        "r/chapter.yaml": chapter(a=benefit(AGED)),
        name: f"standards: {standards}",
    }

    assert [one.code for one in found(tmp_path, files)] == SAID.get(case, [])


def test_a_place_may_name_a_standard_by_its_chinese_name(tmp_path: Path) -> None:
    """As rules do; a name that is none is answered with the nearest."""
    files = {
        "r/chapter.yaml": chapter(a=benefit("{income: {below: line}}")),
        "city/standards.yaml": 'standards: {低保标准: {values: {"5101": {2020-01-01: 7}}}}',
    }
    rules, problems = read_rules(
        write_book(tmp_path / "right", {"facts.yaml": FACTS, "standards.yaml": STANDARDS, "r/document.yaml": document("r"), **files})
    )
    wrong = found(tmp_path / "wrong", {**files, "city/standards.yaml": 'standards: {低保标淮: {values: {"5101": {2020-01-01: 7}}}}'})

    assert problems == ()
    assert rules is not None
    assert [one.place for one in rules.standards["line"].values] == ["5101", "513433"]
    assert [(one.code, one.hint and one.hint.zh) for one in wrong] == [("unknown_standard", "是否“低保标准”？")]
