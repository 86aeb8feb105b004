"""Counters and a histogram of latencies, as Prometheus reads them."""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping

# Seconds. A search takes about 10 ms, a page drawn for the first time some 100 ms.
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Metrics:
    """What the server has answered since it started. Safe to share among threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests: Counter[tuple[str, str, int]] = Counter()
        self._latencies: dict[str, list[int]] = {}
        self._seconds: dict[str, float] = {}

    def observe(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count an answer. ``route`` is the path as declared, so that ids make no new series."""
        method = method if method in _METHODS else "other"  # anybody can invent more
        with self._lock:
            self._requests[method, route, status] += 1
            counts = self._latencies.setdefault(route, [0] * (len(_BUCKETS) + 1))
            counts[bisect_left(_BUCKETS, seconds)] += 1
            self._seconds[route] = self._seconds.get(route, 0.0) + seconds

    def text(self, gauges: Mapping[str, tuple[str, int]]) -> str:
        """Return everything in the Prometheus text format; gauges are name to help and value."""
        with self._lock:
            lines = [*self._request_lines(), *self._latency_lines()]
        for name, (explained, value) in gauges.items():
            lines += [f"# HELP {name} {explained}", f"# TYPE {name} gauge", f"{name} {value}"]
        return "\n".join(lines) + "\n"

    def _request_lines(self) -> Iterable[str]:
        yield "# HELP prassi_requests_total Answers given."
        yield "# TYPE prassi_requests_total counter"
        for (method, route, status), count in sorted(self._requests.items()):
            labels = f'method="{method}",route="{_escaped(route)}",status="{status}"'
            yield f"prassi_requests_total{{{labels}}} {count}"

    def _latency_lines(self) -> Iterable[str]:
        name = "prassi_request_seconds"
        yield f"# HELP {name} Time until an answer was complete."
        yield f"# TYPE {name} histogram"
        for route, counts in sorted(self._latencies.items()):
            label, total = f'route="{_escaped(route)}"', 0
            for bound, count in zip((*map(str, _BUCKETS), "+Inf"), counts, strict=True):
                total += count
                yield f'{name}_bucket{{{label},le="{bound}"}} {total}'
            yield f"{name}_sum{{{label}}} {self._seconds[route]:.6f}"
            yield f"{name}_count{{{label}}} {total}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
