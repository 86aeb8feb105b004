"""What the properties of an Office file say about the work, without what programs put there."""

from __future__ import annotations

import datetime
import re

from ingest.describe.names import GIVEN_NAMES
from ingest.describe.people import is_person
from ingest.package import Package, PartDamaged
from ingest.pages import clean
from ingest.reader import Hints
from ingest.xmltree import name

# A file made from an older one or from a template keeps that one's date of creation: when it was
# changed this many years later, the change is nearer to the publication.
_INHERITED_AFTER_YEARS = 3
_FIRST_YEAR = 1985  # before office files carried dates

# Titles and authors that programs write by themselves.
_GENERIC_TITLE = re.compile(
    r"(presentazione( standard)?( di powerpoint)?|powerpoint[- ]presentation"
    r"|powerpoint[- ]präsentation|présentation powerpoint|titolo( della)? presentazione"
    r"|presentation( title)?|(diapositiva|slide|folie) \d+|microsoft (word|powerpoint)( - .*)?"
    r"|(documento|document|untitled|senza titolo|titolo|title)\s*\d*|word document|no slide title"
    r"|.*\.(docx?|pptx?|odt|rtf|indd|pdf))",
    re.IGNORECASE,
)
_GENERIC_CREATOR = re.compile(
    r"(microsoft.*|utente.*|user\d*|windows.*|admin(istrator)?|amministratore|owner|pc|hp|acer|asus"
    r"|dell|lenovo|python-(docx|pptx)|steve canny|author|autore|redazione|staff|webmaster"
    r"|editor|unknown|sconosciuto|.*@.*|-|\W*)",
    re.IGNORECASE,
)
_GENERIC_COMPANY = re.compile(
    r"(microsoft.*|hp.*|hewlett.*|acer.*|asus.*|dell.*|lenovo.*|olidata|privat[oa]|home|casa|none"
    r"|nessuna?|company|azienda|societ[aà]|ditta|user|utente|\W*|\w{1,2})",
    re.IGNORECASE,
)


def package_hints(package: Package) -> Hints:
    """Return the hints of the properties; none from a part that is missing or damaged."""
    values = _properties(package, "core-properties", "docProps/core.xml")
    more = _properties(package, "extended-properties", "docProps/app.xml")
    # python-pptx and python-docx leave the dates of their templates (2013) in what they write.
    dated = not re.search(r"python-(pptx|docx)", values.get("description", ""))
    return Hints(
        title=real_title(values.get("title")),
        creators=real_creators(values.get("creator")),
        year=_year(values.get("created"), values.get("modified")) if dated else None,
        language=language_code(values.get("language")),
        publisher=_company(more.get("Company")),
    )


def _properties(package: Package, kind: str, usual: str) -> dict[str, str]:
    try:
        root = package.tree(package.linked("", kind) or usual)
    except PartDamaged:
        return {}
    return {name(e): clean(e.text or "") for e in root}


def _company(value: str | None) -> str | None:
    return None if not value or _GENERIC_COMPANY.fullmatch(value) else value


def real_title(title: str | None) -> str | None:
    """Return a title, or None for one that a program made up."""
    title = clean(title or "")
    if not any(c.isalpha() for c in title) or _GENERIC_TITLE.fullmatch(title):
        return None
    return title


def real_creators(field: str | None) -> tuple[str, ...]:
    """Return the names in an author field, without those of programs and machines."""
    parts = re.split(r"[;\n]| & | and (?=[A-Z])", field or "")
    names = (name for part in parts for name in _several(clean(part)))
    return tuple(dict.fromkeys(n for n in names if n and not _is_account(n)))


def _is_account(name: str) -> bool:
    """Whether a name is that of a program or of an account: ``mrossi``, ``Utente``, ``Marta``."""
    if _GENERIC_CREATOR.fullmatch(name):
        return True
    return " " not in name and (name.islower() or name.lower() in GIVEN_NAMES)


def _several(names: str) -> list[str]:
    """Take "Ada Neri, Ugo Blu" apart, and leave "Neri, Ada" and "Rete e territorio" whole."""
    for separator in (", ", " e "):
        parts = names.split(separator)
        if len(parts) > 1 and (
            all(" " in part for part in parts)
            if separator == ", "
            else all(is_person(part) for part in parts)
        ):
            return [name for part in parts for name in _several(part)]
    return [names]


def language_code(value: str | None) -> str | None:
    """Return the two letters of a language tag such as ``it-IT``; None for anything else."""
    found = re.match(r"([a-z]{2})(?:[-_].*)?$", (value or "").strip().lower())
    return found.group(1) if found else None


def plausible_year(value: str | None) -> int | None:
    """Return the first year in a date that a digital document can have."""
    latest = datetime.datetime.now(tz=datetime.UTC).year + 1
    for found in re.finditer(r"(?<!\d)(?:19|20)\d\d(?!\d)", value or ""):
        if _FIRST_YEAR <= int(found.group()) <= latest:
            return int(found.group())
    return None


def _year(created: str | None, modified: str | None) -> int | None:
    first, last = plausible_year(created), plausible_year(modified)
    if first and last and last - first >= _INHERITED_AFTER_YEARS:
        return last
    return first or last
