"""Facts are named by their paths, and what is none is told."""

from __future__ import annotations

import pytest

from huilao import ProfileError
from huilao.language.known import Path
from huilao.profile.paths import paths_of
from huilao.profile.problems import LISTED, SUGGESTED
from strategies import FACTS

NAMES = {"widowed": "widowed", "丧偶": "widowed", "elder": "elder", "老人": "elder", "birth_date": "birth_date", "sex": "sex",
         "children": "children", "子女": "children"}  # fmt: skip


@pytest.mark.parametrize(
    ("given_", "paths"),
    [
        ("widowed", "widowed"), ("丧偶", "widowed"), ("elder", "elder"), ("老人.年龄", "elder.birth_date"), ("age", "birth_date"),
        ("elder.sex", "elder.sex"), ("子女.2.年龄", "children.2.birth_date"), ("children.1000.sex", "children.1000.sex"), ("子女", "children"),
    ],
)  # fmt: skip
def test_facts_are_named_by_code_or_word(given_: str, paths: str) -> None:
    """And by the words that every rule book has."""
    assert paths_of([given_], NAMES, FACTS) == {Path.of(paths)}


def test_mistakes_are_named_all_at_once() -> None:
    """Facts that there are not, with the nearest one."""
    with pytest.raises(ProfileError) as error:
        paths_of(["widowd", "widowed.sex", "elder.elder.sex"], NAMES, FACTS)

    assert [(one.fact, one.allowed.en if one.allowed else None) for one in error.value.problems] == [
        ("widowd", "did you mean `widowed`?"), ("widowed.sex", None), ("elder.elder.sex", None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "path",
    ["children.sex", "children.0.sex", "children.02.sex", "children.1001.sex", "children.2", "elder.2.sex", "children.2.children.1.sex"],
)
def test_somebody_in_a_list_is_named_by_number_from_one(path: str) -> None:
    """And nobody else is."""
    with pytest.raises(ProfileError):
        paths_of([path], NAMES, FACTS)


def test_of_a_thousand_names_that_are_none_some_are_told_and_the_rest_counted() -> None:
    """And no ID number is said again."""
    with pytest.raises(ProfileError) as error:
        paths_of([*("widowd" for _ in range(1_000)), "51343319440510001X"], NAMES, FACTS)

    *named, rest = error.value.problems
    assert len(named) == LISTED
    assert sum(one.allowed is not None for one in named) == SUGGESTED
    assert rest.message.en == "901 more mistakes are not listed"
    with pytest.raises(ProfileError) as error:
        paths_of(["51343319440510001X"], NAMES, FACTS)
    assert "1944" not in str(error.value)
