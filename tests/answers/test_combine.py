"""Of several benefits one is paid: which stands, what is paid in all, and what the page and the words say of it."""

from __future__ import annotations

import pickle
from decimal import Decimal
from pathlib import Path

import pytest

from huilao import Action, Rulebook, Truth
from huilao.language.units import Per
from small_books import benefit, chapter, document, read_book

DAY = "2025-03-01"
READING = "readings: [{name: 名单, when: {listed: true}, note: {zh: 只按名单, en: by the list only}}]"
YES, NO, OPEN = Truth.YES, Truth.NO, Truth.UNKNOWN


def pays(name: str, amount: int | None, more: str = "", per: str = "month") -> str:
    paid = "" if amount is None else f", pays: {{amount: {amount}, per: {per}}}"
    return f"name: {{zh: {name}, en: {name}}}{paid}{', ' if more else ''}{more}"


def book_of(folder: Path, by: str, a: str = "", b: str = "", c: str = "") -> Rulebook:
    """One of a (from 60), b (from 80) and c (the widowed) is paid."""
    benefits = chapter(
        a=benefit("{age: {at_least: 60}}", a or pays("甲", 100)), b=benefit("{age: {at_least: 80}}", b or pays("乙", 200)),
        c=benefit("{widowed: true}", c or pays("丙", 150)),
    )  # fmt: skip
    line = f"combine:\n  - {{choose_one: [r/a, r/b, r/c], by: {by}, cite: 第七条}}"
    return read_book(folder, {"r/document.yaml": document("r"), "r/chapter.yaml": benefits, "combine.yaml": line})


OLD, YOUNGER = {"birth_date": "1940-01-10"}, {"birth_date": "1950-01-10"}


@pytest.mark.parametrize(
    ("by", "person", "stands", "total"),
    [
        ("highest", OLD, {"a": NO, "b": YES, "c": NO}, (200, 200)),
        ("highest", YOUNGER, {"a": OPEN, "c": OPEN}, (100, 150)),
        ("highest", {**YOUNGER, "widowed": True}, {"a": NO, "c": YES}, (150, 150)),
        ("highest", {**YOUNGER, "widowed": False}, {}, (100, 100)),  # alone, one takes no part
        ("first", OLD, {"a": YES, "b": NO, "c": NO}, (100, 100)),
        ("first", {"widowed": True}, {"a": YES, "b": OPEN, "c": OPEN}, (0, 200)),
        ("person", {**OLD, "widowed": True}, {"a": YES, "b": YES, "c": YES}, (100, 200)),
    ],
)
def test_of_several_one_is_paid(
    by: str, person: dict[str, object], stands: dict[str, Truth], total: tuple[int, int], tmp_path: Path
) -> None:
    """It changes no outcome; what is put out is not counted, and what is read back or sent elsewhere is the same."""
    book = book_of(tmp_path, by)
    found = book.evaluate(person, DAY)

    assert {one.benefit[2:]: one.standing.truth for one in found.findings if one.standing} == stands
    paid = found.totals[Per.MONTH]
    assert (paid.at_least, paid.at_most) == tuple(map(Decimal, total))
    for same in (book.evaluation(found.to_json()), pickle.loads(pickle.dumps(found))):  # noqa: S301  # our own
        assert (same, same.totals) == (found, found.totals)
    apart = [pickle.loads(pickle.dumps(one)) for one in found.findings]  # noqa: S301
    assert [one.standing for one in apart] == [one.standing for one in found.findings]


def test_one_that_may_come_first_and_pays_nothing_leaves_the_sum_open(tmp_path: Path) -> None:
    """Though it is counted nowhere itself: on the page likewise, where what is still to be asked is not summed up."""
    kind = book_of(tmp_path / "kind", "first", a=pays("甲", None))
    small = book_of(tmp_path / "small", "first", a=pays("甲", 20))
    found = kind.evaluate({"widowed": True}, DAY)
    page = small.evaluate({"widowed": True}, DAY).first_page

    assert found["r/c"].action is Action.CLAIM
    assert (found.totals[Per.MONTH].at_least, found.totals[Per.MONTH].at_most) == (0, 200)
    assert (page.new[Per.MONTH].at_least, page.new[Per.MONTH].at_most) == (0, 150)


def test_what_hangs_on_a_reading_puts_nothing_out(tmp_path: Path) -> None:
    """Though by the reading taken the person has it and it pays most."""
    book = book_of(tmp_path, "highest", c=pays("丙", 500, READING))
    found = book.evaluate({**OLD, "widowed": True, "listed": False}, DAY)

    assert found["r/c"].action is Action.READING
    assert {one.benefit[2:]: one.standing and one.standing.truth for one in found.findings} == {"a": NO, "b": OPEN, "c": OPEN}
    assert (found.totals[Per.MONTH].at_least, found.totals[Per.MONTH].at_most) == (200, 500)


@pytest.mark.parametrize(
    ("by", "person", "lines", "out"),
    [  # pyright: ignore[reportUnknownArgumentType]  # empty lists
        ("highest", OLD, ["乙：每月200元；不再另发“甲”、“丙”"], [("r/b", ["r/a", "r/c"])]),
        ("highest", YOUNGER, ["甲：每月100元；与“丙”只发一项"], [("r/a", [])]),
        ("first", OLD, ["甲：每月100元；不再另发“乙”、“丙”"], [("r/a", ["r/b", "r/c"])]),
        (
            "person",
            {**YOUNGER, "widowed": True},
            ["甲：每月100元；与“丙”只能选一项", "丙：每月150元；与“甲”只能选一项"],
            [("r/a", []), ("r/c", [])],
        ),
    ],
)
def test_what_is_put_out_stands_on_the_line_of_what_is_paid(
    by: str, person: dict[str, object], lines: list[str], out: list[tuple[str, list[str]]], tmp_path: Path
) -> None:
    """It has no line of its own and is not counted."""
    found = book_of(tmp_path, by).evaluate(person, DAY)
    page = found.first_page

    assert [(one.finding.benefit, [other.benefit for other in one.instead_of]) for one in page.claims] == out
    assert [one["instead_of"] for one in found.page_data()["claims"]] == [others for _, others in out]
    assert all(line in found.page() for line in lines)


def test_what_is_put_out_by_a_promise_written_twice_stands_on_its_line(tmp_path: Path) -> None:
    """Whichever of the two is the one that pays."""
    two = chapter(
        a=benefit("{age: {at_least: 60}}", pays("甲", 100)), b=benefit("{age: {at_least: 80}}", pays("乙", 200)),
        c=benefit("{age: {at_least: 80}}", pays("丙", None, "same_as: b, rule_class: universal")),
    )  # fmt: skip
    book = read_book(
        tmp_path / "two",
        {
            "r/document.yaml": document("r"),
            "r/chapter.yaml": two,
            "combine.yaml": "combine:\n  - {choose_one: [r/a, r/b], by: highest, cite: 第七条}",
        },
    )
    (line,) = book.evaluate(OLD, DAY).first_page.claims

    assert (line.finding.benefit, [one.benefit for one in line.instead_of]) == ("r/b", ["r/a"])


@pytest.mark.parametrize(
    ("by", "person", "name", "said"),
    [
        ("highest", OLD, "b", "与“甲”、“丙”只发一项，就高发这一项。"),
        ("highest", OLD, "a", "与“乙”只发一项，就高发“乙”（每月200元），这一项不另发。"),
        ("highest", YOUNGER, "a", "与“丙”只发一项，就高发放；是不是发这一项，还要看“丙”。"),
        ("first", OLD, "a", "与“乙”、“丙”只发一项，按次序发这一项。"),
        ("first", OLD, "c", "与“甲”只发一项，按次序发“甲”（每月100元），这一项不另发。"),
        ("first", {"widowed": True}, "b", "与“甲”、“丙”只发一项，按次序发放；不能享受“甲”的，才发这一项。"),
        ("person", OLD, "a", "与“乙”、“丙”只能选一项，由本人选。"),
    ],
)
def test_an_explanation_says_which_is_paid(by: str, person: dict[str, object], name: str, said: str, tmp_path: Path) -> None:
    """And on account of which others it is not."""
    assert said in book_of(tmp_path, by).evaluate(person, DAY)[f"r/{name}"].explain()


def test_what_is_not_paid_for_the_same_is_counted_as_far_as_it_stands(tmp_path: Path) -> None:
    """Each by itself, nothing being converted."""
    book = book_of(tmp_path, "first", a=pays("甲", 30, per="day"), c=pays("丙", 150))
    open_, sure = ({"birth_date": one, "widowed": True} for one in ({"from": "1960-01-01", "until": "1970-01-01"}, "1960-01-01"))

    def sums(person: object) -> dict[Per, tuple[object, object]]:
        return {per: (one.at_least, one.at_most) for per, one in book.evaluate(person, DAY).totals.items()}

    assert sums(open_) == {Per.DAY: (0, 30), Per.MONTH: (0, 150)}
    assert sums(sure) == {Per.DAY: (30, 30)}
