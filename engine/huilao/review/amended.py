"""What is said of days, put to a rule book: amendments that change nothing, days on which nothing can be in force."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any as Anything
from typing import assert_never

from ..language.policy import Amendment, Benefit, ChooseOne, DefinedQuantity, DefinedTerm, Flaw, Rules, Ruleset
from ..verify.checked import Checked, Subject
from ..verify.search import Verdict
from ..verify.soundness import Checker

Worded = Benefit | DefinedTerm | DefinedQuantity | ChooseOne


@dataclass(frozen=True, slots=True)
class Amended:
    """An amendment, and how that which it amends reads before it and after it."""

    subject: Subject
    ruleset: str
    """In whose words it is read."""
    since: date
    before: Worded
    after: Worded

    def checked(self, checker: Checker) -> Checked:
        """Whether it changes anything."""
        verdict = Verdict.REFUTED if self._idle(checker) else Verdict.PROVED
        return replace(self.subject.checked(Flaw.IDLE_CHANGE, verdict), name=self.since.isoformat())

    def _idle(self, checker: Checker) -> bool:
        """Whether it is written like what stood before, its citations and notes apart; or comes to the same for everybody."""
        one, other = _plain(self.before), _plain(self.after)
        if one == other:
            return True
        if isinstance(one, Benefit) and isinstance(other, Benefit):
            return replace(one, when=other.when, condition=other.condition) == other and checker.same(one.condition, other.condition)
        if isinstance(one, DefinedTerm) and isinstance(other, DefinedTerm):
            return replace(one, condition=other.condition) == other and checker.same(one.condition, other.condition)
        return False


def _plain(one: Worded) -> Worded:
    match one:
        case Benefit():
            return replace(one, changes=(), cite=(), notes=(), accepted=())
        case ChooseOne():
            return replace(one, changes=(), cite=(), notes=())
        case DefinedTerm():
            return replace(one, changes=(), notes=(), accepted=())
        case DefinedQuantity():
            return replace(one, changes=(), notes=())
        case _:
            assert_never(one)


def amendments(rules: Rules) -> Iterator[Amended]:
    """All amendments of a rule book, each once; those of a choice under the name of its first benefit."""
    seen: set[tuple[str, date]] = set()
    for ruleset in rules.rulesets.values():
        found: list[tuple[str, Worded]] = [
            (f"{ruleset.name}#{name}", one) for name, one in (*ruleset.terms.items(), *ruleset.quantities.items())
        ]
        found += [(one.full_name, one) for one in ruleset.benefits]
        found += [(one.benefits[0], one) for one in rules.combine if one.benefits[0].startswith(f"{ruleset.name}/")]
        for name, one in found:
            changes: tuple[Amendment[Anything], ...] = one.changes
            for number, change in enumerate(changes):
                where = change.span or one.span
                if (str(where), change.since) not in seen:  # a shared one is asked about once
                    seen.add((str(where), change.since))
                    before = changes[number - 1].to if number else one
                    yield Amended(Subject(name, where), ruleset.name, change.since, before, change.to)


def days_checked(ruleset: Ruleset, rules: Rules) -> Iterator[Checked]:
    """Whether the benefits of a document can be in force with it, and whether the documents that it supersedes ended by it."""
    document = ruleset.document
    first, last = document.in_effect.start or date.min, document.in_effect.end or date.max
    for one in ruleset.benefits:
        if one.in_effect is not None:
            apart = (one.in_effect.start or date.min) > last or (one.in_effect.end or date.max) < first
            yield Subject(one.full_name, one.span).checked(Flaw.NEVER_IN_FORCE, Verdict.REFUTED if apart else Verdict.PROVED)
    for name in document.supersedes:
        older = rules.rulesets[name].document
        gap = older.in_effect.end is not None and older.in_effect.end + timedelta(days=1) < first
        verdict = Verdict.REFUTED if gap else Verdict.PROVED
        yield Checked(Flaw.ENDED_BEFORE, verdict, ruleset.name, document.span, other=older.span, name=name)
