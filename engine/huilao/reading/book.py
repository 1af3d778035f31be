"""All files of a rule book to its model."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from ..condition import About, Condition, Not, Operator, Span, Term, Test, walk
from ..errors import Problem
from ..facts import BUILT_IN, Code, Fact, FactType, Text, Vocabulary
from ..meaning import division, within
from ..policy import (
    AppliesTo,
    Benefit,
    Column,
    ColumnType,
    DefinedTerm,
    Document,
    Levels,
    Period,
    Place,
    Reading,
    Row,
    Rules,
    Ruleset,
    whole_condition,
)
from ..truth import Truth
from ..words import COMBINATORS, both, nearest
from .conditions import Lexicon, read_condition, terms_used
from .shape import (
    BenefitShape,
    ChapterFile,
    DocumentFile,
    FactsFile,
    LevelsShape,
    PeriodShape,
    PlacesFile,
    ReadingShape,
    ServicesFile,
    Shape,
    TermsFile,
    Written,
)
from .source import Mapping as MappingNode
from .source import Scalar, Source, read_source
from .structure import Invalid, read_number, read_shape, report_unknown

SUFFIXES = (".yaml", ".yml")

S = TypeVar("S", bound=Shape)


def read_rules(directory: Path) -> tuple[Rules | None, tuple[Problem, ...]]:
    """Read the rule book in a folder: its model, or None and every problem found, in the order of files and lines.

    Raises NotADirectoryError where there is no such folder.
    """
    if not directory.is_dir():
        raise NotADirectoryError(directory)
    reader = _BookReader(directory)
    rules = reader.read()
    problems = sorted(
        (problem for source in reader.sources for problem in source.problems),
        key=lambda problem: (problem.span.file, problem.span.line, problem.span.column),
    )
    return (None if problems else rules), tuple(problems)


def rule_files(directory: Path) -> list[Path]:
    """The YAML files of a rule book in their order: `chapter-10` after `chapter-9`."""
    files = (path for path in directory.rglob("*") if path.suffix in SUFFIXES and path.is_file())
    return sorted(files, key=lambda path: [_natural(part) for part in path.relative_to(directory).parts])


def _natural(name: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", name) if part]


@dataclass
class _Folder:
    """The files of one ruleset."""

    document: DocumentFile
    source: Source
    chapters: list[tuple[Source, ChapterFile]]


class _BookReader:
    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.sources: list[Source] = []
        self.complete = True

    def read(self) -> Rules | None:
        """The model; it is complete only where no source has a problem."""
        found: dict[str, tuple[Source, Shape]] = {}
        for name, shape in (("facts", FactsFile), ("terms", TermsFile), ("services", ServicesFile), ("places", PlacesFile)):
            read = self.shared(name, shape)
            if read is not None:
                found[name] = read
        folders = self.folders()
        if not {"facts", "places"} <= found.keys():
            return None
        places = self.places(found["places"])
        facts = self.facts(found["facts"], places)
        terms_file = found.get("terms")
        services_file = found.get("services")
        services = (
            {name: Text(one.zh, one.en) for name, one in services_file[1].services.items()}
            if services_file and isinstance(services_file[1], ServicesFile) else {}
        )  # fmt: skip
        terms = self.shared_terms(terms_file, facts, places)
        rulesets: dict[str, Ruleset] = {}
        for folder in folders:
            ruleset = self.ruleset(folder, facts, terms, services, places)
            if ruleset.name in rulesets:
                folder.source.report("duplicate_ruleset", folder.document.at("ruleset"), f"已有名为“{ruleset.name}”的规则集",
                                     f"there is already a ruleset `{ruleset.name}`")  # fmt: skip
            rulesets[ruleset.name] = ruleset
        rules = Rules(facts, terms, services, places, rulesets)
        self.check_persons(rules)
        return self.with_replacements(rules)

    # -- files ---------------------------------------------------------------------------------------------------

    def source(self, path: Path) -> Source:
        """Read one file and keep its problems."""
        source = read_source(path, str(path.relative_to(self.directory)))
        self.sources.append(source)
        self.complete = self.complete and source.root is not None
        return source

    def shared(self, name: str, shape: type[S]) -> tuple[Source, S] | None:
        """One of the files at the top of the rule book."""
        path = next((self.directory / f"{name}{suffix}" for suffix in SUFFIXES if (self.directory / f"{name}{suffix}").exists()), None)
        if path is None:
            source = Source(f"{name}.yaml")
            source.report("missing_file", Span(f"{name}.yaml", 1, 1, 1, 1), f"规则库缺少 {name}.yaml", f"the rule book lacks {name}.yaml")
            self.sources.append(source)
            self.complete = False
            return None
        source = self.source(path)
        before = len(source.problems)
        read = read_shape(source, shape)
        self.complete = self.complete and read is not None and len(source.problems) == before
        return None if read is None else (source, read)

    def folders(self) -> list[_Folder]:
        """Every folder that has a document and its chapters."""
        by_folder: dict[Path, list[Path]] = {}
        for path in rule_files(self.directory):
            if path.parent != self.directory:
                by_folder.setdefault(path.parent, []).append(path)
        folders: list[_Folder] = []
        for files in by_folder.values():
            documents = [path for path in files if path.stem == "document"]
            chapters = [(source := self.source(path), read_shape(source, ChapterFile)) for path in files if path not in documents]
            if not documents:
                chapters[0][0].report("missing_file", Span(chapters[0][0].name, 1, 1, 1, 1), "这个文件夹缺少 document.yaml",
                                      "this folder lacks document.yaml",
                                      Text("写明文件的标题、地点和效力", "say there what the document is"))  # fmt: skip
                continue
            source = self.source(documents[0])
            document = read_shape(source, DocumentFile)
            if document is not None:
                folders.append(_Folder(document, source, [(one, chapter) for one, chapter in chapters if chapter is not None]))
        return folders

    # -- the vocabulary ------------------------------------------------------------------------------------------

    def places(self, read: tuple[Source, Shape]) -> Mapping[str, Place]:
        """The divisions by code."""
        source, file = read
        assert isinstance(file, PlacesFile)
        for code in file.places:
            if not re.fullmatch(r"\d{2,12}", code):
                source.report("bad_place_code", _key_span(file, "places", code), f"行政区划代码是 2 到 12 位数字，写的是“{code}”",
                              f"a division code is 2 to 12 digits, found `{code}`")  # fmt: skip
        return {code: Place(code, Text(name.zh, name.en)) for code, name in file.places.items()}

    def facts(self, read: tuple[Source, Shape], places: Mapping[str, Place]) -> Vocabulary:
        """The declared facts and the built-in ones."""
        source, file = read
        assert isinstance(file, FactsFile)
        facts: dict[str, Fact] = dict(BUILT_IN)
        for name, one in file.facts.items():
            span = _key_span(file, "facts", name)
            coded = one.type in (FactType.CHOICE, FactType.SCALE, FactType.SET)
            if coded != bool(one.codes):
                source.report("codes_do_not_suit", one.span,
                              f"“{name}”是{'单选、等级或多选，要列出取值（codes）' if coded else '没有取值表的类型，不能写取值（codes）'}",
                              f"`{name}` {'needs codes' if coded else 'is of a type that has no codes'}")  # fmt: skip
            codes = tuple(Code(code, Text(label.zh, label.en), tuple(label.also)) for code, label in one.codes.items())
            self.check_unique(source, one.at("codes"), [word for code in codes for word in {code.code, code.label.zh, *code.also}])
            if name in BUILT_IN:
                source.report("duplicate_word", span, f"“{name}”是内置的，不能再定义", f"`{name}` is built in and cannot be defined")
            facts[name] = Fact(
                name, one.type, one.label, tuple(one.also), one.question, one.read_from, one.sensitivity, one.standard,
                one.instrument, one.note, one.unit, one.minimum, one.maximum, codes, None, None, span,
            )  # fmt: skip
        self.check_words(source, file, facts)
        return self.with_conditions(source, file, facts, places)

    def with_conditions(self, source: Source, file: FactsFile, facts: dict[str, Fact], places: Mapping[str, Place]) -> Vocabulary:
        """The facts with their `only_if`."""
        plain = self.lexicon(facts, {}, places)
        result = dict(facts)
        for name, one in file.facts.items():
            if one.only_if is None:
                continue
            condition = read_condition(source, one.only_if.node, plain)
            tested = {part.fact for part in walk(condition) if isinstance(part, Test)} if condition else set[str]()
            if any(file.facts[fact].only_if is not None for fact in tested if fact in file.facts):
                source.report("nested_only_if", one.only_if.node.span, "前提里的信息项自己不能再有前提",
                              "a fact in `only_if` cannot have an `only_if` itself")  # fmt: skip
            result[name] = replace(facts[name], only_if=condition)
        return result

    def check_words(self, source: Source, file: FactsFile, facts: Mapping[str, Fact]) -> None:
        """Every word of a condition means one thing."""
        owner = dict.fromkeys(both(COMBINATORS), "")
        for fact in facts.values():
            for spelling in dict.fromkeys((fact.name, fact.label.zh, *fact.also)):
                if spelling in owner:
                    source.report("duplicate_word", fact.span or file.span, f"“{spelling}”已用于“{owner[spelling] or '关键字'}”",
                                  f"`{spelling}` is already used by `{owner[spelling] or 'a keyword'}`",
                                  Text("换一个说法", "choose another word"))  # fmt: skip
                owner[spelling] = fact.name

    @staticmethod
    def check_unique(source: Source, span: Span, words: Iterable[str]) -> None:
        """No word stands for two codes."""
        seen: set[str] = set()
        for word in words:
            if word in seen:
                source.report("duplicate_word", span, f"“{word}”用于两个取值", f"`{word}` stands for two codes")
            seen.add(word)

    def lexicon(self, facts: Vocabulary, labels: Mapping[str, Text], places: Mapping[str, Place]) -> Lexicon:
        """The words for conditions with these facts and terms."""
        names = {spelling: fact.name for fact in facts.values() for spelling in (fact.name, fact.label.zh, *fact.also)}
        names |= {spelling: name for name, label in labels.items() for spelling in (name, label.zh)}
        by_word = {spelling: place.code for place in places.values() for spelling in (place.code, place.name.zh)}
        return Lexicon(facts, names, frozenset(labels), by_word, self.complete)

    # -- terms ---------------------------------------------------------------------------------------------------

    def shared_terms(
        self, read: tuple[Source, Shape] | None, facts: Vocabulary, places: Mapping[str, Place]
    ) -> Mapping[str, DefinedTerm]:
        """The shared definitions."""
        if read is None:
            return {}
        source, file = read
        assert isinstance(file, TermsFile)
        labels = {name: one.label for name, one in file.terms.items()}
        owner = self.lexicon(facts, {}, places).names
        for name, label in labels.items():
            for spelling in {name, label.zh}:
                if owner.get(spelling, name) != name or spelling in facts:
                    source.report("duplicate_word", _key_span(file, "terms", name), f"“{spelling}”已用于“{owner[spelling]}”",
                                  f"`{spelling}` is already used by `{owner[spelling]}`", Text("换一个说法", "choose another word"))  # fmt: skip
                owner[spelling] = name
        lexicon = self.lexicon(facts, labels, places)
        terms: dict[str, DefinedTerm] = {}
        for name, one in file.terms.items():
            condition = read_condition(source, one.when.node, lexicon)
            readings = self.readings(source, one.readings, lexicon, condition)
            if condition is not None:
                terms[name] = DefinedTerm(name, one.label, condition, readings, tuple(one.notes), False, _key_span(file, "terms", name))
        self.check_circles(source, terms)
        return terms

    def readings(
        self, source: Source, shapes: list[ReadingShape], lexicon: Lexicon, condition: Condition | None
    ) -> tuple[Reading, ...]:
        """The other readings of a sentence or term; one that says the same as another is a mistake."""
        readings: list[Reading] = []
        for shape in shapes:
            read = read_condition(source, shape.when.node, lexicon)
            if read is None:
                continue
            if read == condition or any(read == other.condition for other in readings):
                same = Text("条件本身", "the rule itself") if read == condition else Text("另一种理解", "another reading")
                source.report("same_reading", shape.when.node.span, f"这种理解与{same.zh}完全相同", f"this reading is the same as {same.en}",
                              Text("删去，或改成确有不同的条件", "delete it, or write what differs"))  # fmt: skip
            readings.append(Reading(shape.note, read, shape.span))
        return tuple(readings)

    @staticmethod
    def check_circles(source: Source, terms: Mapping[str, DefinedTerm]) -> None:
        """No term is used by itself, in its condition or any of its readings."""
        uses = {
            name: set[str]().union(*(terms_used(one) for one in (term.condition, *(r.condition for r in term.readings))))
            for name, term in terms.items()
        }
        reported: set[frozenset[str]] = set()

        def visit(name: str, path: tuple[str, ...]) -> None:
            if name in path:
                circle = path[path.index(name) :]
                if frozenset(circle) not in reported:
                    reported.add(frozenset(circle))
                    span = terms[name].span or Span(source.name, 1, 1, 1, 1)
                    shown = [terms[one].label.zh for one in (*circle, name)]
                    source.report("term_circle", span, f"术语循环定义：{' → '.join(shown)}",
                                  f"terms define each other in a circle: {' -> '.join((*circle, name))}",
                                  Text("让其中一个只用信息项来定义", "define one of them by facts only"))  # fmt: skip
                return
            for used in sorted(uses.get(name, ())):
                if used in terms:
                    visit(used, (*path, name))

        for name in terms:
            visit(name, ())

    def own_terms(
        self, folder: _Folder, facts: Vocabulary, shared: Mapping[str, DefinedTerm], places: Mapping[str, Place]
    ) -> Mapping[str, DefinedTerm]:
        """The terms of one ruleset: the shared ones, those that its document defines itself in their stead."""
        source, document = folder.source, folder.document
        labels = {name: term.label for name, term in shared.items()}
        by_word = {spelling: name for name, label in labels.items() for spelling in (name, label.zh)}
        written = {by_word.get(word, word): one for word, one in document.terms.items()}
        labels |= {name: one.label or labels.get(name, Text(name)) for name, one in written.items()}
        lexicon = self.lexicon(facts, labels, places)
        terms = dict(shared)
        for name, one in written.items():
            base = shared.get(name)
            if (one.when is None) == (one.reading is None):
                source.report("own_term", one.span, "写 条件（when）或 采用理解（reading）其中一项", "give either `when` or `reading`")
            elif one.when is not None:
                condition = read_condition(source, one.when.node, lexicon)
                readings = self.readings(source, one.readings, lexicon, condition)
                if condition is not None:
                    terms[name] = DefinedTerm(name, labels[name], condition, readings, tuple(one.notes), True, one.span)
            elif base is None or one.reading is None or one.reading > len(base.readings):
                count = len(base.readings) if base else 0
                source.report("own_term", one.at("reading"), f"共用术语“{labels[name].zh}”只有 {count} 种其他理解",
                              f"the shared term `{name}` has {count} other readings")  # fmt: skip
            else:
                chosen = base.readings[one.reading - 1]
                others = (Reading(Text("共用的定义", "the shared definition"), base.condition, base.span),
                          *(reading for reading in base.readings if reading is not chosen))  # fmt: skip
                terms[name] = replace(base, condition=chosen.condition, readings=others,
                                      notes=(*base.notes, *one.notes), own=True, span=one.span)  # fmt: skip
        if written:
            self.check_circles(source, terms)
        return terms

    # -- benefits ------------------------------------------------------------------------------------------------

    def ruleset(
        self, folder: _Folder, facts: Vocabulary, shared: Mapping[str, DefinedTerm], services: Mapping[str, Text],
        places: Mapping[str, Place],
    ) -> Ruleset:  # fmt: skip
        """A document, its terms and its benefits."""
        source, file = folder.source, folder.document
        by_word = {spelling: place.code for place in places.values() for spelling in (place.code, place.name.zh)}
        if file.place not in by_word and self.complete:
            node = file._places["place"][1]  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
            assert isinstance(node, Scalar)
            report_unknown(source, node, by_word, "没有登记的地点", "unknown place", "unknown_place")
        document = Document(
            file.ruleset, division(by_word.get(file.place, file.place)), file.title, file.number, file.issuer, file.issued, file.status,
            self.period(source, file.planning_period), self.period(source, file.in_effect) or Period(),
            file.age_reached, tuple(file.notes), file.span,
        )  # fmt: skip
        terms = self.own_terms(folder, facts, shared, places)
        lexicon = self.lexicon(facts, {name: term.label for name, term in terms.items()}, places)
        benefits: dict[str, Benefit] = {}
        for chapter_source, chapter in folder.chapters:
            for name, shape in chapter.benefits.items():
                if name in benefits:
                    first = benefits[name].span
                    chapter_source.report("duplicate_benefit", _key_span(chapter, "benefits", name),
                                          f"待遇编号“{name}”已用于 {first}", f"the id `{name}` is already used at {first}",
                                          Text("换一个编号", "choose another id"))  # fmt: skip
                    continue
                benefit = self.benefit(chapter_source, chapter, name, shape, document, lexicon, services)
                if benefit is not None:
                    benefits[name] = benefit
        return Ruleset(document, terms, tuple(benefits.values()))

    @staticmethod
    def period(source: Source, shape: PeriodShape | None) -> Period | None:
        """A period that does not end before it begins."""
        if shape is None:
            return None
        if shape.from_ and shape.until and shape.until < shape.from_:
            source.report("swapped_period", shape.span, "结束早于开始", "it ends before it begins", Text("对调起止日期", "swap the dates"))
        return Period(shape.from_, shape.until)

    def benefit(
        self, source: Source, chapter: ChapterFile, name: str, shape: BenefitShape, document: Document, lexicon: Lexicon,
        services: Mapping[str, Text],
    ) -> Benefit | None:  # fmt: skip
        """One benefit, or None where its condition cannot be read."""
        service = self.service(source, shape, services)
        if not shape.cite:
            source.report("missing_entry", shape.at("cite"), "缺少出处（章节）", "the citation is empty")
        when = read_condition(source, shape.when.node, lexicon)
        readings = self.readings(source, shape.readings, lexicon, when)
        levels = self.levels(source, shape.levels, lexicon) if shape.levels else None
        if when is None:
            return None
        applies = shape.applies_to
        return Benefit(
            document.ruleset, name, shape.name, tuple(shape.cite), service, shape.force, shape.rule_class, shape.for_, applies,
            shape.provides, when, whole_condition(applies, when), shape.responsible,
            tuple(replace(one, condition=whole_condition(applies, one.condition)) for one in readings),
            tuple(shape.notes), levels, tuple(shape.replaces), (), _key_span(chapter, "benefits", name),
        )  # fmt: skip

    def service(self, source: Source, shape: BenefitShape, services: Mapping[str, Text]) -> str:
        """The service by its code or name."""
        table = {spelling: code for code, label in services.items() for spelling in (code, label.zh)}
        if shape.service not in table and self.complete:
            node = shape._places["service"][1]  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
            assert isinstance(node, Scalar)
            report_unknown(source, node, table, "服务目录里没有", "not in the catalogue of services:", "unknown_service")
        return table.get(shape.service, shape.service)

    def levels(self, source: Source, shape: LevelsShape, lexicon: Lexicon) -> Levels | None:
        """A decision table."""
        columns = tuple(Column(name, one.label, one.type, one.unit) for name, one in shape.columns.items())
        rows = [self.row(source, row, columns, lexicon) for row in shape.rows]
        if not columns or not rows:
            source.report("empty_levels", shape.span, "分档要有列（columns）和行（rows）", "levels need columns and rows")
        return Levels(columns, tuple(row for row in rows if row is not None))

    def row(self, source: Source, written: Written, columns: tuple[Column, ...], lexicon: Lexicon) -> Row | None:
        """One row: `when`, and a cell for each column."""
        node = written.node
        if not isinstance(node, MappingNode):
            source.report("wrong_kind", node.span, "一行应是一组“列: 值”", "a row is a mapping `column: value`")
            return None
        spelled = {spelling: column.name for column in columns for spelling in (column.name, column.label.zh)}
        spelled |= {"when": "when", "条件": "when"}
        cells: dict[str, object] = {}
        condition = None
        types = {column.name: column.type for column in columns}
        for key, value in node.entries:
            name = spelled.get(key.text)
            if name is None:
                report_unknown(source, key, spelled, "没有这一列", "there is no column")
            elif name == "when":
                condition = read_condition(source, value, lexicon)
                cells[name] = condition
            elif not isinstance(value, Scalar) or value.empty:
                source.report("wrong_kind", value.span, "这里应是一个值", "expected a value")
            else:
                try:
                    cells[name] = value.text if types[name] is ColumnType.TEXT else read_number(source, value)
                except Invalid:
                    cells[name] = None
        missing = [name for name in ("when", *types) if name not in cells]
        for name in missing:
            source.report("missing_entry", node.span, f"这一行缺少“{name}”", f"this row lacks `{name}`")
        if missing or condition is None:
            return None
        return Row(condition, tuple(cell for name in types if isinstance(cell := cells[name], str | Decimal)), node.span)

    # -- persons -------------------------------------------------------------------------------------------------

    def check_persons(self, rules: Rules) -> None:
        """No person within a person, by way of a term either: a nested profile has no person in it."""
        sources = {source.name: source for source in self.sources}
        reported: set[Span] = set()
        for ruleset in rules.rulesets.values():
            speaking = _speaking_of_persons(ruleset.terms)
            inner = (part for one in _conditions(ruleset) for about in walk(one) if isinstance(about, About) for part in walk(about.part))
            for part in inner:
                span = part.span
                if span is None or span in reported or not (isinstance(part, About) or (isinstance(part, Term) and part.name in speaking)):
                    continue
                reported.add(span)
                sources[span.file].report("person_in_person", span, "人员之内不能再有人员", "a person within a person is not possible")

    # -- replacements --------------------------------------------------------------------------------------------

    def with_replacements(self, rules: Rules) -> Rules:
        """The rules, in which a benefit that a lower place replaces does not hold for that place's people."""
        benefits = {one.full_name: one for ruleset in rules.rulesets.values() for one in ruleset.benefits}
        limits: dict[str, list[tuple[Condition, str]]] = {}
        for benefit in list(benefits.values()):
            place = rules.rulesets[benefit.ruleset].document.place
            for name in benefit.replaces:
                if self.check_replacement(benefit, name, benefits, rules):
                    tie = "household_registration" if benefit.applies_to is AppliesTo.REGISTERED else "residence"
                    limit = Not(Test(tie, Operator.WITHIN, (place,), benefit.span), benefit.span)
                    limits.setdefault(name, []).append((limit, benefit.full_name))
        if not limits:
            return rules
        limited = {
            name: replace(ruleset, benefits=tuple(_limited(one, limits.get(one.full_name, [])) for one in ruleset.benefits))
            for name, ruleset in rules.rulesets.items()
        }
        return replace(rules, rulesets=limited)

    def check_replacement(self, benefit: Benefit, name: str, benefits: Mapping[str, Benefit], rules: Rules) -> bool:
        """A benefit replaces only one of a place around its own."""
        span = benefit.span
        assert span is not None
        source = next(source for source in self.sources if source.name == span.file)
        other = benefits.get(name)
        if other is None:
            close = nearest(name, benefits)
            if self.complete:
                source.report("unknown_benefit", span, f"取代的待遇“{name}”不存在", f"there is no benefit `{name}` to replace",
                              Text(f"是否“{close}”？", f"did you mean `{close}`?") if close else None)  # fmt: skip
            return False
        here, there = (rules.rulesets[one.ruleset].document.place for one in (benefit, other))
        if within(here, there) is not Truth.YES or here == there:
            source.report("replaces_not_higher", span, f"“{name}”不属于上级地区，不能取代", f"`{name}` is not of a place around this one")
            return False
        return True


def _conditions(ruleset: Ruleset) -> Iterator[Condition]:
    """Every condition of a ruleset, in any reading."""
    for one in (*ruleset.terms.values(), *ruleset.benefits):
        yield one.condition
        yield from (reading.condition for reading in one.readings)
        if isinstance(one, Benefit) and one.levels is not None:
            yield from (row.condition for row in one.levels.rows)


def _speaking_of_persons(terms: Mapping[str, DefinedTerm]) -> frozenset[str]:
    """The terms that, by themselves or by other terms, say something of another person."""
    parts = {
        name: [part for one in (term.condition, *(reading.condition for reading in term.readings)) for part in walk(one)]
        for name, term in terms.items()
    }
    found = {name for name, inside in parts.items() if any(isinstance(part, About) for part in inside)}
    while more := {
        name for name, inside in parts.items() if name not in found and any(isinstance(one, Term) and one.name in found for one in inside)
    }:
        found |= more
    return frozenset(found)


def _limited(benefit: Benefit, limits: list[tuple[Condition, str]]) -> Benefit:
    if not limits:
        return benefit
    conditions = [limit for limit, _ in limits]
    return replace(
        benefit,
        condition=whole_condition(benefit.applies_to, benefit.when, *conditions),
        readings=tuple(replace(one, condition=whole_condition(AppliesTo.ANYONE, one.condition, *conditions)) for one in benefit.readings),
        replaced_by=tuple(name for _, name in limits),
    )


def _key_span(shape: Shape, entry: str, name: str) -> Span:
    """Where a name stands as a key inside an entry of a shape."""
    node = shape._places[entry][1]  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    assert isinstance(node, MappingNode)
    return next(key.span for key, _ in node.entries if key.text == name)


