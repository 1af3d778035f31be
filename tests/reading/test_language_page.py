"""The pages about the language, in English and Chinese: their examples are read, and what can be generated is as the program has it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from itertools import chain
from pathlib import Path

import pytest

from huilao import Rulebook
from huilao.language import words
from huilao.language.facts import AGE, BUILT_IN, AskedOf, FactType, Sensitivity
from huilao.language.outcome import Action, Outcome
from huilao.language.policy import (
    AgeReached,
    AppliesTo,
    Beneficiary,
    Charge,
    ChooseBy,
    ColumnType,
    Flaw,
    Force,
    Hits,
    RuleClass,
    Status,
    Way,
    Weight,
)
from huilao.language.quantity import PayFrom, Rounding
from huilao.language.standards import PlaceOf
from huilao.language.units import Per, Unit
from huilao.profile.values import PARTLY
from huilao.reading.rules import read_rules
from huilao.reading.spelling import respell
from huilao.review.figures import cell_words
from huilao.yaml.source import read_source
from reset_golden import Golden

DOCS = Path(__file__).parents[2] / "docs"
PAGES = {"en": DOCS / "language.md", "zh": DOCS / "language.zh.md"}
AS_OF = date(2025, 9, 1)
"""The day of evaluation of the person on the pages."""

CONDITIONS: Mapping[str, tuple[str, ...]] = {
    "age": (
        "{age: {at_least: 60}}",
        "{age: {at_least: 60 years 6 months}}",
        "{age: {at_most: 69}}",
        "{age: {between: [60, 69]}}",
        "{age: {at_least: 80, below: 90}}",
    ),
    "facts": (
        "{widowed: true}",
        "{widowed: false}",
        "{disability_certificate: certified}",
        "{disability_certificate: {is_not: none}}",
        "{ability_level: [mild, moderate]}",
        "{ability_level: {one_of: [moderate, severe]}}",
        "{ability_level: {none_of: [intact, mild]}}",
        "{ability_level: {at_least: moderate}}",
        "{ability_level: {above: intact}}",
        "{assessed_on: {on_or_after: 2025-01-01}}",
        "{assessed_on: {before: 2025-07-01}}",
        "{assessed_on: {for_at_least: 2 years}}",
        '{residence: {within: "51"}}',
        "{lives_here: true}",
        "{registered_here: false}",
        "{social_assistance: {has_any: [dibao, edge]}}",
        "{social_assistance: {has_all: [dibao, edge]}}",
        "{social_assistance: {has_none: [dibao]}}",
        "{cared_elder: {age: {at_least: 80}}}",
    ),
    "joined": (
        "{widowed: true, age: {at_least: 60}}",
        "{all: [{widowed: true}, {living_alone: true}]}",
        "{any: [{widowed: true}, {age: {at_least: 80}}]}",
        "{not: {all: [{widowed: true}, {lives_here: true}]}}",
        "{count: {at_least: 2, of: [{widowed: true}, {living_alone: true}, {has_dementia: true}]}}",
        "{count: {at_most: 1, of: [{widowed: true}, {living_alone: true}]}}",
    ),
    "terms": ("{elder: true}", "{incapacitated: true}", "{incapacitated: false}"),
    "quantities": (
        "{household_income: {below: 5000}}",
        "{household_income: {above: 800, at_most: 2000}}",
        "{household_income: {below: dibao_line}}",
        "{dibao_line: {at_least: 1000}}",
        "{household_income: {below: {times: [dibao_standard, household_size]}}}",
        "{household_income: {at_most: {times: [dibao_line, 1.5]}}}",
        "{household_income: {below: {plus: [dibao_line, service_cost]}}}",
        "{household_income: {at_most: {minus: [dibao_line, 100]}}}",
        "{household_income: {below: {smallest: [dibao_line, 3000]}}}",
        "{household_income: {below: {largest: [dibao_line, 800]}}}",
        "{household_income: {below: {round: {times: [dibao_line, 1/3]}, to: 1, mode: up}}}",
        "{household_income: {below: {round: {times: [dibao_line, 1/3]}, to: 10, mode: down}}}",
        "{household_income: {below: {round: {times: [dibao_line, 1/3]}, to: 0.01, mode: half_up}}}",
        "{household_income: {below: {first: [{when: {widowed: true}, is: dibao_line}, {otherwise: 500}]}}}",
    ),
    "people": (
        "{count: {among: household_members, at_least: 3}}",
        "{count: {among: household_members, where: {age: {at_least: 60}}, at_least: 2, with_self: true}}",
        "{count: {among: household_members, where: {in_prison: true}, at_most: 1}}",
        "{dibao_line: {above: {sum: pension, among: household_members, with_self: true}}}",
        "{dibao_line: {above: {sum: pension, among: household_members, where: {age: {at_least: 60}}}}}",
        "{household_income: {below: {times: [{count: {among: household_members}}, 800]}}}",
    ),
    "benefits": (
        "{entitled_to: [city/4-voucher]}",
        "{entitled_to: [city/4-voucher, province/5-subsistence-allowance]}",
        "{receiving: {has_any: [voucher, province/3-vaccine]}}",
    ),
}
"""Every construct of conditions and quantities, by the parts of the Chinese page."""

MISTAKES: Mapping[str, str] = {
    "{age_group: {at_least: 60}}": "{年令: {不低于: 60}}",
    '{age: ">=60"}': "{年龄: 60岁以上}",
    "{age: {at_least: 60.5}}": "{年龄: {不低于: 60.5}}",
    "{age: {over: 60}}": "{年龄: {大于等于: 60}}",
    "{age: {at_least: 0}}": "{年龄: {不低于: 0}}",
    "{ability_level: {at_least: medium}}": "{老年人能力等级: {不低于: 中度}}",
    "{social_assistance: dibao}": "{社会救助身份: 低保}",
    "{widowed: yes}": "{丧偶: 有}",
    "{assessed_on: {for_at_least: 2 y}}": "{评估日期: {已满: 两年}}",
    '{residence: {within: "5199"}}': "{常住地: {位于: 青河省}}",
    "{or: [{widowed: true}, {living_alone: true}]}": "{或者: [{丧偶: 是}, {独居: 是}]}",
    "{household_income: {below: dibao_standard*3}}": "{家庭月收入: {低于: 低保标准*3}}",
    "{household_income: {below: {plus: [dibao_standard, household_size]}}}": "{家庭月收入: {低于: {和: [低保标准, 共同生活人数]}}}",
    "{dibao_line: {above: {times: [service_cost, household_size]}}}": "{低保线: {高于: {积: [当月服务费用, 共同生活人数]}}}",
    "{household_income: {below: {first: [{when: {widowed: true}, is: 800}]}}}": "{家庭月收入: {低于: {首中: [{条件: {丧偶: 是}, 算法: 800}]}}}",
    "{age: {at_least: 60}, age: {below: 80}}": "{年龄: {不低于: 60}, 年龄: {低于: 80}}",
}
"""What is wrong, as it is likely to be written in English and in Chinese."""

BENEFIT: Mapping[str, str] = {
    "en": "{name: {zh: 待遇, en: Benefit}, cite: 第三条, service: vaccination, force: mandatory, rule_class: core, for: elder, "
    "applies_to: anyone, provides: {zh: 内容, en: Content}}",
    "zh": "{名称: 待遇, 出处: 第三条, 服务: 疫苗接种, 效力: 应当落实, 类别: 特定对象, 受益人: 老年人本人, 适用范围: 任何人, 提供内容: 内容}",
}
"""A benefit in each spelling, but for its condition."""

KNOWN: Mapping[str, str] = {
    '"birth_date": "1942-05-10"': '"出生日期": "1942-05-10"',
    '"birth_date": "1942-05"': '"出生日期": "1942年5月"',
    '"birth_date": "1942"': '"出生日期": "约1942年"',
    '"birth_date": {"from": "1940", "until": "1942"}': '"出生日期": {"起": "1940", "止": "1942"}',
    '"age": 82': '"年龄": 82',
    '"age": {"at_least": 80, "at_most": 89}': '"年龄": {"不低于": 80, "不高于": 89}',
    '"household_income": 1800': '"家庭月收入": 1800',
    '"household_income": {"at_least": 1500, "at_most": 2000}': '"家庭月收入": {"不低于": 1500, "不高于": 2000}',
    '"household_income": {"at_most": 2000}': '"家庭月收入": {"不高于": 2000}',
    '"ability_level": {"one_of": ["mild", "moderate"]}': '"老年人能力等级": {"属于": ["轻度失能", "中度失能"]}',
    '"social_assistance": ["dibao"]': '"社会救助身份": ["低保"]',
    '"social_assistance": []': '"社会救助身份": []',
    '"social_assistance": {"has": ["dibao"], "has_not": ["destitute"]}': '"社会救助身份": {"含": ["低保"], "不含": ["特困"]}',
    '"residence": "98"': '"常住地": "青禾省"',
    '"widowed": null': '"丧偶": null',
}
"""What can be said of a person, known or known in part, in English and in Chinese."""


# -- the examples -----------------------------------------------------------------------------------------------------


def blocks(language: str, kind: str) -> list[str]:
    """The examples of a page."""
    return re.findall(rf"^```{kind}\n(.*?)^```$", PAGES[language].read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)


def write_example(folder: Path, language: str) -> Path:
    """The rule book that the YAML examples of a page are: each begins with its file, some go on with one."""
    for block in blocks(language, "yaml"):
        name = re.match(r"# ([\w./-]+\.yaml)\b", block)
        assert name is not None, f"an example does not say its file:\n{block}"
        path = folder / name[1]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text((path.read_text("utf-8") if path.exists() else "") + block, "utf-8")
    return folder


@pytest.fixture
def folders(tmp_path: Path) -> Mapping[str, Path]:
    return {language: write_example(tmp_path / language, language) for language in PAGES}


@pytest.fixture
def books(folders: Mapping[str, Path]) -> Mapping[str, Rulebook]:
    return {language: loaded(folder) for language, folder in folders.items()}


def loaded(folder: Path) -> Rulebook:
    """The rule book of a folder, without a mistake or a warning."""
    rules, problems = read_rules(folder)
    assert rules is not None, [problem.render("en") for problem in problems]
    assert problems == ()
    return Rulebook(rules)


def test_the_examples_are_one_rule_book(books: Mapping[str, Rulebook]) -> None:
    """Read without a mistake, and on both pages the same but for the texts."""

    def content(book: Rulebook) -> object:
        rules = book.rules
        benefits = {
            name: (
                one.condition,
                one.force,
                one.beneficiary,
                one.pays,
                one.replaces,
                one.charge,
                one.same_as,
                one.scheme,
                one.quota,
                one.in_effect,
                one.age_reached,
                [(change.since, change.to.condition, change.to.pays) for change in one.changes],
            )
            for name, one in book.benefits.items()
        }
        rows = {
            name: [(row.condition, row.amount, row.rest) for row in one.levels.rows] for name, one in book.benefits.items() if one.levels
        }
        standards = {name: (one.unit, one.place_of, one.split, one.values) for name, one in rules.standards.items()}
        quantities = {name: one.value for name, one in rules.quantities.items()}
        terms = {
            name: (one.condition, [(reading.condition, reading.weight) for reading in one.readings]) for name, one in rules.terms.items()
        }
        adopted = {name: [(one.about, one.reading, one.since) for one in ruleset.adopted] for name, ruleset in rules.rulesets.items()}
        implied = {name: (one.implies, [code.implies for code in one.codes]) for name, one in rules.facts.items()}
        lines = [(one.benefits, one.by) for one in rules.combine]
        periods = {name: (one.document.in_effect, one.document.superseded_by) for name, one in rules.rulesets.items()}
        return lines, periods, benefits, rows, standards, quantities, terms, adopted, implied, list(rules.screens), list(rules.facts)

    assert content(books["en"]) == content(books["zh"])


@pytest.mark.parametrize("language", PAGES)
def test_the_profiles_on_the_page_are_read(books: Mapping[str, Rulebook], language: str) -> None:
    """In either language the same person: what is given, and what one fact says of another."""
    (given,) = blocks(language, "json")

    person = books[language].person(json.loads(given), AS_OF)

    assert person == books["en"].person(json.loads(blocks("en", "json")[0]), AS_OF)
    assert len(person) == len(json.loads(given)) + 1  # who belongs to the countryside does not live in a pilot community


# -- what is generated ------------------------------------------------------------------------------------------------


def section(language: str, name: str, lines: Iterator[str]) -> str:
    """A page with one of its sections written anew."""
    text = "\n".join(lines)
    page, found = re.subn(rf"(<!-- {name}:[^\n]*-->\n).*?(<!-- end -->)", lambda found: f"{found[1]}\n{text}\n\n{found[2]}",
                          PAGES[language].read_text("utf-8"), flags=re.DOTALL)  # fmt: skip
    assert found == 1, f"{PAGES[language].name} has no section {name}"
    return page


def table(head: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> Iterator[str]:
    for row in (head, ("---",) * len(head), *rows):
        yield f"| {' | '.join(row)} |"


def with_conditions(folder: Path, conditions: Mapping[str, str], language: str = "en") -> None:
    """Benefits with these conditions in a chapter of their own, in one spelling."""
    head, when = {"en": ("benefits", "when"), "zh": ("待遇", "条件")}[language]
    named = {"en": "name: {zh: 待遇", "zh": "名称: 待遇"}[language]
    lines = (
        f"  {name}: {{{when}: {condition}, {BENEFIT[language][1:].replace(named, named + name)}" for name, condition in conditions.items()
    )
    (folder / "city/chapter-9.yaml").write_text("\n".join([f"{head}:", *lines, ""]), "utf-8")


@pytest.fixture
def written(folders: Mapping[str, Path]) -> Mapping[str, tuple[str, str, str, str]]:
    """Each condition in both spellings, and its sentence in both languages."""
    english = {f"b{number}": one for number, one in enumerate(chain.from_iterable(CONDITIONS.values()))}
    with_conditions(folders["en"], english)
    book = loaded(folders["en"])
    chinese = respell(read_source(folders["en"] / "city/chapter-9.yaml", "city/chapter-9.yaml"), book.rules, "zh")
    (folders["zh"] / "city/chapter-9.yaml").write_text(chinese, "utf-8")
    also = loaded(folders["zh"])
    spelled = dict(re.findall(r"^  (b\d+): \{条件: (.*?), 名称: ", chinese, flags=re.MULTILINE))
    return {
        one: (one, spelled[name], book.sentence(f"city/{name}", "en"), also.sentence(f"city/{name}", "zh")) for name, one in english.items()
    }


def test_each_construct_stands_beside_its_sentence(written: Mapping[str, tuple[str, str, str, str]], golden: Golden) -> None:
    """In both spellings and both languages, as the rule book says them."""

    def english() -> Iterator[tuple[str, ...]]:
        for one, zh, said, said_zh in written.values():
            yield f"`{one}`", f"`{zh}`", said, said_zh

    golden(PAGES["en"], section("en", "sentences", table(("rule", "规则", "sentence", "句子"), english())))
    for group, conditions in CONDITIONS.items():
        rows = ((f"`{written[one][1]}`", written[one][3]) for one in conditions)
        golden(PAGES["zh"], section("zh", f"sentences {group}", table(("规则", "惠老读作"), rows)))


KEYWORDS: Mapping[str, Mapping[str, object]] = {
    "combinators": words.COMBINATORS,
    "other benefits": words.ENTITLED_TO,
    "inside count": words.COUNT_OF,
    "over people": words.AMONG,
    "comparisons": words.COMPARISONS,
    "calculations": words.CALCULATIONS,
    "beside round": words.ROUND_WITH,
    "rows of first": words.FIRST_ROW,
    "built-in words": BUILT_IN,
    "ways of rounding": words.CODES[Rounding],
}


@pytest.mark.parametrize("kind", KEYWORDS)
def test_no_construct_is_left_out(kind: str) -> None:
    """Every keyword of conditions and quantities has an example."""
    used = set(re.findall(r"(\w+)[:}]", " ".join(chain.from_iterable(CONDITIONS.values()))))

    assert {str(keyword) for keyword in KEYWORDS[kind]} - used == set()


@pytest.mark.parametrize("language", PAGES)
def test_the_levels_in_words(books: Mapping[str, Rulebook], language: str, golden: Golden) -> None:
    """Row by row, and what each pays."""
    book, zh = books[language], language == "zh"
    levels = book.benefit("city/4-voucher").levels
    assert levels is not None

    def rows() -> Iterator[tuple[str, ...]]:
        for row in levels.rows:
            when = ("其余" if zh else "the rest") if row.rest else book.words("city", row.condition, language)
            cells = (
                cell_words(book.voice.speaker("city", language), column, cell)
                for column, cell in zip(levels.columns, row.cells, strict=True)
            )
            assert row.amount is not None
            yield when, *cells, book.words("city", row.amount, language)

    head = ("条件" if zh else "row", *(column.label.of(language) for column in levels.columns), "给付" if zh else "paid")
    golden(PAGES[language], section(language, "levels", table(head, rows())))


@pytest.mark.parametrize("language", PAGES)
def test_the_quantities_in_words(books: Mapping[str, Rulebook], language: str, golden: Golden) -> None:
    """Those that all documents of the example share."""
    book, zh = books[language], language == "zh"
    rows = ((one.label.of(language), book.words("province", one.value, language)) for one in book.rules.quantities.values())

    golden(PAGES[language], section(language, "defined", table(("算式", "惠老读作") if zh else ("quantity", "in words"), rows)))


@pytest.mark.parametrize("language", PAGES)
def test_what_is_known_in_part(books: Mapping[str, Rulebook], language: str, golden: Golden) -> None:
    """Each way to say it, and what it is taken for on the day of evaluation."""
    book, zh = books[language], language == "zh"

    def rows() -> Iterator[tuple[str, ...]]:
        for english, chinese in KNOWN.items():
            text = chinese if zh else english
            (name,) = json.loads(f"{{{english}}}")
            fact = book.rules.facts["birth_date" if name == AGE.name else name]
            person = book.person(json.loads(f"{{{text}}}"), AS_OF)
            said = book.voice.speaker("city", language)
            yield f"`{text}`", f"{fact.label.of(language)}{'：' if zh else ': '}{said.value(fact, person.get(fact.name))}"

    head = ("填法", f"惠老理解为（核定日 {AS_OF}）") if zh else ("in the profile", f"taken for (on {AS_OF})")
    golden(PAGES[language], section(language, "known", table(head, rows())))


@pytest.mark.parametrize("language", PAGES)
def test_the_answer_for_the_person(books: Mapping[str, Rulebook], language: str, golden: Golden) -> None:
    """What the example answers about the person of the page."""
    book = books[language]
    found = book.evaluate(json.loads(blocks(language, "json")[0]), AS_OF, ["city/4-voucher", "province/5-subsistence-allowance"])

    def lines() -> Iterator[str]:
        for finding in found.findings:
            yield f"> {finding.explain(language, 'short')}".replace("\n", "\n> ") + "\n"

    golden(PAGES[language], section(language, "answer", lines()))


@pytest.mark.parametrize("language", PAGES)
def test_the_mistakes_and_their_cure(folders: Mapping[str, Path], language: str, golden: Golden) -> None:
    """The message of `huilao check` for what is often written wrongly, one by one."""
    zh = language == "zh"

    def rows() -> Iterator[tuple[str, ...]]:
        for pair in MISTAKES.items():
            with_conditions(folders[language], {"b": pair[zh]}, language)
            _, (problem,) = read_rules(folders[language])
            assert problem.hint is not None, problem
            yield f"`{pair[zh]}`", problem.message.of(language), problem.hint.of(language)

    head = ("写成这样", "惠老的提示", "改法") if zh else ("written", "message", "mend")
    golden(PAGES[language], section(language, "mistakes", table(head, rows())))


# -- the words --------------------------------------------------------------------------------------------------------

TABLES: Mapping[str, tuple[str, str, Mapping[str, str]]] = {
    "ENTRIES": ("entries of files", "文件里的条目", words.ENTRIES),
    "COMBINATORS": ("what joins conditions", "连接条件", words.COMBINATORS),
    "COUNT_OF": ("inside `count`", "数目之内", words.COUNT_OF),
    "ENTITLED_TO": ("other benefits", "别的待遇", words.ENTITLED_TO),
    "AMONG": ("which people are counted or added up", "数哪些人、加哪些人", words.AMONG),
    "COMPARISONS": ("comparisons", "比较", words.COMPARISONS),
    "CALCULATIONS": ("quantities", "算法", words.CALCULATIONS),
    "ROUND_WITH": ("beside `round`", "取整的说明", words.ROUND_WITH),
    "FIRST_ROW": ("rows of `first`", "首中的各行", words.FIRST_ROW),
    "BUILT_IN": ("built-in words", "现成的词", {name: one.label.zh for name, one in BUILT_IN.items()}),
    "TRUTH_VALUES": ("truth", "是与否", {"true": "是", "false": "否"}),
    "DURATION_UNITS": ("lengths of time", "时长", {"years": "年", "months": "个月", "days": "天"}),
    "SET_IN_PART": ("a set that is known in part, in rules", "在规则里，多选只知道其中几项", words.SET_IN_PART),
    "LIST_IN_PART": ("a list of people that is known in part", "多人只知道其中几人", words.LIST_IN_PART),
    "PARTLY": ("what is known in part of a person", "个人情况只知道一部分", PARTLY),
}
"""The tables of words by their name in the program: what they are for, and each code with its Chinese word."""

KINDS: Mapping[type, tuple[str, str]] = {
    FactType: ("`type` of a fact", "信息项的类型"),
    Sensitivity: ("`sensitivity`", "敏感程度"),
    Force: ("`force`", "效力"),
    RuleClass: ("`rule_class`", "类别"),
    Beneficiary: ("`for`", "受益人"),
    AppliesTo: ("`applies_to`", "适用范围"),
    Weight: ("`weight`", "分量"),
    Charge: ("`charge`", "收费"),
    Way: ("`way`", "方式"),
    AskedOf: ("`asked_of`", "问谁"),
    Action: ("actions (in scenarios)", "答复（写场景用）"),
    Outcome: ("outcomes (in scenarios)", "结论（写场景用）"),
    Status: ("`status`", "状态"),
    AgeReached: ("`age_reached`", "年龄起算"),
    Flaw: ("`finding`", "发现"),
    ColumnType: ("`type` of a column", "列的类型"),
    Hits: ("`hits`", "取法"),
    Rounding: ("`mode`", "取整的方式"),
    PayFrom: ("`pay` of `starts`", "计发"),
    ChooseBy: ("`by` of `combine`", "并享的按"),
    PlaceOf: ("`place_of`", "归属"),
    Per: ("`per`", "每"),
    Unit: ("`unit`", "单位"),
}
"""Likewise the kinds of codes."""


@cache
def all_words() -> tuple[tuple[str, str, Mapping[str, str]], ...]:
    """What each table is for, in English and Chinese, and its words."""
    kinds = ((*KINDS[kind], {str(code): name.zh for code, name in names.items()}) for kind, names in words.CODES.items())
    return (*TABLES.values(), *kinds)


def test_no_table_of_words_is_left_out() -> None:
    """Whoever adds one to the language adds it to the pages."""
    tables = {name for name in vars(words) if name.isupper()} - {"CODE_OF_ENTRY", "CODES"}

    assert tables | {"BUILT_IN", "PARTLY"} == TABLES.keys()
    assert words.CODES.keys() == KINDS.keys()
    assert set(words.DURATION_UNITS) >= {spelling for pair in TABLES["DURATION_UNITS"][2].items() for spelling in pair}


@pytest.mark.parametrize("language", PAGES)
def test_all_words_stand_on_the_page(language: str, golden: Golden) -> None:
    """Every keyword and every code of the language itself, in one table."""
    zh = language == "zh"

    def rows() -> Iterator[tuple[str, ...]]:
        for english, chinese, pairs in all_words():
            both = ((words.CODE_OF_ENTRY.get(code, code), word) for code, word in pairs.items())
            yield chinese if zh else english, " · ".join(f"{word} `{code}`" if zh else f"`{code}` {word}" for code, word in both)

    golden(PAGES[language], section(language, "words", table(("用在哪里", "中文与英文") if zh else ("where", "words"), rows())))
