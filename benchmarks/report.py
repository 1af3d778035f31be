"""The report: what the parts of a run found, as one page of Markdown with charts, and as JSON."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import matplotlib as mpl
from matplotlib.figure import Figure
from pydantic import TypeAdapter
from timing import Spread

Cell = Spread | float | int | str | None

HATCH, GREY, DARK = "////", "0.85", "0.35"
MARKS = ("o", "s", "^", "D", "v", "x", "P", "*", "<", ">")
LINES = ("-", "--", "-.", ":")


@dataclass
class Table:
    """Rows under a head, the first cell of each its name."""

    head: list[str]
    rows: list[list[Cell]]
    title: str = ""


@dataclass
class Bars:
    """Figures beside each other, on a scale that grows by factors; `ours` are filled."""

    title: str
    unit: str
    values: dict[str, Spread]
    ours: list[str] = field(default_factory=list[str])


@dataclass
class Curves:
    """How figures grow, on scales that grow by factors."""

    title: str
    along: str
    unit: str
    curves: dict[str, list[tuple[float, float]]]


@dataclass
class Target:
    """What the design asks for, what was found, and whether that meets it."""

    text: str
    found: str
    met: bool


@dataclass
class Part:
    """One part of the report."""

    name: str
    title: str
    about: str = ""
    tables: list[Table] = field(default_factory=list[Table])
    charts: list[Bars | Curves] = field(default_factory=list[Bars | Curves])
    targets: list[Target] = field(default_factory=list[Target])
    notes: list[str] = field(default_factory=list[str])
    """What was left out, and why."""


@dataclass
class Report:
    """All parts of one run."""

    machine: str
    day: str
    quick: bool
    busy: float
    """How many processes wanted a processor before it began, in the mean of five minutes."""
    parts: list[Part]
    failed: dict[str, str] = field(default_factory=dict[str, str])
    """Parts that did not come to their end, and why."""


PART, REPORT = TypeAdapter(Part), TypeAdapter(Report)


def write(report: Report, page: Path) -> None:
    """The page, its charts in a folder beside it, and the figures as JSON."""
    charts = page.with_suffix("")
    charts = charts.with_name(charts.name.lower())
    charts.mkdir(parents=True, exist_ok=True)
    for old in charts.glob("*.svg"):
        old.unlink()
    page.write_text(markdown(report, charts), "utf-8")
    page.with_name(f"{charts.name}.json").write_bytes(REPORT.dump_json(report, indent=1) + b"\n")


def markdown(report: Report, charts: Path) -> str:
    """The page; charts are written into the folder."""
    lines = [
        "# Benchmark report",
        "",
        f"Written by `make bench{'-quick' if report.quick else ''}` on {report.day}: [what is measured and how](README.md). {report.machine}.",
        f"Before it began {report.busy:.1f} processes wanted one of the processors"
        + (", so other work went on beside it" if report.busy > 1 else "")
        + "; "
        "ratios within a table say more than its figures. A figure with a range is the median and, in brackets, the quartiles.",
    ]
    if report.quick:
        lines += ["", "A quick run: few rounds and few people. It shows that everything works and agrees, and the rough order of things."]
    targets = [target for part in report.parts for target in part.targets]
    if targets:
        lines += [
            "",
            "## Targets of the design",
            "",
            *_table(Table(["target", "found", "met"], [[one.text, one.found, "yes" if one.met else "**no**"] for one in targets])),
        ]
    for part in report.parts:
        lines += ["", f"## {part.title}"]
        lines += ["", part.about] if part.about else []
        for number, chart in enumerate(part.charts, 1):
            name = f"{part.name}-{number}.svg"
            draw(chart, charts / name)
            lines += ["", f"![{chart.title}]({charts.name}/{name})"]
        for table in part.tables:
            lines += ["", f"### {table.title}"] if table.title else []
            lines += ["", *_table(table)]
        for note in part.notes:
            lines += ["", note]
    if report.failed:
        lines += ["", "## Not measured", "", *(f"- {name}: {why}" for name, why in report.failed.items())]
    return "\n".join(lines) + "\n"


def _table(table: Table) -> list[str]:
    lines = [f"| {' | '.join(table.head)} |", "|---|" + "---:|" * (len(table.head) - 1)]
    return lines + [f"| {' | '.join(map(shown, row))} |" for row in table.rows]


def shown(cell: Cell) -> str:
    """A cell as it is read."""
    match cell:
        case None:
            return ""
        case str():
            return cell.replace("|", "\\|")
        case Spread(median, low, high):
            return shown(median) if low == high else f"{shown(median)} ({shown(low)}–{shown(high)})"
        case int():
            return f"{cell:,}"
        case float():
            size = abs(cell)
            return (
                f"{cell:,.0f}"
                if size >= 100
                else f"{cell:,.1f}"
                if size >= 10
                else f"{cell:,.2f}"
                if size >= 0.1 or not cell
                else f"{cell:.2g}"
            )


# -- charts, which are told apart in black and white -----------------------------------------------------------------


def draw(chart: Bars | Curves, path: Path) -> None:
    """A chart as SVG; the same figures are the same bytes."""
    figure = _bars(chart) if isinstance(chart, Bars) else _curves(chart)
    with cast("Any", mpl).rc_context({"svg.fonttype": "none", "svg.hashsalt": chart.title}), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing")  # the reader's fonts have them
        figure.savefig(path, format="svg", metadata={"Date": None, "Creator": None}, bbox_inches="tight", facecolor="white")


def _bars(chart: Bars) -> Any:
    names = sorted(chart.values, key=lambda name: chart.values[name].median)
    values = [chart.values[name] for name in names]
    figure = cast("Any", Figure(figsize=(8, 0.32 * len(names) + 1)))
    axes = figure.add_subplot()
    medians = [one.median for one in values]
    errors = [[one.median - one.low for one in values], [one.high - one.median for one in values]]
    bars = axes.barh(names, medians, xerr=errors, color=GREY, edgecolor="black", linewidth=0.8, error_kw={"elinewidth": 1, "capsize": 2})
    for bar, name in zip(bars, names, strict=True):
        if name in chart.ours:
            bar.set(facecolor=DARK)
        else:
            bar.set(hatch=HATCH)
    axes.bar_label(bars, [shown(one) for one in medians], padding=6, fontsize=8)
    axes.set_xscale("log")
    axes.set_xlim(min(medians) / 2, max(one.high for one in values) * 3)
    axes.invert_yaxis()
    axes.tick_params(labelsize=9)
    axes.set_xlabel(chart.unit, fontsize=9)
    axes.set_title(chart.title, fontsize=10, loc="left")
    axes.spines[["top", "right"]].set_visible(False)
    return figure


def _curves(chart: Curves) -> Any:
    figure = cast("Any", Figure(figsize=(8, 4)))
    axes = figure.add_subplot()
    for number, (name, points) in enumerate(chart.curves.items()):
        axes.plot(
            *zip(*points, strict=True),
            LINES[number % len(LINES)],
            marker=MARKS[number % len(MARKS)],
            color="black",
            linewidth=1,
            markersize=5,
            markerfacecolor="white",
            label=name,
        )
    axes.set_xscale("symlog" if any(at <= 0 for points in chart.curves.values() for at, _ in points) else "log")
    axes.set_yscale("log")
    axes.tick_params(labelsize=9)
    axes.set_xlabel(chart.along, fontsize=9)
    axes.set_ylabel(chart.unit, fontsize=9)
    axes.set_title(chart.title, fontsize=10, loc="left")
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False, fontsize=8, loc="center left", bbox_to_anchor=(1, 0.5))
    return figure


# -- growth ----------------------------------------------------------------------------------------------------------


def slope(points: Sequence[tuple[float, float]]) -> float:
    """With which power of the size a figure grows, from its first point to its last: 1 is twice as much for twice the size."""
    (first, low), (last, high) = points[0], points[-1]
    return math.log(high / low) / math.log(last / first)
