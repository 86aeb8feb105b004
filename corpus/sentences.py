"""Cutting a text into sentences, minding Italian and English abbreviations."""

from __future__ import annotations

import re

# An end mark, closing quotes and footnote figures after it, then a gap and a likely beginning.
_END = re.compile(
    r"(?:(?<=[^\W_])|(?<=[\s)\]»”\"'’%]))([.!?…]+)[\"»”’'\)\]]*(?=\s+[^\s.,;:!?)\]])", re.UNICODE
)
_LINE = re.compile(r"\s*\n\s*")
_LAST_WORD = re.compile(r"[\w./’']+$")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Never end a sentence; what follows them belongs to them.
_ABBREVIATIONS = _words(
    """art artt n nn nr cfr pag pagg p pp dott dottssa dr prof profssa sig sigg sigra avv ing arch
    rag geom on sen mons ecc es vd vol voll cap capp fig figg tab tabb par parr lett all ca c co
    cit ibid op ed eds al s ss sec tel d.lgs dlgs d.l dl d.m dm d.p.r dpr d.p.c.m dpcm l l.r lr
    d leg lgs r.d s.m.i g.u gu reg min max approx est no vs mr mrs ms st e.g i.e eg ie cf etc
    inc ltd gen feb mar apr mag giu lug ago set sett ott nov dic jan aug sept oct dec p.es a.a
    u.s v succ segg ssgg comm coll cons rif prot num"""
)
# End a sentence when a capital follows, although they are abbreviations.
_MAY_END = _words("ecc etc al spa s.p.a srl s.r.l co ltd inc")


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Return the offsets of the sentences of a text, without the white space around them.

    A line break ends a sentence unless the next line goes on in lower case.
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for cut in sorted({*_end_marks(text), *_line_ends(text)}):
        _append(spans, text, start, cut)
        start = cut
    _append(spans, text, start, len(text))
    return spans


def _append(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    part = text[start:end]
    stripped = part.strip()
    if stripped:
        left = start + len(part) - len(part.lstrip())
        spans.append((left, left + len(stripped)))


def _line_ends(text: str) -> list[int]:
    cuts = []
    for match in _LINE.finditer(text):
        after = text[match.end() : match.end() + 1]
        if after and (not after.islower() or text[match.start() - 1 : match.start()] in ".;:!?"):
            cuts.append(match.end())
    return cuts


def _end_marks(text: str) -> list[int]:
    return [m.end() for m in _END.finditer(text) if _ends_sentence(text, m)]


def _ends_sentence(text: str, match: re.Match[str]) -> bool:
    follower = text[match.end() :].lstrip()[:1]
    if follower.islower():
        return False
    if match.group(1) != ".":
        return True
    before = _LAST_WORD.search(text, max(0, match.start() - 20), match.start())
    word = before.group().lower().replace("’", "'").rpartition("'")[2] if before else ""
    if word in _MAY_END:
        return follower.isupper()
    if word in _ABBREVIATIONS:
        return False
    # An initial ("M. Rossi", "S.p.A. X"), unless it is a figure or a letter after "vitamina".
    return not (len(word) == 1 and word.isalpha() and before and before.group().isupper())
