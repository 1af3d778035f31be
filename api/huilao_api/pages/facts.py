"""The facts of a person as a form has them, and as a profile has them: typed as people say them, known in part or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast
from unicodedata import normalize

from starlette.datastructures import FormData

from huilao import Among, AskedOf, Fact, FactType, Holding, Path, Person, ProfileProblem, Range, Rulebook, Text, Unit, masked, name_of

from ..web.requests import as_number

FACT = "f."
"""What the names of a form begin with that are facts; the path of the fact follows, of people with a name `household_members.2`, which
is there for everybody who is listed, whatever is known of them.
"""
FACTS = f"{re.escape(FACT)}.+"
"""All of these: sets are ticked, and what is said twice of any other is told at the fact."""
ADD, REMOVE = "add", "remove"
"""In the form: a list to which somebody is added, and who is taken out of one."""
ALL = "all"
"""Said of a list of people: that there are no more of them."""
PEOPLE = (FactType.PERSON, FactType.PEOPLE)
BIRTH, RESIDENCE, REGISTRATION = "birth_date", "residence", "household_registration"
NOBODY, MORE, NOT = "-", "+", "!"
"""Beside the codes of a set: that it is empty, that there may be more of it, and (before a code) that this is not in it."""
ONE_OF = "|"
"""Between codes of which it is one."""
KEPT = 200
"""Places and days of which it is kept which facts matter there."""
UNSURE = re.compile(r"(?:不清楚|不知道|不详|未知|说不清|不记得了?|记不清了?|忘了|\?|unknown|notknown|notsure)?")
"""What people type of what they do not know."""

_AGE = re.compile(r"[0-9]{1,3}|[0-9]?[1-9]0[多余几]|[一二两三四五六七八九百零]*[十百][一二三四五六七八九零十]*[多余几]?")
_AGE_IN_ENGLISH = re.compile(r"(?:aged? )?([0-9]{1,3})(?: ?(?:years?|yrs?)(?: old| of age)?)?|([0-9]{1,3}) ?y/?o", re.IGNORECASE)
_SHORT_YEAR = re.compile(r"([3-9][0-9])年(?:出?生)?")
"""Years that have not come yet in this century."""
_BORN_IN_ENGLISH = re.compile(r"born (?:in |on )?(.+)", re.IGNORECASE)
_AGES = re.compile(r"([0-9]{1,3})\s*(?:~|-|—|–|至|到)\s*([0-9]{1,3})")
_ABOUT = re.compile(r"(?:大约|约|大概|差不多|about\b)\s*(.+?)|(.+?)左右")
"""A birth date that is about one is read as that one, and how it was read stands below it."""
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
    who: str = ""
    """Whom it is about, where that is another one."""
    people: tuple[Someone, ...] = ()
    """Whom it names or lists."""

    @property
    def path(self) -> str:
        """Where it is in a profile."""
        return f"{self.who}.{self.fact.name}" if self.who else self.fact.name

    @property
    def name(self) -> str:
        """Its name in the form."""
        return FACT + self.path

    @property
    def kind(self) -> str:
        """Which control it is."""
        return self.fact.type.value

    @property
    def unit(self) -> Text | None:
        """What it is counted in."""
        return None if self.fact.unit is None or self.fact.unit is Unit.NONE else name_of(self.fact.unit)

    @property
    def value(self) -> str:
        """What was typed, where that is one text."""
        return self.values[0] if self.values else ""

    @property
    def known(self) -> bool:
        """Whether anything is said of it."""
        if self.fact.type is FactType.PERSON:
            return any(one.known for someone in self.people for one in someone.fields)
        return bool(self.people) or any(one not in (NOBODY, MORE) or self.fact.type is FactType.SET for one in self.values if one)

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
class Someone:
    """Whom a fact names, or one of those whom it lists."""

    who: str
    """Where they are: `cared_elder`, `household_members.2`."""
    number: int | None
    """Which one of a list, from 1."""
    fields: tuple[Field, ...]


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
        return any(one.problem for one in self.every)

    @property
    def every(self) -> Iterator[Field]:
        """The facts, and those of the people whom they name or list."""
        for one in self.fields:
            yield one
            for someone in one.people:
                yield from someone.fields


def told(form: FormData) -> dict[str, tuple[str, ...]]:
    """What a form says of each fact, by its path, those who are listed numbered from 1; what looks like an ID number is dropped: it is not
    to be here.
    """
    found: dict[str, list[str]] = {}
    for name, value in form.multi_items():
        if name.startswith(FACT) and isinstance(value, str):
            text = value.strip()
            found.setdefault(name.removeprefix(FACT), []).append("" if masked(text) != text else text)
    for one in form.getlist(ADD):
        if isinstance(one, str):
            found.setdefault(f"{one}.{max(_numbers(found, one), default=0) + 1}", [""])
    gone = [one for one in form.getlist(REMOVE) if isinstance(one, str)]
    left = {name: values for name, values in found.items() if not any(f"{name}.".startswith(f"{one}.") for one in gone)}
    return {_numbered(name, left): tuple(values) for name, values in left.items()}


def _numbers(paths: Iterable[str], name: str) -> list[int]:
    """Which of a list there are."""
    parts = (path.split(".") for path in paths)
    return sorted({number for one in parts if one[0] == name and len(one) > 1 and isinstance(number := as_number(one[1]), int)})


def _numbered(path: str, paths: Iterable[str]) -> str:
    """A path as it is when those who are listed are counted from 1."""
    name, *rest = path.split(".")
    if not rest or not isinstance(number := as_number(rest[0]), int):
        return path
    return ".".join((name, str(_numbers(paths, name).index(number) + 1), *rest[1:]))


def without(said: Mapping[str, tuple[str, ...]], paths: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """What is said but for some facts; where one of these is not in it, all that is said of whom it is about is left out."""
    gone = {path if path in said else path.partition(".")[0] for path in paths}
    return {path: values for path, values in said.items() if not any(f"{path}.".startswith(f"{one}.") for one in gone)}


_TYPED = {
    FactType.PLACE: Text("写到县（市、区）就行，如“四川省冕宁县”；也可以写区划代码，如 513433",
                         "The county or district is enough, such as 四川省冕宁县; a division code such as 513433 will do too"),
    FactType.DATE: Text("可以写成：2024-05-10、2024年5月、2024年", "It can be written as 2024-05-10, 2024-05 or 2024"),
    FactType.NUMBER: Text("写数字，如 1200；只知道大概的，写“不低于1000”“1000至1500”",
                          "Write a number such as 1200; where only a range is known, “at least 1000” or “1000 to 1500”"),
}  # fmt: skip
_BIRTH_TYPED = Text(
    "可以写成：1944-05-10、1944年、82岁、80多岁、约1942年", "It can be written as 1944-05-10, 1944, 82, 80 to 85 or about 1942"
)


def as_typed(problem: ProfileProblem, facts: Mapping[str, Fact]) -> ProfileProblem:
    """A mistake with what can be typed in its place, where programs send something else than people type."""
    fact = facts.get(problem.fact.rpartition(".")[2])
    if fact is None or problem.allowed is None or fact.type not in _TYPED:
        return problem
    return replace(problem, allowed=_BIRTH_TYPED if fact.name == BIRTH else _TYPED[fact.type])


def profile_of(said: Mapping[str, Sequence[str]], facts: Mapping[str, Fact]) -> dict[str, Any]:
    """The profile that a form stands for: what is not said of, or not known, is not in it."""
    found: dict[str, Any] = {}
    for name, fact in facts.items():
        if fact.type is FactType.PERSON:
            value = profile_of(_beneath(said, name), _plain(facts)) or None
        elif fact.type is FactType.PEOPLE:
            people = [profile_of(_beneath(said, f"{name}.{number}"), _plain(facts)) for number in _numbers(said, name)]
            complete = ALL in said.get(name, ())
            value = people if complete else {"listed": people, "complete": False} if people else None
        else:
            value = _read(fact, said[name]) if name in said else None
        if value is not None:
            found[name] = value
    return found


def _beneath(said: Mapping[str, Sequence[str]], who: str) -> dict[str, Sequence[str]]:
    return {path.removeprefix(f"{who}."): values for path, values in said.items() if path.startswith(f"{who}.")}


def _plain(facts: Mapping[str, Fact]) -> dict[str, Fact]:
    """What can be known of somebody whom another's fact names: there are no people within people."""
    return {name: fact for name, fact in facts.items() if fact.type not in PEOPLE}


def _read(fact: Fact, values: Sequence[str]) -> Any:
    ticks = [one for one in values if not UNSURE.fullmatch(normalize("NFKC", one).replace(" ", "").lower())]
    if not ticks:
        return None
    if len(ticks) > 1 and fact.type is not FactType.SET:
        return ticks  # which nobody can be: it is told at the fact
    first = _birth(ticks[0]) if fact.name == BIRTH else ticks[0]
    match fact.type:
        case FactType.YES_NO:
            return {"true": True, "false": False}.get(first, first)
        case FactType.SET:
            return _set(ticks)
        case FactType.CHOICE | FactType.SCALE:
            return {"one_of": first.split(ONE_OF)} if ONE_OF in first else first
        case FactType.DATE if "岁" not in first and (ends := _SPAN.fullmatch(first)):
            return {word: end.strip() for word, end in zip(("from", "until"), ends.groups(), strict=True) if end.strip()}
        case FactType.NUMBER:
            return _number(first)
        case _:
            return first


def _birth(text: str) -> str:
    """What was said of a birth, as an age or a date is written that can be read."""
    for said in (_ABOUT, _BORN_IN_ENGLISH):
        if found := said.fullmatch(text):
            text = next(one for one in found.groups() if one)
    if _AGE.fullmatch(text):
        return f"{text}岁"
    if found := _AGE_IN_ENGLISH.fullmatch(text):
        return f"{found[1] or found[2]}岁"
    if found := _AGES.fullmatch(text):
        return f"{found[1]}至{found[2]}岁"
    if found := _SHORT_YEAR.fullmatch(text):
        return f"19{found[1]}年"
    return text


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


def typed(profile: Mapping[str, Any], facts: Mapping[str, Fact]) -> dict[str, tuple[str, ...]]:
    """A profile as a form has it, by the paths of its facts: what `profile_of` reads as the same."""
    found: dict[str, tuple[str, ...]] = {}
    for name, value in profile.items():
        if name not in facts or value is None:
            continue
        if facts[name].type is FactType.PERSON:
            found |= {f"{name}.{path}": values for path, values in typed(value, facts).items()}
        elif facts[name].type is FactType.PEOPLE:
            found |= _listed(name, value, facts)
        else:
            found[name] = tuple(_typed(facts[name], value))
    return found


def _listed(name: str, value: Any, facts: Mapping[str, Fact]) -> dict[str, tuple[str, ...]]:
    people = cast("list[dict[str, Any]]", value["listed"] if isinstance(value, dict) else value)
    found: dict[str, tuple[str, ...]] = {name: (ALL if isinstance(value, list) else "",)}
    for number, one in enumerate(people, 1):
        found[f"{name}.{number}"] = ("",)
        found |= {f"{name}.{number}.{path}": values for path, values in typed(one, facts).items()}
    return found


def _typed(fact: Fact, value: Any) -> Iterator[str]:
    match fact.type:
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

    def of(self, book: Rulebook, places: Mapping[str, str], day: str, *, relative: bool = False) -> frozenset[str]:
        """The facts that can matter to whom lives there and, where nothing else is known, is insured and the like there too, whatever
        else is so; none where it is not known where that is. Those of people whom a fact lists have no number: `household_members.sex`.
        """
        if RESIDENCE not in places:
            return frozenset()
        key = (book.version, day, str(relative), *(f"{name}={places[name]}" for name in sorted(places)))
        if key not in self._found:
            if len(self._found) >= KEPT:
                self._found.clear()
            ties = [name for name, fact in book.rules.facts.items() if fact.type is FactType.PLACE]
            probe: dict[str, Any] = dict.fromkeys(ties, places[RESIDENCE]) | dict(places)
            if relative:
                probe |= {name: {RESIDENCE: places[RESIDENCE]} for name, fact in book.rules.facts.items() if fact.type is FactType.PERSON}
            found = _asked(book, probe, day)
            if lists := [name for name, fact in book.rules.facts.items() if name in found and fact.type is FactType.PEOPLE]:
                found |= _asked(book, probe | {name: {"listed": [{}], "complete": False} for name in lists}, day)
            if relative:
                found |= {name for name, fact in book.rules.facts.items() if fact.asked_of is AskedOf.RELATIVE}
            self._found[key] = frozenset((*ties, *found))
        return self._found[key]


def _asked(book: Rulebook, profile: Mapping[str, Any], day: str) -> set[str]:
    screens = book.interview(profile, day, everything=True).screens
    return {unnumbered(one.path) for screen in screens for one in (*screen.questions, *screen.later)}


def unnumbered(path: str) -> str:
    """A path without the number of one in a list."""
    one = Path.of(path)
    return f"{one.whose}.{one.fact}" if one.who else one.fact


def relatives_first(groups: Sequence[Group]) -> list[Group]:
    """As a relative is asked: after the beginning what relatives say of themselves and of the elder."""
    others = sorted(groups[1:], key=lambda one: not any(field.fact.asked_of is AskedOf.RELATIVE for field in one.fields))
    return [*groups[:1], *others]


def groups_of(
    book: Rulebook,
    asked: Iterable[str],
    said: Mapping[str, tuple[str, ...]],
    person: Person,
    read: Mapping[str, str],
    problems: Mapping[str, ProfileProblem],
    language: str,
) -> list[Group]:
    """The form: the facts that matter and those that are said, by screens in the order of the rule book; a fact about people stands for
    itself.
    """
    facts = book.rules.facts
    wanted = {*asked, BIRTH, RESIDENCE, REGISTRATION, *problems, *(path for path, values in said.items() if any(values) or "." in path)}
    screens = {name: screen.label for name, screen in book.rules.screens.items()}
    rest = Text("其他", "More") if screens else Text("情况", "Facts")
    found: dict[str, list[Field]] = {name: [] for name in (*screens, "")}

    def field(fact: Fact, who: str = "") -> Field:
        path = Path(who, fact.name)
        values, known = said.get(str(path), ()), path.value(person) if _is_there(person, path) else None
        partly = any(values) and isinstance(known, Range | Among | Holding)
        note = _note(fact, values, read.get(str(path), ""), language)
        return Field(fact, values, note, problems.get(str(path)), partly, who, tuple(people(fact)) if fact.type in PEOPLE else ())

    def people(fact: Fact) -> Iterator[Someone]:
        own = {BIRTH, *(one.fact for path in wanted if (one := Path.of(path)).whose == fact.name)}
        for number in _numbers(said, fact.name) if fact.type is FactType.PEOPLE else (None,):
            who = fact.name if number is None else f"{fact.name}.{number}"
            yield Someone(who, number, tuple(field(one, who) for one in _plain(facts).values() if one.name in own))

    alone: list[Group] = []
    names = {path.partition(".")[0] for path in wanted}
    for fact in facts.values():
        if fact.name not in names:
            continue
        if fact.type in PEOPLE:
            alone.append(Group(fact.name, fact.label, (field(fact),)))
        else:
            found[fact.screen if fact.screen in screens else ""].append(field(fact))
    labels = {**screens, "": rest}
    return [*(Group(name or "others", labels[name], tuple(fields)) for name, fields in found.items() if fields), *alone]


def _is_there(person: Person, path: Path) -> bool:
    """Whether whom a path is about was read: of a list that could not be, nobody was."""
    listed = person.get(path.whose)
    return path.number is None or (listed is not None and path.number <= len(listed.people))


def _note(fact: Fact, values: Sequence[str], read: str, language: str) -> str:
    """How a fact was read, where that says more than was typed."""
    if not any(values) or fact.type not in (FactType.DATE, FactType.NUMBER, FactType.PLACE):
        return ""
    label = fact.label.of(language)
    plain = read[len(label) :].lstrip("：: ") if read.casefold().startswith(label.casefold()) else read
    return "" if plain in values else plain
