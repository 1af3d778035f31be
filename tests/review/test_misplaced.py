"""The codes of places against the divisions of China, and the page of a comparison."""

from __future__ import annotations

from pathlib import Path

import pytest

from huilao import Rulebook, RuleFiles, comparison_page, misplaced
from review_books import compared, one_document
from small_books import benefit, document, read_book


@pytest.mark.parametrize(
    ("code", "name", "said"),
    [
        ("513433", "冕宁县", None),
        ("513433", "四川省冕宁县", None),
        ("5134", "凉山州", None),
        ("513433", "喜德县", "代码 513433 是四川省凉山彝族自治州冕宁县，规则库里写的是“喜德县”"),
        ("110103", "崇文区", "“崇文区”的代码 110103 已经停用"),
        ("513499", "新设县", None),
    ],
)
def test_a_code_is_that_of_the_place(tmp_path: Path, code: str, name: str, said: str | None) -> None:
    """However it is written; a division that the table does not have yet is no doubt of this kind."""
    places = f'places: {{"{code}": {{zh: {name}}}, "22": {{zh: 吉林省}}}}'
    book = read_book(
        tmp_path,
        {
            "places.yaml": places,
            "r/document.yaml": document("r", code),
            "r/c.yaml": one_document(one=benefit("{widowed: true}"))["r/c.yaml"],
        },
    )

    assert [(one.place.code, one.message.zh) for one in misplaced(book)] == ([] if said is None else [(code, said)])


def test_no_place_of_the_shipped_rule_book_is_elsewhere(book: Rulebook) -> None:
    assert list(misplaced(book)) == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_says_what_the_text_says(tmp_path: Path, language: str) -> None:
    """The counts first; nothing of a rule file becomes markup."""
    new = one_document(one=benefit("{age: {at_least: 85}}", "name: {zh: 甲<b>, en: A<b>}"), two=benefit("{widowed: true}"))
    old = one_document(one=benefit("{age: {at_least: 80}}", "name: {zh: 甲<b>, en: A<b>}"), two=benefit("{widowed: false}"))
    found = compared(tmp_path, old, new)
    page = comparison_page(found, language)

    assert page.startswith("<!doctype html>")
    assert "<b>" not in page
    assert page.count("<h3>") == 2
    counts = {"zh": "2 项待遇改写或受影响", "en": "2 benefits are written otherwise"}[language]
    assert page.index(counts) < page.index("<h3>")
    assert "r/c.yaml:2" in page


def test_files_are_read_with_every_warning(tmp_path: Path) -> None:
    """Which the model that is kept does not have; only rule files are read among others."""
    book = read_book(tmp_path, one_document(one=benefit("{widowed: true}")))
    assert book.files is not None
    contents = {
        **{name: content for name, content in book.files.contents.items() if isinstance(content, bytes)},
        "readme.md": b"",
        "features/a.feature": b"",
    }
    files = RuleFiles.of(contents)
    again, problems = Rulebook.read(files)

    assert (list(files.contents), problems) == (list(book.files.contents), ())
    assert again is not None
    assert again.version == book.version
    assert Rulebook.read(RuleFiles.of({**contents, "facts.yaml": b"fact: {}"}))[0] is None
    warned = contents["places.yaml"] + '  "513499": {zh: 新设县}\n'.encode()
    again, problems = Rulebook.read(RuleFiles.of({**contents, "places.yaml": warned}))
    assert again is not None
    assert [one.code for one in problems] == ["place_not_in_china"]
