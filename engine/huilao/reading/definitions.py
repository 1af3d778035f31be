"""The terms: those that all rulesets share, and those that a document defines itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from graphlib import CycleError, TopologicalSorter

from ..language.condition import Condition
from ..language.facts import Text
from ..language.policy import Accepted, DefinedTerm, Reading
from ..language.words import COMBINATORS, both
from ..yaml.source import Mapping as MappingNode
from ..yaml.source import Scalar, Source
from .conditions import Lexicon, read_condition, terms_used
from .shapes import BenefitShape, DocumentFile, OwnTermShape, ReadingShape, TermsFile, TermShape
from .vocabulary import words_of

Terms = Mapping[str, DefinedTerm]

MAX_CIRCLES = 10
"""Circles of terms that are looked for in a file."""


def shared_terms(source: Source, file: TermsFile | None, facts: Lexicon) -> tuple[Terms, Lexicon]:
    """The shared definitions, and the lexicon with their words."""
    if file is None or file.get("terms") is None:
        return {}, replace(facts, complete=False)
    names = file.keys("terms")
    labels = {name: (one.label.zh,) for name, one in file.terms.items() if one.get("label")}
    known = words_of(source, file, "terms", labels, {**both(COMBINATORS), **facts.names}, names)
    lexicon = replace(facts, names={**facts.names, **known.words}, terms=frozenset(names), complete=facts.complete and known.complete)
    terms: dict[str, DefinedTerm] = {}
    for name, one in file.terms.items():
        condition, readings = read_readings(source, one, lexicon)
        if condition is not None and one.whole:
            terms[name] = DefinedTerm(name, one.label, condition, readings, tuple(one.notes), False, read_accepted(one), names[name].span)
    _check_circles(source, terms, names)
    return terms, lexicon


def read_readings(
    source: Source, shape: TermShape | OwnTermShape | BenefitShape, lexicon: Lexicon
) -> tuple[Condition | None, tuple[Reading, ...]]:
    """A condition and its other readings; one that says the same as another is a mistake."""
    written = shape.get("when")
    condition = read_condition(source, written.node, lexicon) if written else None
    readings: list[Reading] = []
    one: ReadingShape
    for one in shape.get("readings") or ():
        read = read_condition(source, one.when.node, lexicon) if one.get("when") else None
        if read is None:
            continue
        if read == condition or any(read == other.condition for other in readings):
            same = Text("条件本身", "the rule itself") if read == condition else Text("另一种理解", "another reading")
            source.report("same_reading", one.when.node.span, f"这种理解与{same.zh}完全相同", f"this reading is the same as {same.en}",
                          Text("删去，或改成确有不同的条件", "delete it, or write what differs"))  # fmt: skip
        readings.append(Reading(one.get("note") or Text(""), read, one.span))
    return condition, tuple(readings)


def read_accepted(shape: TermShape | OwnTermShape | BenefitShape) -> tuple[Accepted, ...]:
    """The flaws that are meant to be there."""
    return tuple(Accepted(one.finding, one.why, one.about, one.span) for one in shape.get("accepted") or () if one.whole)


def own_terms(source: Source, file: DocumentFile, shared: Terms, lexicon: Lexicon) -> tuple[Terms, Lexicon]:
    """The terms of one ruleset: the shared ones, and those that its document defines in their stead or besides."""
    keys: dict[str, Scalar] = {}
    for word, key in file.keys("terms").items():
        first = keys.setdefault(_shared_name(word, lexicon), key)
        if first is not key:
            source.report("duplicate_key", key.span, f"“{word}”和“{first.text}”是同一项，只能写一次",
                          f"`{word}` and `{first.text}` are the same entry", Text("删去一处", "delete one"))  # fmt: skip
    written = {_shared_name(word, lexicon): one for word, one in file.terms.items()}
    broken = lexicon.terms - shared.keys()
    lexicon = _with_own_words(source, file, keys, written, lexicon)
    terms = dict(shared)
    for name, one in written.items():
        if one.get("when") and one.get("reading") is None:
            condition, readings = read_readings(source, one, lexicon)
            label = one.get("label") or (shared[name].label if name in shared else Text(name))
            if condition is not None:
                terms[name] = DefinedTerm(name, label, condition, readings, tuple(one.notes), True, read_accepted(one), keys[name].span)
        elif one.get("when") or one.whole:
            chosen = _chosen(source, keys[name], one, shared.get(name), broken=name in broken)
            terms |= {name: chosen} if chosen else {}
    _check_circles(source, terms, keys)
    return terms, lexicon


def _shared_name(word: str, lexicon: Lexicon) -> str:
    """The shared term that a word names, else the word."""
    name = lexicon.names.get(word, word)
    return name if name in lexicon.terms else word


def _with_own_words(
    source: Source, file: DocumentFile, keys: Mapping[str, Scalar], written: Mapping[str, OwnTermShape], lexicon: Lexicon
) -> Lexicon:
    """The lexicon with the words of a document's own terms."""
    names = dict(lexicon.names)
    taken = {word: name or word for word, name in {**both(COMBINATORS), **lexicon.names}.items()}
    for name, key in keys.items():
        label: Text | None = written[name].get("label") if name in written else None
        for word in (name, *((label.zh,) if label else ())):
            if taken.get(word, name) != name:
                source.report("duplicate_word", key.span, f"“{word}”已用于“{taken[word]}”", f"`{word}` is already used by `{taken[word]}`",
                              Text("换一个说法", "choose another word"))  # fmt: skip
            names[word] = name if taken.setdefault(word, name) == name else ""
    readable = file.node("terms") is None or isinstance(file.node("terms"), MappingNode)
    return replace(lexicon, names=names, terms=lexicon.terms | keys.keys(), complete=lexicon.complete and readable)


def _chosen(source: Source, key: Scalar, one: OwnTermShape, base: DefinedTerm | None, *, broken: bool) -> DefinedTerm | None:
    """The shared term in another of its readings."""
    when, reading = source.spelled("when", "条件"), source.spelled("reading", "采用理解")
    number: int | None = one.get("reading")
    if number is None or one.get("when"):
        source.report("own_term", key.span, f"“{key.text}”要写“{when}”或“{reading}”其中一项",
                      f"`{key.text}` needs either `{when}` or `{reading}`",
                      Text(f"“{when}”是自己的定义，“{reading}”是采用共用术语的第几种其他理解",
                           f"`{when}` is its own definition, `{reading}` the number of another reading of the shared term"))  # fmt: skip
        return None
    readings = base.readings if base else ()
    if base is None or number > len(readings):
        if not broken:
            most = len(readings)
            message = Text(f"共用术语“{key.text}”只有 {most} 种其他理解", f"other readings of the shared term `{key.text}`: {most}") if base else Text(
                f"没有共用术语“{key.text}”，不能采用它的理解", f"there is no shared term `{key.text}`")  # fmt: skip
            source.report("own_term", one.at("reading"), message.zh, message.of("en"),
                          Text(f"写 1 到 {most} 的整数" if most > 1 else "只能写 1" if most else f"改写“{when}”",
                               f"write a whole number from 1 to {most}" if most > 1 else "write 1" if most else f"write `{when}` instead"))  # fmt: skip
        return None
    chosen = readings[number - 1]
    shared = Reading(Text("共用的定义", "the shared definition"), base.condition, base.span)
    others = (shared, *(one for one in readings if one is not chosen))
    notes = (*base.notes, *one.notes)
    return replace(base, condition=chosen.condition, readings=others, notes=notes, own=True, accepted=read_accepted(one), span=key.span)


def _check_circles(source: Source, terms: Terms, here: Mapping[str, Scalar]) -> None:
    """No term that stands in this file is used by itself, in its condition or any of its readings."""
    uses = {name: sorted(_uses(term)) for name, term in terms.items()}
    order = list(here)
    for _ in range(MAX_CIRCLES):
        circle = _circle(uses)
        if not circle:
            return
        places = [order.index(name) if name in here else len(order) for name in circle]
        first = places.index(min(places))
        circle = circle[first:] + circle[:first]
        uses[circle[0]].remove(circle[1 % len(circle)])
        if circle[0] not in here:
            continue
        shown = [source.spelled(name, terms[name].label.zh) for name in (*circle, circle[0])]
        source.report("term_circle", here[circle[0]].span, f"术语循环定义：{' → '.join(shown)}",
                      f"terms define each other in a circle: {' -> '.join(shown)}",
                      Text("让其中一个只用信息项来定义", "define one of them by facts only"))  # fmt: skip


def _uses(term: DefinedTerm) -> Iterable[str]:
    return frozenset[str]().union(*(terms_used(one) for one in (term.condition, *(reading.condition for reading in term.readings))))


def _circle(uses: Mapping[str, list[str]]) -> list[str]:
    """Terms each of which uses the next, and the last the first; none where there is no circle."""
    try:
        TopologicalSorter(uses).prepare()
    except CycleError as error:
        names: list[str] = error.args[1]
        return names[:0:-1]
    return []
