"""All files of a rule book to its model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import TypeVar, cast

from ..errors import Problem, Severity
from ..language.condition import Inside, Span, walk
from ..language.facts import Text
from ..language.likeness import nearest
from ..language.policy import LOCAL, AppliesTo, Benefit, Document, Period, Rules, Ruleset, is_clause, local_person
from ..yaml.shape import Shape
from ..yaml.source import Scalar, Source, source_of
from ..yaml.structure import InvalidError, Known, check_name, read_shape
from .adopted import check_twins, read_adopted
from .between import Lines, Read, check_entitlements, check_period, entitlements, superseded, warn_of_old_names
from .bounds import Bounds
from .called import called
from .clauses import Cited, check_clauses, read_clauses
from .definitions import Definitions, days_of, own_definitions, shared_definitions
from .files import FOLDERS, OPTIONAL, SHARED, RuleFiles, folder, in_order, read_files, rule_files, stem
from .lexicon import Lexicon
from .named import with_benefits, with_named_listed
from .persons import check_persons, nodes_in
from .places import read_place, with_names
from .provisions import read_benefit, read_period
from .replacements import Replacements
from .shapes import (
    BenefitShape,
    ChapterFile,
    ClausesFile,
    CombineFile,
    DocumentFile,
    FactsFile,
    PlacesFile,
    QuantitiesFile,
    ServicesFile,
    StandardsFile,
    TermsFile,
)
from .standards import StandardsOf, read_standards
from .suspect import warn_of_slips
from .vocabulary import Files, read_facts, read_places, read_screens, read_services

__all__ = ["read_rules", "rule_files", "rules_of"]

S = TypeVar("S", bound=Shape)


def read_rules(directory: Path) -> tuple[Rules | None, tuple[Problem, ...]]:
    """Read the rule book in a folder: its model (None where there is a mistake), and every mistake and warning, in the
    order of files and lines.

    Raises NotADirectoryError where there is no such folder.
    """
    return rules_of(read_files(directory))


def rules_of(files: RuleFiles) -> tuple[Rules | None, tuple[Problem, ...]]:
    """The model of a rule book's files, likewise."""
    reader = _BookReader(files)
    rules = reader.read()
    problems = sorted(
        (problem for source in reader.sources.values() for problem in (*source.problems, *source.warnings)),
        key=lambda problem: (in_order(problem.span.file), problem.span.line, problem.span.column),
    )
    wrong = any(problem.severity is Severity.ERROR for problem in problems)
    return (None if wrong else rules), tuple(problems)


@dataclass(frozen=True, slots=True)
class DocumentPlace:
    """What a document says of itself, None where that cannot be read."""

    ruleset: str | None
    place: str | None
    """A division code."""


def document_places(files: RuleFiles) -> dict[str, DocumentPlace]:
    """The documents of a rule book by their folders, also where there are mistakes in it. Nothing but documents and places is read."""
    read = RuleFiles({name: files.contents[name] for name in files.contents if stem(name) in ("document", "places")})
    reader = _BookReader(read)
    _, words = read_places(*reader.one("places", PlacesFile))
    found: dict[str, DocumentPlace] = {}
    for one in reader.folders():
        ruleset = one.document.get("ruleset") if one.document else None
        found[one.name] = DocumentPlace(ruleset, reader.place_of(one, words))
    return found


@dataclass
class _Folder:
    """The files of one ruleset: its document, None where it cannot be read, and the chapters that can."""

    name: str
    source: Source
    document: DocumentFile | None
    chapters: list[tuple[Source, ChapterFile]]
    register: tuple[Source, ClausesFile] | None
    standards: list[tuple[Source, StandardsFile | None]]
    combine: tuple[Source, CombineFile] | None
    whole: bool
    """Whether everything that its benefits cite is known."""


@dataclass
class _BookReader:
    files: RuleFiles
    sources: dict[str, Source] = field(default_factory=dict[str, Source])
    replacements: Replacements = field(default_factory=Replacements)
    lines: Lines = field(default_factory=Lines)
    documents: list[Read] = field(default_factory=list[Read])
    values_alone: list[str] = field(default_factory=list[str])
    """Files of standards in folders without a document."""

    def read(self) -> Rules | None:
        """The model; it is complete only where no source has a problem."""
        self.check_names()
        places, place_words = read_places(*self.one("places", PlacesFile))
        services, service_words = read_services(self.shared("services", ServicesFile))
        folders = list(self.folders())
        names = called(
            ((one.document.get("ruleset"), self.place_of(one, place_words), [chapter for _, chapter in one.chapters]) for one in folders if one.document),
            places, complete=self.replacements.complete and all(one.document and one.document.get("ruleset") for one in folders),
        )  # fmt: skip
        files = self.shared("facts", FactsFile)
        facts, screens = with_benefits(read_facts(files, place_words), names), read_screens(files)
        local = [StandardsOf(source, file, self.place_of(one, place_words)) for one in folders for source, file in one.standards]
        homes = {folder(one.source.name): self.place_of(one, place_words) for one in folders}
        local += [
            StandardsOf(source, read_shape(source, StandardsFile), _around(source.name, homes), alone=True)
            for source in map(self.source, self.values_alone)
        ]
        standards, lexicon = read_standards(self.shared("standards", StandardsFile), local, facts)
        shared, lexicon = shared_definitions(self.terms(), lexicon)
        rulesets: dict[str, Ruleset] = {}
        for one in folders:
            ruleset = self.ruleset(one, shared, lexicon, service_words)
            if ruleset is not None and one.document is not None:
                if ruleset.name in rulesets:
                    one.source.report("duplicate_ruleset", one.document.at("ruleset"), f"已有名为“{ruleset.name}”的规则集",
                                      f"there is already a ruleset `{ruleset.name}`", Text("换一个名称", "choose another name"))  # fmt: skip
                rulesets[ruleset.name] = ruleset
        self.combined(folders, rulesets, lexicon)
        ended = superseded(self.documents, complete=all(one.document for one in folders))
        rulesets = {name: replace(one, document=ended[name]) for name, one in rulesets.items()}
        lines = tuple(line for _, line in self.lines.found)
        rules = Rules(facts.facts, shared.terms, services, places, rulesets, standards, shared.quantities, screens, lines)
        check_persons(rules.rulesets.values(), self.sources)
        self.lines.check(rules)
        rules = self.replacements.apply(rules)
        if not any(source.problems for source in self.sources.values()):
            check_entitlements(rules, self.sources)
            warn_of_old_names(rules, self.named(rules))
            warn_of_slips(rules, self.sources)
        rules = replace(rules, facts=with_named_listed(rules))
        if not any(source.problems for source in self.sources.values()):
            Bounds(rules, self.sources).check()
        return replace(rules, places=with_names(places, _places_used(rules)))

    # -- files ---------------------------------------------------------------------------------------------------

    def source(self, name: str) -> Source:
        """Read one file and keep its problems."""
        self.sources[name] = source_of(name, self.files.contents[name])
        return self.sources[name]

    def check_names(self) -> None:
        """No two files go by one name, none but the shared ones stand at the top, and no link leads out of the folder."""
        for name in self.files.outside:
            self.wrong_file("link_outside", name, "这个链接指向规则库文件夹之外，没有读取", "this link leads out of the rule book and was not followed",
                            Text("把文件本身放进规则库", "put the file itself into the rule book"))  # fmt: skip
        top = (*SHARED, *OPTIONAL)
        seen: dict[str, str] = {}
        for name in self.files.contents:
            first = seen.setdefault(name.rpartition(".")[0], name)
            if first != name:
                self.wrong_file("two_files", name, f"与 {first.rpartition('/')[2]} 重名", f"goes by the same name as {first.rpartition('/')[2]}",
                                Text("删去一个，或改名", "delete or rename one"))  # fmt: skip
            elif not folder(name) and stem(name) not in top:
                close = nearest(stem(name), top)
                rename = close and not self.names_of(close)
                self.wrong_file("misplaced_file", name, f"规则库的顶层只放 {'、'.join(f'{one}.yaml' for one in top)}",
                                f"only {', '.join(f'{one}.yaml' for one in top)} stand at the top of a rule book",
                                Text(f"改名为 {close}.yaml", f"rename it to {close}.yaml") if rename
                                else Text("移到文件所属的文件夹里", "move it into the folder of its document"))  # fmt: skip

    def wrong_file(self, code: str, name: str, zh: str, en: str, hint: Text) -> Source:
        """Report a file that should not, or should, be there."""
        source = self.sources.setdefault(name, Source(name))
        source.report(code, Span(name, 1, 1, 1, 1), zh, en, hint)
        return source

    def names_of(self, part: str) -> list[str]:
        """The files of a shared part: one at the top, and those of a folder of its name."""
        at_top = [name for name in self.files.contents if not folder(name) and stem(name) == part][:1]
        return at_top + [name for name in self.files.contents if part in FOLDERS and name.startswith(f"{part}/")]

    def shared(self, part: str, shape: type[S]) -> Files[S]:
        """The files of a shared part, after reporting that there is none where there must be one."""
        names = self.names_of(part)
        if names or part in OPTIONAL:
            return [(source, read_shape(source, shape)) for source in map(self.source, names)]
        misplaced = (source.name for source in self.sources.values() for problem in source.problems if problem.code == "misplaced_file")
        if any(nearest(stem(one), SHARED) == part for one in misplaced):
            return [(Source(f"{part}.yaml"), None)]  # it goes by a wrong name, which was reported
        return [(self.wrong_file("missing_file", f"{part}.yaml", f"规则库缺少 {part}.yaml", f"the rule book lacks {part}.yaml",
                                 Text("补上这个文件", "add the file")), None)]  # fmt: skip

    def one(self, part: str, shape: type[S]) -> tuple[Source, S | None]:
        """A shared part that is always one file."""
        return self.shared(part, shape)[0]

    def terms(self) -> Files[TermsFile | QuantitiesFile]:
        """The files of terms and quantities; in a folder there may be files of quantities alone."""
        found: list[tuple[Source, TermsFile | QuantitiesFile | None]] = []
        for name in self.names_of("terms"):
            source = self.source(name)
            alone = bool(folder(name)) and _has_quantities_alone(source)
            found.append((source, read_shape(source, QuantitiesFile) if alone else read_shape(source, TermsFile)))
        return found or cast("Files[TermsFile | QuantitiesFile]", self.shared("terms", TermsFile))

    def folders(self) -> Iterator[_Folder]:
        """Every folder that has a document and its chapters."""
        by_folder: dict[str, list[str]] = {}
        for name in self.files.contents:
            if folder(name) and folder(name).split("/")[0] not in FOLDERS:
                by_folder.setdefault(folder(name), []).append(name)
        for name, files in by_folder.items():
            document = next((one for one in files if stem(one) == "document"), None)
            if all(stem(one) == "standards" for one in files):
                self.values_alone += files
                continue
            if document is None:
                source = self.wrong_file("missing_file", f"{name}/document.yaml", f"文件夹 {name} 缺少 document.yaml",
                                         f"the folder {name} lacks document.yaml",
                                         Text("在里面写明文件的标题、地点和效力", "say there what the document is"))  # fmt: skip
            else:
                source = self.source(document)
            register = [(one, read_shape(one, ClausesFile)) for one in map(self.source, _called(files, "clauses"))]
            standards = [(one, read_shape(one, StandardsFile)) for one in map(self.source, _called(files, "standards"))]
            combine = [(one, read_shape(one, CombineFile)) for one in map(self.source, _called(files, "combine"))]
            others = (one for one in files if stem(one) not in ("document", "clauses", "standards", "combine"))
            sources = [self.source(one) for one in others]
            clean = not any(one.problems or one.doubtful for one in sources)
            chapters = [(one, read_shape(one, ChapterFile)) for one in sources]
            whole = all(chapter is not None and chapter.get("benefits") is not None for _, chapter in chapters)
            self.replacements.complete = self.replacements.complete and whole
            yield _Folder(name, source, read_shape(source, DocumentFile) if document else None,
                          [(one, chapter) for one, chapter in chapters if chapter is not None],
                          next(((one, file) for one, file in register if file is not None), None), standards,
                          next(((one, file) for one, file in combine if file is not None), None), clean and whole)  # fmt: skip

    # -- rulesets ------------------------------------------------------------------------------------------------

    def place_of(self, one: _Folder, places: Known) -> str | None:
        """The place of a document before it is read; what is wrong with it is reported then."""
        node = one.document.node("place") if one.document else None
        if not isinstance(node, Scalar):
            return None
        with suppress(InvalidError):
            return read_place(Source(one.source.name), node, Known(places.words, complete=False))
        return None

    def ruleset(self, one: _Folder, shared: Definitions, lexicon: Lexicon, services: Known) -> Ruleset | None:
        """A document, its definitions and its benefits; None where the document cannot be read."""
        source, file = one.source, one.document
        definitions = shared
        if file is None:
            lexicon = replace(lexicon, complete=False)
        else:
            definitions, lexicon = own_definitions(source, file, shared, lexicon)
        document = _document(source, file, lexicon) if file else None
        if file is not None and document is not None:
            check_period(source, file, document)
            self.documents.append(Read(source, file, document))
        benefits, cited = self.benefits(one, lexicon, services)
        clauses = read_clauses(*one.register) if one.register else ()
        if one.register and one.whole and not one.register[0].problems:
            check_clauses(one.register[0], clauses, cited)
        if file is None or document is None:
            return None
        check_twins(one.chapters, benefits)
        terms = definitions.terms
        if any(benefit.applies_to is AppliesTo.UNSTATED for benefit in benefits):
            terms = {**terms, LOCAL: local_person()}
        adopted = read_adopted(source, file, terms, benefits, lexicon)
        return Ruleset(document, terms, benefits, definitions.quantities, clauses, adopted)

    def combined(self, folders: list[_Folder], rulesets: Mapping[str, Ruleset], lexicon: Lexicon) -> None:
        """The lines of all files of which one benefit is paid."""
        for source, file in self.shared("combine", CombineFile):
            if file is not None:
                self.lines.read(source, file, None, lexicon, None)
        for one in folders:
            name: str | None = one.document.get("ruleset") if one.document else None
            if one.combine is not None and name is not None:
                self.lines.read(*one.combine, name, lexicon, rulesets[name].document if name in rulesets else None)

    def named(self, rules: Rules) -> Iterator[tuple[Source, Span, str, str | None]]:
        """Where benefits name others, and in the file of which ruleset (None: of all)."""
        rulesets = {source.name: name for name, source in ((one.document.ruleset, one.source) for one in self.documents)}
        in_folder = {folder(name): ruleset for name, ruleset in rulesets.items()}
        for source, node, benefit in self.replacements.noted:
            yield source, node.span, node.text, benefit.ruleset if benefit else None
        for span, _, other in entitlements(rules):
            yield self.sources[span.file], span, other, in_folder.get(folder(span.file))
        for source, line in self.lines.found:
            for benefit in line.benefits:
                yield source, self.lines.place(line, benefit), benefit, line.ruleset

    def benefits(self, one: _Folder, lexicon: Lexicon, services: Known) -> tuple[tuple[Benefit, ...], list[Cited]]:
        """The benefits of a ruleset in their order, and what they cite."""
        name: str | None = one.document.get("ruleset") if one.document else None
        self.replacements.complete = self.replacements.complete and name is not None
        benefits: list[Benefit] = []
        cited: list[Cited] = []
        seen: dict[str, Scalar] = {}
        for source, chapter in one.chapters:
            shapes: dict[str, BenefitShape] = chapter.get("benefits") or {}
            for id_, key in chapter.keys("benefits").items():
                self.replacements.ids.add(f"{name}/{id_}")
                first = seen.setdefault(id_, key)
                if first is not key:
                    source.report("duplicate_benefit", key.span, f"待遇编号“{id_}”重复：{first.span} 已经有了",
                                  f"the id `{id_}` stands twice: {first.span} has it already", Text("换一个编号", "choose another id"))  # fmt: skip
                elif id_ in shapes:
                    benefit = read_benefit(source, name or "", key, shapes[id_], lexicon, services, days_of(one.document))
                    self.replacements.note(source, shapes[id_], benefit)
                    benefits += [benefit] if benefit else []
                    cited += [(source, shapes[id_].at("cite"), cite) for cite in shapes[id_].get("cite") or ()]
                    cited += [
                        (source, one.at("cite"), cite)
                        for one in shapes[id_].get("changes") or ()
                        for cite in one.get("cite") or ()
                        if is_clause(cite)
                    ]
        return tuple(benefits), cited


def _called(files: list[str], name: str) -> list[str]:
    """The files of a folder that go by a name."""
    return [one for one in files if stem(one) == name]


def _around(name: str, places: Mapping[str, str | None]) -> str | None:
    """The place of the document in the nearest folder around that of a file; None where there is none."""
    above = (parent.as_posix() for parent in PurePosixPath(folder(name)).parents)
    return next((places[one] for one in above if one in places), None)


def _has_quantities_alone(source: Source) -> bool:
    """Whether a file defines quantities and no terms."""
    node = source.root
    words = {key.text for key, _ in getattr(node, "entries", ())}
    return bool(words & {"quantities", "算式"}) and not words & {"terms", "术语"}


def _places_used(rules: Rules) -> set[str]:
    """The divisions that documents, conditions and standards name."""
    used = {ruleset.document.place for ruleset in rules.rulesets.values()}
    used |= {value.place for standard in rules.standards.values() for value in standard.values}
    for ruleset in rules.rulesets.values():
        for part in (part for node in nodes_in(ruleset) for part in walk(node)):
            used |= set(part.places) if isinstance(part, Inside) else set()
    return used


def _document(source: Source, file: DocumentFile, lexicon: Lexicon) -> Document | None:
    """What the document is; None where it has a mistake."""
    name = file.node("ruleset")
    if isinstance(name, Scalar) and not name.empty:
        check_name(source, name)
    place = ""
    node = file.node("place")
    if file.get("place") is not None and node is not None:
        with suppress(InvalidError):
            place = read_place(source, node, lexicon.places)
    planning, effect = (read_period(source, file.get(entry)) for entry in ("planning_period", "in_effect"))
    if not file.whole:
        return None
    return Document(
        file.ruleset, place, file.title, file.number, file.issuer, file.issued, file.status, planning, effect or Period(),
        file.age_reached, tuple(file.notes), span=file.span,
    )  # fmt: skip
