"""The review document: the whole rule book in words, for policy staff to read, print and compare.

Its order is that of the documents, and nothing in it changes but what the rules say, so that two versions diff well.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from ..language.condition import Condition, Node
from ..language.facts import Fact, Text
from ..language.policy import (
    Accepted,
    Amendment,
    Benefit,
    ChooseOne,
    Clause,
    DefinedQuantity,
    DefinedTerm,
    Levels,
    Pays,
    Period,
    Reading,
    Ruleset,
)
from ..language.standards import DefinedStandard, SetValue
from ..language.units import Unit
from ..language.words import name_of
from ..render.outline import Point, outline
from ..render.particulars import choice, lasting
from ..rulebook import Rulebook
from ..scenarios.features import Case
from .figures import cell_words, number_words
from .pages import Block, Entry, Grid, Heading, Items, Line, Paragraph, Tree, as_html, as_markdown, code, line

_WORDS: Mapping[str, tuple[str, str]] = {
    "title": ("规则库审阅稿", "The rule book in words"),
    "version": ("版本", "Version"),
    "documents": ("文件", "Documents"),
    "benefits": ("待遇", "Benefits"),
    "overrides": ("取代关系", "Replacements"),
    "none": ("无", "none"),
    "combine": ("只发一项的待遇", "Benefits of which one is paid"),
    "supersedes": ("接替", "Takes the place of"),
    "superseded_by": ("已由此接替", "Replaced by"),
    "changes": ("修订", "Amendments"),
    "as_paid": ("发放和办理", "How it is paid and applied for"),
    "place": ("地点", "Place"),
    "issuer": ("发文机关", "Issuer"),
    "issued": ("发文日期", "Issued"),
    "status": ("状态", "Status"),
    "planning_period": ("规划期", "Planning period"),
    "in_effect": ("有效期", "In effect"),
    "age_reached": ("年龄起算", "Age counts from"),
    "own_terms": ("本文件自己的术语", "Terms that the document defines itself"),
    "own_quantities": ("本文件自己的算式", "Quantities that the document defines itself"),
    "provides": ("提供", "Provides"),
    "pays": ("给付", "Pays"),
    "for": ("受益人", "For"),
    "force": ("效力", "Force"),
    "rule_class": ("类别", "Class"),
    "applies_to": ("适用范围", "Applies to"),
    "service": ("服务", "Service"),
    "responsible": ("责任单位", "Responsible"),
    "condition": ("条件", "Condition"),
    "levels": ("分档", "Levels"),
    "hits": ("取法", "Which row counts"),
    "rest": ("其余", "The rest"),
    "readings": ("其他理解", "Other readings"),
    "notes": ("说明", "Notes"),
    "accepted": ("检查发现的答复", "Answers to what verify finds"),
    "scenarios": ("场景", "Scenarios"),
    "replaced_by": ("在这些地方由此取代", "Replaced, for the people of these places, by"),
    "no_benefit": ("没有个人待遇", "No benefit for a person"),
    "left_out": ("没有写成规则的内容", "Left out"),
    "terms": ("共用术语", "Shared terms"),
    "quantities": ("共用算式", "Shared quantities"),
    "standards": ("标准数额", "Standards"),
    "place_of": ("归属", "Whose place counts"),
    "split": ("分列", "Divided by"),
    "since": ("自", "From"),
    "value": ("数额", "Value"),
    "ended": ("不再执行", "no longer"),
    "cite": ("出处", "Source"),
    "unit": ("单位", "Unit"),
    "facts": ("信息项", "Facts"),
    "values": ("取值", "Values"),
    "bounds": ("范围", "Range"),
    "fixed": ("不变", "stays as it is"),
    "question": ("问法", "Question"),
    "read_from": ("查看依据", "Read from"),
    "instrument": ("以主管部门按此的认定为准", "As the office decides it by"),
}
"""The words of the document in Chinese and English."""


def review_document(book: Rulebook, cases: Sequence[Case], language: str = "zh") -> str:
    """The rule book as Markdown; `cases` are the scenarios to be named beside the rules."""
    return as_markdown(_Document(book, cases, language).blocks())


def review_page(book: Rulebook, cases: Sequence[Case], language: str = "zh") -> str:
    """The same as one HTML page that prints well and needs no network."""
    return as_html(_WORDS["title"][language == "en"], _Document(book, cases, language).blocks(), language)


class _Document:
    def __init__(self, book: Rulebook, cases: Sequence[Case], language: str) -> None:
        self.book = book
        self.language = language
        self.comma = "、" if language == "zh" else ", "
        self.scenarios: dict[str, dict[str, Counter[str]]] = {}
        for case in cases:
            for benefit, outcome in case.expected.items():
                by_name = self.scenarios.setdefault(benefit, {}).setdefault(case.name, Counter())
                by_name[name_of(outcome).of(language)] += 1

    def word(self, key: str) -> str:
        """A word of the document."""
        return _WORDS[key][self.language == "en"]

    def titled(self, key: str, *content: str) -> str:
        """A word of the document, a colon, and what it is about."""
        return f"{self.word(key)}{'：' if self.language == 'zh' else ':'}{'' if self.language == 'zh' or not content else ' '}{''.join(content)}"

    def text(self, text: Text) -> str:
        """A text."""
        return text.of(self.language)

    def words(self, ruleset: str, node: Node) -> str:
        """A condition or a quantity in words."""
        return self.book.words(ruleset, node, self.language)

    def blocks(self) -> Iterator[Block]:
        """The whole document."""
        yield Heading(1, line(self.word("title")))
        yield Paragraph(line(self.titled("version") + " ", code(self.book.version)))
        head = [line(self.word(key)) for key in ("documents", "place", "benefits")]
        rulesets = self.book.rules.rulesets.values()
        yield Grid(head, [[line(self.text(one.document.title) + " ", code(one.name)), line(self.place(one.document.place)),
                           line(str(len(one.benefits)))] for one in rulesets])  # fmt: skip
        yield from self.overrides()
        yield from self.combine()
        for ruleset in rulesets:
            yield from self.ruleset(ruleset)
        yield from self.shared()
        yield Heading(2, line(self.word("facts")))
        for fact in self.book.rules.facts.values():
            yield from self.fact(fact)

    def shared(self) -> Iterator[Block]:
        """What all documents share: terms, quantities and standards."""
        some_ruleset = next(iter(self.book.rules.rulesets))
        yield Heading(2, line(self.word("terms")))
        for term in self.book.rules.terms.values():
            yield from self.term(term, some_ruleset)
        if self.book.rules.quantities:
            yield Heading(2, line(self.word("quantities")))
        for quantity in self.book.rules.quantities.values():
            yield from self.quantity(quantity, some_ruleset)
        if self.book.rules.standards:
            yield Heading(2, line(self.word("standards")))
        for standard in self.book.rules.standards.values():
            yield from self.standard(standard)

    def place(self, division: str) -> str:
        """A division, by name where it has one."""
        place = self.book.rules.places.get(division)
        return f"{self.text(place.name)} {division}" if place else division or ("全国" if self.language == "zh" else "the whole country")

    def overrides(self) -> Iterator[Block]:
        """Which benefits stand in for which."""
        yield Heading(2, line(self.word("overrides")))
        found = [line(code(one.full_name), " → ", code(name)) for one in self.book.benefits.values() for name in one.replaces]
        yield Items(found) if found else Paragraph(line(self.word("none")))

    def combine(self) -> Iterator[Block]:
        """Of which benefits one is paid, and which."""
        if self.book.rules.combine:
            yield Heading(2, line(self.word("combine")))
            yield Items([self.choose_one(one) for one in self.book.rules.combine])

    def choose_one(self, one: ChooseOne) -> Line:
        """One such line, and how it reads later."""
        speaker = self.book.voice.speaker(one.benefits[0].partition("/")[0], self.language)
        later = "".join(f"; {self.word('since')} {change.since}: {choice(change.to, speaker)}" for change in one.changes)
        return line(choice(one, speaker) + later)

    def rows(self, rows: Mapping[str, str]) -> list[Line]:
        """Lines of a word and what it is about, where there is anything."""
        return [line(self.titled(key, value)) for key, value in rows.items() if value]

    def listed(self, key: str, items: Iterable[str | Line]) -> Iterator[Block]:
        """A word and a list, where there is anything to list."""
        found = [line(item) if isinstance(item, str) else item for item in items]
        if found:
            yield Paragraph(line(self.titled(key)))
            yield Items(found)

    # -- a document ----------------------------------------------------------------------------------------------

    def ruleset(self, ruleset: Ruleset) -> Iterator[Block]:
        """A document, its clauses and its benefits."""
        document = ruleset.document
        number = f"（{document.number}）" if document.number else ""
        yield Heading(2, line(self.text(document.title) + number))
        rows = {
            "place": self.place(document.place),
            "issuer": self.text(document.issuer) if document.issuer else "",
            "issued": document.issued.isoformat() if document.issued else "",
            "status": self.text(name_of(document.status)),
            "planning_period": _period(document.planning_period),
            "in_effect": _period(document.in_effect),
            "age_reached": self.text(name_of(document.age_reached)),
            "supersedes": self.comma.join(document.supersedes),
            "superseded_by": document.superseded_by or "",
        }
        yield Items(self.rows(rows))
        yield from self.listed("notes", (self.text(note) for note in document.notes))
        terms = [term for term in ruleset.terms.values() if term.own]
        if terms:
            yield Heading(3, line(self.word("own_terms")))
        for term in terms:
            yield from self.term(term, ruleset.name)
        quantities = [quantity for quantity in ruleset.quantities.values() if quantity.own]
        if quantities:
            yield Heading(3, line(self.word("own_quantities")))
        for quantity in quantities:
            yield from self.quantity(quantity, ruleset.name)
        yield from self.clauses(ruleset)

    def clauses(self, ruleset: Ruleset) -> Iterator[Block]:
        """The clauses in the document's order, each with its benefits; what cites no clause of the register at the end."""
        left = list(ruleset.benefits)
        for clause in ruleset.clauses:
            here = [one for one in left if clause.holds(one.cite[0])]
            left = [one for one in left if one not in here]
            yield Heading(3, line(f"{clause.cite} {self.text(clause.about)}"))
            yield from self.clause(clause)
            for benefit in here:
                yield from self.benefit(benefit)
        for benefit in left:
            yield from self.benefit(benefit)

    def clause(self, clause: Clause) -> Iterator[Block]:
        """What a clause does not promise, and why."""
        if clause.none:
            yield Paragraph(line(self.titled("no_benefit", self.text(clause.none))))
        yield from self.listed("left_out", (f"{self.text(one.what)}: {self.text(one.why)}" for one in clause.left_out))

    def benefit(self, benefit: Benefit) -> Iterator[Block]:
        """A benefit with all that there is to review."""
        yield Heading(4, line(self.text(benefit.name) + " ", code(benefit.full_name)))
        rows = {
            "provides": self.text(benefit.provides),
            "pays": self.pays(benefit),
            "force": self.text(name_of(benefit.force)),
            "rule_class": self.text(name_of(benefit.rule_class)),
            "for": self.text(name_of(benefit.beneficiary)),
            "applies_to": self.text(name_of(benefit.applies_to)),
            "service": self.text(self.book.rules.services[benefit.service].label),
            "responsible": self.text(benefit.responsible) if benefit.responsible else "",
            "replaced_by": ", ".join(benefit.replaced_by),
            "in_effect": _period(benefit.in_effect),
            "age_reached": self.text(name_of(benefit.age_reached)) if benefit.age_reached else "",
        }
        condition = self.condition(benefit.ruleset, benefit.condition, self.titled("condition"))
        yield Tree([Entry(line("、".join(benefit.cite))), condition, *map(Entry, self.rows(rows))])
        if benefit.levels:
            yield from self.levels(benefit.ruleset, benefit.levels)
        yield from self.listed("as_paid", lasting(benefit, self.book.voice.speaker(benefit.ruleset, self.language)))
        yield from self.readings(benefit.ruleset, benefit.readings)
        yield from self.changes(benefit.ruleset, benefit.changes)
        yield from self.listed("notes", (self.text(note) for note in benefit.notes))
        yield from self.listed("accepted", map(self.accepted, benefit.accepted))
        yield from self.listed("scenarios", self.scenarios_of(benefit))

    def pays(self, benefit: Benefit) -> str:
        """What a benefit pays, of a table by the names of its columns; empty where that is nothing."""
        said = self.book.voice.pays(benefit, self.language) or ""
        by_levels = "，见分档" if self.language == "zh" else ", by the levels"
        return said + by_levels if said and benefit.levels else said

    def unit(self, unit: Unit) -> str:
        """A unit; none where there is none."""
        return "" if unit is Unit.NONE else self.text(name_of(unit))

    def scenarios_of(self, benefit: Benefit) -> Iterator[str]:
        """The scenarios that state an outcome for a benefit, and how often which."""
        for name, outcomes in self.scenarios.get(benefit.full_name, {}).items():
            yield f"{name} ({', '.join(f'{outcome} {number}' for outcome, number in sorted(outcomes.items()))})"

    def levels(self, ruleset: str, levels: Levels) -> Iterator[Block]:
        """A decision table."""
        yield Paragraph(line(self.titled("levels"), f"{self.word('hits')} {self.text(name_of(levels.hits))}"))
        head = [line(self.word("condition")), *(line(self.text(column.label)) for column in levels.columns)]
        rows: list[list[Line]] = []
        speaker = self.book.voice.speaker(ruleset, self.language)
        for row in levels.rows:
            cells = zip(levels.columns, row.cells, strict=True)
            said = [line(cell_words(speaker, column, cell)) for column, cell in cells]
            rows.append([line(self.word("rest") if row.rest else self.words(ruleset, row.condition)), *said])
        yield Grid(head, rows)

    def readings(self, ruleset: str, readings: Sequence[Reading]) -> Iterator[Block]:
        """The other readings."""
        colon = "：" if self.language == "zh" else ":"
        if readings:
            yield Paragraph(line(self.titled("readings")))
            yield Tree([self.condition(ruleset, one.condition, self.text(one.note).rstrip("。.") + colon) for one in readings])

    def changes(
        self, ruleset: str, changes: Sequence[Amendment[Benefit] | Amendment[DefinedTerm] | Amendment[DefinedQuantity]]
    ) -> Iterator[Block]:
        """How something reads later."""
        if changes:
            yield Paragraph(line(self.titled("changes")))
            yield Tree([self.change(ruleset, one) for one in changes])

    def change(self, ruleset: str, change: Amendment[Benefit] | Amendment[DefinedTerm] | Amendment[DefinedQuantity]) -> Entry:
        """From when on it reads how, and by what."""
        cite = f" ({self.comma.join(change.cite)})" if change.cite else ""
        before = f"{self.word('since')} {change.since.isoformat()}{cite}{'：' if self.language == 'zh' else ':'}"
        match change.to:
            case DefinedQuantity(value=value):
                return Entry(line(f"{before} {self.words(ruleset, value)}"))
            case Benefit(pays=Pays(), condition=condition) as benefit:
                return self.condition(ruleset, condition, f"{before} {self.titled('pays', self.pays(benefit))}; {self.titled('condition')}")
            case Benefit(condition=condition) | DefinedTerm(condition=condition):
                return self.condition(ruleset, condition, before)

    def condition(self, ruleset: str, condition: Condition, before: str = "") -> Entry:
        """A condition in one line, or as a numbered list below it; `before` is what it is about."""
        space = " " if self.language == "en" and before else ""
        found = outline(condition, self.book.voice.speaker(ruleset, self.language))
        return replace(_entry(found), line=line(f"{before}{space}{found.text}"))

    # -- words ---------------------------------------------------------------------------------------------------

    def term(self, term: DefinedTerm, ruleset: str) -> Iterator[Block]:
        """A term as a ruleset understands it."""
        yield Heading(4, line(self.text(term.label) + " ", code(term.name)))
        yield Tree([self.condition(ruleset, term.condition)])
        yield from self.readings(ruleset, term.readings)
        yield from self.changes(ruleset, term.changes)
        yield from self.listed("notes", (self.text(note) for note in term.notes))
        yield from self.listed("accepted", map(self.accepted, term.accepted))

    def quantity(self, quantity: DefinedQuantity, ruleset: str) -> Iterator[Block]:
        """How a quantity is worked out."""
        yield Heading(4, line(self.text(quantity.label) + " ", code(quantity.name)))
        yield Items([line(self.words(ruleset, quantity.value)), *self.rows({"unit": self.unit(quantity.unit)})])
        yield from self.changes(ruleset, quantity.changes)
        yield from self.listed("notes", (self.text(note) for note in quantity.notes))

    def standard(self, standard: DefinedStandard) -> Iterator[Block]:
        """A standard, and its numbers by place and day."""
        facts = self.book.rules.facts
        yield Heading(4, line(self.text(standard.label) + " ", code(standard.name)))
        rows = {
            "unit": self.unit(standard.unit),
            "place_of": self.text(name_of(standard.place_of)),
            "split": self.text(facts[standard.split].label) if standard.split else "",
            "cite": self.comma.join(standard.cite),
        }
        yield Items(self.rows(rows))
        head = [line(self.word(key)) for key in ("place", "since", "value", "cite")]
        yield Grid(head, [self.set_value(one, standard) for one in standard.values])
        yield from self.listed("notes", (self.text(note) for note in standard.notes))

    def set_value(self, one: SetValue, standard: DefinedStandard) -> list[Line]:
        """One value of a standard."""
        match one.value:
            case None:
                value = self.word("ended")
            case Mapping() as numbers:
                codes = self.book.rules.facts[standard.split].codes if standard.split else ()
                labels = {one.code: self.text(one.label) for one in codes}
                value = self.comma.join(f"{labels.get(name, name)} {number_words(number)}" for name, number in numbers.items())
            case _:
                value = number_words(one.value)
        return [line(self.place(one.place)), line(one.since.isoformat()), line(value), line(self.comma.join(one.cite))]

    def accepted(self, one: Accepted) -> str:
        """The answer to what verify finds."""
        about = f" ({one.about})" if one.about else ""
        return f"{self.text(name_of(one.flaw))}{about}: {self.text(one.why)}"

    def fact(self, fact: Fact) -> Iterator[Block]:
        """What can be known, how it is asked and where it is read."""
        yield Heading(4, line(self.text(fact.label) + " ", code(fact.name)))
        kinds = [self.text(name_of(fact.type)), self.text(name_of(fact.sensitivity)), *([self.word("fixed")] if fact.fixed else [])]
        bounds = ["" if bound is None else f"{bound:f}" for bound in (fact.minimum, fact.maximum)]
        rows = {
            "values": self.comma.join(self.text(one.label) for one in fact.codes if one.listed),
            "unit": self.unit(fact.unit) if fact.unit else "",
            "bounds": " – ".join(bounds).strip() if any(bounds) else "",
            "question": self.text(fact.question) if fact.question else "",
            "read_from": self.text(fact.read_from) if fact.read_from else "",
            "instrument": self.text(fact.instrument) if fact.instrument else "",
            "notes": self.text(fact.note) if fact.note else "",
        }
        yield Items([line(", ".join(kinds)), *self.rows(rows)])


def _entry(point: Point) -> Entry:
    return Entry(line(point.text), tuple(map(_entry, point.points)))


def _period(period: Period | None) -> str:
    if period is None or (period.start is None and period.end is None):
        return ""
    return f"{period.start or ''} – {period.end or ''}".strip()
