"""Two versions of a rule book: which benefits and terms say something else, and for whom."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import Any as Anything
from typing import TypeVar

from ..content import digest
from ..errors import HuilaoError
from ..language.ages import anniversary
from ..language.policy import Benefit, DefinedTerm, Force, Rules, Ruleset, Status
from ..language.words import nearest
from ..reading.cache import program
from ..rulebook import Rulebook
from ..verify.change import HURTING, Changed, Effect, LevelChanged, Version, amount_changes, changes, level_changes, weaker
from ..verify.encoding import Somebody
from ..verify.places import relevant_places
from ..verify.search import Search, Verdict
from ..verify.versions import joined
from .kept import remembered
from .side import Side, numbers, said

Defined = Benefit | DefinedTerm

T = TypeVar("T")

AHEAD = 4
"""Days ahead that are looked at, on which a number changes."""
UNSAID = frozenset({"when", "condition", "readings", "span", "full_name", "limits", "accepted", "label", "own"})
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
    """The ways in which the answer, or what is paid, changes for somebody; losses first."""
    levels: tuple[LevelChanged, ...]
    """The rows of its levels that somebody goes from who has the benefit in both versions."""
    open: bool
    """Whether something could not be decided: the solver ran out of time, or a fact has another type in each version."""

    @property
    def effects(self) -> tuple[Effect, ...]:
        """What it does to somebody, losses first."""
        return tuple(dict.fromkeys(one.effect for one in (*self.changes, *self.levels)))

    @property
    def hurts(self) -> bool:
        """Whether it takes something from somebody."""
        return not HURTING.isdisjoint(self.effects)


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
    retyped: tuple[str, ...]
    """Those of them that have another type in each, of which nothing can be compared."""
    standards: tuple[str, ...]
    """The standards whose numbers are not the same in both."""

    @property
    def unchanged(self) -> int:
        """How many benefits of both versions are the same by their text alone."""
        return len(self.old.benefits.keys() & self.new.benefits.keys() - {one.name for one in self.benefits})

    def versions(self, one: Difference, day: date) -> tuple[Version, Version]:
        """A benefit or term as both versions have it on a day."""
        ruleset = one.name.replace("#", "/").split("/")[0]
        sides = ((self.old, one.old), (self.new, one.new))
        before, after = (
            Side(defined, None if defined is None else book.rules.rulesets[ruleset], book.rules).version(day) for book, defined in sides
        )
        return before, after

    @property
    def somebody_loses(self) -> bool:
        """Whether anybody loses a benefit."""
        return any(Effect.LOSES in one.effects for one in self.benefits)

    @property
    def harmless(self) -> bool:
        """Whether it is proved that nothing is taken from anybody: no benefit, no money, no row of levels, no binding force."""
        undecided = any(one.open for one in (*self.benefits, *self.terms)) or self.retyped
        return not undecided and not any(one.hurts for one in self.benefits)


def compare(old: Rulebook, new: Rulebook, as_of: date) -> Comparison:
    """The comparison of two versions on a day.

    Raises MissingExtraError where Z3 is not installed, SolverMismatchError where what it finds is not borne out.
    """
    asking = _Asking(old, new, as_of)
    terms = tuple(asking.terms())
    benefits = tuple(asking.benefits())
    rules = (old.rules, new.rules)
    facts = tuple(name for name in {**old.rules.facts, **new.rules.facts} if _differs(name, *(one.facts for one in rules), said=said))
    standards = tuple(
        name for name in {**old.rules.standards, **new.rules.standards} if _differs(name, *(one.standards for one in rules), said=numbers)
    )
    return Comparison(old, new, as_of, terms, benefits, facts, tuple(sorted(asking.apart)), standards)


def _differs(name: str, old: Mapping[str, T], new: Mapping[str, T], said: Callable[[T], Anything]) -> bool:
    one, other = old.get(name), new.get(name)
    return one is None or other is None or said(one) != said(other)


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
        weaker = _weaker(before, old, after, new)
        if old_side == new_side and not written and not weaker:
            return None
        apart = self.apart & (old_side.facts.keys() | new_side.facts.keys())
        day, found = (self.as_of, _Found()) if apart else self._found(old_side, new_side, weaker=weaker)
        own = before is None or after is None or before.condition != after.condition
        terms = tuple(term for term in {**old_side.terms, **new_side.terms} if old_side.terms.get(term) != new_side.terms.get(term))
        return Difference(
            name, before, after, written, terms, own, day, tuple(one for one in found.changes if one.verdict is Verdict.REFUTED),
            tuple(one for one in found.levels if one.verdict is Verdict.REFUTED),
            bool(apart) or any(one.verdict is Verdict.UNKNOWN for one in (*found.changes, *found.levels)),
        )  # fmt: skip

    def _found(self, old: Side, new: Side, *, weaker: bool) -> tuple[date, _Found]:
        """What changes on the day, or else on the first of some others on which anything does."""
        for day in () if old == new and not weaker else _days(self.as_of, (*old.days, *new.days)):
            found = self._on(day, old, new, weaker=weaker)
            if any(one.verdict is not Verdict.PROVED for one in (*found.changes, *found.levels)):
                return day, found
        return self.as_of, _Found()

    def _on(self, day: date, old: Side, new: Side, *, weaker: bool) -> _Found:
        bearing = (self._background, day, old.bearing, new.bearing, old.in_force(day), new.in_force(day))
        versions = (old.version(day), new.version(day))
        changed = () if old == new else remembered(digest(bearing), lambda: tuple(changes(self._search(day), *versions)))
        less = self._less_binding(day, new, bearing) if weaker else ()
        if old.paying(day) == new.paying(day):
            return _Found((*less, *changed))
        key = digest((*bearing, old.paying(day), new.paying(day)))
        paid = remembered(f"amounts {key}", lambda: tuple(amount_changes(self._search(day), *versions)))
        levels = remembered(f"levels {key}", lambda: tuple(level_changes(self._search(day), *versions)))
        return _Found((*less, *changed, *paid), levels)

    def _less_binding(self, day: date, new: Side, bearing: Anything) -> tuple[Changed, ...]:
        return remembered(f"weaker {digest(bearing)}", lambda: (weaker(self._search(day), new.version(day)),))

    def _search(self, day: date) -> Search:
        if day not in self._searches:
            self._searches[day] = Search(Somebody(self.facts, day, self.places))
        return self._searches[day]

    def _side(self, defined: Defined | None, ruleset: Ruleset | None, book: Rulebook) -> Side:
        return Side(defined, None if defined is None else ruleset, book.rules)


@dataclass(frozen=True, slots=True)
class _Found:
    """What was found of an edit on a day."""

    changes: tuple[Changed, ...] = ()
    levels: tuple[LevelChanged, ...] = ()


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


def _weaker(before: Defined | None, old: Ruleset | None, after: Defined | None, new: Ruleset | None) -> bool:
    """Whether a benefit is less binding than it was, or its document is a draft now."""
    if not isinstance(before, Benefit) or not isinstance(after, Benefit) or old is None or new is None:
        return False
    order = list(Force)
    draft = old.document.status is not Status.DRAFT and new.document.status is Status.DRAFT
    return draft or order.index(after.force) > order.index(before.force)


def _days(as_of: date, others: Iterable[date]) -> Iterable[date]:
    """The day, and others near it on which ages and times are reached otherwise: ends of months and of February; and the first
    few days after it on which a number changes.
    """
    next_month = anniversary(as_of.replace(day=1), 1)
    leap = next(year for year in range(as_of.year, as_of.year + 9) if (date(year, 3, 1) - timedelta(days=1)).day == 29)
    return dict.fromkeys((
        as_of, *sorted(day for day in {*others} if day > as_of)[:AHEAD],
        next_month, next_month - timedelta(days=1), date(leap, 2, 29), date(leap + 1, 2, 28), date(leap + 1, 3, 1),
    ))  # fmt: skip
