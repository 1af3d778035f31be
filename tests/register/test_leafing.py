"""Tables that a screening wrote are looked at page by page, whatever kind of file they are."""

from __future__ import annotations

import os
from pathlib import Path

import polars as pl
import pytest

from huilao import leaf_of, tables_in
from huilao.register.files import Form, Sheet, sheets, write_table

FRAME = pl.DataFrame({"行": range(1, 8), "姓名": [f"某{one}" if one != 3 else None for one in range(1, 8)]})


@pytest.mark.parametrize("form", list(Form))
def test_some_rows_of_a_table(tmp_path: Path, form: Form) -> None:
    """From a row on, as text; an empty cell is the empty text; beyond the end there are none, and the whole is counted."""
    path = tmp_path / f"名单.{form}"
    if form is Form.XLSX:
        sheets([Sheet("名单", [FRAME]), Sheet("空", [FRAME.clear()])], tmp_path, path.name)
        assert tables_in(path) == ("名单", "空")
        assert leaf_of(path, "空", 0, 5).total == 0
    else:
        write_table([FRAME], path, form)
        assert tables_in(path) == ("名单",)
    leaf = leaf_of(path, "名单", 2, 3)
    assert (leaf.heads, leaf.rows, leaf.total) == (("行", "姓名"), (("3", ""), ("4", "某4"), ("5", "某5")), 7)
    assert leaf_of(path, "名单", 7, 3).rows == ()
    with pytest.raises(KeyError):
        leaf_of(path, "没有", 0, 1)


def test_a_sheet_is_taken_out_of_its_workbook_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every later page of it is read without the workbook; one that was written anew is looked at anew."""
    path = tmp_path / "名单.xlsx"
    sheets([Sheet("名单", [FRAME])], tmp_path, path.name)
    leaf_of(path, "名单", 0, 3)
    with monkeypatch.context() as patched:
        patched.setattr("huilao.register.leafing._workbook", None)
        assert leaf_of(path, "名单", 6, 3).rows == (("7", "某7"),)
    sheets([Sheet("名单", [FRAME.head(2)])], tmp_path, path.name)
    os.utime(path, ns=(1, 1))
    assert leaf_of(path, "名单", 0, 3).total == 2
