"""Connections to checked addresses only, each with a time by which it must be done.

httpcore is the engine below httpx. It is used by itself: it keeps no cookies, follows no
redirects, reads no proxy out of the environment and unpacks nothing, all of which would have to
be switched off or done anew above it. A proxy would resolve the names itself, so that what was
checked would not be what is connected to: none is used.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterable
from dataclasses import dataclass, field

import httpcore
from httpcore import SOCKET_OPTION

from ingest.sources.addresses import resolved
from ingest.sources.trouble import FetchFailed

_CONNECT_S = 15.0
_SILENCE_S = 30.0


@dataclass(slots=True)
class Deadline:
    """The time by which the request of the moment must be done."""

    at: float = field(default=float("inf"))

    def left(self, most: float | None) -> float:
        """Return the seconds left, ``most`` at most. Raises ReadTimeout if there are none."""
        rest = min(self.at - time.monotonic(), _SILENCE_S if most is None else most)
        if rest <= 0:
            raise httpcore.ReadTimeout("the time for one answer is over")
        return rest


class Checked(httpcore.NetworkBackend):
    """Connects by the very address that was checked: a name cannot mean another one by then."""

    def __init__(self, deadline: Deadline, *, private: bool) -> None:
        self._deadline = deadline
        self._private = private
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address of a host that answers. Raises FetchFailed and others."""
        failed: Exception | None = None
        for number in resolved(host, port, private=self._private):
            try:
                stream = self._sockets.connect_tcp(
                    str(number), port, self._deadline.left(_CONNECT_S), None, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
                continue
            return _Timed(stream, self._deadline)
        raise failed or FetchFailed(f"the host {host} is not known")

    def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Raise FetchFailed: no address leads to a socket of this machine."""
        raise FetchFailed("sockets of this machine are not read")


class _Timed(httpcore.NetworkStream):
    """A connection whose every wait ends with the time of the whole request."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        left = self._deadline.left(timeout)
        try:
            stream = self._stream.start_tls(ssl_context, server_hostname, left)
        except httpcore.ConnectError as error:
            if isinstance(error.__cause__, ssl.SSLCertVerificationError):
                why = error.__cause__.verify_message.rstrip(".")
                raise FetchFailed(
                    f"the site cannot prove that it is {server_hostname} ({why})"
                ) from error
            raise
        return _Timed(stream, self._deadline)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)


def open_connections(deadline: Deadline, *, private: bool) -> httpcore.ConnectionPool:
    """Open a pool that connects only to public addresses, or to any with ``private``."""
    return httpcore.ConnectionPool(
        max_connections=4,
        max_keepalive_connections=4,
        keepalive_expiry=30.0,
        network_backend=Checked(deadline, private=private),
    )
