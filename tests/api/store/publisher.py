"""Publishes versions and goes back to others until it is killed, and tells of each as soon as it is kept: `publisher.py URL FOLDER FROM`."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from huilao import Rulebook, RuleFiles
from huilao_api.store import publications
from huilao_api.store.database import Database
from huilao_api.store.decisions import Office

CHAPTER = "r/chapter.yaml"


def main(address: str, folder: str, since: str) -> None:
    """Write a line with its number for every publication that was kept."""
    database, office = Database(address), Office(os.environ["HUILAO_SECRET"].encode())
    files = Rulebook.load(Path(folder)).files
    assert files is not None
    contents = {name: content for name, content in files.contents.items() if isinstance(content, bytes)}
    number = int(since)
    while True:
        number += 1
        changed = {**contents, CHAPTER: contents[CHAPTER].replace(b"widowed: true", f"age: {{at_least: {number}}}".encode())}
        version = Rulebook.of(RuleFiles.of(changed)).version
        with database.writing() as session:
            made = publications.publish(
                session, office, "key:boss", version=version, files=changed, now=datetime.now(UTC), comparison=os.urandom(300_000)
            )
        os.write(1, f"{made.number}\n".encode())
        with database.writing() as session:
            first = publications.find(session, 1)
            assert first is not None
            made = publications.roll_back(session, office, "key:boss", first, "写错了", datetime.now(UTC))
        os.write(1, f"{made.number}\n".encode())


if __name__ == "__main__":
    main(*sys.argv[1:])
