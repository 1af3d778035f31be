"""Texts, values and lengths of time in words."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any as Anything
from typing import assert_never

from ..china import name_in_china, said_in_china, told_apart_by
from ..language.facts import Fact, FactType, Text, Vocabulary
from ..language.interval import Interval
from ..language.known import Among, Holding, Listed, Path, Range
from ..language.places import COUNTRY, division
from ..language.policy import Column, DefinedTerm, Place
from ..language.quantity import TimeUnit
from ..language.scope import Scope
from ..language.units import Unit
from .chinese import ZH
from .english import EN
from .plain import digits, in_quotes, in_title, plain
from .wording import Wording

WORDINGS: Mapping[str, Wording] = {"zh": ZH, "en": EN}


class Values:
    """Says what is known, in one language in the words of one scope."""

    def __init__(self, language: str, scope: Scope, places: Mapping[str, Place], columns: Sequence[Column] = ()) -> None:
        """`columns` are those of a table, for what is paid by its cells."""
        self.wording: Wording = WORDINGS[language]
        self.language = language
        self.scope = scope
        self.places = places
        self.columns = {column.name: column for column in columns}
        self.needed: dict[tuple[str, bool], str] = {}
        """How a fact of which nothing is known is named as what is to be known, with who decides it or without; once it was."""

    @property
    def facts(self) -> Vocabulary:
        """The vocabulary."""
        return self.scope.facts

    @property
    def terms(self) -> Mapping[str, DefinedTerm]:
        """The terms."""
        return self.scope.terms

    def in_order(self, paths: Iterable[Path]) -> list[Path]:
        """Paths in the order of the vocabulary."""
        order = self._order
        return sorted(paths, key=lambda path: (order.get(path.whose, -1), path.number or 0, order[path.fact]))

    @cached_property
    def _order(self) -> Mapping[str, int]:
        return {name: at for at, name in enumerate(self.facts)}

    def whom(self, who: str) -> str:
        """Another person by what a path calls them: `所照护老人`, `家庭成员（第2人）`."""
        path = Path(who, "")
        label = self.label(self.facts[path.whose])
        return label if path.number is None else self.wording.nth.format(people=label, number=path.number)

    def text(self, text: Text) -> str:
        """A text for people in this language."""
        return plain(text.of(self.language))

    def plain(self, text: str) -> str:
        """A text that is in no language, as a citation."""
        return plain(text)

    def quoted(self, text: str) -> str:
        """In marks of quotation."""
        return self.wording.quoted.format(text=in_quotes(text))

    def titled(self, text: str) -> str:
        """In the marks of a title."""
        return self.wording.titled.format(text=in_title(text))

    def label(self, fact: Fact) -> str:
        """The name of a fact inside a sentence."""
        label = self.text(fact.label)
        return label[0].lower() + label[1:] if label[1:2].islower() else label

    def benefit(self, name: str) -> str:
        """What a benefit of the book is called, by its full name."""
        return self.quoted(self.text(self.scope.promise(name)[0].name))

    # -- predicates ------------------------------------------------------------------------------------------------------

    def holds(self, fact: Fact, *, positive: bool) -> str:
        """Of a yes/no fact that it holds, or not, as what is said of a person."""
        said = fact.says if positive else fact.says_not
        if said is not None:
            return self.text(said)
        return self.label(fact) if positive else self.wording.fact_false.format(fact=self.quoted(self.label(fact)))

    def has_code(self, fact: Fact, value: object, *, positive: bool = True) -> str | None:
        """That a fact has a code, or not, as what is said of a person; None where it has no words for that."""
        code = next((code for code in fact.codes if code.code == value), None)
        said = None if code is None else code.says if positive else code.says_not
        return None if said is None else self.text(said)

    def is_term(self, term: DefinedTerm, *, positive: bool = True) -> str:
        """That a term means a person, or not."""
        said = term.says if positive else term.says_not
        if said is not None:
            return self.text(said)
        template = self.wording.term if positive else self.wording.not_term
        return template.format(term=self.quoted(self.text(term.label)))

    def stated(self, fact: Fact, value: Anything) -> str:
        """What is known of a fact as what is said of a person: `住在养老机构`; else after the fact's name."""
        if isinstance(value, bool):
            return self.holds(fact, positive=value)
        said = [
            self.has_code(fact, one.code) for one in fact.codes if value == one.code or (isinstance(value, frozenset) and one.code in value)
        ]
        found = [one for one in said if one is not None]
        if found and len(found) == len(said):
            return self.listed(found, self.wording.listed)
        return self.wording.known.format(fact=self.label(fact), value=self.value(fact, value))

    def asked(self, fact: Fact) -> str:
        """What is asked: of a yes/no fact whether it holds, of others their name."""
        return self.whether(self.text(fact.says)) if fact.says is not None else self.label(fact)

    def whether(self, predicate: str) -> str:
        """Whether something is said of the person with truth."""
        say = self.wording
        if predicate.startswith(say.is_):
            return say.whether_is.format(rest=predicate.removeprefix(say.is_))
        if predicate.startswith(say.has_no):
            return say.whether_has.format(rest=predicate.removeprefix(say.has_no))
        return say.whether.format(predicate=predicate)

    # -- values ----------------------------------------------------------------------------------------------------------

    def listed(self, items: Sequence[str], last: str) -> str:
        """`a, b or c`"""
        return items[0] if len(items) == 1 else self.wording.listed.join(items[:-1]) + last + items[-1]

    def unit(self, unit: Unit | None) -> str:
        """A unit after a number."""
        return "" if unit is None else self.wording.units[unit]

    def counted(self, number: Fraction | Decimal, unit: str) -> str:
        """A number with its unit, or put into what is said of so many: of one thing in the singular, where the language has one."""
        template = self.wording.singular.get(unit, unit) if number == 1 else unit
        return template.format(number=digits(number)) if "{number}" in template else digits(number) + template

    def unit_of(self, column: Column) -> str:
        """The unit after the numbers of a column."""
        return self.wording.columns[column.type] if column.unit is None else self.wording.units[column.unit]

    def constant(self, fact: Fact, value: object) -> str:
        """A value that a rule names or a person has."""
        say = self.wording
        match value:
            case bool():
                return say.yes if value else say.no
            case Decimal() | Fraction():
                return digits(value)
            case date():
                return value.isoformat()
            case str() if fact.type is FactType.PLACE:
                return self.place_name(value)
            case str():
                return next((self.text(code.label) for code in fact.codes if code.code == value), plain(value))
            case _:
                raise AssertionError(value)

    def place_name(self, code: str) -> str:
        """A division by its name; one that the rule book does not have, with its code."""
        if division(code) == COUNTRY:
            return self.wording.country
        place = self._place(code)
        if place is not None:
            return self.text(place.name)
        elsewhere = said_in_china(code)
        return plain(code) if elsewhere is None else self.text(elsewhere)

    def place_apart(self, code: str) -> str:
        """A division told apart from all others of its name."""
        name, around = self.place_name(code), told_apart_by(code)
        if self._place(code) is None or around is None:
            return name
        known = self._place(around)
        return self.wording.apart.format(place=name, around=name_in_china(around) if known is None else self.text(known.name))

    def _place(self, code: str) -> Place | None:
        """A division of the rule book."""
        return self.places.get(code) or self.places.get(division(code))

    def day(self, day: date) -> str:
        """A day as it is read aloud."""
        return self.wording.day.format(year=day.year, month=day.month, day=day.day)

    def value(self, fact: Fact, value: Anything) -> str:
        """What is known of a person."""
        say = self.wording
        match value:
            case None:
                return say.unknown
            case Range(low, high):
                return self._range(low, high, fact)
            case Listed(people, complete):
                said = self.counted(Fraction(len(people)), self.wording.persons)
                return said if complete else self.wording.and_more.format(listed=said)
            case Among(codes):
                known = [code.code for code in fact.codes if code.code in codes]
                return self.listed([self.constant(fact, code) for code in known], say.or_)
            case Holding(has, has_not):
                told = [(say.holding, has), (say.not_holding, has_not)]
                parts = [
                    template.format(value=say.listed.join(self.constant(fact, code.code) for code in fact.codes if code.code in codes))
                    for template, codes in told
                    if codes
                ]
                return say.semicolon.join([*parts, say.not_told])
            case frozenset():
                codes_ = [code.code for code in fact.codes if code.code in value]
                return say.listed.join(self.constant(fact, code) for code in codes_) or say.nothing
            case str() if fact.type is FactType.PLACE:
                return self.place_apart(value)
            case _:
                return self.constant(fact, value) + (self.unit(fact.unit) if fact.type is FactType.NUMBER else "")

    def _range(self, low: Anything, high: Anything, fact: Fact) -> str:
        if fact.type is FactType.DATE:
            return self._days(low, high)
        return self.interval(Interval(*(None if end is None else Fraction(end) for end in (low, high))), self.unit(fact.unit))

    def _days(self, low: date | None, high: date | None) -> str:
        """A day that is not known exactly: a whole year or month by its name."""
        say = self.wording
        if low is None or high is None:
            return say.day_from.format(value=low) if low is not None else say.day_until.format(value=high)
        if low.year == high.year and low.day == 1 and high.day == monthrange(high.year, high.month)[1]:
            if (low.month, high.month) == (1, 12):
                return say.about_year.format(year=low.year)
            if low.month == high.month:
                return say.about_month.format(year=low.year, month=low.month)
        return say.from_to.format(low=low, high=high)

    def between_ends(self, low: str | None, high: str | None) -> str:
        """From one end to the other, of which one may be open."""
        say = self.wording
        if low is None:
            return say.up_to.format(value=high)
        return say.from_on.format(value=low) if high is None else say.from_to.format(low=low, high=high)

    def interval(self, interval: Interval, unit: str = "") -> str:
        """What is known of a number."""
        if interval.low is None and interval.high is None:
            return self.wording.unknown
        if interval.settled and interval.low is not None:
            return self.counted(interval.low, unit)
        low, high = (None if end is None else digits(end) for end in interval)
        return self.between_ends(low, high) + unit

    # -- lengths of time ---------------------------------------------------------------------------------------------------

    def age(self, number: Fraction, unit: TimeUnit, years: str | None = None) -> str:
        """An age: 726 months are 60 years 6 months; `years` is the template for one in whole years."""
        say = self.wording
        match unit:
            case TimeUnit.YEARS:
                return self.counted(number, years or say.years_of_age)
            case TimeUnit.MONTHS:
                whole, months = self._years_and_months(number)
                said = [self.counted(one, template) for template, one in ((say.years_of_age, whole), (say.months, months)) if one]
                return (
                    say.age_and_months.format(years=said[0], months=said[1])
                    if len(said) == 2
                    else "".join(said) or say.months.format(number=0)
                )
            case TimeUnit.DAYS:
                return self.counted(number, say.days)
            case _:
                assert_never(unit)

    def passed(self, number: Fraction, unit: TimeUnit) -> str:
        """A length of time."""
        say = self.wording
        match unit:
            case TimeUnit.YEARS:
                return self.counted(number, say.years)
            case TimeUnit.MONTHS:
                whole, months = self._years_and_months(number)
                said = [self.counted(one, template) for template, one in ((say.years, whole), (say.months, months)) if one]
                return say.and_.join(said) or say.months.format(number=0)
            case TimeUnit.DAYS:
                return self.counted(number, say.days)
            case _:
                assert_never(unit)

    @staticmethod
    def _years_and_months(number: Fraction) -> tuple[Fraction, Fraction]:
        """A number of months in years and months; all in months where it is no whole one, or below nought."""
        if number.denominator != 1 or number < 0:
            return Fraction(0), number
        years, months = divmod(number, 12)
        return Fraction(years), months
