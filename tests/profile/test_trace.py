"""An ID number is used for age and sex, and is then nowhere."""

from __future__ import annotations

from datetime import date

from huilao import Rulebook
from small_facts import holds, id_number

DAY = date(2025, 3, 1)


def test_an_id_number_leaves_no_trace_in_an_answer(book: Rulebook) -> None:
    """Used for age, and nowhere in the evaluation, its JSON, its words or its receipt; the receipt is that of the facts alone."""
    number = id_number("19400302", "001")
    places = {"residence": "513433", "household_registration": "513433"}
    evaluation = book.evaluate({"id_number": number, **places}, DAY)
    same = book.evaluate({"birth_date": "1940-03-02", "sex": "male", **places}, DAY)
    words = "".join(finding.explain(language, "full") for finding in evaluation.findings for language in ("zh", "en"))

    assert evaluation["mianning/5-1-free-flu-vaccine"].outcome == "eligible"
    assert "84周岁" in words
    assert not holds(evaluation.to_json() + repr(evaluation) + repr(evaluation.receipt) + words, number)
    assert evaluation == same
    assert evaluation.receipt.number == same.receipt.number
