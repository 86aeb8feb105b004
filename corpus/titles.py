"""Titles compared: what two editions of one work have in common in theirs."""

from __future__ import annotations

import re
import unicodedata

from corpus.identifiers import digest

_WORD = re.compile(r"\w+")
# Words that tell one edition from another, and so are no part of the key. Years and numbers of
# editions go too: "Report 2023, 2nd edition" has the key of "Report".
_EDITION_WORDS = frozenset(
    """
    edizione ed edition edn seconda terza quarta quinta prima nuova aggiornata riveduta ampliata
    second third fourth fifth first new revised updated enlarged version versione bozza draft
    finale final def
    """.split()  # noqa: SIM905 - a list of words reads better as text
)
_NUMERAL = re.compile(r"(?:19|20)\d\d|\d{1,2}(?:st|nd|rd|th|a|o)?|[ivx]+")
_LEAST_WORDS = 3  # a title such as "Rapporto annuale" is everybody's


def plain_words(text: str) -> list[str]:
    """Return the words of a text in lower case, without accents and punctuation."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return _WORD.findall("".join(c for c in plain if not unicodedata.combining(c)))


def title_key(title: str) -> str | None:
    """Return a key (16 hex digits) that titles of editions of one work share.

    Case, accents, punctuation, years and words such as "second edition" do not matter. None for
    a title of less than three other words, which says too little.
    """
    words = [w for w in plain_words(title) if w not in _EDITION_WORDS and not _NUMERAL.fullmatch(w)]
    return digest("title", *words) if len(words) >= _LEAST_WORDS else None
