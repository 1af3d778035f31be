"""From when on and until when is paid, how often, where one applies, and how many have it: found out and said."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from huilao import FirstDay, Rulebook
from small_books import FACTS, benefit, chapter, document, read_book

DAY = "2025-03-01"
MORE = """
  applied_on: {type: date, label: {zh: 申请日期, en: Day of application}}
  times_adapted: {type: number, label: {zh: 已改造次数, en: Times adapted}, unit: none, minimum: 0, maximum: 10}
  in_prison: {type: yes_no, label: {zh: 服刑, en: In prison}, says: {zh: 正在服刑, en: is in prison}, says_not: {zh: 没有服刑, en: is not in prison}}
  receiving: {type: set, label: {zh: 正在享受, en: Receiving}, codes: {pension: {zh: 养老金}}}
"""


def book_of(folder: Path, when: str, pays: str = "", more: str = "", of: str = "") -> Rulebook:
    """One benefit that pays 50 a month."""
    paid = f"pays: {{amount: 50, per: month{', ' if pays else ''}{pays}}}{', ' if more else ''}{more}"
    files = {"facts.yaml": FACTS + MORE, "r/document.yaml": document("r", more=of), "r/chapter.yaml": chapter(one=benefit(when, paid))}
    return read_book(folder, files)


OLD = "{age: {at_least: 80}}"
SINCE = "in_effect: {from: 2024-01-15}"


@pytest.mark.parametrize(
    ("when", "starts", "of", "person", "first"),
    [
        (OLD, "{after: eligible, pay: same_day}", "", {"birth_date": "1944-05-06"}, "2024-05-06"),
        (OLD, "{after: eligible, pay: same_month}", "", {"birth_date": "1944-05-06"}, "2024-05-01"),
        (OLD, "{after: eligible, pay: next_month}", "", {"birth_date": "1944-12-31"}, "2025-01-01"),
        (OLD, "{after: eligible, pay: next_month}", SINCE, {"birth_date": "1940-05-06"}, "2024-02-01"),  # no earlier than the text
        (OLD, "{after: eligible, pay: same_day}", "", {"birth_date": "1944-05"}, "2024-05-01 2024-05-31 birth_date"),
        (OLD, "{after: eligible, pay: next_month}", "", {"birth_date": "1944-05"}, "2024-06-01"),  # whichever day it was
        (OLD, "{after: eligible, pay: next_month}", "", {"age": 80}, "2024-04-01 2025-04-01 birth_date"),
        (OLD, "{after: eligible, pay: same_day}", SINCE, {"birth_date": "1944-01"}, "2024-01-15 2024-01-31 birth_date"),
        ("{widowed: true}", "{after: eligible, pay: same_day}", "", {"widowed": True}, None),  # nobody knows since when
        ("{widowed: true}", "{after: eligible, pay: same_day}", SINCE, {"widowed": True}, "2024-01-15"),
        ("{not: {age: {between: [60, 69]}}}", "{after: eligible, pay: same_day}", "", {"birth_date": "1944-05-06"}, "2014-05-06"),
        (OLD, "{after: applied_on, pay: next_month}", "", {"birth_date": "1940-05-06", "applied_on": "2024-12-20"}, "2025-01-01"),
        (OLD, "{after: applied_on, pay: next_month}", "", {"birth_date": "1944-05-06", "applied_on": "2020-12-20"}, "2024-06-01"),
        ("{widowed: true}", "{after: applied_on, pay: same_day}", "", {"widowed": True, "applied_on": "2020-12-20"}, "2020-12-20"),
        (OLD, "{after: applied_on, pay: next_month}", "", {"birth_date": "1940-05-06"}, None),
        (OLD, "{after: applied_on, pay: next_month}", "", {"birth_date": "1940-05-06", "applied_on": "2024-12"}, "2025-01-01"),
        (
            OLD,
            "{after: applied_on, pay: same_day}",
            "",
            {"birth_date": "1940-05-06", "applied_on": "2024-12"},
            "2024-12-01 2024-12-31 applied_on",
        ),
        (
            OLD,
            "{after: applied_on, pay: same_day}",
            "",
            {"birth_date": "1944", "applied_on": "2024-12-03"},
            "2024-12-03 2024-12-31 birth_date",
        ),
        (OLD, "{after: eligible, pay: same_day}", "", {"birth_date": "1950-05-06"}, None),
        (OLD, "{after: eligible, pay: same_day}", "", {}, None),
    ],
)
def test_the_first_day_that_is_paid(when: str, starts: str, of: str, person: dict[str, object], first: str | None, tmp_path: Path) -> None:
    """From when the person has it on, or has applied for it, the later of the two; from the earliest day to the latest where these
    are not known exactly, and None where nothing is known of them.
    """
    book = book_of(tmp_path, when, f"starts: {starts}", of=of)
    found = book.evaluate(person, DAY)
    one = found["r/one"]

    assert one.first_day == (first and day_of(first))
    assert book.evaluation(found.to_json())["r/one"].first_day == one.first_day
    assert bool(re.search("[0-9]日起发|起符合发放条件", found.page())) is (first is not None)


def day_of(text: str) -> FirstDay:
    """One day; or the earliest, the latest, and what it depends on."""
    earliest, *others = text.split()
    latest, depends = others or (earliest, None)
    return FirstDay(date.fromisoformat(earliest), date.fromisoformat(latest), (depends,) if depends else ())


@pytest.mark.parametrize(
    ("person", "page", "said"),
    [
        ({"birth_date": "1945-02-06"}, "；2025年3月1日起发\n", "即从2025年3月1日起。出处"),
        ({"birth_date": "1944-05-06"}, "；自2024年6月1日起符合发放条件，以前的能否补发请问主管部门\n", "即从2024年6月1日起。以前的能否补发请问主管部门。出处"),
        ({"age": 80}, "；最早2024年4月1日、最晚2025年4月1日起发，以出生日期为准，以前的能否补发请问主管部门\n",
         "最早从2024年4月1日、最晚从2025年4月1日起，以出生日期为准。以前的能否补发请问主管部门。出处"),
        ({"birth_date": "1944-05-06", "receiving": ["r/one"]}, "（已在享受）：每月50元\n", "从符合条件的次月起发。出处"),
    ],
)  # fmt: skip
def test_a_first_day_that_has_passed_is_no_promise(person: dict[str, object], page: str, said: str, tmp_path: Path) -> None:
    """Nor is one that is not known exactly; of what is drawn nothing is said of it."""
    found = book_of(tmp_path, OLD, "starts: {after: eligible, pay: next_month}").evaluate(person, DAY)

    assert page in found.page()
    assert said in found["r/one"].explain()


@pytest.mark.parametrize(
    ("pays", "more", "person", "said"),
    [
        ("starts: {after: eligible, pay: next_month}", "", {}, "金额：每月50元。从符合条件的次月起发，即从2024年6月1日起。"),
        ("starts: {after: applied_on, pay: same_month}", "", {}, "金额：每月50元。从申请日期的当月起发。出处"),
        ("starts: {after: applied_on, pay: same_day}", "", {"applied_on": "2025-01-07"}, "从申请日期当天起发，即从2025年1月7日起。"),
        ("ends: {when: {in_prison: true}}", "", {"in_prison": False}, "理由：没有服刑；年满80周岁（现80周岁）。金额：每月50元。停发的情形：正在服刑。出处"),
        ("limit: {at_most: 2, recorded_in: times_adapted}", "", {"times_adapted": 1}, "已改造次数达到2的，不再发。出处"),
        ("", "apply: {at: {zh: 村委会}, bring: {zh: 身份证}, by: {zh: 每年10月底}}", {}, "在哪里办：村委会；带什么：身份证；什么时候办：每年10月底。出处"),
        ("", "apply: {bring: {zh: 身份证}}", {}, "。带什么：身份证。出处"),
        ("", "quota: {number: 20000, each: year}", {}, "每年20,000个名额。名额有限，符合条件不等于排得上。出处"),
        (
            "", "quota: {number: 20, each: month, order: [{widowed: true}], then: applied_on}", {},
            "每月20个名额，先后按：丧偶、申请日期早的在前。名额有限，符合条件不等于排得上。出处",
        ),
    ],
)  # fmt: skip
def test_what_is_to_be_known_besides_is_said(pays: str, more: str, person: dict[str, object], said: str, tmp_path: Path) -> None:
    """To whoever may have it; to whom it is refused nothing of it is said."""
    book = book_of(tmp_path, OLD, pays, more)

    assert said in book.evaluate({"birth_date": "1944-05-06", **person}, DAY)["r/one"].explain()
    assert said.removeprefix("。").partition("。")[0] not in book.evaluate({"birth_date": "1950-05-06", **person}, DAY)["r/one"].explain()


@pytest.mark.parametrize(
    ("change", "birth", "said", "on_the_page"),
    [
        (
            "pays: {amount: 80, per: month, STARTS}",
            "1944-05-06",
            "即从2024年6月1日起，其中现在的金额从2025年1月1日起。",
            "2024年6月1日起符合发放条件（现在的金额从2025年1月1日起）",
        ),
        (
            "pays: {amount: 80, per: month, STARTS}",
            "1945-01-06",
            "即从2025年2月1日起。",
            "2025年2月1日起符合发放条件",
        ),  # it was amended before
        ("provides: {zh: 津贴}", "1944-05-06", "即从2024年6月1日起。", "2024年6月1日起符合发放条件"),
    ],
)
def test_an_amount_that_was_amended_since_the_first_day_has_a_day_of_its_own(
    change: str, birth: str, said: str, on_the_page: str, tmp_path: Path
) -> None:
    """Nobody is to read that it is due since the first day."""
    starts = "starts: {after: eligible, pay: next_month}"
    book = book_of(tmp_path, OLD, starts, f"changes: [{{since: 2025-01-01, {change.replace('STARTS', starts)}}}]")
    found = book.evaluate({"birth_date": birth}, DAY)

    assert said in found["r/one"].explain()
    assert f"{on_the_page}，以前的" in found.page()


@pytest.mark.parametrize(
    ("pays", "person", "said"),
    [
        ("ends: {when: {in_prison: true}}", {"in_prison": True}, "不能享受“待遇”，文件明确不包括此人。原因：正在服刑。"),
        ("limit: {at_most: 2, recorded_in: times_adapted}", {"times_adapted": 2}, "不再发“待遇”。原因：已改造次数：2，达到2的不再发。"),
        (
            "ends: {when: {in_prison: true}}, limit: {at_most: 2, recorded_in: times_adapted}",
            {"times_adapted": 3, "in_prison": True},
            "不能享受“待遇”，文件明确不包括此人。原因：正在服刑；已改造次数：3，达到2的不再发。",
        ),
    ],
)
def test_whom_nothing_is_paid_any_more_the_text_excludes(pays: str, person: dict[str, object], said: str, tmp_path: Path) -> None:
    """That is more than silence."""
    one = book_of(tmp_path, OLD, pays).evaluate({"birth_date": "1940-05-06", **person}, DAY)["r/one"]

    assert one.excluded
    assert one.explain().startswith(said)
    assert not book_of(tmp_path / "young", OLD, pays).evaluate({"birth_date": "1950-05-06"}, DAY)["r/one"].excluded


@pytest.mark.parametrize("word", ["r/one", "待遇"])
def test_what_is_drawn_already_is_said_by_the_name_of_the_benefit(word: str, tmp_path: Path) -> None:
    """By its full name, or as people call it."""
    found = book_of(tmp_path, OLD).evaluate({"birth_date": "1940-05-06", "receiving": [word]}, DAY)

    assert found["r/one"].explain().startswith("已在享受“待遇”（文件要求落实）。")
    assert "待遇（已在享受）：每月50元" in found.page()
    assert "已在享受的合计：每月50元。" in found.page()
