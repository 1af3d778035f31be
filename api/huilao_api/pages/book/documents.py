"""Documents: what is to be known of each, its clauses in their order, and what each promises or why it promises nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import Response

from huilao import Benefit, Clause, Ruleset, Text, name_of, today

from .otherwise import settled
from .shelf import Reads, Shelved, book_page, missing, place_name

router = APIRouter(prefix="/book/documents", include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Part:
    """A clause of a document, and what is promised in it."""

    clause: Clause
    benefits: tuple[Benefit, ...]


@router.get("/{ruleset}")
def document(request: Request, serving: Shelved, asker: Reads, ruleset: str) -> Response:
    """A document, as it is worded today."""
    book, language = serving.book, serving.language(request)
    rules = book.on(today()).rules
    if ruleset not in rules.rulesets:
        raise missing(Text("没有这份文件", "no such document"))
    found = rules.rulesets[ruleset]
    parts, left = register(found)
    return book_page(
        request, serving, "document.html", asker, one=found, document=found.document, parts=parts, left=left, name_of=name_of, settled=settled(book, found, [one.about for one in found.adopted]),
        place=place_name(book, found.document.place, language), rulesets=rules.rulesets, day=today(),
        terms=[one for one in found.terms.values() if one.own], quantities=[one for one in found.quantities.values() if one.own],
        chapters=list(_chapters(parts)), empty=sum(not part.benefits for part in parts), left_out=sum(len(part.clause.left_out) for part in parts),
    )  # fmt: skip


def _chapters(parts: Sequence[Part]) -> Iterator[tuple[str, str]]:
    """The chapters or parts of a document, each with its first clause."""
    seen: set[str] = set()
    for part in parts:
        found = _CHAPTER.match(part.clause.cite)
        if found and found[0] not in seen:
            seen.add(found[0])
            yield found[0], part.clause.cite


_CHAPTER = re.compile("第[^章编部]{1,4}(?:章|编|部分)|[一二三四五六七八九十]{1,3}(?=[、（])")


def register(ruleset: Ruleset) -> tuple[list[Part], list[Benefit]]:
    """The clauses of a document, each with its benefits; and the benefits that cite no clause of its register."""
    left = list(ruleset.benefits)
    parts: list[Part] = []
    for clause in ruleset.clauses:
        here = tuple(one for one in left if clause.holds(one.cite[0]))
        left = [one for one in left if one not in here]
        parts.append(Part(clause, here))
    return parts, left
