"""What is asked of a screening, and how it is worked out and written."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random

import narwhals as nw
import polars as pl
import pytest

from huilao import MissingExtraError, Rulebook
from huilao.language.condition import All, Any, Compare, OneOf, Order
from huilao.language.known import Person
from huilao.language.outcome import concerns, tied
from huilao.language.policy import Pays, Period, Rules, Ruleset, Status
from huilao.language.quantity import Constant, Number
from huilao.language.truth import Truth
from huilao.language.units import Per
from huilao.screen.columns import frame_of
from huilao.screen.runners import MissingJavaError, runner
from huilao.screen.screening import Screening, concern_of
from on_engines import Screen, checked
from plain_rules import plain_benefit, plain_rules
from strategies import FACTS, a_person

DAY = date(2025, 2, 28)
CERTIFIED, WIDOWED = OneOf("certified", (True,)), OneOf("widowed", (True,))
HUNDRED = Pays(Constant(Fraction(100)), Per.MONTH)


def a_screening(*rulesets: Ruleset, benefits: Sequence[str] | None = None) -> Screening:
    return Screening(Rules(FACTS, {}, {}, {}, {one.name: one for one in rulesets}), DAY, benefits)


def test_documents_that_are_not_in_force_are_not_answered() -> None:
    """Neither repealed ones nor those of other days, nor what they pay; who is concerned is still said."""
    plain = plain_rules(plain_benefit(All(()), "b0", pays=HUNDRED)).rulesets["r"]
    ends = {
        "now": replace(plain.document, in_effect=Period(DAY, DAY)),
        "later": replace(plain.document, in_effect=Period(DAY + timedelta(days=1), None)),
        "past": replace(plain.document, in_effect=Period(None, DAY - timedelta(days=1))),
        "repealed": replace(plain.document, status=Status.REPEALED),
        "draft": replace(plain.document, status=Status.DRAFT),
    }
    rulesets = [
        Ruleset(replace(document, ruleset=name), {}, (replace(plain.benefits[0], ruleset=name),)) for name, document in ends.items()
    ]
    screening = a_screening(*rulesets)

    assert [one.ruleset for one in screening.benefits] == ["now", "draft"]
    assert [one.ruleset for one in screening.not_in_force] == ["later", "past", "repealed"]
    people = nw.from_native(frame_of([{}], FACTS, screening.columns).lazy())
    assert screening.answers(people).collect().columns == [*(concern_of(name) for name in ends), "now/b0", "draft/b0"]
    [row] = screening.amounts(people).collect().rows(named=True)
    assert row == {
        "now/b0/at_least": 100, "now/b0/at_most": 100, "draft/b0/at_least": 100, "draft/b0/at_most": 100,
        "total/month/at_least": 100, "total/month/at_most": 100,
    }  # fmt: skip


def test_only_the_benefits_that_are_named_are_asked() -> None:
    """And only the columns they need are read."""
    ruleset = plain_rules(plain_benefit(CERTIFIED, "b0"), plain_benefit(WIDOWED, "b1")).rulesets["r"]
    screening = a_screening(ruleset, benefits=["r/b1"])

    assert [one.full_name for one in screening.benefits] == ["r/b1"]
    assert screening.columns == ("residence", "household_registration", "insurance_place", "pension_place", "widowed")
    with pytest.raises(KeyError):
        a_screening(ruleset, benefits=["r/b2"])


def test_what_holds_for_everyone_holds_on_every_row(screen: Screen) -> None:
    """A constant is said of each person, and of nobody where there is nobody; nothing can be missing then."""
    screening = Screening(plain_rules(plain_benefit(All(()), "b0", pays=HUNDRED), plain_benefit(Any(()), "b1")), DAY)
    for number in (3, 0):
        people: list[Person] = [{} for _ in range(number)]
        assert [(row["r/b0"], row["r/b1"]) for row in screen.answers(screening, people)] == [(True, False)] * number
        assert [row["r/b0/at_most"] for row in screen.amounts(screening, people)] == [100] * number
    assert screening.missing(screen.people([{}], screening)) is None


def test_where_nothing_is_paid_there_are_no_amounts(screen: Screen) -> None:
    screening = Screening(plain_rules(plain_benefit(CERTIFIED, "b0")), DAY)

    assert screening.paying == ()
    assert screen.amounts(screening, [{}, {"certified": True}]) == [{"number": 0}, {"number": 1}]


def test_a_benefit_pays_from_nought_where_it_is_open(screen: Screen) -> None:
    """And nothing where it is not for the person: amounts have two digits after the point where they need no more."""
    poor = Compare(Number("income"), Order.BELOW, Constant(Fraction(500)))
    screening = Screening(plain_rules(plain_benefit(poor, "b0", pays=HUNDRED)), DAY)
    rows = screen.amounts(screening, [{"income": Decimal(100)}, {}, {"income": Decimal(500)}])

    assert [(row["r/b0/at_least"], row["r/b0/at_most"]) for row in rows] == [(100, 100), (0, 100), (None, None)]
    assert [(row["total/month/at_least"], row["total/month/at_most"]) for row in rows] == [(100, 100), (0, 100), (None, None)]
    assert str(rows[0]["r/b0/at_least"]) == "100.00"


def test_what_is_shared_is_worked_out_once() -> None:
    """The same condition in two documents and words is one column in between, and so is the same quantity."""
    frail = Any((WIDOWED, CERTIFIED))
    bounds = [Compare(Number("income"), Order.BELOW, Constant(Fraction(bound))) for bound in range(20)]
    first = plain_rules(*(plain_benefit(All((frail, one)), f"b{number}") for number, one in enumerate(bounds))).rulesets["r"]
    second = replace(
        first, document=replace(first.document, ruleset="s"), benefits=tuple(replace(one, ruleset="s") for one in first.benefits)
    )
    people = frame_of([{}], FACTS).lazy()
    plan: pl.LazyFrame = nw.to_native(a_screening(first, second).answers(nw.from_native(people)))

    assert plan.explain(optimized=False).count('col("widowed")') == 1

    need = Compare(Number("income"), Order.BELOW, Number("balance"))
    asked = [plain_benefit(All((need, one)), f"b{number}") for number, one in enumerate(bounds)]
    reads: set[int] = set()
    for number in (1, len(asked)):
        plan = nw.to_native(a_screening(plain_rules(*asked[:number]).rulesets["r"]).answers(nw.from_native(people)))
        reads.add(plan.explain(optimized=False).count('col("balance")'))
    assert len(reads) == 1


def test_results_are_written_in_the_order_of_the_people(engine: str, screen: Screen, tmp_path: Path) -> None:
    """From Parquet to Parquet, several files read as one; outcomes and amounts."""
    people = [checked(a_person(Random(number), DAY, 1)) for number in range(40)]
    screening = Screening(plain_rules(plain_benefit(WIDOWED, "b0", pays=HUNDRED), plain_benefit(Any((CERTIFIED, WIDOWED)), "b1")), DAY)
    parts = [tmp_path / "part-1.parquet", tmp_path / "part-2.parquet"]
    frame = screening.with_sums(frame_of(people, FACTS, screening.columns)).with_row_index("number")
    for part, rows in zip(parts, (frame[:25], frame[25:]), strict=True):
        rows.write_parquet(part)
    for asked, expected in ((screening.answers, screen.answers), (screening.amounts, screen.amounts)):
        target = tmp_path / f"{asked.__name__}.parquet"
        screen.runner.write(asked(screen.runner.scan(parts), ["number"]), target)
        found = pl.read_parquet(target / "*.parquet" if target.is_dir() else target)
        rows = found.to_dicts() if engine != "spark" else sorted(found.to_dicts(), key=lambda row: row["number"])

        assert rows == expected(screening, people)


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_the_example_of_the_page_runs(engine: str, tmp_path: Path, book: Rulebook, monkeypatch: pytest.MonkeyPatch) -> None:
    """From a file of facts to a file of answers (the job for Spark: tests/register/test_spark_job.py)."""
    page = (Path(__file__).parents[2] / "docs/screening.md").read_text("utf-8").split("## The runners", 1)[1]
    program = page.split("```python\n")[1].split("```", 1)[0]
    monkeypatch.chdir(tmp_path)
    person = {"birth_date": date(1940, 1, 1), "residence": "513433", "has_valid_id": True}
    facts = Path("results/facts.parquet")
    facts.parent.mkdir()
    frame_of([person], book.rules.facts).with_row_index("row").with_columns(key=pl.lit("1")).write_parquet(facts)

    exec(compile(program.replace('"polars"', f'"{engine}"'), "screening.md", "exec"), {})  # noqa: S102

    [row] = pl.read_parquet("answers.parquet").to_dicts()
    truths = book.decide(person, date(2025, 3, 1))
    assert (row["row"], row["key"]) == (0, "1")
    rulesets = book.rules.rulesets
    near = {name: concerns(one, tied(rulesets[one.ruleset].document, person)) for name, one in book.benefits.items()}
    found = {name: Truth.of(row[name]) for name in truths if name in row}
    assert found == {name: truths[name] if near[name] else Truth.NO for name in found}
    assert set(truths.values()) == set(Truth)


@pytest.mark.parametrize(("package", "name"), [("duckdb", "duckdb"), ("pyspark", "spark")])
def test_a_missing_package_is_named(package: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, package, None)

    with pytest.raises(MissingExtraError, match=rf"huilao\[{name}\]"):
        runner(name)


def test_spark_without_java_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from pyspark.sql import SparkSession

    monkeypatch.setattr(SparkSession, "getActiveSession", lambda: None)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))

    with pytest.raises(MissingJavaError, match="Java"):
        runner("spark")
