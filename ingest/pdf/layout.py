"""What is kept of a page between the passes over a document."""

from __future__ import annotations

from dataclasses import dataclass, field

from corpus.records import BlockKind
from ingest.pdf.lines import Line

_SAME_SIZE = 0.05  # difference in font size within one paragraph


@dataclass(slots=True)
class Sheet:
    """Lines of one page. ``trim`` is x0, y0, x1, y1 of what remains after cutting the paper.

    ``furniture`` stands on the page as shown; ``lines`` do so too while ``turn`` is 0.
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

    @property
    def text(self) -> str:
        """The lines as they stand, for looking at only."""
        return " ".join(line.text for line in self.lines)

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
        return max(self.lines, key=lambda line: len(line.text)).size

    @property
    def bold(self) -> bool:
        """Whether all lines are bold."""
        return all(line.bold for line in self.lines)

    @property
    def ends_cut(self) -> bool:
        """Whether the last line ends with a hyphen."""
        return self.last.tokens[-1].text.endswith(("-", "\u2010", "\u00ad"))

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


def body_size(sheets: list[Sheet]) -> float:
    """Font size of most characters of a document, 0 if it has none."""
    weights: dict[float, int] = {}
    for sheet in sheets:
        for line in sheet.lines:
            length = sum(len(token.text) for token in line.tokens)
            key = round(line.size * 2) / 2
            weights[key] = weights.get(key, 0) + length
    return max(weights, key=lambda size: (weights[size], size)) if weights else 0.0
