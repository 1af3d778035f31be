"""The bodies of requests and responses."""

from __future__ import annotations

import datetime as dt
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from huilao import (
    Action,
    AppliesTo,
    AskedOf,
    Beneficiary,
    Charge,
    ChooseBy,
    ColumnType,
    DocumentEvent,
    FactType,
    Flag,
    Force,
    Hits,
    Kind,
    Outcome,
    Per,
    PlaceOf,
    ProfileError,
    RuleClass,
    Sensitivity,
    Status,
    Unit,
    Way,
    Weight,
    as_day,
)

from .nodes import EndsBody, LackBody, MeasuredBody, NodeBody, Place, ProofBody
from .problems import ProblemDetails

EXAMPLE_PROFILE: dict[str, Any] = {
    "birth_date": "1944-05-10",
    "residence": "513433",
    "household_registration": "513433",
    "residence_setting": "home",
}


class Words(BaseModel):
    """A text for people."""

    zh: str
    en: str | None = None


def _day(value: object) -> object:
    """A day of evaluation from a text such as 2025-03-01: pydantic would take numbers too, as seconds since 1970."""
    try:
        return as_day(value) if value is not None else None
    except ProfileError as error:
        message = error.problems[0].allowed
        assert message is not None
        raise PydanticCustomError("day", "{zh} / {en}", {"zh": message.zh, "en": message.of("en")}) from None


Day = Annotated[date | None, BeforeValidator(_day)]


class LanguageQuery(BaseModel):
    """In which language to answer."""

    model_config = ConfigDict(extra="forbid")

    lang: Literal["zh", "en"] | None = Field(None, description="before `Accept-Language`")


class BenefitsQuery(LanguageQuery):
    """Which benefits are wanted; by codes or Chinese words, each as often as wanted."""

    ruleset: list[str] = Field([], description="only these documents, by name or place")
    service: list[str] = Field([], description="only these services of the catalogue")


class EvaluateRequest(BaseModel):
    """Whom to evaluate, on what day and for what."""

    model_config = ConfigDict(extra="forbid")

    profile: dict[str, Any] = Field(description="facts by code or Chinese word; what is absent or null is unknown")
    as_of: Day = Field(None, description="day of evaluation; today in China by default")
    benefits: list[str] | None = Field(None, description="full names of the benefits wanted; all by default")


class BatchRequest(BaseModel):
    """Whom to evaluate, all on one day and for the same."""

    model_config = ConfigDict(extra="forbid")

    profiles: list[dict[str, Any]] = Field(min_length=1, max_length=1_000, description="profiles as `/v1/evaluate` takes them")
    as_of: Day = Field(None, description="day of evaluation; today in China by default")
    benefits: list[str] | None = Field(None, description="full names of the benefits wanted; all by default")


class EvaluateQuery(LanguageQuery):
    """How the answer is wanted; filters take codes or Chinese words, each as often as wanted."""

    view: Literal["full", "page"] = Field("full", description="every finding, or the first page")
    explain: Literal["none", "short", "full"] = Field("short", description="reasons: none, in words, or with the proof")
    action: list[str] = Field([], description="only these actions: claim 可以办, ...", examples=[["claim", "ask"], ["可以办"]])
    service: list[str] = Field([], description="only these services of the catalogue", examples=[["vaccination"]])
    ruleset: list[str] = Field([], description="only these documents, by name or place", examples=[["mianning"], ["冕宁县"]])
    for_: list[str] = Field(
        [], alias="for", description="only what is for these: elder 老年人本人, ...", examples=[["elder"], ["老年人本人"]]
    )
    local: bool = Field(default=False, description="only documents of the place of residence")


class CitationBody(BaseModel):
    """Where the promise is written."""

    title: Words
    number: str | None
    clauses: list[str]
    span: Place | None


class ReadingBody(BaseModel):
    """A reading of a term, or (null) of the benefit's own sentence."""

    term: str | None
    reading: int = Field(description="its number in the rule file, from 1")
    name: str | None = Field(description="by which an office can adopt it")
    note: Words
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
    name: Words
    service: str
    service_name: Words
    outcome: Outcome = Field(description="what the condition comes to, by the readings taken")
    action: Action = Field(description="what to do: an outcome `eligible` is an entitlement only where this is `claim` or `everyone`")
    settled: bool = Field(description="whether the document surely promises it: no draft, encouragement, principle or plan for places")
    excluded: bool = Field(description="whether the text itself excludes the person; else a `not_eligible` is the document's silence")
    received: bool = Field(description="whether the person is known to draw it already")
    same_as: str | None = Field(description="the benefit of the same document that makes the same promise")
    force: Force
    rule_class: RuleClass
    provides: Words
    flags: list[Flag]
    citation: CitationBody
    missing: list[str] = Field(description="facts that would decide; empty unless undetermined")
    lacks: list[LackBody] = Field(description="numbers of the rule book that would decide; empty unless undetermined")
    instruments: dict[str, Words] = Field(description="missing facts that another document decides")
    robust: bool = Field(description="the same under every recorded reading of the words")
    depends_on_reading: list[DependenceBody]
    doubts: list[DependenceBody] = Field(description="those of them that an office could well hold and nobody settled")
    asks: list[str] = Field(description="facts to ask for: that would decide, under a likely reading perhaps")
    levels: LevelsBody | None
    amount: AmountBody | None
    first_day: date | None = Field(description="the day from which is paid, where the text says it and it is known")
    standing: StandingBody | None = Field(description="where one of several benefits is paid and this is one of them")
    explanation: dict[str, str] | None = None
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
    name: Words
    provides: Words
    way: Way
    amount: AmountBody | None
    charge: Charge | None = Field(description="who pays, where the text says so")
    responsible: Words | None
    received: bool
    first_day: date | None
    standing: StandingBody | None
    instead_of: list[str] = Field(description="benefits that are not paid besides")
    not_said: list[Words]
    citation: ClauseBody


class ClauseBody(BaseModel):
    """Where it is written."""

    ruleset: str
    clauses: list[str]


class DoubtBody(BaseModel):
    """What hangs on the same readings."""

    benefits: list[ClaimBody]
    outcome: Outcome = Field(description="as the text was taken")
    ways: list[DependenceBody]


class AskedBody(BaseModel):
    """A question and what it bears on."""

    screen: str | None
    facts: list[str]
    question: dict[str, str]
    settles: list[str]


class NamedBody(BaseModel):
    """A benefit by its name."""

    benefit: str
    name: Words


class SourceBody(BaseModel):
    """A document, and what is to be known of it."""

    ruleset: str
    title: Words
    number: str | None
    flags: list[Flag]


class SumsBody(BaseModel):
    """What can be claimed in all, what is new apart from what is drawn already."""

    new: dict[Per, TotalBody]
    received: dict[Per, TotalBody]


class PageResponse(BaseModel):
    """The first page: what can be claimed, what hangs on a reading, what to ask, and counts of the rest."""

    claims: list[ClaimBody]
    readings: list[DoubtBody]
    questions: list[AskedBody]
    others: dict[Action, list[NamedBody]]
    elsewhere: list[NamedBody]
    counts: dict[Action, int]
    totals: SumsBody
    documents: list[SourceBody]
    text: dict[str, str]
    receipt: ReceiptBody


class BatchResult(BaseModel):
    """What came out for one profile: an evaluation, or what is wrong with it."""

    index: int = Field(description="the place of the profile in the request, from 0")
    evaluation: EvaluateResponse | PageResponse | None = None
    problem: ProblemDetails | None = None


class BatchResponse(BaseModel):
    """A result for every profile, in their order."""

    results: list[BatchResult]


class TimelineRequest(BaseModel):
    """Whom to look ahead for, from what day, how far and for what."""

    model_config = ConfigDict(extra="forbid")

    profile: dict[str, Any] = Field(description="facts by code or Chinese word; what is absent or null is unknown")
    as_of: Day = Field(None, description="the day from which to look ahead; today in China by default")
    years: int = Field(5, strict=True, ge=1, le=50, description="how many years to look ahead")
    benefits: list[str] | None = Field(None, description="full names of the benefits wanted; all by default")
    near_misses: bool = Field(default=False, strict=True, description="also what would turn each refusal")


class ChangeBody(BaseModel):
    """A finding that is another from a day on."""

    date: dt.date
    benefit: str
    name: Words
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
    because: Words
    explanation: Words


class NoticeBody(BaseModel):
    """Something that happens to a document on a day and turns no finding."""

    date: dt.date
    ruleset: str
    event: DocumentEvent
    text: Words


class RequiredBody(BaseModel):
    """One fact that would have to be another."""

    fact: str = Field(
        description="its path: `cared_elder.birth_date` is inside `cared_elder`, `household_members.2.birth_date` that of the second listed"
    )
    required: Words = Field(description="what is wanted of it")
    now: Any = Field(description="its value; null where it is unknown")
    value: Any = Field(description="the nearest value that would do")
    fixed: bool = Field(description="whether it cannot become so")
    read_from: Words | None
    instrument: Words | None


class WayBody(BaseModel):
    """One smallest set of things that would have to be different."""

    kind: Kind
    date: dt.date = Field(description="from when on it would do")
    because: Words = Field(description="what begins that day; empty where no time is needed")
    changes: list[RequiredBody]
    text: Words


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
    near_misses: dict[str, NearMissesBody] | None = Field(None, description="for each benefit refused now, where asked for")


class InterviewRequest(BaseModel):
    """What is known of a person so far; the service keeps nothing between questions."""

    model_config = ConfigDict(extra="forbid")

    profile: dict[str, Any] = Field(
        description="facts by code or Chinese word; `{}` for a person who is there and of whom nothing is known"
    )
    unknown: list[str] = Field(
        default_factory=list[str],
        description="facts that were asked for in vain, by their path (`household_members.2.birth_date` is that of the second listed); these are not asked again. A person, where there is none",
    )
    as_of: Day = Field(None, description="day of evaluation; today in China by default")
    benefits: list[str] | None = Field(None, description="full names of the benefits that it is about; all by default")
    everything: bool | None = Field(
        None, description="whether to ask on after it is settled what can be claimed, until all is; by default where benefits are named"
    )
    limit: int | None = Field(None, strict=True, ge=1, description="number of questions, and of screens, wanted; all by default")


class ChoiceBody(BaseModel):
    """What can be answered."""

    code: str
    label: Words


class QuestionBody(BaseModel):
    """A question whose answer can still settle something."""

    path: str = Field(
        description="where the answer belongs in the profile: `cared_elder.birth_date` is inside `cared_elder`, "
        "`household_members.2.birth_date` in the second entry of `household_members`"
    )
    type: FactType
    text: Words
    reason: Words = Field(description="why it is asked")
    read_from: Words | None = Field(description="where the answer is written")
    instrument: Words | None = Field(description="the document that decides it")
    no_answer: Words = Field(description="what whoever cannot say it says, to be sent in `unknown`")
    unit: Words | None
    choices: list[ChoiceBody]
    known: Any = Field(description="what is known of it already, as in a profile, where that is not enough; null where nothing is")
    worth: float = Field(description="its share in settling all open benefits, each of which counts by its force")
    benefits: list[str] = Field(description="the open benefits that it can help to settle, the strongest force first")


class ScreenBody(BaseModel):
    """Questions that are put together."""

    screen: str | None = Field(description="its name; null for a question alone")
    label: Words | None
    text: Words = Field(description="the question for the list to tick; without one that of the first question")
    ticked: list[str] = Field(description="paths of the questions that are one list to tick: yes where it is, no where it is not")
    none: Words | None = Field(description="the answer to that list that ticks nothing")
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


class BenefitSummary(BaseModel):
    """A benefit in a list."""

    benefit: str
    ruleset: str
    name: Words
    service: str
    service_name: Words
    force: Force
    rule_class: RuleClass
    clauses: list[str]


class ReadingDetail(BaseModel):
    """Another defensible reading."""

    name: str | None = Field(description="by which an office can adopt it")
    weight: Weight = Field(description="`likely` where an office could well hold it: then the answer hangs on it")
    note: Words
    sentence: Words


class ColumnBody(BaseModel):
    """A column of a table of levels."""

    name: str
    label: Words
    type: ColumnType
    unit: Unit | None


class CellBody(BaseModel):
    """A cell in words; null where it is empty."""

    text: Words | None


class RowBody(BaseModel):
    """A row of a table of levels; without a sentence it is for all the rest."""

    sentence: Words | None
    cells: list[CellBody]


class LevelsDetail(BaseModel):
    """A table of levels."""

    columns: list[ColumnBody]
    hits: Hits
    rows: list[RowBody]


class PaysBody(BaseModel):
    """What a benefit pays."""

    amount: Words
    per: Per
    unit: Unit
    data: NodeBody


class BenefitDetail(BenefitSummary):
    """A benefit in words and as data."""

    beneficiary: Beneficiary
    applies_to: AppliesTo
    provides: Words
    responsible: Words | None
    charge: Charge | None = Field(description="who pays for it, where the text says so")
    not_said: list[Words] = Field(description="what one would want to know and the text does not say")
    same_as: str | None = Field(description="the benefit of the same document that makes the same promise")
    scheme: str | None = Field(description="the scheme by which a person is known to draw it")
    sentence: Words
    condition: NodeBody
    readings: list[ReadingDetail]
    notes: list[Words]
    levels: LevelsDetail | None
    pays: PaysBody | None
    replaces: list[str]
    replaced_by: list[str]
    span: Place | None


class CodeBody(BaseModel):
    """A value of a choice, scale or set."""

    code: str
    label: Words
    implies: dict[str, Any] = Field(description="what it says of other facts, as in a profile")


class FactBody(BaseModel):
    """What can be known about a person."""

    fact: str
    type: FactType
    label: Words
    question: Words | None
    read_from: Words | None
    sensitivity: Sensitivity
    standard: str | None
    instrument: Words | None
    note: Words | None
    unit: Words | None
    minimum: str | None
    maximum: str | None
    codes: list[CodeBody]
    implies: dict[str, Any] = Field(description="what a yes says of other facts, as in a profile")
    only_if: Words | None
    asked_of: AskedOf
    screen: str | None = Field(description="the screen of an interview that asks for it together with others")
    locates: bool = Field(description="whether it says where something runs: what is a pilot elsewhere binds there")
    fixed: bool = Field(description="whether it stays as it is for life")


class TermBody(BaseModel):
    """A derived term as one ruleset understands it."""

    term: str
    ruleset: str | None = Field(description="the ruleset that defines it itself; null for the shared definition")
    label: Words
    sentence: Words
    readings: list[ReadingDetail]
    notes: list[Words]


class QuantityBody(BaseModel):
    """A named quantity as one ruleset understands it."""

    quantity: str
    ruleset: str | None = Field(description="the ruleset that defines it itself; null for the shared definition")
    label: Words
    unit: Unit
    sentence: Words
    notes: list[Words]


class StandardValueBody(BaseModel):
    """What holds in a division from a day on; null ends it."""

    place: str
    place_name: Words | None
    since: date
    value: str | dict[str, str] | None = Field(description="one number, or one for each code of the fact that splits the standard")
    cite: list[str]


class StandardBody(BaseModel):
    """A number that changes by place and date."""

    standard: str
    label: Words
    unit: Unit
    place_of: PlaceOf
    split: str | None
    values: list[StandardValueBody]
    cite: list[str]


class PeriodBody(BaseModel):
    """Days from the first to the last, both included; null is open."""

    from_: date | None = Field(alias="from")
    until: date | None


class AdoptedBody(BaseModel):
    """That an office settled how something is read."""

    about: str = Field(description="a term, or the id of a benefit whose sentence it is")
    reading: str | None = Field(description="the name of the reading; null for the document taken as it usually is")
    since: date
    by: Words
    cite: list[str]


class RulesetBody(BaseModel):
    """A source document."""

    ruleset: str
    place: str
    place_name: Words | None
    title: Words
    number: str | None
    issuer: Words | None
    issued: date | None
    status: Status
    in_effect: PeriodBody
    planning_period: PeriodBody | None
    adopted: list[AdoptedBody]
    notes: list[Words]
    benefits: int


class Health(BaseModel):
    """Whether the service is up."""

    status: Literal["ok"]


class Readiness(Health):
    """Whether the service can answer, and with what."""

    version: str
    benefits: int
    disagreements: int = Field(description="evaluations refused since the start because network and proof disagreed")
