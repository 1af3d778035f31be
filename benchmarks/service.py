"""The service against a bare FastAPI endpoint: processor time of one request, both driven in this process through ASGI.

The bare endpoint validates the same profile with a pydantic model of its facts and returns a ready-made body of the same
size: what no service can go below. Usage: python benchmarks/service.py
"""

import asyncio
import json
import statistics
import time
from datetime import date
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel, create_model
from starlette.responses import Response
from workload import people, profile_of

from huilao import Rulebook
from huilao.language.facts import Fact, FactType
from huilao_api.app import create_app
from huilao_api.settings import Settings

HERE = Path(__file__).parent
REQUESTS = 300
RUNS = 7


def bare(book: Rulebook, size: int) -> FastAPI:
    """An endpoint that validates and returns."""
    types: dict[FactType, Any] = {FactType.YES_NO: bool, FactType.NUMBER: float, FactType.DATE: date, FactType.SET: list[str]}

    def field(fact: Fact) -> Any:
        return (types.get(fact.type, str) | None, None)

    facts = {fact.name: field(fact) for fact in book.rules.facts.values()}
    profile: type[BaseModel] = create_model("Profile", **facts)
    request: type[BaseModel] = create_model("Request", profile=(profile, ...), as_of=(date | None, None))
    body = json.dumps("x" * (size - 2)).encode()
    app = FastAPI()

    @app.post("/v1/evaluate")
    def evaluate(body_: request) -> Response:
        return Response(body, media_type="application/json")

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
        "query_string": query, "headers": [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())],
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


async def compare(name: str, rules: Path | None, elders: list[dict[str, Any]]) -> None:
    book = Rulebook.load(rules)
    bodies = [json.dumps({"profile": person, "as_of": "2025-03-01"}).encode() for person in elders]
    for level in ("none", "short"):
        query = f"explain={level}".encode()
        apps = {assurance: create_app(Settings(auth="off", assurance=assurance), book) for assurance in ("off", "always")}
        size = len(await call(apps["off"], bodies[0], query))
        everyone: dict[str, Any] = {"bare": bare(book, size), **apps}
        for app in everyone.values():
            await microseconds(app, bodies[:20], query)
        times: dict[str, list[float]] = {one: [] for one in everyone}
        for _ in range(RUNS):
            for one, app in everyone.items():
                times[one].append(await microseconds(app, bodies, query))
        median = {one: statistics.median(values) for one, values in times.items()}
        print(f"{name}, explain={level}: body {size / 1000:.0f} KB; bare {median['bare']:.0f} us, assurance off {median['off']:.0f} us "
              f"({median['bare'] / median['off']:.2f} of bare's requests), always {median['always']:.0f} us")  # fmt: skip


async def main() -> None:
    await compare("40-rule workload", HERE / "workload", [profile_of(one) for one in people(REQUESTS)])
    elder = {"birth_date": "1944-05-10", "residence": "513433", "household_registration": "513433", "residence_setting": "home"}
    await compare("shipped book", None, [{**elder, "birth_date": f"{1930 + n % 35}-05-{1 + n % 28:02}"} for n in range(REQUESTS)])


if __name__ == "__main__":
    asyncio.run(main())
