"""A code that leaves the others of its set open, in both spellings; of one value alone it says nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from huilao.reading.rules import read_rules
from small_books import FACTS, benefit, chapter, document, write_book


@pytest.mark.parametrize("key", ["leaves_open: true", "其余未定: 是"])
@pytest.mark.parametrize(
    ("kind", "codes"), [("set", []), ("choice", ["leaves_open_does_not_suit"]), ("scale", ["leaves_open_does_not_suit"])]
)
def test_only_a_code_of_a_set_leaves_others_open(tmp_path: Path, kind: str, codes: list[str], key: str) -> None:
    """Where it is no such code, the mistake stands at the entry."""
    living = f"\n  living: {{type: {kind}, label: {{zh: 居住, en: Living}}, codes: {{nest: {{zh: 空巢, {key}}}, alone: {{zh: 独居}}}}}}\n"
    files = {"facts.yaml": FACTS + living, "r/document.yaml": document("r"), "r/c.yaml": chapter(one=benefit("{widowed: true}"))}

    rules, problems = read_rules(write_book(tmp_path, files))

    assert [one.code for one in problems if one.code.startswith("leaves_open")] == codes
    assert (rules is None) == bool(codes)
    if rules is not None:
        assert [one.leaves_open for one in rules.facts["living"].codes] == [True, False]
