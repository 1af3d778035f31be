"""The receipt that the service gives, with and without a key."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest
from starlette.testclient import TestClient

from huilao import ReceiptKeyError, Rulebook, read_receipt
from huilao_api.app import create_app
from huilao_api.routes.messages import EvaluateResponse
from huilao_api.settings import Settings
from small_books import benefit, one_ruleset

KEY = Random(1).randbytes(16)
PROFILE: dict[str, Any] = {"residence": "513433", "household_registration": "513433", "widowed": True}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Rulebook:
    return one_ruleset(tmp_path_factory.mktemp("book"), one=benefit("{widowed: true}"))


def receipt(book: Rulebook, view: str = "full") -> dict[str, Any]:
    answer = TestClient(create_app(Settings(auth="off"), book)).post(
        f"/v1/evaluate?view={view}", json={"profile": PROFILE, "as_of": "2025-03-01"}
    )
    if view == "full":
        assert EvaluateResponse.model_validate(answer.json(), strict=False)
    return answer.json()["receipt"]


@pytest.mark.parametrize("view", ["full", "page"])
@pytest.mark.parametrize("by_file", [False, True])
def test_the_receipt_has_the_digest_that_the_services_key_makes(
    book: Rulebook, view: str, by_file: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is the library's and can be checked by it, whichever way it was asked for."""
    file = tmp_path / "key"
    file.write_text(KEY.hex())
    monkeypatch.setenv("HUILAO_RECEIPT_KEY_FILE" if by_file else "HUILAO_RECEIPT_KEY", str(file) if by_file else KEY.hex())
    given = receipt(book, view)

    assert given == book.evaluate(PROFILE, "2025-03-01", receipt_key=KEY).receipt.data()
    assert book.recheck(read_receipt(given), PROFILE, KEY).agrees


def test_without_a_key_there_is_no_digest(book: Rulebook) -> None:
    assert receipt(book)["profile_digest"] is None


def test_the_service_does_not_start_with_a_bad_key(book: Rulebook, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rather than answer with receipts that anybody can guess from."""
    monkeypatch.setenv("HUILAO_RECEIPT_KEY", "secret")
    with pytest.raises(ReceiptKeyError, match="huilao audit key"):
        create_app(Settings(auth="off"), book)


def test_the_key_is_never_shown(book: Rulebook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUILAO_RECEIPT_KEY", KEY.hex())

    assert KEY.hex() not in repr(Settings(auth="off")) + str(Settings().model_dump())
    assert "HUILAO_RECEIPT_KEY" in Settings(auth="off").given()
