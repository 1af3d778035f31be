"""What the pages of the rule book share: by which version they are, who reads them, and where their links lead."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, MutableMapping
from itertools import groupby
from threading import Lock
from typing import Annotated, Any, Generic, TypeVar
from urllib.parse import quote

from fastapi import Depends, Request
from starlette.responses import HTMLResponse

from huilao import Benefit, Rulebook, Text, clause_in, today, users

from ...routes.asking import Reading, by_version
from ...service import Service, Serving
from ...web.problems import ProblemError
from ...web.requests import VERSION
from ...who import Permission
from ..frame import page, pages

KEPT = 4
"""Rule books of which something is kept that was worked out for their pages."""
SHARED = "shared"
"""In the place of a ruleset: what all documents share."""
COUNTRY = "000000"
"""The whole country, in an address."""

T = TypeVar("T")


class Once(Generic[T]):
    """Something that is worked out once for each rule book."""

    def __init__(self, work: Callable[[Rulebook], T]) -> None:
        self._work = work
        self._kept: OrderedDict[str, T] = OrderedDict()
        self._lock = Lock()

    def of(self, book: Rulebook) -> T:
        """It, for a rule book."""
        with self._lock:
            if book.version not in self._kept:
                self._kept[book.version] = self._work(book)
            self._kept.move_to_end(book.version)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
            return self._kept[book.version]


def _cited(clause: str, language: str) -> str:
    """A clause by its number in a language."""
    return clause_in(language, clause)


filters: MutableMapping[str, Callable[..., str]] = pages.filters  # pyright: ignore[reportAssignmentType]  # of text alone, here
filters["cited"] = _cited

USERS = Once(lambda book: users(book.on(today()).rules))
"""Which benefits use what, as they are worded today."""


async def _of_a_version(request: Request, serving: Serving, _: Reading) -> Service:
    """The service by the version that a page is of. Raises ProblemError 404 for what is no version."""
    said = request.query_params.get("version")
    if said is not None and not re.fullmatch(VERSION, said):
        raise ProblemError(
            404, "version", Text("没有这个版本", "no such version"), Text("请从“版本”一页里找", "look for it among the versions")
        )
    return await by_version(request, serving)


Shelved = Annotated[Service, Depends(_of_a_version)]
Reads = Reading


def book_page(request: Request, serving: Service, template: str, asker: Reads, **said: Any) -> HTMLResponse:
    """A page of the rule book: its links lead to pages of the same version."""
    version = request.query_params.get("version", "")

    def to(path: str, anchor: str = "") -> str:
        address = quote(path) + (f"?version={quote(version)}" if version else "")
        return address + (f"#{quote(anchor)}" if anchor else "")

    may = {"drafts": asker.may(Permission.DRAFT), "versions": asker.may(Permission.SEE_VERSIONS) and serving.database is not None}
    return page(request, serving, f"book/{template}", asker, to=to, version=version, may=may, book=serving.book, **said)


def missing(what: Text) -> ProblemError:
    """That the rule book has no such thing."""
    return ProblemError(404, "book", what, Text("请到规则库里找", "look for it in the rule book"))


def by_document(book: Rulebook, names: Iterable[str]) -> Iterator[tuple[str, list[Benefit]]]:
    """Benefits by the ruleset they stand in, in the order of the book."""
    order = {name: at for at, name in enumerate(book.benefits)}
    found = sorted((book.benefits[name] for name in names), key=lambda one: order[one.full_name])
    for ruleset, some in groupby(found, key=lambda one: one.ruleset):
        yield ruleset, list(some)


def place_name(book: Rulebook, code: str, language: str) -> str:
    """A division by its name."""
    return book.voice.speaker(next(iter(book.rules.rulesets)), language).place_name(code)
