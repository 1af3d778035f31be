"""The phrases of each language, as frozen tables: a missing phrase is a type error."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..language.condition import Operator


@dataclass(frozen=True, slots=True)
class Wording:
    """Templates for one language. Placeholders: `fact`, `value` (one or joined), `low`, `high`, `unit`, `term`, `part`,
    `parts`, `number`, `place`.
    """

    code: str
    # values
    yes: str
    no: str
    unknown: str
    nothing: str
    and_: str
    or_: str
    listed: str
    years: str
    months: str
    days: str
    # sentences
    all_: str
    any_: str
    joined_any: str
    or_else: str
    quoted: str
    one_of_terms: str
    group: str
    not_: str
    count_at_least: str
    count_at_most: str
    count_between: str
    fact_true: str
    fact_false: str
    term: str
    not_term: str
    about: str
    lives_here: str
    not_lives_here: str
    registered_here: str
    not_registered_here: str
    age: Mapping[Operator, str]
    number: Mapping[Operator, str]
    date: Mapping[Operator, str]
    choice: Mapping[Operator, str]
    scale: Mapping[Operator, str]
    set: Mapping[Operator, str]
    place: Mapping[Operator, str]
    # explanations
    known: str
    refused: str
    open: str
    aged: str
    years_old: str
    because: str
    or_other: str
    line: str
    line_weak: str
    and_others: str
    eligible: str
    eligible_weak: str
    eligible_draft: str
    not_eligible: str
    undetermined: str
    not_in_force: str
    by_instrument: str
    weak_force: str
    planning_period_ended: str
    draft: str
    replaced: str
    depends: str
    depends_term: str
    depends_own: str
    levels_one: str
    levels_some: str
    source: str
    semicolon: str
    # what lies ahead, and what would have to be different
    from_eligible: str
    from_eligible_weak: str
    from_not_eligible: str
    from_undetermined: str
    from_not_in_force: str
    from_day: str
    by_itself: str
    can_change: str
    cannot_change: str
    more_ways: str
    to_be_known: str
    read_from: str
    decided_by: str
    units: Mapping[str, str]


ZH = Wording(
    code="zh",
    yes="是",
    no="否",
    unknown="不详",
    nothing="无",
    and_="和",
    or_="或",
    listed="、",
    years="{number}年",
    months="{number}个月",
    days="{number}天",
    all_="，并且",
    any_="至少符合一项：{parts}",
    joined_any="；或",
    or_else="，或者",
    quoted="“{term}”",
    one_of_terms="属于{terms}",
    group="（{part}）",
    not_="不符合“{part}”",
    count_at_least="以下各项至少符合{number}项：{parts}",
    count_at_most="以下各项最多符合{number}项：{parts}",
    count_between="以下各项符合{low}至{high}项：{parts}",
    fact_true="{fact}",
    fact_false="不属于“{fact}”",
    term="属于“{term}”",
    not_term="不属于“{term}”",
    about="{fact}{part}",
    lives_here="常住在{place}",
    not_lives_here="不常住在{place}",
    registered_here="户籍在{place}",
    not_registered_here="户籍不在{place}",
    age={
        Operator.AT_LEAST: "年满{value}周岁",
        Operator.AT_MOST: "年龄不超过{value}周岁",
        Operator.ABOVE: "年龄超过{value}周岁",
        Operator.BELOW: "不满{value}周岁",
        Operator.BETWEEN: "年龄在{low}至{high}周岁之间（含）",
        Operator.ONE_OF: "年龄为{value}周岁",
        Operator.NONE_OF: "年龄不是{value}周岁",
    },
    number={
        Operator.AT_LEAST: "{fact}不低于{value}{unit}",
        Operator.AT_MOST: "{fact}不高于{value}{unit}",
        Operator.ABOVE: "{fact}高于{value}{unit}",
        Operator.BELOW: "{fact}低于{value}{unit}",
        Operator.BETWEEN: "{fact}在{low}至{high}{unit}之间（含）",
        Operator.ONE_OF: "{fact}为{value}{unit}",
        Operator.NONE_OF: "{fact}不是{value}{unit}",
    },
    date={
        Operator.AT_LEAST: "{fact}在{value}或之后",
        Operator.AT_MOST: "{fact}在{value}或之前",
        Operator.ABOVE: "{fact}在{value}之后",
        Operator.BELOW: "{fact}在{value}之前",
        Operator.BETWEEN: "{fact}在{low}至{high}之间（含）",
        Operator.ONE_OF: "{fact}为{value}",
        Operator.NONE_OF: "{fact}不是{value}",
        Operator.FOR_AT_LEAST: "自{fact}起已满{value}",
    },
    choice={
        Operator.ONE_OF: "{fact}为{value}",
        Operator.NONE_OF: "{fact}不是{value}",
    },
    scale={
        Operator.AT_LEAST: "{fact}达到{value}及以上",
        Operator.AT_MOST: "{fact}在{value}及以下",
        Operator.ABOVE: "{fact}高于{value}",
        Operator.BELOW: "{fact}低于{value}",
        Operator.BETWEEN: "{fact}在{low}至{high}之间（含）",
        Operator.ONE_OF: "{fact}为{value}",
        Operator.NONE_OF: "{fact}不是{value}",
    },
    set={
        Operator.HAS_ANY: "{fact}含{value}",
        Operator.HAS_ALL: "{fact}同时含{value}",
        Operator.HAS_NONE: "{fact}不含{value}",
    },
    place={
        Operator.WITHIN: "{fact}在{value}",
        Operator.ONE_OF: "{fact}为{value}",
        Operator.NONE_OF: "{fact}不是{value}",
    },
    known="{fact}：{value}",
    refused="须{part}，现{value}",
    open="{fact}不详",
    aged="{part}（现{value}）",
    years_old="{value}周岁",
    because="{part}（{reasons}）",
    or_other="{reasons}，或符合其他条件之一",
    line="{name}：{outcome}（{reasons}）。",
    line_weak="{name}：属于对象（{force}），不等于已经确定的待遇（{reasons}）。",
    and_others="{items}等{number}项",
    eligible="可以享受“{name}”（{force}）。理由：{reasons}。",
    eligible_weak="属于“{name}”所说的对象，但文件用语属“{force}”，不等于已经确定的待遇。理由：{reasons}。",
    eligible_draft="若征求意见稿照此施行，可以享受“{name}”（{force}）；现在还不能。理由：{reasons}。",
    not_eligible="不能享受“{name}”。原因：{reasons}。",
    undetermined="暂不能确定能否享受“{name}”（{force}）。还需了解：{missing}。",
    not_in_force="“{name}”在{day}不在有效期内。",
    by_instrument="{fact}（由{instrument}认定）",
    weak_force="文件用语属“{force}”，不等于已经确定的待遇。",
    planning_period_ended="规划期已于{day}结束，请向主管部门确认是否延续。",
    draft="所依据的是征求意见稿，尚未生效。",
    replaced="当地另有规定：{benefits}。",
    depends="结论取决于怎样理解：{choices}，则{outcome}。",
    depends_term="若把“{term}”理解为“{note}”",
    depends_own="若把条文理解为“{note}”",
    levels_one="标准：{cells}。",
    levels_some="标准视{missing}而定：{cells}。",
    source="出处：{citation}。",
    semicolon="；",
    from_eligible="自{day}起可以享受“{name}”（{force}）：{reasons}。",
    from_eligible_weak="自{day}起属于“{name}”所说的对象（{force}），不等于已经确定的待遇：{reasons}。",
    from_not_eligible="自{day}起不能享受“{name}”：{reasons}。",
    from_undetermined="自{day}起不能确定能否享受“{name}”：{reasons}。",
    from_not_in_force="自{day}起“{name}”不在有效期内：{reasons}。",
    from_day="自{day}起（{reasons}）",
    by_itself="到时自然符合：",
    can_change="情况有变即可符合（每行一种，行内各项都要满足）：",
    cannot_change="以下无法改变：",
    more_ways="另有其他途径，未全部列出。",
    to_be_known="须查明{part}",
    read_from="，依据：{document}",
    decided_by="，由{instrument}认定",
    units={"CNY": "元", "percent": "%"},
)

EN = Wording(
    code="en",
    yes="yes",
    no="no",
    unknown="unknown",
    nothing="none",
    and_=" and ",
    or_=" or ",
    listed=", ",
    years="{number} years",
    months="{number} months",
    days="{number} days",
    all_=", and ",
    any_="at least one of: {parts}",
    joined_any="; or ",
    or_else=", or ",
    quoted="“{term}”",
    one_of_terms="counts as {terms}",
    group="({part})",
    not_="not: {part}",
    count_at_least="at least {number} of: {parts}",
    count_at_most="at most {number} of: {parts}",
    count_between="{low} to {high} of: {parts}",
    fact_true="{fact}",
    fact_false="not “{fact}”",
    term="counts as “{term}”",
    not_term="does not count as “{term}”",
    about="{fact}: {part}",
    lives_here="lives in {place}",
    not_lives_here="does not live in {place}",
    registered_here="household registration in {place}",
    not_registered_here="household registration not in {place}",
    age={
        Operator.AT_LEAST: "aged {value} or over",
        Operator.AT_MOST: "aged {value} or under",
        Operator.ABOVE: "older than {value}",
        Operator.BELOW: "under {value} years of age",
        Operator.BETWEEN: "aged {low} to {high}",
        Operator.ONE_OF: "aged {value}",
        Operator.NONE_OF: "not aged {value}",
    },
    number={
        Operator.AT_LEAST: "{fact} at least {value}{unit}",
        Operator.AT_MOST: "{fact} at most {value}{unit}",
        Operator.ABOVE: "{fact} above {value}{unit}",
        Operator.BELOW: "{fact} below {value}{unit}",
        Operator.BETWEEN: "{fact} from {low} to {high}{unit}",
        Operator.ONE_OF: "{fact} is {value}{unit}",
        Operator.NONE_OF: "{fact} is not {value}{unit}",
    },
    date={
        Operator.AT_LEAST: "{fact} on or after {value}",
        Operator.AT_MOST: "{fact} on or before {value}",
        Operator.ABOVE: "{fact} after {value}",
        Operator.BELOW: "{fact} before {value}",
        Operator.BETWEEN: "{fact} from {low} to {high}",
        Operator.ONE_OF: "{fact} is {value}",
        Operator.NONE_OF: "{fact} is not {value}",
        Operator.FOR_AT_LEAST: "{value} have passed since: {fact}",
    },
    choice={
        Operator.ONE_OF: "{fact} is {value}",
        Operator.NONE_OF: "{fact} is not {value}",
    },
    scale={
        Operator.AT_LEAST: "{fact} is {value} or higher",
        Operator.AT_MOST: "{fact} is {value} or lower",
        Operator.ABOVE: "{fact} is higher than {value}",
        Operator.BELOW: "{fact} is lower than {value}",
        Operator.BETWEEN: "{fact} is from {low} to {high}",
        Operator.ONE_OF: "{fact} is {value}",
        Operator.NONE_OF: "{fact} is not {value}",
    },
    set={
        Operator.HAS_ANY: "{fact} includes {value}",
        Operator.HAS_ALL: "{fact} includes all of {value}",
        Operator.HAS_NONE: "{fact} includes none of {value}",
    },
    place={
        Operator.WITHIN: "{fact} is in {value}",
        Operator.ONE_OF: "{fact} is {value}",
        Operator.NONE_OF: "{fact} is not {value}",
    },
    known="{fact}: {value}",
    refused="must be: {part}; is: {value}",
    open="{fact} is not known",
    aged="{part} (now {value})",
    years_old="{value} years",
    because="{part} ({reasons})",
    or_other="{reasons}, or one of the other conditions",
    line="{name}: {outcome} ({reasons}).",
    line_weak="{name}: among those meant ({force}), not a settled entitlement ({reasons}).",
    and_others="{items} and more ({number})",
    eligible="Can have “{name}” ({force}). Reasons: {reasons}.",
    eligible_weak="Is among those meant by “{name}”, but the wording is “{force}”: not a settled entitlement. Reasons: {reasons}.",
    eligible_draft="Could have “{name}” ({force}) if the draft comes into force as it is; not now. Reasons: {reasons}.",
    not_eligible="Cannot have “{name}”. Reasons: {reasons}.",
    undetermined="Not yet decided: “{name}” ({force}). Still needed: {missing}.",
    not_in_force="“{name}” is not in force on {day}.",
    by_instrument="{fact} (decided by {instrument})",
    weak_force="The document's wording is “{force}”: this is not a settled entitlement.",
    planning_period_ended="The planning period ended on {day}; confirm that it goes on.",
    draft="The document is a draft for comment and not in force.",
    replaced="A local provision takes its place: {benefits}.",
    depends="This depends on a reading: {choices}, the answer is “{outcome}”.",
    depends_term="if “{term}” is read as “{note}”",
    depends_own="if the sentence is read as “{note}”",
    levels_one="Standard: {cells}.",
    levels_some="Standard, depending on {missing}: {cells}.",
    source="Source: {citation}.",
    semicolon="; ",
    from_eligible="From {day} on can have “{name}” ({force}): {reasons}.",
    from_eligible_weak="From {day} on is among those meant by “{name}” ({force}), not a settled entitlement: {reasons}.",
    from_not_eligible="From {day} on cannot have “{name}”: {reasons}.",
    from_undetermined="From {day} on it is not certain whether “{name}” can be had: {reasons}.",
    from_not_in_force="From {day} on “{name}” is not in force: {reasons}.",
    from_day="from {day} on ({reasons})",
    by_itself="Comes by itself:",
    can_change="Would do if this were different (one way a line, all of the line is needed):",
    cannot_change="Cannot be changed:",
    more_ways="There are other ways, which are not listed.",
    to_be_known="must be shown: {part}",
    read_from=", see: {document}",
    decided_by=", decided by {instrument}",
    units={"CNY": " CNY", "percent": "%"},
)

WORDINGS: Mapping[str, Wording] = {"zh": ZH, "en": EN}
