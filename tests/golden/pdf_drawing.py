"""Drawing pages of a PDF with places in points from the top left corner."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

SLIDE = (960.0, 540.0)
LEADING = 1.25  # line distance in sizes


def register_vera() -> None:
    """Make the fonts that come with the library, embedded with their own encoding, known."""
    for name in ("Vera", "VeraBd"):
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, f"{name}.ttf"))


class Pdf:
    """A PDF in the making."""

    def __init__(self, path: Path, size: tuple[float, float] = A4) -> None:
        register_vera()
        self.width, self.height = size
        self.canvas = Canvas(str(path), pagesize=size, invariant=1)

    def text(
        self,
        x: float,
        y: float,
        lines: str | Sequence[str],
        size: float = 10,
        font: str = "Helvetica",
        leading: float = LEADING,
    ) -> float:
        """Write lines as they are, the first on baseline ``y``; return the baseline after them."""
        for line in [lines] if isinstance(lines, str) else lines:
            self.canvas.setFont(font, size)
            self.canvas.drawString(x, self.height - y, line)
            y += size * leading
        return y

    def flow(
        self,
        x: float,
        y: float,
        width: float,
        text: str,
        size: float = 10,
        font: str = "Helvetica",
        leading: float = LEADING,
        justified: bool = False,
    ) -> float:
        """Write a text broken into lines of a width; return the baseline after them."""
        lines = broken(text, width, size, font)
        for number, line in enumerate(lines):
            drawn = self.canvas.beginText(x, self.height - y)
            drawn.setFont(font, size)
            spaces = line.count(" ")
            if justified and spaces and number < len(lines) - 1:
                room = width - pdfmetrics.stringWidth(line, font, size)
                drawn.setWordSpace(room / spaces)
            drawn.textOut(line)
            self.canvas.drawText(drawn)
            y += size * leading
        return y

    def marked(self, x: float, y: float, parts: Sequence[str], size: float = 11) -> None:
        """Write parts side by side; every second one is the small raised mark of a note."""
        for number, part in enumerate(parts):
            mark = number % 2 == 1
            points = 0.6 * size if mark else size
            self.text(x, y - 0.35 * size if mark else y, part, points)
            x += pdfmetrics.stringWidth(part, "Helvetica", points)

    def centred(self, y: float, text: str, size: float = 10, font: str = "Helvetica") -> None:
        """Write one line in the middle of the page."""
        self.canvas.setFont(font, size)
        self.canvas.drawCentredString(self.width / 2, self.height - y, text)

    def right(
        self, x: float, y: float, text: str, size: float = 10, font: str = "Helvetica"
    ) -> None:
        """Write one line that ends at ``x``."""
        self.canvas.setFont(font, size)
        self.canvas.drawRightString(x, self.height - y, text)

    def turned(self, x: float, y: float, text: str, size: float = 9, angle: float = 90) -> None:
        """Write one line upwards (or at another angle) from a place."""
        self.canvas.saveState()
        self.canvas.translate(x, self.height - y)
        self.canvas.rotate(angle)
        self.canvas.setFont("Helvetica", size)
        self.canvas.drawString(0, 0, text)
        self.canvas.restoreState()

    def box(self, x: float, y: float, width: float, height: float, fill: float = 0.92) -> None:
        """Draw a filled rectangle, a share of white."""
        self.canvas.setFillGray(fill)
        self.canvas.rect(x, self.height - y - height, width, height, fill=1, stroke=1)
        self.canvas.setFillGray(0)

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """Draw a line."""
        self.canvas.line(x0, self.height - y0, x1, self.height - y1)

    def page(self) -> None:
        """End a page."""
        self.canvas.showPage()

    def save(self) -> None:
        """Write the file."""
        self.canvas.save()


def broken(text: str, width: float, size: float, font: str) -> list[str]:
    """Break a text between words into lines of a width."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and pdfmetrics.stringWidth(longer, font, size) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
