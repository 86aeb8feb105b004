"""Fetching is refused, bounded and polite, whatever a site answers."""

import ipaddress
import socket
import sqlite3

import pytest
from web_server import Site, packed, page, served

from ingest.sources import addresses, fetching
from ingest.sources.addresses import clean_name, file_name, is_public, normal, same_site
from ingest.sources.fetching import Fetcher, Manners
from ingest.sources.robots import read_robots
from ingest.sources.state import HarvestState, Remembered
from ingest.sources.trouble import FetchFailed


@pytest.fixture
def web(tmp_path):
    """A site, its address, and a way to fetch from it that notes how long it would wait."""
    site, waits = Site(), []
    with served(site) as base:

        def get(path="/a", target=tmp_path / "file", private=True, interval=0.0, **options):
            manners = Manners(interval, 1_000_000, private, waits.append)
            fetcher = Fetcher(manners)
            try:
                address = path if "://" in path else base + path
                return fetcher.get(address, target, **options)
            finally:
                fetcher.close()

        yield site, base, get, waits


@pytest.mark.parametrize(
    ("number", "public"),
    [
        ("8.8.8.8", True),
        ("2001:4860:4860::8888", True),
        ("64:ff9b::8.8.8.8", True),
        *((n, False) for n in ("127.0.0.1", "10.0.0.1", "192.168.1.1", "172.16.0.1", "0.0.0.0")),
        *((n, False) for n in ("169.254.169.254", "100.64.0.1", "224.0.0.1", "255.255.255.255")),
        *((n, False) for n in ("::", "::1", "fe80::1", "fc00::1", "fec0::1", "ff02::1")),
        *((n, False) for n in ("::ffff:127.0.0.1", "::127.0.0.1", "64:ff9b::10.0.0.1")),
        *((n, False) for n in ("2002:7f00:1::", "2001:0:1::1", "64:ff9b:1::1", "192.0.2.1")),
    ],
)
def test_only_public_addresses_are_public(number, public):
    assert is_public(ipaddress.ip_address(number)) is public


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "2130706433", "[::1]", "0x7f.1"])
def test_this_machine_is_not_read_by_any_of_its_names(web, host):
    site, base, get, _ = web
    with pytest.raises(FetchFailed, match=r"private network|not known"):
        get(f"http://{host}:{base.rpartition(':')[2]}/a", private=False)
    assert site.asked == []


@pytest.mark.parametrize(
    "address",
    ["file:///etc/passwd", "ftp://example.org/a", "http://", "http://a b/", "http://u:p@example.org/",
     "http://example.org:99999/", "javascript://x/%0a"],
)  # fmt: skip
def test_what_is_no_plain_web_address_is_refused(address):
    with pytest.raises(FetchFailed):
        normal(address)


def test_addresses_are_written_in_one_way():
    assert normal("HTTP://Example.ORG:80/Città?q=è#x") == "http://example.org/Citt%C3%A0?q=%C3%A8"
    assert normal("https://perché.it") == "https://xn--perch-fsa.it/"
    assert same_site("https://www.a.it/x", "http://a.it/y")
    assert not same_site("http://a.it:8080/", "http://a.it/")


def test_a_redirect_to_this_machine_is_refused(web, monkeypatch):
    """The site stands for one on the internet, so its own address counts as public here."""
    site, base, get, _ = web
    port = base.rpartition(":")[2]
    monkeypatch.setattr(addresses, "is_public", lambda number: str(number) == "127.0.0.1")
    with socket.socket(socket.AF_INET6) as other:
        other.bind(("::1", 0))
        other.listen()
        site.put("/a", "", status=302, location=f"http://[::1]:{other.getsockname()[1]}/secret")
        with pytest.raises(FetchFailed, match="private network"):
            get(private=False)
        other.settimeout(0.2)
        with pytest.raises(TimeoutError):
            other.accept()
    site.put("/a", "", status=302, location="file:///etc/passwd")
    with pytest.raises(FetchFailed, match="http"):
        get(private=False)
    site.put("/a", "", status=301, location=f"http://127.0.0.1:{port}/b")
    site.put("/b", page("B", "Testo"))
    assert get(private=False).url.endswith("/b")
    site.put("/b", "", status=302, location="/a")
    with pytest.raises(FetchFailed, match="leads on"):
        get(private=False)


def test_a_name_that_means_another_address_the_second_time_is_connected_as_checked(
    web, monkeypatch
):
    """DNS rebinding: the name is asked for once a connection, and what was checked is used."""
    site, base, get, _ = web
    port = int(base.rpartition(":")[2])
    asked = []

    def rebinding(host, *_args, **_options):
        asked.append(host)
        number = "93.184.216.34" if len(asked) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, port))]

    connected = []

    def connect(address, *_args, **_options):
        connected.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(FetchFailed):
        get(f"http://cattivo.example:{port}/a", private=False)
    assert set(connected) == {"93.184.216.34"}
    assert site.asked == []


def test_proxies_of_the_environment_are_not_used(web, monkeypatch):
    site, _, get, _ = web
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    site.put("/a", page("A", "Testo"))
    assert get().status == 200


def test_answers_are_bounded_unpacked_or_not(web, monkeypatch):
    site, _, get, _ = web
    site.put("/a", b"x" * 1_000_001, "text/plain")
    with pytest.raises(FetchFailed, match="larger than 1 MB"):
        get()
    site.put("/a", packed(b"\0" * 50_000_000), "text/plain", encoding="gzip")
    with pytest.raises(FetchFailed, match="larger than 1 MB"):
        get()
    site.put("/a", packed("Buongiorno"), "text/plain", encoding="gzip")
    assert get().path.read_text() == "Buongiorno"
    site.put("/a", packed("Buongiorno")[:-9], "text/plain", encoding="gzip")
    with pytest.raises(FetchFailed, match="broke off"):
        get()
    site.put("/a", b"x", "text/plain", encoding="br")
    with pytest.raises(FetchFailed, match="not asked for"):
        get()


def test_an_answer_that_never_ends_is_ended(tmp_path, monkeypatch):
    monkeypatch.setattr(fetching, "_ANSWER_S", 0.3)
    monkeypatch.setattr(fetching, "_TRIES", 1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        fetcher = Fetcher(Manners(0, private=True))
        with pytest.raises(FetchFailed, match="in time"):
            fetcher.get(f"http://127.0.0.1:{silent.getsockname()[1]}/a", tmp_path / "file")
        fetcher.close()


def test_a_busy_site_is_asked_again_when_it_says(web):
    site, _, get, waits = web
    left = ["7", "Mon, 01 Jan 2001 00:00:00 GMT"]

    def busy(path, headers):
        if left:
            return 503, b"", {"Retry-After": left.pop(0)}
        return 200, b"ecco", {"Content-Type": "text/plain"}

    site.answers["/a"] = busy
    assert get().path.read_text() == "ecco"
    assert waits[0] == 7
    assert len(waits) == 2
    left[:] = ["3600"]
    with pytest.raises(FetchFailed, match="left alone for 3600 seconds") as caught:
        get()
    assert caught.value.passing


def test_a_host_is_asked_at_its_own_pace(web):
    site, _, get, waits = web
    site.put("/robots.txt", "User-agent: prassi\nCrawl-delay: 9\n", "text/plain")
    site.put("/a", page("A", "Testo"))
    get(interval=0.5)
    assert waits == [pytest.approx(9, abs=0.5)]


def test_a_site_whose_rules_cannot_be_read_is_not_read(web):
    site, _, get, _ = web
    site.put("/robots.txt", "", status=503)
    site.put("/a", page("A", "Testo"))
    with pytest.raises(FetchFailed, match=r"robots\.txt cannot be read now"):
        get()
    assert site.paths() == []


def test_cookies_are_not_kept(web):
    site, _, get, _ = web
    site.answers["/a"] = lambda path, headers: (
        (200, b"b", {})
        if path.endswith("2")
        else (302, b"", {"Location": "/a?2", "Set-Cookie": "k=v"})
    )
    get()
    assert not any("Cookie" in headers for _, headers in site.asked)


ROBOTS = """
User-agent: altro
Disallow: /

User-agent: PRASSI
User-agent: terzo
Disallow: /area/*/bozze
Disallow: /*.zip$
Disallow: /cerca?
Allow: /area/aperta/
Crawl-delay: 2.5

User-agent: *
Disallow: /tutto
"""


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/", True),
        ("/tutto", True),
        ("/area/x/bozze/1", False),
        ("/area/aperta/bozze", True),
        ("/area/aperta/altro", True),
        ("/a/b.zip", False),
        ("/a/b.zip.html", True),
        ("/cerca?q=1", False),
        ("/cerca", True),
    ],
)
def test_the_longest_rule_for_us_decides(path, allowed):
    rules = read_robots(ROBOTS, "prassi")
    assert rules.allows(f"https://example.org{path}") is allowed
    assert rules.delay_s == 2.5
    assert read_robots(ROBOTS, "nessuno").allows("https://example.org/tutto/1") is False


def test_files_have_names_a_person_knows_and_no_folder_believes():
    assert file_name("https://a.it/p/orto-sociale/", {}, ".html") == "orto-sociale.html"
    assert file_name("https://a.it/", {}, ".html") == "a.it.html"
    assert file_name("https://a.it/i.php?id=3", {}, ".html") == "i-id-3.html"
    assert file_name("https://a.it/x%2F..%2Fy.pdf", {}, ".pdf") == "y.pdf"
    said = {"content-disposition": "attachment; filename*=UTF-8''citt%C3%A0.pdf"}
    assert file_name("https://a.it/d", said, ".pdf") == "città.pdf"
    assert clean_name("../../.ssh") == "ssh"
    assert len(clean_name("a" * 500 + ".pdf")) <= 110


def test_a_damaged_memory_is_set_aside(tmp_path):
    path = tmp_path / "harvest.db"
    path.write_bytes(b"no database" * 1000)
    state = HarvestState(path)
    state.remember("https://a.it/", Remembered("0" * 64, "1", {"etag": "x"}))
    state.close()
    assert (tmp_path / "harvest.damaged").exists()
    again = HarvestState(path)
    assert again.item("https://a.it/").validators == {"etag": "x"}
    again.close()
    with sqlite3.connect(path) as db:
        assert db.execute("PRAGMA quick_check").fetchone() == ("ok",)
    db.close()
