"""The sheet that an elder takes home: what they can claim, what to tell, what to mind; said to them, on a page or two."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING
from unicodedata import category

from ..answers.evaluation import Evaluation, Filter
from ..answers.finding import Flag
from ..answers.page import Asked, Goes
from ..answers.parts import GroupNames, SheetInWords, SheetPart
from ..china import COUNTY, full_name_in_china
from ..language.facts import LIVES_HERE, AskedOf
from ..language.known import Holding, Path
from ..language.outcome import Action
from ..language.places import division
from ..language.policy import RECEIVING
from .citation import by_number, listed
from .page import TICKS, PageWriter, number_of, question_of, ticked
from .page_parts import line_in_words
from .page_words import PAGE_WORDS, YOU, PageWords
from .plain import plain

if TYPE_CHECKING:
    from .voice import Voice

CLAIMED = 20
"""What can be claimed, at most: as much as two pages have room for."""
ASKED = 4
"""Questions, at most: they are answered at the next visit."""
TOGETHER = 2
"""Of a screen that is no list to tick, so many facts are asked for."""


@dataclass(frozen=True, slots=True)
class SheetWords:
    """What the sheet says besides its findings."""

    title: str
    head: str
    dear: str
    dear_elder: str
    dear_nobody: str
    according: str
    according_to: str
    """The same with what was told of another person."""
    no_documents: str
    here: str
    numbers: Sequence[str]
    claim: str
    nothing: str
    nothing_to_ask: str
    line: str
    received: str
    told: str
    """Of what the person told they draw and the documents do not have."""
    check_drawn: str
    soon: str
    more: str
    readings: str
    tell: str
    office: str
    """What an office knows, and the elder need not say."""
    you: str
    """How whoever the questions are about is spoken to."""
    mind: str
    decision: str
    ask_village: str
    family: str
    draft: str
    ended: str
    sign: Sequence[str]
    sources: str
    before_clauses: str
    receipt: str


CHINESE = SheetWords(
    title="养老服务和补贴告知单",
    head="{office}　{day}",
    dear="{name}：",
    dear_elder="{name}老人：",
    dear_nobody="您好：",
    according="按您讲的情况，文件里有下面这些和您有关。",
    according_to="按您讲的情况，文件里有下面这些和您有关。您讲的{facts}。",
    no_documents="我们手头还没有您所在地方{here}的养老服务文件，现在说不出您能办什么。别的文件、别的制度可能另有规定，请问当地民政部门。",
    here="（{place}）",
    numbers=("一、", "二、", "三、"),
    claim="您可以办",
    nothing="按现在知道的情况，还定不下来能办什么，请先看第二部分。",
    nothing_to_ask="按您讲的情况，文件里没有定下来能办的。当地有没有别的服务，请问经办人。",
    line="{number}. {name}{rest}",
    received="您已经在领：{names}，照常领。",
    told="您还在领：{names}，怎样领以发放单位的规定为准。",
    check_drawn="您正在领的这几项，请和经办人核对：",
    soon="以后可以办，到日子再来：{names}。",
    more="另有{count}项，请问经办人。",
    readings="另有几项要由本单位定：{names}。",
    tell="请再告诉我们",
    office="有些情况由工作人员去查，您不用准备：{facts}。",
    you="您",
    mind="请您留意",
    decision="这张单子不是审批结果。能不能办、有多少，以主管部门的决定为准。",
    ask_village="没有写找谁的，先问村（社区）或乡镇（街道）。",
    family="可以转告照料您的家人去问问：{names}。",
    draft="《{title}》还在征求意见，不能作为办理或不予办理的依据，现行的办法照旧。",
    ended="《{title}》的规划期到{until}为止，已经结束，以后是否继续请问主管部门。",
    sign=("经办人：　　　　　　　　联系电话：", "老人或家属：　　　　　　日期：　　　　年　　月　　日"),
    sources="依据：《{title}》{number}{clauses}。",
    before_clauses="",
    receipt="规则库版本 {version}，回执号 {receipt}",
)

ENGLISH = SheetWords(
    title="Notice of services and subsidies for elders",
    head="{office}  {day}",
    dear="Dear {name}, ",
    dear_elder="Dear {name}, ",
    dear_nobody="",
    according="from what you told us the documents have the following for you.",
    according_to="from what you told us the documents have the following for you. You told us of {facts}.",
    no_documents="we do not have the documents on elderly services of the place where you live{here} yet, so we cannot say what you can claim. Other documents and schemes may provide for you: ask the local civil affairs office.",
    here=" ({place})",
    numbers=("1. ", "2. ", "3. "),
    claim="What you can claim",
    nothing="Nothing can be said for sure yet; please see part 2 first.",
    nothing_to_ask="From what you told us the documents promise nothing for sure. Ask at the desk what else there is locally.",
    line="{number}. {name}{rest}",
    received="You receive already, and go on receiving: {names}.",
    told="You also receive {names}, which goes by the rules of whoever pays it.",
    check_drawn="Please check with the office what you receive now:",
    soon="You can claim later, when the day has come: {names}.",
    more="{count} more: ask at the desk.",
    readings="This office still has to decide on some: {names}.",
    tell="Please tell us",
    office="The staff find out some things, and you need not bring anything for them: {facts}.",
    you=YOU,
    mind="Please mind",
    decision="This is no decision. What you get, and how much, is decided by the office in charge.",
    ask_village="Where no office is named, ask the village, community, township or subdistrict first.",
    family="Whoever in the family cares for you may ask about: {names}.",
    draft="{title} is a draft for comment: no ground for granting or refusing anything; what is in force goes on.",
    ended="The period of {title} ended on {until}; ask the office whether it goes on.",
    sign=("Handled by:                    Telephone:", "Elder or family:               Date:"),
    sources="Source: {title}{number}{clauses}.",
    before_clauses=", ",
    receipt="Rule book {version}, receipt {receipt}",
)

WORDS: Mapping[str, SheetWords] = {"zh": CHINESE, "en": ENGLISH}


def sheet_in_words(evaluation: Evaluation, voice: Voice, language: str, name: str | None, office: str | None) -> str:
    """The sheet; name and office are printed where they are given. Raises ValueError where one is more than a line."""
    return "\n".join(_lines(sheet_in_parts(evaluation, voice, language, name, office), WORDS[language], PAGE_WORDS[language]))


def sheet_in_parts(evaluation: Evaluation, voice: Voice, language: str, name: str | None, office: str | None) -> SheetInWords:
    """The sheet, part by part. Raises ValueError where name or office is more than a line."""
    if not all(map(is_one_line, (name or "", office or ""))):
        raise ValueError("name and office are one line each, without control characters")
    return _Sheet(PageWriter(evaluation, voice, language), WORDS[language]).sheet(name, office)


def _lines(sheet: SheetInWords, say: SheetWords, page: PageWords) -> Iterator[str]:
    """The sheet line by line."""
    yield from (sheet.title, sheet.head, "", sheet.opening, "")
    for part in sheet.parts:
        yield part.heading
        for number, line in enumerate(part.claims, 1):
            parts = [one for one in (line.amount, *line.besides, line.whom) if one]
            yield say.line.format(number=number, name=line.name, rest=page.colon + page.joined.join(parts) if parts else "")
        for one in part.said:
            yield from ([one.heading] if one.heading else [])
            yield from (f"- {item}" for item in one.lines)
        yield ""
    yield from (*sheet.sign, "", *sheet.sources, sheet.receipt)


def is_one_line(text: str) -> bool:
    """Whether nothing in a text would begin another line or steer a terminal: no control, format or separator of lines."""
    return not any(category(char) in ("Cc", "Cf", "Zl", "Zp") for char in text)


@dataclass(frozen=True, slots=True)
class _Sheet:
    writer: PageWriter
    say: SheetWords

    def sheet(self, name: str | None, office: str | None) -> SheetInWords:
        say, receipt = self.say, self.writer.evaluation.receipt
        dear = say.dear_elder if self.writer.elders_own else say.dear
        return SheetInWords(
            title=say.title,
            head=say.head.format(office=office or "", day=self.writer.day(receipt.as_of)).strip(),
            opening=_begun((dear.format(name=name) if name else say.dear_nobody) + self._according()),
            parts=tuple(self._parts()) if self.writer.page.lines else (),
            sign=tuple(say.sign),
            sources=tuple(self._sources()),
            receipt=say.receipt.format(version=receipt.version[:12], receipt=receipt.number),
        )

    def _according(self) -> str:
        """What the sheet goes by; of another person whom it depends on, what was told."""
        writer, person = self.writer, self.writer.evaluation.person
        if not writer.page.lines:
            if writer.evaluation.wanted != Filter():
                return writer.nothing()
            lives = person.get(LIVES_HERE.source)
            place = lives and full_name_in_china(division(lives)[:COUNTY])
            return self.say.no_documents.format(here=self.say.here.format(place=place) if place else "")
        others = writer.others()
        return self.say.according_to.format(facts=writer.say.joined.join(others)) if others else self.say.according

    def _parts(self) -> Iterator[SheetPart]:
        say, new = self.say, [one for one in self.writer.page.claims if not one.received]
        claims = tuple(line_in_words(line, self.writer) for line in new[:CLAIMED])
        yield SheetPart(say.numbers[0] + say.claim, claims, tuple(self._besides(len(new))))
        asked = tuple(islice(self._asked(), ASKED))
        if asked:
            yield SheetPart(say.numbers[1] + say.tell, (), (GroupNames("", asked),))
        yield SheetPart(say.numbers[2 if asked else 1] + say.mind, (), (GroupNames("", tuple(self._mind())),))

    def _besides(self, new: int) -> Iterator[GroupNames]:
        """What is said below what can be claimed, of which so many are new."""
        say, writer = self.say, self.writer
        if new > CLAIMED:
            yield GroupNames(say.more.format(count=new - CLAIMED), ())
        if not new:
            yield GroupNames(say.nothing if any(self._asked()) else say.nothing_to_ask, ())
        yield from self._drawn()
        if writer.page.soon:
            yield GroupNames(say.soon.format(names=writer.later()), ())
        doubted = writer.page.of(Action.READING)
        if doubted:
            yield GroupNames(say.readings.format(names=writer.names(doubted)), ())

    def _drawn(self) -> Iterator[GroupNames]:
        """What the person draws: what of it goes on, what is to be checked, and what else was told."""
        say, writer, drawn = self.say, self.writer, self.writer.page.drawn
        going = [one.finding.name.of(writer.language) for one in drawn if one.goes is Goes.ON]
        if going:
            yield GroupNames(say.received.format(names=writer.say.comma.join(going)), ())
        checked = tuple(writer.drawn(one) + writer.say.stop for one in drawn if one.goes is not Goes.ON)
        if checked:
            yield GroupNames(say.check_drawn, checked)
        known, fact = writer.evaluation.person.get(RECEIVING), writer.voice.rules.facts.get(RECEIVING)
        told = known.has if isinstance(known, Holding) else known or ()
        found = {name for one in drawn for name in (one.finding.benefit, one.finding.provision.scheme)}
        others = [
            one.label.of(writer.language) for one in (fact.codes if fact is not None else ()) if one.code in told and one.code not in found
        ]
        if others:
            yield GroupNames(say.told.format(names=writer.say.comma.join(others)), ())

    def _asked(self) -> Iterator[str]:
        """The questions that the elder can answer, as one puts them to the elder."""
        for one in self.writer.page.questions:
            paths = tuple(path for path in one.paths if not self._is_an_offices(path))
            if paths:
                yield self._question(replace(one, paths=paths))

    def _question(self, one: Asked) -> str:
        """A list to tick; of what is no such list the first questions."""
        writer = self.writer
        if ticked(one, writer.voice):
            return question_of(one, writer.voice, writer.language, self.say.you)
        apart = (replace(one, paths=(path,)) for path in one.paths[:TOGETHER])
        return writer.between.join(question_of(single, writer.voice, writer.language, self.say.you) for single in apart)

    def _is_an_offices(self, path: str) -> bool:
        return self.writer.voice.rules.facts[Path.of(path).fact].asked_of is AskedOf.OFFICE

    def _offices(self) -> Iterator[str]:
        """What is an office's to find out."""
        writer = self.writer
        paths = dict.fromkeys(path for one in writer.page.questions for path in one.paths if self._is_an_offices(path))
        asked = list(dict.fromkeys(writer.whether(Path.of(path).fact) for path in paths))
        if asked:
            shown = writer.say.comma.join(asked[:TICKS])
            shown = shown if len(asked) <= TICKS else writer.say.some.format(names=shown, count=len(asked))
            yield self.say.office.format(facts=shown)

    def _mind(self) -> Iterator[str]:
        say, writer = self.say, self.writer
        yield say.decision
        if not all(map(writer.whom, writer.page.claims)) or not writer.page.claims:
            yield say.ask_village
        yield from self._offices()
        family = sorted(writer.page.of(Action.TELL), key=lambda line: not line.finding.settled)
        if family:
            yield say.family.format(names=writer.names(family))
        for document, flags in writer.page.documents:
            title, period = document.title.of(writer.language), document.planning_period
            if Flag.DRAFT in flags:
                yield say.draft.format(title=title)
            if Flag.PLANNING_PERIOD_ENDED in flags and period is not None and period.end is not None:
                yield say.ended.format(title=title, until=writer.day(period.end))

    def _sources(self) -> Iterator[str]:
        """The documents, with the clauses of what is said to be claimed."""
        language = self.writer.language
        cited: dict[str, set[str]] = {}
        for line in self.writer.page.claims:
            cited.setdefault(line.finding.provision.ruleset, set()).update(line.finding.provision.cite)
        for document, _ in self.writer.page.documents:
            clauses = self._in_order(document.ruleset, cited.get(document.ruleset, ()))
            said = self.say.before_clauses + plain(listed(clauses, language)) if clauses else ""
            yield self.say.sources.format(title=document.title.of(language), number=number_of(document, language), clauses=said)

    def _in_order(self, ruleset: str, cited: Iterable[str]) -> list[str]:
        """Clauses in the order of the document."""
        order = self.writer.voice.rules.rulesets[ruleset].clauses
        return sorted(
            cited, key=lambda cite: (max((at for at, one in enumerate(order) if one.holds(cite)), default=len(order)), by_number(cite))
        )


def _begun(text: str) -> str:
    """A text with a capital at its beginning."""
    return text[:1].upper() + text[1:]
