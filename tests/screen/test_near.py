"""People who are asked of those documents alone that can concern them are told what all documents say."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import polars as pl
from polars.testing import assert_frame_equal

from huilao.screen.columns import frame_of
from huilao.screen.near import Near
from huilao.screen.runners import Polars, runner
from huilao.screen.screening import Screening, concern_of

from .test_screening_agrees import some_books, some_people

KEEP = ["number"]


def by_all(screening: Screening, people: pl.DataFrame, scratch: Path) -> pl.DataFrame:
    """Everything, where everybody is asked of every document."""
    return Polars().over(partial(screening.everything, keep=KEEP), people, scratch)


def wanted(found: pl.DataFrame) -> pl.DataFrame:
    """Without the places in line of those who do not stand there, and without what is missing to nobody."""
    lines = {name: name.partition("/queue")[0] + "/queue" for name in found.columns if "/queue/" in name}
    places = [pl.when(pl.col(line).fill_null(value=True)).then(pl.col(name)).alias(name) for name, line in lines.items()]
    return found.with_columns(places).drop(name for name in found.columns if "|" in name and not found[name].any())


def test_everybody_is_told_what_all_documents_say(tmp_path: Path) -> None:
    """Whomever which documents can concern: crowds of the same ones are asked one after another."""
    narrow = 0
    for luck, day, _, screening in some_books("polars"):
        people = screening.with_sums(frame_of(some_people(luck, day, 60), screening.facts, screening.columns)).with_row_index("number")
        whole, near = by_all(screening, people, tmp_path), Near(screening, KEEP)
        concerned = people.hstack(whole.select(concern_of(one.name) for one in screening.rulesets))
        crowds = concerned.partition_by([concern_of(one.name) for one in screening.rulesets], include_key=False)
        for crowd in sorted(crowds, key=len):
            found = near.everything(runner("polars"), crowd, tmp_path)
            here = whole.filter(pl.col("number").is_in(crowd["number"].implode()))
            assert_frame_equal(wanted(found), wanted(here), check_column_order=False, check_dtypes=False)
        narrow += sum(len(one) < len(screening.rulesets) for one in near.programs)
    assert narrow


def test_a_program_is_written_anew_only_where_none_has_these_documents(tmp_path: Path) -> None:
    """Of two towns, of both, and of the first again."""
    luck, day, _, screening = next(one for one in some_books("polars") if len(one[3].rulesets) > 1)
    people = screening.with_sums(frame_of(some_people(luck, day, 60), screening.facts, screening.columns)).with_row_index("number")
    near = Near(screening, KEEP)
    near.everything(runner("polars"), people, tmp_path)
    assert list(near.programs) == [frozenset(one.name for one in screening.rulesets)]
    near.everything(runner("polars"), people.clear(), tmp_path)
    assert len(near.programs) == 1


def test_where_nothing_is_asked_nothing_is_said(tmp_path: Path) -> None:
    luck, day, rules, screening = next(some_books("polars"))
    people = frame_of(some_people(luck, day, 5), screening.facts, ["birth_date"]).with_row_index("number")
    assert_frame_equal(Near(Screening(rules, day, []), KEEP).everything(runner("polars"), people, tmp_path), people.select(KEEP))
