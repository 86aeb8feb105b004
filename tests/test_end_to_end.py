"""The whole product as people run it: real commands, the real model, the sample library."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from commands import COLLECTION, SAMPLE, few, prassi, prassi_here, surroundings

from api.library import open_library, open_model, open_reading_engine
from api.settings import Settings
from index.answers import SearchRequest


@pytest.fixture(scope="module")
def environment(prepared_model):
    return surroundings(prepared_model)


@pytest.fixture(scope="module")
def library(environment, tmp_path_factory):
    """The whole sample library, ingested by the command line."""
    data = tmp_path_factory.mktemp("e2e") / "data"
    done = prassi(environment, data, "ingest", SAMPLE, "--json")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return data, lines


def test_every_sample_document_is_read(library):
    _, lines = library
    *files, last = lines
    assert len(files) == len(list(SAMPLE.iterdir()))
    assert {f["outcome"] for f in files} <= {"ok", "partial"}, files
    assert last["summary"]["failed"] == 0
    assert all(f["passages"] > 0 for f in files)


def test_ingesting_again_changes_nothing(library, environment):
    data, _ = library
    before = prassi_here(environment, data, "stats", "--format", "json").stdout
    done = prassi(environment, data, "ingest", SAMPLE, "--json")
    outcomes = {json.loads(line).get("outcome") for line in done.stdout.splitlines()}
    assert outcomes == {"unchanged", None}
    assert prassi_here(environment, data, "stats", "--format", "json").stdout == before


def test_everything_agrees_after_ingestion(library, environment):
    data, _ = library
    assert "all agree" in prassi(environment, data, "verify").stdout
    stats = json.loads(prassi_here(environment, data, "stats", "--format", "json").stdout)
    assert stats["to_embed"] == 0
    assert stats["records"] == len(list(SAMPLE.iterdir()))


def test_a_search_answers_in_the_shape_of_the_interface(library, environment):
    data, _ = library
    done = prassi(
        environment, data, "search", "anziani soli nel quartiere", "-n", "3",
        "--filter", "kind=practice", "--format", "json",
    )  # fmt: skip
    answer = json.loads(done.stdout)
    assert {"query", "total", "nearest_only", "took_ms", "next_cursor", "hits", "facets"} <= set(
        answer
    )
    assert 0 < len(answer["hits"]) <= 3
    for rank, hit in enumerate(answer["hits"], 1):
        assert hit["rank"] == rank
        assert {"id", "title", "year", "file", "language"} <= set(hit["record"])
        assert hit["locator"]["page"] >= 1
        assert "practice" in hit["facets"]["kind"]
        for start, end in hit["highlights"]:
            assert hit["text"][start:end].strip()
    kinds = next(f for f in answer["facets"] if f["facet"] == "kind")
    chosen = next(v for v in kinds["values"] if v["code"] == "practice")
    assert (chosen["count"], chosen["selected"]) == (answer["total"], True)


def test_an_english_question_finds_italian_pages(library, environment):
    data, _ = library
    done = prassi_here(
        environment, data, "search", "apartments for disabled people when parents are gone",
        "--format", "json",
    )  # fmt: skip
    assert any(h["record"]["language"] == "it" for h in json.loads(done.stdout)["hits"][:3])


def test_trec_output_has_six_columns(library, environment):
    data, _ = library
    lines = prassi_here(
        environment, data, "search", "volontari", "--format", "trec"
    ).stdout.splitlines()
    assert lines
    assert all(len(line.split()) == 6 for line in lines)


def test_the_pages_that_answer_the_sample_topics_are_found(library, environment, tmp_path):
    data, _ = library
    topics, qrels = COLLECTION / "topics.jsonl", COLLECTION / "qrels.txt"

    def evaluated(mode, *more):
        done = prassi_here(
            environment, data, "evaluate", "--topics", topics, "--qrels", qrels,
            "--mode", mode, "--format", "json", *more,
        )  # fmt: skip
        return json.loads(done.stdout)

    dense = evaluated("dense")
    (tmp_path / "dense.json").write_text(json.dumps(dense))
    hybrid = evaluated(
        "hybrid", "--compare", tmp_path / "dense.json", "--report", tmp_path / "report"
    )
    # Measured 0.746 and 0.721 (65 topics); the gate leaves room for another processor's rounding.
    assert hybrid["metrics"]["nDCG@10"] >= 0.72
    assert hybrid["metrics"]["nDCG@10"] >= dense["metrics"]["nDCG@10"]
    assert hybrid["comparison"]["topics"] == len(hybrid["topics"])
    assert json.loads((tmp_path / "report" / "report.json").read_text())["run_tag"]
    assert "<svg" in (tmp_path / "report" / "index.html").read_text(encoding="utf-8")


def test_what_the_library_says_nothing_about_is_told_from_what_it_answers(library, environment):
    data, _ = library
    strange = (
        "fisica quantistica",
        "smalto per unghie",
        "allevamento di trote in acqua dolce",
        "concime per orchidee",
        "chess openings for beginners",
        "deep sea fishing quotas for bluefin tuna",
        "la manutenzione degli ascensori negli edifici comunali",
        "motore a scoppio del trattore",
        "vulcani sottomarini",
        "quantum computing hardware",
    )
    lines = (COLLECTION / "topics.jsonl").read_text("utf-8").splitlines()
    topics = [json.loads(line)["query"] for line in lines]
    settings = Settings(data=data, models=Path(environment["PRASSI_MODELS"]))
    with open_library(settings) as opened:
        engine = open_reading_engine(opened, open_model(settings))

        def only_nearest(query):
            answer = engine.search(SearchRequest(query=query, facets=False))
            assert answer.hits
            return answer.nearest_only

        # Measured 10 of 10 and 0 of 65; the gate leaves room for another processor's rounding.
        assert sum(map(only_nearest, strange)) >= 8
        assert sum(map(only_nearest, topics)) <= 2


def test_show_gives_a_record_and_a_page(library, environment):
    data, lines = library
    [record] = [f for f in lines[:-1] if f["file"].endswith(".txt")]
    shown = json.loads(
        prassi_here(environment, data, "show", record["record_id"], "--format", "json").stdout
    )
    assert shown["pages"] == record["pages"]
    assert len(prassi_here(environment, data, "show", shown["file"], "--page", "1").stdout) > 200
    missing = prassi_here(environment, data, "show", shown["file"], "--page", "999", check=2)
    assert "no page 999" in missing.stderr


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["search", "x", "--filter", "colour=red"], "colour"),
        (["search", "x", "--filter", "kind=red"], "red"),
        (["search", "x", "--format", "xml"], "--format"),
        (["search", "x", "--group", "book"], "--group"),
        (["show", "nothing-like-it"], "nothing-like-it"),
        (["sarch", "x"], "sarch"),
        (["search"], "QUERY"),
        (["ingest", "/no/such/folder"], ""),
    ],
)
def test_wrong_use_exits_with_2_and_says_why(library, environment, words, message):
    data, _ = library
    done = prassi_here(environment, data, *words, check=2)
    assert message.casefold() in (done.stderr + done.stdout).casefold()


def test_a_folder_without_a_library_is_a_clear_error(environment, tmp_path):
    done = prassi(environment, tmp_path / "nothing", "search", "x", check=2)
    assert "prassi ingest" in done.stderr


def test_some_failures_exit_with_1_and_lose_nothing(environment, tmp_path):
    folder = few(tmp_path / "in", 1)
    (folder / "empty.pdf").write_bytes(b"")
    words = ("ingest", folder, "--json", "--workers", 1)
    done = prassi(environment, tmp_path / "data", *words, check=1)
    summary = json.loads(done.stdout.splitlines()[-1])["summary"]
    assert (summary["ok"] + summary["partial"], summary["failed"]) == (1, 1)


HEAVY = {"torch", "transformers", "sentence_transformers", "chromadb", "spacy", "onnx"}
NOT_FOR_READING = {"fastapi", "starlette", "uvicorn", "alembic", "multipart", "jinja2"}
# What writes JSON or TREC needs no library of layout either.
WRITTEN_FOR_PROGRAMS = (
    ["stats", "--format", "json"],
    ["facets", "--format", "json"],
    ["search", "anziani", "--format", "trec"],
    ["search", "anziani", "--format", "json"],
)


def heavy_modules(environment, commands):
    """Return for each command which of its heavy modules are there once it has run.

    The commands run one after the other in one process, those that may load least first.
    """
    code = (
        "import json, sys\n"
        "from api.cli import main\n"
        "for words, heavy in json.loads(sys.argv[1]):\n"
        "    sys.argv = ['prassi', *words]\n"
        "    try:\n        main()\n"
        "    except SystemExit as end:\n        assert not end.code, end.code\n"
        "    found = sorted(set(heavy) & set(sys.modules))\n"
        "    sys.stderr.write('HEAVY=' + json.dumps(found) + '\\n')\n"
    )
    asked = json.dumps([(words, sorted(heavy)) for words, heavy in commands])
    done = subprocess.run(
        [sys.executable, "-c", code, asked],
        capture_output=True,
        text=True,
        env=environment,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in re.findall("HEAVY=(.*)", done.stderr)]


def test_commands_that_read_load_only_the_libraries_they_need(environment, library):
    data = ["--data", str(library[0])]
    programs = HEAVY | NOT_FOR_READING | {"rich", "pydantic_settings"}
    commands = [
        *(([*data, *words], programs) for words in WRITTEN_FOR_PROGRAMS),
        ([*data, "search", "anziani"], HEAVY | NOT_FOR_READING),
        (["--help"], HEAVY),
    ]
    found = heavy_modules(environment, commands)
    assert found == [[]] * len(commands)


def test_acronyms_and_old_names_find_what_goes_by_another_name(library, environment):
    data, _ = library
    names = COLLECTION.parent / "names"
    done = prassi_here(
        environment, data, "evaluate", "--topics", names / "topics.jsonl",
        "--qrels", names / "qrels.txt", "--format", "json",
    )  # fmt: skip
    # Measured 0.727; without other names 0.517.
    assert json.loads(done.stdout)["metrics"]["nDCG@10"] >= 0.68
