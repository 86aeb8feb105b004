"""Names of initiatives: how they are compared, and where a text mentions them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from corpus.titles import plain_words

# Words that say what kind of thing is named, not which.
_KINDS = frozenset(
    """
    progetto progetti programma iniziativa sperimentazione esperienza campagna servizio il lo la
    i gli le l un una del della dello dei di the a an project projects programme program
    initiative pilot scheme campaign service of
    """.split()  # noqa: SIM905 - a list of words reads better as text
)
_MARKED = re.compile(r"[A-ZÀ-Ý0-9@+&][\w@+&.-]*[A-ZÀ-Ý0-9@+]|\d")
_CAPITAL = re.compile(r"(?<!\w)[A-ZÀ-Ý0-9]")


def name_key(name: str) -> str:
    """Return a name as it is compared: plain words, without those of its kind around them."""
    words = plain_words(name)
    first = 0
    while first < len(words) - 1 and words[first] in _KINDS:
        first += 1
    return " ".join(words[first:])


def is_distinctive(name: str) -> bool:
    """Whether a name is hardly anybody else's: several capitals, or letters as no word has them."""
    if _MARKED.search(name) and len(name) > 3:
        return True
    return len(_CAPITAL.findall(name)) >= 2 and len(plain_words(name)) >= 2


def mentions_pattern(names: Iterable[str]) -> re.Pattern[str] | None:
    """Return what finds names as they are written, longest first; None without any."""
    written = sorted(set(names), key=lambda name: (-len(name), name))
    if not written:
        return None
    parts = (re.sub(r"\\? ", r"\\s+", re.escape(name)) for name in written)
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)")
