"""The content of a Word paragraph as a stream: text, page breaks, notes, boxes, pictures."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.xmltree import Element, attribute, child, children, descendants, name


class Sign(enum.Enum):
    """What a piece of a paragraph is."""

    TEXT = "text"
    FORCED_BREAK = "forced break"  # a page break somebody put there
    LAYOUT_BREAK = "layout break"  # where a page began when Word last saved
    NOTE = "note"
    BOX = "box"  # a text box anchored here
    PICTURE = "picture"


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a paragraph.

    ``text`` is the text, or the description of a picture; ``element`` is the content of a text
    box, or the reference to a note.
    """

    sign: Sign
    text: str = ""
    element: Element | None = None


# Deleted text, moved-away text, field codes and properties show nothing.
_SILENT = frozenset(
    ("del", "moveFrom", "instrText", "delText", "pPr", "rPr", "sdtPr", "rt", "annotationRef")
)
_CHARACTERS = {"tab": " ", "ptab": " ", "cr": " ", "noBreakHyphen": "-", "softHyphen": ""}


def pieces(paragraph: Element) -> Iterator[Piece]:
    """Iterate over the pieces of a paragraph in order."""
    for element in paragraph:
        yield from _piece(element)


def _piece(element: Element) -> Iterator[Piece]:
    kind = name(element)
    if kind in _SILENT or (kind == "r" and _is_hidden(element)):
        return
    if kind == "t":
        yield Piece(Sign.TEXT, (element.text or "").replace("\u00ad", ""))
    elif kind in _CHARACTERS:
        yield Piece(Sign.TEXT, _CHARACTERS[kind])
    elif kind == "br":
        forced = attribute(element, "type") == "page"
        yield Piece(Sign.FORCED_BREAK) if forced else Piece(Sign.TEXT, " ")
    elif kind == "lastRenderedPageBreak":
        yield Piece(Sign.LAYOUT_BREAK)
    elif kind in ("footnoteReference", "endnoteReference"):
        yield Piece(Sign.NOTE, element=element)
    elif kind in ("drawing", "pict", "object"):
        yield from _drawing(element)
    elif kind == "AlternateContent":
        yield from _alternate(element)
    else:
        yield from pieces(element)


def _drawing(element: Element) -> Iterator[Piece]:
    """Give the description and the text boxes of a drawing, whose nested ones come with them."""
    properties = next(descendants(element, "docPr"), None)
    description = attribute(properties, "descr") if properties is not None else None
    yield Piece(Sign.PICTURE, description or "")
    waiting = list(element)[::-1]
    while waiting:
        part = waiting.pop()
        if name(part) == "txbxContent":
            yield Piece(Sign.BOX, element=part)
        elif name(part) == "AlternateContent":
            waiting.extend(list(_chosen(part))[::-1])
        else:
            waiting.extend(list(part)[::-1])


def _alternate(element: Element) -> Iterator[Piece]:
    for part in _chosen(element):
        yield from _piece(part)


def _chosen(element: Element) -> list[Element]:
    """Return one of the alternatives: the same content stands in each."""
    for branch in ("Choice", "Fallback"):
        for found in children(element, branch):
            if len(found):
                return list(found)
    return []


def _is_hidden(run: Element) -> bool:
    vanish = child(run, "rPr", "vanish")
    return vanish is not None and attribute(vanish, "val") not in ("0", "false", "off")
