"""Soundness of rule books: planted faults are all found, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from huilao import Rulebook, RulesError
from huilao.language.policy import Flaw
from huilao.language.standards import SetValue
from huilao.review.report import soundness_data, soundness_text
from huilao.review.soundness import Report, verify
from review_books import DAY, IDLE, WAYS, levels, passes, table
from small_books import benefit, chapter, document, one_ruleset, read_book


@pytest.mark.parametrize(
    ("when", "more", "flaw", "said"),
    [
        ("{age: {at_least: 80, below: 80}}", "", Flaw.NOBODY, "没有人能符合"),
        ("{any: [{widowed: true}, {widowed: false}]}", "", Flaw.EVERYBODY, "人人都符合"),
        (f"{{{WAYS}}}", "", Flaw.DEAD_PART, "年满80周岁，并且丧偶”不起作用"),
        ("{age: {at_least: 80}, any: [{widowed: true}, {age: {at_least: 60}}]}", "", Flaw.IDLE_PART, "丧偶，或者年满60周岁”是多余的"),
        ("{all: [{age: {at_least: 60}}, {age: {at_least: 65}}]}", "", Flaw.IDLE_PART, "年满60周岁”是多余的"),
        (f"{{cared_elder: {{{WAYS}}}}}", "", Flaw.DEAD_PART, "年满80周岁，并且丧偶”不起作用"),
        (
            "{age: {at_least: 60}}", "readings: [{note: 另一种, when: {all: [{age: {at_least: 60}}, {age: {above: 10}}]}}]",
            Flaw.SAME_READING, "第1种理解",
        ),
        ("{income: {above: 0}}", levels("{income: {below: 500}}", "{income: {above: 500}}"), Flaw.GAP, "不在任何一档"),
        ("{income: {above: 0}}", levels("{income: {at_most: 500}}", "{income: {at_least: 500}}"), Flaw.OVERLAP, "第 1, 2 档"),
        (
            "{age: {at_least: 60}}", levels("{age: {at_least: 60}}", "{age: {below: 60}}"), Flaw.DEAD_ROW, "第 2 档没有人",
        ),
        (
            "{age: {at_least: 60}}", levels("{age: {at_least: 60}}", "{age: {at_least: 80}}", hits="first"), Flaw.DEAD_ROW, "第 2 档没有人",
        ),
        ("{income: {above: 0}}", levels("{income: {above: 500}}", "{income: {above: 100}}", hits="first"), Flaw.GAP, "不在任何一档"),
        ("{income: {above: 0}}", table(("{income: {above: 500}}", "5"), ("{income: {above: 100}}", "3"), hits="highest"), Flaw.GAP, "不在任何一档"),
        ("{widowed: true}", "pays: {amount: {minus: [800, income]}, per: month}", Flaw.NEGATIVE, "算出的金额低于零"),
        ("{widowed: true}", "pays: {amount: {smallest: [income, 200000]}, per: month}", Flaw.IDLE_LIMIT, "从不起作用"),
        ("{widowed: true}", "pays: {amount: {largest: [income, 0]}, per: month}", Flaw.IDLE_LIMIT, "从不起作用"),
        (
            "{widowed: true}", table(("{income: {at_least: 500}}", "{minus: [600, income]}"), ("{income: {below: 500}}", "1"), unit="CNY"),
            Flaw.NEGATIVE, "算出的金额低于零",
        ),
    ],
)  # fmt: skip
def test_a_planted_flaw_is_found_and_nothing_else(when: str, more: str, flaw: Flaw, said: str, tmp_path: Path) -> None:
    """Beside a rule that is well."""
    book = one_ruleset(tmp_path, good=benefit("{widowed: true}"), bad=benefit(when, more))
    report = verify(book, DAY)

    assert {(one.subject, one.flaw) for one in report.flaws} == {("r/bad", flaw)}
    assert not report.sound
    text = "\n".join(soundness_text(report, book, "zh"))
    assert said in text
    assert "r/chapter.yaml:3:" in text
    assert f"questions: {len(report.flaws)} flaws" in "\n".join(soundness_text(report, book, "en"))


def test_the_gap_at_exactly_one_value_is_shown_with_it(tmp_path: Path) -> None:
    """And the person can be pasted as a scenario."""
    table = levels("{income: {below: 500}}", "{income: {above: 500}}")
    book = one_ruleset(tmp_path, bad=benefit("{income: {above: 0}}", table))
    report = verify(book, DAY)
    text = list(soundness_text(report, book, "zh"))

    assert [one.person for one in report.flaws] == [{"income": Decimal(500)}]
    assert "            | 月收入 | 500 |" in text
    passes("\n".join(line[6:] for line in text if line.startswith("      ")), book, tmp_path / "features")


HIGHER = chapter(old=benefit("{age: {at_least: 60}}", "applies_to: residents"))


@pytest.mark.parametrize(("age", "flaws"), [(60, []), (65, [("lower/new", Flaw.TAKES_AWAY)])])
def test_a_replacement_that_takes_something_away(age: int, flaws: list[tuple[str, Flaw]], tmp_path: Path) -> None:
    """A county that raises the age of the province's benefit, and one that does not."""
    lower = chapter(new=benefit(f"{{age: {{at_least: {age}}}}}", "applies_to: residents, replaces: upper/old"))
    files = {"u/document.yaml": document("upper", "51"), "u/c.yaml": HIGHER, "l/document.yaml": document("lower"), "l/c.yaml": lower}
    book = read_book(tmp_path, files)
    report = verify(book, DAY)

    assert [(one.subject, one.flaw) for one in report.flaws] == flaws
    for one in report.flaws:
        assert one.person == {"residence": "513433", "birth_date": date(1960, 5, 10)}
        assert str(one.other).startswith("u/c.yaml:2")
        assert "u/c.yaml:2:" in "\n".join(soundness_text(report, book, "zh"))


@pytest.mark.parametrize(
    ("law", "flaws"), [("status: draft", 0), ("in_effect: {from: 2026-01-01}", 1), ("in_effect: {until: 2020-12-31}", 1)]
)
def test_a_replacement_is_asked_about_while_it_stands_in(law: str, flaws: int, tmp_path: Path) -> None:
    """That of a draft never does; one that is to come, or is over, did on other days, of which one is asked about."""
    lower = chapter(new=benefit("{age: {at_least: 65}}", f"applies_to: residents, replaces: upper/old, {PAID}"))
    higher = chapter(old=benefit("{age: {at_least: 60}}", f"applies_to: residents, {PAID}"))
    files = {
        "u/document.yaml": document("upper", "51"),
        "u/c.yaml": higher,
        "l/document.yaml": document("lower", more=law),
        "l/c.yaml": lower,
    }
    report = verify(read_book(tmp_path, files), DAY)

    assert [one.flaw for one in report.flaws] == [Flaw.TAKES_AWAY] * flaws
    assert report.remarks == ()


PAID = "pays: {amount: 50, per: month}"


@pytest.mark.parametrize(
    ("wide", "narrow", "line", "remarks"),
    [
        (PAID, PAID, "", [("r/narrow", "r/wide")]),
        (PAID, "", "", []),  # a service may be there for many
        (PAID, PAID, "combine:\n  - {choose_one: [r/narrow, r/wide], by: highest, cite: 第七条}", []),
        (PAID, f"{PAID}, accepted: [{{finding: inside, about: r/wide, why: {{zh: 两项都发, en: both are paid}}}}]", "", []),
    ],
)
def test_a_benefit_that_is_paid_besides_another_is_a_remark(
    wide: str, narrow: str, line: str, remarks: list[tuple[str, str]], tmp_path: Path
) -> None:
    """Of the same service, in the same place or around it: where it is not written which is paid, and nobody answered that both are."""
    files = {
        "r/document.yaml": document("r"),
        "r/c.yaml": chapter(wide=benefit("{age: {at_least: 60}}", wide), narrow=benefit("{age: {at_least: 80}}", narrow)),
    }
    book = read_book(tmp_path, files | ({"combine.yaml": line} if line else {}))
    report = verify(book, DAY)

    assert report.sound
    assert [(one.subject, one.name) for one in report.remarks] == remarks
    assert ("凡符合这一项的人都符合“r/wide”，两项都发钱" in "\n".join(soundness_text(report, book, "zh", remarks=True))) is bool(remarks)


@pytest.mark.parametrize(
    ("when", "more"),
    [
        ("{income: {at_most: 800}}", "pays: {amount: {minus: [800, income]}, per: month}"),
        ("{widowed: true}", "pays: {amount: {largest: [{minus: [800, income]}, 0]}, per: month}"),
        ("{widowed: true}", "pays: {amount: {smallest: [income, 800]}, per: month}"),
        ("{widowed: true}", table(("{income: {at_most: 500}}", "{minus: [600, income]}"), ("{income: {above: 500}}", "{smallest: [income, 800]}"), unit="CNY")),
        ("{income: {above: 0}}", levels("{income: {above: 500}}", "", hits="first")),
        ("{income: {above: 0}}", table(("{income: {above: 500}}", "5"), ("{income: {above: 0}}", "3"), hits="highest")),
        ("{income: {above: 0}}", levels("{income: {above: 500}}", "")),
    ],
)  # fmt: skip
def test_what_is_well_is_proved(when: str, more: str, tmp_path: Path) -> None:
    """A difference whose condition keeps it above nought, a cap that binds, rows of which the first or the highest counts."""
    report = verify(one_ruleset(tmp_path, x=benefit(when, more)), DAY)

    assert [(one.flaw, one.person) for one in (*report.flaws, *report.open)] == []


LINE = """
standards:
  line: {label: 低保标准, unit: CNY per month, place_of: household_registration, values: {"513433": {2024-01-01: 560}}}
"""


def test_a_standard_without_a_value_for_the_documents_own_place(tmp_path: Path) -> None:
    """On the day that is asked about. Files that are read have them all: of a rule book that was made otherwise."""
    files = {"r/document.yaml": document("r"), "r/c.yaml": chapter(x=benefit("{widowed: true}", "pays: {amount: line, per: month}"))}
    whole = read_book(tmp_path, {"standards.yaml": LINE, **files})
    line = whole.rules.standards["line"]
    ended = replace(line, values=(*line.values, SetValue("513433", date(2024, 6, 1), None)))
    book = Rulebook(replace(whole.rules, standards={"line": ended}))

    assert [one.flaw for one in (*verify(whole, DAY).flaws, *verify(book, date(2024, 3, 1)).flaws)] == []
    report = verify(book, DAY)
    assert [(one.flaw, one.name) for one in report.flaws] == [(Flaw.NO_STANDARD, "line")]
    assert "“line”没有适用于本文件所在地、当日的数额" in "\n".join(soundness_text(report, book, "zh"))


def test_an_amount_below_nought_is_shown_with_somebody(tmp_path: Path) -> None:
    """As a scenario."""
    book = one_ruleset(tmp_path, bad=benefit("{widowed: true}", "pays: {amount: {minus: [800, income]}, per: month}"))
    (flaw,) = verify(book, DAY).flaws

    assert flaw.person is not None
    assert flaw.person["income"] > 800


@pytest.mark.parametrize(
    ("about", "answered", "idle"),
    [("", 1, 0), (", about: age", 1, 0), (", about: 年龄", 1, 0), (", about: income", 0, 1)],
)
def test_a_flaw_can_be_answered_in_the_rule_file(about: str, answered: int, idle: int, tmp_path: Path) -> None:
    """An answer to what is not there is a flaw itself."""
    book = one_ruleset(tmp_path, one=benefit(IDLE, f"accepted: [{{finding: 多余的部分{about}, why: 文件这样写}}]"))
    report = verify(book, DAY)

    assert (len(report.answered), len(report.idle_answers), report.sound) == (answered, idle, answered == 1)
    assert ("请删去这条答复" in "\n".join(soundness_text(report, book, "zh"))) is bool(idle)


def test_an_answer_must_name_a_kind_of_flaw(tmp_path: Path) -> None:
    """The nearest is suggested."""
    with pytest.raises(RulesError, match="idle_part"):
        one_ruleset(tmp_path, one=benefit(IDLE, "accepted: [{finding: idle_parts, why: 文件这样写}]"))


def test_a_term_is_put_to_the_same_questions(tmp_path: Path) -> None:
    """Once, though many documents share it."""
    terms = "terms: {frail: {label: 体弱, when: {all: [{age: {at_least: 60}}, {age: {at_least: 65}}]}}}"
    report = verify(read_book(tmp_path, {"terms.yaml": terms, **_two_documents(benefit("{frail: true}"))}), DAY)

    assert [(one.subject, one.flaw, str(one.span)) for one in report.flaws] == [("a#frail", Flaw.IDLE_PART, "terms.yaml:1:48")]


def _two_documents(text: str) -> Mapping[str, str]:
    return {f"{name}/{file}": one for name in "ab" for file, one in (("document.yaml", document(name)), ("c.yaml", chapter(x=text)))}


@pytest.fixture(scope="module")
def report(book: Rulebook) -> Report:
    return verify(book, DAY)


@pytest.mark.xdist_group("verify")
def test_the_shipped_rule_book_is_sound(report: Report, book: Rulebook) -> None:
    """Every finding is mended or answered; nothing is undecided."""
    assert [f"{one.span} {one.flaw}" for one in (*report.flaws, *report.open)] == []
    assert report.idle_answers == ()
    assert {one.checked.subject for one in report.answered} <= book.benefits.keys()
    asked = {one.subject for one in report.checked if one.flaw is Flaw.NOBODY}
    assert book.benefits.keys() <= asked
    assert soundness_data(report)["questions"] == len(report.checked)


@pytest.mark.xdist_group("verify")
def test_readings_are_told_apart_by_somebody(report: Report, book: Rulebook) -> None:
    """For every reading of the shipped rules a person for whom it matters."""
    readings = [one for one in report.checked if one.flaw is Flaw.SAME_READING]
    people = [one.person for one in readings]

    assert len(readings) > 100
    assert None not in people
