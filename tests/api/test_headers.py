"""The headers of answers: what is sent is documented, and pages of other origins may read it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any as Anything

import pytest
from starlette.testclient import TestClient

from huilao import Rulebook
from huilao_api.app import create_app
from huilao_api.settings import Settings
from huilao_api.web.openapi import HEADERS
from huilao_api.who import Role

from .conftest import Bureau, bureau_of

ELDER = {"profile": {"birth_date": "1944-05-10"}, "benefits": ["mianning/5-1-free-flu-vaccine"]}
KEY = {"name": "desk", "role": "caseworker"}


@pytest.fixture(scope="module")
def bureau(book: Rulebook, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bureau]:
    with bureau_of(book, database=f"sqlite:///{tmp_path_factory.mktemp('headers') / 'huilao.sqlite3'}") as opened:
        yield opened


@pytest.fixture(scope="module")
def document(bureau: Bureau) -> dict[str, Anything]:
    return bureau.client.get("/openapi.json").json()


@pytest.mark.parametrize(
    ("role", "method", "path", "body", "headers", "status", "sent"),
    [
        (Role.CASEWORKER, "POST", "/v1/evaluate", ELDER, {}, 200, {"Content-Language"}), (Role.CASEWORKER, "POST", "/v1/timeline", ELDER, {}, 200, {"Content-Language"}),
        (Role.CASEWORKER, "GET", "/v1/facts", None, {}, 200, {"Content-Language", "ETag"}),
        (Role.CASEWORKER, "GET", "/v1/catalogue", None, {"If-None-Match": "*"}, 304, {"Content-Language", "ETag"}),
        (Role.CASEWORKER, "POST", "/v1/decisions", ELDER, {}, 201, {"Content-Language", "Location"}), (Role.CASEWORKER, "GET", "/v1/drafts", None, {}, 403, {"Content-Language"}),
        (Role.POLICY, "POST", "/v1/drafts", {"title": "x"}, {}, 201, {"Content-Language", "ETag", "Location"}), (Role.POLICY, "GET", "/v1/publications", None, {}, 200, {"Content-Language", "ETag"}),
        (Role.ADMIN, "POST", "/v1/keys", KEY, {}, 201, {"Content-Language"}), (Role.ADMIN, "POST", "/v1/keys", {}, {}, 422, {"Content-Language"}),
        (None, "GET", "/v1/me", None, {}, 401, {"Content-Language", "WWW-Authenticate"}), (None, "GET", "/healthz", None, {}, 200, set[str]()), (None, "GET", "/metrics", None, {}, 200, set[str]()),
    ],
)  # fmt: skip
def test_what_is_sent_is_documented(
    bureau: Bureau, document: dict[str, Anything], role: Role | None, method: str, path: str, body: Anything, headers: dict[str, str], status: int, sent: set[str]
) -> None:  # fmt: skip
    """And the other way round."""
    key = {} if role is None else bureau.key(role)
    answer = bureau.client.request(method, path, json=body, headers={**key, **headers})
    documented = document["paths"][path][method.lower()]["responses"][str(status)]["headers"]

    assert answer.status_code == status
    assert {one for one in HEADERS if one in answer.headers} == sent | {"X-Request-ID"}
    assert sent <= set(documented)
    assert {one["$ref"].rpartition("/")[2] for one in documented.values()} == set(documented) <= set(document["components"]["headers"])


def test_who_has_to_wait_is_told_how_long(book: Rulebook, document: dict[str, Anything], tmp_path: Path) -> None:
    """As the document says of each route that asks who is there."""
    with bureau_of(book, database=f"sqlite:///{tmp_path}/huilao.sqlite3", rate=1) as busy:
        key = busy.key(Role.CASEWORKER)
        answers = [busy.client.get("/v1/me", headers=key) for _ in range(3)]

    assert answers[-1].status_code == 429
    assert answers[-1].headers["retry-after"].isdecimal()
    for path in document["paths"].values():
        for one in path.values():
            assert all("Retry-After" in one["responses"][status]["headers"] for status in ("429", "503") if status in one["responses"])


def test_a_page_of_another_origin_reads_them(book: Rulebook) -> None:
    """Where its origin is in the settings."""
    client = TestClient(create_app(Settings(auth="off", cors_origins=["https://desk.example.cn"]), book))
    answer = client.get("/v1/facts", headers={"Origin": "https://desk.example.cn"})

    assert answer.headers["access-control-allow-origin"] == "https://desk.example.cn"
    assert set(answer.headers["access-control-expose-headers"].split(", ")) == set(HEADERS) - {"WWW-Authenticate"}


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ("0f8fad5b-d9cb-469f-a165-7086772895ce", True), ("0f8fad5bd9cb469fa1657086772895ce", True), ("0F8FAD5B-D9CB-469F-A165-70867728950E", True),
        ("513433194405100018aaaaaaaaaaaaaa", False), ("aaaa51343319440510001abbbbbbbbbb", False), ("51343319-4405-1000-18aa-aaaaaaaaaaaa", False),
        ("aaaaaaaaaaaaaaa513433440510001aa", False), ("5-1-3433194405100018aaaaaaaaaaaaaa", False), ("{0f8fad5b-d9cb-469f-a165-7086772895ce}", False), ("x", False),
    ],
)  # fmt: skip
def test_a_request_goes_by_no_id_number(bureau: Bureau, given: str, taken: bool) -> None:
    """What a caller names it by is in the log: a UUID is taken, unless an ID number could be in it."""
    answer = bureau.client.get("/healthz", headers={"X-Request-ID": given})

    assert (answer.headers["x-request-id"] == given) == taken
