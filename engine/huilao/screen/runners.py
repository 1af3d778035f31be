"""What runs a screening: Polars in this process, DuckDB, or Spark on as many machines as there are."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import narwhals as nw
import polars as pl
from polars.io.plugins import register_io_source

from ..errors import HuilaoError
from ..extras import require

Frame = nw.LazyFrame[Any]


class MissingJavaError(HuilaoError):
    """Spark was asked for on a machine without Java."""

    def __init__(self) -> None:
        super().__init__(
            "Spark 要有 Java 17 或更高版本：请安装（如 apt install default-jre-headless），或设置 JAVA_HOME"
            " / Spark needs Java 17 or later: install it (such as apt install default-jre-headless) or set JAVA_HOME"
        )


def has_java() -> bool:
    """Whether there is a Java for Spark to start."""
    home = os.environ.get("JAVA_HOME")
    return shutil.which("java", path=str(Path(home) / "bin") if home else None) is not None


class Runner(Protocol):
    """Reads Parquet files, works out frames, and writes them."""

    def scan(self, source: str | Path | Sequence[str | Path]) -> Frame:
        """The rows of one or more Parquet files."""
        ...

    def write(self, frame: Frame, target: str | Path) -> None:
        """Work out a frame into a Parquet file, the rows in their order; Spark makes a folder of part files."""
        ...

    def rows(self, frame: Frame) -> list[dict[str, Any]]:
        """Work out a frame of few rows."""
        ...

    def over(self, make: Callable[[Frame], Frame], people: pl.DataFrame, scratch: Path) -> pl.DataFrame:
        """What is made of people in memory, worked out, the rows in their order; a folder `scratch` is there for files on the way."""
        ...


def _paths(source: str | Path | Sequence[str | Path]) -> list[str]:
    return [str(source)] if isinstance(source, str | Path) else [str(one) for one in source]


class Polars:
    """Streams through files larger than memory; the fastest on one machine."""

    def __init__(self) -> None:
        self._plans: dict[Any, pl.LazyFrame] = {}
        self._people = pl.DataFrame()

    def scan(self, source: str | Path | Sequence[str | Path]) -> Frame:
        return nw.from_native(pl.scan_parquet(_paths(source)))

    def write(self, frame: Frame, target: str | Path) -> None:
        native: pl.LazyFrame = nw.to_native(frame)
        native.sink_parquet(target)

    def rows(self, frame: Frame) -> list[dict[str, Any]]:
        native: pl.LazyFrame = nw.to_native(frame)
        return native.collect(engine="streaming").to_dicts()

    def over(self, make: Callable[[Frame], Frame], people: pl.DataFrame, scratch: Path) -> pl.DataFrame:  # noqa: ARG002  # it needs no files
        """To write a program of hundreds of benefits takes as long as to run it over thousands of people: that is done once for
        all frames with the same columns.
        """
        kind = (make, tuple(people.schema.items()))
        if kind not in self._plans:
            source = register_io_source(self._read, schema=people.schema)
            self._plans[kind] = nw.to_native(make(nw.from_native(source)))
        self._people = people
        return self._plans[kind].collect(optimizations=pl.QueryOptFlags.none())  # what is shared is shared already

    def _read(
        self, with_columns: list[str] | None, predicate: pl.Expr | None, n_rows: int | None, _batch_size: int | None
    ) -> Iterator[pl.DataFrame]:
        found = self._people if with_columns is None else self._people.select(with_columns)
        found = found if n_rows is None else found.head(n_rows)
        yield found if predicate is None else found.filter(predicate)


class DuckDB:
    """The same in DuckDB, with a database of its own in memory."""

    def __init__(self) -> None:
        require("duckdb", "duckdb")
        import duckdb

        self.connection = duckdb.connect()

    def scan(self, source: str | Path | Sequence[str | Path]) -> Frame:
        return nw.from_native(self.connection.read_parquet(_paths(source)))

    def write(self, frame: Frame, target: str | Path) -> None:
        nw.to_native(frame).write_parquet(str(target))

    def rows(self, frame: Frame) -> list[dict[str, Any]]:
        relation = nw.to_native(frame)
        return [dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()]

    def over(self, make: Callable[[Frame], Frame], people: pl.DataFrame, scratch: Path) -> pl.DataFrame:
        return _by_files(self, make, people, scratch)


class Spark:
    """On the session that is active (as under `spark-submit`), else on one that runs in this process.

    Whole-stage code generation is switched off in it: for projections this wide it makes methods too large for the Java
    machine to compile, and takes several times as long. Nor, in a session of its own, is it noted of every expression which
    line of Python made it, which takes a third of the time of writing a plan (a running session does not let it be changed).
    """

    def __init__(self) -> None:
        require("spark", "pyspark")
        from pyspark.sql import SparkSession

        active = SparkSession.getActiveSession()
        if active is None and not has_java():
            raise MissingJavaError
        own = SparkSession.builder.appName("huilao").config("spark.python.sql.dataFrameDebugging.enabled", "false")
        self.session = active or own.getOrCreate()
        self.session.conf.set("spark.sql.codegen.wholeStage", "false")

    def scan(self, source: str | Path | Sequence[str | Path]) -> Frame:
        return nw.from_native(self.session.read.parquet(*_paths(source)))

    def write(self, frame: Frame, target: str | Path) -> None:
        nw.to_native(frame).write.mode("overwrite").parquet(str(target))

    def rows(self, frame: Frame) -> list[dict[str, Any]]:
        return [row.asDict() for row in nw.to_native(frame).collect()]

    def over(self, make: Callable[[Frame], Frame], people: pl.DataFrame, scratch: Path) -> pl.DataFrame:
        return _by_files(self, make, people, scratch)


def _by_files(runner: Runner, make: Callable[[Frame], Frame], people: pl.DataFrame, scratch: Path) -> pl.DataFrame:
    """People written for a runner that reads files, and what it made of them read back."""
    source, target = scratch / "given.parquet", scratch / "made"
    people.write_parquet(source)
    runner.write(make(runner.scan(source)), target)
    found = pl.read_parquet(target / "*.parquet" if target.is_dir() else target)
    shutil.rmtree(target) if target.is_dir() else target.unlink()
    source.unlink()
    return found


RUNNERS: Mapping[str, type[Polars | DuckDB | Spark]] = {"polars": Polars, "duckdb": DuckDB, "spark": Spark}


def runner(name: str) -> Runner:
    """A runner by its name. Raises KeyError for another name, MissingExtraError where its package is not installed."""
    return RUNNERS[name]()
