"""Webhooks as an administrator makes, tries out and removes them, and sees whether what they are told gets there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from huilao import Rulebook
from huilao_api.pages.webhooks import EVENTS, FAILURES
from huilao_api.store import webhooks
from huilao_api.store.log import Wanted, entries
from huilao_api.store.webhooks import TEST, Event, Failure
from huilao_api.who import Role

from ..api.conftest import Bureau, bureau_of
from ..api.receivers import receiving
from ..api.test_webhooks import deliver, tell
from .conftest import HTML
from .reading import Element, Reader

URL = "https://portal.example.org/huilao"


@pytest.fixture
def intranet(book: Rulebook, tmp_path: Path) -> Iterator[Bureau]:
    """An office that may tell receivers of its own network."""
    with bureau_of(book, database=f"sqlite:///{tmp_path / 'huilao.sqlite3'}", webhook_private=True) as opened:
        yield opened


def admin_of(office: Bureau) -> Reader:
    return Reader(office.client, HTML | office.signed_in(Role.ADMIN))


def made(admin: Reader, url: str, *events: str) -> tuple[str, Element]:
    """The address of the page of a new one, and the page that its secret stands on."""
    page = admin.post("/webhooks", {"url": url, "events": events})
    assert admin.response.status_code == 200, page.text
    (further,) = [one.attributes["href"] for one in page.all("a", class_="btn")]
    return further, page


def test_one_is_made_tried_out_told_of_something_and_removed(intranet: Bureau) -> None:
    """Its secret is shown once; what was told and whether it got there stands on its page; who did it in the log."""
    admin = admin_of(intranet)
    assert "还没有通知地址" in admin.get("/webhooks").text
    with receiving(500, 200) as receiver:
        address, page = made(admin, receiver.url, "published")
        secret = page.all("code", class_="secret")[0].text
        assert secret.startswith("whsec_")
        assert "还没有通知过" in admin.get(address).text
        for said in ("试发没有成功：对方没有收下（对方答复 500）", "试发成功，对方收下了"):
            admin.post(f"{address}/test", {})
            page = admin.get(admin.response.headers["location"])
            assert said in page.all("p", role="status")[0].text
        tell(intranet)
        assert "等着发" in admin.get(address).text
        deliver(intranet)
    rows = [one.text for one in admin.get(address).all("tr")[1:]]
    assert [EVENTS[Event.PUBLISHED].zh in one for one in rows] == [True, False, False]
    assert "发到了" in rows[0]
    page = admin.get("/webhooks")
    assert secret not in admin.response.text
    assert receiver.url in page.text
    assert EVENTS[Event.PUBLISHED].zh in page.all("tr")[1].text
    admin.post(f"{address}/remove", {})
    assert "还没有通知地址" in admin.get(admin.response.headers["location"]).text
    admin.get(address)
    assert admin.response.status_code == 404
    with intranet.service.store()[0].reading() as session:
        told = [one.action for one in entries(session, 20, wanted=Wanted(about=address.rpartition("/")[2]))]
    assert told == ["webhook_made", "webhook_removed"]


def test_one_that_nothing_gets_to_says_so_on_both_pages(intranet: Bureau) -> None:
    admin = admin_of(intranet)
    with receiving(410) as receiver:
        address, _ = made(admin, receiver.url, *Event)
        tell(intranet)
        deliver(intranet)
    assert "停发" in admin.get("/webhooks").all("tr")[1].text
    page = admin.get(address)
    assert "停发" in page.all("p", class_="note bad")[0].text
    assert FAILURES[Failure.GONE].zh in page.all("tr")[1].text


@pytest.mark.parametrize(
    ("url", "events", "field", "said"),
    [
        ("http://10.0.0.1/x", ["published"], "n-url", "应是 https:// 开头的网址"),
        ("portal", ["published"], "n-url", "应是 https:// 开头的网址"),
        ("https://x.example/" + "a" * 2_000, ["published"], "n-url", "至多 2000 个字符"),
        (URL, [], "n-events", "至少选一件事"),
        (URL, ["nonsense"], "n-events", "可填"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_what_was_filled_in_stays(
    office: Bureau, url: str, events: list[str], field: str, said: str
) -> None:
    admin = admin_of(office)
    page = admin.post("/webhooks", {"url": url, "events": events})
    assert admin.response.status_code == 422
    assert said in page.all("p", id=field)[0].text
    assert page.all("input", id="url")[0].attributes["value"] == url
    ticked = {one.attributes["value"] for one in page.all("input", name="events") if "checked" in one.attributes}
    assert ticked == set(events) & set(Event)
    with office.service.store()[0].reading() as session:
        assert not webhooks.webhooks(session)


def test_everything_that_can_be_told_or_go_wrong_has_words() -> None:
    assert set(EVENTS) == {*Event, TEST}
    assert set(FAILURES) == set(Failure)
    assert all(one.en for one in (*EVENTS.values(), *FAILURES.values()))


@pytest.mark.parametrize("role", [one for one in Role if one is not Role.ADMIN])
def test_they_are_the_administrators_alone(bureau: Bureau, role: Role) -> None:
    reader = Reader(bureau.client, HTML | bureau.signed_in(role))
    for path, form in (
        ("/webhooks", None),
        ("/webhooks", {"url": URL, "events": "published"}),
        ("/webhooks/x/remove", {}),
        ("/webhooks/x/test", {}),
    ):
        reader.get(path) if form is None else reader.post(path, form)
        assert reader.response.status_code == 403, path
