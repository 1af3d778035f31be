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
        ("{zh: 县法院、县民政局等，按职责分工, en: 'Court, Civil Affairs, by their duties'}", "：由县法院、县民政局等按职责办理", ": handled by Court, Civil Affairs, by their duties"),
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

    assert "待遇：按通常理解不算在内；若甲，可以办。" in evaluation.page("zh")
    assert "另一待遇：按通常理解不算在内；按以下任一种理解，可以办：（1）甲；（2）乙；另有1种理解，还要看别的情况。" in evaluation.page(
        "zh"
    )
    assert "Benefit: as usually read, not among those meant; yes by this reading: 甲." in evaluation.page("en")


def test_facts_are_said_back_places_that_are_the_same_together(tmp_path: Path) -> None:
    """As they were read."""
    book = one_ruleset(tmp_path, one=benefit("{widowed: true}"))
    zh = book.evaluate({**TOLD, "birth_date": "1940-03-02", "aids": ["dibao"]}, DAY).page("zh")

    assert zh.startswith("按2025年3月1日计算。1940年3月2日出生（84岁）；常住地、户籍地：冕宁县；")
    assert book.evaluate({**TOLD, "age": {"at_least": 80}}, DAY).page("en").count("residence") == 1


@pytest.mark.parametrize(
    ("known", "zh", "en"),
    [
        ({}, "按2025年3月1日计算。还没有填这个人的情况。\n", "As of 2025-03-01: nothing was said of the person yet.\n"),
        ({"residence": "220302"}, "计算。常住地：四平市铁西区。\n", "Residence: Tiexi District, 四平市.\n"),
        ({"residence": "210106"}, "计算。常住地：辽宁省沈阳市铁西区（210106）。\n规则库里没有", "210106).\nThe rule book has no document"),
        ({"residence": "513433"}, "计算。常住地：冕宁县。\n", "Residence: Mianning.\n"),
        ({"residence": "512222", "household_registration": "220302"}, "\n常住地填的是旧区划，现在没有了；请改填现在的区划，再看一次。\n",
         "\nResidence: a division that there is no more."),
    ],
)  # fmt: skip
def test_the_day_and_the_places_are_always_said(tmp_path: Path, known: dict[str, str], zh: str, en: str) -> None:
    """A place as it is told from others of its name; of one that is gone, what to do."""
    places = SHARED["places.yaml"] + '  "220302": {zh: 铁西区, en: Tiexi District}\n'
    files = {**SHARED, "places.yaml": places, "r/document.yaml": document("r"), "r/chapter.yaml": chapter(one=benefit("{widowed: true}")),
             "s/document.yaml": document("s", "220302"), "s/chapter.yaml": chapter(one=benefit("{widowed: true}"))}  # fmt: skip
    evaluation = read_book(tmp_path, files).evaluate(known, DAY)

    assert zh in evaluation.page("zh")
    assert en.lower() in evaluation.page("en").lower()


def test_a_question_on_another_person_says_whose_facts_it_asks(tmp_path: Path) -> None:
    """One alone or a screen of several."""
    screened = FACTS.replace("  widowed: {type: yes_no,", "  widowed: {type: yes_no, screen: living,").replace(
        "  listed: {type: yes_no,", "  listed: {type: yes_no, screen: living,"
    )
    screens = "screens:\n  living: {label: {zh: 居住, en: Living}, question: {zh: 有哪些？, en: Which?}}\n"
    both = benefit("{cared_elder: {all: [{widowed: true}, {listed: true}]}}")
    files = {**SHARED, "facts.yaml": screens + screened, "r/document.yaml": document("r"), "r/chapter.yaml": chapter(one=both)}
    book = read_book(tmp_path, files)

    asked, left = (book.evaluate({"cared_elder": known}, DAY).page("zh") for known in ({}, {"widowed": True}))
    assert "1. 所照护的老人：有哪些？（丧偶、列入名单）" in asked
    assert "1. 所照护的老人：列入名单" in left


def test_english_counts_have_their_plurals(tmp_path: Path) -> None:
    """One question, two questions."""
    book = one_ruleset(tmp_path, one=benefit("{widowed: true}"), two=benefit("{listed: true}"))

    assert "To ask (2 questions on 2 benefits)" in book.evaluate({}, DAY).page("en")
    assert "To ask (1 question on 1 benefit)" in book.evaluate({"listed": True}, DAY).page("en")


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


def test_the_sheet_asks_the_elder_what_the_elder_can_say(tmp_path: Path) -> None:
    """As one speaks to them; what an office has to find out is told, and not asked."""
    facts = (
        FACTS.replace("label: {zh: 丧偶, en: Widowed}", "label: {zh: 丧偶, en: Widowed}, question: {zh: 老人是否丧偶？, en: Widowed?}")
        .replace("listed: {type: yes_no,", "listed: {type: yes_no, asked_of: office,")
    )  # fmt: skip
    files = {**SHARED, "facts.yaml": facts, "r/document.yaml": document("r"),
             "r/chapter.yaml": chapter(one=benefit("{widowed: true}"), two=benefit("{listed: true}"))}  # fmt: skip
    book = read_book(tmp_path, files)
    sheet, no_questions = (book.evaluate(known, DAY).notice("zh") for known in ({}, {"widowed": False}))

    assert "二、请再告诉我们\n- 您是否丧偶？\n\n三、请您留意\n" in sheet
    assert "- 有些情况由工作人员去查，您不用准备：是否列入名单。\n" in sheet
    assert "请再告诉我们" not in no_questions
    assert "二、请您留意\n" in no_questions
    assert "您不用准备：是否列入名单" in no_questions


@pytest.mark.parametrize("text", ["甲\n一、您可以办", "甲\x1b[2J", "甲\u2028乙", "甲\u202e乙"])
def test_the_sheet_takes_one_line_for_a_name(tmp_path: Path, text: str) -> None:
    """Nothing that would write another line of it, or steer a terminal."""
    evaluation = one_ruleset(tmp_path, one=benefit("{widowed: true}")).evaluate({}, DAY)

    with pytest.raises(ValueError, match="one line"):
        evaluation.notice("zh", name=text)
    with pytest.raises(ValueError, match="one line"):
        evaluation.notice("zh", office=text)
    assert "欧阳·测试　甲老人" in evaluation.notice("zh", name="欧阳·测试　甲")


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


DRAFT = {"年龄": 82, "常住地": "长春市", "户籍地": "长春市", "老年人能力等级": "重度失能", "社会救助身份": ["低保"], "养老保险状态": "领取待遇",
         "养老金发放地": "长春市"}  # fmt: skip
ALONE = {"年龄": 72, "常住地": "冕宁县", "户籍地": "冕宁县", "居住照料状况": ["独居"], "社会救助身份": ["无"], "老年人能力等级": "轻度失能",
         "生活自理能力": "半护理"}  # fmt: skip
TEKUN = {
    "年龄": 82,
    "常住地": "冕宁县",
    "户籍地": "冕宁县",
    "居住照料状况": ["独居"],
    "社会救助身份": ["特困分散供养"],
    "生活自理能力": "全护理",
}
CHILD = {"年龄": 55, "常住地": "冕宁县", "户籍地": "冕宁县", "是老年人的子女": True, "家庭照护者": True, "社会救助身份": ["无"],
         "被照护老年人": {"年龄": 82, "常住地": "冕宁县", "正在住院": True}}  # fmt: skip


@pytest.mark.parametrize(("profile", "says", "never"), [
    (DRAFT, ["您已经在领：基本养老金，照常领。\n", "您还在领：低保金，怎样领以发放单位的规定为准。\n",
             "- 《吉林省关于加强新时代老龄工作的实施意见（征求意见稿）》还在征求意见，不能作为办理或不予办理的依据，现行的办法照旧。\n",
             "依据：《吉林省关于加强新时代老龄工作的实施意见（征求意见稿）》。\n"], ["他们还可以办"]),
    (ALONE, ["另有几项要由本单位定：", "- 可以转告照料您的家人去问问：", "- 您平时住在家里、养老机构，还是没有固定住处？",
             "您不用准备：是否符合医疗救助条件、是否处于疫情应急处置期、"], ["- 居住和照料（", "他们还可以办"]),
    (TEKUN, ["第三章第一节（社会救助）、第四章第三节、第五节、第五章第一节。\n"], []),
    (CHILD, ["李某：按您讲的情况，", "您讲的被照护老年人：1942-03-02至1943-03-01出生（82岁），常住地：冕宁县，正在住院。\n", "1. 子女护理假：找子女的工作单位\n",
             "- 被照护老年人属于城镇还是农村？\n"], ["李某老人", "先问村（社区）", "- 老人", "您属于城镇"]),
    ({"年龄": 70, "常住地": "上海市"},
     ["李某老人：我们手头还没有您所在地方（上海市）的养老服务文件，现在说不出您能办什么。别的文件、别的制度可能另有规定，请问当地民政部门。\n", "经办人："],
     ["此人", "规则库里", "一、您可以办", "依据："]),
])  # fmt: skip
def test_the_sheet_reads_as_an_office_would_print_it(profile: dict[str, object], says: list[str], never: list[str], book: Rulebook) -> None:
    """What is drawn, drafts, what the office has to decide, and questions that can be answered; to a child as to a child; a letter
    where there is no document.
    """
    sheet = book.evaluate(profile, DAY).notice("zh", name="李某", office="某县民政局")

    assert [one for one in says if one not in sheet] == [], sheet
    assert [one for one in never if one in sheet] == [], sheet


@pytest.mark.parametrize(("profile", "says"), [
    (TEKUN, "健康和自理（老年人能力等级、行动受限、患重特大疾病）关系到：失能老年人“健康敲门行动”等6项。"),
    (ALONE, "· 失能老年人“健康敲门行动”、失能老年人长期照护服务：按通常理解不算在内；若从轻度失能起都算，可以办；"),
    (CHILD, "；被照护老年人：1942-03-02至1943-03-01出生（82岁），常住地：冕宁县，正在住院。"),
    (CHILD, "本人最近有没有遇到下面这些情况？"),
    (CHILD, "被照护老年人属于城镇还是农村？"),
])  # fmt: skip
def test_the_page_reads_as_a_caseworker_would_say_it(profile: dict[str, object], says: str, book: Rulebook) -> None:
    """Of what a question bears on that is named which an office could grant already; a relative's facts are told from the elder's."""
    page = book.evaluate(profile, DAY).page("zh")

    assert says in page, page
    assert rows_of(page) <= HEIGHT


def test_a_draw_is_not_asked_after(book: Rulebook) -> None:
    """Where its document is a draft: other things are named first."""
    [line] = [one for one in book.evaluate(DRAFT, DAY).page("zh").splitlines() if one.startswith("问当地有没有")]

    assert "基本养老金" not in line
