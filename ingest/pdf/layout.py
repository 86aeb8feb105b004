"""What is kept of a page between the passes over a document."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from corpus.records import BlockKind
from ingest.pdf.lines import Line

_NOTE_MARK = re.compile(r"^(?:\(?\d{1,3}\)?|\*{1,3}|[a-z]|†|‡)(?:\s|$|[.)])")
_MARK_SIZE = 0.85  # times the text
_SAME_SIZE = 0.05  # difference in font size within one paragraph


@dataclass(slots=True)
class Sheet:
    """Lines of one page. ``trim`` is x0, y0, x1, y1 of what remains after cutting the paper.

    ``furniture`` stands on the page as shown; ``lines`` do so too while ``turn`` is 0, and so do
    ``rules``, the rectangles around drawn lines and boxes (none where no table can be).
    """

    number: int
    width: float
    height: float
    lines: list[Line]
    trim: tuple[float, float, float, float]
    has_image: bool = False
    label: str | None = None
    unreadable: str | None = None
    furniture: list[Line] = field(default_factory=list)
    turn: int = 0
    rules: list[tuple[float, float, float, float]] = field(default_factory=list)


@dataclass(slots=True)
class Draft:
    """A block in the making: lines in reading order, and the role they have so far.

    ``cells`` are the lines of a table row by column, ``header`` the names of the columns.
    ``scattered`` marks words of a chart that make no sentence.
    """

    lines: list[Line]
    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0
    cells: list[list[Line]] | None = None
    header: list[list[Line]] | None = None
    scattered: bool = False
    _seen: tuple[int, str] = (0, "")

    @property
    def text(self) -> str:
        """The lines as they stand, for looking at only."""
        if self._seen[0] != len(self.lines):
            self._seen = (len(self.lines), " ".join([line.text for line in self.lines]))
        return self._seen[1]

    @property
    def first(self) -> Line:
        """Top line."""
        return self.lines[0]

    @property
    def last(self) -> Line:
        """Bottom line."""
        return self.lines[-1]

    @property
    def size(self) -> float:
        """Font size of the longest line."""
        return max(self.lines, key=lambda line: line.weight).size

    @property
    def bold(self) -> bool:
        """Whether all lines are bold."""
        return all(line.bold for line in self.lines)

    @property
    def ends_cut(self) -> bool:
        """Whether the last line ends with a hyphen."""
        return self.last.tokens[-1].text.endswith(("-", "\u2010", "\u00ad"))

    @property
    def has_small_mark(self) -> bool:
        """Whether a raised number or sign stands before the text, as in footnotes."""
        return begins_with_mark(self.first, self.size)

    def is_set_like(self, other: Draft) -> bool:
        """Whether both have the same font size and weight."""
        larger = max(self.size, other.size)
        return abs(self.size - other.size) <= _SAME_SIZE * larger and self.bold == other.bold

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Rectangle around the lines."""
        return (
            min(line.x0 for line in self.lines),
            min(line.y0 for line in self.lines),
            max(line.x1 for line in self.lines),
            max(line.y1 for line in self.lines),
        )


def begins_with_mark(line: Line, size: float) -> bool:
    """Whether a line begins with the small mark of a footnote in text of a size."""
    first = line.tokens[0]
    return first.size < _MARK_SIZE * size and _NOTE_MARK.match(first.text) is not None


def body_size(sheets: list[Sheet]) -> float:
    """Font size of most characters of a document, 0 if it has none."""
    weights: dict[float, int] = {}
    for sheet in sheets:
        for line in sheet.lines:
            key = round(line.size * 2) / 2
            weights[key] = weights.get(key, 0) + line.weight
    return max(weights, key=lambda size: (weights[size], size)) if weights else 0.0
