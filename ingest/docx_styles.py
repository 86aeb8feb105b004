"""What paragraph styles of a Word document mean: heading, title, list, caption, contents."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from corpus.records import BlockKind
from ingest.xmltree import Element, attribute, child, children

# Style names are English inside the file whatever Word speaks, but other programs and copies
# from Italian templates write theirs out.
_NAMES: tuple[tuple[re.Pattern[str], BlockKind], ...] = (
    (re.compile(r"(?:heading|titolo|intestazione|überschrift) ?([1-9])"), BlockKind.HEADING),
    (re.compile(r"(?:title|titolo|titolo documento)"), BlockKind.TITLE),
    (re.compile(r"(?:toc|sommario|index|indice) ?([1-9])|table of figures"), BlockKind.CONTENTS),
    (re.compile(r"(?:caption|didascalia|legenda)"), BlockKind.CAPTION),
    (re.compile(r"(?:bibliography|bibliografia)"), BlockKind.REFERENCE),
    (re.compile(r"(?:footnote|endnote) text|testo nota.*"), BlockKind.FOOTNOTE),
    (
        re.compile(r"(?:list bullet|list number|punto elenco|numero elenco) ?([1-9]?)"),
        BlockKind.LIST_ITEM,
    ),
)
_MAX_CHAIN = 20  # styles based on one another; a circle in a damaged file ends here
_BODY_LEVEL = 9  # the outline level of plain text (ECMA-376 part 1, 17.3.1.20)


@dataclass(frozen=True, slots=True)
class Role:
    """What a paragraph is; ``level`` from 1 for headings and list items."""

    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0


@dataclass(frozen=True, slots=True)
class _Style:
    name: str
    base: str | None
    properties: Element | None


@dataclass(frozen=True, slots=True)
class Styles:
    """The paragraph styles of a document, by id."""

    by_id: dict[str, _Style] = field(default_factory=dict)

    @classmethod
    def of(cls, root: Element) -> Styles:
        """Read the styles part."""
        found: dict[str, _Style] = {}
        for style in children(root, "style"):
            identifier = attribute(style, "styleId")
            if identifier and attribute(style, "type") in (None, "paragraph"):
                found[identifier] = _Style(
                    (_value(style, "name") or "").strip().lower(),
                    _value(style, "basedOn"),
                    child(style, "pPr"),
                )
        return cls(found)

    def role(self, properties: Element | None) -> Role:
        """Return what the properties of a paragraph make it.

        Its own outline level and numbering come before those of its style, the style's name
        before both of the style's.
        """
        identifier = _value(properties, "pStyle")
        chain = self._chain(identifier)
        outline = _value(properties, "outlineLvl")
        if outline is not None and outline.isdecimal() and int(outline) < _BODY_LEVEL:
            return Role(BlockKind.HEADING, int(outline) + 1)
        named = _by_name([identifier.lower() if identifier else "", *(s.name for s in chain)])
        if named is not None and named.kind is not BlockKind.LIST_ITEM:
            return named
        for style in chain:
            outline = _value(style.properties, "outlineLvl")
            if outline is not None and outline.isdecimal():
                if int(outline) < _BODY_LEVEL:
                    return Role(BlockKind.HEADING, int(outline) + 1)
                break
        return self._list_role(properties, chain, named)

    def _list_role(
        self, properties: Element | None, chain: list[_Style], named: Role | None
    ) -> Role:
        level: str | None = None
        for source in (properties, *(style.properties for style in chain)):
            numbering = child(source, "numPr")
            if numbering is None:
                continue
            level = level or _value(numbering, "ilvl")
            number = _value(numbering, "numId")
            if number == "0":  # takes the style's numbering away
                return Role()
            if number is not None:
                depth = int(level) if level and level.isdecimal() else 0
                return Role(BlockKind.LIST_ITEM, max(depth + 1, named.level if named else 1))
        return named or Role()

    def _chain(self, identifier: str | None) -> list[_Style]:
        chain: list[_Style] = []
        while identifier in self.by_id and len(chain) < _MAX_CHAIN:
            style = self.by_id[identifier]
            chain.append(style)
            identifier = style.base or ""
        return chain


def _by_name(names: list[str]) -> Role | None:
    for style_name in names:
        for pattern, kind in _NAMES:
            found = pattern.fullmatch(style_name)
            if found:
                level = found.group(1) if found.groups() else None
                numbered = kind in (BlockKind.HEADING, BlockKind.LIST_ITEM, BlockKind.CONTENTS)
                return Role(kind, int(level) if level else 1 if numbered else 0)
    return None


def _value(element: Element | None, wanted: str) -> str | None:
    found = child(element, wanted)
    return attribute(found, "val") if found is not None else None
