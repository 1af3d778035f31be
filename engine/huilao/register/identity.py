"""Citizens' ID numbers by the column (GB 11643-1999, ISO 7064 check): the same answers as `profile/identity.py` gives one by one.

The numbers stay in here: what leaves is birth date, sex, and whether the number is one.
"""

from __future__ import annotations

import polars as pl

from ..profile.identity import FIRST_GENERATION, LAST_X, ROUND_IT

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS = "10X98765432"
"""The check digit by the weighted sum modulo 11."""

ID_LIKE = r"[1-9][0-9]{14,16}[0-9Xx]?"
"""What may be an ID number of today or of before 1999, or most of one: it is never repeated."""
_WHOLE = "^[1-9][0-9]{16}[0-9X]$"


def check_digit(numbers: pl.Expr) -> pl.Expr:
    """The check digit that belongs to the first 17 digits of a column of texts, null where these are not all digits."""
    total = pl.sum_horizontal(
        *(numbers.str.slice(at, 1).cast(pl.Int32, strict=False) * weight for at, weight in enumerate(WEIGHTS)), ignore_nulls=False
    )
    return (total % 11).replace_strict(list(range(11)), list(CHECK_DIGITS), default=None, return_dtype=pl.String)


def plain_numbers(texts: pl.Series) -> pl.Series:
    """A column of texts without what stands about the digits of ID numbers, those of 15 digits as they were before."""
    odd = ~texts.str.contains(_WHOLE)
    if not odd.any():
        return texts
    plain = pl.col("").str.normalize("NFKC").str.replace_all(ROUND_IT, "").str.to_uppercase().str.replace(LAST_X, "X")
    return texts.scatter(odd.arg_true(), pl.DataFrame({"": texts.filter(odd)}).select(plain).to_series()) if odd.any() else texts


def facts_of_id_numbers(numbers: pl.Series) -> pl.DataFrame:
    """Columns `birth_date` (text, `1944-05-10`), `sex` (`female`, `male`) and `person`, a whole number that stands for the ID number.

    All three are null where the text is no ID number. One of 15 digits is the same person as its successor of 18.
    """
    plain, text = pl.col("plain"), pl.col("text")
    old = plain.str.contains(FIRST_GENERATION)
    successor = plain.str.slice(0, 6) + "19" + plain.str.slice(6)
    given = (
        pl.DataFrame({"plain": plain_numbers(numbers)}, schema={"plain": pl.String})
        .select(text=pl.when(old).then(successor).otherwise(plain), old=old)
        .with_columns(born=text.str.slice(6, 8).str.to_date("%Y%m%d", strict=False, exact=True))
    )
    right = (
        (pl.col("old") | (text.str.contains(_WHOLE) & (text.str.slice(17, 1) == check_digit(text))))
        & pl.col("born").is_not_null()
        & (text.str.slice(6, 4) != "0000")
    )
    odd = text.str.slice(16, 1).cast(pl.Int32, strict=False) % 2 == 1
    return given.select(
        birth_date=pl.when(right).then(pl.col("born").dt.to_string("%Y-%m-%d")),
        sex=pl.when(right).then(pl.when(odd).then(pl.lit("male")).otherwise(pl.lit("female"))),
        person=pl.when(right).then(text.str.slice(0, 17).cast(pl.Int64, strict=False)),
    )
