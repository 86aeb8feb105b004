"""``prassi model``: prepare and list embedding models."""

from __future__ import annotations

from api.commands.output import out, say
from api.library import open_model
from api.settings import Settings
from corpus.errors import ModelMissing
from index.model import Embedder, list_models, prepare_model


def run_prepare(settings: Settings, name: str | None) -> None:
    """Prepare a model, unless it is prepared already."""
    folder = prepare_model(name or settings.model, settings.models_folder, say)
    out().print(str(folder))


def run_list(settings: Settings) -> None:
    """List the prepared models."""
    for model in list_models(settings.models_folder):
        out().print(f"{model.name}  {model.dimension} dimensions  {model.fingerprint}")


def ensure_model(settings: Settings) -> Embedder:
    """Open the model of the settings, preparing it first where that was not done yet."""
    try:
        return open_model(settings)
    except ModelMissing:
        say(f"Preparing the embedding model {settings.model} (once, a minute or two).")
        prepare_model(settings.model, settings.models_folder, say)
        return open_model(settings)
