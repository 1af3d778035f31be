"""Answers of the solver that are kept by the content of what was asked, in the user's cache folder."""

from __future__ import annotations

import pickle
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from typing import TypeVar

from ..reading.cache import folder

Answer = TypeVar("Answer")

MOST = 20_000
"""Answers that are kept; the oldest give way."""


def remembered(key: str, ask: Callable[[], Answer]) -> Answer:
    """What was answered to this, or is now. Nothing depends on what is kept: where it cannot be read, it is asked anew."""
    with suppress(Exception):  # whatever is wrong with the file, the question can be put again
        with closing(_table()) as table:
            row = table.execute("SELECT answer FROM answers WHERE key = ?", (key,)).fetchone()
        if row is not None:
            return pickle.loads(row[0])  # noqa: S301  # written below by this program
    answer = ask()
    with suppress(sqlite3.Error, OSError), closing(_table()) as table, table:
        table.execute("INSERT OR REPLACE INTO answers (key, answer) VALUES (?, ?)", (key, pickle.dumps(answer)))
        table.execute("DELETE FROM answers WHERE rowid <= (SELECT max(rowid) FROM answers) - ?", (MOST,))
    return answer


def _table() -> sqlite3.Connection:
    folder().mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(folder() / "verify.sqlite3")
    connection.execute("CREATE TABLE IF NOT EXISTS answers (key TEXT PRIMARY KEY, answer BLOB NOT NULL)")
    return connection
