"""The search page, read as a browser without script reads it."""

import itertools
from urllib.parse import parse_qs, urlsplit

import pytest
from selectolax.lexbor import LexborHTMLParser
from tiny_library import HOSTILE_TEXT, HOSTILE_TITLE

HTML = {"accept": "text/html"}


def load(client, path, status=200, **params):
    answer = client.get(path, params=params or None, headers=HTML)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return LexborHTMLParser(answer.text)


def text(page, selector):
    return " ".join(page.css_first(selector).text().split())


def value_links(page):
    for section in page.css(".prassi-facets section"):
        for link in section.css(".prassi-values a"):
            count = int(link.css_first(".prassi-count").text().split()[0].replace(".", ""))
            yield link.attributes["href"], count


def total_of(page):
    return int(text(page, "#results").split()[0].replace(".", ""))


def test_the_first_view_offers_examples_and_what_is_in_the_library(client):
    page = load(client, "/")
    assert text(page, "h1") == "Cerca pratiche e lezioni"
    assert len(page.css(".prassi-examples a")) == 4
    assert "5 documenti, 32 pagine, 33 brani." in text(page, "main")
    assert page.css_first("input[type=search]").attributes["value"] == ""
    assert "Buona pratica" in text(page, ".prassi-browse")


def test_a_hit_shows_where_it_stands_and_what_it_is(client, world):
    page = load(client, "/", q="sportello caregiver")
    assert text(page, "h1") == "Risultati per «sportello caregiver»"
    assert text(page, "#results") == "1 brano trovato"
    hit = page.css_first(".prassi-hit")
    assert text(hit, "h3") == "Servizi di prossimità nei piccoli comuni"
    assert text(hit, ".prassi-place") == "p. ii 2021 Capitolo <1>"
    assert [mark.text() for mark in hit.css("mark")] == ["sportello", "caregiver"]
    assert "Buona pratica" in text(hit, ".prassi-tags")
    link = urlsplit(hit.css_first("h3 a").attributes["href"])
    assert link.path == f"/record/{world.ids['report']}"
    chosen = parse_qs(link.query)
    assert chosen["page"] == ["2"]
    assert chosen["passage"] == [world.passage("report", "sportello")]
    assert chosen["q"] == ["sportello caregiver"]


def test_choosing_a_facet_value_gives_as_many_hits_as_its_count_says(client):
    page = load(client, "/", q="")
    links = list(value_links(page))
    assert len(links) > 10
    for url, count in links:
        assert total_of(load(client, url)) == count, url


def test_a_chosen_filter_is_a_chip_that_can_be_taken_off(client):
    page = load(client, "/", q="", filter=["kind:practice", "territory:Lombardia"])
    assert total_of(page) == 1
    chips = page.css(".prassi-chips .chip")
    assert [" ".join(c.text().split()) for c in chips] == [
        "Ruolo: Buona pratica",
        "Territorio: Lombardia",
    ]
    assert chips[0].attributes["aria-label"] == "Togli il filtro Ruolo: Buona pratica"
    without = load(client, chips[1].attributes["href"])
    assert total_of(without) == 3
    assert len(page.css(".prassi-chips a")) == 3
    everything = load(client, page.css(".prassi-chips a")[-1].attributes["href"])
    assert total_of(everything) == 33


def test_taking_off_the_last_filter_shows_results_and_not_the_first_view(client):
    page = load(client, "/", filter="kind:practice")
    link = page.css_first(".prassi-chips .chip").attributes["href"]
    assert total_of(load(client, link)) == 33


def test_the_form_keeps_filters_group_sort_and_language(client):
    page = load(client, "/", q="x", filter="kind:practice", group="record", sort="date", lang="en")
    hidden = {
        (i.attributes["name"], i.attributes["value"])
        for i in page.css(".prassi-search input[type=hidden]")
    }
    assert hidden == {
        ("filter", "kind:practice"),
        ("group", "record"),
        ("sort", "date"),
        ("lang", "en"),
    }


def test_following_the_pager_shows_every_hit_once(client):
    url, seen = "/?q=", []
    while url:
        page = load(client, url)
        seen += [link.attributes["href"] for link in page.css(".prassi-hit h3 a")]
        following = page.css_first(".prassi-pager a[rel=next]")
        url = following.attributes["href"] if following else None
    passages = [parse_qs(urlsplit(link).query)["passage"][0] for link in seen]
    assert len(passages) == len(set(passages)) == 33
    assert page.css_first(".prassi-hits").attributes["start"] == "31"
    assert "Pagina 4 di 4" in text(page, ".prassi-pager")


def test_a_page_past_the_end_leads_back(client):
    page = load(client, "/", q="", p=99)
    back = page.css_first(".prassi-pager a[rel=prev]").attributes["href"]
    assert load(client, back).css(".prassi-hit")


def test_groups_and_orders_are_links_that_keep_the_search(client):
    page = load(client, "/", q="servizi", filter="language:it")
    links = page.css(".prassi-choices a")
    assert len(links) == 5
    for link in links:
        chosen = parse_qs(urlsplit(link.attributes["href"]).query)
        assert (chosen["q"], chosen["filter"]) == (["servizi"], ["language:it"])
        assert load(client, link.attributes["href"]).css(".prassi-hit")
    assert [link.text() for link in page.css(".prassi-choices a[aria-current]")] == [
        "Brani",
        "Pertinenza",
    ]


def test_nearest_only_is_said_plainly(client):
    page = load(client, "/", q='"giardinieri sotto la pioggia"')
    assert text(page, "#results") == "Nessun risultato: solo i brani più vicini"
    assert "soltanto i più vicini per significato" in text(page, ".prassi-notice")
    assert page.css(".prassi-hit")
    # Before anything that is shown as a hit, and with the same help as where there is none.
    shown = [n.attributes["class"] for n in page.css(".prassi-notice, .prassi-help, .prassi-hit")]
    assert shown[:3] == ["prassi-notice", "prassi-help", "prassi-hit"]
    assert page.css_first(".prassi-help a").attributes["href"] == "/?q="


def test_forgiven_words_are_said_plainly(client):
    page = load(client, "/", q="sportelo")
    assert "sportelo" in text(page, ".prassi-notice")
    assert page.css(".prassi-hit")


def test_a_search_without_results_helps_on(client):
    chosen = ["year:1900", "kind:practice", "language:it"]
    page = load(client, "/", q="servizi", filter=chosen, group="record")
    assert text(page, "#results") == "Nessun risultato"
    assert len(page.css(".prassi-results .prassi-examples a")) == 4
    assert page.css(".prassi-help a[href='/?q=']")
    ways = {
        " ".join(li.text().split()): li.css_first("a").attributes["href"]
        for li in page.css(".prassi-help li")
        if ":" in li.text()
    }
    # What finds nothing either (without the kind alone, without the language) is not offered.
    assert [words.partition(":")[0] for words in ways] == ["Togli «Anno", "Togli tutti i filtri"]
    for words, url in ways.items():
        assert str(total_of(load(client, url))) in words


def test_a_kind_of_hit_that_finds_nothing_offers_the_passages(client):
    page = load(client, "/", q="", group="practice", filter="kind:evidence")
    assert text(page, "#results") == "Nessun risultato"
    link = page.css_first(".prassi-help a")
    assert link.text() == "Cerca in tutti i brani"
    assert str(total_of(load(client, link.attributes["href"]))) in link.parent.text()


def test_the_english_page_stays_english(client):
    page = load(client, "/", q="neighbourhood", lang="en")
    assert page.css_first("html").attributes["lang"] == "en"
    assert text(page, "h1") == "Results for “neighbourhood”"
    own = [a.attributes["href"] for a in page.css("main a") if a.attributes["href"].startswith("/")]
    assert own
    assert all("lang=en" in link for link in own)
    other = page.css_first("header a[hreflang=it]").attributes["href"]
    assert load(client, other).css_first("html").attributes["lang"] == "it"


def test_text_of_documents_never_becomes_markup(client):
    for path in ("/?q=volontariato", "/?q=&filter=format:web-page", "/?q=&p=1&group=record"):
        answer = client.get(path, headers=HTML)
        page = LexborHTMLParser(answer.text)
        assert not page.css("script:not([src])")
        assert not page.css("main b, main i, main u, main img")
        assert "<script>" not in answer.text
    page = load(client, "/", q="volontariato", filter="format:web-page")
    assert text(page, ".prassi-hit h3") == HOSTILE_TITLE
    assert text(page, ".prassi-hit .prassi-text") == HOSTILE_TEXT
    assert page.css_first(".prassi-hit mark").text() == "volontariato"


@pytest.mark.parametrize(
    "query", ['"><script>alert(1)</script>', "{{ 7*7 }}", "a&filter=kind:need"]
)
def test_a_query_never_becomes_markup_nor_other_parameters(client, query):
    page = load(client, "/", q=query)
    assert not page.css("script:not([src])")
    assert page.css_first("input[type=search]").attributes["value"] == query
    assert not page.css(".prassi-chips")
    assert query in page.css_first("title").text()


@pytest.mark.parametrize("path", ["/", "/?q=servizi", "/about", "/?q=&lang=en", "/nothing"])
def test_pages_have_no_inline_code_and_ask_no_other_host(client, path):
    answer = client.get(path, headers=HTML)
    page = LexborHTMLParser(answer.text)
    assert not page.css("style, script:not([src]), [style]")
    for node in page.css("*"):
        for name, value in node.attributes.items():
            assert not name.startswith("on"), name
            if name in ("src", "href", "action"):
                assert value.startswith(("/", "#")), value
                assert not value.startswith("//"), value
    assert "unsafe" not in answer.headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/", "/?q=servizi&filter=kind:practice", "/about", "/nothing"])
def test_pages_can_be_read_by_a_screen_reader(client, path):
    page = LexborHTMLParser(client.get(path, headers=HTML).text)
    assert len(page.css("h1")) == 1
    levels = [int(h.tag[1]) for h in page.css("h1, h2, h3, h4")]
    assert all(b - a <= 1 for a, b in itertools.pairwise(levels)), levels
    for landmark in ("header", "nav[aria-label]", "main", "footer"):
        assert page.css(landmark), landmark
    ids = [node.attributes["id"] for node in page.css("[id]")]
    assert len(ids) == len(set(ids))
    for link in page.css(".skiplinks a"):
        assert link.attributes["href"][1:] in ids
    for node in page.css("[aria-labelledby], [aria-describedby]"):
        for name in ("aria-labelledby", "aria-describedby"):
            assert node.attributes.get(name, ids[0]) in ids
    for field in page.css("input:not([type=hidden])"):
        assert page.css(f"label[for={field.attributes['id']}]")
    assert all(a.text().strip() or a.attributes.get("aria-label") for a in page.css("a"))


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/nothing", 404, "Questa pagina non esiste."),
        ("/?filter=kind:miracle", 400, "Uno dei filtri non esiste."),
        ("/?q=a&group=chapter", 400, "La ricerca non si può eseguire"),
        ("/?q=" + "a" * 2001, 400, "La ricerca non si può eseguire"),
        ("/record/none", 404, "Questo documento non è nella biblioteca."),
        ("/nothing?lang=en", 404, "This page does not exist."),
    ],
)
def test_an_error_is_a_page_for_people(client, path, status, words):
    page = load(client, path, status)
    assert words in text(page, "main")
    assert page.css_first("main a").attributes["href"].startswith("/")


def test_the_files_of_the_design_system_are_served(client):
    page = load(client, "/")
    for link in page.css("link[href]"):
        answer = client.get(link.attributes["href"])
        assert answer.status_code == 200
        assert "max-age" in answer.headers["cache-control"]
    sprite = page.css_first("use").attributes["href"]
    path, _, symbol = sprite.partition("#")
    assert f'id="{symbol}"' in client.get(path).text
    style = client.get("/static/prassi/prassi.css").text
    for part in style.split('url("../')[1:]:
        assert client.get("/static/" + part.partition('"')[0]).status_code == 200
    assert len(style) < 20_000


def test_shortcuts_keep_the_search_and_are_taken_back(client):
    page = load(client, "/", q="servizi", lang="en")
    links = {a.text(): a.attributes["href"] for a in page.css(".prassi-shortcuts a")}
    assert list(links) == ["Lessons only", "What went wrong", "Practices only"]
    chosen = load(client, links["Lessons only"])
    assert {a.text() for a in chosen.css(".prassi-shortcuts a[aria-current]")} == {"Lessons only"}
    assert chosen.css_first("#q").attributes["value"] == "servizi"
    back = chosen.css_first(".prassi-shortcuts a[aria-current]").attributes["href"]
    assert total_of(load(client, back)) == total_of(page)


@pytest.mark.parametrize(
    ("first", "last", "years"),
    [
        ("2020", "2021", {"2020", "2021"}),
        ("2021", "2020", {"2020", "2021"}),
        ("", "2019", {"2019"}),
        ("2021", "", {"2021"}),
        ("1901", "1902", set()),
    ],
)
def test_a_range_of_years_leaves_just_these(client, first, last, years):
    page = load(client, "/", q="", **{"from": first, "to": last}, filter="year:2019")
    counts = {
        a.css_first("span").text().split()[0]: int(a.css_first(".prassi-count").text().split()[0])
        for a in page.css("section[aria-labelledby=facet-year] li a")
    }
    asked = {year: count for year, count in counts.items() if year in years}
    assert set(asked) == years
    assert sum(asked.values()) == (0 if "Nessun" in text(page, "#results") else total_of(page))


def test_what_is_no_year_changes_nothing(client):
    for wrong in ("abc", "-5", "99999999999", "<b>", "500", "0500"):
        page = load(client, "/", q="", **{"from": wrong, "to": ""})
        assert total_of(page) == 33


def test_a_hit_says_why_it_was_found(client):
    why = text(load(client, "/", q="portineria anziani"), ".prassi-hit .prassi-why")
    assert why.startswith("Trovato per: parole (")
    assert "portineria" in why
    assert "significato (vicinanza" in why
    assert not load(client, "/", q="").css(".prassi-why")
