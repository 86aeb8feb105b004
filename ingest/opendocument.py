"""What OpenDocument texts and presentations share: opening, styles, paragraphs, metadata.

Element names are those of OpenDocument 1.3 part 3.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from corpus.errors import UnreadableFile
from ingest.package import Package, PartDamaged
from ingest.pages import clean
from ingest.properties import language_code, plausible_year, real_creators, real_title
from ingest.reader import Hints
from ingest.tables import table_rows
from ingest.xmltree import Element, attribute, child, children, descendants, name

_LENGTH = re.compile(r"(-?\d+(?:\.\d+)?)(cm|mm|in|pt|pc|px)")
_POINTS = {"cm": 72 / 2.54, "mm": 72 / 25.4, "in": 72.0, "pt": 1.0, "pc": 12.0, "px": 0.75}
# Elements inside a paragraph that are no part of its text.
_ASIDE = frozenset(
    ("note", "annotation", "annotation-end", "frame", "custom-shape", "tracked-changes",
     "bookmark", "ruby-text", "desc", "title", "event-listeners", "g", "change")
)  # fmt: skip
_MAX_REPEATED = 64  # columns or rows an empty cell may stand for
_MAX_SPACES = 64


@dataclass(slots=True)
class Styles:
    """Styles of a document by name: their parents and what of them matters here."""

    parents: dict[str, str] = field(default_factory=dict)
    levels: dict[str, int] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    breaks: dict[str, str] = field(default_factory=dict)

    def learn(self, root: Element) -> None:
        """Take up the styles of a part."""
        for style in descendants(root, "style"):
            key = attribute(style, "name")
            if not key:
                continue
            self.parents[key] = attribute(style, "parent-style-name") or ""
            self.names[key] = attribute(style, "display-name") or key
            level = attribute(style, "default-outline-level") or ""
            if level.isdecimal():
                self.levels[key] = int(level)
            properties = child(style, "paragraph-properties")
            before = attribute(properties, "break-before") if properties is not None else None
            if before or attribute(style, "master-page-name"):
                self.breaks[key] = before or "page"

    def family(self, style: str | None) -> Iterator[str]:
        """Give a style and those it is made from."""
        seen: set[str] = set()
        while style and style not in seen:
            seen.add(style)
            yield style
            style = self.parents.get(style)

    def is_called(self, style: str | None, wanted: str) -> bool:
        """Whether a style or one it is made from is called ``wanted``."""
        return any(self.names.get(s, s).replace("_20_", " ") == wanted for s in self.family(style))

    def level(self, style: str | None) -> int:
        """Return the outline level a style gives, 0 for none."""
        return next((self.levels[s] for s in self.family(style) if s in self.levels), 0)


def body_of(package: Package, kind: str) -> tuple[Element, Styles]:
    """Return the body of a document (``text`` or ``presentation``) and its styles.

    Raises UnreadableFile (``not-a-document``, ``encrypted``, ``damaged``).
    """
    _check_open(package)
    try:
        root = package.tree("content.xml")
    except PartDamaged as error:
        code = "damaged" if package.has("content.xml") else "not-a-document"
        raise UnreadableFile(code, f"the content cannot be read: {error.reason}") from error
    body = child(root, "body", kind)
    if body is None:
        raise UnreadableFile("not-a-document", f"the file holds something else, not a {kind}")
    styles = Styles()
    with contextlib.suppress(PartDamaged):  # the outline levels in the text still tell headings
        styles.learn(package.tree("styles.xml"))
    styles.learn(root)
    return body, styles


def _check_open(package: Package) -> None:
    try:
        manifest = package.tree("META-INF/manifest.xml")
    except PartDamaged:
        return
    for entry in descendants(manifest, "file-entry"):
        if child(entry, "encryption-data") is not None:
            raise UnreadableFile("encrypted", "the file is protected with a password")


def hints_of(package: Package) -> Hints:
    """Return what the metadata say; nothing where they are missing or damaged."""
    try:
        root = package.tree("meta.xml")
    except PartDamaged:
        return Hints()
    values: dict[str, str] = {}
    meta = child(root, "meta")
    for entry in meta if meta is not None else ():
        key = attribute(entry, "name") if name(entry) == "user-defined" else name(entry)
        values.setdefault((key or "").lower(), clean(entry.text or ""))
    dates = values.get("creation-date") or values.get("date")
    return Hints(
        title=real_title(values.get("title")),
        creators=real_creators(values.get("initial-creator") or values.get("creator")),
        year=plausible_year(dates),
        language=language_code(values.get("language")),
        publisher=values.get("publisher") or None,
    )


def paragraph_text(element: Element) -> str:
    """Return the text of a paragraph or heading without its notes, comments and frames."""
    return clean("".join(_parts(element)).replace("\u00ad", ""))


def _parts(element: Element) -> Iterator[str]:
    yield element.text or ""
    for part in element:
        kind = name(part)
        if kind == "s":
            count = attribute(part, "c") or "1"
            yield " " * min(int(count) if count.isdecimal() else 1, _MAX_SPACES)
        elif kind in ("tab", "line-break"):
            yield " "
        elif kind not in _ASIDE:
            yield from _parts(part)
        yield part.tail or ""


def asides(element: Element, wanted: str) -> Iterator[Element]:
    """Give the notes or frames in a paragraph, not those within another aside."""
    for part in element:
        if name(part) == wanted:
            yield part
        elif name(part) not in _ASIDE:
            yield from asides(part, wanted)


def whole_text(element: Element) -> str:
    """Return all paragraphs and headings below an element on one line."""
    texts = (paragraph_text(e) for e in element.iter() if name(e) in ("p", "h"))
    return " ".join(text for text in texts if text)


def rows_of(table: Element) -> list[str]:
    """Return the rows of a table as lines."""
    grid: list[list[str]] = []
    headed = child(table, "table-header-rows") is not None
    for row in _rows(table):
        line: list[str] = []
        for cell in row:
            if name(cell) not in ("table-cell", "covered-table-cell"):
                continue
            text = whole_text(cell)
            above = grid[-1] if grid else []
            if name(cell) == "covered-table-cell" and not text and _spans_down(row, grid):
                text = above[len(line)] if len(line) < len(above) else ""
            line.extend([text] * _repeated(cell))
        while line and not line[-1]:
            line.pop()
        grid.append(line)
    width = max(map(len, grid), default=0)
    padded = [line + [""] * (width - len(line)) for line in grid]
    return table_rows(padded, header=True if headed else None)


def _spans_down(row: Element, grid: list[list[str]]) -> bool:
    """Whether a covered cell lies under one above it, not beside one of its own row."""
    across = any((attribute(c, "number-columns-spanned") or "1") != "1" for c in row)
    return bool(grid) and not across


def _rows(table: Element) -> Iterator[Element]:
    for part in table:
        if name(part) == "table-row":
            yield part
        elif name(part) in ("table-header-rows", "table-rows", "table-row-group"):
            yield from _rows(part)


def _repeated(cell: Element) -> int:
    count = attribute(cell, "number-columns-repeated") or "1"
    return min(int(count), _MAX_REPEATED) if count.isdecimal() else 1


def list_items(element: Element, level: int, write: Callable[[Element, int], None]) -> None:
    """Call ``write`` with each paragraph of a list and its level."""
    for item in element:
        if name(item) not in ("list-item", "list-header"):
            continue
        for part in item:
            if name(part) == "list":
                list_items(part, level + 1, write)
            else:
                write(part, level)


def points(value: str | None) -> float | None:
    """Return a length such as ``2.54cm`` in points, None for none."""
    found = _LENGTH.fullmatch((value or "").strip())
    return float(found.group(1)) * _POINTS[found.group(2)] if found else None


def described(frame: Element) -> str:
    """Return the description a person gave to a picture or an object."""
    texts = [clean(e.text or "") for kind in ("desc", "title") for e in children(frame, kind)]
    return next(filter(None, texts), "")
