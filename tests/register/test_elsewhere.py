"""Who surely lives in none of some places is left out of a register."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from huilao.register.cells import UNKNOWN_WORDS, is_filled
from huilao.register.elsewhere import Remaining, Without, not_in_their_words, rows_elsewhere
from huilao.register.gone import PERHAPS_GONE, gone_word
from huilao.register.mapping import ColumnMap, mapping_by_names, read_mapping
from huilao.register.people import PeopleReader
from huilao.register.rows import ROW, Apart, rows_in_words
from huilao.register.sources import open_register
from huilao.register.suggest import quoted
from small_books import benefit, one_ruleset
from small_facts import id_number

FIRST, SECOND = id_number("19410302"), id_number("19500715")


@pytest.mark.parametrize("size", [1, 3, 100])
def test_who_lives_elsewhere_is_left_out(tmp_path: Path, size: int) -> None:
    """With all rows of the same person; a place that is not known, cannot be read or is known more coarsely is nowhere else."""
    book = one_ruleset(tmp_path / "rules", one=benefit("{widowed: true}"))
    rows = [(FIRST, "220302"), (SECOND, "513433"), ("", "不详"), ("", "51"), ("", "???"), ("", "22"), (FIRST, ""), ("", "513433101")]
    (tmp_path / "r.csv").write_text("\n".join(["身份证号,常住地", *(",".join(one) for one in rows)]), encoding="utf-8")
    register = open_register(str(tmp_path / "r.csv"))
    reader = PeopleReader(book.rules, mapping_by_names(register.columns, book.rules), date(2025, 3, 1))
    read: list[int] = []
    out = rows_elsewhere(register, reader, ("513433", "5101"), size, lambda: read.append(1))

    assert out.to_list() == [2, 7, 8]
    assert len(read) == -(-len(rows) // size)
    left = Without(register, out)
    assert [row for part in left.parts(size) for row in part[ROW]] == [3, 4, 5, 6, 9]
    assert left.rows == register.rows - 3
    assert left.fingerprint != Without(register, out.head(2)).fingerprint


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        *((text, False) for text in ("0000-00-00", "00000000", "1900-01-01", "1900/1/1", "1900-01-01 00:00:00", "1899-12-30", "1899-12-31T00:00:00", "9999-12-31")),
        *((text, False) for text in ("未死亡", "健在", "在世", "无", "否", "NULL", "null", "nan", "None", "NaT", "0", "-", "/", "", " ", "不详")),
        *((text, True) for text in ("2024-12-01", "1900-11-01", "1900", "1999-12-31", "2024年12月", "已故", "是", "45000", "病逝")),
    ],
)  # fmt: skip
def test_what_is_filled(text: str, filled: bool) -> None:
    """A day or a word for it; what programs keep for no day, and a word for who lives, leave a cell empty."""
    assert is_filled(text, UNKNOWN_WORDS) is filled


@pytest.mark.parametrize("word", ["非空", "filled"])
def test_whoever_has_a_day_of_death_is_not_screened(tmp_path: Path, word: str) -> None:
    """Where the mapping says so: an empty cell, a stroke, a word for who lives and what programs keep are no day."""
    days = ["2024-12-01", "", "/", "健在", "1900-01-01", "已故"]
    (tmp_path / "r.csv").write_text("\n".join(["编号,死亡日期", *(f"{at},{day}" for at, day in enumerate(days))]), encoding="utf-8")
    (tmp_path / "m.yaml").write_text(f"列: {{编号: 主键}}\n不筛查: {{死亡日期: {word}}}\n", encoding="utf-8")
    register = open_register(str(tmp_path / "r.csv"))
    mapping, problems = read_mapping(
        tmp_path / "m.yaml", register.columns, one_ruleset(tmp_path / "rules", one=benefit("{widowed: true}")).rules
    )

    assert mapping is not None, problems
    left = Remaining(register, mapping)
    assert [row for part in left.parts(100) for row in part[ROW]] == [3, 4, 5, 6]
    assert len(left.apart[Apart.NOT_SCREENED]) == 2


@pytest.mark.parametrize(
    ("words", "cells", "said"),
    [
        ("[死亡, 迁出]", "死亡 正常 迁出", []), ("[死亡, 迁出]", "死亡 正常", []), ("非空", "正常", ["“状态”列第 2 行填的不是日期"]),
        ("[死亡]", "死亡 已死亡 正常 老伴死亡 未死亡 2024年迁出", ["“状态”列第 3 行、第 7 行像是死亡、迁出等"]), ("[死亡]", "2 1 1", ["“状态”列没有一格是映射里“不筛查”的写法（死亡）"]),
        ("[死亡]", "已故 正常", ["“状态”列第 2 行像是死亡、迁出等"]), ("[死亡]", "死\u3000亡 正常", []), ("[死\u3000亡]", "死亡 正常", []),
        ("非空", "2024-05-10 已故 正常 活着", ["“状态”列第 4 行、第 5 行填的不是日期"]), ("非空", "健在 2024 2024年5月", []),
    ],
)  # fmt: skip
def test_words_that_are_not_those_of_the_cells_are_told(tmp_path: Path, words: str, cells: str, said: list[str]) -> None:
    """Who is dead in other words than those of the mapping is screened, and this is said; that nobody moved away is no mistake."""
    (tmp_path / "r.csv").write_text(
        "\n".join(["编号,状态", *(f"{at},{cell}" for at, cell in enumerate(cells.split(" ")))]), encoding="utf-8"
    )
    (tmp_path / "m.yaml").write_text(f"列: {{编号: 主键}}\n不筛查: {{状态: {words}}}\n", encoding="utf-8")
    register = open_register(str(tmp_path / "r.csv"))
    mapping, _ = read_mapping(tmp_path / "m.yaml", register.columns, one_ruleset(tmp_path / "rules", one=benefit("{widowed: true}")).rules)

    assert mapping is not None
    left = Remaining(register, mapping)
    for _ in left.parts(2):
        pass
    told = not_in_their_words(left)
    assert len(told) == len(said)
    assert all(one.zh.startswith(begin) for one, begin in zip(told, said, strict=True))


@pytest.mark.parametrize(
    ("column", "cells", "rows"),
    [
        ("备注", "2024年去世 老伴死亡 未迁出 迁出 住世纪小区", [2, 5]), ("是否去世", "是 否 1 0", [2, 4]), ("是否健在", "是 否 已故", [3, 4]),
        ("死亡日期", "2024-05-10 1900-01-01 无 健在", [2]), ("状态", "死　亡 正常", [2]), ("配偶状态", "死亡", []), ("户主姓名", "世亡", []),
        ("备注", "过世 去逝 已亡 不在世 死 已火化 户口注销", [2, 3, 4, 5, 6, 7, 8]), ("是否在世", "不在 不在世 在世", [2, 3]), ("注销原因", "到外地定居 无", [2]),
        ("备注", "易地搬迁 搬迁户 残疾证已注销 银行卡销户 注销低保 爱人去世 次女死亡 其子病故 无死亡记录 独生子女死亡家庭", []),
        ("是否易地搬迁户", "是 否", []), ("低保注销日期", "2022-01-01", []), ("迁出地", "云南昭通", []), ("享受待遇", "死亡一次性抚恤金", []), ("备注: 甲", "去世", [2]),
    ],
)  # fmt: skip
def test_who_is_dead_by_a_column_of_which_the_mapping_says_nothing_is_told(
    tmp_path: Path, column: str, cells: str, rows: list[int]
) -> None:
    """They are screened, for nothing but the office's own word leaves somebody out; but not without a word."""
    (tmp_path / "r.csv").write_text(
        "\n".join([f"编号,{column}", *(f"{at},{cell}" for at, cell in enumerate(cells.split(" ")))]), encoding="utf-8"
    )
    register = open_register(str(tmp_path / "r.csv"))
    left = Remaining(register, ColumnMap({}))

    assert sum(part.height for part in left.parts(2)) == len(cells.split(" "))
    told = not_in_their_words(left)
    assert [one.zh.startswith(f"“{column}”列{rows_in_words(rows).zh}像是死亡、迁出等，映射的“不筛查”里没有这一列") for one in told] == [
        True
    ] * bool(rows)
    assert [f"不筛查: {{{quoted(column)}: {'非空' if column in ('死亡日期', '注销原因') else '[写法]'}}}" in one.zh for one in told] == [
        True
    ] * bool(rows)


def test_every_word_for_who_is_gone_is_looked_for() -> None:
    words = [
        "死亡",
        "去世",
        "离世",
        "搬迁",
        "病故",
        "病逝",
        "亡故",
        "身故",
        "已故",
        "逝世",
        "注销",
        "销户",
        "迁出",
        "迁走",
        "迁往",
        "外迁",
        "搬走",
        "搬离",
        "亡",
        *("过世", "去逝", "辞世", "不健在", "不在世", "不在了", "病亡", "身亡", "溺亡", "已亡", "已殁", "殁", "死", "已死", "死了", "火化"),
    ]
    assert all(gone_word(word) and any(one in word for one in PERHAPS_GONE) for word in words)
