"""Dossiers: what a person puts together, keeps in the browser and takes away."""

import base64
import io
import zlib

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser
from tiny_library import HOSTILE_TEXT, HOSTILE_TITLE

from api.dossier import Dossier, DossierFull, Item, ItemKind, kept, requirements, unkept
from api.dossier.items import MOST_ITEMS

HTML = {"accept": "text/html"}
CALL = """AVVISO PUBBLICO PER LA COPROGETTAZIONE

Art. 1 - Finalità
Le proposte devono prevedere:
a) portinerie di quartiere che aiutano gli anziani
   soli con piccoli servizi;
b) zzqx wvkj qqyx jjwk kkvv;
- un portale dei servizi per i dipendenti di imprese piccole.
"""


@pytest.fixture
def visitor(client):
    client.cookies.clear()
    yield client
    client.cookies.clear()


def passages_of(world, name):
    return [str(p.id) for p in world.library.catalogue.passages_of(world.ids[name])]


def sent(client, path, **fields):
    return client.post(path, data=fields, headers=HTML, follow_redirects=True)


def shown(answer):
    return LexborHTMLParser(answer.text)


item = st.builds(
    Item, st.sampled_from(ItemKind), st.text(min_size=1, max_size=40), st.text(max_size=40)
)


@given(st.lists(item, max_size=12, unique_by=lambda i: i.code), st.text(max_size=60))
def test_what_the_cookies_keep_is_what_was_put_in(items, title):
    whole = [i for i in items if i.id.isprintable() and i.note.isprintable()]
    held = Dossier().titled(title if title.isprintable() else "").adding(*whole)
    assert unkept(kept(held)) == held


@given(st.dictionaries(st.sampled_from([f"prassi-dossier-{n}" for n in range(6)]), st.text()))
def test_cookies_of_anybody_never_break_the_page(cookies):
    assert isinstance(unkept(cookies), Dossier)


def test_a_cookie_that_unpacks_to_very_much_is_dropped():
    bomb = base64.urlsafe_b64encode(zlib.compress(b" " * 50_000_000, 9)).decode()
    assert unkept({"prassi-dossier-0": bomb}) == Dossier()


def test_a_full_dossier_says_so_and_keeps_what_it_has():
    full = Dossier().adding(*(Item(ItemKind.PASSAGE, str(n)) for n in range(MOST_ITEMS)))
    assert full.adding(Item(ItemKind.PASSAGE, "0")) == full
    with pytest.raises(DossierFull):
        full.adding(Item(ItemKind.PASSAGE, "one more"))


def test_pieces_move_by_one_and_stop_at_the_ends():
    held = Dossier().adding(*(Item(ItemKind.PASSAGE, name) for name in "abc"))
    assert [i.id for i in held.moved("passage:c", -1).items] == ["a", "c", "b"]
    assert held.moved("passage:a", -1) == held
    assert held.moved("passage:c", 1) == held
    assert held.moved("passage:none", 1) == held


def test_one_collects_notes_orders_and_takes_away(visitor, world):
    first, hostile = passages_of(world, "report")[0], passages_of(world, "hostile")[0]
    sent(visitor, "/dossier/add", passage=first)
    page = shown(sent(visitor, "/dossier/add", passage=hostile, back="/?q=servizi"))
    assert page.css_first('a[href="/?q=servizi"]')
    assert len(page.css(".prassi-piece")) == 2
    assert HOSTILE_TITLE in page.css_first("#piece-2 h2").text()
    assert not page.css("script:not([src]), #piece-2 b")
    sent(visitor, "/dossier/change", do="up", code=f"passage:{hostile}")
    sent(visitor, "/dossier/change", do="title", title="Per il consiglio <b>di martedì</b>")
    page = shown(
        sent(visitor, "/dossier/change", do="note", code=f"passage:{first}", note="Chiedere!\n<u>")
    )
    assert page.css_first("h1").text() == "Per il consiglio <b>di martedì</b>"
    assert page.css_first("#piece-2 textarea").text() == "Chiedere!\n<u>"

    written = docx.Document(io.BytesIO(visitor.get("/dossier/file.docx").content))
    lines = [p.text for p in written.paragraphs]
    assert lines[0] == "Per il consiglio <b>di martedì</b>"
    assert HOSTILE_TITLE in lines
    assert lines.index(HOSTILE_TEXT) < lines.index("Nota: Chiedere!\n<u>")
    assert any(line.startswith("Anna Bruni, Carlo Doria, Servizi di") for line in lines)

    answer = visitor.get("/dossier/file.html")
    assert "attachment" in answer.headers["content-disposition"]
    alone = LexborHTMLParser(answer.text)
    assert not alone.css("script, link, img, [src], u, figure b")
    assert alone.css_first("blockquote").text() == HOSTILE_TEXT

    page = shown(sent(visitor, "/dossier/change", do="remove", code=f"passage:{first}"))
    assert len(page.css(".prassi-piece")) == 1
    assert not shown(sent(visitor, "/dossier/change", do="empty")).css(".prassi-piece")
    assert not [c for c in visitor.cookies if c.startswith("prassi-dossier")]


def test_an_empty_dossier_is_shown_and_written_too(visitor):
    assert "Il dossier è vuoto" in visitor.get("/dossier", headers=HTML).text
    lines = docx.Document(io.BytesIO(visitor.get("/dossier/file.docx").content)).paragraphs
    assert lines[0].text == "Il mio dossier"
    assert visitor.get("/dossier/file.html?lang=en").text.count("My dossier") == 2
    assert visitor.get("/dossier/file.exe").status_code == 404


def test_a_form_of_another_site_changes_nothing(visitor, world):
    first = passages_of(world, "report")[0]
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://altrove.example"}):
        answer = visitor.post("/dossier/add", data={"passage": first}, headers=headers)
        assert answer.status_code == 403
    assert not visitor.cookies


@pytest.mark.parametrize("back", ["//altrove.example", "https://altrove.example", "/\\altrove"])
def test_one_never_comes_back_to_another_site(visitor, world, back):
    answer = sent(visitor, "/dossier/add", passage=passages_of(world, "report")[0], back=back)
    for page in (answer, visitor.get("/dossier", params={"back": back}, headers=HTML)):
        assert back not in [link.attributes["href"] for link in shown(page).css("a[href]")]
        assert "Torna dove eri" not in page.text


@pytest.mark.parametrize(
    ("path", "fields", "status"),
    [
        ("/dossier/add", {"passage": "none"}, 404),
        ("/dossier/add", {"practice": "none"}, 404),
        ("/dossier/add", {}, 400),
        ("/dossier/change", {"do": "burn"}, 400),
    ],
)
def test_a_form_that_makes_no_sense_is_told_so(visitor, path, fields, status):
    assert sent(visitor, path, **fields).status_code == status


def test_what_left_the_library_is_said_to_be_missing(visitor):
    cookies = kept(Dossier().adding(Item(ItemKind.PASSAGE, "gone"), Item(ItemKind.PRACTICE, "x")))
    sent_along = "; ".join(f"{name}={value}" for name, value in cookies.items() if value)
    answer = visitor.get("/dossier?lang=en", headers={**HTML, "cookie": sent_along})
    assert answer.text.count("No longer in the library</h2>") == 2


def test_lists_of_a_call_are_its_requirements():
    assert [need.text for need in requirements(CALL)] == [
        "portinerie di quartiere che aiutano gli anziani soli con piccoli servizi;",
        "zzqx wvkj qqyx jjwk kkvv;",
        "un portale dei servizi per i dipendenti di imprese piccole.",
    ]


def test_prose_of_a_call_is_divided_into_sentences_and_said_once():
    long = "Il progetto deve coinvolgere almeno tre associazioni del territorio comunale. " * 6
    assert [need.text for need in requirements(long)] == [long.split(". ")[0] + "."]


def test_signs_of_a_call_are_not_taken_for_orders_to_the_search():
    (need,) = requirements('Servizi -gratuiti "di sollievo" title:x per chi assiste')
    assert need.query == "Servizi gratuiti di sollievo title x per chi assiste"


@given(st.text(max_size=3_000))
def test_any_text_can_be_divided(text):
    for need in requirements(text):
        assert need.text.split()
        assert set(need.text) <= set(text) | {" "}


def test_a_call_becomes_a_draft_and_says_where_nothing_fits(visitor):
    page = shown(sent(visitor, "/dossier/call", text=CALL, do="show"))
    needs = {n.css_first("h3").text(): n for n in page.css(".prassi-need")}
    found = next(n for text, n in needs.items() if text.startswith("portinerie"))
    assert "portineria" in found.css_first(".prassi-text").text().lower()
    nothing = next(n for text, n in needs.items() if "zzqx" in text)
    assert nothing.css_first(".prassi-notice").text() == "Nessun riscontro nella biblioteca."
    assert not nothing.css(".prassi-hit")

    taken = sent(visitor, "/dossier/call", text=CALL, do="docx")
    lines = [p.text for p in docx.Document(io.BytesIO(taken.content)).paragraphs]
    assert "Nessun riscontro nella biblioteca." in lines
    page = shown(sent(visitor, "/dossier/call", text=CALL, do="keep"))
    assert len(page.css(".prassi-need")) == len(needs)
    assert page.css(".prassi-piece")
