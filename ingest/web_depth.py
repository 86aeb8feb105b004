"""Flattening of pages nested so deep that parsing them would take hours."""

from __future__ import annotations

import re

# Time to parse grows with the square of the depth: 0.13 s at 5,000 levels, more than ten minutes
# at 200,000. Real pages stay below 100.
_MAX_DEPTH = 500
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)[^<>]*>")
# Elements without content, and those whose end tags are left out by custom.
_UNCOUNTED = frozenset(
    re.findall(
        r"\S+",
        "area base br col embed hr img input link meta param source track wbr html head body p"
        " li dt dd tr td th thead tbody tfoot option optgroup colgroup rp rt",
    )
)


def flattened(text: str) -> str:
    """Return the markup without the tags that would open a level beyond the bound."""
    depth = deepest = 0
    for found in _TAG.finditer(text):
        if found.group(2).lower() not in _UNCOUNTED:
            depth = max(0, depth - 1) if found.group(1) else depth + 1
            deepest = max(deepest, depth)
    return text if deepest <= _MAX_DEPTH else _without_deep_tags(text)


def _without_deep_tags(text: str) -> str:
    depth = 0

    def kept(found: re.Match[str]) -> str:
        nonlocal depth
        if found.group(2).lower() in _UNCOUNTED:
            return found.group() if depth <= _MAX_DEPTH else " "
        if found.group(1):
            inner = depth > _MAX_DEPTH
            depth = max(0, depth - 1)
            return " " if inner else found.group()
        depth += 1
        return " " if depth > _MAX_DEPTH else found.group()

    return _TAG.sub(kept, text)
