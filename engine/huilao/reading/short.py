"""What clerks write in short where several entries are wanted, and how it is written in full.

Each takes what is written and whether in Chinese. A cure keeps the meaning: where that is open, it says what to choose.
"""

from __future__ import annotations

import re

from ..language.facts import Text
from ..language.units import Per
from ..language.words import name_of
from ..yaml.hints import tidied
from ..yaml.nodes import Mapping, Node, Scalar, Sequence, flow
from .hints import PER_WORDS, PERIODS, money

_SMALL = {word: number for number, word in enumerate("一二三四五六七八九十", 1)} | {"两": 2}
_PAY = {"当天": "same_day", "当日": "same_day", "当月": "same_month", "次月": "next_month", "下月": "next_month", "下个月": "next_month"}
_DAY = r"\d{4}-\d{2}-\d{2}"


def starts(node: Node, *, chinese: bool) -> Text | None:
    """`次月`, `申请次月`, `[申请日期, 次月]`, `{申请日期: 次月}`"""
    parts = (
        node.items if isinstance(node, Sequence) else node.entries[0] if isinstance(node, Mapping) and len(node.entries) == 1 else (node,)
    )
    texts = [one.text for one in parts if isinstance(one, Scalar)]
    if len(texts) not in (1, 2) or len(texts) < len(parts):
        return None
    found = re.search(rf"({'|'.join(_PAY)})", texts[-1])
    if len(texts) == 2 and found is None:
        return None

    def written(after: str, pay: str) -> str:
        return f"{{自: {after}, 计发: {pay}}}" if chinese else f"{{after: {after}, pay: {_PAY.get(pay, pay)}}}"

    pay = found[1].replace("日", "天").replace("下个月", "次月").replace("下月", "次月") if found else "次月"
    if len(texts) == 2:
        return _written(written(texts[0], pay))
    applied = written("申请日期" if chinese else "application_date", pay)
    if found is None:
        own = written(texts[0], pay)
        return Text(f"写成 {own}，“计发”写 当天、当月 或 次月", f"write {own}; `pay` is same_day, same_month or next_month")
    met = written("符合" if chinese else "eligible", pay)
    return Text(
        f"自申请之日算起的写成 {applied}，自符合之日算起的写成 {met}",
        f"write {applied} where it counts from the application, {met} from when it is met",
    )


def ends(node: Node, *, chinese: bool) -> Text | None:
    """`死亡`, `服刑、死亡`, `{正在服刑: 是}`, `[{正在服刑: 是}, ..]`"""
    when, yes = ("条件", "是") if chinese else ("when", "true")
    if isinstance(node, Scalar) and len(several := [one for one in re.split(r"\s*[、，,；;或]\s*", node.text) if one]) > 1:
        node = Sequence(tuple(Scalar(one, True, node.span) for one in several), node.span)
    if isinstance(node, Sequence):
        any_, all_ = ("任一", "全部") if chinese else ("any", "all")
        if len(node.items) == 1:
            return _written(f"{{{when}: {flow(_as_condition(node.items[0]))}}}")
        inner = flow(Sequence(tuple(_as_condition(one) for one in node.items), node.span))
        return Text(
            f"有一种情形就停的写成 {{{when}: {{{any_}: {inner}}}}}，都有才停的用“{all_}”",
            f"write {{{when}: {{{any_}: {inner}}}}} where one is enough, with `{all_}` where all are needed",
        )
    inner = f"{{{node.text}: {yes}}}" if isinstance(node, Scalar) else flow(node)
    return _written(f"{{{when}: {inner}}}")


def _as_condition(node: Node) -> Node:
    return Mapping(((node, Scalar("是", True, node.span)),), node.span) if isinstance(node, Scalar) else node


def limit(node: Node, *, chinese: bool) -> Text | None:
    """`3`, `3次`, `每户一次`, `{已领次数: 3}`"""
    recorded = None
    if isinstance(node, Mapping):
        if len(node.entries) != 1:
            return None
        key, node = node.entries[0]
        recorded = key.text
    if not isinstance(node, Scalar):
        return None
    number = _number(node.text)
    if number is None:
        return None
    fact = recorded or ("已领次数" if chinese else "times_had")
    written = f"{{不多于: {number}, 记在: {fact}}}" if chinese else f"{{at_most: {number}, recorded_in: {fact}}}"
    return Text(
        f"写成 {written}，“记在”写记着已用多少的信息项", f"write {written}; `recorded_in` is the fact that records how much was had"
    )


def pays(node: Node, *, chinese: bool) -> Text | None:
    """`200`, `200元/月`, `每月200元`, `低保标准`, `{积: [..]}`, `{每月: 200}`"""
    if isinstance(node, Sequence):
        return Text(
            "给付只写一个金额；按情况给得不一样的，写“分档”", "one amount stands here; where it depends on something write `levels`"
        )
    per: Per | None = None
    if isinstance(node, Mapping):
        key, value = node.entries[0]
        found = re.fullmatch(rf"每?({PERIODS})", key.text)
        if found is not None and len(node.entries) == 1:
            per, node = PER_WORDS[found[1]], value
        amount = flow(node)
    else:
        amount, per = money(node.text) or (node.text, None)
    shown = name_of(per or Per.MONTH).zh if chinese else (per or Per.MONTH).value
    written = f"{{金额: {amount}, 每: {shown}}}" if chinese else f"{{amount: {amount}, per: {shown}}}"
    if per is not None:
        return _written(written)
    return Text(f"写成 {written}，“每”写多久给一次", f"write {written}; `per` says for what it is paid")


def quota(node: Node, *, chinese: bool) -> Text | None:
    """`200`, `200人`, `每年200人`"""
    found = (
        re.fullmatch(rf"(?:每?({PERIODS}))? *(\d{{1,9}}) *[人名户]?(?:[/每] *({PERIODS}))?", tidied(node.text))
        if isinstance(node, Scalar)
        else None
    )
    if found is None:
        return None
    per = PER_WORDS[found[1] or found[3] or "年"]
    written = f"{{人数: {found[2]}, 每: {name_of(per).zh}}}" if chinese else f"{{number: {found[2]}, each: {per.value}}}"
    open_ = ("", "") if found[1] or found[3] else ("，“每”写多久的名额", "; `each` says for how long")
    return Text(f"写成 {written}{open_[0]}", f"write {written}{open_[1]}")


def period(node: Node, *, chinese: bool) -> Text | None:
    """`2025-01-01`, `2025-01-01至2026-12-31`, `[2025-01-01, 2026-12-31]`, `3年`"""
    days = re.findall(_DAY, flow(node))
    first, last = ("起", "止") if chinese else ("from", "until")
    if len(days) == 2:
        return _written(f"{{{first}: {days[0]}, {last}: {days[1]}}}")
    if len(days) == 1:
        return Text(
            f"从这一天起的写成 {{{first}: {days[0]}}}，到这一天止的写成 {{{last}: {days[0]}}}",
            f"write {{{first}: {days[0]}}} where it begins then, {{{last}: {days[0]}}} where it ends",
        )
    written = f"{{{first}: 2025-01-01, {last}: 2027-12-31}}"
    return Text(
        f"写明哪天起、哪天止，例如 {written}；没有写明何时失效的不写“{last}”",
        f"say from which day to which, such as {written}, without `{last}` where no end is said",
    )


def apply(node: Node, *, chinese: bool) -> Text | None:
    """`村委会`, `[身份证, 户口簿]`"""
    at, bring, by = ("地点", "材料", "期限") if chinese else ("at", "bring", "by")
    if isinstance(node, Sequence):
        texts = [one.text for one in node.items if isinstance(one, Scalar)]
        return _written(f"{{{bring}: {'、'.join(texts)}}}") if texts else None
    if isinstance(node, Scalar):
        return Text(
            f"在哪里办写成 {{{at}: {node.text}}}，要带的写在“{bring}”，截止时间写在“{by}”",
            f"write {{{at}: {node.text}}} for where, `{bring}` for what to bring, `{by}` for until when",
        )
    return None


def levels(node: Node, *, chinese: bool) -> Text | None:
    """`[{年龄: 80, 金额: 100}]`"""
    if not isinstance(node, Sequence):
        return None
    written = (
        "{列: {标准: {名称: 标准, 类型: 金额}}, 行: [{条件: {..}, 标准: 100}]}"
        if chinese
        else "{columns: {rate: {label: 标准, type: money}}, rows: [{when: {..}, rate: 100}]}"
    )
    return Text(f"先写有哪几列，再写各行：{written}", f"say which columns there are, then the rows: {written}")


def _number(text: str) -> str | None:
    found = re.findall(r"\d+(?:\.\d+)?", tidied(text)) or [str(_SMALL[char]) for char in text if char in _SMALL]
    return found[0] if len(found) == 1 else None


def _written(full: str) -> Text:
    return Text(f"写成 {full}", f"write {full}")
