"""The page about the library: what it holds, what was measured, and what is kept of people."""

import json
import logging

import pytest
from test_page_search import load, text, total_of

from api.backup import restore, write_backup
from api.commands.evaluate import library_state, summary_of
from api.library import Library
from corpus.errors import BadQuery
from eval.annotation_figures import annotation_figures
from eval.collection import Topic
from eval.measure import measure
from eval.report import make_report
from eval.summary import SUMMARY_FILE, BadSummary, read_summary, write_summary
from ingest.annotate.version import rules_version

TOPICS = [Topic("t1", "anziani"), Topic("t2", "imprese")]
QRELS = {"t1": {"a": 2, "b": 1}, "t2": {"c": 1}}
RUN = {"t1": ["a", "x", "b"], "t2": ["y", "c"]}


def facts(page):
    return {text(row, "dt"): text(row, "dd") for row in page.css("dl.prassi-details > div")}


@pytest.fixture
def kept(world):
    """Keep a summary of the library's evaluation, and take it away again."""
    found = measure(RUN, QRELS)
    report = make_report("prassi-hybrid", "page", TOPICS, QRELS, found)
    state = library_state(world.library, world.service.embedder.fingerprint, "un modello")
    yield write_summary(world.library.data, summary_of(report, "le nostre <b>", "hybrid", state))
    (world.library.data / SUMMARY_FILE).unlink()


def test_the_library_is_told_by_sizes_and_by_what_its_documents_are(client):
    page = load(client, "/about")
    told = facts(page)
    assert (told["Documenti"], told["Pagine"], told["Brani"]) == ("5", "32", "33")
    practices = total_of(load(client, "/?q=&group=practice"))
    assert told["Pratiche descritte"] == str(practices) != "0"
    lists = page.css("ul.prassi-in-columns")
    assert len(lists) >= 3
    for one in lists[0].css("li"):
        count = int(one.text().rpartition("(")[2].strip(") \n"))
        assert total_of(load(client, one.css_first("a").attributes["href"])) == count
    assert "Nessun cookie" in text(page, "main")
    english = load(client, "/about?lang=en")
    assert "No cookies" in text(english, "main")
    assert facts(english)["Documents"] == "5"


def test_where_nobody_has_measured_the_page_says_so_and_how_to(client):
    page = load(client, "/about")
    assert "Nessuno ha ancora misurato" in text(page, "main")
    assert "prassi evaluate" in text(page, "code")


def test_the_last_evaluation_is_shown_with_what_it_means(client, world, kept):
    page = load(client, "/about")
    found = read_summary(world.library.data)
    expected = f"{found.metrics['nDCG@10']:.2f}".replace(".", ",")
    assert facts(page)["nDCG@10"].startswith(expected)
    main = text(page, "main")
    assert "con 2 domande della raccolta “le nostre <b>”, per pagina" in main
    assert "1 vuol dire" in main
    assert "un altro modello" not in main
    assert "la biblioteca è cambiata" not in main
    kept.write_text(found.model_copy(update={"seq": 1}).model_dump_json())
    assert "la biblioteca è cambiata" in text(load(client, "/about"), "main")
    kept.write_text(found.model_copy(update={"model": "0"}).model_dump_json())
    assert "valgono per un altro modello" in text(load(client, "/about"), "main")


@pytest.mark.parametrize(
    "change",
    [
        {"metrics": {"nDCG@10": 7.0}},
        {"metrics": {"nDCG@10": "NaN"}},
        {"topics": -1},
        {"made_at": "<script>"},
        {"collection": "x" * 201},
        {"more": 1},
        None,
        "x" * 30_000,
        "[" * 10_000,
    ],
    ids=["beyond-1", "nan", "no-topics", "date", "long", "more", "not-json", "large", "deep"],
)
def test_a_file_that_is_no_summary_is_told_and_never_shown(client, world, kept, change):
    whole = json.loads(kept.read_text())
    if isinstance(change, dict):
        kept.write_text(json.dumps({**whole, **change}))
    else:
        kept.write_text(change or "no")
    with pytest.raises(BadSummary):
        read_summary(world.library.data)
    page = load(client, "/about")
    assert "il suo file non si può leggere" in text(page, "main")
    assert "nDCG@10" not in facts(page)


def test_topics_that_nobody_judged_are_no_evaluation(world):
    report = make_report("r", "page", TOPICS, {}, measure(RUN, {}))
    with pytest.raises(BadQuery):
        summary_of(report, "c", "hybrid", library_state(world.library, "m", "m"))


def test_a_backup_carries_the_evaluation(world, kept, tmp_path):
    library = Library(world.library.data, world.library.catalogue)
    write_backup(library, tmp_path / "b.zip", lambda *_: None)
    restore(tmp_path / "b.zip", tmp_path / "back", lambda *_: None)
    assert read_summary(tmp_path / "back") == read_summary(library.data)


def test_figures_of_labels_are_shown_and_older_rules_are_named(client):
    figures, page = annotation_figures(), load(client, "/about")
    newer = "più recenti di quelle misurate" in text(page, "main")
    assert newer == (figures.rules != rules_version())
    row = next(r for r in page.css("tbody tr") if "Ruolo" in r.text())
    kind = figures.parts["test"].facets["kind"]
    assert [cell.text() for cell in row.css("td")][:3] == [
        f"{value:.2f}".replace(".", ",") for value in (kind.precision, kind.recall, kind.f1)
    ]


def test_searches_leave_nothing_in_logs_files_or_cookies(client, world, caplog):
    data = world.library.data
    with caplog.at_level(logging.INFO):
        for path in ("/", "/v1/search", "/map", "/v1/suggest", "/v1/crossing"):
            answer = client.get(path, params={"q": "segretissimo"})
            assert answer.status_code == 200
            assert "set-cookie" not in answer.headers
    own = [record for record in caplog.records if not record.name.startswith("httpx")]
    assert not any("segretissimo" in record.getMessage() for record in own)
    files = [path for path in data.rglob("*") if path.is_file()]
    assert any(path.name == "catalogue.db" for path in files)
    assert not any(b"segretissimo" in path.read_bytes() for path in files)
