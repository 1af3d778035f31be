"""What each benefit, term and quantity of a rule book is read with, and which benefits use it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from ..language.condition import Condition, EntitledTo, Node, Not, Term, facts_in, names_behind, walk
from ..language.policy import Benefit, Rules, Ruleset, paid_by
from ..language.quantity import BIRTH, Age, Standard


@dataclass(frozen=True, slots=True)
class Used:
    """What something is read with, by way of terms and quantities too: each by its name, in the order in which it is met."""

    facts: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    quantities: tuple[str, ...] = ()
    standards: tuple[str, ...] = ()
    benefits: tuple[str, ...] = ()
    """The other benefits that it asks for, by their full names."""


@dataclass(frozen=True, slots=True)
class Users:
    """The benefits, by their full names, that use each fact, term (`<ruleset>#<term>`), quantity (likewise) and standard, and that ask for
    each benefit.
    """

    facts: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, "tuple[str, ...]"])
    terms: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, "tuple[str, ...]"])
    quantities: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, "tuple[str, ...]"])
    standards: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, "tuple[str, ...]"])
    benefits: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, "tuple[str, ...]"])


def used_by(benefit: Benefit, ruleset: Ruleset) -> Used:
    """What a benefit is read with: its sentence, what it pays and to whom first."""
    return used_in(_nodes_of(benefit), ruleset, _facts_of(benefit))


def used_in(nodes: Iterable[Node], ruleset: Ruleset, facts: Iterable[str] = ()) -> Used:
    """What nodes are read with in the words of a ruleset."""
    given = list(nodes)
    terms = {name: one.condition for name, one in ruleset.terms.items()}
    quantities = {name: one.value for name, one in ruleset.quantities.items()}
    behind, named = names_behind(given, terms, quantities)
    inside = [one for node in (*given, *behind.values(), *named.values()) for one in walk(node)]
    looked_at = [fact for node in (*given, *behind.values(), *named.values()) for fact in facts_in(node)]
    born = [BIRTH] if any(isinstance(one, Age) for one in inside) else []
    return Used(
        tuple(dict.fromkeys((*born, *looked_at, *facts))), tuple(behind), tuple(named),
        tuple(dict.fromkeys(one.name for one in inside if isinstance(one, Standard))),
        tuple(dict.fromkeys(name for one in inside if isinstance(one, EntitledTo) for name in one.benefits)),
    )  # fmt: skip


def users(rules: Rules) -> Users:
    """Which benefits of a rule book use what."""
    found: tuple[dict[str, dict[str, None]], ...] = ({}, {}, {}, {}, {})
    for ruleset in rules.rulesets.values():
        for benefit in ruleset.benefits:
            used = used_by(benefit, ruleset)
            words = [tuple(f"{ruleset.name}#{name}" for name in names) for names in (used.terms, used.quantities)]
            for kind, names in zip(found, (used.facts, *words, used.standards, used.benefits), strict=True):
                for name in names:
                    kind.setdefault(name, {})[benefit.full_name] = None
    return Users(*({name: tuple(benefits) for name, benefits in kind.items()} for kind in found))


def term_of(condition: Condition | None) -> str | None:
    """The term that a condition is, or of which it says that it does not hold; None where it says something else."""
    inner = condition.part if isinstance(condition, Not) else condition
    return inner.name if isinstance(inner, Term) else None


def _nodes_of(benefit: Benefit) -> Iterator[Node]:
    yield benefit.condition
    yield from paid_by(benefit)
    yield from benefit.quota.order if benefit.quota else ()


def _facts_of(benefit: Benefit) -> Iterator[str]:
    starts, then = benefit.pays and benefit.pays.starts, benefit.quota and benefit.quota.then
    yield from (one for one in (starts and starts.after, then) if one)
