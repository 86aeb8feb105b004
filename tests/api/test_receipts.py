"""Receipts: repeated exactly, and what differs told exactly."""

import json
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient
from hashing import HashingEmbedder
from tiny_library import DECK, ENTRIES, REPORT, put

from api.backup import restore, write_backup
from api.http import create_app
from api.library import Library
from api.receipts import BadReceipt, Origin, ReceiptNotFound, ReceiptStore, read_receipt, replay
from api.service import Service
from api.settings import Settings
from corpus.catalogue import Catalogue
from corpus.records import Description
from corpus.vocabulary import vocabulary_version
from index.apply import open_indexes
from index.embed import embed_missing

QUERY = {"q": "servizi", "receipt": "true", "limit": "1"}
ADDED = replace(
    DECK,
    file_name="altro.pptx",
    description=Description("Servizi nuovi", DECK.description.format, (), 2024, "it"),
    pages=(("I servizi nuovi sono servizi per i dipendenti delle imprese.",),),
)


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    data, sources = tmp_path_factory.mktemp("data"), tmp_path_factory.mktemp("in")
    (data / "files").mkdir()
    embedder = HashingEmbedder()
    with Catalogue(data / "catalogue.db") as catalogue:
        library = Library(data, catalogue)
        ids = {name: put(library, ENTRIES[name], sources) for name in ("report", "deck", "copy")}
        embed_missing(catalogue, embedder)
        indexes = open_indexes(data, embedder.fingerprint, embedder.dimension, vocabulary_version())
        service = Service(library, embedder, indexes)
        service._follow()
        app = create_app(service, Settings(data=data))
        with TestClient(app, base_url="http://127.0.0.1") as client:
            yield library, service, client, ids, sources
        indexes.dense.close()


def follow(service):
    embed_missing(service.library.catalogue, service.embedder)
    service._follow()


def test_a_receipt_is_repeated_exactly_and_differences_are_exact(opened, tmp_path):
    library, service, client, ids, sources = opened
    answer = client.get("/v1/search", params=QUERY).json()
    receipt_id = answer["receipt_id"]
    # The same search of the same state is the same receipt.
    assert client.get("/v1/search", params={**QUERY, "limit": "3"}).json()["receipt_id"] == (
        receipt_id
    )
    again = client.get(f"/v1/receipts/{receipt_id}").json()
    receipt = again["receipt"]
    assert (again["identical"], again["new"], again["gone"], again["moved"]) == (True, [], [], [])
    assert receipt["complete"]
    assert len(receipt["hits"]) == answer["total"] == receipt["counts"]["matched"] > 1
    counts = receipt["counts"]
    assert (counts["files_seen"], counts["duplicates"], counts["records"]) == (3, 0, 3)
    saved = tmp_path / "ricevuta.json"
    saved.write_text(json.dumps(receipt))
    assert read_receipt(saved).id == receipt_id

    def hits():
        found = client.get("/v1/search", params={"q": "servizi", "limit": "100"}).json()["hits"]
        return {hit["passage_id"]: hit["rank"] for hit in found}

    before = hits()
    added = put(library, ADDED, sources)
    library.catalogue.remove(ids["deck"])
    put(library, replace(REPORT, file_name="terzo.pdf", pages=(("Tutt'altro.",),)), sources)
    follow(service)
    now = hits()
    found = client.get(f"/v1/receipts/{receipt_id}").json()
    assert not found["identical"]
    assert {one["hit"]["key"] for one in found["new"]} == set(now) - set(before)
    assert {one["hit"]["key"] for one in found["gone"]} == set(before) - set(now)
    assert {(one["key"], one["was"], one["now"]) for one in found["moved"]} == {
        (key, before[key], now[key]) for key in set(before) & set(now) if before[key] != now[key]
    }
    why = {one["hit"]["record"]: one["why"] for one in (*found["new"], *found["gone"])}
    assert why[added] == "record-added"
    assert why[ids["deck"]] == "record-removed"


def test_what_is_no_receipt_is_told(opened, tmp_path):
    _, _, client, _, _ = opened
    for name in ("0" * 32, "nessuna"):
        problem = client.get(f"/v1/receipts/{name}")
        assert problem.status_code == 404
        assert problem.json()["type"] == "urn:prassi:problem:receipt-not-found"
    answer = client.get("/v1/search", params=QUERY).json()
    receipt = client.get(f"/v1/receipts/{answer['receipt_id']}").json()["receipt"]
    changed = tmp_path / "x.json"
    changed.write_text(json.dumps({**receipt, "nearest_only": True}))
    with pytest.raises(BadReceipt, match="changed"):
        read_receipt(changed)
    changed.write_text("{}")
    with pytest.raises(BadReceipt):
        read_receipt(changed)


def test_receipts_do_not_fill_the_disk_and_those_in_use_stay(opened, tmp_path):
    library, _, client, _, _ = opened
    made = []
    for query in ("imprese", "volontari", "cooperativa", "famiglie"):
        answer = client.get("/v1/search", params={"q": query, "receipt": "true"}).json()
        made.append(ReceiptStore(library.data).read(answer["receipt_id"]))
    store = ReceiptStore(tmp_path, most=3)
    for receipt in made[:3]:
        store.keep(receipt)
    store.read(made[0].id)
    store.keep(made[3])
    assert {path.stem for path in store.files()} == {made[n].id for n in (0, 2, 3)}
    with pytest.raises(ReceiptNotFound):
        store.read(made[1].id)


def test_a_backup_carries_receipts(opened, tmp_path):
    library, _, client, _, _ = opened
    receipt_id = client.get("/v1/search", params=QUERY).json()["receipt_id"]
    write_backup(library, tmp_path / "b.zip", lambda *_: None)
    restore(tmp_path / "b.zip", tmp_path / "back", force=False, progress=lambda *_: None)
    assert ReceiptStore(tmp_path / "back").read(receipt_id).id == receipt_id


def receipt_of(client, **asked):
    answer = client.get("/v1/search", params={**QUERY, **asked}).json()
    return answer["receipt_id"]


def test_a_record_found_by_another_passage_is_not_identical_and_says_why(opened):
    library, service, client, _, sources = opened
    held = put(library, ENTRIES["report"], sources)
    follow(service)
    made = receipt_of(client, q="servizi", group="record")
    assert client.get(f"/v1/receipts/{made}").json()["identical"]
    # The same record, its text read otherwise (as by a reader that got better).
    pages = tuple(tuple(f"Altre parole. {line}" for line in page) for page in REPORT.pages)
    catalogue, real = library.catalogue, library.catalogue.put

    def again(record, pages, passages, *rest, **named):
        passages = tuple(replace(one, record=held) for one in passages)
        return real(replace(record, id=held), pages, passages, *rest, **named, replace=True)

    catalogue.put = again
    try:
        put(library, replace(REPORT, pages=pages), sources)
    finally:
        del catalogue.put
    follow(service)
    found = client.get(f"/v1/receipts/{made}").json()
    was = {hit["key"]: hit["passage"] for hit in found["receipt"]["hits"]}
    [changed] = found["changed"]
    assert (changed["key"], changed["why"]) == (held, "record-read-anew")
    assert changed["was"]["passage"] == was[held] != changed["now"]["passage"]
    assert not found["identical"]
    assert all(one["why"] in ("record-read-anew", "library-changed") for one in found["moved"])


@pytest.mark.parametrize(
    ("part", "why"),
    [
        ("model", "model-changed"),
        ("vocabulary", "vocabulary-changed"),
        ("index", "program-changed"),
        ("program", "program-changed"),
    ],
)
def test_another_model_vocabulary_or_program_is_named_as_the_reason(opened, part, why):
    library, service, client, _, _ = opened
    receipt = ReceiptStore(library.data).read(receipt_of(client, q=""))
    origin = Origin(
        service.still_engine(), library.catalogue, service.embedder.fingerprint, service.applied
    )
    assert replay(origin, receipt).identical
    first, second, *rest = receipt.hits
    swapped = [second.model_copy(update={"rank": 1}), first.model_copy(update={"rank": 2})]
    then = receipt.model_copy(
        update={
            "library": receipt.library.model_copy(update={part: "0"}),
            "hits": [*swapped, *rest[:-1]],
        }
    )
    found = replay(origin, then)
    assert not found.identical
    assert [one.why.value for one in found.new] == [why]
    assert [one.why.value for one in found.moved] == [why, why]
