"""What tests of the pages in a real browser share."""

import shutil
from functools import cache
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
#: The mark of a file of such tests.
needs_chromium = pytest.mark.skipif(
    CHROMIUM is None, reason="needs Chromium (apt install chromium)"
)
#: Pictures of every page, to be looked at; `make clean` takes them away.
SHOTS = Path(__file__).parents[2] / "build" / "screenshots"
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")
_WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


def picture(page, name):
    """Keep a picture of a page."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png", full_page=True)


def violations(page):
    """Return what axe finds against a page, each with the places it found it at."""
    page.evaluate(_axe())
    # Of what axe says little is handed over: all of it takes longer than to find it.
    said = page.evaluate(
        """async tags => {
            const said = await axe.run(
                document, {runOnly: {type: "tag", values: tags}, resultTypes: ["violations"]});
            const places = nodes => nodes.slice(0, 3).map(node => node.target);
            const found = said.violations.map(one => [one.id, places(one.nodes)]);
            return {passes: said.passes.length, found};
        }""",
        list(_WCAG),
    )
    assert said["passes"] > 10  # it did look
    return said["found"]


@cache
def _axe():
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


def width_within(page, width):
    """Return how wide a page becomes in a window of a width."""
    page.set_viewport_size({"width": width, "height": 640})
    return page.evaluate("document.documentElement.scrollWidth")


def opened_page(browser, live_url, **options):
    """Give a page of a browser and see that nothing went wrong on it."""
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
