"""What programs rely on: the OpenAPI document, media types, languages, tags of versions, batches, the machine-readable catalogue."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any as Anything
from typing import cast

import pytest
from jsonschema import Draft202012Validator
from starlette.testclient import TestClient

from huilao import Rulebook, node_data
from huilao_api.app import create_app
from huilao_api.routes.answers import BATCH_EXAMPLES, EXAMPLES
from huilao_api.routes.book_bodies import BenefitDetail
from huilao_api.routes.messages import BatchResponse, EvaluateResponse
from huilao_api.routes.nodes import NodeBody
from huilao_api.settings import Settings
from huilao_api.who import Role
from page_blocks import ROOT

from .conftest import Bureau

ELDER: dict[str, Anything] = EXAMPLES["elder"]["value"]
WRONG = {"birth_date": "1944-13-01"}
CATALOGUE = ["/v1/benefits", "/v1/benefits/mianning/5-1-free-flu-vaccine", "/v1/facts", "/v1/terms", "/v1/quantities", "/v1/standards",
             "/v1/rulesets", "/v1/catalogue"]  # fmt: skip


@pytest.fixture(scope="module")
def client(book: Rulebook) -> TestClient:
    return TestClient(create_app(Settings(auth="off"), book), raise_server_exceptions=False)


@pytest.fixture(scope="module")
def document(client: TestClient) -> dict[str, Anything]:
    return client.get("/openapi.json").json()


def operations(document: dict[str, Anything]) -> list[dict[str, Anything]]:
    return [one for path in document["paths"].values() for one in path.values()]


def test_every_operation_has_a_name_a_tag_and_its_errors(document: dict[str, Anything]) -> None:
    """Names are those of functions, so that clients can be written from them; errors are problems, and no others are documented."""
    names = [one["operationId"] for one in operations(document)]

    assert document["info"]["title"].isascii()
    assert len(set(names)) == len(names)
    assert all(name.isidentifier() for name in names)
    assert {tag for one in operations(document) for tag in one["tags"]} == {one["name"] for one in document["tags"]}
    assert not [one for one in document["components"]["schemas"] if "__" in one]  # two models of one name
    assert all("500" in one["responses"] for one in operations(document))
    assert all(
        "507" in one["responses"]
        for path in document["paths"].values()
        for method, one in path.items()
        if method != "get" and one["tags"] != ["answers"]
    )
    for one in operations(document):
        for status, response in one["responses"].items():
            if status >= "400":
                assert response["content"] == {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}}


@pytest.mark.parametrize("page", ["api.md", "api.zh.md"])
def test_the_page_names_every_path_and_parameter(document: dict[str, Anything], page: str) -> None:
    """Each path by its last word, in both languages; but for what an OpenID provider sends."""
    text = (ROOT / "docs" / page).read_text("utf-8")
    last = {re.findall(r"[\w.-]+(?![\w.-]*})", path)[-1] for path in document["paths"]}
    parameters = {
        one["name"]
        for path, operations in document["paths"].items() if path != "/v1/oidc/callback"
        for operation in operations.values()
        for one in operation.get("parameters", ()) if one["in"] == "query"
    }  # fmt: skip

    assert {one for one in last if not re.search(rf"[/`]{one}\b", text)} == set()
    assert {one for one in parameters if not re.search(rf"\b{one}\b", text)} == set()


def test_the_profile_is_typed_by_the_facts_of_the_rule_book(document: dict[str, Anything], book: Rulebook) -> None:
    """Wherever one is taken; every example of a request is a valid one."""
    schemas = document["components"]["schemas"]
    facts = schemas["Profile"]["properties"]

    assert set(book.rules.facts) < set(facts)
    assert schemas["EvaluateRequest"]["properties"]["profile"]["$ref"] == "#/components/schemas/Profile"
    assert schemas["BatchRequest"]["properties"]["profiles"]["items"] == {"$ref": "#/components/schemas/Profile"}
    checker: Anything = Draft202012Validator(schemas["Profile"])
    assert checker.is_valid(ELDER["profile"])
    assert not checker.is_valid({"sex": "unknown"})


@pytest.mark.parametrize(("encoding", "status"), [("utf-8", 200), ("utf-8-sig", 200), ("gbk", 400), ("utf-16", 400)])
def test_a_body_is_text_in_utf_8(client: TestClient, encoding: str, status: int) -> None:
    """And nothing else is guessed (RFC 8259)."""
    content = '{"profile": {"常住地": "冕宁县"}}'.encode(encoding)
    answer = client.post("/v1/evaluate", content=content, headers={"Content-Type": "application/json"})

    assert answer.status_code == status
    assert status == 200 or "UTF-8" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Content-Type": "text/plain"}, 415), ({"Content-Type": "application/x-www-form-urlencoded"}, 415),
        ({"Content-Type": "application/merge-patch+json"}, 200), ({"Content-Type": "application/json; charset=utf-8"}, 200),
        ({"Content-Type": 'application/json;Charset="UTF-8"'}, 200), ({"Content-Type": "application/json; charset=gbk"}, 415),
        ({"Content-Type": "application/json; charset=klingon"}, 415),
        ({"Accept": "text/html"}, 406), ({"Accept": "application/json;q=0"}, 406), ({"Accept": "application/*"}, 200),
        ({"Accept": "text/html, */*;q=0.1"}, 200), ({"Accept": "application/x-ndjson"}, 406), ({"Accept": "application/json;q=0.0, */*"}, 406),
        ({"Accept": "*/*;q=0, application/json"}, 200), ({"Accept": "application/*;q=0, */*"}, 406), ({"Accept": "application/json; Q=0.5"}, 200),
        ({"Accept": "application/json;q=2"}, 406),
    ],
)  # fmt: skip
def test_other_media_types_are_refused(client: TestClient, headers: dict[str, str], status: int) -> None:
    """As a problem, in the language of the caller."""
    answer = client.post("/v1/evaluate", content=json.dumps(ELDER), headers={"Content-Type": "application/json", **headers})

    assert answer.status_code == status
    assert status == 200 or answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/v1/evaluate", "/v1/timeline", "/v1/interview"])
def test_the_language_of_the_address_comes_before_that_of_the_header(client: TestClient, path: str) -> None:
    """Mistakes are told in it, too; another language is refused, and so is a parameter that there is not."""
    said = {
        language: client.post(path, json={"profile": WRONG}, params={"lang": language}, headers={"Accept-Language": "en"}).json()["title"]
        for language in ("zh", "en")
    }

    assert said == {"zh": "个人信息有误", "en": "the profile has mistakes"}
    assert client.post(path, json=ELDER, params={"lang": "fr"}).status_code == 422
    assert client.post(path, json=ELDER, params={"limitt": "3"}).json()["problems"][0]["where"] == "query.limitt"


@pytest.mark.parametrize("path", CATALOGUE)
def test_who_has_the_version_in_service_gets_nothing(client: TestClient, path: str) -> None:
    """By its tag, which another language has another of; parameters that there are not are refused."""
    first = client.get(path)
    tag = first.headers["etag"]

    assert first.status_code == 200
    assert first.headers["vary"].startswith("Accept-Language")
    for given in (f'"other", {tag}', tag.removeprefix("W/"), f'"other",{tag.removeprefix("W/")}', "*"):  # compared weakly
        known = client.get(path, headers={"If-None-Match": given})
        assert (known.status_code, known.headers["vary"]) == (304, first.headers["vary"])
    assert first.headers["content-language"] == "zh, en"
    assert client.get(path, headers={"If-None-Match": '"other"'}).content == first.content
    assert client.get(path, params={"lang": "en"}).headers["etag"] != tag
    assert client.get(path, params={"langg": "en"}).status_code == 422


@pytest.mark.parametrize(("query", "status"), [("view=page", 200), ("explain=full", 200), ("view=page&explain=full", 422)])
def test_the_first_page_has_its_own_reasons(client: TestClient, query: str, status: int) -> None:
    """Nothing that a caller asks for is read over."""
    answer = client.post(f"/v1/evaluate?{query}", json={"profile": {"birth_date": "1944-05-10"}})
    assert answer.status_code == status
    assert ("explain" in answer.text) is (status == 422)


def test_an_unknown_document_is_refused_and_not_answered_with_nothing(client: TestClient) -> None:
    """A place stands for its document."""
    assert client.get("/v1/benefits", params={"ruleset": "miannin"}).status_code == 422
    assert (
        client.get("/v1/benefits", params={"ruleset": "冕宁县"}).json() == client.get("/v1/benefits", params={"ruleset": "mianning"}).json()
    )


@pytest.mark.parametrize("path", ["/v1/benefits", "/v1/facts", "/v1/standards", "/v1/catalogue"])
def test_what_stands_twice_is_read_over_nowhere(client: TestClient, path: str) -> None:
    """In the rule book neither."""
    refused = client.get(f"{path}?lang=zh&lang=en")

    assert (refused.status_code, "may stand once" in refused.text) == (422, True)


@pytest.mark.parametrize(
    "path", ["/v1/benefits?ruleset=%C3%E1%C4%FE", "/v1/catalogue?ruleset=%ff", "/v1/facts?%ff=1", "/v1/audit?who=%CD%F5"]
)
@pytest.mark.parametrize(("language", "said"), [("zh", "不是 UTF-8 文本，请用 UTF-8 发送"), ("en", "not UTF-8: send it in UTF-8")])
def test_a_parameter_that_is_not_utf_8_is_refused(bureau: Bureau, path: str, language: str, said: str) -> None:
    """Nothing would be found by what stands in its place."""
    refused = bureau.client.get(
        path, headers=bureau.key(Role.ADMIN if "audit" in path else Role.CASEWORKER) | {"Accept-Language": language}
    )

    assert (refused.status_code, refused.json()["problems"][0]["message"]) == (422, said)


@pytest.mark.parametrize(
    ("said", "small"),
    [
        ("gzip", True), ("GZIP", True), ("Gzip;Q=0.5, br", True), ("x-gzip", True), ("*", True), ("gzip, *;q=0", True), ("*, identity;q=0", True),
        ("gzip;q=0", False), ("GZIP;q=0, *", False), ("*;q=0", False), ("gzip;q=0.1, identity;q=0.9", False), ("identity;q=1, gzip;q=0.2", False),
        ("identity", False), ("identity;q=0", False), ("br", False), ("notgzip", False), ("", False),
    ],
)  # fmt: skip
def test_answers_are_made_small_for_who_takes_them_so(client: TestClient, said: str, small: bool) -> None:
    """gzip, in whatever letters; not where a caller takes none, or likes it less. Either says that it hangs on that, once."""
    answer = client.post("/v1/evaluate", json=ELDER, headers={"Accept-Encoding": said})
    document = client.get("/openapi.json", headers={"Accept-Encoding": said})

    assert (answer.headers.get("content-encoding"), document.headers.get("content-encoding")) == (
        ("gzip", "gzip") if small else (None, None)
    )
    assert (answer.headers["vary"], document.headers["vary"]) == ("Accept-Language, Accept-Encoding", "Accept-Encoding")


@pytest.mark.parametrize("view", ["full", "page"])
def test_one_bad_profile_does_not_touch_the_others(client: TestClient, view: str) -> None:
    """Each is answered as it is alone, in their order."""
    profiles: list[Anything] = [ELDER["profile"], WRONG, ELDER["profile"]]
    answer = client.post("/v1/evaluate/batch", json={**ELDER, "profiles": profiles}, params={"view": view})
    assert answer.status_code == 422  # what there is not is refused
    results = client.post("/v1/evaluate/batch", json={"profiles": profiles, "as_of": ELDER["as_of"]}, params={"view": view}).json()[
        "results"
    ]
    alone = client.post("/v1/evaluate", json=ELDER, params={"view": view}).json()

    assert [one["index"] for one in results] == [0, 1, 2]
    assert results[0]["evaluation"] == alone == results[2]["evaluation"]
    assert results[1]["problem"] == client.post("/v1/evaluate", json={**ELDER, "profile": WRONG}).json()
    assert BatchResponse.model_validate({"results": results}).model_dump(mode="json", by_alias=True, exclude_unset=True) == {
        "results": results
    }


@pytest.mark.parametrize("none", [None, "x", 5, []])
def test_what_is_no_profile_does_not_touch_the_others(client: TestClient, none: Anything) -> None:
    """A mistake at its place, in one list and line by line; the documentation has profiles alone."""
    batch = {"profiles": [{"age": 82}, none, {"age": 83}], "as_of": "2025-03-01"}
    answer = client.post("/v1/evaluate/batch", json=batch)
    lines = client.post("/v1/evaluate/batch", json=batch, headers={"Accept": "application/x-ndjson"})

    assert answer.status_code == 200
    results = answer.json()["results"]
    assert [one.keys() - {"index"} for one in results] == [{"evaluation"}, {"problem"}, {"evaluation"}]
    assert (results[1]["index"], results[1]["problem"]["type"]) == (1, "urn:huilao:problem:profile")
    (told,) = results[1]["problem"]["problems"]
    assert "应是一组" in told["message"]
    assert [json.loads(one) for one in lines.text.splitlines()] == results
    schema = client.get("/openapi.json").json()["components"]["schemas"]["BatchRequest"]["properties"]["profiles"]
    assert schema["items"] == {"$ref": "#/components/schemas/Profile"}


def test_a_batch_comes_line_by_line_for_who_wants_it_so(client: TestClient) -> None:
    """The very same results; a thousand people at most; an unknown benefit is a mistake of the request."""
    batch = BATCH_EXAMPLES["two"]["value"]
    lines = client.post("/v1/evaluate/batch", json=batch, headers={"Accept": "application/x-ndjson"})

    assert lines.headers["content-type"].startswith("application/x-ndjson")
    assert [json.loads(one) for one in lines.text.splitlines()] == client.post("/v1/evaluate/batch", json=batch).json()["results"]
    for liked, given in (("application/x-ndjson, application/json;q=0.1", "application/x-ndjson"), ("*/*", "application/json")):
        answer = client.post("/v1/evaluate/batch", json=batch, headers={"Accept": liked})
        assert answer.headers["content-type"].startswith(given)
    assert client.post("/v1/evaluate/batch", json={"profiles": [dict[str, str]()] * 1_001}).status_code == 422
    assert client.post("/v1/evaluate/batch", json={"profiles": []}).status_code == 422
    assert client.post("/v1/evaluate/batch", json={**batch, "benefits": ["mianning/none"]}).status_code == 404


def test_the_catalogue_is_linked_data_of_public_services(client: TestClient, book: Rulebook) -> None:
    """Every benefit with its document, service and authority; every link leads to something in it."""
    answer = client.get("/v1/catalogue", headers={"Accept": "application/ld+json"})
    graph = answer.json()["@graph"]
    services = [one for one in graph if one["@type"] == "cpsv:PublicService"]
    known = {one["@id"] for one in graph}

    assert answer.headers["content-type"] == "application/ld+json"
    assert [one["dct:identifier"] for one in services] == list(book.benefits)
    for one in services:
        assert {one["cv:hasLegalResource"]["@id"], one["cv:thematicArea"]["@id"]} <= known
        assert one["dct:title"][0] == {"@value": book.benefits[one["dct:identifier"]].name.zh, "@language": "zh"}


def test_conditions_and_proofs_are_what_the_document_says(client: TestClient, book: Rulebook) -> None:
    """Entry for entry, of every benefit of the rule book and of a person who is partly known."""
    for one in book.benefits.values():
        body = NodeBody.model_validate(node_data(one.condition))
        assert body.model_dump(mode="json", by_alias=True, exclude_unset=True) == node_data(one.condition)
    detail = client.get("/v1/benefits/mianning/5-1-free-flu-vaccine").json()
    assert BenefitDetail.model_validate(detail).model_dump(mode="json", by_alias=True, exclude_unset=True) == detail
    profile = {
        "birth_date": "1943",
        "residence": "513433",
        "living_status": {"has": ["alone"]},
        "ability_level": {"one_of": ["severe", "total"]},
    }
    answer = client.post("/v1/evaluate", json={"profile": profile}, params={"explain": "full"}).json()
    assert EvaluateResponse.model_validate(answer, strict=False).model_dump(mode="json", by_alias=True, exclude_unset=True) == answer


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/v1/facts", "GET, HEAD"), ("PUT", "/v1/decisions", "GET, HEAD, POST"), ("HEAD", "/v1/evaluate", "POST"),
        ("POST", "/v1/drafts/x/files/a.yaml", "GET, HEAD, PUT, DELETE"), ("POST", "/healthz", "GET, HEAD"),
    ],
)  # fmt: skip
def test_a_method_that_there_is_not_says_which_there_are(client: TestClient, method: str, path: str, allowed: str) -> None:
    """All of them, in whatever routes (RFC 9110, 15.5.6)."""
    answer = client.request(method, path)

    assert (answer.status_code, answer.headers["allow"]) == (405, allowed)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    "path", ["/v1/evaluate?explain=full", "/v1/evaluate?view=page", "/v1/evaluate/batch?explain=none", "/v1/timeline", "/v1/interview"]
)  # fmt: skip
def test_an_answer_is_in_the_one_language_that_is_asked_for(client: TestClient, path: str, language: str) -> None:
    """Every text of it, as its header says."""
    body = {"profiles": [ELDER["profile"]]} if "batch" in path else ELDER | ({"near_misses": True} if "timeline" in path else {})
    answer = client.post(path, json=body, headers={"Accept-Language": language})

    assert answer.status_code == 200, answer.text
    assert answer.headers["content-language"] == language
    assert "Accept-Language" in answer.headers["vary"]
    assert set(_languages(answer.json())) == {language}


def _languages(data: Anything) -> Iterator[str]:
    if isinstance(data, dict):
        named = cast("dict[str, Anything]", data)
        yield from named.keys() & {"zh", "en"}
        data = list(named.values())
    for one in cast("list[Anything]", data) if isinstance(data, list) else []:
        yield from _languages(one)


@pytest.mark.parametrize(("names", "detail"), [(1, "共 1 处"), (100, "共 100 处"), (900, "共 900 处")])
def test_all_mistakes_are_counted_and_a_hundred_named(client: TestClient, names: int, detail: str) -> None:
    answer = client.post("/v1/evaluate", json={"profile": {f"nothing{number}": 1 for number in range(names)}}).json()

    assert (answer["status"], answer["detail"]) == (422, detail)
    assert len(answer["problems"]) == (names if names <= 100 else 101)  # the last says that there are more


@pytest.mark.parametrize("path", ["/", "/v1/facts", "/v1/facts/nothing", "/openapi.json", "/healthz"])
def test_head_has_the_headers_of_get(client: TestClient, path: str) -> None:
    """As monitors ask (RFC 9110, 9.3.2)."""
    head, get = (client.request(method, path, follow_redirects=False) for method in ("HEAD", "GET"))

    assert (head.status_code, head.content) == (get.status_code, b"")
    assert _without_request(head.headers) == _without_request(get.headers)


def _without_request(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name not in ("x-request-id", "date")}


LIST = "/v1/decisions"
"""Asked in words that it takes, it says that this service keeps nothing."""


@pytest.mark.parametrize(
    ("path", "status"),
    [
        *((f"/v1/benefits?lang={one}", 422) for one in ("ZH", "zh%20")),
        *((f"{LIST}?limit={one}", 422) for one in ("1_0", "5.0", "%205", "05", "-1", "+5", "%EF%BC%95", "0x5", "1e1", "true", "", "9" * 30)),
        *((f"/v1/publications/{one}", 422) for one in ("01", "1_0", "1.0")), (f"{LIST}?limit=10", 404), ("/v1/publications/1", 404),
    ],
)  # fmt: skip
def test_a_parameter_is_written_in_one_way(client: TestClient, path: str, status: int) -> None:
    """Plain digits; what may be written is said."""
    answer = client.get(path)

    assert answer.status_code == status
    assert status == 404 or answer.json()["problems"][0]["message"].startswith(("应是整数，只写数字", "可填：zh、en"))


@pytest.mark.parametrize("said", ["yes", "1", "on", "TRUE", "True", "%20true", "f", ""])
def test_yes_and_no_are_true_and_false(client: TestClient, said: str) -> None:
    """And nothing else."""
    problem = client.post(f"/v1/evaluate?local={said}", json=ELDER).json()["problems"]

    assert problem == [{"where": "query.local", "message": "应是 true 或 false"}]
    assert client.post("/v1/evaluate?local=false", json=ELDER).status_code == 200


@pytest.mark.parametrize(
    ("path", "more", "status", "where"),
    [
        ("/v1/evaluate?action=foo&service=bar&for=baz&ruleset=qux&action=ask", {}, 422, ["query.action", "query.service", "query.for", "query.ruleset"]),
        ("/v1/evaluate?action=foo&action=bar", {}, 422, ["query.action"] * 2),
        ("/v1/evaluate", {"benefits": ["a/b", *ELDER.get("benefits", []), "c/d"]}, 404, ["body.benefits.0", "body.benefits.1"]),
        ("/v1/evaluate?explain=long&service=bar", {"benefits": ["a/b"], "more": 1}, 422, ["query.explain", "body.more", "query.service", "body.benefits.0"]),
        ("/v1/evaluate?service=bar", {"benefits": ["a/b"]}, 422, ["query.service", "body.benefits.0"]),
        ("/v1/timeline", {"benefits": ["a/b", "c/d"]}, 404, ["body.benefits.0", "body.benefits.1"]),
        ("/v1/interview", {"benefits": ["a/b", 5]}, 422, ["body.benefits.1", "body.benefits.0"]),
        ("/v1/decisions?lang=fr", {"benefits": ["a/b"]}, 422, ["query.lang", "body.benefits.0"]),
        ("/v1/screenings/x/start?lang=fr", {"profile": 0, "benefits": ["5-1-free-flu-vaccine"]}, 422, ["query.lang", "body.profile"]),
    ],
)  # fmt: skip
def test_all_mistakes_are_told_at_once(client: TestClient, path: str, more: dict[str, Anything], status: int, where: list[str]) -> None:
    """Also those that the rule book alone can know."""
    answer = client.post(path, json={**ELDER, **more}).json()

    assert answer["status"] == status
    assert [one["where"] for one in answer["problems"]] == where


@pytest.mark.parametrize(
    ("method", "path", "headers", "status", "said"),
    [
        ("GET", "/nowhere", {}, 404, "/docs"), ("DELETE", "/v1/facts", {}, 405, "GET"), ("GET", "/v1/facts", {"Accept": "text/html"}, 406, "application/json"),
        ("POST", "/v1/evaluate", {"Content-Type": "text/plain"}, 415, "Content-Type: application/json"),
        ("PUT", "/v1/drafts/x/archive", {"Content-Type": "text/plain"}, 415, "application/zip"),
        ("POST", "/v1/screenings", {"Content-Type": "multipart/form-data"}, 400, "register"), ("POST", "/v1/screenings", {}, 415, "multipart/form-data"),
        ("POST", "/v1/evaluate", {"Content-Type": "application/json"}, 413, "1 MB"),
    ],
)  # fmt: skip
def test_what_is_refused_for_how_it_was_sent_is_told_in_the_language_of_the_caller(
    client: TestClient, method: str, path: str, headers: dict[str, str], status: int, said: str
) -> None:
    """What is wrong and how to mend it, in words of one language, which the answer names."""
    for language in ("zh", "en"):
        content = b" " * 1_000_001 if status == 413 else None
        answer = client.request(method, path, content=content, headers={"Accept-Language": language, **headers})
        told = answer.json()
        assert answer.status_code == status
        assert said in told["detail"]
        assert (answer.headers["content-language"], answer.headers["vary"]) == (language, "Accept-Language, Accept-Encoding")
        assert [any("一" <= one <= "鿿" for one in told[part]) for part in ("title", "detail")] == [language == "zh"] * 2


def test_what_may_be_written_is_listed_in_one_way(client: TestClient) -> None:
    """By commas of the language."""
    answer = client.post("/v1/evaluate?explain=long", json=ELDER)

    assert answer.json()["problems"] == [{"where": "query.explain", "message": "可填：none、short、full"}]


def test_a_browser_that_is_led_on_is_not_asked_what_it_takes(client: TestClient) -> None:
    """Here there is no provider to be led to."""
    assert client.get("/v1/oidc/sign-in", headers={"Accept": "text/html"}).status_code == 404


def test_parameters_keep_their_bounds_in_the_document(document: dict[str, Anything]) -> None:
    """Whatever is asked of how they are written."""
    [limit] = [one["schema"] for one in document["paths"]["/v1/drafts"]["get"]["parameters"] if one["name"] == "limit"]
    [revision] = [one["schema"] for one in document["paths"]["/v1/drafts/{id}/check"]["get"]["parameters"] if one["name"] == "revision"]

    assert (limit["type"], limit["minimum"], limit["maximum"]) == ("integer", 1, 200)
    assert {"type": "integer", "minimum": 1, "maximum": 2**31 - 1} in revision["anyOf"]
