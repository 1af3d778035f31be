"""Whose turn it is where not all who have a benefit can: ranks among many people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from ..language.policy import Benefit

RANK, WITHIN, TIED = "/rank", "/within", "/tied"
"""What the columns of a rank, of whether it is within the number and of whether another has the same place add to the name."""


def queue_columns(benefit: Benefit) -> tuple[str, ...]:
    """The columns by which people stand in line: whether they have the benefit and it is paid to them, null where that is open;
    for each condition of the order whether they meet it, null likewise; where a fact comes then, what is known of it as a whole
    number, null where that is not wholly known.
    """
    assert benefit.quota is not None
    name, quota = f"{benefit.full_name}/queue", benefit.quota
    return (name, *(f"{name}/{number}" for number in range(1, len(quota.order) + 1)), *((f"{name}/then",) if quota.then else ()))


def ranked(people: pl.DataFrame, benefit: Benefit) -> pl.DataFrame:
    """Of all people, in the order of their rows, by the columns of `Screening.queues`: `<benefit>/rank` from 1, `/within` and
    `/tied`; all null of who does not surely have it.

    Whoever meets the first condition comes first, then who meets the next; then who has least, or is earliest; of those who are alike
    the first row, and they are said to be tied. A rank is among those who surely have the benefit, by what they surely meet. Whether it
    is within the number is null where that hangs on what is not known: of the person, or of somebody who could come before.
    """
    assert benefit.quota is not None
    stands, *keys = queue_columns(benefit)
    line = people.select(stands, *keys).with_row_index("row").filter(pl.col(stands) | pl.col(stands).is_null())
    sure = pl.col(stands).fill_null(value=False)
    at_best, at_worst = (line.select("row", sure.alias("sure"), *_places(people, keys, best=best)) for best in (True, False))
    order = [name for name in at_best.columns if name not in ("row", "sure")]
    both = pl.concat([at_best.with_columns(best=pl.lit(1)), at_worst.with_columns(best=pl.lit(0))]).sort(*order, "row", -pl.col("best"))
    ahead = both.with_columns(
        could=pl.col("best").cum_sum(),  # they themselves too
        surely=((pl.col("best") == 0) & pl.col("sure")).cum_sum(),
    )
    last = ahead.filter(pl.col("best") == 0, "sure").with_row_index("rank", offset=1)
    first = ahead.filter(pl.col("best") == 1, "sure").select("row", "surely")
    number, name = benefit.quota.number, benefit.full_name
    found = last.drop("surely").join(first, on="row").select(
        "row",
        pl.col("rank").cast(pl.Int64).alias(name + RANK),
        pl.when(pl.col("could") <= number).then(pl.lit(value=True)).when(pl.col("surely") >= number).then(pl.lit(value=False)).alias(name + WITHIN),
        ((pl.len().over(order) if order else pl.len()) > 1).alias(name + TIED),
    )  # fmt: skip
    return people.select(stands).with_row_index("row").join(found, on="row", how="left", maintain_order="left").drop("row", stands)


def _places(people: pl.DataFrame, keys: Sequence[str], *, best: bool) -> Iterator[pl.Expr]:
    """What stands before what, the smaller first, if what is not known turns out for the best or for the worst."""
    for key in keys:
        if people.schema[key] == pl.Boolean:
            yield pl.col(key).fill_null(value=best).not_().alias(key)
        else:
            yield pl.col(key).is_null().cast(pl.Int8) * (-1 if best else 1)
            yield pl.col(key).fill_null(0).alias(f"{key}/known")
