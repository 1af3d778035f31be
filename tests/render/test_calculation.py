"""How numbers are made up, in words: in the reasons of a finding and of an amount."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from huilao.explain import Deciding, Prover
from huilao.language.condition import Compare, Condition, Inside, Not, OneOf, Order, Term
from huilao.language.facts import Code, Fact, FactType, Text
from huilao.language.known import Among, Person, Range
from huilao.language.policy import DefinedQuantity, DefinedTerm, Place
from huilao.language.quantity import (
    Age,
    Branch,
    Constant,
    Elapsed,
    First,
    Largest,
    Minus,
    Named,
    Number,
    Plus,
    Quantity,
    Rank,
    Round,
    Rounding,
    Smallest,
    Standard,
    Times,
    TimeUnit,
)
from huilao.language.scope import Scope
from huilao.language.standards import DefinedStandard, PlaceOf, SetValue
from huilao.language.units import Unit
from huilao.render.account import Detail, reasons, tree
from huilao.render.calculation import in_numbers, side
from huilao.render.sentence import Speaker

DAY = date(2025, 8, 1)
FACTS = {
    fact.name: fact
    for fact in (
        Fact("birth_date", FactType.DATE, Text("出生日期", "Date of birth")),
        Fact("retired_on", FactType.DATE, Text("退休日期", "Date of retirement")),
        Fact("income", FactType.NUMBER, Text("家庭月收入", "Monthly household income"), unit=Unit.CNY_PER_MONTH, minimum=Decimal(0)),
        Fact("cost", FactType.NUMBER, Text("服务费用", "Cost of the service"), unit=Unit.CNY, minimum=Decimal(0)),
        Fact("size", FactType.NUMBER, Text("家庭人口数", "Household size"), unit=Unit.PERSONS, minimum=Decimal(1)),
        Fact("ill", FactType.YES_NO, Text("失能", "Unable to care for oneself")),
        Fact("level", FactType.SCALE, Text("能力等级", "Ability"), codes=(Code("good", Text("完好", "Good")), Code("mild", Text("轻度", "Mild")), Code("severe", Text("重度", "Severe")))),
        Fact("residence", FactType.PLACE, Text("常住地", "Residence")),
        Fact("household_registration", FactType.PLACE, Text("户籍地", "Household registration")),
    )
}  # fmt: skip
DIBAO = DefinedStandard(
    "dibao", Text("低保标准", "Subsistence standard"), Unit.CNY_PER_MONTH, PlaceOf.HOUSEHOLD_REGISTRATION,
    values=(
        SetValue("513433", date(2025, 7, 1), Fraction(700), ("川民发〔2025〕9号",)),
        SetValue("513401", date(2025, 7, 1), Fraction(760)),
        SetValue("5134", date(2024, 1, 1), Fraction(650)),
    ),
)  # fmt: skip
CARE = DefinedStandard("care", Text("护理标准", "Care standard"), Unit.CNY_PER_MONTH, PlaceOf.DOCUMENT)
LINE = DefinedQuantity("line", Text("低保线", "Subsistence line"), Unit.CNY_PER_MONTH, Times((Standard("dibao"), Number("size"))))
EDGE = DefinedQuantity("edge", Text("边缘线", "Edge line"), Unit.CNY_PER_MONTH, Times((Constant(Fraction(3, 2)), Named("line"))))
ALIAS = DefinedQuantity("alias", Text("保障线", "Line of support"), Unit.CNY_PER_MONTH, Standard("dibao"))
SCOPE = Scope(
    FACTS,
    {"poor": DefinedTerm("poor", Text("困难", "Poor"), Compare(Number("income"), Order.AT_MOST, Named("line")))},
    {one.name: one for one in (LINE, EDGE, ALIAS)},
    {"dibao": DIBAO, "care": CARE},
    "5134",
)
PLACES = {"513433": Place("513433", Text("冕宁县", "Mianning")), "5134": Place("5134", Text("凉山州", "Liangshan"))}
SPEAKERS = {language: Speaker(language, SCOPE, PLACES) for language in ("zh", "en")}
INCOME = Number("income")
HERE = {"household_registration": "513433", "size": Decimal(3)}
POOR = {**HERE, "income": Decimal(1720)}
RICH = {**HERE, "income": Decimal(2500)}
STANDARD = "低保标准700元/月（冕宁县，2025-07-01起，川民发〔2025〕9号）"
STANDARD_EN = "Subsistence standard 700 CNY a month (Mianning, from 2025-07-01, 川民发〔2025〕9号)"
EDGE_EN = "monthly household income at most Edge line (now 2,500 CNY a month; Edge line 3,150 CNY a month"
LEVEL = Compare(Rank("level"), Order.AT_LEAST, Rank("level", "severe"))
OLD = Compare(Age(TimeUnit.YEARS), Order.AT_LEAST, Constant(Fraction(80)))
LONG = Compare(Elapsed("retired_on", TimeUnit.MONTHS), Order.AT_LEAST, Constant(Fraction(30)))


def number(value: int | str) -> Constant:
    return Constant(Fraction(value))


def said(condition: Condition, person: Person, language: str = "zh", detail: Detail = Detail.REASONS) -> list[str]:
    prover = Prover(SCOPE)
    proof = prover.prove(condition, prover.view(person, DAY))
    return reasons(Deciding(SCOPE).of(proof), SPEAKERS[language], detail)


@pytest.mark.parametrize(
    ("condition", "person", "zh", "en"),
    [
        (Compare(INCOME, Order.AT_MOST, Named("line")), POOR,
         f"家庭月收入不高于低保线（现1,720元/月；低保线2,100元/月 = {STANDARD} × 3人）",
         f"monthly household income at most Subsistence line (now 1,720 CNY a month; Subsistence line 2,100 CNY a month = {STANDARD_EN} × 3 persons)"),
        (Compare(INCOME, Order.AT_MOST, Named("line")), RICH,
         f"须家庭月收入不高于低保线，现2,500元/月；低保线2,100元/月 = {STANDARD} × 3人",
         f"required: monthly household income at most Subsistence line; now: 2,500 CNY a month; Subsistence line 2,100 CNY a month = {STANDARD_EN} × 3 persons"),
        (Compare(INCOME, Order.AT_MOST, Named("edge")), RICH,
         f"家庭月收入不高于边缘线（现2,500元/月；边缘线3,150元/月 = 1.5 × 低保线2,100元/月（{STANDARD} × 3人））",
         f"{EDGE_EN} = 1.5 × Subsistence line 2,100 CNY a month ({STANDARD_EN} × 3 persons))"),
        (Compare(INCOME, Order.ABOVE, Named("alias")), POOR, f"家庭月收入高于保障线（现1,720元/月；保障线700元/月 = {STANDARD}）",
         f"monthly household income above Line of support (now 1,720 CNY a month; Line of support 700 CNY a month = {STANDARD_EN})"),
        (Not(Compare(INCOME, Order.AT_MOST, Standard("dibao"))), POOR, f"家庭月收入高于低保标准（1,720元/月；{STANDARD}）",
         f"monthly household income above Subsistence standard (1,720 CNY a month; {STANDARD_EN})"),
        (Not(Compare(INCOME, Order.BELOW, number(900))), POOR, "家庭月收入：1,720元/月", "monthly household income: 1,720 CNY a month"),
        (Compare(Plus((INCOME, number(100))), Order.ABOVE, number(1000)), POOR,
         "家庭月收入加100元/月高于1,000元/月（现1,820元/月 = 1,720元/月 + 100元/月）",
         "monthly household income plus 100 CNY a month above 1,000 CNY a month (now 1,820 CNY a month = 1,720 CNY a month + 100 CNY a month)"),
        # what is known in part
        (OLD, {"birth_date": Range(date(1942, 1, 1), date(1942, 12, 31))}, "年满80周岁（现82至83周岁）", "aged 80 or over (now 82 to 83 years)"),
        (OLD, {"birth_date": Range(None, date(1942, 12, 31))}, "年满80周岁（现不低于82周岁）", "aged 80 or over (now at least 82 years)"),
        (OLD, {"birth_date": Range(date(1945, 1, 1), date(1945, 12, 31))}, "出生日期尚不确切（约1945年）", "date of birth is not known exactly (about 1945)"),
        (OLD, {}, "出生日期不详", "date of birth is not known"),
        (LONG, {"retired_on": date(2022, 1, 1)}, "自退休日期起已满2年和6个月（现3年和7个月）",
         "2 years and 6 months have passed since: date of retirement (now 3 years and 7 months)"),
        (LONG, {"retired_on": date(2025, 7, 31)}, "须自退休日期起已满2年和6个月，现0个月", "required: 2 years and 6 months have passed since: date of retirement; now: 0 months"),
        (LONG, {"retired_on": date(2025, 9, 10)}, "须自退休日期起已满2年和6个月，现还没有到退休日期",
         "required: 2 years and 6 months have passed since: date of retirement; now: still to come: date of retirement"),
        (LONG, {"retired_on": Range(date(2025, 7, 1), date(2025, 9, 30))}, "须自退休日期起已满2年和6个月，现不高于1个月",
         "required: 2 years and 6 months have passed since: date of retirement; now: at most 1 month"),
        (LEVEL, {"level": Among(frozenset(("good", "mild")))}, "须能力等级达到重度及以上，现完好或轻度", "required: ability is Severe or higher; now: Good or Mild"),
        (LEVEL, {"level": Among(frozenset(("severe", "mild")))}, "能力等级尚不确切（轻度或重度）", "ability is not known exactly (Mild or Severe)"),
        (LEVEL, {"level": "severe"}, "能力等级：重度", "ability: Severe"),
        (Compare(INCOME, Order.AT_MOST, Named("line")), {**POOR, "income": Range(Decimal(2000), Decimal(2200))},
         "家庭月收入尚不确切（2,000至2,200元/月）", "monthly household income is not known exactly (2,000 to 2,200 CNY a month)"),
        (Inside("residence", ("513433",)), {"residence": "5134"}, "常住地尚不确切（凉山州）", "residence is not known exactly (Liangshan)"),
        (Compare(INCOME, Order.BELOW, Standard("dibao")), {**POOR, "household_registration": "5134", "income": Decimal(600)},
         "家庭月收入低于低保标准（现600元/月；低保标准650至760元/月）",
         "monthly household income below Subsistence standard (now 600 CNY a month; Subsistence standard 650 to 760 CNY a month)"),
        # what the rule book lacks
        (Compare(INCOME, Order.BELOW, Standard("care")), POOR, "规则库没有2025年8月1日凉山州的“护理标准”数额", "the rule book has no “Care standard” for Liangshan on 2025-08-01"),
    ],
)  # fmt: skip
def test_a_comparison_is_explained_with_both_sides(condition: Condition, person: Person, zh: str, en: str) -> None:
    """With the numbers, and of a standard its value, day, place and citation; of an open one with what is known."""
    assert [said(condition, person, language) for language in SPEAKERS] == [[zh], [en]]


def test_one_line_says_the_numbers_without_their_sources() -> None:
    """There is no room for them."""
    assert said(Compare(INCOME, Order.AT_MOST, Named("line")), POOR, detail=Detail.NAME) == [
        "家庭月收入不高于低保线（现1,720元/月；低保线2,100元/月）"
    ]
    assert said(Term("poor"), POOR, detail=Detail.NAME) == ["属于“困难”"]


def test_the_tree_shows_both_sides_too() -> None:
    """Each line with its mark."""
    prover = Prover(SCOPE)
    proof = prover.prove(Term("poor"), prover.view(RICH, DAY))

    assert tree(proof, SPEAKERS["zh"]) == [
        "✗ 属于“困难”",
        f"  ✗ 家庭月收入不高于低保线（2,500元/月；低保线2,100元/月 = {STANDARD} × 3人）",
    ]


ILL = OneOf("ill", (True,))
RATE = Times((Constant(Fraction(30)), Constant(Fraction(1, 100)), Number("cost")))


@pytest.mark.parametrize(
    ("quantity", "zh", "en"),
    [
        (Minus(Named("line"), INCOME), "2,100（700 × 3）减1,720，为380元", "2,100 = 700 × 3, less 1,720: 380 CNY"),
        (Minus(INCOME, Named("line")), "1,720减2,100（700 × 3），为-380元，不足0的按0计",
         "1,720, less 2,100 = 700 × 3: -380 CNY, which counts as 0"),
        (Round(Minus(Named("line"), Number("cost")), Fraction(1), Rounding.UP), "（2,100（700 × 3）减1,000.5）按元进一取整，为1,100元",
         "(2,100 = 700 × 3, less 1,000.5), rounded up to a multiple of 1 CNY: 1,100 CNY"),
        (Plus((Standard("dibao"), Times((number(2), number(60))))), "700 + （2 × 60），为820元", "700 + (2 × 60): 820 CNY"),
        (Smallest((RATE, number(800))), "300.15（30% × 1,000.5）和800两者中较小的一个，为300.15元",
         "the smaller of 300.15 = 30% × 1,000.5 and 800: 300.15 CNY"),
        (Largest((number(1), number(2), INCOME)), "1、2和1,720中最大的一个，为1,720元", "the largest of 1, 2 and 1,720: 1,720 CNY"),
        (First((Branch(ILL, Times((number(2), INCOME))), Branch(None, number(0)))), "2 × 1,720，为3,440元", "2 × 1,720: 3,440 CNY"),
        (Named("alias"), None, None),
        (Standard("dibao"), None, None),
        (number(600), None, None),
        (Times((number(0), Age(TimeUnit.YEARS))), None, None),
        (Times((Standard("dibao"), Age(TimeUnit.YEARS))), None, None),  # the age is not known
    ],
)  # fmt: skip
def test_an_amount_is_made_up_of_bare_numbers(quantity: Quantity, zh: str | None, en: str | None) -> None:
    """Where it is known and worked out from something."""
    prover = Prover(SCOPE)
    found = prover.measure(quantity, prover.view({**POOR, "cost": Decimal("1000.50"), "ill": True}, DAY))

    units = {"zh": "元", "en": " CNY"}
    assert [in_numbers(found, units[language], speaker) for language, speaker in SPEAKERS.items()] == [zh, en]


@pytest.mark.parametrize(
    ("quantity", "zh"),
    [
        (First((Branch(ILL, number(600)), Branch(None, Standard("dibao")))), f"600至700元/月 = 600元/月或{STANDARD}"),
        (Smallest((INCOME, number(800))), "800元/月 = 1,720元/月和800元/月两者中较小的一个"),
        (
            Round(Minus(INCOME, Number("cost")), Fraction(1, 10), Rounding.HALF_UP),
            "不高于1,720元/月 = （1,720元/月 − 不详）按角四舍五入取整",
        ),
        (Times((Number("size"), number("1/3"))), "1 = 3人 × 1/3"),
        (RATE, "不低于0元 = 30% × 不详"),
        (Elapsed("retired_on", TimeUnit.DAYS), "不详"),
    ],
)
def test_a_side_says_what_it_is_made_up_of(quantity: Quantity, zh: str) -> None:
    """Of what is not known that it is not, and how far it goes all the same."""
    prover = Prover(SCOPE)

    assert side(prover.measure(quantity, prover.view(POOR, DAY)), SPEAKERS["zh"]) == zh
