"""The pages of patterns, in Chinese and English: each kind of provision with its YAML and its sentence, as the made-up province has it.

`pytest tests/examples/test_patterns.py --reset-golden` writes anew what is generated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import takewhile
from pathlib import Path
from shutil import copytree

import pytest

from huilao import Rulebook
from huilao.reading.rules import read_rules
from huilao.reading.spelling import respell
from huilao.review.rule import rule_in_words
from huilao.yaml.nodes import Mapping as MappingNode
from huilao.yaml.nodes import Node
from huilao.yaml.source import read_source
from reset_golden import Golden

ROOT = Path(__file__).parents[2]
RULES = ROOT / "examples" / "qinghe" / "rulesets"
PAGES = {"zh": ROOT / "docs" / "patterns.zh.md", "en": ROOT / "docs" / "patterns.md"}
HEAD = ("name", "cite", "service", "force", "rule_class", "for", "provides", "charge", "apply")
"""The entries of a benefit that every one has alike, or that say nothing of its kind."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A kind of provision."""

    zh: str
    en: str
    benefit: str
    """The benefit that shows it, by its full name."""
    entries: tuple[str, ...] = ()
    """The entries of the benefit that are shown; all that say something of it where none is named."""
    beside: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """What of other files belongs to it: a file, and the entries on the way to what is shown of it."""


KINDS: tuple[Pattern, ...] = (
    Pattern("按年龄分档，从申请的次月起发", "Bands by age, paid from the month after the application", "city/3-age-allowance"),
    Pattern("困难情况乘以能力等级，取最先写的一档", "Hardship by ability, the first row that applies", "city/6-care-subsidy"),
    Pattern(
        "按等级发，与另一项就高", "By grade, and of two benefits the higher", "city/5-care-by-ability", beside=(("city/combine.yaml", ()),)
    ),
    Pattern("按季度发，年龄算到月", "Paid by quarter, ages in years and months", "city/4-nutrition-allowance"),
    Pattern(
        "基数乘以比例，都随地方",
        "A percentage of a base, both by place",
        "city/9-support-at-home",
        beside=(("standards.yaml", ("standards", "home_care_base")), ("standards.yaml", ("standards", "home_care_share"))),
    ),
    Pattern("每餐优惠，每天一餐", "A discount of each meal, once a day", "city/10-meals", ("when", "pays")),
    Pattern("费用的一定比例，有上限", "A share of a cost, up to a cap", "city/8-consumption-voucher"),
    Pattern("已领另一项的除外", "Not for who draws another benefit", "city/11-bed-at-home"),
    Pattern("补足到标准", "Topped up to a standard", "city/7-disability-care"),
    Pattern(
        "按家庭收入补差",
        "Topped up to a line by the income of the household",
        "province/5-subsistence-allowance",
        beside=(
            ("terms.yaml", ("quantities", "household_income")),
            ("terms.yaml", ("quantities", "household_size")),
            ("terms.yaml", ("quantities", "dibao_line")),
            ("terms.yaml", ("quantities", "dibao_top_up")),
        ),
    ),
    Pattern("低保线的一倍到一倍半", "From one to one and a half times a line", "province/6-just-above-the-line"),
    Pattern(
        "基本生活费加护理费",
        "A basic amount and a care fee",
        "province/9-destitute-support",
        beside=(("terms.yaml", ("quantities", "destitute_support")),),
    ),
    Pattern("按小时发，有上限，有空格", "By hours with caps, and cells left empty", "insurance/4-care-at-home"),
    Pattern("申请后的等待期，参保年数", "A waiting time after the application, years insured", "insurance/6-care-by-family"),
    Pattern("女方满49周岁", "Once the wife is 49", "city/14-special-support"),
    Pattern("夫妻双方都满60周岁", "Both spouses are 60 or over", "city/15-both-spouses-old"),
    Pattern("每户一次，有封顶，有先后", "Once a household, with a cap and an order", "city/12-home-adaptation"),
    Pattern("长寿金", "Longevity money", "city/16-longevity-money", beside=(("nanze/standards.yaml", ("standards", "longevity_money")),)),
    Pattern(
        "从满80周岁的次月起发，换档，停发",
        "From the month after the 80th birthday, other bands later, and an end",
        "city/17-living-subsidy",
    ),
    Pattern("临时救助，不超过三个月标准", "Help up to three monthly standards", "province/12-help-in-sudden-need"),
    Pattern("租和买取补得多的一种，全家封顶", "Rent or purchase, whichever is more, with a cap for the family", "city/13-aids"),
    Pattern("不分户籍的免费乘车", "Free buses, wherever one is from", "city/18-free-buses"),
    Pattern("节日慰问，有名额", "A gift at a festival within a quota", "city/19-festival-gift"),
)
"""The 23 kinds."""

MORE: tuple[Pattern, ...] = (
    Pattern("享受某项待遇的人", "Who is entitled to another benefit", "city/20-electricity"),
    Pattern("从某一天起改写", "Another wording from a day on", "city/10-meals", ("changes",)),
    Pattern(
        "新文件接替旧文件",
        "A document in the place of an older one",
        "city-2019/2-old-age-allowance",
        beside=(("city/document.yaml", ("supersedes",)),),
    ),
)
"""And what some of them need besides."""

NUMBER = "家庭月收入: {低于: %s}", "household_income: {below: %s}"
VALUES = "标准数额: {dibao_standard: {各地: {%s}}}", "standards: {dibao_standard: {values: {%s}}}"
CONDITION, STANDARD = "city/mistake.yaml", "mistake/standards.yaml"

MISTAKES: Mapping[tuple[str, str], str] = {
    ("110000: {2025-07-01: 700}", "110000: {2025-07-01: 700}"): STANDARD,
    ('"980201": {2025-7-1: 700}', '"980201": {2025-7-1: 700}'): STANDARD,
    ('"980201": {2025-07-01: {城镇: 700}}', '"980201": {2025-07-01: {urban: 700}}'): STANDARD,
    (NUMBER[0] % "1,450元", NUMBER[1] % "1,450"): CONDITION,
    (NUMBER[0] % "{积: [低保线, 84%]}", NUMBER[1] % "{times: [dibao_line, 84%]}"): CONDITION,
    (NUMBER[0] % "1.3倍低保线", NUMBER[1] % "1.3 * dibao_line"): CONDITION,
    (NUMBER[0] % "低保线 - 100", NUMBER[1] % "dibao_line - 100"): CONDITION,
    ("家庭月收入/共同生活人数: {低于: 低保标准}", "household_income/household_size: {below: dibao_standard}"): CONDITION,
    (NUMBER[0] % "低保标准", NUMBER[1] % "dibao_standard"): CONDITION,
    ("全家当年已补辅具费: {低于: 低保标准}", "aids_paid: {below: dibao_standard}"): CONDITION,
    (NUMBER[0] % "{首中: [{条件: {老年人: 是}, 算法: 800}]}", NUMBER[1] % "{first: [{when: {elder: true}, is: 800}]}"): CONDITION,
    ("或: [{老年人: 是}, {低保或特困: 是}]", "or: [{elder: true}, {poor: true}]"): CONDITION,
    ("除外: {低保或特困: 是}", "except: {poor: true}"): CONDITION,
    ("年龄: {≥: 60}", "age: {≥: 60}"): CONDITION,
    ("最低生活保障金: 是", "province/5-subsistence-allowance: true"): CONDITION,
}
"""What is wrong, as it is likely to be written in Chinese and in English, and where."""


# -- what the pages show ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def qinghe() -> Rulebook:
    """The rule book of the province."""
    return Rulebook.load(RULES)


def lines_of(name: str, qinghe: Rulebook, language: str) -> list[str]:
    """A file of the rule book in the spelling of a page, by lines; where it gives both, a page in Chinese has the Chinese text."""
    text = respell(read_source(RULES / name, name), qinghe.rules, "zh" if language == "zh" else "en")
    if language == "zh":
        text = re.sub(r"\{中文: ([^{}]*?), 英文: [^{}]*\}", r"\1", text)
    return text.splitlines()


def found(name: str, path: tuple[str, ...]) -> tuple[Node, int, int]:
    """What stands in a file under these entries, and its first and last line, from 1."""
    node = read_source(RULES / name, name).root
    assert node is not None
    first, last = node.span.line, node.span.end_line - (node.span.end_column == 1)
    for part in path:
        assert isinstance(node, MappingNode)
        keys = [key for key, _ in node.entries]
        number = next(number for number, key in enumerate(keys) if key.text == part)
        last = keys[number + 1].span.line - 1 if number + 1 < len(keys) and keys[number + 1].span.line > keys[number].span.line else last
        first, node = keys[number].span.line, node.entries[number][1]
    return node, first, last


def piece(name: str, path: tuple[str, ...], qinghe: Rulebook, language: str) -> Iterator[str]:
    """What stands in a file under these entries, moved to the left; the entries on the way are its comment."""
    _, first, last = found(name, path)
    shown = [line for line in lines_of(name, qinghe, language)[first - 1 : last] if line.strip() and not line.strip().startswith("#")]
    left = min(len(line) - len(line.lstrip()) for line in shown)
    yield from (line[left:] for line in shown)


def blocks(pattern: Pattern, qinghe: Rulebook, language: str) -> Iterator[str]:
    """The YAML of a pattern, a block for each file."""
    file = qinghe.benefits[pattern.benefit].span
    assert file is not None
    id_ = pattern.benefit.partition("/")[2]
    node, *_ = found(file.file, ("benefits", id_))
    assert isinstance(node, MappingNode)
    shown = pattern.entries or tuple(key.text for key, _ in node.entries if key.text not in HEAD)
    of: dict[str, list[str]] = {
        file.file: [line for entry in shown for line in piece(file.file, ("benefits", id_, entry), qinghe, language)]
    }
    for name, path in pattern.beside:
        of.setdefault(name, []).extend(piece(name, path, qinghe, language))
    for name, lines in of.items():
        yield "\n".join(["```yaml", f"# {name}{f' · {id_}' if name == file.file else ''}", *lines, "```"])


def sentences(pattern: Pattern, qinghe: Rulebook, language: str) -> Iterator[str]:
    """What `huilao explain` says of it; of its amendments only where these are what is shown."""
    said = list(rule_in_words(qinghe, pattern.benefit, date.min, language))[3:]
    until = list(takewhile(lambda line: re.match("自.*起改为|From .* on", line) is None, said))
    shown = said[len(until) :] if pattern.entries == ("changes",) else until
    quoted: list[str] = []
    for line in map(str.strip, shown):
        apart = bool(quoted) and not (line.startswith("- ") and quoted[-1].startswith("> - "))
        quoted += [">"] * apart + [f"> {line}"]
    yield "\n".join(quoted)


def body(pattern: Pattern, qinghe: Rulebook, language: str) -> str:
    """The YAML of a pattern, and its sentence."""
    return "\n\n".join([*blocks(pattern, qinghe, language), *sentences(pattern, qinghe, language)])


def title(number: int, pattern: Pattern, language: str) -> str:
    return f"{number}. {pattern.zh if language == 'zh' else pattern.en}"


def anchor(heading: str) -> str:
    """By which a heading can be reached."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def listed(qinghe: Rulebook, language: str) -> Iterator[str]:
    """The list at the top of a page."""
    for number, pattern in enumerate((*KINDS, *MORE), 1):
        heading = title(number, pattern, language)
        yield f"| [{heading}](#{anchor(heading)}) | {qinghe.benefits[pattern.benefit].name.of(language)} `{pattern.benefit}` |"


def section(page: str, name: str, text: str) -> str:
    """A page with one of its sections written anew."""
    written, times = re.subn(
        rf"(<!-- {name}:[^\n]*-->\n).*?(<!-- end -->)", lambda found: f"{found[1]}\n{text}\n\n{found[2]}", page, flags=re.DOTALL
    )
    assert times == 1, f"no section {name}"
    return written


@pytest.mark.parametrize("language", PAGES)
def test_every_kind_stands_with_its_yaml_and_its_sentence(qinghe: Rulebook, language: str, golden: Golden) -> None:
    """As the rule book of the province has it."""
    page = PAGES[language].read_text("utf-8")
    head = ("| 规定 | 例子 |" if language == "zh" else "| provision | example |") + "\n| --- | --- |\n"
    page = section(page, "list", head + "\n".join(listed(qinghe, language)))
    for number, pattern in enumerate((*KINDS, *MORE), 1):
        assert f"\n## {title(number, pattern, language)}\n" in page
        page = section(page, f"pattern {number}", body(pattern, qinghe, language))

    golden(PAGES[language], page)


def test_every_benefit_of_the_province_shows_a_kind(qinghe: Rulebook) -> None:
    """There are 23, each in a benefit of its own."""
    shown = {one.benefit for one in KINDS}

    assert len(shown) == len(KINDS) == 23
    assert set(qinghe.benefits) - shown - {one.benefit for one in MORE} == {"city/7-disability-living", "insurance/5-care-in-institution"}


def problems_of(written: str, name: str, language: str, folder: Path) -> list[tuple[str, str]]:
    """What `huilao check` says of a rule book with one mistake in it, and the cures."""
    rules = folder / "rules"
    copytree(RULES, rules, dirs_exist_ok=True)
    (rules / name).parent.mkdir(exist_ok=True)
    if name == CONDITION:
        head = BENEFIT[language]
        (rules / name).write_text(f"{head}{{{written}}}\n", "utf-8")
    else:
        (rules / name).write_text(VALUES[language == "en"] % written + "\n", "utf-8")
    _, problems = read_rules(rules)
    assert all(one.span.file == name and one.hint is not None for one in problems), [one.render("en") for one in problems]
    return [(one.message.of(language), one.hint.of(language)) for one in problems if one.hint is not None]


UNDERSTOOD = {"zh": ("没有错：照样认得", "不用改"), "en": ("no mistake: it is understood", "nothing to mend")}

BENEFIT = {
    "zh": "待遇:\n  99-x:\n    名称: 补贴\n    出处: 第三条\n    服务: 养老服务补贴\n    效力: 应当落实\n    类别: 特定对象\n    受益人: 老年人本人\n"
    "    提供内容: 补贴\n    条件: ",
    "en": "benefits:\n  99-x:\n    name: {zh: 补贴, en: Subsidy}\n    cite: 第三条\n    service: care_subsidy\n    force: mandatory\n    rule_class: core\n"
    "    for: elder\n    provides: {zh: 补贴, en: Subsidy}\n    when: ",
}


@pytest.mark.parametrize("language", PAGES)
def test_the_commonest_mistakes_have_a_cure(language: str, golden: Golden, tmp_path: Path) -> None:
    """One message for each, or two, and a cure that can be typed."""

    def rows() -> Iterator[str]:
        yield "| 写成这样 | 惠老的提示 | 改法 |" if language == "zh" else "| written | message | mend |"
        yield "| --- | --- | --- |"
        for number, (pair, name) in enumerate(MISTAKES.items()):
            written = pair[language == "en"]
            said = problems_of(written, name, language, tmp_path / str(number)) or [UNDERSTOOD[language]]
            messages, cures = (dict.fromkeys(one) for one in zip(*said, strict=True))
            between = "；" if language == "zh" else "; "
            yield f"| `{written}` | {between.join(messages)} | {between.join(cures)} |"

    golden(PAGES[language], section(PAGES[language].read_text("utf-8"), "mistakes", "\n".join(rows())))


def test_the_pages_have_the_same_parts() -> None:
    """In the same order."""
    parts = {language: re.findall("<!-- ([a-z]+(?: [0-9]+)?):", page.read_text("utf-8")) for language, page in PAGES.items()}

    assert parts["zh"] == parts["en"]
