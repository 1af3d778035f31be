"""The bodies and parameters of requests."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from huilao import (
    ProfileError,
    as_day,
)

LANGUAGES = ("zh", "en")
"""In which is answered."""
EXAMPLE_PROFILE: dict[str, Any] = {
    "birth_date": "1944-05-10",
    "residence": "513433",
    "household_registration": "513433",
    "residence_setting": "home",
}


def _day(value: object) -> object:
    """A day of evaluation from a text such as 2025-03-01: pydantic would take numbers too, as seconds since 1970."""
    try:
        return as_day(value) if value is not None else None
    except ProfileError as error:
        message = error.problems[0].allowed
        assert message is not None
        raise PydanticCustomError("day", "{zh} / {en}", {"zh": message.zh, "en": message.of("en")}) from None


Day = Annotated[date | None, BeforeValidator(_day)]


def _now_or_day(value: object) -> object:
    return value if value == "now" else _day(value)


NowOrDay = Annotated[Literal["now"] | date | None, BeforeValidator(_now_or_day)]
"""Checked before the kinds are told apart: a mistake is one, at the place of the whole."""


LONGEST = 10**15
"""No number that anything is asked by is as great."""


def _whole(value: object) -> object:
    """JSON Schema takes 5.0 as an integer, and so do programs that have floats alone."""
    return int(value) if isinstance(value, Decimal) and -LONGEST < value < LONGEST and value == int(value) else value


WHOLE = BeforeValidator(_whole)
"""After the bounds of a strict integer, so that the schema has them."""


def _in_words(pattern: str, zh: str, en: str) -> BeforeValidator:
    """A parameter of an address is text: it is taken as one spelling of what it says, where pydantic would take many."""

    def spelled(value: object) -> object:
        if isinstance(value, str) and not re.fullmatch(pattern, value):
            raise PydanticCustomError("spelling", "{zh} / {en}", {"zh": zh, "en": en})
        return value

    return BeforeValidator(spelled)


DIGITS = _in_words(
    "0|[1-9][0-9]{0,17}", "应是整数，只写数字，最多 18 位，例如 50", "a whole number in plain digits, 18 at most, such as 50"
)
"""After the bounds of a number in an address, so that the schema has them."""


def as_number(text: str) -> int | str:
    """A whole number where a text of a form or a header is one, else the text as it is; so is one of more digits than anything has."""
    return int(text) if text.isdecimal() and len(text) < len(str(LONGEST)) else text


YesOrNo = Annotated[bool, _in_words("true|false", "应是 true 或 false", "write `true` or `false`")]
"""A yes or no in an address."""


Benefits = Annotated[list[Annotated[str, Field(max_length=200)]], Field(min_length=1)]
"""Names of benefits; whoever wants all names none, and nobody wants nothing."""


class LanguageQuery(BaseModel):
    """In which language to answer."""

    model_config = ConfigDict(extra="forbid")

    lang: Literal["zh", "en"] | None = Field(None, description="before `Accept-Language`")


VERSION = "[0-9]{1,7}|[0-9a-f]{8,64}|draft:[0-9a-f-]{36}"


class VersionQuery(LanguageQuery):
    """By which version of the rule book to answer."""

    version: str | None = Field(
        None, pattern=f"^({VERSION})$", examples=["17"],
        description="a version (8 digits or more of it), the number of a publication or `draft:` with the id of a draft, for who may see versions; the one in service by default",
    )  # fmt: skip


class BenefitsQuery(VersionQuery):
    """Which benefits are wanted; by codes or Chinese words, each as often as wanted."""

    ruleset: list[str] = Field([], description="only these documents, by name or place", examples=[["mianning"], ["冕宁县"]])
    service: list[str] = Field([], description="only these services of the catalogue", examples=[["vaccination"]])


class EvaluateRequest(BaseModel):
    """Whom to evaluate, on what day and for what."""

    model_config = ConfigDict(extra="forbid")

    profile: dict[str, Any] = Field(description="facts by code or Chinese word; what is absent or null is unknown")
    as_of: Day = Field(None, description="day of evaluation; today in China by default")
    benefits: Benefits | None = Field(None, description="full names of the benefits wanted; all by default")


class BatchRequest(BaseModel):
    """Whom to evaluate, all on one day and for the same."""

    model_config = ConfigDict(extra="forbid")

    profiles: list[Any] = Field(min_length=1, max_length=1_000, description="profiles as `/v1/evaluate` takes them")
    """Each is looked at when it is its turn: what is none is a mistake of that person, not of the request."""
    as_of: Day = Field(None, description="day of evaluation; today in China by default")
    benefits: Benefits | None = Field(None, description="full names of the benefits wanted; all by default")


class EvaluateQuery(BenefitsQuery):
    """How the answer is wanted; filters take codes or Chinese words, each as often as wanted."""

    view: Literal["full", "page"] = Field("full", description="every finding, or the first page")
    explain: Literal["none", "short", "full"] = Field(
        "short", description="reasons of the findings: none, in words, or with the proof; the first page has its own"
    )
    action: list[str] = Field([], description="only these actions: claim 可以办, ...", examples=[["claim", "ask"], ["可以办"]])
    for_: list[str] = Field(
        [], alias="for", description="only what is for these: elder 老年人本人, ...", examples=[["elder"], ["老年人本人"]]
    )
    local: YesOrNo = Field(default=False, description="only documents of the place of residence")

    @model_validator(mode="after")
    def _explains_findings(self) -> Self:
        if self.view == "page" and "explain" in self.model_fields_set:
            zh, en = "首页（view=page）自带理由，不用 explain", "the first page (view=page) has its own reasons: leave out `explain`"
            raise PydanticCustomError("explain", "{zh} / {en}", {"zh": zh, "en": en})
        return self


class TimelineRequest(BaseModel):
    """Whom to look ahead for, from what day, how far and for what."""

    model_config = ConfigDict(extra="forbid")

    profile: dict[str, Any] = Field(description="facts by code or Chinese word; what is absent or null is unknown")
    as_of: Day = Field(None, description="the day from which to look ahead; today in China by default")
    years: Annotated[int, Field(strict=True, ge=1, le=50), WHOLE] = Field(5, description="how many years to look ahead")
    benefits: Benefits | None = Field(None, description="full names of the benefits wanted; all by default")
    near_misses: bool = Field(default=False, strict=True, description="also what would turn each refusal")


class InterviewRequest(BaseModel):
    """What is known of a person so far; the service keeps nothing between questions."""

    model_config = ConfigDict(extra="forbid")

    profile: dict[str, Any] = Field(
        description="facts by code or Chinese word; `{}` for a person who is there and of whom nothing is known"
    )
    unknown: list[Annotated[str, Field(max_length=200)]] = Field(
        default_factory=list[str],
        max_length=2_000,
        description="facts that were asked for in vain, by their path (`household_members.2.birth_date` is that of the second listed); these are not asked again. A person, where there is none",
    )
    as_of: Day = Field(None, description="day of evaluation; today in China by default")
    benefits: Benefits | None = Field(None, description="full names of the benefits that it is about; all by default")
    everything: bool | None = Field(
        None, description="whether to ask on after it is settled what can be claimed, until all is; by default where benefits are named"
    )
    limit: Annotated[int, Field(strict=True, ge=1), WHOLE] | None = Field(
        None, description="number of questions, and of screens, wanted; all by default"
    )
