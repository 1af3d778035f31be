"""What has changed for a person since an answer, in words and as JSON data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any as Anything

from ..answers.since import Since, Told, Turn, Why
from ..language.facts import BOTH, Languages, Text
from ..language.policy import Benefit
from ..language.words import name_of
from .receipt import ends_data, found_in_words
from .values import WORDINGS
from .voice import Voice

TITLE = Text(
    "{then}的答复，以{now}为核定日重新核定：{same}项不变，{turned}项有变化。",
    "The answer of {then}, worked out again for {now}: {same} the same, {turned} changed.",
)
NONE = Text(
    "{then}的答复，以{now}为核定日重新核定：各项都没有变化。", "The answer of {then}, worked out again for {now}: nothing has changed."
)
TURNED = Text("{benefit}：当时为“{then}”，现在为“{now}”。原因：{why}。", "{benefit}: {then} then, {now} now. Why: {why}.")
ABSENT = Text("没有这一项", "not there")
JOINED = Text("，", ", ")
WHYS = Text("、", "; ")
WHY = {
    Why.RULES: Text("规则库更新", "the rule book has changed"),
    Why.TIME: Text("时间推移", "time has passed"),
    Why.PROGRAM: Text("程序升级", "Huilao itself has changed"),
}


def since_in_words(since: Since, voice: Voice, language: str) -> Iterator[str]:
    """What has changed, line by line: what was said and is said of each benefit, why, and what time has brought to it."""
    days = [WORDINGS[language].day.format(year=one.year, month=one.month, day=one.day) for one in (since.then.as_of, since.now.as_of)]
    benefits = {one.full_name: one for ruleset in voice.rules.rulesets.values() for one in ruleset.benefits}
    title = TITLE if since.turns else NONE
    yield title.of(language).format(then=days[0], now=days[1], same=since.same, turned=len(since.turns))
    for one in since.turns:
        yield _turned(one, benefits, voice, language)
        yield from (f"    {change.explain(language)}" for change in one.changes)


def _turned(turn: Turn, benefits: Mapping[str, Benefit], voice: Voice, language: str) -> str:
    benefit = benefits.get(turn.benefit)
    name = turn.benefit
    if benefit is not None:
        speaker = voice.speaker(benefit.ruleset, language)
        name = speaker.quoted(speaker.text(benefit.name))
    then, now = (_told(one, benefit, voice, language) for one in (turn.then, turn.now))
    return TURNED.of(language).format(
        benefit=name, then=then, now=now, why=WHYS.of(language).join(WHY[one].of(language) for one in turn.why)
    )


def _told(told: Told | None, benefit: Benefit | None, voice: Voice, language: str) -> str:
    if told is None:
        return ABSENT.of(language)
    said = [name_of(told.action).of(language)]
    if told.amount is not None:
        said.append(found_in_words(told.amount, benefit, voice, language))
    return JOINED.of(language).join(said)


def since_data(since: Since, languages: Languages = BOTH) -> dict[str, Anything]:
    """`{as_of, version, same, turns: [{benefit, then, now, why, changes: [{date, text}]}]}`; `then` and `now` are
    `{outcome, action, amount}` or null.
    """
    return {
        "as_of": since.now.as_of.isoformat(),
        "version": since.now.version,
        "same": since.same,
        "turns": [
            {
                "benefit": one.benefit,
                "then": _data(one.then),
                "now": _data(one.now),
                "why": [why.value for why in one.why],
                "changes": [
                    {"date": change.day.isoformat(), "text": {language: change.explain(language) for language in languages}}
                    for change in one.changes
                ],
            }
            for one in since.turns
        ],
    }


def _data(told: Told | None) -> dict[str, Anything] | None:
    if told is None:
        return None
    amount = None if told.amount is None else ends_data(told.amount)
    return {"outcome": told.outcome.value, "action": told.action.value, "amount": amount}
