"""Soundness of rule books and what edits change: planted faults are all found, and nothing that is shown is wrong."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any as Anything

import pytest
from typer.testing import CliRunner

from huilao import Rulebook, RulesError, Truth
from huilao.cli import app
from huilao.language.condition import Duration, Test, terms_behind, walk
from huilao.language.facts import Fact, FactType
from huilao.language.meaning import Person, anniversary
from huilao.language.policy import Benefit, Flaw
from huilao.register.mapping import mapping_by_names
from huilao.register.people import PeopleReader
from huilao.register.rows import ROW
from huilao.register.sources import open_register
from huilao.review import kept
from huilao.review.affected import affected
from huilao.review.comparison import Comparison, Difference, compare, with_readings
from huilao.review.report import comparison_data, comparison_text, soundness_data, soundness_text
from huilao.review.soundness import Report, verify
from huilao.review.versions import VersionError, read_version
from huilao.rulebook import shipped_rules
from huilao.scenarios import read_features
from huilao.screen.columns import person_of
from huilao.verify.change import Changed, Effect, known_to
from huilao.verify.search import Verdict
from mutations import an_edit
from small_books import benefit, chapter, document, one_ruleset, read_book, write_book

DAY = date(2025, 3, 1)
EDITS = 200


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:  # pyright: ignore[reportUnusedFunction]
    monkeypatch.setenv("HUILAO_CACHE", str(tmp_path / "cache"))


# -- soundness -------------------------------------------------------------------------------------------------------

LEVELS = "{{columns: {{amount: {{label: 金额, type: money}}}}, rows: [{rows}]}}"


def levels(*rows: str) -> str:
    """An entry with a table of levels, each row for whom its condition says."""
    written = ", ".join(f"{{when: {row}, amount: {number}}}" for number, row in enumerate(rows))
    return f"levels: {LEVELS.format(rows=written)}"


WAYS = "any: [{age: {at_least: 60}}, {all: [{age: {at_least: 80}}, {widowed: true}]}]"


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
    _passes("\n".join(line[6:] for line in text if line.startswith("      ")), book, tmp_path / "features")


def _passes(scenarios: str, book: Rulebook, folder: Path) -> None:
    """What was written for pasting reads back as scenarios, and they hold."""
    folder.mkdir()
    (folder / "a.feature").write_text(f"# language: zh-CN\n功能: 例\n{scenarios}\n", "utf-8")
    cases = read_features(folder, book)
    assert cases
    for case in cases:
        found = book.evaluate(case.person, case.as_of)
        assert {name: found[name].outcome for name in case.outcomes} == case.outcomes


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


def test_a_benefit_inside_another_is_a_remark(tmp_path: Path) -> None:
    """Of the same service, in the same place or around it."""
    book = one_ruleset(tmp_path, wide=benefit("{age: {at_least: 60}}"), narrow=benefit("{age: {at_least: 80}}"))
    report = verify(book, DAY)

    assert report.sound
    assert [(one.subject, one.name) for one in report.remarks] == [("r/narrow", "r/wide")]
    assert "凡符合这一项的人都符合“r/wide”" in "\n".join(soundness_text(report, book, "zh", remarks=True))


IDLE = "{all: [{age: {at_least: 60}}, {age: {at_least: 65}}]}"


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


# -- answers that are kept -------------------------------------------------------------------------------------------


def test_what_was_answered_is_not_asked_again(tmp_path: Path) -> None:
    """As long as content and place are the same; a file that is damaged is as good as none, and what was not decided is asked again."""
    asked: list[Verdict] = []

    def ask(verdict: Verdict = Verdict.PROVED) -> list[Changed]:
        asked.append(verdict)
        return [Changed(Truth.YES, Truth.NO, verdict)]

    assert kept.remembered("a", ask) == kept.remembered("a", ask) == kept.remembered("b", ask)
    assert len(asked) == 2
    next((tmp_path / "cache").glob("*.sqlite3")).write_bytes(b"not a table")
    kept.remembered("a", ask)
    assert len(asked) == 3
    (tmp_path / "cache" / "verify.sqlite3").unlink()
    for _ in range(2):
        kept.remembered("c", lambda: ask(Verdict.UNKNOWN))
    assert len(asked) == 5


# -- comparison ------------------------------------------------------------------------------------------------------


def compared(folder: Path, old: Mapping[str, str], new: Mapping[str, str], day: date = DAY) -> Comparison:
    return compare(read_book(folder / "old", old), read_book(folder / "new", new), day)


def one_document(more: str = "", **benefits: str) -> Mapping[str, str]:
    return {"r/document.yaml": document("r", more=more), "r/c.yaml": chapter(**benefits)}


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
    assert ("已证明没有人的结论改变" in text) is not bool(effects)
    _passes_if_any([line[6:] for line in text.splitlines() if line.startswith("      ")], found.new, tmp_path / "features")


def _passes_if_any(lines: Sequence[str], book: Rulebook, folder: Path) -> None:
    if lines:
        _passes("\n".join(lines), book, folder)


FRAIL = "terms: {{frail: {{label: 体弱, when: {{age: {{at_least: {age}}}}}}}}}"


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
        (one_document(x=benefit("{widowed: true}")), one_document("status: repealed", x=benefit("{widowed: true}")), {"r/x": Effect.LOSES}, ()),
        (
            one_document(x=benefit("{age: {at_least: 60}}")), one_document("age_reached: next_month_start", x=benefit("{age: {at_least: 60}}")),
            {"r/x": Effect.LOSES}, (),
        ),
        (
            one_document(x=benefit("{widowed: true}")), one_document(x=benefit("{widowed: true}", "force: encouraged")),
            {"r/x": None}, ("force",),
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


def test_who_gets_another_amount_is_shown(tmp_path: Path) -> None:
    """A row that begins elsewhere, for somebody who has the benefit before and after."""
    before, after = (
        one_document(x=benefit("{income: {above: 0}}", levels(f"{{income: {{below: {bound}}}}}", f"{{income: {{at_least: {bound}}}}}")))
        for bound in (500, 600)
    )
    found = compared(tmp_path, before, after)
    shown = [(change.before.cells, change.after.cells, change.person) for one in found.benefits for change in one.levels]

    assert shown == [((Decimal(1),), (Decimal(0),), {"income": Decimal(500)})]
    assert "分档改变: 金额 1 → 金额 0" in "\n".join(comparison_text(found, "zh"))
    assert comparison_data(found)["benefits"][0]["levels"] == [{"before": ["1"], "after": ["0"], "person": {"income": 500}}]


def test_a_difference_that_is_none_on_the_day_is_looked_for_on_others(tmp_path: Path) -> None:
    """On the first of a month the day after a birthday and the next month come to the same."""
    books = [one_document(f"age_reached: {reached}", x=benefit("{age: {at_least: 60}}")) for reached in ("day_after", "next_month_start")]
    found = compared(tmp_path, *books, day=date(2025, 3, 1))

    assert [(one.day != found.as_of, one.effects) for one in found.benefits] == [(True, (Effect.LOSES,))]


def test_a_fact_of_another_type_leaves_it_open(tmp_path: Path) -> None:
    """It is not said that nothing changes."""
    facts = "facts: {{birth_date: {{type: date, label: 出生日期}}, residence: {{type: place, label: 常住地}}, household_registration: {{type: place, label: 户籍地}}, poor: {{type: {type}, label: 困难}}}}"
    kinds = ("yes_no", "choice, codes: {yes: {zh: 是}}")
    old, new = (
        {"facts.yaml": facts.format(type=kind), **one_document(x=benefit(f"{{poor: {value}}}"))}
        for kind, value in zip(kinds, ("true", "yes"), strict=True)
    )
    found = compared(tmp_path, old, new)

    assert [(one.open, one.changes) for one in found.benefits] == [(True, ())]
    assert "poor" in found.facts
    assert "未能判定" in "\n".join(comparison_text(found, "zh"))


def test_readings_of_a_term_are_compared_across_the_book(book: Rulebook) -> None:
    """Incapacity from severe on rather than from moderate: whom it costs what."""
    severe = with_readings(book, "失能")[0]
    found = compare(book, severe, DAY)
    losing = [one for one in found.benefits if Effect.LOSES in one.effects]

    assert len(losing) > 30
    assert all("incapacitated" in one.terms and not one.own for one in losing)
    assert all(_borne_out(one, found) for one in losing)


# -- random edits ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(EDITS))
def test_a_random_edit_changes_what_is_shown_and_nothing_else(seed: int, book: Rulebook) -> None:
    """Of the shipped rules: whoever is shown is borne out by both versions, and nobody else is found by chance."""
    luck = Random(seed)
    name, rules = an_edit(luck, book.rules)
    found = compare(book, Rulebook(rules), DAY)

    assert all(_borne_out(one, found) for one in found.benefits)
    assert not any(one.open for one in found.benefits)
    assert name in [one.name for one in found.benefits] or name in {one.name.partition("#")[2] for one in found.terms} or not found.benefits
    told = {one.name: {(change.before, change.after) for change in one.changes} for one in found.benefits}
    near = [one for one in found.benefits if isinstance(one.new, Benefit)] or [Difference(
        one.full_name, one, one, (), (), False, DAY, (), (), False) for one in luck.sample(list(book.benefits.values()), 1)]  # fmt: skip
    for one in near[:3]:
        for person in _people(luck, one, found, 60):
            before, after = (version.decide(person, DAY)[one.name] for version in (found.old, found.new))
            assert before is after or one.day != DAY or (before, after) in told[one.name], (one.name, person)


def _borne_out(one: Difference, found: Comparison) -> bool:
    """Whether both versions say of the people shown what is said of them."""
    for change in one.changes:
        assert change.person is not None
        for version, expected in ((found.old, change.before), (found.new, change.after)):
            person = version.person(known_to(change.person, version.rules.facts), one.day)
            assert version.decide(person, one.day)[one.name] is expected, (one.name, change)
    return True


def _people(luck: Random, one: Difference, found: Comparison, number: int) -> Iterator[Person]:
    """People who differ in what the benefit tests, near those who are shown."""
    assert isinstance(one.new, Benefit)
    ruleset = found.new.rules.rulesets[one.new.ruleset]
    conditions = [one.new.condition, *(one.old.condition for _ in [0] if one.old)]
    behind = terms_behind(conditions, {name: term.condition for name, term in ruleset.terms.items()})
    tests = [part for condition in (*conditions, *behind.values()) for part in walk(condition) if isinstance(part, Test)]
    seeds: list[Person] = [{}, *(change.person for change in one.changes if change.person)]
    for _ in range(number):
        person = {name: value for name, value in luck.choice(seeds).items() if luck.random() < 0.9}
        for test in tests:
            fact = found.new.rules.facts[test.fact]
            if luck.random() < 0.5 and not _in_person(fact.name, person):
                person[fact.derived_from or fact.name] = _value(luck, fact, test, ruleset.document.place)
        if person.get("disability_cert_status") not in (None, "certified"):
            person = {name: value for name, value in person.items() if name not in ("disability_grade", "disability_types")}
        yield person


def _in_person(name: str, person: Person) -> bool:
    return name in person or any(isinstance(value, Mapping) and name in value for value in person.values())


def _value(luck: Random, fact: Fact, test: Test, place: str) -> Anything:
    near: Anything = test.values[0]
    match fact.type:
        case _ if fact.name == "age":
            return anniversary(DAY, -12 * int(near)) + timedelta(days=luck.choice((-400, -1, 0, 1, 400)))
        case _ if fact.derived_from:
            return luck.choice((place, place[:2], "110102"))
        case FactType.YES_NO:
            return luck.random() < 0.5
        case FactType.NUMBER:
            return max(near + luck.choice((-1, 0, 1)), fact.minimum or Decimal(0))
        case FactType.DATE:
            since = anniversary(DAY, -12 * near.years - near.months) if isinstance(near, Duration) else near
            return since + timedelta(days=luck.choice((-31, -1, 0, 1, 31)))
        case FactType.CHOICE | FactType.SCALE:
            return luck.choice(fact.codes).code
        case FactType.SET:
            return frozenset(code.code for code in fact.codes if luck.random() < 0.3)
        case _:
            return place


# -- versions and commands -------------------------------------------------------------------------------------------

RUN = CliRunner()


def git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.org")
    subprocess.run(["git", "-C", str(folder), *identity, *arguments], check=True, capture_output=True)  # noqa: S603, S607


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """The rules folder of a repository with one commit, and an edit after it."""
    home = write_book(tmp_path / "repo" / "rules", one_document(x=benefit("{age: {at_least: 80}}")))
    git(home.parent, "init", "-q")
    git(home.parent, "add", ".")
    git(home.parent, "commit", "-qm", "one")
    write_book(home, one_document(x=benefit("{age: {at_least: 81}}")))
    return home


def test_a_git_revision_is_compared_with_the_files_as_they_are(repository: Path) -> None:
    """Exit code 1 where somebody loses, so that a review gate can stop it."""
    run = RUN.invoke(app, ["compare", "HEAD", "--rules", str(repository), "--as-of", "2025-03-01"])

    assert run.exit_code == 1
    assert "失去" in run.stdout
    assert "r/c.yaml:2:3" in run.stdout
    back = RUN.invoke(app, ["compare", str(repository), "HEAD", "--rules", str(repository), "--as-of", "2025-03-01", "--format", "json"])
    assert back.exit_code == 0
    assert json.loads(back.stdout)["benefits"][0]["changes"][0] == {
        "effect": "gains", "before": "no", "after": "yes", "person": {"birth_date": "1944-05-10"}}  # fmt: skip


@pytest.mark.parametrize("version", ["no-such-revision", "--output=x", "HEAD~7"])
def test_a_version_that_is_none_is_said(version: str, repository: Path) -> None:
    """It is named in both languages; it is never an option of git."""
    with pytest.raises(VersionError, match=f"there is no version `{version}`"):
        read_version(version, repository)


def test_a_folder_outside_of_git_has_no_revisions(tmp_path: Path) -> None:
    """But it can be compared with another folder."""
    home = write_book(tmp_path / "rules", one_document(x=benefit("{widowed: true}")))

    with pytest.raises(VersionError):
        read_version("HEAD", home)
    assert read_version(str(home), home).benefits.keys() == {"r/x"}


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["compare"], 2, "--reading"),
        (["compare", "HEAD", "--reading", "失能"], 2, "--reading"),
        (["compare", "--reading", "失能的"], 2, "是否“失能”"),
        (["compare", "nothing-like-it", "--lang", "en"], 2, "there is no version"),
        (["verify", "--as-of", "soon"], 2, "--as-of"),
    ],
)
def test_wrong_usage_is_explained(arguments: list[str], code: int, said: str) -> None:
    """With exit code 2."""
    run = RUN.invoke(app, arguments)

    assert run.exit_code == code
    assert said in run.stderr


def test_verify_from_the_shell(tmp_path: Path) -> None:
    """Exit code 1 where something is to be mended; JSON is whole."""
    home = write_book(tmp_path / "rules", one_document(x=benefit(IDLE)))
    run = RUN.invoke(app, ["verify", "--rules", str(home), "--as-of", "2025-03-01"])
    data = RUN.invoke(app, ["verify", "--rules", str(home), "--as-of", "2025-03-01", "--format", "json"])

    assert run.exit_code == data.exit_code == 1
    assert "r/c.yaml:2:27: r/x: “年满60周岁”是多余的" in run.stdout
    assert json.loads(data.stdout)["flaws"][0]["flaw"] == "idle_part"


def test_the_shipped_rules_are_the_same_as_themselves(book: Rulebook, tmp_path: Path) -> None:
    """However they are laid out."""
    copy = shutil.copytree(shipped_rules(), tmp_path / "rules")
    for file in copy.rglob("chapter-*.yaml"):
        file.write_text(f"# a line more\n{file.read_text('utf-8')}", "utf-8")
    found = compare(book, Rulebook.load(copy), DAY)

    assert comparison_data(found) | {"old": "", "new": ""} == {
        "old": "", "new": "", "as_of": "2025-03-01", "somebody_loses": False, "facts": [], "terms": [], "benefits": [], "unchanged": 263,
    }  # fmt: skip


@pytest.fixture
def people(tmp_path: Path) -> Path:
    """A register of three who are 80, 81 and of no known age, and one who cannot be read."""
    rows = ["编号,出生日期,住址", "甲,1944-05-10,513433100", "乙,1943-05-10,513433200", "丙,,513433100", "丁,1944-13-01,513433100"]
    (tmp_path / "people.csv").write_text("\n".join(rows), "utf-8")
    return tmp_path / "people.csv"


def test_a_register_says_how_many_people_and_who(people: Path, tmp_path: Path) -> None:
    """By benefit, place and age; those who could not be read are not counted among them."""
    old, new = (write_book(tmp_path / str(age), one_document(x=benefit(f"{{age: {{at_least: {age}}}}}"))) for age in (80, 81))
    arguments = ["compare", str(old), str(new), "--as-of", "2025-03-01", "--register", str(people), "--key", "编号"]
    run = RUN.invoke(app, [*arguments, "--who", str(tmp_path / "who.csv")])
    data = json.loads(RUN.invoke(app, [*arguments, "--format", "json"]).stdout)["register"]

    assert run.exit_code == 1
    assert "登记表共 4 行，读入 3 人" in run.stdout
    assert "失去（至少一项）1 人" in run.stdout
    assert (tmp_path / "who.csv").read_text("utf-8-sig").splitlines() == ["行,主键,待遇,原来,改后,变化", "2,甲,r/x,符合,不符合,失去"]
    assert data["benefits"] == {"r/x": {"loses": 1}}
    assert data["places"] == [{"effect": "loses", "place": "513433100", "people": 1}]
    assert data["ages"] == [{"effect": "loses", "from": 80, "people": 1}]


def test_the_register_agrees_with_evaluating_everybody_in_both_versions(book: Rulebook, tmp_path: Path) -> None:
    """Synthetic people, and a reading of a term that touches many benefits."""
    source = tmp_path / "people.csv"
    RUN.invoke(app, ["synth", "--people", "300", "--place", "513433", "--seed", "5", "--out", str(source), "--as-of", "2025-03-01"])
    register = open_register(str(source))
    mapping = mapping_by_names(register.columns, book.rules)
    found = compare(book, with_readings(book, "失能")[0], DAY)
    touched = affected(found, register, mapping)
    reader = PeopleReader(book.rules, mapping, DAY)
    checked = [row for part in register.parts(1000) for row in reader.read(part).people.iter_rows(named=True)]
    names = [one.name for one in found.benefits]
    expected: set[tuple[int, str, str, str]] = set()
    for row in checked:
        person = person_of(row, book.rules.facts)
        before, after = (version.decide(person, DAY) for version in (found.old, found.new))
        expected |= {(row[ROW], name, before[name].name, after[name].name) for name in names if before[name] is not after[name]}

    assert len(checked) == 300
    assert len(expected) > 50
    assert {(row, name, before, after) for row, _, name, before, after, _ in touched.who.iter_rows()} == expected


# -- the table in the docs -------------------------------------------------------------------------------------------

PLANTED: Mapping[str, tuple[Mapping[str, str] | None, Mapping[str, str]]] = {
    "a threshold moved from 80 to 81": (
        one_document(x=benefit("{age: {at_least: 80}}")),
        one_document(x=benefit("{age: {at_least: 81}}")),
    ),
    "`any` written for `all`": (
        one_document(x=benefit("{all: [{widowed: true}, {listed: true}]}")),
        one_document(x=benefit("{any: [{widowed: true}, {listed: true}]}")),
    ),
    "a dead branch": (None, one_document(x=benefit(f"{{{WAYS}}}"))),
    "a benefit that nobody can get": (None, one_document(x=benefit("{age: {at_least: 80, below: 80}}"))),
    "one that everybody gets": (None, one_document(x=benefit("{any: [{widowed: true}, {widowed: false}]}"))),
    "a table with a gap at exactly one value": (
        None, one_document(x=benefit("{income: {above: 0}}", levels("{income: {below: 500}}", "{income: {above: 500}}"))),
    ),
    "an overlap": (None, one_document(x=benefit("{income: {above: 0}}", levels("{income: {at_most: 500}}", "{income: {at_least: 500}}")))),
    "a replacement that takes something away": (
        None,
        {
            "u/document.yaml": document("upper", "51"), "u/c.yaml": HIGHER, "l/document.yaml": document("lower"),
            "l/c.yaml": chapter(new=benefit("{age: {at_least: 65}}", "applies_to: residents, replaces: upper/old")),
        },
    ),
    "a term that silently narrows four benefits in other files": (
        {"terms.yaml": FRAIL.format(age=60), **one_document(**{f"b{number}": benefit("{frail: true}") for number in range(4)})},
        {"terms.yaml": FRAIL.format(age=65), **one_document(**{f"b{number}": benefit("{frail: true}") for number in range(4)})},
    ),
}  # fmt: skip
"""Faults: the version before the edit, where it is one, and the version with the fault."""


@pytest.mark.parametrize("fault", PLANTED)
def test_the_docs_say_what_is_said_of_each_planted_fault(fault: str, tmp_path: Path) -> None:
    """Every line of the table is what the tool says."""
    old, new = PLANTED[fault]
    if old is None:
        book = read_book(tmp_path, new)
        lines = list(soundness_text(verify(book, DAY), book, "zh"))
        said = lines[:1]
    else:
        lines = list(comparison_text(compared(tmp_path, old, new), "zh"))
        said = [line for line in lines if line.startswith("r/")]
    page = (Path(__file__).parent.parent / "docs" / "verify.md").read_text("utf-8")

    assert said
    assert f"| {fault} | {'<br>'.join(said)} |" in page
