"""Coverage: what the scenarios show of each condition, and what they leave out."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from huilao import Rulebook, Truth
from huilao.coverage.mcdc import decided, decides, leaves, shown
from huilao.language.condition import All, Any, Condition, Not, Operator, Test
from huilao.language.meaning import Person, Situation
from huilao.scenarios import Case, ScenarioError, read_features
from huilao.scenarios.coverage import RuleCoverage, coverage, missing_scenarios
from huilao.verify.encoding import Somebody
from huilao.verify.parts import Part
from huilao.verify.search import Search, Verdict
from huilao.verify.soundness import Checker

pytestmark = pytest.mark.xdist_group("coverage")  # one worker reads the scenarios once

FEATURES = Path(__file__).parent.parent / "features"
YES, NO, UNKNOWN = Truth.YES, Truth.NO, Truth.UNKNOWN


def yes(fact: str) -> Test:
    return Test(fact, Operator.ONE_OF, (True,))


ALONE, ILL, POOR = yes("actually_unattended"), yes("seriously_ill"), yes("housing_difficulty")
CONDITION: Condition = All((ALONE, Any((ILL, Not(POOR)))))


@pytest.fixture(scope="module")
def cases(book: Rulebook) -> list[Case]:
    return read_features(FEATURES, book)


@pytest.fixture(scope="module")
def covered(book: Rulebook, cases: list[Case]) -> list[RuleCoverage]:
    return coverage(book, cases)


@pytest.fixture(scope="module")
def situation(book: Rulebook) -> Situation:
    return book.situation("mianning", date(2025, 3, 1))


@pytest.mark.parametrize(
    ("truths", "outcome", "deciding"),
    [
        ([YES, YES, YES], YES, [True, True, False]),
        ([YES, YES, NO], YES, [True, False, False]),
        ([YES, NO, YES], NO, [False, True, True]),
        ([NO, NO, YES], NO, [False, False, False]),
        ([NO, YES, YES], NO, [True, False, False]),
        ([UNKNOWN, YES, YES], UNKNOWN, [False, False, False]),
    ],
)
def test_a_leaf_decides_where_the_outcome_turns_on_it_alone(truths: list[Truth], outcome: Truth, deciding: list[bool]) -> None:
    """The third leaf stands under a `not`."""
    assert decided(CONDITION, truths) is outcome
    assert [decides(CONDITION, truths, index) for index in range(3)] == deciding


def test_two_people_cover_a_leaf(situation: Situation) -> None:
    """One for whom it holds and decides, one for whom it does not and decides."""
    healthy: Person = {"actually_unattended": True, "seriously_ill": False, "housing_difficulty": True}
    found = shown(CONDITION, [({**healthy, "seriously_ill": True}, situation), (healthy, situation)])

    assert [one.covered for one in found] == [False, True, False]


@pytest.fixture
def checker(situation: Situation) -> Checker:
    return Checker(Search(Somebody(situation.facts, situation.as_of, [situation.place])), situation)


@pytest.mark.parametrize("truth", [YES, NO])
@pytest.mark.parametrize("leaf", range(3))
def test_the_solver_finds_a_person_who_knows_no_more_than_it_takes(leaf: int, truth: Truth, situation: Situation, checker: Checker) -> None:
    """For each leaf and each truth of it."""
    person = checker.turning(list(Part(CONDITION).leaves())[leaf], truth, plainest=True).person

    assert person is not None
    assert [decides(CONDITION, [_truth(person, one.condition.fact) for one in leaves(CONDITION) if isinstance(one.condition, Test)], leaf)]
    assert all(_without_is_not_enough(person, fact, leaf, truth, situation) for fact in person)


def _truth(person: Person, fact: str) -> Truth:
    return Truth.of(person.get(fact))


def _without_is_not_enough(person: Person, fact: str, leaf: int, truth: Truth, situation: Situation) -> bool:
    without = {name: value for name, value in person.items() if name != fact}
    one = shown(CONDITION, [(without, situation)])[leaf]
    return not (one.holding if truth is YES else one.failing)


def test_a_part_that_others_imply_is_proved_to_be_out_of_reach(checker: Checker) -> None:
    """Nobody is 80 and not 60."""
    both = All((Test("age", Operator.AT_LEAST, (60,)), Test("age", Operator.AT_LEAST, (80,))))  # type: ignore[arg-type]

    assert checker.turning(next(Part(both).leaves()), NO).verdict is Verdict.PROVED


def test_every_condition_of_the_shipped_rules_is_covered_or_out_of_reach(covered: list[RuleCoverage]) -> None:
    """A rule cannot be added without scenarios that show each of its conditions to matter."""
    missing = [f"{gap.span} {one.benefit.full_name}" for one in covered for gap in one.gaps if gap.person is not None]

    assert missing == []


def test_every_benefit_has_scenarios_for_yes_no_and_undetermined(covered: list[RuleCoverage]) -> None:
    """All 263 of them, whatever their class."""
    wanted = {"符合", "不符合", "待定"}
    lacking = {one.benefit.full_name: wanted - one.outcomes for one in covered if not wanted <= one.outcomes}

    assert lacking == {}


def test_missing_scenarios_are_written_so_that_they_can_be_kept(book: Rulebook, tmp_path: Path) -> None:
    """What is written reads back, and closes the gaps."""
    names = [name for name in book.benefits if name.startswith("mianning/8")]
    few = coverage(book, [], names)
    text = missing_scenarios(book, [gap for one in few for gap in one.gaps])
    (tmp_path / "missing.feature").write_text(text, "utf-8")
    again = coverage(book, read_features(tmp_path, book), names)

    assert [gap for one in again for gap in one.gaps if gap.person is not None] == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("功能: 一\n  场景: 二\n    假如 一位老人\n      | 出生日其 | 1960-01-01 |\n    当 在 2025-03-01 核定\n", "出生日期"),
        ("功能: 一\n  场景: 二\n    假如 一位老人\n      | 养老方式 | 居加 |\n    当 在 2025-03-01 核定\n", "居家"),
        ("功能: 一\n  场景: 二\n    假如 一位老太太\n", "没有这样的步骤"),
        ("功能：一\n", "x.feature"),
    ],
)
def test_a_mistake_in_a_scenario_is_located(book: Rulebook, tmp_path: Path, text: str, said: str) -> None:
    """With the nearest right word where there is one."""
    (tmp_path / "x.feature").write_text("# language: zh-CN\n" + text, "utf-8")

    with pytest.raises(ScenarioError, match=r"x\.feature") as caught:
        read_features(tmp_path, book)
    assert said in str(caught.value)
