"""How far the scenarios, and the generated cases beside them, show that each condition of each rule matters and that somebody is
in each row of a table; and scenarios for what both leave out. Only what holds is counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..coverage.mcdc import Shown, rows_shown, shown
from ..errors import ProfileError
from ..language.condition import Condition, Span
from ..language.known import Person
from ..language.policy import Benefit
from ..language.scope import Situation
from ..language.truth import Truth
from ..language.words import name_of
from ..rulebook import Rulebook
from .cases import Answered, GeneratedCase, answer
from .features import Case, Run
from .solved import Solved, day_of
from .writing import scenario


@dataclass(frozen=True, slots=True)
class Gap:
    """A leaf that is not shown to decide while it has this truth, or a row that nobody is shown to be in; `person` is one
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
class Showing:
    """What some people show of a benefit: of each leaf of its condition, and of each row of its levels."""

    people: int
    leaves: tuple[Shown, ...]
    rows: tuple[bool, ...]

    @property
    def covered(self) -> int:
        """The leaves and rows that are shown."""
        return sum(one.covered for one in self.leaves) + sum(self.rows)

    def __or__(self, other: Showing) -> Showing:
        """What both show together."""
        leaves = (
            Shown(one.leaf, one.holding or two.holding, one.failing or two.failing)
            for one, two in zip(self.leaves, other.leaves, strict=True)
        )
        rows = (one or two for one, two in zip(self.rows, other.rows, strict=True))
        return Showing(self.people + other.people, tuple(leaves), tuple(rows))


@dataclass(frozen=True, slots=True)
class RuleCoverage:
    """What is shown of a benefit's condition and its levels by the scenarios that name it and by the generated cases, each by
    itself; and what neither shows.
    """

    benefit: Benefit
    scenarios: Showing
    cases: Showing
    expected: frozenset[str]
    """What the scenarios expect of it, in Chinese."""
    gaps: tuple[Gap, ...]

    @property
    def conditions(self) -> int:
        """The leaves of its condition, and the rows of its levels."""
        return len(self.scenarios.leaves) + len(self.scenarios.rows)

    @property
    def covered(self) -> int:
        """Those of them that are shown by either, or that nobody could show."""
        open_ = {(gap.row, gap.index) for gap in self.gaps if gap.person is not None}
        return self.conditions - len(open_)


def holding(runs: Iterable[Run]) -> list[Case]:
    """The scenarios that were run and hold."""
    return [run.case for run in runs if run.failure is None]


def cases_holding(book: Rulebook, cases: Iterable[GeneratedCase]) -> tuple[list[GeneratedCase], list[str]]:
    """The generated cases of which the rule book says what they have, and what is to be said of the others."""
    kept: list[GeneratedCase] = []
    changed: list[str] = []
    for case in cases:
        now = _now(book, case)
        if now == case.answered:
            kept.append(case)
        else:
            changed.append(f"{case.benefit} ({case.shows}): {case.answered} → {now}")
    return kept, changed


def _now(book: Rulebook, case: GeneratedCase) -> Answered | str:
    """What comes out of a case today, or why nothing does."""
    if case.benefit not in book.benefits:
        return "规则库没有这项待遇 / the rule book has no such benefit"
    try:
        return answer(book, case.benefit, case.profile, case.as_of)
    except ProfileError as error:
        return "; ".join(one.render("zh") for one in error.problems)


def coverage(
    book: Rulebook, scenarios: Sequence[Case], cases: Sequence[GeneratedCase] = (), benefits: Iterable[str] | None = None
) -> list[RuleCoverage]:
    """The coverage of every benefit, or of those named, in the order of the rule book, by scenarios and cases that hold.

    Raises MissingExtraError where something is not covered and Z3 is not installed.
    """
    named: dict[str, list[Case]] = {}
    for one in scenarios:
        for name in one.expected:
            named.setdefault(name, []).append(one)
    generated: dict[str, list[GeneratedCase]] = {}
    for case in cases:
        generated.setdefault(case.benefit, []).append(case)
    wanted = set(book.benefits if benefits is None else benefits)
    solved = Solved(book)
    return [
        _of(book, benefit, named.get(name, []), generated.get(name, []), solved)
        for name, benefit in book.benefits.items()
        if name in wanted
    ]


def _of(book: Rulebook, benefit: Benefit, scenarios: Sequence[Case], cases: Sequence[GeneratedCase], solved: Solved) -> RuleCoverage:
    by_scenarios = _showing(benefit, [(one.person, book.situation(benefit.ruleset, one.as_of)) for one in scenarios])
    people = [(book.person(one.profile, one.as_of), book.situation(benefit.ruleset, one.as_of)) for one in cases]
    by_cases = _showing(benefit, people)
    together = by_scenarios | by_cases
    gaps = [
        *(
            Gap(benefit, one.leaf.condition, index, truth, False, *solved.for_leaf(benefit, index, truth))
            for index, one in enumerate(together.leaves)
            for truth, seen in ((Truth.YES, one.holding), (Truth.NO, one.failing))
            if not seen
        ),
        *(
            Gap(benefit, row.condition, index, Truth.YES, True, *solved.for_row(benefit, index))
            for index, row in enumerate(benefit.levels.rows if benefit.levels else ())
            if not together.rows[index]
        ),
    ]
    expected = frozenset(name_of(one.expected[benefit.full_name]).zh for one in scenarios)
    return RuleCoverage(benefit, by_scenarios, by_cases, expected, tuple(gaps))


def _showing(benefit: Benefit, people: Sequence[tuple[Person, Situation]]) -> Showing:
    return Showing(len(people), tuple(shown(benefit.condition, people)), tuple(rows_shown(benefit, people)))


def missing_scenarios(book: Rulebook, gaps: Sequence[Gap]) -> str:
    """A feature file with a scenario for each gap that a person can close, to be read and corrected."""
    blocks = [_scenario(book, gap, gap.person) for gap in gaps if gap.person is not None]
    return "# language: zh-CN\n功能: 尚未覆盖的条件（由程序写出，请核对后保留）\n" + "".join(blocks)


def _scenario(book: Rulebook, gap: Gap, person: Person) -> str:
    said = book.words(gap.benefit.ruleset, gap.condition, "zh")
    holds = f"属于第{gap.index + 1}档" if gap.row else f"{'成立' if gap.truth is Truth.YES else '不成立'}时决定结论"
    title = f"{gap.benefit.name.zh}：{said}{holds}（{gap.benefit.id} 第{gap.index + 1}{'档' if gap.row else '项'}）"
    day = day_of(book.rules.rulesets[gap.benefit.ruleset].document)
    return "\n" + scenario(book, title, person, day, [gap.benefit.full_name])
