"""A mapping as a form has it: read, and written again as what it says; and what the words of columns stand for."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from huilao import GivenRegister, MappingChoices, RegisterLook
from huilao.register.mapping import read_mapping
from small_books import benefit, one_ruleset

MAPPINGS = [
    "列: {}\n",
    "工作表: 老人\n表头: 3\n列:\n  编号: 主键\n  姓名: 忽略\n",
    "表头: [3, 4]\n列:\n  残疾: [残疾类别, 残疾等级]\n  低保: 社会救助身份=最低生活保障\n空白为否: [低保]\n",
    "列:\n  编号: 主键\n不筛查:\n  人员状态: [死亡, 迁出]\n  备注: 已故\n  死亡日期: 非空\n",
    '列:\n  "a: b": 居住照料状况\n取值:\n  居住照料状况:\n    "1": 独居\n    "2": [空巢, 留守]\n    "9":\n日期: [YYYY年M月D日]\n年龄截至: "2023-12-31"\n固定值:\n  常住地: "513433"\n不详: [不详, 待查]\n',
]


@pytest.mark.parametrize("text", MAPPINGS)
def test_a_mapping_is_written_as_it_was_read(text: str) -> None:
    """Whatever may stand in one."""
    assert MappingChoices.read(text).written() == text


@pytest.mark.parametrize("text", MAPPINGS)
def test_english_keywords_come_to_the_same(text: str) -> None:
    """A mapping may be spelled either way."""
    words = {
        "工作表": "sheet",
        "表头": "header",
        "列": "columns",
        "取值": "values",
        "空白为否": "blank_is_no",
        "不筛查": "not_screened",
        "日期": "dates",
        "年龄截至": "ages_as_of",
        "固定值": "constants",
        "不详": "unknown",
    }
    spelled = "\n".join(
        line if line.startswith(" ") else words[line.partition(":")[0]] + line[line.index(":") :] for line in text.splitlines()
    )
    assert MappingChoices.read(spelled) == MappingChoices.read(text)


def test_what_is_no_mapping_says_nothing() -> None:
    """Its mistakes are told by who reads it for a register."""
    assert MappingChoices.read("- 列") == MappingChoices()


REGISTER = "编号,丧偶,年龄\n1,是,80\n2,是,81\n3,好像吧,82\n4,好像吧,83\n5,某人说的,84\n"


@pytest.fixture
def given(tmp_path: Path) -> GivenRegister:
    path = tmp_path / "r.csv"
    path.write_text(REGISTER, encoding="utf-8")
    return GivenRegister(path, "r.csv", one_ruleset(tmp_path / "rules", widowed=benefit("{widowed: true}")))


def test_words_of_columns_that_are_known_strange_and_not_to_be_shown(given: GivenRegister) -> None:
    """A word that comes once may be somebody's own; keys and ages have no words."""
    look: RegisterLook = given.look(date(2025, 3, 1))
    (words,) = look.words
    assert (words.column, words.target, [one.zh for one in words.values]) == ("丧偶", "丧偶", ["是", "否"])
    assert [(one.word, one.meant, one.cells) for one in words.known] == [("是", "是", 2)]
    assert [(one.word, one.meant, one.cells) for one in words.strange] == [("好像吧", "", 2)]
    assert words.hidden == (1, 1)


def test_words_are_those_of_the_mapping(given: GivenRegister, tmp_path: Path) -> None:
    """Of a column that the mapping leaves out there are none; what a mapping that was written says is read."""
    mapping = tmp_path / "m.yaml"
    mapping.write_text(MappingChoices({"丧偶": "忽略", "年龄": "年龄"}).written(), encoding="utf-8")
    assert given.words(mapping, date(2025, 3, 1)) == ()
    mapping.write_text(MappingChoices({"丧偶": "丧偶"}, values={"丧偶": {"好像吧": "是"}}).written(), encoding="utf-8")
    columns, problems = read_mapping(mapping, ("编号", "丧偶", "年龄"), given.book.rules)
    assert not problems
    assert columns is not None
    assert columns.values == {"widowed": {"好像吧": True}}
    assert [one.column for one in given.words(mapping, date(2025, 3, 1))] == ["丧偶"]


def test_a_header_that_is_named_is_looked_at(given: GivenRegister, tmp_path: Path) -> None:
    """Instead of the one that would be found."""
    layout = tmp_path / "m.yaml"
    layout.write_text(MappingChoices(header="2").written(), encoding="utf-8")
    assert [one.column for one in given.look(date(2025, 3, 1), layout).columns] == ["1", "是", "80"]
