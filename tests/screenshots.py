"""Pictures of the pages for README and docs: ``make pictures`` takes them of the sample library."""

import argparse
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

_FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")
_QUERY = "q=anziani+soli+nel+quartiere"
#: What each picture shows, by its name.
PAGES = {
    "search": f"/?{_QUERY}",
    "map": "/map?rows=kind&columns=theme",
}


def main() -> int:
    """Serve a library on loopback, take the pictures, end the server."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="the data folder of a library")
    parser.add_argument("pictures", type=Path, help="the folder the pictures go to")
    asked = parser.parse_args()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    prassi = Path(sys.executable).with_name("prassi")
    command = [prassi, "--data", asked.data, "serve", "--port", str(port)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as server:
        try:
            _wait(f"http://127.0.0.1:{port}/health/ready")
            _take(f"http://127.0.0.1:{port}", asked.pictures)
        finally:
            server.terminate()
    return 0


def _wait(address: str) -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(address):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise TimeoutError(address)


def _take(url: str, folder: Path) -> None:
    with sync_playwright() as playwright:
        path = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=path, args=list(_FLAGS))
        page = browser.new_page(base_url=url, viewport={"width": 1200, "height": 1000})
        for name, address in PAGES.items():
            page.goto(address)
            page.screenshot(path=folder / f"{name}.png")
        _first(page, f"/?{_QUERY}", folder / "reader.png")
        _first(page, f"/?{_QUERY}&group=practice", folder / "practice.png")
        browser.close()


def _first(page: Page, address: str, path: Path) -> None:
    """Take a picture of what the first hit leads to."""
    page.goto(address)
    page.locator(".prassi-hit h3 a").first.click()
    page.wait_for_load_state("networkidle")
    page.evaluate("window.scrollTo(0, 0)")
    page.screenshot(path=path)


if __name__ == "__main__":
    sys.exit(main())
