"""The command line. JSON and results go to standard output, messages to standard error.

Exit codes: 0 done, 1 problems in the input, 2 wrong usage.
"""

from __future__ import annotations

import errno
import gc
import os
import sys
from typing import Annotated

import typer

from ..content import engine_version
from ..errors import MissingExtraError
from . import (
    agents,
    audit,
    interview,
    persons,
    publishing,
    registers,
    reviews,
    rules,
    scenarios,
    screening,
    service,
    standards,
    tables,
    timeline,
)

COLLECTED = (50_000, 20, 20)
"""When Python looks for what is not used any more: a rule book is many small things that stay, and seldom anything else."""

NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
"""What a write fails with that nobody's words are to blame for."""

MEMORY_KEPT = "dirty_decay_ms:3000,muzzy_decay_ms:3000"
"""How Polars keeps memory that it will need again (its allocator, jemalloc, reads this when it is loaded): half a second as it comes, so
that a screening spent a fifth of its time on giving back and asking for the same pages."""

app = typer.Typer(
    name="huilao", add_completion=False, no_args_is_help=True, rich_markup_mode=None,
    help="惠老：养老服务待遇规则引擎 / Huilao: an eligibility rules engine for elderly services.",
)  # fmt: skip


def _tell_version(asked: bool) -> None:
    if asked:
        typer.echo(f"huilao {engine_version()}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[bool, typer.Option("--version", callback=_tell_version, is_eager=True, help="版本 / version")] = False,
) -> None:
    """惠老：养老服务待遇规则引擎 / Huilao: an eligibility rules engine for elderly services."""


for _command in (
    persons.evaluate, persons.notice, persons.explain, timeline.timeline, interview.ask, rules.check, rules.schema, rules.fmt, rules.book, standards.standard, scenarios.scenarios, scenarios.coverage, reviews.verify, reviews.compare, publishing.publish, screening.screen, registers.synth, service.serve, service.work, agents.mcp,
):  # fmt: skip
    app.command()(_command)
app.add_typer(audit.app)
app.add_typer(service.admin)
app.add_typer(tables.table)


def main() -> None:
    """The entry point of the `huilao` command."""
    gc.set_threshold(*COLLECTED)
    os.environ.setdefault("_RJEM_MALLOC_CONF", MEMORY_KEPT)
    try:
        app()
    except MissingExtraError as error:
        typer.echo(error, err=True)
        sys.exit(2)
    except OSError as error:
        if error.errno not in NO_ROOM:
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what waits to be written would fail once more at the end
        typer.echo(f"写不下：{error.strerror} / cannot write: {error.strerror}", err=True)
        sys.exit(2)
