"""What a request may say: JSON without loss, days and numbers as they are written, and nothing that is made up from others."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from importlib import import_module
from typing import Any, cast

import pytest
from fastapi import FastAPI
from pydantic import BaseModel
from starlette.testclient import TestClient

from huilao_api.pages.audit import Filters
from huilao_api.routes.bodies import JsonRoute
from huilao_api.routes.publication_bodies import RollbackRequest
from huilao_api.settings import Settings
from huilao_api.web.limits import BodyLimit
from huilao_api.web.problems import MISTAKES, PATTERNS, add_handlers
from huilao_api.web.requests import EvaluateRequest, InterviewRequest, TimelineRequest


@pytest.fixture(scope="module")
def client() -> TestClient:
    """A service that says what it was told."""
    app = FastAPI()
    app.router.route_class = JsonRoute
    app.add_middleware(BodyLimit, limit=10_000, seconds=5)
    add_handlers(app, "zh")

    @app.post("/evaluate")
    def evaluate(body: EvaluateRequest) -> dict[str, str]:
        return {"profile": repr(body.profile), "as_of": str(body.as_of)}

    @app.post("/timeline")
    def timeline(body: TimelineRequest) -> dict[str, int]:
        return {"years": body.years}

    @app.post("/interview")
    def interview(body: InterviewRequest) -> dict[str, int | None]:
        return {"limit": body.limit}

    @app.post("/rollback")
    def rollback(body: RollbackRequest) -> dict[str, str]:
        return {"to": str(body.to)}

    @app.post("/nothing")
    def nothing() -> dict[str, str]:
        return {}

    return TestClient(app, raise_server_exceptions=False)


def post(client: TestClient, path: str, content: str | bytes) -> Any:
    return client.post(path, content=content, headers={"Content-Type": "application/json"})


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"to": "x", "reason": ""}, {"body.to": "应是整数；或者：应是版本号，8 到 64 位", "body.reason": "至少 1 个字符"}),
        ({"to": 0}, {"body.to": "不能小于 1；或者：应是文字", "body.reason": "缺少这一项"}),
        ({"to": {"number": 1}, "reason": "x"}, {"body.to": "应是整数；或者：应是文字"}),
        ({"to": 1, "reason": "x", "zu": 1, "int": [1]}, {"body.zu": "没有这一项，请删去", "body.int": "没有这一项，请删去"}),
        ([], {"body": "应是一组“名称: 值”"}),
    ],
)
def test_what_may_be_of_several_kinds_is_one_mistake_at_its_place(client: TestClient, said: object, told: dict[str, str]) -> None:
    """Without the names that the kinds have in the program."""
    answer = post(client, "/rollback", json.dumps(said))
    assert answer.status_code == 422
    assert {one["where"]: one["message"] for one in answer.json()["problems"]} == told
    assert answer.json()["detail"] == f"共 {len(told)} 处"


def test_numbers_reach_the_profile_digit_by_digit(client: TestClient) -> None:
    """No binary float lies between."""
    answer = post(client, "/evaluate", '{"profile": {"income": 2999.9999999999999999999999}, "as_of": "2025-03-01"}')

    assert answer.json() == {"profile": repr({"income": Decimal("2999.9999999999999999999999")}), "as_of": "2025-03-01"}


def test_a_byte_order_mark_is_read_over(client: TestClient) -> None:
    """As some programs write it."""
    assert post(client, "/evaluate", codecs.BOM_UTF8 + b'{"profile": {}}').status_code == 200


@pytest.mark.parametrize(
    ("path", "content", "status"),
    [
        ("/evaluate", '{"profile": {}', 400),
        ("/evaluate", b"\xff\xfe\xfd", 400),
        ("/evaluate", "[" * 9_000, 400),
        ("/evaluate", '{"profile": {"income": 1, "income": 5000}}', 422),
        ("/evaluate", '{"profile": {}, "profile": {}}', 422),
        ("/evaluate", r'{"profile": {"sex": "\ud800"}}', 422),
        ("/evaluate", r'{"profile": {}, "benefits": ["\ud800"]}', 422),
        ("/evaluate", r'{"profile": {}, "\ud800": 1}', 422),
        ("/evaluate", '{"profile": {}, "as_of": 0}', 422),
        ("/evaluate", '{"profile": {}, "as_of": "1740787200"}', 422),
        ("/evaluate", '{"profile": {}, "as_of": 1740787200.0}', 422),
        ("/evaluate", '{"profile": {}, "as_of": "2025"}', 422),
        ("/evaluate", '{"profile": {}, "as_of": true}', 422),
        ("/evaluate", '{"profile": {}, "benefits": "a/b"}', 422),
        ("/evaluate", '{"profile": {}, "benefits": [1]}', 422),
        ("/evaluate", '{"profile": {}, "benefits": []}', 422),
        ("/timeline", '{"profile": {}, "years": "5"}', 422),
        ("/timeline", '{"profile": {}, "years": 5.5}', 422),
        ("/timeline", '{"profile": {}, "years": 1e999999999}', 422),
        ("/timeline", '{"profile": {}, "years": true}', 422),
        ("/timeline", '{"profile": {}, "near_misses": "yes"}', 422),
        ("/timeline", '{"profile": {}, "near_misses": 1}', 422),
        ("/interview", '{"profile": {}, "limit": "3"}', 422),
        ("/interview", '{"profile": {}, "unknown": [1]}', 422),
        ("/evaluate", json.dumps({"profile": {"sex": "x" * 11_000}}), 413),
    ],
    ids=lambda one: ascii(one)[:60],
)
def test_what_is_not_said_as_it_should_be_is_refused(client: TestClient, path: str, content: str | bytes, status: int) -> None:
    """With a problem of the kind that fits, never with a fault of the service."""
    answer = post(client, path, content)

    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")


@pytest.mark.parametrize(
    ("path", "content"),
    [("/evaluate", '{"profile": {}, "as_of": null}'), ("/evaluate", '{"profile": {}, "as_of": "2025/3/1"}'),
     ("/timeline", '{"profile": {}, "years": 5, "near_misses": true}'), ("/timeline", '{"profile": {}, "years": 5.0}'), ("/interview", '{"profile": {}, "limit": 3}')],
)  # fmt: skip
def test_what_is_said_as_it_should_be_is_taken(client: TestClient, path: str, content: str) -> None:
    """Also where it says nothing."""
    assert post(client, path, content).status_code == 200


@pytest.mark.parametrize(
    ("path", "content", "where", "zh", "en"),
    [
        ("/evaluate", '{"profile": {}, "as_of": 0}', "body.as_of", "例如 2025-03-01", "such as 2025-03-01"),
        ("/evaluate", "{}", "body.profile", "缺少这一项", "Field required"),
        ("/evaluate", '{"profile": {}, "day": 1}', "body.day", "没有这一项，请删去", "Extra inputs"),
        ("/evaluate", '{"profile": 1}', "body.profile", "应是一组“信息项: 值”", "valid dictionary"),
        ("/evaluate", '{"profile": {}, "benefits": "a/b"}', "body.benefits", "应是列表", "valid list"),
        ("/evaluate", '{"profile": {}, "benefits": []}', "body.benefits", "至少 1 项", "at least 1 item"),
        ("/evaluate", "[]", "body", "应是一组“名称: 值”", "valid dictionary"),
        ("/evaluate", '{"profile": }', "body.1.13", "不是正确的 JSON", "Expecting value"),
        ("/timeline", '{"profile": {}, "years": 99}', "body.years", "不能大于 50", "less than or equal to 50"),
        ("/timeline", '{"profile": {}, "years": "5"}', "body.years", "应是整数", "valid integer"),
        ("/timeline", '{"profile": {}, "near_misses": 1}', "body.near_misses", "应是 true 或 false", "valid boolean"),
    ],
)
def test_a_mistake_is_told_in_the_language_of_the_caller(client: TestClient, path: str, content: str, where: str, zh: str, en: str) -> None:
    """And in no other."""
    for language, said, other in (("zh", zh, en), ("en", en, zh)):
        headers = {"Content-Type": "application/json", "Accept-Language": language}
        [problem] = client.post(path, content=content, headers=headers).json()["problems"]
        assert problem["where"] == where
        assert said in problem["message"]
        assert other not in problem["message"]


KINDS: Mapping[str, set[str]] = {
    "str": {"string_type", "string_unicode", "string_too_short", "string_too_long", "string_pattern_mismatch"},
    "int": {"int_type", "int_parsing", "int_parsing_size", "int_from_float", "finite_number", "greater_than", "greater_than_equal", "less_than", "less_than_equal"},
    "float": {"float_type", "float_parsing", "finite_number"}, "bool": {"bool_type", "bool_parsing"}, "enum": {"enum"}, "literal": {"literal_error"},
    "list": {"list_type", "too_short", "too_long"}, "dict": {"dict_type", "too_short", "too_long"},
    "model": {"model_type", "model_attributes_type"}, "model-fields": {"missing", "extra_forbidden"},
    "date": set(), "any": set(), "is-instance": set(), "definition-ref": set(),  # a day is read, a path and a secret are made of a text before
}  # fmt: skip
"""What pydantic can find wrong, by what it checks."""
CHECKED_INSIDE = {"model-field", "nullable", "default", "union", "chain", "function-before", "function-after", "function-wrap", "function-plain", "json-or-python", "lax-or-strict", "definitions"}  # fmt: skip


def checks(schema: object) -> Iterator[Mapping[str, Any]]:
    """All that pydantic checks by a schema."""
    if isinstance(schema, dict):
        said = cast("dict[str, Any]", schema)
        if "type" in said and said["type"] not in ("no-info", "with-info"):  # how a function is called, and no check
            yield said
        for name, one in said.items():
            if name not in ("metadata", "serialization", "default"):
                yield from checks(one)
    elif isinstance(schema, list | tuple):
        for one in cast("list[object]", schema):
            yield from checks(one)


def asked_with(model: type[BaseModel] = BaseModel) -> Iterator[type[BaseModel]]:
    """The models of what the service is told: those of answers refuse nothing."""
    for one in model.__subclasses__():
        if one.__module__.startswith("huilao_api.") and (one.model_config.get("extra") == "forbid" or one.__name__ == "Filters"):
            yield one
        yield from asked_with(one)


def test_whatever_can_be_wrong_is_told_in_chinese() -> None:
    """Every kind of mistake that any model can find has words of its own, and every pattern says in both languages what it wants."""
    for all_are_in in ("app", "mcp.arguments"):
        import_module(f"huilao_api.{all_are_in}")
    models = set(asked_with())
    found = [one for model in models for one in checks(model.__pydantic_core_schema__)]

    assert {Settings, Filters, EvaluateRequest} <= models
    assert {one["type"] for one in found} <= KINDS.keys() | CHECKED_INSIDE
    assert {kind for one in found for kind in KINDS.get(one["type"], ())} <= MISTAKES.keys()
    assert not any("multiple_of" in one or "allow_inf_nan" in one for one in found)
    assert {one["pattern"] for one in found if "pattern" in one} <= PATTERNS.keys()
    assert len(models) > 40


def test_the_schema_still_says_that_it_is_a_date(client: TestClient) -> None:
    """For those who write clients."""
    schema = client.get("/openapi.json").json()["components"]["schemas"]["EvaluateRequest"]["properties"]["as_of"]

    assert {"type": "string", "format": "date"} in schema["anyOf"]


@pytest.mark.parametrize(
    ("body", "status"), [("", 200), ("{}", 200), (" {} ", 200), ('{"why": "ordered"}', 422), ("why=ordered", 422), ("[]", 422)]
)
def test_what_nobody_would_read_is_refused(client: TestClient, body: str, status: int) -> None:
    """Of a route that takes no body: whoever says something there would believe that it counts."""
    answer = client.post("/nothing", content=body)

    assert answer.status_code == status
    assert status == 200 or answer.json()["problems"][0]["where"] == "body"
