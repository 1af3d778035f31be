"""Which questions to put to a person, and in what order.

A question matters if some answer to it, with some answers to others, settles a benefit that the others alone leave
open: only such a question is asked. The worth of settling a benefit, which its force gives, is shared among its questions:
those that are likely to settle it with few others have most of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import prod
from typing import Any as Anything

from ..errors import ProfileError, ProfileProblem
from ..language.condition import Test, walk
from ..language.facts import Code, Fact, FactType, Text
from ..language.meaning import Person, Situation
from ..language.policy import Benefit, Force, Rules
from ..language.words import name_of, nearest
from .answers import Answers
from .ways import Settling, Way, Ways

WEIGHTS: Mapping[Force, float] = {force: 2.0**-rank for rank, force in enumerate(Force)}
"""What settling a benefit counts: each force twice as much as the next weaker one."""

DAYS = 16
"""Days for which the answers are kept."""

NAMED = 5
"""Benefits that are named when it is said why a question is asked."""

YES_NO = (Code("true", Text("是", "Yes")), Code("false", Text("否", "No")))
THERE = (Code("true", Text("有", "There is")), Code("false", Text("没有", "There is not")))


@dataclass(frozen=True, slots=True)
class Question:
    """A question, why it is asked, and where the answer is found."""

    path: str
    """The fact by its path from the person: `birth_date`, `cared_elder.birth_date`."""
    fact: Fact
    worth: float
    """Its share in settling all open benefits, each of which counts by its force (`WEIGHTS`)."""
    benefits: tuple[str, ...]
    """Full names of the open benefits that it can help to settle, the strongest force first."""
    reason: Text
    """Why it is asked: how many benefits these are, and some of their names."""
    about: Fact | None = None
    """The fact that names the person whom it is about, where that is another one."""

    @property
    def text(self) -> Text:
        """The question itself."""
        asked = _asked(self.fact)
        if self.about is None:
            return asked
        return Text(f"{self.about.label.zh}：{asked.zh}", f"{self.about.label.of('en')}: {asked.of('en')}")

    @property
    def choices(self) -> tuple[Code, ...]:
        """What can be answered, where that is a choice."""
        kinds = {FactType.YES_NO: YES_NO, FactType.PERSON: THERE}
        return kinds.get(self.fact.type, self.fact.codes)

    def data(self) -> dict[str, Anything]:
        """The question as JSON data."""
        texts = {
            "text": self.text,
            "reason": self.reason,
            "read_from": self.fact.read_from,
            "instrument": self.fact.instrument,
            "unit": self.fact.unit,
        }
        return {
            "path": self.path, "type": self.fact.type.value, **{name: _both(text) for name, text in texts.items()},
            "choices": [{"code": one.code, "label": _both(one.label)} for one in self.choices],
            "worth": round(self.worth, 3), "benefits": list(self.benefits),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Interview:
    """What is settled of a person's benefits, what is open, and what to ask next."""

    questions: tuple[Question, ...]
    """What to ask, what is worth most first; empty when done."""
    settled: tuple[str, ...]
    """Full names of the benefits whose outcome no further answer changes."""
    open: tuple[str, ...]
    """Full names of those that are undetermined."""
    missing: tuple[str, ...] = ()
    """When done, the facts that keep benefits open: not known to those who were asked, or not known finely enough."""

    @property
    def done(self) -> bool:
        """Whether there is nothing left to ask."""
        return not self.questions

    def data(self, limit: int | None = None) -> dict[str, Anything]:
        """The interview as JSON data, with so many questions."""
        return {
            "questions": [one.data() for one in self.questions[:limit]], "done": self.done,
            "settled": list(self.settled), "open": list(self.open), "missing": list(self.missing),
        }  # fmt: skip


class Interviewer:
    """Finds questions in one rule book. Threads may share it."""

    def __init__(self, rules: Rules, situation: Callable[[str, date], Situation]) -> None:
        """`situation` gives what the conditions of a ruleset are read in on a day."""
        self.rules = rules
        self.situation = situation
        self._order = {name: number for number, name in enumerate(rules.facts)}
        self._days: dict[date, _Day] = {}

    def questions(self, person: Person, unknown: frozenset[str], as_of: date, benefits: Iterable[Benefit]) -> tuple[Question, ...]:
        """The questions that matter to open benefits and can be asked now, what is worth most first.

        `person` has checked facts, `unknown` the paths of those that were asked for in vain (see `paths_of`).
        """
        worth: dict[str, float] = {}
        reasons: dict[str, list[Benefit]] = {}
        settlings = self.settlings(person, unknown, as_of)
        for benefit in benefits:
            settling = settlings[benefit.ruleset]
            ways = settling.ways(benefit.condition)
            credits = _credits(ways, settling.answers)
            for path in ways.mattering():
                worth[path] = worth.get(path, 0.0) + WEIGHTS[benefit.force] * credits.get(path, 0.0)
                reasons.setdefault(path, []).append(benefit)
        askable = set[str]().union(*(one.askable for one in settlings.values()))
        first = sorted(askable & worth.keys(), key=lambda path: (-worth[path], [self._order[name] for name in path.split(".")]))
        return tuple(self._question(path, worth[path], reasons[path]) for path in first)

    def settlings(self, person: Person, unknown: frozenset[str], as_of: date) -> dict[str, Settling]:
        """For each ruleset, who finds the ways to settle its conditions for a person."""
        day = self._day(as_of)
        return {name: Settling(person, unknown, situation, day.answers) for name, situation in day.situations.items()}

    def _question(self, path: str, worth: float, benefits: list[Benefit]) -> Question:
        who, _, fact = path.rpartition(".")
        strongest = sorted(benefits, key=lambda one: -WEIGHTS[one.force])
        about = self.rules.facts[who] if who else None
        return Question(path, self.rules.facts[fact], worth, tuple(one.full_name for one in strongest), _reason(strongest), about)

    def _day(self, as_of: date) -> _Day:
        day = self._days.get(as_of)
        if day is None:
            if len(self._days) >= DAYS:
                self._days.clear()
            day = self._days[as_of] = _Day(self.rules, {name: self.situation(name, as_of) for name in self.rules.rulesets})
        return day


class _Day:
    """The situations of all rulesets on a day, and the answers that their tests tell apart."""

    def __init__(self, rules: Rules, situations: Mapping[str, Situation]) -> None:
        self.situations = situations
        read: dict[str, dict[tuple[Anything, ...], tuple[Test, Situation]]] = {name: {} for name in rules.facts}
        for name, situation in situations.items():
            for test in _tests(rules, name):
                source = rules.facts[test.fact].derived_from
                key = (test, situation.place, situation.age_reached) if source else (test,)
                read[source or test.fact][key] = (test, situation)
        self.answers = {
            fact.name: Answers(fact, read[fact.name].values()) for fact in rules.facts.values() if fact.derived_from is None
        }  # fmt: skip


def _tests(rules: Rules, ruleset: str) -> Iterator[Test]:
    """Every test that a ruleset may make of a fact."""
    one = rules.rulesets[ruleset]
    conditions = [
        *(benefit.condition for benefit in one.benefits),
        *(term.condition for term in one.terms.values()),
        *(fact.only_if for fact in rules.facts.values() if fact.only_if is not None),
    ]
    yield from (part for condition in conditions for part in walk(condition) if isinstance(part, Test))


def _credits(ways: Ways, answers: Mapping[str, Answers]) -> dict[str, float]:
    """The share of each fact in settling a condition, all shares together being 1.

    A way counts by the chance that it is gone, and for each of its questions the less the more of them there are.
    benchmarks/interview.py measures what comes of it, against what one would ask who knew the answers beforehand.
    """
    credits: dict[str, float] = {}
    for way in (*ways.yes, *ways.no):
        credit = _chance(way, answers) / len(way) ** 2
        for path in way:
            credits[path] = credits.get(path, 0.0) + credit
    whole = sum(credits.values())
    return {path: credit / whole for path, credit in credits.items()}


def _chance(way: Way, answers: Mapping[str, Answers]) -> float:
    return prod(answers[path.rpartition(".")[2]].chance(wanted) for path, wanted in way.items())


def paths_of(given: Iterable[str], names: Mapping[str, str], facts: Mapping[str, Fact]) -> frozenset[str]:
    """The paths of the facts that are given by their codes or Chinese words: `所照护老人.出生日期`.

    `names` has every spelling of every fact. Raises ProfileError with each that there is not.
    """
    paths: set[str] = set()
    problems: list[ProfileProblem] = []
    for one in given:
        *who, last = (names.get(word) for word in one.split("."))
        fact = facts.get(last or "")
        if fact is None or len(who) > 1 or any(name is None or facts[name].type is not FactType.PERSON for name in who):
            problems.append(_no_such_fact(one, names))
        else:
            paths.add(".".join([*(name for name in who if name), fact.derived_from or fact.name]))
    if problems:
        raise ProfileError(tuple(problems))
    return frozenset(paths)


def in_want_of(missing: Iterable[str], person: Person, unknown: frozenset[str]) -> tuple[str, ...]:
    """Of the facts that proofs miss, those that there is no asking for: asked in vain (a whole person by its name), or known
    but not finely enough.
    """
    found: set[str] = set()
    for path in missing:
        who, _, fact = path.rpartition(".")
        about: Person = (person.get(who) or {}) if who else person
        if path in unknown or about.get(fact) is not None:
            found.add(path)
        elif who in unknown:
            found.add(who)
    return tuple(sorted(found))


def _no_such_fact(given: str, names: Mapping[str, str]) -> ProfileProblem:
    wrong = next((word for word in given.split(".") if word not in names), None)
    close = None if wrong is None else nearest(wrong, names)
    hint = Text(f"是否“{close}”？", f"did you mean `{close}`?") if close else None
    return ProfileProblem(given, None, Text("没有这个信息项", "there is no such fact"), hint)


def _reason(benefits: Sequence[Benefit]) -> Text:
    """Why a question is asked, the strongest of its benefits by name."""
    number, named, more = len(benefits), benefits[:NAMED], len(benefits) > NAMED
    zh = "、".join(f"{one.name.zh}（{name_of(one.force).zh}）" for one in named) + ("等" if more else "")
    en = "; ".join(f"{one.name.of('en')} ({name_of(one.force).of('en')})" for one in named) + (" and others" if more else "")
    return Text(f"关系到 {number} 项待遇：{zh}。", f"It can help to settle {number} benefit{'s' if number > 1 else ''}: {en}.")


def _asked(fact: Fact) -> Text:
    """The question for a fact: its own, or one made from its label."""
    zh, en = fact.label.zh, fact.label.of("en")
    if fact.type is FactType.PERSON:
        return Text(f"有没有“{zh}”？", f"Is there someone who is meant by “{en}”?")
    if fact.question is not None:
        return fact.question
    return Text(f"是否“{zh}”？", f"{en}: yes or no?") if fact.type is FactType.YES_NO else Text(f"“{zh}”是什么？", f"{en}: what is it?")


def _both(text: Text | None) -> dict[str, str] | None:
    return None if text is None else {"zh": text.zh} if text.en is None else {"zh": text.zh, "en": text.en}
