"""Texts, values and lengths of time in words."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any as Anything
from typing import assert_never

from ..language.facts import Fact, FactType, Text, Vocabulary
from ..language.interval import Interval
from ..language.known import Among, Holding, Range
from ..language.places import COUNTRY, division
from ..language.policy import Column, DefinedTerm, Place
from ..language.quantity import TimeUnit
from ..language.scope import Scope
from ..language.units import Unit
from .chinese import ZH
from .english import EN
from .plain import digits, plain
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

    @property
    def facts(self) -> Vocabulary:
        """The vocabulary."""
        return self.scope.facts

    @property
    def terms(self) -> Mapping[str, DefinedTerm]:
        """The terms."""
        return self.scope.terms

    def text(self, text: Text) -> str:
        """A text for people in this language."""
        return plain(text.of(self.language))

    def plain(self, text: str) -> str:
        """A text that is in no language, as a citation."""
        return plain(text)

    def label(self, fact: Fact) -> str:
        """The name of a fact inside a sentence."""
        label = self.text(fact.label)
        return label[0].lower() + label[1:] if label[1:2].islower() else label

    # -- values ----------------------------------------------------------------------------------------------------------

    def listed(self, items: Sequence[str], last: str) -> str:
        """`a, b or c`"""
        return items[0] if len(items) == 1 else self.wording.listed.join(items[:-1]) + last + items[-1]

    def unit(self, unit: Unit | None) -> str:
        """A unit after a number."""
        return "" if unit is None else self.wording.units[unit]

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
        """A division by its name, by its code where it is not among the known ones."""
        if division(code) == COUNTRY:
            return self.wording.country
        place = self.places.get(code) or self.places.get(division(code))
        return plain(code) if place is None else self.text(place.name)

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
            return digits(interval.low) + unit
        low, high = (None if end is None else digits(end) for end in interval)
        return self.between_ends(low, high) + unit

    # -- lengths of time ---------------------------------------------------------------------------------------------------

    def age(self, number: Fraction, unit: TimeUnit, years: str | None = None) -> str:
        """An age: 726 months are 60 years 6 months; `years` is the template for one in whole years."""
        say = self.wording
        match unit:
            case TimeUnit.YEARS:
                return (years or say.years_of_age).format(number=digits(number))
            case TimeUnit.MONTHS:
                whole, months = self._years_and_months(number)
                said = [template.format(number=digits(one)) for template, one in ((say.years_of_age, whole), (say.months, months)) if one]
                return (
                    say.age_and_months.format(years=said[0], months=said[1])
                    if len(said) == 2
                    else "".join(said) or say.months.format(number=0)
                )
            case TimeUnit.DAYS:
                return say.days.format(number=digits(number))
            case _:
                assert_never(unit)

    def passed(self, number: Fraction, unit: TimeUnit) -> str:
        """A length of time."""
        say = self.wording
        match unit:
            case TimeUnit.YEARS:
                return say.years.format(number=digits(number))
            case TimeUnit.MONTHS:
                whole, months = self._years_and_months(number)
                said = [template.format(number=digits(one)) for template, one in ((say.years, whole), (say.months, months)) if one]
                return say.and_.join(said) or say.months.format(number=0)
            case TimeUnit.DAYS:
                return say.days.format(number=digits(number))
            case _:
                assert_never(unit)

    @staticmethod
    def _years_and_months(number: Fraction) -> tuple[Fraction, Fraction]:
        """A number of months in years and months; all in months where it is no whole one, or below nought."""
        if number.denominator != 1 or number < 0:
            return Fraction(0), number
        years, months = divmod(number, 12)
        return Fraction(years), months
