"""Which word was most likely meant by one that is none: what is offered to whoever wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher, get_close_matches

from .words import is_chinese

_TURNING = re.compile("[不非未无没半失智退停消原曾否差特极他拟×✗✘]|申请|子女|儿女|配偶|老伴|户主|父母|家属")
"""What makes of a word its opposite, or says whose it is, or that it is no more or not yet: 不能自理 is never 能自理, nor 退出低保, 配偶低保 or
低保×低保.
"""


def nearest(word: str, allowed: Iterable[str]) -> str | None:
    """The allowed word most like this one, if any is like it at all."""
    return next(iter(equally_near(word, allowed)), None)


def equally_near(word: str, allowed: Iterable[str]) -> list[str]:
    """The allowed words most like this one: of 特困供养 both 特困集中供养 and 特困分散供养; none where none is like it at all."""
    letters = set(word)
    # Chinese words are short: one wrong character of three is a likeness of 0.67, one of two of 0.5
    near = [one for one in allowed if len(word) <= 3 * len(one) and not letters.isdisjoint(one)]  # of all others the likeness is below 0.5
    turned = set(_TURNING.findall(word))
    like = [one for one in near if set(_TURNING.findall(one)) == turned and not _kin(one, word) and _is_slip(word, one)]
    found = get_close_matches(word, like, n=3, cutoff=0.5 if is_chinese(word) else 0.6) if like else []
    likeness = [SequenceMatcher(None, one, word).ratio() for one in found]
    return [one for one, alike in zip(found, likeness, strict=True) if alike == likeness[0]]


def _kin(one: str, other: str) -> bool:
    """Whether two Chinese words of two characters begin otherwise: 孙子 and 孙女 are no slip of 子女, but other people."""
    return len(one) == len(other) == 2 and is_chinese(one) and is_chinese(other) and one[0] != other[0]


def _is_slip(word: str, meant: str) -> bool:
    """Whether one Chinese word is another with a character wrong, or some too few (特困供养, 特困集中供养), or some too many; with more wrong it
    is another word: 与保姆同住 is not 与配偶同住. One of a single character is never what was meant by a longer.
    """
    if not (is_chinese(word) and is_chinese(meant)):
        return True
    changes = [change for change in SequenceMatcher(None, word, meant).get_opcodes() if change[0] != "equal"]
    wrong = [max(end - start, until - begin) for what, start, end, begin, until in changes if what == "replace"]
    return len(meant) > 1 and len({what for what, *_ in changes}) <= 1 and sum(wrong) <= 1
