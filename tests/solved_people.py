"""A person as the solver has them: of whom facts are known or not, in places that it tells apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any as Anything

from huilao.language.facts import FactType
from huilao.language.known import Among, Holding, Listed, Path, Person, Range, about, listed
from huilao.language.places import division
from huilao.language.quantity import BIRTH
from huilao.verify.encoding import WHOLE_COUNTRY, Somebody
from huilao.verify.formulas import Formula, every, opposite, real, z3
from huilao.verify.variables import Codes, Day, OneValue, People, Variable
from huilao.verify.variables import Number as NumberVariable
from strategies import FACTS, LISTS, PERSONS


def known_or_not(person: Mapping[str, Anything], places: Sequence[str]) -> dict[str, Anything]:
    """A person of whom facts are known or not, in places that the solver tells apart."""
    found: dict[str, Anything] = {}
    for name, value in person.items():
        if name in PERSONS:
            found[name] = known_or_not(value or {}, places)
        elif isinstance(value, Listed):
            found[name] = replace(value, people=tuple(known_or_not(one, places) for one in value.people))
        elif value is not None and not isinstance(value, Range | Among | Holding):
            found[name] = _place(value, places) if FACTS[name].type is FactType.PLACE else value
    return found


def _place(code: str, places: Sequence[str]) -> str:
    return division(code) if division(code) in places else WHOLE_COUNTRY


def is_this(somebody: Somebody, person: Person) -> Formula:
    """The solver's person is this one, as far as its variables go."""
    return every(_has(variable, _about(person, path), path.fact) for path, variable in somebody.variables.items())


def _about(person: Person, path: Path) -> Person:
    """The one whom a path is about; nothing is known of whoever is not on a list."""
    beyond = path.number is not None and path.number > len(listed(person, path.whose).people)
    return {} if beyond else about(person, path.who)


def _has(variable: Variable, person: Person, fact: str) -> Formula:
    value = person.get(fact)
    if isinstance(variable, People):
        found = listed(person, fact)
        taken = [there if number < len(found.people) else opposite(there) for number, there in enumerate(variable.there)]
        return every((*taken, variable.complete if found.complete else opposite(variable.complete)))
    if value is None:
        return opposite(variable.known)
    match variable:
        case OneValue():
            return variable.chosen[value]
        case Codes():
            return every((variable.known, *(held if code in value else opposite(held) for code, held in variable.has.items())))
        case NumberVariable():
            return every((variable.known, variable.line == real(Fraction(value))))
        case Day():
            return every((variable.known, variable.line == value.toordinal()))


def possible(person: Person, day: date) -> bool:
    """Whether a profile may say this: random people may be born tomorrow, or have a grade without a certificate."""
    named: list[Person] = [person[name] for name in PERSONS if person.get(name) is not None]
    everyone = [person, *named, *(one for name in LISTS for one in listed(person, name).people)]
    needing = [fact.name for fact in FACTS.values() if fact.only_if is not None]
    return all(
        (one.get(BIRTH) or day) <= day and not (one.get("certified") is False and any(one.get(name) is not None for name in needing))
        for one in everyone
    )


class Asked:
    """The solver's answers for single people."""

    def __init__(self, somebody: Somebody) -> None:
        self.somebody = somebody

    def model(self, person: Person) -> Anything:
        """A model of the solver in which its person is this one."""
        solver = z3.Solver()
        solver.add(*self.somebody.bounds, is_this(self.somebody, person))
        assert solver.check() == z3.sat, person
        return solver.model()
