"""What is said of rows that could not be read and of cells that are to be mended, without repeating an ID number."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

import polars as pl

from ..language.facts import Text
from .cells import tidy
from .identity import ID_LIKE

REJECT_SCHEMA = {"row": pl.Int64, "column": pl.String, "value": pl.String, "reason_zh": pl.String, "mend_zh": pl.String,
                 "reason_en": pl.String, "mend_en": pl.String}  # fmt: skip
COMPARE = Text("对照证件核实后改正", "check it with the papers and correct it")
PRIVATE = Text("看不懂这种写法（像是身份证号，不显示）", "is not understood (it looks like an ID number and is not shown)")
LONGEST = 20
"""Signs of a word that is shown: longer ones are sentences about somebody."""
_QUOTED = re.compile(r"“([^”]*)”|`([^`]*)`|\"([^\"]*)\"|^([0-9][^ ]*) ")
"""What a reason repeats: in quotes, a number before it."""
_MIDNIGHT = r"^(\d{4}-\d\d-\d\d) 00:00:00$"
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


def showable(text: str, times: int) -> bool:
    """Whether a word of a column of codes may be shown: it comes more than once, is short, and is no number of somebody's."""
    plain = tidy(text)
    return times > 1 and len(plain) <= LONGEST and masked(plain) == plain and not re.search("[0-9]{6}", plain)


class Reasons:
    """Why cells are to be mended, by column, and how many are."""

    def __init__(self) -> None:
        self._counts = Counter[tuple[str, Text]]()
        self._values: dict[tuple[str, Text], str] = {}

    def add(self, column: str, reason: Text, value: str, times: int = 1) -> None:
        """Count cells; `value` is what stands in one of them."""
        self._counts[column, reason] += times
        self._values.setdefault((column, reason), value)

    def shown(self, coded: Callable[[str], bool], labels: Collection[str] = ()) -> Counter[tuple[str, Text]]:
        """The reasons as they may be shown to anybody: without what stands in a cell where that may be somebody's own, as it may in every
        column but those of codes; `labels` are the words of the vocabulary, which are nobody's. Of several that are as frequent the first by column and words comes first.
        """
        found = Counter[tuple[str, Text]]()
        for (column, reason), times in sorted(self._counts.items(), key=lambda one: (one[0][0], one[0][1].zh)):
            value = tidy(self._values[column, reason])
            public = labels if coded(column) else ()
            zh, en = (_without_value(said, value, times if coded(column) else 1, public) for said in (reason.zh, reason.of("en")))
            found[column, Text(zh, en)] += times
        return found


def _without_value(reason: str, value: str, times: int, public: Collection[str]) -> str:
    """A reason without the pieces of a cell that may not be shown, as words that are `public` may."""

    def shown(found: re.Match[str]) -> str:
        piece = next(one for one in found.groups() if one is not None)
        own = value.endswith("…") or piece.rstrip("…") in value
        private = len(re.findall("[0-9]", piece)) >= 6 or (own and piece not in public and not showable(piece, times))
        return "\0" if private else found[0]

    return " ".join(re.sub("\0、|、?\0", "", _QUOTED.sub(shown, reason)).split())


def masked_column(name: str) -> pl.Expr:
    """A column whose cells are shown likewise, in their full length; a day as a day, without the midnight that workbooks are read with."""
    plain = pl.col(name).str.normalize("NFKC").str.replace_all(r"[\s-]", "")
    return pl.when(plain.str.contains(ID_LIKE)).then(pl.lit("…")).otherwise(pl.col(name).str.replace(_MIDNIGHT, "${1}")).alias(name)


def rejects_frame(rejected: Iterable[Rejected]) -> pl.DataFrame:
    """Rejected cells as a table."""
    return pl.DataFrame([one.cells() for one in rejected], schema=REJECT_SCHEMA, orient="row")
