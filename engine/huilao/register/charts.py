"""The charts of a report, as SVG inside its page: the same counts are the same bytes, and they are told apart in black and white too."""

from __future__ import annotations

import io
import unicodedata
import warnings
from collections.abc import Sequence
from html import escape
from typing import Any, cast

import matplotlib as mpl
from matplotlib.figure import Figure

WIDTH, SIZE = 7.5, 9
"""Of charts: inches, and points of their text."""
COLOURS = ("#2f6690", "#c8702a", "#5a9367", "#8a5a83", "#c2a83e", "#7a7f85")
HATCHES = ("", "///", "...", "xxx", "---", "\\\\\\")
"""So that they are told apart in black and white too."""
BLUE, ORANGE, GREY = "#2f6690", "#c8702a", "#b8c4cc"


def pyramid(bands: Sequence[str], women: Sequence[int], men: Sequence[int], sexes: tuple[str, str], title: str) -> str:
    """Counts by band of age, women to the left and men to the right; `sexes` are how they are called."""
    figure, axes = _axes(bands, 0.32)
    axes.barh(bands, [-count for count in women], color=ORANGE, hatch="///", edgecolor="white", linewidth=0)
    axes.barh(bands, men, color=BLUE)
    most = max(*women, *men, 1)
    axes.set_xlim(-1.1 * most, 1.1 * most)
    axes.xaxis.set_major_formatter(_number)
    axes.set_title(sexes[0], loc="left", fontsize=10, color=ORANGE)
    axes.set_title(sexes[1], loc="right", fontsize=10, color=BLUE)
    axes.axvline(0, color="black", linewidth=0.8)
    return _svg(figure, title)


def stacked(names: Sequence[str], labels: Sequence[str], counts: Sequence[Sequence[int]], title: str) -> str:
    """For each label counts by name, one beside the other."""
    figure, axes = _axes(names, 0.28, room=0.2 * len(labels))
    left = [0] * len(names)
    for label, row, colour, hatch in zip(labels, counts, COLOURS, HATCHES, strict=False):
        axes.barh(range(len(names)), row, left=left, color=colour, hatch=hatch, edgecolor="white", linewidth=0, label=label)
        left = [before + count for before, count in zip(left, row, strict=True)]
    axes.set_yticks(range(len(names)), list(names))
    axes.invert_yaxis()
    axes.xaxis.set_major_formatter(_number)
    figure.legend(loc="upper left", frameon=False, fontsize=SIZE)
    return _svg(figure, title)


def bars(names: Sequence[str], counts: Sequence[int], unit: str, of: Sequence[int] | None = None) -> str:
    """A count by name; behind it that of all, where it is given."""
    figure, axes = _axes(names, 0.28)
    if of is not None:
        axes.barh(range(len(names)), list(of), color=GREY)
    axes.barh(range(len(names)), counts, color=BLUE, height=0.55 if of is not None else 0.8)
    axes.set_yticks(range(len(names)), list(names))
    axes.invert_yaxis()
    axes.set_xlabel(unit, fontsize=SIZE)
    axes.xaxis.set_major_formatter(_number)
    return _svg(figure, unit)


def _number(value: float, _: object) -> str:
    """A number on an axis; to the left of the middle as to the right."""
    return f"{abs(value):,.0f}"


def _axes(labels: Sequence[str], height: float, room: float = 0) -> tuple[Any, Any]:
    """A figure with room for labels on its left and so many inches for each, and some more above.

    The fonts that will show them are those of the reader, so their width is reckoned: a Chinese character is as wide as it is high.
    """
    cells = max(sum(2 if unicodedata.east_asian_width(char) in "WF" else 1.1 for char in label) for label in labels)
    left, top, bottom, tall = cells * SIZE / 144 + 0.3, 0.35 + room, 0.55, height * len(labels)
    figure = cast("Any", Figure(figsize=(WIDTH, tall + top + bottom)))
    axes = figure.add_axes((left / WIDTH, bottom / (tall + top + bottom), 1 - (left + 0.3) / WIDTH, tall / (tall + top + bottom)))
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(axis="y", length=0)
    axes.tick_params(labelsize=SIZE)
    axes.margins(y=0.01)
    return figure, axes


def _svg(figure: Any, title: str) -> str:
    """A figure as SVG inside a page: its text is text, and the same figure is the same bytes."""
    target = io.StringIO()
    with cast("Any", mpl).rc_context({"svg.fonttype": "none", "svg.hashsalt": title}), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing")  # the reader's fonts have them
        figure.savefig(target, format="svg", metadata=dict.fromkeys(("Date", "Creator", "Format", "Type")))
    drawing = target.getvalue()
    drawing = drawing[drawing.index("<svg") :]
    return f'<figure role="img" aria-label="{escape(title)}">{drawing}</figure>'
