"""JSON as profiles come in it: nothing is lost or chosen between on the way in."""

from __future__ import annotations

import codecs
from decimal import Decimal

import pytest

from huilao.errors import ProfileError
from huilao.profile.json_text import JsonTextError, read_json
from small_facts import holds, id_number

CHINESE = '{"出生日期": "1944-05-10", "常住地": "冕宁县"}'
READ = {"出生日期": "1944-05-10", "常住地": "冕宁县"}


@pytest.mark.parametrize(
    "data",
    [CHINESE, CHINESE.encode(), codecs.BOM_UTF8 + CHINESE.encode(), "\ufeff" + CHINESE, CHINESE.encode("utf-16"), CHINESE.encode("gb18030"),
     CHINESE.encode("gbk")],
    ids=ascii,
)  # fmt: skip
def test_text_is_read_in_the_encodings_that_offices_write(data: bytes | str) -> None:
    """UTF-8 with or without a mark, UTF-16 with one, GB 18030."""
    assert read_json(data) == READ


def test_numbers_are_decimals_from_the_text() -> None:
    """Digit by digit, however many."""
    nines = "2999." + "9" * 22

    assert read_json(f"[{nines}, 0.1, 1e2, 7, {'1' * 5_000}]") == [Decimal(nines), Decimal("0.1"), Decimal(100), 7, Decimal("1" * 5000)]
    assert isinstance(read_json("7"), int)


@pytest.mark.parametrize(
    ("data", "line", "column"),
    [("", 1, 1), ('{"a": 1,\n "b" 2}', 2, 6), ("{'a': 1}", 1, 2), ("[" * 100_000, 1, 1), (b"\xff\xfe\xfa", 1, 1), ("é".encode("latin-1") + b'"', 1, 1),
     ('{"é": 1}'.encode("latin-1"), 1, 1), ("{} {}", 1, 4),
     ('{"a": 1e9999999999999999999}', 1, 1), ("-1e1000000000000000000", 1, 1), ("[0e9999999999999999999]", 1, 1), ("1e-9999999999999999999", 1, 1)],
    ids=lambda one: ascii(one)[:40],
)  # fmt: skip
def test_what_is_no_json_is_told_with_its_place(data: bytes | str, line: int, column: int) -> None:
    """In both languages."""
    with pytest.raises(JsonTextError) as raised:
        read_json(data)

    assert (raised.value.line, raised.value.column) == (line, column)
    assert raised.value.message.en


def test_every_key_that_stands_twice_is_named() -> None:
    """All at once, at any depth, even where both say the same."""
    with pytest.raises(ProfileError) as raised:
        read_json('{"a": 1, "a": 1, "b": {"c": 1, "d": 2, "c": 3}}')

    assert sorted(one.fact for one in raised.value.problems) == ["a", "c"]


@pytest.mark.parametrize(
    "data",
    [r'{"a": "\ud800"}', r'{"\udfff": 1}', r'{"a": ["x", ["\ud800x"]]}', r'"\ud800"', r'{"a": {"b": "\udc00"}}', '"\ud800"'],
    ids=ascii,
)
def test_half_a_character_is_refused(data: str) -> None:
    """Nothing that cannot be written again is in what is said."""
    with pytest.raises(ProfileError) as raised:
        read_json(data)

    assert f"{raised.value}{raised.value.problems}".encode()


def test_a_whole_character_may_be_written_in_two_halves() -> None:
    """As JSON escapes those beyond the first plane."""
    assert read_json(r'"\ud842\udfb7"') == "𠮷"


def test_an_id_number_as_a_key_is_not_repeated() -> None:
    """Not even where it stands twice."""
    number = id_number("19440510")
    with pytest.raises(ProfileError) as raised:
        read_json(f'{{"{number}": 1, "{number}": 2}}')

    assert not holds(f"{raised.value}{raised.value.problems}", number)


def test_many_keys_twice_take_no_longer_than_they_are_many() -> None:
    """And are counted."""
    keys = ", ".join(f'"k{number}": 1' for number in range(20_000))
    with pytest.raises(ProfileError) as raised:
        read_json(f"{{{keys}, {keys}}}")

    assert "19900" in raised.value.problems[-1].message.zh
