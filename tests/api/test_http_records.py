import io
from urllib.parse import unquote

import pytest
from PIL import Image

from api.drawing import Drawer, Drawing, PictureCache
from api.http.files import disposition, safe_name
from corpus.errors import UnreadableFile
from corpus.records import Page
from ingest.pool import Bounds


def test_the_list_of_records_has_the_promised_shape(client):
    found = client.get("/v1/records").json()
    assert set(found) == {"total", "records", "next_cursor"}
    assert found["total"] == len(found["records"]) == 5
    promised = {"id", "title", "file", "pages", "year", "language", "format"}
    assert all(promised <= set(record) for record in found["records"])


def test_the_list_of_records_is_paged(client):
    seen, cursor = [], ""
    while cursor is not None:
        found = client.get("/v1/records", params={"limit": 2, "cursor": cursor}).json()
        seen += [record["id"] for record in found["records"]]
        cursor = found["next_cursor"]
    assert len(seen) == len(set(seen)) == 5


def test_a_record_links_the_same_work_in_other_files(client, world):
    found = client.get(f"/v1/records/{world.ids['report']}").json()
    [other] = found["same_work"]
    assert (other["id"], other["relation"]) == (world.ids["copy"], "same")
    assert other["evidence"]["by"] == "text"
    assert found["creators"] == ["Anna Bruni", "Carlo Doria"]


def test_no_answer_tells_where_a_file_lay(client, world):
    answer = client.get(f"/v1/records/{world.ids['report']}")
    assert str(world.settings.data) not in answer.text
    assert "location" not in answer.json()


def test_a_page_gives_text_and_passages_with_boxes(client, world):
    found = client.get(f"/v1/records/{world.ids['report']}/pages/2").json()
    assert (found["page"], found["label"]) == (2, "p. ii")
    assert (found["width"], found["height"]) == (400, 300)
    assert len(found["passages"]) == 2
    for passage in found["passages"]:
        assert passage["text"] in found["text"]
        ((left, top, right, bottom),) = passage["boxes"]
        assert (left, right) == (20, 380)
        assert 0 < top < bottom < 300
        assert passage["section"] == ["Capitolo <1>"]


@pytest.mark.parametrize(
    ("path", "status", "name", "data"),
    [
        ("/v1/records/none", 404, "record-not-found", {"record_id": "none"}),
        ("/v1/records/none/pages/1", 404, "record-not-found", {}),
        ("/v1/records/none/file", 404, "record-not-found", {}),
        ("/v1/records/{report}/pages/9", 404, "page-not-found", {"page": 9}),
        ("/v1/records/{report}/pages/9.png", 404, "page-not-found", {"page": 9}),
        ("/v1/records/{report}/pages/0", 422, "invalid-request", {}),
        ("/v1/records/{report}/pages/x", 422, "invalid-request", {}),
        ("/v1/records/{report}/pages/1.png?scale=9", 422, "invalid-request", {}),
        ("/v1/records/{report}/pages/1.png?scale=nan", 422, "invalid-request", {}),
        ("/v1/records/{report}/pages/1.png?passage=none", 404, "passage-not-found", {}),
        ("/v1/passages/none", 404, "passage-not-found", {"passage_id": "none"}),
        ("/v1/passages/none/similar", 404, "passage-not-found", {}),
        ("/v1/nothing", 404, "not-found", {}),
        ("/v1/records?cursor=x", 400, "bad-query", {}),
    ],
)
def test_what_does_not_exist_is_a_problem(client, world, path, status, name, data):
    answer = client.get(path.format(**world.ids), headers={"accept": "text/html,*/*"})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["type"].endswith(name)
    assert data.items() <= problem.items()


def picture(client, world, **params):
    answer = client.get(f"/v1/records/{world.ids['report']}/pages/2.png", params=params)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "image/png"
    return Image.open(io.BytesIO(answer.content)).convert("RGB")


def test_a_page_picture_has_the_scale_asked_for(client, world):
    assert picture(client, world, scale=1).size == (400, 300)
    assert picture(client, world, scale=2).size == (800, 600)


def test_only_the_passage_asked_for_is_marked(client, world):
    plain = picture(client, world, scale=1)
    marked = picture(client, world, scale=1, passage=world.passage("report", "imparato"))
    inside, outside = (370, 86), (370, 46)  # right end of the second line and of the first
    assert plain.getpixel(inside) == (255, 255, 255)
    red, _, blue = marked.getpixel(inside)
    assert red > 240
    assert blue < 200
    assert marked.getpixel(outside) == (255, 255, 255)


def test_a_passage_of_another_record_is_not_marked(client, world):
    passage = world.passage("deck", "imprese")
    answer = client.get(
        f"/v1/records/{world.ids['report']}/pages/1.png", params={"passage": passage}
    )
    assert answer.status_code == 404


def test_a_slide_is_drawn_and_marked_in_points(client, world):
    path = f"/v1/records/{world.ids['deck']}/pages/1.png?scale=1"
    marked = client.get(f"{path}&passage={world.passage('deck', 'imprese')}")
    pictures = [
        Image.open(io.BytesIO(answer.content)).convert("RGB")
        for answer in (client.get(path), marked)
    ]
    assert pictures[0].size == pictures[1].size == (400, 300)
    assert pictures[0].getpixel((375, 50)) == (255, 255, 255)
    assert pictures[1].getpixel((375, 50)) == (255, 232, 115)


def test_a_picture_known_already_is_not_sent_again(client, world):
    path = f"/v1/records/{world.ids['report']}/pages/1.png"
    first = client.get(path)
    assert "max-age" in first.headers["cache-control"]
    again = client.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    assert not again.content
    other = client.get(path + "?scale=2", headers={"If-None-Match": first.headers["etag"]})
    assert other.status_code == 200


def test_a_page_without_a_pdf_is_drawn_from_its_text(client, world):
    answer = client.get(f"/v1/records/{world.ids['deck']}/pages/1.png")
    assert answer.status_code == 200
    assert Image.open(io.BytesIO(answer.content)).width > 100


def test_a_file_that_cannot_be_drawn_is_an_error_and_the_next_is_drawn(tmp_path, world):
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7 nothing")
    record = world.library.catalogue.record(world.ids["report"])
    good = world.library.files / record.sha256[:2] / f"{record.sha256}.pdf"
    drawer = Drawer()
    try:
        with pytest.raises(UnreadableFile):
            drawer.draw(Drawing(Page(1, ""), "", 1.0, broken))
        assert drawer.draw(Drawing(Page(1, ""), "", 1.0, good)).startswith(b"\x89PNG")
    finally:
        drawer.close()


def test_a_drawing_that_takes_too_long_is_given_up(world):
    record = world.library.catalogue.record(world.ids["report"])
    good = world.library.files / record.sha256[:2] / f"{record.sha256}.pdf"
    drawer = Drawer(Bounds(timeout_s=0.001))
    try:
        with pytest.raises(UnreadableFile) as caught:
            drawer.draw(Drawing(Page(1, ""), "", 1.0, good))
    finally:
        drawer.close()
    assert caught.value.code == "timeout"


def test_the_cache_of_pictures_stays_within_its_bytes():
    cache = PictureCache(max_bytes=10)
    made = []

    def make(name):
        return cache.get(name, lambda: made.append(name) or b"12345")

    for name in ("a", "b", "a", "c", "a", "b"):
        make(name)
    assert made == ["a", "b", "c", "b"]


def test_a_pdf_is_given_out_as_it_was(client, world):
    record = world.library.catalogue.record(world.ids["report"])
    answer = client.get(f"/v1/records/{record.id}/file")
    assert answer.content.startswith(b"%PDF")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].startswith("inline;")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]


def test_hostile_html_is_only_ever_saved(client, world):
    answer = client.get(f"/v1/records/{world.ids['hostile']}/file")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/octet-stream"
    shown = answer.headers["content-disposition"]
    assert shown.startswith("attachment;")
    assert "x-bad" not in answer.headers
    assert "sandbox" in answer.headers["content-security-policy"]
    assert unquote(shown.partition("filename*=UTF-8''")[2]).endswith("1 – è.html")


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("rapporto.pdf", "rapporto.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\carte\\a b.docx", "a b.docx"),
        (".hidden", "hidden"),
        ("a\r\nb\x00.txt", "ab.txt"),
        ("", "file"),
        ("...", "file"),
        ("\u202egpj.exe", "gpj.exe"),
    ],
)
def test_a_file_name_is_made_safe(name, safe):
    assert safe_name(name) == safe


def test_a_long_file_name_keeps_its_ending():
    name = safe_name("è" * 400 + ".pdf")
    assert name.endswith(".pdf")
    assert len(name.encode()) <= 150


def test_a_disposition_is_plain_ascii_on_one_line():
    value = disposition("inline", 'a"><img src=x>;\r\nX-Bad: 1 – è.html')
    assert value.isascii()
    assert value.isprintable()
    assert value.count('"') == 2


def test_a_passage_gives_its_labels_with_the_words_that_gave_them(client, world):
    identifier = world.passage("report", "sportello")
    found = client.get(f"/v1/passages/{identifier}").json()
    assert found["passage_id"] == identifier
    assert found["locator"]["label"] == "p. ii"
    kinds = [a for a in found["annotations"] if a["facet"] == "kind"]
    assert [(a["code"], a["label"], a["words"]) for a in kinds] == [
        ("practice", "Buona pratica", "sportello")
    ]
    assert found["facets"]["format"] == ["report"]
    assert found["boxes"]["2"]


def test_similar_passages_do_not_hold_the_passage_itself(client, world):
    identifier = world.passage("report", "portineria")
    found = client.get(f"/v1/passages/{identifier}/similar", params={"limit": 3}).json()
    ids = [hit["passage_id"] for hit in found["hits"]]
    assert len(ids) == 3
    assert identifier not in ids
    assert ids[0] == world.passage("copy", "portineria")
