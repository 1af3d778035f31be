"""The answer for one benefit and one person: whether its document concerns them and is in force, what its condition says, and
what to do about it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any as Anything
from typing import assert_never, cast

from .condition import All, Any, Compare, Condition, Has, Inside, Not, Order, Share
from .facts import LIVES_HERE, REGISTERED_HERE, AskedOf, FactType
from .known import Holding, Person
from .meaning import truth_of
from .places import within
from .policy import RECEIVING, AppliesTo, Beneficiary, Benefit, Document, Force, RuleClass, Ruleset, Status
from .quantity import Age, Constant, TimeUnit
from .scope import Scope, Situation
from .truth import Truth


class Outcome(StrEnum):
    """Whether somebody has a benefit on a day, by what is known of them."""

    ELIGIBLE = "eligible"
    NOT_ELIGIBLE = "not_eligible"
    UNDETERMINED = "undetermined"
    NOT_IN_FORCE = "not_in_force"


class Action(StrEnum):
    """What to do about a benefit, what is nearest to having it first."""

    CLAIM = "claim"
    """To be claimed: for this person, binding, and the same under every reading that an office could well hold."""
    READING = "reading"
    """The office decides: under one such reading the person has it, under another not."""
    ASK = "ask"
    """Something is still to be asked."""
    EVERYONE = "everyone"
    """Every elder has it."""
    ENQUIRE = "enquire"
    """Encouraged, tried out, drafted or being built: to be had where it is to be had."""
    TELL = "tell"
    """For a relative of the elder, who may be told of it."""
    NOT_COVERED = "not_covered"
    """The document promises this person nothing; that is no refusal."""
    NOT_IN_FORCE = "not_in_force"


OUTCOMES: Mapping[Truth, Outcome] = {
    Truth.YES: Outcome.ELIGIBLE,
    Truth.NO: Outcome.NOT_ELIGIBLE,
    Truth.UNKNOWN: Outcome.UNDETERMINED,
}

_NOT_IN_FORCE: Mapping[Truth, Outcome] = dict.fromkeys(Truth, Outcome.NOT_IN_FORCE)

TIES = (LIVES_HERE.source, REGISTERED_HERE.source, "insurance_place", "pension_place")
"""The facts whose places tie a person to a document."""

AGED = 60
"""From which age a profile is taken to be that of an elder (Law on the Protection of the Rights of the Elderly, art. 2)."""

WEAK = frozenset({Force.DESCRIPTIVE_STATUS_QUO, Force.ENCOURAGED, Force.TO_BE_ESTABLISHED, Force.EXPLORATORY, Force.PRINCIPLE})
"""Forces that must never look like an entitlement."""


def outcomes_of(benefit: Benefit, ruleset: Ruleset, day: date) -> Mapping[Truth, Outcome]:
    """The answers of a benefit on a day, by the truth of its condition."""
    return OUTCOMES if ruleset.in_force(benefit, day) else _NOT_IN_FORCE


def tied(document: Document, person: Person) -> Truth:
    """Whether a person is known to live, be registered, be insured or draw a pension in the place of a document.

    What is not given ties nobody to a place, where it is known that they live elsewhere.
    """
    near = Truth.UNKNOWN if person.get(LIVES_HERE.source) is None else Truth.NO
    for fact in TIES:
        known = person.get(fact)
        near |= Truth.NO if known is None else within(known, document.place)
    return near


def lives_elsewhere(document: Document, person: Person) -> bool:
    """Whether a person is known to live outside the place of a document."""
    known = person.get(LIVES_HERE.source)
    return known is not None and within(known, document.place) is Truth.NO


def concerns(benefit: Benefit, tie: Truth) -> bool:
    """Whether a benefit can concern a person who is tied to the document's place like this: it is for anyone, or a tie cannot
    be ruled out.
    """
    return tie is not Truth.NO or benefit.applies_to is AppliesTo.ANYONE


def settled(benefit: Benefit, document: Document) -> bool:
    """Whether a document surely promises something to a person: it is no draft, and the promise no encouragement, principle,
    plan for places or the like. A pilot whose condition says where it runs is settled there.
    """
    match benefit.rule_class:
        case RuleClass.CORE | RuleClass.BY_REFERENCE | RuleClass.UNIVERSAL:
            tried_out = benefit.force is Force.PILOT and not benefit.located
            return benefit.force not in WEAK and not tried_out and document.status is not Status.DRAFT
        case RuleClass.SUPPLY_SIDE | RuleClass.PARTICIPATION | RuleClass.DESCRIPTIVE | RuleClass.PRINCIPLE:
            return False
        case _:
            assert_never(benefit.rule_class)


def action_of(benefit: Benefit, document: Document, outcome: Outcome, truths: Collection[Truth], hint: Truth | None) -> Action:
    """What to do, where the condition has these truths under the likely readings, the one that was taken among them; `hint`
    as `hint_of` has it.
    """
    if outcome is Outcome.NOT_IN_FORCE:
        return Action.NOT_IN_FORCE
    if hint is not None:
        return Action.NOT_COVERED if hint is Truth.NO else Action.TELL
    if outcome is Outcome.NOT_ELIGIBLE and Truth.YES not in truths:
        return Action.NOT_COVERED
    if not settled(benefit, document):
        return Action.ENQUIRE
    if Truth.YES in truths and Truth.NO in truths:
        return Action.READING
    if Truth.UNKNOWN in truths:
        return Action.ASK
    return Action.EVERYONE if benefit.rule_class is RuleClass.UNIVERSAL else Action.CLAIM


def for_relatives(benefit: Benefit) -> bool:
    """Whether a benefit is for a carer, child or other relative of an elder."""
    match benefit.beneficiary:
        case Beneficiary.ELDER | Beneficiary.PERSON | Beneficiary.ELDER_HOUSEHOLD | Beneficiary.ELDER_AND_FAMILY:
            return False
        case Beneficiary.FAMILY_CARER | Beneficiary.ADULT_CHILD | Beneficiary.HOUSEHOLD_MEMBER:
            return True
        case _:
            assert_never(benefit.beneficiary)


def elders_own(person: Person, situation: Situation) -> bool:
    """Whether a profile is that of an elder: it may be one of 60 or over, and says nothing that a relative says of themselves."""
    facts = situation.scope.facts
    relatives = any(_said(person.get(name)) for name, fact in facts.items() if fact.asked_of is AskedOf.RELATIVE)
    old = Compare(Age(TimeUnit.YEARS), Order.AT_LEAST, Constant(Fraction(AGED)))
    return not relatives and truth_of(old, person, situation) is not Truth.NO


def _said(known: Anything) -> bool:
    """Whether something is known of a fact; of a person, whether of one of their facts."""
    return any(map(_said, cast("Person", known).values())) if isinstance(known, Mapping) else known is not None


def hint_of(benefit: Benefit, person: Person, situation: Situation) -> Truth | None:
    """Of a benefit for relatives, in the profile of an elder: whether they can have it for this elder, they themselves being
    unknown. None for other benefits and profiles.
    """
    if not for_relatives(benefit) or not elders_own(person, situation):
        return None
    return truth_of(benefit.condition, relative_of(person, situation.scope), situation)


def relative_of(person: Person, scope: Scope) -> Person:
    """What is known of relatives of whom nothing is known but the elder whom they belong to."""
    return {name: person for name, fact in scope.facts.items() if fact.type is FactType.PERSON}


def excluded(benefit: Benefit, person: Person, situation: Situation) -> bool:
    """Whether the text itself excludes a person: what fails is a `not` directly under `when`, or that what is paid has ended or
    is used up. That it is for people from elsewhere excludes nobody.
    """
    return any(truth_of(part, person, situation) is Truth.NO for part in excluding(benefit))


def excluding(benefit: Benefit) -> tuple[Condition, ...]:
    """The parts of a benefit's condition by which its text itself excludes somebody."""
    own = benefit.when.parts if isinstance(benefit.when, All) else (benefit.when,)
    return (*(part for part in own if isinstance(part, Not) and not isinstance(part.part, Inside)), *benefit.stops)


def gives_way_to(benefit: Benefit) -> frozenset[str]:
    """What a person may not draw besides a benefit, where the text excludes whoever draws it: codes of `receiving`."""
    return frozenset(code for part in excluding(benefit) if isinstance(part, Not) for code in _drawn_in(part.part))


def _drawn_in(condition: Condition) -> Iterator[str]:
    """The codes each of which alone, being drawn, makes a condition true."""
    if isinstance(condition, Has) and condition.fact == RECEIVING and (condition.share is Share.ANY or len(condition.codes) == 1):
        yield from condition.codes
    elif isinstance(condition, Any):
        for part in condition.parts:
            yield from _drawn_in(part)


def drawn_by(person: Person) -> frozenset[str]:
    """What a person is known to draw already: codes of `receiving`."""
    known = person.get(RECEIVING)
    return known.has if isinstance(known, Holding) else known or frozenset()


def is_among(benefit: Benefit, drawn: frozenset[str]) -> bool:
    """Whether a benefit is among what is drawn."""
    return benefit.scheme in drawn or benefit.full_name in drawn


def replaced(benefit: Benefit, person: Person, situation: Situation) -> bool:
    """Whether a provision of a lower place stands in for a benefit for this person."""
    return any(truth_of(limit, person, situation) is Truth.NO for limit in benefit.limits)
