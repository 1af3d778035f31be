"""What the tools are asked with."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from huilao import Rules

from ..web.requests import EXAMPLE_PROFILE, Day, EvaluateRequest, InterviewRequest, TimelineRequest

Lang = Annotated[Literal["zh", "en"] | None, Field(None, description="language of the answer; that of the server by default")]
Benefits = Annotated[list[str], Field(min_length=1, max_length=20, description="full names, or names such as 冕宁：老年人高龄津贴")]


class Evaluate(EvaluateRequest):
    """Whom to evaluate, on what day, and which findings are wanted besides the page."""

    action: list[str] = Field([], description="findings of these actions are wanted as data: claim, everyone, reading, ask, enquire, tell, ...; by default what can be claimed, what everybody has and what hangs on a reading")  # fmt: skip
    service: list[str] = Field([], description="only these services of the catalogue")
    ruleset: list[str] = Field([], description="only these documents, by name or place")
    local: bool = Field(default=False, description="only documents of the place of residence")
    receipt: bool = Field(default=False, description="also the whole receipt, by which the answer can be checked later")
    lang: Lang


class Interview(InterviewRequest):
    """What is known so far."""

    limit: int | None = Field(2, strict=True, ge=1, le=20, description="number of screens wanted")
    lang: Lang


class Timeline(TimelineRequest):
    """Whom to look ahead for."""

    lang: Lang


class HowToApply(BaseModel):
    """For which benefits."""

    model_config = ConfigDict(extra="forbid")

    benefits: Benefits
    as_of: Day = Field(None, description="the day whose wording counts; today in China by default")
    lang: Lang


Kind = Literal["benefit", "fact", "term", "standard", "document"]


class Search(BaseModel):
    """What to look for in the rule book."""

    model_config = ConfigDict(extra="forbid")

    query: str = Field(min_length=1, max_length=200, description="words of the rule book, Chinese or English; never anything of a person")
    kinds: list[Kind] = Field([], description="only these kinds")
    ruleset: str | None = Field(None, description="only what belongs to this document, by name or place")
    limit: int = Field(10, strict=True, ge=1, le=50, description="hits wanted at most")
    lang: Lang


class Read(BaseModel):
    """What to read in the rule book."""

    model_config = ConfigDict(extra="forbid")

    kind: Kind
    name: str = Field(min_length=1, max_length=200, description="as search_rule_book gives it")
    place: str | None = Field(None, description="of a standard: for this division alone, by code or name")
    as_of: Day = Field(None, description="the day whose wording or value counts; today in China by default")
    lang: Lang


class CheckReceipt(BaseModel):
    """A receipt, with or without the facts that it was made for."""

    model_config = ConfigDict(extra="forbid")

    receipt: dict[str, Any] = Field(description="the whole receipt, as it was saved")
    profile: dict[str, Any] | None = Field(None, description="the same facts again; without them the receipt is checked by itself")
    lang: Lang


def schema_of(arguments: type[BaseModel], rules: Rules) -> dict[str, Any]:
    """The JSON Schema of a tool's arguments. A profile has the facts of the rule book by name, without their codes and forms: all of
    those, in every tool, would fill an agent's memory; they stand in the schema of profiles, and what does not suit is refused.
    """
    schema = arguments.model_json_schema()
    given = schema["properties"]
    if "profile" in given:
        facts = {fact.name: {"description": fact.label.zh} for fact in rules.facts.values()}
        given["profile"] = {
            "type": "object", "properties": facts, "examples": [EXAMPLE_PROFILE],
            "description": "What the person has said, by fact. Leave out what is not known, and never guess. No name, no ID number. "
            "Codes: from `interview`, from read_rule_book (kind fact), or in the resource huilao://profile-schema.",
        }  # fmt: skip
    return schema
