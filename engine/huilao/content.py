"""The content of a rule book, or of what is known of a person, as JSON data: the same on every machine."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import cache
from typing import Any as Anything
from typing import cast

from .language.policy import Benefit


def digest(value: object, *, places: bool = False) -> str:
    """The SHA-256 of a content; with the places in files where it is written, if these matter."""
    return hashlib.sha256(json.dumps(_data(value, places=places), ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _data(value: Anything, *, places: bool) -> Anything:
    """Content as JSON data: the order of names does not count."""
    if type(value) is str or value is None:  # most of a rule book
        return value
    match value:
        case Enum():
            return value.value
        case Decimal():
            digits = f"{value:f}"  # `normalize` would round what is longer than its context
            return digits.rstrip("0").rstrip(".") if "." in digits else digits
        case Fraction():
            return str(value)
        case date():
            return value.isoformat()
        case Mapping():
            return {str(key): _data(one, places=places) for key, one in cast("Mapping[object, object]", value).items()}
        case tuple() | frozenset():
            items: list[Anything] = list(value)  # pyright: ignore[reportUnknownArgumentType]
            found = [_data(one, places=places) for one in items]
            unordered = isinstance(value, frozenset) or (items and isinstance(items[0], Benefit))
            return sorted(found, key=json.dumps) if unordered else found
        case _ if is_dataclass(value):
            kind: type[Anything] = type(value)
            return {kind.__name__: {name: _data(getattr(value, name), places=places) for name in _counted(kind, places)}}
        case _:
            return value


@cache
def _counted(kind: type[Anything], places: bool) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind) if field.compare or (places and field.name == "span"))


@cache
def engine_version() -> str:
    """The version of Huilao that is installed."""
    from importlib.metadata import version  # it takes longer to import than most of the library

    return version("huilao")
