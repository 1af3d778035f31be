"""The rule book as response bodies."""

from __future__ import annotations

from collections.abc import Iterator

from huilao.answers.proof_json import condition_to_json, span_to_json
from huilao.language.condition import Condition, Span
from huilao.language.facts import Fact, Text
from huilao.language.policy import Benefit, DefinedTerm, Period, Reading
from huilao.rulebook import Rulebook

from .messages import BenefitDetail, BenefitSummary, CodeBody, FactBody, PeriodBody, Place, ReadingDetail, RulesetBody, TermBody, Words


def benefit_summary(book: Rulebook, benefit: Benefit) -> BenefitSummary:
    """A benefit for a list."""
    return BenefitSummary(
        benefit=benefit.full_name, ruleset=benefit.ruleset, name=_words(benefit.name), service=benefit.service,
        service_name=_words(book.rules.services[benefit.service]), force=benefit.force, rule_class=benefit.rule_class,
        clauses=list(benefit.cite),
    )  # fmt: skip


def benefit_detail(book: Rulebook, benefit: Benefit) -> BenefitDetail:
    """A benefit in words and as data."""
    levels = benefit.levels and {
        "columns": [
            {"name": one.name, "label": _words(one.label), "type": one.type.value, "unit": one.unit} for one in benefit.levels.columns
        ],
        "rows": [
            {"sentence": _sentence(book, benefit.ruleset, row.condition), "cells": [str(cell) for cell in row.cells]}
            for row in benefit.levels.rows
        ],
    }
    return BenefitDetail(
        **benefit_summary(book, benefit).model_dump(), beneficiary=benefit.beneficiary, applies_to=benefit.applies_to,
        provides=_words(benefit.provides), responsible=_maybe(benefit.responsible),
        sentence=_sentence(book, benefit.ruleset, benefit.condition), condition=condition_to_json(benefit.condition),
        readings=_readings(book, benefit.ruleset, benefit.readings), notes=[_words(note) for note in benefit.notes], levels=levels,
        replaces=list(benefit.replaces), replaced_by=list(benefit.replaced_by), span=_place(benefit.span),
    )  # fmt: skip


def facts(book: Rulebook) -> Iterator[FactBody]:
    """Every fact of the vocabulary, the built-in ones first."""
    for fact in book.rules.facts.values():
        yield FactBody(
            fact=fact.name, type=fact.type, label=_words(fact.label), question=_maybe(fact.question), read_from=_maybe(fact.read_from),
            sensitivity=fact.sensitivity, standard=fact.standard, instrument=_maybe(fact.instrument), note=_maybe(fact.note),
            unit=_maybe(fact.unit), minimum=_number(fact.minimum), maximum=_number(fact.maximum),
            codes=[CodeBody(code=one.code, label=_words(one.label)) for one in fact.codes], only_if=_only_if(book, fact),
            derived_from=fact.derived_from, fixed=fact.fixed,
        )  # fmt: skip


def terms(book: Rulebook) -> Iterator[TermBody]:
    """The shared terms, then those that documents define themselves."""
    some_ruleset = next(iter(book.rules.rulesets))
    yield from (_term(book, term, some_ruleset, None) for term in book.rules.terms.values())
    for name, ruleset in book.rules.rulesets.items():
        yield from (_term(book, term, name, name) for term in ruleset.terms.values() if term.own)


def rulesets(book: Rulebook) -> Iterator[RulesetBody]:
    """Every source document."""
    for ruleset in book.rules.rulesets.values():
        document = ruleset.document
        place = book.rules.places.get(document.place)
        yield RulesetBody(
            ruleset=ruleset.name, place=document.place, place_name=_words(place.name) if place else None, title=_words(document.title),
            number=document.number, issuer=_maybe(document.issuer), issued=document.issued, status=document.status,
            in_effect=_period(document.in_effect), planning_period=_period(document.planning_period) if document.planning_period else None,
            notes=[_words(note) for note in document.notes], benefits=len(ruleset.benefits),
        )  # fmt: skip


def _term(book: Rulebook, term: DefinedTerm, words_of: str, ruleset: str | None) -> TermBody:
    return TermBody(
        term=term.name, ruleset=ruleset, label=_words(term.label), sentence=_sentence(book, words_of, term.condition),
        readings=_readings(book, words_of, term.readings), notes=[_words(note) for note in term.notes],
    )  # fmt: skip


def _readings(book: Rulebook, ruleset: str, readings: tuple[Reading, ...]) -> list[ReadingDetail]:
    return [ReadingDetail(note=_words(one.note), sentence=_sentence(book, ruleset, one.condition)) for one in readings]


def _only_if(book: Rulebook, fact: Fact) -> Words | None:
    return None if fact.only_if is None else _sentence(book, next(iter(book.rules.rulesets)), fact.only_if)


def _sentence(book: Rulebook, ruleset: str, condition: Condition) -> Words:
    zh, en = (book.words.speaker(ruleset, language).sentence(condition) for language in ("zh", "en"))
    return Words(zh=zh, en=en)


def _period(period: Period) -> PeriodBody:
    return PeriodBody.model_validate({"from": period.start, "until": period.end})


def _place(span: Span | None) -> Place | None:
    data = span_to_json(span)
    return Place(**data) if data else None


def _number(number: object) -> str | None:
    return None if number is None else str(number)


def _words(text: Text) -> Words:
    return Words(zh=text.zh, en=text.en)


def _maybe(text: Text | None) -> Words | None:
    return _words(text) if text else None
