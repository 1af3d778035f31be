"""No answer of the solver is kept from one test to another."""

from __future__ import annotations

from pathlib import Path

import pytest

from huilao.review import kept


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    folder.mkdir()
    monkeypatch.setattr(kept, "safe_folder", lambda: folder)
