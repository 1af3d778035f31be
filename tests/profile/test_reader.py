"""What may be said about a person: all mistakes are named at once, nothing is guessed, and an ID number is not kept."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any as Anything

import pytest

from huilao.errors import ProfileError, ProfileProblem
from huilao.language.facts import Text
from huilao.language.known import Person
from huilao.language.units import Unit
from huilao.profile.reader import ProfileReader
from small_facts import FACTS, READER, holds, id_number, id_number_ending_in_x

DAY = date(2025, 3, 1)


def read(profile: object) -> Person:
    return READER.read(profile, DAY)


def problems(profile: object) -> tuple[ProfileProblem, ...]:
    with pytest.raises(ProfileError) as raised:
        read(profile)
    return raised.value.problems


# -- what is right ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fact", "given", "value"),
    [
        ("widowed", True, True),
        ("widowed", "是", True),
        ("widowed", "否", False),
        ("income", 900, Decimal(900)),
        ("income", 899.99, Decimal("899.99")),  # as written, not as the nearest binary fraction
        ("income", 0.1, Decimal("0.1")),
        ("income", Decimal("0.30"), Decimal("0.3")),
        ("income", "1200", Decimal(1200)),
        ("income", "１，２００．５０", Decimal("1200.5")),
        ("income", "1.2万", Decimal(12_000)),
        ("income", 0, Decimal(0)),
        ("income", 100_000, Decimal(100_000)),
        ("balance", -1.5, Decimal("-1.5")),
        ("birth_date", "1944-02-29", date(1944, 2, 29)),
        ("birth_date", date(1944, 2, 29), date(1944, 2, 29)),
        ("birth_date", "2025-03-01", DAY),
        ("sex", "female", "female"),
        ("sex", "女", "female"),
        ("ability", "重度", "severe"),
        ("grade", "1", "1"),
        ("grade", "一级", "1"),
        ("grade", "Ⅰ级", "1"),
        ("grade", "1.0", "1"),
        ("aids", ["dibao", "低保边缘"], frozenset({"dibao", "edge"})),
        ("aids", ("低保",), frozenset({"dibao"})),
        ("aids", [], frozenset[str]()),
        ("aids", "无", frozenset[str]()),
        ("aids", ["没有"], frozenset[str]()),
        ("residence", "513433", "513433"),
        ("residence", "513433000000", "513433"),
        ("residence", "510000", "51"),
        ("residence", "冕宁县", "513433"),
        ("residence", "513433100201", "513433100201"),
        ("cared_elder", {"丧偶": "是"}, {"widowed": True}),
        ("cared_elder", {}, {}),
        ("listed", False, False),
    ],
)
def test_values_are_taken_as_they_are_meant(fact: str, given: object, value: object) -> None:
    """Under the code of the fact and under its Chinese word."""
    assert read({fact: given}) == {fact: value}
    assert read({FACTS[fact].label.zh: given}) == {fact: value}


@pytest.mark.parametrize(
    ("unit", "given", "value"),
    [
        (Unit.CNY, "1,200元", 1200), (Unit.CNY_PER_MONTH, "900元/月", 900), (Unit.CNY_PER_MONTH, "900 块", 900), (Unit.CNY, "1.2万元", 12_000),
        (Unit.PERSONS, "3人", 3), (Unit.PERSONS, "3口", 3), (Unit.YEARS, "15年", 15), (Unit.PERCENT, "80%", 80),
        (Unit.CNY, "3人", None), (Unit.CNY_PER_MONTH, "900元/年", None), (Unit.PERSONS, "3元", None), (Unit.NONE, "3元", None),
    ],
)  # fmt: skip
def test_a_number_may_come_with_its_unit(unit: Unit, given: str, value: int | None) -> None:
    """As people write it; with that of something else it is a mistake."""
    reader = ProfileReader({**FACTS, "income": replace(FACTS["income"], unit=unit)}, {})

    if value is not None:
        assert reader.read({"income": given}, DAY) == {"income": Decimal(value)}
    else:
        with pytest.raises(ProfileError):
            reader.read({"income": given}, DAY)


def test_other_words_for_a_fact_are_taken() -> None:
    """Those of `also`."""
    assert read({"住址": "513433"}) == {"residence": "513433"}


def test_what_is_absent_or_null_is_unknown() -> None:
    """Neither false, nor zero, nor an empty set."""
    assert read({}) == {}
    assert read(dict.fromkeys(("widowed", "income", "aids", "cared_elder", "id_number"))) == {}


# -- what is wrong ---------------------------------------------------------------------------------------------------

WRONG: list[tuple[str, Anything, str, str]] = [
    # the fact, a value that is not one, how the value is repeated, what is allowed
    ("widowed", 1, "1", "true 或 false"),
    ("widowed", 0, "0", "true 或 false"),
    ("widowed", "true", '"true"', "true 或 false"),
    ("widowed", "yes", '"yes"', "true 或 false"),
    ("widowed", "", '""', "true 或 false"),
    ("income", "六十", '"六十"', "填一个数"),
    ("income", "1,20元", '"1,20元"', "填一个数"),  # no thousands
    ("income", "60人", '"60人"', "填一个数"),
    ("income", True, "true", "填一个数"),
    ("income", float("nan"), "nan", "写 null"),
    ("income", float("inf"), "inf", "填一个数"),
    ("income", Decimal("NaN"), "NaN", "写 null"),
    ("income", Decimal("sNaN"), "sNaN", "填一个数"),
    ("widowed", float("nan"), "nan", "写 null"),
    ("age", float("nan"), "nan", "写 null"),
    ("age", {"from": float("nan")}, "nan", "写 null"),
    ("age", {"at_least": Decimal("NaN")}, "NaN", "写 null"),
    ("age", Decimal("sNaN"), "sNaN", "0 到 130"),
    ("birth_date", {"from": float("nan")}, "nan", "写 null"),
    ("income", {"at_least": 5, "at_most": float("nan")}, "nan", "写 null"),
    ("income", -0.01, "-0.01", "不低于 0"),
    ("income", 100_000.01, "100000.01", "不高于 100000"),
    ("income", [900], "[900]", "填一个数"),
    ("birth_date", "1943-02-29", '"1943-02-29"', "1944-05-10"),
    ("birth_date", "１９４３-02-29", '"１９４３-02-29"', "1944-05-10"),
    ("birth_date", "1944-02-29T00:00", '"1944-02-29T00:00"', "1944-05-10"),
    ("birth_date", 1944, "1944", "1944-05-10"),
    ("birth_date", datetime(1944, 2, 29, tzinfo=UTC), "1944-02-29 00:00:00+00:00", "1944-05-10"),
    ("birth_date", "2025-03-02", "2025-03-02", ""),
    ("sex", "femal", '"femal"', "是否“female”"),
    ("sex", True, "true", "女"),
    ("sex", ["female"], '["female"]', "女"),
    ("ability", "MILD", '"MILD"', "完好、轻度、重度"),
    ("ability", 1, "1", "完好"),
    ("grade", 1.0, "1.0", "一级"),
    ("grade", True, "true", "一级"),
    ("aids", "dibao", '"dibao"', "最低生活保障"),
    ("aids", ["dibao", "dibo"], '"dibo"', "是否“dibao”"),
    ("aids", [["dibao"]], '["dibao"]', "最低生活保障"),
    ("aids", [True], "true", "最低生活保障"),
    ("aids", {"dibao": True}, '{"dibao": true}', "最低生活保障"),
    ("residence", 513433, "513433", "2 到 12 位"),
    ("residence", "5", '"5"', "2 到 12 位"),
    ("residence", "5134330000000", '"5134330000000"', "2 到 12 位"),
    ("residence", "013433", '"013433"', "2 到 12 位"),
    ("residence", "冕凝县", '"冕凝县"', "2 到 12 位"),
    ("cared_elder", "old", '"old"', "信息项: 值"),
    ("cared_elder", [{"widowed": True}], '[{"widowed": true}]', "信息项: 值"),
    ("lives_here", True, "true", "常住地"),
]


@pytest.mark.parametrize(("fact", "given", "shown", "allowed"), WRONG)
def test_a_wrong_value_is_named_with_what_is_allowed(fact: str, given: object, shown: str, allowed: str) -> None:
    """Nothing is coerced; fact, value and what could stand there are said in both languages."""
    [problem] = problems({fact: given})

    assert problem.fact == fact
    assert problem.value == shown
    assert ("“" + shown.strip('"') + "”" if shown.startswith('"') else f"{shown} ") in problem.message.zh
    assert shown in problem.message.of("en")
    assert allowed in problem.render("zh")
    assert problem.message.en is not None
    assert problem.allowed is None or problem.allowed.en is not None


@pytest.mark.parametrize("profile", [None, [], "birth_date: 1944-02-29", 1, [("birth_date", "1944-02-29")]])
def test_a_profile_is_a_mapping(profile: object) -> None:
    """Anything else is one mistake, about the profile itself."""
    assert [one.fact for one in problems(profile)] == ["profile"]


@pytest.mark.parametrize("where", ["profile", "cared_elder"])
def test_of_too_many_names_the_number_alone_is_told(where: str) -> None:
    """As of a list with too many entries: what each of them stands for is not looked for."""
    many = {f"unknown_{number}": 1 for number in range(1_001)}
    [problem] = problems(many if where == "profile" else {where: many})

    assert (problem.fact, problem.value) == (where, None)
    assert problem.message == Text("列了 1001 项，至多 1000 项", "has 1001 entries and can have 1000 at most")


@pytest.mark.parametrize(
    ("key", "nearest"), [("birth_dat", "birth_date"), ("出生日", "出生日期"), ("Income", "income"), ("zzz", None), (1, None)]
)
def test_an_unknown_fact_is_named_with_the_nearest(key: object, nearest: str | None) -> None:
    """Where any is near; its value, which nobody asked for, is not repeated."""
    [problem] = problems({key: "something private"})

    assert (problem.fact, problem.value) == (str(key), None)
    assert (f"“{nearest}”" in problem.render("zh")) if nearest else problem.allowed is None
    assert "private" not in problem.render("zh") + problem.render("en")


def test_a_fact_is_given_once() -> None:
    """By whichever of its words, and even where both say the same or one says nothing."""
    assert [one.fact for one in problems({"widowed": True, "丧偶": True})] == ["丧偶"]
    assert [one.fact for one in problems({"residence": None, "住址": "51"})] == ["住址"]


def test_what_is_said_of_another_person_is_checked_too() -> None:
    """Under the path to it; nobody is a person within that person."""
    elder: dict[str, Anything] = {"widowed": 1, "birth_date": "2030-01-01", "cared_elder": {}, "grade": "1", "certificate": "none"}

    assert {one.fact: one.value for one in problems({"所照护的老人": elder})} == {
        "所照护的老人.widowed": "1", "所照护的老人.birth_date": "2030-01-01", "所照护的老人.cared_elder": None, "所照护的老人.grade": '"1"',
    }  # fmt: skip


def test_all_mistakes_are_named_at_once() -> None:
    """In one error, whose text has them all."""
    profile = {fact: given for fact, given, *_ in WRONG} | {"birth_dat": 1, "id_number": "1", "grade": "1", "certificate": "none"}
    with pytest.raises(ProfileError) as raised:
        read(profile)

    assert {one.fact for one in raised.value.problems} == profile.keys() - {"certificate"}
    assert len(str(raised.value).splitlines()) == len(raised.value.problems)
    for problem in raised.value.problems:
        assert problem.render("zh") in str(raised.value)


def test_the_birth_date_may_be_the_day_of_evaluation_but_not_after() -> None:
    """The day is named; other dates may lie ahead."""
    assert read({"birth_date": "2025-03-01", "assessed_on": "2025-03-02"})
    [problem] = problems({"birth_date": "2025-03-02"})

    assert "2025-03-01" in problem.message.zh
    assert "2025-03-01" in problem.message.of("en")


@pytest.mark.parametrize(("certificate", "right"), [("certified", True), (None, True), ("none", False)])
def test_a_fact_cannot_be_where_what_it_presupposes_is_not(certificate: str | None, right: bool) -> None:
    """A grade without a certificate contradicts itself; one with a certificate, or of whom that is unknown, does not."""
    profile = {"grade": "1", "certificate": certificate}
    if right:
        assert read(profile)["grade"] == "1"
        return
    [problem] = problems(profile)

    assert (problem.fact, problem.value) == ("grade", '"1"')
    assert "残疾证" in problem.message.zh
    assert "certificate" in problem.message.of("en")


def test_equal_profiles_are_the_same_in_all_that_is_said_of_them() -> None:
    """900, 900.0 and 900.00 are one number, whoever came before."""
    given = ((Decimal("900.00"), -0.0), (900.0, Decimal("0.0")), (900, 0), (Decimal("9E+2"), Decimal("0E+3")))

    for income, balance in given:
        assert str(read({"income": income, "balance": balance})) == "{'income': Decimal('900'), 'balance': Decimal('0')}"


def test_a_long_value_is_cut_short() -> None:
    """A message stays a line."""
    [problem] = problems({"sex": "x" * 1_000})

    assert problem.value is not None
    assert len(problem.value) < 100


def test_one_value_is_read_whatever_the_day() -> None:
    """Neither too early nor too late, and whatever else is so; an age means nothing then, and a person is no value."""
    assert READER.read_value("birth_date", "2044-02-29") == date(2044, 2, 29)
    assert READER.read_value("birth_date", "1742-02-28") == date(1742, 2, 28)
    assert READER.read_value("grade", "一级") == "1"
    assert READER.read_value("residence", "000000") is None
    assert READER.read_value("income", None) is None
    wrong: list[tuple[str, object]] = [("birth_date", "82岁"), ("birth_date", "x"), ("aids", ["x"]), ("cared_elder", {})]
    for fact, given in wrong:
        with pytest.raises(ProfileError) as raised:
            READER.read_value(fact, given)
        assert [one.fact for one in raised.value.problems] == [fact]


# -- ID numbers ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["id_number", "身份证号", "居民身份证号码"])
@pytest.mark.parametrize(
    ("number", "birth", "sex"),
    [
        (id_number("19440510", "001"), date(1944, 5, 10), "male"),
        (id_number("19440229", "002"), date(1944, 2, 29), "female"),
        (id_number_ending_in_x("19600101"), date(1960, 1, 1), None),
        (id_number_ending_in_x("19600101").lower(), date(1960, 1, 1), None),
        (id_number("19440510")[:6] + id_number("19440510")[8:17], date(1944, 5, 10), "male"),  # of the first generation, 15 digits
        (f"'{id_number('19440510')[:6]} {id_number('19440510')[6:]}", date(1944, 5, 10), "male"),
        (id_number("19410302", "000", "500103"), date(1941, 3, 2), "female"),  # a district younger than the person
    ],
)
def test_an_id_number_gives_birth_date_and_sex(word: str, number: str, birth: date, sex: str | None) -> None:
    """By any of its words and whatever division gave it; and it is not among the facts."""
    person = read({word: number})

    assert person.keys() == {"birth_date", "sex"}
    assert person["birth_date"] == birth
    assert sex is None or person["sex"] == sex


def test_an_id_number_goes_with_what_agrees_with_it() -> None:
    """Also for a person within the profile."""
    number = id_number("19440510")

    assert read({"id_number": number, "birth_date": "1944-05-10", "sex": "男"})["sex"] == "male"
    assert read({"cared_elder": {"身份证号": number}})["cared_elder"]["birth_date"] == date(1944, 5, 10)


def spoilt(number: str, place: int) -> str:
    """The number with one digit changed."""
    return f"{number[:place]}{(int(number[place]) + 1) % 10}{number[place + 1 :]}"


BAD_NUMBERS: list[object] = [
    *(spoilt(id_number("19440510", "004"), place) for place in (1, 7, 12, 16)),
    id_number("19430229"),  # no such day
    id_number("19441310"),
    id_number("19440510")[:17],
    id_number("19440510") + "0",
    id_number("19440510")[:6] + id_number("19440510", "998")[8:17],  # of 15 digits, of somebody born before 1900
    id_number("19440510", division="013433"),
    "X" * 18,
    "",
    "身份证",
    int(id_number("19440510")),
    True,
    [id_number("19440510")],
]


@pytest.mark.parametrize("number", BAD_NUMBERS)
def test_a_wrong_id_number_is_refused_and_not_repeated(number: object) -> None:
    """Length, date, check digit, type; nothing of it is in what is said."""
    [problem] = problems({"id_number": number})

    assert (problem.fact, problem.value) == ("id_number", None)
    assert not {char for char in problem.render("zh") + problem.render("en") if char.isdigit()}


@pytest.mark.parametrize(("fact", "value"), [("birth_date", "1944-05-11"), ("sex", "female")])
def test_what_does_not_agree_with_the_id_number_is_said(fact: str, value: str) -> None:
    """The fact as given is named; the number, and what it says instead, are not."""
    number = id_number("19440510")
    [problem] = problems({fact: value, "id_number": number})

    assert problem.fact == fact
    assert value in (problem.value or "")
    assert not holds(problem.render("zh") + problem.render("en"), number)


def test_a_list_without_end_is_told_once() -> None:
    """Not entry by entry: of a million of them that took half a minute."""
    [problem] = problems({"aids": ["x"] * 1_001})

    assert problem.message == Text("列了 1001 项，至多 1000 项", "has 1001 entries and can have 1000 at most")


def test_an_id_number_is_given_once() -> None:
    """Two are not weighed against each other, and none hides behind an empty one."""
    one, other = id_number("19440510"), id_number("19500101")
    for first, second in ((one, other), (one, None), (None, spoilt(one, 9))):
        profile = {"id_number": first, "身份证号": second}
        found = problems(profile)

        assert any("是同一信息项" in problem.message.zh for problem in found)
        assert not any(holds(problem.render("zh") + problem.render("en"), number) for problem in found for number in (one, other))


def test_an_id_number_in_the_wrong_place_is_not_repeated() -> None:
    """In another fact, in a list, in a text that is no profile, in a fact that is not there."""
    number = id_number("19440510")
    wrong: list[object] = [
        {"birth_date": number}, {"birth_date": int(number)}, {"residence": number}, {"aids": [number]}, {"aids": number},
        {"idnumber": number}, {"cared_elder": number}, {"cared_elder": {"birth_date": number}}, {"sex": {"id_number": number}},
        {"widowed": id_number_ending_in_x("19440510").lower()}, json.dumps({"id_number": number}), [number],
    ]  # fmt: skip
    for profile in wrong:
        with pytest.raises(ProfileError) as raised:
            read(profile)
        said = f"{raised.value}{raised.value!r}{[one.render('en') for one in raised.value.problems]}"

        assert not holds(said, number), profile
        assert not holds(said.upper(), id_number_ending_in_x("19440510")), profile
