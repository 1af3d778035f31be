"""Where people begin, sign in and out."""

from __future__ import annotations

from typing import Annotated

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from ..routes.access import wrong_password
from ..routes.forms import FormRoute
from ..routes.told import COOKIE, Told, asker_of, let_in, let_out, refuse_other_origins
from ..service import Service, Serving
from ..store import accounts
from ..web.limits import address_of
from ..web.problems import ProblemError
from ..who import Permission
from .frame import own_path, page, rooms_of

_HASHING = CapacityLimiter(2)
"""As where programs sign in: a password is slow to check on purpose."""

router = APIRouter(include_in_schema=False, route_class=FormRoute)


@router.get("/")
async def begin(request: Request, serving: Serving, asker: Told) -> Response:
    """Leads to the desk whoever has one; the others see what there is for them."""
    rooms = rooms_of(asker, serving)
    if asker.may(Permission.ASK):
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"{rooms[0].path}{query}", 303)
    return page(request, serving, "home.html", asker)


@router.get("/sign-in")
async def sign_in_page(request: Request, serving: Serving, next: str = "/") -> Response:
    """For who is not signed in; who is goes on at once."""
    try:
        await asker_of(request, None, request.cookies.get(COOKIE))
    except ProblemError:
        return _sign_in(request, serving, next)
    return RedirectResponse(own_path(next), 303)


@router.post("/sign-in")
async def sign_in(
    request: Request, serving: Serving, account: Annotated[str, Form(max_length=200)] = "", password: Annotated[str, Form(max_length=200)] = "",
    next: Annotated[str, Form(max_length=2_000)] = "/",
) -> Response:  # fmt: skip
    """With name and password; afterwards to where they wanted to go."""
    database, office = serving.store()
    refuse_other_origins(request, serving)
    serving.rates.sign_ins.count(address_of(request.scope))
    token = await to_thread.run_sync(accounts.sign_in, database, office.log(), account.strip(), password, limiter=_HASHING)
    if token is None:
        return _sign_in(request, serving, next, account=account, wrong=wrong_password().detail.of(serving.language(request)), status=401)
    response = RedirectResponse(own_path(next), 303)
    let_in(response, token, request, serving)
    return response


@router.post("/sign-out")
def sign_out(request: Request, serving: Serving, asker: Told) -> Response:
    """The cookie is good no more."""
    if (token := request.cookies.get(COOKIE)) is not None and serving.database is not None:
        database, office = serving.store()
        with database.writing() as session:
            accounts.sign_out(session, token)
            office.log().append(session, asker.name, "signed_out")
    response = RedirectResponse("/sign-in", 303)
    let_out(response, request, serving)
    return response


def _sign_in(request: Request, serving: Service, next: str, *, account: str = "", wrong: str = "", status: int = 200) -> Response:
    provider = serving.settings.oidc_issuer is not None
    return page(request, serving, "sign_in.html", None, status=status, next=own_path(next), account=account, wrong=wrong, provider=provider)
