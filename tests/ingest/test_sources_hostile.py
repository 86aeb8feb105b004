"""Whatever a site sends ends one item at most: never the run, the memory or the processor."""

import datetime
import socket
import ssl
import threading

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from web_server import Site, WordPress, packed, page, served

from ingest.sources import Kind, Manners, Wishes, fetching, lists, oai, open_harvester, sitemap
from ingest.sources.addresses import clean_name
from ingest.sources.feed import _is_whole
from ingest.sources.fetching import Answer, Fetcher
from ingest.sources.fulltext import suffix_of
from ingest.sources.kinds import kind_of, wordpress_root
from ingest.sources.lists import content_of, json_of, xml_of
from ingest.sources.robots import read_robots
from ingest.sources.trouble import FetchFailed


@pytest.fixture
def web(tmp_path):
    """A site, its address, and a way to see what a harvest finds there."""
    site, waits = Site(), []

    def harvest(address, kind=None):
        manners = Manners(0, private=True, sleep=waits.append)
        with open_harvester(tmp_path, lambda _: None, manners, Wishes(), kind) as harvester:
            found = []
            for one in harvester.found(address):
                path = one.fetched.path
                found.append((one.location, one.problem, path.name if path else None))
                one.fetched.settled(None, False)
            return found

    with served(site) as base:
        yield site, base, harvest, waits


def answer_with(tmp_path, data, kind="text/html"):
    path = tmp_path / "file"
    path.write_bytes(data)
    return Answer("https://a.it/", 200, {"content-type": kind}, path)


@pytest.mark.parametrize(
    "data",
    [
        b"<!---->" * 9_000,
        b"<!-- - -->" * 5_000 + b"<!DOCTYPE",
        b"<link " * 10_000,
        b"<meta " * 40_000,
        b"<html>" + b"<meta citation_pdf_url " * 10_000,
    ],
    ids=["comments", "comments-doctype", "links", "metas", "pointers"],
)
def test_what_a_page_is_is_told_in_a_moment_however_it_begins(tmp_path, data):
    answer = answer_with(tmp_path, data)
    assert kind_of(answer) is Kind.PAGE
    assert suffix_of(answer) == ".html"
    assert wordpress_root(answer) == "https://a.it/wp-json/"


def test_an_article_of_dots_is_looked_at_where_it_ends():
    assert _is_whole("<p>" + "." * 200_000 + "x</p>")
    assert not _is_whole("<p>" + "Una frase. " * 60 + "Continua a leggere »</p>")


def test_rules_for_thousands_of_robots_are_kept_for_one():
    names = "".join(f"User-agent: prassi/{n}\nUser-agent: altro{n}\n" for n in range(8_000))
    found = read_robots(names + "Disallow: /x\n" * 20_000, "prassi")
    assert len(found.rules) == 5_000
    assert not found.allows("https://a.it/x")


BAD = "http://[x"


def test_a_place_that_is_no_address_ends_nothing(web):
    site, base, harvest, _ = web
    site.put("/a", "", status=302, location=BAD)
    assert "no web address" in harvest(f"{base}/a")[0][1]
    urls = f"<url><loc>{BAD}</loc></url><url><loc>{base}/b</loc></url>"
    site.put("/map", f"<urlset>{urls}</urlset>", "application/xml")
    site.put("/b", page("B", "Testo"))
    assert [name for _, _, name in harvest(f"{base}/map")] == [None, "b.html"]
    items = f"<item><link>{BAD}</link></item><item><link>{base}/b</link></item>"
    site.put("/feed", f"<rss><channel>{items}</channel></rss>", "application/rss+xml")
    assert [name for _, _, name in harvest(f"{base}/feed")] == [None, "b.html"]
    site.put("/", page("Sito", "Testo"), link=f'<{BAD}>; rel="https://api.w.org/"')
    assert harvest(f"{base}/")[0][1] is None


def test_headers_may_hold_anything(web, tmp_path):
    site, base, harvest, _ = web
    sent = {"Content-Type": "text/html", "ETag": '"perch\xe9"'}
    site.answers["/a"] = lambda path, headers: (200, page("A", "Testo"), sent)
    fetcher = Fetcher(Manners(0, private=True))
    for _ in range(2):
        answer = fetcher.get(f"{base}/a", tmp_path / "file", known={"etag": sent["ETag"]})
        assert answer.headers["etag"] == sent["ETag"]
    fetcher.close()
    written = "/città".encode().decode("latin-1")  # as sites write it: in UTF-8, unescaped
    site.put("/b", "", status=302, location=written)
    site.put("/citt%C3%A0", page("Città", "Testo"))
    assert harvest(f"{base}/b")[0][1:] == (None, "città.html")
    for late in ("9" * 400, "Mon, 01 Jan 2029 00:00:00 +99999999999999999"):
        site.put("/c", "", status=503, retry=late)
        assert "503" in (told := harvest(f"{base}/c")[0][1]) or "left alone" in told
    names = ["%E5%BA%97" * 150, "x" * 300 + ".pdf"]
    for name in names:
        site.put(f"/{name}", page("A", "Testo"))
        assert harvest(f"{base}/{name}")[0][1] is None
    assert len(clean_name("店" * 200 + ".html").encode()) < 255


def test_half_characters_and_huge_numbers_in_json_end_nothing(web):
    site, base, harvest, _ = web
    blog = WordPress(site, base, {1: ("Uno", "Il racconto.", "2021")})
    whole = blog.answer

    def broken(path, headers):
        status, body, sent = whole(path, headers)
        body = body.replace("Uno", r"Uno \ud800").replace("articolo-1", r"articolo-1\udc00")
        return status, body, {**sent, "X-WP-TotalPages": "9" * 5_000}

    site.answers["/wp-json/wp/v2/posts"] = broken
    [found] = harvest(f"{base}/")
    assert found[1:] == (None, "articolo-1.html")
    assert json_of(rb'["\ud83c\udf4a"]') == ["🍊"]
    assert "no web address" in harvest("http://a.it/\udcff")[0][1]


def test_wordpress_without_the_number_of_pages_is_read_to_its_end(web):
    site, base, harvest, _ = web
    blog = WordPress(site, base, {n: (f"Post {n}", "Il racconto.", "2021") for n in range(200)})

    def plain(path, headers):
        status, body, sent = blog.answer(path, headers)
        sent = {"Content-Type": sent["Content-Type"]}
        return (400, "{}", sent) if body == "[]" else (status, body, sent)

    site.answers["/wp-json/wp/v2/posts"] = plain
    found = harvest(f"{base}/")
    assert len(found) == 200
    assert not any(problem for _, problem, _ in found)


def test_lists_are_bounded_in_bytes_and_parts(tmp_path, monkeypatch):
    monkeypatch.setattr(lists, "MOST_LIST_BYTES", 1_000)
    with pytest.raises(FetchFailed, match="larger"):
        content_of(answer_with(tmp_path, b"<urlset>" + b" " * 2_000))
    both = packed("<urlset>") + packed("</urlset>")
    assert content_of(answer_with(tmp_path, both)) == b"<urlset></urlset>"
    assert content_of(answer_with(tmp_path, both + b"\0" * 99)) == b"<urlset></urlset>"
    monkeypatch.setattr(lists, "_MOST_PARTS", 100)
    for read, data in ((xml_of, b"<a>" + b"<b/>" * 200 + b"</a>"), (json_of, b"[" * 200)):
        with pytest.raises(FetchFailed, match="more than can be read"):
            read(data)


def test_a_list_that_never_ends_is_said_to_be_cut(web, monkeypatch):
    site, base, harvest, _ = web
    monkeypatch.setattr(sitemap, "_MOST_SITEMAPS", 2)
    places = "".join(f"<sitemap><loc>{base}/{n}</loc></sitemap>" for n in range(5))
    site.put("/map", f"<sitemapindex>{places}</sitemapindex>", "application/xml")
    for number in range(5):
        site.put(f"/{number}", "<urlset/>", "application/xml")
    assert harvest(f"{base}/map") == [(f"{base}/map", "only its first 2 sitemaps were read", None)]

    monkeypatch.setattr(oai, "_MOST_EMPTY", 5)
    tokens = iter(range(1_000))
    site.answers["/oai"] = lambda path, headers: (
        200,
        f"<OAI-PMH><ListRecords><resumptionToken>{next(tokens)}</resumptionToken>"
        "</ListRecords></OAI-PMH>",
        {"Content-Type": "text/xml"},
    )
    [(_, problem, _)] = harvest(f"{base}/oai")
    assert "nothing 6 times" in problem


def test_a_host_that_is_down_is_left_alone_after_some_addresses(web, monkeypatch):
    site, base, harvest, waits = web
    with socket.create_server(("127.0.0.1", 0)) as closed:
        down = f"http://127.0.0.1:{closed.getsockname()[1]}"
    entries = "".join(f"<item><link>{down}/{n}</link></item>" for n in range(40))
    site.put("/feed", f"<rss><channel>{entries}</channel></rss>", "application/rss+xml")
    monkeypatch.setattr(Fetcher, "_check_robots", lambda self, url: None)
    problems = [problem for _, problem, _ in harvest(f"{base}/feed")]
    assert len(problems) == 40
    assert sum("another run" in problem for problem in problems) == 35
    assert len(waits) == 5 * 3


def certificate(folder, name):
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / f"{name}.pem"
    path.write_bytes(private + made.public_bytes(pem))
    return path


def test_a_site_must_prove_who_it_is(tmp_path, monkeypatch):
    """A certificate of its own making is refused at once; so is a good one of another name."""
    path, waits = certificate(tmp_path, "localhost"), []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    body = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\nciao"
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]

    def serve():
        while True:
            try:
                plain, _ = listening.accept()
            except OSError:
                return
            try:
                with context.wrap_socket(plain, server_side=True) as secure:
                    while secure.recv(65_536):
                        secure.sendall(body)
            except OSError:
                continue

    def get(host):
        fetcher = Fetcher(Manners(0, private=True, sleep=waits.append))
        try:
            return fetcher.get(f"https://{host}:{port}/a", tmp_path / "file").path.read_bytes()
        finally:
            fetcher.close()

    monkeypatch.setattr(fetching, "_ANSWER_S", 5.0)
    server = threading.Thread(target=serve)
    server.start()
    try:
        with pytest.raises(FetchFailed, match="cannot prove that it is localhost") as caught:
            get("localhost")
        assert not caught.value.passing
        assert waits == []
        monkeypatch.setenv("SSL_CERT_FILE", str(path))  # now somebody vouches for it
        assert get("localhost") == b"ciao"
        with pytest.raises(FetchFailed, match=r"cannot prove that it is 127\.0\.0\.1"):
            get("127.0.0.1")
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        server.join()
