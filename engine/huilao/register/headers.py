"""Where the header of a table is, and which of its rows are no people: titles above, totals, notes, headers that come again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import polars as pl

from ..language.facts import Text
from .cells import BLANK
from .characters import simplified
from .gone import gone_word
from .rows import RAGGED, ROW, Apart, Aside, RegisterError, column_names, row_in_words

LOOKED_AT = 40
"""Rows at the beginning in which the header is looked for."""
JOIN = "/"
"""What stands between the names of a header of several rows: `居住情况/独居`."""
TICKS = frozenset("√✓✔☑■●○□☐×✗✘✕✖☒")
"""Signs that are ticked with, never the name of a column."""

_SPACES = re.compile(r"\s+")
_PRIVATE = re.compile(
    r"(?:[^0-9]{2,8})?['`’]?[0-9]{17}[0-9Xx]|['`’]?[0-9]{15}|[0-9]{3,}[*＊]{2,}[0-9Xx＊*]*|[A-Za-z]{1,2}[0-9]{7,9}"
    r"|['`’]?1[3-9][0-9][ -]?[0-9]{4}[ -]?[0-9]{4}|0[0-9]{2,3}-?[0-9]{7,8}"
)
"""ID numbers, some with a label before them or with stars in place of digits, passports and telephones."""
_DATE = re.compile(r"[0-9]{4}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?( .*)?|(19|20)[0-9]{2}[01][0-9][0-3][0-9]")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?(E\+?[0-9]+)?")
_YEAR = re.compile(r"(19|20)[0-9]{2}([-.年][0-9]{1,2}月?)?年?")
_LABELLED = re.compile(r"[^（(]{1,12}[:：].+")
"""`填报单位：示例镇`, as above a table."""
_ABOVE_A_TABLE = re.compile(r"表$|[名花清]册|名单|台账|[:：]|[0-9〇零一二三四五六七八九十]年|(?:单位|镇|乡|街道|村|社区)$|.{13}")
"""What stands above a table, and is the title of no group of columns: its name, whose it is and of when."""
_TOTAL = re.compile(r"[\w（）()]{0,14}(小计|合计|总计|共计|累计)[:：]?([0-9]+[人户名]?)?([（(][人户名][)）])?[:：]?")
_NAMED_SO = re.compile(r"[^\W\d本男女](小计|合计|总计|共计|累计)")
"""What may be somebody's name too: 王合计."""
_NOTE = re.compile(
    r"(附?注|备注|说明|填[表报](说明|人|单位|日期|时间)|[制造]表(人|日期|时间|单位)?|审[核批](人|意见)?|复核(人)?|(单位)?负责人|分管领导|经办人"
    r"|联系(人|电话)|(单位|盖章|日期)|打印(日期|时间)|统计(日期|时间))([（(][^）)]*[)）])?[0-9一二三]?[:：].*|注[0-9一二三]?[、. ].*"
)
_SIGNED = re.compile(
    r"[制造填]表(人|单位)|审[核批](人|领导)?|复核人?|(单位)?负责人|分管领导|经办人|(填报|统计)(人|单位)|(制表|填表|填报|统计)?(日期|时间)"
    r"|(入户)?(调查|采集|录入|走访|登记|核实)[人员]|(村|社区|支部)?(支书|主任|书记)|.{0,8}(签字|签名|签章|盖章)[:：]?"
)
"""The same in a cell of its own, before that of whoever signs."""
_ALONE = re.compile(
    r"[-—–－_=*·]*以下(空白|无正文)[-—–－_=*·]*|[-—–－_=*·~～]{2,}|第[0-9]+页([,，/]?共[0-9]+页)?|共[0-9]+页|续(上)?表|[本此]表一式.*"
    r"|\w{0,6}(签字|签名|签章|盖章|公章)[:：]?|[（(](签字|签名|签章|盖章|公章)[)）]"
)
"""What ends a page, where it stands alone in its row."""
_COUNTED = re.compile(
    r"(\w{0,12}[^0-9\W][:：]?[0-9]+[人户名][，,、；;。]?){1,6}|(合计|总)?人数[:：]?[0-9]*|总[人户]数[:：]?[0-9]*|.{1,20}(县|区|镇|乡|街道|村|社区|组|队|院)[（(][0-9]+[人户名][)）]"
)
"""How many people a page, a village or both sexes have, where it stands alone in its row: `本村共35人`, `男：20人，女：15人`."""
_HEADING = re.compile(
    r".{1,20}(省|市|州|县|区|旗|镇|乡|街道|办事处|村|社区|居委会|村委会|组|队|敬老院|福利院|养老院)([（(].*[)）])?[:：]?|[（(]?[一二三四五六七八九十]{1,3}[)）、].{1,20}"
)
_ORDINAL = re.compile(r"[（(][一二三四五六七八九十]{1,3}[)）]|[一二三四五六七八九十]{1,3}[、.．]")
"""What stands in a cell of its own before a heading."""
_NUMERAL = re.compile(r"[一二三四五六七八九十]{1,3}")
"""The same without a sign, which may be somebody's number too."""
_HOW_MANY, _NUMBER_OF = (
    re.compile(r"(?:\w{0,10}[人户]数|总数|平均\w{1,6})[:：]?"),
    re.compile(r"[0-9]{1,6}(?:\.[0-9]+)?[人户名岁元]?|[人户名]"),
)
"""What a number of people or a mean stands behind, and the number: 总人数|2."""
_PEOPLE = re.compile(r"[0-9]{1,6}[人户名]")
_HOLDS_PLACES = re.compile("[地址籍村镇乡县区市组队院]|社区|街道|机构|单位")
"""Names of columns in which places and institutions stand."""
NAMES = re.compile("姓名|^(名字|老人|老年人|服务对象|xm|name)$", re.IGNORECASE)
"""Names of columns of names."""
SERIAL = re.compile(r"序号|序列|顺序号|行号|编?序|No\.?|#", re.IGNORECASE)
"""Names of columns that only count the rows."""
_NOT_A_NAME = re.compile(
    r"(?<!姓名)[:：]|[，。；！？※★√]|人员|情况|属实|无误|说明|签[字名]|盖章|如下|以下|(?:政府|委员会|委会|办公室|民政局|中心|服务站)$|^[㐀-鿿][^·•.（(]{10,}$"
)
_DAY_NO_NAME = re.compile(r"^(?:截[至止]|[自从至到于])?[0-9〇零一二三四五六七八九十]{2,4}年|^[0-9]{4}[-/.][0-9]{1,2}[-/.]")
"""What is in no name of anybody's, and the days that stand below a table: nobody is taken for a remark where a cell may be somebody's."""
_BRACKETS, _UNNAMED = re.compile(r"[（(].*?[)）]"), re.compile("第[0-9]+列")
_SAYING_THE_SAME = tuple(map(re.compile, ("身份证|身份号码|证件号", "电话|手机|联系方式", "备注|说明")))
"""Names of columns that say the same."""
_HEADS = re.compile(
    r"[^0-9，。；：]{0,6}(姓名|身份证(号码?)?|身份号码|证件号码?|出生(日期|年月日?)|性别|年龄|联系(电话|方式)|电话|手机号?|住[址地]|地址|户籍地?|户口所在地|居住地|常住地|等级|情况|状况|类别|类型|备注)"
)
"""How columns are called anywhere."""
_LONGEST_SECTION = 15
"""Characters of what stands above some of the people of a table."""
_OF_THE_REST = re.compile("其中|剔除|不含|除外|删除|扣除|没有|^无")
"""In what tells of the dead without their standing below."""
_NEVER_ABOVE = re.compile("序号|姓名|身份证|号码|电话|性别|^年龄(?!段|组|层)|出生|备注")
"""Names of columns that have no others below them."""
_SEXES = ("男", "女")
"""What stands side by side below the name of a column that has else none below it."""
_SIGNATURES = 4
"""Cells of a row in which two people sign."""
_FIRST_COLUMNS = 4
"""Columns in which the word for a total stands."""


@dataclass(frozen=True, slots=True)
class Header:
    """The rows of a header, the first being 0, and the names of the columns."""

    first: int
    last: int
    names: tuple[str, ...]
    titles: tuple[str, ...] = ()
    """What stands above it."""

    def told(self, sheet: str | None = None) -> Iterator[Text]:
        """What is to be said of that: people of whom it says that they are dead or have left. `sheet` is the one of several that it is of."""
        of, of_en = ("", "") if sheet is None else (f"工作表“{sheet}”的", f" of the sheet `{sheet}`")
        for title in self.titles:
            if (word := gone_word(title)) is not None and not _OF_THE_REST.search(title):
                yield Text(f"{of}表头上面写着“{word}”，像是已死亡、迁出的人的名单；照常筛查了，不该筛查的，不要用这张表",
                           f"above the header{of_en} stands `{word}`: its people may be dead or have left; they are screened all the same: leave this table out where they should not be")  # fmt: skip


def find_header(rows: Sequence[Sequence[str | None]], given: tuple[int, int] | None = None) -> Header:
    """The header among the first rows of a table; `given` are its first and last row, counted from 1, where somebody said them.

    Raises RegisterError where there is none: never is a row of somebody's taken for it.
    """
    cells = [[_SPACES.sub(" ", (cell or "").replace("\ufeff", "")).strip() for cell in row] for row in rows]
    first, last = (given[0] - 1, given[1] - 1) if given is not None else _found(cells)
    if last >= len(cells) or not any(cells[first]) or _is_somebodys(cells[first]):
        raise _no_header(given)
    titles = tuple(_plain(cell) for row in cells[:first] for cell in row if cell)
    return Header(first, last, column_names(_names(cells[first : last + 1])), titles)


def _no_header(given: tuple[int, int] | None) -> RegisterError:
    where = "" if given is None else f"第 {given[0]} 行不是表头；"
    where_en = "" if given is None else f"row {given[0]} is none; "
    return RegisterError(
        f"没有找到表头：{where}表头应当每格都是列名，不是数字、日期或证件号。表头在第几行用 --header 指定；没有表头的，先在第一行补上列名",
        f"no header was found: {where_en}a header has names of columns, no numbers, dates or ID numbers. Say by --header in which row it is, "
        "or put one into the first row",
    )


def _found(cells: Sequence[Sequence[str]]) -> tuple[int, int]:
    """The first and last row of the header."""
    filled = sorted(sum(map(bool, row)) for row in cells if any(row))
    if not filled:
        raise _no_header(None)
    usual = filled[len(filled) * 3 // 4]
    wanted = min(usual, max(2, (usual + 1) // 2))
    for at, row in enumerate(cells):
        if 2 * sum(map(bool, row)) <= usual and any(map(_ABOVE_A_TABLE.search, row)):
            continue
        if sum(map(bool, row)) >= wanted and (first := _names_columns(row)) is not None:
            if not first:
                break  # the rows of people have begun
            begin = at - 1 if at and _has_titles(cells[at - 1], row) else at
            return begin, next((last for last in (at + 2, at + 1) if _is_header(cells[begin : last + 1], last - begin)), at)
    begin = next(at for at, row in enumerate(cells) if any(row))
    if sum(map(bool, cells[begin])) < wanted and _names_columns(cells[begin]):
        return begin, begin
    raise _no_header(None)


def _has_titles(above: Sequence[str], row: Sequence[str]) -> bool:
    """Whether a row with few cells has the titles of groups of columns (基本信息, 户主信息), and is none above the table."""
    titles = [cell for cell in above if cell]
    return len(titles) > 1 and not any(map(_ABOVE_A_TABLE.search, titles)) and _names_columns(above) is True and _is_header([above, row], 1)


def _names_columns(row: Sequence[str]) -> bool | None:
    """Whether a row has names of columns; None where that of a title above a table is as likely."""
    filled = [cell for cell in row if cell]
    if (
        _is_somebodys(filled)
        or any(_is_value(cell) for cell in filled)
        or 3 * sum(_YEAR.fullmatch(cell) is not None for cell in filled) > 2 * len(filled)
    ):
        return False
    return None if 2 * sum(_LABELLED.fullmatch(cell) is not None for cell in filled) > len(filled) else True


def _is_somebodys(row: Sequence[str]) -> bool:
    """Whether a row tells of a person: it has a date, a number of somebody's, or one sex without the other (as columns there are both)."""
    return any(_PRIVATE.fullmatch(cell) or _DATE.fullmatch(cell) for cell in row) or len({*_SEXES}.intersection(row)) == 1


def _is_value(cell: str) -> bool:
    """Whether a cell is a number or a tick, and no name of a column."""
    if cell in TICKS:
        return True
    return _NUMBER.fullmatch(cell) is not None and _YEAR.fullmatch(cell) is None


def _is_header(rows: Sequence[Sequence[str]], more: int) -> bool:
    """Whether rows, so many `more` than one, are all of one header: each goes on with those above, and the last leaves few columns
    without a name.
    """
    under = [_under(rows[:at], rows[at]) for at in range(1, len(rows))]
    unnamed = sum(not name for name in _nearest(rows))
    return len(under) == more and all(under) and unnamed <= under[-1]


def _nearest(rows: Sequence[Sequence[str]]) -> list[str]:
    """The name that stands lowest in each column."""
    return [next((line[at] for line in reversed(rows) if at < len(line) and line[at]), "") for at in range(max(map(len, rows)))]


def _under(above: Sequence[Sequence[str]], row: Sequence[str]) -> int:
    """How many columns a further row of a header names that stand side by side under one name; 0 where it names much else."""
    upper = _nearest(above)
    if len(row) > len(upper) or _is_somebodys(row) or any(_is_value(cell) for cell in row if cell):
        return 0
    row = [*row, *[""] * (len(upper) - len(row))]
    under = [bool(cell) and not upper[at] and any(upper[:at]) for at, cell in enumerate(row)]
    ends = [next((end for end in range(at + 1, len(upper)) if upper[end]), len(upper)) for at in range(len(upper))]
    begins = [bool(row[at]) and bool(upper[at]) and any(under[at + 1 : ends[at]]) for at in range(len(row))]
    if any(begun and row[at] not in _SEXES and _NEVER_ABOVE.search(simplified(upper[at])) for at, begun in enumerate(begins)):
        return 0
    alone = sum(bool(cell) and not under[at] and not begins[at] for at, cell in enumerate(row))
    return sum(under) if alone <= sum(under) // 2 else 0


def _names(rows: Sequence[Sequence[str]]) -> list[str]:
    """One name for each column: what stands above others counts for all of them."""
    width = max(map(len, rows))
    parts = [[*row, *[""] * (width - len(row))] for row in rows]
    for at, row in enumerate(parts[:-1]):
        for column in range(1, width):
            if not row[column] and any(below[column] for below in parts[at + 1 :]):
                row[column] = row[column - 1]
    return [JOIN.join(dict.fromkeys(row[column] for row in parts if row[column])) for column in range(width)]


def without_apart(frame: pl.DataFrame, columns: Sequence[str], apart: Aside) -> pl.DataFrame:
    """The rows that are people's; those that are not are told in `apart`.

    Only a row without anything like an ID number can be none. Raises RegisterError for a header that comes again with other columns or
    in another order.
    """
    named = frame.select(columns)
    begin = columns[:_FIRST_COLUMNS]
    maybe = named.select(
        pl.any_horizontal(
            pl.sum_horizontal(pl.col(columns).is_not_null()) <= 2, pl.coalesce(columns).str.contains(f"^[注註]|[:：]|^(?:{_SIGNED.pattern})$"),
            *(pl.col(name).str.contains("[计計]|[人户戶][数數]") for name in begin), *(pl.col(name).is_in(_parts(name)) for name in columns[:8]),
            pl.col(columns[0]) == "1", *(pl.col(name).is_null() | pl.col(name).str.contains(f"^(?:{BLANK.pattern})$") for name in columns if NAMES.search(name)),
            *(pl.col(name).str.contains("[村区组]$") for name in columns if NAMES.search(name)),
            *(pl.col(name).str.contains("姓名|身份") for name in begin),
        ).fill_null(value=False)
    ).to_series()  # fmt: skip
    places = maybe.arg_true()
    kinds = [_of_gone(row, _kind(row, columns)) for row in named[places].iter_rows()] if places.len() else []
    gone = [place for place, kind in zip(places, kinds, strict=True) if kind is not None]
    for row, kind, cells in zip(frame[ROW].gather(places), kinds, named[places].iter_rows(), strict=True):
        if kind is Apart.HEADER and (others := _others(cells, columns)):
            which, name = row_in_words(row), "、".join(others)
            raise RegisterError(f"{which.zh}又是表头，列与前面的不同（{name}），下面的行按前面的表头会读错；请把它和下面的行另存为一张表",
                                f"{which.of('en')} is a header again, with other columns or in another order ({name}): the rows below would be misread; save it "
                                "with these as a table of its own")  # fmt: skip
        if kind is not None:
            apart[kind].append(row)
    return frame.with_row_index("@at").filter(~pl.col("@at").is_in(gone)).drop("@at") if gone else frame


def _others(row: Sequence[str | None], columns: Sequence[str]) -> list[str]:
    """The names in a header that comes again that stood over another column, or over none."""
    every, found = _every_name(tuple(columns)), list[str]()
    for cell, column in zip(row, columns, strict=True):
        plain, own = _plain(cell or ""), {_plain(part) for part in _parts(column)}
        if plain and plain not in own and not _NUMBER.fullmatch(plain) and (plain in every or not any(_same(plain, one) for one in own)):
            found.append(plain)
    return found


def _same(name: str, other: str) -> bool:
    """Whether two names of a column, which is the same in both headers, say the same, or one of them nothing."""
    bare, another = (_BRACKETS.sub("", one) for one in (name, other))
    return (
        bare == another or _UNNAMED.fullmatch(other) is not None or any(one.search(name) and one.search(other) for one in _SAYING_THE_SAME)
    )


def _in_other_words(filled: Mapping[int, str]) -> bool:
    """Whether a row has the names of columns in other words than the header: of people's names or ID numbers, and more such."""
    words = [cell for cell in filled.values() if _HEADS.fullmatch(cell)]
    return len(words) > 1 and 2 * len(words) >= len(filled) and any(_SAYING_THE_SAME[0].search(one) or "姓名" in one for one in words)


@lru_cache(8)
def _every_name(columns: tuple[str, ...]) -> frozenset[str]:
    """Whatever may stand above one of the columns."""
    return frozenset(_plain(part) for name in columns for part in _parts(name))


def _plain(text: str) -> str:
    return simplified("".join(text.split()))


def _parts(name: str) -> list[str]:
    """What may stand above a column."""
    return [name, *name.split(JOIN), re.sub(r" \([0-9]+\)$", "", name)]


def _kind(row: Sequence[str | None], columns: Sequence[str]) -> Apart | None:
    """What a row is that is no person's."""
    filled = {at: _plain(cell) for at, cell in enumerate(row) if cell is not None and cell.strip()}
    said = {columns[at]: cell for at, cell in filled.items() if not BLANK.fullmatch(cell)}
    if all(_counts_rows(name, cell) for name, cell in said.items()):
        return Apart.EMPTY
    if any(_PRIVATE.fullmatch(cell) for cell in filled.values()):
        return None
    again = sum(cell in {_plain(part) for part in _parts(columns[at])} for at, cell in filled.items())
    counted = len(filled) > 2 and all(cell == str(at + 1) for at, cell in filled.items())
    names = _every_name(tuple(columns))
    somewhere = sum(cell in names for cell in filled.values())
    named = len(filled) > 1 and (somewhere == len(filled) or (again and somewhere > 2 and 2 * somewhere >= len(filled)))
    if counted or again == len(filled) or (again > 1 and 2 * again >= len(filled)) or named or _in_other_words(filled):
        return Apart.HEADER
    (begin, first), last = next(iter(filled.items())), list(filled.values())[-1]
    if any(
        at < _FIRST_COLUMNS and _TOTAL.fullmatch(cell) and not (_NAMED_SO.fullmatch(cell) and _tells_more(filled, at))
        for at, cell in filled.items()
    ):
        return Apart.TOTAL
    if len(filled) == 1 and begin < _FIRST_COLUMNS and _COUNTED.fullmatch(first):
        return Apart.TOTAL
    if begin < _FIRST_COLUMNS and _HOW_MANY.fullmatch(first) and all(_NUMBER_OF.fullmatch(cell) for cell in [*filled.values()][1:]):
        return Apart.TOTAL
    if _are_counts(filled, columns):
        return Apart.TOTAL
    if (
        _NOTE.fullmatch(first)
        or (len(filled) == 1 and _ALONE.fullmatch(first))
        or (len(filled) <= _SIGNATURES and _SIGNED.fullmatch(first))
    ):
        return Apart.NOTE
    if (
        begin == 0
        and (
            (len(set(filled.values())) == 1 and _HEADING.fullmatch(first) and not (_named(columns[0]) and len(first) <= len("张村")))
            or (len(filled) == 2 < len(columns) - 1 and (_ORDINAL.fullmatch(first) or (_NUMERAL.fullmatch(first) and _is_village(last))))
        )
        and (len(columns) > 2 or not _HOLDS_PLACES.search(simplified(columns[0])))
    ):
        return Apart.HEADING
    return Apart.NOBODY if _is_prepared(said, columns) or _is_of_nobody(filled, columns) else None


def _of_gone(row: Sequence[str | None], kind: Apart | None) -> Apart | None:
    """What a row is that stands above people who are dead or have left: more than a heading."""
    cells = [plain for cell in row if cell is not None and (plain := _plain(cell)) and not BLANK.fullmatch(plain)]
    above = kind in (Apart.HEADING, Apart.NOBODY) and len(cells) <= len(("三、", "死亡人员")) and len(cells[-1]) <= _LONGEST_SECTION
    return Apart.GONE if above and gone_word(cells[-1]) is not None and not _OF_THE_REST.search(cells[-1]) else kind


def _named(column: str) -> bool:
    """Whether names stand in a column, of people or of what they belong to."""
    return "名" in column or NAMES.search(column) is not None


def _are_counts(filled: Mapping[int, str], columns: Sequence[str]) -> bool:
    """Whether a row, in a table that has names, has numbers behind nobody's name: behind nothing, or behind a word in the place of its
    number (全镇), or the name of a village in that of a name.
    """
    if not any(map(NAMES.search, columns)):
        return False
    told = {columns[at]: cell for at, cell in filled.items() if not _NUMBER.fullmatch(cell) and not BLANK.fullmatch(cell)}
    numbers = [columns[at] for at, cell in filled.items() if _NUMBER.fullmatch(cell)]
    if len(numbers) < 2 or any(SERIAL.fullmatch(simplified(name)) or NAMES.search(name) for name in numbers):
        return False
    return all(SERIAL.fullmatch(simplified(name)) or (NAMES.search(name) and _is_village(cell)) for name, cell in told.items())


def _is_prepared(said: Mapping[str, str], columns: Sequence[str]) -> bool:
    """Whether a row, by column what it says, has but its number and places, in a table that has names."""
    return any(map(NAMES.search, columns)) and all(
        _counts_rows(name, cell) or _HOLDS_PLACES.search(simplified(name)) for name, cell in said.items()
    )


def _counts_rows(name: str, cell: str) -> bool:
    """Whether a cell is the number of its row."""
    return SERIAL.fullmatch(simplified(name)) is not None and _NUMBER.fullmatch(cell) is not None


def _is_of_nobody(filled: Mapping[int, str], columns: Sequence[str]) -> bool:
    """Whether there is but a remark, and a count at most beside it, where a name or the number of a row should be; or a remark alone in
    another column of a table that has names.
    """
    (begin, first), *rest = filled.items()
    if len(filled) == 2 and begin < _FIRST_COLUMNS and not _named(columns[begin]) and _PEOPLE.fullmatch(rest[0][1]):
        return not _NUMBER.fullmatch(first)  # 独居 5人: how many there are of some kind
    serial = SERIAL.fullmatch(simplified(columns[begin])) is not None
    if begin >= _FIRST_COLUMNS or not (serial or _named(columns[begin])):
        named = any(map(NAMES.search, columns))
        return not rest and named and (_NOT_A_NAME.search(first) or _COUNTED.fullmatch(first)) is not None
    remark = (_NOT_A_NAME.search(first) or _DAY_NO_NAME.search(first)) is not None
    return (remark or (serial and not rest)) and all(_NUMBER_OF.fullmatch(cell) for _, cell in rest)


def _tells_more(filled: Mapping[int, str], at: int) -> bool:
    """Whether there is something of a person beside a cell, and not only numbers."""
    others = [cell for place, cell in filled.items() if place != at]
    return _is_somebodys([*filled.values()]) or any(not _NUMBER_OF.fullmatch(cell) for cell in others)


def _is_village(cell: str) -> bool:
    """Whether a cell is the name of a village or town, and too long for that of a person (张村)."""
    return len(cell) > len("张村") and _HEADING.fullmatch(cell) is not None


def blank_ragged(frame: pl.DataFrame) -> pl.DataFrame:
    """A frame in which nothing is taken from rows with more cells than there are columns; of a shorter one the end is empty."""
    return frame.with_columns(pl.when((pl.col(RAGGED) > frame.width - 2).fill_null(value=False).not_()).then(pl.exclude(ROW, RAGGED)))
