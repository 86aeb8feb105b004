"""Words into lines: stretches of one text line that no wide gap interrupts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, overload

import numpy as np
from numpy.typing import NDArray

from ingest.pdf.characters import SLANTED
from ingest.pdf.glyphs import Token, Words

# A gap wider than this many sizes ends a line: justified text stretches to about 1.2, a gutter
# between columns starts at 1.5 where the file writes across it.
_MAX_GAP = 1.5
# Pieces that do not follow each other in the file are one line only if they nearly touch.
_MAX_GAP_ELSEWHERE = 0.5
_MOST_PIECES = 4_000  # more pieces than any real page has are left as they come
_INITIAL = 1.6  # times the text: a letter that opens a chapter
_MOST_INITIALS = 20  # on a page; more are the letters of a scheme or an index
_SYMBOLS = ("wingdings", "dingbats", "symbol", "webdings", "marlett")
_BULLET_IN_SYMBOL_FONT = "•"


_Value = TypeVar("_Value")


class _Lazy(Generic[_Value]):
    """A property computed once; functools' own takes a lock each time, 5 % of all reading."""

    def __init__(self, compute: Callable[[Any], _Value]) -> None:
        self.compute = compute
        self.__doc__ = compute.__doc__

    @overload
    def __get__(self, line: None, owner: type) -> _Lazy[_Value]: ...
    @overload
    def __get__(self, line: object, owner: type) -> _Value: ...
    def __get__(self, line: object | None, owner: type) -> _Lazy[_Value] | _Value:
        if line is None:
            return self
        value = line.__dict__[self.compute.__name__] = self.compute(line)
        return value


@dataclass(eq=False)
class Line:
    """Words that stand side by side; ``order`` is where the first of them is in the file."""

    tokens: list[Token]
    order: int
    x0: float
    y0: float
    x1: float
    y1: float
    angle: int = 0

    @_Lazy
    def size(self) -> float:
        """Font size that most characters have, in points."""
        sizes = {token.size for token in self.tokens}
        if len(sizes) == 1:
            return sizes.pop()
        return _commonest((token.size, len(token.text)) for token in self.tokens)

    @_Lazy
    def weight(self) -> int:
        """Characters without spaces."""
        return sum([len(token.text) for token in self.tokens])

    @_Lazy
    def bold(self) -> bool:
        """Whether more than 60 % of the characters are bold."""
        return self._share([token.style.bold for token in self.tokens]) > 0.6

    @_Lazy
    def italic(self) -> bool:
        """Whether more than 60 % of the characters are italic."""
        return self._share([token.style.italic for token in self.tokens]) > 0.6

    @_Lazy
    def text(self) -> str:
        """Words, with spaces where there are any on the page."""
        spaced = [token.text if token.glued else " " + token.text for token in self.tokens]
        return "".join(spaced).removeprefix(" ") if spaced else ""

    @_Lazy
    def core(self) -> tuple[float, float]:
        """Top and bottom without what lines with tight leading share."""
        height = self.y1 - self.y0
        return self.y0 + 0.25 * height, self.y1 - 0.2 * height

    def _share(self, flags: list[bool]) -> float:
        if not any(flags):
            return 0.0
        held = [len(token.text) for token, flag in zip(self.tokens, flags, strict=True) if flag]
        return sum(held) / self.weight if self.weight else 0.0


def line_of(tokens: list[Token], order: int) -> Line:
    """Line made of some words."""
    return Line(
        tokens,
        order,
        min(token.x0 for token in tokens),
        min(token.y0 for token in tokens),
        max(token.x1 for token in tokens),
        max(token.y1 for token in tokens),
        tokens[0].angle,
    )


def _commonest(weighted: Iterable[tuple[float, int]]) -> float:
    weights: dict[float, int] = {}
    for value, weight in weighted:
        weights[value] = weights.get(value, 0) + weight
    return max(weights, key=lambda value: (weights[value], value))


def lines_of(words: Words) -> list[Line]:
    """Gather words, in the order of the file, into lines; words painted twice count once."""
    words, orders = _painted_once(words)
    tokens = words.tokens
    if not tokens:
        return []
    for place, token in enumerate(tokens):
        if len(token.text) == 1:
            tokens[place] = _readable(token)
    starts = [0, *(np.flatnonzero(~_going_on(words)) + 1).tolist()]
    lows = [np.minimum.reduceat(words.boxes[:, side], starts).tolist() for side in (0, 1)]
    highs = [np.maximum.reduceat(words.boxes[:, side], starts).tolist() for side in (2, 3)]
    ends = [*starts[1:], len(tokens)]
    lines = [
        Line(tokens[start:end], orders[start], x0, y0, x1, y1, tokens[start].angle)
        for start, end, x0, y0, x1, y1 in zip(starts, ends, *lows, *highs, strict=True)
    ]
    upright = [line for line in lines if line.angle == 0]
    if len(upright) > _MOST_PIECES:
        return lines
    return _initials_joined(_merged(upright)) + [line for line in lines if line.angle != 0]


def _initials_joined(lines: list[Line]) -> list[Line]:
    """Put a big first letter that stands beside several lines before the first of them."""
    initials = [line for line in lines if _begins_big(line)]
    if len(initials) > _MOST_INITIALS:
        return lines
    for line in initials:
        initial = line
        if len(line.tokens) > 1:
            initial = line_of(line.tokens[:1], line.order)
            lines = [initial if other is line else other for other in lines]
            lines.append(line_of(line.tokens[1:], line.order))
        beside = [line for line in lines if line is not initial and _is_beside(initial, line)]
        first = min(beside, key=lambda line: line.y0, default=None)
        if first is None or len(beside) < 2 or not first.text[:1].islower():
            continue
        letter = initial.tokens[0]._replace(size=first.tokens[0].size)
        first.tokens = [letter, first.tokens[0]._replace(glued=True), *first.tokens[1:]]
        first.order = min(first.order, initial.order)
        for line in beside:
            line.x0 = initial.x0  # so that they line up with those below the letter
        for name in ("size", "weight", "bold", "italic", "text"):
            first.__dict__.pop(name, None)
        lines = [line for line in lines if line is not initial]
    return lines


def _begins_big(line: Line) -> bool:
    letter = line.tokens[0]
    if len(letter.text) != 1 or not letter.text.isupper():
        return False
    return len(line.tokens) == 1 or letter.size > _INITIAL * line.tokens[1].size


def _is_beside(initial: Line, line: Line) -> bool:
    middle = (line.y0 + line.y1) / 2
    near = -0.2 * initial.size < line.x0 - initial.x1 < 0.5 * initial.size
    return near and line.size < initial.size / _INITIAL and initial.y0 < middle < initial.y1


def _painted_once(words: Words) -> tuple[Words, list[int]]:
    """Leave out words that stand where the same word stands already; the places of the others."""
    places = list(range(len(words.tokens)))
    spots = (words.boxes[:, 0] / 2).astype(np.int64) * 100_003
    spots += (words.boxes[:, 1] / 2).astype(np.int64)
    if len(set(spots.tolist())) == len(places):
        return words, places
    painted: set[tuple[str, int]] = set()
    kept = []
    for place, (token, spot) in enumerate(zip(words.tokens, spots.tolist(), strict=True)):
        if len(token.text) > 1:
            if (token.text, spot) in painted:
                continue
            painted.add((token.text, spot))
        kept.append(place)
    tokens = [words.tokens[place] for place in kept]
    return Words(tokens, words.boxes[kept], words.sizes[kept]), kept


def _readable(token: Token) -> Token:
    """Return the word, a bullet where a single sign of a symbol font pretends to be a letter."""
    if len(token.text) > 1 or (token.text.isprintable() and not token.text.isalnum()):
        return token
    name = token.style.name.lower()
    if any(symbol in name for symbol in _SYMBOLS):
        return token._replace(text=_BULLET_IN_SYMBOL_FONT)
    return token


def _going_on(words: Words) -> NDArray[np.bool_]:
    """For each word but the first, whether it goes on with the line of the word before."""
    x0, y0, x1, y1 = words.boxes.T
    size = np.maximum(np.maximum(words.sizes[1:], words.sizes[:-1]), 1.0)
    gap = x0[1:] - x1[:-1]
    shared = np.minimum(y1[1:], y1[:-1]) - np.maximum(y0[1:], y0[:-1])
    low = np.minimum((y1 - y0)[1:], (y1 - y0)[:-1])
    going = (gap > -0.5 * size) & (gap < _MAX_GAP * size)
    going &= (y0[1:] == y0[:-1]) | (shared >= 0.5 * low)
    tokens = words.tokens
    for place, token in enumerate(tokens):
        if token.cut and place < len(going):
            going[place] = False
        if token.angle:
            for before in (place - 1, place):
                if 0 <= before < len(going):
                    going[before] = _goes_on(tokens[before], tokens[before + 1])
    return np.asarray(going, dtype=np.bool_)


def _goes_on(last: Token, token: Token) -> bool:
    """Whether a turned word follows another on its line."""
    if token.angle != last.angle or last.cut:
        return False
    size = max(last.size, token.size, 1.0)
    if token.angle == 180:
        return abs(token.y0 - last.y0) < 0.5 * size and -0.5 * size < last.x0 - token.x1 < size
    if token.angle == SLANTED:
        return _apart(last, token) < size
    if abs(token.x0 - last.x0) > 0.5 * size:
        return False
    gap = last.y0 - token.y1 if token.angle == 270 else token.y0 - last.y1
    return -0.5 * size < gap < _MAX_GAP * size


def _apart(a: Token, b: Token) -> float:
    """Distance between two boxes along the farther axis."""
    return max(b.x0 - a.x1, a.x0 - b.x1, b.y0 - a.y1, a.y0 - b.y1)


def _extend(line: Line, other: Line) -> None:
    line.tokens += other.tokens
    line.x0, line.y0 = min(line.x0, other.x0), min(line.y0, other.y0)
    line.x1, line.y1 = max(line.x1, other.x1), max(line.y1, other.y1)
    line.order = min(line.order, other.order)


def _merged(lines: list[Line]) -> list[Line]:
    """Join pieces of one line that the file writes at different times."""
    lines = sorted(lines, key=lambda line: (line.x0, line.order))
    by_row: dict[int, list[Line]] = {}
    kept: list[Line] = []
    for line in lines:
        row = round((line.y0 + line.y1) / 12)
        mate = _mate(line, [m for r in (row - 1, row, row + 1) for m in by_row.get(r, ())])
        if mate is None:
            by_row.setdefault(row, []).append(line)
            kept.append(line)
            continue
        _extend(mate, line)
    return sorted(kept, key=lambda line: line.order)


def _mate(line: Line, candidates: list[Line]) -> Line | None:
    for other in candidates:
        low, high = sorted((line.y1 - line.y0, other.y1 - other.y0))
        shared = min(line.y1, other.y1) - max(line.y0, other.y0)
        if shared < 0.6 * low or low < 0.5 * high:
            continue
        if -0.3 * low < line.x0 - other.x1 < _MAX_GAP_ELSEWHERE * low:
            return other
    return None
