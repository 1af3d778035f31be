"""Two versions of a rule book: which benefits and terms say something else, and for whom."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import Any as Anything

from ..content import digest
from ..errors import HuilaoError
from ..language.condition import Condition, Test, terms_behind, walk
from ..language.facts import Fact, Vocabulary
from ..language.meaning import Situation, anniversary
from ..language.policy import Benefit, DefinedTerm, Row, Rules, Ruleset, Status
from ..language.words import nearest
from ..reading.cache import program
from ..rulebook import Rulebook
from ..verify.change import NOTHING, Changed, Effect, LevelChanged, Version, changes, joined, level_changes
from ..verify.encoding import Somebody, relevant_places
from ..verify.search import Search, Verdict
from .kept import remembered

Defined = Benefit | DefinedTerm

UNSAID = frozenset({"when", "condition", "readings", "span", "full_name", "limits", "accepted", "label"})
"""What is not said to be written otherwise: conditions are compared by whom they concern."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A benefit or term that is not the same in both versions."""

    name: str
    """A benefit's full name, or `<ruleset>#<term>`."""
    old: Defined | None
    new: Defined | None
    written: tuple[str, ...]
    """The entries that are written otherwise, besides conditions."""
    terms: tuple[str, ...]
    """The terms that it uses which do not mean the same; where its own condition has not changed they are the cause."""
    own: bool
    """Whether its own condition is written otherwise."""
    day: date
    """The day of the changes: the day asked about, or one near it where nothing changes on that day."""
    changes: tuple[Changed, ...]
    """The ways in which the answer changes for somebody, losses first."""
    levels: tuple[LevelChanged, ...]
    """The rows of its levels between which somebody goes who has the benefit in both versions."""
    open: bool
    """Whether something could not be decided: the solver ran out of time, or a fact has another type in each version."""

    @property
    def effects(self) -> tuple[Effect, ...]:
        """What it does to somebody, losses first."""
        return tuple(dict.fromkeys(one.effect for one in self.changes))


@dataclass(frozen=True, slots=True)
class Comparison:
    """What an edit does, as far as the rules say: counted in benefits and terms, not in people."""

    old: Rulebook
    new: Rulebook
    as_of: date
    terms: tuple[Difference, ...]
    benefits: tuple[Difference, ...]
    facts: tuple[str, ...]
    """The facts that are not the same in both."""

    @property
    def unchanged(self) -> int:
        """How many benefits of both versions are the same by their text alone."""
        return len(self.old.benefits.keys() & self.new.benefits.keys() - {one.name for one in self.benefits})

    @property
    def somebody_loses(self) -> bool:
        """Whether anybody loses a benefit."""
        return any(Effect.LOSES in one.effects for one in self.benefits)


def compare(old: Rulebook, new: Rulebook, as_of: date) -> Comparison:
    """The comparison of two versions on a day.

    Raises MissingExtraError where Z3 is not installed, SolverMismatchError where what it finds is not borne out.
    """
    asking = _Asking(old, new, as_of)
    terms = tuple(asking.terms())
    benefits = tuple(asking.benefits())
    facts = tuple(
        name for name in {**old.rules.facts, **new.rules.facts} if _said(old.rules.facts.get(name)) != _said(new.rules.facts.get(name))
    )
    return Comparison(old, new, as_of, terms, benefits, facts)


def with_readings(book: Rulebook, term: str) -> list[Rulebook]:
    """The rule book with each other reading of a term, wherever the term has that many.

    Raises UnknownTermError where no ruleset has a term of this name or label with other readings.
    """
    terms = [one for ruleset in book.rules.rulesets.values() for one in ruleset.terms.values()]
    named = [one for one in terms if term in (one.name, one.label.zh) and one.readings]
    if not named:
        raise UnknownTermError(term, {word for one in terms if one.readings for word in (one.name, one.label.zh)})
    return [_with_reading(book, named[0].name, number) for number in range(1, 1 + max(len(one.readings) for one in named))]


def _with_reading(book: Rulebook, term: str, number: int) -> Rulebook:
    def read(terms: Mapping[str, DefinedTerm]) -> Mapping[str, DefinedTerm]:
        one = terms.get(term)
        if one is None or number > len(one.readings):
            return terms
        return {**terms, term: replace(one, condition=one.readings[number - 1].condition)}

    rulesets = {name: replace(one, terms=read(one.terms)) for name, one in book.rules.rulesets.items()}
    return Rulebook(replace(book.rules, terms=read(book.rules.terms), rulesets=rulesets))


class UnknownTermError(HuilaoError):
    """A term was asked for that no document uses, or that has no other readings."""

    def __init__(self, term: str, known: Collection[str]) -> None:
        close = nearest(term, known)
        super().__init__(
            f"没有带其他理解的术语“{term}”" + (f"，是否“{close}”？" if close else "")
            + f" / no term `{term}` with other readings" + (f", did you mean `{close}`?" if close else "")
        )  # fmt: skip


class _Asking:
    """The questions about two versions."""

    def __init__(self, old: Rulebook, new: Rulebook, as_of: date) -> None:
        self.old, self.new, self.as_of = old, new, as_of
        self.facts, self.apart = joined(old.rules.facts, new.rules.facts)
        self.places = relevant_places(old.rules) | relevant_places(new.rules)
        self._searches: dict[date, Search] = {}
        self._background = f"{program('verify').hex()} {digest(dict(self.facts))} {sorted(self.places)}"

    def terms(self) -> Iterator[Difference]:
        """The terms that do not mean the same; a shared one once."""
        seen: set[tuple[str, str]] = set()
        for ruleset, old, new in _pairs(self.old.rules, self.new.rules):
            before, after = _terms(old), _terms(new)
            for name in {**before, **after}:
                places = (str(before[name].span) if name in before else "", str(after[name].span) if name in after else "")
                if places not in seen and before.get(name) != after.get(name):
                    seen.add(places)
                    found = self._difference(f"{ruleset}#{name}", before.get(name), after.get(name), old, new)
                    if found is not None:
                        yield found

    def benefits(self) -> Iterator[Difference]:
        """The benefits that do not say the same, or not of the same people."""
        for _, old, new in _pairs(self.old.rules, self.new.rules):
            before, after = _benefits(old), _benefits(new)
            for name in {**before, **after}:
                found = self._difference(name, before.get(name), after.get(name), old, new)
                if found is not None:
                    yield found

    def _difference(
        self, name: str, before: Defined | None, after: Defined | None, old: Ruleset | None, new: Ruleset | None
    ) -> Difference | None:
        """How a definition differs, None where it does not."""
        old_side, new_side = self._side(before, old, self.old), self._side(after, new, self.new)
        written = _written(before, after)
        if old_side == new_side and not written:
            return None
        apart = self.apart & (old_side.facts.keys() | new_side.facts.keys())
        day, found = (self.as_of, ()) if old_side == new_side or apart else self._found(old_side, new_side)
        levels = () if apart else self._levels(old_side, new_side)
        own = before is None or after is None or before.condition != after.condition
        terms = tuple(term for term in {**old_side.terms, **new_side.terms} if old_side.terms.get(term) != new_side.terms.get(term))
        return Difference(
            name, before, after, written, terms, own, day, tuple(one for one in found if one.verdict is Verdict.REFUTED),
            tuple(one for one in levels if one.verdict is Verdict.REFUTED),
            bool(apart) or any(one.verdict is Verdict.UNKNOWN for one in (*found, *levels)),
        )  # fmt: skip

    def _found(self, old: _Side, new: _Side) -> tuple[date, tuple[Changed, ...]]:
        """What changes on the day, or else on the first of some others on which anything does."""
        for day in _days(self.as_of):
            found = self._changes(old, new, day)
            if any(one.verdict is not Verdict.PROVED for one in found):
                return day, found
        return self.as_of, ()

    def _changes(self, old: _Side, new: _Side, day: date) -> tuple[Changed, ...]:
        key = digest((self._background, day, old.bearing, new.bearing, old.in_force(day), new.in_force(day)))
        return remembered(key, lambda: tuple(changes(self._search(day), old.version(day), new.version(day))))

    def _levels(self, old: _Side, new: _Side) -> tuple[LevelChanged, ...]:
        """What changes in the tables of a benefit that both versions have."""
        rows = (old.rows, new.rows)
        if not all(rows) or (old == new and rows[0] == rows[1]):
            return ()
        day = self.as_of
        key = digest((self._background, day, old.bearing, new.bearing, old.in_force(day), new.in_force(day), rows))
        return remembered(key, lambda: tuple(level_changes(self._search(day), old.version(day), new.version(day), rows)))

    def _search(self, day: date) -> Search:
        if day not in self._searches:
            self._searches[day] = Search(Somebody(self.facts, day, self.places))
        return self._searches[day]

    def _side(self, defined: Defined | None, ruleset: Ruleset | None, book: Rulebook) -> _Side:
        if defined is None or ruleset is None:
            return _Side(NOTHING, (), None, {}, book.rules.facts, always=True)
        rows = defined.levels.rows if isinstance(defined, Benefit) and defined.levels else ()
        conditions = [defined.condition, *(row.condition for row in rows)]
        terms = terms_behind(conditions, {name: term.condition for name, term in ruleset.terms.items()})
        return _Side(defined.condition, rows, ruleset, terms, book.rules.facts, always=isinstance(defined, DefinedTerm))


class _Side:
    """A definition as one version has it, and all that bears on whom it concerns."""

    def __init__(
        self, condition: Condition, rows: tuple[Row, ...], ruleset: Ruleset | None, terms: Mapping[str, Condition], vocabulary: Vocabulary, *,
        always: bool,
    ) -> None:  # fmt: skip
        """`always`: whether it is so whatever the document's state is: a term, or nothing at all."""
        self.condition = condition
        self.rows = rows
        self.document = ruleset.document if ruleset else None
        self.terms = terms
        self.vocabulary = vocabulary
        self.always = always
        tests = [part for one in (condition, *terms.values()) for part in walk(one) if isinstance(part, Test)]
        self.facts = {test.fact: _said(vocabulary[test.fact]) for test in tests}
        """What the facts that it tests may be."""

    @property
    def bearing(self) -> tuple[Anything, ...]:
        """What bears on whom it concerns, the document's state apart."""
        tie = (self.document.place, self.document.age_reached) if self.document else None
        return self.condition, self.terms, self.facts, tie

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Side) and (self.bearing, self._state()) == (other.bearing, other._state())

    __hash__ = object.__hash__

    def _state(self) -> Anything:
        return None if self.always or self.document is None else (self.document.in_effect, self.document.status is Status.REPEALED)

    def in_force(self, day: date) -> bool:
        """Whether it counts on a day."""
        return self.always or (self.document is not None and self.document.in_force(day))

    def version(self, day: date) -> Version:
        """What the solver is given."""
        if self.document is None:
            return Version(NOTHING, Situation(day, "", {}, self.vocabulary))
        situation = Situation(day, self.document.place, self.terms, self.vocabulary, self.document.age_reached)
        return Version(self.condition if self.in_force(day) else NOTHING, situation)


def _pairs(old: Rules, new: Rules) -> Iterator[tuple[str, Ruleset | None, Ruleset | None]]:
    for name in {**old.rulesets, **new.rulesets}:
        yield name, old.rulesets.get(name), new.rulesets.get(name)


def _terms(ruleset: Ruleset | None) -> Mapping[str, DefinedTerm]:
    return ruleset.terms if ruleset else {}


def _benefits(ruleset: Ruleset | None) -> Mapping[str, Benefit]:
    return {one.full_name: one for one in ruleset.benefits} if ruleset else {}


def _written(before: Defined | None, after: Defined | None) -> tuple[str, ...]:
    """The entries of a definition that are written otherwise, besides conditions."""
    if before is None or after is None:
        return ()
    names = [field.name for field in fields(before) if field.name not in UNSAID]
    return tuple(name for name in names if getattr(before, name) != getattr(after, name))


def _said(fact: Fact | None) -> Anything:
    return None if fact is None else (fact.type, fact.codes, fact.minimum, fact.maximum, fact.only_if)


def _days(as_of: date) -> Iterable[date]:
    """The day, and others near it on which ages and times are reached otherwise: ends of months and of February."""
    next_month = anniversary(as_of.replace(day=1), 1)
    leap = next(year for year in range(as_of.year, as_of.year + 9) if (date(year, 3, 1) - timedelta(days=1)).day == 29)
    return dict.fromkeys(
        (as_of, next_month, next_month - timedelta(days=1), date(leap, 2, 29), date(leap + 1, 2, 28), date(leap + 1, 3, 1))
    )
