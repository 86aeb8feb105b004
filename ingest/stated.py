"""What people write of a work in a sidecar or a manifest: the fields, their names, their checks."""

from __future__ import annotations

import datetime
import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from corpus.corrections import Value
from corpus.likeness import Kind
from corpus.records import Format
from ingest.pages import clean

_MOST_CHARS = 1_000
_MOST_CREATORS = 200
_FIRST_YEAR, _LAST_YEAR = 1000, 2100

#: Names of the fields, the first one as documented; Italian ones are understood as well.
FIELDS: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "titolo"),
    "creators": ("creators", "creator", "authors", "author", "autori", "autore"),
    "year": ("year", "date", "anno", "data"),
    "publisher": ("publisher", "editore", "ente"),
    "series": ("series", "collana"),
    "language": ("language", "lang", "lingua"),
    "format": ("type", "format", "tipo", "formato"),
    "source_url": ("source_url", "url", "indirizzo"),
}
#: Fields that tie a record to another, by the other's file name or id.
LINKS: Mapping[str, tuple[Kind, tuple[str, ...]]] = {
    "same_work_as": (Kind.SAME, ("same_work_as", "stessa_opera_di")),
    "edition_of": (Kind.EDITION, ("edition_of", "edizione_di")),
    "translation_of": (Kind.TRANSLATION, ("translation_of", "traduzione_di")),
}
_TYPES: Mapping[str, Format] = {
    "slides": Format.SLIDES,
    "presentazione": Format.SLIDES,
    "presentation": Format.SLIDES,
    "report": Format.REPORT,
    "rapporto": Format.REPORT,
    "article": Format.ARTICLE,
    "articolo": Format.ARTICLE,
    "guideline": Format.GUIDELINE,
    "guidelines": Format.GUIDELINE,
    "linee guida": Format.GUIDELINE,
    "law": Format.LAW,
    "norma": Format.LAW,
    "legge": Format.LAW,
    "web-page": Format.WEB_PAGE,
    "web page": Format.WEB_PAGE,
    "pagina web": Format.WEB_PAGE,
    "other": Format.OTHER,
    "altro": Format.OTHER,
}
_LANGUAGES: Mapping[str, str] = {
    "italiano": "it",
    "italian": "it",
    "inglese": "en",
    "english": "en",
    "francese": "fr",
    "french": "fr",
    "tedesco": "de",
    "german": "de",
    "spagnolo": "es",
    "spanish": "es",
}
_NAMES = {name: field for field, names in FIELDS.items() for name in names}
_LINK_NAMES = {name: field for field, (_, names) in LINKS.items() for name in names}


class _Wrong(ValueError):
    """A value that its field cannot take; the message says what it takes."""


@dataclass(frozen=True, slots=True)
class Stated:
    """What a person says of one file, and what could not be understood of it."""

    values: Mapping[str, Value]
    links: tuple[tuple[str, str], ...] = ()
    problems: tuple[str, ...] = ()


Given: TypeAlias = object


def stated(given: Mapping[object, Given]) -> Stated:
    """Check fields; those that are unknown or wrong are told of in ``problems`` and left out.

    Empty values say nothing: what was found stays.
    """
    values: dict[str, Value] = {}
    links: list[tuple[str, str]] = []
    problems: list[str] = []
    for key, value in given.items():
        name = re.sub(r"[\s-]+", "_", str(key).strip().lower())
        field = _NAMES.get(name) or _LINK_NAMES.get(name)
        if field is None:
            problems.append(_unknown(str(key), name))
        elif value not in (None, "", []):
            try:
                if field in LINKS:
                    links += [(LINKS[field][0].value, target) for target in _targets(value)]
                else:
                    values[field] = _CHECKS[field](value)
            except _Wrong as error:
                problems.append(f"{str(key)[:40]!r} {error}")
    return Stated(values, tuple(links), tuple(problems))


def _unknown(key: str, name: str) -> str:
    near = difflib.get_close_matches(name, [*_NAMES, *_LINK_NAMES], 1)
    known = ", ".join([*(names[0] for names in FIELDS.values()), *LINKS])
    meant = f"did you mean {near[0]!r}?" if near else f"known: {known}"
    return f"unknown field {key[:40]!r} ({meant})"


def _text(value: Given) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise _Wrong("must be a text")
    text = clean(str(value))
    if not text or len(text) > _MOST_CHARS:
        raise _Wrong(f"must be a text of at most {_MOST_CHARS} characters")
    return text


def _creators(value: Given) -> Value:
    if isinstance(value, str):
        value = [part for part in re.split(r"[;|\n]", value) if part.strip()]
    if not isinstance(value, list) or not 0 < len(value) <= _MOST_CREATORS:
        raise _Wrong("must be a name or a list of names")
    return tuple(dict.fromkeys(_text(name) for name in value))


def _year(value: Given) -> Value:
    if isinstance(value, datetime.date):
        value = value.year
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, str):
        found = re.fullmatch(r"(\d{4})(?:-\d\d(?:-\d\d)?)?|\d\d?/\d\d?/(\d{4})", value.strip())
        value = int(found.group(1) or found.group(2)) if found else value
    if isinstance(value, bool) or not isinstance(value, int):
        raise _Wrong("must be a year, such as 2021")
    if not _FIRST_YEAR <= value <= _LAST_YEAR:
        raise _Wrong(f"must be a year between {_FIRST_YEAR} and {_LAST_YEAR}")
    return value


def _language(value: Given) -> Value:
    text = _text(value).lower()
    code = _LANGUAGES.get(text, text.partition("-")[0].partition("_")[0])
    if not re.fullmatch(r"[a-z]{2}", code):
        raise _Wrong("must be a language code of two letters, such as it or en")
    return code


def _format(value: Given) -> Value:
    text = _text(value).lower()
    if text not in _TYPES:
        raise _Wrong(f"must be one of {', '.join(form.value for form in Format)}")
    return _TYPES[text].value


def _url(value: Given) -> Value:
    text = _text(value)
    if not re.fullmatch(r"https?://[^\s/]+\S*", text):
        raise _Wrong("must be a web address that begins with http:// or https://")
    return text


def _targets(value: Given) -> list[str]:
    targets = value if isinstance(value, list) else [value]
    if len(targets) > _MOST_CREATORS:
        raise _Wrong("must be a file name or a list of file names")
    # A path stands for the file it ends in: files are known by name, wherever they lie.
    return [re.split(r"[/\\]", _text(target))[-1] for target in targets]


_CHECKS: Mapping[str, Callable[[Given], Value]] = {
    "title": _text,
    "creators": _creators,
    "year": _year,
    "publisher": _text,
    "series": _text,
    "language": _language,
    "format": _format,
    "source_url": _url,
}
