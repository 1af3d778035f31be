"""The commands that run the service and let in who lost their key."""

from __future__ import annotations

import errno
import os
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from pydantic import SecretStr
from typer.testing import CliRunner

from huilao import Text
from huilao.cli import app
from huilao_api.backups import backup
from huilao_api.settings import Settings
from huilao_api.start import NotHereError, another_admin_key, open_store, prepare
from huilao_api.store.keys import asker_of
from huilao_api.store.secret import StoreError, read_secret
from huilao_api.verifying import erase_older
from huilao_api.who import Role
from huilao_api.work.work_folder import WorkFolder

SECRET = "0123456789abcdef0123456789abcdef"  # noqa: S105


@pytest.fixture(autouse=True)
def own_environment() -> Iterator[None]:
    """What commands put into the environment is gone after a test."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("HUILAO_DATABASE", "HUILAO_SECRET_FILE", "HUILAO_LANG", "HUILAO_AUTH"):
            patch.setenv(name, "")
            patch.delenv(name)
        yield


def at(folder: Path) -> Settings:
    return Settings(database=f"sqlite:///{folder / 'new' / 'huilao.sqlite3'}")


def test_the_first_start_makes_a_key_for_the_administrator(tmp_path: Path) -> None:
    """Once; the database and the office's secret are its owner's alone."""
    settings = at(tmp_path)
    key = prepare(settings, "127.0.0.1")
    assert key is not None

    assert prepare(settings, "127.0.0.1") is None
    database, office = open_store(settings)
    with closing(database), database.reading() as session:
        asker = asker_of(session, key)
        assert asker is not None
        assert asker.role is Role.ADMIN
        assert list(office.log().flaws(session)) == []
    assert {one.name: one.stat().st_mode & 0o777 for one in (tmp_path / "new").iterdir() if not one.name.endswith(("-wal", "-shm"))} == {
        "huilao.sqlite3": 0o600, "huilao.sqlite3.secret": 0o600,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("host", "here"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("::", False), ("desk", False)],  # noqa: S104
)
def test_without_sign_in_it_is_for_this_machine_alone(host: str, here: bool) -> None:
    """Everybody may everything then."""
    settings = Settings(auth="off")
    if here:
        assert prepare(settings, host) is None
    else:
        with pytest.raises(NotHereError, match=host):
            prepare(settings, host)


@pytest.mark.parametrize(
    ("folder", "why"),
    [
        ("/proc/x", Text("这里建不了文件夹", "no folder can be made there")),
        ("/etc/hostname", Text("已有一个文件叫这个名字", "a file is called so")),
        ("/proc", Text("这里建不了文件夹", "no folder can be made there")),
        (f"/{'x' * 300}", Text("名字太长", "its name is too long")),
    ],
)  # none lets anybody write, root neither
@pytest.mark.parametrize(
    ("lang", "said"), [("zh", "数据库的文件夹 {} 不能用：{}。请"), ("en", "the folder {} of the database cannot be used: {}. Make")]
)
def test_a_folder_of_the_database_that_cannot_be_written_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free_port: int, folder: str, why: Text, lang: str, said: str
) -> None:
    """In a sentence, also where the work folder is elsewhere."""
    monkeypatch.setenv("HUILAO_WORK", str(tmp_path / "work"))
    monkeypatch.setenv("HUILAO_DATABASE", f"sqlite:///{folder}/y.sqlite3")
    told = CliRunner().invoke(app, ["serve", "--port", str(free_port), "--lang", lang])
    assert (told.exit_code, "Traceback" in told.output) == (2, False)
    assert said.format(folder, why.of(lang)) in told.output
    if folder != "/proc":
        with pytest.raises(StoreError, match=f"{folder} 不能用：{why.zh}"):
            WorkFolder(Path(folder)).open()
    with pytest.raises(StoreError):
        another_admin_key(Settings(), print)


def test_who_lost_the_administrators_key_gets_another(tmp_path: Path) -> None:
    """At the server; the log has it."""
    settings = at(tmp_path)
    prepare(settings, "127.0.0.1")
    ran = CliRunner().invoke(app, ["admin", "key", "--database", str(settings.database)])

    assert ran.exit_code == 0
    database, _ = open_store(settings)
    with closing(database), database.reading() as session:
        asker = asker_of(session, ran.stdout.strip())
        assert asker is not None
        assert asker.role is Role.ADMIN
    with closing(sqlite3.connect(tmp_path / "new" / "huilao.sqlite3")) as opened:
        assert opened.execute("SELECT who FROM log_entry WHERE action = 'key_made' ORDER BY number").fetchall() == [
            ("first start",),
            ("command line",),
        ]


def test_a_database_that_there_is_not_is_not_made_for_a_key(tmp_path: Path) -> None:
    """A slip in its name would else make a key that is good nowhere."""
    ran = CliRunner().invoke(app, ["admin", "key", "--database", f"sqlite:///{tmp_path / 'none.sqlite3'}"])

    assert (ran.exit_code, "没有数据库" in ran.stderr) == (2, True)
    assert list(tmp_path.iterdir()) == []


def test_a_key_that_could_not_be_shown_is_none(tmp_path: Path) -> None:
    """It would be an administrator's whom nobody knows."""
    settings = at(tmp_path)
    prepare(settings, "127.0.0.1")

    def full(_: str) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        another_admin_key(settings, full)
    with closing(sqlite3.connect(tmp_path / "new" / "huilao.sqlite3")) as connection:
        assert connection.execute("SELECT count(*) FROM api_key").fetchone() == (1,)


def test_a_secret_is_never_made_for_a_database_that_is_not_new(tmp_path: Path) -> None:
    """What was sealed with the one that is lost could not be read with another."""
    settings = at(tmp_path)
    prepare(settings, "127.0.0.1")
    (tmp_path / "new" / "huilao.sqlite3.secret").unlink()

    with pytest.raises(StoreError, match=r"huilao\.sqlite3\.secret"):
        another_admin_key(settings, print)


def test_another_secret_is_noticed_at_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before anything is sealed with it; a log whose end was changed is no other secret, and does not keep the service from starting."""
    settings = at(tmp_path)
    prepare(settings, "127.0.0.1")
    monkeypatch.setenv("HUILAO_SECRET", SECRET)
    for begin in (lambda: prepare(Settings(database=settings.database), "127.0.0.1"), lambda: erase_older(settings.database, 1)):
        with pytest.raises(StoreError, match="HUILAO_SECRET_FILE"):
            begin()
    monkeypatch.delenv("HUILAO_SECRET")
    another_admin_key(settings, print)
    with closing(sqlite3.connect(tmp_path / "new" / "huilao.sqlite3")) as connection, connection:
        connection.execute("UPDATE log_entry SET who = 'somebody else' WHERE number = (SELECT max(number) FROM log_entry)")

    assert prepare(settings, "127.0.0.1") is None


@pytest.mark.parametrize(
    ("address", "given", "file", "good"),
    [
        ("postgresql://u@h/d", None, None, False), ("sqlite://", None, None, False), ("postgresql://u@h/d", SECRET, None, True),
        ("postgresql://u@h/d", "short", None, False), ("postgresql://u@h/d", "a" * 64, None, False), ("postgresql://u@h/d", SECRET, "short", False),
        ("postgresql://u@h/d", "short", SECRET, True), ("postgresql://u@h/d", SECRET, "", False),
    ],
)  # fmt: skip
def test_a_secret_is_long_and_random(tmp_path: Path, address: str, given: str | None, file: str | None, good: bool) -> None:
    """A file counts before what is given; what is no good is said, and not repeated."""
    path = None if file is None else tmp_path / "secret"
    if path is not None and file is not None:
        path.write_text(f"{file}\n", "utf-8")
    if good:
        assert read_secret(address, given, path) == (SECRET.encode(), None)
    else:
        with pytest.raises(StoreError) as told:
            read_secret(address, given, path)
        assert (file or given or "nothing") not in str(told.value).replace(str(tmp_path), "")


@contextmanager
def started(*options: str, port: int) -> Generator[subprocess.Popen[str]]:
    command = [str(Path(sys.prefix) / "bin/huilao"), "serve", "--port", str(port), *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:  # noqa: S603
        try:
            yield process
        finally:
            process.terminate()


def test_a_demonstration_lets_one_in_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free_port: int) -> None:
    """Its key is a caseworker's, its accounts of every role; whatever was set of a database stays untouched."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setenv("HUILAO_DATABASE", f"sqlite:///{tmp_path / 'real.sqlite3'}")
    monkeypatch.setenv("HUILAO_AUTH", "off")
    with started("--demo", port=free_port) as process:
        assert process.stdout is not None
        accounts = next(line for line in process.stdout if line.startswith("试用账号"))
        key = next(line for line in process.stdout if line.startswith("export HUILAO_KEY=")).strip().partition("=")[2]
        answer = _asked(f"http://127.0.0.1:{free_port}/v1/me", key, process)
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0

    assert accounts.strip() == ("试用账号：demo（经办人）、policy（政策人员）、approver（审批人）、auditor（审计人员）、admin（管理员）")
    assert '"name":"key:demo","role":"caseworker"' in answer
    assert list(tmp_path.iterdir()) == []


def _asked(address: str, key: str, process: subprocess.Popen[str]) -> str:
    """What the service answers, once it does."""
    while process.poll() is None:
        try:
            with urlopen(Request(address, headers={"Authorization": f"Bearer {key}"})) as answer:  # noqa: S310
                return answer.read().decode()
        except HTTPError:
            raise
        except OSError:
            continue
    raise AssertionError("the service did not start")


@pytest.fixture
def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def test_bad_settings_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """And nothing of what they are."""
    monkeypatch.setenv("HUILAO_AUTH", "geheim")
    ran = CliRunner().invoke(app, ["serve"])

    assert ran.exit_code == 2
    assert "HUILAO_AUTH" in ran.stderr
    assert "geheim" not in ran.stderr


def test_a_backup_is_a_whole_store_with_the_offices_secret(tmp_path: Path) -> None:
    """It is its owner's alone, and writes over nothing."""
    settings = at(tmp_path)
    key = prepare(settings, "127.0.0.1")
    target = tmp_path / "copy.sqlite3"
    first, again = (CliRunner().invoke(app, ["admin", "backup", str(target), "--database", str(settings.database)]) for _ in range(2))

    assert (first.exit_code, again.exit_code) == (0, 2)
    assert f"{target} 已经存在" in again.output
    assert target.stat().st_mode & 0o777 == 0o600
    secret = (tmp_path / "new" / "huilao.sqlite3.secret").read_text()
    database, office = open_store(Settings(database=f"sqlite:///{target}", secret=SecretStr(secret)))
    with closing(database), database.reading() as session:
        assert asker_of(session, str(key)) is not None
        assert list(office.log().flaws(session)) == []


@pytest.mark.parametrize(
    ("lost", "code", "said"),
    [
        ("DROP TABLE log_entry", 2, "缺少 log_entry：已抄到 {}，但不能用来恢复"),
        ("DROP TABLE alembic_version", 2, "缺少 alembic_version：已抄到 {}，但不能用来恢复"),
        ("DELETE FROM alembic_version", 2, "缺少 alembic_version：已抄到 {}，但不能用来恢复"),
        ("ALTER TABLE account DROP COLUMN failures", 2, "缺少 account.failures：已抄到 {}，但不能用来恢复"),
        ("UPDATE alembic_version SET version_num = '0001'; DROP TABLE webhook", 0, "数据库已备份到 {}"),
    ],
    ids=["a table", "the version", "no version in it", "a column", "an older store"],
)
def test_a_backup_that_cannot_be_restored_is_not_said_to_be_one(tmp_path: Path, lost: str, code: int, said: str) -> None:
    """What is there is copied all the same; that an older store has not all tables of today is no damage."""
    settings = at(tmp_path)
    prepare(settings, "127.0.0.1")
    with closing(sqlite3.connect(tmp_path / "new" / "huilao.sqlite3")) as there:
        there.executescript(lost)
    target = tmp_path / "copy.sqlite3"
    told = CliRunner().invoke(app, ["admin", "backup", str(target), "--database", str(settings.database)])

    assert told.exit_code == code
    assert said.format(target) in told.output
    with closing(sqlite3.connect(target)) as copy:
        assert copy.execute("SELECT name FROM api_key").fetchall() == [("admin",)]
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith("copy")] == ["copy.sqlite3"]


def test_half_a_backup_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is left of one that could not be finished; and an empty file in the place of a database is not begun anew."""
    settings = at(tmp_path)
    prepare(settings, "127.0.0.1")
    target, database = tmp_path / "copy.sqlite3", tmp_path / "new" / "huilao.sqlite3"
    with monkeypatch.context() as patch:
        patch.setattr("huilao_api.backups.sqlite3.connect", _full)
        with pytest.raises(StoreError, match="disk is full"):
            backup(settings, target)
    assert not target.exists()

    database.write_bytes(b"")
    with pytest.raises(StoreError, match="empty"):
        prepare(settings, "127.0.0.1")


def _full(*_: object) -> sqlite3.Connection:
    raise sqlite3.OperationalError("database or disk is full")


def test_a_secret_that_others_can_read_is_said(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """By its file, never by what it holds."""
    file = tmp_path / "secret"
    file.write_text(SECRET)
    file.chmod(0o600)
    read_secret("sqlite://", None, file)
    assert not caplog.records
    file.chmod(0o640)
    read_secret("sqlite://", None, file)
    assert [str(file) in one.getMessage() and SECRET not in one.getMessage() for one in caplog.records] == [True]


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("HUILAO_DATABASE", "/data/x.db", "sqlite:////"), ("HUILAO_DATABASE", "mysql://u:geheim@h/d", "postgresql+psycopg://"),
        ("HUILAO_CORS_ORIGINS", "a.cn", "HUILAO_CORS_ORIGINS：应是网站地址"), ("HUILAO_CORS_ORIGINS", "[http://a]", "HUILAO_CORS_ORIGINS：不是正确的 JSON"),
        ("HUILAO_OIDC_ROLES", "admin", "HUILAO_OIDC_ROLES：应写成 JSON"), ("HUILAO_ASSURANCE", "2", "HUILAO_ASSURANCE：不能大于 1"),
        ("HUILAO_KEEP_DAYS", "0", "HUILAO_KEEP_DAYS：应大于 0"), ("HUILAO_PUBLIC_URL", "foo", "HUILAO_PUBLIC_URL：应是完整的网址"), ("HUILAO_WORK", "/proc/x", "HUILAO_WORK"),
        ("HUILAO_KEEP_DAYS", "99999999999", "HUILAO_KEEP_DAYS：不能大于 36500"), ("HUILAO_KEEP_SCREENINGS", "99999999999", "HUILAO_KEEP_SCREENINGS：不能大于 36500"),
        ("HUILAO_JOB_LEASE", "1e300", "HUILAO_JOB_LEASE：不能大于 86400"), ("HUILAO_BODY_SECONDS", "inf", "HUILAO_BODY_SECONDS：不能大于 86400"),
        ("HUILAO_SWITCH_SECONDS", "1e-300", "HUILAO_SWITCH_SECONDS：不能小于 0.1"), ("HUILAO_REGISTER_SECONDS", "nan", "HUILAO_REGISTER_SECONDS"),
        ("HUILAO_BODY_SECONDS", "ten", "HUILAO_BODY_SECONDS：应是数"), ("HUILAO_KEPP_DAYS", "3", "是否 HUILAO_KEEP_DAYS？"),
    ],
)  # fmt: skip
def test_a_setting_that_is_no_good_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str) -> None:
    """In words, with its name, before anything is served; and one that nothing reads, with the name that is meant."""
    monkeypatch.setenv("HUILAO_DATABASE", str(at(tmp_path).database))
    monkeypatch.setenv(name, value)
    monkeypatch.setattr("huilao_api.web.listening.listen", _nothing)
    ran = CliRunner().invoke(app, ["serve", "--port", str(_free()), "--job-workers", "0"])

    assert said in ran.output
    assert "geheim" not in ran.output
    assert ran.exit_code == (0 if name == "HUILAO_KEPP_DAYS" else 2)


def _nothing(*_: object) -> None:
    pass


def _free() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.mark.parametrize(
    "name", ["RULES", "KEEP_DAYS", "SECRET", "SECRET_FILE", "RECEIPT_KEY_FILE", "WORK", "PUBLIC_URL", "OIDC_ISSUER", "LANG", "PORT"]
)
def test_a_setting_that_is_empty_is_none(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """As a line of a template is that nobody filled in."""
    before = Settings()
    monkeypatch.setenv(f"HUILAO_{name}", "")

    assert Settings() == before


def test_a_worker_leaves_with_the_service(tmp_path: Path) -> None:
    """However the service that started it ends: its standard input ends then."""
    settings = at(tmp_path)
    assert prepare(settings, "127.0.0.1") is not None
    command = [sys.executable, "-m", "huilao", "work", "--with-parent"]
    environment = {**os.environ, "HUILAO_DATABASE": settings.database or ""}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment) as worker:  # noqa: S603
        assert worker.stderr is not None
        assert worker.stdin is not None
        assert any("worker" in line for line in worker.stderr)  # it has begun
        worker.stdin.close()
        assert worker.wait(60) == 0
