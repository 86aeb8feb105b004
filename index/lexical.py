"""Lexical index (Tantivy): words, filters and facet counts.

The owner writes; any number of processes may read, each from the last commit it has loaded.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import tantivy

from corpus.errors import IndexDamaged, IndexMismatch
from corpus.identifiers import PassageId, passage_key, passage_of_key
from corpus.records import Passage, Record
from corpus.vocabulary import load_vocabulary
from index import analysis
from index.columns import PRACTICE, Columns
from index.concepts import ConceptNames, names_of, read_names, write_names
from index.copies import CONTENT_FIELDS, EXACT_FIELD, exact_part, min_hashes
from index.manifest import Manifest, check_manifest, in_short, read_manifest, write_manifest
from index.ranking import demotion_of
from index.words import Words

FORMAT = 6
_WRITER_HEAP_BYTES = 64_000_000
_TANTIVY = "tantivy"
_COMMIT = "meta.json"

#: Facets of a passage, from its annotations.
PASSAGE_FACETS = ("kind", "polarity", "actor", "target", "theme", "logic", "territory")
#: Facets of a record, the same for all its passages.
RECORD_FACETS = ("language", "format", "source", "series")
FACETS = PASSAGE_FACETS + RECORD_FACETS
YEAR = "year"

_ORDINAL_BITS = 20
_RECORD_BITS = 24


class LexicalIndex:
    """An open lexical index folder."""

    def __init__(self, folder: Path, vocabulary: str, *, create: bool = False) -> None:
        """Open the index folder; with ``create``, make it where there is none.

        Raises IndexMismatch if it was built with another vocabulary or format, or is missing, and
        IndexDamaged if it cannot be read.
        """
        self.folder = folder
        self.schema = _schema()
        expected = Manifest("lexical", FORMAT, vocabulary=vocabulary)
        found = read_manifest(folder)
        if found is None:
            if not create:
                raise IndexMismatch(folder, "manifest", None, "a lexical index")
            self._make(expected)
        else:
            check_manifest(folder, found, expected)
        with self._reading():
            # Tantivy would make an empty index in place of one that is gone.
            if not tantivy.Index.exists(str(folder / _TANTIVY)):
                raise IndexDamaged(folder, "its files are missing")
            self._index = tantivy.Index(self.schema, path=str(folder / _TANTIVY))
            for language in analysis.LANGUAGES:
                self._index.register_tokenizer(f"stem_{language}", analysis.stemming(language))
            self._index.register_tokenizer("plain", analysis.plain())
            self._index.reload()  # opens the segments: what is missing is told now
            self._commit = b""
            self._searcher = self._index.searcher()
        self._columns: tuple[tantivy.Searcher, Columns] | None = None
        self._words: tuple[tantivy.Searcher, Words] | None = None
        self.concepts: ConceptNames = read_names(folder)

    @property
    def manifest(self) -> Manifest:
        """What the folder says about itself."""
        found = read_manifest(self.folder)
        if found is None:
            raise IndexMismatch(self.folder, "manifest", None, "a manifest")
        return found

    def searcher(self) -> tantivy.Searcher:
        """Return a searcher over the last commit; it stays as it is while others commit.

        The same one is returned until the next commit. Raises IndexDamaged if that commit cannot
        be read.
        """
        with self._reading():
            # Reloading takes a millisecond, reading the file that a commit replaces a fiftieth.
            commit = (self.folder / _TANTIVY / _COMMIT).read_bytes()
            if commit != self._commit:
                self._index.reload()
                self._searcher, self._commit = self._index.searcher(), commit
            return self._searcher

    def columns(self, searcher: tantivy.Searcher) -> Columns:
        """Return what the passages of a searcher are counted by; kept while it is asked for."""
        kept = self._columns
        if kept is None or kept[0] is not searcher:
            kept = (searcher, Columns(searcher, self.schema, YEAR))
            self._columns = kept
        return kept[1]

    def words(self, searcher: tantivy.Searcher) -> Words:
        """Return the words of the passages of a searcher; kept while it is asked for."""
        kept = self._words
        if kept is None or kept[0] is not searcher:
            kept = (searcher, Words(searcher))
            self._words = kept
        return kept[1]

    def writer(self) -> tantivy.IndexWriter:
        """Return the one writer; only the owner asks for it. Raises IndexDamaged."""
        with self._reading():
            return self._index.writer(_WRITER_HEAP_BYTES, 1)

    def ids(self) -> set[PassageId]:
        """Return the id of every passage held."""
        searcher = self.searcher()
        total = searcher.num_docs
        if not total:
            return set()
        found = searcher.search(tantivy.Query.all_query(), limit=total, count=False)
        return {passage_of_key(key) for key in keys_of(searcher, [a for _, a in found.hits])}

    def applied(self, seq: int) -> None:
        """Write down that the feed is applied up to ``seq``."""
        write_manifest(self.folder, replace(self.manifest, applied=seq))

    def _make(self, manifest: Manifest) -> None:
        # What lies there without a manifest was left by a process that died while making it.
        shutil.rmtree(self.folder / _TANTIVY, ignore_errors=True)
        (self.folder / _TANTIVY).mkdir(parents=True)
        tantivy.Index(self.schema, path=str(self.folder / _TANTIVY))
        write_names(self.folder, names_of(load_vocabulary()))
        # The manifest last: where it stands, everything else does.
        write_manifest(self.folder, manifest)

    @contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            yield
        except (ValueError, OSError) as error:  # the binding's own errors are ValueErrors
            raise IndexDamaged(self.folder, in_short(error)) from error


def keys_of(searcher: tantivy.Searcher, addresses: Sequence[tantivy.DocAddress]) -> list[int]:
    """Return the passage keys of documents."""
    return [
        int(key) for key in searcher.fast_field_values("key", list(addresses)) if key is not None
    ]


def put_record(
    writer: tantivy.IndexWriter,
    schema: tantivy.Schema,
    record: Record,
    passages: Iterable[Passage],
    practices: Mapping[PassageId, tuple[str, ...]],
) -> None:
    """Replace what the index holds of a record; ``practices`` are those its passages tell of."""
    drop_record(writer, schema, record.id)
    for passage in passages:
        document = _document(record, passage)
        for practice in practices.get(passage.id, ()):
            document.add_text(PRACTICE, practice)
        writer.add_document(document)


def drop_record(writer: tantivy.IndexWriter, schema: tantivy.Schema, record: str) -> None:
    """Remove the passages of a record."""
    # By query: deleting by term takes a number for a signed one and finds nothing.
    key = tantivy.Query.term_query(schema, "record", int(record, 16))
    writer.delete_documents_by_query(key)


def facet_codes(record: Record, passage: Passage) -> dict[str, tuple[str, ...]]:
    """Return the codes of every facet of a passage, those of its record included."""
    what = record.description
    own = passage.facets()
    codes = {facet: own.get(facet, ()) for facet in PASSAGE_FACETS}
    codes["language"] = (passage.language,) if passage.language else ()
    codes["format"] = (what.format.value,)
    codes["source"] = (what.publisher,) if what.publisher else ()
    codes["series"] = (what.series,) if what.series else ()
    return codes


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("key", indexed=True, fast=True)
    builder.add_unsigned_field("record", indexed=True, fast=True)
    for field in (*CONTENT_FIELDS, EXACT_FIELD):
        builder.add_unsigned_field(field, fast=True)
    builder.add_unsigned_field("demotion", fast=True)
    builder.add_unsigned_field("pages", fast=True)
    builder.add_integer_field("recency", fast=True)
    builder.add_integer_field(YEAR, indexed=True, fast=True)
    for language in analysis.LANGUAGES:
        builder.add_text_field(f"body_{language}", tokenizer_name=f"stem_{language}")
        builder.add_text_field(f"head_{language}", tokenizer_name=f"stem_{language}")
    builder.add_text_field("exact", tokenizer_name="plain")
    builder.add_text_field("title", tokenizer_name="plain")
    builder.add_text_field("author", tokenizer_name="plain")
    for facet in (*FACETS, PRACTICE):
        builder.add_text_field(facet, tokenizer_name="raw", index_option="basic", fast=True)
    return builder.build()


def _document(record: Record, passage: Passage) -> tantivy.Document:
    what = record.description
    document = tantivy.Document()
    document.add_unsigned("key", passage_key(passage.id))
    document.add_unsigned("record", int(record.id, 16))
    words = analysis.plain().analyze(passage.text) or [passage.id]
    document.add_unsigned(EXACT_FIELD, exact_part(words))
    for field, value in zip(CONTENT_FIELDS, min_hashes(words), strict=True):
        document.add_unsigned(field, value)
    document.add_unsigned("demotion", demotion_of(passage.role))
    document.add_unsigned("pages", record.page_count)
    document.add_integer("recency", _recency(record, passage))
    if what.year is not None:
        document.add_integer(YEAR, what.year)
    language = passage.language if passage.language in analysis.LANGUAGES else "it"
    head = "\n".join((what.title, *passage.section))
    document.add_text(f"body_{language}", analysis.with_compounds(passage.text))
    document.add_text(f"head_{language}", analysis.with_compounds(head))
    document.add_text("exact", passage.text)
    document.add_text("title", what.title)
    for creator in what.creators:
        document.add_text("author", creator)
    for facet, codes in facet_codes(record, passage).items():
        held = _with_ancestors(codes) if facet == "territory" else codes
        for code in sorted(held):
            document.add_text(facet, code)
    return document


def _with_ancestors(codes: Iterable[str]) -> set[str]:
    """Return territory codes and all above them: ``Lombardia/BS`` lies in ``Lombardia``."""
    return {
        "/".join(parts[: i + 1])
        for c in codes
        for parts in [c.split("/")]
        for i in range(len(parts))
    }


def _recency(record: Record, passage: Passage) -> int:
    """Order by year, newest first, then records apart, each in reading order (descending)."""
    year = record.description.year or 0
    apart = int(record.id, 16) >> (64 - _RECORD_BITS)
    behind = (1 << _ORDINAL_BITS) - 1 - min(passage.ordinal, (1 << _ORDINAL_BITS) - 1)
    return (((year << _RECORD_BITS) | apart) << _ORDINAL_BITS) | behind
