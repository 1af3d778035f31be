"""What the tools answer about a person: the library's words, and the data that an agent works on with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from huilao import (
    Action,
    Evaluation,
    Finding,
    QuestionScreen,
    Text,
    WaysToEligible,
    near_timeline,
    read_receipt,
    recheck_data,
    recheck_in_words,
    timeline_in_words,
)
from huilao import Interview as Asking

from .arguments import CheckReceipt, Evaluate, Interview, Timeline
from .desk import Desk, Said, in_one_language

SHOWN = (Action.CLAIM, Action.EVERYONE, Action.READING)
"""Findings that are given as data where none are asked for: what can be had or hangs on how a text is read."""
KEPT = (
    "benefit", "name", "service_name", "outcome", "action", "settled", "excluded", "received", "force", "provides", "amount", "first_day", "soon",
    "quota", "standing", "flags", "citation", "asks", "doubts", "explanation",
)  # fmt: skip
"""What of a finding an agent is given: who wants proofs asks the service itself."""
KEPT_OF_CHANGES = (
    "date",
    "benefit",
    "name",
    "force",
    "settled",
    "from",
    "to",
    "action_before",
    "action",
    "amount_before",
    "amount",
    "first_day",
    "because",
)
"""And of a change, which is told in words, too."""


def evaluate(desk: Desk, asked: Evaluate) -> Said:
    """The first page, and findings with their reasons and clauses. Raises what `Rulebook.evaluate` raises, UnknownWordError."""
    wanted = desk.book.filter((), asked.service, asked.ruleset, local=asked.local)
    chosen = desk.book.filter(asked.action).actions or frozenset(Action if asked.benefits else SHOWN)
    found = _evaluated(desk, asked).only(wanted)
    findings = [one for one in found.findings if one.action in chosen]
    counts = Counter(one.action for one in found.findings)
    data = {
        "findings": [_finding(one, desk) for one in findings],
        "counts": {action.value: counts[action] for action in Action if counts[action]},
        "totals": found.page_data((desk.language,))["totals"],
        "receipt": found.receipt.data() if asked.receipt else _in_short(found),
    }
    reasons = [f"- {one.explain(desk.language)}" for one in findings] if asked.benefits else []
    return Said("\n".join([found.page(desk.language), *_read_over(desk, asked.profile), *reasons]), in_one_language(data, desk.language))


def _evaluated(desk: Desk, asked: Evaluate) -> Evaluation:
    desk.keep_to_places(desk.book.person(asked.profile, asked.as_of))
    benefits = None if asked.benefits is None else [desk.book.names.full_name(one) for one in asked.benefits]
    return desk.book.evaluate(asked.profile, asked.as_of, benefits, assurance=desk.assurance, receipt_key=desk.receipt_key)


def _finding(one: Finding, desk: Desk) -> Mapping[str, Any]:
    data = one.data("short", (desk.language,))
    return {name: data[name] for name in KEPT}


def _in_short(found: Evaluation) -> Mapping[str, Any]:
    receipt = found.receipt
    return {"number": receipt.number, "as_of": receipt.as_of.isoformat(), "version": receipt.version}


def _read_over(desk: Desk, profile: object) -> Iterator[str]:
    """What of the places is known by the county alone: to be told, since nobody would notice."""
    return (one.render(desk.language) for one in desk.book.read_over(profile))


def interview(desk: Desk, asked: Interview) -> Said:
    """What to ask next, screen by screen. Raises what `Rulebook.interview` raises."""
    desk.keep_to_places(desk.book.person(asked.profile, asked.as_of))
    benefits = None if asked.benefits is None else [desk.book.names.full_name(one) for one in asked.benefits]
    found = desk.book.interview(asked.profile, asked.as_of, asked.unknown, benefits, everything=asked.everything)
    data = {
        "done": found.done, "settled": len(found.settled), "open": len(found.open),
        "screens": [_screen(one) for one in found.screens[: asked.limit]], "screens_left": len(found.screens),
        "stays": {action.value: list(names) for action, names in found.stays.items()}, "missing": list(found.missing),
    }  # fmt: skip
    return Said("\n".join(_asked_in_words(found, asked.limit, desk.language)), in_one_language(data, desk.language))


def _screen(one: QuestionScreen) -> Mapping[str, Any]:
    """A screen without the benefits of every question: their number is said in its reason."""
    data = one.data()
    kept = ("path", "type", "text", "reason", "read_from", "instrument", "no_answer", "unit", "choices", "known")
    questions = [{name: question[name] for name in kept} for question in data["questions"]]
    return {**{name: data[name] for name in ("screen", "label", "text", "ticked", "none")}, "questions": questions}


def _asked_in_words(found: Asking, limit: int | None, language: str) -> Iterator[str]:
    if found.done:
        yield Text("没有要再问的了。", "There is nothing left to ask.").of(language)
        if found.missing:
            yield Text(
                f"不清楚或不够细、因此有待遇定不下来的：{'、'.join(found.missing)}",
                f"Not known, or not finely enough, so that benefits stay open: {', '.join(found.missing)}",
            ).of(language)
    for screen in found.screens[:limit]:
        yield screen.text.of(language)
        for one in screen.questions:
            label = one.fact.label if one in screen.ticked else one.text
            choices = "; ".join(f"{choice.code} = {choice.label.of(language)}" for choice in one.choices)
            yield f"- {one.path}: {label.of(language)}{f' ({choices})' if choices else ''}"
            read_from = one.fact.read_from
            if read_from is not None:
                yield Text(f"  答案见：{read_from.zh}", f"  Read it from: {read_from.of('en')}").of(language)


def timeline(desk: Desk, asked: Timeline) -> Said:
    """What changes on what day, and what would turn refusals. Raises what `Rulebook.timeline` raises."""
    book, language = desk.book, desk.language
    person = book.person(asked.profile, asked.as_of)
    desk.keep_to_places(person)
    benefits = None if asked.benefits is None else [book.names.full_name(one) for one in asked.benefits]
    found = book.timeline(asked.profile, asked.as_of, asked.years, benefits, assurance=desk.assurance)
    found = found if benefits else near_timeline(found, book, person)
    ways: Mapping[str, WaysToEligible] = book.near_misses(asked.profile, asked.as_of, benefits) if asked.near_misses else {}
    whole = found.data((language,))
    data = {**whole, "changes": [{name: one[name] for name in KEPT_OF_CHANGES} for one in whole["changes"]]}
    if asked.near_misses:
        data["near_misses"] = {name: one.data((language,)) for name, one in ways.items()}
    said = [*timeline_in_words(found, language), *(text for one in ways.values() if (text := one.explain(language)))]
    return Said("\n".join([*said, *_read_over(desk, asked.profile)]), in_one_language(data, language))


def check_receipt(desk: Desk, asked: CheckReceipt) -> Said:
    """Whether a receipt is whole, and whether the same comes out today. Raises ReceiptError, and what `Rulebook.recheck` raises."""
    saved = read_receipt(asked.receipt)
    if asked.profile is None:
        found = desk.book.recheck_alone(saved)
    else:
        desk.keep_to_places(desk.book.person(asked.profile, saved.receipt.as_of))
        found = desk.book.recheck(saved, asked.profile, desk.receipt_key)
    said = "\n".join(recheck_in_words(found, desk.book.voice, desk.language))
    return Said(said, in_one_language({"number": saved.number, **recheck_data(found)}, desk.language))
