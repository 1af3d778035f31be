"""The commands `table export` and `table import`: a decision table out of the rule book, and an edited sheet back into it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..errors import HuilaoError
from ..rulebook import shipped_rules
from .common import AsOf, Lang, Language, Rules, day, fail, full_name, load, refuse, say

table = typer.Typer(
    name="table",
    no_args_is_help=True,
    help="分档表：导出为 Excel 或 DMN，改好的 Excel 读回 / Decision tables: out as Excel or DMN, and an edited sheet back.",
)


@table.command("export")
def export(
    benefit: Annotated[str, typer.Argument(metavar="BENEFIT", help="待遇，例如 青禾：高龄津贴 / a benefit")],
    out: Annotated[Path, typer.Option("--out", help="写到哪里：.xlsx 或 .dmn / file to write, .xlsx or .dmn")],
    rules: Rules = None, lang: Lang = Language.ZH, as_of: AsOf = None,
) -> None:  # fmt: skip
    """把一项待遇的分档表写成 Excel（可改好读回）或 DMN 1.5 / Write the table of a benefit as Excel, to be edited and read back, or as DMN 1.5."""
    if out.suffix.lower() not in (".xlsx", ".dmn"):
        fail(say(lang, f"--out 的文件名应以 .xlsx 或 .dmn 结尾，写的是 {out.name}", f"--out ends in .xlsx or .dmn, found {out.name}"), 2)
    if out.exists():
        fail(say(lang, f"已有文件 {out}，没有改动；请换一个文件名", f"{out} is there already and was left alone; take another name"), 2)
    book, on = load(rules, lang), day(as_of, lang)
    name = full_name(book, benefit)
    try:
        if out.suffix.lower() == ".dmn":
            from ..tables.dmn import Model, write_dmn

            model = Model(book, name, on, lang.value)
            found = model.benefit, model.levels
            write_dmn(out, model)
        else:
            from ..tables.grid import grid_of
            from ..tables.table import table_of
            from ..tables.words import Words
            from ..tables.workbook import write_workbook

            table_ = table_of(book, name, on)
            found, words = (table_.benefit, table_.levels), Words(table_, lang.value)
            write_workbook(out, table_, grid_of(table_, words), words, book)
    except HuilaoError as error:
        refuse(error, lang)
    (written, levels) = found
    rows = len(levels.rows)
    typer.echo(
        say(
            lang,
            f"已写入 {out}：“{written.name.zh}”的分档，{rows} 行，{on} 的写法",
            f"{out}: the levels of `{written.name.of('en')}`, {rows} rows, as worded on {on}",
        )
    )


@table.command("import")
def import_(
    sheet: Annotated[Path, typer.Argument(metavar="FILE.xlsx", exists=True, dir_okay=False, help="改好的表 / the edited sheet")],
    write: Annotated[bool, typer.Option("--write", help="写入规则文件；不给则只列出改动 / write the rule file; else only what would change is listed")] = False,
    rules: Rules = None, lang: Lang = Language.ZH,
) -> None:  # fmt: skip
    """读回改好的表：一次列出全部错误，列出改动，加 --write 才写入 / Read an edited sheet back: every mistake, then what it changes; --write writes it."""
    book, home = load(rules, lang), rules or shipped_rules()
    from ..tables.back import SheetError, read_back  # with what reads rule files: not for commands about a person

    try:
        found = read_back(book, sheet)
        for warning in found.warnings:
            typer.echo(say(lang, "提醒：", "warning: ") + warning.render(lang.value))
        for change in found.changes:
            typer.echo(change.of(lang.value))
        if write and found.changes:
            found.write(home)
    except SheetError as error:
        typer.echo(error.said(lang.value))
        fail(say(lang, f"共 {len(error.mistakes)} 处错误，没有改动", f"{len(error.mistakes)} mistakes, nothing was changed"))
    except HuilaoError as error:
        refuse(error, lang)
    file = home / found.table.file
    if not found.changes:
        typer.echo(say(lang, f"没有改动：{file} 与表一致", f"no change: {file} says what the sheet says"))
    elif not write:
        typer.echo(
            say(
                lang,
                f"共 {len(found.changes)} 处改动，还没有写入；加 --write 写入 {file}",
                f"{len(found.changes)} changes, not written yet; --write writes {file}",
            )
        )
    else:
        typer.echo(say(lang, f"已写入 {file}，共 {len(found.changes)} 处改动。接着：\n  huilao check {home}\n  huilao compare HEAD --rules {home}    （或把 HEAD 换成改前的文件夹：谁受影响）",
                       f"{file} is written, {len(found.changes)} changes. Next:\n  huilao check {home} --lang en\n  huilao compare HEAD --rules {home} --lang en    (or a folder as it was, instead of HEAD: who is touched)"))  # fmt: skip
