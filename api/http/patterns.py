"""What filters, fields and cursors look like, for the description of the API.

Filters are taken by label and in other spellings too; described is what is always right.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from corpus.territory import load_territory
from corpus.vocabulary import load_vocabulary

#: ``s2.`` or ``r1.`` and what follows, in base64 for addresses; see api.cursor.
SEARCH_CURSOR = "^(?:czIu[A-Za-z0-9_-]{40,60})?$"
RECORDS_CURSOR = "^(?:cjEu[A-Za-z0-9_-]{20,24})?$"
CORRECTIONS_CURSOR = "^(?:c1-[0-9]{1,18})?$"

_YEAR = "[12][0-9]{3}(?:-(?:[12][0-9]{3})?)?"
_FREE = r"[A-Za-z0-9À-ž][A-Za-z0-9À-ž .,'’&()/-]{0,100}"


@cache
def filter_pattern() -> str:
    """Return the pattern of a filter: a facet of the vocabulary and one of its codes."""
    facets = load_vocabulary().facets
    chosen = [f"{facet.code}:{_codes(facet.code, facet.codes())}" for facet in facets]
    return f"^(?:{'|'.join(chosen)})?$"


def listed_pattern(names: Iterable[str]) -> str:
    """Return the pattern of a list of names divided by commas, which may be empty."""
    one = f"(?:{'|'.join(map(re.escape, names))})"
    return f"^(?:{one}(?:,{one}){{0,40}})?$"


def _codes(facet: str, codes: tuple[str, ...]) -> str:
    if facet == "year":
        return _YEAR
    if facet == "language":
        return "[a-z]{2}"
    if facet == "territory":
        codes = tuple(place.code for place in load_territory().regions)
    return f"(?:{'|'.join(map(re.escape, codes))})" if codes else _FREE
