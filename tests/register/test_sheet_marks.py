"""What workbooks have beside their values, in each kind of file: numbers for ID numbers, merged cells, dates shown to the month."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, cast

import polars as pl
import pytest
import xlsxwriter

from huilao import Rulebook
from huilao.profile.identity import identity_of
from huilao.register.mapping import mapping_by_names
from huilao.register.people import PeopleReader
from huilao.register.rows import RAGGED, ROW, Register
from huilao.register.sources import open_register
from huilao.register.synth import Synthesis, registers

Cell = str | float
LARGE = 513433194405101237.0
"""An ID number as a number: its digits surely say the day, and no more which person it is."""
TEXT = "513433194405101248"
"""One that is text, and that a number could be too."""
HEADER = ["姓名", "身份证号"]


def old_workbook(path: Path, rows: Sequence[Sequence[Cell]]) -> Path:
    """An `.xls` file: records of BIFF8 in the sectors of a compound file."""

    def record(kind: int, *parts: bytes) -> bytes:
        return struct.pack("<HH", kind, len(b"".join(parts))) + b"".join(parts)

    def cell(row: int, column: int, value: Cell) -> bytes:
        place = struct.pack("<HHH", row, column, 0)
        if not isinstance(value, str):
            return record(0x0203, place, struct.pack("<d", value))
        return record(0x0204, place, struct.pack("<HB", len(value), 1), value.encode("utf-16-le"))

    begin, end = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0)), record(0x000A)
    named = struct.pack("<HBB", 0, 2, 1) + "名册".encode("utf-16-le")
    at = len(begin) + 4 + 4 + len(named) + len(end)
    cells = b"".join(cell(row, column, value) for row, line in enumerate(rows) for column, value in enumerate(line))
    sheet = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0)) + cells + end
    stream = (begin + record(0x0085, struct.pack("<I", at), named) + end + sheet).ljust(8 * 512, b"\0")
    sectors = len(stream) // 512
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
    header += struct.pack("<IIIIIIIII", 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0) + struct.pack("<I", 0xFFFFFFFF) * 108
    chain = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, sectors + 2), 0xFFFFFFFE]

    def entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
        text = (name + "\0").encode("utf-16-le")
        links = struct.pack("<BBIII", kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
        return text.ljust(64, b"\0") + struct.pack("<H", len(text)) + links + bytes(36) + struct.pack("<IQ", start, size)

    folder = entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + entry("Workbook", 2, 0xFFFFFFFF, 2, len(stream)) + bytes(256)
    path.write_bytes(header + struct.pack("<128I", *chain, *[0xFFFFFFFF] * (128 - len(chain))) + folder + stream)
    return path


def open_document(path: Path, rows: Sequence[str], styles: str = "") -> Path:
    """An `.ods` file of rows as its XML has them."""
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{space}:1.0"'
        for name, space in (("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"), ("number", "datastyle"))
    ) + ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'  # fmt: skip
    table = f'<table:table table:name="名册">{"".join(rows)}</table:table>'
    content = f"<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml", f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces}>{content}</office:document-content>'
        )
        archive.writestr(
            "META-INF/manifest.xml", '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
        )
    return path


def ods_cell(value: Cell, given: str = "") -> str:
    if isinstance(value, float):
        return f'<table:table-cell office:value-type="float" office:value="{value!r}" {given}><text:p>{value}</text:p></table:table-cell>'
    return (
        f'<table:table-cell office:value-type="string" {given}><text:p>{value}</text:p></table:table-cell>'
        if value
        else f"<table:table-cell {given}/>"
    )


def ods_row(cells: Sequence[Cell], given: str = "") -> str:
    return f"<table:table-row {given}>{''.join(map(ods_cell, cells))}</table:table-row>"


def as_xls(folder: Path, rows: Sequence[Sequence[Cell]]) -> Path:
    return old_workbook(folder / "r.xls", rows)


def as_ods(folder: Path, rows: Sequence[Sequence[Cell]]) -> Path:
    return open_document(folder / "r.ods", [ods_row(row) for row in rows])


def as_xlsx(folder: Path, rows: Sequence[Sequence[Cell]]) -> Path:
    """As other programs than Excel write it, with an `e`."""
    path = folder / "r.xlsx"
    with cast("Any", xlsxwriter).Workbook(path) as workbook:
        sheet = workbook.add_worksheet("名册")
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                sheet.write(at, column, value)
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    member = "xl/worksheets/sheet1.xml"
    members[member] = members[member].replace(b"E+17", b"e+17").replace(b"5.13433194405101e+17", repr(LARGE).encode())
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def rows_of(register: Register) -> list[tuple[Any, ...]]:
    return pl.concat(register.parts(100)).drop(ROW, RAGGED).rows()


def notes_of(register: Register) -> str:
    return " ".join(one.zh for one in register.notes)


@pytest.mark.parametrize("made", [as_xls, as_ods, as_xlsx])
def test_a_number_of_more_than_fifteen_digits_is_no_id_number(tmp_path: Path, book: Rulebook, made: Any) -> None:
    """In whatever kind of workbook: it is told and counted, its birth date used, and a text is what it was."""
    register = open_register(str(made(tmp_path, [HEADER, ["甲", LARGE], ["乙", TEXT], ["丙", 15.0]])))
    reader = PeopleReader(book.rules, mapping_by_names(register.columns, book.rules), date(2025, 3, 1), register=register)

    read = reader.read(next(register.parts(100)))

    assert [number for _, number in rows_of(register)[:2]] == ["5.13433194405101E+17", TEXT]
    assert "有 1 格 15 位以上的数字存成了数值" in notes_of(register)
    assert "末几位已经丢失" in next(one.reason.zh for one in read.rejected if one.row == 2)
    assert read.people["birth_date"][0] == date(1944, 5, 10)


def test_an_old_workbook_says_what_is_not_seen(tmp_path: Path) -> None:
    """Merged cells and formats of `.xls` are not known, and that is said."""
    assert "另存为 .xlsx" in notes_of(open_register(str(as_xls(tmp_path, [HEADER, ["甲", TEXT]]))))
    assert "另存为 .xlsx" not in notes_of(open_register(str(as_ods(tmp_path, [HEADER, ["甲", TEXT]]))))


MONTH = (
    '<number:date-style style:name="N1"><number:year number:style="long"/><number:text>年</number:text><number:month/></number:date-style>'
    '<number:date-style style:name="N2"><number:year/><number:month/><number:day/></number:date-style>'
    '<style:style style:name="ce1" style:family="table-cell" style:data-style-name="N1"/>'
    '<style:style style:name="ce2" style:family="table-cell" style:data-style-name="N2"/>'
)


def test_an_open_document_is_seen_as_it_is_shown(tmp_path: Path) -> None:
    """Merged values go down, dates are known as far as they are shown, hidden rows are read and counted."""

    def born(style: str) -> str:
        return f'<table:table-cell table:style-name="{style}" office:value-type="date" office:date-value="1944-05-01"><text:p>1944</text:p></table:table-cell>'

    merged, covered = ods_cell("冕宁县", 'table:number-rows-spanned="3" table:number-columns-spanned="1"'), "<table:covered-table-cell/>"
    rows = [
        '<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="4"/></table:table-row>',
        ods_row(["", "姓名", "常住地", "出生日期"]),
        f"<table:table-row>{ods_cell('')}{ods_cell('甲')}{merged}{born('ce1')}</table:table-row>",
        f'<table:table-row table:visibility="collapse">{ods_cell("")}{ods_cell("乙")}{covered}{born("ce2")}</table:table-row>',
        f"<table:table-row>{ods_cell('')}{ods_cell('丙')}{covered}{born('ce1')}</table:table-row>",
        '<table:table-row table:number-rows-repeated="1048570" table:visibility="collapse"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>',
    ]
    register = open_register(str(open_document(tmp_path / "r.ods", rows, MONTH)))

    assert [(name, place, str(born)[:10]) for name, place, born in rows_of(register)] == [
        ("甲", "冕宁县", "1944年5月"), ("乙", "冕宁县", "1944-05-01"), ("丙", "冕宁县", "1944年5月"),
    ]  # fmt: skip
    assert "有 1 行是隐藏的" in notes_of(register)


def test_rows_that_are_struck_through_are_told(tmp_path: Path) -> None:
    """By their numbers: whoever struck somebody out did not mean them to be screened; empty cells and other fonts are nothing."""
    with cast("Any", xlsxwriter).Workbook(tmp_path / "r.xlsx") as book:
        sheet, struck, bold = book.add_worksheet("表"), book.add_format({"font_strikeout": True}), book.add_format({"bold": True})
        for row, (name, form) in enumerate((("姓名", bold), ("甲", None), ("乙", struck), ("丙", bold), ("", struck))):
            sheet.write(row, 0, name, form)
            sheet.write(row, 1, "常住地" if row == 0 else "冕宁县", bold)
    register = open_register(str(tmp_path / "r.xlsx"))

    assert [one for one in notes_of(register).splitlines() if "删除线" in one] == [
        "第 3 行有格子加了删除线，照常读了：划掉的人，把行删去再筛查"
    ]
    assert [name for name, _ in rows_of(register)] == ["甲", "乙", "丙"]


@pytest.mark.parametrize(
    ("form", "found"),
    [('yyyy"年"m"月"', "1944年5月"), ('e"年"m"月"', "1944年5月"), ('[$-404]ggge"年"', "1944年"), ('yyyy"年"m"月";@', "1944年5月"), ("yyyy/m/d", "1944-05-01"), ("General", "16193")],
)  # fmt: skip
def test_a_date_is_known_as_far_as_its_format_shows_it(tmp_path: Path, form: str, found: str) -> None:
    """Also where a formula worked it out."""
    path = tmp_path / "r.xlsx"
    with cast("Any", xlsxwriter).Workbook(path) as workbook:
        sheet, shown = workbook.add_worksheet("名册"), workbook.add_format({"num_format": form})
        sheet.write_row(0, 0, ["姓名", "出生日期", "出生"])
        sheet.write_row(1, 0, ["甲", 16193], None)
        sheet.write_number(1, 1, 16193, shown)
        sheet.write_formula(1, 2, "=DATE(1944,5,1)", shown, 16193)

    [(_, stored, worked_out)] = rows_of(open_register(str(path)))

    assert (str(stored)[:10], str(worked_out)[:10]) == (found, found)


@pytest.mark.parametrize("spoilt", [True, False])
def test_numbers_that_a_program_kept_with_gaps_are_nobodys(tmp_path: Path, book: Rulebook, spoilt: bool) -> None:
    """In a text too: one in eleven looks right. Where most numbers of that kind are right, a slip among them is a slip."""
    numbers = [one for one in next(registers(book.rules, Synthesis(400, ("513433",), 3)))[0]["身份证号"] if not one.endswith("X")]
    gappy = [one for one in numbers if int(float(one)) == int(one)]
    slips = [one for one in (f"{gappy[0][:13]}{at:04}{digit}" for at in range(40) for digit in range(10)) if int(float(one)) == int(one)]
    written = [str(int(float(one))) for one in numbers] if spoilt else [*numbers, next(one for one in slips if identity_of(one) is None)]
    assert len(gappy) > 2
    (tmp_path / "r.csv").write_text("\n".join(["身份证号", *written]), encoding="utf-8")
    register = open_register(str(tmp_path / "r.csv"))
    reader = PeopleReader(book.rules, mapping_by_names(register.columns, book.rules), date(2025, 3, 1), register=register)

    read = reader.read(next(register.parts(1000)))

    assert len(read.rejected) == (len(written) if spoilt else 1)
    assert "被表格或程序当作数字存过" in read.rejected[0].reason.zh
    born = read.people["birth_date"]
    assert born.null_count() <= (len(written) // 10 if spoilt else 1)
    assert born.null_count() > 0 or spoilt
