"""The words: for every keyword and code of the language its Chinese word, and for the codes that people are shown
their Chinese and English names. Reading maps words to codes with these tables, rendering maps codes to words.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from enum import StrEnum

from .facts import AskedOf, FactType, Sensitivity, Text
from .outcome import Action, Outcome
from .policy import AppliesTo, Beneficiary, Charge, ChooseBy, ColumnType, Flaw, Force, Hits, RuleClass, Status, Way, Weight
from .quantity import AgeReached, PayFrom, Rounding
from .standards import PlaceOf
from .units import Per, Unit

ENTRIES: Mapping[str, str] = {
    # what files hold
    "facts": "信息项", "terms": "术语", "services": "服务目录", "places": "行政区划", "standards": "标准数额", "quantities": "算式",
    "benefits": "待遇", "clauses": "条文",
    # texts
    "zh": "中文", "en": "英文", "label": "名称", "name": "名称", "also": "又称", "says": "说法", "says_not": "否定说法", "note": "说明", "notes": "说明", "why": "原因",
    "title": "标题", "provides": "提供内容",
    # facts
    "type": "类型", "question": "问法", "no_answer": "答不上来", "read_from": "查看依据", "sensitivity": "敏感程度", "standard": "标准", "instrument": "依据办法",
    "asked_of": "问谁", "screen": "分屏", "screens": "分屏", "locates": "划定范围", "implies": "必有", "unit": "单位", "minimum": "最小值", "maximum": "最大值", "codes": "取值", "leaves_open": "其余未定", "fixed": "不变", "only_if": "前提",
    # documents
    "ruleset": "规则集", "place": "地点", "number": "文号", "issuer": "发文机关", "issued": "发文日期", "status": "状态",
    "planning_period": "规划期", "in_effect": "有效期", "supersedes": "接替", "from": "起", "until": "止", "age_reached": "年龄起算", "reading": "采用理解", "adopted": "采用", "by": "由", "since": "自",
    # benefits
    "cite": "出处", "service": "服务", "force": "效力", "rule_class": "类别", "for": "受益人", "applies_to": "适用范围",
    "responsible": "责任单位", "when": "条件", "readings": "其他理解", "weight": "分量", "charge": "收费", "not_said": "没有写",
    "same_as": "同一承诺", "scheme": "制度", "way": "方式", "accepted": "已答复", "replaces": "取代", "levels": "分档",
    "columns": "列", "rows": "行", "hits": "取法", "pays": "给付", "amount": "金额", "per": "每",
    "starts": "起发", "after": "自", "pay": "计发", "ends": "停发", "limit": "限", "limit_at_most": "不多于", "recorded_in": "记在",
    "apply": "办理", "at": "地点", "bring": "材料", "deadline": "期限",
    "quota": "名额", "quota_number": "人数", "each": "每", "order": "先后", "then": "再按", "changes": "修订",
    # what benefits do to each other
    "combine": "并享", "choose_one": "择一", "choose_by": "按",
    # findings that are accepted
    "finding": "发现", "about": "所指",
    # clauses
    "clause_about": "内容", "none": "没有待遇的原因", "left_out": "未写成规则", "what": "内容",
    # quantities and standards
    "is": "算法", "place_of": "归属", "split": "分列", "values": "各地", "value": "数额",
}  # fmt: skip
"""Entries of files, and their Chinese words."""

CODE_OF_ENTRY: Mapping[str, str] = {
    "clause_about": "about",
    "choose_by": "by",
    "deadline": "by",
    "quota_number": "number",
    "limit_at_most": "at_most",
}
"""The entries above that are written in another way, since the same code has two Chinese words."""

COMBINATORS: Mapping[str, str] = {"all": "全部", "any": "任一", "not": "并非", "count": "数目"}
"""Keywords that join conditions, and their Chinese words."""

ENTITLED_TO: Mapping[str, str] = {"entitled_to": "符合待遇"}
"""The keyword that asks for other benefits, and its Chinese word."""

COUNT_OF: Mapping[str, str] = {"at_least": "不少于", "at_most": "不多于", "of": "其中"}
"""Keywords inside `count` of conditions."""

AMONG: Mapping[str, str] = {"among": "在", "where": "条件", "with_self": "含本人"}
"""Keywords that say which people are counted or added up."""

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

CALCULATIONS: Mapping[str, str] = {
    "plus": "和",
    "minus": "差",
    "times": "积",
    "smallest": "取小",
    "largest": "取大",
    "round": "取整",
    "first": "首中",
    "sum": "总和",
    "count": "数目",
}
"""Keywords that make a quantity of others, and their Chinese words."""

LIST_IN_PART: Mapping[str, str] = {"listed": "列出", "complete": "已列全"}
"""Keywords with which a list of people is known in part."""

SET_IN_PART: Mapping[str, str] = {"has": "含", "has_not": "不含"}
"""Keywords with which a set is known in part."""

ROUND_WITH: Mapping[str, str] = {"to": "到", "mode": "方式"}
"""Keywords beside `round`."""

FIRST_ROW: Mapping[str, str] = {"when": "条件", "is": "算法", "otherwise": "否则"}
"""Keywords in the rows of `first`; the last row is `otherwise`, or `is` alone."""

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
        FactType.PEOPLE: Text("多人", "people"),
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
        AppliesTo.INSURED: Text("参保人员", "insured here"),
        AppliesTo.PENSIONED: Text("养老金领取人员", "drawing a pension here"),
        AppliesTo.EITHER: Text("常住或户籍人口", "residents or registered here"),
        AppliesTo.UNSTATED: Text("未写明", "not stated"),
        AppliesTo.ANYONE: Text("任何人", "anyone"),
    },
    Weight: {
        Weight.LIKELY: Text("可能", "likely"),
        Weight.REMOTE: Text("少见", "remote"),
    },
    Charge: {
        Charge.FREE: Text("免费", "free"),
        Charge.SUBSIDISED: Text("政府出钱", "paid by the government"),
        Charge.REDUCED: Text("自己付钱，有优惠", "at a reduced price"),
        Charge.PAID: Text("自己付钱", "paid by the person"),
    },
    Way: {
        Way.MONEY: Text("给钱", "money"),
        Way.HOME: Text("上门", "brought home"),
        Way.APPLY: Text("去办", "to be applied for"),
    },
    AskedOf: {
        AskedOf.ELDER: Text("老人", "the elder"),
        AskedOf.RELATIVE: Text("家属", "a relative"),
        AskedOf.OFFICE: Text("主管部门", "an office"),
    },
    Outcome: {
        Outcome.ELIGIBLE: Text("符合", "eligible"),
        Outcome.NOT_ELIGIBLE: Text("不符合", "not eligible"),
        Outcome.UNDETERMINED: Text("待定", "undetermined"),
        Outcome.NOT_IN_FORCE: Text("不在有效期", "not in force"),
    },
    Action: {
        Action.CLAIM: Text("可以办", "claim"),
        Action.READING: Text("看怎样理解", "depends on the reading"),
        Action.ASK: Text("还要了解", "ask more"),
        Action.EVERYONE: Text("老年人都有", "everyone has it"),
        Action.ENQUIRE: Text("问当地有没有", "enquire locally"),
        Action.TELL: Text("转告家人", "tell the family"),
        Action.NOT_COVERED: Text("本文件没有写到", "not covered"),
        Action.NOT_IN_FORCE: Text("不在有效期", "not in force"),
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
        Flaw.NEGATIVE: Text("金额低于零", "below nought"),
        Flaw.IDLE_LIMIT: Text("不起作用的限额", "idle limit"),
        Flaw.NO_STANDARD: Text("缺少标准数额", "no standard"),
        Flaw.TAKES_AWAY: Text("取代后有所减损", "takes something away"),
        Flaw.NEVER_STANDS: Text("从来轮不到", "never stands"),
        Flaw.NEVER_STOPS: Text("从不停发", "never stops"),
        Flaw.ALWAYS_STOPS: Text("总是停发", "always stops"),
        Flaw.NEVER_IN_FORCE: Text("从不生效", "never in force"),
        Flaw.IDLE_CHANGE: Text("没有改动的修订", "idle change"),
        Flaw.ENDED_BEFORE: Text("接替前已失效", "ended before"),
        Flaw.INSIDE: Text("包含于其他待遇", "inside another"),
    },
    ColumnType: {
        ColumnType.MONEY: Text("金额", "money"),
        ColumnType.PERCENT: Text("百分比", "percent"),
        ColumnType.NUMBER: Text("数量", "number"),
        ColumnType.TEXT: Text("文字", "text"),
    },
    Hits: {
        Hits.UNIQUE: Text("唯一", "unique"),
        Hits.FIRST: Text("首中", "first"),
        Hits.HIGHEST: Text("最高", "highest"),
    },
    Rounding: {
        Rounding.UP: Text("进一", "up"),
        Rounding.DOWN: Text("舍去", "down"),
        Rounding.HALF_UP: Text("四舍五入", "half up"),
    },
    PayFrom: {
        PayFrom.SAME_DAY: Text("当天", "the same day"),
        PayFrom.SAME_MONTH: Text("当月", "the same month"),
        PayFrom.NEXT_MONTH: Text("次月", "the next month"),
    },
    ChooseBy: {
        ChooseBy.HIGHEST: Text("就高", "the highest"),
        ChooseBy.PERSON: Text("自选", "the person's choice"),
        ChooseBy.FIRST: Text("先列", "the first listed"),
    },
    PlaceOf: {
        PlaceOf.HOUSEHOLD_REGISTRATION: Text("户籍地", "household registration"),
        PlaceOf.RESIDENCE: Text("常住地", "residence"),
        PlaceOf.DOCUMENT: Text("文件所属地", "place of the document"),
    },
    Per: {
        Per.DAY: Text("天", "day"),
        Per.MONTH: Text("月", "month"),
        Per.QUARTER: Text("季度", "quarter"),
        Per.YEAR: Text("年", "year"),
        Per.TIME: Text("次", "time"),
        Per.HOUR: Text("小时", "hour"),
        Per.MEAL: Text("餐", "meal"),
    },
    Unit: {
        Unit.CNY: Text("元", "CNY"),
        Unit.CNY_PER_DAY: Text("元/天", "CNY per day"),
        Unit.CNY_PER_MONTH: Text("元/月", "CNY per month"),
        Unit.CNY_PER_QUARTER: Text("元/季度", "CNY per quarter"),
        Unit.CNY_PER_YEAR: Text("元/年", "CNY per year"),
        Unit.CNY_PER_TIME: Text("元/次", "CNY per time"),
        Unit.CNY_PER_HOUR: Text("元/小时", "CNY per hour"),
        Unit.CNY_PER_MEAL: Text("元/餐", "CNY per meal"),
        Unit.YEARS: Text("年", "years"),
        Unit.PERSONS: Text("人", "persons"),
        Unit.PERCENT: Text("百分比", "percent"),
        Unit.NONE: Text("无", "none"),
    },
}
"""The names of the codes of the language itself, by kind: two kinds may share a code (`principle`)."""


def name_of(code: StrEnum) -> Text:
    """What people are shown for a code."""
    return CODES[type(code)][code]


def spellings(kind: type[StrEnum]) -> dict[str, str]:
    """Every way to write the codes of a kind: the code itself and its Chinese word, each to the code."""
    return {spelling: code for code, name in CODES[kind].items() for spelling in (str(code), name.zh)}


def meant_by(word: str, kind: type[StrEnum]) -> str | None:
    """The Chinese word that a kind has for what another kind calls so: 最高 of several rows is 就高 of several benefits."""
    codes = {str(code) for other in CODES.values() for code, name in other.items() if name.zh == word}
    return next((name.zh for code, name in CODES[kind].items() if str(code) in codes), None)


def both(table: Mapping[str, str]) -> dict[str, str]:
    """Every way to write the keywords of a table: keyword and Chinese word, each to the keyword."""
    return {spelling: keyword for keyword, word in table.items() for spelling in (keyword, word)}


def is_chinese(text: str) -> bool:
    """Whether a text has a Chinese character in it."""
    return any("\u4e00" <= char <= "\u9fff" for char in text)


def is_disguised(word: str) -> bool:
    """Whether a word of Latin letters has one of another script that looks like them."""
    if word.isascii():
        return False
    scripts = {unicodedata.name(char, "").split(" ")[0] for char in word if char.isalpha()}
    return "LATIN" in scripts and not scripts.isdisjoint({"CYRILLIC", "GREEK"})
