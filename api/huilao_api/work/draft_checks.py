"""What is found of a draft before anybody approves it: whether it can be read, whether its places are where they are said to be, its
scenarios hold and its rules are sound, and what it does to whom in place of the version in service.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from huilao import (
    HURTING,
    Comparison,
    Problem,
    Rulebook,
    RuleFiles,
    Run,
    ScenarioError,
    Severity,
    StrangersError,
    Text,
    compare_books,
    comparison_data,
    comparison_page,
    comparison_text,
    effect_words,
    misplaced,
    run_features,
    soundness_data,
    soundness_text,
    verify_book,
)

from ..web.requests import LANGUAGES

KIND = "check"
"""Of the jobs that check a draft."""
STAGES: Mapping[str, int] = {"read": 2, "scenarios": 25, "verify": 75, "compare": 95, "people": 100}
"""What a check does in which order, and how far it is then, of a hundred."""
SCENARIOS = ".feature"
"""How the names of files of scenarios end."""
EVERYTHING = "*"
"""What is to be acknowledged where the two have no ruleset in common: all that is in service goes."""

Progress = Callable[[int], None]
"""Told how far it is, of a hundred."""


@dataclass(frozen=True, slots=True)
class RegisterAtHand:
    """A register of the office that was screened."""

    facts: Path
    """The checked facts that were kept of it."""
    rows: int
    few: int
    """Of fewer people no number is shown."""
    told: Mapping[str, Any]
    """Which it is and of when, as it is said with the numbers."""


def everything(
    files: Mapping[str, bytes], in_service: Rulebook, as_of: date, progress: Progress = lambda _: None, at_hand: RegisterAtHand | None = None
) -> tuple[str | None, dict[str, Any]]:  # fmt: skip
    """The version that files make (None where they cannot be read), and all that is found of them.

    Raises FileNotFoundError where the facts of the register at hand are gone, and what
    `progress` raises.
    """
    book, problems = Rulebook.read(RuleFiles.of(files))
    found: dict[str, Any] = {
        "reads": book is not None, "problems": [problem_data(one) for one in problems], "places": [], "scenarios": None, "soundness": None,
        "comparison": None, "people": None, "losses": [], "refused": [],
    }  # fmt: skip
    if book is None:
        wrong = [one for one in problems if one.severity is Severity.ERROR]
        found["refused"] = [
            _reason(str(wrong[0].span), Text(f"规则文件有 {len(wrong)} 处错误", f"the rule files have {len(wrong)} mistakes"))
        ]
        return None, found
    progress(STAGES["read"])
    found["places"] = [{"place": one.place.code, "message": said(one.message)} for one in misplaced(book)]
    found["scenarios"] = _scenarios(files, book, _part("read", "scenarios", progress))
    report = verify_book(book, as_of, _part("scenarios", "verify", progress))
    text = {one: "\n".join(soundness_text(report, book, one)) for one in LANGUAGES}
    found["soundness"] = {**soundness_data(report), "text": text}
    found |= _compared(in_service, book, as_of, at_hand, progress)
    found["losses"] += _undecided(found["soundness"])
    found["refused"] = list(_reasons(found))
    return book.version, found


def runs_of(features: Mapping[str, bytes], book: Rulebook, progress: Callable[[int, int], None] | None = None) -> list[Run]:
    """Files of scenarios, by their names, run. Raises ScenarioError."""
    with tempfile.TemporaryDirectory(prefix="huilao-") as folder:
        for name, content in features.items():
            path = Path(folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return run_features(Path(folder), book, progress)


def _scenarios(files: Mapping[str, bytes], book: Rulebook, progress: Callable[[int, int], None]) -> dict[str, Any]:
    """The draft's own scenarios, run."""
    try:
        runs = runs_of({name: content for name, content in files.items() if name.endswith(SCENARIOS)}, book, progress)
    except ScenarioError as error:
        return {"number": 0, "failed": [], "mistakes": str(error).splitlines()}
    failed = [
        {"file": run.case.file, "line": run.case.line, "name": run.case.name, "failure": run.failure}
        for run in runs
        if run.failure is not None
    ]
    return {"number": len(runs), "failed": failed, "mistakes": []}


def _compared(old: Rulebook, new: Rulebook, as_of: date, at_hand: RegisterAtHand | None, progress: Progress) -> dict[str, Any]:
    """What the draft does in place of the version in service, and what of it is to be acknowledged."""
    try:
        compared = compare_books(old, new, as_of)
    except StrangersError as error:
        return {"losses": [{"name": EVERYTHING, "effects": [], "said": said(Text(error.said("zh"), error.said("en")))}]}
    words = {
        "text": {one: "\n".join(comparison_text(compared, one)) for one in LANGUAGES},
        "pages": {one: comparison_page(compared, one) for one in LANGUAGES},
    }
    progress(STAGES["compare"])
    people = None if at_hand is None else _people(compared, at_hand, lambda: progress(STAGES["compare"]))
    return {"comparison": {**comparison_data(compared), **words}, "people": people, "losses": list(_losses(compared))}


def _people(compared: Comparison, at_hand: RegisterAtHand, goes_on: Callable[[], None]) -> dict[str, Any]:
    """To how many people of the register each change does something."""
    from huilao import head_counts  # what works on columns takes a while to load

    counts = head_counts(compared, at_hand.facts, at_hand.rows, at_hand.few, lambda _: goes_on())
    return {**at_hand.told, **counts.data(), "text": {one: "\n".join(counts.text(one)) for one in LANGUAGES}}


def _losses(compared: Comparison) -> Iterator[dict[str, Any]]:
    """What is taken from somebody, or could not be decided: each benefit once."""
    effects: dict[str, list[Any]] = {}
    open_: set[str] = set()
    for one in compared.benefits:
        if one.hurts or one.open:
            known = effects.setdefault(one.name, [])
            known += [effect for effect in one.effects if effect in HURTING and effect not in known]
            open_ |= {one.name} if one.open else set()
    for name, done in effects.items():
        words = [effect_words(effect) for effect in done] + ([Text("未能判定", "undecided")] if name in open_ else [])
        told = {"zh": "、".join(one.zh for one in words), "en": ", ".join(one.of("en") for one in words)}
        yield {"name": name, "effects": [effect.value for effect in done], "said": told}
    for one in compared.terms:
        if one.open:
            yield {"name": one.name, "effects": [], "said": said(Text("这个术语未能比较", "this term could not be compared"))}
    for name in compared.retyped:
        told = Text("信息项的类型变了，用到它的都未能比较", "the fact has another type: what uses it could not be compared")
        yield {"name": name, "effects": [], "said": said(told)}


def _undecided(soundness: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What the solver could not decide of the rules themselves: somebody has to take that on."""
    names = dict.fromkeys(one["subject"] for one in soundness["undecided"])
    told = Text("求解器在限定时间内没有判定规则有没有问题", "the solver did not decide in time whether the rule is sound")
    return [{"name": name, "effects": [], "said": said(told)} for name in names]


def _reasons(found: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Why it cannot be submitted."""
    scenarios, soundness = found["scenarios"], found["soundness"]
    for mistake in scenarios["mistakes"][:20]:
        yield _reason(mistake.partition(": ")[0], Text(f"场景写得不对：{mistake}", f"a mistake in a scenario: {mistake}"))
    for one in scenarios["failed"][:20]:
        yield _reason(f"{one['file']}:{one['line']}", Text(f"场景“{one['name']}”不成立", f"the scenario `{one['name']}` does not hold"))
    for one in soundness["flaws"][:20]:
        yield _reason(one["subject"], Text("规则有问题，看检查结果里的说明", "the rule is not sound: see what the check says of it"))
    for one in soundness["idle_answers"][:20]:
        yield _reason(
            one["subject"], Text("答复了并不存在的问题，请删去这条答复", "it answers a flaw that is not there: delete the answer")
        )


def _part(begin: str, end: str, progress: Progress) -> Callable[[int, int], None]:
    """The progress of a stage as that of all."""
    since, until = STAGES[begin], STAGES[end]
    return lambda done, of: progress(since + (until - since) * done // max(of, 1))


def _reason(where: str, message: Text) -> dict[str, Any]:
    return {"where": where, "message": said(message)}


def problem_data(one: Problem) -> dict[str, Any]:
    """A mistake in a rule file, as `RuleProblem` has it."""
    span = one.span
    return {
        "severity": one.severity.value, "code": one.code, "file": span.file, "line": span.line, "column": span.column,
        "end_line": span.end_line, "end_column": span.end_column, "message": said(one.message),
        "hint": None if one.hint is None else said(one.hint), "put": one.put, "text": {language: one.render(language) for language in LANGUAGES},
    }  # fmt: skip


def said(text: Text) -> dict[str, str]:
    """A text in both languages, as `Words` has it."""
    return {"zh": text.zh, "en": text.of("en")}
