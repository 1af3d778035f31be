"""What a register has a column for that told hardly anything: places that no document is of, places and births that are not known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from ..china import COUNTY, full_name_in_china
from ..language.facts import AGE, Text
from ..language.places import within
from ..language.policy import Place
from ..language.quantity import BIRTH
from ..language.truth import Truth
from .lacking import given
from .recognise import RESIDENCE
from .results import name_of_place

if TYPE_CHECKING:
    from .summary import Summary

MANY = 0.2
"""The share of people from which that is said."""
_MOST_NAMED = 5
"""Places that are named."""


def useless(summary: Summary) -> Iterator[tuple[int, Text]]:
    """What is to be said, with the number of people whom it concerns."""
    facts = {target.fact for target in given(summary.task.mapping) if not target.who}
    if RESIDENCE in facts:
        yield from _without_place(summary)
        yield from _elsewhere(summary)
    if summary.task.mapping.identity is not None or {BIRTH, AGE.name} & facts:
        yield from _without_age(summary)


def _many(count: int, summary: Summary) -> bool:
    return summary.read > 0 and count >= MANY * summary.read


def _all_or(count: int, summary: Summary) -> Text:
    """How many people, of all that were read."""
    if count == summary.read:
        return Text("所有人", "all people")
    return Text(f"{count} 人（{count / summary.read:.0%}）", f"{count} people ({count / summary.read:.0%})")


def _without_place(summary: Summary) -> Iterator[tuple[int, Text]]:
    count, label = summary.places[""], summary.task.rules.facts[RESIDENCE].label
    if _many(count, summary):
        who = _all_or(count, summary)
        yield count, Text(f"{who.zh}的{label.zh}空着或认不出，定不下来适用哪个地方的文件：请补上；全表的人都住在一个地方的，写明是哪里（映射文件里是 固定值: {{{label.zh}: 行政区划代码}}）",
                          f"of {who.of('en')} the place of residence is empty or not known, and no document can be told to apply: fill it in; where everybody lives in "
                          "one place say which (in a mapping file `constants: {residence: CODE}`)")  # fmt: skip


def _elsewhere(summary: Summary) -> Iterator[tuple[int, Text]]:
    places = summary.task.rules.places
    of_documents = list(dict.fromkeys(summary.task.rules.rulesets[one.ruleset].document.place for one in summary.task.asked))
    others = {
        place: count for place, count in summary.places.items() if place and all(within(place, one) is Truth.NO for one in of_documents)
    }
    count = sum(others.values())
    if _many(count, summary):
        who = _all_or(count, summary)
        there, ours = (
            _named([_in_china(one, places) for one in sorted(others, key=lambda one: (-others[one], one))]),
            _named([name_of_place(one, places) for one in of_documents]),
        )
        yield count, Text(f"{who.zh}住在规则库没有文件的地方（{there.zh}），当地的待遇定不下来；规则库里只有 {ours.zh} 的文件。请核对常住地一列，或换用有当地文件的规则库（--rules）",
                          f"{who.of('en')} live where the rule book has no document of ({there.of('en')}); it has those of {ours.of('en')} alone. Look at the column of "
                          "residence, or use a rule book with documents of the place (--rules)")  # fmt: skip


def _without_age(summary: Summary) -> Iterator[tuple[int, Text]]:
    count = summary.ageless
    if _many(count, summary):
        who = _all_or(count, summary)
        yield count, Text(f"{who.zh}的出生日期、年龄都空着或读不出（身份证号里也没有），与年龄有关的都定不下来",
                          f"of {who.of('en')} neither birth date nor age is there or can be read (nor from an ID number): nothing that asks for an age can be decided")  # fmt: skip


def _in_china(place: str, places: Mapping[str, Place]) -> Text:
    """A place in words, of a county by its full name whether or not the rule book has it."""
    named = full_name_in_china(place[:COUNTY])
    return name_of_place(place, places) if named is None else Text(named, named)


def _named(names: list[Text]) -> Text:
    """The first few of some names."""
    more = len(names) > _MOST_NAMED
    return Text("、".join(one.zh for one in names[:_MOST_NAMED]) + f" 等 {len(names)} 处" * more,
                ", ".join(one.of("en") for one in names[:_MOST_NAMED]) + f" and others, {len(names)} in all" * more)  # fmt: skip
