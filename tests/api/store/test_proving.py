"""What nobody can read in the store is told as a flaw, and all else is looked at; SQLite holds anything in any column."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from huilao import Rulebook
from huilao_api.store import decisions, keys, publications
from huilao_api.store.database import Database
from huilao_api.store.decisions import Office
from huilao_api.store.rights import tell
from huilao_api.verifying import prove, proved
from huilao_api.who import Role
from small_books import benefit, one_ruleset

FILES = {"facts.yaml": b"facts: {}", "terms.yaml": b"terms: {}"}


@pytest.fixture
def address(tmp_path: Path, office: Office) -> str:
    """A store with a decision, a key and a publication."""
    where = f"sqlite:///{tmp_path / 'huilao.db'}"
    book: Rulebook = one_ruleset(tmp_path / "rules", one=benefit("{widowed: true}"))
    with closing(Database(where, office)) as database, database.writing() as session:
        key, _ = keys.make_key(session, "desk", Role.CASEWORKER, ["513433"], "account:admin")
        tell(session, office.log(), "account:admin", "key_made", key)
        publications.publish(session, office, "key:boss", version="a" * 64, files=FILES, now=datetime(2025, 3, 1, tzinfo=UTC))
        decisions.keep(session, office, decisions.decision_of(office, book.evaluate({"widowed": True}), "1"), "key:desk")
    return where


@pytest.mark.parametrize(
    ("statement", "kinds"),
    [
        ("UPDATE api_key SET name = name", ""),
        *((f"UPDATE api_key SET {one}", "rights_changed") for one in ("places = 'garbage'", "places = 'null'", "places = 12", "role = x'ff'")),  # noqa: S608  # our own words
        *((f"UPDATE publication SET {one}", "publication_changed") for one in ("failed = '[['", "version = cast(x'ff' AS text)", "files = 'null'")),  # noqa: S608  # our own words
        ("UPDATE publication SET files = 'garbage'", "publication_changed file_missing"),
        ("UPDATE edition SET files = 'garbage'", "version_changed file_missing"),
        ("UPDATE edition SET files = 'null'", "version_changed"),
        *((f"UPDATE log_entry SET {one} WHERE action = 'key_made'", "changed") for one in ("who = x'ff'", "at = 'then'")),  # noqa: S608  # our own words
        ("UPDATE log_entry SET detail = x'ff' WHERE action = 'published'", "changed publication_untold version_untold"),
        ("UPDATE decision SET made_by = cast(x'ff' AS text)", "decision_changed"),
        ("UPDATE rule_file SET content = 'garbage'", "file_changed file_changed"),
        ("DELETE FROM rule_file", "file_missing file_missing"),
        ("INSERT INTO edition SELECT 'b' || substr(version, 2), first_served, files FROM edition", "version_untold"),
        ("DROP TABLE decision", "table_missing unreadable"), ("DROP TABLE alembic_version", "table_missing"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_found(address: str, office: Office, statement: str, kinds: str) -> None:
    """Whatever stands there, and what else is wrong beside it."""
    with closing(Database(address, office)) as database, database.engine.begin() as connection:
        connection.execute(text(statement))
        connection.execute(text("INSERT INTO account SELECT 'x', 'other', '', 'admin', '[]', made, NULL, 0, NULL FROM api_key"))
    with closing(Database(address, office, as_it_is=True)) as database:
        found = proved(database, office)

    assert " ".join(one.what for one in found.flaws if one.what != "rights_untold") == kinds
    assert [one.about for one in found.flaws if one.what == "rights_untold"] == ["other"]
    assert found.in_words("zh")


@pytest.mark.parametrize(
    ("statement", "gone"),
    [
        ("DROP TABLE log_entry", ["log_entry"]),
        ("DROP TABLE log_head", ["log_head"]),
        ("ALTER TABLE log_entry RENAME COLUMN who TO whom", ["log_entry.who"]),
    ],
)
def test_a_log_that_is_gone_is_the_worst_flaw(
    address: str, office: Office, statement: str, gone: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is told as one: a database without a log is no other office's, and has no last entry that somebody could write down."""
    monkeypatch.setenv("HUILAO_SECRET", "a secret of an office, made for the tests")
    with closing(Database(address, office)) as database, database.engine.begin() as connection:
        connection.execute(text(statement))

    found = prove(address)
    said = "\n".join(found.in_words("zh"))

    assert "log" in [one.about for one in found.flaws if one.what == "unreadable"]
    assert [one.about for one in found.flaws if one.what == "table_missing"] == gone
    assert "  日志：有读不出的内容，这一部分没有核对完" in said
    assert all(f"数据库里的{one}没有了" in said for one in gone)
    assert found.last is None
    assert said.startswith("日志没有了，或者读不出。")
    assert "末条" not in said
