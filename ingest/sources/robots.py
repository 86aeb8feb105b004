"""What a site's robots.txt allows (RFC 9309), with the crawl-delay that many add.

Read here because the standard library's reader knows neither ``*`` within a path nor that the
longest rule counts, and readers that make patterns of rules can be held up by hostile ones:
matching here takes at most the length of the rule times that of the path.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

#: Of a longer file the rest is not looked at (RFC 9309 2.5).
MOST_BYTES = 500 << 10
_MOST_RULES = 5_000
_MOST_STARS = 20
_SAFE = "/%:@!$&'()*+,;=~-._?"


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules for one robot: (path, allowed), and the seconds to leave between requests."""

    rules: tuple[tuple[str, bool], ...] = ()
    delay_s: float | None = None

    def allows(self, address: str) -> bool:
        """Whether an address may be read: the longest rule decides, of two the allowing one."""
        parts = urlsplit(address)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        fitting = [(len(rule), allowed) for rule, allowed in self.rules if _fits(rule, path)]
        return max(fitting)[1] if fitting else True


NOTHING_SAID = Robots()
ALL_FORBIDDEN = Robots((("/", False),))


def read_robots(text: str, agent: str) -> Robots:
    """Return the rules for the robot ``agent`` (lower case), else those for all robots."""
    ours = re.compile(rf"{re.escape(agent)}(?![a-z_-])")
    # Only what may count is kept, once: thousands of names before thousands of rules would
    # otherwise fill the memory.
    groups: dict[str, list[tuple[str, str]]] = {}
    agents: set[str] = set()
    ruled = False
    for line in text.lstrip("\ufeff").splitlines():
        key, colon, value = line.partition("#")[0].partition(":")
        key, value = key.strip().lower(), value.strip()
        if not colon:
            continue
        if key == "user-agent":
            agents = set() if ruled else agents
            ruled = False
            named = agent if ours.match(value.lower()) else value
            if named in (agent, "*"):
                agents.add(named)
                groups.setdefault(named, [])
        elif key in ("allow", "disallow", "crawl-delay"):
            ruled = True
            for name in agents:
                groups[name].append((key, value))
    lines = groups.get(agent, groups.get("*", []))
    rules = tuple(
        (quote(path, safe=_SAFE), key == "allow")
        for key, path in lines
        if key != "crawl-delay" and path[:1] in ("/", "*") and path.count("*") <= _MOST_STARS
    )
    delays = [delay for key, value in lines if key == "crawl-delay" for delay in _seconds(value)]
    return Robots(rules[:_MOST_RULES], max(delays, default=None))


def _seconds(value: str) -> list[float]:
    try:
        number = float(value)
    except ValueError:
        return []
    return [number] if math.isfinite(number) and number >= 0 else []


def _fits(rule: str, path: str) -> bool:
    """Whether a path begins as a rule says; ``*`` stands for anything, ``$`` for the end."""
    ends = rule.endswith("$")
    first, *rest = rule.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    for number, piece in enumerate(rest, 1):
        if ends and number == len(rest):
            return len(path) - len(piece) >= at and path.endswith(piece)
        at = path.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    return not ends or at == len(path)
