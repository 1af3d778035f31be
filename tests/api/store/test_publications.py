"""Publications in the store, on both databases: whole or not there, whatever is killed; and stores from before there were any."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import time
import zipfile
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import create_engine, delete, select, text

from huilao import Rulebook, RuleFiles, RulesError, Text
from huilao_api.store import publications
from huilao_api.store.database import Database, upgrade
from huilao_api.store.decisions import Office
from huilao_api.store.editions import Editions, contents
from huilao_api.store.tables import Delivery, LogEntry, LogHead, Publication, RuleFile, Webhook
from small_books import benefit, one_ruleset

KILLS = int(os.environ.get("HUILAO_KILLS", "2"))
SECRET = "a secret of an office, made for the tests"  # noqa: S105
NOW = datetime(2025, 3, 1, tzinfo=UTC)
FILES = {"facts.yaml": b"facts: {}", "features/a.feature": b"# language: zh-CN"}


def test_what_was_acknowledged_is_a_whole_version_after_any_kill(address: str, tmp_path: Path) -> None:
    """Killed at random moments of publishing and going back (`HUILAO_KILLS` times): every publication has all of its files, which make its
    version, and an entry in a log that is whole; numbers have no gap; the last one is in service.
    """
    book, luck, told = one_ruleset(tmp_path / "rules", one=benefit("{widowed: true}")), Random(len(address)), 0
    assert book.files is not None
    database, office = Database(address), Office(SECRET.encode())
    with database.writing() as session:
        files = {name: content for name, content in book.files.contents.items() if isinstance(content, bytes)}
        publications.start(session, office, book.version, files, datetime.now(UTC))
    for turn in range(KILLS):
        command = [sys.executable, str(Path(__file__).with_name("publisher.py")), address, str(tmp_path / "rules"), str(1 + turn % 100)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={**os.environ, "HUILAO_SECRET": SECRET}) as publisher:  # noqa: S603  # fmt: skip
            assert publisher.stdout is not None
            publisher.stdout.readline()  # it has begun
            time.sleep(luck.uniform(0, 0.3))
            publisher.kill()
            lines = publisher.stdout.read().decode().split("\n")
        told = max(told, *(int(one) for one in lines[:-1] if one), 0)
        with database.reading() as session:
            found = publications.listed(session, 10_000)[::-1]
            assert [one.number for one in found] == list(range(1, len(found) + 1))
            assert len(found) >= told
            assert publications.number_in_service(session, datetime.now(UTC)) == len(found)
            entries = session.scalars(
                select(LogEntry).where(LogEntry.action.in_(("started", "published", "rolled_back"))).order_by(LogEntry.number)
            ).all()
            assert [one.about for one in entries] == [one.version for one in found]
            for one in {one.version: one for one in found}.values():
                assert Rulebook.of(RuleFiles.of(contents(session, one.files))).version == one.version
            assert [*office.log().flaws(session)] == []
    assert told > KILLS
    database.close()


@pytest.mark.parametrize(("statements", "kinds"), [
    ([], []),
    (["UPDATE rule_file SET content = :other WHERE digest = :digest"], ["file_changed"]),
    (["UPDATE publication SET version = 'b' || substr(version, 2) WHERE number = 1"], ["publication_changed"]),
    (["UPDATE publication SET files = '{}' WHERE number = 1"], ["publication_changed"]),
    (["DELETE FROM publication WHERE number = 1"], ["publication_missing"]),
    *[([f"UPDATE publication SET {one}"], ["publication_changed"]) for one in (  # noqa: S608  # our own words
        "withdrawn = made WHERE number = 1", "failed = '{}' WHERE number = 1", "failed = '{\"zh\": \"行\", \"en\": \"good\"}' WHERE number = 3",
        "served = '2025-03-01 00:00:00.000001' WHERE number = 1", "withdrawn = '2025-03-01 00:00:00.000001' WHERE number = 2", "served = NULL WHERE number = 1", "served = made WHERE number = 2",
        "withdrawn = NULL WHERE number = 2", "failed = NULL WHERE number = 3", "takes_effect = made WHERE number = 2",
        "made = takes_effect WHERE number = 2", "made_by = 'key:other' WHERE number = 1", "submitted_by = 'key:other' WHERE number = 1",
        "kind = 'started' WHERE number = 1", "comparison = NULL WHERE number = 1", "reason = '' WHERE number = 4", "returns_to = 2 WHERE number = 4",
        "takes_effect = '2025-03-01 00:00:00.000001' WHERE number = 1",
    )],
    ([("INSERT INTO publication (number, version, files, kind, takes_effect, made, made_by, reason) "
       "SELECT 9, version, files, kind, takes_effect, made, made_by, reason FROM publication WHERE number = 1")], ["publication_untold"]),
    (["UPDATE edition SET files = '{}'"], ["version_changed"]),
])  # fmt: skip
def test_whatever_is_done_to_a_version_is_found(database: Database, office: Office, statements: list[str], kinds: list[str]) -> None:
    """And a file with another content than was kept is nobody's answer."""
    with database.writing() as session:
        made, later, bad = (
            publications.publish(
                session, office, "key:boss", version="a" * 64, files=FILES, now=NOW, takes_effect=day, submitted_by="key:clerk", comparison=b"check"
            )
            for day in (None, NOW + timedelta(days=9), None)
        )  # fmt: skip
        publications.serve(session, office, made, NOW)
        publications.withdraw(session, office, "key:boss", later, NOW)
        publications.fail(session, office, bad, Text("不行", "no good"))
        publications.roll_back(session, office, "key:boss", made, "写错了", NOW)
    digest = made.files["facts.yaml"]
    with database.engine.begin() as connection:
        for one in statements:
            connection.execute(text(one), {"other": b"facts: {a: 1}", "digest": digest} if ":other" in one else {})
    with database.reading() as session:
        assert [one.what for one in publications.flaws(session)] == kinds
        if kinds == ["file_changed"]:
            with pytest.raises(RulesError, match=r"facts\.yaml"):
                contents(session, made.files)
        else:
            assert contents(session, made.files) == FILES


@pytest.mark.parametrize(("statement", "kinds"), [
    ("UPDATE publication SET kind = kind", []),
    ("UPDATE publication SET takes_effect = '2025-03-02 00:00:00.000000'", ["publication_changed"]),
    ("UPDATE publication SET submitted_by = 'key:other'", ["publication_changed"]),
    ("UPDATE publication SET withdrawn = made", ["publication_changed"]),
])  # fmt: skip
def test_what_was_told_before_there_was_a_digest_of_all_of_it_counts(
    database: Database, office: Office, statement: str, kinds: list[str]
) -> None:
    """It says a part, to the second and in the zone of who published it."""
    china = timezone(timedelta(hours=8))
    with database.writing() as session:
        effect = datetime(2025, 3, 5, microsecond=17, tzinfo=china)
        made = publications.publish(
            session, office, "key:boss", version="a" * 64, files=FILES, now=NOW, takes_effect=effect, submitted_by="key:li"
        )
        for table in (LogEntry, LogHead):
            session.execute(delete(table))
        told = {"publication": 1, "takes_effect": effect.isoformat(timespec="seconds"), "draft": None, "submitted_by": "key:li"}
        office.log().append(session, "key:boss", "published", made.version, told)
    with database.engine.begin() as connection:
        connection.execute(text(statement))
    with database.reading() as session:
        assert [one.what for one in publications.flaws(session)] == kinds


def test_what_is_published_is_told_together_with_it(database: Database, office: Office) -> None:
    """To webhooks that want to know, in one transaction."""
    with database.writing() as session:
        session.add(
            Webhook(id="w", address=b"", host="h", events=["published", "publication_failed"], secret=b"", made=NOW, made_by="t", failing_since=None, stopped=None)
        )  # fmt: skip
        made = publications.publish(session, office, "key:boss", version="a" * 64, files=FILES, now=NOW)
        publications.roll_back(session, office, "key:boss", made, "写错了", NOW)
        session.flush()
        assert session.scalars(select(Delivery.event)).all() == ["published"]
    with database.reading() as session:
        assert session.scalars(select(Delivery.event)).all() == ["published"]


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        ([0], [1, 1, 1]),
        ([0, 0], [2, 2, 2]),
        ([0, 1], [1, 2, 2]),
        ([2, 1], [None, 2, 1]),
        ([0, 1, 0], [3, 2, 2]),
    ],
)
def test_the_last_that_has_taken_effect_is_in_service(
    database: Database, office: Office, made: list[int], expected: list[int | None]
) -> None:  # fmt: skip
    """Of two of one moment the later one, though it was made for an earlier day."""
    with database.writing() as session:
        for days in made:
            publications.publish(
                session, office, "key:boss", version="a" * 64, files=FILES, now=NOW, takes_effect=NOW + timedelta(days=days) if days else None
            )  # fmt: skip
    with database.reading() as session:
        assert [publications.number_in_service(session, NOW + timedelta(days=day)) for day in range(3)] == expected


def test_what_files_hold_is_kept_once(database: Database, office: Office) -> None:
    """Whatever versions have it; each byte for byte."""
    with database.writing() as session:
        for number in range(10):
            files = {**FILES, "terms.yaml": f"terms: {{}}  # {number % 3}".encode()}
            publications.publish(session, office, "key:boss", version=f"{number:064}", files=files, now=NOW)
    with database.reading() as session:
        assert len(session.scalars(select(RuleFile.digest)).all()) == len(FILES) + 3
        last = session.get_one(Publication, 10)
        assert contents(session, last.files) == {**FILES, "terms.yaml": b"terms: {}  # 0"}


def test_a_store_from_before_there_were_publications_keeps_its_versions(address: str, tmp_path: Path) -> None:
    """Decisions that were made with them are made again with them."""
    book = one_ruleset(tmp_path / "rules", one=benefit("{widowed: true}"))
    assert book.files is not None
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, content in book.files.contents.items():
            assert isinstance(content, bytes)
            archive.writestr(name, content)
    engine = create_engine(address)
    upgrade(engine, "0001")
    with engine.begin() as connection:
        for version in (book.version, "f" * 64):
            connection.execute(
                text("INSERT INTO edition (version, archive, first_served) VALUES (:version, :archive, :at)"),
                {"version": version, "archive": written.getvalue(), "at": NOW},
            )
    engine.dispose()
    database = Database(address)
    kept = Editions(database).book(book.version)

    assert (kept.version, kept.files) == (book.version, book.files)
    database.close()


def test_two_processes_open_a_new_store_at_once(tmp_path: Path) -> None:
    """Each waits until its tables are there."""
    address = f"sqlite:///{tmp_path / 'huilao.sqlite3'}"
    command = [sys.executable, "-c", f"from huilao_api.store.database import Database; Database({address!r})"]
    opening = [subprocess.Popen(command) for _ in range(2)]  # noqa: S603

    assert [one.wait() for one in opening] == [0, 0]
