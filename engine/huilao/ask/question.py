"""A question, why it is asked, and where its answer is found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any as Anything

from ..language.facts import BOTH, Code, Fact, FactType, Languages, Text
from ..language.known import Among, Holding, Path
from ..language.policy import Benefit
from ..language.words import name_of
from ..person_data import value_data

NAMED = 5
"""Benefits that are named when it is said why a question is asked."""

ELDER = "老人"
"""Whom the questions are about that speak of anybody."""

YES_NO = (Code("true", Text("是", "Yes")), Code("false", Text("否", "No")))
UNKNOWN = Text("不清楚", "Not known")
"""What whoever cannot say it says, where the fact has no words of its own for that."""
THERE = (Code("true", Text("有", "There is")), Code("false", Text("没有", "There is not")))


@dataclass(frozen=True, slots=True)
class Question:
    """A question, why it is asked, and where the answer is found."""

    path: str
    """The fact by its path from the person: `birth_date`, `cared_elder.birth_date`."""
    fact: Fact
    worth: float
    """Its share in settling all open benefits, each of which counts by its force (`WEIGHTS`)."""
    benefits: tuple[str, ...]
    """Full names of the open benefits that it can help to settle, the strongest force first."""
    reason: Text
    """Why it is asked: how many benefits these are, and some of their names."""
    about: Fact | None = None
    """The fact that names or lists the person whom it is about, where that is another one."""
    known: Anything = None
    """What is known of it already, where that is not enough; None where nothing is."""

    @property
    def text(self) -> Text:
        """The question itself."""
        asked = _asked(self.fact, of_elder=Path.of(self.path).number is None)
        return asked if self.whom is None else Text(f"{self.whom.zh}：{asked.zh}", f"{self.whom.of('en')}: {asked.of('en')}")

    @property
    def whom(self) -> Text | None:
        """Another person whom it is about, in words."""
        number = Path.of(self.path).number
        if self.about is None or number is None:
            return self.about and self.about.label
        return Text(f"{self.about.label.zh}（第{number}人）", f"{self.about.label.of('en')} (no. {number})")

    @property
    def choices(self) -> tuple[Code, ...]:
        """What can be answered, where that is a choice: without what cannot be, by what is known."""
        kinds = {FactType.YES_NO: YES_NO, FactType.PERSON: THERE}
        return tuple(one for one in kinds.get(self.fact.type, self.fact.codes) if one.listed and _possible(self.known, one.code))

    @property
    def no_answer(self) -> Text:
        """What whoever cannot say it says."""
        return self.fact.no_answer or UNKNOWN

    def data(self, languages: Languages = BOTH) -> dict[str, Anything]:
        """The question as JSON data."""
        texts = {
            "text": self.text,
            "reason": self.reason,
            "read_from": self.fact.read_from,
            "instrument": self.fact.instrument,
            "no_answer": self.no_answer,
            "unit": None if self.fact.unit is None else name_of(self.fact.unit),
        }
        return {
            "path": self.path, "type": self.fact.type.value, **{name: text and text.data(languages) for name, text in texts.items()},
            "choices": [{"code": one.code, "label": one.label.data(languages)} for one in self.choices],
            "known": None if self.known is None else value_data(self.known),
            "worth": round(self.worth, 3), "benefits": list(self.benefits),
        }  # fmt: skip


def reason_of(benefits: Sequence[Benefit]) -> Text:
    """Why a question is asked, the strongest of its benefits by name."""
    number, named, more = len(benefits), benefits[:NAMED], len(benefits) > NAMED
    zh = "、".join(f"{one.name.zh}（{name_of(one.force).zh}）" for one in named) + ("等" if more else "")
    en = "; ".join(f"{one.name.of('en')} ({name_of(one.force).of('en')})" for one in named) + (" and others" if more else "")
    return Text(f"关系到 {number} 项待遇：{zh}。", f"It can help to settle {number} benefit{'s' if number > 1 else ''}: {en}.")


def _possible(known: Anything, code: str) -> bool:
    """Whether a code may be that of a fact, or among those of a set, of which this is known."""
    return code in known.codes if isinstance(known, Among) else not isinstance(known, Holding) or code not in known.has_not


def _asked(fact: Fact, *, of_elder: bool) -> Text:
    """The question for a fact: its own, or one made from its label, as where its own speaks of the elder and a listed person is meant."""
    zh, en = fact.label.zh, fact.label.of("en")
    if fact.type is FactType.PERSON:
        return Text(f"有没有“{zh}”？", f"Is there someone who is meant by “{en}”?")
    if fact.question is not None and (of_elder or ELDER not in fact.question.zh):
        return fact.question
    if fact.type is FactType.PEOPLE:
        return Text(f"“{zh}”都有谁？", f"{en}: who are they?")
    return Text(f"是否“{zh}”？", f"{en}: yes or no?") if fact.type is FactType.YES_NO else Text(f"“{zh}”是什么？", f"{en}: what is it?")
