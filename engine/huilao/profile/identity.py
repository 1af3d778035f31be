"""Citizens' ID numbers (GB 11643-1999, ISO 7064 check): birth date and sex are taken from one, and it is forgotten."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from stdnum.cn import ric  # pyright: ignore[reportMissingTypeStubs]
from stdnum.exceptions import ValidationError  # pyright: ignore[reportMissingTypeStubs]

ID_NUMBER = ("id_number", "身份证号", "居民身份证号码")
"""How the ID number may be called."""
SEX = "sex"
"""The fact that has the sex."""


class Identity(NamedTuple):
    """What an ID number says of its holder."""

    birth_date: date
    sex: str


def identity_of(number: object) -> Identity | None:
    """Birth date and sex, None where it is no ID number.

    The division in it is not looked up: it is that of the office that gave the number, often long after the birth, and may
    be older or newer than any table.
    """
    if not isinstance(number, str):
        return None
    try:
        compact: str = ric.compact(number)
        if not re.fullmatch(r"[1-9][0-9]{16}[0-9X]", compact) or compact[-1] != ric.calc_check_digit(compact):
            return None
        return Identity(ric.get_birth_date(compact), "male" if int(compact[16]) % 2 else "female")
    except ValidationError:
        return None
