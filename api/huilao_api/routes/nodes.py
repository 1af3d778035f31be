"""Texts, places, conditions, quantities and proofs as they stand in responses."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypedDict  # pydantic takes none of `typing` before Python 3.12

ConditionKind = Literal["all", "any", "not", "count", "compare", "oneof", "has", "inside", "term", "about", "entitledto"]
QuantityKind = Literal[
    "constant", "number", "day", "rank", "age", "elapsed", "standard", "named", "plus", "minus", "times", "smallest", "largest", "round", "first",
    "sum",
]  # fmt: skip


class _Exact(BaseModel):
    """A body with no other entries than these, by which those of a union are told apart."""

    model_config = ConfigDict(extra="forbid")


class Spoken(TypedDict, total=False):
    """A text for people in the language that is asked for, under `zh` or `en`; in what is kept under both. Where there is no English it
    is the Chinese.
    """

    __pydantic_config__ = ConfigDict(json_schema_extra={"minProperties": 1})  # pyright: ignore[reportGeneralTypeIssues]

    zh: str
    en: str


class Words(BaseModel):
    """A text for people in both languages; no English where there is none."""

    zh: str
    en: str | None = None


class Place(BaseModel):
    """Where something is written in the rule files, counted from 1."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int


class DecimalBody(_Exact):
    """A number as decimal text."""

    number: str


class FractionBody(_Exact):
    """A number as a fraction or whole number in text."""

    fraction: str


class DateBody(_Exact):
    """A day."""

    date: date


class RangeBody(_Exact):
    """Numbers or days from one to another; null is open."""

    from_: DecimalBody | DateBody | None = Field(alias="from")
    to: DecimalBody | DateBody | None


class AmongBody(_Exact):
    """One of some codes."""

    among: list[str]


class HoldingBody(_Exact):
    """A set of which these codes are known to be in it, and those not."""

    has: list[str]
    has_not: list[str]


ValueBody = bool | str | DecimalBody | FractionBody | DateBody | RangeBody | AmongBody | HoldingBody
"""What is known of a fact that is no set, or a value that a rule names."""
KnownBody = ValueBody | list[str] | None
"""What is known of a fact; of a set its codes."""


class EndsBody(BaseModel):
    """What is known of a number, as decimals or fractions in text; null where an end is open."""

    at_least: str | None
    at_most: str | None


class LackBody(BaseModel):
    """A number that the rule book does not have."""

    standard: str
    place: str
    day: date


class BranchBody(_Exact):
    """A row of a calculation: what it comes to, and when; null for all the rest."""

    span: Place | None
    when: NodeBody | None
    value: NodeBody


class _InsideBody(_Exact):
    """What stands in a condition or quantity besides its parts; which of it, its kind says (docs/language.md)."""

    kind: ConditionKind | QuantityKind
    span: Place | None = Field(description="null where what it says is shared by several rules")
    at_least: int | None = Field(None, description="of a `count`")
    at_most: int | None = Field(None, description="of a `count`")
    left: NodeBody | None = Field(None, description="of a `compare`")
    order: str | None = Field(None, description="of a `compare`")
    right: NodeBody | None = Field(None, description="of a `compare`")
    fact: str | None = None
    values: list[KnownBody] | None = Field(None, description="of a `oneof`")
    share: str | None = Field(None, description="of a `has`: any, all or none of the codes")
    codes: list[str] | None = Field(None, description="of a `has`")
    places: list[str] | None = Field(None, description="of an `inside`; empty for the place of the document")
    term: str | None = None
    benefits: list[str] | None = Field(None, description="of an `entitledto`")
    value: KnownBody = Field(None, description="of a `constant`")
    code: str | None = Field(None, description="of a `rank`; null for what the person has")
    unit: str | None = Field(None, description="of an `age` or `elapsed`")
    reached: str | None = Field(None, description="of an `age`: the day on which it is reached, where the rule says it")
    name: str | None = Field(None, description="of a `standard` or `named`")
    to: str | None = Field(None, description="of a `round`: the multiple")
    mode: str | None = Field(None, description="of a `round`")
    rows: list[BranchBody] | None = Field(None, description="of a `first`")
    among: str | None = Field(None, description="of a `sum`: the list of people")
    where: NodeBody | None = Field(None, description="of a `sum`: of whom; null for all of them")
    with_self: bool | None = Field(None, description="of a `sum`")


class NodeBody(_InsideBody):
    """A condition or a quantity."""

    parts: list[NodeBody] | None = None


class LookupBody(_Exact):
    """What a standard came to for a person."""

    interval: EndsBody
    values: list[SetValueBody]
    place_fact: str | None
    split_fact: str | None
    lack: LackBody | None


class SetValueBody(_Exact):
    """What a standard is set to in a division from a day on; null ends it."""

    place: str
    since: date
    value: str | dict[str, str] | None
    cite: list[str]
    span: Place | None


class PortionBody(_Exact):
    """What one person adds to a sum."""

    whose: str
    interval: EndsBody
    proof: ProofBody | None
    measured: MeasuredBody | None


class PortionsBody(_Exact):
    """What the people of a list add to a sum, and whether these are all of them."""

    complete: bool
    each: list[PortionBody]


class MeasuredBody(_Exact):
    """What a quantity came to, and what it was worked out from."""

    quantity: NodeBody
    interval: EndsBody
    known: LookupBody | PortionsBody | KnownBody
    parts: list[MeasuredBody]
    proofs: list[ProofBody]


class ProofBody(_InsideBody):
    """A condition with what it came to, and the proofs of its parts."""

    truth: Literal["yes", "no", "unknown"]
    known: ValueBody | list[MeasuredBody | str] | None = Field(None, description="of a test: what was known; of a `compare` both sides")
    parts: list[ProofBody] | None = None
