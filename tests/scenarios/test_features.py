"""The features: the executable specification of the policies."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_bdd import scenarios

from huilao.scenarios.text import mistakes

FEATURES = Path(__file__).parents[2] / "features"

_found = [mistake for path in sorted(FEATURES.rglob("*.feature")) for mistake in mistakes(path.read_text("utf-8"), path.name)]
if _found:
    pytest.exit("\n".join(_found), returncode=1)

scenarios(str(FEATURES))
