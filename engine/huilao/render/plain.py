"""Numbers and texts as plain characters."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from ..language.distinct import decimal

_MOVING = re.compile("[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]+")
"""What is no character to read but moves the cursor, ends a line, hides itself or turns the direction of what is read
(Unicode 16, categories Cc, Cf, Zl, Zp and Cs; UTR 36, section 3).
"""


def plain(text: str) -> str:
    """A text without characters that could do anything to a terminal or to the order in which it is read."""
    return text if text.isprintable() else _MOVING.sub("", text)


def in_quotes(text: str) -> str:
    """A text as it stands in marks of quotation: its own become the inner ones, those inside them the outer (GB/T 15834)."""
    return text.translate(_DEEPER if "‘" in text else _INNER)


def in_title(text: str) -> str:
    """A text as it stands in the marks of a title, likewise."""
    return text.translate(_INNER_TITLE)


_INNER = str.maketrans("“”", "‘’")
_DEEPER = str.maketrans("“”‘’", "‘’“”")  # not without a ‘: then a ’ is an apostrophe
_INNER_TITLE = str.maketrans("《》", "〈〉")


def cells(text: str) -> int:
    """How many cells of a terminal a text takes at most: of a letter beyond ASCII two, since nearly all that these pages have may be
    wide there (UAX 11).
    """
    return 2 * len(text) - len(text.encode("ascii", "ignore"))


def digits(number: Fraction | Decimal) -> str:
    """A number with commas between thousands; one without an end in decimals as a fraction."""
    exact = number if isinstance(number, Fraction) else Fraction(number)
    if exact.denominator == 1:
        return f"{exact.numerator:,}"
    found = decimal(exact)
    if found is None:
        return f"{exact.numerator:,}/{exact.denominator:,}"
    written = f"{found:,f}"
    return written.rstrip("0").rstrip(".") if "." in written else written
