"""Folders and disks: one screening at a time in a folder, and what a disk does not do, in words with what to do about it."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import polars as pl

from ..errors import HuilaoError
from ..language.facts import Text

LOCK = ".work.lock"


class BusyFolderError(HuilaoError):
    """Another screening is at work in a folder."""

    def __init__(self, folder: Path) -> None:
        self.message = Text(f"另一次筛查正在往 {folder} 里写；等它做完，或用 --out 换一个文件夹",
                            f"another screening is writing to {folder}; wait for it, or choose another folder by --out")  # fmt: skip
        super().__init__(f"{self.message.zh} / {self.message.of('en')}")


@contextmanager
def held(folder: Path) -> Generator[None, None, None]:
    """Have a folder, which is made, for this process alone; a process that ends in whatever way lets it go.

    Raises BusyFolderError where another has it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / LOCK
    with path.open("w") as file:
        if not _locked(file.fileno()) or not path.exists() or path.stat().st_ino != os.fstat(file.fileno()).st_ino:
            raise BusyFolderError(folder)
        try:
            yield
        finally:
            if sys.platform != "win32":
                path.unlink(missing_ok=True)
    path.unlink(missing_ok=True)


def _locked(file: int) -> bool:
    """Whether a file could be locked for this process."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def fault(error: Exception, *, kept: bool = False) -> Text | None:
    """What a disk or folder does not do, and what to do about it; None of another error. `kept`: what is done so far is not done again."""
    text = str(error)
    if not isinstance(error, OSError) and not (isinstance(error, pl.exceptions.PolarsError) and "os error" in text):
        return None
    where = f" {error.filename}" if isinstance(error, OSError) and error.filename else ""
    number = errno.ENOSPC if "No space left" in text else error.errno if isinstance(error, OSError) else None
    done = Text("，做完的部分不会重做", "; what is done is kept") if kept else Text("", "")
    match number:
        case errno.ENOSPC | errno.EDQUOT:
            return Text(
                f"磁盘已满{where}：腾出空间后再运行同一命令{done.zh}",
                f"the disk is full{where}: make room and run the same command again{done.of('en')}",
            )
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return Text(f"没有权限读写{where}：换一个文件夹，或请管理员开通；文件正在 Excel 或 WPS 里打开的，先关闭",
                        f"no permission for{where}: choose another folder, or close the file if it is open in Excel")  # fmt: skip
        case errno.ENOENT | errno.ENOTDIR:
            return Text(
                f"没有这个文件夹或文件{where}：请先建好，或检查写法", f"there is no such folder or file{where}: make it, or check the name"
            )
        case errno.EISDIR | errno.EEXIST | errno.ENOTEMPTY:
            return Text(
                f"{where.strip()} 已经有了，不是这里要写的那一类：请换一个名字",
                f"{where.strip()} is there already and of another kind: choose another name",
            )
        case _:
            return Text(f"读写{where}出错（{text}）：检查磁盘或网络后再运行同一命令{done.zh}",
                        f"reading or writing{where} failed ({text}): look at the disk or network and run the same command again{done.of('en')}")  # fmt: skip
