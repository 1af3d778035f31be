"""Places in rule files: the declared ones by name, all divisions of China by code."""

from __future__ import annotations

from pathlib import Path

import pytest

from huilao.china import name_in_china
from huilao.errors import Severity
from huilao.language.condition import Inside
from huilao.reading.places import in_china
from huilao.reading.rules import read_rules
from small_books import PLACES, benefit, chapter, document, write_book


@pytest.mark.parametrize(
    ("code", "name"),
    [("51", "四川省"), ("5134", "凉山彝族自治州"), ("513433", "冕宁县"), ("50", "重庆市"), ("500103", "渝中区"), ("81", "香港特别行政区"),
     ("71", "台湾省"), ("91", None), ("9101", None), ("910121", None), ("513499", None), ("5199", None)],
)  # fmt: skip
def test_divisions_of_china(code: str, name: str | None) -> None:
    """From provinces down to counties, without the years in which they were called so."""
    assert name_in_china(code) == name


@pytest.mark.parametrize(
    ("code", "known"),
    [
        ("000000", True),
        ("00", False),
        ("000000000000", False),
        ("510000", True),
        ("513433000000", True),
        ("513433102", True),
        ("513433102203", True),
        ("513499102", False),
        ("990000", False),
    ],
)
def test_towns_and_villages_are_known_by_their_county(code: str, known: bool) -> None:
    """There is no list of them; the whole country is one too."""
    assert in_china(code) is known


@pytest.mark.parametrize(
    ("written", "place"),
    [('"513433"', "513433"), ("513433", "513433"), ("冕宁县", "513433"), ("510000", "51"), ("110105", "110105"), ("110105003", "110105003"),
     ('"000000"', ""), ("全国", "")],
)  # fmt: skip
def test_a_place_by_code_or_name(written: str, place: str, tmp_path: Path) -> None:
    """Also of places that the rule book does not declare, by code."""
    files = {"r/document.yaml": document("r"), "r/chapter.yaml": chapter(b=benefit(f"{{residence: {{within: {written}}}}}"))}
    rules, problems = read_rules(write_book(tmp_path, files))

    assert problems == ()
    assert rules is not None
    assert rules.rulesets["r"].benefits[0].when == Inside("residence", (place,))


def test_places_that_are_named_by_code_alone_have_names(tmp_path: Path) -> None:
    """For those who read the rules; the declared names stay."""
    when = '{any: [{residence: {within: ["110105", "513433"]}}, {household_registration: "3301"}]}'
    rules, _ = read_rules(write_book(tmp_path, {"r/document.yaml": document("r", "440305"), "r/chapter.yaml": chapter(b=benefit(when))}))

    assert rules is not None
    assert {code: place.name.zh for code, place in rules.places.items()} == {
        "51": "四川省", "5134": "凉山州", "513433": "冕宁县", "22": "吉林省", "110105": "朝阳区", "3301": "杭州市", "440305": "南山区"
    }  # fmt: skip


def test_a_document_may_be_of_the_whole_country(tmp_path: Path) -> None:
    """Its benefits are replaced by those of any place in it."""
    files = {
        "n/document.yaml": document("n", "000000"), "n/chapter.yaml": chapter(b=benefit("{widowed: true}")),
        "r/document.yaml": document("r"), "r/chapter.yaml": chapter(c=benefit("{widowed: true}", "replaces: [n/b]")),
    }  # fmt: skip
    rules, problems = read_rules(write_book(tmp_path, files))

    assert problems == ()
    assert rules is not None
    assert rules.rulesets["n"].document.place == ""
    assert rules.rulesets["n"].benefits[0].replaced_by == ("r/c",)


def test_made_up_places_are_declared(tmp_path: Path) -> None:
    """A province that is not there is an example; a county that is not in a real province may be a slip, and is a warning."""
    places = PLACES + '  "91": {zh: 青河省}\n  "910121": {zh: 青山县}\n  "513499": {zh: 新县}\n'
    files = {
        "places.yaml": places,
        "r/document.yaml": document("r", "910121"),
        "r/chapter.yaml": chapter(b=benefit('{residence: "513499"}')),
    }
    rules, problems = read_rules(write_book(tmp_path, files))

    assert rules is not None
    assert rules.rulesets["r"].benefits[0].when == Inside("residence", ("513499",))
    assert [(one.code, one.severity, one.span.line) for one in problems] == [("place_not_in_china", Severity.WARNING, 9)]
