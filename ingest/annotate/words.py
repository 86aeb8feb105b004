"""Words of a text and the forms under which labels are compared."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache


def word_set(text: str) -> frozenset[str]:
    """Return the words of a text as a set, for lists kept readable."""
    return frozenset(text.split())


# Italian elision ends a word ("dell'ASL" is two words); English keeps the possessive inside.
_WORD = {
    "it": re.compile(r"\d+(?:[.,]\d+)*|[^\W_]+['’](?=\w)|[^\W_]+|[^\w\s]|_"),
    "en": re.compile(r"\d+(?:[.,]\d+)*|[^\W_]+(?:['’][^\W_]+)*['’]?|[^\w\s]|_"),
}
_ACRONYM = 4
_HYPHENS = frozenset("-‐‑‒–")
_APOSTROPHES = "'’"

# Prepositions with and without article count as one word.
_PREPOSITIONS = {
    form: base
    for base, forms in {
        "di": "di del dello della dei degli delle dell d",
        "a": "a ad al allo alla ai agli alle all",
        "da": "da dal dallo dalla dai dagli dalle dall",
        "in": "in nel nello nella nei negli nelle nell",
        "su": "su sul sullo sulla sui sugli sulle sull",
        "con": "con col coi",
        "e": "e ed",
    }.items()
    for form in forms.split()
}
# Words whose ending tells them from another word ("caso" is not "casa", "minori" not "minore").
# One group a line, its first word stands for all.
_KEPT_GROUPS = """
    casa case
    caso casi
    fondo fondi
    nido nidi
    arte arti
    parte parti
    farmacia farmacie
    minore
    minori
    banco banchi
    istruzioni
    mostra mostre
    porta porte
    corso corsi
    dati
    data
    stato
    stati
    centro centri
    danza danze
    fede
    coro cori
    zona zone
    festa feste
    mensa mense
    mutua mutue
    mutuo mutui
    cura cure
    cittadina cittadine
    rete reti
    roma
"""
_KEPT_IT = {
    form: forms[0]
    for forms in (line.split() for line in _KEPT_GROUPS.strip().splitlines())
    for form in forms
}
_KEPT_EN = word_set("commons arts goods news")


def find_words(text: str, language: str) -> list[tuple[int, int]]:
    """Return the offsets of words, numbers and marks of a text, in order."""
    return [match.span() for match in _WORD[language].finditer(text)]


def bare(word: str) -> str:
    """Return a word in lower case without accents."""
    if word.isascii():
        return word.lower()
    decomposed = unicodedata.normalize("NFD", word.lower())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


@lru_cache(maxsize=65536)
def italian_form(word: str) -> str:
    """Return an Italian word without case, accents, elision, gender and number.

    ``cooperative`` and ``cooperativa`` give ``cooperativ``; ``dell'`` gives ``di``.
    """
    if word in _HYPHENS:
        return "-"
    if word in "èÈ":
        return "è"
    form = bare(word).rstrip(_APOSTROPHES)
    if form in _PREPOSITIONS:
        return _PREPOSITIONS[form]
    if form in _KEPT_IT:
        return _KEPT_IT[form]
    if len(form) <= 3 or not form.isalpha() or _keeps_ending(word):
        return form
    return _without_ending(form)


def _keeps_ending(word: str) -> bool:
    # Acronyms, and words stressed on the last vowel, have no other form.
    return _is_acronym(word) or word[-1] in "àèéìòù"


def _is_acronym(word: str) -> bool:
    # Longer words in capitals are mostly headings; the acronyms among them end in a consonant.
    return len(word) <= _ACRONYM and word.isupper()


def _without_ending(form: str) -> str:
    if form[-1] not in "aeio":
        return form
    form = form[:-1]
    if form.endswith(("ch", "gh")):
        return form[:-1]
    if form.endswith("i") and len(form) > 3:
        return form[:-1]
    return form


@lru_cache(maxsize=65536)
def english_form(word: str) -> str:
    """Return an English word without case, accents, possessive and plural."""
    if word in _HYPHENS:
        return "-"
    form = bare(word).replace("’", "'")
    form = form.removesuffix("'s").rstrip("'")
    if len(form) <= 3 or not form.isalpha() or _is_acronym(word) or form in _KEPT_EN:
        return form
    if form.endswith("ies") and len(form) > 4:
        return form[:-3] + "y"
    if form.endswith(("sses", "xes", "zes", "ches", "shes")):
        return form[:-2]
    if form.endswith("s") and not form.endswith(("ss", "us", "is")):
        return form[:-1]
    return form


FORMS = {"it": italian_form, "en": english_form}
