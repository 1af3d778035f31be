"""Cells that say a part: a year or month of birth, an age; and what agrees with an ID number beside them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from huilao import Rulebook
from huilao.language.known import Among, Range
from huilao.language.known import Path as FactPath
from huilao.profile.reader import ProfileReader
from huilao.register.cells import AgeReader, CellReader
from huilao.register.mapping import ColumnMap, mapping_by_names, read_mapping
from huilao.register.people import Checked, PeopleReader
from huilao.register.rows import ROW
from huilao.register.sources import open_register
from huilao.register.together import united
from huilao.register.unreadable import Unreadable
from huilao.register.work import ELIGIBLE, NOT_ELIGIBLE, UNDETERMINED, Task, Work
from huilao.screen.columns import person_of
from huilao.screen.runners import runner
from small_books import benefit, one_ruleset
from small_facts import FACTS

DAY = date(2025, 3, 1)
ID = "900000194405100028"
"""Of a woman born on 1944-05-10."""


@pytest.fixture
def small(tmp_path: Path) -> Rulebook:
    """A rule book with one benefit, for those of 80 and more, and one for carers of such."""
    eighty = "{age: {at_least: 80}}"
    return one_ruleset(tmp_path, old=benefit(eighty), carer=benefit(f"{{cared_elder: {eighty}}}"))


def read(small: Rulebook, folder: Path, header: str, *rows: str, mapping: ColumnMap | None = None) -> Checked:
    (folder / "r.csv").write_text("\n".join([header, *rows]))
    register = open_register(str(folder / "r.csv"))
    reader = PeopleReader(small.rules, mapping or mapping_by_names(register.columns, small.rules), DAY)
    [checked] = [reader.read(part) for part in register.parts(100)]
    return checked


def born(checked: Checked, small: Rulebook) -> list[Any]:
    return [person_of(row, small.rules.facts).get("birth_date") for row in checked.people.iter_rows(named=True)]


def between(first: str, last: str) -> Range:
    return Range(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("header", "row", "known"),
    [
        ("出生日期", "1942", between("1942-01-01", "1942-12-31")),
        ("出生日期", "1942-03", between("1942-03-01", "1942-03-31")),
        ("出生日期", "1942年3月", between("1942-03-01", "1942-03-31")),
        ("出生日期", "2025", between("2025-01-01", "2025-03-01")),  # not after the day
        ("年龄", "80", between("1944-03-02", "1945-03-01")),
        ("年龄", "８０岁", between("1944-03-02", "1945-03-01")),
        ("age", "80周岁", between("1944-03-02", "1945-03-01")),
        ("年龄", "", None),
        ("出生日期,年龄", "1944,80", between("1944-03-02", "1944-12-31")),
        *(("出生日期,年龄", f"1944-05-10,{age}", date(1944, 5, 10)) for age in (79, 80, 81)),  # a year off is a way to count
        ("出生日期,年龄", ",80", between("1944-03-02", "1945-03-01")),
        ("出生日期,年龄", "1944,", between("1944-01-01", "1944-12-31")),
        ("身份证号,年龄", f"{ID},80", date(1944, 5, 10)),
        ("身份证号,出生日期", f"{ID},1944-05", date(1944, 5, 10)),
        ("身份证号,出生日期,年龄", f"{ID},1944,80", date(1944, 5, 10)),
        ("身份证号,出生日期", ",1944-05", between("1944-05-01", "1944-05-31")),
    ],
)  # fmt: skip
def test_what_is_partly_readable_is_partly_known(small: Rulebook, tmp_path: Path, header: str, row: str, known: Any) -> None:
    """It is never rejected; what two cells say together is what agrees with both."""
    checked = read(small, tmp_path, f"编号,{header}", f"1,{row}")

    assert checked.rejected == ()
    assert born(checked, small) == [known]


@pytest.mark.parametrize(
    ("header", "row", "column", "said"),
    [
        ("身份证号,出生日期", f"{ID},1945", "出生日期", "与身份证号码不符"),
        ("身份证号,性别", f"{ID},男", "性别", "“男”与身份证号码不符"),
    ],
)
def test_what_contradicts_itself_is_rejected_with_its_reason(
    small: Rulebook, tmp_path: Path, header: str, row: str, column: str, said: str
) -> None:
    """In the words of the reader of profiles, at the cell that says it."""
    checked = read(small, tmp_path, f"编号,{header}", f"1,{row}", f"2,{','.join('' for _ in header.split(','))}")

    assert checked.people.height == 1
    [rejected] = [one for one in checked.rejected if said in one.reason.zh]
    assert (rejected.row, rejected.column) == (2, column)
    assert rejected.mend is not None


@pytest.mark.parametrize(
    ("header", "row", "column", "said", "known"),
    [
        ("出生日期", "2026", "出生日期", "晚于核定日", None),
        ("出生日期", "1850", "出生日期", "周岁", None),
        ("身份证号,出生日期", f"{ID},2030", "出生日期", "晚于核定日", date(1944, 5, 10)),
        ("年龄", "131", "年龄", "不是年龄", None),
        *(("出生日期,年龄", f"1944-05-10,{age}", "年龄", "与出生日期不符", date(1944, 5, 10)) for age in (78, 82)),
        ("出生日期,年龄", "1950,80", "年龄", "与出生日期不符", between("1950-01-01", "1950-12-31")),
        ("身份证号,年龄", f"{ID},60", "年龄", "与出生日期不符", date(1944, 5, 10)),
        ("年龄", "高龄", "年龄", "不是年龄", None),
    ],
)
def test_what_cannot_be_is_told_and_not_known(
    small: Rulebook, tmp_path: Path, header: str, row: str, column: str, said: str, known: Any
) -> None:
    """Its row is read without it."""
    checked = read(small, tmp_path, f"编号,{header}", f"1,{row}")

    assert born(checked, small) == [known]
    assert [(one.row, one.column, said in one.reason.zh, one.mend is not None) for one in checked.rejected] == [(2, column, True, True)]


def test_an_age_of_another_person_and_words_for_ages(small: Rulebook, tmp_path: Path) -> None:
    """By a mapping: `cared_elder.age`, and a word that stands for an age."""
    (tmp_path / "m.yaml").write_text("列: {老人年龄: 所照护的老人.年龄, 岁数: 年龄}\n取值: {年龄: {古稀: 70, A  B: 70, 不便说: }}\n")
    mapping, problems = read_mapping(tmp_path / "m.yaml", ("老人年龄", "岁数"), small.rules)
    assert not problems
    assert mapping is not None
    assert mapping.facts["老人年龄"] == FactPath("cared_elder", "age")

    checked = read(small, tmp_path, "老人年龄,岁数", "90,古稀", ",不便说", ',"A\r\nB"', mapping=mapping)

    assert checked.rejected == ()
    [first, second, third] = [person_of(row, small.rules.facts) for row in checked.people.iter_rows(named=True)]
    assert first == {"birth_date": between("1954-03-02", "1955-03-01"), "cared_elder": {"birth_date": between("1934-03-02", "1935-03-01")}}
    assert second == {}
    assert third == {"birth_date": first["birth_date"]}  # however a word is broken in its cell


def test_outcomes_and_facts_of_what_is_known_in_part(small: Rulebook, tmp_path: Path) -> None:
    """As an evaluation has them; parts with and without such cells go into one file of facts."""
    rows = ["1930", "1945", "1944-12", "1945-03-02", "1944", "1950", ""]
    (tmp_path / "r.csv").write_text("\n".join(["出生日期,年龄", *(f"{one},60" if one == "" else f"{one}," for one in rows)]))
    register = open_register(str(tmp_path / "r.csv"))
    task = Task(small, register, mapping_by_names(register.columns, small.rules), DAY, size=2, keep_facts=True)
    work = Work(task, tmp_path / "work", runner("polars"))
    work.begin()
    parts = list(work.run(lambda _: None))

    found = pl.concat([part.outcomes for part in parts])["r/old"].to_list()
    assert found == [ELIGIBLE, UNDETERMINED, ELIGIBLE, NOT_ELIGIBLE, ELIGIBLE, NOT_ELIGIBLE, NOT_ELIGIBLE]
    evaluated = [small.evaluate({"birth_date": one} if one else {"age": 60}, DAY)["r/old"].outcome.value for one in rows]
    assert [{"eligible": ELIGIBLE, "undetermined": UNDETERMINED, "not_eligible": NOT_ELIGIBLE}[one] for one in evaluated] == found

    from huilao.register.results import write_facts

    write_facts(parts, tmp_path / "facts.parquet")
    facts = pl.read_parquet(tmp_path / "facts.parquet")
    assert facts["row"].to_list() == list(range(2, 9))
    assert [person_of(row, small.rules.facts).get("birth_date") for row in facts.iter_rows(named=True)][:3] == [
        between("1930-01-01", "1930-12-31"), between("1945-01-01", "1945-12-31"), between("1944-12-01", "1944-12-31"),
    ]  # fmt: skip


def cell_reader(small: Rulebook, fact: str, words: dict[str, Any] | None = None) -> CellReader:
    rules = small.rules
    return CellReader(rules.facts[fact], ProfileReader(rules.facts, rules.places), (), ("不详",), words)


@pytest.mark.parametrize("text", ["0." + "0" * 16 + "1", "12345678901234567890123"])
def test_a_number_that_no_column_holds_is_unreadable(small: Rulebook, text: str) -> None:
    """What a profile may still have, a register says is too long; it is never rounded."""
    found = cell_reader(small, "balance").read(text)

    assert isinstance(found, Unreadable)
    assert "位数太多" in found.message.zh
    assert found.allowed is not None
    assert cell_reader(small, "balance").read("1234567.0000000000000001") == Decimal("1234567.0000000000000001")


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("双保", {"dibao", "edge"}),  # a word for several codes, alone
        ("双保、低保", {"dibao", "edge"}),  # among others
        ("低保", {"dibao"}),
        ("无", set[str]()),
        ("低保、无", {"dibao"}),
        ("双保、别的", None),
    ],
)  # fmt: skip
def test_a_word_of_the_mapping_may_stand_for_several_codes(small: Rulebook, text: str, codes: set[str] | None) -> None:
    """Or for none."""
    words = {"双保": frozenset({"dibao", "edge"}), "无": frozenset[str]()}
    found = cell_reader(small, "aids", words).read(text)

    if codes is None:
        assert isinstance(found, Unreadable)
    else:
        assert found == codes


def test_what_is_known_of_a_fact_twice() -> None:
    """Dates have days in common or not; a choice known in part takes what is known whole."""
    some = Among(frozenset({"a", "b"}))

    ability, birth = FACTS["ability"], FACTS["birth_date"]
    assert united(ability, [some, "a"]) == "a"
    assert united(ability, [some, "c"]) is None
    assert united(ability, ["a", "a"]) == "a"
    assert united(ability, ["a", "b"]) is None
    assert united(birth, [between("1944-01-01", "1944-12-31"), Range(date(1944, 6, 1), None)]) == between("1944-06-01", "1944-12-31")


def test_an_age_is_read_as_whole_years(small: Rulebook) -> None:
    reader = AgeReader(ProfileReader(small.rules.facts, small.rules.places), DAY, ("不详",))

    assert reader.read("不详") is None
    assert reader.born(reader.read("80")) == between("1944-03-02", "1945-03-01")
    assert reader.read("80.5") == 80
    assert isinstance(reader.read("80,5"), Unreadable)


def test_what_a_cell_implies_is_known_and_what_contradicts_it_rejected(book: Rulebook, tmp_path: Path) -> None:
    """As profiles are read, either way round."""
    checked = read(book, tmp_path, "hardship_category,meets_dibao_rules", "dibao,", ",false", "dibao,false", "dibao,true")
    people = [person_of(row, book.rules.facts) for row in checked.people.iter_rows(named=True)]

    assert [one.get("meets_dibao_rules") for one in people] == [True, False, True]
    assert "dibao" in people[1]["hardship_category"].has_not
    assert {one.row for one in checked.rejected} == {4}  # the header is row 1
    told = " ".join(one.reason.zh for one in checked.rejected)
    assert "矛盾" in told
    assert not any(word in told for word in ("dibao", "Holding", "false"))
    assert [book.person(one, DAY) for one in ({"hardship_category": ["dibao"]}, {"meets_dibao_rules": False})] == people[:2]


def test_a_row_that_lacks_empty_cells_at_its_end_is_read(small: Rulebook, tmp_path: Path) -> None:
    """It is told; one that may lack a separator elsewhere, or has too many, is not read."""
    checked = read(
        small, tmp_path, "身份证号,出生日期,月收入,丧偶", f"{ID},1944-05-10", "1950,900", f"{ID},,1,是,2", ",900,是", ",1945-01-01"
    )

    assert [checked.people[ROW].to_list(), born(checked, small)] == [[2, 6], [date(1944, 5, 10), date(1945, 1, 1)]]
    assert [(one.row, "按行尾空白读入" in one.reason.zh) for one in checked.rejected] == [
        (2, True),
        (3, False),
        (4, False),
        (5, False),
        (6, True),
    ]
