"""Pictures of pages, drawn in a process of its own.

What a page draws comes from a document: it may hang, eat memory or crash the library that draws
it. The server survives all three; only that picture is missing.
"""

from __future__ import annotations

import io
import queue
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

from api.trouble import Line
from corpus.errors import PageNotFound, UnreadableFile
from corpus.identifiers import digest
from corpus.records import Page
from ingest.pool import Bounds, Broken, run_jobs

_BOUNDS = Bounds(timeout_s=20.0, memory_bytes=2 << 30)
# Each who waits holds one of the server's 40 threads: pages that hang may not take them all.
_MOST_WAITING = 8
_BUSY = "Too many pages are waiting to be drawn. The text of the page can be read meanwhile."
_RETRY_AFTER_S = 10
# A page that failed is not tried again for so long: it would fail again, at the price of others.
_REMEMBERED_S = 600.0
_MOST_REMEMBERED = 1_000
_MARK = (255, 232, 115)  # multiplied with the page, so that black stays black
_BAR = (138, 90, 0)  # beside what is marked, for whoever does not see the colour
_MARGIN_POINTS = 1.5
_BAR_POINTS = 2.0

Boxes = tuple[tuple[float, float, float, float], ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """What to draw: a page of the PDF at ``path``, or without a path the text of ``page``.

    With ``slides`` the file is a presentation, drawn where LibreOffice can and else as its text.

    ``scale`` is in pixels a point; ``boxes`` (points) are marked.
    """

    page: Page
    title: str
    scale: float
    path: Path | None = None
    boxes: Boxes = ()
    slides: bool = False


@dataclass(frozen=True, slots=True)
class _Undrawable:
    code: str
    reason: str


class _Failures:
    """What could not be drawn, for a while. A page fails at its scale and at all larger ones."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._failed: OrderedDict[str, tuple[float, float, UnreadableFile]] = OrderedDict()
        self._lock = threading.Lock()

    def remember(self, drawing: Drawing, error: UnreadableFile) -> None:
        key, until = _identity(drawing), time.monotonic() + self._seconds
        with self._lock:
            self._failed.pop(key, None)
            self._failed[key] = (until, drawing.scale, error)
            if len(self._failed) > _MOST_REMEMBERED:
                self._failed.popitem(last=False)

    def check(self, drawing: Drawing) -> None:
        """Raise UnreadableFile if the page failed a while ago."""
        with self._lock:
            found = self._failed.get(_identity(drawing))
        if found is None:
            return
        until, scale, error = found
        if time.monotonic() < until and drawing.scale >= scale:
            raise UnreadableFile(error.code, error.reason)


def _identity(drawing: Drawing) -> str:
    page = drawing.page
    if drawing.path is None:
        return digest(drawing.title, page.number, page.text)
    return digest(str(drawing.path), page.number)


class Drawer:
    """Draws one page after the other in a process that is replaced when it breaks."""

    def __init__(self, bounds: Bounds = _BOUNDS, remembered_s: float = _REMEMBERED_S) -> None:
        """Nothing is started before the first drawing."""
        self.line = Line(_MOST_WAITING, _BUSY, _RETRY_AFTER_S)
        self._bounds = bounds
        self._failures = _Failures(remembered_s)
        self._queue: queue.SimpleQueue[tuple[Drawing, Future[bytes]] | None] = queue.SimpleQueue()
        self._waiting: deque[Future[bytes]] = deque()
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()

    def draw(self, drawing: Drawing) -> bytes:
        """Return a PNG.

        Raises UnreadableFile if the page cannot be drawn within bounds, or could not a while ago;
        Busy if too many wait.
        """
        self._failures.check(drawing)
        with self.line.place():
            return self._drawn(drawing)

    def _drawn(self, drawing: Drawing) -> bytes:
        future: Future[bytes] = Future()
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="drawing", daemon=True)
                self._thread.start()
            self._queue.put((drawing, future))
        return future.result()

    def close(self) -> None:
        """End the process; drawings that were asked for before are finished."""
        with self._lock:
            thread, self._thread = self._thread, None
            if thread is not None:
                self._queue.put(None)
        if thread is not None:
            thread.join()

    def _jobs(self) -> Iterator[Drawing]:
        while (asked := self._queue.get()) is not None:
            drawing, future = asked
            try:
                self._failures.check(drawing)  # it may have failed while this one waited
            except UnreadableFile as error:
                future.set_exception(error)
                continue
            self._waiting.append(future)
            yield drawing

    def _run(self) -> None:
        try:
            # With one worker the results come in the order of the jobs.
            for done in run_jobs(draw, self._jobs(), 1, self._bounds):
                if done is not None:
                    self._settle(self._waiting.popleft(), *done)
        except OSError as error:  # no process could be started
            self._give_up(f"Pages cannot be drawn now ({error.strerror}).")

    def _give_up(self, reason: str) -> None:
        with self._lock:
            self._thread = None
            while not self._queue.empty():
                asked = self._queue.get()
                if asked is not None:
                    self._waiting.append(asked[1])
        while self._waiting:
            self._waiting.popleft().set_exception(UnreadableFile("crash", reason))

    def _settle(
        self, future: Future[bytes], drawing: Drawing, result: bytes | _Undrawable | Broken
    ) -> None:
        if isinstance(result, bytes):
            future.set_result(result)
            return
        error = UnreadableFile(result.code, f"The page cannot be drawn: {result.reason}")
        self._failures.remember(drawing, error)
        future.set_exception(error)


def draw(drawing: Drawing) -> bytes | _Undrawable:
    """Draw a page, marks included; what is wrong with it comes back as a value."""
    try:
        picture = _unmarked(drawing)
        return marked(picture, drawing.page.width, drawing.boxes) if drawing.boxes else picture
    except UnreadableFile as error:
        return _Undrawable(error.code, error.reason)
    except PageNotFound as error:
        return _Undrawable("damaged", str(error))


def _unmarked(drawing: Drawing) -> bytes:
    picture = _slide(drawing)
    if picture is not None:
        return picture
    if drawing.path is None or drawing.slides:
        from ingest.render import render_text_page

        return render_text_page(drawing.page, drawing.title, drawing.scale)
    from ingest.pdf import render_page

    return render_page(drawing.path, drawing.page.number, drawing.scale)


def _slide(drawing: Drawing) -> bytes | None:
    if drawing.path is None or not drawing.slides:
        return None
    from ingest.slide_image import slide_picture

    return slide_picture(drawing.path, drawing.page.number, drawing.scale)


def marked(picture: bytes, width: float, boxes: Boxes) -> bytes:
    """Return a PNG with translucent marks over boxes; ``width`` is the page's, in points."""
    from PIL import Image, ImageChops, ImageDraw

    with Image.open(io.BytesIO(picture)) as opened:
        image = opened.convert("RGB")
    scale = image.width / width if width > 0 else 1.0
    layer = Image.new("RGB", image.size, "white")
    pen = ImageDraw.Draw(layer)
    for box in boxes:
        x0, y0, x1, y1 = (place * scale for place in box)
        margin, bar = _MARGIN_POINTS * scale, _BAR_POINTS * scale
        pen.rectangle((x0 - margin, y0 - margin, x1 + margin, y1 + margin), fill=_MARK)
        left = x0 - margin - bar
        pen.rectangle((left - bar, y0 - margin, left, y1 + margin), fill=_BAR)
    out = io.BytesIO()
    ImageChops.multiply(image, layer).save(out, format="PNG")
    return out.getvalue()


class PictureCache:
    """The pictures last asked for, up to a number of bytes. Safe to share among threads."""

    def __init__(self, max_bytes: int = 64 << 20) -> None:
        self._max_bytes = max_bytes
        self._bytes = 0
        self._pictures: OrderedDict[str, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str, make: Callable[[], bytes]) -> bytes:
        """Return the picture of a key, made by ``make`` if it is not held."""
        with self._lock:
            held = self._pictures.get(key)
            if held is not None:
                self._pictures.move_to_end(key)
                return held
        picture = make()  # outside the lock: others need not wait for it
        with self._lock:
            self._bytes += len(picture) - len(self._pictures.pop(key, b""))
            self._pictures[key] = picture
            while self._bytes > self._max_bytes and len(self._pictures) > 1:
                self._bytes -= len(self._pictures.popitem(last=False)[1])
        return picture
