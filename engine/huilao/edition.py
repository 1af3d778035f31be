"""A rule book in one wording: the interpreters of all its rulesets."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property

from .answers.finding import Finding
from .ask.interviewer import Interviewer
from .decide.network import Network
from .engine import Engine
from .language.combine import Standing, lines_in_force, standings
from .language.known import Person
from .language.policy import ChooseOne, Rules
from .language.truth import Truth
from .render.voice import Voice


class Edition:
    """What a rule book says from a day until the next on which it is worded anew. Threads may share it."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.voice = Voice(rules)
        self.engines: dict[str, Engine] = {}
        for name, ruleset in rules.rulesets.items():
            self.engines[name] = Engine(ruleset, rules, self.voice, self.engines)

    @cached_property
    def interviewer(self) -> Interviewer:
        """Finds questions."""
        return Interviewer(self.rules)

    @cached_property
    def network(self) -> Network:
        """Says what is surely a yes."""
        benefits = [one for ruleset in self.rules.rulesets.values() for one in ruleset.benefits]
        return Network([(one.full_name, one.condition, self.engines[one.ruleset].scope) for one in benefits])

    def findings(self, person: Person, day: date, wanted: frozenset[str] | None) -> list[Finding]:
        """A finding for each benefit that can concern the person and is wanted, with what the benefits do to each other."""
        found = [one for engine in self.engines.values() for one in engine.findings(person, day, wanted)]
        return self._standing(found, person, day)

    def findings_of(self, ruleset: str, person: Person, day: date, wanted: frozenset[str]) -> list[Finding]:
        """The same of one ruleset for every benefit that is wanted, whether it can concern the person or not."""
        return self._standing(self.engines[ruleset].findings(person, day, wanted, anyone=True), person, day)

    def _standing(self, found: list[Finding], person: Person, day: date) -> list[Finding]:
        standings = self.standings(person, day) if self._chosen and any(one.benefit in self._chosen for one in found) else {}
        for one in found if standings else ():
            one.standing = standings.get(one.benefit)
        return found

    @cached_property
    def _chosen(self) -> Mapping[str, ChooseOne]:
        """The choice in which a benefit takes part, by the benefit's full name."""
        return {name: line for line in self.rules.combine for name in line.benefits}

    def beside(self, benefit: str) -> tuple[str, ...]:
        """The full names of the benefits of which one is paid, this one among them; itself alone where it is in no choice."""
        line = self._chosen.get(benefit)
        return (benefit,) if line is None else line.benefits

    def standings(self, person: Person, day: date) -> dict[str, Standing]:
        """Of the benefits of which one is paid whether each stands, by their full names.

        Those that are settled take part. What hangs on a reading is open here, as what waits for a fact: it puts nothing out.
        """
        lines = lines_in_force(self.rules, day)
        names = frozenset(name for line in lines for name in line.benefits)
        engines = (self.engines[ruleset] for ruleset in dict.fromkeys(name.partition("/")[0] for name in sorted(names)))
        members = {one.benefit: one for engine in engines for one in engine.members(person, day, names)}
        return {name: standing for line in lines for name, standing in standings(line, members).items()}

    def decide(self, person: Person, day: date) -> dict[str, Truth]:
        """The truth of every benefit's condition."""
        truths: dict[str, Truth] = {}
        for engine in self.engines.values():
            truths.update(zip(engine.names, engine.decide(person, day), strict=True))
        return truths
