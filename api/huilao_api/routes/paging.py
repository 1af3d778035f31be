"""Where a page of a list begins."""

from __future__ import annotations

from typing import TypeVar

from sqlalchemy.orm import Session

from huilao import Text

from ..store.tables import Decision, Draft, Screening
from ..web.problems import ProblemError

Listed = TypeVar("Listed", Decision, Draft, Screening)


def last_read(session: Session, of: type[Listed], after: str | None) -> Listed | None:
    """The one that was the last of the page before. Raises ProblemError 422 where there is none of the name: a list that began anew would
    pass for the next page.
    """
    if after is None:
        return None
    if (last := session.get(of, after)) is None:
        raise ProblemError(
            422, "after", Text("列不出下一页", "there is no next page"),
            Text("没有 after 所指的那一条，请从第一页列起", "there is none that `after` names: begin with the first page"),
        )  # fmt: skip
    return last
