"""Whom an edit touches in a register, in words and as data."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any as Anything

from ..language.policy import Place
from ..language.truth import Truth
from ..register.kept_facts import read_facts
from ..register.mapping import ColumnMap
from ..register.results import name_of_place
from ..register.rows import Register
from ..register.summary import band_name
from ..register.touched import SIZE, Counting, Edited, Touched
from ..verify.change import Effect
from ..verify.versions import joined
from .comparison import Comparison
from .report import EFFECTS as EFFECT_WORDS
from .report import TRUTHS as TRUTH_WORDS

SHOWN = 10
"""Places that are named in a report, those with the most people."""
HEADS = (("行", "row"), ("主键", "key"), ("待遇", "benefit"), ("原来", "before"), ("改后", "after"), ("变化", "effect"))
"""The columns of the file that says who they are."""


@dataclass(frozen=True)
class Affected:
    """The people of a register to whom an edit does something."""

    touched: Touched
    names: dict[str, Place]
    """The places that have names."""

    def people(self, effect: Effect) -> int:
        """How many people it does something to, in any benefit."""
        return sum(count for (one, _), count in self.touched.places.items() if one is effect)

    def lines(self, language: str) -> Iterator[str]:
        """How many people, by benefit, place and age, a line at a time."""
        found, english = self.touched, language == "en"

        def say(zh: str, en: str) -> str:
            return en if english else zh

        yield ""
        yield say(f"登记表共 {found.given} 行，读入 {found.read} 人", f"the register has {found.given} rows, {found.read} people were read")
        for name, counts in found.benefits.items():
            if counts:
                said = [f"{EFFECT_WORDS[effect][english]} {counts[effect]}" for effect in Effect if counts[effect]]
                yield f"  {name}: {say('，', ', ').join(said)}"
        for effect in Effect:
            number = self.people(effect)
            if not number:
                continue
            zh, en = EFFECT_WORDS[effect]
            yield say(f"{zh}（至少一项）{number} 人", f"{en} (at least one benefit): {number} people")
            by_place = sorted(((count, place) for (one, place), count in found.places.items() if one is effect), reverse=True)
            by_age = sorted((band is None, band or 0, count) for (one, band), count in found.ages.items() if one is effect)
            named = [f"{name_of_place(place, self.names).of(language)} {count}" for count, place in by_place[:SHOWN]]
            if by_place[SHOWN:]:
                named.append(say("其余 ", "elsewhere ") + str(sum(count for count, _ in by_place[SHOWN:])))
            yield f"  {say('按地方：', 'by place: ')}{say('，', ', ').join(named)}"
            bands = [f"{band_name(None if unknown else band, language)} {count}" for unknown, band, count in by_age]
            yield f"  {say('按年龄：', 'by age: ')}{say('，', ', ').join(bands)}"

    def rows(self, language: str) -> Iterator[tuple[Anything, ...]]:
        """Who they are, in words."""
        english = language == "en"
        truths = {truth.name: TRUTH_WORDS[truth][english] for truth in Truth}
        for row, key, benefit, before, after, effect in self.touched.who.iter_rows():
            yield row, key, benefit, truths.get(before, before), truths.get(after, after), EFFECT_WORDS[Effect(effect)][english]

    def data(self) -> dict[str, Anything]:
        """The same as JSON data."""
        found = self.touched
        return {
            "given": found.given,
            "read": found.read,
            "benefits": {
                name: {effect.value: count for effect, count in counts.items()} for name, counts in found.benefits.items() if counts
            },
            "people": {effect.value: self.people(effect) for effect in Effect},
            "places": [
                {"effect": effect.value, "place": place, "people": count} for (effect, place), count in sorted(found.places.items())
            ],
            "ages": [
                {"effect": effect.value, "from": band, "people": count}
                for (effect, band), count in sorted(found.ages.items(), key=lambda one: (one[0][0], one[0][1] is None, one[0][1] or 0))
            ],
        }


def who_csv(affected: Sequence[Affected], language: str) -> str:
    """Who they are, for all comparisons, as CSV."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([head[language == "en"] for head in HEADS])
    for one in affected:
        writer.writerows(one.rows(language))
    return text.getvalue()


def affected(found: Comparison, register: Register, mapping: ColumnMap, key: str | None = None, hash_key: bytes | None = None) -> Affected:
    """The people whom an edit touches. Raises RegisterError where the register cannot be read."""
    return Affected(_counting(found).touched(register, mapping, key, hash_key), dict(found.new.rules.places))


def affected_kept(found: Comparison, facts: Path, given: int, told: Callable[[int], None]) -> Affected:
    """The same of the checked facts that a screening kept of a register of so many rows; `told` hears how many people were looked at,
    and what it raises ends the work. Raises FileNotFoundError.
    """
    counting = _counting(found)

    def people() -> Iterator[Anything]:
        done = 0
        for some in read_facts(facts, counting.facts, SIZE):
            told(done)
            yield some
            done += some.height

    return Affected(counting.touched_among(people(), given), dict(found.new.rules.places))


def _counting(found: Comparison) -> Counting:
    old, new = found.old.rules, found.new.rules
    edited = [Edited(one.name, found.versions(one, one.day), frozenset(one.effects), one.day) for one in found.benefits]
    return Counting(old, new, joined(old.facts, new.facts)[0], found.as_of, edited)
