"""Feature files to cases: scenarios that are read, not run."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, cast

from gherkin.errors import CompositeParserException
from gherkin.parser import Parser
from gherkin.pickles.compiler import Compiler

from ..answers.finding import Outcome
from ..language.meaning import Person
from ..rulebook import Rulebook, today
from .steps import OUTCOMES, STEPS, Said, ScenarioError, Story, cared_elder, evaluate, more_facts, outcome_is, person


@dataclass(frozen=True, slots=True)
class Case:
    """A scenario that was read, not run: a person, a day, and the outcomes that it expects."""

    file: str
    line: int
    name: str
    person: Person
    as_of: date
    outcomes: Mapping[str, Outcome]


def read_features(directory: Path, book: Rulebook) -> list[Case]:
    """The scenarios of all feature files in a folder, an outline's rows each as one.

    Raises ScenarioError for a file that Gherkin cannot read, a step that does not exist and a word that is not there.
    """
    cases: list[Case] = []
    for path in sorted(directory.rglob("*.feature")):
        try:
            document: dict[str, Any] = {**Parser().parse(path.read_text(encoding="utf-8")), "uri": path.name}
        except CompositeParserException as error:
            raise ScenarioError(f"{path.name}: {error}") from None
        name = str(path.relative_to(directory))
        cases += [_case(name, pickle, book) for pickle in cast("list[dict[str, Any]]", Compiler().compile(cast("Any", document)))]
    return cases


def _case(file: str, pickle: Mapping[str, Any], book: Rulebook) -> Case:
    line: int = pickle["location"]["line"]
    story = Story(book, place=f"{file}:{line}")
    outcomes: dict[str, Outcome] = {}
    for step in pickle["steps"]:
        rows = step.get("argument", {}).get("dataTable", {}).get("rows")
        table = [[cell["value"] for cell in row["cells"]] for row in rows] if rows else None
        found = [(act, match) for _, words, act in STEPS if (match := re.match(words, step["text"]))]
        if not found:
            raise story.mistake(f"没有这样的步骤：{step['text']} / there is no such step")
        act, match = found[0]
        said = Said(match.groupdict(), table)
        if act in (person, cared_elder, more_facts):
            act(story, said)
        elif act is evaluate:
            story.as_of = date.fromisoformat(said["day"])
        elif act is outcome_is:
            outcomes[said["benefit"]] = OUTCOMES[said["outcome"]]
    day = story.as_of or today()
    return Case(file, line, pickle["name"], book.person(story.profile, day), day, outcomes)
