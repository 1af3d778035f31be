"""The commands that run the service, and let in who lost their key."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer

from ..errors import HuilaoError
from ..extras import require
from .common import KeyFile, Lang, Language, Rules, fail, load, office_key, say

NEEDED = ("fastapi", "narwhals", "polars", "sqlalchemy", "structlog", "z3")
"""What the service is installed with: it screens registers, and proves drafts of rules."""
GRACE = 10
"""Seconds that requests in flight have to finish when the service is stopped."""
AGAIN = 2
"""Seconds after which a worker that ended is begun anew."""
KEEP = 5
"""Seconds for which an idle connection is kept."""

DatabaseAddress = Annotated[
    str | None, typer.Option("--database", envvar="HUILAO_DATABASE", help="数据库地址 / address of the database", show_default=False)
]
SecretFile = Annotated[
    Path | None,
    typer.Option("--secret-file", envvar="HUILAO_SECRET_FILE", help="本单位密钥的文件 / file with the office's secret", show_default=False),
]

admin = typer.Typer(
    name="admin", add_completion=False, no_args_is_help=True, rich_markup_mode=None,
    help="在服务器上管理 / Administration at the server itself.",
)  # fmt: skip


def serve(
    host: Annotated[str, typer.Option(envvar="HUILAO_HOST")] = "127.0.0.1",
    port: Annotated[int, typer.Option(envvar="HUILAO_PORT", min=1, max=65_535)] = 8000,
    workers: Annotated[int, typer.Option(envvar="HUILAO_WORKERS", min=1, max=64, help="进程数 / processes")] = 1,
    job_workers: Annotated[
        int, typer.Option("--job-workers", envvar="HUILAO_JOB_WORKERS", min=0, max=64, help="后台工作的进程数：筛查、检查草稿、通知 / processes for work in the background")
    ] = 1,
    demo: Annotated[
        bool, typer.Option("--demo", help="试用：每种角色给一个临时账号，停止后什么也不留 / for a try: an account of every role, and nothing stays")
    ] = False,
    rules: Rules = None, lang: Lang = Language.ZH, key_file: KeyFile = None,
) -> None:  # fmt: skip
    """启动服务 / Run the service."""
    require("service", *NEEDED, "uvicorn")
    load(rules, lang)  # a rule book with mistakes is said here, not in the log of a service that does not answer
    office_key(key_file, lang)  # likewise a bad key
    if key_file is not None:
        os.environ["HUILAO_RECEIPT_KEY_FILE"] = str(key_file)
    if rules is not None:
        os.environ["HUILAO_RULES"] = str(rules)
    os.environ["HUILAO_LANG"] = lang.value
    address = f"http://{host}:{port}"
    listening = import_module("huilao_api.web.listening")
    try:
        own = listening.bind(host, port)
    except HuilaoError as error:
        fail(error.said(lang.value), 2)
    for name, meant in import_module("huilao_api.settings").unknown().items():
        typer.echo(
            say(lang, f"提醒：没有设置 {name}", f"warning: there is no setting {name}")
            + (say(lang, f"，是否 {meant}？", f", did you mean {meant}?") if meant else ""),
            err=True,
        )
    with ExitStack() as stack:
        stack.enter_context(own)
        if demo:
            _keep_nothing(stack)
        admin_key, demonstration = _prepared(host, lang, demo=demo)
        if admin_key is not None:
            typer.echo(say(lang, "管理员密钥，只显示这一次，请收好：", "The administrator's key, shown this once:"), err=True)
            typer.echo(admin_key, err=True)
        typer.echo(say(lang, f"惠老服务：{address}  接口文档：{address}/docs", f"Huilao: {address}  API documentation: {address}/docs"))
        if demonstration is not None:
            _tell_the_demonstration(address, demonstration, lang)
        sys.stdout.flush()
        stack.enter_context(_background(job_workers))
        listening.listen("huilao_api.app:served_app", own, workers, GRACE, KEEP)


def work(
    with_parent: Annotated[bool, typer.Option("--with-parent", hidden=True, help="ends when standard input does")] = False, lang: Lang = Language.ZH
) -> None:  # fmt: skip
    """在后台工作：筛查登记表、检查草稿、发通知；由 serve 启动，也可以另开几个 / Work in the background, beside a service: as many as wanted."""
    of_the_service(lambda _, settings: import_module("huilao_api.work.workers").main(settings, with_parent=with_parent), lang)


@contextmanager
def _background(number: int) -> Generator[None]:
    """While the service runs, so many workers, each in a process of its own, begun anew where it ends; none where nothing is kept. They
    end when their standard input does, however this process ends.
    """
    if os.environ.get("HUILAO_AUTH") == "off" and not os.environ.get("HUILAO_DATABASE"):
        yield
        return
    ended = threading.Event()

    def look_after() -> None:
        while not ended.is_set():
            with subprocess.Popen([sys.executable, "-m", "huilao", "work", "--with-parent"], stdin=subprocess.PIPE) as worker:
                while worker.poll() is None and not ended.wait(1):
                    pass
            if not ended.wait(AGAIN):  # a stop often reaches the worker first
                typer.echo(f"huilao work ended ({worker.returncode}) and is begun anew", err=True)

    threads = [threading.Thread(target=look_after, daemon=True) for _ in range(number)]
    for one in threads:
        one.start()
    try:
        yield
    finally:
        ended.set()
        for one in threads:
            one.join(GRACE)


@admin.command("key")
def another_admin_key(
    database: DatabaseAddress = None,
    secret_file: SecretFile = None,
    lang: Lang = Language.ZH,
) -> None:  # fmt: skip
    """管理员密钥丢了，在服务器上另做一个 / Make another key for an administrator who lost theirs."""
    _name(database, secret_file)
    of_the_service(lambda start, settings: start.another_admin_key(settings, typer.echo), lang)
    typer.echo(say(lang, "只显示这一次，请收好；丢失的那个请用它吊销", "It is shown this once. Revoke the lost one with it."), err=True)


@admin.command("backup")
def backup(
    target: Annotated[Path, typer.Argument(metavar="FILE", help="备份写到哪个新文件 / a new file for the backup")],
    database: DatabaseAddress = None,
    lang: Lang = Language.ZH,
) -> None:  # fmt: skip
    """备份 SQLite 数据库，服务不用停 / Back up a database of SQLite while the service goes on."""
    _name(database, None)
    of_the_service(lambda _, settings: import_module("huilao_api.backups").backup(settings, target), lang)
    typer.echo(
        say(
            lang,
            f"数据库已备份到 {target}。本单位的密钥不在里面，请另外备份。",
            f"The database is in {target}. The office's secret is not: keep a copy apart.",
        ),
        err=True,
    )


@admin.command("restore")
def restore(
    source: Annotated[Path, typer.Argument(metavar="FILE", help="由 backup 写成的备份 / a backup that `backup` wrote")],
    database: DatabaseAddress = None,
    secret_file: SecretFile = None,
    lang: Lang = Language.ZH,
) -> None:  # fmt: skip
    """服务停着时，把 SQLite 数据库换回备份 / Put a backup of SQLite in the database's place, while the service is stopped."""
    _name(database, secret_file)
    before = of_the_service(lambda _, settings: import_module("huilao_api.backups").restore(settings, source), lang)
    kept = before and say(lang, f"，原来的留在 {before}", f"; what was there is kept in {before}")
    typer.echo(
        say(lang, f"已换回备份 {source}{kept or ''}。请启动服务，再运行 huilao audit verify 核对。",
            f"The backup {source} is in place{kept or ''}. Start the service, then run huilao audit verify."),
        err=True,
    )  # fmt: skip


def _name(database: str | None, secret_file: Path | None) -> None:
    """Where the service looks for its database and secret."""
    for name, value in (("HUILAO_DATABASE", database), ("HUILAO_SECRET_FILE", secret_file)):
        if value is not None:
            os.environ[name] = str(value)


@admin.callback()
def _at_the_server() -> None:
    """在服务器上管理 / Administration at the server itself."""


def _keep_nothing(stack: ExitStack) -> None:
    """A store of its own, that goes when the service is stopped, by whatever signal."""
    folder = stack.enter_context(TemporaryDirectory(prefix="huilao-"))
    signal.signal(signal.SIGTERM, _end)
    for name in ("HUILAO_SECRET", "HUILAO_SECRET_FILE", "HUILAO_WORK"):
        os.environ.pop(name, None)
    os.environ["HUILAO_DATABASE"] = f"sqlite:///{folder}/huilao.sqlite3"
    os.environ["HUILAO_AUTH"] = "on"


def _end(_number: int, _frame: object) -> None:
    """End as after the last line, so that what was opened is closed."""
    sys.exit(0)


def _prepared(host: str, lang: Language, *, demo: bool) -> tuple[str | None, Any]:
    """The administrator's key where this is the first start; what lets somebody try a demonstration."""
    if demo:
        return None, of_the_service(lambda start, settings: start.demonstration(settings), lang)
    return of_the_service(lambda start, settings: _ready(start, settings, host), lang), None


def _ready(start: Any, settings: Any, host: str) -> Any:
    """The administrator's key where nobody is in the store yet, once all is ready: it is shown only once."""
    if settings.auth == "on":
        import_module("huilao_api.work.work_folder").WorkFolder.of(settings).open()
    return start.prepare(settings, host)


def of_the_service(act: Callable[[Any, Any], Any], lang: Language) -> Any:
    """What the service does beside its requests, with its settings; what is wrong with them is said, and it ends. The command line knows
    the service by name alone.
    """
    require("service", *NEEDED)
    settings, problems = (import_module(f"huilao_api.{one}") for one in ("settings", "web.problems"))
    try:
        return act(import_module("huilao_api.start"), settings.Settings())
    except import_module("pydantic").ValidationError as error:
        found = {f"HUILAO_{str(one['loc'][0]).upper()}": problems.request_mistake(one, lang.value) for one in error.errors()}
        fail("\n".join(say(lang, f"设置不对：{name}：{said}", f"a bad setting: {name}: {said}") for name, said in found.items()), 2)
    except HuilaoError as error:
        fail(error.said(lang.value), 2)


def _tell_the_demonstration(address: str, demonstration: Any, lang: Language) -> None:
    example = '{"profile": {"birth_date": "1944-05-10", "residence": "513433", "residence_setting": "home"}, "as_of": "2025-03-01"}'
    accounts = [f"{name}{say(lang, f'（{label.zh}）', f' ({label.en.lower()})')}" for name, label in demonstration.accounts.items()]
    typer.echo(say(lang, f"试用账号：{'、'.join(accounts)}", f"Demonstration accounts: {', '.join(accounts)}"))
    typer.echo(say(lang, f"密码都是：{demonstration.password}", f"The password of all: {demonstration.password}"))
    typer.echo(say(lang, "程序试用，在另一个终端里：", "For a program, in another terminal:"))
    typer.echo(f"export HUILAO_KEY={demonstration.key}")
    typer.echo(
        f"curl -s '{address}/v1/evaluate?view=page' -H \"Authorization: Bearer $HUILAO_KEY\" -H 'Content-Type: application/json' -d '{example}'"
    )
