"""Who asks, and what they may: roles, and the places that a key or an account is bound to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What somebody works as."""

    CASEWORKER = "caseworker"
    POLICY = "policy"
    APPROVER = "approver"
    AUDITOR = "auditor"
    ADMIN = "admin"


class Permission(StrEnum):
    """What one may do."""

    ASK = "ask"
    """Evaluate, interview, look ahead, read the rule book."""
    DECIDE = "decide"
    """Keep an answer as a decision, and make it again."""
    READ_DECISIONS = "read_decisions"
    ERASE = "erase"
    READ_LOG = "read_log"
    DRAFT = "draft"
    PUBLISH = "publish"
    MANAGE_KEYS = "manage_keys"


MAY: Mapping[Role, frozenset[Permission]] = {
    Role.CASEWORKER: frozenset({Permission.ASK, Permission.DECIDE, Permission.READ_DECISIONS}),
    Role.POLICY: frozenset({Permission.ASK, Permission.DRAFT}),
    Role.APPROVER: frozenset({Permission.ASK, Permission.PUBLISH}),
    Role.AUDITOR: frozenset({Permission.READ_DECISIONS, Permission.READ_LOG}),
    Role.ADMIN: frozenset({Permission.MANAGE_KEYS, Permission.ERASE, Permission.READ_LOG}),
}
"""What each role may; nobody may all."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody who asks."""

    name: str
    """As the log has it: `key:…` or `account:…`."""
    role: Role
    places: tuple[str, ...] = ()
    """Division codes that they are bound to; none: to no place."""

    def may(self, permission: Permission) -> bool:
        """Whether they may do something at all."""
        return permission in MAY[self.role]

    def reaches(self, place: str) -> bool:
        """Whether a division lies in one of their places; what has no known place is reached by who is bound to none."""
        return not self.places or any(place.startswith(one) for one in self.places if place)
