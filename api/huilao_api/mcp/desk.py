"""Who answers an agent, and what it is answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, cast

from huilao import Person, Rulebook, Text

from ..who import Asker, Permission


class RefusedError(Exception):
    """An agent asks for what it is not given; the text says why, and what to do."""

    def __init__(self, why: Text) -> None:
        super().__init__(why.en)
        self.why = why


def _anywhere(_: Person) -> None:
    """A person of whatever place."""


def _nothing() -> None:
    pass


@dataclass(frozen=True, slots=True)
class Desk:
    """One rule book, asked by somebody in a language."""

    book: Rulebook
    language: str
    assurance: Literal["always", "off"] | float = "always"
    receipt_key: bytes | None = None
    asker: Asker = field(default_factory=Asker.everything)
    keep_to_places: Callable[[Person], None] = _anywhere
    """Raises RefusedError for a person of no place of the asker's."""
    disagreed: Callable[[], None] = _nothing
    """Told of an answer on which network and proof did not agree."""

    def may(self, permission: Permission) -> bool:
        """Whether the asker may do something."""
        return self.asker.may(permission)


@dataclass(frozen=True, slots=True)
class Said:
    """An answer: in words, with all that has to be told along, and as data in the same language."""

    text: str
    data: Mapping[str, Any]


def in_one_language(data: Any, language: str) -> Any:
    """JSON data of which every text that is there by language is one text."""
    if isinstance(data, Mapping):
        found = cast("Mapping[str, Any]", data)
        if found and found.keys() <= {"zh", "en"}:
            return found.get(language) or found["zh"]
        return {name: in_one_language(value, language) for name, value in found.items()}
    if isinstance(data, list | tuple):
        return [in_one_language(one, language) for one in cast("Sequence[Any]", data)]
    return data
