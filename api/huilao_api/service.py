"""What the routes share: the rule book in service, and how it is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Annotated, Any

from fastapi import Depends, Request
from pydantic_core import to_json

from huilao import Evaluation, Filter, Person, Rulebook, Text

from .figures import Figures
from .limits import Rates
from .oidc import Provider
from .problems import ProblemError, language_of
from .requests import EvaluateQuery
from .settings import Settings
from .store.database import Database
from .store.decisions import Office
from .store.editions import Editions
from .who import Asker


@dataclass
class Service:
    """One service over one rule book."""

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
    disagreements: int = 0
    """Evaluations refused since the start because network and proof disagreed."""

    def store(self) -> tuple[Database, Office]:
        """Where things are kept. Raises ProblemError 503 where nothing is."""
        if self.database is None or self.office is None:
            raise ProblemError(
                503, "no-store", Text("这个服务不保存任何东西", "this service keeps nothing"),
                Text("请先设置 HUILAO_DATABASE", "set HUILAO_DATABASE first"),
            )  # fmt: skip
        return self.database, self.office

    @cached_property
    def editions(self) -> Editions:
        """The versions of the rule book that are kept. Raises ProblemError 503 where nothing is."""
        return Editions(self.store()[0])

    def disagreed(self) -> None:
        """Count an evaluation that was refused."""
        self.disagreements += 1
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
            Text(f"您负责的地区：{'、'.join(asker.places)}", f"your places: {', '.join(asker.places)}"),
        )  # fmt: skip


def service_of(request: Request) -> Service:
    """The service that a request came to."""
    return request.app.state.service


Serving = Annotated[Service, Depends(service_of)]
