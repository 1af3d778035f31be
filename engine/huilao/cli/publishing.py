"""The command `publish`: for an office that keeps its rules in git. A folder goes to a service as a draft, is checked there and
submitted; somebody else approves it in the service. And the other way round, what is in service goes into a folder.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import time
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import Annotated, Any, NoReturn
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

import typer

from ..reading.files import rule_files, scenario_files, scenario_folder
from .common import Format, Lang, Language, Output, fail, print_json, say
from .progress import progress

TIMEOUT = 60
"""Seconds that the service has for one answer."""
PAUSE = 0.5
"""Seconds between two looks at how far a check is."""
NOT_REACHED, REFUSED = 2, 1
"""Exit codes: what the service was asked for cannot be asked; what was sent to it will not do."""


def publish(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="规则库文件夹 / folder of the rule book")],
    to: Annotated[str, typer.Option("--to", envvar="HUILAO_URL", metavar="URL", help="服务的地址 / address of the service")] = "http://127.0.0.1:8000",
    key_env: Annotated[str, typer.Option("--key-env", metavar="NAME", help="密钥在哪个环境变量里 / environment variable that holds the key")] = "HUILAO_KEY",
    title: Annotated[str | None, typer.Option("--title", help="草稿的标题，默认用最近一次提交的说明 / title; the last commit's by default", show_default=False)] = None,
    takes_effect: Annotated[str | None, typer.Option("--takes-effect", metavar="YYYY-MM-DD", help="希望哪天起用，默认批准后立即 / the day wished for", show_default=False)] = None,
    acknowledge: Annotated[list[str] | None, typer.Option("--acknowledge", metavar="NAME", help="这一项有人受损，是有意的；可写多次 / a loss that is meant; repeat it", show_default=False)] = None,
    features: Annotated[Path | None, typer.Option("--features", help="场景文件夹，默认是规则库里或旁边的 features / folder of the scenarios", show_default=False)] = None,
    check_only: Annotated[bool, typer.Option("--check-only", help="只检查，不提交 / check it, and submit nothing")] = False,
    fetch: Annotated[bool, typer.Option("--fetch", help="反过来：把在用的版本取到文件夹里 / the other way: what is in service into the folder")] = False,
    wait: Annotated[int, typer.Option("--wait", min=1, metavar="SECONDS", help="最多等检查多少秒 / seconds to wait for the check")] = 900,
    lang: Lang = Language.ZH, output: Output = Format.TEXT,
) -> None:  # fmt: skip
    """把规则库交给服务检查和提交，由另一人批准；有错、没有通过或有人受损而未写明时以 1 退出 / Send a rule book to a service, to be checked and submitted; exit 1 where it will not do."""
    key = os.environ.get(key_env)
    if not key:
        fail(say(lang, f"环境变量 {key_env} 里没有密钥", f"there is no key in the environment variable {key_env}"), NOT_REACHED)
    service = _Service(to.rstrip("/"), key, lang)
    beside = scenario_folder(folder) if features is None else features
    if fetch:
        _fetch(service, folder, beside, lang)
        return
    if not folder.is_dir():
        fail(say(lang, f"没有文件夹 {folder}", f"there is no folder {folder}"), NOT_REACHED)
    files = _files(folder, beside, lang)
    commit = _commit(folder)
    name = title or (_git(folder, "log", "-1", "--format=%s") or folder.resolve().name)[:200]
    draft = _Draft(service, service.json("POST", "/v1/drafts", {"title": name, "note": commit})["id"])
    try:
        draft.upload(files, commit)
        if draft.revision == 1:
            typer.echo(
                say(lang, "和在用的版本一样，没有提交", "it is what is in service: nothing was submitted"), err=output is Format.JSON
            )
            raise typer.Exit
        found = draft.checked(wait, lang)
        left = [one for one in found["losses"] if one["name"] not in (acknowledge or ())]
        good = not found["refused"] and not left
        if good and not check_only:
            draft.submit(acknowledge or [], takes_effect)
    finally:
        if not draft.submitted:
            draft.withdraw()
    if output is Format.JSON:
        print_json({"draft": draft.id, "revision": draft.revision, "submitted": draft.submitted, "found": found})
    else:
        for line in _told(found, left, lang):
            typer.echo(line)
        typer.echo(_end(draft, good=good, lang=lang))
    raise typer.Exit(0 if good else REFUSED)


def _end(draft: _Draft, *, good: bool, lang: Language) -> str:
    if draft.submitted:
        return say(lang, f"已提交，草稿 {draft.id}，请另一位同事批准", f"submitted as draft {draft.id}: somebody else has to approve it")
    if good:
        return say(lang, "可以提交", "it may be submitted")
    return say(lang, "没有提交", "nothing was submitted")


def _told(found: Mapping[str, Any], left: list[dict[str, Any]], lang: Language) -> Iterator[str]:
    """What a check found, as `check`, `scenarios`, `verify` and `compare` say it."""
    words = lang.value
    yield from (one["text"][words] for one in found["problems"])
    if not found["reads"]:
        return
    yield from (one["message"][words] for one in found["places"])
    scenarios = found["scenarios"]
    yield from scenarios["mistakes"]
    for one in scenarios["failed"]:
        yield f"{one['file']}:{one['line']}: {one['name']}"
        yield from (f"    {line}" for line in one["failure"].splitlines())
    number, failed = scenarios["number"], len(scenarios["failed"])
    yield say(lang, f"共 {number} 个场景，{failed} 个不成立", f"{number} scenarios, {failed} do not hold")
    yield found["soundness"]["text"][words]
    if found["comparison"] is not None:
        yield found["comparison"]["text"][words]
    if left:
        yield say(lang, "这几项有人受损或没能判定；是有意的，用 --acknowledge 逐项写明：",
                  "something is taken from somebody here, or was not decided; name with --acknowledge what is meant:")  # fmt: skip
        yield from (f"  {one['name']}: {one['said'][words]}" for one in left)


# -- the service -----------------------------------------------------------------------------------------------------


class _NoRedirect(HTTPRedirectHandler):
    """The key goes to the address that was given, and nowhere else."""

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> None:
        """Follow none."""


class _Service:
    """A service over HTTP, asked with a key; what it refuses is said, and it ends."""

    def __init__(self, address: str, key: str, lang: Language) -> None:
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            fail(
                say(
                    lang,
                    f"--to 应是服务的地址，例如 https://huilao.example.cn，写的是 {address}",
                    f"--to is the address of a service, found {address}",
                ),
                NOT_REACHED,
            )
        if parts.scheme == "http" and parts.hostname not in ("127.0.0.1", "localhost", "::1"):
            typer.echo(say(lang, "提醒：密钥没有加密就发到网上，请用 https", "warning: the key travels unencrypted, use https"), err=True)
        self.address = address
        self.key = key
        self.lang = lang
        self._opener = build_opener(_NoRedirect)

    def json(self, method: str, path: str, body: Any = None) -> Any:
        """An answer in JSON."""
        return json.loads(
            self.bytes(method, path, None if body is None else json.dumps(body).encode(), {"Content-Type": "application/json"})
        )

    def bytes(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> bytes:
        """An answer as it is."""
        sent = {"Authorization": f"Bearer {self.key}", "Accept-Language": self.lang.value, **headers}
        request = Request(f"{self.address}{path}", body, sent, method=method)  # noqa: S310  # http or https: looked at above
        try:
            with self._opener.open(request, timeout=TIMEOUT) as answer:
                return answer.read()
        except HTTPError as error:
            self._refused(error)
        except (URLError, HTTPException, OSError) as error:
            reason = getattr(error, "reason", error)
            fail(say(self.lang, f"连不上 {self.address}：{reason}", f"{self.address} cannot be reached: {reason}"), NOT_REACHED)

    def _refused(self, error: HTTPError) -> NoReturn:
        try:
            problem = json.loads(error.read())
            said = [
                f"{problem['title']}: {problem['detail']}",
                *(f"  {one['where']}: {one['message']}" for one in problem.get("problems", [])),
            ]
        except (ValueError, KeyError, TypeError):
            said = [say(self.lang, f"{self.address} 不是惠老服务（{error.code}）", f"{self.address} is no Huilao service ({error.code})")]
        fail("\n".join(said), REFUSED if error.code in (409, 412, 413, 422) else NOT_REACHED)


@dataclass
class _Draft:
    """A draft in a service."""

    service: _Service
    id: str
    revision: int = 1
    submitted: bool = False

    def upload(self, files: Mapping[str, bytes], note: str) -> None:
        """Make these its files."""
        written = io.BytesIO()
        with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in files.items():
                archive.writestr(name, content)
        headers = {"Content-Type": "application/zip", "If-Match": '"1"'}
        self.revision = json.loads(
            self.service.bytes("PUT", f"{self._path}/archive?{urlencode({'note': note})}", written.getvalue(), headers)
        )["revision"]

    def checked(self, wait: int, lang: Language) -> dict[str, Any]:
        """What a check of it finds; where it is not done in time, that is said, and it ends."""
        self.service.json("POST", f"{self._path}/check", {"revision": self.revision})
        until = time.monotonic() + wait
        with progress(say(lang, "检查", "checking")) as tell:
            while time.monotonic() < until:
                check = self.service.json("GET", f"{self._path}/check")
                tell(check["percent"], 100)
                if check["found"] is not None:
                    return check["found"]
                if check["state"] in ("failed", "cancelled"):
                    error = check["error"] or {"zh": "检查被取消了", "en": "the check was cancelled"}
                    fail(error[lang.value], NOT_REACHED)
                time.sleep(PAUSE)
        fail(
            say(
                lang,
                f"等了 {wait} 秒，检查还没有做完；服务里有没有运行 huilao work？",
                f"the check is not done after {wait} s: is a worker running (`huilao work`)?",
            ),
            NOT_REACHED,
        )

    def submit(self, acknowledged: list[str], takes_effect: str | None) -> None:
        """Give it to whoever approves."""
        body = {"revision": self.revision, "acknowledged": acknowledged, "takes_effect": takes_effect or "now"}
        self.service.json("POST", f"{self._path}/submit", body)
        self.submitted = True

    def withdraw(self) -> None:
        """Leave nothing behind that somebody has to look after."""
        self.service.json("POST", f"{self._path}/withdraw")

    @property
    def _path(self) -> str:
        return f"/v1/drafts/{self.id}"


# -- the folder ------------------------------------------------------------------------------------------------------


def _files(folder: Path, features: Path, lang: Language) -> dict[str, bytes]:
    """The rule files and scenarios, by their path in a draft."""
    try:
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in rule_files(folder)} | scenario_files(features)
    except OSError as error:
        fail(say(lang, f"读不了文件 {error.filename}：{error.strerror}", f"cannot read {error.filename}: {error.strerror}"), NOT_REACHED)


def _fetch(service: _Service, folder: Path, features: Path, lang: Language) -> None:
    """Make a folder what is in service; nothing that git does not have is lost."""
    if (
        folder.exists()
        and any(folder.iterdir())
        and _git(folder, "status", "--porcelain", "--ignored", "--", ".", str(features.resolve())) != ""
    ):
        fail(say(lang, f"{folder} 里有没有提交到 git 的文件，没有动；请先提交，或换一个空文件夹",
                 f"{folder} has files that are not committed to git, and was left alone: commit them, or take an empty folder"), NOT_REACHED)  # fmt: skip
    data = service.bytes("GET", "/v1/publications/in-service/archive", None, {"Accept": "application/zip"})
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    homes = {name: features / name.removeprefix("features/") if name.startswith("features/") else folder / name for name in files}
    inside = (folder.resolve(), features.resolve())
    if not all(any(path.resolve().is_relative_to(home) for home in inside) for path in homes.values()):
        fail(say(lang, "压缩包里的文件名不对，没有写入", "the archive has names that lead elsewhere; nothing was written"), NOT_REACHED)
    for path in [*(rule_files(folder) if folder.is_dir() else ()), *features.rglob("*.feature")]:
        if path.resolve() not in {one.resolve() for one in homes.values()}:
            path.unlink()
    for name, path in homes.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(files[name])
    typer.echo(
        say(
            lang,
            f"在用的版本有 {len(files)} 个文件，已写入 {folder}",
            f"the version in service has {len(files)} files, written to {folder}",
        )
    )


def _commit(folder: Path) -> str:
    """The commit that a folder is of, for the note of a revision; empty where it is in no git tree."""
    commit = _git(folder, "rev-parse", "HEAD")
    return f"git:{commit}{'+' if _git(folder, 'status', '--porcelain', '--', '.') else ''}" if commit else ""


def _git(folder: Path, *arguments: str) -> str | None:
    """What git says of a folder; None where there is no git, or no tree."""
    try:
        run = subprocess.run(("git", "-C", str(folder), *arguments), capture_output=True, check=False)  # noqa: S603, S607  # no shell
    except OSError:
        return None
    return run.stdout.decode(errors="replace").strip() if run.returncode == 0 else None
