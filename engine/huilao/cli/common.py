"""What all commands share: their options, and how they speak and fail."""

from __future__ import annotations

import json
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from ..errors import ProfileError, RulesError
from ..profile.dates import as_day
from ..profile.json_text import JsonTextError, read_json
from ..rulebook import Rulebook, today


class Language(StrEnum):
    """A language to speak."""

    ZH = "zh"
    EN = "en"


class Format(StrEnum):
    """A form of output."""

    TEXT = "text"
    JSON = "json"


Rules = Annotated[
    Path | None,
    typer.Option("--rules", envvar="HUILAO_RULES", help="规则库文件夹，默认随程序提供的 / the rule book's folder", show_default=False),
]
Lang = Annotated[Language, typer.Option("--lang", envvar="HUILAO_LANG", help="语言 / language")]
AsOf = Annotated[
    str | None, typer.Option("--as-of", metavar="YYYY-MM-DD", help="核定日，默认今天（北京时间）/ day of evaluation", show_default=False)
]
Output = Annotated[Format, typer.Option("--format", help="输出格式 / output format")]
Profile = Annotated[str, typer.Argument(metavar="PROFILE", help="个人信息 JSON 文件，- 为标准输入 / profile as JSON, - for standard input")]


def say(lang: Language, zh: str, en: str) -> str:
    """The Chinese or the English of two texts."""
    return zh if lang is Language.ZH else en


def fail(message: str, code: int = 1) -> NoReturn:
    """Say what is wrong and stop: 1 for a problem in the input, 2 for wrong usage."""
    typer.echo(message, err=True)
    raise typer.Exit(code)


def load(rules: Path | None, lang: Language) -> Rulebook:
    """The rule book, or its mistakes and an end."""
    try:
        return Rulebook.load(rules)
    except RulesError as error:
        fail("\n".join(problem.render(lang.value) for problem in error.problems))
    except NotADirectoryError:
        fail(say(lang, f"没有文件夹 {rules}", f"there is no folder {rules}"), 2)


def day(text: str | None, lang: Language) -> date:
    """The day of evaluation."""
    try:
        return today() if text is None else as_day(date.fromisoformat(text))
    except ProfileError as error:
        fail("\n".join(problem.render(lang.value) for problem in error.problems), 2)
    except ValueError:
        fail(say(lang, f"--as-of 应是日期，例如 2025-03-01，写的是 {text}", f"--as-of must be a date such as 2025-03-01, found {text}"), 2)


def read_profile(name: str, lang: Language) -> Any:
    """The JSON in a file, or in standard input for `-`; what is wrong with it is said, and it ends."""
    try:
        data = typer.get_binary_stream("stdin").read() if name == "-" else Path(name).read_bytes()
        return read_json(data)
    except OSError:
        fail(say(lang, f"读不了文件 {name}", f"cannot read {name}"), 2)
    except JsonTextError as error:
        fail(f"{name}:{error.line}:{error.column}: {error.message.of(lang.value)}")
    except ProfileError as error:
        fail("\n".join(problem.render(lang.value) for problem in error.problems))


def print_json(data: object) -> None:
    """Data for another program, on standard output."""
    typer.echo(json.dumps(data, ensure_ascii=False, indent=2))
