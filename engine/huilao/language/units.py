"""What numbers are counted in, and for how long a payment is."""

from __future__ import annotations

from enum import StrEnum


class Per(StrEnum):
    """For what a payment is made."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    TIME = "time"
    HOUR = "hour"
    MEAL = "meal"


class Unit(StrEnum):
    """What a number is counted in."""

    CNY = "CNY"
    CNY_PER_DAY = "CNY per day"
    CNY_PER_MONTH = "CNY per month"
    CNY_PER_QUARTER = "CNY per quarter"
    CNY_PER_YEAR = "CNY per year"
    CNY_PER_TIME = "CNY per time"
    CNY_PER_HOUR = "CNY per hour"
    CNY_PER_MEAL = "CNY per meal"
    YEARS = "years"
    PERSONS = "persons"
    PERCENT = "percent"
    NONE = "none"

    @property
    def money(self) -> bool:
        """Whether it is money."""
        return self.value.startswith("CNY")

    @property
    def per(self) -> Per | None:
        """For what money is paid, where that is said."""
        _, _, per = self.value.partition(" per ")
        return Per(per) if per else None
