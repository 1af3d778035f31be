"""What is known of a person, and where it stands."""

from __future__ import annotations

import pytest

from huilao.language.known import Path, Person, about


@pytest.mark.parametrize(("text", "path"), [("income", Path("", "income")), ("elder.income", Path("elder", "income"))])
def test_a_path_is_written_with_a_point(text: str, path: Path) -> None:
    """Of the person herself without one."""
    assert Path.of(text) == path
    assert str(path) == text


@pytest.mark.parametrize(
    ("person", "own", "elders"),
    [
        ({}, None, None),
        ({"income": 5}, 5, None),
        ({"income": 5, "elder": None}, 5, None),
        ({"income": 5, "elder": {}}, 5, None),
        ({"elder": {"income": 7}}, None, 7),
    ],
)
def test_a_path_is_followed_to_what_is_known(person: Person, own: int | None, elders: int | None) -> None:
    """Of somebody of whom nothing is known, nothing."""
    assert Path("", "income").value(person) == own
    assert Path("elder", "income").value(person) == elders
    assert about(person, "") is person
    assert about(person, "elder") == (person.get("elder") or {})
