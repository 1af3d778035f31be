"""What an evaluation says of a person: findings, flags, levels, words, JSON, receipt."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any as Anything
from typing import Literal

import pytest
from hypothesis import given, settings

from huilao import DisagreementError, Evaluation, Finding, Outcome, Rulebook, Truth, UnknownBenefitError
from huilao import engine as engine_module
from huilao.answers.finding import Flag, Level, LevelsFound
from huilao.answers.proof import Proof
from huilao.decide.compiled import Decide
from huilao.decide.network import Network
from huilao.explain import Prover
from huilao.explain.prover import View
from huilao.language.condition import Condition
from huilao.language.known import Person
from huilao.language.meaning import truth_of
from huilao.language.outcome import OUTCOMES, TIES
from huilao.language.policy import AppliesTo, Force, RuleClass, Status
from huilao.language.scope import Scope
from huilao.render.citation import cited
from huilao.render.proof_json import proof_data, proof_from
from small_books import benefit, chapter, document, one_ruleset, read_book
from strategies import FACTS, a_profile, conditions, people

DAY = date(2025, 3, 1)
KEY = bytes(range(16))
ELDER = {"birth_date": "1940-05-10", "residence": "513433", "household_registration": "513433"}
YES, NO, UNDETERMINED, NOT_IN_FORCE = Outcome.ELIGIBLE, Outcome.NOT_ELIGIBLE, Outcome.UNDETERMINED, Outcome.NOT_IN_FORCE
LEVELS: tuple[Literal["none", "short", "full"], ...] = ("none", "short", "full")
SAID: tuple[Level, ...] = ("line", "short", "full")


@pytest.fixture(scope="module")
def evaluations(book: Rulebook) -> list[Evaluation]:
    """The shipped rule book on a dozen people of whom all, much, little or nothing is known, on several days."""
    days = (date(2023, 1, 1), date(2024, 7, 24), DAY, date(2026, 1, 1))
    found = [
        book.evaluate(
            a_profile(book.rules, Random(number), days[number % 4], (0, 0.1, 0.5, 0.9)[(number + number // 4) % 4]), days[number % 4]
        )
        for number in range(12)
    ]
    assert {finding.outcome for one in found for finding in one.findings} == set(Outcome)
    return found


# -- findings --------------------------------------------------------------------------------------------------------


def may_concern(profile: dict[str, Anything], place: str) -> bool:
    """Whether someone may have to do with a place, by the letter of the codes: of whom it is known where they live, what is not
    given ties them to nowhere else.
    """
    codes = [code for fact in TIES if (code := profile.get(fact)) is not None]
    return profile.get("residence") is None or any(code.startswith(place) or place.startswith(code) for code in codes)


@pytest.mark.parametrize("unknown", [0, 0.2, 0.9])
@pytest.mark.parametrize("day", [date(2024, 1, 1), DAY, date(2030, 1, 1)])
def test_every_benefit_that_can_concern_a_person_has_one_finding(book: Rulebook, unknown: float, day: date) -> None:
    """And no other has one; each comes out as the reference says, where the document is in effect."""
    for number in range(5):
        profile = a_profile(book.rules, Random(number), day, unknown)
        evaluation = book.evaluate(profile, day)
        person = book.person(profile, day)
        expected = {
            benefit.full_name: OUTCOMES[truth_of(benefit.condition, person, book.situation(name, day))]
            if day in ruleset.document.in_effect and ruleset.document.status is not Status.REPEALED
            else NOT_IN_FORCE
            for name, ruleset in book.rules.rulesets.items()
            for benefit in ruleset.benefits
            if benefit.applies_to is AppliesTo.ANYONE or may_concern(profile, ruleset.document.place)
        }

        assert [finding.benefit for finding in evaluation.findings] == list(expected)
        assert {finding.benefit: finding.outcome for finding in evaluation.findings} == expected
        assert evaluation.receipt.outcomes == expected


def test_a_person_of_another_province_is_not_concerned(book: Rulebook) -> None:
    """Except by what applies to anyone."""
    evaluation = book.evaluate({"residence": "44", "household_registration": "440106"}, DAY)

    assert {book.benefits[finding.benefit].applies_to for finding in evaluation.findings} <= {AppliesTo.ANYONE}


def test_only_the_benefits_that_are_asked_for(book: Rulebook, evaluations: list[Evaluation]) -> None:
    """Are found, and as they are found among all."""
    whole = book.evaluate(ELDER, DAY)
    names = [finding.benefit for finding in whole.findings][::7]

    assert book.evaluate(ELDER, DAY, names).findings == tuple(whole[name] for name in names)
    assert book.evaluate(ELDER, DAY, []).findings == ()


def test_a_finding_is_found_by_its_name(book: Rulebook) -> None:
    """Of a benefit that cannot concern the person there is none."""
    evaluation = book.evaluate({"residence": "22", "household_registration": "22"}, DAY)

    assert "mianning/5-1-free-flu-vaccine" not in evaluation
    with pytest.raises(KeyError):
        evaluation["mianning/5-1-free-flu-vaccine"]
    assert all(finding.benefit in evaluation and evaluation[finding.benefit] is finding for finding in evaluation.findings)


@pytest.mark.parametrize(
    ("name", "nearest"), [("mianning/5-1-free-flu-vaccin", "mianning/5-1-free-flu-vaccine"), ("zzzzzzzz", None), ("", None)]
)
def test_a_benefit_that_is_not_there_is_an_error(book: Rulebook, name: str, nearest: str | None) -> None:
    """With the nearest that is, in both languages."""
    for ask in (lambda: book.evaluate(ELDER, DAY, [name]), lambda: book.sentence(name)):
        with pytest.raises(UnknownBenefitError) as raised:
            ask()

        assert (raised.value.name, raised.value.nearest) == (name, nearest)
        assert f"“{name}”" in str(raised.value)
        assert f"`{name}`" in str(raised.value)
        assert str(raised.value).count(str(nearest)) == (2 if nearest else 0)


@pytest.mark.parametrize(("names", "told"), [(5, "5"), ([float("nan")], "nan"), ([["a"]], '["a"]'), ([None, "mianning/none"], "null")])
def test_what_is_no_name_of_a_benefit_is_one_that_there_is_not(book: Rulebook, names: Anything, told: str) -> None:
    """Where it is no text either, as whoever reads tables passes it on."""
    with pytest.raises(UnknownBenefitError) as raised:
        book.evaluate(ELDER, DAY, names)
    assert (raised.value.name, raised.value.nearest) == (told, None)


def test_what_is_missing_is_named_by_its_path(tmp_path: Path) -> None:
    """With the document that decides it, where there is one; nothing is missing where all is settled."""
    book = one_ruleset(
        tmp_path,
        one=benefit("{all: [{age: {at_least: 80}}, {cared_elder: {listed: true}}]}"),
        two=benefit("{any: [{listed: true}, {widowed: true}]}"),
    )
    nothing, known = book.evaluate({}, DAY), book.evaluate({"birth_date": "1940-01-01", "widowed": True}, DAY)

    assert nothing["r/one"].missing == ("birth_date", "cared_elder.listed")
    assert nothing["r/one"].data()["instruments"] == {"cared_elder.listed": {"zh": "县名单办法", "en": "the county's list"}}
    assert "所照护的老人的列入名单" in nothing["r/one"].explain("zh")
    assert "县名单办法" in nothing["r/one"].explain("zh")
    assert known["r/one"].missing == ("cared_elder.listed",)
    assert (known["r/two"].outcome, known["r/two"].missing, known["r/two"].data()["instruments"]) == (YES, (), {})


# -- order -----------------------------------------------------------------------------------------------------------


def test_the_strongest_promise_comes_first(tmp_path: Path, evaluations: list[Evaluation]) -> None:
    """Then what is for a certain group, before what is for all; then the order of the document."""
    kinds = [(force, kind) for force in reversed(Force) for kind in reversed(RuleClass)]
    written = {
        f"b{number}{twin}": benefit("{not: {all: [{widowed: true}, {widowed: false}]}}", f"force: {force}, rule_class: {kind}")
        for number, (force, kind) in enumerate(kinds)
        for twin in "ab"
    }
    evaluation = one_ruleset(tmp_path, **written).evaluate({"widowed": True}, DAY, assurance="off")

    assert [(one.force, one.rule_class, one.benefit[-1]) for one in evaluation.eligible] == [
        (force, kind, twin) for force in Force for kind in RuleClass for twin in "ab"
    ]
    for shipped in evaluations:
        for outcome in Outcome:
            found = shipped.of(outcome)
            assert sorted(one.benefit for one in found) == sorted(one.benefit for one in shipped.findings if one.outcome is outcome)
            forces = [list(Force).index(one.force) for one in found]
            assert forces == sorted(forces)
        assert (shipped.eligible, shipped.undetermined) == (shipped.of(YES), shipped.of(UNDETERMINED))


# -- in force, flags -------------------------------------------------------------------------------------------------

PLANNED = "planning_period: {from: 2023-01-01, until: 2025-12-31}"
EFFECT = "in_effect: {from: 2025-01-01, until: 2025-12-31}"


@pytest.mark.parametrize(
    ("more", "day", "outcome", "flags"),
    [
        ("", "2025-03-01", YES, ()),
        ("status: in_force", "2025-03-01", YES, ()),
        ("status: draft", "2025-03-01", YES, (Flag.DRAFT,)),
        ("status: repealed\nin_effect: {until: 2024-12-31}", "2025-03-01", NOT_IN_FORCE, (Flag.REPEALED,)),
        (PLANNED, "2022-12-31", YES, (Flag.BEFORE_PLANNING_PERIOD,)),
        (PLANNED, "2025-12-31", YES, ()),
        (PLANNED, "2026-01-01", YES, (Flag.PLANNING_PERIOD_ENDED,)),
        (f"{PLANNED}\nstatus: draft", "2026-01-01", YES, (Flag.DRAFT, Flag.PLANNING_PERIOD_ENDED)),
        (EFFECT, "2024-12-31", NOT_IN_FORCE, ()),
        (EFFECT, "2025-01-01", YES, ()),
        (EFFECT, "2025-12-31", YES, ()),
        (EFFECT, "2026-01-01", NOT_IN_FORCE, ()),
        ("in_effect: {from: 2025-01-01}", "2099-01-01", YES, ()),
        ("in_effect: {until: 2025-01-01}", "1999-01-01", YES, ()),
    ],
)
def test_the_state_of_the_document_is_told(tmp_path: Path, more: str, day: str, outcome: Outcome, flags: tuple[Flag, ...]) -> None:
    """Outside its effect nothing is in force; a draft, or a plan whose period has ended, still answers, with a flag."""
    book = one_ruleset(tmp_path, more, yes=benefit("{widowed: true}"), no=benefit("{widowed: false}"), open=benefit("{listed: true}"))
    findings = {finding.benefit: finding for finding in book.evaluate({"widowed": True}, date.fromisoformat(day), assurance="off").findings}
    in_force = outcome is YES

    assert [findings[f"r/{name}"].outcome for name in ("yes", "no", "open")] == (
        [YES, NO, UNDETERMINED] if in_force else [NOT_IN_FORCE] * 3
    )
    assert {finding.flags for finding in findings.values()} == {flags}
    assert findings["r/open"].missing == (("listed",) if in_force else ())
    assert book.evaluate({"widowed": True}, date.fromisoformat(day), assurance="off").eligible == ((findings["r/yes"],) if in_force else ())


@pytest.mark.parametrize(
    ("more", "day", "zh", "en"),
    [
        ("status: draft", "2025-03-01", "征求意见稿", "draft"),
        (PLANNED, "2026-01-01", "2025年12月31日", "2025-12-31"),
        (EFFECT, "2026-01-02", "2026年1月2日", "2026-01-02"),
    ],
)
def test_a_flag_is_said_in_words(tmp_path: Path, more: str, day: str, zh: str, en: str) -> None:
    """Whoever reads only the explanation is warned too."""
    book = one_ruleset(tmp_path, more, yes=benefit("{widowed: true}"))
    finding = book.evaluate({"widowed": True}, date.fromisoformat(day), assurance="off")["r/yes"]

    assert zh in finding.explain("zh")
    assert en in finding.explain("en")


@pytest.mark.parametrize(
    ("force", "status", "settled"),
    [
        ("mandatory", "in_force", True),
        ("pilot", "in_force", False),
        ("encouraged", "in_force", False),
        ("principle", "in_force", False),
        ("mandatory", "draft", False),
    ],
)
def test_an_encouragement_or_a_draft_never_looks_like_an_entitlement(tmp_path: Path, force: str, status: str, settled: bool) -> None:
    """In neither language does it begin as an entitlement does, and while it is open that is said too."""
    book = one_ruleset(tmp_path, f"status: {status}", one=benefit("{widowed: true}", f"force: {force}"))
    finding, open_ = (book.evaluate(profile, DAY, assurance="off")["r/one"] for profile in ({"widowed": True}, {}))

    assert finding.settled == open_.settled == settled
    assert finding.explain("zh").startswith("可以办") == settled
    assert finding.explain("en").startswith("Can be claimed") == settled
    assert open_.explain("zh").startswith("问当地有没有") == (not settled)
    assert ("不能作为办理或不予办理的依据" in open_.explain("zh")) == (status == "draft")


# -- a lower place's benefit in the stead of a higher one --------------------------------------------------------------


def replacing(folder: Path, applies: str, status: str = "status: in_force") -> Rulebook:
    """A province's benefit that a county replaces for its people."""
    return read_book(
        folder,
        {
            "p/document.yaml": document("p", "51"),
            "p/chapter.yaml": chapter(wide=benefit("{widowed: true}", "applies_to: residents")),
            "c/document.yaml": document("c", "513433", status),
            "c/chapter.yaml": chapter(
                own=benefit("{age: {at_least: 60}}", f"applies_to: {applies}, replaces: [p/wide], name: {{zh: 县待遇, en: County benefit}}")
            ),
        },
    )


OWN = {"zh": "“县待遇”", "en": "County benefit"}


@pytest.mark.parametrize(
    ("facts", "wide", "flags", "own"),
    [
        ({"residence": "513433"}, NO, (Flag.REPLACED,), YES),
        ({"residence": "513433100"}, NO, (Flag.REPLACED,), YES),
        ({"residence": "513434"}, YES, (), None),
        ({"residence": "5134"}, UNDETERMINED, (), UNDETERMINED),
        ({"residence": "22"}, None, (), None),
        ({"residence": "513434", "widowed": False}, NO, (), None),  # not the county's doing
        ({"residence": "513433", "birth_date": "2000-01-01"}, NO, (Flag.REPLACED,), NO),
    ],
)
def test_a_countys_benefit_stands_in_for_the_provinces(
    tmp_path: Path, facts: dict[str, Anything], wide: Outcome | None, flags: tuple[Flag, ...], own: Outcome | None
) -> None:
    """For the county's people alone; where that is what rules the province's out, a flag says so."""
    book = replacing(tmp_path, "residents")
    evaluation = book.evaluate({"birth_date": "1940-01-01", "widowed": True, "household_registration": "22", **facts}, DAY, assurance="off")
    found = {finding.benefit: finding for finding in evaluation.findings}

    assert (found["p/wide"].outcome if "p/wide" in found else None) is wide
    assert (found["c/own"].outcome if "c/own" in found else None) is own
    assert wide is None or found["p/wide"].flags == flags
    assert wide is None or all((name in found["p/wide"].explain(language)) == (flags != ()) for language, name in OWN.items())


@pytest.mark.parametrize(("registered", "wide"), [("513433", NO), ("513434", YES), (None, UNDETERMINED)])
def test_what_is_for_the_registered_replaces_for_the_registered(tmp_path: Path, registered: str | None, wide: Outcome) -> None:
    """Whoever lives in the county without being registered there keeps the province's benefit."""
    book = replacing(tmp_path, "registered")
    evaluation = book.evaluate({"residence": "513433", "household_registration": registered, "widowed": True}, DAY, assurance="off")

    assert evaluation["p/wide"].outcome is wide
    assert book.benefits["p/wide"].replaced_by == ("c/own",)


@pytest.mark.parametrize(
    ("status", "day", "wide"),
    [
        ("status: repealed\nin_effect: {until: 2025-06-30}", date(2025, 6, 30), NO),
        ("status: repealed\nin_effect: {until: 2025-06-30}", date(2025, 7, 1), YES),
        ("status: draft", date(2025, 6, 30), YES),
    ],
)
def test_what_was_repealed_stood_in_until_it_ended(tmp_path: Path, status: str, day: date, wide: Outcome) -> None:
    """It was law until then; a draft never was."""
    book = replacing(tmp_path, "residents", status)
    evaluation = book.evaluate({"residence": "513433", "household_registration": "513433", "widowed": True}, day)

    assert evaluation["p/wide"].outcome is wide


@pytest.mark.parametrize(("applies", "residence", "registration"), [("residents", YES, NO), ("registered", NO, YES), ("anyone", YES, YES)])
def test_a_benefit_is_for_those_who_live_or_are_registered_here_or_for_anyone(
    tmp_path: Path, applies: str, residence: Outcome, registration: Outcome
) -> None:
    """Which of these is a part of its condition; whoever is near in either way gets an answer."""
    book = one_ruleset(tmp_path, one=benefit("{widowed: true}", f"applies_to: {applies}"))
    places = ("513433", "22")

    lives = book.evaluate({"residence": places[0], "household_registration": places[1], "widowed": True}, DAY, assurance="off")
    registered = book.evaluate({"residence": places[1], "household_registration": places[0], "widowed": True}, DAY, assurance="off")
    neither = book.evaluate({"residence": places[1], "household_registration": places[1], "widowed": True}, DAY, assurance="off")

    assert (lives["r/one"].outcome, registered["r/one"].outcome) == (residence, registration)
    assert [one.outcome for one in neither.findings] == ([YES] if applies == "anyone" else [])


# -- levels ----------------------------------------------------------------------------------------------------------

TABLE = """levels: {columns: {rate: {label: {zh: 比例, en: Rate}, type: percent}, sum: {label: {zh: 金额, en: Sum}, type: money, unit: CNY},
 word: {label: {zh: 说明, en: Remark}, type: text}},
 rows: [{when: {age: {below: 70}}, rate: 50, sum: 100.50, word: 少}, {when: {age: {between: [70, 79]}}, rate: 60, sum: 200, word: 中},
 {when: {age: {at_least: 80}, widowed: true}, rate: 70, sum: 300, word: 多}]}"""
SMALL = {"rate": Decimal(50), "sum": Decimal("100.50"), "word": "少"}
LARGE = {"rate": Decimal(70), "sum": Decimal(300), "word": "多"}


@pytest.mark.parametrize(
    ("facts", "levels"),
    [
        ({"birth_date": "1960-01-01"}, LevelsFound(True, (SMALL,), ())),
        ({"birth_date": "1940-01-01", "widowed": True}, LevelsFound(True, (LARGE,), ())),
        ({"birth_date": "1940-01-01"}, LevelsFound(False, (LARGE,), ("widowed",))),
        ({"birth_date": "1940-01-01", "widowed": False}, LevelsFound(False, (), ())),
        ({"residence": "513433", "widowed": False, "birth_date": "1960-01-01"}, LevelsFound(True, (SMALL,), ())),
    ],
)
def test_levels_are_settled_or_open(tmp_path: Path, facts: dict[str, Anything], levels: LevelsFound) -> None:
    """One row where it surely is the one; else every row that may be, and what would decide."""
    book = one_ruleset(tmp_path, one=benefit("{ability: {at_least: mild}}", TABLE))
    evaluation = book.evaluate({"ability": "severe", **facts}, DAY, assurance="off")
    finding = evaluation["r/one"]

    assert finding.outcome is YES
    assert finding.levels == levels
    assert book.evaluation(evaluation.to_json())["r/one"].levels == levels
    for language, words in (("zh", ("比例", "金额")), ("en", ("Rate", "Sum"))):
        assert all((word in finding.explain(language)) == bool(levels.rows) for word in words)


def test_rows_that_overlap_settle_nothing(tmp_path: Path) -> None:
    """Which of them counts cannot be said: all that may are shown."""
    rows = "{when: {age: {at_least: 60}}, rate: 50}, {when: {age: {at_least: 80}}, rate: 60}, {when: {widowed: true}, rate: 70}"
    table = f"levels: {{columns: {{rate: {{label: {{zh: 比例}}, type: percent}}}}, rows: [{rows}]}}"
    finding = one_ruleset(tmp_path, one=benefit("{age: {at_least: 60}}", table)).evaluate(ELDER, DAY, assurance="off")["r/one"]

    assert finding.levels == LevelsFound(False, tuple({"rate": Decimal(rate)} for rate in (50, 60, 70)), ("widowed",))


def test_levels_of_what_may_be_had(tmp_path: Path) -> None:
    """Are shown while it is open, and not where it cannot be had."""
    book = one_ruleset(tmp_path, one=benefit("{ability: {at_least: mild}}", TABLE), two=benefit("{widowed: true}"))
    open_, refused = book.evaluate({}, DAY, assurance="off"), book.evaluate({"ability": "intact"}, DAY, assurance="off")

    assert open_["r/one"].levels is not None
    assert (len(open_["r/one"].levels.rows), open_["r/one"].levels.missing) == (3, ("birth_date", "widowed"))
    assert refused["r/one"].levels is None
    assert open_["r/two"].levels is None


# -- readings --------------------------------------------------------------------------------------------------------


def test_an_outcome_that_depends_on_a_reading_says_so(tmp_path: Path) -> None:
    """On which, and what it would be then; of a term and of the sentence itself."""
    reading = "readings: [{note: {zh: 也限收入, en: income counts too}, when: {widowed: true, income: {below: 900}}}]"
    book = read_book(
        tmp_path,
        {
            "terms.yaml": "terms:\n  frail: {label: {zh: 失能, en: Frail}, when: {ability: severe},"
            " readings: [{note: {zh: 轻度也算, en: mild counts}, when: {ability: {at_least: mild}}}]}",
            "r/document.yaml": document("r"),
            "r/chapter.yaml": chapter(own=benefit("{widowed: true}", reading), term=benefit("{frail: true}")),
        },
    )
    rich, poor = (book.evaluate({"widowed": True, "income": income, "ability": "mild"}, DAY, assurance="off") for income in (900, 899))

    assert poor["r/own"].robust
    assert not rich["r/own"].robust
    assert [(one.outcome, [(c.term, c.number) for c in one.choices]) for one in rich["r/own"].depends_on_reading] == [(NO, [(None, 1)])]
    assert [(one.outcome, [(c.term, c.number) for c in one.choices]) for one in rich["r/term"].depends_on_reading] == [
        (YES, [("frail", 1)])
    ]
    assert "也限收入" in rich["r/own"].explain("zh")
    assert "income counts too" in rich["r/own"].explain("en")
    assert "轻度也算" in rich["r/term"].explain("zh")
    assert "也限收入" not in poor["r/own"].explain("zh")


# -- words -----------------------------------------------------------------------------------------------------------


QUOTED = str.maketrans("“”", "‘’")
"""Inside marks of quotation others stand."""


def test_every_finding_is_explained_in_words(evaluations: list[Evaluation]) -> None:
    """In both languages and at all levels, with the citation; no template is left unfilled, no value said as Python has it."""
    for evaluation in evaluations:
        for finding in evaluation.findings:
            for language in ("zh", "en"):
                for level in SAID:
                    said = finding.explain(language, level)
                    for part in (finding.name.of(language), cited(finding.citation, language)):
                        assert part.translate(QUOTED) in said.translate(QUOTED)
                    assert not any(wrong in said for wrong in ("{", "}", "Truth.", "Decimal(", "frozenset"))
                    assert language == "en" or "None" not in said
                assert finding.explain(language, "full").startswith(finding.explain(language, "short") + "\n")


def test_a_full_explanation_has_a_line_for_every_part_of_the_proof(evaluations: list[Evaluation]) -> None:
    """With its truth and the place where it is written."""

    def parts(proof: Proof) -> list[Proof]:
        return [proof, *(inner for part in proof.parts for inner in parts(part))]

    marks = {Truth.YES: "✓", Truth.NO: "✗", Truth.UNKNOWN: "?"}
    for finding in evaluations[2].findings:
        lines = finding.explain("zh", "full").splitlines()[1:]

        assert [line.lstrip()[0] for line in lines] == [marks[part.truth] for part in parts(finding.proof)]
        for line, part in zip(lines, parts(finding.proof), strict=True):
            assert part.condition.span is None or line.endswith(f"[{part.condition.span.file}:{part.condition.span.line}]")


def test_the_condition_of_every_benefit_is_a_sentence(book: Rulebook) -> None:
    """In both languages, with nothing left unfilled."""
    for name in book.benefits:
        for language in ("zh", "en"):
            assert book.sentence(name, language)
            assert not any(wrong in book.sentence(name, language) for wrong in ("{", "}", "Truth.", "Decimal("))


# -- JSON ------------------------------------------------------------------------------------------------------------


def test_an_evaluation_survives_json(book: Rulebook, evaluations: list[Evaluation]) -> None:
    """Nothing is lost: what is read back is equal, writes the same JSON and says the same words."""
    for evaluation in evaluations[::2]:
        text = evaluation.to_json()
        back = book.evaluation(text)

        assert back == evaluation
        assert back.to_json() == text
        for one, other in zip(back.findings, evaluation.findings, strict=True):
            assert one.proof == other.proof
            assert one.depends_on_reading == other.depends_on_reading
            assert (one.flags, one.missing, one.robust, one.levels, one.citation) == (
                other.flags, other.missing, other.robust, other.levels, other.citation,
            )  # fmt: skip
            assert one.explain("en", "full") == other.explain("en", "full")


def test_json_is_the_data_at_every_level(evaluations: list[Evaluation]) -> None:
    """Whichever way it is written."""
    for evaluation in evaluations[::5]:
        for level in LEVELS:
            assert json.loads(evaluation.json(level)) == json.loads(json.dumps(evaluation.data(level)))
            assert ("explanation" in evaluation.findings[0].data(level)) == (level != "none")
            assert ("proof" in evaluation.findings[0].data(level)) == (level == "full")
        assert json.loads(evaluation.to_json()) == json.loads(evaluation.json("full"))


def test_another_evaluation_is_not_equal(book: Rulebook) -> None:
    """By its facts, by its outcome alone, or by a proof that was changed."""
    one = book.evaluate(ELDER, DAY)
    changed = json.loads(one.to_json())
    changed["findings"][0]["proof"]["parts"][0]["truth"] = "unknown"

    assert one == book.evaluate(ELDER, DAY)
    assert one != book.evaluate({**ELDER, "birth_date": "1941-05-10"}, DAY)
    assert book.evaluation(json.dumps(changed)) != one


@settings(deadline=None)
@given(conditions, people)
def test_any_proof_survives_json(condition: Condition, asked: Anything) -> None:
    """Every kind of condition and of value."""
    prover = Prover(Scope(FACTS, place="513433"))
    proof = prover.prove(condition, prover.view(asked.person, asked.day))

    assert proof_from(json.loads(json.dumps(proof_data(proof)))) == proof


# -- receipt ---------------------------------------------------------------------------------------------------------


def test_a_receipt_says_what_the_answer_rests_on(book: Rulebook) -> None:
    """Day, version, outcomes, actions, and with a key a digest of the facts; its number is that of all these."""
    receipt = book.evaluate(ELDER, DAY, receipt_key=KEY).receipt

    assert (receipt.as_of, receipt.version) == (DAY, book.version)
    assert receipt.data() == {**receipt.data(), "as_of": "2025-03-01", "version": book.version}
    assert receipt.profile_digest is not None
    assert len(receipt.profile_digest) == 64
    assert receipt.outcomes.keys() == receipt.actions.keys()
    assert len(receipt.number) == 16


@pytest.mark.parametrize(
    "same",
    [
        dict(reversed(ELDER.items())),
        {"出生日期": date(1940, 5, 10), "常住地": "冕宁县", "户籍地": "513433000000"},
        {**ELDER, "has_dementia": None},
    ],
)
def test_the_same_facts_give_the_same_receipt(book: Rulebook, same: dict[str, Anything]) -> None:
    """In whatever order, words and form they are given."""
    assert book.evaluate(same, DAY, receipt_key=KEY).receipt == book.evaluate(ELDER, DAY, receipt_key=KEY).receipt


@pytest.mark.parametrize(
    ("profile", "day"),
    [({**ELDER, "has_dementia": False}, DAY), ({**ELDER, "living_status": []}, DAY), (ELDER, date(2025, 3, 2))],
)
def test_other_facts_or_another_day_give_another_receipt(book: Rulebook, profile: dict[str, Anything], day: date) -> None:
    """What is known to be none is not what is unknown."""
    assert book.evaluate(profile, day, receipt_key=KEY).receipt.number != book.evaluate(ELDER, DAY, receipt_key=KEY).receipt.number


def test_an_empty_person_is_not_an_unknown_one_in_the_receipt(book: Rulebook) -> None:
    """Nor is a set with one code a set with another."""
    profiles: list[dict[str, Anything]] = [{}, {"cared_elder": {}}, {"cared_elder": {"has_dementia": True}}, {"has_dementia": True}]

    assert len({book.evaluate(profile, DAY, [], receipt_key=KEY).receipt.profile_digest for profile in profiles}) == len(profiles)


PROGRAM = """
import json, sys
from datetime import date
from huilao import Rulebook
book = Rulebook.load()
for profile in json.load(sys.stdin):
    evaluation = book.evaluate(profile, date(2025, 3, 1))
    print(evaluation.receipt.number, evaluation.to_json(), sep="\\t")
"""


@pytest.mark.parametrize("seed", ["1", "2"])
def test_another_process_gives_the_same_receipt_and_answer(book: Rulebook, seed: str) -> None:
    """To the letter, whatever its seed of hashes."""
    profiles = [a_profile(book.rules, Random(number), DAY, 0.2) for number in range(3)]
    here = [book.evaluate(profile, DAY) for profile in profiles]
    there = subprocess.run(  # noqa: S603  # our own program
        [sys.executable, "-c", PROGRAM], input=json.dumps(profiles), env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONUTF8": "1"},
        capture_output=True, encoding="utf-8", check=True,
    ).stdout.splitlines()  # fmt: skip

    assert [line.split("\t")[0] for line in there] == [one.receipt.number for one in here]
    assert [line.split("\t")[1] for line in there] == [one.to_json() for one in here]


def test_an_answer_does_not_depend_on_who_came_before(tmp_path: Path) -> None:
    """Proofs are shared between people, and what one gave in another form is not said of the next."""
    book = one_ruleset(tmp_path, one=benefit("{income: {below: 900}, balance: {above: -5}}"))
    given = [("0.0", "1.50"), ("-0", "1.5"), ("0", "15E-1")]
    said = {
        book.evaluate({"income": Decimal(income), "balance": Decimal(balance)}, DAY, assurance="off").to_json() for income, balance in given
    }

    assert len(said) == 1


# -- assurance -------------------------------------------------------------------------------------------------------

VACCINE = "mianning/5-1-free-flu-vaccine"
YOUNG = {**ELDER, "birth_date": "2000-01-01"}


def fires_for_all(right: frozenset[str]) -> frozenset[str]:
    return right | {VACCINE}


def never_fires(right: frozenset[str]) -> frozenset[str]:
    return right - {VACCINE}


@pytest.mark.parametrize(("wrong", "profile"), [(never_fires, ELDER), (fires_for_all, YOUNG)])
def test_where_the_network_disagrees_nothing_is_answered(
    book: Rulebook, monkeypatch: pytest.MonkeyPatch, wrong: Callable[[frozenset[str]], frozenset[str]], profile: dict[str, str]
) -> None:
    """Whether it says too little or too much; the error names the benefit."""
    right = Network.surely

    def surely(self: Network, person: Person, day: date) -> frozenset[str]:
        return wrong(right(self, person, day))

    monkeypatch.setattr(Network, "surely", surely)

    with pytest.raises(DisagreementError, match=VACCINE) as raised:
        book.evaluate(profile, DAY)
    assert raised.value.benefits == (VACCINE,)
    assert book.evaluate(profile, DAY, assurance="off").findings


def test_where_compiled_code_and_proof_disagree_nothing_is_answered(book: Rulebook, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even where the network is not asked: the proof is compared when it is made."""
    right = engine_module.compile_conditions

    def compiled(*arguments: Anything) -> Decide:
        decide = right(*arguments)

        def contrary(person: Person, day: date) -> list[Truth]:
            return [~truth for truth in decide(person, day)]

        return contrary

    monkeypatch.setattr(engine_module, "compile_conditions", compiled)
    wrong = Rulebook(book.rules)

    with pytest.raises(DisagreementError):
        wrong.evaluate(ELDER, DAY, [VACCINE])
    unproved = wrong.evaluate(ELDER, DAY, [VACCINE], assurance="off")
    with pytest.raises(DisagreementError, match=VACCINE):
        unproved[VACCINE].explain()


@pytest.mark.parametrize("benefits", [None, [VACCINE]], ids=["all", "one"])
def test_where_a_proof_is_wrong_nothing_is_answered(book: Rulebook, monkeypatch: pytest.MonkeyPatch, benefits: list[str] | None) -> None:
    """Whether all are proved together or one by itself."""
    right, all_right = Prover.prove, Prover.prove_all
    wrong = book.benefits[VACCINE].condition

    def contrary(proof: Proof) -> Proof:
        return Proof(proof.condition, ~proof.truth, proof.parts, proof.value) if proof.condition is wrong else proof

    def prove(self: Prover, condition: Condition, view: View) -> Proof:
        return contrary(right(self, condition, view))

    def prove_all(self: Prover, conditions: Sequence[Condition], view: View) -> list[Proof]:
        return list(map(contrary, all_right(self, conditions, view)))

    monkeypatch.setattr(Prover, "prove", prove)
    monkeypatch.setattr(Prover, "prove_all", prove_all)

    with pytest.raises(DisagreementError) as raised:
        book.evaluate(ELDER, DAY, benefits)
    assert raised.value.benefits == (VACCINE,)


@pytest.mark.parametrize(("assurance", "low", "high"), [("always", 100, 100), ("off", 0, 0), (1.0, 100, 100), (0.0, 0, 0), (0.5, 20, 80)])
def test_the_network_is_asked_as_often_as_is_wanted(
    book: Rulebook, monkeypatch: pytest.MonkeyPatch, assurance: Anything, low: int, high: int
) -> None:
    """Always, never, or on a share of the evaluations."""
    asked = 0

    def surely(self: Network, person: Person, day: date) -> frozenset[str]:
        nonlocal asked
        asked += 1
        return frozenset()

    monkeypatch.setattr(Network, "surely", surely)
    for _ in range(100):
        book.evaluate({}, DAY, [], assurance=assurance)

    assert low <= asked <= high


def test_a_finding_says_what_it_is(book: Rulebook) -> None:
    """To whoever debugs, and compared with something else."""
    finding = book.evaluate(ELDER, DAY)["mianning/5-1-free-flu-vaccine"]

    assert repr(finding) == "<Finding mianning/5-1-free-flu-vaccine: eligible>"
    assert finding != "mianning/5-1-free-flu-vaccine"
    assert isinstance(finding, Finding)
