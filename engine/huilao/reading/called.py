"""What benefits are called in rule files: they name each other before all of them have been read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ..china import forms
from ..language.facts import Text
from ..language.likeness import nearest
from ..language.places import division
from ..language.policy import Place
from ..language.words import is_chinese
from ..yaml.structure import near
from .shapes import BenefitShape, ChapterFile

_UNQUOTED = str.maketrans("", "", "“”‘’")
"""As `naming.py` has it: quotation marks inside a name do not count."""


@dataclass(frozen=True)
class Called:
    """The benefits of a rule book by what they are called."""

    labels: Mapping[str, Text] = field(default_factory=dict[str, Text])
    """Of every benefit its name, by its full name; without one where that cannot be read."""
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    """By every Chinese name, alone and with its place, the full names of those that are called so."""
    schemes: frozenset[str] = frozenset()
    """Those that name a scheme by which a person can be said to draw them."""
    complete: bool = True
    """Whether these are all that there are."""

    def meant(self, word: str, ruleset: str | None) -> tuple[str, ...]:
        """The full names of those that a word may stand for, in a file of this ruleset: an id of its own, a full name, or a
        Chinese name as people write it.
        """
        own = f"{ruleset}/{word}"
        if own in self.labels:
            return (own,)
        return (word,) if word in self.labels else self.words.get(_said(word), ())

    def short(self, benefit: str) -> str:
        """The shortest Chinese name that stands for a benefit alone; its full name where there is none."""
        return min((word for word, those in self.words.items() if those == (benefit,)), key=len, default=benefit)

    def nearest(self, word: str, ruleset: str | None) -> str | None:
        """The name most like a word that is none."""
        if is_chinese(word):
            close = next(iter(near(_said(word), {one: one for one in self.words})), None)
            return None if close is None else self.short(self.words[close][0])
        ids = {one.partition("/")[2] for one in self.labels if one.partition("/")[0] == ruleset}
        return nearest(word, [*ids, *self.labels])


def _said(word: str) -> str:
    place, colon, name = word.translate(_UNQUOTED).replace(":", "：", 1).partition("：")
    return f"{place.strip()}{colon}{name.strip()}"


def called(
    documents: Iterable[tuple[str | None, str | None, Iterable[ChapterFile]]], places: Mapping[str, Place], *, complete: bool
) -> Called:
    """The names of the benefits of documents, each with its name, its place and its chapters, as far as they can be read."""
    labels: dict[str, Text] = {}
    words: dict[str, list[str]] = {}
    schemes: set[str] = set()
    names = {division(code): place.name.zh for code, place in places.items()}
    for ruleset, place, chapters in documents:
        around = [written for written, _ in forms(names[place])] if place in names else []
        for chapter in chapters:
            shapes: Mapping[str, BenefitShape] = chapter.get("benefits") or {}
            for id_ in chapter.keys("benefits"):
                name: Text = (shapes[id_].get("name") if id_ in shapes else None) or Text("")
                full = f"{ruleset}/{id_}"
                if full in labels:
                    continue
                labels[full] = name
                schemes |= {full} if id_ in shapes and shapes[id_].get("scheme") else set()
                said = name.zh.translate(_UNQUOTED)
                for word in (said, *(f"{one}：{said}" for one in around)) if said else ():
                    words.setdefault(word, []).append(full)
    return Called(labels, {word: tuple(those) for word, those in words.items()}, frozenset(schemes), complete)
