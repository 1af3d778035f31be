"""`huilao serve` under load, as it is installed: requests per second, p50 and p99 for the first page, for all findings without explanations
and with short ones, one and two workers, assurance on and off, once without sign-in, beside a bare FastAPI endpoint that validates the same
profile and returns a body of the same size, all in one run; and whether memory stays. The load comes from wrk (`apt install wrk`), on the
same machine.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from options import Options
from processes import huilao as command_line
from processes import memory
from report import Curves, Part, Table, Target
from service import YARDSTICKS, bare, call, with_the_answer

from huilao import Rulebook
from huilao_api.app import create_app
from huilao_api.settings import Settings
from huilao_api.web.listening import bind, listen

HERE = Path(__file__).parent
PORT = int(os.environ.get("BENCH_PORT", "8765"))
CLIENTS = 8
VIEWS = {"page": "view=page", "none": "explain=none", "short": "explain=short"}
ELDERS = [
    {
        "birth_date": f"{1930 + n % 35}-05-{1 + n % 28:02}", "residence": "513433", "household_registration": "513433",
        "residence_setting": "home",
    }
    for n in range(64)
]  # fmt: skip
BODY = json.dumps({"profile": ELDERS[0], "as_of": "2025-03-01"}).encode()
LUA = """
local bodies = {%s}
local at = 0
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.headers["Authorization"] = "Bearer %s"
request = function()
  at = at %% #bodies + 1
  return wrk.format(nil, nil, nil, bodies[at])
end
"""


@dataclass
class Found:
    """What wrk says of a run."""

    per_second: float
    p50: float
    p99: float
    requests: int
    bad: int


def bare_app() -> Any:
    """The bare endpoint, with a ready-made body as long as the answer in the file `ANSWER`, or (`AS_DATA`) with that answer as Python data."""
    answer = Path(os.environ["ANSWER"]).read_bytes()
    return with_the_answer(Rulebook.load(), json.loads(answer)) if "AS_DATA" in os.environ else bare(Rulebook.load(), len(answer))


@contextmanager
def served(command: list[str], ready: str, **environment: str) -> Generator[tuple[int, str]]:
    """A server until it is not needed, from when that path answers: its process, and the key that it printed."""
    process = subprocess.Popen(
        command, env={**os.environ, **environment}, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=HERE
    )
    try:
        key = ""
        if "--demo" in command:
            assert process.stdout is not None
            key = next(line.strip().partition("=")[2] for line in process.stdout if line.startswith("export HUILAO_KEY="))
        until = time.monotonic() + 120
        while process.poll() is None and time.monotonic() < until:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{PORT}{ready}", timeout=30).close()
                break
            except OSError:
                time.sleep(0.1)
        yield process.pid, key
    finally:
        process.terminate()
        process.wait(30)


def serve_bare(workers: int) -> None:
    """As `huilao serve` does."""
    listen("load:bare_app", bind("127.0.0.1", PORT), workers, 10, 5)


def huilao(workers: int, assurance: str) -> Any:
    """The service with a demonstration's key, without a limit of rate."""
    command = command_line("serve", "--demo", "--port", str(PORT), "--workers", str(workers))
    return served(
        command, "/readyz", HUILAO_ASSURANCE=assurance, HUILAO_RATE="100000000", HUILAO_RATE_ADDRESS="100000000", HUILAO_AT_ONCE="1000"
    )


def without_sign_in() -> Any:
    """The same for anybody on this machine: nothing is kept."""
    return served(command_line("serve", "--port", str(PORT)), "/readyz", HUILAO_AUTH="off", HUILAO_ASSURANCE="off")


def bare_served(workers: int, answer: Path, **how: str) -> Any:
    """The bare endpoint under the same server."""
    return served([sys.executable, "load.py", "--bare", str(workers)], "/openapi.json", ANSWER=str(answer), **how)


def loaded(key: str, query: str, seconds: int, folder: Path) -> Found:
    """How a server does under load."""
    bodies = ", ".join(f"[==[{json.dumps({'profile': elder, 'as_of': '2025-03-01'})}]==]" for elder in ELDERS)
    script = folder / "post.lua"
    script.write_text(LUA % (bodies, key))
    command = [
        "wrk",
        "-t1",
        f"-c{CLIENTS}",
        f"-d{seconds}s",
        "--latency",
        "--timeout",
        "30s",
        "-s",
        str(script),
        f"http://127.0.0.1:{PORT}/v1/evaluate?{query}",
    ]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    return Found(
        float(_one(r"Requests/sec:\s+([\d.]+)", said)), _milliseconds(_one(r"^ +50% +(\S+)", said)), _milliseconds(_one(r"^ +99% +(\S+)", said)),
        int(_one(r"(\d+) requests in", said)), int(bad[1]) if bad else 0,
    )  # fmt: skip


def _one(pattern: str, text: str) -> str:
    found = re.search(pattern, text, re.MULTILINE)  # `99.50%` stands in another line
    assert found, text
    return found[1]


def _milliseconds(text: str) -> float:
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s|m)", text).groups()  # pyright: ignore[reportOptionalMemberAccess]
    return float(number) * {"us": 0.001, "ms": 1, "s": 1000, "m": 60_000}[unit]


def answers(folder: Path) -> dict[str, Path]:
    """An answer in a file, by the view."""
    app = create_app(Settings(auth="off", assurance="off"))
    found = {view: folder / f"{view}.json" for view in VIEWS}
    for view, query in VIEWS.items():
        found[view].write_bytes(asyncio.run(call(app, BODY, query.encode())))
    return found


def asked_once(key: str, query: str) -> None:
    """The first answer builds what later ones use."""
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {key}"}
    urllib.request.urlopen(urllib.request.Request(f"http://127.0.0.1:{PORT}/v1/evaluate?{query}", BODY, headers)).read()


def part(options: Options) -> Part:
    """All ways to ask, beside the bare endpoint."""
    seconds, workers = (1, (1,)) if options.quick else (10, (1, 2))
    found = Part("load", "Under load", f"The service as it is installed, over loopback, {CLIENTS} clients of wrk that keep their connections, on the same machine; the bare endpoint "
                 "answers with a ready-made body of the same size, or with the answer as Python data.")  # fmt: skip
    if shutil.which("wrk") is None:
        found.notes.append("Not measured: wrk is not installed (`apt install wrk`).")
        return found
    with TemporaryDirectory(dir=options.folder) as name:
        folder = Path(name)
        for number in workers:
            found.tables.append(
                Table(HEAD, _beside(number, seconds, folder, quick=options.quick), f"{number} worker{'s' if number > 1 else ''}")
            )
        if options.long:
            found.charts.append(_held(folder, 200_000))
    for row in found.tables[0].rows:
        view, least = str(row[0]).partition(", ")[2], {"page, assurance off": 0.15, "none, assurance off": 0.4}
        if str(row[0]).startswith("Huilao") and view in least:
            for share, beside in zip(row[5:7], YARDSTICKS, strict=True):
                what = f"one worker under load: {view}, at least {least[view]} of the requests of a bare endpoint that returns {beside}"
                found.targets.append(Target(what, f"{share:.2f}", share >= least[view]))  # type: ignore[operator]
    return found


HEAD = ["", "body", "requests/s", "p50, ms", "p99, ms", "share of bare's", "of one's with the answer", "not answered"]


def _beside(workers: int, seconds: int, folder: Path, *, quick: bool) -> list[list[Any]]:
    """A row for each way to ask and each who answers."""
    rows: list[list[Any]] = []
    written = answers(folder)

    def row(name: str, view: str, key: str, *beside: Found) -> Found:
        asked_once(key, VIEWS[view])
        loaded(key, VIEWS[view], 1 if quick else 2, folder)
        one = loaded(key, VIEWS[view], seconds, folder)
        shares = [one.per_second / other.per_second for other in beside] or [None, None]
        size = written[view].stat().st_size
        rows.append([f"{name}, {view}{_how(name)}", f"{size / 1000:.0f} KB", one.per_second, one.p50, one.p99, *shares, one.bad])
        return one

    def _how(name: str) -> str:
        return f", assurance {assurance}" if name == "Huilao" else ""

    for view in ("page",) if quick else VIEWS:
        with bare_served(workers, written[view]) as (_, key):
            ready = row("bare", view, key)
        with bare_served(workers, written[view], AS_DATA="1") as (_, key):
            data = row("bare with the answer as data", view, key)
        for assurance in ("off",) if quick else ("off", "always"):
            with huilao(workers, assurance) as (_, key):
                row("Huilao", view, key, ready, data)
        if workers == 1 and not quick:
            with without_sign_in() as (_, key):
                row("Huilao without sign-in", view, key, ready, data)
    return rows


def _held(folder: Path, requests: int) -> Curves:
    """Memory over so many requests of the first page."""
    points: list[tuple[float, float]] = []
    with huilao(2, "always") as (pid, key):
        done = 0
        while done < requests:
            done += loaded(key, VIEWS["page"], 30, folder).requests
            points.append((done, memory(pid)))
    return Curves("Memory of two workers over requests", "requests", "MB", {"resident": points})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bare", type=int, metavar="WORKERS", required=True, help="serve the bare endpoint, and nothing else")
    serve_bare(parser.parse_args().bare)


if __name__ == "__main__":
    main()
