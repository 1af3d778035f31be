"""What is sent to addresses that somebody entered: where to, and for how long."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from ipaddress import ip_address
from pathlib import Path
from typing import Any as Anything

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from huilao_api.store.webhooks import Answered, Failure
from huilao_api.work import outgoing
from huilao_api.work.outgoing import AddressError, check_address, may_reach, post

from .receivers import Receiver, receiving

NEVER = ["169.254.169.254", "fe80::1", "fec0::1", "224.0.0.1", "ff02::1", "0.0.0.0", "::", "255.255.255.255", "240.0.0.1",  # noqa: S104
         "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe"]  # fmt: skip
PRIVATE = ["127.0.0.1", "::1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "100.64.0.1", "fd00::1", "::ffff:10.0.0.1", "2002:7f00:1::",
           "64:ff9b::a00:1"]  # fmt: skip
PUBLIC = ["8.8.8.8", "2001:4860:4860::8888", "::ffff:8.8.8.8", "64:ff9b::808:808"]


@pytest.mark.parametrize(
    ("address", "reached", "reached_in_an_intranet"),
    [*((one, False, False) for one in NEVER), *((one, False, True) for one in PRIVATE), *((one, True, True) for one in PUBLIC)],
)
def test_where_something_may_be_sent(address: str, reached: bool, reached_in_an_intranet: bool) -> None:
    """However an address of IPv4 is written as one of IPv6."""
    assert may_reach(ip_address(address), private=False) is reached
    assert may_reach(ip_address(address), private=True) is reached_in_an_intranet


@pytest.mark.parametrize(
    ("address", "allowed", "allowed_in_an_intranet"),
    [
        ("https://portal.example.org/huilao?token=1", True, True), ("https://portal.example.org:8443", True, True),
        ("http://portal.example.org/", False, True), ("https://10.0.0.1/", False, True), ("http://localhost/", False, True),
        ("https://169.254.169.254/latest", False, False), ("https://[fe80::1]/", False, False), ("ftp://portal.example.org/", False, False),
        ("https://user:secret@portal.example.org/", False, False), ("https://portal.example.org/#here", False, False),
        ("https://portal.example.org/a b", False, False), ("https://portal.example.org/\r\nX: 1", False, False),
        ("https://portal.example.org/惠老", False, False), ("https://", False, False), ("https://portal.example.org:99999/", False, False),
        ("https://[::1/", False, False), ("portal.example.org", False, False), ("https://a..b/", False, False),
    ],
)  # fmt: skip
def test_which_addresses_can_be_entered(address: str, allowed: bool, allowed_in_an_intranet: bool) -> None:
    for private, expected in ((False, allowed), (True, allowed_in_an_intranet)):
        if expected:
            check_address(address, private=private)
        else:
            with pytest.raises(AddressError):
                check_address(address, private=private)


def test_a_name_that_stands_for_this_machine_is_found_out_as_the_connection_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    """However harmless it was when it was entered: nothing arrives."""
    with receiving(200) as receiver:
        port = int(receiver.url.rpartition(":")[2].partition("/")[0])
        resolve = socket.getaddrinfo

        def rebound(host: str, *more: Anything, **others: Anything) -> Anything:
            return resolve("127.0.0.1" if host == "portal.example.org" else host, *more, **others)

        monkeypatch.setattr(socket, "getaddrinfo", rebound)
        address = f"https://portal.example.org:{port}/hook"
        assert post(address, b"{}", {}, private=False) == Answered(None, Failure.ADDRESS)
        assert post(f"http://portal.example.org:{port}/hook", b"{}", {}, private=True) == Answered(200)
        assert len(receiver.bodies) == 1
        assert receiver.headers[0]["host"] == f"portal.example.org:{port}"


@pytest.mark.parametrize("how", ["hangs", "drips"])
def test_a_receiver_that_never_comes_to_an_end_is_cut_off(how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also one that says something now and then."""
    monkeypatch.setattr(outgoing, "SECONDS", 0.3)
    receivers: list[Receiver] = []

    def never_ends(handler: BaseHTTPRequestHandler) -> None:
        try:
            if how == "drips":
                handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
            while not receivers[0].lets_go.wait(0.05):
                if how == "drips":
                    handler.wfile.write(b"X-A: b\r\n")
        except OSError:
            pass

    with receiving(never_ends) as receiver:
        receivers.append(receiver)
        assert post(receiver.url, b"{}", {}, private=True) == Answered(None, Failure.TIMEOUT)


def says(text: bytes) -> Callable[[BaseHTTPRequestHandler], None]:
    def say(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(text)

    return say


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (200, Answered(200)), (204, Answered(204)), (500, Answered(500, Failure.STATUS)), (404, Answered(404, Failure.STATUS)),
        (410, Answered(410, Failure.GONE)), (b"hello\r\n\r\n", Answered(None, Failure.NO_ANSWER)),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nshort", Answered(200)), (b"", Answered(None, Failure.NO_ANSWER)),
    ],
    ids=str,
)  # fmt: skip
def test_what_an_answer_comes_to(answer: int | bytes, expected: Answered) -> None:
    with receiving(says(answer) if isinstance(answer, bytes) else answer) as receiver:
        found = post(receiver.url, b"{}", {}, private=True)

    assert (found.status, found.failure is None) == (expected.status, expected.failure is None)
    assert found.failure in (expected.failure, Failure.UNREACHABLE if expected.failure is Failure.NO_ANSWER else expected.failure)


def test_no_redirect_is_followed() -> None:
    """What is sent is for whom was entered."""
    with receiving(200) as elsewhere, receiving(elsewhere.url) as receiver:
        assert post(receiver.url, b"{}", {}, private=True) == Answered(307, Failure.REDIRECT)
        assert elsewhere.bodies == []


def test_nobody_there() -> None:
    """A port at which nobody listens, a name that nobody has."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        assert post(f"http://127.0.0.1:{free.getsockname()[1]}/", b"", {}, private=True) == Answered(None, Failure.UNREACHABLE)
    assert post("https://nobody.invalid/", b"", {}, private=True) == Answered(None, Failure.NOT_FOUND)


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    """In an intranet too; one that the operator trusts is taken."""
    file = certificate(tmp_path)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(file)
    with receiving(200, tls=server) as receiver:
        assert post(receiver.url, b"{}", {}, private=True) == Answered(None, Failure.CERTIFICATE)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("SSL_CERT_FILE", str(file))
            assert post(receiver.url, b"{}", {}, private=True) == Answered(200)


def certificate(folder: Path) -> Path:
    """One that 127.0.0.1 signed itself, with its key."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "receiver")])
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
        .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True).sign(key, hashes.SHA256())
    )  # fmt: skip
    file = folder / "receiver.pem"
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file
