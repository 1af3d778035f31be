"""The command `ask`: an interview in the terminal.

The questions go to standard error and the result to standard output, so that it works in a pipe too. What was answered
is a JSON file of the shape that `POST /v1/interview` takes.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any, assert_never, cast
from unicodedata import normalize

import typer

from ..ask import Interview, Question
from ..errors import ProfileError
from ..language.facts import Code, Fact, FactType, Vocabulary
from ..language.known import Path as FactPath
from ..language.known import Person
from ..language.places import division, within
from ..language.truth import Truth
from ..language.words import name_of
from ..person_data import value_data
from ..profile.reader import ID_NUMBER
from ..rulebook import Rulebook
from .agreement import agreed, contradicts
from .common import AsOf, Format, Lang, Language, Output, Rules, day, fail, load, print_json, read_profile, say
from .persons import of_person, print_evaluation

WHY, UNKNOWN, BACK, LEAVE = ("?", "为什么"), ("n", "不知道"), ("b", "返回"), ("q", "退出")
"""What can be typed instead of an answer."""

ID_LIKE = re.compile("[0-9]{17}[0-9Xx]")


def ask(
    profile: Annotated[
        str | None, typer.Argument(metavar="[PROFILE]", help="已知的信息，或上次保存的问答 / what is known, or a saved interview")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="每答一题即存入此文件，可用它继续 / file that is saved after each answer", show_default=False)
    ] = None,
    rules: Rules = None, lang: Lang = Language.ZH, as_of: AsOf = None, output: Output = Format.TEXT,
    benefit: Annotated[list[str] | None, typer.Option("--benefit", help="只问这些待遇 / only for these benefits", show_default=False)] = None,
    service: Annotated[str | None, typer.Option("--service", help="只问这类服务 / only for this service", show_default=False)] = None,
    place: Annotated[str | None, typer.Option("--place", help="只问在此地适用的文件 / only the documents of this place", show_default=False)] = None,
) -> None:  # fmt: skip
    """逐题询问，只问还会影响结论的 / Ask what can still matter, question by question, until all is settled."""
    book = load(rules, lang)
    known = _known(profile, lang)
    named = benefit or known.get("benefits")
    chosen = _chosen(book, named, service, place, lang)
    if out is not None and not out.parent.is_dir():
        fail(say(lang, f"没有文件夹 {out.parent}", f"there is no folder {out.parent}"), 2)
    dialogue = _Dialogue(
        book, lang, day(as_of or known.get("as_of"), lang), chosen,
        out or (Path(profile) if profile is not None and "profile" in known else None),
    )  # fmt: skip
    answers = _Answers(_given(known.get("profile", known)), tuple(known.get("unknown", ())))
    finished = dialogue.run(answers)
    if finished is None:
        return
    evaluation = of_person(lambda: book.evaluate(finished.profile, dialogue.as_of, chosen), lang)
    if output is Format.JSON:
        print_json(evaluation.data("short"))
    else:
        print_evaluation(evaluation, lang)


def _known(profile: str | None, lang: Language) -> Mapping[str, Any]:
    """What is known beforehand: a profile, or an interview that was left."""
    if profile == "-":
        fail(say(lang, "回答要从标准输入读取，个人信息请放在文件里", "answers come from standard input: put the profile in a file"), 2)
    known: object = {} if profile is None else read_profile(profile, lang)
    if not isinstance(known, dict) or not _fits(cast("dict[str, object]", known)):
        fail(
            say(
                lang,
                f"{profile}: 应是一组“信息项: 值”，或上次保存的问答",
                f"{profile}: expected a mapping of facts to values, or a saved interview",
            )
        )
    return cast("Mapping[str, Any]", known)


def _fits(known: Mapping[str, object]) -> bool:
    """Whether what was read is a profile, or has the parts of a saved interview."""
    if "profile" not in known:
        return True
    lists = [known.get("unknown", []), known.get("benefits", [])]
    return isinstance(known["profile"], dict) and isinstance(known.get("as_of", ""), str) and all(
        isinstance(one, list) and all(isinstance(name, str) for name in cast("list[object]", one)) for one in lists
    )  # fmt: skip


def _chosen(book: Rulebook, named: list[str] | None, service: str | None, place: str | None, lang: Language) -> list[str] | None:
    """The benefits that the interview is for; None for all."""
    if service is not None and service not in book.rules.services:
        fail(say(lang, f"没有这类服务：{service}", f"there is no service {service}"), 2)
    codes = {one.name.zh: one.code for one in book.rules.places.values()}
    code = None if place is None else codes.get(place, place)
    if code is not None and not re.fullmatch("[1-9][0-9]{1,11}", code):
        fail(say(lang, f"--place 应是行政区划代码或地名，写的是 {place}", f"--place must be a division code or name, found {place}"), 2)
    if named is None and service is None and code is None:
        return None
    holding = {
        name for name, one in book.rules.rulesets.items()
        if code is None or within(division(code), one.document.place) is Truth.YES
    }  # fmt: skip
    return [
        name for name in (book.benefits if named is None else named)
        if (one := book.benefits.get(name)) is None or (one.ruleset in holding and service in (None, one.service))
    ]  # fmt: skip


@dataclass(frozen=True)
class _Answers:
    """What was said of a person so far: the profile as it is sent, and the facts that are not known."""

    profile: dict[str, Any]
    unknown: tuple[str, ...]

    def without(self, path: str) -> _Answers:
        """The answer to a question being that it is not known."""
        return replace(self, unknown=(*self.unknown, path))

    def told(self, question: Question, more: Mapping[str, Any]) -> _Answers:
        """With facts about the person of a question in place of what was said of them, under whatever name."""
        if question.about is None:
            return replace(self, profile=_replaced(self.profile, question.fact, more))
        key = _key(self.profile, question.about)
        return replace(self, profile={**self.profile, key: _replaced(self.profile[key], question.fact, more)})


class _Dialogue:
    """Puts questions to whoever is at the terminal."""

    def __init__(self, book: Rulebook, lang: Language, as_of: date, benefits: list[str] | None, out: Path | None) -> None:
        self.book = book
        self.lang = lang
        self.as_of = as_of
        self.benefits = benefits
        self.out = out

    def run(self, answers: _Answers) -> _Answers | None:
        """Ask until there is nothing left to ask; None where the interview was left before."""
        answers = self.begin(answers)
        before: list[_Answers] = []
        self.tell(f"{self.say('核定日', 'As of')} {self.as_of}")
        try:
            while not (interview := self.interview(answers)).done:
                told = self.answered(interview, answers, first=not before)
                if told is None:
                    answers = before.pop()
                else:
                    before.append(answers)
                    answers = told
                self.save(answers)
        except (EOFError, KeyboardInterrupt):
            self.leave(answers)
            return None
        self.finish(interview)
        return answers

    def begin(self, answers: _Answers) -> _Answers:
        """What was known beforehand; mistakes in it end the interview."""
        of_person(lambda: self.interview(answers), self.lang)
        return self.forgotten(answers)

    def interview(self, answers: _Answers) -> Interview:
        """What is left to ask."""
        return self.book.interview(answers.profile, self.as_of, answers.unknown, self.benefits)

    def answered(self, interview: Interview, answers: _Answers, *, first: bool) -> _Answers | None:
        """What is known after the next question; None for back to the one before. Raises EOFError where it is left."""
        question = interview.questions[0]
        self.put(interview, question)
        while True:
            text = self.line()
            match text.lower():
                case "":
                    continue
                case word if word in WHY:
                    self.why(question)
                case word if word in UNKNOWN:
                    return answers.without(question.path)
                case word if word in BACK and first:
                    self.tell(self.say("这是第一题", "this is the first question"))
                case word if word in BACK:
                    return None
                case word if word in LEAVE:
                    raise EOFError
                case _:
                    if (told := self.checked(question, text, answers)) is not None:
                        return told

    def put(self, interview: Interview, question: Question) -> None:
        """The question, its choices and what else can be typed."""
        language = self.lang.value
        unit = self.aside(name_of(question.fact.unit).of(language)) if question.fact.unit else ""
        count = len(interview.open)
        self.tell(self.say(f"\n【还有{count}项待定】", f"\n[{count} open] ") + question.text.of(language) + unit)
        for number, one in _numbered(question):
            self.tell(f"  {number}  {one.label.of(language)}")
        hint = {
            FactType.SET: ("可填几项，用逗号分开；都没有填 0", "several, with commas; 0 for none of them"),
            FactType.DATE: ("例如 1944-05-10", "such as 1944-05-10"),
            FactType.PLACE: ("地名或行政区划代码，例如 冕宁县、513433", "a division code such as 513433"),
        }.get(question.fact.type)
        if question.fact.name == "birth_date":
            hint = ("例如 1944-05-10；也可填身份证号，号码不保存", "such as 1944-05-10; or an ID number, which is not kept")
        keys = self.say("? 为什么问　n 不知道　b 上一题　q 保存退出", "? why  n don't know  b back  q save and leave")
        self.tell(f"  {self.aside(self.say(*hint))}" if hint else "", f"  {keys}")

    def why(self, question: Question) -> None:
        """For what it is asked, and where the answer stands."""
        language = self.lang.value
        self.tell(question.reason.of(language))
        if question.fact.read_from is not None:
            self.tell(self.say("答案见：", "Read it from: ") + question.fact.read_from.of(language))
        if question.fact.instrument is not None:
            self.tell(self.say("由此决定：", "Decided by: ") + question.fact.instrument.of(language))

    def checked(self, question: Question, text: str, answers: _Answers) -> _Answers | None:
        """The answers with this one; None after saying what is wrong with it."""
        if question.fact.type is FactType.PERSON:
            if text not in ("1", "2"):
                self.tell(self.say("请填 1 或 2", "type 1 or 2"))
                return None
            return answers.told(question, {question.path: {}}) if text == "1" else answers.without(question.path)
        number = text.replace(" ", "")
        identified = question.fact.name == "birth_date" and ID_LIKE.fullmatch(number)
        more = {"id_number": number} if identified else {question.fact.name: _value(question, text)}
        try:
            told = self.forgotten(answers.told(question, more))
            answer = FactPath.of(question.path).value(self.book.person(told.profile, self.as_of))
        except ProfileError as error:
            self.tell(*(problem.render(self.lang.value) for problem in error.problems))
            return None
        found = agreed(question, answer)
        if found is None and question.known is not None:
            self.tell(contradicts(question, text).render(self.lang.value))
            return None
        if found == question.known:
            return answers.without(question.path)  # no finer than it was known
        return told if found == answer else answers.told(question, {question.fact.name: value_data(found)})

    def forgotten(self, answers: _Answers) -> _Answers:
        """The answers, in which birth dates and sexes stand for ID numbers. Raises ProfileError."""
        person = self.book.person(answers.profile, self.as_of)
        return replace(answers, profile=_forgotten(answers.profile, person, self.book.rules.facts))

    def leave(self, answers: _Answers) -> None:
        """Keep what was answered, on standard output where no file was named."""
        self.save(answers)
        if self.out is None:
            self.tell(self.say("\n没有指定 --out，已答的内容如下，存成文件后可继续：", "\nno --out was given; keep this to go on later:"))
            print_json(self.data(answers))
        else:
            self.tell(self.say(f"\n已保存，继续请用：huilao ask {self.out}", f"\nsaved; to go on: huilao ask {self.out}"))

    def finish(self, interview: Interview) -> None:
        """Why there is nothing left to ask."""
        if not interview.open:
            self.tell(self.say("\n问完了，全部有了结论。\n", "\nDone: all is settled.\n"))
            return
        facts = self.book.rules.facts
        names = self.say("、", ", ").join(
            self.say("的", ": ").join(facts[one].label.of(self.lang.value) for one in path.split(".")) for path in interview.missing
        )
        count = len(interview.open)
        self.tell(self.say(f"\n问完了，还有{count}项待定，因为不知道或不够具体：{names}。\n",
                           f"\nDone: {count} stay open, for want of (finer) knowledge of: {names}.\n"))  # fmt: skip

    def save(self, answers: _Answers) -> None:
        """What was answered, to the file that was named, which is whole at any time and for its owner alone."""
        if self.out is None:
            return
        partial = self.out.with_name(self.out.name + ".partial")
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            json.dump(self.data(answers), file, ensure_ascii=False, indent=2)
        partial.replace(self.out)

    def data(self, answers: _Answers) -> dict[str, Any]:
        """The interview so far, as the service takes it."""
        said = {"profile": answers.profile, "unknown": list(answers.unknown), "as_of": self.as_of.isoformat()}
        return said if self.benefits is None else said | {"benefits": self.benefits}

    def line(self) -> str:
        """What is typed, full-width digits and signs as plain ones. Raises EOFError at the end of it."""
        typer.echo("> ", err=True, nl=False)
        text = sys.stdin.readline()
        if not text:
            raise EOFError
        return normalize("NFKC", text).strip()

    def say(self, zh: str, en: str) -> str:
        """The Chinese or the English."""
        return say(self.lang, zh, en)

    def aside(self, text: str) -> str:
        """In brackets."""
        return self.say(f"（{text}）", f" ({text})")

    def tell(self, *lines: str) -> None:
        """Lines for the person at the terminal."""
        for line in lines:
            if line:
                typer.echo(line, err=True)


def _key(profile: Mapping[str, Any], fact: Fact) -> str:
    """How a fact is called in a profile; by its code where it is not there."""
    return next((key for key in profile if _means(key, fact)), fact.name)


def _means(key: str, fact: Fact) -> bool:
    return key in (fact.name, fact.label.zh, *fact.also) or (fact.label.en is not None and key.casefold() == fact.label.en.casefold())


def _replaced(profile: Mapping[str, Any], fact: Fact, more: Mapping[str, Any]) -> dict[str, Any]:
    """A profile with more in it, and nothing else that is said of a fact where that is among it."""
    return {key: value for key, value in profile.items() if fact.name not in more or not _means(key, fact)} | dict(more)


def _forgotten(profile: Mapping[str, Any], person: Person, facts: Vocabulary) -> dict[str, Any]:
    """A profile with what its ID numbers say, in the words of the person that was read from it, in their stead."""
    kept = {name: value for name, value in profile.items() if name not in ID_NUMBER}
    identified = len(kept) < len(profile)
    for fact in facts.values():
        key = _key(kept, fact)
        if fact.type is FactType.PERSON and key in kept:
            kept[key] = _forgotten(kept[key], person[fact.name], facts)
        elif fact.name in ("birth_date", "sex") and identified and fact.name in person:
            kept[key] = str(person[fact.name])
    return kept


def _given(profile: Mapping[str, Any]) -> dict[str, Any]:
    """A profile without what is said to be unknown, which would stand in the way of an answer under another name."""
    return {name: _given(value) if isinstance(value, dict) else value for name, value in profile.items() if value is not None}  # pyright: ignore[reportUnknownArgumentType]


def _numbered(question: Question) -> Iterator[tuple[str, Code]]:
    """The choices, each with the number to type: codes that are numbers are their own."""
    own = all(one.code.isdigit() for one in question.choices)
    for number, one in enumerate(question.choices, 1):
        yield one.code if own else str(number), one


def _value(question: Question, text: str) -> object:
    """What an answer says, as a profile has it; what it cannot be is left for the reader of profiles to explain."""
    numbered = {number: one.code for number, one in _numbered(question)}
    match question.fact.type:
        case FactType.YES_NO:
            return {"1": True, "2": False}.get(text, text)
        case FactType.NUMBER:
            return _number(text)
        case FactType.CHOICE | FactType.SCALE:
            return numbered.get(text, text)
        case FactType.SET:
            return [] if text == "0" else [numbered.get(one, one) for one in re.split(r"[\s,、;]+", text) if one]
        case FactType.DATE | FactType.PLACE:
            return text
        case FactType.PERSON:
            raise AssertionError(question)
        case _:
            assert_never(question.fact.type)


def _number(text: str) -> int | float | str:
    if re.fullmatch("-?[0-9]+", text):
        return int(text)
    return float(text) if re.fullmatch(r"-?[0-9]+\.[0-9]+", text) else text
