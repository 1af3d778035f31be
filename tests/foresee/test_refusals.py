"""What would turn a refusal, by the rule book; and the facts that stay as they are."""

from __future__ import annotations

from collections import Counter
from datetime import date
from math import ceil
from pathlib import Path
from random import Random
from typing import Any as Anything

import pytest

from huilao import Rulebook, RulesError
from huilao.answers.changes import Kind
from huilao.foresee import near as near_module
from huilao.foresee.near import near_misses
from huilao.reading.spelling import respell
from huilao.yaml.source import read_source
from near_miss_checks import check_near_miss, refusals
from small_books import SHARED, benefit, chapter, document, one_ruleset, read_book, write_book
from strategies import CASES, a_profile

PERSON = {"birth_date": "1966-02-28", "residence": "513433", "household_registration": "513433", "residence_setting": "home"}


def test_near_misses_of_the_shipped_rule_book_hold(book: Rulebook) -> None:
    """For random profiles, and none of its conditions has more alternatives than are followed."""
    day = date(2025, 2, 28)
    kinds = Counter[Kind]()
    for seed in range(ceil(CASES / 500)):
        luck = Random(seed)
        person = book.person(a_profile(book.rules, luck, day, luck.choice((0, 0.3))), day)
        for condition, _, place in refusals(book.rules, luck, [(day, person)]):
            found = near_misses(condition, person, place)
            assert found.complete or len(found.found) == near_module.MOST
            for miss in found.found:
                kinds[miss.kind] += 1
                check_near_miss(condition, person, place, miss, complete=found.complete)

    assert kinds[Kind.CAN_CHANGE] > CASES / 100


def test_only_refusals_have_near_misses(tmp_path: Path) -> None:
    """Not what can be had, nor what is open, nor what is not in force."""
    whens = {"yes": "{widowed: true}", "open": "{ability: severe}", "no": "{widowed: false}"}
    book = one_ruleset(tmp_path, **{name: benefit(when) for name, when in whens.items()})

    assert list(book.near_misses({"widowed": True}, date(2025, 3, 1))) == ["r/no"]


def test_a_near_miss_falls_within_the_time_of_its_document(tmp_path: Path) -> None:
    """What would come by itself when the document has ended does not come."""
    book = one_ruleset(tmp_path, "in_effect: {until: 2025-12-31}", one=benefit("{age: {at_least: 60}}"))

    assert book.near_misses({"birth_date": "1965-12-31"}, date(2025, 3, 1))["r/one"].of(Kind.BY_ITSELF)
    assert not book.near_misses({"birth_date": "1966-01-01"}, date(2025, 3, 1))["r/one"].of(Kind.BY_ITSELF)


def test_near_misses_are_said_as_an_office_would(book: Rulebook) -> None:
    """With the day, the certificate or office, in both languages."""
    profile: dict[str, Anything] = {**PERSON, "hardship_category": [], "meets_dibao_rules": False}
    ways = book.near_misses(profile, date(2025, 3, 1), ["mianning/3-1-dibao"])["mianning/3-1-dibao"]

    assert ways.explain("zh") == (
        "情况有变即可符合（每行一种，行内各项都要满足）：\n"
        "- 须符合最低生活保障认定办法，现不符合最低生活保障认定办法，以主管部门按最低生活保障认定办法的认定为准"
    )
    assert ways.explain("en").splitlines()[1].startswith("- required: meets the rules of the minimum living guarantee")


# -- facts that stay as they are -------------------------------------------------------------------------------------


def test_the_shipped_facts_that_stay_as_they_are(book: Rulebook) -> None:
    """What nothing that a person or an office does can change."""
    assert [name for name, fact in book.rules.facts.items() if fact.fixed] == [
        "birth_date", "sex", "family_planning_special", "is_child_of_elder", "five_elders_role", "retired_profession",
    ]  # fmt: skip


@pytest.mark.parametrize(("written", "fixed"), [("fixed: true", True), ("fixed: false", False), ("不变: 是", True), ("不变: 否", False)])
def test_a_fact_says_that_it_stays_as_it_is_in_both_spellings(tmp_path: Path, written: str, fixed: bool) -> None:
    """And fmt writes either."""
    facts = SHARED["facts.yaml"].replace("sex: {type: choice,", f"sex: {{type: choice, {written},")
    book = read_book(
        tmp_path, {"facts.yaml": facts, "r/document.yaml": document("r"), "r/chapter.yaml": chapter(one=benefit("{sex: male}"))}
    )
    source = read_source(tmp_path / "facts.yaml", "facts.yaml")

    assert book.rules.facts["sex"].fixed is fixed
    assert f"不变: {'是' if fixed else '否'}" in respell(source, book.rules, "zh")
    assert f"fixed: {'true' if fixed else 'false'}" in respell(source, book.rules, "en")


def test_whether_a_fact_stays_as_it_is_is_yes_or_no(tmp_path: Path) -> None:
    """Anything else is a mistake with its place."""
    facts = SHARED["facts.yaml"].replace("sex: {type: choice,", "sex: {type: choice, fixed: never,")
    write_book(tmp_path, {"facts.yaml": facts, "r/document.yaml": document("r"), "r/chapter.yaml": chapter(one=benefit("{widowed: true}"))})
    with pytest.raises(RulesError) as error:
        Rulebook.load(tmp_path)

    assert [(one.code, one.span.line) for one in error.value.problems] == [("wrong_kind", 4)]
    assert error.value.problems[0].message.zh == "这里应是“是”或“否”，写的是“never”"
