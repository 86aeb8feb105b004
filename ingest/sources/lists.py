"""Reading the lists of sources: fetched in bounds, as XML or JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ingest.sources.fetching import MOST_LIST_BYTES, Answer, Fetcher, inflated
from ingest.sources.trouble import FetchFailed
from ingest.xmltree import Element, XmlDamaged, parse_xml

_GZIP = b"\x1f\x8b"
_PIECE = 1 << 16
# Each takes 60 to 200 bytes of memory once it is read; a full sitemap has half a million.
_MOST_PARTS = 3_000_000
_LONE = re.compile(rb"\\u[dD][89a-fA-F]")
# Control characters that XML forbids and repositories copy out of old records all the same.
_FORBIDDEN = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_TOO_MANY = "it holds more than can be read at once"
_XML = "application/xml, text/xml, application/rss+xml, application/atom+xml, */*;q=0.5"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person asked of a source: a set, a form of metadata, dates, full texts, pruning."""

    set_name: str | None = None
    prefix: str = "oai_dc"
    since: str | None = None
    until: str | None = None
    full_text: bool = True
    prune: bool = False


@dataclass(frozen=True, slots=True)
class Desk:
    """What reading a list needs: the fetcher, and a place for what it fetches."""

    fetcher: Fetcher
    folder: Path
    wishes: Wishes

    def list(self, address: str, accept: str = _XML) -> Answer:
        """Fetch a list. Raises FetchFailed."""
        target = self.folder / "list"
        return self.fetcher.get(address, target, accept=accept, most_bytes=MOST_LIST_BYTES)

    def xml(self, address: str) -> Element:
        """Fetch a list in XML and return its root. Raises FetchFailed."""
        return xml_of(content_of(self.list(address)))


def content_of(answer: Answer) -> bytes:
    """Return the content of an answer, unpacked where it is a gzip file. Raises FetchFailed."""
    if answer.head(2) != _GZIP:
        if answer.size > MOST_LIST_BYTES:
            raise FetchFailed(f"it is larger than {MOST_LIST_BYTES / 1e6:.0f} MB")
        return answer.path.read_bytes()
    data = bytearray()
    with answer.path.open("rb") as file:
        for piece in inflated(iter(lambda: file.read(_PIECE), b"")):
            data += piece
            if len(data) > MOST_LIST_BYTES:
                raise FetchFailed(f"it is larger than {MOST_LIST_BYTES / 1e6:.0f} MB")
    return bytes(data)


def xml_of(data: bytes) -> Element:
    """Return the root of an XML document. Raises FetchFailed."""
    if not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        data = _FORBIDDEN.sub(b" ", data).strip()
    if data.count(b"<") + data.count(b"=") > _MOST_PARTS:
        raise FetchFailed(_TOO_MANY)
    try:
        return parse_xml(data)
    except XmlDamaged as error:
        raise FetchFailed(f"it is no list that can be read: {error.reason}") from error


def json_of(data: bytes) -> object:
    """Return what JSON says, all texts such as can be written. Raises FetchFailed."""
    if sum(data.count(mark) for mark in (b"[", b"{", b",")) > _MOST_PARTS:
        raise FetchFailed(_TOO_MANY)
    try:
        found: object = json.loads(data)
        if _LONE.search(data):  # halves of characters may be without the other half
            whole = json.dumps(found, ensure_ascii=False).encode("utf-8", "replace")
            found = json.loads(whole)
    except (ValueError, RecursionError) as error:
        raise FetchFailed("it is no JSON that can be read") from error
    return found


def text_in(found: Mapping[str, object], *path: str) -> str:
    """Return a text in nested JSON objects, empty where there is none."""
    value: object = found
    for step in path:
        value = value.get(step) if isinstance(value, dict) else None
    return value if isinstance(value, str) else ""
