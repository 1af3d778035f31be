"""Registers: reading them as they are found, whatever is wrong in them, and making synthetic ones."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any, cast

import polars as pl
import pytest
import xlsxwriter

from huilao import Rulebook
from huilao.language.facts import Fact
from huilao.language.known import Holding, Range
from huilao.language.known import Path as FactPath
from huilao.language.outcome import concerns as can_concern
from huilao.language.outcome import tied
from huilao.language.truth import Truth
from huilao.profile.identity import identity_of
from huilao.register.cell_dates import date_form
from huilao.register.cells import CellReader
from huilao.register.census import HEALTH, OVER_60, OVER_80, Health
from huilao.register.identity import CHECK_DIGITS, WEIGHTS, facts_of_id_numbers
from huilao.register.mapping import ColumnMap, mapping_by_names, read_mapping
from huilao.register.people import Checked, PeopleReader
from huilao.register.rows import RAGGED, ROW, Register, RegisterError
from huilao.register.sources import open_register
from huilao.register.synth import CONTRADICTING, TO_MEND, Synthesis, registers, write_register
from huilao.register.unreadable import Unreadable
from huilao.register.work import ELIGIBLE, NOT_ELIGIBLE, NOT_IN_FORCE, UNDETERMINED, Task, Work
from huilao.screen.runners import runner
from strategies import CASES

DAY = date(2025, 3, 1)
PLACES = ("513433", "511725", "500103", "220302", "22")


def register_of(book: Rulebook, **wanted: Any) -> pl.DataFrame:
    """A synthetic register in memory."""
    synthesis: dict[str, Any] = {"people": 500, "places": PLACES, **wanted}
    return pl.concat(register for register, _ in registers(book.rules, Synthesis(**synthesis)))


def written(path: Path, frame: pl.DataFrame) -> Path:
    write_register(iter([frame]), path)
    return path


def rows_of(register: Register, size: int = 200) -> pl.DataFrame:
    return pl.concat(list(register.parts(size)))


def read(book: Rulebook, path: Path, mapping: ColumnMap | None = None, size: int = 200, key: str | None = None) -> list[Checked]:
    register = open_register(str(path))
    reader = PeopleReader(book.rules, mapping or mapping_by_names(register.columns, book.rules), DAY, key)
    return [reader.read(part) for part in register.parts(size)]


# -- ID numbers ------------------------------------------------------------------------------------------------------


def an_id_number(luck: Random) -> str:
    """An ID number, mostly with something wrong in it."""
    year = luck.choice(("1944", "1900", "2000", "0000", "0001", "2100"))
    first = (
        f"{luck.randint(0, 9)}{luck.randint(0, 99999):05}{year}{luck.randint(0, 13):02}{luck.randint(0, 32):02}{luck.randint(0, 999):03}"
    )
    number = first + CHECK_DIGITS[sum(int(digit) * weight for digit, weight in zip(first, WEIGHTS, strict=True)) % 11]
    wrong = [
        number,
        number,
        number.lower(),
        f" {number} ",
        number[:-1],
        number[:-1] + luck.choice("0123456789Xx"),
        number[:6] + " " + number[6:],
        "",
    ]
    return luck.choice(wrong)


def test_id_numbers_by_the_column_are_read_as_one_by_one() -> None:
    """The reader of profiles and python-stdnum say what is an ID number; columns of them are read alike."""
    luck = Random(2)
    numbers = [an_id_number(luck) for _ in range(20_000)]

    found = facts_of_id_numbers(pl.Series(numbers))

    for number, (born, sex, _) in zip(numbers, found.rows(), strict=True):
        known = identity_of(number)
        assert (born, sex) == ((known.birth_date.isoformat(), known.sex) if known else (None, None)), number
    assert 1_000 < found["person"].count() < 15_000


# -- sources ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def clean(book: Rulebook) -> pl.DataFrame:
    return register_of(book)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_file_is_read_in_the_encodings_met_in_china(clean: pl.DataFrame, tmp_path: Path, encoding: str) -> None:
    """Nobody is asked for the encoding; rows have the number of their line."""
    path = tmp_path / "r.csv"
    path.write_bytes(clean.write_csv().encode(encoding))

    found = rows_of(open_register(str(path)))

    assert found.drop(ROW, RAGGED).equals(clean)
    assert found[ROW].to_list() == list(range(2, 502))


def test_workbooks_and_parquet_files_are_the_same_register(clean: pl.DataFrame, tmp_path: Path) -> None:
    """Whatever the kind of file, the cells are the same text."""
    workbook, parquet = (rows_of(open_register(str(written(tmp_path / name, clean)))) for name in ("r.xlsx", "r.parquet"))

    assert workbook.drop(ROW, RAGGED).equals(clean)
    assert parquet.drop(ROW, RAGGED).equals(clean)
    assert (workbook[ROW][0], parquet[ROW][0]) == (2, 1)


def test_types_of_a_parquet_file_become_text(tmp_path: Path) -> None:
    """Dates, numbers, truths and lists are read as if they had been written out."""
    frame = pl.DataFrame(
        {"出生日期": [date(1944, 5, 10), None], "数": [3, 4], "是否": [True, None], "居住照料状况": [["独居", "空巢"], []]}
    )
    frame.write_parquet(tmp_path / "r.parquet")

    found = rows_of(open_register(str(tmp_path / "r.parquet"))).drop(ROW, RAGGED)

    assert found.rows() == [("1944-05-10", "3", "true", "独居、空巢"), (None, "4", None, "")]


def test_what_no_register_tells_is_no_fault_of_a_parquet_file(tmp_path: Path) -> None:
    """Photos, spans of time, and lists of lists, in columns that nobody uses."""
    odd = {
        "照片": [b"\xff\xd8", "好".encode()],
        "历时": [timedelta(days=3), None],
        "照片们": [[b"\xff"], None],
        "表": [[[1, 2], [3]], None],
    }
    pl.DataFrame(odd).write_parquet(tmp_path / "r.parquet")

    found = rows_of(open_register(str(tmp_path / "r.parquet"))).drop(ROW, RAGGED)

    assert found.rows() == [("\ufffd\ufffd", "3 days, 0:00:00", "\ufffd", "1、2、3"), ("好", None, None, None)]


def test_a_workbook_may_have_a_title_dates_and_empty_rows(tmp_path: Path) -> None:
    """The header is where the clerk says it is; dates are dates; rows that are merely formatted are none."""
    with cast("Any", xlsxwriter).Workbook(tmp_path / "r.xlsx") as workbook:
        sheet: Any = workbook.add_worksheet("名册")
        sheet.write_row(0, 0, ["某县老年人名册"])
        sheet.write_row(1, 0, ["姓名", "出生日期", "年数"])
        sheet.write(2, 0, "甲")
        sheet.write_datetime(2, 1, date(1944, 5, 10), workbook.add_format({"num_format": "yyyy/m/d"}))
        sheet.write(4, 0, "乙")
        sheet.write(4, 2, 3)

    found = rows_of(open_register(str(tmp_path / "r.xlsx"), header=2, sheet="名册"))

    assert found.drop(RAGGED).rows() == [(3, "甲", "1944-05-10 00:00:00", None), (5, "乙", None, "3")]
    with pytest.raises(RegisterError, match="名册"):
        rows_of(open_register(str(tmp_path / "r.xlsx"), sheet="别的"))


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("a,b\n1,2\n3,4\n", [(2, None, "1", "2"), (3, None, "3", "4")]),
        ("a;b\r\n1;2\r\n", [(2, None, "1", "2")]),
        ("a\tb\n1\t\n", [(2, None, "1", None)]),
        ('a,b\n1,"x\ny"\n3,4', [(2, None, "1", "x\ny"), (3, None, "3", "4")]),
        ('a,b\n1,"x, ""y"""\n', [(2, None, "1", 'x, "y"')]),
        ("a,b\n1\n1,2,3\n3,4\n", [(2, 1, "1", None), (3, 3, None, None), (4, None, "3", "4")]),
        ("a,b\n1,2,3\n4\n5,6\n", [(2, 3, None, None), (3, 1, "4", None), (4, None, "5", "6")]),
        ("a,b\n\n1,2\n\n\n3,4\n\n", [(3, None, "1", "2"), (6, None, "3", "4")]),
        ('a,b\n1,5" wide\n2,3" wide\n3,4\n', [(2, None, "1", '5" wide'), (3, None, "2", '3" wide'), (4, None, "3", "4")]),
        ('a,b\n1,"open\n2,3\n4,5\n', [(2, None, "1", '"open'), (3, None, "2", "3"), (4, None, "4", "5")]),
        ("a,b\n1,\x002\n3\x1a,4\n", [(2, None, "1", "2"), (3, None, "3", "4")]),
        ('"a\nb",c\n1,2\n', [(2, None, "1", "2")]),
        ("a,b\n", []),
        ("only\n1\n2\n", [(2, None, "1"), (3, None, "2")]),
    ],
)
def test_no_line_of_a_csv_file_is_lost(tmp_path: Path, text: str, rows: list[tuple[Any, ...]]) -> None:
    """Cells over several lines, lines with too many or too few cells, quotes that nothing closes: every record is there, by its row
    in a spreadsheet."""
    (tmp_path / "r.csv").write_text(text, newline="")

    assert [row for part in open_register(str(tmp_path / "r.csv")).parts(2) for row in part.rows()] == rows


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [("r.csv", "1,2\n3,4", "没有找到表头"), ("r.csv", ",,\n1,2,3", "没有找到表头"), ("r.csv", "", "空文件"), ("r.doc", "x", "不认识的文件类型"), ("r.xlsx", "x", "打不开"),
     ("r.parquet", "x", "打不开"), ("r.db", "x", "不是 SQLite 数据库")],
)  # fmt: skip
def test_what_is_no_register_is_said_to_be_none(tmp_path: Path, name: str, content: str, said: str) -> None:
    """In the clerk's words, with what to do."""
    (tmp_path / name).write_text(content)

    with pytest.raises(RegisterError) as error:
        assert open_register(str(tmp_path / name)).columns

    assert said in error.value.message.zh
    assert error.value.message.en


def test_a_table_of_sqlite_is_read_as_it_stands(tmp_path: Path) -> None:
    """Whatever its types say, which bind nothing there: by them 否 was a yes, an ID number a rounded number, and a written day a fault."""
    rows = [("否", "513433194405100024", "1940/5/10", 19400510, "85岁"), ("是", "51343319440510002X", "1940-05-10 00:00:00", None, "85")]
    with closing(sqlite3.connect(tmp_path / "r.db")) as connection, connection:
        connection.execute("create table t (alone boolean, number numeric, born date, noted datetime, age decimal)")
        connection.executemany("insert into t values (?, ?, ?, ?, ?)", rows)

    address = f"sqlite:///{tmp_path / 'r.db'}"
    by_table, by_query = (
        next(one.parts(9)) for one in (open_register(address, table="t"), open_register(address, query="select * from t"))
    )

    assert by_table.equals(by_query, null_equal=True)
    assert by_table["alone"].to_list() == ["否", "是"]
    assert by_table["number"].to_list() == ["513433194405100024", "51343319440510002X"]


def test_a_table_and_a_query_of_sqlite(tmp_path: Path) -> None:
    """A table in the order of its key, a query in its own; what is not there is said, with what is."""
    with closing(sqlite3.connect(tmp_path / "r.db")) as connection, connection:
        connection.execute("create table elders (id integer primary key, 出生日期 date)")
        connection.executemany("insert into elders values (?, ?)", [(2, "1944-05-10"), (1, None)])

    table = open_register(str(tmp_path / "r.db"), table="elders")
    query = open_register(f"sqlite:///{tmp_path / 'r.db'}", query="select * from elders order by id desc")

    assert rows_of(table, 1).drop(RAGGED).rows() == [(1, "1", None), (2, "2", "1944-05-10")]
    assert rows_of(query).drop(RAGGED).rows() == [(1, "2", "1944-05-10"), (2, "1", None)]
    assert (table.rows, query.rows) == (2, 2)
    with pytest.raises(RegisterError, match="elders"):
        assert open_register(str(tmp_path / "r.db"), table="elder").columns


@pytest.mark.parametrize(
    ("query", "said"),
    [("select absent from elders", "请核对 --query 或 --table（数据库的原话：no such column: absent）"), ("selec", "查询写得不对"), (None, "不是 SQLite 数据库，或已损坏")],
)  # fmt: skip
def test_what_a_database_says_is_put_into_words(tmp_path: Path, query: str | None, said: str) -> None:
    """With what to do about it, its own words in brackets."""
    with closing(sqlite3.connect(tmp_path / "r.db")) as connection, connection:
        connection.execute("create table elders (id integer primary key)")
    if query is None:
        (tmp_path / "r.db").write_bytes(b"SQLite format 3\x00" + bytes(range(256)) * 8)

    with pytest.raises(RegisterError) as error:
        assert open_register(f"sqlite:///{tmp_path / 'r.db'}", query=query or "select * from elders").columns
    assert said in error.value.message.zh


@pytest.fixture(scope="module")
def postgresql() -> Iterator[str]:
    """The address of a database of ours, on a server of our own where none is given by HUILAO_TEST_POSTGRESQL."""
    if given := os.environ.get("HUILAO_TEST_POSTGRESQL"):
        yield given
        return
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    if not programs or (root and not shutil.which("runuser")):
        pytest.skip("no PostgreSQL server is installed, and HUILAO_TEST_POSTGRESQL names none")
    folder = Path(tempfile.mkdtemp(prefix="huilao-"))
    as_user = ["runuser", "-u", "postgres", "--"] if root else []
    if root:
        shutil.chown(folder, "postgres")
    data, control = folder / "data", str(programs[-1] / "pg_ctl")
    subprocess.run([*as_user, control, "initdb", "-s", "-D", data, "-o", "--auth=trust --username=huilao"], check=True, cwd=folder)  # noqa: S603
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
    subprocess.run([*as_user, control, "start", "-s", "-w", "-D", data, "-l", folder / "log", "-o", options], check=True, cwd=folder)  # noqa: S603
    try:
        yield f"postgresql://huilao@/postgres?host={folder}"
    finally:
        subprocess.run([*as_user, control, "stop", "-s", "-m", "immediate", "-D", data], check=True, cwd=folder)  # noqa: S603
        shutil.rmtree(folder)


def test_a_table_of_postgresql(clean: pl.DataFrame, postgresql: str) -> None:
    """A register in PostgreSQL is the same register."""
    import psycopg
    from psycopg import sql

    with psycopg.connect(postgresql) as connection:
        connection.execute("drop table if exists elders")
        columns = ", ".join(f'"{name}" text' for name in clean.columns)
        connection.execute(sql.SQL(f"create table elders ({columns}, primary key (编号))"))  # pyright: ignore[reportArgumentType]  # our own text
        with connection.cursor().copy("copy elders from stdin") as copy:
            for row in clean.rows():
                copy.write_row(row)

    register = open_register(postgresql, table="public.elders")

    assert rows_of(register, 64).drop(ROW, RAGGED).equals(clean)
    assert register.rows == 500
    with pytest.raises(RegisterError, match="elders"):
        assert open_register(postgresql, table="nobody").columns


# -- cells -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fact", "text", "value"),
    [
        ("birth_date", "1944-05-10", date(1944, 5, 10)),
        ("birth_date", " １９４４－０５－１０　", date(1944, 5, 10)),
        ("birth_date", "1944/5/10", date(1944, 5, 10)),
        ("birth_date", "1944年5月10日", date(1944, 5, 10)),
        ("birth_date", "1944.05.10", date(1944, 5, 10)),
        ("birth_date", "19440510", date(1944, 5, 10)),
        ("birth_date", "1944-05-10 00:00:00", date(1944, 5, 10)),
        ("birth_date", "1944-02-30", "日期"),
        ("birth_date", "10/5/1944", "日期"),
        ("birth_date", "1944", Range(date(1944, 1, 1), date(1944, 12, 31))),
        ("birth_date", " 1944-02", Range(date(1944, 2, 1), date(1944, 2, 29))),
        ("birth_date", "1944年5月", Range(date(1944, 5, 1), date(1944, 5, 31))),
        ("birth_date", "不详", None),
        ("birth_date", "  ", None),
        ("sex", "女", "female"),
        ("sex", "female", "female"),
        ("sex", "女\u200b", "female"),
        ("sex", "妇", "female"),
        ("sex", "女生", "是否"),
        ("retired", "是", True),
        ("retired", "FALSE", False),
        ("retired", "有", True),
        ("retired", "Y", True),
        ("living_status", "独居", Holding(frozenset({"alone"}), frozenset())),
        ("living_status", "独居、空巢", Holding(frozenset({"alone", "empty_nest"}), frozenset())),
        ("living_status", "alone; left_behind", Holding(frozenset({"alone", "left_behind"}), frozenset())),
        ("hardship_category", "最低生活保障边缘家庭（低收入）", frozenset({"dibao_edge"})),
        ("hardship_category", "最低生活保障边缘家庭(低收入)", frozenset({"dibao_edge"})),
        ("living_status", "独居、独身", "可填"),
        ("residence", "513433", "513433"),
        ("residence", "513433000000", "513433"),
        ("residence", "冕宁县", "513433"),
        ("residence", "四川省 凉山州\u3000冕宁县高阳街道", "513433"),
        ("residence", "朝阳区", "北京市朝阳区（110105）"),
        ("residence", "51343", "位数字"),
        ("residence", "某县", "行政区划代码"),
        ("disability_grade", "一级", "1"),
        ("disability_grade", "１", "1"),
    ],
)
def test_a_cell_is_read_as_its_fact_has_it(book: Rulebook, fact: str, text: str, value: Any) -> None:
    """Spaces and full-width characters are mended, words that the mapping gives are known, and nothing else is guessed."""
    from huilao.profile.reader import ProfileReader

    words: Mapping[str, Any] = {"sex": {"妇": "female"}, "retired": {"有": True}}.get(fact, {})
    profiles = ProfileReader(book.rules.facts, book.rules.places)
    found = CellReader(book.rules.facts[fact], profiles, (), ("不详",), words).read(text)

    if isinstance(found, Unreadable):
        assert found.allowed is not None
        assert isinstance(value, str), found
        assert value in found.allowed.zh
    else:
        assert found == value


def test_forms_of_dates_name_the_year_and_what_is_in_it_once() -> None:
    """Anything else is no form of dates."""
    form = date_form("D/M/YYYY")

    assert form is not None
    assert form.fullmatch("10/5/1944")
    assert [date_form(text) for text in ("MM/DD", "YYYY-DD", "YYYY-MM-DD-DD", "日期")] == [None] * 4


# -- mappings --------------------------------------------------------------------------------------------------------

GOOD = {
    "zh": """
列:
  编号: 主键
  姓名: 忽略
  证件 号码: 身份证号
  老人出生: 被照护老年人.出生日期
  居住: 居住照料状况
取值:
  居住照料状况: {1: 独居, 2: [空巢, 留守], 9: }
固定值: {常住地: "513433", 处于疫情应急处置期: 否}
日期: [D/M/YYYY]
""",
    "en": """
columns:
  编号: key
  姓名: ignore
  证件 号码: id_number
  老人出生: cared_elder.birth_date
  居住: living_status
values:
  living_status: {1: alone, 2: [empty_nest, left_behind], 9: }
constants: {residence: "513433", epidemic_emergency_active: false}
dates: [D/M/YYYY]
""",
}
COLUMNS = ("编号", "姓名", "证件 号码", "老人出生", "居住", "性别", "别的")


@pytest.mark.parametrize("spelling", GOOD)
def test_a_mapping_says_what_columns_and_words_are(book: Rulebook, tmp_path: Path, spelling: str) -> None:
    """In either spelling; a column that goes by the name of a fact needs no line."""
    (tmp_path / "m.yaml").write_text(GOOD[spelling])

    mapping, problems = read_mapping(tmp_path / "m.yaml", COLUMNS, book.rules)

    assert not problems
    assert mapping is not None
    assert dict(mapping.facts) == {
        "老人出生": FactPath("cared_elder", "birth_date"),
        "居住": FactPath("", "living_status"),
        "性别": FactPath("", "sex"),
    }
    assert (mapping.identity, mapping.key, mapping.ignored) == ("证件 号码", "编号", ("别的",))
    assert dict(mapping.values["living_status"]) == {
        "1": Holding(frozenset({"alone"}), frozenset()),
        "2": {"empty_nest", "left_behind"},
        "9": None,
    }
    assert dict(mapping.constants) == {FactPath("", "residence"): "513433", FactPath("", "epidemic_emergency_active"): False}


def test_all_mistakes_of_a_mapping_are_named_at_once(book: Rulebook, tmp_path: Path) -> None:
    """Each with its place and the way to mend it."""
    (tmp_path / "m.yaml").write_text("""
columns:
  编号: 主建
  姓明: 忽略
  证件 号码: lives_here
  老人出生: 出生日期
  居住: [性别, birth_date]
  性别:
valuse: {}
values:
  居住照料状况: {1: 独具, 2: 3}
constants: {常住地: "5134331", 出生日期: 1944-05-10}
dates: [DD/MM]
""")

    mapping, problems = read_mapping(tmp_path / "m.yaml", COLUMNS, book.rules)

    assert mapping is None
    assert [(one.span.line, one.code) for one in problems] == [
        (3, "unknown_fact"), (4, "unknown_column"), (5, "derived_fact"), (7, "duplicate_fact"), (8, "wrong_kind"), (9, "unknown_word"),
        (11, "wrong_value"), (11, "wrong_value"), (12, "wrong_value"), (12, "duplicate_fact"), (13, "bad_date_form"),
    ]  # fmt: skip
    assert all(one.hint for one in problems)


# -- people ----------------------------------------------------------------------------------------------------------


def test_every_row_of_a_dirty_register_is_read_or_rejected_with_its_reasons(book: Rulebook, tmp_path: Path) -> None:
    """20,000 rows with 5% dirt: what was planted is found, nothing else is, and no row is lost; a cell that cannot be read costs no row."""
    parts = list(registers(book.rules, Synthesis(20_000, PLACES, seed=3, dirty=0.05)))
    planted = pl.concat(plant for _, plant in parts)
    write_register((register for register, _ in parts), tmp_path / "r.csv")

    found = read(book, tmp_path / "r.csv", size=6_000, key="编号")

    told = {one.row - 1 for checked in found for one in checked.rejected}
    assert told == set(planted.filter(pl.col("kind").is_in([*CONTRADICTING, *TO_MEND]))["row"])
    assert sum(checked.given for checked in found) == 20_000
    lost = planted.filter(pl.col("kind").is_in([*CONTRADICTING, "duplicate"]))["row"]
    assert sum(checked.people.height for checked in found) == 20_000 - lost.len()
    assert {row - 1 for checked in found for row in checked.again[ROW]} == set(planted.filter(kind="duplicate")["row"])
    column = dict(planted.select("row", "column").rows())
    for checked in found:
        for one in checked.rejected:
            assert all((one.reason.zh, one.reason.en, one.mend, one.value))
            assert column[one.row - 1] in {other.column for other in checked.rejected if other.row == one.row} or one.column == "编号"
    mendable = planted.filter(pl.col("kind").is_in(["full_width", "spaces"])).height
    assert sum(checked.mended for checked in found) == mendable


def test_each_reason_is_in_words(book: Rulebook, tmp_path: Path) -> None:
    """A row with several things wrong has them all."""
    header = "身份证号,出生日期,性别,残疾证状态,残疾等级,被照护老年人.出生日期"
    rows = [
        "11010119440510001X,1944-05-10,女,无,一级,2030-01-01",
        "900000194405100028,1944-05-11,男,,,",
        "9000001944051000２8,1944年5月10日,女 ,已持证,一级,1920-01-01",
        "900000194405100028,1944-05-10,女,已持证,五级,",
        ",1944-13-01,雌,,,",
        ",,,,,",
    ]
    (tmp_path / "r.csv").write_text("\n".join([header, *rows]))

    (found,) = read(book, tmp_path / "r.csv")

    reasons = {row: [one.reason.zh for one in found.rejected if one.row == row] for row in range(2, 8)}
    assert found.people[ROW].to_list() == [4, 6]
    assert found.again.rows() == [(5, 4)]
    assert len(reasons[2]) == 3
    assert "身份证号码不对（位数、日期或校验码）" in reasons[2]
    assert any("矛盾" in one for one in reasons[2])
    assert any("晚于核定日" in one for one in reasons[2])
    assert ["与身份证号码不符" in one for one in reasons[3]] == [True, True]
    assert reasons[4] == []
    assert any("五级" in one for one in reasons[5])
    assert len(reasons[6]) == 2
    assert reasons[7] == []
    assert all(one.value == "…" for one in found.rejected if one.column == "身份证号")


def test_the_id_number_says_who_is_who(book: Rulebook, tmp_path: Path) -> None:
    """The same ID number in a later row, in another part too, is the same person; a key that repeats tells nobody apart and loses
    nobody; a row that was rejected is nobody's first."""
    rows = ["编号,身份证号,性别", "1,900000194405100028,", "2,,男", "3,900000194405100028,", "2,,女", "4,,雌", "4,,女", ",,女", ",,女"]
    (tmp_path / "r.csv").write_text("\n".join(rows))

    for size in (1, 2, 3, 100):
        found = read(book, tmp_path / "r.csv", size=size, key="编号")

        assert [row for checked in found for row in checked.again.rows()] == [(4, 2)]
        assert sum(checked.repeated_keys for checked in found) in (1, 2)  # row 7 where row 6 is read with a sex that is not known
        assert {one.row for checked in found for one in checked.rejected} == {6}
        assert sum(checked.people.height for checked in found) in (6, 7)


# -- synthetic registers ---------------------------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_people(book: Rulebook) -> None:
    """A smaller register is the beginning of a larger one; another seed gives others."""
    assert register_of(book, people=60, dirty=0.3).equals(register_of(book, people=500, dirty=0.3).head(60))
    assert not register_of(book, seed=1).equals(register_of(book, seed=2))


def test_ages_are_those_of_the_census(book: Rulebook) -> None:
    """Of those over 60, the share over 80 is the published one, and hardly anybody is a hundred years old."""
    born = register_of(book, people=20_000, places=("513433",))["出生日期"].str.to_date()
    elders = born.filter(born <= date(1965, 3, 1))

    assert (elders <= date(1945, 3, 1)).sum() / len(elders) == pytest.approx(OVER_80 / OVER_60, abs=0.015)
    assert (elders <= date(1925, 3, 1)).sum() / len(elders) < 0.001


def test_health_falls_with_age_as_the_census_has_it(book: Rulebook) -> None:
    """Of each band of ages as many cannot look after themselves as are printed, and whoever can is not severely incapacitated."""
    everyone = register_of(book, people=50_000, places=("513433",)).with_columns(pl.col("出生日期").str.to_date())
    known = everyone.filter(pl.col("生活自理能力").is_not_null())
    shares: list[float] = []
    for begin, people in HEALTH.items():
        end = 120 if begin == 75 else begin + 5
        band = known.filter(pl.col("出生日期").is_between(date(2025 - end, 3, 2), date(2025 - begin, 3, 1)))
        shares.append(float((band["生活自理能力"] != "能自理").sum()) / band.height)
        poor = 0.1 * people[Health.POOR] / sum(people)  # some of them need help with a little
        assert shares[-1] == pytest.approx(people[Health.DEPENDENT] / sum(people) + poor, rel=0.15, abs=0.004)
    assert shares == sorted(shares)
    assert everyone.filter((pl.col("生活自理能力") == "能自理") & pl.col("老年人能力等级").is_in(["重度失能", "完全失能"])).is_empty()


@pytest.mark.parametrize("chinese", [True, False])
def test_a_synthetic_register_is_read_without_a_mapping(book: Rulebook, tmp_path: Path, chinese: bool) -> None:
    """In words or codes, for every fact; everyone in it can be read, and no two are the same person."""
    (found,) = read(book, written(tmp_path / "r.csv", register_of(book, people=2_000, chinese=chinese)), size=5_000)

    assert found.rejected == ()
    assert found.people.height == 2_000
    assert set(found.people["birth_date"].is_null()) == {False}


# -- every person ----------------------------------------------------------------------------------------------------


def as_profile(book: Rulebook, row: Mapping[str, str | None]) -> dict[str, Any]:
    """A row of a clean synthetic register as a caseworker would give it."""
    profile: dict[str, Any] = {}
    for name, text in row.items():
        fact = next((one for one in book.rules.facts.values() if one.label.zh == name), None)
        if text is None or name in ("编号", "姓名"):
            continue
        profile[name] = text.split("、") if fact is not None and fact.type == "set" else text
        if fact is not None and codes_of(fact, text) and all(one.leaves_open for one in fact.codes if one.code in codes_of(fact, text)):
            profile[name] = {"has": text.split("、")}
        if fact is not None and fact.name == "receiving":
            profile[name] = {
                "has": [one for one in text.split("、") if one != "无"],
                "has_not": sorted(fact.every_code - set(TOLD_ELSEWHERE) - codes_of(fact, text)),
            }
    return profile


TOLD_ELSEWHERE = ("dibao", "tekun", "pension")
"""What is drawn, and other columns say of somebody: a list of what is drawn leaves it open."""


def codes_of(fact: Fact, text: str) -> set[str]:
    """The codes of a list in a cell."""
    return {code.code for code in fact.codes if code.label.zh in text.split("、")}


def concerns(book: Rulebook, person: Mapping[str, Any], name: str) -> bool:
    """Whether a benefit has a finding for a person, as `Rulebook.evaluate` has it."""
    benefit = book.benefits[name]
    return can_concern(benefit, tied(book.rules.rulesets[benefit.ruleset].document, person))


CODES = {"eligible": ELIGIBLE, "undetermined": UNDETERMINED, "not_eligible": NOT_ELIGIBLE, "not_in_force": NOT_IN_FORCE}
TRUTHS = {Truth.YES: ELIGIBLE, Truth.UNKNOWN: UNDETERMINED, Truth.NO: NOT_ELIGIBLE}


@pytest.mark.parametrize("day", [DAY, date(2024, 8, 1)])
def test_everyone_has_the_outcomes_of_an_evaluation(book: Rulebook, tmp_path: Path, day: date) -> None:
    """Hundreds of people of all places and every benefit: what `evaluate` says of each; one day before a document is in force too."""
    people = max(800, CASES) if day == DAY else 250
    rows = register_of(book, people=people, seed=11, as_of=day)
    register = open_register(str(written(tmp_path / "r.parquet", rows)))
    work = Work(Task(book, register, mapping_by_names(register.columns, book.rules), day, size=1_000), tmp_path / "work", runner("polars"))
    work.begin()

    found = pl.concat([part.outcomes for part in work.run(lambda _: None)])

    assert found.height == people
    for number, (row, outcomes) in enumerate(zip(rows.iter_rows(named=True), found.iter_rows(named=True), strict=True)):
        profile = as_profile(book, row)
        said = {name: outcomes[name] for name in book.benefits if outcomes[name] is not None}
        if number % 50 == 0:
            evaluation = book.evaluate(profile, day, assurance="off")
            assert said == {one.benefit: CODES[one.outcome] for one in evaluation.findings}, row
        elif day == DAY:
            person = book.person(profile, day)
            truths = book.decide(person, day)
            assert said == {name: TRUTHS[truths[name]] for name in book.benefits if concerns(book, person, name)}, row


def test_parts_do_not_matter(book: Rulebook, tmp_path: Path) -> None:
    """Rows are the same, whatever the parts in which they are read."""
    path = written(tmp_path / "r.csv", register_of(book, dirty=0.2))
    register = open_register(str(path))

    whole, *others = (rows_of(register, size) for size in (1_000, 7, 64, 499, 500))

    assert all(one.equals(whole) for one in others)
    assert all(after > before for before, after in pairwise(whole[ROW]))
