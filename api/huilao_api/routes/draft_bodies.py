"""Drafts as they stand in requests and responses."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from huilao import Severity

from ..store.drafts import DraftState
from ..store.tables import JobState
from ..web.problems import SEEN
from ..web.requests import DIGITS, WHOLE, Day, LanguageQuery, NowOrDay
from .nodes import Place, Words

Title = Annotated[str, Field(min_length=1, max_length=200, pattern=SEEN, examples=["冕宁县高龄津贴调整"])]
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
    limit: Annotated[int, Field(ge=1, le=200), DIGITS] = 50


class RegisterBody(BaseModel):
    """A register in which people can be counted, by its screening."""

    screening: str
    made: dt.datetime
    made_by: str
    size: int = Field(description="bytes")


class RevisionQuery(LanguageQuery):
    """Of which revision something is wanted."""

    revision: Annotated[int, Field(ge=1, le=2**31 - 1), DIGITS] | None = Field(None, description="the last one by default")


class DiffQuery(LanguageQuery):
    """Which two revisions are to be held against each other."""

    since: Annotated[int, Field(ge=1, le=2**31 - 1), DIGITS] = Field(1, alias="from", description="1 is the version that it was begun from")
    until: Annotated[int, Field(ge=1, le=2**31 - 1), DIGITS] | None = Field(None, alias="to", description="the last one by default")


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


class ProvedFlaw(BaseModel):
    """A flaw that was looked for in the rules, and what came of it."""

    flaw: str
    verdict: Literal["proved", "refuted", "unknown"]
    subject: str = Field(description="the benefit, term or quantity")
    span: Place | None
    other: Place | None
    name: str
    person: dict[str, Any] | None = Field(description="somebody who shows it: facts, as in a profile")
    wording: dt.date | None = Field(description="the day from which the wording holds in which it is; null for that of `as_of`")


class AnsweredFlaw(ProvedFlaw):
    """A flaw that is meant to be there."""

    why: Words


class IdleAnswer(BaseModel):
    """An answer to a flaw that is not there."""

    subject: str
    flaw: str
    about: str | None
    span: Place | None


class SoundnessFound(BaseModel):
    """Whether the rules are sound, as `huilao verify --format json` has it."""

    version: str
    as_of: dt.date
    sound: bool
    questions: int = Field(description="how many claims were put to the solver")
    most_listed: int | None = Field(description="how many people of a list at most it was proved for; null where no rule looks at a list")
    flaws: list[ProvedFlaw]
    answered: list[AnsweredFlaw]
    remarks: list[ProvedFlaw]
    undecided: list[ProvedFlaw]
    idle_answers: list[IdleAnswer]
    text: Words


class LevelTurn(BaseModel):
    """Somebody for whom another row of a table applies."""

    effect: str
    before: list[str | None] | None = Field(description="the cells of the row; null where none applies")
    after: list[str | None] | None
    person: dict[str, Any] = Field(description="facts, as in a profile")


class RuleTurn(BaseModel):
    """What an edit does to a benefit or term, in one wording."""

    name: str
    old: Place | None
    new: Place | None
    written: list[str] = Field(description="entries that are written otherwise, besides conditions")
    terms: list[str] = Field(description="terms that it uses and that do not mean the same")
    own_condition: bool = Field(description="whether its own condition is written otherwise")
    day: dt.date
    wording: dt.date | None = Field(description="the day from which that wording holds; null for that of `as_of`")
    effects: list[str]
    undecided: bool
    changes: list[dict[str, Any]] = Field(
        description="open: an `effect` with a `person` (facts, as in a profile) whom it befalls, `before` and `after`, and what else that effect has"
    )
    levels: list[LevelTurn]


class ComparisonFound(BaseModel):
    """What an edit does to whom, as `huilao compare --format json` has it."""

    old: str = Field(description="the version in service")
    new: str
    as_of: dt.date
    somebody_loses: bool
    harmless: bool
    facts: list[str] = Field(description="that differ")
    retyped: list[str] = Field(description="facts of another type: what uses them was not compared")
    standards: list[str] = Field(description="that differ")
    most_listed: int | None
    terms: list[RuleTurn]
    benefits: list[RuleTurn]
    unchanged: int
    text: Words


class CheckFound(BaseModel):
    """All that was found of a revision."""

    reads: bool
    problems: list[RuleProblem]
    places: list[PlaceDoubt]
    scenarios: ScenariosFound | None = Field(description="null where the files cannot be read; so are the next two")
    soundness: SoundnessFound | None
    comparison: ComparisonFound | None = Field(description="null, too, where the two have no ruleset in common")
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
