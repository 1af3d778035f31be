"""How facts lie in columns: whole, in part, unknown; and what is said of columns that do not suit."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from random import Random

import narwhals as nw
import polars as pl
import pytest

from huilao.language.condition import Compare, Condition, Has, Inside, OneOf, Order, Share
from huilao.language.facts import FactType
from huilao.language.known import Among, Holding, Path, Person, Range
from huilao.language.places import division
from huilao.language.quantity import Constant, Day, Number
from huilao.language.truth import Truth
from huilao.screen.columns import (
    WrongColumnsError,
    column_of,
    columns_of,
    frame_of,
    frame_of_fact,
    partly_columns_of,
    person_of,
    place_code,
    place_number,
    schema,
)
from huilao.screen.screening import Screening
from on_engines import Screen, checked
from plain_rules import plain_benefit, plain_rules
from strategies import FACTS, a_person, a_rule_book

DAY = date(2025, 2, 28)


def screening_of(*conditions: Condition) -> Screening:
    """Benefits for anyone, `r/b0` and so on, with these conditions."""
    return Screening(plain_rules(*(plain_benefit(one, f"b{number}") for number, one in enumerate(conditions))), DAY)


def test_columns_hold_people_whole() -> None:
    """What `frame_of` lays out `person_of` gives back, what is known in part too: an empty set is known, who is not known at
    all is left out.
    """
    luck = Random(1)
    people = [checked(a_person(luck, DAY, unknown, partly=0.6)) for unknown in (0, 1, 3, 6, 10) for _ in range(100)]
    rows = frame_of(people, FACTS).to_dicts()

    assert [person_of(row, FACTS) for row in rows] == [
        {name: value for name, value in person.items() if value != {}} for person in people
    ]  # fmt: skip
    assert any(person.get("aids") == frozenset() for person in people)
    assert all(any(isinstance(person.get(name), kind) for person in people) for name, kind in PARTS.items())


def test_one_fact_of_many_lies_as_in_a_frame_of_people() -> None:
    """Whole and in part, of every type; of none that are known too."""
    luck = Random(2)
    people = [checked(a_person(luck, DAY, 1, partly=0.6)) for _ in range(200)]
    for name, fact in FACTS.items():
        known = [person[name] for person in people if person.get(name) is not None]
        if fact.type not in (FactType.PERSON, FactType.PEOPLE):
            assert frame_of_fact(known, fact).equals(frame_of([{name: one} for one in known], FACTS, columns_of(fact)), null_equal=True)
            assert frame_of_fact([], fact).equals(frame_of([], FACTS, columns_of(fact)))


PARTS = {"birth_date": Range, "income": Range, "ability": Among, "housing": Among, "aids": Holding}


def test_every_fact_has_its_columns() -> None:
    """A set has one for each code, a person those of their own facts; what is known in part stands beside."""
    assert columns_of(FACTS["aids"], "elder") == ("elder/aids/dibao", "elder/aids/edge", "elder/aids/destitute", "elder/aids/none")
    assert columns_of(FACTS["elder"]) == partly_columns_of(FACTS["elder"]) == ()
    assert partly_columns_of(FACTS["birth_date"], "elder") == ("elder/birth_date/from", "elder/birth_date/until")
    assert partly_columns_of(FACTS["care"]) == ("care/able", "care/partly", "care/unable")
    assert partly_columns_of(FACTS["aids"]) == partly_columns_of(FACTS["widowed"]) == partly_columns_of(FACTS["residence"]) == ()
    names = list(schema(FACTS))
    assert len(names) == len(set(names))
    assert column_of(Path("spouse", "birth_date")) == "spouse/birth_date"
    assert "spouse/birth_date" in names
    assert schema(FACTS, ["ability"]) == {"ability": pl.Enum(["intact", "mild", "moderate", "severe", "total"])}


def test_columns_of_what_is_known_in_part_are_there_where_something_is() -> None:
    """Of no other fact, and of none whose own column is not asked for."""
    people: list[Person] = [{"income": Range(Decimal(1), None), "balance": Decimal(2)}, {"care": Among(frozenset({"able", "partly"}))}]

    assert frame_of(people, FACTS, ["income", "balance", "sex"]).columns == ["income", "balance", "sex", "income/from", "income/until"]
    assert frame_of(people[1:], FACTS, ["care"]).to_dicts() == [
        {"care": None, "care/able": True, "care/partly": True, "care/unable": False}
    ]


@pytest.mark.parametrize(
    ("code", "number"),
    [("51", 510000000000), ("513433000000", 513433000000), ("513433100201", 513433100201), ("", 0), ("000000", 0)],
)
def test_a_place_is_its_code_of_twelve_digits(code: str, number: int) -> None:
    """The country is 0."""
    assert place_number(code) == number
    assert place_code(number) == division(code)


@pytest.mark.parametrize("code", ["513", "51343", "5134331", "51343310020", "51343310020100", "四川"])
def test_a_code_that_is_of_no_level_has_no_number(code: str) -> None:
    with pytest.raises(ValueError, match="not a division code"):
        place_number(code)


@pytest.mark.parametrize("number", ["1E+22", "-1E+30", "0.00000000000000001"])
@pytest.mark.parametrize("in_part", [False, True])
def test_a_number_that_does_not_fit_is_refused(number: str, in_part: bool) -> None:
    """It is never rounded."""
    known = Range(Decimal(number), None) if in_part else Decimal(number)
    with pytest.raises(ValueError, match="too large or too fine"):
        frame_of([{"balance": known}], FACTS)


def test_a_column_that_is_not_there_is_unknown_of_everyone(screen: Screen) -> None:
    screening = Screening(a_rule_book(Random(8), 6), DAY)
    kept = [name for name in screening.columns if not name.startswith(("elder", "birth_date", "aids", "balance", "residence", "ability"))]
    people = [checked(a_person(Random(number), DAY, 2, (), partly=0.8)) for number in range(30)]
    lacking = screen.rows(screening.answers(screen.people(people, screening, kept), ["number"]))
    there = {name.split("/")[0] for name in kept}
    known = [{name: value for name, value in person.items() if name in there} for person in people]

    assert lacking == screen.answers(screening, known)
    assert any(value is None for row in lacking for value in row.values())


def test_what_is_known_in_part_counts_without_its_own_column(screen: Screen) -> None:
    """A frame that has only the ends of a number knows these."""
    screening = screening_of(Compare(Number("balance"), Order.AT_LEAST, Constant(Fraction(10))))
    pl.DataFrame(
        {"number": [0, 1, 2], "balance/from": [10, 9, None], "balance/until": [None, 12, 9]}, schema_overrides={"balance/from": pl.Int32}
    ).write_parquet(screen.path)

    assert [row["r/b0"] for row in screen.rows(screening.answers(screen.runner.scan(screen.path), ["number"]))] == [True, None, False]


def test_columns_that_do_not_suit_are_named_all_at_once() -> None:
    """In both languages: wrong types, and columns that belong together of which a part is there."""
    screening = screening_of(
        Compare(Day("birth_date"), Order.AT_LEAST, Constant(DAY)), Compare(Number("balance"), Order.ABOVE, Constant(Fraction(1))), OneOf("certified", (True,)),
        Has("aids", Share.ANY, ("dibao", "edge")), Inside("birthplace", ("51",)), OneOf("sex", ("female",)), OneOf("care", ("able",)),
        OneOf("income", (Decimal(1),)),
    )  # fmt: skip
    wrong = pl.DataFrame(
        {"birth_date": ["1940-01-01"], "balance": [1.5], "certified": [1], "aids/dibao": [True], "birthplace": ["51"], "sex": [True],
         "care/able": [True], "care/partly": [1], "income/from": [1], "income/until": ["5"], "widowed": ["not asked for"]}
    )  # fmt: skip

    with pytest.raises(WrongColumnsError) as raised:
        screening.answers(nw.from_native(wrong.lazy()))

    said = [(problem.zh, str(problem.en)) for problem in raised.value.problems]
    assert len(said) == 9
    for name in ("birth_date", "balance", "certified", "aids/edge", "birthplace", "sex", "care/partly", "care/unable", "income/until"):
        assert any(name in zh and name in en for zh, en in said), name


@pytest.mark.parametrize("known", [Among(frozenset({"able", "partly"})), Among(frozenset({"partly", "unable"}))])
def test_a_choice_known_in_part_is_one_of_several(screen: Screen, known: Among) -> None:
    """True where all that it may be is meant, false where none is; no matter how many codes are named."""
    meant = [("able", "partly"), ("partly",), ("unable",), ("able", "partly", "unable")]
    screening = screening_of(*(OneOf("care", codes) for codes in meant))
    [row, unknown] = screen.answers(screening, [{"care": known}, {}])

    expected = [Truth.YES if known.codes <= set(one) else Truth.NO if known.codes.isdisjoint(one) else Truth.UNKNOWN for one in meant]
    assert [Truth.of(row[f"r/b{number}"]) for number in range(4)] == expected
    assert [unknown[f"r/b{number}"] for number in range(4)] == [None] * 4


def test_what_is_partly_known_of_a_fact_that_is_not_read_costs_nothing() -> None:
    """The same program is used as without it."""
    screening = screening_of(OneOf("certified", (True,)))
    plain = frame_of([{}], FACTS, ["certified", "balance"])
    beside = frame_of([{"balance": Range(Decimal(1), None)}], FACTS, ["certified", "balance"])

    plans = [nw.to_native(screening.answers(nw.from_native(one.lazy()))).explain(optimized=True) for one in (plain, beside)]

    assert [plan.split("DF [")[0] for plan in plans] == [plans[0].split("DF [")[0]] * 2
