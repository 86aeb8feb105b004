"""Words of a text as the lexical index knows them.

One chain for passages, queries and highlights, so that they always agree: split at everything
that is no letter or digit (so at apostrophes: "dell'innovazione" gives "innovazione"), lower
case, accents folded *before* stemming ("attività" and "attivita" are one word), stop words out,
Snowball stems of the passage's language.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

import tantivy

LANGUAGES = ("it", "en")
_STEMMERS = {"it": "italian", "en": "english"}

#: Runs of letters and digits, what Tantivy's simple tokenizer makes of a text.
WORD = re.compile(r"[^\W_]+")

# Function words only, folded; elided articles and prepositions as the tokenizer leaves them.
# "non" stays out of the list: what did not work is what people look for.
_STOP_WORDS = {
    "it": (
        "a ad agli ai al all alla alle allo anche che chi ci co coi col come con cui d da dagli "
        "dai dal dall dalla dalle dallo de degli dei del dell della delle dello di dov dove e ed "
        "era erano essere fa fra gli ha hanno ho i il in io l la le lei li lo loro lui ma mi mia "
        "mie miei mio ne negli nei nel nell nella nelle nello noi nostra nostre nostri nostro o "
        "od per pero piu po quale quali quando quanto quel quell quella quelle quelli quello "
        "quest questa queste questi questo qui se sei si sia siamo siano sono sta stata state "
        "stati stato su sua sue sugli sui sul sull sulla sulle sullo suo suoi tra tu tua tuo un "
        "una uno v vi voi c m n s t gia cosa cosi sara stesso stessa poi puo possono fare fatto "
        "proprio essi essa"
    ),
    "en": (
        "a about an and any are as at be been being but by can could did do does for from had has "
        "have he her his how i if in into is it its may more most no of on or our she should so "
        "some such than that the their them then there these they this those to was we were what "
        "when where which who whom why will with would you your s t"
    ),
}


_COMPOUND = re.compile(r"[^\W_]+(?:[-\u2010\u2011][^\W_]+)+")


def join_compound(word: str) -> str:
    """Return a hyphenated word written in one: "socio-sanitario" gives "sociosanitario"."""
    return "".join(WORD.findall(word))


def with_compounds(text: str) -> str:
    """Return a text followed by its hyphenated words written in one, to be found either way."""
    found = dict.fromkeys(join_compound(match) for match in _COMPOUND.findall(text))
    return "\n".join((text, *found))


@cache
def stop_words(language: str) -> frozenset[str]:
    """Return the words of a language that carry no content of their own, folded."""
    return frozenset(_STOP_WORDS[language].split())


@cache
def stemming(language: str) -> tantivy.TextAnalyzer:
    """Return the chain for passages in a language."""
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(60))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.custom_stopword(sorted(stop_words(language))))
        .filter(tantivy.Filter.stemmer(_STEMMERS[language]))
        .build()
    )


@cache
def plain() -> tantivy.TextAnalyzer:
    """Return the chain for exact words: as written but for case and accents."""
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(60))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .build()
    )


@lru_cache(maxsize=50_000)
def stem(word: str, language: str) -> str | None:
    """Return the stem of one word, None for a stop word."""
    found = stemming(language).analyze(word)
    return found[0] if found else None


@lru_cache(maxsize=50_000)
def fold(word: str) -> str:
    """Return one word as the exact field holds it."""
    found = plain().analyze(word)
    return found[0] if found else ""
