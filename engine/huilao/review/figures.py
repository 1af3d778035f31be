"""Numbers and the cells of tables in words."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from ..language.distinct import decimal
from ..language.policy import Column, ColumnType
from ..language.quantity import Constant, Quantity
from ..language.units import Unit
from ..language.words import name_of
from ..render.sentence import Speaker


def decimals(number: Fraction | None) -> str | None:
    """A number in decimals, as a fraction where it has no end in them."""
    if number is None:
        return None
    exact = decimal(number)
    return str(number) if exact is None else f"{exact:f}"


def number_words(number: Fraction) -> str:
    """A number for people: with a comma at every thousand."""
    exact = decimal(number)
    return str(number) if exact is None else f"{exact:,f}"


def cell_words(speaker: Speaker, column: Column, cell: Quantity | str | None) -> str:
    """A cell of a table; a dash where it is empty."""
    if cell is None:
        return "—"
    if isinstance(cell, str):
        return cell
    if not isinstance(cell, Constant) or isinstance(cell.value, date):
        return speaker.words(cell)
    return number_words(cell.value) + _unit(column, speaker.language)


def _unit(column: Column, language: str) -> str:
    unit = column.unit or {ColumnType.MONEY: Unit.CNY, ColumnType.PERCENT: Unit.PERCENT}.get(column.type, Unit.NONE)
    if unit in (Unit.NONE, Unit.PERCENT):
        return "%" if unit is Unit.PERCENT else ""
    return f" {name_of(unit).of(language)}" if language == "en" else name_of(unit).zh
