"""A benefit in words, part by part."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from huilao import Rulebook
from huilao.review.rule import rule_in_parts, rule_in_words

QINGHE = Path(__file__).parents[2] / "examples" / "qinghe" / "rulesets"


def test_a_benefit_is_said_part_by_part_as_it_reads_on_a_day_and_later() -> None:
    """The same words as line by line: who, how much by which level, with which others, and what is amended."""
    book = Rulebook.load(QINGHE)
    before = rule_in_parts(book, "city/10-meals", date(2025, 3, 1), "zh")
    assert "年满70周岁" in before.promise.condition
    assert [(one.since, one.cite, "年满65周岁" in one.promise.condition) for one in before.later] == [
        (date(2026, 1, 1), ("青禾府办发〔2025〕11号（虚构）",), True)
    ]
    after = rule_in_parts(book, "city/10-meals", date(2026, 3, 1), "zh")
    assert (after.later, "年满65周岁" in after.promise.condition, "经青禾府办发" in after.source) == ((), True, True)
    care = rule_in_parts(book, "city/5-care-by-ability", date(2025, 3, 1), "zh")
    assert care.promise.levels is not None
    assert care.promise.levels.rows[0] == ("老年人能力等级为中度失能", ("100元/月",))
    assert (len(care.choices), care.promise.pays) == (1, "每月补贴")
    said = "\n".join(rule_in_words(book, "city/5-care-by-ability", date(2025, 3, 1), "zh"))
    assert all(part in said for part in (care.source, care.promise.condition, care.force, *care.choices, *care.lasting))
