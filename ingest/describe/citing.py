"""The line in which a document says how to cite it."""

from __future__ import annotations

import re

from ingest.describe.front import Front

_CITE = re.compile(
    r"(?:come citare|da citare come|per citare|citazione(?: suggerita| consigliata)?"
    r"|suggested citation|how to cite|cite (?:this|as)|please cite|recommended citation"
    r"|si prega di citare)[^:]{0,80}:?\s*(.*)",
    re.IGNORECASE,
)
_MOST_LINES = 6
_WHOLE_CHARS = 20  # a citation may stand in the block after the words that announce it


def citation_of(front: Front) -> str | None:
    """Return how the document asks to be cited."""
    lines = [*front.front, *front.back]
    for at, line in enumerate(lines):
        found = _CITE.match(line.text)
        if not found:
            continue
        text = found.group(1)
        last = line.block if len(text) > _WHOLE_CHARS else line.block + 1
        for after in lines[at + 1 : at + _MOST_LINES]:
            if after.page != line.page or after.block > last:
                break
            text = f"{text} {after.text}".strip()
        if text:
            return text
    return None
