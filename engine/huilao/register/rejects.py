"""What is said of rows that could not be read and of cells that are to be mended, without repeating an ID number."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from ..language.facts import Text
from .cells import tidy
from .identity import ID_LIKE

REJECT_SCHEMA = {"row": pl.Int64, "column": pl.String, "value": pl.String, "reason_zh": pl.String, "mend_zh": pl.String,
                 "reason_en": pl.String, "mend_en": pl.String}  # fmt: skip
COMPARE = Text("对照证件核实后改正", "check it with the papers and correct it")
PRIVATE = Text("填的值不对（像是身份证号，不显示）", "is not a possible value (it looks like an ID number and is not shown)")
_MASK = re.compile(ID_LIKE)


@dataclass(frozen=True, slots=True)
class Rejected:
    """Why a row was not read, or which cell of a row that was read could not be, or not wholly, and is to be mended."""

    row: int
    column: str
    value: str
    reason: Text
    mend: Text | None = None

    def cells(self) -> tuple[int | str, ...]:
        """The cells of a line of rejects."""
        mend = self.mend or Text("", "")
        return (self.row, self.column, self.value, self.reason.zh, mend.zh, self.reason.of("en"), mend.of("en"))


def masked(text: str) -> str:
    """A cell as it may be shown: an ID number that was put in the wrong place is not repeated."""
    plain = re.sub(r"[\s-]", "", tidy(text))
    shown = "…" if _MASK.search(plain) else text
    return shown if len(shown) <= 80 else shown[:79] + "…"


def masked_column(name: str) -> pl.Expr:
    """A column whose cells are shown likewise, in their full length."""
    plain = pl.col(name).str.normalize("NFKC").str.replace_all(r"[\s-]", "")
    return pl.when(plain.str.contains(ID_LIKE)).then(pl.lit("…")).otherwise(pl.col(name)).alias(name)


def rejects_frame(rejected: Iterable[Rejected]) -> pl.DataFrame:
    """Rejected cells as a table."""
    return pl.DataFrame([one.cells() for one in rejected], schema=REJECT_SCHEMA, orient="row")
