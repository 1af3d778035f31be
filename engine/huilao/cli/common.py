"""What all commands share: their options, and how they speak and fail."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from ..errors import HuilaoError, MissingExtraError, ProfileError, RulesError
from ..language.facts import Text
from ..naming import NamingError
from ..profile.dates import as_day
from ..profile.json_text import JsonTextError, read_json
from ..receipt_key import VARIABLE, ReceiptKeyError, read_receipt_key
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

KeyFile = Annotated[
    Path | None,
    typer.Option(
        "--receipt-key-file", envvar="HUILAO_RECEIPT_KEY_FILE", help="回执密钥文件 / file with the key for receipts", show_default=False
    ),
]


def say(lang: Language, zh: str, en: str) -> str:
    """The Chinese or the English of two texts."""
    return zh if lang is Language.ZH else en


def fail(message: str, code: int = 1) -> NoReturn:
    """Say what is wrong and stop: 1 for a problem in the input, 2 for wrong usage."""
    typer.echo(message, err=True)
    raise typer.Exit(code)


def refuse(error: HuilaoError, lang: Language) -> NoReturn:
    """Say what is wrong with the input and stop. Raises the error itself where something is not installed: `main` says what to install."""
    if isinstance(error, MissingExtraError):
        raise error
    fail(error.said(lang.value))


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


def full_names(book: Rulebook, said: Sequence[str] | None) -> list[str] | None:
    """The full names of the benefits that are called so; None where none is asked for."""
    return [full_name(book, one) for one in said] if said else None


def full_name(book: Rulebook, said: str) -> str:
    """The full name of the benefit that is called so; what is wrong is said, and it ends."""
    try:
        return book.names.full_name(said)
    except NamingError as error:
        fail(str(error), 2)


def office_key(file: Path | None, lang: Language) -> bytes | None:
    """The office's key for receipts: in a file, else in the environment; None where there is none."""
    try:
        return read_receipt_key(os.environ.get(VARIABLE), file)
    except ReceiptKeyError as error:
        fail(error.message.of(lang.value), 2)


def save(file: Path, text: str, lang: Language, *, instead: bool = False, cure: Text | None = None) -> None:
    """Write a text for its owner alone; what is there stays, unless it is to be written instead of it. `cure` says how that is asked for."""
    try:
        if instead:
            file.unlink(missing_ok=True)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8", newline="\n") as opened:
            opened.write(text)
    except FileExistsError:
        mend = Text("请换一个文件名", "take another name") if cure is None else cure
        fail(say(lang, f"已有文件 {file}，没有改动；{mend.zh}", f"{file} is there already and was left alone; {mend.of('en')}"), 2)
    except OSError as error:
        fail(say(lang, f"写不了文件 {file}：{error.strerror}", f"cannot write {file}: {error.strerror}"), 2)


def print_json(data: object) -> None:
    """Data for another program, on standard output."""
    typer.echo(json.dumps(data, ensure_ascii=False, indent=2))
