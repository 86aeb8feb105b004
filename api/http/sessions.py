"""Who is signed in: people with a key that opens writing.

The browser keeps an opaque token and never the key, so that a stolen cookie dies with the
session; the server keeps a hash of it, in memory alone. Which key it was is asked again at every
request: one that was revoked or has expired opens nothing from then on.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

#: Name of the cookie.
COOKIE = "prassi-curator"
#: A working day.
LASTS_S = 10 * 3600
_MOST = 1_000
_TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class _Session:
    key: str | None
    until: float


class Sessions:
    """The sessions of one server. Safe to share among threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """``clock`` tells seconds."""
        self._clock = clock
        self._held: OrderedDict[str, _Session] = OrderedDict()
        self._lock = threading.Lock()

    def begin(self, key: str | None) -> str:
        """Begin a session for the id of a key (None for the key of the settings)."""
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        with self._lock:
            while len(self._held) >= _MOST:  # the oldest goes
                self._held.popitem(last=False)
            self._held[_hash(token)] = _Session(key, self._clock() + LASTS_S)
        return token

    def key_of(self, token: str) -> tuple[str | None] | None:
        """Return the id of the key of a session, alone in a tuple; None where there is none."""
        with self._lock:
            found = self._held.get(_hash(token))
            if found is None:
                return None
            if found.until < self._clock():
                del self._held[_hash(token)]
                return None
            return (found.key,)

    def end(self, token: str) -> None:
        """End a session, if it is one."""
        with self._lock:
            self._held.pop(_hash(token), None)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
