"""A rule book whose every text has markup in it, as somebody who means harm would write it, or somebody who pastes from a page."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, cast

from huilao import Rulebook, Text
from small_books import write_book

MARK = '"\'><img src=x onerror="hit()"><script>hit()</script>{{7*7919}}'
WORKED_OUT = "55433"
"""What comes of the mark where a template takes it for its own."""

FILES = {
    "facts.yaml": """
facts:
  birth_date: {type: date, label: {zh: "出生日期@", en: "Date of birth@"}, question: {zh: "哪天出生@", en: "Born when@"}, read_from: {zh: "身份证@", en: "Identity card@"}}
  residence: {type: place, label: {zh: "常住地@", en: "Residence@"}, note: {zh: "住在哪里@", en: "Where they live@"}, sensitivity: personal}
  household_registration: {type: place, label: {zh: "户籍地@", en: "Household registration@"}}
  widowed: {type: yes_no, label: {zh: "丧偶@", en: "Widowed@"}, screen: home, says: {zh: "已丧偶@", en: "is widowed@"}, says_not: {zh: "没有丧偶@", en: "is not widowed@"}}
  alone: {type: yes_no, label: {zh: "独居@", en: "Lives alone@"}, screen: home}
  listed: {type: yes_no, label: {zh: "列入名单@", en: "Listed@"}, instrument: {zh: "名单办法@", en: "The list@"}}
  ability:
    type: scale
    label: {zh: "能力@", en: "Ability@"}
    no_answer: {zh: "没有评估@", en: "No report@"}
    codes: {intact: {zh: "完好@", en: "Intact@"}, severe: {zh: "重度@", en: "Severe@"}}
  aids:
    type: set
    label: {zh: "救助@", en: "Aids@"}
    codes: {dibao: {zh: "低保@", en: "Dibao@", says: {zh: "在领低保@", en: "has dibao@"}, says_not: {zh: "没有低保@", en: "has no dibao@"}}, edge: {zh: "边缘@", en: "Edge@"}}
  income: {type: number, label: {zh: "月收入@", en: "Income@"}, unit: CNY, minimum: 0, maximum: 100000}
screens:
  home: {label: {zh: "家里@", en: "At home@"}, question: {zh: "有哪些情况@", en: "Which are so@"}}
""",
    "terms.yaml": """
terms:
  frail:
    label: {zh: "体弱@", en: "Frail@"}
    says: {zh: "体弱@", en: "is frail@"}
    says_not: {zh: "不体弱@", en: "is not frail@"}
    when: {ability: {at_least: severe}}
    notes: [{zh: "怎样读@", en: "How it is read@"}]
    readings: [{name: listed, note: {zh: "按名单@", en: "By the list@"}, when: {listed: true}}]
    accepted: [{finding: dead_part, why: {zh: "有意@", en: "It is meant@"}}]
quantities:
  half: {label: {zh: "一半@", en: "Half@"}, unit: CNY per month, is: {times: [line, 0.5]}, notes: [{zh: "怎样算@", en: "How it is worked out@"}]}
""",
    "standards.yaml": """
standards:
  line:
    label: {zh: "低保标准@", en: "Line@"}
    unit: CNY per month
    place_of: residence
    notes: [{zh: "标准说明@", en: "About the line@"}]
    cite: ["标准一号@"]
    values: {"51": {2020-01-01: 600}, "513433": {2020-01-01: 700, 2025-01-01: 720}}
""",
    "services.yaml": 'services: {help: {zh: "帮助@", en: "Help@"}}',
    "places.yaml": 'places: {"51": {zh: "四川@", en: "Sichuan@"}, "513433": {zh: "冕宁@", en: "Mianning@"}}',
    "r/document.yaml": """
ruleset: r
place: "513433"
title: {zh: "办法@", en: "Rules@"}
number: "一号@"
issuer: {zh: "机关@", en: "Office@"}
notes: [{zh: "文件说明@", en: "About it@"}]
terms: {weak: {label: {zh: "虚弱@", en: "Weak@"}, when: {ability: {at_least: severe}}, readings: [{name: all, note: {zh: "都算@", en: "All@"}, when: {age: {at_least: 60}}}]}}
adopted: {weak: {reading: all, by: {zh: "民政局@", en: "Bureau@"}, since: 2024-01-01, cite: ["口径@"]}}
""",
    "r/clauses.yaml": """
clauses:
  - {cite: 第一条, about: {zh: "补贴@", en: "Subsidies@"}, left_out: [{what: {zh: "建设@", en: "Building@"}, why: {zh: "不是给个人@", en: "To nobody@"}}]}
  - {cite: 第二条, about: {zh: "目标@", en: "Aims@"}, none: {zh: "只是目标@", en: "An aim alone@"}}
""",
    "r/combine.yaml": 'combine: [{choose_one: [a, b], by: highest, cite: "第一条", notes: [{zh: "择一@", en: "One of them@"}]}]',
    "r/chapter.yaml": """
benefits:
  a:
    name: {zh: "补贴甲@", en: "Subsidy A@"}
    cite: 第一条
    service: help
    force: mandatory
    rule_class: core
    for: elder
    applies_to: residents
    provides: {zh: "发补贴@", en: "A subsidy@"}
    responsible: {zh: "镇政府@", en: "Township@"}
    when: {any: [{frail: true}, {weak: true}, {age: {at_least: 80}}, {all: [{aids: {has_any: [dibao]}}, {alone: true}]}]}
    readings: [{name: widowed, note: {zh: "丧偶也算@", en: "The widowed too@"}, when: {widowed: true}}]
    not_said: [{zh: "多久@", en: "How often@"}]
    notes: [{zh: "条文说明@", en: "About the clause@"}]
    accepted: [{finding: dead_part, about: weak, why: {zh: "有意的@", en: "Meant@"}}]
    apply: {at: {zh: "窗口@", en: "Counter@"}, bring: {zh: "户口簿@", en: "Register@"}, by: {zh: "月底@", en: "End of month@"}}
    levels:
      hits: first
      columns: {amount: {label: {zh: "金额@", en: "Amount@"}, type: money, unit: CNY per month}, way: {label: {zh: "方式@", en: "Way@"}, type: text}}
      rows: [{when: {age: {at_least: 90}}, amount: 70, way: "上门@"}, {amount: half, way: "自取@"}]
    pays: {amount: amount, per: month}
    changes: [{since: 2026-01-01, cite: ["二号@"], provides: {zh: "改发补贴@", en: "Another subsidy@"}}]
  b:
    name: {zh: "补贴乙@", en: "Subsidy B@"}
    cite: 第一条
    service: help
    force: mandatory
    rule_class: core
    for: elder
    applies_to: residents
    provides: {zh: "发给低保@", en: "For the poor@"}
    when: {all: [{widowed: false}, {not: {frail: true}}, {not: {aids: {has_any: [dibao]}}}]}
    pays: {amount: 60, per: month}
""",
}
FEATURE = """# language: zh-CN
功能: 补贴@
  场景: 高龄@
    说明@

    假如 一位老人
      | 出生日期@ | 1940-01-01 |
    当 在 2025-03-01 核定
    那么 "r/a" 还要了解
"""


def write_marked(folder: Path) -> Path:
    """The folder of the rule book, with a scenario beside it."""
    escaped = json.dumps(MARK)[1:-1]
    rules = write_book(folder / "rulesets", {name: text.replace("@", escaped) for name, text in FILES.items()})
    (folder / "features").mkdir()
    (folder / "features" / "a.feature").write_text(FEATURE.replace("@", MARK.replace("|", "")), encoding="utf-8")
    return rules


def texts(rules: Rulebook) -> Mapping[str, list[str]]:
    """The texts of a rule book by class and field."""
    found: dict[str, list[str]] = {}
    for where, text in _texts(rules.rules, ""):
        found.setdefault(where, []).append(text.zh)
    return found


def _texts(value: Any, where: str) -> Iterator[tuple[str, Text]]:
    if isinstance(value, Text):
        yield where, value
    elif dataclasses.is_dataclass(value):
        for each in dataclasses.fields(value):
            yield from _texts(getattr(value, each.name), f"{type(value).__name__}.{each.name}")
    elif isinstance(value, Mapping):
        for one in cast("Mapping[Any, Any]", value).values():
            yield from _texts(one, where)
    elif isinstance(value, (tuple, frozenset)):
        for one in cast("Iterable[Any]", value):
            yield from _texts(one, where)
