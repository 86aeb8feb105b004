"""Every field of every practice stands word for word on the page it names."""

import shutil
from pathlib import Path

import pytest

from corpus.catalogue import Catalogue
from corpus.changes import now
from corpus.files import sha256_of
from corpus.identifiers import record_id
from corpus.practices import Practice, practice_ids, practices_by_id
from corpus.records import BlockKind, Record
from corpus.sample import LIBRARY
from corpus.sources import Outcome, Source
from ingest.worker import READABLE_SUFFIXES, Analysis, Job, analyse

REAL = Path(__file__).parents[2] / "shared" / "library"
CALL = """# Catalogo dei progetti del bando "Comunità che cura"

## Progetto Casa Aperta
Il progetto Casa Aperta è nato nel 2020 ad Arezzo per rispondere alla solitudine degli anziani. È
promosso dalla cooperativa sociale Le Logge insieme al Comune di Arezzo. Si rivolge ad anziani soli.

Il costo complessivo è stato di 210.000 euro. La principale difficoltà è stata il ricambio dei
volontari. Abbiamo imparato che senza un coordinatore pagato le visite si fermano d'estate.

## Progetto Seconda Chance
Il progetto Seconda Chance, gestito dal Consorzio Il Molo, ha inserito al lavoro 42 persone detenute
a La Spezia tra il 2020 e il 2022. Non ha funzionato lo sportello in carcere.

## Risultati attesi dalla prossima edizione
Si dovrebbe arrivare in altri comuni della Toscana.
"""


def read(folder, data) -> Catalogue:
    """Read documents as an ingestion does, but in this process, which is quicker."""
    catalogue = Catalogue(data / "catalogue.db")
    for path in sorted(p for p in folder.rglob("*") if p.suffix in READABLE_SUFFIXES):
        sha256 = sha256_of(path)
        found = analyse(Job(str(path), record_id(sha256), sha256))
        assert isinstance(found, Analysis), path
        record = Record(
            id=record_id(sha256),
            sha256=sha256,
            location=str(path),
            file_name=path.name,
            media_type=found.media_type,
            description=found.description,
            page_count=len(found.pages),
            added_at=now(),
        )
        source = Source(str(path), Outcome.OK, sha256=sha256)
        catalogue.put(
            record, found.pages, found.passages, found.sketch, source, anchors=found.anchors
        )
    return catalogue


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    data, folder = tmp_path_factory.mktemp("data"), tmp_path_factory.mktemp("documents")
    shutil.copytree(LIBRARY, folder / "sample")
    (folder / "bando.md").write_text(CALL, encoding="utf-8")
    with read(folder, data) as catalogue:
        yield catalogue


def cards(catalogue: Catalogue) -> list[Practice]:
    return list(practices_by_id(catalogue, practice_ids(catalogue)).values())


def assert_verbatim(catalogue: Catalogue) -> int:
    count = 0
    for card in cards(catalogue):
        for field, quotes in card.fields.items():
            for quote in quotes:
                passage = catalogue.passage(quote.passage)
                page = catalogue.page(quote.record, quote.page)
                assert passage.record == quote.record, field
                assert passage.text[quote.start : quote.end] == quote.text, field
                assert quote.text in page.text, (field, quote)
                assert quote.passage in card.passages
                assert passage.role is not BlockKind.REFERENCE
                count += 1
    return count


def test_every_field_of_the_sample_library_is_found_on_its_page(library):
    assert assert_verbatim(library) > 100


def test_names_and_headings_of_practices_are_the_documents_own_words(library):
    for card in cards(library):
        records = [library.record(record) for record in card.records]
        told = [library.passage(passage) for passage in card.passages]
        texts = [*(r.description.title for r in records), *(p.text for p in told)]
        texts += [heading for passage in told for heading in passage.section]
        assert any(card.name in " ".join(text.split()) for text in texts), card.name


def test_two_projects_in_one_document_are_two_cards_that_do_not_mix(library):
    named = {card.name: card for card in cards(library)}
    house, chance = named["Casa Aperta"], named["Seconda Chance"]
    assert not set(house.passages) & set(chance.passages)
    assert house.lead == "cooperativa sociale Le Logge"
    assert chance.lead == "Consorzio Il Molo"
    assert house.places == ("Toscana/AR/Arezzo",)
    assert chance.years == (2020, 2022)
    said = {field: " ".join(q.text for q in quotes) for field, quotes in house.fields.items()}
    assert "solitudine" in said["problem"]
    assert "210.000" in said["resources"]
    assert "ricambio" in said["difficulties"]
    assert "coordinatore" in said["lessons"]
    assert "results" not in said


def test_what_is_only_proposed_is_no_result(library):
    quotes = [q for card in cards(library) for found in card.fields.values() for q in found]
    assert not any("dovrebbe arrivare" in quote.text for quote in quotes)


def test_a_document_about_one_initiative_is_one_practice(library):
    told = [record for card in cards(library) for record in card.records]
    samples = {r.file_name: r.id for r in library.records() if r.file_name != "bando.md"}
    assert {name: told.count(record) for name, record in samples.items()} == dict.fromkeys(
        samples, 1
    )


def test_every_field_of_real_documents_is_found_on_its_page(tmp_path, pytestconfig):
    if not REAL.is_dir():
        pytest.skip("no real documents beside the project")
    if not pytestconfig.getoption("--real-library"):
        pytest.skip("takes long: --real-library reads the real documents")
    with read(REAL, tmp_path) as catalogue:
        assert assert_verbatim(catalogue) > 0
