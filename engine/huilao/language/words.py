"""The words: for every keyword and code of the language its Chinese word, and for the codes that people are shown
their Chinese and English names. Reading maps words to codes with these tables, rendering maps codes to words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from enum import StrEnum

from .condition import Operator
from .facts import FactType, Sensitivity, Text
from .policy import AgeReached, AppliesTo, Beneficiary, ColumnType, Flaw, Force, RuleClass, Status

COMBINATORS: Mapping[str, str] = {"all": "全部", "any": "任一", "not": "并非", "count": "数目"}
"""Keywords that join conditions, and their Chinese words."""

COUNT_OF: Mapping[str, str] = {"at_least": "不少于", "at_most": "不多于", "of": "其中"}
"""Keywords inside `count`."""

COMPARISONS: Mapping[str, str] = {
    "at_least": "不低于",
    "at_most": "不高于",
    "above": "高于",
    "below": "低于",
    "between": "介于",
    "is_not": "不是",
    "one_of": "属于",
    "none_of": "不属于",
    "before": "早于",
    "on_or_after": "不早于",
    "for_at_least": "已满",
    "within": "位于",
    "has_any": "含任一",
    "has_all": "含全部",
    "has_none": "均不含",
}
"""Keywords that compare a fact, and their Chinese words."""

MEANT: Mapping[str, Operator] = {
    **{operator.value: operator for operator in Operator},
    "is_not": Operator.NONE_OF,
    "before": Operator.BELOW,
    "on_or_after": Operator.AT_LEAST,
}
"""The operator that each comparison stands for."""

TRUTH_VALUES: Mapping[str, bool] = {"true": True, "false": False, "是": True, "否": False}
"""How a yes/no value is written."""

DURATION_UNITS: Mapping[str, str] = {
    "years": "years", "year": "years", "年": "years",
    "months": "months", "month": "months", "个月": "months",
    "days": "days", "day": "days", "天": "days", "日": "days",
}  # fmt: skip

CODES: Mapping[type[StrEnum], Mapping[str, Text]] = {
    FactType: {
        FactType.YES_NO: Text("是否", "yes or no"),
        FactType.NUMBER: Text("数值", "number"),
        FactType.DATE: Text("日期", "date"),
        FactType.CHOICE: Text("单选", "choice"),
        FactType.SCALE: Text("等级", "scale"),
        FactType.SET: Text("多选", "set"),
        FactType.PLACE: Text("地点", "place"),
        FactType.PERSON: Text("人员", "person"),
    },
    Sensitivity: {
        Sensitivity.CONTEXT: Text("背景信息", "context"),
        Sensitivity.PERSONAL: Text("个人信息", "personal"),
        Sensitivity.SENSITIVE: Text("敏感个人信息", "sensitive"),
    },
    Force: {
        Force.MANDATORY: Text("应当落实", "mandatory"),
        Force.MANDATORY_WITH_TARGET: Text("应当落实并定有目标", "mandatory with a target"),
        Force.ONGOING_WORK_TASK: Text("工作任务", "ongoing work task"),
        Force.PILOT: Text("试点", "pilot"),
        Force.DESCRIPTIVE_STATUS_QUO: Text("现状描述", "description of the status quo"),
        Force.ENCOURAGED: Text("鼓励", "encouraged"),
        Force.TO_BE_ESTABLISHED: Text("有待建立", "to be established"),
        Force.EXPLORATORY: Text("探索", "exploratory"),
        Force.PRINCIPLE: Text("原则", "principle"),
    },
    RuleClass: {
        RuleClass.CORE: Text("特定对象", "for a defined group"),
        RuleClass.BY_REFERENCE: Text("另有办法规定", "decided by another instrument"),
        RuleClass.UNIVERSAL: Text("普惠", "universal"),
        RuleClass.SUPPLY_SIDE: Text("服务供给", "supply side"),
        RuleClass.PARTICIPATION: Text("社会参与", "participation"),
        RuleClass.DESCRIPTIVE: Text("情况描述", "descriptive"),
        RuleClass.PRINCIPLE: Text("政策原则", "principle"),
    },
    Beneficiary: {
        Beneficiary.ELDER: Text("老年人本人", "elder"),
        Beneficiary.PERSON: Text("个人", "person"),
        Beneficiary.ELDER_HOUSEHOLD: Text("老年人家庭", "elder's household"),
        Beneficiary.ELDER_AND_FAMILY: Text("老年人及家属", "elder and family"),
        Beneficiary.FAMILY_CARER: Text("家庭照护者", "family carer"),
        Beneficiary.ADULT_CHILD: Text("成年子女", "adult child"),
        Beneficiary.HOUSEHOLD_MEMBER: Text("家庭成员", "household member"),
    },
    AppliesTo: {
        AppliesTo.RESIDENTS: Text("常住人口", "residents"),
        AppliesTo.REGISTERED: Text("户籍人口", "registered here"),
        AppliesTo.ANYONE: Text("不限", "anyone"),
    },
    Status: {
        Status.IN_FORCE: Text("有效", "in force"),
        Status.DRAFT: Text("征求意见稿", "draft for comment"),
        Status.REPEALED: Text("已废止", "repealed"),
    },
    AgeReached: {
        AgeReached.BIRTHDAY: Text("生日当天", "on the birthday"),
        AgeReached.DAY_AFTER: Text("生日次日", "the day after the birthday"),
        AgeReached.NEXT_MONTH_START: Text("生日次月一日", "the first day of the month after the birthday"),
    },
    Flaw: {
        Flaw.NOBODY: Text("无人符合", "nobody"),
        Flaw.EVERYBODY: Text("人人符合", "everybody"),
        Flaw.DEAD_PART: Text("不起作用的部分", "dead part"),
        Flaw.IDLE_PART: Text("多余的部分", "idle part"),
        Flaw.SAME_READING: Text("相同的理解", "same reading"),
        Flaw.GAP: Text("分档有空缺", "gap"),
        Flaw.OVERLAP: Text("分档重叠", "overlap"),
        Flaw.DEAD_ROW: Text("无人适用的分档", "dead row"),
        Flaw.TAKES_AWAY: Text("取代后有所减损", "takes something away"),
        Flaw.INSIDE: Text("包含于其他待遇", "inside another"),
    },
    ColumnType: {
        ColumnType.MONEY: Text("金额", "money"),
        ColumnType.PERCENT: Text("百分比", "percent"),
        ColumnType.NUMBER: Text("数量", "number"),
        ColumnType.TEXT: Text("文字", "text"),
    },
}
"""The names of the codes of the language itself, by kind: two kinds may share a code (`principle`)."""


def name_of(code: StrEnum) -> Text:
    """What people are shown for a code."""
    return CODES[type(code)][code]


def spellings(kind: type[StrEnum]) -> dict[str, str]:
    """Every way to write the codes of a kind: the code itself and its Chinese word, each to the code."""
    return {spelling: code for code, name in CODES[kind].items() for spelling in (str(code), name.zh)}


def both(table: Mapping[str, str]) -> dict[str, str]:
    """Every way to write the keywords of a table: keyword and Chinese word, each to the keyword."""
    return {spelling: keyword for keyword, word in table.items() for spelling in (keyword, word)}


def is_chinese(text: str) -> bool:
    """Whether a text has a Chinese character in it."""
    return any("\u4e00" <= char <= "\u9fff" for char in text)


def nearest(word: str, allowed: Iterable[str]) -> str | None:
    """The allowed word most like this one, if any is like it at all."""
    # Chinese words are short: one wrong character of three is a likeness of 0.67, one of two of 0.5
    found = get_close_matches(word, list(allowed), n=1, cutoff=0.5 if is_chinese(word) else 0.6)
    return found[0] if found else None
