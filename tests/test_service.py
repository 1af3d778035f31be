"""The service: what a caseworker's system meets over HTTP."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from huilao import Rulebook
from huilao.decide.network import Network
from huilao.language.meaning import Person
from huilao_api.app import create_app
from huilao_api.routes.answers import EXAMPLES
from huilao_api.routes.messages import EvaluateResponse
from huilao_api.settings import Settings

EVALUATE = "/v1/evaluate"
ELDER: dict[str, Any] = EXAMPLES["elder"]["value"]
LONG = json.dumps({"profile": {"birth_date": "9" * 1_100_000}})


@pytest.fixture(scope="module")
def app(book: Rulebook) -> FastAPI:
    return create_app(Settings(auth="off"), book)


@pytest.fixture(scope="module")
def client(app: FastAPI) -> TestClient:
    return TestClient(app, raise_server_exceptions=False)


def test_an_elder_gets_a_finding_for_every_benefit_of_the_county(client: TestClient, book: Rulebook) -> None:
    """Silence is not an answer."""
    answer = client.post(EVALUATE, json=ELDER)

    assert answer.status_code == 200
    assert {name for name in book.benefits if name.startswith("mianning/")} <= {one["benefit"] for one in answer.json()["findings"]}


@pytest.mark.parametrize("level", ["none", "short", "full"])
def test_the_answer_is_what_the_documentation_says(client: TestClient, level: str) -> None:
    """The body is written without the models; it must still fit them, entry for entry."""
    answer = client.post(EVALUATE, json=ELDER, params={"explain": level}).json()

    assert EvaluateResponse.model_validate(answer, strict=False)
    for finding in answer["findings"]:
        assert ("explanation" in finding, "proof" in finding) == (level != "none", level == "full")


def test_the_answer_is_that_of_the_library(client: TestClient, book: Rulebook) -> None:
    """One engine, whichever way it is asked."""
    answer = client.post(EVALUATE, json=ELDER, params={"explain": "none"}).json()
    evaluation = book.evaluate(ELDER["profile"], date(2025, 3, 1))

    assert answer == json.loads(json.dumps(evaluation.data("none", ("zh",))))


def test_every_documented_example_runs(client: TestClient) -> None:
    """Examples are promises."""
    schema = client.get("/openapi.json").json()
    examples = schema["paths"][EVALUATE]["post"]["requestBody"]["content"]["application/json"]["examples"]

    assert schema["openapi"].startswith("3.1")
    assert examples
    for example in examples.values():
        assert client.post(EVALUATE, json=example["value"]).status_code == 200


def test_all_mistakes_of_a_profile_come_at_once_in_the_callers_language(client: TestClient) -> None:
    """Each names the fact, the value and what is allowed."""
    profile = {"birth_dat": "1944-05-10", "ability_level": "sever", "residence": 513433}
    english = client.post(EVALUATE, json={"profile": profile}, headers={"Accept-Language": "fr, en;q=0.8, zh;q=0.5"})
    chinese = client.post(EVALUATE, json={"profile": profile})

    assert (english.status_code, english.headers["content-type"]) == (422, "application/problem+json")
    assert [one["where"] for one in english.json()["problems"]] == ["birth_dat", "ability_level", "residence"]
    assert "did you mean `severe`?" in english.json()["problems"][1]["allowed"]
    assert "是否“severe”" in chinese.json()["problems"][1]["allowed"]


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", EVALUATE, "{", 400),
        ("POST", EVALUATE, "[]", 422),
        ("POST", EVALUATE, '{"profile": {}, "as_of": "2025-02-30"}', 422),
        ("POST", EVALUATE, '{"profile": {}, "other": 1}', 422),
        ("POST", EVALUATE, '{"profile": {}, "benefits": ["mianning/none"]}', 404),
        pytest.param("POST", EVALUATE, LONG, 413, id="long"),
        ("GET", EVALUATE, "", 405),
        ("GET", "/v1/benefits/mianning/none", "", 404),
        ("GET", "/nowhere", "", 404),
    ],
)
def test_whatever_is_wrong_is_answered_as_a_problem(client: TestClient, method: str, path: str, body: str, status: int) -> None:
    """RFC 9457: type, title, status and detail."""
    answer = client.request(method, path, content=body, headers={"Content-Type": "application/json"})

    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert {"type", "title", "status", "detail"} <= answer.json().keys()


def test_an_id_number_is_used_and_not_repeated(client: TestClient) -> None:
    """A wrong one is refused without saying it again."""
    answer = client.post(EVALUATE, json={"profile": {"id_number": "110101190001011234"}})

    assert answer.status_code == 422
    assert "11010119" not in answer.text


def nobody(network: Network, person: Person, day: date) -> frozenset[str]:
    """A network that has forgotten its rules."""
    return frozenset()


def test_a_disagreement_is_never_an_answer(book: Rulebook, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is a server error, counted."""
    monkeypatch.setattr(Network, "surely", nobody)
    client = TestClient(create_app(Settings(auth="off"), Rulebook(book.rules)), raise_server_exceptions=False)

    answer = client.post(EVALUATE, json=ELDER)

    assert (answer.status_code, answer.json()["type"]) == (500, "urn:huilao:problem:disagreement")
    assert client.get("/readyz").json()["disagreements"] == 1


def test_no_profile_value_reaches_the_log(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    """Neither of a good profile nor of a bad one."""
    client.post(EVALUATE, json={"profile": {"birth_date": "1944-05-10", "residence": "nowhere-4711"}})
    client.post(EVALUATE, json=ELDER)

    assert "4711" not in caplog.text
    assert "1944" not in caplog.text


def test_the_rule_book_can_be_read_in_words(client: TestClient, book: Rulebook) -> None:
    """Benefits, facts, terms and documents."""
    benefits = client.get("/v1/benefits").json()
    one = client.get("/v1/benefits/mianning/5-1-free-flu-vaccine").json()
    vaccines = client.get("/v1/benefits", params={"service": "vaccination"}).json()

    assert len(benefits) == len(book.benefits)
    assert one["sentence"]["zh"] == "户籍在冕宁县，并且年满60周岁"
    assert one["condition"]["parts"][0]["fact"] == "household_registration"
    assert {entry["service"] for entry in vaccines} == {"vaccination"}
    assert {entry["fact"] for entry in client.get("/v1/facts").json()} == set(book.rules.facts)
    own = {term.name for ruleset in book.rules.rulesets.values() for term in ruleset.terms.values() if term.own}
    assert {entry["term"] for entry in client.get("/v1/terms").json()} == set(book.rules.terms) | own
    assert [entry["ruleset"] for entry in client.get("/v1/rulesets").json()] == list(book.rules.rulesets)
    for benefit in book.benefits:
        assert client.get(f"/v1/benefits/{benefit}").status_code == 200


def test_it_says_that_it_is_alive_and_ready(client: TestClient, book: Rulebook) -> None:
    """And with which rule book."""
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json()["version"] == book.version
