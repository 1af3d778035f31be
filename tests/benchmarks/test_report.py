"""The report of made-up results: what stands in the page, and that charts and figures come out the same again."""

from __future__ import annotations

from pathlib import Path

import pytest
from report import REPORT, Bars, Cell, Curves, Part, Report, Table, Target, markdown, shown, slope, write
from timing import Spread

SPREADS = {"Huilao, outcomes": Spread(6.7, 6.5, 7.1), "another engine": Spread(31.8, 30, 33)}


def made_up(*, quick: bool = False) -> Report:
    part = Part(
        "single", "One decision", "About it.",
        [Table(["one answer", "µs"], [[name, spread] for name, spread in SPREADS.items()], "40 rules")],
        [Bars("40 rules", "µs", SPREADS, ["Huilao, outcomes"]), Curves("Rules", "rules", "µs", {"outcomes": [(10, 2.0), (1000, 150.0)]})],
        [Target("fast enough", "2.6", met=True), Target("small enough", "12 MB", met=False)], ["Something was left out."],
    )  # fmt: skip
    return Report("2 cores", "2026-01-01", quick, 0.4, [part], {"load": "wrk failed"})


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""), ("a | b", "a \\| b"), (12_345, "12,345"), (12_345.6, "12,346"), (31.84, "31.8"), (2.634, "2.63"), (0.0, "0.00"), (0.0123, "0.012"),
        (Spread(6.7, 6.5, 7.1), "6.70 (6.50–7.10)"), (Spread(3.0, 3.0, 3.0), "3.00"),
    ],
)  # fmt: skip
def test_a_cell_is_read_by_its_size(cell: Cell, text: str) -> None:
    assert shown(cell) == text


def test_the_page_has_targets_tables_charts_notes_and_what_failed(tmp_path: Path) -> None:
    page = markdown(made_up(), tmp_path)

    for line in (
        "| fast enough | 2.6 | yes |", "| small enough | 12 MB | **no** |", "| Huilao, outcomes | 6.70 (6.50–7.10) |", "Something was left out.", "- load: wrk failed",
        f"![Rules]({tmp_path.name}/single-2.svg)",
    ):  # fmt: skip
        assert line in page.splitlines()
    assert "quick" not in page
    assert "A quick run" in markdown(made_up(quick=True), tmp_path)


def test_what_is_written_can_be_read_again_and_charts_are_the_same_bytes(tmp_path: Path) -> None:
    write(made_up(), tmp_path / "REPORT.md")
    (tmp_path / "report" / "old-1.svg").touch()
    first = {path.name: path.read_bytes() for path in (tmp_path / "report").glob("single-*.svg")}
    write(made_up(), tmp_path / "REPORT.md")

    assert REPORT.validate_json((tmp_path / "report.json").read_bytes()) == made_up()
    assert {path.name: path.read_bytes() for path in (tmp_path / "report").iterdir()} == first
    assert len(first) == 2
    assert "another engine" in first["single-1.svg"].decode()  # text is text


@pytest.mark.parametrize(("points", "power"), [([(10, 3), (1000, 300)], 1), ([(10, 3), (100, 300)], 2), ([(1, 5), (7, 6), (9, 5)], 0)])
def test_growth_is_a_power_of_the_size(points: list[tuple[float, float]], power: float) -> None:
    assert slope(points) == pytest.approx(power)
