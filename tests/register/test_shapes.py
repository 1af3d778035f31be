"""Registers in the shapes in which offices keep them: a file of each kind, and what is read of it."""

from __future__ import annotations

import re
import sqlite3
import zipfile
from collections import Counter
from collections.abc import Callable
from contextlib import closing, nullcontext
from pathlib import Path
from typing import Any, cast

import polars as pl
import pytest
import xlsxwriter
from typer.testing import CliRunner, Result

from huilao import Rulebook
from huilao.cli import app
from huilao.language.known import Path as FactPath
from huilao.register.given import GivenRegister
from huilao.register.headers import find_header
from huilao.register.lacking import lacking
from huilao.register.mapping import ColumnMap, Tick, header_rows, layout_in, read_mapping
from huilao.register.recognise import of_people
from huilao.register.rows import RAGGED, ROW, SHEET, SHEET_STEP, Apart, Register, RegisterError
from huilao.register.sources import open_register
from huilao.register.synth import Synthesis, registers
from huilao.register.workbook import Workbook

NUMBER = "900000194405100028"
PERSON = ["1", "甲", NUMBER, "√", ""]
HEADER = ["序号", "姓名", "身份证号", "独居", "备注"]
Fill = Callable[[Any, Any], None]
"""What writes into a workbook and its first sheet."""


def book_of(path: Path, *sheets: tuple[str, Fill]) -> Path:
    with cast("Any", xlsxwriter).Workbook(path) as workbook:
        for name, fill in sheets:
            fill(workbook, workbook.add_worksheet(name))
    return path


def rows_in(*rows: list[str]) -> Fill:
    def fill(_: Any, sheet: Any) -> None:
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                if cell:
                    sheet.write_string(at, column, cell)

    return fill


@pytest.fixture(scope="module")
def numbers(book: Rulebook) -> list[str]:
    """ID numbers of nobody that there is."""
    return next(registers(book.rules, Synthesis(2, ("513433",))))[0]["身份证号"].to_list()


def cells_of(register: Register) -> list[tuple[Any, ...]]:
    """`ROW` and all cells."""
    return pl.concat([part.drop(RAGGED) for part in register.parts(3)]).rows()


def told(register: Register) -> str:
    list(register.parts(1000))
    return " ".join(one.zh for one in register.notes)


# -- headers and rows that are no people -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([HEADER, PERSON], (0, 0, HEADER)),
        ([["某镇老年人登记表", "", "", "", ""], ["填报单位：某镇", "", "", "填报日期：2025年3月", ""], HEADER, PERSON], (2, 2, HEADER)),
        (
            [["序号", "姓名", "居住情况", "", "备注"], ["", "", "独居", "空巢", ""], ["1", "甲", "√", "", ""]],
            (0, 1, ["序号", "姓名", "居住情况/独居", "居住情况/空巢", "备注"]),
        ),
        (
            [
                ["姓名", "基本情况", "", "", "", "备注"],
                ["", "居住情况", "", "经济情况", "", ""],
                ["", "独居", "空巢", "低保", "特困", ""],
                ["甲", "√", "", "", "", ""],
            ],
            (
                0,
                2,
                ["姓名", *(f"基本情况/{name}" for name in ("居住情况/独居", "居住情况/空巢", "经济情况/低保", "经济情况/特困")), "备注"],
            ),
        ),
        *(
            (
                [
                    *title,
                    ["序号", "基本信息", "", "", "户主信息", "", "", "残疾", ""],
                    ["", "姓名", "身份证号", "常住地", "姓名", "身份证号", "残疾等级", "类别", "等级"],
                    ["1", "甲", NUMBER, "冕宁县", "乙", NUMBER, "一级", "肢体", "三级"],
                ],
                (
                    len(title),
                    len(title) + 1,
                    [
                        "序号",
                        *(f"基本信息/{one}" for one in ("姓名", "身份证号", "常住地")),
                        *(f"户主信息/{one}" for one in ("姓名", "身份证号", "残疾等级")),
                        "残疾/类别",
                        "残疾/等级",
                    ],
                ),
            )
            for title in ([], [["某县老年人登记表", *[""] * 8]])
        ),
        *(
            (
                [[*title, "", ""], ["姓名", "身份证号", "常住地", "独居"], ["甲", NUMBER, "冕宁县", "√"]],
                (1, 1, ["姓名", "身份证号", "常住地", "独居"]),
            )
            for title in (["某县老人登记", "2025年3月"], ["高阳镇", "3月"])
        ),
        (
            [["姓名", "性别", "", "低保", ""], ["", "男", "女", "是", "否"], ["甲", "√", "", "√", ""]],
            (0, 1, ["姓名", "性别/男", "性别/女", "低保/是", "低保/否"]),
        ),
        ([["姓名", "性别", "备注"], ["甲", "男", ""]], (0, 0, ["姓名", "性别", "备注"])),
        (
            [["姓名", "年龄段", "", "备注"], ["", "60至69岁", "70至79岁", ""], ["甲", "√", "", ""]],
            (0, 1, ["姓名", "年龄段/60至69岁", "年龄段/70至79岁", "备注"]),
        ),
        ([["姓名", "", "备注"], ["甲", "女", ""]], (0, 0, ["姓名", "第2列", "备注"])),
        ([["姓名", "残疾", "残疾"], ["甲", "肢体", "二级"]], (0, 0, ["姓名", "残疾", "残疾 (2)"])),
        ([["姓名", "2023", "2024"], ["甲", "1", "2"]], (0, 0, ["姓名", "2023", "2024"])),
        ([["only"], ["1"]], (0, 0, ["only"])),
    ],
)
def test_a_header_is_found(rows: list[list[str]], found: tuple[int, int, list[str]]) -> None:
    """Below titles, in one row, two or three; a name that comes again is told apart."""
    header = find_header(rows)

    assert (header.first, header.last, list(header.names)) == found


@pytest.mark.parametrize(
    "rows",
    [
        [["1", "甲", NUMBER], ["2", "乙", ""]],
        [["甲", "1944-05-10"]],
        [["甲", "13900000000"], ["乙", "女"]],
        [["", ""]],
        [],
        *([["甲", text]] for text in ("139 1234 5678", "139-1234-5678", "0834-6721234", "513433********1234", "E12345678", "男")),
        [["甲", "1944年5月", "男"]],
        [["甲", "张村", "女", "冕宁县"]],
    ],
)
def test_a_person_is_never_a_header(rows: list[list[str]]) -> None:
    """A register without a header is refused, also where somebody says in which row it is; no cell is shown."""
    for given in (None, (1, 1)):
        with pytest.raises(RegisterError) as error:
            find_header(rows, given)

        assert "--header" in error.value.message.zh
        assert "甲" not in error.value.message.zh


NO_PEOPLE = [
    (["", "小计", "", "35人", ""], Apart.TOTAL), (["合 计", "", "", "", ""], Apart.TOTAL), (["合计：120人", "", "", "", ""], Apart.TOTAL),
    (["注：打勾", "", "", "", ""], Apart.NOTE), (["制表人：某某", "", "审核人：某某", "", ""], Apart.NOTE), (HEADER, Apart.HEADER),
    *(([text, "", "", "", ""], Apart.NOTE) for text in ("以下空白", "—以下无正文—", "第1页 共3页", "审核人签字：", "（盖章）", "续表", "此表一式两份")),
    *((["", text, "", "", ""], Apart.TOTAL) for text in ("本村共35人", "男：20人，女：15人", "合计人数", "高阳街道（35人）")),
    (["1", "2", "3", "4", "5"], Apart.HEADER), (["高阳街道", "", "", "", ""], Apart.HEADING), (["31", "", "", "", ""], Apart.EMPTY),
    *((row, Apart.EMPTY) for row in (["--------", "", "", "", ""], ["—", "—", "—", "—", "—"], ["/", "/", "", "/", "/"], ["8", "—", "—", "—", "—"])),
    *((row, Apart.NOTE) for row in (["审核人", "张主任", "", "", ""], ["制表人", "李四", "审核人", "张主任", ""], ["村主任签字：", "", "王大", "", ""], ["村支书", "", "赵六", "", ""], ["入户调查员", "吴九", "", "", ""])), (["", "", "", "", "其中女性2人"], Apart.NOBODY),
    (["独居", "5人", "", "", ""], Apart.NOBODY),
    *((["一、", text, "", "", ""], Apart.HEADING) for text in ("高阳街道", "散居老人")), (["（二）", "高阳街道", "", "", ""], Apart.HEADING),
    *((row, Apart.TOTAL) for row in (["总数", "", "8", "", ""], ["", "总数", "", "8", ""], ["平均年龄", "", "", "", "81"], ["", "平均年龄", "", "", "81"])),
    (["三", "白马村", "", "", ""], Apart.HEADING), (["复兴镇人民政府", "", "8", "", ""], Apart.NOBODY),
    *(([*before, text, *["", "", "", ""][len(before):]], Apart.NOBODY) for before in ([], [""]) for text in (
        "其中：低保3人", "2、居住情况填独居、空巢", "3.低保打√", "复兴镇人民政府", "2025年2月10日", "※本表涉密，请勿外传", "截至2025年2月底", "核对人：", "无新增人员")),
    *((row, Apart.GONE) for row in (["死亡人员", "", "", "", ""], ["三、已迁出人员", "", "", "", ""], ["（三）", "已死亡注销", "", "", ""], ["", "死亡人员（3人）", "", "", ""])),
    *((row, Apart.NOBODY) for row in (["", "其中：死亡3人", "", "", ""], ["", "死亡人员已剔除", "", "", ""], ["", "无死亡人员", "", "", ""])),
    *((row, Apart.TOTAL) for row in (["", "", "", "1", "2"], ["全镇", "", "", "1", "2"], ["一", "福安村组", "", "1", "2"])),
    *((row, Apart.TOTAL) for row in (["总人数", "2", "", "", ""], ["", "总人数", "", "120人", ""], ["", "王合计", "", "", ""], ["", "王合计", "", "35", ""])),
]  # fmt: skip
PEOPLE = [
    ["", "计小明", "", "", ""],
    ["", "注明", "", "√", ""],
    ["2", "合计", NUMBER, "", ""],
    ["", "张村", "", "", ""],
    ["", "张三（1人）", "", "", ""],
    ["高阳街道", "甲", "", "", ""],
    ["7", "王合计", "", "", "1944-05-10"],
    ["8", "王合计", "", "女", ""],
    ["一", "李四", "", "", ""],
    ["", "赵六", "", "", "78"],
    ["", "吉克·木乃衣拉", "", "", ""],
    ["", "欧阳小明2", "", "", ""],
    ["9", "", "", "√", ""],
    ["", "无新增人员", NUMBER[:12], "", ""],
    ["9", "赵六", "—", "—", "—"],
    ["9", "—", "—", "√", "—"],
    ["", "钱七", "", "3人", ""],
]


@pytest.mark.parametrize(
    ("row", "kind"), [("5,高阳镇,高阳村,,", Apart.NOBODY), ("5,高阳镇,高阳村,—,", Apart.NOBODY), ("5,—,,,—", Apart.EMPTY), (",,高阳村,,", Apart.NOBODY), (",,高阳村,,80", None), ("5,,高阳村,丙,", None)]
)  # fmt: skip
def test_a_row_that_was_prepared_is_nobodys(tmp_path: Path, row: str, kind: Apart | None) -> None:
    """The number and the village stand there already, and nobody was entered."""
    (tmp_path / "r.csv").write_text(f"序号,镇,村,姓名,年龄\n1,高阳镇,高阳村,甲,81\n{row}\n", encoding="utf-8")
    register = open_register(str(tmp_path / "r.csv"))

    assert len(cells_of(register)) == 1 + (kind is None)
    assert register.apart == ({} if kind is None else {kind: [3]})


@pytest.mark.parametrize(("head", "headings"), [("姓名", 1), ("常住地", 0)])
def test_in_two_columns_a_heading_is_told_from_a_place(tmp_path: Path, head: str, headings: int) -> None:
    """Where the first column has places, it may be somebody's of whom nothing else is known."""
    (tmp_path / "r.csv").write_text(f"{head},身份证号\n桥头村,\n甲,{NUMBER}\n", encoding="utf-8")
    register = open_register(str(tmp_path / "r.csv"))

    assert len(cells_of(register)) == 2 - headings
    assert len(register.apart.get(Apart.HEADING, ())) == headings


def test_a_document_is_told_as_that(tmp_path: Path) -> None:
    """By its content; the foreign word stands apart."""
    with zipfile.ZipFile(tmp_path / "r.xlsx", "w") as archive:
        archive.writestr("word/document.xml", "")

    with pytest.raises(RegisterError) as error:
        open_register(str(tmp_path / "r.xlsx"))
    assert "r.xlsx 是 Word 文档，不是表格" in error.value.message.zh


@pytest.mark.parametrize(
    ("title", "told"), [("2025年死亡老人名单", True), ("冕宁县老年人名单（已剔除死亡人员）", False), ("冕宁县老年人名单", False)]
)
@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_a_title_that_says_dead_is_told(tmp_path: Path, title: str, told: bool, suffix: str) -> None:
    """Whoever stands below is screened all the same."""
    path, rows = tmp_path / f"r.{suffix}", [[title], ["姓名", "身份证号", "常住地"], ["甲", NUMBER, "冕宁县"]]
    if suffix == "csv":
        path.write_text("\n".join(map(",".join, rows)), encoding="utf-8")
    else:
        book_of(path, ("表", rows_in(*rows)))
    register = open_register(str(path))
    list(register.parts(10))

    assert any("表头上面写着“死亡”" in one.zh for one in register.notes) is told


def test_a_title_that_says_dead_is_told_with_its_sheet(tmp_path: Path) -> None:
    """Of several that are read."""
    head, row = ["姓名", "身份证号", "常住地"], ["甲", NUMBER, "冕宁县"]
    path = book_of(tmp_path / "r.xlsx", ("一村", rows_in(head, row)), ("二村", rows_in(["死亡老人名单"], head, row)))

    [told] = [one.zh for one in open_register(str(path), sheet="*").notes if "死亡" in one.zh]
    assert told.startswith("工作表“二村”的表头上面写着“死亡”")


@pytest.mark.parametrize(
    ("again", "moved"),
    [
        ("序号,姓名,身份证号,低保,独居", None), ("序号,姓名,身份证号,独居,低保", "独居、低保"), ("姓名,序号,身份证号,独居,低保", "姓名、序号、独居、低保"),
        ("序号,身份证号,姓名,低保", "身份证号、姓名"), ("序号,姓名,备注,低保,独居", "备注"), ("序号,姓名,身份证号码,低保,独居（打√）", None), ("序号,老人姓名,公民身份号码,残疾等级,现住址", "老人姓名、残疾等级、现住址"), (",,,独居,低保", "独居、低保"), ("序号,姓名,身份证号,评估等级,子女情况", "评估等级、子女情况"), ("序号,姓名,身份证号,,独居", None),
    ],
)  # fmt: skip
def test_a_header_that_comes_again_in_another_order_is_refused(tmp_path: Path, again: str, moved: str | None) -> None:
    """Whoever stands below it would be read by the first one, and what is said of them be somebody's else."""
    (tmp_path / "r.csv").write_text(f"序号,姓名,身份证号,低保,独居\n1,甲,{NUMBER},√,\n{again}\n1,乙,,√,\n", encoding="utf-8")
    if moved is None:
        assert len(cells_of(open_register(str(tmp_path / "r.csv")))) == 2
        return
    with pytest.raises(RegisterError) as error:
        cells_of(open_register(str(tmp_path / "r.csv")))
    assert error.value.message.zh.startswith(f"第 3 行又是表头，列与前面的不同（{moved}）")


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_rows_that_are_no_people_are_counted_apart(tmp_path: Path, suffix: str) -> None:
    """Totals, notes, headers that come again, headings, rows with a number alone; whoever may be a person is kept."""
    rows = [HEADER, PERSON, *(row for row, _ in NO_PEOPLE), *PEOPLE]
    path = tmp_path / f"r.{suffix}"
    if suffix == "csv":
        path.write_text("\n".join(",".join(row) for row in rows), encoding="utf-8")
    else:
        book_of(path, ("表", rows_in(*rows)))
    register = open_register(str(path))

    names = [row[2] for row in cells_of(register)]

    assert names == [
        "甲",
        "计小明",
        "注明",
        "合计",
        "张村",
        "张三（1人）",
        "甲",
        "王合计",
        "王合计",
        "李四",
        "赵六",
        "吉克·木乃衣拉",
        "欧阳小明2",
        None,
        "无新增人员",
        "赵六",
        "—",
        "钱七",
    ]
    assert {kind: len(rows) for kind, rows in register.apart.items()} == Counter(kind for _, kind in NO_PEOPLE)


@pytest.mark.parametrize("cell", [
    "乌来么子牛", "阿依古丽买买提", "马海尔古莫史呷（女）", "买买提.吐尔逊", "Ａｂｄｕｌ", "𬱖氏", "李四12", "张三-2", "张三1号", "张三 1943", "张三【大】", "张三、李四",
    "John Smith Junior", "王村", "王平均", "李总数", "无",
])  # fmt: skip
def test_what_may_be_a_name_is_somebodys(tmp_path: Path, cell: str) -> None:
    """Alone in its row, in whatever column stands first, and with a telephone, a tick or a grade beside it."""
    rows = (f"{cell},,,", f",{cell},,", f"{cell},,13812345678,", f"{cell},,,1", f"{cell},,,平均水平")
    for head in ("姓名,身份证号,联系电话,是否独居", "姓名（必填）,证件号,电话,独居"):
        (tmp_path / "r.csv").write_text("\n".join((head, f"甲,{NUMBER},,是", *rows)), encoding="utf-8")
        register = open_register(str(tmp_path / "r.csv"))
        assert len(cells_of(register)) == 1 + len(rows), register.apart


@pytest.mark.parametrize("row", ["1944年5月1日,,1", "低保人员,,2", "1944-05-01,,", ",,1"])
def test_what_is_told_of_somebody_without_a_name_is_kept(tmp_path: Path, row: str) -> None:
    """A birth or a kind of people in the first column, alone or with a number beside it."""
    (tmp_path / "r.csv").write_text(f"出生日期,姓名,残疾等级\n1950-01-01,甲,一级\n{row}\n", encoding="utf-8")
    assert len(cells_of(open_register(str(tmp_path / "r.csv")))) == 2


def test_in_a_register_that_does_not_say_who_all_words_are_kept(tmp_path: Path) -> None:
    """Without a column of names, numbers or ages nothing tells a note from a person."""
    (tmp_path / "r.csv").write_text("编码,居住情况\n某甲老人家,独居\n某乙老人家里,\n", encoding="utf-8")

    assert len(cells_of(open_register(str(tmp_path / "r.csv")))) == 2


# -- workbooks -------------------------------------------------------------------------------------------------------


def test_all_sheets_are_read_or_it_is_said_which_are_not(tmp_path: Path) -> None:
    """The first by default; with `*` those with the same columns, each row with its sheet and a number of its own."""
    path = book_of(
        tmp_path / "r.xlsx",
        ("甲村", rows_in(HEADER, PERSON)),
        ("乙村", rows_in(["名册"], HEADER, PERSON)),
        ("说明", rows_in(["类别", "人数"], ["全部", "2"])),
    )

    one, every = open_register(str(path)), open_register(str(path), sheet="*")

    assert [row[0] for row in cells_of(one)] == [2]
    assert "没有读：乙村、说明" in told(one)
    assert pl.concat(list(every.parts(9))).select(ROW, SHEET).rows() == [(SHEET_STEP + 2, "甲村"), (2 * SHEET_STEP + 3, "乙村")]
    assert "“说明”的列与“甲村”不同" in told(every)


def test_cells_are_read_as_they_are_shown(tmp_path: Path) -> None:
    """A date to the month, merged values in each row, a long number as no ID number; errors, empty formulas and hidden rows are said."""

    def fill(workbook: Any, sheet: Any) -> None:
        month, day = (workbook.add_format({"num_format": form}) for form in ('yyyy"年"m"月"', "yyyy-mm-dd"))
        sheet.write_row(0, 1, ["户", "出生", "证件", "类别", "收入"])  # the first column is empty
        for row in (1, 2, 3):
            sheet.write_number(row, 2, 16202, month if row < 3 else day)
            sheet.write_string(row, 3, NUMBER)
        sheet.merge_range(1, 1, 2, 1, "一户")
        sheet.write_string(3, 1, "二户")
        sheet.write_number(3, 3, 513433194405101240)
        sheet.write_formula(1, 4, "=NA()", None, "#N/A")
        sheet.write_formula(1, 5, "=1+1", None, "")
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.write_comment(1, 3, "查过")

    register = open_register(str(book_of(tmp_path / "r.xlsx", ("表", fill))))

    assert cells_of(register) == [
        (2, "一户", "1944年5月", NUMBER, None, None), (3, "一户", "1944年5月", NUMBER, None, None), (4, "二户", "1944-05-10 00:00:00", "5.13433194405101E+17", None, None),
    ]  # fmt: skip
    assert re.findall(r"有 (\d) ", told(register)) == ["1", "1", "1", "1", "1"]


PAGE = """<html><meta charset=gbk><table><tr><td>题目</td></tr></table>
<table><tr><th>户</th><th>姓名</th></tr><tr><td rowspan=2>一</td><td>甲&nbsp;</td></tr><tr><td>乙</td></tr></table></html>"""
XML = """<?xml version="1.0" encoding="gb2312"?><Workbook><Worksheet><Table>
<Row><Cell><Data>户</Data></Cell><Cell><Data>姓名</Data></Cell></Row>
<Row><Cell ss:MergeDown="1"><Data>一</Data></Cell><Cell><Data>甲</Data></Cell></Row>
<Row><Cell ss:Index="2"><Data>乙</Data></Cell></Row></Table></Worksheet></Workbook>"""


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("r.xls", PAGE),
        ("r.xls", XML),
        ("r.xls", "户\t姓名\n一\t甲\n一\t乙\n"),
        ("r.csv", "sep=;\n户;姓名\n一;甲\n一;乙\n"),
        ("r.et", "户,姓名\n一,甲\n一,乙\n"),
    ],
    ids=["page", "xml", "tabs", "sep", "et"],
)
def test_a_file_is_what_its_content_is(tmp_path: Path, name: str, content: str) -> None:
    """Pages and texts that are called workbooks; `sep=` in the first line, which no spreadsheet shows."""
    (tmp_path / name).write_bytes(content.encode("gb18030"))

    assert cells_of(open_register(str(tmp_path / name))) == [(2, "一", "甲"), (3, "一", "乙")]


def test_a_workbook_by_another_name_is_opened(tmp_path: Path) -> None:
    """WPS names its files `.et`."""
    book_of(tmp_path / "r.xlsx", ("表", rows_in(HEADER, PERSON))).rename(tmp_path / "r.et")

    assert [row[2] for row in cells_of(open_register(str(tmp_path / "r.et")))] == ["甲"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [("r.pdf", b"%PDF-1.7", "PDF"), ("r.xlsx", b"PK\x03\x04half", "没有复制完"), ("r.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "另存为 .xlsx"),
     ("r.xlsx", b"hello", "另存为 .xlsx"), ("r.xlsx", bytes(range(256)), "不是 Excel 或 WPS 表格"), ("r.csv", b"", "空文件"), ("r.csv", bytes(100), "另存为")],
    ids=["pdf", "half", "damaged", "text", "no text", "empty", "zeros"],
)  # fmt: skip
def test_what_cannot_be_opened_is_told_with_what_to_do(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    """In words of an office."""
    (tmp_path / name).write_bytes(content)

    with pytest.raises(RegisterError) as error:
        assert open_register(str(tmp_path / name)).columns

    assert said in error.value.message.zh


def test_a_file_that_is_not_there_is_told_with_the_nearest(tmp_path: Path) -> None:
    """A folder is none."""
    (tmp_path / "老人名册.csv").write_text("a")

    with pytest.raises(RegisterError, match="老人名册"):
        open_register(str(tmp_path / "老年人名册.csv"))
    with pytest.raises(RegisterError, match="文件夹"):
        open_register(str(tmp_path))


# -- encodings, databases --------------------------------------------------------------------------------------------


def test_lines_in_another_encoding_are_read_and_told(tmp_path: Path) -> None:
    """One line of GB18030 in a file of UTF-8; a file in Big5."""
    (tmp_path / "mixed.csv").write_bytes("姓名,住址\n甲,冕宁县\n".encode() * 1 + "乙,高阳街道\n".encode("gb18030") + "丙,泸沽镇\n".encode())
    (tmp_path / "big5.csv").write_bytes("姓名,性別,備註\n甲,女,獨居長者\n".encode("big5"))
    (tmp_path / "gb.csv").write_bytes("姓名,性别,备注\n甲,女,独居老人\n".encode("gb18030"))
    mixed, big5, plain = (open_register(str(tmp_path / f"{name}.csv")) for name in ("mixed", "big5", "gb"))

    assert [row[2] for row in cells_of(mixed)] == ["冕宁县", "高阳街道", "泸沽镇"]
    assert "1 行是 GB18030" in told(mixed)
    assert cells_of(big5) == [(2, "甲", "女", "獨居長者")]
    assert "Big5" in told(big5)
    assert (cells_of(plain), told(plain)) == ([(2, "甲", "女", "独居老人")], "")


def test_a_database_lists_its_tables_and_takes_a_query_with_its_semicolon(tmp_path: Path) -> None:
    """Where neither a table nor a query is named; a database that is not there is not made."""
    with closing(sqlite3.connect(tmp_path / "r.db")) as connection, connection:
        connection.execute("create table elders (姓名 text)")
        connection.execute("create view women as select * from elders")
        connection.execute("insert into elders values ('甲')")

    with pytest.raises(RegisterError, match="elders、women"):
        open_register(str(tmp_path / "r.db"))
    assert cells_of(open_register(str(tmp_path / "r.db"), query="select * from elders; ")) == [(1, "甲")]
    with pytest.raises(RegisterError):
        open_register(f"sqlite:///{tmp_path / 'none.db'}")
    assert not (tmp_path / "none.db").exists()


# -- the mapping file ------------------------------------------------------------------------------------------------


def mapped(book: Rulebook, folder: Path, text: str, *columns: str) -> tuple[ColumnMap | None, list[str]]:
    (folder / "m.yaml").write_text(text, encoding="utf-8")
    found, problems = read_mapping(folder / "m.yaml", columns, book.rules)
    return found, [one.message.zh for one in problems]


def test_a_mapping_names_ticks_shared_cells_and_blanks(book: Rulebook, tmp_path: Path) -> None:
    """In either spelling; what the ticks are written with too, and in which sheet and rows the header is."""
    alone, nest = (next(code.code for code in book.rules.facts["living_status"].codes if code.label.zh == zh) for zh in ("独居", "空巢"))
    zh = """
工作表: 名册
表头: [3, 4]
列: {独居: 居住照料状况=独居, 空巢: 居住照料状况=空巢, 残疾: [残疾类别, 残疾等级]}
空白为否: [独居]
取值: {独居: {1: 是, 2: 否}}
"""
    en = f"""
sheet: 名册
header: 3-4
columns: {{独居: living_status={alone}, 空巢: living_status={nest}, 残疾: [disability_types, disability_grade]}}
blank_is_no: 独居
values: {{living_status={alone}: {{1: true, 2: false}}}}
"""
    for text in (zh, en):
        found, problems = mapped(book, tmp_path, text, "独居", "空巢", "残疾")

        assert found is not None, problems
        assert found.ticks == {"独居": Tick(FactPath("", "living_status"), alone), "空巢": Tick(FactPath("", "living_status"), nest)}
        assert found.shared == {"残疾": (FactPath("", "disability_types"), FactPath("", "disability_grade"))}
        assert found.blank_is_no == {"独居"}
        assert found.values == {f"living_status={alone}": {"1": True, "2": False}}
        assert layout_in(tmp_path / "m.yaml") == ("名册", (3, 4))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("列: {甲: 居住照料状况=独住}", "没有取值"), ("列: {甲: 居住=独居}", "不认识的信息项"), ("列: {甲: 年龄, 乙: 年龄}", "已由列“甲”给出"), ("列: {甲: [残疾等级, 残疾等级]}", "已由列“甲”给出"),
        ("列: {甲: 居住照料状况, 乙: 居住照料状况=独居}", "已由列“甲”给出"), ("列: {甲: 居住照料状况=独居, 乙: 居住照料状况}", "已由列“甲”给出"), ("列: {甲: [性别, 主键]}", "都应是信息项"),
        ("列: {甲: 性别}\n不筛查: {丙: 死亡}", "没有列"), ("列: {甲: 性别}\n不筛查: {乙: }", "没有写哪些写法不筛查"), ("列: {甲: 性别}\n不筛查: [乙]", "应是一组“列名: [写法]”"),
        ("列: {甲: 性别}\n空白为否: [丙]", "没有列"), ("列: {甲: 性别}\n表头: 上面", "应是行号"), ("列: {甲: 居住照料状况=独居}\n取值: {甲: {√: 独居}}", "是 或 否"),
    ],
)  # fmt: skip
def test_mistakes_of_ticks_and_headers_are_named(book: Rulebook, tmp_path: Path, text: str, said: str) -> None:
    """In the clerk's words."""
    found, problems = mapped(book, tmp_path, text, "甲", "乙")

    assert found is None
    assert said in " ".join(problems)


def test_rows_of_a_header_in_words() -> None:
    """One, or the first and last of a few."""
    assert [header_rows(text) for text in ("3", "3-4", " 3 至 4 ", "0", "4-3", "x", "1-9")] == [
        (3, 3),
        (3, 4),
        (3, 4),
        None,
        None,
        None,
        None,
    ]


def test_a_column_that_is_there_but_not_used_is_not_said_to_be_lacking() -> None:
    """Its cells are spoilt; that of somebody else is none."""
    place = {"常住地": FactPath("", "residence")}

    for found in (
        lacking(ColumnMap(place, ignored=("公民身份号码", "户主身份证号"))),
        lacking(ColumnMap(place), ["公民身份号码", "常住地"]),
    ):
        assert found[0].zh.startswith("“公民身份号码”一列没有用上")
    assert lacking(ColumnMap(place, ignored=("户主身份证号",)))[0].zh.startswith("没有身份证号")
    assert "“年龄（2023年底）”一列存疑，没有用上（列名里写着“2023年底”" in lacking(ColumnMap(place), ["年龄（2023年底）"])[0].zh


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (["sex"], ["年龄", "哪个地方", "只有年龄"]),
        (["birth_date", "residence"], ["只有年龄"]),
        (["age", "residence", "living_status"], []),
        (["birth_date", "living_status"], ["哪个地方"]),
    ],
)
def test_what_is_lacking_to_decide_anything(facts: list[str], said: list[str]) -> None:
    """No age, no place, nothing else."""
    found = lacking(ColumnMap({name: FactPath("", name) for name in facts}))

    assert len(found) == len(said)
    assert all(words in one.zh for words, one in zip(said, found, strict=True))


# -- by the command --------------------------------------------------------------------------------------------------


def screened(*arguments: str | Path) -> Result:
    """By one benefit: how a register is read does not depend on how many there are."""
    return CliRunner().invoke(app, ["screen", *map(str, arguments), "--as-of", "2025-03-01", "--benefit", "mianning/5-1-free-flu-vaccine"])


def test_a_register_as_an_office_has_it_is_screened_by_its_draft(tmp_path: Path) -> None:
    """Titles, a header of two rows, ticks, two facts in a cell, subtotals: everybody is read, and who is nobody is counted apart."""
    CliRunner().invoke(app, ["synth", "--people", "200", "--place", "513433", "--columns", "office", "--out", str(tmp_path / "r.xlsx")])

    draft = screened(tmp_path / "r.xlsx", "--suggest")
    (tmp_path / "m.yaml").write_text(draft.stdout + '固定值: {常住地: "513433"}\n', encoding="utf-8")
    result = screened(tmp_path / "r.xlsx", "--mapping", tmp_path / "m.yaml", "--out", tmp_path / "out")

    assert "居住情况/独居: 居住照料状况=独居  # 确定" in draft.stdout
    assert "残疾类别及等级: [残疾类别, 残疾等级]  # 确定" in draft.stdout
    assert "读入 200 人" in result.stderr, result.output
    assert "不是人的 4 行" in result.stderr


def test_all_sheets_are_screened(tmp_path: Path, numbers: list[str]) -> None:
    """Rows of several sheets are told apart; one sheet is read by default, and the others are said."""
    header = ["身份证号", "常住地"]
    path = book_of(
        tmp_path / "r.xlsx", *((name, rows_in(header, [number, "冕宁县"])) for name, number in zip(("甲村", "乙村"), numbers, strict=True))
    )

    one, every = screened(path, "--out", tmp_path / "one"), screened(path, "--sheet", "*", "--out", tmp_path / "all")

    assert ("没有读：乙村" in one.stderr, "读入 1 人" in one.stderr) == (True, True), one.output
    assert "读入 2 人" in every.stderr, every.output


GUIDE = rows_in(["序号", "说明"], ["1", "请如实填写"], ["2", "每人一行"])


@pytest.mark.parametrize(
    ("options", "people", "said"),
    [
        ([], 1, "只读了工作表“甲村”，没有读：填表说明、乙村"),
        (["--sheet", "*"], 2, "工作表“填表说明”的列与“甲村”不同，没有读"),
        (["--mapping", "m.yaml"], 1, "没有读：填表说明、乙村"),
    ],
)
def test_a_sheet_of_nobody_before_the_register_is_passed_over(
    tmp_path: Path, numbers: list[str], options: list[str], people: int, said: str
) -> None:
    """What it is the columns say, or the mapping that names them; a draft says which sheet it is of."""
    header = ["序号", "身份证号", "住"]
    lists = [(name, rows_in(header, ["1", number, "冕宁县"])) for name, number in zip(("甲村", "乙村"), numbers, strict=True)]
    path = book_of(tmp_path / "r.xlsx", ("填表说明", GUIDE), *lists)
    (tmp_path / "m.yaml").write_text("列: {住: 常住地}\n", encoding="utf-8")

    result = screened(path, *(tmp_path / one if one.endswith(".yaml") else one for one in options), "--out", tmp_path / "out")

    assert f"读入 {people} 人" in result.stderr, result.output
    assert said in result.stderr
    assert "工作表: 甲村" in screened(path, "--suggest").stdout


@pytest.mark.parametrize("sheet", [None, "*"])
def test_a_draft_names_the_sheets_it_is_of_and_is_read_back(tmp_path: Path, numbers: list[str], sheet: str | None) -> None:
    """One or all; a first sheet without a header is passed over."""
    header = ["身份证号", "常住地"]
    lists = [(name, rows_in(header, [number, "冕宁县"])) for name, number in zip(("甲村", "乙村"), numbers, strict=True)]
    path = book_of(tmp_path / "r.xlsx", ("说明", rows_in(["1", "900000194405100028"], ["2", "900000194405100028"])), *lists)

    draft = screened(path, "--suggest", *([] if sheet is None else ["--sheet", sheet]), "--out", tmp_path / "m.yaml")
    again = screened(path, "--mapping", tmp_path / "m.yaml", "--out", tmp_path / "out")

    assert draft.exit_code == 0, draft.output
    assert f"工作表: {sheet or '甲村'}\n" in (tmp_path / "m.yaml").read_text(encoding="utf-8").replace('"', "")
    assert f"读入 {1 if sheet is None else 2} 人" in again.stderr, again.output


def test_sheets_that_nobody_would_look_for_are_told(tmp_path: Path, book: Rulebook, numbers: list[str]) -> None:
    """One that is hidden, and one of the dead by its name; rows are counted by where the sheet stands in the workbook."""
    header = ["身份证号", "常住地"]
    filled = [rows_in(header, [number, "冕宁县"]) for number in numbers]

    def hidden(workbook: Any, sheet: Any) -> None:
        filled[0](workbook, sheet)
        sheet.hide()

    path = book_of(tmp_path / "r.xlsx", ("说明", rows_in(["一", "二"])), ("甲村", filled[0]), ("已死亡人员", filled[1]), ("乙村", hidden))
    register = open_register(str(path), sheet="*", fits=of_people(book.rules, None))

    assert [row[0] for row in cells_of(register)] == [SHEET_STEP * at + 2 for at in (2, 3, 4)]
    assert "工作表“乙村”是隐藏的，也读了" in told(register)
    assert "工作表“已死亡人员”按名称是已死亡、迁出的人，也读了，照常筛查" in told(register)
    path = book_of(tmp_path / "s.xlsx", ("甲村", filled[0]), ("停发人员", filled[1]))
    assert "工作表“停发人员”的名称里有“停发”" in told(open_register(str(path), sheet="*"))


def test_where_no_sheet_is_surely_a_register_the_first_is_read(tmp_path: Path, book: Rulebook) -> None:
    """And one without a header after it does no harm."""
    path = book_of(tmp_path / "r.xlsx", ("甲", GUIDE), ("乙", rows_in(["1", "2"])), ("丙", rows_in(["类别", "人数"], ["全部", "2"])))

    register = open_register(str(path), fits=of_people(book.rules, None))

    assert "只读了工作表“甲”，没有读：乙、丙" in told(register)


def test_of_several_sheets_one_is_held(tmp_path: Path, numbers: list[str]) -> None:
    """Each is read again when its turn comes; one alone is read once."""
    sheets = [(name, rows_in(HEADER, ["1", "甲", number, "√", ""])) for name, number in zip(("甲镇", "乙镇"), numbers, strict=False)]
    for sheet, again in (("*", ["甲镇", "乙镇"]), ("甲镇", [])):
        register = open_register(str(book_of(tmp_path / "r.xlsx", *sheets)), sheet=sheet)
        assert isinstance(register, Workbook)
        assert register.rows == max(1, len(again))
        read: list[str] = []
        cells = register.book.cells

        def noted(name: str, cells: Any = cells, read: list[str] = read) -> Any:
            read.append(name)
            return cells(name)

        register.book.cells = noted
        assert len(cells_of(register)) == max(1, len(again))
        assert read == again


def test_columns_by_another_name_in_one_sheet_are_told(tmp_path: Path, numbers: list[str]) -> None:
    """Of people of that sheet they are not known; sheets that differ alike are told together."""
    names = {"甲村": "身份证号", "乙村": "身份证号", "丙村": "身份证号码", "丁村": "身份证号码"}
    sheets = ((name, rows_in(["姓名", identity, "常住地"], [f"测试{name}", numbers[0], "冕宁县"])) for name, identity in names.items())
    path = book_of(tmp_path / "r.xlsx", *sheets)
    said = "工作表“丙村”“丁村”与“甲村”的列名不一样：没有列 身份证号，另有列 身份证号码。"

    assert said in screened(path, "--sheet", "*", "--out", tmp_path / "out").stderr
    assert said in screened(path, "--sheet", "*", "--suggest").stdout


@pytest.mark.parametrize(
    ("cells", "mapping", "exit_code"),
    [
        ("编号,独居\n1,√\n", "列: {编号: 主键, 独居: 居住照料状况=独居}", 0), ("编号,独居\n1,√\n", "列: {编号: 主键, 独居: 居住照料状况=独居}\n固定值: {常住地: 冕宁县}", 0),
        ("编号,残疾\n1,肢体二级\n", "列: {残疾: [残疾类别, 残疾等级]}", 0), ("编号,残疾\n1,肢体二级\n", "列: {编号: 主键}\n固定值: {常住地: 冕宁县}", 2),
    ],
)  # fmt: skip
def test_a_register_of_ticks_or_shared_cells_alone_is_screened(
    tmp_path: Path, book: Rulebook, cells: str, mapping: str, exit_code: int
) -> None:
    """They are facts; a key and what is the same of everybody say nothing of anybody. The service has it so too."""
    (tmp_path / "r.csv").write_text(cells, encoding="utf-8")
    (tmp_path / "m.yaml").write_text(mapping, encoding="utf-8")

    result = screened(tmp_path / "r.csv", "--mapping", tmp_path / "m.yaml", "--out", tmp_path / "out")

    assert (result.exit_code, "读入 1 人" in result.stderr) == (exit_code, not exit_code), result.output
    with pytest.raises(RegisterError) if exit_code else nullcontext():
        GivenRegister(tmp_path / "r.csv", "名册.csv", book).mapped(tmp_path / "m.yaml")


def test_what_is_lacking_is_said_by_a_screening(tmp_path: Path) -> None:
    """A register with but one column that is a fact; a header that is no row is wrong usage."""
    (tmp_path / "r.csv").write_text("性别,甲\n女,x\n", encoding="utf-8")

    result, wrong = (
        screened(tmp_path / "r.csv", "--out", tmp_path / "out"),
        screened(tmp_path / "r.csv", "--header", "上面", "--out", tmp_path / "out"),
    )

    assert "与年龄有关的都定不下来" in result.stderr
    assert "适用哪个地方的文件" in result.stderr
    assert (wrong.exit_code, "--header 应是行号" in wrong.stderr) == (2, True)
