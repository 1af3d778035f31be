"""What can be known about a person: the vocabulary of the rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from .condition import Condition, Span
from .quantity import BIRTH
from .units import Unit


@dataclass(frozen=True, slots=True)
class Text:
    """A text for people: Chinese first, English where it was given."""

    zh: str
    en: str | None = None

    def of(self, language: str) -> str:
        """The text in `zh` or `en`; Chinese where there is no English."""
        return (self.en or self.zh) if language == "en" else self.zh


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


class Sensitivity(StrEnum):
    """How closely a fact touches the person (Personal Information Protection Law, art. 4 and 28)."""

    CONTEXT = "context"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"


@dataclass(frozen=True, slots=True)
class Code:
    """One value of a choice, scale or set."""

    code: str
    label: Text
    also: tuple[str, ...] = ()


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
    span: Span | None = field(default=None, compare=False, repr=False)

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
