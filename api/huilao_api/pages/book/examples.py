"""The scenarios of a rule book, by the benefits of which they state an answer, and whether the rules still answer so."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from threading import Lock

from huilao import (
    Action,
    Benefit,
    Case,
    Evaluation,
    Outcome,
    Rulebook,
    ScenarioError,
    WrittenScenario,
    WrittenStep,
    name_of,
    scenario_files,
    scenario_folder,
    shipped_rules,
    written_scenarios,
)

from ...routes.asking import files_called
from ...service import Service
from ...store.editions import contents
from ...work.draft_checks import SCENARIOS

KEPT = 100
"""Files of scenarios that are kept as they were read."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A row of a scenario, or the only one: what it expects of a benefit, and what the rules answer."""

    cells: tuple[str, ...]
    expected: str
    zh: str
    """The same in Chinese, as scenarios write it."""
    answer: str
    amount: str
    holds: bool | None
    """Whether they agree; None where it states no answer, but what is paid, say."""


@dataclass(frozen=True, slots=True)
class Example:
    """A scenario that states an answer of a benefit."""

    scenario: WrittenScenario
    given: tuple[tuple[str, str], ...]
    """What is said of the person in all rows: a fact and its value."""
    steps: tuple[WrittenStep, ...]
    rows: tuple[Answered, ...]

    @property
    def told(self) -> bool:
        """Whether what each row expects stands among its cells."""
        return all(not one.zh or one.zh in one.cells for one in self.rows)

    @property
    def holds(self) -> bool:
        """Whether the rules answer as it says in every row."""
        return all(one.holds is not False for one in self.rows)


@dataclass(frozen=True, slots=True)
class Examples:
    """The scenarios of a benefit."""

    all: tuple[Example, ...]
    mistakes: int = 0
    """How many mistakes stand in the files of scenarios, where they cannot be read."""

    @property
    def rows(self) -> int:
        """How many answers are stated."""
        return sum(len(one.rows) for one in self.all)

    @property
    def failed(self) -> int:
        """How many of them the rules do not give."""
        return sum(row.holds is False for one in self.all for row in one.rows)


class _Kept:
    """The scenarios of files that were read, by what each file holds and by the rule book."""

    def __init__(self) -> None:
        self._found: OrderedDict[tuple[str, str], tuple[WrittenScenario, ...] | int] = OrderedDict()
        self._lock = Lock()

    def of(self, book: Rulebook, file: str, text: str) -> tuple[WrittenScenario, ...] | int:
        """Those of a file; how many mistakes stand in it where it cannot be read."""
        key = (book.version, f"{file}\n{text}")
        with self._lock:
            if key not in self._found:
                self._found[key] = _read(book, file, text)
            self._found.move_to_end(key)
            while len(self._found) > KEPT:
                self._found.popitem(last=False)
            return self._found[key]


_KEPT = _Kept()


def examples(serving: Service, version: str, benefit: str, language: str) -> Examples:
    """The scenarios that state an answer of a benefit, each row as the rules answer it now."""
    book, found, mistakes = serving.book, list[Example](), 0
    for file, text in _texts(serving, version).items():
        if _may_name(text, book.benefit(benefit)):
            read = _KEPT.of(book, file, text)
            if isinstance(read, int):
                mistakes += read
            else:
                found += [_example(book, one, benefit, language) for one in read if benefit in one.benefits]
    return Examples(tuple(found), mistakes)


def _texts(serving: Service, version: str) -> dict[str, str]:
    """The files of scenarios of a version, by their names."""
    if serving.database is None:
        held = scenario_files(scenario_folder(serving.settings.rules or shipped_rules()))
    else:
        _, files = files_called(serving, version or serving.book.version)
        with serving.database.reading() as session:
            held = contents(session, {name: digest for name, digest in files.items() if name.endswith(SCENARIOS)})
    return {name: content.decode("utf-8", "replace") for name, content in held.items()}


def _may_name(text: str, one: Benefit) -> bool:
    """Whether a file may name a benefit, so that it has to be read."""
    return one.full_name in text or one.name.zh.translate(_UNQUOTED) in text.translate(_UNQUOTED)


_UNQUOTED = dict.fromkeys(map(ord, "“”‘’"))
"""Marks of quotation change with those around them."""


def _read(book: Rulebook, file: str, text: str) -> tuple[WrittenScenario, ...] | int:
    try:
        return tuple(written_scenarios({file: text}, book))
    except ScenarioError as error:
        return len(str(error).splitlines())


def _example(book: Rulebook, one: WrittenScenario, benefit: str, language: str) -> Example:
    given = tuple((row[0], row[1]) for step in one.steps for row in step.rows if len(row) == 2 and not row[1].startswith("<"))
    cells: Iterable[tuple[str, ...]] = one.rows or ((),)
    rows = tuple(_answered(book, case, each, benefit, language) for each, case in zip(cells, one.cases, strict=True))
    return Example(one, given, tuple(_without_persons(one)), rows)


def _without_persons(one: WrittenScenario) -> Iterator[WrittenStep]:
    """The other steps, as they are read: a blank that the table below fills in stands in brackets of its own."""
    for step in one.steps:
        if not step.rows or any(len(row) != 2 for row in step.rows):
            yield replace(step, text=re.sub('"([^"]*)"', r"“\1”", re.sub("<([^<>]+)>", r"〔\1〕", step.text)))


def _answered(book: Rulebook, case: Case, cells: tuple[str, ...], benefit: str, language: str) -> Answered:
    """What a row expects of a benefit, and what the rules answer."""
    expected = case.expected.get(benefit)
    evaluation = book.evaluate(case.person, case.as_of, (benefit,), assurance="off")
    finding = next(iter(evaluation.findings), None)
    action = Action.NOT_COVERED if finding is None else finding.action
    found = (None if finding is None else finding.outcome) if isinstance(expected, Outcome) else action
    amount = "" if finding is None or finding.amount is None else _amount(evaluation, language)
    said = name_of(action if found is None else found).of(language)
    if expected is None:
        return Answered(cells, "", "", said, amount, holds=None)
    return Answered(cells, name_of(expected).of(language), name_of(expected).zh, said, amount, found == expected)


def _amount(evaluation: Evaluation, language: str) -> str:
    """What is paid, of an answer about one benefit."""
    groups = evaluation.page_in_words(language).claims.values()
    return next((line.amount for group in groups for line in group.lines), "")
