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
    (
        re.compile(
            r"(?:toc|sommario|index|indice) ?([1-9])|table of figures"
            r"|(?:toc|contents|index) heading|titolo ?(?:sommario|indice)"
        ),
        BlockKind.CONTENTS,
    ),
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
class Look:
    """How text looks, as far as headings are told by it."""

    bold: bool = False
    points: float = 10.0  # what Word takes when nothing is said

    @classmethod
    def of(cls, properties: Element | None, inherited: Look) -> Look:
        """Return the look that run properties give to text that would have ``inherited``."""
        bold, size = child(properties, "b"), _value(properties, "sz")
        return cls(
            inherited.bold if bold is None else attribute(bold, "val") not in ("0", "false", "off"),
            int(size) / 2 if size and size.isdecimal() else inherited.points,
        )


@dataclass(frozen=True, slots=True)
class _Style:
    name: str
    base: str | None
    properties: Element | None
    run: Element | None


@dataclass(frozen=True, slots=True)
class Styles:
    """The paragraph styles of a document, by id."""

    by_id: dict[str, _Style] = field(default_factory=dict)
    default: str | None = None  # style of paragraphs that name none
    usual: Look = field(default_factory=Look)

    @classmethod
    def of(cls, root: Element) -> Styles:
        """Read the styles part."""
        found: dict[str, _Style] = {}
        default = None
        for style in children(root, "style"):
            identifier = attribute(style, "styleId")
            if identifier and attribute(style, "type") in (None, "paragraph"):
                found[identifier] = _Style(
                    (_value(style, "name") or "").strip().lower(),
                    _value(style, "basedOn"),
                    child(style, "pPr"),
                    child(style, "rPr"),
                )
                if attribute(style, "default") in ("1", "true", "on"):
                    default = identifier
        usual = child(root, "docDefaults", "rPrDefault", "rPr")
        return cls(found, default, Look.of(usual, Look()))

    def look(self, properties: Element | None) -> Look:
        """Return how text of a paragraph looks where its runs say nothing."""
        look = self.usual
        for style in reversed(self._chain(_value(properties, "pStyle") or self.default)):
            look = Look.of(style.run, look)
        return look

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

    def list_place(self, properties: Element | None) -> tuple[str, int | None, str | None] | None:
        """Return the list that counts a paragraph, its level if it says, the style it comes from.

        None for a paragraph that no list counts.
        """
        level: int | None = None
        style: str | None = None
        identifier = _value(properties, "pStyle") or self.default
        sources: list[tuple[str | None, Element | None]] = [(None, properties)]
        for one in self._chain(identifier):
            sources.append((identifier, one.properties))
            identifier = one.base
        for style, source in sources:
            numbering = child(source, "numPr")
            said, number = _value(numbering, "ilvl"), _value(numbering, "numId")
            if level is None and said and said.isdecimal():
                level = int(said)
            if number is not None:
                return None if number == "0" else (number, level, style)
        return None

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
