"""What is known of a person as data: as a profile that reads back as the same."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, cast

from .language.known import Among, Holding, Listed, Person, Range


def profile_data(person: Person) -> dict[str, Any]:
    """What is known of a person as a profile in JSON data, which reads back as the same."""
    return {name: value_data(value) for name, value in person.items()}


def value_data(value: Any) -> Any:
    """What is known of a fact in JSON data, a set of values as a profile writes it."""
    match value:
        case Mapping():
            return profile_data(cast("Person", value))
        case Decimal():
            return _number(value)
        case date():
            return value.isoformat()
        case frozenset():
            return sorted(cast("frozenset[str]", value))
        case Range(low, high):
            names = ("from", "until") if isinstance(high if low is None else low, date) else ("at_least", "at_most")
            return {name: value_data(end) for name, end in zip(names, (low, high), strict=True) if end is not None}
        case Among(codes):
            return {"one_of": sorted(codes)}
        case Holding(has, has_not):
            return {"has": sorted(has), "has_not": sorted(has_not)}
        case Listed(people, complete):
            each = [profile_data(one) for one in people]
            return each if complete else {"listed": each, "complete": False}
        case _:
            return value


def _number(value: Decimal) -> int | float | str:
    """A number that is written with the very same digits; as text where no binary double has them (RFC 8259, section 6)."""
    if value == value.to_integral_value():
        return int(value)
    return float(value) if is_double(value) else f"{value:f}"


def is_double(value: Decimal) -> bool:
    """Whether the shortest text of the nearest binary double is this number, so that nothing is lost on the way."""
    return Decimal(repr(float(value))) == value
