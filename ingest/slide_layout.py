"""What the placeholders of a slide inherit from its layout and master: place and bullets."""

from __future__ import annotations

from dataclasses import dataclass, field

from corpus.records import Box
from ingest.drawing import bullet_of
from ingest.package import Package, PartDamaged
from ingest.shapes import frame, frame_box, placeholder
from ingest.xmltree import Element, attribute, child, descendants

#: Types of placeholder (ECMA-376 part 1, 19.7.10); one without a type is an object.
TITLES = frozenset(("title", "ctrTitle"))
FURNITURE = frozenset(("dt", "ftr", "sldNum", "hdr"))
BODIES = frozenset(("body", "obj", ""))


def type_of(mark: Element | None) -> str | None:
    """Return the type of a placeholder mark, "" for an object, None for no placeholder."""
    if mark is None:
        return None
    kind = attribute(mark, "type") or ""
    return "" if kind == "obj" else kind


@dataclass(frozen=True, slots=True)
class Layout:
    """Placeholders of a layout and its master, and the master's text styles."""

    own: tuple[Element, ...] = ()
    master: tuple[Element, ...] = ()
    body_style: Element | None = None

    def place(self, element: Element) -> Box | None:
        """Return where a placeholder without a place of its own stands, in points."""
        for source in self._sources(element):
            box = frame_box(frame(source))
            if box is not None:
                return box
        return None

    def bullet(self, element: Element, level: int) -> bool:
        """Tell whether paragraphs of a level (from 0) in a shape have bullets unless they say."""
        kind = type_of(placeholder(element))
        styles = [child(e, "txBody", "lstStyle") for e in (element, *self._sources(element))]
        if kind in BODIES:
            styles.append(self.body_style)
        for style in styles:
            found = bullet_of(child(style, f"lvl{level + 1}pPr"))
            if found is not None:
                return found
        return kind in BODIES

    def _sources(self, element: Element) -> list[Element]:
        mark = placeholder(element)
        if mark is None:
            return []
        nearest = _same_index(mark, self.own)
        if nearest is None:
            nearest = _same_type(mark, self.own)
        return [e for e in (nearest, _same_type(mark, self.master)) if e is not None]


@dataclass(slots=True)
class Layouts:
    """The layouts of a presentation, each read once."""

    package: Package
    _read: dict[str, Layout] = field(default_factory=dict)

    def of_slide(self, part: str) -> Layout:
        """Return the layout of a slide; an empty one when it is missing or damaged."""
        target = self.package.linked(part, "slideLayout")
        if target is None:
            return Layout()
        if target not in self._read:
            self._read[target] = self._load(target)
        return self._read[target]

    def _load(self, part: str) -> Layout:
        own = self._placeholders(part)
        master_part = self.package.linked(part, "slideMaster")
        if master_part is None:
            return Layout(own)
        try:
            styles = child(self.package.tree(master_part), "txStyles", "bodyStyle")
        except PartDamaged:
            styles = None
        return Layout(own, self._placeholders(master_part), styles)

    def _placeholders(self, part: str) -> tuple[Element, ...]:
        try:
            root = self.package.tree(part)
        except PartDamaged:
            return ()
        shapes = (*descendants(root, "sp"), *descendants(root, "pic"))
        return tuple(shape for shape in shapes if placeholder(shape) is not None)


def _same_index(mark: Element, shapes: tuple[Element, ...]) -> Element | None:
    index = attribute(mark, "idx")
    if index is None:
        return None
    for shape in shapes:
        other = placeholder(shape)
        if other is not None and attribute(other, "idx") == index:
            return shape
    return None


def _same_type(mark: Element, shapes: tuple[Element, ...]) -> Element | None:
    kind = type_of(mark)
    # A master has one title and one body; all others derive from them.
    alike = TITLES if kind in TITLES else BODIES if kind in BODIES else {kind}
    return next((s for s in shapes if type_of(placeholder(s)) in alike), None)
