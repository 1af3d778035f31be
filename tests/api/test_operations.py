"""What those who run the service rely on: log, figures, headers, limits; and that nothing of a person is in any of them."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import Iterator, MutableMapping
from io import StringIO
from typing import Any as Anything

import pytest
from starlette.exceptions import HTTPException
from starlette.testclient import TestClient

from huilao import FactType, Rulebook
from huilao_api.app import create_app
from huilao_api.settings import Settings
from huilao_api.web.limits import BodyLimit, Receive, Scope, Send
from huilao_api.web.observed import write_log
from page_blocks import ROOT

MARK = "mark4711"


@pytest.fixture
def log() -> Iterator[StringIO]:
    """The log of the service, as `huilao serve` writes it."""
    written, loggers = StringIO(), [logging.getLogger(name) for name in ("huilao", "uvicorn", "uvicorn.error", "asyncio")]
    before = [(one, one.handlers, one.level, one.propagate) for one in loggers]
    loggers[2].setLevel(logging.NOTSET)  # a server of another test may have said otherwise
    write_log(to=written)
    yield written
    for one, handlers, level, propagate in before:
        one.handlers, one.propagate = handlers, propagate
        one.setLevel(level)


def service(book: Rulebook, **settings: Anything) -> TestClient:
    settings.setdefault("auth", "off")
    return TestClient(create_app(Settings(**settings), book), raise_server_exceptions=False)


def test_nothing_of_a_person_is_written_or_counted(book: Rulebook, log: StringIO) -> None:
    """Whatever fact it is given for, as a name, in an address or a header; the error alone shows it, to who gave it."""
    client = service(book)
    told = [
        client.post("/v1/evaluate", json={"profile": {name: MARK}})
        for name, fact in book.rules.facts.items()
        if fact.type is not FactType.PEOPLE
    ]
    told.append(client.post("/v1/evaluate", json={"profile": {MARK: 1}}))
    client.get(f"/{MARK}")
    client.get(f"/v1/benefits/{MARK}/{MARK}", headers={"X-Request-ID": MARK, "User-Agent": MARK})
    client.post(f"/v1/evaluate?{MARK}={MARK}", json={"profile": {}})
    client.request(MARK, "/v1/evaluate")

    assert all(one.status_code == 422 for one in told)
    assert MARK not in log.getvalue()
    assert MARK not in client.get("/metrics").text
    assert len(log.getvalue().splitlines()) >= len(told)


def test_every_request_is_a_line_of_json(book: Rulebook, log: StringIO) -> None:
    """With its route, its status and the id under which the caller can speak of it."""
    client = service(book)
    answer = client.get("/v1/benefits/mianning/none")
    (line,) = [json.loads(one) for one in log.getvalue().splitlines() if '"request"' in one]

    assert (line["route"], line["method"], line["status"], line["level"]) == ("/v1/benefits/{ruleset}/{benefit}", "GET", 404, "info")
    assert line["request_id"] == answer.headers["x-request-id"]


def test_the_server_below_writes_lines_of_json_too(log: StringIO) -> None:
    """Of what was raised where and of what kind it is: its message could have anything in it."""
    server = logging.getLogger("uvicorn.error")
    server.warning("Invalid HTTP request received.")
    try:
        int(MARK)
    except ValueError:
        server.exception("Exception in ASGI application")
    first, second = [json.loads(one) for one in log.getvalue().splitlines()]

    assert (first["event"], first["level"]) == ("Invalid HTTP request received.", "warning")
    assert (second["event"], second["exception"]) == ("Exception in ASGI application", "ValueError")
    assert "test_operations.py" in second["trace"]
    assert MARK not in log.getvalue()


def test_who_embeds_the_service_decides_what_is_written(book: Rulebook, capfd: pytest.CaptureFixture[str]) -> None:
    """Until they say so, nothing is."""
    service(book).get("/v1/facts")

    assert capfd.readouterr() == ("", "")


def test_requests_are_counted_and_timed_by_route(book: Rulebook) -> None:
    """And the version in service is told."""
    client = service(book)
    for _ in range(3):
        client.get("/v1/facts")
    figures = client.get("/metrics").text

    assert 'huilao_requests_total{method="GET",route="/v1/facts",status="200"} 3.0' in figures
    assert 'huilao_request_seconds_count{route="/v1/facts"} 3.0' in figures
    assert f'huilao_version_in_service{{version="{book.version}"}} 1.0' in figures


@pytest.mark.parametrize("path", ["/v1/facts", "/none", "/healthz", "/docs", "/openapi.json"])
def test_every_answer_tells_browsers_what_not_to_do(book: Rulebook, path: str) -> None:
    """Errors too; only the catalogue may be kept."""
    headers = service(book).get(path).headers

    assert (headers["x-content-type-options"], headers["x-frame-options"]) == ("nosniff", "DENY")
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["cache-control"] == ("no-cache" if path == "/v1/facts" else "no-store")


def test_the_reference_needs_no_internet(book: Rulebook) -> None:
    """All that it loads comes from the service."""
    client = service(book)
    page = client.get("/docs").text
    loaded = re.findall(r'(?:src|href)="([^"]+)"', page)

    assert len(loaded) >= 2
    for one in loaded:
        assert one.startswith("/")
        assert client.get(one).status_code == 200


def test_other_pages_may_ask_only_where_they_are_named(book: Rulebook) -> None:
    """CORS by configuration."""
    origin = "https://desk.example"
    asking = {"Origin": origin, "Access-Control-Request-Method": "POST"}

    assert "access-control-allow-origin" not in service(book).options("/v1/evaluate", headers=asking).headers
    allowed = service(book, cors_origins=[origin])
    assert allowed.options("/v1/evaluate", headers=asking).headers["access-control-allow-origin"] == origin
    assert (
        "access-control-allow-origin" not in allowed.options("/v1/evaluate", headers={**asking, "Origin": "https://other.example"}).headers
    )


@pytest.mark.parametrize(("message", "status"), [(None, "408"), ({"type": "http.disconnect"}, "499")])
def test_a_body_that_does_not_come_is_not_waited_for(message: MutableMapping[str, Anything] | None, status: str) -> None:
    """The caller is told, if they are still there; the other requests never wait for it."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        while (await receive()).get("more_body"):
            pass

    async def never() -> MutableMapping[str, Anything]:
        if message is None:
            await asyncio.sleep(60)
        return message or {}

    async def send(message: MutableMapping[str, Anything]) -> None:
        raise AssertionError(message)

    with pytest.raises(HTTPException, match=status):
        asyncio.run(BodyLimit(app, limit=10, seconds=0.01)({"type": "http"}, never, send))


@pytest.mark.parametrize("first", [None, b'{"profile": {'], ids=["nothing", "a half"])
def test_a_body_that_is_half_there_when_the_service_stops(book: Rulebook, log: StringIO, first: bytes | None) -> None:
    """Uvicorn cancels what is not done in time: the caller is told to send it again, and the log has no fault and no trace."""
    app, sent = service(book, body_seconds=60).app, list[MutableMapping[str, Anything]]()
    parts = [] if first is None else [{"type": "http.request", "body": first, "more_body": True}]
    scope = {
        "type": "http", "method": "POST", "path": "/v1/evaluate", "query_string": b"", "client": ("127.0.0.1", 1), "root_path": "", "scheme": "http",
        "http_version": "1.1", "headers": [(b"host", b"127.0.0.1"), (b"content-type", b"application/json"), (b"accept-language", b"en")],
    }  # fmt: skip

    async def stopped() -> None:
        waits = asyncio.Event()

        async def receive() -> MutableMapping[str, Anything]:
            if parts:
                return parts.pop()
            waits.set()
            await asyncio.sleep(60)
            raise AssertionError

        async def send(message: MutableMapping[str, Anything]) -> None:
            sent.append(message)

        request = asyncio.ensure_future(app(scope, receive, send))
        await waits.wait()
        request.cancel()
        await request

    asyncio.run(stopped())
    headers = dict(sent[0]["headers"])
    assert (sent[0]["status"], headers[b"retry-after"], headers[b"content-language"]) == (503, b"10", b"en")
    assert json.loads(b"".join(one.get("body", b"") for one in sent))["type"] == "urn:huilao:problem:stopping"
    lines = [json.loads(one) for one in log.getvalue().splitlines()]
    assert [one["status"] for one in lines if one["event"] == "request"] == [503]
    assert [one for one in lines if one["level"] == "error" or "trace" in one] == []


@pytest.mark.parametrize("page", ["operations.md", "operations.zh.md"])
def test_every_setting_is_documented(page: str) -> None:
    """In the table of both pages, and no other."""
    rows = re.findall(r"^\| (`HUILAO_[^|]+) \|", (ROOT / "docs" / page).read_text(encoding="utf-8"), re.MULTILINE)
    documented = set(re.findall(r"`(HUILAO_[A-Z_]+)`", " ".join(rows)))
    of_the_command = {"HUILAO_HOST", "HUILAO_PORT", "HUILAO_WORKERS", "HUILAO_JOB_WORKERS"}

    assert documented == of_the_command | {f"HUILAO_{name.upper()}" for name in Settings.model_fields}
