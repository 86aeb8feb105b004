"""Texts of the sample library and their notation.

A source file begins with ``name: value`` lines, closed by ``---``. Then one paragraph a line:
``# `` to ``### `` headings (a ``# `` heading begins a slide, ``## `` a box on it), ``- `` list
items (two spaces deeper for each level), ``| a | b |`` table rows (the first one is the header)
below an optional ``Tab: `` or ``Table: `` caption, ``[^1]: `` footnotes, ``!notes `` speaker
notes, ``===`` a page break. Inside a paragraph: ``**bold**``, ``*italic*``, ``[^1]``.
"""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from corpus.sample import SAMPLE_LINES

_LINE = re.compile(
    r"(?P<heading>#{1,3}) (?P<title>.+)"
    r"|(?P<indent> *)- (?P<item>.+)"
    r"|(?P<row>\|.+\|)"
    r"|(?P<caption>(?:Tab|Table): .+)"
    r"|\[\^(?P<key>\w+)\]: (?P<footnote>.+)"
    r"|!notes (?P<notes>.+)"
    r"|(?P<break>===)\s*"
    r"|(?P<paragraph>.+)"
)
_INLINE = re.compile(r"\*\*(?P<bold>.+?)\*\*|\*(?P<italic>[^*]+?)\*|\[\^(?P<note>\w+)\]")


class Kind(enum.StrEnum):
    """What a part of a source text is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    TABLE = "table"
    FOOTNOTE = "footnote"
    NOTES = "notes"
    BREAK = "break"


@dataclass(frozen=True, slots=True)
class Part:
    """One heading, paragraph, list item, table, footnote, notes or page break.

    ``level`` counts from 1 (headings, items); ``key`` is the number of a footnote; ``text`` of a
    table is its caption, ``rows`` its cells with the header first.
    """

    kind: Kind
    text: str = ""
    level: int = 0
    key: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a paragraph in one style; ``note`` marks a reference to that footnote."""

    text: str
    bold: bool = False
    italic: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class SampleText:
    """A source text with its description."""

    title: str
    subtitle: str
    creators: tuple[str, ...]
    publisher: str
    series: str
    date: date
    language: str
    keywords: tuple[str, ...]
    parts: tuple[Part, ...]

    @property
    def sample_line(self) -> str:
        """The line that marks the document as invented."""
        return SAMPLE_LINES[self.language]

    @property
    def full_title(self) -> str:
        """Title and subtitle."""
        return f"{self.title}{' ' if self.title.endswith('?') else '. '}{self.subtitle}"

    @property
    def authors(self) -> str:
        """All creators on one line."""
        return ", ".join(self.creators)

    @property
    def footnotes(self) -> dict[str, str]:
        """Footnote texts by key."""
        return {part.key: part.text for part in self.parts if part.kind is Kind.FOOTNOTE}


@dataclass(frozen=True, slots=True)
class Slide:
    """A slide: what stands under its title, and the speaker notes."""

    title: str
    body: tuple[Part, ...]
    notes: str


def runs(text: str) -> tuple[Run, ...]:
    """Split a paragraph at its inline marks."""
    found: list[Run] = []
    reached = 0
    for mark in _INLINE.finditer(text):
        if mark.start() > reached:
            found.append(Run(text[reached : mark.start()]))
        if mark["note"]:
            found.append(Run("", note=mark["note"]))
        else:
            bold = mark["bold"] is not None
            found.append(Run(mark["bold"] or mark["italic"], bold=bold, italic=not bold))
        reached = mark.end()
    if reached < len(text):
        found.append(Run(text[reached:]))
    return tuple(found)


def plain(text: str) -> str:
    """Return a paragraph without bold and italic marks and footnote references."""
    return "".join(run.text for run in runs(text))


def slides(text: SampleText) -> tuple[Slide, ...]:
    """Cut a text into slides at its top headings.

    Raises ValueError if something stands before the first heading.
    """
    found: list[tuple[str, list[Part], list[str]]] = []
    for part in text.parts:
        if part.kind is Kind.HEADING and part.level == 1:
            found.append((part.text, [], []))
        elif not found:
            raise ValueError(f"{text.title!r} does not begin with a slide title")
        elif part.kind is Kind.NOTES:
            found[-1][2].append(part.text)
        else:
            found[-1][1].append(part)
    return tuple(Slide(title, tuple(body), "\n".join(notes)) for title, body, notes in found)


def boxes(
    body: tuple[Part, ...], level: int = 2
) -> tuple[list[Part], list[tuple[str, list[Part]]]]:
    """Split the body of a slide into what precedes its first box and its boxes by title."""
    before: list[Part] = []
    found: list[tuple[str, list[Part]]] = []
    for part in body:
        if part.kind is Kind.HEADING and part.level == level:
            found.append((part.text, []))
        elif found:
            found[-1][1].append(part)
        else:
            before.append(part)
    return before, found


def read_source(path: Path) -> SampleText:
    """Read a source file. Raises ValueError or KeyError where its head is not as described."""
    head, separator, body = path.read_text(encoding="utf-8").partition("\n---\n")
    if not separator:
        raise ValueError(f"{path.name} has no line '---' after its head")
    fields = dict(_field(line) for line in head.splitlines())
    return SampleText(
        title=fields["title"],
        subtitle=fields["subtitle"],
        creators=tuple(fields["creators"].split("; ")),
        publisher=fields["publisher"],
        series=fields.get("series", ""),
        date=date.fromisoformat(fields["date"]),
        language=fields["language"],
        keywords=tuple(fields["keywords"].split("; ")),
        parts=_parts(body.splitlines()),
    )


def _field(line: str) -> tuple[str, str]:
    """Split a line of the head."""
    name, _, value = line.partition(": ")
    return name, value.strip()


def _parts(lines: list[str]) -> tuple[Part, ...]:
    """Read the body; table rows join the table they belong to."""
    found: list[Part] = []
    open_table = False
    for line in lines:
        match = _LINE.match(line)
        if match is None:
            open_table = False
            continue
        part = _part(match)
        if part.kind is Kind.TABLE and open_table:
            table = found.pop()
            part = Part(Kind.TABLE, table.text, rows=table.rows + part.rows)
        open_table = part.kind is Kind.TABLE
        found.append(part)
    return tuple(found)


def _part(match: re.Match[str]) -> Part:
    """Return what one line says."""
    if match["heading"]:
        return Part(Kind.HEADING, match["title"].strip(), len(match["heading"]))
    if match["item"]:
        return Part(Kind.ITEM, match["item"], 1 + len(match["indent"]) // 2)
    if match["row"]:
        cells = tuple(cell.strip() for cell in match["row"].strip("| ").split("|"))
        return Part(Kind.TABLE, rows=(_padded(match["row"], cells),))
    if match["caption"]:
        return Part(Kind.TABLE, match["caption"].partition(": ")[2])
    if match["footnote"]:
        return Part(Kind.FOOTNOTE, match["footnote"], key=match["key"])
    if match["notes"]:
        return Part(Kind.NOTES, match["notes"])
    if match["break"]:
        return Part(Kind.BREAK)
    return Part(Kind.PARAGRAPH, match["paragraph"])


def _padded(row: str, cells: tuple[str, ...]) -> tuple[str, ...]:
    """Restore the empty last cells that stripping took away."""
    return cells + ("",) * (row.count("|") - 1 - len(cells))
