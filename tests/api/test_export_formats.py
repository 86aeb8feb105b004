"""Each export is read back by a reader that is not ours, with as many records as the total."""

import csv
import dataclasses
import io
import json
from contextlib import ExitStack

import bibtexparser
import pytest
import rdflib
import rispy
from hashing import HashingEmbedder
from making import make_record
from making import put as put_record
from tiny_library import ENTRIES, HOSTILE_NAME, HOSTILE_TEXT, HOSTILE_TITLE

from api.drawing import Drawer
from api.exports import FORMATS
from api.exports.bibtex import escaped
from api.exports.hits import Found, find_all
from api.exports.table import COLUMNS, cell
from api.http.export_routes import _pieces
from api.http.state import State
from api.library import Library, open_owned_indexes
from api.still import StillDense, StillLexical
from corpus.catalogue import Catalogue
from corpus.records import Description, Format
from index.answers import Group, Hit, SearchRequest
from index.apply import sync
from index.dense import open_background
from index.embed import embed_missing
from index.search import SearchEngine

SCHEMA = rdflib.Namespace("https://schema.org/")


def exported(client, name, **parameters):
    answer = client.get("/v1/export", params={"format": name, **parameters})
    assert answer.status_code == 200, answer.text
    return answer


def total(client, **parameters):
    return client.get("/v1/search", params=parameters).json()["total"]


def rows_of(answer):
    text = answer.content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.parametrize(
    "search",
    [
        {},
        {"q": "anziani volontari"},
        {"filter": "kind:practice"},
        {"group": "record"},
        {"q": "gardeners", "group": "record"},
        {"group": "practice"},
        {"q": '"questo non lo ha scritto nessuno"'},
        {"filter": "territory:Sicilia"},
    ],
)
class TestAsManyAsTheTotal:
    def test_csv(self, client, search):
        rows = rows_of(exported(client, "csv", **search))
        assert len(rows) == total(client, **search)
        assert [row["rank"] for row in rows] == [str(n) for n in range(1, len(rows) + 1)]

    def test_jsonl(self, client, search):
        answer = exported(client, "jsonl", **search)
        hits = [json.loads(line) for line in answer.text.splitlines()]
        assert len(hits) == total(client, **search) == int(answer.headers["x-total-count"])
        assert len({hit["passage_id"] for hit in hits}) == len(hits)
        page = client.get("/v1/search", params={**search, "limit": 100}).json()["hits"]
        assert hits[:100] == page

    # The reader itself makes use of what it has declared old.
    @pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
    def test_jsonld(self, client, search):
        answer = exported(client, "jsonld", **search)
        graph = rdflib.Graph().parse(data=answer.text, format="json-ld")
        elements = set(graph.subjects(rdflib.RDF.type, SCHEMA.ListItem))
        assert len(elements) == total(client, **search)
        [said] = graph.objects(None, SCHEMA.numberOfItems)
        assert said.toPython() == len(elements)
        items = {item for one in elements for item in graph.objects(one, SCHEMA.item)}
        assert len(items) == len(elements)
        assert all(graph.value(item, rdflib.RDF.type) for item in items)

    @pytest.mark.parametrize("name", ["ris", "bibtex"])
    def test_records(self, client, search, name):
        answer = exported(client, name, **search)
        if search.get("group") == "practice":
            hits = exported(client, "jsonl", **search).text.splitlines()
            expected = len({json.loads(line)["record"]["id"] for line in hits})
        else:
            expected = total(client, **{**search, "group": "record"})
            assert int(answer.headers["x-total-count"]) == expected
        if name == "ris":
            found = [entry["id"] for entry in rispy.loads(answer.text)]
        else:
            library = bibtexparser.parse_string(answer.text)
            assert not library.failed_blocks
            found = [entry.key for entry in library.entries]
        assert len(found) == len(set(found)) == expected


@pytest.mark.parametrize("name", list(FORMATS))
def test_an_export_says_what_it_is_and_how_it_is_saved(client, name):
    answer = exported(client, name)
    assert answer.headers["content-type"] == FORMATS[name].media_type
    disposition = answer.headers["content-disposition"]
    assert disposition.startswith("attachment")
    assert f'filename="prassi.{FORMATS[name].suffix}"' in disposition
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("address", "status", "problem"),
    [
        ("/v1/export", 422, "invalid-request"),
        ("/v1/export?format=xls", 422, "invalid-request"),
        ("/v1/export?format=csv&filter=colour:red", 400, "unknown-filter"),
        ("/v1/export?format=csv&filter=year:mai", 400, "bad-query"),
        ("/v1/export?format=csv&group=book", 422, "invalid-request"),
    ],
)
def test_what_cannot_be_exported_is_a_problem(client, address, status, problem):
    answer = client.get(address)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == f"urn:prassi:problem:{problem}"


def test_accents_and_line_ends_survive_a_spreadsheet(client, world):
    answer = exported(client, "csv")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = rows_of(answer)
    assert tuple(rows[0]) == COLUMNS
    [row] = [row for row in rows if "sportello" in row["text"]]
    assert row["title"] == "Servizi di prossimità nei piccoli comuni"
    assert row["creators"] == "Anna Bruni; Carlo Doria"
    assert (row["page"], row["page_label"]) == ("2", "p. ii")
    assert row["kind"] == "practice"
    assert "Lombardia" in row["territory"].split("; ")
    assert row["record_id"] == world.ids["report"]


def test_what_documents_say_harms_no_reader(client, world):
    [row] = [r for r in rows_of(exported(client, "csv")) if r["record_id"] == world.ids["hostile"]]
    assert (row["title"], row["text"]) == (HOSTILE_TITLE, HOSTILE_TEXT)
    [entry] = [
        e for e in rispy.loads(exported(client, "ris").text) if e["id"] == world.ids["hostile"]
    ]
    assert entry["title"] == HOSTILE_TITLE
    assert "X-Bad" not in {key for key in entry if "\n" in key}
    assert entry["file_attachments1"].startswith('a"><img')
    assert "\r" not in entry["file_attachments1"]
    assert HOSTILE_NAME.count("\r\n") == 1


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+39 02", "-cmd", "@SUM(A1)", "\t=1", " =1", "\r=1", "\x00=1", "＝1+1"],
)
def test_no_cell_is_taken_for_a_formula(text):
    assert cell(text).startswith("'")


@pytest.mark.parametrize("value", [3, -1.5, None, "a=b", "età - anni", ""])
def test_other_cells_stay_as_they_are(value):
    assert cell(value) == value


def test_a_cell_holds_no_more_than_spreadsheets_do():
    assert len(cell("à" * 100_000)) == 32_767
    assert cell("a\x07b\x00c") == "abc"


def found_records(*records):
    hits = tuple(Hit(n, 1.0, {}, None, record, None, {}) for n, record in enumerate(records, 1))
    return Found("q", len(hits), True, False, iter([hits]))


@pytest.mark.parametrize(
    "title",
    [
        "Costi & ricavi: 50% in più_di #3 $",
        "Una graffa { sola",
        "Una graffa } sola \\",
        'Detto "così" ~ e ^ altro',
        "Fine riga\ne @article{finto, title={x}}",
    ],
)
@pytest.mark.parametrize("fmt", list(Format))
def test_a_title_never_breaks_a_bibtex_entry(title, fmt):
    records = [make_record(name, title=title, fmt=fmt) for name in ("a", "b")]
    library = bibtexparser.parse_string("".join(FORMATS["bibtex"].write(found_records(*records))))
    assert not library.failed_blocks
    assert [entry.key for entry in library.entries] == [f"prassi-{r.id}" for r in records]
    for entry in library.entries:
        assert entry["title"].removeprefix("{").removesuffix("}") == escaped(title)
        assert entry["year"] == "2020"


def test_names_of_bodies_are_not_taken_apart():
    record = make_record("a")
    creators = ("Ada Rossi", "Rossi, Ada", "Fondazione Terra and Mare", "Comune di Milano, Welfare")
    record = dataclasses.replace(record, description=Description("T", creators=creators))
    [entry] = bibtexparser.parse_string(
        "".join(FORMATS["bibtex"].write(found_records(record)))
    ).entries
    assert entry["author"] == (
        "Ada Rossi and Rossi, Ada and {Fondazione Terra and Mare} and {Comune di Milano, Welfare}"
    )


def test_an_export_reads_no_more_than_a_page_at_a_time(world):
    engine = world.service.still_engine()
    asked = []

    class Watched:
        catalogue = engine.catalogue

        def search(self, request):
            asked.append((request.offset, request.limit))
            return engine.search(request)

    found = find_all(Watched(), SearchRequest(), page=4)
    assert asked == [(0, 4)]
    pages = list(found.pages)
    assert max(map(len, pages)) == 4
    ids = [hit.passage.id for page in pages for hit in page]
    assert len(ids) == len(set(ids)) == found.total
    whole = [hit.passage.id for hit in next(find_all(engine, SearchRequest()).pages)]
    assert ids == whole
    assert len(asked) == -(-found.total // 4)


@pytest.mark.parametrize("group", list(Group))
@pytest.mark.parametrize("query", ["anziani soli volontari gardeners", ""])
def test_small_pages_give_what_one_page_gives(world, query, group):
    engine = world.service.still_engine()
    request = SearchRequest(query=query, group=group)
    pieces = [h.passage.id for page in find_all(engine, request, page=2).pages for h in page]
    assert pieces == [h.passage.id for page in find_all(engine, request).pages for h in page]


def test_every_kind_of_document_is_in_the_export(client):
    titles = {entry["title"] for entry in rispy.loads(exported(client, "ris").text)}
    assert titles == {entry.description.title for entry in ENTRIES.values()}


def test_what_is_ingested_while_an_export_runs_moves_nothing(tmp_path):
    embedder = HashingEmbedder()
    with Catalogue(tmp_path / "catalogue.db") as catalogue:
        library = Library(tmp_path, catalogue)
        put_record(catalogue, make_record("a"), [f"Brano numero {n}." for n in range(9)])
        embed_missing(catalogue, embedder)
        with open_owned_indexes(library, embedder) as indexes:
            sync(catalogue, indexes)
            engine = SearchEngine(
                catalogue,
                StillLexical(indexes.lexical),
                StillDense(indexes.dense),
                open_background(catalogue, embedder.fingerprint, embedder.dimension),
                lambda text: embedder.embed_queries([text])[0],
                embedder.fingerprint,
                embedder.dimension,
            )
            request = SearchRequest(query="brano numero")
            before = [h.passage.id for p in find_all(engine, request).pages for h in p]
            found = find_all(engine, request, page=3)
            got = [hit.passage.id for hit in next(found.pages)]
            put_record(catalogue, make_record("b"), [f"Brano numero {n}!" for n in range(9, 30)])
            embed_missing(catalogue, embedder)
            sync(catalogue, indexes)
            got += [hit.passage.id for page in found.pages for hit in page]
    assert len(before) == 9
    assert got == before


def test_only_so_many_exports_are_written_at_once(client):
    line = client.app.state.prassi.exports
    with ExitStack() as stack:
        for _ in range(4):
            stack.enter_context(line.place())
        answer = client.get("/v1/export?format=csv")
    assert answer.status_code == 503
    assert answer.json()["type"] == "urn:prassi:problem:busy"
    assert int(answer.headers["retry-after"]) > 0
    for address in ("/v1/export?format=csv", "/v1/export?format=csv&filter=colour:red"):
        for _ in range(5):
            client.get(address)
    assert line.length == 0


def test_whoever_leaves_an_export_early_gives_up_the_place(world):
    state = State(world.service, world.settings, Drawer())
    pieces = _pieces(state, SearchRequest(), FORMATS["jsonl"])
    next(pieces)
    assert state.exports.length == 1
    pieces.close()
    assert state.exports.length == 0
