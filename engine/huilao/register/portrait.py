"""A page on a register itself, before anybody is screened: what its columns are taken for, what stands in them, what is doubtful.

Nothing of a person is shown: of columns with words those that come more than once, of all others numbers alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

import polars as pl

from ..language.facts import AGE, Text
from ..language.known import Path
from ..language.quantity import BIRTH
from ..rulebook import Rulebook
from .aged import aged_since
from .cells import CellReader
from .elsewhere import Remaining
from .lacking import lacking
from .mapping import IDENTITY, KEY, ColumnMap, Tick
from .page import page_of, table
from .people import FIRST, PeopleReader, first_rows
from .recognise import Recognised, Recognition
from .rejects import Reasons
from .renamed import other_names, other_names_in_words
from .rows import RAGGED, ROW, SHEET, Register, apart_in_words, rows_of
from .suggest import LOOKED_AT, doubts, suggested_map, words_of
from .summary import BANDS, age_band, band_name
from .unnumbered import KNOWN, Namesakes, alike_in_words

MOST_SHOWN = 30
"""Words of a column, and reasons, that are listed."""


@dataclass(frozen=True, slots=True)
class PortraitTable:
    """A table of the page: whole numbers are counts."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]


@dataclass(frozen=True, slots=True)
class PortraitInWords:
    """The page in words."""

    title: str
    about: str
    figures: tuple[tuple[int, str], ...]
    """Rows, and what they are."""
    notes: tuple[str, ...]
    columns: PortraitTable
    """What every column is taken for."""
    reasons: PortraitTable | None
    """Why cells and rows are doubtful."""
    words: tuple[PortraitTable, ...]
    """What stands in each column of codes, and what it is read as."""
    ages: tuple[tuple[str, int], ...]
    """People by their ages; empty where these are not known."""


def portrait(register: Register, mapping: ColumnMap | None, book: Rulebook, as_of: date, name: str, language: str = "zh") -> str:
    """The page; without a mapping columns are what they surely are (`Recognition`). Raises RegisterError."""
    return portrait_html(portrait_in_words(register, mapping, book, as_of, name, language), language)


def portrait_in_words(
    register: Register, mapping: ColumnMap | None, book: Rulebook, as_of: date, name: str, language: str = "zh"
) -> PortraitInWords:  # fmt: skip
    """The same in words. Raises RegisterError."""
    return _Portrait(register, mapping, book, as_of, name, language).in_words()


def portrait_html(said: PortraitInWords, language: str) -> str:
    """The page as HTML."""
    zh = language == "zh"
    figures = "".join(f"<li><b>{count:,}</b> {escape(words)}</li>" for count, words in said.figures)
    sections = [f"<h1>{said.title}</h1>", f"<p>{escape(said.about)}</p>", f'<ul class="figures">{figures}</ul>']
    if said.notes:
        sections.append(
            f"<section><h2>{'请注意' if zh else 'Note'}</h2><ul>{''.join(f'<li>{escape(one)}</li>' for one in said.notes)}</ul></section>"
        )
    tables = [said.columns, *([said.reasons] if said.reasons else []), *said.words]
    sections += [f"<section><h2>{escape(one.title)}</h2>{table(one.heads, one.rows)}</section>" for one in tables]
    if said.ages:
        most = max(count for _, count in said.ages)
        lines = "".join(
            f'<tr><td>{escape(band)}</td><td class="number">{count:,}</td><td style="width:70%">'
            f'<svg width="100%" height="12" role="presentation"><rect width="{count / most:.1%}" height="12" fill="#2f6690"/></svg></td></tr>\n'
            for band, count in said.ages
        )
        heads = f'<th>{"年龄" if zh else "Age"}</th><th class="number">{"人" if zh else "People"}</th><th></th>'
        sections.append(
            f"<section><h2>{'年龄' if zh else 'Ages'}</h2><table><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table></section>"
        )
    return page_of(said.title, sections, language)


class _Portrait:
    def __init__(self, register: Register, mapping: ColumnMap | None, book: Rulebook, as_of: date, name: str, language: str) -> None:
        self.register = register if mapping is None else Remaining(register, mapping)
        self.book = book
        self.as_of = as_of
        self.name = name
        self.language = language
        self.given = self.read = self.again = self.keys = self.twice = 0
        self.filled, self.ages = Counter[str](), Counter[int | None]()
        self.different: dict[str, pl.Series] = {}
        self.reasons = Reasons()
        self.doubtful = Counter[str]()
        self.rejected: set[int] = set()
        self.ragged: list[pl.DataFrame] = []
        self.twice_there: list[pl.DataFrame] = []
        """Rows of people who stand in an earlier row (`Checked.again`)."""
        self.people: list[pl.DataFrame] = []
        """Who was read, and what is known of them by which they may be the same."""
        self._look(mapping)

    def _look(self, mapping: ColumnMap | None) -> None:
        """Read the register once."""
        reader: PeopleReader | None = None
        for part in self.register.parts(LOOKED_AT):
            cells = part.drop(ROW, RAGGED, SHEET, strict=False)
            self.ragged.append(part.select(ROW, RAGGED).drop_nulls())
            if reader is None:
                self.recognition = Recognition(cells, self.book.rules, self.as_of)
                self.columns = self.recognition.columns()
                self.mapping = mapping or suggested_map(self.columns)
                reader = PeopleReader(self.book.rules, self.mapping, self.as_of, register=self.register)
            checked = reader.read(part)
            read = set(checked.people[ROW])
            self.twice_there.append(checked.again)
            self.given, self.read, self.again = self.given + checked.given, self.read + len(read), self.again + checked.again.height
            for one in checked.rejected:
                self.reasons.add(one.column, one.reason, one.value)
                self.doubtful[one.column] += 1
                self.rejected |= {one.row} - read
            for column in cells.get_columns():
                self.filled[column.name] += column.len() - column.null_count()
                self.different[column.name] = pl.concat(
                    [self.different.get(column.name, column.clear()), column.drop_nulls().unique()]
                ).unique()
            self._count_ages(checked.people)
            known = (
                (pl.col(name) if name in checked.people.columns else pl.lit(None)).cast(kind).alias(name) for name, kind in KNOWN.items()
            )
            self.people.append(checked.people.select(ROW, *known))
        if reader is None:
            self.recognition = Recognition(
                pl.DataFrame(schema=dict.fromkeys(self.register.columns, pl.String)), self.book.rules, self.as_of
            )
            self.columns, self.mapping = self.recognition.columns(), mapping or ColumnMap({})
        self.namesakes = Namesakes() if reader is None else reader.namesakes

    def _count_ages(self, people: pl.DataFrame) -> None:
        born = people[BIRTH] if BIRTH in people.columns else pl.repeat(None, people.height, dtype=pl.Date, eager=True)
        for day, count in born.value_counts(name="people").iter_rows():
            self.ages[age_band(day, self.as_of)] += count

    def say(self, zh: str, en: str) -> str:
        return zh if self.language == "zh" else en

    def in_words(self) -> PortraitInWords:
        return PortraitInWords(
            self.say("登记表概况", "A register"),
            self.say(f"{self.name}，核定日 {self.as_of}。这一页只说登记表本身，还没有筛查；不显示任何人的姓名、证件号和电话。",
                     f"{self.name}, as of {self.as_of}. This page is of the register itself: nobody was screened, and no names, ID numbers or telephones are shown."),
            tuple(self.figures()), tuple(self.notes()), self.taken(), self.reasons_given(), tuple(self.words()), tuple(self.age_bands()),
        )  # fmt: skip

    def figures(self) -> Iterator[tuple[int, str]]:
        """How many rows there are, and what they are."""
        yield self.given, self.say("登记的行", "rows of people")
        yield self.read, self.say("读得出的人", "people who can be read")
        yield self.again, self.say("重复的行（与前面的行是同一身份证号）", "rows of somebody who stands in an earlier row")
        yield len(self.rejected), self.say("读不了的行", "rows that cannot be read")
        yield from ((len(rows), apart_in_words(kind, rows).of(self.language)) for kind, rows in self.register.apart.items())

    def notes(self) -> Iterator[str]:
        """What is to be known of how it was read, and what it lacks."""
        yield from (one.of(self.language) for one in (*self.register.notes, *lacking(self.mapping, self.register.columns)))
        rows = pl.concat(self.ragged) if self.ragged else pl.DataFrame(schema={ROW: pl.Int64, RAGGED: pl.Int64})
        if aged := aged_since(self.register, self.mapping, self.as_of):
            yield aged.of(self.language)
        if found := self._other_names():
            yield other_names_in_words(found).of(self.language)
        people = pl.concat(self.people) if self.people else pl.DataFrame(schema={ROW: pl.Int64, **KNOWN})
        if found := self.namesakes.alike(people):
            yield alike_in_words(found).of(self.language)
        yield from (one.of(self.language) for one in doubts(self.recognition, self.columns, rows, self.register))

    def _other_names(self) -> tuple[tuple[int, int], ...]:
        """The rows of people who stand in an earlier row under another name; for those that do the register is read once more."""
        again = pl.concat(self.twice_there) if self.twice_there else pl.DataFrame()
        if not again.height:
            return ()
        rows = rows_of(self.register, LOOKED_AT, [*again[ROW], *again[FIRST]])
        return other_names(rows, first_rows(rows, again))

    def taken(self) -> PortraitTable:
        """What every column is taken for, by the mapping that was given or by what it surely is."""
        heads = (self.say("列", "Column"), self.say("当作", "Taken for"), self.say("有多大把握", "How sure"), self.say("有内容", "Filled"), self.say("空白", "Empty"),
                 self.say("不同的值", "Different values"), self.say("存疑的格", "Doubtful cells"))  # fmt: skip
        rows = tuple((one.column, *self.sure(one), self.filled[one.column], self.given - self.filled[one.column],
                      self.different[one.column].len() if one.column in self.different else 0, self.doubtful[one.column]) for one in self.columns)  # fmt: skip
        return PortraitTable(self.say("各列", "Columns"), heads, rows)

    def meant(self, column: str) -> Path | Tick | tuple[Path, ...] | str | None:
        """What a column is in the mapping."""
        mapping = self.mapping
        if column in mapping.identities:
            return IDENTITY
        if column == mapping.key:
            return KEY[0]
        return mapping.facts.get(column) or mapping.ticks.get(column) or mapping.shared.get(column)

    def sure(self, one: Recognised) -> tuple[str, str]:
        """What a column is taken for, in words, and how sure that is."""
        meant = self.meant(one.column)
        if meant is not None:
            return self.label(meant), one.why.of(self.language) if one.meant == meant else self.say("映射里写明", "as the mapping says")
        if one.meant is not None:
            zh = one.why.zh if one.why.zh.startswith("可能是") else f"可能是 {self.label(one.meant)}（{one.why.zh}）"
            return self.say("未用", "not used"), self.say(
                f"请核对：{zh}", f"perhaps {self.label(one.meant)} ({one.why.of('en')}); please check"
            )
        return self.say("未用", "not used"), one.why.of(self.language)

    def label(self, meant: Path | Tick | tuple[Path, ...] | str) -> str:
        """What a column is taken for, in words."""
        if self.language == "zh" and not (isinstance(meant, tuple) and not isinstance(meant, Path)):
            return self.recognition.word(meant)
        match meant:
            case Tick(target, code):
                return f"{self.label(target)}: {next(one.label.of('en') for one in self.book.rules.facts[target.fact].codes if one.code == code)}"
            case Path(_, fact):
                return AGE.label.of("en") if fact == AGE.name else self.book.rules.facts[fact].label.of("en")
            case tuple():
                return " + ".join(self.label(one) for one in meant)
            case _:
                return "ID number" if meant == IDENTITY else "key"

    def reasons_given(self) -> PortraitTable | None:
        """Why cells and rows are doubtful, the commonest reasons first; no value is shown."""
        reasons = self.reasons.shown(self.coded)
        if not reasons:
            return None
        kinds = Counter[tuple[str, str]]()
        for (column, reason), count in reasons.items():
            kinds[column or self.say("整行", "the row"), self.reason(column, reason)] += count
        heads = (self.say("列", "Column"), self.say("存疑的原因", "Why it is doubtful"), self.say("格", "Cells"))
        return PortraitTable(
            self.say("存疑的内容", "Doubtful values"), heads, tuple((*of, count) for of, count in kinds.most_common(MOST_SHOWN))
        )

    def reason(self, column: str, reason: Text) -> str:
        """A reason as it may be shown: with what stands in the cell only of columns with words."""
        return (
            reason.of(self.language)
            if self.coded(column) or not any(sign.isdigit() for sign in reason.zh)
            else self.say("读不出，或自相矛盾", "cannot be read, or contradicts itself")
        )

    def coded(self, column: str) -> bool:
        """Whether a column has words, and nothing of a person's own."""
        return self.mapping.coded(column, self.book.rules)

    def words(self) -> Iterator[PortraitTable]:
        """The words of every column of codes, each with what it stands for and how often it comes."""
        heads = (self.say("写法 → 取值", "Word → value"), self.say("格", "Cells"))
        looked = self.say(f"（前 {LOOKED_AT:,} 行）", f" (of the first {LOOKED_AT:,} rows)") if self.given > LOOKED_AT else ""
        for one in self.columns:
            meant = self.meant(one.column)
            if not isinstance(meant, Path) or not self.coded(one.column):
                continue
            fact, own = self.book.rules.facts[meant.fact], self.mapping.values.get(meant.fact)
            reader = CellReader(fact, self.recognition.profiles, (), self.mapping.unknown, own, as_of=self.as_of)
            words = words_of(reader, self.recognition.counts[one.column])
            rows: Sequence[tuple[str, int]] = [
                *words.known.most_common(MOST_SHOWN),
                *((self.say(f"{text} → 认不出", f"{text} → not known"), times) for text, times in words.strange.most_common(MOST_SHOWN)),
                *(
                    [
                        (
                            self.say(
                                "认不出，只出现一次、太长或写着号码的写法",
                                "not known, and too rare, too long or with a number that may be somebody's",
                            ),
                            words.hidden.total(),
                        )
                    ]
                    if words.hidden
                    else []
                ),
            ]
            if rows:
                yield PortraitTable(f"{one.column}：{self.label(meant)}{looked}", heads, tuple(rows))

    def age_bands(self) -> Iterator[tuple[str, int]]:
        """How old the people are."""
        if set(self.ages) != {None}:
            yield from ((band_name(band, self.language), self.ages[band]) for band in (*BANDS, None) if self.ages[band])
