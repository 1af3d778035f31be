"""How the service listens: uvicorn, in one process or in several that share a socket."""

from __future__ import annotations

import socket
import sys
from contextlib import suppress

from uvicorn import Config, Server
from uvicorn.supervisors import Multiprocess

FAILED = 3
"""What the process ends with where it could not begin, as with uvicorn."""


class Listening(Config):
    """uvicorn's settings, whose shared socket sends at once what is written.

    asyncio sees to that for the sockets that it makes itself, not for one that it is handed: there the rest of an answer of several
    packets would wait 40 ms for the caller's acknowledgement (Nagle's algorithm and the delayed ACK).
    """

    def bind_socket(self) -> socket.socket:
        """The socket; what it accepts inherits the option."""
        shared = super().bind_socket()
        shared.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return shared


def listen(host: str, port: int, workers: int, grace: int, keep: int) -> None:
    """Serve until told to stop; `grace` are the seconds that requests in flight have then, `keep` those that an idle connection has."""
    config = Listening(
        "huilao_api.app:served_app", factory=True, host=host, port=port, workers=workers, log_level="warning", access_log=False,
        timeout_graceful_shutdown=grace, timeout_keep_alive=keep, server_header=False,
    )  # fmt: skip
    server = Server(config)
    with suppress(KeyboardInterrupt):
        if workers > 1:
            Multiprocess(config, [config.bind_socket()]).run()
            return
        server.run()
    if not server.started:
        sys.exit(FAILED)
