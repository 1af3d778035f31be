"""A rule file as it stands in an editor, read with all other files of its draft: whether it can be, and what each part of it says."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from huilao import (
    Benefit,
    DefinedQuantity,
    DefinedTerm,
    Point,
    Problem,
    Reading,
    Rulebook,
    RuleFiles,
    Ruleset,
    ScenarioError,
    Severity,
    Span,
    Text,
    name_of,
)

from ..work.draft_checks import SCENARIOS, runs_of

AT_HAND = 3
"""Texts that were read last, of which a process holds the rule books."""


@dataclass(frozen=True, slots=True)
class FilesRead:
    """What came of reading the files of a rule book."""

    book: Rulebook | None
    """None where there is a mistake in them."""
    problems: tuple[Problem, ...]


class LastRead:
    """The files that were read last: a text is read as it is typed, again when it is saved, and when it is shown."""

    def __init__(self) -> None:
        self._found: OrderedDict[str, FilesRead] = OrderedDict()
        self._reading = threading.Lock()

    def at_hand(self, files: Mapping[str, bytes]) -> FilesRead | None:
        """What came of these very files, where they were among the last."""
        return self._found.get(RuleFiles.of(files).digest)

    def read(self, files: Mapping[str, bytes]) -> FilesRead:
        """What comes of these files; one reading at a time."""
        rules = RuleFiles.of(files)
        with self._reading:
            found = self._found.pop(rules.digest, None) or FilesRead(*Rulebook.read(rules))
            self._found[rules.digest] = found
            while len(self._found) > AT_HAND:
                self._found.popitem(last=False)
        return found


@dataclass(frozen=True, slots=True)
class Mended:
    """A mistake, or a warning, as it stands beside the text."""

    file: str
    span: Span
    wrong: bool
    message: str
    hint: str
    put: str | None
    around: tuple[str, str, str]
    """Its line: what stands before it, it itself, what stands after."""

    @property
    def place(self) -> str:
        """Where it is, as a form sends it."""
        one = self.span
        return f"{one.line}:{one.column}:{one.end_line}:{one.end_column}"


@dataclass(frozen=True, slots=True)
class OtherReading:
    """How else a part may be read."""

    note: str
    weight: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Tried:
    """The scenarios that name a benefit, run."""

    held: int
    failed: tuple[tuple[str, int, str, str], ...] = ()
    """File, line, name and why not."""


@dataclass(frozen=True, slots=True)
class Said:
    """A part of a file, in words."""

    line: int
    name: str
    id: str
    kind: str
    point: Point | None = None
    """What it asks for."""
    rows: tuple[tuple[str, str], ...] = ()
    """What else is said of it, each under its name."""
    before: str = ""
    """How the version in service has it, where that is otherwise."""
    readings: tuple[OtherReading, ...] = ()
    tried: Tried | None = None
    until: int | None = None
    """The line before the next part; None for the last."""


def problems_of(found: Sequence[Problem], language: str) -> list[Mended]:
    """Mistakes as they stand beside the text."""
    return [_mended(one, language) for one in found]


def cured(text: str, problem: Mended) -> str:
    """A text with what mends a mistake in its place."""
    lines, span = text.split("\n"), problem.span
    if problem.put is None or span.end_line > len(lines):
        return text
    mended = lines[span.line - 1][: span.column - 1] + problem.put + lines[span.end_line - 1][span.end_column - 1 :]
    return "\n".join([*lines[: span.line - 1], mended, *lines[span.end_line :]])


def said_in(book: Rulebook, now: Rulebook, name: str, language: str, tried: Mapping[str, Tried]) -> list[Said]:
    """What each part of a file says, in the order of the file; `now` is the version in service."""
    speaks = _Speaks(book, now, name, language, tried)
    found = sorted(speaks.all(), key=lambda one: one.line)
    return [replace(one, until=after.line - 1) for one, after in pairwise(found)] + found[-1:]


def scenarios_for(files: Mapping[str, bytes], book: Rulebook, name: str) -> dict[str, bytes]:
    """The files of scenarios in which benefits of a file are named."""
    labels = [one.name.zh.encode() for one in _benefits(book, name)]
    return {file: content for file, content in files.items() if file.endswith(SCENARIOS) and any(one in content for one in labels)}


def try_scenarios(features: Mapping[str, bytes], book: Rulebook, name: str) -> tuple[dict[str, Tried], list[str]]:
    """Scenarios run: what came of those of each benefit of a file; and what stands in them that cannot be read."""
    try:
        runs = runs_of(features, book)
    except ScenarioError as error:
        return {}, str(error).splitlines()
    found: dict[str, Tried] = {}
    for one in _benefits(book, name):
        own = [run for run in runs if one.full_name in run.case.expected]
        failed = tuple((run.case.file, run.case.line, run.case.name, run.failure) for run in own if run.failure is not None)
        found |= {one.full_name: Tried(len(own) - len(failed), failed)} if own else {}
    return found, []


def _benefits(book: Rulebook, name: str) -> list[Benefit]:
    return [one for one in book.benefits.values() if one.span is not None and one.span.file == name]


@dataclass
class _Speaks:
    book: Rulebook
    now: Rulebook
    name: str
    language: str
    tried: Mapping[str, Tried]

    def all(self) -> Iterator[Said]:
        rules = self.book.rules
        some = next(iter(rules.rulesets), None)
        for ruleset in rules.rulesets.values():
            yield from (self.benefit(ruleset, one) for one in ruleset.benefits if self.here(one.span))
            yield from (self.term(ruleset.name, one) for one in ruleset.terms.values() if one.own and self.here(one.span))
            yield from (self.quantity(ruleset.name, one) for one in ruleset.quantities.values() if one.own and self.here(one.span))
            yield from (
                Said(one.span.line, one.cite, "", self.t("条文", "clause"), rows=tuple(self.clause(ruleset, one.cite)))
                for one in ruleset.clauses
                if one.span is not None and self.here(one.span)
            )
        if some is not None:
            yield from (self.term(some, one) for one in rules.terms.values() if self.here(one.span))
            yield from (self.quantity(some, one) for one in rules.quantities.values() if self.here(one.span))
        for fact in rules.facts.values():
            if fact.span is not None and self.here(fact.span):
                rows = [(self.t("问法", "Question"), fact.question and self.of(fact.question)), (self.t("单位", "Unit"), fact.unit and self.of(name_of(fact.unit))),
                        (self.t("取值", "Values"), self.t("、", ", ").join(self.of(one.label) for one in fact.codes if one.listed))]  # fmt: skip
                yield Said(
                    fact.span.line,
                    self.of(fact.label),
                    fact.name,
                    self.of(name_of(fact.type)),
                    rows=tuple((key, value) for key, value in rows if value),
                )
        for one in rules.standards.values():
            if one.span is not None and self.here(one.span):
                yield Said(one.span.line, self.of(one.label), one.name, self.of(name_of(one.unit)))

    def here(self, span: Span | None) -> bool:
        return span is not None and span.file == self.name

    def t(self, zh: str, en: str) -> str:
        return zh if self.language == "zh" else en

    def of(self, text: Text) -> str:
        return text.of(self.language)

    def benefit(self, ruleset: Ruleset, one: Benefit) -> Said:
        pays = self.book.pays(one.full_name, self.language)
        rows = [(self.t("给付", "Pays"), pays or ""), *self.clause(ruleset, one.cite[0])]
        return Said(
            one.span.line if one.span else 1, self.of(one.name), one.id, self.of(name_of(one.force)),
            self.book.outline(ruleset.name, one.condition, self.language), tuple((key, value) for key, value in rows if value),
            self.before(one.full_name),
            self.readings(ruleset.name, one.readings), self.tried.get(one.full_name),
        )  # fmt: skip

    def term(self, ruleset: str, one: DefinedTerm) -> Said:
        there = self.now.rules.rulesets.get(ruleset)
        was = None if there is None else there.terms.get(one.name)
        before = "" if was is None else self.now.words(ruleset, was.condition, self.language)
        return Said(
            one.span.line if one.span else 1, self.of(one.label), one.name, self.t("术语", "term"), self.book.outline(ruleset, one.condition, self.language),
            before="" if before == self.book.words(ruleset, one.condition, self.language) else before, readings=self.readings(ruleset, one.readings),
        )  # fmt: skip

    def quantity(self, ruleset: str, one: DefinedQuantity) -> Said:
        rows = (
            (self.t("算法", "Is"), self.book.words(ruleset, one.value, self.language)),
            (self.t("单位", "Unit"), self.of(name_of(one.unit))),
        )
        return Said(one.span.line if one.span else 1, self.of(one.label), one.name, self.t("算式", "quantity"), rows=rows)

    def clause(self, ruleset: Ruleset, cite: str) -> Iterator[tuple[str, str]]:
        """The place of a citation in the register of clauses."""
        found = [one for one in ruleset.clauses if one.holds(cite)]
        narrowest = max(found, key=lambda one: len(one.cite), default=None)
        if narrowest is None:
            yield self.t("出处", "Source"), cite
            return
        yield self.t("条文", "Clause"), f"{cite}{self.t('：', ': ')}{self.of(narrowest.about)}"
        beside = [self.of(one.name) for one in ruleset.benefits if narrowest.holds(one.cite[0]) and not self.here(one.span)]
        if narrowest.none is not None:
            yield self.t("没有待遇的原因", "No benefit since"), self.of(narrowest.none)
        elif beside:
            here = any(self.here(one.span) for one in ruleset.clauses)
            yield self.t("待遇", "Benefits") if here else self.t("同一条文", "Same clause"), self.t("、", ", ").join(beside)

    def readings(self, ruleset: str, some: Sequence[Reading]) -> tuple[OtherReading, ...]:
        return tuple(
            OtherReading(self.of(one.note), self.of(name_of(one.weight)), self.book.words(ruleset, one.condition, self.language))
            for one in some
        )

    def before(self, name: str) -> str:
        """How the version in service has a benefit, where that is otherwise."""
        then = self.now.sentence(name, self.language) if name in self.now.benefits else ""
        return "" if then == self.book.sentence(name, self.language) else then


def _mended(one: Problem, language: str) -> Mended:
    span = one.span
    end = span.end_column - 1 if span.end_line == span.line else len(one.source)
    begin = min(span.column - 1, len(one.source))
    around = (one.source[:begin].lstrip(), one.source[begin:end], one.source[max(begin, end) :])
    return Mended(
        span.file, span, one.severity is Severity.ERROR, one.message.of(language), "" if one.hint is None else one.hint.of(language), one.put,
        around if any(around) else ("", "", ""),
    )  # fmt: skip
