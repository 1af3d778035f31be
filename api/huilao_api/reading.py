"""Rule books are read apart: reading a large one takes a second or two of Python, for which requests would wait."""

from __future__ import annotations

import pickle
import subprocess
import sys

from huilao import Rulebook, RuleFiles, RulesError

SMALL = 100_000
"""Bytes of rule files that are read before another process would have begun."""


def read(files: RuleFiles) -> Rulebook:
    """The rule book in files; a large one is read in a process of its own, and comes back as a model. Raises RulesError; OSError and
    subprocess.CalledProcessError where that process cannot begin or is killed.
    """
    if sum(len(one) for one in files.contents.values() if isinstance(one, bytes)) <= SMALL:
        return Rulebook.of(files)
    command = [sys.executable, "-m", __name__]
    done = subprocess.run(command, input=pickle.dumps(dict(files.contents)), stdout=subprocess.PIPE, check=True)  # noqa: S603  # ourselves
    found: Rulebook | RulesError = pickle.loads(done.stdout)  # noqa: S301  # written below
    if isinstance(found, RulesError):
        raise found
    return Rulebook(found.rules, files)


def main() -> None:
    """Read the files that come in, and give out the rule book, or the mistakes in them."""
    files = RuleFiles(pickle.load(sys.stdin.buffer))  # noqa: S301  # written above
    try:
        found: Rulebook | RulesError = Rulebook.of(files)
    except RulesError as error:
        found = error
    pickle.dump(found, sys.stdout.buffer, protocol=pickle.HIGHEST_PROTOCOL)


if __name__ == "__main__":
    main()
