"""Fusion of dense, lexical and conceptual evidence into one score.

Each part is measured against what is usual for the query over the whole library, never against
the other hits: a passage keeps its score whatever filters and page are chosen.

Measured on 70 topics over real reports (nDCG@10, pages) and 1,500 SQuAD-it questions:

===============================================  =======  ========
ranking                                          reports  SQuAD-it
===============================================  =======  ========
passages' vectors alone                          0.556    0.788
with the nearest sentence of each                0.609    0.850
words alone (BM25 over everything)               0.333    0.837
both (kept), before concepts and demotions       0.620    0.890
===============================================  =======  ========

Copies behind what is new cost 0.009 on the reports, for that collection judges each copy, and are
worth it to people. What was tried and left: feedback from the first three passages (0.635 to
0.640, but 0.884 on SQuAD-it), adding the neighbours' scores (0.622) or the record's best passages
(0.622), weighing words by whether passage and query share their language (no change, since the
space of vectors no longer tells languages apart).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from corpus.records import BlockKind
from index.copies import SAME_SHARES

# In deviations of the cosine: what a passage gains that holds every word of the query, many times
# over. The share of what the words can give counts squared: holding most of them says much,
# holding one of them nothing. Reports and SQuAD-it: weight 4 without the square 0.615 and 0.887,
# 6 without 0.604 and 0.892, 8 without 0.591 and 0.894; squared 8 0.620 and 0.887, 12 (kept) 0.620
# and 0.890, 16 0.606 and 0.891.
_LEXICAL_WEIGHT = 12.0
# How much of the cosine is the nearest sentence's. 0: 0.578 and 0.875; 0.3: 0.623 and 0.884;
# 0.5 (kept): 0.620 and 0.890; 0.7: 0.584 and 0.896.
_SENTENCE_SHARE = 0.5
# For each unit of idf of a concept that query and passage share. On the reports 0 gave 0.609 (of
# these paraphrases 0.409), 0.1 0.608 (0.414), 0.2 0.610 (0.425), 0.4 0.603 (0.425).
_CONCEPT_WEIGHT = 0.2
# A passage that is not embedded yet stands on its words, as one of middling meaning.
_MIDDLING = 1.0
# A near copy of a better hit (another file or edition of the same work) goes behind what is new.
_COPY_PENALTY = 1.0
# Min-hashes of four that a near copy shares: passages alike by 0.6 are known in 82 % of cases, by
# 0.9 in over 99 %, those alike by 0.1 are taken for copies in 5 %.
_COPY_SHARES = 2

# Hundredths of a deviation by which roles are demoted that answer less than their words promise:
# 50, 100 and 200 for references gained 0.004, 0.006 and 0.007 on the reports.
_DEMOTION = {BlockKind.CONTENTS: 100, BlockKind.REFERENCE: 100, BlockKind.FOOTNOTE: 100}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for a passage.

    ``dense`` is its cosine (None if not embedded), ``sentence`` that of its nearest sentence (None
    if they are not embedded), ``lexical`` its BM25, ``concept`` the summed
    idf of the concepts it shares with the query, ``demotion`` hundredths of a deviation,
    ``content`` min-hashes that near copies share most of, ``pages`` how many its record has.
    """

    key: int
    record: int
    content: tuple[int, ...]
    demotion: int
    dense: float | None
    lexical: float
    concept: float
    sentence: float | None = None
    pages: int = 1


@dataclass(frozen=True, slots=True)
class Scale:
    """What is usual for a query: the background of its cosines, and the most BM25 can give."""

    mean: float
    deviation: float
    best_lexical: float


def demotion_of(role: BlockKind) -> int:
    """Return by how many hundredths of a deviation passages of a role are demoted."""
    return _DEMOTION.get(role, 0)


def fused(evidence: Evidence, scale: Scale) -> float:
    """Return the score of a passage, in deviations of the query's cosines."""
    meaning = _MIDDLING
    if evidence.dense is not None:
        cosine = evidence.dense
        if evidence.sentence is not None:
            cosine += _SENTENCE_SHARE * (evidence.sentence - cosine)
        meaning = (cosine - scale.mean) / scale.deviation
    words = evidence.lexical / scale.best_lexical if scale.best_lexical else 0.0
    return (
        meaning
        + _LEXICAL_WEIGHT * words**2
        + _CONCEPT_WEIGHT * evidence.concept
        - evidence.demotion / 100
    )


def ranked(evidence: Iterable[Evidence], scale: Scale) -> list[tuple[float, Evidence]]:
    """Return passages with their scores, best first, copies behind what they are copies of.

    Ties go by key, so that the same search gives the same order, page after page.
    """
    rows = _best_first((fused(e, scale), e) for e in evidence)
    shares = Counter(part for _, found in rows for part in enumerate(found.content))
    seen: dict[tuple[int, int], list[int]] = {}
    for place, (score, found) in enumerate(rows):
        # What shares nothing with any other, as nearly all do, is not looked at further.
        parts = [part for part in enumerate(found.content) if shares[part] > 1]
        if len(parts) < _COPY_SHARES:
            continue
        shared = Counter(earlier for part in parts for earlier in seen.get(part, ()))
        copied = sum(1 for times in shared.values() if times >= _COPY_SHARES)
        rows[place] = (score - _COPY_PENALTY * copied, found)
        same = [earlier for earlier, times in shared.items() if times >= SAME_SHARES]
        if same:
            _put_paged_first(rows, min(same), place)
        for part in parts:
            seen.setdefault(part, []).append(place)
    return _best_first(rows)


def _best_first(rows: Iterable[tuple[float, Evidence]]) -> list[tuple[float, Evidence]]:
    every = list(rows)
    keys = np.array([e.key for _, e in every], np.uint64)
    order = np.lexsort((keys, np.array([-score for score, _ in every])))
    return [every[place] for place in order.tolist()]


def _put_paged_first(rows: list[tuple[float, Evidence]], first: int, copy: int) -> None:
    """Let a copy that has pages stand where one without any stood: it can be cited by page."""
    (better, kept), (lower, found) = rows[first], rows[copy]
    if kept.pages == 1 and found.pages > 1:
        rows[first], rows[copy] = (better, found), (lower, kept)
