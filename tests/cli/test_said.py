"""What was said in an interview is kept under the names under which it was said."""

from __future__ import annotations

from typing import Any

import pytest

from huilao.ask import Question
from huilao.cli.said import Answers
from huilao.language.facts import Fact, FactType, Text

INCOME, HOUSEHOLD = Fact("income", FactType.NUMBER, Text("月收入")), Fact("household", FactType.PEOPLE, Text("家庭成员"))


CASES: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"household": [{}, {}]}, {"household": [{}, {"income": 5}]}),
    ({"家庭成员": [{}, {"月收入": {"不低于": 1}}]}, {"家庭成员": [{}, {"income": 5}]}),
    ({"家庭成员": {"列出": [{}, {}], "已列全": False}}, {"家庭成员": {"列出": [{}, {"income": 5}], "已列全": False}}),
]


@pytest.mark.parametrize(("before", "after"), CASES)
def test_an_answer_about_one_of_several_people_is_kept_with_them(before: dict[str, Any], after: dict[str, Any]) -> None:
    """A plain list, or one that is not complete; what was said of the fact before gives way."""
    asked = Question("household.2.income", INCOME, 1.0, (), Text(""), HOUSEHOLD)

    assert Answers(before, ()).told(asked, {"income": 5}).profile == after
