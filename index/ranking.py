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
both, before concepts and demotions              0.620    0.890
with words in one sentence, as it is             0.622    0.902
===============================================  =======  ========

Copies behind what is new cost 0.009 on the reports, for that collection judges each copy, and are
worth it to people. What was tried and left: feedback from the first three passages (0.635 to
0.640, but 0.884 on SQuAD-it), adding the neighbours' scores (0.622) or the record's best passages
(0.622), weighing words by whether passage and query share their language (no change, since the
space of vectors no longer tells languages apart).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from corpus.records import BlockKind
from index.copies import SAME_SHARES

Numbers = NDArray[np.float64]

# In deviations of the cosine: what a passage gains that holds every word of the query, many times
# over. The share of what the words can give counts squared: holding most of them says much,
# holding one of them nothing. Reports and SQuAD-it: weight 4 without the square 0.615 and 0.887,
# 6 without 0.604 and 0.892, 8 without 0.591 and 0.894; squared 8 0.620 and 0.887, 12 (kept) 0.620
# and 0.890, 16 0.606 and 0.891.
_LEXICAL_WEIGHT = 12.0
# What a passage gains that holds all words of the query in one sentence; the share of them counts
# squared. On the reports, the sample, SQuAD-it and twelve older names of things: 0 gave 0.616,
# 0.770, 0.892 and 0.788; 1.5 0.617, 0.776, 0.900 and 0.786; 3 (kept) 0.622, 0.777, 0.902 and
# 0.783; 5 0.623, 0.775, 0.904 and 0.790. Not squared 0.614, 0.778, 0.901 and 0.814. The share in
# the whole passage 0.620, 0.772, 0.899 and 0.782; in two sentences 0.620, 0.777, 0.899 and 0.783.
# Chosen on the very collections that the project reports. Of the reports' topics only the dev half
# gains (0.681 to 0.689; test 0.550 either way): new topics may gain less.
_TOGETHER_WEIGHT = 3.0
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
    """What speaks for each of ``n`` passages.

    ``dense`` is the cosine of each (nan if it is not embedded), ``sentence`` that of its nearest
    sentence (nan if they are not embedded), ``lexical`` its BM25, ``together`` the share of the
    query's words that one sentence of it holds, by idf, ``concept`` the summed idf of the concepts
    it shares with the query, ``demotion`` hundredths of a deviation, ``content``
    ``(n, 4)`` min-hashes that near copies share most of, ``pages`` how many its record has.
    """

    keys: NDArray[np.uint64]
    dense: Numbers
    sentence: Numbers
    lexical: Numbers
    together: Numbers
    concept: Numbers
    demotion: NDArray[np.int64]
    pages: NDArray[np.int64]
    content: NDArray[np.uint64]

    def at(self, places: NDArray[np.intp]) -> Evidence:
        """Return what speaks for some of the passages, in their order."""
        return Evidence(**{f.name: getattr(self, f.name)[places] for f in fields(self)})

    def followed_by(self, other: Evidence) -> Evidence:
        """Return what speaks for these passages and for others after them."""
        return Evidence(
            **{
                f.name: np.concatenate((getattr(self, f.name), getattr(other, f.name)))
                for f in fields(self)
            }
        )


@dataclass(frozen=True, slots=True)
class Scale:
    """What is usual for a query: the background of its cosines, and the most BM25 can give."""

    mean: float
    deviation: float
    best_lexical: float


@dataclass(frozen=True, slots=True)
class Ranking:
    """Passages best first: their places in the evidence, and their scores."""

    places: NDArray[np.intp]
    scores: Numbers


def demotion_of(role: BlockKind) -> int:
    """Return by how many hundredths of a deviation passages of a role are demoted."""
    return _DEMOTION.get(role, 0)


def fused(evidence: Evidence, scale: Scale) -> Numbers:
    """Return the score of each passage, in deviations of the query's cosines."""
    cosine = evidence.dense
    told = ~np.isnan(evidence.sentence)
    cosine = np.where(told, cosine + _SENTENCE_SHARE * (evidence.sentence - cosine), cosine)
    meaning = np.where(np.isnan(cosine), _MIDDLING, (cosine - scale.mean) / scale.deviation)
    scores: Numbers = meaning + _CONCEPT_WEIGHT * evidence.concept - evidence.demotion / 100
    scores += _TOGETHER_WEIGHT * evidence.together**2
    if scale.best_lexical:
        scores += _LEXICAL_WEIGHT * (evidence.lexical / scale.best_lexical) ** 2
    return scores


def ranked(evidence: Evidence, scale: Scale) -> Ranking:
    """Return passages with their scores, best first, copies behind what they are copies of.

    Ties go by key, so that the same search gives the same order, page after page.
    """
    scores = fused(evidence, scale)
    places = _best_first(scores, evidence.keys)
    scores = scores[places]
    _put_copies_behind(places, scores, evidence)
    order = _best_first(scores, evidence.keys[places])
    return Ranking(places[order], scores[order])


def _best_first(scores: Numbers, keys: NDArray[np.uint64]) -> NDArray[np.intp]:
    return np.lexsort((keys, -scores))


def _put_copies_behind(places: NDArray[np.intp], scores: Numbers, evidence: Evidence) -> None:
    """Lower the scores of copies, in place; ``places`` and ``scores`` are best first."""
    content = evidence.content[places]
    # What shares nothing with any other, as nearly all do, is not looked at further.
    shared = np.column_stack([_met_again(column) for column in content.T])
    seen: dict[tuple[int, int], list[int]] = {}
    for rank in np.flatnonzero(shared.sum(axis=1) >= _COPY_SHARES).tolist():
        parts = [(at, int(content[rank, at])) for at in np.flatnonzero(shared[rank]).tolist()]
        same_parts = Counter(earlier for part in parts for earlier in seen.get(part, ()))
        copied = sum(1 for times in same_parts.values() if times >= _COPY_SHARES)
        scores[rank] -= _COPY_PENALTY * copied
        same = [earlier for earlier, times in same_parts.items() if times >= SAME_SHARES]
        if same:
            _put_paged_first(places, evidence.pages, min(same), rank)
        for part in parts:
            seen.setdefault(part, []).append(rank)


def _met_again(values: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Return which of ``values`` occur more than once."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    again: NDArray[np.bool_] = counts[inverse] > 1
    return again


def _put_paged_first(
    places: NDArray[np.intp], pages: NDArray[np.int64], first: int, copy: int
) -> None:
    """Let a copy that has pages stand where one without any stood: it can be cited by page."""
    if pages[places[first]] == 1 and pages[places[copy]] > 1:
        places[first], places[copy] = places[copy], places[first]
