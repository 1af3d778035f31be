"""The application: routes over one rule book."""

from __future__ import annotations

import gc
import logging
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from asgi_correlation_id import CorrelationIdMiddleware
from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi_offline import FastAPIOffline
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import RedirectResponse

from huilao import Rulebook, __version__, read_receipt_key

from . import access, answers, audit, decisions, health, rule_book
from .figures import Figures
from .headers import SecurityHeaders
from .limits import AddressLimit, BodyLimit, Rates
from .observed import Observed, write_log
from .oidc import Provider
from .openapi import document
from .problems import add_handlers
from .retention import keeping
from .service import Service
from .settings import Settings
from .start import open_store

log = logging.getLogger("huilao.service")

TAGS = [
    {"name": "answers", "description": "一个人能办什么、要问什么、今后有什么变化 / what a person can get, what to ask, what changes"},
    {"name": "rule book", "description": "规则库：文字和数据 / the rule book, in words and as data"},
    {"name": "decisions", "description": "存档、重新核定、核对回执 / decisions that are kept, made again, and receipts"},
    {"name": "audit", "description": "日志 / the log"},
    {"name": "access", "description": "登录、密钥和账号 / signing in, keys and accounts"},
    {"name": "health", "description": "服务是否正常 / whether the service is up"},
]


def create_app(settings: Settings | None = None, book: Rulebook | None = None) -> FastAPI:
    """The service. Raises RulesError where the rule book has mistakes, ReceiptKeyError for a bad key, StoreError where the store
    cannot be opened: it does not start with them. Without sign-in (`auth` is off) it keeps nothing unless a database is named.
    """
    settings = settings or Settings()
    if book is None:
        book = Rulebook.load(settings.rules)
        gc.collect()
        gc.freeze()  # the rule book stays as long as the service: the collector need not look through it again
    given = settings.receipt_key
    receipt_key = read_receipt_key(None if given is None else given.get_secret_value(), settings.receipt_key_file)
    app = FastAPIOffline(
        title="Huilao", version=__version__, summary="惠老：养老服务待遇规则引擎 / an eligibility rules engine for elderly services",
        openapi_tags=TAGS, generate_unique_id_function=_name_of, lifespan=_lifespan,
    )  # fmt: skip
    with_sign_in = settings.auth == "on"
    database, office = open_store(settings) if with_sign_in or settings.database else (None, None)
    provider = Provider(settings.oidc_issuer, settings) if settings.oidc_issuer else None
    rates = Rates(settings.rate, settings.rate_address, settings.at_once)
    app.state.service = service = Service(settings, book, receipt_key, Figures(), rates, database, office, provider)
    if database is not None and office is not None:
        service.editions.keep(book, office)
    service.figures.version.labels(book.version).set(1)
    app.add_middleware(BodyLimit, limit=settings.max_body, seconds=settings.body_seconds)  # the last that is added comes first
    app.add_middleware(GZipMiddleware, minimum_size=1_000)
    if with_sign_in:
        app.add_middleware(AddressLimit, window=rates.addresses, language=settings.lang)
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.cors_origins,
            allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
            allow_headers=["*"],
        )
    app.add_middleware(SecurityHeaders, more={} if with_sign_in else {"X-Huilao-Auth": "off"})
    app.add_middleware(Observed, figures=service.figures)
    app.add_middleware(CorrelationIdMiddleware, header_name="X-Request-ID")
    app.add_route("/", lambda _: RedirectResponse("/docs"), include_in_schema=False)
    add_handlers(app, settings.lang)
    for router in (answers.router, rule_book.router, decisions.router, decisions.receipts, audit.router, access.router, health.router):
        app.include_router(router)
    app.openapi = lambda: _documented(app, service)
    log.info("rule book %s, %d benefits; settings given: %s", book.version[:12], len(book.benefits), ", ".join(settings.given()) or "none")
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncGenerator[None]:
    async with keeping(app):
        yield
    if (database := app.state.service.database) is not None:
        database.close()


def served_app() -> FastAPI:
    """The service by the settings of the environment, with its log written: what `huilao serve` runs."""
    settings = Settings()
    write_log(settings.log_level)
    return create_app(settings)


def _documented(app: FastAPI, service: Service) -> dict[str, object]:
    app.openapi_schema = app.openapi_schema or document(app, service.book)
    return app.openapi_schema


def _name_of(route: APIRoute) -> str:
    return route.name
