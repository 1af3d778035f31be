"""What is known in part: how it is written, the sets of values that it means, and what cannot be."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any as Anything

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huilao.errors import ProfileError, ProfileProblem
from huilao.language.ages import age_on
from huilao.language.known import Among, Holding, Range
from small_facts import READER, holds, id_number

DAY = date(2025, 3, 1)


def problems(profile: object) -> tuple[ProfileProblem, ...]:
    with pytest.raises(ProfileError) as raised:
        READER.read(profile, DAY)
    return raised.value.problems


PARTLY: list[tuple[str, Anything, Anything]] = [
    # a fact, what is written of it, what is known then
    ("assessed_on", "1942", Range(date(1942, 1, 1), date(1942, 12, 31))),
    ("assessed_on", "1942年", Range(date(1942, 1, 1), date(1942, 12, 31))),
    ("assessed_on", "约1942年", Range(date(1942, 1, 1), date(1942, 12, 31))),
    ("assessed_on", "1944-02", Range(date(1944, 2, 1), date(1944, 2, 29))),
    ("assessed_on", "1942年3月", Range(date(1942, 3, 1), date(1942, 3, 31))),
    ("assessed_on", "1942/12", Range(date(1942, 12, 1), date(1942, 12, 31))),
    ("assessed_on", "194203", Range(date(1942, 3, 1), date(1942, 3, 31))),
    ("assessed_on", "1942.3", Range(date(1942, 3, 1), date(1942, 3, 31))),
    ("assessed_on", "1942.1", Range(date(1942, 1, 1), date(1942, 10, 31))),  # as a number, an October has lost its nought
    ("assessed_on", "一九四二年三月", Range(date(1942, 3, 1), date(1942, 3, 31))),
    ("assessed_on", "民国31年", Range(date(1942, 1, 1), date(1942, 12, 31))),
    ("assessed_on", {"from": "1940-02-01"}, Range(date(1940, 2, 1), None)),
    ("assessed_on", {"until": "1940-02"}, Range(None, date(1940, 2, 29))),
    ("assessed_on", {"起": "1940", "止": "1942"}, Range(date(1940, 1, 1), date(1942, 12, 31))),
    ("assessed_on", {"from": "1940-02-01", "until": date(1940, 2, 1)}, date(1940, 2, 1)),
    ("assessed_on", {"from": None, "until": "1942"}, Range(None, date(1942, 12, 31))),
    ("income", {"at_least": 500, "at_most": 900.5}, Range(Decimal(500), Decimal("900.5"))),
    ("income", {"不低于": 500}, Range(Decimal(500), None)),
    ("income", {"at_most": 900}, Range(None, Decimal(900))),
    ("income", {"at_least": 0, "at_most": 900}, Range(None, Decimal(900))),
    ("income", {"at_least": 900, "at_most": Decimal("900.00")}, Decimal(900)),
    ("income", {"at_most": 0}, Decimal(0)),
    ("income", {"at_least": 100_000}, Decimal(100_000)),
    ("income", {"at_least": 0}, None),
    ("income", {"at_least": 0, "at_most": 100_000}, None),
    ("balance", {"at_least": -1, "at_most": 1}, Range(Decimal(-1), Decimal(1))),
    ("setting", {"one_of": ["home", "医院"]}, Among(frozenset({"home", "hospital"}))),
    ("setting", {"属于": ["At home", "in hospital"]}, Among(frozenset({"home", "hospital"}))),
    ("setting", {"one_of": ["home", "家中"]}, "home"),
    ("setting", {"one_of": ["home", "hospital", "institution"]}, None),
    ("ability", {"one_of": ("mild", "severe")}, Among(frozenset({"mild", "severe"}))),
    ("aids", {"has": ["低保"]}, Holding(frozenset({"dibao"}), frozenset())),
    ("aids", {"含": ["dibao"], "不含": ["edge"]}, Holding(frozenset({"dibao"}), frozenset({"edge"}))),
    ("aids", {"has_not": ["edge"]}, Holding(frozenset(), frozenset({"edge"}))),
    ("aids", {"has": ["dibao"], "has_not": ["edge", "Destitute"]}, frozenset({"dibao"})),
    ("aids", {"has": ["dibao", "edge", "destitute"]}, frozenset({"dibao", "edge", "destitute"})),
    ("aids", {"has_not": ["dibao", "edge", "destitute"]}, frozenset()),
    ("aids", {"has": [], "has_not": []}, None),
]  # fmt: skip


@pytest.mark.parametrize(("fact", "written", "known"), PARTLY)
def test_what_is_known_in_part_is_a_set_of_values(fact: str, written: object, known: object) -> None:
    """One value is known exactly; where all are left nothing is known; a set of which each code is decided is known."""
    assert READER.read({fact: written}, DAY) == ({} if known is None else {fact: known})


WRONG: list[tuple[str, Anything]] = [
    ("assessed_on", {"from": "1942-03-02", "until": "1942-03-01"}), ("assessed_on", {"from": "1942-13"}), ("assessed_on", {}),
    ("assessed_on", {"at_least": "1942"}), ("assessed_on", {"from": "1942", "起": "1942"}), ("assessed_on", {"from": 1942}),
    ("assessed_on", "82岁"), ("assessed_on", "42-03-05"), ("assessed_on", "3/5/1942"), ("assessed_on", "194213"), ("assessed_on", "191203"),
    ("assessed_on", "1942.13"), ("assessed_on", "1942-13"), ("assessed_on", "1942年2月30日"), ("assessed_on", "约1942年3月5日"),
    ("assessed_on", "0000"), ("assessed_on", ""), ("assessed_on", "1942年3"),
    ("income", {"at_least": 900, "at_most": 500}), ("income", {"at_least": -1}), ("income", {"at_most": 100_001}), ("income", {}),
    ("income", {"at_least": "九百"}), ("income", {"at_least": True}), ("income", {"one_of": [1, 2]}), ("income", {"at_least": None}),
    ("income", {"at_least": 1, "below": 2}),
    ("setting", {"one_of": []}), ("setting", {"one_of": ["home", "nowhere"]}), ("setting", {"one_of": "home"}),
    ("setting", {"has": ["home"]}), ("setting", {"one_of": None}),
    ("aids", {"has": ["dibao"], "has_not": ["dibao"]}), ("aids", {"has": "dibao"}), ("aids", {"has": ["x"]}), ("aids", {}),
    ("aids", {"one_of": ["dibao"]}),
    ("widowed", {"one_of": [True]}), ("residence", {"one_of": ["51"]}),
    ("age", 131), ("age", -1), ("age", 82.5), ("age", "82.5"), ("age", "-82"), ("age", "131"), ("birth_date", "82"), ("age", True), ("age", {}), ("age", {"at_least": 90, "at_most": 80}),
    ("age", {"at_least": 80, "above": 81}), ("age", {"at_least": None}), ("age", "年近八旬"), ("age", [82]), ("age", "131岁"),
]  # fmt: skip


@pytest.mark.parametrize(("fact", "written"), WRONG)
def test_what_means_nothing_or_two_things_is_refused(fact: str, written: object) -> None:
    """With the fact, and in both languages what could stand there."""
    [problem] = problems({fact: written})

    assert problem.fact == fact
    assert problem.message.en
    assert problem.allowed is not None
    assert problem.allowed.en


@pytest.mark.parametrize(
    "written",
    [
        "１９４２-03-05",
        "1942 年 3 月 5 日",
        "一九四二年三月五日",
        "民国三十一年三月五日",
        "19420305",
        "1942/3/5",
        "1942-3-5",
        "1942.3.5",
        "1942年3月5日",
        "1942年03月05号",
        "农历1942年正月十九",
        "1942年农历正月十九",
        " 1942-03-05 ",
        date(1942, 3, 5),
    ],
)
def test_a_day_is_read_however_it_is_written(written: object) -> None:
    """As long as it can mean one day only."""
    assert READER.read({"birth_date": written}, DAY) == {"birth_date": date(1942, 3, 5)}


# -- ages ------------------------------------------------------------------------------------------------------------


@given(st.dates(date(1895, 1, 1), DAY), st.integers(0, 130), st.integers(0, 130))
def test_an_age_is_the_days_of_birth_of_those_who_are_so_old(birth: date, one: int, other: int) -> None:
    """Exactly: a day is among them where the age of those born on it is."""
    low, high = sorted((one, other))
    for age, written in ((low <= age_on(DAY, birth) <= high, {"at_least": low, "at_most": high}),
                         (low <= age_on(DAY, birth), {"不低于": low}), (age_on(DAY, birth) <= high, {"at_most": high}),
                         (age_on(DAY, birth) == low, low), (age_on(DAY, birth) == low, f"{low}周岁")):  # fmt: skip
        known = READER.read({"age": written}, DAY).get("birth_date")
        inside = known is None or (known == birth if isinstance(known, date) else
                                   (known.low is None or known.low <= birth) and (known.high is None or birth <= known.high))  # fmt: skip
        assert inside is age, written


def test_an_age_may_be_called_and_written_in_several_ways() -> None:
    """And is that of another person too; where the birth date should stand, a text says that it is one."""
    known = {"birth_date": Range(date(1942, 3, 2), date(1943, 3, 1))}

    for profile in (
        {"age": 82},
        {"年龄": 82},
        {"Age": Decimal(82)},
        {"age": "82岁"},
        {"age": " 82 "},
        {"age": "八十二岁"},
        {"年龄": "82"},
        {"birth_date": "82岁"},
        {"出生日期": "82周岁"},
    ):
        assert READER.read(profile, DAY) == known
        assert READER.read({"cared_elder": profile}, DAY) == {"cared_elder": known}
    assert READER.read({"age": None}, DAY) == {}


def test_age_and_birth_date_say_what_agrees_with_both() -> None:
    """The narrower of the two, or the days that both have."""
    for age, birth, known in (
        (82, "1942", Range(date(1942, 3, 2), date(1942, 12, 31))),
        (82, "1942-05-06", date(1942, 5, 6)),
        ({"at_least": 80}, "1942", Range(date(1942, 1, 1), date(1942, 12, 31))),
        ({"at_most": 82}, {"until": "1942-03-02"}, date(1942, 3, 2)),
    ):
        assert READER.read({"age": age, "birth_date": birth}, DAY) == {"birth_date": known}


def test_a_contradiction_names_both() -> None:
    """Age against birth date, age against ID number; of the number nothing is said."""
    [problem] = problems({"年龄": 82, "birth_date": "1942-03-01"})
    assert problem.fact == "年龄"
    assert problem.value == "82"
    assert "出生日期" in problem.message.zh
    assert "1942-03-01" in problem.message.of("en")

    number = id_number("19420301")
    [problem] = problems({"age": 82, "id_number": number})
    assert (problem.fact, problem.value) == ("age", "82")
    assert "身份证号码" in problem.message.zh
    assert not holds(problem.render("zh") + problem.render("en"), number)
    [problem] = problems({"birth_date": "1943", "id_number": number})
    assert problem.fact == "birth_date"


def test_an_id_number_settles_what_was_known_in_part() -> None:
    """The birth date within the year or the age; the sex among those that it may be."""
    number = id_number("19420306")

    for more in (
        {"birth_date": "1942"},
        {"age": 82},
        {"age": {"at_least": 80}},
        {"sex": {"one_of": ["male", "female"]}},
        {"birth_date": None},
    ):
        assert READER.read({"id_number": number, **more}, DAY) == {"birth_date": date(1942, 3, 6), "sex": "male"}


def test_a_birth_date_is_cut_at_the_day_of_evaluation() -> None:
    """What is possible of it stays; where nothing is, it is an error."""
    assert READER.read({"birth_date": "2025"}, DAY) == {"birth_date": Range(date(2025, 1, 1), DAY)}
    assert READER.read({"birth_date": {"from": "2025-03-01"}}, DAY) == {"birth_date": Range(DAY, None)}
    assert READER.read({"birth_date": {"from": "2025-03-01", "until": "2026"}}, DAY) == {"birth_date": DAY}
    assert problems({"birth_date": "2026"})[0].fact == "birth_date"
    assert problems({"birth_date": {"from": "2025-03-02"}})[0].fact == "birth_date"


def test_more_than_130_years_are_asked_about() -> None:
    """131 completed years and more: of a date, a year, a last day; of an ID number, which is not repeated."""
    for last in (date(1894, 3, 2), {"until": "1894-03-02"}):
        assert READER.read({"birth_date": last}, DAY)
    for earlier in (date(1894, 3, 1), {"until": "1894-03-01"}, "1800", "1800-01-01"):
        [problem] = problems({"birth_date": earlier})
        assert problem.fact == "birth_date"
        assert "年份" in problem.render("zh")

    number = id_number("18000101")
    [problem] = problems({"id_number": number})
    assert (problem.fact, problem.value) == ("id_number", None)
    assert not holds(problem.render("zh") + problem.render("en"), number)
    assert "年份" in problem.render("zh")


# -- what presupposes something --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("certificate", "right"),
    [({"one_of": ["certified", "none"]}, True), ("none", False), ({"one_of": ["none"]}, False)],
)
def test_what_is_presupposed_contradicts_only_where_it_surely_fails(certificate: object, right: bool) -> None:
    """What may still be so does not."""
    profile = {"certificate": certificate, "grade": "1"}
    if right:
        assert READER.read(profile, DAY)["grade"] == "1"
    else:
        assert [one.fact for one in problems(profile)] == ["grade"]
