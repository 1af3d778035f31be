"""The first page in words: what to do, what hangs on a reading, what to ask, and counts of the rest; it fits one screen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING
from typing import Any as Anything

from ..answers.evaluation import Evaluation, Filter
from ..answers.finding import Flag, ReadingDependence
from ..answers.page import CLAIMS, DOUBTS, QUESTIONS, Asked, Doubt, Line, Page, way_of
from ..answers.totals import Total
from ..language.facts import LIVES_HERE, Fact, FactType
from ..language.interval import Interval
from ..language.known import Holding, Path, Person
from ..language.meaning import measure
from ..language.outcome import Action, Outcome
from ..language.places import inside
from ..language.policy import Document, Way
from ..language.quantity import BIRTH, Age, TimeUnit
from ..language.units import Per, Unit
from ..language.words import name_of
from .finding import adoption, amount_in_words
from .page_words import PAGE_WORDS, PageWords
from .plain import cells
from .sentence import Speaker

if TYPE_CHECKING:
    from .voice import Voice

WIDTH, HEIGHT = 99, 40
"""Cells and rows of the screen that the page fits; a wide character may leave the hundredth cell of a row empty."""
SHARES = ((3, DOUBTS, QUESTIONS), (3, 3, 5), (2, 2, 4), (2, 2, 3), (1, 1, 2), (1, 1, 1), (1, 0, 1), (1, 0, 0))
"""How many rows of facts, doubts and questions stand on the page: as many as there is room for."""
NAMED = 3
"""Names that stand for many."""
TICKS = 6
"""Facts of a screen that stand for all of them."""


def page_in_words(evaluation: Evaluation, voice: Voice, language: str) -> str:
    """The first page in words."""
    return "\n".join(PageWriter(evaluation, voice, language).lines())


class PageWriter:
    """Says the parts of one page in one language."""

    def __init__(self, evaluation: Evaluation, voice: Voice, language: str) -> None:
        self.evaluation = evaluation
        self.page: Page = evaluation.first_page
        self.voice = voice
        self.language = language
        self.say: PageWords = PAGE_WORDS[language]
        self.here = self._here()

    def _here(self) -> str | None:
        """The place of the documents whose place goes without saying: the narrowest one of those where the person lives."""
        places = {document.place for document, _ in self.page.documents}
        lives = self.evaluation.person.get(LIVES_HERE.source)
        around = [one for one in places if len(places) == 1 or (lives is not None and inside(lives, one))]
        return max(around, key=len, default=None)

    def lines(self) -> Iterator[str]:
        """The page."""
        if not self.page.lines:
            yield self.nothing()
            return
        claims, rest = list(self._claims()), [*self._rests(), *self._sources()]
        page: list[str] = []
        for facts, doubts, questions in SHARES:
            page = [*self._person(facts), *claims, *self._doubts(doubts), *self._questions(questions), *rest]
            if rows_of("\n".join(page)) <= HEIGHT:
                break
        yield from page

    def nothing(self) -> str:
        """That there is nothing for the person, and what there is at all."""
        if self.evaluation.wanted != Filter():
            return self.say.nothing_wanted
        places = [self.voice.rules.places.get(one.document.place) for one in self.voice.rules.rulesets.values()]
        return self.say.nothing.format(places=self.say.comma.join(one.name.of(self.language) for one in places if one is not None))

    def _rests(self) -> Iterator[str]:
        """A line each for the rest."""
        for action in (Action.EVERYONE, Action.ENQUIRE, Action.TELL):
            yield from self._rest(action, named=True)
        for action in (Action.NOT_COVERED, Action.NOT_IN_FORCE):
            yield from self._rest(action, named=False)
        if self.page.elsewhere:
            yield self._named(self.say.elsewhere.format(count=len(self.page.elsewhere)), self.page.elsewhere)

    def _sources(self) -> Iterator[str]:
        """The documents, and what the answers can be checked by."""
        yield from (self._document(document, flags) for document, flags in self.page.documents)
        receipt = self.evaluation.receipt
        yield self.say.footer.format(version=receipt.version[:12], receipt=receipt.number)

    def speaker(self, ruleset: str) -> Speaker:
        """Who says what a ruleset says."""
        return self.voice.speaker(ruleset, self.language)

    # -- what is known ---------------------------------------------------------------------------------------------------

    def _person(self, rows: int) -> Iterator[str]:
        """The facts as they were read, as many as go into so many rows."""
        document = self.page.documents[0][0]
        speaker = self.speaker(document.ruleset)
        person = self.evaluation.person
        said = [
            self._fact(facts, person[facts[0].name], speaker)
            for facts in _together([one for one in speaker.facts.values() if _tells(one, person.get(one.name))], person)
        ]
        if said:
            fits = max(number for number in range(1, len(said) + 1) if number == 1 or self._told(said, number, speaker)[1] <= rows)
            yield self._told(said, fits, speaker)[0]

    def _told(self, said: Sequence[str], number: int, speaker: Speaker) -> tuple[str, int]:
        """So many of the facts, and how many rows they take."""
        shown = self.say.joined.join(said[:number])
        more = self.say.more_facts.format(count=len(said) - number) if number < len(said) else ""
        text = self.say.person.format(day=speaker.day(self.evaluation.receipt.as_of), facts=shown + more)
        return text, rows_of(text)

    def _fact(self, facts: Sequence[Fact], value: Anything, speaker: Speaker) -> str:
        """A fact, or several places that are the same."""
        fact, *others = facts
        if fact.name == BIRTH:
            age = measure(Age(TimeUnit.YEARS), self.evaluation.person, speaker.scope.on(self.evaluation.receipt.as_of))
            born = speaker.day(value) if isinstance(value, date) else speaker.value(fact, value)
            return self.say.aged.format(born=born, age=speaker.interval(age, self.say.years_old))
        if others:
            labels = self.say.comma.join(map(speaker.label, facts))
            return speaker.wording.known.format(fact=labels, value=speaker.value(fact, value))
        return speaker.stated(fact, value.has if isinstance(value, Holding) else value)

    # -- what can be claimed ---------------------------------------------------------------------------------------------

    def _claims(self) -> Iterator[str]:
        claims, wanted = self.page.claims, self.evaluation.wanted.actions
        if not claims and wanted and Action.CLAIM not in wanted:
            return
        yield self.say.actions[Action.CLAIM].format(count=len(claims)) if claims else self.say.no_claims
        services = self.voice.rules.services
        number = 0
        for way, lines in groupby(claims[:CLAIMS], lambda line: way_of(line, services)):
            yield f"  {self.say.ways[way]}"
            for line in lines:
                number += 1
                yield f"  {number}. {self.claim(line)}"
        if len(claims) > CLAIMS:
            yield f"  {self.say.more.format(count=len(claims) - CLAIMS)}"
        for template, sums in ((self.say.sums_new, self.page.new), (self.say.sums_received, self.page.received)):
            if sums:
                yield f"  {template.format(sums=self._sums(sums))}"

    def claim(self, line: Line) -> str:
        """The thing, how much, and from whom."""
        parts = [part for part in (self.how_much(line), self.whom(line)) if part]
        name = self.name(line) + (self.say.received if line.received else "")
        return name + (self.say.colon + self.say.joined.join(parts) if parts else "")

    def how_much(self, line: Line) -> str:
        """What is paid, what it costs, or that the text does not say how much money it is."""
        one = line.finding
        speaker = self.speaker(one.provision.ruleset)
        if one.amount is not None:
            return amount_in_words(one.amount, speaker, besides=one)
        if one.provision.charge is not None:
            return speaker.text(name_of(one.provision.charge))
        return self.say.no_amount if way_of(line, self.voice.rules.services) is Way.MONEY else ""

    def whom(self, line: Line) -> str:
        """Where to go, as the text has it: of several offices the one that leads."""
        unit = line.finding.provision.responsible
        if unit is None:
            return ""
        said = unit.of(self.language)
        leading, leads, _ = said.partition(self.say.leading)
        shared = said.removesuffix(self.say.by_duties)
        return (self.say.in_charge if shared != said and not leads else self.say.ask_whom).format(unit=leading if leads else shared)

    def _sums(self, sums: Mapping[Per, Total]) -> str:
        speaker = self.speaker(self.page.documents[0][0].ruleset)
        say, unit = speaker.wording, speaker.unit(Unit.CNY)
        ends = {
            per: Interval(*(None if end is None else Fraction(end) for end in (one.at_least, one.at_most))) for per, one in sums.items()
        }
        return self.say.joined.join(say.pays.format(per=say.per[per], amount=speaker.interval(one, unit)) for per, one in ends.items())

    def name(self, line: Line) -> str:
        """What it is called, with the place where that does not go without saying."""
        return self._placed(line.finding.name.of(self.language), self._place(line))

    def _place(self, line: Line) -> str | None:
        """The place of its document, where that does not go without saying."""
        place = line.finding.case.ruleset.document.place
        named = self.voice.rules.places.get(place)
        return None if named is None or place == self.here else named.name.of(self.language)

    def _placed(self, name: str, place: str | None) -> str:
        return name if place is None else self.say.of_place.format(name=name, place=place)

    def _names(self, lines: Sequence[Line], room: int | None = None, more: str | None = None) -> str:
        """Some names, as many as there is room for, and how many there are in all (or `more`); a place that they share once."""
        places = {self._place(line) for line in lines}
        for number in range(min(NAMED, len(lines)), 0, -1):
            some = lines[:number]
            names = [line.finding.name.of(self.language) if len(places) == 1 else self.name(line) for line in some]
            said = self.say.comma.join(names)
            said = said if number == len(lines) else (more or self.say.some).format(names=said, count=len(lines))
            said = self._placed(said, *places) if len(places) == 1 else said
            if room is None or number == 1 or cells(said) <= room:
                return said
        return ""

    def _named(self, heading: str, lines: Sequence[Line]) -> str:
        """A heading and as many names as the row has room for."""
        start = heading + self.say.colon
        return start + self._names(lines, WIDTH - cells(start), self.say.others)

    # -- what hangs on a reading -----------------------------------------------------------------------------------------

    def _doubts(self, most: int) -> Iterator[str]:
        lines = self.page.of(Action.READING)
        if not lines:
            return
        yield self.say.actions[Action.READING].format(count=len(lines))
        for one in self.page.doubts[:most]:
            yield f"  · {self._names(one.lines)}{self.say.colon}{self.ways(one)}{self.say.stop}"
        left = sum(len(one.lines) for one in self.page.doubts[most:])
        if left:
            yield f"  {self.say.more.format(count=left)}"

    def ways(self, doubt: Doubt) -> str:
        """What comes out as the text is usually read, and by the other readings; those that only leave it open are counted."""
        say = self.say
        found: dict[Outcome, list[str]] = {}
        for one in doubt.ways:
            found.setdefault(one.outcome, []).append(self._note(one))
        left = found.pop(Outcome.UNDETERMINED, []) if len(found) > 1 else []
        said = [say.usual.format(outcome=say.outcomes[doubt.lines[0].finding.outcome])]
        for outcome, notes in found.items():
            if len(notes) == 1:
                said.append(say.if_read.format(note=notes[0], outcome=say.outcomes[outcome]))
            else:
                numbered = say.joined.join(say.numbered.format(number=number, note=note) for number, note in enumerate(notes, 1))
                said.append(say.if_any.format(notes=numbered, outcome=say.outcomes[outcome]))
        if left:
            said.append(say.if_others.format(count=len(left), outcome=say.outcomes[Outcome.UNDETERMINED]))
        return say.joined.join(said)

    def _note(self, one: ReadingDependence) -> str:
        return self.say.together.join(choice.note.of(self.language).rstrip("。.") for choice in one.choices)

    # -- what to ask -----------------------------------------------------------------------------------------------------

    def _questions(self, most: int) -> Iterator[str]:
        asked = self.page.questions
        if not asked:
            return
        heading = self.say.questions if len(asked) <= most else self.say.first_questions
        yield heading.format(questions=len(asked), shown=most, count=len(self.page.of(Action.ASK)))
        for number, one in enumerate(asked[:most], 1):
            start = f"  {number}. {question_of(one, self.voice, self.language)}{self.say.bears_on}"
            yield f"{start}{self._names(one.settles, WIDTH - cells(start + self.say.stop))}{self.say.stop}"

    # -- the rest --------------------------------------------------------------------------------------------------------

    def _rest(self, action: Action, *, named: bool) -> Iterator[str]:
        lines = sorted(self.page.of(action), key=lambda line: not line.finding.settled)
        if lines:
            heading = self.say.actions[action].format(count=len(lines))
            yield self._named(heading, lines) if named else heading

    def number(self, document: Document) -> str:
        """Its number as it follows the title, if it has one."""
        return self.say.number.format(number=document.number) if document.number else ""

    def day(self, day: date) -> str:
        """A day as it is read aloud."""
        return self.speaker(next(iter(self.voice.rules.rulesets))).day(day)

    def clause(self, ruleset: str, cite: str) -> str:
        """A clause by its number."""
        return self.speaker(ruleset).plain(cite)

    def _document(self, document: Document, flags: Sequence[Flag]) -> str:
        speaker = self.speaker(document.ruleset)
        period = document.planning_period
        since, until = (
            None if period is None or end is None else speaker.day(end) for end in (period and period.start, period and period.end)
        )
        source = self.say.sources.format(title=document.title.of(self.language), number=self.number(document))
        said = [source, *(self.say.flags[flag].format(since=since, until=until) for flag in flags), *self._adopted(document.ruleset)]
        return speaker.wording.between_sentences.join(said)


    def _adopted(self, ruleset: str) -> Iterator[str]:
        """How an office settled that words and sentences are read."""
        speaker = self.speaker(ruleset)
        benefits = {one.id: one.name for one in self.voice.rules.rulesets[ruleset].benefits}
        for one in self.voice.rules.rulesets[ruleset].adopted:
            label = benefits.get(one.about) or speaker.terms[one.about].label
            yield adoption(one, speaker.quoted(speaker.text(label)), speaker)


def rows_of(text: str) -> int:
    """How many rows of the screen a text takes."""
    return sum(max(1, -(-cells(line) // WIDTH)) for line in text.split("\n"))


def _together(facts: Sequence[Fact], person: Person) -> list[list[Fact]]:
    """The facts, places that are the same together."""
    found: dict[object, list[Fact]] = {}
    for fact in facts:
        found.setdefault(person[fact.name] if fact.type is FactType.PLACE else fact.name, []).append(fact)
    return list(found.values())


def _tells(fact: Fact, value: Anything) -> bool:
    """Whether a fact says something of the person that is worth a word."""
    return value is not None and fact.type is not FactType.PERSON and not (isinstance(value, Holding) and not value.has)


def question_of(asked: Asked, voice: Voice, language: str) -> str:
    """A question as it is put: the one of a screen with what can be ticked, what it asks for in all, or the fact's own."""
    say, rules = PAGE_WORDS[language], voice.rules
    facts = [[rules.facts[name] for name in Path.of(path) if name] for path in asked.paths]
    screen = rules.screens.get(asked.screen or "")
    if screen is not None and len(facts) > 1:
        ticked = all(fact.type is FactType.YES_NO for *_, fact in facts)
        question = (screen.question if ticked and screen.question else screen.label).of(language)
        labels = [fact.label.of(language) for *_, fact in facts]
        ticks = say.comma.join(labels[:TICKS])
        return say.of_screen.format(
            question=question, facts=ticks if len(labels) <= TICKS else say.some.format(names=ticks, count=len(labels))
        )
    *who, fact = facts[0]
    return say.colon.join([*(one.label.of(language) for one in who), (fact.question or fact.label).of(language)])
