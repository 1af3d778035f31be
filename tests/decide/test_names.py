"""The names behind conditions: each after those that it uses, about whom it is used, and which can be read in several ways."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from huilao.decide.names import Names, benefits_in_order
from huilao.language.condition import About, All, Any, Compare, EntitledTo, OneOf, Order, Term
from huilao.language.facts import Text
from huilao.language.policy import DefinedQuantity, DefinedTerm, Reading
from huilao.language.quantity import Branch, Constant, First, Named, Number, Quantity, Sum
from huilao.language.scope import Scope
from huilao.language.units import Unit
from plain_rules import plain_benefit, plain_rules
from strategies import FACTS

WIDOWED = OneOf("widowed", (True,))
NOUGHT = Constant(Fraction(0))
TERMS = {
    "plain": DefinedTerm("plain", Text("t"), WIDOWED),
    "word": DefinedTerm("word", Text("t"), Term("plain"), (Reading(Text("t"), Compare(Named("size"), Order.ABOVE, NOUGHT)),)),
    "uses": DefinedTerm("uses", Text("t"), All((Term("word"), Term("plain")))),
}
VALUES: dict[str, Quantity] = {
    "size": Number("income"),
    "by_word": First((Branch(Term("uses"), Named("size")), Branch(None, NOUGHT))),
    "named": Named("by_word"),
    "of_people": Sum(Named("size"), "children", Term("word")),
}
SCOPE = Scope(FACTS, TERMS, {name: DefinedQuantity(name, Text("q"), Unit.NONE, one) for name, one in VALUES.items()})


def behind(*, all_readings: bool) -> list[str]:
    names = Names(SCOPE, all_readings=all_readings)
    goal = All((About("elder", Term("plain")), Compare(Named("named"), Order.ABOVE, NOUGHT)))
    return [f"{who}:{name.name}" for who, name in names.behind([("", goal)])]


def test_each_name_comes_after_those_that_it_uses() -> None:
    """And once for each person whom it is used about."""
    found = behind(all_readings=True)

    assert sorted(found) == [":by_word", ":named", ":plain", ":size", ":uses", ":word", "elder:plain"]
    for name, *used in ((":word", ":plain", ":size"), (":uses", ":word"), (":by_word", ":uses", ":size"), (":named", ":by_word")):
        assert all(found.index(one) < found.index(name) for one in used)


def test_names_in_a_sum_are_used_about_those_whom_it_is_over() -> None:
    """By way of a named quantity too."""
    found = {(who, name.name) for who, name in Names(SCOPE, all_readings=False).behind([("", Named("of_people"))])}

    assert found == {("", "of_people"), ("children", "size"), ("children", "word"), ("children", "plain")}


def test_each_benefit_comes_after_those_that_it_asks_for() -> None:
    """By way of a term too; without those known already, and not what one asks for that is taken to be open."""
    asks = {"a": EntitledTo(("r/b", "r/c")), "b": Term("gets_c"), "c": Any((WIDOWED, EntitledTo(("r/d",)))), "d": WIDOWED}
    rules = plain_rules(*(plain_benefit(one, name) for name, one in asks.items()), terms={"gets_c": EntitledTo(("r/c",))})
    scope = Scope(FACTS, rulesets=rules.rulesets)

    assert benefits_in_order("r/a", scope, ()) == ["r/d", "r/c", "r/b", "r/a"]
    assert benefits_in_order("r/a", scope, {"r/c"}) == ["r/b", "r/a"]
    assert benefits_in_order("r/a", replace(scope, unsure=frozenset({"r/b", "r/c"})), ()) in (["r/b", "r/c", "r/a"], ["r/c", "r/b", "r/a"])


@pytest.mark.parametrize(
    ("node", "varies"),
    [
        (Term("plain"), False), (Term("word"), True), (Term("uses"), True), (Named("size"), False), (Named("named"), True), (WIDOWED, False),
        (Named("of_people"), True), (Sum(Named("size"), "children", WIDOWED), False),
    ],
)  # fmt: skip
def test_what_can_be_read_in_several_ways(node: Term | Named | OneOf | Sum, varies: bool) -> None:
    """By way of others too; not where only the readings taken are asked for."""
    assert Names(SCOPE, all_readings=True).vary(node) is varies
    assert Names(SCOPE, all_readings=False).vary(node) is False
