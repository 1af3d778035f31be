"""People whom two versions of a rule book may meet: what each can say of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any as Anything
from typing import assert_never, cast

from ..language.condition import All
from ..language.facts import Fact, FactType, Vocabulary
from ..language.known import Among, Holding, Person


def known_to(person: Person, facts: Vocabulary) -> Person:
    """What of a person can be said with these facts and their codes; the rest is unknown there."""
    found: dict[str, Anything] = {}
    for name, value in person.items():
        fact = facts.get(name)
        if fact is None:
            continue
        codes = {code.code for code in fact.codes}
        match fact.type:
            case FactType.PERSON:
                found[name] = known_to(cast("Person", value), facts)
            case FactType.PEOPLE:
                found[name] = replace(value, people=tuple(known_to(one, facts) for one in value.people))
            case FactType.CHOICE | FactType.SCALE:
                named = value.codes if isinstance(value, Among) else {value}
                found |= {name: value} if named <= codes else {}
            case FactType.SET:
                named = value.has | value.has_not if isinstance(value, Holding) else value
                found |= {name: value} if named <= codes else {}
            case FactType.YES_NO | FactType.NUMBER | FactType.DATE | FactType.PLACE:
                found[name] = value
            case _:
                assert_never(fact.type)
    return found


def joined(old: Vocabulary, new: Vocabulary) -> tuple[Vocabulary, frozenset[str]]:
    """A vocabulary for people whom both versions may meet: all facts with all codes, and the narrower bounds; and the
    facts that have another type in each version, of which nothing can be compared.
    """
    both = {name: _joined(fact, new[name]) for name, fact in old.items() if name in new and new[name].type is fact.type}
    apart = frozenset(name for name in old.keys() & new.keys() if name not in both)
    return {**{name: fact for name, fact in (*old.items(), *new.items()) if name not in apart}, **both}, apart


def _joined(old: Fact, new: Fact) -> Fact:
    minimum = max((bound for bound in (old.minimum, new.minimum) if bound is not None), default=None)
    maximum = min((bound for bound in (old.maximum, new.maximum) if bound is not None), default=None)
    known = {code.code for code in new.codes}
    codes = (*new.codes, *(code for code in old.codes if code.code not in known))
    only_if = [one for one in (old.only_if, new.only_if) if one is not None]
    return replace(new, minimum=minimum, maximum=maximum, codes=codes, only_if=All(tuple(dict.fromkeys(only_if))) if only_if else None)
