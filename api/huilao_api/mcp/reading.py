"""What the tools answer from the rule book itself: what is in it, in its words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from unicodedata import normalize

from huilao import Benefit, Condition, Fact, Rulebook, Ruleset, Text, name_of, rule_in_words, standard_in_words, today

from ..web.problems import repeated
from .arguments import HowToApply, Kind, Read, Search
from .desk import Desk, RefusedError, Said

ALIKE = 0.5
"""Share of a query that must be found again, in pairs of characters."""
IN_TEXT = 0.7
"""What it counts to be found in a text rather than in a name."""

NOT_THERE: Mapping[Kind, Text] = {
    "benefit": Text("待遇", "benefit"), "fact": Text("信息项", "fact"), "term": Text("术语", "term"), "standard": Text("标准数额", "standard"),
    "document": Text("文件", "document"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """Something in the rule book that can be found."""

    kind: Kind
    name: str
    label: Text
    text: str
    """What else it is found by, and shown with."""
    ruleset: str | None = None


def search(desk: Desk, asked: Search) -> Said:
    """What has the words of a query in it, the nearest first. Raises UnknownWordError for a document that there is not."""
    rulesets = desk.book.filter((), (), () if asked.ruleset is None else (asked.ruleset,)).rulesets
    query = _pairs(asked.query)
    scored = [
        (score, one) for one in _entries(desk.book)
        if (not asked.kinds or one.kind in asked.kinds) and (not rulesets or one.ruleset in rulesets) and (score := _score(query, one)) >= ALIKE
    ]  # fmt: skip
    hits = [one for _, one in sorted(scored, key=lambda found: -found[0])][: asked.limit]
    lines = [f"- {one.kind} {one.name}: {one.label.of(desk.language)}" for one in hits]
    none = Text("规则库里没有找到，可换个说法再找", "Nothing of that in the rule book: try other words").of(desk.language)
    data = [{"kind": one.kind, "name": one.name, "label": one.label.of(desk.language), "ruleset": one.ruleset} for one in hits]
    return Said("\n".join(lines) or none, {"hits": data, "more": len(scored) - len(hits)})


def _score(query: set[str], one: Entry) -> float:
    names = _pairs(f"{one.name} {one.label.zh} {one.label.of('en')}")
    return max(len(query & names), IN_TEXT * len(query & (names | _pairs(one.text)))) / len(query)


def _pairs(text: str) -> set[str]:
    """The pairs of characters in its words, or words of one character as they are."""
    words = normalize("NFKC", text).casefold().split()
    return {word[at : at + 2] for word in words for at in range(max(1, len(word) - 1))} or {text}


def _entries(book: Rulebook) -> Iterator[Entry]:
    rules = book.rules
    for name, ruleset in rules.rulesets.items():
        document, place = ruleset.document, rules.places.get(ruleset.document.place)
        yield Entry("document", name, document.title, f"{document.number or ''} {'' if place is None else place.name.zh}", name)
    for one in book.benefits.values():
        service = rules.services[one.service].label
        yield Entry(
            "benefit", one.full_name, one.name, f"{one.provides.zh} {one.provides.of('en')} {service.zh} {service.of('en')}", one.ruleset
        )
    for fact in rules.facts.values():
        codes = fact.codes if len(fact.codes) <= 30 else ()  # a long list would be found for everything
        yield Entry("fact", fact.name, fact.label, " ".join([*fact.also, *(f"{code.label.zh} {code.label.of('en')}" for code in codes)]))
    yield from (Entry("term", one.name, one.label, " ".join(note.zh for note in one.notes)) for one in rules.terms.values())
    yield from (Entry("standard", one.name, one.label, "") for one in rules.standards.values())


def read(desk: Desk, asked: Read) -> Said:
    """Something of the rule book in words. Raises RefusedError where there is no such thing, and what reading a standard raises."""
    if asked.kind == "standard":
        return _standard(desk, asked)
    say: Mapping[Kind, Callable[[Desk, str, date], list[str]]] = {
        "benefit": benefit_lines,
        "fact": _fact,
        "term": _term,
        "document": document_lines,
    }
    lines = say[asked.kind](desk, asked.name, asked.as_of or today())
    return Said("\n".join(lines), {"kind": asked.kind, "name": asked.name, "version": desk.book.version})


def how_to_apply(desk: Desk, asked: HowToApply) -> Said:
    """Where to go, with what, until when, as far as the texts say it. Raises NamingError."""
    on = asked.as_of or today()
    found = [_worded(desk, one, on) for one in asked.benefits]
    lines = [line for one in found for line in (*benefit_lines(desk, one.full_name, on), "")]
    return Said("\n".join(lines).rstrip(), {"benefits": [_applied(one, desk) for one in found], "version": desk.book.version})


def _worded(desk: Desk, said: str, on: date) -> Benefit:
    name = desk.book.names.full_name(said)
    return desk.book.on(on).rules.rulesets[desk.book.benefit(name).ruleset].benefit(name)


def _applied(one: Benefit, desk: Desk) -> Mapping[str, Any]:
    language, document = desk.language, desk.book.rules.rulesets[one.ruleset].document
    apply = one.apply

    def text(said: Text | None) -> str | None:
        return None if said is None else said.of(language)

    return {
        "benefit": one.full_name, "name": one.name.of(language), "responsible": text(one.responsible),
        "at": text(apply and apply.at), "bring": text(apply and apply.bring), "by": text(apply and apply.by),
        "charge": one.charge, "not_said": [note.of(language) for note in one.not_said],
        "citation": {"title": document.title.of(language), "number": document.number, "clauses": list(one.cite)},
    }  # fmt: skip


def benefit_lines(desk: Desk, name: str, on: date) -> list[str]:
    """A benefit in words, with who is responsible. Raises NamingError."""
    one = _worded(desk, name, on)
    lines = [*rule_in_words(desk.book, one.full_name, on, desk.language), *_status(desk, one.ruleset)]
    responsible = one.responsible
    if responsible is not None:
        lines.append(Text(f"负责：{responsible.zh}", f"Responsible: {responsible.of('en')}").of(desk.language))
    return lines


def document_lines(desk: Desk, name: str, _: date) -> list[str]:
    """A document: what it is, what is to be known of it, and its benefits by name."""
    ruleset = desk.book.rules.rulesets.get(name)
    if ruleset is None:
        raise _none("document", name)
    document, language = ruleset.document, desk.language
    lines = [f"{document.title.of(language)}{f' ({document.number})' if document.number else ''}", *_status(desk, name)]
    lines += [note.of(language) for note in document.notes]
    return [*lines, *_benefits(ruleset, language)]


def _benefits(ruleset: Ruleset, language: str) -> Iterator[str]:
    return (f"- {one.full_name}: {one.name.of(language)}（{'、'.join(one.cite)}）" for one in ruleset.benefits)


def _status(desk: Desk, ruleset: str) -> list[str]:
    """Whether a document is law, and for when it plans."""
    document = desk.book.rules.rulesets[ruleset].document
    status, period = name_of(document.status), document.planning_period
    lines = [Text(f"文件状态：{status.zh}", f"Status of the document: {status.of('en')}").of(desk.language)]
    if period is not None:
        lines.append(Text(f"规划期：{period.start} 至 {period.end}", f"Planning period: {period.start} to {period.end}").of(desk.language))
    return lines


def _fact(desk: Desk, name: str, _: date) -> list[str]:
    fact = _named(desk.book.rules.facts, name)
    if fact is None:
        raise _none("fact", name)
    language = desk.language
    asked = fact.question or fact.label
    lines = [f"{fact.name}: {fact.label.of(language)}", asked.of(language), f"type: {fact.type.value}{_range(fact, language)}"]
    lines += [f"- {one.code} = {one.label.of(language)}" for one in fact.codes]
    if fact.read_from is not None:
        lines.append(Text(f"答案见：{fact.read_from.zh}", f"Read it from: {fact.read_from.of('en')}").of(language))
    if fact.note is not None:
        lines.append(fact.note.of(language))
    return lines


def _range(fact: Fact, language: str) -> str:
    parts = [] if fact.unit is None else [name_of(fact.unit).of(language)]
    parts += [f"{sign} {bound}" for sign, bound in (("≥", fact.minimum), ("≤", fact.maximum)) if bound is not None]
    return f" ({', '.join(parts)})" if parts else ""


def _named(facts: Mapping[str, Fact], name: str) -> Fact | None:
    return facts.get(name) or next((one for one in facts.values() if name in (one.label.zh, *one.also)), None)


def _term(desk: Desk, name: str, _: date) -> list[str]:
    """A term as each document takes it, where they do not all take it in the same way."""
    book, language = desk.book, desk.language
    shared = book.rules.terms.get(name) or next((one for one in book.rules.terms.values() if one.label.zh == name), None)
    own = [
        (ruleset, one)
        for ruleset in book.rules.rulesets.values()
        for one in ruleset.terms.values()
        if one.own and name in (one.name, one.label.zh)
    ]
    if shared is None and not own:
        raise _none("term", name)

    def said(ruleset: str, condition: Condition) -> str:
        return book.words(ruleset, condition, language)

    lines = (
        [] if shared is None else [f"{shared.name}: {shared.label.of(language)}", said(next(iter(book.rules.rulesets)), shared.condition)]
    )
    lines += [f"{ruleset.document.title.of(language)}: {said(ruleset.name, one.condition)}" for ruleset, one in own]
    return [*lines, *(note.of(language) for note in (shared.notes if shared else ()))]


def _standard(desk: Desk, asked: Read) -> Said:
    one, found = desk.book.standard(asked.name, asked.place, asked.as_of)
    none = Text("没有适用的数额", "no value counts").of(desk.language)
    lines = [one.label.of(desk.language), *(list(standard_in_words(desk.book, one, found.values, desk.language)) or [none])]
    ends = [None if end is None else str(end) for end in found.interval]
    data = {"kind": "standard", "name": one.name, "unit": one.unit, "at_least": ends[0], "at_most": ends[1], "version": desk.book.version}
    return Said("\n".join(lines), data)


def _none(kind: Kind, name: str) -> RefusedError:
    of = NOT_THERE[kind]
    return RefusedError(
        Text(
            f"规则库没有{of.zh}“{repeated(name)}”，请先用 search_rule_book 查找",
            f"there is no {of.of('en')} `{repeated(name)}`: look for it with search_rule_book",
        )
    )
