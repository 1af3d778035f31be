"""To how many people of a register that was screened an edit does something, and what that costs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl
import pytest

from huilao import GivenRegister, Person, Rulebook, ScreeningOrder, head_counts
from huilao.language.known import Listed
from huilao.register.kept_facts import read_facts
from huilao.register.mapping import mapping_by_names
from huilao.register.sources import open_register
from huilao.review.affected import affected
from huilao.review.comparison import compare
from huilao.screen.columns import frame_of
from huilao.screen.screening import Screening
from review_books import DAY, one_document
from small_books import FACTS, benefit, read_book

MAPPING = "列: {出生日期: 出生日期, 住址: 住址, 丧偶: 丧偶, 月收入: 月收入, 救助: 救助}\n"
PAID = "pays: {{amount: {}, per: {}}}"


def register(folder: Path) -> Path:
    """Three people of 75, three of 85, three of 95, and one of whom no age is known; four of them are widowed."""
    rows = [f"{1950 - 10 * (number % 3)}-01-01,513433,{'是' if number % 2 else '否'},{100 * number},低保" for number in range(9)]
    path = folder / "r.csv"
    path.write_text("\n".join(["出生日期,住址,丧偶,月收入,救助", *rows, ",513433,否,0,低保", ""]), encoding="utf-8")
    return path


def kept(folder: Path, book: Rulebook) -> Path:
    """The facts that a screening of it keeps."""
    folder.mkdir(exist_ok=True)
    (folder / "mapping.yaml").write_text(MAPPING, encoding="utf-8")
    facts = folder / "facts.parquet"
    given = GivenRegister(register(folder), "r.csv", book)
    given.screen(folder / "mapping.yaml", [], ScreeningOrder(DAY), folder / "out", lambda _done, _of: None, facts)
    assert not list((folder / "out").rglob("*.parquet"))
    return facts


def old_age(age: int, amount: int | str = 100, per: str = "month") -> Mapping[str, str]:
    """A benefit from an age on, with what it pays."""
    return one_document(x=benefit(f"{{age: {{at_least: {age}}}}}", PAID.format(amount, per)))


def money(per: str, least: str | None, most: str | None) -> dict[str, Any]:
    return {"per": per, "at_least": least, "at_most": most}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (old_age(80), old_age(90), [("loses", 3, money("month", "-300", "-300"))]),
        (old_age(80), old_age(70), [("gains", 3, money("month", "300", "300"))]),
        (old_age(80), old_age(80, 60), [("less", 6, money("month", "-240", "-240"))]),
        (old_age(80, 100, "year"), old_age(80, "160.5", "year"), [("more", 6, money("year", "363", "363"))]),
        (old_age(80), old_age(80, 300, "quarter"), [("other_per", 6, None)]),
        (one_document(x=benefit("{widowed: true}")), one_document(x=benefit("{widowed: false}")), [("loses", 4, None), ("gains", 6, None)]),
        (old_age(80), old_age(80), []),
    ],
    ids=["fewer", "more people", "less", "more", "another unit", "unpaid", "nothing"],
)  # fmt: skip
def test_people_and_money_of_each_change(tmp_path: Path, old: Mapping[str, str], new: Mapping[str, str], expected: list[Any]) -> None:
    """In what the benefit is paid for: who is of no known age is neither counted nor paid."""
    books = [read_book(tmp_path / name, files) for name, files in (("old", old), ("new", new))]
    found = head_counts(compare(books[0], books[1], DAY), kept(tmp_path / "r", books[0]), 10, 1).data()

    assert (found["rows"], found["people"]) == (10, 10)
    assert [(one["effect"], one["people"], one["money"]) for one in found["changes"]] == expected


def test_of_few_no_number_is_shown(tmp_path: Path) -> None:
    """Nor what they are paid; in words, too."""
    old, new = read_book(tmp_path / "old", old_age(80)), read_book(tmp_path / "new", old_age(90))
    found, facts = compare(old, new, DAY), kept(tmp_path / "r", old)

    (few,) = head_counts(found, facts, 10, 4).data()["changes"]
    assert (few["people"], few["money"]) == (None, None)
    assert list(head_counts(found, facts, 10, 4).text("zh")) == [
        "登记表共 10 行，读入 10 人",
        "  r/x 待遇：失去 不到 4 人",
        "为保护个人，不到 4 人的不显示人数和金额",
    ]
    assert list(head_counts(found, facts, 10, 3).text("zh"))[1] == "  r/x 待遇：失去 3 人，每月共少发 300 元"
    assert list(head_counts(found, facts, 10, 3).text("en"))[1] == "  r/x Benefit: loses 3, 300 CNY less per month in all"


def test_it_counts_whom_the_command_counts(tmp_path: Path) -> None:
    """`huilao compare --register` reads the register itself."""
    old, new = (
        read_book(tmp_path / str(age), one_document(x=benefit(f"{{any: [{{age: {{at_least: {age}}}}}, {{all: [{{widowed: true}}, {{income: {{at_most: {age}}}}}]}}]}}")))
        for age in (80, 150)
    )  # fmt: skip
    found, facts = compare(old, new, DAY), kept(tmp_path / "r", old)
    source = open_register(str(tmp_path / "r" / "r.csv"))
    counts = affected(found, source, mapping_by_names(source.columns, old.rules)).touched.benefits["r/x"]

    assert sum(counts.values()) > 3
    assert {one["effect"]: one["people"] for one in head_counts(found, facts, 10, 1).data()["changes"] if one["people"]} == {
        effect.value: number for effect, number in counts.items()
    }


@pytest.mark.parametrize(
    ("was", "now", "gone", "new"),
    [
        ("edge: {zh: 低保边缘}", "edge: {zh: 低保边缘}, other: {zh: 其他}", None, "aids/other"),
        ("  income:", "  earned:", "income", None),
        ("widowed: {type: yes_no,", "widowed: {type: place,", "widowed", None),
    ],
    ids=["another code", "another name", "another type"],
)
def test_facts_are_read_by_another_vocabulary(tmp_path: Path, was: str, now: str, gone: str | None, new: str | None) -> None:
    """A code that nobody was asked for is unknown; of a fact that is not there, or is of another type, nothing is known."""
    book = read_book(tmp_path / "old", old_age(80))
    other = read_book(tmp_path / "new", {**old_age(80), "facts.yaml": FACTS.replace(was, now)})
    (before,) = read_facts(kept(tmp_path / "r", book), book.rules.facts, 100)
    (after,) = read_facts(tmp_path / "r" / "facts.parquet", other.rules.facts, 100)

    assert {*before.columns} - {*after.columns} == ({gone} if gone else set())
    assert {*after.columns} - {*before.columns} == ({new} if new else set())
    assert new is None or after[new].null_count() == 10
    assert not Screening(other.rules, DAY).answers(nw.from_native(after.lazy())).collect().is_empty()


def test_people_of_a_list_are_counted(tmp_path: Path) -> None:
    """A list is kept whole; what is added up over it is worked out anew by both versions."""
    facts = FACTS + "  household_members: {type: people, label: {zh: 家庭成员, en: Household members}}\n"
    old, new = (
        read_book(
            tmp_path / str(age),
            {
                **one_document(x=benefit(f"{{count: {{among: household_members, where: {{age: {{at_least: {age}}}}}, at_least: 1}}}}")),
                "facts.yaml": facts,
            },
        )
        for age in (60, 80)
    )
    people: list[Person] = [{"household_members": Listed(({"birth_date": date(year, 1, 1)},))} for year in (1930, 1950, 1960, 1990)]
    rows = frame_of(people, old.rules.facts).with_columns(row=pl.int_range(2, 6, dtype=pl.Int64), key=pl.lit(None, pl.String))
    rows.write_parquet(tmp_path / "facts.parquet")
    found = head_counts(compare(old, new, DAY), tmp_path / "facts.parquet", 4, 1).data()

    assert [(one["effect"], one["people"]) for one in found["changes"] if one["people"]] == [("loses", 2)]


def test_people_are_read_some_at_a_time(tmp_path: Path) -> None:
    """All of them, each once."""
    book = read_book(tmp_path / "old", old_age(80))
    facts = kept(tmp_path / "r", book)
    some = list(read_facts(facts, book.rules.facts, 4))

    assert [one.height for one in some] == [4, 4, 2]
    assert pl.concat(some).equals(next(read_facts(facts, book.rules.facts, 100)))
    with pytest.raises(FileNotFoundError):
        next(read_facts(tmp_path / "none.parquet", book.rules.facts, 4))
