"""What agents are answered, with the SDK's own client: in memory, and over standard input and output."""

from __future__ import annotations

import json
import logging
import os
import re
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any as Anything

import anyio
import pytest
from jsonschema import Draft202012Validator
from mcp import Client, MCPError, StdioServerParameters
from mcp_types import CallToolResult, TextContent

from huilao import Person, Rulebook, Text, profile_schema
from huilao_api.mcp.desk import Desk, RefusedError
from huilao_api.mcp.server import FAULT, server_of
from huilao_api.mcp.tools import TOOLS
from huilao_api.who import Asker, Role

ELDER = {"birth_date": "1944-05-10", "residence": "513433", "household_registration": "513433", "residence_setting": "home"}
ON = {"profile": ELDER, "as_of": "2025-03-01"}
QINGHE = Path(__file__).parents[2] / "examples/qinghe/rulesets"
VACCINE = "mianning/5-1-free-flu-vaccine"


def at_desk(desk: Desk, act: Callable[[Client], Awaitable[Anything]]) -> Anything:
    """What an agent finds out there."""

    async def ask() -> Anything:
        async with Client(server_of(lambda _: desk, desk.language)) as client:
            return await act(client)

    return anyio.run(ask)


def call(desk: Desk, tool: str, **arguments: Anything) -> CallToolResult:
    return at_desk(desk, lambda client: client.call_tool(tool, arguments))


def said(result: CallToolResult) -> str:
    [content] = result.content
    assert isinstance(content, TextContent)
    return content.text


def data(result: CallToolResult) -> Anything:
    assert result.structured_content is not None
    return result.structured_content


@pytest.fixture(scope="module")
def desk(book: Rulebook) -> Desk:
    return Desk(book, "zh")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_tool_only_reads_and_takes_what_its_schema_says(book: Rulebook, language: str) -> None:
    """Nothing besides; all that is said of it is in one language, and short enough to be read by an agent."""
    tools = at_desk(Desk(book, language), lambda client: client.list_tools()).tools

    assert [one.name for one in tools] == [one.name for one in TOOLS]
    for one in tools:
        assert (one.annotations.read_only_hint, one.annotations.destructive_hint) == (True, False)
        Draft202012Validator.check_schema(one.input_schema)
        assert one.input_schema["additionalProperties"] is False
        assert one.description.isascii() == (language == "en")
    assert len(json.dumps([one.input_schema for one in tools], ensure_ascii=False)) < 40_000


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_evaluation_is_the_page_word_for_word(desk: Desk, book: Rulebook, language: str) -> None:
    """With its sources and warnings; the findings as data have their clauses. In the language that is asked for."""
    result = call(desk, "evaluate", **ON, lang=language)
    page = book.evaluate(ELDER, "2025-03-01")

    assert said(result) == page.page(language)
    assert data(result)["receipt"]["number"] == page.receipt.number
    findings = {one["benefit"]: one for one in data(result)["findings"]}
    assert {one["action"] for one in findings.values()} <= {"claim", "everyone", "reading"}
    assert findings[VACCINE]["name"] == book.benefits[VACCINE].name.of(language)
    assert findings[VACCINE]["citation"]["clauses"] == list(book.benefits[VACCINE].cite)
    assert sum(data(result)["counts"].values()) == len(page.findings)
    asked = call(desk, "evaluate", **ON, action=["ask"], ruleset=["冕宁县"])
    assert {one["action"] for one in data(asked)["findings"]} == {"ask"}


def test_benefits_that_are_named_come_with_their_reasons(desk: Desk, book: Rulebook) -> None:
    """By the name that people use, too."""
    result = call(desk, "evaluate", **ON, benefits=["冕宁：老年人免费接种流感疫苗"])
    found = book.evaluate(ELDER, "2025-03-01", [VACCINE])

    assert said(result) == f"{found.page()}\n- {found[VACCINE].explain()}"


def test_an_interview_goes_on_with_its_answers_until_it_is_done(desk: Desk, book: Rulebook) -> None:
    """As an agent does it: every first question is put by its path, its first choice taken; what has no choice is not known."""
    profile, unknown = dict[str, Anything](ELDER), list[str]()
    first = call(desk, "interview", **ON)
    result, turns = first, 0
    while not data(result)["done"] and turns < 60:
        question = data(result)["screens"][0]["questions"][0]
        code = next((choice["code"] for choice in question["choices"]), None)
        if code is None or question["type"] in ("person", "people"):
            unknown.append(question["path"])
        else:
            value = {"yes_no": code == "true", "set": [code]}.get(question["type"], code)
            profile[question["path"]] = value
        result = call(desk, "interview", profile=profile, unknown=unknown, as_of="2025-03-01", limit=1)
        assert not result.is_error, said(result)
        turns += 1

    assert len(data(first)["screens"]) == 2
    assert "area_type: 老人属于城镇还是农村？ (urban = 城镇; rural = 农村)" in said(first)
    assert data(result)["done"]
    assert said(result).startswith("没有要再问的了。")
    assert call(desk, "evaluate", profile=profile, as_of="2025-03-01").is_error is False


def test_a_timeline_tells_of_ones_own_places(desk: Desk) -> None:
    """With the sources; what would turn a refusal where that is asked for."""
    young = {**ELDER, "birth_date": "1965-05-10"}
    result = call(desk, "timeline", profile=young, as_of="2025-03-01", years=1)
    asked = call(desk, "timeline", profile=young, as_of="2025-03-01", years=1, benefits=[VACCINE], near_misses=True)

    assert "年满60周岁" in said(result)
    assert said(result).splitlines()[-1].startswith("依据：《冕宁县")
    assert {one["benefit"].partition("/")[0] for one in data(result)["changes"]} == {"mianning"}
    assert [(one["benefit"], one["date"]) for one in data(asked)["changes"]] == [(VACCINE, "2025-05-10")]
    assert list(data(asked)["near_misses"]) == [VACCINE]


def test_what_to_bring_is_what_the_text_says_and_no_more(desk: Desk) -> None:
    """What it does not say is said to be so; where a text says it, it is there."""
    qinghe = Rulebook.load(QINGHE)
    silent = data(call(desk, "how_to_apply", benefits=[VACCINE]))["benefits"][0]
    [benefit] = [one for one in qinghe.benefits.values() if one.apply is not None and one.apply.bring is not None][:1]
    told = call(Desk(qinghe, "zh"), "how_to_apply", benefits=[benefit.full_name])

    assert (silent["bring"], silent["not_said"]) == (None, ["多久接种一次", "去哪里接种、带什么证件"])
    assert benefit.apply is not None
    assert benefit.apply.bring is not None
    assert data(told)["benefits"][0]["bring"] == benefit.apply.bring.zh
    assert benefit.apply.bring.zh in said(told)


@pytest.mark.parametrize(
    ("query", "kinds", "name"),
    [
        ("流感疫苗", [], f"benefit {VACCINE}"), ("flu vaccination", [], f"benefit {VACCINE}"), ("能力等级", ["fact"], "fact ability_level"),
        ("冕宁", ["document"], "document mianning"), ("ＡＢＩＬＩＴＹ level", ["fact"], "fact ability_level"),
    ],
)  # fmt: skip
def test_what_is_looked_for_is_found_and_can_be_read(desk: Desk, query: str, kinds: list[str], name: str) -> None:
    """In either language, however it is typed."""
    result = call(desk, "search_rule_book", query=query, kinds=kinds)
    hits = [f"{one['kind']} {one['name']}" for one in data(result)["hits"]]

    assert name in hits[:3]
    for one in data(result)["hits"]:
        assert not call(desk, "read_rule_book", kind=one["kind"], name=one["name"]).is_error


def test_all_of_the_rule_book_can_be_read(desk: Desk, book: Rulebook) -> None:
    """Every kind of thing, by its code and by its Chinese name."""
    rules = book.rules
    names = {
        "fact": [*rules.facts, *(one.label.zh for one in rules.facts.values())], "term": [*rules.terms], "standard": [*rules.standards],
        "document": [*rules.rulesets], "benefit": [*book.benefits][:5],
    }  # fmt: skip

    async def read(client: Client) -> None:
        for kind, some in names.items():
            for name in some:
                result = await client.call_tool("read_rule_book", {"kind": kind, "name": name, "as_of": "2025-03-01"})
                assert not result.is_error, (name, said(result))

    at_desk(desk, read)
    assert said(call(desk, "search_rule_book", query="月球旅行")) == "规则库里没有找到，可换个说法再找"
    assert call(desk, "read_rule_book", kind="term", name="none").is_error


def test_a_receipt_is_checked(desk: Desk) -> None:
    receipt = data(call(desk, "evaluate", **ON, receipt=True))["receipt"]
    whole = call(desk, "check_receipt", receipt=receipt, profile=ELDER)
    changed = call(desk, "check_receipt", receipt={**receipt, "as_of": "2024-03-01"})

    assert data(whole)["agrees"] is True
    assert data(changed)["agrees"] is False
    assert call(desk, "check_receipt", receipt={}).is_error


@pytest.mark.parametrize(
    ("tool", "arguments", "says"),
    [
        ("evaluate", {"profile": {"birth_dat": "1944"}}, "birth_date"),
        ("evaluate", {"profile": {"sex": "M"}}, "可填：女、男"),
        ("evaluate", {"profile": {"birth_date": "1944-13-01", "sex": "M"}}, "sex"),
        ("evaluate", {"profile": ELDER, "name": "somebody"}, "name: 没有这一项，请删去"),
        ("evaluate", {"profile": ELDER, "as_of": 5}, "as_of"),
        ("evaluate", {"profile": ELDER, "benefits": ["mianning/none"]}, "mianning/none"),
        ("evaluate", {"profile": ELDER, "action": ["buy"]}, "buy"),
        ("evaluate", {}, "profile"),
        ("interview", {"profile": ELDER, "unknown": ["none"]}, "none"),
        ("interview", {"profile": ELDER, "limit": 0}, "limit: 不能小于 1"),
        ("timeline", {"profile": ELDER, "years": 99}, "years"),
        ("search_rule_book", {"query": ""}, "query"),
        ("read_rule_book", {"kind": "fact", "name": "none"}, "search_rule_book"),
        ("read_rule_book", {"kind": "standard", "name": "none"}, "none"),
    ],
)
def test_a_mistake_is_told_so_that_it_can_be_mended(desk: Desk, tool: str, arguments: dict[str, Anything], says: str) -> None:
    """As an error of the tool, in words; nothing is answered."""
    result = call(desk, tool, **arguments)

    assert result.is_error
    assert says in said(result)
    assert all(one["message"] for one in data(result)["problems"])


@pytest.mark.parametrize(
    ("tool", "arguments", "zh", "en"),
    [
        ("how_to_apply", {"benefits": ["流感"]}, "没有待遇“流感”，应写成“地名：待遇名称”", "there is no benefit `流感`: write it as 地名：待遇名称 (place: name)"),
        ("how_to_apply", {"benefits": ["冕宁：流感"]}, "“冕宁”的文件没有待遇“流感”", "`冕宁` has no benefit `流感`"),
        ("evaluate", {**ON, "benefits": ["mianning/none"]}, "没有待遇“mianning/none”", "there is no benefit `mianning/none`"),
        ("read_rule_book", {"kind": "standard", "name": "none"}, "规则库没有标准数额“none”", "the rule book has no standard `none`"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_in_one_language(
    book: Rulebook, tool: str, arguments: dict[str, Anything], zh: str, en: str
) -> None:  # fmt: skip
    """That of the desk, and no other beside it."""
    for language, says, other in (("zh", zh, en), ("en", en, zh)):
        told = said(call(Desk(book, language), tool, **arguments))

        assert says in told
        assert other not in told


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("evaluate", {**ON, "51343319440510001X": "yes"}),
        ("read_rule_book", {"kind": "benefit", "name": "51343319440510001X"}),
        ("read_rule_book", {"kind": "fact", "name": f"{'x' * 50} 51343319440510001X"}),
    ],
)
def test_an_id_number_is_not_repeated(desk: Desk, tool: str, arguments: dict[str, Anything]) -> None:
    """Where it stands for a name, nor is half of it; a name that has no end is cut."""
    result = call(desk, tool, **arguments)

    assert result.is_error
    assert not re.search("[0-9]{6}", f"{said(result)} {data(result)}")
    long = call(desk, "evaluate", **ON, **{"x" * 5_000: 1})
    assert len(said(long)) < 120


def test_what_is_refused_and_what_goes_wrong_is_answered_with_nothing(book: Rulebook, caplog: pytest.LogCaptureFixture) -> None:
    """Nor does any log tell of the person."""

    def elsewhere(_: Person) -> None:
        raise RefusedError(Text("不归您管", "not yours"))

    def breaks(_: Person) -> None:
        raise ZeroDivisionError(ELDER)

    with caplog.at_level(logging.DEBUG):
        refused = call(Desk(book, "en", keep_to_places=elsewhere), "evaluate", **ON)
        broken = call(Desk(book, "zh", keep_to_places=breaks), "interview", **ON)
        wrong = call(Desk(book, "zh"), "evaluate", profile={**ELDER, "sex": "1944-05-10"}, nobody="513433")
    assert (refused.is_error, said(refused)) == (True, "not yours")
    assert (broken.is_error, said(broken)) == (True, FAULT.zh)
    assert wrong.is_error
    assert "tool interview: ZeroDivisionError" in caplog.text
    assert not any(value in caplog.text for value in ("1944-05-10", "513433"))


def test_who_may_not_check_receipts_does_not_see_the_tool(book: Rulebook) -> None:
    """Of a role that asks and reads no decisions."""
    clerk = Desk(book, "zh", asker=Asker("key:clerk", Role.POLICY))
    names = {one.name for one in at_desk(clerk, lambda client: client.list_tools()).tools}

    assert names == {one.name for one in TOOLS} - {"check_receipt"}

    async def ask(client: Client) -> None:
        with pytest.raises(MCPError, match="no tool"):
            await client.call_tool("check_receipt", {"receipt": {}})

    at_desk(clerk, ask)


def test_resources_are_the_rule_book_and_the_schema_of_profiles(desk: Desk, book: Rulebook) -> None:
    async def read(client: Client) -> dict[str, str]:
        listed = (await client.list_resources()).resources
        templates = (await client.list_resource_templates()).resource_templates
        assert [one.uri_template for one in templates] == ["huilao://documents/{ruleset}", "huilao://benefits/{ruleset}/{benefit}"]
        uris = [*(str(one.uri) for one in listed), f"huilao://benefits/{VACCINE}"]
        contents: dict[str, Anything] = {uri: (await client.read_resource(uri)).contents[0] for uri in uris}
        with pytest.raises(MCPError):
            await client.read_resource("huilao://benefits/mianning/none")
        return {uri: one.text for uri, one in contents.items()}

    texts: dict[str, str] = at_desk(desk, read)
    assert json.loads(texts["huilao://profile-schema"]) == profile_schema(book.rules)
    assert book.version in texts["huilao://rule-book"]
    assert VACCINE in texts["huilao://documents/mianning"]
    assert "免费接种流感疫苗" in texts[f"huilao://benefits/{VACCINE}"]


def test_the_prompt_leads_an_agent_through_an_interview(desk: Desk) -> None:
    """In Chinese by default; it tells to guess nothing, and what has to be told along."""

    async def prompts(client: Client) -> list[str]:
        [one] = (await client.list_prompts()).prompts
        some = [await client.get_prompt(one.name, given) for given in ({}, {"place": "冕宁县"}, {"lang": "en"})]
        texts: list[Anything] = [found.messages[0].content for found in some]
        return [text.text for text in texts]

    plain, placed, english = at_desk(desk, prompts)
    assert "不要推断" in plain
    assert "以上不是审批结果" in plain
    assert '{"residence": "冕宁县"}' in placed
    assert "Infer nothing" in english
    assert not any("{place}" in one or "{known}" in one for one in (plain, placed, english))


def test_the_command_answers_over_standard_input_and_output(book: Rulebook) -> None:
    """As a program starts it, on the rule book alone; by the handshake of older clients."""
    command = StdioServerParameters(
        command=sys.executable, args=["-m", "huilao", "mcp"], env={**os.environ, "HUILAO_LANG": "zh"}, cwd=Path(__file__).parent
    )

    async def ask() -> tuple[str | None, str]:
        async with Client(command, mode="legacy") as client:
            result = await client.call_tool("evaluate", ON)
            return client.instructions, said(result)

    instructions, page = anyio.run(ask)
    assert instructions is not None
    assert "绝不猜测" in instructions
    assert page == book.evaluate(ELDER, "2025-03-01").page()
