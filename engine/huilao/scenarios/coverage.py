"""How far the scenarios show that each condition of each rule matters, and scenarios for what they leave out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from ..answers.finding import OUTCOME_WORDS
from ..coverage.mcdc import Leaf, Shown, shown
from ..language.condition import Span
from ..language.meaning import Person
from ..language.policy import Benefit
from ..language.truth import Truth
from ..rulebook import Rulebook
from .features import Case
from .writing import scenario

if TYPE_CHECKING:
    from ..verify.search import Search as PeopleSearch
    from ..verify.soundness import Checker

DAY = date(2025, 3, 1)
"""The day on which missing scenarios are evaluated."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A leaf that no scenario shows to decide while it has this truth; `person` is one who would, None where nobody could
    (`proved`) or the solver did not decide it.
    """

    benefit: Benefit
    leaf: Leaf
    index: int
    truth: Truth
    person: Person | None
    proved: bool

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
    search = _Search(book)
    return [_of(book, benefit, by_benefit.get(name, []), search) for name, benefit in book.benefits.items() if name in wanted]


def _of(book: Rulebook, benefit: Benefit, cases: Sequence[Case], search: _Search) -> RuleCoverage:
    found = tuple(shown(benefit.condition, [(case.person, book.situation(benefit.ruleset, case.as_of)) for case in cases]))
    open_ = [
        (index, one.leaf, truth)
        for index, one in enumerate(found)
        for truth, seen in ((Truth.YES, one.holding), (Truth.NO, one.failing))
        if not seen
    ]
    outcomes = frozenset(OUTCOME_WORDS[case.outcomes[benefit.full_name]].zh for case in cases)
    gaps = tuple(Gap(benefit, leaf, index, truth, *search.for_leaf(benefit, index, truth)) for index, leaf, truth in open_)
    return RuleCoverage(benefit, len(cases), outcomes, found, gaps)


class _Search:
    """People whom the solver finds for a rule book."""

    def __init__(self, book: Rulebook) -> None:
        self.book = book

    def for_leaf(self, benefit: Benefit, index: int, truth: Truth) -> tuple[Person | None, bool]:
        """Somebody for whom a leaf has this truth and decides; and whether it is proved that there is nobody."""
        from ..verify.parts import Part  # the solver is an extra, which only gaps need
        from ..verify.search import Verdict

        part = list(Part(benefit.condition).leaves())[index]
        answer = self._checker(benefit.ruleset).turning(part, truth, plainest=True)
        return answer.person, answer.verdict is Verdict.PROVED

    def _checker(self, ruleset: str) -> Checker:
        from ..verify.soundness import Checker

        return Checker(self._people, self.book.situation(ruleset, DAY))

    @cached_property
    def _people(self) -> PeopleSearch:
        from ..verify.encoding import Somebody, relevant_places
        from ..verify.search import Search

        return Search(Somebody(self.book.rules.facts, DAY, relevant_places(self.book.rules)))


def missing_scenarios(book: Rulebook, gaps: Sequence[Gap]) -> str:
    """A feature file with a scenario for each gap that a person can close, to be read and corrected."""
    blocks = [_scenario(book, gap, gap.person) for gap in gaps if gap.person is not None]
    return "# language: zh-CN\n功能: 尚未覆盖的条件（由程序写出，请核对后保留）\n" + "".join(blocks)


def _scenario(book: Rulebook, gap: Gap, person: Person) -> str:
    said = book.words.speaker(gap.benefit.ruleset, "zh").sentence(gap.leaf.condition)
    holds = "成立" if gap.truth is Truth.YES else "不成立"
    title = f"{gap.benefit.name.zh}：{said}{holds}时决定结论（{gap.benefit.id} 第{gap.index + 1}项）"
    return "\n" + scenario(book, title, person, DAY, [gap.benefit.full_name])
