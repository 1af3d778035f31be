"""What was said of a person in an interview so far, under whatever names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

from ..ask import Question
from ..language.facts import Fact, FactType, Vocabulary
from ..language.known import Listed, Path, Person
from ..language.words import LIST_IN_PART
from ..profile.reader import ID_NUMBER


@dataclass(frozen=True)
class Answers:
    """What was said of a person so far: the profile as it is sent, and the facts that are not known."""

    profile: dict[str, Any]
    unknown: tuple[str, ...]

    def without(self, path: str) -> Answers:
        """The answer to a question being that it is not known."""
        return replace(self, unknown=(*self.unknown, path))

    def told(self, question: Question, more: Mapping[str, Any]) -> Answers:
        """With facts about the person of a question in place of what was said of them, under whatever name."""
        if question.about is None:
            return replace(self, profile=_replaced(self.profile, question.fact, more))
        key, number = _key(self.profile, question.about), Path.of(question.path).number
        theirs = self.profile[key]
        said = _replaced(theirs, question.fact, more) if number is None else _of_member(theirs, number, question.fact, more)
        return replace(self, profile={**self.profile, key: said})


def _of_member(said: Any, number: int, fact: Fact, more: Mapping[str, Any]) -> Any:
    """What was said of the people of a list, with more about one of them, by number from 1."""
    if isinstance(said, Mapping):
        partly = cast("Mapping[str, Any]", said)
        key = next(key for key in partly if key in ("listed", LIST_IN_PART["listed"]))
        return {**partly, key: _of_member(partly[key], number, fact, more)}
    return [_replaced(one, fact, more) if at == number else one for at, one in enumerate(said, 1)]


def _key(profile: Mapping[str, Any], fact: Fact) -> str:
    """How a fact is called in a profile; by its code where it is not there."""
    return next((key for key in profile if _means(key, fact)), fact.name)


def _means(key: str, fact: Fact) -> bool:
    return key in (fact.name, fact.label.zh, *fact.also) or (fact.label.en is not None and key.casefold() == fact.label.en.casefold())


def _replaced(profile: Mapping[str, Any], fact: Fact, more: Mapping[str, Any]) -> dict[str, Any]:
    """A profile with more in it, and nothing else that is said of a fact where that is among it."""
    return {key: value for key, value in profile.items() if fact.name not in more or not _means(key, fact)} | dict(more)


def forgotten(profile: Mapping[str, Any], person: Person, facts: Vocabulary) -> dict[str, Any]:
    """A profile with what its ID numbers say, in the words of the person that was read from it, in their stead."""
    kept = {name: value for name, value in profile.items() if name not in ID_NUMBER}
    identified = len(kept) < len(profile)
    for fact in facts.values():
        key = _key(kept, fact)
        if fact.type is FactType.PERSON and key in kept:
            kept[key] = forgotten(kept[key], person[fact.name], facts)
        elif fact.type is FactType.PEOPLE and fact.name in person:
            kept[key] = _forgotten_of_each(kept[key], person[fact.name], facts)
        elif fact.name in ("birth_date", "sex") and identified and fact.name in person:
            kept[key] = str(person[fact.name])
    return kept


def _forgotten_of_each(given: Any, known: Listed, facts: Vocabulary) -> Any:
    """A list of people as it is given, of each of whom the ID number is forgotten."""
    if not isinstance(given, Mapping):
        return [forgotten(profile, one, facts) for profile, one in zip(given, known.people, strict=True)]
    parts = cast("Mapping[str, Any]", given)
    return {word: _forgotten_of_each(part, known, facts) if isinstance(part, list | tuple) else part for word, part in parts.items()}


def given(profile: Mapping[str, Any]) -> dict[str, Any]:
    """A profile without what is said to be unknown, which would stand in the way of an answer under another name."""
    return {name: given(value) if isinstance(value, dict) else value for name, value in profile.items() if value is not None}  # pyright: ignore[reportUnknownArgumentType]
