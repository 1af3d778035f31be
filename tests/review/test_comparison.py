"""What an edit changes: who gains and who loses, with a person for each, and nothing that is not said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from huilao import Rulebook
from huilao.language.known import Person
from huilao.review.comparison import StrangersError, compare, with_readings
from huilao.review.report import comparison_data, comparison_text
from huilao.verify.change import Effect
from review_books import DAY, FRAIL, compared, levels, one_document, passes
from small_books import benefit, chapter, document

BORN = {"birth_date": date(1944, 5, 10)}


@pytest.mark.parametrize(
    ("old", "new", "effects", "person"),
    [
        ("{age: {at_least: 80}}", "{age: {at_least: 81}}", [Effect.LOSES], BORN),
        ("{age: {at_least: 81}}", "{age: {at_least: 80}}", [Effect.GAINS], BORN),
        (
            "{any: [{widowed: true}, {listed: true}]}", "{all: [{widowed: true}, {listed: true}]}",
            [Effect.LOSES, Effect.BECOMES_UNDETERMINED, Effect.BECOMES_DETERMINED], None,
        ),
        ("{widowed: true}", "{not: {widowed: false}}", [], None),
        ("{aids: {has_any: [dibao, edge]}}", "{aids: {has_any: [dibao]}}", [Effect.LOSES], {"aids": frozenset({"edge"})}),
    ],
)  # fmt: skip
def test_who_gains_and_who_loses(old: str, new: str, effects: list[Effect], person: Person | None, tmp_path: Path) -> None:
    """With a person for each."""
    found = compared(tmp_path, one_document(x=benefit(old)), one_document(x=benefit(new)))

    assert [list(one.effects) for one in found.benefits] == [effects]
    assert found.somebody_loses is (Effect.LOSES in effects)
    assert person is None or [change.person for one in found.benefits for change in one.changes] == [person]
    text = "\n".join(comparison_text(found, "zh"))
    assert ("已证明没有人的结论或金额改变" in text) is not bool(effects)
    _passes_if_any([line[6:] for line in text.splitlines() if line.startswith("      ")], found.new, tmp_path / "features")


def _passes_if_any(lines: Sequence[str], book: Rulebook, folder: Path) -> None:
    if lines:
        passes("\n".join(lines), book, folder)


def test_a_term_that_silently_narrows_four_benefits_in_other_files(tmp_path: Path) -> None:
    """Their own text is the same; the term is named with its place."""
    using = chapter(**{f"b{number}": benefit(f"{{frail: true, income: {{above: {number}}}}}") for number in range(4)})
    files = {"r/document.yaml": document("r"), "r/c.yaml": using}
    found = compared(tmp_path, {"terms.yaml": FRAIL.format(age=60), **files}, {"terms.yaml": FRAIL.format(age=65), **files})

    assert [one.name for one in found.benefits if one.effects == (Effect.LOSES, Effect.BECOMES_DETERMINED)] == [
        f"r/b{number}" for number in range(4)
    ]
    assert all(one.terms == ("frail",) and not one.own for one in found.benefits)
    assert [(one.name, one.effects) for one in found.terms] == [("r#frail", (Effect.LOSES,))]
    assert "本条文字未改，变在术语：体弱 (terms.yaml:1:9)" in "\n".join(comparison_text(found, "zh"))


@pytest.mark.parametrize(
    ("old", "new", "effects", "written"),
    [
        (one_document(x=benefit("{widowed: true}")), one_document(y=benefit("{listed: true}")), {"r/x": Effect.LOSES, "r/y": Effect.GAINS}, ()),
        (
            one_document(x=benefit("{widowed: true}")), one_document("in_effect: {from: 2026-01-01}", x=benefit("{widowed: true}")),
            {"r/x": Effect.LOSES}, (),
        ),
        (one_document(x=benefit("{widowed: true}")), one_document("status: repealed\nin_effect: {until: 2024-12-31}", x=benefit("{widowed: true}")), {"r/x": Effect.LOSES}, ()),
        (
            one_document(x=benefit("{age: {at_least: 60}}")), one_document("age_reached: next_month_start", x=benefit("{age: {at_least: 60}}")),
            {"r/x": Effect.LOSES}, (),
        ),
        (
            one_document(x=benefit("{widowed: true}")), one_document(x=benefit("{widowed: true}", "force: encouraged")),
            {"r/x": Effect.WEAKER}, ("force",),
        ),
    ],
)  # fmt: skip
def test_what_else_may_be_edited(
    old: Mapping[str, str], new: Mapping[str, str], effects: Mapping[str, Effect | None], written: tuple[str, ...], tmp_path: Path
) -> None:
    """Benefits that come and go, documents that begin or end, the counting of age, and what does not change anybody's outcome."""
    found = compared(tmp_path, old, new)

    assert {one.name: one.effects[0] if one.effects else None for one in found.benefits} == effects
    assert [one.written for one in found.benefits if one.written] == ([written] if written else [])


def test_the_scenario_of_a_change_is_named_in_the_language_that_is_asked_for(tmp_path: Path) -> None:
    before, after = (one_document(x=benefit(f"{{age: {{at_least: {age}}}}}")) for age in (60, 65))
    found = compared(tmp_path, before, after)

    for language, title in (("zh", "场景: 失去（r/x）：原来符合"), ("en", "场景: loses (r/x): eligible before")):
        assert title in map(str.strip, comparison_text(found, language))


def test_who_gets_another_amount_is_shown(tmp_path: Path) -> None:
    """A row that begins elsewhere, for somebody who has the benefit before and after."""
    before, after = (
        one_document(x=benefit("{income: {above: 0}}", levels(f"{{income: {{below: {bound}}}}}", f"{{income: {{at_least: {bound}}}}}")))
        for bound in (500, 600)
    )
    found = compared(tmp_path, before, after)
    shown = [(change.before, change.after, change.person) for one in found.benefits for change in one.levels]

    assert shown == [(1, 0, {"income": Decimal(500)})]
    assert "金额减少: 金额 1元 → 金额 0元" in "\n".join(comparison_text(found, "zh"))
    assert comparison_data(found)["benefits"][0]["levels"] == [
        {"effect": "less", "before": ["1"], "after": ["0"], "person": {"income": 500}}
    ]
    assert not found.harmless


def test_a_difference_that_is_none_on_the_day_is_looked_for_on_others(tmp_path: Path) -> None:
    """On the first of a month the day after a birthday and the next month come to the same."""
    books = [one_document(f"age_reached: {reached}", x=benefit("{age: {at_least: 60}}")) for reached in ("day_after", "next_month_start")]
    found = compared(tmp_path, *books, day=date(2025, 3, 1))

    assert [(one.day != found.as_of, one.effects) for one in found.benefits] == [(True, (Effect.LOSES,))]


def test_a_fact_of_another_type_leaves_it_open(tmp_path: Path) -> None:
    """It is not said that nothing changes."""
    facts = "facts: {{birth_date: {{type: date, label: 出生日期}}, residence: {{type: place, label: 常住地}}, household_registration: {{type: place, label: 户籍地}}, poor: {{type: {type}, label: 困难}}}}"
    kinds = ("yes_no", "choice, codes: {yes: {zh: 是}, no: {zh: 否}}")
    old, new = (
        {"facts.yaml": facts.format(type=kind), **one_document(x=benefit(f"{{poor: {value}}}"))}
        for kind, value in zip(kinds, ("true", "yes"), strict=True)
    )
    found = compared(tmp_path, old, new)

    assert [(one.open, one.changes) for one in found.benefits] == [(True, ())]
    assert "poor" in found.facts
    assert found.retyped == ("poor",)
    assert not found.harmless
    assert not found.somebody_loses
    assert "未能判定" in "\n".join(comparison_text(found, "zh"))


def test_readings_of_a_term_are_compared_across_the_book(book: Rulebook) -> None:
    """Incapacity from severe on rather than from moderate: whom it costs what."""
    severe = with_readings(book, "失能")[0]
    found = compare(book, severe, DAY)
    losing = [one for one in found.benefits if Effect.LOSES in one.effects]

    assert len(losing) > 20
    assert all("incapacitated" in one.terms and not one.own for one in losing)
    assert all(one.changes[0].person is not None for one in losing)


def test_a_document_that_is_gone_is_said_in_its_own_words(tmp_path: Path) -> None:
    """Also of its terms and readings, of which the new version knows nothing."""
    kept = {f"kept/{name.partition('/')[2]}": text for name, text in one_document(x=benefit("{widowed: true}")).items()}
    kept["kept/document.yaml"] = document("kept")
    gone = one_document(y=benefit("{frail: true}", "readings: [{note: 另一种, when: {age: {at_least: 70}}}]"))
    words = {"terms.yaml": FRAIL.format(age=60)}
    found = compared(tmp_path, {**words, **gone, **kept}, {**words, **kept})

    assert {one.name: one.effects for one in found.benefits}["r/y"] == (Effect.LOSES, Effect.BECOMES_DETERMINED, Effect.SETTLED)
    assert "不再看怎样理解: 按规则所取的理解不符合" in "\n".join(comparison_text(found, "zh"))


def test_two_books_without_a_common_ruleset_are_no_versions(tmp_path: Path) -> None:
    """It is said which rulesets each has, before anything is worked out."""
    other = {"s/document.yaml": document("s"), "s/c.yaml": chapter(x=benefit("{widowed: true}"))}

    with pytest.raises(StrangersError, match="旧：r；新：s"):
        compared(tmp_path, one_document(x=benefit("{widowed: true}")), other)
