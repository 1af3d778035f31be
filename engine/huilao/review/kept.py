"""Answers of the solver that are kept by the content of what was asked, in the user's cache folder."""

from __future__ import annotations

import pickle
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from typing import Protocol, TypeVar

from ..sealed import safe_folder, seal, unseal
from ..verify.search import Verdict


class Answer(Protocol):
    """What the solver said of one question."""

    @property
    def verdict(self) -> Verdict: ...


Answers = TypeVar("Answers", bound=Sequence[Answer])

MOST = 20_000
"""Answers that are kept; the oldest give way."""


def remembered(key: str, ask: Callable[[], Answers]) -> Answers:
    """What was answered to this, or is now. Nothing depends on what is kept: where it cannot be read, it is asked anew, and
    so is what the solver did not decide.
    """
    with suppress(Exception):  # whatever is wrong with the file, the question can be put again
        with closing(_table()) as table:
            row = table.execute("SELECT answer FROM answers WHERE key = ?", (key,)).fetchone()
        content = None if row is None else unseal(row[0], key)
        if content is not None:
            return pickle.loads(content)  # noqa: S301  # sealed by this user: written below by this program
    answers = ask()
    if any(one.verdict is Verdict.UNKNOWN for one in answers):
        return answers
    sealed = seal(pickle.dumps(answers), key)
    if sealed is None:
        return answers
    with suppress(sqlite3.Error, OSError), closing(_table()) as table, table:
        table.execute("INSERT OR REPLACE INTO answers (key, answer) VALUES (?, ?)", (key, sealed))
        table.execute("DELETE FROM answers WHERE rowid <= (SELECT max(rowid) FROM answers) - ?", (MOST,))
    return answers


def _table() -> sqlite3.Connection:
    """The table in the user's cache folder. Raises OSError where there is no folder that is the user's alone."""
    home = safe_folder()
    if home is None:
        raise OSError("no folder that only this user can write to")
    connection = sqlite3.connect(home / "verify.sqlite3")
    connection.execute("CREATE TABLE IF NOT EXISTS answers (key TEXT PRIMARY KEY, answer BLOB NOT NULL)")
    return connection
