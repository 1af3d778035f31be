"""What documents and benefits do to each other: lines of which one is paid, documents that take the place of older ones, and
benefits that ask for others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TypeVar, cast

from ..language.condition import EntitledTo, Span, Term, walk
from ..language.facts import Text
from ..language.policy import Benefit, ChooseBy, ChooseOne, Document, Pays, Period, Rules, Ruleset, Status
from ..language.quantity import Named
from ..language.words import ENTRIES, name_of
from ..yaml.nodes import Scalar, Sequence
from ..yaml.source import Source
from ..yaml.structure import InvalidError, Known, look_up
from .amendments import OF_OTHERS, amendments
from .circles import circle_in, nodes_of
from .lexicon import Lexicon
from .named import read_benefit_names
from .persons import nodes_of_benefit
from .shapes import ChooseOneShape, CombineFile, DocumentFile

MOST_STEPS = 20
"""How many benefits may ask for one another in a row."""

# -- lines of which one is paid ----------------------------------------------------------------------------------------


@dataclass
class Lines:
    """The lines of all files of a rule book."""

    found: list[tuple[Source, ChooseOne]] = field(default_factory=list[tuple[Source, ChooseOne]])
    places: dict[tuple[Span, str], Span] = field(default_factory=dict[tuple[Span, str], Span])
    """Where a line names a benefit."""

    def read(self, source: Source, file: CombineFile, ruleset: str | None, lexicon: Lexicon, document: Document | None) -> None:
        """The lines of one file; `ruleset` is the one in whose folder it stands."""
        lexicon = replace(lexicon, ruleset=ruleset)
        days = document.in_effect if document else Period()
        shapes: list[ChooseOneShape] = file.get("combine") or []
        for shape in shapes:
            with source.speaking(*shape.words):
                line = self._line(source, shape, ruleset, lexicon)
                changes = amendments(source, shape, days, OF_OTHERS, lambda one: self._line(source, one, ruleset, lexicon))
            if line is not None:
                self.found.append((source, replace(line, changes=changes)))

    def _line(self, source: Source, shape: ChooseOneShape, ruleset: str | None, lexicon: Lexicon) -> ChooseOne | None:
        node = shape.node("choose_one")
        if node is None:
            return None
        try:
            benefits = read_benefit_names(source, node, lexicon)
        except InvalidError:
            return None
        for benefit, item in zip(benefits, node.items if isinstance(node, Sequence) else (node,), strict=True):
            self.places[shape.span, benefit] = item.span
        if len(benefits) < 2:
            source.report("line_of_one", node.span, "只列了一项待遇，无从选择", "one benefit alone leaves no choice",
                          Text("至少列两项，或删去这一行", "name two or more, or delete the line"))  # fmt: skip
        elif ruleset is not None and not any(one.partition("/")[0] == ruleset for one in benefits):
            source.report("line_of_others", node.span, "这里没有本文件的待遇", "no benefit of this document is named here",
                          Text("移到规则库顶层的 combine.yaml，或所列待遇的文件夹", "move it to the shared combine.yaml, or into the folder of one of them"))  # fmt: skip
        if not shape.whole or len(benefits) < 2:
            return None
        return ChooseOne(benefits, shape.by, tuple(shape.cite), ruleset, tuple(shape.notes), span=shape.span)

    def check(self, rules: Rules) -> None:
        """Report a benefit in two lines, and members that cannot be compared."""
        benefits = {one.full_name: one for ruleset in rules.rulesets.values() for one in ruleset.benefits}
        first: dict[str, tuple[int, ChooseOne]] = {}
        for number, (source, whole) in enumerate(self.found):
            for days, line in _wordings(whole):
                for benefit in line.benefits:
                    other, earlier = first.setdefault(benefit, (number, line))
                    if other != number:
                        source.report("in_two_lines", self.place(line, benefit), f"“{benefit}”已列在另一行：{earlier.span}", f"`{benefit}` is in another line already: {earlier.span}",
                                      Text("并成一行，或只留在一行里", "join the lines, or keep it in one of them"))  # fmt: skip
                if line.by is ChooseBy.HIGHEST:
                    self.compare(source, line, days, [benefits[one] for one in line.benefits if one in benefits])

    def compare(self, source: Source, line: ChooseOne, days: Days, members: Iterable[Benefit]) -> None:
        """Report members of a line that on its days pay nothing, or for something else than the first."""
        word = source.spelled(line.by.value, name_of(line.by).zh)
        per = None
        for one in members:
            for since, pays in _payments(one, days):
                place = self.place(line, one.full_name)
                from_then = ("", "") if since is None else (f"从 {since} 起", f" from {since} on")
                if pays is None:
                    pays_, person = (
                        source.spelled("pays", ENTRIES["pays"]),
                        source.spelled(ChooseBy.PERSON.value, name_of(ChooseBy.PERSON).zh),
                    )
                    source.report("pays_nothing", place, f"“{word}”要比金额，“{one.full_name}”{from_then[0]}{'没有写' if since is None else '不再有'}“{pays_}”", f"`{word}` compares amounts, and `{one.full_name}` has no `{pays_}`{from_then[1]}",
                                  Text(f"从那一天起不发钱的，给这一行也写修订，改用“{person}”或不再列它；否则在它的修订里写上“{pays_}”",
                                       f"where it pays nothing from then on, amend this line too: use `{person}`, or do not name it; else give its change a `{pays_}`") if since is not None
                                  else Text(f"给它补上“{pays_}”，或改用“{person}”", f"add `{pays_}` to it, or use `{person}`"))  # fmt: skip
                elif per is None:
                    per = pays.per
                elif pays.per is not per:
                    here, there = name_of(pays.per), name_of(per)
                    source.report("per_differs_in_line", place, f"“{word}”比较的金额要按同一期间，“{one.full_name}”{from_then[0]}是每{here.zh}，前面的是每{there.zh}",
                                  f"`{word}` compares amounts for the same: `{one.full_name}` pays per {here.of('en')}{from_then[1]}, those before it per {there.of('en')}",
                                  Text("把金额换算成同一期间（用积），给付的“每”也改成一致", "convert the amounts by a product, and let `per` be the same"))  # fmt: skip

    def place(self, line: ChooseOne, benefit: str) -> Span:
        """Where a line names a benefit."""
        assert line.span is not None
        return self.places.get((line.span, benefit), line.span)


Worded = TypeVar("Worded", Benefit, ChooseOne)
Days = tuple[date, date]
"""From a day until before another."""


def _wordings(one: Worded) -> Iterator[tuple[Days, Worded]]:
    """What reads in each wording, with its days."""
    since = [date.min, *(change.since for change in one.changes), date.max]
    for number, wording in enumerate((one, *(cast("Worded", change.to) for change in one.changes))):
        yield (since[number], since[number + 1]), wording


def _payments(benefit: Benefit, days: Days) -> Iterator[tuple[date | None, Pays | None]]:
    """What a benefit pays on these days, each payment once, with the day from which it does where it was amended."""
    seen: list[Pays | None] = []
    for (since, before), wording in _wordings(benefit):
        if since < days[1] and days[0] < before and wording.pays not in seen:
            seen.append(wording.pays)
            yield None if since == date.min else since, wording.pays


# -- documents that take the place of older ones -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Read:
    """A document as it was read."""

    source: Source
    file: DocumentFile
    document: Document


def superseded(documents: Iterable[Read], *, complete: bool) -> dict[str, Document]:
    """All documents by their rulesets, those whose place a newer one takes with their end; what is wrong is reported."""
    read = {one.document.ruleset: one for one in documents}
    found = {name: one.document for name, one in read.items()}
    known = Known({name: name for name in read}, complete)
    for name, newer in read.items():
        node = newer.file.node("supersedes")
        for item in node.items if isinstance(node, Sequence) else (node,):
            if isinstance(item, Scalar) and not item.empty:
                try:
                    older = look_up(newer.source, item, known, "没有规则集", "there is no ruleset", "unknown_ruleset")
                except InvalidError:
                    continue
                if _may(newer, read[older], item, found[older]):
                    found[name] = replace(found[name], supersedes=(*found[name].supersedes, older))
                    found[older] = _ended(found[older], newer.document)
    return found


def _may(newer: Read, older: Read, node: Scalar, so_far: Document) -> bool:
    """Whether one document takes the place of another; why it cannot is reported. A draft takes nobody's."""
    source, start = newer.source, newer.document.in_effect.start
    effect, from_ = (source.spelled(code, ENTRIES[code]) for code in ("in_effect", "from"))
    if older is newer:
        source.report(
            "supersedes_itself",
            node.span,
            "文件不能接替自己",
            "a document does not take its own place",
            Text("写被接替的旧规则集", "name the older ruleset"),
        )
    elif start is None:
        source.report("supersedes_without_start", node.span, "接替别的文件，要写明从哪一天起", "it takes another's place, and does not say from when",
                      Text(f"补上 {effect}: {{{from_}: 2026-01-01}}", f"add {effect}: {{{from_}: 2026-01-01}}"))  # fmt: skip
    elif older.document.in_effect.start is not None and older.document.in_effect.start >= start:
        source.report("supersedes_newer", node.span, f"“{node.text}”从 {older.document.in_effect.start} 起有效，不比本文件早", f"`{node.text}` begins on {older.document.in_effect.start}, no earlier than this",
                      Text("由新的接替旧的：改写在新文件里，或检查日期", "the newer names the older: write it there, or mend the days"))  # fmt: skip
    elif so_far.superseded_by is not None:
        source.report("superseded_twice", node.span, f"“{node.text}”已由“{so_far.superseded_by}”接替", f"`{so_far.superseded_by}` takes the place of `{node.text}` already",
                      Text("只留一处", "keep one of them"))  # fmt: skip
    else:
        return newer.document.status is not Status.DRAFT
    return False


def _ended(older: Document, newer: Document) -> Document:
    start = newer.in_effect.start
    assert start is not None
    last = start - timedelta(days=1)
    end = last if older.in_effect.end is None else min(last, older.in_effect.end)
    return replace(older, in_effect=Period(older.in_effect.start, end), superseded_by=newer.ruleset)


def check_period(source: Source, file: DocumentFile, document: Document) -> None:
    """A document that is repealed says until when it was law."""
    if document.status is Status.REPEALED and document.in_effect.end is None:
        effect, until = (source.spelled(code, ENTRIES[code]) for code in ("in_effect", "until"))
        source.report("repealed_without_end", file.at("status"), "已废止的文件要写明有效到哪一天", "a document that is repealed says until when it was law",
                      Text(f"补上 {effect}: {{{until}: 2025-12-31}}", f"add {effect}: {{{until}: 2025-12-31}}"))  # fmt: skip


def warn_of_old_names(rules: Rules, named: Iterable[tuple[Source, Span, str, str | None]]) -> None:
    """Warn of benefits of documents whose place others took; each is named in a file of a ruleset (None: of all)."""
    for source, span, benefit, ruleset in named:
        older = rules.rulesets.get(benefit.partition("/")[0])
        by = older.document.superseded_by if older else None
        if older is not None and by is not None and ruleset != older.name:
            source.warn("old_name", span, f"“{benefit}”的文件自 {rules.rulesets[by].document.in_effect.start} 起由“{by}”接替",
                        f"the document of `{benefit}` gave way to `{by}` on {rules.rulesets[by].document.in_effect.start}",
                        Text(f"改用“{by}”的待遇；两份文件的日子都要算的，两项都写", f"name the benefit of `{by}`, or both where both times matter"))  # fmt: skip


# -- benefits that ask for others --------------------------------------------------------------------------------------


def entitlements(rules: Rules) -> Iterator[tuple[Span, str, str]]:
    """Where each benefit, by its terms and quantities too, asks for another: the place, the benefit and the other."""
    for ruleset in rules.rulesets.values():
        for one in ruleset.benefits:
            yield from (
                (part.span, one.full_name, name) for part in _asked(one, ruleset) if part.span is not None for name in part.benefits
            )


def _asked(benefit: Benefit, ruleset: Ruleset) -> Iterator[EntitledTo]:
    waiting = list(nodes_of_benefit(benefit))
    seen: set[str] = set()
    while waiting:
        for part in walk(waiting.pop()):
            if isinstance(part, EntitledTo):
                yield part
            elif (
                isinstance(part, Term | Named) and part.name not in seen and (part.name in ruleset.terms or part.name in ruleset.quantities)
            ):
                seen.add(part.name)
                waiting += nodes_of(part.name, ruleset.terms, ruleset.quantities)


def check_entitlements(rules: Rules, sources: Mapping[str, Source]) -> None:
    """Report benefits that ask for each other in a circle, or for so many in a row that they cannot be worked with."""
    uses: dict[str, list[str]] = {}
    places: dict[tuple[str, str], Span] = {}
    for span, benefit, other in entitlements(rules):
        uses.setdefault(benefit, []).append(other)
        places.setdefault((benefit, other), span)
    while circle := circle_in(uses):
        first = circle.index(min(circle))
        circle = circle[first:] + circle[:first]
        other = circle[1 % len(circle)]
        span = places[circle[0], other]
        shown = [*circle, circle[0]]
        sources[span.file].report("entitled_circle", span, f"待遇互为条件，没有尽头：{' → '.join(shown)}", f"benefits ask for each other in a circle: {' -> '.join(shown)}",
                                  Text("让其中一项只用信息项和术语写条件", "let one of them ask for facts and terms alone"))  # fmt: skip
        uses[circle[0]] = [one for one in uses[circle[0]] if one != other]
    steps: dict[str, int] = {}
    for benefit in uses:
        if _steps(benefit, uses, steps) == MOST_STEPS + 1:
            other = max(uses[benefit], key=lambda one: steps.get(one, 0))
            span = places[benefit, other]
            sources[span.file].report("too_many_steps", span, f"待遇一项以另一项为条件，连了 {MOST_STEPS + 1} 步，最多 {MOST_STEPS} 步",
                                      f"benefits ask for one another {MOST_STEPS + 1} times in a row, {MOST_STEPS} at most",
                                      Text("直接写最后一项的条件", "write what the last of them asks for"))  # fmt: skip


def _steps(benefit: str, uses: Mapping[str, list[str]], known: dict[str, int]) -> int:
    if benefit not in known:
        known[benefit] = max((1 + _steps(other, uses, known) for other in set(uses.get(benefit, ()))), default=0)
    return known[benefit]
