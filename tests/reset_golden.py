"""`pytest --reset-golden`: golden files are written anew, and the diff is for review."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

Golden = Callable[[Path, str], None]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--reset-golden", action="store_true", help="write the golden files anew; review the diff")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compares a text with a golden file, or writes the file."""

    def check(path: Path, text: str) -> None:
        if request.config.getoption("--reset-golden"):
            path.write_text(text, "utf-8")
        assert text == (path.read_text("utf-8") if path.exists() else f"{path.name} is missing: run pytest --reset-golden")

    return check
