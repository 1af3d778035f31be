"""The fixtures of all tests, and the steps of the scenarios registered with pytest-bdd."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from pytest_bdd import given, parsers, then, when

from huilao import Rulebook
from huilao.scenarios import STEPS, Act, Said, Story


@pytest.fixture(scope="session")
def book() -> Rulebook:
    return Rulebook.load()


@pytest.fixture
def story(book: Rulebook) -> Story:
    return Story(book)


def pytest_bdd_before_step(request: pytest.FixtureRequest, feature: Any, step: Any) -> None:
    story: Story = request.getfixturevalue("story")
    story.place = f"{feature.rel_filename}:{step.line_number}"
    story.rows = [row.location.line for row in step.datatable.rows] if step.datatable else []


def _step(pattern: re.Pattern[str], act: Act) -> Callable[..., None]:
    def step(story: Story, step_text: str, datatable: Sequence[Sequence[str]] | None = None) -> None:
        found = pattern.match(step_text)
        assert found is not None
        act(story, Said(found.groupdict(), datatable))

    return step


for _keyword, _words, _act in STEPS:
    _register = {"given": given, "when": when, "then": then}[_keyword]
    _register(parsers.re(f"(?P<step_text>{re.sub(r'[(][?]P<[a-z]+>', '(', _words)})"))(_step(re.compile(_words), _act))
