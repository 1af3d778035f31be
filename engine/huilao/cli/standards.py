"""The command `standard`: which number counts for a place on a day, and why."""

from __future__ import annotations

from typing import Annotated

import typer

from ..errors import ProfileError, UnknownStandardError
from ..language.standards import SetValue
from ..review.standard import standard_in_words
from .common import AsOf, Format, Lang, Language, Output, Rules, day, fail, load, print_json, say


def standard(
    name: Annotated[str, typer.Argument(metavar="NAME", help="标准数额的名称或代码 / name or code of a standard")],
    place: Annotated[str | None, typer.Option("--place", help="地名或行政区划代码，不给则列出全部 / a division; all by default", show_default=False)] = None,
    rules: Rules = None, lang: Lang = Language.ZH, as_of: AsOf = None, output: Output = Format.TEXT,
) -> None:  # fmt: skip
    """某地某天适用哪个标准数额、为什么 / Which value of a standard counts for a place on a day, and why."""
    book, on = load(rules, lang), day(as_of, lang)
    try:
        one, found = book.standard(name, place, on)
    except UnknownStandardError as error:
        fail(error.said(lang.value), 2)
    except ProfileError as error:
        fail("\n".join(problem.render(lang.value) for problem in error.problems))
    if output is Format.JSON:
        values = [
            {"place": value.place or "000000", "since": value.since.isoformat(), "value": _data(value), "cite": list(value.cite or one.cite)}
            for value in found.values
        ]  # fmt: skip
        ends = [None if end is None else str(end) for end in found.interval]
        print_json({"standard": one.name, "as_of": on.isoformat(), "at_least": ends[0], "at_most": ends[1], "values": values})
        return
    typer.echo(say(lang, f"{one.label.zh}（{on}）", f"{one.label.of('en')} ({on})"))
    lines = [f"  {line}" for line in standard_in_words(book, one, found.values, lang.value)]
    typer.echo("\n".join(lines) or say(lang, "没有适用的数额", "no value counts"))


def _data(one: SetValue) -> object:
    value = one.value
    return {code: str(number) for code, number in value.items()} if isinstance(value, dict) else str(value)
