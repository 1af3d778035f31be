"""What a document says on a day: its provisions with the readings that an office had adopted by then.

All that interprets rules sees one wording; a rule book is asked for that of the day first.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from .condition import All, Condition
from .policy import TIES, Adopted, Benefit, DefinedTerm, Reading, Rules, Ruleset


def turning_days(rules: Rules) -> tuple[date, ...]:
    """The days from which a document says something else, in their order."""
    return tuple(sorted({one.since for ruleset in rules.rulesets.values() for one in ruleset.adopted}))


def worded(rules: Rules, day: date) -> Rules:
    """The rule book as it is worded on a day: what is adopted later is not in it."""
    if not any(ruleset.adopted for ruleset in rules.rulesets.values()):
        return rules
    return replace(rules, rulesets={name: _on(ruleset, day) for name, ruleset in rules.rulesets.items()})


def _on(ruleset: Ruleset, day: date) -> Ruleset:
    adopted = {one.about: one for one in ruleset.adopted if one.since <= day}
    return replace(
        ruleset,
        terms={name: _term(term, adopted[name]) if name in adopted else term for name, term in ruleset.terms.items()},
        benefits=tuple(_benefit(one, adopted[one.id]) if one.id in adopted else one for one in ruleset.benefits),
        adopted=tuple(adopted.values()),
    )


def _term(term: DefinedTerm, adopted: Adopted) -> DefinedTerm:
    return replace(term, condition=_chosen(term.condition, term.readings, adopted), readings=())


def _benefit(benefit: Benefit, adopted: Adopted) -> Benefit:
    condition = _chosen(benefit.condition, benefit.readings, adopted)
    return replace(benefit, condition=condition, when=_own(benefit, condition), readings=())


def _chosen(default: Condition, readings: tuple[Reading, ...], adopted: Adopted) -> Condition:
    return next((one.condition for one in readings if one.name == adopted.reading), default) if adopted.reading else default


def _own(benefit: Benefit, condition: Condition) -> Condition:
    """What a whole condition asks besides the tie to the place and what limits it."""
    assert isinstance(condition, All)
    return All(condition.parts[len(TIES[benefit.applies_to]) + len(benefit.limits) :], condition.span)
