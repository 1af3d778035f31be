"""Signing in with an OpenID provider: one that stands on this machine, with keys of its own, and does what a test wants of it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any as Anything
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, RSAKey

from huilao_api.auth import oidc
from huilao_api.auth.oidc import check_address, standing
from huilao_api.settings import Settings
from huilao_api.web.problems import ProblemError
from huilao_api.who import Role

from .conftest import Bureau, Opens

CLIENT, SECRET = "huilao", "a secret with the provider: 王/+%"
RSA, OTHER, EC = (
    RSAKey.generate_key(2048, {"kid": "rsa"}),
    RSAKey.generate_key(2048, {"kid": "rsa"}),
    ECKey.generate_key("P-256", {"kid": "ec"}),
)


class Issuer:
    """A provider: what it says of somebody, how it signs that, and what it was sent."""

    def __init__(self) -> None:
        self.keys: list[Anything] = [RSA, EC]
        self.sign: Callable[[dict[str, Anything]], str] = lambda claims: jwt.encode({"alg": "RS256", "kid": "rsa"}, claims, RSA)
        self.more: dict[str, Anything] = {}
        self.said: dict[str, Anything] = {}
        self.key_set: dict[str, Anything] | None = None
        self.challenge = self.nonce = self.authorization = ""
        self.forms: list[dict[str, str]] = []
        self.looked_for_keys = 0
        issuer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.answer(issuer.described(self.path))

            def do_POST(self) -> None:
                form = {name: one for name, (one,) in parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode()).items()}
                self.answer(issuer.token(form, self.headers.get("Authorization", "")))

            def answer(self, found: dict[str, Anything] | None) -> None:
                self.send_response(400 if found is None else 200)
                self.end_headers()
                self.wfile.write(json.dumps(found or {"error": "invalid_grant"}).encode())

            def log_message(self, format: str, *args: Anything) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def described(self, path: str) -> dict[str, Anything]:
        if path == "/keys":
            self.looked_for_keys += 1
            return self.key_set or dict(KeySet(self.keys).as_dict(private=False))
        return {
            "issuer": self.address, "authorization_endpoint": f"{self.address}/authorize", "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/keys", **self.said,
        }  # fmt: skip

    def token(self, form: dict[str, str], authorization: str) -> dict[str, Anything] | None:
        """A token for the right code, client, address and verifier."""
        self.forms.append(form)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=").decode()
        if form["code"] != "right" or challenge != self.challenge or not form["redirect_uri"].endswith("/v1/oidc/callback"):
            return None
        self.authorization = authorization
        now = int(time.time())
        claims = {
            "iss": self.address, "aud": CLIENT, "sub": "u-17", "exp": now + 300, "iat": now, "nonce": self.nonce,
            "roles": ["staff", "caseworker"], **self.more,
        }  # fmt: skip
        return {
            "access_token": "x",
            "token_type": "Bearer",
            "id_token": self.sign({name: one for name, one in claims.items() if one is not None}),
        }


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    found = Issuer()
    yield found
    found.close()


def office_of(opens: Opens, issuer: Issuer, **settings: Anything) -> Bureau:
    return opens(oidc_issuer=issuer.address, oidc_client_id=CLIENT, **settings)


def begin(bureau: Bureau, issuer: Issuer) -> dict[str, str]:
    """Go to the provider: what it is asked."""
    answer = bureau.client.get("/v1/oidc/sign-in", follow_redirects=False)
    assert answer.status_code == 303, answer.text
    asked = {name: one for name, (one,) in parse_qs(urlsplit(answer.headers["location"]).query).items()}
    issuer.challenge, issuer.nonce = asked["code_challenge"], asked["nonce"]
    return asked


def come_back(bureau: Bureau, issuer: Issuer, **said: str) -> Anything:
    """Go there and come back with what the provider says, or something else."""
    asked = begin(bureau, issuer)
    return bureau.client.get("/v1/oidc/callback", params={"code": "right", "state": asked["state"], **said})


@pytest.mark.parametrize("secret", [None, SECRET], ids=["public", "with a secret"])
def test_somebody_signs_in_with_the_provider(opens: Opens, issuer: Issuer, secret: str | None) -> None:
    """By a code that only who began can use; as the account and the role that it says."""
    bureau = office_of(opens, issuer, oidc_client_secret=secret)
    asked = begin(bureau, issuer)
    answer = bureau.client.get("/v1/oidc/callback", params={"code": "right", "state": asked["state"], "iss": issuer.address})

    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert asked["redirect_uri"] == "http://testserver/v1/oidc/callback"
    assert "SameSite=strict" in answer.headers["set-cookie"]
    assert 'http-equiv="refresh"' in answer.text
    assert bureau.client.get("/v1/me").json()["name"] == "account:oidc:u-17"
    assert bureau.client.get("/v1/me").json()["role"] == "caseworker"
    if secret is None:
        assert issuer.forms[-1]["client_id"] == CLIENT
    else:
        assert (
            base64.b64decode(issuer.authorization.removeprefix("Basic ")).decode()
            == "huilao:a%20secret%20with%20the%20provider%3A%20%E7%8E%8B%2F%2B%25"
        )
    assert "huilao_oidc" not in bureau.client.cookies


def test_role_and_places_are_those_of_today(opens: Opens, issuer: Issuer) -> None:
    """As the provider says them at each sign-in; who is disabled here is not let in."""
    bureau = office_of(
        opens, issuer, oidc_name_claim="email", oidc_role_claim="realm.roles", oidc_roles={"hl-audit": "auditor", "hl-desk": "caseworker"},
        oidc_places_claim="county",
    )  # fmt: skip
    issuer.more = {"email": "w@example.cn", "realm": {"roles": ["hl-desk"]}, "county": "513433"}
    assert come_back(bureau, issuer).status_code == 200
    me = bureau.client.get("/v1/me").json()
    issuer.more["realm"], issuer.more["county"] = {"roles": ["hl-desk", "hl-audit"]}, ["513433", "511725"]
    assert come_back(bureau, issuer).status_code == 200
    later = bureau.client.get("/v1/me").json()

    assert (me["name"], me["role"], me["places"]) == ("account:oidc:w@example.cn", "caseworker", ["513433"])
    assert (later["name"], later["role"], later["places"]) == (me["name"], "auditor", ["513433", "511725"])
    admin = bureau.key(Role.ADMIN)
    (account,) = bureau.client.get("/v1/accounts", headers=admin).json()
    bureau.client.patch(f"/v1/accounts/{account['id']}", json={"disabled": True}, headers=admin)
    assert come_back(bureau, issuer).status_code == 401


def by_hand(header: dict[str, str], claims: dict[str, Anything], sign: Callable[[bytes], bytes]) -> str:
    parts = [base64.urlsafe_b64encode(json.dumps(one).encode()).rstrip(b"=") for one in (header, claims)]
    return b".".join([*parts, base64.urlsafe_b64encode(sign(b".".join(parts))).rstrip(b"=")]).decode()


def hs256(claims: dict[str, Anything]) -> str:
    """Signed with the public key as if it were a secret that both have."""
    public = RSA.as_pem(private=False)
    return by_hand({"alg": "HS256", "kid": "rsa"}, claims, lambda text: hmac.new(public, text, hashlib.sha256).digest())


def unsigned(claims: dict[str, Anything]) -> str:
    return by_hand({"alg": "none"}, claims, lambda text: b"")


FORGED: dict[str, dict[str, Anything]] = {
    "of another issuer": {"more": {"iss": "https://other.example"}}, "for another client": {"more": {"aud": "other"}},
    "for several, made for another": {"more": {"aud": [CLIENT, "other"], "azp": "other"}}, "another nonce": {"more": {"nonce": "other"}},
    "no nonce": {"more": {"nonce": None}}, "ended": {"more": {"exp": 1_000_000_000}}, "without an end": {"more": {"exp": None}},
    "of nobody": {"more": {"sub": None}}, "not signed": {"sign": unsigned}, "signed with what all know": {"sign": hs256},
    "signed with another key": {"sign": lambda claims: jwt.encode({"alg": "RS256", "kid": "rsa"}, claims, OTHER)},  # type: ignore[reportUnknownLambdaType]
    "signed with an unknown key": {"sign": lambda claims: jwt.encode({"alg": "RS256", "kid": "none"}, claims, OTHER)},  # type: ignore[reportUnknownLambdaType]
    "no token": {"sign": lambda claims: "no token"},  # type: ignore[reportUnknownLambdaType]
}  # fmt: skip


@pytest.mark.parametrize("name", FORGED)
def test_a_token_that_is_not_the_providers_for_us_is_refused(opens: Opens, issuer: Issuer, name: str) -> None:
    """Nobody is signed in, and no more is told than that."""
    bureau = office_of(opens, issuer)
    for what, value in FORGED[name].items():
        setattr(issuer, what, value)

    answer = come_back(bureau, issuer)
    assert (answer.status_code, answer.json()["type"]) == (401, "urn:huilao:problem:oidc")
    assert "huilao" not in bureau.client.cookies


@pytest.mark.parametrize(
    "said",
    [{"code": "wrong"}, {"state": "other"}, {"state": ""}, {"iss": "https://other.example"}],
    ids=["code", "state", "no state", "issuer"],
)
def test_who_did_not_begin_does_not_come_in(opens: Opens, issuer: Issuer, said: dict[str, str]) -> None:
    """With another's code, or by a link that somebody sent."""
    assert come_back(office_of(opens, issuer), issuer, **said).status_code == 401


def test_a_code_is_nothing_to_another_browser(opens: Opens, issuer: Issuer) -> None:
    """Nor to one that refused to go on."""
    bureau = office_of(opens, issuer)
    asked = begin(bureau, issuer)
    bureau.client.cookies.clear()

    assert bureau.client.get("/v1/oidc/callback", params={"code": "right", "state": asked["state"]}).status_code == 401
    assert bureau.client.get("/v1/oidc/callback", params={"error": "access_denied", "state": asked["state"]}).status_code == 401


def test_the_provider_may_change_its_keys(opens: Opens, issuer: Issuer, monkeypatch: pytest.MonkeyPatch) -> None:
    """A key that is not known is looked for again, but not for each forged token."""
    monkeypatch.setattr(oidc, "AT_MOST_EVERY", -1)
    issuer.keys = [RSA]
    bureau = office_of(opens, issuer)
    assert come_back(bureau, issuer).status_code == 200
    issuer.keys, issuer.sign = [EC], lambda claims: jwt.encode({"alg": "ES256", "kid": "ec"}, claims, EC)
    assert come_back(bureau, issuer).status_code == 200
    assert issuer.looked_for_keys == 2

    monkeypatch.setattr(oidc, "AT_MOST_EVERY", 30)
    issuer.sign = lambda claims: jwt.encode({"alg": "RS256", "kid": "none"}, claims, OTHER)
    assert come_back(bureau, issuer).status_code == 401
    assert issuer.looked_for_keys == 2


@pytest.mark.parametrize("said", ["issuer", "token_endpoint", "jwks_uri"])
def test_a_provider_that_is_not_what_it_should_be_is_not_believed(opens: Opens, issuer: Issuer, tmp_path: Path, said: str) -> None:
    """One of another name, without TLS, or whose keys are a file here: the caller is told to try later; nothing else goes on."""
    (tmp_path / "keys.json").write_text(json.dumps(issuer.described("/keys")), "utf-8")
    wrong = {
        "issuer": "https://other.example",
        "token_endpoint": "http://provider.example/token",
        "jwks_uri": (tmp_path / "keys.json").as_uri(),
    }
    issuer.said = {said: wrong[said]}
    bureau = office_of(opens, issuer)
    answer = bureau.client.get("/v1/oidc/sign-in", follow_redirects=False)
    if answer.status_code == 303:
        answer = come_back(bureau, issuer)

    assert (answer.status_code, answer.json()["type"]) == (503, "urn:huilao:problem:oidc-provider")


@pytest.mark.parametrize(
    "said",
    [
        {"authorization_endpoint": None}, {"token_endpoint": 7}, {"jwks_uri": []}, {"keys": None}, {"keys": [1]},
        {"keys": [{"kty": "RSA"}]}, {"keys": "x"},
    ],
    ids=str,
)  # fmt: skip
def test_a_provider_that_says_nonsense_is_no_fault_of_ours(opens: Opens, issuer: Issuer, said: dict[str, Anything]) -> None:
    """It does not answer as it should."""
    issuer.said, issuer.key_set = said, said if "keys" in said else None
    bureau = office_of(opens, issuer)
    answer = bureau.client.get("/v1/oidc/sign-in", follow_redirects=False)
    if answer.status_code == 303:
        answer = come_back(bureau, issuer)

    assert (answer.status_code, answer.json()["type"]) == (503, "urn:huilao:problem:oidc-provider")


@pytest.mark.parametrize("address", ["http://provider.example", "file:///etc/hostname", "ftp://127.0.0.1/", "//provider.example"])
def test_a_provider_is_asked_over_tls_alone(address: str) -> None:
    """But for one on this machine."""
    check_address("https://provider.example")
    check_address("http://127.0.0.1:8080/")
    with pytest.raises(ValueError, match=address):
        check_address(address)


@pytest.mark.parametrize(
    "claims",
    [
        {"sub": "a"}, {"sub": "a", "roles": "staff"}, {"sub": "", "roles": "admin", "at": "51"}, {"roles": "admin", "at": "51"},
        {"sub": 1, "roles": "admin", "at": "51"}, {"sub": "a", "roles": "admin"}, {"sub": "a", "roles": "admin", "at": []},
        {"sub": "a\x00", "roles": "admin", "at": "51"}, {"sub": "\ud800", "roles": "admin", "at": "51"}, {"sub": "a", "roles": "admin", "at": "冕宁"}, {"sub": "a", "roles": {"admin": True}, "at": "51"},
    ],
)  # fmt: skip
def test_who_is_given_no_role_or_place_is_not_let_in(claims: dict[str, Anything]) -> None:
    """Where places are to be told, to be told none is not to be bound to none."""
    settings = Settings(auth="off", oidc_places_claim="at")

    assert standing({"sub": "a", "roles": ["x", "policy"], "at": ["51"]}, settings) == ("oidc:a", Role.POLICY, ("51",))
    with pytest.raises(ProblemError, match="oidc-role"):
        standing(claims, settings)
