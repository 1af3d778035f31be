"""Where a command about registers writes: over nothing that it reads, and over no earlier file unless that is asked for."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from .common import Language, fail, say

PAGES = (".html", ".htm")
"""How pages are called, which are written anew without being asked."""
_SQLITE = "sqlite:///"


def results_in(folder: Path) -> list[Path]:
    """What a screening writes anew, or drops, in a folder."""
    from ..register.elsewhere import NAMES as ELSEWHERE
    from ..register.files import RESULTS
    from ..register.lists import FOLDER
    from ..register.mending import NAMES

    names = (*RESULTS, "rejects.csv", "summary.json", *NAMES.values(), *ELSEWHERE.values(), FOLDER, ".work")
    return [folder / name for name in names]


def page_at(out: Path) -> Path:
    """The file of a page that is written to a file or into a folder."""
    return out / "profile.html" if out.is_dir() else out


def spare(inputs: Iterable[str | Path | None], written: Iterable[Path], lang: Language) -> None:
    """End where something that is read stands where something is to be written."""
    read = [Path(str(one).removeprefix(_SQLITE)).resolve() for one in inputs if one is not None]
    for target in written:
        if found := next((one for one in read if one.exists() and target.resolve() in (one, *one.parents)), None):
            fail(say(lang, f"{found.name} 是这次要读的文件，写到 {target} 会把它覆盖，没有运行；请用 --out 换一个名字",
                     f"{found.name} is read here and would be lost by writing to {target}; nothing was done: take another name by --out"), 2)  # fmt: skip


def left_alone(target: Path, lang: Language, *, force: bool) -> None:
    """End where a file is there already, unless it is to be written over."""
    if target.is_file() and not force:
        fail(say(lang, f"已有文件 {target}，没有改动；请用 --out 换一个名字，确定要覆盖的加 --force",
                 f"{target} is there already and was left alone; take another name by --out, or write over it by --force"), 2)  # fmt: skip
