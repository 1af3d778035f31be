"""A benefit in words, as the text says it of everybody: part by part, and as `huilao explain` prints it without a person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ..answers.finding import Citation
from ..language.policy import Benefit, Levels, Period, Reading
from ..language.words import name_of
from ..render.citation import cited
from ..render.finding import force_of
from ..render.particulars import choice, lasting
from ..render.sentence import Speaker
from ..rulebook import Rulebook
from .figures import cell_words


def worded(book: Rulebook, name: str, on: date) -> Benefit:
    """A benefit as it reads on a day. Raises UnknownBenefitError."""
    return book.on(on).rules.rulesets[book.benefit(name).ruleset].benefit(name)


@dataclass(frozen=True, slots=True)
class LevelsInWords:
    """A decision table in words."""

    hits: str
    """Which of its rows count."""
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    """Whom each is for, and its cells."""


@dataclass(frozen=True, slots=True)
class PromiseInWords:
    """To whom, and how much."""

    benefit: Benefit
    condition: str
    levels: LevelsInWords | None
    pays: str
    """Empty where it pays nothing."""


@dataclass(frozen=True, slots=True)
class LaterInWords:
    """How a benefit reads from a day on."""

    since: date
    cite: tuple[str, ...]
    promise: PromiseInWords


@dataclass(frozen=True, slots=True)
class RuleInWords:
    """A benefit as the text says it of everybody on a day."""

    promise: PromiseInWords
    force: str
    source: str
    """The document and the clauses, with the papers that amended them."""
    days: str
    """Its own days; empty where they are those of its document."""
    lasting: tuple[str, ...]
    """From when on and until when it is paid, how one comes to have it, how many have it: a sentence each."""
    choices: tuple[str, ...]
    """With which benefits it is one of several of which one is paid."""
    later: tuple[LaterInWords, ...]


def rule_in_parts(book: Rulebook, name: str, on: date, language: str) -> RuleInWords:
    """A benefit as the text says it of everybody on a day, with what it says later. Raises UnknownBenefitError."""
    benefit = worded(book, name, on)
    rules = book.on(on).rules
    document = rules.rulesets[benefit.ruleset].document
    speaker = book.on(on).voice.speaker(benefit.ruleset, language)
    return RuleInWords(
        _promised(book, benefit, on, language),
        force_of(benefit, document, language),
        cited(Citation(document.title, document.number, benefit.cite, amended_by=benefit.amended_by), language),
        "" if benefit.in_effect is None else _own_days(benefit.in_effect, speaker, language),
        tuple(lasting(benefit, speaker)),
        tuple(choice(one, speaker, name) for one in rules.combine if name in one.benefits),
        tuple(
            LaterInWords(change.since, change.cite, _promised(book, worded(book, name, change.since), change.since, language))
            for change in book.benefit(name).changes
            if change.since > on
        ),
    )


def rule_in_words(book: Rulebook, name: str, on: date, language: str) -> Iterator[str]:
    """The same, line by line. Raises UnknownBenefitError."""
    rule = rule_in_parts(book, name, on, language)
    benefit, speaker = rule.promise.benefit, book.on(on).voice.speaker(name.partition("/")[0], language)
    yield _said(language, f"{benefit.name.zh}（{rule.force}）", f"{benefit.name.of('en')} ({rule.force})")
    yield f"{rule.source}  [{benefit.span}]"
    yield _said(language, f"提供：{benefit.provides.zh}", f"Provides: {benefit.provides.of('en')}")
    yield from _promise(rule.promise, language)
    if rule.days:
        yield rule.days
    yield from rule.lasting
    yield from (_said(language, f"并享：{chosen}。", f"{chosen[0].upper()}{chosen[1:]}.") for chosen in rule.choices)
    if benefit.charge:
        yield _said(language, f"费用：{name_of(benefit.charge).zh}。", f"Charge: {name_of(benefit.charge).of('en')}.")
    yield from (_said(language, f"文件没有写：{one.zh}", f"The text does not say: {one.of('en')}") for one in benefit.not_said)
    if same := same_as(benefit):
        yield _said(language, f"与“{book.names.short(same)}”是同一件事。", f"The same promise as {same}.")
    yield from (_reading(one, speaker, language) for one in benefit.readings)
    yield from (_said(language, f"说明：{note.zh}", f"Note: {note.of('en')}") for note in benefit.notes)
    for change in rule.later:
        cite = f"（{'、'.join(change.cite)}）" if change.cite else ""
        yield _said(language, f"自{speaker.day(change.since)}起改为{cite}：", f"From {speaker.day(change.since)} on{cite}:")
        yield from (f"  {line}" for line in _promise(change.promise, language))


def _promised(book: Rulebook, benefit: Benefit, on: date, language: str) -> PromiseInWords:
    """To whom, and how much, as it reads on a day."""
    voice = book.on(on).voice
    speaker = voice.speaker(benefit.ruleset, language)
    levels = None if benefit.levels is None else _levels(benefit.levels, speaker, language)
    return PromiseInWords(benefit, speaker.words(benefit.condition), levels, voice.pays(benefit, language) or "")


def _promise(said: PromiseInWords, language: str) -> Iterator[str]:
    """The same, line by line."""
    yield _said(language, f"条件：{said.condition}。", f"Condition: {said.condition}.")
    if said.levels is not None:
        yield _said(language, f"分档（取法：{said.levels.hits}）：", f"Levels ({said.levels.hits}):")
        for who, cells in said.levels.rows:
            each = [f"{column} {cell}" for column, cell in zip(said.levels.columns, cells, strict=True)]
            yield f"  - {who}：{_said(language, '、', ', ').join(each)}"
    if said.pays:
        yield _said(language, f"给付：{said.pays}。", f"Pays: {said.pays}.")


def _own_days(period: Period, speaker: Speaker, language: str) -> str:
    """Its own days, which may end before those of its document."""
    start, end = (None if day is None else speaker.day(day) for day in (period.start, period.end))
    zh = "，".join([*([f"自{start}起"] if start else []), *([f"到{end}为止"] if end else [])])
    en = " ".join([*([f"from {start} on"] if start else []), *([f"until {end}"] if end else [])])
    return _said(language, f"本项有效：{zh}。", f"In effect {en}.")


def same_as(benefit: Benefit) -> str | None:
    """The full name of the benefit of the same document that makes the same promise."""
    return f"{benefit.ruleset}/{benefit.same_as}" if benefit.same_as else None


def _reading(one: Reading, speaker: Speaker, language: str) -> str:
    """Another reading, and whether an office could well hold it."""
    weight, sentence = name_of(one.weight), speaker.sentence(one.condition)
    note = one.note.of(language).rstrip("。.")
    return _said(language, f"另一种理解（{weight.zh}）：{note}：{sentence}。", f"Another reading ({weight.of('en')}): {note}: {sentence}.")


def _levels(levels: Levels, speaker: Speaker, language: str) -> LevelsInWords:
    """A table, and each of its rows."""
    rows = tuple(
        (
            _said(language, "其余", "all others") if row.rest else speaker.words(row.condition),
            tuple(cell_words(speaker, column, cell) for column, cell in zip(levels.columns, row.cells, strict=True)),
        )
        for row in levels.rows
    )
    return LevelsInWords(name_of(levels.hits).of(language), tuple(one.label.of(language) for one in levels.columns), rows)


def _said(language: str, zh: str, en: str) -> str:
    return zh if language == "zh" else en
