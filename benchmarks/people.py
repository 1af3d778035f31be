"""People as they are met in a county, of whom some facts are not known, for the shipped vocabulary."""

from __future__ import annotations

import random
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from huilao import ProfileError, Rulebook, Truth
from huilao.language.facts import Fact, FactType, Vocabulary
from huilao.language.known import Holding
from huilao.language.meaning import truth_of
from huilao.language.scope import Scope
from huilao.person_data import profile_data

Profile = dict[str, Any]

DAY = date(2025, 3, 1)

SHARES = {
    "has_valid_id": 0.98, "canteen_in_reach": 0.6, "institution_in_reach": 0.6, "village_point_in_reach": 0.6, "outreach_in_reach": 0.6, "lives_in_resettlement_community": 0.1, "chronic_disease": 0.55,
    "ability_assessed": 0.3, "smart_tech_difficulty": 0.4, "rural_collective_member": 0.6, "retired": 0.25,
    "willing_to_volunteer": 0.2, "has_dementia": 0.06, "mobility_impaired": 0.15, "uses_meal_service": 0.2, "ltci_insured": 0.3,
}  # fmt: skip
"""How many of a hundred answer yes to a yes/no fact; 8 where it is not named."""

WEIGHTS = {
    "area_type": (35, 65),
    "residence_setting": (95, 4, 1),
    "ability_level": (72, 14, 7, 5, 2),
    "self_care_level": (80, 15, 5),
    "household_income_band": (15, 30, 45, 10),
    "disability_cert_status": (87, 1, 12),
    "disability_grade": (15, 30, 30, 25),
    "pension_scheme": (15, 5, 75, 5),
    "pension_status": (80, 12, 8),
    "medical_insurance": (15, 83, 2),
    "family_planning_special": (98, 1.5, 0.5),
}
"""How often each code of a choice or scale is met; equally often where the fact is not named."""

MOSTLY_NONE = {"hardship_category": 0.82, "destitution_situation": 0.99, "military_entitled_status": 0.95}
"""How often only `none` is given of a set that has it."""

HERE, ELSEWHERE = ("513433", "513433100", "513433101001"), ("5134", "511725", "50", "220302")
"""Division codes inside Mianning County, and of or around other places."""


def people(book: Rulebook, number: int, unknown: float, seed: int = 1, homes: Sequence[str] = HERE) -> list[Profile]:
    """So many profiles without contradictions in which about this share of the facts is not known, the same on every machine; most live
    in one of these homes.
    """
    rng = random.Random(seed)
    found: list[Profile] = []
    for _ in range(number):
        whole = consistent(book, _profile(book.rules.facts, rng, homes, nested=False))
        found.append({name: value for name, value in whole.items() if rng.random() >= unknown})
    return found


def consistent(book: Rulebook, profile: Profile) -> Profile:
    """A profile without what contradicts what it says before, by what facts say of each other, and with what follows."""
    said: Profile = {}
    for name, value in profile.items():
        known = book.person(said, DAY).get(name)
        match value:
            case dict():
                with suppress(ProfileError):
                    book.person({**said, name: (other := consistent(book, value))}, DAY)
                    said[name] = other
            case list() if isinstance(known, Holding):
                said[name] = sorted((known.has | set(value)) - known.has_not)
            case list() if known is None:
                said[name] = _agreeing(book, name, value)
            case _ if known is None:
                said[name] = value
    return profile_data(book.person(said, DAY))


def _agreeing(book: Rulebook, name: str, codes: list[str]) -> list[str]:
    """The codes of a set without those that exclude one before them."""
    kept: list[str] = []
    for code in codes:
        with suppress(ProfileError):
            book.person({name: [*kept, code]}, DAY)
            kept.append(code)
    return kept


def _profile(facts: Vocabulary, rng: random.Random, homes: Sequence[str], *, nested: bool) -> Profile:
    profile: Profile = {}
    for fact in facts.values():
        asked = fact.only_if is None or truth_of(fact.only_if, profile, Scope(facts).on(DAY)) is Truth.YES
        if asked and not (nested and fact.type is FactType.PERSON):
            value = _value(fact, facts, rng, homes)
            if value is not None:
                profile[fact.name] = value
    return profile


def _value(fact: Fact, facts: Vocabulary, rng: random.Random, homes: Sequence[str]) -> Any:
    codes = [code.code for code in fact.codes]
    match fact.type:
        case FactType.YES_NO:
            return rng.random() < SHARES.get(fact.name, 0.08)
        case FactType.NUMBER:
            return Decimal(rng.randint(int(fact.minimum or 0), int(fact.maximum or 10_000)))
        case FactType.DATE:
            return (DAY - timedelta(days=int(rng.triangular(50, 100, 66) * 365.25))).isoformat()
        case FactType.CHOICE | FactType.SCALE:
            return rng.choices(codes, WEIGHTS.get(fact.name))[0]
        case FactType.SET:
            some = [code for code in codes if code != "none" and rng.random() < 0.12]
            return ["none"] if "none" in codes and (rng.random() < MOSTLY_NONE.get(fact.name, 0.5) or not some) else some
        case FactType.PLACE:
            return rng.choice(homes if rng.random() < 0.9 else ELSEWHERE)
        case FactType.PERSON | FactType.PEOPLE:
            return _profile(facts, rng, homes, nested=True) if rng.random() < 0.15 else None
