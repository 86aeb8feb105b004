"""Names of projects and organisations, and acronyms with what they stand for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from corpus.records import Annotation
from ingest.annotate.words import word_set

if TYPE_CHECKING:
    from spacy.tokens import Doc

_CAP = r"(?:[A-ZÀ-Ý0-9][\w@+&]*+(?:[-.'’/][\w@+&]++)*+)"
_OF = r"di|del|dello|della|dei|degli|delle|per|of|for"
_ELIDED = r"(?:[Dd]ell|[Aa]ll|[Nn]ell|[Dd]|[Ll]|[Ss]ull)['’]"
#: Words with a capital, joined by a small word at most each: up to seven.
_RUN = (
    rf"{_CAP}(?:[^\S\n]+(?:(?:{_OF}|e|ed|in|nel|a|al|alla|ai|alle|con|da|dal|su|sul|tra|fra|and|to|"
    rf"with)[^\S\n]+|{_ELIDED}|[&+–-][^\S\n]+)?{_CAP}){{0,6}}"
)
#: The same without "and": an organisation after another is one of its own.
_OWN_RUN = rf"{_CAP}(?:[^\S\n]+(?:(?:{_OF})[^\S\n]+|{_ELIDED}|[&+–-][^\S\n]+)?{_CAP}){{0,6}}"
_QUOTED = (
    r"(?:“([^”“\n]{2,70})”|«[^\S\n]?([^»«\n]{2,70}?)[^\S\n]?»|\"([^\"\n]{2,70})\"|"
    r"‘([^’‘\n]{4,70})’)"
)
_TITLED = (
    r"(?:denominat[oa]|chiamat[oa]|intitolat[oa]|dal titolo|dal nome|detto|called|named|titled)"
)
_LOWER = r"(?:[^\S\n]+[a-zà-ý]['’a-zà-ý-]*)"

# What is named is the word that follows; of the second group the word is part of the name.
_PLAIN = r"progett[oi]|iniziativa|sperimentazione|campagna|programma|project|initiative|pilot"
_PART = r"sportello|emporio|laboratorio|hub|portierato|cantiere|officina"
# Too often said of what is no initiative: only with a name in quotation marks.
_QUOTED_ONLY = r"rete|piattaforma|servizio|centro|modello|percorso|bando|esperienza|network|service"
_ITALIAN = re.compile(
    rf"(?<!\w)(?:(?i:(?P<plain>{_PLAIN})|(?P<part>{_PART})|(?P<only>{_QUOTED_ONLY})))"
    rf"(?:(?:{_LOWER}){{0,6}}?,?[^\S\n]*(?P<quoted>{_QUOTED})"
    rf"|(?:[^\S\n]+(?:pilota|europeo|sperimentale|territoriale|{_TITLED}))?[^\S\n]+(?P<run>(?(only)(?!)|{_RUN})))"
)
# "Un servizio di ascolto che si chiama Voce": only where the thing named was said just before.
_CALLED = re.compile(
    rf"(?<!\w)(?i:progetto|programma|iniziativa|servizio|sportello|piattaforma|centro|rete|app|"
    r"project|programme|program|initiative|service|scheme|network|platform|pilot|centre)"
    r"(?:[^\S\n]+[\w'’,-]+){0,8}?[^\S\n]+(?:si chiama(?:va)?|che chiamiamo|"
    r"(?:è stat[oa] |è )?(?:chiamat|denominat|battezzat|ribattezzat|intitolat)[oa]|"
    r"(?:is|was|are|were)?[^\S\n]?(?:called|named|known as))"
    rf"[^\S\n]+(?:(?P<quoted>{_QUOTED})|(?P<run>{_RUN}))"
)
_ENGLISH = re.compile(
    rf"(?<!\w)(?P<run>{_RUN})[^\S\n]+(?i:project|programme|program|initiative|pilot|scheme|campaign)"
    r"(?!\w)"
)
# First words that are none of a name's, and words that alone make none.
_NEVER_FIRST = word_set(
    "Regione Comune Comuni Provincia Fondazione Associazione Cooperativa Consorzio Caritas ASL "
    "AUSL Asl Ausl Ministero Italia Nazionale Operativo Regionale Europeo Quadro PNRR Sociale "
    "Sociali Terapeutico Individuale Individualizzato Personalizzato Educativo Il La Lo Le Gli I "
    "Un Una L' L’ In Nel Per Di Horizon Erasmus Research Art Stato This These Our Their Its Each "
    "Such Such Another Any Both Many Most Some Other Under When Since While Although However FSE "
    "National European Italian Regional State EU UE WHO OMS OECD OCSE Welfare Migrazione"
)
_GENERIC = word_set(
    "pilota sociale sociali europeo nazionale regionale locale territoriale vita personalizzato "
    "individuale the a an pilot research new national european social local regional community "
    "health public state government eu uk us development innovation housing education training "
    "care support policy reform action strategic main first second third next current italian "
    "sanitario nazionali operativo quadro integrato di ricerca formazione"
)
_LEADING = re.compile(
    r"^(?:The|In|This|Our|A|An|And|For|With|By|From|As|At|Under|Through|To)[^\S\n]+"
)

_LEGAL = (
    r"(?:S\.?p\.?A\.?|S\.?r\.?l\.?|s\.?c\.?s\.?|S\.?C\.?S\.?|[Oo]nlus|ONLUS|ODV|OdV|APS|ETS|"
    r"S\.?c\.?a\.?r\.?l\.?|[Ss]ociet[àa] [Cc]ooperativa(?: [Ss]ociale)?|Ltd|CIC|gGmbH)"
)
_HEADED = (
    r"Fondazion[ei]|[Aa]ssociazione|[Cc]ooperativa(?: [Ss]ociale)?|Consorzi[oa]|consorzio|"
    r"Caritas(?: [Dd]iocesana)?|Comun[ei]|Citt[àa]|Municipio|Provincia|Regione|"
    r"A?ASL|AUSL|ATS|ASST|ULSS|USL|Asl|Ausl|Azienda [Ss]anitaria(?: [Ll]ocale)?|Azienda USL|"
    r"Universit[àa]|Politecnico|Ministero|Diocesi|Parrocchia|Ambito(?: [Tt]erritoriale)?|"
    r"Unione(?: dei [Cc]omuni)?|CSV|Acli|ACLI|Arci|ARCI|Auser|AUSER|Anffas|ANFFAS|"
    r"Confcooperative|Legacoop|Banca|Municipality|University|Ministry|City|Region|Province"
)
_ORGANISATION = re.compile(
    rf"(?<!\w)(?P<head>{_HEADED})"
    rf"(?:[^\S\n]+(?:(?:{_OF}|the)[^\S\n]+|(?:dell|per l|d)['’]){{0,2}}"
    rf"(?:{_QUOTED}|{_OWN_RUN}))(?:[^\S\n]+{_LEGAL}(?!\w))?"
    rf"|(?<!\w){_OWN_RUN}[^\S\n]+(?:{_LEGAL}|Foundation|Association|Trust|Council|Cooperative)(?!\w)"
)
_ACRONYM = re.compile(r"(?<=[\w”»\"])\s\((?:[“«\"])?([A-Z][A-Za-z0-9&+-]{1,9})(?:[”»\"])?\)")
_OTHER = re.compile(rf"[^\S\n]+(?:[a-zà-ý]+(?:['’]|[^\S\n]+))?(?:{_HEADED})(?!\w)")
_TO_PLACE = re.compile(r"\s+(?:di|a|ad|in|nel|nella|del|della|of|nell['’]|dell['’])\s*\Z")
_WORD = re.compile(r"[^\W_]+")
_SMALL = word_set(
    "di del dello della dei degli delle d dell e ed in nel per a al alla ai con da su tra fra of "
    "the and for to il lo la i gli le l un una"
)


def mark_names(doc: Doc) -> Doc:
    """Add names of projects and organisations, and spelt-out acronyms, to the annotations."""
    annotations: list[Annotation] = doc.user_data["annotations"]
    places = {a.start: a.end for a in annotations if a.facet == "territory"}
    annotations.extend(find_names(doc.user_data["text"], places))
    return doc


def find_names(text: str, places: Mapping[int, int] | None = None) -> list[Annotation]:
    """Return facets ``project``, ``organisation`` and ``acronym``.

    The code of a name is the name as it is written on one line; that of an acronym its letters,
    the words it stands for being the evidence. ``places`` gives the end of each place in the text
    by its start: "lo sportello Donna di Torino" is called "sportello Donna".
    """
    return [*_projects(text, places or {}), *_organisations(text), *_acronyms(text)]


def _projects(text: str, places: Mapping[int, int]) -> Iterator[Annotation]:
    for match in _ITALIAN.finditer(text):
        if match.group("quoted"):
            yield from _one(text, *_inside(match, "quoted"), "quoted-name", 0.9)
            continue
        start, end = match.start("run"), _before_place(match, places)
        if not _bare(text[start:end]):
            # "Sportello Donna" is called so, small letter or not.
            whole = match.start("part") if match.group("part") else start
            yield _name("project", text, whole, end, "named-project", 0.8)
    for match in _CALLED.finditer(text):
        place = _inside(match, "quoted") if match.group("quoted") else match.span("run")
        yield from _one(text, *place, "called", 0.8)
    for match in _ENGLISH.finditer(text):
        start, end = match.span("run")
        while leading := _LEADING.match(text[start:end]):
            start += leading.end()
        yield from _one(text, start, end, "project-named", 0.8)


def _one(text: str, start: int, end: int, rule: str, confidence: float) -> Iterator[Annotation]:
    # What is quoted without a capital is a word somebody doubts, not a name.
    if not _bare(text[start:end]) and not text[start].islower():
        yield _name("project", text, start, end, rule, confidence)


def _before_place(match: re.Match[str], places: Mapping[int, int]) -> int:
    """Return where a name ends: before a place or an organisation that closes it."""
    start, end = match.span("run")
    other = _OTHER.search(match.string, start + 1, end)
    if other:
        end = other.start()
    for at, to in places.items():
        if start < at and to == end:
            before = _TO_PLACE.search(match.string, start, at)
            if before and before.start() > start:
                return before.start()
    return end


def _inside(match: re.Match[str], group: str) -> tuple[int, int]:
    """Return the place of what stands between the marks of a quotation."""
    start, end = match.span(group)
    while not match.string[start].isalnum() and start < end - 1:
        start += 1
    while not (match.string[end - 1].isalnum() or match.string[end - 1] in "!?+") and end > start:
        end -= 1
    return start, end


def _bare(name: str) -> bool:
    """Whether words with a capital name nothing: a kind, an office, the start of a sentence."""
    words = _WORD.findall(name)
    if not words or words[0] in _NEVER_FIRST or not any(c.isalpha() for c in name):
        return True
    return len(name) < 3 or all(w.lower() in _GENERIC or w.lower() in _SMALL for w in words)


def _organisations(text: str) -> Iterator[Annotation]:
    for match in _ORGANISATION.finditer(text):
        start, end = match.span()
        while leading := _LEADING.match(text[start:end]):
            start += leading.end()
        rule = "headed-organisation" if match.group("head") else "legal-form"
        yield _name("organisation", text, start, end, rule, 0.8)


def _acronyms(text: str) -> Iterator[Annotation]:
    for match in _ACRONYM.finditer(text):
        letters = [c.lower() for c in match.group(1) if c.isalnum()]
        words = list(_WORD.finditer(text, max(0, match.start() - 120), match.start()))
        start = _spelt_out(words, letters)
        if start is not None:
            yield Annotation(
                "acronym", match.group(1), start, match.start(), "acronym-spelt-out", 0.9
            )


def _spelt_out(words: list[re.Match[str]], letters: list[str]) -> int | None:
    """Return where the words begin whose first letters give an acronym, small words aside."""
    wanted = letters.copy()
    for word in reversed(words):
        initial = word.group()[0].lower()
        if wanted and initial == wanted[-1]:
            wanted.pop()
            if not wanted:
                return word.start()
        elif word.group().lower() not in _SMALL:
            return None
    return None


def _name(facet: str, text: str, start: int, end: int, rule: str, confidence: float) -> Annotation:
    return Annotation(facet, " ".join(text[start:end].split()), start, end, rule, confidence)
