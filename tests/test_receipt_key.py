"""The office's key for receipts, and the digest of facts that it makes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from huilao import ReceiptKeyError, read_receipt_key
from huilao.language.known import Person
from huilao.receipt_key import fresh_key, profile_digest

DAY = date(2025, 3, 1)
KEY, OTHER = Random(1).randbytes(16), Random(2).randbytes(16)
PERSON: Person = {"birth_date": date(1944, 5, 10), "income": Decimal(3)}


def test_a_digest_is_that_of_the_facts_the_day_the_version_and_the_key() -> None:
    """The order of the facts and the form of a number do not count."""
    known = profile_digest(PERSON, DAY, "v", KEY)
    others = [
        profile_digest(PERSON, DAY, "v", OTHER),
        profile_digest(PERSON, date(2025, 3, 2), "v", KEY),
        profile_digest(PERSON, DAY, "w", KEY),
        profile_digest({**PERSON, "income": Decimal(4)}, DAY, "v", KEY),
        profile_digest({**PERSON, "income": Decimal("3." + "0" * 40 + "1")}, DAY, "v", KEY),
    ]

    assert known == profile_digest({"income": Decimal("3.0"), "birth_date": date(1944, 5, 10)}, DAY, "v", KEY)
    assert len({known, *others}) == 1 + len(others)
    assert len(bytes.fromhex(known)) == 32


@pytest.mark.parametrize("key", [b"", KEY[:15], bytes(32), b"12345671234567" * 3], ids=["none", "short", "noughts", "repeated"])
def test_without_a_good_key_there_is_no_digest(key: bytes) -> None:
    """Too short, or the same few bytes again and again."""
    with pytest.raises(ReceiptKeyError):
        profile_digest(PERSON, DAY, "v", key)


def test_a_key_comes_from_a_file_before_the_environment(tmp_path: Path) -> None:
    """As hexadecimal digits; none where neither is given."""
    file = tmp_path / "key"
    file.write_text(KEY.hex().upper() + "\n")

    assert read_receipt_key(None) is None
    assert read_receipt_key(OTHER.hex()) == OTHER
    assert read_receipt_key(OTHER.hex(), file) == KEY
    assert len({read_receipt_key(fresh_key()), read_receipt_key(fresh_key())}) == 2


@pytest.mark.parametrize("name", [None, "office.key"])
@pytest.mark.parametrize("text", ["", KEY.hex()[:30], "00" * 32, "correct horse battery staple", "密钥" * 20, KEY.hex()[:31]])
def test_a_bad_key_is_refused_with_how_to_make_one(text: str, name: str | None, tmp_path: Path) -> None:
    """By its place, and never repeated."""
    file = name and tmp_path / name
    if file:
        file.write_text(text, encoding="utf-8")
    with pytest.raises(ReceiptKeyError) as raised:
        read_receipt_key(text, file or None)

    for said in (raised.value.message.zh, raised.value.message.of("en")):
        assert (name or "HUILAO_RECEIPT_KEY") in said
        assert "huilao audit key" in said
        assert not text or text not in said


def test_a_file_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    """Not taken for no key."""
    with pytest.raises(ReceiptKeyError, match="none"):
        read_receipt_key(KEY.hex(), tmp_path / "none")
