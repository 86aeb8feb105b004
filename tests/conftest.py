"""Things that many tests use."""

import os
from pathlib import Path

import pytest

from index.model import DEFAULT_MODEL, default_models_folder, prepare_model


@pytest.fixture(scope="session")
def prepared_model() -> Path:
    """Folder of the default model, prepared once a machine ($PRASSI_MODELS or the cache)."""
    chosen = os.environ.get("PRASSI_MODELS")
    models = Path(chosen) if chosen else default_models_folder()
    return prepare_model(DEFAULT_MODEL, models, lambda message: None)
