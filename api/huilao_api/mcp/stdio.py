"""The Model Context Protocol over standard input and output: on a rule book alone, or handed on to a service."""

from __future__ import annotations

from typing import Any

import anyio
import httpx2
import mcp_types as types
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server

from huilao import HuilaoError, Rulebook, Text

from .desk import Desk
from .server import server_of

SECONDS = 60
"""For which an answer of a service is waited for."""


class UnreachableError(HuilaoError):
    """The service does not answer as it should."""

    def __init__(self, url: str) -> None:
        self.message = Text(
            f"连不上 {url} 的惠老服务，或密钥无效、没有权限；请核对地址和密钥",
            f"the service at {url} does not answer, or the key is not good or may not ask: look at both again",
        )
        super().__init__(f"{self.message.zh} / {self.message.en}")


def answer(book: Rulebook, language: str, receipt_key: bytes | None) -> None:
    """Answer by a rule book of one's own, until the input ends."""
    desk = Desk(book, language, receipt_key=receipt_key)
    anyio.run(_serve, server_of(lambda _: desk, language))


def hand_on(url: str, key: str, language: str) -> None:
    """Hand all on to a service, by a key of it, until the input ends. Raises UnreachableError."""
    address = f"{url.rstrip('/')}/mcp"
    try:
        anyio.run(_hand_on, address, key, language)
    except* (httpx2.HTTPError, OSError):
        raise UnreachableError(url) from None


async def _serve(server: Server[Any]) -> None:
    async with stdio_server() as (read, write):
        await server.run(read, write, server.create_initialization_options())


async def _hand_on(address: str, key: str, language: str) -> None:
    headers = {"Authorization": f"Bearer {key}", "Accept-Language": language}
    async with (
        httpx2.AsyncClient(headers=headers, timeout=SECONDS) as http,
        Client(streamable_http_client(address, http_client=http), cache=None) as there,
    ):
        await _serve(forwarding(there))


def forwarding(there: Client) -> Server[Any]:
    """A server that hands all on to another one."""
    info = there.server_info

    async def call_tool(_: Any, asked: types.CallToolRequestParams) -> types.CallToolResult:
        return await there.call_tool(asked.name, asked.arguments or {})

    async def list_tools(_: Any, asked: types.PaginatedRequestParams | None) -> types.ListToolsResult:
        return await there.list_tools(cursor=asked.cursor if asked else None)

    async def list_resources(_: Any, asked: types.PaginatedRequestParams | None) -> types.ListResourcesResult:
        return await there.list_resources(cursor=asked.cursor if asked else None)

    async def list_templates(_: Any, asked: types.PaginatedRequestParams | None) -> types.ListResourceTemplatesResult:
        return await there.list_resource_templates(cursor=asked.cursor if asked else None)

    async def read_resource(_: Any, asked: types.ReadResourceRequestParams) -> types.ReadResourceResult:
        return await there.read_resource(str(asked.uri))

    async def list_prompts(_: Any, asked: types.PaginatedRequestParams | None) -> types.ListPromptsResult:
        return await there.list_prompts(cursor=asked.cursor if asked else None)

    async def get_prompt(_: Any, asked: types.GetPromptRequestParams) -> types.GetPromptResult:
        return await there.get_prompt(asked.name, asked.arguments)

    return Server(
        "huilao", version=info.version if info else "", title=info.title if info else None, instructions=there.instructions,
        on_call_tool=call_tool, on_list_tools=list_tools, on_list_resources=list_resources, on_list_resource_templates=list_templates,
        on_read_resource=read_resource, on_list_prompts=list_prompts, on_get_prompt=get_prompt,
    )  # fmt: skip
