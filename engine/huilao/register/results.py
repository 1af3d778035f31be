"""The results of a screening as files: who can have what (long or wide), and what could not be read.

CSV and Excel are for people, in their language; Parquet is for programs and has codes. Rows come in the order of the
register and benefits in that of the rule book, so that the same task gives the same bytes however it was divided.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from ..answers.finding import flags_of
from ..china import COUNTY, full_name_in_china
from ..language.facts import Text
from ..language.outcome import Action, Outcome
from ..language.outcome import settled as is_settled
from ..language.policy import Benefit, ChooseBy, Place, Rules
from ..language.scope import scope_of
from ..language.truth import Truth
from ..language.units import Per
from ..language.words import name_of
from ..render.finding import force_of
from ..render.page import cautions
from ..render.page_words import PAGE_WORDS
from ..render.particulars import started
from ..render.sentence import Speaker
from ..screen.actions import ACTIONS
from ..screen.choices import STANDS
from ..screen.columns import place_code
from ..screen.quota import RANK, TIED, WITHIN
from ..screen.screening import AT_LEAST, AT_MOST, action_column, stands_column, total_of
from .files import ROW_GROUP, Form, replacing, write_table
from .people import KEY_COLUMN
from .ranks import ranks
from .rejects import REJECT_SCHEMA
from .rows import ROW, SHEET_STEP
from .turning import Turning, said
from .work import BORN, ELIGIBLE, NOT_ELIGIBLE, NOT_IN_FORCE, PLACE, UNDETERMINED, Part, put_out, received

AT_ONCE = 20_000
"""People whose results are laid out at once."""

AMOUNT = pl.Decimal(38, 6)
SIDES = ((AT_LEAST, "at_least"), (AT_MOST, "at_most"))
"""The columns of the ends of an amount, and their heads."""

CODES: Mapping[Outcome, int] = {
    Outcome.ELIGIBLE: ELIGIBLE, Outcome.UNDETERMINED: UNDETERMINED, Outcome.NOT_ELIGIBLE: NOT_ELIGIBLE, Outcome.NOT_IN_FORCE: NOT_IN_FORCE,
}  # fmt: skip
TO_DO = tuple(one for one in Action if one not in (Action.NOT_COVERED, Action.NOT_IN_FORCE))
"""The actions by which there is something to do, or to know."""
LISTED = (Action.CLAIM, Action.ASK)
"""Those that are listed where nothing else is asked for."""
NOT_SETTLED = ("属于对象，待遇未定", "among those meant, not settled")
"""How an encouragement or a draft is shown whose condition a person meets: never as an entitlement."""

STANDING: Mapping[Truth, tuple[str, str]] = {
    Truth.YES: ("发这一项", "this one"), Truth.NO: ("发另一项，这一项不另发", "another, not this one"), Truth.UNKNOWN: ("发哪一项未定", "open which"),
}  # fmt: skip
PUT_OUT = ("不另发", "not paid besides")
"""What to do about what another is paid in the stead of."""
CHOSEN = ("由本人选", "the person chooses")

YES_NO = (("是", "否"), ("yes", "no"))

HEADS: Mapping[str, tuple[str, str]] = {
    "sheet": ("第几张表", "sheet"), "row": ("行", "row"), "key": ("主键", "key"), "place": ("常住地", "place"), "place_code": ("常住地代码", "place code"), "benefit": ("待遇代码", "benefit"),
    "name": ("待遇", "name"), "outcome": ("结论", "outcome"), "action": ("怎么办", "action"), "received": ("已在享受", "received already"),
    "stands": ("几项只发一项", "of several one is paid"), "rank": ("名次", "rank"), "within": ("在名额内", "within the number"),
    "tied": ("与别人并列", "tied with others"),
    "force": ("效力", "force"), "caution": ("注意", "caution"), "settled": ("确定的待遇", "settled"),
    "at_least": ("金额（元）不低于", "amount (CNY) at least"), "at_most": ("金额（元）不高于", "amount (CNY) at most"), "per": ("每", "per"), "starts": ("起发", "paid from"),
    "why_new": ("新增原因", "why new"), "column": ("列", "column"), "value": ("值", "value"), "reason_zh": ("原因", "reason (zh)"), "mend_zh": ("改法", "mend (zh)"),
    "reason_en": ("原因（英文）", "reason"), "mend_en": ("改法（英文）", "mend"),
}  # fmt: skip


OF_LISTS = frozenset((
    "只缺", "only missing", "问什么", "what to ask", "可定几项待遇", "answers settled", "变化", "change", "哪天起", "from", "原因", "reason", "情况", "what",
    "上次的行", "row last time", "哪些信息变了", "what is told otherwise", "上次", "last time", "这次", "now", "why",
))  # fmt: skip
"""Heads of the lists beside `HEADS`."""


def carried_head(name: str, language: str) -> str:
    """The head of a column of the register that is carried into a list: told apart from one of ours of the same name."""
    ours = name in OF_LISTS or any(name in pair for pair in HEADS.values())
    return name if not ours else f"{name}（登记表）" if language == "zh" else f"{name} (register)"


@dataclass(frozen=True)
class Wanted:
    """How the results are to be written."""

    as_of: date
    """The day of evaluation."""
    form: Form = Form.CSV
    wide: bool = False
    outcomes: tuple[Outcome, ...] = ()
    """The outcomes that are listed; empty: whatever they are."""
    actions: tuple[Action, ...] = ()
    """The actions that are listed; empty: whatever they are where outcomes are asked for, else `LISTED`."""
    language: str = "zh"
    newly: bool = False
    """Whether only those are listed, wide too, for whom something is new."""
    sheets: bool = False
    """Whether rows are those of several sheets, so that the number of the sheet is said too."""
    keyed: bool = False
    """Whether people have a key besides the number of the row."""

    @property
    def english(self) -> bool:
        """Whether people read the results in English; programs read codes."""
        return self.language == "en"

    @property
    def outcome_codes(self) -> list[int]:
        """The codes of the outcomes that are listed."""
        return [CODES[one] for one in self.outcomes or Outcome]

    @property
    def action_codes(self) -> list[int]:
        """The codes of the actions that are listed."""
        return [ACTIONS.index(one) for one in self.actions or (ACTIONS if self.outcomes else LISTED)]

    def action(self, code: pl.Expr, out: pl.Expr) -> pl.Expr:
        """Whether what is to be done about a benefit is listed: who asks for claims does not want what is put `out` by another."""
        listed = code.is_in(self.action_codes)
        return listed & ~out if self.actions else listed


def settled(benefit: Benefit, rules: Rules) -> bool:
    """Whether what a benefit promises is settled: no draft, and no encouragement or the like."""
    return is_settled(benefit, rules.rulesets[benefit.ruleset].document)


def write_results(
    parts: Sequence[Part], benefits: Sequence[Benefit], rules: Rules, path: Path, wanted: Wanted, turning: Turning | None = None
) -> int:  # fmt: skip
    """Write who can have what, and say how many rows that are; `turning` says why it is new, where that alone is listed.

    Raises RegisterError where a sheet of Excel does not hold them.
    """
    lay_out = _wide if wanted.wide else _long
    in_line = ranks(parts, benefits) if any(one.quota for one in benefits) else None
    frames = (
        lay_out(people.with_columns(shown_place(pl.col(PLACE)), *_why_new(benefits, turning)), benefits, rules, wanted)
        for part in parts
        for people in _in_line(part.outcomes, in_line).iter_slices(AT_ONCE)
    )  # fmt: skip
    return write_table(frames, path, wanted.form)


WHY = "/why_new"
"""How columns end that say why a benefit is new."""


def _why_new(benefits: Sequence[Benefit], turning: Turning | None) -> Iterator[pl.Expr]:
    """Why each benefit is new to those to whom it is."""
    if turning is not None:
        for one in benefits:
            yield pl.when(pl.col(one.full_name).is_not_null()).then(turning.why(one, pl.col(BORN))).alias(one.full_name + WHY)


def _shown_why(name: str, people: pl.DataFrame, wanted: Wanted) -> pl.Expr:
    """Why a benefit is new, as people or programs read it."""
    reasons = people[name + WHY].unique().drop_nulls().to_list()
    words = reasons if wanted.form is Form.PARQUET else [said(one, wanted.language) for one in reasons]
    return pl.col(name + WHY).replace_strict(reasons, words, default=None, return_dtype=pl.String)


def _in_line(people: pl.DataFrame, in_line: pl.DataFrame | None) -> pl.DataFrame:
    """People with their ranks, where there are any."""
    return people if in_line is None or in_line.width == 1 else people.join(in_line, on=ROW, how="left", maintain_order="left")


def write_rejects(parts: Sequence[Part], path: Path, language: str) -> int:
    """Write every cell that could not be read as CSV, reasons in both languages; how many lines that are."""
    heads = {name: HEADS[name][language == "en"] for name in REJECT_SCHEMA if name != "row"}
    wanted = Wanted(date.min, language=language, sheets=several_sheets(parts))
    frames = (part.rejects.select(*row_of(wanted, pl.col("row"), _head), pl.exclude("row")).rename(heads) for part in parts)
    return write_table(frames, path, Form.CSV)


def rejected_of(parts: Sequence[Part]) -> pl.DataFrame:
    """Every cell that could not be read (`people.REJECT_SCHEMA`)."""
    return pl.concat([pl.DataFrame(schema=REJECT_SCHEMA), *(part.rejects for part in parts)])


def write_facts(parts: Sequence[Part], path: Path) -> None:
    """Write the checked facts of everyone who was read as Parquet (`screen/columns.py`), with `row` and `key`."""
    with replacing(path) as new:
        names = {ROW: "row", KEY_COLUMN: "key"}
        # what is known in part has columns only where it is met
        nobody = pl.LazyFrame(schema={ROW: pl.Int64, KEY_COLUMN: pl.String})
        whole = pl.concat([part.facts for part in parts], how="diagonal") if parts else nobody
        whole.rename(names).sink_parquet(new, row_group_size=ROW_GROUP, maintain_order=True)


def _long(people: pl.DataFrame, benefits: Sequence[Benefit], rules: Rules, wanted: Wanted) -> pl.DataFrame:
    """One row for each person and benefit with one of the wanted actions and outcomes."""
    names = [one.full_name for one in benefits]
    pay, choose = any(one.pays for one in benefits), any(stands_column(name) in people.columns for name in names)
    ranked = {name: dict(_shown_rank(name, wanted)) for name in names if name + RANK in people.columns}
    line = list(dict.fromkeys(head for shown in ranked.values() for head in shown))
    found = (
        people.select(ROW, KEY_COLUMN, PLACE, *names)
        .unpivot(names, index=[ROW, KEY_COLUMN, PLACE], variable_name="benefit", value_name="code")
        .hstack([_laid_out(people, "action", {name: pl.col(action_column(name)) for name in names})])
        .hstack([_laid_out(people, "received", {one.full_name: received(one, people.columns) for one in benefits})])
        .hstack(
            [_laid_out(people, "stands", {one.full_name: _shown_stands(one, people, rules, wanted) for one in benefits})] if choose else []
        )
        .hstack([_laid_out(people, "out", {one.full_name: put_out(one, people.columns) for one in benefits})])
        .hstack([_laid_out(people, head, {name: ranked.get(name, {}).get(head, pl.lit(None)) for name in names}) for head in line])
        .hstack(_amounts(people, names, wanted) if pay else [])
        .hstack([_laid_out(people, "why_new", {name: _shown_why(name, people, wanted) for name in names})] if wanted.newly else [])
        .filter(pl.col("code").is_in(wanted.outcome_codes) & wanted.action(pl.col("action"), pl.col("out")))
        .sort(ROW, maintain_order=True)
    )
    program = wanted.form is Form.PARQUET
    about = pl.DataFrame([_about(one, rules, wanted) for one in benefits],
                         schema=dict.fromkeys(("benefit", "name", "force", "settled", "caution", "per", "starts")), orient="row")  # fmt: skip
    outcome = pl.col("code").replace_strict(list(CODES.values()), [_said(one, wanted) for one in CODES], return_dtype=pl.String)
    if not program:
        weak = [one.full_name for one in benefits if not settled(one, rules)]
        unsettled = (pl.col("code") == ELIGIBLE) & pl.col("benefit").is_in(weak)
        outcome = pl.when(unsettled).then(pl.lit(NOT_SETTLED[wanted.english])).otherwise(outcome)
    action = _shown_action(pl.col("action"), pl.col("out"), wanted)
    found = found.join(about, on="benefit", how="left", maintain_order="left")
    found = found.with_columns(outcome=outcome, action=action, received=_shown_received(pl.col("received"), wanted))
    kept = [
        "benefit",
        *([] if program else ["name"]),
        "outcome",
        "action",
        "received",
        *(["stands"] if choose else []),
        *line,
        "force",
        "settled",
        "caution",
        *(["at_least", "at_most", "per"] if pay else []),
        *(["why_new"] if wanted.newly else []),
    ]
    kept += ["starts"] if not program and any(one.pays and one.pays.starts for one in benefits) else []
    return found.select(*_person(people, rules, wanted), *(pl.col(name).alias(_head(name, wanted)) for name in kept))


def _about(benefit: Benefit, rules: Rules, wanted: Wanted) -> tuple[str, str, str, str | bool, str, str | None, str | None]:
    """What stands beside a benefit in a long result."""
    sure, document = settled(benefit, rules), rules.rulesets[benefit.ruleset].document
    flags = flags_of(document, wanted.as_of)
    if wanted.form is Form.PARQUET:
        return benefit.full_name, "", benefit.force.value, sure, " ".join(flags), benefit.pays and benefit.pays.per.value, None
    per, force = benefit.pays and name_of(benefit.pays.per).of(wanted.language), force_of(benefit, document, wanted.language)
    caution = ("", " ")[wanted.english].join(cautions(document, flags, wanted.language))
    speaker, begins = (
        Speaker(wanted.language, scope_of(rules.rulesets[benefit.ruleset], rules), rules.places),
        benefit.pays and benefit.pays.starts,
    )
    starts = None if begins is None else started(begins, None, speaker)
    return benefit.full_name, benefit.name.of(wanted.language), force, YES_NO[wanted.english][not sure], caution, per, starts


def _laid_out(people: pl.DataFrame, head: str, of: Mapping[str, pl.Expr]) -> pl.Series:
    """What is said of each benefit, benefit after benefit."""
    laid_out = people.select(ROW, *(column.alias(name) for name, column in of.items()))
    return laid_out.unpivot(list(of), index=ROW, value_name=head).to_series(2)


def _amounts(people: pl.DataFrame, names: Sequence[str], wanted: Wanted) -> list[pl.Series]:
    """The ends of what is paid, benefit after benefit."""
    ends: list[pl.Series] = []
    for side, head in SIDES:
        columns = {name: (pl.col(name + side) if name + side in people.columns else pl.lit(None)).cast(AMOUNT) for name in names}
        ends.append(pl.select(shown_amount(pl.lit(_laid_out(people, head, columns)), wanted).alias(head)).to_series())
    return ends


def shown_amount(amount: pl.Expr, wanted: Wanted) -> pl.Expr:
    """An amount as people read it, or as a spreadsheet or a program calculates with it."""
    match wanted.form:
        case Form.CSV:
            return amount.cast(pl.String).str.strip_chars_end("0").str.strip_suffix(".")
        case Form.XLSX:
            return amount.cast(pl.Float64)
        case Form.PARQUET:
            return amount


def _shown_action(code: pl.Expr, out: pl.Expr, wanted: Wanted) -> pl.Expr:
    """What to do; people read of what is put `out` that another is paid."""
    said = code.replace_strict({number: _said(one, wanted) for number, one in enumerate(ACTIONS)}, default=None, return_dtype=pl.String)
    return said if wanted.form is Form.PARQUET else pl.when(out & code.is_not_null()).then(pl.lit(PUT_OUT[wanted.english])).otherwise(said)


def _shown_received(received: pl.Expr, wanted: Wanted) -> pl.Expr:
    """Whether somebody is known to draw a benefit already: people read a yes, or nothing."""
    return received if wanted.form is Form.PARQUET else pl.when(received).then(pl.lit(YES_NO[wanted.english][0]))


def _shown_stands(benefit: Benefit, people: pl.DataFrame, rules: Rules, wanted: Wanted) -> pl.Expr:
    """Whether a benefit stands where one of several is paid; nothing of who takes no part."""
    name = stands_column(benefit.full_name)
    if name not in people.columns:
        return pl.lit(None, pl.String)
    by = next((one.by for one in rules.combine if benefit.full_name in one.benefits), None)
    words = {number: _said_to_stand(truth, by, wanted) for number, truth in enumerate(STANDS)}
    return pl.col(name).replace_strict(words, default=None, return_dtype=pl.String)


def _said_to_stand(truth: Truth, by: ChooseBy | None, wanted: Wanted) -> str:
    if wanted.form is Form.PARQUET:
        return truth.name.lower()
    return (CHOSEN if by is ChooseBy.PERSON else STANDING[truth])[wanted.english]


def _wide(people: pl.DataFrame, benefits: Sequence[Benefit], rules: Rules, wanted: Wanted) -> pl.DataFrame:
    """One row for each person who was read, columns for each benefit: the outcome, what to do, whether they draw it already,
    what is paid; empty where it is none of the wanted actions and outcomes. What is to be known of its document stands in the
    heads that people read.
    """
    outcomes = {CODES[one]: _said(one, wanted) for one in Outcome}
    columns: list[pl.Expr] = []
    for benefit in benefits:
        name = benefit.full_name
        unsettled = wanted.form is not Form.PARQUET and not settled(benefit, rules)
        words = {**outcomes, ELIGIBLE: NOT_SETTLED[wanted.english]} if unsettled else outcomes
        outcome, action = pl.col(name), pl.col(action_column(name))
        out = put_out(benefit, people.columns)
        listed = pl.when(outcome.is_in(wanted.outcome_codes) & wanted.action(action, out))
        columns.append(
            listed.then(outcome.replace_strict(words, default=None, return_dtype=pl.String)).alias(_title(benefit, rules, wanted))
        )
        columns.append(listed.then(_shown_action(action, out, wanted)).alias(_title(benefit, rules, wanted, "action")))
        if wanted.newly:
            columns.append(listed.then(_shown_why(name, people, wanted)).alias(_title(benefit, rules, wanted, "why_new")))
        if stands_column(name) in people.columns:
            columns.append(listed.then(_shown_stands(benefit, people, rules, wanted)).alias(_title(benefit, rules, wanted, "stands")))
        if name + RANK in people.columns:
            columns += [listed.then(shown).alias(_title(benefit, rules, wanted, head)) for head, shown in _shown_rank(name, wanted)]
        if benefit.scheme is not None:
            columns.append(
                listed.then(_shown_received(received(benefit, people.columns), wanted)).alias(_title(benefit, rules, wanted, "received"))
            )
        if name + AT_LEAST in people.columns:
            for side, head in SIDES:
                amount = listed.then(pl.col(name + side)).cast(AMOUNT)
                columns.append(shown_amount(amount, wanted).alias(_title(benefit, rules, wanted, head)))
    if wanted.newly:
        people = people.filter(pl.any_horizontal(pl.col(one.full_name).is_not_null() for one in benefits))
    totals = [(per, head, total_of(per) + side) for per in Per for side, head in SIDES if total_of(per) + side in people.columns]
    columns += [shown_amount(pl.col(name).cast(AMOUNT), wanted).alias(_total_title(per, head, wanted)) for per, head, name in totals]
    return people.select(*_person(people, rules, wanted), *columns)


OPEN_PLACE = ("未定", "open")
"""Whether somebody is within a number, where that hangs on people of whom not enough is known."""


def _shown_rank(name: str, wanted: Wanted) -> Iterator[tuple[str, pl.Expr]]:
    """What is said of somebody's place in line."""
    yield "rank", pl.col(name + RANK)
    for head, column in (("within", name + WITHIN), ("tied", name + TIED)):
        yes, no = YES_NO[wanted.english]
        known = pl.when(pl.col(column)).then(pl.lit(yes)).when(pl.col(column).not_()).then(pl.lit(no))
        said = known.when(pl.col(name + RANK).is_not_null()).then(pl.lit(OPEN_PLACE[wanted.english]))
        yield head, pl.col(column) if wanted.form is Form.PARQUET else said


def _total_title(per: Per, head: str, wanted: Wanted) -> str:
    """The head of what settled benefits pay for the same in all."""
    if wanted.form is Form.PARQUET:
        return f"{total_of(per)}/{head}"
    word = name_of(per).of(wanted.language)
    return f"{'total per' if wanted.english else '合计每'}{' ' if wanted.english else ''}{word} {HEADS[head][wanted.english]}"


def _title(benefit: Benefit, rules: Rules, wanted: Wanted, head: str = "outcome") -> str:
    """The head of a column of a benefit; that of its outcome goes by the benefit alone."""
    if wanted.form is Form.PARQUET:
        return benefit.full_name if head == "outcome" else f"{benefit.full_name}/{head}"
    say = PAGE_WORDS[wanted.language]
    marks = say.comma.join(say.marks[flag] for flag in flags_of(rules.rulesets[benefit.ruleset].document, wanted.as_of))
    called = benefit.name.of(wanted.language)
    name = f"{say.of_place.format(name=called, place=marks) if marks else called} [{benefit.full_name}]"
    return name if head == "outcome" else f"{name} {HEADS[head][wanted.english]}"


def _said(outcome: Outcome | Action, wanted: Wanted) -> str:
    return outcome.value if wanted.form is Form.PARQUET else name_of(outcome).of(wanted.language)


def _person(people: pl.DataFrame, rules: Rules, wanted: Wanted) -> Iterator[pl.Expr]:
    """The columns that say who it is: programs have the code of the place, people its name too."""
    yield from row_of(wanted, pl.col(ROW), _head)
    if wanted.keyed:
        yield pl.col(KEY_COLUMN).alias(_head("key", wanted))
    if wanted.form is not Form.PARQUET:
        met = people[PLACE].unique().drop_nulls().to_list()
        named = [name_of_place(code, rules.places).of(wanted.language) for code in met]
        yield pl.col(PLACE).replace_strict(met, named, default=None, return_dtype=pl.String).alias(_head("place", wanted))
    yield pl.col(PLACE).alias(_head("place" if wanted.form is Form.PARQUET else "place_code", wanted))


def row_of(wanted: Wanted, row: pl.Expr, head: Callable[[str, Wanted], str]) -> Iterator[pl.Expr]:
    """The row as the office sees it, with its sheet where there are several."""
    if wanted.sheets:
        yield (row // SHEET_STEP).alias(head("sheet", wanted))
    yield (row % SHEET_STEP if wanted.sheets else row).alias(head("row", wanted))


def several_sheets(parts: Sequence[Part]) -> bool:
    """Whether the rows of parts are those of several sheets."""
    return any(part.sheets for part in parts)


def shown_place(numbers: pl.Expr) -> pl.Expr:
    """Division codes as they are written."""
    return numbers.map_elements(place_code, return_dtype=pl.String)


def name_of_place(place: str, places: Mapping[str, Place]) -> Text:
    """A place in words: its own name, or that of the one around it and its code."""
    if not place:
        return Text("常住地不详", "residence unknown")
    around = next((places[place[:digits]] for digits in (9, 6, 4, 2) if place[:digits] in places), None)
    if around is None:
        named = full_name_in_china(place[:COUNTY])
        return (
            Text(place, place)
            if named is None
            else Text(named, named)
            if len(place) <= COUNTY
            else Text(f"{named}（{place}）", f"{named} ({place})")
        )
    if around.code == place:
        return around.name
    return Text(f"{around.name.zh}（{place}）", f"{around.name.of('en')} ({place})")


def _head(name: str, wanted: Wanted) -> str:
    return name if wanted.form is Form.PARQUET else HEADS[name][wanted.english]
