"""Names of people: told from other capitalised words, and taken apart where several stand."""

from __future__ import annotations

import re

from ingest.describe.names import GIVEN_NAMES
from ingest.pages import clean

_PARTICLES = frozenset(
    """
    de di da del dei della delle dello degli dal dalla dall d la le lo van von der den ter zu of
    el al bin ibn y e dos das do san
    """.split()  # noqa: SIM905 - a list of words reads better as text
)
_TITLES = re.compile(
    r"^(?:(?:prof|prof\.ssa|profssa|dott|dott\.ssa|dottssa|dr|dr\.ssa|ing|arch|avv|on|sig|sig\.ra|mr"
    r"|mrs|ms|phd|ph\.d|msc|don|suor|padre)\.?(?:ssa)?\s+)+",
    re.IGNORECASE,
)
# Words of bodies, places and works: a name that holds one is nobody's.
_NOT_PEOPLE = frozenset(
    """
    agenzia agency alleanza alliance amministrazione anno area asl assessorato associazione
    association ats authority azienda banca bank bilancio board camera caritas casa centre center
    centro charity città cnel college comitato committee commissione commission community compagnia
    comune comuni comunità confederazione conferenza consiglio consorzio consortium cooperativa
    cooperative corso council country csv department dipartimento direzione distretto division
    dossier editore edizioni ente enti european europea evaluation facoltà federazione federation
    fondazione fondo forum foundation gruppo group guida health indagine indice institute istituto
    italia italian italiana italiano italy laboratorio legge library linee local lotta manuale
    ministero ministry modello national nazionale network nuova nuove nuovo office onlus
    organisation organization osservatorio observatory politiche politica press progetto programma
    programme project provincia quaderni quaderno rapporto rapporti rassegna regionale regione
    relazione report research rete rivista salute sanitaria sanitario school scuola scuole
    segreteria
    servizi servizio service services settore sezione sindacato sistema social sociale sociali
    società society sportello stato statistica strategia studi studio studies system team terzo
    trust ufficio union unione unit università university valutazione volontariato welfare working
    world abstract autori authors contatti indirizzo introduzione premessa prefazione sommario
    """.split()  # noqa: SIM905 - a list of words reads better as text
)
_SUPERSCRIPT = re.compile(r"[\d*†‡§¶°¹²³⁰-⁹ª#]+(?:\s*,\s*[\d*†‡§¶°¹²³⁰-⁹ª#]+)*|\([^)]{1,60}\)")
_APART = re.compile(
    r"\s*[;,|•·]\s*(?:(?:e|ed|and)\s+(?=[A-ZÀ-Ý]))?|\s+(?:e|ed|and|with|con)\s+(?=[A-ZÀ-Ý])|\s*&\s*|\n"
)
_INITIALS = re.compile(r"(?:[A-ZÀ-Ý]\.?-?){1,3}")
_WORD = re.compile(r"[^\W\d_]+(?:['’\-.][^\W\d_]+)*[.'’]?")
_MOST_WORDS = 5
_MOST_INITIALS = 4
_MOST_PEOPLE = 40


def is_person(text: str, *, surely: bool = False) -> bool:
    """Whether a text has the shape of a person's name; ``surely`` asks for a known given name."""
    words = text.split()
    if not 2 <= len(words) <= _MOST_WORDS:
        return False
    names = [w for w in words if w.lower().rstrip("'’") not in _PARTICLES]
    if not all(_is_name_word(word) for word in names):
        return False
    full = [w for w in names if not _INITIALS.fullmatch(w)]
    if not full or len(names) < 2:
        return False
    if any(w.lower().rstrip(".,") in _NOT_PEOPLE for w in words):
        return False
    return not surely or any(w.lower() in GIVEN_NAMES for w in re.split(r"[\s\-]", text))


def _is_name_word(word: str) -> bool:
    if _INITIALS.fullmatch(word):
        return True
    return bool(_WORD.fullmatch(word)) and word[0].isupper() and len(word.strip(".")) > 1


def people_in(text: str, *, surely: bool = False) -> tuple[str, ...]:
    """Return the names in a list of people, nothing if any part of it is no person.

    Numbers and signs that refer to affiliations or notes are left out, and so are titles. With
    ``surely``, at least half of them must have a known given name.
    """
    parts = [tidied(part) for part in _APART.split(_SUPERSCRIPT.sub(" ", clean(text)))]
    names = [part for part in parts if part]
    if not names or len(names) > _MOST_PEOPLE or not all(map(is_person, names)):
        return ()
    known = sum(1 for name in names if is_person(name, surely=True))
    if surely and 2 * known < len(names):
        return ()
    return tuple(dict.fromkeys(map(_in_lower_case, names)))


def leading_people(text: str) -> tuple[str, ...]:
    """Return the people a text begins with, as in "Ada Rossi, sociologa - Ente, 2020"."""
    start = re.split(r"\s+[–—-]\s+|\.\s+(?=[A-ZÀ-Ý]\w{2,})|\(", text)[0]
    found: list[str] = []
    for part in _APART.split(_SUPERSCRIPT.sub(" ", clean(start))):
        name = tidied(part)
        if not is_person(name, surely=True):
            break
        found.append(_in_lower_case(name))
    return tuple(dict.fromkeys(found))


def tidied(name: str) -> str:
    """Return a name without title, signs and dots around it."""
    return _TITLES.sub("", clean(name).strip(" .,:;*()[]–—-")).strip()


def _in_lower_case(name: str) -> str:
    """Return a name as names are written: ``DE ROSSI Mario`` is ``De Rossi Mario``.

    Words of two capitals stay: they are initials, unless the whole name is in capitals.
    """
    least = 2 if name.isupper() and len(name) > _MOST_INITIALS else 3
    words = re.compile(rf"[^\W\d_]{{{least},}}|(?<=['’])[^\W\d_]+|[^\W\d_]+(?=['’ ])")

    def written(match: re.Match[str]) -> str:
        word = match.group()
        named = len(word) >= least or word.lower() in _PARTICLES
        return word.capitalize() if word.isupper() and len(word) > 1 and named else word

    return words.sub(written, name)
