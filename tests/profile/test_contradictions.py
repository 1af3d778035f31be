"""What facts say of each other and cannot be: told with what to change, in both languages."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest
from hypothesis import given, settings

from huilao import Rulebook
from huilao.errors import ProfileError, ProfileProblem
from huilao.language.facts import Code, Fact, FactType, Implied, Text
from huilao.language.implied import Implications
from huilao.language.known import Among, Holding
from huilao.profile.reader import ProfileReader
from strategies import a_profile, seeded

DAY = date(2025, 3, 1)


def code(name: str, zh: str, **implies: object) -> Code:
    """A code with what it implies."""
    return Code(name, Text(zh, name.capitalize()), implies=tuple(Implied(fact, value) for fact, value in implies.items()))


FACTS = {
    one.name: one
    for one in (
        Fact("aid", FactType.SET, Text("救助", "Aid"), codes=(
            code("low", "低保", draws=Holding(frozenset({"money"}), frozenset()), poor=True, band=Among(frozenset({"least", "less"}))),
            code("edge", "低保边缘", band="less", poor=False),
            code("none", "无", aid=Holding(frozenset(), frozenset({"low", "edge"})), draws=Holding(frozenset(), frozenset({"money"}))))),
        Fact("draws", FactType.SET, Text("正在享受", "Draws"), codes=(code("money", "低保金"), code("other", "别的"))),
        Fact("poor", FactType.YES_NO, Text("困难", "Poor")),
        Fact("band", FactType.SCALE, Text("收入", "Band"), codes=(code("least", "最低"), code("less", "较低"), code("more", "较高"))),
        Fact("ill", FactType.YES_NO, Text("患病", "Ill"), implies=(Implied("poor", True),)),
    )
}  # fmt: skip


def problem(profile: dict[str, object]) -> ProfileProblem:
    with pytest.raises(ProfileError) as raised:
        ProfileReader(FACTS, {}).read(profile, DAY)
    [found] = raised.value.problems
    return found


@pytest.mark.parametrize(
    ("profile", "zh", "en"),
    [
        ({"救助": ["无", "低保边缘"], "正在享受": []}, '救助: ["无", "低保边缘"] 里“低保边缘”、“无”不能同时填；只留对的',
         "has together what cannot be: Edge, None; keep what is right"),
        ({"救助": {"含": ["无", "低保边缘"]}}, "里“低保边缘”、“无”不能同时填；只留对的", "Edge, None"),
        ({"救助": ["低保"], "正在享受": []}, '["低保"] 与“正在享受”矛盾；“救助”为“低保”的，“正在享受”应含“低保金”，改正填错的一项',
         "contradicts `draws`; where `aid` is Low, `draws` has Money: mend the one that is wrong"),
        ({"救助": ["无"], "正在享受": ["低保金"]}, "“救助”为“无”的，“正在享受”不能含“低保金”", "`draws` has not Money"),
        ({"救助": ["低保"], "困难": False}, "“困难”应为“是”", "`poor` is yes"),
        ({"救助": ["低保边缘"], "困难": True}, "“困难”应为“否”", "`poor` is no"),
        ({"救助": ["低保边缘"], "收入": "较高"}, "“收入”应为“较低”", "`band` is Less"),
        ({"救助": ["低保"], "收入": "较高"}, "“收入”应为“最低”或“较低”", "`band` is Least or Less"),
        ({"患病": True, "困难": False}, "患病: true 与“困难”矛盾；“患病”为“是”的，“困难”应为“是”", "where `ill` is yes, `poor` is yes"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_with_what_to_change(profile: dict[str, object], zh: str, en: str) -> None:
    """By the words of the vocabulary, never by codes where there is a Chinese word."""
    found = problem(profile)

    assert zh in found.render("zh")
    assert en in found.render("en")


def test_what_one_code_excludes_excludes_it() -> None:
    """Either way round, of a set known in part."""
    read = ProfileReader(FACTS, {}).read

    assert read({"aid": {"has": ["edge"]}}, DAY)["aid"] == {"edge"}  # who is at the edge is not poor, so neither has the other
    assert read({"aid": {"has": ["none"]}}, DAY)["aid"] == {"none"}


def test_facts_that_say_nothing_of_each_other_are_in_different_groups() -> None:
    """However long the chain within one."""
    single = Fact(
        "status", FactType.SET, Text("身份"), codes=(code("any", "有"), code("none", "无", status=Holding(frozenset(), frozenset({"any"}))))
    )

    groups = Implications({**FACTS, "status": single}).groups

    assert {frozenset(one) for one in groups} == {frozenset({"status"}), frozenset({"aid", "draws", "poor", "band", "ill"})}


@pytest.mark.parametrize(
    ("fact", "codes"),
    [
        ("居住照料状况", ["独居", "与配偶同住"]),
        ("居住照料状况", ["独居", "与家人同住"]),
        ("社会救助身份", ["特困集中供养", "特困分散供养"]),
    ],
)
def test_the_shipped_book_does_not_take_both(book: Rulebook, fact: str, codes: list[str]) -> None:
    """Each of them alone is right."""
    for one in codes:
        assert book.person({fact: [one]}, DAY)
    with pytest.raises(ProfileError, match="不能同时填"):
        book.person({fact: codes}, DAY)


def test_in_the_shipped_book_none_of_them_stands_alone(book: Rulebook) -> None:
    """Of every set that has a code for it."""
    sets = [fact for fact in book.rules.facts.values() if fact.type is FactType.SET and any(one.label.zh == "无" for one in fact.codes)]

    assert sets
    for fact in sets:
        for other in fact.codes:
            if other.label.zh != "无":
                with pytest.raises(ProfileError, match="不能同时填"):
                    book.person({fact.name: ["none", other.code]}, DAY)


@pytest.mark.parametrize(
    ("known", "follow"),
    [
        ({"aid": frozenset({"edge"}), "band": "less", "poor": False}, {"band", "poor"}),
        ({"aid": frozenset({"edge"}), "poor": True}, set[str]()),
        ({"ill": True, "poor": True}, {"poor"}),
        ({"ill": False, "poor": False}, {"ill"}),
    ],
)
def test_what_follows_from_others_is_told_apart(known: dict[str, object], follow: set[str]) -> None:
    """A yes, a code of a scale, and a no from a no."""
    assert Implications(FACTS).follow_from_others(known) == follow


def test_of_facts_that_say_the_same_of_each_other_one_is_left() -> None:
    """And what hangs on them alone follows from that one."""
    one, other, third = (
        Fact(name, FactType.YES_NO, Text(name), implies=tuple(Implied(also, True) for also in says))
        for name, says in (("one", ("other",)), ("other", ("one", "third")), ("third", ()))
    )

    found = Implications({fact.name: fact for fact in (one, other, third)}).follow_from_others({"one": True, "other": True, "third": True})

    assert found == {"other", "third"}


@given(seeded(lambda luck: luck))
@settings(max_examples=100, deadline=None)
def test_what_is_left_says_all_that_was_known(book: Rulebook, luck: Random) -> None:
    """For anybody of the shipped book: what is told apart comes back from the rest."""
    implications = Implications(book.rules.facts)
    person = book.person(a_profile(book.rules, luck, DAY), DAY)
    follow = implications.follow_from_others(person)

    assert implications.close({name: value for name, value in person.items() if name not in follow})[0] == person
