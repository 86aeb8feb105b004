"""From an item to its file: the links it gives, what lies behind them, what it is called."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from ingest.sources.addresses import clean_name, file_name, joined
from ingest.sources.fetching import Answer, Fetcher
from ingest.sources.items import Item
from ingest.sources.trouble import FetchFailed
from ingest.worker import READABLE_SUFFIXES

_SUFFIXES: Mapping[str, str] = {
    "application/pdf": ".pdf",
    "application/x-pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.oasis.opendocument.presentation": ".odp",
    "application/epub+zip": ".epub",
    "application/xhtml+xml": ".html",
    "text/html": ".html",
    "text/markdown": ".md",
    "text/plain": ".txt",
}
_VAGUE = frozenset(
    {
        "",
        "application/octet-stream",
        "binary/octet-stream",
        "application/zip",
        "application/force-download",
        "application/download",
        "text/plain",
    }
)
# Atomic: a page of comments would else be tried in every way to divide them.
_HTML = re.compile(rb"\A\s*(?>(?:<\?xml[^>]*>|<!--.*?-->)\s*)*+<(?:!doctype\s+html|html|head)\b",
                   re.IGNORECASE | re.DOTALL)  # fmt: skip
_PDF = b"%PDF-"
_HEAD_BYTES = 262_144
_PDF_META = re.compile(rb"<meta\b[^<>]*citation_pdf_url[^<>]*>", re.IGNORECASE)
_CONTENT = re.compile(rb"\bcontent\s*=\s*[\"']([^\"']+)", re.IGNORECASE)
_ACCEPT = "text/html, application/xhtml+xml, application/pdf, */*;q=0.8"


@dataclass(frozen=True, slots=True)
class Brought:
    """The file of an item; ``url`` is where it came from, None if it was made of the item.

    ``path`` is None where nothing changed. ``notes`` tell of links that gave nothing; with
    ``again`` it is worth to try them another time.
    """

    path: Path | None
    url: str | None = None
    validators: Mapping[str, str] | None = None
    notes: tuple[str, ...] = ()
    again: bool = False


def bring(
    fetcher: Fetcher, item: Item, folder: Path, validators: Mapping[str, str] | None
) -> Brought:
    """Put the file of an item into ``folder``. Raises FetchFailed if there is none."""
    if not item.links:
        return Brought(_made(item, folder))
    if item.body is None:
        answer = fetcher.get(item.links[0], folder / "file", accept=_ACCEPT, known=validators)
        if answer.status == 304:
            return Brought(None, answer.url)
        return Brought(named(answer), answer.url, validators_of(answer))
    notes, again = [], False
    for link in item.links:
        try:
            document = _document(fetcher, link, folder)
            if document is not None:
                return Brought(named(document), document.url, validators_of(document))
        except FetchFailed as error:
            notes.append(f"the text at {link} could not be had: {error.reason}")
            again = again or error.passing
    return Brought(_made(item, folder), None, None, tuple(notes), again)


def _document(fetcher: Fetcher, link: str, folder: Path) -> Answer | None:
    """Fetch a document, or the one that a page says it is about; None if it says of none."""
    answer = fetcher.get(link, folder / "file", accept=_ACCEPT)
    if suffix_of(answer) != ".html":
        return answer
    meta = _PDF_META.search(answer.head(_HEAD_BYTES))
    content = _CONTENT.search(meta.group()) if meta else None
    if content is None:
        return None
    place = content.group(1).decode("utf-8", "replace").replace("&amp;", "&")
    answer = fetcher.get(joined(answer.url, place), folder / "file", accept=_ACCEPT)
    return answer if suffix_of(answer) != ".html" else None


def _made(item: Item, folder: Path) -> Path:
    path = folder / (item.name or file_name(item.location, {}, ".html"))
    path.write_text(item.body or "", encoding="utf-8")
    return path


def validators_of(answer: Answer) -> Mapping[str, str]:
    """Return what to show the site next time, so that it need not send the same again."""
    kept = ("etag", "last-modified")
    return {key: answer.headers[key] for key in kept if answer.headers.get(key)}


def named(answer: Answer) -> Path:
    """Give the file of an answer the name a person would know it by; return where it lies.

    Raises FetchFailed if it is of a kind that cannot be read.
    """
    suffix = suffix_of(answer)
    if suffix not in READABLE_SUFFIXES:
        what = answer.media_type or suffix or "unknown"
        raise FetchFailed(f"what lies there is of a kind that cannot be read ({what[:80]})")
    name = clean_name(file_name(answer.url, answer.headers, suffix))
    target = answer.path.with_name(name if name != answer.path.name else f"_{name}")
    answer.path.rename(target)
    return target


def suffix_of(answer: Answer) -> str:
    """Return the ending that fits what an answer holds, whatever its address ends in."""
    head = answer.head()
    if head.startswith(_PDF):
        return ".pdf"
    if _HTML.match(head.removeprefix(b"\xef\xbb\xbf")):
        return ".html"
    if answer.media_type not in _VAGUE:
        return _SUFFIXES.get(answer.media_type, "")
    disposition = file_name(answer.url, answer.headers, "")
    for name in (disposition, urlsplit(answer.url).path):
        suffix = PurePosixPath(name).suffix.lower()
        if suffix in READABLE_SUFFIXES:
            return suffix
    return _SUFFIXES.get(answer.media_type, "")
