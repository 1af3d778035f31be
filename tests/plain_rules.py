"""Rules made in Python for the tests: one benefit of one document, plain but for what is given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any as Anything

from huilao.language.condition import Condition
from huilao.language.facts import Text
from huilao.language.policy import (
    AppliesTo,
    Beneficiary,
    Benefit,
    DefinedTerm,
    Document,
    Force,
    Pays,
    RuleClass,
    Rules,
    Ruleset,
    Service,
    whole_condition,
)
from strategies import FACTS


def plain_benefit(when: Condition, name: str = "b", **others: Anything) -> Benefit:
    """A benefit for anyone for whom this holds, until what it pays stops; `others` are further fields."""
    fields: dict[str, Anything] = {
        "ruleset": "r", "id": name, "name": Text("待遇"), "cite": ("第一条",), "service": "service", "force": Force.MANDATORY,
        "rule_class": RuleClass.CORE, "beneficiary": Beneficiary.ELDER, "applies_to": AppliesTo.ANYONE, "provides": Text("内容"),
    }  # fmt: skip
    pays: Pays | None = others.get("pays")
    stops = pays.stops if pays else ()
    return Benefit(**{**fields, **others}, when=when, condition=whole_condition(AppliesTo.ANYONE, when, *stops) if stops else when)


def plain_rules(*benefits: Benefit, terms: Mapping[str, Condition] | None = None, **others: Anything) -> Rules:
    """A rule book of one document of Mianning; `others` are further fields of the rule book."""
    defined = {name: DefinedTerm(name, Text(name), condition) for name, condition in (terms or {}).items()}
    ruleset = Ruleset(Document("r", "513433", Text("r")), defined, benefits, others.get("quantities", {}))
    return replace(Rules(FACTS, defined, {"service": Service(Text("服务"))}, {}, {"r": ruleset}), **others)
