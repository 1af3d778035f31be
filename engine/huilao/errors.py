"""What can go wrong, as an application sees it.

HuilaoError
├── RulesError           the rule files have mistakes; carries all of them
├── ProfileError         what was said about a person has mistakes; carries all of them
├── UnknownBenefitError  a benefit was asked for that the rule book does not have
├── UnknownStandardError a standard was asked for that the rule book does not have
├── UnknownWordError     a word was used to choose among answers that stands for nothing
├── DisagreementError    the network that decides and the proof that explains do not agree: nothing is answered
├── MissingExtraError    a part of Huilao was used whose optional package is not installed
│   beside what raises them:
├── JsonTextError        (profile) something that is no text, or no JSON
├── ScenarioError        (scenarios) a scenario says something that is not there
├── NamingError          (naming) no benefit, or no single one, is called so
├── ReceiptError         (answers) something that is no receipt
├── ReceiptKeyError      (receipt_key) a key for receipts that cannot be read, or is too easily guessed
├── SolverMismatchError  (verify) whom the solver found is not borne out by the reference: nothing is reported
├── TooManyNetworksError (decide) as many networks as the memory of one process should hold
├── VersionError, UnknownTermError, StrangersError   (review) no such version or term to compare; no two versions of one book
├── WrongColumnsError, TooManyDigitsError, MissingJavaError   (screen) columns that do not suit their facts; a quantity of more than 38 digits;
│   no Java for Spark
├── TableError, SheetError   (tables) a table that cannot be written out or read back; a sheet with mistakes, all of them
└── RegisterError, MappingError, ChangedWorkError, BusyFolderError, ElsewhereError, NobodyTellsError, DiskError   (register) a register that
    cannot be read (TooManyRowsError: or not be written for Excel); a mapping with mistakes, all of them; work begun on something else;
    another screening in the folder; nobody of one's places; two registers without anything to tell people by; a disk that fails
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from .language.condition import Span
from .language.facts import Text

SHOWN = 150
"""Characters that are shown of a long line."""
TAB = "    "
"""How a tab is shown."""


class Severity(StrEnum):
    """Whether something in a rule file stops it from being read."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Cure(Text):
    """How to mend something by writing something else in its place."""

    put: Text = field(kw_only=True)
    """What is to stand there, in either spelling."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A mistake in a rule file, or a warning: where, what, and how to mend it."""

    code: str
    """A stable name for the kind of mistake."""
    span: Span
    message: Text
    hint: Text | None = None
    source: str = ""
    """The line as it stands in the file."""
    severity: Severity = Severity.ERROR
    put: str | None = None
    """What mends it, where that is to be written in the place of its span and nothing else is."""

    def render(self, language: str = "zh") -> str:
        """`file:line:column: message`, the line, a caret under the place, and the way to mend it."""
        warning = {"zh": "提醒：", "en": "warning: "}[language] if self.severity is Severity.WARNING else ""
        lines = [f"{self.span}: {warning}{self.message.of(language)}"]
        if self.source.strip() and self.span.column <= len(self.source) + 1:
            lines += self._excerpt()
        if self.hint:
            lines.append(f"{'改法：' if language == 'zh' else 'mend: '}{self.hint.of(language)}")
        return "\n    ".join(lines)

    def _excerpt(self) -> tuple[str, str]:
        """The line, or of a long one the part around the place, and the caret."""
        begin = self.span.column - 1
        end = self.span.end_column - 1 if self.span.end_line == self.span.line else len(self.source)
        first = max(0, begin - SHOWN // 2) if len(self.source) > SHOWN else 0
        left, right = "…" if first else "", "…" if len(self.source) > first + SHOWN else ""
        before, marked, after = (
            self.source[max(first, since) : min(until, first + SHOWN)].replace("\t", TAB)
            for since, until in ((0, begin), (begin, end), (max(begin, end), len(self.source)))
        )
        caret = " " * _width(left + before) + "^" * max(1, _width(marked.rstrip() or marked))
        return f"{left}{before}{marked}{after}".rstrip() + right, caret


def _width(text: str) -> int:
    """Cells that a terminal gives to a text; Chinese characters take two (UAX #11), marks on other characters none."""
    return sum(0 if unicodedata.category(char) in ("Mn", "Me", "Cf") else 1 + (unicodedata.east_asian_width(char) in "WF") for char in text)


@dataclass(frozen=True, slots=True)
class ProfileProblem:
    """A mistake in what was said about a person: which fact, which value, what is allowed."""

    fact: str
    """The name as given, with the names of persons around it: `cared_elder.birth_date`, of a list the number too:
    `household_members.2.birth_date`; what looks like an ID number is masked.
    """
    value: str | None
    """The value as text, masked likewise and no longer than a line; None for an ID number, which is never repeated."""
    message: Text
    allowed: Text | None = None

    def render(self, language: str = "zh") -> str:
        """`fact: message (what is allowed)`."""
        fact = "个人信息" if language == "zh" and self.fact == "profile" else self.fact
        text = f"{fact}: {self.message.of(language)}"
        return f"{text}{'；' if language == 'zh' else '; '}{self.allowed.of(language)}" if self.allowed else text


class HuilaoError(Exception):
    """Something that Huilao says to those who use it."""

    def said(self, language: str) -> str:
        """What it says in a language, where it has a `message`; else all that it says."""
        message: Text | None = getattr(self, "message", None)
        return str(self) if message is None else message.of(language)

    def __reduce__(self) -> tuple[Any, ...]:
        """How it travels between processes: as what it says and carries, whatever it was made from."""
        return _again, (type(self), str(self), vars(self))


def _again(kind: type[HuilaoError], said: str, carried: Mapping[str, Any]) -> HuilaoError:
    error = kind.__new__(kind, said)
    vars(error).update(carried)
    return error


class RulesError(HuilaoError):
    """The rule files have mistakes: `problems` has all of them, each a `Problem` with file, line, column and cure."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(problem.render() for problem in problems))
        self.problems = problems


class ProfileError(HuilaoError):
    """What was said about a person has mistakes: `problems` has them, each a `ProfileProblem` with its field and cure, and of more than
    a hundred the first; `number` is how many there are.
    """

    def __init__(self, problems: tuple[ProfileProblem, ...], number: int | None = None) -> None:
        super().__init__("\n".join(problem.render() for problem in problems))
        self.problems = problems
        self.number = len(problems) if number is None else number


class UnknownBenefitError(HuilaoError):
    """A benefit was asked for that the rule book does not have: its `name`, and the `nearest` that it has, or None."""

    def __init__(self, name: str, nearest: str | None) -> None:
        self.message = Text(
            f"规则库没有待遇“{name}”" + (f"，是否“{nearest}”？" if nearest else ""),
            f"the rule book has no benefit `{name}`" + (f", did you mean `{nearest}`?" if nearest else ""),
        )
        super().__init__(f"{self.message.zh} / {self.message.en}")
        self.name = name
        self.nearest = nearest


class UnknownStandardError(HuilaoError):
    """A standard was asked for that the rule book does not have: its `name`, and the `nearest` that it has, or None."""

    def __init__(self, name: str, nearest: str | None) -> None:
        self.message = Text(
            f"规则库没有标准数额“{name}”" + (f"，是否“{nearest}”？" if nearest else ""),
            f"the rule book has no standard `{name}`" + (f", did you mean `{nearest}`?" if nearest else ""),
        )
        super().__init__(f"{self.message.zh} / {self.message.en}")
        self.name = name
        self.nearest = nearest


LISTED = 12
"""Words that are listed where one was unknown, at most."""


class UnknownWordError(HuilaoError):
    """A word was used to choose among answers that stands for nothing: an action, a service, a ruleset, a beneficiary."""

    def __init__(self, kind: Text, word: str, words: Sequence[Text], nearest: str | None) -> None:
        """`words` are those that stand for something; many are not listed."""
        listed = words if len(words) <= LISTED else ()
        zh = "，可写：" + "、".join(one.zh for one in listed) if listed else ""
        en = "; write one of " + ", ".join(one.of("en") for one in listed) if listed else ""
        self.message = Text(
            f"没有“{word}”{kind.zh}{zh}" + (f"；是否“{nearest}”？" if nearest else ""),
            f"there is no {kind.of('en')} `{word}`{en}" + (f"; did you mean `{nearest}`?" if nearest else ""),
        )
        super().__init__(f"{self.message.zh} / {self.message.of('en')}")
        self.kind = kind
        self.word = word
        self.nearest = nearest


class DisagreementError(HuilaoError):
    """The network that decides and the proof that explains do not agree on these `benefits`, by their full names."""

    def __init__(self, benefits: tuple[str, ...]) -> None:
        super().__init__(f"推理网络与证明不一致，不作答复 / network and proof disagree, no answer is given: {', '.join(benefits)}")
        self.benefits = benefits


class MissingExtraError(HuilaoError):
    """A part of Huilao was used whose optional package is not installed."""

    def __init__(self, package: str, extra: str) -> None:
        super().__init__(f"请先安装 / please install: pip install 'huilao[{extra}]'  ({package})")
