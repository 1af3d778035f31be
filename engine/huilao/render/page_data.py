"""The first page as JSON data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from typing import Any as Anything

from ..answers.evaluation import Evaluation
from ..answers.page import Asked, Doubt, Line, way_of
from ..answers.totals import Total
from ..language.outcome import Action
from ..language.units import Per
from .combine_data import standing_data
from .data import amount_data, dependence_data, rest_data, text_data
from .page import question_of

if TYPE_CHECKING:
    from ..answers.finding import Languages
    from .voice import Voice

Data = dict[str, Anything]


def page_data(evaluation: Evaluation, voice: Voice, languages: Languages) -> Data:
    """What stands on the first page, in its order, and the receipt; `counts` has every action."""
    page = evaluation.first_page
    return {
        "claims": [_line(one, voice) for one in page.claims],
        "readings": [_doubt(one, voice) for one in page.doubts],
        "questions": [_asked(one, voice, languages) for one in page.questions],
        "others": {
            action.value: [{"benefit": one.finding.benefit, "name": text_data(one.finding.name)} for one in page.of(action)]
            for action in (Action.ASK, Action.EVERYONE, Action.ENQUIRE, Action.TELL)
        },
        "elsewhere": [{"benefit": one.finding.benefit, "name": text_data(one.finding.name)} for one in page.elsewhere],
        "counts": {action.value: len(page.of(action)) for action in Action},
        "totals": {"new": _sums(page.new), "received": _sums(page.received)},
        "documents": [
            {
                "ruleset": document.ruleset,
                "title": text_data(document.title),
                "number": document.number,
                "flags": [flag.value for flag in flags],
            }
            for document, flags in page.documents
        ],
        "text": {language: evaluation.page(language) for language in languages},
        "receipt": rest_data(evaluation)["receipt"],
    }


def _line(line: Line, voice: Voice) -> Data:
    one = line.finding
    return {
        "benefit": one.benefit,
        "same_as": [twin.benefit for twin in line.twins],
        "name": text_data(one.name),
        "provides": text_data(one.provides),
        "way": way_of(line, voice.rules.services).value,
        "amount": amount_data(one.amount),
        "charge": one.provision.charge and one.provision.charge.value,
        "responsible": one.provision.responsible and text_data(one.provision.responsible),
        "received": line.received,
        "first_day": None if one.first_day is None else one.first_day.isoformat(),
        "standing": standing_data(one.standing),
        "instead_of": [other.benefit for other in line.instead_of],
        "not_said": [text_data(text) for text in one.provision.not_said],
        "citation": {"ruleset": one.provision.ruleset, "clauses": list(one.provision.cite)},
    }


def _doubt(doubt: Doubt, voice: Voice) -> Data:
    return {
        "benefits": [_line(one, voice) for one in doubt.lines],
        "outcome": doubt.lines[0].finding.outcome.value,
        "ways": [dependence_data(one) for one in doubt.ways],
    }


def _asked(asked: Asked, voice: Voice, languages: Languages) -> Data:
    return {
        "screen": asked.screen,
        "facts": list(asked.paths),
        "question": {language: question_of(asked, voice, language) for language in languages},
        "settles": [one.finding.benefit for one in asked.settles],
    }


def _sums(sums: Mapping[Per, Total]) -> Data:
    return {
        per.value: {"at_least": f"{one.at_least:f}", "at_most": None if one.at_most is None else f"{one.at_most:f}"}
        for per, one in sums.items()
    }
