"""What the service keeps, on both databases."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
from pydantic_core import to_json
from sqlalchemy import MetaData, create_engine, inspect, select, text, update

from huilao import Rulebook, profile_data
from huilao_api.store import accounts, decisions, keys, rights
from huilao_api.store.accounts import FAILURES, PasswordTooShortError
from huilao_api.store.database import Database, upgrade
from huilao_api.store.decisions import Office
from huilao_api.store.log import Log
from huilao_api.store.tables import Account, ApiKey, Decision, LogEntry, LogHead, SignIn, Table
from huilao_api.verifying import proved
from huilao_api.who import Asker, Role

PASSWORD = "correct horse battery"  # noqa: S105
ANYBODY = Asker("account:王", Role.CASEWORKER)
PROFILE = {"birth_date": "1944-05-10", "residence": "513433"}


def test_the_migrations_make_the_tables_of_the_code(database: Database) -> None:
    """Column for column; opening a store again changes nothing."""
    found = inspect(database.engine)

    for table in Table.metadata.sorted_tables:
        assert {one["name"]: one["nullable"] for one in found.get_columns(table.name)} == {one.name: one.nullable for one in table.columns}
        assert {one["name"] for one in found.get_indexes(table.name)} >= {str(one.name) for one in table.indexes}
    Database(str(database.engine.url.render_as_string(hide_password=False))).close()


def test_what_the_first_tables_hold_comes_through_the_migrations(address: str, tmp_path: Path, office: Office, book: Rulebook) -> None:
    """Whole, as its log proves: a decision with its facts and one without, an account that signs in, a key that is good."""
    today = Database(f"sqlite:///{tmp_path / 'today.db'}", office)
    decided, erased = (decisions.decision_of(office, book.evaluate(PROFILE), name) for name in ("1", "2"))
    with today.writing() as session:
        for one in (decided, erased):
            decisions.keep(session, office, one, "account:王")
        decisions.erase(session, office, erased, "account:王")
        rights.tell(
            session, office.log(), "test", "account_made", accounts.make_account(session, "王", accounts.hashed(PASSWORD), Role.ADMIN, [])
        )
        key, secret = keys.make_key(session, "desk", Role.CASEWORKER, ["513433"], "account:王")
        rights.tell(session, office.log(), "account:王", "key_made", key)
    first = create_engine(address)
    upgrade(first, "0001")
    with today.reading() as session, first.begin() as connection:
        for name in ("account", "api_key", "decision", "log_entry", "log_head"):
            table = sqlalchemy.Table(name, MetaData(), autoload_with=first)
            connection.execute(table.delete())
            for row in session.execute(select(Table.metadata.tables[name])).mappings():
                connection.execute(table.insert().values({one: value for one, value in row.items() if one in table.columns}))
    first.dispose()
    today.close()
    database = Database(address, office)

    assert (proved(database, office).flaws, proved(database, office).entries) == ((), 5)
    assert accounts.sign_in(database, office.log(), "王", PASSWORD) is not None
    with database.reading() as session:
        assert keys.asker_of(session, secret) is not None
        [found] = decisions.of_person(session, office, ANYBODY, "1")
        assert found.facts is not None
        assert office.open(found.facts)["profile"] == profile_data(book.evaluate(PROFILE).person)
        assert decisions.of_person(session, office, ANYBODY, "2") == []
    database.close()


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
        lasting, _ = keys.make_key(session, "lasting", Role.CASEWORKER, [], "account:admin", days=30)
        other = keys.replace(session, lasting.id, "account:admin")
        assert other is not None
        assert other[0].expires is not None
        assert timedelta(days=29) < other[0].expires - datetime.now(UTC) <= timedelta(days=30), "as long as the old one"
        assert keys.replace(session, lasting.id, "account:admin") is None, "one key, one that follows"
    with database.reading() as session:
        assert keys.asker_of(session, secret) is None
        assert keys.asker_of(session, replaced[1]) is not None
    with database.writing() as session:
        assert keys.revoke(session, replaced[0].id)
        assert not keys.revoke(session, replaced[0].id)
        assert keys.asker_of(session, replaced[1]) is None
    assert old.id != key.id


def test_an_account_is_locked_after_wrong_passwords(database: Database, office: Office) -> None:
    """For a while, whatever password comes then; right ones begin the count anew. The log has them all, but no name that nobody has."""

    def sign_in(password: str, name: str = "王") -> str | None:
        return accounts.sign_in(database, office.log(), name, password)

    with pytest.raises(PasswordTooShortError):
        accounts.hashed("short")
    with database.writing() as session:
        accounts.make_account(session, "王", accounts.hashed(PASSWORD), Role.CASEWORKER, ["513433"])
    for _ in range(FAILURES - 1):
        assert sign_in("wrong password") is None
    token = sign_in(PASSWORD)
    assert token is not None
    for _ in range(FAILURES):
        assert sign_in("wrong password") is None
    assert sign_in(PASSWORD) is None
    assert sign_in(PASSWORD, "nobody's name") is None
    with database.writing() as session:
        session.execute(update(Account).values(locked_until=datetime.now(UTC) - timedelta(seconds=1)))
    assert sign_in(PASSWORD) is not None
    with database.writing() as session:
        asker = accounts.signed_in(session, token)
        assert asker is not None
        assert asker.places == ("513433",)
        session.execute(update(SignIn).values(expires=datetime.now(UTC)))
        assert accounts.signed_in(session, token) is None
        told = [(one.who, one.action) for one in session.scalars(select(LogEntry).order_by(LogEntry.number))]
    wrong, right = ("account:王", "sign_in_refused"), ("account:王", "signed_in")
    assert told == [*[wrong] * (FAILURES - 1), right, *[wrong] * (FAILURES + 1), ("nobody", "sign_in_refused"), right]


@pytest.mark.parametrize("what", ["another password", "disabled"])
def test_who_is_signed_in_is_so_no_more(database: Database, office: Office, what: str) -> None:
    """Once their password is another, or their account was disabled, be it for a moment; in no other account."""
    with database.writing() as session:
        kept = accounts.hashed(PASSWORD)
        one, _ = (accounts.make_account(session, name, kept, Role.CASEWORKER, []) for name in ("王", "李"))
    tokens = [accounts.sign_in(database, office.log(), name, PASSWORD) or "" for name in ("王", "李")]
    with database.writing() as session:
        account = session.get_one(Account, one.id)
        if what == "disabled":
            accounts.disable(session, account, disabled=True)
            accounts.disable(session, account, disabled=False)
        else:
            accounts.set_password(session, account, accounts.hashed("another good one"))
    with database.reading() as session:
        assert [accounts.signed_in(session, token) is not None for token in tokens] == [False, True]
    assert (accounts.sign_in(database, office.log(), "王", PASSWORD) is None) == (what == "another password")


@pytest.mark.parametrize(("statement", "good"), [
    ("INSERT INTO sign_in (digest, account, expires) SELECT :plain, id, '2036-01-01 00:00:00.000000+00:00' FROM account WHERE name = '王'", True),
    ("UPDATE sign_in SET account = (SELECT id FROM account WHERE name = '李')", False),
    ("UPDATE sign_in SET expires = '2036-01-01 00:00:00.000000+00:00'", False),
])  # fmt: skip
def test_who_can_write_to_the_database_signs_in_as_nobody_by_it(database: Database, office: Office, statement: str, good: bool) -> None:
    """Nor stays signed in for longer, or as somebody else; where nothing was done to it, a sign-in is good."""
    with database.writing() as session:
        kept = accounts.hashed(PASSWORD)
        one, _ = (accounts.make_account(session, name, kept, Role.CASEWORKER, []) for name in ("王", "李"))
    token = accounts.sign_in(database, office.log(), "王", PASSWORD) or ""
    evil = f"{one.id}.{datetime(2036, 1, 1, tzinfo=UTC).timestamp():.0f}.evil"  # as a token of ours begins
    with database.engine.begin() as connection:
        connection.execute(text(statement), {"plain": hashlib.sha256(evil.encode()).hexdigest()} if ":plain" in statement else {})
    with database.reading() as session:
        assert accounts.signed_in(session, evil) is None
        assert (accounts.signed_in(session, token) is not None) is good
        assert [accounts.is_of(one, token) for one in accounts.sign_ins(session, "王")].count(True) == int(good)


def rights_of_before(key: ApiKey) -> str:
    """As the log had them of a key when it did not tell who made it."""
    moments = [
        None if one is None else one.isoformat(timespec="microseconds") for one in (key.made, key.expires, key.revoked, key.replaced)
    ]
    return hashlib.sha256(to_json([key.name, key.role, sorted(key.places), key.digest, moments])).hexdigest()


@pytest.mark.parametrize(("statement", "good"), [
    ("UPDATE api_key SET name = name", True), ("UPDATE api_key SET role = 'admin'", False), ("UPDATE log_entry SET who = 'other'", False),
    ("UPDATE log_entry SET about = 'other'", False), ("DELETE FROM log_entry", False),
])  # fmt: skip
def test_a_key_from_before_digests_were_the_offices_is_good_as_the_log_tells_of_it(
    database: Database, office: Office, statement: str, good: bool
) -> None:
    """One that was put in by hand lets nobody in; who made a key of then was not told, and is no flaw."""
    with database.writing() as session:
        key, _ = keys.make_key(session, "desk", Role.CASEWORKER, [], "account:admin")
        key.digest = hashlib.sha256(b"huilao_old").hexdigest()
        session.flush()
        office.log().append(session, "account:admin", "key_made", key.id, {"name": "desk", "rights": rights_of_before(key)})
    with database.engine.begin() as connection:
        connection.execute(text(statement))
    with database.reading() as session:
        assert (keys.asker_of(session, "huilao_old") is not None) is good
        assert (list(rights.flaws(session)) == []) is (good or "who" in statement)


@pytest.mark.parametrize(("name", "taken"), [
    ("zhang", True), ("ZHANG", True), ("zh\u0430ng", True), ("\uff5ahang", True), ("ZH\u0391NG", True), ("zhan\u0261", True), ("zhang1", False), ("章", False), ("zhong", False),
])  # fmt: skip
def test_a_name_that_looks_like_another_is_taken(database: Database, office: Office, name: str, taken: bool) -> None:
    """It is a mistake to sign in by it all the same; and of two from before that was so each has their own."""
    with database.writing() as session:
        accounts.make_account(session, "zhang", accounts.hashed(PASSWORD), Role.CASEWORKER, [])
    with database.writing() as session:
        assert accounts.is_taken(session, name) is taken
    assert (accounts.sign_in(database, office.log(), name, PASSWORD) is not None) is (name == "zhang")
    with database.writing() as session:
        accounts.make_account(session, "ZhanG", "", Role.CASEWORKER, [])
    with database.reading() as session:
        assert [found.name for one in ("zhang", "ZhanG") if (found := accounts.named(session, one))] == ["zhang", "ZhanG"]


def test_a_decision_is_found_again_and_its_facts_erased(database: Database, office: Office, book: Rulebook) -> None:
    """By what the office names the person by, however that is spaced or typed, which is nowhere in the store; the log stays whole."""
    evaluation = book.evaluate(PROFILE)
    kept, other = decisions.decision_of(office, evaluation, "档案 2025-17x"), decisions.decision_of(office, evaluation)
    with database.writing() as session:
        decisions.keep(session, office, kept, "account:王")
        decisions.keep(session, office, other, "account:王")
    with database.reading() as session:
        [found] = decisions.of_person(session, office, ANYBODY, "档案２０２５-17 X")
        assert (found.id, found.place, found.number) == (kept.id, "513433", evaluation.receipt.number)
        assert found.facts is not None
        assert office.open(found.facts)["profile"] == profile_data(evaluation.person)
        assert office.open(found.answer)["receipt"] == evaluation.receipt.data()
        assert decisions.of_person(session, Office(b"another secret of another office"), ANYBODY, "档案 2025-17x") == []
    with database.writing() as session:
        decisions.erase(session, office, session.get_one(Decision, kept.id), "account:admin")
        assert decisions.erase_older(session, office, 0, "rule") == 1
        assert decisions.erase_older(session, office, 0, "rule") == 0
    with database.reading() as session:
        assert decisions.of_person(session, office, ANYBODY, "档案 2025-17x") == []
        assert [one.facts for one in session.scalars(select(Decision))] == [None, None]
        assert [*office.log().flaws(session), *decisions.flaws(session, office)] == []
        assert [one.action for one in session.scalars(select(LogEntry).order_by(LogEntry.number))] == [
            "decided",
            "decided",
            "erased",
            "erased_by_rule",
        ]


def test_a_decision_is_seen_by_whose_place_it_is_of(database: Database, office: Office, book: Rulebook) -> None:
    """And by who made it, where the place is not known or only more coarsely; page by page the same come out as in one."""
    whole = book.evaluate(PROFILE)
    with database.writing() as session:
        for place in ("513433", "513433001", "51", "", "220000", "513434"):
            decision = decisions.decision_of(office, whole)
            decision.place = place
            decisions.keep(session, office, decision, "key:desk")
    with database.reading() as session:

        def places(asker: Asker, **more: Any) -> list[str]:
            return sorted(one.place for one in decisions.listed(session, asker, 50, **more))

        assert places(Asker("key:desk", Role.CASEWORKER, ("513433",))) == ["", "51", "513433", "513433001"]
        assert places(Asker("key:other", Role.CASEWORKER, ("513433",))) == ["513433", "513433001"]
        assert places(ANYBODY, place="5134") == ["513433", "513433001", "513434"]
        assert places(ANYBODY, since=datetime.now(UTC) + timedelta(days=1)) == []
        pages, last = list[str](), None
        while page := decisions.listed(session, ANYBODY, 4, last=last):
            pages, last = [*pages, *(one.id for one in page)], page[-1]
        assert pages == [one.id for one in decisions.listed(session, ANYBODY, 50)]
        assert len(pages) == 6


@pytest.mark.parametrize(("statement", "kind"), [
    ("UPDATE decision SET place = '220000' WHERE id = :first", "decision_changed"),
    ("UPDATE decision SET version = 'other' WHERE id = :first", "decision_changed"),
    ("UPDATE decision SET made_by = 'nobody' WHERE id = :first", "decision_changed"),
    ("UPDATE decision SET person = NULL WHERE id = :first", "decision_changed"),
    ("UPDATE decision SET person = (SELECT person FROM decision WHERE id = :second) WHERE id = :first", "decision_changed"),
    ("UPDATE decision SET answer = (SELECT answer FROM decision WHERE id = :second) WHERE id = :first", "decision_changed"),
    (("UPDATE decision SET facts = (SELECT facts FROM decision WHERE id = :second), "
     "person = (SELECT person FROM decision WHERE id = :second) WHERE id = :first"), "decision_changed"),
    ("UPDATE decision SET facts = NULL, person = NULL WHERE id = :first", "erasure_untold"),
    ("UPDATE decision SET facts = NULL, person = NULL, erased = (SELECT erased FROM decision WHERE id = :gone) WHERE id = :first", "erasure_untold"),
    ("UPDATE decision SET facts = NULL, person = NULL, erased = (SELECT at FROM log_entry WHERE action = 'erased_by_rule') WHERE id = :first", "erasure_untold"),
    ("UPDATE decision SET erased = made WHERE id = :first", "decision_changed"),
    ("UPDATE decision SET erased = NULL WHERE id = :gone", "erasure_untold"),
    ("DELETE FROM decision WHERE id = :first", "decision_missing"),
    ("UPDATE decision SET id = 'other' WHERE id = :first", "decision_missing decision_untold"),
])  # fmt: skip
def test_whatever_is_done_to_a_decision_is_found(database: Database, office: Office, book: Rulebook, statement: str, kind: str) -> None:
    """The log tells of all that is in it."""
    kept = [decisions.decision_of(office, book.evaluate(PROFILE), person) for person in ("1", "2", "3")]
    with database.writing() as session:
        for one in kept:
            decisions.keep(session, office, one, "key:desk")
        decisions.erase(session, office, kept[2], "account:admin")
        office.log().append(session, "rule", "erased_by_rule", "", {"days": 1, "decisions": 0})
    names = dict(zip(("first", "second", "gone"), (one.id for one in kept), strict=True))
    with database.reading() as session:
        assert list(decisions.flaws(session, office)) == []
    with database.engine.begin() as connection:
        connection.execute(text(statement), {name: value for name, value in names.items() if f":{name}" in statement})
    with database.reading() as session:
        assert " ".join(one.what for one in decisions.flaws(session, office)) == kind


@pytest.mark.parametrize("by_rule", [False, True], ids=["one by one", "by rule"])
def test_facts_that_were_erased_and_are_put_back_are_found(database: Database, office: Office, book: Rulebook, *, by_rule: bool) -> None:
    """As from a backup of before; another decision, made since then, is whole."""
    erased, later = (decisions.decision_of(office, book.evaluate(PROFILE), person) for person in ("1", "2"))
    with database.writing() as session:
        decisions.keep(session, office, erased, "key:desk")
        before = {"facts": erased.facts, "person": erased.person, "id": erased.id}
    with database.writing() as session:
        if by_rule:
            decisions.erase_older(session, office, 0, "rule")
        else:
            decisions.erase(session, office, session.get_one(Decision, erased.id), "account:admin")
    with database.writing() as session:
        decisions.keep(session, office, later, "key:desk")
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE decision SET facts = :facts, person = :person, erased = NULL WHERE id = :id"), before)
    with database.reading() as session:
        assert [(one.what, one.about) for one in decisions.flaws(session, office)] == [("erasure_undone", erased.id)]


@pytest.mark.parametrize(("statement", "kind"), [
    ("UPDATE api_key SET role = 'admin'", "rights_changed"),
    ("UPDATE api_key SET places = '[]'", "rights_changed"),
    ("UPDATE api_key SET expires = NULL", "rights_changed"),
    ("UPDATE api_key SET made_by = 'account:other'", "rights_changed"),
    ("UPDATE api_key SET digest = 'of another secret' WHERE revoked IS NULL", "rights_changed"),
    ("UPDATE api_key SET revoked = NULL, replaced = NULL", "rights_changed"),
    ("UPDATE account SET role = 'admin'", "rights_changed"),
    ("UPDATE account SET places = '[]' WHERE name = '王'", "rights_changed"),
    ("UPDATE account SET disabled = NULL WHERE name = '王'", "rights_changed"),
    ("UPDATE account SET password = (SELECT password FROM account WHERE name = '李') WHERE name = '王'", "rights_changed"),
    ("UPDATE account SET name = '张' WHERE name = '王'", "rights_changed"),
    ("DELETE FROM account WHERE name = '王'", "rights_missing"),
    ("DELETE FROM api_key WHERE revoked IS NULL", "rights_missing"),
    ("UPDATE account SET id = 'other' WHERE name = '李'", "rights_missing rights_untold"),
    ("UPDATE api_key SET id = 'other' WHERE revoked IS NULL", "rights_missing rights_untold"),
    ("UPDATE account SET failures = 3, locked_until = NULL", ""),
])  # fmt: skip
def test_whatever_is_done_to_a_key_or_an_account_is_found(database: Database, office: Office, statement: str, kind: str) -> None:
    """Who may do what, and until when, is what the log tells; how often a wrong password came is not of that."""
    log = office.log()
    with database.writing() as session:
        old, _ = keys.make_key(session, "desk", Role.CASEWORKER, ["513433"], "account:admin")
        rights.tell(session, log, "account:admin", "key_made", old)
        made = keys.replace(session, old.id, "account:admin")
        assert made is not None
        rights.tell(session, log, "account:admin", "key_replaced", old, by=made[0].id)
        rights.tell(session, log, "account:admin", "key_made", made[0])
        keys.revoke(session, old.id)
        rights.tell(session, log, "account:admin", "key_revoked", old)
        account = accounts.make_account(session, "王", accounts.hashed(PASSWORD), Role.CASEWORKER, ["513433"])
        rights.tell(session, log, "account:admin", "account_made", account)
    accounts.change_password(database, log, "王", PASSWORD, PASSWORD + "!")
    with database.writing() as session:
        account = session.get_one(Account, account.id)
        accounts.disable(session, account, disabled=True)
        rights.tell(session, log, "account:admin", "account_changed", account)
    for place in ("513433", "513434", "513434"):  # what a provider tells of them is another the second time
        accounts.sign_in_from_elsewhere(database, log, "李", Role.CASEWORKER, [place])
    with database.reading() as session:
        assert [*log.flaws(session), *rights.flaws(session)] == []
    with database.engine.begin() as connection:
        connection.execute(text("DELETE FROM sign_in"))
        connection.execute(text(statement))
    with database.reading() as session:
        assert {one.what for one in rights.flaws(session)} == set(kind.split())


def test_what_was_told_before_there_were_digests_of_rights_is_no_flaw(database: Database, office: Office) -> None:
    """A key that took the place of another, and an account that a provider told us of, had no entry of their own."""
    log = office.log()
    with database.writing() as session:
        old, new = (keys.make_key(session, "desk", Role.CASEWORKER, [], "account:admin")[0] for _ in range(2))
        accounts.make_account(session, "李", "", Role.CASEWORKER, [])
        log.append(session, "account:admin", "key_made", old.id, {"name": "desk", "role": "caseworker", "places": []})
        log.append(session, "account:admin", "key_replaced", old.id, {"name": "desk", "role": "caseworker", "places": [], "by": new.id})
        log.append(session, "account:李", "signed_in", "", {"role": "caseworker", "places": []})
    with database.reading() as session:
        assert list(rights.flaws(session)) == []


@pytest.mark.parametrize(("statement", "kinds"), [
    ("UPDATE log_entry SET at = 'x' || at WHERE number = 1", {"changed", "decision_changed"}),
    ("UPDATE log_entry SET at = 17 WHERE number = 1", {"changed", "decision_changed"}),
    ("UPDATE decision SET as_of = '2O25-03-01'", {"decision_changed"}),
    ("UPDATE decision SET made = x'00'", {"decision_changed"}),
    ("UPDATE decision SET facts = 'text'", {"decision_changed"}),
    ("UPDATE decision SET answer = 'text'", {"decision_changed"}),
    ("UPDATE log_entry SET detail = 'no json'", {"changed", "decision_changed"}),
])  # fmt: skip
def test_what_can_be_no_value_of_a_column_is_found_too(
    tmp_path: Path, office: Office, book: Rulebook, statement: str, kinds: set[str]
) -> None:
    """SQLite keeps anything anywhere: it is told where, and the proof goes on."""
    database = Database(f"sqlite:///{tmp_path / 'huilao.db'}", office)
    with database.writing() as session:
        decisions.keep(session, office, decisions.decision_of(office, book.evaluate(PROFILE), "1"), "key:desk")
    with database.engine.begin() as connection:
        connection.execute(text(statement))
    with database.reading() as session:
        assert {one.what for one in (*office.log().flaws(session), *decisions.flaws(session, office))} == kinds
    database.close()


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
    "the last taken out and the head made anew": ["DELETE FROM log_entry WHERE number = 5",
                                                  "UPDATE log_head SET number = 4, seal = (SELECT seal FROM log_entry WHERE number = 4)"],
    "the last taken out and the head, too": ["DELETE FROM log_entry WHERE number = 5", "DELETE FROM log_head"],
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
        assert (log.is_ours(session), Log(b"another key").is_ours(session)) == (True, False)
        assert len(list(Log(b"another key").flaws(session))) >= 5
    with database.engine.begin() as connection:
        for statement in TAMPERING[name]:
            connection.execute(text(statement))
    with database.reading() as session:
        assert list(log.flaws(session)) != []
        assert log.is_ours(session), "it was changed, and is no other office's"
    with database.writing() as session:
        log.append(session, "account:王", "decided", "afterwards")
    with database.reading() as session:
        assert list(log.flaws(session)) != [], "what is written afterwards does not smooth it over"


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
