"""How the PDF reports look: fonts, sizes, paragraph styles, inline markup."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import reportlab
from reportlab.lib import colors
from reportlab.lib.enums import TA_JUSTIFY
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from corpus.sample.hyphens import hyphenate
from corpus.sample.source import runs


@dataclass(frozen=True, slots=True)
class Look:
    """Fonts and sizes of a report; ``columns`` is 1 or 2, ``colour`` that of headings."""

    body: str
    bold: str
    heading: str
    size: float
    colour: str
    columns: int = 1
    hyphens: bool = False
    contents: bool = False
    running_heads: bool = False


PLAIN = Look("Vera", "VeraBd", "VeraBd", 9.8, "#333333")
NUMBERED = Look("Helvetica", "Helvetica-Bold", "Helvetica-Bold", 10.8, "#1a3c6e")
COLUMNS = Look(
    "Times-Roman",
    "Times-Bold",
    "Helvetica-Bold",
    11.4,
    "#7a2e1f",
    columns=2,
    hyphens=True,
    contents=True,
    running_heads=True,
)


def markup(text: str) -> str:
    """Return a source paragraph in reportlab's markup, with round apostrophes."""
    found = []
    for run in runs(text):
        words = run.text.replace("'", "’")
        escaped = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        if run.note:
            mark = f'<onDraw name="footnote" label="{run.note}"/>'
            escaped = f'<super size="6.5">{run.note}</super>{mark}'
        elif run.bold:
            escaped = f"<b>{escaped}</b>"
        elif run.italic:
            escaped = f"<i>{escaped}</i>"
        found.append(escaped)
    return "".join(found)


def register_vera() -> None:
    """Make the fonts that come with reportlab known to it."""
    folder = Path(reportlab.__file__).parent / "fonts"
    for name in ("Vera", "VeraBd"):
        pdfmetrics.registerFont(TTFont(name, folder / f"{name}.ttf"))


def styles_of(look: Look) -> dict[str, ParagraphStyle]:
    """Return the paragraph styles by name."""
    body = ParagraphStyle(
        "body",
        fontName=look.body,
        fontSize=look.size,
        leading=look.size * 1.36,
        spaceAfter=look.size * 0.55,
        alignment=TA_JUSTIFY if look.columns == 2 else 0,
        hyphenationLang=hyphenate if look.hyphens else "",
    )

    def heading(name: str, size: float, before: float) -> ParagraphStyle:
        return ParagraphStyle(
            name,
            fontName=look.heading,
            fontSize=size,
            leading=size * 1.25,
            spaceBefore=before,
            spaceAfter=size * 0.4,
            textColor=colors.HexColor(look.colour),
            keepWithNext=1,
        )

    return {
        "body": body,
        "h1": heading("h1", look.size * 1.5, 12),
        "h2": heading("h2", look.size * 1.15, 6),
        "title": heading("title", 24, 0),
        "subtitle": heading("subtitle", 13, 4),
        "item": ParagraphStyle("item", parent=body, leftIndent=12, bulletIndent=2),
        "small": ParagraphStyle("small", parent=body, fontSize=8, leading=10.5, alignment=0),
        "caption": ParagraphStyle(
            "caption", parent=body, fontName=look.bold, fontSize=8.5, alignment=0, keepWithNext=1
        ),
        "cell": ParagraphStyle(
            "cell", parent=body, fontSize=8, leading=10, spaceAfter=0, alignment=0
        ),
    }
