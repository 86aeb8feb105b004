"""A library folder, opened: the catalogue, its files, and the search over it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from api.settings import Settings
from api.still import StillLexical
from corpus.annotated import count_older
from corpus.catalogue import Catalogue
from corpus.errors import CatalogueMismatch
from corpus.judgement_history import count_judgements
from corpus.vectors import count_to_embed
from corpus.vocabulary import vocabulary_version
from index.apply import Indexes, dense_folder, lexical_folder, open_indexes
from index.dense import open_background, open_exact
from index.embed import TextEmbedder
from index.lexical import LexicalIndex
from index.manifest import read_manifest
from index.model import Embedder, model_folder, open_embedder
from index.search import SearchEngine
from ingest.annotate.version import is_current


@dataclass(frozen=True, slots=True)
class Library:
    """An open library. ``files`` holds the library's own copies of what it read."""

    data: Path
    catalogue: Catalogue

    @property
    def files(self) -> Path:
        """Folder of the kept files."""
        return self.data / "files"


@contextmanager
def open_library(settings: Settings, *, create: bool = False) -> Iterator[Library]:
    """Open the library folder of the settings; with ``create``, make it where there is none.

    Raises CatalogueMismatch if there is no library, or one that cannot be used.
    """
    data = settings.data.absolute()
    path = data / "catalogue.db"
    if not create and not path.exists():
        raise CatalogueMismatch(data, "there is no library here; `prassi ingest` makes one")
    try:
        (data / "files").mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CatalogueMismatch(data, f"cannot be used ({error.strerror})") from error
    with Catalogue(path) as catalogue:
        yield Library(data, catalogue)


def open_model(settings: Settings) -> Embedder:
    """Open the embedding model of the settings.

    Raises ModelMissing if it has not been prepared.
    """
    return open_embedder(model_folder(settings.model, settings.models_folder))


def open_reading_engine(
    library: Library, embedder: Embedder, *, still: bool = False
) -> SearchEngine:
    """Open a search that only reads: whoever owns the indexes is not disturbed.

    With ``still``, what is committed after this is not seen by later searches.

    Raises IndexMismatch if there is no lexical index that fits.
    """
    catalogue, model, dimension = library.catalogue, embedder.fingerprint, embedder.dimension
    lexical = LexicalIndex(lexical_folder(library.data), vocabulary_version())
    return SearchEngine(
        catalogue,
        StillLexical(lexical) if still else lexical,
        open_exact(catalogue, model, dimension),
        open_background(catalogue, model, dimension, embedder.unrelated),
        lambda text: embedder.embed_queries([text])[0],
        model,
        dimension,
    )


@contextmanager
def open_owned_indexes(library: Library, embedder: TextEmbedder) -> Iterator[Indexes]:
    """Open both indexes to write them while the block runs. The caller owns them.

    Raises IndexMismatch if one was built for something else.
    """
    indexes = open_indexes(
        library.data, embedder.fingerprint, embedder.dimension, vocabulary_version()
    )
    try:
        yield indexes
    finally:
        indexes.dense.close()


def stats(library: Library, model: str, name: str) -> dict[str, object]:
    """Return the sizes of a library and how far its indexes are."""
    counts = library.catalogue.counts()
    corrections = count_judgements(library.catalogue)
    lexical = read_manifest(lexical_folder(library.data))
    dense = read_manifest(dense_folder(library.data, model))
    return {
        "records": counts.records,
        "works": counts.works,
        "pages": counts.pages,
        "pages_unreadable": counts.unreadable_pages,
        "passages": counts.passages,
        "to_embed": count_to_embed(library.catalogue, model),
        "failed_files": counts.failed_sources,
        "model": name,
        "model_fingerprint": model,
        "annotated_by_older_rules": count_older(library.catalogue, is_current),
        "corrections": corrections.in_force,
        "corrections_waiting": corrections.waiting,
        "seq": library.catalogue.last_seq(),
        "applied": {
            "lexical": lexical.applied if lexical else 0,
            "dense": dense.applied if dense else 0,
        },
    }
