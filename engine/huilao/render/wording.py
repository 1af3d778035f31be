"""The phrases of each language, as frozen tables: a missing phrase is a type error."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..answers.timeline import DocumentEvent
from ..language.condition import Order
from ..language.policy import ColumnType
from ..language.quantity import Rounding, TimeUnit
from ..language.units import Per, Unit


@dataclass(frozen=True, slots=True)
class Wording:
    """Templates for one language. Placeholders: `fact`, `value` (one or joined), `low`, `high`, `unit`, `term`, `part`,
    `parts`, `number`, `place`.
    """

    code: str
    # values
    yes: str
    no: str
    unknown: str
    nothing: str
    and_: str
    or_: str
    listed: str
    years: str
    months: str
    days: str
    # sentences
    all_: str
    any_: str
    joined_any: str
    or_else: str
    quoted: str
    one_of_terms: str
    group: str
    not_: str
    count_at_least: str
    count_at_most: str
    count_between: str
    fact_true: str
    fact_false: str
    term: str
    not_term: str
    about: str
    lives_here: str
    not_lives_here: str
    registered_here: str
    not_registered_here: str
    age: Mapping[TimeUnit, Mapping[Order, str]]
    number: Mapping[Order, str]
    date: Mapping[Order, str]
    scale: Mapping[Order, str]
    passed: Mapping[Order, str]
    between: str
    passed_between: str
    scale_between: str
    age_between: str
    age_is: str
    age_is_not: str
    is_one: str
    is_none: str
    has_any: str
    has_all: str
    has_none: str
    within: str
    country: str
    age_of: Mapping[TimeUnit, str]
    years_reached: str
    years_of_age: str
    age_and_months: str
    time_since: Mapping[TimeUnit, str]
    # quantities
    plus: str
    minus: str
    times: str
    smallest: str
    smaller: str
    largest: str
    larger: str
    rounded: Mapping[Rounding, str]
    coins: Mapping[str, str]
    in_case: str
    otherwise: str
    from_to: str
    from_on: str
    up_to: str
    about_year: str
    about_month: str
    day_from: str
    day_until: str
    day: str
    labelled: str
    made_up: str
    made_up_inside: str
    plus_sign: str
    minus_sign: str
    times_sign: str
    less: str
    whole: str
    comes_to: str
    not_below_nought: str
    holding: str
    not_holding: str
    not_told: str
    # amounts
    per: Mapping[Per, str]
    pays: str
    pays_some: str
    set_for: str
    set_by: str
    lacks: str
    lacking: str
    gap: str
    overlap: str
    empty_cell: str
    depends_amount: str
    set_anew: str
    ended: str
    pays_from: str
    pays_open_from: str
    between_sentences: str
    of_whom: str
    with_amount: str
    amount_is: str
    worked_out: str
    cell: str
    levels_open: str
    notice: str
    events: Mapping[DocumentEvent, str]
    would_have_to_be: str
    # explanations
    known: str
    refused: str
    open: str
    open_partly: str
    partly: str
    aged: str
    because: str
    or_other: str
    line: str
    line_weak: str
    and_others: str
    eligible: str
    eligible_weak: str
    eligible_draft: str
    not_eligible: str
    undetermined: str
    undetermined_lacks: str
    not_in_force: str
    by_instrument: str
    weak_force: str
    planning_period_ended: str
    draft: str
    replaced: str
    depends: str
    depends_term: str
    depends_own: str
    levels_one: str
    levels_some: str
    source: str
    semicolon: str
    # what lies ahead, and what would have to be different
    from_eligible: str
    from_eligible_weak: str
    from_not_eligible: str
    from_undetermined: str
    from_not_in_force: str
    from_day: str
    by_itself: str
    can_change: str
    cannot_change: str
    more_ways: str
    to_be_known: str
    read_from: str
    decided_by: str
    units: Mapping[Unit, str]
    columns: Mapping[ColumnType, str]
