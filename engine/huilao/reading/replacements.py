"""Benefits of a lower place that stand in for those of a higher one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ..language.condition import All, Condition, Inside, Not
from ..language.facts import Text
from ..language.places import within
from ..language.policy import TIES, AppliesTo, Benefit, Rules, Status
from ..language.truth import Truth
from ..yaml.source import Scalar, Sequence, Source
from ..yaml.structure import report_unknown
from .shapes import BenefitShape


@dataclass
class Replacements:
    """What benefits replace, as it is found."""

    noted: list[tuple[Source, Scalar, Benefit | None]] = field(default_factory=list[tuple[Source, Scalar, "Benefit | None"]])
    """Where a benefit is named in whose stead another stands, and that other."""
    ids: set[str] = field(default_factory=set[str])
    """The full names of all benefits, also of those that have a mistake."""
    complete: bool = True
    """Whether `ids` are all that there are."""

    def note(self, source: Source, shape: BenefitShape, benefit: Benefit | None) -> None:
        """Keep for later what a benefit replaces."""
        node = shape.node("replaces")
        items = node.items if isinstance(node, Sequence) else (node,)
        self.noted += [(source, item, benefit) for item in items if isinstance(item, Scalar) and not item.empty]

    def apply(self, rules: Rules) -> Rules:
        """The rules, in which a benefit that a lower place replaces does not hold for that place's people."""
        benefits = {one.full_name: one for ruleset in rules.rulesets.values() for one in ruleset.benefits}
        limits: dict[str, list[tuple[Condition, str]]] = {}
        for source, node, benefit in self.noted:
            if self._check(source, node, benefit, benefits, rules) and benefit is not None:
                document = rules.rulesets[benefit.ruleset].document
                if document.status is Status.DRAFT:
                    continue  # what is no law takes nothing away; what was repealed was law until it ended
                tie = "household_registration" if benefit.applies_to is AppliesTo.REGISTERED else "residence"
                limit = Not(Inside(tie, (document.place,), benefit.span), benefit.span)
                limits.setdefault(node.text, []).append((limit, benefit.full_name))
        if not limits:
            return rules
        limited = {
            name: replace(ruleset, benefits=tuple(_limited(one, limits.get(one.full_name, [])) for one in ruleset.benefits))
            for name, ruleset in rules.rulesets.items()
        }
        return replace(rules, rulesets=limited)

    def _check(self, source: Source, node: Scalar, benefit: Benefit | None, benefits: Mapping[str, Benefit], rules: Rules) -> bool:
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
        if within(here, there) is not Truth.YES or here == there:
            source.report("replaces_not_higher", node.span, f"“{name}”不属于上级地区，不能取代",
                          f"`{name}` is not of a place around this one",
                          Text("只能取代上级地区文件的待遇", "only benefits of a higher place can be replaced"))  # fmt: skip
        return True


def _limited(benefit: Benefit, limits: list[tuple[Condition, str]]) -> Benefit:
    """A benefit with its limits, in all its wordings."""
    if not limits:
        return benefit
    conditions = tuple(limit for limit, _ in limits)
    ties = len(TIES[benefit.applies_to])

    def whole(condition: Condition) -> All:
        assert isinstance(condition, All)
        return All((*condition.parts[:ties], *conditions, *condition.parts[ties:]), condition.span)

    return replace(
        benefit,
        condition=whole(benefit.condition),
        readings=tuple(replace(one, condition=whole(one.condition)) for one in benefit.readings),
        replaced_by=tuple(name for _, name in limits),
        limits=conditions,
        changes=tuple(replace(change, to=_limited(change.to, limits)) for change in benefit.changes),
    )
