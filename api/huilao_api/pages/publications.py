"""Publications on pages: what is in service since when, what each changed, and going back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from huilao import Text

from ..routes.drafting import file_diffs
from ..routes.forms import FormRoute
from ..routes.publication_bodies import RollbackRequest, Standing
from ..routes.publications import body_of, called, rolled_back, summary_of, tag_of_all, withdrawn
from ..routes.told import Approves
from ..service import Service, Serving
from ..store import drafts
from ..store import publications as store
from ..store.editions import contents
from ..store.tables import PublicationKind
from ..web.problems import ProblemDetails, ProblemError, details_of
from ..who import Asker, Permission
from .draft import changed
from .found import found_in, places_in
from .frame import page
from .said import moment, who
from .workbench import Sees, sent

LISTED = 30
"""Publications on a page of the list."""
STANDINGS: Mapping[Standing, Text] = {
    Standing.IN_SERVICE: Text("在用", "in service"),
    Standing.SCHEDULED: Text("定了以后起用", "to come"),
    Standing.FORMER: Text("以前用过", "former"),
    Standing.WITHDRAWN: Text("已撤回", "called off"),
    Standing.FAILED: Text("没能起用", "could not be put in service"),
}
"""How a publication stands, in words."""
KINDS: Mapping[PublicationKind, Text] = {
    PublicationKind.STARTED: Text("系统启动时的规则", "the rules that the service was started with"),
    PublicationKind.PUBLISHED: Text("批准草稿", "draft approved"),
    PublicationKind.ROLLED_BACK: Text("换回以前的", "gone back"),
}
"""How a version came to be in service, in words."""


router = APIRouter(prefix="/workbench/publications", include_in_schema=False, route_class=FormRoute)


@router.get("")
def publications(request: Request, serving: Serving, asker: Sees, before: int | None = None) -> Response:
    """The latest first, those to come too."""
    with serving.store()[0].reading() as session:
        found = store.listed(session, LISTED + 1, before)
        number = store.number_in_service(session, serving.now())
        rows = [summary_of(serving, one, number) for one in found[:LISTED]]
    return page(
        request, serving, "publications.html", asker, rows=rows, more=rows[-1]["number"] if len(found) > LISTED else None, standings=STANDINGS,
        kinds=KINDS, who=who, moment=moment, places_in=places_in,
    )  # fmt: skip


@router.get("/{number}")
def publication(request: Request, serving: Serving, asker: Sees, number: int) -> Response:
    """What it changed, with the comparison that it was approved by."""
    return _publication(request, serving, asker, number)


@router.post("/{number}/withdraw")
def withdraw(request: Request, serving: Serving, asker: Approves, number: int) -> Response:
    """It is called off before it takes effect."""
    try:
        withdrawn(serving, asker, number)
    except ProblemError as error:
        return _publication(request, serving, asker, number, details_of(error, serving.language(request)), error.status)
    return RedirectResponse(f"/workbench/publications/{number}", 303)


@router.post("/{number}/roll-back")
def roll_back(
    request: Request, serving: Serving, asker: Approves, number: int, seen: Annotated[str, Form()], reason: Annotated[str, Form()] = "",
    scheduled: Annotated[str, Form()] = "",
) -> Response:  # fmt: skip
    """It is in service again, at once."""
    body = sent(RollbackRequest, to=number, reason=reason, scheduled=scheduled or None)
    try:
        made, _ = rolled_back(serving, asker, body, seen)
    except ProblemError as error:
        return _publication(request, serving, asker, number, details_of(error, serving.language(request)), error.status, reason)
    return RedirectResponse(f"/workbench/publications/{made.number}", 303)


def _publication(
    request: Request, serving: Service, asker: Asker, number: int, problem: ProblemDetails | None = None, status: int = 200, reason: str = ""
) -> Response:  # fmt: skip
    language = serving.language(request)
    with serving.store()[0].reading() as session:
        found = called(session, number)
        body = body_of(serving, session, found)
        before = store.before(session, found)
        draft = None if found.draft is None else drafts.find(session, found.draft)
        title = "" if draft is None else draft.title
        waiting = [(one.number, moment(one.takes_effect)) for one in store.scheduled(session, serving.now())]
        tag = tag_of_all(serving, session)
        files = {} if before is None else before.files
        touched = {name for name in {**files, **found.files} if files.get(name) != found.files.get(name)}
        old, new = (contents(session, {name: digest for name, digest in some.items() if name in touched}) for some in (files, found.files))
        before_number = None if before is None else before.number
    return page(
        request, serving, "publication.html", asker, status=status, one=body, title=title, before=before_number, size=len(found.files),
        changed=[] if before_number is None else [changed(one) for one in file_diffs(old, new)],
        found=None if body.found is None else found_in(body.found, language), standing=STANDINGS[body.standing].of(language),
        kind=KINDS[body.kind].of(language), waiting=[one for one in waiting if one[0] != number], tag=tag, problem=problem, reason=reason,
        may_publish=asker.may(Permission.PUBLISH) and asker.role is not None, nobody_signed_in=asker.role is None, standings=Standing, who=who, moment=moment, places_in=places_in,
    )  # fmt: skip
