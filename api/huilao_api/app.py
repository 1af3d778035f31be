"""The application: routes over one rule book."""

from __future__ import annotations

import gc
import logging

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware

from huilao import Rulebook, read_receipt_key

from . import answers, health, rule_book
from .openapi import document
from .problems import BodyLimit, add_handlers
from .service import Service
from .settings import Settings

log = logging.getLogger("huilao.service")

TAGS = [
    {"name": "answers", "description": "一个人能办什么、要问什么、今后有什么变化 / what a person can get, what to ask, what changes"},
    {"name": "rule book", "description": "规则库：文字和数据 / the rule book, in words and as data"},
    {"name": "health", "description": "服务是否正常 / whether the service is up"},
]


def create_app(settings: Settings | None = None, book: Rulebook | None = None) -> FastAPI:
    """The service. Raises RulesError where the rule book has mistakes, ReceiptKeyError for a bad key: it does not start with them."""
    settings = settings or Settings()
    if book is None:
        book = Rulebook.load(settings.rules)
        gc.collect()
        gc.freeze()  # the rule book stays as long as the service: the collector need not look through it again
    given = settings.receipt_key
    receipt_key = read_receipt_key(None if given is None else given.get_secret_value(), settings.receipt_key_file)
    app = FastAPI(
        title="Huilao", version="1", summary="惠老：养老服务待遇规则引擎 / an eligibility rules engine for elderly services",
        openapi_tags=TAGS, generate_unique_id_function=lambda route: route.name,
    )  # fmt: skip
    app.state.service = service = Service(settings, book, receipt_key)
    app.add_middleware(GZipMiddleware, minimum_size=1_000)
    app.add_middleware(BodyLimit, limit=settings.max_body)
    add_handlers(app, settings.lang)
    for room in (answers, rule_book, health):
        app.include_router(room.router)
    app.openapi = lambda: _documented(app, service)
    log.info("rule book %s, %d benefits; settings given: %s", book.version[:12], len(book.benefits), ", ".join(settings.given()) or "none")
    return app


def _documented(app: FastAPI, service: Service) -> dict[str, object]:
    app.openapi_schema = app.openapi_schema or document(app, service.book)
    return app.openapi_schema
