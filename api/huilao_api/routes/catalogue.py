"""The rule book as response bodies."""

from __future__ import annotations

from collections.abc import Iterator

from huilao import (
    Benefit,
    Condition,
    DefinedQuantity,
    DefinedStandard,
    DefinedTerm,
    Fact,
    Implied,
    Levels,
    Period,
    Quantity,
    Reading,
    Row,
    Rulebook,
    SetValue,
    Span,
    Text,
    Unit,
    name_of,
    node_data,
    profile_data,
    span_data,
)

from .book_bodies import (
    AdoptedBody,
    BenefitDetail,
    BenefitSummary,
    CellBody,
    CodeBody,
    ColumnBody,
    FactBody,
    LevelsDetail,
    PaysBody,
    PeriodBody,
    QuantityBody,
    ReadingDetail,
    RowBody,
    RulesetBody,
    StandardBody,
    StandardValueBody,
    TermBody,
)
from .nodes import NodeBody, Place, Words


def benefit_summary(book: Rulebook, benefit: Benefit) -> BenefitSummary:
    """A benefit for a list."""
    return BenefitSummary(
        benefit=benefit.full_name,
        ruleset=benefit.ruleset,
        name=_words(benefit.name),
        service=benefit.service,
        service_name=_words(book.rules.services[benefit.service].label),
        force=benefit.force,
        rule_class=benefit.rule_class,
        clauses=list(benefit.cite),
    )


def benefit_detail(book: Rulebook, benefit: Benefit) -> BenefitDetail:
    """A benefit in words and as data."""
    said = {language: book.pays(benefit.full_name, language) or "" for language in ("zh", "en")}
    pays = benefit.pays and PaysBody(
        amount=Words(**said), per=benefit.pays.per, unit=benefit.pays.unit, data=NodeBody.model_validate(node_data(benefit.pays.amount))
    )
    return BenefitDetail(
        **benefit_summary(book, benefit).model_dump(),
        beneficiary=benefit.beneficiary,
        applies_to=benefit.applies_to,
        provides=_words(benefit.provides),
        responsible=_maybe(benefit.responsible),
        charge=benefit.charge,
        not_said=[_words(text) for text in benefit.not_said],
        same_as=f"{benefit.ruleset}/{benefit.same_as}" if benefit.same_as else None,
        scheme=benefit.scheme,
        sentence=_said(book, benefit.ruleset, benefit.condition),
        condition=NodeBody.model_validate(node_data(benefit.condition)),
        readings=_readings(book, benefit.ruleset, benefit.readings),
        notes=[_words(note) for note in benefit.notes],
        levels=_levels(book, benefit.ruleset, benefit.levels) if benefit.levels else None,
        pays=pays,
        replaces=list(benefit.replaces),
        replaced_by=list(benefit.replaced_by),
        span=_place(benefit.span),
    )


def _levels(book: Rulebook, ruleset: str, levels: Levels) -> LevelsDetail:
    columns = [ColumnBody(name=one.name, label=_words(one.label), type=one.type, unit=one.unit) for one in levels.columns]
    return LevelsDetail(columns=columns, hits=levels.hits, rows=[_row(book, ruleset, row) for row in levels.rows])


def _row(book: Rulebook, ruleset: str, row: Row) -> RowBody:
    cells = [
        CellBody(text=None if cell is None else Words(zh=cell, en=cell) if isinstance(cell, str) else _said(book, ruleset, cell))
        for cell in row.cells
    ]
    return RowBody(sentence=None if row.rest else _said(book, ruleset, row.condition), cells=cells)


def facts(book: Rulebook) -> Iterator[FactBody]:
    """Every fact of the vocabulary."""
    for fact in book.rules.facts.values():
        yield FactBody(
            fact=fact.name,
            type=fact.type,
            label=_words(fact.label),
            question=_maybe(fact.question),
            read_from=_maybe(fact.read_from),
            sensitivity=fact.sensitivity,
            standard=fact.standard,
            instrument=_maybe(fact.instrument),
            note=_maybe(fact.note),
            unit=_unit(fact.unit),
            minimum=_number(fact.minimum),
            maximum=_number(fact.maximum),
            codes=[CodeBody(code=one.code, label=_words(one.label), implies=_implied(one.implies)) for one in fact.codes],
            implies=_implied(fact.implies),
            only_if=_only_if(book, fact),
            asked_of=fact.asked_of,
            screen=fact.screen,
            locates=fact.locates,
            fixed=fact.fixed,
        )


def terms(book: Rulebook) -> Iterator[TermBody]:
    """The shared terms, then those that documents define themselves."""
    some_ruleset = next(iter(book.rules.rulesets))
    yield from (_term(book, term, some_ruleset, None) for term in book.rules.terms.values())
    for name, ruleset in book.rules.rulesets.items():
        yield from (_term(book, term, name, name) for term in ruleset.terms.values() if term.own)


def quantities(book: Rulebook) -> Iterator[QuantityBody]:
    """The shared named quantities, then those that documents define themselves."""
    some_ruleset = next(iter(book.rules.rulesets))
    yield from (_quantity(book, one, some_ruleset, None) for one in book.rules.quantities.values())
    for name, ruleset in book.rules.rulesets.items():
        yield from (_quantity(book, one, name, name) for one in ruleset.quantities.values() if one.own)


def standards(book: Rulebook) -> Iterator[StandardBody]:
    """Every standard with all its values."""
    for one in book.rules.standards.values():
        yield _standard(book, one)


def rulesets(book: Rulebook) -> Iterator[RulesetBody]:
    """Every source document."""
    for ruleset in book.rules.rulesets.values():
        document = ruleset.document
        place = book.rules.places.get(document.place)
        yield RulesetBody(
            ruleset=ruleset.name,
            place=document.place,
            place_name=_words(place.name) if place else None,
            title=_words(document.title),
            number=document.number,
            issuer=_maybe(document.issuer),
            issued=document.issued,
            status=document.status,
            in_effect=_period(document.in_effect),
            planning_period=_period(document.planning_period) if document.planning_period else None,
            adopted=[
                AdoptedBody(about=one.about, reading=one.reading, since=one.since, by=_words(one.by), cite=list(one.cite))
                for one in ruleset.adopted
            ],
            notes=[_words(note) for note in document.notes],
            benefits=len(ruleset.benefits),
        )


def _term(book: Rulebook, term: DefinedTerm, words_of: str, ruleset: str | None) -> TermBody:
    return TermBody(
        term=term.name,
        ruleset=ruleset,
        label=_words(term.label),
        sentence=_said(book, words_of, term.condition),
        readings=_readings(book, words_of, term.readings),
        notes=[_words(note) for note in term.notes],
    )


def _quantity(book: Rulebook, one: DefinedQuantity, words_of: str, ruleset: str | None) -> QuantityBody:
    return QuantityBody(
        quantity=one.name,
        ruleset=ruleset,
        label=_words(one.label),
        unit=one.unit,
        sentence=_said(book, words_of, one.value),
        notes=[_words(note) for note in one.notes],
    )


def _standard(book: Rulebook, one: DefinedStandard) -> StandardBody:
    return StandardBody(
        standard=one.name,
        label=_words(one.label),
        unit=one.unit,
        place_of=one.place_of,
        split=one.split,
        values=[_set_value(book, value) for value in one.values],
        cite=list(one.cite),
    )


def _set_value(book: Rulebook, one: SetValue) -> StandardValueBody:
    place = book.rules.places.get(one.place)
    value = one.value
    return StandardValueBody(
        place=one.place or "000000",
        place_name=_words(place.name) if place else None,
        since=one.since,
        value=None if value is None else {code: str(number) for code, number in value.items()} if isinstance(value, dict) else str(value),
        cite=list(one.cite),
    )


def _readings(book: Rulebook, ruleset: str, readings: tuple[Reading, ...]) -> list[ReadingDetail]:
    return [
        ReadingDetail(name=one.name, weight=one.weight, note=_words(one.note), sentence=_said(book, ruleset, one.condition))
        for one in readings
    ]


def _implied(implies: tuple[Implied, ...]) -> dict[str, object]:
    return profile_data({one.fact: one.value for one in implies})


def _only_if(book: Rulebook, fact: Fact) -> Words | None:
    return None if fact.only_if is None else _said(book, next(iter(book.rules.rulesets)), fact.only_if)


def _said(book: Rulebook, ruleset: str, node: Condition | Quantity) -> Words:
    zh, en = (book.words(ruleset, node, language) for language in ("zh", "en"))
    return Words(zh=zh, en=en)


def _period(period: Period) -> PeriodBody:
    return PeriodBody.model_validate({"from": period.start, "until": period.end})


def _place(span: Span | None) -> Place | None:
    data = span_data(span)
    return Place(**data) if data else None


def _number(number: object) -> str | None:
    return None if number is None else str(number)


def _unit(unit: Unit | None) -> Words | None:
    return None if unit is None else _words(name_of(unit))


def _words(text: Text) -> Words:
    return Words(zh=text.zh, en=text.en)


def _maybe(text: Text | None) -> Words | None:
    return _words(text) if text else None
