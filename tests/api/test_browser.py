"""The pages in a real browser: for everybody, at any width, with and without script."""

import re
from contextlib import contextmanager

import pytest
from browsing import needs_chromium, opened_page, picture, violations, width_within
from tiny_library import World

from corpus.practices import practice_ids

pytestmark = needs_chromium

# Bytes of our own HTML, CSS and script of a first view, as they travel (gzip); the design
# system's files are cached for all sites that use it.
_MOST_OWN_BYTES = 150_000


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


# A phone, and a laptop with everything at twice the size: 1,280 pixels are 640 then.
_NARROW = (320, 640)


@pytest.fixture(scope="module")
def walked(browser, live_url, world):
    """What is found against each page, and how wide each becomes; every one is opened once."""
    found, reached = {}, {width: {} for width in _NARROW}
    with contextmanager(opened_page)(browser, live_url) as page:
        for name, address in addresses(world).items():
            page.set_viewport_size({"width": 1280, "height": 720})
            page.goto(address)
            found[name] = violations(page)
            picture(page, name)
            for width in _NARROW:
                reached[width][name] = width_within(page, width)
                picture(page, f"{name}-{width}")
    return found, reached


def test_every_page_is_for_everybody(walked):
    found, _ = walked
    assert len(found) > 15
    assert {name: broken for name, broken in found.items() if broken} == {}


@pytest.mark.parametrize("width", _NARROW)
def test_no_page_scrolls_sideways(walked, width):
    _, reached = walked
    assert {name: wide for name, wide in reached[width].items() if wide > width} == {}


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


def test_keyboard_alone_comes_from_the_search_to_a_note_in_the_dossier(page):
    page.goto("/")
    _tab_to(page, "#q")
    page.keyboard.type("servizi")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"q=servizi"))
    _tab_to(page, ".prassi-facets .prassi-values a")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"filter="))
    page.goto(page.url)
    _tab_to(page, ".prassi-chips a")
    _tab_to(page, ".prassi-hit h3 a")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/record/"))
    title = page.locator("h1").inner_text()
    _tab_to(page, ".prassi-add button")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/dossier"))
    assert title in page.locator("#piece-1 h2").inner_text()
    _tab_to(page, "#piece-1 textarea")
    page.keyboard.type("Da chiamare")
    _tab_to(page, "#piece-1 .prassi-note button")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator("#piece-1 textarea").input_value() == "Da chiamare"


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


def test_a_browser_that_does_not_copy_selects_the_quotation_and_says_so(page):
    page.goto("/?q=servizi")
    page.locator(".prassi-hit h3 a").first.click()
    page.evaluate("() => {navigator.clipboard.writeText = () => Promise.reject(new Error('no'));}")
    page.get_by_role("button", name="Copia la citazione").click()
    page.get_by_text("Il browser non permette di copiare").wait_for()
    selected = page.evaluate("String(getSelection())")
    assert page.locator(".prassi-quotation figcaption").inner_text() in selected


def test_no_suggestion_comes_after_escape(page):
    held = []
    # An answer that is long in coming.
    page.route("**/v1/suggest*", lambda route: held.append(route))
    page.goto("/")
    page.locator("#q").press_sequentially("port")
    with page.expect_event("requestfailed") as failed:
        while not held:
            page.wait_for_timeout(20)
        page.keyboard.press("Escape")
    assert "/v1/suggest" in failed.value.url
    assert page.locator("#q").get_attribute("aria-expanded") == "false"


def _kept(page):
    """Say whether the document is still the one that was marked."""
    return page.evaluate("window.kept === true")


def test_results_come_without_a_new_page_and_the_browser_goes_back_through_them(page):
    page.goto("/?q=servizi")
    page.evaluate("window.kept = true")
    before = page.locator("#results").inner_text()
    value = page.locator(".prassi-facets .prassi-values a").first
    key, count = value.get_attribute("data-key"), value.locator(".prassi-count").inner_text()
    value.focus()
    page.keyboard.press("Enter")
    page.locator(".prassi-chips .chip").wait_for()
    assert f"filter={key.replace(':', '%3A')}" in page.url
    # The focus is where it was, on what is chosen now; the new total is read out.
    assert page.evaluate("document.activeElement.dataset.key") == key
    assert page.evaluate("document.activeElement.ariaCurrent") == "true"
    total = page.locator("#results").inner_text()
    assert total.startswith(count.split()[0])
    assert page.locator("[data-live]").text_content() == total
    assert page.locator("main").get_attribute("aria-busy") is None
    # The form and the other language keep what was chosen.
    assert page.locator(f".prassi-search input[value='{key}']").count() == 1
    assert "filter=" in page.locator("header a[hreflang]").get_attribute("href")
    page.locator(".prassi-chips .chip").click()
    page.locator(".prassi-chips .chip").wait_for(state="detached")
    assert page.evaluate("document.activeElement.id") == "results"
    page.go_back()
    page.locator(".prassi-chips .chip").wait_for()
    assert page.locator("#results").inner_text() == total
    page.go_back()
    page.locator(".prassi-chips .chip").wait_for(state="detached")
    assert page.locator("#results").inner_text() == before
    page.locator("#year-from").fill("2021")
    page.keyboard.press("Enter")
    page.locator(".prassi-chips .chip").wait_for()
    assert _kept(page)
    # What does not come as a page of results is gone to as any link is.
    page.route(
        "**/?q=servizi&group=record", lambda route: route.fulfill(status=404, body=""), times=1
    )
    page.go_back()
    page.locator(".prassi-chips .chip").wait_for(state="detached")
    page.get_by_role("link", name="Documenti", exact=True).click()
    page.locator("[aria-current][data-key='group:record']").wait_for()
    assert not _kept(page)


def test_values_of_a_long_facet_are_found_by_their_names_alone(page, world):
    page.goto("/?q=servizi")
    # A facet longer than the tiny library has: the same value many times, under other names.
    page.evaluate("""() => {
        const list = document.querySelector(".prassi-facets .prassi-values");
        const item = list.querySelector("li");
        const details = document.createElement("details");
        details.open = true;
        const long = list.cloneNode(false);
        for (let n = 0; n < 20; n++) {
            const one = item.cloneNode(true);
            one.querySelector(".prassi-label").textContent = n === 7 ? "Città" : "Paese";
            long.append(one);
        }
        details.append(long);
        list.after(details);
        finding(details, "Cerca");
    }""")
    field, shown = page.locator(".prassi-find input"), page.locator("details li:visible")
    field.fill("citta")
    assert shown.count() == 1
    for word in ("risultat", "1"):
        field.fill(word)
        assert shown.count() == 0, word
