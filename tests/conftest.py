"""The fixtures of all tests, and the steps of the scenarios registered with pytest-bdd."""

from __future__ import annotations

import functools
import gc
import os
import re
from collections.abc import Callable, Sequence
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from pytest_bdd import given, parsers, then, when
from typer import testing

from huilao import Rulebook
from huilao.reading import cache
from huilao.scenarios import STEPS, Act, Said, Story

# `make test` tries the same random cases everywhere, so that what passes here passes in CI; whoever says how many, as `make soak` does, tries new ones.
settings.register_profile(
    "huilao", derandomize="HUILAO_CASES" not in os.environ, database=None, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("huilao")


def pytest_configure(config: pytest.Config) -> None:
    """A rule book is many small things that stay: to look through them again and again for rings took an eighth of the time.

    Each rule book is read once: what other tests, or others on this machine, read meanwhile pushes none out of the cache of all workers.
    """
    gc.set_threshold(50_000, 20, 1_000)
    cache.KEPT = 10_000
    setattr(testing, "_get_command", functools.cache(getattr(testing, "_get_command")))  # noqa: B009, B010  # all commands are put together for each that is run
    if not hasattr(config, "workerinput"):
        folder = TemporaryDirectory(prefix="huilao-cache-")
        config.add_cleanup(folder.cleanup)
        os.environ["HUILAO_CACHE"] = folder.name


def pytest_sessionfinish() -> None:
    """What is left over is looked for once: pytest looks five times through all that there is by then, a quarter of a minute."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def book() -> Rulebook:
    return Rulebook.load()


@pytest.fixture
def story(book: Rulebook) -> Story:
    return Story(book)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[Any]) -> None:
    """Tests of one group run on one worker; those of a file that share what it makes once are a group too.

    For `--dist loadgroup` the name of a group ends the id of a test. pytest-xdist 3.8 writes it where pytest 9.2 does not look any more
    (`_nodeid`), so that no group was kept together: it is written here.
    """
    if not getattr(config.option, "loadgroup", False):
        return
    for item in items:
        group = "_".join(sorted({mark.args[0] for mark in item.iter_markers("xdist_group")}))
        if not group and any(made[-1].scope == "module" for made in item._fixtureinfo.name2fixturedefs.values()):
            group = item.nodeid.partition("::")[0]
        if group and not item.nodeid.endswith(f"@{group}"):
            item._id = item.id.parse(f"{item.nodeid}@{group}")


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
