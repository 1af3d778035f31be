"""A synthetic register laid out as an office keeps it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from huilao import Rulebook
from huilao.language.known import Path as FactPath
from huilao.register.layout import COLUMN_OF, COLUMNS, HEADER, VILLAGE, Counties, office_rows, write_office_register
from huilao.register.rows import RegisterError
from huilao.register.sources import open_register
from huilao.register.suggest import first_rows, recognised
from huilao.register.synth import Plants, Synthesis, registers

PEOPLE = VILLAGE + 20
DAY = date(2025, 6, 1)


def plain_register(book: Rulebook, people: int) -> pl.DataFrame:
    return pl.concat([part for part, _ in registers(book.rules, Synthesis(people, ("513433",)))])


def test_everybody_stands_between_titles_and_subtotals(book: Rulebook) -> None:
    """Two title rows, a header of two rows, two villages with their subtotals, the total and a note."""
    rows = list(office_rows([plain_register(book, PEOPLE)], Counties.of(book.rules, ("513433",)), DAY))

    assert [row[0] for row in rows[:2]] == ["冕宁县六十岁以上老年人登记表（仿真数据，不是真实的人）", "填报单位：冕宁县示例镇"]
    assert rows[1][-1] == "填报日期：2025年6月"
    assert [row[0] for row in rows[2:4]] == ["序号", ""]
    assert [row[1:3] for row in rows if row[1:2] == ["小计"]] == [["小计", f"{VILLAGE}人"], ["小计", "20人"]]
    assert rows[-2][2] == f"{PEOPLE}人"
    assert sum(row[0].isdigit() for row in rows) == PEOPLE
    assert {len(row) for row in rows[2:-1]} == {COLUMNS}


def test_the_register_says_where_people_live(book: Rulebook, tmp_path: Path) -> None:
    """So that it is screened without work by hand; of two counties of one name it is said in which prefecture."""
    for place, name in (("513433", "冕宁县"), ("220302", "吉林省四平市铁西区")):
        people = pl.concat([part for part, _ in registers(book.rules, Synthesis(20, (place,)))])
        write_office_register([people], tmp_path / "r.csv", Counties.of(book.rules, (place,)), DAY)
        register = open_register(str(tmp_path / "r.csv"))
        found = {one.column: (one.meant, one.sure) for one in recognised(first_rows(register), book.rules, DAY).columns()}

        assert found["县（市、区）"] == (FactPath("", "residence"), True)
        assert name in {row[1] for row in office_rows([people], Counties.of(book.rules, (place,)), DAY) if row[0].isdigit()}


def test_what_is_planted_stands_in_columns_that_the_register_has(book: Rulebook, tmp_path: Path) -> None:
    """Under their names there."""
    plants = Plants()
    people = list(plants.kept_from(registers(book.rules, Synthesis(300, ("513433",), dirty=0.5))))
    plants.write(tmp_path / "p.csv", COLUMN_OF)

    assert set(pl.read_csv(tmp_path / "p.csv")["column"]) == {"身份证号码", "出生年月"} <= {upper for upper, _ in HEADER}
    assert any(row[6].endswith("-02-30") for row in office_rows(people, Counties(), DAY) if row[0].isdigit())


def test_two_facts_share_a_cell_and_ticks_stand_for_codes(book: Rulebook) -> None:
    """What the plain register has in words."""
    plain = plain_register(book, PEOPLE)
    rows = [row for row in office_rows([plain], Counties(), DAY) if row[0].isdigit()]

    for person, row in zip(plain.iter_rows(named=True), rows, strict=True):
        assert (row[8] == "√") == ("独居" in (person["居住照料状况"] or "").split("、"))
        assert row[13] == (person["残疾类别"] or "") + (person["残疾等级"] or "")
    assert any(row[8] for row in rows)
    assert any(row[13] for row in rows)


def test_dates_in_other_forms_stand_there_as_they_are() -> None:
    """A register with things wrong in it is laid out like another."""
    dates = {
        "1944-05-10": "1944年5月",
        "1944/5/10": "1944/5/10",
        "1944-02-30": "1944-02-30",
        "1944年5月10日": "1944年5月10日",
        "１９４４－０５－１０": "１９４４－０５－１０",
        None: "",
    }
    people = pl.DataFrame(
        {"姓名": ["甲"] * len(dates), "身份证号": [None] * len(dates), "出生日期": list(dates)}, schema_overrides={"身份证号": pl.String}
    )

    assert [row[6] for row in office_rows([people], Counties(), DAY) if row[0].isdigit()] == list(dates.values())


def test_a_sheet_has_merged_heads_and_texts(book: Rulebook, tmp_path: Path) -> None:
    """ID numbers and telephone numbers are texts; another kind of file is refused."""
    write_office_register([plain_register(book, 20)], tmp_path / "r.xlsx", Counties(), DAY)
    sheet = pl.read_excel(tmp_path / "r.xlsx", has_header=False)

    assert sheet.height == 2 + 2 + 20 + 1 + 2
    assert sheet.row(5)[5].startswith("9000")
    with pytest.raises(RegisterError):
        write_office_register([], tmp_path / "r.parquet", Counties(), DAY)
