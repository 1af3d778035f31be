"""What webhooks are to be told is delivered: by whoever works on jobs, beside them."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import repeat

from standardwebhooks import Webhook as Signer

from huilao import __version__

from ..settings import Settings
from ..store import webhooks
from ..store.database import Database
from ..store.decisions import Office
from ..store.webhooks import Answered, Letter
from .outgoing import post

AT_ONCE = 8
"""Receivers that are told something at the same time: one that does not answer keeps no other waiting."""

log = logging.getLogger("huilao.service")


def deliver_due(database: Database, office: Office, settings: Settings) -> int:
    """Try what is due, once each, and write down what came of it; how many were tried. Raises sqlalchemy.exc.SQLAlchemyError."""
    now = datetime.now(UTC)
    with database.reading() as session:
        if not webhooks.some_due(session, now):
            return 0
    with database.writing() as session:
        letters = webhooks.claim(session, office, now, AT_ONCE)
    with ThreadPoolExecutor(AT_ONCE) as senders:
        for letter, answered in zip(letters, senders.map(send, letters, repeat(settings)), strict=True):
            with database.writing() as session:
                webhooks.note(session, office, letter.id, answered)
            log.info("webhook %s: %s %s", letter.webhook, letter.id, "delivered" if answered.failure is None else answered.failure.value)
    return len(letters)


def send(letter: Letter, settings: Settings) -> Answered:
    """Try once, signed as of now."""
    at = datetime.now(UTC)
    headers = {
        "Content-Type": "application/json", "User-Agent": f"Huilao/{__version__}", "webhook-id": letter.id,
        "webhook-timestamp": str(int(at.timestamp())), "webhook-signature": Signer(letter.secret).sign(letter.id, at, letter.body),
    }  # fmt: skip
    return post(letter.address, letter.body.encode(), headers, private=settings.webhook_private)
