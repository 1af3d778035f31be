"""Folders and disks that do not do what is asked of them: told, with what to do, and nothing lost."""

from __future__ import annotations

import errno
import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from huilao import Rulebook
from huilao.cli import app
from huilao.register.faults import LOCK, BusyFolderError, fault, held
from huilao.register.mapping import mapping_by_names
from huilao.register.sources import open_register
from huilao.register.work import Part, Task, Work
from huilao.screen.runners import runner

REGISTER = "身份证号,性别,常住地\n900000194405100028,,冕宁县\n"


@pytest.fixture
def register(tmp_path: Path) -> Path:
    (tmp_path / "r.csv").write_text(REGISTER, encoding="utf-8")
    return tmp_path / "r.csv"


def test_a_folder_is_one_screenings_at_a_time(tmp_path: Path) -> None:
    """Another is told to wait; afterwards, and after a process that was killed, the folder is free."""
    (tmp_path / LOCK).write_text("")  # left by a process that was killed

    with held(tmp_path), pytest.raises(BusyFolderError, match="另一次筛查"), held(tmp_path):
        pass
    with held(tmp_path):
        assert (tmp_path / LOCK).exists()
    assert not (tmp_path / LOCK).exists()


def test_two_runs_in_one_folder_are_told(register: Path, tmp_path: Path) -> None:
    """The second says so and touches nothing."""
    with held(tmp_path / "out"):
        second = CliRunner().invoke(app, ["screen", str(register), "--out", str(tmp_path / "out")])

    assert second.exit_code == 2
    assert "另一次筛查正在往" in second.stderr
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "results.csv"), "磁盘已满 results.csv：腾出空间"), (PermissionError(errno.EACCES, "denied", "r.xlsx"), "没有权限读写 r.xlsx"),
        (FileNotFoundError(errno.ENOENT, "no", "a/b"), "没有这个文件夹或文件 a/b"), (IsADirectoryError(errno.EISDIR, "no", "out"), "换一个名字"),
        (OSError(errno.EIO, "input/output error"), "检查磁盘或网络"), (pl.exceptions.ComputeError("No space left on device (os error 28)"), "磁盘已满"),
    ],
)  # fmt: skip
def test_what_a_disk_does_not_do_is_told_with_what_to_do(error: Exception, said: str) -> None:
    """In words; of another error nothing is said here."""
    found = fault(error)

    assert found is not None
    assert said in found.zh
    assert "不会重做" not in found.zh  # as a first mapping has no parts
    kept = fault(error, kept=True)
    assert kept is not None
    assert ("不会重做" in kept.zh) == ("再运行同一命令" in kept.zh)
    assert fault(ValueError("x")) is None


@pytest.mark.parametrize("options", [["--suggest", "--out", "none/m.yaml"], ["--profile", "--out", "none/p.html"], ["--out", "r.csv/out"]])
def test_an_output_that_cannot_be_written_is_told(
    register: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str]
) -> None:
    """Exit 2, without a trace."""
    monkeypatch.chdir(tmp_path)

    result = CliRunner().invoke(app, ["screen", str(register), *options])

    assert result.exit_code == 2, result.output
    assert "请先建好" in result.stderr or "换一个名字" in result.stderr
    assert "Traceback" not in result.output


def run(work: Work) -> Iterator[Part]:
    work.begin()
    return work.run(lambda _: None)


def test_a_part_that_was_damaged_is_made_anew(book: Rulebook, tmp_path: Path) -> None:
    """Half a file, or none, is no part that is done."""
    (tmp_path / "r.csv").write_text(REGISTER, encoding="utf-8")
    source = open_register(str(tmp_path / "r.csv"))
    task = Task(book, source, mapping_by_names(source.columns, book.rules), date(2025, 3, 1), benefits=("mianning/5-1-free-flu-vaccine",))
    (part,) = list(run(Work(task, tmp_path / "work", runner("polars"))))
    before = part.outcomes
    for name, content in (("counts.json", b"{"), ("outcomes.arrow", b"ARROW1"), ("rejects.arrow", b"")):
        (part.folder / name).write_bytes(content)

        (part,) = list(run(Work(task, tmp_path / "work", runner("polars"))))

        assert part.outcomes.equals(before)


PEOPLE, PART = 160, 20
FEW = ("--benefit", "mianning/5-1-free-flu-vaccine", "--benefit", "yuzhong/10-longevity-subsidy")


@pytest.fixture
def many(tmp_path: Path) -> Path:
    lines = (f"{number:03},{1930 + number % 60}-05-10,冕宁县" for number in range(PEOPLE))
    (tmp_path / "many.csv").write_text("\n".join(["编号,出生日期,常住地", *lines, ""]), encoding="utf-8")
    return tmp_path / "many.csv"


def begin(register: Path, out: Path, limit: int | None = None) -> subprocess.Popen[str]:
    """Start the command in a process of its own, which may be let write no file beyond so many bytes."""
    command = [
        sys.executable,
        "-c",
        "from huilao.cli import app; app()",
        "screen",
        str(register),
        "--out",
        str(out),
        "--partition",
        str(PART),
        "--long",
        *FEW,
    ]
    small = None if limit is None else lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True, preexec_fn=small)  # noqa: S603, PLW1509


def ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    """How a process ended, and what it said."""
    _, said = process.communicate(timeout=120)
    return process.returncode, said


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_killed_again_and_again_it_comes_to_the_same_files(many: Path, tmp_path: Path) -> None:
    """At whatever moments: reading, between parts, or as the results are written."""
    start = time.monotonic()
    assert ended(begin(many, tmp_path / "whole"))[0] == 0
    long, chance = time.monotonic() - start, random.Random(1)
    for _ in range(5):
        process = begin(many, tmp_path / "killed")
        with suppress(subprocess.TimeoutExpired):
            process.wait(long * chance.uniform(0.3, 1))
        process.kill()
        process.communicate()

    assert ended(begin(many, tmp_path / "killed"))[0] == 0
    assert files(tmp_path / "killed") == files(tmp_path / "whole")


def stopped(many: Path, out: Path) -> list[Path]:
    """The command killed after a few parts: what is kept of these."""
    process = begin(many, out)
    until = time.monotonic() + 120
    while len(kept := sorted((out / ".work").glob("part-*[0-9]"))) < 3 and time.monotonic() < until:
        time.sleep(0.01)
    process.kill()
    process.communicate()
    return kept


def test_a_register_that_changed_between_is_told(many: Path, tmp_path: Path) -> None:
    """Nothing is mixed: what is done stays until it is said to begin anew."""
    kept = stopped(many, tmp_path / "out")
    many.write_text(many.read_text("utf-8") + "999,1940-05-10,冕宁县\n", encoding="utf-8")

    code, said = ended(begin(many, tmp_path / "out"))

    assert code == 2
    assert "登记表已变" in said
    assert "--restart" in said
    assert all(one.exists() for one in kept)
    assert not (tmp_path / "out" / "lists").exists()


def test_a_disk_that_is_full_is_told_and_what_is_done_is_kept(many: Path, tmp_path: Path) -> None:
    """With room again the same command goes on and comes to the same files."""
    assert ended(begin(many, tmp_path / "whole"))[0] == 0
    most = max(len(content) for content in files(tmp_path / "whole").values())

    code, said = ended(begin(many, tmp_path / "out", limit=most - 1))

    assert code == 2, said
    assert "再运行同一命令" in said
    assert "Traceback" not in said
    assert len(list((tmp_path / "out" / ".work").glob("part-*[0-9]"))) == PEOPLE // PART
    code, said = ended(begin(many, tmp_path / "out"))
    assert (code, f"接着上次：已完成 {PEOPLE // PART} 部分" in said) == (0, True)
    assert files(tmp_path / "out") == files(tmp_path / "whole")
