"""Rule books through the wordings that adopted readings give them: what `verify` and `compare` say of each."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from huilao.cli import app
from huilao.language.policy import Flaw
from huilao.language.truth import Truth
from huilao.review.comparison import Comparison, with_readings
from huilao.review.comparison import compare as compare_books
from huilao.review.report import comparison_data, comparison_text, soundness_data, soundness_text
from huilao.review.soundness import verify
from huilao.review.stretches import stretches
from huilao.verify.change import Effect
from huilao.verify.versions import known_to
from review_books import DAY, compared
from small_books import benefit, chapter, document, read_book, write_book

RUN = CliRunner()
TERMS = """
terms:
  frail: {label: 体弱, when: {widowed: true}, readings: [{name: 名单, when: {listed: true}, note: 按名单}]}
"""
SENTENCE = "readings: [{name: 都算, when: {any: [{widowed: true}, {listed: true}]}, note: 都算}]"
LATER, LATEST = "2026-01-01", "2027-01-01"


def settled(about: str, reading: str | None, since: str) -> str:
    """The entry of a document by which its office settled a reading."""
    return f"adopted: {{{about}: {{reading: {reading or 'default'}, by: {{zh: 县民政局, en: County Bureau}}, since: {since}}}}}"


def book(adopted: str = "") -> Mapping[str, str]:
    """A benefit for the frail, and one whose own sentence may be read otherwise."""
    written = chapter(x=benefit("{frail: true}"), y=benefit("{widowed: true}", SENTENCE))
    return {"terms.yaml": TERMS, "r/document.yaml": document("r", more=adopted), "r/c.yaml": written}


def told(found: Comparison) -> dict[str, list[tuple[str, list[Effect]]]]:
    """What is told of each name, with the days."""
    each = (*found.terms, *found.benefits)
    return {name: [(one.day.isoformat(), list(one.effects)) for one in each if one.name == name] for name in {one.name for one in each}}


GONE, SETTLED, DEPENDS = Effect.LOSES, Effect.SETTLED, Effect.DEPENDS
OPENS, CLOSES = Effect.BECOMES_UNDETERMINED, Effect.BECOMES_DETERMINED


@pytest.mark.parametrize(
    ("old", "new", "day", "effects", "harmless"),
    [
        pytest.param("", settled("y", None, "2025-01-01"), "2025-03-01", {SETTLED}, True, id="the reading that is taken"),
        pytest.param("", settled("y", "都算", "2025-01-01"), "2025-03-01", {Effect.GAINS, OPENS, CLOSES, SETTLED}, True, id="another reading"),
        pytest.param("", settled("y", None, LATER), LATER, {SETTLED}, True, id="from a later day on"),
        pytest.param(settled("y", None, "2025-01-01"), "", "2025-03-01", {DEPENDS}, False, id="no more"),
        pytest.param(settled("y", "都算", LATER), settled("y", "都算", LATEST), LATER, {GONE, OPENS, CLOSES, DEPENDS}, False, id="moved"),
        pytest.param(settled("y", "都算", "2024-01-01"), settled("y", "都算", "2024-07-01"), "2024-06-30", {GONE, OPENS, CLOSES, DEPENDS}, False,
                     id="moved, long ago"),
        pytest.param(settled("y", "都算", LATER), settled("y", None, LATER), LATER, {GONE, OPENS, CLOSES}, False, id="otherwise"),
    ],
)  # fmt: skip
def test_an_adoption_is_a_change_with_its_own_name(
    old: str, new: str, day: str, effects: set[Effect], harmless: bool, tmp_path: Path
) -> None:
    """On the day nearest to the one asked about on which the two versions are read otherwise, with somebody for whom it matters."""
    found = compared(tmp_path, book(old), book(new))
    (one,) = found.benefits

    assert (one.name, one.day.isoformat(), set(one.effects)) == ("r/y", day, {Effect.ADOPTED, *effects})
    assert found.harmless is harmless
    assert all(change.person is not None for change in one.changes)
    for change in one.changes:
        if change.effect not in (Effect.ADOPTED, Effect.SETTLED, Effect.DEPENDS):
            _borne_out(found, one.name, one.day, change.person or {}, (change.before, change.after))


def _borne_out(found: Comparison, name: str, day: date, person: Mapping[str, object], truths: tuple[Truth, Truth]) -> None:
    for version, truth in zip((found.old, found.new), truths, strict=True):
        known = version.person(known_to(dict(person), version.rules.facts), day)
        assert version.decide(known, day)[name] is truth


def test_a_term_that_an_office_settles_touches_the_benefits_that_use_it(tmp_path: Path) -> None:
    """The term has the change; the benefit says that it comes from there."""
    found = compared(tmp_path, book(), book(settled("frail", None, LATER)))

    assert told(found) == {"r#frail": [(LATER, [Effect.ADOPTED, SETTLED])], "r/x": [(LATER, [SETTLED])]}
    assert [one.terms for one in found.benefits] == [("frail",)]
    text = "\n".join(comparison_text(found, "zh"))
    assert f"  自 {LATER} 起的规则：\n  采用的理解变了: 没有定 → 自 {LATER} 起采用规则所取的理解（县民政局）\n    例如：丧偶" in text
    assert "r/x: 待遇：不再看怎样理解" in text
    data = comparison_data(found)
    assert data["terms"][0]["wording"] == LATER
    assert data["terms"][0]["changes"][0]["after"] == {
        "reading": None, "since": LATER, "by": {"zh": "县民政局", "en": "County Bureau"}, "cite": []}  # fmt: skip


def test_what_is_told_of_one_wording_is_not_told_of_the_next(tmp_path: Path) -> None:
    """An edit of a book that is worded anew twice, and one that is seen in a later wording alone."""
    adopted = settled("frail", "名单", LATER)
    edited = {
        **book(adopted),
        "r/c.yaml": chapter(x=benefit("{frail: true, income: {below: 500}}"), y=benefit("{widowed: true}", SENTENCE)),
    }
    reread = {**book(adopted), "terms.yaml": TERMS.replace("{listed: true}", "{aids: {has_any: [dibao]}}")}
    twice, later = compared(tmp_path / "a", book(adopted), edited), compared(tmp_path / "b", book(adopted), reread)

    assert [one.name for one in twice.benefits] == ["r/x"]
    assert ([one.day for one in twice.benefits], twice.benefits[0].effects[0]) == ([DAY], GONE)
    assert (LATER, GONE) in [(one.day.isoformat(), one.effects[0]) for one in later.benefits if one.name == "r/x"]


def test_other_readings_are_compared_in_the_place_of_the_one_taken(tmp_path: Path) -> None:
    """What hung on the reading hangs on it still: nothing is settled by it."""
    rules = read_book(tmp_path, book())
    (other,) = with_readings(rules, "体弱")
    found = compare_books(rules, other, DAY)

    assert {effect for one in found.benefits for effect in one.effects} == {GONE, Effect.GAINS, OPENS, CLOSES}


@pytest.mark.parametrize(("adopted", "counts"), [
    (settled("y", None, LATER), {"other_adoption": 1, "reading_settled": 1}),
    (settled("y", "都算", LATER), {"other_adoption": 1, "reading_settled": 1, "gains": 1}),
])  # fmt: skip
def test_a_register_says_how_many_people_an_adoption_touches(adopted: str, counts: Mapping[str, int], tmp_path: Path) -> None:
    """On the day from which it counts: of three people the one who is not widowed and is on the list."""
    old, new = (write_book(tmp_path / str(number), files) for number, files in enumerate((book(), book(adopted))))
    (tmp_path / "people.csv").write_text("编号,丧偶,列入名单\n甲,是,是\n乙,否,是\n丙,否,否\n", "utf-8")
    arguments = ["compare", str(old), str(new), "--as-of", "2025-03-01", "--register", str(tmp_path / "people.csv"), "--key", "编号"]
    run = RUN.invoke(app, [*arguments, "--who", str(tmp_path / "who.csv"), "--format", "json"])

    assert run.exit_code == 0
    data = json.loads(run.stdout)
    assert data["register"]["benefits"]["r/y"] == counts
    assert {line.split(",")[1] for line in (tmp_path / "who.csv").read_text("utf-8-sig").splitlines()[1:]} == {"乙"}


IDLE = "{all: [{age: {at_least: 60}}, {age: {at_least: 65}}]}"


def test_every_wording_is_verified_and_the_same_is_said_once(tmp_path: Path) -> None:
    """A flaw of all wordings, though other words in it are read otherwise, is one of the day; one that a reading brings once it is
    adopted is said with its day.
    """
    readings = f"readings: [{{name: 错, when: {IDLE}, note: 错}}]"
    by = f"by: 县民政局, since: {LATER}"
    files = {
        "terms.yaml": TERMS,
        "r/document.yaml": document("r", more=f"adopted: {{y: {{reading: 错, {by}}}, frail: {{reading: 名单, {by}}}}}"),
        "r/c.yaml": chapter(x=benefit(IDLE.replace("}}]", "}}, {frail: true}]")), y=benefit("{age: {at_least: 80}}", readings)),
    }
    rules = read_book(tmp_path, files)
    report, then = verify(rules, DAY), verify(rules, date(2026, 6, 1))

    assert [(one.subject, one.flaw, one.day) for one in report.flaws] == [
        ("r/x", Flaw.IDLE_PART, None), ("r/y", Flaw.IDLE_PART, date(2026, 1, 1))]  # fmt: skip
    assert [(one.subject, one.day) for one in then.flaws] == [("r/x", None), ("r/y", None)]
    assert f"    自 {LATER} 起的规则" in list(soundness_text(report, rules, "zh"))
    assert [one["wording"] for one in soundness_data(report)["flaws"]] == [None, LATER]


def test_an_answer_counts_if_it_is_one_in_any_wording(tmp_path: Path) -> None:
    """Though the reading that it is about counts no more once an office has settled it."""
    same = "readings: [{name: 一样, when: {not: {widowed: false}}, note: 一样}], accepted: [{finding: same_reading, why: 文件这样写}]"
    files = {
        "r/document.yaml": document("r", more=settled("y", None, "2025-01-01")),
        "r/c.yaml": chapter(y=benefit("{widowed: true}", same)),
    }
    report = verify(read_book(tmp_path, files), DAY)

    assert (report.sound, len(report.answered)) == (True, 1)


def test_stretches_of_the_same_wording(tmp_path: Path) -> None:
    """That of the day first, then the later ones, then the earlier ones, each with its day that is nearest."""
    books = [read_book(tmp_path / one, book(settled("y", None, one))) for one in ("2024-01-01", "2025-03-01", LATER)]

    assert [one.day.isoformat() for one in stretches(DAY, *(one.rules for one in books))] == [
        "2025-03-01",
        LATER,
        "2025-02-28",
        "2023-12-31",
    ]
    assert stretches(DAY, books[2].rules)[0].last == date(2025, 12, 31)
