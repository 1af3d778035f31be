"""The numbers of clauses in English."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huilao.render.citation import in_english, number_of

DIGITS = "零一二三四五六七八九"


@pytest.mark.parametrize(
    ("clause", "said"),
    [
        ("第五章第一节", "chapter 5, section 1"),
        ("第八章第四节第五项", "chapter 8, section 4, item 5"),
        ("第一百零二条", "article 102"),
        ("二、6", "part 2, item 6"),
        ("二（四）", "part 2, clause 4"),
        ("七（二十二）", "part 7, clause 22"),
        ("第三章第一节（养老保险）", "chapter 3, section 1"),
        ("四（十）（照护）", "part 4, clause 10"),
        ("〔四〕（十四）", "part 4, clause 14"),
        ("附件1", "附件1"),
        ("第五章和附件", "第五章和附件"),
        ("", ""),
    ],
)
def test_the_number_of_a_clause_is_said_in_english(clause: str, said: str) -> None:
    """What is not understood stays as it is."""
    assert in_english(clause) == said


@given(st.integers(1, 999))
def test_a_number_is_read_from_characters(number: int) -> None:
    """As they are written in citations."""
    hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
    written = f"{DIGITS[hundreds]}百" if hundreds else ""
    written += f"{'' if tens == 1 and not hundreds else DIGITS[tens]}十" if tens else "零" if hundreds and ones else ""
    written += DIGITS[ones] if ones else ""

    assert number_of(written) == number == number_of(str(number))
