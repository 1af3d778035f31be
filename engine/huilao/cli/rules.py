"""The commands about a rule book: `check`, `schema`, `fmt`, `book` and `coverage`.

Each imports what it runs: the commands about a person, which are run most, do not wait for it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..language.truth import Truth
from ..rulebook import Rulebook, shipped_rules
from .common import Format, Lang, Language, Output, Rules, fail, load, print_json, say

if TYPE_CHECKING:
    from ..scenarios.coverage import RuleCoverage


def check(rules: Annotated[Path | None, typer.Argument(metavar="[DIR]", envvar="HUILAO_RULES")] = None, lang: Lang = Language.ZH,
          output: Output = Format.TEXT) -> None:  # fmt: skip
    """检查规则库，一次列出全部问题 / Check a rule book; every problem in one run."""
    from ..reading.rules import read_rules

    directory = rules or shipped_rules()
    try:
        read, problems = read_rules(directory)
    except NotADirectoryError:
        fail(say(lang, f"没有文件夹 {directory}", f"there is no folder {directory}"), 2)
    if output is Format.JSON:
        print_json([
            {"code": one.code, "file": one.span.file, "line": one.span.line, "column": one.span.column, "message": one.message.of(lang.value),
             "hint": one.hint.of(lang.value) if one.hint else None} for one in problems
        ])  # fmt: skip
    elif read is None:
        typer.echo("\n".join(problem.render(lang.value) for problem in problems))
        typer.echo(say(lang, f"共 {len(problems)} 个问题", f"{len(problems)} problems"), err=True)
    else:
        book = Rulebook(read)
        typer.echo(say(lang, f"没有问题：{len(book.benefits)} 项待遇，版本 {book.version[:12]}",
                        f"no problems: {len(book.benefits)} benefits, version {book.version[:12]}"))  # fmt: skip
    raise typer.Exit(1 if read is None else 0)


def schema(
    kind: Annotated[
        str, typer.Argument(metavar="KIND", help="chapter | document | clauses | terms | facts | services | places")
    ] = "chapter",
    rules: Rules = None,
    lang: Lang = Language.ZH,
) -> None:
    """规则文件的 JSON Schema，供编辑器补全和检查 / The JSON Schema of a rule file, for editors."""
    from ..reading.schema import FILES, json_schema

    if kind not in FILES:
        fail(say(lang, f"没有这种文件：{kind}；可选 {'、'.join(FILES)}", f"no such kind of file: {kind}; one of {', '.join(FILES)}"), 2)
    print_json(json_schema(kind, load(rules, lang).rules))


def fmt(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", exists=True, dir_okay=False)],
    spelling: Annotated[Language, typer.Option("--spelling", help="zh 中文关键字 / en 英文代码")],
    rules: Rules = None, lang: Lang = Language.ZH,
) -> None:  # fmt: skip
    """在中文和英文关键字之间转换，注释和顺序不变 / Convert files between the two spellings; comments and order stay."""
    from ..reading.spelling import respell
    from ..yaml.source import read_source

    model = load(rules, lang).rules
    failed = False
    for path in files:
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
    from ..review.handbook import as_html, review_document
    from ..scenarios.features import read_features
    from ..scenarios.steps import ScenarioError

    rule_book = load(rules, lang)
    try:
        document = review_document(rule_book, read_features(features, rule_book) if features.is_dir() else [], lang.value)
    except ScenarioError as error:
        fail(str(error))
    if out is None:
        typer.echo(document, nl=False)
    else:
        out.write_text(as_html(document, lang.value) if out.suffix == ".html" else document, encoding="utf-8")


def coverage(
    features: Annotated[Path, typer.Option("--features", help="场景文件夹 / folder of the scenarios")] = Path("features"),
    write: Annotated[Path | None, typer.Option("--write", help="把缺少的场景写入这个文件 / write the missing scenarios here", show_default=False)] = None,
    rules: Rules = None, lang: Lang = Language.ZH, output: Output = Format.TEXT,
) -> None:  # fmt: skip
    """场景是否显示每个条件都起作用（MC/DC） / Whether the scenarios show that every condition matters."""
    from ..scenarios.coverage import coverage as coverage_of
    from ..scenarios.coverage import missing_scenarios
    from ..scenarios.features import read_features
    from ..scenarios.steps import ScenarioError

    rule_book = load(rules, lang)
    try:
        found = coverage_of(rule_book, read_features(features, rule_book))
    except ScenarioError as error:
        fail(str(error))
    gaps = [gap for one in found for gap in one.gaps]
    if write is not None:
        write.write_text(missing_scenarios(rule_book, gaps), encoding="utf-8")
    if output is Format.JSON:
        print_json([_coverage_data(one) for one in found])
    else:
        _print_coverage(rule_book, found, lang)
    raise typer.Exit(1 if any(gap.person is not None for gap in gaps) else 0)


def _coverage_data(one: RuleCoverage) -> dict[str, Any]:
    gaps = [
        {"span": str(gap.span), "while": gap.truth.name.lower(), "possible": gap.person is not None, "proved": gap.proved}
        for gap in one.gaps
    ]
    return {
        "benefit": one.benefit.full_name,
        "scenarios": one.scenarios,
        "conditions": len(one.shown),
        "covered": one.covered,
        "gaps": gaps,
    }


def _print_coverage(book: Rulebook, found: list[RuleCoverage], lang: Language) -> None:
    for one in found:
        for gap in one.gaps:
            said = book.words.speaker(one.benefit.ruleset, lang.value).sentence(gap.leaf.condition)
            holds = say(lang, "成立", "while it holds") if gap.truth is Truth.YES else say(lang, "不成立", "while it fails")
            if gap.person is not None:
                why = say(lang, "没有场景显示它决定结论", "no scenario shows it to decide")
            elif gap.proved:
                why = say(lang, "已证明任何人都显示不出来：其他条件已包含它", "proved: nobody could show it, other conditions imply it")
            else:
                why = say(lang, "未能判定", "not decided")
            typer.echo(f"{gap.span}: {one.benefit.full_name}: {said} {holds}: {why}")
    conditions, covered = sum(len(one.shown) for one in found), sum(one.covered for one in found)
    full = sum(not any(gap.person is not None for gap in one.gaps) and one.scenarios > 0 for one in found)
    typer.echo(say(lang, f"{len(found)} 项待遇，{full} 项全部覆盖；{conditions} 个条件，覆盖或不可能覆盖 {covered} 个",
                    f"{len(found)} benefits, {full} wholly covered; {conditions} conditions, {covered} covered or impossible to cover"))  # fmt: skip
