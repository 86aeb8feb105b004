"""``prassi annotate --library``: labels found anew over the passages that are stored."""

from __future__ import annotations

from collections.abc import Sequence

from api.commands.output import progress_bars, say
from api.commands.show import find_record
from api.library import Library, open_library
from api.settings import Settings
from corpus.errors import ModelMissing
from corpus.vocabulary import vocabulary_version
from index.apply import lexical_folder
from index.manifest import read_manifest
from index.model import model_folder
from index.model import read_manifest as read_model
from ingest.annotate import open_annotator
from ingest.reannotation import VectorModel, due, reannotate


def run(settings: Settings, names: Sequence[str], again: bool) -> int:
    """Label what older rules labelled (or all of it); return the exit code.

    What is interrupted is taken up where it stopped: each record says by which rules it was
    labelled.
    """
    passages = records = missed = 0
    with open_library(settings) as library, progress_bars() as bars:
        model = _model(settings)
        among = [find_record(library, name).id for name in names] or None
        annotator = open_annotator()
        todo = due(library.catalogue, annotator, model, among, again=again)
        task = bars.add_task("Labelling", total=len(todo))
        for done in reannotate(library.catalogue, annotator, todo, model, again=again):
            records += 1
            passages += done.passages
            missed += not done.stored
            bars.update(task, advance=1)
        _tell(records, passages, missed)
        _tell_of_index(library)
    return 0


def _model(settings: Settings) -> VectorModel | None:
    try:
        found = read_model(model_folder(settings.model, settings.models_folder))
    except ModelMissing:
        return None
    return VectorModel(found.fingerprint, found.dimension)


def _tell(records: int, passages: int, missed: int) -> None:
    if not records:
        say("Nothing to do: every label comes from the rules in use.")
        return
    say(f"Labelled {passages} passages of {records} records; corrections hold as before.")
    if missed:
        say(f"{missed} records were read anew meanwhile, by the rules in use: left as they are.")


def _tell_of_index(library: Library) -> None:
    """Say what is to be done where the index of words was built with another vocabulary."""
    found = read_manifest(lexical_folder(library.data))
    if found is not None and found.vocabulary != vocabulary_version():
        say(
            "The vocabulary has changed since the indexes were built: stop the server if one "
            "runs, then run `prassi rebuild`; nothing is embedded again."
        )
