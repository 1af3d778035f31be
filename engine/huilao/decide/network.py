"""The Rete network of durable-rules that decides who is surely eligible.

The engine of durable-rules 2.0 is driven directly, by the calls that its Python package makes too: that package reads
and writes every message again for each rule that fires, and looks for timers in background threads. What the engine
asks of its user, as measured: a message that matches nothing is an answer; `delete_state` is never called, a message is
retracted instead, with the text that it was asserted with; at most 64 conditions may wait for one message, so clauses
are spread over rulesets; it is not thread-safe; its memory for a ruleset is not given back.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count
from threading import Lock
from typing import Any as Anything

import durable_rules_engine

from ..language.condition import Condition
from ..language.facts import Vocabulary
from ..language.meaning import Person
from .clauses import Clause, Literal, Program, Scope, build_program

CLAUSES_PER_RULESET = 48
MAX_NETWORKS = 64
"""Networks that one process may build: their memory is not given back. Later versions go into a new process."""

ENGINE: Anything = durable_rules_engine
MATCHED, NOTHING_MATCHED = 0, 1
"""What the engine answers to a message."""

_networks = count(1)


class TooManyNetworksError(RuntimeError):
    """As many networks were built as the memory of one process should hold."""


class Network:
    """The network of one version of a rule book. Threads take turns."""

    def __init__(self, goals: Sequence[tuple[str, Condition, Scope]], facts: Vocabulary, *, limit: int = MAX_NETWORKS) -> None:
        """Build the network that derives the names of `goals`. Raises TooManyNetworksError past `limit` in a process."""
        self.program: Program = build_program(goals, facts)
        if next(_networks) > limit:
            raise TooManyNetworksError(f"{limit} rule book versions were loaded in this process; start a new one")
        self.always = {name for rules in self.program.strata for clause, names in rules.items() if not clause for name in names}
        self.strata = [_rulesets(rules) for rules in self.program.strata]
        self._messages = count(1)
        self._lock = Lock()

    def surely(self, person: Person, day: date) -> frozenset[str]:
        """The names of the goals that surely hold for a person on a day."""
        properties = {name: value for name, extract in self.program.properties.items() if (value := extract(person, day)) is not None}
        properties |= dict.fromkeys(self.always, True)
        derived = set(self.always)
        with self._lock:
            for rulesets in self.strata:
                fired = [name for ruleset in rulesets for name in ruleset.fired(properties, next(self._messages))]
                properties |= dict.fromkeys(fired, True)
                derived.update(fired)
        goals = self.program.goals
        return frozenset(goal for name in derived if name in goals for goal in goals[name])


@dataclass(frozen=True, slots=True)
class _Ruleset:
    """A ruleset in the engine."""

    handle: int
    reads: tuple[str, ...]
    """The properties that its clauses compare."""
    derives: Mapping[str, tuple[str, ...]]
    """The propositions that each of its rules derives."""

    def fired(self, properties: Mapping[str, Anything], number: int) -> list[str]:
        """What the rules that fire on these properties derive."""
        message = {name: properties[name] for name in self.reads if name in properties}
        if not message:
            return []
        text = json.dumps({**message, "id": number})
        answer, state = ENGINE.assert_fact(self.handle, text)
        found: list[str] = []
        if answer == MATCHED:
            started = ENGINE.start_action_for_state(self.handle, state)
            action = started and started[1]
            while action:
                rule = action[2 : action.index('"', 2)]  # it reads `{"<rule>": <message>}`
                found += self.derives[rule]
                action = ENGINE.complete_and_start_action(self.handle, state)
        elif answer != NOTHING_MATCHED:
            raise RuntimeError(f"durable-rules answered {answer} to a message")
        ENGINE.retract_fact(self.handle, text)
        return found


def _rulesets(rules: Mapping[Clause, tuple[str, ...]]) -> list[_Ruleset]:
    """The clauses of one stratum in as many rulesets as they need; those that read the same properties stand together."""
    clauses = sorted((clause for clause in rules if clause), key=lambda clause: sorted(literal.property for literal in clause))
    shards = [clauses[start : start + CLAUSES_PER_RULESET] for start in range(0, len(clauses), CLAUSES_PER_RULESET)]
    return [_ruleset({clause: rules[clause] for clause in shard}) for shard in shards]


def _ruleset(rules: Mapping[Clause, tuple[str, ...]]) -> _Ruleset:
    definition = {f"r{index}": {"all": [{"m": _clause(clause)}]} for index, clause in enumerate(rules)}
    reads = sorted({literal.property for clause in rules for literal in clause})
    derives = {f"r{index}": names for index, names in enumerate(rules.values())}
    return _Ruleset(ENGINE.create_ruleset("huilao", json.dumps(definition)), tuple(reads), derives)


def _clause(clause: Clause) -> Mapping[str, Anything]:
    literals = [_literal(literal) for literal in sorted(clause, key=lambda one: (one.property, one.operator, str(one.value)))]
    return literals[0] if len(literals) == 1 else {"$and": literals}


def _literal(literal: Literal) -> Mapping[str, Anything]:
    comparison = {literal.property: literal.value}
    return comparison if literal.operator == "$eq" else {literal.operator: comparison}
