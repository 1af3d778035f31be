"""Clients that others' tools write from the OpenAPI document: they compile strictly and get the library's answers."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from time import sleep
from typing import Any as Anything

import pytest
import uvicorn

from huilao import Rulebook
from huilao_api.app import create_app
from huilao_api.settings import Settings
from huilao_api.start import demonstration

PROFILE = {"birth_date": "1944-05-10", "residence": "513433", "household_registration": "513433"}
DAY = "2025-03-01"
PYTHON = f"""
import sys
from datetime import date
from huilao_client import AuthenticatedClient
from huilao_client.api.answers import evaluate
from huilao_client.models import EvaluateRequest, EvaluateResponse, ProblemDetails, Profile

client = AuthenticatedClient(base_url=sys.argv[1], token=sys.argv[2])
found = evaluate.sync(client=client, body=EvaluateRequest(profile=Profile.from_dict({PROFILE}), as_of=date.fromisoformat("{DAY}")))
assert isinstance(found, EvaluateResponse)
print(*(f"{{one.benefit}} {{one.action.value}}" for one in found.findings), sep="\\n")
wrong = evaluate.sync(client=client, body=EvaluateRequest(profile=Profile(birth_date="1944-13-01")))
assert isinstance(wrong, ProblemDetails)
"""
TYPESCRIPT = f"""
import createClient from "openapi-fetch";
import type {{ components, paths }} from "./api.js";

const client = createClient<paths>({{
  baseUrl: process.argv[2] ?? "",
  headers: {{ Authorization: `Bearer ${{process.argv[3] ?? ""}}` }},
}});
const profile: components["schemas"]["Profile"] = {json.dumps(PROFILE)};
const {{ data }} = await client.POST("/v1/evaluate", {{ body: {{ profile, as_of: "{DAY}" }} }});
if (data === undefined || !("findings" in data)) throw new Error("no findings");
for (const one of data.findings) console.log(`${{one.benefit}} ${{one.action}}`);
const wrong = await client.POST("/v1/evaluate", {{ body: {{ profile: {{ birth_date: "1944-13-01" }} }} }});
if (wrong.error?.problems?.[0]?.where !== "birth_date") throw new Error("no problem");
"""
PACKAGES = ("openapi-typescript@7.13.0", "openapi-fetch@0.17.0", "typescript@5.9.3", "@types/node@20")


@pytest.fixture(scope="module")
def service(book: Rulebook, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The address of a service on a port of its own, and a key."""
    settings = Settings(database=f"sqlite:///{tmp_path_factory.mktemp('clients') / 'huilao.sqlite3'}")
    key = demonstration(settings).key
    server = uvicorn.Server(uvicorn.Config(create_app(settings, book), port=0, log_level="warning"))
    thread = Thread(target=server.run)
    thread.start()
    while not server.started:
        sleep(0.05)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}", key
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="module")
def wanted(book: Rulebook) -> list[str]:
    return [f"{one.benefit} {one.action.value}" for one in book.evaluate(PROFILE, DAY).findings]


@pytest.fixture(scope="module")
def document(book: Rulebook, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("document") / "openapi.json"
    path.write_text(json.dumps(create_app(Settings(auth="off"), book).openapi()), encoding="utf-8")
    return path


def run(*command: str | Path, at: Path) -> str:
    done = subprocess.run(command, cwd=at, capture_output=True, text=True, check=False)  # noqa: S603  # tools of the test's own
    assert done.returncode == 0, done.stdout[-3_000:] + done.stderr[-3_000:]
    return done.stdout


def test_a_client_in_python(
    service: tuple[str, str], document: Path, wanted: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By openapi-python-client, of every route and without a warning, checked by pyright."""
    tools = Path(sys.executable).parent
    monkeypatch.setenv("PATH", str(tools), prepend=os.pathsep)  # it looks for ruff there
    run(tools / "openapi-python-client", "generate", "--path", document, "--fail-on-warning", at=tmp_path)
    routes = [one for path in json.loads(document.read_text("utf-8"))["paths"].values() for one in path]
    assert len([one for one in (tmp_path / "huilao-client/huilao_client/api").glob("*/*.py") if one.stem != "__init__"]) == len(routes)
    (tmp_path / "huilao-client/use.py").write_text(PYTHON, encoding="utf-8")
    checked: dict[str, Anything] = {"include": ["."], "typeCheckingMode": "standard", "reportMissingImports": False}
    (tmp_path / "huilao-client/pyrightconfig.json").write_text(json.dumps(checked), encoding="utf-8")
    run(tools / "pyright", "-p", ".", at=tmp_path / "huilao-client")

    assert run(sys.executable, "use.py", *service, at=tmp_path / "huilao-client").splitlines() == wanted


def test_a_client_in_typescript(service: tuple[str, str], document: Path, wanted: list[str], tmp_path: Path) -> None:
    """By openapi-typescript, compiled strictly, where there is Node.js."""
    npm, npx, node = (shutil.which(one) for one in ("npm", "npx", "node"))
    if npm is None or npx is None or node is None:
        pytest.skip("there is no Node.js")
    (tmp_path / "package.json").write_text('{"type": "module", "private": true}', encoding="utf-8")
    (tmp_path / "use.ts").write_text(TYPESCRIPT, encoding="utf-8")
    options = {
        "strict": True,
        "noUncheckedIndexedAccess": True,
        "module": "nodenext",
        "target": "es2022",
        "types": ["node"],
        "outDir": "out",
    }
    (tmp_path / "tsconfig.json").write_text(json.dumps({"compilerOptions": options, "include": ["use.ts", "api.d.ts"]}), encoding="utf-8")
    install = (npm, "install", "--no-package-lock", "--no-audit", "--no-fund", *PACKAGES)
    installed = subprocess.run(install, cwd=tmp_path, capture_output=True, check=False)  # noqa: S603  # a tool of the test's own
    if installed.returncode:
        pytest.skip("npm cannot install the tools")
    run(npx, "openapi-typescript", document, "-o", "api.d.ts", at=tmp_path)
    run(npx, "tsc", at=tmp_path)

    assert run(node, "out/use.js", *service, at=tmp_path).splitlines() == wanted
