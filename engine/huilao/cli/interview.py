"""The command `ask`: an interview in the terminal.

The questions go to standard error and the result to standard output, so that it works in a pipe too. What was answered
is a profile that every command reads, with one entry more to go on from.
"""

from __future__ import annotations

import json
import os
import re
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any, cast
from unicodedata import normalize

import typer

from ..ask import Interview, Question, QuestionScreen
from ..ask.question import UNKNOWN as NOT_KNOWN
from ..ask.screens import NONE_OF_THESE
from ..errors import ProfileError
from ..language.facts import FactType
from ..language.known import Path as FactPath
from ..language.places import division, within
from ..language.truth import Truth
from ..language.words import name_of
from ..person_data import value_data
from ..profile.places import PlaceWords, Unclear
from ..profile.reader import INTERVIEW
from ..rulebook import Rulebook
from .agreement import agreed, contradicts
from .common import (
    AsOf,
    Format,
    KeyFile,
    Lang,
    Language,
    Output,
    Rules,
    day,
    fail,
    full_names,
    load,
    office_key,
    print_json,
    read_profile,
    say,
)
from .persons import of_person
from .said import Answers, forgotten, given
from .typed import UNKNOWN, numbered, ticks_of, value_of

WHY, BACK, LEAVE = ("?", "为什么"), ("b", "返回"), ("q", "退出")
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
    all_: Annotated[
        bool, typer.Option("--all", help="可以办的问清楚后，其余的也接着问 / go on after what can be claimed is settled, until all is")
    ] = False,
    key_file: KeyFile = None,
) -> None:  # fmt: skip
    """一屏一屏地问，问到可以办的都清楚为止 / Ask screen by screen, until it is settled what can be claimed."""
    book = load(rules, lang)
    key = office_key(key_file, lang)
    known = _known(profile, lang)
    left = known.pop(INTERVIEW, {})
    named = full_names(book, benefit) or left.get("benefits")
    chosen = _chosen(book, named, service, place, lang)
    if out is not None and not out.parent.is_dir():
        fail(say(lang, f"没有文件夹 {out.parent}", f"there is no folder {out.parent}"), 2)
    dialogue = _Dialogue(
        book, lang, day(as_of or left.get("as_of"), lang), chosen,
        out or (Path(profile) if profile is not None and left else None),
        everything=all_ or benefit is not None or left.get("everything", False),
    )  # fmt: skip
    answers = Answers(given(known), tuple(left.get("unknown", ())))
    finished = dialogue.run(answers)
    if finished is None:
        return
    evaluation = of_person(lambda: book.evaluate(finished.profile, dialogue.as_of, chosen, receipt_key=key), lang)
    if output is Format.JSON:
        print_json(evaluation.data("short"))
    else:
        typer.echo(evaluation.page(lang.value))


def _known(profile: str | None, lang: Language) -> dict[str, Any]:
    """What is known beforehand: a profile, and in it how far an interview came that was left."""
    if profile == "-":
        fail(say(lang, "回答要从标准输入读取，个人信息请放在文件里", "answers come from standard input: put the profile in a file"), 2)
    known: object = {} if profile is None else read_profile(profile, lang)
    if not isinstance(known, dict) or not _fits(cast("dict[str, object]", known).get(INTERVIEW, {})):
        fail(
            say(
                lang,
                f"{profile}: 应是一组“信息项: 值”，或上次保存的问答",
                f"{profile}: expected a mapping of facts to values, or a saved interview",
            )
        )
    return cast("dict[str, Any]", known)


def _fits(left: object) -> bool:
    """Whether it is what an interview keeps beside the facts."""
    if not isinstance(left, dict):
        return False
    kept = cast("dict[str, object]", left)
    lists = [kept.get("unknown", []), kept.get("benefits", [])]
    return isinstance(kept.get("as_of", ""), str) and isinstance(kept.get("everything", False), bool) and all(
        isinstance(one, list) and all(isinstance(name, str) for name in cast("list[object]", one)) for one in lists
    )  # fmt: skip


def _chosen(book: Rulebook, named: list[str] | None, service: str | None, place: str | None, lang: Language) -> list[str] | None:
    """The benefits that the interview is for; None for all."""
    if service is not None and service not in book.rules.services:
        fail(say(lang, f"没有这类服务：{service}", f"there is no service {service}"), 2)
    code = None if place is None else _division(book, place, lang)
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


def _division(book: Rulebook, place: str, lang: Language) -> str:
    """The division that a code or name stands for; ends the command where it stands for none or several."""
    found = place if re.fullmatch("[1-9][0-9]{1,11}", place) else PlaceWords(book.rules.places).code(place)
    if isinstance(found, Unclear):
        fail(
            say(
                lang, f"--place {place} {found.wrong.zh}；{found.cure.zh}", f"--place {place} {found.wrong.of('en')}; {found.cure.of('en')}"
            ),
            2,
        )
    if found is None:
        fail(say(lang, f"--place 应是行政区划代码或地名，写的是 {place}", f"--place must be a division code or name, found {place}"), 2)
    return found


class _Dialogue:
    """Puts questions to whoever is at the terminal."""

    def __init__(
        self, book: Rulebook, lang: Language, as_of: date, benefits: list[str] | None, out: Path | None, *, everything: bool
    ) -> None:
        self.book = book
        self.lang = lang
        self.as_of = as_of
        self.benefits = benefits
        self.out = out
        self.everything = everything
        self.shown: tuple[str, str] | None = None
        """The screen that is being filled in, and about whom."""

    def run(self, answers: Answers) -> Answers | None:
        """Ask until there is nothing left to ask; None where the interview was left before."""
        answers = self.begin(answers)
        before: list[Answers] = []
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

    def begin(self, answers: Answers) -> Answers:
        """What was known beforehand; mistakes in it end the interview."""
        of_person(lambda: self.interview(answers), self.lang)
        return self.forgotten(answers)

    def interview(self, answers: Answers) -> Interview:
        """What is left to ask."""
        return self.book.interview(answers.profile, self.as_of, answers.unknown, self.benefits, everything=self.everything)

    def answered(self, interview: Interview, answers: Answers, *, first: bool) -> Answers | None:
        """What is known after the next question, or list to tick, of the first screen; None for back to the one before.

        The questions that stand for themselves come before the list: what they imply need not be ticked. Raises EOFError where
        the interview is left.
        """
        screen = interview.screens[0]
        self.head(interview, screen)
        asked = screen.fields[0] if screen.fields else None
        if asked is None:
            self.put_list(screen)
        else:
            self.put(asked)
        while True:
            text = self.line()
            match text.lower():
                case "":
                    continue
                case word if word in WHY:
                    for one in screen.ticked if asked is None else (asked,):
                        self.why(one)
                case word if word in BACK and first:
                    self.tell(self.say("这是第一题", "this is the first question"))
                case word if word in BACK:
                    return None
                case word if word in LEAVE:
                    raise EOFError
                case word if word in UNKNOWN and asked is not None:
                    return answers.without(asked.path)
                case _:
                    told = self.ticked(screen, text, answers) if asked is None else self.checked(asked, text, answers)
                    if told is not None:
                        return told

    def head(self, interview: Interview, screen: QuestionScreen) -> None:
        """The name of a screen, when it is put first, and for how many benefits there is something to ask."""
        name = screen.screen.label.of(self.lang.value) if screen.screen else ""
        whom = screen.about.label.of(self.lang.value) if screen.about else ""
        if (name, whom) != self.shown or not name:
            count = len({one for each in interview.screens for one in each.settles})
            about = self.aside(whom) if whom and name else ""
            self.tell(self.say(f"\n【还有{count}项待定】{name}{about}", f"\n[{count} open] {name}{about}"))
        self.shown = name, whom

    def put(self, question: Question) -> None:
        """The question, its choices and what else can be typed."""
        language = self.lang.value
        unit = self.aside(name_of(question.fact.unit).of(language)) if question.fact.unit else ""
        self.tell(question.text.of(language) + unit)
        for number, one in numbered(question):
            self.tell(f"  {number}  {one.label.of(language)}")
        hint = {
            FactType.SET: ("可填几项，用空格或逗号分开；都没有填 0", "several, with spaces or commas; 0 for none of them"),
            FactType.DATE: ("例如 1944-05-10", "such as 1944-05-10"),
            FactType.PLACE: ("地名或行政区划代码，例如 冕宁县、513433", "the name of a place or its division code, such as 冕宁县, 513433"),
        }.get(question.fact.type)
        if question.fact.name == "birth_date":
            hint = ("例如 1944-05-10；也可填身份证号，号码不保存", "such as 1944-05-10; or an ID number, which is not kept")
        self.tell(f"  {self.aside(self.say(*hint))}" if hint else "")
        self.keys(question.no_answer.of(language))

    def put_list(self, screen: QuestionScreen) -> None:
        """The question for a list to tick, and the list."""
        language = self.lang.value
        self.tell(screen.text.of(language), f"  0  {NONE_OF_THESE.of(language)}")
        for number, one in enumerate(screen.ticked, 1):
            self.tell(f"  {number}  {one.fact.label.of(language)}")
        self.tell(
            "  "
            + self.aside(
                self.say(
                    "可填几项，用空格分开；没填的就是没有，不清楚的在后面加 n",
                    "several, with spaces; the others are a no, or not known with an n after them",
                )
            )
        )
        self.keys(NOT_KNOWN.of(language))

    def keys(self, no_answer: str) -> None:
        """What else can be typed."""
        self.tell(
            self.say(f"  ? 为什么问　n {no_answer}　b 上一题　q 保存退出", f"  ? why  n {no_answer.lower()}  b back  q save and leave")
        )

    def ticked(self, screen: QuestionScreen, text: str, answers: Answers) -> Answers | None:
        """The answers with what is ticked of a list, and the others denied or not known; None after saying what is wrong.

        What the ticked ones imply is neither denied nor unknown.
        """
        ticks = ticks_of(screen.ticked, text)
        if isinstance(ticks, str):
            self.tell(self.say(f"没有“{ticks}”这一项，请填前面的编号", f"there is no {ticks}: type the numbers in front"))
            return None
        told = answers
        for one in ticks.yes:
            told = told.told(one, {one.fact.name: True})
        try:
            person = self.book.person(told.profile, self.as_of)
            for one in screen.ticked:
                if FactPath.of(one.path).value(person) is None:
                    told = told.without(one.path) if ticks.rest_unknown else told.told(one, {one.fact.name: False})
            self.book.person(told.profile, self.as_of)
        except ProfileError as error:
            self.tell(*(problem.render(self.lang.value) for problem in error.problems))
            return None
        return told

    def why(self, question: Question) -> None:
        """For what it is asked, and where the answer stands."""
        language = self.lang.value
        self.tell(question.reason.of(language))
        if question.fact.read_from is not None:
            self.tell(self.say("答案见：", "Read it from: ") + question.fact.read_from.of(language))
        if question.fact.instrument is not None:
            self.tell(self.say("由此决定：", "Decided by: ") + question.fact.instrument.of(language))

    def checked(self, question: Question, text: str, answers: Answers) -> Answers | None:
        """The answers with this one; None after saying what is wrong with it."""
        if question.fact.type is FactType.PERSON:
            if text not in ("1", "2"):
                self.tell(self.say("请填 1 或 2", "type 1 or 2"))
                return None
            return answers.told(question, {question.path: {}}) if text == "1" else answers.without(question.path)
        number = text.replace(" ", "")
        identified = question.fact.name == "birth_date" and ID_LIKE.fullmatch(number)
        more = {"id_number": number} if identified else {question.fact.name: value_of(question, text, self.book.rules.facts)}
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

    def forgotten(self, answers: Answers) -> Answers:
        """The answers, in which birth dates and sexes stand for ID numbers. Raises ProfileError."""
        person = self.book.person(answers.profile, self.as_of)
        return replace(answers, profile=forgotten(answers.profile, person, self.book.rules.facts))

    def leave(self, answers: Answers) -> None:
        """Keep what was answered, on standard output where no file was named."""
        self.save(answers)
        if self.out is None:
            self.tell(self.say("\n没有指定 --out，已答的内容如下，存成文件后可继续：", "\nno --out was given; keep this to go on later:"))
            print_json(self.data(answers))
        else:
            self.tell(self.say(f"\n已保存，继续请用：huilao ask {self.out}", f"\nsaved; to go on: huilao ask {self.out}"))

    def finish(self, interview: Interview) -> None:
        """Why there is nothing left to ask, and what stays open."""
        if not interview.open:
            self.tell(self.say("\n问完了，全部有了结论。\n", "\nDone: all is settled.\n"))
            return
        counts = self.say("、", ", ").join(
            self.say(f"“{name_of(action).zh}”{len(names)}项", f"{len(names)} “{name_of(action).of('en')}”")
            for action, names in interview.stays.items()
        )
        self.tell(
            self.say(f"\n问完了，还有{len(interview.open)}项没有定", f"\nDone: {len(interview.open)} stay open")
            + self.say(f"：{counts}。", f": {counts}.") * bool(counts)
        )
        if interview.missing:
            names = self.say("、", ", ").join(self.path(one) for one in interview.missing)
            self.tell(self.say(f"不知道或不够具体的有：{names}。", f"For want of (finer) knowledge of: {names}."))
        if not self.everything:
            self.tell(
                self.say(
                    "可以办的都已问清；其余的要接着问，请加 --all。",
                    "What can be claimed is settled; to be asked about the rest, add --all.",
                )
            )
        self.tell(" ")

    def path(self, path: str) -> str:
        """A fact by its labels."""
        facts = self.book.rules.facts
        return self.say("的", ": ").join(facts[one].label.of(self.lang.value) for one in path.split("."))

    def save(self, answers: Answers) -> None:
        """What was answered, to the file that was named, which is whole at any time and for its owner alone."""
        if self.out is None:
            return
        partial = self.out.with_name(self.out.name + ".partial")
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            json.dump(self.data(answers), file, ensure_ascii=False, indent=2)
        partial.replace(self.out)

    def data(self, answers: Answers) -> dict[str, Any]:
        """The profile so far, and what is needed to go on."""
        left: dict[str, Any] = {"unknown": list(answers.unknown), "as_of": self.as_of.isoformat()}
        left |= {"everything": True} if self.everything else {}
        left |= {} if self.benefits is None else {"benefits": self.benefits}
        return {**answers.profile, INTERVIEW: left}

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
