"""What facts say of each other and cannot be: told with what to change, in both languages."""

from __future__ import annotations

from datetime import date

import pytest

from huilao import Rulebook
from huilao.errors import ProfileError, ProfileProblem
from huilao.language.facts import Code, Fact, FactType, Implied, Text
from huilao.language.implied import Implications
from huilao.language.known import Among, Holding
from huilao.profile.reader import ProfileReader

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
    single = Fact("status", FactType.SET, Text("身份"), codes=(code("any", "有"), code("none", "无", status=Holding(frozenset(), frozenset({"any"})))))

    groups = Implications({**FACTS, "status": single}).groups

    assert {frozenset(one) for one in groups} == {frozenset({"status"}), frozenset({"aid", "draws", "poor", "band", "ill"})}


@pytest.mark.parametrize(
    ("fact", "codes"),
    [("居住照料状况", ["独居", "与配偶同住"]), ("居住照料状况", ["独居", "与家人同住"]), ("社会救助身份", ["特困集中供养", "特困分散供养"])],
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
