"""Filters as people write them (``kind:practice``, ``territory=Lombardy``) to facets and codes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from api.labels import language_codes
from corpus.errors import BadQuery, UnknownFilter

if TYPE_CHECKING:
    from corpus.vocabulary import Facet

_SEPARATOR = re.compile(r"[:=]")
_LANGUAGE_CODE = re.compile(r"[a-z]{2,3}")
_YEARS = re.compile(r"\d{4}|\d{4}\s*-\s*(?:\d{4})?|-\s*\d{4}")


def resolve_filters(pairs: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the chosen codes of each facet, in the order given, each once.

    A pair is a facet and a code, divided by the first colon or equals sign; the label of a value
    in any language does as well as its code, and for territories any name or ISTAT number that
    is unmistakable.

    Raises UnknownFilter for a facet or value that does not exist, BadQuery for a pair that is
    none and for a malformed year.
    """
    chosen: dict[str, dict[str, None]] = {}
    for pair in pairs:
        facet, value = _divided(pair)
        chosen.setdefault(facet, {})[_code(facet, value)] = None
    return {facet: tuple(codes) for facet, codes in chosen.items()}


def _divided(pair: str) -> tuple[str, str]:
    parts = _SEPARATOR.split(pair, maxsplit=1)
    facet, value = parts[0].strip().casefold(), parts[-1].strip()
    if len(parts) < 2 or not facet or not value:
        raise BadQuery(f"not a filter: {pair!r} (write it as facet:code, such as kind:practice)")
    return facet, value


def _code(facet: str, value: str) -> str:
    known = _facet(facet)
    if facet == "territory":
        return _territory(value)
    if facet == "language":
        return _language(value)
    if facet == "year":
        return _years(value)
    return _concept(known, value) if known.concepts else value


def _facet(code: str) -> Facet:
    from corpus.vocabulary import load_vocabulary

    facets = {facet.code: facet for facet in load_vocabulary().facets}
    if code not in facets:
        raise UnknownFilter(code, None, tuple(facets))
    return facets[code]


def _concept(facet: Facet, value: str) -> str:
    wanted = value.casefold()
    for concept in facet.concepts:
        names = (concept.code, *concept.pref_label.values())
        if wanted in (name.casefold() for name in names):
            return concept.code
    raise UnknownFilter(facet.code, value, facet.codes())


def _territory(value: str) -> str:
    from corpus.territory import load_territory

    territory = load_territory()
    code = territory.resolve(value)
    if code is None:
        raise UnknownFilter("territory", value, tuple(p.code for p in territory.regions))
    return code


def _language(value: str) -> str:
    names = language_codes()
    code = names.get(value.casefold(), value.casefold())
    if not _LANGUAGE_CODE.fullmatch(code):
        raise UnknownFilter("language", value, tuple(sorted(set(names.values()))))
    return code


def _years(value: str) -> str:
    if not _YEARS.fullmatch(value):
        raise BadQuery(f"not a year or a range of years: {value!r} (try 2019 or 2018-2021)")
    return "".join(value.split())
