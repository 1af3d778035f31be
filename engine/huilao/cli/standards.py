"""The command `standard`: which number counts for a place on a day, and why."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated

import typer

from ..errors import ProfileError, UnknownStandardError
from ..language.standards import DefinedStandard, SetValue
from ..render.citation import clause_in
from ..review.figures import number_words
from ..rulebook import Rulebook
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
    typer.echo("\n".join(_lines(book, one, found.values, lang)) or say(lang, "没有适用的数额", "no value counts"))


def _numbers(book: Rulebook, one: DefinedStandard, value: SetValue, lang: Language) -> Iterator[tuple[str, Fraction]]:
    """The numbers of a value, each with the code that it is for, in words."""
    if isinstance(value.value, Fraction):
        yield "", value.value
    elif value.value is not None and one.split is not None:
        labels = {code.code: code.label.of(lang.value) for code in book.rules.facts[one.split].codes}
        yield from ((f"{labels[code]} ", number) for code, number in value.value.items())


def _data(one: SetValue) -> object:
    value = one.value
    return {code: str(number) for code, number in value.items()} if isinstance(value, dict) else str(value)


def _lines(book: Rulebook, one: DefinedStandard, values: tuple[SetValue, ...], lang: Language) -> Iterator[str]:
    """The value that counts first, then those that may where the place is one inside it."""
    speaker = book.voice.speaker(next(iter(book.rules.rulesets)), lang.value)
    unit = speaker.unit(one.unit)
    for value in values:
        comma = say(lang, "，", ", ")
        said = comma.join(f"{label}{number_words(number)}{unit}" for label, number in _numbers(book, one, value, lang))
        clauses = say(lang, "；", "; ").join(clause_in(lang.value, cite) for cite in value.cite or one.cite)
        since = comma.join([say(lang, f"{value.since}起", f"from {value.since}"), *([clauses] if clauses else [])])
        place = speaker.place_name(value.place)
        yield f"  {say(lang, f'{place}：{said}（{since}）', f'{place}: {said} ({since})')}  [{value.span}]"
