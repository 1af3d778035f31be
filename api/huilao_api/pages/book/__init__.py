"""The rule book in words: found by words, and read benefit by benefit, document by document, word by word, place by place."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from huilao import Rulebook, today

from ...routes import catalogue
from . import benefits, documents, facts, places, standards, versions, words
from .otherwise import READINGS
from .search import search
from .shelf import Reads, Shelved, book_page
from .words import own_words

FEW = 12
"""Things of a kind that are shown where several kinds are found."""

router = APIRouter(include_in_schema=False)


@router.get("/book")
def start(request: Request, serving: Shelved, asker: Reads, q: str = "", kind: str = "") -> Response:
    """The documents; or what has all the words that are searched for, of one kind perhaps."""
    book = serving.book
    READINGS.of(book, today())  # by the time that somebody has found what they look for, it may be known
    found = search(book, q[:200], serving.language(request)) if q.strip() else None
    counts = {
        "facts": len(book.rules.facts), "standards": len(book.rules.standards), "places": len(book.rules.places),
        "terms": len(book.rules.terms) + len(book.rules.quantities) + sum(map(own_words, book.rules.rulesets.values())),
    }  # fmt: skip
    return book_page(
        request,
        serving,
        "start.html",
        asker,
        q=q,
        kind=kind,
        found=found,
        few=FEW,
        counts=counts,
        day=today(),
        documents=list(catalogue.rulesets(book)),
        provinces={name: _province(book, one.document.place, serving.language(request)) for name, one in book.rules.rulesets.items()},
    )


def _province(book: Rulebook, place: str, language: str) -> str:
    """The name of what a place lies in at the widest, for there is a 铁西区 in several; empty where that is the place itself."""
    around = places.around(book, place, language)
    return around[0][1] if around else ""


for part in (benefits, documents, facts, words, standards, places, versions):
    router.include_router(part.router)
