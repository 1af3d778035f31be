"""What the log tells of keys and accounts. Each entry has the digest of all that decides who may do what, so that a role, a place, an end
or a password that was changed in the database itself is found.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from pydantic_core import from_json, to_json
from sqlalchemy import select
from sqlalchemy.orm import Session

from .log import Flaw, FlawKind, Log
from .tables import Account, ApiKey, LogEntry

Holder = ApiKey | Account

TOLD = ("key_made", "key_replaced", "key_revoked", "account_made", "account_changed", "password_changed")
"""Actions that say what a key or an account may."""


def tell(session: Session, log: Log, who: str, action: str, holder: Holder, **more: Any) -> None:
    """Write down what a key or an account may from now on, in a session that writes."""
    session.flush()
    said = {"name": holder.name, "role": holder.role, "places": holder.places, "rights": _digests(holder)[0]}
    log.append(session, who, action, holder.id, said | more)


def flaws(session: Session) -> Iterator[Flaw]:
    """Every key and account that is not what the log last told of it, and every one of which it does not tell."""
    last, named = dict[str, tuple[int, str | None]](), set[str]()
    for entry in session.scalars(select(LogEntry).where(LogEntry.action.in_((*TOLD, "signed_in"))).order_by(LogEntry.number)):
        try:
            told: dict[str, Any] = from_json(entry.detail)
            if entry.action != "signed_in":
                last[entry.about] = entry.number, told.get("rights")  # entries of before there were digests have none
            if "by" in told:  # nor had a key that took the place of another an entry of its own
                last.setdefault(told["by"], (entry.number, None))
            if "role" in told:  # nor an account that a provider told us of
                named.add(entry.who.removeprefix("account:"))
        except (ValueError, TypeError, AttributeError):  # the entry itself was changed
            continue
    holders: dict[str, Holder] = {one.id: one for table in (ApiKey, Account) for one in session.scalars(select(table).order_by(table.id))}
    for id_, (number, rights) in last.items():
        holder = holders.get(id_)
        if holder is None:
            yield Flaw(number, FlawKind.RIGHTS_MISSING, id_)
        elif rights is not None and not _is_of(holder, rights):
            yield Flaw(number, FlawKind.RIGHTS_CHANGED, holder.name)
    for holder in holders.values():
        if holder.id not in last and not (isinstance(holder, Account) and holder.name in named):
            yield Flaw(0, FlawKind.RIGHTS_UNTOLD, holder.name)


def is_told(session: Session, log: Log, holder: Holder) -> bool:
    """Whether a key or an account is what the log last told of it, in an entry that was not changed."""
    found = select(LogEntry).where(LogEntry.action.in_(TOLD), LogEntry.about == holder.id).order_by(LogEntry.number.desc()).limit(1)
    entry = session.scalar(found)
    if entry is None or not log.is_whole(entry):
        return False
    return _is_of(holder, from_json(entry.detail).get("rights"))


def _is_of(holder: Holder, rights: str) -> bool:
    try:
        return rights in _digests(holder)
    except (ValueError, TypeError, AttributeError):  # what can be no column of ours
        return False


def _digests(holder: Holder) -> tuple[str, ...]:
    """Of what somebody is known by, what they may, and until when, and of a key who made it; then as entries have it from before that was
    told.
    """
    if isinstance(holder, ApiKey):
        known, ends = holder.digest, [holder.made, holder.expires, holder.revoked, holder.replaced]
    else:
        known, ends = holder.password, [holder.made, holder.disabled]
    moments = [None if one is None else one.isoformat(timespec="microseconds") for one in ends]
    before = [holder.name, holder.role, sorted(holder.places), known, moments]
    told = [[*before, holder.made_by], before] if isinstance(holder, ApiKey) else [before]
    return tuple(hashlib.sha256(to_json(one)).hexdigest() for one in told)
