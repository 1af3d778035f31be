"""Interviews: no question that cannot matter, none twice, none too few; the terminal and the service ask the same ones."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import product
from math import prod
from pathlib import Path
from random import Random
from typing import Any as Anything

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from starlette.testclient import TestClient
from typer.testing import CliRunner, Result

from huilao import ProfileError, Rulebook, Truth, UnknownBenefitError
from huilao.ask import Interviewer, Question
from huilao.ask import ways as ways_module
from huilao.cli import app
from huilao.language.condition import About, All, Condition, Count, Operator, Test, walk
from huilao.language.facts import FactType, Text
from huilao.language.meaning import Person, Situation, truth_of
from huilao.language.policy import AppliesTo, Beneficiary, Benefit, DefinedTerm, Document, Force, RuleClass, Rules, Ruleset
from huilao_api.app import INTERVIEW_EXAMPLES, create_app
from huilao_api.settings import Settings
from small_books import benefit, chapter, document, one_ruleset, write_book
from strategies import FACTS, GIVEN, PERSONS, Words, a_condition, a_person, a_profile, a_rule_book, a_value, every_test, everyone, seeded

CASES = int(os.environ.get("HUILAO_CASES", "50000"))
DAY = date(2025, 3, 1)
GIVEN_NAMES = {fact.name for fact in GIVEN}
PLAIN = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], phases=[Phase.explicit, Phase.reuse, Phase.generate])


def opened(book: Rulebook, person: Person, day: date) -> list[Benefit]:
    return [book.benefits[name] for name, truth in book.decide(person, day).items() if truth is Truth.UNKNOWN]


def questions(book: Rulebook, interviewer: Interviewer, person: Person, day: date, unknown: frozenset[str]) -> tuple[Question, ...]:
    """The questions about somebody whose facts need no check."""
    return interviewer.questions(person, unknown, day, opened(book, person, day))


def known(person: Person, path: str) -> Anything:
    """What a person's facts say at a path; a person within is there or not."""
    who, _, fact = path.rpartition(".")
    about: Person = (person.get(who) or {}) if who else person
    value = about.get(fact)
    return {} if isinstance(value, Mapping) else value


def told(person: Person, path: str, value: Anything) -> dict[str, Anything]:
    """The person of whom one fact more is known."""
    who, _, fact = path.rpartition(".")
    return {**person, who: {**person[who], fact: value}} if who else {**person, fact: value}


def possible(person: dict[str, Anything], rules: Rules, day: date) -> dict[str, Anything]:
    """The person without what a profile may not say: a fact whose precondition does not hold."""
    situation = Situation(day, "", {}, rules.facts)
    kept = {
        name: possible(value, rules, day) if rules.facts[name].type is FactType.PERSON and value else value
        for name, value in person.items()
    }
    for name in person:
        only_if = rules.facts[name].only_if
        if only_if is not None and truth_of(only_if, kept, situation) is not Truth.YES:
            del kept[name]
    return kept


@dataclass
class Case:
    """A rule book, somebody of whom all is known, and what is known at first."""

    book: Rulebook
    day: date
    full: dict[str, Anything]
    luck: Random

    def interviewed(self, *, ignorant: float = 0.0) -> Iterator[tuple[dict[str, Anything], frozenset[str], tuple[Question, ...]]]:
        """What is known, what was asked in vain and what can be asked, question by question, until there is none; of so
        large a share the answers are not known.
        """
        person: dict[str, Anything] = {}
        unknown: frozenset[str] = frozenset()
        interviewer = Interviewer(self.book.rules, self.book.situation)
        while True:
            found = questions(self.book, interviewer, person, self.day, unknown)
            yield person, unknown, found
            if not found:
                return
            path = found[0].path
            value = None if self.luck.random() < ignorant else known(self.full, path)
            if value is None:
                unknown |= {path}
            else:
                person = told(person, path, value)


def a_random_case(luck: Random) -> Case:
    rules = a_rule_book(luck, 3)
    day = luck.choice((DAY, date(2024, 2, 29), date(2025, 2, 28)))
    return Case(Rulebook(rules), day, possible(a_person(luck, day, 0), rules, day), luck)


random_cases = seeded(a_random_case)
SHIPPED = Rulebook.load()


def a_shipped_case(luck: Random) -> Case:
    profile = a_profile(SHIPPED.rules, luck, DAY, unknown=0.0)
    return Case(SHIPPED, DAY, dict(SHIPPED.person(profile, DAY)), luck)


shipped_cases = seeded(a_shipped_case)


def holds_to_its_promises(case: Case, ignorant: float) -> None:
    asked: list[str] = []
    before: dict[str, Truth] = {}
    for person, unknown, found in case.interviewed(ignorant=ignorant):
        truths = case.book.decide(person, case.day)
        assert all(truths[name] is truth for name, truth in before.items() if truth is not Truth.UNKNOWN)
        before = truths
        for question in found:
            assert question.path not in asked
            assert question.path not in unknown
            assert known(person, question.path) is None
            assert question.benefits
            assert all(truths[name] is Truth.UNKNOWN for name in question.benefits)
            about = person[question.about.name] if question.about else person
            if question.fact.only_if is not None:
                assert truth_of(question.fact.only_if, about, Situation(case.day, "", {}, case.book.rules.facts)) is Truth.YES
        assert [one.worth for one in found] == sorted((one.worth for one in found), reverse=True)
        asked += [one.path for one in found[:1]]
    if not ignorant:
        assert before == case.book.decide(case.full, case.day)


@settings(PLAIN, max_examples=max(10, CASES // 500))
@given(random_cases)
def test_every_question_answered_settles_what_full_knowledge_settles(case: Case) -> None:
    """No outcome changes once it is settled, nothing is asked twice or before its precondition, and nothing is left open."""
    holds_to_its_promises(case, 0.0)


@settings(PLAIN, max_examples=max(10, CASES // 500))
@given(random_cases)
def test_what_is_not_known_is_not_asked_again(case: Case) -> None:
    """With answers missing, the other routes are asked, each once."""
    holds_to_its_promises(case, 0.3)


@settings(PLAIN, max_examples=max(3, CASES // 20_000))
@given(shipped_cases)
def test_the_shipped_book_holds_to_the_same_promises(case: Case) -> None:
    """All promises, on the rules that people are asked about."""
    holds_to_its_promises(case, 0.0)
    holds_to_its_promises(case, 0.3)


@settings(PLAIN, max_examples=max(10, CASES // 2000))
@given(random_cases)
def test_where_there_are_too_many_ways_nothing_is_left_out(case: Case) -> None:
    """Of a condition with more ways than are looked at, all that is open is asked: never too little."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ways_module, "MOST", 2)
        patch.setattr(ways_module, "FEW", 1)
        holds_to_its_promises(case, 0.0)


def test_a_long_count_is_no_trouble() -> None:
    """Seven of fourteen, about two people: 3,432 ways to hold, of which a few are looked at."""
    parts = tuple(test for test in every_test() if test.fact in GIVEN_NAMES and test.operator is not Operator.NONE_OF)
    some = tuple({test.fact: test for test in parts}.values())
    book = Rulebook(one_benefit(All((Count(7, None, some), About("elder", Count(7, None, some)))), {}))
    asked = {one.path for one in book.interview({"elder": {}}, DAY).questions}
    assert asked == {path for test in some if FACTS[test.fact].only_if is None for path in (test.fact, f"elder.{test.fact}")}


# -- a question is asked if and only if it matters -------------------------------------------------------------------

SMALL = 1_000
"""Combinations of answers up to which all are tried."""


def one_benefit(when: Condition, terms: Mapping[str, Condition]) -> Rules:
    one = Benefit(
        "r", "b", Text("待遇"), ("第一条",), "service", Force.MANDATORY, RuleClass.CORE, Beneficiary.ELDER, AppliesTo.ANYONE,
        Text("内容"), when, when,
    )  # fmt: skip
    defined = {name: DefinedTerm(name, Text(name), condition) for name, condition in terms.items()}
    return Rules(FACTS, {}, {"service": Text("服务")}, {}, {"r": Ruleset(Document("r", "513433", Text("r")), defined, (one,))})


@dataclass
class Small:
    """A condition, and somebody of whom something is known and something was asked in vain."""

    when: Condition
    terms: Mapping[str, Condition]
    person: dict[str, Anything]
    unknown: frozenset[str]

    def answers(self) -> dict[str, list[Anything]] | None:
        """For each open fact a value of each kind that the condition tells apart; None where there are too many."""
        situation = self.situation
        conditions = [self.when, *self.terms.values()]
        tests = {part for one in conditions for part in walk(one) if isinstance(part, Test)}
        facts = {FACTS[test.fact].derived_from or test.fact for test in tests}
        found: dict[str, list[Anything]] = {}
        for who in ("", *PERSONS):
            for fact in facts:
                alike: dict[tuple[Truth, ...], Anything] = {}
                for other in POOL:
                    if fact in other and can_be(fact, other[fact]):
                        alike.setdefault(tuple(truth_of(test, {fact: other[fact]}, situation) for test in tests), other[fact])
                found[f"{who}.{fact}" if who else fact] = list(alike.values())
        found |= {who: [{}] for who in PERSONS}
        read = {path for path in found if path in PERSONS or self._is_read(path)}
        open_ = {path: values for path, values in found.items() if path in read and self._is_open(path)}
        return open_ if prod(len(values) + 1 for values in open_.values()) <= SMALL else None

    @property
    def situation(self) -> Situation:
        return Situation(DAY, "513433", self.terms, FACTS)

    def _is_read(self, path: str) -> bool:
        """Whether the condition looks at a fact at all: whether it is asked about somebody of whom nothing is known."""
        watched = _Watched()
        truth_of(self.when, watched, self.situation)
        return path in watched.seen | {"certified", *(f"{who}.certified" for who in PERSONS)}

    def _is_open(self, path: str) -> bool:
        who = path.rpartition(".")[0]
        return known(self.person, path) is None and path not in self.unknown and not (who and who in self.unknown)

    def mattering(self, answers: Mapping[str, list[Anything]]) -> set[str]:
        """The facts that matter, by trying all answers together."""
        found: set[str] = set()
        for values in product(*([None, *one] for one in answers.values())):
            given = {path: value for path, value in zip(answers, values, strict=True) if value is not None}
            if given.keys() <= found or self.admissible(given) != given or not self.settled(given):
                continue
            found |= {path for path in given if not self.settled(self.admissible({one: given[one] for one in given if one != path}))}
        return found

    def admissible(self, given: Mapping[str, Anything]) -> dict[str, Anything]:
        """The answers that can have been given: each with its person and its precondition."""
        while True:
            kept = {path: value for path, value in given.items() if self.may_be_asked(path, given)}
            if len(kept) == len(given):
                return kept
            given = kept

    def may_be_asked(self, path: str, given: Mapping[str, Anything]) -> bool:
        who, _, fact = path.rpartition(".")
        if who and known(self.person, who) is None and who not in given:
            return False
        only_if, person = FACTS[fact].only_if, self.filled(given)
        about = (person.get(who) or {}) if who else person
        return only_if is None or truth_of(only_if, about, self.situation) is Truth.YES

    def filled(self, given: Mapping[str, Anything]) -> dict[str, Anything]:
        person = self.person
        for path in sorted(given, key=lambda one: "." in one):
            if "." not in path or known(person, path.rpartition(".")[0]) is not None:
                person = told(person, path, given[path])
        return person

    def settled(self, given: Mapping[str, Anything]) -> bool:
        return truth_of(self.when, self.filled(given), self.situation) is not Truth.UNKNOWN


class _Watched(dict[str, Anything]):
    """A person of whom nothing is known, who remembers what was looked at."""

    def __init__(self, who: str = "", seen: set[str] | None = None) -> None:
        super().__init__()
        self.who = who
        self.seen: set[str] = set() if seen is None else seen

    def __bool__(self) -> bool:
        return True

    def get(self, fact: str, default: Anything = None) -> Anything:
        self.seen.add(f"{self.who}.{fact}" if self.who else fact)
        return _Watched(fact, self.seen) if fact in PERSONS else None


def can_be(fact: str, value: Anything) -> bool:
    least = FACTS[fact].minimum
    return (fact != "birth_date" or value <= DAY) and (least is None or value >= least)


POOL = (*everyone(DAY), {"birth_date": date(1900, 1, 1)})


def a_small_case(luck: Random) -> Small:
    words = Words(("frail",)) if luck.random() < 0.5 else Words()
    terms = {"frail": a_condition(luck, 1, Words(inside=True))} if words.terms else {}
    person: dict[str, Anything] = {}
    for fact in GIVEN:
        if luck.random() < 0.3:
            person[fact.name] = a_value(luck, fact, DAY)
    for who in PERSONS:
        if luck.random() < 0.4:
            person[who] = {}
    unknown = frozenset(fact.name for fact in (*GIVEN, *(FACTS[who] for who in PERSONS)) if luck.random() < 0.1)
    return Small(a_condition(luck, 2, words), terms, possible(person, one_benefit(All(()), {}), DAY), unknown)


def exactly_what_matters(small: Small) -> int:
    """How many questions there are; 0 where there are too many answers to try all."""
    answers = small.answers()
    if answers is None:
        return 0
    book = Rulebook(one_benefit(small.when, small.terms))
    askable = {path for path in answers if small.may_be_asked(path, {})}
    found = {one.path for one in questions(book, Interviewer(book.rules, book.situation), small.person, DAY, small.unknown)}
    assert found == small.mattering(answers) & askable
    return len(found)


def test_a_question_is_asked_if_and_only_if_it_matters() -> None:
    """On small conditions and people, the questions are those that trying every combination of answers finds."""
    luck = Random(20250301)
    tried = [exactly_what_matters(a_small_case(luck)) for _ in range(max(150, CASES // 200))]
    assert sum(number > 1 for number in tried) > len(tried) // 10


WHEN: Mapping[str, tuple[str, dict[str, Anything], list[str]]] = {
    "what is unknown decides": ("{widowed: true}", {}, ["widowed"]),
    "one no settles all of it": ("{widowed: true, income: {below: 900}}", {"income": 1000}, []),
    "what holds whatever is answered is settled by the answer alone": ("{any: [{widowed: true}, {not: {widowed: true}}]}", {}, ["widowed"]),
    "what one answer settles both ways needs no other": ("{any: [{widowed: true}, {all: [{widowed: true}, {listed: true}]}]}", {}, ["widowed"]),
    "what every answer to another settles anyway": (
        "{any: [{all: [{widowed: true}, {ability: [intact, mild]}]}, {ability: intact}, {ability: mild}]}", {}, ["ability"],
    ),
    "an age that can no longer count": (
        "{any: [{all: [{age: {at_least: 60}}, {widowed: true}]}, {all: [{age: {below: 60}}, {listed: true}]}]}",
        {"birth_date": "1940-01-01"}, ["widowed"],
    ),
    "two bounds that nobody meets": ("{any: [{all: [{income: {below: 5}}, {income: {above: 9}}, {listed: true}]}, {widowed: true}]}",
                                     {}, ["widowed", "income", "listed"]),
    "the certificate before its grade": ("{grade: ['1']}", {}, ["certificate"]),
    "the grade of who has one": ("{grade: ['1']}", {"certificate": "certified"}, ["grade"]),
    "no grade without a certificate": ("{grade: ['1']}", {"certificate": "none"}, []),
    "whether there is such a person": ("{cared_elder: {age: {at_least: 60}}}", {}, ["cared_elder"]),
    "the person who is there": ("{cared_elder: {age: {at_least: 60}}}", {"cared_elder": {}}, ["cared_elder.birth_date"]),
    "a count that is already reached": ("{count: {at_least: 1, of: [{widowed: true}, {listed: true}]}}", {"widowed": True}, []),
    "a count that is still short": ("{count: {at_least: 2, of: [{widowed: true}, {listed: true}, {ability: severe}]}}",
                                    {"widowed": True}, ["listed", "ability"]),
}  # fmt: skip


@pytest.mark.parametrize("name", WHEN)
def test_questions_for_a_condition(name: str, tmp_path: Path) -> None:
    """What is asked, by condition and what is known."""
    when, profile, expected = WHEN[name]
    book = one_ruleset(tmp_path, b=benefit(when))
    assert {one.path for one in book.interview(profile, DAY).questions} == set(expected)


# -- what a question says --------------------------------------------------------------------------------------------


def test_the_stronger_force_comes_first(tmp_path: Path) -> None:
    """An interview that is broken off has asked for the entitlements before the encouragements."""
    book = one_ruleset(
        tmp_path, a=benefit("{widowed: true}", "force: encouraged"), b=benefit("{listed: true}", "force: mandatory"),
        c=benefit("{any: [{widowed: true}, {listed: true}]}", "force: principle"),
    )  # fmt: skip
    first, second = book.interview({}, DAY).questions

    assert (first.path, first.benefits) == ("listed", ("r/b", "r/c"))
    assert (second.path, second.benefits) == ("widowed", ("r/a", "r/c"))


def test_a_question_says_why_and_where_to_look(tmp_path: Path) -> None:
    """In words, with the document that decides; where the vocabulary has no question, one is made from the label."""
    (question,) = one_ruleset(tmp_path, b=benefit("{listed: true}")).interview({}, DAY).questions

    data = question.data()
    assert data["text"] == {"zh": "是否“列入名单”？", "en": "Listed: yes or no?"}
    assert data["reason"]["zh"] == "关系到 1 项待遇：待遇（应当落实）。"
    assert data["instrument"] == {"zh": "县名单办法", "en": "the county's list"}
    assert [one["code"] for one in data["choices"]] == ["true", "false"]


def test_every_question_of_the_shipped_book_can_be_put() -> None:
    """In both languages, with a reason, and where the fact is a choice with its codes."""
    for question in SHIPPED.interview({"cared_elder": {}}, DAY).questions:
        assert question.text.zh
        assert question.text.en
        assert question.reason.en
        assert bool(question.choices) == (question.fact.type not in (FactType.DATE, FactType.NUMBER, FactType.PLACE))


def test_benefits_of_the_shipped_book_are_simple_enough_to_be_exact() -> None:
    """For nobody knowing anything, all ways to settle each benefit are looked at."""
    settlings = Interviewer(SHIPPED.rules, SHIPPED.situation).settlings({}, frozenset(), DAY)
    assert all(settlings[one.ruleset].ways(one.condition).whole for one in SHIPPED.benefits.values())


def test_done_says_what_keeps_benefits_open(tmp_path: Path) -> None:
    """What is not known, and a place that is known too coarsely."""
    book = one_ruleset(tmp_path, a=benefit("{widowed: true}"), b=benefit("{lives_here: true}"), c=benefit("{age: {at_least: 60}}"))
    interview = book.interview({"住址": "51", "birth_date": "1940-01-01"}, DAY, unknown=["丧偶"])

    assert interview.done
    assert interview.settled == ("r/c",)
    assert interview.open == ("r/a", "r/b")
    assert interview.missing == ("residence", "widowed")


def test_what_was_not_asked_keeps_nothing_open(tmp_path: Path) -> None:
    """A fact that cannot matter for want of another is not what is missing; of a person who is not known, the person is."""
    alike = "{any: [{all: [{widowed: true}, {listed: true}]}, {all: [{widowed: false}, {listed: false}]}]}"
    book = one_ruleset(tmp_path, a=benefit(alike), b=benefit("{cared_elder: {grade: ['1']}}"))
    interview = book.interview({}, DAY, unknown=["widowed", "cared_elder"])

    assert interview.done
    assert interview.missing == ("cared_elder", "widowed")


def test_nothing_is_asked_for_a_document_that_is_not_in_force(tmp_path: Path) -> None:
    """Its benefits have an outcome whatever is answered."""
    book = one_ruleset(tmp_path, "in_effect: {from: 2026-01-01}", b=benefit("{widowed: true}"))

    assert book.interview({}, DAY).done
    assert [one.path for one in book.interview({}, date(2026, 1, 1)).questions] == ["widowed"]


@pytest.mark.parametrize("unknown", ["cared_elder", "所照护的老人", "cared_elder.年龄", "cared_elder.birth_date"])
def test_a_person_or_fact_that_is_not_known_is_not_asked_for(unknown: str, tmp_path: Path) -> None:
    """By code or Chinese word; of a person who is not there, nothing."""
    book = one_ruleset(tmp_path, b=benefit("{cared_elder: {age: {at_least: 60}}}"))

    assert book.interview({"cared_elder": {}} if "." in unknown else {}, DAY, unknown=[unknown]).done


def test_mistakes_are_named_all_at_once(tmp_path: Path) -> None:
    """Facts that there are not, with the nearest one, and benefits."""
    book = one_ruleset(tmp_path, b=benefit("{widowed: true}"))

    with pytest.raises(ProfileError) as error:
        book.interview({}, DAY, unknown=["widowd", "widowed.sex", "cared_elder.cared_elder.sex"])
    assert [(one.fact, one.allowed.en if one.allowed else None) for one in error.value.problems] == [
        ("widowd", "did you mean `widowed`?"), ("widowed.sex", None), ("cared_elder.cared_elder.sex", None),
    ]  # fmt: skip
    with pytest.raises(UnknownBenefitError):
        book.interview({}, DAY, benefits=["r/c"])


# -- in the terminal -------------------------------------------------------------------------------------------------

BENEFIT = "mianning/5-1-long-prescription"


def ask(*arguments: str, typed: str) -> Result:
    return CliRunner().invoke(app, ["ask", "--as-of", "2025-03-01", *arguments], input=typed)


def test_an_interview_ends_with_the_findings() -> None:
    """Questions go to standard error, the result to standard output; a full-width １ is a 1."""
    result = ask("--benefit", BENEFIT, typed="冕宁县\n１\n是\n1944-05-10\n")

    assert result.exit_code == 0
    assert "可以享受（1）" in result.stdout
    assert "老人的出生日期是哪一天？" in result.stderr
    assert "全部有了结论" in result.stderr


def test_why_back_and_dont_know() -> None:
    """A bad answer is explained and asked again; `b` takes the last answer back; what is not known stays open."""
    result = ask("--benefit", BENEFIT, "--lang", "en", typed="b\n?\nnowhere\n513433\n1\nb\n1\nn\n1944-05-10\n")

    assert "this is the first question" in result.stderr
    assert "It can help to settle 1 benefit" in result.stderr
    assert "give a division code" in result.stderr
    assert "May have: more must be known (1)" in result.stdout
    assert "for want of (finer) knowledge" in result.stderr


@pytest.mark.parametrize("typed", ["冕宁县\n1\nn\nq\n", "冕宁县\n1\nn\n"])
def test_what_was_answered_is_kept_and_gone_on_with(typed: str, tmp_path: Path) -> None:
    """Left with `q` or by the end of the input; the file is for its owner alone, and has the shape of a request."""
    file = tmp_path / "interview.json"
    assert ask("--benefit", BENEFIT, "--out", str(file), typed=typed).exit_code == 0

    kept = json.loads(file.read_text(encoding="utf-8"))
    assert kept == {
        "profile": {"residence": "冕宁县", "chronic_disease": True}, "unknown": ["meets_long_prescription_rules"],
        "as_of": "2025-03-01", "benefits": [BENEFIT],
    }  # fmt: skip
    assert file.stat().st_mode & 0o077 == 0
    result = CliRunner().invoke(app, ["ask", str(file), "--format", "json"], input="1990-01-01\n")
    assert json.loads(result.stdout)["receipt"]["outcomes"] == {BENEFIT: "not_eligible"}
    assert list(tmp_path.iterdir()) == [file]


def test_without_a_file_what_was_answered_is_printed() -> None:
    """Nothing is written that was not asked for, and nothing is lost."""
    assert json.loads(ask("--benefit", BENEFIT, typed="冕宁县\nq\n").stdout)["profile"] == {"residence": "冕宁县"}


def test_an_id_number_is_used_and_forgotten(tmp_path: Path) -> None:
    """Birth date and sex are kept; a wrong one is refused without being repeated."""
    file = tmp_path / "interview.json"
    right, wrong = "513433194405100019", "513433194405100011"
    result = ask("--benefit", "mianning/5-1-free-flu-vaccine", "--out", str(file), typed=f"冕宁县\n{wrong}\n{right}\n")

    kept = file.read_text(encoding="utf-8")
    assert json.loads(kept)["profile"] == {"household_registration": "冕宁县", "birth_date": "1944-05-10", "sex": "male"}
    assert "身份证号码不对" in result.stderr
    assert not any(number in result.output + kept for number in (right, wrong))


def test_an_id_number_in_the_profile_is_not_written_again(tmp_path: Path) -> None:
    """Neither the elder's nor that of the elder who is cared for."""
    profile, file = tmp_path / "profile.json", tmp_path / "interview.json"
    profile.write_text(
        '{"身份证号": "513433194405100019", "cared_elder": {"id_number": "513433194405100019", "性别": "男"}}', encoding="utf-8"
    )
    ask(str(profile), "--benefit", BENEFIT, "--out", str(file), typed="n\nq\n")

    said = {"birth_date": "1944-05-10", "sex": "male"}
    kept = json.loads(file.read_text(encoding="utf-8"))["profile"]
    assert kept == {"cared_elder": {"性别": "male", "birth_date": "1944-05-10"}, **said}


def test_the_person_who_is_cared_for(tmp_path: Path) -> None:
    """First whether there is one, then about them, whatever they are called in the file."""
    write_book(
        tmp_path, {"r/document.yaml": document("r"), "r/chapter.yaml": chapter(b=benefit("{cared_elder: {aids: {has_any: [dibao]}}}"))}
    )
    profile = tmp_path / "profile.json"
    profile.write_text('{"所照护的老人": null}', encoding="utf-8")
    given = ("--rules", str(tmp_path), "--format", "json")

    assert json.loads(ask(*given, typed="1\n1\n").stdout)["receipt"]["outcomes"] == {"r/b": "eligible"}
    assert json.loads(ask(str(profile), *given, typed="x\n1\n0\n").stdout)["receipt"]["outcomes"] == {"r/b": "not_eligible"}
    assert json.loads(ask(*given, typed="2\n").stdout)["receipt"]["outcomes"] == {"r/b": "undetermined"}
    profile.write_text('{"所照护的老人": {"救助": null, "性别": "女"}}', encoding="utf-8")
    assert json.loads(ask(str(profile), *given, typed="低保，2\n").stdout)["receipt"]["outcomes"] == {"r/b": "eligible"}


def test_a_place_or_a_service_alone(tmp_path: Path) -> None:
    """The benefits of the documents that hold there."""
    book = SHIPPED
    counted = f"【还有{sum(one.ruleset == 'mianning' for one in book.benefits.values())}项待定】"
    vaccines = f"【还有{sum(one.service == 'vaccination' for one in book.benefits.values())}项待定】"

    assert counted in ask("--place", "冕宁县", typed="q\n").stderr
    assert vaccines in ask("--service", "vaccination", typed="q\n").stderr


@pytest.mark.parametrize(
    ("arguments", "content", "code", "said"),
    [
        (["-"], None, 2, "标准输入"),
        (["--place", "nowhere"], None, 2, "nowhere"),
        (["--service", "poetry"], None, 2, "poetry"),
        (["--out", "no-such-folder/interview.json"], None, 2, "no-such-folder"),
        (["--benefit", "mianning/5-1-free-flu"], None, 2, "5-1-free-flu-vaccine"),
        ([], "[]", 1, "信息项"),
        ([], '{"profile": []}', 1, "信息项"),
        ([], '{"profile": {}, "unknown": "birth_date"}', 1, "信息项"),
        ([], '{"birth_dat": "1940-01-01"}', 1, "birth_date"),
        ([], '{"profile": {}, "unknown": ["birth_dat"]}', 1, "birth_date"),
    ],
)
def test_wrong_usage_is_said(arguments: list[str], content: str | None, code: int, said: str, tmp_path: Path) -> None:
    """With the exit codes that all commands have."""
    file = tmp_path / "profile.json"
    if content is not None:
        file.write_text(content, encoding="utf-8")
        arguments = [str(file)]
    result = ask(*arguments, typed="")

    assert result.exit_code == code
    assert said in result.stderr


# -- over HTTP -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(create_app(Settings(), SHIPPED), raise_server_exceptions=False)


def test_the_service_asks_what_the_library_asks(client: TestClient) -> None:
    """The examples run, and the answer is the library's."""
    for example in INTERVIEW_EXAMPLES.values():
        sent = example["value"]
        answer = client.post("/v1/interview", json=sent)
        interview = SHIPPED.interview(sent["profile"], DAY, sent.get("unknown", ()))
        assert answer.status_code == 200
        assert answer.json() == json.loads(json.dumps(interview.data(sent["limit"])))
        assert len(answer.json()["questions"]) == sent["limit"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"profile": {"birth_dat": 1}}, 422),
        ({"profile": {}, "unknown": ["birth_dat"]}, 422),
        ({"profile": {}, "limit": 0}, 422),
        ({}, 422),
        ({"profile": {}, "benefits": ["mianning/no"]}, 404),
    ],
)
def test_the_service_answers_mistakes_as_problems(client: TestClient, body: dict[str, Anything], status: int) -> None:
    """As the other routes do."""
    answer = client.post("/v1/interview", json=body)

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
