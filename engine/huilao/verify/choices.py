"""Where one of several benefits is paid: who is put out by an edit, by the definition of `language/combine.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import assert_never

from ..language.combine import standings
from ..language.interval import NOUGHT
from ..language.known import Person
from ..language.policy import ChooseBy
from ..language.truth import Truth
from .amounts import NOTHING, Rate, rate
from .change import Both, Changed, Effect, Version
from .encoding import Encoder
from .formulas import FALSE, TRUE, Formula, every, opposite, some
from .search import Search


class Choosing:
    """The choice in which a benefit takes part, or none, for whoever surely has the benefit."""

    def __init__(self, search: Search, version: Version) -> None:
        self.version = version
        taking = {} if version.benefit is None else {**version.beside, version.benefit.full_name: version}
        encoders = {name: Encoder(search.somebody, one.situation) for name, one in taking.items()}
        self._has = {name: encoders[name].pair(one.condition) for name, one in taking.items()}
        self._rates = {name: _rate(encoders[name], one) for name, one in taking.items()}
        self.mine = version.benefit.full_name if version.benefit else ""
        self.line = version.line.benefits if version.line else ()
        self.others = tuple(name for name in self.line if name != self.mine)

    def has(self, name: str) -> Formula:
        """When somebody surely has one of them."""
        return self._has[name].yes if name in self._has else FALSE

    def may_have(self, name: str) -> Formula:
        """When it is not sure that somebody has it not."""
        return opposite(self._has[name].no) if name in self._has else FALSE

    @property
    def stands(self) -> Formula:
        """When the benefit surely stands."""
        if self.version.line is None:
            return TRUE
        match self.version.line.by:
            case ChooseBy.HIGHEST:
                return every(some((opposite(self.may_have(one)), self._beats(self.mine, one))) for one in self.others)
            case ChooseBy.FIRST:
                return every(opposite(self.may_have(one)) for one in self._before)
            case ChooseBy.PERSON:
                return TRUE
            case _:
                assert_never(self.version.line.by)

    def out_by(self, name: str) -> Formula:
        """When the benefit surely is put out by another one."""
        if self.version.line is None:
            return FALSE
        match self.version.line.by:
            case ChooseBy.HIGHEST:
                return every((self.has(name), self._beats(name, self.mine)))
            case ChooseBy.FIRST:
                return self.has(name) if name in self._before else FALSE
            case ChooseBy.PERSON:
                return FALSE
            case _:
                assert_never(self.version.line.by)

    def paid(self, name: str) -> Rate:
        """What one of them pays."""
        return self._rates[name]

    @property
    def _before(self) -> tuple[str, ...]:
        return self.line[: self.line.index(self.mine)]

    def _beats(self, one: str, other: str) -> Formula:
        """Whether one surely pays more than another, or as much and is written first; of the other the most that it may pay."""
        low, high = self.paid(one).least, self.paid(other).most
        first = self.line.index(one) < self.line.index(other)
        return every((opposite(low.open), opposite(high.open), low.value >= high.value if first else low.value > high.value))


def _rate(encoder: Encoder, version: Version) -> Rate:
    return NOTHING if version.benefit is None else rate(encoder, version.benefit)


def choice_changes(search: Search, old: Version, new: Version) -> Iterator[Changed]:
    """Who had a benefit and was paid it, and is put out of it now by another one; and the other way round."""
    if old.benefit is None or new.benefit is None:
        return
    both = Both(search, old, new)
    was, now = Choosing(search, old), Choosing(search, new)
    paid = {other: every((both.has, was.stands, now.out_by(other))) for other in now.others}
    hurt = {other: _hurting(was, now, other) for other in now.others}
    back = some(every((both.has, was.out_by(other), now.stands)) for other in was.others)
    claims: dict[Effect, tuple[Formula, Callable[[Person], bool]]] = {
        Effect.PUT_OUT: (some(every((paid[other], hurt[other])) for other in paid), lambda one: _put_out(old, new, one) is Effect.PUT_OUT),
        Effect.OTHER_STANDS: (
            every((some(paid.values()), *(opposite(every((paid[other], hurt[other]))) for other in paid))),
            lambda one: _put_out(old, new, one) is Effect.OTHER_STANDS,
        ),
        Effect.STANDS: (back, lambda one: (_stands(old, one), _stands(new, one)) == (Truth.NO, Truth.YES)),
    }
    for effect, (formula, fits) in claims.items():

        def replay(person: Person, fits: Callable[[Person], bool] = fits) -> bool:
            return both.have(person) and fits(person)

        answer = search.plainest(every((both.has, formula)), replay)
        shown = answer.person
        yield Changed(effect, answer.verdict, shown, other="" if shown is None else _other(old, new, effect, shown))


def choice_change(old: Version, new: Version, person: Person) -> Effect | None:
    """What another choice does to somebody who surely has the benefit in both versions."""
    found = _put_out(old, new, person)
    back = (_stands(old, person), _stands(new, person)) == (Truth.NO, Truth.YES)
    return Effect.STANDS if back else found


def _hurting(was: Choosing, now: Choosing, other: str) -> Formula:
    """That it hurts to be put out by another one: that may have been paid beside it, or pays less, or for something else."""
    beside = FALSE if other in was.others else was.may_have(other)
    if _other_per(was.version, now.version, other):
        return TRUE
    less = now.paid(other).least.value < was.paid(was.mine).least.value
    return some((beside, less))


def _put_out(old: Version, new: Version, person: Person) -> Effect | None:
    """Whether somebody was paid a benefit and is put out of it, and whether that hurts."""
    if _stands(old, person) is not Truth.YES or _stands(new, person) is not Truth.NO:
        return None
    assert new.line is not None
    assert new.benefit is not None
    others = [name for name in new.line.benefits if name != new.benefit.full_name and _puts_out(new, name, person)]
    return Effect.PUT_OUT if any(_hurts(old, new, name, person) for name in others) else Effect.OTHER_STANDS


def _puts_out(new: Version, name: str, person: Person) -> bool:
    """Whether another one alone would put the benefit out."""
    assert new.line is not None
    mine, other = new.member(person), new.beside[name].member(person)
    if mine is None or other is None:
        return False
    return standings(new.line, {one.benefit: one for one in (mine, other)})[mine.benefit].truth is Truth.NO


def _hurts(old: Version, new: Version, other: str, person: Person) -> bool:
    if _other_per(old, new, other):
        return True
    alone = old.line is None or other not in old.line.benefits
    if alone and other in old.beside and old.beside[other].truth(person) is not Truth.NO:
        return True
    return (new.beside[other].amount(person).low or NOUGHT) < (old.amount(person).low or NOUGHT)


def _other_per(old: Version, new: Version, other: str) -> bool:
    return old.per is not new.beside[other].per


def _stands(version: Version, person: Person) -> Truth:
    found = version.standing(person)
    return Truth.YES if found is None else found.truth


def _other(old: Version, new: Version, effect: Effect, person: Person) -> str:
    """The one on account of which the benefit is, or was, out."""
    found = (old if effect is Effect.STANDS else new).standing(person)
    return found.settled_by[0] if found and found.settled_by else ""
