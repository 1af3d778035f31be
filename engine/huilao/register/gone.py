"""What says of somebody that they are dead, or live here no more."""

from __future__ import annotations

import re

_GONE = re.compile(
    "(?<![未没不非])(?:已经?)?(?:死亡|去世|离世|搬迁|病故|病逝|亡故|身故|已故|逝世|注销|销户|迁出|迁走|迁往|外迁|搬走|搬离)|^亡$"
)
PERHAPS_GONE = [*"亡世逝故销迁搬"]
"""Of these every such word has one, however it is spaced."""
RELATIVE = re.compile("(?<![随跟同与和])(?:配偶|老伴|丈夫|妻子?|子女|儿子|女儿|长子|次子|独子|父母|父亲|母亲|双亲|家人)[^,，.。;；、 ]*")
"""What is said of relatives."""


def gone_word(plain: str) -> str | None:
    """The word by which a cell says of the person, not of relatives, that they are dead or have left; None where it does not."""
    said = _GONE.search(RELATIVE.sub("", plain))
    return None if said is None else said[0]
