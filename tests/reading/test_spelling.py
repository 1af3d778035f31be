"""Two spellings, one rule."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from shutil import copytree

import pytest

from huilao.content import digest
from huilao.language.policy import Rules
from huilao.reading.rules import read_rules, rule_files
from huilao.reading.spelling import Spelling, respell
from huilao.yaml.source import read_source
from small_books import benefit, chapter, document, write_book

SHIPPED = Path(__file__).parents[2] / "rulesets"
GOLDEN = Path(__file__).parents[1] / "golden"
BOOKS: Mapping[str, Path] = {"shipped": SHIPPED, "numbers": GOLDEN / "numbers", "between": GOLDEN / "between"}


@cache
def model(folder: Path) -> Rules:
    rules, problems = read_rules(folder)
    assert rules is not None, "\n".join(one.render("en") for one in problems)
    return rules


def respelled(tmp_path: Path, folder: Path, spelling: Spelling) -> Path:
    rules = model(folder)
    target = Path(copytree(folder, tmp_path / spelling))
    for path in rule_files(target):
        path.write_text(respell(read_source(path, path.name), rules, spelling), "utf-8")
    return target


@pytest.mark.parametrize("spelling", ["zh", "en"])
@pytest.mark.parametrize("book", BOOKS)
def test_the_whole_book_means_the_same_in_either_spelling(tmp_path: Path, book: str, spelling: Spelling) -> None:
    """The same content: nothing was gained or lost."""
    assert digest(model(respelled(tmp_path, BOOKS[book], spelling))) == digest(model(BOOKS[book]))


def test_a_division_without_a_name_in_the_book_keeps_its_code(tmp_path: Path) -> None:
    """Its name is known to Huilao, but not a word of the rule book."""
    files = {"r/document.yaml": document("r"), "r/chapter.yaml": chapter(b=benefit('{residence: {within: "11"}}'))}
    book = write_book(tmp_path / "book", files)

    target = respelled(tmp_path, book, "zh")

    assert '{位于: "11"}' in (target / "r/chapter.yaml").read_text("utf-8")
    assert digest(model(target)) == digest(model(book))


def keywords(path: Path) -> set[str]:
    """The English words of a file but for ids and English texts."""
    text = re.sub(r"英文: ('[^']*'|[^,}\n]*)", "", path.read_text("utf-8"))
    return set(re.findall(r"[{,\[\s]([A-Za-z_]+)\b", re.sub(r"#.*", "", text)))


def test_no_english_keyword_is_left_in_a_chinese_chapter(tmp_path: Path) -> None:
    """A clerk who reads no English can read it all, but for ids and English texts."""
    chapter = respelled(tmp_path, SHIPPED, "zh") / "sichuan/mianning/chapter-8.yaml"
    text = re.sub(r"英文: .*?(?=[,}]|$)", "", chapter.read_text("utf-8"), flags=re.MULTILINE)
    keys = set(re.findall(r"^\s*(?:- )?([A-Za-z_]+): ", text, flags=re.MULTILINE))

    assert keys == set()


def test_no_english_keyword_is_left_in_chinese_quantities(tmp_path: Path) -> None:
    """Nor in tables, payments and standards; what has no Chinese name keeps its id."""
    folder = respelled(tmp_path, BOOKS["numbers"], "zh")

    assert keywords(folder / "r/chapter.yaml") == {"a", "rate", "cap", "dibao_top_up"}
    assert keywords(folder / "terms.yaml") == {"dibao_line", "dibao_top_up"}
    assert keywords(folder / "standards.yaml") == {"dibao_standard", "null"}


def test_no_chinese_keyword_is_left_in_english_quantities(tmp_path: Path) -> None:
    """But for names of places, texts and the table's own labels."""
    folder = respelled(tmp_path, BOOKS["numbers"], "en")
    text = (folder / "r/chapter.yaml").read_text("utf-8")

    assert set(re.findall(r"[\u4e00-\u9fff]+", text)) == {"补贴", "第一条", "补差", "比例", "上限"}
    assert "age: {at_least: 60 years 6 months}" in text


def test_comments_and_layout_stay(tmp_path: Path) -> None:
    """Only words change: there are as many lines, and the comments are the same."""
    before = (SHIPPED / "facts.yaml").read_text("utf-8").splitlines()
    after = (respelled(tmp_path, SHIPPED, "zh") / "facts.yaml").read_text("utf-8").splitlines()

    assert len(before) == len(after)
    assert [line for line in before if line.lstrip().startswith("#")] == [line for line in after if line.lstrip().startswith("#")]


@pytest.mark.parametrize("book", BOOKS)
def test_there_and_back_is_the_same_text(tmp_path: Path, book: str) -> None:
    """Once a file is wholly in one spelling, converting it twice changes nothing."""
    rules = model(BOOKS[book])
    for path in rule_files(respelled(tmp_path, BOOKS[book], "en")):
        english = path.read_text("utf-8")
        path.write_text(respell(read_source(path, path.name), rules, "zh"), "utf-8")

        assert respell(read_source(path, path.name), rules, "en") == english


def test_a_cell_names_a_fact_and_what_is_paid_a_column(tmp_path: Path) -> None:
    """Where both go by one word, each is written in its own."""
    table = "levels: {columns: {income: {label: {zh: 收入列}, type: money, unit: CNY}}, rows: [{when: {widowed: true}, income: income}]}"
    more = f"{table}, pays: {{amount: income, per: month}}"
    folder = write_book(
        tmp_path / "book", {"r/document.yaml": document("r"), "r/chapter.yaml": chapter(b=benefit("{age: {at_least: 60}}", more))}
    )
    text = (respelled(tmp_path, folder, "zh") / "r/chapter.yaml").read_text("utf-8")

    assert "{条件: {丧偶: 是}, 收入列: 月收入}" in text
    assert "{金额: 收入列, 每: 月}" in text


def test_benefits_are_named_in_the_spelling_asked_for(tmp_path: Path) -> None:
    """In conditions and in lines of which one is paid; an id of the file's own is a name in either spelling."""
    files = {
        "r/document.yaml": document("r"),
        "r/chapter.yaml": chapter(
            a=benefit("{widowed: true}", "name: {zh: 津贴甲}"),
            b=benefit("{entitled_to: [津贴甲]}", "name: {zh: 津贴乙}"),
            c=benefit("{entitled_to: a}", "name: {zh: 津贴丙}"),
        ),
        "combine.yaml": "combine: [{choose_one: [冕宁：津贴甲, r/b], by: person}]",
    }
    folder = write_book(tmp_path / "book", files)
    english, chinese = (respelled(tmp_path, folder, spelling) for spelling in ("en", "zh"))

    assert "{entitled_to: [r/a]}" in (english / "r/chapter.yaml").read_text("utf-8")
    assert "{符合待遇: [冕宁：津贴甲]}" in (chinese / "r/chapter.yaml").read_text("utf-8")
    assert "{符合待遇: a}" in (chinese / "r/chapter.yaml").read_text("utf-8")
    assert "choose_one: [r/a, r/b]" in (english / "combine.yaml").read_text("utf-8")
    assert "择一: [冕宁：津贴甲, 冕宁：津贴乙]" in (chinese / "combine.yaml").read_text("utf-8")
    assert digest(model(english)) == digest(model(chinese)) == digest(model(folder))


def test_values_of_a_standard_go_by_its_word(tmp_path: Path) -> None:
    """Where they stand apart from what defines it: there its code is what it is."""
    standards = 'standards:\n  line: {label: {zh: 低保标准}, unit: CNY, place_of: residence, values: {"51": {2020-01-01: 7}}}\n'
    files = {"r/document.yaml": document("r"), "r/chapter.yaml": chapter(a=benefit("{widowed: true}")), "standards.yaml": standards,
             "city/standards.yaml": 'standards: {line: {values: {"5101": {2020-01-01: 8}}}}'}  # fmt: skip
    chinese = respelled(tmp_path, write_book(tmp_path / "book", files), "zh")

    assert (chinese / "city/standards.yaml").read_text("utf-8").startswith("标准数额: {低保标准: ")
    assert "  line: {名称: " in (chinese / "standards.yaml").read_text("utf-8")
    assert digest(model(chinese)) == digest(model(tmp_path / "book"))
