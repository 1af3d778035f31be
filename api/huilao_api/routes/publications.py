"""Publications: the routes by which those who approve see which version is in service when, call one off and go back to another. A draft
is published by approving it.
"""

from __future__ import annotations

import zlib
from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Query, Response
from pydantic_core import from_json
from sqlalchemy.orm import Session

from huilao import HuilaoError, RulesError, Text

from ..auth.reach import refuse_nobody_signed_in, refuse_out_of_reach
from ..service import CHINA, Service, Serving
from ..store import publications as store
from ..store.editions import contents
from ..store.tables import Publication
from ..web.problems import Mistake, ProblemError, problems
from ..web.requests import DIGITS, LanguageQuery
from ..who import Asker
from ..work.switching import read_and_tried
from .bodies import JsonRoute
from .publication_bodies import (
    MOST,
    PublicationBody,
    PublicationsQuery,
    PublicationsResponse,
    PublicationSummary,
    RollbackRequest,
    Standing,
)
from .told import Approves, Sees

router = APIRouter(prefix="/v1/publications", tags=["publications"], route_class=JsonRoute)

Asked = Annotated[LanguageQuery, Query()]
Number = Annotated[int, Path(ge=1, le=MOST, description="of the publication"), DIGITS]
IfMatch = Annotated[
    str | None, Header(alias="If-Match", description="the entity tag of the publications as you saw them; `*`: whatever they are by now",
                       examples=['"3-3"'], max_length=100),
]  # fmt: skip
READ = (401, 403, 404, 406, 422, 429, 503)
CHANGE = (*READ, 409, 507)


@router.get("", responses=problems(*READ), summary="发布记录 / Publications")
def list_publications(
    serving: Serving, _asker: Sees, asked: Annotated[PublicationsQuery, Query()], response: Response
) -> PublicationsResponse:
    """什么版本从什么时候起在用，最近的在前；定在以后的也在里面 / Which version is in service from when on, the latest first; those to come, too."""
    with serving.store()[0].reading() as session:
        found = store.listed(session, asked.limit + 1, asked.before)
        number = store.number_in_service(session, serving.now())
        response.headers["ETag"] = tag_of_all(serving, session)
        page = found[: asked.limit]
        told = [PublicationSummary.model_validate(summary_of(serving, one, number)) for one in page]
    return PublicationsResponse(in_service=number, publications=told, next=page[-1].number if len(found) > len(page) else None)


@router.get("/{number}", responses=problems(*READ), summary="一次发布 / A publication")
def read_publication(serving: Serving, _asker: Sees, number: Number, response: Response, _: Asked) -> PublicationBody:
    """连同批准时看到的检查结果 / With what the check found, as who approved it saw it."""
    with serving.store()[0].reading() as session:
        publication = called(session, number)
        response.headers["ETag"] = tag_of_all(serving, session)
        return body_of(serving, session, publication)


@router.post("/{number}/withdraw", responses=problems(*CHANGE), summary="撤回 / Withdraw one")
def withdraw_publication(serving: Serving, asker: Approves, number: Number, response: Response, _: Asked) -> PublicationBody:
    """还没有起用的才能撤回 / Before it takes effect."""
    called_off = withdrawn(serving, asker, number)
    with serving.store()[0].reading() as session:
        response.headers["ETag"] = tag_of_all(serving, session)
    return called_off


@router.post(
    "/rollback", status_code=201, responses=problems(*CHANGE, 400, 412, 413, 415, 428), summary="换回以前的版本 / Go back to a former version"
)  # fmt: skip
def roll_back(
    serving: Serving, asker: Approves, body: RollbackRequest, response: Response, _: Asked, if_match: IfMatch = None
) -> PublicationBody:
    """马上换回一个用过的版本，一字不差；先试读一遍 / At once, to what was in service before, byte for byte, once it was seen that it can be read."""
    made, tag = rolled_back(serving, asker, body, if_match)
    response.headers["Location"] = f"{router.prefix}/{made.number}"
    response.headers["ETag"] = tag
    return made


# -- what is done, by a program over HTTP or by somebody on a page ---------------------------------------------------


def withdrawn(serving: Service, asker: Asker, number: int) -> PublicationBody:
    """One that has not taken effect is called off. Raises ProblemError 404, 409."""
    database, office = serving.store()
    with database.writing() as session:
        publication = called(session, number)
        if publication not in store.scheduled(session, serving.now()):
            raise ProblemError(
                409, "not-scheduled", Text("这次发布不能撤回", "this one cannot be withdrawn"),
                Text("已经起用、撤回或失败了；要用以前的版本，请换回（rollback）",
                     "it has taken effect, was withdrawn or has failed: go back to a former version by `rollback`"),
            )  # fmt: skip
        store.withdraw(session, office, asker.name, publication, serving.now())
        return body_of(serving, session, publication)


def rolled_back(serving: Service, asker: Asker, body: RollbackRequest, seen: str | None) -> tuple[PublicationBody, str]:
    """A former version is in service again, for somebody who saw the publications of an entity tag; and the entity tag that they have now.

    Raises ProblemError: 403 for files of others, 404, 409 where that cannot be gone back to, 412 and 428 where they saw others.
    """
    database, office = serving.store()
    refuse_nobody_signed_in(asker)
    with database.reading() as session:
        to = _gone_back_to(serving, session, body.to)
    _refuse_unreadable(serving, to)
    with database.writing() as session:
        _refuse_crossing(seen, tag_of_all(serving, session))
        to = _gone_back_to(serving, session, body.to)
        _refuse_places_of_others(serving, session, asker, to)
        waiting = store.scheduled(session, serving.now())
        _refuse_unsaid(body, waiting)
        for one in waiting if body.scheduled == "withdraw" else ():
            store.withdraw(session, office, asker.name, one, serving.now())
        made = store.roll_back(session, office, asker.name, to, body.reason.strip(), serving.now())
        session.flush()
        return body_of(serving, session, made), tag_of_all(serving, session)


def called(session: Session, number: int) -> Publication:
    """A publication. Raises ProblemError 404 where there is none."""
    found = store.find(session, number)
    if found is None:
        raise ProblemError(404, "publication", Text("没有这次发布", "no such publication"), Text("请核对序号", "look at its number again"))
    return found


def tag_of_all(serving: Service, session: Session) -> str:
    """The entity tag of all publications: which is in service, and how many there are."""
    last = store.listed(session, 1)
    return f'"{store.number_in_service(session, serving.now()) or 0}-{last[0].number if last else 0}"'


def _gone_back_to(serving: Service, session: Session, said: int | str) -> Publication:
    """What is to be gone back to. Raises ProblemError: 404 where there is no such publication, 409 where it was never in service, or is."""
    found = called(session, said) if isinstance(said, int) else store.of_version(session, said)
    if found is None or found.served is None:
        raise ProblemError(
            409, "never-served", Text("这个版本没有用过", "this version was never in service"),
            Text("只能换回用过的版本；没有用过的请起草、检查、批准", "go back to one that was; another has to be drafted, checked and approved"),
        )  # fmt: skip
    now = store.in_service(session, serving.now())
    if now is not None and (now.version, now.files) == (found.version, found.files):
        raise ProblemError(
            409, "in-service", Text("这个版本正在使用", "this version is in service"),
            Text(f"第 {now.number} 号发布就是它，不用换", f"publication {now.number} has it: there is nothing to go back to"),
        )  # fmt: skip
    return found


def _refuse_places_of_others(serving: Service, session: Session, asker: Asker, to: Publication) -> None:
    """Raises ProblemError 403 where going back changes files of places that the asker is not bound to."""
    now = store.in_service(session, serving.now())
    if asker.places and now is not None:
        names = {name for name in {**now.files, **to.files} if now.files.get(name) != to.files.get(name)}
        refuse_out_of_reach(asker, names, contents(session, now.files), contents(session, to.files))


def _refuse_unreadable(serving: Service, to: Publication) -> None:
    """Raises ProblemError 409 where a version cannot be put in service any more."""
    try:
        read_and_tried(serving, to)
    except HuilaoError as error:
        wrong = error.problems if isinstance(error, RulesError) else ()
        raise ProblemError(
            409, "unreadable", Text("这个版本现在读不了", "this version cannot be read any more"),
            Text(error.said("zh").splitlines()[0], error.said("en").splitlines()[0]),
            found=[Mistake(str(one.span), one.message) for one in wrong[:100]],
        ) from None  # fmt: skip


def _refuse_crossing(if_match: str | None, tag: str) -> None:
    """Raises ProblemError 428 where nobody says what they saw, 412 where it is another by now."""
    if if_match is None:
        raise ProblemError(
            428, "if-match", Text("缺少 If-Match", "`If-Match` is missing"),
            Text("请带上发布记录的 ETag，这样不会盖掉别人刚发布的版本；不管现在是什么就写 *",
                 "send the `ETag` of the publications, so that nothing is displaced that you did not see; `*` for whatever there is"),
        )  # fmt: skip
    if tag not in {one.strip() for one in if_match.split(",")} and if_match.strip() != "*":
        raise ProblemError(
            412, "if-match", Text("发布记录已经变了", "the publications are no longer as they were"),
            Text("刚才有别的版本发布、起用或换回；请看过再办", "something was published, took effect or was gone back to just now: look at that first"),
            {"ETag": tag},
        )  # fmt: skip


def _refuse_unsaid(body: RollbackRequest, waiting: Any) -> None:
    """Raises ProblemError 409 where others are to take effect later, and it is not said what becomes of them."""
    if not waiting or body.scheduled is not None:
        return
    told = [(one.number, one.takes_effect.astimezone(CHINA).date()) for one in waiting]
    raise ProblemError(
        409, "scheduled", Text("已经定了以后要起用的版本", "another version is to come into service later"),
        Text(f"到时候它会代替换回的版本：{'、'.join(f'第 {number} 号定于 {day}' for number, day in told)}。请写明照旧（keep）还是一并撤回（withdraw）",
             f"it would take the place of what is gone back to: {', '.join(f'{number} on {day}' for number, day in told)}. Say in `scheduled`: `keep` them, or `withdraw` them too"),
    )  # fmt: skip


def _standing(serving: Service, one: Publication, in_service: int | None) -> Standing:
    if one.withdrawn is not None:
        return Standing.WITHDRAWN
    if one.failed is not None:
        return Standing.FAILED
    if one.number == in_service:
        return Standing.IN_SERVICE
    return Standing.SCHEDULED if one.takes_effect > max(serving.now(), one.made) else Standing.FORMER


def summary_of(serving: Service, one: Publication, in_service: int | None) -> dict[str, Any]:
    """A publication in a list, as `PublicationSummary` has it."""
    kept = {name: getattr(one, name) for name in PublicationSummary.model_fields if name != "standing"}
    return {**kept, "standing": _standing(serving, one, in_service)}


def body_of(serving: Service, session: Session, one: Publication) -> PublicationBody:
    """A publication as it is answered with."""
    found = None if one.comparison is None else from_json(zlib.decompress(one.comparison))
    if found is not None and found["comparison"] is not None:
        found["comparison"].pop("pages", None)  # the report is a route of the draft
    in_service = store.number_in_service(session, serving.now())
    return PublicationBody.model_validate({**summary_of(serving, one, in_service), "found": found})
