"""What a mistake says is to be written in its place mends it: an editor writes just that at one press."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from huilao.errors import Problem
from huilao.reading.files import RuleFiles
from huilao.reading.rules import rules_of

GOLDEN = Path(__file__).parents[1] / "golden"
BOOK = {path.relative_to(GOLDEN / "book").as_posix(): path.read_bytes() for path in sorted((GOLDEN / "book").rglob("*.yaml"))}


def test_what_is_to_be_written_mends_the_mistake() -> None:
    """In every case of the golden files in which something is to be written: the mistake is gone then."""
    mended = 0
    for path in filter(_says_what_to_write, sorted((GOLDEN / "bad").glob("*.yaml"))):
        files = BOOK | sections(path)
        problems = problems_in(files)
        for one in problems:
            if one.put is not None:
                left = problems_in({**files, one.span.file: cured(files[one.span.file].decode(), one).encode()})
                assert not [
                    (path.stem, again.render())
                    for again in left
                    if (again.code, again.span.line, again.span.column) == (one.code, one.span.line, one.span.column)
                ]
                mended += 1
    assert mended > 30


def _says_what_to_write(path: Path) -> bool:
    return re.search("改法：(按年和月|是否|写成)", path.with_suffix(".txt").read_text("utf-8")) is not None


def sections(path: Path) -> dict[str, bytes]:
    """The files of a case: each begins with a line `# file: …`."""
    parts = re.split(r"^(?=# file: )", path.read_text("utf-8"), flags=re.MULTILINE)
    return {part.split("\n", 1)[0].removeprefix("# file: "): part.encode() for part in parts if part}


def problems_in(files: dict[str, bytes]) -> tuple[Problem, ...]:
    return rules_of(RuleFiles.of(files))[1]


def cured(text: str, problem: Problem) -> str:
    """A text with what a problem says is to be written in the place of its span."""
    return "\n".join(_lines(text.split("\n"), problem))


def _lines(lines: list[str], problem: Problem) -> Iterator[str]:
    span = problem.span
    for number, line in enumerate(lines, 1):
        if number == span.line:
            yield line[: span.column - 1] + (problem.put or "") + lines[span.end_line - 1][span.end_column - 1 :]
        elif not span.line < number <= span.end_line:
            yield line
