"""`huilao serve` while versions are published and rolled back: clients ask without pause, and every answer has to be wholly of one version,
byte for byte what that version says. Tells how long a request takes meanwhile, how long until all processes have changed over, and whether
memory stays. Exits 1 where an answer fails or is of no version.

Usage: python benchmarks/publishing.py [--versions 50] [--workers 2] [--clients 8] [--book shipped|small]
"""

import argparse
import json
import os
import random
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory

from processes import memory
from pydantic_core import to_json

from huilao import FactType, Rulebook, RuleFiles, shipped_rules
from huilao_api.store import publications
from huilao_api.store.database import Database
from huilao_api.store.decisions import Office

DAY = "2025-03-01"
SECRET = "a secret of an office, made for this alone"
SMALL = Path(__file__).parent / "workload"
SETTLED = 0.5
"""Seconds for which no answer came of another version: then all processes have changed over."""
PATIENCE = 60
ELDERS = 4


def files_of(book: Rulebook) -> dict[str, bytes]:
    assert book.files is not None
    return {name: content for name, content in book.files.contents.items() if isinstance(content, bytes)}


def version_of(book: Rulebook, number: int) -> dict[str, bytes]:
    """The files of a rule book with one benefit more, whose condition no other number has."""
    ruleset = next(iter(book.rules.rulesets.values()))
    near = ruleset.benefits[0]
    asked = [one.name for one in book.rules.facts.values() if one.type is FactType.YES_NO and one.only_if is None][:7]
    tests = [f"{{{fact}: {str(bool(number >> bit & 1)).lower()}}}" for bit, fact in enumerate(asked)]
    condition = f"{{all: [{{age: {{at_least: 60}}}}, {{any: [{', '.join(tests)}]}}]}}"
    entry = (
        f"benefits:\n  edition-{number}: {{name: {{zh: 第{number}版, en: edition {number}}}, cite: {json.dumps(near.cite[0], ensure_ascii=False)}, service: {near.service}, "
        f"force: mandatory, rule_class: core, for: elder, applies_to: anyone, provides: {{zh: 第{number}版, en: edition {number}}}, when: {condition}}}\n"
    )
    assert near.span is not None
    folder = near.span.file.rpartition("/")[0]
    return {**files_of(book), f"{folder}/edition.yaml": entry.encode()}


def elders(book: Rulebook) -> list[dict[str, object]]:
    places = [one.document.place for one in book.rules.rulesets.values()]
    asked = [one.name for one in book.rules.facts.values() if one.type is FactType.YES_NO and one.only_if is None]
    return [
        {
            "birth_date": f"{1930 + 9 * n}-05-10",
            "residence": places[0],
            "household_registration": places[0],
            **({asked[n]: True} if n else {}),
        }
        for n in range(ELDERS)
    ]


QUESTIONS = [(elder, query) for elder in range(ELDERS) for query in ("explain=short", "view=page")]


def said(book: Rulebook, profile: dict[str, object], query: str) -> bytes:
    """What a version says, as the service writes it."""
    found = book.evaluate(profile, DAY, assurance="off")
    return to_json(found.page_data(("zh",))) if query == "view=page" else found.json("short", ("zh",))


@dataclass
class Told:
    """What the clients were told."""

    known: dict[tuple[int, str], dict[bytes, set[int]]]
    """By question, each right answer, and the versions that say it."""
    whole: dict[bytes, int] = field(default_factory=dict[bytes, int])
    """Of the answers that only one version gives: which."""
    taken: list[tuple[float, float]] = field(default_factory=list[tuple[float, float]])
    """When each was asked, and for how many seconds it was waited."""
    seen: dict[int, float] = field(default_factory=dict[int, float])
    """When a version last answered."""
    wrong: list[str] = field(default_factory=list[str])
    over: threading.Event = field(default_factory=threading.Event)


def asking(told: Told, port: int, profiles: list[dict[str, object]], seed: int) -> None:
    """Ask without pause, until it is over."""
    luck, connection = random.Random(seed), HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    bodies = [json.dumps({"profile": one, "as_of": DAY}).encode() for one in profiles]
    while not told.over.is_set():
        question = luck.choice(QUESTIONS)
        begun = time.perf_counter()
        try:
            connection.request("POST", f"/v1/evaluate?{question[1]}", bodies[question[0]], {"Content-Type": "application/json"})
            answer = connection.getresponse()
            body, status = answer.read(), answer.status
        except OSError as error:
            told.wrong.append(type(error).__name__)
            connection.close()
            continue
        told.taken.append((begun, time.perf_counter() - begun))
        if status != 200 or body not in told.known[question]:
            told.wrong.append(f"{status} {question[1]}")
        elif (number := told.whole.get(body)) is not None:
            told.seen[number] = time.perf_counter()


@contextmanager
def served(folder: Path, database: str, workers: int) -> Iterator[tuple[int, int]]:
    """The service until it is not needed: its process, and its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ, "HUILAO_AUTH": "off", "HUILAO_DATABASE": database, "HUILAO_SECRET": SECRET, "HUILAO_SWITCH_SECONDS": "0.2", "HUILAO_LOG_LEVEL": "WARNING",
    }  # fmt: skip
    command = [
        sys.executable, "-m", "huilao", "serve", "--port", str(port), "--workers", str(workers), "--job-workers", "0", "--rules", str(folder),
    ]  # fmt: skip
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        for _ in range(600):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5).close()
                break
            except OSError:
                time.sleep(0.1)
        yield process.pid, port
    finally:
        process.terminate()
        process.wait(30)


def settled(told: Told, number: int, since: float) -> float | None:
    """When the last answer of another version came, once there are those of this one alone; None where that takes too long."""
    while time.perf_counter() < since + PATIENCE:
        time.sleep(0.05)
        others = [at for one, at in dict(told.seen).items() if one != number]
        last = max([since, *others])
        if told.seen.get(number, 0) > since and time.perf_counter() - last > SETTLED:
            return last
    return None


def centile(times: list[float], share: float) -> float:
    """Milliseconds."""
    return 1_000 * sorted(times)[min(int(len(times) * share), len(times) - 1)] if times else 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--versions", type=int, default=50)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--book", choices=("shipped", "small"), default="shipped")
    asked = parser.parse_args()
    folder = SMALL if asked.book == "small" else shipped_rules()
    base = Rulebook.load(folder)
    profiles = elders(base)
    files = {0: files_of(base)} | {number: version_of(base, number) for number in range(1, asked.versions + 1)}
    known: dict[tuple[int, str], dict[bytes, set[int]]] = {question: {} for question in QUESTIONS}
    versions: dict[int, str] = {}
    for number, contents in files.items():
        book = Rulebook.of(RuleFiles.of(contents))
        versions[number] = book.version
        for question, answers in known.items():
            answers.setdefault(said(book, profiles[question[0]], question[1]), set()).add(number)
    told = Told(known, {body: next(iter(of)) for answers in known.values() for body, of in answers.items() if len(of) == 1})
    switches: list[tuple[float, float]] = []
    with TemporaryDirectory() as name:
        address = f"sqlite:///{name}/huilao.sqlite3"
        with served(folder, address, asked.workers) as (pid, port):
            clients = [threading.Thread(target=asking, args=(told, port, profiles, seed)) for seed in range(asked.clients)]
            for one in clients:
                one.start()
            time.sleep(3)
            begun, before, luck, number_of = time.perf_counter(), memory(pid), random.Random(1), {1: 0}
            print(
                f"{asked.book} book, {len(base.benefits)} benefits, {asked.workers} workers, {asked.clients} clients; {before:.0f} MB",
                flush=True,
            )
            database, office = Database(address), Office(SECRET.encode())
            for turn in range(1, asked.versions + 1):
                at = time.perf_counter()
                with database.writing() as session:
                    now = datetime.now(UTC)
                    current = publications.in_service(session, now)
                    assert current is not None
                    former = [one for one in number_of if number_of[one] != number_of[current.number]]
                    to = publications.find(session, luck.choice(former)) if turn % 3 == 0 else None
                    if to is None:
                        number = turn
                        made = publications.publish(session, office, "benchmark", version=versions[turn], files=files[turn], now=now)
                    else:
                        number = number_of[to.number]
                        made = publications.roll_back(session, office, "benchmark", to, "", now)
                number_of[made.number] = number
                until = settled(told, number, at)
                if until is None:
                    told.wrong.append(f"publication {made.number} is not in service everywhere")
                    break
                switches.append((at, until))
                if turn in (5, 10) or turn % 25 == 0:
                    print(f"after {turn:3} publications: {memory(pid):.0f} MB", flush=True)
            database.close()
            time.sleep(3)
            after = memory(pid)
            told.over.set()
            for one in clients:
                one.join()
    during = [took for at, took in told.taken if any(since <= at + took and at <= until for since, until in switches)]
    quiet = [took for at, took in told.taken if at > begun and not any(since <= at + took and at <= until for since, until in switches)]
    print(
        f"{len(told.taken)} answers, {len(told.wrong)} wrong; versions that answered: {len(told.seen)}; {before:.0f} MB before, {after:.0f} MB after"
    )
    took = [until - since for since, until in switches]
    print(f"until all processes had changed over: {sum(took) / max(len(took), 1):.1f} s, {max(took, default=0):.1f} s at most")
    for what, times in (("between", quiet), ("while changing over", during)):
        print(
            f"{what}: {len(times)} answers, p50 {centile(times, 0.5):.0f} ms, p99 {centile(times, 0.99):.0f} ms, {centile(times, 1):.0f} ms at most"
        )
    if told.wrong:
        print("\n".join(sorted(set(told.wrong))[:20]))
        sys.exit(1)


if __name__ == "__main__":
    main()
