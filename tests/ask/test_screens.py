"""Screens of an interview: what is put together, in which order, whom it is asked of, and when it ends."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from huilao import Action, Interview, Rulebook
from huilao.language.facts import FactType
from small_books import FACTS, benefit, chapter, document, read_book

DAY = date(2025, 3, 1)
SHIPPED = Rulebook.load()
SCREENS = """
screens:
  first: {label: {zh: 基本情况, en: Basics}, question: {zh: 哪些符合？, en: Which are true?}}
  rare: {label: {zh: 少见的事, en: Rare events}, question: {zh: 遇到了哪些？, en: Which have happened?}}
"""
MORE = """
  ill: {type: yes_no, label: {zh: 生病, en: Ill}, screen: rare}
  lost: {type: yes_no, label: {zh: 走失, en: Lost}, screen: rare, implies: {ill: true}}
  court: {type: yes_no, label: {zh: 打官司, en: In court}, screen: rare}
  side: {type: choice, label: {zh: 诉讼地位, en: Side}, screen: rare, only_if: {court: true}, codes: {sues: {zh: 起诉}, is_sued: {zh: 被诉}}}
  level:
    type: scale
    label: {zh: 等级, en: Level}
    screen: first
    no_answer: {zh: 没有报告, en: No report}
    codes: {low: {zh: 低}, high: {zh: 高}}
  alone: {type: yes_no, label: {zh: 独居, en: Alone}, screen: first}
  carer: {type: yes_no, label: {zh: 照护者, en: Carer}, asked_of: relative}
"""


def a_book(folder: Path, more: str = "", **benefits: str) -> Rulebook:
    files = {"facts.yaml": SCREENS + FACTS.lstrip() + MORE, "r/document.yaml": document("r", more=more), "r/c.yaml": chapter(**benefits)}
    return read_book(folder, files)


def shown(interview: Interview) -> list[tuple[str | None, list[str], list[str], list[str]]]:
    return [
        (one.screen and one.screen.name, [each.path for each in one.fields], [each.path for each in one.ticked], [each.path for each in one.later])
        for one in interview.screens
    ]  # fmt: skip


def test_questions_of_one_screen_are_put_together(tmp_path: Path) -> None:
    """In the order of the book, whatever they are worth; what an answer opens comes with the screen; single questions last."""
    book = a_book(
        tmp_path, a=benefit("{widowed: true}"), b=benefit("{lost: true}"), c=benefit("{side: sues}"), d=benefit("{level: high}"),
        e=benefit("{alone: true}"),
    )  # fmt: skip
    interview = book.interview({}, DAY)

    assert shown(interview) == [
        ("first", ["level", "alone"], [], []), ("rare", [], ["lost", "court"], ["side"]), (None, ["widowed"], [], []),
    ]  # fmt: skip
    assert {one.path for one in interview.questions} == {"level", "alone", "lost", "court", "widowed"}
    assert interview.screens[1].settles == ("r/b", "r/c")
    assert interview.screens[1].text.zh == "遇到了哪些？"
    assert interview.screens[0].fields[0].no_answer.zh == "没有报告"
    assert interview.screens[2].fields[0].no_answer.zh == "不清楚"


def test_a_screen_as_data(tmp_path: Path) -> None:
    """A caller needs nothing else to put it."""
    book = a_book(tmp_path, b=benefit("{lost: true}"), c=benefit("{side: sues}"))
    data = book.interview({}, DAY).data()

    (screen,) = data["screens"]
    assert screen["screen"] == "rare"
    assert screen["label"] == {"zh": "少见的事", "en": "Rare events"}
    assert screen["ticked"] == ["lost", "court"]
    assert screen["none"] == {"zh": "都没有", "en": "None of these"}
    assert [one["path"] for one in screen["questions"]] == ["lost", "court"]
    assert [one["path"] for one in screen["later"]] == ["side"]
    assert book.interview({}, DAY).data(0)["screens"] == []


def test_what_is_implied_is_not_asked(tmp_path: Path) -> None:
    """A fact that another one settles."""
    book = a_book(tmp_path, a=benefit("{ill: true}"), b=benefit("{lost: true}"))

    assert shown(book.interview({"lost": True}, DAY)) == []
    assert shown(book.interview({"ill": False}, DAY)) == []
    assert shown(book.interview({"lost": False}, DAY)) == [("rare", ["ill"], [], [])]


@pytest.mark.parametrize("more", ["force: encouraged", "force: principle", "rule_class: supply_side", "rule_class: participation"])
def test_only_what_may_be_claimed_is_asked_for(more: str, tmp_path: Path) -> None:
    """Then it says what stays open, by what there is to do; on request, or where benefits are named, it goes on."""
    book = a_book(tmp_path, a=benefit("{widowed: true}", more), b=benefit("{alone: true}"))
    interview = book.interview({"alone": True}, DAY)

    assert [one.path for one in book.interview({}, DAY).questions] == ["alone"]
    assert interview.done
    assert interview.stays == {Action.ENQUIRE: ("r/a",)}
    assert interview.data()["stays"] == {"enquire": ["r/a"]}
    assert [one.path for one in book.interview({"alone": True}, DAY, everything=True).questions] == ["widowed"]
    assert [one.path for one in book.interview({}, DAY, benefits=["r/a"]).questions] == ["widowed"]
    assert book.interview({}, DAY, benefits=["r/a"], everything=False).done


def test_a_draft_and_other_places_ask_nothing(tmp_path: Path) -> None:
    """Neither is to be claimed by this person."""
    assert a_book(tmp_path / "draft", "status: draft", a=benefit("{alone: true}")).interview({}, DAY).done
    book = a_book(tmp_path / "place", a=benefit("{alone: true}"))
    assert not book.interview({"residence": "513433"}, DAY).done
    assert book.interview({"residence": "22"}, DAY).done


def test_nothing_is_asked_of_an_elder_that_relatives_say_of_themselves(tmp_path: Path) -> None:
    """Of somebody younger, or who says such a thing, it is."""
    book = a_book(tmp_path, a=benefit("{carer: true}"), b=benefit("{any: [{carer: true}, {alone: true}]}"))

    for everything in (False, True):
        assert [one.path for one in book.interview({"birth_date": "1940-01-01"}, DAY, everything=everything).questions] == ["alone"]
    assert {one.path for one in book.interview({"birth_date": "1990-01-01"}, DAY).questions} == {"alone", "carer"}


READINGS = "readings: [{note: {zh: 别的理解, en: Another reading}, when: %s}]"


@pytest.mark.parametrize(
    ("known", "asked", "why"),
    [
        ({"alone": True}, ["widowed"], "may still be claimed under every reading"),
        ({"alone": True, "widowed": True}, [], "is claimed"),
        ({"alone": True, "widowed": False}, [], "the office decides"),
        ({"widowed": False}, ["alone"], "may still depend on the reading, which the person is to know"),
    ],
)
def test_a_likely_reading_is_asked_about(known: dict[str, bool], asked: list[str], why: str, tmp_path: Path) -> None:
    """As long as the answer may change what there is to do."""
    book = a_book(tmp_path, a=benefit("{alone: true}", READINGS % "{all: [{alone: true}, {widowed: true}]}"))
    interview = book.interview(known, DAY)

    assert [one.path for one in interview.questions] == asked, why
    assert ("r/a" in interview.open) == bool(asked)


def test_a_promise_made_twice_or_drawn_already_asks_once(tmp_path: Path) -> None:
    """Of two provisions that promise the same one is enough."""
    book = a_book(tmp_path, a=benefit("{alone: true}"), b=benefit("{all: [{alone: true}, {widowed: true}]}", "same_as: a"))

    assert {one.path for one in book.interview({}, DAY).questions} == {"alone", "widowed"}
    assert book.interview({"alone": True}, DAY).done


def test_the_shipped_screens_come_in_an_order_that_links_keep() -> None:
    """What opens a question, or implies its answer, is on the same screen or on one before it; every fact of an elder has one."""
    rules = SHIPPED.rules
    ranks = {name: rank for rank, name in enumerate(rules.screens)}
    for fact in rules.facts.values():
        if fact.type is FactType.PERSON:
            continue
        assert fact.screen is not None, fact.name
        implied = [*fact.implies, *(one for code in fact.codes for one in code.implies)]
        for one in implied:
            other = rules.facts[one.fact]
            mutual = any(link.fact == fact.name for code in other.codes for link in code.implies)
            assert mutual or ranks[fact.screen] <= ranks[other.screen or ""], (fact.name, other.name)
