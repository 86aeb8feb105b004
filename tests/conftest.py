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


# Files that keep a worker longest go first, longest before, so that none is left alone with one
# at the end: those of 8 s or more, by what they took on one processor.
_LONGEST = (
    "test_end_to_end_interrupted.py",
    "test_end_to_end.py",
    "test_hostile_files.py",
    "test_browser.py",
    "test_ocr.py",
    "test_annotate_meaning.py",
    "test_schemathesis.py",
    "test_model_prepare.py",
    "test_browser_curation.py",
    "test_backup_restore.py",
    "test_doctor_checks.py",
    "test_paging_holds_still.py",
    "test_pipeline.py",
    "test_command_errors.py",
    "test_sources_harvest.py",
    "test_damage.py",
)


def pytest_configure(config: pytest.Config) -> None:
    """Let workers take files in the order given below.

    xdist by itself begins with the files of most tests: the longest, of few tests, came last.
    """
    if hasattr(config.option, "loadscopereorder"):
        config.option.loadscopereorder = False


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first; within a file the order stays."""
    place = {name: number for number, name in enumerate(_LONGEST)}
    items.sort(key=lambda item: place.get(item.path.name, len(place)))


@pytest.fixture(scope="session")
def prepared_model() -> Path:
    """Folder of the default model, prepared once a machine ($PRASSI_MODELS or the cache)."""
    chosen = os.environ.get("PRASSI_MODELS")
    models = Path(chosen) if chosen else default_models_folder()
    return prepare_model(DEFAULT_MODEL, models, lambda message: None)
