"""Receipts: what an answer can be checked by later, and the check of one against what comes out today."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from hmac import compare_digest
from typing import Any as Anything

from pydantic_core import to_json

from ..errors import HuilaoError
from ..language.facts import Text
from ..language.outcome import Action, Outcome

Ends = tuple[Decimal | None, Decimal | None]
"""The ends of an amount, at least and at most; None where one is open."""

Found = Outcome | Action | Ends | str
"""What a receipt says in one place."""


class ReceiptError(HuilaoError):
    """Something that is no receipt."""

    def __init__(self, message: Text) -> None:
        super().__init__(f"{message.zh} / {message.en}")
        self.message = message


@dataclass(frozen=True)
class Receipt:
    """What an evaluation can be checked by later: the same profile, day and rule book version give the same answers.

    It never holds the facts themselves.
    """

    as_of: date
    version: str
    """SHA-256 of the rule book's content."""
    engine: str
    """The version of Huilao."""
    profile_digest: str | None
    """Digest of the facts on that day by that version, made with the office's key; None where there was no key."""
    benefits: tuple[str, ...] | None
    """The benefits that were asked for, sorted; None for all."""
    outcomes: Mapping[str, Outcome]
    actions: Mapping[str, Action]
    amounts: Mapping[str, Ends]
    """By benefit, of those that pay something."""

    @cached_property
    def number(self) -> str:
        """A short number of the receipt, from all that it says."""
        return _number(self._content)

    def data(self) -> dict[str, Anything]:
        """The receipt as JSON data in one fixed order, its number last."""
        return {**self._content, "number": self.number}

    @cached_property
    def _content(self) -> dict[str, Anything]:
        return {
            "as_of": self.as_of.isoformat(),
            "version": self.version,
            "engine": self.engine,
            "profile_digest": self.profile_digest,
            "benefits": None if self.benefits is None else list(self.benefits),
            "outcomes": {name: str(self.outcomes[name]) for name in sorted(self.outcomes)},  # JSON of an enum takes ten times as long
            "actions": {name: str(self.actions[name]) for name in sorted(self.actions)},
            "amounts": {name: [None if end is None else f"{end:f}" for end in ends] for name, ends in sorted(self.amounts.items())},
        }


def _number(content: Mapping[str, Anything]) -> str:
    return hashlib.sha256(to_json(content)).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class SavedReceipt:
    """A receipt as it was kept."""

    receipt: Receipt
    number: str
    """The number that stands on it."""
    intact: bool
    """Whether that is the number of what it says, and nothing was added."""


def read_receipt(data: object) -> SavedReceipt:
    """A receipt from JSON data, as `Receipt.data` gives it. Raises ReceiptError for what is no receipt; a changed one is read."""
    from pydantic import TypeAdapter, ValidationError  # most who import the library read no receipt

    if not isinstance(data, Mapping) or not isinstance(number := data.get("number"), str):  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
        raise ReceiptError(Text("不是回执：应是 huilao evaluate --receipt 存的文件，其中有 number 一项",
                                "no receipt: it should be what `huilao evaluate --receipt` saved, with a `number`"))  # fmt: skip
    try:
        receipt = TypeAdapter(Receipt).validate_python(data)
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"][:2])
        raise ReceiptError(Text(f"“{where}”缺失，或不是回执里该有的内容；请改用存下的原件",
                                f"`{where}` is missing or not what a receipt has there; take the file as it was saved")) from None  # fmt: skip
    return SavedReceipt(receipt, number, receipt.data() == data)


# -- checked again -----------------------------------------------------------------------------------------------------


class Part(StrEnum):
    """What of a receipt is checked."""

    CONTENT = "content"
    """That it is what was saved."""
    VERSION = "version"
    ENGINE = "engine"
    FACTS = "facts"
    OUTCOMES = "outcomes"
    ACTIONS = "actions"
    AMOUNTS = "amounts"


class Verdict(StrEnum):
    """What came out of a check."""

    AGREES = "agrees"
    DIFFERS = "differs"
    NO_DIGEST = "no_digest"
    """The receipt has nothing to tell the facts by: it was made without a key."""
    NO_KEY = "no_key"
    """The receipt has a digest, and the key to make it again was not given."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that is not the same now."""

    benefit: str | None
    """The full name; None for what is said of the whole receipt."""
    then: Found | None
    """As the receipt says; None where it has no such thing."""
    now: Found | None


@dataclass(frozen=True, slots=True)
class Check:
    """One part of a receipt, checked."""

    part: Part
    verdict: Verdict
    same: int = 0
    """Of the parts with an entry for each benefit, how many entries are the same."""
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class Recheck:
    """A receipt, checked again."""

    saved: SavedReceipt
    checks: tuple[Check, ...]

    @property
    def agrees(self) -> bool:
        """Whether nothing differs, and nothing was left unchecked for want of a key."""
        return all(one.verdict in (Verdict.AGREES, Verdict.NO_DIGEST) for one in self.checks)


def checked_alone(saved: SavedReceipt, version: str, engine: str) -> Recheck:
    """A receipt without the profile: whether it is whole, and of this version of the rule book and of Huilao."""
    receipt = saved.receipt
    verdict = Verdict.AGREES if saved.intact else Verdict.DIFFERS
    changed = () if saved.number == receipt.number else (Difference(None, saved.number, receipt.number),)
    return Recheck(
        saved,
        (
            Check(Part.CONTENT, verdict, differences=changed),
            _whole(Part.VERSION, receipt.version, version),
            _whole(Part.ENGINE, receipt.engine, engine),
        ),
    )


def checked_against(saved: SavedReceipt, now: Receipt, digest: str | None) -> Recheck:
    """A receipt and what comes out now; `digest` is made of today's facts with the day and version of the receipt, None without
    a key.
    """
    then = saved.receipt
    alone = checked_alone(saved, now.version, now.engine)
    entries = (
        _entries(Part.OUTCOMES, then.outcomes, now.outcomes),
        _entries(Part.ACTIONS, then.actions, now.actions),
        _entries(Part.AMOUNTS, then.amounts, now.amounts),
    )
    return Recheck(saved, (*alone.checks, Check(Part.FACTS, _facts(then.profile_digest, digest)), *entries))


def _facts(then: str | None, now: str | None) -> Verdict:
    if then is None:
        return Verdict.NO_DIGEST
    if now is None:
        return Verdict.NO_KEY
    return Verdict.AGREES if compare_digest(then.encode(), now.encode()) else Verdict.DIFFERS


def _whole(part: Part, then: str, now: str) -> Check:
    return Check(part, Verdict.AGREES) if then == now else Check(part, Verdict.DIFFERS, differences=(Difference(None, then, now),))


def _entries(part: Part, then: Mapping[str, Found], now: Mapping[str, Found]) -> Check:
    def differing() -> Iterator[Difference]:
        for name in sorted(then.keys() | now.keys()):
            if then.get(name) != now.get(name):
                yield Difference(name, then.get(name), now.get(name))

    differences = tuple(differing())
    same = len(then.keys() | now.keys()) - len(differences)
    return Check(part, Verdict.DIFFERS if differences else Verdict.AGREES, same, differences)
