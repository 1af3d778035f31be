"""The facts of a person as a form has them, and as a profile has them: typed as people say them, known in part or not at all."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast
from unicodedata import normalize

from starlette.datastructures import FormData

from huilao import Among, Fact, FactType, Holding, Person, ProfileProblem, Range, Rulebook, Text, masked

FACT = "f."
"""What the names of a form begin with that are facts."""
BIRTH, RESIDENCE, REGISTRATION = "birth_date", "residence", "household_registration"
NOBODY, MORE, NOT = "-", "+", "!"
"""Beside the codes of a set: that it is empty, that there may be more of it, and (before a code) that this is not in it."""
ONE_OF = "|"
"""Between codes of which it is one."""
KEPT = 200
"""Places and days of which it is kept which facts matter there."""
UNSURE = frozenset({"", "不清楚", "不知道", "不详", "未知", "说不清", "?", "？", "unknown", "notknown", "notsure"})
"""What people type of what they do not know."""

_AGE = re.compile(r"[0-9]{1,3}")
_SPAN = re.compile(r"(.*?)(?:~|—|–|至|到|\bto\b)(.*)")
_NUMBERS = re.compile(r"(.+?)(?:~|-|—|–|至|到|\bto\b)(.+)")
_AT_LEAST = re.compile(r"(?:不低于|不少于|至少|大于等于|>=|≥|at least)(.+)|(.+?)(?:以上|\+)")
_AT_MOST = re.compile(r"(?:不高于|不超过|不多于|至多|最多|<=|≤|at most)(.+)|(.+?)以下")


@dataclass(frozen=True, slots=True)
class Field:
    """A fact in the form."""

    fact: Fact
    values: tuple[str, ...]
    """As they were typed or ticked."""
    said: str = ""
    """How they were read, where that is more than what was typed."""
    problem: ProfileProblem | None = None
    partly: bool = False
    """Whether it is known in part."""

    @property
    def name(self) -> str:
        """Its name in the form."""
        return FACT + self.fact.name

    @property
    def kind(self) -> str:
        """Which control it is."""
        return self.fact.type.value

    @property
    def value(self) -> str:
        """What was typed, where that is one text."""
        return self.values[0] if self.values else ""

    @property
    def known(self) -> bool:
        """Whether anything is said of it."""
        return any(one not in (NOBODY, MORE) or self.fact.type is FactType.SET for one in self.values if one)

    def choices(self, language: str) -> Iterator[tuple[str, str]]:
        """Codes with their labels; of a scale also from each on, and up to each; and what is chosen, if it is none of these."""
        codes = [one for one in self.fact.codes if one.listed]
        found = [(one.code, one.label.of(language)) for one in codes]
        if self.fact.type is FactType.SCALE:
            up, down = Text("{label}及以上", "{label} or higher"), Text("{label}及以下", "{label} or lower")
            inner = range(1, len(codes) - 1)
            found += [
                (ONE_OF.join(one.code for one in codes[at:]), up.of(language).format(label=codes[at].label.of(language))) for at in inner
            ]
            found += [
                (ONE_OF.join(one.code for one in codes[: at + 1]), down.of(language).format(label=codes[at].label.of(language)))
                for at in inner
            ]
        if self.value and self.value not in dict(found):
            labels = {one.code: one.label.of(language) for one in self.fact.codes}
            joined = {"zh": "或", "en": " or "}[language].join(labels.get(code, code) for code in self.value.split(ONE_OF))
            found.append((self.value, joined))
        return iter(found)


@dataclass(frozen=True, slots=True)
class Group:
    """Facts that stand together, as on a screen of the interview."""

    name: str
    label: Text
    fields: tuple[Field, ...]

    @property
    def known(self) -> int:
        """Of how many something is said."""
        return sum(one.known for one in self.fields)

    @property
    def wrong(self) -> bool:
        """Whether one of them could not be read."""
        return any(one.problem for one in self.fields)


def told(form: FormData) -> dict[str, tuple[str, ...]]:
    """What a form says of each fact, by its code; what looks like an ID number is dropped: it is not to be here."""
    found: dict[str, list[str]] = {}
    for name, value in form.multi_items():
        if name.startswith(FACT) and isinstance(value, str):
            text = value.strip()
            found.setdefault(name.removeprefix(FACT), []).append("" if masked(text) != text else text)
    return {name: tuple(values) for name, values in found.items()}


def profile_of(said: Mapping[str, Sequence[str]], facts: Mapping[str, Fact]) -> dict[str, Any]:
    """The profile that a form stands for: what is not said of, or not known, is not in it."""
    read = {name: _read(facts[name], values) for name, values in said.items() if name in facts}
    return {name: value for name, value in read.items() if value is not None}


def _read(fact: Fact, values: Sequence[str]) -> Any:
    ticks = [one for one in values if normalize("NFKC", one).replace(" ", "").lower() not in UNSURE]
    if not ticks:
        return None
    first = ticks[0]
    match fact.type:
        case FactType.YES_NO:
            return {"true": True, "false": False}.get(first, first)
        case FactType.SET:
            return _set(ticks)
        case FactType.CHOICE | FactType.SCALE:
            return {"one_of": first.split(ONE_OF)} if ONE_OF in first else first
        case FactType.PERSON | FactType.PEOPLE:
            return _carried(first)
        case FactType.DATE if fact.name == BIRTH and _AGE.fullmatch(first):
            return f"{first}岁"
        case FactType.DATE if "岁" not in first and (ends := _SPAN.fullmatch(first)):
            return {word: end.strip() for word, end in zip(("from", "until"), ends.groups(), strict=True) if end.strip()}
        case FactType.NUMBER:
            return _number(first)
        case _:
            return first


def _set(ticks: Sequence[str]) -> Any:
    has = [one for one in ticks if one not in (NOBODY, MORE) and not one.startswith(NOT)]
    has_not = [one.removeprefix(NOT) for one in ticks if one.startswith(NOT) and one.removeprefix(NOT) not in has]
    if MORE in ticks or (has_not and NOBODY not in ticks):
        return {"has": has, "has_not": has_not} if has or has_not else None
    return has


def _number(text: str) -> Any:
    """A number, or the ends of one."""
    if found := _AT_LEAST.fullmatch(text):
        return {"at_least": (found[1] or found[2]).strip()}
    if found := _AT_MOST.fullmatch(text):
        return {"at_most": (found[1] or found[2]).strip()}
    if found := _NUMBERS.fullmatch(text):
        return {"at_least": found[1].strip(), "at_most": found[2].strip()}
    return text


def _carried(text: str) -> Any:
    """People, whom the form only carries along."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def typed(profile: Mapping[str, Any], facts: Mapping[str, Fact]) -> dict[str, tuple[str, ...]]:
    """A profile as a form has it, by the codes of its facts: what `profile_of` reads as the same."""
    return {name: tuple(_typed(facts[name], value)) for name, value in profile.items() if name in facts and value is not None}


def _typed(fact: Fact, value: Any) -> Iterator[str]:
    match fact.type:
        case FactType.PERSON | FactType.PEOPLE:
            yield json.dumps(value, ensure_ascii=False)
        case FactType.SET if isinstance(value, dict):
            parts = cast("dict[str, list[str]]", value)
            yield from parts.get("has", [])
            yield from (NOT + one for one in parts.get("has_not", []))
            yield MORE
        case FactType.SET:
            yield from cast("list[str]", value) or [NOBODY]
        case FactType.CHOICE | FactType.SCALE if isinstance(value, dict):
            yield ONE_OF.join(cast("dict[str, list[str]]", value)["one_of"])
        case FactType.YES_NO:
            yield "true" if value else "false"
        case FactType.DATE | FactType.NUMBER if isinstance(value, dict):
            yield _between(cast("dict[str, Any]", value), fact.type)
        case _:
            yield str(value)


def _between(ends: Mapping[str, Any], kind: FactType) -> str:
    low, high = (ends.get(name) for name in (("from", "until") if kind is FactType.DATE else ("at_least", "at_most")))
    if kind is FactType.NUMBER:
        return f"{low}至{high}" if None not in (low, high) else f"不低于{low}" if high is None else f"不高于{high}"
    if low is not None and high is not None and (low[:4], low[4:], high[4:]) == (high[:4], "-01-01", "-12-31"):
        return low[:4]
    return f"{low or ''}至{high or ''}"


class Asked:
    """Which facts the documents of a place ask for, worked out once for a version, a place and a day."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, ...], frozenset[str]] = {}

    def of(self, book: Rulebook, places: Mapping[str, str], day: str) -> frozenset[str]:
        """The facts that can matter to whom lives there and, where nothing else is known, is insured and the like there too, whatever
        else is so; none where it is not known where that is.
        """
        if RESIDENCE not in places:
            return frozenset()
        key = (book.version, day, *(f"{name}={places[name]}" for name in sorted(places)))
        if key not in self._found:
            if len(self._found) >= KEPT:
                self._found.clear()
            ties = [name for name, fact in book.rules.facts.items() if fact.type is FactType.PLACE]
            probe = dict.fromkeys(ties, places[RESIDENCE]) | dict(places)
            screens = book.interview(probe, day, everything=True).screens
            paths = (one.path for screen in screens for one in (*screen.questions, *screen.later))
            self._found[key] = frozenset((*ties, *(path for path in paths if path in book.rules.facts)))
        return self._found[key]


def groups_of(
    book: Rulebook,
    asked: Iterable[str],
    said: Mapping[str, tuple[str, ...]],
    person: Person,
    read: Mapping[str, str],
    problems: Mapping[str, ProfileProblem],
    language: str,
) -> list[Group]:
    """The form: the facts that matter and those that are said, by screens in the order of the rule book."""
    wanted = {*asked, BIRTH, RESIDENCE, REGISTRATION, *(name for name, values in said.items() if any(values)), *problems}
    screens = {name: screen.label for name, screen in book.rules.screens.items()} | {"": Text("其他", "More")}
    found: dict[str, list[Field]] = {name: [] for name in screens}
    for fact in book.rules.facts.values():
        if fact.name in wanted:
            values, known = said.get(fact.name, ()), person.get(fact.name)
            partly = bool(any(values)) and isinstance(known, Range | Among | Holding)
            field = Field(fact, values, _note(fact, values, read.get(fact.name, ""), language), problems.get(fact.name), partly)
            found[fact.screen if fact.screen in screens else ""].append(field)
    return [Group(name or "others", screens[name], tuple(fields)) for name, fields in found.items() if fields]


def _note(fact: Fact, values: Sequence[str], read: str, language: str) -> str:
    """How a fact was read, where that says more than was typed."""
    if not any(values) or fact.type not in (FactType.DATE, FactType.NUMBER, FactType.PLACE):
        return ""
    label = fact.label.of(language)
    plain = read[len(label) :].lstrip("：: ") if read.casefold().startswith(label.casefold()) else read
    return "" if plain in values else plain
