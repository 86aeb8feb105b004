"""Names of bodies: foundations, ministries, publishers, told from people and from sentences."""

from __future__ import annotations

import re

from ingest.describe.dates import BEFORE_YEAR, RIGHTS
from ingest.describe.people import is_person, people_in

_BODY = re.compile(
    r"\b(?:agenzia|agency|alleanza|associazione|association|assessorato|authority|azienda|banca"
    r"|bank|camera|caritas|cent(?:re|er|ro)|college|comitato|commissione|commission|comune"
    r"|confederazione|conferenza|consiglio|consorzio|cooperativa|council|csv|department"
    r"|dipartimento|edizioni|editore|editrice|enti?|facoltà|federazione|fondazione|fondo|forum"
    r"|foundation|gruppo|institute|istituto|laboratorio|libreria|ministero|ministry|network"
    r"|observatory|office|onlus|aps|organi[sz]ation|osservatorio|politecnico|press|provincia"
    r"|regione|rete|scuola|school|servizio|società|society|studi|trust|unione?|università"
    r"|university|publishing|publishers|union)\b",
    re.IGNORECASE,
)
#: Publishers and bodies whose name does not say what they are.
KNOWN_BODY = re.compile(
    r"\b(Il Mulino|Franco ?Angeli|Carocci(?: editore)?|Egea|EGEA|Maggioli(?: Editore)?|Erickson"
    r"|Laterza|Giappichelli|Giuffrè|Feltrinelli|Einaudi|Donzelli|Rubbettino|Guerini"
    r"|Vita e Pensiero|Ediesse|Futura Editrice|Istat|ISTAT|Censis|CENSIS|CNEL|Inapp|INAPP|INPS|Inps"
    r"|ISFOL|Isfol|AGENAS|Agenas|Eurofound|OECD|OCSE|UNICEF|World Bank|WHO|Eurostat"
    r"|Commissione europea|Palgrave Macmillan|Springer|Elsevier|Routledge|Save the Children"
    r"|CSVnet|Euricse|Emergency|Legacoop|Confcooperative|Acli|ACLI|Arci|ARCI|Cittadinanzattiva)\b"
)
_NOT_A_BODY = re.compile(
    r"(?:all rights|tutti i diritti|riproduzione|diritti riservati|gli autori|the authors?"
    r"|copyright|licen[sz]|creative commons|immagini|images?|foto|photo|shutterstock|istock|adobe"
    r"|getty|unsplash|freepik)",
    re.IGNORECASE,
)
_BEFORE_NAME = re.compile(r"^(?:by|di|the|a cura di|presso)\s+", re.IGNORECASE)
_COMPANY_FORM = re.compile(
    r"[ ,]+(?:inc|ltd|llc|gmbh|s(?:\.? ?[rpc]\.? ?[las]\.?(?: ?s\.?)?)?)\.?$", re.IGNORECASE
)
_MOST_WORDS = 12
_MOST_WORDS_OF_ANY = 8


def body_named(text: str, *, certain: bool) -> str | None:
    """Return the name of a body, None for people, sentences and legal phrases.

    With ``certain`` the place says that a body is named, and any short name will do.
    """
    name = _BEFORE_NAME.sub("", text.strip(" ,:–—-")).strip(' ,:–—-«»"“”')
    name = _COMPANY_FORM.sub("", name)
    words = name.split()
    if not words or len(words) > _MOST_WORDS or _NOT_A_BODY.search(text):
        return None
    if not words[0][0].isupper() or people_in(name, surely=True):
        return None
    if _BODY.search(name) or KNOWN_BODY.search(name):
        return name
    return name if certain and not is_person(name) and len(words) <= _MOST_WORDS_OF_ANY else None


def body_before_year(text: str) -> str | None:
    """Return the body of a line such as "Ada Rossi - Centro Studi X, marzo 2021"."""
    found = BEFORE_YEAR.fullmatch(text)
    if not found or RIGHTS.search(text):
        return None
    last = re.split(r"\s+[–—-]\s+|\.\s+", found.group(1).strip(" ,–—-("))[-1]
    return body_named(last, certain=False)
