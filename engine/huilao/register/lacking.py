"""What a register says nothing of, without which hardly anything can be decided of anybody in it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..language.facts import AGE, Text
from ..language.known import Path
from ..language.quantity import BIRTH
from .characters import simplified
from .mapping import ColumnMap
from .recognise import REGISTRATION, RESIDENCE, doubt

_SAYS_AGE = re.compile("(?:居民|公民|老年?人|本人)?(?:身份|出生|年龄|生日)")
"""How columns are called that have somebody's own ID number, birth date or age."""


def given(mapping: ColumnMap) -> set[Path]:
    """The facts that a register says something of."""
    in_several = {target for targets in mapping.shared.values() for target in targets}
    return {*mapping.facts.values(), *mapping.constants, *in_several, *(tick.target for tick in mapping.ticks.values())}


def lacking(mapping: ColumnMap, columns: Sequence[str] = ()) -> tuple[Text, ...]:
    """What is lacking, with what to do about it: nobody's age, no place, nothing else at all. `columns` are those of the register, where
    the mapping does not know which it leaves out.
    """
    facts = {target.fact for target in given(mapping) if not target.who}
    found: list[Text] = []
    if mapping.identity is None and not {BIRTH, AGE.name} & facts:
        spoilt = [name for name in columns or mapping.ignored if _SAYS_AGE.match(simplified(name)) and name not in mapping.used]
        found.append(_not_used(spoilt) if spoilt else Text("没有身份证号、出生日期或年龄，与年龄有关的都定不下来：请补上其中一列，或在映射里写明是哪一列",
                          "there is no ID number, birth date or age, and nothing that asks for an age can be decided: add such a column, or "
                          "say in the mapping which it is"))  # fmt: skip
    if not {RESIDENCE, REGISTRATION} & facts:
        found.append(Text("没有常住地或户籍地，定不下来适用哪个地方的文件：请补上一列；全表的人都住在一个地方的，写明是哪里（映射文件里是 固定值: {常住地: 行政区划代码}）",
                          "there is no place of residence or household registration, and no document can be told to apply: add such a column; "
                          "where everybody lives in one place say which (in a mapping file `constants: {residence: CODE}`)"))  # fmt: skip
    if not facts - {BIRTH, AGE.name, "sex", RESIDENCE, REGISTRATION}:
        found.append(Text("只有年龄、性别和地方，没有居住、收入、残疾、失能等情况，只能定下按年龄给的待遇",
                          "there are but age, sex and place, nothing of living, income, disability or ability: only what goes by age can be decided"))  # fmt: skip
    return tuple(found)


def _not_used(names: Sequence[str]) -> Text:
    """What is said where columns that would say an age are there."""
    listed, listed_en = "、".join(f"“{name}”" for name in names), ", ".join(f"`{name}`" for name in names)
    if why := next(filter(None, map(doubt, names)), None):
        return Text(f"{listed}一列存疑，没有用上（{why.zh}），与年龄有关的都定不下来：核对后在映射里写明；年龄是从前登记的，再写 年龄截至: 那一天",
                    f"the column {listed_en} is in doubt and not used ({why.of('en')}), and nothing that asks for an age can be decided: say in the mapping what it "
                    "is, and where its ages are of an earlier day `ages_as_of: DAY`")  # fmt: skip
    return Text(f"{listed}一列没有用上，与年龄有关的都定不下来：内容没问题的，在映射里写明是什么；读不出的（身份证号被表格软件改坏了、不是日期），先从原处重新导出或改好",
                f"the column {listed_en} is not used, and nothing that asks for an age can be decided: say in the mapping what it is, and where its cells cannot be "
                "read (ID numbers that a spreadsheet spoilt, no dates) export or mend the column first")  # fmt: skip
