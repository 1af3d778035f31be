"""What a table is called in a workbook: its headings and what stands in its cells, from the nodes of a file and back."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import assert_never

from ..language.condition import Span
from ..language.facts import BUILT_IN, FactType, Text
from ..language.likeness import nearest
from ..language.policy import Column, ColumnType
from ..language.units import Unit
from ..language.words import COMPARISONS, name_of
from ..reading.spelling import Respelling, Spelling
from ..yaml.editing import inline
from ..yaml.nodes import Node, Scalar, Sequence
from ..yaml.source import parse
from .table import Table

_YES_NO: Mapping[str, Text] = {"true": Text("是", "yes"), "false": Text("否", "no")}
_LISTS = frozenset({None, "is_not", "one_of", "none_of", "within", "has_any", "has_all", "has_none"})
"""What is compared with one value or several."""
_ALWAYS_LISTS = frozenset({"one_of", "none_of", "has_any", "has_all", "has_none", "between"})
_BETWEEN = re.compile(r"\s*(?:至|到|[~～—–]|\bto\b)\s*")
_SPELLINGS: Mapping[str, Spelling] = {"zh": "zh", "en": "en"}


@dataclass(frozen=True, slots=True)
class Heading:
    """What the cells of a column of the sheet are: what something is compared with in the condition of a row, or a cell of the table."""

    name: str
    """A fact, term, quantity or standard; or a column of the table."""
    comparison: str | None = None
    """None where the cell says what it is."""
    column: bool = False


class UnreadableError(ValueError):
    """A cell in which something stands that is no value; with what is wrong and how to mend it."""

    def __init__(self, message: Text, hint: Text | None) -> None:
        super().__init__(message.zh)
        self.message = message
        self.hint = hint


class Words:
    """The words of one table in one language."""

    def __init__(self, table: Table, language: str) -> None:
        self.language = language
        rules, ruleset = table.rules, table.rules.rulesets[table.benefit.ruleset]
        self.facts = rules.facts
        self.columns: Mapping[str, Column] = {one.name: one for one in table.levels.columns}
        self.terms = frozenset(ruleset.terms)
        asked = {name: one.label for name, one in rules.facts.items() if one.type not in (FactType.PERSON, FactType.PEOPLE)}
        numbers = {name: one.label for defined in (ruleset.quantities, rules.standards) for name, one in defined.items()}
        self.labels: Mapping[str, Text] = {
            **{name: one.label for name, one in BUILT_IN.items()}, **asked, **{name: one.label for name, one in ruleset.terms.items()}, **numbers,
        }  # fmt: skip
        self.numbers: Mapping[str, Text] = {
            **{name: label for name, label in asked.items() if rules.facts[name].type is FactType.NUMBER},
            **numbers,
        }
        """What a number may be compared with or worked out of, by name."""
        self._respelling = {spelling: Respelling(rules, spelling) for spelling in _SPELLINGS.values()}
        self._own: Spelling = "zh" if table.nodes.chinese else "en"
        """How the file spells its words."""

    def of(self, text: Text) -> str:
        """A text in the language of the sheet."""
        return text.of(self.language)

    # -- headings --------------------------------------------------------------------------------------------------------

    def heading(self, heading: Heading) -> str:
        """What stands above a column of the sheet."""
        return self._heading(heading, self.language)

    def _heading(self, heading: Heading, language: str) -> str:
        if heading.column:
            column = self.columns[heading.name]
            unit = _unit(column).of(language)
            return f"{column.label.zh}（{unit}）" if language == "zh" else f"{column.label.of('en')} ({unit})"
        compared = (
            ""
            if heading.comparison is None
            else COMPARISONS[heading.comparison]
            if language == "zh"
            else heading.comparison.replace("_", " ")
        )
        return f"{self.labels[heading.name].of(language)} {compared}".strip()

    def heading_of(self, text: str) -> Heading | None:
        """What a heading stands for; None where it stands for nothing."""
        return self._headings.get(_key(text))

    def like(self, text: str) -> str | None:
        """The heading most like a text that is none."""
        names = [self._heading(Heading(name, comparison), self.language) for name in self.labels for comparison in (None, *COMPARISONS)]
        return nearest(text, [*(self._heading(Heading(name, column=True), self.language) for name in self.columns), *names])

    @cached_property
    def _headings(self) -> Mapping[str, Heading]:
        found: dict[str, Heading] = {}
        for name in self.labels:
            also = self.facts[name].also if name in self.facts else ()
            for code in (None, *COMPARISONS):
                heading = Heading(name, code)
                compared = {""} if code is None else {code, COMPARISONS[code]}
                found |= {_key(self._heading(heading, language)): heading for language in _SPELLINGS}
                found |= {_key(f"{word} {one}"): heading for word in (name, *also) for one in compared}
        for name, column in self.columns.items():
            heading = Heading(name, column=True)
            found |= {_key(self._heading(heading, language)): heading for language in _SPELLINGS}
            found = {_key(word): heading for word in (name, column.label.zh, column.label.of("en"))} | found
        return found

    @cached_property
    def names(self) -> Mapping[str, str]:
        """What is asked about in a condition, by every word that a file may have for it."""
        return {
            word: name
            for name, label in self.labels.items()
            for word in (name, label.zh, *(self.facts[name].also if name in self.facts else ()))
        }

    # -- cells: what a node says -------------------------------------------------------------------------------------------

    def said(self, heading: Heading, node: Node) -> str:
        """What stands in a cell for a node."""
        if heading.column and self.columns[heading.name].type is ColumnType.TEXT:
            return node.text if isinstance(node, Scalar) and not node.empty else ""
        spelling = _SPELLINGS[self.language]
        respelling = self._respelling[spelling]
        node = respelling.cell(node) if heading.column else respelling.compared(heading.name, heading.comparison, node)
        spoken = self._spoken(heading)
        labels = {code: self.of(label) for code, label in self._values(heading).items() if spoken.get(_key(self.of(label))) == code}

        def word(one: Node) -> str:
            return labels.get(spoken.get(_key(one.text), one.text), one.text) if isinstance(one, Scalar) and not one.empty else inline(one)

        if isinstance(node, Sequence):
            between = {"zh": " 至 ", "en": " to "} if heading.comparison == "between" else {"zh": "、", "en": "; "}
            return between[self.language].join(map(word, node.items))
        return word(node)

    def listed(self, heading: Heading) -> list[str]:
        """The values that a cell can have, where these are few."""
        kind = None if heading.column else self._kind(heading.name)
        if kind is FactType.YES_NO:
            return [self.of(one) for one in _YES_NO.values()]
        fact = self.facts.get(heading.name)
        if heading.column or fact is None:
            return []
        return [self.said(heading, _scalar(one.code)) for one in fact.codes if one.listed]

    def several(self, heading: Heading) -> bool:
        """Whether several values may stand in a cell."""
        kind = self._kind(heading.name) if not heading.column else None
        return not heading.column and kind is not FactType.YES_NO and heading.comparison in _LISTS

    # -- cells: what a text says -------------------------------------------------------------------------------------------

    def node(self, heading: Heading, text: str, old: Node | None) -> Node:
        """The node for what stands in a cell, as the file spells its words; `old` is what is written there now. What it means is
        looked at by who reads the file. Raises UnreadableError.
        """
        if heading.column and self.columns[heading.name].type is ColumnType.TEXT:
            return _scalar(text)
        found = self._worked_out(text) if text.startswith(("{", "[")) else self._value(heading, text, old)
        respelling = self._respelling[self._own]
        return respelling.cell(found) if heading.column else respelling.compared(heading.name, heading.comparison, found)

    def _worked_out(self, text: str) -> Node:
        source = parse("cell", text)
        problem = next(iter(source.problems), None)
        if problem is not None or source.root is None:
            raise UnreadableError(
                problem.message if problem else Text("算式读不懂", "this calculation cannot be read"), problem.hint if problem else None
            )
        return source.root

    def _value(self, heading: Heading, text: str, old: Node | None) -> Node:
        spoken = self._spoken(heading)
        whole = spoken.get(_key(text))
        parts = [text]
        if heading.comparison == "between":
            parts = _BETWEEN.split(text) if _BETWEEN.search(text) else re.split(r"\s*[、,，;；-]\s*", text)
        elif whole is None and self.several(heading):
            parts = list(_split(text, (one for label in self._values(heading).values() for one in (label.zh, label.of("en")))))
        words = [spoken.get(_key(one), one) for one in parts] if whole is None else [whole]
        many = len(words) > 1 or heading.comparison in _ALWAYS_LISTS or (self.several(heading) and isinstance(old, Sequence))
        # as a text of its own, each word has a place of its own
        return parse(
            "cell", f"[{', '.join(inline(_scalar(one)) for one in words)}]" if many else inline(_scalar(words[0]))
        ).root or _scalar(text)

    def _kind(self, name: str) -> FactType | None:
        """The type of a fact; of what is asked as yes or no that; None of other numbers."""
        if name in self.terms or (name in BUILT_IN and BUILT_IN[name].type is FactType.PLACE):
            return FactType.YES_NO
        return self.facts[name].type if name in self.facts else None

    def _values(self, heading: Heading) -> Mapping[str, Text]:
        """The words that a cell can have, by their codes."""
        if heading.column:
            return self.numbers
        kind = self._kind(heading.name)
        match kind:
            case FactType.YES_NO:
                return _YES_NO
            case FactType.CHOICE | FactType.SCALE | FactType.SET:
                return {one.code: one.label for one in self.facts[heading.name].codes}
            case FactType.NUMBER | None:
                return self.numbers
            case FactType.DATE | FactType.PLACE | FactType.PERSON | FactType.PEOPLE:
                return {}
            case _:
                assert_never(kind)

    def _spoken(self, heading: Heading) -> dict[str, str]:
        """Every way to say the values of a cell, each to its code."""
        found: dict[str, str] = {}
        for code, label in self._values(heading).items():
            for word in (code, label.zh, label.of("en")):
                found.setdefault(_key(word), code)
        fact = None if heading.column else self.facts.get(heading.name)
        for one in fact.codes if fact else ():
            found |= {_key(word): one.code for word in (*one.also, one.code, one.label.zh)}
        return found


def _unit(column: Column) -> Text:
    """In what the cells of a column are counted."""
    match column.type:
        case ColumnType.MONEY:
            return name_of(column.unit or Unit.CNY)
        case ColumnType.PERCENT:
            return Text("%", "%")
        case ColumnType.NUMBER:
            return name_of(column.type if column.unit in (None, Unit.NONE) else column.unit)
        case ColumnType.TEXT:
            return name_of(column.type)
        case _:
            assert_never(column.type)


def _scalar(text: str) -> Scalar:
    """A text that is not yet written anywhere."""
    return Scalar(text, text not in ("null", "~"), Span("cell", 1, 1, 1, 1))


def _split(text: str, words: Iterable[str]) -> Iterator[str]:
    """The values in a cell: words that are known, else what stands between marks."""
    known = "|".join(re.escape(one) for one in sorted(set(words), key=len, reverse=True))
    marks = "、,，;；"
    for found in re.finditer(rf"(?:{known})(?=\s*(?:[{marks}]|$))|[^{marks}]+" if known else rf"[^{marks}]+", text, re.IGNORECASE):
        if found[0].strip():
            yield found[0].strip()


def _key(text: str) -> str:
    """What of a word counts: neither its width, nor capitals, nor spaces."""
    return re.sub(r"[\s_]", "", unicodedata.normalize("NFKC", text)).casefold()
