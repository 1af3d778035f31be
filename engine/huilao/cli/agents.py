"""The command `mcp`: Huilao for agents, over standard input and output."""

from __future__ import annotations

import os
from importlib import import_module
from typing import Annotated

import typer

from ..errors import HuilaoError
from ..extras import require
from .common import KeyFile, Lang, Language, Rules, fail, load, office_key, say


def mcp(
    to: Annotated[
        str | None, typer.Option("--to", metavar="URL", help="转给这个惠老服务，不用本机的规则库 / hand on to a service", show_default=False)
    ] = None,
    key_env: Annotated[str, typer.Option("--key-env", metavar="NAME", help="密钥在哪个环境变量里 / variable with the key")] = "HUILAO_KEY",
    rules: Rules = None, lang: Lang = Language.ZH, key_file: KeyFile = None,
) -> None:  # fmt: skip
    """供智能体使用（MCP，标准输入输出） / For agents, by the Model Context Protocol over standard input and output."""
    require("mcp", "mcp")
    stdio = import_module("huilao_api.mcp.stdio")  # the command line knows the service by name alone
    if to is None:
        stdio.answer(load(rules, lang), lang.value, office_key(key_file, lang))
        return
    key = os.environ.get(key_env)
    if not key:
        fail(say(lang, f"环境变量 {key_env} 里没有密钥", f"there is no key in the variable {key_env}"), 2)
    try:
        stdio.hand_on(to, key, lang.value)
    except HuilaoError as error:
        fail(error.said(lang.value))
