"""The sample documents are described as their sources say they are."""

from pathlib import Path

import pytest

from corpus.sample.source import read_source
from corpus.titles import plain_words
from ingest.describe import describe
from ingest.worker import reader_for

SAMPLE = Path(__file__).parents[2] / "corpus" / "sample"
FILES = sorted(path.name for path in (SAMPLE / "library").iterdir())


@pytest.mark.parametrize("name", FILES)
def test_a_sample_document_is_described_as_its_source_says(name):
    path = SAMPLE / "library" / name
    source = read_source(SAMPLE / "source" / f"{path.stem}.source")
    found = describe(reader_for(path)(path), str(path), [(source.language, 1)])
    assert (found.year, found.publisher) == (source.date.year, source.publisher)
    assert set(found.creators) <= set(source.creators)
    assert found.creators
    title = plain_words(source.title)[:3]
    assert plain_words(found.title)[: len(title)] == title
    if source.series:
        assert (found.series or "").split(",")[0] in source.series
