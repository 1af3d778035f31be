"""For whom an edit makes an answer hang on a reading that an office could well hold, and for whom it settles that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from ..language.condition import Condition
from ..language.doubt import reading, sentences_of, ways_of
from ..language.known import Person
from ..language.meaning import truth_of
from ..language.policy import Benefit, DefinedTerm
from ..language.scope import Situation
from ..language.truth import Truth
from .change import Changed, Effect
from .encoding import Encoder
from .formulas import Formula, every, opposite, some
from .search import Search, Verdict
from .versions import known_to

MOST = 2_500
"""Ways to read a sentence that the solver is given; of one that has more nothing is decided."""


@dataclass(frozen=True, slots=True)
class Ways:
    """The ways to read a benefit or a term that an office could well hold, what is taken first; none of what a version does not
    have.
    """

    each: tuple[tuple[Condition, Situation], ...] = ()

    @staticmethod
    def of(read: Benefit | DefinedTerm, situation: Situation) -> Ways:
        """The ways, in a situation whose terms have their likely readings alone, as `read` has."""
        sentences, scope = sentences_of(read), situation.scope
        ways = islice(ways_of(read, scope), MOST + 1)
        return Ways(tuple((sentences[own], replace(situation, scope=reading(scope, taken))) for own, taken in ways))

    def truths(self, person: Person) -> list[Truth]:
        """The truth in each way."""
        return [truth_of(one, known_to(person, situation.scope.facts), situation) for one, situation in self.each]

    def doubtful(self, person: Person) -> bool:
        """Whether it is so in one way and not in another."""
        return {Truth.YES, Truth.NO} <= set(self.truths(person))

    def taken(self, person: Person) -> Truth:
        """The truth as it is taken."""
        return next(iter(self.truths(person)), Truth.NO)


def doubt_changes(search: Search, old: Ways, new: Ways) -> Iterator[Changed]:
    """Whether it comes to hang on a reading for anybody, and whether it does so no more."""
    if max(len(old.each), len(new.each)) > MOST:
        yield from (Changed(effect, Verdict.UNKNOWN) for effect in (Effect.DEPENDS, Effect.SETTLED))
        return
    before, after = (_doubtful(search, one) for one in (old, new))
    for effect, formula, was in (
        (Effect.DEPENDS, every((opposite(before), after)), False),
        (Effect.SETTLED, every((before, opposite(after))), True),
    ):

        def replay(person: Person, was: bool = was) -> bool:
            return old.doubtful(person) is was and new.doubtful(person) is not was

        answer = search.plainest(formula, replay)
        if answer.person is None:
            yield Changed(effect, answer.verdict)
        else:
            yield Changed(effect, answer.verdict, answer.person, old.taken(answer.person), new.taken(answer.person))


def _doubtful(search: Search, ways: Ways) -> Formula:
    pairs = [Encoder(search.somebody, situation).pair(one) for one, situation in ways.each]
    return every((some([pair.yes for pair in pairs]), some([pair.no for pair in pairs])))
