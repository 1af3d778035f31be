"""What a first mapping takes the columns of a register for, how sure it is, and what it keeps to itself."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from huilao import GivenRegister, Rulebook
from huilao.cli import app
from huilao.language.known import Path as FactPath
from huilao.register.cells import CellReader, tidy
from huilao.register.mapping import FILLED, mapping_by_names, read_mapping
from huilao.register.portrait import portrait
from huilao.register.recognise import Recognition, of_somebody_else
from huilao.register.sources import open_register
from huilao.register.suggest import near_value, quoted, suggestion
from huilao.register.synth import Synthesis, registers

DAY = date(2025, 3, 1)


@pytest.fixture(scope="module")
def numbers(book: Rulebook) -> list[str]:
    """ID numbers of nobody that there is."""
    return next(registers(book.rules, Synthesis(12, ("513433",))))[0]["身份证号"].to_list()


def taken(book: Rulebook, columns: Mapping[str, Sequence[str | None]]) -> dict[str, tuple[str, bool]]:
    """What every column that is used is taken for, in words, and whether surely."""
    longest = max(map(len, columns.values()))
    rows = pl.DataFrame(
        {name: [*cells, *[None] * (longest - len(cells))] for name, cells in columns.items()}, schema=dict.fromkeys(columns, pl.String)
    )
    recognition = Recognition(rows, book.rules, DAY)
    return {one.column: (recognition.word(one.meant), one.sure) for one in recognition.columns() if one.meant is not None}


def a_register(folder: Path, columns: Mapping[str, Sequence[str]]) -> Path:
    lines = [",".join(columns), *(",".join(row) for row in zip(*columns.values(), strict=True))]
    (folder / "r.csv").write_text("\n".join(lines), encoding="utf-8")
    return folder / "r.csv"


@pytest.mark.parametrize(
    ("columns", "found"),
    [
        ({"csrq": ["1944-05-10", "1950-01-02"], "xb": ["男", "女"], "xm": ["甲", "乙"], "dh": ["1", "2"]}, {"csrq": ("出生日期", True), "xb": ("性别", True)}),
        ({"出生年月": ["85岁", "80"]}, {"出生年月": ("年龄", True)}),
        ({"年龄": ["85岁", "八十五"]}, {"年龄": ("年龄", True)}),
        ({"独居": ["√", None], "空巢": [None, "√"]}, {"独居": ("居住照料状况=独居", True), "空巢": ("居住照料状况=空巢", True)}),
        ({"独居": ["√", None]}, {"独居": ("居住照料状况=独居", False)}),
        ({"居住照料状况/独居老人": ["是", "否"]}, {"居住照料状况/独居老人": ("居住照料状况=独居", True)}),
        ({"独居": ["1", "2"], "空巢": ["1", "2"]}, {"独居": ("居住照料状况=独居", False), "空巢": ("居住照料状况=空巢", False)}),
        ({"居住情况": ["独居", "空巢", "留守"]}, {"居住情况": ("居住照料状况", True)}),
        ({"情形": ["独居", "空巢", "留守"]}, {"情形": ("居住照料状况", False)}),
        ({"残疾情况": ["肢体二级", "视力一级"]}, {"残疾情况": ("[残疾类别, 残疾等级]", True)}),
        ({"残疾等级": ["肢体二级", "视力一级", "听力三级"]}, {"残疾等级": ("[残疾类别, 残疾等级]", True)}),
        ({"老年人能力等级": ["半失能", "未失能"], "性别": ["男", "?"]}, {"老年人能力等级": ("老年人能力等级", False), "性别": ("性别", True)}),
        ({"序号": ["1", "2"], "编号": ["7", "8"]}, {"编号": ("主键", True)}),
        ({"年龄": ["78", "78岁", "1947年生", "1947", "1947.5", "80.6", "约80", "八十"]}, {"年龄": ("年龄", True)}),
        ({"年龄": ["78", "78岁", "10-May-44", "八十"]}, {"年龄": ("年龄", False)}),
        ({"年龄": ["78.5", "80.6"]}, {"年龄": ("年龄", True)}),
        ({"年龄": ["78", "78岁", "八十"]}, {"年龄": ("年龄", True)}),
        ({"出生日期": ["78岁", "1947年生", "1947-05-10"]}, {"出生日期": ("出生日期", True)}),
        ({"年龄": ["1947年生", "1947-05-10"]}, {"年龄": ("出生日期", True)}),
        ({"低保情况": ["低保", "无"], "失能情况": ["失能", "半失能"]}, {"低保情况": ("社会救助身份", False), "失能情况": ("老年人能力等级", False)}),
        ({"出行情况": ["好", "差"]}, {}),
        ({"独居": ["☒", "☑"], "空巢": ["☐", "☒"]}, {"独居": ("居住照料状况=独居", True), "空巢": ("居住照料状况=空巢", True)}),
        ({"编号": ["7", "7"]}, {}),
        (
            {"編號": ["7", "8"], "出生日期": ["1944-05-10"], "性別": ["男", "女"], "居住情況": ["獨居", "空巢"], "殘疾類別": ["肢體", "視力"], "戶主性別": ["男"], "常住地": ["冕寧縣"]},
            {"編號": ("主键", True), "出生日期": ("出生日期", True), "性別": ("性别", True), "居住情況": ("居住照料状况", True), "殘疾類別": ("残疾类别", True), "常住地": ("常住地", True)},
        ),
        ({"残疾": ["是", "否"], "残疾 (2)": ["一级", "二级"]}, {"残疾": ("残疾证状态=已持证", False), "残疾 (2)": ("残疾等级", True)}),
        ({"残疾": ["肢体二级", "一级"], "残疾 (2)": ["是", "否"]}, {"残疾": ("[残疾类别, 残疾等级]", True), "残疾 (2)": ("残疾证状态=已持证", False)}),
        ({"残疾类别": ["肢体", "视力"], "残疾等级": ["肢体二级", "一级"]}, {"残疾类别": ("残疾类别", True), "残疾等级": ("残疾等级", True)}),
        ({"出生日期": ["1944-05-10"], "出生日期 (2)": ["1944-05-10"]}, {"出生日期": ("出生日期", True), "出生日期 (2)": ("出生日期", False)}),
        ({"独居": ["1", "0", "2"], "独居 (2)": ["0", "0", "1"]}, {"独居": ("居住照料状况=独居", False), "独居 (2)": ("居住照料状况=独居", False)}),
        ({"农村低保": ["√", None], "城市低保": [None, "√"]}, {"农村低保": ("社会救助身份=最低生活保障", True), "城市低保": ("社会救助身份=最低生活保障", True)}),
        ({"户主性别": ["男", "女"], "监护人年龄": ["40", "50"], "子女联系电话": ["1", "2"], "配偶出生日期": ["1944-05-10", ""]}, {}),
        ({"现住址": ["冕宁县", "四川省凉山州冕宁县"]}, {"现住址": ("常住地", True)}),
        *(
            ({name: ["1", "2"]}, {name: ("残疾证状态=已持证", False)})
            for name in ("是否残疾", "残疾", "是否持残疾证", "有无残疾证", "残疾标识", "残疾人标志")
        ),
        ({"是否残疾": ["1", "0"]}, {"是否残疾": ("残疾证状态=已持证", False)}),
        ({"残疾": ["1", "2", "3", "4"]}, {"残疾": ("残疾等级", False)}),
        ({"残疾级别": ["1", "2"]}, {"残疾级别": ("残疾等级", True)}),
        ({"社会救助身份": ["低保或特困分散供养"]}, {"社会救助身份": ("社会救助身份", False)}),
        ({"居住情况": ["独居", "空巢"], "是否独居": ["是", "否"]}, {"居住情况": ("居住照料状况", True), "是否独居": ("居住照料状况=独居", False)}),
        ({"困难身份": ["低保", "无", "特困分散供养"], "是否低保": ["是", "否"]}, {"困难身份": ("社会救助身份", True), "是否低保": ("社会救助身份=最低生活保障", False)}),
        ({"情形": ["独居", "空巢"], "是否独居": ["是", "否"]}, {"情形": ("居住照料状况", False), "是否独居": ("居住照料状况=独居", False)}),
        *(
            ({one: ["是", "否"], other: ["否", "是"], words: ["独居", "与子女同住"]}, {words: ("居住照料状况", True), one: ("居住照料状况=独居", False), other: ("居住照料状况=空巢", False)})
            for words, one, other in (("居住情况", "是否独居", "是否空巢"), ("居住状况", "独居", "空巢"))
        ),
        ({"残疾证状态/已持证": ["有", "无"], "残疾证状态/未持证": ["无", "有"]}, {"残疾证状态/已持证": ("残疾证状态=已持证", True), "残疾证状态/未持证": ("残疾证状态=无", True)}),
        *(({name: ["1", "2", "3", "4"]}, {}) for name in ("能力等级", "护理等级", "等级")),
        *(({name: ["一级", "二级", "三级"]}, {}) for name in ("护理等级", "等级")),
        *(({name: ["轻度", "中度", "重度"]}, {name: ("老年人能力等级", sure)}) for name, sure in (("等级", False), ("失能等级", True))),
        ({"残疾类别及等级": ["1", "4", "2"]}, {"残疾类别及等级": ("残疾等级", False)}), ({"家庭情况/残疾": ["视力", "肢体"]}, {"家庭情况/残疾": ("残疾类别", False)}),
        ({"养老服务补贴": ["100", "200", "300"]}, {}),
        *(({name: ["独居", "空巢"]}, {}) for name in ("子女居住情况", "配偶/居住情况", "配偶居住")),
        *(({name: ["护理补贴", "高龄津贴"]}, {name: ("正在享受", False)}) for name in ("应享受待遇", "未享受补贴", "不再享受", "享受过的补贴", "历年享受补贴", "家庭享受政策")),
        *(({name: ["一级", "二级"]}, {name: ("残疾等级", False)}) for name in ("家庭残疾等级", "全家残疾等级", "残疾等级（待评）")),
        *(({name: ["轻度", "重度"]}, {name: ("老年人能力等级", False)}) for name in ("风险等级", "认知等级", "失能等级（未核定）")),
        ({"拟享受/高龄津贴": ["√", ""], "拟享受/护理补贴": ["", "√"]}, {"拟享受/高龄津贴": ("正在享受=高龄津贴", False), "拟享受/护理补贴": ("正在享受=护理补贴", False)}),
        ({"已取消/低保": ["√", ""], "已取消/高龄津贴": ["", "√"]}, {"已取消/低保": ("社会救助身份=最低生活保障", False), "已取消/高龄津贴": ("正在享受=高龄津贴", False)}),
        *(({f"{above}/{one}": ["√", ""], f"{above}/{other}": ["", "√"]}, {}) for above, one, other in (
            ("配偶", "有", "无"), ("子女情况", "有", "无"), ("慢性病", "高血压", "无"), ("意愿", "居家", "养老机构"), ("能否自理", "能", "否"), ("父母", "独居", "空巢"))),
        ({"是否低保/是": ["√", ""], "是否低保/否": ["", "√"]}, {"是否低保/是": ("社会救助身份=最低生活保障", False)}),
        ({"残疾证/有": ["√", ""], "残疾证/无": ["", "√"]}, {"残疾证/有": ("残疾证状态=已持证", True), "残疾证/无": ("残疾证状态=无", True)}),
        ({"性别/男": ["√", ""], "性别/女": ["", "√"]}, {"性别/男": ("性别=男", True), "性别/女": ("性别=女", True)}),
        ({"照护级别/轻度": ["√", ""], "照护级别/重度": ["", "√"]}, {"照护级别/轻度": ("老年人能力等级=轻度失能", False), "照护级别/重度": ("老年人能力等级=重度失能", False)}),
        ({"能力等级": ["轻度失能", "完全失能"], "能力等级 (2)": ["完全失能", "完全失能"]}, {"能力等级": ("老年人能力等级", False), "能力等级 (2)": ("老年人能力等级", False)}),
        ({"能力等级": ["轻度失能", "完全失能"], "能力等级 (2)": ["轻度失能", "完全失能"]}, {"能力等级": ("老年人能力等级", True), "能力等级 (2)": ("老年人能力等级", False)}),
        ({"居住状况": ["独居", "独居"], "变动后居住状况": ["与子女同住", "独居"]}, {"居住状况": ("居住照料状况", False), "变动后居住状况": ("居住照料状况", False)}),
        ({"社会救助身份": ["无、低保", "低保", "低保"]}, {"社会救助身份": ("社会救助身份", True)}), ({"居住情况": ["独居", "独居"]}, {"居住情况": ("居住照料状况", True)}),
        ({"家庭残疾等级": ["一级", "二级"], "残疾等级": ["", "三级"]}, {"家庭残疾等级": ("残疾等级", False), "残疾等级": ("残疾等级", True)}),
        ({"慢性病": ["有", "无"]}, {"慢性病": ("患慢性病", False)}), ({"有无子女": ["有", "无"]}, {}), ({"迁出日期": ["2024-05-10"]}, {}),
        ({"能力等级": ["1", "2", "3", "4"], "残疾等级": ["1", "2", "3", "4"]}, {"残疾等级": ("残疾等级", True)}),
        ({"老年人能力等级": ["轻度失能", "能力完好"], "能力等级": ["一级", "二级"]}, {"老年人能力等级": ("老年人能力等级", True), "能力等级": ("老年人能力等级", False)}),
        ({"残疾情况/等级": ["1", "2", "3", "4"]}, {"残疾情况/等级": ("残疾等级", True)}),
        *(({name: ["2024-12-01"]}, {}) for name in ("死亡日期", "填报日期", "评估时间")),
        *(({name: ["是", "否"]}, {}) for name in ("是否失能老人", "是否愿意入住养老机构", "是否申请低保", "拟入住养老机构", "农村特困", "是否去世")),
        ({"是否慢性病": ["是", "否"]}, {"是否慢性病": ("患慢性病", False)}),
        ({"适老化改造意愿": ["是", "否"]}, {"适老化改造意愿": ("有适老化改造意愿", False)}),
        ({"养老意愿": ["居家", "养老机构"]}, {}),
        ({"领取高龄补贴": ["是", "否"]}, {"领取高龄补贴": ("正在享受=高龄津贴", False)}),
        *(({name: cells}, {name: ("社会救助身份", False)}) for name in ("低保类别", "困难类型", "人员类别") for cells in (["低保", "特困"], ["低保", "特困", "一般", "无"], ["农村低保", "城市低保"])),
        *(({name: ["低保", "特困", "特困", "某甲代领"]}, {}) for name in ("备注", "情况说明", "其他/备注")),
        *(({"人员类别": cells}, {}) for cells in (["普通", "无"], ["普通", "低保", "优抚", "军属"], ["有", "无"])),
    ],
)  # fmt: skip
def test_what_a_column_is_taken_for(book: Rulebook, columns: dict[str, list[str | None]], found: dict[str, tuple[str, bool]]) -> None:
    """By its name and by what stands in it; surely only where both say so, or several ticks make one set."""
    assert taken(book, columns) == found


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("性别（户主）", ["男", "女"]), ("残疾等级（配偶）", ["一级", "二级"]), ("残疾等级/配偶", ["一级", "二级"]), ("出生日期（配偶）", ["1944-05-10"]), ("住址（监护人）", ["冕宁县"]),
        ("户籍地（配偶）", ["冕宁县"]), ("常住地址（子女处）", ["冕宁县"]), ("年龄（第一监护人）", ["50"]), ("性别【子女】", ["男"]), ("居住照料状况（老人配偶）", ["独居", "空巢"]),
        ("身份证号（子女）", None), ("身份证号（户主）", None), ("身份证号（子女/监护人）", None), ("身份证号-子女", None),
    ],
)  # fmt: skip
def test_a_bracket_that_names_somebody_else(book: Rulebook, numbers: list[str], name: str, cells: list[str] | None) -> None:
    """The column is theirs, as where the name begins with them."""
    assert of_somebody_else(name)
    assert taken(book, {name: cells or numbers}) == {}


@pytest.mark.parametrize(
    ("name", "cells", "found"),
    [
        ("社会救助身份（原）", ["低保", "无"], "社会救助身份"), ("老年人能力等级（自评）", ["轻度失能", "能力完好"], "老年人能力等级"), ("正在享受（2020年）", ["高龄津贴"], "正在享受"),
        ("居住照料状况（前三年）", ["独居", "空巢"], "居住照料状况"), ("年龄（登记时）", ["80"], "年龄"), ("年龄（2020年）", ["80"], "年龄"), ("原残疾等级", ["一级", "二级"], "残疾等级"),
        ("出生日期（农历）", ["1944-05-10"], "出生日期"), ("出生日期（阴历）", ["1944-05-10"], "出生日期"), ("农历生日", ["1944-05-10"], "出生日期"), ("出生日期（公历或农历）", ["1944-05-10"], "出生日期"),
        ("身份证号（原）", None, "身份证号"),
    ],
)  # fmt: skip
def test_a_bracket_that_leaves_it_open(book: Rulebook, numbers: list[str], name: str, cells: list[str] | None, found: str) -> None:
    """What is of another time, not settled or by the old calendar is never sure, and takes nothing from a column that is."""
    assert taken(book, {name: cells or numbers}) == {name: (found, False)}
    assert taken(book, {name: cells or numbers, found: cells or numbers})[found] == (found, True)
    assert mapping_by_names([name], book.rules).used == ()


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("身份证号（18位）", None), ("身份证号（必填）", None), ("出生日期（公历）", ["1944-05-10"]), ("年龄（岁）", ["80"]), ("性别（男/女）", ["男", "女"]), ("出生日期（如1944-05-10）", ["1944-05-10"]),
        ("出生日期（格式：19440510）", ["1944-05-10"]), ("户籍地（目前）", ["冕宁县"]), ("居住照料状况（独居/与子女同住）", ["独居", "空巢"]), ("性别（本人）", ["男", "女"]),
    ],
)  # fmt: skip
def test_a_bracket_that_says_nothing_of_whose_and_when(book: Rulebook, numbers: list[str], name: str, cells: list[str] | None) -> None:
    """Units, hints and choices change nothing."""
    assert [sure for _, sure in taken(book, {name: cells or numbers}).values()] == [True]


def test_an_untouched_draft_takes_nothing_that_is_to_be_checked(book: Rulebook, tmp_path: Path) -> None:
    """A column with a fact's own name would be taken for that: it is left out until a clerk has said what it is."""
    path = a_register(
        tmp_path, {"性别": ["男", "女"], "户籍地": ["冕宁县外", "某处"], "年龄": ["1947-05-10", "某"], "住址": ["某处", "冕宁县"]}
    )
    draft = suggestion(open_register(str(path)), book.rules, DAY)
    (tmp_path / "m.yaml").write_text(draft, encoding="utf-8")
    mapping, problems = read_mapping(tmp_path / "m.yaml", open_register(str(path)).columns, book.rules)

    assert mapping is not None, problems
    assert set(mapping.facts) == {"性别"}
    assert re.search("\n  户籍地: 忽略  # 请核对：列名；.*；核对无误后把“忽略”改成 户籍地\n", draft), draft


def test_what_1_and_2_tick_is_asked(book: Rulebook, tmp_path: Path) -> None:
    """As of a fact of yes or no: both are commented out until a clerk has said it."""
    text = suggestion(open_register(str(a_register(tmp_path, {"是否残疾": ["1", "2"] * 3}))), book.rules, DAY)

    for line in ("  # 是否残疾:\n", '    # "1": 是  # 3 格，请核对', '    # "2": 否  # 3 格，请核对'):
        assert line in text, text


@pytest.mark.parametrize(
    ("columns", "values"),
    [
        ({"是否独居": ["1", "2"] * 3}, {"living_status=alone": {"1": True, "2": False}}),
        ({"是否独居": ["1", "2"] * 3, "是否空巢": ["2", "1"] * 3}, {"living_status=alone": {"1": True, "2": False}, "living_status=empty_nest": {"1": True, "2": False}}),
        ({"农村低保": ["1", "0"] * 3, "城市低保": ["2", "0"] * 3}, {"hardship_category=dibao": {"2": False}}),
        ({"农村低保": ["1", "2"] * 3, "城市低保": ["2", "1"] * 3}, {"hardship_category=dibao": {"1": True, "2": False}}),
    ],
)  # fmt: skip
def test_a_draft_of_1_and_2_is_read_without_its_signs(
    book: Rulebook, tmp_path: Path, columns: dict[str, list[str]], values: dict[str, dict[str, bool]]
) -> None:
    """Every line that is offered may be let count, of several columns that tick one code too."""
    path = a_register(tmp_path, columns)
    draft = suggestion(open_register(str(path)), book.rules, DAY)
    (tmp_path / "m.yaml").write_text(re.sub("(?m)^( *)# (?=[^ ：]+:( |$))", r"\1", draft), encoding="utf-8")
    mapping, problems = read_mapping(tmp_path / "m.yaml", open_register(str(path)).columns, book.rules)

    assert mapping is not None, (problems, draft)
    assert (set(mapping.ticks), mapping.values) == (set(columns), values)


@pytest.mark.parametrize("key", ["居住照料状况=独居", "居住照料状况＝独居", "居住照料状况 = 独居", "living_status=alone", "是否独居"])
def test_words_of_ticks_are_said_by_column_or_code(book: Rulebook, tmp_path: Path, key: str) -> None:
    """As the columns are, in either language."""
    (tmp_path / "m.yaml").write_text(f'列: {{是否独居: 居住照料状况=独居}}\n取值: {{{key}: {{"1": 是, "2": 否}}}}\n', encoding="utf-8")
    mapping, problems = read_mapping(tmp_path / "m.yaml", ("是否独居",), book.rules)

    assert mapping is not None, problems
    assert mapping.values == {"living_status=alone": {"1": True, "2": False}}


def test_a_column_that_is_not_used_is_guessed_as_in_a_draft(book: Rulebook, tmp_path: Path) -> None:
    """By its name and its values, of what the mapping does not have yet; nothing is guessed of other people's and other days."""
    path = a_register(tmp_path, {
        "常住地": ["冕宁县"] * 2, "出生日期": ["1944-05-10"] * 2, "户主出生年月": ["1950-01-01"] * 2, "配偶年龄": ["80", "81"], "死亡日期": ["2024-12-01", ""],
        "低保类别": ["A类", "B类"], "困难身份": ["低保", "无"], "领取高龄补贴": ["是", "否"], "生日": ["1944-05-10"] * 2,
    })  # fmt: skip
    said = CliRunner().invoke(app, ["screen", str(path), "--as-of", "2025-03-01", "--out", str(tmp_path / "out")]).output.splitlines()[0]

    assert (
        said
        == "未使用的列：困难身份（是否社会救助身份？）、领取高龄补贴（是否正在享受=高龄津贴？）、户主出生年月、配偶年龄、死亡日期、低保类别、生日"
        "。问“是否”的，要用上就在映射文件里写明，--suggest 会写一份草稿"
    )


def test_an_id_number_is_the_persons_own(book: Rulebook, numbers: list[str]) -> None:
    """That of the head of the household is not taken, even where it stands first; without a name, its content tells."""
    owned = taken(book, {"户主身份证号": numbers[6:], "监护人": numbers[6:], "身份证号码": numbers[:6]})
    unnamed = taken(book, {"号": numbers})

    assert owned == {"身份证号码": ("身份证号", True)}
    assert taken(book, {"公民身份号码": [*numbers[:3], "1"], "身份证号": numbers}) == {
        "公民身份号码": ("身份证号", False),
        "身份证号": ("身份证号", True),
    }
    assert unnamed == {"号": ("身份证号", False)}


@pytest.mark.parametrize("fact", ["self_care_level", "ability_level", "living_status", "disability_grade"])
@pytest.mark.parametrize("word", ["不能自理", "完全自理", "非独居", "未失能", "半失能", "贰级伤", "重度"])
def test_no_likeness_crosses_a_negation_or_a_degree(book: Rulebook, fact: str, word: str) -> None:
    """What is offered for a word has the same signs of negation and degree, and nothing is offered along a scale."""
    reader = Recognition(pl.DataFrame({"x": ["1"]}), book.rules, DAY).reader(FactPath("", fact))
    assert isinstance(reader, CellReader)

    offered = near_value(book.rules.facts[fact], word, reader)

    assert {sign for sign in offered if sign in "不未无非完全半重轻"} <= set(word)


@pytest.mark.parametrize(("word", "offered"), [("特困", ""), ("特困人员", ""), ("集中特困", "特困集中供养")])
def test_no_likeness_says_which_of_several_a_word_means(book: Rulebook, word: str, offered: str) -> None:
    """Where it is one of two, the clerk says which: they are not one claim."""
    reader = Recognition(pl.DataFrame({"x": ["1"]}), book.rules, DAY).reader(FactPath("", "hardship_category"))
    assert isinstance(reader, CellReader)

    assert near_value(book.rules.facts["hardship_category"], word, reader) == offered


@pytest.mark.parametrize("odd", ["甲类\n乙类", "M\nF", "1\n2", 'M\t""F"" # x: y\\', "甲\u2028乙"])
def test_a_break_inside_a_cell_breaks_no_line_of_a_draft(book: Rulebook, tmp_path: Path, odd: str) -> None:
    """As it is, it is read; and so is a word that the clerk lets count."""
    cells = ["男", "女"] * 6 + [f'"{odd}"'] * 2
    path = a_register(tmp_path, {"性别": cells, "正在享受": ['"高龄津贴\n护理补贴"'] * len(cells)})
    draft = suggestion(open_register(str(path)), book.rules, DAY)
    for text in (draft, re.sub(r"(?m)^    # (.+:) *  # 2 格.*$", r"    \1 男", draft)):
        (tmp_path / "m.yaml").write_text(text, encoding="utf-8")
        mapping, problems = read_mapping(tmp_path / "m.yaml", open_register(str(path)).columns, book.rules)
        assert mapping is not None, (problems, text)
        assert set(mapping.values.get("sex", {})) == (set() if text == draft else {tidy(odd.replace('""', '"'))})


def test_a_draft_is_a_table_to_sign_off(book: Rulebook, tmp_path: Path, numbers: list[str]) -> None:
    """Word, value and count; what is not sure is commented out; nothing private is in it; as it is, it is read."""
    path = a_register(tmp_path, {
        "序号": [str(at) for at in range(12)], "姓名": [f"某甲{at}" for at in range(12)], "身份证号码": numbers, "电话": [f"139{at:08}" for at in range(12)],
        "居住情况": ["独居"] * 6 + ["空巢"] * 5 + ["独居户主"], "情形": ["低保", "监测户"] * 6, "包村干部": ["某乙"] * 12, "住房困难": ["有", "无"] * 6,
        "户主身份证号": numbers[::-1],
    })  # fmt: skip

    text = suggestion(open_register(str(path)), book.rules, DAY)
    (tmp_path / "m.yaml").write_text(text, encoding="utf-8")
    mapping, problems = read_mapping(tmp_path / "m.yaml", open_register(str(path)).columns, book.rules)

    assert not problems
    assert mapping is not None
    assert mapping.identity == "身份证号码"
    assert [str(target) for target in mapping.facts.values()] == ["living_status", "housing_difficulty"]
    for line in (
        "  身份证号码: 身份证号  # 确定",
        "#   独居 → 独居（其余不详） · 6",
        "#   有 → 是 · 6",
        "# 情形: ",
        "别人的，不是本人的，不用：户主身份证号",
        "没有常住地或户籍地",
    ):
        assert line in text, text
    assert not any(private in text for private in ("某甲", "某乙", "139000", *numbers))


def test_what_is_known_in_part_is_said_in_words(book: Rulebook, tmp_path: Path) -> None:
    """What surely holds, and that the rest is open."""
    path = a_register(tmp_path, {"居住照料状况": ["独居（子女在外）", "空巢"], "残疾等级": ["一级或二级", "三级"]})

    text = suggestion(open_register(str(path)), book.rules, DAY)

    assert "独居(子女在外) → 独居（其余不详） · 1" in text
    assert "一级或二级 → 一级或二级 · 1" in text


def test_two_hundred_columns_are_one_line(book: Rulebook, tmp_path: Path) -> None:
    """Only what is used, or doubtful, has a line of its own."""
    columns = {"性别": ["男", "女"]} | {f"指标{at}": ["x", "y"] for at in range(200)}

    text = suggestion(open_register(str(a_register(tmp_path, columns))), book.rules, DAY)

    assert len(text.splitlines()) < 20
    assert "没有用到的 200 列" in text


def test_a_person_who_comes_twice_without_an_id_number_is_told(book: Rulebook, tmp_path: Path) -> None:
    """Nobody can say whether it is one person: each is counted, and that is said."""
    path = a_register(tmp_path, {"姓名": ["甲", "甲", "乙"], "出生日期": ["1944-05-10", "1944-05-10", "1950-01-02"]})

    assert "有 1 行与别的行姓名、出生、性别都相同" in suggestion(open_register(str(path)), book.rules, DAY)


def test_rows_with_other_cells_than_the_header_are_told_before_anybody_is_screened(book: Rulebook, tmp_path: Path) -> None:
    """Which, how many, and what becomes of them; of many the first few are named."""
    (tmp_path / "r.csv").write_text("姓名,性别\n" + "某甲,男\n" * 3 + "某乙,女,独居\n" + "某丙,男\n" + "某丁\n", encoding="utf-8")
    look = GivenRegister(tmp_path / "r.csv", "r.csv", book).look(DAY)

    (note,) = [one.zh for one in look.notes if "逗号" in one.zh]
    assert note.startswith("第 5 行、第 7 行的格数与表头的 2 格不同")
    assert f"# 注意：{note}" in look.mapping
    assert note in portrait(open_register(str(tmp_path / "r.csv")), None, book, DAY, "r.csv")
    (tmp_path / "r.csv").write_text("姓名,性别\n" + "某乙,女,独居\n" * 9, encoding="utf-8")
    assert "第 5 行、第 6 行等 9 行的格数" in suggestion(open_register(str(tmp_path / "r.csv")), book.rules, DAY)


def test_of_many_texts_it_is_said_that_the_commonest_are_counted(book: Rulebook, tmp_path: Path) -> None:
    """A share of all is not claimed where not all were looked at."""
    days = [f"19{40 + at % 20}-01-{at % 28 + 1:02}" for at in range(140)]
    few, many = (suggestion(open_register(str(a_register(tmp_path, {"出生日期": some}))), book.rules, DAY) for some in (days[:20], days))

    assert "列名；100% 读得出" in few
    assert "列名；最常见的 60 种写法里 100% 读得出" in many


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_page_on_the_register_itself(book: Rulebook, tmp_path: Path, numbers: list[str], language: str) -> None:
    """What columns are taken for, words with their counts, doubtful cells, persons who come again, rows apart; nothing private."""
    people = 12
    path = a_register(tmp_path, {
        "姓名": [f"某甲{at}" for at in range(people)] + ["合计"], "身份证号": [*numbers[:11], numbers[0], ""],
        "居住照料状况": ["独居"] * 9 + ["怪", "怪", ""] + ["12"], "常住地": ["冕宁县"] * people + [""],
    })  # fmt: skip

    page = portrait(open_register(str(path)), None, book, DAY, "r.csv", language)

    words = {"zh": ["<b>12</b> 登记的行", "<b>1</b> 重复的行", "<b>1</b> 小计、合计", "独居 → 独居", "怪 → 认不出", "<td>身份证号</td>"],
             "en": ["<b>12</b> rows of people", "<b>1</b> rows of somebody", "<b>1</b> totals", "怪 → not known", "<td>ID number</td>"]}  # fmt: skip
    for one in words[language]:
        assert one in page
    assert not any(private in page for private in ("某甲", *numbers))
    assert "http" not in page


def test_words_that_a_mapping_explains_are_known_on_the_page_of_a_register(book: Rulebook, tmp_path: Path) -> None:
    path = a_register(tmp_path, {"居住照料状况": ["独居"] * 3 + ["孤老", "孤老", "待定", "待定"], "出生日期": ["1944-05-10"] * 7})
    (tmp_path / "m.yaml").write_text(
        "列: {居住照料状况: 居住照料状况, 出生日期: 出生日期}\n取值: {居住照料状况: {孤老: 独居, 待定: }}\n", encoding="utf-8"
    )
    register = open_register(str(path))
    mapping, problems = read_mapping(tmp_path / "m.yaml", register.columns, book.rules)

    assert mapping is not None, problems
    page = portrait(register, mapping, book, DAY, "r.csv", "zh")
    assert ("孤老 → 独居" in page, "待定 → 不详" in page, "→ 认不出" in page) == (True, True, False)


def test_names_and_numbers_that_changed_places(book: Rulebook, tmp_path: Path, numbers: list[str]) -> None:
    """Are said to have, and the column with the numbers is offered; no number is shown."""
    path = a_register(tmp_path, {"姓名": numbers, "身份证号": [f"某甲{at}" for at in range(12)], "户主姓名": numbers})
    draft = suggestion(open_register(str(path)), book.rules, DAY)

    assert "“姓名”列里是身份证号，“身份证号”列里不是" in draft
    assert "# 姓名: 身份证号" in draft
    assert numbers[0] not in draft


def test_the_dead_and_those_who_left_are_pointed_at(book: Rulebook, tmp_path: Path) -> None:
    """With counts and no names: in a column of states and in remarks, not relatives of theirs; the words of whole cells are offered."""
    path = a_register(tmp_path, {
        "姓名": ["某甲", "某乙", "某丙", "某丁", "某戊"], "出生日期": ["1940-01-01"] * 5, "人员状态": ["正常", "死亡", "已注销", "死亡", "正常"],
        "备注": ["配偶已故", "2024年3月某乙病故", "", "随子女迁出", "未注销"],
    })  # fmt: skip
    draft = suggestion(open_register(str(path)), book.rules, DAY)
    page = portrait(open_register(str(path)), None, book, DAY, "r.csv")
    offered = draft.replace("# 不筛查", "不筛查")
    (tmp_path / "m.yaml").write_text(offered, encoding="utf-8")
    mapping, problems = read_mapping(tmp_path / "m.yaml", open_register(str(path)).columns, book.rules)

    for said in (draft, page):
        assert "“人员状态”列有 3 格表示死亡、迁出等（死亡 2、已注销 1）" in said
        assert "“备注”列有 2 格表示死亡、迁出等（病故 1、迁出 1）" in said
        assert "某" not in said
    assert mapping is not None, problems
    assert mapping.not_screened == {"人员状态": {"死亡", "已注销"}}
    assert "按映射不筛查的人" in portrait(open_register(str(path)), mapping, book, DAY, "r.csv")


@pytest.mark.parametrize(
    ("column", "cells", "says", "offered"),
    [
        ("是否去世", ["是", "否", "是"], "“是否去世”列有 2 格表示死亡、迁出等（是 2）", {"是"}),
        ("死亡标志", ["1", "0", "0"], "“死亡标志”列有 1 格表示死亡、迁出等（1 1）", {"1"}),
        ("是否健在", ["否", "是", "是"], "“是否健在”列有 1 格表示死亡、迁出等（否 1）", {"否"}),
        ("死亡日期", ["2024-12-01", "/", ""], "“死亡日期”列有 1 格填了内容", {FILLED[0]}),
        ("死亡日期", ["2024-12-01", "/", "/"], "“死亡日期”列有 1 格填了内容", {FILLED[0]}),
        ("死亡日期", ["无", "2024-12-01", "无"], "“死亡日期”列有 1 格填了内容", {FILLED[0]}),
        ("注销户口时间", ["2024年1月", "无", "2024年2月"], "“注销户口时间”列有 2 格填了内容", {FILLED[0]}),
        ("注销原因", ["死亡", "到外地定居", "无"], "“注销原因”列有 2 格填了内容", {FILLED[0]}),
        ("死亡日期", ["无", "/", ""], None, None),
        ("配偶去世时间", ["2024-12-01", "", ""], None, None),
    ],
)
def test_a_column_that_says_by_its_name_who_is_dead(
    book: Rulebook, tmp_path: Path, column: str, cells: list[str], says: str | None, offered: set[str] | None
) -> None:
    """Is pointed at where it says yes, or has a day; what is offered is read."""
    path = a_register(tmp_path, {"出生日期": ["1940-01-01"] * 3, column: cells})
    draft = suggestion(open_register(str(path)), book.rules, DAY)
    (tmp_path / "m.yaml").write_text(draft.replace("# 不筛查", "不筛查"), encoding="utf-8")
    mapping, problems = read_mapping(tmp_path / "m.yaml", open_register(str(path)).columns, book.rules)

    assert mapping is not None, problems
    assert (mapping.not_screened.get(column), says is None or says in draft) == (offered, True)
    assert says is not None or f"“{column}”列有" not in draft


def test_what_is_written_is_yaml() -> None:
    """Names that YAML would take for something else stand in quotes."""
    assert [quoted(one) for one in ("姓名", "no", "2024", "a: b", "居住/独居", "性别*")] == [
        "姓名",
        '"no"',
        '"2024"',
        '"a: b"',
        "居住/独居",
        '"性别*"',
    ]


def test_a_draft_is_the_same_bytes_every_time(book: Rulebook, tmp_path: Path) -> None:
    """Words that come as often as each other too."""
    words = ["独居", "空巢", "留守", "与配偶同住", "与子女等家人同住"]
    path = a_register(tmp_path, {"居住照料状况": words * 4, "性别": ["男", "女"] * 10})

    drafts = {suggestion(open_register(str(path)), book.rules) for _ in range(8)}

    assert len(drafts) == 1


def test_two_tables_side_by_side(book: Rulebook, numbers: Sequence[str], tmp_path: Path) -> None:
    """Where the header comes again with the ID numbers of others, the second table is not used, and that is told."""
    halves = [("".join(["身份证号", end]), some) for end, some in (("", numbers[:6]), (" (2)", numbers[6:]))]
    columns = {name: cells for head, some in halves for name, cells in ((head, some), (head.replace("身份证号", "独居"), ["是", "否"] * 3))}
    text = suggestion(open_register(str(a_register(tmp_path, columns))), book.rules, DAY)

    assert "# 注意：像是并排的两张表：请分成上下两段再读" in text
    assert '\n  # "身份证号 (2)": 身份证号' in text
    assert '\n  # "独居 (2)": 居住照料状况=独居' in text
    assert "\n  身份证号: 身份证号" in text

    given = ("screen", str(tmp_path / "r.csv"), "--as-of", "2025-03-01", "--out", str(tmp_path / "out"))
    assert "像是并排的两张表：请分成上下两段再读；后一张的列（身份证号 (2)、独居 (2)）没有用" in CliRunner().invoke(app, [*given]).output

    same = a_register(tmp_path, {name: numbers[:6] if "身份证" in name else cells for name, cells in columns.items()})
    assert "并排" not in suggestion(open_register(str(same)), book.rules, DAY)
    assert "并排" not in CliRunner().invoke(app, [*given, "--restart"]).output
