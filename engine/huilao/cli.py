"""The command line. JSON and results go to standard output, messages to standard error.

Exit codes: 0 done, 1 problems in the input, 2 wrong usage.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from .book import as_html, review_document
from .errors import DisagreementError, HuilaoError, ProfileError, RulesError, UnknownBenefitError
from .evaluation import Evaluation
from .finding import Outcome
from .reading.book import read_rules
from .reading.schema import FILES, json_schema
from .reading.source import read_source
from .reading.spelling import respell
from .rulebook import Rulebook, shipped_rules, today
from .scenarios.coverage import RuleCoverage, coverage, missing_scenarios
from .scenarios.features import read_features
from .scenarios.steps import ScenarioError
from .truth import Truth
from .words import name_of


class Language(StrEnum):
    ZH = "zh"
    EN = "en"


class Format(StrEnum):
    TEXT = "text"
    JSON = "json"


app = typer.Typer(
    name="huilao", add_completion=False, no_args_is_help=True, rich_markup_mode=None,
    help="惠老：养老服务待遇规则引擎 / Huilao: an eligibility rules engine for elderly services.",
)  # fmt: skip

Rules = Annotated[
    Path | None,
    typer.Option("--rules", envvar="HUILAO_RULES", help="规则库文件夹，默认随程序提供的 / the rule book's folder", show_default=False),
]
Lang = Annotated[Language, typer.Option("--lang", envvar="HUILAO_LANG", help="语言 / language")]
AsOf = Annotated[
    str | None, typer.Option("--as-of", metavar="YYYY-MM-DD", help="核定日，默认今天（北京时间）/ day of evaluation", show_default=False)
]
Output = Annotated[Format, typer.Option("--format", help="输出格式 / output format")]
Profile = Annotated[str, typer.Argument(metavar="PROFILE", help="个人信息 JSON 文件，- 为标准输入 / profile as JSON, - for standard input")]


@app.command()
def evaluate(
    profile: Profile, rules: Rules = None, lang: Lang = Language.ZH, as_of: AsOf = None, output: Output = Format.TEXT,
    benefit: Annotated[list[str] | None, typer.Option("--benefit", help="只看这些待遇 / only these benefits", show_default=False)] = None,
) -> None:  # fmt: skip
    """核定一个人能享受什么、还缺什么信息、为什么 / What a person can have, may have and cannot, and why."""
    book = _load(rules, lang)
    evaluation = _evaluated(book, profile, _day(as_of, lang), benefit or None, lang)
    if output is Format.JSON:
        _print_json(evaluation.data("short"))
    else:
        _print_evaluation(evaluation, lang)


@app.command()
def explain(
    benefit: Annotated[str, typer.Argument(metavar="BENEFIT", help="待遇全名 / full name, e.g. mianning/5-1-free-flu-vaccine")],
    profile: Annotated[str | None, typer.Argument(metavar="[PROFILE]", help="不给则只说明规则 / without it only the rule")] = None,
    rules: Rules = None, lang: Lang = Language.ZH, as_of: AsOf = None, output: Output = Format.TEXT,
) -> None:  # fmt: skip
    """说明一项待遇的规则，或对某人的完整证明 / The rule of a benefit, or the whole proof for a person."""
    book = _load(rules, lang)
    if profile is None:
        _explain_rule(book, benefit, lang, output)
        return
    evaluation = _evaluated(book, profile, _day(as_of, lang), [benefit], lang)
    if output is Format.JSON:
        _print_json(evaluation.data("full"))
    elif evaluation.findings:
        typer.echo(evaluation.findings[0].explain(lang.value, "full"))
    else:
        typer.echo(
            _say(
                lang, "这项待遇与此人的常住地和户籍地无关。", "This benefit is of a place where the person neither lives nor is registered."
            )
        )


@app.command()
def check(rules: Annotated[Path | None, typer.Argument(metavar="[DIR]", envvar="HUILAO_RULES")] = None, lang: Lang = Language.ZH,
          output: Output = Format.TEXT) -> None:  # fmt: skip
    """检查规则库，一次列出全部问题 / Check a rule book; every problem in one run."""
    directory = rules or shipped_rules()
    try:
        read, problems = read_rules(directory)
    except NotADirectoryError:
        _fail(_say(lang, f"没有文件夹 {directory}", f"there is no folder {directory}"), 2)
    if output is Format.JSON:
        _print_json([
            {"code": one.code, "file": one.span.file, "line": one.span.line, "column": one.span.column, "message": one.message.of(lang.value),
             "hint": one.hint.of(lang.value) if one.hint else None} for one in problems
        ])  # fmt: skip
    elif read is None:
        typer.echo("\n".join(problem.render(lang.value) for problem in problems))
        typer.echo(_say(lang, f"共 {len(problems)} 个问题", f"{len(problems)} problems"), err=True)
    else:
        book = Rulebook(read)
        typer.echo(_say(lang, f"没有问题：{len(book.benefits)} 项待遇，版本 {book.version[:12]}",
                        f"no problems: {len(book.benefits)} benefits, version {book.version[:12]}"))  # fmt: skip
    raise typer.Exit(1 if read is None else 0)


@app.command()
def schema(
    kind: Annotated[str, typer.Argument(metavar="KIND", help=" | ".join(FILES))] = "chapter", rules: Rules = None, lang: Lang = Language.ZH
) -> None:
    """规则文件的 JSON Schema，供编辑器补全和检查 / The JSON Schema of a rule file, for editors."""
    if kind not in FILES:
        _fail(_say(lang, f"没有这种文件：{kind}；可选 {'、'.join(FILES)}", f"no such kind of file: {kind}; one of {', '.join(FILES)}"), 2)
    _print_json(json_schema(kind, _load(rules, lang).rules))


@app.command()
def fmt(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", exists=True, dir_okay=False)],
    spelling: Annotated[Language, typer.Option("--spelling", help="zh 中文关键字 / en 英文代码")],
    rules: Rules = None, lang: Lang = Language.ZH,
) -> None:  # fmt: skip
    """在中文和英文关键字之间转换，注释和顺序不变 / Convert files between the two spellings; comments and order stay."""
    model = _load(rules, lang).rules
    failed = False
    for path in files:
        source = read_source(path, str(path))
        try:
            text = respell(source, model, spelling.value)
        except (KeyError, ValueError):
            typer.echo(_say(lang, f"{path}: 不是这个规则库的文件，或有错误；请先运行 huilao check",
                            f"{path}: not a file of this rule book, or it has mistakes; run `huilao check` first"), err=True)  # fmt: skip
            failed = True
        else:
            path.write_text(text, encoding="utf-8")
    raise typer.Exit(1 if failed else 0)


@app.command(name="book")
def book_command(
    out: Annotated[Path | None, typer.Option("--out", help="写入文件，.html 为网页 / file to write, .html for a page", show_default=False)] = None,
    features: Annotated[Path, typer.Option("--features", help="场景文件夹 / folder of the scenarios")] = Path("features"),
    rules: Rules = None, lang: Lang = Language.ZH,
) -> None:  # fmt: skip
    """规则库审阅稿（Markdown 或网页） / The whole rule book in words, as Markdown or a printable page."""
    book = _load(rules, lang)
    try:
        document = review_document(book, read_features(features, book) if features.is_dir() else [], lang.value)
    except ScenarioError as error:
        _fail(str(error))
    if out is None:
        typer.echo(document, nl=False)
    else:
        out.write_text(as_html(document, lang.value) if out.suffix == ".html" else document, encoding="utf-8")


@app.command(name="coverage")
def coverage_command(
    features: Annotated[Path, typer.Option("--features", help="场景文件夹 / folder of the scenarios")] = Path("features"),
    write: Annotated[Path | None, typer.Option("--write", help="把缺少的场景写入这个文件 / write the missing scenarios here", show_default=False)] = None,
    rules: Rules = None, lang: Lang = Language.ZH, output: Output = Format.TEXT,
) -> None:  # fmt: skip
    """场景是否显示每个条件都起作用（MC/DC） / Whether the scenarios show that every condition matters."""
    book = _load(rules, lang)
    try:
        found = coverage(book, read_features(features, book))
    except ScenarioError as error:
        _fail(str(error))
    gaps = [gap for one in found for gap in one.gaps]
    if write is not None:
        write.write_text(missing_scenarios(book, gaps), encoding="utf-8")
    if output is Format.JSON:
        _print_json([_coverage_data(one) for one in found])
    else:
        _print_coverage(book, found, lang)
    raise typer.Exit(1 if any(gap.person is not None for gap in gaps) else 0)


@app.command()
def serve(
    host: Annotated[str, typer.Option(envvar="HUILAO_HOST")] = "127.0.0.1", port: Annotated[int, typer.Option(envvar="HUILAO_PORT")] = 8000,
    rules: Rules = None, lang: Lang = Language.ZH,
) -> None:  # fmt: skip
    """启动服务 / Run the service."""
    import uvicorn  # not needed by the other commands

    _load(rules, lang)  # a rule book with mistakes is said here, not in the log of a service that does not answer
    if rules is not None:
        os.environ["HUILAO_RULES"] = str(rules)
    os.environ["HUILAO_LANG"] = lang.value
    address = f"http://{host}:{port}"
    example = '{"profile": {"birth_date": "1944-05-10", "residence": "513433", "residence_setting": "home"}, "as_of": "2025-03-01"}'
    typer.echo(
        _say(
            lang,
            f"惠老服务：{address}  接口文档：{address}/docs\n试一试：",
            f"Huilao: {address}  API documentation: {address}/docs\nTry it:",
        )
    )
    typer.echo(f"curl -s '{address}/v1/evaluate?explain=short' -H 'Content-Type: application/json' -d '{example}'")
    sys.stdout.flush()
    uvicorn.run("huilao_api.app:create_app", factory=True, host=host, port=port, log_level="warning", access_log=False)


def main() -> None:
    """The entry point of the `huilao` command."""
    app()


def _say(lang: Language, zh: str, en: str) -> str:
    return zh if lang is Language.ZH else en


def _fail(message: str, code: int = 1) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(code)


def _load(rules: Path | None, lang: Language) -> Rulebook:
    try:
        return Rulebook.load(rules)
    except RulesError as error:
        _fail("\n".join(problem.render(lang.value) for problem in error.problems))
    except NotADirectoryError:
        _fail(_say(lang, f"没有文件夹 {rules}", f"there is no folder {rules}"), 2)


def _day(text: str | None, lang: Language) -> date:
    try:
        return today() if text is None else date.fromisoformat(text)
    except ValueError:
        _fail(
            _say(lang, f"--as-of 应是日期，例如 2025-03-01，写的是 {text}", f"--as-of must be a date such as 2025-03-01, found {text}"), 2
        )


def _read_profile(name: str, lang: Language) -> Any:
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
        return json.loads(text)
    except OSError:
        _fail(_say(lang, f"读不了文件 {name}", f"cannot read {name}"), 2)
    except UnicodeDecodeError:
        _fail(_say(lang, f"{name} 不是 UTF-8 文本", f"{name} is not UTF-8 text"))
    except json.JSONDecodeError as error:
        _fail(
            _say(
                lang, f"{name}:{error.lineno}:{error.colno}: 不是正确的 JSON", f"{name}:{error.lineno}:{error.colno}: not JSON: {error.msg}"
            )
        )


def _evaluated(book: Rulebook, profile: str, day: date, benefits: list[str] | None, lang: Language) -> Evaluation:
    try:
        return book.evaluate(_read_profile(profile, lang), day, benefits)
    except ProfileError as error:
        _fail("\n".join(problem.render(lang.value) for problem in error.problems))
    except UnknownBenefitError as error:
        _fail(str(error), 2)
    except (DisagreementError, HuilaoError) as error:
        _fail(str(error))


def _print_json(data: object) -> None:
    typer.echo(json.dumps(data, ensure_ascii=False, indent=2))


def _print_evaluation(evaluation: Evaluation, lang: Language) -> None:
    receipt = evaluation.receipt
    typer.echo(_say(lang, f"核定日 {receipt.as_of}，规则库版本 {receipt.version[:12]}，回执号 {receipt.number}",
                    f"As of {receipt.as_of}, rule book {receipt.version[:12]}, receipt {receipt.number}"))  # fmt: skip
    groups = (
        (("可以享受", "Can have"), [one for one in evaluation.eligible if not one.weak]),
        (("属于对象，但文件只是鼓励、探索、有待建立等", "Among those meant, but only encouraged, explored or to be established"),
         [one for one in evaluation.eligible if one.weak]),
        (("待定，还缺信息", "May have: more must be known"), evaluation.undetermined),
        (("不能享受", "Cannot have"), evaluation.of(Outcome.NOT_ELIGIBLE)),
        (("不在有效期内", "Not in force"), evaluation.of(Outcome.NOT_IN_FORCE)),
    )  # fmt: skip
    for title, findings in groups:
        if findings:
            typer.echo(_say(lang, f"\n{title[0]}（{len(findings)}）", f"\n{title[1]} ({len(findings)})"))
        for finding in findings:
            typer.echo(f"- {finding.explain(lang.value)} [{finding.benefit}]")
    if not evaluation.findings:
        typer.echo(
            _say(lang, "规则库里没有与此人的常住地或户籍地有关的待遇。", "The rule book has no benefits for the places of this person.")
        )


def _explain_rule(book: Rulebook, name: str, lang: Language, output: Format) -> None:
    try:
        sentence = book.sentence(name, lang.value)
    except UnknownBenefitError as error:
        _fail(str(error), 2)
    benefit = book.benefits[name]
    document = book.rules.rulesets[benefit.ruleset].document
    speaker = book.words.speaker(benefit.ruleset, lang.value)
    if output is Format.JSON:
        _print_json({"benefit": name, "name": benefit.name.of(lang.value), "sentence": sentence, "force": benefit.force.value})
        return
    lines = [
        f"{benefit.name.of(lang.value)}（{name_of(benefit.force).of(lang.value)}）",
        f"{document.title.of(lang.value)} {'、'.join(benefit.cite)}  [{benefit.span}]",
        _say(lang, f"提供：{benefit.provides.zh}", f"Provides: {benefit.provides.of('en')}"),
        _say(lang, f"条件：{sentence}。", f"Condition: {sentence}."),
        *(_say(lang, f"另一种理解：{one.note.zh}：{speaker.sentence(one.condition)}。",
               f"Another reading: {one.note.of('en')}: {speaker.sentence(one.condition)}.") for one in benefit.readings),
        *(_say(lang, f"说明：{note.zh}", f"Note: {note.of('en')}") for note in benefit.notes),
    ]  # fmt: skip
    typer.echo("\n".join(lines))


def _coverage_data(one: RuleCoverage) -> dict[str, Any]:
    gaps = [
        {"span": str(gap.span), "while": gap.truth.name.lower(), "possible": gap.person is not None, "complete": gap.complete}
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
            holds = _say(lang, "成立", "while it holds") if gap.truth is Truth.YES else _say(lang, "不成立", "while it fails")
            if gap.person is not None:
                why = _say(lang, "没有场景显示它决定结论", "no scenario shows it to decide")
            elif gap.complete:
                why = _say(lang, "任何人都显示不出来：其他条件已包含它", "nobody could show it: other conditions imply it")
            else:
                why = _say(lang, "找不到能显示它的人", "nobody was found who shows it")
            typer.echo(f"{gap.span}: {one.benefit.full_name}: {said} {holds}: {why}")
    conditions, covered = sum(len(one.shown) for one in found), sum(one.covered for one in found)
    full = sum(not any(gap.person is not None for gap in one.gaps) and one.scenarios > 0 for one in found)
    typer.echo(_say(lang, f"{len(found)} 项待遇，{full} 项全部覆盖；{conditions} 个条件，覆盖或不可能覆盖 {covered} 个",
                    f"{len(found)} benefits, {full} wholly covered; {conditions} conditions, {covered} covered or impossible to cover"))  # fmt: skip
