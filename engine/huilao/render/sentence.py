"""A condition as one sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any as Anything
from typing import assert_never

from ..language.condition import About, All, Any, Condition, Count, Duration, Not, Operator, Term, Test
from ..language.facts import Fact, FactType, Text, Vocabulary
from ..language.policy import DefinedTerm, Place
from .wording import WORDINGS, Wording


class Speaker:
    """Says things in one language about one ruleset's conditions."""

    def __init__(self, language: str, facts: Vocabulary, terms: Mapping[str, DefinedTerm], places: Mapping[str, Place], place: str) -> None:
        self.wording: Wording = WORDINGS[language]
        self.language = language
        self.facts = facts
        self.terms = terms
        self.places = places
        self.place = place

    def text(self, text: Text) -> str:
        """A text for people in this language."""
        return text.of(self.language)

    def label(self, fact: Fact) -> str:
        """The name of a fact inside a sentence."""
        label = self.text(fact.label)
        return label[0].lower() + label[1:] if label[1:2].islower() else label

    def sentence(self, condition: Condition) -> str:
        """What the condition says."""
        say = self.wording
        match condition:
            case All():
                return say.all_.join(dict.fromkeys(self._part(part) for part in _flat(condition)))
            case Any():
                return self._any(condition)
            case Not(Term(name)):
                return say.not_term.format(term=self.text(self.terms[name].label))
            case Not(part):
                return say.not_.format(part=self.sentence(part))
            case Count():
                return self._count(condition)
            case Test():
                return self.test(condition)
            case Term(name):
                return say.term.format(term=self.text(self.terms[name].label))
            case About(fact, part):
                return say.about.format(fact=self.label(self.facts[fact]), part=say.group.format(part=self.sentence(part)))
            case _:
                assert_never(condition)

    def _any(self, condition: Any) -> str:
        """Alternatives; terms among them are named together."""
        say, parts = self.wording, _flat(condition)
        terms = [part for part in parts if isinstance(part, Term)]
        others = [part for part in parts if not isinstance(part, Term)]
        phrases = [self._part(part) for part in others]
        if terms:
            quoted = [say.quoted.format(term=self.text(self.terms[term.name].label)) for term in terms]
            phrases.append(say.one_of_terms.format(terms=self.listed(quoted, say.or_)))
        if any(isinstance(part, All | Any | Count) for part in others):
            return say.any_.format(parts=say.joined_any.join(phrases))
        return say.or_else.join(phrases)

    def _part(self, condition: Condition) -> str:
        """A part of a longer sentence, in brackets where it would run into its neighbours."""
        said = self.sentence(condition)
        alone = isinstance(condition, Any) and all(isinstance(part, Term) for part in _flat(condition))
        return self.wording.group.format(part=said) if isinstance(condition, All | Any | Count) and not alone else said

    def _count(self, count: Count) -> str:
        say = self.wording
        parts = say.joined_any.join(self._part(part) for part in count.parts)
        if count.at_least is not None and count.at_most is not None:
            return say.count_between.format(low=count.at_least, high=count.at_most, parts=parts)
        if count.at_least is not None:
            return say.count_at_least.format(number=count.at_least, parts=parts)
        return say.count_at_most.format(number=count.at_most, parts=parts)

    def test(self, test: Test) -> str:
        """What a test asks."""
        say, fact = self.wording, self.facts[test.fact]
        label = self.label(fact)
        if fact.name in ("lives_here", "registered_here"):
            table = {
                ("lives_here", True): say.lives_here, ("lives_here", False): say.not_lives_here,
                ("registered_here", True): say.registered_here, ("registered_here", False): say.not_registered_here,
            }  # fmt: skip
            return table[fact.name, test.values == (True,)].format(place=self.place_name(self.place))
        if fact.type is FactType.YES_NO:
            return (say.fact_true if test.values == (True,) else say.fact_false).format(fact=label)
        template = self._templates(fact)[test.operator]
        values = [self.constant(fact, value) for value in test.values]
        joiner = say.and_ if test.operator is Operator.HAS_ALL else say.or_
        unit = f"{'' if say.code == 'zh' else ' '}{self.text(fact.unit)}" if fact.unit else ""
        return template.format(fact=label, value=self.listed(values, joiner), low=values[0], high=values[-1], unit=unit)

    def _templates(self, fact: Fact) -> Mapping[Operator, str]:
        say = self.wording
        match fact.type:
            case FactType.NUMBER:
                return say.age if fact.name == "age" else say.number
            case FactType.DATE:
                return say.date
            case FactType.CHOICE:
                return say.choice
            case FactType.SCALE:
                return say.scale
            case FactType.SET:
                return say.set
            case FactType.PLACE:
                return say.place
            case FactType.YES_NO | FactType.PERSON:
                raise AssertionError(fact)
            case _:
                assert_never(fact.type)

    def listed(self, items: Sequence[str], last: str) -> str:
        """`a, b or c`"""
        return items[0] if len(items) == 1 else self.wording.listed.join(items[:-1]) + last + items[-1]

    def constant(self, fact: Fact, value: object) -> str:
        """A value that a rule names or a person has."""
        say = self.wording
        match value:
            case bool():
                return say.yes if value else say.no
            case Decimal():
                return f"{value.normalize():f}"
            case date():
                return value.isoformat()
            case Duration(years, months, days):
                parts = [(say.years, years), (say.months, months), (say.days, days)]
                return say.and_.join(template.format(number=number) for template, number in parts if number)
            case str() if fact.type is FactType.PLACE:
                return self.place_name(value)
            case str():
                return next((self.text(code.label) for code in fact.codes if code.code == value), value)
            case _:
                raise AssertionError(value)

    def place_name(self, code: str) -> str:
        """A division by its name, by its code where it is not among the known ones."""
        return self.text(self.places[code].name) if code in self.places else code

    def value(self, fact: Fact, value: Anything) -> str:
        """What a person has."""
        say = self.wording
        if value is None:
            return say.unknown
        if fact.name == "age":
            return say.years_old.format(value=value)
        if isinstance(value, frozenset):
            codes = [code.code for code in fact.codes if code.code in value]
            return say.listed.join(self.constant(fact, code) for code in codes) or say.nothing
        return self.constant(fact, value)


def _flat(condition: All | Any) -> list[Condition]:
    """The parts, those of an `all` in an `all` (or an `any` in an `any`) among them."""
    found: list[Condition] = []
    for part in condition.parts:
        found += _flat(part) if isinstance(part, All | Any) and type(part) is type(condition) else [part]
    return found
