"""A rule book in one wording: the interpreters of all its rulesets."""

from __future__ import annotations

from datetime import date
from functools import cached_property

from .ask.interviewer import Interviewer
from .decide.network import Network
from .engine import Engine
from .language.known import Person
from .language.policy import Rules
from .language.truth import Truth
from .render.voice import Voice


class Edition:
    """What a rule book says from a day until the next on which it is worded anew. Threads may share it."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.voice = Voice(rules)
        self.engines = {name: Engine(ruleset, rules, self.voice) for name, ruleset in rules.rulesets.items()}

    @cached_property
    def interviewer(self) -> Interviewer:
        """Finds questions."""
        return Interviewer(self.rules)

    @cached_property
    def network(self) -> Network:
        """Says what is surely a yes."""
        benefits = [one for ruleset in self.rules.rulesets.values() for one in ruleset.benefits]
        return Network([(one.full_name, one.condition, self.engines[one.ruleset].scope) for one in benefits])

    def decide(self, person: Person, day: date) -> dict[str, Truth]:
        """The truth of every benefit's condition."""
        truths: dict[str, Truth] = {}
        for engine in self.engines.values():
            truths.update(zip(engine.names, engine.decide(person, day), strict=True))
        return truths
