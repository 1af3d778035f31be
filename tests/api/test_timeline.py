"""`POST /v1/timeline`."""

from __future__ import annotations

from typing import Any as Anything

import pytest
from starlette.testclient import TestClient

from huilao import Rulebook
from huilao_api.app import create_app
from huilao_api.routes.answers import TIMELINE_EXAMPLES
from huilao_api.routes.messages import TimelineResponse
from huilao_api.settings import Settings


@pytest.fixture(scope="module")
def client(book: Rulebook) -> TestClient:
    return TestClient(create_app(Settings(auth="off"), book), raise_server_exceptions=False)


@pytest.mark.parametrize("example", TIMELINE_EXAMPLES)
def test_every_documented_example_of_the_timeline_runs(client: TestClient, example: str) -> None:
    """And its answer is what the documentation says, entry for entry."""
    answer = client.post("/v1/timeline", json=TIMELINE_EXAMPLES[example]["value"])
    read = TimelineResponse.model_validate(answer.json())

    assert answer.status_code == 200
    assert read.model_dump(mode="json", by_alias=True, exclude_unset=True) == answer.json()
    assert read.changes
    assert bool(read.near_misses) == (example == "near_misses")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"profile": {"birth_dat": 1}}, 422),
        ({"profile": {}, "years": 0}, 422),
        ({"profile": {}, "years": 51}, 422),
        ({"profile": {}, "other": 1}, 422),
        ({"profile": {"age": 82}, "as_of": "0001-01-01"}, 422),
        ({"profile": {"age": 82}, "as_of": "0050-01-01"}, 422),
        ({"profile": {}, "as_of": "2200-12-31T00:00:00Z"}, 422),
        ({"profile": {}, "as_of": "2201-01-01"}, 422),
        ({"profile": {}, "benefits": ["mianning/none"]}, 404),
    ],
)
def test_what_is_wrong_with_a_request_for_a_timeline_is_a_problem(client: TestClient, body: dict[str, Anything], status: int) -> None:
    """RFC 9457."""
    answer = client.post("/v1/timeline", json=body)

    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
