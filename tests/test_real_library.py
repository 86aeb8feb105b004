"""Real reports and a real deck, when they are beside the project: read, searched, measured."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
REAL = ROOT.parent / "shared" / "library"
COLLECTION = ROOT / "eval" / "collections" / "library"

pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="no real documents beside the project")


@pytest.fixture(scope="module")
def prassi(prepared_model, tmp_path_factory, pytestconfig):
    if not pytestconfig.getoption("--real-library"):
        pytest.skip("takes long: --real-library reads the real documents")
    data = tmp_path_factory.mktemp("real") / "data"
    environment = {
        **os.environ,
        "PRASSI_MODELS": str(prepared_model.parent),
        "PRASSI_DATA": str(data),
        "PYTHONPATH": str(ROOT),
    }

    def run(*words):
        done = subprocess.run(
            [sys.executable, "-m", "api.cli", *map(str, words)],
            capture_output=True,
            text=True,
            env=environment,
            timeout=280,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


@pytest.fixture(scope="module")
def outcomes(prassi):
    lines = prassi("ingest", REAL, "--recursive", "--json").splitlines()
    return [json.loads(line) for line in lines][:-1]


def test_every_real_document_is_read(outcomes):
    files = [path for path in REAL.rglob("*") if path.is_file()]
    assert len(outcomes) == len(files)
    assert {o["outcome"] for o in outcomes} <= {"ok", "partial"}


def test_the_deck_in_three_files_is_one_work(outcomes, prassi):
    deck = [o for o in outcomes if "/seed/" in o["file"]]
    assert len(deck) == 3
    for outcome in deck:
        shown = json.loads(prassi("show", outcome["record_id"], "--format", "json"))
        assert len(shown["same_work"]) == 2


@pytest.mark.parametrize(
    ("query", "file", "page"),
    [
        ("fornitori di servizi di welfare per le aziende", "secondowelfare", 2),
        ("piattaforme digitali per le cooperative", "secondowelfare", 3),
        ("che cosa hanno imparato i volontari dalla pandemia", "secondowelfare", 4),
        ("chi fa parte dell'ecosistema del non profit", "secondowelfare", 5),
        ("misure basate sui risultati", "secondowelfare", 6),
        ("unmet needs of non self-sufficient elderly people", "05_Fosti", None),
    ],
)
def test_a_question_finds_its_page_within_the_first_three(outcomes, prassi, query, file, page):
    hits = json.loads(prassi("search", query, "-n", "3", "--format", "json"))["hits"]
    found = [(hit["record"]["file"], hit["locator"]["page"]) for hit in hits]
    assert any(f.startswith(file) and page in (None, p) for f, p in found), found


def test_the_chapter_on_districts_is_among_the_first_three_documents(outcomes, prassi):
    query = "punto unico di accesso ai servizi del distretto"
    answer = prassi("search", query, "-n", "3", "--group", "record", "--format", "json")
    files = [hit["record"]["file"] for hit in json.loads(answer)["hits"]]
    assert any(name.startswith("11_Dalponte") for name in files), files


def test_words_and_meaning_together_find_the_pages_that_answer(outcomes, prassi):
    def ndcg(mode):
        found = prassi(
            "evaluate", "--topics", COLLECTION / "topics.jsonl",
            "--qrels", COLLECTION / "qrels.txt", "--mode", mode, "--format", "json",
        )  # fmt: skip
        return json.loads(found)["metrics"]["nDCG@10"]

    hybrid, dense, lexical = map(ndcg, ("hybrid", "dense", "lexical"))
    # Measured 0.612, 0.606 and 0.21; the gate leaves room for another processor's rounding.
    assert hybrid >= 0.58
    assert hybrid >= max(dense, lexical) - 0.005
