"""What is known of a person, and where it stands."""

from __future__ import annotations

import pytest

from huilao.language.known import NOBODY_KNOWN, Listed, Path, Person, about, listed, replaced


@pytest.mark.parametrize(
    ("text", "path"),
    [("income", Path("", "income")), ("elder.income", Path("elder", "income")), ("children.2.income", Path("children.2", "income"))],
)
def test_a_path_is_written_with_a_point(text: str, path: Path) -> None:
    """Of the person herself without one, of somebody in a list with two."""
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


def test_a_path_is_followed_into_a_list_by_number_from_one() -> None:
    """And what is known there is put in the place of what was, of nobody else."""
    person: Person = {"income": 5, "children": Listed(({"income": 7}, {}), complete=False)}

    assert [Path.of(f"children.{number}.income").value(person) for number in (1, 2)] == [7, None]
    assert replaced(person, "children.2", {"income": 8}) == {
        "income": 5,
        "children": Listed(({"income": 7}, {"income": 8}), complete=False),
    }
    assert replaced(person, "", {}) == {}
    assert replaced(person, "elder", {"income": 1}) == {**person, "elder": {"income": 1}}


@pytest.mark.parametrize("person", [{}, {"children": None}])
def test_of_a_list_of_which_nothing_is_known_there_may_be_anybody(person: Person) -> None:
    """An empty one has nobody."""
    assert listed(person, "children") == NOBODY_KNOWN
    assert listed({"children": Listed(())}, "children") == Listed((), complete=True)
