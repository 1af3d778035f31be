"""How long the first page is, and how much of it hangs on a reading.

Over made-up elders of each place (`huilao synth`, seed 0): rows of the page on a screen of 100 cells, what can be claimed,
what is asked, and for how many benefits the office has to decide how a text is read: as the readings are weighed in the rule
book, and as if an office could well hold every reading that is recorded. The time is that of the processor from the profile to the
page in Chinese, without assurance.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from options import Options
from report import Part, Table, Target
from timing import Spread

from huilao import Action, ProfileError, Reading, Rulebook, Weight
from huilao.register.synth import Synthesis, profiles
from huilao.render.page import HEIGHT, rows_of

DAY = date(2025, 3, 1)
AGED = "1965-03-01"
"""Born on that day or before, one is sixty on `DAY`."""


def unweighed(book: Rulebook) -> Rulebook:
    """The same rule book before its readings were weighed."""

    def likely(readings: tuple[Reading, ...]) -> tuple[Reading, ...]:
        return tuple(replace(one, weight=Weight.LIKELY) for one in readings)

    rulesets = {
        name: replace(
            one,
            terms={term: replace(of, readings=likely(of.readings)) for term, of in one.terms.items()},
            benefits=tuple(replace(benefit, readings=likely(benefit.readings)) for benefit in one.benefits),
        )
        for name, one in book.rules.rulesets.items()
    }
    return Rulebook(replace(book.rules, rulesets=rulesets))


def elders(book: Rulebook, place: str, number: int) -> Iterator[dict[str, object]]:
    """So many people of sixty or older whose facts do not contradict each other."""
    found = 0
    for profile in profiles(book.rules, Synthesis(20 * number, (place,))):
        if found == number:
            return
        if str(profile.get("birth_date", "9999")) <= AGED:
            try:
                book.person(profile, DAY)
            except ProfileError:
                continue  # the synthesis does not know what facts say of each other
            found += 1
            yield profile


@dataclass
class Seen:
    """What the pages of one place were like."""

    rows: list[int] = field(default_factory=list[int])
    rows_en: list[int] = field(default_factory=list[int])
    claims: list[int] = field(default_factory=list[int])
    questions: list[int] = field(default_factory=list[int])
    readings: list[int] = field(default_factory=list[int])
    readings_before: list[int] = field(default_factory=list[int])
    milliseconds: list[float] = field(default_factory=list[float])

    def measure(self, book: Rulebook, profile: dict[str, object]) -> None:
        """How long another page takes, from the profile to the page in Chinese."""
        begin = time.process_time()
        book.evaluate(profile, DAY, assurance="off").page("zh")
        self.milliseconds.append((time.process_time() - begin) * 1_000)

    def add(self, book: Rulebook, unweighed: Rulebook | None, profile: dict[str, object]) -> None:
        """What another page is like."""
        one = book.evaluate(profile, DAY, assurance="off")
        said = one.page("zh")
        page = one.first_page
        self.rows.append(rows_of(said))
        self.rows_en.append(rows_of(one.page("en")))
        self.claims.append(len(page.claims))
        self.questions.append(len(page.questions))
        self.readings.append(sum(finding.action is Action.READING for finding in one.findings))
        if unweighed is not None:
            before = unweighed.evaluate(profile, DAY, assurance="off")
            self.readings_before.append(sum(finding.action is Action.READING for finding in before.findings))


def spread(numbers: Sequence[int]) -> str:
    """The median and the most."""
    return f"{statistics.median(numbers):g}, {max(numbers)}"


def share(readings: Sequence[int]) -> str:
    """Of the people how many have a benefit that hangs on a reading, and how many such benefits there are for one in the mean."""
    return f"{sum(map(bool, readings))}, {statistics.mean(readings):.1f}"


def part(options: Options) -> Part:
    """All places of the shipped rule book."""
    number = 10 if options.quick else 1_000 if options.long else 200
    book = Rulebook.load()
    before = None if options.quick else unweighed(book)
    found = Part("first_page", "The first page", f"{number:,} made-up elders of each place (`huilao synth`, seed 0, of sixty or older), on a screen of 100 cells. *Readings*: for how many of them the "
                 "office has to decide how a text is read, and of how many benefits in the mean; *before weighing*: the same as if an office could well hold every reading that the rule book "
                 "records. The time is from the profile to the page in Chinese, without assurance, after as many others, in a loop of its own.")  # fmt: skip
    rows: list[list[Any]] = []
    for place in dict.fromkeys(one.document.place for one in book.rules.rulesets.values()):
        seen = Seen()
        people = list(elders(book, place, 2 * number))
        met, others = people[:number], people[number:]
        for profile in met:
            book.evaluate(profile, DAY, assurance="off").page("zh")
        gc.collect()  # what was loaded and made before is looked through in nobody's time
        gc.freeze()
        for profile in others:
            seen.measure(book, profile)
        gc.unfreeze()
        for profile in others:
            seen.add(book, before, profile)
        assert max(seen.rows + seen.rows_en) <= HEIGHT, place
        counts = [spread(seen.rows), spread(seen.rows_en), spread(seen.claims), spread(seen.questions)]
        rows.append(
            [
                book.rules.places[place].name.zh,
                *counts,
                share(seen.readings),
                share(seen.readings_before) if before else None,
                Spread.of(seen.milliseconds),
            ]
        )
    found.tables.append(
        Table(
            ["place", "rows in Chinese: median, most", "in English", "claims", "questions", "readings", "before weighing", "page, ms"], rows
        )
    )
    slowest = max(row[-1].median for row in rows)
    found.targets.append(
        Target("an elder's first page under 2 ms of processor time, in the median of each place", f"{slowest:.1f} ms at most", slowest < 2)
    )
    return found
