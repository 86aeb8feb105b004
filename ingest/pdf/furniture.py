"""Running heads and feet, page numbers, crop marks: what belongs to the sheet, not to the text."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from ingest.pdf.layout import Sheet
from ingest.pdf.lines import Line

_MARGIN = 0.12  # share of the height at head and foot where furniture stands
_ROW = 4.0  # points that the same line may move from page to page
_TIMES = 3  # pages on which a line must come back
_SHARE = 0.5  # ... or this share of a short document
_HALF = 0.4  # share of the pages: left and right ones may differ
_RAISED = 0.85
_SERIES = 0.3  # of the pages of the longest series: front matter has a numbering of its own
_ANYWHERE = 0.6  # share of the pages for furniture outside of head and foot
_MOST_NUMBERS = 4  # page numbers on one page
_HEAD_SIZE = 1.15  # times the text size; what is bigger beside a page number is a title
_BIG = 1.3  # times the text size: a title, not furniture, unless nearly everywhere

_NUMBER = re.compile(
    r"(?:p(?:ag|agina|age|\.)?\.?\s*)?(\d{1,4}|[ivxlc]{1,7})(?:\s*(?:/|di|of)\s*\d+)?",
    re.IGNORECASE,
)
_AROUND = re.compile(r"^(\d{1,4})\s*[|\u2003•·–-]?\s+\D|\D\s*[|\u2003•·–-]?\s+(\d{1,4})$")
_ABOUT_A_FIGURE = re.compile(r"(?:fonti?|sources?|not[ae]s?)\s*:")
_WORDY = re.compile(r"[^\W\d_]")
_LETTERS = 3  # figures that come back are the scales of charts, or page numbers (see below)
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_DIGITS = re.compile(r"\d+|\b[ivxlc]+\b")


@dataclass(frozen=True, slots=True)
class _Place:
    sheet: int
    line: Line
    key: str
    number: int | None


def set_apart(sheets: list[Sheet], body: float) -> None:
    """Move furniture from ``lines`` to ``furniture`` and give pages their printed number."""
    places = [
        _place(index, line) for index, sheet in enumerate(sheets) for line in _edge_lines(sheet)
    ]
    marked = _repeated(places, len(sheets), body)
    marked |= _everywhere(sheets)
    marked |= _page_numbers(sheets, places, marked | _numbered_heads(sheets, places))
    marked |= _beside(sheets, places, marked, body)
    _fill_labels(sheets)
    for sheet in sheets:
        outside = {id(line) for line in sheet.lines if _outside(sheet, line)}
        gone = marked | outside
        sheet.furniture = [line for line in sheet.lines if id(line) in gone]
        sheet.lines = [line for line in sheet.lines if id(line) not in gone]


def _fill_labels(sheets: list[Sheet]) -> None:
    """Give a page without a printed number the one its neighbours imply; drop idle labels."""
    printed = [s for s in sheets if s.label is not None and s.label.isdigit()]
    offsets = Counter(int(sheet.label or 0) - sheet.number for sheet in printed)
    offset, pages = offsets.most_common(1)[0] if offsets else (0, 0)
    for sheet in sheets:
        if sheet.label is None and pages >= max(_TIMES, 0.8 * len(printed)):
            sheet.label = str(sheet.number + offset) if sheet.number + offset > 0 else None
        if sheet.label == str(sheet.number):
            sheet.label = None


def _edge_lines(sheet: Sheet) -> list[Line]:
    """Lines at head and foot, and turned ones at the sides."""
    left, top, right, bottom = sheet.trim
    margin, side = _MARGIN * (bottom - top), _MARGIN * (right - left)
    head, foot = top + margin, bottom - margin
    return [
        line
        for line in sheet.lines
        if (
            (line.x1 < left + side or line.x0 > right - side)
            if line.angle
            else (line.y1 < head or line.y0 > foot)
        )
    ]


def _outside(sheet: Sheet, line: Line) -> bool:
    left, top, right, bottom = sheet.trim
    x, y = (line.x0 + line.x1) / 2, (line.y0 + line.y1) / 2
    return not (left <= x <= right and top <= y <= bottom)


def _place(index: int, line: Line) -> _Place:
    text = line.text
    key = " ".join(_DIGITS.sub("#", text.lower()).split())
    return _Place(index, line, key, _number(text))


def _number(text: str) -> int | None:
    match = _NUMBER.fullmatch(text.strip(" -–—|•·[]()"))
    if match:
        return _value(match.group(1))
    around = _AROUND.search(text)
    return int(around.group(1) or around.group(2)) if around else None


def _value(text: str) -> int | None:
    if text.isdigit():
        return int(text)
    values = [_ROMAN[letter] for letter in text.lower()]
    signed = [-v if any(v < w for w in values[i + 1 : i + 2]) else v for i, v in enumerate(values)]
    return sum(signed)


def _repeated(places: list[_Place], pages: int, body: float) -> set[int]:
    """Lines that come back at the same height on enough pages."""
    if pages < 2:
        return set()
    places = [place for place in places if not _is_note(place.line)]
    least = min(_TIMES, max(2, round(_SHARE * pages)))
    rows: dict[str, list[_Place]] = {}
    for place in places:
        if len(_WORDY.findall(place.key)) >= _LETTERS and not _ABOUT_A_FIGURE.match(place.key):
            rows.setdefault(place.key, []).append(place)
    marked: set[int] = set()
    for same in rows.values():
        for place in same:
            near = {p.sheet for p in same if abs(p.line.y0 - place.line.y0) <= _ROW}
            needed = least
            if body and place.line.size > _BIG * body:
                needed = max(least, round(_ANYWHERE * pages))
            if len(near) >= needed:
                marked.add(id(place.line))
    return marked


def _is_note(line: Line) -> bool:
    """Whether a line begins with the raised mark of a footnote."""
    first = line.tokens[0]
    return len(line.tokens) > 1 and first.text.isdigit() and first.size < _RAISED * line.size


def _everywhere(sheets: list[Sheet]) -> set[int]:
    """Lines that stand at the very same place on most pages, wherever that is."""
    if len(sheets) < _TIMES:
        return set()
    spots: dict[tuple[str, int, int], list[Line]] = {}
    for sheet in sheets:
        for line in sheet.lines:
            spots.setdefault((line.text, round(line.x0 / 3), round(line.y0 / 3)), []).append(line)
    least = max(_TIMES, _ANYWHERE * len(sheets))
    return {id(line) for same in spots.values() if len(same) >= least for line in same}


def _page_numbers(sheets: list[Sheet], places: list[_Place], marked: set[int]) -> set[int]:
    """Numbers at the edge that go up with the pages; they become the labels of their pages."""
    edge = [p for p in places if p.number is not None and not p.line.angle]
    offsets = Counter((p.number or 0) - p.sheet for p in edge if _stands_alone(p))
    most = max(offsets.values(), default=0)
    needed = max(min(2, len(sheets)), _SERIES * most)
    found: set[int] = set()
    for place in edge:
        if place.number is None:
            continue
        sheet = sheets[place.sheet]
        agreed = offsets[place.number - place.sheet] >= needed
        if not agreed or not (_stands_alone(place) or id(place.line) in marked):
            continue
        found.add(id(place.line))
        if sheet.label is None and not _outside(sheet, place.line):
            match = re.search(r"\d+|\b[ivxlcIVXLC]+\b", place.line.text)
            sheet.label = _label(place) or (match.group() if match else None)
    return found


def _numbered_heads(sheets: list[Sheet], places: list[_Place]) -> set[int]:
    """Outermost lines that hold words and a number which goes up with the pages."""
    outer = {id(line) for sheet in sheets for line in _outermost(sheet)}
    held = [p for p in places if p.number is not None and id(p.line) in outer]
    held = [place for place in held if not _is_note(place.line)]
    rows: Counter[tuple[int, int]] = Counter()
    for place in held:
        rows[_row(place)] += 1
    needed = max(_TIMES, _HALF * len(sheets))
    return {id(place.line) for place in held if rows[_row(place)] >= needed}


def _row(place: _Place) -> tuple[int, int]:
    """How far the number is ahead of its page, and at what height it stands."""
    return (place.number or 0) - place.sheet, round(place.line.y1 / (2 * _ROW))


def _outermost(sheet: Sheet) -> list[Line]:
    upright = [line for line in sheet.lines if not line.angle and not _outside(sheet, line)]
    if not upright:
        return []
    return [min(upright, key=lambda line: line.y0), max(upright, key=lambda line: line.y1)]


def _beside(sheets: list[Sheet], places: list[_Place], marked: set[int], body: float) -> set[int]:
    """Lines in one row with a page number at the edge: running heads that come only once."""
    numbers: dict[int, list[_Place]] = {}
    for place in places:
        if id(place.line) in marked and not place.line.angle and _stands_alone(place):
            numbers.setdefault(place.sheet, []).append(place)
    found: set[int] = set()
    for index, held in numbers.items():
        outer = _outermost(sheets[index])
        rows = [p.line.core for p in held if any(_share_row(p.line, line) for line in outer)]
        for line in sheets[index].lines:
            if id(line) in marked or line.angle or line.size > _HEAD_SIZE * body:
                continue
            middle = sum(line.core) / 2
            if any(top < middle < foot for top, foot in rows[:_MOST_NUMBERS]):
                found.add(id(line))
    return found


def _share_row(line: Line, outer: Line) -> bool:
    return min(line.y1, outer.y1) - max(line.y0, outer.y0) > 0.5 * (outer.y1 - outer.y0)


def _stands_alone(place: _Place) -> bool:
    return _NUMBER.fullmatch(place.line.text.strip(" -–—|•·[]()")) is not None


def _label(place: _Place) -> str | None:
    text = place.line.text.strip(" -–—|•·[]()")
    match = _NUMBER.fullmatch(text)
    return match.group(1) if match else str(place.number)
