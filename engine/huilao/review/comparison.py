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
from ..language.facts import Text
from ..language.likeness import nearest
from ..language.policy import Adopted, Benefit, DefinedTerm, Force, Quota, Rules, Ruleset, Status, Weight
from ..reading.cache import program
from ..rulebook import Rulebook
from ..verify.change import HURTING, Changed, Effect, LevelChanged, Version, amount_changes, changes, concerning, level_changes
from ..verify.choices import choice_changes
from ..verify.doubts import doubt_changes
from ..verify.encoding import Somebody
from ..verify.people import PLACES, listed
from ..verify.places import relevant_places
from ..verify.search import Search, Verdict
from ..verify.starts import start_changes
from ..verify.versions import joined
from .kept import remembered
from .side import Side, numbers, said, versions
from .stretches import Stretch, stretches

Defined = Benefit | DefinedTerm

T = TypeVar("T")

AHEAD = 4
"""Days ahead that are looked at, on which a number changes."""
UNSAID = frozenset({"when", "condition", "readings", "span", "full_name", "limits", "accepted", "label", "own", "changes"})
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
    stretch: Stretch | None = None
    """The days on which both books are worded so, where these are not those of the day asked about."""
    adopted: tuple[Adopted | None, Adopted | None] | None = None
    """What an office settled about how it is read in both versions, for whenever, where that is not the same on the day."""

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
    most_listed: int | None = None
    """How many people a list had at most for what was proved; None where no rule speaks of lists."""

    @property
    def unchanged(self) -> int:
        """How many benefits of both versions are the same by their text alone."""
        return len(self.old.benefits.keys() & self.new.benefits.keys() - {one.name for one in self.benefits})

    def versions(self, one: Difference, day: date) -> tuple[Version, Version]:
        """A benefit or term as both versions have it on a day."""
        ruleset = one.name.replace("#", "/").split("/")[0]
        sides = ((self.old, one.old), (self.new, one.new))
        before, after = (
            Side(defined, None if defined is None else rules.rulesets[ruleset], rules)
            for rules, defined in ((book.on(day).rules, defined) for book, defined in sides)
        )
        return versions(before, after, day)

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
    """The comparison of two versions on a day, and on one of each stretch of days on which either is worded otherwise.

    Of a later or an earlier wording is told what is not told already.

    Raises StrangersError where they have no ruleset in common, MissingExtraError where Z3 is not installed, SolverMismatchError
    where what it finds is not borne out.
    """
    if old.rules.rulesets.keys().isdisjoint(new.rules.rulesets):
        raise StrangersError(old, new)
    asking = _Asking(old, new, as_of)
    terms = tuple(asking.terms())
    benefits = tuple(asking.benefits())
    rules = (old.rules, new.rules)
    facts = tuple(name for name in {**old.rules.facts, **new.rules.facts} if _differs(name, *(one.facts for one in rules), said=said))
    standards = tuple(
        name for name in {**old.rules.standards, **new.rules.standards} if _differs(name, *(one.standards for one in rules), said=numbers)
    )
    return Comparison(old, new, as_of, terms, benefits, facts, tuple(sorted(asking.apart)), standards, asking.most_listed)


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
        readings = list(one.readings)
        taken = readings[number - 1]
        readings[number - 1] = replace(taken, condition=one.condition, name=None, weight=Weight.LIKELY)  # what was taken is now another
        return {**terms, term: replace(one, condition=taken.condition, readings=tuple(readings))}

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


class StrangersError(HuilaoError):
    """Two rule books were to be compared that have no ruleset in common: hardly two versions of one."""

    def __init__(self, old: Rulebook, new: Rulebook) -> None:
        before, after = ("、".join(sorted(book.rules.rulesets)) for book in (old, new))
        self.message = Text(
            f"两个规则库没有一个规则集同名（旧：{before}；新：{after}），不是同一规则库的两个版本；请核对文件夹，规则集的文件夹改过名的，先改成同名再比较",
            f"the rule books have no ruleset of the same name (old: {before}; new: {after}), so they are no two versions of one; check the "
            "folders, and where the folder of a ruleset was renamed, give both the same name first",
        )
        super().__init__(f"{self.message.zh} / {self.message.of('en')}")


class _Asking:
    """The questions about two versions."""

    def __init__(self, old: Rulebook, new: Rulebook, as_of: date) -> None:
        self.old, self.new, self.as_of = old, new, as_of
        self.facts, self.apart = joined(old.rules.facts, new.rules.facts)
        self.places = relevant_places(old.rules) | relevant_places(new.rules)
        self.stretches = stretches(as_of, old.rules, new.rules)
        self._searches: dict[date, Search] = {}
        self.most_listed = listed(old.rules, new.rules)
        self._background = f"{program('verify').hex()} {digest(dict(self.facts))} {sorted(self.places)} {self.most_listed}"

    def terms(self) -> Iterator[Difference]:
        """The terms that do not mean the same; a shared one once."""
        seen: set[tuple[str, str]] = set()
        for ruleset, old, new in _pairs(self.old.rules, self.new.rules):
            before, after = _terms(old), _terms(new)
            settled = _settled_otherwise(old, new)
            for name in {**before, **after}:
                places = (str(before[name].span) if name in before else "", str(after[name].span) if name in after else "")
                if name in settled or (places not in seen and before.get(name) != after.get(name)):
                    seen.add(places)
                    yield from self._differences(f"{ruleset}#{name}", ruleset, name, lambda one, name=name: _terms(one).get(name))

    def benefits(self) -> Iterator[Difference]:
        """The benefits that do not say the same, or not of the same people."""
        for ruleset, old, new in _pairs(self.old.rules, self.new.rules):
            for name in {**_benefits(old), **_benefits(new)}:
                about = name.partition("/")[2]
                yield from self._differences(name, ruleset, about, lambda one, name=name: _benefits(one).get(name))

    def _differences(self, name: str, ruleset: str, about: str, of: Callable[[Ruleset | None], Defined | None]) -> Iterator[Difference]:
        """How a definition differs, in all wordings in which it does; of a wording besides the first what is not told already."""
        asked: list[tuple[Side, Side, Anything]] = []
        found: list[Difference] = []
        for stretch in self.stretches:
            before, after = (book.on(stretch.day).rules for book in (self.old, self.new))
            old, new = (rules.rulesets.get(ruleset) for rules in (before, after))
            sides = (_side(of(old), old, before), _side(of(new), new, after))
            settled = tuple(_in_force(one, about) for one in (old, new))
            if any(sides == one[:2] and settled == one[2] and not _reread(sides, one[:2]) for one in asked):
                continue
            asked.append((*sides, settled))
            adopted = tuple(_adopted(book.rules.rulesets.get(ruleset), about) for book in (self.old, self.new))
            one = self._difference(name, stretch, sides, (old, new), (adopted[0], adopted[1]) if settled[0] != settled[1] else None)
            found += [] if one is None else [one]
        told: set[Effect] = set()
        for one in found:
            if one.open or not told.issuperset(one.effects):
                told.update(one.effects)
                yield one
        if found and not told and not any(one.open for one in found):
            yield found[0]

    def _difference(
        self,
        name: str,
        stretch: Stretch,
        sides: tuple[Side, Side],
        rulesets: tuple[Ruleset | None, Ruleset | None],
        adopted: tuple[Adopted | None, Adopted | None] | None,
    ) -> Difference | None:
        """How a definition differs in a wording, None where it does not."""
        (old_side, new_side), (old, new) = sides, rulesets
        before, after = old_side.defined, new_side.defined
        written = (*_written(before, after), *(() if old_side.line == new_side.line else ("combine",)))
        lessened = _lessened(before, old, after, new)
        reread = old_side.reread(new_side)
        if old_side == new_side and not written and not lessened and not reread and adopted is None:
            return None
        apart = self.apart & (old_side.facts.keys() | new_side.facts.keys())
        day, found = (stretch.day, _Found()) if apart else self._found(stretch, old_side, new_side, lessened=lessened, reread=reread)
        own = before is None or after is None or before.condition != after.condition
        terms = tuple(
            term for term in {**old_side.terms, **new_side.terms, **old_side.meanings, **new_side.meanings}
            if term and (old_side.terms.get(term), old_side.meanings.get(term)) != (new_side.terms.get(term), new_side.meanings.get(term))
        )  # fmt: skip
        shown = [one for one in found.changes if one.verdict is Verdict.REFUTED]
        if adopted is not None:
            someone = next((one.person for one in shown), None)
            shown.insert(0, Changed(Effect.ADOPTED, Verdict.REFUTED, someone))
        return Difference(
            name, before, after, written, terms, own, day, tuple(shown),
            tuple(one for one in found.levels if one.verdict is Verdict.REFUTED),
            bool(apart) or any(one.verdict is Verdict.UNKNOWN for one in (*found.changes, *found.levels)),
            None if stretch is self.stretches[0] else stretch, adopted,
        )  # fmt: skip

    def _found(self, stretch: Stretch, old: Side, new: Side, *, lessened: tuple[Effect, ...], reread: bool) -> tuple[date, _Found]:
        """What changes on the day of a stretch, or else on the first of some others of it on which anything does."""
        days = () if old == new and not lessened and not reread else _days(stretch.day, (*old.days, *new.days))
        for day in (day for day in days if stretch.first <= day <= stretch.last):
            found = self._on(day, old, new, lessened=lessened, reread=reread)
            if any(one.verdict is not Verdict.PROVED for one in (*found.changes, *found.levels)):
                return day, found
        return stretch.day, _Found()

    def _on(self, day: date, old: Side, new: Side, *, lessened: tuple[Effect, ...], reread: bool) -> _Found:
        bearing = (self._background, day, old.bearing, new.bearing, old.in_force(day), new.in_force(day))
        sides = versions(old, new, day)
        stops = (sides[1].why, *(one.stops if one else () for one in (old.benefit, new.benefit)))
        changed = () if old == new else remembered(digest((bearing, stops)), lambda: tuple(changes(self._search(day), *sides)))
        less = tuple(self._concerning(day, new, effect, bearing) for effect in lessened)
        changed = (*changed, *(self._doubts(day, old, new) if reread else ()))
        starts = tuple(one.starts for one in sides)
        if starts[0] != starts[1]:
            key = digest((*bearing, starts))
            changed += remembered(f"starts {key}", lambda: tuple(start_changes(self._search(day), *sides)))
        key = digest((*bearing, old.paying(day), new.paying(day)))
        if old.choosing(day) != new.choosing(day) or (old.choosing(day) is not None and old.paying(day) != new.paying(day)):
            chosen = digest(
                (
                    key,
                    old.choosing(day),
                    new.choosing(day),
                    tuple({name: _given(one) for name, one in side.beside.items()} for side in sides),
                )
            )
            changed += remembered(f"choices {chosen}", lambda: tuple(choice_changes(self._search(day), *sides)))
        if old.paying(day) == new.paying(day):
            return _Found((*less, *changed))
        paid = remembered(f"amounts {key}", lambda: tuple(amount_changes(self._search(day), *sides)))
        levels = remembered(f"levels {key}", lambda: tuple(level_changes(self._search(day), *sides)))
        return _Found((*less, *changed, *paid), levels)

    def _concerning(self, day: date, new: Side, effect: Effect, bearing: Anything) -> Changed:
        return remembered(f"{effect.value} {digest(bearing)}", lambda: (concerning(self._search(day), new.version(day), effect),))[0]

    def _doubts(self, day: date, old: Side, new: Side) -> tuple[Changed, ...]:
        key = digest((self._background, day, *((one.read_in, one.in_force(day)) for one in (old, new))))
        return remembered(f"doubts {key}", lambda: tuple(doubt_changes(self._search(day), old.ways(day), new.ways(day))))

    def _search(self, day: date) -> Search:
        if day not in self._searches:
            self._searches[day] = Search(Somebody(self.facts, day, self.places, self.most_listed or PLACES))
        return self._searches[day]


def _side(defined: Defined | None, ruleset: Ruleset | None, rules: Rules) -> Side:
    return Side(defined, None if defined is None else ruleset, rules)


def _reread(sides: tuple[Side, Side], others: tuple[Side, Side]) -> bool:
    return any(one.reread(other) for one, other in zip(sides, others, strict=True))


def _adopted(ruleset: Ruleset | None, about: str) -> Adopted | None:
    """What an office settled about a term or a benefit, for whenever."""
    return next((one for one in ruleset.adopted if one.about == about), None) if ruleset else None


def _in_force(ruleset: Ruleset | None, about: str) -> tuple[str | None] | None:
    """The reading that counts in a wording because an office settled it."""
    one = _adopted(ruleset, about)
    return None if one is None else (one.reading,)


def _settled_otherwise(old: Ruleset | None, new: Ruleset | None) -> set[str]:
    """The terms and benefits of which an office settled the reading, not from the same day or not the same one."""
    sides = [{one.about: (one.reading, one.since) for one in ruleset.adopted} if ruleset else {} for ruleset in (old, new)]
    return {about for about in sides[0].keys() | sides[1].keys() if sides[0].get(about) != sides[1].get(about)}


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
    names = [field.name for field in fields(before) if field.compare and field.name not in UNSAID]  # else it follows from the others
    return tuple(name for name in names if getattr(before, name) != getattr(after, name))


def _lessened(before: Defined | None, old: Ruleset | None, after: Defined | None, new: Ruleset | None) -> tuple[Effect, ...]:
    """What is less for whoever has a benefit: it is less binding than it was, or its document is a draft now; fewer can have it."""
    if not isinstance(before, Benefit) or not isinstance(after, Benefit) or old is None or new is None:
        return ()
    order = list(Force)
    draft = old.document.status is not Status.DRAFT and new.document.status is Status.DRAFT
    weaker = draft or order.index(after.force) > order.index(before.force)
    return (*((Effect.WEAKER,) if weaker else ()), *((Effect.FEWER,) if _fewer(before.quota, after.quota) else ()))


def _fewer(before: Quota | None, after: Quota | None) -> bool:
    """Whether a quota is new or smaller, or counted by something else, so that it cannot be compared."""
    return after is not None and (before is None or after.number < before.number or after.each is not before.each)


def _given(version: Version) -> Anything:
    """What a version of another benefit says."""
    scope = version.situation.scope
    return (
        version.condition,
        version.benefit and (version.benefit.pays, version.benefit.levels),
        dict(scope.terms),
        dict(scope.quantities),
        dict(scope.standards),
        scope.place,
        scope.age_reached,
    )


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
