"""What a register says nothing of, without which hardly anything can be decided of anybody in it."""

from __future__ import annotations

from ..language.facts import AGE, Text
from ..language.known import Path
from ..language.quantity import BIRTH
from .mapping import ColumnMap

RESIDENCE, REGISTRATION = "residence", "household_registration"


def given(mapping: ColumnMap) -> set[Path]:
    """The facts that a register says something of."""
    in_several = {target for targets in mapping.shared.values() for target in targets}
    return {*mapping.facts.values(), *mapping.constants, *in_several, *(tick.target for tick in mapping.ticks.values())}


def lacking(mapping: ColumnMap) -> tuple[Text, ...]:
    """What is lacking, with what to do about it: nobody's age, no place, nothing else at all."""
    facts = {target.fact for target in given(mapping) if not target.who}
    found: list[Text] = []
    if mapping.identity is None and not {BIRTH, AGE.name} & facts:
        found.append(Text("没有身份证号、出生日期或年龄，与年龄有关的都定不下来：请补上其中一列，或在映射里写明是哪一列",
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
