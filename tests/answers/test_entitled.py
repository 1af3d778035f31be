"""What asks for another benefit: in its own place, while it is in force, and what its readings do."""

from __future__ import annotations

from pathlib import Path

import pytest

from huilao import Action, Finding, Outcome, Rulebook
from small_books import benefit, chapter, document, read_book

DAY = "2025-03-01"
READING = "readings: [{name: 名单, when: {listed: true}, note: {zh: 只按名单, en: by the list only}}]"


def book_of(folder: Path, when: str, more: str = "", there: str = "") -> Rulebook:
    """A benefit of Sichuan with this condition beside one of Mianning, for the widowed who live there."""
    asked = benefit("{widowed: true}", "name: {zh: 甲, en: A}, applies_to: residents" + (f", {more}" if more else ""))
    return read_book(
        folder,
        {
            "other/document.yaml": document("other", more=there), "other/chapter.yaml": chapter(a=asked),
            "r/document.yaml": document("r", "51"), "r/chapter.yaml": chapter(b=benefit(when, "name: {zh: 乙, en: B}")),
        },
    )  # fmt: skip


WIDOW = {"widowed": True, "listed": False, "residence": "513433"}


@pytest.mark.parametrize(
    ("there", "more", "person", "outcome"),
    [
        ("", "", WIDOW, Outcome.ELIGIBLE),
        ("", "", {**WIDOW, "residence": "22"}, Outcome.NOT_ELIGIBLE),  # by the place of the other
        ("", "", {"residence": "513433"}, Outcome.UNDETERMINED),
        ("status: draft", "", WIDOW, Outcome.ELIGIBLE),  # what a draft promises can be asked for
        ("in_effect: {until: 2025-02-28}", "", WIDOW, Outcome.NOT_ELIGIBLE),
        ("", "in_effect: {from: 2025-03-02}", WIDOW, Outcome.NOT_ELIGIBLE),
    ],
)
def test_another_benefit_is_asked_for_as_its_own_document_has_it(
    there: str, more: str, person: dict[str, object], outcome: Outcome, tmp_path: Path
) -> None:
    """Whether or not that document concerns the person."""
    book = book_of(tmp_path, "{entitled_to: [other/a]}", more, there)

    assert book.evaluate(person, DAY)["r/b"].outcome is outcome


@pytest.mark.parametrize(
    ("when", "there", "newer", "said"),
    [
        ("[other/a]", "", "supersedes: other", "：“甲”不在有效期内。《other文件》已由《n文件》接替。"),
        ("[other/a]", "in_effect: {from: 2025-04-01}", "", "：“甲”不在有效期内。出处"),
        ("[other/a, n/c]", "", "supersedes: other", "：不符合“丙”的条件；“甲”不在有效期内。《other文件》已由《n文件》接替。"),
    ],
)
def test_that_another_benefit_is_not_in_force_is_the_reason(when: str, there: str, newer: str, said: str, tmp_path: Path) -> None:
    """Not that the person does not meet its conditions; and which document took the place of its own is told."""
    book = read_book(
        tmp_path,
        {
            "other/document.yaml": document("other", more=there),
            "other/chapter.yaml": chapter(a=benefit("{widowed: true}", "name: {zh: 甲, en: A}")),
            "n/document.yaml": document("n", more=f"in_effect: {{from: 2025-01-01}}\n{newer}"),
            "n/chapter.yaml": chapter(c=benefit("{widowed: false}", "name: {zh: 丙, en: C}")),
            "r/document.yaml": document("r"), "r/chapter.yaml": chapter(b=benefit(f"{{entitled_to: {when}}}", "name: {zh: 乙, en: B}")),
        },
    )  # fmt: skip

    assert said in book.evaluate(WIDOW, DAY)["r/b"].explain()


def by_way(one: Finding) -> list[tuple[str | None, Outcome]]:
    return [(way.by_way_of, way.outcome) for way in one.depends_on_reading]


@pytest.mark.parametrize(
    ("when", "action", "ways"),
    [
        ("{entitled_to: [other/a]}", Action.READING, [("other/a", Outcome.NOT_ELIGIBLE)]),
        ("{not: {entitled_to: [other/a]}}", Action.READING, [("other/a", Outcome.ELIGIBLE)]),
        ("{any: [{entitled_to: [other/a]}, {sex: female}]}", Action.CLAIM, [("other/a", Outcome.ELIGIBLE)]),  # it makes no difference
    ],
)
def test_what_asks_for_what_hangs_on_a_reading_hangs_on_it(
    when: str, action: Action, ways: list[tuple[str, Outcome]], tmp_path: Path
) -> None:
    """It is named; and told of as a doubt only where it makes a difference."""
    book = book_of(tmp_path, when, READING)
    found = book.evaluate({**WIDOW, "sex": "female"}, DAY)
    one = found["r/b"]
    doubtful = action is Action.READING

    assert (one.action, one.robust, by_way(one)) == (action, False, ways)
    assert ("“甲”有不同的理解" in one.explain()) is doubtful
    assert ("乙（四川省）：按通常理解" in found.page()) is doubtful
    assert ("；这一项以“甲”为条件，而“甲”有不同的理解。" in found.page()) is doubtful
    assert book.evaluation(found.to_json())["r/b"] == one


@pytest.mark.parametrize(
    ("when", "sex", "named"),
    [
        ("{all: [{entitled_to: [other/a]}, {any: [{entitled_to: [other/c]}, {sex: female}]}]}", "female", ["other/a"]),
        ("{all: [{entitled_to: [other/a]}, {any: [{entitled_to: [other/c]}, {sex: female}]}]}", "male", ["other/a", "other/c"]),
        ("{entitled_to: [other/a, other/c]}", "male", ["other/a", "other/c"]),  # on neither alone
    ],
)
def test_only_what_makes_a_difference_is_named(when: str, sex: str, named: list[str], tmp_path: Path) -> None:
    """Of several that can be read in several ways."""
    asked = {id_: benefit("{widowed: true}", READING) for id_ in ("a", "c")}
    book = read_book(
        tmp_path,
        {
            "other/document.yaml": document("other"), "other/chapter.yaml": chapter(**asked),
            "r/document.yaml": document("r"), "r/chapter.yaml": chapter(b=benefit(when)),
        },
    )  # fmt: skip

    assert sorted(one.by_way_of or "" for one in book.evaluate({**WIDOW, "sex": sex}, DAY)["r/b"].doubts) == named


@pytest.mark.parametrize(("there", "listed"), [("in_effect: {until: 2025-02-28}", False), ("", True)])
def test_what_hangs_on_nothing_is_robust(there: str, listed: bool, tmp_path: Path) -> None:
    """As where the other is not in force, or is the same by both readings."""
    one = book_of(tmp_path, "{entitled_to: [other/a]}", READING, there).evaluate({**WIDOW, "listed": listed}, DAY)["r/b"]

    assert (one.robust, one.depends_on_reading) == (True, ())


def test_promises_that_hang_on_others_are_told_of_by_what_comes_out(tmp_path: Path) -> None:
    """A yes and a no stand on different lines of the page."""
    book_of(tmp_path, "{entitled_to: [other/a]}", READING)
    more = chapter(c=benefit("{not: {entitled_to: [other/a]}}", "name: {zh: 丙, en: C}"))
    (tmp_path / "r" / "more.yaml").write_text(more, encoding="utf-8")
    page = Rulebook.load(tmp_path).evaluate(WIDOW, DAY).page()

    assert "· 乙（四川省）：按通常理解可以办；" in page
    assert "· 丙（四川省）：按通常理解不算在内；" in page


@pytest.mark.parametrize(
    ("person", "said"),
    [
        ({**WIDOW, "widowed": False}, "须符合“甲”的条件，要丧偶，现不属于“丧偶”"),
        ({**WIDOW, "widowed": True, "residence": "22"}, "须符合“甲”的条件，要常住地：冕宁县，现常住地：吉林省"),
    ],
)
def test_a_near_miss_says_what_another_benefit_would_take(person: dict[str, object], said: str, tmp_path: Path) -> None:
    """Of each fact what would have to be so."""
    book = book_of(tmp_path, "{entitled_to: [other/a]}")

    assert said in book.near_misses(person, DAY)["r/b"].explain()
