"""Words: every condition as a sentence, every finding as something a caseworker would say."""

from __future__ import annotations

import re
from dataclasses import fields
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from huilao import Rulebook
from huilao.language.condition import About, All, Any, Condition, Count, Duration, Not, Operator, Term, Test
from huilao.language.facts import BUILT_IN, Code, Fact, FactType, Text
from huilao.language.policy import DefinedTerm, Place
from huilao.language.words import CODES, COMBINATORS, COMPARISONS, COUNT_OF
from huilao.render.sentence import Speaker
from huilao.render.wording import EN, ZH
from reset_golden import Golden

GOLDEN = Path(__file__).parent / "golden"

FACTS = {
    **BUILT_IN,
    **{
        fact.name: fact
        for fact in (
            Fact("alone", FactType.YES_NO, Text("独自居住", "Lives alone")),
            Fact("income", FactType.NUMBER, Text("月收入", "Monthly income"), unit=Text("元", "CNY")),
            Fact("birth_date", FactType.DATE, Text("出生日期", "Date of birth")),
            Fact("setting", FactType.CHOICE, Text("养老方式", "Setting"), codes=(Code("home", Text("居家", "At home")), Code("ward", Text("住院", "In hospital")))),
            Fact("level", FactType.SCALE, Text("能力等级", "Ability"), codes=(Code("mild", Text("轻度", "Mild")), Code("severe", Text("重度", "Severe")))),
            Fact("aid", FactType.SET, Text("救助身份", "Status"), codes=(Code("dibao", Text("低保", "Dibao")), Code("edge", Text("低保边缘", "Edge")))),
            Fact("residence", FactType.PLACE, Text("常住地", "Residence")),
            Fact("father", FactType.PERSON, Text("父亲", "Father")),
        )
    },
}  # fmt: skip
OLD = Test("age", Operator.AT_LEAST, (Decimal(80),))
ALONE = Test("alone", Operator.ONE_OF, (True,))
POOR, ILL = Term("poor"), Term("ill")
TERMS = {name: DefinedTerm(name, Text(zh, en), ALONE) for name, zh, en in (("poor", "困难", "Poor"), ("ill", "失能", "Ill"))}
PLACES = {"513433": Place("513433", Text("冕宁县", "Mianning"))}


def asks(fact: str, operator: Operator, *values: bool | str | Decimal | date | Duration) -> Test:
    return Test(fact, operator, values)


@pytest.mark.parametrize(
    ("condition", "zh", "en"),
    [
        (OLD, "年满80周岁", "aged 80 or over"),
        (asks("age", Operator.BETWEEN, Decimal(60), Decimal(69)), "年龄在60至69周岁之间（含）", "aged 60 to 69"),
        (ALONE, "独自居住", "lives alone"),
        (asks("alone", Operator.ONE_OF, False), "不属于“独自居住”", "not “lives alone”"),
        (asks("lives_here", Operator.ONE_OF, True), "常住在冕宁县", "lives in Mianning"),
        (asks("registered_here", Operator.ONE_OF, False), "户籍不在冕宁县", "household registration not in Mianning"),
        (asks("income", Operator.AT_MOST, Decimal("1200.50")), "月收入不高于1200.5元", "monthly income at most 1200.5 CNY"),
        (asks("birth_date", Operator.BELOW, date(1949, 10, 1)), "出生日期在1949-10-01之前", "date of birth before 1949-10-01"),
        (asks("birth_date", Operator.FOR_AT_LEAST, Duration(years=2, months=6)), "自出生日期起已满2年和6个月",
         "2 years and 6 months have passed since: date of birth"),
        (asks("setting", Operator.ONE_OF, "home", "ward"), "养老方式为居家或住院", "setting is At home or In hospital"),
        (asks("level", Operator.AT_LEAST, "severe"), "能力等级达到重度及以上", "ability is Severe or higher"),
        (asks("aid", Operator.HAS_ALL, "dibao", "edge"), "救助身份同时含低保和低保边缘", "status includes all of Dibao and Edge"),
        (asks("aid", Operator.HAS_NONE, "dibao"), "救助身份不含低保", "status includes none of Dibao"),
        (asks("residence", Operator.WITHIN, "513433"), "常住地在冕宁县", "residence is in Mianning"),
        (POOR, "属于“困难”", "counts as “Poor”"),
        (Not(POOR), "不属于“困难”", "does not count as “Poor”"),
        (Not(OLD), "不符合“年满80周岁”", "not: aged 80 or over"),
        (Any((POOR, ILL)), "属于“困难”或“失能”", "counts as “Poor” or “Ill”"),
        (All((OLD, Any((POOR, ILL)))), "年满80周岁，并且属于“困难”或“失能”", "aged 80 or over, and counts as “Poor” or “Ill”"),
        (All((ALONE, Any((OLD, POOR)))), "独自居住，并且（年满80周岁，或者属于“困难”）", "lives alone, and (aged 80 or over, or counts as “Poor”)"),
        (Any((All((OLD, ALONE)), POOR)), "至少符合一项：（年满80周岁，并且独自居住）；或属于“困难”",
         "at least one of: (aged 80 or over, and lives alone); or counts as “Poor”"),
        (All((OLD, All((ALONE, OLD)))), "年满80周岁，并且独自居住", "aged 80 or over, and lives alone"),
        (Count(2, None, (OLD, ALONE, POOR)), "以下各项至少符合2项：年满80周岁；或独自居住；或属于“困难”",
         "at least 2 of: aged 80 or over; or lives alone; or counts as “Poor”"),
        (About("father", OLD), "父亲（年满80周岁）", "father: (aged 80 or over)"),
    ],
)  # fmt: skip
def test_a_condition_is_a_sentence(condition: Condition, zh: str, en: str) -> None:
    """In either language, with no more brackets than it takes."""
    said = [Speaker(language, FACTS, TERMS, PLACES, "513433").sentence(condition) for language in ("zh", "en")]

    assert said == [zh, en]


def test_both_languages_have_the_same_phrases() -> None:
    """With the same things to be filled in."""
    for field in fields(ZH):
        zh, en = getattr(ZH, field.name), getattr(EN, field.name)
        pairs: list[tuple[str, str]] = [(zh[key], en[key]) for key in zh] if isinstance(zh, dict) else [(zh, en)]  # pyright: ignore[reportUnknownVariableType]
        for left, right in pairs:
            assert set(re.findall(r"{(\w+)}", left)) == set(re.findall(r"{(\w+)}", right)), field.name


@pytest.mark.parametrize(
    "table", [COMBINATORS, COUNT_OF, COMPARISONS, *({str(code): name.zh for code, name in kind.items()} for kind in CODES.values())]
)
def test_a_word_means_one_thing_where_it_can_stand(table: dict[str, str]) -> None:
    """No two keywords, and no two codes of a kind, share a Chinese word or have one that is another's code."""
    words = [word for keyword, word in table.items() for word in {keyword, word}]

    assert len(words) == len(set(words))


def test_the_shipped_rules_read_as_reviewed(book: Rulebook, golden: Golden) -> None:
    """Every sentence of every benefit, reading and term, in both languages: a change of wording is a change to review."""
    lines: list[str] = []
    for name, benefit in book.benefits.items():
        for language in ("zh", "en"):
            speaker = book.words.speaker(benefit.ruleset, language)
            lines += [
                f"{name}: {speaker.sentence(benefit.condition)}",
                *(f"  | {speaker.sentence(one.condition)}" for one in benefit.readings),
            ]
    for ruleset in book.rules.rulesets.values():
        for term in ruleset.terms.values():
            if term.own or ruleset.name == "mianning":
                said = (book.words.speaker(ruleset.name, language).sentence(term.condition) for language in ("zh", "en"))
                lines.append(f"{ruleset.name} {term.name}: {' / '.join(said)}")

    golden(GOLDEN / "sentences.txt", "\n".join(lines) + "\n")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_finding_says_what_it_has_to_say(book: Rulebook, language: str) -> None:
    """Name, source and a reason or what is missing; nothing left to be filled in."""
    elder = {"birth_date": "1944-05-10", "residence": "513433", "household_registration": "220302", "medical_insurance": "resident"}
    for finding in book.evaluate(elder, date(2025, 3, 1)).findings:
        said = finding.explain(language)

        assert finding.name.of(language) in said
        assert finding.citation.of(language) in said
        assert not re.search(r"[{}]|None", said)


def test_an_encouragement_never_looks_like_an_entitlement(book: Rulebook) -> None:
    """Nor does a draft."""
    elder = {"birth_date": "1944-05-10", "residence": "220302", "household_registration": "513433"}
    eligible = book.evaluate(elder, date(2025, 3, 1)).eligible

    assert {one.settled for one in eligible} == {True, False}
    for finding in eligible:
        assert finding.explain("zh").startswith("可以享受") == finding.settled
        assert finding.explain("en").startswith("Can have") == finding.settled
