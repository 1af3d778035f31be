"""What is left of the store when things break: killed processes, a database that is gone or busy, a full disk."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import create_engine, event, inspect, make_url, select, text
from starlette.testclient import TestClient

from huilao import Rulebook
from huilao_api.app import create_app
from huilao_api.backups import backup, restore
from huilao_api.service import Service
from huilao_api.settings import Settings
from huilao_api.start import prepare
from huilao_api.store import decisions
from huilao_api.store.database import missing_tables
from huilao_api.store.secret import StoreError
from huilao_api.store.tables import Decision
from small_books import benefit, one_ruleset

KILLS = int(os.environ.get("HUILAO_KILLS", "2"))
SECRET = "a secret of an office, made for the tests"  # noqa: S105
BODY = {"profile": {"residence": "513433", "widowed": True}, "as_of": "2025-03-01", "person": "档案 1"}


@pytest.fixture
def small(tmp_path: Path) -> Rulebook:
    return one_ruleset(tmp_path / "rules", one=benefit("{widowed: true}"))


class Running:
    """A service over a store."""

    def __init__(self, address: str, book: Rulebook) -> None:
        app = create_app(Settings(auth="off", database=address, secret=SECRET), book)  # pyright: ignore[reportArgumentType]  # read by pydantic
        self.service: Service = app.state.service
        self.client = TestClient(app, raise_server_exceptions=False)

    def decide(self) -> Any:
        return self.client.post("/v1/decisions", json=BODY)

    def kept(self) -> set[str]:
        """The ids of all decisions; the log is whole."""
        database, office = self.service.store()
        with database.reading() as session:
            assert [*office.log().flaws(session), *decisions.flaws(session, office)] == []
            return set(session.scalars(select(Decision.id)))


def test_what_was_acknowledged_is_there_after_any_kill(address: str, small: Rulebook, tmp_path: Path) -> None:
    """Killed at random moments in the middle of writing (`HUILAO_KILLS` times): every decision that was acknowledged is kept, and the
    log is whole.
    """
    luck, acknowledged, said = Random(len(address)), set[str](), tmp_path / "said"
    command = [sys.executable, str(Path(__file__).with_name("writer.py")), address, str(tmp_path / "rules")]
    for _ in range(KILLS):
        with (
            said.open("wb") as errors,
            subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, env={**os.environ, "HUILAO_SECRET": SECRET}) as writer,  # noqa: S603
        ):
            assert writer.stdout is not None
            first = writer.stdout.readline().decode().strip()
            assert first, f"the writer did not begin: {said.read_text()}"
            acknowledged.add(first)
            time.sleep(luck.uniform(0, 0.5))
            writer.kill()
            lines = writer.stdout.read().decode().split("\n")
        acknowledged |= {one for one in lines[:-1] if one}
        running = Running(address, small)
        assert acknowledged <= running.kept()
        running.service.store()[0].close()
    assert len(acknowledged) > KILLS


def test_nul_in_a_text_is_refused_by_every_store(address: str, small: Rulebook) -> None:
    """In an address, a query, a body or a form: no store is asked of it, and neither answers otherwise than the other."""
    running = Running(address, small)
    asked: list[tuple[str, str, dict[str, Any]]] = [
        ("POST", "/v1/sign-in", {"json": {"name": "a\0b", "password": "x"}}), ("POST", "/sign-in", {"data": {"account": "a\0b", "password": "x"}}),
        ("GET", "/v1/audit?who=%00", {}), ("GET", "/v1/audit?about=a%00", {}), ("GET", "/v1/decisions?after=%00", {}), ("GET", "/v1/decisions/%00", {}),
        ("GET", "/v1/drafts?after=%00", {}), ("GET", "/v1/drafts/%00", {}), ("GET", "/v1/drafts/%00/files/facts.yaml", {}), ("DELETE", "/v1/keys/%00", {}),
        ("POST", "/v1/drafts", {"json": {"title": "a\0b"}}), ("GET", "/v1/jobs/%00", {}), ("GET", "/v1/screenings/%00", {}),
    ]  # fmt: skip
    for method, path, said in asked:
        answer = running.client.request(method, path, headers={"Origin": "http://testserver"}, **said)
        assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json"), (path, answer.text)
    assert running.decide().status_code == 201
    assert len(running.kept()) == 1
    running.service.store()[0].close()


def test_a_backup_is_restored_after_a_kill(tmp_path: Path, small: Rulebook) -> None:
    """What was written after it is gone, though it was not yet in the database itself; what was there is kept aside, whole."""
    database, copy = tmp_path / "huilao.sqlite3", tmp_path / "backup.sqlite3"
    address = f"sqlite:///{database}"
    running = Running(address, small)
    assert running.decide().status_code == 201
    before = running.kept()
    running.service.store()[0].close()
    backup(Settings(database=address), copy)
    command = [sys.executable, str(Path(__file__).with_name("writer.py")), address, str(tmp_path / "rules")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env={**os.environ, "HUILAO_SECRET": SECRET}) as writer:  # noqa: S603
        assert writer.stdout is not None
        first = writer.stdout.readline().decode().strip()
        assert first, "the writer did not begin"
        writer.kill()
    assert Path(f"{database}-wal").stat().st_size
    there = database.stat()
    aside = restore(Settings(database=address, secret=SECRET), copy)  # pyright: ignore[reportArgumentType]  # read by pydantic
    assert aside is not None
    assert (database.stat().st_mode, database.stat().st_uid) == (there.st_mode, there.st_uid)
    for where, kept in ((address, before), (f"sqlite:///{aside / database.name}", {*before, first})):
        running = Running(where, small)
        assert kept <= running.kept()
        assert (running.kept() == before) is (where == address)
        running.service.store()[0].close()


def test_a_backup_takes_the_place_of_a_lost_or_a_damaged_database(tmp_path: Path, small: Rulebook) -> None:
    """Read-only as a backup may be; on a new machine nothing is there to be kept aside."""
    database, copy = tmp_path / "new" / "huilao.sqlite3", tmp_path / "backup.sqlite3"
    running = Running(f"sqlite:///{tmp_path / 'huilao.sqlite3'}", small)
    assert running.decide().status_code == 201
    before = running.kept()
    running.service.store()[0].close()
    backup(Settings(database=f"sqlite:///{tmp_path / 'huilao.sqlite3'}"), copy)
    copy.chmod(0o400)
    settings = Settings(database=f"sqlite:///{database}", secret=SECRET)  # pyright: ignore[reportArgumentType]
    assert restore(settings, copy) is None
    database.write_bytes(b"no database at all " * 100)
    aside = restore(settings, copy)
    running = Running(f"sqlite:///{database}", small)
    assert running.kept() == before
    running.service.store()[0].close()
    assert aside is not None
    assert (aside / "huilao.sqlite3").read_bytes().startswith(b"no database")
    assert database.stat().st_mode & 0o777 == 0o600


def test_a_database_that_is_a_link_stays_one(tmp_path: Path, small: Rulebook) -> None:
    """It is restored where it is, by the secret beside the link."""
    link, database, copy = tmp_path / "huilao.sqlite3", tmp_path / "disk" / "huilao.sqlite3", tmp_path / "backup.sqlite3"
    database.parent.mkdir()
    running = Running(f"sqlite:///{link}", small)
    assert running.decide().status_code == 201
    before = running.kept()
    running.service.store()[0].close()
    link.rename(database)
    link.symlink_to(database)
    (tmp_path / "huilao.sqlite3.secret").write_text(SECRET)
    backup(Settings(database=f"sqlite:///{link}"), copy)
    database.write_bytes(b"no database at all " * 100)
    aside = restore(Settings(database=f"sqlite:///{link}"), copy)
    running = Running(f"sqlite:///{link}", small)

    assert (link.is_symlink(), running.kept()) == (True, before)
    assert aside is not None
    assert aside.parent == database.parent
    running.service.store()[0].close()


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("running", "服务还在运行"), ("secret", "密钥不对"), ("cut", "不是惠老的备份|已经损坏"), ("other", "不是惠老的备份"), ("newer", "更新版本的惠老"), ("missing", "没有数据库"), ("short", "已经损坏：缺少 account"), ("unversioned", "已经损坏：缺少 alembic_version"),
    ],
)  # fmt: skip
def test_what_cannot_be_restored_changes_nothing(tmp_path: Path, small: Rulebook, what: str, said: str) -> None:
    """A service that runs, another secret, half a backup, another program's database, a newer one, a name that is wrong."""
    database, copy = tmp_path / "huilao.sqlite3", tmp_path / "backup.sqlite3"
    running = Running(f"sqlite:///{database}", small)
    assert running.decide().status_code == 201
    backup(Settings(database=f"sqlite:///{database}"), copy)
    assert running.decide().status_code == 201
    before = running.kept()
    if what != "running":
        running.service.store()[0].close()
    if what == "cut":
        copy.write_bytes(copy.read_bytes()[: copy.stat().st_size // 2])
    if what in ("other", "missing"):
        copy.unlink()
    if what == "newer":
        with closing(sqlite3.connect(copy)) as another:
            another.execute("UPDATE alembic_version SET version_num = 'zzzz'")
            another.commit()
    if what in ("short", "unversioned"):
        with closing(sqlite3.connect(copy)) as another:
            another.execute(f"DROP TABLE {'account' if what == 'short' else 'alembic_version'}")
    if what == "other":
        with closing(sqlite3.connect(copy)) as another:
            another.execute("CREATE TABLE something (one)")
    secret = SECRET[::-1] if what == "secret" else SECRET
    with pytest.raises(StoreError, match=said):
        restore(Settings(database=f"sqlite:///{database}", secret=secret), copy)  # pyright: ignore[reportArgumentType]
    again = Running(f"sqlite:///{database}", small)
    assert again.kept() == before
    again.service.store()[0].close()
    assert [one.name for one in tmp_path.iterdir() if "new" in one.name or "before" in one.name] == []


def test_what_a_disk_does_not_do_is_told_with_what_to_do(tmp_path: Path, small: Rulebook) -> None:
    """In the words of whoever runs the service, not in those of the system."""
    database = f"sqlite:///{tmp_path / 'huilao.sqlite3'}"
    Running(database, small).service.store()[0].close()

    with pytest.raises(StoreError, match=r"备份没有做成：.*没有这个文件或文件夹"):
        backup(Settings(database=database), tmp_path / "nowhere" / "backup.sqlite3")


@pytest.mark.parametrize("address", ["sqlite://", "sqlite:///:memory:", "sqlite:///file::memory:?uri=true"])
def test_a_database_that_ends_with_its_process_is_refused(address: str) -> None:
    """With what to write in its place: the key that it would print were good nowhere."""
    with pytest.raises(StoreError, match="sqlite:////full/path"):
        prepare(Settings(database=address, secret=SECRET), "127.0.0.1")  # pyright: ignore[reportArgumentType]  # read by pydantic


def test_what_is_no_database_is_said_in_its_own_words(tmp_path: Path) -> None:
    """They have nothing in them of what it holds."""
    (tmp_path / "huilao.sqlite3").write_text("no database at all " * 100)
    with pytest.raises(StoreError, match="file is not a database"):
        prepare(Settings(database=f"sqlite:///{tmp_path / 'huilao.sqlite3'}", secret=SECRET), "127.0.0.1")  # pyright: ignore[reportArgumentType]


def test_a_database_that_is_gone_is_told_and_comes_back(address: str, small: Rulebook, postgresql: str) -> None:
    """As a problem that says when to ask again; other routes answer meanwhile; nothing has to be started anew."""
    running = Running(address, small)
    assert running.decide().status_code == 201
    gone, back = _takes_away(running, address, postgresql)
    gone()
    answer, ready = running.decide(), running.client.get("/readyz")

    assert (answer.status_code, answer.json()["type"], answer.headers["retry-after"]) == (503, "urn:huilao:problem:database", "10")
    assert answer.json()["title"] == "数据库暂时没有回应，没有存下"
    assert ready.status_code == 503
    assert running.client.get("/v1/decisions").status_code == 503
    assert running.client.get("/healthz").status_code == 200
    assert running.client.post("/v1/evaluate", json={"profile": BODY["profile"]}).status_code == 200
    back()
    assert running.client.get("/readyz").status_code == 200
    assert running.decide().status_code == 201
    assert len(running.kept()) == 2


@pytest.mark.parametrize(
    ("lost", "name"),
    [
        *((f"DROP TABLE {one}", one) for one in ("log_entry", "log_head", "account", "alembic_version")),
        ("DELETE FROM alembic_version", "alembic_version"),
        ("ALTER TABLE account DROP COLUMN failures", "account.failures"),
        ("ALTER TABLE decision RENAME COLUMN answer TO answers", "decision.answer"),
    ],
)
def test_a_service_whose_database_lacks_a_table_or_a_column_is_not_ready(address: str, small: Rulebook, lost: str, name: str) -> None:
    """It names the table, or the column."""
    running = Running(address, small)
    assert running.client.get("/readyz").status_code == 200
    with running.service.store()[0].engine.begin() as connection:
        connection.execute(text(lost))
    answer = running.client.get("/readyz")

    assert (answer.status_code, answer.json()["type"]) == (503, "urn:huilao:problem:tables")
    assert f"没有了：{name}；" in answer.json()["detail"]
    running.service.store()[0].close()


@pytest.mark.parametrize(
    ("lost", "zh", "en"),
    [
        ("DROP TABLE alembic_version", "alembic_version 却没有了或是空的。请恢复完整的备份", "is gone or empty. Restore a whole backup"),
        ("DELETE FROM alembic_version", "alembic_version 却没有了或是空的。请恢复完整的备份", "is gone or empty. Restore a whole backup"),
        ("DROP TABLE log_head", "缺少 log_head。请恢复完整的备份", "log_head missing. Restore a whole backup"),
        ("DROP TABLE api_key", "缺少 api_key。请恢复完整的备份", "api_key missing. Restore a whole backup"),
        (
            "ALTER TABLE api_key DROP COLUMN made_by",
            "缺少 api_key.made_by。请恢复完整的备份",
            "api_key.made_by missing. Restore a whole backup",
        ),
    ],
)
def test_a_service_does_not_start_without_a_table(address: str, small: Rulebook, lost: str, zh: str, en: str) -> None:
    """It says what is wrong and what to do, in its own words and not the database's; and leaves the store as it is."""
    running = Running(address, small)
    kept = running.kept()
    database, _ = running.service.store()
    with database.engine.begin() as connection:
        connection.execute(text(lost))
    with database.reading() as session:
        tables = missing_tables(session)
    for starts in (lambda: prepare(Settings(database=address, secret=SECRET), "127.0.0.1"), lambda: Running(address, small)):  # pyright: ignore[reportArgumentType]
        with pytest.raises(StoreError, match=zh) as refused:
            starts()
        assert en in refused.value.message.of("en")
    with database.reading() as session:
        assert (missing_tables(session), set(session.scalars(select(Decision.id)))) == (tables, kept)
    database.close()


@pytest.mark.parametrize(
    ("ours", "revisions", "zh", "en"),
    [
        (False, ["9f8e7d6c5b4a"], "有别的程序的表", "give Huilao a database of its own"),
        (True, ["9f8e7d6c5b4a", "0006"], "有别的程序的表", "give Huilao a database of its own"),
        (True, ["9f8e7d6c5b4a"], "更新版本的惠老用过", "upgrade Huilao"),
    ],
    ids=["another program's", "shared with another program", "a newer one's"],
)
def test_a_database_of_another_program_is_not_that_of_a_newer_one(
    address: str, small: Rulebook, revisions: list[str], zh: str, en: str, *, ours: bool
) -> None:
    """Its revision stands in the same table of Alembic; nothing is laid beside it."""
    if ours:
        Running(address, small).service.store()[0].close()
    engine = create_engine(address)
    with engine.begin() as connection:
        if not ours:
            for table in ("alembic_version (version_num VARCHAR(32))", "account (id TEXT)", "parcel (id TEXT)"):
                connection.execute(text(f"CREATE TABLE {table}"))
        connection.execute(text("DELETE FROM alembic_version"))
        connection.execute(text("INSERT INTO alembic_version VALUES (:one)"), [{"one": one} for one in revisions])
        before = inspect(connection).get_table_names()
    with pytest.raises(StoreError, match=zh) as refused:
        prepare(Settings(database=address, secret=SECRET), "127.0.0.1")  # pyright: ignore[reportArgumentType]
    assert en in refused.value.message.of("en")
    with engine.connect() as connection:
        assert inspect(connection).get_table_names() == before
    engine.dispose()


def _takes_away(running: Running, address: str, server: str) -> tuple[Callable[[], object], Callable[[], object]]:
    """What takes the database away, and brings it back."""
    database, _ = running.service.store()
    url = make_url(address)
    if url.database is not None and url.get_backend_name() == "sqlite":
        file, away = Path(url.database), Path(f"{url.database}.away")

        def move() -> None:
            database.engine.dispose()
            file.rename(away)
            file.mkdir()

        def restore() -> None:
            file.rmdir()
            away.rename(file)

        return move, restore

    def told(*statements: str) -> None:
        engine = create_engine(server, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            for one in statements:
                connection.execute(text(one))
        engine.dispose()

    ends = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{url.database}'"  # noqa: S608  # its own name
    return (lambda: told(ends, f"ALTER DATABASE {url.database} RENAME TO {url.database}_away"),
            lambda: told(f"ALTER DATABASE {url.database}_away RENAME TO {url.database}"))  # fmt: skip


def test_another_writer_is_not_waited_for_without_end(tmp_path: Path, small: Rulebook, monkeypatch: pytest.MonkeyPatch) -> None:
    """What holds SQLite for too long is told as a database that does not answer; reading goes on."""
    monkeypatch.setattr("huilao_api.store.database.BUSY", 0.05)
    address = f"sqlite:///{tmp_path / 'huilao.db'}"
    running = Running(address, small)
    with create_engine(address).connect() as other:
        other.execute(text("BEGIN IMMEDIATE"))
        assert running.decide().json()["type"] == "urn:huilao:problem:database"
        assert running.client.get("/v1/decisions").json()["decisions"] == []
        other.rollback()
    assert running.decide().status_code == 201


def test_a_full_disk_leaves_nothing_half_written(tmp_path: Path, small: Rulebook) -> None:
    """It is told as such; what was kept before is there, and once there is room more is kept."""
    running = Running(f"sqlite:///{tmp_path / 'huilao.db'}", small)
    database, _ = running.service.store()
    before = running.decide().json()["id"]
    most: list[int] = []

    @event.listens_for(database.engine, "checkout")
    def limited(connection: Any, *_: Any) -> None:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {most[0] if most else pages}")

    told = [running.decide() for _ in range(8)]
    full = [one for one in told if one.status_code != 201]
    kept = {before, *(one.json()["id"] for one in told if one.status_code == 201)}

    assert {(one.status_code, one.json()["type"]) for one in full} == {(507, "urn:huilao:problem:full")}
    assert running.kept() == kept
    most.append(1_000_000)
    assert running.decide().status_code == 201
    assert len(running.kept()) == len(kept) + 1


@pytest.mark.parametrize("address", ["postgresql"], indirect=True)
def test_a_full_disk_of_postgresql_is_told(address: str, small: Rulebook) -> None:
    """As the server says it where it cannot extend a file; here a trigger says it, since the disk of the tests is not to be filled."""
    running = Running(address, small)
    before = running.decide().json()["id"]
    engine = create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as server:
        server.execute(
            text(
                "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION USING ERRCODE = 'disk_full'; END$$"
            )
        )
        server.execute(text("CREATE TRIGGER full_disk BEFORE INSERT ON decision EXECUTE FUNCTION full_disk()"))
        full = running.decide()
        assert (full.status_code, full.json()["type"]) == (507, "urn:huilao:problem:full")
        assert running.kept() == {before}
        server.execute(text("DROP TRIGGER full_disk ON decision"))
    engine.dispose()
    assert running.decide().status_code == 201
    assert len(running.kept()) == 2
    running.service.store()[0].close()
