"""What a screening comes to, in files, and what is said of it: the same for whoever asks, the command line or a service."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from ..language.facts import Text
from ..language.outcome import Action
from ..screen.columns import FROM, UNTIL
from .aged import aged_since
from .elsewhere import not_in_their_words
from .files import RESULTS, Form, TooManyRowsError
from .lists import FOLDER, Lists, write_lists
from .mending import mended_in, write_to_mend
from .renamed import other_names_in_words
from .results import Wanted, rejected_of, several_sheets, write_facts, write_rejects, write_results
from .rows import APART, DOUBTFUL, ROW, Apart, apart_in_words, rows_in_words
from .suggest import side_by_side
from .summary import Summary, summarised
from .unnumbered import KNOWN, alike_in_words
from .useless import useless
from .work import BORN, PLACE, SEX, Part, Work

if TYPE_CHECKING:
    from .changes import Changes
    from .sides import Earlier

TOO_MANY = 0.2
"""The share of rows with something to mend above which that is said first."""


@dataclass(frozen=True)
class Outputs:
    """What is written besides the lists."""

    name: str
    """The register's."""
    long: bool = False
    universal: bool = False
    report: bool = False
    suppress: int = 5
    facts: bool = False
    earlier: Earlier | None = None


@dataclass(frozen=True)
class Screened:
    """A screening that is done."""

    summary: Summary
    data: Mapping[str, Any]
    """As `summary.json` has it."""
    to_mend: Path | None
    """The workbook with the rows to mend, where there are any."""
    beyond: tuple[str, ...]
    """Files that were written as Parquet, since a sheet of Excel does not hold them."""
    changes: Changes | None
    elsewhere: int = 0
    """Rows that were left out, of people who live where whoever asks is not to look."""

    other_names: tuple[tuple[int, int], ...] = ()
    """Rows with another name than the first row with the same ID number, which stands beside."""
    beside: Text | None = None
    """What is said of a second table beside the first, which was not read."""
    not_left_out: tuple[Text, ...] = ()
    """What is said of people who are dead or have left, perhaps, in other words than those of the mapping."""
    alike: tuple[tuple[int, ...], ...] = ()
    """Rows that are perhaps of one person each, who has no ID number by which to tell (`unnumbered.Namesakes`)."""
    aged: Text | None = None
    """What is said of ages that were told a year before the day of evaluation or more (`aged.aged_since`)."""
    given_back: Text | None = None
    """What became of rows that were given back mended, where there were any."""

    def warnings(self) -> Iterator[Text]:
        """What is to be known before the results are used."""
        summary = self.summary
        if self.elsewhere:
            yield Text(f"另有 {self.elsewhere} 行的人不住在您负责的地区，没有筛查，行号另列一份文件；要一起筛查，请找不限地区的同事",
                       f"{self.elsewhere} more rows are of people who live in no place of yours; they were not screened, and their numbers stand in a "
                       "file: to have them screened too ask a colleague who is bound to no place")  # fmt: skip
        if self.beyond:
            yield Text(
                f"超过 Excel 一张表的行数，改写为 Parquet：{'、'.join(self.beyond)}",
                f"more rows than a sheet of Excel has, written as Parquet: {', '.join(self.beyond)}",
            )
        if self.beside is not None:
            yield self.beside
        yield from self.not_left_out
        wrong = max(summary.rejected, summary.to_mend)
        if wrong > TOO_MANY * summary.given and (reasons := summary.shown_reasons()):
            (column, reason), count = reasons.most_common(1)[0]
            share = f"{wrong / summary.given:.0%}"
            yield Text(f"注意：{share} 的行未能读入或有格子看不懂。最多的原因：{f'“{column}”列，' if column else ''}{reason.zh}（{count} 格）。请先核对：有的是列对错了，有的写法要在映射文件里说明",
                       f"NOTE: {share} of the rows were rejected or have cells that could not be read, mostly for {f'the column `{column}`: ' if column else ''}{reason.of('en')} ({count} cells). "
                       "Look at that first: a column may be mapped to the wrong fact, or its words may need a line in the mapping")  # fmt: skip
        if doubtful := [apart_in_words(one, rows) for one, rows in summary.no_people.items() if one in DOUBTFUL]:
            yield Text(f"没有当成人的行，请看一眼：{'；'.join(one.zh for one in doubtful)}。其中有人的，补上姓名和身份证号再筛查",
                       f"rows that were taken for no people, to be glanced at: {'; '.join(one.of('en') for one in doubtful)}. Where one is somebody, "
                       "add the name and ID number and screen again")  # fmt: skip
        if gone := summary.no_people.get(Apart.GONE):
            which = rows_in_words(gone)
            yield Text(f"{which.zh}是写着死亡、迁出等的分节标题，它下面的人照常筛查了：不该筛查的，把他们的行移到另一张表，或加一列写明，再在映射里写“不筛查”",
                       f"headings that say dead or gone: {which.of('en')}; the people below are screened all the same: move the rows of those who should not be to another "
                       "sheet, or add a column that says so and name it under `not_screened`")  # fmt: skip
        yield from (said for _, said in useless(summary))
        if self.given_back is not None:
            yield self.given_back
        if self.other_names:
            yield other_names_in_words(self.other_names)
        if self.alike:
            yield alike_in_words(self.alike)
        if self.changes is not None:
            yield from self.changes.doubts()
        if self.aged is not None:
            yield self.aged
        if summary.read_over:
            yield Text(f"{summary.read_over} 格地名按所在的县（市、区）算，后面的乡镇、村、门牌没有用到",
                       f"{summary.read_over} cells of places count as the county that they are in; the town, village or number that follows is not used")  # fmt: skip
        if summary.repeated_keys:
            yield Text(f"主键有重复：{summary.repeated_keys} 行的主键在前面出现过；都按不同的人读入",
                       f"the key repeats: {summary.repeated_keys} rows have one that came before; all are read as people of their own")  # fmt: skip

    def whole(self) -> Text:
        """All rows in a sentence, and how many people have something to be done."""
        summary = self.summary
        cells = summary.to_mend - summary.rejected
        left_out, apart = summary.not_screened, summary.no_people
        number = sum(map(len, apart.values()))
        listed = Text(*("rejects.csv" if self.to_mend is None else f"rejects.csv{between}{self.to_mend.name}" for between in ("、", ", ")))
        wrong = [
            *([Text(f"未能读入 {summary.rejected} 行", f"{summary.rejected} rows rejected")] if summary.rejected else []),
            *([Text(f"读入但有格子要更正的 {cells} 行", f"{cells} rows read with cells to mend")] if cells > 0 else []),
        ]
        if wrong:
            wrong[-1] = Text(f"{wrong[-1].zh}（{listed.zh}）", f"{wrong[-1].of('en')} ({listed.of('en')})")
        aside = [
            *wrong,
            *([Text(f"与前面同一人 {summary.again} 行（已合并）", f"{summary.again} rows of people who came before (taken together)")] if summary.again else []),
            *([Text(f"不是人的 {number} 行（{'、'.join(f'{APART[one].zh} {len(rows)}' for one, rows in apart.items())}）",
                    f"{number} rows that are no people ({', '.join(f'{APART[one].en} {len(rows)}' for one, rows in apart.items())})")] if apart else []),
            *([Text(f"{APART[Apart.NOT_SCREENED].zh} {left_out} 行", f"{left_out} rows of {APART[Apart.NOT_SCREENED].en}")] if left_out else []),
            *([Text(f"修整 {summary.mended} 格", f"{summary.mended} cells mended")] if summary.mended else []),
        ]  # fmt: skip
        also = Text("".join(f"，{one.zh}" for one in aside), "".join(f", {one.of('en')}" for one in aside))
        head = _head(summary)
        return Text(
            f"共 {summary.given} 行：读入 {summary.read} 人{also.zh}；{head.zh}",
            f"{summary.given} rows: {summary.read} people read{also.en}; {head.en}",
        )


def _head(summary: Summary) -> Text:
    """How many people have something to be done, of what they do not draw already."""
    claim, ask, reading = (summary.people[one] for one in (Action.CLAIM, Action.ASK, Action.READING))
    if summary.task.newly_since is not None:
        return Text(f"{claim} 人新增了可以办而未享受的待遇", f"{claim} people can newly claim something that they do not receive yet")
    return Text(f"{claim} 人至少有一项可以办而未享受的待遇；{ask} 人有未享受的待遇还要了解，{reading} 人有未享受的待遇看怎样理解（一人可以计入几类）",
                f"{claim} people can claim something that they do not receive yet, for {ask} something is still to be asked, "
                f"for {reading} something depends on the reading (one person may count in each)")  # fmt: skip


def written(work: Work, parts: Sequence[Part], out: Path, wanted: Wanted, asked: Outputs) -> Screened:
    """Write all that a screening comes to into a folder; the parts are still there then. Written again, it is the same bytes."""
    task = work.task
    wanted = replace(wanted, sheets=several_sheets(parts))
    for old in RESULTS:
        (out / old).unlink(missing_ok=True)
    lists = Lists(task, parts, wanted, universal=asked.universal)
    beyond = write_lists(lists, out)
    if asked.long:
        try:
            write_results(parts, task.asked, task.rules, out / f"results.{wanted.form}", wanted, lists.turning)
        except TooManyRowsError:
            write_results(parts, task.asked, task.rules, out / "results.parquet", replace(wanted, form=Form.PARQUET), lists.turning)
            beyond.append("results.parquet")
    write_rejects(parts, out / "rejects.csv", wanted.language)
    to_mend = write_to_mend(task.register, task.size, rejected_of(parts), out, wanted.language)
    if asked.facts:
        write_facts(parts, out / "facts.parquet")
    summary = summarised(task, parts, work.apart)
    summary.why_new = lists.reasons
    changes = None
    if asked.earlier is not None:
        from .change_list import write_changes
        from .changes import Changes

        changes = Changes(asked.earlier, task, parts, work.reader, lists.benefits, wanted.language)
        write_changes(changes, out / FOLDER, wanted)
    data = summary.data(asked.name) | lists.data() | ({"changes": changes.data()} if changes else {})
    (out / "summary.json").write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if asked.report:
        from .report import report  # drawing takes a while to import

        (out / "report.html").write_text(report(summary, asked.name, wanted.language, asked.suppress, changes), encoding="utf-8")
    mended = mended_in(task.register)
    given_back = None if mended is None else mended.used_in_words()
    beside = side_by_side(task.register, task.mapping, task.rules, task.as_of)
    return Screened(
        summary, data, to_mend, tuple(beyond), changes, other_names=work.other_names, beside=beside, not_left_out=not_in_their_words(task.register),
        alike=_alike(work, parts), aged=aged_since(task.register, task.mapping, task.as_of), given_back=given_back,
    )  # fmt: skip


def _alike(work: Work, parts: Sequence[Part]) -> tuple[tuple[int, ...], ...]:
    """The rows of which several are perhaps one person's, of those who were read."""
    known: dict[str, str] = dict(zip((PLACE, SEX, BORN, BORN + FROM, BORN + UNTIL), KNOWN, strict=True))
    people = [part.some_outcomes([ROW, *known]) for part in parts]
    return work.reader.namesakes.alike(pl.concat(people).rename(known)) if people else ()


def clear(work: Work) -> None:
    """Drop the parts, all at once: what is half removed would be taken for damaged work where it was interrupted."""
    dropped = work.folder.with_name(f"{work.folder.name}.done")
    shutil.rmtree(dropped, ignore_errors=True)
    work.folder.rename(dropped)
    shutil.rmtree(dropped)
