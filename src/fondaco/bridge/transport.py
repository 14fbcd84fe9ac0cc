"""The one way out: every byte that a site sends to a partner passes here.

Only registered origins; names resolved once, every address checked, and the checked one connected to (the name still
stands in Host and in TLS), so that an answer of the name server cannot change in between. No redirects, no proxies
from the environment, no compressed answers, at most a megabyte, and one deadline for the whole.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Protocol

import certifi
import httpcore
from attrs import evolve, frozen

from fondaco.bridge import origins

ANSWER_LIMIT = 1024 * 1024
Resolve = Callable[[str, int], Sequence[str]]


@frozen
class Sent:
    """What came of one request. ``problem`` is empty where an HTTP answer was read to its end.

    ``arrived`` is False where it is certain that the partner got nothing.
    """

    http_status: int | None = None
    content: bytes = b""
    content_type: str = ""
    retry_after: str = ""
    milliseconds: int = 0
    problem: str = ""
    arrived: bool = False


class Transport(Protocol):
    """What sends. Tests put another in its place."""

    def post(
        self,
        url: str,
        content: bytes,
        *,
        registered: Iterable[str],
        timeout: float,
        user_agent: str,
        headers: Mapping[str, str] | None = None,
    ) -> Sent: ...


class _Inward(Exception):
    """A name that leads into our own network."""


class _NoName(httpcore.ConnectError):
    """The name server knows no such host."""


class _Late(httpcore.ReadTimeout):
    """The deadline for the whole has passed."""


def resolve(host: str, port: int) -> Sequence[str]:
    """All addresses of a host, as the system resolves it."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class _Stream(httpcore.NetworkStream):
    """A connection whose every wait ends at one deadline."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: float) -> None:
        self._inner = inner
        self._deadline = deadline

    def _left(self) -> float:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise _Late("the time for the whole exchange has passed")
        return left

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._left())

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, self._left()), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _Backend(httpcore.NetworkBackend):
    """Connects to an address that was looked at."""

    def __init__(self, resolve: Resolve, deadline: float, *, inward: bool) -> None:
        self._resolve = resolve
        self._deadline = deadline
        self._inward = inward
        self._inner = httpcore.SyncBackend()
        self.connected = False

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        try:
            addresses = self._resolve(host, port)
        except (OSError, UnicodeError) as trouble:
            raise _NoName("the name does not resolve") from trouble
        if not addresses or not (self._inward or all(map(origins.is_public, addresses))):
            raise _Inward(host)
        each = max(0.1, self._deadline - time.monotonic()) / len(addresses)
        *others, last = addresses
        for address in others:
            try:
                return self._connected(address, port, each)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return self._connected(last, port, each)

    def _connected(self, address: str, port: int, timeout: float) -> httpcore.NetworkStream:
        stream = self._inner.connect_tcp(address, port, timeout)
        self.connected = True
        return _Stream(stream, self._deadline)


@lru_cache(maxsize=1)
def trusted() -> ssl.SSLContext:
    """Certificates of the system and of certifi; names are checked."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


class HttpTransport:
    """The real one. ``listed`` origins may be plain http and lie inside the network."""

    def __init__(
        self, *, listed: Sequence[str], resolve: Resolve = resolve, ssl_context: ssl.SSLContext | None = None
    ) -> None:
        self._listed = tuple(listed)
        self._resolve = resolve
        self._ssl_context = ssl_context or trusted()

    def post(
        self,
        url: str,
        content: bytes,
        *,
        registered: Iterable[str],
        timeout: float,
        user_agent: str,
        headers: Mapping[str, str] | None = None,
    ) -> Sent:
        """POST XML; faults of the other side come back as a ``problem``. ``timeout`` in seconds, for the whole.

        ``headers`` say more than the usual ones, or something else.
        """
        why_not = origins.refusal(url, registered=registered, listed=self._listed)
        if why_not:
            return Sent(problem=f"refused_origin.{why_not}")
        began = time.monotonic()
        inward = origins.origin_of(url) in origins.origins_of(self._listed)
        backend = _Backend(self._resolve, began + timeout, inward=inward)
        try:
            sent = self._exchange(url, content, backend, {"User-Agent": user_agent, **(headers or {})})
        except Exception as trouble:
            problem = _problem_of(trouble)
            if not problem:
                raise
            sent = Sent(problem=problem, arrived=backend.connected and not problem.startswith("tls"))
        return evolve(sent, milliseconds=int((time.monotonic() - began) * 1000))

    def _exchange(self, url: str, content: bytes, backend: _Backend, more: Mapping[str, str]) -> Sent:
        headers = {
            "Content-Type": "text/xml; charset=utf-8",
            "Accept": "text/xml, application/xml, text/plain",
            "Accept-Encoding": "identity",
            "Connection": "close",
            **more,
        }
        with (
            httpcore.ConnectionPool(ssl_context=self._ssl_context, network_backend=backend) as pool,
            pool.stream("POST", url, headers=list(headers.items()), content=content) as response,
        ):
            said = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
            answer = bytearray()
            problem = "encoded" if said.get("content-encoding", "identity") not in {"", "identity"} else ""
            for chunk in () if problem else response.iter_stream():
                answer += chunk
                if len(answer) > ANSWER_LIMIT:
                    problem = "answer_too_large"
                    break
            return Sent(
                http_status=response.status,
                content=b"" if problem else bytes(answer),
                content_type=said.get("content-type", ""),
                retry_after=said.get("retry-after", ""),
                problem=problem,
                arrived=True,
            )


def _problem_of(trouble: Exception) -> str:
    """The stable word for a fault of the network or of the other side; empty where it is our own."""
    if isinstance(trouble, _Inward):
        return "refused_origin.inward"
    if isinstance(trouble, httpcore.TimeoutException):
        return "timeout"
    if isinstance(trouble, httpcore.ConnectError):
        return _unconnected(trouble)
    if isinstance(trouble, httpcore.NetworkError | httpcore.ProtocolError):
        return "broken_off"
    return ""


# What OpenSSL's verification says (X509_V_ERR_…) where one of the usual things is wrong with a certificate.
_CERTIFICATES = {
    9: "tls.not_yet",
    10: "tls.expired",
    18: "tls.self_signed",
    19: "tls.self_signed",
    20: "tls.nobody_vouches",
    21: "tls.nobody_vouches",
    62: "tls.wrong_name",
}


def _unconnected(trouble: httpcore.ConnectError) -> str:
    """Why there was no connection to send over."""
    cause = trouble.__cause__ or trouble.__context__
    if isinstance(trouble, _NoName):
        return "wrong_address.name"
    if isinstance(cause, ssl.SSLCertVerificationError):
        return _CERTIFICATES.get(cause.verify_code, "tls")
    if isinstance(cause, ssl.SSLError):
        return "tls.not_spoken"
    return "wrong_address.refused" if isinstance(cause, ConnectionRefusedError) else "wrong_address"
