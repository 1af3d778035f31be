"""Each runner for the tests of screening. Spark needs Java: without it its tests are skipped, in CI they fail."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from huilao.screen.runners import has_java
from on_engines import QUICK_JAVA, SHARE, Screen

RUNNERS = [pytest.param(name, marks=pytest.mark.xdist_group("spark") if name == "spark" else ()) for name in SHARE]


@pytest.fixture(scope="session")
def spark() -> Iterator[None]:
    """A small Spark in this process, which the runner finds as the active one."""
    if not has_java():
        (pytest.fail if os.environ.get("CI") else pytest.skip)("Spark needs Java, and there is none")
    from pyspark.sql import SparkSession

    settings = {"spark.ui.enabled": "false", "spark.driver.bindAddress": "127.0.0.1", "spark.driver.host": "127.0.0.1",
                "spark.sql.shuffle.partitions": "2", "spark.ui.showConsoleProgress": "false",
                "spark.python.sql.dataFrameDebugging.enabled": "false", "spark.driver.extraJavaOptions": QUICK_JAVA}  # fmt: skip
    builder = SparkSession.builder.master("local[2]")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    yield
    session.stop()


@pytest.fixture(params=RUNNERS)
def engine(request: pytest.FixtureRequest) -> str:
    """Each runner by its name."""
    if request.param == "spark":
        request.getfixturevalue("spark")
    return request.param


@pytest.fixture
def screen(engine: str, tmp_path: Path) -> Screen:
    return Screen(engine, tmp_path)
