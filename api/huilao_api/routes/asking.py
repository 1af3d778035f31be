"""By which version of the rule book a question is answered: the one in service, or the one that it names with `?version=`: a version that
was in service or is to be, or a draft.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any

from anyio import CapacityLimiter, to_thread
from fastapi import Depends, Request

from huilao import Rulebook, RulesError, Text

from ..service import Service, Serving
from ..store import drafts
from ..web.problems import Mistake, ProblemError
from ..web.requests import VERSION
from ..who import Asker, Permission
from .told import Told, needs
from .versions import version_called

DRAFT = "draft:"
"""What stands before the id of a draft."""
_READING = CapacityLimiter(2)
"""Threads for this alone: whoever asks by the version in service never waits for another to be read."""


async def _may_ask(request: Request, asker: Told) -> Asker:
    """Whoever asks. Raises ProblemError 403 for who may not ask, or not by the version that they name."""
    if "version" not in request.query_params:
        return await needs(Permission.ASK)(asker)
    if not asker.may(Permission.SEE_VERSIONS):
        raise ProblemError(
            403, "version", Text("您不能按其他版本查询", "you may not ask by another version"),
            Text("去掉 version 就按在用的版本答复；其他版本只给起草、批准和审计的人看",
                 "without `version` the one in service answers; others are for those who draft, approve and audit"),
        )  # fmt: skip
    return asker


Asking = Annotated[Asker, Depends(_may_ask)]


async def _may_read(request: Request, asker: Told) -> Asker:
    """Whoever reads the rule book without asking about anybody: who may see other versions sees the one in service, too."""
    if "version" in request.query_params:
        return await _may_ask(request, asker)
    return await needs(Permission.ASK, Permission.SEE_VERSIONS)(asker)


Reading = Annotated[Asker, Depends(_may_read)]


async def by_version(request: Request, serving: Service) -> Service:
    """The service as it answers by the version that the request names. Raises ProblemError 404 where there is none, 409 where it cannot be
    read.
    """
    said = request.query_params.get("version")
    if said is None or not re.fullmatch(VERSION, said):  # what is no version is told with the other mistakes of the request
        return serving
    book = await to_thread.run_sync(_book, serving, said, limiter=_READING)
    request.state.serving = serving.by(book)
    return request.state.serving


async def _by_version(request: Request, serving: Serving, _: Asking) -> Service:
    """The same, for who may ask."""
    return await by_version(request, serving)


ByVersion = Annotated[Service, Depends(_by_version)]


async def _answering(request: Request, serving: Serving, asker: Asking) -> tuple[Service, Asker]:
    """The same, and who asks: at once, for what stands behind a dependency is gone through again at each place that names it."""
    return await by_version(request, serving), asker


Answering = Annotated[tuple[Service, Asker], Depends(_answering)]


def files_called(serving: Service, said: str) -> tuple[str, Mapping[str, Any]]:
    """The version that a request names (`""` for a draft), and the digests of its files by path. Raises ProblemError 404."""
    with serving.store()[0].reading() as session:
        if not said.startswith(DRAFT):
            return version_called(session, said)
        draft = drafts.find(session, said.removeprefix(DRAFT))
        if draft is None:
            raise ProblemError(404, "draft", Text("没有这份草稿", "no such draft"), Text("请核对编号", "look at its id again"))
        return "", drafts.revision_of(session, draft).files


def _book(serving: Service, said: str) -> Rulebook:
    """The rule book of a version as a request names it."""
    version, files = files_called(serving, said)
    if version == serving.book.version:
        return serving.book
    try:
        return serving.editions.made_of(files)
    except RulesError as error:
        raise ProblemError(
            409, "unreadable", Text("这个版本读不了", "this version cannot be read"),
            Text(f"规则文件有 {len(error.problems)} 处错误", f"the rule files have {len(error.problems)} mistakes"),
            found=[Mistake(str(one.span), one.message) for one in error.problems[:100]],
        ) from None  # fmt: skip
