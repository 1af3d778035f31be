"""The first page and the sheet in words, part by part."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from ..answers.evaluation import Evaluation
from ..answers.page import Line, way_of
from ..answers.parts import AskedWords, DoubtWords, GroupNames, GroupWords, LineWords, PageInWords
from ..language.outcome import Action
from .finding import finding_words
from .page import PageWriter

if TYPE_CHECKING:
    from .voice import Voice

OTHERS = (Action.ASK, Action.EVERYONE, Action.ENQUIRE, Action.TELL, Action.NOT_IN_FORCE)
"""What is counted on the page, and listed here."""


def page_in_parts(evaluation: Evaluation, voice: Voice, language: str) -> PageInWords:
    """The first page in words, with every line that it has."""
    writer = PageWriter(evaluation, voice, language)
    page, say, services = writer.page, writer.say, voice.rules.services
    ways = groupby(page.claims, lambda line: way_of(line, services))
    checked = writer.to_check()
    return PageInWords(
        as_of=evaluation.receipt.as_of,
        person="".join(writer.person()),
        facts=writer.each_fact(),
        nothing="" if page.lines else writer.nothing(),
        claims_heading=writer.claims_heading(),
        claims={way: GroupWords(say.ways[way], _lines(lines, writer)) for way, lines in ways},
        sums=tuple(writer.sums()),
        drawn=GroupNames(say.check_drawn.format(count=len(checked)), tuple(checked)) if checked else None,
        doubts_heading=say.actions[Action.READING].format(count=len(page.of(Action.READING))),
        doubts=tuple(DoubtWords(_lines(one.lines, writer), writer.ways(one)) for one in page.doubts),
        questions_heading=writer.questions_heading(len(page.questions)),
        questions=tuple(
            AskedWords(one.screen, one.paths, writer.question(one), tuple(map(writer.name, one.settles))) for one in page.questions
        ),
        soon=_group(say.soon, page.soon, writer),
        others={action: group for action in OTHERS if (group := _group(say.actions[action], page.of(action), writer)) is not None},
        excluded=_group(say.excluded, page.excluded, writer),
        silent=_group(say.actions[Action.NOT_COVERED], page.silent, writer),
        elsewhere=_group(say.elsewhere, page.elsewhere, writer),
        documents=tuple(writer.documents()),
        footer=writer.footer(),
    )


def sums_in_words(evaluation: Evaluation, voice: Voice, language: str) -> tuple[str, ...]:
    """How many can be claimed, and what it comes to."""
    writer = PageWriter(evaluation, voice, language)
    return (writer.claims_heading(), *writer.sums())


def line_in_words(line: Line, writer: PageWriter) -> LineWords:
    """A line of the page."""
    said = tuple(finding_words(one, writer.speaker(one.provision.ruleset)) for one in line.all)
    soon = "" if line.soon is None else writer.day(line.soon)
    return LineWords(writer.name(line), line.received, writer.how_much(line), tuple(writer.besides(line)), writer.whom(line), soon, said)


def _lines(lines: Iterable[Line], writer: PageWriter) -> tuple[LineWords, ...]:
    return tuple(line_in_words(one, writer) for one in lines)


def _group(heading: str, lines: Sequence[Line], writer: PageWriter) -> GroupWords | None:
    """Lines under a heading that counts them, if there are any."""
    return GroupWords(heading.format(count=len(lines)), _lines(lines, writer)) if lines else None
