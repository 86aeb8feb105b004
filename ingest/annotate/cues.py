"""What cues are, and the marks of text that is no prose. Weights add up; 1.0 decides.

The cues themselves are in the modules ``cues_it_said``, ``cues_it_done`` and so on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

#: Sum of weights from which a sentence has a role.
THRESHOLD = 1.0


@dataclass(frozen=True, slots=True)
class Cue:
    r"""A sign that a sentence plays a role; ``weight`` may be negative.

    The pattern is for text in lower case; a match inside a word does not count (a leading ``\b``
    would say so too, but keeps the engine from skipping to likely letters: 25 % slower).
    """

    kind: str
    name: str
    weight: float
    pattern: re.Pattern[str]


def cues(kind: str, *table: tuple[str, float, str]) -> tuple[Cue, ...]:
    """Return the cues of a kind from rows of name, weight and expression (in lower case)."""
    return tuple(
        Cue(kind, name, weight, re.compile(expression)) for name, weight, expression in table
    )


_LEADERS = re.compile(r"\.{4,}|(?:\. ){4,}|…{2,}")
# A page number stands after a space or leaders; "Residents: 105.201" is a row of a table.
_CONTENTS_LINE = re.compile(
    r"^.{3,120}?(?:[^\s:;|]\s+|[^\d\s:]\s*\.[\s.]*)\d{1,3}\s*$", re.MULTILINE
)
_REFERENCE = re.compile(
    r"\(\d{4}[a-z]?\)|\bpp?\.\s?\d+|\bdoi\b|https?://|\bet al\.|\bvol\.|\bISBN\b"
    r"|\b(?:19|20)\d\d[,;]|\b[A-Z][\w'’-]+,? [A-Z]\.(?:[ -]?[A-Z]\.)*"
)
_LAW = re.compile(
    r"^\s*Art(?:icolo|\.)\s*\d+|\bcomm[ai] \d|\bai sensi del|\bdi cui all['’]art"
    r"|\blett(?:era|\.) [a-z]\)|\bè sostituit[oa] da|\bil presente (?:decreto|regolamento)"
    r"|\bpursuant to|\bparagraph \d|\bGazzetta Ufficiale",
    re.IGNORECASE | re.MULTILINE,
)
# Marks per 100 words: a bibliography has some 15, a paragraph with citations up to 4.
_REFERENCES_PER_100 = 8.0
_LAW_PER_100 = 3.5
_CONTENTS_LINES = 0.6  # share of lines that end in a page number


def is_apparatus(text: str) -> bool:
    """Return True for contents pages and bibliographies: they name things but say nothing."""
    words = len(text.split())
    lines = text.count("\n") + 1
    if len(_LEADERS.findall(text)) >= 2:
        return True
    if lines >= 4 and len(_CONTENTS_LINE.findall(text)) >= _CONTENTS_LINES * lines:
        return True
    return words >= 15 and len(_REFERENCE.findall(text)) * 100 >= _REFERENCES_PER_100 * words


def is_law(text: str) -> bool:
    """Return True for the text of laws, which has topics but plays no role."""
    words = len(text.split())
    return words >= 25 and len(_LAW.findall(text)) * 100 >= _LAW_PER_100 * words
