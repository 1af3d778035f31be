"""Citations: the numbers of clauses in the language of the sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ..answers.finding import Citation

_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")}
_CHINESE = "[零一二三四五六七八九十百]+"
_NUMBER = f"(?:{_CHINESE}|[0-9]+)"

_PARTS: Mapping[str, str] = {
    "编": "part", "章": "chapter", "节": "section", "部分": "part", "条": "article", "款": "paragraph", "项": "item", "点": "point",
}  # fmt: skip
_PART = re.compile(f"第({_NUMBER})({'|'.join(_PARTS)})")
_HEADED = re.compile(f"(.*?)(?:（(?!{_NUMBER}）).+）)?", re.DOTALL)
_CHAPTER = re.compile(f"^第{_NUMBER}章(?=第)")
_ITEM = re.compile(f"〔?({_CHINESE})〕?(?:、([0-9]+)|（({_NUMBER})）)")


def cited(citation: Citation, language: str) -> str:
    """A citation as one line."""
    if language == "zh":
        return citation.of("zh")
    number = f" ({citation.number})" if citation.number else ""
    amended = f", as amended by {'; '.join(citation.amended_by)}" if citation.amended_by else ""
    return f"{citation.title.of(language)}{number}, {'; '.join(map(in_english, citation.clauses))}{amended}"


def listed(clauses: Sequence[str], language: str) -> str:
    """The numbers of clauses in their order; in Chinese the chapter that several share is said once."""
    if language != "zh":
        return "; ".join(dict.fromkeys(map(in_english, clauses)))
    said, before = list[str](), ""
    for clause in clauses:
        chapter = "".join(_CHAPTER.findall(clause))
        said.append(clause.removeprefix(chapter) if chapter == before else clause)
        before = chapter
    return "、".join(said)


def by_number(clause: str) -> tuple[tuple[int, str], ...]:
    """By what clauses are sorted: 第二条 comes before 第十条, whichever way their numbers are written."""
    parts = re.findall(f"({_NUMBER})|((?:(?!{_NUMBER}).)+)", clause, re.DOTALL)
    return tuple((number_of(number) if number else 0, other) for number, other in parts)


def clause_in(language: str, clause: str) -> str:
    """The number of a clause in a language."""
    return clause if language == "zh" else in_english(clause)


def in_english(clause: str) -> str:
    """The number of a clause in English, without a heading behind it: 第五章第一节（养老保险） is chapter 5, section 1. What is not
    understood stays as it is.
    """
    number = _HEADED.fullmatch(clause).group(1)  # type: ignore[union-attr]  # it matches every text
    return _counted(number) or clause


def _counted(number: str) -> str | None:
    parts = _PART.findall(number)
    if parts and _PART.sub("", number) == "":
        return ", ".join(f"{_PARTS[kind]} {number_of(counted)}" for counted, kind in parts)
    found = _ITEM.fullmatch(number)
    if found is None:
        return None
    part, item, bracketed = found.groups()
    return f"part {number_of(part)}, item {item}" if item else f"part {number_of(part)}, clause {number_of(bracketed)}"


def number_of(text: str) -> int:
    """A whole number below a thousand that is written in Chinese characters or in digits: 二十三 is 23."""
    if text.isdecimal() and text.isascii():
        return int(text)
    total = digit = 0
    for character in text:
        if character in _DIGITS:
            digit = _DIGITS[character]
        else:
            total += max(digit, 1) * (10 if character == "十" else 100)
            digit = 0
    return total + digit
