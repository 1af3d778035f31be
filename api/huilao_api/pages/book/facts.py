"""Facts: what can be known of a person, how it is asked, how it may be said in part, and which benefits ask for it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, assert_never

from fastapi import APIRouter, Request
from starlette.responses import Response

from huilao import Fact, FactType, Rulebook, Text, name_of, today, used_in

from .shelf import USERS, Reads, Shelved, book_page, by_document, missing

BIRTH = "birth_date"
CODES = 40
"""Values that are listed; of more, those that rules name are what counts."""

router = APIRouter(prefix="/book/facts", include_in_schema=False)


@router.get("")
def facts(request: Request, serving: Shelved, asker: Reads) -> Response:
    """All facts, as they stand together on the screens of the interview."""
    book = serving.book
    screens = {name: one.label for name, one in book.rules.screens.items()} | {"": Text("其他", "Others")}
    found: dict[str, list[Fact]] = {name: [] for name in screens}
    for one in book.rules.facts.values():
        found.get(one.screen or "", found[""]).append(one)
    groups = [(name or "others", screens[name], some) for name, some in found.items() if some]
    return book_page(request, serving, "facts.html", asker, groups=groups, users=USERS.of(book).facts, name_of=name_of)


@router.get("/{fact}")
def fact(request: Request, serving: Shelved, asker: Reads, fact: str) -> Response:
    """A fact."""
    book, language = serving.book, serving.language(request)
    one = book.rules.facts.get(fact)
    if one is None:
        raise missing(Text("没有这个信息项", "no such fact"))
    some_ruleset = next(iter(book.on(today()).rules.rulesets.values()))
    only_if = None if one.only_if is None else book.words(some_ruleset.name, one.only_if, language)
    before = () if one.only_if is None else used_in((one.only_if,), some_ruleset).facts
    return book_page(
        request, serving, "fact.html", asker, one=one, used=list(by_document(book, USERS.of(book).facts.get(one.name, ()))), name_of=name_of,
        only_if=only_if, before=before, ways=list(ways(one)), codes=[code for code in one.codes if code.listed][:CODES],
        more=max(0, sum(code.listed for code in one.codes) - CODES), says=list(_says(book, one, language)),
        screen=(asked_on := book.rules.screens.get(one.screen or "")) and asked_on.label,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Way:
    """How a fact may be said where it is known in part."""

    means: Text
    typed: Text | None
    """At the desk; None where it can be ticked there, or not said at all."""
    value: Any
    """In a profile that a program sends..."""

    @property
    def data(self) -> str:
        """... as JSON text."""
        return json.dumps(self.value, ensure_ascii=False)


def ways(one: Fact) -> Iterator[Way]:
    """How a fact may be said where it is known in part, with examples."""
    codes = [code for code in one.codes if code.listed]
    match one.type:
        case FactType.DATE:
            if one.name == BIRTH:
                yield Way(Text("只知道岁数", "the age alone"), Text("82岁"), "82岁")
            yield Way(Text("只知道哪一年", "the year alone"), Text("1942"), "1942")
            yield Way(Text("大概哪一年，按那一年内算", "about which year, taken as within it"), Text("约1942年"), "约1942年")
            yield Way(
                Text("从哪一天到哪一天", "from one day until another"),
                Text("1942-03-01至1943-06-30"),
                {"from": "1942-03-01", "until": "1943-06-30"},
            )
        case FactType.NUMBER:
            low, high = (_bound(one, share) for share in (0.25, 0.5))
            yield Way(Text("不低于", "at least"), Text(f"不低于{low}"), {"at_least": low})
            yield Way(Text("不高于", "at most"), Text(f"不高于{high}"), {"at_most": high})
            yield Way(Text("在两个数之间", "between two numbers"), Text(f"{low}至{high}"), {"at_least": low, "at_most": high})
        case FactType.CHOICE if len(codes) > 2:
            yield Way(
                Text("是其中一种，不知道是哪一种", "one of these, not known which"), None, {"one_of": [code.code for code in codes[:2]]}
            )
        case FactType.SCALE if len(codes) > 2:
            up, down = codes[1:], codes[:-1]
            yield Way(
                Text("至少是这一级", "this grade or higher"),
                Text(f"{up[0].label.zh}及以上", f"{up[0].label.of('en')} or higher"),
                {"one_of": [code.code for code in up]},
            )
            yield Way(
                Text("至多是这一级", "this grade or lower"),
                Text(f"{down[-1].label.zh}及以下", f"{down[-1].label.of('en')} or lower"),
                {"one_of": [code.code for code in down]},
            )
        case FactType.SET if codes:
            yield Way(Text("知道有这些，可能还有别的", "these are known, there may be more"), None, {"has": [codes[0].code]})
            yield Way(Text("知道没有这些", "these are known not to be"), None, {"has_not": [codes[-1].code]})
        case FactType.PLACE:
            yield Way(Text("只知道在哪个省、市", "the province or city alone"), Text("四川省"), "51")
        case FactType.PEOPLE:
            yield Way(Text("只知道其中几个人", "some of them alone"), None, {"listed": [{BIRTH: "1950"}], "complete": False})
        case FactType.YES_NO | FactType.PERSON | FactType.CHOICE | FactType.SCALE | FactType.SET:
            return
        case _:
            assert_never(one.type)


def _bound(one: Fact, share: float) -> int:
    """A round number between the bounds of a fact."""
    low, high = float(one.minimum or 0), float(one.maximum if one.maximum is not None else 1000)
    return round(low + (high - low) * share)


def _says(book: Rulebook, one: Fact, language: str) -> Iterator[tuple[str, str]]:
    """What a yes, or a value, says of other facts: the value, and what is then known."""
    speaker = book.voice.speaker(next(iter(book.rules.rulesets)), language)
    each = [(speaker.wording.yes, one.implies)] if one.implies else []
    each += [(code.label.of(language), code.implies) for code in one.codes[:CODES] if code.implies]
    for said, implied in each:
        told = [speaker.stated(book.rules.facts[found.fact], found.value) for found in implied if found.fact != one.name]
        if told:
            yield said, {"zh": "；", "en": "; "}[language].join(told)
