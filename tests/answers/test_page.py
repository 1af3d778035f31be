"""What stands on the first page, and in what order."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from elders import DAY, elders
from huilao import Action, Evaluation, Rulebook
from huilao.language.doubt import likely, truths_of
from huilao.language.policy import Force, RuleClass, Status
from huilao.language.scope import scope_of
from huilao.language.truth import Truth
from huilao.language.units import Per
from huilao.language.wording import worded
from small_books import FACTS, SHARED, benefit, chapter, document, one_ruleset, read_book

PLACELESS = {RuleClass.SUPPLY_SIDE, RuleClass.PARTICIPATION, RuleClass.DESCRIPTIVE, RuleClass.PRINCIPLE}
WEAK = {Force.ENCOURAGED, Force.EXPLORATORY, Force.PRINCIPLE, Force.TO_BE_ESTABLISHED, Force.DESCRIPTIVE_STATUS_QUO}
RECEIVING = FACTS + "  receiving: {type: set, label: {zh: 正在享受, en: Receiving}, codes: {dibao: {zh: 低保}, help: {zh: 救济}}}\n"


@pytest.fixture(scope="module")
def evaluations(book: Rulebook) -> list[Evaluation]:
    return [book.evaluate(one, DAY, assurance="off") for one in elders(book, "513433", 12)]


def test_what_is_said_to_be_had_hangs_on_nothing(book: Rulebook, evaluations: list[Evaluation]) -> None:
    """No encouragement, principle, plan, pilot elsewhere or draft, and the same under all readings that an office could well hold."""
    rules = worded(book.rules, DAY)
    read = {name: likely(ruleset) for name, ruleset in rules.rulesets.items()}
    seen = Counter[Action]()
    for evaluation in evaluations:
        for one in evaluation.findings:
            seen[one.action] += 1
            if one.action in (Action.CLAIM, Action.EVERYONE):
                ruleset = read[one.provision.ruleset]
                same = next(benefit for benefit in ruleset.benefits if benefit.full_name == one.benefit)
                assert one.rule_class not in PLACELESS
                assert one.force not in WEAK
                assert one.force is not Force.PILOT or one.provision.located
                assert ruleset.document.status is not Status.DRAFT
                assert truths_of(same, evaluation.person, scope_of(ruleset, rules).on(DAY)) == {Truth.YES}, one
    assert seen[Action.CLAIM] > 10
    assert seen[Action.EVERYONE] > 10


def test_every_finding_is_on_the_page_once(evaluations: list[Evaluation]) -> None:
    """In a line of its own or with what promises the same; left out is only what other places do not promise to everyone."""
    for evaluation in evaluations:
        page = evaluation.first_page
        lines = [*page.lines, *page.elsewhere]
        shown = [one.benefit for line in lines for one in (line.finding, *line.twins)]

        assert len(shown) == len(set(shown))
        assert {one.benefit for one in evaluation.findings if one.provision.ruleset == "mianning"} <= set(shown)
        assert [line for doubt in page.doubts for line in doubt.lines] != [] or not page.of(Action.READING)
        assert {id(line) for doubt in page.doubts for line in doubt.lines} == {id(line) for line in page.of(Action.READING)}
        assert {path for one in page.questions for path in one.paths} == {
            path for line in page.of(Action.ASK) for path in line.finding.asks
        }


def test_money_comes_first_then_what_is_brought_home(tmp_path: Path) -> None:
    """The stronger force first; a principle last."""
    services = "services: {a: {zh: 甲}, h: {zh: 乙, way: home}, m: {zh: 丙, way: money}}"
    entries = {
        "principle": benefit("{widowed: true}", "service: a, rule_class: core, force: ongoing_work_task"),
        "go": benefit("{widowed: true}", "service: a"),
        "home": benefit("{widowed: true}", "service: h"),
        "paid": benefit("{widowed: true}", "service: a, pays: {amount: 100, per: month}"),
        "money": benefit("{widowed: true}", "service: m"),
    }
    book = read_book(tmp_path, {"services.yaml": services, "r/document.yaml": document("r"), "r/chapter.yaml": chapter(**entries)})
    claims = book.evaluate({"widowed": True}, DAY).first_page.claims

    assert [one.finding.provision.id for one in claims] == ["paid", "money", "home", "go", "principle"]


def test_the_same_promise_stands_once_by_its_strongest_action(tmp_path: Path) -> None:
    """Where it is written twice."""
    book = one_ruleset(tmp_path, weak=benefit("{widowed: true}", "force: encouraged, same_as: one"), one=benefit("{widowed: true}"))
    (line,) = book.evaluate({"widowed": True}, DAY).first_page.lines

    assert (line.action, line.finding.benefit, [one.benefit for one in line.twins]) == (Action.CLAIM, "r/one", ["r/weak"])


def test_what_is_drawn_already_is_counted_apart(tmp_path: Path) -> None:
    """And what is still open may come to more."""
    pays = "pays: {amount: 100, per: month}"
    book = read_book(
        tmp_path,
        {
            **SHARED,
            "facts.yaml": RECEIVING,
            "r/document.yaml": document("r"),
            "r/chapter.yaml": chapter(
                drawn=benefit("{widowed: true}", f"{pays}, scheme: dibao"), new=benefit("{widowed: true}", f"{pays}, scheme: help")
            ),
        },
    )
    page = book.evaluate({"widowed": True, "receiving": ["dibao"]}, DAY).first_page

    assert [(line.finding.provision.id, line.received) for line in page.claims] == [("drawn", True), ("new", False)]
    assert {per: (one.at_least, one.at_most) for per, one in page.received.items()} == {Per.MONTH: (Decimal(100), Decimal(100))}
    assert page.received == page.new


def test_other_places_are_named_for_what_they_promise_to_everyone(tmp_path: Path) -> None:
    """Not for what is only to be asked there."""
    book = read_book(
        tmp_path,
        {
            "r/document.yaml": document("r"),
            "r/chapter.yaml": chapter(one=benefit("{widowed: true}")),
            "s/document.yaml": document("s", place="22"),
            "s/chapter.yaml": chapter(there=benefit("{widowed: true}"), open=benefit("{listed: true}")),
        },
    )
    page = book.evaluate({"widowed": True, "residence": "513433", "household_registration": "513433"}, DAY).first_page

    assert [line.finding.benefit for line in page.lines] == ["r/one"]
    assert [line.finding.benefit for line in page.elsewhere] == ["s/there"]


def test_what_settles_most_is_asked_first(tmp_path: Path) -> None:
    """A question alone before one that needs another, facts of one screen together."""
    book = one_ruleset(
        tmp_path,
        one=benefit("{listed: true}"),
        two=benefit("{all: [{listed: true}, {widowed: true}]}"),
        three=benefit("{all: [{widowed: true}, {aids: {has_any: [dibao]}}]}"),
    )
    questions = book.evaluate({}, DAY).first_page.questions

    assert [one.paths for one in questions] == [("listed",), ("widowed",), ("aids",)]
    assert [[line.finding.provision.id for line in one.settles] for one in questions] == [["one", "two"], ["two", "three"], ["three"]]
