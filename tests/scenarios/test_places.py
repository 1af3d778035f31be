"""Counties for made-up people: real ones, in no narrower division that is named."""

from __future__ import annotations

from huilao.china import name_in_china
from huilao.language.places import inside
from huilao.scenarios.places import ELSEWHERE, ordinary_places


def test_there_are_real_counties_inside_each_division_and_elsewhere() -> None:
    """But not inside the narrower ones that are named."""
    found = ordinary_places(["51", "5134", "513401", "513402", "22"])

    assert found[: len(ELSEWHERE)] == ELSEWHERE
    near = [county for county in found if inside(county, "5134")]
    assert near
    assert not {"513401", "513402"} & set(found)
    assert [county for county in found if inside(county, "51") and county not in near]
    assert any(inside(county, "22") for county in found)
    assert all(name_in_china(county) for county in found)
