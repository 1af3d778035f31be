"""People without an ID number who stand in a register more than once, perhaps: they are told, and counted in each of their rows."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from ..language.facts import AGE, Text
from ..language.known import Path
from ..language.quantity import BIRTH
from .identity import facts_of_id_numbers
from .mapping import ColumnMap
from .recognise import name_in
from .rows import MOST_NAMED, ROW, Register, rows_in_words

KNOWN = {"residence": pl.Int64, "sex": pl.String, BIRTH: pl.Date}
"""What is known of people by which they may be the same, besides their names."""


def alike(register: Register, mapping: ColumnMap, size: int, people: pl.DataFrame) -> tuple[tuple[int, ...], ...]:
    """The rows that are perhaps of one person each, one of them at least without an ID number that tells who it is: of one name and birth,
    and of one place and sex as far as these are known. `people` are those who were read, `ROW` and `KNOWN`; the register is read once more.
    """
    own = name_in(register.columns)
    if own is None:
        return ()
    births = [column for fact in (BIRTH, AGE.name) for column, target in mapping.facts.items() if target == Path("", fact)]
    rows: list[pl.DataFrame] = []
    for part in register.parts(size):
        numbers = (facts_of_id_numbers(part[column])["person"].is_not_null() for column in mapping.identities)
        numbered = pl.any_horizontal(pl.lit(value=False), *numbers).alias("numbered")
        rows.append(part.select(ROW, own.alias("name"), pl.coalesce(pl.lit(None, pl.String), *births).alias("written"), numbered))
    if not rows:
        return ()
    born = pl.coalesce(pl.col(BIRTH).cast(pl.String), "written").alias("born")
    found = pl.concat(rows).join(people.unique(ROW), on=ROW).with_columns(born).drop_nulls(["name", "born"])
    # whoever's place or sex is not known may be anybody of that name and birth
    filled = found.with_columns(pl.col(one).fill_null(pl.col(one).max().over("name", "born")) for one in ("residence", "sex"))
    groups = filled.group_by("name", "born", "residence", "sex").agg(pl.col(ROW).sort(), pl.col("numbered").all())
    several = groups.filter(~pl.col("numbered") & (pl.col(ROW).list.len() > 1))
    return tuple(sorted(tuple(rows) for rows in several[ROW].to_list()))


def alike_in_words(found: Sequence[Sequence[int]]) -> Text:
    """What is said of such rows."""
    named, more = [rows_in_words(rows) for rows in found[:MOST_NAMED]], len(found) > MOST_NAMED
    zh, en = "；".join(one.zh for one in named), "; ".join(one.of("en") for one in named)
    return Text(f"没有身份证号，而姓名、出生日期（或年龄）、住处、性别都对得上，可能是同一人，各按一人算了：{zh}{f'；等共 {len(found)} 处' if more else ''}。是同一人的，补上身份证号或并成一行",
                f"perhaps the same person, as name, birth (or age), place and sex agree and an ID number is lacking; counted in each row: {en}"
                f"{f' and others, {len(found)} in all' if more else ''}. Where it is one person add the ID numbers, or make one row of them")  # fmt: skip
