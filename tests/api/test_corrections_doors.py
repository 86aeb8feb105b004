"""Corrections of labels by HTTP and from the command line."""

import dataclasses
import json
import shutil
import time

import pytest
from hashing import HashingEmbedder
from tiny_library import ENTRIES, KEY, put
from typer.testing import CliRunner

from api.cli import app
from api.library import Library, open_owned_indexes
from corpus.catalogue import Catalogue
from corpus.labelled import passages_in
from corpus.practices import practice, practice_ids
from index.apply import sync, verify
from index.embed import embed_missing
from index.lexical import PASSAGE_FACETS

AUTH = {"Authorization": f"Bearer {KEY}"}


def total(client, *filters):
    answer = client.get("/v1/search", params={"filter": list(filters), "limit": 1})
    return answer.json()["total"]


def wait_for(check):
    """The owner follows the feed every quarter of a second; ten is for a machine that is busy."""
    until = time.monotonic() + 10
    while not check() and time.monotonic() < until:
        time.sleep(0.05)
    return check()


def test_a_correction_is_found_by_its_facet_without_embedding_and_undone_again(client, world):
    identifier = world.passage("report", "imparato")
    body = {
        "passage_id": identifier,
        "labels": [
            {"verdict": "add", "facet": "theme", "code": "housing", "words": "i volontari"},
            {"verdict": "remove", "facet": "kind", "code": "lesson"},
        ],
        "by": "Ada Rossi",
        "why": "letto con gli operatori",
    }
    assert client.post("/v1/corrections", json=body).status_code == 401
    before = total(client, "theme:housing")
    answer = client.post("/v1/corrections", json=body, headers=AUTH)
    assert answer.status_code == 201
    made = answer.json()["corrections"]
    try:
        assert [one["state"] for one in made] == ["in-force", "in-force"]
        assert world.service.to_embed() == 0
        assert wait_for(lambda: total(client, "theme:housing") == before + 1)
        shown = client.get(f"/v1/passages/{identifier}").json()
        [label] = [a for a in shown["annotations"] if a["facet"] == "theme"]
        assert (label["words"], label["rule"], label["by"]) == (
            "i volontari",
            "person",
            "Ada Rossi",
        )
        assert "lesson" not in shown["facets"].get("kind", [])
        by_passage = client.get("/v1/corrections", params={"passage": identifier}).json()
        assert {one["id"] for one in by_passage["corrections"]} == {one["id"] for one in made}
        page = client.get("/v1/corrections", params={"by": "ada rossi", "limit": 1}).json()
        rest = client.get("/v1/corrections", params={"cursor": page["next_cursor"]}).json()
        assert page["corrections"][0] == by_passage["corrections"][0]
        assert rest["corrections"][0] == by_passage["corrections"][1]
    finally:
        for one in made:
            undone = client.post(
                f"/v1/corrections/{one['id']}/undo", json={"why": "prova"}, headers=AUTH
            )
            assert undone.status_code == 201
    assert undone.json()["by"] == "PRASSI_API_KEY"
    assert wait_for(lambda: total(client, "theme:housing") == before)


@pytest.mark.parametrize(
    ("label", "status", "name"),
    [
        ({"verdict": "add", "facet": "theme", "code": "houssing"}, 400, "unknown-filter"),
        ({"verdict": "remove", "facet": "theme", "code": "housing"}, 409, "no-such-label"),
        (
            {"verdict": "add", "facet": "theme", "code": "housing", "words": "mai detto"},
            400,
            "bad-query",
        ),
        ({"verdict": "undo", "facet": "theme", "code": "housing"}, 422, "invalid-request"),
    ],
)
def test_what_cannot_be_said_is_a_problem(client, world, label, status, name):
    body = {"passage_id": world.passage("report", "imparato"), "labels": [label], "why": "prova"}
    answer = client.post("/v1/corrections", json=body, headers=AUTH)
    assert (answer.status_code, answer.json()["type"]) == (status, f"urn:prassi:problem:{name}")
    missing = client.post("/v1/corrections/none/undo", json={"why": "prova"}, headers=AUTH)
    assert missing.status_code == 404
    assert missing.json()["correction_id"] == "none"


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """A library of one report, made once; each test corrects a copy of it."""
    data = tmp_path_factory.mktemp("prepared")
    (data / "files").mkdir()
    with Catalogue(data / "catalogue.db") as catalogue:
        put(Library(data, catalogue), ENTRIES["report"], data, by_older_rules=True)
        embed_missing(catalogue, HashingEmbedder())
    return data


@pytest.fixture
def library(prepared, tmp_path):
    data = shutil.copytree(prepared, tmp_path / "data")
    with Catalogue(data / "catalogue.db") as catalogue:
        yield Library(data, catalogue)


def run(library, *arguments):
    answer = CliRunner().invoke(app, ["--data", str(library.data), *arguments])
    assert answer.exit_code == 0, answer.output
    return answer


def in_index(library, facet, code):
    """Return how many passages the index of words has under a label, after following the feed."""
    with open_owned_indexes(library, HashingEmbedder()) as indexes:
        sync(library.catalogue, indexes)
        assert verify(library.catalogue, indexes) == ()
        lexical = indexes.lexical
        column = lexical.columns(lexical.searcher()).facet(facet)
        everything = lexical.columns(lexical.searcher()).everything()
        return column.counted(everything).get(code, 0)


def test_the_command_line_corrects_lists_undoes_and_carries_over(library, tmp_path):
    [record] = library.catalogue.record_ids()
    passage = next(p for p in library.catalogue.passages_of(record) if "sportello" in p.text)
    said = ("--by", "Ada Rossi", "--why", "lo so")
    assert in_index(library, "theme", "housing") == 0
    run(
        library, "correct", passage.id, "--add", "theme=housing", "--words", "uno  sportello",
        "--remove", "actor=social-cooperatives", "--confirm", "kind=practice", *said,
    )  # fmt: skip
    assert in_index(library, "theme", "housing") == 1
    assert in_index(library, "actor", "social-cooperatives") == 0
    kept = tmp_path / "corrections.jsonl"
    run(library, "corrections", "export", "-o", str(kept))
    listed = json.loads(run(library, "corrections", "list", "--format", "json").stdout)
    assert [one["verdict"] for one in listed["corrections"]] == ["confirm", "remove", "add"]
    run(library, "corrections", "undo", listed["corrections"][2]["id"], *said)
    assert in_index(library, "theme", "housing") == 0
    assert (
        "0 corrections taken in, 3 were there"
        in run(library, "corrections", "import", str(kept)).output
    )
    stats = json.loads(run(library, "stats", "--format", "json").stdout)
    assert (stats["corrections"], stats["corrections_waiting"]) == (2, 0)


def test_the_library_is_labelled_anew_where_it_stands_and_only_once(library):
    [record] = library.catalogue.record_ids()
    passage = next(p for p in library.catalogue.passages_of(record) if "caregiver" in p.text)
    run(
        library, "correct", passage.id, "--add", "theme=housing", "--remove",
        "actor=social-cooperatives", "--by", "Ada", "--why", "lo so",
    )  # fmt: skip
    assert in_index(library, "target", "caregivers") == 0
    vectors = library.catalogue.counts()
    first = run(library, "annotate", "--library")
    assert "Labelled 4 passages of 1 records" in first.output
    assert in_index(library, "target", "caregivers") == 1
    labels = library.catalogue.passage(passage.id).facets()
    assert "housing" in labels["theme"]
    assert "social-cooperatives" not in labels.get("actor", ())
    with library.catalogue.engine.connect() as connection:
        found = passages_in(connection, record, people=False)
    assert all(a.by is None for p in found for a in p.annotations)
    assert {a.facet for p in found for a in p.annotations} & set(PASSAGE_FACETS)
    assert "Nothing to do" in run(library, "annotate", "--library").output
    assert library.catalogue.counts() == vectors
    stats = json.loads(run(library, "stats", "--format", "json").stdout)
    assert stats["annotated_by_older_rules"] == 0


def practice_telling(client, words):
    """Return the card that search gives for words."""
    [hit, *_] = client.get("/v1/practices", params={"q": words}).json()["hits"]
    return hit["practice"]


def quoted(client, card, field):
    shown = client.get(f"/v1/practices/{card}").json()["fields"]
    return [quote["text"] for one in shown if one["field"] == field for quote in one["quotes"]]


def test_a_sentence_of_a_practice_is_set_right_over_http_and_back(client, world):
    words = "La cooperativa ha aperto a Brescia uno sportello per i caregiver familiari."
    card = practice_telling(client, "sportello caregiver")["practice_id"]
    before = quoted(client, card, "lessons")
    said = {"verdict": "add", "field": "lessons", "sentence": words}
    body = {"practice_id": card, "fields": [said], "by": "Ada Rossi", "why": "prova"}
    assert client.post("/v1/corrections", json=body).status_code == 401
    answer = client.post("/v1/corrections", json=body, headers=AUTH)
    assert answer.status_code == 201
    [made] = answer.json()["corrections"]
    try:
        assert (made["subject"], made["facet"], made["state"]) == ("field", "lessons", "in-force")
        assert made["passage_ids"] == [world.passage("report", "sportello")]
        assert words in quoted(client, card, "lessons")
        listed = client.get("/v1/corrections", params={"practice": card}).json()["corrections"]
        assert made["id"] in {one["id"] for one in listed}
    finally:
        undone = f"/v1/corrections/{made['id']}/undo"
        assert client.post(undone, json={"why": "prova"}, headers=AUTH).status_code == 201
    assert quoted(client, card, "lessons") == before


def sentence(verdict, field, words):
    return {"fields": [{"verdict": verdict, "field": field, "sentence": words}]}


@pytest.mark.parametrize(
    ("body", "status", "name"),
    [
        (sentence("add", "lessons", "Mai detto."), 400, "bad-query"),
        (sentence("remove", "lessons", "Mai"), 400, "bad-query"),
        (sentence("add", "colour", "La"), 400, "unknown-filter"),
        ({"join": ["none"]}, 404, "practice-not-found"),
        ({}, 400, "bad-query"),
        ({"colour": 1}, 422, "invalid-request"),
    ],
)
def test_what_cannot_be_said_of_a_practice_is_a_problem(client, body, status, name):
    card = practice_telling(client, "sportello caregiver")["practice_id"]
    sent = {"practice_id": card, "why": "prova", **body}
    answer = client.post("/v1/corrections", json=sent, headers=AUTH)
    assert (answer.status_code, answer.json()["type"]) == (status, f"urn:prassi:problem:{name}")


def test_practices_are_joined_from_the_command_line_and_searches_follow(library, tmp_path):
    told = "La cooperativa ha aperto a Bari un laboratorio per i giovani del quartiere."
    another = dataclasses.replace(
        ENTRIES["report"],
        file_name="laboratorio.pdf",
        description=dataclasses.replace(ENTRIES["report"].description, title="Mestieri a Bari"),
        pages=((told,),),
        labels={"laboratorio": (("kind", "practice"), ("territory", "Puglia/BA/Bari"))},
        sketch=frozenset(),
    )
    put(library, another, tmp_path)
    embed_missing(library.catalogue, HashingEmbedder())
    one, other = practice_ids(library.catalogue)
    said = ("--by", "Ada Rossi", "--why", "lo so")
    run(library, "corrections", "join", one, other, *said)
    assert practice_ids(library.catalogue) == (one,)
    with open_owned_indexes(library, HashingEmbedder()) as indexes:
        sync(library.catalogue, indexes)
        assert verify(library.catalogue, indexes) == ()
    field, [quote, *_] = next(iter(practice(library.catalogue, one).fields.items()))
    run(library, "corrections", "sentence", one, field, "--remove", quote.text, *said)
    assert quote not in practice(library.catalogue, one).fields.get(field, ())
    listed = json.loads(
        run(library, "corrections", "list", "--practice", one, "--format", "json").stdout
    )
    assert [entry["subject"] for entry in listed["corrections"]] == ["field", "link"]
    assert "join" in run(library, "corrections", "list").stdout
    run(library, "corrections", "undo", listed["corrections"][1]["id"], *said)
    assert practice_ids(library.catalogue) == (one, other)
