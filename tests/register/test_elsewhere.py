"""Who surely lives in none of some places is left out of a register."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from huilao.register.elsewhere import Without, rows_elsewhere
from huilao.register.mapping import mapping_by_names
from huilao.register.people import PeopleReader
from huilao.register.rows import ROW
from huilao.register.sources import open_register
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
