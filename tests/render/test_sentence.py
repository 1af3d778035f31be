"""Conditions and quantities in words, in either language."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings

from huilao import Rulebook
from huilao.language.condition import About, All, Any, Compare, Condition, Count, Has, Inside, Node, Not, OneOf, Order, Share, Term
from huilao.language.facts import Code, Fact, FactType, Text
from huilao.language.known import Among, Holding, Range
from huilao.language.policy import Column, ColumnType, DefinedQuantity, DefinedTerm, Pays, Place
from huilao.language.quantity import (
    Age,
    Branch,
    Constant,
    Day,
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
from huilao.language.standards import DefinedStandard, PlaceOf
from huilao.language.units import Per, Unit
from huilao.render.sentence import Speaker
from reset_golden import Golden
from strategies import ALL_WORDS, a_condition, a_quantity, a_scope, seeded

GOLDEN = Path(__file__).parents[1] / "golden"

ALONE = OneOf("alone", (True,))
FACTS = {
    fact.name: fact
    for fact in (
        Fact("alone", FactType.YES_NO, Text("独自居住", "Lives alone")),
        Fact("certified", FactType.YES_NO, Text("持有残疾证", "Has a disability certificate")),
        Fact("income", FactType.NUMBER, Text("家庭月收入", "Monthly household income"), unit=Unit.CNY_PER_MONTH, minimum=Decimal(0)),
        Fact("size", FactType.NUMBER, Text("家庭人口数", "Household size"), unit=Unit.PERSONS, minimum=Decimal(1)),
        Fact("rate", FactType.NUMBER, Text("自付比例", "Own share"), unit=Unit.PERCENT),
        Fact("pension", FactType.NUMBER, Text("残疾补贴", "Disability subsidy"), unit=Unit.CNY_PER_MONTH, only_if=OneOf("certified", (True,))),
        Fact("birth_date", FactType.DATE, Text("出生日期", "Date of birth")),
        Fact("retired_on", FactType.DATE, Text("退休日期", "Date of retirement")),
        Fact("setting", FactType.CHOICE, Text("养老方式", "Setting"), codes=(Code("home", Text("居家", "At home")), Code("ward", Text("住院", "In hospital")))),
        Fact("level", FactType.SCALE, Text("能力等级", "Ability"), codes=tuple(Code(code, Text(zh, en)) for code, zh, en in (
            ("good", "完好", "Good"), ("mild", "轻度", "Mild"), ("severe", "重度", "Severe")))),
        Fact("aid", FactType.SET, Text("救助身份", "Status"), codes=tuple(Code(code, Text(zh, en)) for code, zh, en in (
            ("dibao", "低保", "Dibao"), ("edge", "低保边缘", "Edge"), ("poor", "特困", "Destitute")))),
        Fact("residence", FactType.PLACE, Text("常住地", "Residence")),
        Fact("household_registration", FactType.PLACE, Text("户籍地", "Household registration")),
        Fact("father", FactType.PERSON, Text("父亲", "Father")),
    )
}  # fmt: skip
TERMS = {name: DefinedTerm(name, Text(zh, en), ALONE) for name, zh, en in (("poor", "困难", "Poor"), ("ill", "失能", "Ill"))}
PLACES = {"513433": Place("513433", Text("冕宁县", "Mianning"))}
DIBAO = DefinedStandard("dibao", Text("低保标准", "Subsistence standard"), Unit.CNY_PER_MONTH, PlaceOf.DOCUMENT)
LINE = DefinedQuantity("line", Text("低保线", "Subsistence line"), Unit.CNY_PER_MONTH, Times((Standard("dibao"), Number("size"))))
SCOPE = Scope(FACTS, TERMS, {"line": LINE}, {"dibao": DIBAO}, "513433")
SPEAKERS = {language: Speaker(language, SCOPE, PLACES) for language in ("zh", "en")}
POOR, ILL = Term("poor"), Term("ill")
INCOME = Number("income")


def number(value: int | str) -> Constant:
    return Constant(Fraction(value))


def aged(order: Order, value: int, unit: TimeUnit = TimeUnit.YEARS) -> Compare:
    return Compare(Age(unit), order, number(value))


def income(order: Order, value: int | str | Quantity) -> Compare:
    return Compare(INCOME, order, number(value) if isinstance(value, int | str) else value)


def between(quantity: Quantity, low: Quantity, high: Quantity) -> All:
    return All((Compare(quantity, Order.AT_LEAST, low), Compare(quantity, Order.AT_MOST, high)))


OLD = aged(Order.AT_LEAST, 80)


@pytest.mark.parametrize(
    ("condition", "zh", "en"),
    [
        # ages
        (OLD, "年满80周岁", "aged 80 or over"),
        (aged(Order.AT_MOST, 69), "年龄不超过69周岁", "aged 69 or under"),
        (aged(Order.ABOVE, 80), "年龄超过80周岁", "older than 80"),
        (aged(Order.BELOW, 18), "不满18周岁", "under 18 years of age"),
        (between(Age(TimeUnit.YEARS), number(60), number(69)), "年龄在60至69周岁之间（含）", "aged 60 to 69"),
        (between(Age(TimeUnit.YEARS), number(60), number(60)), "年龄为60周岁", "aged 60"),
        (Not(between(Age(TimeUnit.YEARS), number(60), number(60))), "年龄不是60周岁", "not aged 60"),
        (aged(Order.AT_LEAST, 726, TimeUnit.MONTHS), "年满60周岁6个月", "aged 60 years 6 months or over"),
        (aged(Order.BELOW, 726, TimeUnit.MONTHS), "不满60周岁6个月", "under 60 years 6 months of age"),
        (aged(Order.AT_MOST, 720, TimeUnit.MONTHS), "年龄不超过60周岁", "aged 60 years or under"),
        (aged(Order.BELOW, 6, TimeUnit.MONTHS), "不满6个月", "under 6 months of age"),
        (between(Age(TimeUnit.MONTHS), number(726), number(780)), "年龄在60周岁6个月至65周岁之间（含）", "aged 60 years 6 months to 65 years"),
        (All((aged(Order.AT_LEAST, 60), aged(Order.BELOW, 726, TimeUnit.MONTHS))), "年满60周岁，并且不满60周岁6个月",
         "aged 60 or over, and under 60 years 6 months of age"),
        (Compare(Age(TimeUnit.YEARS), Order.AT_LEAST, number("121/2")), "年满60.5周岁", "aged 60.5 or over"),
        # times
        (Compare(Elapsed("retired_on", TimeUnit.MONTHS), Order.AT_LEAST, number(30)), "自退休日期起已满2年和6个月",
         "2 years and 6 months have passed since: date of retirement"),
        (Compare(Elapsed("retired_on", TimeUnit.DAYS), Order.BELOW, number(90)), "自退休日期起不满90天",
         "less than 90 days have passed since: date of retirement"),
        (between(Elapsed("retired_on", TimeUnit.YEARS), number(1), number(3)), "自退休日期起满1年、不超过3年",
         "1 year to 3 years have passed since: date of retirement"),
        # yes or no, numbers, dates, choices, scales, sets, places
        (ALONE, "独自居住", "lives alone"),
        (OneOf("alone", (False,)), "不属于“独自居住”", "not “lives alone”"),
        (Not(ALONE), "不属于“独自居住”", "not “lives alone”"),
        (Inside("residence"), "常住在冕宁县", "lives in Mianning"),
        (Not(Inside("household_registration")), "户籍不在冕宁县", "household registration not in Mianning"),
        (income(Order.AT_MOST, "1200.50"), "家庭月收入不高于1,200.5元/月", "monthly household income at most 1,200.5 CNY a month"),
        (between(INCOME, number(500), number(1200)), "家庭月收入在500至1,200元/月之间（含）", "monthly household income from 500 to 1,200 CNY a month"),
        (OneOf("income", (Decimal(0), Decimal("0.5"))), "家庭月收入为0或0.5元/月", "monthly household income is 0 or 0.5 CNY a month"),
        (Not(OneOf("size", (Decimal(1),))), "家庭人口数不是1人", "household size is not 1 person"),
        (Compare(Number("rate"), Order.ABOVE, number(30)), "自付比例高于30%", "own share above 30%"),
        (income(Order.BELOW, "1/3"), "家庭月收入低于1/3元/月", "monthly household income below 1/3 CNY a month"),
        (Compare(Day("birth_date"), Order.BELOW, Constant(date(1949, 10, 1))), "出生日期在1949-10-01之前", "date of birth before 1949-10-01"),
        (Compare(Day("retired_on"), Order.AT_LEAST, Day("birth_date")), "退休日期在出生日期或之后", "date of retirement on or after date of birth"),
        (OneOf("birth_date", (date(1949, 10, 1),)), "出生日期为1949-10-01", "date of birth is 1949-10-01"),
        (OneOf("setting", ("home", "ward")), "养老方式为居家或住院", "setting is At home or In hospital"),
        (Compare(Rank("level"), Order.AT_LEAST, Rank("level", "severe")), "能力等级达到重度及以上", "ability is Severe or higher"),
        (between(Rank("level"), Rank("level", "good"), Rank("level", "mild")), "能力等级在完好至轻度之间（含）", "ability is from Good to Mild"),
        (Has("aid", Share.ALL, ("dibao", "edge")), "救助身份同时包括低保和低保边缘", "status includes all of Dibao and Edge"),
        (Not(Has("aid", Share.ANY, ("dibao",))), "救助身份不包括低保", "status includes none of Dibao"),
        (Not(Has("aid", Share.ALL, ("dibao", "edge"))), "不符合“救助身份同时包括低保和低保边缘”", "not: “status includes all of Dibao and Edge”"),
        (Inside("residence", ("513433",)), "常住地在冕宁县", "residence is in Mianning"),
        # joined
        (POOR, "属于“困难”", "counts as “Poor”"),
        (Not(POOR), "不属于“困难”", "does not count as “Poor”"),
        (Not(OLD), "不满80周岁", "under 80 years of age"),
        (Not(Not(OLD)), "年满80周岁", "aged 80 or over"),
        (Not(Any((OLD, ALONE))), "不满80周岁，并且不属于“独自居住”", "under 80 years of age, and not “lives alone”"),
        (All((ILL, Not(All((OLD, ALONE))))), "属于“失能”，并且（不满80周岁，或者不属于“独自居住”）",
         "counts as “Ill”, and (under 80 years of age, or not “lives alone”)"),
        (Not(between(Age(TimeUnit.YEARS), number(60), number(69))), "不满60周岁，或者年龄超过69周岁", "under 60 years of age, or older than 69"),
        (Not(About("father", OLD)), "父亲（不满80周岁）", "father: (under 80 years of age)"),
        (Any((POOR,)), "属于“困难”", "counts as “Poor”"),
        (Any((POOR, ILL)), "属于“困难”或“失能”", "counts as “Poor” or “Ill”"),
        (All((OLD, Any((POOR, ILL)))), "年满80周岁，并且属于“困难”或“失能”", "aged 80 or over, and counts as “Poor” or “Ill”"),
        (All((ALONE, Any((OLD, POOR)))), "独自居住，并且（年满80周岁，或者属于“困难”）", "lives alone, and (aged 80 or over, or counts as “Poor”)"),
        (Any((All((OLD, ALONE)), POOR)), "至少符合一项：年满80周岁，并且独自居住；或属于“困难”",
         "at least one of: aged 80 or over, and lives alone; or counts as “Poor”"),
        (Any((between(Age(TimeUnit.YEARS), number(60), number(69)), ALONE)), "年龄在60至69周岁之间（含），或者独自居住", "aged 60 to 69, or lives alone"),
        (All((between(Age(TimeUnit.YEARS), number(60), number(69)), ALONE)), "年龄在60至69周岁之间（含），并且独自居住", "aged 60 to 69, and lives alone"),
        (All((OLD, All((ALONE, OLD)))), "年满80周岁，并且独自居住", "aged 80 or over, and lives alone"),
        (Count(2, None, (OLD, ALONE, POOR)), "以下各项至少符合2项：年满80周岁；或独自居住；或属于“困难”",
         "at least 2 of: aged 80 or over; or lives alone; or counts as “Poor”"),
        (About("father", OLD), "父亲（年满80周岁）", "father: (aged 80 or over)"),
        # quantities beside quantities
        (income(Order.AT_MOST, Named("line")), "家庭月收入不高于低保线", "monthly household income at most Subsistence line"),
        (Compare(Named("line"), Order.ABOVE, number(900)), "低保线高于900元/月", "Subsistence line above 900 CNY a month"),
        (Compare(Minus(Named("line"), INCOME), Order.AT_LEAST, number(1)), "低保线减家庭月收入不低于1元/月",
         "Subsistence line less monthly household income at least 1 CNY a month"),
        (Compare(number(900), Order.ABOVE, INCOME), "家庭月收入低于900元/月", "monthly household income below 900 CNY a month"),
        (between(INCOME, Standard("dibao"), Named("line")), "家庭月收入在低保标准至低保线之间（含）",
         "monthly household income from Subsistence standard to Subsistence line"),
    ],
)  # fmt: skip
def test_a_condition_is_a_sentence(condition: Condition, zh: str, en: str) -> None:
    """With no more brackets than it takes."""
    assert [speaker.words(condition) for speaker in SPEAKERS.values()] == [zh, en]


def words(zh: str, en: str) -> Text:
    return Text(zh, en)


SAID = {
    fact.name: fact
    for fact in (
        Fact("carer", FactType.YES_NO, Text("家庭照护者", "Family carer"),
             says=words("是家庭照护者", "is a family carer"), says_not=words("不是家庭照护者", "is not a family carer")),
        Fact("kin", FactType.YES_NO, Text("没有亲属", "Without kin"), says=words("没有亲属", "has no kin"), says_not=words("有亲属", "has kin")),
        Fact("land", FactType.CHOICE, Text("城乡", "Urban or rural"), codes=(
            Code("rural", Text("农村", "Rural"), says=words("属于农村", "lives in the country"), says_not=words("不属于农村", "does not live in the country")),
            Code("urban", Text("城镇", "Urban"), says=words("属于城镇", "lives in town")), Code("other", Text("其他", "Other")))),
        Fact("home", FactType.SET, Text("居住状况", "Household"), codes=(
            Code("alone", Text("独居", "Alone"), says=words("独居", "lives alone"), says_not=words("不是独居", "does not live alone")),
            Code("left", Text("留守", "Left behind"), says=words("留守", "is left behind")))),
        Fact("paid_in", FactType.PLACE, Text("发放地", "Place of payment")),
        Fact("insurance_place", FactType.PLACE, Text("参保地", "Place of insurance")),
    )
}  # fmt: skip
SAID_TERMS = {
    "poor": DefinedTerm("poor", Text("困难", "Hardship"), ALONE, says=words("属于困难老年人", "is in hardship"), says_not=words("不属于困难老年人", "is not in hardship")),
    "ill": DefinedTerm("ill", Text("失能", "Ill"), ALONE, says=words("失能", "is incapacitated")),
    "old": DefinedTerm("old", Text("长者", "Senior"), ALONE),
}  # fmt: skip


@pytest.mark.parametrize(
    ("condition", "zh", "en"),
    [
        (OneOf("carer", (True,)), "是家庭照护者", "is a family carer"),
        (OneOf("carer", (False,)), "不是家庭照护者", "is not a family carer"),
        (Not(OneOf("carer", (True,))), "不是家庭照护者", "is not a family carer"),
        (OneOf("land", ("rural",)), "属于农村", "lives in the country"),
        (Not(OneOf("land", ("rural",))), "不属于农村", "does not live in the country"),
        (OneOf("land", ("rural", "urban")), "属于农村或属于城镇", "lives in the country or lives in town"),
        (Not(OneOf("land", ("rural", "urban"))), "城乡不是农村或城镇", "urban or rural is not Rural or Urban"),
        (OneOf("land", ("rural", "other")), "城乡为农村或其他", "urban or rural is Rural or Other"),
        (Has("home", Share.ANY, ("alone", "left")), "独居或留守", "lives alone or is left behind"),
        (Has("home", Share.ALL, ("alone", "left")), "居住状况同时包括独居和留守", "household includes all of Alone and Left behind"),
        (Not(Has("home", Share.ANY, ("alone",))), "不是独居", "does not live alone"),
        (Not(Has("home", Share.ANY, ("left",))), "居住状况不包括留守", "household includes none of Left behind"),
        (Term("poor"), "属于困难老年人", "is in hardship"),
        (Not(Term("poor")), "不属于困难老年人", "is not in hardship"),
        (Not(Term("ill")), "不属于“失能”", "does not count as “Ill”"),
        (All((OLD, Any((Term("poor"), Term("ill"))))), "年满80周岁，并且属于困难老年人或失能", "aged 80 or over, and is in hardship or is incapacitated"),
        (All((OLD, Any((Term("poor"), Term("old"))))), "年满80周岁，并且（属于困难老年人，或者属于“长者”）",
         "aged 80 or over, and (is in hardship, or counts as “Senior”)"),
        (Inside("insurance_place"), "在冕宁县参加医保", "insured in Mianning"),
        (Not(Inside("insurance_place")), "不在冕宁县参加医保", "not insured in Mianning"),
        (Not(Inside("paid_in")), "发放地不在冕宁县", "place of payment is not in Mianning"),
    ],
)  # fmt: skip
def test_a_predicate_is_said_as_it_is(condition: Condition, zh: str, en: str) -> None:
    """Of a fact, a code or a term that has one; others keep their name."""
    scope = Scope(SAID, SAID_TERMS, place="513433")

    assert [Speaker(language, scope, PLACES).words(condition) for language in SPEAKERS] == [zh, en]


@pytest.mark.parametrize(
    ("fact", "zh", "en"),
    [
        ("carer", "是否为家庭照护者", "whether the person is a family carer"),
        ("kin", "有没有亲属", "whether the person has kin"),
        ("land", "城乡", "urban or rural"),
    ],
)
def test_what_is_asked_is_a_question(fact: str, zh: str, en: str) -> None:
    """Of what is so or not; of others their name."""
    assert [Speaker(language, Scope(SAID), PLACES).asked(SAID[fact]) for language in SPEAKERS] == [zh, en]


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("困难", "“困难”"),
        ("“低保”线", "“‘低保’线”"),
        ("不属于“‘服务找人’的人”", "“不属于‘“服务找人”的人’”"),
        ("elders’ day", "“elders’ day”"),
        ("《办法》", "“《办法》”"),
    ],
)
def test_what_is_quoted_has_the_inner_marks_inside(text: str, quoted: str) -> None:
    """GB/T 15834; an apostrophe is none, and titles keep theirs."""
    assert SPEAKERS["zh"].quoted(text) == quoted
    assert SPEAKERS["zh"].titled("关于印发《办法》的通知") == "《关于印发〈办法〉的通知》"


def test_a_place_that_the_rule_book_does_not_have_is_told_with_its_code() -> None:
    """By all that lies around it; a code of no division stays as it is."""
    assert SPEAKERS["zh"].place_name("513401") == "四川省凉山彝族自治州西昌市（513401）"
    assert SPEAKERS["en"].place_name("110105001") == "北京市朝阳区 (110105001)"
    assert SPEAKERS["zh"].place_name("513499") == "513499"


PENSION = First((Branch(OneOf("certified", (True,)), Number("pension")), Branch(None, number(0))))


@pytest.mark.parametrize(
    ("quantity", "zh", "en"),
    [
        (Named("line"), "低保线", "Subsistence line"),
        (LINE.value, "低保标准乘以家庭人口数", "Subsistence standard times household size"),
        (Plus((INCOME, number(100))), "家庭月收入加100元/月", "monthly household income plus 100 CNY a month"),
        (Times((number("1/2"), Standard("dibao"))), "0.5乘以低保标准", "0.5 times Subsistence standard"),
        (Minus(LINE.value, Plus((INCOME, Number("pension")))), "（低保标准乘以家庭人口数）减（家庭月收入加残疾补贴）",
         "(Subsistence standard times household size) less (monthly household income plus disability subsidy)"),
        (Smallest((INCOME, number(800))), "家庭月收入和800元/月两者中较小的一个", "the smaller of monthly household income and 800 CNY a month"),
        (Largest((INCOME, Named("line"), number(800))), "家庭月收入、低保线和800元/月中最大的一个",
         "the largest of monthly household income, Subsistence line and 800 CNY a month"),
        (Round(Minus(Named("line"), INCOME), Fraction(1), Rounding.UP), "（低保线减家庭月收入）按元进一取整",
         "(Subsistence line less monthly household income), rounded up to a multiple of 1 CNY"),
        (Round(INCOME, Fraction(10), Rounding.DOWN), "家庭月收入按10元舍去尾数取整", "monthly household income, rounded down to a multiple of 10 CNY"),
        (Round(INCOME, Fraction("0.1"), Rounding.HALF_UP), "家庭月收入按角四舍五入取整", "monthly household income, rounded to the nearest multiple of 0.1 CNY"),
        (Round(Number("size"), Fraction(2), Rounding.UP), "家庭人口数按2人进一取整", "household size, rounded up to a multiple of 2 persons"),
        (First((Branch(ILL, number(600)), Branch(POOR, Standard("dibao")), Branch(None, number(0)))),
         "属于“失能”的，为600元/月；属于“困难”的，为低保标准；其余为0元/月",
         "where counts as “Ill”: 600 CNY a month; where counts as “Poor”: Subsistence standard; otherwise 0 CNY a month"),
        (PENSION, "残疾补贴", "disability subsidy"),  # within its precondition, nought otherwise: so it is everywhere
        (Plus((PENSION, INCOME)), "残疾补贴加家庭月收入", "disability subsidy plus monthly household income"),
        (Age(TimeUnit.YEARS), "年龄", "age"),
        (Age(TimeUnit.MONTHS), "月龄", "age in months"),
        (Elapsed("retired_on", TimeUnit.DAYS), "自退休日期起的天数", "days since: date of retirement"),
        (Elapsed("retired_on", TimeUnit.YEARS), "自退休日期起的年数", "years since: date of retirement"),
        (Rank("level", "mild"), "轻度", "Mild"),
        (Constant(date(2025, 1, 31)), "2025-01-31", "2025-01-31"),
        (number("-1234567.5"), "-1,234,567.5", "-1,234,567.5"),
    ],
)  # fmt: skip
def test_a_quantity_is_a_phrase(quantity: Quantity, zh: str, en: str) -> None:
    """A named one by its name, what it is by how it is worked out."""
    assert [speaker.words(quantity) for speaker in SPEAKERS.values()] == [zh, en]


@pytest.mark.parametrize(
    ("per", "quantity", "zh", "en"),
    [
        (Per.MONTH, number(480), "每月480元", "480 CNY a month"),
        (Per.TIME, Smallest((Times((Named("rate"), Number("size"))), number(800))), "每次：（抵扣比例乘以家庭人口数）和800元两者中较小的一个",
         "the smaller of (Share times household size) and 800 CNY, each time"),
        (Per.MEAL, Named("line"), "每餐低保线", "Subsistence line a meal"),
    ],
)  # fmt: skip
def test_what_is_paid_is_said_with_its_columns(per: Per, quantity: Quantity, zh: str, en: str) -> None:
    """By the rule alone."""
    columns = (Column("rate", Text("抵扣比例", "Share"), ColumnType.PERCENT, Unit.PERCENT),)
    pays = Pays(quantity, per)

    assert [Speaker(language, SCOPE, PLACES, columns).paid(quantity, pays) for language in SPEAKERS] == [zh, en]


@pytest.mark.parametrize(
    ("fact", "value", "zh", "en"),
    [
        ("alone", None, "不详", "unknown"),
        ("alone", False, "否", "no"),
        ("income", Decimal("1720.50"), "1,720.5元/月", "1,720.5 CNY a month"),
        ("income", Range(Decimal(800), Decimal(1500)), "800至1,500元/月", "800 to 1,500 CNY a month"),
        ("income", Range(None, Decimal(1500)), "不高于1,500元/月", "at most 1,500 CNY a month"),
        ("size", Range(Decimal(3), None), "不低于3人", "at least 3 persons"),
        ("birth_date", date(1942, 3, 5), "1942-03-05", "1942-03-05"),
        ("birth_date", Range(date(1942, 1, 1), date(1942, 12, 31)), "约1942年", "about 1942"),
        ("birth_date", Range(date(1942, 2, 1), date(1942, 2, 28)), "约1942年2月", "about 1942-02"),
        ("birth_date", Range(date(1942, 2, 1), date(1942, 2, 27)), "1942-02-01至1942-02-27", "1942-02-01 to 1942-02-27"),
        ("birth_date", Range(date(1942, 3, 1), date(1942, 3, 28)), "1942-03-01至1942-03-28", "1942-03-01 to 1942-03-28"),
        ("birth_date", Range(date(1942, 2, 1), None), "1942-02-01或之后", "1942-02-01 or later"),
        ("birth_date", Range(None, date(1942, 2, 1)), "1942-02-01或之前", "1942-02-01 or earlier"),
        ("setting", "ward", "住院", "In hospital"),
        ("level", Among(frozenset({"severe", "mild"})), "轻度或重度", "Mild or Severe"),
        ("aid", frozenset({"edge", "dibao"}), "低保、低保边缘", "Dibao, Edge"),
        ("aid", frozenset[str](), "无", "none"),
        ("aid", Holding(frozenset({"dibao"}), frozenset({"poor"})), "有低保；没有特困；其余不详", "has Dibao; has not Destitute; the rest is unknown"),
        ("aid", Holding(frozenset(), frozenset({"poor"})), "没有特困；其余不详", "has not Destitute; the rest is unknown"),
        ("residence", "513433", "冕宁县", "Mianning"),
        ("residence", "51", "四川省（51）", "四川省 (51)"),
    ],
)  # fmt: skip
def test_what_is_known_of_a_person_is_said(fact: str, value: object, zh: str, en: str) -> None:
    """A value, or the set of values that it may have."""
    assert [speaker.value(FACTS[fact], value) for speaker in SPEAKERS.values()] == [zh, en]


def test_nothing_that_moves_a_terminal_is_said() -> None:
    """Whatever a rule file or a profile names: no escape, no change of direction, no second line."""
    wicked = "假\x1b[31m\u202e名\u2066\u200b\r\n称\u2028\x9b\ud800"
    fact = Fact("wicked", FactType.CHOICE, Text(wicked, wicked), codes=(Code("one", Text(wicked)),))
    speaker = Speaker("zh", Scope({"wicked": fact}, {"t": DefinedTerm("t", Text(wicked), ALONE)}), {"51": Place("51", Text(wicked))})
    said = [
        speaker.words(OneOf("wicked", ("one", wicked))),
        speaker.words(Term("t")),
        speaker.value(fact, wicked),
        speaker.place_name("51"),
        speaker.place_name(wicked),
    ]

    assert all(one.isprintable() for one in said), said
    assert "假[31m名" in said[1]


def test_the_shipped_rules_read_as_reviewed(book: Rulebook, golden: Golden) -> None:
    """Every sentence of every benefit, reading and term, in both languages: a change of wording is a change to review."""
    lines: list[str] = []
    for name, benefit in book.benefits.items():
        for language in ("zh", "en"):
            lines += [
                f"{name}: {book.words(benefit.ruleset, benefit.condition, language)}",
                *(f"  | {book.words(benefit.ruleset, one.condition, language)}" for one in benefit.readings),
            ]
    for ruleset in book.rules.rulesets.values():
        for term in ruleset.terms.values():
            if term.own or ruleset.name == "mianning":
                said = (book.words(ruleset.name, term.condition, language) for language in ("zh", "en"))
                lines.append(f"{ruleset.name} {term.name}: {' / '.join(said)}")

    golden(GOLDEN / "sentences.txt", "\n".join(lines) + "\n")


@settings(max_examples=200, deadline=None, database=None)
@given(seeded(lambda luck: luck))
def test_whatever_can_be_written_can_be_said(luck: Random) -> None:
    """Of random conditions and quantities, with nothing left to be filled in."""
    scope = a_scope(luck)
    nodes: list[Node] = [a_condition(luck, 3, ALL_WORDS), a_quantity(luck, 3, ALL_WORDS)]
    for language in ("zh", "en"):
        for node in nodes:
            said = Speaker(language, scope, PLACES).words(node)
            assert not any(wrong in said for wrong in ("{", "}", "None", "Fraction", "Truth", "=<"))
