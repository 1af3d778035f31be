"""The commands about one person: `evaluate` and `explain`."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from ..answers.evaluation import Evaluation, grouped
from ..errors import HuilaoError, ProfileError, UnknownBenefitError, UnknownWordError
from ..language.facts import Text
from ..language.outcome import Action
from ..language.words import name_of
from ..render.data import paying_data
from ..render.proof_json import node_data
from ..render.sheet import is_one_line
from ..review.rule import rule_in_words, same_as, worded
from ..rulebook import Rulebook
from .common import (
    AsOf,
    Format,
    KeyFile,
    Lang,
    Language,
    Output,
    Profile,
    Rules,
    day,
    fail,
    full_name,
    full_names,
    load,
    office_key,
    print_json,
    read_profile,
    save,
    say,
)

Found = TypeVar("Found")


class Detail(StrEnum):
    """How much is explained."""

    LINE = "line"
    SHORT = "short"
    FULL = "full"


def evaluate(
    profile: Profile, rules: Rules = None, lang: Lang = Language.ZH, as_of: AsOf = None, output: Output = Format.TEXT,
    benefit: Annotated[list[str] | None, typer.Option("--benefit", help="只看这些待遇 / only these benefits", show_default=False)] = None,
    everything: Annotated[bool, typer.Option("--all", help="首页之后，逐项写明理由 / the reasons of every finding after the first page")] = False,
    action: Annotated[list[str] | None, typer.Option("--action", help="只看这些答复，例如 可以办 / only these actions, e.g. claim", show_default=False)] = None,
    service: Annotated[list[str] | None, typer.Option("--service", help="只看这些服务 / only these services", show_default=False)] = None,
    ruleset: Annotated[list[str] | None, typer.Option("--ruleset", help="只看这些文件 / only these documents", show_default=False)] = None,
    for_: Annotated[list[str] | None, typer.Option("--for", help="只看给这些人的，例如 老年人本人 / only what is for these, e.g. elder", show_default=False)] = None,
    local: Annotated[bool, typer.Option("--local", help="只看常住地的文件 / only documents of the place of residence")] = False,
    receipt: Annotated[Path | None, typer.Option("--receipt", help="把回执存入此文件，以后可用 huilao audit receipt 核对 / save the receipt here", show_default=False)] = None,
    force: Annotated[bool, typer.Option("--force", help="回执文件已有时覆盖 / save the receipt over an earlier one")] = False,
    key_file: KeyFile = None,
) -> None:  # fmt: skip
    """一个人能办什么、要问什么、看怎样理解，写在一页上 / On one page what a person can claim, what to ask, what hangs on a reading."""
    book = load(rules, lang)
    raw = read_profile(profile, lang)
    try:
        wanted = book.filter(action or (), service or (), ruleset or (), for_ or (), local=local)
    except UnknownWordError as error:
        fail(error.message.of(lang.value), 2)
    names = full_names(book, benefit)
    key = office_key(key_file, lang)
    evaluation = of_person(lambda: book.evaluate(raw, day(as_of, lang), names, receipt_key=key), lang).only(wanted)
    _tell_read_over(book, raw, lang)
    if receipt is not None:
        save_receipt(evaluation, receipt, lang, force=force)
    if output is Format.JSON:
        print_json(evaluation.data("short"))
        return
    typer.echo(evaluation.page(lang.value))
    if everything:
        print_findings(evaluation, lang)


def notice(
    profile: Profile, rules: Rules = None, lang: Lang = Language.ZH, as_of: AsOf = None,
    name: Annotated[str | None, typer.Option("--name", help="老人姓名，只印在单子上 / the elder's name, printed and kept nowhere", show_default=False)] = None,
    office: Annotated[str | None, typer.Option("--office", help="出具单位 / the office that gives it", show_default=False)] = None,
    key_file: KeyFile = None,
) -> None:  # fmt: skip
    """给老人的告知单 / The sheet that the elder takes home."""
    for option, text in (("--name", name), ("--office", office)):
        if not is_one_line(text or ""):
            fail(say(lang, f"{option} 只写一行，不能有换行和控制字符", f"{option} is one line, without control characters"), 2)
    book = load(rules, lang)
    raw = read_profile(profile, lang)
    key = office_key(key_file, lang)
    evaluation = of_person(lambda: book.evaluate(raw, day(as_of, lang), receipt_key=key), lang)
    _tell_read_over(book, raw, lang)
    typer.echo(evaluation.notice(lang.value, name=name, office=office))


def _tell_read_over(book: Rulebook, raw: object, lang: Language) -> None:
    """What of the profile made no difference, on standard error."""
    for one in book.read_over(raw):
        typer.echo(one.render(lang.value), err=True)


def explain(
    benefit: Annotated[str, typer.Argument(metavar="BENEFIT", help="待遇：“冕宁：老年人高龄津贴”、不重名的名称，或编号 / a benefit by place and name, or mianning/5-1-free-flu-vaccine")],
    profile: Annotated[str | None, typer.Argument(metavar="[PROFILE]", help="不给则只说明规则 / without it only the rule")] = None,
    level: Annotated[Detail, typer.Option("--level", help="详略：一行、理由、完整证明 / one line, the reasons, the whole proof")] = Detail.FULL,
    rules: Rules = None, lang: Lang = Language.ZH, as_of: AsOf = None, output: Output = Format.TEXT,
    key_file: KeyFile = None,
) -> None:  # fmt: skip
    """说明一项待遇的规则，或对某人的证明、怎样才符合 / The rule of a benefit, or for a person the proof and what would do."""
    book, on = load(rules, lang), day(as_of, lang)
    benefit = full_name(book, benefit)
    if profile is None:
        _explain_rule(book, benefit, on, lang, output)
        return
    raw, key = read_profile(profile, lang), office_key(key_file, lang)
    evaluation = of_person(lambda: book.evaluate(raw, on, [benefit], receipt_key=key), lang)
    ways = book.near_misses(raw, on, [benefit])
    if output is Format.JSON:
        print_json({**evaluation.data("full"), "near_misses": {name: one.data() for name, one in ways.items()}})
    elif evaluation.findings:
        typer.echo(
            "\n".join([evaluation.findings[0].explain(lang.value, level.value), *(one.explain(lang.value) for one in ways.values())])
        )
    else:
        typer.echo(
            say(
                lang, "这项待遇与此人的常住地和户籍地无关。", "This benefit is of a place where the person neither lives nor is registered."
            )
        )


def of_person(find_out: Callable[[], Found], lang: Language) -> Found:
    """What is found out about a person; what is wrong with what was said of them is said, and it ends."""
    try:
        return find_out()
    except ProfileError as error:
        fail("\n".join(problem.render(lang.value) for problem in error.problems))
    except UnknownBenefitError as error:
        fail(str(error), 2)
    except HuilaoError as error:
        fail(str(error))


def save_receipt(evaluation: Evaluation, file: Path, lang: Language, *, force: bool) -> None:
    """Save the receipt, and say what it is good for."""
    over = Text("要覆盖请加 --force", "write over it with --force")
    save(file, json.dumps(evaluation.receipt.data(), ensure_ascii=False, indent=2) + "\n", lang, instead=force, cure=over)
    typer.echo(say(lang, f"回执已存入 {file}", f"the receipt is in {file}"), err=True)
    if evaluation.receipt.profile_digest is None:
        typer.echo(
            say(
                lang,
                "没有密钥，回执里不含个人信息的摘要：以后能核对结论，不能核对个人信息是否相同；huilao audit key FILE 可生成密钥",
                "without a key the receipt has no digest of the facts: answers can be checked by it, not whether the facts are the same; "
                "`huilao audit key FILE` makes a key",
            ),
            err=True,
        )


def print_findings(evaluation: Evaluation, lang: Language) -> None:
    """Every finding in words, by action and service; why there are more than on the page, where there are."""
    if len(evaluation.findings) > len(evaluation.first_page.lines):
        typer.echo(
            say(
                lang,
                "\n以下逐条列出。同一件事写了几条的，首页上算一项；外地的文件，首页上只写来了就能用的，另计。",
                "\nBelow every provision stands by itself. The page counts what several promise alike as one, and of other places apart only "
                "what is there for whoever comes.",
            )
        )
    for action in Action:
        findings = [one for one in evaluation.findings if one.action is action]
        if findings:
            heading = name_of(action).of(lang.value)
            typer.echo(say(lang, f"\n{heading}（{len(findings)}）", f"\n{heading[0].upper()}{heading[1:]} ({len(findings)})"))
        for service in grouped(findings).values():
            typer.echo(f"  {service[0].service_name.of(lang.value)}")
            for finding in service:
                typer.echo(f"  - {finding.explain(lang.value)} [{finding.benefit}]")


def _explain_rule(book: Rulebook, name: str, on: date, lang: Language, output: Format) -> None:
    if output is Format.JSON:
        benefit = worded(book, name, on)
        speaker = book.on(on).voice.speaker(benefit.ruleset, lang.value)
        print_json({
            "benefit": name, "name": benefit.name.of(lang.value), "sentence": speaker.words(benefit.condition), "force": benefit.force.value,
            "charge": benefit.charge and benefit.charge.value, "not_said": [one.of(lang.value) for one in benefit.not_said],
            "same_as": same_as(benefit), "condition": node_data(benefit.condition), **paying_data(benefit),
        })  # fmt: skip
        return
    typer.echo("\n".join(rule_in_words(book, name, on, lang.value)))
