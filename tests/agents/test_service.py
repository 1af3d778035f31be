"""Agents at a service: by key, role and place as everywhere, over HTTP."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any as Anything

import anyio
import httpx2
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from mcp_types import CallToolResult
from starlette.testclient import TestClient

from huilao import Rulebook
from huilao_api.app import create_app
from huilao_api.mcp.stdio import forwarding
from huilao_api.service import Service
from huilao_api.settings import Settings
from huilao_api.store import keys
from huilao_api.who import MAY, Permission, Role
from small_books import benefit, one_ruleset

ON = {"profile": {"birth_date": "1944-05-10", "residence": "513433"}, "as_of": "2025-03-01"}
CALL = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "evaluate", "arguments": ON}}
HEADERS = {"Accept": "application/json, text/event-stream"}


class Office:
    """A service, and programs with keys of it."""

    def __init__(self, folder: Path, book: Rulebook, **settings: Anything) -> None:
        self.app = create_app(Settings(database=f"sqlite:///{folder / 'huilao.sqlite3'}", **settings), book)
        self.service: Service = self.app.state.service

    def key(self, role: Role, *places: str) -> dict[str, str]:
        with self.service.store()[0].writing() as session:
            return {"Authorization": f"Bearer {keys.make_key(session, role.value, role, places, 'test', 1)[1]}"}

    def ask(self, headers: dict[str, str], act: Callable[[Client], Awaitable[Anything]], *, mode: str = "auto") -> Anything:
        """What an agent finds out with a key."""

        async def ask() -> Anything:
            async with self.up(), self.client(headers, mode) as client:
                return await act(client)

        return anyio.run(ask)

    @asynccontextmanager
    async def up(self) -> AsyncGenerator[None]:
        async with self.app.router.lifespan_context(self.app):
            yield

    @asynccontextmanager
    async def client(self, headers: dict[str, str], mode: str = "auto") -> AsyncGenerator[Client]:
        transport = httpx2.ASGITransport(app=self.app)
        async with (
            httpx2.AsyncClient(transport=transport, headers=headers) as http,
            Client(streamable_http_client("http://testserver/mcp", http_client=http), mode=mode) as client,
        ):
            yield client


@pytest.fixture
def office(book: Rulebook, tmp_path: Path) -> Office:
    return Office(tmp_path, book)


def text_of(result: CallToolResult) -> str:
    content: Anything = result.content[0]
    return content.text


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_an_agent_is_answered_as_every_program_is(office: Office, book: Rulebook, mode: str) -> None:
    """In its language, with the page word for word; by the handshake of older clients, too."""
    headers = {**office.key(Role.CASEWORKER), "Accept-Language": "en"}
    result = office.ask(headers, lambda client: client.call_tool("evaluate", ON), mode=mode)

    assert text_of(result) == book.evaluate(ON["profile"], "2025-03-01").page("en")


def test_who_hands_on_is_answered_the_same(office: Office) -> None:
    """Tools, resources and the prompt, each as the service has it."""

    async def both(client: Client) -> list[list[Anything]]:
        async def all_of(one: Client) -> list[Anything]:
            return [
                (await one.list_tools()).tools, (await one.call_tool("evaluate", ON)).structured_content, (await one.list_resources()).resources,
                (await one.read_resource("huilao://rule-book")).contents, (await one.list_resource_templates()).resource_templates,
                (await one.list_prompts()).prompts, (await one.get_prompt("interview_an_elder")).messages, one.instructions,
            ]  # fmt: skip

        async with Client(forwarding(client)) as there:
            return [await all_of(client), await all_of(there)]

    here, handed_on = office.ask(office.key(Role.CASEWORKER), both)
    assert here == handed_on


def test_the_version_in_service_answers(office: Office, tmp_path: Path) -> None:
    """Another one from the next question on, without starting anew."""
    office.key(Role.POLICY)
    other = one_ruleset(tmp_path / "rules", one=benefit("{widowed: true}"))
    version = "huilao://rule-book"

    async def twice(client: Client) -> list[str]:
        before: Anything = (await client.read_resource(version, cache_mode="bypass")).contents[0]
        office.service.book = other
        after: Anything = (await client.read_resource(version, cache_mode="bypass")).contents[0]
        return [before.text, after.text]

    before, after = office.ask(office.key(Role.CASEWORKER), twice)
    assert other.version not in before
    assert other.version in after


def test_each_may_what_their_role_and_places_allow(office: Office) -> None:
    """A person of another place is refused as an error of the tool; who may not ask is refused before."""
    with TestClient(office.app) as client:
        for role in Role:
            status = client.post("/mcp", json=CALL, headers={**HEADERS, **office.key(role)}).status_code
            assert status == (200 if Permission.ASK in MAY[role] else 403)
        assert client.post("/mcp", json=CALL, headers=HEADERS).status_code == 401
        assert client.post("/mcp", json=CALL, headers={**HEADERS, "Authorization": "Bearer huilao_none"}).status_code == 401
        assert client.get("/mcp", headers=office.key(Role.CASEWORKER)).status_code == 405
        elsewhere = client.post("/mcp", json=CALL, headers={**HEADERS, **office.key(Role.CASEWORKER, "511725")}).json()["result"]
        own = client.post("/mcp", json=CALL, headers={**HEADERS, **office.key(Role.CASEWORKER, "513433")}).json()["result"]
    assert elsewhere["isError"] is True
    assert "不住在您负责的地区" in elsewhere["content"][0]["text"]
    assert not own.get("isError")


def test_an_agent_may_not_ask_more_than_others(book: Rulebook, tmp_path: Path) -> None:
    office = Office(tmp_path, book, rate=2, max_body=2_000)
    key = office.key(Role.CASEWORKER)
    with TestClient(office.app) as client:
        large = client.post("/mcp", json={**CALL, "more": "x" * 2_000}, headers={**HEADERS, **key})
        found = [client.post("/mcp", json=CALL, headers={**HEADERS, **key}) for _ in range(2)]

    assert large.status_code == 413
    assert [one.status_code for one in found] == [200, 429]
    assert found[1].headers["content-type"] == "application/problem+json"


def test_without_sign_in_another_name_for_this_machine_is_refused(book: Rulebook) -> None:
    """A page elsewhere could have one (DNS rebinding)."""
    app = create_app(Settings(auth="off"), book)
    with TestClient(app) as client:
        answers = [client.post("/mcp", json=CALL, headers={**HEADERS, "Host": host}) for host in ("127.0.0.1:8000", "pages.example.org")]

    assert [one.status_code for one in answers] == [200, 421]


def test_nothing_of_a_person_is_in_the_log(office: Office, capfd: pytest.CaptureFixture[str]) -> None:
    """Whatever is wrong with a request."""
    broken = [
        {**CALL, "params": {"name": "evaluate", "arguments": {"profile": {"sex": "1944-05-10"}}}},
        {**CALL, "params": {"name": ["1944-05-10"], "arguments": ON}},
        {**CALL, "method": "1944-05-10"},
        {**CALL, "params": "1944-05-10"},
        [CALL],
    ]
    with TestClient(office.app) as client:
        key = office.key(Role.CASEWORKER)
        for one in broken:
            assert client.post("/mcp", json=one, headers={**HEADERS, **key}).status_code < 500
        assert client.post("/mcp", content=b'{"1944-05-10', headers={**HEADERS, **key}).status_code < 500

    assert "1944-05-10" not in "".join(capfd.readouterr())


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.mark.parametrize(
    ("arguments", "key", "code", "says"),
    [
        (("--to", "http://127.0.0.1:{port}"), "", 2, "HUILAO_KEY"), (("--to", "http://127.0.0.1:{port}"), "huilao_x", 1, "127.0.0.1"),
        (("--rules", "/nowhere"), "", 2, "/nowhere"),
    ],
)  # fmt: skip
def test_the_command_says_what_is_wrong_before_it_begins(arguments: tuple[str, ...], key: str, code: int, says: str) -> None:
    """On standard error: on standard output the protocol is spoken."""
    command = [sys.executable, "-m", "huilao", "mcp", *(one.format(port=free_port()) for one in arguments)]
    found = subprocess.run(command, env={**os.environ, "HUILAO_KEY": key}, input="", capture_output=True, text=True, check=False)  # noqa: S603

    assert (found.returncode, found.stdout) == (code, "")
    assert says in found.stderr
    assert "Traceback" not in found.stderr
