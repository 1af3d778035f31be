"""The log over HTTP and on its page: who is bound to places sees what is of these."""

from __future__ import annotations

import csv
from io import StringIO
from typing import Any as Anything

import pytest

from huilao_api.who import Role

from .conftest import Bureau

OWN, OTHER = "513433", "511725"


@pytest.fixture
def ids(bureau: Bureau) -> dict[str, str]:
    """A decision of each place, read by somebody; and what is of no place."""
    admin, desk = bureau.key(Role.ADMIN), bureau.key(Role.CASEWORKER, name="desk")
    found = dict[str, str]()
    for place in (OWN, OTHER):
        body = {"profile": {"birth_date": "1944-05-10", "residence": place}, "as_of": "2025-03-01"}
        found[place] = bureau.client.post("/v1/decisions", json=body, headers=desk).json()["id"]
        assert bureau.client.get(f"/v1/decisions/{found[place]}", headers=desk).status_code == 200
    assert bureau.client.post("/v1/keys", json={"name": "portal", "role": "policy"}, headers=admin).status_code == 201
    return found


def seen(bureau: Bureau, headers: dict[str, str]) -> list[Anything]:
    """The entries that somebody sees, of whatever page."""
    return bureau.client.get("/v1/audit", params={"limit": 200}, headers=headers).json()["entries"]


def test_who_is_bound_to_places_sees_what_is_of_these_and_their_own(bureau: Bureau, ids: dict[str, str]) -> None:
    """Over HTTP, on the page and in its file alike; who is bound to none sees all."""
    bound, free = (bureau.signed_in(Role.AUDITOR, *places, name=name) for name, places in (("bound", (OWN,)), ("free", ())))
    assert {(one["who"], one["action"]) for one in seen(bureau, bound)} == {
        ("key:desk", "decided"), ("key:desk", "read"), ("account:bound", "signed_in"),
    }  # fmt: skip
    assert {one["about"] for one in seen(bureau, bound)} == {ids[OWN], ""}
    assert {one["about"] for one in seen(bureau, free)} >= set(ids.values())
    assert seen(bureau, bureau.key(Role.AUDITOR, OTHER, name="other"))[0]["about"] == ids[OTHER]
    for headers, elsewhere in ((bound, False), (free, True)):
        page = bureau.client.get("/audit", headers=headers | {"Accept": "text/html"}).text
        assert ids[OWN] in page
        assert (ids[OTHER] in page, "portal" in page, 'action="/audit/verify"' in page) == (elsewhere,) * 3
        rows = list(csv.DictReader(StringIO(bureau.client.post("/audit/export", headers=headers).text.removeprefix("\ufeff"))))
        assert (ids[OTHER] in {one["about"] for one in rows}) is elsewhere


def test_a_word_that_no_entry_has_is_refused(bureau: Bureau, ids: dict[str, str]) -> None:
    """Nothing found would say that nothing was done."""
    assert ids
    found = [bureau.client.get("/v1/audit", params={"action": one}, headers=bureau.key(Role.AUDITOR)) for one in ("decided", "decide")]
    assert len(found[0].json()["entries"]) == 2
    assert (found[1].status_code, "decided" in found[1].text) == (422, True)


def test_a_filter_that_is_empty_is_none(bureau: Bureau, ids: dict[str, str]) -> None:
    """As browsers send a form."""
    assert ids
    headers = bureau.key(Role.AUDITOR)
    found = [bureau.client.get(f"/v1/audit?{query}", headers=headers).json()["entries"] for query in ("", "who=&action=&about=", "who=")]

    assert found[0]
    assert found == [found[0]] * 3


@pytest.mark.parametrize(
    ("query", "where"), [("who=%00", "query.who"), ("about=a%1bb", "query.about"), ("who=desk%e2%80%8b", "query.who"), ("action=read%00", "query.action")]
)  # fmt: skip
def test_what_is_not_seen_in_a_filter_is_told_by_its_name(bureau: Bureau, query: str, where: str) -> None:
    """In the words of whoever asks."""
    for language, said in (("zh", "看不见的字符"), ("en", "invisible")):
        answer = bureau.client.get(f"/v1/audit?{query}", headers=bureau.key(Role.AUDITOR) | {"Accept-Language": language})
        [problem] = answer.json()["problems"]
        assert (answer.status_code, problem["where"]) == (422, where)
        assert where == "query.action" or said in problem["message"]


@pytest.mark.parametrize(("places", "status"), [((), 200), ((OWN,), 403)])
def test_the_whole_log_is_proved_by_who_is_bound_to_no_place(bureau: Bureau, places: tuple[str, ...], status: int) -> None:
    """Another is told who may, and by which command."""
    answer = bureau.client.post("/audit/verify", headers=bureau.signed_in(Role.AUDITOR, *places) | {"Accept": "text/html"})
    assert answer.status_code == status
    assert ("huilao audit verify" in answer.text) is (status == 403)
