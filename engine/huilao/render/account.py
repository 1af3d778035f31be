"""A proof as what a caseworker would say, and as a tree."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import assert_never

from ..answers.proof import Proof
from ..language.condition import About, All, Any, Count, Not, Span, Term, Test
from ..language.facts import FactType
from ..language.truth import Truth
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
        case Any(parts):
            said = [one for part in proof.parts for one in _reasons(part, speaker, positive, detail)]
            if positive and proof.truth is Truth.NO and len(proof.parts) < len(parts) and detail is not Detail.NAME:
                joined = speaker.wording.semicolon.join(dict.fromkeys(said))
                others = speaker.wording.or_other.format(reasons="")
                said = [joined if joined.endswith(others) else joined + others]  # once, however deep
            yield from said
        case Not():
            yield from _reasons(proof.parts[0], speaker, not positive, detail)
        case Test():
            yield _leaf(proof, proof.condition, speaker, positive)
        case Term(name):
            yield from _term(proof, name, speaker, positive, detail)
        case About(fact):
            said = _reasons(proof.parts[0], speaker, positive, detail)
            part = speaker.wording.group.format(part=speaker.wording.semicolon.join(dict.fromkeys(said)))
            yield speaker.wording.about.format(fact=speaker.label(speaker.facts[fact]), part=part)
        case _:
            assert_never(proof.condition)


def _leaf(proof: Proof, test: Test, speaker: Speaker, positive: bool) -> str:
    say, fact = speaker.wording, speaker.facts[test.fact]
    label = speaker.label(fact)
    if proof.truth is Truth.UNKNOWN:
        source = speaker.facts[fact.derived_from] if fact.derived_from else fact
        return say.open.format(fact=speaker.label(source))
    value = speaker.value(fact, proof.value)
    if fact.derived_from is not None and fact.type is FactType.YES_NO:
        holds = proof.value is True
        place = speaker.place_name(speaker.place)
        templates = (say.lives_here, say.not_lives_here) if fact.name == "lives_here" else (say.registered_here, say.not_registered_here)
        return templates[0 if holds else 1].format(place=place)
    if fact.type in (FactType.NUMBER, FactType.DATE) and (proof.truth is Truth.YES) == positive and positive:
        return say.aged.format(part=speaker.test(test), value=value)
    if proof.truth is Truth.NO and positive and fact.type is not FactType.YES_NO:
        return say.refused.format(part=speaker.test(test), value=value)
    return say.known.format(fact=label, value=value)


def _term(proof: Proof, name: str, speaker: Speaker, positive: bool, detail: Detail) -> Iterator[str]:
    say, label = speaker.wording, speaker.text(speaker.terms[name].label)
    if detail is Detail.INSIDE:
        yield from _reasons(proof.parts[0], speaker, positive, detail)
        return
    if proof.truth is Truth.UNKNOWN:
        said = say.open.format(fact=f"“{label}”")
    else:
        said = (say.term if proof.truth is Truth.YES else say.not_term).format(term=label)
    if detail is Detail.REASONS:
        inner = dict.fromkeys(_reasons(proof.parts[0], speaker, True, Detail.INSIDE))
        said = say.because.format(part=said, reasons=say.semicolon.join(inner))
    yield said


def tree(proof: Proof, speaker: Speaker) -> list[str]:
    """The whole proof, a line for each part, indented, with where it is written."""
    return list(_tree(proof, speaker, 0))


def _tree(proof: Proof, speaker: Speaker, depth: int) -> Iterator[str]:
    condition = proof.condition
    said = speaker.sentence(condition)
    if isinstance(condition, Test):
        fact = speaker.facts[condition.fact]
        said = speaker.wording.because.format(part=said, reasons=speaker.value(fact, proof.value))
    yield f"{'  ' * depth}{MARKS[proof.truth]} {said}{_place(condition.span)}"
    for part in proof.parts:
        yield from _tree(part, speaker, depth + 1)


def _place(span: Span | None) -> str:
    return f"  [{span.file}:{span.line}]" if span else ""
