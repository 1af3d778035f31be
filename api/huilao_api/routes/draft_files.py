"""The files of a draft as they come in and go out: what they may be called, how large they may be, archives of them."""

from __future__ import annotations

import io
import re
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath

from huilao import Text, masked

from ..web.problems import Mistake, ProblemError
from ..work.draft_checks import SCENARIOS

MOST_FILES = 1_000
MOST_BYTES = 1_000_000
"""Of one file: the reader of rule files takes no more."""
MOST_TOGETHER = 30_000_000
"""Bytes of all files of a draft."""
LONGEST = 200
"""Characters of a path."""
RULES = (".yaml", ".yml")
"""How the names of rule files end."""
RESERVED = re.compile(r"con|prn|aux|nul|com\d|lpt\d", re.IGNORECASE)
"""What Windows keeps for devices."""
ZIP = "application/zip"
_BY_ITSELF = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")
"""What systems put into archives and folders that nobody asked them to."""
_UTF8 = 0x800
"""The flag of an entry whose name is UTF-8; the names of others are in the writer's own encoding."""
_READ = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def name_of(path: str) -> str:
    """The name of a file as it is kept. Raises ProblemError 422 for what is none."""
    name = unicodedata.normalize("NFC", path)
    wrong = _wrong(name)
    if wrong is not None:
        raise ProblemError(422, "file-name", Text("不能用这个文件名", "no name for a file"), wrong, found=[Mistake(name[:LONGEST], wrong)])
    return name


def _wrong(name: str) -> Text | None:
    """What is wrong with the name of a file."""
    parts = name.split("/")
    if len(name) > LONGEST:
        return Text(f"文件名太长，最多 {LONGEST} 个字符", f"too long: {LONGEST} characters at most")
    if any(part in ("", ".", "..") for part in parts) or "\\" in name or ":" in name:
        return Text("文件只能放在规则库文件夹里面，用 / 分隔，例如 mianning/chapter-5.yaml",
                    "a file stands below the folder of the rule book, as in mianning/chapter-5.yaml")  # fmt: skip
    if any(part.startswith(".") or part.endswith(".") or part != part.strip() or not part.isprintable() for part in parts):
        return Text("文件名不能以点开头或结尾，也不能有看不见的字符",
                    "no part of a name begins or ends with a dot or has characters that are not seen")  # fmt: skip
    if any(RESERVED.fullmatch(part.partition(".")[0]) for part in parts) or not set('<>"|?*').isdisjoint(name):
        return Text("这个名字在 Windows 上不能用，请换一个", "Windows has no file of such a name: take another")
    if masked(name) != name:
        return Text("文件名会写进日志，不要用身份证号", "names of files are written to the log: no ID numbers")
    if PurePosixPath(name).suffix.lower() not in RULES and not name.endswith(SCENARIOS):
        return Text("规则文件以 .yaml 结尾，场景文件以 .feature 结尾；其他文件不收",
                    "rule files end in .yaml, scenarios in .feature; others are not taken")  # fmt: skip
    return None


def refuse_too_much(files: Mapping[str, int]) -> None:
    """Raises ProblemError for files (their sizes by path) that are together too many or too large (413), or that some computers could
    not tell apart (422).
    """
    large = [name for name, size in files.items() if size > MOST_BYTES]
    if len(files) > MOST_FILES:
        raise too_large(Text(f"一个规则库最多 {MOST_FILES} 个文件", f"a rule book has {MOST_FILES} files at most"))
    if large:
        raise too_large(
            Text(f"单个文件最大 {MOST_BYTES} 字节，请按章拆开", f"a file has {MOST_BYTES} bytes at most: make a file of each chapter"),
            large,
        )
    if sum(files.values()) > MOST_TOGETHER:
        raise too_large(Text(f"全部文件最大 {MOST_TOGETHER} 字节", f"all files have {MOST_TOGETHER} bytes together at most"))
    seen: dict[str, str] = {}
    for name in files:
        first = seen.setdefault(name.casefold(), name)
        above = next((str(one) for one in PurePosixPath(name).parents if str(one) in files), None)
        if first != name or above is not None:
            said = (
                Text(f"与 {first} 只有大小写不同", f"differs from {first} in capitals alone")
                if above is None
                else Text(f"{above} 是文件，下面不能再放文件", f"{above} is a file: none can lie below it")
            )
            raise ProblemError(422, "file-name", Text("不能用这个文件名", "no name for a file"), said, found=[Mistake(name, said)])


def too_large(said: Text, names: Iterable[str] = ()) -> ProblemError:
    """What is said of files that are too much."""
    return ProblemError(
        413, "files", Text("文件太大或太多", "too many files, or too large"), said, found=[Mistake(one, said) for one in names]
    )


def packed(files: Mapping[str, bytes]) -> bytes:
    """Files as a zip, the same bytes for the same files."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(name)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, (stat.S_IFREG | 0o644) << 16
            archive.writestr(entry, content)
    return written.getvalue()


def unpacked(data: bytes) -> dict[str, bytes]:
    """The files of a zip, without a folder that is around them all. Raises ProblemError 422 for what is no zip, or has files in it that
    are none of a rule book's; 413 for too much. Nothing is written anywhere, and no more is unpacked than a draft may have.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [(name, one) for one in archive.infolist() if not one.is_dir() and not _is_by_itself(name := _called(one))]
            names = dict(zip(_without_folder([name for name, _ in entries]), (one for _, one in entries), strict=True))
            _refuse_entries(names, len(entries))
            refuse_too_much({name: one.file_size for name, one in names.items()})
            return {name: _content(archive, one) for name, one in names.items()}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise _no_archive(Text("不是完整的 zip 压缩包", "not a whole zip archive")) from error


def _refuse_entries(names: Mapping[str, zipfile.ZipInfo], number: int) -> None:
    """Raises ProblemError 422 with every entry that a draft cannot take."""
    found: list[Mistake] = []
    for name, one in names.items():
        if stat.S_ISLNK(one.external_attr >> 16):
            found.append(Mistake(name, Text("是链接，请放文件本身", "a link: put in the file itself")))
        elif one.flag_bits & 0x1:
            found.append(Mistake(name, Text("有密码，请不加密压缩", "it is encrypted")))
        elif one.compress_type not in _READ:
            found.append(Mistake(name, Text("压缩方式不能读，请用普通 zip", "compressed in a way that is not read: make a plain zip")))
        elif (wrong := _wrong(name)) is not None:
            found.append(Mistake(name[:LONGEST], wrong))
    if len(names) < number:
        found.append(Mistake("", Text("有重名的文件", "files of the same name")))
    if not names:
        found.append(Mistake("", Text("压缩包里没有规则文件", "there is no rule file in it")))
    if found:
        raise _no_archive(Text(f"压缩包里有 {len(found)} 处不能收", f"{len(found)} things in the archive cannot be taken"), found[:50])


def _no_archive(said: Text, found: list[Mistake] | None = None) -> ProblemError:
    return ProblemError(422, "archive", Text("压缩包不能用", "the archive cannot be used"), said, found=found or [])


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """What an entry holds, never more than it says of itself."""
    with archive.open(entry) as opened:
        content = opened.read(entry.file_size + 1)
    if len(content) != entry.file_size:
        raise zipfile.BadZipFile(entry.filename)
    return content


def _called(entry: zipfile.ZipInfo) -> str:
    """The name of an entry; one that Windows wrote in Chinese is in GBK."""
    name = entry.filename
    if not entry.flag_bits & _UTF8 and not name.isascii():
        raw = name.encode("cp437")
        for encoding in ("utf-8", "gb18030"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    return unicodedata.normalize("NFC", name)


def _is_by_itself(name: str) -> bool:
    return name.startswith(_BY_ITSELF[0]) or PurePosixPath(name).name in _BY_ITSELF[1:]


def _without_folder(names: list[str]) -> Iterator[str]:
    """Paths from the folder of the rule book on: a single folder with facts in it is that folder itself."""
    around = {name.partition("/")[0] for name in names if "/" in name}
    alone = len(around) == 1 and all("/" in name for name in names)
    home = f"{next(iter(around))}/" if alone else ""
    inside = any(name.startswith((f"{home}facts.", f"{home}facts/")) for name in names)
    yield from (name.removeprefix(home) for name in names) if inside else names
