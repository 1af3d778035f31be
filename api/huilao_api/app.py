"""The application: routes over one rule book."""

from __future__ import annotations

import gc
import logging
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from importlib.util import find_spec

from anyio import to_thread
from asgi_correlation_id import CorrelationIdMiddleware
from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from fastapi_offline import FastAPIOffline
from starlette.middleware.cors import CORSMiddleware

from huilao import Rulebook, __version__, read_receipt_key, shipped_rules

from .auth.oidc import Provider
from .auth.this_machine import ThisMachine
from .pages import accounts as account_pages
from .pages import assets, desk, draft, editor, embed, erasure, joining, kept, screening_columns, screening_results, signing, workbench
from .pages import audit as audit_pages
from .pages import book as book_pages
from .pages import publications as publication_pages
from .pages import screenings as screening_pages
from .pages import webhooks as webhook_pages
from .pages.errors import ErrorPages
from .routes import access, answers, archives, audit, decisions, drafts, health, jobs, publications, rule_book, screenings, webhooks
from .routes.draft_files import MOST_TOGETHER
from .service import Service
from .settings import Settings
from .start import open_store
from .web.compressed import Compressed
from .web.figures import Figures
from .web.head import HeadersAlone
from .web.headers import SecurityHeaders
from .web.limits import REGISTERS, RULE_FILES, AddressLimit, BodyLimit, Rates
from .web.observed import Observed, may_be_logged, write_log
from .web.openapi import document
from .web.problems import add_handlers
from .work.retention import keeping
from .work.switching import begin, switching

log = logging.getLogger("huilao.service")

THREADS = 200
"""In which requests are worked on: some tens may wait for the store at once, and others are to be answered meanwhile."""

COLLECTED = 20_000, 20, 20
"""After how many new objects the collector looks for what goes in circles: an answer has some thousands, and hardly a circle."""

TAGS = [
    {"name": "answers", "description": "一个人能办什么、要问什么、今后有什么变化 / what a person can get, what to ask, what changes"},
    {"name": "rule book", "description": "规则库：文字和数据 / the rule book, in words and as data"},
    {"name": "decisions", "description": "存档、重新核定、核对回执 / decisions that are kept, made again, and receipts"},
    {"name": "drafts", "description": "起草、检查、提交和批准规则库的修改 / how the rule book is changed: drafts, checks, approval"},
    {
        "name": "publications",
        "description": "什么版本从什么时候起在用；撤回、换回 / which version is in service when; calling off, going back",
    },
    {"name": "screenings", "description": "筛查整份登记表 / whole registers: who can have what"},
    {"name": "jobs", "description": "后台工作的进展 / work that is done in the background"},
    {"name": "audit", "description": "日志 / the log"},
    {"name": "access", "description": "登录、密钥和账号 / signing in, keys and accounts"},
    {"name": "webhooks", "description": "有事通知别的系统 / other programs are told of what happens"},
    {"name": "health", "description": "服务是否正常 / whether the service is up"},
]


def _name_of(route: APIRoute) -> str:
    return route.name


ROUTES = APIRouter(generate_unique_id_function=_name_of)
"""All that can be asked, put together once: what an app includes itself is built anew for every app."""
for _router in (
    answers.router, rule_book.router, decisions.router, decisions.receipts, drafts.router, archives.router, publications.router,
    audit.router, access.router, health.router, webhooks.router, assets.router, signing.router, desk.router, book_pages.router, kept.router,
    embed.router, audit_pages.router, account_pages.router, webhook_pages.router, erasure.router,
    editor.router,
    screening_pages.router, screening_columns.router, screening_results.router,
    workbench.router, draft.router, joining.router, publication_pages.router,
    screenings.router, screenings.plain, jobs.router, jobs.streams,
):  # fmt: skip
    ROUTES.include_router(_router)


def create_app(settings: Settings | None = None, book: Rulebook | None = None) -> FastAPI:
    """The service. Raises RulesError where the rule book has mistakes, ReceiptKeyError for a bad key, StoreError where the store
    cannot be opened: it does not start with them. Without sign-in (`auth` is off) it keeps nothing unless a database is named.
    """
    settings = settings or Settings()
    folder = (settings.rules or shipped_rules()) if book is None else None
    book = Rulebook.load(folder) if book is None else book
    given = settings.receipt_key
    receipt_key = read_receipt_key(None if given is None else given.get_secret_value(), settings.receipt_key_file)
    app = FastAPIOffline(
        title="Huilao", version=__version__, summary="惠老：养老服务待遇规则引擎 / an eligibility rules engine for elderly services",
        openapi_tags=TAGS, generate_unique_id_function=_name_of, lifespan=_lifespan,
        redirect_slashes=False,  # who follows one sends the key to an address that a proxy may not have secured
    )  # fmt: skip
    with_sign_in = settings.auth == "on"
    database, office = open_store(settings) if with_sign_in or settings.database else (None, None)
    provider = Provider(settings.oidc_issuer, settings) if settings.oidc_issuer else None
    rates = Rates(settings.rate, settings.rate_address, settings.at_once, settings.embed_rate)
    app.state.service = service = Service(settings, book, receipt_key, Figures(), rates, database, office, provider)
    if database is not None:
        begin(service, folder)
    if folder is not None:
        gc.collect()
        gc.freeze()  # the rule book stays long: the collector need not look through it again
    service.figures.version.labels(service.book.version).set(1)
    uploads = (
        (REGISTERS, settings.max_register, settings.register_seconds),
        (RULE_FILES, max(settings.max_body, MOST_TOGETHER), settings.register_seconds),
    )
    app.add_middleware(
        BodyLimit, limit=settings.max_body, seconds=settings.body_seconds, uploads=uploads, language=settings.lang
    )  # the last that is added comes first
    app.add_middleware(Compressed, minimum_size=1_000)
    if with_sign_in:
        app.add_middleware(AddressLimit, window=rates.addresses, language=settings.lang)
    else:
        app.add_middleware(ThisMachine, language=settings.lang)
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.cors_origins,
            allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
            allow_headers=["*"],
            expose_headers=["ETag", "Location", "Retry-After", "X-Request-ID", "Content-Language"],
        )
    app.add_middleware(ErrorPages, serving=service)
    app.add_middleware(SecurityHeaders, more={} if with_sign_in else {"X-Huilao-Auth": "off"})
    app.add_middleware(Observed, figures=service.figures)
    app.add_middleware(CorrelationIdMiddleware, header_name="X-Request-ID", validator=may_be_logged)
    app.add_middleware(HeadersAlone)
    add_handlers(app, settings.lang)
    app.router.routes.extend(ROUTES.routes)
    if find_spec("mcp") is not None:  # the extra of that name
        from .mcp.http import router as agents

        app.include_router(agents)
    app.openapi = lambda: _documented(app, service)
    served = service.book
    log.info(
        "rule book %s, %d benefits; settings given: %s", served.version[:12], len(served.benefits), ", ".join(settings.given()) or "none"
    )
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncGenerator[None]:
    to_thread.current_default_thread_limiter().total_tokens = THREADS
    async with keeping(app), switching(app), AsyncExitStack() as stack:
        if find_spec("mcp") is not None:
            from .mcp.http import answering_agents

            await stack.enter_async_context(answering_agents(app))
        yield
    if (database := app.state.service.database) is not None:
        database.close()


def served_app() -> FastAPI:
    """The service by the settings of the environment, with its log written: what `huilao serve` runs."""
    settings = Settings()
    write_log(settings.log_level)
    gc.set_threshold(*COLLECTED)
    return create_app(settings)


def _documented(app: FastAPI, service: Service) -> dict[str, object]:
    book = service.book
    if app.openapi_schema is None or app.state.documented != book.version:  # the profile is what its facts say
        app.openapi_schema, app.state.documented = document(app, book, sign_in=service.settings.auth == "on"), book.version
    return app.openapi_schema
