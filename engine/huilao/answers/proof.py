"""A proof: why a condition holds, does not hold or is unknown for a person, part by part."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any as Anything

from ..language.condition import About, Condition, Test
from ..language.facts import Vocabulary
from ..language.truth import Truth


class Proof:
    """One condition, its truth, the proofs of its parts (of a term: of the term's condition), and of a test the value
    that was known (None where it was not). Immutable by convention: many are made, and they are shared.
    """

    __slots__ = ("condition", "parts", "truth", "value")

    def __init__(self, condition: Condition, truth: Truth, parts: tuple[Proof, ...] = (), value: Anything = None) -> None:
        self.condition = condition
        self.truth = truth
        self.parts = parts
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Proof) and (self.condition, self.truth, self.parts, self.value) == (
            other.condition, other.truth, other.parts, other.value,
        )  # fmt: skip

    __hash__ = object.__hash__

    def __repr__(self) -> str:
        return f"Proof({self.condition!r}, {self.truth}, {self.parts!r}, {self.value!r})"

    def missing(self, facts: Vocabulary) -> frozenset[str]:
        """The facts, by their path from the person, that keep this open; empty if and only if it is settled."""
        return frozenset(self._missing(facts, ""))

    def _missing(self, facts: Vocabulary, path: str) -> Iterator[str]:
        if self.truth is not Truth.UNKNOWN:
            return
        if isinstance(self.condition, Test):
            yield path + (facts[self.condition.fact].derived_from or self.condition.fact)
        inner = f"{path}{self.condition.fact}." if isinstance(self.condition, About) else path
        for part in self.parts:
            yield from part._missing(facts, inner)  # noqa: SLF001
