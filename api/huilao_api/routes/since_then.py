"""What is answered otherwise today about a person whose decision was kept: the same to programs and on the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from huilao import Fact, ProfileError, ProfileProblem, Receipt, Rulebook, Since, Text, since_in_words


@dataclass(frozen=True, slots=True)
class SinceThen:
    """What is otherwise, and the facts that are left out since today's rule book reads them no longer."""

    since: Since
    unread: tuple[ProfileProblem, ...]
    book: Rulebook
    """Today's."""
    facts: Mapping[str, Fact]
    """The facts of the rule book of then and of today's, by name."""

    def in_words(self, language: str) -> list[str]:
        """Line by line, what is left out first."""
        return [*self._unread_in_words(language), *since_in_words(self.since, self.book.voice, language)]

    def _unread_in_words(self, language: str) -> list[str]:
        """That facts are left out, and are to be asked for again."""
        wanted = (one.fact.partition(".")[0] for one in self.unread)
        names = dict.fromkeys(
            self.facts[name].label.of(language) if name in self.facts else one.fact for name, one in zip(wanted, self.unread, strict=True)
        )
        said = Text(
            f"下列信息现在的规则库读不出来，没有算进去，请重新询问：{'、'.join(names)}",
            f"today's rule book does not read these facts; they are left out, ask for them again: {', '.join(names)}",
        )
        return [said.of(language)] if self.unread else []


def since_then(book: Rulebook, before: Rulebook | None, receipt: Receipt, profile: Mapping[str, Any]) -> SinceThen:
    """What today's rule book answers otherwise than a receipt says; `before` is the rule book of then, where it is there. Raises ProfileError
    where what cannot be read is no single fact.
    """
    if before is not None and not _reads(before, profile, receipt.as_of):  # this Huilao reads those rules otherwise
        before = None
    read, unread = _read_today(book, profile, receipt.as_of)
    found = book.since(receipt, read, before=None if unread else before)
    return SinceThen(found, tuple(unread), book, {**(before or book).rules.facts, **book.rules.facts})


def _reads(book: Rulebook, profile: Mapping[str, Any], day: date) -> bool:
    try:
        book.person(profile, day)
    except ProfileError:
        return False
    return True


def _read_today(book: Rulebook, profile: Mapping[str, Any], then: date) -> tuple[Mapping[str, Any], list[ProfileProblem]]:
    """What of kept facts a rule book reads, on the day of a decision and today, and why it reads the others no longer. Raises ProfileError
    where that cannot be told of single facts.
    """
    unread: list[ProfileProblem] = []
    for day in (then, None):
        while True:
            try:
                book.person(profile, day)
                break
            except ProfileError as error:
                wrong = {one.fact.partition(".")[0] for one in error.problems} & profile.keys()
                if not wrong:
                    raise
                unread += error.problems
                profile = {name: value for name, value in profile.items() if name not in wrong}
    return profile, unread
