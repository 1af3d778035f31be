"""However a register is divided into parts, it comes to the same, file by file."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from huilao import Rulebook
from huilao.cli import app
from huilao.language.known import Path as FactPath
from huilao.register import columns
from huilao.register.mapping import ColumnMap, mapping_by_names
from huilao.register.people import PeopleReader
from huilao.register.rows import ROW
from huilao.register.sources import open_register
from huilao.register.synth import Synthesis, registers, write_register
from huilao.register.work import Task, Work
from huilao.screen.runners import runner

PEOPLE = 400
RIGHT_BY_CHANCE, SPOILT = "900000194405107000", "900000194405106000"
"""ID numbers that a spreadsheet has ended in noughts; the check digit of the first is right."""


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def register(book: Rulebook, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register with everything wrong in it, and numbers that a spreadsheet has ended in noughts among the first and the last."""
    made = pl.concat([part for part, _ in registers(book.rules, Synthesis(PEOPLE, ("513433", "511725"), dirty=0.3))])
    at = [3, *range(PEOPLE - 20, PEOPLE)]
    made = made.with_columns(made["身份证号"].scatter(at, [RIGHT_BY_CHANCE, *[SPOILT] * (len(at) - 1)]))
    path = tmp_path_factory.mktemp("register") / "r.csv"
    write_register(iter([made]), path)
    return path


def test_the_files_do_not_depend_on_the_parts(register: Path, tmp_path: Path) -> None:
    """Lists, long results, facts, what is to be mended, the summary and the report."""
    for size in ("7000", "97"):
        result = CliRunner().invoke(app, ["screen", str(register), "--out", str(tmp_path / size), "--as-of", "2026-11-01", "--partition", size,
                                          "--long", "--report", "--facts", "--benefit", "mianning/5-1-free-flu-vaccine", "--benefit", "yuzhong/10-longevity-subsidy", "--carry", "姓名"])  # fmt: skip
        assert result.exit_code == 1, result.output

    whole, divided = files(tmp_path / "7000"), files(tmp_path / "97")

    assert whole.keys() == divided.keys()
    assert [name for name in whole if whole[name] != divided[name]] == []


def test_whether_numbers_that_end_in_noughts_are_believed_is_judged_by_the_whole_register(
    book: Rulebook, register: Path, tmp_path: Path
) -> None:
    """The one that is right by chance stands in another part than those that show that a spreadsheet has ended them."""
    source = open_register(str(register))
    task = Task(
        book,
        source,
        mapping_by_names(source.columns, book.rules),
        Synthesis(1, ()).as_of,
        benefits=("mianning/5-1-free-flu-vaccine",),
        size=PEOPLE // 2,
    )
    work = Work(task, tmp_path / "work", runner("polars"))
    work.begin()
    parts = list(work.run(lambda _: None))

    assert parts[0].rejects.filter(pl.col("row") == 5)["column"].to_list() == ["身份证号"]


@pytest.mark.parametrize(
    ("cells", "wanted"),
    [("○○●", [False, False, True]), ("○○×", [None, None, False]), ("112", [None, None, None]), ("110", [True, True, False])],
)
def test_what_a_sign_means_is_judged_by_the_whole_column(book: Rulebook, tmp_path: Path, cells: str, wanted: list[bool | None]) -> None:
    """Wherever in it that stands by which it is told, and in whichever part."""
    (tmp_path / "r.csv").write_text(
        "姓名,出生日期,已退休\n" + "".join(f"某某,1944-05-1{at},{cell}\n" for at, cell in enumerate(cells)), encoding="utf-8"
    )
    source = open_register(str(tmp_path / "r.csv"))
    mapping = ColumnMap({"出生日期": FactPath("", "birth_date"), "已退休": FactPath("", "retired")})

    for size in (1, 2, 3):
        reader = PeopleReader(book.rules, mapping, Synthesis(1, ()).as_of, register=source)
        assert [known for part in source.parts(size) for known in reader.read(part).people["retired"]] == wanted


def test_what_texts_say_is_the_same_once_so_many_were_met_that_some_are_forgotten(
    book: Rulebook, register: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Texts met in earlier parts, few or many, and new ones."""
    source = open_register(str(register))
    mapping: ColumnMap = mapping_by_names(source.columns, book.rules)

    def facts(size: int) -> pl.DataFrame:
        reader = PeopleReader(book.rules, mapping, Synthesis(1, ()).as_of, register=source)
        return pl.concat([reader.read(part).people for part in source.parts(size)], how="diagonal").sort(ROW)

    whole = facts(PEOPLE)
    monkeypatch.setattr(columns, "MOST_KEPT", 5)

    assert facts(30).select(whole.columns).equals(whole)
