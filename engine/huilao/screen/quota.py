"""Whose turn it is where not all who have a benefit can: ranks among many people."""

from __future__ import annotations

import polars as pl

from ..language.policy import Benefit

RANK, WITHIN, TIED = "/rank", "/within", "/tied"
"""What the columns of a rank, of whether it is within the number and of whether another has the same place add to the name."""


def queue_columns(benefit: Benefit) -> tuple[str, ...]:
    """The columns by which people stand in line: whether they have the benefit and it is paid to them; for each condition of
    the order whether they surely meet it; where a fact comes then, what is known of it as a whole number.
    """
    assert benefit.quota is not None
    name, quota = f"{benefit.full_name}/queue", benefit.quota
    return (name, *(f"{name}/{number}" for number in range(1, len(quota.order) + 1)), *((f"{name}/then",) if quota.then else ()))


def ranked(people: pl.DataFrame, benefit: Benefit) -> pl.DataFrame:
    """Of all people, in the order of their rows, by the columns of `Screening.queues`: `<benefit>/rank` from 1, `/within` and
    `/tied`; all null of who does not have it.

    Whoever surely meets the first condition comes first, then who meets the next; then who has least, or is earliest, what is
    not known last. Who is alike stands in the order of the rows, and is said to be tied.
    """
    assert benefit.quota is not None
    stands, *keys = queue_columns(benefit)
    order = [pl.col(key).not_() if people.schema[key] == pl.Boolean else pl.col(key) for key in keys]
    queue = (
        people.select(stands, *keys)
        .with_row_index("row")
        .filter(pl.col(stands))
        .sort(*order, "row", nulls_last=True)
        .with_row_index("rank", offset=1)
    )
    name = benefit.full_name
    found = queue.select(
        "row",
        pl.col("rank").cast(pl.Int64).alias(name + RANK),
        (pl.col("rank") <= benefit.quota.number).alias(name + WITHIN),
        ((pl.len().over(keys) if keys else pl.len()) > 1).alias(name + TIED),
    )
    return people.select(stands).with_row_index("row").join(found, on="row", how="left", maintain_order="left").drop("row", stands)
