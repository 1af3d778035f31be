"""A whole register read part by part, the people who stand in several rows taken together at the end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from .people import FIRST, Checked, PeopleReader
from .rows import ROW, Register, rows_of


@dataclass(frozen=True)
class Piece:
    """A part that was read, or those who stand in several rows."""

    rows: pl.DataFrame
    """As the register has them (`Register.parts`)."""
    checked: Checked
    instead: pl.Series
    """Rows of people in earlier pieces of whom this one says all: what was read of them before is void."""


def pieces(register: Register, reader: PeopleReader, size: int) -> Iterator[Piece]:
    """All of a register, `size` rows at a time; where people stand in several rows the register is read once more."""
    again: list[pl.DataFrame] = []
    for part in register.parts(size):
        checked = reader.read(part)
        again.append(checked.again)
        yield Piece(part, checked, pl.Series(ROW, [], dtype=pl.Int64))
    several = pl.concat(again) if again else pl.DataFrame()
    if several.height:
        rows = rows_of(register, size, [*several[ROW], *several[FIRST]])
        yield Piece(rows, reader.read_together(rows, several), several[FIRST].unique())
