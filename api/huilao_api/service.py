"""What the routes share: the rule book in service, and how it is asked. A request is answered wholly by one rule book: the one in service
when it came, or the one that it names.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Annotated, Any

from fastapi import Depends, Request
from pydantic_core import to_json

from huilao import Evaluation, Filter, Person, Rulebook, RulesError, Text

from .auth.lately import Lately
from .auth.oidc import Provider
from .settings import Settings
from .store.database import Database
from .store.decisions import Office
from .store.editions import Editions
from .web.figures import Figures
from .web.limits import Rates
from .web.problems import ProblemError, language_of
from .web.requests import EvaluateQuery
from .who import Asker

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")
"""By whose clock a day begins."""


@dataclass
class Trouble:
    """What is wrong with this process."""

    disagreements: int = 0
    """Evaluations refused since the start because network and proof disagreed."""
    refused: int | None = None
    """The publication that other processes serve and this one cannot."""


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Service:
    """One service, with the rule book in service; or, for one request (`by`), with the one that the request is answered by."""

    settings: Settings
    book: Rulebook
    receipt_key: bytes | None
    figures: Figures
    rates: Rates
    database: Database | None = None
    """None where nothing is kept, and nobody signs in."""
    office: Office | None = None
    provider: Provider | None = None
    """Where people sign in who have no password here."""
    publication: int | None = None
    """The number of the publication that this process serves; None where nothing is kept."""
    now: Callable[[], datetime] = _now
    """The clock by which versions come into service."""
    trouble: Trouble = field(default_factory=Trouble)
    lately: Lately = field(default_factory=Lately)

    def __post_init__(self) -> None:
        self._editions = None if self.database is None else Editions(self.database)

    def by(self, book: Rulebook) -> Service:
        """The same service with another rule book, for one request."""
        one = copy(self)
        one.book = book
        return one

    def store(self) -> tuple[Database, Office]:
        """Where things are kept. Raises ProblemError 404 where nothing is: no 503, for asking again later does not help."""
        if self.database is None or self.office is None:
            raise ProblemError(
                404, "no-store", Text("这个服务不保存任何东西", "this service keeps nothing"),
                Text("请先设置 HUILAO_DATABASE", "set HUILAO_DATABASE first"),
            )  # fmt: skip
        return self.database, self.office

    @property
    def editions(self) -> Editions:
        """The versions of the rule book that are kept. Raises ProblemError 404 where nothing is."""
        self.store()
        assert self._editions is not None
        return self._editions

    def edition(self, version: str) -> Rulebook | None:
        """The rule book of a version; None where it is neither in service nor kept, or this Huilao cannot read it."""
        if version == self.book.version:
            return self.book
        try:
            return self.editions.book(version)
        except (KeyError, RulesError):
            return None

    def disagreed(self) -> None:
        """Count an evaluation that was refused."""
        self.trouble.disagreements += 1
        self.figures.disagreements.inc()

    def language(self, request: Request) -> str:
        """The language of the caller."""
        return language_of(request, self.settings.lang)

    def wanted(self, asked: EvaluateQuery) -> Filter:
        """Which findings are asked for. Raises UnknownWordError."""
        return self.book.filter(asked.action, asked.service, asked.ruleset, asked.for_, local=asked.local)

    def evaluation(self, asker: Asker, profile: Mapping[str, Any], as_of: date | None, benefits: Sequence[str] | None) -> Evaluation:
        """The answer about a person.

        Raises ProfileError, UnknownBenefitError, DisagreementError, ProblemError for a person of no place of the asker's.
        """
        found = self.book.evaluate(profile, as_of, benefits, assurance=self.settings.assurance, receipt_key=self.receipt_key)
        keep_to_places(asker, found.person)
        return found

    def evaluated(
        self,
        asker: Asker,
        profile: Mapping[str, Any],
        as_of: date | None,
        benefits: Sequence[str] | None,
        asked: EvaluateQuery,
        wanted: Filter,
        language: str,
    ) -> bytes:
        """The answer about a person as JSON text in one language, the way it is asked for.

        Raises ProfileError, UnknownBenefitError, DisagreementError, ProblemError for a person of no place of the asker's.
        """
        found = self.evaluation(asker, profile, as_of, benefits).only(wanted)
        return to_json(found.page_data((language,))) if asked.view == "page" else found.json(asked.explain, (language,))


def keep_to_places(asker: Asker, person: Person) -> None:
    """Raises ProblemError 403 where a person surely lives in none of the places that the asker is bound to."""
    residence = person.get("residence")
    if not asker.may_reach(residence if isinstance(residence, str) else ""):
        raise ProblemError(
            403, "place", Text("这个人不住在您负责的地区", "this person lives in no place of yours"),
            Text(f"您负责的地区：{asker.named_places.zh}", f"your places: {asker.named_places.of('en')}"),
        )  # fmt: skip


def service_of(request: Request) -> Service:
    """The service as a request is answered by it: the rule book is looked for once."""
    if not hasattr(request.state, "serving"):
        service: Service = request.app.state.service
        request.state.serving = service.by(service.book)
    return request.state.serving


async def _serving(request: Request) -> Service:  # FastAPI would send one that is not `async` to a thread
    return service_of(request)


Serving = Annotated[Service, Depends(_serving)]
