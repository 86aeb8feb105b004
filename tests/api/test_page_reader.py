"""The reader and the page about the library."""

import itertools
from urllib.parse import parse_qs, urlsplit

import pytest
from selectolax.lexbor import LexborHTMLParser
from tiny_library import HOSTILE_NAME, HOSTILE_TEXT, HOSTILE_TITLE

from api.citation import citation
from api.web.view import section_below, segments
from corpus.identifiers import PassageId, RecordId
from corpus.records import Description, Passage, Record, Span

HTML = {"accept": "text/html"}


def load(client, path, status=200):
    answer = client.get(path, headers=HTML)
    assert answer.status_code == status, answer.text
    return LexborHTMLParser(answer.text)


def text(page, selector):
    return " ".join(page.css_first(selector).text().split())


def test_the_reader_shows_the_page_with_the_passage_marked(client, world):
    passage = world.passage("report", "imparato")
    page = load(client, f"/record/{world.ids['report']}?page=2&passage={passage}&q=volontari")
    assert text(page, "h1") == "Servizi di prossimità nei piccoli comuni"
    picture = page.css_first(".prassi-picture")
    assert "p. ii" in picture.attributes["alt"]
    assert "evidenziato" in picture.attributes["alt"]
    assert parse_qs(urlsplit(picture.attributes["src"]).query)["passage"] == [passage]
    assert client.get(picture.attributes["src"]).headers["content-type"] == "image/png"
    assert (picture.attributes["width"], picture.attributes["height"]) == ("600", "450")
    assert len(page.css(".prassi-passage")) == 2
    chosen = page.css_first(".prassi-passage-chosen")
    assert chosen.attributes["id"] == f"passage-{passage}"
    assert "Abbiamo imparato" in chosen.text()


def test_the_reader_cites_what_is_chosen(client, world):
    passage = world.passage("report", "imparato")
    page = load(client, f"/record/{world.ids['report']}?page=2&passage={passage}")
    assert "Abbiamo imparato" in text(page, "blockquote")
    assert text(page, "figcaption") == (
        "Anna Bruni, Carlo Doria, Servizi di prossimità nei piccoli comuni, "
        "Fondazione Esempio, 2021, p. ii."
    )


def test_the_reader_leads_through_the_pages_and_back_to_the_results(client, world):
    page = load(client, f"/record/{world.ids['report']}?page=2&q=anziani&filter=kind:practice&p=3")
    before, after = (
        page.css_first(f".prassi-pager a[rel={way}]").attributes["href"] for way in ("prev", "next")
    )
    assert parse_qs(urlsplit(before).query)["page"] == ["1"]
    assert parse_qs(urlsplit(after).query)["page"] == ["3"]
    last = load(client, after)
    assert not last.css(".prassi-pager a[rel=next]")
    back = parse_qs(urlsplit(page.css_first("main a").attributes["href"]).query)
    assert back == {"q": ["anziani"], "filter": ["kind:practice"], "p": ["3"]}


def test_the_reader_links_the_same_work_similar_passages_and_the_original(client, world):
    passage = world.passage("report", "portineria")
    page = load(client, f"/record/{world.ids['report']}?page=1&passage={passage}")
    section = page.css_first("[aria-labelledby=same-work]")
    assert world.ids["copy"] in section.css_first("a").attributes["href"]
    similar = page.css("[aria-labelledby=similar] .prassi-hit")
    assert len(similar) == 5
    original = page.css_first("[aria-labelledby=picture] p a").attributes["href"]
    assert original == f"/v1/records/{world.ids['report']}/file#page=1"


def test_without_a_passage_the_reader_opens_the_page_unmarked(client, world):
    page = load(client, f"/record/{world.ids['deck']}")
    assert "slide 1" in text(page, ".prassi-pager")
    assert not page.css(".prassi-passage-chosen, blockquote")
    assert "evidenziato" not in page.css_first(".prassi-picture").attributes["alt"]


def test_choosing_another_passage_of_the_page_marks_it(client, world):
    page = load(client, f"/record/{world.ids['report']}?page=2")
    links = [a.attributes["href"] for a in page.css(".prassi-passage a")]
    assert len(links) == 2
    assert load(client, links[1]).css_first(".prassi-passage-chosen")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/record/{report}?page=9", "non ha questa pagina"),
        ("/record/{report}?page=1&passage=none", "Questo brano non è nella biblioteca"),
        ("/record/none", "Questo documento non è nella biblioteca"),
    ],
)
def test_what_is_not_there_is_said(client, world, path, words):
    assert words in text(load(client, path.format(**world.ids), 404), "main")


def test_a_hostile_document_stays_text(client, world):
    answer = client.get(f"/record/{world.ids['hostile']}?lang=en", headers=HTML)
    page = LexborHTMLParser(answer.text)
    assert not page.css("script:not([src]), main b, main i, main u")
    assert len(page.css("main img")) == 1
    assert text(page, "h1") == HOSTILE_TITLE
    assert text(page, ".prassi-passage .prassi-text") == HOSTILE_TEXT
    assert HOSTILE_TITLE in page.css_first("img").attributes["alt"]
    details = [" ".join(d.text().split()) for d in page.css(".prassi-details dd")]
    assert " ".join(HOSTILE_NAME.split()) in details
    assert "<u>Fonte</u>" in details
    assert "<i>Nessuno</i>" in text(page, "figcaption")


def test_the_reader_can_be_read_by_a_screen_reader(client, world):
    page = load(
        client, f"/record/{world.ids['report']}?passage={world.passage('report', 'portineria')}"
    )
    levels = [int(h.tag[1]) for h in page.css("h1, h2, h3, h4")]
    assert levels[0] == 1
    assert all(b - a <= 1 for a, b in itertools.pairwise(levels)), levels
    ids = [node.attributes["id"] for node in page.css("[id]")]
    assert len(ids) == len(set(ids))
    assert all(image.attributes.get("alt") for image in page.css("img"))
    assert not page.css("style, script:not([src]), [style]")


def test_the_reader_leads_from_hit_to_hit_of_the_search_within_the_document(client, world):
    report = world.ids["report"]
    page = load(client, f"/record/{report}?q=&filter=kind:practice")
    assert text(page, ".prassi-found span") == "2 risultati di questa ricerca in questo documento"
    assert not page.css(".prassi-found a[rel=prev]")
    seen = []
    while following := page.css_first(".prassi-found a[rel=next]"):
        page = load(client, following.attributes["href"])
        seen.append((text(page, ".prassi-found span"), text(page, ".prassi-passage-chosen")))
    assert [place for place, _ in seen] == [
        "Risultato 1 di 2 in questo documento",
        "Risultato 2 di 2 in questo documento",
    ]
    assert "portineria" in seen[0][1]
    assert "sportello" in seen[1][1]
    back = page.css_first(".prassi-found a[rel=prev]").attributes["href"]
    assert "portineria" in text(load(client, back), ".prassi-passage-chosen")
    assert parse_qs(urlsplit(back).query)["filter"] == ["kind:practice"]
    # From what is no hit one goes to the hit before it; the nearest are no hits.
    passage = world.passage("report", "imparato")
    page = load(client, f"/record/{report}?page=2&passage={passage}&q=&filter=kind:practice")
    before = page.css_first(".prassi-found a[rel=prev]").attributes["href"]
    assert world.passage("report", "sportello") in before
    assert not page.css(".prassi-found a[rel=next]")
    for query in ("q=", 'q="giardinieri sotto la pioggia"', "lang=it"):
        assert not load(client, f"/record/{report}?{query}").css(".prassi-found")


def test_the_reader_names_the_practices_that_quote_what_is_shown(client, world):
    passage = world.passage("report", "sportello")
    report = world.ids["report"]
    page = load(client, f"/record/{report}?page=2&passage={passage}&q=sportello")
    [link] = page.css("[aria-labelledby=practices] a")
    assert text(page, "#practices") == "Schede di pratiche che citano questo brano"
    card = load(client, link.attributes["href"])
    assert text(card, "h1") == link.text()
    assert any(passage in a.attributes["href"] for a in card.css(".prassi-field figcaption a"))
    assert load(client, f"/record/{report}?page=2").css("[aria-labelledby=practices] a")
    assert not load(client, f"/record/{world.ids['deck']}").css("[aria-labelledby=practices]")


def test_a_quotation_is_in_the_language_it_was_written_in(client, world):
    passage = world.passage("report", "imparato")
    page = load(client, f"/record/{world.ids['report']}?page=2&passage={passage}&lang=en")
    assert page.css_first("blockquote").attributes["lang"] == "it"


# Parts


@pytest.mark.parametrize(
    ("headings", "below"),
    [
        (("3. Il Titolo", "Prima parte"), ("Prima parte",)),
        (("Prima parte", "Il titolo"), ("Prima parte", "Il titolo")),
        (("Il titolo",), ()),
        ((), ()),
    ],
)
def test_a_heading_that_is_the_title_is_not_said_again(headings, below):
    words = "Parole."
    passage = Passage(
        PassageId("0" * 16), RecordId("0" * 16), 0, words, (Span(1, 0, len(words)),), headings
    )
    assert section_below(passage, "Il titolo") == below


@pytest.mark.parametrize(
    ("highlights", "marked"),
    [
        ([], []),
        ([(0, 3)], ["uno"]),
        ([(4, 7), (0, 3)], ["uno", "due"]),
        ([(0, 5), (3, 7)], ["uno d", "ue"]),
        ([(4, 99)], ["due"]),
        ([(3, 3), (9, 12)], []),
    ],
)
def test_segments_hold_the_whole_text_once(highlights, marked):
    found = segments("uno due", highlights)
    assert "".join(part for part, _ in found) == "uno due"
    assert [part for part, is_marked in found if is_marked] == marked


def record(**what):
    return Record(
        RecordId("0" * 16), "0", "/x", "x.pdf", "application/pdf", Description(**what), 1, ""
    )


def test_a_citation_leaves_out_what_is_not_known():
    assert citation(record(title="Il titolo")) == "Il titolo."
    authors = ("A", "B", "C", "D")
    cited = citation(record(title="Il titolo.", creators=authors, year=2020), "p. 3")
    assert cited == "A, B, C et al, Il titolo, 2020, p. 3."
