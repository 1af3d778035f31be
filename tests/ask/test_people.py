"""Questions about people who are listed, and for what another benefit asks."""

from __future__ import annotations

from pathlib import Path

import pytest

from huilao import Rulebook
from small_books import FACTS, benefit, chapter, document, read_book

DAY = "2025-03-01"
PEOPLE = FACTS + "  household_members: {type: people, label: {zh: 家庭成员, en: Household members}}\n"
WIDOWED = "{count: {among: household_members, where: {widowed: true, listed: true}, at_least: 1}}"


@pytest.fixture
def book(tmp_path: Path) -> Rulebook:
    """Somebody in the household is a widow on the list; another document asks for that benefit."""
    return read_book(
        tmp_path,
        {
            "facts.yaml": PEOPLE,
            "r/document.yaml": document("r"), "r/chapter.yaml": chapter(one=benefit(WIDOWED)),
            "other/document.yaml": document("other", "51"),
            "other/chapter.yaml": chapter(two=benefit("{entitled_to: [r/one], age: {at_least: 60}}")),
        },
    )  # fmt: skip


def asked(book: Rulebook, person: object, *unknown: str) -> set[str]:
    return {one.path for one in book.interview(person, DAY, unknown).questions}


@pytest.mark.parametrize(
    ("person", "unknown", "paths"),
    [  # pyright: ignore[reportUnknownArgumentType]  # empty lists
        ({}, [], {"household_members", "birth_date"}),
        ({}, ["household_members"], {"birth_date"}),  # whoever is too young has the other one neither way
        ({"household_members": []}, [], set()),
        ({"household_members": [{}]}, [], {"household_members.1.widowed", "household_members.1.listed", "birth_date"}),
        ({"household_members": [{"widowed": False}, {"widowed": True}]}, [], {"household_members.2.listed", "birth_date"}),
        ({"household_members": {"listed": [{"widowed": False}], "complete": False}}, [], {"household_members", "birth_date"}),
        ({"household_members": [{"widowed": True, "listed": True}]}, [], {"birth_date"}),
        ({"household_members": [{"widowed": True, "listed": True}], "birth_date": "1930-01-01"}, [], set()),
    ],
)
def test_who_is_listed_is_asked_and_then_what_each_is(person: object, unknown: list[str], paths: set[str], book: Rulebook) -> None:
    """For the benefit itself, and for what asks for it."""
    assert asked(book, person, *unknown) == paths


def test_a_question_says_whom_it_is_about(book: Rulebook) -> None:
    """By the list and the number; the page puts the same questions."""
    person = {"household_members": [{"widowed": True}]}
    texts = {one.path: one.text.zh for one in book.interview(person, DAY).questions}

    assert texts["household_members.1.listed"] == "家庭成员（第1人）：是否“列入名单”？"
    assert {one.path: one.text.zh for one in book.interview({}, DAY).questions}["household_members"] == "“家庭成员”都有谁？"
    assert "家庭成员（第1人）：列入名单。关系到：待遇" in book.evaluate(person, DAY).page()


@pytest.mark.parametrize(
    ("question", "said"),
    [("老人是否丧偶？", "家庭成员（第1人）：是否“丧偶”？"), ("是否丧偶？", "家庭成员（第1人）：是否丧偶？")],
)
def test_a_question_about_a_listed_person_does_not_speak_of_the_elder(question: str, said: str, tmp_path: Path) -> None:
    """It is made from the label where its own words are for the elder."""
    facts = PEOPLE.replace(
        "label: {zh: 丧偶, en: Widowed}", f"label: {{zh: 丧偶, en: Widowed}}, question: {{zh: {question}, en: Widowed?}}"
    )
    book = read_book(tmp_path, {"facts.yaml": facts, "r/document.yaml": document("r"), "r/chapter.yaml": chapter(one=benefit(WIDOWED))})
    texts = {one.path: one.text.zh for one in book.interview({"household_members": [dict[str, object]()]}, DAY).questions}

    assert texts["household_members.1.widowed"] == said


def test_what_is_worked_out_of_each_is_asked_of_each(tmp_path: Path) -> None:
    """A calculation about those who are listed, and what goes into it."""
    poor = "{count: {among: household_members, where: {income: {at_most: {times: [balance, 2]}}}, at_least: 1}}"
    book = read_book(tmp_path, {"facts.yaml": PEOPLE, "r/document.yaml": document("r"), "r/chapter.yaml": chapter(one=benefit(poor))})

    assert asked(book, {}) == {"household_members"}
    assert asked(book, {"household_members": [{"income": 100}, {"income": 100, "balance": 10}]}) == {"household_members.1.balance"}
    assert asked(book, {"household_members": [{"income": 100, "balance": 60}]}) == set()
