"""The command that runs the service."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from .common import KeyFile, Lang, Language, Rules, load, office_key, say

GRACE = 10
"""Seconds that requests in flight have to finish when the service is stopped."""
KEEP = 5
"""Seconds for which an idle connection is kept."""


def serve(
    host: Annotated[str, typer.Option(envvar="HUILAO_HOST")] = "127.0.0.1",
    port: Annotated[int, typer.Option(envvar="HUILAO_PORT", min=1, max=65_535)] = 8000,
    workers: Annotated[int, typer.Option(envvar="HUILAO_WORKERS", min=1, max=64, help="进程数 / processes")] = 1,
    rules: Rules = None, lang: Lang = Language.ZH, key_file: KeyFile = None,
) -> None:  # fmt: skip
    """启动服务 / Run the service."""
    import uvicorn  # not needed by the other commands

    load(rules, lang)  # a rule book with mistakes is said here, not in the log of a service that does not answer
    office_key(key_file, lang)  # likewise a bad key
    if key_file is not None:
        os.environ["HUILAO_RECEIPT_KEY_FILE"] = str(key_file)
    if rules is not None:
        os.environ["HUILAO_RULES"] = str(rules)
    os.environ["HUILAO_LANG"] = lang.value
    address = f"http://{host}:{port}"
    example = '{"profile": {"birth_date": "1944-05-10", "residence": "513433", "residence_setting": "home"}, "as_of": "2025-03-01"}'
    typer.echo(
        say(
            lang,
            f"惠老服务：{address}  接口文档：{address}/docs\n试一试：",
            f"Huilao: {address}  API documentation: {address}/docs\nTry it:",
        )
    )
    typer.echo(f"curl -s '{address}/v1/evaluate?explain=short' -H 'Content-Type: application/json' -d '{example}'")
    sys.stdout.flush()
    uvicorn.run(
        "huilao_api.app:served_app", factory=True, host=host, port=port, workers=workers, log_level="warning", access_log=False,
        timeout_graceful_shutdown=GRACE, timeout_keep_alive=KEEP, server_header=False,
    )  # fmt: skip
