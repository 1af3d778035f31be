"""Who asks, and what they may: roles, and the places that a key or an account is bound to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from huilao import Text, Truth, said_in_china, within


class Role(StrEnum):
    """What somebody works as."""

    CASEWORKER = "caseworker"
    POLICY = "policy"
    APPROVER = "approver"
    AUDITOR = "auditor"
    ADMIN = "admin"

    @property
    def label(self) -> Text:
        return _LABELS[self]


_LABELS: Mapping[Role, Text] = {
    Role.CASEWORKER: Text("经办人", "Caseworker"),
    Role.POLICY: Text("政策人员", "Policy"),
    Role.APPROVER: Text("审批人", "Approver"),
    Role.AUDITOR: Text("审计人员", "Auditor"),
    Role.ADMIN: Text("管理员", "Administrator"),
}


class Permission(StrEnum):
    """What one may do."""

    ASK = "ask"
    """Evaluate, interview, look ahead, read the rule book."""
    DECIDE = "decide"
    """Keep an answer as a decision, and make it again."""
    READ_DECISIONS = "read_decisions"
    ERASE = "erase"
    READ_LOG = "read_log"
    SCREEN = "screen"
    """Have whole registers looked through."""
    COUNT_PEOPLE = "count_people"
    """Have it counted how many of a register that was screened an edit touches, without seeing anybody in it."""
    DRAFT = "draft"
    PUBLISH = "publish"
    SEE_VERSIONS = "see_versions"
    """See drafts and publications, and ask by a version other than the one in service."""
    MANAGE_KEYS = "manage_keys"
    MANAGE_WEBHOOKS = "manage_webhooks"


MAY: Mapping[Role, frozenset[Permission]] = {
    Role.CASEWORKER: frozenset({Permission.ASK, Permission.DECIDE, Permission.READ_DECISIONS, Permission.SCREEN}),
    Role.POLICY: frozenset({Permission.ASK, Permission.DRAFT, Permission.SEE_VERSIONS, Permission.COUNT_PEOPLE}),
    Role.APPROVER: frozenset({Permission.ASK, Permission.PUBLISH, Permission.SEE_VERSIONS, Permission.COUNT_PEOPLE}),
    Role.AUDITOR: frozenset({Permission.READ_DECISIONS, Permission.READ_LOG, Permission.SEE_VERSIONS}),
    Role.ADMIN: frozenset({Permission.MANAGE_KEYS, Permission.MANAGE_WEBHOOKS, Permission.ERASE, Permission.READ_LOG}),
}
"""What each role may; nobody may all."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody who asks."""

    name: str
    """As the log has it: `key:…` or `account:…`."""
    role: Role | None
    """None where the service asks nobody who they are (`HUILAO_AUTH=off`)."""
    places: tuple[str, ...] = ()
    """Division codes that they are bound to; none: to no place."""

    @property
    def named_places(self) -> Text:
        """These by their names."""
        return places_in_words(self.places)

    @classmethod
    def everything(cls) -> Asker:
        """Whoever asks a service without sign-in: they may everything, everywhere."""
        return cls("nobody signed in", None)

    def may(self, permission: Permission) -> bool:
        """Whether they may do something at all."""
        return self.role is None or permission in MAY[self.role]

    def reaches(self, place: str) -> bool:
        """Whether a division surely lies in one of their places; what has no known place (`""`) is reached by who is bound to none."""
        return not self.places or (bool(place) and any(within(place, one) is Truth.YES for one in self.places))

    def may_reach(self, place: str) -> bool:
        """Whether a division may lie in one of their places: it is not known at all, or only more coarsely."""
        return not self.places or not place or any(within(place, one) is not Truth.NO for one in self.places)


def places_in_words(codes: Iterable[str]) -> Text:
    """Divisions by their names, 冕宁县 as 四川省凉山彝族自治州冕宁县（513433）; one that has none by its code."""
    named = [said_in_china(one) or Text(one, one) for one in codes]
    return Text("、".join(one.zh for one in named), ", ".join(one.of("en") for one in named))
