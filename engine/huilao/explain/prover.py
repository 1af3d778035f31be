"""Proofs, by closures that are made once for a ruleset.

A closure returns the same proof object for the same values again, as far as its small cache goes: most people share
most of their proofs, and making objects is what costs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any as Anything
from typing import assert_never

from ..condition import About, All, Any, Condition, Count, Not, Operator, Term, Test
from ..meaning import Person, Situation, count_truth, test_truth, value_of
from ..policy import AgeReached, DefinedTerm
from ..facts import Vocabulary
from ..proof import Proof
from ..truth import Truth

CACHED = 64
"""Proofs that one closure keeps."""

NO, UNKNOWN, YES = Truth.NO, Truth.UNKNOWN, Truth.YES


class View:
    """A person in a situation: facts as given and worked out, and the terms that have been proved."""

    __slots__ = ("memo", "person", "situation", "values")

    def __init__(self, person: Person, situation: Situation) -> None:
        self.person = person
        self.situation = situation
        self.memo: dict[str, Proof] = {}
        self.values: dict[str, Anything] = dict(person)


Prove = Callable[[View], Proof]


class Prover:
    """Proves conditions in one ruleset's words."""

    def __init__(self, terms: Mapping[str, DefinedTerm], facts: Vocabulary, place: str, age_reached: AgeReached) -> None:
        self.terms = terms
        self.facts = facts
        self.place = place
        self.age_reached = age_reached
        self._term_provers: dict[str, Prove] = {}
        self._provers: dict[int, tuple[Condition, Prove]] = {}

    def view(self, person: Person, as_of: date) -> View:
        """A person on a day, to be proved things about."""
        situation = Situation(as_of, self.place, {name: term.condition for name, term in self.terms.items()}, self.facts, self.age_reached)
        return View(person, situation)

    def prove(self, condition: Condition, view: View) -> Proof:
        """The proof of a condition for the person of a view."""
        kept = self._provers.get(id(condition))
        if kept is None:
            kept = self._provers[id(condition)] = (condition, self._compile(condition))
        return kept[1](view)

    def _compile(self, condition: Condition) -> Prove:
        match condition:
            case All(parts):
                return self._joined(condition, parts, NO, YES)
            case Any(parts):
                return self._joined(condition, parts, YES, NO)
            case Not(part):
                return self._single(condition, self._compile(part), lambda truth: ~truth)
            case Count():
                return self._count(condition)
            case Test():
                return self._test(condition)
            case Term(name):
                return self._term(condition, name)
            case About(fact, part):
                return self._about(condition, fact, self._compile(part))
            case _:
                assert_never(condition)

    def _joined(self, condition: Condition, parts: tuple[Condition, ...], settling: Truth, otherwise: Truth) -> Prove:
        """`all` is settled by one NO, `any` by one YES."""
        provers = tuple(self._compile(part) for part in parts)
        cache: dict[tuple[Proof, ...], Proof] = {}

        def prove(view: View) -> Proof:
            proofs = tuple([part(view) for part in provers])
            proof = cache.get(proofs)
            if proof is None:
                truths = {part.truth for part in proofs}
                truth = settling if settling in truths else UNKNOWN if UNKNOWN in truths else otherwise
                proof = Proof(condition, truth, proofs)
                if len(cache) < CACHED:
                    cache[proofs] = proof
            return proof

        return prove

    def _single(self, condition: Condition, prover: Prove, truth: Callable[[Truth], Truth]) -> Prove:
        cache: dict[Proof, Proof] = {}

        def prove(view: View) -> Proof:
            part = prover(view)
            proof = cache.get(part)
            if proof is None:
                proof = Proof(condition, truth(part.truth), (part,))
                if len(cache) < CACHED:
                    cache[part] = proof
            return proof

        return prove

    def _count(self, condition: Count) -> Prove:
        provers = tuple(self._compile(part) for part in condition.parts)

        def prove(view: View) -> Proof:
            proofs = tuple([part(view) for part in provers])
            truths = [part.truth for part in proofs]
            truth = count_truth(truths.count(YES), truths.count(UNKNOWN), condition.at_least, condition.at_most)
            return Proof(condition, truth, proofs)

        return prove

    def _test(self, condition: Test) -> Prove:
        fact = condition.fact
        derived = self.facts[fact].derived_from is not None
        dated = condition.operator is Operator.FOR_AT_LEAST  # its truth depends on the day, not on the value alone
        cache: dict[Anything, Proof] = {}

        def prove(view: View) -> Proof:
            values = view.values
            if derived and fact not in values:
                values[fact] = value_of(fact, view.person, view.situation)
            value = values.get(fact)
            proof = cache.get(value)
            if proof is None:
                proof = Proof(condition, test_truth(condition, value, view.situation), (), value)
                if not dated and len(cache) < CACHED:
                    cache[value] = proof
            return proof

        return prove

    def _term(self, condition: Condition, name: str) -> Prove:
        def term(view: View) -> Proof:
            proof = view.memo.get(name)
            if proof is None:
                prover = self._term_provers.get(name)
                if prover is None:
                    prover = self._term_provers[name] = self._compile(self.terms[name].condition)
                proof = view.memo[name] = prover(view)
            return proof

        return self._single(condition, term, lambda truth: truth)

    def _about(self, condition: Condition, fact: str, prover: Prove) -> Prove:
        def prove(view: View) -> Proof:
            part = prover(View(view.person.get(fact) or {}, view.situation))
            return Proof(condition, part.truth, (part,))

        return prove
