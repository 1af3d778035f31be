"""Which codes and names are places: one check for whatever reads them."""

from __future__ import annotations

from datetime import date

import pytest

from huilao.china import name_in_china
from huilao.errors import ProfileError
from huilao.language.facts import Text
from huilao.language.policy import Place
from huilao.profile.places import Divisions, PlaceWords
from small_facts import PLACES, READER

DAY = date(2025, 3, 1)


@pytest.mark.parametrize(
    ("code", "name"),
    [("51", "四川省"), ("5134", "凉山彝族自治州"), ("513433", "冕宁县"), ("513434", "越西县"), ("110103", "崇文区"), ("71", "台湾省"),
     ("513499", None), ("5199", None), ("99", None), ("830000", None)],
)  # fmt: skip
def test_the_divisions_of_china_have_names(code: str, name: str | None) -> None:
    """Those that are no longer in use too."""
    assert name_in_china(code) == name


CODES = [
    # a code, whether it is one
    ("51", True), ("5134", True), ("513433", True), ("513433100", True), ("513433100201", True), ("510000", True), ("513433000000", True),
    ("000000", True), ("00", True), ("519901", True), ("519901001", True), ("441900003", True),
    ("513439", False), ("519902", False), ("519902001", False), ("5", False), ("513", False), ("51343", False), ("5134331", False),
    ("22000000", False), ("5134331002", False), ("5134330000000", False), ("013433", False), ("99", False), ("51343x", False),
    ("５１３４３３", False), ("", False),
]  # fmt: skip


@pytest.mark.parametrize(("code", "right"), CODES)
def test_a_code_is_one_of_a_table(code: str, right: bool) -> None:
    """China's or the rule book's, with 2, 4, 6, 9 or 12 digits; what is wrong is said with a cure in both languages."""
    flaw = Divisions(PLACES).flaw(code)

    assert (flaw is None) is right
    for text in flaw or ():
        assert text.zh
        assert text.en


@pytest.mark.parametrize(
    ("written", "known"),
    [("Mianning County", "513433"), ("mianning county", "513433"), ("冕宁县", "513433"), ("tiexi district", "220302"), ("510000", "51"),
     ("000000", None)],
)  # fmt: skip
def test_a_place_is_read_by_code_or_name(written: str, known: str | None) -> None:
    """Without zeros that say nothing; the whole country is unknown."""
    assert READER.read({"residence": written}, DAY) == ({} if known is None else {"residence": known})


@pytest.mark.parametrize(
    ("written", "cure"),
    [("513439", "places.yaml"), ("22000000", "2、4、6、9 或 12 位"), ("铁西区", "220302、210106"), ("冕宁", "冕宁县"), ("Mianing County", "mianning")],
)  # fmt: skip
def test_what_is_no_place_or_several_is_told_with_a_cure(written: str, cure: str) -> None:
    """The value is repeated."""
    with pytest.raises(ProfileError) as raised:
        READER.read({"residence": written}, DAY)
    [problem] = raised.value.problems

    assert written in problem.message.zh
    assert written in problem.message.of("en")
    assert cure in problem.render("zh")


def test_a_name_stands_for_all_that_are_called_so() -> None:
    """The same place twice is one."""
    words = PlaceWords({"a": Place("22", Text("吉林", "Jilin")), "b": Place("2202", Text("吉林", "Jilin")), "c": Place("22", Text("吉林省", "JILIN"))})

    assert words.codes("吉林") == ["22", "2202"]
    assert words.codes("JiLin") == ["22", "2202"]
    assert words.codes("吉林省") == ["22"]
    assert words.codes("辽宁") == []
