"""Plots of a report as inline SVG: no script, no font, nothing fetched.

Labels are given to markupsafe, which escapes them: topics come from anywhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from eval.significance import Interval

_WIDTH = 720
_ROW = 26
_LEFT = 90
_RIGHT = 60
_PLOT = 160
_EDGE = 14
_LEAST_BAR = 1.0


def interval_bars(
    values: Mapping[str, float], bounds: Mapping[str, Interval], title: str
) -> Markup:
    """Return horizontal bars from 0 to 1 with a line from bound to bound."""
    room = _WIDTH - _LEFT - _RIGHT
    parts = []
    for place, (name, value) in enumerate(values.items()):
        top, bound = place * _ROW, bounds[name]
        middle = top + _ROW / 2
        parts.append(
            Markup(
                '<text x="{}" y="{}" text-anchor="end">{}</text>'
                '<rect class="bar" x="{}" y="{}" width="{:.1f}" height="14"/>'
                '<line class="whisker" x1="{:.1f}" y1="{}" x2="{:.1f}" y2="{}"/>'
                '<text x="{:.1f}" y="{}">{:.3f}</text>'
            ).format(
                _LEFT - 8, middle + 4, name,
                _LEFT, middle - 7, room * value,
                _LEFT + room * bound.low, middle, _LEFT + room * bound.high, middle,
                _LEFT + room * max(value, bound.high) + 8, middle + 4, value,
            )
        )  # fmt: skip
    return _svg(len(values) * _ROW, title, parts)


def topic_bars(values: Sequence[tuple[str, float]], title: str) -> Markup:
    """Return upright bars in the order given, from -1 to 1 or, if none is negative, from 0.

    Each bar is told as ``(label, value)``; the label shows when it is pointed at.
    """
    signed = any(value < 0 for _, value in values)
    zero = _EDGE + (_PLOT / 2 if signed else _PLOT)
    unit = _PLOT / 2 if signed else _PLOT
    room = _WIDTH - _LEFT - _RIGHT
    step = room / max(len(values), 1)
    top_label, bottom_label = ("+1", "-1") if signed else ("1", "0")
    parts = [
        Markup(
            '<text x="{0}" y="{1}" text-anchor="end">{2}</text>'
            '<text x="{0}" y="{3}" text-anchor="end">{4}</text>'
            '<line class="axis" x1="{5}" y1="{6:.1f}" x2="{7}" y2="{6:.1f}"/>'
        ).format(
            _LEFT - 8, _EDGE + 5, top_label, _EDGE + _PLOT + 5, bottom_label, _LEFT, zero,
            _WIDTH - _RIGHT,
        )
    ]  # fmt: skip
    for place, (label, value) in enumerate(values):
        height = max(abs(value) * unit, _LEAST_BAR)
        parts.append(
            Markup(
                '<rect class="{}" x="{:.2f}" y="{:.1f}" width="{:.2f}" height="{:.1f}">'
                "<title>{}: {:.3f}</title></rect>"
            ).format(
                "worse" if value < 0 else "bar",
                _LEFT + place * step, zero if value < 0 else zero - height,
                max(step * 0.8, 0.3), height, label, value,
            )
        )  # fmt: skip
    return _svg(_PLOT + 2 * _EDGE, title, parts)


def _svg(height: float, title: str, parts: Sequence[Markup]) -> Markup:
    return Markup(
        '<svg viewBox="0 0 {} {:.0f}" role="img" aria-label="{}"><title>{}</title>{}</svg>'
    ).format(_WIDTH, height, title, title, Markup("").join(parts))
