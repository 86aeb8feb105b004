"""The labelled collection keeps its own rules."""

from collections import Counter, defaultdict
from pathlib import Path

import pytest

from corpus.territory import load_territory
from corpus.vocabulary import load_vocabulary
from eval.annotation import PARTS, REAL_PARTS, read_passages, read_real
from eval.annotation_keys import likeness, shingle_key, text_key

FOLDER = Path(__file__).parents[2] / "eval" / "collections" / "annotation"
REPORTS = Path(__file__).parents[3] / "shared" / "library" / "reports"
POLARITIES = {"worked", "did-not-work", "condition"}
# Slides and lists of contents are short in real documents too.
SHORT = {"slides": 30, "contents and bibliography": 30}


@pytest.fixture(scope="module")
def passages():
    return read_passages(FOLDER / "passages.jsonl")


@pytest.fixture(scope="module")
def real():
    return read_real(FOLDER / "real.jsonl")


@pytest.fixture(scope="module")
def golds(passages, real):
    return {
        **{p.id: p.gold for p in passages},
        **{f"{r.file} {r.page} {r.sha256}": r.gold for r in real},
    }


@pytest.mark.parametrize("facet", ["kind", "actor", "target", "theme"])
def test_every_code_is_in_the_vocabulary(golds, facet):
    known = set(load_vocabulary().facet(facet).codes())
    unknown = {id_: g.labels[facet] - known for id_, g in golds.items() if g.labels[facet] - known}
    assert unknown == {}


def test_every_region_is_one(golds):
    known = {place.name for place in load_territory().regions}
    assert {r for gold in golds.values() for r in gold.labels["region"]} <= known


def test_polarity_says_which_way_a_lesson_went_and_nothing_else(golds):
    for id_, gold in golds.items():
        assert bool(gold.labels["polarity"]) == ("lesson" in gold.labels["kind"]), id_
        assert gold.labels["polarity"] <= POLARITIES, id_


def test_no_document_is_in_two_parts(passages, real):
    for collection in (passages, real):
        parts: dict[str, set[str]] = {}
        for passage in collection:
            parts.setdefault(passage.gold.document, set()).add(passage.part)
        assert {d: p for d, p in parts.items() if len(p) > 1} == {}


def test_every_part_is_there(passages, real):
    assert {p.part for p in passages} == set(PARTS)
    assert {r.part for r in real} == set(REAL_PARTS)


def test_the_collection_is_as_large_as_its_card_says(passages, real):
    assert Counter(p.part for p in passages) == {"train": 889, "dev": 162, "test": 288}
    assert Counter(r.part for r in real) == {"real-dev": 297, "real-test": 285}
    assert Counter(p.language for p in passages) == {"it": 1117, "en": 222}


def test_no_text_is_given_twice(passages):
    assert len({text_key(p.text) for p in passages}) == len(passages)


def test_passages_are_of_the_size_of_real_ones(passages):
    sizes = {p.id: (len(p.text.split()), SHORT.get(p.genre, 40)) for p in passages}
    assert {i: n for i, (n, least) in sizes.items() if not least <= n <= 170} == {}


def test_some_passages_have_no_kind_as_in_real_documents(passages):
    for part in PARTS:
        own = [p for p in passages if p.part == part]
        assert 0.25 < sum(not p.gold.labels["kind"] for p in own) / len(own) < 0.5


@pytest.mark.parametrize("facet", ["kind", "actor", "target", "theme"])
def test_every_label_is_given_often_enough_to_be_measured(passages, facet):
    given = Counter(code for p in passages for code in p.gold.labels[facet])
    assert min(given[code] for code in load_vocabulary().facet(facet).codes()) >= 8


def test_no_invented_passage_is_a_passage_of_a_real_document(passages, real):
    assert not {text_key(p.text) for p in passages} & {r.sha256 for r in real}
    # Passages without a shingle in common are not alike; comparing all pairs takes a minute.
    holding = defaultdict(list)
    for passage in real:
        for shingle in passage.shingles:
            holding[shingle].append(passage.shingles)
    for passage in passages:
        own = shingle_key(passage.text)
        alike = [likeness(own, other) for shingle in own for other in holding[shingle]]
        assert max(alike, default=0.0) < 0.1, passage.id


def test_labelled_pages_exist_in_the_real_documents(real):
    if not REPORTS.is_dir():
        pytest.skip("the library of real documents is not beside the project")
    import pypdf

    last: dict[str, int] = {}
    for passage in real:
        last[passage.file] = max(last.get(passage.file, 0), passage.page)
    for file, page in last.items():
        assert page <= len(pypdf.PdfReader(REPORTS / file).pages), file
