"""The steps of the scenarios: a policy clerk writes new scenarios with these and needs no Python."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

import pytest
from pytest_bdd import given, parsers, then, when

from huilao import Evaluation, Finding, ProfileError, Rulebook
from huilao.evaluation import OUTCOME_WORDS, Flag
from huilao.facts import Fact, FactType
from huilao.words import nearest

UNKNOWN = "不详"
OUTCOMES = {text.zh: outcome for outcome, text in OUTCOME_WORDS.items()}
FLAGS = {"规划期已结束": Flag.PLANNING_PERIOD_ENDED, "征求意见稿": Flag.DRAFT, "已由当地规定取代": Flag.REPLACED, "已废止": Flag.REPEALED}


class ScenarioError(Exception):
    """A scenario says something that is not there."""


@dataclass
class Story:
    """What a scenario has said so far, and where it is being read."""

    book: Rulebook
    profile: dict[str, Any] = field(default_factory=dict[str, Any])
    evaluation: Evaluation | None = None
    finding: Finding | None = None
    place: str = ""
    rows: list[int] = field(default_factory=list[int])

    def mistake(self, what: str, row: int | None = None) -> ScenarioError:
        """A mistake at the step, or at a row of its table."""
        line = f":{self.rows[row]}" if row is not None and row < len(self.rows) else ""
        place = re.sub(r":\d+$", line, self.place) if line else self.place
        return ScenarioError(f"{place}: {what}")

    def about(self, benefit: str) -> Finding:
        """The finding for a benefit, by its full name."""
        if self.evaluation is None:
            raise self.mistake("先写“当 在 … 核定” / say `当 在 … 核定` first")
        try:
            self.finding = self.evaluation[benefit]
        except KeyError:
            close = nearest(benefit, self.book.benefits)
            known = benefit in self.book.benefits
            raise self.mistake(
                f"待遇“{benefit}”与此人无关，没有结论" if known else f"没有待遇“{benefit}”" + (f"，是否“{close}”？" if close else "")
            ) from None
        return self.finding

    def last(self) -> Finding:
        """The finding that the step before was about."""
        if self.finding is None:
            raise self.mistake('先写“那么 "..." 的结论是 …”')
        return self.finding

    def fact(self, label: str, row: int | None = None) -> Fact:
        """A fact by its label or code."""
        names = {word: fact for fact in self.book.rules.facts.values() for word in (fact.name, fact.label.zh, *fact.also)}
        if label not in names:
            close = nearest(label, names)
            raise self.mistake(f"没有信息项“{label}”" + (f"，是否“{close}”？" if close else ""), row)
        return names[label]


@pytest.fixture(scope="session")
def book() -> Rulebook:
    return Rulebook.load()


@pytest.fixture
def story(book: Rulebook) -> Story:
    return Story(book)


def pytest_bdd_before_step(request: pytest.FixtureRequest, feature: Any, step: Any) -> None:
    story: Story = request.getfixturevalue("story")
    story.place = f"{feature.rel_filename}:{step.line_number}"
    story.rows = [row.location.line for row in step.datatable.rows] if step.datatable else []


def value_of(story: Story, fact: Fact, cell: str, row: int) -> Any:
    """A cell as the profile has it: sets and numbers are taken apart, all else is checked where profiles are."""
    if fact.type is FactType.SET:
        none = [code.code for code in fact.codes if "无" in (code.label.zh, *code.also)]
        return none if cell == "无" else re.split("[、，,]", cell)
    if fact.type is FactType.NUMBER:
        try:
            return Decimal(cell)
        except InvalidOperation:
            raise story.mistake(f"“{fact.label.zh}”应是一个数，写的是“{cell}”", row) from None
    return cell


def read_table(story: Story, datatable: Sequence[Sequence[str]]) -> dict[str, Any]:
    """A table of labels and values."""
    profile: dict[str, Any] = {}
    for index, row in enumerate(datatable):
        if len(row) != 2:
            raise story.mistake("表格应是两列：信息项和值 / a table of two columns: fact and value", index)
        label, cell = (part.strip() for part in row)
        fact = story.fact(label, index)
        if fact.name in profile:
            raise story.mistake(f"“{label}”写了两次 / given twice", index)
        profile[fact.name] = None if cell == UNKNOWN else value_of(story, fact, cell, index)
        try:
            story.book.person({fact.name: profile[fact.name]}, date.max)
        except ProfileError as error:
            raise story.mistake(error.problems[0].render("zh"), index) from None
    return profile


@given(parsers.re("一位(?P<who>老人|照护者|子女|居民)$"))
def person(story: Story, datatable: Sequence[Sequence[str]]) -> None:
    story.profile = read_table(story, datatable)


@given(parsers.re("一位(?P<who>老人|照护者|子女|居民)，一切不详"))
def unknown_person(story: Story) -> None:
    story.profile = {}


@given(parsers.re("(其|所)(照护|赡养)的老人$"))
def cared_elder(story: Story, datatable: Sequence[Sequence[str]]) -> None:
    story.profile["cared_elder"] = read_table(story, datatable)


@when(parsers.re(r"在 ?(?P<day>\S+) ?核定"))
def evaluate(story: Story, day: str) -> None:
    try:
        as_of = date.fromisoformat(day)
    except ValueError:
        raise story.mistake(f"“{day}”不是日期，应写成 2025-03-01") from None
    try:
        story.evaluation = story.book.evaluate(story.profile, as_of)
    except ProfileError as error:
        raise story.mistake("\n".join(problem.render("zh") for problem in error.problems)) from None
    story.finding = None


@then(parsers.re(r'"(?P<benefit>[^"]+)" ?的结论是 ?(?P<outcome>\S+)'))
def outcome_is(story: Story, benefit: str, outcome: str) -> None:
    if outcome not in OUTCOMES:
        raise story.mistake(f"没有结论“{outcome}”，可写：{'、'.join(OUTCOMES)}")
    finding = story.about(benefit)

    assert finding.outcome is OUTCOMES[outcome], f"{story.place}: {finding.explain('zh', 'full')}"


@then(parsers.re(r'没有 ?"(?P<benefit>[^"]+)" ?的结论'))
def no_finding(story: Story, benefit: str) -> None:
    assert story.evaluation is not None
    if benefit not in story.book.benefits:
        raise story.mistake(f"没有待遇“{benefit}”")

    assert benefit not in story.evaluation.receipt.outcomes


@then(parsers.re("(?P<only>只)?缺少 ?(?P<labels>.+)"))
def missing(story: Story, labels: str, only: str | None) -> None:
    finding = story.last()
    wanted = {".".join(story.fact(part).name for part in label.split("的", 1)) if "的" in label and not _is_label(story, label)
              else story.fact(label).name for label in re.split("[、，,]", labels.strip())}  # fmt: skip

    assert wanted == set(finding.missing) if only else wanted <= set(finding.missing), f"{story.place}: 缺少的是 {finding.missing}"


def _is_label(story: Story, label: str) -> bool:
    return any(label in (fact.name, fact.label.zh, *fact.also) for fact in story.book.rules.facts.values())


@then(parsers.re("理由提到 ?(?P<words>.+)"))
def reason_mentions(story: Story, words: str) -> None:
    text = story.last().explain("zh")

    for word in re.split("[、，,]", words.strip()):
        assert word.strip('"“”') in text, f"{story.place}: {text}"


@then(parsers.re("标注 ?(?P<flag>.+)"))
def flagged(story: Story, flag: str) -> None:
    if flag not in FLAGS:
        raise story.mistake(f"没有标注“{flag}”，可写：{'、'.join(FLAGS)}")

    assert FLAGS[flag] in story.last().flags


@then("任何理解下结论相同")
def robust(story: Story) -> None:
    assert story.last().robust, f"{story.place}: {story.last().depends_on_reading}"


@then(parsers.re("结论取决于(对 ?)?“?(?P<what>[^”]+?)”?的理解"))
def depends(story: Story, what: str) -> None:
    finding = story.last()
    terms = story.book.rules.rulesets[finding.benefit.split("/")[0]].terms
    labels = {None: "条文", **{term.name: term.label.zh for term in terms.values()}}
    if what not in labels.values():
        close = nearest(what, [label for label in labels.values() if label])
        raise story.mistake(f"没有术语“{what}”" + (f"，是否“{close}”？" if close else ""))

    assert not finding.robust
    assert what in {labels[choice.term] for one in finding.depends_on_reading for choice in one.choices}, f"{finding.depends_on_reading}"


@then(parsers.re(r"分档的 ?(?P<column>\S+?) ?为 ?(?P<cell>\S+)"))
def level_is(story: Story, column: str, cell: str) -> None:
    finding = story.last()
    levels = story.book.benefits[finding.benefit].levels
    if levels is None:
        raise story.mistake("这项待遇没有分档 / this benefit has no levels")
    names = {word: one.name for one in levels.columns for word in (one.name, one.label.zh)}
    if column not in names:
        raise story.mistake(f"没有“{column}”这一列，可写：{'、'.join(one.label.zh for one in levels.columns)}")

    assert finding.levels is not None
    assert finding.levels.settled
    assert str(finding.levels.rows[0][names[column]]) == cell
