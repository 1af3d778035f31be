"""The three truths of Kleene's strong logic (S. C. Kleene, Introduction to Metamathematics, 1952, §64)."""

from __future__ import annotations

from enum import Enum
from typing import NoReturn


class Truth(Enum):
    """Whether something holds for a person, as far as is known."""

    NO = 0
    UNKNOWN = 1
    YES = 2

    def __and__(self, other: Truth) -> Truth:
        return self if self.value <= other.value else other

    def __or__(self, other: Truth) -> Truth:
        return self if self.value >= other.value else other

    def __invert__(self) -> Truth:
        return _OPPOSITE[self]

    __hash__ = object.__hash__  # each is one object; that of `Enum` is looked up by name, in Python

    def __bool__(self) -> NoReturn:
        raise TypeError("a Truth is not a bool: compare it with `is Truth.YES`")

    @staticmethod
    def of(value: bool | None) -> Truth:
        """The truth of a Python bool, `None` being unknown."""
        return Truth.UNKNOWN if value is None else Truth.YES if value else Truth.NO


_OPPOSITE = {Truth.NO: Truth.YES, Truth.UNKNOWN: Truth.UNKNOWN, Truth.YES: Truth.NO}
