"""The sheet that an elder takes home: what they can claim, what to tell, what to mind; said to them, on one page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..answers.evaluation import Evaluation
from ..answers.finding import Flag
from ..answers.page import CLAIMS, Line
from ..language.outcome import Action
from .page import PageWriter, question_of

if TYPE_CHECKING:
    from .voice import Voice

ASKED = 4
"""Questions, at most: they are answered at the next visit."""


@dataclass(frozen=True, slots=True)
class SheetWords:
    """What the sheet says besides its findings."""

    title: str
    head: str
    dear: str
    dear_nobody: str
    numbers: Sequence[str]
    claim: str
    nothing: str
    nothing_to_ask: str
    line: str
    received: str
    more: str
    tell: str
    mind: str
    decision: str
    ask_village: str
    family: str
    draft: str
    ended: str
    sign: Sequence[str]
    sources: str
    clauses: str
    receipt: str


CHINESE = SheetWords(
    title="养老服务和补贴告知单",
    head="{office}　{day}",
    dear="{name}老人：按您讲的情况，文件里有下面这些和您有关。",
    dear_nobody="您好：按您讲的情况，文件里有下面这些和您有关。",
    numbers=("一、", "二、", "三、"),
    claim="您可以办",
    nothing="按现在知道的情况，还定不下来能办什么，请先看第二部分。",
    nothing_to_ask="按您讲的情况，文件里没有定下来能办的。当地有没有别的服务，请问经办人。",
    line="{number}. {name}{rest}",
    received="您已经在领：{names}，照常领。",
    more="另有{count}项，请问经办人。",
    tell="请再告诉我们",
    mind="请您留意",
    decision="这张单子不是审批结果。能不能办、有多少，以主管部门的决定为准。",
    ask_village="没有写找谁的，先问村（社区）或乡镇（街道）。",
    family="请转告照料您的家人，他们还可以办：{names}。",
    draft="《{title}》还在征求意见，不能作为办理或不予办理的依据。",
    ended="《{title}》的规划期到{until}为止，已经结束，以后是否继续请问主管部门。",
    sign=("经办人：　　　　　　　　联系电话：", "老人或家属：　　　　　　日期：　　　　年　　月　　日"),
    sources="依据：《{title}》{number}{clauses}。",
    clauses="、",
    receipt="规则库版本 {version}，回执号 {receipt}",
)

ENGLISH = SheetWords(
    title="Notice of services and subsidies for elders",
    head="{office}  {day}",
    dear="Dear {name}, from what you told us the documents have the following for you.",
    dear_nobody="From what you told us the documents have the following for you.",
    numbers=("1. ", "2. ", "3. "),
    claim="What you can claim",
    nothing="Nothing can be said for sure yet; please see part 2 first.",
    nothing_to_ask="From what you told us the documents promise nothing for sure. Ask at the desk what else there is locally.",
    line="{number}. {name}{rest}",
    received="You receive already, and go on receiving: {names}.",
    more="{count} more: ask at the desk.",
    tell="Please tell us",
    mind="Please mind",
    decision="This is no decision. What you get, and how much, is decided by the office in charge.",
    ask_village="Where no office is named, ask the village, community, township or subdistrict first.",
    family="Please tell whoever in the family cares for you; they can have: {names}.",
    draft="{title} is a draft for comment: no ground for granting or refusing anything.",
    ended="The period of {title} ended on {until}; ask the office whether it goes on.",
    sign=("Handled by:                    Telephone:", "Elder or family:               Date:"),
    sources="Source: {title}{number}, {clauses}.",
    clauses=", ",
    receipt="Rule book {version}, receipt {receipt}",
)

WORDS: Mapping[str, SheetWords] = {"zh": CHINESE, "en": ENGLISH}


def sheet_in_words(evaluation: Evaluation, voice: Voice, language: str, name: str | None, office: str | None) -> str:
    """The sheet; name and office are printed where they are given."""
    return "\n".join(_Sheet(PageWriter(evaluation, voice, language), WORDS[language]).lines(name, office))


@dataclass(frozen=True, slots=True)
class _Sheet:
    writer: PageWriter
    say: SheetWords

    def lines(self, name: str | None, office: str | None) -> Iterator[str]:
        say, page = self.say, self.writer.page
        day = self.writer.day(self.writer.evaluation.receipt.as_of)
        yield say.title
        if not page.lines:
            yield self.writer.nothing()
            return
        yield say.head.format(office=office or "", day=day).strip()
        yield ""
        yield say.dear.format(name=name) if name else say.dear_nobody
        yield ""
        yield say.numbers[0] + say.claim
        yield from self._claims()
        if page.questions:
            yield ""
            yield say.numbers[1] + say.tell
            yield from (f"- {question_of(one, self.writer.voice, self.writer.language)}" for one in page.questions[:ASKED])
        yield ""
        yield say.numbers[2 if page.questions else 1] + say.mind
        yield from self._mind()
        yield ""
        yield from say.sign
        yield ""
        yield from self._sources()
        receipt = self.writer.evaluation.receipt
        yield say.receipt.format(version=receipt.version[:12], receipt=receipt.number)

    def _claims(self) -> Iterator[str]:
        say, writer = self.say, self.writer
        new = [one for one in writer.page.claims if not one.received]
        drawn = [one for one in writer.page.claims if one.received]
        for number, line in enumerate(new[:CLAIMS], 1):
            parts = [part for part in (writer.how_much(line), writer.whom(line)) if part]
            yield say.line.format(
                number=number, name=writer.name(line), rest=writer.say.colon + writer.say.joined.join(parts) if parts else ""
            )
        if len(new) > CLAIMS:
            yield say.more.format(count=len(new) - CLAIMS)
        if drawn:
            yield say.received.format(names=self._names(drawn))
        if not new and not drawn:
            yield say.nothing if writer.page.questions else say.nothing_to_ask

    def _mind(self) -> Iterator[str]:
        say, writer = self.say, self.writer
        yield f"- {say.decision}"
        yield f"- {say.ask_village}"
        family = [one for one in writer.page.of(Action.TELL) if one.finding.settled]
        if family:
            yield f"- {say.family.format(names=self._names(family))}"
        for document, flags in writer.page.documents:
            title, period = document.title.of(writer.language), document.planning_period
            if Flag.DRAFT in flags:
                yield f"- {say.draft.format(title=title)}"
            if Flag.PLANNING_PERIOD_ENDED in flags and period is not None and period.end is not None:
                yield f"- {say.ended.format(title=title, until=writer.day(period.end))}"

    def _sources(self) -> Iterator[str]:
        """The documents and clauses of what is said to be claimed."""
        cited: dict[str, dict[str, None]] = {}
        for line in self.writer.page.claims:
            cited.setdefault(line.finding.provision.ruleset, {}).update(dict.fromkeys(line.finding.provision.cite))
        for document, _ in self.writer.page.documents:
            if document.ruleset in cited:
                clauses = self.say.clauses.join(self.writer.clause(document.ruleset, one) for one in cited[document.ruleset])
                yield self.say.sources.format(
                    title=document.title.of(self.writer.language), number=self.writer.number(document), clauses=clauses
                )

    def _names(self, lines: Sequence[Line]) -> str:
        return self.writer.say.comma.join(self.writer.name(line) for line in lines)
