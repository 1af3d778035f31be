"""The public face: what `import huilao` offers, used as its documentation shows."""

from __future__ import annotations

import inspect
import pickle
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import is_dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import pytest

import huilao
from huilao import (
    Action,
    DisagreementError,
    Evaluation,
    Finding,
    HuilaoError,
    JsonTextError,
    MissingExtraError,
    NamingError,
    Outcome,
    ProfileError,
    Proof,
    Receipt,
    ReceiptError,
    ReceiptKeyError,
    Rulebook,
    RulesError,
    Truth,
    UnknownBenefitError,
    UnknownStandardError,
    UnknownWordError,
)
from huilao.answers.finding import Case, Voice
from huilao.edition import Edition
from huilao.language.condition import Order, Share
from huilao.language.quantity import Branch, Rounding, TimeUnit
from huilao.render import voice
from small_books import benefit, chapter, document, write_book


def test_the_public_names_are_those_of_all() -> None:
    """Sorted, without one too many or too few."""
    public = {name for name, value in vars(huilao).items() if not name.startswith("_") and not inspect.ismodule(value)}

    assert huilao.__all__ == sorted(huilao.__all__)
    assert set(huilao.__all__) == public


def test_what_looks_at_whole_books_is_imported_when_it_is_asked_for() -> None:
    """And not before: it takes long, and some of it needs an extra. It says what it is like the rest, and goes by no name of that."""
    later = huilao._LATER  # pyright: ignore[reportPrivateUsage]
    assert later.keys() <= set(dir(huilao))
    assert later.keys().isdisjoint(huilao.__all__)
    assert all(inspect.getdoc(getattr(huilao, name)) for name in later)
    with pytest.raises(AttributeError, match="no_such_name"):
        getattr(huilao, "no_such_name")  # noqa: B009  # there is none
    modules = {f"huilao.{place.partition(':')[0]}" for place in later.values()}
    code = f"import sys, huilao; from huilao import *; sys.exit(bool({modules!r} & sys.modules.keys()))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603  # ours


@pytest.mark.parametrize("name", huilao.__all__)
def test_every_public_name_says_what_it_is(name: str) -> None:
    """In its docstring."""
    assert inspect.getdoc(getattr(huilao, name))


def returned(value: Any, seen: set[type]) -> Iterator[type]:
    """The types of ours that a type is made of."""
    for part in (get_origin(value), *get_args(value)):
        if part is not None:
            yield from returned(part, seen)
    if inspect.isclass(value) and value.__module__.startswith("huilao."):
        yield value


def given_out(cls: type) -> Iterator[type]:
    """The types of ours that the fields, properties and methods of a class give out."""
    members = [one for name, one in vars(cls).items() if not name.startswith("_")]
    functions = [one.fget if isinstance(one, property) else getattr(one, "func", getattr(one, "__func__", one)) for one in members]
    hints = [get_type_hints(one).get("return") for one in functions if inspect.isfunction(one)]
    hints += [hint for name, hint in get_type_hints(cls).items() if not name.startswith("_")] if is_dataclass(cls) else []
    for hint in hints:
        yield from returned(hint, set())


INSIDE = {Voice, Case, Edition, voice.Voice}
"""What findings carry for themselves, and what a rule book has for the rooms above it."""
NODES = {one for union in (huilao.Condition, huilao.Quantity) for one in get_args(union)} | {Branch, Order, Share, TimeUnit, Rounding}
"""The nodes of the two trees go by the names of their unions."""


def test_whatever_the_public_names_give_out_has_a_public_name() -> None:
    """Nobody has to import from inside to say what they were given."""
    public = {one for one in vars(huilao).values() if inspect.isclass(one)}
    found = {given for one in public if not issubclass(one, Exception) for given in given_out(one)}

    assert found - public - NODES - INSIDE == set()


def test_the_library_is_typed() -> None:
    """Type checkers of applications see its annotations (PEP 561)."""
    assert (Path(huilao.__file__).parent / "py.typed").is_file()


def test_the_documented_use_works() -> None:
    """From loading the shipped rule book to the receipt."""
    book = Rulebook.load()
    result = book.evaluate(
        {"birth_date": "1941-03-02", "residence": "513433", "household_registration": "513433", "ability_level": "severe"},
        as_of=date(2025, 1, 1),
    )
    finding = result["mianning/5-1-free-flu-vaccine"]
    said = finding.explain("zh")

    assert book.benefits["mianning/5-1-free-flu-vaccine"].name.zh in said
    assert isinstance(result, Evaluation)
    assert finding in result.findings
    assert finding in result.eligible
    assert (finding.benefit, finding.outcome, finding.action) == ("mianning/5-1-free-flu-vaccine", Outcome.ELIGIBLE, Action.CLAIM)
    assert finding.name.zh in result.page("zh")
    assert (finding.flags, finding.missing, finding.robust) == ((), (), True)
    assert isinstance(finding.proof, Proof)
    assert finding.proof.truth is Truth.YES
    assert finding.citation.clauses[0] in said
    assert isinstance(result.receipt, Receipt)
    assert (result.receipt.as_of, result.receipt.version) == (date(2025, 1, 1), book.version)
    assert result.receipt.outcomes["mianning/5-1-free-flu-vaccine"] is Outcome.ELIGIBLE
    assert all(isinstance(one, Finding) for one in result.undetermined)


def test_the_day_of_evaluation_is_today_in_china(book: Rulebook, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where none is given; also for what is checked of the profile."""
    monkeypatch.setattr("huilao.rulebook.today", lambda: date(2025, 3, 1))

    assert book.evaluate({}, benefits=[]).receipt.as_of == date(2025, 3, 1)
    with pytest.raises(ProfileError, match="2025-03-01"):
        book.evaluate({"birth_date": "2025-03-02"})


@pytest.mark.parametrize("kind", [str, Path])
def test_a_rule_book_is_loaded_from_a_folder(tmp_path: Path, kind: type[str | Path]) -> None:
    """Given as text or as a path."""
    folder = write_book(tmp_path, {"r/document.yaml": document("r"), "r/chapter.yaml": chapter(one=benefit("{widowed: true}"))})

    assert list(Rulebook.load(kind(folder)).benefits) == ["r/one"]


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    """Not taken for an empty rule book."""
    with pytest.raises(NotADirectoryError):
        Rulebook.load(tmp_path / "none")


def test_mistakes_in_rule_files_are_one_error_with_all_of_them(tmp_path: Path) -> None:
    """Which prints each with its place."""
    write_book(
        tmp_path, {"r/document.yaml": document("r"), "r/chapter.yaml": chapter(one=benefit("{widow: true}"), two=benefit("{listd: true}"))}
    )
    with pytest.raises(RulesError) as raised:
        Rulebook.load(tmp_path)

    assert [(one.span.file, one.span.line) for one in raised.value.problems] == [("r/chapter.yaml", 2), ("r/chapter.yaml", 3)]
    for problem in raised.value.problems:
        assert problem.render() in str(raised.value)
        assert str(problem.span) in problem.render("en")


def test_every_error_is_one_of_ours() -> None:
    """One `except` catches them all; no more kinds than documented."""
    errors = {value for value in vars(huilao).values() if inspect.isclass(value) and issubclass(value, Exception)}

    assert errors == {
        HuilaoError, RulesError, ProfileError, JsonTextError, UnknownBenefitError, UnknownStandardError, UnknownWordError,
        DisagreementError, MissingExtraError, NamingError, ReceiptError, ReceiptKeyError,
    }  # fmt: skip
    assert all(issubclass(error, HuilaoError) for error in errors)
    assert all(error.__name__ in (inspect.getdoc(sys.modules["huilao.errors"]) or "") for error in errors)


def test_answers_and_rule_books_travel_between_processes(book: Rulebook) -> None:
    """A pool of workers gets a rule book and gives back whole evaluations."""
    there: Rulebook = pickle.loads(pickle.dumps(book))  # noqa: S301  # ours
    evaluation = there.evaluate({"birth_date": "1941-03-02", "residence": "513433"}, date(2025, 3, 1))
    back: Evaluation = pickle.loads(pickle.dumps(evaluation))  # noqa: S301  # ours
    finding: Finding = pickle.loads(pickle.dumps(evaluation.findings[0]))  # noqa: S301  # ours

    assert there.version == book.version
    assert back == evaluation == book.evaluate({"birth_date": "1941-03-02", "residence": "513433"}, date(2025, 3, 1))
    assert back.to_json() == evaluation.to_json()
    assert finding.explain("zh", "full") == evaluation.findings[0].explain("zh", "full")
    timeline = book.timeline({"birth_date": "1962-03-02", "residence": "513433", "household_registration": "513433"}, date(2025, 3, 1))
    ways = book.near_misses({"birth_date": "1970-03-02", "residence": "513433"}, date(2025, 3, 1))
    assert pickle.loads(pickle.dumps(timeline)) == timeline  # noqa: S301  # ours
    assert pickle.loads(pickle.dumps(ways)) == ways  # noqa: S301  # ours
    assert (len(timeline.changes) > 0, len(timeline.notices) > 0, len(ways) > 0) == (True, True, True)


def test_errors_travel_between_processes(book: Rulebook, tmp_path: Path) -> None:
    """A pool of workers gets back what one of them raised."""
    write_book(tmp_path, {"r/document.yaml": document("r"), "r/chapter.yaml": chapter(one=benefit("{widow: true}"))})
    raised: list[HuilaoError] = [DisagreementError(("a", "b")), MissingExtraError("z3", "verify")]
    for fail in (lambda: book.evaluate({"agee": 1}), lambda: book.evaluate({}, benefits=["no"]), lambda: Rulebook.load(tmp_path)):
        with pytest.raises(HuilaoError) as caught:
            fail()
        raised.append(caught.value)

    assert len({type(error) for error in raised}) == 5
    for error in raised:
        there = pickle.loads(pickle.dumps(error))  # noqa: S301  # ours
        assert (type(there), str(there), vars(there)) == (type(error), str(error), vars(error))


def test_importing_starts_nothing_and_says_nothing() -> None:
    """No output, no threads, no logging set up, whatever the warnings are set to."""
    program = "import threading, logging, huilao; print(threading.active_count(), logging.getLogger().handlers)"
    done = subprocess.run([sys.executable, "-W", "error", "-c", program], capture_output=True, encoding="utf-8", check=True)  # noqa: S603

    assert (done.stdout, done.stderr) == ("1 []\n", "")


def test_numbers_in_profiles_may_be_of_any_kind(tmp_path: Path) -> None:
    """Whole, binary or decimal: the boundary is where it is written."""
    folder = write_book(tmp_path, {"r/document.yaml": document("r"), "r/chapter.yaml": chapter(one=benefit("{income: {below: 0.3}}"))})
    book = Rulebook.load(folder)

    assert [book.evaluate({"income": one}, date(2025, 3, 1), assurance="off")["r/one"].outcome for one in (0, 0.29, Decimal("0.3"), 0.1 + 0.2)] == [
        Outcome.ELIGIBLE, Outcome.ELIGIBLE, Outcome.NOT_ELIGIBLE, Outcome.NOT_ELIGIBLE,
    ]  # fmt: skip
