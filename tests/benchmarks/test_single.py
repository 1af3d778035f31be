"""What is timed of one decision runs, and answers as the reference does: a contestant that asks for what is not there any more is seen here."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from single import Workload, forty, paying, whole


@pytest.mark.parametrize(
    "made", [lambda: forty(5), lambda: paying(3), lambda: whole(3, 0.2)], ids=["40 rules", "amounts", "the whole book"]
)
def test_every_contestant_answers(made: Callable[[], Workload]) -> None:
    """Those that are installed; whoever disagrees ends the run."""
    contestants = made().contestants()

    assert len(contestants) > 8
    for one in contestants:
        for given in one.inputs:
            one.decide(given)
