"""Scenarios as they are written: for pages on which they are read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from ..naming import BenefitNames, NamingError
from ..rulebook import Rulebook
from .features import Case, Scenario, case_of, document_of, scenarios_of
from .story import ScenarioError

_QUOTED = re.compile('["“](.+)["”]')
"""What stands between marks of quotation."""
Row = tuple[str, ...]
"""The cells of a row of a table."""


@dataclass(frozen=True, slots=True)
class WrittenStep:
    """A step: `假如 一位老人`, and its table."""

    keyword: str
    text: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class WrittenScenario:
    """A scenario, or an outline with all its rows."""

    file: str
    line: int
    feature: str
    name: str
    about: str
    """The comment that stands above it: the clause, in a word."""
    steps: tuple[WrittenStep, ...]
    head: Row
    """What stands above the columns of its examples; nothing where it is no outline."""
    rows: tuple[Row, ...]
    cases: tuple[Case, ...]
    """What it says, of an outline for each row."""
    benefits: frozenset[str]
    """The full names of the benefits that its steps name."""


def written_scenarios(texts: Mapping[str, str], book: Rulebook) -> list[WrittenScenario]:
    """The scenarios of feature files, in the order of the files and their lines; `texts` are the files by their names.

    Raises ScenarioError with every mistake: a file that Gherkin cannot read, a step that does not exist, a word that is not there.
    """
    wrong: list[str] = []
    found: list[WrittenScenario] = []
    for file, text in texts.items():
        document = document_of(file, text, wrong)
        if document is not None:
            cases = list(_cases(scenarios_of(file, document, wrong), book, wrong))
            found += _of_feature(file, document, cases, book.names)
    if wrong:
        raise ScenarioError("\n".join(wrong))
    return found


def _cases(scenarios: Iterable[Scenario], book: Rulebook, wrong: list[str]) -> Iterator[Case]:
    """What scenarios say; what is wrong with one is added to `wrong`, what rows of an outline have in common once."""
    for one in scenarios:
        try:
            yield case_of(one, book, run=False).case
        except ScenarioError as error:
            wrong += [line for line in str(error).splitlines() if line not in wrong]


def _of_feature(file: str, document: Mapping[str, Any], cases: list[Case], names: BenefitNames) -> Iterator[WrittenScenario]:
    feature: Mapping[str, Any] = document["feature"]
    comments = {one["location"]["line"]: one["text"].strip().lstrip("#").strip() for one in document["comments"]}
    for node, before in _scenarios(feature, ()):
        tables = [one for one in node["examples"] if "tableHeader" in one]
        lines = {node["location"]["line"], *(row["location"]["line"] for table in tables for row in table["tableBody"])}
        steps = tuple(map(_step, (*before, *node["steps"])))
        own = tuple(one for one in cases if one.line in lines)
        yield WrittenScenario(
            file, node["location"]["line"], feature["name"], node["name"].strip(), _above(node["location"]["line"], comments), steps,
            _row(tables[0]["tableHeader"]) if tables else (), tuple(_row(row) for table in tables for row in table["tableBody"]), own,
            frozenset((*_named(steps, names), *(name for case in own for name in case.expected))),
        )  # fmt: skip


def _named(steps: Iterable[WrittenStep], names: BenefitNames) -> Iterator[str]:
    """The benefits that steps name between marks of quotation."""
    for step in steps:
        for said in _QUOTED.findall(step.text):
            with suppress(NamingError):  # a term, or the head of a column
                yield names.full_name(said)


def _scenarios(
    node: Mapping[str, Any], before: tuple[Mapping[str, Any], ...]
) -> Iterator[tuple[Mapping[str, Any], tuple[Mapping[str, Any], ...]]]:
    """The scenarios below a feature or a rule, each with the steps that come before its own."""
    for child in node["children"]:
        if "background" in child:
            before = (*before, *child["background"]["steps"])
        elif "rule" in child:
            yield from _scenarios(child["rule"], before)
        else:
            yield child["scenario"], before


def _above(line: int, comments: Mapping[int, str]) -> str:
    """The comment right above a line, or with one empty line between."""
    return comments.get(line - 1) or comments.get(line - 2, "")


def _step(step: Mapping[str, Any]) -> WrittenStep:
    rows = step.get("dataTable", {}).get("rows", [])
    return WrittenStep(step["keyword"].strip(), step["text"], tuple(map(_row, rows)))


def _row(row: Mapping[str, Any]) -> Row:
    return tuple(cell["value"] for cell in row["cells"])
