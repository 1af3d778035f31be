"""The whole rule book put to the questions of `verify`, and the flaws that its files answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from ..content import digest
from ..language.condition import Node, Term, facts_in, walk
from ..language.facts import BUILT_IN
from ..language.places import division
from ..language.policy import Accepted, Benefit, DefinedTerm, Flaw, Rules, Ruleset
from ..language.quantity import Age, Named, Standard
from ..language.scope import scope_of
from ..reading.cache import program
from ..rulebook import Rulebook
from ..verify.checked import Checked
from ..verify.encoding import Somebody
from ..verify.people import PLACES, listed
from ..verify.places import relevant_places
from ..verify.search import Search, Verdict
from ..verify.soundness import Checker
from .amended import Amended, amendments, days_checked
from .kept import remembered
from .side import Side
from .stretches import stretches

REMARKS = frozenset({Flaw.INSIDE, Flaw.ENDED_BEFORE})
"""What is told and is no flaw."""

Progress = Callable[[int, int], None]
"""Told how many questions of how many have been answered."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A flaw, and the answer to it in the rule file."""

    checked: Checked
    answer: Accepted


@dataclass(frozen=True, slots=True)
class Report:
    """What was found of a rule book on a day, and of its other wordings: those days of theirs that are nearest to it."""

    version: str
    as_of: date
    checked: tuple[Checked, ...]
    flaws: tuple[Checked, ...]
    """What is wrong and has no answer."""
    answered: tuple[Answered, ...]
    remarks: tuple[Checked, ...]
    """What is often meant: benefits that are paid besides others, documents that ended before another took their place."""
    open: tuple[Checked, ...]
    """What the solver could not decide in the time that it has."""
    idle_answers: tuple[tuple[str, Accepted], ...]
    """Answers to flaws that are not there, each with the benefit or term where it is written."""
    most_listed: int | None = None
    """How many people a list had at most for what was proved; None where no rule speaks of lists."""

    @property
    def sound(self) -> bool:
        """Whether nothing is left to be mended or answered."""
        return not (self.flaws or self.open or self.idle_answers)


def verify(book: Rulebook, as_of: date, progress: Progress | None = None) -> Report:
    """The report on a rule book in the wording of a day, and in each other wording on its day nearest to that: every term and benefit, and every two benefits that may both be paid to the same people.

    Raises MissingExtraError where Z3 is not installed, SolverMismatchError where what it finds is not borne out.
    """
    questions = _Questions(book, as_of)
    checked: list[Checked] = []
    for done, (day, ask) in enumerate(questions.all, 1):
        checked += (one if day == as_of else replace(one, day=day) for one in ask())
        if progress is not None:
            progress(done, len(questions.all))
    accepted = [(subject, one) for subject, answers in questions.accepted.items() for one in answers]
    refuted = [one for one in _once(checked) if one.verdict is Verdict.REFUTED]
    answers = [(one, answer) for one in refuted for subject, answer in accepted if subject == one.subject and _is_about(answer, one, book)]
    met = {id(one) for one, _ in answers}
    used = {id(answer) for _, answer in answers}
    return Report(
        book.version, as_of, tuple(checked),
        tuple(one for one in refuted if id(one) not in met and one.flaw not in REMARKS),
        tuple({id(one): Answered(one, answer) for one, answer in reversed(answers)}.values())[::-1],
        tuple(one for one in refuted if id(one) not in met and one.flaw in REMARKS),
        tuple(one for one in _once(checked) if one.verdict is Verdict.UNKNOWN),
        tuple((subject, one) for subject, one in accepted if id(one) not in used),
        listed(book.rules),
    )  # fmt: skip


def _once(checked: Sequence[Checked]) -> Iterator[Checked]:
    """What was found, of a later or an earlier wording only where it was not found of one before it."""
    told: dict[tuple[object, ...], date | None] = {}
    for one in checked:
        found = (one.flaw, one.verdict, one.subject, one.span, one.part, one.other, one.name)
        if told.setdefault(found, one.day) == one.day:
            yield one


class _Questions:
    """What is asked of a rule book in all its wordings, each with the day of which it is asked, and the answers in its files by
    the benefit or term where they are written.
    """

    def __init__(self, book: Rulebook, as_of: date) -> None:
        self.accepted: dict[str, tuple[Accepted, ...]] = {}
        self.all: list[tuple[date, Callable[[], Sequence[Checked]]]] = []
        asked: set[str] = set()
        amended = list(amendments(book.rules))
        for stretch in stretches(as_of, book.rules):
            wording = _Wording(book.on(stretch.day).rules, stretch.day)
            begun = [one for one in amended if one.since == stretch.first]
            for key, ask in (*wording.questions(), *map(wording.amendment, begun)):
                if key not in asked:  # in another wording it is the same
                    asked.add(key)
                    self.all.append((stretch.day, lambda wording=wording, key=key, ask=ask: wording.answered(key, ask)))
            self.accepted |= wording.accepted


class _Wording:
    """One wording of a rule book, on a day."""

    def __init__(self, rules: Rules, day: date) -> None:
        self.rules = rules
        self.day = day
        self.accepted: dict[str, tuple[Accepted, ...]] = {}
        self._background = f"{program('verify').hex()} {day} {digest(dict(rules.facts))} {sorted(relevant_places(rules))} {listed(rules)}"

    def questions(self) -> Iterator[tuple[str, Callable[[], Sequence[Checked]]]]:
        """Each with all that it is about but the day."""
        seen: set[str] = set()
        for ruleset in self.rules.rulesets.values():
            for term in ruleset.terms.values():
                written = digest(term, places=True)
                if written not in seen:  # a shared term is asked about once
                    seen.add(written)
                    yield self._question(ruleset, f"{ruleset.name}#{term.name}", term)
            for benefit in ruleset.benefits:
                yield self._question(ruleset, benefit.full_name, benefit)
                side = Side(benefit, ruleset, self.rules)
                if side.line is not None:
                    yield self._choice(side, ruleset)
            yield self._days(ruleset)
        for one, other in _pairs(self.rules):
            yield self._pair(one, other)

    def _days(self, ruleset: Ruleset) -> tuple[str, Callable[[], Sequence[Checked]]]:
        """Whether its benefits can be in force with a document, and whether the documents that it supersedes ended by it."""
        document = ruleset.document
        older = tuple((one.in_effect, str(one.span)) for one in (self.rules.rulesets[name].document for name in document.supersedes))
        own = tuple((one.id, str(one.span), one.in_effect) for one in ruleset.benefits)
        return digest(("days", document, str(document.span), older, own)), lambda: tuple(days_checked(ruleset, self.rules))

    def amendment(self, one: Amended) -> tuple[str, Callable[[], Sequence[Checked]]]:
        """Whether an amendment that begins with this wording changes anything."""
        ruleset = self.rules.rulesets[one.ruleset]
        words = digest((ruleset.terms, ruleset.quantities, self.rules.standards, ruleset.document))
        return digest(("amended", one.subject, one.since, one.before, one.after, words)), lambda: [one.checked(self._checker(one.ruleset))]

    def _choice(self, side: Side, ruleset: Ruleset) -> tuple[str, Callable[[], Sequence[Checked]]]:
        """Whether a benefit is ever the one of several that is paid."""
        version = side.version(self.day)
        key = digest(("stands", version.benefit, side.bearing, side.choosing(self.day)))
        return key, lambda: tuple(self._checker(ruleset.name).stands(version))

    def answered(self, key: str, ask: Callable[[], Sequence[Checked]]) -> Sequence[Checked]:
        """What was answered to a question on the day, or is now."""
        return remembered(digest((self._background, key)), ask)

    @cached_property
    def _search(self) -> Search:
        return Search(Somebody(self.rules.facts, self.day, relevant_places(self.rules), listed(self.rules) or PLACES))

    def _checker(self, ruleset: str) -> Checker:
        return Checker(self._search, scope_of(self.rules.rulesets[ruleset], self.rules).on(self.day))

    def _question(self, ruleset: Ruleset, name: str, subject: DefinedTerm | Benefit) -> tuple[str, Callable[[], Sequence[Checked]]]:
        self.accepted[name] = subject.accepted

        def ask() -> list[Checked]:
            checker = self._checker(ruleset.name)
            return list(checker.benefit(subject) if isinstance(subject, Benefit) else checker.term(name, subject))

        return self._key(ruleset, name, subject), ask

    def _pair(self, one: Benefit, other: Benefit) -> tuple[str, Callable[[], Sequence[Checked]]]:
        """Whether one benefit is inside another; or, where it replaces it, takes anything away."""
        words, others = (self.rules.rulesets[benefit.ruleset] for benefit in (one, other))

        def ask() -> list[Checked]:
            checker, other_words = self._checker(words.name), self._checker(others.name)
            if one.full_name not in other.replaced_by:
                return [checker.inside(one, other, other_words)]
            limit = other.limits[other.replaced_by.index(one.full_name)]
            return [other_words.nothing_lost(other, one, limit, checker)]

        return self._key(words, one.full_name, one) + self._key(others, other.full_name, other), ask

    def _key(self, ruleset: Ruleset, name: str, subject: DefinedTerm | Benefit) -> str:
        """The content of a question: what is written, the words and numbers in it, and where it is written."""
        side = Side(subject, ruleset, self.rules)
        readings = [Side(replace(subject, condition=one.condition), ruleset, self.rules).bearing for one in subject.readings]
        return digest((name, digest(subject, places=True), side.bearing, tuple(readings)))


def _pairs(rules: Rules) -> Iterator[tuple[Benefit, Benefit]]:
    """The benefits of which the first replaces the second, or may be inside it though both are paid: of one service, the place of
    the first within that of the second, and nothing written of the two together.
    """
    places = {name: division(one.document.place) for name, one in rules.rulesets.items()}
    benefits = [one for ruleset in rules.rulesets.values() for one in ruleset.benefits]
    for one in benefits:
        for other in benefits:
            near = one.service == other.service and places[one.ruleset].startswith(places[other.ruleset])
            paid = one.pays is not None and other.pays is not None and not _told_apart(one, other, rules)
            if one is not other and (one.full_name in other.replaced_by or (near and paid)):
                yield one, other


def _told_apart(one: Benefit, other: Benefit, rules: Rules) -> bool:
    """Whether it is written which of two benefits is paid: in a choice, because one replaces the other (a draft too, or on other
    days), or because the document of one takes the other's place.
    """
    documents = [rules.rulesets[benefit.ruleset].document for benefit in (one, other)]
    newer = {document.superseded_by for document in documents}
    chosen = any({one.full_name, other.full_name} <= {*line.benefits} for line in rules.combine)
    return chosen or other.full_name in one.replaces or not newer.isdisjoint({one.ruleset, other.ruleset})


def _is_about(answer: Accepted, checked: Checked, book: Rulebook) -> bool:
    """Whether an answer in a rule file is one to this flaw."""
    if answer.flaw is not checked.flaw:
        return False
    ruleset = book.rules.rulesets[checked.subject.replace("#", "/").split("/")[0]]
    return answer.about is None or answer.about in {checked.name, *_names(checked.part, book, ruleset)}


def _names(part: Node | None, book: Rulebook, ruleset: Ruleset) -> Iterator[str]:
    """The words, in both spellings, for what a part of a condition or of an amount is about."""
    for node in () if part is None else walk(part):
        for name in facts_in(node):
            fact = book.rules.facts[name]
            yield from (name, fact.label.zh, *fact.also)
            yield from (word for one in BUILT_IN.values() if one.source == name for word in (one.name, one.label.zh))
        if isinstance(node, Age):
            yield from (BUILT_IN["age"].name, BUILT_IN["age"].label.zh)
        elif isinstance(node, Term):
            yield from (node.name, ruleset.terms[node.name].label.zh)
        elif isinstance(node, Named):
            yield from (node.name, ruleset.quantities[node.name].label.zh)
        elif isinstance(node, Standard):
            yield from (node.name, book.rules.standards[node.name].label.zh)
