"""The commands under `audit`: what was answered, checked again; the log of a service, proved; facts, erased."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer

from ..answers.receipt import ReceiptError, read_receipt
from ..extras import require
from ..receipt_key import fresh_key
from ..render.receipt import recheck_data, recheck_in_words
from .common import Format, KeyFile, Lang, Language, Output, Rules, fail, load, office_key, print_json, read_profile, save, say
from .persons import of_person
from .service import of_the_service

app = typer.Typer(
    name="audit", add_completion=False, no_args_is_help=True, rich_markup_mode=None,
    help="核对从前的答复和日志 / Check again what was answered, and the log.",
)  # fmt: skip

Database = Annotated[
    str | None, typer.Option("--database", envvar="HUILAO_DATABASE", metavar="URL", help="服务的数据库 / the database of the service", show_default=False)
]  # fmt: skip


@app.command()
def receipt(
    file: Annotated[str, typer.Argument(metavar="RECEIPT", help="evaluate --receipt 存的回执 / a receipt that `evaluate --receipt` saved")],
    profile: Annotated[
        str | None, typer.Argument(metavar="[PROFILE]", help="当时的个人信息；不给则只核对回执本身 / the profile; without it the receipt alone")
    ] = None,
    rules: Rules = None, lang: Lang = Language.ZH, key_file: KeyFile = None, output: Output = Format.TEXT,
) -> None:  # fmt: skip
    """核对一张回执：是否完整，再按同一天核定一次是否一致 / Whether a receipt is whole, and comes out the same once more."""
    if file == profile == "-":
        fail(say(lang, "标准输入只能读一份：回执或个人信息请放在文件里", "standard input holds one of the two: put the other in a file"), 2)
    key = office_key(key_file, lang)
    book = load(rules, lang)
    try:
        saved = read_receipt(read_profile(file, lang))
    except ReceiptError as error:
        fail(f"{file}: {error.message.of(lang.value)}")
    if profile is None:
        recheck = book.recheck_alone(saved)
    else:
        raw = read_profile(profile, lang)
        recheck = of_person(lambda: book.recheck(saved, raw, key), lang)
    if output is Format.JSON:
        print_json(recheck_data(recheck))
    else:
        typer.echo("\n".join(recheck_in_words(recheck, book.voice, lang.value)))
    raise typer.Exit(0 if recheck.agrees else 1)


@app.command()
def key(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="存密钥的新文件 / a new file for the key")], lang: Lang = Language.ZH,
) -> None:  # fmt: skip
    """生成一个回执密钥，只有本人能读；请妥善备份 / Make a key for receipts in a file for its owner alone; keep a copy safe."""
    save(file, fresh_key() + "\n", lang)
    typer.echo(
        say(
            lang,
            f"密钥已存入 {file}。用 --receipt-key-file 或环境变量 HUILAO_RECEIPT_KEY_FILE 指明这个文件；丢了密钥，以前的回执就不能核对个人信息了。",
            f"The key is in {file}. Name it with --receipt-key-file or HUILAO_RECEIPT_KEY_FILE; without it the facts of earlier receipts cannot be checked.",
        ),
        err=True,
    )


@app.command()
def verify(
    database: Database = None,
    expect: Annotated[
        str | None, typer.Option("--expect", metavar="NUMBER:SEAL", help="上次抄下的末条 / the last entry, as it was written down", show_default=False)
    ] = None,
    lang: Lang = Language.ZH, output: Output = Format.TEXT,
) -> None:  # fmt: skip
    """核对服务的日志、存档和规则库版本：有没有改动、删去、挪动 / Whether the log of a service, its decisions and versions are as written."""
    store = _store()
    try:
        noted = store.noted_entry(expect)
    except ValueError:
        fail(say(lang, f"--expect 应是“条数:印记”，写的是 {expect}", f"--expect must be NUMBER:SEAL, found {expect}"), 2)
    proved = of_the_service(lambda _start, _settings: store.prove(database, noted), lang)
    if output is Format.JSON:
        flaws = [{"number": one.number, "what": one.what.value, "about": one.about} for one in proved.flaws]
        print_json({"entries": proved.entries, "last": proved.last, "whole": not flaws, "flaws": flaws})
    else:
        typer.echo("\n".join(proved.in_words(lang.value)))
    raise typer.Exit(1 if proved.flaws else 0)


@app.command()
def erase(
    older_than: Annotated[int, typer.Option("--older-than", metavar="DAYS", min=0, max=36_500, help="早于多少天 / older than so many days")],
    database: Database = None, lang: Lang = Language.ZH,
) -> None:  # fmt: skip
    """删除旧存档里的个人信息；答复和日志照留 / Erase the facts of old decisions; what was answered and the log stay."""
    store = _store()
    many = of_the_service(lambda _start, _settings: store.erase_older(database, older_than), lang)
    typer.echo(say(lang, f"删除了{many}份存档的个人信息。", f"The facts of {many} decisions were erased."))


def _store() -> Any:
    """What the service does to its store: it stands above this room, as the application that `serve` names."""
    require("service", "fastapi", "sqlalchemy", "structlog")
    return import_module("huilao_api.verifying")
