"""Registers as the commands are given them: read by a mapping, looked at, suggested one for, and made up (`synth`)."""

from __future__ import annotations

from collections.abc import Collection, Generator, Sequence
from contextlib import contextmanager
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import HuilaoError
from ..language.likeness import nearest
from ..rulebook import Rulebook, today
from .common import AsOf, Lang, Language, Rules, day, fail, load, say
from .targets import left_alone

if TYPE_CHECKING:
    from ..register.mapping import ColumnMap
    from ..register.rows import Register

_MOST_UNUSED, _LOOKED_AT = 12, 2_000
"""Columns that are not used and are named; rows by which it is told what they may be."""


class Names(StrEnum):
    """How a synthetic register names its columns and values."""

    ZH = "zh"
    EN = "en"
    OFFICE = "office"
    """As an office lays out its register: titles, ticks, subtotals."""


@contextmanager
def explained(lang: Language, *, kept: bool = False) -> Generator[None, None, None]:
    """What goes wrong, said without a trace: wrong usage where the register or its reading is to blame. `kept` as of `fault`."""
    try:
        yield
    except HuilaoError as error:
        fail(error.said(lang.value), 2)
    except Exception as error:
        from ..register.faults import fault

        said = fault(error, kept=kept)
        if said is None:
            raise
        fail(said.of(lang.value), 2)


def column_map(source: Register, path: Path | None, book: Rulebook, lang: Language, used: Collection[str | None] = ()) -> ColumnMap:
    """The mapping in a file, or that of the columns' own names; what is not used, neither otherwise (`used`), is said."""
    from ..register.mapping import mapping_by_names, read_mapping

    if path is None:
        found = mapping_by_names(source.columns, book.rules)
    else:
        read, problems = read_mapping(path, source.columns, book.rules)
        if read is None:
            fail("\n".join(problem.render(lang.value) for problem in problems), 2)
        found = read
    if not found.says_something:
        fail(
            say(
                lang,
                "登记表没有一列是规则用的信息项；先用 --suggest 写一份映射文件",
                "no column of the register is a fact; write a mapping first, by --suggest",
            ),
            2,
        )
    ignored = [column for column in found.ignored if column not in used]
    likely = _likely(source, found, book, ignored) if ignored else {}
    others = [column for column in ignored if column not in likely]
    asked = [f"{column}（{say(lang, '是否', 'is it ')}{near}？）" for column, near in likely.items()]
    shown, more = (*asked, *others[:_MOST_UNUSED]), len(others) - _MOST_UNUSED
    if shown:
        how = say(
            lang,
            "。问“是否”的，要用上就在映射文件里写明，--suggest 会写一份草稿",
            "; what may be of use is to be said in a mapping, which --suggest drafts",
        )
        typer.echo(say(lang, f"未使用的列：{'、'.join(shown)}" + (f" 等，另有 {more} 列" if more > 0 else ""),
                       f"columns not used: {', '.join(shown)}" + (f" and {more} more" if more > 0 else "")) + (how if asked else ""), err=True)  # fmt: skip
    return found


def _likely(source: Register, mapping: ColumnMap, book: Rulebook, columns: Collection[str]) -> dict[str, str]:
    """What some columns that are not used may be, as `--suggest` would take them: of what the mapping does not say yet."""
    from ..register.lacking import given
    from ..register.mapping import IDENTITY, KEY, Tick
    from ..register.recognise import Recognition, gives, names_people, of_somebody_else
    from ..register.suggest import first_rows

    looked = [column for column in columns if not of_somebody_else(column) and not names_people(column)]
    if not looked:
        return {}
    recognition = Recognition(first_rows(source, _LOOKED_AT).select(looked), book.rules, today())
    said = {*map(str, given(mapping)), KEY[0], *([IDENTITY] if mapping.identity is not None else [])}
    ticked = {str(tick.target) for tick in mapping.ticks.values()}  # by more columns than one
    taken = {one.column: one.meant for one in recognition.columns() if one.meant is not None}
    return {
        column: recognition.word(meant)
        for column, meant in taken.items()
        if not (said - ticked if isinstance(meant, Tick) else said).intersection(gives(meant))
    }


def column_named(name: str | None, source: Register, lang: Language) -> str | None:
    """A column of a register that is asked for by its name."""
    columns_named([] if name is None else [name], source, lang)
    return name


def columns_named(names: Sequence[str], source: Register, lang: Language) -> None:
    """Fail where columns are asked for that a register has not, all at once, each with the one that is meant perhaps."""
    lacking = {name: _meant(name, source.columns) for name in names if name not in source.columns}
    if lacking:
        zh = "、".join(f"“{name}”" + (f"（是否“{close}”？）" if close else "") for name, close in lacking.items())
        en = ", ".join(f"`{name}`" + (f" (did you mean `{close}`?)" if close else "") for name, close in lacking.items())
        fail(say(lang, f"登记表没有列{zh}", f"the register has no column {en}"), 2)


def _meant(name: str, columns: Sequence[str]) -> str | None:
    """The column that is most like a name, or alone has it in its own (村 in 所在村（社区）)."""
    within = [column for column in columns if name in column]
    return nearest(name, columns) or (within[0] if len(within) == 1 else None)


def profiled(source: Register, register: str, mapping: Path | None, book: Rulebook, as_of: date, out: Path | None, lang: Language) -> None:
    """Write a page on the register itself."""
    from ..register.portrait import portrait

    if out is None:
        fail(say(lang, "请用 --out 指定写到哪个文件，例如 概况.html", "name a file for the page by --out, such as profile.html"), 2)
    page = portrait(
        source, None if mapping is None else column_map(source, mapping, book, lang), book, as_of, Path(register).name, lang.value
    )
    target = out / "profile.html" if out.is_dir() else out
    target.write_text(page, encoding="utf-8")
    typer.echo(say(lang, f"登记表概况写在 {target}", f"the page on the register is {target}"), err=True)


def suggested(source: Register, book: Rulebook, as_of: date, out: Path | None) -> None:
    """Print a first mapping of a register, or write it into a file."""
    from ..register.suggest import suggestion

    text = suggestion(source, book.rules, as_of)
    if out is None:
        typer.echo(text, nl=False)
    else:
        out.write_text(text, encoding="utf-8")


def synth(
    people: Annotated[int, typer.Option("--people", min=1, help="人数 / number of people")],
    out: Annotated[Path, typer.Option("--out", help="写入文件：.csv .parquet .xlsx / file to write")],
    place: Annotated[list[str] | None, typer.Option("--place", help="行政区划代码，可多次；默认各文件所在地 / division codes; those of all documents by default", show_default=False)] = None,
    seed: Annotated[int, typer.Option("--seed", min=0, help="同一种子得同一份名册 / the same seed gives the same register")] = 0,
    dirty: Annotated[float, typer.Option("--dirty", min=0, max=1, help="有毛病的行所占比例 / share of rows with something wrong")] = 0.0,
    columns: Annotated[Names, typer.Option("--columns", help="列名和取值用中文（zh）、代码（en），还是像单位的登记表那样（office：标题行、打勾、小计） / names in Chinese, codes, or laid out as offices do")] = Names.ZH,
    planted: Annotated[Path | None, typer.Option("--planted", help="把哪一行有什么毛病写进这个 CSV / write what was made wrong where", show_default=False)] = None,
    force: Annotated[bool, typer.Option("--force", help="文件已有时覆盖 / write over an earlier file")] = False,
    rules: Rules = None, lang: Lang = Language.ZH, as_of: AsOf = None,
) -> None:  # fmt: skip
    """生成仿真登记表，供演示、测试和性能比较；不是真实的人 / Make a synthetic register, of nobody that there is."""
    from ..register.layout import COLUMN_OF, Counties, write_office_register
    from ..register.synth import Plants, Synthesis, registers, write_register

    for target in (out, planted):
        if target is not None:
            left_alone(target, lang, force=force)
    if planted is not None and planted.resolve() == out.resolve():
        fail(say(lang, "--out 和 --planted 是同一个文件，请用两个名字", "--out and --planted name the same file: give them two names"), 2)
    book = load(rules, lang)
    places = tuple(place or dict.fromkeys(one.document.place for one in book.rules.rulesets.values()))
    wrong = [code for code in places if not (code.isascii() and code.isdigit() and len(code) in (2, 4, 6))]
    if wrong:
        fail(say(lang, f"“{wrong[0]}”不是省、市、县的行政区划代码", f"`{wrong[0]}` is no code of a province, prefecture or county"), 2)
    wanted = Synthesis(people, places, seed, dirty, columns is not Names.EN, *([day(as_of, lang)] if as_of else []))
    plants = Plants()
    try:
        with explained(lang):
            people_in_parts = plants.kept_from(registers(book.rules, wanted))
            if columns is Names.OFFICE:
                write_office_register(people_in_parts, out, Counties.of(book.rules, places), wanted.as_of)
            else:
                write_register(people_in_parts, out)
    except ValueError:
        fail(
            say(
                lang,
                f"不认识的文件类型“{out.suffix}”；可用 .csv、.parquet、.xlsx",
                f"unknown kind of file `{out.suffix}`; one of .csv, .parquet, .xlsx",
            ),
            2,
        )
    if planted is not None:
        plants.write(planted, COLUMN_OF if columns is Names.OFFICE else None)
