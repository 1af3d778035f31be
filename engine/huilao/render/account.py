"""A proof as what a caseworker would say, and as a tree."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import Any as Anything
from typing import assert_never

from ..answers.parts import ProofWords
from ..answers.proof import Measured, Portions, Proof
from ..language.condition import About, All, Any, Compare, Count, EntitledTo, Has, Inside, Not, OneOf, Term
from ..language.facts import Fact, FactType
from ..language.known import Path
from ..language.meaning import Lack
from ..language.quantity import BIRTH, Age, Constant, Day, Elapsed, Number, Quantity, Rank
from ..language.truth import Truth
from ..language.units import Unit
from .calculation import Side, known, side
from .sentence import Speaker

MARKS = {Truth.YES: "✓", Truth.NO: "✗", Truth.UNKNOWN: "?"}


class Detail(Enum):
    """How much is said of a term."""

    NAME = "name"
    """Its name alone."""
    REASONS = "reasons"
    """Its name and the reasons for it."""
    INSIDE = "inside"
    """The reasons alone: it is part of a term that was named."""


def reasons(proof: Proof, speaker: Speaker, detail: Detail = Detail.REASONS) -> list[str]:
    """The tests in a proof in short phrases, with the terms that they stand in: of a yes what holds, of a no what does not,
    of an unknown what is open. Give it the parts that decide.
    """
    return list(dict.fromkeys(_reasons(proof, speaker, True, detail)))


def _reasons(proof: Proof, speaker: Speaker, positive: bool, detail: Detail) -> Iterator[str]:
    match proof.condition:
        case All() | Count():
            for part in proof.parts:
                yield from _reasons(part, speaker, positive, detail)
        case Any():
            parts, others = _alternatives(proof)
            said = [one for part in parts for one in _reasons(part, speaker, positive, detail)]
            if positive and proof.truth is Truth.NO and others and detail is not Detail.NAME:
                joined = speaker.wording.semicolon.join(dict.fromkeys(said))
                said = [speaker.wording.or_other.format(reasons=joined, number=others)]
            yield from said
        case Not():
            yield from _reasons(proof.parts[0], speaker, not positive, detail)
        case Compare():
            yield _compared(proof, proof.condition, speaker, positive, detail)
        case OneOf() | Has():
            yield _looked_at(proof, proof.condition, speaker, positive)
        case Inside():
            yield _inside(proof, proof.condition, speaker, positive)
        case Term(name):
            yield from _term(proof, name, speaker, positive, detail)
        case About(fact):
            said = _reasons(proof.parts[0], speaker, positive, detail)
            part = speaker.wording.group.format(part=speaker.wording.semicolon.join(dict.fromkeys(said)))
            yield speaker.wording.about.format(fact=speaker.label(speaker.facts[fact]), part=part)
        case EntitledTo(benefits):
            yield _entitled(proof, benefits, speaker)
        case _:
            assert_never(proof.condition)


def _entitled(proof: Proof, benefits: tuple[str, ...], speaker: Speaker) -> str:
    """Whether one of other benefits is had; their own reasons are theirs, but for that one is not in force."""
    say = speaker.wording
    lapsed = list(lapsed_in(proof)) if proof.truth is Truth.NO else []
    unmet = [name for name in benefits if name not in lapsed]
    template = say.not_entitled if proof.truth is Truth.NO else say.entitled
    said = [template.format(benefits=speaker.benefits_named(unmet))] if unmet else []
    said += [say.lapsed.format(benefits=say.listed.join(map(speaker.benefit, lapsed)))] if lapsed else []
    whole = say.semicolon.join(said)
    return say.open.format(fact=speaker.whether(whole)) if proof.truth is Truth.UNKNOWN else whole


def lapsed_in(proof: Proof) -> Iterator[str]:
    """The other benefits, by their full names, that are not had because they are not in force: of their conditions nothing is proved."""
    if isinstance(proof.condition, EntitledTo) and len(proof.condition.benefits) == 1:
        yield from proof.condition.benefits if proof.truth is Truth.NO and not proof.parts else ()
        return
    for part in proof.parts:
        yield from lapsed_in(part)


def _alternatives(proof: Proof) -> tuple[list[Proof], int]:
    """The parts of an `any` that decide, and how many others there are, those of an `any` in it among them."""
    assert isinstance(proof.condition, Any)
    parts: list[Proof] = []
    others = len(proof.condition.parts) - len(proof.parts)
    for part in proof.parts:
        inner, more = _alternatives(part) if isinstance(part.condition, Any) else ([part], 0)
        parts += inner
        others += more
    return parts, others


def _compared(proof: Proof, test: Compare, speaker: Speaker, positive: bool, detail: Detail) -> str:
    """A comparison with what is known of its sides; of an open one, what is not known."""
    say = speaker.wording
    if proof.truth is Truth.UNKNOWN:
        return say.semicolon.join(open_in(proof, speaker))
    now = say.semicolon.join(_sides(proof, test, speaker, known if detail is Detail.NAME else side))
    if proof.truth is Truth.YES and positive and not isinstance(test.left, Rank):
        return (say.aged_inside if detail is Detail.INSIDE else say.aged).format(part=speaker.sentence(test), value=now)
    if proof.truth is Truth.NO and positive:
        return say.refused.format(part=speaker.sentence(test), value=now)
    if len(proof.value) == 2 and _plain(test.right):
        return say.known.format(fact=speaker.quantity(test.left), value=now)
    return say.because.format(part=speaker.sentence(test if proof.truth is Truth.YES else Not(test)), reasons=now)


def used_up(proof: Proof, speaker: Speaker) -> str:
    """That somebody has had so much that no more is paid: of a limit, as a comparison of what is recorded with it."""
    assert isinstance(proof.condition, Compare)
    recorded, most = proof.value
    unit = speaker.unit(speaker.unit_in(proof.condition.left) or Unit.NONE)
    now, value = (speaker.interval(one.interval, unit) for one in (recorded, most))
    return speaker.wording.is_used_up.format(fact=speaker.quantity(proof.condition.left), now=now, value=value)


def _sides(proof: Proof, test: Compare, speaker: Speaker, say_side: Side = side) -> Iterator[str]:
    """What is known of both sides; a constant says itself."""
    unit = speaker.unit_in(test.left) or speaker.unit_in(test.right)
    for found in proof.value:
        if not _plain(found.quantity):
            yield say_side(found, speaker, unit)


def _plain(quantity: Quantity) -> bool:
    """Whether it is a constant."""
    return isinstance(quantity, Constant) or (isinstance(quantity, Rank) and quantity.code is not None)


def _looked_at(proof: Proof, test: OneOf | Has, speaker: Speaker, positive: bool) -> str:
    say, fact = speaker.wording, speaker.facts[test.fact]
    if proof.truth is Truth.UNKNOWN:
        return _open(fact, proof.value, speaker)
    value = speaker.value(fact, proof.value)
    if fact.type in (FactType.NUMBER, FactType.DATE) and proof.truth is Truth.YES and positive:
        return say.aged.format(part=speaker.sentence(test), value=value)
    if proof.truth is Truth.NO and positive and fact.type is not FactType.YES_NO:
        return say.refused.format(part=speaker.sentence(test), value=speaker.stated(fact, proof.value) if _coded(fact) else value)
    return speaker.stated(fact, proof.value)


def _inside(proof: Proof, test: Inside, speaker: Speaker, positive: bool) -> str:
    say, fact = speaker.wording, speaker.facts[test.fact]
    if proof.truth is Truth.UNKNOWN:
        return _open(fact, proof.value, speaker)
    if not test.places:
        return speaker.sentence(test if proof.truth is Truth.YES else Not(test))
    value = speaker.value(fact, proof.value)
    if proof.truth is Truth.NO and positive:
        return say.refused.format(part=speaker.sentence(test), value=value)
    return say.known.format(fact=speaker.label(fact), value=value)


def _open(fact: Fact, value: Anything, speaker: Speaker) -> str:
    """That a fact is not known, or not well enough."""
    say = speaker.wording
    if value is None:
        return say.open.format(fact=speaker.asked(fact))
    return say.open_partly.format(fact=speaker.label(fact), value=speaker.value(fact, value))


def _open_path(path: Path, value: Anything, speaker: Speaker) -> str:
    """The same of a fact of one of several people."""
    said = _open(speaker.facts[path.fact], value, speaker)
    return said if path.number is None else speaker.wording.of_whom.join([speaker.whom(path.who), said])


def _coded(fact: Fact) -> bool:
    """Whether its codes have words of their own in a sentence, so that a value is said with the fact."""
    return any(code.says is not None for code in fact.codes)


def open_in(proof: Proof, speaker: Speaker) -> list[str]:
    """What an open comparison waits for: facts that are not known well enough, and numbers that the rule book does not have."""
    waiting, so_far = proof.waiting(), known_in(proof)
    facts = [_open_path(path, so_far.get(path), speaker) for path in speaker.in_order(waiting.facts)]
    return [*facts, *(lack_in_words(lack, speaker) for lack in sorted(waiting.lacks))]


def lack_in_words(lack: Lack, speaker: Speaker) -> str:
    """A number that the rule book does not have."""
    standard = speaker.quoted(speaker.text(speaker.scope.standards[lack.standard].label))
    return speaker.wording.lacks.format(standard=standard, place=speaker.place_name(lack.place), day=speaker.day(lack.day))


def known_in(proof: Proof) -> dict[Path, Anything]:
    """What is known of the facts that an open proof waits for, of those that are not wholly unknown."""
    found: dict[Path, Anything] = {}
    _gather(proof, "", found)
    return found


def _gather(open_: Proof | Measured, who: str, found: dict[Path, Anything]) -> None:
    if isinstance(open_, Measured):
        if open_.interval.settled:
            return
        if open_.value is not None and isinstance(open_.quantity, Number | Day | Rank | Elapsed):
            found[Path(who, open_.quantity.fact)] = open_.value
        elif open_.value is not None and isinstance(open_.quantity, Age):
            found[Path(who, BIRTH)] = open_.value
        for part in (*open_.parts, *open_.proofs):
            _gather(part, who, found)
        for share in open_.value.each if isinstance(open_.value, Portions) else ():
            for part in (share.proof, share.measured):
                if part is not None:
                    _gather(part, share.whose, found)
    elif open_.truth is Truth.UNKNOWN:
        condition = open_.condition
        if isinstance(condition, Compare):
            for side_ in open_.value:
                _gather(side_, who, found)
        elif open_.value is not None and isinstance(condition, OneOf | Has | Inside):
            found[Path(who, condition.fact)] = open_.value
        inner = condition.fact if isinstance(condition, About) else who
        for part in open_.parts:
            _gather(part, inner, found)


def _term(proof: Proof, name: str, speaker: Speaker, positive: bool, detail: Detail) -> Iterator[str]:
    say, term = speaker.wording, speaker.terms[name]
    if detail is Detail.INSIDE:
        yield from _reasons(proof.parts[0], speaker, positive, detail)
        return
    if proof.truth is Truth.UNKNOWN:
        said = say.open.format(fact=speaker.whether(speaker.is_term(term)))
    else:
        said = speaker.is_term(term, positive=proof.truth is Truth.YES)
    if detail is Detail.REASONS:
        inner = list(dict.fromkeys(_reasons(proof.parts[0], speaker, True, Detail.INSIDE)))
        said = said if inner == [said] else say.because.format(part=said, reasons=say.semicolon.join(inner))
    yield said


def tree(proof: Proof, speaker: Speaker) -> list[str]:
    """The whole proof, a line for each part, indented, with where it is written."""
    return list(_lines(in_parts(proof, speaker), 0))


def _lines(part: ProofWords, depth: int) -> Iterator[str]:
    where = f"  [{part.span.file}:{part.span.line}]" if part.span else ""
    yield f"{'  ' * depth}{MARKS[part.truth]} {part.text}{where}"
    for one in part.parts:
        yield from _lines(one, depth + 1)


def in_parts(proof: Proof, speaker: Speaker) -> ProofWords:
    """The whole proof in words, part by part."""
    condition = proof.condition
    said = speaker.sentence(condition)
    if isinstance(condition, Compare):
        sides = speaker.wording.semicolon.join(_sides(proof, condition, speaker))
        said = speaker.wording.because.format(part=said, reasons=sides) if sides else said
    elif isinstance(condition, OneOf | Has | Inside):
        said = speaker.wording.because.format(part=said, reasons=speaker.value(speaker.facts[condition.fact], proof.value))
    inside = speaker.elsewhere(condition.benefits[0]) if isinstance(condition, EntitledTo) and len(condition.benefits) == 1 else speaker
    return ProofWords(proof.truth, said, condition.span, tuple(in_parts(part, inside) for part in proof.parts))
