"""What kind of publication a document is."""

from __future__ import annotations

import re

from corpus.records import BlockKind, Format
from ingest.describe.acts import ACT, names_act
from ingest.describe.front import Front
from ingest.reader import ReadDocument

_REPORT_PAGES = 20
_ARTICLE_WORDS = 300
_ARTICLES_OF_A_LAW = 3

_REPORT_TITLE = re.compile(
    r"\b(?:rapport[oi]|report|relazion[ei]|indagine|monitoraggio|bilancio sociale|evaluation)\b",
    re.IGNORECASE,
)
_GUIDELINE_TITLE = re.compile(
    r"\b(?:linee?[- ]guida|linee di indirizzo|linee d['’]indirizzo|vademecum|toolkit|toolbox"
    r"|handbook|guidelines?|guidance|cassetta degli attrezzi|how[- ]to guide|practical guide"
    r"|guida (?:pratica|operativa|metodologica|all|alla|allo|alle|agli|ai|al|per)"
    r"|manuale (?:operativo|pratico|d|per|di|delle|degli|dell))\b|^(?:guida|manuale)\b",
    re.IGNORECASE,
)
_ARTICLE_HEAD = re.compile(r"(?:art(?:icolo|icle|\.)?)\s*\d+\b", re.IGNORECASE)
_JOURNAL = re.compile(
    r"\b(?:abstract|keywords|key words|parole chiave|received|accepted|doi ?:?|issn)\b|10\.\d{4,}/",
    re.IGNORECASE,
)
_JOURNAL_SIGNS = 2
_JOURNAL_PAGES = 45


def kind_of(document: ReadDocument, title: str, front: Front) -> tuple[Format, str]:
    """Return the kind of publication with what told: the file, the title, the pages."""
    if document.format in (Format.SLIDES, Format.WEB_PAGE):
        return document.format, "file"
    if _is_law(document, title):
        return Format.LAW, "title"
    if _GUIDELINE_TITLE.search(title):
        return Format.GUIDELINE, "title"
    if _REPORT_TITLE.search(title):
        return Format.REPORT, "title"
    signs = {sign.lower() for line in front.on(1, 2) for sign in _JOURNAL.findall(line.text)}
    if len(signs) >= _JOURNAL_SIGNS and len(document.pages) <= _JOURNAL_PAGES:
        return Format.ARTICLE, "page 1"
    if document.format is Format.REPORT or len(document.pages) >= _REPORT_PAGES:
        return Format.REPORT, "length"
    words = sum(len(page.text.split()) for page in document.pages)
    return (Format.ARTICLE if words >= _ARTICLE_WORDS else Format.OTHER), "length"


def _is_law(document: ReadDocument, title: str) -> bool:
    """Whether a title begins as the name of an act, and number, date or articles bear it out."""
    if not ACT.match(title):
        return False
    if names_act(title):
        return True
    articles = sum(
        1
        for page in document.pages
        for block in page.blocks
        if block.kind in (BlockKind.HEADING, BlockKind.PARAGRAPH)
        and _ARTICLE_HEAD.match(page.text, block.start)
    )
    return articles >= _ARTICLES_OF_A_LAW
