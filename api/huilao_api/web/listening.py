"""How the service listens: uvicorn, in one process or in several that share a port."""

from __future__ import annotations

import asyncio
import errno
import socket
import sys
from contextlib import suppress

import h11
from uvicorn import Config, Server
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.supervisors import Multiprocess

from huilao import HuilaoError, Text

HEAD_SECONDS = 20
"""In which the head of a request must have come."""
FAILED = 3
"""What the process ends with where it could not begin, as with uvicorn."""


_WHY = {
    errno.EADDRINUSE: Text(
        "端口已被占用，请停掉占用它的程序，或用 --port 换一个", "the port is taken: stop who has it, or name another by --port"
    ),
    errno.EACCES: Text("没有权限使用这个端口，请用 1024 以上的", "the port is not for this user: take one above 1024"),
    errno.EADDRNOTAVAIL: Text("本机没有这个地址，请核对 --host", "this machine does not have the address: look at --host again"),
}


class PortError(HuilaoError):
    """An address at which nothing can listen: it is taken, or not this machine's, or not for this user."""

    def __init__(self, host: str, port: int, error: OSError) -> None:
        why = _WHY.get(error.errno or 0, Text(str(error), str(error)))
        self.message = Text(f"不能在 {host}:{port} 上启动：{why.zh}", f"cannot listen at {host}:{port}: {why.en}")
        super().__init__(f"{self.message.zh} / {self.message.en}")


class Port(socket.socket):
    """A port that is ours: each worker, to whom it goes by pickling, binds a socket of its own to it.

    Of one socket that all share, whoever wakes first accepts every connection that waits, so that a caller who opens many at once and
    keeps them gets one worker; Linux spreads them over sockets of their own (SO_REUSEPORT). It sends at once what is written, and so
    does what it accepts: the rest of an answer of several packets would else wait 40 ms for the caller's acknowledgement (Nagle's
    algorithm and the delayed ACK); asyncio sees to that only for the sockets that it makes itself.
    """

    def __init__(self, family: int) -> None:
        super().__init__(family)
        self.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def share(self) -> None:
        """Let workers bind to it too."""
        self.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)

    def __reduce__(self) -> tuple[object, ...]:
        """How it travels to a worker."""
        return _beside, (self.family, self.getsockname())


def _beside(family: int, address: tuple[str, int]) -> Port:
    own = Port(family)
    own.share()
    own.bind(address)
    return own


class Patient(H11Protocol):
    """HTTP as uvicorn speaks it, but whoever does not finish the head of a request is not waited for without end."""

    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:
        """Somebody is there: the head of their request is to come."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Some more of a request."""
        super().data_received(data)
        self._wait() if self.conn.their_state is h11.IDLE else self._wait_no_more()

    def connection_lost(self, exc: Exception | None) -> None:
        """They are gone."""
        self._wait_no_more()
        super().connection_lost(exc)

    def _wait(self) -> None:
        if self._late is None:
            self._late = self.loop.call_later(HEAD_SECONDS, self.transport.close)

    def _wait_no_more(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None


def bind(host: str, port: int) -> Port:
    """A port for the service alone. Raises PortError."""
    own = Port(socket.AF_INET6 if ":" in host else socket.AF_INET)
    try:
        own.bind((host, port))
    except OSError as error:
        own.close()
        raise PortError(host, port, error) from None
    return own


def listen(app: str, own: Port, workers: int, grace: int, keep: int) -> None:
    """Serve what the factory `app` (`module:name`) makes until told to stop; `grace` are the seconds that requests in flight have then,
    `keep` those that an idle connection has.
    """
    config = Config(
        app, factory=True, http=Patient, workers=workers, log_config=None, log_level="warning", access_log=False, timeout_graceful_shutdown=grace,
        timeout_keep_alive=keep, server_header=False,
    )  # fmt: skip
    server = Server(config)
    with suppress(KeyboardInterrupt):
        if workers > 1:
            own.share()  # not before it is bound: another service is still refused
            Multiprocess(config, [own]).run()
            return
        server.run([own])
    if not server.started:
        sys.exit(FAILED)
