"""The commands about scenarios: `scenarios`, which runs them, and `coverage`, which says what they show."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..errors import HuilaoError
from ..language.truth import Truth
from ..rulebook import Rulebook
from .common import Format, Lang, Language, Output, Rules, fail, load, print_json, refuse, say

if TYPE_CHECKING:
    from ..scenarios.cases import GeneratedCase
    from ..scenarios.coverage import RuleCoverage
    from ..scenarios.features import Run

Folder = Annotated[Path, typer.Argument(metavar="[DIR]", help="场景文件夹，或一个文件 / folder of the scenarios, or one file")]


def scenarios(features: Folder = Path("features"), rules: Rules = None, lang: Lang = Language.ZH, output: Output = Format.TEXT) -> None:
    """运行场景：规则的结论和金额是否如场景所写 / Run the scenarios of a rule book; exit 1 where one does not hold."""
    runs = _run(features, load(rules, lang), lang)
    failed = [run for run in runs if run.failure is not None]
    if output is Format.JSON:
        print_json([
            {"file": run.case.file, "line": run.case.line, "name": run.case.name, "holds": run.failure is None, "failure": run.failure}
            for run in runs
        ])  # fmt: skip
    else:
        _print_failed(failed)
        typer.echo(say(lang, f"共 {len(runs)} 个场景，{len(failed)} 个不成立", f"{len(runs)} scenarios, {len(failed)} do not hold"))
    raise typer.Exit(1 if failed else 0)


def coverage(
    features: Annotated[Path, typer.Option("--features", help="场景文件夹 / folder of the scenarios")] = Path("features"),
    cases: Annotated[Path | None, typer.Option("--cases", help="生成的用例所在文件夹，一并计入 / folder of generated cases, counted beside", show_default=False)] = None,
    write: Annotated[Path | None, typer.Option("--write", help="把缺少的场景写入这个文件 / write the missing scenarios here", show_default=False)] = None,
    generate: Annotated[bool, typer.Option("--generate", help="先重新生成 --cases 文件夹里的用例 / first make the cases of --cases anew")] = False,
    rules: Rules = None, lang: Lang = Language.ZH, output: Output = Format.TEXT,
) -> None:  # fmt: skip
    """场景是否显示每个条件都起作用（MC/DC），每一档都有人 / Whether the scenarios show that every condition matters, and every level."""
    from ..scenarios.coverage import coverage as coverage_of
    from ..scenarios.coverage import holding, missing_scenarios

    rule_book = load(rules, lang)
    if generate and cases is None:
        fail(say(lang, "--generate 要和 --cases 一起用", "--generate wants --cases"), 2)
    runs = _run(features, rule_book, lang)
    failed = [run for run in runs if run.failure is not None]
    try:
        kept, changed = _cases(cases, rule_book, lang, generate=generate) if cases is not None else ([], [])
        found = coverage_of(rule_book, holding(runs), kept)
    except HuilaoError as error:
        refuse(error, lang)
    gaps = [gap for one in found for gap in one.gaps]
    if write is not None:
        write.write_text(missing_scenarios(rule_book, gaps), encoding="utf-8")
    if output is Format.JSON:
        failures = [f"{run.case.file}:{run.case.line}" for run in failed]
        print_json({"failed": failures, "changed": changed, "benefits": [_coverage_data(one) for one in found]})
    else:
        _print_failed(failed)
        _print_coverage(rule_book, found, lang)
        _print_not_counted(failed, changed, lang)
    raise typer.Exit(1 if failed or changed or any(gap.person is not None for gap in gaps) else 0)


def _cases(folder: Path, book: Rulebook, lang: Language, *, generate: bool) -> tuple[list[GeneratedCase], list[str]]:
    """The cases of a folder that hold, and what is to be said of the others; made anew before, if that is wanted."""
    from ..scenarios.cases import read_cases
    from ..scenarios.coverage import cases_holding
    from ..scenarios.generate import write_cases

    if generate:
        write_cases(book, folder)
    if not folder.is_dir():
        fail(say(lang, f"没有文件夹 {folder}", f"there is no folder {folder}"), 2)
    return cases_holding(book, read_cases(folder))


def _run(features: Path, book: Rulebook, lang: Language) -> list[Run]:
    """The scenarios of a folder, run; or what is wrong with them and an end."""
    from ..scenarios.features import run_features

    if not features.exists():
        fail(say(lang, f"没有文件夹 {features}", f"there is no folder {features}"), 2)
    try:
        return run_features(features, book)
    except HuilaoError as error:
        fail(error.said(lang.value))


def _print_failed(failed: list[Run]) -> None:
    for run in failed:
        typer.echo(f"{run.case.file}:{run.case.line}: {run.case.name}")
        typer.echo("\n".join(f"    {line}" for line in (run.failure or "").splitlines()))


def _coverage_data(one: RuleCoverage) -> dict[str, Any]:
    gaps = [
        {"span": str(gap.span), "row" if gap.row else "condition": gap.index + 1, "while": gap.truth.name.lower(),
         "possible": gap.person is not None, "proved": gap.proved}
        for gap in one.gaps
    ]  # fmt: skip
    return {
        "benefit": one.benefit.full_name,
        "conditions": len(one.scenarios.leaves),
        "rows": len(one.scenarios.rows),
        "scenarios": {"number": one.scenarios.people, "covered": one.scenarios.covered},
        "cases": {"number": one.cases.people, "covered": one.cases.covered},
        "covered": one.covered,
        "gaps": gaps,
    }


def _print_coverage(book: Rulebook, found: list[RuleCoverage], lang: Language) -> None:
    for one in found:
        for gap in one.gaps:
            said = book.words(one.benefit.ruleset, gap.condition, lang.value)
            if gap.row:
                holds = say(lang, f"（第 {gap.index + 1} 档）", f"(row {gap.index + 1})")
                shows = say(lang, "没有场景中的人属于这一档", "no scenario shows anybody in it")
            else:
                holds = say(lang, "成立", "while it holds") if gap.truth is Truth.YES else say(lang, "不成立", "while it fails")
                shows = say(lang, "没有场景显示它决定结论", "no scenario shows it to decide")
            if gap.person is not None:
                why = shows
            elif gap.proved:
                why = say(lang, "已证明任何人都显示不出来", "proved: nobody could show it")
            else:
                why = say(lang, "未能判定", "not decided")
            typer.echo(f"{gap.span}: {one.benefit.full_name}: {said} {holds}: {why}")
    full = sum(not any(gap.person is not None for gap in one.gaps) and one.scenarios.people + one.cases.people > 0 for one in found)
    conditions, covered = sum(one.conditions for one in found), sum(one.covered for one in found)
    for zh, en, showing in (
        ("场景", "scenarios", [one.scenarios for one in found]),
        ("生成的用例", "generated cases", [one.cases for one in found]),
    ):
        people, alone = sum(one.people for one in showing), sum(one.covered for one in showing)
        if people:
            typer.echo(
                say(lang, f"{zh}：{people} 个，单独覆盖 {alone} 个条件和分档", f"{en}: {people}, alone cover {alone} conditions and levels")
            )
    typer.echo(say(lang, f"{len(found)} 项待遇，{full} 项全部覆盖；{conditions} 个条件和分档，覆盖或不可能覆盖 {covered} 个",
                    f"{len(found)} benefits, {full} wholly covered; {conditions} conditions and levels, {covered} covered or impossible to cover"))  # fmt: skip


def _print_not_counted(failed: list[Run], changed: list[str], lang: Language) -> None:
    for one in changed:
        typer.echo(one)
    if failed:
        typer.echo(say(lang, f"{len(failed)} 个场景不成立，没有计入", f"{len(failed)} scenarios do not hold and are not counted"))
    if changed:
        typer.echo(say(lang, f"{len(changed)} 个生成的用例结果变了，没有计入：核对后用 --generate 重新生成",
                        f"{len(changed)} generated cases come out otherwise and are not counted: review them, then --generate"))  # fmt: skip
