"""What can be known about a person: the vocabulary of the rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any as Anything

from .condition import Condition, Span
from .quantity import BIRTH
from .units import Unit

Languages = tuple[str, ...]
BOTH: Languages = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Text:
    """A text for people: Chinese first, English where it was given."""

    zh: str
    en: str | None = None

    def of(self, language: str) -> str:
        """The text in `zh` or `en`; Chinese where there is no English."""
        return (self.en or self.zh) if language == "en" else self.zh

    def data(self, languages: Languages = BOTH) -> dict[str, str]:
        """The text as JSON data by language; the Chinese alone where there is no English."""
        return {"zh": self.zh} if self.en is None else {one: self.of(one) for one in languages}


class FactType(StrEnum):
    """The kinds of values that a fact can have."""

    YES_NO = "yes_no"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    SCALE = "scale"
    SET = "set"
    PLACE = "place"
    PERSON = "person"
    PEOPLE = "people"
    """Several people, such as the members of a household."""


class Sensitivity(StrEnum):
    """How closely a fact touches the person (Personal Information Protection Law, art. 4 and 28)."""

    CONTEXT = "context"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"


class AskedOf(StrEnum):
    """Who can say it."""

    ELDER = "elder"
    """The elder, or whoever speaks for them."""
    RELATIVE = "relative"
    """A carer, child or other relative, of themselves: never asked of the elder."""
    OFFICE = "office"
    """An office that has decided it."""


@dataclass(frozen=True, slots=True)
class Implied:
    """What a value of one fact says of another, or of which other codes of its own set cannot stand beside it."""

    fact: str
    value: Anything
    """What is then known of it, as `known.py` has it."""


@dataclass(frozen=True, slots=True)
class Code:
    """One value of a choice, scale or set."""

    code: str
    label: Text
    also: tuple[str, ...] = ()
    implies: tuple[Implied, ...] = ()
    """What it says of other facts."""
    says: Text | None = None
    """What is said of somebody with it (`属于农村`); None where the fact's label and its own will do."""
    says_not: Text | None = None
    listed: bool = True
    """Whether it is offered where the codes are listed; a benefit of the book, of which no rule speaks, is taken but not offered."""
    leaves_open: bool = False
    """Whether a cell of a register that names only such codes of a set says nothing of the others (空巢: alone, or with a spouse)."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that can be known about a person."""

    name: str
    type: FactType
    label: Text
    also: tuple[str, ...] = ()
    question: Text | None = None
    read_from: Text | None = None
    sensitivity: Sensitivity = Sensitivity.PERSONAL
    standard: str | None = None
    instrument: Text | None = None
    note: Text | None = None
    unit: Unit | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    codes: tuple[Code, ...] = ()
    """In order: of a scale, the lowest first."""
    only_if: Condition | None = None
    fixed: bool = False
    """Whether it stays as it is once it is so: nothing that the person or an office does makes it another."""
    asked_of: AskedOf = AskedOf.ELDER
    screen: str | None = None
    """The screen of the interview on which it is asked; None for one of its own."""
    locates: bool = False
    """Whether it says where something runs: what is a pilot elsewhere binds there."""
    implies: tuple[Implied, ...] = ()
    """What a yes says of other facts."""
    says: Text | None = None
    """Of a yes/no fact what is said of somebody for whom it holds (`是家庭照护者`); None where its label says it."""
    says_not: Text | None = None
    """And of somebody for whom it does not hold."""
    no_answer: Text | None = None
    """What whoever cannot say it says (`没有评估报告`); None where that they do not know will do."""
    span: Span | None = field(default=None, compare=False, repr=False)
    every_code: frozenset[str] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "every_code", frozenset(one.code for one in self.codes))

    def rank(self, code: str) -> int:
        """The place of a code on a scale, the lowest being 0."""
        return next(rank for rank, one in enumerate(self.codes) if one.code == code)


Vocabulary = Mapping[str, Fact]


@dataclass(frozen=True, slots=True)
class BuiltIn:
    """A word that every rule book has for something that comes from a declared fact."""

    name: str
    label: Text
    source: str
    """The fact that it comes from, which the rule book declares."""
    type: FactType
    """The type of that fact."""


AGE = BuiltIn("age", Text("年龄", "Age"), BIRTH, FactType.DATE)
LIVES_HERE = BuiltIn("lives_here", Text("常住本地", "Lives here"), "residence", FactType.PLACE)
REGISTERED_HERE = BuiltIn("registered_here", Text("户籍在本地", "Household registration here"), "household_registration", FactType.PLACE)

BUILT_IN: Mapping[str, BuiltIn] = {one.name: one for one in (AGE, LIVES_HERE, REGISTERED_HERE)}
