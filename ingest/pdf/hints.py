"""What the metadata, the outline and the shape of a PDF say of the work."""

from __future__ import annotations

import re

import pypdfium2

from corpus.records import Format, Page
from ingest.pdf.headings import Outline, plain
from ingest.pdf.slides import _WORDS_A_SLIDE
from ingest.properties import real_creators
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


def hints_of(metadata: dict[str, str]) -> Hints:
    """Gather what the metadata say, without the names of files, programs and machines."""
    title = " ".join(metadata.get("Title", "").split())
    if len(title) < 4 or _FILE_NAME.search(title):
        title = ""
    return Hints(title=title or None, creators=_creators(metadata), year=_year(metadata))


def _creators(metadata: dict[str, str]) -> tuple[str, ...]:
    names = real_creators(metadata.get("Author", ""))
    return tuple(n for n in names if len(n) > 2 and not _NOT_A_PERSON.match(n))


def _year(metadata: dict[str, str]) -> int | None:
    """Return the year the file was made in; a changed file was made earlier."""
    made = [_DATE.search(metadata.get(key, "")) for key in ("CreationDate", "ModDate")]
    return min((int(match.group(1)) for match in made if match), default=None)


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
