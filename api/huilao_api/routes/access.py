"""Signing in and out, keys and accounts. Whatever is done here is in the log."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Annotated

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import HTMLResponse, RedirectResponse

from huilao import ProfileError, Text, is_disguised, masked

from ..auth.oidc import Provider, refused
from ..service import Service, Serving
from ..store import accounts, keys, rights
from ..store.tables import Account, ApiKey
from ..web.limits import address_of
from ..web.problems import Mistake, ProblemError, problems
from ..web.requests import WHOLE, LanguageQuery
from ..who import Asker, Permission, Role
from .bodies import JsonRoute
from .told import COOKIE, Told, let_in, let_out, needs, own_origin, refuse_other_origins

_HASHING = CapacityLimiter(2)
"""A password is slow to check on purpose: two at a time, and no other request waits for them."""
_ELSEWHERE = CapacityLimiter(4)
"""Threads that wait for the OpenID provider."""
BEGUN = "huilao_oidc"
"""The cookie of whoever went to the provider and is not back yet."""
BEGUN_FOR = 600
"""Seconds that they have."""

Asked = Annotated[LanguageQuery, Query()]
Admin = Annotated[Asker, Depends(needs(Permission.MANAGE_KEYS))]


def _no_id_number(name: str) -> str:
    """Names stand in the log."""
    if masked(name) != name:
        raise PydanticCustomError(
            "id_number", "{zh} / {en}", {"zh": "名称会写进日志，不要用身份证号", "en": "names are written to the log: no ID numbers"}
        )
    return name


def _no_disguise(name: str) -> str:
    """Nobody is to pass for another in the log."""
    if is_disguised(name):
        raise PydanticCustomError(
            "disguised", "{zh} / {en}",
            {"zh": "名称里混有看起来一样的别种字母（西里尔或希腊字母），请用 a–z 重新输入",
             "en": "the name mixes Latin letters with Cyrillic or Greek ones that look the same: type it anew with a-z"},
        )  # fmt: skip
    return name


Name = Annotated[
    str,
    Field(pattern=r"^[\w@.·-]+$", max_length=100, description="letters, digits and @ . · - _", examples=["冕宁民政"]),
    AfterValidator(_no_id_number),
    AfterValidator(_no_disguise),
]
Places = Annotated[
    list[str], Field(max_length=100, description="divisions to be bound to, by code or name; none: to no place", examples=[["513433"]])
]
Password = Annotated[str, Field(min_length=accounts.SHORTEST, max_length=200)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class SignInRequest(_Body):
    """Who signs in."""

    name: str = Field(max_length=200, examples=["demo"])
    password: str = Field(max_length=200, examples=["what it printed"])


class PasswordRequest(_Body):
    """Another password of one's own."""

    old: str = Field(max_length=200)
    new: Password


class KeyRequest(_Body):
    """A key that is to be made."""

    name: Name
    role: Role
    places: Places = []
    days: Annotated[int, Field(strict=True, ge=1, le=3_650), WHOLE] | None = Field(
        keys.DAYS, description="for how many days it is good; null: until it is revoked"
    )


class AccountRequest(_Body):
    """An account that is to be made."""

    name: Name
    password: Password
    role: Role
    places: Places = []


class AccountChange(_Body):
    """What is to be another of an account; what is not named stays."""

    password: Password | None = Field(None, description="with it, the account is no longer locked, and signed in nowhere")
    role: Role | None = None
    places: Places | None = None
    disabled: bool | None = Field(None, strict=True, description="true: it is good no more, and signed in nowhere")


class MeBody(BaseModel):
    """Who asks, and what they may."""

    name: str
    role: Role | None = Field(description="null where the service asks nobody who they are")
    places: list[str] = Field(description="divisions that they are bound to; none: to no place")
    permissions: list[Permission]


class KeyBody(BaseModel):
    """A key, without what it is good by."""

    id: str
    name: str
    role: Role
    places: list[str]
    made: datetime
    made_by: str
    expires: datetime | None


class KeyMade(KeyBody):
    """A new key: this answer alone has it."""

    key: str


class AccountBody(BaseModel):
    """An account."""

    id: str
    name: str
    role: Role
    places: list[str]
    made: datetime
    disabled: bool
    has_password: bool = Field(description="false: the OpenID provider signs them in")


router = APIRouter(prefix="/v1", tags=["access"], route_class=JsonRoute)


@router.post("/sign-in", responses=problems(400, 401, 403, 406, 413, 415, 422, 429, 503), summary="登录 / Sign in")
async def sign_in(request: Request, serving: Serving, response: Response, body: SignInRequest, _: Asked) -> MeBody:
    """成功后用 cookie 认人；账号、密码哪一个不对，不作说明 / The answer brings a cookie. Which of the two was wrong is not said, nor
    whether the account is locked.
    """
    database, office = serving.store()
    refuse_other_origins(request, serving, unsaid=True)
    serving.rates.sign_ins.count(address_of(request.scope))
    token = await to_thread.run_sync(accounts.sign_in, database, office.log(), body.name, body.password, limiter=_HASHING)
    if token is None:
        raise wrong_password()
    let_in(response, token, request, serving)
    with database.reading() as session:
        asker = accounts.signed_in(session, token)
    if asker is None:
        raise wrong_password()
    return _me(asker)


@router.post("/sign-out", status_code=204, responses=problems(406, 422), summary="退出 / Sign out")
def sign_out(request: Request, serving: Serving, asker: Told, _: Asked) -> Response:
    """这个 cookie 从此无效 / The cookie is good no more."""
    if (token := request.cookies.get(COOKIE)) is not None:
        database, office = serving.store()
        with database.writing() as session:
            accounts.sign_out(session, token)
            office.log().append(session, asker.name, "signed_out")
    response = Response(status_code=204)
    let_out(response, request, serving)
    return response


@router.get("/me", responses=problems(406, 422), summary="我是谁 / Who am I")
def me(asker: Told, _: Asked) -> MeBody:
    """角色、地区和权限 / Role, places, and what one may."""
    return _me(asker)


@router.get("/keys", responses=problems(406, 422), summary="密钥 / Keys")
def list_keys(serving: Serving, _admin: Admin, _: Asked) -> list[KeyBody]:
    """现在有效的 / Those that are good today."""
    with serving.store()[0].reading() as session:
        return [_key(one) for one in keys.good_keys(session)]


@router.post("/keys", status_code=201, responses=problems(400, 406, 409, 413, 415, 422), summary="新建密钥 / Make a key")
def make_key(serving: Serving, admin: Admin, body: KeyRequest, _: Asked) -> KeyMade:
    """密钥只显示这一次 / It is shown this once."""
    database, office = serving.store()
    places = _places(serving, body.places, body.role)
    with database.writing() as session:
        if any(one.name == body.name for one in keys.good_keys(session)):
            raise _taken(body.name)
        key, secret = keys.make_key(session, body.name, body.role, places, admin.name, body.days)
        rights.tell(session, office.log(), admin.name, "key_made", key)
    return KeyMade(**_key(key).model_dump(), key=secret)


@router.post("/keys/{id}/replace", status_code=201, responses=problems(404, 406, 422), summary="更换密钥 / Replace a key")
def replace_key(serving: Serving, admin: Admin, id: str, _: Asked) -> KeyMade:
    """新密钥只显示这一次；旧的还可用 7 天 / The new one is shown this once; the old one is good for 7 more days."""
    database, office = serving.store()
    with database.writing() as session:
        made = keys.replace(session, id, admin.name)
        if made is None:
            raise _none("密钥", "key")
        key, secret = made
        rights.tell(session, office.log(), admin.name, "key_replaced", session.get_one(ApiKey, id), by=key.id)
        rights.tell(session, office.log(), admin.name, "key_made", key)
    return KeyMade(**_key(key).model_dump(), key=secret)


@router.delete("/keys/{id}", status_code=204, responses=problems(404, 406, 409, 422), summary="吊销密钥 / Revoke a key")
def revoke_key(serving: Serving, admin: Admin, id: str, _: Asked) -> Response:
    """立即失效 / It is good no more, from now on."""
    database, office = serving.store()
    with database.writing() as session, _still_managed(session):
        key = keys.revoke(session, id)
        if key is None:
            raise _none("密钥", "key")
        rights.tell(session, office.log(), admin.name, "key_revoked", key)
    return Response(status_code=204)


@router.get("/accounts", responses=problems(406, 422), summary="账号 / Accounts")
def list_accounts(serving: Serving, _admin: Admin, _: Asked) -> list[AccountBody]:
    """包括停用的 / Those that are disabled, too."""
    with serving.store()[0].reading() as session:
        return [_account(one) for one in session.scalars(select(Account).order_by(Account.name))]


@router.post("/accounts", status_code=201, responses=problems(400, 406, 409, 413, 415, 422), summary="新建账号 / Make an account")
def make_account(serving: Serving, admin: Admin, body: AccountRequest, _: Asked) -> AccountBody:
    """给一位工作人员 / For somebody who works here."""
    database, office = serving.store()
    places = _places(serving, body.places, body.role)
    hashed = accounts.hashed(body.password)
    with database.writing() as session:
        if accounts.is_taken(session, body.name):
            raise _taken(body.name)
        account = accounts.make_account(session, body.name, hashed, body.role, places)
        rights.tell(session, office.log(), admin.name, "account_made", account)
    return _account(account)


@router.patch("/accounts/{id}", responses=problems(400, 404, 406, 409, 413, 415, 422), summary="更改账号 / Change an account")
def change_account(serving: Serving, admin: Admin, id: str, body: AccountChange, _: Asked) -> AccountBody:
    """改密码、角色、地区，停用或恢复 / Another password, role or places; disable it, or let it be good again."""
    database, office = serving.store()
    hashed = None if body.password is None else accounts.hashed(body.password)
    with database.writing() as session, _still_managed(session):
        account = session.get(Account, id)
        if account is None:
            raise _none("账号", "account")
        if hashed is not None:
            if not account.password:
                raise ProblemError(
                    409, "oidc-account", Text("这个账号没有密码", "this account has no password"),
                    Text("请到统一登录系统去改", "the OpenID provider signs them in"),
                )  # fmt: skip
            accounts.set_password(session, account, hashed)
        role = body.role or Role(account.role)
        if body.role is not None or body.places is not None:
            account.role, account.places = role.value, _places(serving, account.places if body.places is None else body.places, role)
        if body.disabled is not None:
            accounts.disable(session, account, disabled=body.disabled)
        rights.tell(session, office.log(), admin.name, "account_changed", account, changed=sorted(body.model_fields_set))
    return _account(account)


@router.put(
    "/me/password", status_code=204, responses=problems(400, 401, 406, 413, 415, 422), summary="改自己的密码 / Change one's password"
)
async def change_password(request: Request, serving: Serving, asker: Told, body: PasswordRequest, _: Asked) -> Response:
    """要先说对旧密码；其他地方的登录随即失效 / The old one is needed; one is signed in here alone afterwards."""
    response = Response(status_code=204)
    let_in(response, await password_changed(request, serving, asker, body), request, serving)
    return response


async def password_changed(request: Request, serving: Service, asker: Asker, body: PasswordRequest) -> str:
    """A new token for somebody whose password is another from now on. Raises ProblemError 401 where the old one was wrong, 429."""
    database, office = serving.store()
    serving.rates.sign_ins.count(address_of(request.scope))
    name = asker.name.removeprefix("account:")
    token = None
    if name != asker.name:
        token = await to_thread.run_sync(
            accounts.change_password, database, office.log(), name, body.old, body.new, limiter=_HASHING
        )  # fmt: skip
    if token is None:
        raise wrong_password()
    return token


@router.get("/oidc/sign-in", status_code=303, response_class=RedirectResponse, responses=problems(404, 422, 429, 503),
            summary="统一登录 / Sign in with the provider")  # fmt: skip
async def oidc_sign_in(request: Request, serving: Serving, _: Asked) -> Response:
    """转到统一登录系统 / Leads to the OpenID provider of the settings."""
    provider, (back_to, secure) = _provider(serving), _back_to(request, serving)
    address, kept = await to_thread.run_sync(provider.begin, back_to, limiter=_ELSEWHERE)
    response = RedirectResponse(address, 303)
    response.set_cookie(BEGUN, kept, max_age=BEGUN_FOR, path="/v1/oidc", httponly=True, samesite="lax", secure=secure)
    return response


class CallbackQuery(BaseModel):
    """With what the provider sends somebody back; it may say more."""

    code: str | None = None
    state: str = ""
    iss: str | None = None
    error: str | None = None


@router.get("/oidc/callback", response_class=HTMLResponse, responses=problems(401, 403, 404, 422, 429, 503, 507),
            summary="统一登录后回来 / Back from the provider")  # fmt: skip
async def oidc_callback(request: Request, serving: Serving, back: Annotated[CallbackQuery, Query()]) -> Response:
    """由统一登录系统转来 / The OpenID provider leads here."""
    provider, (back_to, secure) = _provider(serving), _back_to(request, serving)
    database, office = serving.store()
    serving.rates.sign_ins.count(address_of(request.scope))
    if back.code is None:
        raise refused()
    name, role, places = await to_thread.run_sync(
        provider.who_is_back, back.code, back.state, back.iss, request.cookies.get(BEGUN, ""), back_to, limiter=_ELSEWHERE
    )
    token = await to_thread.run_sync(
        accounts.sign_in_from_elsewhere, database, office.log(), name, role, places, limiter=_ELSEWHERE
    )  # fmt: skip
    if token is None:
        raise refused()
    # a page and no redirect: a browser that comes from elsewhere would not send the new cookie along
    page = HTMLResponse('<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0; url=/"><title>惠老</title>')
    let_in(page, token, request, serving)
    page.delete_cookie(BEGUN, path="/v1/oidc", httponly=True, samesite="lax", secure=secure)
    return page


@contextmanager
def _still_managed(session: Session) -> Generator[None]:
    """What is changed leaves somebody who can manage, and not for some days alone, where there was somebody. Raises ProblemError 409."""
    before = accounts.managed_until(session)
    yield
    after = accounts.managed_until(session)
    if after < before and after < datetime.now(UTC) + keys.OVERLAP:
        days = keys.OVERLAP.days
        raise ProblemError(
            409, "last-administrator",
            Text("这样就没有管理员了", "this would leave no administrator") if after == accounts.NEVER else
            Text(f"这样，不出 {days} 天就没有管理员了", f"this would leave no administrator within {days} days"),
            Text("请先另设一位管理员（账号或密钥）", "make another administrator's account or key first"),
        )  # fmt: skip


def wrong_password() -> ProblemError:
    """What everybody is told whose sign-in fails, whatever the reason."""
    minutes = int(accounts.LOCKED.total_seconds() // 60)
    return ProblemError(
        401, "sign-in", Text("登录没有成功", "signing in failed"),
        Text(
            f"账号或密码不对，或者账号已停用、暂时锁定。连续输错 {accounts.FAILURES} 次，账号锁定 {minutes} 分钟",
            f"the name or the password is wrong, or the account is disabled or locked: {accounts.FAILURES} wrong passwords lock it for {minutes} minutes",
        ), {"WWW-Authenticate": "Bearer"},
    )  # fmt: skip


def _me(asker: Asker) -> MeBody:
    return MeBody(name=asker.name, role=asker.role, places=list(asker.places), permissions=[one for one in Permission if asker.may(one)])


def _key(one: ApiKey) -> KeyBody:
    return KeyBody(
        id=one.id, name=one.name, role=Role(one.role), places=one.places, made=one.made, made_by=one.made_by, expires=one.expires
    )  # fmt: skip


def _account(one: Account) -> AccountBody:
    return AccountBody(
        id=one.id, name=one.name, role=Role(one.role), places=one.places, made=one.made, disabled=one.disabled is not None,
        has_password=bool(one.password),
    )  # fmt: skip


def _places(serving: Service, said: list[str], role: Role) -> list[str]:
    """The codes of places as they were said. Raises ProblemError 422 for what is none, and for any of an administrator: who makes
    keys can make one for every place.
    """
    if said and role is Role.ADMIN:
        raise _no_place("body.places", Text("管理员不限地方", "an administrator is bound to no place"))
    found: list[str] = []
    for number, one in enumerate(said):
        try:
            place = serving.book.person({"residence": one}).get("residence")
        except ProfileError as error:
            wrong, mend = (
                error.problems[0].message,
                Text("请写地名，写到县（市、区），或者写区划代码", "name a place, down to the county, or give its code"),
            )
            raise _no_place(f"body.places.{number}", Text(f"{wrong.zh}；{mend.zh}", f"{wrong.of('en')}; {mend.of('en')}")) from None
        if not isinstance(place, str):  # blank, or the whole country
            raise _no_place(
                f"body.places.{number}", Text("不是一个地区；不限地区就不填地方", "is no division: who is bound to none has no places")
            )
        found.append(place)
    return sorted(set(found))


def _no_place(where: str, message: Text) -> ProblemError:
    return ProblemError(422, "places", Text("地方填得不对", "these places will not do"), message, found=[Mistake(where, message)])


def _taken(name: str) -> ProblemError:
    return ProblemError(409, "name", Text("已有这个名称", "this name is taken"), Text(f"请换一个：{name}", f"take another: {name}"))


def _none(zh: str, en: str) -> ProblemError:
    return ProblemError(404, en, Text(f"没有这个{zh}", f"no such {en}"), Text("也可能已经失效", "or it is good no more"))


def _provider(serving: Service) -> Provider:
    if serving.provider is None:
        raise ProblemError(
            404,
            "oidc",
            Text("没有接入统一登录", "there is no sign-in provider"),
            Text("请用账号和密码登录", "sign in with name and password"),
        )
    return serving.provider


def _back_to(request: Request, serving: Service) -> tuple[str, bool]:
    """Where the provider sends people back, and whether over TLS."""
    origin = own_origin(request, serving)
    return f"{origin}/v1/oidc/callback", origin.startswith("https:")
