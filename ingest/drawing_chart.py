"""Text of charts: title, names of axes and series, and the plotted figures as rows.

Element names are those of ECMA-376 part 1, chapter 21.2; ``chartex`` (waterfalls, treemaps) is
Microsoft's later format, whose parts are called otherwise.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.drawing import paragraph_text, plain
from ingest.xmltree import Element, attribute, child, children, descendants, name

_MAX_ROWS = 100  # beyond it a chart plots a series of measurements, not a table to read
_QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')  # literals and colours in a format code
_LAST_DAY = 2_958_465  # 31 December 9999 counted from the end of 1899
_EPOCH = datetime.date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class Chart:
    """What a chart says: captions (its title, what its values are) and a row a category."""

    captions: tuple[str, ...]
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Series:
    heading: str
    labels: dict[int, str]
    values: dict[int, str]


def read_chart(space: Element) -> Chart:
    """Return what a chart part says."""
    chart = child(space, "chart")
    series = list(_series(space)) or list(_extended(space))
    category, values = _axis_titles(chart)
    captions = (_title(chart), *values)
    return Chart(tuple(c for c in captions if c), tuple(_rows(series, category)))


def _title(element: Element | None) -> str:
    """Return the title of a chart or axis."""
    title = child(element, "title")
    if title is None:
        return ""
    lines = [paragraph_text(p).strip() for p in descendants(title, "p")]
    return " ".join(line for line in lines if line)


def _axis_titles(chart: Element | None) -> tuple[str, list[str]]:
    """Return what the categories and what the values are called."""
    category, values = "", []
    plot = child(chart, "plotArea")
    axes = [e for e in plot if name(e) in ("catAx", "dateAx", "valAx")] if plot is not None else []
    for number, axis in enumerate(axes):
        # A cloud of points has two axes of values, across first.
        if name(axis) != "valAx" or (number == 0 and all(name(a) == "valAx" for a in axes)):
            category = category or _title(axis)
        else:
            values.append(_title(axis))
    return category, values


def _series(space: Element) -> Iterator[_Series]:
    for series in descendants(space, "ser"):
        labels: dict[int, str] = {}
        for axis in ("cat", "xVal"):
            labels = labels or _points(child(series, axis))
        values = _points(child(series, "val")) or _points(child(series, "yVal"))
        yield _Series(" ".join(_points(child(series, "tx")).values()), labels, values)


def _extended(space: Element) -> Iterator[_Series]:
    """Read the series of the later format: their data stand apart, named by number."""
    data = {attribute(e, "id"): e for e in children(child(space, "chartData"), "data")}
    for series in descendants(space, "series"):
        link = child(series, "dataId")
        found = data.get(attribute(link, "val")) if link is not None else None
        heading = child(series, "tx", "txData", "v")
        yield _Series(
            plain(heading.text or "") if heading is not None else "",
            _points(child(found, "strDim")),
            _points(child(found, "numDim")),
        )


def _rows(series: Sequence[_Series], category: str) -> Iterator[str]:
    labels: dict[int, str] = {}
    for one in series:
        labels = {**one.labels, **labels}
    indices = sorted(labels.keys() | {i for one in series for i in one.values})
    for index in indices[:_MAX_ROWS]:
        pairs = [(one.heading, one.values[index]) for one in series if index in one.values]
        shown = "; ".join(f"{heading}: {value}" if heading else value for heading, value in pairs)
        label = labels.get(index, "")
        if category and label:
            yield "; ".join(part for part in (f"{category}: {label}", shown) if part)
        elif label or shown:
            yield " | ".join(part for part in (label, shown) if part)


def _points(element: Element | None) -> dict[int, str]:
    """Return the kept values of a reference by position; of several levels the first."""
    found: dict[int, str] = {}
    if element is None:
        return found
    codes = [e.text or "" for e in descendants(element, "formatCode")]
    codes += [attribute(e, "formatCode") or "" for e in descendants(element, "lvl")]
    for point in descendants(element, "pt"):
        index = attribute(point, "idx") or ""
        value = child(point, "v")
        text = (value.text if value is not None else point.text) or ""
        if index.isdecimal() and text.strip():
            code = attribute(point, "formatCode") or (codes[0] if codes else "")
            found.setdefault(int(index), shown_number(plain(text).strip(), code))
    direct = child(element, "v")
    if not found and direct is not None and direct.text:
        found[0] = plain(direct.text)
    return found


def shown_number(value: str, code: str) -> str:
    """Return a kept number as its format shows it: percentages, dates, no binary fractions."""
    if not re.fullmatch(r"-?\d+(\.\d+)?(E[-+]?\d+)?", value):
        return value
    code = _QUOTED.sub("", code.split(";")[0]).lower()
    if "%" in code:
        behind = code.partition(".")[2]
        decimals = len(behind) - len(behind.lstrip("0"))
        return f"{100 * float(value):.{decimals}f}%"
    if re.search(r"[dy]", code) and 0 < float(value) <= _LAST_DAY:
        day = _EPOCH + datetime.timedelta(days=int(float(value)))
        form = "%d/%m/%Y" if "d" in code else "%m/%Y" if "m" in code else "%Y"
        return day.strftime(form)
    if re.fullmatch(r"-?\d+\.\d{5,}(E-?\d+)?", value):
        return f"{float(value):.6g}"
    return value
