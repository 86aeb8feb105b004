"""Names of acts: laws, decrees, regulations."""

import re

from ingest.describe.dates import MONTH

#: How the title of an act begins.
ACT = re.compile(
    r"(?:legge(?: regionale| provinciale| costituzionale| di bilancio)?|l\. ?r\."
    r"|decreto(?:[- ]legge| legislativo| ministeriale| direttoriale| del presidente.{0,60})?"
    r"|d\. ?lgs\.?|d\. ?l\.|d\. ?m\.|dpcm|d\.p\.[crg]\.[mr]?\.?|deliberazione|delibera"
    r"|d\. ?g\. ?r\.|determina(?:zione)?|ordinanza|circolare|regolamento(?: regionale)?"
    r"|direttiva|regulation|directive|statuto|testo unico|act)\b",
    re.IGNORECASE,
)
#: The date of an act within its name; one group, the year.
ACT_DATE = re.compile(rf"\b\d{{1,2}}[°º]? {MONTH} ((?:18|19|20)\d\d)\b", re.IGNORECASE)
#: The number of an act within its name.
ACT_NUMBER = re.compile(
    r"\bn(?:r|um|o)?\.? ?°? ?\d|\b\d{1,5}/(?:19|20)\d\d\b|\b(?:19|20)\d\d/\d+", re.IGNORECASE
)


def names_act(text: str) -> bool:
    """Whether a text begins as the name of an act, with its date or number."""
    return bool(ACT.match(text)) and bool(ACT_DATE.search(text) or ACT_NUMBER.search(text))
