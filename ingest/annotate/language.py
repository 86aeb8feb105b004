"""Telling Italian from English, and both from the rest, by function words."""

from __future__ import annotations

import re

from ingest.annotate.words import word_set

_WORD = re.compile(r"[^\W\d_]+")

# Frequent words of one language that are rare as words of the others.
_ITALIAN = word_set(
    """il lo gli della dei degli delle dell del dello nel nella nei negli nelle nell sul sulla sui
    sulle al alla ai agli alle all dal dalla dai dalle dall che di è e ed per con non una un uno
    sono come anche più questo questa questi queste quale quali essere stato stata stati hanno
    ha tra fra loro suo sua ma se si cui dove quando perché così già ogni tutti tutte alcuni
    molto attraverso verso presso durante secondo oltre circa mentre quindi infine inoltre
    ancora solo parte servizi sociale sociali"""
)
_ENGLISH = word_set(
    """the of and to is are was were be been being with for that this these those by from which has
    have had not it its as at on an or but their they them there than then who whom whose what
    when where why how into between through during after before over under more most such other
    all any each both can could should would may might will also while however we our you your
    he she his her services social about within across among"""
)
_OTHER = word_set(
    """der die das und ist nicht mit für von auf dem den ein eine einer sich auch werden wird les
    des est une dans pour pas qui sur avec sont aux cette ces nous vous être leur plus ou los
    las el una por para que en es son como pero sus esta este muy sobre entre ser más y os dos
    das uma não com são mais pelo pela também ao het een van niet voor zijn wordt"""
)
_SHORT_WORDS = 3  # fewer words than this say nothing without a function word
_VOWEL_END_IT = 0.75  # share of words ending in a vowel: about 0.9 in Italian, 0.3 in English
_VOWEL_END_EN = 0.45
_MARGIN = 1.25  # how many times more function words the winner must have


def detect_language(text: str) -> str | None:
    """Return ``"it"``, ``"en"``, or None for another language or too little text.

    Counts function words; without any, the share of words ending in a vowel decides, since
    Italian words end in a vowel and English words rarely do.
    """
    words = [word.lower() for word in _WORD.findall(text[:4000])]
    italian = sum(word in _ITALIAN for word in words)
    english = sum(word in _ENGLISH for word in words)
    other = sum(word in _OTHER for word in words)
    best = max(italian, english)
    if other > best * _MARGIN:
        return None
    if best and italian != english and best >= _MARGIN * min(italian, english):
        return "it" if italian > english else "en"
    return _by_endings([word for word in words if len(word) > 3])


def _by_endings(words: list[str]) -> str | None:
    if len(words) < _SHORT_WORDS:
        return None
    share = sum(word[-1] in "aeioàèéìòù" for word in words) / len(words)
    if share >= _VOWEL_END_IT:
        return "it"
    return "en" if share <= _VOWEL_END_EN else None
