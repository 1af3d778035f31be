"""What the service keeps, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import inspect, select, text, update

from huilao import Rulebook, profile_data
from huilao_api.store import accounts, decisions, keys
from huilao_api.store.accounts import FAILURES, PasswordTooShortError
from huilao_api.store.database import Database
from huilao_api.store.decisions import Office
from huilao_api.store.log import Log
from huilao_api.store.tables import Account, ApiKey, Decision, LogEntry, LogHead, SignIn, Table
from huilao_api.who import Role

PASSWORD = "correct horse battery"  # noqa: S105
PROFILE = {"birth_date": "1944-05-10", "residence": "513433"}


def test_the_migrations_make_the_tables_of_the_code(database: Database) -> None:
    """Column for column; opening a store again changes nothing."""
    found = inspect(database.engine)

    for table in Table.metadata.sorted_tables:
        assert {one["name"]: one["nullable"] for one in found.get_columns(table.name)} == {one.name: one.nullable for one in table.columns}
        assert {one["name"] for one in found.get_indexes(table.name)} >= {str(one.name) for one in table.indexes}
    Database(str(database.engine.url.render_as_string(hide_password=False))).close()


def test_a_key_is_good_until_it_ends_or_is_replaced(database: Database) -> None:
    """Its secret is nowhere in the store."""
    with database.writing() as session:
        key, secret = keys.make_key(session, "desk", Role.CASEWORKER, ["513433"], "account:admin")
        old, old_secret = keys.make_key(session, "old", Role.POLICY, [], "account:admin", days=0)
    with database.reading() as session:
        asker = keys.asker_of(session, secret)
        assert asker is not None
        assert (asker.name, asker.role, asker.places) == ("key:desk", Role.CASEWORKER, ("513433",))
        assert keys.asker_of(session, old_secret) is None
        assert keys.asker_of(session, secret + "x") is None
        assert secret not in str([vars(one) for one in session.scalars(select(ApiKey))])
    with database.writing() as session:
        replaced = keys.replace(session, key.id, "account:admin", timedelta(0))
        assert replaced is not None
        assert keys.replace(session, "none", "account:admin") is None
    with database.reading() as session:
        assert keys.asker_of(session, secret) is None
        assert keys.asker_of(session, replaced[1]) is not None
    with database.writing() as session:
        assert keys.revoke(session, replaced[0].id)
        assert not keys.revoke(session, replaced[0].id)
        assert keys.asker_of(session, replaced[1]) is None
    assert old.id != key.id


def test_an_account_is_locked_after_wrong_passwords(database: Database) -> None:
    """For a while, whatever password comes then; right ones begin the count anew."""
    with database.writing() as session:
        accounts.make_account(session, "王", PASSWORD, Role.CASEWORKER, ["513433"])
        with pytest.raises(PasswordTooShortError):
            accounts.make_account(session, "李", "short", Role.CASEWORKER, [])
    with database.writing() as session:
        for _ in range(FAILURES - 1):
            assert accounts.sign_in(session, "王", "wrong password") is None
        token = accounts.sign_in(session, "王", PASSWORD)
        assert token is not None
        for _ in range(FAILURES):
            assert accounts.sign_in(session, "王", "wrong password") is None
        assert accounts.sign_in(session, "王", PASSWORD) is None
        assert accounts.sign_in(session, "nobody", PASSWORD) is None
        session.execute(update(Account).values(locked_until=datetime.now(UTC) - timedelta(seconds=1)))
        assert accounts.sign_in(session, "王", PASSWORD) is not None
        asker = accounts.signed_in(session, token)
        assert asker is not None
        assert asker.places == ("513433",)
        session.execute(update(SignIn).values(expires=datetime.now(UTC)))
        assert accounts.signed_in(session, token) is None


def test_a_decision_is_found_again_and_its_facts_erased(database: Database, office: Office, book: Rulebook) -> None:
    """By what the office names the person by, which is nowhere in the store; the log stays whole."""
    evaluation = book.evaluate(PROFILE)
    with database.writing() as session:
        kept = decisions.keep(session, office, evaluation, "account:王", "档案 2025-17")
        decisions.keep(session, office, evaluation, "account:王")
    with database.reading() as session:
        [found] = decisions.of_person(session, office, "档案 2025-17")
        assert (found.id, found.place, found.receipt["number"]) == (kept.id, "513433", evaluation.receipt.number)
        assert found.facts is not None
        assert office.open(found.facts) == profile_data(evaluation.person)
        assert b"1944" not in found.facts
        assert decisions.of_person(session, Office(b"another secret of another office"), "档案 2025-17") == []
    with database.writing() as session:
        decisions.erase(session, office, session.get_one(Decision, kept.id), "account:admin")
        assert decisions.erase_older(session, office, 0, "rule") == 1
        assert decisions.erase_older(session, office, 0, "rule") == 0
    with database.reading() as session:
        assert decisions.of_person(session, office, "档案 2025-17") == []
        assert [one.facts for one in session.scalars(select(Decision))] == [None, None]
        assert list(office.log().flaws(session)) == []
        assert [one.action for one in session.scalars(select(LogEntry).order_by(LogEntry.number))] == [
            "decided",
            "decided",
            "erased",
            "erased_by_rule",
        ]


TAMPERING = {
    "changed": ["UPDATE log_entry SET detail = '{}' WHERE number = 3"],
    "who changed": ["UPDATE log_entry SET who = 'nobody' WHERE number = 3"],
    "taken out": ["DELETE FROM log_entry WHERE number = 3"],
    "the first taken out": ["DELETE FROM log_entry WHERE number = 1"],
    "the last taken out": ["DELETE FROM log_entry WHERE number = 5"],
    "the last taken out and the head set back": ["DELETE FROM log_entry WHERE number = 5", "UPDATE log_head SET number = 4"],
    "taken out and closed up": ["DELETE FROM log_entry WHERE number = 3", "UPDATE log_entry SET number = 3 WHERE number = 4",
                                "UPDATE log_entry SET number = 4 WHERE number = 5", "UPDATE log_head SET number = 4"],
    "two exchanged": ["UPDATE log_entry SET number = 9 WHERE number = 2", "UPDATE log_entry SET number = 2 WHERE number = 3",
                      "UPDATE log_entry SET number = 3 WHERE number = 9"],
    "all taken out": ["DELETE FROM log_entry"],
}  # fmt: skip


@pytest.mark.parametrize("name", TAMPERING)
def test_whatever_is_done_to_the_log_is_found(database: Database, office: Office, name: str) -> None:
    """By whoever has the key; without it nobody can seal another."""
    log = office.log()
    with database.writing() as session:
        for number in range(5):
            log.append(session, "account:王", "decided", f"d{number}", {"number": number})
    with database.reading() as session:
        assert list(log.flaws(session)) == []
        assert len(list(Log(b"another key").flaws(session))) == 5
    with database.engine.begin() as connection:
        for statement in TAMPERING[name]:
            connection.execute(text(statement))
    with database.reading() as session:
        assert list(log.flaws(session)) != []


def test_many_write_at_once_and_the_log_has_no_gap(database: Database, office: Office) -> None:
    """Each waits for the others; what is not committed leaves nothing."""
    log = office.log()

    def write(number: int) -> None:
        with database.writing() as session:
            log.append(session, "key:load", "decided", str(number))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(40)))
    with suppress(ZeroDivisionError), database.writing() as session:
        log.append(session, "key:load", "decided", "lost")
        raise ZeroDivisionError
    with database.reading() as session:
        assert list(log.flaws(session)) == []
        assert session.get_one(LogHead, 1).number == 40
