"""The pages of who keeps the library: signing in, files handed in, corrections."""

import re
import threading
import time

import pytest
from fastapi.testclient import TestClient
from selectolax.lexbor import LexborHTMLParser
from tiny_library import KEY

from api.http import create_app
from api.http.desk import Desk, Stage
from api.http.problems import BadUpload
from api.http.sessions import COOKIE, LASTS_S, Sessions
from api.keys import KeyStore, Scope
from corpus.judgement_history import history
from corpus.practices import practice_ids
from corpus.sources import Outcome
from ingest.pipeline import FileOutcome

HOSTILE = '"><img src=x onerror=alert(1)> & <b>perché</b>'
PAGES = ("/curation/files", "/curation/history", "/curation/passage/x", "/curation/practice/x")


@pytest.fixture
def visitor(kept_world):
    """A browser of its own, over the shared library, which is put back as it was."""
    app = create_app(kept_world.service, kept_world.settings)
    with TestClient(app, base_url="http://127.0.0.1", follow_redirects=False) as opened:
        yield opened


@pytest.fixture
def keeper(visitor):
    """The same, signed in with the key of the settings."""
    answer = visitor.post("/curation/sign-in", data={"key": KEY})
    assert (answer.status_code, answer.headers["location"]) == (303, "/curation")
    return visitor


def read(client, path, status=200):
    answer = client.get(path, headers={"accept": "text/html"})
    assert answer.status_code == status, answer.text
    return LexborHTMLParser(answer.text)


def words(page, selector="main"):
    return " ".join(page.css_first(selector).text().split())


def waited(check):
    until = time.monotonic() + 30
    while not check() and time.monotonic() < until:
        time.sleep(0.05)
    return check()


def said(world):
    return [entry for _, entry in history(world.library.catalogue)]


# Signing in


def test_the_key_is_asked_for_and_never_kept(visitor):
    for path in PAGES:
        answer = visitor.get(path)
        assert answer.status_code == 303, path
        assert answer.headers["location"].startswith("/curation?back=%2Fcuration%2F")
    page = read(visitor, "/curation?back=/curation/files")
    assert page.css_first("#key").attributes["type"] == "password"
    answer = visitor.post("/curation/sign-in?back=/curation/files", data={"key": f" {KEY} "})
    assert answer.headers["location"] == "/curation/files"
    cookie = answer.headers["set-cookie"]
    assert {"HttpOnly", "Path=/", "SameSite=strict"} <= set(cookie.split("; "))
    assert KEY not in cookie
    inside = visitor.get("/curation")
    assert inside.headers["cache-control"] == "no-store"
    assert visitor.post("/curation/sign-out").status_code == 303
    assert visitor.get("/curation/files").status_code == 303


@pytest.mark.parametrize("key", ["", "sbagliata", "prassi_00000000_" + "x" * 43, "\x00", "è" * 200])
def test_a_wrong_key_opens_nothing_and_is_told(visitor, key):
    answer = visitor.post("/curation/sign-in", data={"key": key})
    assert answer.status_code == 403
    assert COOKIE not in answer.headers.get("set-cookie", "")
    assert "sbagliata, scaduta, revocata" in words(LexborHTMLParser(answer.text))


def test_a_key_for_reading_does_not_sign_in_and_a_revoked_one_signs_out(visitor, world):
    store = KeyStore(world.library.data)
    reader, _ = store.add("Solo lettura", [Scope.READ])
    writer, held = store.add("Ada Rossi", [Scope.READ, Scope.WRITE])
    try:
        assert visitor.post("/curation/sign-in", data={"key": reader}).status_code == 403
        assert visitor.post("/curation/sign-in", data={"key": writer}).status_code == 303
        assert "Ada Rossi" in words(read(visitor, "/curation"))
    finally:
        store.revoke(held.id)
        store.revoke("Solo lettura")
    assert visitor.get("/curation/files").status_code == 303


def test_a_session_ends_by_itself_and_the_oldest_makes_room():
    at = [0.0]
    sessions = Sessions(lambda: at[0])
    first = sessions.begin("k")
    assert sessions.key_of(first) == ("k",)
    assert sessions.key_of(first + "x") is None
    at[0] = LASTS_S + 1.0
    assert sessions.key_of(first) is None
    tokens = [sessions.begin(None) for _ in range(1_001)]
    assert (sessions.key_of(tokens[0]), sessions.key_of(tokens[-1])) == (None, (None,))


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"origin": "http://altrove.example"},
        {"origin": "null"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_a_form_of_another_site_changes_nothing(keeper, world, headers):
    passage = world.passage("report", "imparato")
    before = said(world)
    form = {"do": "add", "label": "theme=housing", "why": "così"}
    for path in (f"/curation/passage/{passage}", "/curation/undo", "/curation/sign-out"):
        assert keeper.post(path, data=form, headers=headers).status_code == 403
    sent = {"file": ("altro.md", b"# Titolo\n\nUn testo di prova che non deve entrare mai.")}
    assert keeper.post("/curation/upload", files=sent, headers=headers).status_code == 403
    assert said(world) == before
    assert keeper.get("/curation/files").status_code == 200


# Files


def test_files_are_read_while_nobody_waits_and_each_has_its_outcome(keeper):
    good = f"# Mensa {HOSTILE}\n\nLa mensa del quartiere unisce ogni sera anziani e ragazzi."
    answer = keeper.post(
        "/curation/upload",
        files=[
            ("file", (f"mensa {HOSTILE}.md", good.encode())),
            ("file", ("rotto.pdf", b"%PDF-1.7 e poi nulla")),
            ("file", ("programma.exe", b"MZ\x00\x01")),
            ("file", ("troppo.txt", b"a" * 1_000_001)),
        ],
    )
    assert answer.status_code == 303
    assert waited(lambda: "Tutto è stato letto." in words(read(keeper, "/curation")))
    page = read(keeper, "/curation")
    rows = {
        words(row, "th").rpartition("/")[2]: words(row, ".prassi-outcome")
        for row in page.css("tbody tr")
    }
    assert rows["rotto.pdf"] == "Non letto"
    assert (rows["programma.exe"], rows["troppo.txt"]) == ("Non letto", "Non accettato")
    [mensa] = [said for name, said in rows.items() if name.endswith(".md")]
    assert mensa == "Letto"
    assert not page.css("main img, main b")
    listed = read(keeper, "/curation/files?outcome=failed")
    assert {words(th, "th") for th in listed.css("tbody th")} >= {"rotto.pdf", "programma.exe"}
    assert "Letto" not in [words(o, "span") for o in listed.css(".prassi-outcome")]
    assert not read(keeper, "/curation/files").css("main img, main b")
    assert "salvalo di nuovo o esportalo in PDF" in words(listed)
    again = keeper.post("/curation/upload", files={"file": ("mensa.md", good.encode())})
    assert again.status_code == 303
    assert waited(lambda: "Già presente" in words(read(keeper, "/curation")))


def test_a_form_without_files_is_told(keeper):
    assert keeper.post("/curation/upload", data={"x": "y"}).status_code == 400


def test_what_finds_no_place_on_the_desk_is_told(keeper, monkeypatch):
    monkeypatch.setattr("api.http.desk.MOST_WAITING", 0)
    sent = {"file": ("domani.md", b"# Domani\n\nUn testo che non trova posto.")}
    assert keeper.post("/curation/upload", files=sent).status_code == 303
    row = words(read(keeper, "/curation"), "tbody tr")
    assert "Non accettato" in row
    assert "Too many files are waiting" in row


def test_what_waits_when_the_server_stops_is_read_when_it_starts(tmp_path):
    reading, go_on = threading.Event(), threading.Event()
    read_names = []

    def slowly(path):
        reading.set()
        assert go_on.wait(10)
        read_names.append(path.name)
        return FileOutcome(path.name, Outcome.OK)

    desk = Desk(tmp_path / "desk", slowly)
    for name in ("uno.txt", "due.txt"):
        source = tmp_path / name
        source.write_text(name)
        with source.open("rb") as file:
            desk.hand_in(file, name)
    assert reading.wait(10)
    stopping = threading.Thread(target=desk.stop)
    stopping.start()
    go_on.set()
    stopping.join(10)
    assert read_names == ["uno.txt"]
    (tmp_path / "desk" / ".incoming-cut-off").mkdir()

    def fails(path):
        if path.name == "due.txt":
            raise OSError("no space left")
        raise BadUpload("of no kind that is read")

    again = Desk(tmp_path / "desk", fails)
    again.start()
    with source.open("rb") as file:
        again.hand_in(file, "tre.xyz")
    assert waited(lambda: {p.stage for p in again.papers()} == {Stage.STUCK, Stage.REFUSED})
    again.stop()
    assert not list(tmp_path.glob("desk/.incoming-*"))
    kept = [path.name for path in tmp_path.glob("desk/waiting-*/*")]
    assert kept == ["due.txt"]  # to be tried again; what cannot be read is cleared away


# Corrections


def test_a_label_is_set_right_and_the_correction_undone(keeper, world):
    passage = world.passage("report", "imparato")
    path = f"/curation/passage/{passage}"
    reader = read(keeper, f"/record/{world.ids['report']}?page=2&passage={passage}")
    assert f'href="{path}"' in reader.html
    kept = keeper.get(f"/record/{world.ids['report']}?page=2").headers["cache-control"]
    assert kept == "no-store"
    before = words(read(keeper, path), "section")
    form = {"do": "add", "label": "theme=housing", "words": "i volontari", "why": HOSTILE}
    answer = keeper.post(path, data=form)
    assert answer.headers["location"] == f"{path}?done=1"
    page = read(keeper, f"{path}?done=1")
    assert "Fatto." in words(page, "[role=status]")
    assert "«i volontari»" in words(page)
    assert HOSTILE.replace("  ", " ") in words(page)
    assert not page.css("main img, main b")
    [entry, *_] = said(world)
    assert (entry.judgement.by, entry.state) == ("PRASSI_API_KEY", "in-force")
    undo = {"id": entry.judgement.id, "back": path, "why": "era una prova"}
    answer = keeper.post("/curation/undo", data=undo)
    assert answer.headers["location"] == f"{path}?done=1"
    assert words(read(keeper, path), "section") == before
    shown = words(read(keeper, "/curation/history?lang=en"))
    assert re.search(r"Correction \w+ undone", shown)


@pytest.mark.parametrize(
    "form",
    [
        {"do": "add", "label": "theme=housing", "why": ""},
        {"do": "add", "label": "theme=nulla", "why": "x"},
        {"do": "add", "label": "", "why": "x"},
        {"do": "add", "label": "theme=housing", "words": "non ci sono", "why": "x"},
        {"do": "burn", "label": "theme=housing", "why": "x"},
        {"do": "add", "label": "theme=housing", "why": "x" * 5_000},
    ],
)
def test_what_cannot_be_said_is_told_on_the_form(keeper, world, form):
    before = said(world)
    answer = keeper.post(f"/curation/passage/{world.passage('report', 'imparato')}", data=form)
    assert answer.status_code == 422
    assert words(LexborHTMLParser(answer.text), "[role=alert]").startswith("Non è stato scritto")
    assert said(world) == before


def test_a_sentence_of_a_practice_is_taken_out_and_put_back(keeper, world):
    [identifier] = practice_ids(world.library.catalogue)
    path = f"/curation/practice/{identifier}"
    assert f'href="{path}"' in read(keeper, f"/practice/{identifier}").html
    page = read(keeper, path)
    section = next(s for s in page.css("section") if s.css_first("blockquote"))
    sentence = section.css_first("input[name=sentence]").attributes["value"]
    field = section.css_first("input[name=field]").attributes["value"]
    form = {"do": "remove", "field": field, "sentence": sentence, "why": "non dice questo"}
    assert keeper.post(path, data=form).headers["location"] == f"{path}?done=1"
    after = read(keeper, path)
    assert f'name="sentence" value="{sentence}"' not in after.css_first(f"#field-{field}, h1").html
    undo = {"id": said(world)[0].judgement.id, "back": path, "why": "sì"}
    keeper.post("/curation/undo", data=undo)
    again = read(keeper, path)
    assert sentence in [i.attributes["value"] for i in again.css("input[name=sentence]")]
    move = {"do": "move", "field": field, "sentence": sentence, "why": "è un risultato"}
    for nowhere in ("", "nulla", field):
        assert keeper.post(path, data={**move, "to": nowhere}).status_code == 422
    keeper.post(path, data={**move, "to": "results"})
    moved = read(keeper, path)
    assert sentence in words(moved, "section:has(#field-results)")
    assert moved.css_first(f"#field-{field}") is None
    for entry in said(world)[:2]:
        keeper.post("/curation/undo", data={"id": entry.judgement.id, "why": "era giusto prima"})
    assert read(keeper, path).css_first("#field-results") is None
    assert keeper.post(path, data={"do": "join", "other": path, "why": "x"}).status_code == 422
    assert keeper.post(path, data={"do": "part", "record": "x", "why": "x"}).status_code == 422


def test_readers_see_no_way_to_correct(visitor, world):
    page = read(visitor, f"/record/{world.ids['report']}?page=2")
    assert "/curation/passage/" not in page.html
    [identifier] = practice_ids(world.library.catalogue)
    assert "/curation/practice/" not in read(visitor, f"/practice/{identifier}").html
