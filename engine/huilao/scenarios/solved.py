"""People whom the solver finds for a rule book: for whom a part of a condition decides, who are in a row, or have a benefit at all.

The solver is an extra: it is imported when somebody is looked for.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from ..language.condition import Condition
from ..language.known import Person
from ..language.policy import Benefit, Document
from ..language.truth import Truth
from ..rulebook import Rulebook
from .places import ordinary_places

if TYPE_CHECKING:
    from ..verify.search import Answer, Search
    from ..verify.soundness import Checker

DAY = date(2025, 3, 1)
"""The day on which people are looked for, where their document is in force on it."""

Found = tuple[Person | None, bool]
"""Somebody, or None; and whether it is proved that there is nobody."""


def day_of(document: Document) -> date:
    """The day on which people are looked for of whom a document speaks."""
    period = document.in_effect
    return DAY if DAY in period else period.start or period.end or DAY


class Solved:
    """Looks for people; those of one day together."""

    def __init__(self, book: Rulebook) -> None:
        self.book = book
        self._searches: dict[date, Search] = {}
        self._checkers: dict[str, Checker] = {}

    def having(self, benefit: Benefit) -> Found:
        """Somebody who has a benefit."""
        return _found(self._checker(benefit).between(benefit.condition, None, Truth.YES))

    def differing(self, benefit: Benefit, one: Condition, other: Condition, truth: Truth) -> Found:
        """Somebody of whom one condition has a truth and another the opposite, in the words of a benefit's ruleset."""
        return _found(self._checker(benefit).between(one, other, truth))

    def for_leaf(self, benefit: Benefit, index: int, truth: Truth, condition: Condition | None = None) -> Found:
        """Somebody for whom a leaf of a benefit's condition has this truth and decides; or of the condition as it is opened."""
        from ..verify.parts import Part

        part = list(Part(condition or benefit.condition).leaves())[index]
        return _found(self._checker(benefit).turning(part, truth, plainest=True))

    def for_row(self, benefit: Benefit, row: int) -> Found:
        """Somebody who has a benefit and is in a row of its levels."""
        return _found(self._checker(benefit).in_row(benefit, row))

    def _checker(self, benefit: Benefit) -> Checker:
        from ..verify.soundness import Checker

        name = benefit.ruleset
        if name not in self._checkers:
            day = day_of(self.book.rules.rulesets[name].document)
            self._checkers[name] = Checker(self._search(day), self.book.situation(name, day))
        return self._checkers[name]

    def _search(self, day: date) -> Search:
        from ..verify.encoding import Somebody
        from ..verify.people import PLACES, listed
        from ..verify.places import relevant_places
        from ..verify.search import Search

        if day not in self._searches:
            places = relevant_places(self.book.rules)
            self._searches[day] = Search(
                Somebody(self.book.rules.facts, day, places, listed(self.book.rules) or PLACES), ordinary=ordinary_places(places)
            )
        return self._searches[day]


def _found(answer: Answer) -> Found:
    from ..verify.search import Verdict

    return answer.person, answer.verdict is Verdict.PROVED
