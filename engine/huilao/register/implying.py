"""What facts say of each other (`language/implied.py`), by the column: each implication is asked once of each value."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any as Anything
from typing import Protocol

import numpy as np
import polars as pl

from ..language.implied import NONE, Implications, Link
from ..language.known import Path

_UNKNOWN, _NOTHING, _NOT_ASKED = -1, -2, -3
"""Codes of what is not known, which is the last of every list, of what cannot be, and of what was not asked yet."""
Codes = np.ndarray[tuple[int], np.dtype[np.int64]]


class Column(Protocol):
    """What was met of a fact, each by a code: its place in `values`."""

    values: list[Anything]

    def code_of(self, value: Anything) -> int | None:
        """The code of a value, a new one where it is new."""
        ...


class Implying:
    """The implications between the columns of one register."""

    def __init__(self, implications: Implications, columns: Mapping[Path, Column]) -> None:
        self.implications = implications
        self.columns = columns
        self._links = {
            who: [
                _Linked(implications, link, columns[Path(who, link[0].name)], columns[Path(who, link[2].fact)])
                for link in implications.links
                if Path(who, link[0].name) in columns and Path(who, link[2].fact) in columns
            ]
            for who in dict.fromkeys(target.who for target in columns)
        }

    def close(self, who: str, names: Sequence[str], codes: dict[Path, pl.Series]) -> pl.Series:
        """Take in what these facts of a person say of each other, by their codes; the rows in which they contradict each other."""
        targets = [Path(who, name) for name in names]
        height = next(iter(codes.values())).len()
        wrong = np.zeros(height, dtype=bool)
        if not any(one in codes for one in targets):
            return pl.Series(wrong)
        found: dict[str, Codes] = {
            one.fact: (codes[one].fill_null(_UNKNOWN).to_numpy().copy() if one in codes else np.full(height, _UNKNOWN)) for one in targets
        }
        links = [one for one in self._links[who] if one.this in found]
        while sum(one.follow(found, wrong) for one in links):
            pass
        for one in targets:
            if one in codes or (found[one.fact] != _UNKNOWN).any():
                codes[one] = (
                    pl.select(pl.when(pl.lit(pl.Series(found[one.fact])) >= 0).then(pl.lit(pl.Series(found[one.fact]))))
                    .to_series()
                    .alias(str(one))
                )
        return pl.Series(wrong)


class _Linked:
    """One implication between two columns, and what it makes of each of their values that was met so far."""

    def __init__(self, implications: Implications, link: Link, one: Column, other: Column) -> None:
        self.this, self.that = link[0].name, link[2].fact
        self.one, self.other = one, other
        self._says = _Answers(one, lambda value: int(implications.says(link, value)))
        self._then = _Answers(other, lambda value: _code(other, implications.then(link, value)))
        self._else = _Answers(one, lambda value: _code(one, implications.else_(link, value)))

    def follow(self, codes: Mapping[str, Codes], wrong: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> bool:
        """Whether something more is known of somebody."""
        this, that = codes[self.this], codes[self.that]
        says = self._says.of(this) > 0
        then = self._then.of(that)
        ruled_out = ~says & (then == _NOTHING)
        wrong |= says & (then == _NOTHING)
        more = says & (then >= 0) & (then != that)
        that[more] = then[more]
        if not ruled_out.any():
            return bool(more.any())
        places = ruled_out.nonzero()[0]
        left, known = self._else.of(this[places]), this[places]
        wrong[places[left == _NOTHING]] = True
        less = (left >= 0) & (left != known)
        this[places[less]] = left[less]
        return bool(more.any() or less.any())


class _Answers:
    """What is answered for each value of a column; last for one that is not known."""

    def __init__(self, column: Column, answer: Callable[[Anything], int]) -> None:
        self.column = column
        self.answer = answer
        self.known: Codes = np.array([_NOT_ASKED], dtype=np.int64)

    def of(self, codes: Codes) -> Codes:
        """The answers for a column of codes."""
        new = len(self.column.values) + 1 - len(self.known)
        if new:
            self.known = np.concatenate([self.known[:-1], np.full(new, _NOT_ASKED), self.known[-1:]])
        found: Codes = self.known[codes]
        unasked = found == _NOT_ASKED
        if not unasked.any():
            return found
        for code in np.unique(codes[unasked]).tolist():
            self.known[code] = self.answer(None if code == _UNKNOWN else self.column.values[code])
        return self.known[codes]


def _code(column: Column, value: Anything) -> int:
    """The code of a value, which may be new."""
    if value is NONE:
        return _NOTHING
    code = column.code_of(value)
    return _UNKNOWN if code is None else code
