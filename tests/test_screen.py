"""Screening means what the reference means: on Polars, DuckDB and Spark, for whatever can be known of people.

Spark needs Java: without it its tests are skipped, in CI they fail. A job of Spark costs seconds, so its cases are fewer.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any as Anything

import narwhals as nw
import polars as pl
import pytest

from huilao import MissingExtraError, Rulebook, Truth
from huilao.explain import Prover
from huilao.language.condition import About, All, Any, Condition, Not, Operator, Test
from huilao.language.facts import FactType, Vocabulary
from huilao.language.meaning import Person, division, truth_of, within
from huilao.language.policy import AgeReached, AppliesTo, Period, Rules, Ruleset, Status
from huilao.screen.columns import WrongColumnsError, columns_of, frame_of, person_of, place_code, place_number, schema
from huilao.screen.runners import MissingJavaError, Runner, has_java, runner
from huilao.screen.screening import Screening, concern_of
from strategies import DAYS, FACTS, a_person, a_profile, a_rule_book, every_test, everyone
from test_agreement import CASES, ruleset_of, situation

DAY = date(2025, 2, 28)
BENEFITS, PEOPLE = 15, 50
SHARE = {"polars": 1.0, "duckdb": 0.3, "spark": 0.03}
"""How many of the cases each runner gets."""
RUNNERS = [pytest.param(name, marks=pytest.mark.xdist_group("spark") if name == "spark" else ()) for name in SHARE]


@pytest.fixture(scope="session")
def spark() -> Iterator[None]:
    """A small Spark in this process, which the runner finds as the active one."""
    if not has_java():
        (pytest.fail if os.environ.get("CI") else pytest.skip)("Spark needs Java, and there is none")
    from pyspark.sql import SparkSession

    settings = {"spark.ui.enabled": "false", "spark.driver.bindAddress": "127.0.0.1", "spark.driver.host": "127.0.0.1",
                "spark.sql.shuffle.partitions": "2", "spark.ui.showConsoleProgress": "false"}  # fmt: skip
    builder = SparkSession.builder.master("local[2]")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    yield
    session.stop()


@pytest.fixture(params=RUNNERS)
def engine(request: pytest.FixtureRequest) -> str:
    """Each runner by its name."""
    if request.param == "spark":
        request.getfixturevalue("spark")
    return request.param


class Screen:
    """A screening of some people by one runner, by way of a Parquet file."""

    def __init__(self, engine: str, folder: Path) -> None:
        self.runner: Runner = runner(engine)
        self.path = folder / "people.parquet"

    def people(self, people: Sequence[Person], facts: Vocabulary, columns: Sequence[str] | None = None) -> nw.LazyFrame[Anything]:
        """The people as the runner reads them, each with a number."""
        frame_of(people, facts, columns).with_row_index("number").write_parquet(self.path)
        return self.runner.scan(self.path)

    def rows(self, frame: nw.LazyFrame[Anything]) -> list[dict[str, Anything]]:
        """The rows of a frame in the order of the people."""
        return sorted(self.runner.rows(frame), key=lambda row: row["number"])

    def answers(self, screening: Screening, people: Sequence[Person]) -> list[dict[str, Anything]]:
        """What the screening says of each."""
        return self.rows(screening.answers(self.people(people, screening.facts, screening.columns), ["number"]))


@pytest.fixture
def screen(engine: str, tmp_path: Path) -> Screen:
    return Screen(engine, tmp_path)


def checked(person: Person) -> Person:
    """A person whose places are as `profile.py` leaves them: without zeros that say nothing."""
    return {
        name: checked(value) if isinstance(value, Mapping) else division(value) if FACTS[name].type is FactType.PLACE else value  # pyright: ignore[reportUnknownArgumentType]
        for name, value in person.items()
        if value is not None
    }


def concerns(ruleset: Ruleset, person: Person) -> bool:
    """Whether a ruleset can concern a person, as `Rulebook.evaluate` has it."""
    places = [person.get(fact) for fact in ("residence", "household_registration")]
    return any(place is None or within(place, ruleset.document.place) is not Truth.NO for place in places)


# -- agreement -------------------------------------------------------------------------------------------------------


def test_screening_agrees_with_the_reference(engine: str, screen: Screen) -> None:
    """On random rule books and people, of whom all, much, little or nothing is known."""
    seen: Counter[object] = Counter()
    for number in range(max(2, round(CASES * SHARE[engine] / BENEFITS / PEOPLE))):
        luck = Random(number)
        rules = a_rule_book(luck, BENEFITS // 3)
        day = luck.choice(DAYS)
        people = [checked(a_person(luck, day, luck.choice((0, 1, 3, 6, 10)))) for _ in range(PEOPLE)]
        screening = Screening(rules, day)
        found = screen.answers(screening, people)
        for benefit in screening.benefits:
            ruleset = rules.rulesets[benefit.ruleset]
            place = situation(rules, ruleset, day)
            for person, row in zip(people, found, strict=True):
                truth = truth_of(benefit.condition, person, place)
                seen[truth] += 1
                assert Truth.of(row[benefit.full_name]) is truth, f"{number}: {benefit.condition} of {person} in {ruleset.document}"
        for ruleset in rules.rulesets.values():
            for person, row in zip(people, found, strict=True):
                seen[concerns(ruleset, person)] += 1
                assert row[concern_of(ruleset.name)] is concerns(ruleset, person)

    assert all(seen[one] > seen.total() / 100 for one in (*Truth, True, False)), seen


@pytest.mark.parametrize("reached", AgeReached)
def test_every_test_alone_is_what_the_reference_says(engine: str, screen: Screen, reached: AgeReached) -> None:
    """And its contrary, of the person and of another, for every value near every constant; of age as each document counts."""
    tests = [test for test in every_test() if reached is AgeReached.BIRTHDAY or test.fact == "age"]
    conditions: list[Condition] = [
        one for test in tests for one in ((test, Not(test), About("elder", test)) if engine == "polars" else (test,))
    ]
    people = [checked(person) for person in everyone(DAY)]
    for start in range(0, len(conditions), 600):  # DuckDB takes long over thousands of columns
        ruleset = ruleset_of(conditions[start : start + 600], reached)
        screening = Screening(Rules(FACTS, {}, {}, {}, {ruleset.name: ruleset}), DAY)
        place = situation(Rules(FACTS, {}, {}, {}, {}), ruleset, DAY)
        for person, row in zip(people, screen.answers(screening, people), strict=True):
            for benefit in ruleset.benefits:
                assert Truth.of(row[benefit.full_name]) is truth_of(benefit.condition, person, place), f"{benefit.condition} of {person}"


def test_the_shipped_rule_book_says_the_same_of_many_and_of_one(book: Rulebook, screen: Screen) -> None:
    """The truths of `Rulebook.decide`, and findings for exactly those whom a ruleset concerns."""
    day = date(2025, 3, 1)
    people = [book.person(a_profile(book.rules, Random(number), day), day) for number in range(300)]
    screening = Screening(book.rules, day)
    found = screen.answers(screening, people)

    assert len(screening.benefits) + len(screening.not_in_force) == len(book.benefits)
    for person, row in zip(people, found, strict=True):
        truths = book.decide(person, day)
        assert {one.full_name: Truth.of(row[one.full_name]) for one in screening.benefits} == {
            one.full_name: truths[one.full_name] for one in screening.benefits
        }
    for number in range(0, 300, 10):
        evaluation = book.evaluate(a_profile(book.rules, Random(number), day), day, assurance="off")
        answered = {one.benefit for one in evaluation.findings}
        assert answered == {
            name
            for name, one in book.benefits.items()
            if one.applies_to is AppliesTo.ANYONE or found[number][concern_of(one.ruleset)]
        }  # fmt: skip


def test_what_is_missing_is_counted_as_the_proofs_have_it(engine: str, screen: Screen) -> None:
    """For each benefit and fact, how many people's proofs say that the fact is missing."""
    counted = 0
    for number in range({"polars": 20, "duckdb": 3, "spark": 1}[engine]):
        luck = Random(number)
        rules = a_rule_book(luck, 4)
        people = [checked(a_person(luck, DAY, 3)) for _ in range(40)]
        screening = Screening(rules, DAY)
        [row] = screen.runner.rows(screening.missing(screen.people(people, FACTS, screening.columns)))
        expected: Counter[str] = Counter()
        for benefit in screening.benefits:
            ruleset = rules.rulesets[benefit.ruleset]
            prover = Prover(ruleset.terms, FACTS, ruleset.document.place, ruleset.document.age_reached)
            for person in people:
                missing = prover.prove(benefit.condition, prover.view(person, DAY)).missing(FACTS)
                expected.update(f"{benefit.full_name}|{path.replace('.', '/')}" for path in missing)
        counted += expected.total()

        assert {name: count for name, count in row.items() if count} == expected
    assert counted > 100


def test_of_each_ruleset_apart_the_same(screen: Screen) -> None:
    """Asked ruleset by ruleset, of those whom it concerns alone, the answers are the same; the others have none."""
    luck = Random(5)
    rules = a_rule_book(luck, 6)
    people = [checked(a_person(luck, DAY, 1)) for _ in range(60)]
    screening = Screening(rules, DAY)
    frame = screen.people(people, FACTS, screening.columns)
    wide = screen.rows(screening.answers(frame, ["number"]))
    anyone = [one.full_name for one in screening.benefits if one.applies_to is AppliesTo.ANYONE]

    assert [list(row) for row in screen.rows(screening.for_anyone(frame, ["number"]))] == [["number", *anyone]] * len(people)
    assert screen.rows(screening.for_anyone(frame, ["number"])) == [{name: row[name] for name in ("number", *anyone)} for row in wide]
    sizes: set[int] = set()
    for ruleset in screening.rulesets:
        tied = [one.full_name for one in ruleset.benefits if one.full_name not in anyone]
        found = screen.rows(screening.of_ruleset(ruleset.name, frame, ["number"]))
        near = [row for row in wide if row[concern_of(ruleset.name)]]
        sizes.add(len(near))
        assert found == [{name: row[name] for name in ("number", *tied)} for row in near]
        assert not any(row[name] is not False for row in wide if row not in near for name in tied)
    assert max(sizes) < len(people)


# -- columns ---------------------------------------------------------------------------------------------------------


def test_columns_hold_people_whole() -> None:
    """What `frame_of` lays out `person_of` gives back: an empty set is known, who is not known at all is left out."""
    luck = Random(1)
    people = [checked(a_person(luck, DAY, unknown)) for unknown in (0, 1, 3, 6, 10) for _ in range(100)]
    rows = frame_of(people, FACTS).to_dicts()

    assert [person_of(row, FACTS) for row in rows] == [
        {name: value for name, value in person.items() if value != {}} for person in people
    ]  # fmt: skip
    assert any(person.get("aids") == frozenset() for person in people)


def test_every_fact_has_its_columns() -> None:
    """A set has one for each code, a person those of their own facts, what is worked out none."""
    assert columns_of(FACTS["aids"], "elder") == ("elder/aids/dibao", "elder/aids/edge", "elder/aids/destitute", "elder/aids/none")
    assert columns_of(FACTS["age"]) == columns_of(FACTS["elder"]) == ()
    names = list(schema(FACTS))
    assert len(names) == len(set(names))
    assert "spouse/birth_date" in names
    assert schema(FACTS, ["ability"]) == {"ability": pl.Enum(["intact", "mild", "moderate", "severe", "total"])}


@pytest.mark.parametrize(("code", "number"), [("51", 510000000000), ("513433000000", 513433000000), ("513433100201", 513433100201)])
def test_a_place_is_its_code_of_twelve_digits(code: str, number: int) -> None:
    assert place_number(code) == number
    assert place_code(number) == division(code)


@pytest.mark.parametrize("code", ["513", "51343", "5134331", "51343310020", "51343310020100", "四川", ""])
def test_a_code_that_is_of_no_level_has_no_number(code: str) -> None:
    with pytest.raises(ValueError, match="not a division code"):
        place_number(code)


@pytest.mark.parametrize("number", ["1E+22", "-1E+30", "0.00000000000000001"])
def test_a_number_that_does_not_fit_is_refused(number: str) -> None:
    """It is never rounded."""
    with pytest.raises(ValueError, match="too large or too fine"):
        frame_of([{"balance": Decimal(number)}], FACTS)


NUMBER_TYPES = [pl.Int8(), pl.Int16(), pl.Int32(), pl.Int64(), pl.UInt8(), pl.Decimal(10, 2), pl.Decimal(38, 0), pl.Decimal(38, 16)]
BOUNDS = ("0", "0.1", "-0.5", "1", "2.005", "99.99", "127", "300", "-300", "100000000", "9223372036854775808", "1E+20", "-1E+37")


def test_numbers_compare_exactly_whatever_their_column(screen: Screen) -> None:
    """Whole numbers and decimals of any width and scale, with bounds between their steps and beyond all of them."""
    operators = (Operator.AT_LEAST, Operator.AT_MOST, Operator.ABOVE, Operator.BELOW, Operator.ONE_OF, Operator.NONE_OF)
    ruleset = ruleset_of([Test("balance", operator, (Decimal(bound),)) for operator in operators for bound in BOUNDS])
    rules = Rules(FACTS, {}, {}, {}, {ruleset.name: ruleset})
    screening = Screening(rules, DAY)
    for kind in NUMBER_TYPES:
        values = [Decimal(one) for one in ("0", "1", "2", "99", "100", "127")]
        values += [Decimal(one) for one in ("-1", "-127", "0.01", "2.01", "99.99", "99999999.99") if holds(kind, Decimal(one))]
        pl.DataFrame(
            {"number": range(len(values) + 1), "balance": pl.Series([*values, None], dtype=pl.Decimal(38, 16)).cast(kind)}
        ).write_parquet(screen.path)
        rows = screen.rows(screening.answers(screen.runner.scan(screen.path), ["number"]))
        for value, row in zip([*values, None], rows, strict=True):
            for benefit in ruleset.benefits:
                truth = truth_of(benefit.condition, {"balance": value}, situation(rules, ruleset, DAY))
                assert Truth.of(row[benefit.full_name]) is truth, f"{kind} {value}: {benefit.condition}"


def holds(kind: pl.DataType, number: Decimal) -> bool:
    """Whether a column of this type has room for a number."""
    return pl.Series([number], dtype=pl.Decimal(38, 16)).cast(kind, strict=False).cast(pl.Decimal(38, 16)).to_list() == [number]


def test_a_column_that_is_not_there_is_unknown_of_everyone(screen: Screen) -> None:
    rules = a_rule_book(Random(8), 6)
    screening = Screening(rules, DAY)
    kept = [name for name in screening.columns if not name.startswith(("elder", "birth_date", "aids", "balance", "residence", "ability"))]
    people = [checked(a_person(Random(number), DAY, 0, ())) for number in range(30)]
    lacking = screen.rows(screening.answers(screen.people(people, FACTS, kept), ["number"]))
    there = {name.split("/")[0] for name in kept}
    known = [{name: value for name, value in person.items() if name in there} for person in people]

    assert lacking == screen.answers(screening, known)
    assert any(value is None for row in lacking for value in row.values())


def test_columns_that_do_not_suit_are_named_all_at_once() -> None:
    """In both languages: wrong types, and sets of which a part is there."""
    tests = [
        Test("birth_date", Operator.AT_LEAST, (DAY,)), Test("balance", Operator.ABOVE, (Decimal(1),)), Test("certified", Operator.ONE_OF, (True,)),
        Test("aids", Operator.HAS_ANY, ("dibao", "edge")), Test("birthplace", Operator.WITHIN, ("51",)), Test("sex", Operator.ONE_OF, ("female",)),
    ]  # fmt: skip
    ruleset = ruleset_of(tests)
    wrong = pl.DataFrame(
        {"birth_date": ["1940-01-01"], "balance": [1.5], "certified": [1], "aids/dibao": [True], "birthplace": ["51"], "sex": [True]}
    )

    with pytest.raises(WrongColumnsError) as raised:
        Screening(Rules(FACTS, {}, {}, {}, {ruleset.name: ruleset}), DAY).answers(nw.from_native(wrong.lazy()))

    said = [(problem.zh, str(problem.en)) for problem in raised.value.problems]
    assert len(said) == 6
    for name in ("birth_date", "balance", "certified", "aids/edge", "birthplace", "sex"):
        assert any(name in zh and name in en for zh, en in said), name


# -- what is asked ---------------------------------------------------------------------------------------------------


def a_screening(*rulesets: Ruleset, benefits: Sequence[str] | None = None) -> Screening:
    return Screening(Rules(FACTS, {}, {}, {}, {one.name: one for one in rulesets}), DAY, benefits)


def test_documents_that_are_not_in_force_are_not_answered() -> None:
    """Neither repealed ones nor those of other days; who is concerned is still said."""
    plain = ruleset_of([All(())])
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


def test_only_the_benefits_that_are_named_are_asked() -> None:
    """And only the columns they need are read."""
    ruleset = ruleset_of([Test("certified", Operator.ONE_OF, (True,)), Test("widowed", Operator.ONE_OF, (True,))])
    screening = a_screening(ruleset, benefits=["r/b1"])

    assert [one.full_name for one in screening.benefits] == ["r/b1"]
    assert screening.columns == ("residence", "household_registration", "widowed")
    with pytest.raises(KeyError):
        a_screening(ruleset, benefits=["r/b2"])


def test_what_holds_for_everyone_holds_on_every_row(screen: Screen) -> None:
    """A constant is said of each person, and of nobody where there is nobody."""
    screening = a_screening(ruleset_of([All(()), Any(())]))
    for number in (3, 0):
        rows = screen.answers(screening, [{} for _ in range(number)])
        assert [(row["r/b0"], row["r/b1"]) for row in rows] == [(True, False)] * number


def test_what_is_shared_is_worked_out_once() -> None:
    """The same condition in two documents and words is one column in between."""
    frail = Any((Test("widowed", Operator.ONE_OF, (True,)), Test("certified", Operator.ONE_OF, (True,))))
    first = ruleset_of([All((frail, Test("income", Operator.BELOW, (Decimal(bound),)))) for bound in range(20)])
    second = replace(
        first, document=replace(first.document, ruleset="s"), benefits=tuple(replace(one, ruleset="s") for one in first.benefits)
    )
    people = frame_of([{}], FACTS).lazy()
    plan: pl.LazyFrame = nw.to_native(a_screening(first, second).answers(nw.from_native(people)))

    assert plan.explain(optimized=False).count('col("widowed")') == 1


def test_results_are_written_in_the_order_of_the_people(engine: str, screen: Screen, tmp_path: Path) -> None:
    """From Parquet to Parquet, several files read as one."""
    people = [checked(a_person(Random(number), DAY, 1)) for number in range(40)]
    screening = Screening(a_rule_book(Random(2), 4), DAY)
    parts = [tmp_path / "part-1.parquet", tmp_path / "part-2.parquet"]
    frame = frame_of(people, FACTS, screening.columns).with_row_index("number")
    for part, rows in zip(parts, (frame[:25], frame[25:]), strict=True):
        rows.write_parquet(part)
    target = tmp_path / "found.parquet"
    screen.runner.write(screening.answers(screen.runner.scan(parts), ["number"]), target)
    found = pl.read_parquet(target / "*.parquet" if target.is_dir() else target)
    rows = found.to_dicts() if engine != "spark" else sorted(found.to_dicts(), key=lambda row: row["number"])

    assert rows == screen.answers(screening, people)


def test_the_examples_of_the_page_run(engine: str, tmp_path: Path, book: Rulebook, monkeypatch: pytest.MonkeyPatch) -> None:
    """From a file of facts to a file of answers, from a program and as a job for Spark."""
    page = (Path(__file__).parent.parent / "docs/screening.md").read_text("utf-8").split("## The runners", 1)[1]
    program, job = (block.split("```", 1)[0] for block in page.split("```python\n")[1:])
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["screen_job.py", f"{tmp_path}/facts.parquet", f"{tmp_path}/answers.parquet", "2025-03-01"])
    person = {"birth_date": date(1940, 1, 1), "residence": "513433", "has_valid_id": True}
    frame_of([person], book.rules.facts).with_row_index("person").write_parquet("facts.parquet")

    exec(compile(job if engine == "spark" else program.replace('"polars"', f'"{engine}"'), "screening.md", "exec"), {})  # noqa: S102

    [row] = pl.read_parquet("answers.parquet/*.parquet" if engine == "spark" else "answers.parquet").to_dicts()
    truths = book.decide(person, date(2025, 3, 1))
    assert row["person"] == 0
    assert {name: Truth.of(row[name]) for name in truths if name in row} == {name: truths[name] for name in truths if name in row}
    assert set(truths.values()) == set(Truth)


@pytest.mark.parametrize(("package", "name"), [("duckdb", "duckdb"), ("pyspark.sql", "spark")])
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
