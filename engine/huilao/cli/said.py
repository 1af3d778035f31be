"""What was said of a person in an interview so far, under whatever names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..ask import Question
from ..language.facts import Fact, FactType, Vocabulary
from ..language.known import Person
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
        key = _key(self.profile, question.about)
        return replace(self, profile={**self.profile, key: _replaced(self.profile[key], question.fact, more)})


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
        elif fact.name in ("birth_date", "sex") and identified and fact.name in person:
            kept[key] = str(person[fact.name])
    return kept


def given(profile: Mapping[str, Any]) -> dict[str, Any]:
    """A profile without what is said to be unknown, which would stand in the way of an answer under another name."""
    return {name: given(value) if isinstance(value, dict) else value for name, value in profile.items() if value is not None}  # pyright: ignore[reportUnknownArgumentType]
