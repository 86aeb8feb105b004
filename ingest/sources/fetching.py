"""Fetching politely and in bounds: robots.txt, one request a host at a time, sizes, times."""

from __future__ import annotations

import datetime
import email.utils
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from urllib.parse import urlsplit

import httpcore

from ingest.sources import robots
from ingest.sources.addresses import joined, normal, origin_of
from ingest.sources.connecting import Deadline, open_connections
from ingest.sources.trouble import FetchFailed

#: By this name robots.txt can speak of us.
ROBOT = "prassi"
# Sitemaps have at most 50 MB unpacked (sitemaps.org), other lists far less.
MOST_LIST_BYTES = 50_000_000
_MOST_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_TRY_AGAIN = frozenset({429, 500, 502, 503, 504})
_TRIES = 4
_MOST_WAIT_S = 120.0  # longer than this nobody waits in a run: the next one asks again
_MOST_DELAY_S = 60.0  # of crawl-delay
_ANSWER_S = 300.0  # one answer, from the request to its last byte
_PIECE = 1 << 16
_GZIP = b"\x1f"  # the next byte may come with the next piece
_MOST_SILENT = 5  # addresses of one host given up one after the other, then it is left alone


@dataclass(frozen=True, slots=True)
class Manners:
    """How to ask: seconds between two requests to a host, largest file, private addresses.

    ``sleep`` is for tests.
    """

    interval_s: float = 1.0
    most_bytes: int = 200_000_000
    private: bool = False
    sleep: Callable[[float], None] = time.sleep


@dataclass(frozen=True, slots=True)
class Answer:
    """What came from an address: ``headers`` by lower-case name; the content lies at ``path``.

    ``url`` is where the redirects led. The content is unpacked. ``status`` is 200 or, when
    nothing changed, 304, and then there is no content.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    path: Path

    @property
    def media_type(self) -> str:
        """Content type without its parameters, lower case, empty if unknown."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def size(self) -> int:
        """Bytes of the content."""
        return self.path.stat().st_size

    def head(self, count: int = 4_096) -> bytes:
        """Return the first bytes of the content."""
        with self.path.open("rb") as file:
            return file.read(count)


def user_agent() -> str:
    """Return how we name ourselves to sites."""
    try:
        number = version("prassi")
    except PackageNotFoundError:  # run from a folder without being installed
        number = "0"
    return f"Prassi/{number} (knowledge base of a library; reads robots.txt as {ROBOT})"


@dataclass(slots=True)
class Fetcher:
    """Asks for addresses one after the other; not to be shared among threads."""

    manners: Manners
    _deadline: Deadline = field(default_factory=Deadline)
    _pool: httpcore.ConnectionPool = field(init=False)
    _robots: dict[str, robots.Robots | FetchFailed] = field(default_factory=dict)
    _last: dict[str, float] = field(default_factory=dict)
    _closed: dict[str, str] = field(default_factory=dict)
    _silent: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._pool = open_connections(self._deadline, private=self.manners.private)

    def close(self) -> None:
        """Close every connection."""
        self._pool.close()

    def get(
        self,
        address: str,
        target: Path,
        *,
        accept: str = "*/*",
        known: Mapping[str, str] | None = None,
        most_bytes: int | None = None,
    ) -> Answer:
        """Ask for an address and write what it holds to ``target``.

        ``known`` has what the last answer gave as ``etag`` and ``last-modified``: nothing is
        sent then if nothing changed. Raises FetchFailed, and OSError if ``target`` cannot be
        written.
        """
        asked = {"accept": accept}
        if known and known.get("etag"):
            asked["if-none-match"] = known["etag"]
        if known and known.get("last-modified"):
            asked["if-modified-since"] = known["last-modified"]
        url = normal(address)
        for _ in range(_MOST_REDIRECTS + 1):
            self._check_robots(url)
            most = most_bytes or self.manners.most_bytes
            answer = self._patiently(url, asked, target, most)
            if answer.status not in _REDIRECTS:
                break
            place = answer.headers.get("location")
            if not place:
                raise FetchFailed(f"the site answers {answer.status} and says no more")
            url = joined(url, place)
        else:
            raise FetchFailed(f"it leads on more than {_MOST_REDIRECTS} times")
        if answer.status == 304 and known:
            return answer
        if answer.status != 200:
            gone = answer.status in _TRY_AGAIN
            raise FetchFailed(f"the site answers {_meaning(answer.status)}", passing=gone)
        return answer

    def _check_robots(self, url: str) -> None:
        origin = origin_of(url)
        if origin not in self._robots:
            self._robots[origin] = self._read_robots(origin)
        found = self._robots[origin]
        if isinstance(found, FetchFailed):
            raise found
        if not found.allows(url):
            raise FetchFailed("the site's robots.txt does not allow it to be read by programs")

    def _read_robots(self, origin: str) -> robots.Robots | FetchFailed:
        """Read a site's rules. Where it cannot say them now, nothing is read (RFC 9309 2.3.1.4)."""
        url, data = f"{origin}/robots.txt", bytearray()
        try:
            for _ in range(_MOST_REDIRECTS + 1):
                data.clear()
                status, headers = self._with_patience(url, {}, data.extend, robots.MOST_BYTES, True)
                if status not in _REDIRECTS or "location" not in headers:
                    break
                url = joined(url, headers["location"])
        except FetchFailed as error:
            return error
        if status == 200:
            return robots.read_robots(data.decode("utf-8", "replace"), ROBOT)
        if status in _TRY_AGAIN:
            why = f"the site's robots.txt cannot be read now ({_meaning(status)})"
            return FetchFailed(why, passing=True)
        return robots.NOTHING_SAID

    def _patiently(
        self, url: str, asked: Mapping[str, str], target: Path, most_bytes: int
    ) -> Answer:
        with target.open("wb") as file:

            def write(piece: bytes) -> None:
                file.write(piece)

            def begin_anew() -> None:
                file.seek(0)
                file.truncate()

            status, headers = self._with_patience(url, asked, write, most_bytes, False, begin_anew)
        return Answer(url, status, headers, target)

    def _with_patience(
        self,
        url: str,
        asked: Mapping[str, str],
        write: Callable[[bytes], object],
        most_bytes: int,
        cut: bool,
        begin_anew: Callable[[], None] = lambda: None,
    ) -> tuple[int, Mapping[str, str]]:
        """Ask, and ask again where the site is busy; return status and headers."""
        host = origin_of(url)
        for tries in range(1, _TRIES + 1):
            if host in self._closed:
                raise FetchFailed(self._closed[host], passing=True)
            self._wait_turn(host)
            wait = 2.0**tries * max(self.manners.interval_s, 0.01)
            try:
                status, headers = self._once(url, asked, write, most_bytes, cut)
            except FetchFailed as error:
                if not error.passing:
                    raise
                if tries == _TRIES:
                    self._gave_up(host, error)
                    raise
            else:
                if status not in _TRY_AGAIN or tries == _TRIES:
                    self._silent.pop(host, None)
                    return status, headers
                wait = max(wait, _seconds_asked(headers.get("retry-after")))
            if wait > _MOST_WAIT_S:
                seconds = f"{wait:.0f}" if wait < 1e9 else "many"
                self._closed[host] = f"the site asks to be left alone for {seconds} seconds"
                raise FetchFailed(self._closed[host], passing=True)
            self.manners.sleep(wait)
            begin_anew()
        raise AssertionError("the last try returns or raises")

    def _gave_up(self, host: str, error: FetchFailed) -> None:
        """Leave a host alone that is down: of 50,000 addresses each would take a minute."""
        self._silent[host] = self._silent.get(host, 0) + 1
        if self._silent[host] >= _MOST_SILENT:
            self._closed[host] = (
                f"{error.reason}, as for the addresses before: left for another run"
            )

    def _wait_turn(self, host: str) -> None:
        """Leave the time between two requests to a host that we or its robots.txt ask for."""
        rules = self._robots.get(host)
        asked = rules.delay_s if isinstance(rules, robots.Robots) else None
        delay = max(self.manners.interval_s, min(asked or 0.0, _MOST_DELAY_S))
        rest = self._last.get(host, float("-inf")) + delay - time.monotonic()
        if rest > 0:
            self.manners.sleep(rest)
        self._last[host] = time.monotonic()

    def _once(
        self,
        url: str,
        asked: Mapping[str, str],
        write: Callable[[bytes], object],
        most_bytes: int,
        cut: bool,
    ) -> tuple[int, Mapping[str, str]]:
        self._deadline.at = time.monotonic() + _ANSWER_S
        headers = {
            "host": urlsplit(url).netloc,
            "user-agent": user_agent(),
            "accept-encoding": "gzip",  # by "deflate" sites mean two different things
            **asked,
        }
        sent = [(name.encode(), value.encode()) for name, value in headers.items()]
        request = httpcore.Request("GET", url, headers=sent)
        try:
            response = self._pool.handle_request(request)
            with closing(response):
                found = {
                    name.decode("latin-1").lower(): _text_of(value)
                    for name, value in response.headers
                }
                if response.status == 200:
                    _receive(response, found, write, most_bytes, cut)
                return response.status, found
        except (httpcore.TimeoutException, httpcore.NetworkError) as error:
            what = "did not answer in time" if "Timeout" in type(error).__name__ else "broke off"
            raise FetchFailed(
                f"the site {what} ({error})".replace(" ()", ""), passing=True
            ) from error
        except (httpcore.ProtocolError, httpcore.UnsupportedProtocol) as error:
            raise FetchFailed(
                f"the site does not speak HTTP as it should ({error})", passing=True
            ) from error
        except OSError as error:
            if error.filename is not None or not isinstance(error, ConnectionError):
                raise
            raise FetchFailed(f"the site broke off ({error})", passing=True) from error


def _text_of(value: bytes) -> str:
    """Return a header's value: sites write it in UTF-8, whatever the rules say, else in Latin-1."""
    try:
        return value.decode().strip()
    except UnicodeDecodeError:
        return value.decode("latin-1").strip()


def _receive(
    response: httpcore.Response,
    headers: Mapping[str, str],
    write: Callable[[bytes], object],
    most_bytes: int,
    cut: bool,
) -> None:
    """Write the content unpacked, as long as it keeps to the bound. Raises FetchFailed."""
    length = headers.get("content-length", "")
    # 18 digits: more are no number that anybody means.
    if not cut and length.isdecimal() and int(length[:18]) > most_bytes:
        raise FetchFailed(_too_large(most_bytes))
    pieces = (piece for piece in response.iter_stream() if piece)
    size = 0
    for piece in _unpacked(pieces, headers.get("content-encoding", "").lower()):
        size += len(piece)
        if size > most_bytes:
            if cut:
                write(piece[: most_bytes - size])
                return
            raise FetchFailed(_too_large(most_bytes))
        write(piece)


def _too_large(most_bytes: int) -> str:
    return f"it is larger than {most_bytes / 1e6:.0f} MB"


def _unpacked(pieces: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    """Unpack step by step: nobody holds more than a piece of what a bomb would become."""
    if encoding in ("", "identity"):
        yield from pieces
        return
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise FetchFailed(f"the site packs it in a way that was not asked for ({encoding[:40]})")
    yield from inflated(pieces)


def inflated(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Unpack gzip or zlib in pieces of bounded size. Raises FetchFailed if it is damaged."""
    unpack = zlib.decompressobj(zlib.MAX_WBITS | 32)
    try:
        for piece in pieces:
            left = piece
            while left:
                if unpack.eof:  # another file packed behind the first, or nothing that counts
                    if not left.startswith(_GZIP):
                        return
                    unpack = zlib.decompressobj(zlib.MAX_WBITS | 32)
                yield unpack.decompress(left, _PIECE)
                left = unpack.unconsumed_tail or unpack.unused_data
        while not unpack.eof and (rest := unpack.decompress(unpack.unconsumed_tail, _PIECE)):
            yield rest
    except zlib.error as error:
        raise FetchFailed(f"what the site sent is damaged ({error})", passing=True) from error
    if not unpack.eof:
        raise FetchFailed("the site broke off in the middle", passing=True)


def _seconds_asked(value: str | None) -> float:
    """Return the seconds of a Retry-After, given as such or as a date; 0 if there is none."""
    text = (value or "").strip()
    if text.isdecimal():
        return float(text)
    try:
        then = email.utils.parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return 0.0
    now = datetime.datetime.now(tz=datetime.UTC)
    return max((then.replace(tzinfo=then.tzinfo or datetime.UTC) - now).total_seconds(), 0.0)


_MEANINGS = {
    401: "that it needs a password (401)",
    403: "that it does not let us read this (403)",
    404: "that there is nothing there (404)",
    410: "that it was taken away (410)",
    429: "that it is asked too often (429)",
    503: "that it cannot answer now (503)",
}


def _meaning(status: int) -> str:
    return _MEANINGS.get(status, f"with an error ({status})")
