"""What is said of a finding or a change in one line, and at more length."""

from __future__ import annotations

from datetime import date
from typing import Any as Anything

import pytest

from huilao import Outcome, Rulebook
from huilao.language.outcome import Action


def test_a_finding_is_explained_at_three_levels(book: Rulebook) -> None:
    """One line, the reasons, each with the source, and the whole tree below."""
    elder: dict[str, Anything] = {
        "residence": "513433",
        "household_registration": "513433",
        "residence_setting": "home",
        "birth_date": "1946-03-01",
        "hardship_category": [],
    }
    found = book.evaluate(elder, date(2025, 3, 1))
    refusal = next(one for one in found.of(Outcome.NOT_ELIGIBLE) if "种情形也可以" in one.explain())
    line, short, full = (refusal.explain("zh", level) for level in ("line", "short", "full"))

    assert "\n" not in line
    assert line.startswith(f"{refusal.name.zh}：本文件没有写到（")
    assert short.startswith(f"“{refusal.name.zh}”：本文件没有写到此人。原因：")
    assert short.endswith(f"出处：{refusal.citation.of('zh')}。")
    assert full.splitlines()[0] == short
    assert len(full.splitlines()) > 2


@pytest.mark.parametrize("language", ["zh", "en"])
def test_one_line_never_makes_an_encouragement_look_like_an_entitlement(book: Rulebook, language: str) -> None:
    """Nor does a line of the timeline."""
    elder = {"birth_date": "1966-03-02", "residence": "220302", "household_registration": "513433"}
    findings = book.evaluate({**elder, "birth_date": "1944-05-10"}, date(2025, 3, 1)).findings
    coming = [one for one in book.timeline(elder, date(2025, 3, 1), 5).changes if one.after.outcome is Outcome.ELIGIBLE]
    claimed, had = ("可以办", "老年人都有") if language == "zh" else ("can be claimed", "every elder has it")

    assert {one.settled for one in findings} == {one.after.settled for one in coming} == {True, False}
    for finding in findings:
        line = finding.explain(language, "line")
        assert (claimed in line) == (finding.action is Action.CLAIM)
        assert (had in line) == (finding.action is Action.EVERYONE)
    for change in coming:
        assert (claimed in change.explain(language)) == (change.after.action is Action.CLAIM)
