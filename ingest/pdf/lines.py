"""Words into lines: stretches of one text line that no wide gap interrupts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from ingest.pdf.glyphs import SLANTED, Token

# A gap wider than this many sizes ends a line: justified text stretches to about 1.2, a gutter
# between columns starts at 1.5 where the file writes across it.
_MAX_GAP = 1.5
# Pieces that do not follow each other in the file are one line only if they nearly touch.
_MAX_GAP_ELSEWHERE = 0.5
_MOST_PIECES = 4_000  # more pieces than any real page has are left as they come
_SYMBOLS = ("wingdings", "dingbats", "symbol", "webdings", "marlett")
_BULLET_IN_SYMBOL_FONT = "•"


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

    @cached_property
    def size(self) -> float:
        """Font size that most characters have, in points."""
        return _commonest((round(token.size, 1), len(token.text)) for token in self.tokens)

    @cached_property
    def bold(self) -> bool:
        """Whether more than 60 % of the characters are bold."""
        return self._share(tuple(token.style.bold for token in self.tokens)) > 0.6

    @cached_property
    def italic(self) -> bool:
        """Whether more than 60 % of the characters are italic."""
        return self._share(tuple(token.style.italic for token in self.tokens)) > 0.6

    @cached_property
    def text(self) -> str:
        """The words, with spaces where there are any on the page."""
        parts: list[str] = []
        for token in self.tokens:
            if parts and not token.glued:
                parts.append(" ")
            parts.append(token.text)
        return "".join(parts)

    @property
    def core(self) -> tuple[float, float]:
        """Top and bottom without what lines with tight leading share."""
        height = self.y1 - self.y0
        return self.y0 + 0.25 * height, self.y1 - 0.2 * height

    def _share(self, flags: tuple[bool, ...]) -> float:
        total = sum(len(token.text) for token in self.tokens)
        held = sum(len(token.text) for token, flag in zip(self.tokens, flags, strict=True) if flag)
        return held / total if total else 0.0


def _commonest(weighted: Iterable[tuple[float, int]]) -> float:
    weights: dict[float, int] = {}
    for value, weight in weighted:
        weights[value] = weights.get(value, 0) + weight
    return max(weights, key=lambda value: (weights[value], value))


def lines_of(tokens: list[Token]) -> list[Line]:
    """Gather words, in the order of the file, into lines; words painted twice count once."""
    lines: list[Line] = []
    painted: set[tuple[str, int, int]] = set()
    for order, word in enumerate(tokens):
        token = _readable(word)
        if len(token.text) > 1:
            key = (token.text, int(token.x0 / 2), int(token.y0 / 2))
            if key in painted:
                continue
            painted.add(key)
        if lines and _goes_on(lines[-1], token):
            _extend(lines[-1], token)
        else:
            box = (token.x0, token.y0, token.x1, token.y1)
            lines.append(Line([token], order, *box, angle=token.angle))
    upright = [line for line in lines if line.angle == 0]
    turned = [line for line in lines if line.angle != 0]
    if len(upright) > _MOST_PIECES:
        return lines
    return _merged(upright) + turned


def _readable(token: Token) -> Token:
    """Return the word, a bullet where a single sign of a symbol font pretends to be a letter."""
    if len(token.text) > 1 or (token.text.isprintable() and not token.text.isalnum()):
        return token
    name = token.style.name.lower()
    if any(symbol in name for symbol in _SYMBOLS):
        return token._replace(text=_BULLET_IN_SYMBOL_FONT)
    return token


def _goes_on(line: Line, token: Token) -> bool:
    last = line.tokens[-1]
    if token.angle != last.angle or last.cut:
        return False
    size = max(last.size, token.size, 1.0)
    if token.angle == 0:
        if not -0.5 * size < token.x0 - last.x1 < _MAX_GAP * size:
            return False
        if last.y0 == token.y0:
            return True
        shared = min(last.y1, token.y1) - max(last.y0, token.y0)
        return shared >= 0.5 * min(last.y1 - last.y0, token.y1 - token.y0)
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


def _extend(line: Line, token: Token) -> None:
    line.tokens.append(token)
    if token.x0 < line.x0:
        line.x0 = token.x0
    if token.y0 < line.y0:
        line.y0 = token.y0
    if token.x1 > line.x1:
        line.x1 = token.x1
    if token.y1 > line.y1:
        line.y1 = token.y1


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
        for token in line.tokens:
            _extend(mate, token)
        mate.order = min(mate.order, line.order)
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
