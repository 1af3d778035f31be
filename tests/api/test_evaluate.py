"""`POST /v1/evaluate`: the first page, filters, and what is said of a benefit in the catalogue."""

from __future__ import annotations

from pathlib import Path
from typing import Any as Anything

import pytest
from starlette.testclient import TestClient

from huilao import Rulebook, profile_data
from huilao_api.app import create_app
from huilao_api.routes.answers import EXAMPLES
from huilao_api.routes.book_bodies import BenefitDetail, FactBody
from huilao_api.routes.messages import PageResponse
from huilao_api.settings import Settings
from small_books import benefit, one_ruleset

EVALUATE = "/v1/evaluate"
ELDER: dict[str, Anything] = EXAMPLES["elder"]["value"]


@pytest.fixture(scope="module")
def client(book: Rulebook) -> TestClient:
    return TestClient(create_app(Settings(auth="off"), book), raise_server_exceptions=False)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_first_page_is_that_of_the_library(client: TestClient, book: Rulebook, language: str) -> None:
    """In the language of the caller, and entry for entry what the documentation says."""
    answer = client.post(EVALUATE, json=ELDER, params={"view": "page"}, headers={"Accept-Language": language})
    page = book.evaluate(ELDER["profile"], ELDER["as_of"])

    assert answer.headers["content-language"] == language
    assert answer.json()["text"] == {language: page.page(language)}
    assert [one["benefit"] for one in answer.json()["claims"]] == [one.finding.benefit for one in page.first_page.claims]
    assert PageResponse.model_validate(answer.json()).model_dump(mode="json", by_alias=True) == answer.json()


@pytest.mark.parametrize(
    ("query", "field", "wanted"),
    [
        ("action=claim", "action", {"claim"}),
        ("action=可以办&action=还要了解", "action", {"claim", "ask"}),
        ("service=vaccination", "service", {"vaccination"}),
        ("ruleset=mianning&action=claim", "action", {"claim"}),
    ],
)
def test_only_what_is_asked_for_is_answered(client: TestClient, query: str, field: str, wanted: set[str]) -> None:
    """By codes or Chinese words; the receipt stays that of all."""
    some = client.post(f"{EVALUATE}?{query}", json=ELDER).json()
    every = client.post(EVALUATE, json=ELDER).json()

    assert {one[field] for one in some["findings"]} == wanted
    assert [one for one in every["findings"] if one in some["findings"]] == some["findings"]
    assert some["receipt"] == every["receipt"]


def test_documents_by_place_and_those_of_the_residence(client: TestClient) -> None:
    """A ruleset goes by the name of its place too."""
    here, by_place, by_name = (
        client.post(f"{EVALUATE}?{query}", json=ELDER).json()["findings"] for query in ("local=true", "ruleset=冕宁县", "ruleset=mianning")
    )

    assert by_place == by_name
    assert {one["benefit"].partition("/")[0] for one in here} == {"mianning"}


@pytest.mark.parametrize(
    ("query", "kind", "said"),
    [
        ("action=clam", "filter", "claim"),
        ("service=vacination", "filter", "vaccination"),
        ("ruleset=miannin", "filter", "mianning"),
        ("for=老人本人", "filter", "老年人本人"),
        ("action=拒绝", "filter", "没有“拒绝”这种答复，可写：可以办、看怎样理解、"),
        ("actions=claim", "request", "actions"),
        ("view=first", "request", "view"),
    ],
)
def test_an_unknown_filter_is_refused(client: TestClient, query: str, kind: str, said: str) -> None:
    """With the nearest that there is; nothing is read over."""
    answer = client.post(f"{EVALUATE}?{query}", json=ELDER)

    assert (answer.status_code, answer.json()["type"]) == (422, f"urn:huilao:problem:{kind}")
    assert said in answer.text


def test_every_documented_filter_runs(client: TestClient) -> None:
    """Examples are promises."""
    parameters = client.get("/openapi.json").json()["paths"][EVALUATE]["post"]["parameters"]
    examples = [(one["name"], value) for one in parameters for value in one["schema"].get("examples", ())]

    filters = {"action", "service", "ruleset", "for"}

    assert {name for name, _ in examples} == filters | {"version"}
    for name, value in [one for one in examples if one[0] in filters]:
        assert client.post(EVALUATE, json=ELDER, params={name: value}).status_code == 200


def test_the_catalogue_says_what_is_to_be_known_of_a_benefit(client: TestClient, book: Rulebook) -> None:
    """Charge, what the text does not say, the readings with their weight."""
    for name, one in list(book.benefits.items())[::9]:
        body = BenefitDetail.model_validate(client.get(f"/v1/benefits/{name}").json())

        assert (body.charge, body.scheme, len(body.not_said)) == (one.charge, one.scheme, len(one.not_said))
        assert body.same_as == (f"{one.ruleset}/{one.same_as}" if one.same_as else None)
        assert [(of.name, of.weight) for of in body.readings] == [(of.name, of.weight) for of in one.readings]


def test_the_catalogue_says_what_facts_say_of_each_other(client: TestClient, book: Rulebook) -> None:
    """As a profile would."""
    for body in map(FactBody.model_validate, client.get("/v1/facts").json()):
        fact = book.rules.facts[body.fact]

        assert (body.asked_of, body.screen, body.locates) == (fact.asked_of, fact.screen, fact.locates)
        assert body.implies == profile_data({one.fact: one.value for one in fact.implies})
        assert [one.implies for one in body.codes] == [profile_data({of.fact: of.value for of in one.implies}) for one in fact.codes]


def test_the_catalogue_says_which_readings_an_office_settled(tmp_path: Path) -> None:
    """By whom and from when on."""
    reading = "readings: [{name: 都算, when: {listed: true}, note: {zh: 都算, en: all}}]"
    adopted = "adopted: {one: {reading: 都算, by: {zh: 县民政局, en: County Civil Affairs Bureau}, since: 2025-01-01, cite: 批复}}"
    book = one_ruleset(tmp_path, adopted, one=benefit("{widowed: true}", reading))
    (ruleset,) = TestClient(create_app(Settings(auth="off"), book)).get("/v1/rulesets").json()

    assert ruleset["adopted"] == [
        {
            "about": "one",
            "reading": "都算",
            "since": "2025-01-01",
            "by": {"zh": "县民政局", "en": "County Civil Affairs Bureau"},
            "cite": ["批复"],
        }
    ]


def test_a_parameter_that_stands_twice_is_refused(client: TestClient) -> None:
    """One of the two would be taken in silence; what may stand as often as wanted may."""
    answer = client.post(f"{EVALUATE}?lang=zh&lang=en", json=ELDER)

    assert (answer.status_code, "lang" in answer.text) == (422, True)
    assert client.post(f"{EVALUATE}?action=claim&action=ask", json=ELDER).status_code == 200
