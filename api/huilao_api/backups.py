"""A store of SQLite, copied while the service goes on, and put back while it does not."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import stat
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

from alembic.util import CommandError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from huilao import Text

from .settings import Settings
from .store.database import Database, ForeignError, UnversionedError, missing_tables, tables_lost, upgrade
from .store.decisions import Office
from .store.secret import StoreError, another_secret, default_address, file_of, foreign, newer, read_secret, refuse_missing, unreachable

_FAULTS: Mapping[int, Text] = {
    errno.ENOENT: Text("没有这个文件或文件夹，请核对写得对不对", "there is no such file or folder: look whether it is written rightly"),
    errno.EACCES: Text("没有读写的权限，请换一个文件夹或用服务的账户运行", "no permission: choose another folder, or run it as the account of the service"),
    errno.ENOSPC: Text("磁盘已满，请腾出空间再试", "the disk is full: make room and try again"),
}  # fmt: skip
"""What goes wrong most often with files."""
BESIDE = ("-wal", "-shm")
"""What SQLite puts beside a database: left there, it would be put over another in its place."""


def backup(settings: Settings, target: Path) -> None:
    """Copy the database into a new file for its owner alone. Raises StoreError, also where the copy is written and lacks tables: what
    can be saved of a damaged store is saved, but it is no backup.
    """
    source_file = _file(settings, "pg_dump")
    refuse_missing(settings.database or default_address())
    try:
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        raise StoreError(Text(f"{target} 已经存在，请另写一个文件名", f"{target} exists: name another file")) from None
    except OSError as error:
        raise _no_backup(error) from None
    try:
        with closing(sqlite3.connect(source_file)) as source, closing(sqlite3.connect(target)) as copy:
            source.backup(copy)
    except (OSError, sqlite3.Error) as error:
        target.unlink(missing_ok=True)  # half a backup is none
        raise _no_backup(error) from None
    try:
        lost = tables_lost(f"sqlite:///{target}")
    except SQLAlchemyError as error:
        raise unreachable(f"sqlite:///{target}", error) from None
    if lost:
        raise _unrestorable(target, lost)


def restore(settings: Settings, source: Path) -> Path | None:
    """Put a backup in the place of the database; the folder in which what was there is kept, None where nothing was.

    Raises StoreError where the backup is damaged or was kept with another secret, the service runs, or it cannot be written: then
    nothing is changed.
    """
    named = _file(settings, "pg_restore")
    database = named.resolve()  # a link stays one
    refuse_missing(f"sqlite:///{source}")
    new = database.with_name(f"{database.name}.new")
    try:
        database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        new.touch(mode=0o600)
        shutil.copyfile(source, new)
        _refuse_unless_ours(settings, named, new, source)
        if not database.exists():
            _as(new, database.parent.stat(), 0o600)
            before = None
        else:
            _refuse_while_in_use(database)
            _as(new, database.stat(), stat.S_IMODE(database.stat().st_mode))
            before = _kept_aside(database)
        new.replace(database)
    except OSError as error:
        raise _not_restored(error) from None
    finally:
        with suppress(OSError):
            new.unlink(missing_ok=True)
    return before


def _file(settings: Settings, otherwise: str) -> Path:
    file = file_of(settings.database or default_address())
    if file is None:
        raise StoreError(Text(f"PostgreSQL 请用 {otherwise}", f"PostgreSQL has {otherwise} for it"))
    return file


def _not_restored(error: OSError | sqlite3.Error) -> StoreError:
    why = _why(error)
    return StoreError(Text(f"没有恢复：{why.zh}", f"nothing was restored: {why.of('en')}"))


def _no_backup(error: OSError | sqlite3.Error) -> StoreError:
    why = _why(error)
    return StoreError(Text(f"备份没有做成：{why.zh}", f"no backup was made: {why.of('en')}"))


def _unrestorable(target: Path, lost: Sequence[str]) -> StoreError:
    return StoreError(
        Text(
            f"数据库不完整，缺少 {'、'.join(lost)}：已抄到 {target}，但不能用来恢复。请恢复以前完整的备份",
            f"the database is not whole, {', '.join(lost)} missing: its copy is in {target}, but cannot be restored. Restore an earlier, whole backup",
        )
    )


def _why(error: OSError | sqlite3.Error) -> Text:
    """What a disk or database did not do, and what to do about it where that is known."""
    if not isinstance(error, OSError) or (said := _FAULTS.get(error.errno or 0)) is None:
        return Text(str(error))
    where = "" if error.filename is None or error.errno == errno.ENOSPC else f"{error.filename} "  # what is read is not what is full
    return Text(where + said.zh, where + said.of("en"))


def _refuse_unless_ours(settings: Settings, named: Path, copy: Path, source: Path) -> None:
    """Nothing for a whole backup that was kept with the office's secret, looked at, and its tables brought up to date, in its copy."""
    given = None if settings.secret is None else settings.secret.get_secret_value()
    file = settings.secret_file or (None if given else named.with_name(f"{named.name}.secret"))
    office = Office(read_secret(f"sqlite:///{source}", given, file)[0])
    try:
        with closing(Database(f"sqlite:///{copy}", office, as_it_is=True)) as store:
            with store.reading() as session:
                found = session.execute(text("PRAGMA integrity_check(1)")).scalar_one()
                is_ours = office.log().is_ours(session)
            upgrade(store.engine)
            with store.reading() as session:
                lost = missing_tables(session)
    except CommandError:  # Alembic does not know how far its tables are
        raise newer(f"sqlite:///{source}") from None
    except ForeignError:
        raise foreign(f"sqlite:///{source}") from None
    except UnversionedError:
        raise _damaged(source, Text("缺少 alembic_version", "alembic_version missing")) from None
    except SQLAlchemyError as error:
        why = getattr(error, "orig", None) or type(error).__name__
        raise StoreError(Text(f"{source} 不是惠老的备份：{why}", f"{source} is no backup of Huilao: {why}")) from None
    if lost:
        zh, en = "、".join(lost), ", ".join(lost)
        raise _damaged(source, Text(f"缺少 {zh}", f"{en} missing"))
    if found != "ok":
        raise _damaged(source, Text(found, found))
    if not is_ours:
        raise another_secret(f"sqlite:///{source}")


def _damaged(source: Path, what: Text) -> StoreError:
    return StoreError(Text(f"备份 {source} 已经损坏：{what.zh}", f"the backup {source} is damaged: {what.of('en')}"))


def _as(file: Path, owned: os.stat_result, mode: int) -> None:
    """Gives a file its owner and mode: run by root, it stays the service's own."""
    file.chmod(mode)
    os.chown(file, owned.st_uid, owned.st_gid)


def _refuse_while_in_use(database: Path) -> None:
    """Nothing where nobody has the database open: to give up its write-ahead log, SQLite has to be alone with it."""
    try:
        with closing(sqlite3.connect(database, timeout=0)) as there:
            there.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise _not_restored(error) from None
        raise StoreError(
            Text("服务还在运行：先停掉它和另开的 huilao work", "the service is running: stop it first, and every `huilao work` beside it")
        ) from None
    except sqlite3.DatabaseError:
        return  # damaged: it is restored for that


def _kept_aside(database: Path) -> Path:
    folder = database.with_name(f"{database.name}.before-{datetime.now(UTC):%Y%m%dT%H%M%SZ}")
    folder.mkdir(mode=0o700)
    shutil.copy2(database, folder)
    for ending in BESIDE:
        with suppress(FileNotFoundError):
            shutil.move(f"{database}{ending}", folder)
    return folder
