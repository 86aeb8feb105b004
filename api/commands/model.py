"""``prassi model``: prepare, list and choose embedding models."""

from __future__ import annotations

import os
from pathlib import Path

from api.commands.output import out, say
from api.library import open_library, open_model
from api.settings import Settings, write_choices
from corpus.errors import ModelMissing
from corpus.vectors import count_to_embed
from index.model import Embedder, list_models, prepare_model
from index.owner import current_owner


def run_prepare(settings: Settings, name: str | None) -> None:
    """Prepare a model, unless it is prepared already."""
    folder = prepare_model(name or settings.model, settings.models_folder, say)
    out().print(str(folder))


def run_list(settings: Settings) -> None:
    """List the prepared models, and say which one the library uses."""
    for model in list_models(settings.models_folder):
        used = "  in use" if model.name == settings.model else ""
        out().print(f"{model.name}  {model.dimension} dimensions  {model.fingerprint}{used}")


def run_use(settings: Settings, name: str) -> None:
    """Make a model the library's own: what needs no preparing is used from the next command on.

    Vectors of other models stay, so that changing back costs nothing.
    """
    folder = Path(name)
    name = str(folder.absolute()) if folder.is_dir() else name  # found from any folder later
    chosen = settings.model_copy(update={"model": name})
    embedder = ensure_model(chosen)
    with open_library(chosen, create=True) as library:
        write_choices(library.data, model=name)
        waiting = count_to_embed(library.catalogue, embedder.fingerprint)
        passages = library.catalogue.counts().passages
        owner = current_owner(library.data)
    out().print(f"{name}  {embedder.dimension} dimensions  {embedder.fingerprint}")
    if waiting:
        say(
            f"{waiting} of {passages} passages have to be embedded with it: the server does so "
            "when it runs, and the next `prassi ingest`. Until then they are found by their words."
        )
    else:
        say(f"All {passages} passages are embedded with it already.")
    if owner is not None and owner.url is not None:
        say(f"The server at {owner.url} goes on with the model it began with: start it again.")
    if os.environ.get("PRASSI_MODEL", name) != name:
        say("PRASSI_MODEL is set to another model, and goes before the library's choice.")


def ensure_model(settings: Settings) -> Embedder:
    """Open the model of the settings, preparing it first where that was not done yet."""
    try:
        return open_model(settings)
    except ModelMissing:
        say(f"Preparing the embedding model {settings.model} (once, a minute or two).")
        prepare_model(settings.model, settings.models_folder, say)
        return open_model(settings)
