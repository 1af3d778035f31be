"""What is said of mistakes: never an ID number, never too much, whatever is given."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any as Anything

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huilao.errors import ProfileError, ProfileProblem
from huilao.language.facts import Code, Fact, FactType, Text
from huilao.language.known import Range
from huilao.language.likeness import equally_near
from huilao.language.units import Unit
from huilao.profile import problems as room
from huilao.profile.dates import FIRST_DAY, LAST_DAY, as_day
from huilao.profile.problems import LISTED, SHOWN, SUGGESTED, masked, shown, shown_in_chinese
from huilao.profile.reader import ProfileReader
from small_facts import FACTS, READER, id_number

DAY = date(2025, 3, 1)
NUMBER = id_number("19310827", "358")


def problems(profile: object) -> tuple[ProfileProblem, ...]:
    with pytest.raises(ProfileError) as raised:
        READER.read(profile, DAY)
    return raised.value.problems


def said(profile: object) -> str:
    with pytest.raises(ProfileError) as raised:
        READER.read(profile, DAY)
    return f"{raised.value}{raised.value!r}{[(one, one.render('en')) for one in raised.value.problems]}"


FULL_WIDTH = NUMBER.translate({ord("0") + digit: ord("０") + digit for digit in range(10)})
WRITTEN = [
    NUMBER, f"{NUMBER[:6]} {NUMBER[6:14]} {NUMBER[14:]}", f"{NUMBER[:6]}-{NUMBER[6:14]}-{NUMBER[14:]}", " ".join(NUMBER), "－".join(NUMBER),
    NUMBER[:17], NUMBER[:6] + NUMBER[8:17], FULL_WIDTH, f"身份证{NUMBER}号", f"\u200b{NUMBER[:9]}\u200b{NUMBER[9:]}", f"{'x' * 70}{NUMBER}",
]  # fmt: skip


@pytest.mark.parametrize("written", WRITTEN)
def test_an_id_number_is_not_repeated_however_it_is_written(written: str) -> None:
    """As a key, as a value, in a list, within another person, in the place of a person, as the ID number itself."""
    places: list[Anything] = [
        {written: 1}, {"birth_date": written}, {"residence": written}, {"aids": [written]}, {"aids": {"has": [written]}}, {"income": {"at_least": written}},
        {"cared_elder": {written: 1}}, {"cared_elder": written}, written, [written], {"age": written}, {"sex": {"one_of": [written]}},
        {"id_number": written + "0"}, {"id_number": written + "0", "身份证号": written}, {("a", written): 1},
    ]  # fmt: skip
    for profile in places:
        digits = "".join(str(int(char)) for char in said(profile) if char.isdecimal())
        assert NUMBER[6:14] not in digits, profile
        assert NUMBER[8:14] + NUMBER[14:17] not in digits, profile


@pytest.mark.parametrize(
    "text",
    ["1944-05-10", "513433100201", "2025-03-01 00:00:00+00:00", "12,345.67", "1944-05-10, 1945-05-10", "['1944-05-10', '1945-05-10']"],
)
def test_what_is_no_id_number_is_repeated(text: str) -> None:
    """Dates, codes and sums are what a mistake is found by."""
    assert masked(text) == text


@pytest.mark.parametrize(
    ("profile", "zh", "en"),
    [
        ({"aids": ["最低保障"]}, "可填：最低生活保障、低保边缘、特困；是否“最低生活保障”？", "dibao (最低生活保障)"),
        ({"setting": "x"}, "可填：家中、机构、医院", "home (At home)"),
        ({"aids": {"has": ["dibao"], "has_not": ["dibao"]}}, "“最低生活保障”；留下对的一处", "`dibao`"),
        (
            {"grade": "1", "certificate": "none"},
            "与“残疾证”矛盾；改正“残疾证”，或者删去这一项",
            "mend `certificate`, or leave this one out",
        ),
        ([], "个人信息: [] 应是一组", "profile: [] expected"),
    ],
)
def test_what_can_be_given_is_said_in_the_words_of_the_language(profile: object, zh: str, en: str) -> None:
    """In Chinese without codes."""
    [problem] = problems(profile)

    assert zh in problem.render("zh")
    assert en in problem.render("en")


def test_words_that_are_as_near_as_each_other_are_all_named() -> None:
    """特困供养 may be one or the other."""
    book = ["特困集中供养", "特困分散供养", "最低生活保障"]

    assert set(equally_near("特困供养", book)) == {"特困集中供养", "特困分散供养"}
    assert equally_near("特困集供养", book) == ["特困集中供养"]


def test_many_mistakes_are_counted_and_few_words_are_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first hundred are named; the nearest word is looked for twenty times, and never for a long one."""
    looked: list[str] = []
    monkeypatch.setattr(room, "nearest", lambda word, allowed: looked.append(word) or next(iter(allowed)))  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]
    found = problems({"x" * 100: 1, **{f"fact{number}": 1 for number in range(900)}})

    assert len(found) == LISTED + 1
    assert str(901 - LISTED) in found[-1].message.zh
    assert str(901 - LISTED) in found[-1].message.of("en")
    assert len(looked) == SUGGESTED
    assert sum(one.allowed is not None for one in found) == SUGGESTED


def test_the_items_of_a_list_count_as_mistakes_too() -> None:
    """A list of nothing but mistakes gives no longer an answer than others."""
    assert len(problems({"aids": [0] * 1_000})) == LISTED + 1


def test_names_and_values_are_cut_short() -> None:
    """A message stays a line."""
    for problem in problems({"k" * 40_000: 1, "sex": "v" * 40_000, "income": 10**5_000, "balance": Decimal("1e999999999")}):
        assert len(problem.fact) <= SHOWN
        assert len(problem.value or "") <= SHOWN


@pytest.mark.parametrize(
    "number",
    [Decimal("1e999999999"), Decimal("1e-999999999"), Decimal("1e38"), Decimal("1e-39"), 10**38, 10**6_000, 1e300],
    ids=lambda one: type(one).__name__,
)
def test_numbers_without_measure_are_refused(number: object) -> None:
    """Before they are written out."""
    assert [one.fact for one in problems({"balance": number})] == ["balance"]


@pytest.mark.parametrize("number", [Decimal("9" * 38), Decimal("0." + "9" * 38), Decimal("2999." + "9" * 22)])
def test_long_numbers_are_kept_to_the_last_digit(number: Decimal) -> None:
    """As far as a database counts."""
    assert str(READER.read({"balance": number}, DAY)["balance"]) == str(number)


def test_a_list_within_itself_is_refused() -> None:
    """What cannot be written out is named by its kind."""
    deep: list[Anything] = []
    for _ in range(sys.getrecursionlimit() * 2):
        deep = [deep]

    assert problems({"sex": deep})[0].value == "list"


@given(st.dictionaries(st.text(), st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(exclude_categories=())),
                                               lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=4)),
       st.sampled_from(sorted(FACTS)))  # fmt: skip
def test_whatever_is_given_is_read_or_told(raw: dict[str, Anything], name: str) -> None:
    """Never another error; and what is said can be written, half characters and all."""
    for profile in (raw, *({name: value} for value in (raw, *raw.values()))):
        told = ""
        try:
            READER.read(profile, DAY)
        except ProfileError as error:
            told = f"{error}{[one.render('en') for one in error.problems]}"
        told.encode()  # raises where half a character is left


def test_codes_that_are_not_offered_are_taken_and_not_listed() -> None:
    """Of a set of which every benefit of the book is a code."""
    codes = (Code("dibao", Text("低保")), Code("r/b", Text("高龄津贴"), listed=False))
    reader = ProfileReader({"receiving": Fact("receiving", FactType.SET, Text("正在享受"), codes=codes)}, {})

    assert reader.read({"receiving": ["高龄津贴"]}, DAY) == {"receiving": frozenset({"r/b"})}
    with pytest.raises(ProfileError) as raised:
        reader.read({"receiving": ["医保"]}, DAY)
    assert str(raised.value).endswith("可填：低保")
    assert "r/b" not in str(raised.value)


# -- what numpy and pandas have -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fact", "value", "known"),
    [
        ("widowed", np.bool_(True), True), ("balance", np.int64(5), Decimal(5)), ("balance", np.float64(0.1), Decimal("0.1")),
        ("balance", np.float32(0.1), Decimal("0.1")), ("sex", np.str_("女"), "female"), ("age", np.int64(0), None),
        ("balance", {"at_least": np.int64(5)}, None), ("assessed_on", np.datetime64("1944-05-10"), date(1944, 5, 10)),
        ("assessed_on", np.datetime64("1944-05-10T00:00:00.000000000"), date(1944, 5, 10)),
        ("assessed_on", datetime(1944, 5, 10), date(1944, 5, 10)), ("grade", np.int64(1), "1"),
    ],
)  # fmt: skip
def test_scalars_are_taken_where_they_mean_one_thing(fact: str, value: object, known: object) -> None:
    """Whatever library they are of."""
    read = READER.read({fact: value}, DAY)

    assert read if known is None else read == {fact: known}


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("assessed_on", np.datetime64("1944-05-10T12:00")), ("assessed_on", np.datetime64("NaT")), ("balance", np.float64("nan")),
        ("assessed_on", datetime(1944, 5, 10, 12)), ("assessed_on", datetime(1944, 5, 10, tzinfo=UTC)),
        ("widowed", np.int64(1)), ("balance", np.bool_(True)), ("aids", np.array(["dibao"])), ("balance", np.array([1])),
    ],
)  # fmt: skip
def test_scalars_that_could_mean_several_things_are_told(fact: str, value: object) -> None:
    """In words, as everything else."""
    assert [one.fact for one in problems({fact: value})] == [fact]


@pytest.mark.parametrize(
    "value", [DAY, "2025-03-01", "2025/3/1", "20250301", "2025年3月1日", datetime(2025, 3, 1, 17, 30), np.datetime64("2025-03-01")]
)
def test_a_day_of_evaluation_is_taken(value: object) -> None:
    """A date, a moment of it, a text that means one."""
    assert as_day(value) == DAY


@pytest.mark.parametrize(
    "value", [0, "1740787200", 20250301, "2025-03", "2025", "82岁", None, True, "", datetime(2025, 3, 1, tzinfo=UTC), [DAY], NUMBER]
)
def test_what_is_no_day_of_evaluation_is_told(value: object) -> None:
    """In both languages, under `as_of`."""
    with pytest.raises(ProfileError) as raised:
        as_day(value)
    [problem] = raised.value.problems

    assert problem.fact == "as_of"
    assert "2025-03-01" in problem.render("zh")
    assert "2025-03-01" in problem.render("en")
    assert NUMBER not in str(raised.value)
    assert shown(value)


@pytest.mark.parametrize("value", [date.min, date(50, 1, 1), "1899-12-31", datetime(1899, 12, 31, 23), date(2201, 1, 1), date.max])
def test_a_day_for_which_nobody_is_evaluated_is_told(value: object) -> None:
    """With the first and the last that there may be."""
    with pytest.raises(ProfileError) as raised:
        as_day(value)
    [problem] = raised.value.problems

    assert problem.fact == "as_of"
    for language in ("zh", "en"):
        assert "1900-01-01" in problem.render(language)
        assert "2200-12-31" in problem.render(language)
    assert [as_day(one) for one in (FIRST_DAY, LAST_DAY)] == [FIRST_DAY, LAST_DAY]


@pytest.mark.parametrize("age", [82, {"at_least": 82}, {"at_most": 82}, {"at_least": 3, "at_most": 82}])
@pytest.mark.parametrize("day", [date.min, date(50, 1, 1)])
def test_an_age_of_somebody_born_before_the_calendar_is_told(age: object, day: date) -> None:
    """Whoever reads a profile on such a day."""
    with pytest.raises(ProfileError) as raised:
        READER.read({"age": age}, day)

    assert [(one.fact, "公元 1 年" in one.message.zh) for one in raised.value.problems] == [("age", True)]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"at_least": 90, "at_most": 80}, '{"at_least": 90, "at_most": 80}'), (True, "true"), ([False, None], "[false, null]"),
        ({"不低于": Decimal("1.50")}, '{"不低于": 1.50}'), (frozenset("ba"), '["a", "b"]'), (("a", 1), '["a", 1]'), (DAY, "2025-03-01"),
        (Range(date(1944, 2, 1), date(1944, 2, 29)), "1944-02"), (Range(date(1944, 1, 1), date(1944, 12, 31)), "1944"),
        (Range(date(1944, 1, 1), date(1944, 2, 28)), "1944-01-01~1944-02-28"),
    ],
)  # fmt: skip
def test_values_are_repeated_as_json_has_them(value: object, said: str) -> None:
    """Nobody need know Python to read what is wrong."""
    assert shown(value) == said


@pytest.mark.parametrize(("month", "last", "said"), [(2, date(1944, 2, 29), "1944年2月 "), (1, date(1944, 12, 31), "1944年 ")])
def test_a_month_and_a_year_are_said_as_such(month: int, last: date, said: str) -> None:
    """Before Chinese text."""
    assert f"{shown_in_chinese(Range(date(1944, month, 1), last))} " == said


@pytest.mark.parametrize("value", [2.5, {"at_least": 2.5}, {"at_least": 2, "at_most": Decimal("2.5")}])
def test_persons_are_counted_in_whole_numbers(value: object) -> None:
    """And told so."""
    heads = Fact("heads", FactType.NUMBER, Text("人口", "Heads"), unit=Unit.PERSONS, minimum=Decimal(1), maximum=Decimal(20))
    reader = ProfileReader({**FACTS, "heads": heads}, {})
    with pytest.raises(ProfileError) as raised:
        reader.read({"人口": value}, DAY)
    [problem] = raised.value.problems

    assert "填一个整数" in problem.render("zh")
    assert "give a whole number" in problem.render("en")
    assert reader.read({"heads": 3.0}, DAY) == {"heads": Decimal(3)}
