"""Receivers of webhooks on this machine, that answer as they are told to."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ssl import SSLContext

Answer = int | str | Callable[[BaseHTTPRequestHandler], None]
"""A status; where a redirect leads; or whatever is done instead."""


@dataclass
class Receiver:
    """A server, and what was sent to it."""

    answers: list[Answer]
    """In their order; the last one for ever."""
    url: str = ""
    headers: list[dict[str, str]] = field(default_factory=list[dict[str, str]])
    bodies: list[bytes] = field(default_factory=list[bytes])
    lets_go: threading.Event = field(default_factory=threading.Event)
    """For what holds a request: set when the test ends."""


@contextmanager
def receiving(*answers: Answer, tls: SSLContext | None = None) -> Generator[Receiver]:
    receiver = Receiver(list(answers))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            receiver.headers.append({name.lower(): value for name, value in self.headers.items()})
            receiver.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            answer = receiver.answers.pop(0) if len(receiver.answers) > 1 else receiver.answers[0]
            if isinstance(answer, int | str):
                self.send_response(answer if isinstance(answer, int) else 307)
                if isinstance(answer, str):
                    self.send_header("Location", answer)
                self.end_headers()
            else:
                answer(self)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    receiver.url = f"http{'' if tls is None else 's'}://127.0.0.1:{server.server_port}/hook?to=huilao"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield receiver
    finally:
        receiver.lets_go.set()
        server.shutdown()
        thread.join()
        server.server_close()
