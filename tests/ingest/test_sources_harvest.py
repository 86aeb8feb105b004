"""Sources on the web: what each gives, once, and nothing more the next time."""

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from web_server import Repository, Site, WordPress, packed, page, served

from corpus.catalogue import Catalogue
from corpus.sources import Outcome
from ingest import pipeline
from ingest.pipeline import ingest
from ingest.sources import Kind, Manners, Wishes, open_harvester

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "corpus" / "sample" / "library"


@pytest.fixture
def library(tmp_path, monkeypatch):
    """A catalogue, a site, and a way to ingest from it in this process."""

    def in_this_process(function, jobs, workers, bounds):
        for job in jobs:
            yield None if job is None else (job, function(job))

    monkeypatch.setattr(pipeline, "run_jobs", in_this_process)
    site = Site()
    with Catalogue(tmp_path / "catalogue.db") as catalogue, served(site) as base:

        def run(*addresses, kind=None, manifests=(), **wishes):
            site.asked.clear()
            manners = Manners(interval_s=0, private=True, sleep=lambda _: None)
            asked = Wishes(**wishes)
            with open_harvester(tmp_path, catalogue.source, manners, asked, kind) as harvester:
                return list(
                    ingest(
                        catalogue,
                        tmp_path / "files",
                        [f"{base}{one}" for one in addresses],
                        harvest=harvester.found,
                        manifests=manifests,
                    )
                )

        yield catalogue, site, base, run


def told(outcomes):
    return [(one.file.rpartition("/")[2], one.outcome.value) for one in outcomes]


def description(catalogue, outcome):
    return catalogue.record(outcome.record).description


def test_a_page_is_read_once_and_then_asked_for_only_if_it_changed(library, tmp_path):
    catalogue, site, base, run = library
    site.put("/progetti/orto/", page("L'orto", "Un orto nato a Prato."), etag='"1"')
    [first] = run("/progetti/orto/#inizio")
    assert (first.file, first.outcome) == (f"{base}/progetti/orto/", Outcome.OK)
    record = catalogue.record(first.record)
    assert (record.file_name, record.location) == ("orto.html", first.file)
    assert record.description.source_url == first.file
    assert site.asked[-1][1]["User-Agent"].startswith("Prassi/")

    [again] = run("/progetti/orto/")
    assert (again.outcome, again.record) == (Outcome.UNCHANGED, first.record)
    assert site.asked[-1][1]["If-None-Match"] == '"1"'

    table = tmp_path / "nomi.csv"
    table.write_text(f"file,title\n{first.file},Orti\n")
    [described] = run("/progetti/orto/", manifests=[table])
    assert (described.outcome, described.reason) == (Outcome.OK, None)
    assert description(catalogue, described).title == "Orti", "people have the last word"

    site.put("/progetti/orto/", page("L'orto grande", "Un orto cresciuto."), etag='"2"')
    [changed] = run("/progetti/orto/")
    assert (changed.outcome, changed.record) == (Outcome.OK, first.record)
    assert len(catalogue.record_ids()) == 1
    assert not list(tmp_path.glob(".fetching-*"))


def test_a_file_is_known_by_what_it_holds_and_named_as_the_server_says(library):
    catalogue, site, _, run = library
    pdf = min(SAMPLE.glob("*.pdf"), key=lambda path: path.stat().st_size).read_bytes()
    site.put("/scarica", pdf, "application/octet-stream")
    site.answers["/scarica"][2]["Content-Disposition"] = 'attachment; filename="../rapporto.pdf"'
    site.put("/foto", b"\x89PNG\r\n\x1a\n" * 9, "image/png")
    good, bad = run("/scarica", "/foto")
    assert (good.outcome, catalogue.record(good.record).file_name) == (Outcome.OK, "rapporto.pdf")
    assert bad.outcome is Outcome.FAILED
    assert "image/png" in bad.reason


def test_what_robots_txt_forbids_is_not_read(library):
    _, site, _, run = library
    site.put("/robots.txt", "User-agent: *\nDisallow: /privato\n", "text/plain")
    site.put("/privato/a", page("A", "Segreto"))
    [outcome] = run("/privato/a")
    assert outcome.outcome is Outcome.FAILED
    assert "robots.txt" in outcome.reason
    assert site.paths() == []


def test_a_sitemap_is_followed_through_its_index_and_stays_on_its_site(library):
    _, site, base, run = library
    site.put("/indice.xml", f"<sitemapindex><sitemap><loc>{base}/m.xml.gz</loc></sitemap>"
             "</sitemapindex>", "application/xml")  # fmt: skip
    entries = "".join(f"<url><loc>{base}/{n}</loc></url>" for n in (1, 2, 2, 9))
    entries += "<url><loc>https://altrove.example/x</loc></url>"
    site.put("/m.xml.gz", packed(f"<urlset>{entries}</urlset>"), "application/gzip")
    for number in (1, 2):
        site.put(f"/{number}", page(f"Pagina {number}", f"Testo numero {number}."))
    found = run("/indice.xml")
    assert told(found) == [("1", "ok"), ("2", "ok"), ("9", "failed"), ("x", "failed")]
    assert "another site" in found[-1].reason


FEED = """<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Notizie</title>
<item><title>Tutto qui</title><link>{base}/intero</link><dc:creator>Ugo Blu</dc:creator>
<pubDate>Tue, 03 Mar 2020 10:00:00 GMT</pubDate><content:encoded><![CDATA[<p>{long}</p>]]>
</content:encoded></item>
<item><title>Altrove</title><link>{base}/altrove</link><description>Breve</description></item>
</channel></rss>"""


def test_a_feed_gives_what_it_holds_and_the_pages_it_points_to(library):
    catalogue, site, base, run = library
    text = FEED.format(base=base, long="La comunità ha aperto un emporio solidale. " * 12)
    site.put("/feed", text, "application/rss+xml", etag='"f"')
    site.put("/altrove", page("Il titolo della pagina", "Il testo della pagina."))
    whole, linked = run("/feed")
    assert told([whole, linked]) == [("intero", "ok"), ("altrove", "ok")]
    what = description(catalogue, whole)
    assert (what.title, what.creators, what.year) == ("Tutto qui", ("Ugo Blu",), 2020)
    assert (what.publisher, what.source_url) == ("Notizie", f"{base}/intero")
    assert what.sources["title"] == "feed"
    assert description(catalogue, linked).title == "Altrove", "the feed wins over the page"
    assert site.paths() == ["/feed", "/altrove"]

    [again] = run("/feed")
    assert (again.file, again.outcome) == (f"{base}/feed", Outcome.UNCHANGED)


def test_an_atom_feed_goes_on_to_older_entries(library):
    catalogue, site, base, run = library
    entry = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>A</title>{more}<entry><id>urn:{n}</id>'
        "<title>Voce {n}</title><updated>2022-01-01</updated><author><name>Ada Neri</name></author>"
        '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Testo <b>forte</b>'
        " della voce {n}.</p></div></content></entry></feed>"
    )
    kind = "application/atom+xml"
    site.put("/a", entry.format(n=1, more=f'<link rel="next" href="{base}/b"/>'), kind)
    site.put("/b", entry.format(n=2, more=""), kind)
    found = run("/a")
    assert [one.outcome for one in found] == [Outcome.OK, Outcome.OK]
    [page_one] = catalogue.pages(found[0].record)
    assert "Testo forte della voce 1." in page_one.text
    assert description(catalogue, found[1]).creators == ("Ada Neri",)


def test_wordpress_posts_are_read_again_when_they_are_modified(library):
    catalogue, site, base, run = library
    posts = {n: (f"Post «{n}» & altro", f"Il racconto numero {n}.", "2021-06-01") for n in (1, 2)}
    blog = WordPress(site, base, posts)
    found = run("/")
    assert told(found) == [("1", "ok"), ("2", "ok")]
    what = description(catalogue, found[0])
    assert (what.title, what.creators, what.year) == ("Post «1» & altro", ("Ada Rossi",), 2021)
    assert (what.publisher, what.source_url) == ("Fondazione & Rete", f"{base}/2021/articolo-1/")
    assert catalogue.record(found[0].record).file_name == "articolo-1.html"

    blog.posts[2] = ("Post 2", "Il racconto riscritto.", "2021-07-01")
    assert told(run("/wp-json/")) == [("1", "unchanged"), ("2", "ok")]
    assert len(catalogue.record_ids()) == 2


DC = (
    ("title", "Abitare insieme"),
    ("creator", "Verdi, Bruno"),
    ("date", "2024-02-02T10:00:00Z"),
    ("date", "2019"),
    ("language", "ita"),
    ("type", "info:eu-repo/semantics/report"),
    ("publisher", "Università di Prova"),
    ("description", "Un condominio solidale e i suoi abitanti."),
)


def test_a_repository_gives_full_text_where_it_has_it_and_its_metadata_win(library):
    catalogue, site, base, run = library
    pdf = min(SAMPLE.glob("*.pdf"), key=lambda path: path.stat().st_size).read_bytes()
    site.put("/file/1.pdf", pdf, "application/pdf")
    link = f'<meta name="citation_pdf_url" content="{base}/file/1.pdf">'
    site.put("/scheda/1", page("Scheda", "Una scheda", link))
    site.put("/robots.txt", "User-agent: *\nDisallow: /chiuso/\n", "text/plain")
    records = {
        1: (*DC, ("identifier", f"{base}/scheda/1")),
        2: (*DC[1:], ("title", "Chiuso"), ("relation", f"{base}/chiuso/2.pdf")),
        3: None,
    }
    repository = Repository(site, base, records)
    whole, abstract = run("/oai")
    assert (whole.outcome, abstract.outcome) == (Outcome.OK, Outcome.OK)
    record = catalogue.record(whole.record)
    assert (record.media_type, record.file_name) == ("application/pdf", "1.pdf")
    what = record.description
    assert (what.title, what.creators, what.year) == ("Abitare insieme", ("Verdi, Bruno",), 2019)
    assert (what.language, what.format, what.publisher) == ("it", "report", "Università di Prova")
    assert what.source_url == f"{base}/scheda/1"
    assert what.sources["year"] == "oai-pmh"
    assert "robots.txt" in abstract.reason
    [text] = catalogue.pages(abstract.record)
    assert "condominio solidale" in text.text

    repository.records[1] = None
    kept, same = run("/oai")
    assert (kept.outcome, same.outcome) == (Outcome.UNCHANGED, Outcome.UNCHANGED)
    assert "deleted" in kept.reason
    assert whole.record in catalogue.record_ids()
    removed, _ = run("/oai", prune=True)
    assert (removed.outcome, removed.record) == (Outcome.OK, None)
    assert whole.record not in catalogue.record_ids()


def test_a_token_that_expired_begins_the_list_anew_and_nothing_comes_twice(library):
    catalogue, site, base, run = library
    records = {n: (("title", f"Titolo {n}"), ("description", f"Storia {n}.")) for n in range(6)}
    repository = Repository(site, base, records, size=2)
    repository.forgets = 1
    assert told(run("/oai")) == [(f"oai?verb=GetRecord&metadataPrefix=oai_dc&identifier="
                                  f"oai%3Aesempio.it%3A{n}", "ok") for n in range(6)]  # fmt: skip
    assert len(catalogue.record_ids()) == 6
    repository.forgets = 99
    assert "tokens" in run("/oai")[-1].reason
    [nothing] = run("/oai", kind=Kind.OAI, set_name="x", prefix="none", since="2024-01-01")[:1]
    assert nothing.outcome is Outcome.UNCHANGED
    assert "set=x" in site.asked[1][0]
    assert "from=2024-01-01" in site.asked[1][0]


# A harvest three times over, each time in a process forked off, so that what annotates is loaded
# once: that takes longer than the harvest.
WORKER = """
import os
import sys
from pathlib import Path
from corpus.catalogue import Catalogue
from ingest import pipeline, worker
from ingest.sources import Manners, Wishes, open_harvester

def in_this_process(function, jobs, workers, bounds):
    for job in jobs:
        yield None if job is None else (job, function(job))

def harvest(data, addresses):
    manners = Manners(interval_s=0, private=True)
    with Catalogue(data / "catalogue.db") as catalogue:
        with open_harvester(data, catalogue.source, manners, Wishes()) as harvester:
            found = pipeline.ingest(
                catalogue, data / "files", addresses, harvest=harvester.found)
            for one in found:
                print(os.getpid(), one.outcome.value, one.file, flush=True)

if __name__ == "__main__":
    pipeline.run_jobs = in_this_process
    warm = Path(sys.argv[1]) / "warm.md"
    warm.write_text("Una prova.")
    worker.analyse(worker.Job(str(warm), "0" * 16, ""))
    for _ in range(3):
        child = os.fork()
        if not child:
            harvest(Path(sys.argv[1]), sys.argv[2:])
            os._exit(0)
        print(child, "ended", os.waitpid(child, 0)[1], flush=True)
"""


def harvests(script, data, addresses, kill_after, before_last):
    """Run the harvests, killing the first ones by SIGKILL; return the outcomes of each."""
    command = [sys.executable, str(script), str(data), *addresses]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    runs, ends = {}, []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env) as process:
        for line in process.stdout:
            pid, outcome, what = line.split()
            if outcome == "ended":
                ends.append(int(what))
                before_last() if len(ends) == len(kill_after) else None
                continue
            runs.setdefault(pid, []).append(outcome)
            limit = kill_after[len(ends)] if len(ends) < len(kill_after) else None
            if len(runs[pid]) == limit:
                os.kill(int(pid), signal.SIGKILL)
    assert process.returncode == 0
    assert ends == [*(signal.SIGKILL for _ in kill_after), 0]
    return list(runs.values())


def test_a_harvest_killed_twice_ends_with_exactly_the_records_once(tmp_path, pytestconfig):
    whole = pytestconfig.getoption("--all-harvest")
    posts, records = (200, 500) if whole else (20, 40)
    script = tmp_path / "harvest.py"
    script.write_text(textwrap.dedent(WORKER))
    site = Site()
    with served(site) as base:
        WordPress(site, base, {
            n: (f"Post {n}", f"La cooperativa numero {n} ha aperto.", "2021-06-01")
            for n in range(posts)
        })  # fmt: skip
        Repository(site, base, {
            n: (("title", f"Opera {n}"), ("description", f"Il progetto numero {n} racconta."))
            for n in range(records)
        }, size=records // 10)  # fmt: skip
        addresses = [f"{base}/", f"{base}/oai"]
        kill_after = (posts // 2, posts + records // 2)
        _, second, last = harvests(script, tmp_path, addresses, kill_after, site.asked.clear)
        assert second.count("unchanged") >= posts // 2
        again = [path for path, _ in site.asked if "resumptionToken" in path]
        assert len(again) < 10, "the list is gone on with, not begun anew"
        assert set(last) == {"ok", "unchanged"}
    with Catalogue(tmp_path / "catalogue.db") as catalogue:
        places = [catalogue.record(one).location for one in catalogue.record_ids()]
        assert len(places) == len(set(places)) == posts + records
        wanted = {f"{base}/wp-json/wp/v2/posts/{n}" for n in range(posts)} | {
            f"{base}/oai?verb=GetRecord&metadataPrefix=oai_dc&identifier=oai%3Aesempio.it%3A{n}"
            for n in range(records)
        }
        assert set(places) == wanted
