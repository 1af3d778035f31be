"""All files of a rule book to its model."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from ..errors import Problem
from ..language.condition import About, Condition, Not, Operator, Span, Term, Test, walk
from ..language.facts import Text
from ..language.meaning import division, within
from ..language.policy import AppliesTo, Benefit, DefinedTerm, Document, Period, Rules, Ruleset, Status, whole_condition
from ..language.truth import Truth
from ..language.words import nearest
from ..yaml.shape import Shape
from ..yaml.source import Scalar, Sequence, Source, read_source
from ..yaml.structure import InvalidError, Known, check_name, look_up, read_shape, report_unknown
from .clauses import Cited, check_clauses, read_clauses
from .conditions import Lexicon
from .definitions import Terms, own_terms, shared_terms
from .provisions import read_benefit
from .shapes import BenefitShape, ChapterFile, ClausesFile, DocumentFile, FactsFile, PeriodShape, PlacesFile, ServicesFile, TermsFile
from .vocabulary import read_facts, read_places, read_services

SUFFIXES = (".yaml", ".yml")
SHARED = ("facts", "terms", "services", "places")
"""The files at the top of a rule book."""

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
        key=lambda problem: (_in_order(problem.span.file), problem.span.line, problem.span.column),
    )
    return (None if problems else rules), tuple(problems)


def rule_files(directory: Path) -> list[Path]:
    """The YAML files of a rule book in their order: `chapter-10` after `chapter-9`."""
    files = (path for path in directory.rglob("*") if path.suffix.lower() in SUFFIXES and path.is_file())
    return sorted(files, key=lambda path: _in_order(path.relative_to(directory).as_posix()))


def _in_order(name: str) -> list[list[tuple[int, str]]]:
    """A file's place in the order of files."""
    parts = (re.split(r"([0-9]+)", folder) for folder in name.split("/"))
    return [[(int(part), "") if part.isdecimal() else (-1, part) for part in split if part] for split in parts]


@dataclass
class _Folder:
    """The files of one ruleset: its document, None where it cannot be read, and the chapters that can."""

    name: str
    source: Source
    document: DocumentFile | None
    chapters: list[tuple[Source, ChapterFile]]
    register: tuple[Source, ClausesFile] | None


@dataclass
class _BookReader:
    directory: Path
    sources: list[Source] = field(default_factory=list[Source])
    replacements: list[tuple[Source, Scalar, Benefit | None]] = field(default_factory=list[tuple[Source, Scalar, "Benefit | None"]])
    """Where a benefit is named in whose stead another stands, and that other."""
    ids: set[str] = field(default_factory=set[str])
    """The full names of all benefits, also of those that have a mistake."""
    complete: bool = True
    """Whether `ids` are all that there are."""

    def read(self) -> Rules | None:
        """The model; it is complete only where no source has a problem."""
        self.check_names()
        places, place_words = read_places(*self.shared("places", PlacesFile))
        services, service_words = read_services(*self.shared("services", ServicesFile))
        facts = read_facts(*self.shared("facts", FactsFile), place_words)
        terms, lexicon = shared_terms(*self.shared("terms", TermsFile), facts)
        rulesets: dict[str, Ruleset] = {}
        for folder in self.folders():
            ruleset = self.ruleset(folder, terms, lexicon, service_words)
            if ruleset is not None and folder.document is not None:
                if ruleset.name in rulesets:
                    folder.source.report("duplicate_ruleset", folder.document.at("ruleset"), f"已有名为“{ruleset.name}”的规则集",
                                         f"there is already a ruleset `{ruleset.name}`", Text("换一个名称", "choose another name"))  # fmt: skip
                rulesets[ruleset.name] = ruleset
        rules = Rules(facts.facts, terms, services, places, rulesets)
        self.check_persons(rules)
        return self.with_replacements(rules)

    # -- files ---------------------------------------------------------------------------------------------------

    def source(self, path: Path) -> Source:
        """Read one file and keep its problems."""
        self.sources.append(read_source(path, path.relative_to(self.directory).as_posix()))
        return self.sources[-1]

    def check_names(self) -> None:
        """No two files go by one name, and none but the shared ones stand at the top."""
        seen: dict[Path, Path] = {}
        for path in rule_files(self.directory):
            first = seen.setdefault(path.with_suffix(""), path)
            if first != path:
                self.wrong_file("two_files", path, f"与 {first.name} 重名", f"goes by the same name as {first.name}",
                                Text("删去一个，或改名", "delete or rename one"))  # fmt: skip
            elif path.parent == self.directory and path != self.path_of(path.stem):
                close = nearest(path.stem, SHARED)
                rename = close and self.path_of(close) is None
                self.wrong_file("misplaced_file", path, f"规则库的顶层只放 {'、'.join(f'{name}.yaml' for name in SHARED)}",
                                f"only {', '.join(f'{name}.yaml' for name in SHARED)} stand at the top of a rule book",
                                Text(f"改名为 {close}.yaml", f"rename it to {close}.yaml") if rename
                                else Text("移到文件所属的文件夹里", "move it into the folder of its document"))  # fmt: skip

    def wrong_file(self, code: str, path: Path, zh: str, en: str, hint: Text) -> Source:
        """Report a file that should not, or should, be there."""
        source = Source(path.relative_to(self.directory).as_posix())
        self.sources.append(source)
        source.report(code, Span(source.name, 1, 1, 1, 1), zh, en, hint)
        return source

    def path_of(self, name: str) -> Path | None:
        """The shared file of a name."""
        paths = (self.directory / f"{name}{suffix}" for suffix in SUFFIXES)
        return next((path for path in paths if path.is_file()), None) if name in SHARED else None

    def shared(self, name: str, shape: type[S]) -> tuple[Source, S | None]:
        """One of the files at the top of the rule book."""
        path = self.path_of(name)
        if path is not None:
            source = self.source(path)
            return source, read_shape(source, shape)
        misplaced = (source.name for source in self.sources for problem in source.problems if problem.code == "misplaced_file")
        if any(nearest(Path(one).stem, SHARED) == name for one in misplaced):
            return Source(f"{name}.yaml"), None  # it goes by a wrong name, which was reported
        return self.wrong_file("missing_file", self.directory / f"{name}.yaml", f"规则库缺少 {name}.yaml",
                               f"the rule book lacks {name}.yaml", Text("补上这个文件", "add the file")), None  # fmt: skip

    def folders(self) -> Iterator[_Folder]:
        """Every folder that has a document and its chapters."""
        by_folder: dict[Path, list[Path]] = {}
        for path in rule_files(self.directory):
            if path.parent != self.directory:
                by_folder.setdefault(path.parent, []).append(path)
        for folder, files in by_folder.items():
            document = next((path for path in files if path.stem == "document"), None)
            name = folder.relative_to(self.directory).as_posix()
            if document is None:
                source = self.wrong_file("missing_file", folder / "document.yaml", f"文件夹 {name} 缺少 document.yaml",
                                         f"the folder {name} lacks document.yaml",
                                         Text("在里面写明文件的标题、地点和效力", "say there what the document is"))  # fmt: skip
            else:
                source = self.source(document)
            registers = (path for path in files if path.stem == "clauses")
            register = [(source, read_shape(source, ClausesFile)) for source in map(self.source, registers)]
            others = (path for path in files if path.stem not in ("document", "clauses"))
            chapters = [(source, read_shape(source, ChapterFile)) for source in map(self.source, others)]
            self.complete = self.complete and all(chapter is not None and chapter.get("benefits") is not None for _, chapter in chapters)
            yield _Folder(name, source, read_shape(source, DocumentFile) if document else None,
                          [(source, chapter) for source, chapter in chapters if chapter is not None],
                          next(((source, file) for source, file in register if file is not None), None))  # fmt: skip

    # -- rulesets ------------------------------------------------------------------------------------------------

    def ruleset(self, folder: _Folder, shared: Terms, lexicon: Lexicon, services: Known) -> Ruleset | None:
        """A document, its terms and its benefits; None where the document cannot be read."""
        source, file = folder.source, folder.document
        terms = shared
        if file is None:
            lexicon = replace(lexicon, complete=False)
        else:
            terms, lexicon = own_terms(source, file, shared, lexicon)
        document = _document(source, file, lexicon) if file else None
        benefits, cited = self.benefits(folder, lexicon, services)
        clauses = read_clauses(*folder.register) if folder.register else ()
        if folder.register and not folder.register[0].problems:
            check_clauses(folder.register[0], clauses, cited)
        return Ruleset(document, terms, benefits, clauses) if document else None

    def benefits(self, folder: _Folder, lexicon: Lexicon, services: Known) -> tuple[tuple[Benefit, ...], list[Cited]]:
        """The benefits of a ruleset in their order, and what they cite."""
        name: str | None = folder.document.get("ruleset") if folder.document else None
        self.complete = self.complete and name is not None
        benefits: list[Benefit] = []
        cited: list[Cited] = []
        seen: dict[str, Scalar] = {}
        for source, chapter in folder.chapters:
            shapes: dict[str, BenefitShape] = chapter.get("benefits") or {}
            for id_, key in chapter.keys("benefits").items():
                self.ids.add(f"{name}/{id_}")
                first = seen.setdefault(id_, key)
                if first is not key:
                    source.report("duplicate_benefit", key.span, f"待遇编号“{id_}”重复：{first.span} 已经有了",
                                  f"the id `{id_}` stands twice: {first.span} has it already", Text("换一个编号", "choose another id"))  # fmt: skip
                elif id_ in shapes:
                    benefit = read_benefit(source, name or "", key, shapes[id_], lexicon, services)
                    self.note_replacements(source, shapes[id_], benefit)
                    benefits += [benefit] if benefit else []
                    cited += [(source, shapes[id_].at("cite"), cite) for cite in shapes[id_].get("cite") or ()]
        return tuple(benefits), cited

    def note_replacements(self, source: Source, shape: BenefitShape, benefit: Benefit | None) -> None:
        """Keep for later what a benefit replaces."""
        node = shape.node("replaces")
        items = node.items if isinstance(node, Sequence) else (node,)
        self.replacements += [(source, item, benefit) for item in items if isinstance(item, Scalar) and not item.empty]

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
                sources[span.file].report("person_in_person", span, "人员里面不能再有人员", "a person within a person is not possible",
                                          Text("把这一项移到外面", "move it outside"))  # fmt: skip

    # -- replacements --------------------------------------------------------------------------------------------

    def with_replacements(self, rules: Rules) -> Rules:
        """The rules, in which a benefit that a lower place replaces does not hold for that place's people."""
        benefits = {one.full_name: one for ruleset in rules.rulesets.values() for one in ruleset.benefits}
        limits: dict[str, list[tuple[Condition, str]]] = {}
        for source, node, benefit in self.replacements:
            if self.check_replacement(source, node, benefit, benefits, rules) and benefit is not None:
                document = rules.rulesets[benefit.ruleset].document
                if document.status is not Status.IN_FORCE:
                    continue  # what is not law takes nothing away
                place = document.place
                tie = "household_registration" if benefit.applies_to is AppliesTo.REGISTERED else "residence"
                limit = Not(Test(tie, Operator.WITHIN, (place,), benefit.span), benefit.span)
                limits.setdefault(node.text, []).append((limit, benefit.full_name))
        if not limits:
            return rules
        limited = {
            name: replace(ruleset, benefits=tuple(_limited(one, limits.get(one.full_name, [])) for one in ruleset.benefits))
            for name, ruleset in rules.rulesets.items()
        }
        return replace(rules, rulesets=limited)

    def check_replacement(
        self, source: Source, node: Scalar, benefit: Benefit | None, benefits: Mapping[str, Benefit], rules: Rules
    ) -> bool:
        """A benefit replaces only one of a place around its own."""
        name = node.text
        if name not in self.ids:
            if self.complete:
                otherwise = Text("写成“规则集/编号”，例如 jilin/home-adaptation", "write `ruleset/id`, such as jilin/home-adaptation")
                others = {one: one for one in sorted(self.ids) if benefit is None or not one.startswith(f"{benefit.ruleset}/")}
                report_unknown(source, node, others, "没有可以取代的待遇", "there is no benefit to replace:", "unknown_benefit",
                               otherwise=otherwise)  # fmt: skip
            return False
        other = benefits.get(name)
        if benefit is None or other is None or benefit.ruleset not in rules.rulesets:
            return False
        here, there = (rules.rulesets[one.ruleset].document.place for one in (benefit, other))
        if here and there and (within(here, there) is not Truth.YES or here == there):
            source.report("replaces_not_higher", node.span, f"“{name}”不属于上级地区，不能取代",
                          f"`{name}` is not of a place around this one",
                          Text("只能取代上级地区文件的待遇", "only benefits of a higher place can be replaced"))  # fmt: skip
        return True


def _document(source: Source, file: DocumentFile, lexicon: Lexicon) -> Document | None:
    """What the document is; None where it has a mistake."""
    name = file.node("ruleset")
    if isinstance(name, Scalar) and not name.empty:
        check_name(source, name)
    place = ""
    node = file.node("place")
    if file.get("place") is not None and node is not None:
        known = Known(lexicon.places, lexicon.places_complete)
        with suppress(InvalidError):
            place = division(look_up(source, node, known, "没有登记的地点", "unknown place", "unknown_place"))
    planning, effect = (_period(source, file.get(entry)) for entry in ("planning_period", "in_effect"))
    if not file.whole:
        return None
    return Document(
        file.ruleset, place, file.title, file.number, file.issuer, file.issued, file.status, planning, effect or Period(),
        file.age_reached, tuple(file.notes), file.span,
    )  # fmt: skip


def _period(source: Source, shape: PeriodShape | None) -> Period | None:
    """A period that does not end before it begins."""
    if shape is None:
        return None
    if shape.from_ and shape.until and shape.until < shape.from_:
        source.report("swapped_period", shape.at("until"), f"结束日期早于开始日期 {shape.from_}",
                      f"it ends before it begins on {shape.from_}",
                      Text("对调起止日期", "swap the dates"))  # fmt: skip
    return Period(shape.from_, shape.until)


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
        limits=tuple(conditions),
    )
