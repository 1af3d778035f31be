"""The check of a receipt in words and as JSON data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any as Anything

from ..answers.finding import Amount
from ..answers.receipt import Check, Difference, Ends, Found, Part, Recheck, Verdict
from ..language.facts import Text
from ..language.outcome import Action, Outcome
from ..language.policy import Benefit
from ..language.words import name_of
from .finding import amount_in_words
from .values import WORDINGS
from .voice import Voice

ENTRIES = {
    Part.OUTCOMES: Text("结论", "Outcomes"),
    Part.ACTIONS: Text("答复", "Actions"),
    Part.AMOUNTS: Text("金额", "Amounts"),
}
"""The parts that have an entry for each benefit."""

SAID = {
    (Part.CONTENT, Verdict.AGREES): Text("回执完整，内容与回执号相符。", "The receipt is whole: its number is that of its content."),
    (Part.CONTENT, Verdict.DIFFERS): Text(
        "回执被改动或损坏：上面的号是 {then}，按内容应是 {now}。",
        "The receipt was changed or damaged: its number is {then}, that of its content {now}.",
    ),
    (Part.VERSION, Verdict.AGREES): Text("规则库还是出具回执时的版本。", "The rule book is the version that the receipt was made with."),
    (Part.VERSION, Verdict.DIFFERS): Text(
        "规则库不是出具回执时的版本：当时是 {then}，现在是 {now}。", "The rule book is another version: {then} then, {now} now."
    ),
    (Part.ENGINE, Verdict.AGREES): Text("程序还是出具回执时的版本。", "Huilao is the version that the receipt was made with."),
    (Part.ENGINE, Verdict.DIFFERS): Text(
        "程序不是出具回执时的版本：当时是 {then}，现在是 {now}。", "Huilao is another version: {then} then, {now} now."
    ),
    (Part.FACTS, Verdict.AGREES): Text("个人信息与出具回执时相同。", "The facts are those that the receipt was made with."),
    (Part.FACTS, Verdict.DIFFERS): Text(
        "个人信息与出具回执时不同，或者密钥不是当时的那一个。",
        "The facts are not those that the receipt was made with, or the key is another.",
    ),
    (Part.FACTS, Verdict.NO_DIGEST): Text(
        "个人信息没有核对：出具时没有密钥，回执里没有摘要。",
        "The facts were not checked: the receipt was made without a key and has no digest.",
    ),
    (Part.FACTS, Verdict.NO_KEY): Text(
        "个人信息没有核对：没有出具时的密钥（--receipt-key-file 或 HUILAO_RECEIPT_KEY_FILE）。",
        "The facts were not checked: the key of that time is not there (--receipt-key-file or HUILAO_RECEIPT_KEY_FILE).",
    ),
}
ADDED = Text("回执被改动过：有多出来的内容，或者写法变了。", "The receipt was changed: something was added to it, or is written otherwise.")
SAME = Text("{part}：{same}项全部一致。", "{part}: all {same} the same.")
OTHER = Text("{part}：{same}项一致，{other}项不同。", "{part}: {same} the same, {other} different.")
CHANGED = Text("{benefit}：当时为“{then}”，现在为“{now}”", "{benefit}: {then} then, {now} now")
ABSENT = Text("没有这一项", "absent")
TITLE = Text("回执 {number}（{day}）", "Receipt {number} ({day})")
ALONE = Text("没有给出个人信息，只核对了回执本身。", "Without the profile the receipt was checked by itself alone.")
NONE = Text("{part}：当时和现在都没有。", "{part}: none then, none now.")
ENDS = {
    Verdict.AGREES: Text("核对一致。", "All agrees."),
    Verdict.DIFFERS: Text("核对不一致。", "Something differs."),
    Verdict.NO_DIGEST: Text("能核对的都一致。", "What can be checked agrees."),
    Verdict.NO_KEY: Text("没有差异，但个人信息没能核对。", "Nothing differs, but the facts could not be checked."),
}
"""How a check ends, by the gravest verdict in it."""


def recheck_in_words(recheck: Recheck, voice: Voice, language: str) -> Iterator[str]:
    """The check of a receipt, line by line; ✓ agrees, ✗ differs, ? could not be checked."""
    receipt = recheck.saved.receipt
    day = WORDINGS[language].day.format(year=receipt.as_of.year, month=receipt.as_of.month, day=receipt.as_of.day)
    yield TITLE.of(language).format(number=recheck.saved.number, day=day)
    benefits = {one.full_name: one for ruleset in voice.rules.rulesets.values() for one in ruleset.benefits}
    for check in recheck.checks:
        mark = {Verdict.AGREES: "✓", Verdict.DIFFERS: "✗", Verdict.NO_DIGEST: "?", Verdict.NO_KEY: "?"}[check.verdict]
        yield f"{mark} {_checked(check, language)}"
        if check.part in ENTRIES:
            for one in check.differences:
                yield f"    {_changed(one, benefits, voice, language)}"
    if all(check.part is not Part.FACTS for check in recheck.checks):
        yield ALONE.of(language)
    found = {check.verdict for check in recheck.checks}
    yield next(ENDS[one] for one in (Verdict.DIFFERS, Verdict.NO_KEY, Verdict.NO_DIGEST, Verdict.AGREES) if one in found).of(language)


def _checked(check: Check, language: str) -> str:
    if check.part is Part.CONTENT and check.verdict is Verdict.DIFFERS and not check.differences:
        return ADDED.of(language)
    if check.part not in ENTRIES:
        then, now = (check.differences[0].then, check.differences[0].now) if check.differences else ("", "")
        return SAID[check.part, check.verdict].of(language).format(then=_short(then), now=_short(now))
    part = ENTRIES[check.part].of(language)
    template = OTHER if check.differences else SAME if check.same else NONE
    return template.of(language).format(part=part, same=check.same, other=len(check.differences))


def _short(found: Found | None) -> str:
    """A version as the first page prints it: of a digest the beginning."""
    return str(found)[:16]


def _changed(one: Difference, benefits: Mapping[str, Benefit], voice: Voice, language: str) -> str:
    assert one.benefit is not None
    benefit = benefits.get(one.benefit)
    name = one.benefit if benefit is None else f"{benefit.name.of(language)} [{one.benefit}]"
    then, now = (found_in_words(value, benefit, voice, language) for value in (one.then, one.now))
    return CHANGED.of(language).format(benefit=name, then=then, now=now)


def found_in_words(found: Found | None, benefit: Benefit | None, voice: Voice, language: str) -> str:
    """Something that a receipt says, in words."""
    match found:
        case None:
            return ABSENT.of(language)
        case Outcome() | Action():
            return name_of(found).of(language)
        case str():
            return found
        case (low, high):
            if benefit is None or benefit.pays is None:
                return "–".join("…" if end is None else f"{end:f}" for end in dict.fromkeys(found))
            return amount_in_words(Amount(low, high, benefit.pays.per, benefit.pays.unit), voice.speaker(benefit.ruleset, language))


def recheck_data(recheck: Recheck) -> dict[str, Anything]:
    """`{number, agrees, checks: [{part, verdict, same, differences: [{benefit, then, now}]}]}`, without facts."""
    return {
        "number": recheck.saved.number,
        "agrees": recheck.agrees,
        "checks": [
            {
                "part": check.part.value,
                "verdict": check.verdict.value,
                "same": check.same if check.part in ENTRIES else None,
                "differences": [{"benefit": one.benefit, "then": _data(one.then), "now": _data(one.now)} for one in check.differences],
            }
            for check in recheck.checks
        ],
    }


def _data(found: Found | None) -> Anything:
    return ends_data(found) if isinstance(found, tuple) else found


def ends_data(ends: Ends) -> list[str | None]:
    """The ends of an amount as decimals in text."""
    return [None if end is None else f"{end:f}" for end in ends]
