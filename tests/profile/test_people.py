"""Several people in one profile: each is read as any person is, and a list says whether these are all."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any as Anything

import pytest

from huilao.errors import ProfileError, ProfileProblem
from huilao.language.facts import Fact, FactType, Implied, Text
from huilao.language.known import MOST_PEOPLE, Listed, Person, Range
from huilao.person_data import profile_data
from huilao.profile.json_text import read_json
from huilao.profile.problems import LISTED
from huilao.profile.reader import ProfileReader
from huilao.receipt_key import profile_digest
from small_facts import FACTS, READER, holds, id_number

DAY = date(2025, 3, 1)
MEMBERS = "household_members"
OLD: Person = {"birth_date": date(1944, 5, 10)}
NOTHING: Person = {}


def read(members: object) -> Anything:
    return READER.read({MEMBERS: members}, DAY).get(MEMBERS)


def problems(profile: object) -> tuple[ProfileProblem, ...]:
    with pytest.raises(ProfileError) as raised:
        READER.read(profile, DAY)
    return raised.value.problems


LISTS: list[tuple[Anything, Listed | None]] = [
    ([], Listed(())),
    ([{}], Listed(({},))),
    ([{"birth_date": "1944-05-10"}, {}], Listed((OLD, {}))),
    (({"出生日期": "1944-05-10"},), Listed((OLD,))),
    ({"listed": [{}], "complete": True}, Listed(({},))),
    ({"列出": [{"出生日期": "1944-05-10"}], "已列全": "否"}, Listed((OLD,), complete=False)),
    ({"listed": [{}], "complete": "是"}, Listed(({},))),
    ({"listed": [{}]}, Listed(({},), complete=False)),  # what is not said is not known
    ({"listed": [{}], "complete": None}, Listed(({},), complete=False)),
    ({"listed": [], "complete": False}, None),
    (None, None),
    (Listed((OLD,), complete=False), Listed((OLD,), complete=False)),
]


@pytest.mark.parametrize(("given", "known"), LISTS)
def test_a_plain_list_has_all_and_another_says_whether_it_has(given: object, known: Listed | None) -> None:
    """Nobody is said by an empty list; of whom nothing is known, that they are there."""
    assert read(given) == known


@pytest.mark.parametrize(
    "given",
    [
        3, "父", True, {}, {"complete": True}, {"listed": None, "complete": True}, {"listed": {}}, {"listed": [], "complete": "也许"},
        {"listed": [], "complete": 1}, {"listed": [], "列出": []}, {"listed": [], "more": 1}, {"birth_date": "1944-05-10"}, {"has": []},
    ],
)  # fmt: skip
def test_what_is_no_list_of_people_is_refused(given: object) -> None:
    """With how one is written, in both languages."""
    [problem] = problems({MEMBERS: given})

    assert problem.fact == MEMBERS
    assert problem.allowed is not None
    assert "已列全" in problem.render("zh")
    assert "complete: false" in problem.render("en")


def test_each_is_read_as_any_person_is() -> None:
    """Ages, what is known in part, ID numbers, what follows from what is known."""
    facts = {**FACTS, "seen": Fact("seen", FactType.YES_NO, Text("看过"), implies=(Implied("listed", True),))}
    read = ProfileReader(facts, {}).read(
        {MEMBERS: [{"age": 82, "income": {"at_most": 900}}, {"id_number": id_number("19420306")}, {"看过": "是"}]}, DAY
    )

    assert read == {
        MEMBERS: Listed((
            {"birth_date": Range(date(1942, 3, 2), date(1943, 3, 1)), "income": Range(None, Decimal(900))},
            {"birth_date": date(1942, 3, 6), "sex": "male"},
            {"seen": True, "listed": True},
        ))
    }  # fmt: skip


@pytest.mark.parametrize(
    ("second", "path", "zh", "en"),
    [
        ({"birth_date": "1942-13"}, "birth_date", "第2人：“1942-13”填的值不对", 'person 2: "1942-13" is not a possible value'),
        ({"出生日期": "1942-13"}, "出生日期", "第2人：“1942-13”填的值不对", 'person 2: "1942-13" is not a possible value'),
        ({"incomes": 5}, "incomes", "第2人：没有这个信息项", "person 2: there is no such fact"),
        ({"age": 82, "birth_date": "1990-01-01"}, "age", "第2人：82 与“出生日期”", "person 2: 82 does not agree"),
        ({"certificate": "none", "grade": "1"}, "grade", "第2人：", "person 2: "),
        ({"birth_date": "2025-03-02"}, "birth_date", "第2人：", "person 2: "),
    ],
)
def test_a_mistake_says_whose_it_is(second: Person, path: str, zh: str, en: str) -> None:
    """By number from 1, in words and in the path; those who are right are not named."""
    [problem] = problems({MEMBERS: [{"income": 1}, second, {}]})

    assert problem.fact == f"{MEMBERS}.2.{path}"
    assert problem.message.zh.startswith(zh)
    assert problem.message.of("en").startswith(en)


NO_PERSON: list[Anything] = [[{}, 5], [{}, "母"], [{}, None], {"listed": [{}, [1]], "complete": False}]


@pytest.mark.parametrize("given", NO_PERSON)
def test_who_is_no_person_is_told_by_number(given: object) -> None:
    """A list of numbers, names or nothing has nobody in it."""
    [problem] = problems({MEMBERS: given})

    assert problem.fact == f"{MEMBERS}.2"
    assert problem.message.zh.startswith("第2人：")


@pytest.mark.parametrize("inner", [{MEMBERS: []}, {"cared_elder": {}}])
def test_there_is_nobody_within_somebody(inner: Person) -> None:
    """Neither in a list nor beside one."""
    assert [one.fact for one in problems({MEMBERS: [inner]})] == [f"{MEMBERS}.1.{next(iter(inner))}"]
    assert [one.fact for one in problems({"cared_elder": inner})] == [f"cared_elder.{next(iter(inner))}"]


def test_what_comes_after_a_list_is_nobodys_in_it() -> None:
    """The other mistakes of the profile are the person's own."""
    first, second = problems({MEMBERS: [{"income": -1}], "income": -1})

    assert (first.fact, second.fact) == (f"{MEMBERS}.1.income", "income")
    assert not second.message.zh.startswith("第")


def test_a_list_has_a_thousand_people_at_most() -> None:
    """Of more nothing is read, and what is wrong with many is counted."""
    assert len(read([NOTHING] * MOST_PEOPLE).people) == MOST_PEOPLE
    [problem] = problems({MEMBERS: [{"income": -1}] * (MOST_PEOPLE + 1)})
    assert "1000" in problem.render("zh")
    assert len(problems({MEMBERS: [{"income": -1}] * MOST_PEOPLE})) == LISTED + 1


def test_an_id_number_of_somebody_in_a_list_is_not_repeated() -> None:
    """Neither in what is said of it nor in what is kept."""
    number = id_number("19420306")
    told = "".join(one.render(language) for one in problems({MEMBERS: [{"id_number": number, "age": 30}, {number: 1}, {"income": number}]})
                   for language in ("zh", "en"))  # fmt: skip

    assert not holds(told, number)
    assert not holds(str(read([{"id_number": number}])), number)


@pytest.mark.parametrize(
    "given", [[], [{"birth_date": "1944", "income": {"at_least": 5}}, {}], {"listed": [{"age": 80}], "complete": False}]
)
def test_people_read_back_as_the_same(given: object) -> None:
    """By way of JSON, and as they are."""
    person = READER.read({MEMBERS: given}, DAY)

    assert READER.read(read_json(json.dumps(profile_data(person))), DAY) == person
    assert READER.read(person, DAY) == person


def test_a_receipt_knows_people_apart() -> None:
    """By what is known of them, their order and whether the list is complete: whatever the proof of an answer may rest on."""
    lists: list[object] = [[], [{}], [{}, {}], {"listed": [{}]}, [{"income": 1}, {}], [{}, {"income": 1}], None]
    digests = {profile_digest(READER.read({MEMBERS: one}, DAY), DAY, "v", bytes(range(32))) for one in lists}

    assert len(digests) == len(lists)


def test_people_are_no_value_of_a_fact() -> None:
    """Where one value is asked for whatever the day."""
    with pytest.raises(ProfileError):
        READER.read_value(MEMBERS, [])
