"""Tables and queries of SQLite and PostgreSQL as registers."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, cast

import polars as pl
import sqlalchemy as sa
from sqlalchemy import exc
from sqlalchemy.types import NULLTYPE

from ..errors import MissingExtraError
from ..language.facts import Text
from .rows import Aside, RegisterError, column_names, with_rows


def database(url: str, table: str | None, query: str | None) -> Database:
    """The table or query of a database. Raises RegisterError where neither is named, with the tables that there are."""
    file = sa.make_url(url).database if url.startswith("sqlite") else None
    if file is not None and not Path(file).is_file():  # SQLite would make it
        raise RegisterError(f"没有数据库文件 {file}；写对文件名，并用 --table 或 --query 指定一个表或查询",
                            f"there is no database file {file}; name one, and a table or query of it by --table or --query")  # fmt: skip
    if (table is None) == (query is None):
        tables = Database(url, ("", True)).tables()
        listed, listed_en = "、".join(tables) or "（没有表）", ", ".join(tables) or "none"
        raise RegisterError(
            f"数据库要用 --table 或 --query 指定一个表或查询；库里的表：{listed}",
            f"name a table or a query of the database by --table or --query; its tables: {listed_en}",
        )
    return Database(url, (table, True) if table is not None else (cast("str", query).strip().rstrip(";；").rstrip(), False))


@dataclass
class Database:
    """A table or query of SQLite or PostgreSQL, read by a cursor that the server keeps.

    A table is read in the order of its primary key; a query says its order itself, or a resumed run may meet another.
    """

    url: str
    asked: tuple[str, bool]
    apart: Aside = field(default_factory=lambda: Aside(list), init=False)
    notes: tuple[Text, ...] = field(default=(), init=False)
    titles: Mapping[str, Sequence[str]] = field(default_factory=dict[str, Sequence[str]], init=False)

    def tables(self, schema: str | None = None) -> list[str]:
        """The tables and views that there are."""
        try:
            inspector = sa.inspect(self._engine)
            return [*inspector.get_table_names(schema), *inspector.get_view_names(schema)]
        except exc.SQLAlchemyError as error:
            raise self._failed(error) from None

    @cached_property
    def _engine(self) -> Any:
        url = self.url.replace("postgresql://", "postgresql+psycopg://", 1)
        try:
            return sa.create_engine(url, poolclass=sa.NullPool)
        except ModuleNotFoundError as error:
            raise MissingExtraError(error.name or "psycopg", "postgresql") from None
        except exc.SQLAlchemyError:
            raise RegisterError("数据库地址不对，例如 sqlite:///register.db、postgresql://用户@主机/库",
                                "no such database address; write sqlite:///register.db or postgresql://user@host/name") from None  # fmt: skip

    @cached_property
    def _statement(self) -> Any:
        name, is_table = self.asked
        if not is_table:
            return sa.text(name)
        schema, _, table = name.rpartition(".")
        try:
            described = sa.Table(table, sa.MetaData(), schema=schema or None, autoload_with=self._engine)
        except exc.NoSuchTableError:
            tables = "、".join(self.tables(schema or None)) or "（没有表）"
            raise RegisterError(f"数据库里没有表“{name}”，有：{tables}", f"the database has no table `{name}`, but {tables}") from None
        except exc.SQLAlchemyError as error:
            raise self._failed(error) from None
        # as it stands there: SQLite keeps any text under any type, and by the type 否 would be read as a yes
        plain = [sa.type_coerce(column, NULLTYPE).label(column.name) for column in described.columns]
        return sa.select(*plain).order_by(*(described.primary_key.columns or described.columns))

    def _failed(self, error: Exception) -> RegisterError:
        said = str(getattr(error, "orig", None) or error).splitlines()[0]
        why = _why(error)
        return RegisterError(f"{why.zh}（数据库的原话：{said}）", f"{why.of('en')} (in the words of the database: {said})")

    @property
    def columns(self) -> tuple[str, ...]:
        return self._columns

    @cached_property
    def _columns(self) -> tuple[str, ...]:
        try:
            with self._engine.connect() as connection:
                return column_names(list(connection.execute(self._statement).keys()))
        except exc.SQLAlchemyError as error:
            raise self._failed(error) from None

    @property
    def fingerprint(self) -> str:
        url = sa.make_url(self.url).render_as_string(hide_password=True)
        return hashlib.sha256("\n".join([url, self.asked[0]]).encode()).hexdigest()

    @property
    def rows(self) -> int:
        counted = self._statement if self.asked[1] else sa.text(self.asked[0]).columns()
        try:
            with self._engine.connect() as connection:
                return connection.execute(sa.select(sa.func.count()).select_from(counted.subquery("register"))).scalar_one()
        except exc.SQLAlchemyError as error:
            raise self._failed(error) from None

    def parts(self, size: int) -> Iterator[pl.DataFrame]:
        types = dict.fromkeys(self.columns, pl.String)
        try:
            with self._engine.connect().execution_options(stream_results=True, yield_per=min(size, 10_000)) as connection:
                answer = connection.execute(self._statement)
                begin = 1
                while rows := answer.fetchmany(size):
                    cells = [[None if cell is None else _cell(cell) for cell in row] for row in rows]
                    yield with_rows(pl.DataFrame(cells, schema=types, orient="row"), range(begin, begin + len(rows)))
                    begin += len(rows)
        except exc.SQLAlchemyError as error:
            raise self._failed(error) from None


def _why(error: Exception) -> Text:
    """What went wrong with a database, by its own codes (SQLSTATE, those of SQLite)."""
    cause: Any = getattr(error, "orig", None)
    state, of_sqlite = getattr(cause, "sqlstate", None) or "", getattr(cause, "sqlite_errorname", None) or ""
    if state == "42501":
        return Text("没有读这张表的权限：请管理员开通", "you may not read that table: ask for the right to")
    if state.startswith("42") or of_sqlite == "SQLITE_ERROR":
        return Text(
            "查询写得不对，或者没有写到的表、列：请核对 --query 或 --table",
            "the query is wrong, or names a table or column that there is not: look at --query or --table",
        )
    if of_sqlite in ("SQLITE_BUSY", "SQLITE_LOCKED"):
        return Text("数据库正被别的程序占用：关闭它再试", "another program holds the database: close it and try again")
    if of_sqlite in ("SQLITE_NOTADB", "SQLITE_CORRUPT"):
        return Text("不是 SQLite 数据库，或已损坏：请重新复制或导出", "no SQLite database, or damaged: copy it or export it again")
    if isinstance(error, exc.OperationalError):
        return Text("连不上数据库：请核对地址、端口、库名、用户名和密码，再看网络通不通",
                    "no connection to the database: look at its address, port, name, user and password, and at the network")  # fmt: skip
    return Text("读数据库时出错", "reading the database failed")


def _cell(value: object) -> str:
    """A value of a database as text."""
    match value:
        case bool():
            return "true" if value else "false"
        case bytes():
            return value.decode("utf-8", "replace")
        case list() | tuple() | set():
            return "、".join(_cell(one) for one in cast("Iterable[object]", value))
        case _:
            return str(value)
