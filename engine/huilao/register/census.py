"""Elders' ages and health as statistics print them, for synthetic registers to follow.

* 舟山市定海区志（1989—2007）, 表3-2-15 若干年份定海区60岁及以上老龄人口占比: people by bands of five years, end of 2007.
* 上海市2010年人口普查资料, 表8-2b 全市分年龄、性别、健康状况的老年人口（镇）: people by band and by what they said of their health.
* 冕府办发〔2024〕49号, 第二章 (seventh census): of the residents 57,459 were 60 or older and 10,714 were 80 or older; 336,228
  had the residents' medical insurance and 22,608 that of employees.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any, Final

import numpy as np

Numbers = np.ndarray[Any, np.dtype[np.float64]]

OVER_60, OVER_80 = 57_459, 10_714
EMPLOYEES, RESIDENTS = 22_608, 336_228

AGES: Final = {60: 16_408, 65: 16_895, 70: 12_100, 75: 8_729, 80: 4_458, 85: 1_798, 90: 524, 95: 71, 100: 4}
"""People by the age at which their band begins."""
BAND = 5
"""Years of a band."""


class Health(IntEnum):
    """What elders said of their health."""

    GOOD = 0
    FAIR = 1
    POOR = 2
    """Not well, but able to look after themselves."""
    DEPENDENT = 3
    """Unable to look after themselves."""


HEALTH: Final = {
    60: (7_549, 3_226, 354, 81),
    65: (4_275, 2_843, 417, 79),
    70: (2_255, 2_515, 442, 136),
    75: (2_767, 4_667, 1_599, 950),
}
"""People by the age at which their band begins and by `Health`; the last band is open: all who are older."""
MOST_DEPENDENT: Final = 0.6
"""A guess of ours of where the growth ends, which the table does not show."""


def share_of_bands() -> Numbers:
    """The share of elders in each band of `AGES`: within those below 80, and those above, as one county's; those above as another's."""
    people = np.array(list(AGES.values()), dtype=np.float64)
    above = np.array([begin >= 80 for begin in AGES])
    over = OVER_80 / OVER_60
    people[above] *= over / people[above].sum()
    people[~above] *= (1 - over) / people[~above].sum()
    return people


def _growth() -> float:
    """By which the share of the dependent grows with every year from the middle of the last closed band on, so that of all in the
    open band it is as printed.
    """
    *_, _, dependent = HEALTH[75]
    wanted = dependent / sum(HEALTH[75])
    begins = np.array([begin for begin in AGES if begin >= 75], dtype=np.float64)
    weights = share_of_bands()[-len(begins) :]
    low, high = 1.0, 2.0
    while high - low > 1e-9:
        growth = (low + high) / 2
        share = float(np.average(_dependent_from_75(begins + BAND / 2, growth), weights=weights))
        low, high = (low, growth) if share > wanted else (growth, high)
    return low


def _dependent_from_75(ages: Numbers, growth: float) -> Numbers:
    before = HEALTH[70]
    return np.minimum(before[Health.DEPENDENT] / sum(before) * growth ** (ages - 72.5), MOST_DEPENDENT)


def health_shares(ages: Numbers) -> Numbers:
    """Of people of these ages in years the shares of each `Health`, a row for each age; who is under 60 is as those of 60 are.

    From 75 on, where the table has one open band, the share of the dependent grows by the same factor every year and the others
    share the rest as printed.
    """
    begins = np.array(list(HEALTH))
    printed = np.array(list(HEALTH.values()), dtype=np.float64)
    printed /= printed.sum(axis=1, keepdims=True)
    band = np.clip(np.searchsorted(begins, ages, side="right") - 1, 0, len(begins) - 1)
    shares = printed[band]
    older = band == len(begins) - 1
    dependent = _dependent_from_75(ages[older], GROWTH)
    others = shares[older, : Health.DEPENDENT]
    shares[older, : Health.DEPENDENT] = others / others.sum(axis=1, keepdims=True) * (1 - dependent)[:, None]
    shares[older, Health.DEPENDENT] = dependent
    return shares


GROWTH: Final = _growth()
