"""How the service listens."""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import Mapping
from contextlib import closing, suppress
from copy import copy
from typing import Any

import pytest
from uvicorn import Config
from uvicorn.server import ServerState

from huilao_api.web.listening import Patient, PortError, bind


def test_what_is_accepted_sends_at_once() -> None:
    """The rest of a long answer does not wait for the caller's acknowledgement."""
    with closing(bind("127.0.0.1", 0)) as own:
        own.listen()
        with closing(socket.create_connection(own.getsockname())), closing(own.accept()[0]) as accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_a_port_that_is_taken_is_refused_in_words() -> None:
    """Also where its owner shares it with workers."""
    with closing(bind("127.0.0.1", 0)) as own:
        own.share()
        own.listen()
        with pytest.raises(PortError, match="--port"):
            bind(*own.getsockname())


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the connections are not spread")
def test_each_worker_has_a_queue_of_its_own() -> None:
    """Connections that are opened together go to several workers."""
    with closing(bind("127.0.0.1", 0)) as own:
        own.share()
        with closing(copy(own)) as one, closing(copy(own)) as other:
            for worker in (one, other):
                worker.listen()
                worker.settimeout(0)
            callers = [socket.create_connection(own.getsockname()) for _ in range(64)]
            taken = [_accepted(one), _accepted(other)]
            assert sum(taken) == len(callers)
            assert min(taken) > 0
            for caller in callers:
                caller.close()


@pytest.mark.parametrize(
    ("sent", "answered", "closed"),
    [
        ("", False, True),
        ("GET / HTTP/1.1\r\nHost:", False, True),
        ("GET / HTTP/1.1\r\nHost: a\r\n\r\n", True, False),
        ("GET / HTTP/1.1\r\nHost: a\r\n\r\n|GET", True, True),
    ],
)
def test_a_head_that_does_not_end_is_not_waited_for(sent: str, answered: bool, closed: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the first one nor a later one; a connection that is idle after an answer has a time of its own."""
    monkeypatch.setattr("huilao_api.web.listening.HEAD_SECONDS", 0.1)

    async def found() -> tuple[bytes, bool]:
        config = Config(_nothing, http=Patient, log_level="critical", timeout_keep_alive=60)
        server = await asyncio.get_running_loop().create_server(lambda: Patient(config, ServerState(), {}), "127.0.0.1", 0)
        async with server:
            reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
            for part in sent.split("|"):
                writer.write(part.encode())
                await asyncio.sleep(0.05)
            said = b""
            try:
                async with asyncio.timeout(1):
                    while part := await reader.read(1_000):
                        said += part
                ended = True
            except TimeoutError:
                ended = False
            writer.close()
        return said, ended

    said, ended = asyncio.run(found())
    assert (said.startswith(b"HTTP/1.1 204"), ended) == (answered, closed)


async def _nothing(scope: Mapping[str, Any], receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body"})


def _accepted(worker: socket.socket) -> int:
    """How many connections waited; each is closed at once."""
    many = 0
    with suppress(BlockingIOError):
        while True:
            worker.accept()[0].close()
            many += 1
    return many
