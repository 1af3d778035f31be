"""The JSON Schema of profiles."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from huilao import ProfileError, Rulebook, profile_data, profile_schema
from huilao.register.synth import Synthesis, profiles


@pytest.fixture(scope="module")
def checker(book: Rulebook) -> Any:
    schema = profile_schema(book.rules)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def plain(value: Any) -> Any:
    """Numbers as JSON has them."""
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}  # pyright: ignore[reportUnknownVariableType]
    return float(value) if isinstance(value, Decimal) else value


def test_what_is_read_is_allowed_and_so_is_what_is_written_back(checker: Any, book: Rulebook) -> None:
    """Of made-up elders."""
    for profile in profiles(book.rules, Synthesis(60, ("513433", "210106"))):
        assert list(checker.iter_errors(plain(profile))) == []
        assert list(checker.iter_errors(plain(profile_data(book.evaluate(profile).person)))) == []


@pytest.mark.parametrize(
    ("profile", "valid"),
    [
        ({"birth_date": None, "sex": "female"}, True), ({"birth_date": {"from": "1940", "until": "1944-05"}}, True),
        ({"ability_level": {"one_of": ["severe", "total"]}}, True), ({"living_status": {"has": ["alone"]}}, True),
        ({"living_status": {"has": ["alone"], "hat": []}}, False), ({"ability_level": "heavy"}, False), ({"chronic_disease": "yes"}, False),
        ({"age": 82}, True), ({"age": {"at_least": 80}}, True), ({"age": 200}, False), ({"age": 82.5}, False), ({"id_number": 5}, False),
        ({"出生日期": "1944-05-10"}, True), ({"Date of birth": "1944-05-10"}, True), ({"出生日": "1944-05-10"}, False), ({"Age": 82}, True), ({"birth_dat": "1944-05-10"}, False), ({"cared_elder": {"birth_date": "1944"}}, True), ({"cared_elder": {"sex": 1}}, False),
    ],
)  # fmt: skip
def test_what_can_be_said(checker: Any, book: Rulebook, profile: dict[str, Any], valid: bool) -> None:
    """And what cannot: the reader of profiles agrees."""
    assert checker.is_valid(profile) == valid
    try:
        book.evaluate(profile)
    except ProfileError:
        assert not valid
    else:
        assert valid


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_what_the_schema_refuses_the_reader_refuses(checker: Any, book: Rulebook, data: st.DataObject) -> None:
    """Of one fact with any JSON, by codes."""
    name = data.draw(st.sampled_from([one for one, fact in book.rules.facts.items() if fact.type not in ("person", "people")]))
    fact = book.rules.facts[name]
    words = [code.code for code in fact.codes] or ["1944-05-10", "513433"]
    value = data.draw(
        st.one_of(
            st.booleans(), st.integers(-5, 300), st.none(), st.sampled_from(words), st.lists(st.sampled_from(words), max_size=3, unique=True),
            st.fixed_dictionaries({'one_of': st.lists(st.sampled_from(words), min_size=1, max_size=2, unique=True)}),
            st.fixed_dictionaries({'at_least': st.integers(0, 9)}),
        )
    )  # fmt: skip
    if not checker.is_valid({name: value}):
        with pytest.raises(ProfileError):
            book.evaluate({name: value}, benefits=[next(iter(book.benefits))])
