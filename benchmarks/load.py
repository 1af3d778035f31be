"""`huilao serve` under load, as it is installed: requests per second, p50 and p99 for the first page, for all findings without explanations
and with short ones, one and two workers, assurance on and off, once without sign-in, beside a bare FastAPI endpoint that validates the same
profile and returns a body of the same size, all in one run; and whether memory stays. The load comes from wrk (`apt install wrk`), on the
same machine.

Usage: python benchmarks/load.py [--seconds 10] [--requests 200000]
"""

import argparse
import json
import os
import re
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

from service import bare

from huilao import Rulebook
from huilao_api.web.listening import bind, listen

HERE = Path(__file__).parent
PORT = 8765
CLIENTS = 8
VIEWS = {"page": "view=page", "none": "explain=none", "short": "explain=short"}
ELDERS = [
    {
        "birth_date": f"{1930 + n % 35}-05-{1 + n % 28:02}", "residence": "513433", "household_registration": "513433",
        "residence_setting": "home",
    }
    for n in range(64)
]  # fmt: skip
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
    """The bare endpoint with a body of so many bytes: `BARE_SIZE`."""
    return bare(Rulebook.load(), int(os.environ["BARE_SIZE"]))


@contextmanager
def served(command: list[str], **environment: str) -> Generator[tuple[int, str]]:
    """A server until it is not needed: its process, and the key that it printed."""
    process = subprocess.Popen(command, env={**os.environ, **environment}, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=HERE)
    try:
        key = ""
        if "--demo" in command:
            assert process.stdout is not None
            key = next(line.strip().partition("=")[2] for line in process.stdout if line.startswith("export HUILAO_KEY="))
        until = time.monotonic() + 120
        while process.poll() is None and time.monotonic() < until:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{PORT}/openapi.json", timeout=2).close()
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
    command = [sys.executable, "-m", "huilao", "serve", "--demo", "--port", str(PORT), "--workers", str(workers)]
    return served(command, HUILAO_ASSURANCE=assurance, HUILAO_RATE="100000000", HUILAO_RATE_ADDRESS="100000000", HUILAO_AT_ONCE="1000")


def without_sign_in() -> Any:
    """The same for anybody on this machine: nothing is kept."""
    return served([sys.executable, "-m", "huilao", "serve", "--port", str(PORT)], HUILAO_AUTH="off", HUILAO_ASSURANCE="off")


def bare_served(workers: int, size: int) -> Any:
    """The bare endpoint under the same server."""
    return served([sys.executable, "load.py", "--bare", str(workers)], BARE_SIZE=str(size))


def loaded(key: str, query: str, seconds: int, folder: Path) -> Found:
    """How a server does under load."""
    bodies = ", ".join(f"[==[{json.dumps({'profile': elder, 'as_of': '2025-03-01'})}]==]" for elder in ELDERS)
    script = folder / "post.lua"
    script.write_text(LUA % (bodies, key))
    command = ["wrk", "-t1", f"-c{CLIENTS}", f"-d{seconds}s", "--latency", "--timeout", "30s", "-s", str(script), f"http://127.0.0.1:{PORT}/v1/evaluate?{query}"]
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


def size_of(key: str, query: str) -> int:
    """Bytes of an answer."""
    body = json.dumps({"profile": ELDERS[0], "as_of": "2025-03-01"}).encode()
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {key}"}
    request = urllib.request.Request(f"http://127.0.0.1:{PORT}/v1/evaluate?{query}", body, headers)
    return len(urllib.request.urlopen(request).read())


def memory(pid: int) -> float:
    """Megabytes that a process and its children hold."""
    children = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False).stdout.split()
    total = 0
    for one in [str(pid), *children]:
        status = Path(f"/proc/{one}/status").read_text()
        total += int(_one(r"VmRSS:\s+(\d+)", status))
    return total / 1024


def tell(name: str, found: Found, beside: Found | None = None) -> None:
    share = f"  {found.per_second / beside.per_second:.2f} of bare" if beside else ""
    bad = f"  {found.bad} NOT ANSWERED" if found.bad else ""
    print(f"{name:42} {found.per_second:8.0f}/s  p50 {found.p50:7.1f} ms  p99 {found.p99:7.1f} ms{share}{bad}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--requests", type=int, default=0, help="then so many requests of the page, with the memory told on the way")
    parser.add_argument("--bare", type=int, metavar="WORKERS", help="serve the bare endpoint, and nothing else")
    asked = parser.parse_args()
    if asked.bare:
        serve_bare(asked.bare)
        return
    with TemporaryDirectory() as name:
        folder = Path(name)
        with huilao(1, "off") as (_, key):
            sizes = {view: size_of(key, query) for view, query in VIEWS.items()}
        for workers in (1, 2):
            for view, query in VIEWS.items():
                with bare_served(workers, sizes[view]) as (_, key):
                    loaded(key, query, 2, folder)
                    beside = loaded(key, query, asked.seconds, folder)
                tell(f"bare, {workers} worker(s), {view} ({sizes[view] / 1000:.0f} KB)", beside)
                for assurance in ("off", "always"):
                    with huilao(workers, assurance) as (_, key):
                        loaded(key, query, 2, folder)
                        tell(f"huilao, {workers} worker(s), {view}, assurance {assurance}", loaded(key, query, asked.seconds, folder), beside)
                if workers == 1:
                    with without_sign_in() as (_, key):
                        loaded(key, query, 2, folder)
                        tell(f"huilao, 1 worker, {view}, without sign-in", loaded(key, query, asked.seconds, folder), beside)
        if asked.requests:
            with huilao(2, "always") as (pid, key):
                done = 0
                while done < asked.requests:
                    done += loaded(key, VIEWS["page"], 30, folder).requests
                    print(f"{done:9,} requests: {memory(pid):.0f} MB", flush=True)


if __name__ == "__main__":
    main()
