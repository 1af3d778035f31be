"""The files of a draft as an archive: what comes in, and what does not."""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Mapping
from typing import Any as Anything

import pytest

from huilao_api.routes import draft_files
from huilao_api.routes.draft_files import packed, unpacked
from huilao_api.web.problems import ProblemError
from huilao_api.who import Role
from small_books import benefit

from .conftest import Bureau
from .drafting import CHAPTER, FEATURE, NUMBERS, Clerk, chapter_of, files_in, problem

FACTS = {"facts.yaml": b"facts: {}\n"}


def zipped(files: Mapping[str, bytes], **entry: Anything) -> bytes:
    """A zip of which every entry has some attributes."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", entry.pop("method", zipfile.ZIP_DEFLATED)) as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = archive.compression
            for attribute, value in entry.items():
                setattr(info, attribute, value)
            archive.writestr(info, content)
    return written.getvalue()


def test_files_come_out_as_they_went_in() -> None:
    """The same bytes for the same files, whatever their order."""
    files = {"facts.yaml": b"\xff\x00", "r/chapter.yaml": "中文".encode(), "features/x.feature": b""}

    assert unpacked(packed(files)) == files
    assert packed(files) == packed(dict(reversed(files.items())))


@pytest.mark.parametrize(
    ("names", "kept"),
    [
        (["rules/facts.yaml", "rules/r/c.yaml"], ["facts.yaml", "r/c.yaml"]),
        (["rules/facts/one.yaml", "rules/r/c.yaml"], ["facts/one.yaml", "r/c.yaml"]),
        (["facts.yaml", "rules/facts.yaml"], ["facts.yaml", "rules/facts.yaml"]),
        (["r/c.yaml", "r/d.yaml"], ["r/c.yaml", "r/d.yaml"]),
        (["facts.yaml", "__MACOSX/._facts.yaml", ".DS_Store", "r/Thumbs.db"], ["facts.yaml"]),
        (["facts.yaml", "r/"], ["facts.yaml"]),
        (["facts.yaml", "r/e\u0301.yaml"], ["facts.yaml", "r/é.yaml"]),
    ],
)
def test_names_are_those_below_the_folder_of_the_rule_book(names: list[str], kept: list[str]) -> None:
    """Without a folder around them all, and without what systems put there by themselves."""
    assert list(unpacked(zipped(dict.fromkeys(names, b"x")))) == kept


def test_chinese_names_of_windows_are_read() -> None:
    """Whose archives do not say that they are in GBK."""
    data = zipped({"facts.yaml": b"", "r/AAAA.yaml": b"x"}).replace(b"AAAA", "高龄".encode("gb18030"))

    assert list(unpacked(data)) == ["facts.yaml", "r/高龄.yaml"]


@pytest.mark.parametrize(
    ("data", "status", "where"),
    [
        (b"no zip", 422, None),
        (zipped(FACTS)[:-30], 422, None),
        (zipped({}), 422, ""),
        (zipped({**FACTS, "../../etc/passwd.yaml": b"x"}), 422, "../../etc/passwd.yaml"),
        (zipped({**FACTS, "/etc/passwd.yaml": b"x"}), 422, "/etc/passwd.yaml"),
        (zipped({**FACTS, "r\\..\\x.yaml": b"x"}), 422, "r\\..\\x.yaml"),
        (zipped({**FACTS, "r/.git/x.yaml": b"x"}), 422, "r/.git/x.yaml"),
        (zipped({**FACTS, "readme.md": b"x"}), 422, "readme.md"),
        (zipped(FACTS, external_attr=(stat.S_IFLNK | 0o777) << 16), 422, "facts.yaml"),
        (zipped(FACTS, method=zipfile.ZIP_LZMA), 422, "facts.yaml"),
        (zipped({**FACTS, "FACTS.yaml": b"x"}), 422, "FACTS.yaml"),
        (zipped({**FACTS, "facts.yaml/x.yaml": b"x"}), 422, "facts.yaml/x.yaml"),
        (zipped({**FACTS, "r/CON.yaml": b"x"}), 422, "r/CON.yaml"),
        (zipped({**FACTS, "r./x.yaml": b"x"}), 422, "r./x.yaml"),
        (zipped({**FACTS, "r/a|b.yaml": b"x"}), 422, "r/a|b.yaml"),
        (zipped({"facts.yaml": bytes(1_000_001)}), 413, "facts.yaml"),
        (zipped({f"r/{number}.yaml": bytes(1_000_000) for number in range(31)}), 413, None),
        (zipped({f"r/{number}.yaml": b"" for number in range(1_001)}), 413, None),
    ],
    ids=["no zip", "cut off", "empty", "out", "root", "backslash", "dot", "other", "link", "lzma", "capitals", "below a file", "device", "dot at the end", "bar", "large", "bomb", "many"],
)  # fmt: skip
def test_what_is_no_archive_of_a_rule_book_is_refused(data: bytes, status: int, where: str | None) -> None:
    """Told by its name where it is one file; a bomb is not unpacked."""
    with pytest.raises(ProblemError) as raised:
        unpacked(data)

    assert raised.value.status == status
    assert [one.where for one in raised.value.found] == ([] if where is None else [where])


def test_an_entry_that_holds_more_than_it_says_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """However the archive lies about its size."""
    monkeypatch.setattr(draft_files, "MOST_BYTES", 100)
    data = bytearray(zipped({"facts.yaml": bytes(90)}, method=zipfile.ZIP_STORED))
    directory = data.rindex(b"PK\x01\x02")
    data[directory + 24 : directory + 28] = (10).to_bytes(4, "little")  # the size after unpacking

    with pytest.raises(ProblemError) as raised:
        unpacked(bytes(data))
    assert raised.value.status == 422


def test_an_archive_replaces_all_files(office: Bureau) -> None:
    """What is not in it goes; what somebody else has changed since is not overwritten."""
    wang, li = (Clerk(office, Role.POLICY, f"{name}{next(NUMBERS)}") for name in ("wang", "li"))
    id_ = wang.draft()["id"]
    answer = wang.ask("GET", f"/{id_}/archive", 200)
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["etag"] == '"1"'
    files = unpacked(answer.content)

    def put(clerk: Clerk, content: Mapping[str, bytes], seen: int, kind: str = "application/zip") -> Anything:
        headers = {"If-Match": f'"{seen}"', "Content-Type": kind}
        return clerk.ask("PUT", f"/{id_}/archive", content=packed(content), headers=headers, params={"note": "git:1a2b"})

    assert problem(put(wang, files, 1, "application/json")) == (415, "http")
    more = {**files, "features/old.feature": FEATURE.encode()}
    assert "features/old.feature" in files_in(put(wang, more, 1).json())
    other = {**files, CHAPTER: chapter_of(old=benefit("{age: {at_least: 70}}")).encode()}
    assert files_in(put(li, other, 1).json()) == sorted(more)  # li had not seen the feature, and does not delete it
    mine = {**more, CHAPTER: chapter_of(old=benefit("{age: {at_least: 75}}")).encode()}
    answer = put(wang, mine, 2)
    assert problem(answer) == (412, "conflict")
    assert [one["file"] for one in answer.json()["conflicts"]] == [CHAPTER]
    assert files_in(put(wang, files, 3).json()) == sorted(files)
    assert {one["note"] for one in wang.ask("GET", f"/{id_}/revisions", 200).json()} == {"", "git:1a2b"}


def test_the_version_in_service_is_an_archive_too(office: Bureau) -> None:
    """To be put into git."""
    wang = Clerk(office, Role.POLICY, f"wang{next(NUMBERS)}")
    answer = office.client.get("/v1/publications/in-service/archive", headers=wang.headers)

    assert office.service.book.files is not None
    assert unpacked(answer.content) == office.service.book.files.contents
