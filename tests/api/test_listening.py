"""How the service listens."""

from __future__ import annotations

import socket
from contextlib import closing

from huilao_api.web.listening import Listening


def test_what_workers_share_sends_at_once() -> None:
    """So does every connection that it accepts: the rest of a long answer does not wait for the caller's acknowledgement."""
    with closing(Listening("huilao_api.app:served_app", host="127.0.0.1", port=0).bind_socket()) as shared:
        shared.listen()
        with closing(socket.create_connection(shared.getsockname())), closing(shared.accept()[0]) as accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
