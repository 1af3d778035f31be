"""Signing in with an OpenID provider (OpenID Connect Core 1.0, code flow with PKCE, state and nonce)."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Mapping, Sequence
from http.client import HTTPException, HTTPMessage
from ipaddress import ip_address
from threading import Lock
from typing import IO, Any, cast
from urllib.error import URLError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from huilao import Text

from ..settings import Settings
from ..web.problems import ProblemError
from ..who import Role

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"]
"""What a provider may sign with: never nothing, never a secret that both have."""
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
"""What its description must name."""
SECONDS = 5
"""For how long a provider is waited for."""
LARGEST = 1_000_000
"""Bytes of its answers at most."""
KEPT = 3_600
"""Seconds for which its description and keys are kept."""
AT_MOST_EVERY = 30
"""Seconds between two looks for new keys: a forged token asks for no more."""
LEEWAY = 60
"""Seconds by which its clock may be wrong."""


class _NoRedirects(HTTPRedirectHandler):
    def redirect_request(self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str) -> None:
        """None: a secret goes nowhere but to whom it is for."""


class Provider:
    """The OpenID provider of the settings."""

    def __init__(self, issuer: str, settings: Settings) -> None:
        self.issuer = issuer
        self.settings = settings
        self._opener = build_opener(_NoRedirects)
        self._lock = Lock()
        self._described: tuple[float, dict[str, Any]] | None = None
        self._keys: tuple[float, KeySet] | None = None

    def begin(self, back_to: str) -> tuple[str, str]:
        """Where to send somebody who signs in, and what their browser keeps until they are back. Raises ProblemError 503."""
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        asked = {
            "response_type": "code", "client_id": self.settings.oidc_client_id, "redirect_uri": back_to, "scope": "openid profile",
            "state": state, "nonce": nonce, "code_challenge": challenge, "code_challenge_method": "S256",
        }  # fmt: skip
        address = str(self._description()["authorization_endpoint"])
        return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}", f"{state}.{nonce}.{verifier}"

    def who_is_back(self, code: str, state: str, issuer: str | None, kept: str, back_to: str) -> tuple[str, Role, tuple[str, ...]]:
        """The name, the role and the places of whoever comes back with a code. Raises ProblemError: 401 where something is not as it
        was begun or not the provider's, 403 where they have no role, 503 where the provider does not answer.
        """
        begun, _, rest = kept.partition(".")
        nonce, _, verifier = rest.partition(".")
        if not verifier or not secrets.compare_digest(begun.encode(), state.encode()):
            raise refused()
        if issuer is not None and issuer != self.issuer:  # RFC 9207
            raise refused()
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": back_to, "code_verifier": verifier}
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        secret, client = self.settings.oidc_client_secret, self.settings.oidc_client_id
        if secret is None:
            form["client_id"] = client
        else:
            both = f"{quote(client, safe='')}:{quote(secret.get_secret_value(), safe='')}"
            headers["Authorization"] = f"Basic {base64.b64encode(both.encode()).decode()}"
        given = self._fetch(str(self._description()["token_endpoint"]), urlencode(form).encode(), headers)
        return standing(self._claims(str(given.get("id_token", "")), nonce), self.settings)

    def _claims(self, token: str, nonce: str) -> Mapping[str, Any]:
        client = self.settings.oidc_client_id
        must = jwt.JWTClaimsRegistry(
            leeway=LEEWAY, iss={"essential": True, "value": self.issuer}, aud={"essential": True, "value": client}, sub={"essential": True},
            exp={"essential": True}, iat={"essential": True}, nonce={"essential": True, "value": nonce},
        )  # fmt: skip
        try:
            try:
                claims = jwt.decode(token, self._key_set(), algorithms=ALGORITHMS).claims
            except (InvalidKeyIdError, ValueError):
                claims = jwt.decode(token, self._key_set(AT_MOST_EVERY), algorithms=ALGORITHMS).claims
            must.validate(claims)
        except (JoseError, ValueError):
            raise refused() from None
        if claims.get("azp", client) != client:
            raise refused()
        return claims

    def _description(self) -> dict[str, Any]:
        with self._lock:
            if self._described is None or time.monotonic() - self._described[0] > KEPT:
                found = self._fetch(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
                if found.get("issuer") != self.issuer or not all(isinstance(found.get(one), str) for one in ENDPOINTS):
                    raise _unreachable()
                self._described = time.monotonic(), found
            return self._described[1]

    def _key_set(self, kept: float = KEPT) -> KeySet:
        address = str(self._description()["jwks_uri"])
        with self._lock:
            if self._keys is None or time.monotonic() - self._keys[0] > kept:
                self._keys = time.monotonic(), _keys_in(self._fetch(address))
            return self._keys[1]

    def _fetch(self, address: str, form: bytes | None = None, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
        """What the provider answers as JSON."""
        try:
            check_address(address)
            request = Request(address, form, {"Accept": "application/json", **(headers or {})})  # noqa: S310  # https, or this machine
            with self._opener.open(request, timeout=SECONDS) as answer:
                found = json.loads(answer.read(LARGEST))
        except URLError as error:
            if form is not None and getattr(error, "code", 500) < 500:
                raise refused() from None
            raise _unreachable() from None
        except (OSError, HTTPException, ValueError, RecursionError):
            raise _unreachable() from None
        if not isinstance(found, dict):
            raise _unreachable()
        return cast("dict[str, Any]", found)


def _keys_in(found: dict[str, Any]) -> KeySet:
    try:
        return KeySet.import_key_set(cast("Any", found))
    except (JoseError, KeyError, TypeError, ValueError, AttributeError):  # whatever it has in the place of keys
        raise _unreachable() from None


def check_address(address: str) -> None:
    """Raises ValueError for what is neither https nor on this machine."""
    parts = urlsplit(address)
    if parts.scheme != "https" and not (parts.scheme == "http" and is_this_machine(parts.hostname or "")):
        raise ValueError(address)


def is_this_machine(host: str) -> bool:
    """Whether a host is the machine itself."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def standing(claims: Mapping[str, Any], settings: Settings) -> tuple[str, Role, tuple[str, ...]]:
    """The name, the role and the places that claims give somebody. Raises ProblemError 403 where they give no role, or not the places
    that they are to give.
    """
    name, theirs = _claim(claims, settings.oidc_name_claim), _texts(_claim(claims, settings.oidc_role_claim))
    ours = settings.oidc_roles or {role.value: role for role in Role}
    role = next((role for said, role in ours.items() if said in theirs), None)
    places = () if settings.oidc_places_claim is None else _texts(_claim(claims, settings.oidc_places_claim))
    bound = settings.oidc_places_claim is None or (places and all(one.isascii() and one.isdigit() for one in places))
    if role is None or not bound or not isinstance(name, str) or not name.strip() or not name.isprintable():
        raise ProblemError(
            403, "oidc-role", Text("您在惠老还没有角色", "you have no role in Huilao yet"),
            Text("请管理员在统一登录系统里给您分配角色和地区", "ask an administrator to give you a role and places with the sign-in provider"),
        )  # fmt: skip
    return f"oidc:{name}"[:200], role, tuple(places)


def _claim(claims: Mapping[str, Any], path: str) -> Any:
    """A claim by its name, else, dot by dot, inside others."""
    if path in claims:
        return claims[path]
    found: Any = claims
    for part in path.split("."):
        found = cast("dict[str, Any]", found).get(part) if isinstance(found, dict) else None
    return found


def _texts(said: Any) -> Sequence[str]:
    several = cast("list[Any]", said) if isinstance(said, list) else [said]
    return [one for one in several if isinstance(one, str)]


def refused() -> ProblemError:
    """Somebody comes back with what is not the provider's, or not for them."""
    return ProblemError(
        401, "oidc", Text("登录没有成功", "signing in failed"), Text("请从头再登录一次", "begin again"), {"WWW-Authenticate": "Bearer"}
    )


def _unreachable() -> ProblemError:
    return ProblemError(
        503, "oidc-provider", Text("统一登录系统没有正常回应", "the sign-in provider does not answer as it should"),
        Text("请稍后再试", "try again later"), {"Retry-After": "30"},
    )  # fmt: skip
