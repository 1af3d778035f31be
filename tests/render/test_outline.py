"""Conditions as numbered lists."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from huilao.language.condition import About, All, Any, Condition, Count, Not, OneOf
from huilao.language.facts import Fact, FactType, Text
from huilao.language.scope import Scope
from huilao.render.outline import Point, outline
from huilao.render.sentence import Speaker

SCOPE = Scope({
    **{name: Fact(name, FactType.YES_NO, Text(name.upper(), name.upper())) for name in "abcdef"},
    "father": Fact("father", FactType.PERSON, Text("父亲", "Father")),
})  # fmt: skip
A, B, C, D, E, F = (OneOf(name, (True,)) for name in "abcdef")


def lines(point: Point, depth: int = 0) -> Iterator[str]:
    yield "  " * depth + point.text
    for one in point.points:
        yield from lines(one, depth + 1)


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        (A, ["A"]),
        (All((A, B)), ["A，并且B"]),
        (Any((A, Any((B, C)))), ["A，或者B，或者C"]),
        (All((A, Any((B, C)))), ["以下各项都要符合", "  1．A", "  2．B，或者C"]),
        (All((A, Any((B, All((C, Any((D, All((E, F)))))))))), [
            "以下各项都要符合", "  1．A", "  2．以下各项至少符合一项", "    （1）B", "    （2）以下各项都要符合", "      ①C", "      ②以下各项至少符合一项",
            "        ①D", "        ②E，并且F"]),
        (Count(2, None, (A, B, C)), ["以下各项至少符合2项", "  1．A", "  2．B", "  3．C"]),
        (Not(Any((A, All((B, C))))), ["以下各项都要符合", "  1．不属于“A”", "  2．不属于“B”，或者不属于“C”"]),
        (About("father", All((A, Any((B, C))))), ["父亲", "  1．以下各项都要符合", "    （1）A", "    （2）B，或者C"]),
        (About("father", A), ["父亲（A）"]),
    ],
)  # fmt: skip
def test_a_condition_is_a_list_where_it_would_need_brackets(condition: Condition, said: list[str]) -> None:
    """1, then （1）, then ①; a plain one stays one sentence."""
    assert list(lines(outline(condition, Speaker("zh", SCOPE, {})))) == said


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        (A, ["A"]),
        (All((A, B)), ["以下各项都要符合", "  1．A", "  2．B"]),
        (All((A, Any((B, C)))), ["以下各项都要符合", "  1．A", "  2．以下各项至少符合一项", "    （1）B", "    （2）C"]),
        (About("father", All((A, B))), ["父亲", "  1．以下各项都要符合", "    （1）A", "    （2）B"]),
    ],
)  # fmt: skip
def test_a_list_that_is_wanted_whole_has_a_line_for_every_part(condition: Condition, said: list[str]) -> None:
    """Though one sentence would do; each point knows its number and what it says."""
    found = outline(condition, Speaker("zh", SCOPE, {}), whole=True)
    assert list(lines(found)) == said
    assert all(one.condition is not None and one.text == one.mark + one.words for one in (found, *found.points))
