"""What came of a screening, as pages: what a leader looks at first, then lists page by page, what to mend, and files."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from pathlib import Path, PurePosixPath
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from starlette.responses import FileResponse, HTMLResponse, Response

from huilao import Action, Force, Per, Rulebook, Text, name_of

from ..routes import screening_steps as steps
from ..routes.screening_bodies import ScreeningBody
from ..routes.screenings import PAGE
from ..routes.told import Screens
from ..service import Service, Serving
from ..store import screenings as store
from ..web.problems import ProblemError
from ..who import Asker
from .frame import page

LEAST = 0.6
"""Percent of the longest bar that every bar is at least, that it be seen."""
LEAF = 50
"""Rows on a page of a list."""
FIRST = 12
"""Lines of a table that stand on the page at once; the others are folded."""
SHOWN = 200
"""Lines of a table at most: the workbook has all."""
TABLES = (".csv", ".xlsx", ".parquet")
TO_MEND = ("待更正.xlsx", "to_mend.xlsx")
REJECTS = "rejects.csv"
FIRST_PAID = (Per.MONTH, Per.YEAR, Per.QUARTER, Per.TIME, Per.DAY, Per.HOUR, Per.MEAL)
LONGEST_NUMBER = 11
ROUND = 10_000
"""From so many yuan on an amount is said in ten thousands in Chinese."""


router = APIRouter(prefix="/screenings", include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Line:
    """A count under a name, and how long its bar is."""

    name: str
    count: int
    share: float
    """Of the longest bar, in percent."""
    of: int | None = None
    """Of how many."""
    of_share: float = 0
    note: str = ""
    table: int | None = None
    """The list that has them, by its number."""


@dataclass(frozen=True, slots=True)
class BenefitLine:
    """A benefit, and how many people there is what to do about."""

    name: str
    force: str
    actions: Mapping[str, int]
    received: int
    amount: str
    table: int | None


@dataclass(frozen=True, slots=True)
class Table:
    """A list that can be looked at."""

    number: int
    file: str
    name: str


def results(
    request: Request, serving: Service, asker: Asker, found: ScreeningBody, frame: Mapping[str, Any], problem: ProblemError | None = None
) -> Response | None:  # fmt: skip
    """The results that there are; None where there are none."""
    language = serving.language(request)
    with steps.held(serving, asker, found.id) as (session, screening, _told):
        if screening.results is None:
            return None
        files = steps.files_of(serving, screening)
        before, now = store.job_before(session, screening), store.job_of(session, screening)
        joined = (
            None
            if before is None or not screening.mended or now is None or now.id != screening.results
            else (before.result or {}, now.result or {})
        )
    if "summary.json" not in files:
        return None
    summary = json.loads(files["summary.json"].read_text(encoding="utf-8"))
    tables = list(_tables(files))
    at = {one.name: one.number for one in tables}
    said = _Said(serving.book, summary, language, at)
    job = found.job
    asked = {} if now is None else now.asked
    return page(
        request, serving, "screening_results.html", asker, status=200 if problem is None else 422, **frame, problem=problem, job=job, asked=asked, summary=summary,
        joined=joined, services=said.services(), benefits=said.benefits(settled=True), others=said.benefits(settled=False), totals=said.totals(),
        questions=said.questions(lacking=False), lacking=said.questions(lacking=True), places=said.places(asked.get("suppress", 0)), ages=said.ages(asked.get("suppress", 0)), ahead=said.ahead(),
        cautions=[(one["title"].get(language) or one["title"]["zh"], one["said"][language]) for one in summary.get("cautions", [])],
        heads=said.heads, whom=at.get("问谁", at.get("whom to ask")), ask_list=at.get("要问的", at.get("to ask")), ahead_list=at.get("将有变化", at.get("changes ahead")),
        overview=at.get("总览", at.get("overview")), tables=tables, files=[(name, _address(found.id, name), path.stat().st_size) for name, path in files.items()],
        whole=_whole(files), to_mend=next((_address(found.id, name) for name in TO_MEND if name in files), ""), report="report.html" in files, first=FIRST, shown=SHOWN,
        few=asked.get("suppress", 0), error="" if job is None or job.error is None else job.error.zh if language == "zh" else job.error.en,
    )  # fmt: skip


@router.get("/{id_}/lists/{number}")
def one_list(
    request: Request,
    serving: Serving,
    asker: Screens,
    id_: str,
    number: int,
    first: Annotated[int, Query(alias="from", ge=0, le=10_000_000)] = 0,
) -> Response:
    """Some lines of a list; who looked at which is written in the log, as where it is fetched."""
    with steps.held(serving, asker, id_) as (_session, screening, _told):
        tables = list(_tables(steps.files_of(serving, screening)))
    if not 0 <= number < len(tables):
        raise _no_list()
    return _leaf(request, serving, asker, id_, tables[number].file, tables[number].name, first, tables, number)


@router.get("/{id_}/lists")
def chosen_list(request: Request, serving: Serving, asker: Screens, id_: str, number: int) -> Response:
    """The list that was chosen among all."""
    return one_list(request, serving, asker, id_, number)


@router.get("/{id_}/rejects")
def rejects(
    request: Request, serving: Serving, asker: Screens, id_: str, first: Annotated[int, Query(alias="from", ge=0, le=10_000_000)] = 0
) -> Response:
    """Cells that could not be read, with the reason and how to mend them."""
    others = (-2, -1) if serving.language(request) == "zh" else (-4, -3)
    called = Text("要更正的格子", "Cells to mend").of(serving.language(request))
    return _leaf(request, serving, asker, id_, REJECTS, PurePosixPath(REJECTS).stem, first, called=called, without=others)


def _leaf(
    request: Request, serving: Service, asker: Asker, id_: str, file: str, name: str, first: int, tables: Sequence[Table] = (), number: int | None = None,
    called: str = "", without: Sequence[int] = (),
) -> Response:  # fmt: skip
    """Some lines of a table, `without` columns that are of no use here, by their places."""
    from huilao import leaf_of

    leaf = leaf_of(steps.fetched(serving, asker, id_, file), name, first, LEAF)
    kept = [at for at in range(len(leaf.heads)) if at not in without and at - len(leaf.heads) not in without]
    leaf = replace(leaf, heads=tuple(leaf.heads[at] for at in kept), rows=tuple(tuple(row[at] for at in kept) for row in leaf.rows))
    numeric = [
        bool(leaf.rows) and all(_is_number(row[at]) for row in leaf.rows) and any(row[at] for row in leaf.rows)
        for at in range(len(leaf.heads))
    ]
    return page(
        request, serving, "screening_list.html", asker, id=id_, leaf=leaf, number=number, tables=tables, called=called or name, first=first, size=LEAF, file=_address(id_, file),
        numeric=numeric,
    )  # fmt: skip


@router.get("/{id_}/report")
def report(serving: Serving, asker: Screens, id_: str) -> Response:
    """The report as it was written: charts, to be printed."""
    text = steps.fetched(serving, asker, id_, "report.html").read_text(encoding="utf-8")
    return HTMLResponse(text, headers={"Content-Security-Policy": PAGE})


@router.get("/{id_}/files/{name:path}")
def file(serving: Serving, asker: Screens, id_: str, name: str) -> Response:
    """A file of results."""
    return FileResponse(steps.fetched(serving, asker, id_, name), filename=PurePosixPath(name).name)


def _no_list() -> ProblemError:
    return ProblemError(404, "list", Text("没有这份名单", "no such list"), Text("请从结果页里选", "choose one on the page of results"))


def _tables(files: Mapping[str, Path]) -> Iterator[Table]:
    """The lists that can be looked at, in the order of their files."""
    from huilao import tables_in

    number = 0
    for name, path in files.items():
        if PurePosixPath(name).suffix in TABLES and name not in (*TO_MEND, REJECTS):
            for table in tables_in(path):
                yield Table(number, name, table)
                number += 1


def _whole(files: Mapping[str, Path]) -> str:
    """The workbook with all lists, where that is one file."""
    lists = [name for name in files if name.startswith("lists/")]
    return lists[0] if len(lists) == 1 else ""


def _address(id_: str, name: str) -> str:
    return f"/screenings/{id_}/files/{quote(name)}"


def _is_number(text: str) -> bool:
    """Whether a cell is a count or an amount: what begins with a nought, or is as long as a telephone number, is a name."""
    return not text or (
        len(text) < LONGEST_NUMBER and not re.match("0[0-9]", text) and re.fullmatch(r"[0-9,]+(\.[0-9]+)?", text) is not None
    )


class _Said:
    """The summary of a screening in words."""

    def __init__(self, book: Rulebook, summary: Mapping[str, Any], language: str, tables: Mapping[str, int]) -> None:
        self.book = book
        self.summary = summary
        self.language = language
        self.tables = tables
        self.names = {one["benefit"]: self.of(one["name"]) for one in summary["benefits"]}
        called = Counter(self.names.values())
        rules = book.rules.rulesets
        for name, shown in self.names.items():
            document = rules.get(name.partition("/")[0])
            if called[shown] > 1 and document is not None and (place := book.rules.places.get(document.document.place)) is not None:
                self.names[name] = f"{shown}（{place.name.zh}）" if language == "zh" else f"{shown} ({place.name.of('en')})"
        self.heads = [(one.value, name_of(one).of(language)) for one in (Action.CLAIM, Action.READING, Action.ASK)]

    def of(self, words: Mapping[str, str]) -> str:
        return words.get(self.language) or words["zh"]

    def lines(self, counts: Sequence[tuple[str, int, int | None]], few: int = 0) -> list[Line]:
        """Counts as lines with bars; those of few people are not shown."""
        most = max((of or count for _, count, of in counts), default=0) or 1
        hidden = [0 < count < few for _, count, _ in counts]
        return [
            Line(name, -1 if hide else count, max(LEAST, 100 * count / most) if count and not hide else 0, -1 if 0 < (of or 0) < few else of, 100 * (of or 0) / most, table=self.tables.get(name))
            for (name, count, of), hide in zip(counts, hidden, strict=True)
        ]  # fmt: skip

    def services(self) -> list[Line]:
        """How many people can claim something of a service that they do not draw."""
        return self.lines([(self.of(one["name"]), one["claim_people"], None) for one in self.summary["services"]])

    def benefits(self, *, settled: bool) -> list[BenefitLine]:
        """The benefits about which there is something to do, those first that most people can claim."""
        services = self.book.rules.services
        kept = [
            one for one in self.summary["benefits"]
            if one["settled"] is settled and (one["received"] or any(one["actions"].get(action) for action, _ in self.heads) or (not settled and one["eligible"]))
        ]  # fmt: skip
        kept.sort(key=lambda one: (-one["actions"].get(Action.CLAIM.value, 0), -one["received"], -one["eligible"]))
        return [
            BenefitLine(
                self.names[one["benefit"]], name_of(Force(one["force"])).of(self.language), {action: one["actions"].get(action, 0) for action, _ in self.heads},
                one["received"], self.amount(one["pays"], Per(one["pays"]["per"])) if "pays" in one else "",
                self.tables.get(services[one["service"]].label.of(self.language)) if one["service"] in services else None,
            )
            for one in kept
        ]  # fmt: skip

    def totals(self) -> list[str]:
        """What settled benefits pay in all, each kind apart, what is paid by the month first."""
        found: Mapping[str, Mapping[str, str | None]] = self.summary.get("totals", {})
        return [self.amount(found[per], per) for per in FIRST_PAID if per in found and found[per]["at_most"] != "0"]

    def amount(self, total: Mapping[str, str | None], per: Per) -> str:
        """An amount for what it is paid for."""
        low, high = total["at_least"], total["at_most"]
        least, most = self.money(low or "0"), None if high is None else self.money(high)
        each = name_of(per).of(self.language)
        if self.language == "zh":
            span = (
                f"{least}元"
                if least == most
                else f"不低于{least}元"
                if most is None
                else f"最多{most}元"
                if low == "0"
                else f"{least}至{most}元"
            )
            return f"每{each}{span}" if per is not Per.TIME else f"一次，{span}"
        span = (
            f"CNY {least}"
            if least == most
            else f"at least CNY {least}"
            if most is None
            else f"at most CNY {most}"
            if low == "0"
            else f"CNY {least} to {most}"
        )
        return f"{span} a {each}" if per is not Per.TIME else f"{span}, once"

    def money(self, text: str) -> str:
        amount = Decimal(text)
        if self.language == "zh" and amount >= ROUND:
            return f"{amount / ROUND:,.1f}".removesuffix(".0") + "万"
        return f"{amount:,.2f}".removesuffix(".00")

    def questions(self, *, lacking: bool) -> list[Line]:
        """What to ask, of how many people, and how much that settles; or what the register lacks of most people."""
        found: Sequence[Any] = [one for one in self.summary.get("questions", []) if one["column_lacking"] is lacking]
        lines = self.lines([(self.of(one["label"]), one["settles"], None) for one in found])
        return [replace(line, of=one["people"]) for line, one in zip(lines, found, strict=True)]

    def places(self, few: int) -> list[Line]:
        """Where people live who can claim something that they do not draw."""
        found = sorted(self.summary["places"], key=lambda one: (-one["claim_people"], one["place"]))
        return self.lines([(self.of(one["name"]), one["claim_people"], one["people"]) for one in found], few)

    def ages(self, few: int) -> list[Line]:
        """The same by age."""
        every, claim = Counter[int | None](), Counter[int | None]()
        for one in self.summary["ages"]:
            every[one["from"]] += one["people"]
            claim[one["from"]] += one["claim_people"]
        bands = sorted(every, key=lambda one: (one is None, one or 0))
        ends = dict(pairwise(bands))
        return self.lines([(self.band(one, ends.get(one)), claim[one], every[one]) for one in bands], few)

    def band(self, begin: int | None, end: int | None) -> str:
        zh = self.language == "zh"
        if begin is None:
            return "年龄不详" if zh else "Age not known"
        if end is None:
            return f"{begin}岁以上" if zh else f"{begin} and over"
        return (f"不满{end}岁" if zh else f"Under {end}") if begin == 0 else f"{begin}至{end - 1}岁" if zh else f"{begin} to {end - 1}"

    def ahead(self) -> list[tuple[str, str, int]]:
        """What changes within the next months: the benefit, how, and for how many."""
        turns = {
            "begins": ("将可以办", "can be claimed from then on"),
            "ends": ("将不再符合", "ends by then"),
            "amount": ("金额将变", "another amount by then"),
        }
        found: Sequence[Any] = self.summary.get("ahead", {}).get("changes", [])
        return [(self.names.get(str(one["benefit"]), ""), turns[one["turn"]][self.language != "zh"], one["people"]) for one in found]
