"""Findings, evaluations, timelines and near misses as JSON data, and evaluations back from it. What a decimal is, is text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any as Anything
from typing import Protocol

from pydantic_core import to_json

from ..answers.changes import FactChange, NearMiss
from ..answers.evaluation import Evaluation, grouped
from ..answers.finding import Amount, Case, Cell, Explain, Finding, FirstDay, Flag, Kept, LevelsFound, ReadingDependence, Voice
from ..answers.proof import Proof
from ..answers.readings import Choice
from ..answers.receipt import read_receipt
from ..answers.timeline import Change, Notice, Timeline, WaysToEligible
from ..answers.totals import Total
from ..language.facts import Languages, Text
from ..language.interval import Interval
from ..language.meaning import Lack
from ..language.outcome import Action, Outcome, settled
from ..language.policy import Benefit, Document, Pays, Quota, Rules, Weight
from ..language.units import Per, Unit
from ..person_data import value_data
from .combine_data import standing_data, standing_from
from .proof_json import (
    interval_data,
    interval_from,
    lack_data,
    lack_from,
    measured_data,
    measured_from,
    node_data,
    proof_data,
    proof_from,
    span_data,
)

Data = dict[str, Anything]


class Fixed:
    """What findings say of their benefits, the same for everybody: as data, and as JSON text made once."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self._kept: dict[tuple[str, Languages], tuple[Data, bytes]] = {}

    def of(self, benefit: Benefit, languages: Languages) -> tuple[Data, bytes]:
        """What is fixed about a benefit."""
        key = (benefit.full_name, languages)
        kept = self._kept.get(key)
        if kept is None:
            document = self.rules.rulesets[benefit.ruleset].document
            data = {
                "benefit": benefit.full_name,
                "name": benefit.name.data(languages),
                "service": benefit.service,
                "service_name": self.rules.services[benefit.service].label.data(languages),
                "force": benefit.force.value,
                "rule_class": benefit.rule_class.value,
                "settled": settled(benefit, document),
                "same_as": f"{benefit.ruleset}/{benefit.same_as}" if benefit.same_as else None,
                "provides": benefit.provides.data(languages),
                "citation": {
                    "title": document.title.data(languages),
                    "number": document.number,
                    "clauses": list(benefit.cite),
                    "amended_by": list(benefit.amended_by),
                    "span": span_data(benefit.span),
                },
                "quota": quota_data(benefit.quota),
            }
            kept = self._kept[key] = (data, to_json(data))
        return kept


def paying_data(benefit: Benefit) -> Data:
    """The levels of a benefit and what it pays, as the rule book has them; None where it has none."""
    levels, pays = benefit.levels, benefit.pays
    return {
        "levels": levels
        and {
            "columns": [
                {"name": one.name, "label": one.label.data(), "type": one.type.value, "unit": one.unit and one.unit.value}
                for one in levels.columns
            ],
            "hits": levels.hits.value,
            "rows": [
                {
                    "when": None if row.rest else node_data(row.condition),
                    "cells": [cell if cell is None or isinstance(cell, str) else node_data(cell) for cell in row.cells],
                }
                for row in levels.rows
            ],
        },
        "pays": pays and {"amount": node_data(pays.amount), "per": pays.per.value, "unit": pays.unit.value, **_lasting_data(pays)},
        "apply": benefit.apply
        and {
            name: text and text.data()
            for name, text in (("at", benefit.apply.at), ("bring", benefit.apply.bring), ("by", benefit.apply.by))
        },
        "quota": quota_data(benefit.quota),
    }


def quota_data(quota: Quota | None) -> Data | None:
    """`{number, each, order, then}`; None where not only some have it."""
    if quota is None:
        return None
    return {"number": quota.number, "each": quota.each.value, "order": [node_data(one) for one in quota.order], "then": quota.then}


def first_day_data(first: FirstDay | None) -> Data | None:
    """`{from, until, depends_on}`, both days the same where it is known; None where the text or the facts do not say."""
    if first is None:
        return None
    return {"from": first.earliest.isoformat(), "until": first.latest.isoformat(), "depends_on": list(first.depends_on)}


def _first_day_from(data: Mapping[str, Anything] | None) -> FirstDay | None:
    if data is None:
        return None
    return FirstDay(date.fromisoformat(data["from"]), date.fromisoformat(data["until"]), tuple(data["depends_on"]))


def _lasting_data(pays: Pays) -> Data:
    """From when and until when is paid, and how much in all."""
    return {
        "starts": pays.starts and {"after": pays.starts.after or "eligible", "pay": pays.starts.pay.value},
        "ends": pays.ends and node_data(pays.ends),
        "limit": pays.limit and {"at_most": str(pays.limit.at_most), "recorded_in": pays.limit.fact},
    }


# -- findings ----------------------------------------------------------------------------------------------------------


def finding_data(finding: Finding, instruments: Mapping[str, Text], explain: Explain, languages: Languages) -> Data:
    """What of a finding is not the same for everybody; `instruments` are the documents that decide missing facts."""
    levels, amount = finding.levels, finding.amount
    data: Data = {
        "outcome": finding.outcome.value,
        "action": finding.action.value,
        "excluded": finding.excluded,
        "received": finding.received,
        "flags": [flag.value for flag in finding.flags],
        "missing": list(finding.missing),
        "lacks": [lack_data(lack) for lack in finding.lacks],
        "instruments": {path: text.data(languages) for path, text in instruments.items()},
        "robust": finding.robust,
        "depends_on_reading": [dependence_data(one, languages) for one in finding.depends_on_reading],
        "doubts": [dependence_data(one, languages) for one in finding.doubts],
        "asks": list(finding.asks),
        "levels": None if levels is None else _levels(levels),
        "amount": amount_data(amount),
        "first_day": first_day_data(finding.first_day),
        "soon": None if finding.soon is None else finding.soon.isoformat(),
        "standing": standing_data(finding.standing),
    }
    if explain != "none":
        data |= explanation_data(finding, languages)
    if explain == "full":
        data["proof"] = proof_data(finding.proof)
        data["amount_proof"] = [] if amount is None else [measured_data(one) for one in amount.measured]
    return data


def explanation_data(finding: Finding, languages: Languages) -> Data:
    """What a finding says in words."""
    return {"explanation": {language: finding.explain(language) for language in languages}}


def amount_data(amount: Amount | None) -> Data | None:
    """`{at_least, at_most, per, unit, depends_on, lacks}`; None where nothing is paid."""
    if amount is None:
        return None
    return {
        "at_least": _decimal(amount.at_least),
        "at_most": _decimal(amount.at_most),
        "per": amount.per.value,
        "unit": amount.unit.value,
        "depends_on": list(amount.depends_on),
        "lacks": [lack_data(lack) for lack in amount.lacks],
    }


def _levels(found: LevelsFound) -> Data:
    return {
        "settled": found.settled,
        "missing": list(found.missing),
        "lacks": [lack_data(lack) for lack in found.lacks],
        "rows": [{name: _cell(cell) for name, cell in row.items()} for row in found.rows],
    }


def _cell(cell: Cell) -> Anything:
    """A known number as text, one that is not as its ends."""
    return f"{cell:f}" if isinstance(cell, Decimal) else interval_data(cell) if isinstance(cell, Interval) else cell


def dependence_data(one: ReadingDependence, languages: Languages) -> Data:
    """Readings, and what comes out by them."""
    choices = [
        {
            "term": choice.term,
            "reading": choice.number,
            "name": choice.name,
            "note": choice.note.data(languages),
            "weight": choice.weight.value,
        }
        for choice in one.choices
    ]
    amount = None if one.amount is None else interval_data(one.amount)
    return {"choices": choices, "outcome": one.outcome.value, "amount": amount, "weight": one.weight.value, "by_way_of": one.by_way_of}


def _dependence_from(data: Mapping[str, Anything]) -> ReadingDependence:
    return ReadingDependence(
        tuple(Choice(one["term"], one["reading"], Text(**one["note"]), one["name"], Weight(one["weight"])) for one in data["choices"]),
        Outcome(data["outcome"]),
        None if data["amount"] is None else interval_from(data["amount"]),
        data["by_way_of"],
    )


def _decimal(number: Decimal | None) -> str | None:
    return None if number is None else f"{number:f}"


# -- evaluations -------------------------------------------------------------------------------------------------------


def rest_data(evaluation: Evaluation) -> Data:
    """What an evaluation says besides its findings."""
    return {
        "services": {service: [one.benefit for one in findings] for service, findings in grouped(evaluation.findings).items()},
        "totals": {per.value: _total(total) for per, total in evaluation.totals.items()},
        "receipt": evaluation.receipt.data(),
    }


def _total(total: Total) -> Data:
    return {"at_least": _decimal(total.at_least), "at_most": _decimal(total.at_most)}


Decides = Callable[[Benefit, Proof], Proof]
"""The parts of the proof of a benefit that decide."""


def evaluation_from(data: Mapping[str, Anything], rules: Rules, voice: Voice, decides: Decides) -> Evaluation:
    """An evaluation as `Evaluation.to_json` wrote it. Raises KeyError for a benefit that the rule book does not have."""
    benefits = {one.full_name: one for ruleset in rules.rulesets.values() for one in ruleset.benefits}
    receipt = read_receipt(data["receipt"]).receipt
    findings = tuple(_finding(one, rules, benefits[one["benefit"]], receipt.as_of, voice, decides) for one in data["findings"])
    return Evaluation(findings, receipt, voice)


def _finding(data: Mapping[str, Anything], rules: Rules, benefit: Benefit, as_of: date, voice: Voice, decides: Decides) -> Finding:
    proof = proof_from(data["proof"])
    kept = Kept(
        proof,
        decides(benefit, proof),
        (data["robust"], _dependences_from(data["depends_on_reading"])),
        None if data["levels"] is None else _levels_from(data["levels"], benefit),
        None if data["amount"] is None else _amount_from(data["amount"], data["amount_proof"]),
        Action(data["action"]),
        _dependences_from(data["doubts"]),
        tuple(data["asks"]),
        data["excluded"],
        data["received"],
        _first_day_from(data["first_day"]),
        None if data["soon"] is None else date.fromisoformat(data["soon"]),
    )
    flags = tuple(Flag(flag) for flag in data["flags"])
    case = Case(rules.rulesets[benefit.ruleset], as_of, kept, voice)
    return Finding(benefit, Outcome(data["outcome"]), flags, case, standing_from(data["standing"], rules))


def _dependences_from(data: Iterable[Mapping[str, Anything]]) -> tuple[ReadingDependence, ...]:
    return tuple(_dependence_from(one) for one in data)


def _levels_from(data: Mapping[str, Anything], benefit: Benefit) -> LevelsFound:
    assert benefit.levels is not None
    texts = {column.name for column in benefit.levels.columns if column.type == "text"}

    def cell(name: str, value: Anything) -> Cell:
        if value is None or name in texts:
            return value
        return Decimal(value) if isinstance(value, str) else interval_from(value)

    rows = tuple({name: cell(name, value) for name, value in row.items()} for row in data["rows"])
    return LevelsFound(data["settled"], rows, tuple(data["missing"]), _lacks_from(data["lacks"]))


def _amount_from(data: Mapping[str, Anything], proof: Iterable[Mapping[str, Anything]]) -> Amount:
    return Amount(
        _read(data["at_least"]),
        _read(data["at_most"]),
        Per(data["per"]),
        Unit(data["unit"]),
        tuple(data["depends_on"]),
        _lacks_from(data["lacks"]),
        tuple(measured_from(one) for one in proof),
    )


def _lacks_from(data: Iterable[Mapping[str, Anything]]) -> tuple[Lack, ...]:
    return tuple(lack_from(one) for one in data)


def _read(number: str | None) -> Decimal | None:
    return None if number is None else Decimal(number)


# -- what lies ahead, and what would do --------------------------------------------------------------------------------


class Says(Protocol):
    """Says the parts of a timeline and of near misses."""

    def because(self, change: Change, language: str) -> str: ...
    def change(self, change: Change, language: str) -> str: ...
    def notice(self, notice: Notice, language: str) -> str: ...
    def required(self, change: FactChange, ruleset: str, language: str) -> str: ...
    def needed(self, miss: NearMiss, ways: WaysToEligible, language: str) -> str: ...
    def begins(self, miss: NearMiss, ruleset: str, language: str) -> str: ...


def timeline_data(timeline: Timeline, says: Says, languages: Languages) -> Data:
    """The timeline with every change, notice, and what can be had soon."""
    return {
        "as_of": timeline.as_of.isoformat(),
        "until": timeline.until.isoformat(),
        "version": timeline.version,
        "changes": [_change(one, says, languages) for one in timeline.changes],
        "soon": {name: day.isoformat() for name, day in timeline.soon.items()},
        "notices": [_notice(one, says, languages) for one in timeline.notices],
        "documents": [source_data(document, flags, languages) for document, flags in timeline.documents],
    }


def source_data(document: Document, flags: Sequence[Flag], languages: Languages) -> Data:
    """`{ruleset, title, number, flags}`: a document, and what is to be known of it."""
    return {
        "ruleset": document.ruleset,
        "title": document.title.data(languages),
        "number": document.number,
        "flags": [flag.value for flag in flags],
    }


def _change(change: Change, says: Says, languages: Languages) -> Data:
    before, after = change.before, change.after
    return {
        "date": change.day.isoformat(),
        "benefit": change.benefit,
        "name": after.name.data(languages),
        "service": after.service,
        "force": after.force.value,
        "flags": [flag.value for flag in after.flags],
        "settled": after.settled,
        "from": before.outcome.value,
        "to": after.outcome.value,
        "action_before": before.action.value,
        "action": after.action.value,
        "amount_before": amount_data(before.amount),
        "amount": amount_data(after.amount),
        "first_day": first_day_data(after.first_day),
        "because": {language: says.because(change, language) for language in languages},
        "explanation": {language: says.change(change, language) for language in languages},
    }


def _notice(notice: Notice, says: Says, languages: Languages) -> Data:
    return {
        "date": notice.day.isoformat(),
        "ruleset": notice.document.ruleset,
        "event": notice.event.value,
        "text": {language: says.notice(notice, language) for language in languages},
    }


def ways_data(ways: WaysToEligible, rules: Rules, says: Says, languages: Languages) -> Data:
    """The near misses, and whether there are no others."""
    ruleset = ways.benefit.ruleset
    return {
        "complete": ways.misses.complete,
        "ways": [
            {
                "kind": miss.kind.value,
                "date": miss.day.isoformat(),
                "because": {language: says.begins(miss, ruleset, language) for language in languages},
                "changes": [_fact_change(one, ruleset, rules, says, languages) for one in miss.changes],
                "text": {language: says.needed(miss, ways, language) for language in languages},
            }
            for miss in ways.misses.found
        ],
    }


def _fact_change(change: FactChange, ruleset: str, rules: Rules, says: Says, languages: Languages) -> Data:
    fact = rules.facts[change.fact]
    return {
        "fact": f"{change.who}.{change.fact}" if change.who else change.fact,
        "required": {language: says.required(change, ruleset, language) for language in languages},
        "now": value_data(change.now),
        "value": value_data(change.value),
        "fixed": change.fixed,
        "read_from": None if fact.read_from is None else fact.read_from.data(languages),
        "instrument": None if fact.instrument is None else fact.instrument.data(languages),
    }
