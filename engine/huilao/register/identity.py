"""Citizens' ID numbers by the column (GB 11643-1999, ISO 7064 check): the same answers as `profile.py` gives one by one.

The numbers stay in here: what leaves is birth date, sex, and whether the number is one.
"""

from __future__ import annotations

import polars as pl

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS = "10X98765432"
"""The check digit by the weighted sum modulo 11."""

ID_LIKE = r"[1-9][0-9]{14,16}[0-9Xx]?"
"""What may be an ID number of today or of before 1999, or most of one: it is never repeated."""


def check_digit(numbers: pl.Expr) -> pl.Expr:
    """The check digit that belongs to the first 17 digits of a column of texts, null where these are not all digits."""
    total = pl.sum_horizontal(
        *(numbers.str.slice(at, 1).cast(pl.Int32, strict=False) * weight for at, weight in enumerate(WEIGHTS)), ignore_nulls=False
    )
    return (total % 11).replace_strict(list(range(11)), list(CHECK_DIGITS), default=None, return_dtype=pl.String)


def facts_of_id_numbers(numbers: pl.Series) -> pl.DataFrame:
    """Columns `birth_date` (text, `1944-05-10`), `sex` (`female`, `male`) and `person`, a whole number that stands for the ID number.

    All three are null where the text is no ID number.
    """
    compact = pl.col("text").str.strip_chars().str.to_uppercase()
    given = pl.DataFrame({"text": numbers}).select(text=compact).with_columns(
        born=pl.col("text").str.slice(6, 8).str.to_date("%Y%m%d", strict=False, exact=True)
    )  # fmt: skip
    right = (
        pl.col("text").str.contains("^[1-9][0-9]{16}[0-9X]$")
        & (pl.col("text").str.slice(17, 1) == check_digit(pl.col("text")))
        & pl.col("born").is_not_null()
        & (pl.col("text").str.slice(6, 4) != "0000")
    )
    odd = pl.col("text").str.slice(16, 1).cast(pl.Int32, strict=False) % 2 == 1
    return given.select(
        birth_date=pl.when(right).then(pl.col("born").dt.to_string("%Y-%m-%d")),
        sex=pl.when(right).then(pl.when(odd).then(pl.lit("male")).otherwise(pl.lit("female"))),
        person=pl.when(right).then(pl.col("text").str.slice(0, 17).cast(pl.Int64, strict=False)),
    )
