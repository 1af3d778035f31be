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
from .data import amount_data, dependence_data, first_day_data, quota_data, source_data
from .page import question_of

if TYPE_CHECKING:
    from ..answers.finding import Finding
    from ..language.facts import Languages
    from .voice import Voice

Data = dict[str, Anything]


def page_data(evaluation: Evaluation, voice: Voice, languages: Languages) -> Data:
    """What stands on the first page, in its order, and the receipt; `counts` has every action."""
    page = evaluation.first_page
    return {
        "claims": [_line(one, voice, languages) for one in page.claims],
        "readings": [_doubt(one, voice, languages) for one in page.doubts],
        "questions": [_asked(one, voice, languages) for one in page.questions],
        "others": {
            action.value: [_named(one.finding, languages) for one in page.of(action)]
            for action in (Action.ASK, Action.EVERYONE, Action.ENQUIRE, Action.TELL)
        },
        "elsewhere": [_named(one.finding, languages) for one in page.elsewhere],
        "soon": [{**_named(one.finding, languages), "date": None if one.soon is None else one.soon.isoformat()} for one in page.soon],
        "excluded": [_named(one.finding, languages) for one in page.excluded],
        "drawn": [{**_named(one.finding, languages), "goes": one.goes.value} for one in page.drawn],
        "counts": {action.value: len(page.of(action)) for action in Action},
        "totals": {"new": _sums(page.new), "limited": _sums(page.limited), "received": _sums(page.received)},
        "documents": [source_data(document, flags, languages) for document, flags in page.documents],
        "text": {language: evaluation.page(language) for language in languages},
        "receipt": evaluation.receipt.data(),
    }


def _named(finding: Finding, languages: Languages) -> Data:
    return {"benefit": finding.benefit, "name": finding.name.data(languages)}


def _line(line: Line, voice: Voice, languages: Languages) -> Data:
    one = line.finding
    return {
        "benefit": one.benefit,
        "same_as": [twin.benefit for twin in line.twins],
        "name": one.name.data(languages),
        "provides": one.provides.data(languages),
        "way": way_of(line, voice.rules.services).value,
        "amount": amount_data(one.amount),
        "charge": one.provision.charge and one.provision.charge.value,
        "responsible": one.provision.responsible and one.provision.responsible.data(languages),
        "received": line.received,
        "first_day": first_day_data(one.first_day),
        "quota": quota_data(one.provision.quota),
        "standing": standing_data(one.standing),
        "instead_of": [other.benefit for other in line.instead_of],
        "unless": [other.benefit for other in line.unless],
        "not_said": [text.data(languages) for text in one.provision.not_said],
        "citation": {"ruleset": one.provision.ruleset, "clauses": list(one.provision.cite), "amended_by": list(one.provision.amended_by)},
    }


def _doubt(doubt: Doubt, voice: Voice, languages: Languages) -> Data:
    return {
        "benefits": [_line(one, voice, languages) for one in doubt.lines],
        "outcome": doubt.lines[0].finding.outcome.value,
        "ways": [dependence_data(one, languages) for one in doubt.ways],
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
