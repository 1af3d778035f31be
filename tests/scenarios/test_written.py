"""Scenarios as they are written."""

from __future__ import annotations

from pathlib import Path

import pytest

from huilao import Rulebook
from huilao.scenarios import ScenarioError, read_features
from huilao.scenarios.written import written_scenarios
from small_books import benefit, one_ruleset

OUTLINE = """# language: zh-CN
功能: 津贴
  背景:
    假如 一位老人
      | 丧偶 | 是 |

  # 第一条
  场景大纲: 满八十岁
    并且 此人
      | 出生日期 | <生日> |
    当 在 2025-03-01 核定
    那么 "津贴" <答复>

    例子:
      | 生日       | 答复           |
      | 1940-01-01 | 可以办         |
      | 1960-01-01 | 本文件没有写到 |

  # 第二条

  场景: 只说金额
    假如 一位老人，一切不详
    当 在 2025-03-01 核定
    那么 "津贴" 的金额是无
"""


@pytest.fixture
def small(tmp_path: Path) -> Rulebook:
    return one_ruleset(tmp_path, x=benefit("{age: {at_least: 80}}", "name: {zh: 津贴}"))


def test_an_outline_is_one_with_its_steps_its_rows_and_what_each_expects(small: Rulebook) -> None:
    """What stands above it, what comes before its steps, and the benefits that it names, those of which it states an amount alone too."""
    outline, plain = written_scenarios({"a.feature": OUTLINE}, small)
    assert (outline.feature, outline.name, outline.about, outline.head) == ("津贴", "满八十岁", "第一条", ("生日", "答复"))
    assert outline.rows == (("1940-01-01", "可以办"), ("1960-01-01", "本文件没有写到"))
    assert [(step.keyword, step.text, step.rows) for step in outline.steps[:2]] == [
        ("假如", "一位老人", (("丧偶", "是"),)), ("并且", "此人", (("出生日期", "<生日>"),)),
    ]  # fmt: skip
    assert [list(case.expected) for case in outline.cases] == [["r/x"], ["r/x"]]
    assert (plain.about, plain.rows, len(plain.cases), plain.cases[0].expected, plain.benefits) == ("第二条", (), 1, {}, {"r/x"})


def test_they_are_the_same_as_those_that_are_run(small: Rulebook, tmp_path: Path) -> None:
    (tmp_path / "a.feature").write_text(OUTLINE, "utf-8")
    read = read_features(tmp_path / "a.feature", small)
    assert [case for one in written_scenarios({"a.feature": OUTLINE}, small) for case in one.cases] == read


def test_every_mistake_is_told(small: Rulebook) -> None:
    """Of all files, each with its line."""
    wrong = OUTLINE.replace('那么 "津贴" 的金额是无', '那么 "津贴" 好')
    with pytest.raises(ScenarioError) as raised:
        written_scenarios({"a.feature": wrong, "b.feature": "# language: zh-CN\n"}, small)
    assert [line.split(":")[0] for line in str(raised.value).splitlines()] == ["a.feature", "b.feature"]
