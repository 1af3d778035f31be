"""What is said of a person, and of the service itself, as it stands in responses."""

from __future__ import annotations

import datetime as dt
from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, Field

from huilao import (
    Action,
    Charge,
    ChooseBy,
    DocumentEvent,
    FactType,
    Flag,
    Force,
    Goes,
    Kind,
    Outcome,
    Per,
    RuleClass,
    Unit,
    Way,
    Weight,
)

from ..web.problems import ProblemDetails
from .nodes import EndsBody, LackBody, MeasuredBody, NodeBody, Place, ProofBody, Spoken


class CitationBody(BaseModel):
    """Where the promise is written."""

    title: Spoken
    number: str | None
    clauses: list[str]
    amended_by: list[str] = Field(description="the papers by which it reads as it does on the day")
    span: Place | None


class ReadingBody(BaseModel):
    """A reading of a term, or (null) of the benefit's own sentence."""

    term: str | None
    reading: int = Field(description="its number in the rule file, from 1")
    name: str | None = Field(description="by which an office can adopt it")
    note: Spoken
    weight: Weight


class DependenceBody(BaseModel):
    """With these readings the outcome, or the amount, would be another."""

    choices: list[ReadingBody]
    outcome: Outcome
    amount: EndsBody | None = Field(description="the amount then, where it is that which is another")
    weight: Weight = Field(description="remote where one of its readings is")
    by_way_of: str | None = Field(description="another benefit that this one asks for and that depends on a reading")


class LevelsBody(BaseModel):
    """The rows of a table of levels that apply; one where settled."""

    settled: bool
    missing: list[str]
    lacks: list[LackBody]
    rows: list[dict[str, str | EndsBody | None]] = Field(description="by column a number or text, the ends of a number, null where empty")


class AmountBody(EndsBody):
    """What is paid: from nought where it is open whether the person has the benefit."""

    per: Per
    unit: Unit
    depends_on: list[str] = Field(description="facts that would have to be known for it to be one number")
    lacks: list[LackBody]


class TotalBody(EndsBody):
    """The sum of what is paid for the same."""


class FirstDayBody(BaseModel):
    """From when on is paid: between these days, which are the same where it is known."""

    from_: date = Field(alias="from")
    until: date
    depends_on: list[str] = Field(description="facts that would have to be known for it to be one day")


class QuotaBody(BaseModel):
    """How many have it at most: who meets the conditions may still not get it."""

    number: int
    each: Per
    order: list[NodeBody] = Field(description="whoever meets the first comes first, of equals whoever meets the next")
    then: str | None = Field(description="of those who are equal still who has least of this number, or the earliest of this date")


class MemberBody(BaseModel):
    """A benefit among those of which one is paid."""

    benefit: str
    outcome: Outcome = Field(description="open where it hangs on a reading")
    paid: EndsBody | None


class StandingBody(BaseModel):
    """Whether a benefit is the one that is paid of several."""

    stands: str = Field(description="`yes`, `no` or `unknown`")
    choose_one: list[str]
    by: ChooseBy
    cite: list[str]
    because_of: list[str] = Field(description="the others on account of which it is out, or not known to stand")
    members: list[MemberBody]
    paid: EndsBody | None = Field(description="what is paid of all of them together")


class FindingBody(BaseModel):
    """The answer for one benefit."""

    benefit: str
    name: Spoken
    service: str
    service_name: Spoken
    outcome: Outcome = Field(description="what the condition comes to, by the readings taken")
    action: Action = Field(description="what to do: an outcome `eligible` is an entitlement only where this is `claim` or `everyone`")
    settled: bool = Field(description="whether the document surely promises it: no draft, encouragement, principle or plan for places")
    excluded: bool = Field(description="whether the text itself excludes the person; else a `not_eligible` is the document's silence")
    received: bool = Field(description="whether the person is known to draw it already")
    same_as: str | None = Field(description="the benefit of the same document that makes the same promise")
    force: Force
    rule_class: RuleClass
    provides: Spoken
    flags: list[Flag]
    citation: CitationBody
    missing: list[str] = Field(description="facts that would decide; empty unless undetermined")
    lacks: list[LackBody] = Field(description="numbers of the rule book that would decide; empty unless undetermined")
    instruments: dict[str, Spoken] = Field(description="missing facts that another document decides")
    robust: bool = Field(description="the same under every recorded reading of the words")
    depends_on_reading: list[DependenceBody]
    doubts: list[DependenceBody] = Field(description="those of them that an office could well hold and nobody settled")
    asks: list[str] = Field(description="facts to ask for: that would decide, under a likely reading perhaps")
    levels: LevelsBody | None
    amount: AmountBody | None
    first_day: FirstDayBody | None = Field(
        description="the day from which is paid, where the text says it; one that has passed is no promise of back pay"
    )
    soon: date | None = Field(description="of what is refused now, the day within a year from which by time alone it can be claimed")
    quota: QuotaBody | None = Field(description="where not all who meet the conditions get it")
    standing: StandingBody | None = Field(description="where one of several benefits is paid and this is one of them")
    explanation: Spoken | None = None
    proof: ProofBody | None = None
    amount_proof: list[MeasuredBody] | None = Field(None, description="how what is paid was worked out")


class ReceiptBody(BaseModel):
    """What the evaluation can be checked by later."""

    number: str
    as_of: date
    version: str
    engine: str
    profile_digest: str | None = Field(description="keyed digest of the facts on that day; null where the service has no key")
    benefits: list[str] | None = Field(description="the benefits that were asked for; null for all")
    outcomes: dict[str, Outcome]
    actions: dict[str, Action]
    amounts: dict[str, tuple[str | None, str | None]]


class EvaluateResponse(BaseModel):
    """A finding for every benefit that can concern the person."""

    findings: list[FindingBody]
    services: dict[str, list[str]] = Field(
        description="the benefits of the findings by service: the same promise of several documents together"
    )
    totals: dict[Per, TotalBody] = Field(description="what settled benefits pay in all, by what it is paid for")
    receipt: ReceiptBody


class ClaimBody(BaseModel):
    """A line of the first page."""

    benefit: str
    same_as: list[str] = Field(description="other benefits that make the same promise")
    name: Spoken
    provides: Spoken
    way: Way
    amount: AmountBody | None
    charge: Charge | None = Field(description="who pays, where the text says so")
    responsible: Spoken | None
    received: bool
    first_day: FirstDayBody | None
    quota: QuotaBody | None
    standing: StandingBody | None
    instead_of: list[str] = Field(description="benefits that are not paid besides")
    unless: list[str] = Field(description="other claims that, once drawn, put this one out")
    not_said: list[Spoken]
    citation: ClauseBody


class ClauseBody(BaseModel):
    """Where it is written."""

    ruleset: str
    clauses: list[str]
    amended_by: list[str]


class DoubtBody(BaseModel):
    """What hangs on the same readings."""

    benefits: list[ClaimBody]
    outcome: Outcome = Field(description="as the text was taken")
    ways: list[DependenceBody]


class AskedBody(BaseModel):
    """A question and what it bears on."""

    screen: str | None
    facts: list[str]
    question: Spoken
    settles: list[str]


class NamedBody(BaseModel):
    """A benefit by its name."""

    benefit: str
    name: Spoken


class SoonBody(NamedBody):
    """A benefit that can be claimed from a day on, by time alone."""

    date: dt.date


class DrawnBody(NamedBody):
    """A benefit that is drawn, and what becomes of it."""

    goes: Goes = Field(
        description="`on`; `changed`: another is paid instead; `open`; `not_met`: by what is known not to be had; `lapsed`: not in force"
    )


class SourceBody(BaseModel):
    """A document, and what is to be known of it."""

    ruleset: str
    title: Spoken
    number: str | None
    flags: list[Flag]


class SumsBody(BaseModel):
    """What can be claimed in all, what is new apart from what is drawn already."""

    new: dict[Per, TotalBody] = Field(
        description="what it brings more than is drawn now, as far as it can be had together; within a quota nothing is sure"
    )
    limited: dict[Per, TotalBody] = Field(description="what of that is within a quota")
    received: dict[Per, TotalBody]


class PageResponse(BaseModel):
    """The first page: what can be claimed, what hangs on a reading, what to ask, and counts of the rest."""

    claims: list[ClaimBody]
    readings: list[DoubtBody]
    questions: list[AskedBody]
    others: dict[Action, list[NamedBody]]
    elsewhere: list[NamedBody]
    soon: list[SoonBody] = Field(description="what can be claimed within a year by time alone; counted as `not_covered`")
    excluded: list[NamedBody] = Field(description="what the text itself rules out or ends; counted as `not_covered`")
    drawn: list[DrawnBody] = Field(description="what is drawn already, and what becomes of it")
    counts: dict[Action, int]
    totals: SumsBody
    documents: list[SourceBody]
    text: Spoken
    receipt: ReceiptBody


class BatchResult(BaseModel):
    """What came out for one profile: an evaluation, or what is wrong with it."""

    index: int = Field(description="the place of the profile in the request, from 0")
    evaluation: EvaluateResponse | PageResponse | None = None
    problem: ProblemDetails | None = None


class BatchResponse(BaseModel):
    """A result for every profile, in their order."""

    results: list[BatchResult]


class ChangeBody(BaseModel):
    """A finding that is another from a day on."""

    date: dt.date
    benefit: str
    name: Spoken
    service: str
    force: Force
    flags: list[Flag]
    settled: bool
    from_: Outcome = Field(alias="from")
    to: Outcome
    action_before: Action
    action: Action
    amount_before: AmountBody | None
    amount: AmountBody | None
    first_day: FirstDayBody | None = Field(description="the day from which is paid, of what the person has from this day on")
    because: Spoken
    explanation: Spoken


class NoticeBody(BaseModel):
    """Something that happens to a document on a day and turns no finding."""

    date: dt.date
    ruleset: str
    event: DocumentEvent
    text: Spoken


class RequiredBody(BaseModel):
    """One fact that would have to be another."""

    fact: str = Field(
        description="its path: `cared_elder.birth_date` is inside `cared_elder`, `household_members.2.birth_date` that of the second listed"
    )
    required: Spoken = Field(description="what is wanted of it")
    now: Any = Field(description="its value; null where it is unknown")
    value: Any = Field(description="the nearest value that would do")
    fixed: bool = Field(description="whether it cannot become so")
    read_from: Spoken | None
    instrument: Spoken | None


class WayBody(BaseModel):
    """One smallest set of things that would have to be different."""

    kind: Kind
    date: dt.date = Field(description="from when on it would do")
    because: Spoken = Field(description="what begins that day; empty where no time is needed")
    changes: list[RequiredBody]
    text: Spoken


class NearMissesBody(BaseModel):
    """What would turn a refusal, the smallest sets first."""

    complete: bool = Field(description="whether there are no other ways")
    ways: list[WayBody]


class TimelineResponse(BaseModel):
    """What changes, exact to the day, as long as the facts stay as they are."""

    as_of: date
    until: date
    version: str = Field(description="SHA-256 of the rule book")
    changes: list[ChangeBody]
    soon: dict[str, date] = Field(description="what cannot be had now but can from a day on")
    notices: list[NoticeBody]
    documents: list[SourceBody] = Field(description="those of the person's own places or in which something changes")
    near_misses: dict[str, NearMissesBody] | None = Field(None, description="for each benefit refused now, where asked for")


class ChoiceBody(BaseModel):
    """What can be answered."""

    code: str
    label: Spoken


class QuestionBody(BaseModel):
    """A question whose answer can still settle something."""

    path: str = Field(
        description="where the answer belongs in the profile: `cared_elder.birth_date` is inside `cared_elder`, "
        "`household_members.2.birth_date` in the second entry of `household_members`"
    )
    type: FactType
    text: Spoken
    reason: Spoken = Field(description="why it is asked")
    read_from: Spoken | None = Field(description="where the answer is written")
    instrument: Spoken | None = Field(description="the document that decides it")
    no_answer: Spoken = Field(description="what whoever cannot say it says, to be sent in `unknown`")
    unit: Spoken | None
    choices: list[ChoiceBody]
    known: Any = Field(description="what is known of it already, as in a profile, where that is not enough; null where nothing is")
    worth: float = Field(description="its share in settling all open benefits, each of which counts by its force")
    benefits: list[str] = Field(description="the open benefits that it can help to settle, the strongest force first")


class ScreenBody(BaseModel):
    """Questions that are put together."""

    screen: str | None = Field(description="its name; null for a question alone")
    label: Spoken | None
    text: Spoken = Field(description="the question for the list to tick; without one that of the first question")
    ticked: list[str] = Field(description="paths of the questions that are one list to tick: yes where it is, no where it is not")
    none: Spoken | None = Field(description="the answer to that list that ticks nothing")
    questions: list[QuestionBody] = Field(description="all questions of the screen that can be answered now, those of the list too")
    later: list[QuestionBody] = Field(description="those that an answer on the screen may open")
    settles: list[str] = Field(description="the open benefits that it can help to settle")


class InterviewResponse(BaseModel):
    """What to ask next."""

    questions: list[QuestionBody] = Field(description="what is worth most first")
    done: bool = Field(description="whether there is nothing left to ask")
    settled: list[str] = Field(description="benefits whose outcome no further answer changes")
    open: list[str] = Field(description="benefits that are undetermined")
    screens: list[ScreenBody] = Field(description="the same questions as they are put together, in the order in which to put them")
    stays: dict[str, list[str]] = Field(description="when done, the benefits that stay open, by what there is to do about them (`action`)")
    missing: list[str] = Field(description="when done, the facts that keep benefits open: not known, or not finely enough")
    rough: list[str] = Field(description="open benefits of which all open facts are asked for: it would take too much to see which matter")


class Health(BaseModel):
    """Whether the service is up."""

    status: Literal["ok"]


class Readiness(Health):
    """Whether the service can answer, and with what."""

    version: str
    publication: int | None = Field(description="the number of the publication that this process serves; null where nothing is kept")
    failed: int | None = Field(description="the number of a later publication that could not be put in service; null where there is none")
    benefits: int
    disagreements: int = Field(description="evaluations refused since the start because network and proof disagreed")
