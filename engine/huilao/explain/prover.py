"""Proofs, by one Python function for each condition, made when the condition is first proved.

The function makes the proofs of the parts, innermost first, each in a variable. The proof of a test depends on the
known value alone, so it is kept and shared by all people with that value; all else is made anew. The source of the
function has only names that are made here; conditions and facts stand in its namespace, so no text of a rule file is
ever run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any as Anything
from typing import assert_never

from ..answers.proof import Proof
from ..language.condition import About, All, Any, Condition, Count, Not, Operator, Term, Test
from ..language.facts import FactType, Vocabulary
from ..language.meaning import Person, Situation, count_truth, test_truth, value_of
from ..language.policy import AgeReached, DefinedTerm
from ..language.truth import Truth

KEPT = 256
"""Proofs of one test that are kept."""


class View:
    """A person in a situation: facts as given and worked out, and the terms that have been proved."""

    __slots__ = ("facts", "person", "situation", "terms")

    def __init__(self, person: Person, situation: Situation) -> None:
        self.person = person
        self.situation = situation
        self.facts = _Facts(person, situation)
        self.terms: dict[str, Proof] = {}


Prove = Callable[[View], Proof]


class _Facts(dict[str, Anything]):
    """What is known of each fact; None where it is unknown."""

    __slots__ = ("situation",)

    def __init__(self, person: Person, situation: Situation) -> None:
        super().__init__(person)
        self.situation = situation

    def __missing__(self, fact: str) -> Anything:
        value = self[fact] = value_of(fact, self, self.situation)
        return value


class _Kept(dict[Anything, Proof]):
    """The proofs of one test by the value; where its truth is one of the day too, by value and day."""

    __slots__ = ("make",)

    def __init__(self, make: Callable[[Anything], Proof]) -> None:
        self.make = make

    def __missing__(self, key: Anything) -> Proof:
        if len(self) >= KEPT:
            self.clear()
        proof = self[key] = self.make(key)
        return proof


class Prover:
    """Proves conditions in one ruleset's words. Threads may share it."""

    def __init__(self, terms: Mapping[str, DefinedTerm], facts: Vocabulary, place: str, age_reached: AgeReached) -> None:
        self.conditions = {name: term.condition for name, term in terms.items()}
        self.timeless = Situation(date.min, place, self.conditions, facts, age_reached)
        self._situation = self.timeless
        self._provers: dict[int, Prove] = {}

    def view(self, person: Person, as_of: date) -> View:
        """A person on a day, to be proved things about."""
        return View(person, self.situation(as_of))

    def prove(self, condition: Condition, view: View) -> Proof:
        """The proof of a condition for the person of a view."""
        prove = self._provers.get(id(condition))
        if prove is None:  # the function holds the condition, so its id stays its own
            prove = self._provers[id(condition)] = _Writer(self).function(condition)
        return prove(view)

    def term(self, name: str, view: View) -> Proof:
        """The proof of a term's condition, made once for a view."""
        proof = view.terms.get(name)
        if proof is None:
            proof = view.terms[name] = self.prove(self.conditions[name], view)
        return proof

    def situation(self, day: date) -> Situation:
        """The ruleset's situation on a day; the last one is kept, and one for what has nothing to do with the day."""
        if day == date.min:
            return self.timeless
        situation = self._situation
        if situation.as_of != day:
            situation = self._situation = replace(self.timeless, as_of=day)
        return situation


class _Writer:
    """Writes the function that proves a condition."""

    def __init__(self, prover: Prover) -> None:
        self.prover = prover
        self.lines: list[str] = []
        self.shared: dict[tuple[str, str], str] = {}
        self.space: dict[str, Anything] = {
            "Proof": Proof, "new": object.__new__, "View": View, "NO": Truth.NO, "UNKNOWN": Truth.UNKNOWN, "YES": Truth.YES,
            "term": prover.term, "count": _count,
        }  # fmt: skip

    def function(self, condition: Condition) -> Prove:
        """The proof of a condition as a function of a view."""
        result = self.proof(condition)
        body = "".join(f"    {line}\n" for line in ("facts, terms = view.facts, view.terms", *self.lines, f"return {result}"))
        exec(compile(f"def prove(view):\n{body}", "<rules>", "exec"), self.space)  # noqa: S102  # our own names only
        return self.space["prove"]

    def proof(self, condition: Condition) -> str:
        """A variable that holds the proof of a condition."""
        match condition:
            case All(parts):
                return self.joined(condition, parts, "NO", "YES")
            case Any(parts):
                return self.joined(condition, parts, "YES", "NO")
            case Not(part):
                proof = self.proof(part)
                return self.made(condition, f"~{proof}.truth", [proof])
            case Count(at_least, at_most, parts):
                proofs = [self.proof(part) for part in parts]
                return self.made(condition, f"count({at_least}, {at_most}, {_tuple(proofs)})", proofs)
            case Test():
                return self.test(condition)
            case Term(name):
                known = self.constant(name)
                proof = self.once(("term", name), f"terms.get({known}) or term({known}, view)")
                return self.made(condition, f"{proof}.truth", [proof])
            case About(fact, part):
                inner = self.constant(_Writer(self.prover).function(part))
                proof = self.variable(f"{inner}(View(facts[{self.constant(fact)}] or {{}}, view.situation))")
                return self.made(condition, f"{proof}.truth", [proof])
            case _:
                assert_never(condition)

    def joined(self, condition: Condition, parts: tuple[Condition, ...], settling: str, otherwise: str) -> str:
        """`all` is settled by one NO, `any` by one YES."""
        proofs = [self.proof(part) for part in parts]
        settled = " or ".join(f"{proof}.truth is {settling}" for proof in proofs) or "False"
        open_ = " or ".join(f"{proof}.truth is UNKNOWN" for proof in proofs) or "False"
        return self.made(condition, f"{settling} if {settled} else UNKNOWN if {open_} else {otherwise}", proofs)

    def test(self, test: Test) -> str:
        """The kept proof for the value."""
        fact = self.prover.timeless.facts[test.fact]
        value = self.once(("fact", test.fact), f"facts[{self.constant(test.fact)}]")

        def prove(value: Anything, day: date = date.min) -> Proof:
            return Proof(test, test_truth(test, value, self.prover.situation(day)), (), value)

        if test.operator is Operator.FOR_AT_LEAST:
            key = f"{value}, view.situation.as_of"
            kept = _Kept(lambda key: prove(*key))
        elif fact.type is FactType.NUMBER and fact.derived_from is None:
            key = self.once(("text", test.fact), f"str({value})")  # 1 and 1.0 are equal, but are shown differently
            kept = _Kept(lambda text: prove(None if text == "None" else Decimal(text)))
        else:
            key = value
            kept = _Kept(prove)
        return self.variable(f"{self.constant(kept)}[{key}]")

    def made(self, condition: Condition, truth: str, parts: list[str]) -> str:
        """A variable that holds a new proof; it is filled here, since a call of `__init__` takes as long as all the rest."""
        proof = self.variable("new(Proof)")
        filled = {"condition": self.constant(condition), "truth": truth, "parts": _tuple(parts), "value": "None"}
        self.lines += [f"{proof}.{slot} = {value}" for slot, value in filled.items()]
        return proof

    def once(self, key: tuple[str, str], expression: str) -> str:
        """A variable that is made once."""
        if key not in self.shared:
            self.shared[key] = self.variable(expression)
        return self.shared[key]

    def variable(self, expression: str) -> str:
        """A variable that holds this."""
        name = f"v{len(self.lines)}"
        self.lines.append(f"{name} = {expression}")
        return name

    def constant(self, value: Anything) -> str:
        """A name for a constant in the namespace."""
        name = f"k{len(self.space)}"
        self.space[name] = value
        return name


def _tuple(parts: list[str]) -> str:
    return f"({', '.join(parts)},)" if parts else "()"


def _count(at_least: int | None, at_most: int | None, parts: tuple[Proof, ...]) -> Truth:
    truths = [part.truth for part in parts]
    return count_truth(truths.count(Truth.YES), truths.count(Truth.UNKNOWN), at_least, at_most)
