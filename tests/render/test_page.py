"""The first page and the sheet in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from elders import DAY, elders
from huilao import Rulebook, profile_data
from huilao.answers.page import CLAIMS
from huilao.render.page import HEIGHT, rows_of
from huilao.scenarios import read_features
from small_books import FACTS, SHARED, benefit, chapter, document, one_ruleset, read_book

STORIES = Path(__file__).parents[2] / "features" / "stories"
TOLD = {"widowed": True, "residence": "513433", "household_registration": "513433"}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_of_a_storys_person_fits_one_screen(book: Rulebook, language: str) -> None:
    """Of forty rows, a hundred cells wide."""
    for case in read_features(STORIES, book):
        page = book.evaluate(profile_data(case.person), case.as_of).page(language)

        assert rows_of(page) <= HEIGHT, page


@pytest.mark.parametrize("place", ["513433", "511725", "500103", "220302", "22"])
def test_the_page_of_any_elder_fits_one_screen(book: Rulebook, place: str) -> None:
    """Twelve claims are shown at most; the rest of them is counted."""
    for profile in elders(book, place, 25):
        evaluation = book.evaluate(profile, DAY, assurance="off")
        for language in ("zh", "en"):
            page = evaluation.page(language)
            shown = [one for one in evaluation.first_page.claims if f". {one.finding.name.of(language)}" in page]

            assert rows_of(page) <= HEIGHT, page
            assert len(shown) >= min(CLAIMS, len(evaluation.first_page.claims))
            assert f"  {CLAIMS + 1}. " not in page


def test_a_page_with_too_much_on_it_fits_all_the_same(tmp_path: Path) -> None:
    """Facts, doubts and questions give way to what can be claimed."""
    long = "某地养老服务补贴和照料护理津贴及其他各项待遇"
    entries = {
        **{f"claim{n}": benefit("{widowed: true}", f"name: {{zh: {long}{n}, en: Some rather long name of a benefit {n}}}") for n in range(15)},
        **{
            f"doubt{n}": benefit("{widowed: true}", f"readings: [{{when: {{widowed: false}}, note: {{zh: {long * 6}{n}, en: {'a long reading ' * 20}}}}}]")
            for n in range(9)
        },
        **{f"ask{n}": benefit("{listed: true}") for n in range(9)},
    }  # fmt: skip
    evaluation = one_ruleset(tmp_path, **entries).evaluate({"widowed": True}, DAY)

    for language in ("zh", "en"):
        page = evaluation.page(language)

        assert rows_of(page) <= HEIGHT, page
        assert len([line for line in page.splitlines() if line.split(".")[0].strip().isdigit()]) > CLAIMS


@pytest.mark.parametrize(
    ("responsible", "zh", "en"),
    [
        ("{zh: 县民政局, en: County Civil Affairs Bureau}", "：找县民政局", ": contact County Civil Affairs Bureau"),
        ("{zh: 县民政局牵头，有关单位配合, en: 'Civil Affairs (lead), with others'}", "：找县民政局", ": contact Civil Affairs"),
        ("{zh: 县法院、县民政局等，按职责分工, en: 'Court, Civil Affairs, by their duties'}", "：责任单位：县法院、县民政局等", ": in charge: Court, Civil Affairs"),
    ],
)  # fmt: skip
def test_one_is_sent_to_the_office_that_leads(tmp_path: Path, responsible: str, zh: str, en: str) -> None:
    """Not to those who help it."""
    evaluation = one_ruleset(tmp_path, one=benefit("{widowed: true}", f"responsible: {responsible}")).evaluate({"widowed": True}, DAY)

    assert f"  1. 待遇{zh}\n" in evaluation.page("zh")
    assert f"  1. Benefit{en}\n" in evaluation.page("en")


def test_each_reading_is_shown_with_its_result(tmp_path: Path) -> None:
    """Several with the same result together; those that only leave it open are counted."""

    def reading(when: str, note: str) -> str:
        return f"{{when: {when}, note: {{zh: {note}, en: {note}}}}}"

    readings = [reading("{sex: female}", "甲。"), reading("{age: {at_least: 60}}", "乙"), reading("{listed: true}", "丙")]
    entries = {
        "one": benefit("{widowed: true}", f"readings: [{readings[0]}]"),
        "all": benefit("{widowed: true}", f"name: {{zh: 另一待遇, en: Other}}, readings: [{', '.join(readings)}]"),
    }
    evaluation = one_ruleset(tmp_path, **entries).evaluate({"widowed": False, "sex": "female", "birth_date": "1940-01-01"}, DAY)

    assert "待遇：按通常理解不能办；若甲，可以办。" in evaluation.page("zh")
    assert "另一待遇：按通常理解不能办；按以下任一种理解，可以办：（1）甲；（2）乙；另有1种理解，还要看别的情况。" in evaluation.page("zh")
    assert "Benefit: as usually read, no; yes by this reading: 甲." in evaluation.page("en")


def test_facts_are_said_back_places_that_are_the_same_together(tmp_path: Path) -> None:
    """As they were read."""
    book = one_ruleset(tmp_path, one=benefit("{widowed: true}"))
    zh = book.evaluate({**TOLD, "birth_date": "1940-03-02", "aids": ["dibao"]}, DAY).page("zh")

    assert zh.startswith("按2025年3月1日计算。1940年3月2日出生（84岁）；常住地、户籍地：冕宁县；")
    assert book.evaluate({**TOLD, "age": {"at_least": 80}}, DAY).page("en").count("residence") == 1


def test_many_that_hang_on_the_tie_to_the_place_are_one_line(tmp_path: Path) -> None:
    """With their number, where the document does not say whom it means."""
    entries = {f"b{n}": benefit("{widowed: true}", "applies_to: unstated") for n in range(7)}
    page = one_ruleset(tmp_path, **entries).evaluate({**TOLD, "household_registration": "22"}, DAY).page("zh")

    assert len([line for line in page.splitlines() if "按通常理解" in line]) == 1
    assert "待遇、待遇、待遇等7项：按通常理解可以办；若" in page


def test_a_page_of_what_was_asked_for_says_nothing_of_the_rest(tmp_path: Path) -> None:
    """Nor that nothing can be claimed, where that was not asked."""
    book = one_ruleset(tmp_path, one=benefit("{widowed: true}"), two=benefit("{listed: true}"))
    evaluation = book.evaluate({"widowed": True}, DAY)
    some, none = (evaluation.only(book.filter([action])).page("zh") for action in ("ask", "tell"))

    assert "还要问（1句，关系到1项）" in some
    assert "可以办" not in some
    assert none == "没有符合所选条件的。"


def test_documents_are_told_apart_by_their_places(tmp_path: Path) -> None:
    """The one where the person lives goes without saying."""
    book = read_book(
        tmp_path,
        {
            "r/document.yaml": document("r"),
            "r/chapter.yaml": chapter(here=benefit("{widowed: true}", "name: {zh: 本县待遇, en: Here}")),
            "s/document.yaml": document("s", place="22"),
            "s/chapter.yaml": chapter(there=benefit("{widowed: true}", "name: {zh: 外省待遇, en: There}")),
        },
    )
    page = book.evaluate({**TOLD, "household_registration": "22"}, DAY).page("zh")

    assert "本县待遇\n" in page
    assert "外省待遇（吉林省）\n" in page


@pytest.mark.parametrize(("language", "name"), [("zh", "测试甲"), ("en", "Test A")])
def test_the_sheet_has_the_name_and_nothing_else_keeps_it(tmp_path: Path, language: str, name: str) -> None:
    """What is drawn already is apart, questions are put to the elder, the sources have their clauses."""
    receiving = FACTS + "  receiving: {type: set, label: {zh: 正在享受, en: Receiving}, codes: {dibao: {zh: 低保}}}\n"
    chapter_ = chapter(
        drawn=benefit("{widowed: true}", "scheme: dibao, name: {zh: 低保, en: Dibao}"),
        new=benefit("{widowed: true}", "name: {zh: 新待遇, en: New one}"),
        open=benefit("{listed: true}"),
    )
    book = read_book(tmp_path, {**SHARED, "facts.yaml": receiving, "r/document.yaml": document("r"), "r/chapter.yaml": chapter_})
    evaluation = book.evaluate({"widowed": True, "receiving": ["dibao"]}, DAY)
    sheet = evaluation.notice(language, name=name, office="某街道")

    assert name in sheet
    assert "某街道" in sheet
    assert {"zh": "1. 新待遇", "en": "1. New one"}[language] in sheet
    assert {"zh": "您已经在领：低保", "en": "You receive already, and go on receiving: Dibao"}[language] in sheet
    assert {"zh": "第一条", "en": "1"}[language] in sheet
    assert name not in evaluation.page(language) + evaluation.to_json()
    assert name not in evaluation.notice(language)
