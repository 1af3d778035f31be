"""For administrators: accounts of people and keys of programs; and for everybody their own account. The same is done as over HTTP, by the
same functions, and what was wrong stands at its field.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from pydantic import ValidationError
from sqlalchemy import select
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from huilao import Rulebook, Text

from ..routes import access
from ..routes.access import AccountChange, AccountRequest, KeyMade, KeyRequest, PasswordRequest, password_changed
from ..routes.forms import FormRoute
from ..routes.told import COOKIE, Told, let_in, needs
from ..service import Service, Serving
from ..store import accounts, keys
from ..store.tables import Account, ApiKey
from ..web.problems import ProblemError, request_mistake
from ..web.requests import LanguageQuery, as_number
from ..who import Asker, Permission, Role
from .frame import leads_to, page
from .said import clock, place_said, problem_said, who

SOON = timedelta(days=30)
"""Before the end of a key from when on it is said that it ends."""
DAYS = (30, 90, keys.DAYS, 3 * keys.DAYS)
"""For how long a key may be good, as the form offers it; or until it is revoked."""
NAMES = Text("只能用文字、数字和@.·-_，不能有空格", "letters, digits and @.·-_ alone, without spaces")
UNASKED = LanguageQuery(lang=None)

MAY: Mapping[Role, Text] = {
    Role.CASEWORKER: Text("核定、存档、筛查登记表", "evaluates, keeps decisions, screens registers"),
    Role.POLICY: Text("核定、起草规则", "evaluates, drafts rules"),
    Role.APPROVER: Text("核定、批准和发布规则，不能批自己起草的", "evaluates, approves and publishes rules, never their own"),
    Role.AUDITOR: Text("看存档和日志", "reads decisions and the log"),
    Role.ADMIN: Text("管账号和密钥、删除个人信息、看日志", "manages accounts and keys, erases facts, reads the log"),
}
"""What a role lets somebody do."""

Admin = Annotated[Asker, Depends(needs(Permission.MANAGE_KEYS))]

router = APIRouter(include_in_schema=False, route_class=FormRoute)


async def _form(request: Request) -> FormData:
    return await request.form(max_files=0, max_fields=50)


Sent = Annotated[FormData, Depends(_form)]


FIELDS: Mapping[str, str] = {"name": "name", "places": "places", "oidc-account": "password"}
"""At which field of a form what a route refuses is told."""


@dataclass(frozen=True, slots=True)
class Person:
    """An account as a line of the page."""

    id: str
    name: str
    role: Role
    places: tuple[str, ...]
    """By their names, as far as the rule book knows them."""
    made: str
    disabled: bool
    has_password: bool


@dataclass(frozen=True, slots=True)
class Program:
    """A key as a line of the page."""

    id: str
    name: str
    role: Role
    places: tuple[str, ...]
    made: str
    made_by: str
    expires: str
    replaced: bool
    """Whether another has taken its place: it is good for a while yet."""
    soon: bool
    """Whether it ends soon, and nothing was done about it."""


@router.get("/accounts")
def list_accounts(request: Request, serving: Serving, admin: Admin) -> Response:
    """All accounts, and a form for another."""
    return _accounts(request, serving, admin, {}, {})


@router.post("/accounts")
def make_account(request: Request, serving: Serving, admin: Admin, sent: Sent) -> Response:
    """For somebody who works here."""
    said = _said(sent, "name", "role", "places")
    try:
        body = AccountRequest.model_validate({**said, "places": _split(said["places"]), "password": _text(sent, "password")})
        access.make_account(serving, admin, body, UNASKED)
    except (ValidationError, ProblemError) as error:
        return _accounts(request, serving, admin, said, _wrong(error, serving.language(request)))
    return RedirectResponse("/accounts", 303)


@router.get("/accounts/{id}")
def one_account(request: Request, serving: Serving, admin: Admin, id: str) -> Response:
    """What can be changed of an account."""
    return _account(request, serving, admin, id, {}, {})


@router.post("/accounts/{id}")
def change_account(request: Request, serving: Serving, admin: Admin, id: str, sent: Sent) -> Response:
    """Role and places, a new password, or whether it is good: whatever a form of the page names."""
    said: dict[str, Any] = {name: _text(sent, name) for name in ("role", "places", "password") if name in sent}
    change: dict[str, Any] = {**said, **({"places": _split(said["places"])} if "places" in said else {})}
    if "disabled" in sent:
        change["disabled"] = _text(sent, "disabled") == "true"
    try:
        access.change_account(serving, admin, id, AccountChange.model_validate(change), UNASKED)
    except (ValidationError, ProblemError) as error:
        said.pop("password", None)
        wrong = _wrong(error, serving.language(request), "disabled" if "disabled" in sent else "role")
        return _account(request, serving, admin, id, said, wrong)
    return RedirectResponse("/accounts", 303)


@router.get("/keys")
def list_keys(request: Request, serving: Serving, admin: Admin) -> Response:
    """The keys that are good today, and a form for another."""
    return _keys(request, serving, admin, {}, {})


@router.post("/keys")
def make_key(request: Request, serving: Serving, admin: Admin, sent: Sent) -> Response:
    """For a program; this page alone shows it."""
    said = _said(sent, "name", "role", "places", "days")
    days = said["days"]
    try:
        body = KeyRequest.model_validate({**said, "places": _split(said["places"]), "days": as_number(days) if days else None})
        made = access.make_key(serving, admin, body, UNASKED)
    except (ValidationError, ProblemError) as error:
        return _keys(request, serving, admin, said, _wrong(error, serving.language(request)))
    return _made(request, serving, admin, made)


@router.post("/keys/{id}/replace")
def replace_key(request: Request, serving: Serving, admin: Admin, id: str) -> Response:
    """By a new one, which this page alone shows."""
    return _made(request, serving, admin, access.replace_key(serving, admin, id, UNASKED))


@router.post("/keys/{id}/revoke")
def revoke_key(request: Request, serving: Serving, admin: Admin, id: str) -> Response:
    """It is good no more."""
    try:
        access.revoke_key(serving, admin, id, UNASKED)
    except ProblemError as error:
        return _keys(request, serving, admin, {}, _wrong(error, serving.language(request), "revoked"))
    return RedirectResponse("/keys", 303)


@router.get("/account")
def own_account(request: Request, serving: Serving, asker: Told) -> Response:
    """Who one is, where one is signed in, and a form for another password."""
    return _own(request, serving, asker, {})


@router.post("/account/password")
async def change_password(request: Request, serving: Serving, asker: Told, sent: Sent) -> Response:
    """The old one is needed; one is signed in here alone afterwards."""
    language = serving.language(request)
    if _text(sent, "new") != _text(sent, "again"):
        return _own(request, serving, asker, {"again": Text("两次填的新密码不一样", "the two new passwords are not the same").of(language)})
    try:
        body = PasswordRequest.model_validate({"old": _text(sent, "old"), "new": _text(sent, "new")})
        token = await password_changed(request, serving, asker, body)
    except ValidationError as error:
        return _own(request, serving, asker, _wrong(error, language))
    except ProblemError as error:
        if error.kind != "sign-in":
            raise
        return _own(request, serving, asker, {"old": error.detail.of(language)})
    response = RedirectResponse("/account?changed=1", 303)
    let_in(response, token, request, serving)
    return response


@router.post("/account/sign-out-elsewhere")
def sign_out_elsewhere(request: Request, serving: Serving, asker: Told) -> Response:
    """One stays signed in here alone."""
    database, office = serving.store()
    with database.writing() as session:
        many = accounts.sign_out_elsewhere(session, _account_name(asker), request.cookies.get(COOKIE, ""))
        office.log().append(session, asker.name, "signed_out_elsewhere", "", {"sign_ins": many})
    return RedirectResponse("/account", 303)


def _accounts(request: Request, serving: Service, admin: Asker, said: Mapping[str, str], wrong: Mapping[str, str]) -> Response:
    with serving.store()[0].reading() as session:
        rows = [_person(serving.book, one, serving.language(request)) for one in session.scalars(select(Account).order_by(Account.name))]
    return _page(request, serving, "accounts.html", admin, "/accounts", said, wrong, rows=rows)


def _account(request: Request, serving: Service, admin: Asker, id_: str, said: Mapping[str, str], wrong: Mapping[str, str]) -> Response:
    with serving.store()[0].reading() as session:
        account = session.get(Account, id_)
        if account is None:
            raise ProblemError(404, "account", Text("没有这个账号", "no such account"), Text("也可能已经失效", "or it is good no more"))
        one = _person(serving.book, account, serving.language(request))
    said = {"role": one.role.value, "places": "、".join(one.places), **said}
    return _page(request, serving, "account.html", admin, f"/accounts/{id_}", said, wrong, one=one, own=admin.name == f"account:{one.name}")


def _keys(request: Request, serving: Service, admin: Asker, said: Mapping[str, str], wrong: Mapping[str, str]) -> Response:
    with serving.store()[0].reading() as session:
        rows = [_program(serving, one, serving.language(request)) for one in keys.good_keys(session)]
    return _page(request, serving, "keys.html", admin, "/keys", said, wrong, rows=rows, days=DAYS)


def _made(request: Request, serving: Service, admin: Asker, made: KeyMade) -> Response:
    return _page(
        request, serving, "key.html", admin, "/keys", {}, {}, made=made, expires="" if made.expires is None else clock(made.expires)
    )


def _own(request: Request, serving: Service, asker: Asker, wrong: Mapping[str, str]) -> Response:
    """Raises ProblemError 404 where nobody signs in."""
    token = request.cookies.get(COOKIE, "")
    with serving.store()[0].reading() as session:
        account = accounts.named(session, _account_name(asker))
        one = None if account is None else _person(serving.book, account, serving.language(request))
        where = [
            (clock(found.expires - accounts.SIGNED_IN), clock(found.expires), accounts.is_of(found, token))
            for found in accounts.sign_ins(session, _account_name(asker))
        ]
    return _page(
        request, serving, "own_account.html", asker, "/account", {}, wrong, one=one, where=where, shortest=accounts.SHORTEST,
        changed=request.query_params.get("changed") == "1",
    )  # fmt: skip


def _page(
    request: Request, serving: Service, template: str, asker: Asker, begins: str, said: Mapping[str, str], wrong: Mapping[str, str],
    **more: Any,
) -> Response:  # fmt: skip
    places = [one.name.of(serving.language(request)) for one in serving.book.rules.places.values()]
    said = {"name": "", "role": "", "places": "", "days": str(keys.DAYS), **said}
    return page(
        request, serving, template, asker, status=422 if wrong else 200, said=said, wrong=wrong, may=MAY, places=places, switch=leads_to(begins),
        shortest_password=accounts.SHORTEST, **more,
    )  # fmt: skip


def _person(book: Rulebook, one: Account, language: str) -> Person:
    return Person(
        one.id, one.name, Role(one.role), _named(book, one.places, language), clock(one.made), one.disabled is not None, bool(one.password)
    )  # fmt: skip


def _program(serving: Service, one: ApiKey, language: str) -> Program:
    replaced = one.replaced is not None
    soon = not replaced and one.expires is not None and one.expires - serving.now() < SOON
    return Program(
        one.id, one.name, Role(one.role), _named(serving.book, one.places, language), clock(one.made),
        who(one.made_by, language), "" if one.expires is None else clock(one.expires), replaced, soon,
    )  # fmt: skip


def _named(book: Rulebook, places: list[str], language: str) -> tuple[str, ...]:
    return tuple(place_said(one, book, language) for one in places)


def _account_name(asker: Asker) -> str:
    """Of their account; empty for a key, which has none."""
    return asker.name.removeprefix("account:") if asker.name.startswith("account:") else ""


def _wrong(error: ValidationError | ProblemError, language: str, last: str = "role") -> dict[str, str]:
    """What is wrong, by its field, or, of the last administrator, at what was done about them. Raises the error where it is of no field."""
    if isinstance(error, ValidationError):
        unnamed = "string_pattern_mismatch"  # of names alone
        return {
            str(one["loc"][0]): NAMES.of(language) if one["type"] == unnamed else request_mistake(one, language) for one in error.errors()
        }
    field = last if error.kind == "last-administrator" else FIELDS.get(error.kind)
    if field is None:
        raise error
    return {field: problem_said(error, language)}


def _said(sent: FormData, *names: str) -> dict[str, str]:
    return {name: _text(sent, name).strip() for name in names}


def _text(sent: FormData, name: str) -> str:
    found = sent.get(name)
    return found if isinstance(found, str) else ""


def _split(places: str) -> list[str]:
    """Places as people list them; a space is within a name (四川省 冕宁县, Mianning County). Signs alone name no place, and are no empty field,
    which would be every place.
    """
    return [one.strip() for one in re.split(r"[,，、;；\r\n]", places) if one.strip()] or [one for one in [places.strip()] if one]
