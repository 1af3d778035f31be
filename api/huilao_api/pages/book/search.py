"""What is found in a rule book by words: of every kind, the likeliest first; where no word is met exactly, what comes nearest."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from huilao import Benefit, Fact, FactType, Rulebook, Text, clause_in, name_of

from ...routes import catalogue
from .shelf import COUNTRY, Once, place_name

NEAR = 0.6
"""The share of pairs of characters that a thing has to have in common with what is looked for."""
NEAREST = 12
"""Things that are named where no word is met exactly."""
AROUND = 24
"""Characters that are shown on either side of a word."""
CODES = 60
"""Values of a fact that are looked through."""

KINDS: Sequence[tuple[str, Text]] = (
    ("benefits", Text("待遇", "Benefits")),
    ("documents", Text("文件", "Documents")),
    ("clauses", Text("条文", "Clauses")),
    ("terms", Text("术语和算式", "Terms and quantities")),
    ("facts", Text("信息项", "Facts")),
    ("standards", Text("标准数额", "Standards")),
    ("places", Text("地方", "Places")),
)
"""Kinds of things in the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that can be found."""

    kind: str
    path: str
    anchor: str
    name: Text
    about: Text
    where: Text
    """The document and the clause, or what else tells it from others of its name."""
    also: str = ""
    """What else it is found by, in both languages."""

    @property
    def shown(self) -> str:
        """What is shown of it, in both languages."""
        return "\n".join(f"{one.zh}\n{one.of('en')}" for one in (self.name, self.about, self.where)).casefold()

    @property
    def whole(self) -> str:
        """All that it is found by."""
        return f"{self.shown}\n{self.also}".casefold()


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text; whether it is a word that was looked for."""

    text: str
    hit: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that was found, in one language."""

    path: str
    anchor: str
    name: tuple[Piece, ...]
    about: tuple[Piece, ...]
    where: tuple[Piece, ...]
    also: tuple[tuple[Piece, ...], ...]
    """Where else words stand that are in none of these."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What was found of a kind."""

    name: str
    label: str
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """What was found; `near` where nothing has all the words, but something comes near."""

    kinds: tuple[Kind, ...]
    near: bool = False


def search(book: Rulebook, said: str, language: str) -> Result:
    """What has all the words of a text, else what comes nearest to it."""
    words = said.casefold().split()
    index = _INDEX.of(book)
    worths = ((_worth(entry, whole, words), -at) for at, (entry, whole) in enumerate(index))
    ranked = sorted((one for one in worths if one[0]), reverse=True)
    if ranked:
        return Result(tuple(_kinds([index[-at][0] for _, at in ranked], words, language)))
    wanted = _pairs("".join(words))
    if not wanted:
        return Result(())
    alike = sorted(((len(wanted & _pairs(entry.shown)) / len(wanted), -at) for at, (entry, _) in enumerate(index)), reverse=True)
    nearest = [index[-at][0] for share, at in alike[:NEAREST] if share >= NEAR]
    return Result(tuple(_kinds(nearest, [], language)), near=bool(nearest))


def _worth(entry: Entry, whole: str, words: Sequence[str]) -> int:
    """More for words in its name than elsewhere; nought where one is missing."""
    if not all(word in whole for word in words):
        return 0
    name = f"{entry.name.zh}\n{entry.name.of('en')}".casefold()
    return 1 + sum(2 * (word in name) + 2 * (word == entry.name.zh.casefold()) for word in words)


def _pairs(text: str) -> frozenset[str]:
    """The pairs of characters that stand beside each other in a text."""
    return frozenset(f"{one}{other}" for one, other in pairwise(text) if not f"{one}{other}".isspace())


def _kinds(entries: Sequence[Entry], words: Sequence[str], language: str) -> Iterator[Kind]:
    for name, label in KINDS:
        hits = tuple(_hit(one, words, language) for one in entries if one.kind == name)
        if hits:
            yield Kind(name, label.of(language), hits)


def _hit(one: Entry, words: Sequence[str], language: str) -> Hit:
    name, about, where = (_pieces(text.of(language), words) for text in (one.name, one.about, one.where))
    return Hit(one.path, one.anchor, name, about, where, tuple(_also(one, words, language)))


def _also(one: Entry, words: Sequence[str], language: str) -> Iterator[tuple[Piece, ...]]:
    """Lines in which words stand that the rest does not show, as much of each as stands around the word."""
    shown = "\n".join(text.of(language) for text in (one.name, one.about, one.where)).casefold()
    lines = [line for line in one.also.splitlines() if line]
    for word in (word for word in words if word not in shown):
        found = next((line for line in lines if word in line.casefold()), None)
        if found is not None:
            at = found.casefold().index(word)
            begin, end = max(0, at - AROUND), at + len(word) + AROUND
            yield _pieces("…" * (begin > 0) + found[begin:end] + "…" * (end < len(found)), (word,))


def _pieces(text: str, words: Sequence[str]) -> tuple[Piece, ...]:
    """A text with the words in it told apart."""
    if not words:
        return (Piece(text, hit=False),)
    parts = re.split(f"({'|'.join(map(re.escape, sorted(words, key=len, reverse=True)))})", text, flags=re.IGNORECASE)
    return tuple(Piece(part, hit=bool(at % 2)) for at, part in enumerate(parts) if part)


# -- what there is ---------------------------------------------------------------------------------------------------


def _index(book: Rulebook) -> list[tuple[Entry, str]]:
    found = (*_benefits(book), *_documents(book), *_words(book), *_facts(book), *_standards(book), *_places(book))
    return [(one, one.whole) for one in found]


_INDEX = Once(_index)


def _benefits(book: Rulebook) -> Iterator[Entry]:
    for one in book.benefits.values():
        title = book.rules.rulesets[one.ruleset].document.title
        service = book.rules.services[one.service].label
        yield Entry(
            "benefits", f"/book/benefits/{one.full_name}", "", one.name, one.provides, _in_document(title, one.cite),
            _both(service) + f"{one.full_name}\n" + _both(*one.not_said, *_asked(one)),
        )  # fmt: skip


def _asked(one: Benefit) -> Iterator[Text]:
    """What else is said of a benefit."""
    yield from (text for text in (one.responsible,) if text)
    yield from one.notes


def _documents(book: Rulebook) -> Iterator[Entry]:
    for name, ruleset in book.rules.rulesets.items():
        document = ruleset.document
        place = Text(place_name(book, document.place, "zh"), place_name(book, document.place, "en"))
        number = document.number or ""
        yield Entry(
            "documents",
            f"/book/documents/{name}",
            "",
            document.title,
            Text(number),
            place,
            _both(*(one for one in (document.issuer,) if one)) + name,
        )
        for clause in ruleset.clauses:
            left = [text for one in clause.left_out for text in (one.what, one.why)]
            yield Entry(
                "clauses", f"/book/documents/{name}", clause.cite, Text(clause.cite, clause_in("en", clause.cite)), clause.about, document.title,
                _both(*left, *((clause.none,) if clause.none else ())),
            )  # fmt: skip


def _words(book: Rulebook) -> Iterator[Entry]:
    for one in catalogue.terms(book):
        where = _whose(book, one.ruleset)
        notes = [Text(note.zh, note.en) for note in (*one.notes, *(reading.note for reading in one.readings))]
        path = f"/book/terms/{one.ruleset or 'shared'}/{one.term}"
        yield Entry(
            "terms", path, "", Text(one.label.zh, one.label.en), Text(one.sentence.zh, one.sentence.en), where, _both(*notes) + one.term
        )
    for one in catalogue.quantities(book):
        path = f"/book/quantities/{one.ruleset or 'shared'}/{one.quantity}"
        yield Entry(
            "terms",
            path,
            "",
            Text(one.label.zh, one.label.en),
            Text(one.sentence.zh, one.sentence.en),
            _whose(book, one.ruleset),
            one.quantity,
        )


def _whose(book: Rulebook, ruleset: str | None) -> Text:
    """Whose word it is."""
    return Text("各文件共用", "shared by all documents") if ruleset is None else book.rules.rulesets[ruleset].document.title


def _facts(book: Rulebook) -> Iterator[Entry]:
    for one in book.rules.facts.values():
        yield Entry("facts", f"/book/facts/{one.name}", "", one.label, one.question or Text(""), name_of(one.type), "\n".join(_names(one)))


def _names(fact: Fact) -> Iterator[str]:
    """What else a fact and its values are called."""
    yield from (fact.name, *fact.also)
    yield from (_both(one) for one in (fact.read_from, fact.instrument, fact.note) if one)
    if fact.type is not FactType.PLACE:
        yield from (f"{_both(code.label)}\n{' '.join(code.also)}" for code in [one for one in fact.codes if one.listed][:CODES])


def _standards(book: Rulebook) -> Iterator[Entry]:
    for one in book.rules.standards.values():
        yield Entry(
            "standards", f"/book/standards/{one.name}", "", one.label, name_of(one.unit), Text(""), f"{one.name}\n{' '.join(one.cite)}"
        )


def _places(book: Rulebook) -> Iterator[Entry]:
    for code, place in book.rules.places.items():
        yield Entry("places", f"/book/places/{code or COUNTRY}", "", place.name, Text(code), Text(""))


def _in_document(title: Text, cite: Iterable[str]) -> Text:
    clauses = tuple(cite)
    return Text(f"{title.zh}，{'、'.join(clauses)}", f"{title.of('en')}, {'; '.join(clause_in('en', one) for one in clauses)}")


def _both(*texts: Text) -> str:
    return "".join(f"{one.zh}\n{one.of('en')}\n" for one in texts)
