"""What people say of labels, from how they write it to what is judged."""

from __future__ import annotations

import re

from corpus.errors import BadQuery
from corpus.judgements import Verdict, Wish, check_label

_SEPARATOR = re.compile(r"[:=]")


def wish_of(text: str, verdict: Verdict, pair: str, words: str | None) -> Wish:
    """Return what is wanted of the passage with this text.

    ``pair`` is facet and code (``theme=housing``), ``words`` stand in the text, else the whole
    passage is meant; they count for what is added or confirmed.

    Raises BadQuery for a pair that is none and for words that are not there, UnknownFilter.
    """
    parts = _SEPARATOR.split(pair, maxsplit=1)
    facet, code = parts[0].strip(), parts[-1].strip()
    if len(parts) < 2 or not facet or not code:
        raise BadQuery(f"not a label: {pair!r} (write it as facet=code, such as theme=housing)")
    check_label(facet, code)
    place = None if verdict is Verdict.REMOVE else words_in(text, words)
    return Wish(verdict, facet, code, place)


def words_in(text: str, words: str | None) -> tuple[int, int] | None:
    """Return where words stand first in a text, however they are spaced; None for no words.

    Raises BadQuery if they are not there.
    """
    if words is None or not words.strip():
        return None
    pattern = r"\s+".join(map(re.escape, words.split()))
    found = re.search(pattern, text) or re.search(pattern, text, re.IGNORECASE)
    if found is None:
        raise BadQuery(f"These words are not in the passage: {words!r}.")
    return found.span()
