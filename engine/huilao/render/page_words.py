"""What the first page says besides its findings, in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ..answers.finding import Flag
from ..answers.page import Goes
from ..language.outcome import Action, Outcome
from ..language.policy import Way

YOU = "you"
_SECOND_PERSON = (
    (r"the elder's", "your"),
    (r"does the elder", "do you"),
    (r"is the elder", "are you"),
    (r"has the elder", "have you"),
    (r"the elder is", "you are"),
    (r"the elder has", "you have"),
    (r"the elder (\w+)ies", r"you \1y"),
    (r"the elder (\w+[^s])s", r"you \1"),
    (r"the elder", "you"),
)
"""How a question about the elder is put to the elder in English, one after the other."""


def _to_you(question: str) -> str:
    """`Does the elder live where the elder's child lives?` as `Do you live where your child lives?`"""
    for pattern, said in _SECOND_PERSON:
        question = re.sub(rf"\b{pattern}\b", said, question)
        question = re.sub(rf"\b{pattern[0].upper()}{pattern[1:]}\b", said[0].upper() + said[1:], question)
    return question


@dataclass(frozen=True, slots=True)
class PageWords:
    """Templates of the first page."""

    actions: Mapping[Action, str]
    """The headings, with a `{count}`."""
    ways: Mapping[Way, str]
    person: str
    nothing_told: str
    """The day alone, of a person of whom nothing was said."""
    gone: str
    """That a fact names a division that there is no more."""
    aged: str
    read_as_born: str
    """How a birth date was read that is known in part: where it is within one year or month, `in_year` or `in_month`."""
    in_year: str
    in_month: str
    years_old: str
    joined: str
    comma: str
    pause: str
    """What stands between the facts of another person, which themselves may be lists."""
    colon: str
    stop: str
    more_facts: str
    some: str
    """Several names and how many there are in all."""
    others: str
    """The same where that was said before."""
    of_place: str
    received: str
    no_amount: str
    instead_of: str
    one_of: str
    choice_of: str
    """The same where the person chooses."""
    changed_to: str
    """Instead of `instead_of`, where what is not paid any more is drawn now."""
    more_than_now: str
    gives_way: str
    """That a claim is gone once another is drawn."""
    paid_from: str
    paid_between: str
    """The same where the day is not known exactly."""
    due_since: str
    """The same of a day that has passed."""
    earlier_time: str
    """After either, where a part of it has passed."""
    as_today_from: str
    by_way_of: str
    ask_whom: str
    in_charge: str
    elder: str
    """How questions call the elder; empty where they do so in ways that cannot be told from other words."""
    asked_of: Callable[[str, str], str]
    """A question about the elder as it is put to whom it calls so."""
    oneself: str
    """How they call a relative of an elder, of whose own facts they ask."""
    leading: str
    """What stands after the office that leads."""
    by_duties: str
    """What stands after several that share the work."""
    no_claims: str
    none_open: str
    """The same where nothing is open either."""
    sums_new: str
    sums_notes: str
    sums_limited: str
    """What of the new has places for some alone, after it."""
    sums_more: str
    """That of what is changed only what it is more is counted, after it."""
    sums_together: str
    """That of what cannot be had together one is counted, after it."""
    sums_received: str
    drawn: Mapping[Goes, str]
    """What becomes of what is drawn. Placeholders: `name`, `why`, `new`."""
    check_drawn: str
    superseded: str
    lapsed: str
    soon: str
    soon_from: str
    excluded: str
    more: str
    usual: str
    if_read: str
    together: str
    if_any: str
    """What comes out by any of several readings, each as `numbered` has it."""
    numbered: str
    if_others: str
    outcomes: Mapping[Outcome, str]
    question_count: Callable[[int], str]
    benefit_count: Callable[[int], str]
    these: Callable[[int], str]
    questions: str
    first_questions: str
    """The same where more could be asked than is shown."""
    bears_on: str
    of_screen: str
    elsewhere: str
    number: str
    sources: str
    flags: Mapping[Flag, str]
    marks: Mapping[Flag, str]
    """The same in a word or two."""
    footer: str
    nothing: str
    nothing_wanted: str


CHINESE = PageWords(
    actions={
        Action.CLAIM: "可以办（{count}项）",
        Action.READING: "看怎样理解（{count}项，请按本单位的口径定，或请示后再答复）",
        Action.ASK: "还要了解（{count}项）",
        Action.EVERYONE: "老年人都有（{count}项）",
        Action.ENQUIRE: "问当地有没有（{count}项，文件只说鼓励、试点、建设，或还在征求意见）",
        Action.TELL: "转告家人（{count}项，照料老人的家人可以去问）",
        Action.NOT_COVERED: "本文件没有写到（{count}项，别的制度可能另有规定）",
        Action.NOT_IN_FORCE: "不在有效期（{count}项，这一天文件还没有施行，或者已经失效）",
    },
    ways={Way.MONEY: "给钱的", Way.HOME: "上门的", Way.APPLY: "要去办的"},
    person="按{day}计算。{facts}。",
    nothing_told="按{day}计算。还没有填这个人的情况。",
    gone="{facts}填的是旧区划，现在没有了；请改填现在的区划，再看一次。",
    aged="{born}出生（{age}）",
    read_as_born="按{born}出生算，{age}",
    in_year="{year}年内",
    in_month="{year}年{month}月内",
    years_old="岁",
    joined="；",
    comma="、",
    pause="，",
    colon="：",
    stop="。",
    more_facts="；另{count}项从略",
    some="{names}等{count}项",
    others="{names}等",
    of_place="{name}（{place}）",
    received="（已在享受）",
    no_amount="金额文件没有写",
    instead_of="不再另发{names}",
    one_of="与{names}只发一项",
    choice_of="与{names}只能选一项",
    changed_to="改发这一项，现在领的{names}不再发{more}",
    more_than_now="，{per}多{amount}",
    gives_way="领了{names}就没有这一项",
    paid_from="{day}起发",
    paid_between="最早{earliest}、最晚{latest}起发，以{facts}为准",
    due_since="自{day}起符合发放条件",
    earlier_time="，以前的能否补发请问主管部门",
    as_today_from="（现在的金额从{day}起）",
    by_way_of="这一项以{names}为条件，而{names}有不同的理解",
    ask_whom="找{unit}",
    in_charge="由{unit}按职责办理",
    elder="老人",
    asked_of=lambda question, called: question.replace("老人", called),
    oneself="本人",
    leading="牵头",
    by_duties="，按职责分工",
    no_claims="可以办的：现在还没有能定下来的。",
    none_open="可以办的：没有。",
    sums_new="新办的合计：{sums}{notes}。",
    sums_notes="（{notes}）",
    sums_limited="其中有名额的{sums}，排上了才有",
    sums_more="改发的只算多出来的",
    sums_together="不能同时领的不重复算",
    sums_received="已在享受的合计：{sums}。",
    drawn={
        Goes.ON: "{name}：照常领",
        Goes.CHANGED: "{name}：改发{new}，这一项不再发",
        Goes.OPEN: "{name}：是否照旧发还没有定，请核对",
        Goes.NOT_MET: "{name}：按现在的情况不再符合（{why}），是否停发请核对",
        Goes.LAPSED: "{name}：{why}，以后怎样发请核对",
    },
    check_drawn="正在领的，有{count}项要核对",
    superseded="原文件已由《{title}》接替",
    lapsed="原文件不在有效期",
    soon="以后可以办（{count}项，到日子再来办）",
    soon_from="{name}（{day}起）",
    excluded="文件写明不发或不再发（{count}项）",
    more="另有{count}项，用 --all 看全部。",
    usual="按通常理解{outcome}",
    if_read="若{note}，{outcome}",
    together="，并且",
    if_any="按以下任一种理解，{outcome}：{notes}",
    numbered="（{number}）{note}",
    if_others="另有{count}种理解，{outcome}",
    outcomes={
        Outcome.ELIGIBLE: "可以办",
        Outcome.NOT_ELIGIBLE: "不算在内",
        Outcome.UNDETERMINED: "还要看别的情况",
        Outcome.NOT_IN_FORCE: "不在有效期",
    },
    question_count=str,
    benefit_count=str,
    these="这{}句".format,
    questions="还要问（{questions}句，关系到{count}项）",
    first_questions="还要问（共{questions}句，关系到{count}项；先问{shown}）",
    bears_on="关系到：",
    of_screen="{question}（{facts}）",
    elsewhere="到外地时可用的优待（{count}项）",
    number="（{number}）",
    sources="依据：《{title}》{number}。",
    flags={
        Flag.DRAFT: "这是征求意见稿，不能作为办理或不予办理的依据，现行的办法照旧。",
        Flag.REPEALED: "文件已经废止。",
        Flag.PLANNING_PERIOD_ENDED: "规划期到{until}为止，已经结束，是否继续请问主管部门。",
        Flag.BEFORE_PLANNING_PERIOD: "规划期从{since}起，还没有开始。",
    },
    marks={
        Flag.DRAFT: "征求意见稿",
        Flag.REPEALED: "文件已废止",
        Flag.PLANNING_PERIOD_ENDED: "规划期已结束",
        Flag.BEFORE_PLANNING_PERIOD: "规划期尚未开始",
    },
    footer="以上不是审批结果，以主管部门的决定为准。没有写找谁的，先问村（社区）或乡镇（街道）。规则库版本 {version}，回执号 {receipt}。",
    nothing="规则库里没有此人所在地方的文件，只有这些地方的：{places}。别的文件、别的制度可能另有规定，请问当地民政部门。",
    nothing_wanted="没有符合所选条件的。",
)


def _counted(one: str) -> Callable[[int], str]:
    return lambda number: f"{number} {one}{'' if number == 1 else 's'}"


ENGLISH = PageWords(
    actions={
        Action.CLAIM: "To be claimed ({count})",
        Action.READING: "Depends on how the text is read ({count}; decide by your office's practice, or ask above)",
        Action.ASK: "More to ask ({count})",
        Action.EVERYONE: "Every elder has ({count})",
        Action.ENQUIRE: "Ask whether it exists locally ({count}; encouraged, tried out, being built or drafted)",
        Action.TELL: "Tell the family ({count}; whoever cares for the elder can ask)",
        Action.NOT_COVERED: "Not mentioned in these documents ({count}; other schemes may provide for it)",
        Action.NOT_IN_FORCE: "Not in force ({count}; on this day the document is not yet, or no longer, in effect)",
    },
    ways={Way.MONEY: "Money", Way.HOME: "Brought home", Way.APPLY: "To be applied for"},
    person="As of {day}: {facts}.",
    nothing_told="As of {day}: nothing was said of the person yet.",
    gone="{facts}: a division that there is no more. Give the division of today and look again.",
    aged="born {born} ({age})",
    read_as_born="read as born {born}: {age}",
    in_year="in {year}",
    in_month="in {year}-{month:02}",
    years_old=" years old",
    joined="; ",
    comma=", ",
    pause=", ",
    colon=": ",
    stop=".",
    more_facts="; and {count} more",
    some="{names} and others, {count} in all",
    others="{names} and others",
    of_place="{name} ({place})",
    received=" (already received)",
    no_amount="the text gives no amount",
    instead_of="in the stead of {names}",
    one_of="this or {names}, only one of them",
    choice_of="the person chooses this or {names}",
    changed_to="paid from now on instead of {names}, which is drawn now{more}",
    more_than_now=", {amount} more {per}",
    gives_way="gone once {names} is drawn",
    paid_from="paid from {day} on",
    paid_between="paid from a day between {earliest} and {latest} on, which depends on: {facts}",
    due_since="due since {day}",
    earlier_time="; ask the office whether it is paid for the time before",
    as_today_from=" (the present amount from {day} on)",
    by_way_of="it asks for {names}, which can be read in several ways",
    ask_whom="contact {unit}",
    in_charge="handled by {unit}, by their duties",
    elder="",
    asked_of=lambda question, called: _to_you(question) if called == YOU else question,
    oneself="",
    leading=" (lead)",
    by_duties=", by their duties",
    no_claims="Nothing can be said to be claimed yet.",
    none_open="Nothing can be claimed.",
    sums_new="New, in all: {sums}{notes}.",
    sums_notes=" ({notes})",
    sums_limited="of which with limited places {sums}",
    sums_more="of what is changed only what it is more",
    sums_together="of what cannot be had together one",
    sums_received="Already received, in all: {sums}.",
    drawn={
        Goes.ON: "{name}: goes on",
        Goes.CHANGED: "{name}: {new} is paid instead",
        Goes.OPEN: "{name}: whether it goes on is not settled; please check",
        Goes.NOT_MET: "{name}: its conditions are not met any more ({why}); please check whether it ends",
        Goes.LAPSED: "{name}: {why}; please check how it goes on",
    },
    check_drawn="Drawn now, to be checked ({count})",
    superseded="{title} has taken the place of its document",
    lapsed="its document is not in force",
    soon="To be claimed later ({count}; come back then)",
    soon_from="{name} (from {day} on)",
    excluded="Ruled out or ended by the documents ({count})",
    more="{count} more: see all with --all.",
    usual="as usually read, {outcome}",
    if_read="{outcome} by this reading: {note}",
    together="; and ",
    if_any="{outcome} by any of these readings: {notes}",
    numbered="({number}) {note}",
    if_others="other readings ({count}): {outcome}",
    outcomes={
        Outcome.ELIGIBLE: "yes",
        Outcome.NOT_ELIGIBLE: "not among those meant",
        Outcome.UNDETERMINED: "open",
        Outcome.NOT_IN_FORCE: "not in force",
    },
    question_count=_counted("question"),
    benefit_count=_counted("benefit"),
    these=lambda number: "this one" if number == 1 else f"these {number}",
    questions="To ask ({questions} on {count})",
    first_questions="To ask ({questions} on {count}; {shown} first)",
    bears_on=" It bears on: ",
    of_screen="{question} ({facts})",
    elsewhere="When visiting other places ({count})",
    number=" {number}",
    sources="Source: {title}{number}.",
    flags={
        Flag.DRAFT: "It is a draft for comment: no ground for granting or refusing anything; what is in force goes on.",
        Flag.REPEALED: "It is repealed.",
        Flag.PLANNING_PERIOD_ENDED: "Its period ended on {until}; ask the office whether it goes on.",
        Flag.BEFORE_PLANNING_PERIOD: "Its period begins on {since}.",
    },
    marks={
        Flag.DRAFT: "a draft for comment",
        Flag.REPEALED: "repealed",
        Flag.PLANNING_PERIOD_ENDED: "planning period ended",
        Flag.BEFORE_PLANNING_PERIOD: "planning period not begun",
    },
    footer=(
        "This is no decision; the office in charge decides. Where no office is named, ask the village, community, township or "
        "subdistrict first. Rule book {version}, receipt {receipt}."
    ),
    nothing="The rule book has no document of the places of this person, only of {places}. Other documents and schemes may provide for them: ask the local civil affairs office.",
    nothing_wanted="There is nothing of the kind that was asked for.",
)

PAGE_WORDS: Mapping[str, PageWords] = {"zh": CHINESE, "en": ENGLISH}
