"""What benefits do to each other, people in lists, and days: planted flaws are found, and edits are told with their names."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from huilao.language.known import Listed
from huilao.language.policy import Flaw
from huilao.register.mapping import mapping_by_names
from huilao.register.sources import open_register
from huilao.review.affected import affected
from huilao.review.comparison import Comparison, Difference, compare
from huilao.review.report import comparison_data, comparison_text, soundness_data, soundness_text
from huilao.review.soundness import verify
from huilao.verify.change import Changed, Effect, Why
from review_books import DAY, passes
from small_books import FACTS, NUMBERS, benefit, chapter, document, read_book

MORE = """
  household_members: {type: people, label: {zh: 家庭成员, en: Household members}}
  applied_on: {type: date, label: {zh: 申请日期, en: Applied on}}
  times_had: {type: number, label: {zh: 已享受次数, en: Times had}, minimum: 0, maximum: 9}
"""
Files = Mapping[str, str]


def files(*, more: str = "", lines: str = "", **benefits: str) -> Files:
    """One document, `r`, with facts that these rules need, and lines of what benefits do to each other."""
    combine = {"combine.yaml": f"combine: [{lines}]"} if lines else {}
    return {"facts.yaml": FACTS + NUMBERS + MORE, "r/document.yaml": document("r", more=more), "r/c.yaml": chapter(**benefits), **combine}


def paying(amount: str, when: str = "{widowed: true}", more: str = "") -> str:
    return benefit(when, f"pays: {{amount: {amount}, per: month{more}}}")


def superseding(since: str) -> Files:
    """A document, `s`, that takes the place of `r` from a day on."""
    return {
        "s/document.yaml": document("s", more=f"in_effect: {{from: {since}}}\nsupersedes: [r]"),
        "s/c.yaml": chapter(a=benefit("{listed: true}")),
    }


HIGHEST = "{choose_one: [r/a, r/b], by: highest}"
FIRST = "{choose_one: [r/a, r/b], by: first}"
PERSON = "{choose_one: [r/a, r/b], by: person}"


# -- soundness ---------------------------------------------------------------------------------------------------------


PLANTED: list[tuple[Files, set[tuple[str, Flaw]]]] = [
    (files(a=paying("600"), b=paying("500"), lines=HIGHEST), {("r/b", Flaw.NEVER_STANDS)}),
    (files(a=paying("600"), b=paying("600"), lines=HIGHEST), {("r/b", Flaw.NEVER_STANDS)}),
    (files(a=paying("600"), b=paying("500", "{listed: true}"), lines=HIGHEST), set()),
    (files(a=paying("600"), b=paying("income"), lines=HIGHEST), set()),
    (files(a=paying("1"), b=paying("500"), lines=FIRST), {("r/b", Flaw.NEVER_STANDS)}),
    (files(a=paying("600"), b=paying("500"), lines=PERSON), set()),
    (files(a=paying("600", "{age: {at_least: 60}}", ", ends: {when: {age: {below: 50}}}")), {("r/a", Flaw.NEVER_STOPS)}),
    (files(a=paying("600", more=", ends: {when: {widowed: false}}")), {("r/a", Flaw.NEVER_STOPS)}),
    (files(a=paying("600", more=", ends: {when: {listed: true}}")), set()),
    (files(a=paying("600", more=", ends: {when: {widowed: true}}")), {("r/a", Flaw.ALWAYS_STOPS)}),
    (files(a=paying("600", "{times_had: {below: 2}}", ", limit: {at_most: 3, recorded_in: times_had}")), {("r/a", Flaw.NEVER_STOPS)}),
    (files(a=paying("600", more=", limit: {at_most: 2, recorded_in: times_had}")), set()),
    (files(a=benefit("{widowed: true}"), b=benefit("{any: [{entitled_to: r/a}, {all: [{entitled_to: r/a}, {listed: true}]}]}")),
     {("r/b", Flaw.DEAD_PART)}),
    (files(a=benefit("{widowed: true}"), b=benefit("{entitled_to: r/a, widowed: true}")), {("r/b", Flaw.IDLE_PART)}),
    (files(a=benefit("{age: {at_least: 60}}"), b=benefit("{entitled_to: r/a, income: {above: 100}}")), set()),
    (files(a=benefit("{count: {among: household_members, where: {age: {at_least: 60}}, at_least: 2}}")), set()),
    (files(a=benefit("{all: [{count: {among: household_members, where: {age: {at_least: 60}}, at_least: 2}}, "
                     "{count: {among: household_members, at_most: 1}}]}")), {("r/a", Flaw.NOBODY)}),
    (files(a=benefit("{count: {among: household_members, where: {widowed: true}, at_least: 7}}")), set()),
    ({**files(a=benefit("{age: {at_least: 60}}", "in_effect: {from: 2027-01-01}")), **superseding("2027-01-01")}, {("r/a", Flaw.NEVER_IN_FORCE)}),
    ({**files(a=benefit("{age: {at_least: 60}}", "in_effect: {from: 2027-01-01}")), **superseding("2027-01-02")}, set()),
    (files(a=benefit("{age: {at_least: 60}}", "in_effect: {from: 2026-12-31}"), more="in_effect: {until: 2026-12-31}"), set()),
    (files(a=benefit("{age: {at_least: 60}}", "changes: [{since: 2026-01-01, when: {age: {at_least: 60}}}]")), {("r/a", Flaw.IDLE_CHANGE)}),
    (files(a=benefit("{age: {at_least: 60}}", "changes: [{since: 2026-01-01, when: {not: {age: {below: 60}}}}]")),
     {("r/a", Flaw.IDLE_CHANGE)}),
    (files(a=benefit("{age: {at_least: 60}}", "changes: [{since: 2026-01-01, when: {age: {at_least: 55}}}]")), set()),
    (files(a=paying("600"), b=paying("500"), lines="{choose_one: [r/a, r/b], by: person, changes: [{since: 2026-01-01, by: person}]}"),
     {("r/a", Flaw.IDLE_CHANGE)}),
]  # fmt: skip


@pytest.mark.parametrize(("written", "flaws"), PLANTED)
def test_a_planted_flaw_is_found_and_nothing_else(written: Files, flaws: set[tuple[str, Flaw]], tmp_path: Path) -> None:
    """A member that never stands, an end that never comes, a limit nobody reaches, what is asked of another benefit and decides
    nothing, days outside of days, a change that is none; and what is near and well.
    """
    book = read_book(tmp_path, written)
    report = verify(book, DAY)

    assert {(one.subject, one.flaw) for one in report.flaws} == flaws
    assert report.open == ()
    for language in ("zh", "en"):
        text = "\n".join(soundness_text(report, book, language))
        assert ("{" in text, text.count("\n") > 0) == (False, bool(flaws) or report.most_listed is not None)
    assert {(one["subject"], one["flaw"]) for one in soundness_data(report)["flaws"]} == flaws


def test_a_choice_is_looked_at_in_every_wording(tmp_path: Path) -> None:
    """From the day on which the amounts are others, another one never stands."""
    changing = benefit(
        "{widowed: true}", "pays: {amount: 500, per: month}, changes: [{since: 2026-01-01, pays: {amount: 700, per: month}}]"
    )
    report = verify(read_book(tmp_path, files(a=paying("600"), b=changing, lines=HIGHEST)), DAY)

    assert [(one.subject, one.flaw, one.day) for one in report.flaws] == [
        ("r/b", Flaw.NEVER_STANDS, None), ("r/a", Flaw.NEVER_STANDS, date(2026, 1, 1)),
    ]  # fmt: skip


def test_how_many_people_of_a_list_were_looked_at_is_said(tmp_path: Path) -> None:
    """As many as the numbers that rules compare with need; nothing where no rule speaks of lists."""
    book = read_book(tmp_path / "a", files(a=benefit("{count: {among: household_members, at_least: 4}}")))
    report = verify(book, DAY)

    assert report.most_listed == 5
    assert "同住人、子女这类名单只核对了 5 人以内的情形" in "\n".join(soundness_text(report, book, "zh"))
    assert verify(read_book(tmp_path / "b", files(a=benefit("{widowed: true}"))), DAY).most_listed is None


def test_a_document_that_ended_long_before_its_successor_is_a_remark(tmp_path: Path) -> None:
    """Between them nothing applies; a day after it is well."""
    for number, (until, remarks) in enumerate((("2024-06-30", [Flaw.ENDED_BEFORE]), ("2024-12-31", []))):
        newer = document("s", more="in_effect: {from: 2025-01-01}\nsupersedes: [r]")
        both = {**files(a=benefit("{widowed: true}"), more=f"in_effect: {{until: {until}}}"),
                "s/document.yaml": newer, "s/c.yaml": chapter(a=benefit("{listed: true}"))}  # fmt: skip
        book = read_book(tmp_path / str(number), both)
        report = verify(book, DAY)

        assert [one.flaw for one in report.remarks] == remarks
        assert report.sound
        text = "\n".join(soundness_text(report, book, "zh", remarks=True))
        assert ("被接替的“r”在本文件生效前已经失效" in text) is bool(remarks)


# -- comparison --------------------------------------------------------------------------------------------------------


def compared(folder: Path, old: Files, new: Files, day: date = DAY) -> Comparison:
    return compare(read_book(folder / "old", old), read_book(folder / "new", new), day)


def effects(found: Comparison) -> dict[str, set[Effect]]:
    told: dict[str, set[Effect]] = {}
    for one in found.benefits:
        told.setdefault(one.name, set()).update(one.effects)
    return told


def changed(found: Comparison, name: str, effect: Effect) -> tuple[Difference, Changed]:
    return next((one, change) for one in found.benefits for change in one.changes if (one.name, change.effect) == (name, effect))


A, B = paying("600"), paying("500")


CHOICES: list[tuple[Files, Files, Mapping[str, set[Effect]], bool]] = [
    (files(a=A, b=B), files(a=A, b=B, lines=HIGHEST), {"r/a": set(), "r/b": {Effect.PUT_OUT}}, False),
    (files(a=A, b=B, lines=HIGHEST), files(a=A, b=B), {"r/a": set(), "r/b": {Effect.STANDS}}, True),
    (files(a=A, b=B, lines=HIGHEST), files(a=A, b=B, lines=FIRST), {"r/a": set(), "r/b": set()}, True),
    (files(a=A, b=B, lines=PERSON), files(a=A, b=B, lines=FIRST), {"r/a": set(), "r/b": {Effect.OTHER_STANDS}}, True),
    (files(b=B, a=A, lines=HIGHEST), files(b=B, a=A, lines="{choose_one: [r/b, r/a], by: first}"),
     {"r/a": {Effect.PUT_OUT}, "r/b": {Effect.STANDS}}, False),
    (files(a=A, b=B, lines=HIGHEST), files(a=A, b=paying("700"), lines=HIGHEST),
     {"r/a": {Effect.OTHER_STANDS}, "r/b": {Effect.MORE, Effect.STANDS}}, True),
    (files(a=A, b=B, lines=HIGHEST), files(a=paying("400"), b=B, lines=HIGHEST),
     {"r/a": {Effect.LESS, Effect.PUT_OUT}, "r/b": {Effect.STANDS}}, False),
    (files(a=A, b=B, lines=HIGHEST), files(a=A, b=B, lines=HIGHEST), {}, True),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "told", "harmless"), CHOICES)
def test_who_is_put_out_by_another_benefit(old: Files, new: Files, told: Mapping[str, set[Effect]], harmless: bool, tmp_path: Path) -> None:
    """A line that is added, removed, or goes by something else; amounts that let another member stand."""
    found = compared(tmp_path, old, new)

    assert effects(found) == told
    assert found.harmless is harmless
    for effect in (Effect.PUT_OUT, Effect.OTHER_STANDS, Effect.STANDS):
        for name in [name for name, each in told.items() if effect in each]:
            one, change = changed(found, name, effect)
            person = {"widowed": True}
            assert change.person == person
            before, after = found.versions(one, one.day)
            assert before.standing(person) != after.standing(person)
            assert change.other == ("r/a" if name == "r/b" else "r/b")
    comparison_data(found)


def test_the_words_for_a_choice(tmp_path: Path) -> None:
    """What is paid instead, in both languages, and the entry that is written otherwise."""
    found = compared(tmp_path, files(a=A, b=B), files(a=A, b=B, lines=HIGHEST))
    text = "\n".join(comparison_text(found, "zh"))

    assert "被择一排除: 因发“待遇”（每月 600 元），不另发这一项（原来每月 500 元）" in text
    assert "改写的项：并享" in text
    assert (
        "is put out by another benefit: “Benefit” (600 CNY per month) is paid, and this (500 CNY per month before) not besides"
        in "\n".join(comparison_text(found, "en"))
    )
    back = "\n".join(comparison_text(compare(found.new, found.old, DAY), "zh"))
    assert "这一项改为发放: 原来发“待遇”（每月 600 元），不另发这一项；改后两项都发，这一项每月 500 元" in back
    other = compared(tmp_path / "other", files(a=A, b=B, lines=HIGHEST), files(a=paying("400"), b=B, lines=HIGHEST))
    assert "这一项改为发放: 原来发“待遇”（每月 600 元），改后发这一项（每月 500 元）" in "\n".join(comparison_text(other, "zh"))


def test_what_follows_from_a_change_is_not_said_to_be_written_otherwise(tmp_path: Path) -> None:
    """Where the day of a change is moved, what stands in it is written otherwise, and nothing else."""
    old, new = (
        files(
            a=benefit(
                "{widowed: true}", f"pays: {{amount: 600, per: month}}, changes: [{{since: {day}, cite: 第九号, pays: {{amount: 500}}}}]"
            )
        )
        for day in ("2026-01-01", "2026-03-01")
    )
    text = "\n".join(comparison_text(compared(tmp_path, old, new), "zh"))

    assert [line.strip() for line in text.splitlines() if "改写的项" in line] == ["改写的项：给付"]


@pytest.mark.parametrize(
    ("more", "effect", "said"),
    [
        (", starts: {after: eligible, pay: next_month}", Effect.LATER, "起发推迟: 从符合条件的当月起发 → 从符合条件的次月起发"),
        (", starts: {after: applied_on, pay: same_month}", Effect.OTHER_START, "起发办法改变: 从符合条件的当月起发 → 从申请日期的当月起发"),
        ("", Effect.OTHER_START, "起发办法改变: 从符合条件的当月起发 → 没有写"),
    ],
)
def test_who_is_paid_later(more: str, effect: Effect, said: str, tmp_path: Path) -> None:
    """From another day on, or of which it cannot be said whether it is a later one: both are to be looked at."""
    old = files(a=paying("600", more=", starts: {after: eligible, pay: same_month}"))
    found = compared(tmp_path, old, files(a=paying("600", more=more)))

    assert effects(found) == {"r/a": {effect}}
    assert not found.harmless
    assert said in "\n".join(comparison_text(found, "zh"))
    assert changed(found, "r/a", effect)[1].person == {"widowed": True}


def test_paid_earlier_hurts_nobody(tmp_path: Path) -> None:
    """By the same fact: a month earlier."""
    old, new = (files(a=paying("600", more=f", starts: {{after: applied_on, pay: {pay}}}")) for pay in ("next_month", "same_day"))
    found = compared(tmp_path, old, new)

    assert effects(found) == {"r/a": {Effect.EARLIER}}
    assert found.harmless


@pytest.mark.parametrize(
    ("new", "why", "day"),
    [
        (files(a=paying("600", more=", ends: {when: {listed: true}}")), Why.STOPPED, DAY),
        (files(a=paying("600", more=", limit: {at_most: 1, recorded_in: times_had}")), Why.STOPPED, DAY),
        (files(a=benefit("{widowed: true}", "pays: {amount: 600, per: month}, in_effect: {until: 2025-12-31}")), Why.NOT_IN_FORCE, date(2026, 1, 1)),
        (files(a=A, more="in_effect: {until: 2025-12-31}"), Why.NOT_IN_FORCE, date(2026, 1, 1)),
        (
            {**files(a=A), "s/document.yaml": document("s", more="in_effect: {from: 2026-01-01}\nsupersedes: [r]"),
             "s/c.yaml": chapter(z=benefit("{listed: true}"))},
            Why.SUPERSEDED, date(2026, 1, 1),
        ),
        (files(a=paying("600", "{widowed: true, listed: true}")), None, DAY),
    ],
)  # fmt: skip
def test_who_loses_it_and_why(new: Files, why: Why | None, day: date, tmp_path: Path) -> None:
    """An end, a limit that is used up, days of its own or of its document that are over, a document in its place; or its sentence."""
    found = compared(tmp_path, files(a=A), new)
    one, change = changed(found, "r/a", Effect.LOSES)

    assert (change.why, one.day) == (why, day)
    assert not found.harmless
    data = next(each for each in comparison_data(found)["benefits"] if each["name"] == "r/a")
    assert [each.get("why") for each in data["changes"] if each["effect"] == "loses"] == [why and why.value]
    text = "\n".join(comparison_text(found, "zh"))
    assert ("（停发，或者限额已用完）" in text, "（文件已被接替）" in text) == (why is Why.STOPPED, why is Why.SUPERSEDED)


def test_an_end_and_a_narrower_sentence_are_two_losses(tmp_path: Path) -> None:
    """Each with somebody of its own."""
    found = compared(
        tmp_path, files(a=A), files(a=paying("600", "{widowed: true, income: {below: 100}}", ", ends: {when: {listed: true}}"))
    )

    assert {change.why for one in found.benefits for change in one.changes if change.effect is Effect.LOSES} == {Why.STOPPED, None}


def test_a_smaller_quota_is_a_loss(tmp_path: Path) -> None:
    """For whoever has it; a larger one is none."""
    books = [files(a=benefit("{widowed: true}", f"quota: {{number: {number}, each: year, then: income}}")) for number in (100, 80)]
    found, back = compared(tmp_path / "1", books[0], books[1]), compared(tmp_path / "2", books[1], books[0])

    assert effects(found) == {"r/a": {Effect.FEWER}}
    assert not found.harmless
    assert changed(found, "r/a", Effect.FEWER)[1].person == {"widowed": True}
    assert "名额减少: 每年 100 人 → 每年 80 人" in "\n".join(comparison_text(found, "zh"))
    assert (effects(back), back.harmless) == ({"r/a": set()}, True)


@pytest.mark.parametrize(
    ("change", "effect"),
    [
        ("{since: 2026-01-01, when: {age: {at_least: 65}}}", Effect.LOSES),
        ("{since: 2026-01-01, pays: {amount: 500, per: month}}", Effect.LESS),
        ("{since: 2026-01-01, pays: {amount: 600, per: month, starts: {after: applied_on, pay: same_day}}}", Effect.OTHER_START),
    ],
)
def test_an_amendment_acts_from_its_day_on(change: str, effect: Effect, tmp_path: Path) -> None:
    """It is told with that day, and changes nothing before it."""
    old, new = (
        files(a=benefit("{age: {at_least: 60}}", f"pays: {{amount: 600, per: month}}{more}")) for more in ("", f", changes: [{change}]")
    )
    found = compared(tmp_path, old, new)

    assert effects(found) == {"r/a": {effect}}
    assert [one.day for one in found.benefits] == [date(2026, 1, 1)]
    assert "自 2026-01-01 起的规则：" in "\n".join(comparison_text(found, "zh"))
    before, after = (book.on(date(2025, 12, 31)).rules.rulesets["r"].benefits for book in (found.old, found.new))
    assert before == after


REGISTER = """编号,丧偶,列入名单,申请日期,已享受次数
甲,是,是,2025-02-01,0
乙,是,否,2025-02-10,1
丙,否,是,2025-02-10,0
丁,是,,2025-02-10,
"""


@pytest.mark.parametrize(
    ("old", "new", "counted"),
    [
        (files(a=A, b=paying("500", "{listed: true}")), files(a=A, b=paying("500", "{listed: true}"), lines=HIGHEST), {"r/b": {"put_out": 1}}),
        (files(a=A, b=B, lines=HIGHEST), files(a=A, b=paying("700"), lines=HIGHEST),
         {"r/a": {"other_stands": 3}, "r/b": {"more": 3, "stands": 3}}),
        (
            files(a=paying("600", more=", starts: {after: applied_on, pay: same_month}")),
            files(a=paying("600", more=", starts: {after: applied_on, pay: same_day}")), {"r/a": {"starts_later": 2}},
        ),
        (files(a=A), files(a=paying("600", more=", limit: {at_most: 1, recorded_in: times_had}")),
         {"r/a": {"loses": 1, "becomes_undetermined": 1}}),
        (files(a=A), files(a=benefit("{widowed: true}", "pays: {amount: 600, per: month}, quota: {number: 9, each: year, then: income}")),
         {"r/a": {"fewer": 3}}),
        (
            files(a=A), files(a=benefit("{widowed: true}", "pays: {amount: 600, per: month}, "
                                        "changes: [{since: 2026-01-01, pays: {amount: 500, per: month}}]")),
            {"r/a": {"less": 3}},
        ),
    ],
)  # fmt: skip
def test_a_register_says_how_many_people(old: Files, new: Files, counted: Mapping[str, Mapping[str, int]], tmp_path: Path) -> None:
    """Of four people, three of whom are widowed, two on the list for certain, and of whom this or that is not known."""
    (tmp_path / "people.csv").write_text(REGISTER, "utf-8")
    found = compared(tmp_path, old, new)
    register = open_register(str(tmp_path / "people.csv"))
    touched = affected(found, register, mapping_by_names(register.columns, found.new.rules))

    assert touched.data()["benefits"] == counted


def test_a_benefit_that_another_asks_for_is_narrowed(tmp_path: Path) -> None:
    """The other one loses with it, though nothing in its own document has changed."""
    asking = {"s/document.yaml": document("s", "22"), "s/c.yaml": chapter(z=benefit("{entitled_to: r/a, widowed: true}"))}
    old, new = ({**files(a=benefit(f"{{age: {{at_least: {age}}}}}")), **asking} for age in (60, 65))
    found = compared(tmp_path, old, new)

    assert {name: Effect.LOSES in each for name, each in effects(found).items()} == {"r/a": True, "s/z": True}
    assert changed(found, "s/z", Effect.LOSES)[1].person == {"birth_date": date(1960, 5, 10), "widowed": True}


def test_somebody_on_a_list_is_shown_and_can_be_pasted(tmp_path: Path) -> None:
    """Two people of a household were enough, and are no more."""
    old, new = (
        files(a=benefit(f"{{count: {{among: household_members, where: {{age: {{at_least: 60}}}}, at_least: {least}}}}}"))
        for least in (2, 3)
    )
    found = compared(tmp_path, old, new)
    one, change = changed(found, "r/a", Effect.LOSES)

    assert change.person == {"household_members": Listed(({"birth_date": date(1955, 5, 10)},) * 2)}
    text = list(comparison_text(found, "zh"))
    assert one.open is False
    assert "同住人、子女这类名单只核对了 4 人以内的情形" in "\n".join(text)
    passes("\n".join(line[6:] for line in text if line.startswith("      ")), found.new, tmp_path / "features")


def test_less_for_a_household_of_many(tmp_path: Path) -> None:
    """A sum over people: their incomes are taken off."""
    old, new = (
        files(a=paying(f"{{largest: [{{minus: [2000, {part}]}}, 0]}}"))
        for part in ("income", "{sum: income, among: household_members, with_self: true}")
    )
    found = compared(tmp_path, old, new)
    _, change = changed(found, "r/a", Effect.LESS)

    assert change.person is not None
    assert isinstance(change.person["household_members"], Listed)
    assert change.paid is not None
    assert "家庭成员" in "\n".join(comparison_text(found, "zh"))
