"""Why a file or a page could not be read, in the language of whoever reads.

Readers say why in one English sentence, which is kept with the file; what was kept once stays as it
is whatever later versions say. So sentences are known by their form. One that is not known is shown
as it is, and said to be English.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from api.texts import Texts

_REST = "(?P<rest>.*)"
_FORMS = (
    ("empty", r"the file has no content \(0 bytes\)|the file is empty \(0 bytes\)"),
    ("no_text", r"the (document|file|web page|book) holds no text|no text found"),
    (
        "no_pages",
        r"the presentation has no slides|the book lists no chapters|the file has no pages",
    ),
    ("password", r"the (file|archive) is protected (with|by) a password|it is encrypted"),
    ("copying", r"the book is protected against copying"),
    ("old_office", r"the file is in an old binary Office format"),
    (
        "unsupported",
        r"files (?P<kind>\S+|without ending) cannot be read \(these can: (?P<known>.*)\)",
    ),
    (
        "something_else",
        r"the file is (?!damaged|larger|cut)[^;]*, not a .*|the content is not that of an? .* file"
        r"|the file holds [^;]*, not an? .*|the archive holds no .*|the content is not text"
        r"|the file is not a PDF, whatever its name says|this is a folder, not a file",
    ),
    (
        "missing",
        r"the file does not exist|the file cannot be opened \(.*\)|cannot be opened \(.*\)",
    ),
    ("permission", r"no permission to read the file|the file cannot be opened: .*"),
    (
        "too_large",
        r"the (file|book) has [\d,.]+ (pages|bytes|chapters)(; the limit is [\d,.]+)?"
        r"|the file is larger than [\d,.]+ MB|the deck is too large to be drawn|it is too large"
        r"|the archive (grows [\d,.]+ times when unpacked|has [\d,.]+ parts|unpacks to [\d,.]+ MB)"
        r"|the chapters have over [\d,.]+ characters",
    ),
    ("timeout", r"it could not be read within (?P<seconds>\d+) seconds"),
    ("memory", r"reading it needs more than .* of memory|the program reading it gave up, .*"),
    ("ended", r"the program reading it was ended from outside \(code .*\)"),
    (
        "damaged",
        r"its content is damaged in a way .*|the file is damaged beyond repair"
        r"|the file is damaged: no page can be recovered|the file is damaged or cut short \(.*\)"
        r"|the document has no body|the book does not say what it consists of"
        r"|a list of relationships is damaged|\S+ is damaged"
        r"|the (text|slide|chapter) is damaged: .*|its list is damaged: .*"
        r"|the content cannot be read: .*|no (slide|chapter) can be read: .*"
        r"|its XML is damaged \(.*\)|it is missing from the file|it cannot be unpacked \(.*\)"
        r"|it declares a document type, which is not allowed|the page cannot be drawn",
    ),
    ("recovered", r"the file is damaged: its text was recovered without the layout"),
    ("cut_short", r"the file is cut short: pages or parts of pages may be missing"),
    ("pages", r"nothing could be read from page (?P<pages>[\d, .]+): " + _REST),
    ("page_damaged", r"page (?P<page>\d+) is damaged and was left out"),
    ("a_page_damaged", r"damaged page"),
    ("page_text", r"the text of page (?P<page>\d+) cannot be read"),
    ("page_cut", r"page (?P<pages>[\d, .]+): too much text to be searched, a part was left out"),
    ("pictures", r"the slide shows only pictures|picture without legible text"),
    ("scan", r"scanned page, not read: (?P<why>.*)"),
    ("hidden", r"slide (?P<slide>\d+) is hidden in the presentation"),
    ("slide", r"slide (?P<slide>\d+) cannot be read: .*"),
    ("chapter", r"chapter (?P<chapter>\d+) cannot be read: .*"),
    ("in_slide", r"slide (?P<slide>\d+): .*"),
    ("slides_missing", r"(?P<missing>\d+) of (?P<slides>\d+) slides are missing"),
    ("slides_order", r"the list of slides is damaged \(.*\): order taken from names"),
    ("notes", r"(the|a) .* cannot be read: .*|its notes cannot be read: .*"),
    ("headings", r"headings may be missing, .*|headings may lack their numbers: .*"),
    ("embedded", r"parts of the document are embedded files and were not read"),
    ("same", r"same content as (?P<title>.*)"),
    ("meanwhile", r"read meanwhile"),
    ("deleted", r"the source has deleted it: .*"),
    ("more", r"and (?P<more>\d+) more"),
    ("kind", r"the file is of a kind that is not read"),
)
_KNOWN = tuple((key, re.compile(form, re.IGNORECASE | re.DOTALL)) for key, form in _FORMS)


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason as it is shown, and the language it is in."""

    text: str
    language: str


def reason_in(reason: str | None, t: Texts) -> Reason | None:
    """Return a reason in the language of ``t``; where its form is not known, in English."""
    if not reason:
        return None
    parts = [_said(part, t) for part in _parts(reason)]
    if any(part is None for part in parts):
        return Reason(reason, "en")
    told = dict.fromkeys(part for part in parts if part is not None)  # several slides, one reason
    return Reason(" ".join(told), t.language)


def _parts(reason: str) -> Iterator[str]:
    """Yield the sentences of a reason, which stand between semicolons and may hold one."""
    pieces = reason.split("; ")
    while pieces:
        whole = next(
            (n for n in range(len(pieces), 0, -1) if _form("; ".join(pieces[:n])) is not None), 1
        )
        yield "; ".join(pieces[:whole])
        del pieces[:whole]


def _form(sentence: str) -> tuple[str, dict[str, str]] | None:
    for key, form in _KNOWN:
        found = form.fullmatch(sentence.strip().rstrip("."))
        if found is not None:
            return key, found.groupdict()
    return None


def _said(sentence: str, t: Texts) -> str | None:
    found = _form(sentence)
    if found is None:
        return None
    key, values = found
    if "rest" in values:
        rest = reason_in(values["rest"], t)
        if rest is None or rest.language != t.language:
            return None
        values["rest"] = rest.text
    return t(f"reason.{key}", **values)
