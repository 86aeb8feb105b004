"""Reading PowerPoint presentations: a page is a slide, blocks stand in reading order."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from corpus.errors import UnreadableFile
from corpus.records import Format, Page
from ingest.limits import check_pages
from ingest.package import Package, PartDamaged
from ingest.pages import PageWriter
from ingest.properties import package_hints
from ingest.reader import ReadDocument
from ingest.shapes import shapes_in_order
from ingest.slide import SlideReader
from ingest.slide_layout import Layouts
from ingest.slide_repeats import repeated_set_apart
from ingest.xmltree import Element, attribute, child, children, reference

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.presentationml.presentation"

_EMU_PER_POINT = 12_700
_DEFAULT_SIZE = (720.0, 540.0)  # points; what PowerPoint takes when none is given
_DAMAGED = "the slide is damaged"
_MAX_SIDE = 4_032.0  # points: PowerPoint's largest slide is 56 inches


@dataclass(frozen=True, slots=True)
class _Deck:
    slides: tuple[str, ...]
    size: tuple[float, float]
    warnings: tuple[str, ...]


def read_pptx(path: Path) -> ReadDocument:
    """Read a presentation, hidden slides and speaker notes included.

    A slide that is damaged stays as a page with the reason, and so does not lose the others.
    Raises UnreadableFile (``empty``, ``not-a-document``, ``encrypted``, ``unsupported``,
    ``damaged``, ``too-large``, ``no-pages``).
    """
    with Package.open(path) as package:
        deck = _open_deck(package)
        layouts = Layouts(package)
        warnings = list(deck.warnings)
        pages = [
            _read_slide(package, layouts, part, number, deck.size, warnings)
            for number, part in enumerate(deck.slides, 1)
        ]
        if all((page.unreadable or "").startswith(_DAMAGED) for page in pages):
            raise UnreadableFile("damaged", f"no slide can be read: {pages[0].unreadable}")
        return ReadDocument(
            media_type=MEDIA_TYPE,
            pages=repeated_set_apart(pages),
            hints=package_hints(package),
            format=Format.SLIDES,
            warnings=tuple(warnings),
        )


def _open_deck(package: Package) -> _Deck:
    main = package.main("presentation", "ppt/presentation.xml")
    warnings: list[str] = []
    size = _DEFAULT_SIZE
    slides: list[str] = []
    try:
        root = package.tree(main)
    except PartDamaged as error:
        warnings.append(f"the list of slides is damaged ({error.reason}): order taken from names")
    else:
        size = _slide_size(root)
        links = package.links(main)
        entries = [reference(entry) for entry in children(child(root, "sldIdLst"), "sldId")]
        slides = [links[entry].target for entry in entries if entry in links]
        if len(slides) < len(entries):
            warnings.append(f"{len(entries) - len(slides)} of {len(entries)} slides are missing")
    # With its list lost the parts still bear the numbers they were made in.
    slides = slides or package.parts(r"ppt/slides/slide\d+\.xml")
    check_pages(len(slides))
    if not slides:
        raise UnreadableFile("no-pages", "the presentation has no slides")
    return _Deck(tuple(slides), size, tuple(warnings))


def _slide_size(root: Element) -> tuple[float, float]:
    element = child(root, "sldSz")
    sides = [attribute(element, side) if element is not None else None for side in ("cx", "cy")]
    points = [int(s) / _EMU_PER_POINT for s in sides if s and s.isdecimal()]
    if len(points) == 2 and all(0 < p <= _MAX_SIDE for p in points):
        return points[0], points[1]
    return _DEFAULT_SIZE


def _read_slide(
    package: Package,
    layouts: Layouts,
    part: str,
    number: int,
    size: tuple[float, float],
    warnings: list[str],
) -> Page:
    writer = PageWriter(number, *size)
    try:
        root = package.tree(part)
    except PartDamaged as error:
        warnings.append(f"slide {number} cannot be read: {error.reason}")
        return writer.finish(unreadable=f"{_DAMAGED}: {error.reason}")
    if attribute(root, "show") in ("0", "false"):
        warnings.append(f"slide {number} is hidden in the presentation")
    reader = SlideReader(package, part, layouts.of_slide(part), writer)
    tree = child(root, "cSld", "spTree")
    if tree is not None:
        reader.read(shapes_in_order(tree, reader.layout.place, reader.shows_text))
    reader.read_notes()
    warnings.extend(f"slide {number}: {problem}" for problem in reader.problems)
    page = writer.finish()
    if not page.blocks and reader.pictures:
        return writer.finish(unreadable="the slide shows only pictures")
    return page
