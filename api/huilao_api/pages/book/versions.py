"""Versions of the rule book: which was in service when, and its pages as they were."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from ...routes.publication_bodies import MOST, PublicationsQuery
from ...routes.publications import list_publications
from ...routes.told import Sees
from ..said import moment, who
from .shelf import Reads, Shelved, book_page

router = APIRouter(prefix="/book/versions", include_in_schema=False)


@router.get("")
def versions(
    request: Request, serving: Shelved, asker: Reads, _: Sees, before: Annotated[int | None, Query(ge=1, le=MOST)] = None
) -> Response:  # fmt: skip
    """The publications, the latest first."""
    found = list_publications(serving, asker, PublicationsQuery.model_validate({"before": before}), Response())
    return book_page(request, serving, "versions.html", asker, found=found, moment=moment, who=who)
