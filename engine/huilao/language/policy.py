"""The model of a rule book: documents, the terms they use and the benefits they promise."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Generic, TypeVar

from .condition import All, Any, Compare, Condition, Inside, Node, Not, Order, Span, Term
from .facts import Text, Vocabulary
from .quantity import AgeReached, Constant, PayFrom, Quantity
from .standards import DefinedStandard
from .units import Per, Unit


class Force(StrEnum):
    """How binding the wording of a provision is, the strongest first."""

    MANDATORY = "mandatory"
    MANDATORY_WITH_TARGET = "mandatory_with_target"
    ONGOING_WORK_TASK = "ongoing_work_task"
    PILOT = "pilot"
    DESCRIPTIVE_STATUS_QUO = "descriptive_status_quo"
    ENCOURAGED = "encouraged"
    TO_BE_ESTABLISHED = "to_be_established"
    EXPLORATORY = "exploratory"
    PRINCIPLE = "principle"


class RuleClass(StrEnum):
    """What kind of provision it is, what is meant for a certain group before what is for everyone."""

    CORE = "core"
    BY_REFERENCE = "by_reference"
    UNIVERSAL = "universal"
    SUPPLY_SIDE = "supply_side"
    PARTICIPATION = "participation"
    DESCRIPTIVE = "descriptive"
    PRINCIPLE = "principle"


class Beneficiary(StrEnum):
    """Whose benefit it is."""

    ELDER = "elder"
    PERSON = "person"
    ELDER_HOUSEHOLD = "elder_household"
    ELDER_AND_FAMILY = "elder_and_family"
    FAMILY_CARER = "family_carer"
    ADULT_CHILD = "adult_child"
    HOUSEHOLD_MEMBER = "household_member"


class AppliesTo(StrEnum):
    """Which tie to the place of the document a benefit asks for."""

    RESIDENTS = "residents"
    REGISTERED = "registered"
    INSURED = "insured"
    PENSIONED = "pensioned"
    EITHER = "either"
    """Living or registered there."""
    UNSTATED = "unstated"
    """The document does not say: read as `EITHER`, and each of the two alone is another reading."""
    ANYONE = "anyone"


class Status(StrEnum):
    """Whether a document is law, a draft for comment, or no longer law."""

    IN_FORCE = "in_force"
    DRAFT = "draft"
    REPEALED = "repealed"


@dataclass(frozen=True, slots=True)
class Period:
    """Days from the first to the last, both included; a missing end is open."""

    start: date | None = None
    end: date | None = None

    def __contains__(self, day: date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


class Charge(StrEnum):
    """What the person pays for what is provided, where the text says it."""

    FREE = "free"
    SUBSIDISED = "subsidised"
    """Public money pays for it, in whole or in part."""
    REDUCED = "reduced"
    """The person pays less than others."""
    PAID = "paid"
    """The person pays."""


class Way(StrEnum):
    """How a service comes to people, in the order in which a page has them."""

    MONEY = "money"
    HOME = "home"
    """It is brought home."""
    APPLY = "apply"
    """One goes for it."""


class Weight(StrEnum):
    """How much a reading counts."""

    LIKELY = "likely"
    """An office could well hold it: an answer that hangs on it is not settled."""
    REMOTE = "remote"
    """Thinkable, and kept for completeness."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Another defensible reading of a sentence or a word: what it takes it to mean, and the condition then."""

    note: Text
    condition: Condition
    name: str | None = None
    """By which an office can adopt it."""
    weight: Weight = Weight.LIKELY
    number: int = field(default=0, compare=False)
    """Its place among the readings in the file, from 1."""
    span: Span | None = field(default=None, compare=False, repr=False)


class Flaw(StrEnum):
    """What may be wrong with a rule that is well written."""

    NOBODY = "nobody"
    """It holds for nobody."""
    EVERYBODY = "everybody"
    """What is written under `when` fails for nobody."""
    DEAD_PART = "dead_part"
    """Where this part holds, it decides nothing: as if it never held."""
    IDLE_PART = "idle_part"
    """Where this part fails, it decides nothing: as if it were not written."""
    SAME_READING = "same_reading"
    """This reading comes to the same as the one that was taken."""
    GAP = "gap"
    """Somebody who has the benefit is in no row of its levels."""
    OVERLAP = "overlap"
    """Somebody who has the benefit is in two rows."""
    DEAD_ROW = "dead_row"
    """Nobody who has the benefit is in this row."""
    NEGATIVE = "negative"
    """What is paid would be below nought for somebody."""
    IDLE_LIMIT = "idle_limit"
    """This part of a smallest or largest is never the one that counts: a cap that never binds."""
    NO_STANDARD = "no_standard"
    """A standard that it needs has no value for the document's own place."""
    TAKES_AWAY = "takes_away"
    """Somebody who had the benefit of the higher place has not the one that replaces it."""
    NEVER_STANDS = "never_stands"
    """Where one of several is paid it is never this one."""
    NEVER_STOPS = "never_stops"
    """Nobody who has the benefit otherwise has it no more because of this: an end that never comes, a limit that nobody uses up."""
    ALWAYS_STOPS = "always_stops"
    """Everybody who has the benefit otherwise has it no more because of this."""
    NEVER_IN_FORCE = "never_in_force"
    """Its own days are none of those of its document."""
    IDLE_CHANGE = "idle_change"
    """This amendment changes nothing."""
    ENDED_BEFORE = "ended_before"
    """The document whose place this one takes had ended before: a remark, since it may have been so."""
    INSIDE = "inside"
    """Whoever has this benefit has another one of the same service: a remark, since it is often meant."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """A flaw that is meant to be there, and why; `about` names the fact, term, row, reading or benefit, where given."""

    flaw: Flaw
    why: Text
    about: str | None = None
    span: Span | None = field(default=None, compare=False, repr=False)


Wording = TypeVar("Wording")


@dataclass(frozen=True, slots=True)
class Amendment(Generic[Wording]):
    """That something reads otherwise from a day on."""

    since: date
    to: Wording
    """The whole of it as it reads then, without amendments of its own."""
    cite: tuple[str, ...] = ()
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Adopted:
    """That an office settled how a term, or a benefit's own sentence, is read: from that day on no other reading counts."""

    about: str
    """A term of the ruleset, or the id of a benefit."""
    reading: str | None
    """The name of the reading; None for what the document was taken to mean."""
    since: date
    by: Text
    cite: tuple[str, ...] = ()
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class DefinedTerm:
    """A term as one ruleset understands it."""

    name: str
    label: Text
    condition: Condition
    readings: tuple[Reading, ...] = ()
    notes: tuple[Text, ...] = ()
    own: bool = False
    """Whether the document defines it itself (rather than by the shared definition)."""
    accepted: tuple[Accepted, ...] = ()
    span: Span | None = field(default=None, compare=False, repr=False)
    says: Text | None = None
    """What is said of somebody whom it means (`是困难老年人`); None where its label is quoted."""
    says_not: Text | None = None
    changes: tuple[Amendment[DefinedTerm], ...] = ()
    """In the order of their days."""


@dataclass(frozen=True, slots=True)
class DefinedQuantity:
    """A quantity that has a name in one ruleset."""

    name: str
    label: Text
    unit: Unit
    value: Quantity
    notes: tuple[Text, ...] = ()
    own: bool = False
    """Whether the document defines it itself."""
    span: Span | None = field(default=None, compare=False, repr=False)
    changes: tuple[Amendment[DefinedQuantity], ...] = ()
    """In the order of their days."""


class ColumnType(StrEnum):
    """What the cells of a column of levels hold."""

    MONEY = "money"
    PERCENT = "percent"
    NUMBER = "number"
    TEXT = "text"


class Hits(StrEnum):
    """Which rows of a table of levels count (DMN 1.5, §8.2.8: hit policies U, F and C>)."""

    UNIQUE = "unique"
    """The one that applies: there are never two."""
    FIRST = "first"
    """The first that applies."""
    HIGHEST = "highest"
    """Of those that apply the one that gives most."""


@dataclass(frozen=True, slots=True)
class Column:
    """An output column of a table of levels."""

    name: str
    label: Text
    type: ColumnType
    unit: Unit | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table of levels: whom it is for, and one cell for each column, None where it is empty."""

    condition: Condition
    cells: tuple[Quantity | str | None, ...]
    amount: Quantity | None = None
    """What is paid in this row, its cells put in; None where nothing is."""
    rest: bool = False
    """Whether it was written without a condition, for whoever is in no other row."""
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Levels:
    """A decision table: its columns test, its rows say what is paid; `hits` says whether one row may apply or several."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    hits: Hits = Hits.UNIQUE


@dataclass(frozen=True, slots=True)
class Starts:
    """From when on is paid: it touches neither outcome nor amount."""

    after: str | None
    """A date fact; None for the day from which the person has the benefit."""
    pay: PayFrom


@dataclass(frozen=True, slots=True)
class Limit:
    """How often, or how much, at most: whoever has had so much has no more."""

    at_most: Fraction
    fact: str
    """The number fact in which it is recorded."""
    so_far: Quantity
    """What it says."""


@dataclass(frozen=True, slots=True)
class Pays:
    """What a benefit pays, and for what."""

    amount: Quantity
    """As written: a `Named` may be a column of the levels, which stands for the cell of the row that applies."""
    per: Per
    unit: Unit = Unit.CNY
    """Of the amount, without what it is paid for."""
    starts: Starts | None = None
    ends: Condition | None = None
    """Where this holds nothing is paid any more."""
    limit: Limit | None = None
    span: Span | None = field(default=None, compare=False, repr=False)

    @property
    def stops(self) -> tuple[Condition, ...]:
        """The parts of a benefit's condition that say that it has not ended, and that its limit is not used up."""
        ended = () if self.ends is None else (Not(self.ends, self.ends.span),)
        used = () if self.limit is None else (Compare(self.limit.so_far, Order.BELOW, Constant(self.limit.at_most), self.span),)
        return (*ended, *used)


@dataclass(frozen=True, slots=True)
class Apply:
    """How one comes to have it, as the text says."""

    at: Text | None = None
    """Where."""
    bring: Text | None = None
    """With what."""
    by: Text | None = None
    """Until when."""


@dataclass(frozen=True, slots=True)
class Quota:
    """How many have it at most. It decides no outcome: in a screening it gives everyone who has the benefit a rank."""

    number: int
    each: Per
    order: tuple[Condition, ...] = ()
    """Whoever meets the first comes first, of equals whoever meets the next."""
    then: str | None = None
    """Of those who are equal still who has least of this number, or the earliest of this date."""


@dataclass(frozen=True, slots=True)
class Benefit:
    """One provision: what it promises, to whom, where it is written and how binding it is."""

    ruleset: str
    id: str
    name: Text
    cite: tuple[str, ...]
    service: str
    force: Force
    rule_class: RuleClass
    beneficiary: Beneficiary
    applies_to: AppliesTo
    provides: Text
    when: Condition
    """The condition as written."""
    condition: Condition
    """The whole condition: `applies_to`, what takes its place elsewhere, and `when`."""
    responsible: Text | None = None
    readings: tuple[Reading, ...] = ()
    """With whole conditions, like `condition`."""
    charge: Charge | None = None
    not_said: tuple[Text, ...] = ()
    """What the text leaves open and a person would ask: how often, where, what to bring."""
    same_as: str | None = None
    """The id of the benefit of the same ruleset that makes the same promise."""
    scheme: str | None = None
    """The code of `receiving` that says that the person draws it already."""
    located: bool = False
    """Whether its condition itself says where it runs."""
    notes: tuple[Text, ...] = ()
    accepted: tuple[Accepted, ...] = ()
    levels: Levels | None = None
    pays: Pays | None = None
    replaces: tuple[str, ...] = ()
    replaced_by: tuple[str, ...] = ()
    limits: tuple[Condition, ...] = ()
    """The parts of the condition that keep out those for whom a benefit of a lower place stands in, one for each of these."""
    in_effect: Period | None = None
    """Its own days; None for those of its document. It is in force where both are."""
    age_reached: AgeReached | None = None
    """Its own way of counting the ages in its own sentence; None for that of its document."""
    apply: Apply | None = None
    quota: Quota | None = None
    changes: tuple[Amendment[Benefit], ...] = ()
    """In the order of their days."""
    paying_since: date | None = field(default=None, compare=False, repr=False)
    """The day from which it pays what it does, in a wording in which that was amended."""
    amended_by: tuple[str, ...] = field(default=(), compare=False, repr=False)
    """The papers that amended it, in a wording in which it was amended."""
    span: Span | None = field(default=None, compare=False, repr=False)
    full_name: str = field(init=False, compare=False, repr=False)
    """`<ruleset>/<benefit>`."""

    @property
    def stops(self) -> tuple[Condition, ...]:
        """The parts of the condition, after `limits`, that say that what is paid has not ended and is not used up."""
        return self.pays.stops if self.pays else ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "full_name", f"{self.ruleset}/{self.id}")


def paid_by(benefit: Benefit) -> Iterator[Node]:
    """The conditions and quantities of what a benefit pays and of its levels."""
    if benefit.pays is not None and benefit.levels is None:
        yield benefit.pays.amount
    for row in benefit.levels.rows if benefit.levels else ():
        yield row.condition
        yield from (cell for cell in row.cells if cell is not None and not isinstance(cell, str))
        if row.amount is not None:
            yield row.amount


LIVES_HERE = Inside("residence")
REGISTERED_HERE = Inside("household_registration")
INSURED_HERE = Inside("insurance_place")
PENSIONED_HERE = Inside("pension_place")

LOCAL = "local_person"
"""The term of a ruleset for the tie to its place that the document does not state."""

RECEIVING = "receiving"
"""The fact that says what a person draws already."""

TIES: Mapping[AppliesTo, tuple[Condition, ...]] = {
    AppliesTo.RESIDENTS: (LIVES_HERE,),
    AppliesTo.REGISTERED: (REGISTERED_HERE,),
    AppliesTo.INSURED: (INSURED_HERE,),
    AppliesTo.PENSIONED: (PENSIONED_HERE,),
    AppliesTo.EITHER: (Any((LIVES_HERE, REGISTERED_HERE)),),
    AppliesTo.UNSTATED: (Term(LOCAL),),
    AppliesTo.ANYONE: (),
}
"""What each tie to the place of a document asks of a person."""


def local_person() -> DefinedTerm:
    """The word of a ruleset whose document does not say which tie to its place it asks for."""
    return DefinedTerm(
        LOCAL,
        Text("本地人", "local person"),
        Any((LIVES_HERE, REGISTERED_HERE)),
        (
            Reading(Text("只算常住在这里的人", "only those who live here"), LIVES_HERE, "residents", number=1),
            Reading(Text("只算户籍在这里的人", "only those who are registered here"), REGISTERED_HERE, "registered", number=2),
        ),
        (Text("文件没有写明看常住还是看户籍。", "The document does not say whether residence or registration counts."),),
        own=True,
        says=Text("是本地人", "is a local person"),
        says_not=Text("不是本地人", "is not a local person"),
    )


def whole_condition(applies_to: AppliesTo, when: Condition, *others: Condition) -> Condition:
    """The condition of a benefit with its tie to the place and what else limits it."""
    own = when.parts if isinstance(when, All) else (when,)
    return All((*TIES[applies_to], *others, *own), when.span)


@dataclass(frozen=True, slots=True)
class Document:
    """A source document: whose it is, for which place, from when until when it is in force, and how it counts ages."""

    ruleset: str
    place: str
    title: Text
    number: str | None = None
    issuer: Text | None = None
    issued: date | None = None
    status: Status = Status.IN_FORCE
    planning_period: Period | None = None
    in_effect: Period = Period()
    age_reached: AgeReached = AgeReached.BIRTHDAY
    notes: tuple[Text, ...] = ()
    supersedes: tuple[str, ...] = ()
    """The rulesets that end, at the latest, the day before this one begins."""
    superseded_by: str | None = None
    """The ruleset that takes its place; its own `in_effect` ends by then."""
    span: Span | None = field(default=None, compare=False, repr=False)

    def in_force(self, day: date) -> bool:
        """Whether it is law, or its draft to be looked at, on a day; what was repealed was law until it ended."""
        ended = self.status is Status.REPEALED and self.in_effect.end is None
        return day in self.in_effect and not ended


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something in a clause that is near a promise to a person and yields no benefit, and why."""

    what: Text
    why: Text


def is_clause(cite: str) -> bool:
    """Whether a citation of a change is of a clause of the same document, rather than of the paper that amends it."""
    return re.match("第[^第章节条款项]{1,6}[章节条款项]", cite) is not None


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of a document: what it is about, and, where no benefit cites it, why it promises nothing to a person."""

    cite: str
    about: Text
    none: Text | None = None
    left_out: tuple[LeftOut, ...] = ()
    span: Span | None = field(default=None, compare=False, repr=False)

    def holds(self, cite: str) -> bool:
        """Whether a citation names this clause or a place inside it."""
        return cite == self.cite or cite.startswith((self.cite + "第", self.cite + "（"))


@dataclass(frozen=True, slots=True)
class Ruleset:
    """A document, its terms and quantities, and its benefits in the document's own order."""

    document: Document
    terms: Mapping[str, DefinedTerm]
    benefits: tuple[Benefit, ...]
    quantities: Mapping[str, DefinedQuantity] = field(default_factory=dict[str, DefinedQuantity])
    clauses: tuple[Clause, ...] = ()
    """The register of all clauses of the document, in its order; empty where none is kept."""
    adopted: tuple[Adopted, ...] = ()
    """The readings that an office settled, in the order of their days."""

    @property
    def name(self) -> str:
        """The name by which benefits' full names begin."""
        return self.document.ruleset

    def benefit(self, name: str) -> Benefit:
        """One of its benefits by its full name. Raises StopIteration where it has none of that name."""
        return next(one for one in self.benefits if one.full_name == name)

    def in_force(self, benefit: Benefit, day: date) -> bool:
        """Whether one of its benefits is in force on a day."""
        return self.document.in_force(day) and (benefit.in_effect is None or day in benefit.in_effect)


class ChooseBy(StrEnum):
    """Which of several benefits is paid."""

    HIGHEST = "highest"
    """The one that pays most; of equals the first written."""
    PERSON = "person"
    """The one that the person chooses."""
    FIRST = "first"
    """The first written."""


@dataclass(frozen=True, slots=True)
class ChooseOne:
    """Of these benefits one is paid; INVARIANT: two or more, by `highest` all for the same (`per`)."""

    benefits: tuple[str, ...]
    """Their full names, in the order in which they are written."""
    by: ChooseBy
    cite: tuple[str, ...] = ()
    ruleset: str | None = None
    """The ruleset in whose folder it stands: it counts while that is in force. None for the book's own."""
    notes: tuple[Text, ...] = ()
    changes: tuple[Amendment[ChooseOne], ...] = ()
    """In the order of their days."""
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Place:
    """An administrative division (GB/T 2260)."""

    code: str
    name: Text


@dataclass(frozen=True, slots=True)
class Service:
    """A service of the catalogue: under it promises of the same thing stand together."""

    label: Text
    way: Way = Way.APPLY


@dataclass(frozen=True, slots=True)
class Screen:
    """A screen of the interview: facts that are asked for together."""

    name: str
    label: Text
    question: Text | None = None
    """One question for all of its yes/no facts, where these are ticked from one list."""


@dataclass(frozen=True, slots=True)
class Rules:
    """A whole rule book as it was read: facts, terms, services and places by their names, and the rulesets, one for each document."""

    facts: Vocabulary
    terms: Mapping[str, DefinedTerm]
    """The shared definitions."""
    services: Mapping[str, Service]
    places: Mapping[str, Place]
    rulesets: Mapping[str, Ruleset]
    standards: Mapping[str, DefinedStandard] = field(default_factory=dict[str, DefinedStandard])
    """With the values of all files: a standard is the whole book's."""
    quantities: Mapping[str, DefinedQuantity] = field(default_factory=dict[str, DefinedQuantity])
    """The shared definitions."""
    screens: Mapping[str, Screen] = field(default_factory=dict[str, Screen])
    """The screens of the interview, in their order."""
    combine: tuple[ChooseOne, ...] = ()
    """What benefits do to each other; no benefit in two of these."""
