"""The benchmark's 40 rules as plain data, the people they are tried on, and what each person can have.

A rule is a tree of `expressions.py`; the same rules as a Huilao rule book are in `workload/`. A person has all 20 fields: the peers know no unknown values.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from expressions import Rule, Task

BOOK = Path(__file__).parent / "workload"
DAY = date(2025, 3, 1)
RULESET = "qingshan"

Person = dict[str, Any]

HOME = "青山县"
COUNTIES = {HOME: "910121", "白水县": "910122", "红土县": "910123", "云岭市": "910181", "东江区": "910102", "外省": "92"}
CHOICES = {
    "hukou_county": list(COUNTIES),
    "sex": ["female", "male"],
    "living_arrangement": ["alone", "with_spouse", "with_children", "institution"],
    "hardship": ["none", "low_income", "dibao", "tekun_dispersed", "tekun_centralised"],
    "insurance": ["employee", "resident", "none"],
    "area": ["urban", "rural"],
}
YES_NO = [
    "left_behind", "dementia", "lost_only_child", "chronic_disease", "veteran", "carer_trained", "relocated_community",
    "wants_work", "house_unsafe",
]  # fmt: skip
NUMBERS = {"age": (50, 104), "care_level": (0, 4), "disability_grade": (0, 4), "resident_months": (0, 240), "income_month": (0, 8000)}
"""Whole numbers from the first to the last; a disability grade of 0 is none."""

FIELDS = [*CHOICES, *YES_NO, *NUMBERS]


def all_of(*parts: Rule) -> Rule:
    return ("all", *parts)


def any_of(*parts: Rule) -> Rule:
    return ("any", *parts)


def is_not(part: Rule) -> Rule:
    return ("not", part)


def age(years: int) -> Rule:
    return ("age", ">=", years)


def younger(years: int) -> Rule:
    return ("age", "<", years)


def care(level: int) -> Rule:
    return ("care_level", ">=", level)


def living(how: str) -> Rule:
    return ("living_arrangement", "==", how)


def insured(how: str) -> Rule:
    return ("insurance", "==", how)


def hardship(kind: str) -> Rule:
    return ("hardship", "==", kind)


def lived(operator: str, months: int) -> Rule:
    return ("resident_months", operator, months)


def income(operator: str, amount: int) -> Rule:
    return ("income_month", operator, amount)


def yes(field: str) -> Rule:
    return (field, "==", True)


local = ("hukou_county", "==", HOME)
female, male = ("sex", "==", "female"), ("sex", "==", "male")
alone, in_institution = living("alone"), living("institution")
rural = ("area", "==", "rural")
poor = ("hardship", "!=", "none")
on_guarantee = ("hardship", "in", ("dibao", "tekun_dispersed", "tekun_centralised"))
extremely_poor = ("hardship", "in", ("tekun_dispersed", "tekun_centralised"))
disabled = ("disability_grade", "in", (1, 2, 3, 4))
severely_disabled = ("disability_grade", "in", (1, 2))
left_behind, lost_only_child, dementia, veteran = yes("left_behind"), yes("lost_only_child"), yes("dementia"), yes("veteran")

RULES: dict[str, Rule] = {
    "flu-vaccine": all_of(age(60), local),
    "health-knock": all_of(age(65), care(2)),
    "meal-aid": all_of(yes("relocated_community"), any_of(all_of(age(60), any_of(alone, left_behind)), age(80), care(1), disabled)),
    "home-care-purchase": any_of(age(80), all_of(poor, care(2))),
    "home-adaptation": all_of(
        age(60), any_of(extremely_poor, all_of(on_guarantee, any_of(care(1), disabled)), yes("house_unsafe")), is_not(in_institution)
    ),
    "old-age-allowance-80": all_of(local, age(80), younger(90)),
    "old-age-allowance-90": all_of(local, age(90), younger(100)),
    "old-age-allowance-100": all_of(local, age(100)),
    "disability-care-subsidy": all_of(local, severely_disabled),
    "disability-living-subsidy": all_of(local, disabled, any_of(hardship("dibao"), hardship("low_income"))),
    "long-term-care-insurance": all_of(("insurance", "in", ("employee", "resident")), care(3), lived(">=", 24)),
    "tekun-centralised-care": all_of(hardship("tekun_centralised"), any_of(care(1), in_institution)),
    "tekun-nursing-subsidy": all_of(extremely_poor, care(2), is_not(all_of(in_institution, hardship("tekun_centralised")))),
    "lost-child-aid": all_of(local, lost_only_child, any_of(all_of(female, age(49)), all_of(male, age(55)))),
    "lost-child-hospital-cover": all_of(lost_only_child, age(60), is_not(insured("none"))),
    "free-checkup-65": all_of(age(65), any_of(local, lived(">=", 6))),
    "chronic-medicine": all_of(yes("chronic_disease"), insured("resident"), income("<=", 2000)),
    "dementia-screening": all_of(age(60), is_not(dementia)),
    "dementia-tracker": all_of(dementia, is_not(in_institution), any_of(alone, living("with_spouse"), left_behind)),
    "emergency-button": all_of(age(70), any_of(alone, all_of(left_behind, rural), lost_only_child)),
    "community-day-care": all_of(age(60), ("care_level", "in", (1, 2)), is_not(in_institution)),
    "respite-care": all_of(care(3), any_of(living("with_children"), living("with_spouse")), yes("carer_trained")),
    "carer-training": all_of(
        is_not(yes("carer_trained")), any_of(care(1), dementia), ("living_arrangement", "in", ("with_spouse", "with_children"))
    ),
    "visit-service": all_of(age(60), any_of(left_behind, alone), rural),
    "bus-card": all_of(age(65), any_of(local, lived(">=", 12))),
    "bus-card-half": all_of(age(60), younger(65)),
    "veteran-extra": all_of(veteran, local, any_of(age(60), ("disability_grade", ">=", 1))),
    "veteran-ward-priority": all_of(veteran, any_of(care(2), severely_disabled)),
    "silver-jobs": all_of(yes("wants_work"), age(50), ("age", "<=", 70), ("care_level", "==", 0), is_not(severely_disabled)),
    "university-elders": all_of(any_of(age(60), all_of(female, age(50)), all_of(male, age(55))), ("care_level", "<=", 1)),
    "heating-allowance": all_of(poor, any_of(alone, age(75), disabled), is_not(in_institution)),
    "temporary-relief": any_of(all_of(income("<", 700), hardship("none")), all_of(yes("house_unsafe"), poor)),
    "house-repair": all_of(yes("house_unsafe"), rural, any_of(poor, all_of(disabled, income("<", 1500)))),
    "institution-bed-subsidy": all_of(in_institution, any_of(all_of(care(2), poor), all_of(age(80), income("<=", 3000)))),
    "family-bed": all_of(is_not(in_institution), any_of(care(3), all_of(dementia, care(1))), any_of(poor, age(80), severely_disabled)),
    "assistive-devices": any_of(all_of(disabled, local), all_of(care(2), age(60), lived(">", 36)), all_of(veteran, care(1))),
    "medical-fee-waiver": all_of(
        is_not(insured("employee")), any_of(on_guarantee, all_of(hardship("low_income"), yes("chronic_disease")), lost_only_child)
    ),
    "legal-aid": all_of(age(60), any_of(income("<=", 1000), poor, lost_only_child, disabled)),
    "relocation-help-desk": all_of(yes("relocated_community"), is_not(any_of(local, lived(">=", 60))), age(60)),
    "priority-register": any_of(
        all_of(age(80), alone), all_of(age(70), left_behind, rural), all_of(extremely_poor, is_not(in_institution)),
        all_of(lost_only_child, age(60)), care(4),
    ),
}  # fmt: skip


def holds(rule: Rule, person: Person) -> bool:
    """The reference: what a rule means, slow and plain."""
    match rule:
        case ("all", *parts):
            return all(holds(part, person) for part in parts)
        case ("any", *parts):
            return any(holds(part, person) for part in parts)
        case ("not", part):
            return not holds(part, person)
        case (field, operator, value):
            return COMPARE[operator](person[field], value)
        case _:
            raise ValueError(rule)


COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "==": lambda known, value: known == value,
    "!=": lambda known, value: known != value,
    ">=": lambda known, value: known >= value,
    ">": lambda known, value: known > value,
    "<=": lambda known, value: known <= value,
    "<": lambda known, value: known < value,
    "in": lambda known, value: known in value,
}


TASK = Task(RULES, {field: CHOICES.get(field) or (bool if field in YES_NO else int) for field in FIELDS})
"""What the peers are asked."""


def benefits_of(person: Person) -> frozenset[str]:
    """The benefits that the reference gives a person."""
    return frozenset(name for name, rule in RULES.items() if holds(rule, person))


# -- people ------------------------------------------------------------------------------------------------------

EDGES = {
    "age": (0.3, [49, 50, 54, 55, 59, 60, 64, 65, 69, 70, 71, 75, 79, 80, 89, 90, 99, 100]),
    "income_month": (0.2, [699, 700, 1000, 1001, 1499, 1500, 2000, 2001, 3000, 3001]),
    "resident_months": (0.2, [5, 6, 11, 12, 23, 24, 36, 37, 59, 60]),
    "disability_grade": (0.4, [0]),
    "care_level": (0.4, [0]),
    "hardship": (0.4, ["none"]),
    "hukou_county": (0.5, [HOME]),
}
"""Values that stand more often than chance would have it: where rules turn, and what most people have."""


def people(number: int, seed: int = 20250101) -> list[Person]:
    """So many people with all fields known, the same on every machine."""
    rng = random.Random(seed)
    return [_one(rng) for _ in range(number)]


def _one(rng: random.Random) -> Person:
    person: Person = {field: rng.choice(values) for field, values in CHOICES.items()}
    person |= {field: rng.random() < 0.25 for field in YES_NO}
    person |= {field: rng.randint(low, high) for field, (low, high) in NUMBERS.items()}
    for field, (share, values) in EDGES.items():
        if rng.random() < share:
            person[field] = rng.choice(values)
    return person


def profile_of(person: Person, number: int = 0) -> dict[str, Any]:
    """A person as a Huilao profile: the age through a birth date, which `number` moves within the year."""
    profile = {field: value for field, value in person.items() if field not in ("age", "hukou_county", "care_level", "disability_grade")}
    profile["birth_date"] = (DAY.replace(year=DAY.year - person["age"]) - timedelta(days=number % 365)).isoformat()
    profile["household_registration"] = COUNTIES[person["hukou_county"]]
    profile["care_level"] = f"level_{person['care_level']}"
    profile["disability_grade"] = f"grade_{person['disability_grade']}" if person["disability_grade"] else "none"
    return profile
