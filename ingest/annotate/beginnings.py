"""Which expressions can match at a word, told from its first two letters.

Some eighty cues are sought in every passage. Trying each only at words it can begin with takes a
third of the time that searching for each one takes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

#: Stand for any character, and for any digit, in a beginning.
ANY, DIGIT = "\0", "\1"
_LENGTH = 2
_MOST_STARTS = 5000  # pairs of characters remembered; Italian and English have some 700
# A class, an escape, the opening of a group, a look-around, or any other character.
_PART = re.compile(r"\[\^?\]?(?:\\.|[^\]])*\]|\\.|\(\?:|\(\?<?[=!]|.", re.DOTALL)
_REPEAT = re.compile(r"[?*+]|\{(\d*)[^}]*\}")


def beginnings(expression: str) -> frozenset[str]:
    """Return what matches of an expression begin with: two characters or fewer.

    Some are ``ANY`` or ``DIGIT``. Understands literals, classes, escapes, groups, look-arounds,
    alternatives and repetition, which is all that cues use; a range or a class with an escape
    counts as ``ANY``. May give more than there are, never fewer.
    """
    found, end = _alternatives(expression, 0)
    if end != len(expression):
        raise ValueError(f"unbalanced parenthesis at {end} in {expression!r}")
    return frozenset(found)


def _alternatives(text: str, at: int) -> tuple[set[str], int]:
    """Read alternatives up to the end of their group; return beginnings and where that is."""
    found: set[str] = set()
    current = {""}
    while at < len(text) and text[at] != ")":
        if text[at] == "|":
            found |= current
            current = {""}
            at += 1
            continue
        options, at = _atom(text, at)
        options, at = _repeated(text, at, options)
        current = _joined(current, options)
    return found | current, at


def _joined(left: Iterable[str], right: Iterable[str]) -> set[str]:
    right = set(right)
    return {(a + b)[:_LENGTH] for a in left for b in (right if len(a) < _LENGTH else {""})}


def _atom(text: str, at: int) -> tuple[set[str], int]:
    match = _PART.match(text, at)
    part = match.group() if match else ""
    at += len(part)
    if part == "(" or part.startswith("(?"):
        inside, at = _alternatives(text, at)
        # A look-around takes no character.
        return (inside if part in {"(", "(?:"} else {""}), at + 1
    if part in {r"\b", r"\B", "^", "$"}:
        return {""}, at
    if part.startswith("["):
        return _class(part[1:-1]), at
    if part == r"\d":
        return {DIGIT}, at
    if part.startswith("\\"):
        return ({ANY} if part[1].isalnum() else {part[1]}), at
    return ({ANY} if part == "." else {part}), at


def _class(inside: str) -> set[str]:
    plain = not inside.startswith("^") and "\\" not in inside and "-" not in inside[1:-1]
    return set(inside) if plain else {ANY}


def _repeated(text: str, at: int, options: set[str]) -> tuple[set[str], int]:
    match = _REPEAT.match(text, at)
    if match is None:
        return options, at
    mark = match.group()
    many = options if mark == "?" else options | _joined(options, options)
    least_none = mark in {"?", "*"} or match.group(1) in {"0", ""}
    end = match.end() + (text[match.end() : match.end() + 1] == "?")
    return (many | {""} if least_none else many), end


class BeginningTable:
    """For two characters, the places (in a list of expressions) of those that may match there."""

    def __init__(self, expressions: Sequence[str]) -> None:
        self._beginnings = [beginnings(expression) for expression in expressions]
        self._known: dict[str, tuple[int, ...]] = {}

    def __getitem__(self, start: str) -> tuple[int, ...]:
        """Return the places of the expressions that may match a text beginning with ``start``."""
        known = self._known.get(start)
        if known is None:
            if len(self._known) >= _MOST_STARTS:  # a text full of rare signs must not pile up
                self._known.clear()
            known = tuple(i for i, b in enumerate(self._beginnings) if _may_begin(start, b))
            self._known[start] = known
        return known


def _may_begin(start: str, known: Iterable[str]) -> bool:
    return any(
        all(_stands_for(b, s) for b, s in zip(beginning, start, strict=False))
        for beginning in known
    )


def _stands_for(sign: str, character: str) -> bool:
    return sign in (ANY, character) or (sign == DIGIT and character.isdigit())
