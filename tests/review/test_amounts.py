"""What an edit does to amounts, tables, forces and types: each a change with its own name, a person, and how much less."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from typer.testing import CliRunner

from huilao.cli import app
from huilao.language.interval import Interval
from huilao.language.known import Person
from huilao.review.comparison import Comparison
from huilao.review.report import comparison_data, comparison_text
from huilao.verify.change import Effect
from huilao.verify.search import Most, Verdict
from review_books import compared, levels, one_document, table
from small_books import benefit, write_book

RUN = CliRunner()
NINETY, HUNDRED = {"birth_date": date(1934, 5, 10)}, {"birth_date": date(1924, 5, 10)}


def bands(*rows: tuple[str, str], pays: str = "pays: {amount: sum, per: month}") -> Mapping[str, str]:
    """An allowance of everyone of 80 and over by bands of age."""
    return one_document(x=benefit("{age: {at_least: 80}}", table(*rows, pays=pays)))


LOW, MIDDLE, HIGH = "{age: {between: [80, 89]}}", "{age: {between: [90, 99]}}", "{age: {at_least: 100}}"
BANDS = bands((LOW, "100"), (MIDDLE, "500"), (HIGH, "800"))
FEWER = bands((LOW, "100"), (MIDDLE, "500"))
MOVED = bands(("{age: {between: [80, 94]}}", "100"), ("{age: {between: [95, 99]}}", "500"), (HIGH, "800"))
NO_TABLE = one_document(x=benefit("{age: {at_least: 80}}"))
UNPAID = bands((LOW, "100"), (MIDDLE, "500"), (HIGH, "800"), pays="")
CUT = bands((LOW, "100"), (MIDDLE, "50"), (HIGH, "800"))
SPREAD = bands(("{age: {between: [80, 95]}}", "100"), (MIDDLE, "500"), (HIGH, "800"))
QUARTERLY = {name: text.replace("month", "quarter") for name, text in BANDS.items()}


def effects(found: Comparison) -> dict[str, list[str]]:
    return {one.name: [effect.value for effect in one.effects] for one in found.benefits}


def paid(number: int) -> Interval:
    return Interval(Fraction(number), Fraction(number))


@pytest.mark.parametrize(
    ("new", "loss", "before", "after", "person"),
    [
        (FEWER, 800, 800, 0, HUNDRED),
        (MOVED, 400, 500, 100, NINETY),
        (NO_TABLE, 800, 100, 0, {"birth_date": date(1940, 5, 10)}),
        (UNPAID, 800, 100, 0, {"birth_date": date(1940, 5, 10)}),
        (CUT, 450, 500, 50, NINETY),
    ],
)
def test_less_money_is_a_loss_with_a_person_and_how_much_at_most(
    new: Mapping[str, str], loss: int, before: int, after: int, person: Person, tmp_path: Path
) -> None:
    """The last row deleted, a row moved, the whole table deleted, nothing paid any more, 500 cut to 50."""
    found = compared(tmp_path, BANDS, new)
    (changed,) = [one for one in found.benefits[0].changes if one.effect is Effect.LESS]

    assert changed.most == Most(Verdict.PROVED, Fraction(loss))
    assert changed.paid == (paid(before), paid(after))
    assert changed.person == person
    assert not found.harmless
    assert not found.somebody_loses
    text = "\n".join(comparison_text(found, "zh"))
    assert f"金额减少: 每月 {before} 元 → 每月 {after} 元；最多少 {loss} 元" in text
    assert f"at most {loss} CNY less" in "\n".join(comparison_text(found, "en"))
    assert {"effect": "less", "before": [str(before)] * 2, "after": [str(after)] * 2, "at_most_less": str(loss)}.items() <= next(
        one.items() for one in comparison_data(found)["benefits"][0]["changes"] if one["effect"] == "less"
    )


def test_the_other_way_round_it_is_more(tmp_path: Path) -> None:
    """And nobody is hurt."""
    found = compared(tmp_path, CUT, BANDS)

    assert effects(found) == {"r/x": ["more", "other_row"]}
    assert found.harmless
    assert "金额增加: 每月 50 元 → 每月 500 元" in "\n".join(comparison_text(found, "zh"))


def test_a_row_that_is_gone_is_said_also_where_nothing_is_paid(tmp_path: Path) -> None:
    """Of a table of words and sums that a benefit does not pay."""
    whole, fewer = bands((LOW, "100"), (MIDDLE, "500"), (HIGH, "800"), pays=""), bands((LOW, "100"), (MIDDLE, "500"), pays="")
    found = compared(tmp_path, whole, fewer)

    assert effects(found) == {"r/x": ["no_row"]}
    assert [(one.before, one.after, one.person) for one in found.benefits[0].levels] == [(2, None, HUNDRED)]
    assert not found.harmless
    assert "不再有适用的分档: 金额 800元/月 → 没有适用的一档" in "\n".join(comparison_text(found, "zh"))


def test_other_words_in_a_table_hurt_nobody(tmp_path: Path) -> None:
    """Which of two texts is the better is for staff to say."""
    before, after = (
        one_document(x=benefit("{widowed: true}", f"levels: {{columns: {{what: {{label: 物, type: text}}}}, rows: [{{when: {{income: {{above: 0}}}}, what: {what}}}]}}"))
        for what in ("米", "油")
    )  # fmt: skip
    found = compared(tmp_path, before, after)

    assert effects(found) == {"r/x": ["other_row"]}
    assert found.harmless


def calculated(amount: str, more: str = "") -> Mapping[str, str]:
    return one_document(x=benefit("{widowed: true}", f"pays: {{amount: {amount}, per: month}}{more}"))


@pytest.mark.parametrize(
    ("old", "new", "loss"),
    [
        ("{smallest: [income, 800]}", "{smallest: [income, 500]}", Most(Verdict.PROVED, Fraction(300))),
        ("income", "{times: [income, 1/2]}", Most(Verdict.PROVED, Fraction(50000))),
        ("{round: income, to: 10, mode: up}", "{round: income, to: 10, mode: down}", Most(Verdict.PROVED, Fraction(10))),
        ("{largest: [{minus: [800, income]}, 0]}", "{largest: [{minus: [700, income]}, 0]}", Most(Verdict.PROVED, Fraction(100))),
        ("{first: [{when: {listed: true}, is: 300}, {is: 200}]}", "{first: [{when: {listed: true}, is: 200}, {is: 200}]}", Most(Verdict.PROVED, Fraction(100))),
    ],
)  # fmt: skip
def test_calculations_are_compared_for_everybody(old: str, new: str, loss: Most, tmp_path: Path) -> None:
    """Caps, shares, rounding, differences and rows; without a limit where there is none."""
    found = compared(tmp_path, calculated(old), calculated(new))
    (changed,) = [one for one in found.benefits[0].changes if one.effect is Effect.LESS]

    assert changed.most == loss
    assert changed.paid is not None
    assert changed.paid[1].high is not None
    assert changed.paid[0].low is not None
    assert changed.paid[1].high < changed.paid[0].low


def test_what_is_written_otherwise_and_pays_the_same_is_proved(tmp_path: Path) -> None:
    """Half twice is the whole; the smaller of two, the other way round."""
    for number, (old, new) in enumerate(
        (("income", "{plus: [{times: [income, 1/2]}, {times: [income, 1/2]}]}"), ("{smallest: [income, 5]}", "{smallest: [5, income]}"))
    ):
        found = compared(tmp_path / str(number), calculated(old), calculated(new))

        assert (effects(found), found.harmless) == ({"r/x": []}, True)
        assert "已证明没有人的结论或金额改变" in "\n".join(comparison_text(found, "zh"))


def test_an_amount_that_now_hangs_on_a_fact_is_said(tmp_path: Path) -> None:
    """Of somebody of whom it is not known."""
    found = compared(tmp_path, calculated("100"), calculated("{first: [{when: {listed: true}, is: 300}, {is: 100}]}"))

    assert effects(found) == {"r/x": ["more", "amount_opens"]}
    assert not found.harmless


def paid_by(per: str, unit: str | None) -> Mapping[str, str]:
    """500 to the widowed, as it is written or from a column with this unit."""
    if unit is None:
        return one_document(x=benefit("{widowed: true}", f"pays: {{amount: 500, per: {per}}}"))
    return one_document(x=benefit("{widowed: true}", table(("", "500"), pays=f"pays: {{amount: sum, per: {per}}}", unit=f"CNY per {unit}")))


@pytest.mark.parametrize(
    ("old", "new", "said", "data"),
    [
        (paid_by("month", None), paid_by("quarter", None), "按月改为按季度：每月 500 元 → 每季度 500 元", ["month", "quarter"]),
        (paid_by("quarter", None), paid_by("year", None), "按季度改为按年：每季度 500 元 → 每年 500 元", ["quarter", "year"]),
        (paid_by("month", "month"), paid_by("year", "year"), "按月改为按年：每月 500 元 → 每年 500 元", ["month", "year"]),
        (paid_by("year", None), paid_by("month", None), "按年改为按月：每年 500 元 → 每月 500 元", ["year", "month"]),
    ],
)
def test_another_period_is_a_change_that_hurts(
    old: Mapping[str, str], new: Mapping[str, str], said: str, data: list[str], tmp_path: Path
) -> None:
    """With somebody who has the benefit; sums are not converted."""
    found = compared(tmp_path, old, new)

    assert effects(found) == {"r/x": ["other_per"]}
    assert not found.harmless
    assert [one.person for one in found.benefits[0].changes] == [{"widowed": True}]
    assert f"计发单位改变: {said}" in "\n".join(comparison_text(found, "zh"))
    assert [one["per"] for one in comparison_data(found)["benefits"][0]["changes"]] == [data]


def test_sums_for_other_things_are_compared_with_nothing_alone(tmp_path: Path) -> None:
    """1200 a year is not more than 100 a month; a row that is gone is less all the same."""
    yearly = bands((LOW, "1200"), (MIDDLE, "6000"), pays="pays: {amount: sum, per: year}")
    new = {name: text.replace("CNY per month", "CNY per year") for name, text in yearly.items()}
    found = compared(tmp_path, BANDS, new)

    assert effects(found) == {"r/x": ["other_per", "less", "no_row", "other_row"]}
    assert [one.paid for one in found.benefits[0].changes if one.effect is Effect.LESS] == [(paid(800), paid(0))]


def test_another_unit_of_a_table_that_is_not_paid_is_said_too(tmp_path: Path) -> None:
    """800 a month that become 800 a year."""
    old, new = (one_document(x=benefit("{widowed: true}", table(("", "800"), pays="", unit=f"CNY per {per}"))) for per in ("month", "year"))
    found = compared(tmp_path, old, new)

    assert effects(found) == {"r/x": ["other_per"]}
    assert not found.harmless


OVERLAPPING = "{age: {at_least: 80}}"


@pytest.mark.parametrize(
    ("old", "new", "found", "hurts"),
    [
        (bands((LOW, "100"), (MIDDLE, "500")), bands(("{age: {between: [80, 94]}}", "100"), (MIDDLE, "500")), "amount_opens", True),
        (bands((OVERLAPPING, "100"), (OVERLAPPING, "500")), bands((OVERLAPPING, "50"), (OVERLAPPING, "500")), "may_be_less", True),
        (bands((OVERLAPPING, "100"), (OVERLAPPING, "500")), bands((OVERLAPPING, "100"), (OVERLAPPING, "600")), None, False),
    ],
)
def test_an_amount_that_may_be_less_hurts(
    old: Mapping[str, str], new: Mapping[str, str], found: str | None, hurts: bool, tmp_path: Path
) -> None:
    """Where rows come to overlap, and where the least that is paid falls; not where only the most does more."""
    comparison = compared(tmp_path, old, new)

    assert (found in effects(comparison)["r/x"]) is hurts
    assert {"less", "amount_opens", "may_be_less"} & {*effects(comparison)["r/x"]} == ({found} if hurts else set())
    assert comparison.harmless is not hurts


OLDEST, OLD_TOO, OLD = ("{age: {at_least: 90}}", "500"), ("{age: {at_least: 90}}", "100"), ("{age: {at_least: 80}}", "100")


def hit(hits: str, *rows: tuple[str, str]) -> Mapping[str, str]:
    """A table with a way of taking its rows."""
    return one_document(x=benefit("{age: {at_least: 80}}", table(*rows, hits=hits)))


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        (hit("first", OLDEST, OLD), hit("highest", OLDEST, OLD), []),
        (hit("first", OLDEST, OLD), hit("highest", OLD, OLDEST), []),
        (hit("unique", OLDEST, (LOW, "100")), hit("highest", OLD, OLDEST), []),
        (hit("first", OLD_TOO, OLD), hit("first", OLD), []),
        (hit("highest", OLD, OLDEST), hit("first", OLD, OLDEST), ["less", "other_row"]),
    ],
)
def test_another_row_with_the_same_money_is_no_change(
    old: Mapping[str, str], new: Mapping[str, str], found: list[str], tmp_path: Path
) -> None:
    """Of `highest` the row counts that gives most."""
    comparison = compared(tmp_path, old, new)

    assert effects(comparison) == {"r/x": found}


def with_care(hits: str, care: str = "护工", later: int = 100) -> Mapping[str, str]:
    """A table of sums that are paid, and of care."""
    columns = "columns: {sum: {label: 金额, type: money, unit: CNY per month}, care: {label: 照护, type: text}}"
    rows = f"rows: [{{when: {{age: {{at_least: 90}}}}, sum: 500, care: {care}}}, {{when: {{age: {{at_least: 80}}}}, sum: {later}, care: 探访}}]"
    return one_document(
        x=benefit("{age: {at_least: 80}}", f"levels: {{hits: {hits}, {columns}, {rows}}}, pays: {{amount: sum, per: month}}")
    )


@pytest.mark.parametrize(
    ("new", "found"),
    [(with_care("highest"), []), (with_care("first", "护士"), ["other_row"]), (with_care("highest", "护士"), ["other_row"])],
)
def test_cells_that_are_not_paid_are_compared_in_the_rows_that_count(new: Mapping[str, str], found: list[str], tmp_path: Path) -> None:
    """Though the money is the same."""
    comparison = compared(tmp_path, with_care("first"), new)

    assert effects(comparison) == {"r/x": found}
    assert [(one.before, one.after) for one in comparison.benefits[0].levels] == [(0, 0)] * len(found)


def test_of_rows_that_give_as_much_the_first_counts(tmp_path: Path) -> None:
    """Whichever way the rows are taken."""
    assert effects(compared(tmp_path, with_care("first", later=500), with_care("highest", later=500))) == {"r/x": []}
    assert effects(compared(tmp_path / "back", with_care("highest", later=500), with_care("first", later=500))) == {"r/x": []}


STANDARDS = """
standards:
  line:
    label: {{zh: 低保标准, en: Line}}
    unit: CNY per month
    place_of: household_registration
    values: {{"513433": {{2024-01-01: {now}, 2026-01-01: {later}}}, "51": {{2024-01-01: 500}}}}
"""


def with_line(now: int, later: int, condition: str = "{widowed: true}", amount: str = "line") -> Mapping[str, str]:
    return {
        "standards.yaml": STANDARDS.format(now=now, later=later),
        **one_document(x=benefit(condition, f"pays: {{amount: {amount}, per: month}}")),
    }


def test_where_there_is_no_limit_to_what_is_lost_that_is_said(tmp_path: Path) -> None:
    """A line times a number that may be anything."""
    found = compared(tmp_path, with_line(700, 700, amount="{times: [line, balance]}"), with_line(700, 700))
    (changed,) = [one for one in found.benefits[0].changes if one.effect is Effect.LESS]

    assert changed.most == Most(Verdict.REFUTED)
    assert "减少的数额没有上限" in "\n".join(comparison_text(found, "zh"))


def test_a_number_of_a_standard_that_is_less_counts_like_a_word_of_the_rule(tmp_path: Path) -> None:
    """With a person of the place, though no rule was touched."""
    found = compared(tmp_path, with_line(700, 700), with_line(650, 700))

    assert found.standards == ("line",)
    assert effects(found) == {"r/x": ["less"]}
    assert found.benefits[0].changes[0].person == {"widowed": True, "household_registration": "513433"}
    assert "标准数额有变：line" in "\n".join(comparison_text(found, "zh"))


def test_a_place_that_the_standards_alone_name_is_thought_of(tmp_path: Path) -> None:
    """A county that no rule, no document and no list of places has."""
    old, new = (
        {
            **with_line(700, 700),
            "standards.yaml": STANDARDS.format(now=700, later=700).rstrip()[:-1] + f', "513432": {{2024-01-01: {line}}}}}\n',
        }
        for line in (640, 610)
    )
    found = compared(tmp_path, old, new)

    assert [one.person for one in found.benefits[0].changes] == [{"widowed": True, "household_registration": "513432"}]


def test_a_number_that_changes_later_is_looked_for_on_its_day(tmp_path: Path) -> None:
    """Not only on the day that is asked about."""
    found = compared(tmp_path, with_line(700, 800), with_line(700, 750))

    assert [(one.day, effects(found)["r/x"]) for one in found.benefits] == [(date(2026, 1, 1), ["less"])]
    assert "在 2026-01-01 有" in "\n".join(comparison_text(found, "zh"))


def test_a_line_that_falls_takes_a_benefit_from_somebody(tmp_path: Path) -> None:
    """Where the condition asks for it."""
    poor = "{income: {at_most: {times: [line, 1]}}}"
    found = compared(tmp_path, with_line(700, 700, poor), with_line(650, 700, poor))

    assert effects(found)["r/x"][0] == "loses"
    assert found.somebody_loses


@pytest.mark.parametrize(
    ("old", "new", "weaker"),
    [("mandatory", "encouraged", True), ("encouraged", "mandatory", False), ("pilot", "principle", True)],
)
def test_a_weaker_force_is_a_change_that_hurts(old: str, new: str, weaker: bool, tmp_path: Path) -> None:
    """Whoever has the benefit; a stronger one does not."""
    before, after = (one_document(x=benefit("{widowed: true}", f"force: {force}")) for force in (old, new))
    found = compared(tmp_path, before, after)

    assert effects(found) == {"r/x": ["weaker"] if weaker else []}
    assert found.harmless is not weaker
    if weaker:
        assert [one.person for one in found.benefits[0].changes] == [{"widowed": True}]
        assert "约束力减弱: " in "\n".join(comparison_text(found, "zh"))


def test_a_law_that_becomes_a_draft_is_weaker(tmp_path: Path) -> None:
    """Though no benefit was touched."""
    found = compared(tmp_path, NO_TABLE, one_document("status: draft", x=benefit("{age: {at_least: 80}}")))

    assert effects(found) == {"r/x": ["weaker"]}


# -- from the shell, with a register ---------------------------------------------------------------------------------------


@pytest.fixture
def people(tmp_path: Path) -> Path:
    """A register of three who are 85, 95 and 100."""
    rows = ["编号,出生日期,住址", "甲,1940-01-10,513433100", "乙,1930-01-10,513433100", "丙,1920-01-10,513433200"]
    (tmp_path / "people.csv").write_text("\n".join(rows), "utf-8")
    return tmp_path / "people.csv"


@pytest.mark.parametrize(
    ("new", "counted", "who"),
    [
        (CUT, {"less": 1, "other_row": 1}, ["3,乙,r/x,500,50,金额减少", "3,乙,r/x,2,2,分档改变"]),
        (FEWER, {"less": 1, "no_row": 1}, ["4,丙,r/x,800,0,金额减少", "4,丙,r/x,3,,不再有适用的分档"]),
        (QUARTERLY, {"other_per": 3}, ["2,甲,r/x,100,100,计发单位改变", "3,乙,r/x,500,500,计发单位改变", "4,丙,r/x,800,800,计发单位改变"]),
        (SPREAD, {"amount_opens": 1, "other_row": 1}, ["3,乙,r/x,500,100–500,金额变为待定", "3,乙,r/x,2,1,分档改变"]),
        (one_document(x=benefit("{age: {at_least: 80}}", "force: encouraged")), {"less": 3, "no_row": 3, "weaker": 3}, None),
    ],
)
def test_those_who_are_paid_less_are_counted(
    new: Mapping[str, str], counted: dict[str, int], who: list[str] | None, people: Path, tmp_path: Path
) -> None:
    """Exit code 1, the head count, and who they are."""
    old_home, new_home = write_book(tmp_path / "old", BANDS), write_book(tmp_path / "new", new)
    arguments = ["compare", str(old_home), str(new_home), "--as-of", "2025-03-01", "--register", str(people), "--key", "编号"]
    run = RUN.invoke(app, [*arguments, "--who", str(tmp_path / "who.csv"), "--format", "json"])

    assert run.exit_code == 1
    assert json.loads(run.stdout)["register"]["benefits"]["r/x"] == counted
    lines = (tmp_path / "who.csv").read_text("utf-8-sig").splitlines()
    assert lines[0] == "行,主键,待遇,原来,改后,变化"
    assert who is None or sorted(lines[1:]) == sorted(who)


FACTS = (
    "facts: {{birth_date: {{type: date, label: 出生日期}}, residence: {{type: place, label: 常住地}}, "
    "household_registration: {{type: place, label: 户籍地}}, poor: {{type: {type}, label: 困难}}, widowed: {{type: yes_no, label: 丧偶}}}}"
)


def test_a_fact_of_another_type_is_said_though_no_rule_uses_it(tmp_path: Path) -> None:
    """Exit code 1: registers and profiles must change."""
    for number, kind in enumerate(("yes_no", "number")):
        write_book(tmp_path / str(number), {"facts.yaml": FACTS.format(type=kind), **one_document(x=benefit("{widowed: true}"))})
    run = RUN.invoke(app, ["compare", str(tmp_path / "0"), str(tmp_path / "1"), "--as-of", "2025-03-01"])

    assert run.exit_code == 1
    assert "信息项类型不同，未能比较：poor" in run.stdout


def test_more_money_is_no_reason_to_stop(tmp_path: Path) -> None:
    """Exit code 0."""
    old_home, new_home = write_book(tmp_path / "old", CUT), write_book(tmp_path / "new", BANDS)

    assert RUN.invoke(app, ["compare", str(old_home), str(new_home), "--as-of", "2025-03-01"]).exit_code == 0


def test_tables_as_they_were_written_before_there_were_payments(tmp_path: Path) -> None:
    """A sum of money in a row that is a smaller one."""
    before = one_document(x=benefit("{income: {above: 0}}", levels("{income: {below: 500}}", "{income: {at_least: 500}}")))
    after = one_document(x=benefit("{income: {above: 0}}", levels("{income: {below: 500}}", "{income: {at_least: 600}}")))
    found = compared(tmp_path, before, after)

    assert effects(found) == {"r/x": ["no_row"]}
    assert [one.person for one in found.benefits[0].levels] == [{"income": Decimal(500)}]
