"""The phrases of each language, as frozen tables: a missing phrase is a type error."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..answers.timeline import DocumentEvent
from ..language.condition import Order
from ..language.outcome import Action, Outcome
from ..language.policy import ChooseBy, ColumnType, Force
from ..language.quantity import AgeReached, PayFrom, Rounding, TimeUnit
from ..language.units import Per, Unit


@dataclass(frozen=True, slots=True)
class Wording:
    """Templates for one language. Placeholders: `fact`, `value` (one or joined), `low`, `high`, `unit`, `term`, `part`,
    `parts`, `number`, `place`. No template but `quoted` and `titled` has marks of quotation: what is put between them has
    its own inside (`values.py`).
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
    titled: str
    one_of_terms: str
    group: str
    each_of: str
    one_of_these: str
    marks: tuple[str, ...]
    """Of the points of a list, and of those of a list in it."""
    not_: str
    count_at_least: str
    count_at_most: str
    count_between: str
    fact_false: str
    is_: str
    whether: str
    whether_is: str
    has_no: str
    whether_has: str
    stop: str
    term: str
    not_term: str
    about: str
    entitled: str
    not_entitled: str
    lapsed: str
    nth: str
    persons: str
    and_more: str
    themselves: str
    sum_of: str
    number_of: str
    number_of_whom: str
    among_whom: str
    including: str
    reached: Mapping[AgeReached, str]
    """By which own way an age is counted, after it."""
    not_listed: str
    here: Mapping[str, tuple[str, str]]
    """Of a place of a person, by its fact, that it is in the document's place, and that it is not."""
    age: Mapping[TimeUnit, Mapping[Order, str]]
    number: Mapping[Order, str]
    number_of_persons: Mapping[Order, str]
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
    not_within: str
    country: str
    apart: str
    """A division whose name others have too, by the one around it."""
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
    in_cases: str
    """Rows of which one holds, beside what is compared with it."""
    from_to: str
    from_on: str
    up_to: str
    not_yet_come: str
    """Of the time since a day to come."""
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
    pays_worked_out: str
    pays_some: str
    set_for: str
    set_by: str
    choice_with: str
    choice_among: str
    stands_chosen: Mapping[ChooseBy, str]
    """Of several of which one is paid that it is this one. Placeholders here and below: `others`, `by`."""
    stands_out: Mapping[ChooseBy, str]
    stands_open: Mapping[ChooseBy, str]
    stands_from: str
    stands_alone_from: str
    by_way_of: str
    first_day: str
    first_day_between: str
    earlier_time: str
    as_today_from: str
    """After `starts_from`."""
    once_eligible: str
    starts_from: Mapping[PayFrom, str]
    ends_when: str
    used_up: str
    is_used_up: str
    """That somebody has had so much."""
    apply_at: str
    apply_with: str
    apply_by: str
    quota: str
    places: str
    quota_order: str
    by_number: str
    by_date: str
    quota_no_promise: str
    superseded: str
    other_superseded: str
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
    aged_inside: str
    """The same in brackets."""
    because: str
    or_other: str
    line: str
    line_enquire: str
    and_others: str
    actions: Mapping[Action, str]
    """What to do, in a word or two."""
    forces: Mapping[Force, str]
    """How sure what a document says is, for whoever acts on it; `words.py` has the drafter's words for the same."""
    draft_force: str
    outcomes: Mapping[Outcome, str]
    """What a person is by a reading."""
    asked_by_reading: str
    """What is to be asked, since by another reading more must be known."""
    headlines: Mapping[Action, str]
    """Placeholders: `name`, `force`, `reasons`, `missing`, `doubt`, `stands`, `day`, those that there are."""
    excluded: str
    no_more: str
    """The same where so much was had that no more is paid."""
    not_besides: str
    """Of a benefit whose conditions are met and of which another is paid in the stead."""
    not_besides_now: str
    """The same where it is drawn now."""
    put_out: str
    """In a word or two."""
    not_yet: str
    """What can be claimed later by time alone."""
    from_later: str
    """The same in a word or two."""
    received: str
    stands: Mapping[Outcome, str]
    """What a person is as the document is read now."""
    relatives_not_meant: str
    to_ask_lacks: str
    another_rule: str
    by_instrument: str
    planning_period_ended: str
    before_planning_period: str
    adopted: str
    adopted_cited: str
    this_text: str
    draft: str
    replaced: str
    depends: str
    depends_remote: str
    if_one: str
    if_together: str
    then: str
    and_together: str
    depends_term: str
    depends_own: str
    levels_one: str
    levels_some: str
    source: str
    semicolon: str
    # what lies ahead, and what would have to be different
    from_then: Mapping[Action, str]
    from_then_excluded: str
    in_time: str
    from_day: str
    by_itself: str
    can_change: str
    cannot_change: str
    more_ways: str
    to_be_known: str
    to_be_had: str
    """What is `wanted` of a fact for another benefit that is asked for."""
    by_birth: str
    """That a day goes by a birth date which is not known exactly."""
    read_from: str
    decided_by: str
    singular: Mapping[str, str]
    """What is said of one thing, by what is said of several."""
    units: Mapping[Unit, str]
    columns: Mapping[ColumnType, str]
