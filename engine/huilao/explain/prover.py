"""Proofs, by one Python function for each condition and quantity, made when it is first asked for.

The function makes the proofs of the parts, innermost first, each in a variable. What depends on one fact alone is kept and
shared by all people of whom the same is known; of a number, an age or a time, of which there are many, what is measured is
kept, and the truths of the tests by it. All else is made anew.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any as Anything
from typing import Generic, NamedTuple, TypeVar, assert_never

from ..answers.proof import Measured, Portion, Portions, Proof
from ..code import Code
from ..language.condition import About, All, Any, Compare, Condition, Count, EntitledTo, Has, Inside, Node, Not, OneOf, Order, Term
from ..language.facts import FactType
from ..language.interval import NOUGHT, Interval, compare, hull, largest, minus, plus, point, rounded, smallest, times
from ..language.known import Person, about, listed
from ..language.meaning import Lookup, count_truth, in_all, measure, people_of, share, share_of, some, truth_of
from ..language.policy import Benefit, Ruleset
from ..language.quantity import (
    BIRTH,
    Age,
    Branch,
    Constant,
    Day,
    Elapsed,
    First,
    Largest,
    Minus,
    Named,
    Number,
    Plus,
    Quantity,
    Rank,
    Round,
    Smallest,
    Standard,
    Sum,
    Times,
)
from ..language.scope import Scope, Situation
from ..language.standards import PlaceOf
from ..language.truth import Truth

KEPT = 256
"""Proofs of one test, and measurements of one quantity, that are kept; a full table is emptied."""
KEPT_NUMBERS = 4_096
"""Numbers, ages and times since a date that are kept likewise: of one rule book there are few tables of them."""

T = TypeVar("T")


class View:
    """A person in a situation, and what has been worked out of them."""

    __slots__ = ("elsewhere", "named", "others", "person", "situation", "terms")

    def __init__(self, person: Person, situation: Situation) -> None:
        self.person = person
        self.situation = situation
        self.terms: dict[str, Proof] = {}
        self.named: dict[str, Measured] = {}
        self.others: dict[str, View] = {}
        self.elsewhere: dict[str, View] = {}

    def other(self, who: str) -> View:
        """The person whom a path names or lists, of whom nothing is known where nobody is named; herself by nothing."""
        if who not in self.others:
            self.others[who] = View(about(self.person, who), self.situation) if who else self
        return self.others[who]

    def there(self, ruleset: str, scope: Scope) -> View:
        """The person as another ruleset of the book sees them."""
        if ruleset not in self.elsewhere:
            self.elsewhere[ruleset] = View(self.person, scope.on(self.situation.as_of))
        return self.elsewhere[ruleset]


Prove = Callable[[View], Proof]
Measure = Callable[[View], Measured]


class _Kept(dict[Anything, T], Generic[T]):
    """What was made of one node, by what is known of its facts, and by the day where that matters."""

    __slots__ = ("make", "most")

    def __init__(self, make: Callable[[Anything, Situation], T], most: int = KEPT) -> None:
        self.make = make
        self.most = most

    def of(self, key: Anything, known: Anything, view: View) -> T:
        """What is made of what is known."""
        if len(self) >= self.most:
            self.clear()
        made = self[key] = self.make(known, view.situation)
        return made


class _Truths(dict[Anything, Truth]):
    """The truths of a comparison with a constant, by the key of what is beside it."""

    __slots__ = ("order", "right")

    def __init__(self, order: Order, right: Interval) -> None:
        self.order = order
        self.right = right

    def of(self, key: Anything, left: Measured) -> Truth:
        """The truth beside what was measured."""
        if len(self) >= KEPT_NUMBERS:
            self.clear()
        truth = self[key] = compare(left.interval, self.order, self.right)
        return truth


class _Shared(NamedTuple):
    """What a number, an age or a time is, and a key that those share which compare alike and that is compared faster."""

    measured: Measured
    key: Anything


Plain = Number | Age | Elapsed
"""What is measured of one fact, and has more values than proofs are to be kept of."""


class Prover:
    """Proves conditions and measures quantities in one scope. Threads may share it."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self._situation = scope.on(date.min)
        self._written: dict[int, tuple[Node | Sequence[Condition], Callable[[View], Anything]]] = {}
        """The functions by the identity of what they are of, which is held beside them so that its identity stays its own."""
        self._shared: dict[Plain, _Kept[_Shared]] = {}
        self._elsewhere: dict[str, Prover] = {}

    def situation(self, day: date) -> Situation:
        """The scope on a day; the last one is kept."""
        situation = self._situation
        if situation.as_of != day:
            situation = self._situation = self.scope.on(day)
        return situation

    def view(self, person: Person, day: date) -> View:
        """A person on a day, to be proved things about."""
        return View(person, self.situation(day))

    def prove(self, condition: Condition, view: View) -> Proof:
        """The proof of a condition for the person of a view; its truth is that of `meaning.truth_of`."""
        written = self._written.get(id(condition))
        if written is None:
            written = self._written[id(condition)] = (condition, _Writer(self).proving(condition))
        return written[1](view)

    def prove_all(self, conditions: Sequence[Condition], view: View) -> list[Proof]:
        """The proofs of conditions that are always asked for together (as one object): what they have in common is looked up once, so
        that it takes a quarter less than to prove one after the other.
        """
        written = self._written.get(id(conditions))
        if written is None:
            written = self._written[id(conditions)] = (conditions, _Writer(self).proving_all(conditions))
        return written[1](view)

    def measure(self, quantity: Quantity, view: View) -> Measured:
        """What a quantity is for the person of a view, and why; its interval is that of `meaning.measure`."""
        written = self._written.get(id(quantity))
        if written is None:
            written = self._written[id(quantity)] = (quantity, _Writer(self).measuring(quantity))
        return written[1](view)

    def shared(self, quantity: Plain) -> _Kept[_Shared]:
        """What a number, an age or a time is, by what is known of its fact and by the day; shared by all who write it."""
        fact = fact_of(quantity)

        def make(known: Anything, situation: Situation) -> _Shared:
            measured = _plainly(quantity, situation, {fact: known}, known)
            ends = tuple(None if end is None else int(end) if end.denominator == 1 else str(end) for end in measured.interval)
            return _Shared(measured, ends)

        return self._shared.setdefault(quantity, _Kept(make, KEPT_NUMBERS))

    def promise(self, condition: EntitledTo) -> Prove:
        """The proof that somebody has one benefit, as a function of a view."""
        (name,) = condition.benefits
        benefit, ruleset, there = self.scope.promise(name)
        if name in self.scope.unsure:
            return lambda _: Proof(condition, Truth.UNKNOWN)
        return _Promise(condition, benefit, ruleset, self._elsewhere.setdefault(ruleset.name, Prover(there))).prove

    def term(self, name: str, view: View) -> Proof:
        """The proof of a term's condition, made once for a view."""
        proof = view.terms.get(name)
        if proof is None:
            proof = view.terms[name] = self.prove(self.scope.terms[name].condition, view)
        return proof

    def named(self, name: str, view: View) -> Measured:
        """What a named quantity's own is, worked out once for a view."""
        measured = view.named.get(name)
        if measured is None:
            measured = view.named[name] = self.measure(self.scope.quantities[name].value, view)
        return measured


class _Writer:
    """Writes the function that proves a condition or measures a quantity."""

    def __init__(self, prover: Prover) -> None:
        self.prover = prover
        self.scope = prover.scope
        self.code = Code(
            Proof=Proof, Measured=Measured, new=object.__new__, NO=Truth.NO, UNKNOWN=Truth.UNKNOWN, YES=Truth.YES,
            term=prover.term, named=prover.named, count=_count, compare=compare, first=_first, text=str,
            summed=_summed, one_of_them=_one_of_them, plus=plus, minus=minus, times=times, smallest=smallest, largest=largest, rounded=rounded,
        )  # fmt: skip
        self.code.lines += ["person, terms, day = view.person, view.terms, view.situation.as_of", "known = person.get"]

    def proving(self, condition: Condition) -> Prove:
        """The proof of a condition as a function of a view."""
        return self.code.function("view", self.proof(condition))

    def proving_all(self, conditions: Sequence[Condition]) -> Callable[[View], list[Proof]]:
        """The proofs of several conditions as a function of a view."""
        return self.code.function("view", f"[{', '.join(map(self.proof, conditions))}]")

    def measuring(self, quantity: Quantity) -> Measure:
        """The measurement of a quantity as a function of a view."""
        return self.code.function("view", self.measured(quantity))

    # -- conditions ------------------------------------------------------------------------------------------------------

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
            case Compare(left, order, right):
                return self.comparison(condition, left, right, order)
            case OneOf(fact) | Has(fact) | Inside(fact):
                return self.kept(fact, lambda known, at: Proof(condition, truth_of(condition, {fact: known}, at), (), known))
            case Term(name):
                known = self.code.constant(name)
                proof = self.code.once(("term", name), f"terms.get({known}) or term({known}, view)")
                return self.made(condition, f"{proof}.truth", [proof])
            case About(fact, part):
                inner = self.code.constant(_Writer(self.prover).proving(part))
                proof = self.code.variable(f"{inner}(view.other({self.code.constant(fact)}))")
                return self.made(condition, f"{proof}.truth", [proof])
            case EntitledTo((_,)):
                return self.code.variable(f"{self.code.constant(self.prover.promise(condition))}(view)")
            case EntitledTo(benefits):
                promises = self.code.constant(tuple(self.prover.promise(EntitledTo((name,), condition.span)) for name in benefits))
                return self.code.variable(f"one_of_them({self.code.constant(condition)}, {promises}, view)")
            case _:
                assert_never(condition)

    def joined(self, condition: Condition, parts: tuple[Condition, ...], settling: str, otherwise: str) -> str:
        """`all` is settled by one NO, `any` by one YES."""
        proofs = [self.proof(part) for part in parts]
        settled = " or ".join(f"{proof}.truth is {settling}" for proof in proofs) or "False"
        open_ = " or ".join(f"{proof}.truth is UNKNOWN" for proof in proofs) or "False"
        return self.made(condition, f"{settling} if {settled} else UNKNOWN if {open_} else {otherwise}", proofs)

    def comparison(self, condition: Compare, left: Quantity, right: Quantity, order: Order) -> str:
        """The proof of a comparison: kept where a day or a rank is set beside a constant, else a new one."""
        constant = _constant(right, self.prover.situation(date.min))
        if (
            constant is None
            or not isinstance(left, Number | Age | Elapsed | Day | Rank)
            or _constant(left, self.prover.situation(date.min))
        ):
            return self.compared(condition, [self.measured(left), self.measured(right)], self.code.constant(order))
        if isinstance(left, Number | Age | Elapsed):
            found, beside = self.shared(left), self.code.constant(constant)
            key, truths = f"{found}.key", self.code.constant(_Truths(order, constant.interval))
            truth = f"{truths}[{key}] if {key} in {truths} else {truths}.of({key}, {found}.measured)"
            return self.made(condition, truth, [], f"({found}.measured, {beside})")
        fact = left.fact

        def make(known: Anything, situation: Situation) -> Proof:
            measured = _plainly(left, situation, {fact: known}, known)
            return Proof(condition, compare(measured.interval, order, constant.interval), (), (measured, constant))

        return self.kept(fact, make)

    def compared(self, condition: Compare, sides: list[str], order: str) -> str:
        """A variable that holds the proof of two sides."""
        left, right = sides
        return self.made(condition, f"compare({left}.interval, {order}, {right}.interval)", [], f"({left}, {right})")

    def made(self, condition: Condition, truth: str, parts: list[str], value: str = "None") -> str:
        """A variable that holds a new proof; it is filled here, since a call of `__init__` takes as long as all the rest."""
        proof = self.code.variable("new(Proof)")
        filled = {"condition": self.code.constant(condition), "truth": truth, "parts": _tuple(parts), "value": value}
        self.code.lines += [f"{proof}.{slot} = {one}" for slot, one in filled.items()]
        return proof

    # -- quantities ------------------------------------------------------------------------------------------------------

    def measured(self, quantity: Quantity) -> str:
        """A variable that holds the measurement of a quantity."""
        match quantity:
            case Constant():
                return self.code.constant(_constant(quantity, self.prover.situation(date.min)))
            case Number() | Age() | Elapsed():
                return self.code.variable(f"{self.shared(quantity)}.measured")
            case Day(fact):
                return self.kept(fact, lambda known, situation: _plainly(quantity, situation, {fact: known}, known))
            case Rank(fact, code):
                constant = _constant(quantity, self.prover.situation(date.min)) if code is not None else None
                if constant is not None:
                    return self.code.constant(constant)
                return self.kept(fact, lambda known, situation: _plainly(quantity, situation, {fact: known}, known))
            case Standard(name):
                return self.looked_up(quantity, name)
            case Named(name):
                known = self.code.constant(name)
                part = self.code.once(("named", name), f"view.named.get({known}) or named({known}, view)")
                return self.code.variable(f"Measured({self.code.constant(quantity)}, {part}.interval, ({part},))")
            case Plus(parts):
                return self.worked_out(quantity, "plus", parts)
            case Minus(whole, less):
                one, other = self.measured(whole), self.measured(less)
                return self.filled(quantity, f"minus({one}.interval, {other}.interval)", [one, other])
            case Times(parts):
                return self.worked_out(quantity, "times", parts)
            case Smallest(parts):
                return self.worked_out(quantity, "smallest", parts)
            case Largest(parts):
                return self.worked_out(quantity, "largest", parts)
            case Round(part, to, mode):
                one = self.measured(part)
                return self.filled(quantity, f"rounded({one}.interval, {self.code.constant(to)}, {self.code.constant(mode)})", [one])
            case First(rows):
                branches = self.code.constant(tuple(self.branch(row) for row in rows))
                return self.code.variable(f"first({self.code.constant(quantity)}, {branches}, view)")
            case Sum(part, _, where):
                branch = self.code.constant(self.branch(Branch(where, part)))
                return self.code.variable(f"summed({self.code.constant(quantity)}, {branch}, view)")
            case _:
                assert_never(quantity)

    def worked_out(self, quantity: Quantity, calculation: str, parts: tuple[Quantity, ...]) -> str:
        """What is made of several parts."""
        found = [self.measured(part) for part in parts]
        intervals = _tuple([f"{one}.interval" for one in found])
        return self.filled(quantity, f"{calculation}({intervals})", found)

    def filled(self, quantity: Quantity, interval: str, parts: list[str]) -> str:
        """A variable that holds a new measurement."""
        return self.code.variable(f"Measured({self.code.constant(quantity)}, {interval}, {_tuple(parts)})")

    def branch(self, row: Branch) -> tuple[Prove | None, Measure]:
        """The functions of a row of `First`, or of one person of a sum; what is measured only where it may count."""
        proving = None if row.when is None else _Writer(self.prover).proving(row.when)
        return proving, _Writer(self.prover).measuring(row.value)

    def looked_up(self, quantity: Standard, name: str) -> str:
        """The kept number by the place, the code that splits it and the day."""
        standard = self.scope.standards[name]
        facts = [] if standard.place_of is PlaceOf.DOCUMENT else [standard.place_of.value]
        facts += [standard.split] if standard.split else []
        values = [self.value(fact) for fact in facts]

        def look_up(known: tuple[Anything, ...], situation: Situation) -> Measured:
            lookup = Lookup.of(standard, dict(zip(facts, known, strict=True)), situation)
            return Measured(quantity, lookup.interval, (), (), lookup)

        key = self.code.once(("standard", name), _tuple([*values, "day"]))
        return self.from_kept(_Kept(look_up), key, _tuple(values))

    # -- what is kept ----------------------------------------------------------------------------------------------------

    def kept(self, fact: str, make: Callable[[Anything, Situation], Proof | Measured]) -> str:
        """A variable that holds what is made of what is known of a fact, once for all who are alike in it."""
        return self.from_kept(_Kept(make), self.key(fact), self.value(fact))

    def shared(self, quantity: Plain) -> str:
        """A variable that holds what a number, an age or a time is."""
        known = self.code.known(("shared", quantity))
        if known is not None:
            return known
        fact = fact_of(quantity)
        key = self.key(fact) if isinstance(quantity, Number) else self.code.once(("dated", fact), f"({self.value(fact)}, day)")
        return self.code.keep(("shared", quantity), self.from_kept(self.prover.shared(quantity), key, self.value(fact)))

    def key(self, fact: str) -> str:
        """A variable that is the same of those of whom the same is known."""
        value = self.value(fact)
        if self.scope.facts[fact].type is FactType.NUMBER:
            return self.code.once(("text", fact), f"text({value})")  # 1 and 1.0 are equal, but are shown as given
        return value

    def from_kept(self, kept: _Kept[Anything], key: str, known: str) -> str:
        """A variable that holds what is kept under a key, or is made of what is known."""
        table = self.code.constant(kept)
        return self.code.variable(f"{table}.get({key}) or {table}.of({key}, {known}, view)")

    def value(self, fact: str) -> str:
        """A variable that holds what is known of a fact."""
        return self.code.once(("fact", fact), f"known({self.code.constant(fact)})")


def _tuple(parts: list[str]) -> str:
    return f"({', '.join(parts)},)" if parts else "()"


def _count(at_least: int | None, at_most: int | None, parts: tuple[Proof, ...]) -> Truth:
    truths = [part.truth for part in parts]
    return count_truth(truths.count(Truth.YES), truths.count(Truth.UNKNOWN), at_least, at_most)


def _first(quantity: First, branches: tuple[tuple[Prove | None, Measure], ...], view: View) -> Measured:
    """The hull of the rows that may apply: no row after the first that surely does."""
    parts: list[Measured] = []
    proofs: list[Proof] = []
    for proving, measuring in branches:
        proof = None if proving is None else proving(view)
        if proof is not None and proof.truth is Truth.NO:
            continue
        parts.append(measuring(view))
        if proof is None:
            break
        proofs.append(proof)
        if proof.truth is Truth.YES:
            break
    return Measured(quantity, hull(part.interval for part in parts), tuple(parts), tuple(proofs))


def _summed(quantity: Sum, branch: tuple[Prove | None, Measure], view: View) -> Measured:
    """What the people of a list add, each proved to be one of them and measured by themselves."""
    proving, measuring = branch
    each: list[Portion] = []
    for whose, _ in people_of(quantity, view.person):
        theirs = view.other(whose)
        proof = None if proving is None else proving(theirs)
        counted = Truth.YES if proof is None else proof.truth
        measured = None if counted is Truth.NO else measuring(theirs)
        interval = point(NOUGHT) if measured is None else share_of(counted, measured.interval)
        each.append(Portion(whose, interval, proof, measured))
    complete = listed(view.person, quantity.among).complete
    more = None if complete else share(quantity, {}, view.situation)
    return Measured(quantity, in_all((one.interval for one in each), more), value=Portions(tuple(each), complete))


class _Promise(NamedTuple):
    """One benefit that is asked for, and what proves its condition."""

    condition: EntitledTo
    benefit: Benefit
    ruleset: Ruleset
    prover: Prover

    def prove(self, view: View) -> Proof:
        """By its whole condition, as its own ruleset sees the person; a no where it is not in force."""
        if not self.ruleset.in_force(self.benefit, view.situation.as_of):
            return Proof(self.condition, Truth.NO)
        proof = self.prover.prove(self.benefit.condition, view.there(self.ruleset.name, self.prover.scope))
        return Proof(self.condition, proof.truth, (proof,))


def _one_of_them(condition: EntitledTo, promises: tuple[Prove, ...], view: View) -> Proof:
    proofs = tuple(promise(view) for promise in promises)
    return Proof(condition, some(proof.truth for proof in proofs), proofs)


def _plainly(quantity: Quantity, situation: Situation, person: Person, known: Anything) -> Measured:
    """What is measured of one fact, of which this is known."""
    return Measured(quantity, measure(quantity, person, situation), (), (), known)


def _constant(quantity: Quantity, situation: Situation) -> Measured | None:
    """What is the same for everybody on every day; None of what is not."""
    fixed = isinstance(quantity, Constant) or (isinstance(quantity, Rank) and quantity.code is not None)
    return _plainly(quantity, situation, {}, None) if fixed else None


def fact_of(quantity: Plain) -> str:
    """The fact that is measured."""
    return BIRTH if isinstance(quantity, Age) else quantity.fact
