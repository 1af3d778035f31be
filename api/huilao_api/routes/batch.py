"""Many people in one request: each answered by itself."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator

from anyio import CapacityLimiter, to_thread
from pydantic_core import to_json

from huilao import Filter, ProfileError

from ..service import Service
from ..web.problems import ProblemError, details_of, profile_problem
from ..web.requests import BatchRequest, EvaluateQuery
from ..who import Asker

NDJSON = "application/x-ndjson"
_AT_WORK = CapacityLimiter(2)
"""Threads for batches, all together: whoever asks about one person does not wait until a thousand are answered."""


def answers_one_by_one(serving: Service, asker: Asker, batch: BatchRequest, asked: EvaluateQuery, language: str) -> Iterator[bytes]:
    """For every profile, in their order, `{"index", "evaluation"}` or `{"index", "problem"}` as JSON.

    Raises UnknownBenefitError and UnknownWordError before the first: those are mistakes of the request.
    """
    wanted = serving.wanted(asked)
    for name in batch.benefits or ():
        serving.book.benefit(name)
    return (_answer(serving, asker, batch, number, asked, wanted, language) for number in range(len(batch.profiles)))


async def as_they_come(found: Iterator[bytes], *, lines: bool) -> AsyncGenerator[bytes]:
    """The answers as one list in JSON, or one a line, each sent once it is there: a thousand with their proofs are a gigabyte."""
    if not lines:
        yield b'{"results":['
    first = True
    while (answer := await to_thread.run_sync(next, found, None, limiter=_AT_WORK)) is not None:
        yield answer + b"\n" if lines else answer if first else b"," + answer
        first = False
    if not lines:
        yield b"]}"


def _answer(serving: Service, asker: Asker, batch: BatchRequest, number: int, asked: EvaluateQuery, wanted: Filter, language: str) -> bytes:
    try:
        found = serving.evaluated(asker, batch.profiles[number], batch.as_of, batch.benefits, asked, wanted, language)
    except ProfileError as error:
        return to_json({"index": number, "problem": profile_problem(error, language).model_dump(exclude_none=True)})
    except ProblemError as error:
        return to_json({"index": number, "problem": details_of(error, language).model_dump(exclude_none=True)})
    return b'{"index":%d,"evaluation":%b}' % (number, found)
