"""The list of what changed between two registers: a line for each person and answer that is another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import polars as pl

from ..language.facts import Text
from ..language.outcome import Action
from ..screen.columns import place_code
from .changes import STATES, Changes, because, places, state_words
from .files import SHEET_ROWS, Form, write_table
from .people import KEY_COLUMN
from .results import HEADS, Wanted, carried_head, name_of_place, row_of
from .rows import ROW, SHEET_STEP
from .sides import THEN, Alone
from .summary import label_of

NAME = Text("变动", "changes")
"""What the list is called."""
FACTS, ANSWERS = Text("信息有变", "facts changed"), Text("信息没变，待遇有变", "same facts, another answer")
ALONE: Mapping[Alone, Text] = {
    Alone.NEW: Text("新增", "new"), Alone.GONE: Text("减少", "gone"), Alone.UNREAD_BEFORE: Text("上次没有读出", "not read last time"),
    Alone.UNREAD_NOW: Text("这次没有读出", "not read this time"),
}  # fmt: skip


class ChangeList:
    """The list as people read it."""

    def __init__(self, changes: Changes, wanted: Wanted) -> None:
        self.changes = changes
        self.wanted = wanted
        self.places = changes.task.book.rules.places

    def say(self, zh: str, en: str) -> str:
        return zh if self.wanted.language == "zh" else en

    def table(self) -> pl.DataFrame:
        """New and gone people first, with what they can claim, or could; then who is in both, as the register has them."""
        both = self._both()
        return pl.concat([both.clear(), *(self._alone(kind) for kind in Alone), both], how="diagonal")

    def _alone(self, kind: Alone) -> pl.DataFrame:
        """People who are in one of the registers alone."""
        changes, rows = self.changes, self.changes.sides.alone[kind]
        side, states = (changes.sides.now, changes.states_now) if kind.now else (changes.sides.was, changes.states_then)
        claimed = [
            pl.when(pl.col(name) == STATES.index(Action.CLAIM)).then(pl.lit(one.name.of(self.wanted.language))) for name, one in changes.benefits.items()
        ]  # fmt: skip
        claims = pl.concat_str(claimed, separator=self.say("、", "; "), ignore_nulls=True) if claimed else pl.lit("")
        head, begin = (self.say("这次", "now") if kind.now else self.say("上次", "last time")), self.say("可以办：", "can claim: ")
        told = states[places(rows, side.people)].select(pl.when(claims != "").then(pl.lit(begin) + claims).alias(head))
        return self._person(ALONE[kind], rows if kind.now else None, None if kind.now else rows).hstack(told)

    def _both(self) -> pl.DataFrame:
        """People who are in both, a line for each answer that is another, or one where none is."""
        changes, language = self.changes, self.wanted.language
        labels = {fact: label_of(fact, changes.task).of(language) for fact in changes.facts["fact"].unique()}
        told = (
            changes.facts.with_columns(told=pl.col("fact").replace_strict(labels, return_dtype=pl.String) + self.say("：", ": ") + pl.col("said"))
            .group_by("at", maintain_order=True).agg(pl.col("told").str.join(self.say("；", "; ")))
        )  # fmt: skip
        lines = changes.had.join(told, on="at", how="full", coalesce=True, maintain_order="left_right").sort("at", maintain_order=True)
        names = {name: one.name.of(language) for name, one in changes.benefits.items()}
        why = {
            one: self.say("；", "; ").join(because(part, language) for part in one.split(" + "))
            for one in lines["why"].drop_nulls().unique()
        }
        states = dict(enumerate(state_words(language)))
        heads = {
            "benefit": (HEADS["name"][self.wanted.english], names), "was": (self.say("上次", "last time"), states), "now": (self.say("这次", "now"), states),
            "why": (self.say("原因", "why"), why),
        }  # fmt: skip
        both = changes.sides.both
        what = lines.select(
            pl.when(pl.col("told").is_not_null()).then(pl.lit(FACTS.of(language))).otherwise(pl.lit(ANSWERS.of(language)))
        ).to_series()
        return self._person(what, both[ROW].gather(lines["at"]), both[THEN].gather(lines["at"])).hstack(
            lines.select(
                pl.col("told").alias(self.say("哪些信息变了", "what is told otherwise")),
                *(
                    pl.col(name).replace_strict(words, default=None, return_dtype=pl.String).alias(head)
                    for name, (head, words) in heads.items()
                ),
            )
        )

    def _person(self, what: Text | pl.Series, now: pl.Series | None, then: pl.Series | None) -> pl.DataFrame:
        """Who it is, by their rows: as the earlier register has them where they are in that alone."""
        sides, language = self.changes.sides, self.wanted.language
        side, rows = (sides.now, now) if now is not None else (sides.was, then)
        assert rows is not None
        place = pl.col("residence") if "residence" in side.people.columns else pl.lit(None, pl.Int64)
        who = (
            rows.alias(ROW)
            .to_frame()
            .join(side.people.select(ROW, KEY_COLUMN, place.alias("@place")), on=ROW, how="left", maintain_order="left")
        )
        who = who.join(side.carried, on=ROW, how="left", maintain_order="left")
        met = who["@place"].unique().drop_nulls().to_list()
        named = [name_of_place(place_code(one), self.places).of(language) for one in met]
        return who.select(
            (pl.lit(what.of(language)) if isinstance(what, Text) else what).alias(self.say("情况", "what")), *self._rows(now, then),
            *([pl.col(KEY_COLUMN).alias(HEADS["key"][self.wanted.english])] if self.wanted.keyed else []),
            *(pl.col(name).alias(carried_head(name, language)) for name in self.changes.task.carry if name in who.columns),
            pl.col("@place").replace_strict(met, named, default=None, return_dtype=pl.String).alias(HEADS["place"][self.wanted.english]),
        )  # fmt: skip

    def _rows(self, now: pl.Series | None, then: pl.Series | None) -> Iterator[pl.Expr]:
        """The rows in both registers."""
        nothing = pl.lit(None, pl.Int64)
        yield from row_of(self.wanted, nothing if now is None else pl.lit(now), lambda name, _: HEADS[name][self.wanted.english])
        yield (nothing if then is None else pl.lit(then) % SHEET_STEP).alias(self.say("上次的行", "row last time"))


def write_changes(changes: Changes, folder: Path, wanted: Wanted) -> Path:
    """Write the list into a folder; as Parquet where a sheet of Excel does not hold it."""
    found = ChangeList(changes, wanted).table()
    form = Form.PARQUET if wanted.form is Form.XLSX and found.height >= SHEET_ROWS else wanted.form
    path = folder / f"{NAME.of(wanted.language)}.{form}"
    write_table([found], path, form)
    return path
