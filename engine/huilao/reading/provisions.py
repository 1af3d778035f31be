"""The benefits of a chapter, in all their wordings."""

from __future__ import annotations

from dataclasses import replace

from ..language.condition import All, Condition, Inside, OneOf, facts_in
from ..language.facts import FactType, Text
from ..language.policy import RECEIVING, TIES, AppliesTo, Apply, Benefit, Period, Quota, whole_condition
from ..yaml.source import Scalar, Source
from ..yaml.structure import InvalidError, Known, look_up
from .amendments import OF_BENEFIT, amendments
from .conditions import read_condition
from .definitions import read_accepted, read_readings
from .lexicon import Lexicon, code_spellings
from .shapes import ApplyShape, BenefitShape, PeriodShape, QuotaShape
from .tables import read_table


def read_benefit(
    source: Source, ruleset: str, key: Scalar, shape: BenefitShape, lexicon: Lexicon, services: Known, days: Period
) -> Benefit | None:
    """One benefit, or None where it has a mistake; all that is written in it is looked at. `days`: those of its document."""
    with source.speaking(*shape.words):
        benefit = _benefit(source, ruleset, key, shape, lexicon, services, days)
        changes = amendments(source, shape, days, OF_BENEFIT, lambda one: _benefit(source, ruleset, key, one, lexicon, services, days))
        return replace(benefit, changes=changes) if benefit else None


def _benefit(
    source: Source, ruleset: str, key: Scalar, shape: BenefitShape, lexicon: Lexicon, services: Known, days: Period
) -> Benefit | None:
    service = _service(source, shape, services)
    lexicon = replace(lexicon, ruleset=ruleset, age_reached=shape.get("age_reached"))
    if shape.get("cite") == []:
        source.report("missing_entry", shape.at("cite"), "出处是空的", "the citation is empty",
                      Text("写明章节，例如 第五章第一节", "say which chapter and section it is"))  # fmt: skip
    when, readings = read_readings(source, shape, lexicon)
    levels, pays = read_table(source, shape, lexicon)
    in_effect = _own_period(source, shape.get("in_effect"), days)
    rank: QuotaShape | None = shape.get("quota")
    quota = _quota(source, rank, lexicon) if rank else None
    if when is None or service is None or not shape.whole:
        return None
    applies = shape.applies_to
    try:
        scheme = _scheme(source, shape, lexicon)
    except InvalidError:
        return None
    if not _has_facts(source, shape, applies, lexicon):
        return None
    stops = pays.stops if pays else ()
    return Benefit(
        ruleset, key.text, shape.name, tuple(shape.cite), service, shape.force, shape.rule_class, shape.for_, applies,
        shape.provides, when, whole_condition(applies, when, *stops), shape.responsible,
        tuple(replace(one, condition=whole_condition(applies, one.condition, *stops)) for one in readings),
        shape.charge, tuple(shape.not_said), shape.same_as, scheme, _located(when, lexicon), tuple(shape.notes), read_accepted(shape), levels, pays,
        tuple(shape.replaces), in_effect=in_effect, age_reached=shape.age_reached, apply=_apply(shape.apply), quota=quota, span=key.span,
    )  # fmt: skip


def read_period(source: Source, shape: PeriodShape | None) -> Period | None:
    """A period that does not end before it begins."""
    if shape is None:
        return None
    since, until = shape.get("from_"), shape.get("until")
    if since and until and until < since:
        source.report("swapped_period", shape.at("until"), f"结束日期早于开始日期 {since}",
                      f"it ends before it begins on {since}",
                      Text("对调起止日期", "swap the dates"))  # fmt: skip
    return Period(since, until)


def _own_period(source: Source, shape: PeriodShape | None, days: Period) -> Period | None:
    """The days of a benefit, of which some at least are days of its document."""
    own = read_period(source, shape)
    if shape is None or own is None:
        return own
    if own.start and days.end and own.start > days.end:
        source.report("outside_document", shape.at("from_"), f"本项 {own.start} 才生效，文件有效到 {days.end}", f"it begins on {own.start}, and the document ends on {days.end}",
                      Text("检查两个日期；文件已延期的，改文件的有效期", "mend one of the days; where the document was prolonged, say so there"))  # fmt: skip
    elif own.end and days.start and own.end < days.start:
        source.report("outside_document", shape.at("until"), f"本项 {own.end} 已失效，文件 {days.start} 才生效", f"it ends on {own.end}, and the document begins on {days.start}",
                      Text("检查两个日期", "mend one of the days"))  # fmt: skip
    return own


def _apply(shape: ApplyShape | None) -> Apply | None:
    return None if shape is None else Apply(shape.at_, shape.bring, shape.by)


def _quota(source: Source, shape: QuotaShape, lexicon: Lexicon) -> Quota | None:
    """How many have it at most, and who comes first."""
    number, node = shape.get("number"), shape.node("then")
    if number is not None and (number <= 0 or number != int(number)):
        source.report("out_of_range", shape.at("number"), f"名额是大于 0 的整数，写的是 {number}", f"a quota is a whole number above 0, found {number}",
                      Text("写人数，例如 200", "write a number of persons, such as 200"))  # fmt: skip
        number = None
    order = [read_condition(source, one.node, lexicon) for one in shape.get("order") or ()]
    then = None
    if isinstance(node, Scalar) and not node.empty:
        ranked = {
            word: name
            for word, name in lexicon.names.items()
            if not name or (name in lexicon.facts and lexicon.facts[name].type in _RANKED)
        }
        try:
            then = look_up(source, node, Known(ranked, lexicon.complete), "先后不能按它排：", "nobody can be ranked by", "not_ranked")
        except InvalidError:
            return None
    if number is None or shape.get("each") is None or any(one is None for one in order):
        return None
    return Quota(int(number), shape.each, tuple(one for one in order if one is not None), then)


_RANKED = (FactType.NUMBER, FactType.DATE)
"""The types of facts by which people can be ranked."""


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
