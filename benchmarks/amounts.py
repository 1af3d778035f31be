"""The workload with amounts: the made-up rule book of `examples/qinghe`, and people for it of whom all is known."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from huilao import Rulebook

BOOK = Path(__file__).parents[1] / "examples" / "qinghe" / "rulesets"
DAY = date(2025, 3, 1)
PLACES = ("980101", "980122", "980201")
MOST = {
    "monthly_income": 3_000, "urgent_expenses": 6_000, "times_helped": 2, "other_care_money": 200, "service_cost": 2_500, "meals_today": 1,
    "times_adapted": 1, "adaptation_cost": 8_000, "aid_rent": 4_000, "aid_price": 8_000, "aids_paid": 3_500, "years_insured": 10,
    "hours_of_care": 60, "days_in_care": 31, "savings": 60_000,
}  # fmt: skip
"""Whole numbers from 0 to this; what is counted is usually 0 for a third of the people."""
YES_NO = ("has_disability_certificate", "in_prison", "lost_only_child", "has_income_source", "has_supporter", "in_sudden_need")


def people(book: Rulebook, number: int, seed: int = 1) -> list[dict[str, Any]]:
    """So many profiles, the same on every machine."""
    rng = random.Random(seed)
    return [_one(book, rng) for _ in range(number)]


def _one(book: Rulebook, rng: random.Random) -> dict[str, Any]:
    def codes(fact: str) -> list[str]:
        return [code.code for code in book.rules.facts[fact].codes]

    def born(low: int, high: int) -> str:
        return (DAY - timedelta(days=int(rng.uniform(low, high) * 365.25))).isoformat()

    home = rng.choice(PLACES)
    person: dict[str, Any] = {name: rng.random() < 0.3 for name in YES_NO}
    person |= {name: 0 if rng.random() < 0.33 else rng.randint(0, most) for name, most in MOST.items()}
    person |= {name: rng.choice(codes(name)) for name in ("sex", "area_type", "ability_level", "care_grade")}
    person |= {"birth_date": born(55, 104), "residence": home, "insurance_place": home, "application_date": born(0, 3)}
    person["household_registration"] = home if rng.random() < 0.9 else rng.choice(PLACES)
    if person["has_disability_certificate"]:
        person["disability_grade"] = rng.choice(codes("disability_grade"))
    for name in ("social_assistance", "receiving"):
        person[name] = [rng.choice([code for code in codes(name) if code != "none"])] if rng.random() < 0.3 else []
    spouse = {
        "relation": "spouse",
        "sex": rng.choice(codes("sex")),
        "birth_date": born(45, 95),
        "monthly_income": rng.randint(0, 2_000),
        "savings": rng.randint(0, 20_000),
    }
    person["household_members"] = [spouse] if rng.random() < 0.5 else []
    return person
