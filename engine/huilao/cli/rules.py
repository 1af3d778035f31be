"""The commands about a rule book: `check`, `schema`, `fmt` and `book`.

Each imports what it runs: the commands about a person, which are run most, do not wait for it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..rulebook import Rulebook, shipped_rules
from .common import Format, Lang, Language, Output, Rules, fail, load, print_json, say


def check(folder: Annotated[Path | None, typer.Argument(metavar="[DIR]")] = None, rules: Rules = None, lang: Lang = Language.ZH,
          output: Output = Format.TEXT) -> None:  # fmt: skip
    """检查规则库，一次列出全部问题 / Check a rule book; every problem in one run."""
    from ..reading.rules import read_rules

    directory = folder or rules or shipped_rules()
    try:
        read, problems = read_rules(directory)
    except NotADirectoryError:
        fail(say(lang, f"没有文件夹 {directory}", f"there is no folder {directory}"), 2)
    if output is Format.JSON:
        print_json([
            {"severity": one.severity.value, "code": one.code, "file": one.span.file, "line": one.span.line, "column": one.span.column, "message": one.message.of(lang.value),
             "hint": one.hint.of(lang.value) if one.hint else None} for one in problems
        ])  # fmt: skip
    elif read is None:
        typer.echo("\n".join(problem.render(lang.value) for problem in problems))
        typer.echo(say(lang, f"共 {len(problems)} 个问题", f"{len(problems)} problem{'s' * (len(problems) != 1)}"), err=True)
    else:
        for warning in problems:
            typer.echo(warning.render(lang.value))
        book = Rulebook(read)
        clean = say(lang, "没有错误", "no mistakes") if problems else say(lang, "没有问题", "no problems")
        typer.echo(say(lang, f"{clean}：{len(book.benefits)} 项待遇，版本 {book.version[:12]}",
                        f"{clean}: {len(book.benefits)} benefits, version {book.version[:12]}"))  # fmt: skip
    raise typer.Exit(1 if read is None else 0)


def schema(
    kind: Annotated[
        str,
        typer.Argument(
            metavar="KIND", help="chapter | document | clauses | terms | quantities | standards | facts | services | places | profile"
        ),
    ] = "chapter",
    spelling: Annotated[
        Language | None,
        typer.Option("--spelling", help="zh 中文关键字 / en 英文代码；默认同 --lang / as --lang by default", show_default=False),
    ] = None,
    rules: Rules = None,
    lang: Lang = Language.ZH,
) -> None:
    """规则文件或个人信息（profile）的 JSON Schema，供编辑器和程序使用 / The JSON Schema of a rule file, or of profiles."""
    from ..profile.schema import profile_schema
    from ..reading.schema import FILES, json_schema

    if kind == "profile":
        print_json({"$schema": "https://json-schema.org/draft/2020-12/schema", **profile_schema(load(rules, lang).rules)})
        return
    if kind not in FILES:
        fail(say(lang, f"没有这种文件：{kind}；可选 {'、'.join(FILES)}", f"no such kind of file: {kind}; one of {', '.join(FILES)}"), 2)
    print_json(json_schema(kind, load(rules, lang).rules, (spelling or lang).value))


def fmt(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", exists=True, dir_okay=False)],
    spelling: Annotated[Language, typer.Option("--spelling", help="zh 中文关键字 / en 英文代码")],
    rules: Rules = None, lang: Lang = Language.ZH,
) -> None:  # fmt: skip
    """在中文和英文关键字之间转换，注释和顺序不变 / Convert files between the two spellings; comments and order stay."""
    from ..reading.files import book_around
    from ..reading.spelling import respell
    from ..yaml.source import read_source

    books: dict[Path, Rulebook] = {}
    failed = False
    for path in files:
        home = rules or book_around(path)
        if home is None:
            typer.echo(say(lang, f"{path}: 上面没有规则库（有 facts.yaml 的文件夹）；用 --rules 写明它属于哪个规则库，没有改写",
                            f"{path}: no rule book around it (a folder with facts.yaml); say with --rules which it belongs to; nothing was changed"), err=True)  # fmt: skip
            failed = True
            continue
        model = books.setdefault(home, books.get(home) or load(home, lang)).rules
        source = read_source(path, str(path))
        try:
            text = respell(source, model, spelling.value)
        except (KeyError, ValueError):
            typer.echo(say(lang, f"{path}: 不是这个规则库的文件，或有错误；请先运行 huilao check",
                            f"{path}: not a file of this rule book, or it has mistakes; run `huilao check` first"), err=True)  # fmt: skip
            failed = True
        else:
            path.write_text(text, encoding="utf-8")
    raise typer.Exit(1 if failed else 0)


def book(
    out: Annotated[Path | None, typer.Option("--out", help="写入文件，.html 为网页 / file to write, .html for a page", show_default=False)] = None,
    features: Annotated[Path, typer.Option("--features", help="场景文件夹 / folder of the scenarios")] = Path("features"),
    rules: Rules = None, lang: Lang = Language.ZH,
) -> None:  # fmt: skip
    """规则库审阅稿（Markdown 或网页） / The whole rule book in words, as Markdown or a printable page."""
    from ..review.handbook import review_document, review_page
    from ..scenarios.features import read_features
    from ..scenarios.story import ScenarioError

    rule_book = load(rules, lang)
    try:
        cases = read_features(features, rule_book) if features.is_dir() else []
    except ScenarioError as error:
        fail(error.said(lang.value))
    page = review_page if out is not None and out.suffix == ".html" else review_document
    document = page(rule_book, cases, lang.value)
    if out is None:
        typer.echo(document, nl=False)
    else:
        out.write_text(document, encoding="utf-8")
