"""What nobody should send: bodies with something wrong at any place of any documented body, bytes that are no bodies, and what is no
HTTP. Each is refused clearly, nothing of it is in the log, and the service answers as well afterwards as before.
"""

from __future__ import annotations

import codecs
import gzip
import json
import logging
import os
import socket
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from io import StringIO
from random import Random
from threading import Thread
from time import sleep
from typing import Any as Anything
from typing import cast

import pytest
import uvicorn
from starlette.testclient import TestClient

from huilao import Rulebook
from huilao_api.app import create_app
from huilao_api.settings import Settings
from huilao_api.web.observed import write_log
from huilao_api.who import Permission, Role

from .conftest import Bureau, bureau_of

BODIES = int(os.environ.get("HUILAO_HOSTILE", "2000"))
"""Bodies with something wrong in them."""
MARK = "标记mark4711"
ID_NUMBER = "513433194405100018"
NEVER_SAID = (ID_NUMBER, ID_NUMBER[:6] + " " + ID_NUMBER[6:14] + " " + ID_NUMBER[14:], ID_NUMBER[:17])
"""An ID number is repeated to nobody, however it is written."""
ELDER = {
    "profile": {"birth_date": "1944-05-10", "residence": "513433"},
    "as_of": "2025-03-01",
    "benefits": ["mianning/5-1-free-flu-vaccine"],
}

VALUES = (
    "null", "true", "false", "0", "-1", "-0", "0.5", "1e400", "-1e-400", "1e999999999", "1e999999999999999999", "1e-1000000000000000000", "9" * 400, "1" * 5_000, "12345678901234567890.5",
    '""', f'"{MARK}"', '"\\ud800"', '"\\udfff\\ud800"', '"\\u0000"', '"\\u001b[31m"', '"\\u202e"', '"\\ufeff"', '"x"', json.dumps("长" * 10_000),
    f'"{ID_NUMBER}"', f'"{NEVER_SAID[1]}"', ID_NUMBER, '"=1+1"', '"<script>"', '"\'; DROP TABLE decision; --"', '"../../etc/passwd"',
    '"0000-00-00"', '"9999-12-31"', '"1944-02-30"', '"99999999"', '"约1942年"', '"１９４４"',
    "[]", "{}", "[null]", "[[[]]]", "[0]", f'["{MARK}"]', '[""]', json.dumps([0] * 3_000), "[" * 60 + "]" * 60,
    '{"a":1}', '{"":null}', f'{{"{MARK}":"{MARK}"}}', f'{{"{ID_NUMBER}":1}}', f'{{"{NEVER_SAID[1]}":"1"}}', '{"\\ud800":1}', '{"\\u0000":1}',
    '{"a":1,"a":2}', '{"from":"2000"}', '{"from":"2000","until":"1900"}', '{"one_of":[]}', '{"has":["x"],"lacks":["x"]}', '{"at_least":"x"}',
    json.dumps({f"{MARK}{n}": n for n in range(2_000)}), '{"a":' * 200 + "1" + "}" * 200,
)  # fmt: skip
"""JSON that is somewhere else than it should be, or should be nowhere."""
NO_JSON = (
    "1e1000000000000000000", "-1e9999999999999999999", "1e-9999999999999999999", "0e9999999999999999999", "NaN", "Infinity", "01", "'a'", "undefined", '"\x01"', '"\\x"', "[1,]", "{1:2}", "/*a*/1", '"', "\ufffe", "[" * 100_000,
)  # fmt: skip
"""What is no JSON at any place."""
BYTES = (
    b"", b" ", b"\x00", b"null", b"[]", b'"x"', b"{", b"}", b"\xff\xfe\xfd", codecs.BOM_UTF8, codecs.BOM_UTF8 * 2, bytes(range(256)),
    b'{"profile":{}}\x00', b'{"profile":{}}{"profile":{}}', b'{"profile":\xc3\x28}', b"\xed\xa0\x80", '{"profile":{"性别":1}}'.encode("utf-32"),
    gzip.compress(json.dumps(ELDER).encode(), mtime=0), zlib.compress(b"{}"), b"PK\x03\x04" + b"\x00" * 100, b"a=b&c=d", b"<?xml version='1.0'?><a/>",
    b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--x--\r\n", b"[" * 900_000, b'{"a":' * 150_000, b" " * 1_000_001, b"0" * 999_999,
)  # fmt: skip
"""Bodies that are none of ours."""


@pytest.fixture(scope="module")
def log() -> Iterator[StringIO]:
    """The log of the service, as `huilao serve` writes it."""
    service, written = logging.getLogger("huilao"), StringIO()
    before = service.handlers, service.level, service.propagate
    write_log("DEBUG", written)
    yield written
    service.handlers, service.level, service.propagate = before


@pytest.fixture(scope="module")
def bureau(book: Rulebook, tmp_path_factory: pytest.TempPathFactory, log: StringIO) -> Iterator[Bureau]:
    many = 1_000_000_000
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("huilao_api.web.limits.SIGN_INS", many)
        patch.setattr("huilao_api.who.MAY", {role: frozenset(Permission) for role in Role})  # one key is good for every route
        address = f"sqlite:///{tmp_path_factory.mktemp('hostile') / 'huilao.sqlite3'}"
        with bureau_of(book, database=address, rate=many, rate_address=many) as opened:
            yield opened


@dataclass(frozen=True)
class Route:
    """One that takes JSON."""

    method: str
    path: str
    body: Anything
    """A body that it takes, or nearly."""
    statuses: frozenset[int]


@pytest.fixture(scope="module")
def document(bureau: Bureau) -> dict[str, Anything]:
    return bureau.client.get("/openapi.json").json()


@pytest.fixture(scope="module")
def routes(document: dict[str, Anything]) -> Sequence[Route]:
    """All that take JSON; what stands for something in an address is nothing's name."""
    found: list[Route] = []
    for path, operations in document["paths"].items():
        for method, one in operations.items():
            content = one.get("requestBody", {}).get("content", {}).get("application/json")
            if content is not None:
                examples = [example["value"] for example in content.get("examples", {}).values()]
                body = examples[0] if examples else made(content["schema"], document)
                address = path.replace("{", "").replace("}", "")
                found.append(Route(method.upper(), address, body, frozenset(map(int, one["responses"]))))
    assert found
    return found


def made(schema: Mapping[str, Anything], document: Mapping[str, Anything]) -> Anything:
    """Something that a schema describes, with all that it names."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        return ELDER["profile"] if name == "Profile" else made(document["components"]["schemas"][name], document)
    for one in ("examples", "enum"):
        if one in schema:
            return schema[one][0]
    if "anyOf" in schema:
        return made(schema["anyOf"][0], document)
    match schema.get("type"):
        case "object":
            return {name: made(one, document) for name, one in schema.get("properties", {}).items()}
        case "array":
            return [made(schema.get("items", {}), document)]
        case "integer" | "number":
            return schema.get("minimum", 1)
        case "boolean":
            return True
        case "string":
            return "x" * max(1, schema.get("minLength", 1))
        case _:
            return {}


def inside(body: Anything) -> list[tuple[str | int, Anything]]:
    """What stands in a body, by name or number."""
    if isinstance(body, dict):
        return list(cast("dict[str | int, Anything]", body).items())
    return list(enumerate(cast("list[Anything]", body))) if isinstance(body, list) else []


def places(body: Anything, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every place of a body, by the way to it."""
    yield path
    for name, one in inside(body):
        yield from places(one, (*path, name))


def written(body: Anything, at: tuple[str | int, ...] | None, raw: str, how: str) -> str:
    """A body as JSON in which something else stands at a place: instead of what is there, beside it, or as its other value."""
    if at == () and (how == "instead" or not isinstance(body, dict | list)):
        return raw
    said = [(json.dumps(name), written(one, at[1:] if at and at[0] == name else None, raw, how)) for name, one in inside(body)]
    if at == ():
        said.append((said[0][0] if said and how == "twice" else f'"{MARK}"', raw))
    if isinstance(body, dict):
        return "{" + ",".join(f"{name}:{one}" for name, one in said) + "}"
    if isinstance(body, list):
        return "[" + ",".join(one for _, one in said) + "]"
    return json.dumps(body)


def look(answer: Anything, sent: object) -> None:
    """A refusal is a problem that says what is wrong, and says no ID number."""
    told = f"{answer.request.method} {answer.request.url} {ascii(sent)[:300]}: {answer.status_code} {ascii(answer.text)[:500]}"
    assert answer.status_code < 500, told
    if answer.status_code >= 400:
        problem = answer.json()
        assert answer.headers["content-type"] == "application/problem+json", told
        assert problem["status"] == answer.status_code, told
        assert problem["title"], told
        assert problem["detail"], told
        assert not any(one in answer.text for one in NEVER_SAID), told
        assert len(answer.content) < 100_000, told
        assert len(problem.get("problems", ())) <= 101, told


def answers_well(client: TestClient, headers: Mapping[str, str]) -> bytes:
    """The answer about somebody, by which a service that took harm is told."""
    found = client.post("/v1/evaluate", json=ELDER, headers=headers)
    assert found.status_code == 200
    return found.content


def test_anything_at_any_place_of_any_body_is_refused_clearly(bureau: Bureau, routes: Sequence[Route], log: StringIO) -> None:
    """Instead of what should be there, beside it, or as a second value of it: with a documented status, and nothing in the log."""
    luck, headers = Random(4711), bureau.key(Role.ADMIN)
    before, refused = answers_well(bureau.client, headers), 0
    facts = list(bureau.service.book.rules.facts)
    for number in range(BODIES):
        route = routes[number % len(routes)]
        body: Anything = route.body
        at, how = luck.choice(list(places(body))), luck.choice(("instead", "instead", "beside", "twice"))
        if "profile" in dict(inside(body)) and luck.random() < 0.5:  # any fact, not those of the example alone
            at, how = ("profile", luck.choice(facts)), "instead"
            body = {**body, "profile": {**body["profile"], at[1]: None}}
        raw = luck.choice(NO_JSON if luck.random() < 0.1 else VALUES)
        said = written(body, at, raw, how)
        answer = bureau.client.request(
            route.method, route.path, content=said.encode("utf-8", "surrogatepass"), headers={**headers, "Content-Type": "application/json"}
        )
        look(answer, said)
        assert answer.status_code in route.statuses, (route, answer.status_code, said[:300])
        refused += answer.status_code >= 400

    assert refused > BODIES // 2
    assert answers_well(bureau.client, headers) == before
    assert MARK not in log.getvalue()
    assert not any(one in log.getvalue() for one in NEVER_SAID)


@pytest.mark.parametrize("content", BYTES, ids=lambda one: ascii(one[:20]))
def test_bytes_that_are_no_body_are_refused(bureau: Bureau, routes: Sequence[Route], content: bytes) -> None:
    """By every route that takes one."""
    headers = {**bureau.key(Role.ADMIN), "Content-Type": "application/json"}
    for route in routes if len(content) < 10_000 else routes[:1]:
        answer = bureau.client.request(route.method, route.path, content=content, headers=headers)
        look(answer, content[:20])
        assert answer.status_code in (route.statuses if content in (b"null", b"[]") else (400, 404, 413, 422)), (route, answer.text)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Content-Encoding": "gzip"}, 415), ({"Content-Encoding": "identity"}, 200), ({"Content-Encoding": MARK.encode()}, 415),
        ({"Content-Type": ""}, 415), ({"Content-Type": "application"}, 415), ({"Content-Type": "json"}, 415), ({"Content-Type": "application/json" * 500}, 415),
        ({"Content-Type": "text/json"}, 415), ({"Content-Type": "multipart/form-data; boundary=x"}, 415), ({"Content-Type": "image/png"}, 415),
        ({"Content-Type": "application/json; charset=utf-16"}, 415), ({"Content-Type": "application/json; charset=\u00ff"}, 200), ({"Content-Type": "APPLICATION/JSON ; x=\"y"}, 200),
        ({"Accept": "x" * 5_000}, 406), ({"Accept": ",,,;;;q=q"}, 406), ({"Accept": "*/*;q=0"}, 406), ({"Accept-Language": ";q=,zh;q=nan,en;q=-1"}, 200),
        ({"Accept-Language": "zh;q=" + "9" * 4_000}, 200), ({"Accept-Encoding": "gzip;q=x"}, 200), ({"Authorization": "Bearer"}, 401),
        ({"Authorization": "Bearer " + "x" * 10_000}, 401), ({"Authorization": "Basic " + MARK}, 401), ({"Authorization": "Bearer \u00ff\u0080"}, 401),
        ({"Cookie": "huilao=" + "x" * 10_000}, 200), ({"Cookie": "=;;;huilao"}, 200), ({"X-Request-ID": MARK * 100}, 200), ({"If-None-Match": "\u00ff"}, 200),
        ({"Origin": "null"}, 200), ({"Sec-Fetch-Site": "cross-site"}, 200), ({"Host": "evil.example"}, 200), ({"X-Forwarded-For": MARK}, 200),
    ],
    ids=lambda one: ascii(one)[:60],
)  # fmt: skip
def test_headers_that_nobody_should_send(bureau: Bureau, log: StringIO, headers: Mapping[str, str | bytes], status: int) -> None:
    """Each is refused for what it is, or does no harm."""
    sent = {**bureau.key(Role.ADMIN), "Content-Type": "application/json", **headers}
    answer = bureau.client.post(
        "/v1/evaluate", content=json.dumps(ELDER),
        headers=[(name.encode(), one.encode() if isinstance(one, str) else one) for name, one in sent.items()],
    )  # fmt: skip

    look(answer, headers)
    assert answer.status_code == status
    assert MARK not in log.getvalue()


@pytest.mark.parametrize(
    "query",
    [
        f"{ID_NUMBER}=1", f"{MARK}=1", "&".join(f"a{n}=1" for n in range(3_000)), "lang=zh&lang=fr", "lang=", "lang=%00", "lang=%ff", "view=page&view=x", "=", "&&&;",
        "ruleset=" + ID_NUMBER, "ruleset=" + "长" * 2_000, "action=%1b%5b31m", "service=%ed%a0%80", "local=maybe", "limit=1", "explain[]=full", "%", "%zz=1",
    ],
    ids=lambda one: ascii(one)[:40],
)  # fmt: skip
def test_parameters_that_there_are_not_are_refused(bureau: Bureau, query: str) -> None:
    """However many and whatever they are called."""
    answer = bureau.client.post(f"/v1/evaluate?{query}", json=ELDER, headers=bureau.key(Role.ADMIN))

    look(answer, query)
    assert answer.status_code == 422


@pytest.mark.parametrize("path", ["/%00", "/%ff%fe", "//", "/v1//evaluate", "/v1/%2e%2e/healthz", "/v1/evaluate/", "/" + "a/" * 3_000, f"/{ID_NUMBER}",
                                  f"/v1/benefits/{ID_NUMBER}/{MARK}", "/v1/decisions/%00", "/v1/decisions/" + "x" * 3_000, "/v1/keys/%F0%9F%98%80/replace"])  # fmt: skip
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE", "PATCH"])
def test_addresses_that_there_are_not(bureau: Bureau, log: StringIO, path: str, method: str) -> None:
    """404 or what else fits; what they were is not in the log."""
    answer = bureau.client.request(method, path, headers=bureau.key(Role.ADMIN), follow_redirects=False)

    look(answer, path)
    assert MARK not in log.getvalue()
    assert ID_NUMBER not in log.getvalue()


@pytest.fixture(scope="module")
def port(book: Rulebook) -> Iterator[int]:
    """Where a service listens."""
    server = uvicorn.Server(
        uvicorn.Config(create_app(Settings(auth="off", body_seconds=0.3), book), port=0, log_level="critical", timeout_keep_alive=1)
    )
    thread = Thread(target=server.run)
    thread.start()
    while not server.started:
        sleep(0.01)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    thread.join()


HEAD = b"POST /v1/evaluate HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
GOOD = b'{"profile":{}, "benefits":["mianning/5-1-free-flu-vaccine"]}'
NO_HTTP = {
    "no length": HEAD + b"\r\n" + GOOD,
    "a length that is too short": HEAD + b"Content-Length: 5\r\n\r\n" + GOOD,
    "a length that is too long": HEAD + b"Content-Length: 500\r\n\r\n" + GOOD,
    "a length below nought": HEAD + b"Content-Length: -1\r\n\r\n" + GOOD,
    "a length that is none": HEAD + b"Content-Length: many\r\n\r\n" + GOOD,
    "two lengths": HEAD + b"Content-Length: 60\r\nContent-Length: 61\r\n\r\n" + GOOD,
    "a length of 300 digits": HEAD + b"Content-Length: " + b"9" * 300 + b"\r\n\r\n" + GOOD,
    "pieces and a length": HEAD + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "pieces of no size": HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n" + GOOD + b"\r\n0\r\n\r\n",
    "pieces below nought": HEAD + b"Transfer-Encoding: chunked\r\n\r\n-5\r\n" + GOOD + b"\r\n0\r\n\r\n",
    "pieces without an end": HEAD + b"Transfer-Encoding: chunked\r\n\r\n3c\r\n" + GOOD[:30],
    "another coding": HEAD + b"Transfer-Encoding: gzip\r\n\r\n" + GOOD,
    "two codings": HEAD + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
    "a header of 1 MB": b"GET /healthz HTTP/1.1\r\nHost: x\r\nX: " + b"x" * 1_000_000 + b"\r\n\r\n",
    "20,000 headers": b"GET /healthz HTTP/1.1\r\nHost: x\r\n" + b"X: y\r\n" * 20_000 + b"\r\n",
    "a header with a nought": b"GET /healthz HTTP/1.1\r\nHost: x\r\nX: a\x00b\r\n\r\n",
    "a header within a header": b"GET /healthz HTTP/1.1\r\nHost: x\r\nX: a\r\n b\rY: c\r\n\r\n",
    "no version": b"GET /healthz\r\n\r\n",
    "another version": b"GET /healthz HTTP/9.9\r\nHost: x\r\n\r\n",
    "no host": b"GET /healthz HTTP/1.1\r\n\r\n",
    "another method": b"TRACE /v1/evaluate HTTP/1.1\r\nHost: x\r\n\r\n",
    "a method of 5,000 letters": b"A" * 5_000 + b" / HTTP/1.1\r\nHost: x\r\n\r\n",
    "an address elsewhere": b"GET http://elsewhere.example/healthz HTTP/1.1\r\nHost: x\r\n\r\n",
    "no address": b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
    "an address of 100,000 letters": b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(range(100)),
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "a WebSocket": b"GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: x\r\nSec-WebSocket-Version: 13\r\n\r\n",
    "nothing": b"",
    "noughts": b"\x00" * 10_000,
    "line ends": b"\r\n" * 10_000,
}  # fmt: skip


@pytest.mark.parametrize("name", NO_HTTP)
def test_what_is_no_http_does_no_harm(port: int, name: str) -> None:
    """It is refused or the connection ended, with no fault; others are answered."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        with suppress(OSError):  # refused before all was sent
            connection.sendall(NO_HTTP[name])
            connection.shutdown(socket.SHUT_WR)
        answer = all_of(connection)

    assert answer == b"" or b"500" > answer.split(b" ", 2)[1] >= b"200", answer[:300]
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(HEAD + b"Connection: close\r\nContent-Length: %d\r\n\r\n" % len(GOOD) + GOOD)
        assert all_of(connection).startswith(b"HTTP/1.1 200 OK")


def all_of(connection: socket.socket) -> bytes:
    """What comes until the other side ends it."""
    found = b""
    try:
        while more := connection.recv(65_536):
            found += more
    except OSError:  # it was refused before all was sent
        pass
    return found
