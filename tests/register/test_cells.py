"""How cells of registers are written, and what each comes to: read, read in part, or told with what to do."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from huilao import Rulebook
from huilao.language.facts import Code, Text
from huilao.language.known import Among, Holding, Range
from huilao.language.known import Path as FactPath
from huilao.profile.reader import ProfileReader
from huilao.register.cell_dates import date_form
from huilao.register.cells import UNKNOWN_WORDS, AgeReader, CellReader, SharedReader, TickReader
from huilao.register.mapping import ColumnMap, Tick, mapping_by_names, read_mapping
from huilao.register.people import Checked, PeopleReader
from huilao.register.sources import open_register
from huilao.register.unreadable import Unreadable
from huilao.screen.columns import person_of

DAY = date(2025, 3, 1)
MAY_10 = date(1944, 5, 10)
ID = "900000194405100028"
"""Of a woman born on 1944-05-10."""


def between(first: str, last: str) -> Range:
    return Range(date.fromisoformat(first), date.fromisoformat(last))


def told(says: str, known: Any = None) -> Unreadable:
    """A cell that is told in words that say this, and what is known of it all the same."""
    return Unreadable(says, None, known)  # type: ignore[arg-type]


def check(found: Any, wanted: Any) -> None:
    """A reading is what is wanted; where that is told, in both languages and with a cure."""
    if not isinstance(wanted, Unreadable):
        assert found == wanted
        return
    assert isinstance(found, Unreadable), found
    assert found.allowed is not None
    assert str(wanted.message) in f"{found.message.zh}；{found.allowed.zh}"
    assert found.message.en
    assert found.allowed.en
    assert found.known == wanted.known


def reader_of(
    book: Rulebook, fact: str, words: dict[str, Any] | None = None, around: str | None = None, dates: tuple[str, ...] = ()
) -> CellReader:
    profiles = ProfileReader(book.rules.facts, book.rules.places)
    forms = [form for text in dates if (form := date_form(text))]
    return CellReader(book.rules.facts[fact], profiles, forms, UNKNOWN_WORDS, words, as_of=DAY, around=around)


# -- dates -----------------------------------------------------------------------------------------------------------

YEAR, MAY = between("1944-01-01", "1944-12-31"), between("1944-05-01", "1944-05-31")
BIRTHS: list[tuple[str, Any]] = [
    *((text, MAY_10) for text in (
        "1944-05-10", "1944-5-10", "1944/5/10", "1944.5.10", "1944年5月10日", "1944 年 5 月 10 日", "1944年5月10号", "1944年5月10", "1944.5.10.",
        "1944、5、10", "1944—05—10", "1944——05——10", "1944－05－10", "１９４４年５月１０日", "19440510", "1944510", "19440510.0", "公历1944年5月10日", "1944年5月10日生",
        "1944-05-10 00:00:00", "1944/5/10 0:00", "1944-05-10T00:00:00.000Z", "1944-05-10 08:30:00", "1944/5/10 上午12:00:00",
        "1944-05-10 00:00:00+08", "1944-05-09 16:00:00+00", "1944-05-09T16:00:00Z", "16202", "16202.0", "16202.5",
        "10-May-44", "10-MAY-1944", "10 May 1944", "May 10, 1944", "1944-May-10", "44-05-10", "44.5.10", "44年5月10日", "440510", "民国33年5月10日", "民国三十三年五月十日", "一九四四年五月十日",
        "1944 5 10", "1944　05　10", "1944\n5\n10", "1944 0510", "44 5 10", "一九四四 五 十", "1944.5 10", "民国33 5 10", "1944 5 10 08:30",
    )),
    ("25/12/1944", date(1944, 12, 25)),
    ("9000", date(1924, 8, 21)),  # a number of days: no year
    ("1944-05-09 15:00:00+00", between("1944-05-09", "1944-05-10")),  # China's clocks were an hour ahead in some summers
    *((text, YEAR) for text in ("1944", "1944年", "1944年生", "生于1944年", "44年", "四四年", "1944.0", "约1944年", "民国33年", "一九四四年")),
    *((text, MAY) for text in ("May-44", "May 1944", "1944-05", "1944年5月", "44年5月", "四四年五月", "出生于1944年5月", "1944年5月份", "1944.5", "194405", "1944 5", "1944　5", "1944\n5", "一九四四 五", "一九四四年五月", "1944年5月初")),
    ("1938 1 2", date(1938, 1, 2)),  # no December
    *((text, date(1938, 12, 1)) for text in ("38 12 1", "1938年1 2月1日")),
    ("1944.1", between("1944-01-01", "1944-10-31")),  # January, or an October that has lost its nought
    ("1944111", between("1944-01-11", "1944-11-01")),
    ("85岁", between("1939-03-02", "1940-03-01")),
    ("80周岁以上", Range(None, date(1945, 3, 1))),
    *((text, between("1935-03-02", "1945-03-01")) for text in ("80多岁", "八旬", "八旬老人")),
    ("百岁", Range(None, date(1925, 3, 1))),
    ("2025", between("2025-01-01", "2025-03-01")),
    *((text, told("分不清哪是年")) for text in ("24-05-10", "191205", "24 05 10")),
    *((text, told("在映射的“日期”里写 YY.M")) for text in ("44.5", "44.05")),
    *((text, told("可能是 1924 年，也可能是 2024 年")) for text in ("24年5月10日", "10-May-24")),
    *((text, told("1944-05-10")) for text in ("May-10", "31-Jun-44", "10-Mai-44")),
    ("10-Sept-44", date(1944, 9, 10)),
    ("4405", told("可能是两位的年和月")),
    ("4432", date(1912, 2, 18)),
    ("10/5/1944", told("分不清哪是月", between("1944-05-10", "1944-10-05"))),
    *((text, date(1945, 1, 21)) for text in ("1944年腊月初八", "农历1944年十二月初八", "民国33年腊月初八", "旧历1944-12-08")),
    ("农历1944年四月十八", between("1944-05-10", "1944-06-08")),  # the fourth month came twice
    ("1944年闰四月十八", date(1944, 6, 8)),
    ("1944年5月10日（农历四月十八）", MAY_10),
    ("农历1944年", between("1944-01-25", "1945-02-12")),
    ("农历1944年二月三十一", told("农历里没有这一天", between("1944-01-25", "1945-02-12"))),
    ("农历四月十八", told("看不出是哪一年")),
    *((text, date(1946, 1, 22)) for text in ("1945年农历十二月二十日", "1945年阴历12月20", "1945年（旧历十二月二十）", "1945，农历12.20", "1945年生，农历十二月二十", "1946年1月22日（农历1945年十二月二十）")),
    ("1945年（农历1944年十二月二十）", date(1945, 2, 2)),
    ("1945年阴历腊月", between("1946-01-03", "1946-02-01")),
    ("1944年5月（农历四月十八）", between("1944-05-01", "1944-05-31")),
    ("1945年农历闰四月初三", told("农历里没有这一天", between("1945-02-13", "1946-02-01"))),
    *((text, told("读不出是哪一天", between("1945-01-01", "1946-02-01"))) for text in ("1945年（农历乙酉年十二月）", "1945年农历年底", "1945年农历十二月（1946年1月）")),
    *((text, told("1944-05-10")) for text in ("1944-02-30", "1944-13", "5月10日", "属猴", "八十左右", "年近八旬", "1942年3")),
    ("2030-01-01", told("晚于核定日")),
    ("1850", told("超过 130 周岁")),
    *((text, None) for text in ("不详", "无资料", "/", "-", "—", "——", "--", " ")),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), BIRTHS)
def test_dates_of_birth(book: Rulebook, text: str, wanted: Any) -> None:
    """However an office, a spreadsheet or a database writes them; what could mean two days is told."""
    check(reader_of(book, "birth_date").read(text), wanted)


@pytest.mark.parametrize(
    ("form", "text", "wanted"),
    [
        ("D/M/YYYY", "10/5/1944", MAY_10),
        ("YY-M-D", "24-05-10", told("可能是 1924 年")),
        ("YY-M-D", "30-05-10", date(1930, 5, 10)),
        ("YY.M", "44.5", MAY),
        ("YYYY M", "1944 5", MAY),
        ("YYYY M D", "1938 1 12", date(1938, 1, 12)),
        ("YY", "44", YEAR),
        ("D/M/YYYY", "1944-05-10", MAY_10),  # beside the usual ones
        ("D/M/YYYY", "31/2/1944", told("1944-05-10")),
    ],
)
def test_forms_that_the_mapping_names(book: Rulebook, form: str, text: str, wanted: Any) -> None:
    """They come before the usual ones and put none of them out."""
    check(reader_of(book, "birth_date", dates=(form,)).read(text), wanted)


DUMMIES = ("1900-01-01", "1900/1/1", "1900-01-00", "1900年1月1日", "19000101", "1899-12-30", "1899-12-31 00:00:00", "0000-00-00")


@pytest.mark.parametrize("text", DUMMIES)
def test_a_birth_that_a_program_wrote_for_none_is_told(book: Rulebook, text: str) -> None:
    """Nobody is known by it to be so old."""
    check(reader_of(book, "birth_date").read(text), told("程序自动写的"))


def test_what_a_program_wrote_for_none_is_told_and_not_known(book: Rulebook, tmp_path: Path) -> None:
    """What an ID number says of the birth stays known."""
    checked = read(book, tmp_path, "身份证号,出生日期,年龄", ",1900-01-01,80", f"{ID},1899-12-30,", ",,0", ",1900-11-01,")

    assert [one["birth_date"] for one in people(book, checked) if one.get("birth_date") is not None][1:] == [MAY_10, date(1900, 11, 1)]
    assert [(one.row, one.column) for one in checked.rejected] == [(2, "出生日期"), (3, "出生日期"), (4, "年龄")]


@pytest.mark.parametrize(
    ("column", "text", "wanted"),
    [
        *((name, "1944-12-08", date(1945, 1, 21)) for name in ("出生日期（农历）", "出生日期（阴历）", "农历生日")),
        ("农历生日", "1944年腊月初八", date(1945, 1, 21)), ("农历生日", "公历1944-05-10", MAY_10), ("农历生日", "不详", None), ("农历生日", "1900-01-01", None),
        ("出生日期（公历或农历）", "1944-05-10", MAY_10), ("出生日期", "1944-05-10", MAY_10),
        *(("出生日期（农历）", text, date(1946, 1, 22)) for text in ("1945年农历十二月二十日", "1945年（农历十二月二十）", "1945年（十二月二十）", "19451220")),
        ("出生日期（农历）", "1945-12", Range(date(1946, 1, 3), date(1946, 2, 1))), ("出生日期（农历）", "1945.1", Range(date(1945, 1, 1), date(1946, 2, 1))),
    ],
)  # fmt: skip
def test_a_column_of_the_old_calendar(book: Rulebook, tmp_path: Path, column: str, text: str, wanted: date | Range | None) -> None:
    """By its name all its dates are of it, where they do not say otherwise."""
    (tmp_path / "m.yaml").write_text(f"列: {{{column}: 出生日期}}\n", encoding="utf-8")
    mapping, problems = read_mapping(tmp_path / "m.yaml", (column, "性别"), book.rules)

    assert mapping is not None, problems
    assert people(book, read(book, tmp_path, f"{column},性别", f"{text},男", mapping=mapping))[0].get("birth_date") == wanted


AGES: list[tuple[str, Any]] = [
    *((text, (85, 85)) for text in ("85", "85岁", "85周岁", "８５岁", "八十五", "八十五岁", "85.0", "周岁85")),
    *((text, (80, None)) for text in ("80以上", "80岁以上", "80周岁及以上", "80岁（含）以上", "满80", "年满80周岁", "≥80", "80+")),
    ("虚岁82", (80, 81)), ("82（虚岁）", (80, 81)), ("80-89", (80, 89)), ("80至89岁", (80, 89)), ("80多岁", (80, 89)), ("八十几岁", (80, 89)), ("八旬", (80, 89)), ("85岁老人", (85, 85)),
    ("百岁", (100, None)), ("百岁老人", (100, None)), ("一百岁", (100, 100)),
    ("不满80", (None, 79)), ("80以下", (None, 80)), ("一百零二岁", (102, 102)),
    *((text, (80, 90)) for text in ("约85岁", "85左右", "85岁左右", "大约85", "八十五岁上下")),
    ("80来岁", (75, 85)), ("虚82", (80, 81)), *((text, (85, 85)) for text in ("85岁3个月", "85岁零3个月", "85.5")),
    ("80.03", (79, 80)),  # days divided by 365
    ("1944", (80, 81)), *((text, (80, 80)) for text in ("19440510", "1944-05-10", "1944年5月", "民国33年5月10日")),
    *((text, told("周岁数")) for text in ("131", "老年", "1850", "2030", "年近八旬", "八旬以上")),
    ("/", None), ("不详", None), *((text, told("程序自动写的")) for text in ("0", "0岁", "0.0", "1900-01-01")),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), AGES)
def test_ages(book: Rulebook, text: str, wanted: Any) -> None:
    """A nominal age is one or two more than the years completed."""
    reader = AgeReader(ProfileReader(book.rules.facts, book.rules.places), DAY, UNKNOWN_WORDS)
    found = reader.read(text)

    if isinstance(wanted, tuple):
        assert (found.low, found.high) == wanted if isinstance(found, Range) else (found, found) == wanted
        assert reader.born(found)
    else:
        check(found, wanted)


# -- words -----------------------------------------------------------------------------------------------------------

NO_OTHER_HARDSHIP = frozenset({"dibao_edge", "expenditure_poor", "poverty_alleviated", "monitored", "none"})
WORDS: list[tuple[str, str, Any]] = [
    *(("retired", text, True) for text in ("是", "√", "✓", "✔", "☑", "●", "V", "v", "有", "有的", "对", "是的", "已", "1", "1=是", "1：有", "Y", "yes", "TRUE")),
    *(("retired", text, False) for text in ("否", "×", "✖", "□", "无", "没有", "不是", "未", "0", "0=否", "2、无", "N", "false")),
    *(("retired", text, told("填“是”或“否”")) for text in ("2", "大概", "x", "1=是,0=否", "☒", "☒是")),
    *(("retired", text, wanted) for text, wanted in (("☑是□否", True), ("□是☑否", False), ("是√ 否□", True), ("☐是☒否", False), ("☑是☒否", True), ("□是□否", None))),
    *(("without_kin", text, told("分不清是有还是没有")) for text in ("有", "没有", "有的")),  # 没有配偶和子女
    ("without_kin", "√", True),
    *(("disability_grade", text, "2") for text in ("2", "2.0", "2级", "二级", "贰级", "Ⅱ级", "II级", "第二级", "２级")),
    ("disability_grade", "4.0", "4"),
    *(("disability_grade", text, None) for text in ("无", "未评定", "无残疾")),
    ("disability_grade", "一级或二级", Among(frozenset({"1", "2"}))),
    ("disability_grade", "一级、二级", told("不止一种", Among(frozenset({"1", "2"})))),
    *(("disability_grade", text, told("一级")) for text in ("五级", "重度", "一级（轻度）", "视力一级、肢体二级")),
    *(("disability_grade", text, "2") for text in ("残疾二级", "二级残疾", "二级（重度）", "肢体二级", "二级肢体", "肢体（二级）", "视力、听力二级")),
    *(("disability_types", text, frozenset({"physical"})) for text in ("肢体二级", "肢体（二级）", "二级肢体")),
    ("disability_types", "残疾二级", told("可填")),
    ("ability_level", "2级", "moderate"),
    ("ability_level", "2", told("能力完好")),  # another's code, perhaps
    *(("ability_level", text, told("能力完好")) for text in ("半失能", "不能自理", "非失能")),
    ("self_care_level", "完全自理", "able"),
    ("self_care_level", "不能自理", told("没有写是哪一种", Among(frozenset({"partly_unable", "unable"})))),
    *(("sex", text, "male") for text in ("男性", "先生", "M", "m", "☑男□女")),
    *(("sex", text, "female") for text in ("女士", "f")),
    *(("retired", text, False) for text in ("没", "暂无")),
    *(("hardship_category", text, frozenset({"none"})) for text in ("没", "暂无", "没有")),
    ("disability_grade", "暂无", None),
    ("without_kin", "暂无", told("分不清是有还是没有")),
    *(("disability_cert_status", text, "certified") for text in ("是", "√", "有", "有残疾证")),
    *(("disability_cert_status", text, "none") for text in ("否", "×", "没有", "没", "暂无")),
    *(("disability_cert_status", text, told("可填")) for text in ("1", "2")),
    *(("self_care_level", text, told("没有写是哪一种", Among(frozenset({"partly_unable", "unable"})))) for text in ("生活不能自理", "完全不自理")),
    *(("self_care_level", text, told("可填")) for text in ("部分不自理", "不能完全自理")),
    *(("hardship_category", text, frozenset({"tekun_scattered"})) for text in ("特困（分散）", "特困-分散", "分散五保", "分散五保户", "特困分散")),
    *(("hardship_category", text, frozenset({"dibao"})) for text in ("低保（城市）", "低保-农村")),
    *(("hardship_category", text, told("可填")) for text in ("特困（取消）", "特困-低保")),
    *(("living_status", text, frozenset({"with_spouse", "with_family"})) for text in ("与配偶、子女同住", "与配偶和子女同住", "与老伴及儿子同住")),
    *(("living_status", text, frozenset({"with_family"})) for text in ("与儿子同住", "随子女居住")),
    *(("living_status", text, Holding(frozenset({"with_spouse"}), frozenset())) for text in ("夫妻二人", "老两口")),
    *(("living_status", text, told("可填")) for text in ("一人户", "与保姆、子女同住")),
    *(("living_status", text, Holding(frozenset({"alone"}), frozenset({"empty_nest"}))) for text in ("☑独居□空巢", "独居☑ 空巢□", "√独居、□空巢", "●独居○空巢", "○空巢●独居", "☒独居☐空巢", "☑独居☒空巢")),
    ("living_status", "☑独居☑空巢", Holding(frozenset({"alone", "empty_nest"}), frozenset())), *(("living_status", text, Holding(frozenset({"alone"}), frozenset())) for text in ("独居√", "☑独居")),
    ("hardship_category", "☑低保□特困", Holding(frozenset({"dibao"}), frozenset({"tekun_central", "tekun_scattered"}))),
    *(
        (fact, text, told("看不出勾的是哪几项"))
        for fact, texts in (
            ("living_status", ("☒独居☒空巢", "√独居 空巢 留守", "☑独居 空巢", "独居 √空巢 留守", "独居√ 空巢 留守", "☑与子女同住 留守", "独居( )", "独居（ ）空巢（√）")),
            ("hardship_category", ("☑低保 特困分散供养", "低保√ 特困分散供养")), ("disability_types", ("√肢体 视力",)), ("receiving", ("√高龄津贴 护理补贴",)),
        )
        for text in texts
    ),
    *(("living_status", text, told("看不懂")) for text in ("独居 否", "空巢、否", "独居 1 空巢 0", "V独居 空巢", "独居× 空巢")),
    ("hardship_category", "低保 否", told("看不懂")),
    *(("hardship_category", text, frozenset({"dibao"})) for text in ("A类低保", "低保B类", "低保（C类）", "二类低保")),
    ("hardship_category", "A类", told("可填")),
    *(("living_status", text, Holding(frozenset({"alone"}), frozenset())) for text in ("独居", "独居老人", "独居户", " 独居　")),
    *(("living_status", text, Holding(frozenset({code}), frozenset())) for text, code in (("留守老人", "left_behind"), ("空巢", "empty_nest"))),
    ("living_status", "空巢、留守", Holding(frozenset({"empty_nest", "left_behind"}), frozenset())), ("disability_types", "多重", Holding(frozenset({"multiple"}), frozenset())),
    *(("disability_types", text, frozenset({"physical"})) for text in ("肢残", "三级肢残", "肢体三级")), ("disability_types", "多重（视力、肢体）", frozenset({"multiple", "visual", "physical"})),
    *(("ability_level", text, code) for text, code in (("3（重度）", "severe"), ("全失能", "total"))), ("disability_grade", "3（重度）", told("看不懂")),
    *(("hardship_category", text, frozenset({"dibao"})) for text in ("城低", "农低")),
    *((fact, text, None) for fact in ("ability_level", "living_status", "is_family_carer") for text in ("NaN", "null", "N/A", "#N/A", "<NA>", "NaT")),
    *(("is_family_carer", text, value) for text, value in (("1.0", True), ("0.0", False), ("2.0", told("看不懂")))),
    ("living_status", "无", frozenset[str]()),
    ("living_status", "独居、与谁住", told("看不懂“与谁住”这种写法", Holding(frozenset({"alone"}), frozenset()))),
    *(("living_status", text, told("看不懂")) for text in ("独居、无", "不是独居、空巢", "独居\n不是", "独居，现随子女住", "独居，已去世")),
    *(("hardship_category", text, told("看不懂")) for text in ("低保、已取消", "低保；2020年退出", "低保,停发")),
    *(("sex", text, told("看不懂")) for text in ("不男", "非男")),
    ("living_status", "空巢老人", Holding(frozenset({"empty_nest"}), frozenset())),
    ("living_status", "与子女同住", frozenset({"with_family"})),
    *(("living_status", text, Holding(frozenset({"with_spouse"}), frozenset())) for text in ("与配偶同住", "夫妻同住", "与配偶居住", "与老伴居住", "4.与配偶同住")),
    *(("living_status", text, Holding(frozenset({"alone", "empty_nest"}), frozenset())) for text in ("独居（空巢）", "空巢（独居）", "獨居、空巢戶")),
    ("retired", "沒有", False),
    ("disability_grade", "肢體二級", "2"),
    ("living_status", "独居（子女在外）", Holding(frozenset({"alone"}), frozenset())),  # whether 空巢 or 留守 is meant by it is open
    *(("living_status", text, told("可填")) for text in ("独居（女儿同住）", "独居（已搬走）", "（子女在外）")),
    *(("living_status", text, Holding(frozenset({"alone", "empty_nest"}), frozenset())) for text in ("独居和空巢", "独居、空巢", "独居/空巢", "独居及空巢老人", "独居 空巢")),
    ("living_status", "与配偶同住、与子女同住", frozenset({"with_spouse", "with_family"})),
    ("living_status", "独居、孤老", told("看不懂“孤老”这种写法", Holding(frozenset({"alone"}), frozenset()))),
    *(("living_status", text, told("可填")) for text in ("孤老", "非独居", "不独居", "无独居")),
    ("living_status", "独居、与子女同住", told("一格里")),
    ("hardship_category", "无、低保", told("一格里")),
    *(("hardship_category", text, frozenset({"dibao"})) for text in ("低保户", "农村低保", "城市低保", "城乡低保", "1、低保")),
    ("hardship_category", "低保（已取消）", told("可填")),
    *(
        ("hardship_category", text, told("写明是哪一种：“特困集中供养”“特困分散供养”", Holding(frozenset(), NO_OTHER_HARDSHIP | {"dibao"})))
        for text in ("特困", "五保", "特困人员", "特困户", "五保户", "五保老人")
    ),
    ("hardship_category", "低保、特困", told("没有写是哪一种", Holding(frozenset({"dibao"}), NO_OTHER_HARDSHIP))),
    ("receiving", "补贴", told("没有写是哪一种")),  # whatever has the word in it
    *(
        ("hardship_category", text, told("没有写是哪一种", Holding(frozenset(), NO_OTHER_HARDSHIP | {"tekun_central"})))
        for text in ("低保或特困分散供养", "低保或者特困分散供养", "低保 或 特困分散供养", "dibao or tekun_scattered")
    ),
    ("living_status", "独居或空巢", told("都对的都写", Holding(frozenset(), frozenset({"left_behind", "with_spouse", "with_family"})))),
    ("living_status", "独居和空巢或留守", told("没有写是哪一种", Holding(frozenset(), frozenset({"with_spouse", "with_family"})))),
    ("disability_types", "肢体或视力", told("没有写", Holding(frozenset(), frozenset({"hearing", "speech", "intellectual", "mental", "multiple"})))),
    ("hardship_category", "低保或农村低保", frozenset({"dibao"})),
    *(("hardship_category", text, told("看不懂")) for text in ("低保、或特困集中供养", "低保或其他", "低保、独居或空巢")),
    ("ability_level", "失能", told("没有写是哪一种")),
    *(("living_status", text, None) for text in ("/", "——", "-", "无资料")),
]  # fmt: skip


@pytest.mark.parametrize(("fact", "text", "wanted"), WORDS)
def test_words(book: Rulebook, fact: str, text: str, wanted: Any) -> None:
    """By their spelling, the synonyms of the vocabulary, numerals and grades; never by likeness."""
    check(reader_of(book, fact).read(text), wanted)


def test_a_word_of_the_mapping_comes_first(book: Rulebook) -> None:
    """Also where the word would mean something else, or nothing."""
    reader = reader_of(book, "retired", {"1": False, "2": True, "/": False})
    assert reader_of(book, "living_status", {"☑独居□空巢": frozenset({"empty_nest"})}).read("☑独居□空巢") == {"empty_nest"}

    assert [reader.read(text) for text in ("1", "2", "/", "是")] == [False, True, False, True]
    assert reader.beside(["1", "2"], ["1", "2"]) == {}


@pytest.mark.parametrize(
    ("texts", "text", "wanted"),
    [
        (["1", "0"], "1", True),
        (["1", "2"], "1", told("数字作代码")),
        (["○", "●"], "○", False),
        (["○", "×"], "○", told("分不清")),
        (["○"], "○", told("分不清")),
        (["☒", "☑"], "☒", False),
        (["☒", "√", "□"], "☒", False),
        (["☒", "☐"], "☒", True),
        (["☒", "是"], "☒", told("分不清")),
        (["1", "☑"], "1", True),
    ],
)
def test_what_a_sign_means_by_those_beside_it(book: Rulebook, texts: list[str], text: str, wanted: Any) -> None:
    """1 is a code where there is a 2; an empty ring says no where full ones say yes; a crossed box is what a ticked or an empty one is not."""
    reader = reader_of(book, "retired")

    check(reader.beside(texts, texts).get(text, reader.read(text)), wanted)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("肢体二级", (frozenset({"physical"}), "2")),
        ("肢体残疾2级", (frozenset({"physical"}), "2")),
        ("肢体 / Ⅱ级", (frozenset({"physical"}), "2")),
        ("视力、听力一级", (frozenset({"visual", "hearing"}), "1")),
        ("肢体", (frozenset({"physical"}), None)),
        ("二级", (None, "2")),
        ("/", (None, None)),
        *((text, (frozenset({"physical"}), "2")) for text in ("二级肢体", "肢体（二级）", "二级（肢体）", "肢体（残疾二级）")),
        *((text, (None, "1")) for text in ("残疾一级", "一级（重度）")),
        ("四级（重度）", told("没有分别写明")),
        ("视力一级、肢体二级", told("没有分别写明")),
        ("重病", told("没有分别写明“残疾类别”和“残疾等级”")),
    ],
)
def test_two_facts_in_one_cell(book: Rulebook, text: str, wanted: Any) -> None:
    """Where there is one way to divide it; what it does not have is unknown."""
    check(SharedReader([reader_of(book, "disability_types"), reader_of(book, "disability_grade")]).read(text), wanted)


# -- places ----------------------------------------------------------------------------------------------------------

PLACES: list[tuple[str, Any]] = [
    *((text, "513433") for text in ("513433", "513433.0", "513433000000", "冕宁", "冕宁县", "四川省凉山州冕宁县", "四川冕宁", "冕宁县高阳街道", "凉山州冕宁县复兴镇某村3组")),
    ("513433100", "513433100"),
    ("沈阳市铁西区", "210106"),
    ("冕宁县西河", told("只认出四川省凉山彝族自治州冕宁县", "513433")),
    ("四川省某某县", told("只认出四川省", "51")),
    ("冕宁县敬老院", told("只认出四川省凉山彝族自治州冕宁县", "513433")),
    *((text, told("")) for text in ("冕宁县外", "渠县→冕宁县", "冕宁县/渠县", "渠县冕宁县", "冕宁县？", "冕宁县（空挂户）", "原冕宁县")),
    *((text, "513433") for text in ("冕寧縣", "四川省涼山州冕寧縣", "冕宁县幸福路12号", "冕宁县阳光小区3栋")),
    ("幸福路12号", told("哪个县")),
    ("铁西区", told("辽宁省鞍山市铁西区（210303）")),
    ("朝阳区", told("不止一处")),
    ("乾县", "610424"),  # not 干县
    ("高阳街道", told("哪个县")),
    ("高阳", told("可能是别处的县")),
    ("高阳县", "130628"),
    ("某村", told("固定值: {常住地: 县名}")),
    ("999999", told("没有")),
    ("冕宁县或西昌市", told("写到县")),
    ("不是冕宁县", told("写到县")),
    ("/", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), PLACES)
def test_places(book: Rulebook, text: str, wanted: Any) -> None:
    """Known as far as they surely are; a name of several places is told with all of them."""
    check(reader_of(book, "residence").read(text), wanted)


@pytest.mark.parametrize(
    ("text", "around", "wanted"),
    [
        ("高阳街道", "513433", "513433"),
        *(
            (text, "513433", "513433")
            for text in ("河边村", "和平村", "复兴镇和平村", "高阳街道某村", "幸福路12号", "北京东路5号", "三组", "2单元301室")
        ),
        *((text, "513433", told("可能是别处的县")) for text in ("复兴", "高阳")),
        ("西昌市长安路5号", "513433", "513401"),
        *((text, "513433", told("写到县")) for text in ("外省", "外省幸福路1号", "西河")),
        ("铁西区", "2203", "220302"),
        ("渠县", "513433", "511725"),
        ("冕宁复兴镇", "513433", "513433"),
        ("冕宁复兴镇", "511725", told("哪个县")),
        ("四川省成都市某镇", "513433", told("只认出四川省成都市", "5101")),
        ("成都某镇", "513433", told("哪个县")),
        ("大概在县城", "513433", told("写到县")),
    ],
)
def test_places_within_the_place_of_the_register(book: Rulebook, text: str, around: str, wanted: Any) -> None:
    """Towns and villages are known by it; who lives elsewhere lives there."""
    check(reader_of(book, "residence", around=around).read(text), wanted)


# -- rows ------------------------------------------------------------------------------------------------------------


def read(book: Rulebook, folder: Path, header: str, *rows: str, mapping: ColumnMap | None = None) -> Checked:
    (folder / "r.csv").write_text("\n".join([header, *rows]))
    register = open_register(str(folder / "r.csv"))
    reader = PeopleReader(book.rules, mapping or mapping_by_names(register.columns, book.rules), DAY)
    [checked] = [reader.read(part) for part in register.parts(1_000)]
    return checked


def people(book: Rulebook, checked: Checked) -> list[dict[str, Any]]:
    return [dict(person_of(row, book.rules.facts)) for row in checked.people.iter_rows(named=True)]


IDENTITIES: list[tuple[str, Any, str | None]] = [
    # what stands in the cell, the birth that is known by it, what is told
    *((text, MAY_10, None) for text in (
        ID, f"'{ID}", f"`{ID}", f"’{ID}", f'"=""{ID}"""', f"{ID[:6]} {ID[6:14]} {ID[14:]}", f"{ID[:6]}-{ID[6:]}", f" {ID}\u200b", f"身份证：{ID}", f"身份证号 {ID}", f"居民身份证号码: {ID}", f"公民身份号码{ID}", "900000440510002", "900000440510002.0",
    )),
    *((text, MAY_10, None) for text in ("90000019440510001X", "90000019440510001x", "90000019440510001Ⅹ", "90000019440510001Х", "90000019440510001*")),
    *((text, None, None) for text in ("護照 E12345678", "無", "E12345678", "护照 E12345678", "H1234567801", "12345678", "台胞证", "无", "没有身份证", "/", "不详", "")),
    *((text, MAY_10, "末几位已经丢失") for text in ("9.00000194405101E+17", "9.00000194405101240e17", "9.000001944051012E17", "900000194405101000")),
    ("9.00000194405100E+17", between("1944-05-09", "1944-05-10"), "末几位已经丢失"),
    ("9.0000019440E+17", between("1944-01-01", "1944-09-30"), "末几位已经丢失"),
    *((text, None, "末几位已经丢失") for text in ("9E+17", "9.00000E+17")),
    ("900000194405****28", MAY, "遮住"),
    ("90000019440510****", MAY_10, "遮住"),
    ("900000********0028", None, "遮住"),
    *((text, None, "像是被表格或程序当作数字存过") for text in ("900000194405124096", "900000194405100032")),
    *((text, None, "位数、日期或校验码") for text in ("900000194405100029", "90000019440510002", "19440510", "900000440510998", "张三")),
    ("900000209901010012", None, "晚于核定日"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "born", "says"), IDENTITIES)
def test_id_numbers(book: Rulebook, tmp_path: Path, text: str, born: Any, says: str | None) -> None:
    """A number that is none costs nobody the rest of the row; what its digits surely say is used, and neither sex nor who it is."""
    checked = read(book, tmp_path, "身份证号,retired", f"{text},是")

    [person] = people(book, checked)
    assert person.get("birth_date") == born
    assert ("sex" in person) is (born is not None and says is None)
    assert person["retired"] is True
    assert [(one.column, one.value, says is not None and says in one.reason.zh) for one in checked.rejected] == (
        [] if says is None else [("身份证号", "…", True)]
    )


def test_where_a_spreadsheet_has_ended_numbers_in_noughts_none_of_them_is_believed(book: Rulebook, tmp_path: Path) -> None:
    """One in eleven of them has the right check digit by chance, and is somebody else's; a single one in a large register may be right."""
    right_by_chance = "900000194405107000"
    several = read(book, tmp_path, "身份证号,retired", *(f"{number},是" for number in (right_by_chance, "900000194405106000", *[ID] * 199)))
    many = read(book, tmp_path, "身份证号,retired", *(f"{number},是" for number in (right_by_chance, ID)))
    single = read(book, tmp_path, "身份证号,retired", *(f"{number},是" for number in (right_by_chance, *[ID] * 99)))

    assert [one.get("sex") for one in people(book, several)] == [None, None, "female"]
    assert [one.get("sex") for one in people(book, many)] == [None, "female"]
    assert "sex" in people(book, single)[0]


def test_a_passport_beside_a_birth_date_and_damage_beside_one(book: Rulebook, tmp_path: Path) -> None:
    """The column says it; a damaged number contradicts nobody, a right one does."""
    checked = read(
        book, tmp_path, "身份证号,出生日期", "E12345678,1944年5月", "9.00000194405101E+17,1950-01-02", f"{ID},1944-05", f"{ID},1950"
    )

    assert [one["birth_date"] for one in people(book, checked)] == [MAY, date(1950, 1, 2), MAY_10]
    assert [(one.row, one.column) for one in checked.rejected] == [(3, "身份证号"), (5, "出生日期")]
    assert checked.rejected[1].reason.zh == "1950年与身份证号码不符"


def test_a_cell_that_cannot_be_read_is_told_and_its_row_read(book: Rulebook, tmp_path: Path) -> None:
    """Only what contradicts itself over several cells is not read."""
    header = "编号,出生日期,居住照料状况,残疾证状态,残疾等级"
    checked = read(book, tmp_path, header, "1,属猴,独居,已持证,九级", "2,1944-05-10,孤老,无,二级")

    [person] = people(book, checked)
    assert person["disability_cert_status"] == "certified"
    assert "birth_date" not in person
    assert {(one.row, one.column) for one in checked.rejected} == {
        (2, "出生日期"), (2, "残疾等级"), (3, "居住照料状况"), (3, "残疾等级"),
    }  # fmt: skip


def test_what_follows_a_county_is_counted(book: Rulebook, tmp_path: Path) -> None:
    """To be told once; a county alone, or one that the mapping gives, has nothing that is not used."""
    mapping = ColumnMap({"常住地": FactPath("", "residence")}, constants={FactPath("", "residence"): "513433"})
    checked = read(
        book, tmp_path, "编号,常住地", "1,冕宁县", "2,冕宁县高阳街道", "3,幸福路12号", "4,", "5,幸福路12号", "6,西河", mapping=mapping
    )

    assert checked.read_over == 3


TWICE = """列: {出生: 出生日期, 出生 (2): 出生日期, 身份证: 身份证号, 身份证 (2): 身份证号, 户: 常住地, 户 (2): 常住地, 城市低保: 社会救助身份=低保, 农村低保: 社会救助身份=低保}"""
OTHER, THIRD = "90000019440510001X", "900000194405100036"
"""Of men born on 1944-05-10."""


@pytest.mark.parametrize(
    ("cells", "known", "told_of"),
    [
        ("1944-05-10,,,,,,,", {"birth_date": MAY_10}, []),
        (",1944-05-10,,,,,,", {"birth_date": MAY_10}, []),
        ("1944,1944-05-10,,,,,,", {"birth_date": MAY_10}, []),
        ("属猴,1944-05-10,,,,,,", {"birth_date": MAY_10}, ["出生"]),
        ("1944-05-10,1944-05-11,,,,,,", {"birth_date": None}, ["出生 (2)"]),
        (f",,{ID},,,,,", {"birth_date": MAY_10, "sex": "female"}, []),
        (f",,,{OTHER},,,,", {"birth_date": MAY_10, "sex": "male"}, []),
        (f",,900000440510002,{ID},,,,", {"sex": "female"}, []),
        (f",,9.00000194405101E+17,{OTHER},,,,", {"sex": "male"}, ["身份证"]),
        (f",,{ID},{OTHER},,,,", {"birth_date": None, "sex": None}, ["身份证 (2)"]),
        (",,,,四川省,冕宁县,,", {"residence": "513433"}, []),
        (",,,,渠县,冕宁县,,", {"residence": None}, ["户 (2)"]),
        (",,,,,,×,√", {"hardship_category": Holding(frozenset({"dibao"}), frozenset({"none"}))}, []),
    ],
)
def test_several_columns_of_one_fact(book: Rulebook, tmp_path: Path, cells: str, known: dict[str, Any], told_of: list[str]) -> None:
    """Which is filled counts; where they contradict each other nothing is known, and that is told. Equal names are told apart by a number."""
    (tmp_path / "m.yaml").write_text(TWICE)
    header = "出生,出生,身份证,身份证,户,户,城市低保,农村低保"
    (tmp_path / "r.csv").write_text(f"{header}\n{cells}\n")
    mapping, problems = read_mapping(tmp_path / "m.yaml", open_register(str(tmp_path / "r.csv")).columns, book.rules)
    assert mapping is not None, problems
    checked = read(book, tmp_path, header, cells, mapping=mapping)

    [person] = people(book, checked)
    assert {name: person.get(name) for name in known} == known
    assert [one.column for one in checked.rejected] == told_of


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (f"{ID},{OTHER},{OTHER}", [("甲", "乙")]),
        (f"{ID},{ID},{OTHER}", [("丙", "甲")]),
        (f"{ID},{OTHER},", [("乙", "甲")]),
        (f"{ID},{OTHER},{THIRD}", [("乙", "甲"), ("丙", "甲")]),
        (f"{ID},{ID},{ID}", []),
    ],
)
def test_of_several_id_numbers_that_is_told_which_most_contradict(
    book: Rulebook, tmp_path: Path, cells: str, said: list[tuple[str, str]]
) -> None:
    """Of as many on either side that which stands later."""
    mapping = ColumnMap({}, identity="甲", more_identities=("乙", "丙"))
    checked = read(book, tmp_path, "甲,乙,丙", cells, mapping=mapping)

    assert [(one.column, one.reason.zh) for one in checked.rejected] == [
        (column, f"与“{other}”一列说的不同，按不详处理") for column, other in said
    ]


@pytest.mark.parametrize(
    ("cells", "known", "told_of"),
    [(",是", True, []), ("是,/", True, []), (",", False, []), ("否,是", None, ["乙"]), (",否", False, []), (",好像", None, ["乙"])],
)
def test_an_empty_cell_that_means_no_gives_way_to_what_is_written(
    book: Rulebook, tmp_path: Path, cells: str, known: bool | None, told_of: list[str]
) -> None:
    """是 is stated, a blank only by convention."""
    retired = FactPath("", "retired")
    mapping = ColumnMap({"甲": retired, "乙": retired}, blank_is_no=frozenset({"甲", "乙"}))
    checked = read(book, tmp_path, "编号,甲,乙", f"1,{cells}", mapping=mapping)

    assert [one.get("retired") for one in people(book, checked)] == [known]
    assert [one.column for one in checked.rejected] == told_of


@pytest.mark.parametrize(
    ("cells", "whole", "receiving"),
    [
        ("是,高龄津贴", False, {"dibao": True, "advanced_age": True, "nursing": False, "pension": None}),
        (",高龄津贴", False, {"dibao": None, "advanced_age": True, "nursing": False}),
        ("否,高龄津贴", False, {"dibao": None, "advanced_age": True}),
        (",高龄津贴", True, {"dibao": False, "pension": False}),
        ("是,无", False, {"dibao": True, "advanced_age": False, "pension": None}),
        (",无", False, {"dibao": None, "advanced_age": False, "pension": None}),
        ("是,无", True, None),
        ("是,高龄津贴", True, None),
    ],
)
def test_a_list_of_what_is_drawn_leaves_open_what_other_columns_tell(
    book: Rulebook, tmp_path: Path, cells: str, whole: bool, receiving: dict[str, bool | None] | None
) -> None:
    """低保 beside 正在享受: 高龄津贴 is drawn too, and beside 无; unless the list is said to be all: then they contradict each other."""
    mapping = ColumnMap(
        {"正在享受": FactPath("", "receiving")}, ticks={"低保": Tick(HARDSHIP, "dibao")},
        blank_is_no=frozenset({"正在享受"} if whole else ()),
    )  # fmt: skip
    checked = read(book, tmp_path, "编号,低保,正在享受", f"1,{cells}", mapping=mapping)

    rows = checked.people.to_dicts()
    assert [{code: row[f"receiving/{code}"] for code in receiving or ()} for row in rows] == ([] if receiving is None else [receiving])
    assert bool(checked.rejected) == (receiving is None)


def test_one_of_several_things_drawn_contradicts_no_other_column(book: Rulebook, tmp_path: Path) -> None:
    """Which is drawn is not known; whether there is also what 低保 tells is open, as beside any list."""
    mapping = ColumnMap({"正在享受": FactPath("", "receiving")}, ticks={"低保": Tick(HARDSHIP, "dibao")})
    checked = read(book, tmp_path, "编号,低保,正在享受", "1,是,高龄津贴或护理补贴", mapping=mapping)

    [row] = checked.people.to_dicts()
    assert {code: row[f"receiving/{code}"] for code in ("dibao", "advanced_age", "nursing", "longevity")} == {
        "dibao": True, "advanced_age": None, "nursing": None, "longevity": False,
    }  # fmt: skip
    assert [one.column for one in checked.rejected] == ["正在享受"]


LIVING, HARDSHIP, GRADE = (FactPath("", name) for name in ("living_status", "hardship_category", "disability_grade"))
TICKED = ColumnMap(
    {},
    ticks={
        "独居": Tick(LIVING, "alone"), "空巢": Tick(LIVING, "empty_nest"), "低保": Tick(HARDSHIP, "dibao"), "都不是": Tick(HARDSHIP, "none"),
        "一级": Tick(GRADE, "1"), "二级": Tick(GRADE, "2"),
    },
    blank_is_no=frozenset({"空巢"}),
)  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "fact", "known", "told_of"),
    [
        ("√,,,,,", "living_status", Holding(frozenset({"alone"}), frozenset({"empty_nest", "with_spouse", "with_family"})), []),
        ("独居,是,,,,", "living_status", Holding(frozenset({"alone", "empty_nest"}), frozenset({"with_spouse", "with_family"})), []),
        ("×,/,,,,", "living_status", Holding(frozenset(), frozenset({"alone", "empty_nest"})), []),
        ("×,不详,,,,", "living_status", Holding(frozenset(), frozenset({"alone"})), []),
        (",,,,√,", "disability_grade", "1", []),
        (",,,,√,√", "disability_grade", Among(frozenset({"1", "2"})), ["一级", "二级"]),
        (",,,,×,×", "disability_grade", Among(frozenset({"3", "4"})), []),
        (",,√,√,,", "hardship_category", None, ["低保", "都不是"]),
        ("孤老,不详,,,,", "living_status", None, ["独居"]),
    ],
)
def test_columns_that_tick_one_fact(book: Rulebook, tmp_path: Path, cells: str, fact: str, known: Any, told_of: list[str]) -> None:
    """Together they make one set or one choice; where they contradict each other that is told, and a blank is a no where the mapping has it so."""
    checked = read(book, tmp_path, "编号,独居,空巢,低保,都不是,一级,二级", f"1,{cells}", mapping=TICKED)

    assert [one.get(fact) for one in people(book, checked)] == [known]
    assert [one.column for one in checked.rejected] == told_of


def test_a_mapping_of_two_facts_blanks_and_the_place_of_the_register(book: Rulebook, tmp_path: Path) -> None:
    """As the office writes it."""
    (tmp_path / "m.yaml").write_text("列: {残疾: [残疾类别, 残疾等级], 住址: 常住地}\n空白为否: [retired]\n固定值: {常住地: 冕宁县}\n")
    mapping, problems = read_mapping(tmp_path / "m.yaml", ("残疾", "住址", "retired"), book.rules)
    assert not problems
    checked = read(book, tmp_path, "残疾,住址,retired", "肢体二级,高阳街道,", ",渠县,是", "重病,,/", mapping=mapping)

    known = [
        {name: person.get(name) for name in ("disability_types", "disability_grade", "residence", "retired")}
        for person in people(book, checked)
    ]
    assert [tuple(one.values()) for one in known] == [
        (frozenset({"physical"}), "2", "513433", False), (None, None, "511725", True), (None, None, "513433", False),
    ]  # fmt: skip
    assert [one.column for one in checked.rejected] == ["残疾"]


@pytest.mark.parametrize(
    ("cell", "residence", "told_of"),
    [
        ("", "513433", []), ("/", "513433", []), ("不详", "513433", []), ("复兴镇", "513433", []), ("渠县", "511725", []), ("外省", None, ["常住地"]), ("大概在县城", None, ["常住地"]),
        ("四川省某某县", "51", ["常住地"]),
    ],
)  # fmt: skip
def test_the_place_of_the_register_does_not_stand_for_a_cell_that_says_something_else(
    book: Rulebook, tmp_path: Path, cell: str, residence: str | None, told_of: list[str]
) -> None:
    """What could not be read stays unknown, as it is told; beside a row of which nothing is written."""
    mapping = ColumnMap({"常住地": FactPath("", "residence")}, constants={FactPath("", "residence"): "513433"})
    checked = read(book, tmp_path, "编号,常住地", f"1,{cell}", "2,", mapping=mapping)

    assert [one.get("residence") for one in people(book, checked)] == [residence, "513433"]
    assert [one.column for one in checked.rejected] == told_of


def test_what_is_no_tick_is_quoted_whole() -> None:
    """As it stands in the cell, the sign too."""
    check(TickReader(Code("nest", Text("空巢")), ()).read("√（2023年）"), told("“√(2023年)”不是勾选"))
