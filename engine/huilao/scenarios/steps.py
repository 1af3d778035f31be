"""The steps that policy staff write scenarios with, and what each does."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from ..answers.evaluation import Evaluation
from ..answers.finding import Amount, Finding, Flag
from ..errors import HuilaoError, ProfileError
from ..language.facts import AGE, Fact
from ..language.interval import Interval
from ..language.known import Person
from ..language.outcome import Outcome
from ..language.words import name_of, nearest
from ..rulebook import Rulebook
from .cells import UNKNOWN, CellError, ages_of, listed, value_of
from .money import Money, money_of

OUTCOMES = {name_of(outcome).zh: outcome for outcome in Outcome}
FLAGS = {"规划期已结束": Flag.PLANNING_PERIOD_ENDED, "征求意见稿": Flag.DRAFT, "已由当地规定取代": Flag.REPLACED, "已废止": Flag.REPEALED,
         "分档有空缺": Flag.GAP, "分档重叠": Flag.OVERLAP}  # fmt: skip
NO_MONEY = "无"
AGE_WORDS = (AGE.name, AGE.label.zh)

Table = Sequence[Sequence[str]]
Keyword = Literal["given", "when", "then"]


class ScenarioError(HuilaoError):
    """A scenario says something that is not there."""


@dataclass
class Story:
    """What a scenario has said so far, and where it is being read."""

    book: Rulebook
    profile: dict[str, Any] = field(default_factory=dict[str, Any])
    as_of: date | None = None
    evaluation: Evaluation | None = None
    finding: Finding | None = None
    place: str = ""
    """`file:line` of the step."""
    rows: Sequence[int] = ()
    """Lines of the rows of the step's table."""
    said: dict[str, str] = field(default_factory=dict[str, str])
    """Where each entry of the profile was said, as `file:line`, by its path."""

    def mistake(self, what: str, row: int | None = None) -> ScenarioError:
        """A mistake at the step, or at a row of its table."""
        return ScenarioError(f"{self.place if row is None else self.place_of(row)}: {what}")

    def place_of(self, row: int) -> str:
        """Where a row of the step's table is."""
        return f"{self.place.rpartition(':')[0]}:{self.rows[row]}" if row < len(self.rows) else self.place

    def day(self, text: str) -> date:
        """A day that a step names."""
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise self.mistake(f"“{text}”不是日期，应写成 2025-03-01") from None

    def outcome(self, text: str) -> Outcome:
        """An outcome that a step names."""
        if text not in OUTCOMES:
            raise self.mistake(f"没有结论“{text}”，可写：{'、'.join(OUTCOMES)}")
        return OUTCOMES[text]

    def person(self, day: date) -> Person:
        """The person, checked; what is wrong is said with the line of the table where it stands."""
        try:
            return self.book.person(self.profile, day)
        except ProfileError as error:
            wrong = [f"{self.said.get(one.fact, self.place)}: {one.render('zh')}" for one in error.problems]
            raise ScenarioError("\n".join(wrong)) from None

    def about(self, benefit: str) -> Finding:
        """The finding for a benefit, by its full name."""
        if self.evaluation is None:
            raise self.mistake("先写“当 在 … 核定” / say `当 在 … 核定` first")
        if benefit in self.evaluation:
            self.finding = self.evaluation[benefit]
            return self.finding
        if benefit in self.book.benefits:
            raise self.mistake(f"待遇“{benefit}”与此人无关，没有结论 / there is no finding for this person")
        close = nearest(benefit, self.book.benefits)
        raise self.mistake(f"没有待遇“{benefit}”" + (f"，是否“{close}”？" if close else ""))

    def last(self) -> Finding:
        """The finding that the step before was about."""
        if self.finding is None:
            raise self.mistake('先写“那么 "…" 的结论是 …”')
        return self.finding

    def fact(self, label: str, row: int | None = None) -> Fact:
        """A fact by its label or code."""
        names = {word: fact for fact in self.book.rules.facts.values() for word in (fact.name, fact.label.zh, *fact.also)}
        if label not in names:
            close = nearest(label, names)
            raise self.mistake(f"没有信息项“{label}”" + (f"，是否“{close}”？" if close else ""), row)
        return names[label]

    def path(self, label: str) -> str:
        """A fact as findings name it, also `被照护老年人的出生日期`."""
        names = [word for fact in self.book.rules.facts.values() for word in (fact.name, fact.label.zh, *fact.also)]
        parts = [label] if label in names or "的" not in label else label.split("的", 1)
        return ".".join(self.fact(part).name for part in parts)

    def read_table(self, table: Table, who: str = "") -> dict[str, Any]:
        """The facts of a table of labels and values, of the person or of the one whom `who` names."""
        profile: dict[str, Any] = {}
        for index, row in enumerate(table):
            if len(row) != 2:
                raise self.mistake("表格应是两列：信息项和值 / a table of two columns: fact and value", index)
            label, cell = (part.strip() for part in row)
            name, value = self._entry(label, cell, index)
            if name in profile:
                raise self.mistake(f"“{label}”写了两次 / given twice", index)
            profile[name] = value
            self.said[f"{who}.{name}" if who else name] = self.place_of(index)
        return profile

    def _entry(self, label: str, cell: str, row: int) -> tuple[str, Any]:
        """A row of such a table, as a profile has it."""
        try:
            if label in AGE_WORDS:
                return AGE.name, None if cell == UNKNOWN else ages_of(cell)
            fact = self.fact(label, row)
            return fact.name, None if cell == UNKNOWN else value_of(fact, cell)
        except CellError as error:
            raise self.mistake(str(error), row) from None


@dataclass(frozen=True, slots=True)
class Said:
    """What a step says: its words by name, and its table if it has one."""

    words: Mapping[str, str | None]
    table: Table | None = None

    def __getitem__(self, name: str) -> str:
        return self.words[name] or ""

    def has(self, name: str) -> bool:
        """Whether an optional word is there."""
        return self.words[name] is not None


def person(story: Story, said: Said) -> None:
    """`假如 一位老人` + table, or `假如 一位老人，一切不详`."""
    if said.table is None and not said.has("nothing"):
        raise story.mistake("下面要有表格，或写“…，一切不详” / a table must follow")
    story.profile = story.read_table(said.table) if said.table else {}


def cared_elder(story: Story, said: Said) -> None:
    """`并且 其照护的老人` + table."""
    story.profile["cared_elder"] = story.read_table(said.table or (), "cared_elder")


def more_facts(story: Story, said: Said) -> None:
    """`并且 此人` + table: further facts about the same person."""
    story.profile |= story.read_table(said.table or ())


def evaluate(story: Story, said: Said) -> None:
    """`当 在 2025-03-01 核定`"""
    story.as_of = story.day(said["day"])
    story.person(story.as_of)
    story.evaluation = story.book.evaluate(story.profile, story.as_of)
    story.finding = None


def outcome_is(story: Story, said: Said) -> None:
    """`那么 "…" 的结论是 符合`"""
    wanted = story.outcome(said["outcome"])
    finding = story.about(said["benefit"])
    _expect(story, finding.outcome is wanted, lambda: finding.explain("zh", "full"))


def complete_list(story: Story, said: Said) -> None:
    """`那么 可以享受的有` + table: all benefits with this outcome, and no others; a second column may name them."""
    wanted = {row[0].strip() for row in said.table or ()}
    unknown = sorted(wanted - story.book.benefits.keys())
    if unknown:
        close = nearest(unknown[0], story.book.benefits)
        raise story.mistake(f"没有待遇“{unknown[0]}”" + (f"，是否“{close}”？" if close else ""))
    outcome = {"可以享受": Outcome.ELIGIBLE, "待定": Outcome.UNDETERMINED, "不能享受": Outcome.NOT_ELIGIBLE}[said["what"]]
    found = {one.benefit for one in story.evaluation.of(outcome)} if story.evaluation else set[str]()
    _expect(story, wanted == found, lambda: f"多写了 {sorted(wanted - found)}；少写了 {sorted(found - wanted)}")


def no_finding(story: Story, said: Said) -> None:
    """`那么 没有 "…" 的结论`"""
    benefit = said["benefit"]
    if benefit not in story.book.benefits:
        raise story.mistake(f"没有待遇“{benefit}”")
    _expect(story, story.evaluation is not None and benefit not in story.evaluation, lambda: "有结论 / there is a finding")


def missing(story: Story, said: Said) -> None:
    """`并且 缺少 …`, `并且 只缺少 …`"""
    found = set(story.last().missing)
    wanted = {story.path(label) for label in listed(said["labels"])}
    _expect(story, wanted == found if said.has("only") else wanted <= found, lambda: f"缺少的是 {sorted(found)}")


def reason_mentions(story: Story, said: Said) -> None:
    """`并且 理由提到 …`"""
    text = story.last().explain("zh")
    _expect(story, all(one.strip('"“”') in text for one in listed(said["words"])), lambda: text)


def flagged(story: Story, said: Said) -> None:
    """`并且 标注 …`, `并且 没有标注 …`"""
    flag = said["flag"]
    if flag not in FLAGS:
        raise story.mistake(f"没有标注“{flag}”，可写：{'、'.join(FLAGS)}")
    flags = story.last().flags
    _expect(story, (FLAGS[flag] in flags) != said.has("absent"), lambda: f"标注是 {[one.value for one in flags]}")


def robust(story: Story, _: Said) -> None:
    """`并且 任何理解下结论相同`"""
    finding = story.last()
    _expect(story, finding.robust, lambda: str(finding.depends_on_reading))


def depends(story: Story, said: Said) -> None:
    """`并且 结论取决于条文的理解`, `并且 结论取决于对“失能”的理解`"""
    finding = story.last()
    terms = story.book.rules.rulesets[finding.benefit.split("/")[0]].terms
    labels = {None: "条文", **{term.name: term.label.zh for term in terms.values()}}
    what = said["what"]
    if what not in labels.values():
        close = nearest(what, labels.values())
        raise story.mistake(f"没有术语“{what}”" + (f"，是否“{close}”？" if close else ""))
    found = {labels[choice.term] for one in finding.depends_on_reading for choice in one.choices}
    _expect(story, not finding.robust and what in found, lambda: f"结论取决于 {sorted(found)}")


def level_is(story: Story, said: Said) -> None:
    """`并且 分档的 起付线 为 550`"""
    finding = story.last()
    levels = story.book.benefits[finding.benefit].levels
    if levels is None:
        raise story.mistake("这项待遇没有分档 / this benefit has no levels")
    names = {spelling: one.name for one in levels.columns for spelling in (one.name, one.label.zh)}
    column = names.get(said["column"])
    if column is None:
        raise story.mistake(f"没有“{said['column']}”这一列，可写：{'、'.join(one.label.zh for one in levels.columns)}")
    found = finding.levels
    cell = found.rows[0][column] if found is not None and found.settled else None
    _expect(story, cell is not None and _says(said["cell"], cell), lambda: str(found))


def _says(text: str, cell: Decimal | Interval | str) -> bool:
    """Whether a text says what is in a cell."""
    if isinstance(cell, str):
        return text == cell
    known = cell if isinstance(cell, Decimal) else cell.low if cell.settled else None
    try:
        return Decimal(text.rstrip("元%").replace(",", "")) == known
    except InvalidOperation:
        return False


def amount_is(story: Story, said: Said) -> None:
    """`那么 "…" 的金额是每月 600 元`, `那么 "…" 的金额是每月 0 至 600 元`, `那么 "…" 的金额是无`"""
    finding = story.about(said["benefit"])
    amount = finding.amount
    wanted = None if said["amount"] == NO_MONEY else _money(story, said["amount"])
    found = None if amount is None else _paid(amount)
    _expect(story, found == wanted, lambda: f"金额是 {found or NO_MONEY}\n{finding.explain('zh', 'full')}")


def total_is(story: Story, said: Said) -> None:
    """`那么 每月合计 600 元`, `那么 每月合计 0 至 600 元`"""
    wanted = _money(story, f"{said['per']}{said['amount']}")
    if story.evaluation is None:
        raise story.mistake("先写“当 在 … 核定” / say `当 在 … 核定` first")
    total = story.evaluation.totals.get(wanted.per)
    found = Money(wanted.per, Decimal(0), Decimal(0)) if total is None else Money(wanted.per, total.at_least, total.at_most)
    _expect(story, found == wanted, lambda: f"合计是 {found}")


def _money(story: Story, text: str) -> Money:
    found = money_of(text)
    if found is None:
        raise story.mistake(f"“{text}”不是金额，应写成 每月 600 元、每月 0 至 600 元 或 每月 600 元以上")
    return found


def _paid(amount: Amount) -> Money:
    return Money(amount.per, amount.at_least or Decimal(0), amount.at_most)


def _expect(story: Story, holds: bool, found: Callable[[], str]) -> None:
    if not holds:
        raise AssertionError(f"{story.place}: {found()}")


Act = Callable[[Story, Said], None]

STEPS: Sequence[tuple[Keyword, str, Act]] = (
    ("given", "一位(?P<who>老人|照护者|子女|居民)(?P<nothing>，一切不详)?$", person),
    ("given", "(其|所)(照护|赡养)的老人$", cared_elder),
    ("given", "此人$", more_facts),
    ("when", r"在 ?(?P<day>\S+) ?核定$", evaluate),
    ("then", r'"(?P<benefit>[^"]+)" ?的结论是 ?(?P<outcome>\S+)$', outcome_is),
    ("then", "(?P<what>可以享受|待定|不能享受)的有$", complete_list),
    ("then", r'没有 ?"(?P<benefit>[^"]+)" ?的结论$', no_finding),
    ("then", "(?P<only>只)?缺少 ?(?P<labels>.+)$", missing),
    ("then", "理由提到 ?(?P<words>.+)$", reason_mentions),
    ("then", "(?P<absent>没有)?标注 ?(?P<flag>.+)$", flagged),
    ("then", "任何理解下结论相同$", robust),
    ("then", "结论取决于(对 ?)?“?(?P<what>[^”]+?)”?的理解$", depends),
    ("then", r'"(?P<benefit>[^"]+)" ?的金额是 ?(?P<amount>.+)$', amount_is),
    ("then", r"(?P<per>每\S{1,3}?)合计 ?(?P<amount>.+)$", total_is),
    ("then", r"分档的 ?(?P<column>\S+?) ?为 ?(?P<cell>\S+)$", level_is),
)
"""Every step: its keyword, its words as a regular expression, and what it does."""
