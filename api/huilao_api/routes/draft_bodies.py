"""Drafts as they stand in requests and responses."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from huilao import Severity

from ..store.drafts import DraftState
from ..store.tables import JobState
from ..web.requests import WHOLE, Day, LanguageQuery, NowOrDay
from .nodes import Words

Title = Annotated[str, Field(min_length=1, max_length=200, pattern=r"\S", examples=["冕宁县高龄津贴调整"])]
Note = Annotated[str, Field(max_length=500)]
Revision = Annotated[
    int, Field(strict=True, ge=1, le=2**31 - 1, description="that you looked at: what is done is done to exactly these files"), WHOLE
]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


# -- requests --------------------------------------------------------------------------------------------------------


class DraftRequest(_Body):
    """A draft that is to be made."""

    title: Title
    version: str | None = Field(
        None, pattern="^([0-9]{1,7}|[0-9a-f]{8,64})$",
        description="from which it is begun: a version (at least 8 digits) or the number of a publication; the one in service by default",
    )  # fmt: skip
    note: Note = Field("", description="kept with the first revision")


class TitleRequest(_Body):
    """Another title for a draft."""

    title: Title


class DraftsQuery(LanguageQuery):
    """Which drafts are wanted."""

    state: DraftState | None = None
    after: str | None = Field(None, max_length=36, description="from the one after this: `next` of the page before")
    limit: int = Field(50, ge=1, le=200)


class RegisterBody(BaseModel):
    """A register in which people can be counted, by its screening."""

    screening: str
    made: dt.datetime
    made_by: str
    size: int = Field(description="bytes")


class RevisionQuery(LanguageQuery):
    """Of which revision something is wanted."""

    revision: int | None = Field(None, ge=1, le=2**31 - 1, description="the last one by default")


class DiffQuery(LanguageQuery):
    """Which two revisions are to be held against each other."""

    since: int = Field(1, alias="from", ge=1, le=2**31 - 1, description="1 is the version that it was begun from")
    until: int | None = Field(None, alias="to", ge=1, le=2**31 - 1, description="the last one by default")


class NoteQuery(LanguageQuery):
    """What is to be kept with a revision."""

    note: Note = Field("", description="why, or the commit that the files are of")


class ReadRequest(_Body):
    """Files as they stand in an editor, not saved yet."""

    files: dict[str, str | None] = Field(
        default_factory=dict[str, str | None], max_length=50, description="by path, in place of those of the draft; null: not there"
    )


class CheckRequest(_Body):
    """What is to be checked."""

    revision: Revision | None = Field(None, description="the last one by default")
    as_of: Day = Field(None, description="the day of the comparison; today in China by default")
    screening: str | None = Field(
        None, max_length=36, description="a screening of one's own office that is done: how many people of its register each change does something to"
    )  # fmt: skip


class SubmitRequest(_Body):
    """What is to be submitted."""

    revision: Revision
    acknowledged: list[str] = Field(
        default_factory=list[str], max_length=10_000, description="the `name` of each of the `losses` that the check found: they are meant"
    )
    takes_effect: NowOrDay = Field("now", description="the day from which on it should be in service: whoever approves it decides")


class ApproveRequest(_Body):
    """What is approved, and from when on it is to be in service."""

    revision: Revision
    takes_effect: NowOrDay = Field(
        None, description="`now`, or a day to come: from its first minute in China on; without it, as whoever submitted it wished"
    )


class RejectRequest(_Body):
    """What is rejected, and why."""

    revision: Revision
    reason: str = Field(min_length=1, max_length=2_000, pattern=r"\S", description="what is to be mended")


class CatchUpRequest(_Body):
    """How the edits of both are to be joined where lines were changed by both."""

    revision: Revision
    files: dict[str, str | None] = Field(
        default_factory=dict[str, str | None],
        max_length=1_000,
        description="each file that could not be joined, as it is to be; null: not there",
    )


# -- answers ---------------------------------------------------------------------------------------------------------


class DraftFile(BaseModel):
    """A file of a draft."""

    name: str
    size: int = Field(description="bytes")
    digest: str = Field(description="SHA-256")


class DraftSummary(BaseModel):
    """A draft in a list."""

    id: str
    title: str
    state: DraftState
    base: str = Field(description="the version that it was begun from, or has caught up with")
    revision: int = Field(description="the last one; also its entity tag, to be sent as `If-Match`")
    made: dt.datetime
    made_by: str
    submitted: dt.datetime | None
    submitted_by: str | None
    wished: dt.date | None = Field(description="from when on it should be in service, as it was submitted; null: at once")
    reason: str = Field(description="why it was rejected; empty where it was not")
    publication: int | None = Field(description="the number of the publication, once it is one")


class DraftBody(DraftSummary):
    """A draft."""

    digest: str = Field(description="of the last revision")
    behind: bool = Field(description="whether another version is in service now than it was begun from: catch up before it is submitted")
    acknowledged: list[str] = Field(description="the benefits whose losses were said to be meant")
    files: list[DraftFile]


class DraftsResponse(BaseModel):
    """Drafts, the latest first."""

    drafts: list[DraftSummary]
    next: str | None = Field(description="to be asked for as `after`; null on the last page")


class RevisionBody(BaseModel):
    """A revision of a draft."""

    number: int
    digest: str
    made: dt.datetime
    made_by: str
    note: str


class FileDiff(BaseModel):
    """What is otherwise in a file."""

    name: str
    change: Literal["added", "deleted", "changed"]
    diff: str = Field(description="line by line, in the unified format; empty for what is no text")


class DiffResponse(BaseModel):
    """What is otherwise in a later revision."""

    since: int = Field(serialization_alias="from")
    until: int = Field(serialization_alias="to")
    files: list[FileDiff]


class RuleProblem(BaseModel):
    """A mistake in a rule file, or a warning."""

    severity: Severity
    code: str
    file: str
    line: int
    column: int
    end_line: int
    end_column: int
    message: Words
    hint: Words | None = Field(description="how to mend it")
    put: str | None = Field(None, description="what mends it, where that is to be written in its place, and nothing else is")
    text: Words = Field(description="all of it with the line, as `huilao check` prints it")


class ReadResponse(BaseModel):
    """Whether files can be read."""

    reads: bool
    version: str | None = Field(description="that they make")
    benefits: int | None = Field(description="how many there are in it")
    problems: list[RuleProblem]


class PlaceDoubt(BaseModel):
    """A place of which the code says something else."""

    place: str
    message: Words


class FailedScenario(BaseModel):
    """A scenario that does not hold."""

    file: str
    line: int
    name: str
    failure: str


class ScenariosFound(BaseModel):
    """The scenarios of the draft, run."""

    number: int
    failed: list[FailedScenario]
    mistakes: list[str] = Field(description="what stands in them and cannot be read: then none was run")


class Loss(BaseModel):
    """What has to be acknowledged: what is taken from somebody, or could not be decided."""

    name: str = Field(description="of the benefit, term or fact; `*` where nothing of the version in service is left")
    effects: list[str]
    said: Words


class Refused(BaseModel):
    """Why it cannot be submitted."""

    where: str
    message: Words


class MoneyFound(BaseModel):
    """What some people are paid more all together, in CNY; below nought: less."""

    per: str = Field(description="what the benefit is paid for: month, year, …")
    at_least: str | None = Field(description="null where that is open")
    at_most: str | None


class PeopleChanged(BaseModel):
    """To how many people an edit of a benefit does something."""

    benefit: str
    effect: str = Field(description="as the comparison has it: gains, loses, less, more, …")
    people: int | None = Field(description="null where they are fewer than `few`")
    money: MoneyFound | None = Field(description="null where they are few, where nothing is paid, or not for the same as before")


class PeopleFound(BaseModel):
    """How many people of a register an edit does something to."""

    screening: str
    uploaded: dt.datetime = Field(description="when the register came")
    as_of: dt.date = Field(description="the day of which it was screened")
    rows: int
    people: int = Field(description="who were read of them")
    few: int = Field(description="of fewer people no number is shown")
    changes: list[PeopleChanged]
    text: Words


class CheckFound(BaseModel):
    """All that was found of a revision."""

    reads: bool
    problems: list[RuleProblem]
    places: list[PlaceDoubt]
    scenarios: ScenariosFound | None = Field(description="null where the files cannot be read; so are the next two")
    soundness: dict[str, Any] | None = Field(description="as `huilao verify --format json` has it, and `text` in words")
    comparison: dict[str, Any] | None = Field(description="as `huilao compare --format json` has it, and `text` in words")
    people: PeopleFound | None = Field(description="how many people it touches of the register that was named; null where none was")
    losses: list[Loss]
    refused: list[Refused] = Field(description="none: it may be submitted")


class CheckBody(BaseModel):
    """A check of a revision, and how far it is."""

    id: str
    revision: int
    state: JobState
    stage: str | None = Field(description="what is being done: read, scenarios, verify, compare, people; null where it is not running")
    percent: int
    as_of: dt.date
    against: str = Field(description="the version that it is compared with")
    screening: str | None = Field(description="the screening whose people are counted")
    made: dt.datetime
    made_by: str
    error: Words | None = Field(description="why it could not be done")
    found: CheckFound | None = Field(description="null until it is done")
