"""Facts erased by an administrator: what will go is shown before it goes, what stays stays, and the log says who did it and why."""

from __future__ import annotations

import json

import pytest

from huilao_api.pages.erasure import CAUSES
from huilao_api.store import decisions
from huilao_api.store.decisions import ErasedFor
from huilao_api.store.log import Wanted, entries
from huilao_api.store.tables import Decision
from huilao_api.who import Role

from ..api.conftest import Bureau
from .conftest import HTML
from .reading import Element, Reader

NAME = "冕宁-2025-0017"


@pytest.fixture
def admin(office: Bureau) -> Reader:
    return Reader(office.client, HTML | office.signed_in(Role.ADMIN))


def kept(office: Bureau, person: str | None = NAME) -> Decision:
    database, store = office.service.store()
    evaluation = office.service.book.evaluate({"birth_date": "1944-05-10", "residence": "513433"}, "2025-03-01", assurance="off")
    with database.writing() as session:
        decision = decisions.decision_of(store, evaluation, person)
        decisions.keep(session, store, decision, "account:wang")
        session.flush()
        session.expunge(decision)
    return decision


def now(office: Bureau, id_: str) -> Decision:
    with office.service.store()[0].reading() as session:
        found = session.get(Decision, id_)
        assert found is not None
        session.expunge(found)
    return found


def named(page: Element) -> list[str]:
    """The decisions that the button of a page would erase."""
    return [one.attributes["value"] for one in page.all("input", name="id")]


def test_what_will_go_and_what_stays_is_shown_before_it_goes(office: Bureau, admin: Reader) -> None:
    """Nothing goes by looking; then the facts of all that was shown, with the reason in the log; another's stay, and the log is whole."""
    one, two, another = kept(office), kept(office), kept(office, "别人")
    page = admin.post("/erasure", {"person": f" {NAME} "})
    assert set(named(page)) == {one.id, two.id}
    assert "冕宁县" in page.text
    assert {"这些会删去，找不回来：", "这些会留下："} <= {each.text for each in page.all("b")}
    assert "1944" not in page.text
    assert now(office, one.id).facts is not None
    admin.post("/erasure/erase", {"id": named(page), "why": "asked"})
    page = admin.get(admin.response.headers["location"])
    assert "已经删除2份存档的个人信息" in page.all("p", role="status")[0].text
    assert [now(office, each.id).facts is None for each in (one, two, another)] == [True, True, False]
    assert now(office, one.id).answer == one.answer
    with office.service.store()[0].reading() as session:
        told = entries(session, 10, wanted=Wanted(action="erased"))
        assert [(each.about, each.who, json.loads(each.detail)) for each in told] == [
            (id_, "account:admin", {"why": "asked"}) for id_ in named_in(told)
        ]
        assert set(named_in(told)) == {one.id, two.id}
    auditor = Reader(office.client, HTML | office.signed_in(Role.AUDITOR))
    assert "本人要求删除" in auditor.get("/audit?action=erased").text
    assert "日志和存档都完整" in auditor.post("/audit/verify", {"noted": ""}).text
    assert "没有找到" in admin.post("/erasure", {"person": NAME}).text


def named_in(told: object) -> list[str]:
    return [one.about for one in told]  # type: ignore[attr-defined]


@pytest.mark.parametrize("by", ["number", "id"])
def test_one_alone_is_found_by_its_receipt_or_its_id(office: Bureau, admin: Reader, by: str) -> None:
    """Pressed twice, it is erased once; afterwards it says that nothing is left."""
    one = kept(office, None)
    page = admin.post("/erasure", {"number": getattr(one, by)})
    assert named(page) == [one.id]
    for location in ("/erasure?erased=1", "/erasure"):
        admin.post("/erasure/erase", {"id": named(page), "why": "mistaken"})
        assert admin.response.headers["location"] == location
    page = admin.post("/erasure", {"number": one.id})
    assert named(page) == []
    assert "没有要删的了" in page.text


def test_of_one_receipt_for_several_elders_those_alone_go_that_are_ticked(office: Bureau, admin: Reader) -> None:
    """The same came out of two: neither is ticked, what is not ticked stays, and without a tick nothing goes."""
    one, another = kept(office), kept(office, "别人")
    assert one.number == another.number
    page = admin.post("/erasure", {"number": one.number})
    assert {box.attributes["value"] for box in page.all("input", type="checkbox") if "checked" not in box.attributes} == {
        one.id,
        another.id,
    }
    assert {*named(page)} == {one.id, another.id}
    page = admin.post("/erasure/erase", {"number": one.number, "why": "asked"})
    assert admin.response.status_code == 422
    assert page.all("p", role="alert")
    assert {*named(page)} == {one.id, another.id}
    admin.post("/erasure/erase", {"number": one.number, "id": [another.id], "why": "asked"})
    assert [now(office, each.id).facts is None for each in (one, another)] == [False, True]
    page = admin.post("/erasure", {"number": one.number})
    assert not page.all("input", type="checkbox")
    assert named(page) == [one.id]


def test_without_a_reason_or_a_decision_nothing_goes(office: Bureau, admin: Reader) -> None:
    one = kept(office)
    for why in ("", "因为"):
        page = admin.post("/erasure/erase", {"id": [one.id], "why": why})
        assert admin.response.status_code == 422
        assert named(page) == [one.id]
        assert page.all("p", id="n-why")
    admin.post("/erasure/erase", {"id": [one.id, "00000000-0000-0000-0000-000000000000"], "why": "asked"})
    assert admin.response.status_code == 404
    assert now(office, one.id).facts is not None
    assert admin.post("/erasure", {"person": " "}).all("p", role="alert")


def test_every_reason_has_words() -> None:
    assert set(CAUSES) == set(ErasedFor)
    assert all(one.en for one in CAUSES.values())


def test_it_is_the_administrators_alone(office: Bureau) -> None:
    one = kept(office)
    for role in set(Role) - {Role.ADMIN}:
        reader = Reader(office.client, HTML | office.signed_in(role))
        for path, form in (("/erasure", None), ("/erasure", {"person": NAME}), ("/erasure/erase", {"id": [one.id], "why": "asked"})):
            reader.get(path) if form is None else reader.post(path, form)
            assert reader.response.status_code == 403, (role, path)
    assert now(office, one.id).facts is not None
