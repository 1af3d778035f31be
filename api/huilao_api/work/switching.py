"""Which rule book a process serves: at the start, and whenever the store says that another version is to be in service. The other one is
read beside the requests and then takes its place at once; what cannot be read displaces nothing.
"""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from subprocess import SubprocessError

from anyio import CapacityLimiter, to_thread
from fastapi import FastAPI
from sqlalchemy.exc import SQLAlchemyError

from huilao import HuilaoError, Rulebook, RuleFiles, RulesError, Text, scenario_files, scenario_folder

from ..reading import read
from ..service import Service
from ..store import publications
from ..store.editions import contents, digests_of
from ..store.tables import Publication

PASSES = (OSError, SubprocessError, MemoryError, SQLAlchemyError)
"""What stands in the way of any version for a while."""
SAID = 20
"""Mistakes that are kept of a version that cannot be read."""
_LOOKING = CapacityLimiter(1)
"""A thread for this alone."""

log = logging.getLogger("huilao.service")


def begin(service: Service, folder: Path | None) -> None:
    """Begin with the rule book that the service is started with (`folder` is where it was read), or with what is in service by the store,
    where that was published from a draft or gone back to. Raises RulesError where this Huilao cannot read that.
    """
    database, office = service.store()
    files = _files(service.book, folder)
    if files is not None:
        with database.writing() as session:
            if not publications.start(session, office, service.book.version, files, service.now()):
                log.warning("the files on the disk are not what is in service: `huilao publish DIR` would bring them in")
    while (publication := _due(service)) is not None:
        try:
            same = files is not None and publication.files == digests_of(files)
            book = service.book if same else _read(service, publication)
        except RulesError as error:
            if publication.served is not None:
                raise
            _fail(service, publication, error)
        else:
            if _served(service, publication):
                _serve(service, publication, book)
                return


def _files(book: Rulebook, folder: Path | None) -> Mapping[str, bytes] | None:
    """The files of a rule book and of its scenarios; None where it was made of no files."""
    if book.files is None:
        return None
    rules = {name: content for name, content in book.files.contents.items() if isinstance(content, bytes)}
    return rules if folder is None else {**rules, **scenario_files(scenario_folder(folder))}


@asynccontextmanager
async def switching(app: FastAPI) -> AsyncGenerator[None]:
    """While the service runs, the store is asked again and again which version is to be in service."""
    service: Service = app.state.service
    looking = asyncio.create_task(_look_again(service)) if service.database is not None else None
    yield
    if looking is not None:
        looking.cancel()
        with suppress(asyncio.CancelledError):
            await looking


async def _look_again(service: Service) -> None:
    while True:
        await asyncio.sleep(service.settings.switch_seconds)
        try:
            if await to_thread.run_sync(switch, service, limiter=_LOOKING, abandon_on_cancel=True):
                await asyncio.sleep(service.settings.switch_seconds)  # by then most requests that began with the other one have ended
                await to_thread.run_sync(let_go, limiter=_LOOKING, abandon_on_cancel=True)
        except PASSES as error:
            log.error("no other version put in service for now: %s", type(error).__name__)  # noqa: TRY400  # nothing of the store in the log


def switch(service: Service) -> bool:
    """Put in service what is to be, if that is another version; whether one was put. What cannot be read never is: where no process has
    served it yet its publication has failed, else this process is the one that cannot, and says that it is not ready.

    Raises what passes: then the next look may do.
    """
    publication = _due(service)
    if publication is None or publication.number in (service.publication, service.trouble.refused):
        return False
    try:
        book = read_and_tried(service, publication)
    except PASSES:
        raise
    except Exception as error:  # noqa: BLE001  # whatever it is: the version before goes on
        if publication.served is None:
            _fail(service, publication, error)
        else:
            service.trouble.refused = publication.number
            service.figures.failed_switches.inc()
            log.error("publication %d is served elsewhere and cannot be here: %s", publication.number, _why(error).en)  # noqa: TRY400  # said
        return False
    if not _served(service, publication):
        return False
    _serve(service, publication, book)
    return True


def _due(service: Service) -> Publication | None:
    """What is to be in service now."""
    with service.store()[0].reading() as session:
        number = publications.number_in_service(session, service.now())
        return None if number is None else publications.find(session, number)


def _read(service: Service, publication: Publication) -> Rulebook:
    """Its rule book. Raises RulesError."""
    with service.store()[0].reading() as session:
        files = contents(session, publication.files)
    return read(RuleFiles.of(files))


def read_and_tried(service: Service, publication: Publication) -> Rulebook:
    """Its rule book, which has answered once, so that nobody waits for what is worked out only once. Raises RulesError, DisagreementError,
    and what passes.
    """
    book = _read(service, publication)
    book.evaluate({}, assurance=service.settings.assurance).page_data(("zh", "en"))
    book.interview({})
    return book


def _served(service: Service, publication: Publication) -> bool:
    """Write down that it is in service; whether it still is to be."""
    database, office = service.store()
    if publication.served is not None:
        return True
    with database.writing() as session:
        now = publications.find(session, publication.number)
        if now is None or now.withdrawn is not None or now.failed is not None:
            return False
        publications.serve(session, office, now, service.now())
        return True


def _serve(service: Service, publication: Publication, book: Rulebook) -> None:
    """From now on requests are answered by it; those that have begun end with the one that they have."""
    figures, before = service.figures, service.book
    service.book, service.publication, service.trouble.refused = book, publication.number, None
    if book is not before:
        figures.version.labels(before.version).set(0)
        figures.switches.inc()
        log.info("publication %d in service: rule book %s, %d benefits", publication.number, book.version[:12], len(book.benefits))
    figures.version.labels(book.version).set(1)


def _fail(service: Service, publication: Publication, error: Exception) -> None:
    """It cannot be put in service, and never will be."""
    database, office = service.store()
    with database.writing() as session:
        now = publications.find(session, publication.number)
        if now is not None and now.failed is None and now.served is None:
            publications.fail(session, office, now, _why(error))
            service.figures.failed_switches.inc()
            log.error("publication %d cannot be put in service: %s", publication.number, _why(error).en)


def _why(error: Exception) -> Text:
    """Why a version cannot be served."""
    if isinstance(error, RulesError):
        shown, more = error.problems[:SAID], max(len(error.problems) - SAID, 0)
        lines = {language: "\n".join(one.render(language) for one in shown) for language in ("zh", "en")}
        also = (f"\n还有 {more} 处", f"\nand {more} more") if more else ("", "")
        return Text(f"规则文件有错误：\n{lines['zh']}{also[0]}", f"the rule files have mistakes:\n{lines['en']}{also[1]}")
    if isinstance(error, HuilaoError):
        return Text(error.said("zh"), error.said("en"))
    name = type(error).__name__
    return Text(f"试算时出了意外（{name}），请报告给维护人员", f"an unforeseen {name} when it was tried: please report this")


def let_go() -> None:
    """Free the rule book that was in service before: what a process begins with, the collector of garbage never looks at."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
