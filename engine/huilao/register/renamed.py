"""One ID number under several names: the number is perhaps somebody else's."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from ..language.facts import Text
from .recognise import core, names_people
from .rows import MOST_NAMED, ROW, row_in_words


def other_names(rows: pl.DataFrame, first: pl.Series) -> tuple[tuple[int, int], ...]:
    """The rows with another name than the `first` row of the same person, and that row; none without a column of names."""
    column = next(filter(names_people, rows.columns), None)
    if column is None:
        return ()
    names = {row: core(name or "") for row, name in rows.select(ROW, column).iter_rows()}
    return tuple(
        (row, begin) for row, begin in zip(rows[ROW], first, strict=True) if names[row] and names[begin] and names[row] != names[begin]
    )


def other_names_in_words(rows: Sequence[tuple[int, int]]) -> Text:
    """What is said of such rows of one register."""
    zh = "、".join(f"{row_in_words(row).zh}与{row_in_words(begin).zh}" for row, begin in rows[:MOST_NAMED])
    en = ", ".join(f"{row_in_words(row).of('en')} and {row_in_words(begin).of('en')}" for row, begin in rows[:MOST_NAMED])
    more = _more(rows)
    return Text(f"身份证号相同而姓名不同：{zh}{more.zh}。已按同一人合并，请核对是不是身份证号填错了人",
                f"the same ID number under different names: {en}{more.of('en')}. They were taken for one person: look whether the number is somebody else's")  # fmt: skip


def named_otherwise_then(rows: Sequence[tuple[int, int]]) -> Text:
    """What is said of rows of this register and of an earlier one."""
    zh = "、".join(f"{row_in_words(now).zh}与上次{row_in_words(then).zh}" for now, then in rows[:MOST_NAMED])
    en = ", ".join(f"{row_in_words(now).of('en')} and {row_in_words(then).of('en')} then" for now, then in rows[:MOST_NAMED])
    more = _more(rows)
    return Text(f"身份证号与上次相同而姓名不同：{zh}{more.zh}。都按同一人比较了，请核对是不是有一次身份证号填错了人",
                f"the same ID number under another name than last time: {en}{more.of('en')}. They were compared as one person: look whether one of the two "
                "registers has somebody else's number")  # fmt: skip


def _more(rows: Sequence[tuple[int, int]]) -> Text:
    """How many there are beside those that are named."""
    return Text("", "") if len(rows) <= MOST_NAMED else Text(f"等共 {len(rows)} 处", f" and others, {len(rows)} in all")
