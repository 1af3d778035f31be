"""What a check found of a draft, as it stands on a page: the library's own lines, put in order by how far they are indented."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from ..routes.draft_bodies import CheckFound, ComparisonFound, Loss, PeopleFound, SoundnessFound


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a report, with what is said below it."""

    text: str
    below: tuple[Entry, ...]
    example: str
    """Somebody as a scenario, as it would stand in a file of scenarios; empty where there is none."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What becomes of a benefit or a term."""

    name: str
    said: str
    hurts: bool
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """All that was found, in one language."""

    body: CheckFound
    mistakes: int
    """Mistakes for which the files cannot be read; the rest of the problems are warnings."""
    soundness: tuple[Entry, ...]
    soundness_counts: tuple[str, ...]
    head: tuple[str, ...]
    differences: tuple[Difference, ...]
    counts: tuple[str, ...]
    people: tuple[Entry, ...]
    losses: tuple[tuple[Loss, str], ...]
    """What has to be acknowledged, and what that is called."""


PLACE = re.compile(r"([^\s:：（(]+\.(?:ya?ml|feature)):(\d{1,9})(?::\d+)?")
"""A place in a file, as the library says it."""


def places_in(text: str) -> Iterator[tuple[str, str, int]]:
    """A text in pieces, each with the file and the line where it is a place in one, else with nothing."""
    told = 0
    for place in PLACE.finditer(text):
        if place.start() > told:
            yield text[told : place.start()], "", 0
        yield place[0], place[1], int(place[2])
        told = place.end()
    if told < len(text):
        yield text[told:], "", 0


def found_in(body: CheckFound, language: str) -> Found:
    """What a check found, in a language."""
    sound = [] if body.soundness is None else _lines(body.soundness, language)
    # what is not indented and names no place counts or says how far all of it goes
    counted = [one for one in sound if one[:1] != " " and not _has_place(one)]
    head, differences, counts = _compared(body.comparison, body.losses, language)
    names = {one.name: one.said.partition("：" if language == "zh" else ": ")[0] for one in differences}
    people = [] if body.people is None else _lines(body.people, language)
    return Found(
        body, sum(one.severity == "error" for one in body.problems), tuple(_entries([one for one in sound if one not in counted])), tuple(counted),
        head, differences, counts, tuple(_entries(people)), tuple((one, names.get(one.name, "")) for one in body.losses),
    )  # fmt: skip


def _lines(found: SoundnessFound | ComparisonFound | PeopleFound, language: str) -> list[str]:
    return (found.text.zh if language == "zh" else found.text.en or "").split("\n")


def _has_place(line: str) -> bool:
    """Whether a line begins with a file, a line and a column."""
    file, *more = line.split(":", 3)
    return file.endswith((".yaml", ".yml")) and len(more) > 1 and more[0].isdecimal()


def _compared(
    comparison: ComparisonFound | None, losses: Sequence[Loss], language: str
) -> tuple[tuple[str, ...], tuple[Difference, ...], tuple[str, ...]]:
    """What stands first, what becomes of each, and the counts."""
    if comparison is None:
        return (), (), ()
    parts = [list(some) for blank, some in groupby(_lines(comparison, language), lambda one: not one) if not blank]
    head, *middle, counts = parts
    lost = {one.name for one in losses}
    return tuple(head), tuple(_difference(some, lost) for some in middle), tuple(counts)


def _difference(lines: Sequence[str], lost: set[str]) -> Difference:
    name, _, said = lines[0].partition(": ")
    return Difference(name, said, name in lost, tuple(_entries(lines[1:])))


def _entries(lines: Sequence[str]) -> Iterator[Entry]:
    """Lines by how far they are indented; of what is below the second step, an example is made."""
    if not lines:
        return
    indent = min(map(_indent, lines))
    begins = [number for number, one in enumerate(lines) if _indent(one) == indent]
    for begin, end in zip(begins, [*begins[1:], len(lines)], strict=True):
        below = lines[begin + 1 : end]
        if below and _is_scenario(below):
            yield Entry(lines[begin].strip(), (), textwrap.dedent("\n".join(below)))
        else:
            yield Entry(lines[begin].strip(), tuple(_entries(below)), "")


def _is_scenario(lines: Sequence[str]) -> bool:
    return lines[0].lstrip().startswith("场景:")


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
