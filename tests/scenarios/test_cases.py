"""Generated cases: those of the shipped rule book and of the example are as they were, and what makes them is thorough."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from huilao import Outcome, Rulebook, Truth
from huilao.coverage.mcdc import leaves, shown
from huilao.coverage.opened import Origin, opened, origins
from huilao.language.known import Person
from huilao.language.outcome import Action
from huilao.language.scope import Situation
from huilao.scenarios import ScenarioError
from huilao.scenarios.cases import Answered, GeneratedCase, answer, read_cases, written
from huilao.scenarios.coverage import cases_holding, coverage
from huilao.scenarios.generate import generate
from huilao.scenarios.solved import Solved
from review_books import FRAIL, one_document, table
from small_books import benefit, read_book

pytestmark = pytest.mark.xdist_group("coverage")  # one worker reads the rule book's cases once

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden" / "cases"
BOOKS = [("rulesets", "."), ("examples/qinghe/rulesets", "qinghe")]


def make_anew(rules: Path, folder: Path) -> None:
    """As from the shell: in a process of its own, so that the solver has been asked nothing before."""
    nothing = folder.parent / "no scenarios"
    nothing.mkdir(parents=True, exist_ok=True)
    arguments = ["coverage", "--rules", str(rules), "--features", str(nothing), "--cases", str(folder), "--generate"]
    command = [sys.executable, "-c", "import sys; from huilao.cli import main; sys.argv[0] = 'huilao'; main()", *arguments]
    run = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603  # our own words
    nothing.rmdir()
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize(("rules", "folder"), BOOKS)
def test_every_case_comes_out_as_it_did(rules: str, folder: str, request: pytest.FixtureRequest) -> None:
    """`pytest --reset-golden tests/scenarios/test_cases.py` makes them anew; the difference is for review."""
    book = Rulebook.load(ROOT / rules)
    if request.config.getoption("--reset-golden"):
        make_anew(ROOT / rules, GOLDEN / folder)
    cases = read_cases(GOLDEN / folder)
    _, changed = cases_holding(book, cases)

    assert changed == []
    assert {case.benefit for case in cases} == set(book.benefits), (
        "new benefits have no cases: pytest --reset-golden tests/scenarios/test_cases.py"
    )


def test_the_cases_alone_show_every_condition_of_the_example() -> None:
    """Nothing is left that anybody could show."""
    book = Rulebook.load(ROOT / "examples" / "qinghe" / "rulesets")
    found = coverage(book, [], read_cases(GOLDEN / "qinghe"))

    assert [gap.span for one in found for gap in one.gaps if gap.person is not None] == []
    assert all(one.cases.covered > 0 == one.scenarios.covered for one in found)


@pytest.mark.parametrize(("rules", "folder"), BOOKS)
def test_every_test_inside_a_term_too_is_shown_or_out_of_reach(rules: str, folder: str) -> None:
    """With the terms written out: a test that is dropped, or turned round, is a changed case wherever that changes anything."""
    book = Rulebook.load(ROOT / rules)
    solved = Solved(book)
    people: dict[str, list[tuple[Person, Situation]]] = {}
    for case in read_cases(GOLDEN / folder):
        situation = book.situation(book.benefits[case.benefit].ruleset, case.as_of)
        people.setdefault(case.benefit, []).append((book.person(case.profile, case.as_of), situation))
    for name, known in people.items():
        whole = opened(book.benefits[name].condition, known[0][1].scope)
        for index, leaf in enumerate(shown(whole, known)):
            for truth, seen in ((Truth.YES, leaf.holding), (Truth.NO, leaf.failing)):
                assert seen or solved.for_leaf(book.benefits[name], index, truth, whole) == (None, True), f"{name} {leaf.leaf} {truth}"


# -- what makes them ---------------------------------------------------------------------------------------------------------

WHEN = "{all: [{frail: true}, {any: [{widowed: true}, {aids: {has_any: [dibao]}}]}]}"
READINGS = "readings: [{name: 从六十算, note: 从60周岁算, when: {all: [{age: {at_least: 60}}, {widowed: true}]}}]"
LEVELS = table(("{income: {below: 500}}", "600"), ("", "400"), hits="first")


@pytest.fixture
def book(tmp_path: Path) -> Rulebook:
    more = FRAIL.format(age=80) + "\nin_effect: {from: 2020-01-01, until: 2030-12-31}"
    return read_book(
        tmp_path / "rules", one_document(more, x=benefit(WHEN, f"applies_to: residents, {READINGS}"), y=benefit("{widowed: true}", LEVELS))
    )


@pytest.fixture
def made(book: Rulebook) -> list[GeneratedCase]:
    return generate(book, "r", Solved(book))


def test_every_leaf_also_inside_a_term_and_every_row_is_shown(book: Rulebook, made: list[GeneratedCase]) -> None:
    for name, one in book.benefits.items():
        situation = book.situation("r", date(2025, 3, 1))
        people = [(book.person(case.profile, case.as_of), situation) for case in made if case.benefit == name]
        assert all(leaf.covered for leaf in shown(opened(one.condition, situation.scope), people))
    paid = {case.answered.amount for case in made if case.benefit == "r/y"}
    assert {("600", "600"), ("400", "400")} <= paid


@pytest.mark.parametrize(
    ("benefit_", "known", "absent", "outcome"),
    [
        ("r/x", {"birth_date": "1945-02-28"}, "", Outcome.ELIGIBLE),
        ("r/x", {"birth_date": "1945-03-01"}, "", Outcome.ELIGIBLE),
        ("r/x", {"birth_date": "1945-03-02"}, "", Outcome.NOT_ELIGIBLE),
        ("r/x", {"residence": "51"}, "", Outcome.UNDETERMINED),
        ("r/x", {"residence": "5134"}, "", Outcome.UNDETERMINED),
        ("r/x", {"residence": "110102"}, "", None),
        ("r/x", {"residence": "513433"}, "birth_date", Outcome.UNDETERMINED),
        ("r/x", {"widowed": False, "aids": ["dibao"]}, "", Outcome.ELIGIBLE),
        ("r/x", {"widowed": False, "aids": ["edge"]}, "", Outcome.NOT_ELIGIBLE),
        ("r/y", {"widowed": True, "income": 499.99}, "", Outcome.ELIGIBLE),
        ("r/y", {"widowed": True, "income": 500}, "", Outcome.ELIGIBLE),
        ("r/y", {}, "widowed", Outcome.UNDETERMINED),
    ],
)  # fmt: skip
def test_borders_places_codes_and_what_is_left_out_come_in(
    benefit_: str, known: dict[str, object], absent: str, outcome: Outcome | None, made: list[GeneratedCase]
) -> None:
    """The day before, the day itself and the day after; a fact in turn; the place more coarsely, and elsewhere."""
    like = [case for case in made if case.benefit == benefit_ and known.items() <= case.profile.items() and absent not in case.profile]

    assert outcome in [case.answered.outcome for case in like]


def test_a_reading_has_somebody_for_whom_it_matters(made: list[GeneratedCase]) -> None:
    """Seventy and widowed: by the reading yes, else no; eighty and poor: by the reading no, else yes."""
    mattering = {case.answered.outcome for case in made if case.answered.action is Action.READING}

    assert {Outcome.ELIGIBLE, Outcome.NOT_ELIGIBLE} <= mattering


def test_the_first_and_last_day_of_a_document_come_in(made: list[GeneratedCase]) -> None:
    """And the days beside them."""
    days = [case.as_of.isoformat() for case in made if case.shows.startswith("on ")]
    outside = [case.as_of.isoformat() for case in made if case.answered.outcome is Outcome.NOT_IN_FORCE]

    assert days == ["2020-01-01", "2019-12-31", "2030-12-31", "2031-01-01"]
    assert outside == ["2019-12-31", "2031-01-01"]


def test_they_are_the_same_each_time(book: Rulebook, tmp_path: Path) -> None:
    """Byte for byte; what is left of other rulesets goes."""
    made: list[dict[str, str]] = []
    for folder in (tmp_path / "one", tmp_path / "two"):
        folder.mkdir()
        (folder / "gone.json").write_text("{}", "utf-8")
        make_anew(tmp_path / "rules", folder)
        made.append({path.name: path.read_text("utf-8") for path in folder.iterdir()})

    assert made[0] == made[1]
    assert list(made[0]) == ["r.json"]


def test_what_is_written_reads_back_and_a_changed_rule_is_a_changed_case(book: Rulebook, made: list[GeneratedCase], tmp_path: Path) -> None:
    """A year more or less, a code more or less, another amount."""
    (tmp_path / "r.json").write_text(written(made), "utf-8")
    read = read_cases(tmp_path)
    assert [replace(case, profile=book.person(case.profile)) for case in read] == [
        replace(case, profile=book.person(case.profile)) for case in made
    ]
    assert cases_holding(book, read) == (read, [])
    for old, new in (
        (WHEN, WHEN.replace("dibao", "dibao, edge")),
        ("at_least: 80", "at_least: 81"),
        ("600", "601"),
        ("from: 2020-01-01", "from: 2020-01-02"),
    ):
        files = {path.relative_to(tmp_path / "rules").as_posix(): path.read_text("utf-8") for path in (tmp_path / "rules").rglob("*.yaml")}
        changed = {name: text.replace(old, new) for name, text in files.items()}
        assert changed != files
        _, differing = cases_holding(read_book(tmp_path / "changed", changed), made)
        assert differing
        assert all(" → " in one for one in differing)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [("  x:", "  z:", "规则库没有这项待遇"), ("idowed", "idow", "→ widowed: ")],
)
def test_a_case_that_the_rule_book_cannot_read_any_more_is_told(
    old: str, new: str, said: str, book: Rulebook, made: list[GeneratedCase], tmp_path: Path
) -> None:
    """A benefit that is gone, a fact that is called otherwise."""
    files = {path.relative_to(tmp_path / "rules").as_posix(): path.read_text("utf-8") for path in (tmp_path / "rules").rglob("*.yaml")}
    changed = {name: text.replace(old, new) for name, text in files.items()}
    _, differing = cases_holding(read_book(tmp_path / "changed", changed), made)

    assert any(said in one for one in differing)


@pytest.mark.parametrize("text", ["[]", "{", '{"r/x": [1]}', '{"r/x": [["2025-03-01", {}, ["maybe", "claim"], "1+"]]}'])
def test_what_is_no_file_of_cases_is_told(text: str, tmp_path: Path) -> None:
    (tmp_path / "r.json").write_text(text, "utf-8")

    with pytest.raises(ScenarioError, match=r"r\.json: 不是生成的用例，请重新生成"):
        read_cases(tmp_path)


def test_the_origin_of_every_leaf_of_an_opened_condition(book: Rulebook) -> None:
    """In their order."""
    situation = book.situation("r", date(2025, 3, 1))
    condition = book.benefits["r/x"].condition

    assert origins(condition, situation.scope) == [Origin(None, 0), Origin("frail", 0), Origin(None, 2), Origin(None, 3)]
    assert len(list(leaves(opened(condition, situation.scope)))) == 4


def test_what_comes_out_is_said_with_what_is_missing_and_what_is_paid(book: Rulebook) -> None:
    """And reads back."""
    found = answer(book, "r/y", {"income": 100}, date(2025, 3, 1))

    assert str(found) == '"undetermined" "ask" ["widowed"] ["0", "600"]'
    assert Answered.read(found.data()) == found
