"""The register of a document's clauses: every one yields a benefit, or says why it does not."""

from __future__ import annotations

from collections.abc import Sequence

from ..language.condition import Span
from ..language.facts import Text
from ..language.likeness import nearest
from ..language.policy import Clause, LeftOut
from ..yaml.source import Source
from .shapes import ClausesFile

Cited = tuple[Source, Span, str]
"""A citation and where it is written."""


def read_clauses(source: Source, file: ClausesFile) -> tuple[Clause, ...]:
    """The clauses in the order of the file; one that stands twice is a mistake."""
    clauses: dict[str, Clause] = {}
    for shape in file.get("clauses") or ():
        if not shape.whole:
            continue
        if shape.cite in clauses:
            source.report("duplicate_clause", shape.at("cite"), f"条文“{shape.cite}”重复", f"the clause `{shape.cite}` stands twice",
                          Text("删去一处", "delete one"))  # fmt: skip
        left_out = tuple(LeftOut(one.what, one.why) for one in shape.left_out)
        clauses[shape.cite] = Clause(shape.cite, shape.about, shape.none, left_out, shape.at("cite"))
    return tuple(clauses.values())


def check_clauses(source: Source, clauses: Sequence[Clause], cited: Sequence[Cited]) -> None:
    """Every citation names a clause of the register, and every clause is cited or says why not."""
    used: set[str] = set()
    for chapter, span, cite in cited:
        here = [clause.cite for clause in clauses if clause.holds(cite)]
        used.update(here)
        if not here:
            close = nearest(cite, [clause.cite for clause in clauses])
            chapter.report("unknown_clause", span, f"条文登记里没有“{cite}”", f"the register of clauses has no `{cite}`",
                           Text(f"是否“{close}”？", f"did you mean `{close}`?") if close
                           else Text("先在 clauses.yaml 里登记这一条", "enter the clause in clauses.yaml first"))  # fmt: skip
    for clause in clauses:
        word = source.spelled("none", "没有待遇的原因")
        if clause.span is None or (clause.cite in used) != (clause.none is not None):
            continue
        if clause.none is None:
            source.report("clause_without_benefit", clause.span, f"条文“{clause.cite}”没有待遇，也没有说明原因",
                          f"the clause `{clause.cite}` has neither a benefit nor a reason",
                          Text(f"写一项出处是它的待遇，或写“{word}”", f"write a benefit that cites it, or `{word}`"))  # fmt: skip
        else:
            source.report("clause_with_benefit", clause.span, f"条文“{clause.cite}”有待遇，却写了没有的原因",
                          f"the clause `{clause.cite}` has benefits, yet gives a reason for having none",
                          Text(f"删去“{word}”", f"delete `{word}`"))  # fmt: skip
