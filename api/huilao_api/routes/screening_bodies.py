"""Screenings as they stand in requests and responses."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from ..web.requests import DIGITS, WHOLE, Day, LanguageQuery
from .job_bodies import JobBody
from .nodes import Words

Column = Annotated[str, Field(max_length=500)]


class ScreeningState(StrEnum):
    """How far a screening is."""

    UPLOADED = "uploaded"
    """The mapping is to be checked."""
    READY = "ready"
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    ERASED = "erased"


class TakenBody(BaseModel):
    """What a column of the register is taken for."""

    column: str
    meant: str | None = Field(description="as it is written in the mapping; null where the column is not used")
    sure: bool = Field(description="what is not sure is commented out in the suggested mapping")
    why: Words
    filled: int = Field(description="cells with something in them, of the first 20,000 rows")
    different: int = Field(description="different values in them")
    samples: str = Field(description="words of codes that come more than once, forms of dates, else how many cells are filled; in Chinese")


class LookBody(BaseModel):
    """What the register seems to be."""

    columns: list[TakenBody]
    notes: list[Words] = Field(description="what is to be known of how it was read, and what it lacks")
    rows: int = Field(description="rows, or about so many")


class ScreeningBody(BaseModel):
    """A register that is screened."""

    id: str
    name: str | None = Field(description="of the file; null once it was erased")
    size: int = Field(description="bytes")
    made: dt.datetime
    made_by: str
    state: ScreeningState
    mended: int = Field(description="how many workbooks came back")
    job: JobBody | None = Field(description="the last job that screens it")
    notes: list[Words] = Field(description="what is said of the results, in whole first; empty where there are none yet")
    erased: dt.datetime | None


class UploadedBody(ScreeningBody):
    """A register that was just uploaded."""

    look: LookBody
    mapping: str = Field(description="a suggested mapping file: check it, correct it, and put it")


class MappingBody(BaseModel):
    """The mapping of a register."""

    mapping: str = Field(description="the mapping file (YAML)")
    put: bool = Field(description="false: it is the suggestion still")
    look: LookBody


class MappedBody(BaseModel):
    """A mapping that was put."""

    used: list[str] = Field(description="columns that are used")
    unused: list[str] = Field(description="columns of which the mapping says nothing")
    notes: list[Words] = Field(description="what the register lacks by this mapping")


class ScreeningsQuery(LanguageQuery):
    """Which screenings are wanted."""

    after: str | None = Field(None, max_length=36, description="from the one after this: `next` of the page before")
    limit: Annotated[int, Field(ge=1, le=500), DIGITS] = 50


class ScreeningsResponse(BaseModel):
    """Screenings, the latest first."""

    screenings: list[ScreeningBody]
    next: str | None


class StartRequest(BaseModel):
    """How the register is to be screened; as `huilao screen` has it."""

    model_config = ConfigDict(extra="forbid")

    as_of: Day = Field(None, description="day of evaluation; today in China by default")
    carry: list[Column] = Field([], max_length=50, description="columns that go into the lists, and nowhere else: name, telephone, village")
    key: Column | None = Field(None, description="column by which people are named in the results; the number of the row by default")
    months: Annotated[int, Field(strict=True, ge=1, le=60), WHOLE] | None = Field(
        None, description="also list who comes of age, or is paid something else, in the next months"
    )
    newly_since: Day = Field(None, description="only what can be claimed on the day of evaluation and could not on this one")
    benefits: list[Column] | None = Field(None, min_length=1, max_length=1_000, description="only these benefits; all by default")
    action: list[Column] = Field([], max_length=20, description="list only these actions in `results`; by default claim and ask")
    universal: bool = Field(default=False, strict=True, description="also list what everybody has")
    suppress: Annotated[int, Field(strict=True, ge=0, le=1_000), WHOLE] = Field(
        5, description="cells of fewer people are not shown in the report; 0 shows all"
    )
    long: bool = Field(default=False, strict=True, description="also write a row for each person and benefit")
    wide: bool = Field(default=False, strict=True, description="one row for a person, columns for each benefit")
    to: Literal["csv", "parquet", "xlsx"] = Field("csv", description="kind of file of the lists")


class FileBody(BaseModel):
    """A file of results."""

    name: str
    size: int = Field(description="bytes")


class FilesResponse(BaseModel):
    """The files of results."""

    files: list[FileBody]
