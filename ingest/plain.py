"""Reading plain text: paragraphs, typed lists, and headings where the text shows them clearly."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import UnreadableFile
from corpus.records import BlockKind
from ingest.decode import read_text_file
from ingest.pages import PageWriter, clean
from ingest.reader import Hints, ReadDocument
from ingest.tables import without_bullet

MEDIA_TYPE = "text/plain"

_ITEM = re.compile(
    r"(?P<indent>\s*)(?:[-–—•●○▪■*‣⁃·][ \t]+|(?:\(?(?:\d{1,2}|[a-z])[.)])[ \t]+)(?P<text>\S.*)"
)
_NUMBERED_HEADING = re.compile(r"\d{1,2}(?:\.\d{1,2}){0,3}[.)]?\s+[A-ZÀ-Ý]")
_UNDERLINE = re.compile(r"([=\-~])\1{2,}\s*")
_MARKED_HEADING = re.compile(r"(#{1,6})\s+(\S.*?)\s*#*\s*")
_EMPHASIS = (
    re.compile(r"(?<![\w*])\*\*(?=\S)(.{1,200}?)(?<=\S)\*\*(?![\w*])"),
    re.compile(r"(?<![\w*])\*(?=[^\s*])([^*]+?)(?<=\S)\*(?![\w*])"),
    re.compile(r"(?<!\w)__(?=\S)(.{1,200}?)(?<=\S)__(?!\w)"),
    re.compile(r"(?<!\w)_(?=[^\s_])([^_]+?)(?<=\S)_(?!\w)"),
)
# Both begin where letters begin: tried at every letter of megabytes without a space, they would
# take hours.
_COMPOUND = re.compile(r"(?<![^\W\d_])[^\W\d_]+-[^\W\d_]+")
_TAIL = re.compile(r"(?<![^\W\d_])([^\W\d_]+)-$")
_HEAD = re.compile(r"[^\W\d_]+")
_SENTENCE_END = re.compile(r"[.!?:;,…][\"'»”)]*$")

# A heading has at most this many characters: two lines of a page.
_MAX_HEADING_CHARS = 120
# What stands below a heading has at least these: a lone phrase follows a lone phrase in text
# taken from slides, and neither is the other's heading.
_LEAST_BELOW_CHARS = 130
# A line is broken by the width of the page when it fills this part of the longest one, and the
# longest is as long as typed pages are (60 to 80).
_FULL_LINE = 0.75
_LEAST_WIDTH = 45
_FIRST_PART = 4  # letters of the first part of a compound that is told by it alone
_INDENT = 2  # columns that make a list one level deeper, at least


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Lines between blank lines, without the blank ones."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Text:
    kind: BlockKind
    text: str
    level: int = 0


def read_plain(path: Path) -> ReadDocument:
    """Read a plain text; form feeds part its pages.

    The hint for the title is the first heading, else the first line if it is short.
    Raises UnreadableFile (``empty``, ``not-a-document``, ``too-large``).
    """
    text = read_text_file(path).replace("\r\n", "\n").replace("\r", "\n").replace("\u00ad", "")
    # A form feed at the very end closes the last page and opens none.
    sheets = text.rstrip("\f\n\x1a ").split("\f")
    compounds = _compounds(text.lower())
    pages = []
    for number, sheet in enumerate(sheets, 1):
        writer = PageWriter(number)
        for block in _blocks(_stretches(sheet), compounds):
            writer.add(block.kind, block.text, block.level)
        pages.append(writer.finish())
    first = next((p for p in pages if p.blocks), None)
    if first is None:
        raise UnreadableFile("empty", "the file holds no text")
    heading = next((b for p in pages for b in p.blocks if b.kind is BlockKind.HEADING), None)
    opening = first.slice(first.blocks[0])
    title = opening if len(opening) <= _MAX_HEADING_CHARS else None
    if title is None and heading is not None:
        title = next(p.slice(heading) for p in pages if heading in p.blocks)
    return ReadDocument(MEDIA_TYPE, tuple(pages), Hints(title=title))


def _compounds(text: str) -> frozenset[str]:
    whole = _COMPOUND.findall(text)
    firsts = (word.partition("-")[0] for word in whole)
    # "socio-sanitario" makes "socio-" / "educativo" one; "co-" and "ex-" also begin plain words.
    return frozenset(whole) | {first for first in firsts if len(first) >= _FIRST_PART}


def _stretches(sheet: str) -> list[_Stretch]:
    stretches: list[_Stretch] = []
    lines: list[str] = []
    for line in [*sheet.expandtabs(4).split("\n"), ""]:
        if line.strip():
            lines.append(line.rstrip())
        elif lines:
            stretches.append(_Stretch(tuple(lines)))
            lines = []
    return stretches


def _blocks(stretches: Sequence[_Stretch], compounds: frozenset[str]) -> Iterator[_Text]:
    indents: list[int] = []  # of the lists that are open, outermost first
    for index, stretch in enumerate(stretches):
        following = stretches[index + 1] if index + 1 < len(stretches) else None
        heading = _heading(stretch, following)
        if heading is not None:
            indents.clear()
            yield heading
            continue
        for text, indent in _units(stretch.lines, compounds):
            if indent is None:
                indents.clear()
                yield _Text(BlockKind.PARAGRAPH, _unmarked(text))
            else:
                yield _Text(BlockKind.LIST_ITEM, _unmarked(text), _level(indents, indent))


def _level(indents: list[int], indent: int) -> int:
    """Return the level of an item, and note its indentation among those of the open lists."""
    while indents and indent < indents[-1]:
        indents.pop()
    if not indents or indent >= indents[-1] + _INDENT or (indent > indents[-1] and indent == 1):
        indents.append(indent)
    return len(indents)


def _heading(stretch: _Stretch, following: _Stretch | None) -> _Text | None:
    first = stretch.lines[0].strip()
    marked = _MARKED_HEADING.fullmatch(first)
    if marked and len(stretch.lines) == 1:
        return _Text(BlockKind.HEADING, _unmarked(marked.group(2)), len(marked.group(1)))
    if len(stretch.lines) == 2 and _UNDERLINE.fullmatch(stretch.lines[1].strip()):
        return _Text(BlockKind.HEADING, _unmarked(first), 1 if "=" in stretch.lines[1] else 2)
    text = _unmarked(first)
    if len(stretch.lines) > 1 or following is None or not _could_head(text):
        return None
    if _NUMBERED_HEADING.match(text):
        number = text.split()[0].rstrip(".)")
        return _Text(BlockKind.HEADING, text, number.count(".") + 1)
    return _Text(BlockKind.HEADING, text, 1) if _is_headed(text, following) else None


def _could_head(text: str) -> bool:
    return (
        len(text) <= _MAX_HEADING_CHARS
        and (text[0].isupper() or text[0].isdigit() or text[0] in "\"'«“")
        and any(c.isalpha() for c in text)
        and not _SENTENCE_END.search(text)
    )


def _is_headed(text: str, following: _Stretch) -> bool:
    """Tell whether what follows a lone line is text below it: a long paragraph or a list."""
    if _ITEM.match(text):
        return False
    if text.isupper() and sum(c.isalpha() for c in text) > 3:
        return len(following.lines) > 1 or not following.lines[0].strip().isupper()
    below = " ".join(line.strip() for line in following.lines)
    if _ITEM.match(following.lines[0]):
        return True
    return len(below) >= _LEAST_BELOW_CHARS and _SENTENCE_END.search(below) is not None


def _units(lines: Sequence[str], compounds: frozenset[str]) -> Iterator[tuple[str, int | None]]:
    """Join the lines of a stretch to paragraphs and items; items come with their indentation.

    ``compounds`` are the words that the text writes with a hyphen inside its lines, and the first
    parts of these.
    """
    width = max(len(line) for line in lines)
    parts: list[str] = []
    indent: int | None = None
    before = ""
    for line in lines:
        item = _ITEM.fullmatch(line)
        if item is None and parts and _goes_on(before, line, width, in_item=indent is not None):
            parts.append(line.strip())
        else:
            if parts:
                yield _joined(parts, compounds), indent
            parts = [_item_text(item) if item else line.strip()]
            indent = len(item.group("indent")) if item else None
        before = line
    if parts:
        yield _joined(parts, compounds), indent


def _item_text(item: re.Match[str]) -> str:
    text = item.group("text")
    return without_bullet(text) or text  # slides saved as text have two: "- ⇒ so and so"


def _goes_on(before: str, line: str, width: int, *, in_item: bool) -> bool:
    """Tell whether a line continues the one before, or only stands below it."""
    start = line.strip()[0]
    if start.islower() or before.endswith("-"):
        return True
    if in_item and line[0] == " ":
        return True
    return width >= _LEAST_WIDTH and len(before) >= _FULL_LINE * width


def _joined(lines: Sequence[str], compounds: frozenset[str]) -> str:
    """Join lines with spaces; a word cut at the end of a line is made whole."""
    parts: list[str] = []
    for line, following in itertools.zip_longest(lines, lines[1:], fillvalue=""):
        tail, head = _TAIL.search(line), _HEAD.match(following)
        if tail is None or head is None or not following[0].islower():
            parts.append(f"{line} ")
        elif {tail.group(1).lower(), f"{tail.group(1)}-{head.group()}".lower()} & compounds:
            parts.append(line)
        else:
            parts.append(line[:-1])
    return "".join(parts)


def _unmarked(text: str) -> str:
    """Return a text without the stars and underscores that stand for bold and italics."""
    for pattern in _EMPHASIS:
        text = pattern.sub(r"\1", text)
    return clean(text)
