"""The review document: the whole rule book in words, for policy staff to read, print and compare.

Its order is that of the documents, and nothing in it changes but what the rules say, so that two versions diff well.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from markdown_it import MarkdownIt

from ..answers.finding import OUTCOME_WORDS
from ..language.condition import Condition
from ..language.facts import Fact, Text
from ..language.policy import Accepted, Benefit, Clause, DefinedTerm, Levels, Period, Reading, Ruleset
from ..language.words import name_of
from ..rulebook import Rulebook
from ..scenarios.features import Case

_WORDS: Mapping[str, tuple[str, str]] = {
    "title": ("规则库审阅稿", "The rule book in words"),
    "version": ("版本", "Version"),
    "documents": ("文件", "Documents"),
    "benefits": ("待遇", "Benefits"),
    "overrides": ("取代关系", "Replacements"),
    "none": ("无", "none"),
    "place": ("地点", "Place"),
    "issuer": ("发文机关", "Issuer"),
    "issued": ("发文日期", "Issued"),
    "status": ("状态", "Status"),
    "planning_period": ("规划期", "Planning period"),
    "in_effect": ("有效期", "In effect"),
    "age_reached": ("年龄起算", "Age counts from"),
    "own_terms": ("本文件自己的术语", "Terms that the document defines itself"),
    "provides": ("提供", "Provides"),
    "for": ("受益人", "For"),
    "force": ("效力", "Force"),
    "rule_class": ("类别", "Class"),
    "applies_to": ("适用范围", "Applies to"),
    "service": ("服务", "Service"),
    "responsible": ("责任单位", "Responsible"),
    "condition": ("条件", "Condition"),
    "levels": ("分档", "Levels"),
    "readings": ("其他理解", "Other readings"),
    "notes": ("说明", "Notes"),
    "accepted": ("检查发现的答复", "Answers to what verify finds"),
    "scenarios": ("场景", "Scenarios"),
    "replaced_by": ("在这些地方由此取代", "Replaced, for the people of these places, by"),
    "no_benefit": ("没有个人待遇", "No benefit for a person"),
    "left_out": ("没有写成规则的内容", "Left out"),
    "terms": ("共用术语", "Shared terms"),
    "facts": ("信息项", "Facts"),
    "values": ("取值", "Values"),
    "fixed": ("不变", "stays as it is"),
    "question": ("问法", "Question"),
    "read_from": ("查看依据", "Read from"),
    "instrument": ("由此认定", "Decided by"),
}
"""The words of the document in Chinese and English."""


def review_document(book: Rulebook, cases: Sequence[Case], language: str = "zh") -> str:
    """The rule book as Markdown; `cases` are the scenarios to be named beside the rules."""
    return "\n".join(_Document(book, cases, language).lines()) + "\n"


def as_html(markdown: str, language: str = "zh") -> str:
    """A review document as one HTML page that prints well and needs no network."""
    body = MarkdownIt("commonmark").enable("table").render(markdown)
    title = _WORDS["title"][language == "en"]
    return (
        f'<!doctype html>\n<html lang="{"zh-CN" if language == "zh" else "en"}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width">\n<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n'
        f"<body>\n<main>\n{body}</main>\n</body>\n</html>\n"
    )


_STYLE = """
:root { color-scheme: light dark; }
body { font-family: system-ui, "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", sans-serif; line-height: 1.6; margin: 0; }
main { max-width: 52rem; margin: 0 auto; padding: 1rem; }
h2 { border-bottom: 2px solid; padding-bottom: .2rem; margin-top: 3rem; }
h3 { margin-top: 2rem; }
h4 { margin-bottom: .3rem; break-after: avoid; }
table { border-collapse: collapse; margin: .5rem 0; }
th, td { border: 1px solid #8888; padding: .2rem .6rem; text-align: start; vertical-align: top; }
code { font-size: .85em; }
@media print {
  :root { color-scheme: light; }
  body { font-size: 10.5pt; }
  main { max-width: none; padding: 0; }
  h2 { break-before: page; }
  h4, li { break-inside: avoid; }
}
"""


class _Document:
    def __init__(self, book: Rulebook, cases: Sequence[Case], language: str) -> None:
        self.book = book
        self.language = language
        self.scenarios: dict[str, dict[str, Counter[str]]] = {}
        for case in cases:
            for benefit, outcome in case.outcomes.items():
                by_name = self.scenarios.setdefault(benefit, {}).setdefault(case.name, Counter())
                by_name[OUTCOME_WORDS[outcome].of(language)] += 1

    def word(self, key: str) -> str:
        """A word of the document."""
        return _WORDS[key][self.language == "en"]

    def titled(self, key: str, content: str = "") -> str:
        """A word of the document, a colon, and what it is about."""
        return f"{self.word(key)}: {content}".rstrip() if self.language == "en" else f"{self.word(key)}：{content}"

    def text(self, text: Text) -> str:
        """A text that stands as it is, whatever signs it has in it."""
        return _plain(text.of(self.language))

    def sentence(self, ruleset: str, condition: Condition) -> str:
        """A condition in words."""
        return _plain(self.book.words.speaker(ruleset, self.language).sentence(condition))

    def lines(self) -> Iterator[str]:
        """The whole document."""
        yield f"# {self.word('title')}"
        yield "\n" + self.titled("version", f"`{self.book.version}`")
        yield f"\n| {self.word('documents')} | {self.word('place')} | {self.word('benefits')} |\n|---|---|---|"
        for ruleset in self.book.rules.rulesets.values():
            yield f"| {self.text(ruleset.document.title)} `{ruleset.name}` | {self.place(ruleset)} | {len(ruleset.benefits)} |"
        yield from self.overrides()
        for ruleset in self.book.rules.rulesets.values():
            yield from self.ruleset(ruleset)
        yield f"\n## {self.word('terms')}"
        some_ruleset = next(iter(self.book.rules.rulesets))
        for term in self.book.rules.terms.values():
            yield from self.term(term, some_ruleset)
        yield f"\n## {self.word('facts')}"
        for fact in self.book.rules.facts.values():
            yield from self.fact(fact)

    def place(self, ruleset: Ruleset) -> str:
        """The place of a document, by name where it has one."""
        code = ruleset.document.place
        place = self.book.rules.places.get(code)
        return f"{self.text(place.name)} {code}" if place else code

    def overrides(self) -> Iterator[str]:
        """Which benefits stand in for which."""
        yield f"\n## {self.word('overrides')}\n"
        found = [f"- `{one.full_name}` → `{name}`" for one in self.book.benefits.values() for name in one.replaces]
        yield "\n".join(found or [self.word("none")])

    # -- a document ----------------------------------------------------------------------------------------------

    def ruleset(self, ruleset: Ruleset) -> Iterator[str]:
        """A document, its clauses and its benefits."""
        document = ruleset.document
        number = f"（{document.number}）" if document.number else ""
        yield f"\n## {self.text(document.title)}{number}\n"
        rows = {
            "place": self.place(ruleset),
            "issuer": self.text(document.issuer) if document.issuer else "",
            "issued": document.issued.isoformat() if document.issued else "",
            "status": name_of(document.status).of(self.language),
            "planning_period": _period(document.planning_period),
            "in_effect": _period(document.in_effect),
            "age_reached": name_of(document.age_reached).of(self.language),
        }
        yield from (f"- {self.titled(key, value)}" for key, value in rows.items() if value)
        yield from self.listed("notes", (self.text(note) for note in document.notes))
        own = [term for term in ruleset.terms.values() if term.own]
        if own:
            yield f"\n### {self.word('own_terms')}"
            for term in own:
                yield from self.term(term, ruleset.name)
        yield from self.clauses(ruleset)

    def clauses(self, ruleset: Ruleset) -> Iterator[str]:
        """The clauses in the document's order, each with its benefits; what cites no clause of the register at the end."""
        left = list(ruleset.benefits)
        for clause in ruleset.clauses:
            here = [one for one in left if clause.holds(one.cite[0])]
            left = [one for one in left if one not in here]
            yield f"\n### {_plain(clause.cite)} {self.text(clause.about)}"
            yield from self.clause(clause)
            for benefit in here:
                yield from self.benefit(benefit)
        for benefit in left:
            yield from self.benefit(benefit)

    def clause(self, clause: Clause) -> Iterator[str]:
        """What a clause does not promise, and why."""
        if clause.none:
            yield "\n" + self.titled("no_benefit", self.text(clause.none))
        if clause.left_out:
            yield f"\n{self.titled('left_out')}\n"
            yield from (f"- {self.text(one.what)}: {self.text(one.why)}" for one in clause.left_out)

    def benefit(self, benefit: Benefit) -> Iterator[str]:
        """A benefit with all that there is to review."""
        yield f"\n#### {self.text(benefit.name)} `{benefit.full_name}`\n"
        yield f"- {'、'.join(_plain(cite) for cite in benefit.cite)}"
        rows = {
            "provides": self.text(benefit.provides),
            "condition": self.sentence(benefit.ruleset, benefit.condition),
            "force": name_of(benefit.force).of(self.language),
            "rule_class": name_of(benefit.rule_class).of(self.language),
            "for": name_of(benefit.beneficiary).of(self.language),
            "applies_to": name_of(benefit.applies_to).of(self.language),
            "service": self.text(self.book.rules.services[benefit.service]),
            "responsible": self.text(benefit.responsible) if benefit.responsible else "",
            "replaced_by": ", ".join(f"`{name}`" for name in benefit.replaced_by),
        }
        yield from (f"- {self.titled(key, value)}" for key, value in rows.items() if value)
        if benefit.levels:
            yield from self.levels(benefit.ruleset, benefit.levels)
        yield from self.readings(benefit.ruleset, benefit.readings)
        yield from self.listed("notes", (self.text(note) for note in benefit.notes))
        yield from self.listed("accepted", map(self.accepted, benefit.accepted))
        yield from self.listed("scenarios", self.scenarios_of(benefit))

    def scenarios_of(self, benefit: Benefit) -> Iterator[str]:
        """The scenarios that state an outcome for a benefit, and how often which."""
        for name, outcomes in self.scenarios.get(benefit.full_name, {}).items():
            yield f"{_plain(name)} ({', '.join(f'{outcome} {number}' for outcome, number in sorted(outcomes.items()))})"

    def levels(self, ruleset: str, levels: Levels) -> Iterator[str]:
        """A decision table."""
        yield f"\n{self.titled('levels')}\n"
        yield f"| {self.word('condition')} | " + " | ".join(self.text(column.label) for column in levels.columns) + " |"
        yield "|---" * (len(levels.columns) + 1) + "|"
        units = self.book.words.speaker(ruleset, self.language).wording.units
        for row in levels.rows:
            cells = [
                f"{cell}{units.get(column.unit or column.type.value, '')}" for column, cell in zip(levels.columns, row.cells, strict=True)
            ]
            yield f"| {self.sentence(ruleset, row.condition)} | " + " | ".join(_plain(cell) for cell in cells) + " |"

    def readings(self, ruleset: str, readings: Sequence[Reading]) -> Iterator[str]:
        """The other readings."""
        said = (f"{self.text(one.note).rstrip('。.')}: {self.sentence(ruleset, one.condition)}" for one in readings)
        yield from self.listed("readings", said)

    def listed(self, key: str, items: Iterable[str]) -> Iterator[str]:
        """A heading and a list, where there is anything to list."""
        found = list(items)
        if found:
            yield f"\n{self.titled(key)}\n"
            yield from (f"- {item}" for item in found)

    # -- words ---------------------------------------------------------------------------------------------------

    def term(self, term: DefinedTerm, ruleset: str) -> Iterator[str]:
        """A term as a ruleset understands it."""
        yield f"\n#### {self.text(term.label)} `{term.name}`\n"
        yield f"- {self.sentence(ruleset, term.condition)}"
        yield from self.readings(ruleset, term.readings)
        yield from self.listed("notes", (self.text(note) for note in term.notes))
        yield from self.listed("accepted", map(self.accepted, term.accepted))

    def accepted(self, one: Accepted) -> str:
        """The answer to what verify finds."""
        about = f" ({_plain(one.about)})" if one.about else ""
        return f"{name_of(one.flaw).of(self.language)}{about}: {self.text(one.why)}"

    def fact(self, fact: Fact) -> Iterator[str]:
        """What can be known, how it is asked and where it is read."""
        yield f"\n#### {self.text(fact.label)} `{fact.name}`\n"
        kinds = [name_of(fact.type).of(self.language), name_of(fact.sensitivity).of(self.language)]
        yield f"- {', '.join([*kinds, self.word('fixed')] if fact.fixed else kinds)}"
        rows = {
            "values": "、".join(self.text(code.label) for code in fact.codes),
            "question": self.text(fact.question) if fact.question else "",
            "read_from": self.text(fact.read_from) if fact.read_from else "",
            "instrument": self.text(fact.instrument) if fact.instrument else "",
            "notes": self.text(fact.note) if fact.note else "",
        }
        yield from (f"- {self.titled(key, value)}" for key, value in rows.items() if value)


def _period(period: Period | None) -> str:
    if period is None or (period.start is None and period.end is None):
        return ""
    return f"{period.start or ''} – {period.end or ''}".strip()


def _plain(text: str) -> str:
    """A text in which no sign means anything to Markdown."""
    return "".join(f"\\{char}" if char in "\\`*_[]<>|#" else char for char in text.replace("\n", " "))
