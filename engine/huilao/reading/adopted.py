"""What joins the provisions of a document: readings that an office adopted, and promises that are written twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..language.facts import Text
from ..language.policy import LOCAL, Adopted, Benefit, DefinedTerm, local_person
from ..yaml.source import Scalar, Source
from ..yaml.structure import InvalidError, Known, look_up
from .definitions import DEFAULT
from .lexicon import Lexicon
from .shapes import AdoptedShape, BenefitShape, ChapterFile, DocumentFile


def read_adopted(
    source: Source, file: DocumentFile, terms: Mapping[str, DefinedTerm], benefits: Iterable[Benefit], lexicon: Lexicon
) -> tuple[Adopted, ...]:
    """The readings that are adopted, in the order of their days."""
    sentences = {one.id: one.readings for one in benefits}
    words = {word: name for word, name in lexicon.names.items() if name in terms} | {one: one for one in (*terms, *sentences)}
    if LOCAL in terms:
        words[local_person().label.zh] = LOCAL
    shapes: Mapping[str, AdoptedShape] = file.get("adopted") or {}
    found: dict[str, Adopted] = {}
    for word, key in file.keys("adopted").items():
        one = shapes.get(word)
        node = one.node("reading") if one else None
        if one is None or not one.whole or not isinstance(node, Scalar):
            continue
        try:
            about = look_up(
                source, key, Known(words, lexicon.complete), "没有这个术语或待遇编号", "there is no term or benefit", "unknown_word"
            )
            if about in found:
                source.report("duplicate_key", key.span, f"“{word}”已经采用过一种理解", f"a reading of `{word}` is adopted already",
                              Text("删去一处", "delete one"))  # fmt: skip
                continue
            readings = sentences[about] if about in sentences else terms[about].readings
            names = {one.name: one.name for one in readings if one.name} | dict.fromkeys(DEFAULT, DEFAULT[0])
            name = look_up(
                source, node, Known(names), f"“{word}”没有叫这个名称的理解", f"`{word}` has no reading of that name", "unknown_reading"
            )
        except InvalidError:
            continue
        found[about] = Adopted(about, None if name == DEFAULT[0] else name, one.since, one.by, tuple(one.cite), key.span)
    return tuple(sorted(found.values(), key=lambda one: (one.since, one.about)))


def check_twins(chapters: Iterable[tuple[Source, ChapterFile]], benefits: Iterable[Benefit]) -> None:
    """Report what `same_as` names and what is not there, names itself or another of these, or pays as well."""
    known = {one.id: one for one in benefits}
    for source, chapter in chapters:
        shapes: Mapping[str, BenefitShape] = chapter.get("benefits") or {}
        for id_, shape in shapes.items():
            node = shape.node("same_as")
            if id_ not in known or not isinstance(node, Scalar) or node.empty:
                continue
            other = known.get(node.text)
            if other is None:
                source.report("unknown_benefit", node.span, f"本文件没有编号为“{node.text}”的待遇", f"this document has no benefit `{node.text}`",
                              Text("写同一文件里另一项待遇的编号", "write the id of another benefit of the same document"))  # fmt: skip
                continue
            if other.id == id_ or other.same_as is not None:
                source.report("same_as_chain", node.span, "这里要写最先写明这项承诺的待遇", "write the benefit that makes the promise first",
                              Text(f"写 {other.same_as}", f"write {other.same_as}") if other.id != id_ else Text("换一项", "name another"))  # fmt: skip
            elif other.pays and known[id_].pays:
                source.report("same_as_pays", node.span, "同一承诺不能给付两次", "the same promise is not paid twice",
                              Text("只在一项里写给付", "write `pays` in one of them"))  # fmt: skip
