"""How the time of an answer grows: with the rules of a book, their depth, what is unknown, the readings of a word and the rows of a table.

The rule books are made here, on the facts of the 40 rules.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import workload
from expressions import Rule, Task
from options import Options
from peers import cel, datalogic
from plain import generated, kleene
from report import Curves, Part, Table, Target, slope
from timing import Contestant, run
from workload import BOOK, CHOICES, DAY, NUMBERS, YES_NO, all_of, any_of, is_not

from huilao import Rulebook, RuleFiles, Truth

BENEFIT = {
    "cite": "清单", "service": "any", "force": "mandatory", "rule_class": "core", "for": "elder", "applies_to": "anyone",
    "provides": {"zh": "测速用", "en": "for measuring speed"},
}  # fmt: skip
ORDERS = {">=": "at_least", "<=": "at_most", ">": "above", "<": "below"}
FACTS = [*(field for field in CHOICES if field != "hukou_county"), *YES_NO, "age", "resident_months", "income_month"]
"""The fields that have the same name as facts."""
OUTCOMES = "Huilao, outcomes"
IN_A_FILE = 1_000
"""Benefits; a larger file is not read."""
WORDS, READINGS, DEPTHS, ROWS, TESTS = (1, 2, 4, 8), (1, 2, 4, 8, 16), (1, 4, 16), (2, 10, 100, 300), 6


def book_of(benefits: Mapping[str, Mapping[str, Any]], terms: Mapping[str, Any] | None = None) -> Rulebook:
    """A rule book of these benefits and words, on the facts of the 40 rules."""
    files = {str(path.relative_to(BOOK)): path.read_bytes() for path in BOOK.rglob("*.yaml")}
    names = list(benefits)
    del files["qinghe/qingshan/benefits.yaml"]
    for start in range(0, len(names), IN_A_FILE):
        some = {name: benefits[name] for name in names[start : start + IN_A_FILE]}
        files[f"qinghe/qingshan/benefits-{start}.yaml"] = json.dumps({"benefits": some}, ensure_ascii=False).encode()
    if terms is not None:
        files["terms.yaml"] = json.dumps({"terms": terms}, ensure_ascii=False).encode()
    book, problems = Rulebook.read(RuleFiles.of(files))
    assert book is not None, problems[:5]
    return book


def benefit(rule: Rule, **more: Any) -> dict[str, Any]:
    """An entry of a rule book."""
    return {"name": {"zh": "测速用", "en": "For measuring speed"}, **BENEFIT, "when": written(rule), **more}


def written(rule: Rule) -> dict[str, Any]:
    """A rule in the language of Huilao."""
    match rule:
        case ("all" | "any" as kind, *parts):
            return {kind: [written(part) for part in parts]}
        case ("not", part):
            return {"not": written(part)}
        case (field, "==", value):
            return {field: value}
        case (field, sign, value):
            return {field: {ORDERS[sign]: value}}
        case _:
            raise ValueError(rule)


def rules(number: int, seed: int = 1) -> dict[str, Rule]:
    """So many different rules of a few tests each."""
    chance = random.Random(seed)
    return {f"r{one}": _rule(chance) for one in range(number)}


def _rule(chance: random.Random) -> Rule:
    fields = chance.sample(FACTS, TESTS)
    sure, one, other, *rest = [_test(field, chance) for field in fields]
    return all_of(sure, any_of(one, other, all_of(*rest[:2])), is_not(rest[2]))


def _test(field: str, chance: random.Random) -> Rule:
    if field in NUMBERS:
        low, high = NUMBERS[field]
        return (field, chance.choice(list(ORDERS)), chance.randint(low + 1, high - 1))
    return (field, "==", True if field in YES_NO else chance.choice(CHOICES[field]))


def deep(levels: int) -> Rule:
    """A rule with so many levels, one test a level, that turn about."""
    chance = random.Random(levels)
    rule = _test("age", chance)
    for level in range(levels):
        rule = (all_of if level % 2 else any_of)(_test(chance.choice(FACTS), chance), rule)
    return rule


def read_otherwise(readings: int) -> dict[str, Any]:
    """A benefit whose sentence can be read in so many other ways."""
    ways = [
        {"name": f"{one}", "note": {"zh": f"第{one}种理解", "en": f"Reading {one}"}, "when": {"age": {"at_least": 60 + one}}}
        for one in range(1, readings + 1)
    ]
    return benefit(all_of(("age", ">=", 60)), readings=ways)


def words(number: int) -> dict[str, Any]:
    """So many words that can each be read in one other way."""

    def word(one: int) -> dict[str, Any]:
        way = {"name": "1", "note": {"zh": "另一种理解", "en": "Another reading"}, "when": {"age": {"at_least": 70 + one}}}
        return {"label": {"zh": f"词{one}", "en": f"Word {one}"}, "when": {"age": {"at_least": 60 + one}}, "readings": [way]}

    return {f"word{one}": word(one) for one in range(number)}


def of_words(number: int) -> dict[str, Any]:
    """A benefit that uses so many words, one of which would do."""
    return benefit(any_of(*((f"word{one}", "==", True) for one in range(number)), ("veteran", "==", True)))


def table_of(rows: int) -> dict[str, Any]:
    """A benefit that pays by income, in so many rows."""
    step = NUMBERS["income_month"][1] // rows
    bounds = [
        {**({"at_least": step * row} if row else {}), **({"below": step * (row + 1)} if row + 1 < rows else {})} for row in range(rows)
    ]
    lines = [{"when": {"income_month": bound}, "amount": 10 + row} for row, bound in enumerate(bounds)]
    columns = {"amount": {"label": {"zh": "补贴", "en": "Subsidy"}, "type": "money", "unit": "CNY per month"}}
    return benefit(all_of(("age", ">=", 60)), levels={"columns": columns, "rows": lines}, pays={"amount": "amount", "per": "month"})


def task_of(made: Mapping[str, Rule]) -> Task:
    return Task({f"{workload.RULESET}/{name}": rule for name, rule in made.items()}, workload.TASK.fields)


# -- measuring -------------------------------------------------------------------------------------------------------


def part(options: Options) -> Part:
    """All the ways to grow."""
    found = Part("growth", "Growth", "Rule books made for this, on the facts of the 40 rules and people of whom all is known. The last column is the power "
                 "of the size with which a figure grows from the first row to the last: 1 is twice as much for twice the size.")  # fmt: skip
    sizes = (10, 100, 1_000) if options.quick else (10, 100, 1_000, 10_000)
    _rules(found, sizes, options)
    for title, along, books in (
        ("Depth of one rule", "levels", {size: book_of({"r": benefit(deep(size))}) for size in DEPTHS}),
        ("Other readings of one sentence", "other readings", {size: book_of({"r": read_otherwise(size)}) for size in READINGS}),
        ("Words with another reading in one rule", "words", {size: book_of({"r": of_words(size)}, words(size)) for size in WORDS}),
        ("Rows of a table", "rows", {size: book_of({"r": table_of(size)}) for size in ROWS}),
    ):
        contestants = {size: _ours(book, _profiles(40)) for size, book in books.items()}
        _grow(found, title, along, contestants, options)
    shares = (0, 20, 40, 60, 80, 100)
    forty = Rulebook.load(BOOK)
    _grow(
        found,
        "Unknown facts, 40 rules",
        "per cent unknown",
        {share: _ours(forty, _profiles(40, share / 100)) for share in shares},
        options,
        power=False,
    )
    return found


def _rules(found: Part, sizes: Sequence[int], options: Options) -> None:
    crowd = workload.people(40)
    contestants: dict[float, list[Contestant]] = {}
    reading: list[list[Any]] = []
    for size in sizes:
        made = rules(size)
        begin = time.process_time()
        book = book_of({name: benefit(rule) for name, rule in made.items()})
        reading.append([size, time.process_time() - begin])
        task = task_of(made)
        contestants[size] = _ours(book, _profiles(40))
        right = [{name for name, holds in kleene(task)(person).items() if holds} for person in crowd]
        for name, build in {"generated plain Python": generated, "JSONLogic in Rust (datalogic)": datalogic, "CEL in Rust": cel}.items():
            try:
                contestants[size].append(Contestant(name, build(task), crowd))
            except ImportError as error:
                found.notes.append(f"{name} is left out: {error.name} is not installed.")
        for one in contestants[size]:
            if one.name == OUTCOMES or not one.name.startswith("Huilao"):
                for number, given in enumerate(one.inputs):
                    answer = one.decide(given)
                    held = {name for name, holds in answer.items() if holds is Truth.YES} if isinstance(answer, dict) else set(answer)
                    assert held == right[number], (size, one.name, number)
    _grow(found, "Rules in a book", "rules", contestants, options)
    found.tables.append(Table(["rules", "s to read and check the files"], reading, "Reading a book that is not kept"))
    outcomes = slope([(size, one.spread.median) for size, some in contestants.items() for one in some if one.name == OUTCOMES])
    found.targets.append(Target("outcomes grow no faster than the rules", f"power {outcomes:.2f}", outcomes <= 1.05))


def _profiles(number: int, unknown: float = 0) -> list[dict[str, Any]]:
    chance = random.Random(3)
    whole = [workload.profile_of(person, number) for number, person in enumerate(workload.people(number))]
    return [{name: value for name, value in profile.items() if chance.random() >= unknown} for profile in whole]


def _ours(book: Rulebook, profiles: Sequence[Mapping[str, Any]]) -> list[Contestant]:
    persons = [book.person(profile, DAY) for profile in profiles]
    day: date = DAY
    return [
        Contestant(OUTCOMES, lambda person: book.decide(person, day), persons),
        Contestant("Huilao, evaluate, assurance off", lambda profile: book.evaluate(profile, day, assurance="off"), profiles),
        Contestant(
            "Huilao, evaluate and first page as text", lambda profile: book.evaluate(profile, day, assurance="off").page("zh"), profiles
        ),
    ]


def _grow(
    found: Part, title: str, along: str, contestants: Mapping[float, list[Contestant]], options: Options, *, power: bool = True
) -> None:
    everybody = [one for some in contestants.values() for one in some]
    for one in everybody:
        one.inputs = one.inputs[: 4 if options.quick else 10]
    run(everybody, *((3, 0.004) if options.quick else (5, 0.03)))
    names = list(dict.fromkeys(one.name for one in everybody))
    curves = {
        name: [(float(size), one.spread.median) for size, some in contestants.items() for one in some if one.name == name] for name in names
    }
    sizes = list(contestants)
    rows: list[list[Any]] = [
        [
            name,
            *(next((one.spread.median for one in contestants[size] if one.name == name), None) for size in sizes),
            slope(points) if power else None,
        ]
        for name, points in curves.items()
    ]
    found.tables.append(Table([f"µs, by {along}", *(f"{size:,}" for size in sizes), "power" if power else ""], rows, title))
    found.charts.append(Curves(title, along, "µs of processor time", curves))
