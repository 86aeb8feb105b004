"""Fixtures over the small library."""

import pytest
from small_library import EMBEDDER, fill, opened, reading_engine

from corpus.catalogue import Catalogue
from index.apply import sync
from index.embed import embed_missing


@pytest.fixture
def library(tmp_path):
    """A catalogue in an empty folder: (catalogue, folder)."""
    with Catalogue(tmp_path / "catalogue.db") as catalogue:
        yield catalogue, tmp_path


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    """A search over the documents above; only read."""
    data = tmp_path_factory.mktemp("library")
    with Catalogue(data / "catalogue.db") as catalogue:
        fill(catalogue)
        embed_missing(catalogue, EMBEDDER)
        with opened(data) as indexes:
            sync(catalogue, indexes)
        yield reading_engine(catalogue, data)
