"""Tables and queries of SQLite and PostgreSQL as registers."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

import polars as pl
import sqlalchemy as sa
from sqlalchemy import exc

from ..errors import MissingExtraError
from .rows import RegisterError, column_names, with_rows


@dataclass
class Database:
    """A table or query of SQLite or PostgreSQL, read by a cursor that the server keeps.

    A table is read in the order of its primary key; a query says its order itself, or a resumed run may meet another.
    """

    url: str
    asked: tuple[str, bool]

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
            tables = "、".join(sa.inspect(self._engine).get_table_names(schema or None))
            raise RegisterError(f"数据库里没有表“{name}”，有：{tables}", f"the database has no table `{name}`, but {tables}") from None
        except exc.SQLAlchemyError as error:
            raise self._failed(error) from None
        return sa.select(described).order_by(*(described.primary_key.columns or described.columns))

    def _failed(self, error: Exception) -> RegisterError:
        said = str(getattr(error, "orig", None) or error).splitlines()[0]
        return RegisterError(f"数据库没有答复：{said}", f"the database did not answer: {said}")

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
