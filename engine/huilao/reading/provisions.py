"""The benefits of a chapter."""

from __future__ import annotations

from dataclasses import replace

from ..language.condition import All, Condition, Inside, OneOf, facts_in
from ..language.facts import Text
from ..language.policy import RECEIVING, TIES, AppliesTo, Benefit, whole_condition
from ..yaml.source import Scalar, Source
from ..yaml.structure import InvalidError, Known, look_up
from .definitions import read_accepted, read_readings
from .lexicon import Lexicon, code_spellings
from .shapes import BenefitShape
from .tables import read_table


def read_benefit(source: Source, ruleset: str, key: Scalar, shape: BenefitShape, lexicon: Lexicon, services: Known) -> Benefit | None:
    """One benefit, or None where it has a mistake; all that is written in it is looked at."""
    with source.speaking(*shape.words):
        return _benefit(source, ruleset, key, shape, lexicon, services)


def _benefit(source: Source, ruleset: str, key: Scalar, shape: BenefitShape, lexicon: Lexicon, services: Known) -> Benefit | None:
    service = _service(source, shape, services)
    if shape.get("cite") == []:
        source.report("missing_entry", shape.at("cite"), "出处是空的", "the citation is empty",
                      Text("写明章节，例如 第五章第一节", "say which chapter and section it is"))  # fmt: skip
    when, readings = read_readings(source, shape, lexicon)
    levels, pays = read_table(source, shape, lexicon)
    if when is None or service is None or not shape.whole:
        return None
    applies = shape.applies_to
    try:
        scheme = _scheme(source, shape, lexicon)
    except InvalidError:
        return None
    if not _has_facts(source, shape, applies, lexicon):
        return None
    return Benefit(
        ruleset, key.text, shape.name, tuple(shape.cite), service, shape.force, shape.rule_class, shape.for_, applies,
        shape.provides, when, whole_condition(applies, when), shape.responsible,
        tuple(replace(one, condition=whole_condition(applies, one.condition)) for one in readings),
        shape.charge, tuple(shape.not_said), shape.same_as, scheme, _located(when, lexicon), tuple(shape.notes), read_accepted(shape), levels, pays,
        tuple(shape.replaces), span=key.span,
    )  # fmt: skip


def _located(when: Condition, lexicon: Lexicon) -> bool:
    """Whether one of the parts that must all hold says where something runs."""
    parts = when.parts if isinstance(when, All) else (when,)
    tests = (part for part in parts if isinstance(part, OneOf | Inside))
    return any(lexicon.facts[test.fact].locates for test in tests)


def _has_facts(source: Source, shape: BenefitShape, applies: AppliesTo, lexicon: Lexicon) -> bool:
    """Whether the rule book declares the places that a tie looks at; what is missing is reported."""
    looked_at = {AppliesTo.INSURED, AppliesTo.PENSIONED} & {applies}  # the other places are needed by every rule book
    missing = [fact for one in looked_at for tie in TIES[one] for fact in facts_in(tie) if fact not in lexicon.facts]
    for fact in missing if lexicon.complete else ():
        source.report("missing_fact", shape.at("applies_to"), f"缺少信息项“{fact}”，这个适用范围要看它",
                      f"the fact `{fact}` is missing, at which this looks", Text(f"在 facts.yaml 里补上 {fact}", f"add `{fact}` to facts.yaml"))  # fmt: skip
    return not missing


def _scheme(source: Source, shape: BenefitShape, lexicon: Lexicon) -> str | None:
    """The code of the scheme by which a person can be said to draw it. Another is reported, and raises InvalidError."""
    node, fact = shape.node("scheme"), lexicon.facts.get(RECEIVING)
    if shape.scheme is None or not isinstance(node, Scalar):
        return None
    codes = Known(code_spellings(fact) if fact else {}, lexicon.complete)
    return look_up(source, node, codes, "信息项“正在享受”里没有", f"`{RECEIVING}` has no", "unknown_scheme")


def _service(source: Source, shape: BenefitShape, services: Known) -> str | None:
    node = shape.node("service")
    if shape.get("service") is None or not isinstance(node, Scalar):
        return None
    try:
        return look_up(source, node, services, "服务目录里没有", "not in the catalogue of services:", "unknown_service")
    except InvalidError:
        return None
