"""The benefits of a chapter."""

from __future__ import annotations

from dataclasses import replace

from ..language.facts import Text
from ..language.policy import Benefit, whole_condition
from ..yaml.source import Scalar, Source
from ..yaml.structure import InvalidError, Known, look_up
from .definitions import read_accepted, read_readings
from .lexicon import Lexicon
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
    return Benefit(
        ruleset, key.text, shape.name, tuple(shape.cite), service, shape.force, shape.rule_class, shape.for_, applies,
        shape.provides, when, whole_condition(applies, when), shape.responsible,
        tuple(replace(one, condition=whole_condition(applies, one.condition)) for one in readings),
        tuple(shape.notes), read_accepted(shape), levels, pays, tuple(shape.replaces), span=key.span,
    )  # fmt: skip


def _service(source: Source, shape: BenefitShape, services: Known) -> str | None:
    node = shape.node("service")
    if shape.get("service") is None or not isinstance(node, Scalar):
        return None
    try:
        return look_up(source, node, services, "服务目录里没有", "not in the catalogue of services:", "unknown_service")
    except InvalidError:
        return None
