"""`huilao publish`: a folder that an office keeps in git, and a service in which somebody else approves it."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import sleep

import pytest
import uvicorn
from sqlalchemy.orm import Session
from typer.testing import CliRunner

from huilao.cli import app as cli
from huilao_api.app import create_app
from huilao_api.service import Service
from huilao_api.settings import Settings
from huilao_api.store import drafts as store
from huilao_api.store import keys
from huilao_api.store.tables import Draft
from huilao_api.who import Role
from huilao_api.work import checking, working
from small_books import benefit

from .drafting import CHAPTER, FEATURE, LATER, NUMBERS, chapter_of, small_book


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A rule book in a git tree, and its scenarios beside it."""
    small_book(tmp_path / "tree" / "rules")
    (tmp_path / "tree" / "features").mkdir()
    (tmp_path / "tree" / "features" / "old.feature").write_text(FEATURE, encoding="utf-8")
    git(tmp_path / "tree", "init", "-q")
    commit(tmp_path / "tree", "first")
    return tmp_path / "tree" / "rules"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Service]]:
    """A service with a worker, both in this process, and its address."""
    folder = tmp_path_factory.mktemp("running")
    small_book(folder / "rules")
    settings = Settings(database=f"sqlite:///{folder / 'huilao.sqlite3'}", rules=folder / "rules")
    app = create_app(settings)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning"))
    stop = threading.Event()
    duties = working.Duties({"check": checking.check})
    threads = [threading.Thread(target=server.run), threading.Thread(target=working.work, args=(settings, duties, stop))]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("huilao_api.work.working.PAUSE", 0.05)
        for thread in threads:
            thread.start()
        while not server.started:
            sleep(0.02)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}", app.state.service
        stop.set()
        server.should_exit = True
        for thread in threads:
            thread.join()


@pytest.fixture
def ci(running: tuple[str, Service], monkeypatch: pytest.MonkeyPatch) -> Ci:
    """The address of the service and a key of one's own are in the environment."""
    address, service = running
    name = f"ci{next(NUMBERS)}"
    with service.store()[0].writing() as session:
        secret = keys.make_key(session, name, Role.POLICY, [], "test", 1)[1]
    monkeypatch.setattr("huilao.cli.publishing.PAUSE", 0.05)
    monkeypatch.setenv("HUILAO_URL", address)
    monkeypatch.setenv("HUILAO_KEY", secret)
    return Ci(service, f"key:{name}")


@dataclass(frozen=True)
class Ci:
    """An office's own machine that publishes what is in git."""

    service: Service
    name: str

    @contextmanager
    def drafts(self) -> Generator[tuple[Session, list[Draft]]]:
        """The drafts that it has made."""
        with self.service.store()[0].reading() as session:
            yield session, [one for one in store.listed(session, 100) if one.made_by == self.name]


def git(tree: Path, *arguments: str) -> str:
    command = ("git", "-C", str(tree), "-c", "user.name=t", "-c", "user.email=t@example.org", *arguments)
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()  # noqa: S603  # a tool of the test's own


def commit(tree: Path, message: str) -> str:
    git(tree, "add", "-A")
    git(tree, "commit", "-q", "-m", message)
    return git(tree, "rev-parse", "HEAD")


def publish(*arguments: str | Path) -> tuple[int, str]:
    done = CliRunner().invoke(cli, ["publish", *map(str, arguments)])
    return done.exit_code, done.output


def test_a_gate_for_an_edit_that_takes_something_away(ci: Ci, folder: Path) -> None:
    """It is shown, and submitted once what is lost is named; the title and the note are those of the commit; what will not do is left
    behind as nothing that anybody has to look after.
    """
    (folder / CHAPTER).write_text(chapter_of(old=LATER), encoding="utf-8")
    (folder.parent / "features/old.feature").write_text(FEATURE.replace("1940", "1930"), encoding="utf-8")
    last = commit(folder.parent, "改为九十岁")

    code, said = publish(folder)
    assert (code, "r/old: 失去" in said, "没有提交" in said) == (1, True, True)
    with ci.drafts() as (_, found):
        assert [(one.title, one.state) for one in found] == [("改为九十岁", "withdrawn")]
    code, said = publish(folder, "--acknowledge", "r/old", "--check-only")
    assert (code, "可以提交" in said, "1 个场景，0 个不成立" in said) == (0, True, True)
    code, said = publish(folder, "--acknowledge", "r/old", "--takes-effect", "2100-01-01", "--lang", "en")
    assert code == 0
    assert "submitted as draft" in said
    with ci.drafts() as (session, found):
        assert [one.state for one in found] == ["submitted", "withdrawn", "withdrawn"]
        draft = found[0]
        assert str(draft.wished) == "2100-01-01"
        assert store.revision_of(session, draft).note == f"git:{last}"
        assert set(store.revision_of(session, draft).files) >= {"facts.yaml", CHAPTER, "features/old.feature"}


def test_mistakes_and_failing_scenarios_are_told_as_by_the_other_commands(ci: Ci, folder: Path) -> None:
    """With exit code 1."""
    (folder / CHAPTER).write_text(chapter_of(old=LATER), encoding="utf-8")
    code, said = publish(folder)
    assert code == 1
    assert "features/old.feature:4: 八十五岁" in said
    (folder / CHAPTER).write_text(chapter_of(old=benefit("{agee: {at_least: 80}}")), encoding="utf-8")
    code, said = publish(folder)
    assert code == 1
    assert "r/chapter.yaml:2:" in said
    assert "改法：" in said


def test_what_is_in_service_comes_back_into_the_folder(ci: Ci, folder: Path, tmp_path: Path) -> None:
    """Where git has all that is overwritten; into an empty folder always."""
    (folder / CHAPTER).write_text("changed", encoding="utf-8")
    code, said = publish(folder, "--fetch")
    assert (code, "没有提交到 git" in said) == (2, True)
    assert (folder / CHAPTER).read_text(encoding="utf-8") == "changed"
    (folder / "r/more.yaml").write_text("more", encoding="utf-8")
    commit(folder.parent, "mine")
    assert publish(folder, "--fetch")[0] == 0
    assert (folder / CHAPTER).read_text(encoding="utf-8") == chapter_of()
    assert not (folder / "r/more.yaml").exists()
    assert publish(tmp_path / "new", "--fetch")[0] == 0
    assert (tmp_path / "new" / CHAPTER).read_text(encoding="utf-8") == chapter_of()


@pytest.mark.parametrize(
    ("key", "arguments", "said"),
    [("", [], "没有密钥"), ("huilao_none", [], "请先登录"), (None, ["--to", "http://127.0.0.1:9"], "连不上"), (None, ["--to", "ftp://x"], "--to 应是")],
)  # fmt: skip
def test_what_cannot_be_asked_is_said(
    ci: Ci, folder: Path, monkeypatch: pytest.MonkeyPatch, key: str | None, arguments: list[str], said: str
) -> None:
    """With exit code 2."""
    if key is not None:
        monkeypatch.setenv("HUILAO_KEY", key)
    code, output = publish(folder, *arguments)

    assert (code, said in output) == (2, True)
