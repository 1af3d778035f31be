"""The office's key for receipts: where it comes from, how good it must be, and the digest of a person's facts that it makes.

Facts are few and easily guessed: from a bare SHA-256 a birth date is found in less than a second. So a digest takes a key that
the office alone has, and without a key there is none.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import date
from pathlib import Path

from .content import digest
from .errors import HuilaoError
from .language.facts import Text
from .language.known import Person

VARIABLE = "HUILAO_RECEIPT_KEY"
"""The environment variable with the key."""
KEY_BYTES = 16
"""A key has this many bytes or more."""
DIFFERENT = 8
"""And this many different ones: a random key has fewer less than once in a million million, one that was made up may well."""


class ReceiptKeyError(HuilaoError):
    """A key that cannot be read, or is too easily guessed."""

    def __init__(self, message: Text) -> None:
        super().__init__(f"{message.zh} / {message.en}")
        self.message = message


def read_receipt_key(text: str | None, file: Path | None = None) -> bytes | None:
    """The key in a file, else in a text (that of HUILAO_RECEIPT_KEY), as hexadecimal digits; None where neither is given.

    Raises ReceiptKeyError for a file that cannot be read and for what is no good key.
    """
    if file is not None:
        try:
            text = file.read_text(encoding="ascii")
        except OSError as error:
            raise ReceiptKeyError(Text(f"读不了回执密钥文件 {file}", f"cannot read the receipt key file {file}")) from error
        except UnicodeDecodeError:
            raise _bad(str(file)) from None  # the cause would hold the bytes of the file
    if text is None:
        return None
    try:
        return checked_key(bytes.fromhex(text.strip()), str(file or VARIABLE))
    except ValueError:
        raise _bad(str(file or VARIABLE)) from None


def checked_key(key: bytes, where: str) -> bytes:
    """The same key. Raises ReceiptKeyError where it is too short, or the same few bytes again and again."""
    if len(key) < KEY_BYTES or len(set(key)) < DIFFERENT:
        raise _bad(where)
    return key


def _bad(where: str) -> ReceiptKeyError:
    return ReceiptKeyError(
        Text(
            f"{where}：回执密钥应是随机产生的至少 {2 * KEY_BYTES} 位十六进制数字；可用 huilao audit key FILE 生成",
            f"{where}: a receipt key must be at least {2 * KEY_BYTES} random hexadecimal digits; `huilao audit key FILE` makes one",
        )
    )


def fresh_key() -> str:
    """A new key of 32 bytes as hexadecimal digits."""
    return secrets.token_hex(32)


def profile_digest(person: Person, as_of: date, version: str, key: bytes) -> str:
    """A digest of what is known of a person on a day by a version of the rule book (HMAC-SHA256, RFC 2104): nobody guesses their
    way to the facts without the key, and the same person on two days is not known again by it.

    Raises ReceiptKeyError for a key that is no good.
    """
    content = digest({"as_of": as_of, "version": version, "facts": person})
    return hmac.new(checked_key(key, "receipt_key"), content.encode("ascii"), hashlib.sha256).hexdigest()
