"""A first mapping of a register, for a clerk to check and sign: what each column was taken for, with samples, counts and how sure it
is, and what every word in it stands for. What is not sure stays commented out.

Nothing is shown of columns that are not used, nor of names, addresses, dates of birth or numbers of people.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from ..language.facts import AGE, Fact, FactType, Text
from ..language.known import Path
from ..language.likeness import equally_near
from ..language.policy import Rules
from ..language.quantity import BIRTH
from ..rulebook import today
from .cells import UNKNOWN_WORDS, CellReader, TickReader, tidy
from .headers import JOIN
from .in_words import value_in_words
from .lacking import lacking
from .mapping import FILLED, IDENTITY, IGNORE, WORDED, ColumnMap, Tick, mapping_by_names
from .recognise import SIDE_BY_SIDE, Recognised, Recognition, names_people, of_somebody_else
from .rejects import showable
from .rows import APART, NAMED_AGAIN, RAGGED, ROW, SHEET, Register, rows_in_words
from .unreadable import Unreadable

LOOKED_AT = 20_000
"""Rows from which a mapping is suggested."""
SAMPLES = 4
"""Values of a column that are shown beside it."""
_SCALED = frozenset("完全部分重中轻高低半一二三四五")
"""Signs by which words of one scale differ: over them no likeness is offered."""
_BREAKS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]+")
"""What a cell may have in it (Alt+Enter) and a line of the draft may not, or it cannot be read."""


@dataclass(frozen=True, slots=True)
class Words:
    """What the words of a column stand for."""

    known: Counter[str] = field(default_factory=Counter[str])
    """Words that are read, each by what it stands for: `半自理 → 部分不能自理`."""
    strange: Counter[str] = field(default_factory=Counter[str])
    """Words that are not, or in part, and may be shown."""
    hidden: Counter[str] = field(default_factory=Counter[str])
    """Likewise, of those that may be somebody's own."""


def first_rows(register: Register, most: int = LOOKED_AT) -> pl.DataFrame:
    """The rows that are looked at, with their numbers. Raises RegisterError where the register cannot be read."""
    none = pl.DataFrame(schema={ROW: pl.Int64, RAGGED: pl.Int64, **dict.fromkeys(register.columns, pl.String)})
    return next(register.parts(most), none)


def recognised(rows: pl.DataFrame, rules: Rules, as_of: date) -> Recognition:
    """What the columns of rows with their numbers are recognised as."""
    return Recognition(rows.drop(ROW, RAGGED, SHEET, strict=False), rules, as_of)


def suggestion(register: Register, rules: Rules, as_of: date | None = None) -> str:
    """The text of a mapping file for a register; ages are looked at as of a day, by default that which it is in China.

    Raises RegisterError where it cannot be read.
    """
    rows = first_rows(register)
    return suggestion_of(register, rows, recognised(rows, rules, as_of or today()))


def suggestion_of(register: Register, rows: pl.DataFrame, recognition: Recognition) -> str:
    """The same for a register whose first rows were looked at."""
    return "".join(f"{_BREAKS.sub(' ', line)}\n" for line in _lines(register, rows, recognition))


def suggested_map(columns: tuple[Recognised, ...]) -> ColumnMap:
    """The mapping of what is sure."""
    sure = {one.column: one.meant for one in columns if one.sure and one.meant is not None}
    return ColumnMap(
        facts={column: meant for column, meant in sure.items() if isinstance(meant, Path)},
        identity=next((column for column, meant in sure.items() if meant == IDENTITY), None),
        ticks={column: meant for column, meant in sure.items() if isinstance(meant, Tick)},
        shared={column: meant for column, meant in sure.items() if isinstance(meant, tuple) and not isinstance(meant, Path)},
    )


def _lines(register: Register, rows: pl.DataFrame, recognition: Recognition) -> Iterator[str]:
    columns = recognition.columns()
    yield "# 映射文件草稿：登记表的列和写法对应哪些信息项。"
    yield "# “确定”的已经写好；“请核对”的行首有 # 或写着 忽略，核对无误后去掉 #、改掉 忽略 才生效。用法：huilao screen 登记表 --mapping 本文件 --out 结果文件夹"
    apart = "、".join(f"{APART[kind].zh} {len(rows)} 行" for kind, rows in register.apart.items())
    yield f"# 看了前 {recognition.rows.height} 行" + (f"；另有不是人的行：{apart}" if apart else "")
    yield from (f"# 注意：{lack.zh}" for lack in (*lacking(suggested_map(columns), register.columns), *register.notes))
    yield from (f"# 注意：{note.zh}" for note in doubts(recognition, columns, rows, register))
    sheet = getattr(register, "sheet", None)
    if sheet is not None:
        yield f"工作表: {quoted(sheet)}"
    first, last = getattr(register, "header", (1, 1))
    said = getattr(register, "given_header", None) is not None  # of several sheets each has its own, unless somebody said it
    if (first, last) != (1, 1) and (said or len(getattr(register, "sheets", ())) < 2):
        yield f"表头: {first if first == last else [first, last]}"
    yield "列:"
    used = [one for one in columns if one.meant is not None]
    by_name = _taken_by_name(recognition, columns)
    for one in used:
        if one.column in by_name:
            yield f"  {quoted(one.column)}: {IGNORE[1]}  # 请核对：{one.why.zh}{samples(recognition, one)}；核对无误后把“{IGNORE[1]}”改成 {_meant(recognition, one)}"
            continue
        yield f"  {'' if one.sure else '# '}{quoted(one.column)}: {_meant(recognition, one)}  # {'确定' if one.sure else '请核对'}：{one.why.zh}{samples(recognition, one)}"
    if not used:
        yield "  # 没有认出一列；写成 列名: 信息项"
    yield from _doubtful(columns)
    blanks = [one.column for one in used if one.sure and isinstance(one.meant, Tick)]
    if blanks:
        yield "# 打勾的列，空白是没有填还是“否”？表示“否”的，去掉下一行的 #"
        yield f"# 空白为否: [{', '.join(map(quoted, blanks))}]"
    yield from _not_screened(recognition, columns)
    table = [line for one in used for line in _values(recognition, one)]
    if table:
        yield from ["取值:" if any(not line.lstrip().startswith("#") for line in table) else "# 取值:", *table]
    yield f"不详: [{', '.join(UNKNOWN_WORDS)}]"
    yield '# 全表相同的信息项写在这里，例如：固定值: {常住地: "513433"}'


def _taken_by_name(recognition: Recognition, columns: tuple[Recognised, ...]) -> set[str]:
    """The columns that are not sure and that a screening by the draft would take for their names, were nothing said of them."""
    left = mapping_by_names([one.column for one in columns if not one.sure or one.meant is None], recognition.rules)
    sure = recognition.surely_given
    named = {column: str(target) for column, target in left.facts.items()} | ({left.identity: IDENTITY} if left.identity else {})
    return {column for column, target in named.items() if target not in sure}


def _meant(recognition: Recognition, one: Recognised) -> str:
    assert one.meant is not None
    word = recognition.word(one.meant)
    return word if word.startswith("[") else quoted(word)


def _doubtful(columns: tuple[Recognised, ...]) -> Iterator[str]:
    """The columns that are not used: those of others by themselves, the rest in one line."""
    unused = [one for one in columns if one.meant is None]
    others = [one.column for one in unused if one.why.zh.startswith("别人")]
    told = [one for one in unused if not one.sure]
    for one in told:
        yield f"  # {quoted(one.column)}: 忽略  # 请核对：{one.why.zh}"
    if others:
        yield f"  # 别人的，不是本人的，不用：{'、'.join(others)}"
    rest = [one.column for one in unused if one.column not in others and one not in told]
    if rest:
        yield f"  # 没有用到的 {len(rest)} 列：{'、'.join(rest)}"


def samples(recognition: Recognition, one: Recognised) -> str:
    """Some values of a column and how often they come: of codes as they are, of dates their form alone; of nothing else."""
    if not isinstance(one.meant, Path):
        return f"；{one.filled} 格有内容"
    fact = None if one.meant.fact == AGE.name else recognition.rules.facts[one.meant.fact]
    if fact is None or fact.type is FactType.DATE:
        forms = Counter[str]()
        for text, times in recognition.counts[one.column].items():
            forms[re.sub("[0-9]", "0", tidy(text)) if re.search("[0-9]", text) else "…"] += times
        shown = forms
    elif fact.type in WORDED:
        shown = Counter({text: times for text, times in recognition.counts[one.column].items() if showable(text, times)})
    else:
        return f"；{one.filled} 格有内容"
    listed = "、".join(f"{text}（{times}）" for text, times in shown.most_common(SAMPLES))
    return f"；{one.filled} 格有内容，例：{listed}" if listed else f"；{one.filled} 格有内容"


def words_of(reader: CellReader, counts: Counter[str]) -> Words:
    """What the words of a column of codes, or of yes and no, stand for, and in how many cells each comes."""
    return _words(reader, counts, lambda value: value_in_words(reader.fact, value).zh)


def _ticks_of(recognition: Recognition, column: str, tick: Tick) -> Words:
    """What the words of a column of ticks stand for."""
    return _words(recognition.tick_reader(tick), recognition.counts[column], lambda value: "是" if value else "否")


def _words(reader: CellReader | TickReader, counts: Counter[str], said: Callable[[object], str]) -> Words:
    found = Words()
    beside = reader.beside(counts, counts)
    for text, times in counts.items():
        value = beside.get(text, reader.read(text))
        if isinstance(value, Unreadable):
            (found.strange if showable(text, times) else found.hidden)[text] += times
        else:
            found.known[f"{tidy(text)} → {'不详' if value is None else said(value)}"] += times
    return found


def _values(recognition: Recognition, one: Recognised) -> Iterator[str]:
    """The table of words of a column, to be signed off: word, value, count; of a column of ticks where a word of it is not known."""
    reader = None
    if isinstance(one.meant, Tick):
        words = _ticks_of(recognition, one.column, one.meant)
        if not words.strange:
            return
    elif isinstance(one.meant, Path) and one.meant.fact != AGE.name and recognition.rules.facts[one.meant.fact].type in WORDED:
        reader = recognition.reader(one.meant)
        assert isinstance(reader, CellReader)
        words = words_of(reader, recognition.counts[one.column])
    else:
        return
    if not words.known and not words.strange:
        return
    yield f"  # “{one.column}”的写法 → 取值 · 格数"
    for text, times in words.known.most_common():
        yield f"  #   {text} · {times}"
    if words.hidden:
        yield f"  #   另有 {len(words.hidden)} 种写法 {words.hidden.total()} 格认不出，只出现一次、太长或写着号码，没有列出"
    if words.strange:
        named = reader is None and one.column not in recognition.targets  # several columns may tick one code
        yield f"  {'' if one.sure else '# '}{quoted(one.column if named else recognition.word(one.meant))}:"
    for text, times in words.strange.most_common():
        meant = _yes_or_no(tidy(text)) if reader is None else near_value(reader.fact, tidy(text), reader)
        yield f"    # {quoted(tidy(text))}: {meant}  # {times} 格，{'请核对' if meant else '请填写'}后去掉行首的 #"


def near_value(fact: Fact, plain: str, reader: CellReader) -> str:
    """What a word may stand for, never along a scale, over a negation or a degree; empty where nothing is like it, or several are, or where it
    says that it is one of several (特困).
    """
    if fact.type is FactType.YES_NO:
        return _yes_or_no(plain)
    said = reader.read(plain)
    if fact.type is FactType.SCALE or (isinstance(said, Unreadable) and said.known is not None):
        return ""
    like = [word for word in reader.words if _SCALED & set(word) == _SCALED & set(plain)]
    codes = {reader.words[word] for word in equally_near(plain, like)}
    return next((quoted(code.label.zh) for code in fact.codes if codes == {code.code}), "")


def _yes_or_no(plain: str) -> str:
    """Which of the two a word may say that could be either; empty where it says neither."""
    return "是" if plain in ("1", "有") else "否" if plain in ("2", "无") else ""


def doubts(recognition: Recognition, columns: tuple[Recognised, ...], rows: pl.DataFrame, register: Register) -> Iterator[Text]:
    """What of a register's rows and columns is to be looked at first; `rows` are at least those with other cells than the header."""
    yield from (
        one
        for one in (
            _side_by_side(recognition),
            _swapped(recognition),
            _uneven(rows, register),
            _repeated(recognition, columns),
            *_gone(recognition, columns),
        )
        if one is not None
    )


def side_by_side(register: Register, mapping: ColumnMap, rules: Rules, as_of: date) -> Text | None:
    """What is to be said of a second table beside the first whose columns a mapping leaves out."""
    again = {column: found[1] for column in register.columns if (found := NAMED_AGAIN.fullmatch(column)) and found[1] in register.columns}
    if not again or not set(mapping.used).isdisjoint(again):
        return None
    looked = [column for column in register.columns if column in {*again, *again.values()}]
    return _side_by_side(Recognition(first_rows(register).select(looked), rules, as_of))


def _side_by_side(recognition: Recognition) -> Text | None:
    """What is to be said of a second table beside the first."""
    if not recognition.beside:
        return None
    which = list(recognition.beside)
    return Text(f"{SIDE_BY_SIDE.zh}；后一张的列（{'、'.join(which)}）没有用",
                f"{SIDE_BY_SIDE.of('en')}; the columns of the second ({', '.join(which)}) are not used")  # fmt: skip


def _swapped(recognition: Recognition) -> Text | None:
    """What is to be said of a column of names and one of ID numbers of which each has what belongs to the other."""
    if recognition.swapped is None:
        return None
    names, numbers = recognition.swapped
    return Text(f"“{names}”列里是身份证号，“{numbers}”列里不是：两列的内容像是对调了，请先在登记表里改好",
                f"in the column `{names}` there are ID numbers, in `{numbers}` there are none: their contents seem to have changed places; mend the register first")  # fmt: skip


def _gone(recognition: Recognition, columns: tuple[Recognised, ...]) -> Iterator[Text]:
    """What is to be said of columns that are not used and say of people that they are dead or have left."""
    for column, words in _told_gone(recognition, columns):
        if FILLED[1] in words:
            yield Text(f"“{column}”列有 {words.total()} 格填了内容，这些行现在照常筛查：不该筛查的，在映射里写 不筛查: {{{quoted(column)}: {FILLED[1]}}}",
                       f"in the column `{column}` {words.total()} cells are filled; these rows are screened all the same: if they are not to be, "
                       f"write `not_screened: {{{quoted(column)}: {FILLED[0]}}}` in the mapping")  # fmt: skip
            continue
        said = words.most_common()
        zh, en = "、".join(f"{word} {times}" for word, times in said), ", ".join(f"{word} {times}" for word, times in said)
        yield Text(f"“{column}”列有 {words.total()} 格表示死亡、迁出等（{zh}），这些行现在照常筛查：不该筛查的，在映射里写 不筛查: {{{quoted(column)}: [写法]}}，写法要与格里一字不差",
                   f"in the column `{column}` {words.total()} cells say that somebody is dead or has left ({en}); these rows are screened all the same: say which are "
                   f"not to be by `not_screened: {{{quoted(column)}: [WORDS]}}` in the mapping, in the very words of the cells")  # fmt: skip


def _told_gone(recognition: Recognition, columns: tuple[Recognised, ...]) -> Iterator[tuple[str, Counter[str]]]:
    """The columns that are not used and say of people that they are dead or have left."""
    for one in columns:
        words = recognition.gone(one.column) if one.meant is None and not of_somebody_else(one.column) else Counter[str]()
        if words:
            yield one.column, words


def _not_screened(recognition: Recognition, columns: tuple[Recognised, ...]) -> Iterator[str]:
    """What is to be written so that those are not screened: the words that stand in cells of their own."""
    offered = {
        column: [word for word in words if word in FILLED or word in map(tidy, recognition.counts[column])]
        for column, words in _told_gone(recognition, columns)
    }
    listed = ", ".join(
        f"{quoted(column)}: {FILLED[1] if FILLED[1] in words else '[' + ', '.join(map(quoted, words)) + ']'}"
        for column, words in offered.items()
        if words
    )
    if listed:
        yield "# 这些行的人已死亡或迁出，不该筛查的，去掉下一行的 #"
        yield f"# 不筛查: {{{listed}}}"


def _uneven(rows: pl.DataFrame, register: Register) -> Text | None:
    """What is to be said of rows with more or fewer cells than the header: a comma too many, and a person is not read."""
    found = rows.filter(pl.col(RAGGED).is_not_null())[ROW].to_list()
    if not found:
        return None
    which, have = rows_in_words(found), "has" if len(found) == 1 else "have"
    return Text(f"{which.zh}的格数与表头的 {len(register.columns)} 格不同，多半是多了或少了一个逗号：请先在登记表里改好；不改的，多了的不读入，少了的只有看得出是行尾空白的才读入，都列在要更正的里",
                f"{which.of('en')} {have} not the {len(register.columns)} cells of the header, most often for a comma too many or too few: mend the register first, "
                "or rows with more are not read, those with fewer only where empty cells at their end are surely what lacks; all are listed as to be mended")  # fmt: skip


def _repeated(recognition: Recognition, columns: tuple[Recognised, ...]) -> Text | None:
    """What is to be said of rows that may be of one person, in a register without ID numbers."""
    if any(one.meant == IDENTITY for one in columns) or not recognition.rows.width:
        return None
    named = [one.column for one in columns if names_people(one.column)]
    told = [one.column for one in columns if isinstance(one.meant, Path) and one.meant.fact in (BIRTH, "sex")]
    looked = recognition.rows.select([*named, *told] if named and told else recognition.rows.columns)
    rows = looked.height - looked.n_unique()
    if not rows:
        return None
    same = Text("姓名、出生、性别", "name, birth and sex") if named and told else Text("各列", "every column")
    return Text(f"没有身份证号；有 {rows} 行与别的行{same.zh}都相同，认不出是不是同一人，各按一人计算",
                f"there are no ID numbers; {rows} rows have {same.of('en')} in common with another: whether they are one person cannot be told, "
                "and each is counted")  # fmt: skip


def quoted(text: str) -> str:
    """A text as YAML has it."""
    plain = (
        re.fullmatch(rf"[^\W\d][\w（）“”{JOIN}=、 .-]*", text)
        and text == text.strip()
        and text.lower() not in ("null", "true", "false", "yes", "no", "y", "n")
    )
    return text if plain else '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t") + '"'
