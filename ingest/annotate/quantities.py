"""Quantities that matter: people reached, euro, months, staff, places, as ``euro:120000``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corpus.records import Annotation

if TYPE_CHECKING:
    from spacy.tokens import Doc

_NUMBER = r"(?P<number>\d{1,3}(?:[.’'\u00a0\u202f ,]\d{3})+(?:,\d{1,2})?|\d+(?:[.,]\d{1,2})?)"
_SCALE = (
    r"(?P<scale>\s*(?:mila|mln|milioni|milione|miliardi|miliardo|million|billion|thousand|m|k)\b)?"
)
_PEOPLE = (
    r"beneficiari[oe]?|utenti|destinatari|persone|famiglie|nuclei(?: familiari)?|bambin[ie]|"
    r"ragazz[ie]|giovani|anzian[ie]|donne|minori|student[ie]|studentesse|migranti|caregiver|"
    r"partecipanti|cittadin[ie]|alunni|disoccupati|lavoratori|beneficiaries|users|people|"
    r"families|households|children|participants|women|students|clients|young people"
)
_STAFF = (
    r"operator[ie]|operatrici|educator[ie]|volontari[e]?|assistenti sociali|dipendenti|addetti|"
    r"professionisti|psicologi|mediator[ie]|infermier[ie]|staff|workers|volunteers|employees|"
    r"professionals|educators"
)
_UNITS = (
    ("euro", r"(?:di\s+)?(?:euro|€|eur\b)"),
    ("months", r"(?:mesi|months)"),
    (
        "years",
        r"(?:anni|years)(?=\s+(?:di|of)\s+(?:attivit|lavoro|sperimentaz|progett|activit|work))",
    ),
    ("staff", rf"(?:\w+\s+)?(?:{_STAFF})"),
    ("places", r"(?:posti(?:\s+letto)?|alloggi|appartamenti|places|beds|flats|dwellings)"),
    ("beneficiaries", rf"(?:(?:nuov[ie]|giovani|oltre|young|older)\s+)?(?:{_PEOPLE})"),
)
_AFTER = re.compile(
    rf"(?<![\w.,/€-]){_NUMBER}{_SCALE}\s*(?:"
    + "|".join(f"(?P<{name}>{unit})" for name, unit in _UNITS)
    + r")(?!\w)",
    re.IGNORECASE,
)
_BEFORE = re.compile(rf"(?:€|\beuro|\beur)\s*{_NUMBER}{_SCALE}(?!\w)", re.IGNORECASE)
_TIMES = {
    "mila": 1e3, "thousand": 1e3, "k": 1e3, "mln": 1e6, "milioni": 1e6, "milione": 1e6,
    "million": 1e6, "m": 1e6, "miliardi": 1e9, "miliardo": 1e9, "billion": 1e9,
}  # fmt: skip
# Years count as people only in no text: "nel 2019 famiglie ..." is a date before a word.
_DATED = re.compile(r"(?:19|20)\d\d")


def mark_quantities(doc: Doc) -> Doc:
    """Add the quantities to the annotations."""
    doc.user_data["annotations"].extend(find_quantities(doc.user_data["text"]))
    return doc


def find_quantities(text: str) -> list[Annotation]:
    """Return facet ``quantity``; the code is the unit and the number."""
    found = []
    for match in _AFTER.finditer(text):
        unit = next(name for name, _ in _UNITS if match.group(name))
        if unit in ("beneficiaries", "staff") and _DATED.fullmatch(match.group("number")):
            continue
        found.append(_quantity(match, unit))
    found += [_quantity(match, "euro") for match in _BEFORE.finditer(text)]
    return found


def _quantity(match: re.Match[str], unit: str) -> Annotation:
    scale = (match.group("scale") or "").strip().lower()
    value = number_of(match.group("number")) * _TIMES.get(scale, 1.0)
    code = f"{unit}:{value:.0f}" if value == int(value) else f"{unit}:{value:.2f}"
    return Annotation("quantity", code, *match.span(), f"number-{unit}", 0.9)


def number_of(written: str) -> float:
    """Return a number as Italian or English writes it: ``1.200``, ``1,200``, ``2,5``, ``2.5``."""
    digits = re.sub(r"[’'\u00a0\u202f ]", "", written)
    last = max(digits.rfind("."), digits.rfind(","))
    if last >= 0 and len(digits) - last - 1 != 3:
        return float(re.sub(r"[.,]", "", digits[:last]) + "." + digits[last + 1 :])
    return float(re.sub(r"[.,]", "", digits))
