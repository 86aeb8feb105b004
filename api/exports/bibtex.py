r"""BibTeX: each record once, in UTF-8, with what means something to TeX escaped.

BibTeX counts braces whether or not a backslash stands before them, so ``\{`` would unbalance an
entry: braces are written by name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from api.exports.hits import Found
from api.exports.ris import one_line
from corpus.records import Format, Record
from ingest.describe.people import is_person

_TYPES: Mapping[Format, str] = {
    Format.SLIDES: "misc",
    Format.REPORT: "techreport",
    Format.ARTICLE: "article",
    Format.GUIDELINE: "manual",
    Format.LAW: "misc",
    Format.WEB_PAGE: "misc",
    Format.OTHER: "misc",
}
_SHOWN_AS: Mapping[Format, str] = {
    Format.SLIDES: "Slides",
    Format.LAW: "Law",
    Format.WEB_PAGE: "Web page",
}
#: The field that says who brought a work out, by type of entry.
_BODY: Mapping[str, str] = {
    "techreport": "institution",
    "manual": "organization",
    "article": "publisher",
    "misc": "publisher",
}
_SERIES: Mapping[str, str] = {"article": "journal"}
_SPECIAL = {
    **{ord(c): f"\\{c}" for c in "&%$#_"},
    ord("\\"): "{\\textbackslash}",
    ord("{"): "{\\textbraceleft}",
    ord("}"): "{\\textbraceright}",
    ord("~"): "{\\textasciitilde}",
    ord("^"): "{\\textasciicircum}",
    ord('"'): "{\\textquotedbl}",
}
_IN_ADDRESS = {ord("{"): "%7B", ord("}"): "%7D", ord("\\"): "%5C", ord('"'): "%22", ord(" "): "%20"}
_AND = re.compile(r"\band\b", re.IGNORECASE)


def write_bibtex(found: Found) -> Iterator[str]:
    """Yield the records."""
    for record in found.records():
        kind = _TYPES[record.description.format]
        fields = "".join(f",\n  {name} = {{{value}}}" for name, value in _fields(record, kind))
        yield f"@{kind}{{prassi-{record.id}{fields}\n}}\n\n"


def escaped(text: str) -> str:
    """Return a text as TeX shows it, on one line."""
    return one_line(text).translate(_SPECIAL)


def _fields(record: Record, kind: str) -> Iterator[tuple[str, str]]:
    what = record.description
    yield "title", f"{{{escaped(what.title)}}}"  # in braces: styles leave its capitals alone
    if what.creators:
        yield "author", " and ".join(map(_name, what.creators))
    if what.year is not None:
        yield "year", f"{what.year:04d}"
    optional = {
        _BODY[kind]: what.publisher,
        _SERIES.get(kind, "series"): what.series,
        "howpublished": _SHOWN_AS.get(what.format),
        "language": what.language,
        "note": f"Prassi {record.id}, file {record.file_name}",
    }
    for name, value in optional.items():
        if value:
            yield name, escaped(value)
    if what.source_url:
        yield "url", one_line(what.source_url).translate(_IN_ADDRESS)


def _name(creator: str) -> str:
    """Return a name; what is not a person's is put in braces, so that it is not taken apart."""
    name = escaped(creator)
    comma_form = creator.count(",") == 1 and is_person(creator.replace(",", " "))
    person = (is_person(creator) or comma_form) and not _AND.search(creator)
    return name if person else f"{{{name}}}"
