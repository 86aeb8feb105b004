"""The pages in a real browser: for everybody, at any width, with and without script."""

import re
import shutil
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from tiny_library import World

from corpus.practices import practice_ids

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium (apt install chromium)")

#: Pictures of every page, to be looked at; `make clean` takes them away.
SHOTS = Path(__file__).parents[2] / "build" / "screenshots"
_FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")
_WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
# Bytes of our own HTML, CSS and script of a first view, as they travel (gzip); the design
# system's files are cached for all sites that use it.
_MOST_OWN_BYTES = 150_000


@pytest.fixture(scope="module")
def browser():
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=CHROMIUM, args=list(_FLAGS))
        yield opened
        opened.close()


@pytest.fixture
def page(browser, live_url) -> Iterator[object]:
    yield from _page(browser, live_url)


@pytest.fixture
def plain_page(browser, live_url) -> Iterator[object]:
    """Give a page of a browser that runs no script."""
    yield from _page(browser, live_url, java_script_enabled=False)


def _page(browser, live_url, **options):
    context = browser.new_context(base_url=live_url, locale="it-IT", **options)
    opened, troubles = context.new_page(), []
    context.on("request", lambda r: troubles.append(r.url) if _elsewhere(r.url, live_url) else None)
    opened.on("console", lambda m: troubles.append(m.text) if m.type == "error" else None)
    opened.on("pageerror", lambda error: troubles.append(str(error)))
    opened.on("dialog", lambda dialog: (troubles.append(dialog.message), dialog.dismiss()))
    yield opened
    context.close()
    # No request to another host, nothing the policy had to stop, no error of a script, and
    # no word of a document that became one.
    assert [t for t in troubles if "404 (Not Found)" not in t] == []


def _elsewhere(address, live_url):
    parts = urlsplit(address)
    return parts.scheme != "data" and parts.netloc != urlsplit(live_url).netloc


def addresses(world: World) -> dict[str, str]:
    """Return the pages there are, by a name for their picture."""
    report, hostile = world.ids["report"], world.ids["hostile"]
    [practice] = practice_ids(world.library.catalogue)
    return {
        "home": "/",
        "home-en": "/?lang=en",
        "results": "/?q=servizi+per+gli+anziani",
        "results-all": "/?q=",
        "records": "/?q=&group=record",
        "practices": "/?q=&group=practice",
        "filtered": "/?q=&filter=kind:practice&filter=territory:Lombardia",
        "nothing": "/?q=zxqwv+-zxqwv&filter=year:1901",
        "reader": f"/record/{report}?page=1&q=servizi",
        "reader-hostile": f"/record/{hostile}?page=1&lang=en",
        "map": "/map?rows=kind&columns=territory",
        "practice": f"/practice/{practice}?q=servizi",
        "practice-en": f"/practice/{practice}?lang=en",
        "about": "/about",
        "dossier": "/dossier",
        "call": "/dossier/call",
        "problem": "/record/none",
    }


def test_every_page_is_for_everybody(page, world):
    axe = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
    found = {}
    for name, address in addresses(world).items():
        page.goto(address)
        page.evaluate(axe)
        said = page.evaluate(
            "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", list(_WCAG)
        )
        broken = [(v["id"], [n["target"] for n in v["nodes"]][:3]) for v in said["violations"]]
        if broken:
            found[name] = broken
        assert len(said["passes"]) > 10  # it did look
        SHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SHOTS / f"{name}.png", full_page=True)
    assert found == {}


# A phone, and a laptop with everything at twice the size: 1,280 pixels are 640 then.
@pytest.mark.parametrize("width", [320, 640])
def test_no_page_scrolls_sideways(page, world, width):
    page.set_viewport_size({"width": width, "height": 640})
    wide = {}
    for name, address in addresses(world).items():
        page.goto(address)
        reached = page.evaluate("document.documentElement.scrollWidth")
        if reached > width:
            wide[name] = reached
        if width == 320:
            page.screenshot(path=SHOTS / f"{name}-320.png", full_page=True)
    assert wide == {}


def test_first_view_is_light(page, world):
    sizes = {}
    page.on("response", lambda r: sizes.update({r.url: _own_bytes(r)}))
    for address in ("/", "/?q=servizi"):
        sizes.clear()
        page.goto(address, wait_until="networkidle")
        assert 1_000 < sum(sizes.values()) < _MOST_OWN_BYTES


def _own_bytes(response):
    if "/static/bootstrap-italia/" in response.url or "/v1/" in response.url:
        return 0
    return response.request.sizes()["responseBodySize"]


def test_no_page_has_script_or_style_inside(page, world):
    for address in addresses(world).values():
        text = page.request.get(address, headers={"Accept": "text/html"}).text()
        assert "</main>" in text
        assert not re.search(
            r"<script(?![^>]*\bsrc=)|<style|\bstyle=|\bon[a-z]+=\"|javascript:", text
        )


def _tab_to(page, wanted, most=120):
    """Press Tab until what is wanted has the focus, which must be seen to have it."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", wanted):
            seen = page.evaluate(
                "(() => {const s = getComputedStyle(document.activeElement);"
                " return s.outlineStyle !== 'none' || s.boxShadow !== 'none';})()"
            )
            assert seen, f"{wanted} has the focus, and nobody can see it"
            return
    raise AssertionError(f"the keyboard never comes to {wanted}")


def test_keyboard_alone_comes_from_the_search_to_the_reader(page):
    page.goto("/")
    _tab_to(page, "#q")
    page.keyboard.type("servizi")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"q=servizi"))
    _tab_to(page, ".prassi-facets .prassi-values a")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"filter="))
    _tab_to(page, ".prassi-chips a")
    page.goto(page.url)
    _tab_to(page, ".prassi-hit h3 a")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/record/"))
    assert page.locator("h1").inner_text()


def test_skip_link_leads_to_the_content(page):
    page.goto("/?q=servizi")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_without_script_one_searches_filters_reads_and_comes_back(plain_page):
    page = plain_page
    page.goto("/")
    page.fill("#q", "servizi")
    page.click(".prassi-search button[type=submit]")
    before = page.locator(".prassi-total").inner_text()
    value = page.locator(".prassi-facets .prassi-values a:not(.prassi-chosen)").first
    promised = int(re.sub(r"\D", "", value.locator(".prassi-count").inner_text()))
    value.click()
    assert int(re.match(r"\d+", page.locator(".prassi-total").inner_text()).group()) == promised
    page.locator(".prassi-chips a").first.click()
    assert page.locator(".prassi-total").inner_text() == before
    page.locator(".prassi-hit h3 a").first.click()
    assert page.locator(".prassi-picture").is_visible()
    page.get_by_role("link", name="Torna ai risultati").click()
    assert page.locator(".prassi-total").inner_text() == before


def test_page_changes_its_language_and_stays_where_it_is(page):
    page.goto("/?q=servizi&filter=kind:practice")
    page.get_by_role("link", name="English").click()
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("#q").input_value() == "servizi"
    assert page.locator(".prassi-chips a").count() == 1


@pytest.mark.parametrize("opened", ["page", "plain_page"])
def test_one_collects_a_dossier_and_takes_it_away(request, opened, tmp_path):
    page = request.getfixturevalue(opened)
    page.goto("/?q=servizi")
    page.locator(".prassi-hit .prassi-add button").first.click()
    page.get_by_role("heading", name="Il mio dossier").wait_for()
    page.get_by_role("link", name="Torna dove eri").click()
    page.locator(".prassi-hit .prassi-add button").nth(1).click()
    page.get_by_label("Nota", exact=True).first.fill("Da chiamare")
    page.get_by_role("button", name="Salva la nota 1").click()
    first = page.locator("#piece-1 h2").inner_text()
    page.locator("#piece-1").get_by_role("button", name="Sposta più giù").click()
    assert page.locator("#piece-2 h2").inner_text() == first
    assert page.locator("#piece-2 textarea").input_value() == "Da chiamare"
    with page.expect_download() as coming:
        page.get_by_role("link", name="Scarica per Word").click()
    written = tmp_path / "dossier.docx"
    coming.value.save_as(written)
    assert written.read_bytes().startswith(b"PK")


def test_a_call_becomes_a_draft(page):
    page.goto("/dossier/call")
    page.get_by_label("Testo del bando").fill(
        "- una portineria di quartiere che aiuta gli anziani soli con piccoli servizi"
    )
    page.get_by_role("button", name="Cerca i riscontri").click()
    assert "portineria" in page.locator(".prassi-need .prassi-hit").first.inner_text()
    page.get_by_role("button", name="Metti nel mio dossier").click()
    assert page.locator(".prassi-need").count() == 1
    assert page.locator(".prassi-piece").count() >= 1


def test_suggestions_come_while_one_types_and_the_keyboard_takes_them(page):
    page.goto("/")
    page.locator("#q").press_sequentially("port")
    options = page.locator("#q-suggestions [role=option]")
    options.first.wait_for()
    assert page.locator("#q").get_attribute("aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    assert page.locator("#q").get_attribute("aria-activedescendant") == "q-suggestion-0"
    words = options.first.inner_text()
    page.keyboard.press("Escape")
    assert not options.first.is_visible()
    page.locator("#q").press_sequentially("i")
    options.first.wait_for()
    page.keyboard.press("ArrowDown")
    words = options.first.inner_text()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"q="))
    assert page.locator("#q").input_value() == words


def test_suggestions_are_never_markup(page):
    page.route(
        "**/v1/suggest*",
        lambda route: route.fulfill(
            json={"suggestions": [{"text": "<img src=x onerror=alert(1)>"}], "query": ""}
        ),
    )
    page.goto("/")
    page.locator("#q").press_sequentially("im")
    page.locator("#q-suggestions [role=option]").wait_for()
    assert page.locator("#q-suggestions img").count() == 0


def test_a_quotation_is_copied_with_its_citation(page, world):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/?q=servizi")
    page.locator(".prassi-hit h3 a").first.click()
    page.get_by_role("button", name="Copia la citazione").click()
    page.get_by_text("Citazione copiata.").wait_for()
    quoted, cited = page.evaluate("navigator.clipboard.readText()").split("\n")[-2:]
    assert quoted.endswith("»")
    assert cited == page.locator(".prassi-quotation figcaption").inner_text()
