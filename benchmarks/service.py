"""The service against a bare FastAPI endpoint: processor time of one request, both driven in this process through ASGI.

The bare endpoint validates the same profile with a pydantic model of its facts and returns a ready-made body of the same
size: what no service can go below. Beside it one that returns the same answer as Python data, which FastAPI writes as JSON: what a
service costs that need not work its answer out.
"""

import asyncio
import json
import time
from collections.abc import Callable
from datetime import date
from typing import Any

from fastapi import FastAPI
from options import Options
from pydantic import BaseModel, create_model
from report import Bars, Part, Table, Target
from starlette.responses import Response
from timing import Spread
from workload import BOOK, people, profile_of

from huilao import Rulebook
from huilao.language.facts import Fact, FactType
from huilao_api.app import create_app
from huilao_api.settings import Settings

VIEWS = {"all findings, no explanations": b"explain=none", "all findings, short explanations": b"explain=short", "first page": b"view=page"}
LEAST = {"all findings, no explanations": 0.4, "first page": 0.15}
"""Of the bare endpoint's requests, what the design asks for: of "the same body", which may be either of these."""
YARDSTICKS = ("ready-made bytes of that length", "the same answer")


def bare(book: Rulebook, size: int) -> FastAPI:
    """An endpoint that validates and returns ready-made bytes."""
    body = json.dumps("x" * (size - 2)).encode()
    return _answering(book, lambda: Response(body, media_type="application/json"))


def with_the_answer(book: Rulebook, answer: Any) -> FastAPI:
    """An endpoint that validates and returns an answer that is there already, as Python data."""
    return _answering(book, lambda: answer)


def _answering(book: Rulebook, answer: Callable[[], Any]) -> FastAPI:
    types: dict[FactType, Any] = {FactType.YES_NO: bool, FactType.NUMBER: float, FactType.DATE: date, FactType.SET: list[str]}

    def field(fact: Fact) -> Any:
        return (types.get(fact.type, str) | None, None)

    facts = {fact.name: field(fact) for fact in book.rules.facts.values()}
    profile: type[BaseModel] = create_model("Profile", **facts)
    request: type[BaseModel] = create_model("Request", profile=(profile, ...), as_of=(date | None, None))
    app = FastAPI()

    @app.post("/v1/evaluate")
    def evaluate(body_: request):  # what FastAPI makes of the answer is measured
        return answer()

    return app


async def call(app: Any, body: bytes, query: bytes) -> bytes:
    """One request through ASGI; the body of the response."""
    sent: list[dict[str, Any]] = []
    asked = False

    async def receive() -> dict[str, Any]:
        nonlocal asked
        if asked:
            await asyncio.sleep(3600)
        asked = True
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "path": "/v1/evaluate", "raw_path": b"/v1/evaluate",
        "query_string": query, "headers": [(b"host", b"127.0.0.1"), (b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())],
        "scheme": "http", "server": ("127.0.0.1", 80), "client": ("127.0.0.1", 1),
    }  # fmt: skip
    await app(scope, receive, send)
    assert sent[0]["status"] == 200, sent
    return b"".join(message.get("body", b"") for message in sent)


async def microseconds(app: Any, bodies: list[bytes], query: bytes) -> float:
    start = time.process_time()
    for body in bodies:
        await call(app, body, query)
    return (time.process_time() - start) / len(bodies) * 1e6


async def compare(book: Rulebook, apps: dict[str, FastAPI], bodies: list[bytes], query: bytes, runs: int) -> tuple[int, dict[str, Spread]]:
    """Bytes of an answer, and microseconds of a request."""
    body = await call(next(iter(apps.values())), bodies[0], query)
    size = len(body)
    everyone: dict[str, Any] = {
        "bare endpoint": bare(book, size),
        "endpoint with the answer": with_the_answer(book, json.loads(body)),
        **apps,
    }
    for app in everyone.values():
        await microseconds(app, bodies[:20], query)
    times: dict[str, list[float]] = {one: [] for one in everyone}
    for _ in range(runs):
        for one, app in everyone.items():
            times[one].append(await microseconds(app, bodies, query))
    return size, {one: Spread.of(values) for one, values in times.items()}


def part(options: Options) -> Part:
    """The 40 rules and the shipped book."""
    requests, runs = (10, 2) if options.quick else (300, 7)
    elder = {"birth_date": "1944-05-10", "residence": "513433", "household_registration": "513433", "residence_setting": "home"}
    asked = {
        "40 rules": (BOOK, [profile_of(one) for one in people(requests)]),
        "shipped book": (None, [{**elder, "birth_date": f"{1930 + n % 35}-05-{1 + n % 28:02}"} for n in range(requests)]),
    }
    found = Part("service", "The service, one request", "Processor time of one request, driven through ASGI in one process without a socket, beside a bare FastAPI "
                 "endpoint that validates the same profile and returns a ready-made body of the same size, and one that returns the same answer as Python data.")  # fmt: skip
    rows: list[list[Any]] = []
    for name, (rules, elders) in asked.items():
        book = Rulebook.load(rules)
        bodies = [json.dumps({"profile": person, "as_of": "2025-03-01"}).encode() for person in elders]
        apps = {f"Huilao, assurance {one}": create_app(Settings(auth="off", assurance=one), book) for one in ("off", "always")}
        for view, query in VIEWS.items():
            size, times = asyncio.run(compare(book, apps, bodies, query, runs))
            free, written, off, always = times.values()
            share = free.median / off.median
            rows.append([f"{name}, {view}", f"{size / 1000:.0f} KB", free, written, off, share, written.median / off.median, always])
            found.charts.append(Bars(f"{name}, {view}", "µs of processor time", times, list(times)[1:]))
            if name == "shipped book" and view in LEAST:
                for part_of, beside in zip((share, written.median / off.median), YARDSTICKS, strict=True):
                    what = f"the service in one process: {view}, at least {LEAST[view]} of the requests of a bare endpoint that returns {beside}"
                    found.targets.append(Target(what, f"{part_of:.2f}", part_of >= LEAST[view]))
    found.tables.append(
        Table(
            [
                "request",
                "body",
                "bare, µs",
                "with the answer as data, µs",
                "Huilao, assurance off, µs",
                "share of bare's requests",
                "of those with the answer",
                "assurance always, µs",
            ],
            rows,
        )
    )
    return found
