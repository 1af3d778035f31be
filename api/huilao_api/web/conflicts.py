"""Two edits of one file, held against each other line by line: so that of two clerks neither loses anything."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from merge3 import Merge3
from pydantic import BaseModel, Field

MOST_LINES = 50_000
"""Files of more lines are told as one conflict: holding them against each other would take too long."""


class PartKind(StrEnum):
    """Who changed the lines of a part."""

    SAME = "same"
    """Nobody."""
    BOTH = "both"
    """Both, alike."""
    THEIRS = "theirs"
    YOURS = "yours"
    CONFLICT = "conflict"
    """Both, and not alike."""


class Take(StrEnum):
    """Whose lines stand where both changed some."""

    THEIRS = "theirs"
    YOURS = "yours"
    BOTH = "both"
    """Theirs, then yours."""


class ConflictPart(BaseModel):
    """Lines that belong together."""

    kind: PartKind
    line: int = Field(description="the number of its first line in `theirs`")
    lines: list[str] = Field(description="what results; of a conflict nothing")
    base: list[str] = Field(description="as it was before both; nothing where nobody changed it")
    theirs: list[str] = Field(description="as it is kept now; likewise")
    yours: list[str] = Field(description="as it was sent; likewise")


class Conflict(BaseModel):
    """A file that somebody else has changed since."""

    file: str
    base: str | None = Field(default=None, description="as you had it; not there where there was no such file, or it is no text")
    theirs: str | None = Field(default=None, description="as it is kept now; not there where it was deleted, or is no text")
    yours: str | None = Field(default=None, description="as you sent it; not there where you delete it, or it is no text")
    merged: str | None = Field(default=None, description="both edits together, where no line was changed by both; not there where one was")
    parts: list[ConflictPart] = Field(description="line by line; none where one of the three is no text")


def taken(part: ConflictPart, which: Take) -> list[str]:
    """The lines that stand at a part; `which` counts only where both changed them."""
    if part.kind is not PartKind.CONFLICT:
        return part.lines
    theirs = part.theirs if which in (Take.THEIRS, Take.BOTH) else []
    yours = part.yours if which in (Take.YOURS, Take.BOTH) else []
    if theirs and yours and not theirs[-1].endswith("\n"):
        theirs = [*theirs[:-1], f"{theirs[-1]}\n"]
    return [*theirs, *yours]


def conflict(file: str, base: bytes | None, theirs: bytes | None, yours: bytes | None) -> Conflict:
    """Two edits of a file, None where it is not there."""
    given = [base, theirs, yours]
    texts = [_text(one) for one in given]
    whole = all(text is not None or content is None for text, content in zip(texts, given, strict=True))
    lines: list[list[str]] = [(text or "").splitlines(keepends=True) for text in texts]
    parts = list(_parts(*lines)) if whole else []
    # an edit of a file that the other deletes is nothing that lines could settle
    settled = whole and (theirs is None) == (yours is None) and all(one.kind is not PartKind.CONFLICT for one in parts)
    merged = "".join(line for one in parts for line in one.lines) if settled else None
    return Conflict(file=file, base=texts[0], theirs=texts[1], yours=texts[2], merged=merged, parts=parts)


def _parts(base: list[str], theirs: list[str], yours: list[str]) -> Iterator[ConflictPart]:
    if max(map(len, (base, theirs, yours))) > MOST_LINES:
        yield ConflictPart(kind=PartKind.CONFLICT, line=1, lines=[], base=base, theirs=theirs, yours=yours)
        return
    told = since = until = 0  # how far base, theirs and yours have been told
    for begin, end, theirs_begin, theirs_end, yours_begin, yours_end in Merge3(base, theirs, yours).find_sync_regions():
        between = base[told:begin], theirs[since:theirs_begin], yours[until:yours_begin]
        if any(between):
            kind, lines = _between(*between)
            yield ConflictPart(kind=kind, line=since + 1, lines=lines, base=between[0], theirs=between[1], yours=between[2])
        if begin < end:
            yield ConflictPart(kind=PartKind.SAME, line=theirs_begin + 1, lines=base[begin:end], base=[], theirs=[], yours=[])
        told, since, until = end, theirs_end, yours_end


def _between(base: list[str], theirs: list[str], yours: list[str]) -> tuple[PartKind, list[str]]:
    """Who changed some lines, and what results."""
    if theirs == yours:
        return PartKind.BOTH, theirs
    if yours == base:
        return PartKind.THEIRS, theirs
    if theirs == base:
        return PartKind.YOURS, yours
    return PartKind.CONFLICT, []


def _text(content: bytes | None) -> str | None:
    try:
        return None if content is None else content.decode("utf-8")
    except UnicodeDecodeError:
        return None
