"""The look of the pages that are written about registers: one HTML file each, which needs no network, and prints."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

FONTS = '"Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", sans-serif'


SHORT = 8
"""Signs of the longest head that stands on one line."""


def page_of(title: str, sections: Iterable[str], language: str) -> str:
    """A page of sections that are HTML already."""
    body = "\n".join(sections)
    return (
        f'<!doctype html>\n<html lang="{"zh-CN" if language == "zh" else "en"}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width">\n<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n'
        f"<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def hidden(parts: Sequence[int], few: int) -> frozenset[int]:
    """Which of counts that make up a whole are not shown: those below `few`; where that is one alone the smallest other with it, nought
    first, as the whole would tell it.
    """
    hide = [at for at, count in enumerate(parts) if 0 < count < few]
    others = [at for at in range(len(parts)) if at not in hide]
    return frozenset([*hide, *sorted(others, key=parts.__getitem__)[:1]] if len(hide) == 1 else hide)


def table(heads: Sequence[str], rows: Iterable[Sequence[str | int]], few: int = 0) -> str:
    """A table, its cells made safe; whole numbers below `few` are not shown."""
    found = list(rows)
    numbers = [any(isinstance(row[at], int) for row in found) for at in range(len(heads))]
    numeric = [' class="number"' if number else "" for number in numbers]
    of_heads = [" ".join(["number"] * number + ["short"] * (len(one) <= SHORT)) for one, number in zip(heads, numbers, strict=True)]
    head = "".join(
        f'<th class="{kind}">{escape(one)}</th>' if kind else f"<th>{escape(one)}</th>" for one, kind in zip(heads, of_heads, strict=True)
    )
    shown = ((("–" if 0 < cell < few else f"{cell:,}") if isinstance(cell, int) else escape(cell) for cell in row) for row in found)
    body = "".join("<tr>" + "".join(f"<td{kind}>{cell}</td>" for cell, kind in zip(row, numeric, strict=True)) + "</tr>\n" for row in shown)
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>"


STYLE = f"""
body {{ font-family: {FONTS}; line-height: 1.6; margin: 0; color: #1b2a33; background: white; }}
main {{ max-width: 56rem; margin: 0 auto; padding: 1rem; }}
h1 {{ font-size: 1.6rem; }}
h2 {{ border-bottom: 2px solid #2f6690; padding-bottom: .2rem; margin-top: 2.5rem; font-size: 1.2rem; break-after: avoid; }}
.figures {{ display: flex; flex-wrap: wrap; gap: 1rem; padding: 0; list-style: none; }}
.figures li {{ border: 1px solid #b8c4cc; border-radius: .3rem; padding: .5rem 1rem; }}
.figures b {{ display: block; font-size: 1.5rem; }}
figure {{ margin: 1rem 0; break-inside: avoid; }}
svg {{ max-width: 100%; height: auto; }}
svg text {{ font-family: {FONTS} !important; }}
table {{ border-collapse: collapse; margin: .5rem 0; width: 100%; }}
th, td {{ border-bottom: 1px solid #d5dde2; padding: .2rem .6rem; text-align: start; vertical-align: top; }}
thead th {{ border-bottom: 2px solid #b8c4cc; }}
.short {{ white-space: nowrap; }}
tbody td:first-child:not(.number) {{ min-width: 10.5rem; }}
.number {{ text-align: end; font-variant-numeric: tabular-nums; }}
td.number {{ white-space: nowrap; }}
tr {{ break-inside: avoid; }}
.other {{ color: #55656f; }}
.other h2 {{ border-color: #b8c4cc; }}
@media print {{
  @page {{ size: A4; margin: 15mm; }}
  body {{ font-size: 10pt; }}
  main {{ max-width: none; padding: 0; }}
  thead {{ display: table-header-group; }}
}}
"""
