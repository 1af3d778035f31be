"""The model of a rule book: documents, the terms they use and the benefits they promise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from .ages import AgeReached
from .condition import All, Condition, Inside, Span
from .facts import Text, Vocabulary
from .quantity import Quantity
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


@dataclass(frozen=True, slots=True)
class Reading:
    """Another defensible reading of a sentence or a word: what it takes it to mean, and the condition then."""

    note: Text
    condition: Condition
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
    INSIDE = "inside"
    """Whoever has this benefit has another one of the same service: a remark, since it is often meant."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """A flaw that is meant to be there, and why; `about` names the fact, term, row, reading or benefit, where given."""

    flaw: Flaw
    why: Text
    about: str | None = None
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
    """A decision table."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    hits: Hits = Hits.UNIQUE


@dataclass(frozen=True, slots=True)
class Pays:
    """What a benefit pays, and for what."""

    amount: Quantity
    """As written: a `Named` may be a column of the levels, which stands for the cell of the row that applies."""
    per: Per
    unit: Unit = Unit.CNY
    """Of the amount, without what it is paid for."""
    span: Span | None = field(default=None, compare=False, repr=False)


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
    notes: tuple[Text, ...] = ()
    accepted: tuple[Accepted, ...] = ()
    levels: Levels | None = None
    pays: Pays | None = None
    replaces: tuple[str, ...] = ()
    replaced_by: tuple[str, ...] = ()
    limits: tuple[Condition, ...] = ()
    """The parts of the condition that keep out those for whom a benefit of a lower place stands in, one for each of these."""
    span: Span | None = field(default=None, compare=False, repr=False)
    full_name: str = field(init=False, compare=False, repr=False)
    """`<ruleset>/<benefit>`."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "full_name", f"{self.ruleset}/{self.id}")


LIVES_HERE = Inside("residence")
REGISTERED_HERE = Inside("household_registration")


def whole_condition(applies_to: AppliesTo, when: Condition, *others: Condition) -> Condition:
    """The condition of a benefit with its tie to the place and what else limits it."""
    tie: tuple[Condition, ...] = {
        AppliesTo.RESIDENTS: (LIVES_HERE,),
        AppliesTo.REGISTERED: (REGISTERED_HERE,),
        AppliesTo.ANYONE: (),
    }[applies_to]
    own = when.parts if isinstance(when, All) else (when,)
    return All((*tie, *others, *own), when.span)


@dataclass(frozen=True, slots=True)
class Document:
    """A source document."""

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
    span: Span | None = field(default=None, compare=False, repr=False)

    def in_force(self, day: date) -> bool:
        """Whether it is law, or its draft to be looked at, on a day."""
        return day in self.in_effect and self.status is not Status.REPEALED


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something in a clause that is near a promise to a person and yields no benefit, and why."""

    what: Text
    why: Text


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

    @property
    def name(self) -> str:
        """The name by which benefits' full names begin."""
        return self.document.ruleset


@dataclass(frozen=True, slots=True)
class Place:
    """An administrative division (GB/T 2260)."""

    code: str
    name: Text


@dataclass(frozen=True, slots=True)
class Rules:
    """A whole rule book."""

    facts: Vocabulary
    terms: Mapping[str, DefinedTerm]
    """The shared definitions."""
    services: Mapping[str, Text]
    places: Mapping[str, Place]
    rulesets: Mapping[str, Ruleset]
    standards: Mapping[str, DefinedStandard] = field(default_factory=dict[str, DefinedStandard])
    """With the values of all files: a standard is the whole book's."""
    quantities: Mapping[str, DefinedQuantity] = field(default_factory=dict[str, DefinedQuantity])
    """The shared definitions."""
