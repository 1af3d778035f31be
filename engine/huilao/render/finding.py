"""A finding in words: in a line, with the reasons that decide, or with the whole proof."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any as Anything

from ..answers.finding import Amount, Cell, Finding, Flag, Level, LevelsFound, ReadingDependence
from ..language.interval import Interval
from ..language.known import Path
from ..language.meaning import Lack
from ..language.outcome import WEAK, Outcome
from ..language.policy import Benefit, Status
from ..language.units import Per
from ..language.words import name_of
from .account import Detail, known_in, lack_in_words, reasons, tree
from .calculation import in_numbers
from .plain import digits
from .sentence import Speaker

LINE = 2
"""Reasons that are said in one line."""


def explained(finding: Finding, speaker: Speaker, level: Level) -> str:
    """The finding in words."""
    said = [_line(finding, speaker)] if level == "line" else [_headline(finding, speaker), *_cautions(finding, speaker)]
    parts = [*said, speaker.wording.source.format(citation=speaker.plain(finding.citation.of(speaker.language)))]
    text = speaker.wording.between_sentences.join(parts)
    return "\n".join([text, *tree(finding.proof, speaker)]) if level == "full" else text


def _line(finding: Finding, speaker: Speaker) -> str:
    say, name = speaker.wording, speaker.text(finding.name)
    match finding.outcome:
        case Outcome.ELIGIBLE | Outcome.NOT_ELIGIBLE:
            said = reasons(finding.decides, speaker, Detail.NAME)
        case Outcome.UNDETERMINED:
            said = [*_needs(finding, speaker), *(lack_in_words(lack, speaker) for lack in finding.lacks)]
        case Outcome.NOT_IN_FORCE:
            said = [finding.case.as_of.isoformat()]
    shown = say.listed.join(said[:LINE])
    shown = shown if len(said) <= LINE else say.and_others.format(items=shown, number=len(said))
    if finding.outcome is Outcome.ELIGIBLE and not finding.settled:
        standing = Status.DRAFT if Flag.DRAFT in finding.flags else finding.force
        return say.line_weak.format(name=name, force=speaker.text(name_of(standing)), reasons=shown)
    outcome = speaker.text(name_of(finding.outcome))
    amount = finding.amount
    if amount is not None:
        paid = amount_in_words(amount, speaker, besides=finding)
        outcome = say.with_amount.format(outcome=outcome, amount=paid)
    return say.line.format(name=name, outcome=outcome, reasons=shown)


def _headline(finding: Finding, speaker: Speaker) -> str:
    say = speaker.wording
    name, force = speaker.text(finding.name), speaker.text(name_of(finding.force))
    match finding.outcome:
        case Outcome.ELIGIBLE:
            draft = Flag.DRAFT in finding.flags
            headline = say.eligible_draft if draft else say.eligible_weak if finding.force in WEAK else say.eligible
            return headline.format(name=name, force=force, reasons=say.semicolon.join(reasons(finding.decides, speaker)))
        case Outcome.NOT_ELIGIBLE:
            return say.not_eligible.format(name=name, reasons=say.semicolon.join(reasons(finding.decides, speaker)))
        case Outcome.UNDETERMINED:
            missing, lacks = _needs(finding, speaker), say.semicolon.join(lack_in_words(lack, speaker) for lack in finding.lacks)
            if not missing:
                return say.undetermined_lacks.format(name=name, force=force, lacks=lacks)
            said = say.undetermined.format(name=name, force=force, missing=say.listed.join(missing))
            return said + say.between_sentences + say.lacking.format(lacks=lacks) if lacks else said
        case Outcome.NOT_IN_FORCE:
            return say.not_in_force.format(name=name, day=finding.case.as_of.isoformat())


def _needs(finding: Finding, speaker: Speaker) -> list[str]:
    """What is to be known of the person, and what is known of it so far."""
    known = known_in(finding.proof)
    return [_needed(path, speaker, known.get(Path.of(path))) for path in finding.missing]


def needs(missing: Iterable[str], lacks: Iterable[Lack], speaker: Speaker) -> list[str]:
    """What is to be known: facts, with who decides them, and numbers that the rule book does not have."""
    return [*(_needed(path, speaker) for path in missing), *(lack_in_words(lack, speaker) for lack in lacks)]


def _needed(path: str, speaker: Speaker, known: Anything = None) -> str:
    """A missing fact, what is known of it, and who decides it."""
    say = speaker.wording
    facts = [speaker.facts[name] for name in path.split(".")]
    label = say.of_whom.join(speaker.label(fact) for fact in facts)
    if known is not None:
        label = say.partly.format(fact=label, value=speaker.value(facts[-1], known))
    instrument = facts[-1].instrument
    return say.by_instrument.format(fact=label, instrument=speaker.text(instrument)) if instrument else label


def _cautions(finding: Finding, speaker: Speaker) -> Iterator[str]:
    say, document = speaker.wording, finding.case.ruleset.document
    if finding.outcome is Outcome.NOT_IN_FORCE:
        return
    if finding.amount is not None:
        yield from _amount(finding.amount, finding, speaker)
    if finding.levels is not None and finding.levels.rows:
        yield _levels(finding.levels, finding.provision, speaker)
    if Flag.GAP in finding.flags:
        yield say.gap
    if Flag.OVERLAP in finding.flags:
        yield say.overlap
    if finding.force in WEAK and finding.outcome is Outcome.UNDETERMINED:
        yield say.weak_force.format(force=speaker.text(name_of(finding.force)))
    if Flag.DRAFT in finding.flags and finding.outcome is not Outcome.ELIGIBLE:
        yield say.draft
    if Flag.REPLACED in finding.flags:
        yield say.replaced.format(benefits=say.listed.join(finding.provision.replaced_by))
    if Flag.PLANNING_PERIOD_ENDED in finding.flags and document.planning_period and document.planning_period.end:
        yield say.planning_period_ended.format(day=document.planning_period.end.isoformat())
    if finding.depends_on_reading:
        yield _depends(finding.depends_on_reading[0], finding, speaker)


def _depends(first: ReadingDependence, finding: Finding, speaker: Speaker) -> str:
    say = speaker.wording
    choices = say.listed.join(
        say.depends_own.format(note=note)
        if choice.term is None
        else say.depends_term.format(term=speaker.text(speaker.terms[choice.term].label), note=note)
        for choice in first.choices
        for note in [speaker.text(choice.note).rstrip("。.")]
    )
    if first.amount is not None and finding.provision.pays is not None:
        paid = _paid(first.amount, finding.provision.pays.per, speaker.unit(finding.provision.pays.unit), speaker)
        return say.depends_amount.format(choices=choices, amount=paid)
    return say.depends.format(choices=choices, outcome=speaker.text(name_of(first.outcome)))


def _levels(found: LevelsFound, benefit: Benefit, speaker: Speaker) -> str:
    say = speaker.wording
    assert benefit.levels is not None
    columns = benefit.levels.columns

    def cell(value: Cell, unit: str) -> str:
        if isinstance(value, Decimal):
            return digits(value) + unit
        return say.empty_cell if value is None else value if isinstance(value, str) else speaker.interval(value, unit)

    rows = [
        say.listed.join(
            say.cell.format(column=speaker.text(column.label), value=cell(row[column.name], speaker.unit_of(column))) for column in columns
        )
        for row in found.rows
    ]
    if found.settled:
        return say.levels_one.format(cells=rows[0])
    missing = say.listed.join(needs(found.missing, found.lacks, speaker))
    cells = say.joined_any.join(dict.fromkeys(rows))
    return say.levels_some.format(missing=missing, cells=cells) if missing else say.levels_open.format(cells=cells)


def _amount(amount: Amount, finding: Finding, speaker: Speaker) -> Iterator[str]:
    """What is paid, and how it is worked out where that is known."""
    yield speaker.wording.amount_is.format(amount=amount_in_words(amount, speaker, besides=finding))
    if amount.settled and len(amount.measured) == 1:
        worked_out = in_numbers(amount.measured[0], speaker.unit(amount.unit), speaker)
        if worked_out is not None:
            yield speaker.wording.worked_out.format(calculation=worked_out)


def amount_in_words(amount: Amount, speaker: Speaker, besides: Finding | None = None) -> str:
    """`每月600元`, `每月0至800元，取决于…`; what is missing anyway to decide the finding `besides` it is not said again."""
    say = speaker.wording
    ends = Interval(*(None if end is None else Fraction(end) for end in (amount.at_least, amount.at_most)))
    paid = _paid(ends, amount.per, speaker.unit(amount.unit), speaker)
    facts, lacks = (besides.missing, besides.lacks) if besides else ((), ())
    missing = needs(
        (path for path in amount.depends_on if path not in facts), (lack for lack in amount.lacks if lack not in lacks), speaker
    )
    return say.pays_some.format(amount=paid, missing=say.listed.join(missing)) if missing else paid


def _paid(ends: Interval, per: Per, unit: str, speaker: Speaker) -> str:
    return speaker.wording.pays.format(per=speaker.wording.per[per], amount=speaker.interval(ends, unit))
