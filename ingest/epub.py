"""Reading electronic books (EPUB 2 and 3): a page is a document of the spine."""

from __future__ import annotations

import posixpath
import re
import urllib.parse
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import UnreadableFile
from corpus.records import BlockKind, Page
from ingest.decode import decode
from ingest.package import Package, PartDamaged
from ingest.pages import PageWriter, clean
from ingest.properties import language_code, plausible_year, real_creators, real_title
from ingest.reader import Hints, ReadDocument
from ingest.references import ReferenceSection
from ingest.xmltree import Element, attribute, child, children, descendants, name

MEDIA_TYPE = "application/epub+zip"

_CONTAINER = "META-INF/container.xml"
_WEB = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml")
_DAMAGED = "the chapter is damaged"
_MAX_CHAPTERS = 5_000
_CLOSED = re.compile(
    r"<(title|script|style|a|p|div|span|td|th|li|i|b|em|strong|section|h[1-6]|iframe|textarea)"
    r"(\s[^<>]{0,2000})?/>",
    re.IGNORECASE,
)
# Of all chapters together: a book of 1,000 pages has 5 MB.
_MAX_BYTES = 100_000_000


@dataclass(frozen=True, slots=True)
class _Item:
    """A file of the book as its manifest lists it."""

    part: str
    media_type: str
    properties: str


def read_epub(path: Path) -> ReadDocument:
    """Read an electronic book; a chapter that is damaged stays as a page with the reason.

    Raises UnreadableFile (``empty``, ``not-a-document``, ``encrypted``, ``damaged``,
    ``too-large``, ``no-pages``).
    """
    with Package.open(path) as package:
        main = _main_part(package)
        try:
            root = package.tree(main)
        except PartDamaged as error:
            raise UnreadableFile("damaged", f"its list is damaged: {error.reason}") from error
        if name(root) != "package":
            raise UnreadableFile("not-a-document", f"the file holds a {name(root)}, not a book")
        _check_open(package)
        items = _manifest(root, main)
        chapters = _spine(root, items)
        titles = _titles(package, root, items)
        warnings: list[str] = []
        pages = _pages(package, chapters, titles, warnings)
        return ReadDocument(MEDIA_TYPE, pages, _hints(root), None, tuple(warnings))


def _main_part(package: Package) -> str:
    try:
        container = package.tree(_CONTAINER)
    except PartDamaged as error:
        raise UnreadableFile("not-a-document", "the archive holds no electronic book") from error
    for entry in descendants(container, "rootfile"):
        part = attribute(entry, "full-path")
        if part and package.has(part):
            return part
    raise UnreadableFile("damaged", "the book does not say what it consists of")


def _check_open(package: Package) -> None:
    """Raise UnreadableFile if chapters are locked; fonts may be, as EPUB allows."""
    part = "META-INF/encryption.xml"
    if not package.has(part):
        return
    try:
        listed = package.tree(part)
    except PartDamaged:
        return
    for entry in descendants(listed, "CipherReference"):
        if (attribute(entry, "URI") or "").lower().endswith(("html", ".htm", ".xml")):
            raise UnreadableFile("encrypted", "the book is protected against copying")


def _manifest(root: Element, main: str) -> dict[str, _Item]:
    folder = posixpath.dirname(main)
    items: dict[str, _Item] = {}
    for entry in children(child(root, "manifest"), "item"):
        identifier, address = attribute(entry, "id"), attribute(entry, "href")
        if identifier and address:
            items[identifier] = _Item(
                _part_at(folder, address),
                attribute(entry, "media-type") or "",
                attribute(entry, "properties") or "",
            )
    return items


def _part_at(folder: str, address: str) -> str:
    """Return the name of the part an address means, without the place inside of it."""
    place = urllib.parse.unquote(address.partition("#")[0])
    return posixpath.normpath(posixpath.join("/", folder, place)).lstrip("/")


def _spine(root: Element, items: Mapping[str, _Item]) -> list[str]:
    """Return the chapters in order, each once."""
    listed = [attribute(e, "idref") or "" for e in children(child(root, "spine"), "itemref")]
    found = [items[i].part for i in listed if i in items and items[i].media_type in _WEB]
    contents = {item.part for item in items.values() if "nav" in item.properties.split()}
    chapters = [part for part in dict.fromkeys(found) if part not in contents]
    if not chapters:
        raise UnreadableFile("no-pages", "the book lists no chapters")
    if len(chapters) > _MAX_CHAPTERS:
        raise UnreadableFile("too-large", f"the book has {len(chapters):,} chapters")
    return chapters


def _titles(package: Package, root: Element, items: Mapping[str, _Item]) -> dict[str, str]:
    """Return the titles that the table of contents (EPUB 3, else 2) gives to chapters."""
    nav = next((i.part for i in items.values() if "nav" in i.properties.split()), None)
    if nav is not None and (found := _nav_titles(package, nav)):
        return found
    identifier = attribute(spine, "toc") if (spine := child(root, "spine")) is not None else None
    ncx = items.get(identifier or "")
    titles: dict[str, str] = {}
    try:
        tree = package.tree(ncx.part) if ncx else None
    except PartDamaged:
        return titles
    for point in descendants(tree, "navPoint") if tree is not None else ():
        label, content = child(point, "navLabel", "text"), child(point, "content")
        address = attribute(content, "src") if content is not None else None
        if ncx and address and label is not None:
            part = _part_at(posixpath.dirname(ncx.part), address)
            titles.setdefault(part, clean(label.text or ""))
    return titles


def _nav_titles(package: Package, nav: str) -> dict[str, str]:
    from selectolax.lexbor import LexborHTMLParser

    titles: dict[str, str] = {}
    try:
        tree = LexborHTMLParser(_markup(package, nav))
    except PartDamaged:
        return titles
    for link in tree.css("nav a[href]"):
        part = _part_at(posixpath.dirname(nav), link.attributes.get("href") or "")
        titles.setdefault(part, clean(link.text(deep=True)))
    return titles


def _markup(package: Package, part: str) -> str:
    # An HTML parser takes an element that XML closed at once for one that goes on to the end.
    return _CLOSED.sub(r"<\1\2></\1>", decode(package.data(part), "utf-8"))


def _pages(
    package: Package, chapters: list[str], titles: Mapping[str, str], warnings: list[str]
) -> tuple[Page, ...]:
    pages: list[Page] = []
    references = ReferenceSection()
    read = 0
    for number, part in enumerate(chapters, 1):
        writer = PageWriter(number)
        try:
            markup = _markup(package, part)
        except PartDamaged as error:
            warnings.append(f"chapter {number} cannot be read: {error.reason}")
            pages.append(writer.finish(f"{_DAMAGED}: {error.reason}"))
            continue
        read += len(markup)
        if read > _MAX_BYTES:
            raise UnreadableFile("too-large", f"the chapters have over {_MAX_BYTES:,} characters")
        _write(writer, markup, titles.get(part), references)
        pages.append(writer.finish())
    if all((page.unreadable or "").startswith(_DAMAGED) for page in pages):
        raise UnreadableFile("damaged", f"no chapter can be read: {pages[0].unreadable}")
    if not any(page.text for page in pages):
        raise UnreadableFile("empty", "the book holds no text")
    return tuple(pages)


def _write(
    writer: PageWriter, markup: str, title: str | None, references: ReferenceSection
) -> None:
    from selectolax.lexbor import LexborHTMLParser

    from ingest.web_blocks import blocks_below
    from ingest.web_depth import flattened

    body = LexborHTMLParser(flattened(markup)).body
    blocks = list(blocks_below(body, frozenset())) if body is not None else []
    # A chapter whose heading is a picture, or plain text, is named by the contents.
    if title and blocks and not any(b.kind is BlockKind.HEADING for b in blocks[:3]):
        if clean(blocks[0].text).casefold() == title.casefold():
            blocks = blocks[1:]
        references.kind(BlockKind.HEADING, 1, title)
        writer.add(BlockKind.HEADING, title, 1)
    for block in blocks:
        kind = references.kind(block.kind, block.level, block.text)
        writer.add(kind, block.text, block.level)


def _hints(root: Element) -> Hints:
    values: dict[str, list[str]] = {}
    metadata = child(root, "metadata")
    for entry in metadata if metadata is not None else ():
        text = clean(entry.text or "")
        key = attribute(entry, "property") if name(entry) == "meta" else name(entry)
        if text and key:
            values.setdefault(key, []).append(text)

    def first(key: str) -> str | None:
        return next(iter(values.get(key, ())), None)

    creators = [person for value in values.get("creator", ()) for person in real_creators(value)]
    address = first("source") or ""
    return Hints(
        title=real_title(first("title")),
        creators=tuple(dict.fromkeys(creators)),
        year=plausible_year(first("date")),
        language=language_code(first("language")),
        publisher=first("publisher"),
        series=first("belongs-to-collection"),
        source_url=address if address.startswith(("http://", "https://")) else None,
    )
