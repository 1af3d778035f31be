"""The first page in words: what to do, what hangs on a reading, what to ask, and counts of the rest; it fits one screen."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from functools import cache, cached_property
from itertools import chain, groupby
from typing import TYPE_CHECKING, cast
from typing import Any as Anything

from ..answers.evaluation import Evaluation, Filter
from ..answers.finding import Finding, FirstDay, Flag, ReadingDependence
from ..answers.page import CLAIMS, DOUBTS, QUESTIONS, Asked, Doubt, Drawn, Goes, Line, Page, way_of
from ..answers.totals import Total, new_totals
from ..china import COUNTY, is_gone
from ..language.facts import LIVES_HERE, AskedOf, Fact, FactType
from ..language.interval import Interval
from ..language.known import Holding, Listed, Path, Person, Range
from ..language.meaning import measure
from ..language.outcome import Action, Outcome, elders_own
from ..language.places import division, inside
from ..language.policy import ChooseBy, Document, Way
from ..language.quantity import BIRTH, Age, TimeUnit
from ..language.truth import Truth
from ..language.units import Per, Unit
from ..language.words import name_of
from .finding import adoption, amount_in_words, grounds
from .page_words import PAGE_WORDS, PageWords
from .particulars import amended_later, facts_named, places, starts_from
from .plain import cells
from .sentence import Speaker
from .values import WORDINGS

if TYPE_CHECKING:
    from .voice import Voice

WIDTH, HEIGHT = 99, 40
"""Cells and rows of the screen that the page fits; a wide character may leave the hundredth cell of a row empty."""
FACTS = 5
"""Rows of facts, at most."""
SHARES = {FACTS: ((DOUBTS, QUESTIONS), (3, 5), (2, 4), (2, 3), (1, 2), (1, 1)), 3: ((0, 1),), 1: ((0, 0),)}
"""By how many rows of facts stand on the page, how many doubts and questions do: as many as there is room for. Facts go last, since
whoever reads the page must see of whom it speaks.
"""
REASONS = 2
"""Reasons why something that is drawn is not to be had any more."""
NAMED = 3
"""Names that stand for many."""
ENDED = ("？", "?", "）", ")", "。", ".")
"""What a question ends with; a label that stands for one gets a full stop."""
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
        self._anyone = self.speaker(next(iter(voice.rules.rulesets)))
        """Who says what every document says alike."""

    def _here(self) -> str | None:
        """The place of the documents whose place goes without saying: the narrowest one of those where the person lives."""
        places = {document.place for document, _ in self.page.documents}
        lives = self.evaluation.person.get(LIVES_HERE.source)
        around = [one for one in places if len(places) == 1 or (lives is not None and inside(lives, one))]
        return max(around, key=len, default=None)

    def lines(self) -> Iterator[str]:
        """The page."""
        if not self.page.lines:
            if self.evaluation.wanted == Filter():
                yield from self._person(FACTS)
            yield self.nothing()
            return
        claims, rest = list(self._claims()), [*self._rests(), *self._sources()]
        person, opened = self._shared(HEIGHT - sum(map(rows_of, claims + rest)))
        yield from (*person, *claims, *opened, *rest)

    def _shared(self, room: int) -> tuple[list[str], list[str]]:
        """What is known; doubts and questions: of all as much as so many rows hold."""
        person, opened, measured = list[str](), list[str](), cache(rows_of)
        for facts, shares in SHARES.items():
            person = list(self._person(facts))
            left = room - sum(map(measured, person))
            for doubts, questions in shares:
                opened = [*self._doubts(doubts), *self._questions(questions)]
                if sum(map(measured, opened)) <= left:
                    return person, opened
        return person, opened

    def nothing(self) -> str:
        """That there is nothing for the person, and what there is at all."""
        if self.evaluation.wanted != Filter():
            return self.say.nothing_wanted
        places = dict.fromkeys(one.document.place for one in self.voice.rules.rulesets.values())
        return self.say.nothing.format(places=self.say.comma.join(self._anyone.place_apart(one) for one in places))

    def _rests(self) -> Iterator[str]:
        """A line each for the rest."""
        page, say = self.page, self.say
        if page.soon:
            yield f"{say.soon.format(count=len(page.soon))}{say.colon}{self.later()}"
        for action in (Action.EVERYONE, Action.ENQUIRE, Action.TELL):
            lines = page.of(action)
            if lines:
                heading = say.actions[action].format(count=len(lines))
                yield self._named(heading, sorted(lines, key=lambda line: (line.received, not line.finding.settled)))
        if page.excluded:
            yield self._named(say.excluded.format(count=len(page.excluded)), page.excluded)
        for action, lines in ((Action.NOT_COVERED, page.silent), (Action.NOT_IN_FORCE, page.of(Action.NOT_IN_FORCE))):
            if lines:
                yield say.actions[action].format(count=len(lines))
        if self.page.elsewhere:
            yield self._named(self.say.elsewhere.format(count=len(self.page.elsewhere)), self.page.elsewhere)

    def _sources(self) -> Iterator[str]:
        """The documents, and what the answers can be checked by."""
        yield from self.documents()
        yield self.footer()

    def documents(self) -> Iterator[str]:
        """The documents, each with what is to be known of it."""
        return (self._document(document, flags) for document, flags in self.page.documents)

    def footer(self) -> str:
        """That it is no decision, and what the answers can be checked by."""
        receipt = self.evaluation.receipt
        return self.say.footer.format(version=receipt.version[:12], receipt=receipt.number)

    def speaker(self, ruleset: str) -> Speaker:
        """Who says what a ruleset says."""
        return self.voice.speaker(ruleset, self.language)

    # -- what is known ---------------------------------------------------------------------------------------------------

    def _person(self, rows: int) -> Iterator[str]:
        """The facts as they were read, as many as go into so many rows."""
        said, ends, known = self._facts
        if not said:
            yield self.say.nothing_told.format(day=self.day(self.evaluation.receipt.as_of))
            return
        for number in range(max(1, bisect_right(ends, WIDTH * rows)), 0, -1):
            told = self._told(said[:number], known - number)
            if number == 1 or rows_of(told) <= rows:
                yield told
                break
        yield from self._gone()

    def person(self) -> Iterator[str]:
        """All facts as they were read, and what is to be known of them."""
        said = self.facts_of(self.evaluation.person)
        yield self._told(said, 0) if said else self.say.nothing_told.format(day=self.day(self.evaluation.receipt.as_of))
        yield from self._gone()

    def each_fact(self) -> dict[str, str]:
        """Every fact that says something as it was read, by its path; those of people whom the person names or lists too."""
        return dict(self._each(self.evaluation.person, ""))

    def _each(self, person: Person, who: str) -> Iterator[tuple[str, str]]:
        for name, fact in self._anyone.facts.items():
            value: Anything = person.get(name)
            if isinstance(value, Listed):
                for number, one in enumerate(value.people, 1):
                    yield from self._each(one, f"{name}.{number}.")
            elif fact.type is FactType.PERSON and value is not None:
                yield from self._each(value, f"{name}.")
            if name == BIRTH and isinstance(value, Range):
                yield who + name, self._read_as(value, person)
            elif name in person and _tells(value):
                yield who + name, self._fact([fact], value, self._anyone)

    def _read_as(self, born: Range, person: Person) -> str:
        """How a birth date was read that is known in part."""
        first, last = cast("date | None", born.low), cast("date | None", born.high)
        within = self._anyone.value(self._anyone.facts[BIRTH], born)
        if first is not None and last is not None and first.day == 1 and (last + timedelta(days=1)).day == 1 and first.year == last.year:
            if (first.month, last.month) == (1, 12):
                within = self.say.in_year.format(year=first.year)
            elif first.month == last.month:
                within = self.say.in_month.format(year=first.year, month=first.month)
        age = measure(Age(TimeUnit.YEARS), person, self._anyone.scope.on(self.evaluation.receipt.as_of))
        return self.say.read_as_born.format(born=within, age=self._anyone.interval(age, self.say.years_old))

    def _gone(self) -> Iterator[str]:
        """That a fact names a division that there is no more."""
        gone = [
            fact
            for fact in self._anyone.facts.values()
            if fact.type is FactType.PLACE and self._is_gone(self.evaluation.person.get(fact.name))
        ]
        if gone:
            yield self.say.gone.format(facts=self.say.comma.join(map(self._anyone.label, gone)))

    @cached_property
    def _facts(self) -> tuple[list[str], list[int], int]:
        """The facts as they were read, as many as could stand on the page; how many cells it takes up to each; how many there are."""
        person, said, ends, end = self.evaluation.person, list[str](), list[int](), cells(self._told([], 0))
        known = self._known(person)
        for facts in known:
            if end > WIDTH * FACTS:
                break
            said.append(self._fact(facts, person[facts[0].name], self._anyone))
            end += cells(said[-1]) + (cells(self.say.joined) if ends else 0)
            ends.append(end)
        return said, ends, len(known)

    def _known(self, person: Person) -> list[list[Fact]]:
        """The facts of a person that are worth a word: not those that follow from what others say already."""
        told = [name for name in self._anyone.facts if name in person and _tells(person[name])]
        said = self.voice.implications.follow_from_others(person)
        return _together([self._anyone.facts[name] for name in told if name not in said], person)

    def facts_of(self, person: Person) -> list[str]:
        """What is known of the person, or of another one of whom they tell."""
        return [self._fact(facts, person[facts[0].name], self._anyone) for facts in self._known(person)]

    @cached_property
    def elders_own(self) -> bool:
        """Whether it is an elder's own profile, not that of a relative."""
        return elders_own(self.evaluation.person, self._anyone.scope.on(self.evaluation.receipt.as_of))

    def others(self) -> list[str]:
        """What was told of other persons."""
        person = self.evaluation.person
        told = (facts for facts in self._known(person) if facts[0].type is FactType.PERSON)
        return [self._fact(facts, person[facts[0].name], self._anyone) for facts in told]

    def _told(self, said: Sequence[str], left: int) -> str:
        """Some of the facts, and how many are left out."""
        more = self.say.more_facts.format(count=left) if left else ""
        return self.say.person.format(day=self.day(self.evaluation.receipt.as_of), facts=self.say.joined.join(said) + more)

    def _is_gone(self, place: str | None) -> bool:
        """Whether it is a division that there is no more, nor that the rule book has."""
        return (
            place is not None
            and is_gone(place)
            and not any(inside(place, one) for one in self.voice.rules.places if len(division(one)) >= COUNTY)
        )

    def _fact(self, facts: Sequence[Fact], value: Anything, speaker: Speaker) -> str:
        """A fact, or several places that are the same."""
        fact, *others = facts
        if fact.name == BIRTH:
            age = measure(Age(TimeUnit.YEARS), {BIRTH: value}, speaker.scope.on(self.evaluation.receipt.as_of))
            born = speaker.day(value) if isinstance(value, date) else speaker.value(fact, value)
            return self.say.aged.format(born=born, age=speaker.interval(age, self.say.years_old))
        if fact.type is FactType.PERSON:
            return speaker.wording.known.format(fact=speaker.label(fact), value=self.say.pause.join(self.facts_of(value)))
        if others:
            labels = self.say.comma.join(map(speaker.label, facts))
            return speaker.wording.known.format(fact=labels, value=speaker.value(fact, value))
        return speaker.stated(fact, value.has if isinstance(value, Holding) else value)

    # -- what can be claimed ---------------------------------------------------------------------------------------------

    def _claims(self) -> Iterator[str]:
        claims, wanted = self.page.claims, self.evaluation.wanted.actions
        if not claims and wanted and Action.CLAIM not in wanted:
            return
        yield self.claims_heading()
        services = self.voice.rules.services
        number = 0
        for way, lines in groupby(claims[:CLAIMS], lambda line: way_of(line, services)):
            yield f"  {self.say.ways[way]}"
            for line in lines:
                number += 1
                yield f"  {number}. {self.claim(line)}"
        if len(claims) > CLAIMS:
            yield f"  {self.say.more.format(count=len(claims) - CLAIMS)}"
        yield from (f"  {one}" for one in self.sums())
        drawn = self.to_check()
        if drawn:
            yield self.say.check_drawn.format(count=len(drawn))
            yield from (f"  · {one}" for one in drawn)

    def claims_heading(self) -> str:
        """How many can be claimed, or that none can be."""
        if self.page.claims:
            return self.say.actions[Action.CLAIM].format(count=len(self.page.claims))
        return self.say.no_claims if self.page.of(Action.ASK) or self.page.of(Action.READING) else self.say.none_open

    def sums(self) -> Iterator[str]:
        """What it comes to in all: what is new, and what is drawn already."""
        if self.page.new:
            yield self.say.sums_new.format(sums=self._sums(self.page.new), notes=self._notes())
        if self.page.received:
            yield self.say.sums_received.format(sums=self._sums(self.page.received))

    def to_check(self) -> list[str]:
        """What is drawn and may not go on, a sentence each."""
        return [self.drawn(one) + self.say.stop for one in self.page.drawn if one.goes in (Goes.OPEN, Goes.NOT_MET, Goes.LAPSED)]

    def _notes(self) -> str:
        """What is to be known of the sum of what is new."""
        say, new = self.say, [one for one in self.page.claims if not one.received]
        notes = [say.sums_limited.format(sums=self._sums(self.page.limited, say.comma))] if self.page.limited else []
        notes += [say.sums_together] if any(one.unless for one in new) else []
        notes += [say.sums_more] if any(one.goes is Goes.CHANGED for one in self.page.drawn) else []
        return say.sums_notes.format(notes=say.joined.join(notes)) if notes else ""

    def drawn(self, one: Drawn) -> str:
        """What becomes of something that the person draws."""
        finding, say = one.finding, self.say
        standing, document = finding.standing, finding.case.ruleset.document
        new = "" if standing is None or one.goes is not Goes.CHANGED else self.called(standing.settled_by[0])
        why = ""
        if one.goes is Goes.NOT_MET:
            why = say.comma.join(grounds(finding, self.speaker(finding.provision.ruleset))[:REASONS])
        elif one.goes is Goes.LAPSED and document.superseded_by is not None:
            newer = self.voice.rules.rulesets[document.superseded_by].document
            why = say.superseded.format(title=newer.title.of(self.language))
        elif one.goes is Goes.LAPSED:
            why = say.lapsed
        return say.drawn[one.goes].format(name=finding.name.of(self.language), new=new, why=why)

    def claim(self, line: Line) -> str:
        """The thing, how much, and from whom."""
        parts = [part for part in (self.how_much(line), *self.besides(line), self.whom(line)) if part]
        name = self.name(line) + (self.say.received if line.received else "")
        return name + (self.say.colon + self.say.joined.join(parts) if parts else "")

    def besides(self, line: Line) -> Iterator[str]:
        """From when on is paid, and what is not paid besides."""
        one, standing = line.finding, line.finding.standing
        if one.first_day is not None and not line.received:
            yield self._paid_from(one, one.first_day)
        elif one.provision.pays is not None and one.provision.pays.starts is not None and not line.received:
            said = starts_from(one.provision.pays.starts, self.speaker(one.provision.ruleset))
            yield said[0].lower() + said[1:]
        if one.provision.quota is not None and not line.received:
            yield places(one.provision.quota, self.speaker(one.provision.ruleset))
        if line.unless:
            yield self.say.gives_way.format(names=self.say.comma.join(self.called(other.benefit) for other in line.unless))
        now = [other for other in line.instead_of if other.received]
        if now and standing is not None:
            names = self.say.comma.join(self.called(other.benefit) for other in now)
            yield self.say.changed_to.format(names=names, more=self._more_than_now(line))
        elif standing is not None:
            names = {member.benefit for member in standing.members} - {one.benefit}
            said = self.say.comma.join(self.called(name) for name in standing.line.benefits if name in names)
            chosen = (
                self.say.choice_of
                if standing.line.by is ChooseBy.PERSON
                else self.say.instead_of
                if standing.truth is Truth.YES
                else self.say.one_of
            )
            yield chosen.format(names=said)

    def _paid_from(self, finding: Finding, first: FirstDay) -> str:
        """From when on is paid: of a day that has passed no promise is made for the time before."""
        say, today = self.say, self.evaluation.receipt.as_of
        if first.settled:
            said = (say.due_since if first.latest < today else say.paid_from).format(day=self.day(first.latest))
        else:
            facts = facts_named(first.depends_on, self.speaker(finding.provision.ruleset))
            said = say.paid_between.format(earliest=self.day(first.earliest), latest=self.day(first.latest), facts=facts)
        later = amended_later(finding.provision, first)
        said += "" if later is None else say.as_today_from.format(day=self.day(later))
        return said + (say.earlier_time if first.earliest < today else "")

    def _more_than_now(self, line: Line) -> str:
        """How much more than what is drawn now is paid, where it is anything."""
        drawn = {one.benefit: one for one in line.instead_of if one.received}
        more = [(per, one) for per, one in new_totals([line.finding], drawn, {}).items() if one.at_most != 0]
        say = self._anyone.wording
        return self.say.comma.join(self.say.more_than_now.format(per=say.per[per], amount=self._sum(one)) for per, one in more)

    def called(self, benefit: str) -> str:
        """What a benefit of the book is called, by its full name."""
        return self.speaker(benefit.partition("/")[0]).benefit(benefit)

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

    def _sums(self, sums: Mapping[Per, Total], between: str | None = None) -> str:
        say = self._anyone.wording
        return (between or self.say.joined).join(say.pays.format(per=say.per[per], amount=self._sum(one)) for per, one in sums.items())

    def _sum(self, total: Total) -> str:
        ends = (None if end is None else Fraction(end) for end in (total.at_least, total.at_most))
        return self._anyone.interval(Interval(*ends), self._anyone.unit(Unit.CNY))

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

    def names(self, lines: Sequence[Line], room: int | None = None, more: str | None = None) -> str:
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
        return start + self.names(lines, WIDTH - cells(start), self.say.others)

    # -- what hangs on a reading -----------------------------------------------------------------------------------------

    def _doubts(self, most: int) -> Iterator[str]:
        lines = self.page.of(Action.READING)
        if not lines:
            return
        yield self.say.actions[Action.READING].format(count=len(lines))
        yield from self._doubted[:most]
        left = sum(len(one.lines) for one in self.page.doubts[most:])
        if left:
            yield f"  {self.say.more.format(count=left)}"

    @cached_property
    def _doubted(self) -> list[str]:
        """A line for each doubt that could stand on the page."""
        return [f"  · {self.names(one.lines)}{self.say.colon}{self.ways(one)}{self.say.stop}" for one in self.page.doubts[:DOUBTS]]

    def ways(self, doubt: Doubt) -> str:
        """What comes out as the text is usually read, and by the other readings; those that only leave it open are counted."""
        say = self.say
        found: dict[Outcome, list[str]] = {}
        for one in doubt.ways:
            if one.by_way_of is None:
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
        others = [self.called(one.by_way_of) for one in doubt.ways if one.by_way_of is not None]
        if others:
            said.append(say.by_way_of.format(names=say.comma.join(others)))
        return say.joined.join(said)

    def _note(self, one: ReadingDependence) -> str:
        return self.say.together.join(choice.note.of(self.language).rstrip("。.") for choice in one.choices)

    # -- what to ask -----------------------------------------------------------------------------------------------------

    def _questions(self, most: int) -> Iterator[str]:
        asked = self.page.questions
        if not asked:
            return
        yield self.questions_heading(most)
        yield from self._asked[:most]

    def questions_heading(self, most: int) -> str:
        """How many questions there are, of which so many are shown, and how much they bear on."""
        asked = self.page.questions
        heading = self.say.first_questions if 0 < most < len(asked) else self.say.questions
        return heading.format(
            questions=self.say.question_count(len(asked)), shown=self.say.these(most), count=self.say.benefit_count(self._borne_on)
        )

    @cached_property
    def _borne_on(self) -> int:
        """On how many benefits the questions bear."""
        settled = (*self.page.of(Action.ASK), *chain.from_iterable(one.settles for one in self.page.questions))
        return len({line.finding.benefit for line in settled})

    def question(self, one: Asked) -> str:
        """A question as it is put to the person."""
        question = question_of(one, self.voice, self.language, None if self.elders_own else self.say.oneself)
        return question if question.endswith(ENDED) else question + self.say.stop

    @cached_property
    def _asked(self) -> list[str]:
        """A line for each question that could stand on the page."""
        lines: list[str] = []
        for number, one in enumerate(self.page.questions[:QUESTIONS], 1):
            start = f"  {number}. {self.question(one)}{self.say.bears_on}"
            lines.append(f"{start}{self.names(one.settles, WIDTH - cells(start + self.say.stop))}{self.say.stop}")
        return lines

    # -- the rest --------------------------------------------------------------------------------------------------------

    def later(self) -> str:
        """What can be claimed later, each with its day; of many the next, and how many there are in all."""
        lines, say = self.page.soon, self.say
        shown = [say.soon_from.format(name=self.name(one), day=self.day(one.soon)) for one in lines[:NAMED] if one.soon is not None]
        said = say.comma.join(shown)
        return said if len(shown) == len(lines) else say.others.format(names=said)

    def whether(self, fact: str) -> str:
        """What is to be found out of a fact."""
        speaker, one = self._anyone, self.voice.rules.facts[fact]
        return speaker.whether(speaker.holds(one, positive=True)) if one.type is FactType.YES_NO else speaker.label(one)

    @property
    def between(self) -> str:
        """What stands between two sentences."""
        return WORDINGS[self.language].between_sentences

    def day(self, day: date) -> str:
        """A day as it is read aloud."""
        return self._anyone.day(day)

    def _document(self, document: Document, flags: Sequence[Flag]) -> str:
        said = [source(document, flags, self.language), *self._adopted(document.ruleset)]
        return self.speaker(document.ruleset).wording.between_sentences.join(said)

    def _adopted(self, ruleset: str) -> Iterator[str]:
        """How an office settled that words and sentences are read."""
        speaker = self.speaker(ruleset)
        read = self.voice.rules.rulesets[ruleset]
        for one in read.adopted:
            benefit = next((benefit for benefit in read.benefits if benefit.id == one.about), None)
            label = speaker.terms[one.about].label if benefit is None else benefit.name
            yield adoption(one, speaker.quoted(speaker.text(label)), speaker)


def source(document: Document, flags: Sequence[Flag], language: str) -> str:
    """A document by its title and number, and what is to be known of it."""
    say = PAGE_WORDS[language]
    said = say.sources.format(title=document.title.of(language), number=number_of(document, language))
    return WORDINGS[language].between_sentences.join([said, *cautions(document, flags, language)])


def cautions(document: Document, flags: Sequence[Flag], language: str) -> Iterator[str]:
    """A sentence for each of the flags of a document."""
    period, day = document.planning_period, WORDINGS[language].day
    ends = {"since": period and period.start, "until": period and period.end}
    days = {name: "" if end is None else day.format(year=end.year, month=end.month, day=end.day) for name, end in ends.items()}
    yield from (PAGE_WORDS[language].flags[flag].format(**days) for flag in flags)


def number_of(document: Document, language: str) -> str:
    """The number of a document as it follows its title, if it has one."""
    return PAGE_WORDS[language].number.format(number=document.number) if document.number else ""


def rows_of(text: str) -> int:
    """How many rows of the screen a text takes; a short line takes one, however wide its characters."""
    return sum(1 if 2 * len(line) <= WIDTH else -(-cells(line) // WIDTH) for line in text.split("\n"))


def _together(facts: Sequence[Fact], person: Person) -> list[list[Fact]]:
    """The facts, places that are the same together."""
    found: dict[object, list[Fact]] = {}
    for fact in facts:
        found.setdefault(person[fact.name] if fact.type is FactType.PLACE else fact.name, []).append(fact)
    return list(found.values())


def _tells(value: Anything) -> bool:
    """Whether a fact says something of the person that is worth a word."""
    if isinstance(value, Mapping):
        return any(one is not None for one in cast("Person", value).values())
    return value is not None and not (isinstance(value, Holding) and not value.has)


def question_of(asked: Asked, voice: Voice, language: str, called: str | None = None) -> str:
    """A question as it is put, naming whom it is about where that is another person: the one of a screen with what can be ticked,
    what it asks for in all, or the fact's own. `called` is how the person is called, where that is not the elder.
    """
    say, rules = PAGE_WORDS[language], voice.rules
    paths = [Path.of(path) for path in asked.paths]
    facts = [rules.facts[path.fact] for path in paths]
    fact, other = facts[0], paths[0].who
    whom = (
        voice.speaker(next(iter(rules.rulesets)), language).whom(other) if other else None if fact.asked_of is AskedOf.RELATIVE else called
    )
    screen = rules.screens.get(asked.screen or "")
    if screen is None or len(facts) == 1:
        return _asked_of(whom, (fact.question or fact.label).of(language), say, own=not other)
    labels = [fact.label.of(language) for fact in facts]
    ticks = say.comma.join(labels[:TICKS])
    shown = ticks if len(labels) <= TICKS else say.some.format(names=ticks, count=len(labels))
    question = screen.question.of(language) if screen.question is not None and ticked(asked, voice) else None
    if question is not None:
        said = _asked_of(whom, question, say, own=not other)
    else:
        said = ((whom or "") + WORDINGS[language].of_whom if other else "") + screen.label.of(language)
    return say.of_screen.format(question=said, facts=shown)


def ticked(asked: Asked, voice: Voice) -> bool:
    """Whether a question is a list to tick."""
    return all(voice.rules.facts[Path.of(path).fact].type is FactType.YES_NO for path in asked.paths)


def _asked_of(whom: str | None, question: str, say: PageWords, *, own: bool) -> str:
    """A question in which the elder is called otherwise; it begins with the name of another person whom it does not mention."""
    if own:
        return say.asked_of(question, whom) if whom else question
    if whom and say.elder and say.elder in question:
        return question.replace(say.elder, whom)
    return question if whom is None else say.colon.join([whom, question])
