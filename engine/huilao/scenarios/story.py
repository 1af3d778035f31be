"""What a scenario has said so far, and what a step of it needs: the person, the day, the findings, and how a mistake is told."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Any, Literal

from ..answers.evaluation import Evaluation
from ..answers.finding import Finding
from ..errors import HuilaoError, ProfileError
from ..language.facts import AGE, Fact
from ..language.known import Person
from ..language.likeness import nearest
from ..language.outcome import Action, Outcome
from ..language.words import name_of
from ..naming import NamingError
from ..rulebook import Rulebook
from .cells import UNKNOWN, CellError, ages_of, value_of

OUTCOMES = {name_of(outcome).zh: outcome for outcome in Outcome}
ACTIONS = {name_of(action).zh: action for action in Action}
AGE_WORDS = (AGE.name, AGE.label.zh)
_IN_LIST = re.compile("(.+)第([0-9]+)人")
"""Somebody in a list of people."""
_NUMBER = re.compile(r"\.[0-9]+(?=\.|$)")
"""Their number in a path."""
_INNER = str.maketrans("“”", "‘’")

Table = Sequence[Sequence[str]]
Keyword = Literal["given", "when", "then"]


class ScenarioError(HuilaoError):
    """A scenario says something that is not there."""


@dataclass
class Story:
    """What a scenario has said so far, and where it is being read."""

    book: Rulebook
    profile: dict[str, Any] = field(default_factory=dict[str, Any])
    as_of: date | None = None
    evaluation: Evaluation | None = None
    benefit: str | None = None
    """The benefit that the step before was about."""
    place: str = ""
    """`file:line` of the step."""
    rows: Sequence[int] = ()
    """Lines of the rows of the step's table."""
    said: dict[str, str] = field(default_factory=dict[str, str])
    """Where each entry of the profile was said, as `file:line`, by its path."""

    def mistake(self, what: str, row: int | None = None) -> ScenarioError:
        """A mistake at the step, or at a row of its table."""
        return ScenarioError(f"{self.place if row is None else self.place_of(row)}: {what}")

    def place_of(self, row: int) -> str:
        """Where a row of the step's table is."""
        return f"{self.place.rpartition(':')[0]}:{self.rows[row]}" if row < len(self.rows) else self.place

    def day(self, text: str) -> date:
        """A day that a step names."""
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise self.mistake(f"“{text}”不是日期，应写成 2025-03-01 / not a date such as 2025-03-01") from None

    def outcome(self, text: str) -> Outcome:
        """An outcome that a step names."""
        if text not in OUTCOMES:
            raise self.mistake(f"没有结论“{text}”，可写：{'、'.join(OUTCOMES)} / there is no such outcome")
        return OUTCOMES[text]

    def action(self, text: str) -> Action:
        """An action that a step names."""
        if text not in ACTIONS:
            raise self.mistake(f"没有答复“{text}”，可写：{'、'.join(ACTIONS)} / there is no such action")
        return ACTIONS[text]

    def person(self, day: date) -> Person:
        """The person, checked; what is wrong is said with the line of the table where it stands."""
        try:
            return self.book.person(self.profile, day)
        except ProfileError as error:
            wrong = [
                f"{self._said_at(one.fact)}: {replace(one, fact=self.label(_NUMBER.sub('', one.fact))).render('zh')}"
                for one in error.problems
            ]
            raise ScenarioError("\n".join(wrong)) from None

    def _said_at(self, path: str) -> str:
        """Where a value of the profile was said; of somebody in a list, where the list was."""
        return self.said.get(path) or self.said.get(path.partition(".")[0], self.place)

    def named(self, benefit: str, row: int | None = None) -> str:
        """The full name of the benefit that is called so."""
        try:
            return self.book.names.full_name(benefit)
        except NamingError as error:
            raise self.mistake(str(error), row) from None

    def title(self, benefit: str) -> str:
        """How people call a benefit, in quotation marks."""
        return f"“{self.book.names.short(benefit).translate(_INNER)}”"

    def evaluated(self) -> Evaluation:
        """The findings."""
        if self.evaluation is None:
            raise self.mistake("先写“当 在 … 核定” / say `当 在 … 核定` first")
        return self.evaluation

    def about(self, benefit: str) -> Finding | None:
        """The finding for a benefit; None where its document has nothing to do with the person."""
        self.benefit = self.named(benefit)
        return self.finding(self.benefit)

    def finding(self, benefit: str) -> Finding | None:
        """The finding for a benefit by its full name; None where there is none."""
        found = self.evaluated()
        if benefit not in found:
            return None
        return found[benefit]

    def last(self) -> Finding:
        """The finding that the step before was about."""
        if self.benefit is None:
            raise self.mistake('先写“那么 "…" 可以办” / say what comes out of which benefit first')
        found = self.finding(self.benefit)
        if found is None:
            raise AssertionError(f"{self.place}: {self.title(self.benefit)}{NO_FINDING}")
        return found

    def fact(self, label: str, row: int | None = None) -> Fact:
        """A fact by its label or code."""
        names = {word: fact for fact in self.book.rules.facts.values() for word in (fact.name, fact.label.zh, *fact.also)}
        if label not in names:
            close = nearest(label, names)
            raise self.mistake(f"没有信息项“{label}”" + (f"，是否“{close}”？" if close else "") + " / there is no such fact", row)
        return names[label]

    def path(self, label: str, row: int | None = None) -> str:
        """A fact as findings name it, also `被照护老年人的出生日期`, `家庭成员第2人的出生日期`."""
        names = [word for fact in self.book.rules.facts.values() for word in (fact.name, fact.label.zh, *fact.also)]
        parts = [label] if label in names or "的" not in label else label.split("的", 1)
        whose = [_IN_LIST.fullmatch(part) for part in parts]
        found = [
            (self.fact(one[1], row).name, one[2]) if one else (self.fact(part, row).name,) for part, one in zip(parts, whose, strict=True)
        ]
        return ".".join(word for words in found for word in words)

    def label(self, path: str) -> str:
        """How people call a fact that findings name so."""
        facts = self.book.rules.facts
        words = "的".join(facts[part].label.zh if part in facts else part for part in path.split("."))
        return re.sub("的([0-9]+)(?=的|$)", r"第\1人", words)

    def read_table(self, table: Table, who: str = "") -> dict[str, Any]:
        """The facts of a table of labels and values, of the person or of the one whom `who` names."""
        profile: dict[str, Any] = {}
        for index, row in enumerate(table):
            if len(row) != 2:
                raise self.mistake("表格应是两列：信息项和值 / a table of two columns: fact and value", index)
            label, cell = (part.strip() for part in row)
            name, value = self._entry(label, cell, index)
            if name in profile:
                raise self.mistake(f"“{label}”写了两次 / given twice", index)
            profile[name] = value
            self.said[f"{who}.{name}" if who else name] = self.place_of(index)
        return profile

    def _entry(self, label: str, cell: str, row: int) -> tuple[str, Any]:
        """A row of such a table, as a profile has it."""
        try:
            if label in AGE_WORDS:
                return AGE.name, None if cell == UNKNOWN else ages_of(cell)
            fact = self.fact(label, row)
            inner = partial(self._entry, row=row)
            return fact.name, None if cell == UNKNOWN else value_of(fact, cell, inner)
        except CellError as error:
            raise self.mistake(str(error), row) from None


NO_FINDING = "：此人与这份文件的地方没有关系，没有结论 / the document does not concern the person: there is no finding"


@dataclass(frozen=True, slots=True)
class Said:
    """What a step says: its words by name, and its table if it has one."""

    words: Mapping[str, str | None]
    table: Table | None = None

    def __getitem__(self, name: str) -> str:
        return self.words[name] or ""

    def has(self, name: str) -> bool:
        """Whether an optional word is there."""
        return self.words[name] is not None


Act = Callable[[Story, Said], None]


def unmet(story: Story, wanted: str, found: str) -> AssertionError:
    """What a step expects does not hold: what was wanted, what came out, and the reasons indented below."""
    came_out, *why = found.splitlines()
    return AssertionError("\n".join([f"{story.place}: 应是：{wanted}", f"得出的是：{came_out}", *(f"  {line}" for line in why)]))


def because(finding: Finding | None) -> str:
    """Why a finding is as it is, in words."""
    return NO_FINDING.removeprefix("：") if finding is None else finding.explain("zh")
