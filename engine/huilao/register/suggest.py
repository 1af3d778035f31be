"""A first mapping of a register: from the names of its columns and the values found in them, for a clerk to check.

Samples are written only of columns with few different values; none of names, addresses or ID numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import polars as pl

from ..language.facts import AGE, Fact, FactType
from ..language.known import Path
from ..language.policy import Rules
from ..language.words import nearest
from ..profile.identity import ID_NUMBER
from ..profile.reader import ProfileReader
from .cells import UNKNOWN_WORDS, CellReader, Unreadable, tidy
from .identity import facts_of_id_numbers
from .mapping import IGNORE, KEY, default_dates, targets
from .people import masked
from .rows import RAGGED, ROW, Register

LOOKED_AT = 20_000
"""Rows from which a mapping is suggested."""
FEW = 12
"""Different values that a column of codes has at most for samples of it to be shown."""
_YES_NO: Mapping[str, bool] = {
    "有": True, "无": False, "没有": False, "1": True, "0": False, "y": True, "n": False, "yes": True, "no": False, "√": True, "×": False,
    "对": True, "错": False, "t": True, "f": False, "符合": True, "不符合": False,
}  # fmt: skip
"""How registers say yes and no; suggested where a column has such words, never taken for granted."""
_NOT_CODED = (FactType.YES_NO, FactType.DATE, FactType.NUMBER, FactType.PLACE)
_PRIVATE = re.compile("姓名|名字|人员|联系|电话|手机|地址|住址|门牌|账号|卡号|户主|监护|name|phone|address|account", re.IGNORECASE)
_NAMED_IDENTITY = re.compile("身份证|身份号码|证件号")
_NAMED_KEY = re.compile("编号|序号|主键|^id$", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"[（(].*?[)）]|[*＊:：]")


def suggestion(register: Register, rules: Rules) -> str:
    """The text of a mapping file for a register. Raises RegisterError where it cannot be read."""
    found = next(register.parts(LOOKED_AT), pl.DataFrame(schema=dict.fromkeys((ROW, RAGGED, *register.columns), pl.String)))
    return "\n".join(_Suggestion(found.drop(ROW, RAGGED), rules).lines()) + "\n"


class _Suggestion:
    def __init__(self, rows: pl.DataFrame, rules: Rules) -> None:
        self.rows = rows
        self.rules = rules
        self.targets = targets(rules)
        self.profiles = ProfileReader(rules.facts, rules.places)
        self.plain = {_core(name): name for name in self.targets}
        self.taken: set[str] = set()

    def lines(self) -> Iterator[str]:
        yield "# 映射文件：登记表的列和写法对应哪些信息项。请逐行核对后使用：huilao screen 登记表 --mapping 本文件 --out 结果文件夹"
        yield "列:"
        columns = {column: self.meaning(column) for column in self.rows.columns}
        for column, (meant, remark) in columns.items():
            yield f"  {_quoted(column)}: {_quoted(meant)}{self.samples(column)}{remark}"
        values = [
            line
            for column, (meant, _) in columns.items()
            if meant in self.targets
            for line in self.values(column, self.targets[meant], meant)
        ]
        if values:
            yield from ["取值:", *values]
        yield f"不详: [{', '.join(UNKNOWN_WORDS)}]"
        yield '# 全表相同的信息项写在这里，例如：固定值: {常住地: "513433"}'

    def meaning(self, column: str) -> tuple[str, str]:
        """What a column probably is, and what is to be said of it."""
        name = column if column in self.targets else self.plain.get(_core(column))
        if name is not None and str(self.targets[name]) not in self.taken:
            self.taken.add(str(self.targets[name]))
            return name, ""
        if ID_NUMBER[1] not in self.taken and (column in ID_NUMBER or _NAMED_IDENTITY.search(column) or self.has_id_numbers(column)):
            self.taken.add(ID_NUMBER[1])
            return ID_NUMBER[1], ""
        if KEY[1] not in self.taken and _NAMED_KEY.search(column) and self.mostly_different(column):
            self.taken.add(KEY[1])
            return KEY[1], ""
        close = nearest(_core(column), [name for name in self.plain if str(self.targets[self.plain[name]]) not in self.taken])
        return (
            IGNORE[1],
            f"  # 是否“{self.plain[close]}”？"
            if close and name is None
            else "  # 没有对应的信息项"
            if name is None
            else "  # 与上面的列是同一信息项",
        )

    def has_id_numbers(self, column: str) -> bool:
        """Whether most of a column is ID numbers."""
        texts = self.rows[column].drop_nulls()
        return 2 * facts_of_id_numbers(texts.str.normalize("NFKC"))["person"].count() > texts.len()

    def mostly_different(self, column: str) -> bool:
        """Whether hardly any value of a column comes twice."""
        texts = self.rows[column].drop_nulls()
        return texts.n_unique() > 0.9 * texts.len()

    def samples(self, column: str) -> str:
        """Some values of a column, if they are codes and nobody's own."""
        texts = self.rows[column].drop_nulls().map_elements(tidy, return_dtype=pl.String)
        common = texts.value_counts(sort=True, name="times").filter(pl.col("times") > 1)[column].to_list()[:FEW]
        few = 0 < texts.n_unique() <= FEW and texts.len() >= 3 * texts.n_unique()
        if not few or _PRIVATE.search(column) or any(masked(text) != text for text in common):
            return ""
        return f"  # 样例: {'、'.join(sorted(common)[:5])}" if common else ""

    def values(self, column: str, target: Path, name: str) -> Iterator[str]:
        """The words of a column that its fact does not know, with what they may stand for; only those that come often."""
        if target.fact == AGE.name:
            return
        fact = self.rules.facts[target.fact]
        reader = CellReader(fact, self.profiles, default_dates(), UNKNOWN_WORDS)
        counts = self.rows[column].drop_nulls().value_counts(sort=True, name="times")
        strange = [
            (text, times)
            for text, times in counts.iter_rows()
            if times > 1 and masked(text) == text and isinstance(reader.read(text), Unreadable)
        ]
        if fact.type in (FactType.DATE, FactType.NUMBER) or not strange or len(strange) > 3 * FEW:
            return
        yield f"  {_quoted(name)}:"
        for text, times in sorted(strange):
            meant = _guess(fact, text, reader)
            line = f"{_quoted(text)}: {meant}"
            yield f"    {line}  # {times} 次，请核对" if meant else f"    # {line}  # {times} 次，请填写后去掉行首的 #"


def _guess(fact: Fact, text: str, reader: CellReader) -> str:
    """What a word may stand for; empty where nothing is like it."""
    plain = tidy(text)
    if fact.type is FactType.YES_NO:
        known = _YES_NO.get(plain.lower())
        return "" if known is None else "是" if known else "否"
    if fact.type in _NOT_CODED:
        return ""
    if fact.type is FactType.SET and plain in ("无", "没有", "否"):
        return "[]"
    close = nearest(plain, reader.words)
    label = next((code.label.zh for code in fact.codes if close is not None and code.code == reader.words[close]), "")
    return _quoted(label) if label else ""


def _core(name: str) -> str:
    """A name without what registers put about it: brackets, stars, spaces, 是否."""
    return _IN_BRACKETS.sub("", "".join(name.split())).removeprefix("是否")


def _quoted(text: str) -> str:
    """A text as YAML has it."""
    plain = re.fullmatch(r"[\w（）“”][\w（）“”/、 .-]*", text) and text == text.strip()
    return text if plain else '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t") + '"'
