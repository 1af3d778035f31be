"""A rule book is used by many threads at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from random import Random
from threading import Barrier

from huilao import Rulebook
from strategies import a_profile


def test_threads_share_a_rule_book(book: Rulebook) -> None:
    """Eight threads that begin at once on a rule book that nobody has used yet get, with assurance, what one thread gets."""
    day = date(2025, 3, 1)
    threads, each = 8, 2
    profiles = [a_profile(book.rules, Random(number), day) for number in range(threads * each)]
    expected = [book.evaluate(profile, day).to_json() for profile in profiles]
    shared = Rulebook(book.rules)
    barrier = Barrier(threads)

    def evaluate(first: int) -> list[str]:
        barrier.wait()
        return [shared.evaluate(profile, day, assurance="always").to_json() for profile in profiles[first::threads]]

    with ThreadPoolExecutor(threads) as pool:
        found = list(pool.map(evaluate, range(threads)))

    assert len(set(expected)) > threads * each / 2
    assert [found[number % threads][number // threads] for number in range(threads * each)] == expected
