"""The conformance set: rule books as plain data, people, days, and what the reference answers; `conformance/README.md` says how a file reads.

A file holds one rule book. The books are those that the project has already: the page of the language, the example, the shipped one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, cast

from huilao import Finding, Rulebook, profile_data
from huilao.language.places import WHOLE_COUNTRY
from huilao.scenarios.features import read_features
from huilao.yaml.nodes import Node, Scalar, Sequence
from huilao.yaml.source import parse
from page_blocks import ROOT, blocks_of

FOLDER = ROOT / "conformance"
TOLD = frozenset(
    {"en", "notes", "not_said", "question", "read_from", "no_answer", "sensitivity", "says", "says_not", "accepted", "responsible"}
)
"""Entries that only tell people something: they are left out of the books, so that a file stays small."""


def plain(node: Node | None) -> Any:
    """A node of a rule file as JSON data: what stands in quotes is a text, as is a number that a binary double would not give back."""
    match node:
        case None:
            return None
        case Sequence(items):
            return [plain(item) for item in items]
        case Scalar(text, unquoted):
            if node.empty:
                return None
            if unquoted and text in ("true", "false"):
                return text == "true"
            number = json.loads(text) if unquoted and re.fullmatch(r"-?(0|[1-9]\d{0,14})(\.\d{1,6})?", text) else None
            return text if number is None or json.dumps(number) != text else number
        case _:
            return {key.text: plain(value) for key, value in node.entries}


def told_left_out(data: Any) -> Any:
    """A book without what only tells people something."""
    if isinstance(data, list):
        return [told_left_out(one) for one in cast("list[Any]", data)]
    if not isinstance(data, dict):
        return data
    return {key: told_left_out(value) for key, value in cast("dict[str, Any]", data).items() if key not in TOLD}


def files_in(folder: Path) -> dict[str, Any]:
    """The files of a rule book by their names, as data."""
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.yaml") if path.name != "clauses.yaml")
    return {name: told_left_out(plain(parse(name, (folder / name).read_text("utf-8")).root)) for name in names}


def written_to(folder: Path, files: Mapping[str, Any]) -> Rulebook:
    """The rule book of such files: JSON is YAML."""
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(json.dumps(content, ensure_ascii=False), "utf-8")
    return Rulebook.load(folder)


def expected(finding: Finding | None) -> Any:
    """What a case expects of a benefit: its outcome, or, where there is more to say, that and the rest."""
    if finding is None:
        return None
    said: dict[str, Any] = {"outcome": finding.outcome.value}
    if finding.missing:
        said["missing"] = sorted(finding.missing)
    if finding.lacks:
        said["lacks"] = sorted([lack.standard, lack.place or WHOLE_COUNTRY] for lack in finding.lacks)
    if finding.amount is not None:
        ends = (finding.amount.at_least, finding.amount.at_most)
        said["amount"] = [*(None if end is None else f"{end:f}" for end in ends), finding.amount.per.value]
    singly = {
        f"{one.choices[0].term or 'itself'} {one.choices[0].number}": one.outcome.value
        for one in finding.depends_on_reading
        if len(one.choices) == 1 and one.by_way_of is None and one.outcome is not finding.outcome
    }
    if not finding.robust:
        said["robust"] = False
    if singly:
        said["readings"] = singly
    if finding.standing is not None:
        said["stands"] = finding.standing.truth.name.lower()
    return said if len(said) > 1 else finding.outcome.value


def case(book: Rulebook, name: str, day: str, person: Mapping[str, Any], benefits: Iterable[str] | None = None) -> dict[str, Any]:
    """A case, with what the reference answers."""
    names = list(book.benefits if benefits is None else benefits)
    found = {one.benefit: one for one in book.evaluate(person, date.fromisoformat(day), names).findings}
    return {"name": name, "day": day, "person": person, "expected": {one: expected(found.get(one)) for one in names}}


@dataclass(frozen=True, slots=True)
class Asked:
    """A person on a day, and the benefits that are asked about (None: all)."""

    name: str
    day: str
    person: Mapping[str, Any]
    benefits: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Set:
    """One file of the conformance set before it is answered."""

    about: str
    files: Mapping[str, Any]
    asked: Callable[[Rulebook], Iterable[Asked]]


def text_of(one: Set, folder: Path) -> str:
    """A set with its answers as the file has it: a rule file, and a case, on one line each."""
    book = written_to(folder, one.files)
    cases = [case(book, asked.name, asked.day, asked.person, asked.benefits) for asked in one.asked(book)]

    def lines(items: Iterable[str]) -> str:
        return ",\n".join(items)

    def line(data: Any) -> str:
        return json.dumps(data, ensure_ascii=False, separators=(",", ":"))

    files = lines(f"{line(name)}:{line(content)}" for name, content in one.files.items())
    return f'{{"about":{line(one.about)},\n"files":{{\n{files}\n}},\n"cases":[\n{lines(map(line, cases))}\n]}}\n'


# -- the page of the language -------------------------------------------------------------------------------------------


def _page(name: str) -> str:
    return (ROOT / "docs" / name).read_text("utf-8")


def _table(page: str, name: str) -> list[list[str]]:
    """The rows of a table that the page has under a mark, without its head."""
    section = page.split(f"<!-- {name}: written")[1].split("<!-- end -->")[0]
    return [[cell.strip(" `") for cell in row.strip("|").split(" | ")] for row in section.splitlines() if row.startswith("|")][2:]


def page_files(name: str, chinese: bool) -> dict[str, Any]:
    """The rule book of the page, and a benefit for each condition that it lists."""
    written: dict[str, str] = {}
    for block in blocks_of(_page(name)):
        if block.kind == "yaml" and (file := FILE.match(block.text)) is not None:
            written[file[1]] = written.get(file[1], "") + block.text
    read = {file: told_left_out(plain(parse(file, text).root)) for file, text in written.items() if not file.endswith("clauses.yaml")}
    conditions = [row[chinese] for row in _table(_page("language.md"), "sentences")]
    words = ZH_BENEFIT if chinese else BENEFIT
    chapter = {
        f"c{number}": {key: plain(parse("when", f"x: {condition}").root)["x"] if value is None else value for key, value in words.items()}
        for number, condition in enumerate(conditions, 1)
    }
    return {**read, "city/conditions.yaml": {"待遇" if chinese else "benefits": chapter}}


FILE = re.compile(r"# ([^\s#]+\.yaml)")
BENEFIT: Mapping[str, Any] = {"name": "待遇", "cite": "第三条", "service": "vaccination", "force": "mandatory", "rule_class": "core", "for": "elder",
                              "applies_to": "anyone", "provides": "内容", "when": None}  # fmt: skip
ZH_BENEFIT: Mapping[str, Any] = {"名称": "待遇", "出处": "第三条", "服务": "疫苗接种", "效力": "应当落实", "类别": "特定对象", "受益人": "老年人本人",
                                 "适用范围": "任何人", "提供内容": "内容", "条件": None}  # fmt: skip
"""A benefit in each spelling, but for its condition."""


def _drawn(book: str) -> list[Asked]:
    """The people who are kept for a book."""
    kept: list[tuple[str, dict[str, Any]]] = json.loads((ROOT / "tests/conformance/people.json").read_text("utf-8"))[book]
    return [Asked(f"{book} {number}", day, person) for number, (day, person) in enumerate(kept, 1)]


def _on_the_page(_: Rulebook) -> Iterator[Asked]:
    page = _page("language.md")
    (elder,) = (block.text for block in blocks_of(page) if block.kind == "json")
    yield Asked("elder.json", "2025-09-01", json.loads(elder))
    for row in _table(page, "known"):
        yield Asked(row[0], "2025-09-01", json.loads(f"{{{row[0]}}}"))
    yield from _drawn("page")


# -- scenarios ----------------------------------------------------------------------------------------------------------


def _scenarios(folder: str, book: Rulebook, *, all_asked: bool) -> Iterator[Asked]:
    """The people of scenarios, each day and person once; asked is about all benefits or those that the scenarios name."""
    found: dict[str, tuple[str, str, dict[str, Any], dict[str, None]]] = {}
    for one in read_features(ROOT / folder, book):
        person, day = profile_data(one.person), one.as_of.isoformat()
        kept = found.setdefault(json.dumps([day, person], sort_keys=True), (f"{one.file}:{one.line}", day, person, {}))
        kept[3].update(dict.fromkeys(one.expected or book.benefits))
    for name, day, person, names in found.values():
        yield Asked(name, day, person, None if all_asked else tuple(names))


SETS: Mapping[str, Callable[[], Set]] = {
    "language": lambda: Set(
        "The rule book of docs/language.md, with a benefit for each condition of the page",
        page_files("language.md", chinese=False),
        _on_the_page,
    ),
    "language.zh": lambda: Set(
        "The rule book of docs/language.zh.md, in Chinese words", page_files("language.zh.md", chinese=True), lambda _: _drawn("page")[:12]
    ),
    "constructs": lambda: Set(
        "A made-up rule book: what else the page says", files_in(ROOT / "tests/conformance/book"), lambda _: _drawn("book")
    ),
    "qinghe": lambda: Set(
        "The made-up province of examples/qinghe",
        files_in(ROOT / "examples/qinghe/rulesets"),
        lambda book: _scenarios("examples/qinghe/features", book, all_asked=True),
    ),
    "shipped": lambda: Set(
        "The shipped rule book", files_in(ROOT / "rulesets"), lambda book: _scenarios("features", book, all_asked=False)
    ),
}
"""The files of the set, by name."""
