"""What a caseworker or a register says about a person, checked and turned into facts.

Absent or null is unknown. Nothing is guessed: a value of the wrong type, outside its range or in a fact that cannot
be, is a mistake that is named, and all of them are named at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, assert_never, cast

from stdnum.cn import ric  # pyright: ignore[reportMissingTypeStubs]
from stdnum.exceptions import ValidationError  # pyright: ignore[reportMissingTypeStubs]

from ..errors import ProfileError, ProfileProblem
from ..language.condition import Test, walk
from ..language.facts import Fact, FactType, Text, Vocabulary
from ..language.meaning import Person, Situation, division, truth_of
from ..language.policy import Place
from ..language.truth import Truth
from ..language.words import nearest

ID_NUMBER = ("id_number", "身份证号", "居民身份证号码")
"""How the ID number may be called; it gives birth date and sex and is then forgotten."""


class ProfileReader:
    """Reads profiles against one vocabulary."""

    def __init__(self, facts: Vocabulary, places: Mapping[str, Place]) -> None:
        self.facts = facts
        self.names = {spelling: fact.name for fact in facts.values() for spelling in (fact.name, fact.label.zh, *fact.also)}
        self.places = {place.name.zh: place.code for place in places.values()}
        self.codes = {
            fact.name: {spelling: code.code for code in fact.codes for spelling in (code.code, code.label.zh, *code.also)}
            for fact in facts.values()
        }
        self.conditional = [fact for fact in facts.values() if fact.only_if is not None]

    def read(self, raw: object, as_of: date) -> Person:
        """The facts of a profile. Raises ProfileError with every mistake in it."""
        problems: list[ProfileProblem] = []
        person = self._person(raw, as_of, "", problems)
        if problems:
            raise ProfileError(tuple(problems))
        return person

    def _person(self, raw: object, as_of: date, path: str, problems: list[ProfileProblem]) -> dict[str, Any]:
        if not isinstance(raw, Mapping):
            problems.append(_problem(path.rstrip(".") or "profile", raw, "应是一组“信息项: 值”", "expected a mapping of facts to values"))
            return {}
        person: dict[str, Any] = {}
        given: dict[str, str] = {}
        id_number: object = None
        for key, value in cast("Mapping[object, object]", raw).items():
            if key in ID_NUMBER:
                if "id_number" in given:
                    problems.append(_same_fact(path + str(key), None, given["id_number"]))
                given["id_number"] = str(key)
                id_number = value if id_number is None else id_number
                continue
            name = self.names.get(key) if isinstance(key, str) else None
            if name is None:
                problems.append(self._unknown_fact(path, key))
                continue
            if name in given:
                problems.append(_same_fact(path + str(key), value, given[name]))
                continue
            given[name] = str(key)
            if value is not None:
                found = self._value(self.facts[name], value, as_of, path + str(key), problems)
                if found is not None:
                    person[name] = found
        if id_number is not None:
            self._use_id_number(id_number, person, path, problems)
        self._check(person, as_of, path, problems)
        return person

    def _unknown_fact(self, path: str, key: object) -> ProfileProblem:
        close = nearest(str(key), self.names)
        return ProfileProblem(
            path + str(key), None, Text("没有这个信息项", "there is no such fact"),
            Text(f"是否“{close}”？", f"did you mean `{close}`?") if close else None,
        )  # fmt: skip

    def _value(self, fact: Fact, value: object, as_of: date, path: str, problems: list[ProfileProblem]) -> Any:
        """The value of a fact, or None after noting what is wrong with it."""
        if fact.derived_from is not None:
            source = self.facts[fact.derived_from]
            problems.append(
                _problem(path, value, f"由“{source.label.zh}”推算，不能直接填", f"is worked out from `{source.name}` and cannot be given")
            )
            return None
        if fact.type is FactType.SET:
            return self._set(fact, value, path, problems)
        if fact.type is FactType.PERSON:
            if "." in path:
                problems.append(_problem(path, None, "人员之内不能再有人员", "a person within a person is not possible"))
                return None
            return self._person(value, as_of, path + ".", problems)
        found = self._plain(fact, value)
        if found is None:
            problems.append(_problem(path, value, "填的值不对", "is not a possible value", self._allowed(fact, value)))
        return found

    def _plain(self, fact: Fact, value: object) -> bool | Decimal | date | str | None:
        """The value of a fact that has one value, None where it is not possible."""
        match fact.type:
            case FactType.YES_NO:
                return value if isinstance(value, bool) else {"是": True, "否": False}.get(value) if isinstance(value, str) else None
            case FactType.NUMBER:
                return _number(value, fact)
            case FactType.DATE:
                return _date(value)
            case FactType.CHOICE | FactType.SCALE:
                return self._code(fact, value)
            case FactType.PLACE:
                return self._place(value)
            case FactType.SET | FactType.PERSON:
                raise AssertionError(fact)
            case _:
                assert_never(fact.type)

    def _code(self, fact: Fact, value: object) -> str | None:
        spelled = str(value) if isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)) else None
        return self.codes[fact.name].get(spelled) if spelled is not None else None

    def _allowed(self, fact: Fact, value: object) -> Text:
        """What can be given for a fact, with what comes nearest to a code that it does not have."""
        match fact.type:
            case FactType.YES_NO:
                return Text("填 true 或 false（是 或 否）", "give true or false")
            case FactType.NUMBER:
                zh = [f"{word} {bound}" for word, bound in (("不低于", fact.minimum), ("不高于", fact.maximum)) if bound is not None]
                en = [f"{word} {bound}" for word, bound in (("at least", fact.minimum), ("at most", fact.maximum)) if bound is not None]
                return Text("、".join(["填一个数", *zh]), ", ".join(["give a number", *en]))
            case FactType.DATE:
                return Text("填日期，例如 1944-05-10", "give a date such as 1944-05-10")
            case FactType.PLACE:
                return Text("填 2 到 12 位行政区划代码（文字），例如 \"513433\"",
                            'give a division code of 2 to 12 digits as text, such as "513433"')  # fmt: skip
            case FactType.CHOICE | FactType.SCALE | FactType.SET:
                close = nearest(value, self.codes[fact.name]) if isinstance(value, str) else None
                codes = "、".join(f"{code.code}（{code.label.zh}）" for code in fact.codes)
                codes_en = ", ".join(f"{code.code} ({code.label.of('en')})" for code in fact.codes)
                return Text(f"可填：{codes}" + (f"；是否“{close}”？" if close else ""),
                            f"allowed: {codes_en}" + (f"; did you mean `{close}`?" if close else ""))  # fmt: skip
            case FactType.PERSON:
                raise AssertionError(fact)
            case _:
                assert_never(fact.type)

    def _set(self, fact: Fact, value: object, path: str, problems: list[ProfileProblem]) -> frozenset[str] | None:
        if not isinstance(value, list | tuple | set | frozenset):
            problems.append(_problem(path, value, "应是列表，可为空", "expected a list, which may be empty", self._allowed(fact, None)))
            return None
        found = [(item, self._code(fact, item)) for item in cast("Iterable[object]", value)]
        problems += [
            _problem(path, item, "填的值不对", "is not a possible value", self._allowed(fact, item)) for item, code in found if code is None
        ]
        return frozenset(code for _, code in found if code is not None)

    def _place(self, value: object) -> str | None:
        if not isinstance(value, str):
            return None
        code = self.places.get(value, value)
        return division(code) if re.fullmatch(r"[1-9][0-9]{1,11}", code) else None

    def _use_id_number(self, number: object, person: dict[str, Any], path: str, problems: list[ProfileProblem]) -> None:
        """Birth date and sex from a citizen's ID number (GB 11643-1999, ISO 7064 check).

        The division in it is not looked up: it is that of the office that gave the number, often long after the birth,
        and may be older or newer than any table.
        """
        known = _facts_of_id_number(number) if isinstance(number, str) else None
        if known is None:
            problems.append(ProfileProblem(path + "id_number", None, Text("身份证号码不对（位数、日期或校验码）",
                                           "is not a valid ID number (length, date or check digit)")))  # fmt: skip
            return
        for name, value in known.items():
            if name in self.facts and person.setdefault(name, value) != value:
                problems.append(_problem(path + name, person[name], "与身份证号码不符", "does not agree with the ID number"))

    def _check(self, person: dict[str, Any], as_of: date, path: str, problems: list[ProfileProblem]) -> None:
        """What cannot be, given the other facts."""
        birth = person.get("birth_date")
        if birth is not None and birth > as_of:
            problems.append(_problem(path + "birth_date", birth, f"晚于核定日 {as_of}", f"is later than the day of evaluation {as_of}"))
        if not any(fact.name in person for fact in self.conditional):
            return
        situation = Situation(as_of, "", {}, self.facts)
        for fact in self.conditional:
            if fact.name in person and fact.only_if is not None and truth_of(fact.only_if, person, situation) is Truth.NO:
                others = [self.facts[part.fact] for part in walk(fact.only_if) if isinstance(part, Test)]
                zh, en = "、".join(f"“{one.label.zh}”" for one in others), ", ".join(f"`{one.name}`" for one in others)
                problems.append(_problem(path + fact.name, person[fact.name], f"与{zh}矛盾", f"contradicts {en}"))


def profile_data(person: Person) -> dict[str, Any]:
    """What is known of a person as a profile in JSON data, which reads back as the same."""
    return {name: value_data(value) for name, value in person.items()}


def value_data(value: Any) -> Any:
    """The value of a fact in JSON data."""
    match value:
        case Mapping():
            return profile_data(cast("Person", value))
        case Decimal():
            return int(value) if value == int(value) else float(value)
        case date():
            return value.isoformat()
        case frozenset():
            return sorted(cast("frozenset[str]", value))
        case _:
            return value


def _facts_of_id_number(number: str) -> dict[str, Any] | None:
    """Birth date and sex, None where the number is none."""
    try:
        compact: str = ric.compact(number)
        if not re.fullmatch(r"[1-9][0-9]{16}[0-9X]", compact) or compact[-1] != ric.calc_check_digit(compact):
            return None
        return {"birth_date": ric.get_birth_date(compact), "sex": "male" if int(compact[16]) % 2 else "female"}
    except ValidationError:
        return None


def _number(value: object, fact: Fact) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    number = Decimal(str(value))
    low, high = fact.minimum, fact.maximum
    if not number.is_finite() or (low is not None and number < low) or (high is not None and number > high):
        return None
    digits = f"{number:f}"  # 900.00 is 900, so that equal profiles are the same in all that is said of them
    return Decimal(digits.rstrip("0").rstrip(".") if "." in digits else digits) or Decimal(0)


def _date(value: object) -> date | None:
    if isinstance(value, date):
        return None if isinstance(value, datetime) else value
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return None
    return None


def _same_fact(fact: str, value: object, other: str) -> ProfileProblem:
    return _problem(fact, value, f"与“{other}”是同一信息项", f"is the same fact as `{other}`")


def _problem(fact: str, value: object, zh: str, en: str, allowed: Text | None = None) -> ProfileProblem:
    shown = None if value is None else _shown(value)
    if shown is None:
        return ProfileProblem(fact, None, Text(zh, en), allowed)
    return ProfileProblem(fact, shown, Text(f"{shown} {zh}", f"{shown} {en}"), allowed)


_ID_LIKE = re.compile("[1-9][0-9]{16}[0-9Xx]")
"""An ID number that was put in the wrong place is not repeated either."""


def _shown(value: object) -> str:
    if isinstance(value, frozenset):
        value = sorted(str(one) for one in value)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    text = _ID_LIKE.sub("…", f'"{value}"' if isinstance(value, str) else str(value))
    return text if len(text) <= 80 else text[:77] + "…"
