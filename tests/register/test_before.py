"""A register beside an earlier one: who is new and who gone, of whom something else is told, which answers are another, and why."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from huilao.cli import app
from register_files import table_of
from small_books import FACTS, benefit, chapter, document, write_book
from small_facts import id_number

RECEIVING = "  receiving: {type: set, label: {zh: 正在享受, en: Receiving}, codes: {allowance: {zh: 高龄津贴}}}\n"
HEAD = "编号,姓名,身份证号,住址,出生日期,月收入,正在享受"


def book_of(folder: Path, least: int = 80) -> Path:
    benefits = {
        "allowance": benefit(f"{{age: {{at_least: {least}}}}}", "scheme: allowance, name: {zh: 高龄津贴}"),
        "aid": benefit("{income: {below: 1000}}", "name: {zh: 救助}"),
        "late": benefit("{age: {at_least: 60}}", "in_effect: {from: 2025-01-01}, name: {zh: 探访}"),
        "seat": benefit("{age: {at_least: 65}}", "rule_class: universal"),
    }
    return write_book(folder, {"facts.yaml": FACTS + RECEIVING, "r/document.yaml": document("r"), "r/chapter.yaml": chapter(**benefits)})


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return book_of(tmp_path_factory.mktemp("book"))


def compared(book: Path, folder: Path, then: list[str], now: list[str], *options: str, head: str = HEAD) -> tuple[Result, Path]:
    (folder / "then.csv").write_text("\n".join([head, *then]), encoding="utf-8")
    (folder / "now.csv").write_text("\n".join([head, *now]), encoding="utf-8")
    given = (
        "screen",
        str(folder / "now.csv"),
        "--rules",
        str(book),
        "--as-of",
        "2025-03-01",
        "--before",
        str(folder / "then.csv"),
        "--out",
        str(folder / "out"),
    )
    return CliRunner().invoke(app, [*given, *options]), folder / "out"


def changes(out: Path) -> dict[str, Any]:
    return json.loads((out / "summary.json").read_text(encoding="utf-8"))["changes"]


def row(number: int, born: str, *rest: str, serial: int | None = None) -> str:
    """A row of the register; the person is told by the serial number in their ID number."""
    return ",".join(
        (str(number), f"某{number}", "" if serial is None else id_number(born.replace("-", ""), str(serial)), "冕宁县", born, *rest)
    )


def test_each_person_is_one_of_these(book: Path, tmp_path: Path) -> None:
    """The ID number says who is who, whatever the key and the row; a key where a row has no ID number."""
    then = [
        row(1, "1940-01-01", "500", "", serial=101),
        row(2, "1950-01-01", "500", "", serial=102),
        row(3, "1950-01-02", "2000", "", serial=103),
        row(4, "1944-06-01", "2000", ""),
        row(5, "1940-01-05", "2000", "", serial=105),
    ]
    now = [
        row(9, "1950-01-02", "500", "", serial=103),  # another key, and poorer
        row(1, "1940-01-01", "500", "高龄津贴", serial=101),
        row(4, "1944-06-01", "2000", ""),  # by the key
        row(6, "1940-06-06", "2000", "", serial=106),
        row(2, "1950-01-01", "500", "", serial=102),
    ]

    result, out = compared(book, tmp_path, then, now, "--key", "编号", "--carry", "姓名")

    assert result.exit_code == 0, result.output
    assert "新增 1 人，减少 1 人，信息有变 2 人，可以办或在享受的有变 2 人" in result.stderr
    assert [tuple(line.values()) for line in table_of(out / "lists" / "变动.csv")] == [
        ("新增", "5", "", "6", "某6", "冕宁县", "", "", "", "可以办：高龄津贴、探访", ""),
        ("减少", "", "6", "5", "某5", "冕宁县", "", "", "可以办：高龄津贴、探访", "", ""),
        ("信息有变", "2", "4", "9", "某9", "冕宁县", "月收入：2,000元 → 500元", "救助", "本文件没有写到", "可以办", "信息有变"),
        ("信息有变", "3", "2", "1", "某1", "冕宁县", "正在享受：不详 → 高龄津贴", "高龄津贴", "可以办", "已在享受", "信息有变"),
    ]
    found = changes(out)
    assert [found[one] for one in ("in_both", "new", "gone", "facts_changed", "answers_changed")] == [4, 1, 1, 2, 2]
    assert [(one["benefit"], one["was"], one["now"], one["why"], one["people"]) for one in found["benefits"]] == [
        ("r/aid", "not_covered", "claim", ["fact"], 1), ("r/allowance", "claim", "received", ["fact"], 1),
    ]  # fmt: skip
    assert {one["fact"]: one["people"] for one in found["facts"]} == {"income": 1, "receiving": 1}


def test_why_an_answer_is_another(book: Path, tmp_path: Path) -> None:
    """The day (an age, a document), the rule book, and what is told are told apart; all that changed it is named."""
    older = book_of(tmp_path / "older", 85)
    then = [
        row(1, "1944-06-01", "2000", "", serial=101),  # 80 since then, and the line was 85
        row(2, "1960-01-01", "2000", "", serial=102),
        row(3, "1938-01-01", "500", "", serial=103),
        row(4, "1950-01-01", "2000", "", serial=104),
    ]
    now = [
        *then[:2],
        row(3, "1938-01-01", "", "", serial=103),
        then[3].replace("1950-01-01,", "1940-01-01,").replace(id_number("19500101", "104"), ""),
    ]

    result, out = compared(
        book, tmp_path, then, now, "--before-as-of", "2024-05-01", "--before-rules", str(older), "--key", "编号", "--format", "json"
    )

    assert result.exit_code == 0, result.output
    told = {(line["主键"], line["待遇"]): (line["上次"], line["这次"], line["原因"]) for line in table_of(out / "lists" / "变动.csv")}
    assert told == {
        ("1", "高龄津贴"): ("本文件没有写到", "可以办", "规则库有修改"),
        ("1", "探访"): ("不在有效期", "可以办", "文件已生效"),
        ("2", "探访"): ("不在有效期", "可以办", "文件已生效"),
        ("3", "探访"): ("不在有效期", "可以办", "文件已生效"),
        ("3", "救助"): ("可以办", "还要了解", "信息有变"),
        ("4", "高龄津贴"): ("本文件没有写到", "可以办", "信息有变"),
        ("4", "探访"): ("不在有效期", "可以办", "文件已生效"),
    }


def test_who_comes_of_age_between_them(book: Path, tmp_path: Path) -> None:
    """With the age; an age column of a year later is nothing that is told otherwise."""
    head = "编号,年龄,出生日期"
    result, out = compared(
        book, tmp_path, ["1,,1944-06-01", "2,84,"], ["1,,1944-06-01", "2,85,"], "--before-as-of", "2024-03-01", "--key", "编号", "--benefit", "r/allowance", head=head,
    )  # fmt: skip

    assert result.exit_code == 0, result.output
    assert [(line["情况"], line["主键"], line["原因"]) for line in table_of(out / "lists" / "变动.csv")] == [
        ("信息没变，待遇有变", "1", "年满80周岁")
    ]
    assert changes(out)["benefits"][0]["why"] == ["age"]


def test_who_could_not_be_read_is_neither_new_nor_gone(book: Path, tmp_path: Path) -> None:
    """They are told apart, and so is who has nothing to be known by."""
    twice = row(1, "1940-01-01", "2000", "", serial=101).replace("1940-01-01", "1950-01-01")  # at odds with the ID number
    then = [twice, row(2, "1940-01-01", "2000", "", serial=102), row(3, "1940-01-01", "2000", "")]
    now = [
        row(1, "1940-01-01", "2000", "", serial=101),
        twice.replace("1950", "1951").replace(id_number("19400101", "101"), id_number("19400101", "102")),
    ]

    result, out = compared(book, tmp_path, then, now)

    assert result.exit_code == 1
    found = changes(out)
    assert [found[one] for one in ("in_both", "new", "gone", "unread_before", "unread_now")] == [0, 0, 0, 1, 1]
    assert found["not_told_apart"] == {"before": 1, "now": 0}
    assert [line["情况"] for line in table_of(out / "lists" / "变动.csv")] == ["上次没有读出", "这次没有读出"]
    assert "两次中有一次没有读出的 2 人；没有身份证号和主键、认不出是否两次都有的：上次 1 人，这次 0 人" in result.stderr


def test_an_empty_register_has_nobody(book: Path, tmp_path: Path) -> None:
    """All are new, or all are gone."""
    rows = [row(1, "1940-01-01", "2000", "", serial=101)]

    for then, now, met in (([], rows, ("new", 1)), (rows, [], ("gone", 1))):
        result, out = compared(book, tmp_path, then, now)
        assert result.exit_code == 0, result.output
        assert changes(out)[met[0]] == met[1]


def test_who_is_told_by_what_the_other_does_not_have_is_not_new(book: Path, tmp_path: Path) -> None:
    """The earlier register has keys and no ID numbers; a person with an ID number and no key may well be in it."""
    then = [row(1, "1940-01-01", "2000", "")]
    now = [*then, row(2, "1941-01-01", "2000", "", serial=101)[1:]]

    result, out = compared(book, tmp_path, then, now, "--key", "编号")

    assert result.exit_code == 0, result.output
    assert [changes(out)[one] for one in ("in_both", "new", "gone")] == [1, 0, 0]
    assert changes(out)["not_told_apart"] == {"before": 0, "now": 1}


@pytest.mark.parametrize(
    ("then", "now", "met", "told"),
    [
        ("甲,男,80岁", "乙,女,83岁", (0, 1, 1), "对不上两样以上的 1 处按新增、减少算"),
        ("甲,男,1940-01-01", "乙,男,1940-01-02", (0, 1, 1), "对不上两样以上的 1 处按新增、减少算"),
        ("甲,,", "乙,男,80岁", (1, 0, 0), "只有一样对不上的 1 处按同一人算"),
        ("甲,男,80岁", "甲,女,81岁", (1, 0, 0), "只有一样对不上的 1 处按同一人算"),
        ("甲,男,80岁", "甲,男,83岁", (1, 0, 0), "只有一样对不上的 1 处按同一人算"),
        ("甲,男,1940-01-01", "甲,男,1940-01-02", (1, 0, 0), "只有一样对不上的 1 处按同一人算"),
        ("甲,男,80岁", "甲 ,男,81岁", (1, 0, 0), None),  # an age told a year later
        ("陳甲（户主）,男,1940-01", "陈甲,男,1940-01-02", (1, 0, 0), None),
        ("甲,,", "甲,男,80岁", (1, 0, 0), None),
    ],
)
def test_a_key_that_is_given_anew_makes_nobody_one(
    book: Path, tmp_path: Path, then: str, now: str, met: tuple[int, int, int], told: str | None
) -> None:
    """Who has the key of another is new where two of name, sex and birth say so, and told where one does."""
    head = "编号,姓名,性别,出生日期,月收入"
    result, out = compared(book, tmp_path, [f"1,{then},2000"], ["", f"1,{now},2000"], "--key", "编号", head=head)

    assert result.exit_code in (0, 1), result.output
    assert tuple(changes(out)[one] for one in ("in_both", "new", "gone")) == met
    assert ("可能不是同一人：第 3 行与上次第 2 行" in result.stderr) == (told is not None)
    assert (told or "") in result.stderr


@pytest.mark.parametrize(
    ("then", "now", "told"),
    [("甲", "乙", True), ("甲", "甲 （户主）", False), ("陳甲", "陈甲", False), ("阿牛·木呷", "阿牛•木呷", False), ("甲", "", False)],
)
def test_another_name_under_one_number_is_told(book: Path, tmp_path: Path, then: str, now: str, *, told: bool) -> None:
    """They count as one person, and somebody is to look whether the number is another's."""
    number = id_number("19400101", "101")
    result, out = compared(book, tmp_path, [f"{number},{then},500"], ["", f"{number},{now},500"], head="身份证号,姓名,月收入")

    assert changes(out)["in_both"] == 1
    assert ("身份证号与上次相同而姓名不同：第 3 行与上次第 2 行。" in result.stderr) == told, result.stderr


def test_one_person_in_several_rows_is_one_in_both(book: Path, tmp_path: Path) -> None:
    """Taken together as in the screening, on either side."""
    rows = [row(1, "1940-01-01", "500", "", serial=101), row(2, "1940-01-01", "", "高龄津贴", serial=101)]

    for then, now in ((rows, rows), (rows, rows[::-1])):
        result, out = compared(book, tmp_path, then, now)
        assert result.exit_code == 0, result.output
        assert [changes(out)[one] for one in ("in_both", "new", "gone", "facts_changed", "answers_changed")] == [1, 0, 0, 0, 0]


def test_the_report_tells_of_it(book: Path, tmp_path: Path) -> None:
    """In words, without the numbers of few; in English too, in a workbook."""
    then = [row(number, "1950-01-01", "2000", "", serial=100 + number) for number in range(1, 7)]
    now = [row(number, "1950-01-01", "500", "", serial=100 + number) for number in range(1, 7)]

    result, out = compared(book, tmp_path, then, now, "--report", "--lang", "en", "--to", "xlsx")

    assert result.exit_code == 0, result.output
    assert "6 of whom something else is told, 6 who can claim or have something else" in result.stderr
    report = (out / "report.html").read_text(encoding="utf-8")
    assert "Beside the earlier register" in report
    assert "something else is told of the person" in report
    assert (out / "lists" / "changes.xlsx").is_file()
    assert not (out / "facts.parquet").exists()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--before-as-of", "2025-03-02"], "--before-as-of 应早于核定日"),
        (["--newly-since", "2025-01-01"], "--before 和 --newly-since 不能一起用"),
        (["--before", "."], "--before 写上次的登记表文件，不写结果文件夹"),
        ([], "认不出谁是谁"),
    ],
)
def test_what_cannot_be_compared(book: Path, tmp_path: Path, options: list[str], said: str) -> None:
    """Is told with what to do."""
    result, _ = compared(book, tmp_path, ["1,,1944-06-01"], ["1,,1944-06-01"], *options, head="编号,年龄,出生日期")

    assert result.exit_code == 2
    assert said in result.stderr
