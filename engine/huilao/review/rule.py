"""A benefit in words, as the text says it of everybody: what `huilao explain` prints without a person."""

from __future__ import annotations

from collections.abc import Iterator
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


def rule_in_words(book: Rulebook, name: str, on: date, language: str) -> Iterator[str]:
    """A benefit as the text says it of everybody on a day, line by line, with what it says later. Raises UnknownBenefitError."""
    benefit = worded(book, name, on)
    rules = book.on(on).rules
    document = rules.rulesets[benefit.ruleset].document
    speaker = book.on(on).voice.speaker(benefit.ruleset, language)
    force = force_of(benefit, document, language)
    yield _said(language, f"{benefit.name.zh}（{force}）", f"{benefit.name.of('en')} ({force})")
    yield f"{cited(Citation(document.title, document.number, benefit.cite, amended_by=benefit.amended_by), language)}  [{benefit.span}]"
    yield _said(language, f"提供：{benefit.provides.zh}", f"Provides: {benefit.provides.of('en')}")
    yield from _promised(book, benefit, on, language)
    if benefit.in_effect is not None:
        yield _own_days(benefit.in_effect, speaker, language)
    yield from lasting(benefit, speaker)
    for one in rules.combine:
        if name in one.benefits:
            chosen = choice(one, speaker, name)
            yield _said(language, f"并享：{chosen}。", f"{chosen[0].upper()}{chosen[1:]}.")
    if benefit.charge:
        yield _said(language, f"费用：{name_of(benefit.charge).zh}。", f"Charge: {name_of(benefit.charge).of('en')}.")
    yield from (_said(language, f"文件没有写：{one.zh}", f"The text does not say: {one.of('en')}") for one in benefit.not_said)
    if same := same_as(benefit):
        yield _said(language, f"与“{book.names.short(same)}”是同一件事。", f"The same promise as {same}.")
    yield from (_reading(one, speaker, language) for one in benefit.readings)
    yield from (_said(language, f"说明：{note.zh}", f"Note: {note.of('en')}") for note in benefit.notes)
    for change in book.benefit(name).changes:
        if change.since > on:
            cite = f"（{'、'.join(change.cite)}）" if change.cite else ""
            yield _said(language, f"自{speaker.day(change.since)}起改为{cite}：", f"From {speaker.day(change.since)} on{cite}:")
            yield from (f"  {line}" for line in _promised(book, worded(book, name, change.since), change.since, language))


def _promised(book: Rulebook, benefit: Benefit, on: date, language: str) -> Iterator[str]:
    """To whom, and how much, as it reads on a day."""
    voice = book.on(on).voice
    speaker = voice.speaker(benefit.ruleset, language)
    condition = speaker.words(benefit.condition)
    yield _said(language, f"条件：{condition}。", f"Condition: {condition}.")
    if benefit.levels is not None:
        yield from _levels(benefit.levels, speaker, language)
    if paid := voice.pays(benefit, language):
        yield _said(language, f"给付：{paid}。", f"Pays: {paid}.")


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


def _levels(levels: Levels, speaker: Speaker, language: str) -> Iterator[str]:
    """A table, a line for each row."""
    yield _said(language, f"分档（取法：{name_of(levels.hits).zh}）：", f"Levels ({name_of(levels.hits).of('en')}):")
    for row in levels.rows:
        who = _said(language, "其余", "all others") if row.rest else speaker.words(row.condition)
        cells = zip(levels.columns, row.cells, strict=True)
        said = [f"{column.label.of(language)} {cell_words(speaker, column, cell)}" for column, cell in cells]
        yield f"  - {who}：{_said(language, '、', ', ').join(said)}"


def _said(language: str, zh: str, en: str) -> str:
    return zh if language == "zh" else en
