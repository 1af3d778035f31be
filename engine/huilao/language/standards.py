"""Numbers that change by place and date: the subsistence standard of a county from a day on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction

from .condition import Span
from .facts import Text
from .places import division, inside
from .units import Unit


class PlaceOf(StrEnum):
    """Whose place a standard is looked up for."""

    HOUSEHOLD_REGISTRATION = "household_registration"
    RESIDENCE = "residence"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class SetValue:
    """What holds in a division from a day until the next one for it."""

    place: str
    """As `places.division` has it."""
    since: date
    value: Fraction | Mapping[str, Fraction] | None
    """One number, one for each code of the fact that splits it, or (None) no more."""
    cite: tuple[str, ...] = ()
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class DefinedStandard:
    """A standard and all its values."""

    name: str
    label: Text
    unit: Unit
    place_of: PlaceOf
    split: str | None = None
    """The choice fact by whose codes values may be divided."""
    values: tuple[SetValue, ...] = ()
    """By place and day; no place and day twice."""
    cite: tuple[str, ...] = ()
    notes: tuple[Text, ...] = ()
    span: Span | None = field(default=None, compare=False, repr=False)

    def set_for(self, place: str, day: date) -> SetValue | None:
        """The value of the narrowest division around a place (or that place) that has one on a day."""
        found = [one for one in self._on(day) if inside(place, one.place)]
        return max(found, key=lambda one: len(one.place), default=None)

    def set_within(self, place: str, day: date) -> tuple[SetValue, ...]:
        """The values on a day of the divisions inside a place, the place itself left out."""
        here = division(place)
        return tuple(one for one in self._on(day) if inside(one.place, here) and one.place != here)

    def _on(self, day: date) -> list[SetValue]:
        """The value of each division on a day, of those that have one."""
        latest: dict[str, SetValue] = {}
        for one in self.values:
            if one.since <= day and (one.place not in latest or latest[one.place].since < one.since):
                latest[one.place] = one
        return [one for one in latest.values() if one.value is not None]

    def numbers(self, value: SetValue, codes: frozenset[str] | None) -> list[Fraction]:
        """The numbers that a value has for these codes of the fact that splits it, or (None) for all."""
        if isinstance(value.value, Mapping):
            return [number for code, number in value.value.items() if codes is None or code in codes]
        return [] if value.value is None else [value.value]
