"""What is installed apart from the engine: the extras of pyproject.toml."""

from __future__ import annotations

from importlib.util import find_spec

from .errors import MissingExtraError


def require(extra: str, *modules: str) -> None:
    """Go on where an extra is installed, by the modules that are used of it. Raises MissingExtraError where one is not there."""
    for module in modules:
        if find_spec(module) is None:
            raise MissingExtraError(module, extra)
