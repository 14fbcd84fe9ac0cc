"""The one way out, against real sockets: where it goes, what it refuses, and when it stops waiting."""

from __future__ import annotations

import datetime as dt
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import httpcore
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from fondaco.bridge import origins, transport
from fondaco.bridge.transport import HttpTransport, Sent

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 7\r\n\r\n<cXML/>"


class Server:
    """Takes connections on loopback and does with each what it is told; keeps what was received."""

    def __init__(self, act: Callable[[socket.socket], None], context: ssl.SSLContext | None = None) -> None:
        self.act = act
        self.context = context
        self.received = b""
        self.connections = 0
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                taken, _ = self.listening.accept()
            except OSError:
                return
            self.connections += 1
            try:
                if self.context:
                    taken = self.context.wrap_socket(taken, server_side=True)
                self._read(taken)
                self.act(taken)
            except OSError:
                pass
            finally:
                taken.close()

    def _read(self, taken: socket.socket) -> None:
        data = b""
        while b"\r\n\r\n" not in data:
            data += taken.recv(65536)
        head, _, body = data.partition(b"\r\n\r\n")
        length = int(next(line for line in head.lower().split(b"\r\n") if b"content-length" in line).split(b":")[1])
        while len(body) < length:
            body += taken.recv(65536)
        self.received = head + b"\r\n\r\n" + body


@pytest.fixture
def serve() -> Iterator[Callable[..., Server]]:
    servers: list[Server] = []

    def start(act: Callable[[socket.socket], None] | bytes, context: ssl.SSLContext | None = None) -> Server:
        def answer(taken: socket.socket) -> None:
            taken.sendall(act if isinstance(act, bytes) else b"")

        servers.append(Server(answer if isinstance(act, bytes) else act, context))
        return servers[-1]

    yield start
    for server in servers:
        server.listening.close()


def send(url: str, *, listed: Sequence[str] = (), timeout: float = 5.0, **port: object) -> Sent:
    through = HttpTransport(listed=listed, **port)  # type: ignore[arg-type]
    return through.post(url, b"<cXML>hello</cXML>", registered=[url], timeout=timeout, user_agent="Fondaco test")


def post_to(server: Server, **more: object) -> Sent:
    url = f"http://127.0.0.1:{server.port}/cxml"
    return send(url, listed=[url], **more)  # type: ignore[arg-type]


def test_what_is_posted_arrives_and_the_answer_comes_back(serve: Callable[..., Server]) -> None:
    server = serve(OK)

    sent = post_to(server)

    assert (sent.http_status, sent.content, sent.content_type, sent.problem) == (200, b"<cXML/>", "text/xml", "")
    assert sent.arrived
    assert server.received.endswith(b"<cXML>hello</cXML>")
    assert b"Host: 127.0.0.1" in server.received
    assert b"text/xml; charset=utf-8" in server.received


def test_a_redirect_is_not_followed(serve: Callable[..., Server]) -> None:
    elsewhere = serve(OK)
    moved = f"HTTP/1.1 307 Go\r\nLocation: http://127.0.0.1:{elsewhere.port}/\r\nContent-Length: 0\r\n\r\n"
    server = serve(moved.encode())

    assert post_to(server).http_status == 307
    assert elsewhere.connections == 0


def test_an_answer_of_more_than_a_megabyte_is_not_read(serve: Callable[..., Server]) -> None:
    server = serve(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + b"x" * (3 * 1024 * 1024))

    sent = post_to(server)

    assert (sent.problem, sent.content) == ("answer_too_large", b"")
    assert sent.arrived


def test_a_compressed_answer_is_not_unfolded(serve: Callable[..., Server]) -> None:
    server = serve(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc")

    assert post_to(server).problem == "encoded"


def test_the_deadline_holds_for_the_whole_though_bytes_keep_dripping(serve: Callable[..., Server]) -> None:
    def drip(taken: socket.socket) -> None:
        taken.sendall(b"HTTP/1.1 200 OK\r\nX: ")
        for _ in range(100):
            taken.sendall(b"x")
            time.sleep(0.05)

    began = time.monotonic()
    sent = post_to(serve(drip), timeout=0.5)

    assert sent.problem == "timeout"
    assert sent.arrived
    assert time.monotonic() - began < 2
    assert 400 <= sent.milliseconds < 2000


def test_a_connection_that_breaks_may_have_delivered(serve: Callable[..., Server]) -> None:
    sent = post_to(serve(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nshort"))

    assert (sent.problem, sent.arrived) == ("broken_off", True)


def test_where_nobody_listens_nothing_arrived() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]

    url = f"http://127.0.0.1:{port}/"
    sent = send(url, listed=[url])

    assert (sent.problem, sent.arrived) == ("wrong_address.refused", False)


@pytest.mark.parametrize("trouble", [OSError("no such name"), UnicodeError("label too long")])
def test_a_name_that_does_not_resolve_is_a_wrong_address(trouble: Exception) -> None:
    def fail(host: str, port: int) -> Sequence[str]:
        raise trouble

    assert send("https://nowhere.example/", resolve=fail).problem == "wrong_address.name"


def test_the_second_address_is_tried_where_the_first_is_silent(serve: Callable[..., Server]) -> None:
    server = serve(OK)
    url = f"http://two.example:{server.port}/"

    sent = send(url, listed=[url], resolve=lambda host, port: ["127.0.0.2", "127.0.0.1"])

    assert sent.http_status == 200
    assert b"Host: two.example" in server.received


def test_a_fault_of_ours_is_not_taken_for_theirs() -> None:
    def broken(host: str, port: int) -> Sequence[str]:
        raise KeyError("ours")

    with pytest.raises(KeyError):
        send("https://store.example/", resolve=broken)


def self_signed(folder: Path, *, starts: int = -1, ends: int = 8, authority: bool = False) -> tuple[Path, Path]:
    """A certificate for store.example and its key, valid between days from today; or one by an unknown authority."""
    key, signer = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "store.example")])
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Nobody's authority")]) if authority else name
    today = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(today + dt.timedelta(days=starts))
        .not_valid_after(today + dt.timedelta(days=ends))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("store.example")]), critical=False)
        .sign(signer if authority else key, hashes.SHA256())
    )
    cert, private = folder / "cert.pem", folder / "key.pem"
    cert.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return cert, private


class TestEncryption:
    @pytest.fixture
    def certificate(self, tmp_path: Path) -> tuple[Path, Path]:
        return self_signed(tmp_path)

    @pytest.fixture
    def server(self, serve: Callable[..., Server], certificate: tuple[Path, Path]) -> Server:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)
        return serve(OK, context)

    def test_the_name_is_checked_though_the_address_was_pinned(
        self, server: Server, certificate: tuple[Path, Path]
    ) -> None:
        trusting = ssl.create_default_context(cafile=str(certificate[0]))
        url = f"https://store.example:{server.port}/"

        sent = send(url, listed=[url], resolve=lambda host, port: ["127.0.0.1"], ssl_context=trusting)

        assert sent.http_status == 200
        other = f"https://other.example:{server.port}/"
        wrong = send(other, listed=[other], resolve=lambda host, port: ["127.0.0.1"], ssl_context=trusting)
        assert (wrong.problem, wrong.arrived) == ("tls.wrong_name", False)

    def test_a_certificate_that_nobody_vouches_for_is_not_believed(self, server: Server) -> None:
        url = f"https://store.example:{server.port}/"

        sent = send(url, listed=[url], resolve=lambda host, port: ["127.0.0.1"])

        assert (sent.problem, sent.arrived) == ("tls.self_signed", False)
        assert b"hello" not in server.received

    @pytest.mark.parametrize(
        ("given", "trusting", "problem"),
        [
            ({"starts": -9, "ends": -1}, True, "tls.expired"),
            ({"starts": 2, "ends": 9}, True, "tls.not_yet"),
            ({"authority": True}, False, "tls.nobody_vouches"),
        ],
    )
    def test_what_is_wrong_with_a_certificate_is_told_apart(
        self, serve: Callable[..., Server], tmp_path: Path, given: dict[str, Any], trusting: bool, problem: str
    ) -> None:
        certificate, key = self_signed(tmp_path, **given)
        theirs = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        theirs.load_cert_chain(certificate, key)
        server = serve(OK, theirs)
        url = f"https://store.example:{server.port}/"
        ours = ssl.create_default_context(cafile=str(certificate)) if trusting else None

        sent = send(url, listed=[url], resolve=lambda host, port: ["127.0.0.1"], ssl_context=ours)

        assert (sent.problem, sent.arrived) == (problem, False)
        assert b"hello" not in server.received

    def test_a_port_that_is_not_encrypted_is_told(self) -> None:
        def talk(listening: socket.socket) -> None:
            taken, _ = listening.accept()
            taken.recv(65536)
            taken.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            taken.close()

        with socket.create_server(("127.0.0.1", 0)) as listening:
            threading.Thread(target=talk, args=(listening,), daemon=True).start()
            url = f"https://store.example:{listening.getsockname()[1]}/"
            sent = send(url, listed=[url], resolve=lambda host, port: ["127.0.0.1"])

        assert (sent.problem, sent.arrived) == ("tls.not_spoken", False)


@pytest.mark.parametrize(
    ("verify_code", "problem"), [(10, "tls.expired"), (62, "tls.wrong_name"), (23, "tls"), (0, "tls")]
)
def test_a_certificate_that_is_wrong_in_another_way_is_still_wrong(verify_code: int, problem: str) -> None:
    cause = ssl.SSLCertVerificationError()
    cause.verify_code = verify_code

    def fail(host: str, port: int) -> Sequence[str]:
        try:
            raise cause
        except ssl.SSLError as trouble:
            raise httpcore.ConnectError("tls") from trouble

    assert send("https://store.example/", resolve=fail).problem == problem


def test_a_host_that_cannot_be_reached_is_a_wrong_address() -> None:
    def fail(host: str, port: int) -> Sequence[str]:
        raise httpcore.ConnectError("no route") from OSError(113, "No route to host")

    assert send("https://store.example/", resolve=fail).problem == "wrong_address"


INWARD = [
    "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
    "224.0.0.1", "255.255.255.255", "240.0.0.1", "::1", "::", "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1",
    "::ffff:127.0.0.1", "::ffff:169.254.169.254", "2002:7f00:1::", "2002:a00:1::", "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe", "2001:0:7f00:1::", "192.0.2.1", "198.51.100.1", "198.18.0.1",
    "64:ff9b:1::7f00:1", "3fff::1", "5f00::1", "192.88.99.1", "::7f00:1",
]  # fmt: skip


@pytest.mark.parametrize("address", INWARD)
def test_an_address_inside_is_never_connected_to(address: str) -> None:
    assert not origins.is_public(address)
    sent = send("https://store.example/", resolve=lambda host, port: [address], timeout=0.5)
    assert (sent.problem, sent.arrived) == ("refused_origin.inward", False)


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::"]
)
def test_an_address_of_the_open_internet_is_public(address: str) -> None:
    assert origins.is_public(address)


def test_one_address_inside_among_many_is_enough_to_refuse() -> None:
    sent = send("https://store.example/", resolve=lambda host, port: ["93.184.216.34", "10.0.0.1"])
    assert sent.problem == "refused_origin.inward"


def test_a_name_without_addresses_is_refused() -> None:
    assert send("https://store.example/", resolve=lambda host, port: []).problem == "refused_origin.inward"


def test_a_name_server_that_changes_its_mind_is_asked_once(serve: Callable[..., Server]) -> None:
    server = serve(OK)
    answers = iter([["127.0.0.1"], ["127.0.0.9"]])
    url = f"http://flips.example:{server.port}/"

    assert send(url, listed=[url], resolve=lambda host, port: next(answers)).http_status == 200
    assert next(answers) == ["127.0.0.9"]


@pytest.mark.parametrize(
    "host", ["2130706433", "0x7f000001", "0x7f.1", "127.1", "017700000001", "localhost", "127.0.0.1", "[::1]"]
)
def test_a_disguised_loopback_is_recognised_with_the_system_s_own_resolver(host: str) -> None:
    sent = send(f"https://{host}/cxml", timeout=1)
    assert sent.problem in {"refused_origin.inward", "wrong_address.name"}
    assert not sent.arrived


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("", "not_an_address"),
        ("ftp://store.example/", "not_an_address"),
        ("javascript:alert(1)", "not_an_address"),
        ("https://", "not_an_address"),
        ("https://store.example:99999/", "not_an_address"),
        ("https://store.example:0/", "not_an_address"),
        ("https://user@store.example/", "not_an_address"),
        ("https://store.example\\@evil.example/", "not_an_address"),
        ("https://store.example /", "not_an_address"),
        ("https://störe.example/", "not_an_address"),
        ("https://[::1/", "not_an_address"),
        ("http://store.example/", "not_https"),
        ("https://store.example:22/", "port"),
        ("https://store.example:8443/cxml", ""),
        ("https://STORE.example./cxml", ""),
    ],
)
def test_an_address_is_refused_with_its_reason(url: str, why: str) -> None:
    assert origins.refusal(url, registered=[url], listed=[]) == why


def test_only_registered_origins_are_sent_to() -> None:
    registered = ["https://store.example/cxml"]
    assert origins.refusal("https://store.example/orders", registered=registered, listed=[]) == ""
    assert origins.refusal("https://evil.example/cxml", registered=registered, listed=[]) == "not_registered"
    assert origins.refusal("https://store.example:8443/", registered=registered, listed=[]) == "not_registered"
    listed = ["http://127.0.0.1:8100"]
    assert origins.refusal("http://127.0.0.1:8100/cxml", registered=registered, listed=listed) == "not_registered"
    assert origins.refusal("http://127.0.0.1:8100/cxml", registered=listed, listed=listed) == ""
    assert origins.origin_of("https://[2001:DB8::1]/x") == "https://[2001:db8::1]:443"


def test_a_refused_address_is_not_even_resolved() -> None:
    def never(host: str, port: int) -> Sequence[str]:
        raise AssertionError("asked")

    assert send("http://store.example/", resolve=never).problem == "refused_origin.not_https"


def test_the_system_resolves_numbers_to_themselves() -> None:
    assert [ipaddress.ip_address(one) for one in transport.resolve("127.0.0.1", 80)] == [
        ipaddress.ip_address("127.0.0.1")
    ]


def test_a_connection_made_after_the_deadline_is_not_used(serve: Callable[..., Server]) -> None:
    server = serve(OK)
    url = f"http://slow.example:{server.port}/"

    def slow(host: str, port: int) -> Sequence[str]:
        time.sleep(0.3)
        return ["127.0.0.1"]

    assert send(url, listed=[url], resolve=slow, timeout=0.1).problem == "timeout"
    assert server.received == b""
