"""How many requests one caller may make: a token bucket for each key or address.

Off unless the settings say a number. A bucket holds a minute's worth, so that a page with many
pictures, or staff behind one address who begin at nine, are not held up; then it fills steadily.
"""

from __future__ import annotations

import ipaddress
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import ceil

from starlette.datastructures import Headers
from starlette.types import Scope

from api.settings import Network

# 10,000 buckets take about 3 MB; the longest unused are forgotten, which are full by then.
_MOST_BUCKETS = 10_000
_IPV6_PREFIX = 64  # one household or office has as many addresses of it as it likes

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left to a caller. ``wait_s`` is None where the request is let in."""

    limit: int
    remaining: int
    full_in_s: int
    wait_s: int | None

    def headers(self) -> dict[str, str]:
        """Return the RateLimit headers, those of the IETF draft and those in wide use before it."""
        return {
            "RateLimit-Policy": f'"minute";q={self.limit};w=60',
            "RateLimit": f'"minute";r={self.remaining};t={self.full_in_s}',
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(self.remaining),
            "RateLimit-Reset": str(self.full_in_s),
        }


class Buckets:
    """The buckets of a server. Safe to share among threads."""

    def __init__(
        self,
        per_minute: int,
        clock: Callable[[], float] = time.monotonic,
        most: int = _MOST_BUCKETS,
    ) -> None:
        """Take how many requests a minute each caller may make."""
        self._per_minute = per_minute
        self._clock = clock
        self._most = most
        self._lock = threading.Lock()
        self._held: OrderedDict[str, tuple[float, float]] = OrderedDict()  # tokens, when

    def __len__(self) -> int:
        return len(self._held)

    def take(self, who: str, tokens: int = 1, *, owing: bool = False) -> Allowance:
        """Take tokens from the bucket of a caller.

        With ``owing`` they are taken though there are too few (what costs them is being done
        already), and whoever owes waits the longer, at most a minute more.
        """
        now, most, per_s = self._clock(), float(self._per_minute), self._per_minute / 60
        with self._lock:
            held, since = self._held.pop(who, (most, now))
            held = min(held + (now - since) * per_s, most)
            refused = held < tokens and not owing
            if not refused:
                held = max(held - tokens, -most)
            self._held[who] = (held, now)
            while len(self._held) > self._most:
                self._held.popitem(last=False)
        return Allowance(
            limit=self._per_minute,
            remaining=max(int(held), 0),
            full_in_s=ceil((most - held) / per_s),
            wait_s=max(ceil((tokens - held) / per_s), 1) if refused else None,
        )


def client_address(scope: Scope, trusted: Iterable[Network]) -> str:
    """Return the address a request came from, as one that counts for itself.

    X-Forwarded-For is believed as far as trusted proxies have written it: from its end, up to the
    first address that is not one of theirs.
    """
    trusted = tuple(trusted)
    peer = (scope.get("client") or ("", 0))[0]
    found = _address(peer)
    named = ",".join(Headers(scope=scope).getlist("x-forwarded-for")).split(",")
    while found is not None and any(_within(found, net) for net in trusted) and named:
        before = _address(named.pop())
        if before is None:
            break
        found = before
    if found is None:
        return str(peer)
    if found.version == 6:
        return str(ipaddress.ip_network((found, _IPV6_PREFIX), strict=False))
    return str(found)


def from_proxy(scope: Scope, trusted: Iterable[Network]) -> bool:
    """Say whether a request comes straight from a trusted proxy."""
    peer = _address((scope.get("client") or ("", 0))[0])
    return peer is not None and any(_within(peer, network) for network in trusted)


def _within(address: Address, network: Network) -> bool:
    return address.version == network.version and address in network


def _address(text: str) -> Address | None:
    try:
        found = ipaddress.ip_address(text.strip().strip("[]"))
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return mapped or found
