"""Title, creators, year and outline of a PDF, as far as it says."""

from __future__ import annotations

import re

import pypdfium2

from corpus.records import BlockKind, Format, Page
from ingest.pdf.roles import Outline, plain
from ingest.pdf.slides import _WORDS_A_SLIDE
from ingest.reader import Hints

_FILE_NAME = re.compile(
    r"\.(?:indd|docx?|pptx?|pdf|qxp|qxd|odt|odp|tex|dvi|ps|eps|ai|xlsx?|rtf|pub|cdr)\b|^microsoft |"
    r"^presentazione (?:standard|di powerpoint)|^powerpoint|^slide \d|^diapositiva|^untitled|"
    r"^senza titolo|^documento?\d*$|^layout \d|"
    r"^\w+[_-]\w*\d\w*$|^[\w-]*_[\w-]*$|^\d+$|^title$|^titolo$",
    re.IGNORECASE,
)
_NOT_A_PERSON = re.compile(
    r"^(?:template|admin|administrator|user|utente|windows|microsoft|owner|pc|author|autore|"
    r"anonymous|unknown|acer|asus|hp|dell|\w+\d+|unspecified)$",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(19[89]\d|20[0-4]\d)\b")
_YEARS = re.compile(r"\b(?:19|20)\d\d\s?[-–—/]\s?(?:(?:19|20)\d\d|\d\d)\b")
_DATE = re.compile(r"D?:?((?:19|20)\d\d)")
_REPORT_PAGES = 20
_MOST_OUTLINE = 5_000


def outline_of(document: pypdfium2.PdfDocument) -> Outline:
    """Read the outline; damage in it is no harm."""
    outline = Outline()
    try:
        for count, entry in enumerate(document.get_toc(max_depth=6)):
            if count >= _MOST_OUTLINE:
                break
            title = plain(entry.get_title() or "")
            # Some programs put whole paragraphs there; those are no headings.
            if 3 <= len(title) <= 120:
                outline.levels.setdefault(title, min(entry.level + 1, 6))
    except (pypdfium2.PdfiumError, ValueError, RecursionError):
        return outline
    return outline


def hints_of(metadata: dict[str, str], pages: tuple[Page, ...]) -> Hints:
    """Gather what metadata and first pages say."""
    title = " ".join(metadata.get("Title", "").split())
    if len(title) < 4 or _FILE_NAME.search(title):
        title = _printed_title(pages)
    return Hints(title=title or None, creators=_creators(metadata), year=_year(metadata, pages))


def _creators(metadata: dict[str, str]) -> tuple[str, ...]:
    names = re.split(r"\s*;\s*|,\s+(?=\w+\s)", metadata.get("Author", "").strip())
    return tuple(n for n in names if len(n) > 2 and not _NOT_A_PERSON.match(n))


def _printed_title(pages: tuple[Page, ...]) -> str:
    """Biggest text of the first page that has any big text, a single word with the next biggest."""
    for page in pages[:3]:
        found = []
        for block in page.blocks:
            text = re.sub(r"^\d+(?:\.\d+)*\.?\s+", "", page.slice(block))
            letters = sum(c.isalpha() for c in text)
            heads = block.kind in (BlockKind.TITLE, BlockKind.HEADING)
            if heads and letters > 4 and letters > 0.6 * len(text):
                found.append((_height(page, block.start, block.end), text))
        if not found:
            continue
        biggest = max(height for height, _ in found)
        title = next(text for height, text in found if height >= 0.93 * biggest)
        rest = [(height, text) for height, text in found if text != title]
        if " " not in title and rest:
            return f"{title} – {max(rest, key=lambda pair: pair[0])[1]}"
        return title
    return ""


def _height(page: Page, start: int, end: int) -> float:
    heights = [w.box.y1 - w.box.y0 for w in page.words if start <= w.start < end]
    return max(heights, default=0.0)


def _year(metadata: dict[str, str], pages: tuple[Page, ...]) -> int | None:
    made = [_DATE.search(metadata.get(key, "")) for key in ("CreationDate", "ModDate")]
    dates = [int(match.group(1)) for match in made if match]
    newest = max(dates, default=2049)
    # A span of years ("2019-2022") says what is told of, not when it was published.
    start = _YEARS.sub(" ", " ".join(page.text for page in pages[:2])[:3000])
    printed = [int(y) for y in _YEAR.findall(start) if int(y) <= newest + 1]
    near = [y for y in printed if not dates or abs(y - min(dates)) <= 1]
    if near:
        return max(near, key=lambda y: (printed.count(y), y))
    return min(dates) if dates else max(printed, default=None)


def format_of(pages: tuple[Page, ...]) -> Format:
    """Guess the kind of publication from shape and length."""
    shaped = [p for p in pages if p.width and p.height]
    if not shaped:
        return Format.OTHER
    wide = sum(1 for p in shaped if p.width > 1.15 * p.height)
    words = sorted(len(p.words) for p in shaped)
    if wide > 0.8 * len(shaped):
        return Format.SLIDES if words[len(words) // 2] < _WORDS_A_SLIDE else Format.REPORT
    if len(pages) >= _REPORT_PAGES:
        return Format.REPORT
    return Format.ARTICLE if words[len(words) // 2] > 100 else Format.OTHER
