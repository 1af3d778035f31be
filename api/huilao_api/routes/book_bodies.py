"""The rule book as it stands in responses."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import BaseModel, Field

from huilao import (
    AppliesTo,
    AskedOf,
    Beneficiary,
    Charge,
    ColumnType,
    FactType,
    Force,
    Hits,
    Per,
    PlaceOf,
    RuleClass,
    Sensitivity,
    Status,
    Unit,
    Weight,
)

from .nodes import NodeBody, Place, Words


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
