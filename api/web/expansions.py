"""Other names that were searched for too, with the ways to search without them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from api.texts import Texts
from api.web.address import Address
from index.answers import Expansion

_MOST_NAMES = 6


@dataclass(frozen=True, slots=True)
class ExpansionView:
    """What words of the query were taken for, and the address of the search without it."""

    words: str
    label: str
    years: str
    names: str
    ambiguous: bool
    url: str


def expansion_views(
    expansions: Iterable[Expansion], address: Address, t: Texts
) -> list[ExpansionView]:
    """Return the expansions of an answer for the page."""
    return [
        ExpansionView(
            words=found.words,
            label=found.label.get(address.language) or next(iter(found.label.values()), ""),
            years=years(found),
            names=", ".join(_names(found, t)),
            ambiguous=found.ambiguous,
            url=address.without_term(found.concept).url,
        )
        for found in expansions
    ]


def years(found: Expansion) -> str:
    """Return the years in which something held, as people write them."""
    if found.since is None and found.until is None:
        return ""
    return f"{found.since or ''}–{found.until or ''}"


def _names(found: Expansion, t: Texts) -> list[str]:
    """Return the names that passages hold, those of another time marked as such."""
    held = [name for name in found.names if name.passages]
    shown = [
        name.label
        if name.relation.value == "same"
        else f"{name.label} ({t(f'expansion.{name.relation.value}')})"
        for name in held[:_MOST_NAMES]
    ]
    return [*shown, *(["…"] if len(held) > _MOST_NAMES else [])]
