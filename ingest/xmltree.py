"""XML from strangers: no document type, no entities, bounded depth; names without namespaces."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Protocol

_DOCUMENT_TYPE = "it declares a document type, which is not allowed"


class XmlDamaged(Exception):
    """A stretch of XML that cannot be used; ``reason`` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Element(Protocol):
    """What is used of an lxml element."""

    tag: str
    text: str | None
    tail: str | None

    @property
    def attrib(self) -> Mapping[str, str]:
        """Attributes by their qualified name."""

    def __iter__(self) -> Iterator[Element]:
        """Iterate over the children."""

    def __len__(self) -> int:
        """Return the number of children."""

    def iter(self) -> Iterator[Element]:
        """Iterate over this element and all below it, in document order."""


def parse_xml(data: bytes) -> Element:
    """Parse one XML document.

    The depth is bounded by libxml2 (256 levels), so walking the tree may recurse.
    Raises XmlDamaged if it is not well-formed, too deep, or declares a document type (no office
    format does; entities that grow or point elsewhere need one).
    """
    for marker in ("<!DOCTYPE", "<!ENTITY"):
        if any(marker.encode(code) in data for code in ("ascii", "utf-16-le", "utf-16-be")):
            raise XmlDamaged(_DOCUMENT_TYPE)
    etree = import_module("lxml.etree")
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        tree = etree.fromstring(data, parser).getroottree()
    except etree.XMLSyntaxError as error:
        raise XmlDamaged(f"its XML is damaged ({' '.join(error.msg.split())})") from error
    except ValueError as error:
        raise XmlDamaged(f"its XML is damaged ({error})") from error
    # An encoding that hides the mark from the search above.
    if tree.docinfo.doctype:
        raise XmlDamaged(_DOCUMENT_TYPE)
    root: Element = tree.getroot()
    return root


def name(element: Element) -> str:
    """Return the tag without its namespace."""
    return element.tag.rpartition("}")[2]


def attribute(element: Element, wanted: str) -> str | None:
    """Return the attribute of this name that has no namespace, else one of any namespace."""
    value = element.attrib.get(wanted)
    if value is not None:
        return value
    for key, other in element.attrib.items():
        if key.endswith("}" + wanted):
            return other
    return None


def reference(element: Element, wanted: str = "id") -> str | None:
    """Return a relationship id (``r:id``, ``r:embed`` ...), told from a plain attribute."""
    for key, value in element.attrib.items():
        if key.startswith("{") and key.endswith("/relationships}" + wanted):
            return value
    return None


def child(element: Element | None, *path: str) -> Element | None:
    """Follow a path of child names; None when a step is missing."""
    for step in path:
        if element is None:
            return None
        element = next((e for e in element if name(e) == step), None)
    return element


def children(element: Element | None, wanted: str) -> Iterator[Element]:
    """Iterate over the children of this name."""
    if element is not None:
        yield from (e for e in element if name(e) == wanted)


def descendants(element: Element, wanted: str) -> Iterator[Element]:
    """Iterate over all elements of this name below, in document order."""
    return (e for e in element.iter() if name(e) == wanted)
