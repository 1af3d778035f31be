"""Interviews by the rule book: what is settled, what is open, and what keeps it open."""

from __future__ import annotations

from datetime import date
from pathlib import Path as Folder
from random import Random
from typing import Any as Anything

import pytest

from huilao import ProfileError, Rulebook, Truth, UnknownBenefitError
from huilao.ask.interviewer import Interviewer
from huilao.language.facts import FactType
from huilao.language.known import Path
from huilao.person_data import profile_data
from small_books import benefit, one_ruleset
from strategies import a_profile

DAY = date(2025, 3, 1)
SHIPPED = Rulebook.load()


# -- what a question says --------------------------------------------------------------------------------------------


def test_the_stronger_force_comes_first(tmp_path: Folder) -> None:
    """An interview that is broken off has asked for the entitlements before the encouragements."""
    book = one_ruleset(
        tmp_path, a=benefit("{widowed: true}", "force: encouraged"), b=benefit("{listed: true}", "force: mandatory"),
        c=benefit("{any: [{widowed: true}, {listed: true}]}", "force: principle"),
    )  # fmt: skip
    first, second = book.interview({}, DAY).questions

    assert (first.path, first.benefits) == ("listed", ("r/b", "r/c"))
    assert (second.path, second.benefits) == ("widowed", ("r/a", "r/c"))


def test_a_question_says_why_and_where_to_look(tmp_path: Folder) -> None:
    """In words, with the document that decides; where the vocabulary has no question, one is made from the label."""
    (question,) = one_ruleset(tmp_path, b=benefit("{listed: true}")).interview({}, DAY).questions

    data = question.data()
    assert data["text"] == {"zh": "是否“列入名单”？", "en": "Listed: yes or no?"}
    assert data["reason"]["zh"] == "关系到 1 项待遇：待遇（应当落实）。"
    assert data["instrument"] == {"zh": "县名单办法", "en": "the county's list"}
    assert [one["code"] for one in data["choices"]] == ["true", "false"]


def test_every_question_of_the_shipped_book_can_be_put() -> None:
    """In both languages, with a reason, and where the fact is a choice with its codes."""
    for question in SHIPPED.interview({"cared_elder": {}}, DAY).questions:
        assert question.text.zh
        assert question.text.en
        assert question.reason.en
        assert bool(question.choices) == (question.fact.type not in (FactType.DATE, FactType.NUMBER, FactType.PLACE))


def test_benefits_of_the_shipped_book_are_simple_enough_to_be_exact() -> None:
    """For nobody knowing anything, all ways to settle each benefit are looked at."""
    settlings = Interviewer(SHIPPED.rules).settlings({}, frozenset(), DAY, SHIPPED.benefits.values())
    assert all(settlings[one.ruleset].ways(one.condition).whole for one in SHIPPED.benefits.values())


def test_done_says_what_keeps_benefits_open(tmp_path: Folder) -> None:
    """What is not known, and a place that is known too coarsely."""
    book = one_ruleset(tmp_path, a=benefit("{widowed: true}"), b=benefit("{lives_here: true}"), c=benefit("{age: {at_least: 60}}"))
    interview = book.interview({"住址": "51", "birth_date": "1940-01-01"}, DAY, unknown=["丧偶", "residence"])

    assert interview.done
    assert interview.settled == ("r/c",)
    assert interview.open == ("r/a", "r/b")
    assert interview.missing == ("residence", "widowed")


def test_what_was_not_asked_keeps_nothing_open(tmp_path: Folder) -> None:
    """A fact that cannot matter for want of another is not what is missing; of a person who is not known, the person is."""
    alike = "{any: [{all: [{widowed: true}, {listed: true}]}, {all: [{widowed: false}, {listed: false}]}]}"
    book = one_ruleset(tmp_path, a=benefit(alike), b=benefit("{cared_elder: {grade: ['1']}}"))
    interview = book.interview({}, DAY, unknown=["widowed", "cared_elder"])

    assert interview.done
    assert interview.missing == ("cared_elder", "widowed")


def test_nothing_is_asked_for_a_document_that_is_not_in_force(tmp_path: Folder) -> None:
    """Its benefits have an outcome whatever is answered."""
    book = one_ruleset(tmp_path, "in_effect: {from: 2026-01-01}", b=benefit("{widowed: true}"))

    assert book.interview({}, DAY).done
    assert [one.path for one in book.interview({}, date(2026, 1, 1)).questions] == ["widowed"]


@pytest.mark.parametrize("unknown", ["cared_elder", "所照护的老人", "cared_elder.年龄", "cared_elder.birth_date"])
def test_a_person_or_fact_that_is_not_known_is_not_asked_for(unknown: str, tmp_path: Folder) -> None:
    """By code or Chinese word; of a person who is not there, nothing."""
    book = one_ruleset(tmp_path, b=benefit("{cared_elder: {age: {at_least: 60}}}"))

    assert book.interview({"cared_elder": {}} if "." in unknown else {}, DAY, unknown=[unknown]).done


def test_mistakes_are_named_all_at_once(tmp_path: Folder) -> None:
    """Facts that there are not, with the nearest one, and benefits."""
    book = one_ruleset(tmp_path, b=benefit("{widowed: true}"))

    with pytest.raises(ProfileError) as error:
        book.interview({}, DAY, unknown=["widowd", "widowed.sex", "cared_elder.cared_elder.sex"])
    assert [(one.fact, one.allowed.en if one.allowed else None) for one in error.value.problems] == [
        ("widowd", "did you mean `widowed`?"), ("widowed.sex", None), ("cared_elder.cared_elder.sex", None),
    ]  # fmt: skip
    with pytest.raises(UnknownBenefitError):
        book.interview({}, DAY, benefits=["r/c"])


def a_shipped_interview(seed: int, ignorant: float) -> tuple[int, set[str]]:
    """Somebody of whom all is known is asked until there is nothing left to ask: how many questions, and what is open then."""
    luck = Random(seed)
    full = dict(SHIPPED.person(a_profile(SHIPPED.rules, luck, DAY, unknown=0.0), DAY))
    person: dict[str, Anything] = {}
    unknown: list[str] = []
    asked: list[str] = []
    while not (interview := SHIPPED.interview(profile_data(person), DAY, unknown)).done:
        question = interview.questions[0]
        path = Path.of(question.path)
        assert question.path not in asked or question.fact.type is FactType.PLACE
        asked.append(question.path)
        value = None if luck.random() < ignorant else path.value(full)
        if value is None or value == question.known:
            unknown.append(question.path)
        elif path.who:
            person[path.who] = {**person[path.who], path.fact: value}
        else:
            person[path.fact] = {} if question.fact.type is FactType.PERSON else value
    wholly = SHIPPED.decide(full, DAY)
    assert all(truth is wholly[name] for name, truth in SHIPPED.decide(person, DAY).items() if truth is not Truth.UNKNOWN)
    return len(asked), set(interview.open)


@pytest.mark.parametrize("seed", range(2))
def test_an_interview_by_the_shipped_book_settles_all_or_says_what_is_wanting(seed: int) -> None:
    """Nothing that is answered is asked again; where all is answered nothing stays open that full knowledge settles."""
    questions, open_ = a_shipped_interview(seed, 0.0)
    known = SHIPPED.decide(dict(SHIPPED.person(a_profile(SHIPPED.rules, Random(seed), DAY, unknown=0.0), DAY)), DAY)

    assert questions > 10
    assert open_ <= {name for name, truth in known.items() if truth is Truth.UNKNOWN}
    assert a_shipped_interview(seed, 0.3)[1]
