"""Shapes of a slide: their places after all groups' transforms, and their reading order."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from corpus.records import Box
from ingest.xmltree import Element, attribute, child, children, name

_EMU_PER_POINT = 12_700
_DRAWN = frozenset(("sp", "pic", "graphicFrame", "cxnSp", "grpSp", "AlternateContent"))
# Shapes whose edges overlap by less than this part of the smaller one count as apart.
_TOUCH = 0.15
# A last shape this many times further below its column than the others are apart is a note to the
# whole slide ("Fonte: ...").
_APART = 3.0
_LEAST_GAP = 12.0  # points; closer shapes touch
# Two shapes stand in one row when they share this part of the taller one's height.
_SAME_ROW = 0.5

#: Finds the place of a placeholder that names none: in its layout, else in its master.
Inherited = Callable[[Element], Box | None]


@dataclass(frozen=True, slots=True)
class Shape:
    """A shape with its place in points, None when neither it nor its layout names one."""

    element: Element
    box: Box | None
    order: int  # position in the file, which is also the order of drawing


@dataclass(frozen=True, slots=True)
class Group:
    """Shapes that belong together."""

    members: tuple[Shape | Group, ...]
    box: Box | None
    order: int


@dataclass(frozen=True, slots=True)
class _Transform:
    """From the coordinates inside a group to points on the slide."""

    scale_x: float = 1 / _EMU_PER_POINT
    scale_y: float = 1 / _EMU_PER_POINT
    shift_x: float = 0.0
    shift_y: float = 0.0

    def box(self, x: float, y: float, width: float, height: float) -> Box:
        x0, y0 = self.shift_x + self.scale_x * x, self.shift_y + self.scale_y * y
        x1, y1 = x0 + self.scale_x * width, y0 + self.scale_y * height
        return Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


@dataclass(slots=True)
class _Counter:
    value: int = field(default=0)

    def next(self) -> int:
        self.value += 1
        return self.value


def shapes_in_order(
    tree: Element, inherited: Inherited, wanted: Callable[[Element], bool]
) -> list[Shape]:
    """Return the wanted shapes below a shape tree in the order a person reads them.

    A group is read as a whole. ``wanted`` leaves out what shows nothing to read, so that empty
    frames do not join shapes that stand apart.
    """
    members = _collect(tree, _Transform(), inherited, wanted, _Counter())
    return list(_flat(_ordered(members)))


def frame(element: Element) -> Element | None:
    """Return the transform (offset and extent) a shape names."""
    for path in (("spPr", "xfrm"), ("grpSpPr", "xfrm"), ("xfrm",)):
        found = child(element, *path)
        if found is not None:
            return found
    return None


def frame_box(xfrm: Element | None) -> Box | None:
    """Return the place of a transform outside any group, in points."""
    return _placed(xfrm, _Transform())


def _collect(
    tree: Element,
    transform: _Transform,
    inherited: Inherited,
    wanted: Callable[[Element], bool],
    counter: _Counter,
) -> tuple[Shape | Group, ...]:
    members: list[Shape | Group] = []
    for element in _drawn(tree):
        order = counter.next()
        if name(element) == "grpSp":
            inner = _collect(element, _inside(element, transform), inherited, wanted, counter)
            if inner:
                members.append(Group(inner, _around(inner), order))
        elif wanted(element):
            box = _placed(frame(element), transform) or inherited(element)
            members.append(Shape(element, box, order))
    return tuple(members)


def _drawn(tree: Element) -> Iterator[Element]:
    """Iterate over the shapes of a tree; of alternate contents only the first that has any."""
    for element in tree:
        kind = name(element)
        if kind == "AlternateContent":
            for branch in element:
                found = [e for e in _drawn(branch) if name(e) in _DRAWN]
                if found:
                    yield from found
                    break
        elif kind in _DRAWN:
            yield element


def _inside(group: Element, outer: _Transform) -> _Transform:
    xfrm = frame(group)
    place, extent = _pair(child(xfrm, "off"), "x", "y"), _pair(child(xfrm, "ext"), "cx", "cy")
    inner, size = _pair(child(xfrm, "chOff"), "x", "y"), _pair(child(xfrm, "chExt"), "cx", "cy")
    if place is None or extent is None or inner is None or size is None:
        return outer
    ratio_x = extent[0] / size[0] if size[0] else 1.0
    ratio_y = extent[1] / size[1] if size[1] else 1.0
    return _Transform(
        outer.scale_x * ratio_x,
        outer.scale_y * ratio_y,
        outer.shift_x + outer.scale_x * (place[0] - ratio_x * inner[0]),
        outer.shift_y + outer.scale_y * (place[1] - ratio_y * inner[1]),
    )


def _placed(xfrm: Element | None, transform: _Transform) -> Box | None:
    place, extent = _pair(child(xfrm, "off"), "x", "y"), _pair(child(xfrm, "ext"), "cx", "cy")
    if xfrm is None or place is None or extent is None:
        return None
    (x, y), (width, height) = place, extent
    turn = _number(attribute(xfrm, "rot")) / 60_000 % 180
    if 45 <= turn < 135:  # drawn lying: the sides change places around the middle
        x, y = x + (width - height) / 2, y + (height - width) / 2
        width, height = height, width
    return transform.box(x, y, width, height)


def _pair(element: Element | None, first: str, second: str) -> tuple[float, float] | None:
    if element is None:
        return None
    return _number(attribute(element, first)), _number(attribute(element, second))


def _number(value: str | None) -> float:
    # Bounded, since a file may name any number and boxes are stored and drawn.
    try:
        return max(-1e9, min(1e9, float(value or 0)))
    except ValueError:
        return 0.0


def _around(members: Iterable[Shape | Group]) -> Box | None:
    boxes = [member.box for member in members if member.box is not None]
    if not boxes:
        return None
    return Box(
        min(b.x0 for b in boxes),
        min(b.y0 for b in boxes),
        max(b.x1 for b in boxes),
        max(b.y1 for b in boxes),
    )


def _flat(members: Iterable[Shape | Group]) -> Iterator[Shape]:
    for member in members:
        if isinstance(member, Group):
            yield from _flat(_ordered(member.members))
        else:
            yield member


@dataclass(frozen=True, slots=True)
class _Placed:
    member: Shape | Group
    box: Box


def _ordered(members: Sequence[Shape | Group]) -> list[Shape | Group]:
    """Order shapes by place; those without a place follow the one before them in the file."""
    placed = [_Placed(m, m.box) for m in members if m.box is not None]
    result = [p.member for p in _cut(placed)]
    for member in members:
        if member.box is None:
            before = [i for i, m in enumerate(result) if m.order < member.order]
            result.insert(before[-1] + 1 if before else 0, member)
    return result


def _cut(items: list[_Placed]) -> list[_Placed]:
    """Cut at empty bands and columns, again and again; a grid is read the way the file has it."""
    if len(items) < 2:
        return items
    foot = _foot(items)
    if foot is not None:
        return [*_cut([item for item in items if item is not foot]), foot]
    rows = _split(items, lambda box: (box.y0, box.y1))
    columns = _split(items, lambda box: (box.x0, box.x1))
    by_rows = [item for part in rows for item in _cut(part)] if len(rows) > 1 else None
    by_columns = [item for part in columns for item in _cut(part)] if len(columns) > 1 else None
    if by_rows is None and by_columns is None:
        return _by_frame(items) or _by_rows(items)
    if by_rows is None or by_columns is None:
        return by_rows or by_columns or items
    return by_columns if _steps_back(by_columns) < _steps_back(by_rows) else by_rows


def _foot(items: list[_Placed]) -> _Placed | None:
    """Return the shape at the foot of a slide in columns that belongs to none of them."""
    last = max(items, key=lambda i: (i.box.y0, i.member.order))
    above = [item.box for item in items if item is not last]
    lowest = max(box.y1 for box in above)
    column = sorted(
        (b for b in above if b.x0 < last.box.x1 and last.box.x0 < b.x1), key=lambda b: b.y0
    )
    if last.box.y0 < lowest or len(column) < 2 or len(column) == len(above):
        return None
    gaps = [b.y0 - a.y1 for a, b in itertools.pairwise(column)]
    usual = max(*gaps, _LEAST_GAP)
    return last if last.box.y0 - column[-1].y1 > _APART * usual else None


def _split(items: list[_Placed], side: Callable[[Box], tuple[float, float]]) -> list[list[_Placed]]:
    parts: list[list[_Placed]] = []
    reached = smallest = 0.0
    for item in sorted(items, key=lambda i: (side(i.box), i.member.order)):
        start, end = side(item.box)
        if parts and start < reached - _TOUCH * min(smallest, end - start):
            parts[-1].append(item)
            reached, smallest = max(reached, end), min(smallest, end - start)
        else:
            parts.append([item])
            reached, smallest = end, end - start
    return parts


def _steps_back(items: Sequence[_Placed]) -> int:
    """Count the neighbours that stand against their order in the file."""
    orders = [item.member.order for item in items]
    return sum(a > b for a, b in itertools.pairwise(orders))


def _by_frame(items: list[_Placed]) -> list[_Placed] | None:
    """Order shapes that lie on a larger one: that one first, then the others by themselves."""
    largest = max(items, key=lambda i: (i.box.x1 - i.box.x0) * (i.box.y1 - i.box.y0))
    others = [item for item in items if item is not largest]
    upon = sum(_holds(largest.box, item.box) for item in others)
    if 2 * upon < len(others) or any(item.box == largest.box for item in others):
        return None
    return [largest, *_cut(others)]


def _holds(outer: Box, inner: Box) -> bool:
    x, y = (inner.x0 + inner.x1) / 2, (inner.y0 + inner.y1) / 2
    return outer.x0 <= x <= outer.x1 and outer.y0 <= y <= outer.y1


def _by_rows(items: list[_Placed]) -> list[_Placed]:
    rows: list[list[_Placed]] = []
    for item in sorted(items, key=lambda i: (i.box.y0, i.box.x0, i.member.order)):
        box = item.box
        for row in rows:
            first = row[0].box
            shared = min(first.y1, box.y1) - max(first.y0, box.y0)
            if shared > _SAME_ROW * max(first.y1 - first.y0, box.y1 - box.y0):
                row.append(item)
                break
        else:
            rows.append([item])
    return [item for row in rows for item in sorted(row, key=lambda i: (i.box.x0, i.member.order))]


def placeholder(element: Element) -> Element | None:
    """Return the placeholder mark of a shape, None when it is not one."""
    for part in element:
        if name(part).startswith("nv"):
            return next(children(child(part, "nvPr"), "ph"), None)
    return None
