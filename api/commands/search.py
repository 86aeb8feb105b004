"""``prassi search`` and ``prassi facets``."""

from __future__ import annotations

import sys
from pathlib import Path

from api.commands.output import chosen, say, write_json
from api.filters import resolve_filters
from api.labels import load_labels
from api.library import (
    Library,
    open_library,
    open_model,
    open_owned_indexes,
    open_reading_engine,
)
from api.schema import search_answer
from api.settings import Settings
from corpus.errors import IndexMismatch, OwnerBusy
from corpus.vectors import count_to_embed
from index.answers import Group, Mode, Relation, SearchAnswer, SearchRequest
from index.apply import lexical_folder, sync
from index.manifest import read_manifest
from index.model import Embedder
from index.owner import own

_LANGUAGE = "it"


def run(
    settings: Settings,
    query: str,
    number: int,
    filters: tuple[str, ...],
    group: str,
    mode: str,
    format_: str,
    fold: bool | None = None,
    without: tuple[str, ...] = (),
    receipt: Path | None = None,
) -> None:
    """Carry a search out and write what was found; people see near copies folded."""
    chosen("format", format_, ("table", "json", "trec"))
    request = SearchRequest(
        query=query,
        filters=resolve_filters(filters),
        group=Group(chosen("group", group, tuple(Group))),
        mode=Mode(chosen("mode", mode, tuple(Mode))),
        limit=number,
        facets=format_ == "json",
        fold=format_ == "table" if fold is None else fold,
        without=without,
    )
    answer = answered(settings, request)
    if receipt is not None:
        from api.commands.receipts import keep_receipt

        keep_receipt(settings, request, receipt)
    tell_expansions(answer)
    if format_ == "json":
        model = search_answer(answer, load_labels(_LANGUAGE), None)
        write_json(model.model_dump(mode="json"))
    elif format_ == "trec":
        for hit in answer.hits:
            line = f"q Q0 {hit.passage.id} {hit.rank} {hit.score:.4f} prassi-{mode}"
            sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
    else:
        from api.commands.tables import write_hits

        write_hits(answer)


def tell_expansions(answer: SearchAnswer) -> None:
    """Say which other names were searched for, and how to search without them."""
    for found in answer.expansions:
        label = found.label.get(_LANGUAGE) or next(iter(found.label.values()), found.concept)
        held = [
            name.label if name.relation is Relation.SAME else f"{name.label} ({name.relation})"
            for name in found.names
            if name.passages
        ]
        several = ", one of several meanings" if found.ambiguous else ""
        also = f"; also searched for: {', '.join(held)}" if held else ""
        say(f"{found.words}: {label}{several}{also} (--without {found.concept})")


def run_facets(settings: Settings, filters: tuple[str, ...], format_: str) -> None:
    """Write the facets of the whole library, or of what filters leave."""
    chosen("format", format_, ("table", "json"))
    answer = answered(settings, SearchRequest(filters=resolve_filters(filters), limit=1))
    labels = load_labels(_LANGUAGE)
    if format_ == "json":
        write_json(search_answer(answer, labels, None).model_dump(mode="json")["facets"])
        return
    from api.commands.tables import write_facets

    write_facets(answer, labels)


def answered(settings: Settings, request: SearchRequest) -> SearchAnswer:
    """Answer a request from the library of the settings, only reading."""
    with open_library(settings) as library:
        embedder = open_model(settings)
        catch_up(library, embedder)
        waiting = count_to_embed(library.catalogue, embedder.fingerprint)
        if waiting and request.query:
            say(f"{waiting} passages are not embedded yet: found by their words alone.")
        return open_reading_engine(library, embedder).search(request)


def catch_up(library: Library, embedder: Embedder) -> None:
    """Apply what an interrupted run has left, unless another process is about to."""
    last = library.catalogue.last_seq()
    manifest = read_manifest(lexical_folder(library.data))
    if manifest is not None and manifest.applied >= last:
        return
    try:
        with own(library.data, "prassi search"):
            applied = manifest.applied if manifest else 0
            say(f"Bringing the indexes up to date ({last - applied} changes).")
            with open_owned_indexes(library, embedder) as indexes:
                sync(library.catalogue, indexes)
    except OwnerBusy as error:
        if manifest is None:
            raise IndexMismatch(library.data, "state", "not built yet", "built") from error
        say(f"Some records are not indexed yet; {error.owner} is at it.")
