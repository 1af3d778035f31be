"""Jobs as they stand in responses."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pydantic import BaseModel, Field

from ..store.tables import Job, JobState
from .nodes import Words


class JobBody(BaseModel):
    """Work that is done off the path of requests."""

    id: str
    kind: str
    about: str = Field(description="the id of what is worked on")
    state: JobState
    made: dt.datetime
    made_by: str
    started: dt.datetime | None
    ended: dt.datetime | None
    done: int = Field(description="how far it is, of `total`")
    total: int = Field(description="0 as long as that is not known")
    cancelling: bool = Field(description="whether it was cancelled and has not left off yet")
    result: dict[str, Any] | None = Field(
        description="open, by `kind`: counts of a screening, `check` and `may_be_submitted` of a check; nothing of any person"
    )
    error: Words | None = Field(description="why it failed, and what to do about it")

    @classmethod
    def of(cls, job: Job) -> JobBody:
        """A job as it is now."""
        return cls(
            id=job.id, kind=job.kind, about=job.about, state=JobState(job.state), made=job.made, made_by=job.made_by, started=job.started,
            ended=job.ended, done=job.done, total=job.total, cancelling=job.cancel and job.ended is None, result=job.result,
            error=None if job.error is None else Words(**job.error),
        )  # fmt: skip
