"""The Rete network of durable-rules that decides who is surely eligible.

The engine of durable-rules 2.0 is driven directly, by the calls that its Python package makes too: that package reads
and writes every message again for each rule that fires, and looks for timers in background threads. What the engine
asks of its user, as measured: a message that matches nothing is an answer; a message is retracted with the text that it was
asserted with; at most 64 conditions may wait for one message, which has no more than some 250 properties, so clauses are
spread over rulesets; it is not thread-safe; the memory of a ruleset is given back when its state is deleted and then the
ruleset, but it frees what it never wrote, and crashes, where no rule ever fired in that state: so each ruleset has one more
rule that fires on its last message. A process builds a network of the same clauses once, whatever rule books they come from,
gives it back once no rule book has it, and has no more at once than it has memory for.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count
from threading import Lock
from typing import Any as Anything
from weakref import WeakValueDictionary, finalize

import durable_rules_engine
from pydantic_core import to_json

from ..errors import HuilaoError
from ..language.known import Person
from .clauses import Clause, Goal, Literal, Program, Stratum, build_program, in_order

CLAUSES_PER_RULESET = 48
PROPERTIES_PER_RULESET = 128
MAX_CLAUSES = 50_000
"""Clauses in all networks that one process may have at once: up to some 27 KB each."""

ENGINE: Anything = durable_rules_engine
MATCHED, NOTHING_MATCHED = 0, 1
"""What the engine answers to a message."""
END = "end"
"""A property that the last message to a ruleset has alone, and the rule that fires on it."""
LAST = json.dumps({END: True, "id": 0})


class TooManyNetworksError(HuilaoError):
    """There are as many networks as the memory of one process should hold."""

    def __init__(self, clauses: int) -> None:
        super().__init__(
            f"本进程还在使用其他规则库版本的推理网络，再建将超过 {clauses} 条子句；请先放下不用的规则库，或换一个新进程"
            f" / with the networks of other rule books in use this one would go past {clauses} clauses in this process: let go of those, or start a new one"
        )
        self.clauses = clauses


class Network:
    """The network of a rule book. Threads take turns."""

    def __init__(self, goals: Sequence[Goal], *, limit: int = MAX_CLAUSES) -> None:
        """The network that derives the names of `goals`: the one that was built of the same clauses before, if there is one.

        Raises TooManyNetworksError where the networks of this process would come to more than `limit` clauses.
        """
        self.program: Program = build_program(goals)
        self.always = {name for stratum in self.program.strata for clause, names in stratum if not clause for name in names}
        self._rete = RETES.of(self.program.strata, limit)

    def surely(self, person: Person, day: date) -> frozenset[str]:
        """The names of the goals that surely hold for a person on a day."""
        message: dict[str, bool | int] = self.program.properties.message(person, day)
        message |= dict.fromkeys(self.always, True)
        derived = set(self.always)
        rete = self._rete
        with rete.lock:
            for rulesets, counters in zip(rete.strata, self.program.counters, strict=True):
                fired = [name for ruleset in rulesets for name in ruleset.fired(message, next(rete.messages))]
                derived.update(fired)
                message |= dict.fromkeys(fired, True)
                for counter in counters:
                    message[counter.property] = counter.rank(derived)
        goals = self.program.goals
        return frozenset(goal for name in derived if name in goals for goal in goals[name])


class Rete:
    """The rulesets of the engine for some clauses."""

    def __init__(self, strata: Sequence[Stratum]) -> None:
        self.strata = [_rulesets(stratum) for stratum in strata]
        self.clauses = sum(map(len, strata))
        self.messages = count(1)
        self.lock = Lock()
        finalize(self, _give_back, [one.handle for rulesets in self.strata for one in rulesets]).atexit = False


def _give_back(handles: Sequence[int]) -> None:
    """Give back the memory of rulesets that nobody asks any more."""
    for handle in handles:
        _, state = ENGINE.assert_fact(handle, LAST)
        ENGINE.start_action_for_state(handle, state)
        ENGINE.complete_and_start_action(handle, state)
        ENGINE.delete_state(handle, "0")  # where messages are that name no state of their own
        ENGINE.delete_ruleset(handle)


class Retes:
    """Those that rule books of this process have."""

    def __init__(self) -> None:
        self._built: WeakValueDictionary[tuple[Stratum, ...], Rete] = WeakValueDictionary()
        self._lock = Lock()

    def of(self, strata: tuple[Stratum, ...], limit: int) -> Rete:
        """The one of these clauses. Raises TooManyNetworksError where they would come to too many."""
        with self._lock:
            found = self._built.get(strata)
            if found is None:
                if sum(one.clauses for one in self._built.values()) + sum(map(len, strata)) > limit:
                    raise TooManyNetworksError(limit)
                found = self._built[strata] = Rete(strata)
            return found


RETES = Retes()


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
        message["id"] = number
        text = to_json(message).decode()
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


def _rulesets(stratum: Stratum) -> list[_Ruleset]:
    """The clauses of one stratum in as many rulesets as they need; those that read the same properties stand together."""
    rules = [(clause, names) for clause, names in stratum if clause]
    rules.sort(key=lambda rule: sorted(literal.property for literal in rule[0]))
    shards: list[list[tuple[Clause, tuple[str, ...]]]] = []
    read: set[str] = set()
    for clause, names in rules:
        read |= {literal.property for literal in clause}
        if not shards or len(shards[-1]) == CLAUSES_PER_RULESET or len(read) > PROPERTIES_PER_RULESET:
            shards.append([])
            read = {literal.property for literal in clause}
        shards[-1].append((clause, names))
    return [_ruleset(shard) for shard in shards]


def _ruleset(rules: Sequence[tuple[Clause, tuple[str, ...]]]) -> _Ruleset:
    definition = {f"r{index}": {"all": [{"m": _clause(clause)}]} for index, (clause, _) in enumerate(rules)}
    definition[END] = {"all": [{"m": {END: True}}]}
    reads = sorted({literal.property for clause, _ in rules for literal in clause})
    derives = {f"r{index}": names for index, (_, names) in enumerate(rules)}
    return _Ruleset(ENGINE.create_ruleset("huilao", json.dumps(definition)), tuple(reads), derives)


def _clause(clause: Clause) -> Mapping[str, Anything]:
    literals = [_literal(literal) for literal in in_order(clause)]
    return literals[0] if len(literals) == 1 else {"$and": literals}


def _literal(literal: Literal) -> Mapping[str, Anything]:
    comparison = {literal.property: literal.value}
    return comparison if literal.operator == "$eq" else {literal.operator: comparison}
