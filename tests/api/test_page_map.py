"""The maps, read as a browser without script reads them."""

import csv
import io
import re

import pytest
from selectolax.lexbor import LexborHTMLParser
from test_page_search import load, text, total_of

from api.crossings import MAP_FACETS, axis
from api.web.map_view import REGIONS, SHADES, shade, steps
from api.web.rendering import STATIC
from corpus.territory import load_territory
from index.lexical import PASSAGE_FACETS

KINDS = {"rows": "kind", "columns": "territory"}


def filled(page):
    """Yield address and number of each link of a cell, first of practices, then of documents."""
    for cell in page.css(".prassi-map td:not(.prassi-shade-0)"):
        links = cell.css("a")
        assert len(links) == 2 or cell.css_first(".prassi-whole").text() == "0 pratiche"
        for link in links:
            number = re.search(r"\d+", link.text().split(":")[-1])[0]
            yield link.attributes["href"], int(number)


def test_each_cell_leads_to_as_many_practices_and_documents_as_it_says(client):
    seen = []
    for params in (KINDS, {"rows": "year", "columns": "kind"}, {**KINDS, "q": "sportello"}):
        for url, count in filled(load(client, "/map", **params)):
            assert total_of(load(client, url)) == count, url
            seen.append("group=practice" in url)
    assert sum(seen) >= 3
    assert sum(seen) < len(seen)


def test_the_table_has_a_caption_headers_with_scope_and_its_own_region_to_scroll(client):
    page = load(client, "/map", **KINDS)
    table = page.css_first("table.prassi-map")
    assert text(table, "caption") == "Ruolo per Territorio: pratiche e documenti trovati"
    assert len(table.css("tbody tr")) == len(table.css("tbody th[scope=row]")) == 5
    assert len(table.css("thead th[scope=col]")) == 21
    frame = page.css_first(".prassi-map-frame")
    assert (frame.attributes["role"], frame.attributes["tabindex"]) == ("region", "0")
    assert frame.attributes["aria-label"] == "Tabella Ruolo per Territorio, da scorrere di lato"
    assert page.css_first("#map-rows option[selected]").attributes["value"] == "kind"


def test_an_empty_cell_says_among_how_many_documents_and_on_what_day(client):
    page = load(client, "/map", **KINDS)
    empty = page.css_first("td.prassi-shade-0")
    assert empty.css_first("[aria-hidden]").text() == "0"
    said = text(empty, ".visually-hidden")
    assert re.fullmatch(r"Nulla trovato fra 5 documenti al \d{4}-\d\d-\d\d", said)
    assert "non prova che nulla esista" in text(page, "main")
    english = load(client, "/map", lang="en", **KINDS)
    assert text(english, "td.prassi-shade-0 .visually-hidden").startswith(
        "Nothing found among 5 documents as of 20"
    )


def test_the_search_is_kept_in_the_form_and_the_results_lead_to_their_map(client):
    results = load(client, "/", q="servizi", filter="kind:practice")
    links = [a.attributes["href"] for a in results.css("a") if "/map?" in a.attributes["href"]]
    assert "/map?q=servizi&filter=kind%3Apractice" in links
    page = load(client, "/map", q="servizi", filter="kind:practice")
    assert page.css_first("#map-q").attributes["value"] == "servizi"
    hidden = {i.attributes["name"]: i.attributes["value"] for i in page.css("input[type=hidden]")}
    assert hidden == {"filter": "kind:practice"}
    assert "Ruolo: Buona pratica" in text(page, ".prassi-map-chosen")


def test_chosen_values_are_the_only_ones_of_their_axis(client):
    page = load(client, "/map", filter=["kind:practice", "territory:Lombardia"], **KINDS)
    assert [row.text() for row in page.css(".prassi-map tbody th")] == ["Buona pratica"]
    columns = [column.text() for column in page.css(".prassi-map thead th")][1:]
    assert columns[0] == "Lombardia"
    assert "Provincia di Brescia" in columns
    assert len(columns) == 13


def test_the_same_facet_twice_is_asked_to_be_changed_and_a_strange_one_is_refused(client):
    page = load(client, "/map", rows="kind", columns="kind")
    assert "Scegli due cose diverse" in text(page, "#gaps + .prassi-notice")
    assert not page.css("table.prassi-map")
    load(client, "/map", 400, rows="source", columns="kind")
    load(client, "/map.csv", 400, rows="kind", columns="kind")


def test_hostile_words_are_shown_as_words_on_the_page_and_in_both_files(client):
    hostile = '"><script>alert(1)</script>'
    for path in ("/map", "/map.html"):
        answer = client.get(path, params={"q": hostile, **KINDS})
        assert answer.status_code == 200
        assert "<script>" not in answer.text
    page = client.get("/map", params=KINDS).text
    assert "style=" not in page
    assert "<style" not in page


def test_the_table_as_csv_has_a_row_for_each_cell_and_no_formulas(client):
    answer = client.get("/map.csv", params={"q": "=1+1 servizi", "rows": "kind", "columns": "year"})
    assert answer.headers["content-disposition"] == 'attachment; filename="mappa.csv"'
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert {row["query"] for row in rows} == {"'=1+1 servizi"}
    assert {row["row"] for row in rows} >= {"practice", "lesson"}
    assert all(int(row["documents"]) <= int(row["documents_found"]) <= 5 for row in rows)
    assert {row["nearest_only"] for row in rows} == {"no"}
    nothing = client.get("/map.csv", params={"q": '"giardinieri sotto la pioggia"', **KINDS})
    near = list(csv.DictReader(io.StringIO(nothing.content.decode("utf-8-sig"))))
    assert {row["nearest_only"] for row in near} == {"yes"}
    whole = client.get("/map.csv", params=KINDS).content.decode("utf-8-sig")
    found = {(r["row"], r["column"]): r["documents"] for r in csv.DictReader(io.StringIO(whole))}
    assert len(found) == 100
    assert found["practice", "Lombardia"] == "1"


def test_the_downloaded_page_stands_alone_and_says_what_it_shows(client):
    answer = client.get("/map.html", params={"filter": "kind:practice", **KINDS})
    assert answer.headers["content-disposition"] == 'attachment; filename="mappa.html"'
    assert not re.search(r"(?:href|src|url)\s*[=(]", answer.text)
    page = LexborHTMLParser(answer.text)
    said = " ".join(page.body.text().split())
    assert "Ruolo: Buona pratica" in said
    assert "Ricerca: tutta la biblioteca" in said
    assert "in una biblioteca di 5 documenti" in said
    assert len(page.css("table.prassi-map td")) == 20


def test_the_twenty_regions_lead_to_their_documents_each_in_a_place_of_its_own(client):
    assert {place.code for place in load_territory().regions} == set(REGIONS)
    style = (STATIC / "prassi.css").read_text()
    places = {re.search(rf"prassi-at-{r.lower()} {{ (.*?) }}", style)[1] for r in REGIONS.values()}
    assert len(places) == 20
    page = load(client, "/map")
    tiles = page.css(".prassi-italy a")
    assert len(tiles) == len(page.css(".prassi-plain tbody tr")) == 20
    counted = {text(tile, "span.visually-hidden"): text(tile, "strong") for tile in tiles}
    assert counted["Lombardia:"] == "1"
    assert counted["Sicilia:"] == "0"
    lombardy = next(tile for tile in tiles if "Lombardia" in tile.text())
    assert total_of(load(client, lombardy.attributes["href"])) == 1


def test_years_lead_to_their_documents_and_none_between_is_left_out(client):
    page = load(client, "/map")
    years = page.css(".prassi-years a")
    assert [text(year, ".prassi-year") for year in years] == ["2019", "2020", "2021"]
    for year in years:
        documents = int(re.findall(r"\d+", text(year, ".prassi-count"))[-1])
        assert total_of(load(client, year.attributes["href"])) == documents
    widths = [int(rect.attributes["width"]) for rect in page.css(".prassi-years rect")]
    assert max(widths) == 100
    later = load(client, "/map", filter="year:2020-")
    assert [text(year, ".prassi-year") for year in later.css(".prassi-years a")] == ["2020", "2021"]


@pytest.mark.parametrize("most", [0, 1, 2, 5, 7, 999])
def test_every_count_has_the_shade_whose_step_holds_it(most):
    held = {count: step for step, low, high in steps(most) for count in range(low, high + 1)}
    assert held == {count: shade(count, most) for count in range(1, most + 1)}
    assert shade(0, most) == 0
    assert shade(most, most) == (SHADES if most else 0)


def test_every_facet_of_passages_can_be_crossed_and_the_axis_of_places_follows_what_is_chosen():
    assert set(PASSAGE_FACETS) <= set(MAP_FACETS)
    assert axis("year", {}, ("2015", "2018")).codes == ("2015", "2016", "2017", "2018")
    assert axis("year", {"year": ("2016-2017",)}, ("2015", "2018")).codes == ()
    assert len(axis("territory", {}, ()).codes) == 20
    torino = axis("territory", {"territory": ("Piemonte/TO",)}, ("Piemonte/TO/Ivrea",)).codes
    assert torino == ("Piemonte/TO", "Piemonte/TO/Ivrea")
