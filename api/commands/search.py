"""``prassi search`` and ``prassi facets``."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from api.commands.output import chosen, out, say, write_json
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
from index.answers import Group, Hit, Mode, SearchAnswer, SearchRequest
from index.apply import lexical_folder, sync
from index.manifest import read_manifest
from index.model import Embedder
from index.owner import own

_LANGUAGE = "it"
_TEXT_WIDTH = 96
_TEXT_CHARS = 420
_VALUES_SHOWN = 12


def run(
    settings: Settings,
    query: str,
    number: int,
    filters: tuple[str, ...],
    group: str,
    mode: str,
    format_: str,
) -> None:
    """Carry a search out and write what was found."""
    chosen("format", format_, ("table", "json", "trec"))
    request = SearchRequest(
        query=query,
        filters=resolve_filters(filters),
        group=Group(chosen("group", group, tuple(Group))),
        mode=Mode(chosen("mode", mode, tuple(Mode))),
        limit=number,
        facets=format_ == "json",
    )
    answer = answered(settings, request)
    if format_ == "json":
        model = search_answer(answer, load_labels(_LANGUAGE), None)
        write_json(model.model_dump(mode="json"))
    elif format_ == "trec":
        for hit in answer.hits:
            out().print(f"q Q0 {hit.passage.id} {hit.rank} {hit.score:.4f} prassi-{mode}")
    else:
        _table(answer)


def run_facets(settings: Settings, filters: tuple[str, ...], format_: str) -> None:
    """Write the facets of the whole library, or of what filters leave."""
    chosen("format", format_, ("table", "json"))
    answer = answered(settings, SearchRequest(filters=resolve_filters(filters), limit=1))
    labels = load_labels(_LANGUAGE)
    if format_ == "json":
        write_json(search_answer(answer, labels, None).model_dump(mode="json")["facets"])
        return
    console = out()
    for facet in answer.facets:
        console.print(Text(f"{labels.facet(facet.facet)} ({facet.facet})", style="bold"))
        for value in facet.values[:_VALUES_SHOWN]:
            label = labels.value(facet.facet, value.code)
            console.print(f"  {value.count:>7}  {label}  ({value.code})")
        if len(facet.values) > _VALUES_SHOWN:
            console.print(f"           and {len(facet.values) - _VALUES_SHOWN} more")


def answered(settings: Settings, request: SearchRequest) -> SearchAnswer:
    """Answer a request from the library of the settings, only reading."""
    with open_library(settings) as library:
        embedder = open_model(settings)
        _catch_up(library, embedder)
        waiting = count_to_embed(library.catalogue, embedder.fingerprint)
        if waiting and request.query:
            say(f"{waiting} passages are not embedded yet: found by their words alone.")
        return open_reading_engine(library, embedder).search(request)


def _catch_up(library: Library, embedder: Embedder) -> None:
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


def _table(answer: SearchAnswer) -> None:
    console = out()
    if not answer.total:
        say("Nothing found.")
        return
    if answer.nearest_only:
        say("Nothing matches; these are the nearest passages.")
    for hit in answer.hits:
        _write_hit(console, hit)
    say(f"{len(answer.hits)} of {answer.total} ({answer.took_ms:.0f} ms)")


def _write_hit(console: Console, hit: Hit) -> None:
    record = hit.record.description
    where = f"p. {hit.passage.page}" if hit.record.page_count > 1 else ""
    if hit.page_label and hit.page_label != str(hit.passage.page):
        where += f" ({hit.page_label})"
    head = Text(f"{hit.rank:>3}. {record.title}", style="bold")
    place = ", ".join(
        part for part in (hit.record.file_name, where, str(record.year or "")) if part
    )
    console.print(head)
    console.print(Text(f"     {place}  [{hit.record.id}]", style="cyan"))
    if hit.passage.section:
        console.print(Text("     " + " > ".join(hit.passage.section), style="dim"))
    console.print(_indented(_snippet(hit)))


def _snippet(hit: Hit) -> Text:
    """Return the beginning of a passage, or what is around its first highlight."""
    text = hit.passage.text
    first = hit.highlights[0][0] if hit.highlights else 0
    start = 0 if first < _TEXT_CHARS // 2 else text.rfind(" ", 0, first - _TEXT_CHARS // 3) + 1
    cut = text[start : start + _TEXT_CHARS]
    before = "…" if start else ""
    after = "…" if start + len(cut) < len(text) else ""
    found = Text(before + cut.replace("\n", " ") + after)
    shift = len(before) - start
    for begin, end in hit.highlights:
        if start <= begin and end <= start + len(cut):
            found.stylize("bold yellow", begin + shift, end + shift)
    return found


def _indented(text: Text) -> Text:
    lines = text.wrap(Console(width=_TEXT_WIDTH), _TEXT_WIDTH)
    return Text("\n").join(Text("     ") + line for line in lines)
