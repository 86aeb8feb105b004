"""JSON Lines: one hit a line, in the shape of the search answer."""

from __future__ import annotations

import json
from collections.abc import Iterator

from api.exports.hits import Found
from api.schema import hit_model

# Line ends of Unicode, which some readers take for the end of a line of JSON.
_LINE_ENDS = {ord(end): f"\\u{ord(end):04x}" for end in "\x85\u2028\u2029"}


def write_jsonl(found: Found) -> Iterator[str]:
    """Yield the hits, each as one line."""
    for page in found.pages:
        yield "".join(dumped(hit_model(hit).model_dump(mode="json")) + "\n" for hit in page)


def dumped(value: object) -> str:
    """Return a value as JSON without any line end."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.translate(_LINE_ENDS)
