"""People without an ID number who stand in a register more than once, perhaps: they are told, and counted in each of their rows."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from ..language.facts import Text
from ..language.quantity import BIRTH
from ..screen.columns import FROM, UNTIL
from .recognise import names_in
from .rows import MOST_NAMED, ROW, rows_in_words

KNOWN = {"residence": pl.Int64, "sex": pl.String, **dict.fromkeys((BIRTH, BIRTH + FROM, BIRTH + UNTIL), pl.Date())}
"""What is known of people by which they may be the same, besides their names."""


class Namesakes:
    """Who is in a register by name, as a hash: nobody's name is kept."""

    def __init__(self) -> None:
        self._met: list[pl.DataFrame] = []

    def add(self, part: pl.DataFrame, person: pl.Series | None) -> None:
        """Note who is in a part of the register; `person` is null where there is no ID number that is right."""
        names = names_in(part)
        if names is None:
            return
        numbered = pl.repeat(value=False, n=part.height, eager=True) if person is None else person.is_not_null()
        named = pl.DataFrame([part[ROW], names.alias("name"), numbered.alias("numbered")]).drop_nulls("name")
        self._met.append(named.with_columns(pl.col("name").hash()))

    def alike(self, people: pl.DataFrame) -> tuple[tuple[int, ...], ...]:
        """The rows that are perhaps of one person each, one of them at least without an ID number that tells who it is: of one name and birth,
        and of one place and sex as far as these are known. `people` are those who were read, `ROW` and `KNOWN`.
        """
        if not self._met:
            return ()
        same = ["name", "born"]
        ends = [pl.col(name).cast(pl.String) for name in (BIRTH, BIRTH + FROM, BIRTH + UNTIL)]
        told = pl.concat_str([one.fill_null("") for one in ends], separator="/")
        born = pl.when(pl.any_horizontal(one.is_not_null() for one in ends)).then(told.hash()).alias("born")
        met = pl.concat(self._met)
        several = met.filter(met["name"].is_duplicated())
        found = several.join(people, on=ROW).unique(ROW).with_columns(born).drop_nulls(same)
        found = found.join(found.filter(~pl.col("numbered")).select(same).unique(), on=same, how="semi")
        # whoever's place or sex is not known may be anybody of that name and birth
        filled = found.with_columns(pl.col(one).fill_null(pl.col(one).max().over(same)) for one in ("residence", "sex"))
        groups = filled.group_by(*same, "residence", "sex").agg(pl.col(ROW).sort(), pl.col("numbered").all())
        alike = groups.filter(~pl.col("numbered") & (pl.col(ROW).list.len() > 1))
        return tuple(sorted(tuple(rows) for rows in alike[ROW].to_list()))


def alike_in_words(found: Sequence[Sequence[int]]) -> Text:
    """What is said of such rows."""
    named, more = [rows_in_words(rows) for rows in found[:MOST_NAMED]], len(found) > MOST_NAMED
    zh, en = "；".join(one.zh for one in named), "; ".join(one.of("en") for one in named)
    return Text(f"没有身份证号，而姓名、出生日期（或年龄）、住处、性别都对得上，可能是同一人，各按一人算了：{zh}{f'；等共 {len(found)} 处' if more else ''}。是同一人的，补上身份证号或并成一行",
                f"perhaps the same person, as name, birth (or age), place and sex agree and an ID number is lacking; counted in each row: {en}"
                f"{f' and others, {len(found)} in all' if more else ''}. Where it is one person add the ID numbers, or make one row of them")  # fmt: skip
