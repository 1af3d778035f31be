"""What the routes share: the rule book in service, and how it is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import Depends, Request
from pydantic_core import to_json

from huilao import Filter, Rulebook

from .figures import Figures
from .problems import language_of
from .requests import EvaluateQuery
from .settings import Settings


@dataclass
class Service:
    """One service over one rule book."""

    settings: Settings
    book: Rulebook
    receipt_key: bytes | None
    figures: Figures
    disagreements: int = 0
    """Evaluations refused since the start because network and proof disagreed."""

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

    def evaluated(
        self,
        profile: Mapping[str, Any],
        as_of: date | None,
        benefits: Sequence[str] | None,
        asked: EvaluateQuery,
        wanted: Filter,
        language: str,
    ) -> bytes:
        """The answer about a person as JSON text in one language, the way it is asked for.

        Raises ProfileError, UnknownBenefitError, DisagreementError.
        """
        found = self.book.evaluate(profile, as_of, benefits, assurance=self.settings.assurance, receipt_key=self.receipt_key).only(wanted)
        return to_json(found.page_data((language,))) if asked.view == "page" else found.json(asked.explain, (language,))


def service_of(request: Request) -> Service:
    """The service that a request came to."""
    return request.app.state.service


Serving = Annotated[Service, Depends(service_of)]
