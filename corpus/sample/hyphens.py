"""Where an Italian word may be cut at the end of a line (for the two-column report only)."""

from __future__ import annotations

import re
from collections.abc import Iterator

_VOWELS = "aeiouàèéìíòóùú"
_BETWEEN_VOWELS = re.compile(rf"(?<=[{_VOWELS}])[^{_VOWELS}]+(?=[{_VOWELS}])")
# Pairs that open a syllable together: mute + liquid, the digraphs, and s with what follows it.
_ONSET = re.compile(r"[bcdfgptv][lr]|gn|gl|[cg]h|s[^s]")
_MIN_LETTERS = 3  # left on either line


def cuts(word: str) -> list[int]:
    """Return the positions at which a word may be cut, ascending. Vowels are never parted."""
    lower = word.lower()
    found = []
    for group in _BETWEEN_VOWELS.finditer(lower):
        position = group.end() - _onset_length(group[0])
        if _MIN_LETTERS <= position <= len(word) - _MIN_LETTERS:
            found.append(position)
    return found


def hyphenate(word: str) -> Iterator[tuple[str, str]]:
    """Yield (head, tail) pairs, the longest head first, as reportlab asks for them."""
    for position in reversed(cuts(word)):
        yield word[:position], word[position:]


def _onset_length(consonants: str) -> int:
    """How many of the consonants between two vowels go with the second vowel."""
    if len(consonants) == 1 or (consonants[0] == "s" and consonants[1:2] != "s"):
        return len(consonants)
    return 2 if _ONSET.fullmatch(consonants[-2:]) else 1
