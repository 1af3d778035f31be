"""A receipt as it was saved, and checked again."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest

from huilao import Outcome, Part, ReceiptError, Rulebook, SavedReceipt, Verdict, read_receipt
from small_books import benefit, one_ruleset

DAY = date(2025, 3, 1)
KEY, OTHER = Random(1).randbytes(16), Random(2).randbytes(16)
PROFILE: dict[str, Any] = {"residence": "513433", "household_registration": "513433", "widowed": True, "income": 300}
TOP_UP = "pays: {amount: {minus: [700, income]}, per: month}"

Data = dict[str, Any]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Rulebook:
    return one_ruleset(tmp_path_factory.mktemp("book"), one=benefit("{widowed: true}", TOP_UP), two=benefit("{balance: {above: 5}}"))


@pytest.fixture
def data(book: Rulebook) -> Data:
    return again(book.evaluate(PROFILE, DAY, receipt_key=KEY).receipt.data())


def again(data: Data) -> Data:
    """Data by way of a file."""
    return json.loads(json.dumps(data, ensure_ascii=False))


def verdicts(book: Rulebook, saved: SavedReceipt, profile: object = PROFILE, key: bytes | None = KEY) -> dict[Part, Verdict]:
    """What is not as it was, or was not checked."""
    return {one.part: one.verdict for one in book.recheck(saved, profile, key).checks if one.verdict is not Verdict.AGREES}


def test_a_receipt_reads_back_as_it_was_and_agrees(book: Rulebook, data: Data) -> None:
    """In whatever order it is kept."""
    saved = read_receipt(dict(reversed(data.items())))

    assert saved == SavedReceipt(book.evaluate(PROFILE, DAY, receipt_key=KEY).receipt, data["number"], intact=True)
    assert data["amounts"] == {"r/one": ["400", "400"]}
    assert verdicts(book, saved) == {}
    assert book.recheck(saved, PROFILE, KEY).agrees
    assert book.recheck_alone(saved).agrees


@pytest.mark.parametrize("key", [KEY, None], ids=["key", "no key"])
def test_an_evaluation_reads_back_with_its_receipt(book: Rulebook, key: bytes | None) -> None:
    evaluation = book.evaluate(PROFILE, DAY, receipt_key=key)

    assert book.evaluation(evaluation.to_json()) == evaluation


def test_a_receipt_never_holds_the_facts(book: Rulebook) -> None:
    """Nor anything that they can be guessed from: without a key the same for all who get the same answers."""
    one, other = (book.evaluate({**PROFILE, "income": 300, "birth_date": born}, DAY).receipt for born in ("1940-01-01", "1941-01-01"))

    assert one == other
    assert one.profile_digest is None


TAMPERED: dict[str, tuple[Callable[[Data], object], set[Part]]] = {
    "as_of": (lambda data: data.update(as_of="2025-03-02"), {Part.FACTS}),
    "version": (lambda data: data.update(version="0" * 64), {Part.VERSION, Part.FACTS}),
    "engine": (lambda data: data.update(engine="0.0.9"), {Part.ENGINE}),
    "profile_digest": (lambda data: data.update(profile_digest="0" * 64), {Part.FACTS}),
    "profile_digest, not ASCII": (lambda data: data.update(profile_digest="摘要"), {Part.FACTS}),
    "benefits": (lambda data: data.update(benefits=["r/one"]), {Part.OUTCOMES, Part.ACTIONS}),
    "outcomes": (lambda data: data["outcomes"].update({"r/two": "eligible"}), {Part.OUTCOMES}),
    "outcomes, one less": (lambda data: data["outcomes"].pop("r/two"), {Part.OUTCOMES}),
    "actions": (lambda data: data["actions"].update({"r/one": "enquire"}), {Part.ACTIONS}),
    "amounts": (lambda data: data["amounts"].update({"r/one": ["400", "500"]}), {Part.AMOUNTS}),
    "amounts, one more": (lambda data: data["amounts"].update({"r/three": ["400", None]}), {Part.AMOUNTS}),
}


@pytest.mark.parametrize("renumbered", [False, True])
@pytest.mark.parametrize("field", TAMPERED)
def test_what_was_changed_is_found(book: Rulebook, data: Data, field: str, renumbered: bool) -> None:
    """By its number; and, where the number was made again, by what comes out for the profile."""
    change, found = TAMPERED[field]
    change(data)
    if renumbered:
        data["number"] = read_receipt(data).receipt.number
    saved = read_receipt(data)

    assert verdicts(book, saved).keys() == found | (set() if renumbered else {Part.CONTENT})
    assert not book.recheck(saved, PROFILE, KEY).agrees
    assert renumbered or not book.recheck_alone(saved).agrees


@pytest.mark.parametrize("change", [{"number": "0" * 16}, {"more": 1}, {"as_of": "2025-03-01T00:00:00"}])
def test_what_was_added_or_is_written_otherwise_is_found(book: Rulebook, data: Data, change: Data) -> None:
    """Though it may mean the same."""
    assert not book.recheck_alone(read_receipt({**data, **change})).agrees


@pytest.mark.parametrize(
    ("profile", "key", "digest"),
    [
        (PROFILE, OTHER, Verdict.DIFFERS),
        ({**PROFILE, "birth_date": "1940-01-01"}, KEY, Verdict.DIFFERS),
        (PROFILE, None, Verdict.NO_KEY),
    ],
    ids=["another key", "other facts", "no key"],
)
def test_the_facts_are_told_by_the_digest_alone(book: Rulebook, data: Data, profile: Data, key: bytes | None, digest: Verdict) -> None:
    """A wrong key, facts that change no answer, no key: each is said, and is no agreement."""
    assert verdicts(book, read_receipt(data), profile, key) == {Part.FACTS: digest}
    assert not book.recheck(read_receipt(data), profile, key).agrees


@pytest.mark.parametrize("key", [KEY, None], ids=["key", "no key"])
def test_a_receipt_without_a_digest_says_so(book: Rulebook, key: bytes | None) -> None:
    """Nothing is claimed of the facts; all else can agree."""
    saved = read_receipt(again(book.evaluate(PROFILE, DAY).receipt.data()))

    assert verdicts(book, saved, key=key) == {Part.FACTS: Verdict.NO_DIGEST}
    assert book.recheck(saved, PROFILE, key).agrees


def test_another_profile_shows_which_answers_differ(book: Rulebook, data: Data) -> None:
    """By benefit, as they were and as they are."""
    checks = {one.part: one for one in book.recheck(read_receipt(data), {**PROFILE, "widowed": False}, KEY).checks}
    outcome, amount = checks[Part.OUTCOMES].differences[0], checks[Part.AMOUNTS].differences[0]

    assert (outcome.benefit, outcome.then, outcome.now) == ("r/one", Outcome.ELIGIBLE, Outcome.NOT_ELIGIBLE)
    assert (checks[Part.OUTCOMES].same, amount.benefit, amount.now) == (1, "r/one", None)


def test_another_version_of_the_rule_book_is_said_and_its_differences_shown(tmp_path: Path, data: Data) -> None:
    """The facts are still told by the digest, which is that of the version then."""
    newer = one_ruleset(tmp_path, one=benefit("{widowed: true}", TOP_UP.replace("700", "800")))

    assert verdicts(newer, read_receipt(data)) == dict.fromkeys((Part.VERSION, Part.OUTCOMES, Part.ACTIONS, Part.AMOUNTS), Verdict.DIFFERS)


def test_only_what_was_asked_for_is_asked_again(book: Rulebook, tmp_path: Path) -> None:
    """As far as the rule book still has it."""
    saved = read_receipt(again(book.evaluate(PROFILE, DAY, ["r/two"], receipt_key=KEY).receipt.data()))
    newer = one_ruleset(tmp_path, one=benefit("{widowed: true}"))

    assert saved.receipt.benefits == ("r/two",)
    assert verdicts(book, saved) == {}
    assert verdicts(newer, saved) == dict.fromkeys((Part.VERSION, Part.OUTCOMES, Part.ACTIONS), Verdict.DIFFERS)


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"number": None}, "number"), ({"as_of": "yesterday"}, "as_of"), ({"outcomes": {"r/one": "yes"}}, "outcomes.r/one"),
        ({"amounts": {"r/one": ["much", "more"]}}, "amounts.r/one"), ({"version": None}, "version"), ({"actions": []}, "actions"),
    ],
)  # fmt: skip
def test_what_is_no_receipt_is_said_with_its_place(data: Data, change: Data, where: str) -> None:
    """In both languages."""
    with pytest.raises(ReceiptError) as raised:
        read_receipt({**data, **change})

    assert all(where in one for one in (raised.value.message.zh, raised.value.message.of("en")))


@pytest.mark.parametrize("text", [None, [], "receipt", {}])
def test_other_data_are_no_receipt(text: object) -> None:
    with pytest.raises(ReceiptError, match="--receipt"):
        read_receipt(text)
