"""What benefits do to each other as JSON data, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any as Anything

from ..language.combine import Member, Standing
from ..language.outcome import Outcome
from ..language.policy import ChooseOne, Rules
from ..language.truth import Truth
from .proof_json import Data, interval_data, interval_from


def line_data(line: ChooseOne) -> Data:
    """Of which benefits one is paid, and which."""
    return {"choose_one": list(line.benefits), "by": line.by.value, "cite": list(line.cite)}


def standing_data(standing: Standing | None) -> Data | None:
    """`{stands, choose_one, by, cite, because_of, members, paid}`; None where a benefit takes no part in a choice."""
    if standing is None:
        return None
    return {
        "stands": standing.truth.name.lower(),
        **line_data(standing.line),
        "because_of": list(standing.settled_by),
        "members": [
            {"benefit": one.benefit, "outcome": one.outcome.value, "paid": None if one.paid is None else interval_data(one.paid)}
            for one in standing.members
        ],
        "paid": None if standing.paid is None else interval_data(standing.paid),
    }


def standing_from(data: Mapping[str, Anything] | None, rules: Rules) -> Standing | None:
    """What `standing_data` wrote. Raises KeyError where the rule book has no such choice."""
    if data is None:
        return None
    lines = {one.benefits: one for one in rules.combine}
    members = tuple(
        Member(one["benefit"], Outcome(one["outcome"]), None if one["paid"] is None else interval_from(one["paid"]))
        for one in data["members"]
    )
    paid = None if data["paid"] is None else interval_from(data["paid"])
    return Standing(Truth[data["stands"].upper()], lines[tuple(data["choose_one"])], members, tuple(data["because_of"]), paid)
