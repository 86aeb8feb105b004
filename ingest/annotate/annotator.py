"""The one door to annotation; the pipelines behind it are made when first needed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from corpus.records import Annotation
from corpus.sentences import split_sentences
from ingest.annotate.cues import is_apparatus
from ingest.annotate.language import detect_language

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

_Item = TypeVar("_Item")

LANGUAGES = ("it", "en")
_DEFAULT = "it"
#: Passages after which the words met are forgotten (some 20 MB of new words at most).
_BATCH = 256
#: Keys of the lists shown to people and programs, by facet.
_LISTS = {"kind": "kinds", "actor": "actors", "target": "targets", "theme": "themes"}


class Annotator:
    """Finds what passages are about, who acts, for whom, where, and which role they play."""

    def __init__(self) -> None:
        self._pipelines: dict[str, Language] = {}

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
    ) -> Iterator[tuple[Annotation, ...]]:
        """Yield the annotations of passages, in their order (see :meth:`annotate`)."""
        languages = languages if languages is not None else [None] * len(texts)
        contexts = contexts if contexts is not None else [""] * len(texts)
        known = map(self._known, texts, languages, contexts)
        for batch in batched(zip(texts, known, strict=True), _BATCH):
            yield from self._annotate(batch)

    def _known(self, text: str, language: str | None, context: str) -> str:
        if language in LANGUAGES:
            return str(language)
        return detect_language(text) or detect_language(f"{context} {text}") or _DEFAULT

    def _annotate(self, batch: list[tuple[str, str]]) -> list[tuple[Annotation, ...]]:
        # Words met in a batch are forgotten after it, else the vocabulary grows without end.
        with ExitStack() as zones:
            pipelines = {name: self._pipeline(name) for _, name in batch}
            for pipeline in pipelines.values():
                zones.enter_context(pipeline.memory_zone())
            return [
                () if is_apparatus(text) else _sorted(pipelines[name](text)) for text, name in batch
            ]


def _sorted(doc: Doc) -> tuple[Annotation, ...]:
    """Return the annotations in order; of two on the same words the surer one stays."""
    best: dict[tuple[str, str, int, int], Annotation] = {}
    found: list[Annotation] = doc.user_data["annotations"]
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
    """Return the sorted codes of kinds, actors, targets, themes, and the regions implied."""
    codes: dict[str, set[str]] = {name: set() for name in (*_LISTS.values(), "regions")}
    for annotation in annotations:
        if annotation.facet == "territory":
            codes["regions"].add(annotation.code.partition("/")[0])
        elif annotation.facet in _LISTS:
            codes[_LISTS[annotation.facet]].add(annotation.code)
    return {name: sorted(found) for name, found in codes.items()}
