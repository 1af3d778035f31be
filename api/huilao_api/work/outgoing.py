"""Requests that the service sends to addresses which somebody entered: only to where it may, never further than there, never for long."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from huilao import Text

from ..store.webhooks import Answered, Failure

SECONDS = 10
"""In which a receiver must have answered, whatever it does meanwhile."""
LONGEST = 2_000
"""Characters of an address at most."""
READ = 4_096
"""Bytes of an answer that are read at most; none of them are looked at."""
NAT64 = IPv6Network("64:ff9b::/96")
"""IPv6 addresses that stand for those of IPv4 (RFC 6052)."""
DONE, GONE = range(200, 300), 410


class AddressError(ValueError):
    """Nothing may be sent to an address."""

    def __init__(self, message: Text) -> None:
        super().__init__(message.en)
        self.message = message


class _NotAllowedError(OSError):
    """All that a host stands for is out of bounds."""


def check_address(address: str, *, private: bool) -> None:
    """Raises AddressError for an address to which nothing may be sent, as far as that is seen without asking for its host; `private` where
    it may be one of an intranet.
    """
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
        host.encode("idna")
    except ValueError:
        raise AddressError(Text("不是网址", "it is no address")) from None
    if not host or port == 0 or parts.scheme not in ("https", "http") or len(address) > LONGEST:
        raise AddressError(Text("应是 https:// 开头的网址", "an address that begins with https:// is needed"))
    if not _plain(address):
        raise AddressError(
            Text("网址里只能有字母、数字和符号；中文请换成 xn-- 或 %E6 这样的写法", "an address is of ASCII: write the rest as xn-- or %E6")
        )
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise AddressError(Text("网址里不能有用户名、密码和“#”", "an address has no user, no password and no #"))
    if parts.scheme == "http" and not private:
        raise AddressError(
            Text(
                "应是 https:// 开头的网址；内网没有 https 的，请管理员设置 HUILAO_WEBHOOK_PRIVATE=true",
                "an address that begins with https:// is needed; for an intranet without it set HUILAO_WEBHOOK_PRIVATE=true",
            )
        )
    try:
        literal = ip_address(host)
    except ValueError:
        return
    if not may_reach(literal, private=private):
        raise AddressError(
            Text(
                "不能发往这个地址：它是内网或本机的；确是内网的，请管理员设置 HUILAO_WEBHOOK_PRIVATE=true",
                "nothing is sent there: it is in a private network or this machine; for an intranet set HUILAO_WEBHOOK_PRIVATE=true",
            )
        )


def _plain(address: str) -> bool:
    """Whether an address can stand in the first line of a request as it is."""
    return all("!" <= char <= "~" for char in address)


def may_reach(address: IPv4Address | IPv6Address, *, private: bool) -> bool:
    """Whether something may be sent to an address of the network: never to a link's own, where clouds keep their credentials, to many at
    once or to none; to private ones and this machine where `private`.
    """
    inner = _inside(address)
    if inner is not None:
        return may_reach(inner, private=private)
    if address.is_link_local or address.is_multicast or address.is_unspecified or getattr(address, "is_site_local", False):
        return False
    if address.is_loopback or not address.is_global:
        return private and (address.is_loopback or not address.is_reserved)
    return True


def _inside(address: IPv4Address | IPv6Address) -> IPv4Address | None:
    """The address of IPv4 that one of IPv6 stands for."""
    if isinstance(address, IPv4Address):
        return None
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)


class _Connection(HTTPConnection):
    """A connection to a host whose addresses are looked at as it is made: a name may stand for another a moment later."""

    def __init__(self, host: str, port: int, context: ssl.SSLContext | None, *, private: bool) -> None:
        super().__init__(host, port)
        self.default_port = 80 if context is None else 443
        self.context = context
        self.private = private
        self.until = time.monotonic() + SECONDS
        self.late = threading.Event()
        self._watch: threading.Timer | None = None
        self._watched: socket.socket | None = None

    def connect(self) -> None:
        """Raises OSError where there is no way there."""
        plain = self._plain_socket()
        self._watched = plain.dup()
        self._watch = threading.Timer(max(0, self.until - time.monotonic()), self._end, [self._watched])
        self._watch.daemon = True
        self._watch.start()
        self.sock = plain if self.context is None else self.context.wrap_socket(plain, server_hostname=self.host)

    def _plain_socket(self) -> socket.socket:
        failed: OSError = _NotAllowedError()
        for where in self._addresses():
            try:
                return socket.create_connection(where[:2], max(0.1, self.until - time.monotonic()))
            except OSError as error:
                failed = error
        raise failed

    def _addresses(self) -> Iterator[tuple[str, int]]:
        for *_, where in socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM):
            if may_reach(ip_address(str(where[0])), private=self.private):
                yield str(where[0]), int(where[1])

    def _end(self, watched: socket.socket) -> None:
        """Cut it off, in whatever state it is: a receiver that sends a byte now and then would hold it for ever."""
        self.late.set()
        with suppress(OSError):
            watched.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Be done with it."""
        super().close()
        if self._watch is not None and self._watched is not None:
            self._watch.cancel()
            self._watch.join()
            self._watched.close()


def post(address: str, body: bytes, headers: Mapping[str, str], *, private: bool) -> Answered:
    """Send something once; what came of it. No redirect is followed, no proxy asked."""
    parts = urlsplit(address)
    try:
        check_address(address, private=private)
    except AddressError:
        return Answered(None, Failure.ADDRESS)  # it was allowed once
    secure = parts.scheme == "https"
    context = ssl.create_default_context() if secure else None
    connection = _Connection(parts.hostname or "", parts.port or (443 if secure else 80), context, private=private)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request("POST", path, body, dict(headers))
        answer = connection.getresponse()
        if connection.late.is_set():  # what was cut off looks like an answer that ends there
            return Answered(None, Failure.TIMEOUT)
        with suppress(OSError, HTTPException):  # it has answered: what else it says is as it likes
            answer.read(READ)
    except ssl.SSLCertVerificationError:
        return Answered(None, Failure.CERTIFICATE)
    except socket.gaierror:
        return Answered(None, Failure.NOT_FOUND)
    except _NotAllowedError:
        return Answered(None, Failure.ADDRESS)
    except (OSError, HTTPException) as error:
        if connection.late.is_set() or isinstance(error, TimeoutError):
            return Answered(None, Failure.TIMEOUT)
        return Answered(None, Failure.NO_ANSWER if isinstance(error, HTTPException) else Failure.UNREACHABLE)
    finally:
        connection.close()
    return Answered(answer.status, _failure(answer.status))


def _failure(status: int) -> Failure | None:
    if status in DONE:
        return None
    return Failure.GONE if status == GONE else Failure.REDIRECT if status in range(300, 400) else Failure.STATUS
