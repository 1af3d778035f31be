"""Interviews by the rule book: what is settled, what is open, and what keeps it open."""

from __future__ import annotations

from datetime import date
from pathlib import Path as Folder
from random import Random
from typing import Any as Anything

import pytest

from huilao import Action, AskedOf, Finding, Interview, ProfileError, Rulebook, Truth, UnknownBenefitError
from huilao.ask.interviewer import Interviewer
from huilao.language.facts import FactType
from huilao.language.known import Holding, Person
from huilao.language.outcome import tied
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
    first, second = book.interview({}, DAY, everything=True).questions

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


def an_elder(seed: int) -> dict[str, Anything]:
    """Somebody of whom all is known that is asked of an elder, and nothing contradicts what facts say of each other."""
    luck = Random(seed)
    drawn = a_profile(SHIPPED.rules, luck, DAY, unknown=0.0)
    drawn |= {"birth_date": f"{luck.randrange(1925, 1965)}-05-05", "residence": luck.choice(["513433", "511725", "220103"])}
    said: dict[str, Anything] = {}
    for name, value in drawn.items():
        known = SHIPPED.person(said, DAY).get(name)
        if SHIPPED.rules.facts[name].asked_of is AskedOf.RELATIVE:
            continue
        if isinstance(known, Holding):
            said[name] = sorted((known.has | set(value)) - known.has_not)
        elif known is None:
            said[name] = value
    return dict(SHIPPED.person(said, DAY))


def a_shipped_interview(
    full: Person, luck: Random, ignorant: float, *, everything: bool
) -> tuple[dict[str, Anything], list[str], Interview]:
    """They are asked screen by screen until there is nothing left to ask: what is known then, and who was asked what."""
    person: dict[str, Anything] = {}
    unknown: list[str] = []
    asked: list[str] = []
    while not (interview := SHIPPED.interview(profile_data(person), DAY, unknown, everything=everything)).done:
        for question in interview.screens[0].questions:
            assert question.path not in asked or question.known is not None  # which may be known no better than it was
            assert question.fact.asked_of is not AskedOf.RELATIVE
            asked.append(question.path)
            value = None if luck.random() < ignorant else full.get(question.path)
            if value is None or value == question.known:
                unknown.append(question.path)
            else:
                person[question.path] = value
    return person, asked, interview


@pytest.mark.parametrize("seed", range(3))
def test_an_interview_by_the_shipped_book_settles_all_or_says_what_is_wanting(seed: int) -> None:
    """Nothing that is answered is asked again; where all is answered nothing stays open that full knowledge settles."""
    full = an_elder(seed)
    person, asked, _ = a_shipped_interview(full, Random(seed), 0.0, everything=True)
    wholly, now = SHIPPED.decide(full, DAY), SHIPPED.decide(SHIPPED.person(profile_data(person), DAY), DAY)

    assert len(asked) > 10
    assert all(truth is wholly[name] for name, truth in now.items() if truth is not Truth.UNKNOWN)
    assert {name for name, truth in now.items() if truth is Truth.UNKNOWN} <= {name for name, one in wholly.items() if one is Truth.UNKNOWN}
    assert a_shipped_interview(full, Random(seed), 0.3, everything=True)[2].open


@pytest.mark.parametrize("seed", range(4))
def test_what_can_be_claimed_is_as_with_full_knowledge(seed: int) -> None:
    """When it is done, every settled promise has the action that it has when all is known of the elder, but for what they draw
    already and what is promised twice. What their relatives may be told is not asked for.
    """
    full = an_elder(seed)
    person, asked, interview = a_shipped_interview(full, Random(seed), 0.0, everything=False)
    everything = a_shipped_interview(full, Random(seed), 0.0, everything=True)[1]
    now = {
        one.benefit: one for one in SHIPPED.evaluate(profile_data(person), DAY).findings if one.settled and one.action is not Action.TELL
    }
    wholly = {one.benefit: one for one in SHIPPED.evaluate(profile_data(full), DAY).findings if one.settled}
    claimed = {promise(one) for one in now.values() if one.action is Action.CLAIM}

    assert len(asked) <= len(everything)
    for name, one in now.items():
        if one.action is not wholly[name].action:
            assert one.action in (Action.ASK, Action.NOT_COVERED), name
            assert one.received or promise(one) in claimed or tied(one.case.ruleset.document, person) is Truth.NO, name
    assert set(interview.stays) <= set(Action) - {Action.CLAIM, Action.EVERYONE, Action.NOT_IN_FORCE}


def promise(finding: Finding) -> tuple[str, str]:
    return finding.provision.ruleset, finding.provision.same_as or finding.provision.id
