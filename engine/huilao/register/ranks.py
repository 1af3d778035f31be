"""Whose turn it is among all people of a register, where not all who have a benefit can (`screen/quota.py`)."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from ..language.policy import Benefit
from ..screen.quota import queue_columns, ranked
from .rows import ROW
from .work import Part


def ranks(parts: Sequence[Part], benefits: Sequence[Benefit]) -> pl.DataFrame:
    """`ROW` of everybody, and for every benefit that has a quota and is in force their rank, whether it is within the number and
    whether another has the same place (`quota.RANK` and so on): over all parts.
    """
    kept = parts[0].columns if parts else ()
    limited = [one for one in benefits if one.quota is not None and queue_columns(one)[0] in kept]
    names = [ROW, *(name for one in limited for name in queue_columns(one))]
    people = pl.concat([part.some_outcomes(names) for part in parts]) if parts else pl.DataFrame(schema={ROW: pl.Int64})
    return pl.concat([people.select(ROW), *(ranked(people, one) for one in limited)], how="horizontal")
