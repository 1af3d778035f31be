"""Keeps decisions over HTTP on several threads until it is killed, and tells of each as soon as the service has: `writer.py URL FOLDER`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from threading import Thread

from starlette.testclient import TestClient

from huilao import Rulebook
from huilao_api.app import create_app
from huilao_api.settings import Settings
from huilao_api.web.observed import write_log

PROFILE = {"residence": "513433", "widowed": True}
THREADS = 3


def main(address: str, folder: str) -> None:
    """Write a line with its id for every decision that was acknowledged."""
    write_log("ERROR")
    app = create_app(Settings(auth="off", database=address), Rulebook.load(Path(folder)))

    def write() -> None:
        client = TestClient(app)
        while True:
            answer = client.post("/v1/decisions", json={"profile": PROFILE, "as_of": "2025-03-01"})
            if answer.status_code == 201:
                os.write(1, f"{answer.json()['id']}\n".encode())

    for _ in range(THREADS):
        Thread(target=write).start()


if __name__ == "__main__":
    main(*sys.argv[1:])
