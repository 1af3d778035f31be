"""The Rete network of durable-rules that decides who is surely eligible.

What durable-rules 2.0 asks of its user, as measured: an action takes exactly one argument and does nothing that can
fail; `delete_state` is never called, a message is retracted instead; a message that matches nothing raises, which is an
answer; at most 64 conditions may wait for one message, so clauses are spread over rulesets; it is not thread-safe; a
host cannot be freed.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import count
from threading import Lock
from typing import Any as Anything

from durable.engine import Host, MessageNotHandledException, MessageObservedException

from ..condition import Condition
from ..facts import Vocabulary
from ..meaning import Person
from .clauses import Clause, Literal, Program, Scope, build_program

CLAUSES_PER_RULESET = 48
MAX_NETWORKS = 64
"""Networks that one process may build: their memory is not given back. Later versions go into a new process."""

logging.getLogger("durable").setLevel(logging.CRITICAL)

class _QuietHost(Host):  # pyright: ignore[reportUntypedBaseClass]
    """A host without its background thread: that looks for timers, which we have none of, and could take our actions."""

    def _run(self) -> None:
        pass


_lock = Lock()
_numbers = count(1)
_networks = count(1)
_host: _QuietHost | None = None


class TooManyNetworksError(RuntimeError):
    """This process has built as many networks as its memory should hold."""


class Network:
    """The network of one version of a rule book. Threads take turns."""

    def __init__(self, goals: Sequence[tuple[str, Condition, Scope]], facts: Vocabulary, *, limit: int = MAX_NETWORKS) -> None:
        """Build the network that derives the names of `goals`. Raises TooManyNetworksError past `limit` in a process."""
        self.program: Program = build_program(goals, facts)
        self.fired: set[str] = set()
        self.always: set[str] = set()
        self.strata: list[list[tuple[str, tuple[str, ...]]]] = []
        """For each stratum its rulesets, each with the properties that it reads."""
        with _lock:
            number = next(_networks)
            if number > limit:
                raise TooManyNetworksError(f"{limit} rule book versions were loaded in this process; start a new one")
            _the_host().set_rulesets(self._definitions(f"n{number}"))

    def _definitions(self, prefix: str) -> Mapping[str, Mapping[str, Anything]]:
        """The rulesets of all strata in durable-rules' own JSON form."""
        definitions: dict[str, dict[str, Anything]] = {}
        for depth, rules in enumerate(self.program.strata):
            shards: list[tuple[str, tuple[str, ...]]] = []
            self.always |= {name for clause, names in rules.items() if not clause for name in names}
            clauses = sorted((item for item in rules.items() if item[0]), key=lambda item: sorted(one.property for one in item[0]))
            for start in range(0, len(clauses), CLAUSES_PER_RULESET):
                shard = clauses[start : start + CLAUSES_PER_RULESET]
                name = f"{prefix}s{depth}x{start}"
                definitions[name] = {
                    f"r{index}": {"all": [{"m": _clause(clause)}], "run": self._action(names)} for index, (clause, names) in enumerate(shard)
                }
                shards.append((name, tuple(sorted({literal.property for clause, _ in shard for literal in clause}))))
            self.strata.append(shards)
        return definitions

    def _action(self, names: tuple[str, ...]) -> Callable[[Anything], None]:
        def fire(_: Anything) -> None:
            self.fired.update(names)

        return fire

    def surely(self, person: Person, day: date) -> frozenset[str]:
        """The names of the goals that surely hold for a person on a day."""
        properties = {name: value for name, extract in self.program.properties.items() if (value := extract(person, day)) is not None}
        with _lock:
            host = _the_host()
            self.fired = set(self.always)
            for shards in self.strata:
                for name, reads in shards:
                    message = {one: properties[one] for one in reads if one in properties}
                    if message:
                        _assert_and_retract(host, name, message)
                properties.update(dict.fromkeys(self.fired, True))
            return frozenset(goal for name in self.fired for goal in self.program.goals.get(name, ()))


def _the_host() -> _QuietHost:
    """The one host of this process, made when it is first needed."""
    global _host  # noqa: PLW0603  # a host cannot be freed
    if _host is None:
        _host = _QuietHost()
    return _host


def _assert_and_retract(host: _QuietHost, ruleset: str, message: dict[str, Anything]) -> None:
    message["id"] = next(_numbers)
    for send in (host.assert_fact, host.retract_fact):
        try:
            send(ruleset, message)
        except (MessageNotHandledException, MessageObservedException):
            pass  # nothing matched: an answer


def _clause(clause: Clause) -> Mapping[str, Anything]:
    literals = [_literal(literal) for literal in sorted(clause, key=lambda one: (one.property, one.operator, str(one.value)))]
    return literals[0] if len(literals) == 1 else {"$and": literals}


def _literal(literal: Literal) -> Mapping[str, Anything]:
    comparison = {literal.property: literal.value}
    return comparison if literal.operator == "$eq" else {literal.operator: comparison}
