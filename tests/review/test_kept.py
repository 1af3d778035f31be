"""Answers of the solver that are kept."""

from __future__ import annotations

import pickle
import sqlite3
from contextlib import closing
from pathlib import Path

from huilao.review import kept
from huilao.verify.change import Changed, Effect
from huilao.verify.search import Verdict


def test_what_was_answered_is_not_asked_again(tmp_path: Path) -> None:
    """As long as content and place are the same; a file that is damaged is as good as none, and what was not decided is asked again."""
    asked: list[Verdict] = []

    def ask(verdict: Verdict = Verdict.PROVED) -> list[Changed]:
        asked.append(verdict)
        return [Changed(Effect.LOSES, verdict)]

    assert kept.remembered("a", ask) == kept.remembered("a", ask) == kept.remembered("b", ask)
    assert len(asked) == 2
    next((tmp_path / "cache").glob("*.sqlite3")).write_bytes(b"not a table")
    kept.remembered("a", ask)
    assert len(asked) == 3
    (tmp_path / "cache" / "verify.sqlite3").unlink()
    for _ in range(2):
        kept.remembered("c", lambda: ask(Verdict.UNKNOWN))
    assert len(asked) == 5


def test_what_somebody_else_wrote_is_never_taken(tmp_path: Path) -> None:
    """An answer without this user's seal, or with that of another question, is asked again."""
    asked: list[str] = []

    def ask() -> list[Changed]:
        asked.append("")
        return [Changed(Effect.LOSES, Verdict.PROVED)]

    for key in "ab":
        kept.remembered(key, ask)
    with closing(sqlite3.connect(tmp_path / "cache" / "verify.sqlite3")) as table, table:
        table.execute("UPDATE answers SET answer = (SELECT answer FROM answers WHERE key = 'b') WHERE key = 'a'")
        table.execute("UPDATE answers SET answer = ? WHERE key = 'b'", (pickle.dumps([Changed(Effect.GAINS, Verdict.PROVED)]),))
    assert kept.remembered("a", ask) == kept.remembered("b", ask) == [Changed(Effect.LOSES, Verdict.PROVED)]
    assert len(asked) == 4
