"""Evaluations that travel: as JSON to whoever keeps them, and pickled between the processes of a pool."""

from __future__ import annotations

import json
import pickle
from collections import Counter
from math import ceil
from random import Random

from hypothesis import HealthCheck, Phase, given, settings

from huilao import Action, Evaluation, Rulebook
from strategies import CASES, DAYS, a_profile, a_rule_book, adopting, seeded, weighed

SETTINGS = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], phases=[Phase.explicit, Phase.reuse, Phase.generate])


def test_any_evaluation_survives_json_and_pickle() -> None:
    """Of random rule books, readings weighed and adopted, and of people partly known: equal, the same JSON, the same words."""
    seen = Counter[Action]()

    @settings(SETTINGS, max_examples=max(32, ceil(CASES / 250)))
    @given(seeded(lambda luck: luck))
    def survives(luck: Random) -> None:
        rules = adopting(luck, weighed(luck, a_rule_book(luck)))
        book, day = Rulebook(rules), luck.choice(DAYS)
        evaluation = book.evaluate(a_profile(rules, luck, day, 0.3, 0.2), day)
        text = evaluation.to_json()
        kept: Evaluation = book.evaluation(text)
        sent: Evaluation = pickle.loads(pickle.dumps(evaluation))  # noqa: S301  # ours
        for back in (kept, sent):
            assert back == evaluation
            assert back.to_json() == text
            assert back.receipt.number == evaluation.receipt.number
            for one, other in zip(back.findings, evaluation.findings, strict=True):
                assert (one.action, one.flags, one.amount, one.levels, one.doubts) == (
                    other.action, other.flags, other.amount, other.levels, other.doubts,
                )  # fmt: skip
                assert [one.explain(language) for language in ("zh", "en")] == [other.explain(language) for language in ("zh", "en")]
        assert sent.person == evaluation.person
        assert sent.page("zh") == evaluation.page("zh")
        assert json.loads(text) == evaluation.data("full")
        seen.update(one.action for one in evaluation.findings)

    survives()

    assert all(seen[one] for one in (Action.CLAIM, Action.ASK, Action.READING, Action.ENQUIRE, Action.NOT_COVERED)), seen
