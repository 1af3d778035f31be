"""Made-up elders of a place, as a county's register has them, for the tests of what is said to them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any as Anything

from huilao import ProfileError, Rulebook
from huilao.register.synth import Synthesis, profiles

DAY = date(2025, 3, 1)
AGED = "1965-03-01"
"""Born on that day or before, one is sixty on `DAY`."""


def elders(book: Rulebook, place: str, number: int) -> Iterator[dict[str, Anything]]:
    """So many people of sixty or older who live in a place and whose facts do not contradict each other."""
    found = 0
    for profile in profiles(book.rules, Synthesis(20 * number, (place,))):
        if found == number:
            return
        profile["residence"] = place
        if profile.get("birth_date", AGED) <= AGED:
            try:
                book.person(profile, DAY)
            except ProfileError:
                continue  # the synthesis does not know what facts say of each other
            found += 1
            yield profile
