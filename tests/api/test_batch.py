"""Answers about many people are sent as they come: never all of them are held."""

from __future__ import annotations

from collections.abc import Iterator

import anyio
import pytest

from huilao_api.routes.batch import as_they_come


@pytest.mark.parametrize(
    ("lines", "sent"),
    [
        (False, [(b'{"results":[', 0), (b"0", 1), (b",1", 2), (b",2", 3), (b"]}", 3)]),
        (True, [(b"0\n", 1), (b"1\n", 2), (b"2\n", 3)]),
    ],
    ids=["one list", "lines"],
)
def test_each_answer_is_sent_before_the_next_is_worked_out(sent: list[tuple[bytes, int]], *, lines: bool) -> None:
    """In one list, or line by line."""
    worked_out: list[int] = []

    def answers() -> Iterator[bytes]:
        for number in range(3):
            worked_out.append(number)
            yield b"%d" % number

    async def received() -> list[tuple[bytes, int]]:
        return [(part, len(worked_out)) async for part in as_they_come(answers(), lines=lines)]

    assert anyio.run(received) == sent
