"""What a document says on a day: as it was amended by then, and with the readings that an office had adopted by then.

All that interprets rules sees one wording; a rule book is asked for that of the day first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any as Anything
from typing import TypeVar

from .ages import DAY
from .condition import All, Condition
from .policy import TIES, Adopted, Amendment, Benefit, ChooseOne, DefinedQuantity, DefinedTerm, Period, Reading, Rules, Ruleset

Worded = TypeVar("Worded", Benefit, DefinedTerm, DefinedQuantity, ChooseOne)


def turning_days(rules: Rules) -> tuple[date, ...]:
    """The days from which a document says something else, in their order."""
    adopted = adoption_days(rules.rulesets.values())
    return tuple(sorted(adopted | amendment_days(rules, rules.rulesets.values()) | set(_replacement_days(rules))))


def _replacement_days(rules: Rules) -> Iterator[date]:
    """The days from which a provision of a lower place stands in for one of a higher, or does so no more."""
    for name in {name for ruleset in rules.rulesets.values() for one in ruleset.benefits for name in one.replaced_by}:
        ruleset, benefit = _named(rules, name)
        for period in (ruleset.document.in_effect, benefit.in_effect or Period()):
            yield from (period.start,) if period.start is not None else ()
            yield from (period.end + DAY,) if period.end is not None and period.end < date.max else ()


def _named(rules: Rules, name: str) -> tuple[Ruleset, Benefit]:
    ruleset = rules.rulesets[name.partition("/")[0]]
    return ruleset, ruleset.benefit(name)


def adoption_days(rulesets: Iterable[Ruleset]) -> frozenset[date]:
    """The days from which an office reads something of these rulesets in one way."""
    return frozenset(one.since for ruleset in rulesets for one in ruleset.adopted)


def amendment_days(rules: Rules, rulesets: Iterable[Ruleset]) -> frozenset[date]:
    """The days from which a text of these rulesets, or one that all share, reads otherwise."""
    return frozenset(one.since for one in _amendments(rules, rulesets))


def _amendments(rules: Rules, rulesets: Iterable[Ruleset]) -> Iterator[Amendment[Anything]]:
    shared = (rules.terms.values(), rules.quantities.values(), rules.combine)
    own = ((one.terms.values(), one.quantities.values(), one.benefits) for one in rulesets)
    for group in (shared, *own):
        for kind in group:
            for one in kind:
                yield from one.changes


def worded(rules: Rules, day: date) -> Rules:
    """The rule book as it is worded on a day: what is amended or adopted later is not in it."""
    if not turning_days(rules):
        return rules
    return replace(
        rules,
        terms=_all_on(rules.terms, day),
        quantities=_all_on(rules.quantities, day),
        combine=tuple(_on(one, day) for one in rules.combine),
        rulesets={name: _ruleset(ruleset, rules, day) for name, ruleset in rules.rulesets.items()},
    )


def _ruleset(ruleset: Ruleset, rules: Rules, day: date) -> Ruleset:
    adopted = {one.about: one for one in ruleset.adopted if one.since <= day}
    terms = _all_on(ruleset.terms, day)
    benefits = [_limited(replace(_on(one, day), paying_since=_paying_since(one, day)), rules, day) for one in ruleset.benefits]
    return replace(
        ruleset,
        terms={name: _term(term, adopted[name]) if name in adopted else term for name, term in terms.items()},
        quantities=_all_on(ruleset.quantities, day),
        benefits=tuple(_benefit(one, adopted[one.id]) if one.id in adopted else one for one in benefits),
        adopted=tuple(adopted.values()),
    )


def _limited(benefit: Benefit, rules: Rules, day: date) -> Benefit:
    """A benefit without the limits of provisions that do not stand in for it on a day."""
    in_force = [ruleset.in_force(one, day) for ruleset, one in (_named(rules, name) for name in benefit.replaced_by)]
    if all(in_force):
        return benefit
    kept, ties = tuple(limit for limit, holds in zip(benefit.limits, in_force, strict=True) if holds), len(TIES[benefit.applies_to])

    def with_kept(condition: Condition) -> Condition:
        """The condition, whose limits stand after its ties, with those alone that are kept."""
        assert isinstance(condition, All)
        return All((*condition.parts[:ties], *kept, *condition.parts[ties + len(benefit.limits) :]), condition.span)

    return replace(
        benefit,
        condition=with_kept(benefit.condition),
        readings=tuple(replace(one, condition=with_kept(one.condition)) for one in benefit.readings),
        replaced_by=tuple(name for name, holds in zip(benefit.replaced_by, in_force, strict=True) if holds),
        limits=kept,
    )


def _all_on(named: Mapping[str, Worded], day: date) -> dict[str, Worded]:
    return {name: _on(one, day) for name, one in named.items()}


def _on(one: Worded, day: date) -> Worded:
    """Something as it reads on a day, its amendments by then done."""
    if not one.changes:
        return one
    latest: Worded = one
    for change in one.changes:
        latest = change.to if change.since <= day else latest  # type: ignore[assignment]  # of the same kind
    return replace(latest, changes=())


def _paying_since(one: Benefit, day: date) -> date | None:
    """The day of the last amendment by a day of how much a benefit pays."""
    since, paid = None, _paid(one)
    for change in one.changes:
        if change.since <= day and _paid(change.to) != paid:
            since, paid = change.since, _paid(change.to)
    return since


def _paid(one: Benefit) -> Anything:
    return one.pays and (one.pays.amount, one.pays.per), one.levels


def _term(term: DefinedTerm, adopted: Adopted) -> DefinedTerm:
    return replace(term, condition=_chosen(term.condition, term.readings, adopted), readings=())


def _benefit(benefit: Benefit, adopted: Adopted) -> Benefit:
    condition = _chosen(benefit.condition, benefit.readings, adopted)
    return replace(benefit, condition=condition, when=_own(benefit, condition), readings=())


def _chosen(default: Condition, readings: tuple[Reading, ...], adopted: Adopted) -> Condition:
    return next((one.condition for one in readings if one.name == adopted.reading), default) if adopted.reading else default


def _own(benefit: Benefit, condition: Condition) -> Condition:
    """What a whole condition asks besides the tie to the place, what limits it and what stops it."""
    assert isinstance(condition, All)
    return All(condition.parts[len(TIES[benefit.applies_to]) + len(benefit.limits) + len(benefit.stops) :], condition.span)
