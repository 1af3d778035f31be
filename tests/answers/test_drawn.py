"""What is drawn already and what becomes of it; what is new besides, in all; and what can be had later."""

from __future__ import annotations

from pathlib import Path

import pytest

from huilao import Goes, Per, Rulebook
from small_books import FACTS, SHARED, benefit, chapter, document, read_book

DAY = "2025-03-01"
VOCABULARY = (
    FACTS
    + """
  receiving: {type: set, label: {zh: 正在享受, en: Receiving}, codes: {dibao: {zh: 低保}}}
  applied_on: {type: date, label: {zh: 申请日期, en: Applied on}}
  had_times: {type: number, label: {zh: 次数, en: Times}, unit: none, minimum: 0, maximum: 9}
"""
)


def money(name: str, when: str, amount: int, more: str = "", pays: str = "") -> str:
    paid = f"pays: {{amount: {amount}, per: month{pays}}}"
    return benefit(when, f"name: {{zh: {name}, en: {name}}}, {paid}{', ' if more else ''}{more}")


def book_of(folder: Path, line: str = "", more: str = "", **benefits: str) -> Rulebook:
    files = {"facts.yaml": VOCABULARY, "r/document.yaml": document("r", more=more), "r/chapter.yaml": chapter(**benefits)}
    return read_book(folder, {**SHARED, **files, **({"combine.yaml": f"combine:\n  - {line}"} if line else {})})


ONE = "{choose_one: [r/a, r/b], by: highest, cite: 第七条}"


@pytest.mark.parametrize(
    ("line", "a", "b", "person", "goes", "page", "sheet"),
    [
        ("", money("甲", "{widowed: true}", 100), "", {"widowed": True}, Goes.ON, "甲（已在享受）：每月100元", "您已经在领：甲，照常领。"),
        (
            ONE, money("甲", "{widowed: true}", 100), money("乙", "{widowed: true}", 160), {"widowed": True}, Goes.CHANGED,
            "乙：每月160元；改发这一项，现在领的“甲”不再发，每月多60元", "- 甲：改发“乙”，这一项不再发。",
        ),
        (
            ONE, money("甲", "{widowed: true}", 100), money("乙", "{listed: true}", 160), {"widowed": True}, Goes.OPEN,
            "  · 甲：是否照旧发还没有定，请核对。", "- 甲：是否照旧发还没有定，请核对。",
        ),
        ("", money("甲", "{widowed: true}", 100), "", {}, Goes.OPEN, "  · 甲：是否照旧发还没有定，请核对。", "- 甲：是否照旧发还没有定，请核对。"),
        (
            "", money("甲", "{age: {at_least: 60}}", 100, pays=", ends: {when: {widowed: true}}"), "", {"birth_date": "1940-01-01", "widowed": True},
            Goes.NOT_MET, "  · 甲：按现在的情况不再符合（丧偶），是否停发请核对。", "- 甲：按现在的情况不再符合（丧偶），是否停发请核对。",
        ),
        (
            "", money("甲", "{widowed: true}", 100, "in_effect: {until: 2024-12-31}"), "", {"widowed": True}, Goes.LAPSED,
            "  · 甲：原文件不在有效期，以后怎样发请核对。", "- 甲：原文件不在有效期，以后怎样发请核对。",
        ),
    ],
)  # fmt: skip
def test_only_what_goes_on_is_said_to_go_on(
    line: str, a: str, b: str, person: dict[str, object], goes: Goes, page: str, sheet: str, tmp_path: Path
) -> None:
    """Of what is drawn: not what another is paid instead of, what is not for the person any more, not in force, or still open."""
    found = book_of(tmp_path, line, a=a, **({"b": b} if b else {})).evaluate({**person, "receiving": ["r/a"]}, DAY)

    assert [(one.finding.benefit, one.goes) for one in found.first_page.drawn] == [("r/a", goes)]
    assert page in found.page()
    assert sheet in found.notice()
    assert ("照常领" in found.notice()) is (goes is Goes.ON)
    assert [(one["benefit"], one["goes"]) for one in found.page_data()["drawn"]] == [("r/a", goes.value)]


def test_of_what_a_newer_document_took_the_place_it_is_said(tmp_path: Path) -> None:
    """With the newer one's title."""
    book = read_book(
        tmp_path,
        {
            "facts.yaml": VOCABULARY,
            "r/document.yaml": document("r", more="in_effect: {from: 2020-01-01}"), "r/chapter.yaml": chapter(a=money("甲", "{widowed: true}", 100)),
            "s/document.yaml": document("s", more="in_effect: {from: 2024-07-01}\nsupersedes: r"), "s/chapter.yaml": chapter(a=money("乙", "{widowed: true}", 120)),
        },
    )  # fmt: skip
    found = book.evaluate({"widowed": True, "receiving": ["r/a"]}, DAY)

    assert "- 甲：原文件已由《s文件》接替，以后怎样发请核对。" in found.notice()


def test_what_else_was_told_is_promised_by_nobody(tmp_path: Path) -> None:
    """The documents do not have it."""
    sheet = book_of(tmp_path, a=money("甲", "{widowed: true}", 100)).evaluate({"widowed": True, "receiving": ["dibao"]}, DAY).notice()

    assert "您还在领：低保，怎样领以发放单位的规定为准。" in sheet
    assert "照常领" not in sheet


A, LIMITED = money("甲", "{widowed: true}", 200), "quota: {number: 500, each: year, order: [{age: {at_least: 90}}], then: birth_date}"


@pytest.mark.parametrize(
    ("line", "benefits", "drawn", "new", "said"),
    [
        (ONE, {"a": A, "b": money("乙", "{widowed: true}", 600)}, ["r/a"], (400, 400), "每月400元（改发的只算多出来的）。"),
        (ONE, {"a": A, "b": money("乙", "{widowed: true}", 600)}, [], (600, 600), "每月600元。"),
        ("", {"a": A, "b": money("乙", "{widowed: true, not: {receiving: {has_any: [r/a]}}}", 260)}, [], (200, 260), "每月200至260元（不能同时领的不重复算）。"),
        (
            "", {"a": A, "b": money("乙", "{widowed: true, not: {receiving: {has_any: [dibao]}}}", 260)}, [], (460, 460), "每月460元。",
        ),
        (
            "", {"a": A, "b": money("乙", "{widowed: true, not: {receiving: {has_any: [r/a]}}}", 260), "c": money("丙", "{widowed: true}", 50)},
            [], (250, 310), "每月250至310元（不能同时领的不重复算）。",
        ),
        (
            "", {"a": A, "c": money("丙", "{widowed: true}", 50), "b": money("乙", "{widowed: true, not: {receiving: {has_any: [r/a, r/c]}}}", 260)},
            [], (250, 260), "每月250至260元（不能同时领的不重复算）。",
        ),
        ("", {"a": A, "b": money("乙", "{widowed: true}", 50, LIMITED)}, [], (200, 250), "每月200至250元（其中有名额的每月50元，排上了才有）。"),
    ],
)  # fmt: skip
def test_the_sum_of_what_is_new_promises_nothing_that_cannot_be_had(
    line: str, benefits: dict[str, str], drawn: list[str], new: tuple[int, int], said: str, tmp_path: Path
) -> None:
    """Not what is drawn now and paid no more, not two of which one puts out the other, not surely what only some get."""
    found = book_of(tmp_path, line, **benefits).evaluate({"widowed": True, "birth_date": "1940-01-01", "receiving": drawn}, DAY)
    total = found.first_page.new[Per.MONTH]

    assert (total.at_least, total.at_most) == new
    assert f"新办的合计：{said}" in found.page()
    assert found.page_data()["totals"]["new"] == {"month": {"at_least": str(new[0]), "at_most": str(new[1])}}


def test_what_is_drawn_and_changed_is_still_what_is_drawn(tmp_path: Path) -> None:
    """In the sum of what is drawn."""
    page = (
        book_of(tmp_path, ONE, a=A, b=money("乙", "{widowed: true}", 600)).evaluate({"widowed": True, "receiving": ["r/a"]}, DAY).first_page
    )

    assert page.received[Per.MONTH].at_least == 200


def test_a_claim_says_what_puts_it_out(tmp_path: Path) -> None:
    """Once drawn; nothing where that cannot be claimed."""
    book = book_of(tmp_path, a=A, b=money("乙", "{listed: true, not: {receiving: {has_any: [r/a]}}}", 260))
    both = book.evaluate({"widowed": True, "listed": True, "receiving": []}, DAY)
    alone = book.evaluate({"widowed": False, "listed": True, "receiving": []}, DAY)

    assert "乙：每月260元；领了“甲”就没有这一项" in both.page()
    assert "乙：每月260元；领了“甲”就没有这一项" in both.notice()
    assert [one["unless"] for one in both.page_data()["claims"]] == [[], ["r/a"]]
    assert "就没有" not in alone.page()


def test_a_quota_stands_beside_the_claim(tmp_path: Path) -> None:
    """On page and sheet with its order, and in the data."""
    found = book_of(tmp_path, a=money("甲", "{widowed: true}", 200, LIMITED)).evaluate({"widowed": True}, DAY)

    for said in (found.page(), found.notice()):
        assert "甲：每月200元；每年500个名额，先后按：年满90周岁、出生日期早的在前" in said
    (line,) = found.page_data()["claims"]
    assert (line["quota"]["number"], line["quota"]["each"], line["quota"]["then"]) == (500, "year", "birth_date")
    assert found["r/a"].data()["quota"] == line["quota"]
    assert found.page_data()["totals"]["limited"] == {"month": {"at_least": "200", "at_most": "200"}}


@pytest.mark.parametrize(
    ("when", "more", "person", "soon"),
    [
        ("{age: {at_least: 80}}", "", {"birth_date": "1945-03-15"}, "2025-03-15"),
        ("{age: {at_least: 80}}", "", {"birth_date": "1946-01-15"}, None),  # when the planning period has ended
        ("{age: {at_least: 80}}", "", {"birth_date": "1945-04"}, "2025-04-30"),  # from when on it is sure
        ("{age: {at_least: 80}}", "", {"birth_date": "1946-03-02"}, None),  # more than a year
        ("{applied_on: {for_at_least: 6 months}}", "", {"applied_on": "2025-01-10"}, "2025-07-10"),
        ("{age: {at_least: 80}, widowed: true}", "", {"birth_date": "1945-03-15", "widowed": False}, None),  # time does not do
        ("{age: {at_least: 80}, widowed: true}", "", {"birth_date": "1945-03-15"}, None),
        ("{age: {at_least: 80}}", "force: encouraged", {"birth_date": "1945-03-15"}, None),  # never to be claimed
        ("{age: {at_least: 80}}", "in_effect: {until: 2025-03-10}", {"birth_date": "1945-03-15"}, None),
        ("{age: {at_least: 80}}", "changes: [{since: 2025-03-10, when: {age: {at_least: 90}}}]", {"birth_date": "1945-03-15"}, None),
        (
            "{age: {at_least: 80}}",
            "changes: [{since: 2025-03-20, when: {age: {at_least: 90}}}]",
            {"birth_date": "1945-03-15"},
            "2025-03-15",
        ),
        ("{age: {at_least: 80}}", "", {"birth_date": "1940-03-15"}, None),  # now
    ],
)
def test_what_time_alone_brings_within_a_year_is_told(
    when: str, more: str, person: dict[str, object], soon: str | None, tmp_path: Path
) -> None:
    """With the day; it is not among those on whom the document is silent."""
    found = book_of(tmp_path, more="planning_period: {until: 2025-12-31}", a=money("甲", when, 100, more)).evaluate(person, DAY)
    one = found["r/a"]

    assert (one.soon and one.soon.isoformat()) == soon
    assert found.page_data()["soon"] == ([{"benefit": "r/a", "name": {"zh": "甲", "en": "甲"}, "date": soon}] if soon else [])
    day = one.soon and f"{one.soon.year}年{one.soon.month}月{one.soon.day}日"
    assert (f"以后可以办（1项，到日子再来办）：甲（{day}起）" in found.page()) is (soon is not None)
    assert (f"以后可以办，到日子再来：甲（{day}起）。" in found.notice()) is (soon is not None)
    assert one.explain().startswith(f"“甲”（文件要求落实）要到{day}才可以办。") is (soon is not None)
    assert soon is None or "本文件没有写到" not in found.page() + one.explain() + one.explain(level="line")
    assert one.data()["soon"] == soon


def test_what_the_text_excludes_is_counted_apart_from_its_silence(tmp_path: Path) -> None:
    """On the page and in its data."""
    book = book_of(
        tmp_path, shut=money("甲", "{age: {at_least: 60}, not: {widowed: true}}", 100), old=money("乙", "{age: {at_least: 90}}", 100),
        used=money("丙", "{age: {at_least: 60}}", 100, pays=", limit: {at_most: 1, recorded_in: had_times}"),
    )  # fmt: skip
    found = book.evaluate({"birth_date": "1940-05-01", "widowed": True, "had_times": 1}, DAY)

    assert "文件写明不发或不再发（2项）：甲、丙\n" in found.page()
    assert "本文件没有写到（1项，" in found.page()
    assert [one["benefit"] for one in found.page_data()["excluded"]] == ["r/shut", "r/used"]


def test_what_is_not_paid_besides_begins_with_that(tmp_path: Path) -> None:
    """And then says that the conditions are met; of what is drawn that it is to be changed."""
    book = book_of(tmp_path, ONE, a=A, b=money("乙", "{widowed: true}", 600))
    one = book.evaluate({"widowed": True}, DAY)["r/a"]
    drawn = book.evaluate({"widowed": True, "receiving": ["r/a"]}, DAY)["r/a"]

    assert one.explain().startswith(
        "不另发“甲”（文件要求落实）：与“乙”只发一项，就高发“乙”（每月600元），这一项不另发。此人符合条件：丧偶。"
    )
    assert one.explain().count("只发一项") == 1
    assert one.explain(level="line").startswith("甲：不另发，每月200元（丧偶）")
    assert drawn.explain().startswith("正在领的“甲”（文件要求落实）不再发：")


def test_an_amended_provision_stays_where_it_stands(tmp_path: Path) -> None:
    """The papers that amended it are cited besides; a change that cites a clause of the document moves it there."""
    changes = "changes: [{since: 2025-01-01, cite: 县发〔2025〕9号, pays: {amount: 300}}, {since: 2026-01-01, cite: [第四条, 县发〔2026〕1号], pays: {amount: 400}}]"
    book = book_of(
        tmp_path,
        a=money("甲", "{widowed: true}", 200, changes),
        **{f"c{n}": benefit("{widowed: true}", f"cite: 第{n}条") for n in "三二十"},
    )
    said = [book.evaluate({"widowed": True}, day)["r/a"].citation.of("zh") for day in ("2024-03-01", DAY, "2026-03-01")]

    assert said == ["《r文件》第一条", "《r文件》第一条，经县发〔2025〕9号修订", "《r文件》第四条，经县发〔2025〕9号、县发〔2026〕1号修订"]
    found = book.evaluate({"widowed": True}, DAY)
    assert found["r/a"].data()["citation"]["amended_by"] == ["县发〔2025〕9号"]
    assert "出处：《r文件》第一条，经县发〔2025〕9号修订。" in found["r/a"].explain()
    assert "依据：《r文件》第一条、第二条、第三条、第十条。" in found.notice()


def test_what_a_claim_pays_is_asked_for_where_it_is_open(tmp_path: Path) -> None:
    """As an interview does."""
    page = book_of(tmp_path, a=benefit("{widowed: true}", "pays: {amount: income, per: month}")).evaluate({"widowed": True}, DAY).first_page

    assert [(one.paths, [line.finding.benefit for line in one.settles]) for one in page.questions] == [(("income",), ["r/a"])]
