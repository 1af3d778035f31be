"""A finding in words: in a line, with the reasons that decide, or with the whole proof."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import islice
from sys import intern
from typing import Any as Anything
from typing import assert_never

from ..answers.finding import Amount, Cell, Finding, Flag, Level, LevelsFound, ReadingDependence
from ..answers.parts import FindingWords
from ..answers.proof import Proof
from ..language.condition import All, Term
from ..language.distinct import behind
from ..language.interval import Interval
from ..language.known import Path
from ..language.meaning import Lack
from ..language.outcome import Action, Outcome
from ..language.policy import Adopted, Benefit, Document, RuleClass, Status, Weight
from ..language.units import Per
from .account import Detail, known_in, lack_in_words, lapsed_in, reasons, tree, used_up
from .calculation import in_numbers
from .citation import cited, clause_in
from .particulars import chosen, particulars
from .sentence import Speaker
from .values import WORDINGS

LINE = 2
"""Reasons that are said in one line."""
WHY = "\0"
"""What stands for the reasons; no text has it (`plain`)."""


def explained(finding: Finding, speaker: Speaker, level: Level) -> str:
    """The finding in words."""
    if level == "line":
        return speaker.wording.between_sentences.join([_line(finding, speaker), _source(finding, speaker)])
    around = _around_why(finding, speaker)
    text = _why(finding, speaker).join(around) if len(around) > 1 else around[0]
    return "\n".join([text, *tree(finding.proof, speaker)]) if level == "full" else text


def _around_why(finding: Finding, speaker: Speaker) -> list[str]:
    """What is said before the reasons and after them, written once for all of whom it is the same."""
    kept = None if finding.outcome is Outcome.NOT_IN_FORCE else finding.alike  # that names the day
    around: list[str] | None = None if kept is None else kept.get(speaker.language)
    if around is None:
        said = [_headline(finding, speaker, WHY), *_cautions(finding, speaker), _source(finding, speaker)]
        around = list(map(intern, speaker.wording.between_sentences.join(said).split(WHY)))  # nearly all say the same
        if kept is not None:
            kept[speaker.language] = around
    return around


def finding_words(finding: Finding, speaker: Speaker) -> FindingWords:
    """The finding in words, part by part."""
    return FindingWords(
        finding.benefit, speaker.text(finding.name), speaker.text(finding.provides), force_in_words(finding, speaker),
        _headline(finding, speaker, _why(finding, speaker)), tuple(_cautions(finding, speaker)),
        tuple(_depends(one, finding, speaker) for one in finding.depends_on_reading),
        tuple(map(speaker.text, finding.provision.not_said)), _source(finding, speaker),
    )  # fmt: skip


def _source(finding: Finding, speaker: Speaker) -> str:
    return speaker.wording.source.format(citation=speaker.plain(cited(finding.citation, speaker.language)))


def _line(finding: Finding, speaker: Speaker) -> str:
    say = speaker.wording
    said = _grounds(finding, speaker, Detail.NAME) if finding.outcome is not Outcome.NOT_IN_FORCE else [finding.case.as_of.isoformat()]
    shown = say.listed.join(said[:LINE])
    shown = shown if len(said) <= LINE else say.and_others.format(items=shown, number=len(said))
    action = say.put_out if _not_besides(finding) else say.actions[finding.action]
    if finding.soon is not None:
        action = say.from_later.format(day=speaker.day(finding.soon))
    if finding.amount is not None:
        action = say.with_amount.format(outcome=action, amount=amount_in_words(finding.amount, speaker, besides=finding))
    template = say.line_enquire if finding.action is Action.ENQUIRE else say.line
    return template.format(name=speaker.text(finding.name), outcome=action, force=force_in_words(finding, speaker), reasons=shown)


def force_in_words(finding: Finding, speaker: Speaker) -> str:
    """How sure what the document says is, for whoever acts on it."""
    return force_of(finding.provision, finding.case.ruleset.document, speaker.language)


def force_of(benefit: Benefit, document: Document, language: str) -> str:
    """The same of a benefit, whoever asks."""
    say = WORDINGS[language]
    return say.draft_force if document.status is Status.DRAFT else say.forces[benefit.force]


def _why(finding: Finding, speaker: Speaker) -> str:
    """The reasons, or what is still to be known of the person."""
    say = speaker.wording
    if _asks(finding):
        return say.listed.join(_needs(finding, speaker))
    joined = say.listed if finding.outcome is Outcome.UNDETERMINED else say.semicolon
    return joined.join(_grounds(finding, speaker, Detail.REASONS))


def _asks(finding: Finding) -> bool:
    """Whether it says what is to be asked: that is open by the text as it is usually read."""
    return finding.action is Action.ASK and finding.outcome is Outcome.UNDETERMINED


def _headline(finding: Finding, speaker: Speaker, reasons_: str) -> str:
    """What to do, and why."""
    say, words = speaker.wording, {"name": speaker.quoted(speaker.text(finding.name)), "force": force_in_words(finding, speaker)}
    match finding.action:
        case Action.CLAIM | Action.EVERYONE if finding.standing is not None and _not_besides(finding):
            template = say.not_besides_now if finding.received else say.not_besides
            return template.format(chosen=chosen(finding.benefit, finding.standing, speaker), reasons=reasons_, **words)
        case Action.CLAIM | Action.EVERYONE:
            template = say.received if finding.received else say.headlines[finding.action]
            return template.format(reasons=reasons_, **words)
        case Action.READING:
            return _by_reading(finding, speaker, reasons_)
        case Action.ASK:
            return _asked(finding, speaker, reasons_) if _asks(finding) else _by_reading(finding, speaker, reasons_)
        case Action.ENQUIRE:
            return say.headlines[Action.ENQUIRE].format(stands=say.stands[finding.outcome].format(reasons=reasons_), **words)
        case Action.TELL:
            return say.headlines[Action.TELL].format(**words)
        case Action.NOT_COVERED:
            if finding.soon is not None:
                return say.not_yet.format(day=speaker.day(finding.soon), reasons=reasons_, **words)
            if _only_used_up(finding):
                return say.no_more.format(reasons=reasons_, **words)
            return (say.excluded if finding.excluded else say.headlines[Action.NOT_COVERED]).format(reasons=reasons_, **words)
        case Action.NOT_IN_FORCE:
            return say.headlines[Action.NOT_IN_FORCE].format(day=speaker.day(finding.case.as_of), **words)
        case _:
            assert_never(finding.action)


def _not_besides(finding: Finding) -> bool:
    """Whether the person has it but for that another is paid in its stead."""
    return finding.put_out and finding.action in (Action.CLAIM, Action.EVERYONE)


def _used_up(finding: Finding, part: Proof) -> bool:
    """Whether a part of the proof is that the limit of a benefit is not reached."""
    pays = finding.provision.pays
    return pays is not None and pays.limit is not None and part.condition == pays.stops[-1]


def _only_used_up(finding: Finding) -> bool:
    """Whether the person does not have it for that alone that they have had so much."""
    refused = finding.decides.parts if finding.outcome is Outcome.NOT_ELIGIBLE else ()
    return bool(refused) and all(_used_up(finding, part) for part in refused)


def _why_not(finding: Finding, speaker: Speaker, detail: Detail) -> Iterator[str]:
    """Why it is not for the person; of a limit that it is reached."""
    whole = finding.decides
    for part in whole.parts if isinstance(whole.condition, All) else (whole,):
        if _used_up(finding, part):
            yield used_up(part, speaker)
        else:
            yield from reasons(part, speaker, detail)


def grounds(finding: Finding, speaker: Speaker) -> list[str]:
    """Why it is so, in a few words each."""
    return _grounds(finding, speaker, Detail.NAME)


def _by_reading(finding: Finding, speaker: Speaker, reasons_: str) -> str:
    say = speaker.wording
    template = say.asked_by_reading if finding.action is Action.ASK else say.headlines[Action.READING]
    return template.format(
        name=speaker.quoted(speaker.text(finding.name)), force=force_in_words(finding, speaker),
        doubt=_doubt(finding.doubts[0], speaker), stands=say.stands[finding.outcome].format(reasons=reasons_),
    )  # fmt: skip


def _asked(finding: Finding, speaker: Speaker, missing: str) -> str:
    """What is still to be known of the person, and the numbers that the rule book does not have."""
    say, words = speaker.wording, {"name": speaker.quoted(speaker.text(finding.name)), "force": force_in_words(finding, speaker)}
    lacks = say.semicolon.join(lack_in_words(lack, speaker) for lack in finding.lacks)
    if not finding.missing:
        return say.to_ask_lacks.format(lacks=lacks, **words)
    said = say.headlines[Action.ASK].format(missing=missing, **words)
    return said + say.between_sentences + say.lacking.format(lacks=lacks) if lacks else said


def _grounds(finding: Finding, speaker: Speaker, detail: Detail) -> list[str]:
    """Why it is so; where it is open, what is still to be known."""
    if detail is Detail.NAME and _says_doubt(finding):
        return [_doubt(finding.doubts[0], speaker)]
    if finding.action is Action.TELL:
        return [force_in_words(finding, speaker)]
    if finding.action is Action.NOT_COVERED and finding.outcome is not Outcome.NOT_ELIGIBLE:
        return [speaker.wording.relatives_not_meant]  # a benefit for relatives is judged by what is known of the elder
    match finding.outcome:
        case Outcome.ELIGIBLE:
            return reasons(finding.decides, speaker, detail)
        case Outcome.NOT_ELIGIBLE:
            return list(dict.fromkeys(_why_not(finding, speaker, detail)))
        case Outcome.UNDETERMINED:
            return [*_needs(finding, speaker, by_whom=detail is not Detail.NAME), *(lack_in_words(lack, speaker) for lack in finding.lacks)]
        case Outcome.NOT_IN_FORCE:
            return []
        case _:
            assert_never(finding.outcome)


def _needs(finding: Finding, speaker: Speaker, *, by_whom: bool = True) -> list[str]:
    """What is to be known of the person, what is known of it so far, and by what an office decides it."""
    known = known_in(finding.proof)
    return [_needed(path, speaker, known.get(path), by_whom=by_whom) for path in speaker.in_order(map(Path.of, finding.missing))]


def needs(missing: Iterable[str], lacks: Iterable[Lack], speaker: Speaker) -> list[str]:
    """What is to be known: facts, with who decides them, and numbers that the rule book does not have."""
    paths = speaker.in_order(map(Path.of, missing))
    return [*(_needed(path, speaker) for path in paths), *(lack_in_words(lack, speaker) for lack in lacks)]


def _needed(path: Path, speaker: Speaker, known: Anything = None, *, by_whom: bool = True) -> str:
    """A missing fact, what is known of it, and who decides it."""
    if path.who or known is not None:
        return _needed_of(path, speaker, known, by_whom=by_whom)
    said = speaker.needed.get((path.fact, by_whom))  # of most of the person's facts nothing is known, and many wait for them
    if said is None:
        said = speaker.needed[path.fact, by_whom] = _needed_of(path, speaker, None, by_whom=by_whom)
    return said


def _needed_of(path: Path, speaker: Speaker, known: Anything, *, by_whom: bool) -> str:
    say = speaker.wording
    fact = speaker.facts[path.fact]
    label = speaker.asked(fact) if known is None else say.partly.format(fact=speaker.label(fact), value=speaker.value(fact, known))
    if path.who:
        label = say.of_whom.join([speaker.whom(path.who), label])
    instrument = fact.instrument
    return say.by_instrument.format(fact=label, instrument=speaker.text(instrument)) if instrument and by_whom else label


def _cautions(finding: Finding, speaker: Speaker) -> Iterator[str]:
    say = speaker.wording
    if finding.outcome is Outcome.NOT_IN_FORCE:
        yield from _superseded(finding.case.ruleset.document, finding, speaker)
        return
    if finding.outcome is Outcome.NOT_ELIGIBLE:
        lapsed = (speaker.scope.promise(name)[1].document for name in lapsed_in(finding.decides))
        for document in dict.fromkeys(lapsed):
            yield from _superseded(document, finding, speaker)
    if finding.amount is not None:
        yield from _amount(finding.amount, finding, speaker)
    if finding.levels is not None and finding.levels.rows:
        yield _levels(finding.levels, finding.provision, speaker)
    if Flag.GAP in finding.flags:
        yield say.gap
    if Flag.OVERLAP in finding.flags:
        yield say.overlap
    if finding.action is Action.NOT_COVERED and finding.rule_class is RuleClass.BY_REFERENCE and not finding.excluded:
        yield say.another_rule
    if Flag.REPLACED in finding.flags:
        yield say.replaced.format(benefits=say.listed.join(map(speaker.benefit, finding.provision.replaced_by)))
    yield from particulars(finding, speaker, told=_not_besides(finding))
    yield from standing(finding, speaker, doubted=_says_doubt(finding))


def _superseded(document: Document, finding: Finding, speaker: Speaker) -> Iterator[str]:
    """Which document took the place of one that has ended: of that of a finding, or of a benefit that it asks for."""
    ended = document.in_effect.end is not None and document.in_effect.end < finding.case.as_of
    if document.superseded_by is None or not ended:
        return
    newer = speaker.titled(speaker.text(speaker.scope.rulesets[document.superseded_by].document.title))
    own = document == finding.case.ruleset.document
    title = speaker.titled(speaker.text(document.title))
    yield speaker.wording.superseded.format(title=newer) if own else speaker.wording.other_superseded.format(old=title, title=newer)


def _adopted(finding: Finding, speaker: Speaker) -> Iterator[str]:
    """Which words, or this sentence, are read as an office settled."""
    if not finding.case.ruleset.adopted:
        return
    words = {one.name for _, one, _ in behind(finding.provision.condition, speaker.scope) if isinstance(one, Term)}
    for one in finding.case.ruleset.adopted:
        if one.about == finding.provision.id:
            yield adoption(one, speaker.wording.this_text, speaker)
        elif one.about in words:
            yield adoption(one, speaker.quoted(speaker.text(speaker.terms[one.about].label)), speaker)


def adoption(one: Adopted, what: str, speaker: Speaker) -> str:
    """That something is read as an office settled."""
    say, by = speaker.wording, speaker.text(one.by)
    if not one.cite:
        return say.adopted.format(what=what, by=by)
    return say.adopted_cited.format(
        what=what, by=by, cite=say.listed.join(speaker.plain(clause_in(speaker.language, cite)) for cite in one.cite)
    )


def standing(finding: Finding, speaker: Speaker, *, doubted: bool = False) -> Iterator[str]:
    """What anybody who acts on a finding must be told besides: that its document is a draft or for another period, and on
    which reading it depends, unless that was said (`doubted`).
    """
    say, period = speaker.wording, finding.case.ruleset.document.planning_period
    yield from _adopted(finding, speaker)
    if Flag.DRAFT in finding.flags:
        yield say.draft
    if Flag.PLANNING_PERIOD_ENDED in finding.flags and period and period.end:
        yield say.planning_period_ended.format(day=speaker.day(period.end))
    if Flag.BEFORE_PLANNING_PERIOD in finding.flags and period and period.start:
        yield say.before_planning_period.format(day=speaker.day(period.start))
    if finding.doubts and not doubted:
        yield say.depends.format(doubt=_doubt(finding.doubts[0], speaker))
    elif not finding.doubts:
        telling = (one for one in finding.depends_on_reading if one.by_way_of is None or one.outcome is not finding.outcome)
        yield from (_depends(one, finding, speaker) for one in islice(telling, 1))


def _says_doubt(finding: Finding) -> bool:
    """Whether the headline says on which reading it depends."""
    return finding.action is Action.READING or (finding.action is Action.ASK and not _asks(finding))


def _depends(first: ReadingDependence, finding: Finding, speaker: Speaker) -> str:
    say = speaker.wording
    if first.amount is not None and finding.provision.pays is not None:
        paid = _paid(first.amount, finding.provision.pays.per, speaker.unit(finding.provision.pays.unit), speaker)
        return say.depends_amount.format(choices=_choices(first, speaker), amount=paid)
    template = say.depends_remote if first.weight is Weight.REMOTE else say.depends
    return template.format(doubt=_doubt(first, speaker))


def _doubt(first: ReadingDependence, speaker: Speaker) -> str:
    """What comes out if a word is read otherwise."""
    say = speaker.wording
    choices = _choices(first, speaker)
    return choices if first.by_way_of is not None else say.then.format(choices=choices, outcome=say.outcomes[first.outcome])


def _choices(first: ReadingDependence, speaker: Speaker) -> str:
    """`若把“失能”理解为“…”`; several readings count together."""
    say = speaker.wording
    if first.by_way_of is not None:
        return say.by_way_of.format(benefit=speaker.benefit(first.by_way_of))
    read = [
        say.depends_own.format(note=note)
        if choice.term is None
        else say.depends_term.format(term=speaker.quoted(speaker.text(speaker.terms[choice.term].label)), note=note)
        for choice in first.choices
        for note in [speaker.quoted(speaker.text(choice.note).split(say.stop)[0].rstrip("。."))]  # what follows weighs it
    ]
    return (say.if_one if len(read) == 1 else say.if_together).format(choices=speaker.listed(read, say.and_together))


def _levels(found: LevelsFound, benefit: Benefit, speaker: Speaker) -> str:
    say = speaker.wording
    assert benefit.levels is not None
    columns = benefit.levels.columns

    def cell(value: Cell, unit: str) -> str:
        if isinstance(value, Decimal):
            return speaker.counted(value, unit)
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
