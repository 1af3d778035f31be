"""Which files make a rule book: folders of shared files, links, and no more than is there."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from huilao.content import digest
from huilao.reading.files import RuleFiles, read_files
from huilao.reading.rules import read_rules, rule_files
from small_books import FACTS, SHARED, benefit, chapter, document, write_book

RULESET = {"r/document.yaml": document("r"), "r/chapter.yaml": chapter(b=benefit("{age: {at_least: 60}}"))}


def problems(folder: Path, files: Mapping[str, str]) -> list[tuple[str, str]]:
    found = read_rules(write_book(folder, {**RULESET, **files}))[1]
    return [(one.span.file, one.code) for one in found]


def without(folder: Path, files: Mapping[str, str], *left_out: str) -> tuple[object, list[tuple[str, str]]]:
    write_book(folder, {**RULESET, **files})
    for name in left_out:
        (folder / name).unlink()
    rules, found = read_rules(folder)
    return rules, [(one.span.file, one.code) for one in found]


def test_facts_terms_and_services_may_be_folders(tmp_path: Path) -> None:
    """A county's own words stand in a file of their own; names go across files, and the content is the same as of one file."""
    rent = "  rent: {type: number, label: {zh: 房租}, unit: CNY per month, minimum: 0, only_if: {widowed: true}}\n"
    terms = "terms:\n  old: {label: {zh: 老}, when: {age: {at_least: 80}}}\n"
    more = "  poor: {label: {zh: 穷}, when: {old: true, rent: {above: third}}}\n"
    third = "quantities: {third: {unit: CNY per month, is: {times: [rent, 1/3]}}}\n"
    one = {
        "facts.yaml": FACTS + rent,
        "terms.yaml": terms + more + third,
        "services.yaml": "services: {help: {zh: 帮助}, care: {zh: 照护}}",
    }
    many = {
        "facts/national.yaml": FACTS, "facts/county.yaml": f"facts:\n{rent}",
        "terms/a.yaml": f"terms:\n{more}", "terms/b.yaml": terms, "terms/numbers.yaml": third,
        "services/help.yaml": "services: {help: {zh: 帮助}}", "services/care.yaml": "services: {care: {zh: 照护}}",
    }  # fmt: skip
    whole, _ = read_rules(write_book(tmp_path / "one", {**RULESET, **one}))
    rules, found = without(tmp_path / "many", many, "facts.yaml", "terms.yaml", "services.yaml")

    assert found == []
    assert whole is not None
    assert digest(rules) == digest(whole)


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ({"facts/b.yaml": "facts: {rent: {type: number, label: {zh: 月收入}}}"}, [("facts/b.yaml", "duplicate_word")]),
        ({"facts/b.yaml": "facts: {income: {type: number, label: {zh: 别的收入}}}"}, [("facts/b.yaml", "defined_twice")]),
        ({"terms/b.yaml": "terms: {income: {label: {zh: 别的}, when: {age: {at_least: 60}}}}"}, [("terms/b.yaml", "duplicate_word")]),
        ({"terms/b.yaml": "terms: {old: {label: {zh: 老}, when: {ages: {at_least: 60}}}}"}, [("terms/b.yaml", "unknown_fact")]),
        (
            {
                "terms/a.yaml": "terms: {a: {label: {zh: 甲}, when: {b: true}}}",
                "terms/b.yaml": "terms: {b: {label: {zh: 乙}, when: {a: true}}}",
            },
            [("terms/a.yaml", "term_circle")],
        ),
        ({"services/b.yaml": "services: {help: {zh: 别的}}"}, [("services/b.yaml", "defined_twice")]),
        ({"facts/b.yaml": "fact: {}"}, [("facts/b.yaml", "unknown_word")]),
        ({"places/b.yaml": "places: {}"}, [("places/b.yaml", "unknown_word"), ("places/document.yaml", "missing_file")]),
    ],
)
def test_a_mistake_stands_where_it_is_made(tmp_path: Path, files: Mapping[str, str], found: list[tuple[str, str]]) -> None:
    """In its own file, also where it is one between two files."""
    assert [one for one in problems(tmp_path, files) if one[1] != "missing_entry"] == found


@pytest.mark.skipif(os.name != "posix", reason="links are made in another way")
def test_links_that_lead_out_of_the_folder_are_refused(tmp_path: Path) -> None:
    """A file, a folder and a link to itself; one that stays inside is read."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.yaml").write_text(SHARED["places.yaml"], "utf-8")
    folder = write_book(tmp_path / "book", RULESET)
    (folder / "r/copy.yaml").symlink_to(folder / "r/chapter-2.yaml")
    (folder / "r/chapter-2.yaml").write_text(chapter(c=benefit("{age: {at_least: 61}}")), "utf-8")
    (folder / "r/out.yaml").symlink_to(outside / "secret.yaml")
    (folder / "s").symlink_to(outside)
    (folder / "loop.yaml").symlink_to(folder / "loop.yaml")
    rules, found = read_rules(folder)

    assert rules is None
    assert [(one.span.file, one.code) for one in found if one.code == "link_outside"] == [
        ("loop.yaml", "link_outside"), ("r/out.yaml", "link_outside"), ("s", "link_outside")
    ]  # fmt: skip
    assert {path.name for path in rule_files(folder)} >= {"copy.yaml", "chapter-2.yaml"}
    assert "r/out.yaml" not in read_files(folder).contents


def test_the_digest_is_of_names_and_contents() -> None:
    """No two books share one by running together."""
    books: list[dict[str, bytes | OSError]] = [
        {}, {"a": b"bc"}, {"ab": b"c"}, {"a": b"b", "c": b""}, {"a": b"", "b": b"c"}, {"a": b"bc "}, {"b": b"c", "a": b""}, {"a": OSError("bc")}
    ]  # fmt: skip

    assert len({RuleFiles(one).digest for one in books}) == len(books)
