"""A check of a draft that counts people of a register that the office has screened."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any as Anything

import pytest

from huilao_api.store.log import Wanted, entries
from huilao_api.store.tables import Job, Screening
from huilao_api.who import Role
from huilao_api.work import working
from huilao_api.work.workers import DUTIES
from small_books import benefit, chapter, one_ruleset

from .conftest import Bureau, bureau_of
from .drafting import NUMBERS, Clerk, problem
from .screening_desk import SECRET, START, Desk, register

OWN, OTHER = "513433", "511725"


def paid(age: int, widowed: str = "true") -> dict[str, str]:
    """An allowance from an age on, and something for the widowed."""
    return {
        "old": benefit(f"{{age: {{at_least: {age}}}}}", "name: {zh: 高龄津贴, en: Old age allowance}, pays: {amount: 100, per: month}"),
        "widowed": benefit(f"{{widowed: {widowed}}}"),
    }


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bureau]:
    folder = tmp_path_factory.mktemp("office")
    book = one_ruleset(folder / "book", **paid(80))
    with bureau_of(book, database=f"sqlite:///{folder / 'huilao.sqlite3'}", secret=SECRET) as opened:
        yield opened


@pytest.fixture(scope="module")
def desk(office: Bureau) -> Desk:
    return Desk(office, office.key(Role.CASEWORKER, OWN, name="desk"))


@pytest.fixture(scope="module")
def screened(desk: Desk) -> str:
    """A register that was screened: 60 rows of whom 54 are people."""
    id_ = desk.mapped(register(60))
    assert desk.screened(id_, suppress=0)["state"] == "done"
    return id_


def clerk(office: Bureau, *places: str) -> Clerk:
    return Clerk(office, Role.POLICY, f"clerk{next(NUMBERS)}", *places)


def drafted(wang: Clerk, age: int, widowed: str = "true") -> str:
    """A draft in which the allowance is paid from another age on."""
    id_ = wang.draft()["id"]
    wang.save(id_, chapter(**paid(age, widowed)), 1)
    return id_


def checked(wang: Clerk, draft: str, screening: str) -> Anything:
    """What a check of it finds that counts the people of a screening."""
    wang.ask("POST", f"/{draft}/check", 202, json={"as_of": "2025-03-01", "screening": screening})
    working.work(wang.bureau.service.settings, DUTIES, threading.Event(), until_idle=True)
    return wang.ask("GET", f"/{draft}/check", 200).json()


def test_a_check_counts_the_people_of_a_register(office: Bureau, screened: str) -> None:
    """How many each change does something to, and what that costs; with which register it was, and of when. The log tells who had it counted."""
    wang = clerk(office, OWN)
    id_ = drafted(wang, 85)
    check = checked(wang, id_, screened)
    people = check["found"]["people"]

    assert (check["state"], check["screening"]) == ("done", screened)
    assert (people["screening"], people["as_of"], people["rows"], people["few"]) == (screened, START["as_of"], 60, 5)
    (lost,) = people["changes"]
    assert (lost["benefit"], lost["effect"]) == ("r/old", "loses")
    assert lost["people"] > 5
    assert lost["money"] == {"per": "month", "at_least": str(-100 * lost["people"]), "at_most": str(-100 * lost["people"])}
    assert f"  r/old 高龄津贴：失去 {lost['people']} 人，每月共少发 {100 * lost['people']:,} 元" in people["text"]["zh"].splitlines()
    with office.service.store()[0].reading() as session:
        assert [(one.who, one.action) for one in entries(session, 1_000, wanted=Wanted(about=screened))][-1] == (
            wang.name,
            "people_counted",
        )


def test_few_are_not_counted(office: Bureau, screened: str) -> None:
    """Whatever whoever screened them asked for."""
    wang = clerk(office)
    (lost,) = checked(wang, drafted(wang, 81), screened)["found"]["people"]["changes"]

    assert (lost["benefit"], lost["people"], lost["money"]) == ("r/old", None, None)


def test_of_another_office_nobody_is_counted(office: Bureau, desk: Desk, screened: str) -> None:
    """Nor of what is not screened. Then nothing is begun, and none of it is listed."""
    wang = clerk(office)
    id_ = drafted(wang, 85)
    body = {"screening": screened}
    assert problem(clerk(office, OTHER).ask("POST", f"/{id_}/check", json=body)) == (404, "screening")
    assert problem(wang.ask("POST", f"/{id_}/check", json={"screening": "none"})) == (404, "screening")
    assert problem(wang.ask("POST", f"/{id_}/check", json={"screening": desk.mapped(register(10))})) == (409, "no-register")
    assert problem(wang.ask("GET", f"/{id_}/check")) == (404, "check")
    listed = [[one["screening"] for one in clerk(office, place).ask("GET", "/registers", 200).json()] for place in (OWN, OTHER)]
    assert (screened in listed[0], listed[1]) == (True, [])


def test_what_is_erased_meanwhile_is_told(office: Bureau, desk: Desk) -> None:
    """The check has failed, and says how to go on."""
    wang = clerk(office)
    id_, screening = drafted(wang, 85), desk.mapped(register(10))
    desk.screened(screening)
    wang.ask("POST", f"/{id_}/check", 202, json={"screening": screening})
    desk.ask("DELETE", f"/{screening}")
    working.work(office.service.settings, DUTIES, threading.Event(), until_idle=True)
    check = wang.ask("GET", f"/{id_}/check", 200).json()

    assert (check["state"], check["error"]["zh"][:12]) == ("failed", "那次筛查留下的信息已经不在"[:12])
    assert problem(wang.ask("POST", f"/{id_}/check", json={"screening": screening})) == (409, "no-register")


def test_checked_facts_are_nobodys_to_fetch(desk: Desk, screened: str) -> None:
    """They lie beside the results, and go with them."""
    with desk.bureau.service.store()[0].reading() as session:
        results = session.get_one(Job, session.get_one(Screening, screened).results).id

    assert (desk.folder(screened) / results / "facts.parquet").is_file()
    assert not [name for name in desk.names(screened) if "facts" in name]
    assert {
        desk.ask("GET", f"/{screened}/files/{name}").status_code for name in ("facts.parquet", "../facts.parquet", "..%2ffacts.parquet")
    } == {404}
