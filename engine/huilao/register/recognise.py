"""What the columns of a register probably are: by their names, and by the values that stand in them, read as a screening reads them.

A name alone is sure only where it is that of a fact; a likeness of words never is. What belongs to somebody else (the head of the
household, a guardian, whoever keeps the register) is never taken for the person's own.
"""

from __future__ import annotations

import pathlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, partial
from itertools import product

import polars as pl

from ..language.facts import AGE, Fact, FactType, Text
from ..language.known import Path
from ..language.likeness import equally_near
from ..language.policy import Rules
from ..language.quantity import BIRTH
from ..profile.identity import ID_NUMBER
from ..profile.reader import ProfileReader
from ..profile.written import days_written, grade_written, years_written
from ..rulebook import today
from .cell_dates import OLD_CALENDAR, by_old_calendar
from .cells import (
    UNKNOWN_WORDS,
    AgeReader,
    CellReader,
    SharedReader,
    TickReader,
    ambiguous,
    is_filled,
    tidy,
    without_spaces,
    years_in_column,
    yes_or_no,
)
from .characters import simplified
from .gone import RELATIVE, gone_word
from .headers import JOIN, NAMES, SERIAL
from .identity import facts_of_id_numbers
from .mapping import CODED, FILLED, IDENTITY, KEY, Tick, columns_in, targets
from .rows import NAMED_AGAIN
from .unreadable import Unreadable

MOST_WORDS = 60
"""Different values that a column of codes has at most; and of others those that are looked at, the commonest first."""
SURE, LIKELY, HALF = 0.9, 0.6, 0.5
_OFFERED = 3
"""So many facts are named that a column may have."""
"""Shares of cells that are read: from here on a column is surely, or probably, what it is taken for; half where it has the very name."""
Meant = Path | Tick | tuple[Path, ...] | str
_PEOPLE = (
    "户主|监护人?|代理人?|经办人?|子女|儿女|兄弟|姐妹|同住人|负担人|保姆|儿子|女儿|儿媳|女婿|孙子?|配偶|丈夫|妻子|老伴|父亲|母亲|联系人|紧急|家属|亲属|家庭成员|家人|父母|双亲|申请人|赡养人?|照料人|照护者?"
    "|护工|护理员|负责人|填[表报]人|网格[员长]|包[村户]|干部|受益人|领款人|开户"
)
_OTHERS = re.compile(
    f"(?<![与和跟随同])({_PEOPLE})(?!父母).*"
    "(姓名|名字|身份|证件|号码|出生|生日|年龄|性别|电话|手机|联系|住址|地址|户籍|签[名字]|账[号户]|残疾|能力|低保|独居|失能|自理|居住[情状地]|居住$|享受|补贴|待遇|津贴|救助|等级|类别|收入)|^(户主|监护人|代理人|经办人|配偶|联系人|网格[员长])$"
)
_ASIDE = re.compile(rf"[（(【\[〔{JOIN}_—-]([^（(【\[〔）)】\]〕{JOIN}]*)")
"""What stands in brackets in the name of a column, or behind it."""
_OTHERS_ASIDE = re.compile(
    f"(?:其|老年?人|第?[一二三大小])?(?:(?:{_PEOPLE}|[长次独]子|父母?|母|夫|妻)[、,，和或及与]?)+(?:的|处|家里?|一?方|信息|情况|本人|[一二三0-9])*"
)
"""An aside that says whose a column is, and not how somebody lives (`子女在外`, `与子女同住`)."""
_NOT_NOW = re.compile(
    "原(?![件则])|曾|(?<![目当])前|旧|过去|去年|上年|登记时|自评|预|拟|未(?!持证)|待|初评|过期|申请|应|期望|退出|(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])"
)
"""An aside by which a column is of another time, or of what nobody has settled."""
_FORM = re.compile("如|例|格式|样式")
"""An aside that shows how something is to be written, the years in it with it."""
_FORMERLY = re.compile(
    "原|曾|过去|以前|去年|上年|历年|已?(?:退出|取消|停发|停止|终止)|不再|未享受|拟|应|可享|待|申请|期望|(?:19|20)[0-9]{2}年"
)
"""The same at the beginning of a name."""
_OF_A_HOUSEHOLD = re.compile(
    f"(?:家庭|全家|本户|户内|共同生活)(?:成员)?(?:(?:基本)?(?:情况|状况|信息)[{JOIN}_—-])?.*(?:残|病|能力|失能|自理|年龄|出生|享受|待遇|补贴|津贴|最重)"
)
"""How a column is called that may tell of anybody in the household, under a header of it."""
_IN_BRACKETS = re.compile(r"[（(].*?[)）]|[*＊:：]")
_NAMED_IDENTITY = re.compile("身份证|身份号码|身分证|证件号|^(sfzh|sfzhm|sfz|zjhm|gmsfhm|idcard|id_?card(_?no)?)$", re.IGNORECASE)
RESIDENCE, REGISTRATION = "residence", "household_registration"
"""The facts that say where somebody is at home."""
_NAMED_KEY = re.compile("编号|编码|档案号|主键|^id$|^bh$", re.IGNORECASE)
_NAMES: Mapping[str, tuple[str, ...]] = {
    BIRTH: ("出生年月", "出生时间", "出生", "生日", "生年月日", "csrq", "csny", "birthday"),
    AGE.name: ("年纪", "岁数", "周岁", "实足年龄", "现年龄", "nl"),
    "sex": ("xb", "gender"),
    RESIDENCE: (
        "居住地",
        "现居住地",
        "现住址",
        "现居住地址",
        "居住地址",
        "常住地址",
        "家庭住址",
        "住址",
        "地址",
        "所在县",
        "县",
        "县区",
        "区县",
        "行政区划",
        "jzd",
        "czd",
        "xzz",
    ),
    REGISTRATION: ("户籍", "户籍地址", "户籍所在地", "户口所在地", "户口地址", "hjd", "hjdz"),
}
"""How registers call what every rule book asks, beside the names in its vocabulary; pinyin by first letters."""
_ABOUT = re.compile("(情况|状况|类型|类别|程度|等级|类)$")
"""How a column is called by what it is about."""
SIDE_BY_SIDE = Text("像是并排的两张表：请分成上下两段再读", "it looks like two tables side by side: put one below the other")
_ALIVE = re.compile("健在|在世|存活")
"""How a column is called in which a no says so."""
_WHEN_OR_WHY = re.compile("日期|时间|年月|原因")
"""How a column is called in which nothing is entered but of those who are dead or have left."""
_REMARKS = re.compile("备注|附注|说明|摘要|事由")
"""How a column is called in which anything may stand, people's names too: what it has beside a few words is not shown."""
_AFFIXES = re.compile("^(?:是否|有无|属于|为|持有?|享受|领取|正在)+|(?:老年?人|人员|家庭|对象|户|老人户|人)?(?:标识|标志|标记)?$")
"""What stands about the name of what a column ticks."""
_NO_THING = re.compile("[有无是否能]|没有|其[他它]")
"""What names nothing by itself."""
_WISH = re.compile("意愿|愿意|意向|希望|想要?|拟|申请|需求|需要")
"""What makes of a thing one that is wished for, not one that there is."""
_NEUTRAL = re.compile(
    "老年?人员?|人员|群众|对象|主要|本人|个人|目前|当前|现在?|所属|情况|状况|类型|类别|种类|程度|等级|级别|层次|分类|身份|人证|名称|项目|结果|评估|评定|认定|综合|困难|政策|补贴"
    "|津贴|待遇|享受|领取|正在|方式|标准|[的持证及与和已类级]|[0-9a-zA-Z、,，.．]"
)
"""Pieces of the name of a column that take nothing away from what it is about."""
_GRADED = re.compile("级")
"""How a column is called in which a bare number is a grade."""
_OF_KINDS = re.compile("[类种]")
"""How it is called where the number may be a kind."""
_A_CODE = re.compile("0?[0-9]")
"""A number that may stand for a word; a larger one is an amount."""
_PIECES = re.compile(r"[、,，;；/\s]+")
_CHANGED = re.compile("(?:变动后|变更后|调整后|变化后|更新后|最新)的?(.+)")
"""How a column is called that tells what came after that of the rest of its name."""
_KIND_OF_THING = re.compile("日期|时间|年月日?|号码?")
"""Pieces of names that say what stands in a column and not what it is about."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a column is taken for."""

    column: str
    meant: Meant | None
    """A fact, a tick, several facts, `IDENTITY`, `KEY[0]`; None where it is not used."""
    sure: bool
    why: Text
    filled: int
    """Cells with something in them."""
    different: int
    """Different values."""


class Recognition:
    """The columns of some rows of a register, all cells as text."""

    def __init__(self, rows: pl.DataFrame, rules: Rules, as_of: date) -> None:
        self.rows = rows
        self.rules = rules
        self.as_of = as_of
        self.targets = targets(rules)
        self.profiles = ProfileReader(rules.facts, rules.places)
        self.plain = {core(name): name for name in self.targets}
        self.plain |= {word: name for name, words in _NAMES.items() if name in self.targets for word in words}
        self.counts = {column: self._counted(column) for column in rows.columns}
        self.found: dict[str, Recognised] = {}
        self._readers: dict[Path, CellReader | AgeReader] = {}
        self._readable: dict[tuple[Path, str], bool] = {}

    def columns(self) -> tuple[Recognised, ...]:
        """What every column is taken for, the surest signs first: no fact is given by two columns."""
        looks = (
            (self._by_name, False), (self._identity, False), (self._words, True), (self._ticks, True), (self._shared, False), (self._by_values, True), (self._ticks, False),
            (self._having_it, False), (self._by_values, False), (self._by_likeness, False), (self._by_some_values, False),
        )  # fmt: skip
        for doubtful, (look, surely) in product((False, True), looks):  # what is doubtful by its name takes no fact from another column
            for column in (one for one in self.own if (doubt(one) is not None) is doubtful):
                taken = look(column) if column not in self.found and self.counts[column] else None
                if taken is not None and (taken.sure or not surely):
                    self.found[column] = taken
        for column in self.own:
            self._doubt_what_another_contradicts(column)
        for column in self.own:
            if column not in self.found:
                why = Text("整列空白", "empty") if not self.counts[column] else Text("没有对应的信息项", "no fact goes by this name")
                others = of_somebody_else(column)
                self.found[column] = self._taken(
                    column, None, sure=True, why=Text("别人的，不是本人的", "somebody else's") if others else why
                )
        for column, first in self.beside.items():
            self.found[column] = self._taken(column, self.found[first].meant, sure=False, why=SIDE_BY_SIDE)
        return tuple(self.found[column] for column in self.rows.columns)

    def _doubt_what_another_contradicts(self, column: str) -> None:
        """Nothing is sure of a column where another of its name, or of its name after a change, tells the same fact otherwise."""
        again, changed = NAMED_AGAIN.fullmatch(column), _CHANGED.fullmatch(column)
        first = self.found.get(again[1] if again else changed[1] if changed else "")
        if first is None or not (self.rows[column] != self.rows[first.column]).any():
            return
        other = self.found.get(column)
        if not first.sure and other is not None and other.meant == first.meant:  # what is sure beside it is so no more
            doubted, by = other, first.column
        elif isinstance(first.meant, Path) and self.read(column, first.meant) >= LIKELY:
            doubted, by = first, column
        else:
            return
        if doubted.sure:
            why = Text(f"“{by}”列写的不一样；{doubted.why.zh}", f"the column `{by}` tells otherwise; {doubted.why.of('en')}")
            self.found[doubted.column] = replace(doubted, sure=False, why=why)

    @cached_property
    def own(self) -> tuple[str, ...]:
        """The columns of the register, without those of a second table beside it."""
        return tuple(column for column in self.rows.columns if column not in self.beside)

    @cached_property
    def beside(self) -> Mapping[str, str]:
        """The columns of a second table that stands beside the first, each with that of the first: the header comes again, and with it a
        column of ID numbers, which are most often another person's.
        """
        again = {column: found for column in self.rows.columns if (found := NAMED_AGAIN.fullmatch(column)) and found[1] in self.counts}
        blocks: dict[str, dict[str, str]] = {}
        for column, found in again.items():
            blocks.setdefault(found[2], {})[column] = found[1]
        beside: dict[str, str] = {}
        for block in blocks.values():
            if len(block) > 1 and any(self._of_others(column, first) for column, first in block.items()):
                beside |= block
        return beside

    def _of_others(self, column: str, first: str) -> bool:
        """Whether the ID numbers of a column are most often not those of another one in the same row."""
        if min(self._numbers.get(one, 0.0) for one in (column, first)) < HALF:
            return False
        one, other = (facts_of_id_numbers(self.rows[name])["person"] for name in (column, first))
        differing = (one != other).drop_nulls()
        return 2 * int(differing.sum()) > differing.len()

    def _counted(self, column: str) -> Counter[str]:
        counts = self.rows[column].drop_nulls().value_counts(name="times").sort("times", column, descending=[True, False])
        return Counter(dict(zip(counts[column], counts["times"], strict=True)))

    def _taken(self, column: str, meant: Meant | None, *, sure: bool, why: Text) -> Recognised:
        doubtful = None if meant is None else doubt(column)
        if doubtful is not None:
            sure, why = False, Text(f"{doubtful.zh}；{why.zh}", f"{doubtful.of('en')}; {why.of('en')}")
        return Recognised(column, meant, sure, why, self.counts[column].total(), len(self.counts[column]))

    @property
    def given(self) -> set[str]:
        """What is given by the columns that were recognised so far."""
        return {name for one in self.found.values() for name in gives(one.meant)}

    @property
    def surely_given(self) -> set[str]:
        """The same of those that surely are what they are taken for."""
        return {name for one in self.found.values() if one.sure for name in gives(one.meant)}

    # -- by name -----------------------------------------------------------------------------------------------------

    def _by_name(self, column: str) -> Recognised | None:
        """A column that goes by the name of a fact; what stands in it may say that it is another."""
        plain = simplified(column)
        if plain not in self.targets and (of_somebody_else(column) or SERIAL.fullmatch(core(column))):
            return None
        name = plain if plain in self.targets else self.plain.get(core(column).lower())
        if name is None:
            return None
        target = self.targets[name]
        if target.fact in (BIRTH, AGE.name) and not target.who:
            target = self._birth_or_age(column, target)
        if str(target) in self.given:
            return self._again(column, target)
        two = self._shared(column)
        if two is not None and isinstance(two.meant, tuple) and target in two.meant and not self._named_otherwise(two):
            return two
        read = self.read(column, target)
        exact = plain in self.targets and self.targets[plain] == target
        why = Text(f"列名；{self._share(column, read).zh}", f"by its name; {self._share(column, read).of('en')}")
        births = self._births(column) if target == Path("", AGE.name) else 0.0
        if births > 1 - SURE:
            why = Text(f"{why.zh}，{births:.0%} 写的像是出生年月", f"{why.of('en')}, {births:.0%} look like births")
        sure = (read >= HALF or not self.counts[column]) and births <= 1 - SURE if exact else read >= SURE
        return self._taken(column, target, sure=sure, why=why)

    def _again(self, column: str, meant: Path | str) -> Recognised:
        """A column of what another gives: where that has it alone, it may stand in for it."""
        alone = meant != Path("", AGE.name) and any(one.meant == meant for one in self.found.values())
        same = Text(f"与前面的列同是“{self.word(meant)}”", f"the same as a column before, `{meant}`")
        use = Text("；用这一列时，一列空着的看另一列", "; where it is used, it counts where the other is empty") if alone else Text("", "")
        return self._taken(column, meant if alone else None, sure=False, why=Text(same.zh + use.zh, same.of("en") + use.of("en")))

    def _beside_words(self, column: str, tick: Tick) -> Recognised:
        """A column that ticks a code of what another has in words: one of them can be used."""
        words = next(one.column for one in self.found.values() if one.sure and one.meant == tick.target)
        why = Text(
            f"“{words}”列已写明“{self.word(tick.target)}”，只能用一列",
            f"the column `{words}` has `{tick.target}` in words: one of them can be used",
        )
        return self._taken(column, tick, sure=False, why=why)

    def _named_otherwise(self, two: Recognised) -> bool:
        """Whether one of two facts in a cell has a column of its own, by its name."""
        own = {self.targets.get(simplified(name)) for name in self.rows.columns if name != two.column}
        return isinstance(two.meant, tuple) and any(target in own for target in two.meant)

    def _birth_or_age(self, column: str, target: Path) -> Path:
        """A column of births with ages in it is one of ages, and the other way; one with both is what it goes by."""
        ages = self._ages(column, target)
        return Path("", AGE.name if ages > LIKELY else BIRTH if ages < 1 - SURE else target.fact)

    def _ages(self, column: str, named: Path) -> float:
        """The share of cells that are ages; a fraction may be a year and month but under the name of one."""
        years = years_in_column if named.fact == AGE.name else years_written
        return self._portion(column, lambda text: years(tidy(text)) is not None)

    def _births(self, column: str) -> float:
        """The share of cells that are no ages and may be births."""
        age, birth = (self.reader(Path("", name)) for name in (AGE.name, BIRTH))
        return self._portion(column, lambda text: isinstance(age.read(text), Unreadable) and not isinstance(birth.read(text), Unreadable))

    def _identity(self, column: str) -> Recognised | None:
        """A column of ID numbers, of those that may be the one with the most; or a key, all of whose values differ."""
        if of_somebody_else(column):
            return None
        numbers = self._numbers.get(column, 0.0)
        named = simplified(column) in ID_NUMBER or _NAMED_IDENTITY.search(core(column)) is not None
        if named or numbers > 0.5:
            best = max(
                (one for one in self._numbers if one not in self.beside),
                key=lambda one: (
                    self._numbers[one] >= HALF,
                    doubt(one) is None,
                    _NAMED_IDENTITY.search(core(one)) is not None,
                    self._numbers[one],
                ),
                default=column,
            )
            valid = Text(f"{numbers:.0%} 是有效的身份证号", f"{numbers:.0%} are valid ID numbers")
            if best == column:
                return self._taken(column, IDENTITY, sure=numbers >= LIKELY and named, why=valid)
            if named and numbers >= LIKELY:
                use = Text(f"“{best}”空着的看这一列", f"it counts where `{best}` is empty")
                return self._taken(column, IDENTITY, sure=False, why=Text(f"{valid.zh}；{use.zh}", f"{valid.of('en')}; {use.of('en')}"))
        if KEY[0] not in self.given and _NAMED_KEY.search(core(column)) and not SERIAL.fullmatch(core(column)) and numbers < LIKELY:
            differing = len(self.counts[column]) == self.counts[column].total()
            why = (
                Text("每行不同", "another in every row") if differing else Text("有重复，分不清人", "some come again and tell nobody apart")
            )
            return self._taken(column, KEY[0] if differing else None, sure=differing, why=why)
        return None

    @cached_property
    def _numbers(self) -> dict[str, float]:
        """Of the columns that are not somebody else's, the share of ID numbers, where there are any or the name says so."""
        shares: dict[str, float] = {}
        for column, counts in self.counts.items():
            if of_somebody_else(column) or not counts:
                continue
            texts = pl.Series(list(counts)).str.normalize("NFKC").str.replace_all(r"[\s'`’=\"]", "")
            share = facts_of_id_numbers(texts)["person"].count() / len(counts)
            if share > 0 or _NAMED_IDENTITY.search(core(column)):
                shares[column] = share
        return shares

    # -- by what stands in it ----------------------------------------------------------------------------------------

    def _ticks(self, column: str) -> Recognised | None:
        """A column of ticks under the name of a code: one of several that are one set."""
        codes = self._ticked(column)
        if not codes:
            return None
        supported = Counter(tick.target for other in self.own if (ticks := self._ticked(other)) for tick in ticks)
        above = column.rsplit(JOIN, 1)[0] if JOIN in column else ""
        best = sorted(codes, key=lambda tick: (-common(above, self.rules.facts[tick.target.fact]), -supported[tick.target]))
        free = [tick for tick in best if self._free_to_tick(tick)]
        if not free:
            return self._beside_words(column, best[0])
        tick = free[0]
        alone = (
            len(free) == 1 or common(above, self.rules.facts[tick.target.fact]) > 1 or supported[tick.target] > supported[free[1].target]
        )
        numbers = {tidy(text) for text in self.counts[column]} - {"0", "1"}
        coded = any(text.isdigit() for text in numbers)
        many = supported[tick.target] > 1 or common(above, self.rules.facts[tick.target.fact]) > 1
        why = Text(f"{self.counts[column].total()} 格打了勾或写了是否", f"{self.counts[column].total()} cells are ticked")
        another = above and beside(above, self.rules.facts[tick.target.fact])  # 已取消, 照护级别
        return self._taken(column, tick, sure=alone and many and not coded and not another, why=why)

    def _ticked(self, column: str) -> list[Tick]:
        """The codes that ticks in a column may be: those that go by its name, where there are but ticks in it."""
        counts = self.counts[column]
        if not counts or len(counts) > 8 or of_somebody_else(column):
            return []
        above, _, last = column.rpartition(JOIN)
        name = core(last)
        ticks = self._codes.get(name) or ([] if _WISH.search(name) else self._codes.get(_AFFIXES.sub("", name), []))
        if _NO_THING.fullmatch(name) or _WISH.search(above):  # 有, 无 and 其他 are of what stands above them
            ticks = [tick for tick in ticks if common(above, self.rules.facts[tick.target.fact]) > 1]
            ticks = ticks or (self._codes.get(core(above), []) if yes_or_no(name) is True else [])
        texts = [
            text for text in counts if not _A_CODE.fullmatch(tidy(text)) and not ambiguous(text)
        ]  # 1 and 2 are told apart by a clerk alone
        return [tick for tick in ticks if all(not isinstance(self.tick_reader(tick).read(text), Unreadable) for text in texts)]

    @cached_property
    def _codes(self) -> dict[str, list[Tick]]:
        found: dict[str, list[Tick]] = {}
        for fact in self._coded:
            for spelling, code in self.profiles.codes[fact.name].items():
                ticks = found.setdefault(core(spelling), [])
                if (tick := Tick(Path("", fact.name), code)) not in ticks:
                    ticks.append(tick)
        return found

    @cached_property
    def _coded(self) -> list[Fact]:
        return [fact for fact in self.rules.facts.values() if fact.type in CODED]

    def _having(self, name: str) -> list[Tick]:
        """The codes for those who have what a column is named after: 已持证 of 残疾证状态 for 残疾."""
        having = {fact: self.profiles.codes[fact.name].get("有") for fact in self._coded if len(name) > 1 and name in fact.label.zh}
        return [Tick(Path("", fact.name), code) for fact, code in having.items() if code is not None]

    def _having_it(self, column: str) -> Recognised | None:
        """A column of ticks, or of 1 and 2, that is named after what some have: never sure."""
        ticks = [tick for tick in self._having(_AFFIXES.sub("", core(column))) if self._free_to_tick(tick)]
        return self._offered(column, ticks) if ticks and self._only_ticks(column) and not not_so(column) else None

    def _offered(self, column: str, ticks: Sequence[Tick]) -> Recognised:
        """A column that may tick one of several codes."""
        offered = "或".join(self.word(tick) for tick in ticks)
        return self._taken(column, ticks[0], sure=False, why=Text(f"可能是 {offered}", "it may be " + " or ".join(map(str, ticks))))

    def _only_ticks(self, column: str) -> bool:
        """Whether nothing but ticks stands in a column, or the 1 and 2 of which a clerk has to say what they are."""
        return all(yes_or_no(plain) is not None or plain == "2" for plain in map(tidy, self.counts[column]))

    def tick_reader(self, tick: Tick) -> TickReader:
        """What reads the cells of a column of ticks, as a screening would without words of the mapping."""
        code = next(one for one in self.rules.facts[tick.target.fact].codes if one.code == tick.code)
        return TickReader(code, UNKNOWN_WORDS)

    def _listed(self, tick: Tick) -> bool:
        """Whether a code is one that people are asked for, and not a single benefit of some document."""
        return next(one.listed for one in self.rules.facts[tick.target.fact].codes if one.code == tick.code)

    def _free_to_tick(self, tick: Tick) -> bool:
        """Whether no column surely gives the fact in words; several may tick one code."""
        return not any(one.sure and one.meant == tick.target for one in self.found.values())

    def _shared(self, column: str) -> Recognised | None:
        """A column of which one cell has two facts (`肢体二级`)."""
        texts = [text for text, _ in self.counts[column].most_common(MOST_WORDS)]
        if len(self.counts[column]) > MOST_WORDS or not_so(column):
            return None
        near = [fact for fact in self._coded if common(column, fact) > 1 and fact.name not in self.given]
        pairs = sorted(
            ((one, other) for one in near for other in near if one is not other),
            key=lambda pair: (-sum(_covered(column, one) for one in pair), pair[0].type is not FactType.SET),
        )
        for pair in pairs:
            shared = SharedReader([reader for one in pair if isinstance(reader := self.reader(Path("", one.name)), CellReader)])
            found = {text: shared.read(text) for text in texts}
            both = any(
                not isinstance(value, Unreadable) and None not in value and not any(yes_or_no(one) is False for one in _PIECES.split(text))
                for text, value in found.items()
            )  # 无、低保 are not two facts
            read = self._portion(column, lambda text, found=found: not isinstance(found.get(text), Unreadable))
            if both and read >= LIKELY:
                why = Text(f"一格里有两项；{self._share(column, read).zh}", f"two facts in a cell; {self._share(column, read).of('en')}")
                sure = read >= SURE and not beside(column, *pair)
                return self._taken(column, tuple(Path("", one.name) for one in pair), sure=sure, why=why)
        return None

    def _by_values(self, column: str) -> Recognised | None:
        """A column whose values are the codes of one fact alone."""
        if len(self.counts[column]) > MOST_WORDS or not_so(column):
            return None
        found: list[tuple[int, float, Fact]] = []
        in_numbers = any(tidy(text).isdigit() for text in self.counts[column])
        # 一级, 1 and 有 say nothing without a name
        nameless = in_numbers or all(_says_yes_or_no(tidy(text)) for text in self.counts[column])
        about = [fact for fact in self._coded if is_about(column, fact)]
        for fact in self._coded:
            alike = common(column, fact)
            if fact not in about and (nameless or (about and alike > 1)):
                continue
            read = self.read(column, Path("", fact.name), least=LIKELY if alike > 1 else SURE)
            if read and not self._but_ticks(column, fact) and self._different(column, fact) > (alike < 2):
                found.append((alike, read, fact))
        given = self.surely_given
        again = [fact for alike, _, fact in found if alike > 1 and fact.name in given]
        found = sorted((one for one in found if one[2].name not in given), key=lambda one: (-(one[0] > 1), -one[1]))
        if not found and len(again) == 1:
            return self._again(column, Path("", again[0].name))
        if not found or (len(found) > 1 and (found[0][0] > 1, found[0][1]) == (found[1][0] > 1, found[1][1])):
            return None
        alike, read, fact = found[0]
        why = Text(
            f"内容是“{fact.label.zh}”的取值；{self._share(column, read).zh}",
            f"its values are those of `{fact.name}`; {self._share(column, read).of('en')}",
        )
        graded = _GRADED.search(column) is not None and _OF_KINDS.search(column) is None
        named = _ABOUT.sub("", core(column)) != ""  # 等级 alone may be of anything
        sure = named and alike > 1 and read >= SURE and (not in_numbers or graded) and not beside(column, fact)
        return self._taken(column, Path("", fact.name), sure=sure, why=why)

    def _by_some_values(self, column: str) -> Recognised | None:
        """A column that has words of a fact, though perhaps not these alone, or of several facts (低保 and 特困 are what somebody is and what
        somebody draws): never sure.
        """
        words = Counter({text: times for text, times in self.counts[column].items() if not _says_yes_or_no(tidy(text))})
        if not words or len(words) > MOST_WORDS or not_so(column) or _REMARKS.search(core(column)):
            return None
        shares = {fact: _portion(words, partial(self._said_in_part, fact)) for fact in self._coded if fact.name not in self.given}
        # of facts that have as many of its words the one with the fewest codes is most surely meant
        likely = sorted((fact for fact, share in shares.items() if share >= HALF), key=lambda fact: (-shares[fact], len(fact.codes)))
        if not likely:
            return None
        named = [fact for fact in likely if shares[fact] == shares[likely[0]]][:_OFFERED]
        read = self._share(column, shares[likely[0]])
        why = Text(f"内容像是{'或'.join(f'“{fact.label.zh}”' for fact in named)}的取值；{read.zh}",
                   f"its values are like those of {' or '.join(f'`{fact.name}`' for fact in named)}; {read.of('en')}")  # fmt: skip
        return self._taken(column, Path("", likely[0].name), sure=False, why=why)

    def _said_in_part(self, fact: Fact, text: str) -> bool:
        """Whether a text is a value of a fact, or says something of it."""
        said = self.reader(Path("", fact.name)).read(text)
        return said is not None and (not isinstance(said, Unreadable) or said.known is not None)

    def _words(self, column: str) -> Recognised | None:
        """The same of a column that is no tick of one code and has no two facts in a cell: it comes before ticks, which say less."""
        return None if self._ticked(column) or self._shared(column) else self._by_values(column)

    def _but_ticks(self, column: str, fact: Fact) -> bool:
        """Whether nothing but ticks stands in a column, which are no words of a fact."""
        return self._only_ticks(column) and not {*map(tidy, self.counts[column])} <= self.profiles.codes[fact.name].keys()

    def _different(self, column: str, fact: Fact) -> int:
        """How many values of a fact stand in a column."""
        reader = self.reader(Path("", fact.name))
        values = (reader.read(text) for text in self.counts[column])
        return len({str(value) for value in values if value is not None and not isinstance(value, Unreadable)})

    def _by_likeness(self, column: str) -> Recognised | None:
        """A column that goes by a name like that of one fact, or of codes that can be ticked: never sure."""
        if of_somebody_else(column):
            return None
        name = core(column.rsplit(JOIN, 1)[-1])
        if (asked := self._asked(name)) is not None and self._only_ticks(column):
            return self._alike(column, asked)
        if says_gone(column):
            return None
        if not not_so(column) and len(name) > 1 and (ticks := self._like_codes(column, name)):
            return self._offered(column, ticks)
        if not not_so(column) and (about := self._about(name)):
            why = Text(f"列名像是“{about.label.zh}”的", f"by its name it is of `{about.name}`")
            return self._taken(column, Path("", about.name), sure=False, why=why)
        free = [one for one in self._free_names if 2 * len(name) >= len(one) and _same_thing(name, one)]
        near = {self.targets[one] for one in equally_near(core(column), free)}
        return self._alike(column, near.pop()) if len(near) == 1 else None

    def _alike(self, column: str, target: Path) -> Recognised | None:
        """A column that goes by a name like that of a fact; None where next to nothing in it can be read as such."""
        read = self.read(column, target)
        why = Text(f"列名相近；{self._share(column, read).zh}", f"a like name; {self._share(column, read).of('en')}")
        return self._taken(column, target, sure=False, why=why) if read >= 1 - SURE else None

    @property
    def _free_names(self) -> list[str]:
        """The names of facts that no column gives yet."""
        given = self.given
        return [name for name in self.plain if name in self.targets and str(self.targets[name]) not in given]

    def _asked(self, name: str) -> Path | None:
        """The one fact of yes or no of whose name this is half or more: 患慢性病 for 慢性病."""
        asked = {
            self.targets[one]
            for one in self._free_names
            if name in one and 2 * len(name) >= len(one) and _same_thing(name, one) and self._yes_no(self.targets[one])
        }
        return asked.pop() if len(name) > 1 and len(asked) == 1 else None

    def _yes_no(self, target: Path) -> bool:
        return target.fact in self.rules.facts and self.rules.facts[target.fact].type is FactType.YES_NO

    def _like_codes(self, column: str, name: str) -> list[Tick]:
        """The codes of whose names that of a column of ticks is a large piece: several of a set, never of what is but one."""
        if not all(yes_or_no(tidy(text)) is not None for text in self.counts[column]):
            return []
        codes = {spelling: listed for spelling, ticks in self._codes.items() if (listed := [tick for tick in ticks if self._listed(tick)])}
        near = [one for one in codes if name in one and (JOIN in column or 2 * len(name) >= len(one))]
        ticks = dict.fromkeys(tick for spelling in near for tick in codes[spelling] if self._free_to_tick(tick))
        times = Counter(tick.target for tick in ticks)
        free = [tick for tick in ticks if times[tick.target] == 1 or self.rules.facts[tick.target.fact].type is FactType.SET]
        above = column.rsplit(JOIN, 1)[0] if JOIN in column else ""
        return [tick for tick in free if common(above, self.rules.facts[tick.target.fact]) > 1] or free

    def _about(self, name: str) -> Fact | None:
        """The fact most of whose codes are kinds of what a column is about: 老年人能力等级 of 失能情况."""
        thing = _ABOUT.sub("", name)
        if len(thing) < 2 or thing == name:
            return None
        shares = {
            fact: sum(thing in code.label.zh for code in fact.codes) / len(fact.codes)
            for fact in self._coded
            if fact.name not in self.given
        }
        return max((fact for fact, share in shares.items() if share >= HALF), key=lambda fact: shares[fact], default=None)

    def gone(self, column: str) -> Counter[str]:
        """The words in a column that say of people that they are dead or have left, and in how many cells; not of their relatives.
        In one that asks for it (`是否去世`) that is a yes; of one of days (`死亡日期`), whatever is entered, as `FILLED`.
        """
        asked = not _asks_who_lives(column)
        if (says_gone(column) or not asked) and self._only_ticks(column):
            return Counter({tidy(text): times for text, times in self.counts[column].items() if yes_or_no(tidy(text)) is asked})
        if says_gone(column):
            filled = Counter({text: times for text, times in self.counts[column].items() if is_filled(text, UNKNOWN_WORDS)})
            if (filled and asks_when_or_why(column)) or _portion(filled, lambda text: days_written(text) is not None) >= HALF:
                return Counter({FILLED[1]: filled.total()})
        found = Counter[str]()
        for text, times in self.counts[column].items():
            plain = without_spaces(text)
            said = plain if not asked and _lives_no_more(plain) else gone_word(plain)
            if said is not None:
                found[said] += times
        return found

    @property
    def swapped(self) -> tuple[str, str] | None:
        """A column of names in which ID numbers stand, and one of ID numbers in which there are none: their contents changed places."""
        names = next((one for one in self.own if names_people(one) and self._numbers.get(one, 0.0) >= LIKELY), None)
        numbers = next((one for one, share in self._numbers.items() if _NAMED_IDENTITY.search(core(one)) and share < 1 - SURE), None)
        return None if names is None or numbers is None else (names, numbers)

    # -- reading -----------------------------------------------------------------------------------------------------

    def reader(self, target: Path) -> CellReader | AgeReader:
        """What reads the cells of a fact, as a screening would without words of the mapping."""
        if target not in self._readers:
            self._readers[target] = (
                AgeReader(self.profiles, self.as_of, UNKNOWN_WORDS) if target.fact == AGE.name
                else CellReader(self.rules.facts[target.fact], self.profiles, (), UNKNOWN_WORDS, as_of=self.as_of)
            )  # fmt: skip
        return self._readers[target]

    def read(self, column: str, target: Path, least: float = 0.0) -> float:
        """The share of the filled cells of a column that are values of a fact, of its commonest texts; nought where it is below `least`."""
        common = self.counts[column].most_common(MOST_WORDS)
        total = sum(times for _, times in common) or 1
        read = sum(times for _, times in common)
        for text, times in common:
            if not self._reads(target, text):
                read -= times
                if read / total < least:
                    return 0.0
        return read / total

    def _reads(self, target: Path, text: str) -> bool:
        """Whether a text is a value of a fact; the same words come in many columns."""
        if (target, text) not in self._readable:
            self._readable[target, text] = not isinstance(self.reader(target).read(text), Unreadable)
        return self._readable[target, text]

    def _portion(self, column: str, holds: Callable[[str], bool]) -> float:
        return _portion(self.counts[column], holds)

    def _share(self, column: str, read: float) -> Text:
        """How much of a column can be read, and of what that was counted where it is not all."""
        if len(self.counts[column]) <= MOST_WORDS:
            return Text(f"{read:.0%} 读得出", f"{read:.0%} can be read")
        return Text(f"最常见的 {MOST_WORDS} 种写法里 {read:.0%} 读得出", f"of the {MOST_WORDS} commonest texts {read:.0%} can be read")

    def word(self, meant: Meant) -> str:
        """What is written in a mapping file for what a column is taken for."""
        match meant:
            case Tick(target, code):
                fact = self.rules.facts[target.fact]
                return f"{self.word(target)}={next(one.label.zh for one in fact.codes if one.code == code)}"
            case Path(who, fact):
                label = AGE.label.zh if fact == AGE.name else self.rules.facts[fact].label.zh
                return f"{self.rules.facts[who].label.zh}.{label}" if who else label
            case tuple():
                return f"[{', '.join(self.word(one) for one in meant)}]"
            case _:
                return ID_NUMBER[1] if meant == IDENTITY else KEY[1]


def _portion(counts: Counter[str], holds: Callable[[str], bool]) -> float:
    """The share of cells of which something holds, of their commonest texts."""
    common = counts.most_common(MOST_WORDS)
    return sum(times for text, times in common if holds(text)) / (sum(times for _, times in common) or 1)


def gives(meant: Meant | None) -> tuple[str, ...]:
    """What a column gives that is taken for this: facts, an ID number, a key."""
    match meant:
        case Tick(target):
            return (str(target),)
        case Path() | str():
            return (str(meant),)
        case tuple():
            return tuple(map(str, meant))
        case None:
            return ()


def of_people(rules: Rules, mapping: pathlib.Path | None) -> Callable[[pl.DataFrame], bool]:
    """What tells whether a sheet is a register: it has most columns that a mapping file names; without one, a column that is surely a fact
    or of ID numbers.
    """
    named = frozenset[str]() if mapping is None else columns_in(mapping)

    def fits(rows: pl.DataFrame) -> bool:
        if named:
            return 2 * len(named.intersection(rows.columns)) >= len(named)
        return any(one.sure and one.meant not in (None, KEY[0]) for one in Recognition(rows, rules, today()).columns())

    return fits


def _says_yes_or_no(plain: str) -> bool:
    """Whether a text says yes, no or a grade, as it does of many things."""
    return yes_or_no(plain) is not None or grade_written(plain) is not None


def of_somebody_else(column: str) -> bool:
    """Whether a column is by its name one of relatives, or of those who keep the register."""
    plain = simplified("".join(column.split()))
    return _OTHERS.search(plain) is not None or any(map(_OTHERS_ASIDE.fullmatch, (*_asides(column), *plain.split(JOIN)[:-1])))


def doubt(column: str) -> Text | None:
    """What its name says against taking a column for what it else would be: it is of another time, not settled, or by the old calendar."""
    if by_old_calendar(column):
        return Text(
            "列名写的是农历，用这一列时按农历换算", "by its name its dates are of the lunar calendar, and are converted where it is used"
        )
    if OLD_CALENDAR.search(simplified(column)):
        return Text("列名里公历、农历都有，分不清是哪一种", "by its name its dates may be of the lunar calendar or of the common one")
    said = next((one for one in _asides(column) if _NOT_NOW.search(one) and not _FORM.search(one)), None)
    formerly = next(filter(None, map(_FORMERLY.match, simplified(column).split(JOIN))), None)
    said = formerly[0] if said is None and formerly is not None else said
    if any(map(_OF_A_HOUSEHOLD.match, (simplified(column), *_asides(column)))):
        return Text("列名写的是一家人的情况，可能不是本人的", "by its name it is of the household: it may not be the person's own")
    if said is None:
        return None
    return Text(f"列名里写着“{said}”，可能不是现在的或没有核定的", f"its name says `{said}`: it may not be of now, or not be settled")


def _asides(column: str) -> list[str]:
    """What stands in brackets in the name of a column, or behind it."""
    return _ASIDE.findall(simplified("".join(column.split())))


def not_so(column: str) -> bool:
    """Whether a column says by its name nothing of how the person is: it is somebody else's, of a wish, or of death and leaving."""
    name = core(column)
    return of_somebody_else(column) or _WISH.search(name) is not None or says_gone(column)


def says_gone(column: str) -> bool:
    """Whether a column is by its name of the person's death or leaving (`死亡日期`, `是否去世`)."""
    return gone_word(core(column)) is not None


def asks_who_is_gone(column: str) -> bool:
    """Whether a column is by its name of the person's death or leaving, or of whether they live (`是否健在`)."""
    return says_gone(column) or _asks_who_lives(column)


def tells_gone(column: str, text: str) -> bool:
    """Whether a cell says that somebody is dead or has left: in words, or as a yes, a no or a day where the column asks for it."""
    plain = without_spaces(text)
    if gone_word(plain) is not None:
        return True
    if _asks_who_lives(column):
        return _lives_no_more(plain)
    if not says_gone(column) or not is_filled(text, UNKNOWN_WORDS):
        return False
    return asks_when_or_why(column) or yes_or_no(plain) is True or days_written(plain) is not None


def asks_when_or_why(column: str) -> bool:
    """Whether a column is by its name of the day, or the reason, of somebody's death or leaving: whoever has none has no more to say."""
    return says_gone(column) and _WHEN_OR_WHY.search(core(column)) is not None


def _lives_no_more(plain: str) -> bool:
    """Whether a cell of a column that asks whether somebody lives says no."""
    return yes_or_no(plain) is False or plain == "不在"


def _asks_who_lives(column: str) -> bool:
    return _ALIVE.search(RELATIVE.sub("", core(column))) is not None


def names_people(column: str) -> bool:
    """Whether a column has by its name people's own names."""
    return NAMES.search(core(column)) is not None and not of_somebody_else(column)


def is_number_of_rows(name: str) -> bool:
    """Whether a column has the running number of each row, or a number of the register's own."""
    return SERIAL.fullmatch(core(name)) is not None or _NAMED_KEY.search(core(name)) is not None


DOTS = "·•‧∙⋅・･"
"""What parts the pieces of a name (阿牛·木呷), as it is typed."""


_PLAIN_NAME = r"^[\p{Han}0-9A-Za-z]+$"
"""A name in which nothing is to be made alike."""


def names_in(rows: pl.DataFrame) -> pl.Series | None:
    """The names of the people of some rows of a register, however they are spaced, dotted or typed, without what stands in brackets behind
    them; None where no column has any.
    """
    column = next(filter(names_people, rows.columns), None)
    if column is None:
        return None
    cells = rows[column]
    odd = (~cells.str.contains(_PLAIN_NAME)).arg_true()
    plain = cells.gather(odd).str.normalize("NFKC").str.replace_all(r"\s|\([^()]*\)$", "")
    return cells.clone().scatter(odd, plain.str.replace_all(f"[{DOTS}]", "·").replace("", None))


def core(name: str) -> str:
    """A name without what registers put about it: brackets, stars, spaces, 是否, by which calendar; in simplified characters, with one dot."""
    plain = OLD_CALENDAR.sub("", _IN_BRACKETS.sub("", simplified("".join(name.split())))).removeprefix("是否")
    return re.sub(f"[{DOTS}]", "·", plain)


def common(name: str, fact: Fact) -> int:
    """How long a piece the name of a column has in common with one of a fact."""
    return max(_common(simplified(name), one) for one in (fact.label.zh, *fact.also))


def is_about(name: str, fact: Fact) -> bool:
    """Whether the name of a column has more in common with one of a fact than the 等级 of both 能力等级 and 残疾等级."""
    return any(_common(simplified(name), _ABOUT.sub("", core(one))) > 1 for one in (fact.label.zh, *fact.also))


def beside(name: str, *facts: Fact) -> str:
    """What the name of a column says beside what some facts and their codes are called: whatever it is, it may be another thing (风险等级)."""
    left = _NEUTRAL.sub(JOIN, JOIN.join(core(part) for part in name.split(JOIN)))
    known = [word for fact in facts for word in (fact.label.zh, *fact.also, *(code.label.zh for code in fact.codes))]
    for length in range(len(left), 1, -1):
        for at in range(len(left) - length + 1):
            if JOIN not in (piece := left[at : at + length]) and any(piece in word for word in known):
                left = left.replace(piece, JOIN)
    return left.replace(JOIN, "")


def _same_thing(name: str, other: str) -> bool:
    """Whether two names that are alike are of one thing, and not of two that are said in the same way (死亡日期, 出生日期): a sign of
    what they are about is the same, and both or neither are of a wish.
    """
    one, two = ({*_ABOUT.sub("", _KIND_OF_THING.sub("", text))} for text in (name, other))
    return bool(one & two) and set(_WISH.findall(name)) == set(_WISH.findall(other))


def _covered(name: str, fact: Fact) -> float:
    """The share of the signs of a fact's label that stand in the name of a column."""
    signs = set(fact.label.zh)
    return len(signs & set(simplified(name))) / len(signs)


def _common(one: str, other: str) -> int:
    pieces: Iterable[int] = (
        length
        for length in range(min(len(one), len(other)), 0, -1)
        if any(one[at : at + length] in other for at in range(len(one) - length + 1))
    )
    return next(iter(pieces), 0)
