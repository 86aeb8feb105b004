"""The title of a work as it is printed, and whether to believe what a program wrote down."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.records import SOFT_HYPHEN, BlockKind
from corpus.titles import plain_words
from ingest.describe.acts import names_act
from ingest.describe.front import Front, Line
from ingest.describe.people import people_in

_MAX_TITLE_CHARS = 300
_TITLE_PAGES = (1, 2, 3)
_HEADS = (BlockKind.TITLE, BlockKind.HEADING)
_LARGE = 1.35  # heights of the body text: from here on a line may be a title whatever its kind
_SAME_SIZE = 0.93
_COVER_WORDS = 150
_LEAST_LETTERS = 4
_LETTER_SHARE = 0.6  # of the characters of a title
_MANY_PAGES = 0.3  # share of the pages a line stands on that is no title but a running head

#: Lines that are no title, whatever their size.
_NOT_TITLE = re.compile(
    r"(?:https?://|www\.|doi\b|issn\b|isbn\b|e-?mail|tel\.?\b|fax\b|©|copyright)|@|"
    r"\b10\.\d{4,}/|\b97[89][- ]?\d",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"(?:[\w'’ ]+,\s*)?(?:\d{1,2}[°º]?\s+)?(?:gennaio|febbraio|marzo|aprile|maggio|giugno|luglio"
    r"|agosto|settembre|ottobre|novembre|dicembre|january|february|march|april|may|june|july"
    r"|august|september|october|november|december)\s+(?:\d{1,2},\s*)?\d{4}|"
    r"[\d./\-–\s]+|(?:n|no|num|vol|anno)\b\.?°?\s*[\divxlc].{0,30}",
    re.IGNORECASE,
)
_GENERIC = re.compile(
    r"(?:indice|sommario|contents|table of contents|abstract|introduzione|introduction|premessa"
    r"|prefazione|preface|foreword|presentazione|executive summary|sintesi|in sintesi|summary"
    r"|autori|authors|ringraziamenti|acknowledge?ments|colophon|key findings|highlights|keywords"
    r"|parole chiave|note|bibliografia|references|allegat[oi]|comunicato stampa|press release"
    r"|fare clic per .*|click to .*|titolo (?:della )?presentazione|parte (?:prima|seconda|terza"
    r"|quarta|[ivx\d]+)|part (?:one|two|three|four|[ivx\d]+)|sezione [\w]+|section [\w]+"
    r"|capitolo [\divx]+|chapter [\divx]+|draft|bozza|logo)[.:]?",
    re.IGNORECASE,
)
# The publisher's name or the series, printed larger than the title; taken if there is nothing else.
_NAME_PLATE = re.compile(
    r"(?:(?:fondazione|università|ministero|regione|comune di|provincia (?:di|autonoma)|istituto"
    r"|associazione|cooperativa|consorzio|caritas|centro studi|centro di servizi?o?"
    r"|azienda|osservatorio nazionale|presidenza|agenzia|foundation|university|ministry|department"
    r"|institute|csv|acli|arci)\b[^:?!]{0,60}"
    r"|(?:quaderni?|working papers?|discussion papers?|policy brief|research report|dossier|collana"
    r"|rivista|newsletter|bollettino)\b[^:?!]{0,40})",
    re.IGNORECASE,
)
_PART = re.compile(
    r"(?:parte|part|sezione|section)\s+(?:prima|seconda|terza|quarta|quinta|one|two|three|four|five"
    r"|[ivx]+|\d+)",
    re.IGNORECASE,
)
_CHAPTER = re.compile(r"(\d{1,2})[.)]?\s+(?=[^\W\d_])")
_PART_WORDS = 25


@dataclass(frozen=True, slots=True)
class Printed:
    """A title found on a page; ``sure`` when the page is a cover or has it on top."""

    text: str
    page: int
    sure: bool


def printed_title(front: Front) -> Printed | None:
    """Return the largest text of the first page that has any, its lines joined.

    A title of one word takes the next largest text along ("Italy - Health profile"), and
    so does the number of an act.
    """
    for page in _title_pages(front):
        groups = _groups(front, page)
        if not groups:
            continue
        biggest = max(_size(group) for group in groups)
        first = next(group for group in groups if _size(group) >= _SAME_SIZE * biggest)
        text = _without_chapter(_joined(first), front)
        rest = [group for group in groups if group is not first]
        if rest and (len(text.split()) == 1 or names_act(text)):
            text = f"{text} – {_joined(max(rest, key=_size))}"
        cover = first[0].words < _COVER_WORDS or first[0].kind is BlockKind.TITLE
        return Printed(cut(text), page, page == 1 or (cover and biggest >= _LARGE))
    return None


def first_line(front: Front) -> Printed | None:
    """Return the first line of the first page that can be a title, whatever its size."""
    for line in front.on(1):
        text = line.text
        named = _NOT_TITLE.search(text) or _DATE.fullmatch(text) or _is_generic(text)
        if line.displayed and not named and _is_worded(text) and not people_in(text, surely=True):
            return Printed(cut(text), 1, sure=False)
    return None


def agrees(title: str, front: Front) -> bool:
    """Whether most words of a title stand on the first pages."""
    words = {w for w in plain_words(title) if len(w) > 2}
    shown = {w for line in front.on(*_TITLE_PAGES) for w in plain_words(line.text)}
    return bool(words) and len(words & shown) >= 0.75 * len(words)


def says_more(printed: str, title: str) -> bool:
    """Whether a printed title holds every word of another and some more."""
    short, long = set(plain_words(title)), set(plain_words(printed))
    return short < long


def cut(title: str) -> str:
    """Return a title on one line, cut at 300 characters."""
    title = " ".join(title.split())
    return title if len(title) <= _MAX_TITLE_CHARS else title[: _MAX_TITLE_CHARS - 1] + "…"


def _title_pages(front: Front) -> Sequence[int]:
    """Return the pages to look at, those that only open a part of a book last."""
    parts = [
        page
        for page in _TITLE_PAGES
        if any(_PART.fullmatch(line.text) for line in front.on(page))
        and all(line.words < _PART_WORDS for line in front.on(page))
    ]
    return [page for page in _TITLE_PAGES if page not in parts] + parts


def _groups(front: Front, page: int) -> list[list[Line]]:
    """Return the large lines of a page, those of one size that follow each other together."""
    groups: list[list[Line]] = []
    last: Line | None = None
    for line in front.on(page):
        goes_on = last is not None and _goes_on(last, line)
        # The second line of a title may be nothing but a year.
        within = goes_on and last is not None and line.block == last.block
        if not within and not _may_be_title(line, front):
            last = None
            continue
        if goes_on:
            groups[-1].append(line)
        else:
            groups.append([line])
        last = line
    groups = [group for group in groups if not _is_generic(_joined(group))]
    named = [group for group in groups if not _NAME_PLATE.fullmatch(_joined(group))]
    return named or groups


def _goes_on(last: Line, line: Line) -> bool:
    """Whether a line belongs to the title that the line before it is of."""
    if line.kind is not last.kind or not _SAME_SIZE <= line.size / last.size <= 1 / _SAME_SIZE:
        return False
    if line.block == last.block:
        return True
    apart = _CHAPTER.match(line.text) or _is_generic(line.text) or _is_generic(last.text)
    return line.measured and line.block - last.block == 1 and not apart


def _may_be_title(line: Line, front: Front) -> bool:
    text = line.text
    if line.kind not in _HEADS and (line.size < _LARGE or line.kind is not BlockKind.PARAGRAPH):
        return False
    if names_act(text):
        return True
    if not _is_worded(text) or len(text) > _MAX_TITLE_CHARS:
        return False
    if _NOT_TITLE.search(text) or _DATE.fullmatch(text):
        return False
    # A running head that was not taken for one; the title itself may well head every page.
    often = front.heads.get(text, 0) > max(1, _MANY_PAGES * front.pages) and line.size < _LARGE
    return not often and not people_in(text, surely=True)


def _is_worded(text: str) -> bool:
    letters = sum(c.isalpha() for c in text)
    return letters >= _LEAST_LETTERS and letters >= _LETTER_SHARE * len(text)


def _is_generic(text: str) -> bool:
    return bool(_GENERIC.fullmatch(_CHAPTER.sub("", text)))


def _size(group: list[Line]) -> float:
    return max(line.size for line in group)


def _joined(group: list[Line]) -> str:
    text = ""
    for line in group:
        broken = text.endswith(SOFT_HYPHEN)
        text = text[:-1] + line.text if broken else f"{text} {line.text}".strip()
    return text


def _without_chapter(text: str, front: Front) -> str:
    """Cut the number of a chapter, known by the sections numbered after it."""
    found = _CHAPTER.match(text)
    if not found:
        return text
    section = re.compile(rf"{found.group(1)}\.1\b")
    numbered = any(line.kind in _HEADS and section.match(line.text) for line in front.front)
    return text[found.end() :] if numbered else text
