"""Terms and named quantities: what words of documents mean, how else they may be read and for whom that matters, and what uses them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import Response

from huilao import Amendment, DefinedQuantity, DefinedTerm, Rulebook, Rules, Ruleset, Text, name_of, term_of, today, used_in

from .otherwise import read_otherwise, settled
from .shelf import SHARED, USERS, Reads, Shelved, book_page, by_document, missing
from .tree import tree

router = APIRouter(prefix="/book", include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A document that reads a word in its own way, or in the shared one."""

    ruleset: str
    title: Text
    own: bool
    benefits: int


@router.get("/terms")
def terms(request: Request, serving: Shelved, asker: Reads) -> Response:
    """All terms and quantities: the shared ones, then those that documents define themselves."""
    book, language = serving.book, serving.language(request)
    rules = book.on(today()).rules
    some = next(iter(rules.rulesets))
    groups: list[tuple[str, Text, list[tuple[DefinedTerm | DefinedQuantity, str]]]] = []
    shared = [*rules.terms.values(), *rules.quantities.values()]
    groups.append((SHARED, Text("各文件共用", "Shared by all documents"), [(one, _said(book, some, one, language)) for one in shared]))
    for name, ruleset in rules.rulesets.items():
        own = [one for one in (*ruleset.terms.values(), *ruleset.quantities.values()) if one.own]
        groups.append((name, ruleset.document.title, [(one, _said(book, name, one, language)) for one in own]))
    return book_page(request, serving, "terms.html", asker, groups=[one for one in groups if one[2]], is_term=_is_term)


@router.get("/terms/{ruleset}/{term}")
def term(request: Request, serving: Shelved, asker: Reads, ruleset: str, term: str) -> Response:
    """A term, as a document understands it, or as all do that define none of their own."""
    book, language = serving.book, serving.language(request)
    rules = book.on(today()).rules
    home, one = _term(rules, ruleset, term)
    point = book.outline(home.name, one.condition, language, whole=True)
    return book_page(
        request, serving, "term.html", asker, one=one, ruleset=ruleset, home=home, point=point, drawing=tree(point), term_of=term_of, name_of=name_of,
        sentence=book.words(home.name, one.condition, language), used=used_in((one.condition,), home), terms=home.terms, quantities=home.quantities,
        readings=list(read_otherwise(book, f"{home.name}#{term}", one.readings, home.name, language)),
        settled=settled(book, home, (term,)) if ruleset != SHARED else [],
        users=_users(book, rules, ruleset, term, USERS.of(book).terms), elsewhere=_elsewhere(book, rules, term),
        wordings=_wordings(book, home.name, _as_written(book, ruleset, term, home).changes, language),
    )  # fmt: skip


@router.get("/quantities/{ruleset}/{quantity}")
def quantity(request: Request, serving: Shelved, asker: Reads, ruleset: str, quantity: str) -> Response:
    """How a quantity is worked out."""
    book, language = serving.book, serving.language(request)
    rules = book.on(today()).rules
    home = _home(rules, ruleset)
    one = (rules.quantities if ruleset == SHARED else home.quantities).get(quantity)
    if one is None:
        raise missing(Text("没有这个算式", "no such quantity"))
    return book_page(
        request, serving, "quantity.html", asker, one=one, ruleset=ruleset, home=home, name_of=name_of, sentence=book.words(home.name, one.value, language),
        used=used_in((one.value,), home), terms=home.terms, quantities=home.quantities,
        users=_users(book, rules, ruleset, quantity, USERS.of(book).quantities),
    )  # fmt: skip


def own_words(ruleset: Ruleset) -> int:
    """How many words a document defines itself."""
    return sum(one.own for one in (*ruleset.terms.values(), *ruleset.quantities.values()))


def _home(rules: Rules, ruleset: str) -> Ruleset:
    """The ruleset in whose words a definition is read: of a shared one any does. Raises ProblemError 404."""
    if ruleset == SHARED:
        return next(iter(rules.rulesets.values()))
    if ruleset not in rules.rulesets:
        raise missing(Text("没有这份文件", "no such document"))
    return rules.rulesets[ruleset]


def _term(rules: Rules, ruleset: str, term: str) -> tuple[Ruleset, DefinedTerm]:
    """A term, and a ruleset that understands it so. Raises ProblemError 404."""
    home = _home(rules, ruleset)
    found = (rules.terms if ruleset == SHARED else home.terms).get(term)
    if found is None:
        raise missing(Text("没有这个术语", "no such term"))
    if ruleset == SHARED:  # not one that defines it for itself
        home = next((one for one in rules.rulesets.values() if term in one.terms and not one.terms[term].own), home)
    return home, found


def _as_written(book: Rulebook, ruleset: str, term: str, home: Ruleset) -> DefinedTerm:
    return book.rules.terms[term] if ruleset == SHARED else book.rules.rulesets[home.name].terms[term]


def _users(book: Rulebook, rules: Rules, ruleset: str, word: str, users: Mapping[str, tuple[str, ...]]) -> list[tuple[str, list[object]]]:
    """The benefits that use a word as it is defined here, by document."""
    homes = [ruleset] if ruleset != SHARED else [name for name, one in rules.rulesets.items() if not _own(one, word)]
    names = [name for home in homes for name in users.get(f"{home}#{word}", ())]
    return [(home, list(some)) for home, some in by_document(book, names)]


def _own(ruleset: Ruleset, word: str) -> bool:
    """Whether a document defines a word itself."""
    found = ruleset.terms.get(word) or ruleset.quantities.get(word)
    return found is not None and found.own


def _elsewhere(book: Rulebook, rules: Rules, term: str) -> list[Elsewhere]:
    """How each document that uses a term understands it."""
    users = USERS.of(book).terms
    return [
        Elsewhere(name, one.document.title, one.terms[term].own, len(users.get(f"{name}#{term}", ())))
        for name, one in rules.rulesets.items()
        if term in one.terms and (one.terms[term].own or f"{name}#{term}" in users)
    ]


def _wordings(
    book: Rulebook, ruleset: str, changes: tuple[Amendment[DefinedTerm], ...], language: str
) -> list[tuple[Amendment[DefinedTerm], str]]:
    """How a term reads later."""
    return [(one, book.words(ruleset, one.to.condition, language)) for one in changes]


def _is_term(one: DefinedTerm | DefinedQuantity) -> bool:
    return isinstance(one, DefinedTerm)


def _said(book: Rulebook, ruleset: str, one: DefinedTerm | DefinedQuantity, language: str) -> str:
    return meaning(book, ruleset, one, language) if isinstance(one, DefinedTerm) else book.words(ruleset, one.value, language)


def meaning(book: Rulebook, ruleset: str, term: DefinedTerm, language: str) -> str:
    """What a term means; where it is a code of a fact and called so (`独居`), of which fact."""
    words, label = book.words(ruleset, term.condition, language), term.label.of(language)
    facts = used_in((term.condition,), book.rules.rulesets[ruleset]).facts
    if words != label or len(facts) != 1:
        return words
    fact = book.rules.facts[facts[0]].label
    return Text(f"“{fact.zh}”是“{label}”", f"“{fact.of('en')}” is “{label}”").of(language)
