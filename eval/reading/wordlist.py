"""A list of Italian and English words, from the lookup tables that spaCy is installed with."""

from __future__ import annotations

import gzip
import importlib.resources
import json
import re
from functools import cache

_TABLES = ("it_lemma_lookup", "en_lemma_lookup")
_FREQUENT = ("en_lexeme_prob", -16.0)  # natural logarithm of a word's share of a big corpus
_WORD = re.compile(r"[^\W\d_]+")
# What apostrophes cut off; the tables have them with the apostrophe or not at all.
_ELIDED = (
    "l un dell all dall nell sull coll quell quest bell sant c d m n s t v gl ex anch com cos "
    "dov quand senz mezz pover quant tutt alcun nessun ciascun qualcun po mo ll ve re don isn"
)


@cache
def words() -> frozenset[str]:
    """All forms, in lower case, of letters only."""
    known = set(_ELIDED.split())
    for name in _TABLES:
        for form, lemma in _table(name).items():
            known.update(_WORD.findall(f"{form} {lemma}".lower()))
    name, least = _FREQUENT
    shares = _table(name).items()
    known.update(word for word, share in shares if float(share) > least and word.isalpha())
    return frozenset(known)


def _table(name: str) -> dict[str, str | float]:
    folder = importlib.resources.files("spacy_lookups_data") / "data"
    with (folder / f"{name}.json.gz").open("rb") as packed:
        table: dict[str, str | float] = json.loads(gzip.decompress(packed.read()))
    return table
