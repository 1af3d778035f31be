"""What an answer adds to what was known in part, and how it is said that it does not agree with that."""

from __future__ import annotations

import json
from typing import Any as Anything

from ..ask import Question
from ..errors import ProfileProblem
from ..language.distinct import may_be
from ..language.facts import FactType, Text
from ..language.known import Range
from ..language.places import inside
from ..person_data import value_data
from ..profile.dates import agreeing
from ..profile.problems import shown


def agreed(question: Question, answer: Anything) -> Anything:
    """What is known with an answer too, as `known.py` has it; None where it cannot be so."""
    fact, known = question.fact, question.known
    if known is None or answer is None:
        return known if answer is None else answer
    if isinstance(answer, Range):
        return agreeing(known, answer)
    if fact.type is FactType.PLACE and inside(known, answer):
        return known
    return answer if may_be(fact, known, answer) else None


def contradicts(question: Question, text: str) -> ProfileProblem:
    """That an answer cannot be, and what can."""
    if question.choices:
        zh, en = "、".join(one.label.zh for one in question.choices), ", ".join(one.label.of("en") for one in question.choices)
    else:
        zh = en = json.dumps(value_data(question.known), ensure_ascii=False)
    said = shown(text)
    return ProfileProblem(question.path, said, Text(f"{said} 与已知的矛盾", f"{said} contradicts what is known"),
                          Text(f"已知：{zh}", f"known: {en}"))  # fmt: skip
