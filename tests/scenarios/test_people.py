"""People in the cells of a scenario: how a policy officer writes them, and how they are written back."""

from __future__ import annotations

from pathlib import Path
from typing import Any as Anything

import pytest

from huilao.ask import Question
from huilao.cli.typed import value_of as typed
from huilao.language.facts import Text
from huilao.scenarios import ScenarioError, Story
from huilao.scenarios.cells import CellError, value_of
from huilao.scenarios.writing import scenario
from review_books import one_document
from small_books import FACTS as SMALL
from small_books import benefit, read_book
from small_facts import FACTS

MEMBERS = FACTS["household_members"]
NAMED = {word: one for one in FACTS.values() for word in (one.name, one.label.zh, *one.also)}


def entry(label: str, cell: str) -> tuple[str, Anything]:
    """What is known of somebody, by the name of a fact; of an age as it is written."""
    return (NAMED[label].name, value_of(NAMED[label], cell, entry)) if label in NAMED else (label, cell)


CELLS: list[tuple[str, Anything]] = [
    ("无", []),
    ("父", [{}]),
    ("父；母", [{}, {}]),
    ("父（1950-01-02，月收入 800）；母（82岁）", [{"birth_date": "1950-01-02", "income": 800}, {"age": "82岁"}]),
    ("父(1950-01-02, 月收入 800); 母(丧偶)", [{"birth_date": "1950-01-02", "income": 800}, {"widowed": "是"}]),
    ("（月收入：1,200，结余 -3）", [{"income": 1200, "balance": -3}]),
    ("父(月收入 1,200,结余 1)", [{"income": 1200, "balance": 1}]),
    ("父（1950，月收入 800至900）", [{"birth_date": "1950", "income": {"at_least": 800, "at_most": 900}}]),
    ("父（1950至1951）", [{"birth_date": {"from": "1950", "until": "1951"}}]),
    ("父（救助 低保、特困，居住处所 家中或医院）", [{"aids": ["低保", "特困"], "setting": {"one_of": ["家中", "医院"]}}]),
    ("父（救助 含 低保；不含 特困）；母", [{"aids": {"has": ["低保"], "has_not": ["特困"]}}, {}]),
    ("父（常住地 冕宁县（回民乡））", [{"residence": "冕宁县（回民乡）"}]),
    ("父（82岁）；其余不详", {"listed": [{"age": "82岁"}], "complete": False}),
    ("其余不详", {"listed": [], "complete": False}),
    ("父（）；母（82岁）；", [{}, {"age": "82岁"}]),
]


@pytest.mark.parametrize(("cell", "value"), CELLS)
def test_people_stand_one_after_another_with_what_is_known_in_brackets(cell: str, value: Anything) -> None:
    """As a profile has them; the word before the brackets is for whoever reads it."""
    assert value_of(MEMBERS, cell, entry) == value


@pytest.mark.parametrize("cell", ["", "；", "父（1950-01-02", "父）", "父（82岁）母（80岁）", "（）（）"])
def test_what_is_no_list_of_people_is_told_with_one(cell: str) -> None:
    """As it could be written."""
    with pytest.raises(CellError, match="父（1950-01-02，月收入 800）；母（82岁）"):
        value_of(MEMBERS, cell, entry)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", []),
        ("父（82岁，Monthly income 5）", [{"age": "82岁", "Monthly": "income 5"}]),
        ("母（月收入 5）", [{"income": 5}]),
        ("父）", "父）"),
    ],
)
def test_people_are_typed_as_in_a_scenario(text: str, value: Anything) -> None:
    """What is none is left for the reader of profiles to explain."""
    assert typed(Question("household_members", MEMBERS, 1, (), Text("")), text, FACTS) == value


# -- in a story --------------------------------------------------------------------------------------------------------

PEOPLE = SMALL + "  household_members: {type: people, label: {zh: 家庭成员, en: Household members}}\n"


def story(folder: Path) -> Story:
    files = one_document(b=benefit("{widowed: true}"))
    return Story(read_book(folder, {**files, "facts.yaml": PEOPLE}), place="x.feature:3", rows=[4])


def test_a_story_reads_people_and_a_path_to_one(tmp_path: Path) -> None:
    """By their number, in the words in which what is missing is told."""
    found = story(tmp_path)

    assert found.read_table([("家庭成员", "父（82岁，月收入 800）；母")]) == {"household_members": [{"age": 82, "income": 800}, {}]}
    assert found.path("家庭成员第2人的月收入") == "household_members.2.income"
    assert found.label("household_members.2.income") == "家庭成员第2人的月收入"
    assert found.label("household_members") == "家庭成员"


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("父；母（月收入 -5）", "x.feature:4: 家庭成员的月收入: 第2人：-5 填的值不对"),
        ("父；母（月收入）", "“月收入”应是一个数"),
        ("父；母（月收人 5）", "没有信息项“月收人”，是否“月收入”？"),
        ("父（82岁", "“家庭成员”写成"),
    ],
)
def test_a_mistake_in_a_list_is_told_at_its_row(cell: str, told: str, tmp_path: Path) -> None:
    """And whose it is."""
    found = story(tmp_path)

    def read() -> None:
        found.profile = found.read_table([("家庭成员", cell)])
        found.person(found.day("2025-03-01"))

    with pytest.raises(ScenarioError) as caught:
        read()
    assert str(caught.value).startswith("x.feature:4: ")
    assert told in str(caught.value)


@pytest.mark.parametrize("cell", ["无", "第1人", "第1人（出生日期 1950-01-02，月收入 800，丧偶 是）；第2人", "第1人（月收入 5）；其余不详"])
def test_people_are_written_as_they_are_read(cell: str, tmp_path: Path) -> None:
    """In a scenario that the program writes."""
    found = story(tmp_path)
    found.profile = found.read_table([("家庭成员", cell)])
    day = found.day("2025-03-01")

    assert f"| 家庭成员 | {cell} |" in scenario(found.book, "一", found.person(day), day, [])
