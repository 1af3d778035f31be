"""The cheapest way for a condition to be so, over the parts of its proof."""

from __future__ import annotations

from datetime import date

import pytest

from huilao.answers.proof import Proof
from huilao.explain import Prover
from huilao.explain.cheapest import NEVER, Leaf, cheapest
from huilao.language.condition import All, Any, Condition, Count, Not, OneOf
from huilao.language.scope import Scope
from huilao.language.truth import Truth
from strategies import FACTS

DAY = date(2025, 3, 1)
PARTS = tuple(OneOf(name, (True,)) for name in ("certified", "widowed", "carer"))
PRICES = {"certified": 1, "widowed": 2, "carer": 4}


def proof_of(condition: Condition) -> Proof:
    prover = Prover(Scope(FACTS))
    return prover.prove(condition, prover.view({}, DAY))


def price(leaf: Leaf, _: Truth) -> int:
    condition = leaf.proof.condition
    assert isinstance(condition, OneOf)
    return PRICES[condition.fact]


@pytest.mark.parametrize(
    ("condition", "yes", "no"),
    [
        (PARTS[0], 1, 1), (All(PARTS), 7, 1), (Any(PARTS), 1, 7), (Not(All(PARTS)), 1, 7), (All(()), 0, NEVER), (Any(()), NEVER, 0),
        (Count(2, None, PARTS), 3, 3), (Count(3, None, PARTS), 7, 1), (Count(None, 1, PARTS), 3, 3), (Count(None, 0, PARTS), 7, 1),
        (Count(1, 1, PARTS), 7, 3), (Count(1, None, PARTS), 1, 7), (Count(None, 3, PARTS), 0, NEVER),
    ],
)  # fmt: skip
def test_the_price_of_a_condition(condition: Condition, yes: int, no: int) -> None:
    """Of parts that must all be so the sum; of others the cheapest; of a count as many as are needed, and no fewer."""
    found = {wanted: cheapest(proof_of(condition), wanted, price).price for wanted in (Truth.YES, Truth.NO)}

    assert found == {Truth.YES: yes, Truth.NO: no}
