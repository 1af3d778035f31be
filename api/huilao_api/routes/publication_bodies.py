"""Publications as they stand in requests and responses."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from ..store.tables import PublicationKind
from ..web.requests import DIGITS, WHOLE, LanguageQuery
from .draft_bodies import CheckFound
from .nodes import Words

MOST = 2**31 - 1
Number = Annotated[int, Field(strict=True, ge=1, le=MOST), WHOLE]


class Standing(StrEnum):
    """How a publication stands now."""

    IN_SERVICE = "in_service"
    SCHEDULED = "scheduled"
    """It has not taken effect yet."""
    FORMER = "former"
    WITHDRAWN = "withdrawn"
    """It was called off before it took effect."""
    FAILED = "failed"
    """It could not be put in service."""


class PublicationsQuery(LanguageQuery):
    """Which publications are wanted."""

    before: Annotated[int, Field(ge=1, le=MOST), DIGITS] | None = Field(
        None, description="those before this number: `next` of the page before"
    )
    limit: Annotated[int, Field(ge=1, le=200), DIGITS] = 50


class RollbackRequest(BaseModel):
    """What is to be gone back to, and why."""

    model_config = ConfigDict(extra="forbid")

    to: Number | Annotated[str, Field(pattern="^[0-9a-f]{8,64}$")] = Field(
        description="the number of a publication that was in service, or its version (8 digits or more of it)", examples=[3]
    )
    reason: str = Field(min_length=1, max_length=2_000, pattern=r"\S", examples=["第八章第二条的年龄写错了"])
    scheduled: Literal["keep", "withdraw"] | None = Field(
        None, description="what becomes of those that are to take effect later: to be said where there are any, for they have the edits that are gone back from"
    )  # fmt: skip


class PublicationSummary(BaseModel):
    """A publication in a list."""

    number: int
    version: str
    kind: PublicationKind = Field(description="`started`: with the files that the service was started with")
    standing: Standing
    takes_effect: dt.datetime
    made: dt.datetime
    made_by: str
    draft: str | None
    submitted_by: str | None
    returns_to: int | None = Field(description="the number of the publication that was gone back to")
    reason: str = Field(description="why it was gone back; empty otherwise")
    served: dt.datetime | None = Field(description="when a process first had it in service")
    withdrawn: dt.datetime | None
    failed: Words | None = Field(description="why it could not be put in service")


class PublicationBody(PublicationSummary):
    """A publication, with what it was approved by."""

    found: CheckFound | None = Field(
        description="what the check of the draft found, as who approved it saw it; null where there was no draft"
    )


class PublicationsResponse(BaseModel):
    """Publications, the latest first."""

    in_service: int | None = Field(description="the number of the one in service now")
    publications: list[PublicationSummary]
    next: int | None = Field(description="to be asked for as `before`; null on the last page")
