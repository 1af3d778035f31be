"""Whom an edit touches in a register: how many people, where they live and how old they are, and who they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any as Anything

import narwhals as nw
import polars as pl

from ..language.policy import Place
from ..language.truth import Truth
from ..register.mapping import ColumnMap
from ..register.people import KEY_COLUMN, PeopleReader
from ..register.rows import ROW, Register
from ..register.summary import age_band, band_name, name_of_place, township
from ..rulebook import Rulebook
from ..screen.screening import Screening
from ..verify.change import EFFECTS, Effect, joined
from .comparison import Comparison
from .report import EFFECTS as EFFECT_WORDS
from .report import TRUTHS as TRUTH_WORDS

SIZE = 100_000
"""Rows of a register that are looked at together."""
SHOWN = 10
"""Places that are named in a report, those with the most people."""
WHO = {ROW: pl.Int64, KEY_COLUMN: pl.String, "benefit": pl.String, "before": pl.String, "after": pl.String, "effect": pl.String}


@dataclass(frozen=True)
class Affected:
    """The people of a register whose answer changes for some benefit."""

    given: int
    read: int
    benefits: Mapping[str, Counter[Effect]]
    """People by benefit and effect."""
    places: Counter[tuple[Effect, str]]
    """People by effect (on any benefit) and place; the empty text where it is not known."""
    ages: Counter[tuple[Effect, int | None]]
    """Likewise by the beginning of the band of age."""
    who: pl.DataFrame
    """A row for each person and benefit: `ROW`, `KEY_COLUMN`, benefit, the answers before and after, effect."""
    names: Mapping[str, Place]
    """The places that have names."""

    def people(self, effect: Effect) -> int:
        """How many people it does something to, in any benefit."""
        return sum(count for (one, _), count in self.places.items() if one is effect)

    def lines(self, language: str) -> Iterator[str]:
        """How many people, by benefit, place and age, a line at a time."""

        def say(zh: str, en: str) -> str:
            return en if language == "en" else zh

        yield ""
        yield say(f"登记表共 {self.given} 行，读入 {self.read} 人", f"the register has {self.given} rows, {self.read} people were read")
        for name, counts in self.benefits.items():
            if counts:
                said = [f"{EFFECT_WORDS[effect][language == 'en']} {counts[effect]}" for effect in Effect if counts[effect]]
                yield f"  {name}: {say('，', ', ').join(said)}"
        for effect in Effect:
            number = self.people(effect)
            if not number:
                continue
            yield say(
                f"{EFFECT_WORDS[effect][0]}（至少一项）{number} 人", f"{EFFECT_WORDS[effect][1]} (at least one benefit): {number} people"
            )
            by_place = sorted(((count, place) for (one, place), count in self.places.items() if one is effect), reverse=True)
            by_age = sorted((band is None, band or 0, count) for (one, band), count in self.ages.items() if one is effect)
            named = [f"{name_of_place(place, self.names).of(language)} {count}" for count, place in by_place[:SHOWN]]
            if by_place[SHOWN:]:
                named.append(say("其余 ", "elsewhere ") + str(sum(count for count, _ in by_place[SHOWN:])))
            yield f"  {say('按地方：', 'by place: ')}{say('，', ', ').join(named)}"
            bands = [f"{band_name(None if unknown else band, language)} {count}" for unknown, band, count in by_age]
            yield f"  {say('按年龄：', 'by age: ')}{say('，', ', ').join(bands)}"

    def table(self, language: str) -> pl.DataFrame:
        """Who they are, in words: for a file."""
        english = language == "en"
        words = {truth.name: said[english] for truth, said in TRUTH_WORDS.items()} | {
            effect.value: said[english] for effect, said in EFFECT_WORDS.items()
        }
        heads = ("row", "key", "benefit", "before", "after", "effect") if english else ("行", "主键", "待遇", "原来", "改后", "变化")
        said = self.who.with_columns(pl.col("before", "after", "effect").replace_strict(words, return_dtype=pl.String))
        return said.rename(dict(zip(WHO, heads, strict=True)))

    def data(self) -> dict[str, Anything]:
        """The same as JSON data."""
        return {
            "given": self.given,
            "read": self.read,
            "benefits": {
                name: {effect.value: count for effect, count in counts.items()} for name, counts in self.benefits.items() if counts
            },
            "people": {effect.value: self.people(effect) for effect in Effect},
            "places": [{"effect": effect.value, "place": place, "people": count} for (effect, place), count in sorted(self.places.items())],
            "ages": [
                {"effect": effect.value, "from": band, "people": count}
                for (effect, band), count in sorted(self.ages.items(), key=lambda one: (one[0][0], one[0][1] is None, one[0][1] or 0))
            ],
        }


def affected(found: Comparison, register: Register, mapping: ColumnMap, key: str | None = None, hash_key: bytes | None = None) -> Affected:
    """The people whom an edit touches. Raises RegisterError where the register cannot be read."""
    facts, _ = joined(found.old.rules.facts, found.new.rules.facts)
    reader = PeopleReader(replace(found.new.rules, facts=facts), mapping, found.as_of, key, hash_key)
    names = [one.name for one in found.benefits]
    before, after = (_screening(book, names, found) for book in (found.old, found.new))
    given = read = 0
    benefits: dict[str, Counter[Effect]] = {name: Counter() for name in names}
    places, ages = Counter[tuple[Effect, str]](), Counter[tuple[Effect, int | None]]()
    who: list[pl.DataFrame] = []
    for part in register.parts(SIZE):
        checked = reader.read(part)
        given, read = given + checked.given, read + checked.people.height
        touched = pl.concat([pl.DataFrame(schema=WHO), *_touched(checked.people, names, before, after)])
        for name, effect, count in touched.group_by("benefit", "effect").len().iter_rows():
            benefits[name][Effect(effect)] += count
        wanted = [pl.col(name) if name in checked.people.columns else pl.lit(None).alias(name) for name in ("residence", "birth_date")]
        once = touched.select(ROW, "effect").unique().join(checked.people.select(ROW, *wanted), on=ROW)
        for effect, place, born, count in once.group_by("effect", "residence", "birth_date").len().iter_rows():
            places[Effect(effect), township(place)] += count
            ages[Effect(effect), age_band(born, found.as_of)] += count
        who.append(touched)
    return Affected(given, read, benefits, places, ages, pl.concat([pl.DataFrame(schema=WHO), *who]), found.new.rules.places)


def _screening(book: Rulebook, names: list[str], found: Comparison) -> Screening:
    return Screening(book.rules, found.as_of, [name for name in names if name in book.benefits])


def _touched(people: pl.DataFrame, names: list[str], before: Screening, after: Screening) -> Iterator[pl.DataFrame]:
    """For each benefit the people whose answer is another."""
    frame: Anything = nw.from_native(people.lazy())
    old, new = (nw.to_native(one.answers(frame)).collect(engine="streaming") for one in (before, after))
    named = people.select(ROW, KEY_COLUMN)
    effects = {f"{start.name} {end.name}": effect.value for (start, end), effect in EFFECTS.items()}
    for name in names:
        answers = [
            pl.select(pl.lit(side[name]).replace_strict({True: "YES", False: "NO"}, default="UNKNOWN").fill_null("UNKNOWN")).to_series()
            if name in side.columns else pl.Series([Truth.NO.name]).new_from_index(0, people.height)
            for side in (old, new)
        ]  # fmt: skip
        both = named.with_columns(benefit=pl.lit(name), before=answers[0], after=answers[1]).filter(pl.col("before") != pl.col("after"))
        yield both.with_columns(
            effect=pl.concat_str("before", "after", separator=" ").replace_strict(effects, return_dtype=pl.String)
        ).cast(WHO)  # pyright: ignore[reportArgumentType]  # fmt: skip
