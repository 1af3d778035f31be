"""How the service listens."""

from __future__ import annotations

import socket
import sys
from contextlib import closing, suppress
from copy import copy

import pytest

from huilao_api.web.listening import PortError, bind


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


def _accepted(worker: socket.socket) -> int:
    """How many connections waited; each is closed at once."""
    many = 0
    with suppress(BlockingIOError):
        while True:
            worker.accept()[0].close()
            many += 1
    return many
