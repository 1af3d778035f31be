"""Many people on all cores, as a queue of work (Celery, RQ, Dramatiq) does it: each worker loads the rule book once, takes profiles,
and gives evaluations back, which travel between processes as they are. The people are made up.

    python examples/embedding/pool.py
"""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from datetime import date
from functools import cache

from huilao import Action, Evaluation, Rulebook

PEOPLE = [{"birth_date": f"{year}-03-02", "residence": "冕宁县", "residence_setting": "home"} for year in range(1935, 1966)]


@cache
def book() -> Rulebook:
    """The rule book of this process."""
    return Rulebook.load()


def answer(profile: dict[str, str]) -> Evaluation:
    """The task."""
    return book().evaluate(profile, date(2025, 3, 1))


if __name__ == "__main__":
    with ProcessPoolExecutor() as workers:
        for profile, found in zip(PEOPLE, workers.map(answer, PEOPLE, chunksize=8), strict=True):
            claims = [one for one in found.findings if one.action is Action.CLAIM and not one.received]
            print(profile["birth_date"], len(claims), "、".join(one.name.zh for one in claims[:3]))
