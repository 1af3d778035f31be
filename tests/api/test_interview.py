"""`POST /v1/interview`."""

from __future__ import annotations

import json
from datetime import date
from typing import Any as Anything

import pytest
from starlette.testclient import TestClient

from huilao import Rulebook
from huilao_api.app import create_app
from huilao_api.routes.answers import INTERVIEW_EXAMPLES
from huilao_api.settings import Settings

DAY = date(2025, 3, 1)


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(create_app(Settings(auth="off"), Rulebook.load()), raise_server_exceptions=False)


def test_the_service_asks_what_the_library_asks(client: TestClient) -> None:
    """The examples run, and the answer is the library's."""
    for example in INTERVIEW_EXAMPLES.values():
        sent = example["value"]
        answer = client.post("/v1/interview", json=sent)
        interview = Rulebook.load().interview(sent["profile"], DAY, sent.get("unknown", ()))
        assert answer.status_code == 200
        assert answer.json() == json.loads(json.dumps(interview.data(sent["limit"], ("zh",))))
        assert len(answer.json()["questions"]) == sent["limit"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"profile": {"birth_dat": 1}}, 422),
        ({"profile": {}, "unknown": ["birth_dat"]}, 422),
        ({"profile": {}, "limit": 0}, 422),
        ({}, 422),
        ({"profile": {}, "benefits": ["mianning/no"]}, 404),
    ],
)
def test_the_service_answers_mistakes_as_problems(client: TestClient, body: dict[str, Anything], status: int) -> None:
    """As the other routes do."""
    answer = client.post("/v1/interview", json=body)

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
