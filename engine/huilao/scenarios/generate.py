"""Makes cases for every benefit of a rule book: for each leaf of its condition, also inside terms, somebody for whom it holds and
decides and somebody for whom it fails and decides; somebody in each row and for each reading; and, of somebody who has the
benefit, each fact left out and each with the values at its borders.

It is deterministic: the same rule book gives the same cases.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path as FilePath
from typing import Any as Anything
from typing import assert_never, cast

from ..china import name_in_china
from ..coverage.mcdc import leaves
from ..coverage.opened import opened, origins
from ..errors import ProfileError
from ..language.condition import Condition, Node, Term, Test
from ..language.distinct import Read, behind, distinct_values, paths_read, subject
from ..language.facts import Fact, FactType
from ..language.known import Path, Person, about
from ..language.places import LEVELS, division, inside
from ..language.policy import Benefit, DefinedTerm, Ruleset, Weight
from ..language.scope import Scope, Situation
from ..language.truth import Truth
from ..person_data import profile_data
from ..rulebook import Rulebook
from .cases import GeneratedCase, answer, written
from .places import ordinary_places
from .solved import Solved, day_of

FEW = 1
"""Codes that a set is given at once."""


def generate(book: Rulebook, ruleset: str, solved: Solved) -> list[GeneratedCase]:
    """The cases of one ruleset. Raises MissingExtraError where Z3 is not installed."""
    return [case for benefit in book.rules.rulesets[ruleset].benefits for case in _Maker(book, benefit, solved).cases()]


def write_cases(book: Rulebook, folder: FilePath) -> None:
    """The cases of every ruleset into a folder, a file each; what is there of others goes. Raises MissingExtraError without Z3."""
    folder.mkdir(parents=True, exist_ok=True)
    solved = Solved(book)
    made = {f"{ruleset}.json": written(generate(book, ruleset, solved)) for ruleset in book.rules.rulesets}
    for path in folder.glob("*.json"):
        path.unlink()
    for name, text in made.items():
        (folder / name).write_text(text, "utf-8")


class _Maker:
    """Makes the cases of one benefit."""

    def __init__(self, book: Rulebook, benefit: Benefit, solved: Solved) -> None:
        self.book = book
        self.benefit = benefit
        self.solved = solved
        self.ruleset: Ruleset = book.rules.rulesets[benefit.ruleset]
        self.day = day_of(self.ruleset.document)
        self.situation: Situation = book.situation(benefit.ruleset, self.day)
        self.scope: Scope = self.situation.scope
        self.reads: list[Read] = [(node, self.situation) for node in self._nodes()]
        self._seen: set[str] = set()

    def cases(self) -> Iterator[GeneratedCase]:
        """All of them, each person once."""
        base, _ = self.solved.having(self.benefit)
        if base is not None:
            yield from self._case(base, "has it")
            pays = self.benefit.pays
            yield from self._paid(base, [pays.amount] if pays is not None and self.benefit.levels is None else [])
        yield from self._rows()
        yield from self._leaves()
        yield from self._readings()
        if base is not None:
            yield from self._around(base)
            yield from self._days(base)

    def _nodes(self) -> Iterator[Node]:
        """All that is read for the benefit, in every reading."""
        own: list[Node] = [self.benefit.condition, *(one.condition for one in self.benefit.readings)]
        own += [row.condition for row in (self.benefit.levels.rows if self.benefit.levels else ())]
        yield from own
        for term in self._terms(own):
            yield from (one.condition for one in term.readings)

    def _terms(self, nodes: list[Node]) -> list[DefinedTerm]:
        """The terms behind nodes."""
        names = {one.name: None for node in nodes for _, one, _ in behind(node, self.scope) if isinstance(one, Term)}
        return [self.scope.terms[name] for name in names]

    # -- people whom the solver finds ------------------------------------------------------------------------------------

    def _rows(self) -> Iterator[GeneratedCase]:
        """Somebody in each row, and the same with the other values of what the row and what is paid look at."""
        rows = self.benefit.levels.rows if self.benefit.levels else ()
        for number, row in enumerate(rows):
            person, _ = self.solved.for_row(self.benefit, number)
            if person is not None:
                yield from self._case(person, f"row {number + 1}")
                yield from self._paid(person, [row.condition, *([] if row.amount is None else [row.amount])])

    def _paid(self, person: Person, nodes: Sequence[Node]) -> Iterator[GeneratedCase]:
        """The same person with the other values of what nodes look at."""
        reads: list[Read] = [(node, self.situation) for node in nodes]
        for path in sorted({path for node in nodes for path in paths_read(node, self.scope)}):
            fact = self.scope.facts[path.fact]
            listed = path.who and self.scope.facts[path.who].type is FactType.PEOPLE
            if not listed and fact.type not in (FactType.PLACE, FactType.PERSON, FactType.PEOPLE):
                for value in distinct_values(fact, reads):
                    yield from self._case(_changed(person, path, value), str(path))

    def _leaves(self) -> Iterator[GeneratedCase]:
        """Of the condition as it is written, and with its terms written out."""
        condition = self.benefit.condition
        for index, leaf in enumerate(leaves(condition)):
            yield from self._turning(condition, index, leaf.condition, leaf.who, f"{index + 1}")
        whole = opened(condition, self.scope)
        for index, (leaf, origin) in enumerate(zip(leaves(whole), origins(condition, self.scope), strict=True)):
            if origin.term is not None:
                yield from self._turning(whole, index, leaf.condition, leaf.who, f"{origin.term}.{origin.index + 1}")

    def _turning(self, condition: Condition, index: int, leaf: Condition, who: str, name: str) -> Iterator[GeneratedCase]:
        """Somebody for each truth of a leaf, and the same with the other values of its fact."""
        for truth, sign in ((Truth.YES, "+"), (Truth.NO, "-")):
            person, _ = self.solved.for_leaf(self.benefit, index, truth, condition)
            if person is None:
                continue
            yield from self._case(person, name + sign)
            fact = self.scope.facts.get((subject(leaf) if isinstance(leaf, Test) else None) or "")
            if fact is not None:
                path = Path(who, fact.name)
                for value in self._beside(leaf, fact, truth):
                    yield from self._case(_changed(person, path, value), str(path))

    def _beside(self, leaf: Condition, fact: Fact, truth: Truth) -> Iterator[Anything]:
        """The values at the borders of a test; of a fact with codes each code, for somebody whom it fails."""
        match fact.type:
            case FactType.DATE | FactType.NUMBER:
                yield from distinct_values(fact, [(leaf, self.situation)])
            case FactType.CHOICE | FactType.SCALE:
                yield from (code.code for code in fact.codes if truth is Truth.NO)
            case FactType.SET:
                yield from (frozenset({code.code}) for code in fact.codes if truth is Truth.NO)
            case FactType.YES_NO | FactType.PLACE | FactType.PERSON | FactType.PEOPLE:
                return
            case _:
                assert_never(fact.type)

    def _readings(self) -> Iterator[GeneratedCase]:
        """For each reading somebody for whom it matters, either way."""
        condition = self.benefit.condition
        for number, reading in enumerate(self.benefit.readings, 1):
            yield from self._reading(condition, reading.condition, f"reading {number}")
        for term in self._terms([condition]):
            for number, reading in enumerate(term.readings, 1):
                read = {**self.scope.terms, term.name: replace(term, condition=reading.condition)}
                taken, other = (opened(condition, scope) for scope in (self.scope, replace(self.scope, terms=read)))
                if reading.weight is Weight.LIKELY:
                    yield from self._reading(taken, other, f"{term.name} reading {number}")

    def _reading(self, taken: Condition, other: Condition, name: str) -> Iterator[GeneratedCase]:
        for truth, sign in ((Truth.YES, "+"), (Truth.NO, "-")):
            person, _ = self.solved.differing(self.benefit, taken, other, truth)
            if person is not None:
                yield from self._case(person, name + sign)

    # -- people around one who has it ------------------------------------------------------------------------------------

    def _around(self, base: Person) -> Iterator[GeneratedCase]:
        """Each fact left out, and each with the other values that tests tell apart."""
        for path in _paths(base):
            yield from self._case(_changed(base, path, None), f"without {path}")
        for path in _paths(base):
            for value in self._values(self.scope.facts[path.fact]):
                yield from self._case(_changed(base, path, value), str(path))

    def _values(self, fact: Fact) -> Iterator[Anything]:
        if fact.type is FactType.PLACE:
            yield from self._places()
            return
        for value in distinct_values(fact, self.reads):
            if fact.type is not FactType.SET or len(value) <= FEW:
                yield value

    def _places(self) -> Iterator[str]:
        """The place of the document, those around it, a county in each of these that is not in it, and one elsewhere."""
        place = division(self.scope.place)
        around = [place[:level] for level in LEVELS if level < len(place)]
        yield from (place, *around)
        for one in around:
            yield from (county for county in ordinary_places([one, place]) if inside(county, one) and name_in_china(county))
        yield from ordinary_places([])[:1]

    def _days(self, base: Person) -> Iterator[GeneratedCase]:
        """The first and the last day of the document, and those beside them; of its first benefit."""
        if self.benefit != self.ruleset.benefits[0]:
            return
        period = self.ruleset.document.in_effect
        for day, aside in ((period.start, -1), (period.end, 1)):
            if day is not None:
                for one in (day, day + timedelta(days=aside)):
                    yield from self._case(base, f"on {one}", one)

    # -- what comes out --------------------------------------------------------------------------------------------------

    def _case(self, person: Person, shows: str, day: date | None = None) -> Iterator[GeneratedCase]:
        """A case, where a profile may say so and it is not there yet."""
        profile: Mapping[str, Anything] = profile_data(person)
        key = f"{day} {json.dumps(profile, sort_keys=True)}"
        if key in self._seen:
            return
        self._seen.add(key)
        day = day or self.day
        try:
            answered = answer(self.book, self.benefit.full_name, profile, day)
        except ProfileError:  # what facts imply of each other
            return
        yield GeneratedCase(self.benefit.full_name, day, profile, answered, shows)


def _paths(person: Person) -> list[Path]:
    """What is known of a person and of those whom they name."""
    found: list[Path] = []
    for name, value in person.items():
        found += [Path(name, inner) for inner in cast("Person", value)] if isinstance(value, Mapping) else [Path("", name)]
    return found


def _changed(person: Person, path: Path, value: Anything) -> Person:
    """A person with another value at a path, or (None) with none."""
    inner = {name: one for name, one in about(person, path.who).items() if name != path.fact}
    if value is not None:
        inner[path.fact] = value
    if not path.who:
        return inner
    rest = {name: one for name, one in person.items() if name != path.who}
    return {**rest, path.who: inner} if inner else rest
