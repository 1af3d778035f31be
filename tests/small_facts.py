"""A small vocabulary with a fact of every type, a few places, and a reader of profiles in them: no rule files are read."""

from __future__ import annotations

from decimal import Decimal

from huilao.language.condition import OneOf
from huilao.language.facts import Code, Fact, FactType, Text, Vocabulary
from huilao.language.policy import Place
from huilao.profile.reader import ProfileReader


def _codes(*words: str) -> tuple[Code, ...]:
    """Codes written `code Chinese,another English label`."""
    found: list[Code] = []
    for one in words:
        code, zh, *en = one.split(" ", 2)
        label, *also = zh.split(",")
        found.append(Code(code, Text(label, en[0] if en else None), tuple(also)))
    return tuple(found)


FACTS: Vocabulary = {
    one.name: one
    for one in (
        Fact("birth_date", FactType.DATE, Text("出生日期", "Date of birth")),
        Fact("sex", FactType.CHOICE, Text("性别", "Sex"), codes=_codes("female 女", "male 男")),
        Fact("residence", FactType.PLACE, Text("常住地", "Residence"), ("住址",)),
        Fact("household_registration", FactType.PLACE, Text("户籍地", "Household registration")),
        Fact("assessed_on", FactType.DATE, Text("评估日期", "Assessed on")),
        Fact("widowed", FactType.YES_NO, Text("丧偶", "Widowed")),
        Fact("income", FactType.NUMBER, Text("月收入", "Monthly income"), minimum=Decimal(0), maximum=Decimal(100_000)),
        Fact("balance", FactType.NUMBER, Text("结余", "Balance")),
        Fact("setting", FactType.CHOICE, Text("居住处所", "Where the elder lives"),
             codes=_codes("home 家中 At home", "institution 机构 In an institution", "hospital 医院 In hospital")),
        Fact("ability", FactType.SCALE, Text("能力等级", "Ability"), codes=_codes("intact 完好", "mild 轻度", "severe 重度")),
        Fact("aids", FactType.SET, Text("救助", "Aids"), codes=_codes("dibao 最低生活保障,低保", "edge 低保边缘", "destitute 特困 Destitute")),
        Fact("certificate", FactType.CHOICE, Text("残疾证", "Certificate"), codes=_codes("certified 持证", "none 无证")),
        Fact("grade", FactType.CHOICE, Text("残疾等级", "Grade"), codes=_codes("1 一级", "2 二级"),
             only_if=OneOf("certificate", ("certified",))),
        Fact("listed", FactType.YES_NO, Text("列入名单", "Listed"), instrument=Text("县名单办法", "the county's list")),
        Fact("cared_elder", FactType.PERSON, Text("所照护的老人", "Elder cared for")),
        Fact("household_members", FactType.PEOPLE, Text("家庭成员", "Household members"), ("同住的家人",)),
    )
}  # fmt: skip

PLACES = {
    code: Place(code, Text(zh, en))
    for code, zh, en in (
        ("51", "四川省", "Sichuan"), ("5134", "凉山州", "Liangshan"), ("513433", "冕宁县", "Mianning County"),
        ("519901", "新设区", "New District"), ("220302", "铁西区", "Tiexi District"), ("210106", "铁西区", "Tiexi District, Shenyang"),
    )
}  # fmt: skip
"""Among them a division that no table has, and two that are called the same in Chinese."""

READER = ProfileReader(FACTS, PLACES)


def id_number(birth: str, sequence: str = "001", division: str = "519999") -> str:
    """A number with the right check digit (ISO 7064 MOD 11-2), of nobody: there is no division 519999."""
    digits = division + birth + sequence
    weights = [pow(2, 17 - place, 11) for place in range(17)]
    rest = (12 - sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))) % 11
    return digits + ("X" if rest == 10 else str(rest))


def id_number_ending_in_x(birth: str) -> str:
    """One whose check digit is X."""
    return next(number for count in range(1, 99) if (number := id_number(birth, f"{count:03d}")).endswith("X"))


def holds(text: str, number: str) -> bool:
    """Whether a text has the number, or so much of it that the rest is easily guessed."""
    return number in text or number[:14] in text or number[6:17] in text
