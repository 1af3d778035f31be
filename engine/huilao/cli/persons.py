"""The commands about one person: `evaluate` and `explain`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import Annotated, TypeVar

import typer

from ..answers.evaluation import Evaluation, Total, grouped
from ..answers.finding import Outcome
from ..errors import HuilaoError, ProfileError, UnknownBenefitError
from ..language.facts import Text
from ..language.policy import Benefit, Levels
from ..language.words import name_of
from ..render.data import paying_data
from ..render.proof_json import node_data
from ..review.figures import cell_words
from ..rulebook import Rulebook
from .common import AsOf, Format, Lang, Language, Output, Profile, Rules, day, fail, load, print_json, read_profile, say

Found = TypeVar("Found")


class Detail(StrEnum):
    """How much is explained."""

    LINE = "line"
    SHORT = "short"
    FULL = "full"


def evaluate(
    profile: Profile, rules: Rules = None, lang: Lang = Language.ZH, as_of: AsOf = None, output: Output = Format.TEXT,
    benefit: Annotated[list[str] | None, typer.Option("--benefit", help="只看这些待遇 / only these benefits", show_default=False)] = None,
) -> None:  # fmt: skip
    """核定一个人能享受什么、还缺什么信息、为什么 / What a person can have, may have and cannot, and why."""
    book = load(rules, lang)
    raw = read_profile(profile, lang)
    evaluation = of_person(lambda: book.evaluate(raw, day(as_of, lang), benefit or None), lang)
    if output is Format.JSON:
        print_json(evaluation.data("short"))
    else:
        print_evaluation(evaluation, lang)


def explain(
    benefit: Annotated[str, typer.Argument(metavar="BENEFIT", help="待遇全名 / full name, e.g. mianning/5-1-free-flu-vaccine")],
    profile: Annotated[str | None, typer.Argument(metavar="[PROFILE]", help="不给则只说明规则 / without it only the rule")] = None,
    level: Annotated[Detail, typer.Option("--level", help="详略：一行、理由、完整证明 / one line, the reasons, the whole proof")] = Detail.FULL,
    rules: Rules = None, lang: Lang = Language.ZH, as_of: AsOf = None, output: Output = Format.TEXT,
) -> None:  # fmt: skip
    """说明一项待遇的规则，或对某人的证明、怎样才符合 / The rule of a benefit, or for a person the proof and what would do."""
    book = load(rules, lang)
    if profile is None:
        _explain_rule(book, benefit, lang, output)
        return
    raw, on = read_profile(profile, lang), day(as_of, lang)
    evaluation = of_person(lambda: book.evaluate(raw, on, [benefit]), lang)
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


def print_evaluation(evaluation: Evaluation, lang: Language) -> None:
    """The findings by outcome and service, each in words."""
    receipt = evaluation.receipt
    typer.echo(say(lang, f"核定日 {receipt.as_of}，规则库版本 {receipt.version[:12]}，回执号 {receipt.number}",
                    f"As of {receipt.as_of}, rule book {receipt.version[:12]}, receipt {receipt.number}"))  # fmt: skip
    groups = (
        (("可以享受", "Can have"), [one for one in evaluation.eligible if one.settled]),
        (("属于对象，但不是确定的待遇（鼓励、探索、有待建立、征求意见稿等）", "Among those meant, but not settled (encouraged, explored, to be established, a draft)"),
         [one for one in evaluation.eligible if not one.settled]),
        (("待定，还缺信息", "May have: more must be known"), evaluation.undetermined),
        (("不能享受", "Cannot have"), evaluation.of(Outcome.NOT_ELIGIBLE)),
        (("不在有效期内", "Not in force"), evaluation.of(Outcome.NOT_IN_FORCE)),
    )  # fmt: skip
    for title, findings in groups:
        if findings:
            typer.echo(say(lang, f"\n{title[0]}（{len(findings)}）", f"\n{title[1]} ({len(findings)})"))
        for service in grouped(findings).values():
            typer.echo(f"  {service[0].service_name.of(lang.value)}")
            for finding in service:
                typer.echo(f"  - {finding.explain(lang.value)} [{finding.benefit}]")
    for per, total in evaluation.totals.items():
        typer.echo("\n" + _total(name_of(per), total, lang))
    if not evaluation.findings:
        typer.echo(
            say(lang, "规则库里没有与此人的常住地或户籍地有关的待遇。", "The rule book has no benefits for the places of this person.")
        )


def _explain_rule(book: Rulebook, name: str, lang: Language, output: Format) -> None:
    try:
        sentence = book.sentence(name, lang.value)
    except UnknownBenefitError as error:
        fail(str(error), 2)
    benefit = book.benefits[name]
    document = book.rules.rulesets[benefit.ruleset].document
    speaker = book.voice.speaker(benefit.ruleset, lang.value)
    if output is Format.JSON:
        print_json({
            "benefit": name, "name": benefit.name.of(lang.value), "sentence": sentence, "force": benefit.force.value,
            "condition": node_data(benefit.condition), **paying_data(benefit),
        })  # fmt: skip
        return
    lines: list[str] = [
        f"{benefit.name.of(lang.value)}（{name_of(benefit.force).of(lang.value)}）",
        f"{document.title.of(lang.value)} {'、'.join(benefit.cite)}  [{benefit.span}]",
        say(lang, f"提供：{benefit.provides.zh}", f"Provides: {benefit.provides.of('en')}"),
        say(lang, f"条件：{sentence}。", f"Condition: {sentence}."),
        *(_levels(book, benefit, benefit.levels, lang) if benefit.levels else ()),
        *((say(lang, f"给付：{paid}。", f"Pays: {paid}."),) if (paid := book.pays(name, lang.value)) else ()),
        *(say(lang, f"另一种理解：{one.note.zh}：{speaker.sentence(one.condition)}。",
               f"Another reading: {one.note.of('en')}: {speaker.sentence(one.condition)}.") for one in benefit.readings),
        *(say(lang, f"说明：{note.zh}", f"Note: {note.of('en')}") for note in benefit.notes),
    ]  # fmt: skip
    typer.echo("\n".join(lines))


def _total(per: Text, total: Total, lang: Language) -> str:
    """What is paid in all for the same."""
    sure = say(lang, f"合计每{per.zh} {total.at_least:,f} 元", f"In all per {per.of('en')}: {total.at_least:,f} CNY")
    if total.at_least == total.at_most:
        return sure
    if total.at_most is None:
        return sure + say(lang, "；待定的另计，金额还定不下来", "; what is still open comes on top, how much cannot be said yet")
    return sure + say(lang, f"；连同待定的，最多 {total.at_most:,f} 元", f"; with what is still open {total.at_most:,f} CNY at most")


def _levels(book: Rulebook, benefit: Benefit, levels: Levels, lang: Language) -> Iterator[str]:
    """A table, a line for each row."""
    yield say(lang, f"分档（取法：{name_of(levels.hits).zh}）：", f"Levels ({name_of(levels.hits).of('en')}):")
    for row in levels.rows:
        who = say(lang, "其余", "all others") if row.rest else book.words(benefit.ruleset, row.condition, lang.value)
        cells = zip(levels.columns, row.cells, strict=True)
        said = [f"{column.label.of(lang.value)} {cell_words(book, benefit.ruleset, column, cell, lang.value)}" for column, cell in cells]
        yield f"  - {who}：{say(lang, '、', ', ').join(said)}"
