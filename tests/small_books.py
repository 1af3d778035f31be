"""Small rule books on disk for the tests: a folder with the files that are given, and plain ones for the rest."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from huilao import Rulebook

FACTS = """
facts:
  birth_date: {type: date, label: {zh: 出生日期, en: Date of birth}}
  sex: {type: choice, label: {zh: 性别, en: Sex}, codes: {female: {zh: 女}, male: {zh: 男}}}
  residence: {type: place, label: {zh: 常住地, en: Residence}, also: [住址]}
  household_registration: {type: place, label: {zh: 户籍地, en: Household registration}}
  assessed_on: {type: date, label: {zh: 评估日期, en: Assessed on}}
  widowed: {type: yes_no, label: {zh: 丧偶, en: Widowed}}
  income: {type: number, label: {zh: 月收入, en: Monthly income}, unit: CNY, minimum: 0, maximum: 100000}
  balance: {type: number, label: {zh: 结余, en: Balance}}
  ability:
    type: scale
    label: {zh: 能力等级, en: Ability}
    codes: {intact: {zh: 完好}, mild: {zh: 轻度}, severe: {zh: 重度}}
  aids: {type: set, label: {zh: 救助, en: Aids}, codes: {dibao: {zh: 最低生活保障, also: [低保]}, edge: {zh: 低保边缘}}}
  certificate: {type: choice, label: {zh: 残疾证, en: Certificate}, codes: {certified: {zh: 持证}, none: {zh: 无证}}}
  grade:
    type: choice
    label: {zh: 残疾等级, en: Grade}
    codes: {"1": {zh: 一级}, "2": {zh: 二级}}
    only_if: {certificate: certified}
  listed: {type: yes_no, label: {zh: 列入名单, en: Listed}, instrument: {zh: 县名单办法, en: the county's list}}
  cared_elder: {type: person, label: {zh: 所照护的老人, en: Elder cared for}}
"""

NUMBERS = """
  heads: {type: number, label: {zh: 人口, en: Heads}, unit: persons, minimum: 1, maximum: 20}
  share: {type: number, label: {zh: 份额, en: Share}, unit: percent, minimum: 0, maximum: 100}
  top_up: {type: number, label: {zh: 补贴, en: Top-up}, unit: CNY, minimum: 0, only_if: {widowed: true}}
"""
"""More facts, numbers that quantities read."""

STANDARDS = """
standards:
  line: {label: {zh: 低保标准, en: Line}, unit: CNY, place_of: residence, values: {"513433": {2020-01-01: 700}}}
  part: {label: {zh: 比例标准, en: Part}, unit: percent, place_of: document, values: {"000000": {2020-01-01: 84}}}
"""
QUANTITIES = """
terms: {}
quantities:
  base: {label: {zh: 基数, en: Base}, unit: CNY, is: {times: [line, 1.5]}}
"""

PLACES = """
places:
  "51": {zh: 四川省, en: Sichuan}
  "5134": {zh: 凉山州, en: Liangshan}
  "513433": {zh: 冕宁县, en: Mianning}
  "22": {zh: 吉林省, en: Jilin}
"""

SHARED = {
    "facts.yaml": FACTS,
    "places.yaml": PLACES,
    "terms.yaml": "terms: {}",
    "services.yaml": "services: {help: {zh: 帮助, en: Help}}",
}


def document(ruleset: str, place: str = "513433", more: str = "") -> str:
    """A `document.yaml`; `more` is further entries."""
    return f'ruleset: {ruleset}\nplace: "{place}"\ntitle: {{zh: {ruleset}文件, en: Document {ruleset}}}\nissuer: 某办公室\n{more}\n'


def benefit(when: str, more: str = "") -> str:
    """An entry of `benefits`, on one line; of two entries with the same name the one in `more` counts."""
    plain = {"name": "{zh: 待遇, en: Benefit}", "cite": "第一条", "service": "help", "force": "mandatory", "rule_class": "core",
             "for": "elder", "applies_to": "anyone", "provides": "{zh: 内容, en: Content}"}  # fmt: skip
    given = yaml.safe_load(f"{{{more}}}")
    kept = "".join(f", {name}: {text}" for name, text in plain.items() if name not in given)
    return f"{{when: {when}{kept}{', ' if more else ''}{more}}}"


def chapter(**benefits: str) -> str:
    """A chapter with these benefits."""
    return "\n".join(["benefits:", *(f"  {name}: {text}" for name, text in benefits.items())])


def write_book(folder: Path, files: Mapping[str, str]) -> Path:
    """The files in a folder, those of `SHARED` where none are given."""
    for name, text in {**SHARED, **files}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def read_book(folder: Path, files: Mapping[str, str]) -> Rulebook:
    """The rule book of such a folder."""
    from huilao import Rulebook

    return Rulebook.load(write_book(folder, files))


def one_ruleset(folder: Path, more: str = "", **benefits: str) -> Rulebook:
    """A rule book with one document, `r`, of Mianning."""
    return read_book(folder, {"r/document.yaml": document("r", more=more), "r/chapter.yaml": chapter(**benefits)})
