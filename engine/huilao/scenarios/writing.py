"""Scenarios written by the program, for a clerk to read, correct and keep."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import partial

from ..language.facts import FactType
from ..language.known import Listed, Person
from ..language.outcome import Action
from ..language.words import name_of
from ..rulebook import Rulebook
from .cells import cell_of, people_cell


def scenario(book: Rulebook, title: str, person: Person, as_of: date, benefits: Iterable[str]) -> str:
    """A scenario that states what a rule book now answers of some benefits for a person."""
    names = tuple(benefits)
    persons = [name for name in person if book.rules.facts[name].type is FactType.PERSON]
    own = {name: value for name, value in person.items() if name not in persons}
    lines = [f"  场景: {title}", f"    假如 一位老人{'' if own else '，一切不详'}", *_rows(book, own)]
    for name in persons:
        lines += ["    并且 其照护的老人", *_rows(book, person[name])]
    lines.append(f"    当 在 {as_of} 核定")
    evaluation = book.evaluate(person, as_of, names, assurance="off")
    actions = {one.benefit: one.action for one in evaluation.findings}
    said = [f'"{book.names.short(name)}" {name_of(actions.get(name, Action.NOT_COVERED)).zh}' for name in names]
    lines += [f"    {'那么' if number == 0 else '并且'} {one}" for number, one in enumerate(said)]
    return "\n".join(lines) + "\n"


def _rows(book: Rulebook, person: Person) -> Iterator[str]:
    yield from (f"      | {label} | {cell} |" for label, cell in _cells(book, person))


def _cells(book: Rulebook, person: Person) -> Iterator[tuple[str, str]]:
    """What is known of a person, by label."""
    speaker = book.voice.speaker(next(iter(book.rules.rulesets)), "zh")
    for name, value in person.items():
        fact = book.rules.facts[name]
        if isinstance(value, Listed):
            yield fact.label.zh, people_cell([_cells(book, one) for one in value.people], complete=value.complete)
        else:
            yield fact.label.zh, cell_of(value, partial(speaker.value, fact))
