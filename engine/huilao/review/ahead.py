"""What lies ahead of a person, kept to the documents of their places; and in words, a line each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..answers.timeline import Change, Timeline
from ..language.known import Person
from ..language.outcome import tied
from ..language.truth import Truth
from ..render.page import source
from ..rulebook import Rulebook


def near(found: Timeline, book: Rulebook, person: Person) -> Timeline:
    """What changes by the documents of the places that the person is, or may be, tied to, as on the first page."""
    rulesets = {name for name, ruleset in book.rules.rulesets.items() if tied(ruleset.document, person) is not Truth.NO}
    return replace(
        found,
        changes=tuple(one for one in found.changes if one.after.provision.ruleset in rulesets),
        documents=tuple((document, flags) for document, flags in found.documents if document.ruleset in rulesets),
    )


def timeline_in_words(found: Timeline, language: str) -> Iterator[str]:
    """The period, every change and notice in the order of the days, and the documents with what is to be known of each."""
    zh = language == "zh"
    yield f"{found.as_of} 至 {found.until}，其他情况不变：" if zh else f"{found.as_of} to {found.until}, all else unchanged:"
    told = sorted([*found.changes, *found.notices], key=lambda one: one.day)
    yield from (f"- {one.explain(language)}" if isinstance(one, Change) else f"- {one.day} {one.explain(language)}" for one in told)
    if not told:
        yield "- 没有变化" if zh else "- nothing changes"
    yield from (source(document, flags, language) for document, flags in found.documents)
