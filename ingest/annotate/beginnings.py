"""Which expressions can match at a word, told from its first two letters.

Some eighty cues are sought in every passage. Trying each only at words it can begin with takes a
third of the time that searching for each one takes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import product

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
        self._places: dict[str, set[int]] = {}
        for place, expression in enumerate(expressions):
            for beginning in beginnings(expression):
                self._places.setdefault(beginning, set()).add(place)
        self._known: dict[str, tuple[int, ...]] = {}

    def __getitem__(self, start: str) -> tuple[int, ...]:
        """Return the places of the expressions that may match a text beginning with ``start``."""
        known = self._known.get(start)
        if known is None:
            if len(self._known) >= _MOST_STARTS:  # a text full of rare signs must not pile up
                self._known.clear()
            known = self._known[start] = tuple(sorted(self._found(start)))
        return known

    def _found(self, start: str) -> set[int]:
        if len(start) < _LENGTH:  # the last character of a text: whatever begins with it
            begun = {b for b in self._places if b[: len(start)] in set(_signs_of(start))}
        else:
            begun = {sign for end in range(_LENGTH + 1) for sign in _signs_of(start[:end])}
        return {place for beginning in begun for place in self._places.get(beginning, ())}


def _signs_of(text: str) -> Iterator[str]:
    """Yield the ways in which a beginning can stand for these very characters."""
    signs = ((c, ANY, DIGIT) if c.isdigit() else (c, ANY) for c in text)
    return map("".join, product(*signs))
