"""The rule book in words: found by words, and read benefit by benefit, document by document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from huilao import Benefit, Clause, Rulebook, Text, name_of

from ..routes import catalogue
from ..routes.told import needs
from ..service import Serving
from ..web.problems import ProblemError
from ..who import Asker, Permission
from .frame import page

FOUND = 60
"""Things of a kind that are listed when something is searched for."""

Reads = Annotated[Asker, Depends(needs(Permission.ASK))]

router = APIRouter(prefix="/book", include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Entry:
    """Something of the rule book in a list."""

    address: str
    name: str
    about: str


@dataclass(frozen=True, slots=True)
class Part:
    """A clause of a document, and what is promised in it."""

    clause: Clause
    benefits: tuple[Benefit, ...]


@router.get("")
def start(request: Request, serving: Serving, asker: Reads, q: str = "") -> Response:
    """The documents; or what has all the words that are searched for."""
    book, language = serving.book, serving.language(request)
    words = q.split()
    kinds: list[tuple[Text, list[Entry]]] = [
        (Text("待遇", "Benefits"), [_benefit(book, one, language) for one in book.benefits.values() if _has(words, _texts(book, one))]),
        (Text("信息项", "Facts"), list(_facts(book, words, language))),
        (Text("术语", "Terms"), list(_terms(book, words, language))),
        (Text("标准数额", "Standards"), list(_standards(book, words, language))),
    ]
    found = [(kind.of(language), len(some), some[:FOUND]) for kind, some in kinds if some] if words else []
    return page(request, serving, "book.html", asker, q=q, found=found, documents=list(catalogue.rulesets(book)))


@router.get("/benefits/{ruleset}/{benefit}")
def benefit(request: Request, serving: Serving, asker: Reads, ruleset: str, benefit: str) -> Response:
    """A benefit whole: what it is, for whom, how much, how sure, and how else it may be read. Raises UnknownBenefitError."""
    book, language = serving.book, serving.language(request)
    one = book.benefit(f"{ruleset}/{benefit}")
    document = book.rules.rulesets[ruleset].document
    return page(
        request, serving, "benefit.html", asker, one=catalogue.benefit_detail(book, one), document=document, name_of=name_of,
        outline=book.outline(ruleset, one.condition, language), beneficiary=one.beneficiary, force=one.force, rule_class=one.rule_class,
        applies_to=one.applies_to, service=book.rules.services[one.service].label, changes=one.changes, names=book.names,
        place=book.rules.places.get(document.place),
    )  # fmt: skip


@router.get("/documents/{ruleset}")
def document(request: Request, serving: Serving, asker: Reads, ruleset: str) -> Response:
    """A document: what is to be known of it, its clauses, and what each promises."""
    book = serving.book
    if ruleset not in book.rules.rulesets:
        raise ProblemError(404, "ruleset", Text("没有这份文件", "no such document"), Text("请从规则库里找", "look for it in the rule book"))
    found = book.rules.rulesets[ruleset]
    left = list(found.benefits)
    parts: list[Part] = []
    for clause in found.clauses:
        here = tuple(one for one in left if clause.holds(one.cite[0]))
        left = [one for one in left if one not in here]
        parts.append(Part(clause, here))
    body = next(one for one in catalogue.rulesets(book) if one.ruleset == ruleset)
    return page(request, serving, "document.html", asker, one=body, parts=parts, left=left, name_of=name_of)


@router.get("/facts")
def facts(request: Request, serving: Serving, asker: Reads) -> Response:
    """What can be known of a person."""
    return page(request, serving, "facts.html", asker, facts=list(catalogue.facts(serving.book)))


@router.get("/terms")
def terms(request: Request, serving: Serving, asker: Reads) -> Response:
    """What words of the documents mean."""
    book = serving.book
    return page(request, serving, "terms.html", asker, terms=list(catalogue.terms(book)), quantities=list(catalogue.quantities(book)))


@router.get("/standards")
def standards(request: Request, serving: Serving, asker: Reads) -> Response:
    """Numbers by place and day."""
    return page(request, serving, "standards.html", asker, standards=list(catalogue.standards(serving.book)), name_of=name_of)


def _benefit(book: Rulebook, one: Benefit, language: str) -> Entry:
    title = book.rules.rulesets[one.ruleset].document.title.of(language)
    return Entry(
        f"/book/benefits/{one.full_name}", one.name.of(language), f"{one.provides.of(language)}{'。' if language == 'zh' else '. '}{title}"
    )


def _texts(book: Rulebook, one: Benefit) -> Iterator[Text]:
    yield from (one.name, one.provides, book.rules.services[one.service].label, book.rules.rulesets[one.ruleset].document.title)
    yield Text("、".join(one.cite), one.full_name)


def _facts(book: Rulebook, words: Sequence[str], language: str) -> Iterator[Entry]:
    for one in book.rules.facts.values():
        if _has(
            words, [one.label, one.question or one.label, Text("、".join(one.also), one.name), *(code.label for code in one.codes[:40])]
        ):
            yield Entry(f"/book/facts#{one.name}", one.label.of(language), (one.question or one.label).of(language))


def _terms(book: Rulebook, words: Sequence[str], language: str) -> Iterator[Entry]:
    for one in catalogue.terms(book):
        label, said = (
            (one.label.zh, one.sentence.zh) if language == "zh" else (one.label.en or one.label.zh, one.sentence.en or one.sentence.zh)
        )
        if _has(words, [Text(one.label.zh, one.label.en), Text(one.sentence.zh, one.term)]):
            yield Entry(f"/book/terms#{one.ruleset or 'shared'}.{one.term}", label, said)


def _standards(book: Rulebook, words: Sequence[str], language: str) -> Iterator[Entry]:
    for one in book.rules.standards.values():
        if _has(words, [one.label, Text(one.name)]):
            yield Entry(f"/book/standards#{one.name}", one.label.of(language), name_of(one.unit).of(language))


def _has(words: Sequence[str], texts: Iterable[Text]) -> bool:
    """Whether every word stands somewhere in the texts, in either language."""
    whole = "\n".join(f"{one.zh}\n{one.of('en')}" for one in texts).casefold()
    return all(word.casefold() in whole for word in words)
