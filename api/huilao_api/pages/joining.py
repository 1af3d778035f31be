"""Two edits of the same lines, side by side: whoever writes the draft says of each place which of them is to stand, or both."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic_core import to_json
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from ..routes import drafting
from ..routes.draft_bodies import CatchUpRequest
from ..routes.forms import FormRoute
from ..service import Service, Serving
from ..web.conflicts import Conflict, PartKind, Take, taken
from ..web.problems import ProblemError
from ..web.requests import as_number
from ..who import Asker
from .draft import refused
from .frame import page
from .workbench import Drafts, sent

MOST_CHOICES = 5_000

router = APIRouter(prefix="/workbench/drafts/{id}", include_in_schema=False, route_class=FormRoute)


async def _form(request: Request) -> FormData:
    return await request.form(max_files=0, max_fields=MOST_CHOICES)


Chosen = Annotated[FormData, Depends(_form)]


@router.post("/catch-up")
def catch_up(request: Request, serving: Serving, asker: Drafts, id: str, chosen: Chosen) -> Response:
    """The draft goes on from the version in service, once it is said what becomes of the lines that both changed."""
    said = {name: value for name, value in chosen.items() if isinstance(value, str)}
    revision = seen if isinstance(seen := as_number(said.get("revision", "")), int) else None
    try:
        conflicts = _conflicts(serving, asker, id, revision)
        if conflicts:
            files = joined(conflicts, said) if said.get("seen") == _digest(conflicts) else None
            if files is None:
                return page(
                    request, serving, "draft_joining.html", asker, status=409 if "seen" in said else 200, id=id, revision=revision, conflicts=conflicts,
                    seen=_digest(conflicts), chosen=said, again="seen" in said, kinds=PartKind, is_in_parts=is_in_parts,
                )  # fmt: skip
            drafting.caught_up(serving, asker, id, sent(CatchUpRequest, revision=revision, files=files))
    except ProblemError as error:
        return refused(request, serving, asker, id, error)
    return RedirectResponse(f"/workbench/drafts/{id}#files", 303)


def _conflicts(serving: Service, asker: Asker, id_: str, revision: int | None) -> Sequence[Conflict]:
    """The files of which both changed the same lines; where there are none, it has caught up. Raises ProblemError for anything else."""
    try:
        drafting.caught_up(serving, asker, id_, sent(CatchUpRequest, revision=revision))
    except ProblemError as error:
        if not error.conflicts:
            raise
        return error.conflicts
    return ()


def joined(conflicts: Sequence[Conflict], chosen: Mapping[str, str]) -> dict[str, str | None] | None:
    """The files as they are to be (None: not there), by what was chosen at each place, `choice.<file>.<part>`; None as long as that is not
    said of every place.
    """
    files: dict[str, str | None] = {}
    for number, one in enumerate(conflicts):
        whole, places = not is_in_parts(one), [place for place, part in enumerate(one.parts) if part.kind is PartKind.CONFLICT]
        names = [f"choice.{number}"] if whole else [f"choice.{number}.{place}" for place in places]
        if any(chosen.get(name) not in set(Take) - ({Take.BOTH} if whole else set()) for name in names):
            return None
        choices = [Take(chosen[name]) for name in names]
        if whole:
            files[one.file] = one.theirs if choices[0] is Take.THEIRS else one.yours
        else:
            of = dict(zip(places, choices, strict=True))
            files[one.file] = "".join(line for place, part in enumerate(one.parts) for line in taken(part, of.get(place, Take.YOURS)))
    return files


def is_in_parts(one: Conflict) -> bool:
    """Whether it can be said of each place what is to stand, or only of the whole file: where one of the two has deleted it."""
    return bool(one.parts) and one.theirs is not None and one.yours is not None


def _digest(conflicts: Sequence[Conflict]) -> str:
    """By which it is known whether these are the ones that were looked at."""
    return hashlib.sha256(to_json([one.model_dump() for one in conflicts])).hexdigest()
