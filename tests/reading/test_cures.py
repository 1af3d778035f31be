"""A cure keeps the meaning of what was written; where that is open it says what to choose, and where it cannot be told, how to write."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from huilao.reading.rules import read_rules
from small_books import FACTS, NUMBERS, QUANTITIES, STANDARDS, benefit, chapter, document, write_book

MORE = """
  wage: {type: number, label: {zh: 工资, en: Wage}, unit: CNY per month, minimum: 0}
  times_had: {type: number, label: {zh: 已领次数, en: Times had}, minimum: 0, maximum: 9}
  household_members: {type: people, label: {zh: 家庭成员, en: Household}}
  in_prison: {type: yes_no, label: {zh: 正在服刑, en: In prison}}
  applied_on: {type: date, label: {zh: 申请日期, en: Applied on}}
"""
ENTRIES = {
    "名称": "津贴",
    "出处": "第一条",
    "服务": "帮助",
    "效力": "应当落实",
    "类别": "特定对象",
    "受益人": "老年人本人",
    "提供内容": "内容",
    "条件": "{年龄: {不低于: 60}}",
}


def cures(folder: Path, **entries: str) -> list[str]:
    """What is said to do about a benefit with these entries, in Chinese."""
    lines = [f"    {name}: {text}" for name, text in {**ENTRIES, **entries}.items()]
    files = {"facts.yaml": FACTS + NUMBERS + MORE, "standards.yaml": STANDARDS, "terms.yaml": QUANTITIES, "r/document.yaml": document("r"),
             "r/chapter.yaml": "\n".join(["待遇:", "  one:", *lines, ""])}  # fmt: skip
    return [one.hint.zh if one.hint else "" for one in read_rules(write_book(folder, files))[1]]


CONDITIONS: Mapping[str, str] = {
    "{月收入: {低于: {积: [低保标准, 30%]}}}": "写成 0.3",
    "{月收入: {低于: {积: [低保标准, 百分之三十]}}}": "写成 0.3",
    "{月收入: {低于: {积: [低保标准, 百分之三十五]}}}": "写成 0.35",
    "{月收入: {低于: {积: [低保标准, 三成]}}}": "写成 0.3",
    "{月收入: {低于: 30%}}": "某个数的 30% 写成 {积: [低保标准, 0.3]}",
    "{份额: {低于: 30%}}": "写成 30，不写百分号",
    "{工资: {低于: 12000元/年}}": "这里按月算，12000元/年 写成 1000",
    "{工资: {低于: 每年1.2万元}}": "这里按月算，每年1.2万元 写成 1000",
    "{工资: {低于: 1000元/年}}": "这里按月算，1000元/年 写成 {积: [1000, 1/12]}",
    "{工资: {低于: 50元/天}}": "这里按月算，不能写每天的数；先换算成元/月",
    "{工资: {低于: 1000元/月}}": "写成 1000，不写单位",
    "{工资: {低于: 800元/人}}": "只给一个人的写成 800；按人数给的写成 {积: [800, 人口]}",
    "{工资: {低于: 600-800}}": "写成 {介于: [600, 800]}",
    "{人均月收入: {低于: 低保标准}}": "在 facts.yaml 里写信息项“人均月收入”；或不除以人数，用家庭总收入与标准乘人数比较：家庭月收入: {低于: {积: [低保标准, 人口]}}",
    "{数目: 家庭成员}": "写成 {在: 家庭成员, 不少于: 2}",
    "{数目: {家庭成员: {不少于: 3}}}": "写成 {在: 家庭成员, 不少于: 3}",
    "{低保标准: {高于: {积: [{数目: {家庭成员}}, 800]}}}": "写成 {在: 家庭成员}",
    "{数目 {在: 家庭成员, 不少于: 2}}": "写成“名称: 内容”，冒号用半角，后面加一个空格",
    "{残疾等级（一级）: 是}": "名称里不写括号；只是“残疾等级”的写成 残疾等级，括号里另有限定的另写一项",
    "{年龄: {不低于: 60}, 年龄: {低于: 80}}": "删去一处；同一条件要用两次的，写成 全部: [{年龄: ..}, {年龄: ..}]",
    "丧偶": "写成 {丧偶: 是}",
    "80岁以上": "写成 {年龄: {不低于: 80}}",
    "{申请日期: {不低于: 6个月}}": "写成 {已满: 6个月}",
    "{申请日期: {低于: 6个月}}": "写成 并非: {申请日期: {已满: 6个月}}",
    "{申请日期: {不低于: 2025-01-31日}}": "写成 2025-01-31",
    "{申请日期: {已满: 180}}": "写明单位，例如 180天 或 180个月",
    "{除: {丧偶: 是}}": "写成 并非: {..}",
    "{除: [{丧偶: 是}, {正在服刑: 是}]}": "写成 并非: {任一: [..]}",
    "{性别: {除: [女]}}": "写成“不属于”",
    "{丧偶: 是, {除: [{正在服刑: 是}]}}": "去掉里面这层花括号，写成 除: [{正在服刑: 是}]",
    "年龄≥60": "写成 {年龄: {不低于: 60}}",
    "困难群众": "写明看哪个信息项、要求是什么，例如 {年龄: {不低于: 60}}",
}


@pytest.mark.parametrize("when", CONDITIONS)
def test_the_cure_of_a_condition_keeps_its_meaning(tmp_path: Path, when: str) -> None:
    """Percentages, periods, what falls to each head, counts of people, and whole sentences."""
    assert cures(tmp_path, 条件=when)[:1] == [CONDITIONS[when]]


GUESSED: Mapping[str, str | None] = {
    "年纪": "年龄", "月收人": "月收入", "评估日": "评估日期",
    "家庭月收入": None, "配偶月收入": None, "年收入": None, "金额": None, "放进 全部": None,
}  # fmt: skip


@pytest.mark.parametrize("word", GUESSED)
def test_a_word_that_means_something_else_is_no_guess(tmp_path: Path, word: str) -> None:
    """What is narrowed down by what stands before it is another thing; a slip inside a word is one."""
    (cure,) = cures(tmp_path, 条件=f"{{{word}: {{不低于: 60}}}}")

    assert cure == (f"是否“{GUESSED[word]}”？" if GUESSED[word] else "检查写法；新的信息项写进 facts.yaml，新的术语和算式写进 terms.yaml")


def test_a_short_word_asks_which_of_the_longer_ones_is_meant(tmp_path: Path) -> None:
    """家庭 may be any of three."""
    assert cures(tmp_path, 受益人="家庭") == ["是否“老年人家庭”或“家庭照护者”或“家庭成员”？"]


PAYS: Mapping[str, str] = {
    "起发: 次月": "自申请之日算起的写成 {自: 申请日期, 计发: 次月}，自符合之日算起的写成 {自: 符合, 计发: 次月}",
    "起发: 申请日期": "写成 {自: 申请日期, 计发: 次月}，“计发”写 当天、当月 或 次月",
    "起发: [申请日期, 当日]": "写成 {自: 申请日期, 计发: 当天}",
    "起发: {申请日期: 次月}": "写成 {自: 申请日期, 计发: 次月}",
    "停发: 正在服刑": "写成 {条件: {正在服刑: 是}}",
    "停发: {正在服刑: 是}": "写成 {条件: {正在服刑: 是}}",
    "停发: [{正在服刑: 是}]": "写成 {条件: {正在服刑: 是}}",
    "停发: 正在服刑、丧偶": "有一种情形就停的写成 {条件: {任一: [{正在服刑: 是}, {丧偶: 是}]}}，都有才停的用“全部”",
    "停发: 服刑或死亡": "有一种情形就停的写成 {条件: {任一: [{服刑: 是}, {死亡: 是}]}}，都有才停的用“全部”",
    "停发: [正在服刑, 丧偶]": "有一种情形就停的写成 {条件: {任一: [{正在服刑: 是}, {丧偶: 是}]}}，都有才停的用“全部”",
    "停发: {条建: {正在服刑: 是}}": "是否“条件”？",
    "限: 3次": "写成 {不多于: 3, 记在: 已领次数}，“记在”写记着已用多少的信息项",
    "限: 每户两次": "写成 {不多于: 2, 记在: 已领次数}，“记在”写记着已用多少的信息项",
    "限: {已领次数: 3}": "写成 {不多于: 3, 记在: 已领次数}，“记在”写记着已用多少的信息项",
}


@pytest.mark.parametrize("short", PAYS)
def test_what_is_short_in_a_payment_is_shown_in_full(tmp_path: Path, short: str) -> None:
    """From when, until when and how often, as it was written."""
    assert cures(tmp_path, 给付=f"{{金额: 200, 每: 月, {short}}}") == [PAYS[short]]


ENTRY: Mapping[tuple[str, str], str] = {
    ("给付", "200"): "写成 {金额: 200, 每: 月}，“每”写多久给一次",
    ("给付", "1.2万元/年"): "写成 {金额: 12000, 每: 年}",
    ("给付", "每月200元"): "写成 {金额: 200, 每: 月}",
    ("给付", "{积: [低保标准, 2]}"): "写成 {金额: {积: [低保标准, 2]}, 每: 月}，“每”写多久给一次",
    ("给付", "{每月: 200}"): "写成 {金额: 200, 每: 月}",
    ("给付", "[200, 300]"): "给付只写一个金额；按情况给得不一样的，写“分档”",
    ("给付", "{金额: 12000元/年, 每: 月}"): "按年给的，金额写 12000，“每”写 年；按月给的写 1000",
    ("给付", "{金额: 600-800, 每: 月}"): "只写一个数；按情况取不同的数时用“首中”或“分档”",
    ("名额", "200人"): "写成 {人数: 200, 每: 年}，“每”写多久的名额",
    ("名额", "每月200人"): "写成 {人数: 200, 每: 月}",
    ("名额", "{人数: 若干, 每: 年}"): "写文件里的数；文件没有写明数的，这条要求不写",
    ("分档", "{取法: 就高, 列: {m: {名称: 标准, 类型: 金额}}, 行: [{标准: 9}]}"): "是否“最高”？",
    ("名额", "{人数: 200, 每: 年, 先后: {丧偶: 是}}"): "写成 [{丧偶: 是}]",
    ("有效期", "2025-01-01至2026-12-31"): "写成 {起: 2025-01-01, 止: 2026-12-31}",
    ("有效期", "2025-01-01"): "从这一天起的写成 {起: 2025-01-01}，到这一天止的写成 {止: 2025-01-01}",
    ("有效期", "3年"): "写明哪天起、哪天止，例如 {起: 2025-01-01, 止: 2027-12-31}；没有写明何时失效的不写“止”",
    ("办理", "[身份证, 户口簿]"): "写成 {材料: 身份证、户口簿}",
    ("办理", "{材料: [身份证, 户口簿]}"): "写成 身份证、户口簿",
    ("材料", "身份证"): "写成 办理: {材料: 身份证}",
    ("起发", "次月"): "写成 给付: {起发: 次月}",
    ("金额", "200"): "写成 给付: {金额: 200}",
    ("年龄", "{低于: 90}"): "写成 条件: {年龄: {低于: 90}}",
}


@pytest.mark.parametrize(("entry", "written"), ENTRY)
def test_what_is_short_in_a_benefit_is_shown_in_full(tmp_path: Path, entry: str, written: str) -> None:
    """And what belongs into an entry is sent there."""
    expected = "移到“条件”里" if entry == "年龄" else ENTRY[entry, written]  # there is one already

    assert cures(tmp_path, **{entry: written}) == [expected]


LINES: Mapping[str, str] = {"最高": "是否“就高”？", "首中": "是否“先列”？", "随便": "可写：就高、自选、先列"}


@pytest.mark.parametrize("by", LINES)
def test_what_another_part_of_the_language_calls_so_is_meant(tmp_path: Path, by: str) -> None:
    """最高 is how rows of a table are taken, 就高 how benefits are."""
    files = {"r/document.yaml": document("r"), "r/chapter.yaml": chapter(a=benefit("{widowed: true}"), b=benefit("{listed: true}", "name: {zh: 乙}")),
             "r/combine.yaml": f"并享: [{{择一: [a, b], 按: {by}}}]"}  # fmt: skip

    assert [one.hint.zh for one in read_rules(write_book(tmp_path, files))[1] if one.hint] == [LINES[by]]


def test_a_comma_in_a_divided_value_is_told(tmp_path: Path) -> None:
    """It makes two entries of one number, of which the second looks like a code."""
    split = "standards:\n  one: {名称: 标准甲, 单位: 元, 归属: 常住地, 分列: 性别, 各地: {'513433': {2025-07-01: {女: 1,740, 男: 560}}}}\n"
    files = {"r/document.yaml": document("r"), "r/chapter.yaml": chapter(a=benefit("{widowed: true}")), "standards.yaml": split}

    assert [(one.code, one.hint and one.hint.zh) for one in read_rules(write_book(tmp_path, files))[1]] == [
        ("comma_in_number", "写成 1740，不写逗号和单位")
    ]
