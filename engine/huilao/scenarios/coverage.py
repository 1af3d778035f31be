"""How far the scenarios show that each condition of each rule matters and each row of a table applies, and scenarios for what
they leave out. Only scenarios that hold are counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from ..coverage.mcdc import Shown, rows_shown, shown
from ..language.condition import Condition, Span
from ..language.known import Person
from ..language.policy import Benefit
from ..language.truth import Truth
from ..language.words import name_of
from ..rulebook import Rulebook
from .features import Case, Run
from .places import ordinary_places
from .writing import scenario

if TYPE_CHECKING:
    from ..verify.search import Answer
    from ..verify.search import Search as PeopleSearch
    from ..verify.soundness import Checker

DAY = date(2025, 3, 1)
"""The day on which missing scenarios are evaluated."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A leaf that no scenario shows to decide while it has this truth, or a row that nobody is shown to be in; `person` is one
    who would, None where nobody could (`proved`) or the solver did not decide it.
    """

    benefit: Benefit
    condition: Condition
    """The leaf, or the condition of the row."""
    index: int
    """Which leaf, or which row, counted from 0."""
    truth: Truth
    row: bool
    person: Person | None
    proved: bool

    @property
    def span(self) -> Span | None:
        """Where it is written; what is not written by itself (the tie to the place) is where the benefit is."""
        return self.condition.span or self.benefit.span


@dataclass(frozen=True, slots=True)
class RuleCoverage:
    """What the scenarios that name a benefit show of its condition and its levels."""

    benefit: Benefit
    scenarios: int
    outcomes: frozenset[str]
    """The outcomes that some scenario expects, in Chinese."""
    shown: tuple[Shown, ...]
    rows: tuple[bool, ...]
    """For each row of its levels whether somebody is shown to be in it."""
    gaps: tuple[Gap, ...]

    @property
    def conditions(self) -> int:
        """The leaves of its condition, and the rows of its levels."""
        return len(self.shown) + len(self.rows)

    @property
    def covered(self) -> int:
        """Those of them that are shown, or that nobody could show."""
        open_ = {(gap.row, gap.index) for gap in self.gaps if gap.person is not None}
        return self.conditions - len(open_)


def holding(runs: Iterable[Run]) -> list[Case]:
    """The scenarios that were run and hold."""
    return [run.case for run in runs if run.failure is None]


def coverage(book: Rulebook, cases: Sequence[Case], benefits: Iterable[str] | None = None) -> list[RuleCoverage]:
    """The coverage of every benefit, or of those named, in the order of the rule book, by scenarios that hold.

    Raises MissingExtraError where something is not covered and Z3 is not installed.
    """
    by_benefit: dict[str, list[Case]] = {}
    for case in cases:
        for name in case.outcomes:
            by_benefit.setdefault(name, []).append(case)
    wanted = set(book.benefits if benefits is None else benefits)
    search = _Search(book)
    return [_of(book, benefit, by_benefit.get(name, []), search) for name, benefit in book.benefits.items() if name in wanted]


def _of(book: Rulebook, benefit: Benefit, cases: Sequence[Case], search: _Search) -> RuleCoverage:
    people = [(case.person, book.situation(benefit.ruleset, case.as_of)) for case in cases]
    found, rows = tuple(shown(benefit.condition, people)), tuple(rows_shown(benefit, people))
    leaves = [
        (index, one.leaf.condition, truth)
        for index, one in enumerate(found)
        for truth, seen in ((Truth.YES, one.holding), (Truth.NO, one.failing))
        if not seen
    ]
    gaps = [
        *(Gap(benefit, leaf, index, truth, False, *search.for_leaf(benefit, index, truth)) for index, leaf, truth in leaves),
        *(
            Gap(benefit, row.condition, index, Truth.YES, True, *search.for_row(benefit, index))
            for index, row in enumerate(benefit.levels.rows if benefit.levels else ())
            if not rows[index]
        ),
    ]
    outcomes = frozenset(name_of(case.outcomes[benefit.full_name]).zh for case in cases)
    return RuleCoverage(benefit, len(cases), outcomes, found, rows, tuple(gaps))


class _Search:
    """People whom the solver finds for a rule book."""

    def __init__(self, book: Rulebook) -> None:
        self.book = book

    def for_leaf(self, benefit: Benefit, index: int, truth: Truth) -> tuple[Person | None, bool]:
        """Somebody for whom a leaf has this truth and decides; and whether it is proved that there is nobody."""
        from ..verify.parts import Part  # the solver is an extra, which only gaps need

        part = list(Part(benefit.condition).leaves())[index]
        return _found(self._checker(benefit.ruleset).turning(part, truth, plainest=True))

    def for_row(self, benefit: Benefit, row: int) -> tuple[Person | None, bool]:
        """Somebody who has a benefit and is in a row of its levels; and whether it is proved that there is nobody."""
        return _found(self._checker(benefit.ruleset).in_row(benefit, row))

    def _checker(self, ruleset: str) -> Checker:
        from ..verify.soundness import Checker

        return Checker(self._people, self.book.situation(ruleset, DAY))

    @cached_property
    def _people(self) -> PeopleSearch:
        from ..verify.encoding import Somebody
        from ..verify.places import relevant_places
        from ..verify.search import Search

        places = relevant_places(self.book.rules)
        return Search(Somebody(self.book.rules.facts, DAY, places), ordinary=ordinary_places(places))


def _found(answer: Answer) -> tuple[Person | None, bool]:
    from ..verify.search import Verdict

    return answer.person, answer.verdict is Verdict.PROVED


def missing_scenarios(book: Rulebook, gaps: Sequence[Gap]) -> str:
    """A feature file with a scenario for each gap that a person can close, to be read and corrected."""
    blocks = [_scenario(book, gap, gap.person) for gap in gaps if gap.person is not None]
    return "# language: zh-CN\n功能: 尚未覆盖的条件（由程序写出，请核对后保留）\n" + "".join(blocks)


def _scenario(book: Rulebook, gap: Gap, person: Person) -> str:
    said = book.words(gap.benefit.ruleset, gap.condition, "zh")
    holds = f"属于第{gap.index + 1}档" if gap.row else f"{'成立' if gap.truth is Truth.YES else '不成立'}时决定结论"
    title = f"{gap.benefit.name.zh}：{said}{holds}（{gap.benefit.id} 第{gap.index + 1}{'档' if gap.row else '项'}）"
    return "\n" + scenario(book, title, person, DAY, [gap.benefit.full_name])
