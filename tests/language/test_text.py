"""Texts for people."""

from __future__ import annotations

import pytest

from huilao.language.facts import Text


@pytest.mark.parametrize(
    ("text", "languages", "data"),
    [
        (Text("甲", "a"), ("zh", "en"), {"zh": "甲", "en": "a"}), (Text("甲", "a"), ("zh",), {"zh": "甲"}), (Text("甲", "a"), ("en",), {"en": "a"}),
        (Text("甲"), ("zh", "en"), {"zh": "甲"}), (Text("甲"), ("en",), {"zh": "甲"}),
    ],
)  # fmt: skip
def test_a_text_as_data_says_what_language_it_is_in(text: Text, languages: tuple[str, ...], data: dict[str, str]) -> None:
    """Where there is no English it is Chinese, and says so."""
    assert text.data(languages) == data
