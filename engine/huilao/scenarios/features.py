"""Feature files to scenarios: a person, a day, and what is expected of them; read alone, or run."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, cast

from gherkin.errors import CompositeParserException
from gherkin.parser import Parser
from gherkin.pickles.compiler import Compiler

from ..language.known import Person
from ..language.outcome import Action, Outcome
from ..rulebook import Rulebook, today
from .steps import STEPS, action_is, cared_elder, evaluate, more_facts, outcome_is, person
from .story import Act, Said, ScenarioError, Story
from .text import mistakes


@dataclass(frozen=True, slots=True)
class Case:
    """A scenario: a person, a day, and what it expects."""

    file: str
    line: int
    name: str
    person: Person
    as_of: date
    expected: Mapping[str, Outcome | Action]
    """What is to come out of each benefit that it names."""


@dataclass(frozen=True, slots=True)
class Run:
    """A scenario that was run: what was not as it expects, or None where all was."""

    case: Case
    failure: str | None


@dataclass(frozen=True, slots=True)
class _Step:
    place: str
    """`file:line`."""
    act: Act
    said: Said
    rows: Sequence[int]


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario that has been read: its steps, and what each does."""

    file: str
    line: int
    name: str
    steps: tuple[_Step, ...]


def read_features(directory: Path, book: Rulebook) -> list[Case]:
    """The scenarios of a feature file, or of all in a folder, an outline's rows each as one.

    Raises ScenarioError with every mistake: a file that Gherkin cannot read, a step that does not exist, a word that is not there.
    """
    return [run.case for run in _cases(directory, book, run=False)]


def run_features(directory: Path, book: Rulebook, progress: Callable[[int, int], None] | None = None) -> list[Run]:
    """Every scenario of a feature file, or of all in a folder, run, an outline's rows each as one; `progress` hears how many of how many are done.

    Raises ScenarioError with every mistake of writing: a file that Gherkin cannot read, a step that does not exist, a word that is not there.
    """
    return _cases(directory, book, run=True, progress=progress)


def _cases(directory: Path, book: Rulebook, *, run: bool, progress: Callable[[int, int], None] | None = None) -> list[Run]:
    found = _scenarios(directory)
    runs: list[Run] = []
    wrong: dict[str, None] = {}
    for number, one in enumerate(found, 1):
        try:
            runs.append(case_of(one, book, run=run))
        except ScenarioError as error:
            wrong |= dict.fromkeys(str(error).splitlines())  # the rows of an outline have their mistakes in common
        if progress is not None:
            progress(number, len(found))
    if wrong:
        raise ScenarioError("\n".join(wrong))
    return runs


def _scenarios(directory: Path) -> list[Scenario]:
    wrong: list[str] = []
    found: list[Scenario] = []
    for path in [directory] if directory.is_file() else sorted(directory.rglob("*.feature")):
        file = path.relative_to(directory.parent if directory.is_file() else directory).as_posix()
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            wrong.append(f"{file}: 不是 UTF-8 编码：另存为“UTF-8（无 BOM）” / not UTF-8")
            continue
        document = document_of(file, text, wrong)
        found += [] if document is None else scenarios_of(file, document, wrong)
    if wrong:
        raise ScenarioError("\n".join(wrong))
    return found


def document_of(file: str, text: str, wrong: list[str]) -> dict[str, Any] | None:
    """A feature file as Gherkin's tree; None where it is none: every mistake is added to `wrong` as `file:line: what it is`."""
    in_text = mistakes(text, file)
    wrong += in_text
    if in_text:
        return None
    try:
        return {**Parser().parse(text), "uri": file}
    except CompositeParserException as error:
        wrong += [f"{file}: {one}" for one in error.errors]
        return None


def scenarios_of(file: str, document: Mapping[str, Any], wrong: list[str]) -> list[Scenario]:
    """The scenarios of such a tree, the rows of an outline each as one; a step that does not exist is added to `wrong`."""
    lines = _lines(document)
    pickles = cast("list[dict[str, Any]]", Compiler().compile(cast("Any", document)))
    return [one for pickle in pickles if (one := _scenario(file, pickle, lines, wrong)) is not None]


def _scenario(file: str, pickle: Mapping[str, Any], lines: Mapping[str, tuple[int, list[int]]], wrong: list[str]) -> Scenario | None:
    line: int = pickle["location"]["line"]
    steps: list[_Step] = []
    for step in pickle["steps"]:
        number, rows = next(lines[one] for one in step["astNodeIds"] if one in lines)
        act = next(((act, match) for _, words, act in STEPS if (match := re.match(words, step["text"]))), None)
        if act is None:
            wrong.append(f"{file}:{number}: 没有这样的步骤：{step['text']} / there is no such step")
            continue
        given = step.get("argument", {}).get("dataTable", {}).get("rows")
        table = [[cell["value"] for cell in row["cells"]] for row in given] if given else None
        steps.append(_Step(f"{file}:{number}", act[0], Said(act[1].groupdict(), table), rows))
    return Scenario(file, line, pickle["name"], tuple(steps)) if len(steps) == len(pickle["steps"]) else None


def _lines(document: Mapping[str, Any]) -> dict[str, tuple[int, list[int]]]:
    """The line of every step of a document by its identity, and those of the rows of its table."""
    found: dict[str, tuple[int, list[int]]] = {}
    for step in _steps(document.get("feature") or {}):
        rows = step.get("dataTable", {}).get("rows", [])
        found[step["id"]] = step["location"]["line"], [row["location"]["line"] for row in rows]
    return found


def _steps(node: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from node.get("steps", [])
    for child in node.get("children", []):
        for inner in child.values():
            yield from _steps(inner)


_READ: Sequence[Act] = (person, cared_elder, more_facts)
"""Steps that say who it is about."""


def case_of(scenario: Scenario, book: Rulebook, *, run: bool) -> Run:
    """A scenario as a case; `run` whether it is also seen what comes of it. Raises ScenarioError."""
    story = Story(book)
    expected: dict[str, Outcome | Action] = {}
    failure: str | None = None
    for step in scenario.steps:
        story.place, story.rows = step.place, step.rows
        if step.act is outcome_is:
            expected[story.named(step.said["benefit"])] = story.outcome(step.said["outcome"])
        elif step.act is action_is:
            expected[story.named(step.said["benefit"])] = story.action(step.said["action"])
        if step.act in _READ or (run and failure is None):
            try:
                step.act(story, step.said)
            except AssertionError as error:
                failure = str(error)
        elif step.act is evaluate:
            story.as_of = story.day(step.said["day"])
    day = story.as_of or today()
    story.place = f"{scenario.file}:{scenario.line}"
    return Run(Case(scenario.file, scenario.line, scenario.name, story.person(day), day, expected), failure)
