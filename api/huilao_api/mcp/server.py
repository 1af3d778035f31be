"""The server of the Model Context Protocol: tools, resources and a prompt over whoever answers. Of what was said of people nothing is
written to any log.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import mcp_types as types
from anyio import to_thread
from mcp.server.lowlevel import Server
from mcp.shared.exceptions import MCPError
from pydantic import ValidationError

from huilao import (
    DisagreementError,
    HuilaoError,
    ProfileError,
    Text,
    __version__,
    masked,
    profile_schema,
)

from ..web.problems import repeated, request_mistake
from .arguments import schema_of
from .desk import Desk, RefusedError, Said
from .reading import benefit_lines, document_lines, today
from .tools import GUIDE, INSTRUCTIONS, TOOLS, Tool

log = logging.getLogger("huilao.service")
_theirs = logging.getLogger("mcp")
_theirs.addHandler(logging.NullHandler())
_theirs.propagate = False  # what it tells of errors may have in it what was sent

SCHEME = "huilao://"
BOOK, PROFILE = f"{SCHEME}rule-book", f"{SCHEME}profile-schema"
DOCUMENTS, BENEFITS = f"{SCHEME}documents/", f"{SCHEME}benefits/"
PROMPT = "interview_an_elder"
FAULT = Text(
    "出了意外，没有答复；请不要自行作答，告诉对方暂时查不了",
    "something unforeseen happened and nothing is answered: do not answer yourself",
)

Context = Any
"""What the SDK says of a request."""


def server_of(desk_of: Callable[[Context], Desk], language: str) -> Server[Any]:
    """A server that answers each request by whoever sits at its desk."""

    async def list_tools(context: Context, _: types.PaginatedRequestParams | None) -> types.ListToolsResult:
        desk = desk_of(context)
        return types.ListToolsResult(tools=[_described(one, desk) for one in TOOLS if desk.may(one.permission)])

    async def call_tool(context: Context, called: types.CallToolRequestParams) -> types.CallToolResult:
        desk = desk_of(context)
        tool = next((one for one in TOOLS if one.name == called.name and desk.may(one.permission)), None)
        if tool is None:
            raise MCPError(types.INVALID_PARAMS, f"there is no tool {called.name[:60]}")
        return await to_thread.run_sync(_answered, tool, desk, called.arguments or {})

    async def list_resources(context: Context, _: types.PaginatedRequestParams | None) -> types.ListResourcesResult:
        desk = desk_of(context)
        book = _resource(BOOK, Text("规则库", "The rule book"), desk)
        profile = _resource(PROFILE, Text("个人信息的 JSON Schema", "JSON Schema of profiles"), desk, "application/schema+json")
        documents = [_resource(DOCUMENTS + name, one.document.title, desk) for name, one in desk.book.rules.rulesets.items()]
        return types.ListResourcesResult(resources=[book, profile, *documents])

    async def list_templates(context: Context, _: types.PaginatedRequestParams | None) -> types.ListResourceTemplatesResult:
        desk = desk_of(context)
        shapes = (("document", f"{DOCUMENTS}{{ruleset}}", Text("一份文件", "A document")),
                  ("benefit", f"{BENEFITS}{{ruleset}}/{{benefit}}", Text("一项待遇", "A benefit")))  # fmt: skip
        return types.ListResourceTemplatesResult(
            resource_templates=[
                types.ResourceTemplate(name=name, uri_template=shape, title=title.of(desk.language), mime_type="text/plain")
                for name, shape, title in shapes
            ]
        )

    async def read_resource(context: Context, asked: types.ReadResourceRequestParams) -> types.ReadResourceResult:
        desk, uri = desk_of(context), str(asked.uri)
        kind, text = await to_thread.run_sync(_read, desk, uri)
        return types.ReadResourceResult(contents=[types.TextResourceContents(uri=uri, mime_type=kind, text=text)])

    async def list_prompts(context: Context, _: types.PaginatedRequestParams | None) -> types.ListPromptsResult:
        said = desk_of(context).language
        arguments = [
            types.PromptArgument(
                name="place", description=Text("老人住在哪里，例如 冕宁县", "where the elder lives").of(said), required=False
            ),
            types.PromptArgument(name="lang", description="zh | en", required=False),
        ]
        return types.ListPromptsResult(
            prompts=[
                types.Prompt(
                    name=PROMPT,
                    title=Text("经办人询问老人", "Interview an elder").of(said),
                    description=Text("按惠老的问题逐屏询问，再说明能办什么", "Ask screen by screen, then tell what can be claimed").of(
                        said
                    ),
                    arguments=arguments,
                )
            ]
        )

    async def get_prompt(context: Context, asked: types.GetPromptRequestParams) -> types.GetPromptResult:
        if asked.name != PROMPT:
            raise MCPError(types.INVALID_PARAMS, f"there is no prompt {asked.name[:60]}")
        given = asked.arguments or {}
        said = lang if (lang := given.get("lang")) in ("zh", "en") else desk_of(context).language
        place = given.get("place", "").strip()
        where = Text(f"（住在{place}）", f" who lives in {place}") if place else Text("", "")
        known = json.dumps({"residence": place} if place else {}, ensure_ascii=False)
        text = GUIDE.of(said).replace("{place}", where.of(said)).replace("{known}", known)
        return types.GetPromptResult(messages=[types.PromptMessage(role="user", content=types.TextContent(type="text", text=text))])

    return Server(
        "huilao", version=__version__, title=Text("惠老", "Huilao").of(language), instructions=INSTRUCTIONS.of(language),
        on_list_tools=list_tools, on_call_tool=call_tool, on_list_resources=list_resources, on_list_resource_templates=list_templates,
        on_read_resource=read_resource, on_list_prompts=list_prompts, on_get_prompt=get_prompt,
    )  # fmt: skip


def _described(tool: Tool, desk: Desk) -> types.Tool:
    return types.Tool(
        name=tool.name, title=tool.title.of(desk.language), description=tool.description.of(desk.language),
        input_schema=schema_of(tool.arguments, desk.book.rules),
        annotations=types.ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False),
    )  # fmt: skip


def _answered(tool: Tool, desk: Desk, arguments: dict[str, Any]) -> types.CallToolResult:
    """What a tool says; what was wrong with the call is said in its place, so that the agent can mend it."""
    lang = arguments.get("lang")
    desk = replace(desk, language=lang) if lang in ("zh", "en") else desk
    try:
        said = tool.answer(desk, tool.arguments.model_validate(arguments))
    except ValidationError as error:
        return _refused(
            [_misfit(one["loc"], request_mistake(one, desk.language)) for one in error.errors(include_input=False, include_url=False)]
        )
    except ProfileError as error:
        return _refused([(one.fact, one.render(desk.language)) for one in error.problems])
    except RefusedError as error:
        return _refused([("", error.why.of(desk.language))])
    except DisagreementError as error:
        log.error("network and proof disagree on %s", ", ".join(error.benefits))  # noqa: TRY400
        desk.disagreed()
        return _refused([("", error.said(desk.language))])
    except HuilaoError as error:
        return _refused([("", error.said(desk.language))])
    except Exception as error:  # noqa: BLE001  # whatever it is: an agent is told that it has no answer
        log.error("tool %s: %s", tool.name, type(error).__name__)  # noqa: TRY400  # no message: it may have a value in it
        return _refused([("", FAULT.of(desk.language))])
    log.info("tool %s", tool.name)
    return _result(said)


def _result(said: Said) -> types.CallToolResult:
    return types.CallToolResult(content=[types.TextContent(type="text", text=said.text)], structured_content=dict(said.data))


def _misfit(where: tuple[int | str, ...], message: str) -> tuple[str, str]:
    path = ".".join(repeated(str(part)) for part in where)
    return path, f"{path}: {message}"


def _refused(problems: list[tuple[str, str]]) -> types.CallToolResult:
    """An error of a tool: for each problem where it is, and what is said of it; what looks like an ID number is never repeated."""
    said = [{"where": masked(where), "message": masked(message)} for where, message in problems]
    text, data = "\n".join(one["message"] for one in said), {"problems": said}
    return types.CallToolResult(content=[types.TextContent(type="text", text=text)], structured_content=data, is_error=True)


def _resource(uri: str, title: Text, desk: Desk, kind: str = "text/plain") -> types.Resource:
    return types.Resource(name=uri.removeprefix(SCHEME), uri=uri, title=title.of(desk.language), mime_type=kind)


def _read(desk: Desk, uri: str) -> tuple[str, str]:
    """The media type and the text of a resource. Raises MCPError where there is none."""
    try:
        if uri == PROFILE:
            return "application/schema+json", json.dumps(profile_schema(desk.book.rules), ensure_ascii=False)
        if uri == BOOK:
            return "text/plain", "\n".join(_book_lines(desk))
        if uri.startswith(DOCUMENTS):
            return "text/plain", "\n".join(document_lines(desk, uri.removeprefix(DOCUMENTS), today()))
        if uri.startswith(BENEFITS):
            return "text/plain", "\n".join(benefit_lines(desk, uri.removeprefix(BENEFITS), today()))
    except (HuilaoError, RefusedError):
        pass
    raise MCPError(types.INVALID_PARAMS, f"there is no resource {uri[:100]}", {"uri": uri[:100]})


def _book_lines(desk: Desk) -> list[str]:
    book, language = desk.book, desk.language
    head = Text(f"规则库版本 {book.version}，{len(book.benefits)} 项待遇", f"Rule book {book.version}, {len(book.benefits)} benefits")
    documents = [f"- {name}: {one.document.title.of(language)} ({len(one.benefits)})" for name, one in book.rules.rulesets.items()]
    return [head.of(language), *documents]
