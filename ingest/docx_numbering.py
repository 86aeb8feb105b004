"""Numbers that Word writes before headings by itself, as it counts them.

Element names and the way of counting are those of ECMA-376 part 1, 17.9.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from ingest.xmltree import Element, attribute, child, children

_LEVELS = 9
_MOST = 3_999  # roman numerals end there, and no document counts further
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_PLACE = re.compile(r"%([1-9])")


@dataclass(frozen=True, slots=True)
class _Level:
    form: str = "none"  # decimal, upperRoman ...
    text: str = ""  # "%1.%2"
    start: int = 1
    style: str | None = None  # paragraphs of this style stand on the level


@dataclass(slots=True)
class Numbering:
    """The numbered lists of a document, counted as its paragraphs go by."""

    lists: dict[str, str] = field(default_factory=dict)  # list: the definition it follows
    levels: dict[str, dict[int, _Level]] = field(default_factory=dict)  # by definition
    _counts: dict[str, list[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, root: Element) -> Numbering:
        """Read the numbering part."""
        made = cls()
        for definition in children(root, "abstractNum"):
            made.levels[attribute(definition, "abstractNumId") or ""] = {
                min(_number(attribute(e, "ilvl"), 0), _LEVELS - 1): _level(e)
                for e in children(definition, "lvl")
            }
        for entry in children(root, "num"):
            link = child(entry, "abstractNumId")
            target = attribute(link, "val") if link is not None else None
            made.lists[attribute(entry, "numId") or ""] = target or ""
        return made

    def next(self, number: str, level: int | None, style: str | None) -> str:
        """Count a paragraph of list ``number``; return what stands before it, "" for a bullet.

        Without a ``level`` the one that belongs to ``style`` is taken, else the first.
        """
        definition = self.lists.get(number, "")
        levels = self.levels.get(definition, {})
        if level is None:
            named = (n for n, one in levels.items() if style is not None and one.style == style)
            level = next(named, 0)
        if level not in levels:
            return ""
        counts = self._counts.setdefault(definition, [0] * _LEVELS)
        counts[level] = max(counts[level] + 1, levels[level].start)
        counts[level + 1 :] = [0] * (_LEVELS - level - 1)
        return self._written(levels, counts, level)

    def _written(self, levels: dict[int, _Level], counts: list[int], level: int) -> str:
        if levels[level].form not in _FORMS:
            return ""

        def shown(found: re.Match[str]) -> str:
            place = int(found.group(1)) - 1
            one = levels.get(place, _Level())
            return _FORMS.get(one.form, str)(min(counts[place] or one.start, _MOST))

        return _PLACE.sub(shown, levels[level].text).strip()


def _level(element: Element) -> _Level:
    def value(wanted: str) -> str | None:
        found = child(element, wanted)
        return attribute(found, "val") if found is not None else None

    return _Level(
        value("numFmt") or "decimal",
        (value("lvlText") or "")[:40],
        _number(value("start"), 1),
        value("pStyle"),
    )


def _number(value: str | None, otherwise: int) -> int:
    return min(int(value), _MOST) if value and value.isdecimal() else otherwise


def _roman(value: int) -> str:
    written = ""
    for worth, letters in _ROMAN:
        written += letters * (value // worth)
        value %= worth
    return written


def _letters(value: int) -> str:
    """Return a to z, then aa to zz, as Word counts."""
    return chr(ord("a") + (value - 1) % 26) * ((value - 1) // 26 + 1)


_FORMS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda value: f"{value:02d}",
    "lowerRoman": _roman,
    "upperRoman": lambda value: _roman(value).upper(),
    "lowerLetter": _letters,
    "upperLetter": lambda value: _letters(value).upper(),
}
