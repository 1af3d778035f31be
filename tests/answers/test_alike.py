"""What is written once of people who are alike says of each what is so of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from huilao import Rulebook
from small_books import benefit, chapter, document, read_book

WIDOWED = benefit("{widowed: true}")
FROM_80 = benefit("{age: {at_least: 80}}")
OVER = document("r", more="in_effect: {from: 2020-01-01, until: 2024-12-31}")
CHOICE = "combine:\n  - {choose_one: [r/a, r/b], by: person, cite: 第七条}"

Asked = tuple[dict[str, object], str]


def said(book: Rulebook, profile: dict[str, object], day: str) -> list[tuple[bytes, str, str]]:
    evaluation = book.evaluate(profile, day)
    return [(one.json("short"), one.explain("zh"), one.explain("en", "full")) for one in evaluation.findings]


@pytest.mark.parametrize(
    ("files", "one", "other"),
    [
        ({"r/chapter.yaml": chapter(a=FROM_80)}, ({"birth_date": "1945-06-01"}, "2025-03-01"), ({"birth_date": "1945-07-01"}, "2025-03-01")),
        ({"r/chapter.yaml": chapter(a=FROM_80)}, ({"birth_date": "1945-06-01"}, "2025-03-01"), ({"birth_date": "1950-07-01"}, "2025-03-01")),
        ({"r/chapter.yaml": chapter(a=FROM_80)}, ({"birth_date": "1940-06-01"}, "2025-03-01"), ({"birth_date": "1930-07-01"}, "2025-03-01")),
        ({"r/chapter.yaml": chapter(a=FROM_80)}, ({"sex": "female"}, "2025-03-01"),
         ({"birth_date": {"from": "1944-01-01", "until": "1946-01-01"}}, "2025-03-01")),
        ({"r/document.yaml": OVER, "r/chapter.yaml": chapter(a=WIDOWED)}, ({"widowed": True}, "2025-03-01"), ({"widowed": True}, "2025-05-01")),
        ({"r/chapter.yaml": chapter(a=WIDOWED, b=benefit("{listed: true}")), "combine.yaml": CHOICE},
         ({"widowed": True, "listed": False}, "2025-03-01"), ({"widowed": True, "listed": True}, "2025-03-01")),
    ],
    ids=["soon on another day", "not soon", "another age", "partly known", "another day", "one of two"],
)  # fmt: skip
def test_nobody_is_told_what_is_so_of_another(files: dict[str, str], one: Asked, other: Asked, tmp_path: Path) -> None:
    """In either order, beside a rule book that met nobody before."""
    files = {"r/document.yaml": document("r"), **files}
    alone = [said(read_book(tmp_path / str(number), files), *asked) for number, asked in enumerate((one, other))]
    book = read_book(tmp_path / "0", files)

    assert alone[0] != alone[1]
    assert [said(book, *asked) for asked in (one, other, one)] == [*alone, alone[0]]
