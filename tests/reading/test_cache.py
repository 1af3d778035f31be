"""The compiled rule book: never stale, never trusted when damaged or made by another, never needed."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Mapping
from pathlib import Path
from shutil import copytree

import pytest

from huilao.content import digest
from huilao.errors import RulesError
from huilao.language.policy import Rules
from huilao.reading import cache
from huilao.reading.cache import cached, keep, model_in
from huilao.reading.files import read_files
from huilao.sealed import SEAL_BYTES, seal

BOOK = Path(__file__).parents[1] / "golden" / "numbers"


@pytest.fixture
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HUILAO_CACHE", str(tmp_path / "cache"))
    return Path(copytree(BOOK, tmp_path / "rulesets"))


def kept(tmp_path: Path) -> list[Path]:
    return sorted((tmp_path / "cache").glob("*.rules"))


def load_rules(folder: Path) -> Rules:
    return model_in(read_files(folder)).rules


def kept_of(folder: Path) -> Rules | None:
    kept = cached(read_files(folder))
    return None if kept is None else kept.rules


def test_a_kept_model_is_the_model_that_was_read(rules: Path, tmp_path: Path) -> None:
    """With places in files and all."""
    read = load_rules(rules)
    again = kept_of(rules)

    assert len(kept(tmp_path)) == 1
    assert again is not None
    assert digest(read, places=True) == digest(again, places=True)
    assert digest(load_rules(rules), places=True) == digest(read, places=True)
    assert model_in(read_files(rules)).version == digest(read)


def test_a_changed_file_is_read_anew(rules: Path) -> None:
    """By its content, not its date."""
    before = digest(load_rules(rules))
    chapter = rules / "r/chapter.yaml"
    chapter.write_text(chapter.read_text("utf-8").replace("60岁6个月", "61岁", 1), "utf-8")

    assert kept_of(rules) is None
    assert digest(load_rules(rules)) != before


def test_what_is_kept_belongs_to_the_bytes_that_were_read(rules: Path) -> None:
    """Files that are swapped while a rule book is read: the model is kept for what was read, not for what stands there now."""
    chapter = rules / "r/chapter.yaml"
    old, new = chapter.read_text("utf-8"), chapter.read_text("utf-8").replace("60岁6个月", "61岁", 1)

    files = read_files(rules)
    chapter.write_text(new, "utf-8")
    first = model_in(files).version
    second = digest(load_rules(rules))
    chapter.write_text(old, "utf-8")

    assert first != second
    assert kept_of(rules) is not None
    assert digest(load_rules(rules)) == first


def test_a_book_with_mistakes_is_not_kept(rules: Path, tmp_path: Path) -> None:
    """It is read, and refused, each time."""
    (rules / "r/chapter.yaml").write_text("benefits: 3", "utf-8")

    for _ in range(2):
        with pytest.raises(RulesError):
            load_rules(rules)
    assert kept(tmp_path) == []


DAMAGES: Mapping[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "changed": lambda whole: whole[:-1] + bytes([whole[-1] ^ 1]),
    "cut": lambda whole: whole[: len(whole) // 2],
    "other": lambda _: b"x" * 1000,
    "seal of another name": lambda whole: seal(whole[SEAL_BYTES:], "another") or b"",
    "no seal": lambda whole: b"\0" * SEAL_BYTES + whole[SEAL_BYTES:],
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_model_is_as_good_as_none(rules: Path, tmp_path: Path, damage: str) -> None:
    """Empty, changed in one byte, cut short, something else altogether, or sealed as something else."""
    before = digest(load_rules(rules))
    file = kept(tmp_path)[0]
    file.write_bytes(DAMAGES[damage](file.read_bytes()))

    assert kept_of(rules) is None
    assert digest(load_rules(rules)) == before


class _Runs:
    """Something that does something when it is unpickled."""

    def __reduce__(self) -> tuple[object, ...]:
        return os.mkdir, (os.environ["TRAP"],)


@pytest.mark.parametrize("key", ["none", "their own"])
def test_what_somebody_else_wrote_is_never_run(rules: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    """A pickle can run anything: without the seal of this user it is not even looked at."""
    load_rules(rules)
    trap = tmp_path / "trap"
    monkeypatch.setenv("TRAP", str(trap))
    payload = pickle.dumps(_Runs())
    file = kept(tmp_path)[0]
    if key == "none":
        file.write_bytes(b"\0" * SEAL_BYTES + payload)
    else:
        monkeypatch.setenv("HUILAO_CACHE", str(tmp_path / "theirs"))
        file.write_bytes(seal(payload, file.name) or b"")
        monkeypatch.setenv("HUILAO_CACHE", str(tmp_path / "cache"))

    assert kept_of(rules) is None
    assert not trap.exists()


@pytest.mark.skipif(os.name != "posix", reason="who may write is known on POSIX alone")
def test_nothing_is_kept_where_others_could_write(rules: Path, tmp_path: Path) -> None:
    """Neither read nor written: in a folder that others can write to, or with a key that others can read."""
    load_rules(rules)
    folder = tmp_path / "cache"
    assert (folder / "key").stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700

    folder.chmod(0o777)
    assert kept_of(rules) is None
    folder.chmod(0o700)
    assert kept_of(rules) is not None
    (folder / "key").chmod(0o644)
    assert kept_of(rules) is None
    assert seal(b"x", "x") is None


@pytest.mark.parametrize("key", [b"", b"short", b"x" * 33], ids=["empty", "short", "long"])
def test_a_key_that_is_none_opens_nothing(rules: Path, tmp_path: Path, key: bytes) -> None:
    """Cut short while it was written, perhaps."""
    load_rules(rules)
    (tmp_path / "cache" / "key").write_bytes(key)

    assert kept_of(rules) is None


def test_a_rule_book_loads_where_nothing_can_be_kept(rules: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The cache is a folder that cannot be made."""
    before = digest(load_rules(rules))
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("HUILAO_CACHE", str(tmp_path / "file" / "cache"))

    assert digest(load_rules(rules)) == before
    keep(read_files(rules), model_in(read_files(rules)))


def test_old_models_give_way(rules: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The cache does not grow without end; what is used is not old, however long ago it was read."""
    monkeypatch.setattr(cache, "KEPT", 3)
    chapter = rules / "r/chapter.yaml"
    text = chapter.read_text("utf-8")
    versions = [f"{text}# {number}\n" for number in range(6)]
    for one in versions:
        for written in (versions[0], one):
            chapter.write_text(written, "utf-8")
            load_rules(rules)

    assert len(kept(tmp_path)) == 3
    found: list[int] = []
    for number, one in enumerate(versions):
        chapter.write_text(one, "utf-8")
        found += [number] if kept_of(rules) is not None else []
    assert found == [0, 4, 5]
