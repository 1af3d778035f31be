"""What is known of a person, written as a profile."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any as Anything
from typing import cast

import pytest
from hypothesis import given

from huilao.language.facts import FactType
from huilao.language.known import NOBODY_KNOWN, Among, Holding, Listed, Person, Range, listed
from huilao.language.meaning import truth_of
from huilao.language.places import COUNTRY, division
from huilao.language.scope import Scope
from huilao.language.truth import Truth
from huilao.person_data import profile_data, value_data
from huilao.profile.json_text import read_json
from huilao.profile.reader import ProfileReader
from strategies import FACTS, Asked, seeded, somebody

READER = ProfileReader(FACTS, {})


def possible(asked: Asked, person: Person) -> dict[str, Anything]:
    """The person without what a profile cannot say: nothing, the whole country, facts that contradict, birth in the future."""
    found: dict[str, Anything] = {}
    for name, value in person.items():
        if FACTS[name].type is FactType.PLACE and value is not None and division(value) == COUNTRY:
            continue
        if isinstance(value, Mapping):
            found[name] = possible(asked, cast("Person", value))
        elif isinstance(value, Listed):
            found[name] = replace(value, people=tuple(possible(asked, one) for one in value.people))
        elif value is not None and (name != "birth_date" or _last(value) <= asked.day):
            found[name] = division(value) if FACTS[name].type is FactType.PLACE else value
    for fact in FACTS.values():
        if fact.only_if is not None and truth_of(fact.only_if, found, Scope(FACTS).on(asked.day)) is Truth.NO:
            found.pop(fact.name, None)
    return found


def _last(value: date | Range) -> date:
    """The last day that is named."""
    return cast("date", (value.high or value.low) if isinstance(value, Range) else value)


def sets(person: Person) -> dict[str, Anything]:
    """What is known, a range with the bounds of its fact where it is open, without what says nothing."""
    found: dict[str, Anything] = {}
    for name, value in person.items():
        fact = FACTS[name]
        if isinstance(value, Range):
            ends = (fact.minimum if value.low is None else value.low, fact.maximum if value.high is None else value.high)
            if ends != (fact.minimum, fact.maximum):
                found[name] = ends
        elif not isinstance(value, Mapping | Listed):
            found[name] = value
    return found


@given(seeded(somebody))
def test_what_is_known_reads_back_as_the_same(asked: Asked) -> None:
    """By way of JSON text, partly known facts included; and what was read reads back to the letter."""
    person = possible(asked, asked.person)
    read = READER.read(read_json(json.dumps(profile_data(person))), asked.day)
    again = READER.read(read_json(json.dumps(profile_data(read))), asked.day)

    assert again == read
    for one, other in ((person, read), *((person[who], read[who]) for who in ("elder", "spouse") if who in person)):
        assert sets(one) == sets(other)
    for who in ("household_members", "children"):
        before, after = listed(person, who), listed(read, who)
        assert before.complete == after.complete
        assert list(map(sets, before.people)) == list(map(sets, after.people))


def test_a_person_that_was_read_may_be_read_again() -> None:
    """As it is, without being written first."""
    person = {"birth_date": Range(date(1940, 1, 1), date(1941, 1, 1)), "income": Range(None, Decimal(3)), "ability": Among(frozenset({"mild", "total"})),
              "aids": Holding(frozenset({"dibao"}), frozenset()), "residence": "51", "retired_on": date(2000, 1, 1),
              "children": Listed(({"income": Range(None, Decimal(3))}, {}), complete=False), "household_members": Listed(())}  # fmt: skip

    read = READER.read(person, date(2025, 1, 1))

    assert {name: read[name] for name in person} == person
    assert READER.read(read, date(2025, 1, 1)) == read


@pytest.mark.parametrize(
    ("value", "data"),
    [
        (None, None), (True, True), ("51", "51"), (Decimal(900), 900), (Decimal("9E+2"), 900), (Decimal("0.1"), 0.1),
        (Decimal("2999." + "9" * 22), "2999." + "9" * 22), (Decimal(10) ** 30, 10**30), (date(1944, 5, 10), "1944-05-10"),
        (frozenset({"b", "a"}), ["a", "b"]), ({"birth_date": date(1944, 5, 10)}, {"birth_date": "1944-05-10"}),
        (Range(None, Decimal("0.5")), {"at_most": 0.5}), (Range(date(1944, 1, 1), None), {"from": "1944-01-01"}),
        (Range(date(1944, 1, 1), date(1944, 1, 2)), {"from": "1944-01-01", "until": "1944-01-02"}),
        (Among(frozenset({"b", "a"})), {"one_of": ["a", "b"]}), (Holding(frozenset({"b"}), frozenset({"a"})), {"has": ["b"], "has_not": ["a"]}),
        (Listed(({"birth_date": date(1944, 5, 10)}, {})), [{"birth_date": "1944-05-10"}, {}]), (Listed(()), []),
        (Listed(({"income": Decimal(1)},), complete=False), {"listed": [{"income": 1}], "complete": False}), (NOBODY_KNOWN, {"listed": [], "complete": False}),
    ],
)  # fmt: skip
def test_values_are_written_as_a_profile_has_them(value: object, data: object) -> None:
    """Numbers with the digits that they have: as text where a double would not."""
    assert value_data(value) == data
    assert type(value_data(value)) is type(data)
