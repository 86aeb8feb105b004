"""Things that many tests use."""

import os
from pathlib import Path

import pytest

from index.model import DEFAULT_MODEL, default_models_folder, prepare_model


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the flags that ask for more than every run can afford."""
    parser.addoption(
        "--regenerate-golden",
        action="store_true",
        help="write what documents read as into tests/golden/expected, to be reviewed by eye",
    )
    parser.addoption(
        "--all-hostile",
        action="store_true",
        help="read every hostile file, also those that take long (two minutes more)",
    )
    parser.addoption(
        "--long-schemathesis",
        action="store_true",
        help="make many requests from the description of the API (some minutes more)",
    )
    parser.addoption(
        "--all-harvest",
        action="store_true",
        help="kill and resume a harvest of 700 records, not of 140 (half a minute)",
    )
    parser.addoption(
        "--all-kills",
        action="store_true",
        help="kill an ingestion at ten moments, not at three (a minute)",
    )
    parser.addoption(
        "--real-library",
        action="store_true",
        help="read, search and measure the real documents beside the project (two minutes more)",
    )


# Files that keep a worker longest go first, so that none is left alone with one at the end.
_LONGEST = (
    "test_end_to_end_interrupted.py",
    "test_end_to_end.py",
    "test_hostile_files.py",
    "test_pipeline.py",
    "test_ocr.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first; within a file the order stays."""
    items.sort(key=lambda item: item.path.name not in _LONGEST)


@pytest.fixture(scope="session")
def prepared_model() -> Path:
    """Folder of the default model, prepared once a machine ($PRASSI_MODELS or the cache)."""
    chosen = os.environ.get("PRASSI_MODELS")
    models = Path(chosen) if chosen else default_models_folder()
    return prepare_model(DEFAULT_MODEL, models, lambda message: None)
