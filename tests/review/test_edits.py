"""Random edits of the shipped rules: whoever is shown is borne out by both versions, and nobody else is found by chance."""

from __future__ import annotations

import os
from collections.abc import Iterator
from random import Random

import pytest

from huilao import Rulebook
from huilao.language.distinct import distinct_values, paths_read
from huilao.language.facts import FactType
from huilao.language.known import Person, about
from huilao.language.policy import Benefit
from huilao.review.comparison import Comparison, Difference, compare
from huilao.verify.versions import known_to
from mutations import an_edit
from review_books import DAY

EDITS = int(os.environ.get("HUILAO_EDITS", "25"))
"""`make soak` makes a thousand."""


@pytest.mark.parametrize("seed", range(EDITS))
def test_a_random_edit_changes_what_is_shown_and_nothing_else(seed: int, book: Rulebook) -> None:
    """Of the shipped rules: whoever is shown is borne out by both versions, and nobody else is found by chance."""
    luck = Random(seed)
    name, rules = an_edit(luck, book.rules)
    found = compare(book, Rulebook(rules), DAY)

    assert all(_borne_out(one, found) for one in found.benefits)
    assert not any(one.open for one in found.benefits)
    assert name in [one.name for one in found.benefits] or name in {one.name.partition("#")[2] for one in found.terms} or not found.benefits
    told = {one.name: {(change.before, change.after) for change in one.changes} for one in found.benefits}
    near = [one for one in found.benefits if isinstance(one.new, Benefit)] or [Difference(
        one.full_name, one, one, (), (), False, DAY, (), (), False) for one in luck.sample(list(book.benefits.values()), 1)]  # fmt: skip
    for one in near[:3]:
        for person in _people(luck, one, found, 60):
            before, after = (version.decide(person, DAY)[one.name] for version in (found.old, found.new))
            assert before is after or one.day != DAY or (before, after) in told[one.name], (one.name, person)


def _borne_out(one: Difference, found: Comparison) -> bool:
    """Whether both versions say of the people shown what is said of them."""
    for change in one.changes:
        assert change.person is not None
        for version, expected in ((found.old, change.before), (found.new, change.after)):
            person = version.person(known_to(change.person, version.rules.facts), one.day)
            assert version.decide(person, one.day)[one.name] is expected, (one.name, change)
    return True


def _people(luck: Random, one: Difference, found: Comparison, number: int) -> Iterator[Person]:
    """People who differ in what the benefit tests, near those who are shown."""
    assert isinstance(one.new, Benefit)
    facts = found.new.rules.facts
    situations = [book.situation(one.new.ruleset, DAY) for book in (found.new, found.old)]
    conditions = [one.new.condition, *([one.old.condition] if isinstance(one.old, Benefit) else [])]
    reads = list(zip(conditions, situations, strict=False))
    paths = sorted({path for condition, situation in reads for path in paths_read(condition, situation.scope)})
    values = {path: distinct_values(facts[path.fact], reads) for path in paths if facts[path.fact].type is not FactType.PERSON}
    seeds: list[Person] = [{}, *(change.person for change in one.changes if change.person)]
    for _ in range(number):
        person = {name: value for name, value in luck.choice(seeds).items() if luck.random() < 0.9}
        for path, known in values.items():
            if luck.random() < 0.5 and known and path.value(person) is None:
                inner = {**about(person, path.who), path.fact: luck.choice(known)}
                person = {**person, path.who: inner} if path.who else inner
        if person.get("disability_cert_status") not in (None, "certified"):
            person = {name: value for name, value in person.items() if name not in ("disability_grade", "disability_types")}
        yield person
