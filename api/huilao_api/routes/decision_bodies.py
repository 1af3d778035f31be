"""Decisions and the log as they stand in requests and responses."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from huilao import Action, Outcome, Part, Per, Unit, Verdict, Why

from ..store.decisions import ErasedFor
from ..web.problems import SEEN, UNHIDDEN, FactProblem
from ..web.requests import DIGITS, Day, EvaluateRequest, LanguageQuery
from .log_words import ACTIONS
from .messages import PageResponse, ReceiptBody
from .nodes import Spoken, Words

EndsPair = tuple[str | None, str | None]
"""An amount, at least and at most; null where that end is open."""


PersonName = Annotated[str, Field(min_length=1, max_length=200, pattern=SEEN), AfterValidator(str.strip)]
"""What an office names a person by: it must be seen, or two people would be taken for one."""


class DecisionRequest(EvaluateRequest):
    """Whom to decide about, on what day and for what."""

    person: PersonName | None = Field(
        None,
        description="what the office names the person by, a file or ID number: kept only as a keyed digest, by which they are found again",
    )  # fmt: skip


class SearchRequest(BaseModel):
    """Whose decisions are wanted."""

    model_config = ConfigDict(extra="forbid")

    person: PersonName = Field(description="what the office names the person by")


class ErasePersonRequest(SearchRequest):
    """Whose facts are to be erased, and why."""

    why: ErasedFor | None = Field(None, description="stands in the log")


class EraseQuery(LanguageQuery):
    """Why the facts of a decision are erased."""

    why: ErasedFor | None = Field(None, description="stands in the log")


class ReceiptRequest(BaseModel):
    """A receipt to be checked, and the profile that it was made for."""

    model_config = ConfigDict(extra="forbid")

    receipt: dict[str, Any] = Field(description="as it was given, changed in nothing")
    profile: dict[str, Any] | None = Field(None, description="without it the receipt is checked by itself alone")


class DecisionsQuery(LanguageQuery):
    """Which decisions are wanted."""

    place: str = Field("", pattern="^[0-9]{2,12}$|^$", description="of this division and what lies in it")
    since: Day = Field(None, description="made on this day, in China, or later")
    after: str | None = Field(None, max_length=36, description="from the one after this: `next` of the page before")
    limit: Annotated[int, Field(ge=1, le=500), DIGITS] = 50


def _written(action: str) -> str:
    """A word that no entry has would find nothing, as if nothing had been done; a form sends nothing where none is wanted."""
    if action and action not in ACTIONS:
        every = ", ".join(ACTIONS)
        raise PydanticCustomError(
            "no_action", "{zh} / {en}", {"zh": f"日志里没有这个词；可用：{every}", "en": f"no word of the log, which are: {every}"}
        )
    return action


class AuditQuery(LanguageQuery):
    """Which entries of the log are wanted; what is empty is not asked for."""

    who: str | None = Field(None, max_length=200, pattern=UNHIDDEN, description="by this key or account: `account:…`, `key:…`")
    action: Annotated[str, AfterValidator(_written)] | None = Field(
        None, description=f"that this was done: {', '.join(ACTIONS)}", examples=["decided"]
    )
    about: str | None = Field(None, max_length=300, pattern=UNHIDDEN, description="about this decision, key or account")
    after: Annotated[int, Field(ge=0, le=2**31 - 1), DIGITS] = Field(
        0, description="from the entry after this number on: `next` of the page before"
    )
    limit: Annotated[int, Field(ge=1, le=1_000), DIGITS] = 100


class DecisionSummary(BaseModel):
    """A kept decision in a list."""

    id: str
    place: str = Field(description="the division of residence; empty where it was not known")
    as_of: dt.date
    version: str = Field(description="SHA-256 of the rule book")
    number: str = Field(description="of the receipt")
    made: dt.datetime
    made_by: str
    erased: dt.datetime | None = Field(description="when the facts were erased")


class PaidBody(BaseModel):
    """What is paid, from … to …; null where that end is open."""

    at_least: str | None
    at_most: str | None
    per: Per
    unit: Unit


class KeptFinding(BaseModel):
    """What was said of one benefit."""

    benefit: str
    name: Words
    outcome: Outcome
    action: Action
    settled: bool
    amount: PaidBody | None


class DecisionBody(DecisionSummary):
    """A kept decision with all that was said: it can be shown when its rule book is gone."""

    receipt: ReceiptBody
    findings: list[KeptFinding]
    page: PageResponse | None = Field(description="the first page as it was, in both languages; null once the facts were erased")
    profile: dict[str, Any] = Field(default={}, description="the facts; absent once they were erased")


class DecisionsResponse(BaseModel):
    """Decisions, the latest first."""

    decisions: list[DecisionSummary]
    next: str | None = Field(description="`after` for the next page; null on the last")


class ErasedResponse(BaseModel):
    """Of which decisions the facts were erased."""

    decisions: list[str]


class DifferenceBody(BaseModel):
    """What is not the same now."""

    benefit: str | None
    then: str | EndsPair | None
    now: str | EndsPair | None


class PartCheckedBody(BaseModel):
    """One part of a receipt, checked."""

    part: Part
    verdict: Verdict
    same: int | None
    differences: list[DifferenceBody]


class ReceiptResponse(BaseModel):
    """A receipt, checked again."""

    number: str
    agrees: bool
    checks: list[PartCheckedBody]
    kept: bool = Field(description="whether this very receipt is that of a decision that is kept here")
    version: Literal["made_with", "today"] = Field(
        description="the rule book that it was checked by: the one it was made with, where that is kept"
    )
    text: Spoken


class ToldBody(BaseModel):
    """What is said of a benefit."""

    outcome: Outcome
    action: Action
    amount: EndsPair | None


class MeanwhileBody(BaseModel):
    """What time has brought."""

    date: dt.date
    text: Spoken


class TurnBody(BaseModel):
    """A benefit of which something else is said now."""

    benefit: str
    then: ToldBody | None = Field(description="null where nothing was said of it")
    now: ToldBody | None
    why: list[Why] = Field(description="`rules`: the rule book is another; `time`: days have passed; `program`: Huilao is another")
    changes: list[MeanwhileBody]


class SinceBody(BaseModel):
    """What is said otherwise today."""

    as_of: dt.date
    version: str
    same: int = Field(description="of how many benefits the same is said")
    turns: list[TurnBody]
    text: Spoken


class AgainBody(BaseModel):
    """The same facts on the same day with the version that the decision was made with."""

    agrees: bool
    checks: list[PartCheckedBody]
    text: Spoken


class RecheckResponse(BaseModel):
    """A decision made again."""

    decision: DecisionSummary
    again: AgainBody | None = Field(description="null where that version of the rule book is not kept, or this Huilao cannot read it")
    since: SinceBody
    unread: list[FactProblem] = Field(
        description="facts that today's rule book reads no longer, and why: left out of `since`; ask for them again"
    )


class LogEntryBody(BaseModel):
    """Something that was done."""

    number: int
    at: dt.datetime
    who: str
    action: str
    about: str
    detail: dict[str, Any] = Field(description="open, by `action`: counts, ids and names; nothing of any person")
    seal: str


class AuditResponse(BaseModel):
    """Entries of the log in their order."""

    entries: list[LogEntryBody]
    next: int | None = Field(description="`after` for the next page; null on the last")
