"""Citizens' ID numbers by the column (GB 11643-1999, ISO 7064 check): the same answers as `profile/identity.py` gives one by one.

The numbers stay in here: what leaves is birth date, sex, and whether the number is one.
"""

from __future__ import annotations

import polars as pl

from ..profile.identity import FIRST_GENERATION, LABEL, LAST_X, ROUND_IT

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS = "10X98765432"
"""The check digit by the weighted sum modulo 11."""

ID_LIKE = r"[1-9][0-9]{14,16}[0-9Xx]?"
"""What may be an ID number of today or of before 1999, or most of one: it is never repeated."""
_WHOLE = "^[1-9][0-9]{16}[0-9X]$"


def check_digit(numbers: pl.Expr) -> pl.Expr:
    """The check digits that belong to a column of whole numbers of 17 digits, null where there is none."""
    total = pl.sum_horizontal((numbers // 10 ** (16 - at) % 10 * weight for at, weight in enumerate(WEIGHTS)), ignore_nulls=False)
    return pl.lit(pl.Series(list(CHECK_DIGITS))).gather(total % 11)


def plain_numbers(texts: pl.Series) -> pl.Series:
    """A column of texts without what stands about the digits of ID numbers, those of 15 digits as they were before."""
    odd = ~texts.str.contains(_WHOLE)
    if not odd.any():
        return texts
    plain = (
        pl.col("")
        .str.normalize("NFKC")
        .str.replace_all(ROUND_IT, "")
        .str.to_uppercase()
        .str.replace(LABEL, "${1}")
        .str.replace(LAST_X, "X")
    )
    return texts.scatter(odd.arg_true(), pl.DataFrame({"": texts.filter(odd)}).select(plain).to_series()) if odd.any() else texts


def facts_of_id_numbers(numbers: pl.Series) -> pl.DataFrame:
    """Columns `birth_date` (text, `1944-05-10`), `sex` (`female`, `male`) and `person`, a whole number that stands for the ID number.

    All three are null where the text is no ID number. One of 15 digits is the same person as its successor of 18.
    """
    plain, text, right = pl.col("plain"), pl.col("text"), pl.col("right")
    old = plain.str.contains(FIRST_GENERATION)
    successor = plain.str.slice(0, 6) + "19" + plain.str.slice(6)
    given = (  # step by step: what stands twice in one step is worked out twice
        pl.DataFrame({"plain": plain_numbers(numbers)}, schema={"plain": pl.String})
        .select(text=pl.when(old).then(successor).otherwise(plain), old=old)
        .with_columns(
            born=text.str.slice(6, 8).str.to_date("%Y%m%d", strict=False, exact=True),
            person=pl.when(pl.col("old") | text.str.contains(_WHOLE)).then(text.str.slice(0, 17)).cast(pl.Int64),
        )
        .with_columns(check=check_digit(pl.col("person")))
        .with_columns(
            right=(pl.col("old") | (text.str.slice(17, 1) == pl.col("check")))
            & pl.col("born").is_not_null()
            & (text.str.slice(6, 4) != "0000")
        )
    )
    return given.select(
        birth_date=pl.when(right).then(pl.col("born").dt.to_string("%Y-%m-%d")),
        sex=pl.when(right).then(pl.when(pl.col("person") % 2 == 1).then(pl.lit("male")).otherwise(pl.lit("female"))),
        person=pl.when(right).then(pl.col("person")),
    )
