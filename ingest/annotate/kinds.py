"""The role of a passage (kind): cues add up sentence by sentence, a linear model weighs them.

Where a passage has vectors, another model weighs these with the cues, see ``meaning``. Short
texts (a bullet, a title) are decided by the cues alone, see ``kind_model.LEAST_WORDS``.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from corpus.records import Annotation
from ingest.annotate.beginnings import BeginningTable
from ingest.annotate.cues import THRESHOLD, Cue, is_law
from ingest.annotate.cues_en_done import ENGLISH_DONE
from ingest.annotate.cues_en_said import ENGLISH_LINE_START, ENGLISH_SAID
from ingest.annotate.cues_it_done import ITALIAN_DONE
from ingest.annotate.cues_it_said import ITALIAN_LINE_START, ITALIAN_SAID
from ingest.annotate.kind_model import (
    LEAST_WORDS,
    kind_features,
    load_kind_model,
    rounded,
)
from ingest.annotate.known import Known
from ingest.annotate.meaning import judged_kinds, usable_vectors

if TYPE_CHECKING:
    from spacy.tokens import Doc

_CUES = {"it": (*ITALIAN_SAID, *ITALIAN_DONE), "en": (*ENGLISH_SAID, *ENGLISH_DONE)}
_LINE_START = {"it": ITALIAN_LINE_START, "en": ENGLISH_LINE_START}
#: A cue met twice in a sentence counts this much more (two percentages say more than one).
_AGAIN = 0.45
#: What names found in the sentence add to a practice: who acts, and where.
_WHO, _WHERE = 0.25, 0.25
_NAMED = frozenset({"actor", "territory"})
#: A practice needs one cue of each: something is done, and it is a thing of its own.
_ACTIONS = frozenset({"born", "done", "was-done", "done-by", "does"})
_ANCHORS = frozenset({"project-name", "called", "project", "since", "joint", "results", "example"})
#: Part of the second best sentence that adds to the best one.
_SECOND = 0.2
#: Below this probability the model takes away what cues decided. Micro-F1 on dev, and on real-dev
#: of a model fitted without it: 0.71 and 0.71; cues alone 0.46 and 0.69, model alone 0.69 and
#: 0.65, all of both 0.68 and 0.73.
_DENIED = 0.05


@dataclass(slots=True)
class _Score:
    """What a sentence says for one kind: the sum, and the strongest cue's name and place."""

    total: float = 0.0
    names: set[str] = field(default_factory=set)
    strongest: float = 0.0
    rule: str = ""
    start: int = 0
    end: int = 0

    def add(self, name: str, weight: float, start: int, end: int) -> None:
        self.total += weight
        self.names.add(name)
        if weight > self.strongest:
            self.strongest, self.rule, self.start, self.end = weight, name, start, end


class KindScorer:
    """The pipeline's last component: it reads what the others found."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._cues: tuple[Cue, ...] = _CUES[language]
        self._beginnings = BeginningTable([cue.pattern.pattern for cue in self._cues])
        self._line_start = re.compile(_LINE_START[language])

    def __call__(self, doc: Doc) -> Doc:
        """Add the kinds to what is known of a document."""
        self.add(doc.user_data)
        return doc

    def add(self, known: Known) -> None:
        """Add the kinds of a text to its annotations; the text of a law has none."""
        if not is_law(known["text"]):
            annotations: list[Annotation] = known["annotations"]
            annotations.extend(self._kinds(known, annotations))

    def _kinds(self, known: Known, found: list[Annotation]) -> list[Annotation]:
        sentences: list[tuple[int, int]] = known["sentences"]
        all_scores = self._scores(known)
        # Before names are added below: the model was fitted on what the cues alone say.
        features = self._features(known, all_scores) if len(known["words"]) >= LEAST_WORDS else None
        named = [a for a in found if a.facet in _NAMED]
        best: dict[str, list[_Score]] = defaultdict(list)
        for scores, (start, end) in zip(all_scores, sentences, strict=True):
            self._add_names(scores, named, start, end)
            for kind, score in scores.items():
                if score.rule:
                    best[kind].append(score)
        by_cues = list(_decided(best))
        if features is None:
            return by_cues
        usable = usable_vectors(known)
        if usable is not None:
            return judged_kinds(features, *usable, by_cues)
        return self._weighed(known, features, by_cues)

    def features(self, known: Known) -> dict[str, float]:
        """Return what the model weighs in a text that the other components have read."""
        return self._features(known, self._scores(known))

    def _features(self, known: Known, scores: list[dict[str, _Score]]) -> dict[str, float]:
        cues: Counter[str] = Counter()
        sums: dict[str, float] = defaultdict(float)
        for sentence in scores:
            for kind, score in sentence.items():
                sums[kind] = max(sums[kind], score.total)
                cues.update(f"{kind}/{name}" for name in score.names)
        return kind_features(known, self._language, cues, sums)

    def _weighed(
        self, known: Known, features: dict[str, float], by_cues: list[Annotation]
    ) -> list[Annotation]:
        """Return the kinds of the cues that the model does not deny, and those it adds.

        A kind that the model adds has as evidence the sentence that speaks most for it.
        """
        model = load_kind_model()
        chances = dict(zip(model.kinds, model.probabilities(features), strict=True))
        kept = [a for a in by_cues if chances[a.code] >= _DENIED]
        sentences: list[tuple[int, int]] = known["sentences"]
        for number, kind in enumerate(model.kinds):
            if chances[kind] < model.threshold or any(a.code == kind for a in kept):
                continue
            start, end = sentences[model.strongest_sentence(known, self._language, number)]
            confidence = rounded(float(chances[kind]))
            kept.append(Annotation("kind", kind, start, end, "model-kind", confidence))
        return kept

    def _scores(self, known: Known) -> list[dict[str, _Score]]:
        """Return the score of each kind in each sentence."""
        lower = _lower(known["text"])
        sentences: list[tuple[int, int]] = known["sentences"]
        scores: list[dict[str, _Score]] = [defaultdict(_Score) for _ in sentences]
        last_end, last_sentence = [0] * len(self._cues), [-1] * len(self._cues)
        for (start, _), sentence in zip(known["offsets"], known["sentence_of"], strict=True):
            for number in self._beginnings[lower[start : start + 2]]:
                cue = self._cues[number]
                if start < last_end[number] or not (match := cue.pattern.match(lower, start)):
                    continue
                again = last_sentence[number] == sentence
                weight = cue.weight * _AGAIN if again else cue.weight
                end = match.end() - match.group()[-1].isspace()
                scores[sentence][cue.kind].add(cue.name, weight, start, end)
                last_end[number], last_sentence[number] = match.end(), sentence
        self._add_proposals(lower, sentences, scores)
        return scores

    def _add_proposals(
        self, lower: str, sentences: list[tuple[int, int]], scores: list[dict[str, _Score]]
    ) -> None:
        for (start, end), score in zip(sentences, scores, strict=True):
            line = self._line_start.match(lower[start:end])
            if line:
                left, right = start + line.start(1), start + line.end(1)
                score["recommendation"].add("infinitive", 1.0, left, right)

    def _add_names(
        self, scores: dict[str, _Score], found: Iterable[Annotation], start: int, end: int
    ) -> None:
        practice = scores.get("practice")
        if practice is None or practice.total <= 0:
            return
        facets = {a.facet for a in found if start <= a.start and a.end <= end}
        practice.total += _WHO * ("actor" in facets) + _WHERE * ("territory" in facets)
        anchored = practice.names & _ANCHORS or "territory" in facets
        if not (practice.names & _ACTIONS and anchored):
            # Doing without anything named, or something named that nobody does, is no practice.
            practice.total = min(practice.total, THRESHOLD / 2)


def _lower(text: str) -> str:
    """Return the text in lower case and of the same length."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def _decided(best: dict[str, list[_Score]]) -> Iterable[Annotation]:
    for kind, scores in best.items():
        scores.sort(key=lambda score: -score.total)
        second = max(0.0, scores[1].total) if len(scores) > 1 else 0.0
        total = scores[0].total + _SECOND * second
        if total >= THRESHOLD:
            top = scores[0]
            confidence = round(min(0.95, 0.4 + 0.25 * total), 2)
            yield Annotation("kind", kind, top.start, top.end, f"cue-{top.rule}", confidence)
