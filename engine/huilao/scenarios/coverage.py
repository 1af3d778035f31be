"""How far the scenarios show that each condition of each rule matters, and scenarios for what they leave out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ..condition import Span
from ..coverage.mcdc import Leaf, Shown, decided, leaves, shown, truths_of
from ..coverage.search import person_for
from ..facts import FactType
from ..finding import OUTCOME_WORDS, OUTCOMES
from ..meaning import Person
from ..policy import Benefit
from ..rulebook import Rulebook
from ..truth import Truth
from .features import Case
from .steps import UNKNOWN

DAY = date(2025, 3, 1)
"""The day on which missing scenarios are evaluated."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A leaf that no scenario shows to decide while it has this truth; `person` is one who would, None where the search
    found nobody (`complete`: every combination of values that the rule tells apart was tried).
    """

    benefit: Benefit
    leaf: Leaf
    index: int
    truth: Truth
    person: Person | None
    complete: bool

    @property
    def span(self) -> Span | None:
        """Where the leaf is written."""
        return self.leaf.condition.span


@dataclass(frozen=True, slots=True)
class RuleCoverage:
    """What the scenarios that name a benefit show of its condition."""

    benefit: Benefit
    scenarios: int
    outcomes: frozenset[str]
    """The outcomes that some scenario expects, in Chinese."""
    shown: tuple[Shown, ...]
    gaps: tuple[Gap, ...]

    @property
    def covered(self) -> int:
        """Leaves that are shown to matter both ways, or that nobody could show."""
        open_ = {gap.index for gap in self.gaps if gap.person is not None}
        return len(self.shown) - len(open_)


def coverage(book: Rulebook, cases: Sequence[Case], benefits: Iterable[str] | None = None) -> list[RuleCoverage]:
    """The coverage of every benefit, or of those named, in the order of the rule book."""
    by_benefit: dict[str, list[Case]] = {}
    for case in cases:
        for name in case.outcomes:
            by_benefit.setdefault(name, []).append(case)
    wanted = set(book.benefits if benefits is None else benefits)
    return [_of(book, benefit, by_benefit.get(name, [])) for name, benefit in book.benefits.items() if name in wanted]


def _of(book: Rulebook, benefit: Benefit, cases: Sequence[Case]) -> RuleCoverage:
    found = tuple(shown(benefit.condition, [(case.person, book.situation(benefit.ruleset, case.as_of)) for case in cases]))
    situation = book.situation(benefit.ruleset, DAY)
    people = [case.person for case in cases]
    gaps: list[Gap] = []
    for index, one in enumerate(found):
        for truth, seen in ((Truth.YES, one.holding), (Truth.NO, one.failing)):
            if not seen:
                person, complete = person_for(benefit.condition, index, truth, situation, people)
                gaps.append(Gap(benefit, one.leaf, index, truth, person, complete))
    outcomes = frozenset(OUTCOME_WORDS[case.outcomes[benefit.full_name]].zh for case in cases)
    return RuleCoverage(benefit, len(cases), outcomes, found, tuple(gaps))


def missing_scenarios(book: Rulebook, gaps: Sequence[Gap]) -> str:
    """A feature file with a scenario for each gap that a person can close, to be read and corrected."""
    blocks = [_scenario(book, gap, gap.person) for gap in gaps if gap.person is not None]
    return "# language: zh-CN\n功能: 尚未覆盖的条件（由程序写出，请核对后保留）\n" + "".join(blocks)


def _scenario(book: Rulebook, gap: Gap, person: Person) -> str:
    situation = book.situation(gap.benefit.ruleset, DAY)
    outcome = OUTCOMES[decided(gap.benefit.condition, truths_of(list(leaves(gap.benefit.condition)), person, situation))]
    said = book.words.speaker(gap.benefit.ruleset, "zh").sentence(gap.leaf.condition)
    holds = "成立" if gap.truth is Truth.YES else "不成立"
    lines = [f"  场景: {gap.benefit.name.zh}：{said}{holds}时决定结论（{gap.benefit.id} 第{gap.index + 1}项）", "    假如 一位老人"]
    nested = {name: value for name, value in person.items() if book.rules.facts[name].type is FactType.PERSON}
    own = {name: value for name, value in person.items() if name not in nested}
    lines += list(_rows(book, own, gap.benefit)) if own else []
    lines[1] += "" if own else "，一切不详"
    for value in nested.values():
        lines += ["    并且 其照护的老人", *_rows(book, value, gap.benefit)]
    lines += [f"    当 在 {DAY} 核定", f'    那么 "{gap.benefit.full_name}" 的结论是 {OUTCOME_WORDS[outcome].zh}']
    return "\n" + "\n".join(lines) + "\n"


def _rows(book: Rulebook, person: Mapping[str, object], benefit: Benefit) -> Iterator[str]:
    speaker = book.words.speaker(benefit.ruleset, "zh")
    for name, value in person.items():
        fact = book.rules.facts[name]
        yield f"      | {fact.label.zh} | {UNKNOWN if value is None else speaker.value(fact, value)} |"
