"""What a caseworker or a register says about a person, checked and turned into facts.

Absent or null is unknown. Nothing is guessed: a value of the wrong type, outside its range or in a fact that cannot
be, is a mistake that is named, and all of them are named at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, cast

from ..errors import ProfileProblem
from ..language.ages import age_on
from ..language.condition import facts_in, walk
from ..language.facts import AGE, BUILT_IN, Fact, FactType, Text, Vocabulary
from ..language.implied import Implications
from ..language.known import NOBODY_KNOWN, Among, Listed, Person
from ..language.meaning import truth_of
from ..language.policy import Place
from ..language.quantity import BIRTH, Age
from ..language.scope import Scope
from ..language.truth import Truth
from .contradictions import contradicted
from .dates import OLDEST, agreeing, ends, span
from .identity import ID_NUMBER, SEX, identity_of, spoilt
from .places import PlaceWords
from .problems import Problems, masked, shown, shown_in_chinese
from .values import MOST_ITEMS, Entry, ValueReader, english

_AGE = AGE.name
_IDENTITY = ID_NUMBER[0]
INTERVIEW = "interview"
"""What an interview keeps beside the facts, to be gone on with: it says nothing of the person."""


class ProfileReader:
    """Reads profiles against one vocabulary."""

    def __init__(self, facts: Vocabulary, places: Mapping[str, Place], *, of_cells: bool = False) -> None:
        """`of_cells` where what is read stands in the cells of a table."""
        self.facts = facts
        self.names = {spelling: fact.name for fact in facts.values() for spelling in (fact.name, fact.label.zh, *fact.also)}
        """What is meant by a code or a Chinese word."""
        self.values = ValueReader(facts, PlaceWords(places), of_cells=of_cells)
        self.codes = self.values.codes
        """By fact, the code that is meant by a code or a Chinese word."""
        self.divisions = self.values.places.divisions
        self._scope = Scope(facts)
        self._implications = Implications(facts)
        self._conditional = [fact for fact in facts.values() if fact.only_if is not None]
        self._english = english((fact.label.en, fact.name) for fact in facts.values())
        self._most = max(MOST_ITEMS, len(facts) + len((ID_NUMBER, AGE, INTERVIEW)))
        """Names that somebody may have."""
        self._special: dict[str, str] = dict.fromkeys(ID_NUMBER, _IDENTITY)
        if BIRTH in facts:
            self._special |= dict.fromkeys((_AGE, AGE.label.zh, AGE.label.of("en")), _AGE)

    def read(self, raw: object, as_of: date) -> Person:
        """The facts of a profile on a day of evaluation. Raises ProfileError with every mistake in it."""
        problems = Problems()
        person = self._person(raw, as_of, "", problems)
        problems.raise_any()
        return person

    def read_over(self, raw: object, path: str = "") -> Iterator[ProfileProblem]:
        """What of the places in a profile is not looked into, no mistake: towns, which are known by their county."""
        if not isinstance(raw, Mapping):
            return
        for name, (key, value) in self._named(cast("Mapping[object, object]", raw), path, Problems()).items():
            kind = self.facts[name].type if name in self.facts else None
            if kind is FactType.PERSON:
                yield from self.read_over(value, f"{path}{key}.")
            if kind is not FactType.PLACE or not isinstance(value, str) or value.strip().isdecimal():  # digits name the whole of it
                continue
            if not isinstance(code := self.values.places.code(value), str):
                continue
            if rest := self.values.places.read_over(value):
                told = self.values.places.told(code)
                yield ProfileProblem(
                    path + key, value, Text(f"按{told.zh}算，没有用到“{rest}”", f"read as {told.of('en')}; “{rest}” is not used")
                )

    def read_value(self, fact: str, given: object, as_of: date | None = None) -> Any:
        """What is known of one fact (by its code; of no person, of no list of people), whatever the day; None where that is nothing.

        Where the day of evaluation is given, an age in the place of a birth date is read too.

        Raises ProfileError with every mistake in it.
        """
        problems = Problems()
        entry = Entry(fact, as_of, problems)
        found = None if given is None else self._value(self.facts[fact], given, entry)
        problems.raise_any()
        return found

    def _person(self, raw: object, as_of: date, path: str, problems: Problems) -> dict[str, Any]:
        if not isinstance(raw, Mapping):
            problems.add(path.rstrip(".") or "profile", raw, "应是一组“信息项: 值”", "expected a mapping of facts to values")
            return {}
        if len(cast("Mapping[object, object]", raw)) > self._most:  # each that stands for nothing would be told
            many, most = len(cast("Mapping[object, object]", raw)), self._most
            problems.add(
                path.rstrip(".") or "profile", None, f"列了 {many} 项，至多 {most} 项", f"has {many} entries and can have {most} at most"
            )
            return {}
        given = self._named(cast("Mapping[object, object]", raw), path, problems)
        person: dict[str, Any] = {}
        for name, (key, value) in given.items():
            if name in self.facts and value is not None:
                found = self._value(self.facts[name], value, Entry(path + key, as_of, problems))
                if found is not None:
                    person[name] = found
        _Birth(self, person, given, as_of, path, problems).settle()
        person = self._closed(person, given, path, problems)
        self._check(person, given, as_of, path, problems)
        return person

    def _closed(self, person: dict[str, Any], given: Mapping[str, tuple[str, object]], path: str, problems: Problems) -> dict[str, Any]:
        """The person with what follows from what is known; where that contradicts itself, it is noted at what was given."""
        found, contradictions = self._implications.close(person)
        for one in contradictions:
            name = one.fact if one.fact in given else one.implied.fact
            key, value = given.get(name, (name, None))
            wrong, mend = contradicted(one, name, self.facts, found[one.fact])
            problems.add(path + key, value, wrong.zh, wrong.of("en"), mend)
        return dict(found)

    def _named(self, raw: Mapping[object, object], path: str, problems: Problems) -> dict[str, tuple[str, object]]:
        """The keys and values by what the keys mean; what means nothing, or the same as another, is noted."""
        given: dict[str, tuple[str, object]] = {}
        for key, value in raw.items():
            name = self._meant(key) if isinstance(key, str) else None
            if name is None and key == INTERVIEW and not path:
                continue
            if name is None:
                self._unknown(key, value, path, problems)
            elif name in given:
                other = masked(given[name][0])
                keep = Text("留下对的一处", "keep the one that is right")
                problems.add(path + str(key), None, f"与“{other}”是同一信息项", f"is the same fact as `{other}`", keep)
            else:
                given[name] = (str(key), value)
        return given

    def _meant(self, key: str) -> str | None:
        return self._special.get(key) or self.names.get(key) or self._english.get(key.casefold())

    def _unknown(self, key: object, value: object, path: str, problems: Problems) -> None:
        word = next((one for one in BUILT_IN.values() if key in (one.name, one.label.zh) and one.source in self.facts), None)
        if word is not None:
            source = self.facts[word.source]
            problems.add(
                path + str(key), value, f"由“{source.label.zh}”推算，不能直接填", f"is worked out from `{source.name}` and cannot be given"
            )
            return
        text = key if isinstance(key, str) else shown(key)
        close = problems.nearest(text, self.names) if masked(text) == text else None
        hint = Text(f"是否“{close}”？", f"did you mean `{close}`?") if close else None
        problems.add(path + text, None, "没有这个信息项", "there is no such fact", hint)

    def _value(self, fact: Fact, value: object, entry: Entry) -> Any:
        if fact.type not in (FactType.PERSON, FactType.PEOPLE):
            return self.values.read(fact, value, entry)
        if "." in entry.path:
            entry.wrong(None, "人员之内不能再有人员", "a person within a person is not possible")
            return None
        if entry.as_of is None:
            entry.wrong(None, "填的是人，不是一个值", "is about people and has no value")
            return None
        if fact.type is FactType.PEOPLE:
            return self._people(fact, value, entry, entry.as_of)
        return self._person(value, entry.as_of, entry.path + ".", entry.problems)

    def _people(self, fact: Fact, value: object, entry: Entry, as_of: date) -> Listed | None:
        """The people of a list, each read as any person is; None where nothing is known of them."""
        listing = self.values.listing(fact, value, entry)
        if listing is None:
            return None
        given, complete = listing
        people: list[Person] = []
        for number, one in enumerate(given, 1):
            with entry.problems.of_person(number):
                people.append(self._person(one, as_of, f"{entry.path}.{number}.", entry.problems))
        found = Listed(tuple(people), complete)
        return None if found == NOBODY_KNOWN else found

    def _check(self, person: Person, given: Mapping[str, tuple[str, object]], as_of: date, path: str, problems: Problems) -> None:
        """What cannot be, since what it presupposes surely is not so."""
        for fact in self._conditional:
            condition = fact.only_if
            if fact.name not in person or condition is None or truth_of(condition, person, self._scope.on(as_of)) is not Truth.NO:
                continue
            names = dict.fromkeys((*facts_in(condition), *(BIRTH for one in walk(condition) if isinstance(one, Age))))
            others = [self.facts[name] for name in names]
            key, value = given.get(fact.name, (fact.name, None))
            zh, en = "、".join(f"“{one.label.zh}”" for one in others), ", ".join(f"`{one.name}`" for one in others)
            problems.add(path + key, value, f"与{zh}矛盾", f"contradicts {en}",
                         Text(f"改正{zh}，或者删去这一项", f"mend {en}, or leave this one out"))  # fmt: skip


class _Birth:
    """Birth date, age and ID number of one person, brought together."""

    def __init__(
        self, reader: ProfileReader, person: dict[str, Any], given: Mapping[str, tuple[str, object]], as_of: date, path: str,
        problems: Problems,
    ) -> None:  # fmt: skip
        self.reader = reader
        self.person = person
        self.given = given
        self.as_of = as_of
        self.path = path
        self.problems = problems
        self.said_by = BIRTH
        """What the birth date is known from."""

    def settle(self) -> None:
        """Take birth date and sex from all that says something of them; note what does not agree."""
        if BIRTH in self.person:
            self._possible()
        if _AGE in self.given and self.given[_AGE][1] is not None:
            self._age(*self.given[_AGE])
        if _IDENTITY in self.given and self.given[_IDENTITY][1] is not None:
            self._identity(self.given[_IDENTITY][1])

    def _age(self, key: str, value: object) -> None:
        found = self.reader.values.age(value, Entry(self.path + key, self.as_of, self.problems))
        if found is None:
            return
        both = agreeing(self.person[BIRTH], found) if BIRTH in self.person else found
        if both is None:
            label, birth = self.reader.facts[BIRTH].label, self.given[BIRTH][1]
            self.problems.add(
                self.path + key, value, f"与“{label.zh}”{shown_in_chinese(birth)}不符", f"does not agree with `{BIRTH}` {shown(birth)}"
            )
            return
        if BIRTH not in self.person:
            self.said_by = _AGE
        self.person[BIRTH] = both

    def _identity(self, number: object) -> None:
        found = identity_of(number)
        path = self.path + self.given[_IDENTITY][0]
        if found is None:
            why = spoilt(number if isinstance(number, str) else "")
            self.problems.add(path, None, why.message.zh, why.message.of("en"), why.cure)
            return
        if BIRTH in self.reader.facts:
            known = self.person.get(BIRTH)
            if known is None:
                self.person[BIRTH] = found.birth_date
                self.said_by = _IDENTITY
                self._possible()
            elif agreeing(known, found.birth_date) is None:
                self._contradicts(self.said_by)
            else:
                self.person[BIRTH] = found.birth_date
        if SEX in self.reader.facts:
            known = self.person.setdefault(SEX, found.sex)
            if known != found.sex and not (isinstance(known, Among) and found.sex in known.codes):
                self._contradicts(SEX)
            else:
                self.person[SEX] = found.sex

    def _contradicts(self, name: str) -> None:
        key, value = self.given[name]
        self.problems.add(self.path + key, value, "与身份证号码不符", "does not agree with the ID number")

    def _possible(self) -> None:
        """A birth date is not after the day of evaluation (a range is cut there), nor longer ago than anybody lives."""
        low, high = ends(self.person[BIRTH])
        hidden = self.said_by == _IDENTITY
        key, value = (self.given[_IDENTITY][0], None) if hidden else self.given[BIRTH]
        value = low if low == high and not hidden else value
        if low is not None and low > self.as_of:
            self.problems.add(self.path + key, value, f"晚于核定日 {self.as_of}", f"is later than the day of evaluation {self.as_of}")
            return
        if high is not None and high > self.as_of:
            self.person[BIRTH] = span(low, self.as_of)
        elif high is not None and self.as_of.year - high.year > OLDEST and age_on(self.as_of, high) > OLDEST:
            self.problems.add(self.path + key, value, f"到核定日 {self.as_of} 已超过 {OLDEST} 周岁",
                              f"makes more than {OLDEST} years of age on {self.as_of}", Text("请核对年份", "check the year"))  # fmt: skip
