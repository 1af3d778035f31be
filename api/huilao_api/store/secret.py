"""The office's secret, of which the keys of a store are derived: given, or made beside a new database of SQLite."""

from __future__ import annotations

import errno
import logging
import os
import secrets
import stat
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

from platformdirs import user_data_path
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError, SQLAlchemyError

from huilao import HuilaoError, Text

BACKENDS = ("sqlite", "postgresql")
SHORTEST = 32
"""Characters of a secret at least."""
_NO_FOLDER: Mapping[int, Text] = {
    errno.EACCES: Text("没有读写的权限", "no permission"), errno.EPERM: Text("系统不允许", "the system does not allow it"),
    errno.EROFS: Text("这里只能读，不能写", "it can only be read"), errno.ENOSPC: Text("磁盘已满", "the disk is full"),
    errno.EEXIST: Text("已有一个文件叫这个名字", "a file is called so"), errno.ENOTDIR: Text("路径里有一段是文件，不是文件夹", "a part of its path is a file"),
    errno.ENOENT: Text("这里建不了文件夹", "no folder can be made there"), errno.ENAMETOOLONG: Text("名字太长", "its name is too long"),
}  # fmt: skip
"""Why a folder cannot be used, where a system says it in English alone."""


log = logging.getLogger("huilao.service")


class StoreError(HuilaoError):
    """A store cannot be opened: its database does not answer, or there is no secret for it that is any good."""

    def __init__(self, message: Text) -> None:
        super().__init__(f"{message.zh} / {message.en}")
        self.message = message


def checked_address(address: str) -> str:
    """An address of a database that there can be, and that stays: one in memory ends with each process. Raises StoreError."""
    try:
        backend = make_url(address).get_backend_name()
    except ArgumentError:
        backend = ""
    if backend == "postgresql" and find_spec("psycopg") is None:
        raise StoreError(Text("缺少 psycopg：pip install 'huilao[postgresql]'", "psycopg is missing: pip install 'huilao[postgresql]'"))
    if backend not in BACKENDS or (backend == "sqlite" and _is_in_memory(address)):
        raise StoreError(
            Text(
                "HUILAO_DATABASE 应写成 sqlite:////文件的完整路径，或 postgresql+psycopg://用户:密码@主机/库名",
                "HUILAO_DATABASE is to be sqlite:////full/path/of/a/file or postgresql+psycopg://user:password@host/database",
            )
        )
    return address


def _is_in_memory(address: str) -> bool:
    """Whether SQLite is to keep nothing, as far as an address tells; one that is written as a URI of its own may say so anyhow."""
    url = make_url(address)
    return url.database in (None, "", ":memory:") or str(url.database).startswith("file:")


def default_address() -> str:
    """The address of the database where none is named: a file of SQLite in the user's data folder."""
    return f"sqlite:///{user_data_path('huilao') / 'huilao.sqlite3'}"


def read_secret(address: str, given: str | None, file: Path | None) -> tuple[bytes, Path | None]:
    """The secret in a file, else as it is given, else beside the database, where one is made with a new database; and the file that
    was made. Raises StoreError.
    """
    if file is None and given is None:
        try:
            return _beside(address)
        except OSError as error:
            raise _no_folder(address, error) from None
    return _checked(_text_of(file) if file is not None else given or "", str(file or "HUILAO_SECRET")), None


def file_of(address: str) -> Path | None:
    """The file of a database of SQLite; None for every other. Raises StoreError for an address that is none."""
    url = make_url(checked_address(address))
    return Path(str(url.database)) if url.get_backend_name() == "sqlite" else None


def refuse_missing(address: str) -> None:
    """Nothing where there is a database; of what is no file nobody can say. Raises StoreError where its file is not there."""
    file = file_of(address)
    try:
        is_there = file is None or file.is_file()
    except OSError as error:
        raise _no_folder(address, error) from None
    if not is_there:
        raise StoreError(Text(f"没有数据库 {file}", f"there is no database {file}"))


def unreachable(address: str, error: SQLAlchemyError) -> StoreError:
    """A database that does not answer: its address without the password, and the reason in its own words, which have no data either."""
    told = type(error) in (OperationalError, DatabaseError)  # other kinds repeat what was to be written
    where, why = make_url(address).render_as_string(), " ".join(str(getattr(error, "orig", "")).split()) if told else type(error).__name__
    return StoreError(Text(f"打不开数据库 {where}：{why}", f"cannot open the database {where}: {why}"))


def newer(address: str) -> StoreError:
    """A database with tables of another Huilao than this."""
    where = make_url(address).render_as_string()
    return StoreError(
        Text(f"数据库 {where} 是更新版本的惠老用过的，请升级惠老", f"a newer Huilao has used the database {where}: upgrade Huilao")
    )


def unversioned(address: str) -> StoreError:
    """A database with tables of the store, but without the one that says which Huilao has laid them."""
    where = make_url(address).render_as_string()
    return StoreError(
        Text(
            f"数据库 {where} 不完整：惠老的表还在，记着表结构版本的 alembic_version 却没有了或是空的。请恢复完整的备份；若是别的系统的数据库，请给惠老另建一个",
            f"the database {where} is not whole: tables of Huilao are there, but alembic_version, which says how far they are, is gone or "
            "empty. Restore a whole backup; if it is another program's database, give Huilao one of its own",
        )
    )


def foreign(address: str) -> StoreError:
    """A database with tables of another program."""
    where = make_url(address).render_as_string()
    return StoreError(
        Text(
            f"数据库 {where} 里有别的程序的表（alembic_version 记着它的版本），请给惠老另建一个数据库",
            f"the database {where} has tables of another program, whose revision is in alembic_version: give Huilao a database of its own",
        )
    )


def lacking(address: str, tables: Sequence[str]) -> StoreError:
    """A database that lacks some of its tables."""
    where = make_url(address).render_as_string()
    return StoreError(
        Text(
            f"数据库 {where} 不完整：缺少 {'、'.join(tables)}。请恢复完整的备份",
            f"the database {where} is not whole: {', '.join(tables)} missing. Restore a whole backup",
        )
    )


def another_secret(address: str) -> StoreError:
    """The secret is good, but what is in the database was sealed with another."""
    where = make_url(address).render_as_string()
    return StoreError(
        Text(
            f"密钥不对：数据库 {where} 用的是另一个密钥。请在 HUILAO_SECRET_FILE 里写明原来的密钥文件，或从备份中找回；没有它，"
            "里面的个人信息读不出来，日志也无法核对",
            f"this is not the secret of the database {where}: name the file with that secret in HUILAO_SECRET_FILE, or restore it from a "
            "backup; without it the facts in the database cannot be read, nor the log be checked",
        )
    )


def why_no_folder(error: OSError) -> Text:
    """Why a folder cannot be made, or not be written or looked into."""
    return _NO_FOLDER.get(error.errno or 0, Text(error.strerror or type(error).__name__))


def _no_folder(address: str, error: OSError) -> StoreError:
    """The folder of a database of SQLite cannot be made, or not be written or looked into."""
    folder, why = Path(str(make_url(address).database)).parent, why_no_folder(error)
    return StoreError(
        Text(
            f"数据库的文件夹 {folder} 不能用：{why.zh}。请建好并给本程序写的权限，或用 HUILAO_DATABASE 另指一个",
            f"the folder {folder} of the database cannot be used: {why.of('en')}. Make it, writable, or name another database by HUILAO_DATABASE",
        )
    )


def _beside(address: str) -> tuple[bytes, Path | None]:
    """The secret beside a database, and its file where it was made. Raises StoreError; OSError where the folder cannot be used."""
    database = file_of(address)
    if database is None:
        raise StoreError(
            Text(
                "请用 HUILAO_SECRET_FILE 指明本单位密钥的文件，例如用 openssl rand -hex 32 生成",
                "name the file with the office's secret in HUILAO_SECRET_FILE; `openssl rand -hex 32` makes one",
            )
        )
    file = database.with_name(f"{database.name}.secret")
    if file.exists():
        if database.exists() and not database.stat().st_size:
            raise StoreError(
                Text(
                    f"数据库 {database} 是空的，而密钥 {file} 在：多半是备份没有做成，请恢复完整的备份；第一次安装时中断了的，删去这两个文件再启动",
                    f"the database {database} is empty while its secret {file} is there: a backup that was not finished, most likely. Restore "
                    "a whole one; where a first start was interrupted, remove both files and start again",
                )
            )
        return _checked(_text_of(file), str(file)), None
    if database.exists() and database.stat().st_size:
        raise StoreError(
            Text(
                f"找不到 {file}：没有它，数据库里的个人信息读不出来，日志也无法核对。请从备份中恢复",
                f"{file} is missing: without it the facts in the database cannot be read, nor the log be checked. Restore it from a backup",
            )
        )
    database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    text = secrets.token_hex(32)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as opened:
        opened.write(text)
    os.close(os.open(database, os.O_WRONLY | os.O_CREAT, 0o600))  # its owner's alone, and so is what SQLite puts beside it
    return text.encode(), file


def _text_of(file: Path) -> str:
    try:
        if file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            log.warning("others on this machine can read the secret in %s: chmod 600", file)
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise StoreError(Text(f"读不了密钥文件 {file}", f"cannot read the secret file {file}")) from error


def _checked(text: str, where: str) -> bytes:
    text = text.strip()
    if len(text) < SHORTEST or len(set(text)) < SHORTEST // 4:
        raise StoreError(
            Text(
                f"{where}：密钥应是随机产生的至少 {SHORTEST} 个字符",
                f"{where}: a secret has at least {SHORTEST} characters, made at random",
            )
        )
    return text.encode()
