"""The results of a screening as files: who can have what (long or wide), and what could not be read.

CSV and Excel are for people, in their language; Parquet is for programs and has codes. Rows come in the order of the
register and benefits in that of the rule book, so that the same task gives the same bytes however it was divided.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from ..language.outcome import Action, Outcome
from ..language.outcome import settled as is_settled
from ..language.policy import Benefit
from ..language.units import Per
from ..language.words import name_of
from ..rulebook import Rulebook
from ..screen.actions import ACTIONS
from ..screen.columns import place_code
from ..screen.screening import AT_LEAST, AT_MOST, action_column, total_of
from .files import ROW_GROUP, Form, replacing, write_table
from .people import KEY_COLUMN, REJECT_SCHEMA
from .rows import ROW
from .work import ELIGIBLE, NOT_ELIGIBLE, NOT_IN_FORCE, PLACE, UNDETERMINED, Part

AT_ONCE = 20_000
"""People whose results are laid out at once."""

AMOUNT = pl.Decimal(38, 6)
SIDES = ((AT_LEAST, "at_least"), (AT_MOST, "at_most"))
"""The columns of the ends of an amount, and their heads."""

CODES: Mapping[Outcome, int] = {
    Outcome.ELIGIBLE: ELIGIBLE, Outcome.UNDETERMINED: UNDETERMINED, Outcome.NOT_ELIGIBLE: NOT_ELIGIBLE, Outcome.NOT_IN_FORCE: NOT_IN_FORCE,
}  # fmt: skip
NOT_SETTLED = ("属于对象，待遇未定", "among those meant, not settled")
"""How an encouragement or a draft is shown whose condition a person meets: never as an entitlement."""

HEADS: Mapping[str, tuple[str, str]] = {
    "row": ("行", "row"), "key": ("主键", "key"), "place": ("常住地", "place"), "benefit": ("待遇代码", "benefit"),
    "name": ("待遇", "name"), "outcome": ("结论", "outcome"), "action": ("怎么办", "action"),
    "force": ("效力", "force"), "settled": ("确定的待遇", "settled"),
    "at_least": ("金额（元）不低于", "amount (CNY) at least"), "at_most": ("金额（元）不高于", "amount (CNY) at most"), "per": ("每", "per"),
    "column": ("列", "column"), "value": ("值", "value"), "reason_zh": ("原因", "reason (zh)"), "mend_zh": ("改法", "mend (zh)"),
    "reason_en": ("原因（英文）", "reason"), "mend_en": ("改法（英文）", "mend"),
}  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """How the results are to be written."""

    form: Form = Form.CSV
    wide: bool = False
    outcomes: tuple[Outcome, ...] = (Outcome.ELIGIBLE, Outcome.UNDETERMINED)
    actions: tuple[Action, ...] = ()
    """What to do of what is listed; empty: whatever it is."""
    language: str = "zh"
    keyed: bool = False
    """Whether people have a key besides the number of the row."""

    @property
    def english(self) -> bool:
        """Whether people read the results in English; programs read codes."""
        return self.language == "en"


def settled(benefit: Benefit, book: Rulebook) -> bool:
    """Whether what a benefit promises is settled: no draft, and no encouragement or the like."""
    return is_settled(benefit, book.rules.rulesets[benefit.ruleset].document)


def write_results(parts: Sequence[Part], benefits: Sequence[Benefit], book: Rulebook, path: Path, wanted: Wanted) -> int:
    """Write who can have what, and say how many rows that are.

    Raises RegisterError where a sheet of Excel does not hold them.
    """
    lay_out = _wide if wanted.wide else _long
    frames = (
        lay_out(people.with_columns(shown_place(pl.col(PLACE))), benefits, book, wanted)
        for part in parts
        for people in part.outcomes.iter_slices(AT_ONCE)
    )  # fmt: skip
    return write_table(frames, path, wanted.form)


def write_rejects(parts: Sequence[Part], path: Path, language: str) -> int:
    """Write every cell that could not be read as CSV, reasons in both languages; how many lines that are."""
    heads = {name: HEADS[name][language == "en"] for name in REJECT_SCHEMA}
    frames = (part.rejects.rename(heads) for part in parts)
    return write_table(frames, path, Form.CSV)


def write_facts(parts: Sequence[Part], path: Path) -> None:
    """Write the checked facts of everyone who was read as Parquet (`screen/columns.py`), with `row` and `key`."""
    with replacing(path) as new:
        names = {ROW: "row", KEY_COLUMN: "key"}
        # what is known in part has columns only where it is met
        whole = pl.concat([pl.scan_parquet(part.facts) for part in parts], how="diagonal")
        whole.rename(names).sink_parquet(new, row_group_size=ROW_GROUP, maintain_order=True)


def _long(people: pl.DataFrame, benefits: Sequence[Benefit], book: Rulebook, wanted: Wanted) -> pl.DataFrame:
    """One row for each person and benefit with one of the wanted outcomes."""
    names = [one.full_name for one in benefits]
    codes = [CODES[one] for one in wanted.outcomes]
    pay = any(one.pays for one in benefits)
    found = (
        people.select(ROW, KEY_COLUMN, PLACE, *names)
        .unpivot(names, index=[ROW, KEY_COLUMN, PLACE], variable_name="benefit", value_name="code")
        .hstack([_actions(people, names)])
        .hstack(_amounts(people, names, wanted) if pay else [])
        .filter(pl.col("code").is_in(codes) & pl.col("action").is_in([ACTIONS.index(one) for one in wanted.actions or ACTIONS]))
        .sort(ROW, maintain_order=True)
    )
    program = wanted.form is Form.PARQUET
    about = pl.DataFrame([_about(one, book, wanted) for one in benefits],
                         schema=dict.fromkeys(("benefit", "name", "force", "settled", "per")), orient="row")  # fmt: skip
    outcome = pl.col("code").replace_strict(list(CODES.values()), [_said(one, wanted) for one in CODES], return_dtype=pl.String)
    if not program:
        weak = [one.full_name for one in benefits if not settled(one, book)]
        unsettled = (pl.col("code") == ELIGIBLE) & pl.col("benefit").is_in(weak)
        outcome = pl.when(unsettled).then(pl.lit(NOT_SETTLED[wanted.english])).otherwise(outcome)
    action = pl.col("action").replace_strict(range(len(ACTIONS)), [_said(one, wanted) for one in ACTIONS], return_dtype=pl.String)
    found = found.join(about, on="benefit", how="left", maintain_order="left").with_columns(outcome=outcome, action=action)
    kept = ["benefit", *([] if program else ["name"]), "outcome", "action", "force", "settled", *(["at_least", "at_most", "per"] if pay else [])]
    return found.select(*_person(wanted), *(pl.col(name).alias(_head(name, wanted)) for name in kept))


def _about(benefit: Benefit, book: Rulebook, wanted: Wanted) -> tuple[str, str, str, str | bool, str | None]:
    """What stands beside a benefit in a long result."""
    sure = settled(benefit, book)
    if wanted.form is Form.PARQUET:
        return benefit.full_name, "", benefit.force.value, sure, benefit.pays and benefit.pays.per.value
    yes_no = ("yes", "no") if wanted.english else ("是", "否")
    per = benefit.pays and name_of(benefit.pays.per).of(wanted.language)
    return benefit.full_name, benefit.name.of(wanted.language), name_of(benefit.force).of(wanted.language), yes_no[not sure], per


def _actions(people: pl.DataFrame, names: Sequence[str]) -> pl.Series:
    """What to do, benefit after benefit."""
    laid_out = people.select(ROW, *(pl.col(action_column(name)).alias(name) for name in names))
    return laid_out.unpivot(names, index=ROW, value_name="action").to_series(2)


def _amounts(people: pl.DataFrame, names: Sequence[str], wanted: Wanted) -> list[pl.Series]:
    """The ends of what is paid, benefit after benefit."""
    ends: list[pl.Series] = []
    for side, head in SIDES:
        columns = (pl.col(name + side) if name + side in people.columns else pl.lit(None) for name in names)
        laid_out = people.select(ROW, *(column.cast(AMOUNT).alias(name) for column, name in zip(columns, names, strict=True)))
        ends.append(laid_out.unpivot(names, index=ROW, value_name=head).select(_shown_amount(pl.col(head), wanted)).to_series())
    return ends


def _shown_amount(amount: pl.Expr, wanted: Wanted) -> pl.Expr:
    """An amount as people read it, or as a spreadsheet or a program calculates with it."""
    match wanted.form:
        case Form.CSV:
            return amount.cast(pl.String).str.strip_chars_end("0").str.strip_suffix(".")
        case Form.XLSX:
            return amount.cast(pl.Float64)
        case Form.PARQUET:
            return amount


def _wide(people: pl.DataFrame, benefits: Sequence[Benefit], book: Rulebook, wanted: Wanted) -> pl.DataFrame:
    """One row for each person who was read, a column for each benefit; empty where it is none of the wanted outcomes."""
    said = {CODES[one]: _said(one, wanted) for one in wanted.outcomes}
    actions = [ACTIONS.index(one) for one in wanted.actions or ACTIONS]
    columns: list[pl.Expr] = []
    for benefit in benefits:
        words = dict(said)
        if wanted.form is not Form.PARQUET and ELIGIBLE in words and not settled(benefit, book):
            words[ELIGIBLE] = NOT_SETTLED[wanted.english]
        meant = pl.col(action_column(benefit.full_name)).is_in(actions)
        shown = pl.when(meant).then(pl.col(benefit.full_name).replace_strict(words, default=None, return_dtype=pl.String))
        columns.append(shown.alias(_title(benefit, wanted)))
        if benefit.full_name + AT_LEAST in people.columns:
            listed = pl.col(benefit.full_name).is_in(list(said)) & meant
            columns += [
                _shown_amount(pl.when(listed).then(pl.col(benefit.full_name + side)).cast(AMOUNT), wanted).alias(
                    _amount_title(benefit, head, wanted)
                )
                for side, head in SIDES
            ]
    totals = [(per, head, total_of(per) + side) for per in Per for side, head in SIDES if total_of(per) + side in people.columns]
    columns += [_shown_amount(pl.col(name).cast(AMOUNT), wanted).alias(_total_title(per, head, wanted)) for per, head, name in totals]
    return people.select(*_person(wanted), *columns)


def _amount_title(benefit: Benefit, head: str, wanted: Wanted) -> str:
    return f"{benefit.full_name}/{head}" if wanted.form is Form.PARQUET else f"{_title(benefit, wanted)} {HEADS[head][wanted.english]}"


def _total_title(per: Per, head: str, wanted: Wanted) -> str:
    """The head of what settled benefits pay for the same in all."""
    if wanted.form is Form.PARQUET:
        return f"{total_of(per)}/{head}"
    word = name_of(per).of(wanted.language)
    return f"{'total per' if wanted.english else '合计每'}{' ' if wanted.english else ''}{word} {HEADS[head][wanted.english]}"


def _title(benefit: Benefit, wanted: Wanted) -> str:
    return benefit.full_name if wanted.form is Form.PARQUET else f"{benefit.name.of(wanted.language)} [{benefit.full_name}]"


def _said(outcome: Outcome | Action, wanted: Wanted) -> str:
    return outcome.value if wanted.form is Form.PARQUET else name_of(outcome).of(wanted.language)


def _person(wanted: Wanted) -> Iterator[pl.Expr]:
    """The columns that say who it is."""
    yield pl.col(ROW).alias(_head("row", wanted))
    if wanted.keyed:
        yield pl.col(KEY_COLUMN).alias(_head("key", wanted))
    yield pl.col(PLACE).alias(_head("place", wanted))


def shown_place(numbers: pl.Expr) -> pl.Expr:
    """Division codes as they are written."""
    return numbers.map_elements(place_code, return_dtype=pl.String)


def _head(name: str, wanted: Wanted) -> str:
    return name if wanted.form is Form.PARQUET else HEADS[name][wanted.english]
