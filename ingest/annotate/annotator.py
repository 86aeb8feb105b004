"""The one door to annotation; the pipelines behind it are made when first needed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, TypeVar, cast

from corpus.records import Annotation
from corpus.sentences import split_sentences
from ingest.annotate.cues import is_apparatus
from ingest.annotate.language import detect_language

if TYPE_CHECKING:
    from spacy.language import Language

    from ingest.annotate.kinds import KindScorer
    from ingest.annotate.meaning import PassageVectors

_Item = TypeVar("_Item")

LANGUAGES = ("it", "en")
_DEFAULT = "it"
#: Passages after which the words met are forgotten (some 20 MB of new words at most).
_BATCH = 256
#: Facets that are found once more when a passage has got its vectors.
_TOLD_ANEW = frozenset({"kind", "polarity"})
#: Keys of the lists shown to people and programs, by facet.
_LISTS = {
    "kind": "kinds",
    "actor": "actors",
    "target": "targets",
    "theme": "themes",
    "polarity": "polarity",
}


class _Text(NamedTuple):
    """A text to annotate, in a language that has a pipeline."""

    text: str
    language: str
    vectors: PassageVectors | None


class Annotator:
    """Finds what passages are about, who acts, for whom, where, and which role they play."""

    def __init__(self) -> None:
        self._pipelines: dict[str, Language] = {}
        self._scorers: dict[str, KindScorer] = {}

    def _pipeline(self, language: str) -> Language:
        if language not in self._pipelines:
            from ingest.annotate.pipeline import build_pipeline

            self._pipelines[language] = build_pipeline(language)
        return self._pipelines[language]

    def language(self, text: str) -> str | None:
        """Return ``"it"``, ``"en"``, or None for another language or too little text."""
        return detect_language(text)

    def sentences(self, text: str, language: str | None = None) -> list[tuple[int, int]]:
        """Return the offsets of the sentences of a text (the rules serve both languages)."""
        return split_sentences(text)

    def annotate(
        self, text: str, language: str | None = None, *, context: str = ""
    ) -> tuple[Annotation, ...]:
        """Return the annotations of one passage, in order of facet, code and place.

        ``language`` is that of the text, else it is detected; ``context`` (title, headings) only
        helps to detect it. A text in a third language is read as Italian where nothing is
        known. Contents pages and bibliographies have no annotation.
        """
        return next(self.annotate_many([text], [language], contexts=[context]))

    def annotate_many(
        self,
        texts: Sequence[str],
        languages: Sequence[str | None] | None = None,
        *,
        contexts: Sequence[str] | None = None,
        vectors: Sequence[PassageVectors | None] | None = None,
    ) -> Iterator[tuple[Annotation, ...]]:
        """Yield the annotations of passages, in their order (see :meth:`annotate`).

        ``vectors`` are those of each passage and its embedded sentences, where there are any; with
        them kinds, actors, targets and themes are told by meaning too. :meth:`knows` says of which
        model they may be.
        """
        languages = languages if languages is not None else [None] * len(texts)
        contexts = contexts if contexts is not None else [""] * len(texts)
        vectors = vectors if vectors is not None else [None] * len(texts)
        known = map(self._known, texts, languages, contexts)
        for batch in batched(map(_Text, texts, known, vectors), _BATCH):
            yield from self._annotate(batch)

    def with_meaning(
        self,
        text: str,
        language: str | None,
        found: Iterable[Annotation],
        vectors: PassageVectors,
    ) -> tuple[Annotation, ...]:
        """Return the annotations of a passage, told anew by its vectors.

        ``found`` is what words alone gave. As :meth:`annotate_many` with vectors, in a quarter of
        the time and without loading the rest.
        """
        from ingest.annotate.kinds import KindScorer
        from ingest.annotate.known import add_sentences, known_words
        from ingest.annotate.meaning import judged_labels

        found = tuple(found)
        if is_apparatus(text):
            return found
        name = self._known(text, language, "")
        if name not in self._scorers:
            self._scorers[name] = KindScorer(name)
        known = known_words(text, name)
        add_sentences(known)
        known["annotations"] = [a for a in found if a.facet not in _TOLD_ANEW]
        known["vectors"] = vectors
        self._scorers[name].add(known)
        return _sorted(judged_labels(known))

    def knows(self, fingerprint: str) -> bool:
        """Return whether vectors of the model with this fingerprint can be used."""
        from ingest.annotate.meaning import load_meaning_model

        return load_meaning_model().fingerprint == fingerprint

    def features_of(self, texts: Sequence[str]) -> list[dict[str, float]]:
        """Return what the models weigh of each text, for those who fit them."""
        found = []
        for text in texts:
            pipeline = self._pipeline(self._known(text, None, ""))
            doc = pipeline(text)
            scorer = cast("KindScorer", pipeline.get_pipe("prassi_kinds"))
            found.append(scorer.features(doc.user_data))
        return found

    def _known(self, text: str, language: str | None, context: str) -> str:
        if language in LANGUAGES:
            return str(language)
        return detect_language(text) or detect_language(f"{context} {text}") or _DEFAULT

    def _annotate(self, batch: list[_Text]) -> list[tuple[Annotation, ...]]:
        # Words met in a batch are forgotten after it, else the vocabulary grows without end.
        with ExitStack() as zones:
            pipelines = {item.language: self._pipeline(item.language) for item in batch}
            for pipeline in pipelines.values():
                zones.enter_context(pipeline.memory_zone())
            return [
                () if is_apparatus(item.text) else _annotated(pipelines[item.language], item)
                for item in batch
            ]


def _annotated(pipeline: Language, item: _Text) -> tuple[Annotation, ...]:
    doc = pipeline.make_doc(item.text)
    doc.user_data["vectors"] = item.vectors
    return _sorted(pipeline(doc).user_data["annotations"])


def _sorted(found: Iterable[Annotation]) -> tuple[Annotation, ...]:
    """Return the annotations in order; of two on the same words the surer one stays."""
    best: dict[tuple[str, str, int, int], Annotation] = {}
    for annotation in found:
        key = (annotation.facet, annotation.code, annotation.start, annotation.end)
        if key not in best or best[key].confidence < annotation.confidence:
            best[key] = annotation
    return tuple(best[key] for key in sorted(best))


def batched(items: Iterable[_Item], size: int) -> Iterator[list[_Item]]:
    """Yield lists of up to ``size`` items."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


def open_annotator() -> Annotator:
    """Return an annotator; nothing heavy is loaded before the first text."""
    return Annotator()


def annotation_lists(annotations: Iterable[Annotation]) -> dict[str, list[str]]:
    """Return the sorted codes of kinds, actors, targets, themes, polarity, and regions implied."""
    codes: dict[str, set[str]] = {name: set() for name in (*_LISTS.values(), "regions")}
    for annotation in annotations:
        if annotation.facet == "territory":
            codes["regions"].add(annotation.code.partition("/")[0])
        elif annotation.facet in _LISTS:
            codes[_LISTS[annotation.facet]].add(annotation.code)
    return {name: sorted(found) for name, found in codes.items()}
