"""What to do about the benefits of one ruleset (`outcome.action_of`), as formulas."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import cached_property

from ..language.condition import Compare, Order
from ..language.doubt import likely
from ..language.facts import AskedOf, FactType
from ..language.known import Path
from ..language.outcome import AGED, Action, for_relatives, settled
from ..language.policy import Benefit, RuleClass, Ruleset
from ..language.quantity import Age, Constant, TimeUnit
from .columns import column_of, columns_of, partly_columns_of
from .compile import RELATIVE, Compiler
from .formula import NO, YES, Table
from .numbers import Arithmetic
from .readings import Readings, readings_of

ACTIONS = tuple(Action)
"""What the numbers in a column of actions mean."""


class Actions:
    """Makes formulas of what to do about the benefits of one ruleset."""

    def __init__(self, ruleset: Ruleset, compiler: Compiler, readings: dict[str, Readings]) -> None:
        self.document = ruleset.document
        self.compiler = compiler
        self.table = compiler.table
        read = likely(ruleset)
        self._benefits: Mapping[str, Benefit] = {one.id: one for one in read.benefits}
        self._readings = readings_of(read, compiler.situation, compiler, readings)

    def of(self, benefit: Benefit) -> dict[Action, int]:
        """For each action whether it is the one of a benefit of a document in force, never null: one of them is."""
        found: dict[Action, int] = {}
        left = YES
        for action, holds in self._in_order(benefit):
            found[action] = self.table.some([found.get(action, NO), self.table.every([left, holds])])
            left = self.table.every([left, self.table.contrary(holds)])
        return {action: holds for action, holds in found.items() if holds != NO}

    def _in_order(self, benefit: Benefit) -> list[tuple[Action, int]]:
        """The actions in the order of `action_of`, each with when it is the one if none before it is."""
        table, truths = self.table, self._readings.of(self._benefits[benefit.id])
        taken = self.compiler.formula(benefit.condition)
        never = table.every([table.contrary(table.filled(taken, True)), table.contrary(truths.yes)])
        found = [(Action.NOT_COVERED, never)]
        if for_relatives(benefit):
            hint = table.filled(self.compiler.formula(benefit.condition, RELATIVE), True)
            ruled_out = table.every([self._elders_own, table.contrary(hint)])
            found = [(Action.NOT_COVERED, ruled_out), (Action.TELL, self._elders_own), *found]
        if not settled(benefit, self.document):
            return [*found, (Action.ENQUIRE, YES)]
        had = Action.EVERYONE if benefit.rule_class is RuleClass.UNIVERSAL else Action.CLAIM
        return [*found, (Action.READING, table.every([truths.yes, truths.no])), (Action.ASK, truths.open), (had, YES)]

    @cached_property
    def _elders_own(self) -> int:
        """Whether the profile is that of an elder (`outcome.elders_own`), never null."""
        old = self.compiler.formula(Compare(Age(TimeUnit.YEARS), Order.AT_LEAST, Constant(Fraction(AGED))))
        return self.table.every([self.table.filled(old, True), self.table.contrary(self.table.some(self._relatives()))])

    def _relatives(self) -> list[int]:
        """Of each fact that relatives say of themselves whether something is known of it."""
        facts = self.compiler.situation.scope.facts
        found: list[int] = []
        for fact in facts.values():
            if fact.asked_of is AskedOf.RELATIVE:
                whose = [(fact, "")] if fact.type is not FactType.PERSON else [(one, fact.name) for one in facts.values()]
                found += [
                    self._known(column_of(Path(who, one.name)), columns_of(one, who), partly_columns_of(one, who)) for one, who in whose
                ]
        return found

    def _known(self, name: str, columns: tuple[str, ...], beside: tuple[str, ...]) -> int:
        read = (*columns, *(beside if name in self.compiler.leaves.partly else ()))
        return self.table.some([self.table.filled(self.table.known(one, True), False) for one in read])


def code(table: Table, actions: Mapping[Action, int], concern: int) -> int:
    """The number of the action in `ACTIONS`; null for those whom the ruleset cannot concern."""
    numbers = Arithmetic(table)
    *others, (last, _) = actions.items()  # which it is where it is none before it
    cases = [(holds, ACTIONS.index(one)) for one, holds in others]
    found = numbers.chosen(concern, numbers.coded([*cases, (YES, ACTIONS.index(last))]))
    assert found is not None
    return found
